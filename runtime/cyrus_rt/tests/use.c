// Uses all that the header declares; compiled as C and as C++.
#include "cyrus_rt.h"
#include <fcntl.h>
#include <pthread.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

static int line_failed(int line, const char *what) {
    fprintf(stderr, "use.c:%d: %s\n", line, what);
    exit(1);
}
#define CHECK(x) ((x) ? 0 : line_failed(__LINE__, #x))

#define MS ((int64_t)1000000)

static const cyrus_rt_type long_type = {sizeof(long), NULL};

// Tasks.

typedef struct {
    long a, b;
} two;

static void add(void *arguments, void *result, cyrus_rt_exception *raised) {
    two *it = (two *)arguments;
    (void)raised;
    CHECK(cyrus_rt_in_coroutine());
    CHECK(cyrus_rt_stack_limit() != 0);
    *(long *)result = it->a + it->b;
}

static long given_up;

static void give_up(void *exception) { given_up += *(long *)exception; }

static void raise_it(void *arguments, void *result, cyrus_rt_exception *raised) {
    static long number = 7;
    (void)arguments;
    (void)result;
    raised->object = &number;
    raised->drop = give_up;
}

static int sleeps;

static void sleep_long(void *arguments, void *result, cyrus_rt_exception *raised) {
    (void)arguments;
    (void)raised;
    __atomic_store_n(&sleeps, 1, __ATOMIC_RELEASE);
    *(long *)result = cyrus_rt_sleep(60000 * MS);
}

static void tasks(cyrus_rt_scheduler *scheduler) {
    two arguments = {40, 2};
    long large[100] = {40, 2};
    long result[2];
    cyrus_rt_exception raised = {NULL, NULL};
    cyrus_rt_task *task = cyrus_rt_spawn(scheduler, add, &arguments, sizeof arguments, NULL);
    CHECK(cyrus_rt_task_join(task, CYRUS_RT_FOREVER, result, &raised) == CYRUS_RT_OK && result[0] == 42);
    task = cyrus_rt_spawn(NULL, add, large, sizeof large, NULL);
    CHECK(cyrus_rt_task_join(task, CYRUS_RT_FOREVER, result, &raised) == CYRUS_RT_OK && result[0] == 42);
    task = cyrus_rt_spawn(scheduler, raise_it, NULL, 0, NULL);
    CHECK(cyrus_rt_task_join(task, CYRUS_RT_FOREVER, NULL, &raised) == CYRUS_RT_EXCEPTION);
    CHECK(*(long *)raised.object == 7);
    raised.drop(raised.object);
    CHECK(given_up == 7);
    given_up = 0;
    sleeps = 0;
    task = cyrus_rt_spawn(scheduler, sleep_long, NULL, 0, NULL);
    while (!__atomic_load_n(&sleeps, __ATOMIC_ACQUIRE))
        usleep(100);
    CHECK(cyrus_rt_task_join(task, 3 * MS, result, &raised) == CYRUS_RT_TIMED_OUT);
    CHECK(!cyrus_rt_task_is_done(task));
    cyrus_rt_task_cancel(task);
    CHECK(cyrus_rt_task_join(task, CYRUS_RT_FOREVER, result, &raised) == CYRUS_RT_OK && result[0] == CYRUS_RT_CANCELLED);
    cyrus_rt_go(scheduler, add, &arguments, sizeof arguments, NULL);
    CHECK(cyrus_rt_scheduler_finish(scheduler, CYRUS_RT_FOREVER) == CYRUS_RT_OK);
    CHECK(cyrus_rt_scheduler_in_flight(scheduler) == 0);
}

static void groups(cyrus_rt_scheduler *scheduler) {
    cyrus_rt_exception raised = {NULL, NULL};
    two arguments = {1, 2};
    cyrus_rt_group *group = cyrus_rt_group_new(scheduler);
    for (int i = 0; i < 10; i++)
        cyrus_rt_group_spawn(group, add, &arguments, sizeof arguments, NULL);
    CHECK(cyrus_rt_group_join(group, &raised) == CYRUS_RT_OK);
    group = cyrus_rt_group_new(scheduler);
    cyrus_rt_group_spawn(group, sleep_long, NULL, 0, NULL);
    cyrus_rt_group_spawn(group, raise_it, NULL, 0, NULL);
    CHECK(cyrus_rt_group_join(group, &raised) == CYRUS_RT_EXCEPTION && *(long *)raised.object == 7);
}

