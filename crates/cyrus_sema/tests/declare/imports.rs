//! `cimport` in its forms, pairing of pxd and implementation.

use crate::harness::{check, level_2, messages, show, show_with};

#[test]
fn dotted_relative_and_renamed() {
    let files = [
        (
            "pkg/m.pyx",
            "
cimport pkg.other
cimport pkg.other as o
from pkg cimport other
from .other cimport T, f as g
from . cimport sub
cdef T x
cdef pkg.other.T y
cdef sub.deep.S *z
",
        ),
        ("pkg/__init__.pxd", ""),
        ("pkg/other.pxd", "ctypedef int T\ncdef T f(T)\n"),
        ("pkg/sub/__init__.pxd", "from . cimport deep\n"),
        ("pkg/sub/deep.pxd", "cdef struct S:\n    int a\n"),
    ];
    check(
        &show(&files),
        "
        pkg: module pkg
        o: module pkg.other
        other: module pkg.other
        T: typedef int = __cyrus_t_pkg__other__T
        g: func T (T) except * = __cyrus_f_pkg__other__f
        sub: module pkg.sub
        x: var T = __cyrus_v_x
        y: var T = __cyrus_v_y
        z: var S * = __cyrus_v_z
        ",
    );
}

#[test]
fn missing_modules_and_names() {
    let files = [
        (
            "m.pyx",
            "
cimport nothing
from some cimport thing
from .. cimport x
from cython.parallel cimport wrong
import cython.paralel
",
        ),
        ("some.pxd", ""),
    ];
    check(
        &messages(&files),
        "
        m.pyx:2:8: 'nothing.pxd' not found
        m.pyx:3:0: 'some/thing.pxd' not found
        m.pyx:4:0: relative cimport beyond main package is not allowed
        m.pyx:5:0: No such directive: cython.parallel.wrong
        m.pyx:6:7: 'cython.paralel' is not a valid cython.* module. Did you mean 'cython.parallel' ?
        ",
    );
}

#[test]
fn star_and_circular_cimports() {
    let files = [
        ("m.pyx", "from a cimport *\ncdef A *p\ncdef B *q\n"),
        ("a.pxd", "from b cimport *\ncdef struct A:\n    int x\n"),
        ("b.pxd", "from a cimport *\ncdef struct B:\n    int y\n"),
    ];
    check(
        &show(&files),
        "
        A: struct __cyrus_t_a__A {int x}
        B: struct __cyrus_t_b__B {int y}
        p: var A * = __cyrus_v_p
        q: var B * = __cyrus_v_q
        ",
    );
}

#[test]
fn level_2_looks_beside_the_module_first() {
    let files = [
        ("pkg/m.pyx", "cimport other\ncdef other.T x\n"),
        ("pkg/other.pxd", "ctypedef int T\n"),
        ("other.pxd", "ctypedef double T\n"),
    ];
    check(
        &show_with(&files, &level_2(), true),
        "
        other: module pkg.other
        x: var T = __cyrus_v_x
        ",
    );
}

#[test]
fn the_pxd_gives_layout_the_module_gives_code() {
    let files = [
        (
            "m.pyx",
            "
cdef class A:
    cdef int f(self, int x): return x
    cpdef g(self): pass
    def h(self): pass
cpdef double k(double x): return x
cdef int v = 3
",
        ),
        (
            "m.pxd",
            "
cdef class A:
    cdef public int n
    cdef int f(self, int x)
    cpdef g(self)
cpdef double k(double x)
cdef int v
",
        ),
    ];
    check(
        &show(&files),
        "
        A (python): class m.A __cyrus_o_A
          public int n
          f int (A, int) except *
          g Python object (A)
        k (python): func double (double) except? -1 = __cyrus_f_k
        v: var int = __cyrus_v_v
        ",
    );
}

#[test]
fn what_the_pxd_does_not_allow() {
    let files = [
        (
            "m.pyx",
            "
cdef class A:
    cdef int extra
    cdef int f(self, double x): return 1
    cdef int undeclared(self): return 2
",
        ),
        (
            "m.pxd",
            "
cdef class A:
    cdef int f(self, int x)
    cdef int missing(self)
cdef class B
cdef int not_inline():
    return 1
",
        ),
    ];
    check(
        &messages(&files),
        "
        m.pyx:3:13: C attributes cannot be added in implementation part of extension type defined in a pxd
        m.pyx:4:4: Signature not compatible with previous declaration
        m.pyx:5:4: C method 'undeclared' not previously declared in definition part of extension type 'A'
        m.pxd:3:14: Previous declaration is here
        m.pxd:4:20: C method 'missing' is declared but not defined
        m.pxd:5:0: C class 'B' is declared but not defined
        m.pxd:6:0: function definition in pxd file must be declared 'cdef inline'
        ",
    );
}

#[test]
fn extern_classes_and_c_properties() {
    let source = "
cdef extern from 'arr.h':
    ctypedef class arr.Array [object ArrayObject, check_size ignore]:
        cdef int nd
        @property
        cdef inline int size(self) noexcept nogil:
            return self.nd
cdef class Mine(Array):
    cdef int more
";
    check(
        &show(&[("m.pyx", source)]),
        "
        Array: class arr.Array ArrayObject Ignore
          int nd
        Mine (python): class m.Mine __cyrus_o_Mine < Array
          int more
        ",
    );
}
