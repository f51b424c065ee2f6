//! The pool of objects' memory: blocks that go from thread to thread, threads that end, memory that goes back.
//@use cyp_pool, cyp_registry

#include <pthread.h>

enum { SLOTS = 4096 };
static void *slots[SLOTS];
static long bad;

/* A block begins with its size; all of it has the size's last byte. */
static void *filled(size_t size) {
    void *block = __cyrus_pool_take(size);
    memset(block, (int)(size & 0xFF), size);
    *(size_t *)block = size;
    return block;
}
static void check_and_give(void *block) {
    size_t size, i;
    if (!block)
        return;
    size = *(size_t *)block;
    for (i = sizeof(size_t); i < size; i++) {
        if (((unsigned char *)block)[i] != (size & 0xFF))
            __atomic_fetch_add(&bad, 1, __ATOMIC_RELAXED);
    }
    __cyrus_pool_give(block, size);
}
static void *worker(void *arg) {
    uint64_t seed = (uint64_t)(uintptr_t)arg;
    int i;
    for (i = 0; i < 100000; i++) {
        size_t at, size;
        seed = seed * UINT64_C(6364136223846793005) + 1442695040888963407u;
        at = (size_t)(seed >> 33) % SLOTS;
        size = 24 + (size_t)(seed >> 50) % 600;
        check_and_give(__atomic_exchange_n(&slots[at], filled(size), __ATOMIC_ACQ_REL));
    }
    return NULL;
}
FUNCTION(exchange) {
    pthread_t threads[4];
    uintptr_t i;
    Py_BEGIN_ALLOW_THREADS
    for (i = 0; i < 4; i++)
        pthread_create(&threads[i], NULL, worker, (void *)(i + 1));
    for (i = 0; i < 4; i++)
        pthread_join(threads[i], NULL);
    Py_END_ALLOW_THREADS
    return PyLong_FromLong(bad);
}
FUNCTION(finish) {
    int i;
    for (i = 0; i < SLOTS; i++)
        check_and_give(__atomic_exchange_n(&slots[i], NULL, __ATOMIC_ACQ_REL));
    return PyLong_FromLong(bad);
}
/* Many objects of one size; the memory in use afterwards is for the test to look at. */
FUNCTION(fill) {
    long count = PyLong_AsLong(a[0]), i;
    void *first = NULL;
    for (i = 0; i < count; i++) {
        void **block = (void **)__cyrus_pool_take(48);
        *block = first;
        first = block;
    }
    while (first) {
        void *next = *(void **)first;
        __cyrus_pool_give(first, 48);
        first = next;
    }
    Py_RETURN_NONE;
}
FUNCTION(aligned) {
    void *blocks[64];
    int i, result = 1;
    for (i = 0; i < 64; i++) {
        blocks[i] = __cyrus_pool_take((size_t)(8 * i + 24));
        if ((uintptr_t)blocks[i] % (i % 2 ? 16 : 8))
            result = 0;
    }
    for (i = 0; i < 64; i++)
        __cyrus_pool_give(blocks[i], (size_t)(8 * i + 24));
    return PyLong_FromLong(result);
}