// Actors.

typedef struct {
    uint64_t references;
    long sum;
    cyrus_rt_mailbox *mailbox;
} counter;

static void retain(void *actor) { __atomic_fetch_add(&((counter *)actor)->references, 1, __ATOMIC_RELAXED); }

static void release(void *actor) {
    counter *it = (counter *)actor;
    if (__atomic_fetch_sub(&it->references, 1, __ATOMIC_ACQ_REL) == 1) {
        cyrus_rt_mailbox_free(it->mailbox);
        free(it);
    }
}

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
    cyrus_rt_future *result;
} increment;

static void increment_drop(cyrus_rt_message *message) {
    increment *it = (increment *)message;
    if (it->result)
        cyrus_rt_future_release(it->result);
}

static void increment_run(cyrus_rt_message *message, void *actor) {
    increment *it = (increment *)message;
    counter *to = (counter *)actor;
    to->sum += it->by;
    if (it->result)
        cyrus_rt_future_complete(it->result, &to->sum);
    increment_drop(message);
}

static const cyrus_rt_message_ops increment_ops = {increment_run, increment_drop, NULL, "increment", cyrus_rt_message_free, sizeof(increment)};

static cyrus_rt_message *increment_new(long by, cyrus_rt_future *result) {
    increment *it = (increment *)cyrus_rt_message_new(sizeof(increment), &increment_ops);
    it->by = by;
    it->result = result;
    if (result)
        cyrus_rt_future_retain(result);
    return &it->head;
}

static long activations;

static bool activate_third_time(void *object) { return ++*(long *)object >= 3; }

static void activated(void *object) { activations += *(long *)object; }

static void actors(cyrus_rt_scheduler *scheduler) {
    counter *it = (counter *)calloc(1, sizeof(counter));
    cyrus_rt_owner owner = {it, &it->references, &counting};
    cyrus_rt_future *result = cyrus_rt_future_new(&long_type);
    long tries = 0;
    it->references = 1;
    it->mailbox = cyrus_rt_mailbox_new(scheduler, owner, 0, 100);
    for (int i = 0; i < 10000; i++)
        CHECK(cyrus_rt_mailbox_send(it->mailbox, increment_new(1, NULL), CYRUS_RT_FOREVER) == CYRUS_RT_OK);
    cyrus_rt_mailbox_send_now(it->mailbox, increment_new(1, result));
    CHECK(cyrus_rt_future_wait(result, CYRUS_RT_FOREVER) == CYRUS_RT_OK);
    CHECK(*(const long *)cyrus_rt_future_value(result) == 10001);
    cyrus_rt_future_release(result);
    cyrus_rt_mailbox_activate(it->mailbox, &tries, activate_third_time, activated);
    while (cyrus_rt_stuck_mailboxes() == 0)
        cyrus_rt_sleep(MS / 10);
    cyrus_rt_sync_changed();
    CHECK(cyrus_rt_scheduler_finish(scheduler, CYRUS_RT_FOREVER) == CYRUS_RT_OK);
    CHECK(activations >= 3 && cyrus_rt_mailbox_is_idle(it->mailbox));
    // The last reference goes before the message is run.
    cyrus_rt_mailbox_send_now(it->mailbox, increment_new(1, NULL));
    release(it);
    CHECK(cyrus_rt_scheduler_finish(scheduler, CYRUS_RT_FOREVER) == CYRUS_RT_OK);
}

// Futures.

static void called(cyrus_rt_callback *callback) { callback->next = callback; }

static void *complete(void *future) {
    long value = 5;
    usleep(1000);
    cyrus_rt_future_complete((cyrus_rt_future *)future, &value);
    cyrus_rt_future_release((cyrus_rt_future *)future);
    return NULL;
}

