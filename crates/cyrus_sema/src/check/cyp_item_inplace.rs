//! `counts[word] += 1` on a cypclass object: `__getitem__`, the operator, `__setitem__`, with the object and the index
//! evaluated once. An item that changes itself (`__iadd__`) is not set again.
//!
//! Tests: `tests/lang/cypclass/items_in_place.md`.

use super::Checker;
use super::cyp_call::CypArgs;
use super::native_display::Shape;
use super::target::binary_op;
use cyrus_hir::{self as hir, Expr, ExprKind, LocalId, Stmt, StmtKind, Target, TargetKind};
use cyrus_source::Span;
use cyrus_syntax::ast;
use cyrus_types::{Capability, TyId};

impl<'a> Checker<'_, 'a> {
    /// `base[index] op= value`
    pub(super) fn cyp_item_inplace(
        &mut self,
        base: &'a ast::Expr,
        index: &'a ast::Expr,
        op: ast::BinaryOp,
        value: &'a ast::Expr,
        span: Span,
        out: &mut hir::Block,
    ) {
        let at = base.anchor_span();
        let object = self.expr(base);
        let target = self.cyp_item_target(object, index, at);
        let TargetKind::CypItem { object, index, method, sig } = target.kind else { return };
        let mut bindings = Vec::new();
        let object = self.once(object, &mut bindings);
        let index = self.once(index, &mut bindings);
        let read =
            self.cyp_method_call(object.clone(), "__getitem__", CypArgs::typed(vec![index.clone()]), at);
        let Ok(item) = read else {
            let shown = self.cx.types.display(object.ty);
            let message = format!("'{shown}' has no __getitem__");
            self.error(cyrus_diagnostics::codes::E0305, at, message);
            return;
        };
        let right = self.right_beside(item.ty, op, value);
        let mut body = Vec::new();
        match self.cyp_of(item.ty).and_then(|_| self.cyp_inplace(binary_op(op), &item, &right, span)) {
            Some(call) => body.push(Stmt { span, kind: StmtKind::Expr(call) }),
            None => {
                let result = self.binary(binary_op(op), item, right, true, span);
                let target = Target { kind: TargetKind::CypItem { object, index, method, sig }, ..target };
                let result = self.coerce(result, target.ty);
                self.assign_to(target, result, span, &mut body);
            }
        }
        for (local, value) in bindings.into_iter().rev() {
            body = vec![Stmt { span, kind: StmtKind::Let { local, value, body } }];
        }
        out.append(&mut body);
    }

    /// A value to read several times.
    fn once(&mut self, value: Expr, bindings: &mut Vec<(LocalId, Expr)>) -> Expr {
        if value.kind.is_constant() || matches!(value.kind, ExprKind::Local(_)) {
            return value;
        }
        let span = value.span;
        let ty = self.storage_ty(value.ty);
        let value = self.coerce(value, ty);
        let local = self.temp(ty, span);
        bindings.push((local, value));
        self.local_expr(local, span)
    }

    /// The other operand of an operator: beside a list a display is such a list.
    pub(super) fn display_beside(&mut self, ty: TyId, value: &'a ast::Expr) -> Expr {
        let ty = self.storage_ty(ty);
        let takes = match &value.kind {
            ast::ExprKind::List(_) => self.displayed_item_ty(ty, value.span).is_some(),
            ast::ExprKind::Set(_) | ast::ExprKind::SetComp(_) if self.makes_native_text() => {
                let plain = self.cyp_of(ty).is_some_and(|cyp| cyp.cap == Capability::Local && !cyp.is_const);
                plain && self.is_library_container(ty, Shape::Set)
            }
            ast::ExprKind::Dict(_) | ast::ExprKind::DictComp(_) if self.makes_native_text() => {
                let plain = self.cyp_of(ty).is_some_and(|cyp| cyp.cap == Capability::Local && !cyp.is_const);
                plain && self.is_library_container(ty, Shape::Dict)
            }
            ast::ExprKind::Tuple(items) if self.makes_native_text() => {
                matches!(self.cx.types.kind(ty), cyrus_types::Ty::CTuple(tys) if tys.len() == items.len())
            }
            ast::ExprKind::Conditional { .. } if self.makes_native_text() => {
                let text = self.type_of(value) == cyrus_types::common::STR;
                text && self.cyp_of(ty).is_some_and(|cyp| self.cyp_python_class(&cyp).is_some())
            }
            _ => false,
        };
        if takes { self.expr_as(value, ty) } else { self.expr(value) }
    }

    /// The right side of `… op= value`. Alternatives and displays are of the type of what they are added to:
    /// `text += "x" if c else "y"`, `words += ["x"]`.
    pub(super) fn right_beside(&mut self, ty: TyId, op: ast::BinaryOp, value: &'a ast::Expr) -> Expr {
        let takes = match value.kind {
            ast::ExprKind::Conditional { .. } => {
                self.cyp_of(ty).is_some_and(|cyp| self.cyp_python_class(&cyp).is_some())
            }
            ast::ExprKind::List(_) | ast::ExprKind::Tuple(_) => {
                self.displayed_item_ty(ty, value.span).is_some()
            }
            _ => false,
        };
        let beside = takes && op == ast::BinaryOp::Add;
        if beside { self.expr_expecting(value, ty) } else { self.expr(value) }
    }
}
