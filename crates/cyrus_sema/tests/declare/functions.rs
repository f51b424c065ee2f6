//! C functions: signatures, exception specifications, pairing with the pxd.

use crate::harness::{check, messages, show};

#[test]
fn exception_specifications_have_cythons_defaults() {
    let source = "
cdef int a(int x): return 1
cdef void b(): pass
cdef object c(d): pass
cdef double e(double x) noexcept nogil: return x
cdef int f() except -2: return 1
cdef char *g() except? NULL: return NULL
cdef (int, int) h() except *: return (1, 2)
cpdef p(int x, y=1): pass
cdef extern from 'x.h':
    int ext(int, char *)
    double other(double x) nogil
";
    check(
        &show(&[("m.pyx", source)]),
        "
        a: func int (int) except? -1 = __cyrus_f_a
        b: func void (void) except * = __cyrus_f_b
        c: func Python object (Python object) = __cyrus_f_c
        e: func double (double) noexcept nogil = __cyrus_f_e
        f: func int (void) except -2 = __cyrus_f_f
        g: func char * (void) except? NULL = __cyrus_f_g
        h: func (int, int) (void) except * = __cyrus_f_h
        p (python): func Python object (int, Python object) = __cyrus_f_p
        ext: func int (int, char *) noexcept = ext
        other: func double (double) noexcept nogil = other
        ",
    );
}

#[test]
fn a_lone_name_is_a_type_in_declarations_and_a_parameter_in_definitions() {
    let pxd = "
ctypedef int T
cdef int f(T)
cdef int g(unknown)
";
    let source = "
cdef int f(T x): return x
cdef int g(T): return 1
";
    check(
        &show(&[("m.pyx", source), ("m.pxd", pxd)]),
        "
        T: typedef int = __cyrus_t_T
        f: func int (T) except? -1 = __cyrus_f_f
        g: func int (Python object) except? -1 = __cyrus_f_g
        ",
    );
}

#[test]
fn the_pxd_must_be_implemented_as_declared() {
    let pxd = "
cdef int good(int)
cdef int missing(int)
cdef int wrong(int)
cdef inline int small(int x):
    return x
";
    let source = "
cdef int good(int x): return x
cdef int wrong(double x): return 1
";
    check(
        &messages(&[("m.pyx", source), ("m.pxd", pxd)]),
        "
        m.pyx:3:0: Function signature does not match previous declaration
        m.pxd:3:16: Non-extern C function 'missing' declared but not defined
        ",
    );
}

#[test]
fn overloads_of_cpp_functions() {
    let source = "
cdef extern from 'x.h' namespace 'ns':
    int f(int)
    double f(double)
    T max[T](T a, T b)
";
    check(
        &show(&[("m.pyx", source)]),
        "
        f: func int (int) noexcept = ns::f; double (double) noexcept = ns::f
        max: func T (T, T) noexcept = ns::max
        ",
    );
}

#[test]
fn wrong_clauses() {
    let source = "
cdef object f() except -1: pass
cdef int g() except 1.5: return 1
cdef struct S:
    int a
cdef public int h(S s): return 1
cdef int again(): return 1
cdef int again(): return 1
";
    check(
        &messages(&[("m.pyx", source)]),
        "
        m.pyx:2:13: Exception clause not allowed for function returning Python object
        m.pyx:3:20: Cannot assign type 'double' to 'int'
        m.pyx:3:20: Exception value incompatible with function return type
        m.pyx:6:18: Function declared public or api may not have private types
        m.pyx:8:0: 'again' already defined
        ",
    );
}

#[test]
fn python_names_are_globals() {
    let source = "
import os, a.b as c
from x import y as z
q = 1
def f():
    global hidden
    hidden = 2
class K: pass
for i in q: pass
cdef int n
n = 3
";
    check(
        &show(&[("m.pyx", source)]),
        "
        os (python): global
        c (python): global
        z (python): global
        q (python): global
        f (python): global
        K (python): global
        i (python): global
        n: var int = __cyrus_v_n
        hidden (python): global
        ",
    );
}