static void futures(void) {
    static long number = 7;
    cyrus_rt_exception exception = {&number, give_up}, got;
    cyrus_rt_callback callback = {NULL, called};
    cyrus_rt_future *future = cyrus_rt_future_new(&long_type);
    pthread_t thread;
    long value = 0;
    int ends[2];
    uint64_t written = 0;
    CHECK(pipe(ends) == 0);
    CHECK(cyrus_rt_future_poll(future) == CYRUS_RT_NOT_READY);
    CHECK(cyrus_rt_future_wait(future, MS / 10) == CYRUS_RT_TIMED_OUT);
    cyrus_rt_future_notify_fd(future, ends[1]);
    cyrus_rt_future_on_done(future, &callback);
    cyrus_rt_future_retain(future);
    pthread_create(&thread, NULL, complete, future);
    CHECK(cyrus_rt_future_wait(future, CYRUS_RT_FOREVER) == CYRUS_RT_OK);
    CHECK(cyrus_rt_future_take(future, &value) == CYRUS_RT_OK && value == 5);
    CHECK(cyrus_rt_future_take(future, &value) == CYRUS_RT_REFUSED);
    pthread_join(thread, NULL);
    CHECK(callback.next == &callback);
    CHECK(read(ends[0], &written, 8) == 8 && written == 1);
    cyrus_rt_future_release(future);
    future = cyrus_rt_future_new(&long_type);
    CHECK(cyrus_rt_future_fail(future, exception) == CYRUS_RT_OK);
    CHECK(cyrus_rt_future_wait(future, CYRUS_RT_FOREVER) == CYRUS_RT_EXCEPTION);
    CHECK(cyrus_rt_future_exception(future) == &number);
    got = cyrus_rt_future_take_exception(future);
    CHECK(got.object == &number);
    CHECK(cyrus_rt_future_cancel(future) == CYRUS_RT_REFUSED);
    cyrus_rt_future_release(future);
    future = cyrus_rt_future_new(&long_type);
    CHECK(cyrus_rt_future_cancel(future) == CYRUS_RT_OK);
    CHECK(cyrus_rt_future_wait(future, CYRUS_RT_FOREVER) == CYRUS_RT_CANCELLED);
    cyrus_rt_future_release(future);
    close(ends[0]);
    close(ends[1]);
}

// Channels.

static void produce(void *arguments, void *result, cyrus_rt_exception *raised) {
    cyrus_rt_channel *channel = *(cyrus_rt_channel **)arguments;
    (void)result;
    (void)raised;
    for (long i = 1; i <= 1000; i++)
        CHECK(cyrus_rt_channel_send(channel, &i, CYRUS_RT_FOREVER) == CYRUS_RT_OK);
    cyrus_rt_channel_close(channel);
    cyrus_rt_channel_release(channel);
}

static void channels(cyrus_rt_scheduler *scheduler) {
    for (int round = 0; round < 3; round++) {
        size_t capacity = round == 0 ? 0 : round == 1 ? 3 : CYRUS_RT_UNBOUNDED;
        cyrus_rt_channel *channel = cyrus_rt_channel_new(&long_type, capacity);
        long value, sum = 0;
        int status;
        cyrus_rt_channel_retain(channel);
        cyrus_rt_go(scheduler, produce, &channel, sizeof channel, NULL);
        while ((status = cyrus_rt_channel_receive(channel, &value, CYRUS_RT_FOREVER)) == CYRUS_RT_OK)
            sum += value;
        CHECK(status == CYRUS_RT_CLOSED && sum == 500500);
        CHECK(cyrus_rt_channel_is_closed(channel) && cyrus_rt_channel_length(channel) == 0);
        CHECK(cyrus_rt_channel_send(channel, &value, CYRUS_RT_FOREVER) == CYRUS_RT_CLOSED);
        cyrus_rt_channel_release(channel);
    }
    cyrus_rt_channel *a = cyrus_rt_channel_new(&long_type, 1), *b = cyrus_rt_channel_new(&long_type, 1);
    long to_a = 1, from_b = 0;
    size_t chosen = 9;
    cyrus_rt_case cases[3] = {{NULL, NULL, true}, {b, &from_b, true}, {a, &to_a, false}};
    CHECK(cyrus_rt_select(cases, 3, CYRUS_RT_FOREVER, &chosen) == CYRUS_RT_OK && chosen == 2);
    CHECK(cyrus_rt_select(cases, 3, CYRUS_RT_NO_WAIT, &chosen) == CYRUS_RT_NOT_READY);
    CHECK(cyrus_rt_select(cases, 3, MS, &chosen) == CYRUS_RT_TIMED_OUT);
    CHECK(cyrus_rt_channel_send(b, &to_a, CYRUS_RT_NO_WAIT) == CYRUS_RT_OK);
    CHECK(cyrus_rt_select(cases, 3, CYRUS_RT_FOREVER, &chosen) == CYRUS_RT_OK && chosen == 1 && from_b == 1);
    cyrus_rt_channel_release(a);
    cyrus_rt_channel_release(b);
}

// Locks.

