//! Atomic operations on the words of object headers, and the thread-local storage class.
//!
//! `relaxed` where only the value matters, `acq_rel` where the operation also orders what surrounds it.
//@proto
#if defined(__GNUC__) || defined(__clang__)
#define __cyrus_at_load(p) __atomic_load_n(p, __ATOMIC_RELAXED)
#define __cyrus_at_load_sync(p) __atomic_load_n(p, __ATOMIC_ACQUIRE)
#define __cyrus_at_store(p, v) __atomic_store_n(p, v, __ATOMIC_RELAXED)
#define __cyrus_at_add(p, v) __atomic_fetch_add(p, v, __ATOMIC_RELAXED)
#define __cyrus_at_add_sync(p, v) __atomic_fetch_add(p, v, __ATOMIC_ACQ_REL)
#define __cyrus_at_or(p, v) __atomic_fetch_or(p, v, __ATOMIC_ACQ_REL)
#define __cyrus_at_and(p, v) __atomic_fetch_and(p, v, __ATOMIC_ACQ_REL)
#define __cyrus_at_cas(p, old, v) __atomic_compare_exchange_n(p, old, v, 0, __ATOMIC_ACQ_REL, __ATOMIC_RELAXED)
#define __cyrus_at_swap(p, v) __atomic_exchange_n(p, v, __ATOMIC_ACQ_REL)
#define __CYRUS_THREAD __thread
#elif defined(_MSC_VER)
#include <intrin.h>
#define __cyrus_at_load(p) (*(volatile uint64_t *)(p))
#define __cyrus_at_load_sync(p) __cyrus_at_load(p)
#define __cyrus_at_store(p, v) (*(volatile uint64_t *)(p) = (v))
#define __cyrus_at_add(p, v) ((uint64_t)_InterlockedExchangeAdd64((volatile __int64 *)(p), (__int64)(v)))
#define __cyrus_at_add_sync(p, v) __cyrus_at_add(p, v)
#define __cyrus_at_or(p, v) ((uint64_t)_InterlockedOr64((volatile __int64 *)(p), (__int64)(v)))
#define __cyrus_at_and(p, v) ((uint64_t)_InterlockedAnd64((volatile __int64 *)(p), (__int64)(v)))
#define __cyrus_at_swap(p, v) ((uint64_t)_InterlockedExchange64((volatile __int64 *)(p), (__int64)(v)))
#define __cyrus_at_cas(p, old, v) __cyrus_at_cas_(p, old, v)
static inline int __cyrus_at_cas_(uint64_t *p, uint64_t *old, uint64_t v) {
    uint64_t seen = (uint64_t)_InterlockedCompareExchange64((volatile __int64 *)p, (__int64)v, (__int64)*old);
    int done = seen == *old;
    *old = seen;
    return done;
}
#define __CYRUS_THREAD __declspec(thread)
#else
#error "atomic operations are not known for this compiler"
#endif
