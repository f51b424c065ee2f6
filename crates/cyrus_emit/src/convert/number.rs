//! Numbers: the templates of the support library, instantiated per C type.

use super::{Conversion, function_name, generate};
use crate::cx::{Cx, Generated};
use crate::types::type_text;
use cyrus_types::{FloatTy, IntTy, Origin, Ty, TyId};

pub(super) fn from_py(cx: &mut Cx, ty: TyId) -> Conversion {
    let types = cx.types;
    match types.kind(ty) {
        Ty::Bint => Conversion::named(cx.runtime("__cyrus_is_true")),
        Ty::Float(FloatTy::Double) if is_plain(cx, ty) => Conversion::named(cx.runtime("__cyrus_as_double")),
        Ty::Float(_) => {
            let text = type_text(cx, ty);
            Conversion::named(format!("({text}){}", cx.runtime("__cyrus_as_double")))
        }
        Ty::Complex(f) => {
            let whole = if types.int_complex_part(ty).is_some() { "_whole" } else { "" };
            let name = format!("__cyrus_complex_{}{whole}_from_py", f.c_name().replace(' ', "_"));
            Conversion::named(cx.runtime(&name))
        }
        Ty::Int(IntTy::SSizeT) if is_plain(cx, ty) => Conversion::named(cx.runtime("__cyrus_as_ssize_t")),
        Ty::Int(IntTy::Hash) if is_plain(cx, ty) => Conversion::named(cx.runtime("__cyrus_as_hash_t")),
        Ty::Int(IntTy::Ucs4) => Conversion::named(cx.runtime("__cyrus_as_ucs4")),
        Ty::Int(IntTy::PyUnicode) => Conversion::named(cx.runtime("__cyrus_as_py_unicode")),
        _ => {
            let name = function_name(cx, cx.types.unqualified(ty), "from_py");
            let wide = may_be_wide(cx, ty);
            generate(cx, &name, |cx| {
                // CPython's macro is how messages name the type.
                let text = type_text(cx, cx.types.unqualified(ty)).replace("long long", "PY_LONG_LONG");
                let (fragment, template) = if wide {
                    ("int_big_from_py", "INT_BIG_FROM_PY")
                } else {
                    ("int_from_py", "INT_FROM_PY")
                };
                cx.fragment(fragment);
                Generated {
                    prototype: format!("__CYRUS_DEFINE_{template}({name}, {text})\n"),
                    definition: String::new(),
                }
            });
            Conversion::named(name)
        }
    }
}

pub(super) fn to_py(cx: &mut Cx, ty: TyId) -> Conversion {
    let types = cx.types;
    match types.kind(ty) {
        Ty::Bint => Conversion::named(cx.runtime("__cyrus_bool_to_py")),
        Ty::Enum(id) if types.enums[*id].python && crate::module::class_variable(cx, *id).is_some() => {
            let class = crate::module::class_variable(cx, *id).unwrap_or_default();
            let name = function_name(cx, cx.types.unqualified(ty), "to_py");
            generate(cx, &name, |cx| {
                let text = type_text(cx, cx.types.unqualified(ty));
                let make = cx.runtime("__cyrus_enum_to_py").to_string();
                Generated {
                    prototype: format!(
                        "static inline PyObject *{name}({text} v) {{ return {make}({class}, (long long)v); }}\n"
                    ),
                    definition: String::new(),
                }
            });
            Conversion::named(name)
        }
        Ty::Float(_) => Conversion::named("PyFloat_FromDouble"),
        Ty::Complex(f) => {
            let name = format!("__cyrus_complex_{}_to_py", f.c_name().replace(' ', "_"));
            Conversion::named(cx.runtime(&name))
        }
        Ty::Int(IntTy::Ucs4 | IntTy::PyUnicode) => Conversion::named("PyUnicode_FromOrdinal"),
        Ty::Int(int) if is_plain(cx, ty) => Conversion::named(match int {
            IntTy::Char
            | IntTy::SChar
            | IntTy::UChar
            | IntTy::Short
            | IntTy::UShort
            | IntTy::Int
            | IntTy::Long => "PyLong_FromLong",
            IntTy::UInt | IntTy::ULong => "PyLong_FromUnsignedLong",
            IntTy::LongLong => "PyLong_FromLongLong",
            IntTy::ULongLong => "PyLong_FromUnsignedLongLong",
            IntTy::SizeT => "PyLong_FromSize_t",
            IntTy::SSizeT | IntTy::PosixSSizeT | IntTy::PtrDiff | IntTy::Hash => "PyLong_FromSsize_t",
            IntTy::Ucs4 | IntTy::PyUnicode => "PyUnicode_FromOrdinal",
        }),
        _ => {
            let name = function_name(cx, cx.types.unqualified(ty), "to_py");
            let wide = may_be_wide(cx, ty);
            generate(cx, &name, |cx| {
                let text = type_text(cx, cx.types.unqualified(ty));
                let (fragment, template) =
                    if wide { ("int_big_to_py", "INT_BIG_TO_PY") } else { ("int_to_py", "INT_TO_PY") };
                cx.fragment(fragment);
                Generated {
                    prototype: format!("__CYRUS_DEFINE_{template}({name}, {text})\n"),
                    definition: String::new(),
                }
            });
            Conversion::named(name)
        }
    }
}

/// Not a typedef: the width is the one C gives the type.
fn is_plain(cx: &Cx, ty: TyId) -> bool {
    !matches!(cx.types.get(cx.types.unqualified(ty)), Ty::Typedef(_))
}

/// A typedef of a header that may be wider than any type of C (`__int128`).
fn may_be_wide(cx: &Cx, ty: TyId) -> bool {
    match cx.types.get(cx.types.unqualified(ty)) {
        Ty::Typedef(id) => {
            let def = &cx.types.typedefs[*id];
            def.origin == Origin::Extern && (def.cname.contains("128") || def.name.contains("128"))
        }
        _ => false,
    }
}