static uint64_t word;
static long locked_count;

static void lock_and_count(void *arguments, void *result, cyrus_rt_exception *raised) {
    (void)arguments;
    (void)result;
    (void)raised;
    for (int i = 0; i < 1000; i++) {
        CHECK(cyrus_rt_lock(&word, cyrus_rt_holder(), true, 0, false) == CYRUS_RT_OK);
        locked_count++;
        if (i % 100 == 0)
            cyrus_rt_yield_now();
        cyrus_rt_unlock(&word);
    }
}

static void locks(cyrus_rt_scheduler *scheduler) {
    cyrus_rt_group *group = cyrus_rt_group_new(scheduler);
    for (int i = 0; i < 8; i++)
        cyrus_rt_group_spawn(group, lock_and_count, NULL, 0, NULL);
    lock_and_count(NULL, NULL, NULL);
    CHECK(cyrus_rt_group_join(group, NULL) == CYRUS_RT_OK);
    CHECK(locked_count == 9000 && word == 0);
    CHECK(cyrus_rt_try_lock(&word, 1, false) && cyrus_rt_try_lock(&word, 2, false));
    CHECK(!cyrus_rt_try_lock(&word, 3, true));
    CHECK(cyrus_rt_lock(&word, 2, true, 1, true) == CYRUS_RT_REFUSED);
    cyrus_rt_unlock(&word);
    cyrus_rt_unlock(&word);
    cyrus_rt_word_wait(&word, 1);
    cyrus_rt_word_wake(&word);
}

// Coroutines with values.

static void *doubles(cyrus_rt_coroutine *self, void *first, cyrus_rt_exception *raised) {
    long sum = 0;
    void *value = first;
    (void)raised;
    while ((long)(intptr_t)value > 0) {
        sum += (long)(intptr_t)value;
        if (cyrus_rt_coroutine_yield(self, (void *)(2 * (intptr_t)value), &value) != CYRUS_RT_OK)
            return NULL;
    }
    return (void *)(intptr_t)sum;
}

static void coroutines(cyrus_rt_scheduler *scheduler) {
    cyrus_rt_coroutine *coroutine = cyrus_rt_coroutine_new(scheduler, doubles);
    cyrus_rt_exception raised;
    void *value;
    for (intptr_t i = 1; i <= 100; i++) {
        CHECK(cyrus_rt_coroutine_resume(coroutine, (void *)i, &value, &raised, CYRUS_RT_FOREVER) == CYRUS_RT_OK);
        CHECK((intptr_t)value == 2 * i);
    }
    CHECK(cyrus_rt_coroutine_resume(coroutine, NULL, &value, &raised, CYRUS_RT_FOREVER) == CYRUS_RT_CLOSED);
    CHECK((intptr_t)value == 5050 && cyrus_rt_coroutine_is_done(coroutine));
    CHECK(cyrus_rt_coroutine_resume(coroutine, NULL, &value, &raised, CYRUS_RT_FOREVER) == CYRUS_RT_REFUSED);
    cyrus_rt_coroutine_free(coroutine);
    // Given up while it rests, and before it has begun.
    coroutine = cyrus_rt_coroutine_new(scheduler, doubles);
    CHECK(cyrus_rt_coroutine_resume(coroutine, (void *)1, NULL, NULL, CYRUS_RT_FOREVER) == CYRUS_RT_OK);
    cyrus_rt_coroutine_free(coroutine);
    cyrus_rt_coroutine_free(cyrus_rt_coroutine_new(NULL, doubles));
    CHECK(cyrus_rt_scheduler_finish(scheduler, CYRUS_RT_FOREVER) == CYRUS_RT_OK);
}

// The run queue.

static long runs, deferred;

static void at_end(void *argument) { __atomic_fetch_add(&deferred, *(long *)argument, __ATOMIC_RELAXED); }

static int step(cyrus_rt_coro *self, void *argument) {
    cyrus_rt_coro_defer(self, at_end, argument);
    for (int i = 0; i < 3; i++) {
        __atomic_fetch_add(&runs, 1, __ATOMIC_RELAXED);
        cyrus_rt_coro_yield(self, CYRUS_RT_CORO_MAY_RESUME);
    }
    if (*(long *)argument > 1)
        cyrus_rt_coro_yield(self, CYRUS_RT_CORO_FINISHED);
    __atomic_fetch_add(&runs, 100, __ATOMIC_RELAXED);
    return 0;
}

