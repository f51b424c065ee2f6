//! Pure Python mode.

use crate::harness::{check, messages, show};

#[test]
fn decorators_make_c_functions_and_classes() {
    let source = "
import cython
from cython.cimports.libc.math import sin

@cython.cfunc
@cython.returns(cython.double)
@cython.locals(x=cython.double)
def f(x, y: cython.int): return x

@cython.ccall
@cython.exceptval(-1, check=False)
def g(a: cython.p_char) -> cython.int: return 1

@cython.cfunc
@cython.nogil
@cython.exceptval(check=False)
def h(x: cython.float) -> cython.float: return x

@cython.cclass
class C:
    x: cython.int
    y = cython.declare(cython.double, visibility='public')
    z: object = 1

    @cython.cfunc
    def m(self, n: cython.int) -> cython.int: return n

    def p(self): pass

n = cython.declare(cython.int, 5)
cython.declare(a=cython.long, b='p_int')
number = cython.fused_type(cython.int, cython.double)
Point = cython.struct(x=cython.int, y=cython.int)
";
    check(
        &show(&[("m.py", source)]),
        "
        C (python): class m.C __cyrus_o_C
          int x
          public double y
          m int (C, int) except *
        cython: <cython>
        sin: func double (double) noexcept nogil = sin
        f: func double (double, int) except? -1 = __cyrus_f_f
        g (python): func int (char *) except -1 = __cyrus_f_g
        h: func float (float) noexcept nogil = __cyrus_f_h
        n: var int = __cyrus_v_n
        a: var long = __cyrus_v_a
        b: var int * = __cyrus_v_b
        number: fused {int, double}
        Point: struct __cyrus_t_Point {int x; int y}
        ",
    );
}

#[test]
fn a_pxd_types_a_python_file() {
    let files = [
        (
            "m.py",
            "
def f(x, y=1):
    return x
class A:
    def m(self, n):
        return n
    def p(self):
        pass
",
        ),
        (
            "m.pxd",
            "
cpdef int f(int x, int y=*)
cdef class A:
    cdef int k
    cpdef double m(self, double n)
",
        ),
    ];
    check(
        &show(&files),
        "
        A (python): class m.A __cyrus_o_A
          int k
          m double (A, double) except *
        f (python): func int (int, int) except * = __cyrus_f_f
        ",
    );
}

#[test]
fn misplaced_and_wrong_directives() {
    let source = "# cython: boundscheck=maybe
import cython

@cython.boundscheck(1)
def a(): pass

@cython.final
@cython.cclass
class B: pass

@cython.freelist(3)
def c(): pass

@cython.inline
def d(): pass

class E:
    @cython.cfunc
    def f(self): pass
";
    check(
        &messages(&[("m.py", source)]),
        "
        m.py:1:0: boundscheck directive must be set to True or False, got 'maybe'
        m.py:4:7: The boundscheck directive takes one compile-time boolean argument
        m.py:11:0: The freelist compiler directive is not allowed in function scope
        m.py:14:0: Python functions cannot be declared 'inline'
        m.py:18:4: cfunc directive is not allowed here
        ",
    );
}

#[test]
fn dataclasses() {
    let source = "
import cython
@cython.dataclasses.dataclass(order=1, what=True)
cdef class D:
    a: cython.int = 0
    b: list = []
    c: str
";
    check(
        &messages(&[("m.pyx", source)]),
        "
        m.pyx:3:0: Arguments passed to cython.dataclasses.dataclass must be True or False
        m.pyx:3:0: cython.dataclasses.dataclass() got an unexpected keyword argument 'what'
        m.pyx:6:14: mutable default <class 'list'> for field b is not allowed: use default_factory
        m.pyx:7:4: non-default argument 'c' follows default argument in dataclass __init__
        ",
    );
}
