//! How a parallel region was left before its end: `why` is 0, -1 after an exception, or the number of a jump (`break`,
//! `return`). The first thread to leave decides; the functions tell it so by 1. The threads have Python thread states and do
//! not hold the GIL.
//@requires err_fetch, err_restore
//@fn __cyrus_par_begin(__cyrus_par *) -> void nogil
//@fn __cyrus_par_begin_shared(__cyrus_par *) -> void nogil
//@fn __cyrus_par_stopped(__cyrus_par *) -> int nogil
//@fn __cyrus_par_leave(__cyrus_par *, int) -> int nogil
//@fn __cyrus_par_fail(__cyrus_par *, int) -> int nogil
//@fn __cyrus_par_raise(__cyrus_par *) -> void nogil
//@fn __cyrus_par_count(long long, long long, long long) -> long long nogil
//@fn __cyrus_omp_thread_num() -> int nogil
//@proto
#ifdef _OPENMP
#include <omp.h>
static inline int __cyrus_omp_thread_num(void) { return omp_get_thread_num(); }
#else
static inline int __cyrus_omp_thread_num(void) { return 0; }
#endif
/* `left`: threads that will raise the exception. */
typedef struct { int why, line, left; PyObject *exc; } __cyrus_par;
#if defined(_MSC_VER) && !defined(__clang__)
#include <intrin.h>
#define __cyrus_par_load(p) (*(volatile int *)(p))
#define __cyrus_par_claim(p, v) (_InterlockedCompareExchange((volatile long *)(p), v, 0) == 0)
#else
#define __cyrus_par_load(p) __atomic_load_n(p, __ATOMIC_RELAXED)
static inline int __cyrus_par_claim(int *p, int v) {
  int none = 0;
  return __atomic_compare_exchange_n(p, &none, v, 0, __ATOMIC_ACQ_REL, __ATOMIC_RELAXED);
}
#endif
static inline void __cyrus_par_begin(__cyrus_par *p) {
  p->why = p->line = 0;
  p->left = 1;
  p->exc = NULL;
}
/* Of a loop that the threads of a team share, and which all of them begin and leave. */
static inline void __cyrus_par_begin_shared(__cyrus_par *p) {
#ifdef _OPENMP
#pragma omp barrier
#pragma omp single
  {
    __cyrus_par_begin(p);
    p->left = omp_get_num_threads();
  }
#else
  __cyrus_par_begin(p);
#endif
}
static inline int __cyrus_par_stopped(__cyrus_par *p) { return __cyrus_par_load(&p->why) != 0; }
static inline int __cyrus_par_leave(__cyrus_par *p, int why) { return __cyrus_par_claim(&p->why, why); }
static int __cyrus_par_fail(__cyrus_par *p, int line);
static void __cyrus_par_raise(__cyrus_par *p);
static inline long long __cyrus_par_count(long long start, long long stop, long long step) {
  if (!step) Py_FatalError("prange() step must not be zero");
  if (step > 0 ? start >= stop : start <= stop) return 0;
  return step > 0 ? (stop - start - 1) / step + 1 : (start - stop - 1) / -step + 1;
}
//@code
static int __cyrus_par_fail(__cyrus_par *p, int line) {
  PyGILState_STATE gil = PyGILState_Ensure();
  PyObject *exc = __cyrus_err_fetch();
  int first = __cyrus_par_claim(&p->why, -1);
  if (first) {
    p->exc = exc;
    p->line = line;
  } else Py_XDECREF(exc);
  PyGILState_Release(gil);
  return first;
}
static void __cyrus_par_raise(__cyrus_par *p) {
  PyGILState_STATE gil = PyGILState_Ensure();
  PyObject *exc = p->exc;
  if (--p->left > 0) Py_XINCREF(exc);
  else p->exc = NULL;
  if (exc) __cyrus_err_restore(exc);
  PyGILState_Release(gil);
}
