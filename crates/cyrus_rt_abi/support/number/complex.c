//! C complex numbers: `_Complex` in C, `std::complex` in C++, so that + - * / == and unary minus are the operators of the
//! language. `__CYRUS_DEFINE_COMPLEX(ID, T, SUFFIX)` defines the type `__cyrus_complex_ID` and, after the same prefix,
//! _new (re, im), _real, _imag, _conj, _abs, _pow, _is_zero, _from_py (error contract !occ) and _to_py. Complex numbers of
//! integers are such numbers with whole parts: _whole, _whole_from_py.
//@requires as_complex
//@proto
#ifdef __cplusplus
#include <complex>
#define __CYRUS_COMPLEX(T) std::complex<T>
#define __CYRUS_CREAL(z) ((z).real())
#define __CYRUS_CIMAG(z) ((z).imag())
#define __CYRUS_CCALL(F, SUFFIX) std::F
#define __CYRUS_CSET(T, z, re, im) z = std::complex<T>(re, im)
#else
#include <complex.h>
#define __CYRUS_COMPLEX(T) T _Complex
#define __CYRUS_CREAL(z) __real__(z)
#define __CYRUS_CIMAG(z) __imag__(z)
#define __CYRUS_CCALL(F, SUFFIX) __CYRUS_CCALL_##F(SUFFIX)
#define __CYRUS_CCALL_conj(SUFFIX) conj##SUFFIX
#define __CYRUS_CCALL_abs(SUFFIX) cabs##SUFFIX
#define __CYRUS_CCALL_pow(SUFFIX) cpow##SUFFIX
#define __CYRUS_CSET(T, z, re, im) (((T *)&z)[0] = re, ((T *)&z)[1] = im)
#endif
#define __CYRUS_DEFINE_COMPLEX(ID, T, SUFFIX)                                                                     \
  typedef __CYRUS_COMPLEX(T) __cyrus_complex_##ID;                                                                \
  static inline __cyrus_complex_##ID __cyrus_complex_##ID##_new(T re, T im) {                                     \
    __cyrus_complex_##ID z;                                                                                       \
    __CYRUS_CSET(T, z, re, im);                                                                                   \
    return z;                                                                                                     \
  }                                                                                                               \
  static inline T __cyrus_complex_##ID##_real(__cyrus_complex_##ID z) { return __CYRUS_CREAL(z); }                \
  static inline T __cyrus_complex_##ID##_imag(__cyrus_complex_##ID z) { return __CYRUS_CIMAG(z); }                \
  static inline int __cyrus_complex_##ID##_is_zero(__cyrus_complex_##ID z) {                                      \
    return __CYRUS_CREAL(z) == 0 && __CYRUS_CIMAG(z) == 0;                                                        \
  }                                                                                                               \
  static inline __cyrus_complex_##ID __cyrus_complex_##ID##_conj(__cyrus_complex_##ID z) {                        \
    return __CYRUS_CCALL(conj, SUFFIX)(z);                                                                        \
  }                                                                                                               \
  static inline T __cyrus_complex_##ID##_abs(__cyrus_complex_##ID z) { return __CYRUS_CCALL(abs, SUFFIX)(z); }    \
  static inline __cyrus_complex_##ID __cyrus_complex_##ID##_pow(__cyrus_complex_##ID a, __cyrus_complex_##ID b) { \
    return __CYRUS_CCALL(pow, SUFFIX)(a, b);                                                                      \
  }                                                                                                               \
  static inline __cyrus_complex_##ID __cyrus_complex_##ID##_from_py(PyObject *o) {                                \
    Py_complex z = __cyrus_as_complex(o);                                                                         \
    return __cyrus_complex_##ID##_new((T)z.real, (T)z.imag);                                                      \
  }                                                                                                               \
  static inline __cyrus_complex_##ID __cyrus_complex_##ID##_whole(__cyrus_complex_##ID z) {                         \
    return __cyrus_complex_##ID##_new((T)(long long)__CYRUS_CREAL(z), (T)(long long)__CYRUS_CIMAG(z));            \
  }                                                                                                               \
  static inline __cyrus_complex_##ID __cyrus_complex_##ID##_whole_from_py(PyObject *o) {                          \
    return __cyrus_complex_##ID##_whole(__cyrus_complex_##ID##_from_py(o));                                       \
  }                                                                                                               \
  static inline PyObject *__cyrus_complex_##ID##_to_py(__cyrus_complex_##ID z) {                                  \
    return PyComplex_FromDoubles((double)__CYRUS_CREAL(z), (double)__CYRUS_CIMAG(z));                             \
  }
