// The actors of src/bin/actors.rs by the C interface, as generated code uses it. ns of all processors for each message.
// cargo build --release -p cyrus_rt; cc -O3 -I runtime/cyrus_rt/include actors.c -L target/release -lcyrus_rt
#include "cyrus_rt.h"
#include <stdio.h>
#include <stdlib.h>
#include <time.h>

#define MESSAGES 1000000
#define ACTORS 1000

typedef struct actor {
    uint64_t references;
    cyrus_rt_mailbox *mailbox;
    struct actor *other;
    long left;
} actor;

static void retain(void *it) { __atomic_fetch_add(&((actor *)it)->references, 1, __ATOMIC_RELAXED); }

static void release(void *it) { __atomic_fetch_sub(&((actor *)it)->references, 1, __ATOMIC_ACQ_REL); }

static void wait_for(void *it) { (void)it; }

static void leave(void *it, bool answered) {
    (void)answered;
    release(it);
}

static void see(void) {}

static const uint64_t never = 0;

static const cyrus_rt_counting counting = {1, 0, 0, &never, retain, release, wait_for, leave, see};

typedef struct {
    cyrus_rt_message head;
    long by;
} message;

static void gone(cyrus_rt_message *it) { (void)it; }

static void send(actor *to, void (*run)(cyrus_rt_message *, void *));

static void hit(cyrus_rt_message *it, void *to) {
    actor *self = (actor *)to;
    (void)it;
    if (self->left > 0) {
        self->left--;
        send(self->other, hit);
    }
}

static void count(cyrus_rt_message *it, void *to) {
    ((actor *)to)->left += ((message *)it)->by;
}

static const cyrus_rt_message_ops hit_ops = {hit, gone, NULL, "hit", cyrus_rt_message_free, sizeof(message)};
static const cyrus_rt_message_ops count_ops = {count, gone, NULL, "count", cyrus_rt_message_free, sizeof(message)};

static void send(actor *to, void (*run)(cyrus_rt_message *, void *)) {
    cyrus_rt_message *it = cyrus_rt_message_new(sizeof(message), run == hit ? &hit_ops : &count_ops);
    ((message *)it)->by = 1;
    cyrus_rt_mailbox_send(to->mailbox, it, CYRUS_RT_FOREVER);
}

static actor *make(cyrus_rt_scheduler *scheduler) {
    actor *it = (actor *)calloc(1, sizeof *it);
    cyrus_rt_owner owner = {it, &it->references, &counting};
    it->references = 1;
    it->mailbox = cyrus_rt_mailbox_new(scheduler, owner, 0, 0);
    return it;
}

static actor *actors[ACTORS];

static void fan_out(void *arguments, void *result, cyrus_rt_exception *raised) {
    (void)arguments, (void)result, (void)raised;
    for (long i = 0; i < MESSAGES; i++)
        send(actors[i % ACTORS], count);
}

static double cpu(void) {
    struct timespec time;
    clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &time);
    return time.tv_sec * 1e9 + time.tv_nsec;
}

int main(int argc, char **argv) {
    int rounds = argc > 1 ? atoi(argv[1]) : 5;
    for (int workers = 1; workers <= 2; workers++) {
        cyrus_rt_scheduler *scheduler = cyrus_rt_scheduler_new(workers);
        actor *a = make(scheduler), *b = make(scheduler);
        a->other = b;
        b->other = a;
        for (int i = 0; i < ACTORS; i++)
            actors[i] = make(scheduler);
        for (int round = 0; round < rounds; round++) {
            double start = cpu();
            a->left = b->left = MESSAGES / 2;
            send(a, hit);
            cyrus_rt_scheduler_finish(scheduler, CYRUS_RT_FOREVER);
            printf("ping-pong by C,%d,%.1f\n", workers, (cpu() - start) / MESSAGES);
            start = cpu();
            cyrus_rt_go(scheduler, fan_out, NULL, 0, NULL);
            cyrus_rt_scheduler_finish(scheduler, CYRUS_RT_FOREVER);
            printf("fan-out by C,%d,%.1f\n", workers, (cpu() - start) / MESSAGES);
        }
    }
    return 0;
}
