//! C++ classes.

use crate::harness::{check, messages, show};

#[test]
fn templates_overloads_operators_and_nested_types() {
    let source = "
cdef extern from 'v.h' namespace 'ns' nogil:
    cdef cppclass vec[T, A=*]:
        ctypedef T value_type
        cppclass iterator:
            T &operator*()
            iterator operator++()
            bint operator!=(iterator)
        vec() except +
        vec(size_t n) except +
        T& at(size_t) except +
        iterator begin()
        void push_back(T&) except +
        @staticmethod
        vec make()
        size_t n
    cdef cppclass small(vec[int]):
        small()
cdef vec[double] v
cdef vec[double].iterator it
cdef small *s
cdef vec[vec[int]].value_type item
";
    check(
        &show(&[("m.pyx", source)]),
        "
        vec: cpp template ns::vec of 2
          size_t n
          <init> void (void) except + nogil
          <init> void (size_t) except + nogil
          at T & (size_t) except + nogil
          begin iterator[T,A] (void) noexcept nogil
          push_back void (T &) except + nogil
          static make vec[T,A] (void) noexcept nogil
          nested value_type T
          nested iterator iterator[T,A]
        small: cpp class ns::small < vec[int]
          <init> void (void) noexcept nogil
        v: var vec[double] = __cyrus_v_v
        it: var iterator[double] = __cyrus_v_it
        s: var small * = __cyrus_v_s
        item: var vec[int] = __cyrus_v_item
        ",
    );
}

#[test]
fn wrong_arguments_and_bases() {
    let source = "
cdef extern from 'v.h':
    cdef cppclass vec[T]:
        pass
    cdef cppclass bad(int):
        pass
cdef vec[int, int] a
cdef vec[object] b
cdef vec[int].nothing c
";
    check(
        &messages(&[("m.pyx", source)]),
        "
        m.pyx:5:4: Base class 'int' not a struct or class.
        m.pyx:7:8: vec templated type receives 1 arguments, got 2
        m.pyx:8:8: Python object type 'Python object' cannot be used as a template argument
        m.pyx:9:5: 'vec[int].nothing' is not a type identifier
        ",
    );
}
