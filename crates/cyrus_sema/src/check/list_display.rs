//! `["a", "b"]` or `("a", "b")` where a `cyplist` is wanted: a list with these items, made without Python.
//!
//! Tests: `tests/lang/cypclass/list_displays.md`.

use super::Checker;
use super::cyp_call::CypArgs;
use cyrus_hir::{Expr, ExprKind};
use cyrus_source::Span;
use cyrus_syntax::ast;
use cyrus_types::{Capability, TyId, common};

impl<'a> Checker<'_, 'a> {
    /// The type of the items of a list that a display may become.
    pub(super) fn displayed_item_ty(&mut self, ty: TyId, span: Span) -> Option<TyId> {
        let cyp = self.cyp_of(ty).filter(|cyp| cyp.cap == Capability::Local)?;
        if self.cx.types.cyp_classes[cyp.class].name != "cyplist" {
            return None;
        }
        self.native_rest_ty(ty, span)?;
        self.indexed_ty(ty, span)
    }

    /// The display as a list of the class.
    pub(super) fn display_as_list(&mut self, items: &'a [ast::Expr], ty: TyId, span: Span) -> Option<Expr> {
        if items.iter().any(|item| matches!(item.kind, ast::ExprKind::Starred(_))) {
            return None;
        }
        let item_ty = self.displayed_item_ty(ty, span)?;
        let class = self.cyp_plain(self.cx.types.resolved(ty));
        let made = self.cyp_construct(class, &[], span);
        let list = self.temp(class, span);
        let mut appends = Vec::new();
        for item in items {
            let item = self.value_or_none_as(item, item_ty);
            let object = self.local_expr(list, span);
            appends.push(self.cyp_method_call(object, "append", CypArgs::typed(vec![item]), span).ok()?);
        }
        let mut body = self.local_expr(list, span);
        for append in appends.into_iter().rev() {
            let nothing = self.temp(common::VOID, span);
            let kind = ExprKind::Let { local: nothing, value: Box::new(append), body: Box::new(body) };
            body = Expr { ty: class, span, kind };
        }
        let kind = ExprKind::Let { local: list, value: Box::new(made), body: Box::new(body) };
        Some(Expr { ty: class, span, kind })
    }

    /// Like [`Checker::expr_as`] for places where `None` may stand for no object.
    pub(super) fn value_or_none_as(&mut self, e: &'a ast::Expr, ty: TyId) -> Expr {
        self.none_as_no_object(e, ty).unwrap_or_else(|| self.expr_as(e, ty))
    }

    /// `None` where an object of a cypclass is wanted: none, as NULL is.
    pub(super) fn none_as_no_object(&self, e: &ast::Expr, ty: TyId) -> Option<Expr> {
        let none = matches!(e.kind, ast::ExprKind::NoneLit) && self.cyp_of(ty).is_some();
        none.then(|| Expr { ty, span: e.anchor_span(), kind: ExprKind::Null })
    }
}
