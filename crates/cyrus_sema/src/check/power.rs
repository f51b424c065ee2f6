//! `**` on C numbers without the directive `cpow`, whose result is of no one C type.
//!
//! `int ** int` is a float, unless an integer is wanted at once. `float ** float` is a complex number when the base
//! is negative and the exponent has a fraction: as a Python object and as a C complex number it is that; where a C
//! float is wanted it raises (the lowering checks for it).

use super::Checker;
use cyrus_hir::{Arith, BinOp, Coercion, Expr, ExprKind};
use cyrus_types::{Ty, TyId, common};

impl Checker<'_, '_> {
    /// Whether a power of these operands, not both integers, cannot be complex.
    pub fn power_is_real(&self, base: &Expr, exponent: &Expr) -> bool {
        let types = &self.cx.types;
        let base_is_positive = match &base.kind {
            ExprKind::Int(i) => *i >= 0,
            ExprKind::Float(text) => !text.starts_with('-'),
            _ => false,
        };
        base_is_positive || types.is_integer(exponent.ty) || has_no_fraction(exponent)
    }

    /// A power that is assigned to this type as the type wants it.
    pub fn power_for(&mut self, value: Expr, to: TyId) -> Expr {
        let ExprKind::CBinary { op: BinOp::Pow, left, right, flavour } = &value.kind else { return value };
        if flavour.cpow || !matches!(self.cx.types.kind(value.ty), Ty::Float(_)) {
            return value;
        }
        let (flavour, span) = (Arith { cpow: true, ..*flavour }, value.span);
        let operands = (self.integer_operand(left), self.integer_operand(right));
        let (left, right, ty) = match (operands, self.cx.types.kind(to)) {
            ((Some(left), Some(right)), _) => {
                if self.fx_ref().directives.cpow.is_some() || !self.cx.types.is_integer(to) {
                    return value;
                }
                let ty = self.arithmetic_type(left.ty, right.ty);
                (left, right, self.promoted(ty))
            }
            (_, Ty::Complex(_)) => ((**left).clone(), (**right).clone(), to),
            (_, Ty::Object) => {
                let args = [left, right].map(|operand| self.numeric_as((**operand).clone(), common::DOUBLE));
                let kind = ExprKind::Runtime { name: "__cyrus_float_power".into(), args: args.into() };
                return Expr { ty: common::OBJECT, span, kind };
            }
            _ => return value,
        };
        let left = Box::new(self.numeric_as(left, ty));
        let right = Box::new(self.numeric_as(right, ty));
        Expr { ty, span, kind: ExprKind::CBinary { op: BinOp::Pow, left, right, flavour } }
    }

    /// An integer that was made a float for the sake of the operator.
    fn integer_operand(&self, operand: &Expr) -> Option<Expr> {
        match &operand.kind {
            ExprKind::Coerce { kind: Coercion::CCast, value } if self.cx.types.is_integer(value.ty) => {
                Some((**value).clone())
            }
            ExprKind::Int(_) => Some(Expr { ty: common::LONG, ..operand.clone() }),
            _ => None,
        }
    }
}

fn has_no_fraction(exponent: &Expr) -> bool {
    match &exponent.kind {
        ExprKind::Int(_) => true,
        ExprKind::Float(text) => text.parse::<f64>().is_ok_and(|value| value.fract() == 0.0),
        ExprKind::CUnary { operand, .. } => has_no_fraction(operand),
        _ => false,
    }
}
