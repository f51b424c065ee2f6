//! `&place`: what has an address, and which type the address has.

use super::Checker;
use super::capability::write::locked_field;
use cyrus_diagnostics::codes;
use cyrus_hir::{Expr, ExprKind};
use cyrus_source::Span;
use cyrus_syntax::ast::{self, ExprKind as Ast};
use cyrus_types::Ty;

impl<'a> Checker<'_, 'a> {
    /// The address of a place, or of a function.
    pub(super) fn address_of(&mut self, written: &'a ast::Expr, span: Span) -> Expr {
        let value = self.lvalue(written);
        if matches!(value.kind, ExprKind::Error) {
            return value;
        }
        let base = match *self.cx.types.get(value.ty) {
            Ty::Ref(inner) => inner,
            _ => value.ty,
        };
        if matches!(self.cx.types.kind(base), Ty::Cpp(..)) {
            let class = self.cx.types.resolved(base);
            let own = self.cpp_methods(class, "operator&");
            if own.iter().any(|m| self.cx.types.funcs[m.sig].params.is_empty()) {
                return self.cpp_operator("&", vec![value], span);
            }
        }
        if let Some(field) = locked_field(&value)
            && !self.cx.types.is_cyp(value.ty)
            && !self.cx.types.is_object(value.ty)
        {
            return self.locked_address(field, span);
        }
        // Functions have an address as well; so have items of buffers, while these last.
        let has_address = value.is_place()
            || matches!(
                value.kind,
                ExprKind::Attr { .. }
                    | ExprKind::MemViewItem { .. }
                    | ExprKind::BufferItem { .. }
                    | ExprKind::CFunc(_)
                    | ExprKind::CppFunc { .. }
                    | ExprKind::ExtMethod { .. }
                    | ExprKind::CppOperator { .. }
            )
            || matches!(self.cx.types.get(value.ty), Ty::Ref(_));
        if !has_address {
            self.error(
                codes::E0307,
                span,
                "Taking address of non-lvalue (type Python object)"
                    .replace("Python object", &self.cx.types.display(value.ty)),
            );
            return self.error_expr(span);
        }
        if self.cx.types.is_object(base) {
            let message = match &value.kind {
                ExprKind::ExtField { class, field, .. } => {
                    let field = &self.cx.types.classes[*class].fields[*field as usize];
                    format!("Cannot take address of Python object attribute '{}'", field.name)
                }
                ExprKind::Attr { name, .. } => {
                    format!("Cannot take address of Python object attribute '{name}'")
                }
                _ => match &written.kind {
                    Ast::Name(name) => format!("Cannot take address of Python variable '{name}'"),
                    Ast::Attribute(_, name) => {
                        format!("Cannot take address of Python object attribute '{}'", name.name)
                    }
                    _ => "Cannot take address of Python object".to_string(),
                },
            };
            self.error(codes::E0307, span, message);
            return self.error_expr(span);
        }
        let ty = self.cx.types.ptr(base);
        if matches!(self.cx.types.kind(base), Ty::Func(_)) {
            return Expr { ty, ..value };
        }
        Expr { ty, span, kind: ExprKind::AddressOf(Box::new(value)) }
    }
}
