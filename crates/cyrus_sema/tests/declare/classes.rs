//! Extension types.

use crate::harness::{check, show};

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
