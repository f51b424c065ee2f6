//! The `cython` module: which of its names are types.
//!
//! Names are dotted paths without the leading `cython.` (`int`, `p_char`, `view.array`). What is not a
//! type is a directive, decorator or intrinsic, which the body check knows by its path.

use crate::cx::Cx;
use crate::scope::{Entry, EntryKind};
use cyrus_source::Span;
use cyrus_syntax::Name;
use cyrus_types::{FusedTypeDef, IntTy, Origin, StructDef, Ty, TyId, Types, common};

/// Names that look like types but need arguments.
const TYPE_CONSTRUCTORS: &[&str] = &["pointer", "const", "volatile", "restrict", "struct", "union", "enum"];

/// Functions of the module that are no directives.
pub const INTRINSICS: &[&str] = &[
    "address",
    "array",
    "cast",
    "compile",
    "compiled",
    "declare",
    "fused_type",
    "inline",
    "likely",
    "operator",
    "pointer",
    "sizeof",
    "struct",
    "typedef",
    "typeof",
    "union",
    "unlikely",
];

/// The type that `cython.<path>` is, if it is one.
pub fn type_of(cx: &mut Cx<'_>, path: &str) -> Option<TyId> {
    if TYPE_CONSTRUCTORS.contains(&path) {
        return None;
    }
    match path {
        "py_int" => return Some(common::PYINT),
        "py_float" => return Some(common::PYFLOAT),
        "py_bool" => return Some(common::PYBOOL),
        "py_complex" => return Some(common::PYCOMPLEX),
        "integral" | "floating" | "numeric" => return Some(fused(cx, path)),
        "pymutex" | "pythread_type_lock" => return Some(support_struct(cx, PYMUTEX)),
        "view.array" | "array" => return Some(super::view_array::class(cx)),
        "view.memoryview" | "memoryview" => return Some(common::OBJECT),
        _ => {}
    }
    if let Some(ty) = basic_type(cx, path) {
        return Some(ty);
    }
    // `cython.bytes`, `cython.list`: the builtin scope is behind the module.
    cx.scopes[cx.builtin_scope].get(path).and_then(Entry::as_type)
}

/// The struct of the support code behind `cython.pymutex`.
pub const PYMUTEX: &str = "__cyrus_pymutex";

/// A struct of the support code, which has no members to see.
pub fn support_struct(cx: &mut Cx<'_>, cname: &'static str) -> TyId {
    let key = Name::new_static(cname);
    if let Some(&ty) = cx.cython_types.get(&key) {
        return ty;
    }
    let name = if cname == PYMUTEX { "cython.pymutex" } else { cname };
    let id = cx.types.structs.push(StructDef {
        name: name.into(),
        cname: key.clone(),
        is_union: false,
        packed: false,
        typedef: true,
        complete: true,
        fields: Vec::new(),
        outer: None,
        origin: Origin::Extern,
        public: false,
        span: Span::default(),
    });
    let ty = cx.types.intern(Ty::Struct(id));
    cx.cython_types.insert(key, ty);
    ty
}

/// C types by the names pure mode has for them: `int`, `uint`, `longlong`, `p_char`, `pp_int`,
/// `const_char`, `p_const_char` …
pub fn basic_type(cx: &mut Cx<'_>, name: &str) -> Option<TyId> {
    let pointee = match name.strip_prefix("p_") {
        Some(rest) => basic_type(cx, rest),
        None => match name.strip_prefix('p') {
            Some(rest) => basic_type(cx, rest),
            None => None,
        },
    };
    if let Some(to) = pointee {
        return Some(cx.types.ptr(to));
    }
    if let Some(base) = name.strip_prefix("const_").and_then(|rest| basic_type(cx, rest)) {
        return Some(cx.types.constant(base));
    }
    if let Some(base) = name.strip_prefix("volatile_").and_then(|rest| basic_type(cx, rest)) {
        return Some(cx.types.intern(Ty::Volatile(base)));
    }
    if let Some(ty) = plain_c_type(cx, name) {
        return Some(ty);
    }
    let (sign, rest) = match name.as_bytes().first() {
        Some(b'u') => ('u', &name[1..]),
        Some(b's') if !name.starts_with("short") => ('s', &name[1..]),
        _ => (' ', name),
    };
    let mut longness = 0i8;
    let mut rest = rest;
    loop {
        if let Some(r) = rest.strip_prefix("long") {
            (longness, rest) = (longness + 1, r.trim_start());
        } else if let Some(r) = rest.strip_prefix("short") {
            (longness, rest) = (longness - 1, r.trim_start());
        } else {
            break;
        }
    }
    if longness != 0 && rest.is_empty() {
        rest = "int";
    }
    number(sign, longness, rest)
}

