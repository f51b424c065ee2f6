//! Extension types.

use crate::harness::{check, messages, show};

#[test]
fn fields_methods_and_bases() {
    let source = "
cdef class A:
    cdef int x
    cdef public object y
    cdef readonly double z
    cdef int f(self, int a): return a
    cpdef g(self): pass
    def h(self): pass
    @staticmethod
    cdef int s(int a): return a
cdef class B(A):
    cdef int f(self, int a): return 2
cdef class L(list):
    pass
";
    check(
        &show(&[("m.pyx", source)]),
        "
        A (python): class m.A __cyrus_o_A
          int x
          public Python object y
          readonly double z
          f int (A, int) except *
          g Python object (A)
          static s int (int) except *
        B (python): class m.B __cyrus_o_B < A
          override f int (B, int) except *
        L (python): class m.L __cyrus_o_L < list object
        ",
    );
}

#[test]
fn a_base_may_follow_its_derived_class() {
    let source = "
cdef class Derived(Base):
    cdef int y
cdef class Base:
    cdef int x
    cdef int f(self): return 1
";
    check(
        &show(&[("m.pyx", source)]),
        "
        Derived (python): class m.Derived __cyrus_o_Derived < Base
          int y
        Base (python): class m.Base __cyrus_o_Base
          int x
          f int (Base) except *
        ",
    );
}

#[test]
fn rules_of_classes() {
    let source = "
cimport cython
@cython.final
cdef class Final:
    cdef int x
    cdef double x
    cdef public void *p
    cdef int __init__(self): return 1
    cdef int f(self) nogil: return 1
    cdef int f(self) nogil: return 1
cdef class A(Final): pass
cdef class B(int, object): pass
cdef class C(tuple): pass
cdef class D(Nothing): pass
cdef class E(int): pass
cdef class F:
    cdef int m(int x): return 1
    @property
    def p(self): pass
    @p.setter
    def q(self, v): pass
cdef class Forward
";
    check(
        &messages(&[("m.pyx", source)]),
        "
        m.pyx:5:13: Previous declaration is here
        m.pyx:6:16: 'x' redeclared 
        m.pyx:7:21: C attribute of type 'void *' cannot be accessed from Python
        m.pyx:7:21: Cannot convert 'void *' to Python object
        m.pyx:7:21: Cannot convert Python object to 'void *'
        m.pyx:8:4: Special methods must be declared with 'def', not 'cdef'
        m.pyx:10:4: 'f' already defined
        m.pyx:11:13: Base class 'Final' of type 'A' is final
        m.pyx:12:18: Only one extension type base class allowed.
        m.pyx:13:13: inheritance from PyVarObject types like 'tuple' is not currently supported
        m.pyx:14:13: First base of 'D' is not an extension type
        m.pyx:17:4: Self argument (int) of C method 'm' does not match parent type (F)
        m.pyx:20:4: Mismatching property names, expected 'p', got 'q'
        m.pyx:22:0: C class 'Forward' is declared but not defined
        ",
    );
}

#[test]
fn slots_fix_the_number_of_parameters() {
    let source = "
cdef class A:
    def __len__(self, x): pass
    def __getitem__(self): pass
    def __pow__(self): pass
    def __pow__(self, x, z=None): pass
    def __radd__(self, x, y): pass
    def __init__(*args): pass
    def __call__(self, *args): pass
    def none(): pass
    def star(*args): pass
    @staticmethod
    def plain(): pass
";
    check(
        &messages(&[("m.pyx", source)]),
        "
        m.pyx:3:4: Special method __len__ has wrong number of arguments (2 declared, 1 expected)
        m.pyx:4:4: Special method __getitem__ has wrong number of arguments (1 declared, 2 expected)
        m.pyx:5:4: Special method __pow__ has wrong number of arguments (1 declared, 2 to 3 expected)
        m.pyx:7:4: Special method __radd__ has wrong number of arguments (3 declared, 2 expected)
        m.pyx:8:4: Special method __init__ has wrong number of arguments (0 declared, 1 or more expected)
        m.pyx:10:4: Method none has wrong number of arguments (0 declared, 1 or more expected)
        ",
    );
}
