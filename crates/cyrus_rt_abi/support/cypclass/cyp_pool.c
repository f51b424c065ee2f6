//! Memory of cypclass objects: size classes, a pool for each thread.
//!
//! Segments of 4 MiB, aligned to their size, are cut into 64 pages of 64 KiB; the first 4 KiB hold the pages' headers, so
//! that the header of any block is found from its address. A page has blocks of one size and belongs to
//! one thread's `home`, which takes from it and gives back without synchronisation. Another thread puts a block
//! on the list `remote` of the owner, who empties it when its current page has nothing left.
//!
//! Of each size a home has one current page; others with free blocks are in a ring; a full page is in no list and
//! its `owner` has bit 0 set, so that giving back to it takes the slow way. `used` counts blocks that are out, and
//! one more for a current page: at 0 the page goes back to the process, and a segment without used pages to the system
//! (but for a few).
//!
//! Homes are never freed: that of a thread that has ended goes, with its pages, to the next that begins. All modules of a
//! process use the same homes, made by the one that made the registry.
//!
//! Without a pool (CYRUS_NO_POOL, sanitizers unless CYRUS_POOL, systems other than Unix) blocks are those of malloc. The same choice
//! must hold for all modules of a process: their registries have different names.
//@requires cyp_atomic, rt_shared
//@include <stdint.h>
//@include <stdlib.h>
//@include <string.h>
//@proto
#if !defined(CYRUS_NO_POOL)
#if defined(_WIN32) || !(defined(__GNUC__) || defined(__clang__))
#define CYRUS_NO_POOL
#elif defined(CYRUS_POOL)
#elif defined(__SANITIZE_ADDRESS__) || defined(__SANITIZE_THREAD__)
#define CYRUS_NO_POOL
#elif defined(__has_feature)
#if __has_feature(address_sanitizer) || __has_feature(thread_sanitizer) || __has_feature(memory_sanitizer)
#define CYRUS_NO_POOL
#endif
#endif
#endif
#define __CYRUS_POOL_LARGEST 512
// How many possible roots of cycles a thread notes at least before it looks at them.
#define __CYRUS_CYP_FEW 4096
typedef struct __cyrus_cyp_home __cyrus_cyp_home;
typedef struct __cyrus_pool_page __cyrus_pool_page;
typedef struct __cyrus_cyp_notes __cyrus_cyp_notes;
struct __cyrus_pool_page {
    void *free;
    uint32_t used;
    uint32_t size;
    // The home, or the home with bit 0: full.
    uintptr_t owner;
    // Blocks from here to `end` have never been out.
    char *fresh;
    char *end;
    __cyrus_pool_page *next, *prev;
    uint64_t unused;
};
// What belongs to one thread, in all modules.
struct __cyrus_cyp_home {
    // (The first two are looked at together.) How many objects it holds as a reader beside others (counted once for each hold), and which, as far as there is room:
    // meanwhile it counts with atomic operations.
    uint32_t reading;
    // Whether anything was noted below a lock (`roots[2]`, `roots[3]`).
    uint32_t below;
    uint32_t noted;
    // An exception may be set: a method has ended with one since this was last found wrong.
    uint32_t raised;
    // Whether an object is being torn down; those that die meanwhile, in a list through their lock words; where it ends.
    int tearing;
    uint64_t dying;
    uint64_t *dying_end;
    // How deep `__dealloc__`s that let objects die are nested, and what has to wait for that to end, in a list.
    uint64_t depth, deep;
    // Possible roots of cycles (cyp_cycle): those noted without the GIL and with it, then the same of those noted below a lock
    // (cyp_below). Places that became free are linked, with bit 0 set; from `next` to `end` they never were used.
    struct {
        __cyrus_cyp_notes *last;
        void **free, **next, **end;
        size_t count, limit;
    } roots[4];
    // Below a lock: how many are held, and messages to active objects handled. Why no roots are looked at: that is being done, a
    // container is in the middle of something.
    uint32_t holding, collecting, inside;
    // What may be spent on looking below locks (cyp_below): how many drops go unnoted until then, how many objects small looks
    // and large ones may visit, how many the next large one, and how many pages there were when that was last reckoned.
    uint32_t unnoted;
    int64_t small, large, reach;
    uint64_t grown;
    // In how many places the thread has let go of the GIL that may use objects which Python sees.
    uint32_t loose;
    struct {
        void *object;
        // The thread, or the coroutine on it.
        uint64_t holder;
    } reads[32];
    // Where a number stands for the coroutine that runs: see rt_shared.
    const size_t *coroutine;
    __cyrus_pool_page *pages[__CYRUS_POOL_LARGEST / 8 + 1];
    __cyrus_pool_page *partial[__CYRUS_POOL_LARGEST / 8 + 1];
    void *remote;
    // The next of the homes without a thread.
    __cyrus_cyp_home *next;
};
#if defined(__x86_64__) && defined(__GLIBC__)
#define __CYRUS_POOL_TLS __CYRUS_THREAD __attribute__((tls_model("initial-exec")))
#else
#define __CYRUS_POOL_TLS __CYRUS_THREAD
#endif
// Pages with nothing to take stand for those that a thread does not have yet.
static __cyrus_pool_page __cyrus_pool_none;
static __cyrus_cyp_home __cyrus_pool_nowhere;
// Not known yet.
static const size_t __cyrus_pool_unknown = 1;
static __CYRUS_POOL_TLS __cyrus_cyp_home *__cyrus_pool_here = &__cyrus_pool_nowhere;
// This thread's home, which this module may not know yet; NULL without memory.
static __CYRUS_NOINLINE __cyrus_cyp_home *__cyrus_pool_home(void);
// NULL without memory.
static __CYRUS_NOINLINE void *__cyrus_pool_take_slow(size_t size);
#ifdef CYRUS_NO_POOL
static inline void *__cyrus_pool_take(size_t size) { return malloc(size); }
static inline void __cyrus_pool_give(void *block, size_t size) {
    (void)size;
    free(block);
}
#else
static __CYRUS_NOINLINE void __cyrus_pool_give_slow(void *block, __cyrus_pool_page *page);
static inline __cyrus_pool_page *__cyrus_pool_page_of(void *block) {
    uintptr_t at = (uintptr_t)block;
    return (__cyrus_pool_page *)(at & ~(uintptr_t)0x3FFFFF) + (at >> 16 & 63);
}
// Aligned to 8; to 16 where the size is a multiple of 16.
static inline void *__cyrus_pool_take(size_t size) {
    __cyrus_pool_page *page;
    void *block;
    if (size > __CYRUS_POOL_LARGEST)
        return malloc(size);
    page = __cyrus_pool_here->pages[(size + 7) / 8];
    block = page->free;
    if (__CYRUS_UNLIKELY(!block))
        return __cyrus_pool_take_slow(size);
    page->free = *(void **)block;
    page->used++;
    return block;
}
static inline void __cyrus_pool_give(void *block, size_t size) {
    __cyrus_pool_page *page;
    if (size > __CYRUS_POOL_LARGEST) {
        free(block);
        return;
    }
    page = __cyrus_pool_page_of(block);
    if (__CYRUS_LIKELY(__atomic_load_n(&page->owner, __ATOMIC_RELAXED) == (uintptr_t)__cyrus_pool_here) && __CYRUS_LIKELY(page->used != 1)) {
        *(void **)block = page->free;
        page->free = block;
        page->used--;
    } else {
        __cyrus_pool_give_slow(block, page);
    }
}
#endif
// What the process has one of, made by the module that makes the registry: see cyp_registry.
typedef struct {
    __cyrus_cyp_home *(*enter)(void);
    void *(*new_page)(void);
    void (*free_page)(void *page);
    // What a thread does at its end; NULL when there is nothing.
    void (*leave)(__cyrus_cyp_home *home);
    // Shows the homes whose threads have ended.
    void (*homeless)(void (*show)(__cyrus_cyp_home *, void *), void *arg);
    // How many pages the homes have.
    uint64_t pages;
    // Threads without the GIL in compiled code that may use objects which Python sees (cyp_loose). Grows with the GIL held only.
    uint64_t loose;
} __cyrus_pool_shared;
static int __cyrus_pool_make(__cyrus_pool_shared *shared);
// In each module, before its first object.
static void __cyrus_pool_ready(__cyrus_pool_shared *shared);
static __cyrus_pool_shared *__cyrus_pool_process;
//@code
#if defined(_WIN32)
#define __cyrus_pool_lock() ((void)0)
#define __cyrus_pool_unlock() ((void)0)
#else
#include <pthread.h>
static pthread_mutex_t __cyrus_pool_mutex = PTHREAD_MUTEX_INITIALIZER;
static pthread_key_t __cyrus_pool_key;
static void __cyrus_pool_lock(void) { pthread_mutex_lock(&__cyrus_pool_mutex); }
static void __cyrus_pool_unlock(void) { pthread_mutex_unlock(&__cyrus_pool_mutex); }
#endif
static __cyrus_cyp_home *__cyrus_pool_homeless;
// A home for this thread; in the module that made the registry only.
static __CYRUS_ONCE __cyrus_cyp_home *__cyrus_pool_enter(void) {
    __cyrus_cyp_home *home = __cyrus_pool_here;
    size_t i;
    if (home != &__cyrus_pool_nowhere)
        return home;
    __cyrus_pool_lock();
    home = __cyrus_pool_homeless;
    if (home)
        __cyrus_pool_homeless = home->next;
    __cyrus_pool_unlock();
    if (!home) {
        home = (__cyrus_cyp_home *)calloc(1, sizeof(__cyrus_cyp_home));
        if (!home)
            return NULL;
        for (i = 0; i <= __CYRUS_POOL_LARGEST / 8; i++)
            home->pages[i] = &__cyrus_pool_none;
        for (i = 0; i < 4; i++)
            home->roots[i].limit = __CYRUS_CYP_FEW;
        home->small = __CYRUS_CYP_FEW;
        home->large = 6 * __CYRUS_CYP_FEW;
        home->reach = __CYRUS_CYP_FEW;
        home->grown = __cyrus_at_load(&__cyrus_pool_process->pages);
    }
#if !defined(_WIN32)
    pthread_setspecific(__cyrus_pool_key, home);
#endif
    home->coroutine = __cyrus_rt_process->api ? __cyrus_rt_process->coroutine() : &__cyrus_rt_process->unknown;
    __cyrus_pool_here = home;
    return home;
}
static __CYRUS_ONCE void __cyrus_pool_show_homeless(void (*show)(__cyrus_cyp_home *, void *), void *arg) {
    __cyrus_cyp_home *home;
    __cyrus_pool_lock();
    for (home = __cyrus_pool_homeless; home; home = home->next)
        show(home, arg);
    __cyrus_pool_unlock();
}
static __CYRUS_NOINLINE __cyrus_cyp_home *__cyrus_pool_home(void) {
    if (__cyrus_pool_here == &__cyrus_pool_nowhere) {
        __cyrus_cyp_home *home = __cyrus_pool_process->enter();
        if (!home)
            return NULL;
        __cyrus_pool_here = home;
    }
    return __cyrus_pool_here;
}
#if !defined(_WIN32)
// At the end of a thread: after other destructors, as these may still drop objects (but not the very last, when tools that
// watch threads have left already).
static __CYRUS_ONCE void __cyrus_pool_leave(void *home) {
    static __CYRUS_THREAD int round;
    if (++round < PTHREAD_DESTRUCTOR_ITERATIONS - 1) {
        pthread_setspecific(__cyrus_pool_key, home);
        return;
    }
    if (__cyrus_pool_process->leave)
        __cyrus_pool_process->leave((__cyrus_cyp_home *)home);
    if (((__cyrus_cyp_home *)home)->loose) {
        ((__cyrus_cyp_home *)home)->loose = 0;
        (void)__cyrus_at_add(&__cyrus_pool_process->loose, ~(uint64_t)0);
    }
    __cyrus_pool_lock();
    ((__cyrus_cyp_home *)home)->next = __cyrus_pool_homeless;
    __cyrus_pool_homeless = (__cyrus_cyp_home *)home;
    __cyrus_pool_unlock();
}
#endif
#ifndef CYRUS_NO_POOL
#include <sys/mman.h>
#define __CYRUS_POOL_SEGMENT ((size_t)1 << 22)
#define __CYRUS_POOL_PAGE ((size_t)1 << 16)
// Segments with free pages, in a ring; what is known of each lies in the header of its first page's neighbours.
typedef struct __cyrus_pool_segment {
    struct __cyrus_pool_segment *next, *prev;
    // One bit for each free page.
    uint64_t free;
    char *memory;
} __cyrus_pool_segment;
static __cyrus_pool_segment __cyrus_pool_segments = {&__cyrus_pool_segments, &__cyrus_pool_segments, 0, NULL};
static int __cyrus_pool_idle;
static __CYRUS_ONCE char *__cyrus_pool_map(void) {
    char *at = (char *)mmap(NULL, 2 * __CYRUS_POOL_SEGMENT, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
    size_t before;
    if (at == (char *)MAP_FAILED)
        return NULL;
    before = (size_t)(-(intptr_t)at & (intptr_t)(__CYRUS_POOL_SEGMENT - 1));
    if (before)
        munmap(at, before);
    munmap(at + before + __CYRUS_POOL_SEGMENT, __CYRUS_POOL_SEGMENT - before);
    return at + before;
}
// The place for the description of a segment: the spare word of its first page's header.
static __CYRUS_BRIEF __cyrus_pool_segment *__cyrus_pool_segment_of(void *page) {
    return (__cyrus_pool_segment *)(uintptr_t)((__cyrus_pool_page *)((uintptr_t)page & ~(uintptr_t)(__CYRUS_POOL_SEGMENT - 1)))->unused;
}
static __CYRUS_ONCE void *__cyrus_pool_new_page(void) {
    __cyrus_pool_segment *segment;
    int i;
    __cyrus_pool_lock();
    segment = __cyrus_pool_segments.next;
    if (segment == &__cyrus_pool_segments) {
        char *memory = __cyrus_pool_map();
        segment = memory ? (__cyrus_pool_segment *)malloc(sizeof(__cyrus_pool_segment)) : NULL;
        if (!segment) {
            if (memory)
                munmap(memory, __CYRUS_POOL_SEGMENT);
            __cyrus_pool_unlock();
            return NULL;
        }
        segment->memory = memory;
        segment->free = ~(uint64_t)0;
        ((__cyrus_pool_page *)memory)->unused = (uint64_t)(uintptr_t)segment;
        segment->next = segment->prev = &__cyrus_pool_segments;
        __cyrus_pool_segments.next = __cyrus_pool_segments.prev = segment;
    } else if (segment->free == ~(uint64_t)0) {
        __cyrus_pool_idle--;
    }
    __cyrus_at_store(&__cyrus_pool_process->pages, __cyrus_at_load(&__cyrus_pool_process->pages) + 1);
    i = __builtin_ctzll(segment->free);
    segment->free &= segment->free - 1;
    if (!segment->free) {
        segment->next->prev = segment->prev;
        segment->prev->next = segment->next;
    }
    __cyrus_pool_unlock();
    return (__cyrus_pool_page *)segment->memory + i;
}
static __CYRUS_ONCE void __cyrus_pool_free_page(void *page) {
    __cyrus_pool_segment *segment = __cyrus_pool_segment_of(page), *drop = NULL;
    size_t i = (size_t)((__cyrus_pool_page *)page - (__cyrus_pool_page *)segment->memory);
    __cyrus_pool_lock();
    __cyrus_at_store(&__cyrus_pool_process->pages, __cyrus_at_load(&__cyrus_pool_process->pages) - 1);
    if (!segment->free) {
        // At the end, so that segments that are little used become free.
        segment->next = &__cyrus_pool_segments;
        segment->prev = __cyrus_pool_segments.prev;
        segment->prev->next = segment->next->prev = segment;
    }
    segment->free |= (uint64_t)1 << i;
    if (segment->free == ~(uint64_t)0) {
        if (__cyrus_pool_idle >= 4) {
            segment->next->prev = segment->prev;
            segment->prev->next = segment->next;
            drop = segment;
        } else {
            __cyrus_pool_idle++;
        }
    }
    __cyrus_pool_unlock();
    if (drop) {
        munmap(drop->memory, __CYRUS_POOL_SEGMENT);
        free(drop);
    }
}
static __CYRUS_BRIEF void __cyrus_pool_link(__cyrus_cyp_home *home, __cyrus_pool_page *page) {
    __cyrus_pool_page **first = &home->partial[(page->size + 7) / 8];
    page->prev = NULL;
    page->next = *first;
    if (page->next)
        page->next->prev = page;
    *first = page;
}
static __CYRUS_BRIEF void __cyrus_pool_unlink(__cyrus_cyp_home *home, __cyrus_pool_page *page) {
    if (page->next)
        page->next->prev = page->prev;
    if (page->prev)
        page->prev->next = page->next;
    else
        home->partial[(page->size + 7) / 8] = page->next;
}
static __CYRUS_BRIEF void __cyrus_pool_give_slow(void *block, __cyrus_pool_page *page) {
    __cyrus_cyp_home *home = __cyrus_pool_home();
    uintptr_t owner = __atomic_load_n(&page->owner, __ATOMIC_RELAXED);
    if ((owner & ~(uintptr_t)1) != (uintptr_t)home) {
        __cyrus_cyp_home *other = (__cyrus_cyp_home *)(owner & ~(uintptr_t)1);
        void *first = __atomic_load_n(&other->remote, __ATOMIC_RELAXED);
        do
            *(void **)block = first;
        while (!__atomic_compare_exchange_n(&other->remote, &first, block, 1, __ATOMIC_RELEASE, __ATOMIC_RELAXED));
        return;
    }
    *(void **)block = page->free;
    page->free = block;
    page->used--;
    if (owner & 1) {
        __atomic_store_n(&page->owner, (uintptr_t)home, __ATOMIC_RELAXED);
        __cyrus_pool_link(home, page);
    }
    if (page->used == 0) {
        __cyrus_pool_unlink(home, page);
        __cyrus_pool_process->free_page(page);
    }
}
// Takes in what other threads have freed.
static __CYRUS_BRIEF void __cyrus_pool_collect(__cyrus_cyp_home *home) {
    void *block;
    if (!__atomic_load_n(&home->remote, __ATOMIC_RELAXED))
        return;
    block = __atomic_exchange_n(&home->remote, NULL, __ATOMIC_ACQUIRE);
    while (block) {
        void *next = *(void **)block;
        __cyrus_pool_give_slow(block, __cyrus_pool_page_of(block));
        block = next;
    }
}
// Makes a list of about 4 KiB of blocks that have not been out yet.
static __CYRUS_BRIEF int __cyrus_pool_carve(__cyrus_pool_page *page) {
    size_t size = page->size, count = size ? (size_t)(page->end - page->fresh) / size : 0, i;
    char *block = page->fresh;
    if (size && count > 4096 / size + 1)
        count = 4096 / size + 1;
    if (!count)
        return 0;
    for (i = 1; i < count; i++, block += size)
        *(void **)block = block + size;
    *(void **)block = page->free;
    page->free = page->fresh;
    page->fresh = block + size;
    return 1;
}
static __CYRUS_BRIEF void *__cyrus_pool_take_slow(size_t size) {
    __cyrus_cyp_home *home = __cyrus_pool_home();
    size_t bin = (size + 7) / 8;
    void *block;
    __cyrus_pool_page *page;
    if (!home)
        return NULL;
    __cyrus_pool_collect(home);
    page = home->pages[bin];
    if (!page->free && !__cyrus_pool_carve(page)) {
        __cyrus_pool_page *next = home->partial[bin];
        if (next) {
            __cyrus_pool_unlink(home, next);
        } else {
            next = (__cyrus_pool_page *)__cyrus_pool_process->new_page();
            if (!next)
                return NULL;
            uintptr_t segment = (uintptr_t)next & ~(uintptr_t)(__CYRUS_POOL_SEGMENT - 1);
            size_t i = (size_t)(next - (__cyrus_pool_page *)segment);
            next->free = NULL;
            next->used = 0;
            next->size = (uint32_t)(bin * 8);
            next->fresh = (char *)segment + i * __CYRUS_POOL_PAGE + (i ? 0 : 64 * sizeof(__cyrus_pool_page));
            next->end = (char *)segment + (i + 1) * __CYRUS_POOL_PAGE;
            __atomic_store_n(&next->owner, (uintptr_t)home, __ATOMIC_RELAXED);
        }
        if (page->size) {
            page->used--;
            __atomic_store_n(&page->owner, (uintptr_t)home | 1, __ATOMIC_RELAXED);
        }
        next->used++;
        home->pages[bin] = page = next;
        if (!page->free)
            __cyrus_pool_carve(page);
    }
    block = page->free;
    page->free = *(void **)block;
    page->used++;
    return block;
}
#else
static __CYRUS_UNUSED __CYRUS_NOINLINE void *__cyrus_pool_take_slow(size_t size) { return malloc(size); }
#endif
static __CYRUS_ONCE void __cyrus_pool_ready(__cyrus_pool_shared *shared) {
    size_t i;
    for (i = 0; i <= __CYRUS_POOL_LARGEST / 8; i++)
        __cyrus_pool_nowhere.pages[i] = &__cyrus_pool_none;
    // Until a thread's home is known, the careful way is taken.
    __cyrus_pool_nowhere.raised = 1;
    __cyrus_pool_nowhere.reading = 1;
    __cyrus_pool_nowhere.coroutine = &__cyrus_pool_unknown;
    __cyrus_pool_process = shared;
}
static __CYRUS_ONCE int __cyrus_pool_make(__cyrus_pool_shared *shared) {
    shared->enter = __cyrus_pool_enter;
    shared->homeless = __cyrus_pool_show_homeless;
#ifndef CYRUS_NO_POOL
    shared->new_page = __cyrus_pool_new_page;
    shared->free_page = __cyrus_pool_free_page;
#endif
#if !defined(_WIN32)
    if (pthread_key_create(&__cyrus_pool_key, __cyrus_pool_leave) != 0) {
        PyErr_NoMemory();
        return -1;
    }
    // A child process must not find the lock held by a thread that it does not have.
    pthread_atfork(__cyrus_pool_lock, __cyrus_pool_unlock, __cyrus_pool_unlock);
#endif
    return 0;
}
