//! Python ints from C integers: `__CYRUS_INT_TO_PY(CTYPE, value)` is an expression (owned, NULL = error) for any integer,
//! enum or typedef type up to 64 bits; the choice is made at compile time.
//! `__CYRUS_DEFINE_INT_TO_PY(NAME, CTYPE)` gives it a name where a function is needed.
//@proto
#define __CYRUS_INT_TO_PY(CTYPE, v)                                                      \
  ((CTYPE)-1 > (CTYPE)1 ? sizeof(CTYPE) < sizeof(long) ? PyLong_FromLong((long)(v))      \
                                                       : PyLong_FromUnsignedLongLong((unsigned long long)(v)) \
   : sizeof(CTYPE) <= sizeof(long) ? PyLong_FromLong((long)(v))                          \
                                   : PyLong_FromLongLong((long long)(v)))
#define __CYRUS_DEFINE_INT_TO_PY(NAME, CTYPE) \
  static inline PyObject *NAME(CTYPE v) { return __CYRUS_INT_TO_PY(CTYPE, v); }