static void run_queue(cyrus_rt_scheduler *scheduler) {
    static long one = 1, two_ = 2;
    cyrus_rt_run_queue *queue = cyrus_rt_run_queue_new();
    for (int i = 0; i < 5; i++)
        cyrus_rt_run_queue_add(queue, step, i == 0 ? &one : &two_);
    CHECK(cyrus_rt_run_queue_run(queue, scheduler) == CYRUS_RT_OK);
    CHECK(runs == 15 + 100 && deferred == 1 + 4 * 2);
    cyrus_rt_run_queue_free(queue);
}

// Time, files, the rest.

static void read_one(void *arguments, void *result, cyrus_rt_exception *raised) {
    int file = *(int *)arguments;
    char byte = 0;
    (void)raised;
    CHECK(cyrus_rt_wait_readable(file, CYRUS_RT_FOREVER) == CYRUS_RT_OK);
    CHECK(read(file, &byte, 1) == 1);
    *(long *)result = byte;
}

static void read_all(void *arguments, void *result, cyrus_rt_exception *raised) {
    int file = *(int *)arguments;
    long sum = 0;
    (void)raised;
    CHECK(fcntl(file, F_SETFL, O_NONBLOCK) == 0);
    cyrus_rt_source *source = cyrus_rt_source_new(file);
    CHECK(source != NULL);
    for (;;) {
        char byte = 0;
        ssize_t got = read(file, &byte, 1);
        if (got == 0) break;
        if (got == 1)
            sum += byte;
        else
            CHECK(cyrus_rt_source_wait(source, false, CYRUS_RT_FOREVER) == CYRUS_RT_OK);
    }
    cyrus_rt_source_free(source);
    *(long *)result = sum;
}

static void sources(cyrus_rt_scheduler *scheduler) {
    int ends[2];
    long result[2];
    CHECK(pipe(ends) == 0);
    cyrus_rt_source *idle = cyrus_rt_source_new(ends[0]);
    CHECK(cyrus_rt_source_wait(idle, false, MS) == CYRUS_RT_TIMED_OUT);
    cyrus_rt_source_free(idle);
    cyrus_rt_task *task = cyrus_rt_spawn(scheduler, read_all, &ends[0], sizeof(int), NULL);
    for (int i = 0; i < 10; i++) {
        usleep(500);
        CHECK(write(ends[1], "ab", 2) == 2);
    }
    close(ends[1]);
    CHECK(cyrus_rt_task_join(task, CYRUS_RT_FOREVER, result, NULL) == CYRUS_RT_OK && result[0] == 10 * ('a' + 'b'));
    close(ends[0]);
    CHECK(cyrus_rt_source_new(-1) == NULL);
}

static void add_one(void *argument) { ++*(long *)argument; }

static void the_rest(cyrus_rt_scheduler *scheduler) {
    int ends[2];
    long result[2], count = 0;
    int64_t start = cyrus_rt_now();
    CHECK(cyrus_rt_sleep(2 * MS) == CYRUS_RT_OK && cyrus_rt_now() - start >= 2 * MS);
    CHECK(pipe(ends) == 0);
    cyrus_rt_task *task = cyrus_rt_spawn(scheduler, read_one, &ends[0], sizeof(int), NULL);
    usleep(1000);
    CHECK(cyrus_rt_wait_writable(ends[1], CYRUS_RT_FOREVER) == CYRUS_RT_OK);
    CHECK(write(ends[1], "x", 1) == 1);
    CHECK(cyrus_rt_task_join(task, CYRUS_RT_FOREVER, result, NULL) == CYRUS_RT_OK && result[0] == 'x');
    close(ends[0]);
    close(ends[1]);
    cyrus_rt_blocking(add_one, &count);
    cyrus_rt_on_thread_stack(add_one, &count);
    CHECK(count == 2 && !cyrus_rt_in_coroutine() && !cyrus_rt_is_cancelled() && cyrus_rt_stack_limit() == 0);
    CHECK(cyrus_rt_scheduler_workers(scheduler) == 2);
}

// With an interpreter, which here is a counter.

static __thread long attached;
static long checks, interrupt_at;
static long threads;

static bool is_attached(void) { return attached != 0; }

static void *detach(void) {
    if (!attached)
        return NULL;
    attached = 0;
    return &attached;
}

static void attach(void *state) { *(long *)state = 1; }

static int check_signals(void) { return ++checks == interrupt_at; }

