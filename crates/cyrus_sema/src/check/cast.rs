//! Casts, and `sizeof`.

use super::Checker;
use super::names::Resolved;
use cyrus_diagnostics::codes;
use cyrus_hir::{Coercion, Expr, ExprKind};
use cyrus_source::Span;
use cyrus_syntax::ast::{self, ExprKind as Ast};
use cyrus_types::{Ty, TyId, common};

impl<'a> Checker<'_, 'a> {
    pub(super) fn cast_expr(
        &mut self,
        ty: &'a ast::TypeExpr,
        value: &'a ast::Expr,
        checked: bool,
        span: Span,
    ) -> Expr {
        let scope = self.fx_ref().scope;
        if let ast::TypeExprKind::MemoryView { base, axes } = &ty.kind
            && axes.iter().any(|a| matches!(&a.kind, Ast::Slice { upper: Some(_), .. }))
        {
            return self.pointer_as_array(base, axes, value, span);
        }
        let to = super::declared::resolve_type(self.cx, scope, ty);
        if matches!(self.cx.types.kind(to), Ty::Func(_)) {
            self.error(codes::E0306, span, "Cannot cast to a function type");
            return self.error_expr(span);
        }
        let operand = self.expr_expecting(value, to);
        self.check_cast(value, &operand, to, span);
        self.cast(operand, to, checked, span)
    }

    /// `<to> value`
    pub fn cast(&mut self, value: Expr, to: TyId, checked: bool, span: Span) -> Expr {
        let from = value.ty;
        let types = &self.cx.types;
        if types.is_error(from) || types.is_error(to) {
            return Expr { ty: to, ..value };
        }
        let value = Expr { span, ..value };
        let value = match self.cyp_cast(value.clone(), to, span) {
            Some(done) => return done,
            None => value,
        };
        // What the object's table of methods holds is a pointer.
        let looked_up = matches!(&value.kind, ExprKind::ExtMethod { object, .. }
            if !matches!(object.kind, ExprKind::TypeObject(_)));
        if looked_up && matches!(self.cx.types.kind(from), Ty::Func(_)) {
            let pointer = self.cx.types.ptr(from);
            return self.cast(Expr { ty: pointer, ..value }, to, checked, span);
        }
        // An array decays: what is cast to its type is cast to a pointer.
        let to = match *self.cx.types.kind(to) {
            Ty::Array(elem, _) if self.cx.types.is_pointer(from) => self.cx.types.ptr(elem),
            _ => to,
        };
        let types = &self.cx.types;
        let (from_object, to_object) = (types.is_object(from), types.is_object(to));
        match (types.kind(from).clone(), types.kind(to).clone()) {
            _ if from_object && to_object => {
                if checked {
                    self.coercion(Coercion::TypeTest { allow_none: false }, value, to)
                } else if from == to {
                    value
                } else {
                    self.coercion(Coercion::Reinterpret, value, to)
                }
            }
            (Ty::Cpp(..), Ty::Bint) => self.truth(value),
            (_, Ty::Ptr(pointee)) if from_object => {
                let is_func = matches!(self.cx.types.kind(pointee), Ty::Func(_));
                if (self.cx.types.is_c_string(to) || self.cx.types.is_wide_string(to)) && !is_func {
                    return self.coerce(value, to);
                }
                let named = matches!(value.kind, ExprKind::Global(_) | ExprKind::CVar(_));
                if named && from == common::OBJECT && self.cx.types.is_numeric(pointee) {
                    let message = "Python objects cannot be cast to pointers of primitive types";
                    self.error(codes::E0301, span, message);
                }
                self.coercion(Coercion::ObjectToPtr, value, to)
            }
            (Ty::Ptr(_) | Ty::Null, _) if to_object && !self.cx.types.is_c_string(from) => {
                self.coercion(Coercion::PtrToObject, value, to)
            }
            (Ty::Int(_) | Ty::Float(_) | Ty::Enum(_), Ty::Builtin(cyrus_types::Builtin::Bool)) => {
                let truth = self.truth(value);
                self.coerce(truth, to)
            }
            _ if to_object => {
                // Integers and floats go through the natural class.
                match self.try_coerce(value.clone(), to) {
                    Ok(done) => done,
                    Err(_) => {
                        let object = self.coerce(value, common::OBJECT);
                        self.coerce(object, to)
                    }
                }
            }
            _ if from_object => {
                // `<int> obj` converts; `<bint>` tests truth.
                self.coerce(value, to)
            }
            (Ty::Array(..), Ty::Array(..)) => value,
            (Ty::Void, _) => {
                self.assign_error(from, to, span);
                self.error_expr(span)
            }
            (Ty::Float(_) | Ty::Int(_) | Ty::Bint | Ty::Enum(_), Ty::Complex(_)) => {
                let made = self.coercion(Coercion::RealToComplex, value, to);
                self.whole(made)
            }
            (Ty::Complex(_), Ty::Complex(_)) => {
                let made = self.coercion(Coercion::CCast, value, to);
                self.whole(made)
            }
            (Ty::CTuple(_) | Ty::Struct(_) | Ty::NogilClass(_), _)
                if self.cx.types.resolved(from) == self.cx.types.resolved(to) =>
            {
                Expr { ty: to, ..value }
            }
            (Ty::MemView(_), _) | (_, Ty::MemView(_)) => self.coerce(value, to),
            (Ty::NogilClass(_), _) | (_, Ty::NogilClass(_)) => {
                self.assign_error(from, to, span);
                self.error_expr(span)
            }
            _ => match value.kind {
                ExprKind::Null if matches!(self.cx.types.kind(to), Ty::Ptr(_)) => Expr { ty: to, ..value },
                _ => self.coercion(Coercion::CCast, value, to),
            },
        }
    }

    pub(super) fn sizeof(&mut self, arg: &'a ast::SizeOfArg, span: Span) -> Expr {
        let scope = self.fx_ref().scope;
        let ty = match arg {
            ast::SizeOfArg::Type(ty) => super::declared::resolve_type(self.cx, scope, ty),
            ast::SizeOfArg::Expr(e) => {
                // A variable wins over a type of the same name.
                let is_local = matches!(&e.kind, Ast::Name(n) if matches!(self.resolve(n), Resolved::Local(_) | Resolved::Outer { .. }));
                let as_type = if is_local { None } else { super::declared::expr_as_type(self.cx, scope, e) };
                match as_type {
                    Some(ty) => super::declared::need_arguments(self.cx, scope, ty, e.anchor_span()),
                    None => {
                        let value = self.expr(e);
                        value.ty
                    }
                }
            }
        };
        if self.cx.types.is_object(ty) && !matches!(self.cx.types.kind(ty), Ty::Ext(_)) {
            self.error(codes::E0301, span, "Cannot take sizeof Python object");
        } else if matches!(self.cx.types.kind(ty), Ty::Void) {
            self.error(codes::E0301, span, "Cannot take sizeof void");
        } else if matches!(self.cx.types.kind(ty), Ty::Struct(_))
            && !super::declared::is_complete(self.cx, ty)
        {
            let shown = self.cx.types.display(ty);
            self.error(codes::E0301, span, format!("Cannot take sizeof incomplete type '{shown}'"));
        }
        Expr { ty: common::SIZE_T, span, kind: ExprKind::SizeOf(ty) }
    }
}
