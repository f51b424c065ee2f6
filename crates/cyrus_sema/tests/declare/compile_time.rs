//! `include`, `DEF`, `IF`.

use crate::harness::{check, messages, show, show_with};
use cyrus_sema::CheckOptions;

#[test]
fn names_become_literals_from_their_line_on() {
    let source = "
DEF N = 2 ** 3
DEF M = N * 2 + len('abc')
cdef int a[N]
cdef int b[M]
cdef enum:
    X = -N
DEF N = 1
cdef int c[N]
";
    check(
        &show(&[("m.pyx", source)]),
        "
        a: var int [8] = __cyrus_v_a
        b: var int [19] = __cyrus_v_b
        X: const  = __cyrus_e_X = -8
        c: var int [1] = __cyrus_v_c
        ",
    );
}

#[test]
fn the_first_true_branch_is_taken() {
    let source = "
DEF KIND = 'b'
IF KIND == 'a':
    cdef int a
ELIF KIND in ('b', 'c') and UNAME_SYSNAME.lower() != '':
    cdef int b
    DEF INNER = 3
ELIF NOT_EVALUATED:
    cdef int c
ELSE:
    cdef int d
cdef int e[INNER]
";
    check(
        &show(&[("m.pyx", source)]),
        "
        b: var int = __cyrus_v_b
        e: var int [3] = __cyrus_v_e
        ",
    );
}

#[test]
fn included_statements_share_names() {
    let included = "
cdef int a[N]
DEF K = 5
";
    let source = "
DEF N = 4
include 'parts.pxi'
cdef int b[K]
";
    check(
        &show(&[("m.pyx", source), ("parts.pxi", included)]),
        "
        a: var int [4] = __cyrus_v_a
        b: var int [5] = __cyrus_v_b
        ",
    );
}

#[test]
fn errors_of_compile_time_expressions() {
    let source = "
DEF A = UNKNOWN
DEF B = 1 / 0
DEF C = 'a' + 1
DEF D = [1]
include 'nothing.pxi'
x = D
";
    check(
        &messages(&[("m.pyx", source)]),
        "
        m.pyx:2:8: Compile-time name 'UNKNOWN' not defined
        m.pyx:3:10: Error in compile-time expression: ZeroDivisionError: division by zero
        m.pyx:4:12: Error in compile-time expression: TypeError: unsupported operand type(s) for +: 'str' and 'int'
        m.pyx:6:0: 'nothing.pxi' could not be found
        m.pyx:7:4: Invalid type for compile-time constant: [1] (type list)
        ",
    );
}

#[test]
fn the_environment_comes_from_the_command_line() {
    let options = CheckOptions {
        compile_time_env: vec![("WITH_X".into(), "True".into()), ("SIZE".into(), "7".into())],
        ..CheckOptions::default()
    };
    let source = "
IF WITH_X:
    cdef int x[SIZE]
";
    check(&show_with(&[("m.pyx", source)], &options, true), "x: var int [7] = __cyrus_v_x");
}

#[test]
fn deprecation_warnings() {
    let source = "# cython: warn.deprecated.DEF=True
DEF X = 1
IF X:
    pass
";
    check(
        &messages(&[("m.pyx", source)]),
        "
        warning: m.pyx:2:0: The 'DEF' statement  will be removed in a future Cython version. Consider using global variables, constants, and in-place literals instead. See https://github.com/cython/cython/issues/4310
        warning: m.pyx:3:0: The 'IF' statement is deprecated and will be removed in a future Cython version. Consider using runtime conditions or C macros instead. See https://github.com/cython/cython/issues/4310
        ",
    );
}