static void unraisable(void *exception) { given_up += 100 * *(long *)exception; }

static void nothing(void *arguments, void *result, cyrus_rt_exception *raised) { (void)arguments, (void)result, (void)raised; }

static void thread_starts(void) { __atomic_fetch_add(&threads, 1, __ATOMIC_RELAXED); }

static void thread_ends(void) { __atomic_fetch_sub(&threads, 1, __ATOMIC_RELAXED); }

static const cyrus_rt_python interpreter = {
    sizeof(cyrus_rt_python), is_attached, detach, attach, check_signals, unraisable, thread_starts, thread_ends, is_attached,
};

static void python(void) {
    static long number = 3;
    cyrus_rt_exception exception = {&number, give_up};
    cyrus_rt_future *future = cyrus_rt_future_new(&long_type);
    attached = 1;
    cyrus_rt_python older = interpreter;
    older.size -= sizeof(void *);
    CHECK(cyrus_rt_python_install(&older) == -1);
    CHECK(cyrus_rt_python_install(&interpreter) == 0);
    interrupt_at = 2;
    CHECK(cyrus_rt_future_wait(future, CYRUS_RT_FOREVER) == CYRUS_RT_INTERRUPTED);
    CHECK(attached == 1 && checks == 2);
    CHECK(cyrus_rt_future_fail(future, exception) == CYRUS_RT_OK);
    given_up = 0;
    cyrus_rt_future_release(future);
    CHECK(given_up == 300);
    // Threads that begin from now on say so.
    cyrus_rt_scheduler *own = cyrus_rt_scheduler_new(2);
    cyrus_rt_task *task = cyrus_rt_spawn(own, nothing, NULL, 0, NULL);
    CHECK(cyrus_rt_task_join(task, CYRUS_RT_FOREVER, NULL, NULL) == CYRUS_RT_OK && threads >= 1);
    cyrus_rt_scheduler_shutdown(own, true, CYRUS_RT_FOREVER);
    CHECK(threads == 0);
    cyrus_rt_scheduler_release(own);
    // A group that is waited for is interrupted too, and cancelled.
    cyrus_rt_group *group = cyrus_rt_group_new(NULL);
    checks = 0;
    interrupt_at = 1;
    cyrus_rt_group_spawn(group, sleep_long, NULL, 0, NULL);
    CHECK(cyrus_rt_group_join(group, NULL) == CYRUS_RT_INTERRUPTED);
    CHECK(attached == 1 && cyrus_rt_scheduler_finish(NULL, CYRUS_RT_FOREVER) == CYRUS_RT_OK);
    cyrus_rt_python_install(NULL);
}

// Looking, and deterministic runs.

static char report[65536];

static void append(void *to, const char *text, size_t length) { strncat((char *)to, text, length); }

static size_t key;

static void free_local(void *value) { ++*(long *)value; }

static void uses_local(void *arguments, void *result, cyrus_rt_exception *raised) {
    (void)result;
    (void)raised;
    CHECK(cyrus_rt_local_get(key) == NULL);
    CHECK(cyrus_rt_local_set(key, *(long **)arguments, free_local) == CYRUS_RT_OK);
    cyrus_rt_yield_now();
    CHECK(cyrus_rt_local_get(key) == *(long **)arguments);
    CHECK(*cyrus_rt_stack_limit_slot() == cyrus_rt_stack_limit());
}

static void sleeper(void *arguments, void *result, cyrus_rt_exception *raised) {
    sleep_long(arguments, result, raised);
}

static void seeded_good(void *argument) {
    two arguments = {1, 2};
    long result[2];
    cyrus_rt_task *task = cyrus_rt_spawn(NULL, add, &arguments, sizeof arguments, NULL);
    CHECK(cyrus_rt_task_join(task, CYRUS_RT_FOREVER, result, NULL) == CYRUS_RT_OK);
    CHECK(cyrus_rt_sleep(3600000 * MS) == CYRUS_RT_OK);
    actors(NULL);
    coroutines(NULL);
    *(long *)argument = result[0];
}

static void seeded_bad(void *argument) {
    cyrus_rt_future *future = cyrus_rt_future_new(&long_type);
    (void)argument;
    cyrus_rt_future_wait(future, CYRUS_RT_FOREVER);
    cyrus_rt_future_release(future);
}

static uint64_t kept;

