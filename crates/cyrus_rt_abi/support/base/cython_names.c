//! Names of Cython's generated files that C code in extern blocks looks at: which Python it is compiled for, spellings of
//! attributes. Emitted only into files whose extern blocks mention such a name.
//@proto
#define CYTHON_COMPILING_IN_CPYTHON 1
#define CYTHON_COMPILING_IN_PYPY 0
#define CYTHON_COMPILING_IN_GRAAL 0
#define CYTHON_COMPILING_IN_LIMITED_API 0
#define CYTHON_COMPILING_IN_CPYTHON_FREETHREADING __CYRUS_FREE_THREADED
#define CYTHON_INLINE inline
#define CYTHON_UNUSED __CYRUS_UNUSED
#define CYTHON_UNUSED_VAR(x) (void)(x)
#define CYTHON_RESTRICT __CYRUS_RESTRICT
#define CYTHON_FALLTHROUGH
#define CYTHON_USE_MODULE_STATE 0
#define CYTHON_ASSUME_SAFE_MACROS 1
#define CYTHON_ASSUME_SAFE_SIZE 1
#define CYTHON_CCOMPLEX 1
#define CYTHON_NCP_UNUSED __CYRUS_UNUSED
#define __Pyx_Py_IsNone(o) Py_IsNone(o)
#define __Pyx_NewRef(o) Py_NewRef(o)
#define __Pyx_XNewRef(o) Py_XNewRef(o)
#ifdef __cplusplus
#define __PYX_EXTERN_C extern "C"
#else
#define __PYX_EXTERN_C extern
#endif
