//! `float(x)` and `int(x)`: C conversions where the argument is a C number, without a call of the class.
//!
//! As in Cython, `float(…)` is a C `double`; `int(…)` is a Python int that converts to a C integer without the
//! detour over the object.

use super::Checker;
use cyrus_hir::{Coercion, Expr, ExprKind};
use cyrus_source::Span;
use cyrus_types::{IntTy, Ty, TyId, common};

impl<'a> Checker<'_, 'a> {
    pub(super) fn float_call(&mut self, value: Option<Expr>, span: Span) -> Expr {
        let ty = common::DOUBLE;
        let Some(value) = value else {
            return Expr { ty, span, kind: ExprKind::Float("0.0".into()) };
        };
        if self.is_plain_number(value.ty) {
            return self.coerce(value, ty);
        }
        let value = self.coerce(value, common::OBJECT);
        Expr { ty, span, kind: ExprKind::Runtime { name: "__cyrus_float_of".into(), args: vec![value] } }
    }

    pub(super) fn int_call(&mut self, value: Option<Expr>, span: Span) -> Expr {
        let ty = common::PYINT;
        let Some(value) = value else {
            let zero = self.int_expr(0, span);
            return self.coerce(zero, ty);
        };
        let function = match self.cx.types.kind(value.ty) {
            Ty::Float(_) => "PyLong_FromDouble",
            _ if self.is_plain_number(value.ty) => {
                let number = match self.cx.types.kind(value.ty) {
                    Ty::Bint => self.coercion(Coercion::CCast, value, common::INT),
                    // Its own Python form may be a member of a Python enum.
                    Ty::Enum(_) => self.coercion(Coercion::CCast, value, common::LONG),
                    _ => value,
                };
                let object = self.coercion(Coercion::ToObject, number, common::OBJECT);
                return Expr { ty, ..object };
            }
            _ => "PyNumber_Long",
        };
        let want = if function == "PyNumber_Long" { common::OBJECT } else { common::DOUBLE };
        let value = self.coerce(value, want);
        Expr { ty, span, kind: ExprKind::Runtime { name: function.into(), args: vec![value] } }
    }

    /// `int(number)` as a C number: a cast of what the int would be made from.
    pub(super) fn int_call_as(&mut self, value: &Expr, to: TyId) -> Option<Expr> {
        if value.ty != common::PYINT || !matches!(self.cx.types.kind(to), Ty::Int(_)) {
            return None;
        }
        let number = match &value.kind {
            ExprKind::Coerce { kind: Coercion::ToObject, value } => (**value).clone(),
            ExprKind::Runtime { name, args } if name == "PyLong_FromDouble" => args.first()?.clone(),
            _ => return None,
        };
        Some(self.coercion(Coercion::CCast, number, to))
    }

    /// Numbers whose Python form is an int, a bool or a float; a character of text is none.
    fn is_plain_number(&self, ty: TyId) -> bool {
        match self.cx.types.kind(ty) {
            Ty::Bint | Ty::Float(_) | Ty::Enum(_) => true,
            Ty::Int(kind) => !matches!(kind, IntTy::Ucs4 | IntTy::PyUnicode),
            _ => false,
        }
    }
}