static void keeps(void *arguments, void *result, cyrus_rt_exception *raised) {
    (void)arguments;
    (void)result;
    (void)raised;
    CHECK(cyrus_rt_lock(&kept, cyrus_rt_holder(), true, 0, true) == CYRUS_RT_OK);
}

// Nobody will ever unlock: not even cancelling ends it.
static void seeded_hopeless(void *argument) {
    cyrus_rt_task *task = cyrus_rt_spawn(NULL, keeps, NULL, 0, NULL);
    CHECK(cyrus_rt_task_join(task, CYRUS_RT_FOREVER, NULL, NULL) == CYRUS_RT_OK);
    *(long *)argument = 1;
    cyrus_rt_yield_now();
    cyrus_rt_lock(&kept, cyrus_rt_holder(), true, 0, true);
    cyrus_rt_lock(&kept, 77, true, 0, true);
    *(long *)argument = 2;
}

static void seeded_scheduler(void *argument) {
    cyrus_rt_scheduler *scheduler = cyrus_rt_scheduler_new(4);
    CHECK(cyrus_rt_scheduler_workers(scheduler) == 1);
    seeded_good(argument);
    CHECK(cyrus_rt_scheduler_finish(scheduler, CYRUS_RT_FOREVER) == CYRUS_RT_OK);
    CHECK(cyrus_rt_scheduler_shutdown(scheduler, true, CYRUS_RT_FOREVER) == CYRUS_RT_OK);
    cyrus_rt_scheduler_release(scheduler);
    cyrus_rt_yield_now();
}

static int slow_has_begun;

static void slow(void *argument) {
    __atomic_store_n(&slow_has_begun, 1, __ATOMIC_RELEASE);
    while (!cyrus_rt_is_cancelled())
        usleep(100);
    __atomic_store_n((long *)argument, 5, __ATOMIC_RELEASE);
}

static void seeded_beside(void) {
    static long result;
    cyrus_rt_seeded *run = cyrus_rt_seeded_start(4, seeded_scheduler, &result);
    CHECK(cyrus_rt_seeded_wait(run, CYRUS_RT_FOREVER, append, report) == CYRUS_RT_OK && result == 3);
    CHECK(cyrus_rt_seeded_wait(run, CYRUS_RT_FOREVER, NULL, NULL) == CYRUS_RT_OK);
    cyrus_rt_seeded_free(run);
    report[0] = 0;
    run = cyrus_rt_seeded_start(5, seeded_hopeless, &result);
    CHECK(cyrus_rt_seeded_wait(run, CYRUS_RT_FOREVER, append, report) == CYRUS_RT_STUCK && result == 1);
    CHECK(strstr(report, "deadlock, 1 waiting"));
    cyrus_rt_seeded_free(run);
    run = cyrus_rt_seeded_start(6, slow, &result);
    // On a busy machine it may be given up before it has begun.
    while (!__atomic_load_n(&slow_has_begun, __ATOMIC_ACQUIRE))
        usleep(100);
    CHECK(cyrus_rt_seeded_wait(run, 20 * MS, NULL, NULL) == CYRUS_RT_TIMED_OUT);
    cyrus_rt_seeded_free(run);
    while (__atomic_load_n(&result, __ATOMIC_ACQUIRE) != 5)
        usleep(100);
}

static void looking(cyrus_rt_scheduler *scheduler) {
    long freed = 0, result = 0, *place = &freed;
    cyrus_rt_task *task;
    sleeps = 0;
    task = cyrus_rt_spawn(scheduler, sleeper, NULL, 0, NULL);
    while (!__atomic_load_n(&sleeps, __ATOMIC_ACQUIRE))
        usleep(100);
    usleep(2000);
    CHECK(cyrus_rt_scheduler_report(scheduler, false, 5000 * MS, append, report) == CYRUS_RT_OK);
    CHECK(strstr(report, "worker 1 "));
    cyrus_rt_task_cancel(task);
    CHECK(cyrus_rt_task_join(task, CYRUS_RT_FOREVER, NULL, NULL) == CYRUS_RT_OK);
    key = cyrus_rt_local_new();
    CHECK(cyrus_rt_local_set(key, NULL, free_local) == CYRUS_RT_REFUSED && cyrus_rt_local_get(key) == NULL);
    cyrus_rt_go(scheduler, uses_local, &place, sizeof place, NULL);
    CHECK(cyrus_rt_scheduler_finish(scheduler, CYRUS_RT_FOREVER) == CYRUS_RT_OK && freed == 1);
    CHECK(cyrus_rt_run_seeded(3, seeded_good, &result, append, report) == CYRUS_RT_OK && result == 3);
    report[0] = 0;
    CHECK(cyrus_rt_run_seeded(3, seeded_bad, NULL, append, report) == CYRUS_RT_STUCK && strstr(report, "deadlock"));
    seeded_beside();
}

