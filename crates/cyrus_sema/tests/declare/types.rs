//! Types, variables, structs, enums, typedefs, fused types.

use crate::harness::{check, messages, show};

#[test]
fn variables_of_many_types() {
    let source = "
cdef int a, *b, c[3]
cdef unsigned long long big
cdef double complex z
cdef list items
cdef object anything
cdef int (*callback)(double, void *) noexcept
cdef (int, double) pair
cdef int[:, ::1] view
cdef const char *text
cdef size_t n
";
    check(
        &show(&[("m.pyx", source)]),
        "
        a: var int = __cyrus_v_a
        b: var int * = __cyrus_v_b
        c: var int [3] = __cyrus_v_c
        big: var unsigned long long = __cyrus_v_big
        z: var double complex = __cyrus_v_z
        items: var list object = __cyrus_v_items
        anything: var Python object = __cyrus_v_anything
        callback: var int (*)(double, void *) noexcept = __cyrus_v_callback
        pair: var (int, double) = __cyrus_v_pair
        view: var int[:, ::1] = __cyrus_v_view
        text: var const char * = __cyrus_v_text
        n: var size_t = __cyrus_v_n
        ",
    );
}

#[test]
fn structs_may_be_used_before_their_definition() {
    let source = "
cdef Node *head
cdef struct Node:
    int value
    Node *next
cdef union U:
    int i
    float f
ctypedef struct Pair:
    int static
    Node node
";
    check(
        &show(&[("m.pyx", source)]),
        "
        Node: struct __cyrus_t_Node {int value; Node * next}
        U: union __cyrus_t_U {int i; float f}
        Pair: struct __cyrus_t_Pair {int __cyrus_m_static; Node node}
        head: var Node * = __cyrus_v_head
        ",
    );
}

#[test]
fn enums_count_and_take_values() {
    let source = "
cdef enum Color:
    red
    green = 5
    blue
cdef enum:
    SIZE = 4 * 2
cpdef enum Shape:
    round = red + 1
cdef char buffer[SIZE]
";
    check(
        &show(&[("m.pyx", source)]),
        "
        Color: enum __cyrus_t_Color {red=0, green=5, blue=6}
        Shape (python): enum __cyrus_t_Shape {round=1}
        red: const Color = __cyrus_e_red = 0
        green: const Color = __cyrus_e_green = 5
        blue: const Color = __cyrus_e_blue = 6
        SIZE: const  = __cyrus_e_SIZE = 8
        round: const Shape = __cyrus_e_round = 1
        buffer: var char [8] = __cyrus_v_buffer
        ",
    );
}

#[test]
fn typedefs_and_fused_types() {
    let source = "
cimport cython
ctypedef unsigned int uint32
ctypedef int (*func)(int)
ctypedef fused number:
    int
    double
ctypedef fused more:
    number
    float
ctypedef cython.floating real
";
    check(
        &show(&[("m.pyx", source)]),
        "
        cython: <cython>
        uint32: typedef unsigned int = __cyrus_t_uint32
        func: typedef int (*)(int) except * = __cyrus_t_func
        number: fused {int, double}
        more: fused {int, double, float}
        real: fused {float, double}
        ",
    );
}

#[test]
fn unknown_types_are_reported_where_they_stand() {
    let source = "
cdef Foo x
cdef mod.Bar y
cdef int a[n]
cdef void v
cdef object *p
cdef int i
cdef int i
";
    check(
        &messages(&[("m.pyx", source)]),
        "
        m.pyx:2:5: 'Foo' is not a type identifier
        m.pyx:3:5: 'mod' is not declared
        m.pyx:4:11: undeclared name not builtin: n
        m.pyx:5:10: Variable type 'void' is incomplete
        m.pyx:6:12: Pointer base type cannot be a Python object
        m.pyx:7:9: Previous declaration is here
        m.pyx:8:9: 'i' redeclared 
        ",
    );
}
