//! Pointers into Python objects that are gone after the statement: storing one is an error.
//!
//! A pointer derived from a call's or an operator's result points into an object that nothing else holds. What a
//! variable, an attribute or a container holds is taken to live on.

use super::Checker;
use cyrus_diagnostics::codes;
use cyrus_hir::{Coercion, Expr, ExprKind};
use cyrus_source::Span;
use cyrus_syntax::ast::{self, ExprKind as Ast};
use cyrus_types::TyId;

impl<'a> Checker<'_, 'a> {
    /// Reports a stored pointer into an object that goes.
    pub fn check_stored(&mut self, written: &'a ast::Expr, value: &Expr, at: Span) {
        let Some(object) = self.object_behind(value) else { return };
        if let ExprKind::Global(_) = object.kind
            && (self.cx.types.is_c_string(value.ty) || self.cx.types.is_wide_string(value.ty))
        {
            let shown = self.cx.types.display(value.ty);
            let message = format!("Obtaining '{shown}' from externally modifiable global Python value");
            self.cx.warn(codes::W0301, written.anchor_span(), message);
        }
        if !object.kind.is_constant() && makes_object(written) {
            for branch in branches(written).into_iter().filter(|b| makes_object(b)) {
                let message =
                    "Unsafe C derivative of temporary Python reference used in conditional expression";
                self.error(codes::E0301, branch.anchor_span(), message);
            }
            self.error(codes::E0301, at, "Storing unsafe C derivative of temporary Python reference");
        }
    }

    /// Reports a cast of an object that goes to a pointer.
    pub fn check_cast(&mut self, written: &'a ast::Expr, value: &Expr, to: TyId, span: Span) {
        let types = &self.cx.types;
        if types.is_object(value.ty)
            && types.is_pointer(to)
            && !value.kind.is_constant()
            && makes_object(written)
        {
            let message = "Casting temporary Python object to non-numeric non-Python type";
            self.error(codes::E0301, span, message);
        }
    }

    /// The object that a pointer is derived from.
    fn object_behind<'e>(&self, value: &'e Expr) -> Option<&'e Expr> {
        if let ExprKind::Coerce { kind: Coercion::CppFromObject, value: object } = &value.kind {
            return self.is_string_view(value.ty).then_some(object);
        }
        if !self.cx.types.is_pointer(value.ty) {
            return None;
        }
        match &value.kind {
            ExprKind::Coerce { kind: Coercion::ObjectToCString | Coercion::ObjectToPtr, value } => {
                Some(value)
            }
            ExprKind::Runtime { name, args } if name == "__cyrus_wide_of_str" => args.first(),
            ExprKind::Coerce { kind: Coercion::CCast | Coercion::Reinterpret, value } => {
                self.object_behind(value)
            }
            ExprKind::Conditional { then, orelse, .. } => {
                self.object_behind(then).or_else(|| self.object_behind(orelse))
            }
            _ => None,
        }
    }
}

/// The values between which a conditional expression chooses.
fn branches(e: &ast::Expr) -> Vec<&ast::Expr> {
    match &e.kind {
        Ast::Conditional { then, orelse, .. } => vec![then, orelse],
        _ => Vec::new(),
    }
}

/// Whether an expression, if it gives an object, makes it.
fn makes_object(e: &ast::Expr) -> bool {
    match &e.kind {
        Ast::Call(_) | Ast::Binary(..) | Ast::Unary(..) | Ast::FString(_) => true,
        Ast::Subscript(_, index) => matches!(index.kind, Ast::Slice { .. }),
        Ast::Cast { value, .. } => makes_object(value),
        Ast::Conditional { .. } => branches(e).into_iter().any(makes_object),
        _ => false,
    }
}
