//! Literals and constant folding.

use super::Checker;
use cyrus_hir::{BinOp, Expr, ExprKind, UnOp};
use cyrus_source::Span;
use cyrus_syntax::Name;
use cyrus_syntax::ast;
use cyrus_types::{TyId, common};

impl<'a> Checker<'_, 'a> {
    /// The type and value of an integer literal: `long` where it fits 32 bits, wider C types up to 64,
    /// a Python int beyond (Cython's rule); suffixes choose the C type.
    pub fn int_literal(&mut self, lit: &ast::IntLit, span: Span) -> Expr {
        let value = parse_int(&lit.text);
        let (ty, kind) = match value {
            Some(v) if lit.unsigned || lit.longness > 0 => {
                let ty = match (lit.longness, lit.unsigned) {
                    (0, true) => common::ULONG,
                    (1, false) => common::LONG,
                    (1, true) => common::ULONG,
                    (_, false) => common::LONGLONG,
                    (_, true) => common::ULONGLONG,
                };
                (ty, ExprKind::Int(v))
            }
            Some(v) => match int_ty(v) {
                Some(ty) => (ty, ExprKind::Int(v)),
                None => (common::PYINT, ExprKind::BigInt(lit.text.clone())),
            },
            None => (common::PYINT, ExprKind::BigInt(lit.text.clone())),
        };
        Expr { ty, span, kind }
    }

    /// Folds C arithmetic on integer literals as Python would compute it; `None` leaves it to run time.
    pub fn fold_ints(&mut self, op: BinOp, a: i128, b: i128, span: Span) -> Option<Expr> {
        let value = match op {
            BinOp::Add => a.checked_add(b)?,
            BinOp::Sub => a.checked_sub(b)?,
            BinOp::Mul => a.checked_mul(b)?,
            BinOp::FloorDiv if b != 0 => a.div_euclid(b) - i128::from(b < 0 && a.rem_euclid(b) != 0),
            BinOp::Mod if b != 0 => {
                let r = a % b;
                if r != 0 && (r < 0) != (b < 0) { r + b } else { r }
            }
            BinOp::LShift if (0..64).contains(&b) => a.checked_mul(1i128 << b)?,
            BinOp::RShift if (0..127).contains(&b) => a >> b,
            BinOp::BitAnd => a & b,
            BinOp::BitOr => a | b,
            BinOp::BitXor => a ^ b,
            BinOp::Pow if (0..64).contains(&b) => a.checked_pow(b as u32)?,
            _ => return None,
        };
        Some(match int_ty(value) {
            Some(ty) => Expr { ty, span, kind: ExprKind::Int(value) },
            None => Expr { ty: common::PYINT, span, kind: ExprKind::BigInt(Name::from(value.to_string())) },
        })
    }

    /// Folds a sign or inversion of a literal.
    pub fn fold_unary(&mut self, op: UnOp, value: &Expr, span: Span) -> Option<Expr> {
        let kind = match (&value.kind, op) {
            (ExprKind::Int(i), UnOp::Neg) => ExprKind::Int(-i),
            (ExprKind::Int(i), UnOp::Pos) => ExprKind::Int(*i),
            (ExprKind::Int(i), UnOp::Invert) => ExprKind::Int(!i),
            (ExprKind::BigInt(text), UnOp::Neg) => match text.strip_prefix('-') {
                Some(rest) => ExprKind::BigInt(rest.into()),
                None => ExprKind::BigInt(format!("-{text}").into()),
            },
            (ExprKind::Float(text), UnOp::Neg) => match text.strip_prefix('-') {
                Some(rest) => ExprKind::Float(rest.into()),
                None => ExprKind::Float(format!("-{text}").into()),
            },
            (ExprKind::Float(text), UnOp::Pos) => ExprKind::Float(text.clone()),
            _ => return None,
        };
        Some(Expr { ty: value.ty, span, kind })
    }
}

/// The C type of a literal without suffix.
fn int_ty(value: i128) -> Option<TyId> {
    if i128::from(i32::MIN) <= value && value <= i128::from(i32::MAX) {
        Some(common::LONG)
    } else if i128::from(i64::MIN) <= value && value <= i128::from(i64::MAX) {
        Some(common::LONGLONG)
    } else {
        None
    }
}

/// The value of literal text (prefixes of both language levels, underscores removed).
pub fn parse_int(text: &str) -> Option<i128> {
    let lower = text.to_ascii_lowercase();
    let (digits, radix) = match lower.get(..2) {
        Some("0x") => (&lower[2..], 16),
        Some("0o") => (&lower[2..], 8),
        Some("0b") => (&lower[2..], 2),
        _ if lower.len() > 1 && lower.starts_with('0') && lower.bytes().all(|b| b.is_ascii_digit()) => {
            (&lower[1..], 8)
        }
        _ => (lower.as_str(), 10),
    };
    if digits.bytes().all(|b| b == b'0') {
        return Some(0);
    }
    i128::from_str_radix(digits, radix).ok()
}
