//! Parallel loops of the runtime: a team whose members ask for ranges of iterations until none are left.
//!
//! The caller is member 0 and works as the others do; tasks that begin only when the work is done find the loop closed and leave, so
//! the caller waits for those who have begun, and for nobody else. A loop within a loop therefore never waits for its own worker.
//! Ranges: each member has a share, of which it takes sixteenths; who has none left takes half of the largest share of another.
//@requires rt_api
//@proto
typedef struct __cyrus_loop __cyrus_loop;
typedef void (*__cyrus_loop_body)(__cyrus_loop *loop, void *captured, int member);
enum { __CYRUS_LOOP_STEALING, __CYRUS_LOOP_SHARES, __CYRUS_LOOP_CHUNKS, __CYRUS_LOOP_GUIDED };
// Runs the body's iterations 0 … count by a team of so many (0: as many as there are workers).
static void __cyrus_loop_run(void *captured, __cyrus_loop_body body, long long count, int threads, int kind, int chunk);
// The next range for a member; 0 when there are none.
static int __cyrus_loop_next(__cyrus_loop *loop, int member, long long *from, long long *to);
// Around the sums of partial results.
static void __cyrus_loop_lock(__cyrus_loop *loop);
static void __cyrus_loop_unlock(__cyrus_loop *loop);
//@code
// Units of a share that nobody has taken: the first in the lower half, the end in the upper. On a line of the cache of its own.
typedef struct { uint64_t range; char apart[120]; } __cyrus_loop_share;
struct __cyrus_loop {
  // The members at work but for the caller; with this bit: nobody may begin any more.
#define __CYRUS_LOOP_CLOSED ((uint64_t)1 << 32)
  uint64_t working;
  uint64_t lock;
  // Those who know this structure.
  int references;
  int team, kind;
  void *captured;
  __cyrus_loop_body body;
  // Iterations; how many of them are a unit, and how many units there are.
  long long count, unit, units;
  char apart[128];
  // The next unit, where all take from one place.
  uint64_t next;
  char apart_too[120];
  // One for each member, if the kind is stealing.
  __cyrus_loop_share shares[1];
};
typedef struct { __cyrus_loop *loop; int member; } __cyrus_loop_ticket;
static inline uint64_t __cyrus_loop_range(uint64_t from, uint64_t to) { return to << 32 | from; }
static inline uint64_t __cyrus_loop_first(uint64_t range) { return range & 0xFFFFFFFFu; }
static inline uint64_t __cyrus_loop_size(uint64_t range) { return (range >> 32) - (range & 0xFFFFFFFFu); }
static inline int __cyrus_loop_swap(uint64_t *place, uint64_t *seen, uint64_t value) {
  return __atomic_compare_exchange_n(place, seen, value, 0, __ATOMIC_ACQ_REL, __ATOMIC_ACQUIRE);
}
static int __cyrus_loop_units(const __cyrus_loop *loop, uint64_t first, uint64_t size, long long *from, long long *to) {
  *from = (long long)first * loop->unit;
  // The last unit may be a part of one.
  *to = (long long)(first + size) >= loop->units ? loop->count : (long long)(first + size) * loop->unit;
  return 1;
}
// Takes half of the largest share, for a member that has none.
static int __cyrus_loop_steal(__cyrus_loop *loop, __cyrus_loop_share *own) {
  for (;;) {
    __cyrus_loop_share *largest = NULL;
    uint64_t range = 0, first, size;
    int i;
    for (i = 0; i < loop->team; i++) {
      uint64_t other = __atomic_load_n(&loop->shares[i].range, __ATOMIC_ACQUIRE);
      if (__cyrus_loop_size(other) > __cyrus_loop_size(range)) {
        largest = &loop->shares[i];
        range = other;
      }
    }
    if (!largest) return 0;
    first = __cyrus_loop_first(range);
    size = __cyrus_loop_size(range);
    if (__cyrus_loop_swap(&largest->range, &range, __cyrus_loop_range(first, first + size / 2))) {
      // Nobody writes to an empty share but who has it.
      __atomic_store_n(&own->range, __cyrus_loop_range(first + size / 2, first + size), __ATOMIC_RELEASE);
      return 1;
    }
  }
}
static int __cyrus_loop_next(__cyrus_loop *loop, int member, long long *from, long long *to) {
  uint64_t size, seen;
  switch (loop->kind) {
    case __CYRUS_LOOP_STEALING: {
      __cyrus_loop_share *own = &loop->shares[member];
      do {
        seen = __atomic_load_n(&own->range, __ATOMIC_ACQUIRE);
        while ((size = __cyrus_loop_size(seen))) {
          uint64_t first = __cyrus_loop_first(seen), take = size / 16 + 1;
          if (__cyrus_loop_swap(&own->range, &seen, __cyrus_loop_range(first + take, first + size)))
            return __cyrus_loop_units(loop, first, take, from, to);
        }
      } while (__cyrus_loop_steal(loop, own));
      return 0;
    }
    case __CYRUS_LOOP_GUIDED:
      seen = __atomic_load_n(&loop->next, __ATOMIC_RELAXED);
      while ((long long)seen < loop->units) {
        size = (uint64_t)(loop->units - (long long)seen) / (2 * (uint64_t)loop->team) + 1;
        if (__cyrus_loop_swap(&loop->next, &seen, seen + size)) return __cyrus_loop_units(loop, seen, size, from, to);
      }
      return 0;
    default:
      if ((long long)__atomic_load_n(&loop->next, __ATOMIC_RELAXED) >= loop->units) return 0;
      seen = __atomic_fetch_add(&loop->next, 1, __ATOMIC_ACQ_REL);
      return (long long)seen < loop->units && __cyrus_loop_units(loop, seen, 1, from, to);
  }
}
#if defined(__x86_64__) || defined(__i386__)
#define __cyrus_loop_pause() __builtin_ia32_pause()
#elif defined(__aarch64__)
#define __cyrus_loop_pause() __asm__ volatile("yield")
#else
#define __cyrus_loop_pause() ((void)0)
#endif
static void __cyrus_loop_lock(__cyrus_loop *loop) {
  while (__atomic_exchange_n(&loop->lock, 1, __ATOMIC_ACQUIRE)) cyrus_rt_word_wait(&loop->lock, 1);
}
static void __cyrus_loop_unlock(__cyrus_loop *loop) {
  __atomic_store_n(&loop->lock, 0, __ATOMIC_RELEASE);
  if (loop->team > 1) cyrus_rt_word_wake(&loop->lock);
}
static void __cyrus_loop_release(__cyrus_loop *loop) {
  if (__atomic_sub_fetch(&loop->references, 1, __ATOMIC_ACQ_REL) == 0) free(loop);
}
// The task will not run.
static void __cyrus_loop_missed(void *argument) { __cyrus_loop_release(((__cyrus_loop_ticket *)argument)->loop); }
static void __cyrus_loop_member(void *argument, void *result, cyrus_rt_exception *exception) {
  __cyrus_loop_ticket ticket = *(__cyrus_loop_ticket *)argument;
  __cyrus_loop *loop = ticket.loop;
  uint64_t working = __atomic_load_n(&loop->working, __ATOMIC_ACQUIRE);
  (void)result;
  (void)exception;
  while (!(working & __CYRUS_LOOP_CLOSED)) {
    if (!__cyrus_loop_swap(&loop->working, &working, working + 1)) continue;
    loop->body(loop, loop->captured, ticket.member);
    if (__atomic_sub_fetch(&loop->working, 1, __ATOMIC_ACQ_REL) == __CYRUS_LOOP_CLOSED) cyrus_rt_word_wake(&loop->working);
    break;
  }
  __cyrus_loop_release(loop);
}
static void __cyrus_loop_run(void *captured, __cyrus_loop_body body, long long count, int threads, int kind, int chunk) {
  __cyrus_loop alone, *loop = &alone;
  PyThreadState *held = NULL;
  uint64_t working;
  long long team, unit = 1;
  int i, turns;
  if (count <= 0) return;
  team = threads > 0 ? threads : (long long)cyrus_rt_scheduler_workers(NULL);
  if (team > count) team = count;
  if (team > 4096) team = 4096;
  if (team > 1) {
    loop = (__cyrus_loop *)malloc(sizeof(__cyrus_loop) + (size_t)team * sizeof(__cyrus_loop_share));
    if (!loop) {
      loop = &alone;
      team = 1;
    }
  }
  if (team <= 1) {
    kind = __CYRUS_LOOP_CHUNKS;
    unit = count;
  } else if (kind == __CYRUS_LOOP_SHARES) {
    unit = (count - 1) / team + 1;
  } else if (chunk > 1) {
    unit = chunk;
  }
  // Numbers of units have 31 bits.
  while ((count - 1) / unit >= INT32_MAX) unit *= 2;
  memset(loop, 0, offsetof(__cyrus_loop, shares));
  loop->kind = kind;
  loop->team = (int)team;
  loop->captured = captured;
  loop->body = body;
  loop->count = count;
  loop->unit = unit;
  loop->units = (count - 1) / unit + 1;
  if (team <= 1) {
    body(loop, captured, 0);
    return;
  }
  if (kind == __CYRUS_LOOP_STEALING)
    for (i = 0; i < team; i++)
      loop->shares[i].range = __cyrus_loop_range((uint64_t)(loop->units * i / team), (uint64_t)(loop->units * (i + 1) / team));
  loop->references = (int)team;
  __atomic_store_n(&loop->working, 0, __ATOMIC_RELEASE);
  // Who called a function that does not need the GIL may have it all the same; the body may take it in another thread.
  if (PyGILState_Check()) held = PyEval_SaveThread();
  for (i = 1; i < team; i++) {
    __cyrus_loop_ticket ticket = {loop, i};
    cyrus_rt_go(NULL, __cyrus_loop_member, &ticket, sizeof ticket, __cyrus_loop_missed);
  }
  body(loop, captured, 0);
  working = __atomic_or_fetch(&loop->working, __CYRUS_LOOP_CLOSED, __ATOMIC_ACQ_REL);
  // The others are about to end, as a rule: a thread looks again for about as long as it would take to fall asleep and wake.
  turns = cyrus_rt_in_coroutine() ? 1 : 2000;
  while (working != __CYRUS_LOOP_CLOSED) {
    if (turns) {
      turns--;
      __cyrus_loop_pause();
    } else cyrus_rt_word_wait(&loop->working, working);
    working = __atomic_load_n(&loop->working, __ATOMIC_ACQUIRE);
  }
  __cyrus_loop_release(loop);
  if (held) PyEval_RestoreThread(held);
}