// What happens is told.

static long told[16], names;

static void listener(uint32_t event, size_t subject, const char *name) {
    CHECK(event < 16 && (subject || event >= CYRUS_RT_TRACE_INTERPRETER_AWAITED));
    __atomic_fetch_add(&told[event], 1, __ATOMIC_RELAXED);
    if (name && strcmp(name, "increment") == 0)
        __atomic_fetch_add(&names, 1, __ATOMIC_RELAXED);
}

static void traces(cyrus_rt_scheduler *scheduler) {
    char path[] = "/tmp/cyrus_rt_trace_XXXXXX", text[64] = "";
    int file = mkstemp(path);
    FILE *trace;
    cyrus_rt_trace_listen(listener);
    tasks(scheduler);
    actors(scheduler);
    cyrus_rt_trace_listen(NULL);
    CHECK(told[CYRUS_RT_TRACE_MESSAGE_BEGINS] >= 10003 && names >= 20004);
    CHECK(told[CYRUS_RT_TRACE_MESSAGE_BEGINS] == told[CYRUS_RT_TRACE_MESSAGE_ENDS]);
    CHECK(told[CYRUS_RT_TRACE_TASK_BEGINS] >= 4 && told[CYRUS_RT_TRACE_PARKS] >= 1);
    CHECK(cyrus_rt_trace_start("/no/such/place") == CYRUS_RT_SYSTEM);
    CHECK(cyrus_rt_trace_start(path) == CYRUS_RT_OK);
    CHECK(cyrus_rt_trace_start(path) == CYRUS_RT_REFUSED);
    actors(scheduler);
    cyrus_rt_trace_stop();
    trace = fdopen(file, "r");
    CHECK(fgets(text, sizeof text, trace) && strcmp(text, "[\n") == 0);
    CHECK(fgets(text, sizeof text, trace) && strncmp(text, "{\"ph\":\"", 7) == 0);
    CHECK(fseek(trace, -2, SEEK_END) == 0 && fgets(text, sizeof text, trace) && strcmp(text, "]\n") == 0);
    fclose(trace);
    unlink(path);
}

// The child of a fork has a scheduler of its own.
static void in_child(void) {
    int status = 1;
    pid_t child = fork();
    if (child == 0) {
        given_up = 0;
        tasks(NULL);
        actors(NULL);
        CHECK(cyrus_rt_scheduler_own() == cyrus_rt_scheduler_own());
        _exit(0);
    }
    CHECK(waitpid(child, &status, 0) == child && status == 0);
}

int main(void) {
    const cyrus_rt_api *api = (const cyrus_rt_api *)cyrus_rt_api_get(CYRUS_RT_VERSION);
    cyrus_rt_scheduler *scheduler;
    CHECK(api && api->version == CYRUS_RT_VERSION && !cyrus_rt_api_get(CYRUS_RT_VERSION + 1));
    CHECK((sizeof *api - 8) / sizeof(void *) == api->count);
    CHECK(api->holder() == cyrus_rt_holder() && api->python_install == cyrus_rt_python_install);
    scheduler = cyrus_rt_scheduler_new(2);
    CHECK(scheduler);
    cyrus_rt_scheduler_retain(scheduler);
    CHECK(cyrus_rt_scheduler_finish(scheduler, CYRUS_RT_FOREVER) == CYRUS_RT_OK);
    tasks(scheduler);
    groups(scheduler);
    actors(scheduler);
    futures();
    channels(scheduler);
    locks(scheduler);
    coroutines(scheduler);
    run_queue(scheduler);
    the_rest(scheduler);
    sources(scheduler);
    python();
    given_up = activations = 0;
    traces(scheduler);
    looking(scheduler);
    cyrus_rt_scheduler_release(scheduler);
    CHECK(cyrus_rt_scheduler_shutdown(scheduler, false, CYRUS_RT_FOREVER) == CYRUS_RT_OK);
    cyrus_rt_scheduler_release(scheduler);
    CHECK(cyrus_rt_scheduler_own() == cyrus_rt_scheduler_own());
    tasks(NULL);
    in_child();
    return 0;
}
