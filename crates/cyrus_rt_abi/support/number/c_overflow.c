//! overflowcheck=True arithmetic on C integers. `__CYRUS_DEFINE_CHECKED_ADD(NAME, T)`, `_SUB`, `_MUL` and `_LSHIFT` define
//! `static inline T NAME(T a, T b, int *overflow)`: the wrapped result; `*overflow` is set to 1 on overflow and left
//! alone otherwise, so that one check can follow a whole expression.
//@requires c_sign
//@proto
#if defined(__GNUC__) || defined(__clang__)
#define __CYRUS_CHECKED(NAME, T, OP, EXPR, FAILED)                                       \
  static inline T NAME(T a, T b, int *overflow) {                                        \
    T r;                                                                                 \
    if (__CYRUS_UNLIKELY(__builtin_##OP##_overflow(a, b, &r))) *overflow = 1;            \
    return r;                                                                            \
  }
#else
#define __CYRUS_CHECKED(NAME, T, OP, EXPR, FAILED)                                       \
  static inline T NAME(T a, T b, int *overflow) {                                        \
    unsigned long long x = (unsigned long long)a, y = (unsigned long long)b;             \
    T r = (T)(EXPR);                                                                     \
    if (FAILED) *overflow = 1;                                                           \
    return r;                                                                            \
  }
#endif
#define __CYRUS_DEFINE_CHECKED_ADD(NAME, T) \
  __CYRUS_CHECKED(NAME, T, add, x + y,      \
                  __CYRUS_UNSIGNED(T) ? r < a : __CYRUS_NEGATIVE(T, (T)((a ^ r) & (b ^ r))))
#define __CYRUS_DEFINE_CHECKED_SUB(NAME, T) \
  __CYRUS_CHECKED(NAME, T, sub, x - y, __CYRUS_UNSIGNED(T) ? a < b : __CYRUS_NEGATIVE(T, (T)((a ^ b) & (a ^ r))))
#define __CYRUS_DEFINE_CHECKED_MUL(NAME, T) \
  __CYRUS_CHECKED(NAME, T, mul, x * y,      \
                  !__CYRUS_UNSIGNED(T) && a == (T)-1 ? b != 0 && b == r : a != 0 && (T)(r / a) != b)
#define __CYRUS_DEFINE_CHECKED_LSHIFT(NAME, T)                                           \
  static inline T NAME(T a, T b, int *overflow) {                                        \
    T r = a;                                                                             \
    if (__CYRUS_NEGATIVE(T, b) || (size_t)b >= 8 * sizeof(T) ||                          \
        (r = (T)((unsigned long long)a << b), (T)(r >> b) != a))                         \
      *overflow = 1;                                                                     \
    return r;                                                                            \
  }
