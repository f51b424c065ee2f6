//! Arithmetic with Python's edges, instantiated per C type.

use super::{function_name, generate};
use crate::cx::{Cx, Generated};
use crate::types::type_text;
use cyrus_mir::CArithOp;
use cyrus_types::{FloatTy, Ty, TyId};

/// Name of the function for this operation and type.
pub(crate) fn arithmetic(cx: &mut Cx, op: CArithOp, ty: TyId) -> String {
    if let Ty::Float(float) = *cx.types.kind(ty) {
        return on_floats(cx, op, float, ty);
    }
    let (what, template, fragment) = match op {
        CArithOp::DivCheck => ("div_check", "DIV_CHECK", "c_div_check"),
        CArithOp::ZeroCheck => ("zero_check", "ZERO_CHECK", "c_zero_check"),
        CArithOp::FloorDiv => ("floordiv", "FLOORDIV", "c_floordiv"),
        CArithOp::Mod => ("mod", "MOD", "c_mod"),
        CArithOp::Pow => ("pow", "POW", "c_pow"),
        CArithOp::CheckedAdd => ("checked_add", "CHECKED_ADD", "c_overflow"),
        CArithOp::CheckedSub => ("checked_sub", "CHECKED_SUB", "c_overflow"),
        CArithOp::CheckedMul => ("checked_mul", "CHECKED_MUL", "c_overflow"),
        CArithOp::CheckedShl => ("checked_shl", "CHECKED_LSHIFT", "c_overflow"),
        CArithOp::NegOverflows => {
            return plain(cx, ty, "neg_overflows", Some("c_overflow_neg"), |t, name| {
                format!("static inline int {name}({t} a) {{ return __CYRUS_NEG_OVERFLOWS({t}, a); }}\n")
            });
        }
        // The smallest value has no positive counterpart and stays.
        CArithOp::Abs => {
            return plain(cx, ty, "abs", None, |t, name| {
                format!(
                    "static inline {t} {name}({t} a) {{ return a > 0 ? a : ({t})(0 - (unsigned long long)a); }}\n"
                )
            });
        }
    };
    let name = function_name(cx, cx.types.unqualified(ty), what);
    generate(cx, &name, |cx| {
        let text = type_text(cx, cx.types.unqualified(ty));
        cx.fragment(fragment);
        Generated {
            prototype: format!("__CYRUS_DEFINE_{template}({name}, {text})\n"),
            definition: String::new(),
        }
    });
    name
}

/// A small function of its own.
fn plain(
    cx: &mut Cx,
    ty: TyId,
    what: &str,
    fragment: Option<&str>,
    text: impl FnOnce(&str, &str) -> String,
) -> String {
    let name = function_name(cx, cx.types.unqualified(ty), what);
    generate(cx, &name, |cx| {
        if let Some(fragment) = fragment {
            cx.fragment(fragment);
        }
        let ty = type_text(cx, cx.types.unqualified(ty));
        Generated { prototype: text(&ty, &name), definition: String::new() }
    });
    name
}

/// `//`, `%`, `**` and `abs` on floating point numbers.
fn on_floats(cx: &mut Cx, op: CArithOp, float: FloatTy, ty: TyId) -> String {
    let suffix = match float {
        FloatTy::Float => "f",
        FloatTy::Double => "",
        FloatTy::LongDouble => "l",
    };
    match (op, float) {
        (CArithOp::FloorDiv, FloatTy::Double) => cx.runtime("__cyrus_floordiv_double").to_string(),
        (CArithOp::Mod, FloatTy::Double) => cx.runtime("__cyrus_mod_double").to_string(),
        (CArithOp::FloorDiv, _) => plain(cx, ty, "floordiv", Some("c_float_mod"), |t, name| {
            format!("static inline {t} {name}({t} a, {t} b) {{ return floor{suffix}(a / b); }}\n")
        }),
        (CArithOp::Mod, _) => plain(cx, ty, "mod", Some("c_float_mod"), |t, name| {
            format!("__CYRUS_DEFINE_FLOAT_MOD({name}, {t}, fmod{suffix})\n")
        }),
        (CArithOp::Pow, _) => format!("pow{suffix}"),
        (CArithOp::Abs, _) => format!("fabs{suffix}"),
        _ => {
            cx.internal(format!("integer arithmetic {op:?} on {}", cx.display(ty)));
            String::new()
        }
    }
}