/// C types whose names are single words in C too: what a bare name may mean where a C type is expected.
pub fn plain_c_type(cx: &mut Cx<'_>, name: &str) -> Option<TyId> {
    Some(match name {
        "bint" => common::BINT,
        "Py_UNICODE" => common::PY_UNICODE,
        "Py_UCS4" => common::UCS4,
        "Py_hash_t" => common::HASH,
        "Py_ssize_t" => common::SSIZE_T,
        "ssize_t" => cx.types.intern(Ty::Int(IntTy::PosixSSizeT)),
        "size_t" => common::SIZE_T,
        "ptrdiff_t" => common::PTRDIFF,
        "void" => common::VOID,
        "char" => common::CHAR,
        "short" => common::SHORT,
        "int" => common::INT,
        "long" => common::LONG,
        "float" => common::FLOAT,
        "double" => common::DOUBLE,
        "complex" | "doublecomplex" => common::DOUBLE_COMPLEX,
        "floatcomplex" => common::FLOAT_COMPLEX,
        "longdoublecomplex" => common::LONG_DOUBLE_COMPLEX,
        "object" => common::OBJECT,
        "Py_tss_t" | "Py_buffer" => return builtin_named(cx, name),
        _ => return None,
    })
}

fn builtin_named(cx: &Cx<'_>, name: &str) -> Option<TyId> {
    cx.scopes[cx.builtin_scope].get(name).and_then(Entry::as_type)
}

/// A C number by sign (`u`, `s` or neither), number of `long`s (negative for `short`), and base name.
fn number(sign: char, longness: i8, base: &str) -> Option<TyId> {
    let int = |ty: IntTy| match ty {
        IntTy::Char => common::CHAR,
        IntTy::SChar => common::SCHAR,
        IntTy::UChar => common::UCHAR,
        IntTy::Short => common::SHORT,
        IntTy::UShort => common::USHORT,
        IntTy::Int => common::INT,
        IntTy::UInt => common::UINT,
        IntTy::Long => common::LONG,
        IntTy::ULong => common::ULONG,
        IntTy::LongLong => common::LONGLONG,
        _ => common::ULONGLONG,
    };
    let unsigned = sign == 'u';
    Some(match (base, longness, sign) {
        ("char", 0, ' ') => int(IntTy::Char),
        ("char", 0, 's') => int(IntTy::SChar),
        ("char", 0, _) => int(IntTy::UChar),
        ("int", -1, _) => int(if unsigned { IntTy::UShort } else { IntTy::Short }),
        ("int", 0, _) => int(if unsigned { IntTy::UInt } else { IntTy::Int }),
        ("int", 1, _) => int(if unsigned { IntTy::ULong } else { IntTy::Long }),
        ("int", 2, _) => int(if unsigned { IntTy::ULongLong } else { IntTy::LongLong }),
        ("float", 0, ' ') => common::FLOAT,
        ("double", 0, ' ') => common::DOUBLE,
        ("double", 1, ' ') => common::LONG_DOUBLE,
        ("complex", 0, ' ') | ("doublecomplex", 0, ' ') => common::DOUBLE_COMPLEX,
        ("floatcomplex", 0, ' ') => common::FLOAT_COMPLEX,
        ("doublecomplex", 1, ' ') => common::LONG_DOUBLE_COMPLEX,
        ("void", 0, ' ') => common::VOID,
        _ => return None,
    })
}

/// The complex type over a number type.
pub fn complex_of(types: &mut Types, ty: TyId) -> Option<TyId> {
    match *types.get(ty) {
        Ty::Float(f) => Some(types.intern(Ty::Complex(f))),
        Ty::Int(int) => Some(types.int_complex(int)),
        Ty::Bint => Some(types.int_complex(IntTy::Int)),
        _ => None,
    }
}

/// `cython.integral`, `cython.floating`, `cython.numeric`: made once.
fn fused(cx: &mut Cx<'_>, name: &str) -> TyId {
    if let Some(&ty) = cx.cython_types.get(name) {
        return ty;
    }
    let types = match name {
        "integral" => vec![common::SHORT, common::INT, common::LONG],
        "floating" => vec![common::FLOAT, common::DOUBLE],
        _ => vec![
            common::SHORT,
            common::INT,
            common::LONG,
            common::FLOAT,
            common::DOUBLE,
            common::FLOAT_COMPLEX,
            common::DOUBLE_COMPLEX,
        ],
    };
    let id = cx.types.fused.push(FusedTypeDef { name: name.into(), types, span: Default::default() });
    let ty = cx.types.intern(Ty::Fused(id));
    cx.cython_types.insert(name.into(), ty);
    ty
}

/// The path below `cython` that an entry stands for: `Some("")` for the module itself.
pub fn path_of(kind: &EntryKind) -> Option<&str> {
    match kind {
        EntryKind::Cython(path) => {
            Some(path.strip_prefix("cython").map_or(path, |p| p.trim_start_matches('.')))
        }
        _ => None,
    }
}

/// The entry for `cython.<path>`.
pub fn entry_kind(path: &str) -> EntryKind {
    EntryKind::Cython(if path.is_empty() {
        Name::from("cython")
    } else {
        Name::from(format!("cython.{path}"))
    })
}
