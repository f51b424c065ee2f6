//! The builtin scope: Python's builtins and the types Cython knows without a cimport.
//!
//! A builtin class the compiler knows as a type is entered as a type (it is still a Python value when
//! used as one); every other builtin is an [`EntryKind::PyBuiltin`]. All entries have no span.

use crate::cx::Cx;
use crate::scope::{Entry, EntryKind};
use cyrus_source::Span;
use cyrus_syntax::Name;
use cyrus_types::{Builtin, EXCEPTION_NAMES, Field, IntTy, Origin, StructDef, Ty, TyId, common};

/// Builtin classes that are types.
const CLASSES: &[&str] = &[
    "type",
    "list",
    "tuple",
    "dict",
    "frozendict",
    "set",
    "frozenset",
    "str",
    "bytes",
    "bytearray",
    "memoryview",
    "int",
    "float",
    "bool",
    "complex",
    "slice",
    "range",
    "property",
    "staticmethod",
    "classmethod",
    "super",
    "enumerate",
    "reversed",
];

/// Builtins that are only values.
const VALUES: &[&str] = &[
    "abs",
    "aiter",
    "all",
    "anext",
    "any",
    "ascii",
    "bin",
    "breakpoint",
    "callable",
    "chr",
    "compile",
    "copyright",
    "credits",
    "delattr",
    "dir",
    "divmod",
    "eval",
    "exec",
    "exit",
    "filter",
    "format",
    "getattr3",
    "getattr",
    "globals",
    "hasattr",
    "hash",
    "help",
    "hex",
    "id",
    "input",
    "isinstance",
    "issubclass",
    "iter",
    "len",
    "license",
    "locals",
    "map",
    "max",
    "min",
    "next",
    "oct",
    "open",
    "ord",
    "pow",
    "print",
    "quit",
    "repr",
    "round",
    "sentinel",
    "setattr",
    "sorted",
    "sum",
    "vars",
    "zip",
    "Ellipsis",
    "NotImplemented",
    "None",
    "True",
    "False",
    "__build_class__",
    "__debug__",
    "__import__",
    "__loader__",
    "__spec__",
    // Exceptions that only one platform has, or newer than the oldest Python that is supported.
    "BaseExceptionGroup",
    "EncodingWarning",
    "ExceptionGroup",
    "ImportCycleError",
    "PythonFinalizationError",
    "WindowsError",
    "_IncompleteInputError",
    // Names of Python 2 that Cython maps to their successors.
    "unichr",
    "xrange",
    "raw_input",
    "reduce",
    "intern",
    "reload",
    "execfile",
    "file",
    "buffer",
    "cmp",
    "apply",
    "coerce",
];

/// C types that have a name of their own in Cython.
const C_TYPES: &[(&str, TyId)] = &[
    ("size_t", common::SIZE_T),
    ("Py_ssize_t", common::SSIZE_T),
    ("Py_hash_t", common::HASH),
    ("Py_UCS4", common::UCS4),
    ("Py_UNICODE", common::PY_UNICODE),
    ("ptrdiff_t", common::PTRDIFF),
    ("bint", common::BINT),
];

/// Enters all builtins into `cx.builtin_scope`.
pub fn fill(cx: &mut Cx<'_>) {
    for &name in CLASSES.iter().chain(EXCEPTION_NAMES) {
        if let Some(builtin) = Builtin::from_name(name) {
            let ty = cx.types.builtin(builtin);
            enter(cx, name, EntryKind::Type(ty));
        }
    }
    for &name in VALUES {
        enter(cx, name, EntryKind::PyBuiltin);
    }
    for &(name, ty) in C_TYPES {
        enter(cx, name, EntryKind::Type(ty));
    }
    let ssize_t = cx.types.intern(Ty::Int(IntTy::PosixSSizeT));
    enter(cx, "ssize_t", EntryKind::Type(ssize_t));
    enter(cx, "object", EntryKind::Type(common::OBJECT));
    enter(cx, "unicode", EntryKind::Type(common::STR));
    enter(cx, "basestring", EntryKind::Type(common::STR));
    if let Some(os_error) = Builtin::from_name("OSError") {
        let ty = cx.types.builtin(os_error);
        enter(cx, "EnvironmentError", EntryKind::Type(ty));
        enter(cx, "IOError", EntryKind::Type(ty));
    }
    py_buffer(cx);
    py_complex(cx);
    opaque(cx, "Py_tss_t");
}

/// Enters the names that only language level 2 has, once the level is known.
pub fn fill_level_2(cx: &mut Cx<'_>) {
    enter(cx, "long", EntryKind::Type(common::PYINT));
}

fn enter(cx: &mut Cx<'_>, name: &str, kind: EntryKind) {
    let scope = cx.builtin_scope;
    cx.enter(scope, Entry { in_python: true, ..Entry::new(name.into(), None, kind) });
}

fn py_buffer(cx: &mut Cx<'_>) {
    let ssize_ptr = cx.types.ptr(common::SSIZE_T);
    let two_sizes = cx.types.array(common::SSIZE_T, Some(2));
    enter_struct(
        cx,
        "Py_buffer",
        &[
            ("buf", common::VOID_PTR),
            ("obj", common::OBJECT),
            ("len", common::SSIZE_T),
            ("itemsize", common::SSIZE_T),
            ("readonly", common::BINT),
            ("ndim", common::INT),
            ("format", common::CHAR_PTR),
            ("shape", ssize_ptr),
            ("strides", ssize_ptr),
            ("suboffsets", ssize_ptr),
            ("smalltable", two_sizes),
            ("internal", common::VOID_PTR),
        ],
    );
}

fn py_complex(cx: &mut Cx<'_>) {
    enter_struct(cx, "Py_complex", &[("real", common::DOUBLE), ("imag", common::DOUBLE)]);
}

fn opaque(cx: &mut Cx<'_>, name: &str) {
    enter_struct(cx, name, &[]);
}

/// A struct that CPython's headers define.
fn enter_struct(cx: &mut Cx<'_>, name: &str, fields: &[(&str, TyId)]) {
    let fields = fields
        .iter()
        .map(|&(name, ty)| Field { name: name.into(), cname: name.into(), ty, span: Span::default() })
        .collect();
    let id = cx.types.structs.push(StructDef {
        name: Name::from(name),
        cname: Name::from(name),
        is_union: false,
        packed: false,
        typedef: true,
        complete: true,
        fields,
        outer: None,
        origin: Origin::Extern,
        public: false,
        span: Span::default(),
    });
    let ty = cx.types.intern(Ty::Struct(id));
    enter(cx, name, EntryKind::Type(ty));
}
