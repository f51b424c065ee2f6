//! What every generated file begins with: Python.h, branch hints, and the names that older CPythons lack.
//!
//! Module state that all fragments may use (the emitter fills it before any `//@init` function runs):
//! `__cyrus_m` the module, `__cyrus_d` its dict, `__cyrus_b` the builtins module (all borrowed),
//! `__cyrus_empty_tuple`, `__cyrus_k[]` the constants, `__cyrus_s_NAME` interned strings asked for by `//@str`.
//@proto
#ifndef PY_SSIZE_T_CLEAN
#define PY_SSIZE_T_CLEAN
#endif
#include <Python.h>
#include <stddef.h>
#if PY_VERSION_HEX < 0x03090000
#error "CPython 3.9 or later is required"
#endif
#ifdef PyFrozenDict_Check
#define __cyrus_FrozenDict_Type PyFrozenDict_Type
#else
#define __cyrus_FrozenDict_Type PyDict_Type
#endif
#if defined(__GNUC__) || defined(__clang__)
#define __CYRUS_LIKELY(x) __builtin_expect(!!(x), 1)
#define __CYRUS_UNLIKELY(x) __builtin_expect(!!(x), 0)
#define __CYRUS_NOINLINE __attribute__((noinline))
// What runs once or on errors is compiled quickly rather than made fast: ONCE is for setting up, introspection and
// messages, COLD for errors that programs live with, BRIEF for the longer way of what is usually done in line. The
// passes left out of -O1 find little in such code, and are a twentieth of the time for it.
#if defined(__OPTIMIZE__) && !defined(__clang__)
#define __CYRUS_LITTLE optimize("O1,no-tree-pta,no-tree-dominator-opts,no-tree-loop-optimize,no-tree-slsr,no-tree-dse," \
                                "no-if-conversion,no-if-conversion2,no-dse,no-shrink-wrap")
#define __CYRUS_ONCE __attribute__((noinline, cold, optimize("O0")))
#define __CYRUS_COLD __attribute__((noinline, cold, __CYRUS_LITTLE))
#define __CYRUS_BRIEF __attribute__((noinline, __CYRUS_LITTLE))
#else
#define __CYRUS_ONCE __attribute__((noinline, cold))
#define __CYRUS_COLD __attribute__((noinline, cold))
#define __CYRUS_BRIEF __attribute__((noinline))
#endif
#define __CYRUS_UNUSED __attribute__((unused))
#define __CYRUS_RESTRICT __restrict__
#elif defined(_MSC_VER)
#define __CYRUS_LIKELY(x) (x)
#define __CYRUS_UNLIKELY(x) (x)
#define __CYRUS_NOINLINE __declspec(noinline)
#define __CYRUS_ONCE __declspec(noinline)
#define __CYRUS_COLD __declspec(noinline)
#define __CYRUS_BRIEF __declspec(noinline)
#define __CYRUS_UNUSED
#define __CYRUS_RESTRICT __restrict
#else
#define __CYRUS_LIKELY(x) (x)
#define __CYRUS_UNLIKELY(x) (x)
#define __CYRUS_NOINLINE
#define __CYRUS_ONCE
#define __CYRUS_COLD
#define __CYRUS_BRIEF
#define __CYRUS_UNUSED
#define __CYRUS_RESTRICT
#endif
// The emitter defines these before this text: the source file's name as tracebacks show it, and the module's dotted name.
#ifndef __CYRUS_SOURCE
#define __CYRUS_SOURCE "<source>"
#endif
#ifndef __CYRUS_MODULE
#define __CYRUS_MODULE "module"
#endif
// 1 in builds without a GIL, where a borrowed reference to an item of a shared container is not safe.
#ifdef Py_GIL_DISABLED
#define __CYRUS_FREE_THREADED 1
#else
#define __CYRUS_FREE_THREADED 0
#endif
#if PY_VERSION_HEX < 0x030A0000
#define Py_NewRef(o) __cyrus_new_ref((PyObject *)(o))
static inline PyObject *__cyrus_new_ref(PyObject *o) { Py_INCREF(o); return o; }
#define Py_XNewRef(o) __cyrus_xnew_ref((PyObject *)(o))
static inline PyObject *__cyrus_xnew_ref(PyObject *o) { Py_XINCREF(o); return o; }
#define Py_Is(a, b) ((a) == (b))
#define Py_IsNone(o) ((PyObject *)(o) == Py_None)
#define Py_IsTrue(o) ((PyObject *)(o) == Py_True)
#define Py_IsFalse(o) ((PyObject *)(o) == Py_False)
#define Py_TPFLAGS_IMMUTABLETYPE 0
#define Py_TPFLAGS_DISALLOW_INSTANTIATION 0
#define Py_TPFLAGS_SEQUENCE 0
#define Py_TPFLAGS_MAPPING 0
typedef enum { PYGEN_RETURN = 0, PYGEN_ERROR = -1, PYGEN_NEXT = 1 } PySendResult;
#endif
#if PY_VERSION_HEX < 0x030D0000
#define Py_BEGIN_CRITICAL_SECTION(o) {
#define Py_END_CRITICAL_SECTION() }
#define Py_BEGIN_CRITICAL_SECTION2(a, b) {
#define Py_END_CRITICAL_SECTION2() }
#endif
// Py_XDECREF as a call, for code that runs rarely.
#define __CYRUS_DROP(o) Py_DecRef((PyObject *)(o))
// The number of arguments of a vectorcall, without its flag.
#define __CYRUS_NARGS(nargsf) ((Py_ssize_t)((nargsf) & ~PY_VECTORCALL_ARGUMENTS_OFFSET))
#define __CYRUS_NARGS_ARE(nargsf, n) ((size_t)(nargsf) << 1 == (size_t)(n) << 1)
#define __CYRUS_ANY_ARGS(nargsf, kwnames) ((size_t)(nargsf) << 1 | (size_t)(kwnames))
static PyObject *__cyrus_m;
static PyObject *__cyrus_d;
static PyObject *__cyrus_b;
static PyObject *__cyrus_empty_tuple;
