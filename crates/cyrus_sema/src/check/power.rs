//! `**` on C numbers without the directive `cpow`, whose result is of no one C type.
//!
//! `int ** int` is a float, unless an integer is wanted at once. `float ** float` is a complex number when the base
//! is negative and the exponent has a fraction. Its type is the soft complex one ([`common::SOFT_COMPLEX`]): held as a
//! complex number, a float to Python where the imaginary part is zero, and an error at run time where a C float is
//! wanted and it is not. Where a C number is wanted of the power at once it is what C gives, as if `cpow` had been
//! set, and a warning says so.

use super::Checker;
use cyrus_diagnostics::codes;
use cyrus_hir::{Arith, BinOp, Coercion, Expr, ExprKind};
use cyrus_source::Span;
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
        self.power_as(value, to, true)
    }

    /// The same, with a warning or without: `x **= y` says where the value goes.
    pub fn power_as(&mut self, value: Expr, to: TyId, warn: bool) -> Expr {
        let ExprKind::CBinary { op: BinOp::Pow, left, right, flavour } = &value.kind else { return value };
        let soft = value.ty == common::SOFT_COMPLEX;
        if flavour.cpow || value.ty == to || !soft && !matches!(self.cx.types.kind(value.ty), Ty::Float(_)) {
            return value;
        }
        let (flavour, span) = (Arith { cpow: true, ..*flavour }, value.span);
        let operands = (self.integer_operand(left), self.integer_operand(right));
        let (left, right, ty) = match (operands, self.cx.types.kind(to)) {
            ((Some(left), Some(right)), _) => {
                if self.fx_ref().directives.cpow.is_some() || !self.cx.types.is_integer(to) {
                    return value;
                }
                if warn {
                    self.warn_as_cpow("an integer C numeric type", span);
                }
                let ty = self.arithmetic_type(left.ty, right.ty);
                (left, right, self.promoted(ty))
            }
            (_, Ty::Float(_) | Ty::Int(_)) if soft && self.fx_ref().directives.cpow.is_none() => {
                if warn {
                    self.warn_as_cpow("a non-complex C numeric type", span);
                }
                ((**left).clone(), (**right).clone(), left.ty)
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

    /// `left ** right` of floats.
    pub fn soft_power(&mut self, left: Expr, right: Expr, flavour: Arith, span: Span) -> Expr {
        let left = Box::new(self.numeric_as(left, common::DOUBLE));
        let right = Box::new(self.numeric_as(right, common::DOUBLE));
        Expr {
            ty: common::SOFT_COMPLEX,
            span,
            kind: ExprKind::CBinary { op: BinOp::Pow, left, right, flavour },
        }
    }

    /// A number that may be a soft complex one as a number that is not: a float, or an error at run time. What is
    /// computed from powers is computed in floats then.
    pub fn hard(&mut self, value: Expr) -> Expr {
        if value.ty != common::SOFT_COMPLEX {
            return value;
        }
        let (ty, span) = (common::DOUBLE, value.span);
        let kind = match value.kind {
            ExprKind::Coerce { kind: Coercion::RealToComplex, value } => {
                return self.numeric_as(*value, ty);
            }
            ExprKind::CBinary { op, left, right, flavour } => {
                let [left, right] = [left, right].map(|operand| {
                    let operand = self.hard(*operand);
                    Box::new(self.numeric_as(operand, ty))
                });
                ExprKind::CBinary { op, left, right, flavour }
            }
            ExprKind::CUnary { op, operand } => {
                ExprKind::CUnary { op, operand: Box::new(self.hard(*operand)) }
            }
            ExprKind::Conditional { test, then, orelse } => {
                let [then, orelse] = [then, orelse].map(|branch| Box::new(self.coerce(*branch, ty)));
                ExprKind::Conditional { test, then, orelse }
            }
            _ => return self.checked_float(value),
        };
        Expr { ty, span, kind }
    }

    /// The real part of a soft complex number, once its imaginary part has been found to be zero.
    fn checked_float(&mut self, value: Expr) -> Expr {
        let (ty, span) = (common::DOUBLE, value.span);
        let local = self.temp(value.ty, span);
        let read = self.local_expr(local, span);
        let call = |name: &str, ty| {
            let kind = ExprKind::Runtime { name: name.into(), args: vec![read.clone()] };
            Box::new(Expr { ty, span, kind })
        };
        let kind = ExprKind::Conditional {
            test: call("__cyrus_soft_complex_check", common::BINT),
            then: call("__cyrus_complex_double_real", ty),
            orelse: Box::new(Expr { ty, span, kind: ExprKind::Float("0.0".into()) }),
        };
        let body = Box::new(Expr { ty, span, kind });
        Expr { ty, span, kind: ExprKind::Let { local, value: Box::new(value), body } }
    }

    fn warn_as_cpow(&mut self, wanted: &str, span: Span) {
        if self.speculating == 0 {
            let message = format!(
                "Treating '**' as if 'cython.cpow(True)' since it is directly assigned to a {wanted}. This is likely to \
                 be fragile and we recommend setting 'cython.cpow' explicitly."
            );
            self.cx.warn(codes::W0301, span, message);
        }
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
