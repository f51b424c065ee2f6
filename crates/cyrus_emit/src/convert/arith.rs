//! Integer arithmetic with Python's edges, instantiated per C type.

use super::{function_name, generate};
use crate::cx::{Cx, Generated};
use crate::types::type_text;
use cyrus_mir::CArithOp;
use cyrus_types::{Ty, TyId};

/// Name of the function for this operation and type.
pub(crate) fn arithmetic(cx: &mut Cx, op: CArithOp, ty: TyId) -> String {
    let float = matches!(cx.types.kind(ty), Ty::Float(_));
    let (what, template, fragment) = match op {
        CArithOp::DivCheck => ("div_check", "DIV_CHECK", "c_div_check"),
        CArithOp::FloorDiv if float => ("floordiv", "FLOAT_FLOORDIV", "c_float_mod"),
        CArithOp::FloorDiv => ("floordiv", "FLOORDIV", "c_floordiv"),
        CArithOp::Mod if float => ("mod", "FLOAT_MOD", "c_float_mod"),
        CArithOp::Mod => ("mod", "MOD", "c_mod"),
        CArithOp::Pow => ("pow", "POW", "c_pow"),
        CArithOp::CheckedAdd => ("checked_add", "CHECKED_ADD", "c_overflow"),
        CArithOp::CheckedSub => ("checked_sub", "CHECKED_SUB", "c_overflow"),
        CArithOp::CheckedMul => ("checked_mul", "CHECKED_MUL", "c_overflow"),
        CArithOp::CheckedShl => ("checked_shl", "CHECKED_LSHIFT", "c_overflow"),
        CArithOp::NegOverflows => ("neg_overflows", "NEG_OVERFLOWS", "c_overflow_neg"),
        CArithOp::Abs => ("abs", "ABS", "c_abs"),
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
