//! Loops over cypclass objects: with `begin()` and `end()`, whose results are iterators in the manner of C++, or with
//! `__iter__()` and `__next__()`. The latter ends by StopIteration or, where it gives references, by NULL.

use super::Checker;
use super::cyp_call::CypArgs;
use cyrus_diagnostics::{Diagnostic, codes};
use cyrus_hir::{Expr, ExprKind, ForIter, LocalId, LocalKind, Target};
use cyrus_source::Span;
use cyrus_syntax::Name;
use cyrus_syntax::ast;
use cyrus_types::{Capability, Ty, TyId, common};

/// The way through a container, and the item where it stands.
pub struct Bounds {
    pub container: LocalId,
    pub value: Expr,
    pub begin: Expr,
    pub end: Expr,
    pub iterator: TyId,
    pub item: Expr,
    pub iter_local: LocalId,
    pub end_local: LocalId,
}

impl Bounds {
    /// The loop, whose target gets `item`.
    pub fn range(self, target: Option<Target>, item: Expr) -> ForIter {
        let Bounds { container, value, begin, end, iterator, iter_local, end_local, .. } = self;
        ForIter::CppRange { target, container, value, begin, end, iterator, item, iter_local, end_local }
    }
}

impl<'a> Checker<'_, 'a> {
    /// The type of `begin()`.
    pub fn cyp_begin_ty(&mut self, container: TyId) -> Option<TyId> {
        let cyp = self.cyp_of(container)?;
        let candidates = self.cyp_methods(&cyp, "begin");
        let begin = candidates.iter().find(|c| self.cx.types.funcs[c.sig].params.is_empty())?;
        Some(self.cx.types.funcs[begin.sig].ret)
    }

    /// The type of the elements of a container.
    pub fn cyp_element_ty(&mut self, container: TyId) -> TyId {
        let found = self.cyp_begin_ty(container).and_then(|iterator| self.deref_ty(iterator));
        match found.or_else(|| self.cyp_next_ty(container)) {
            Some(item) => {
                let item = self.cx.types.unqualified(item);
                self.frozen_item(item, container)
            }
            None => common::OBJECT,
        }
    }

    /// An item as a loop over its container gives it to a variable: what an immutable container leads to is immutable.
    fn frozen_item(&mut self, item: TyId, container: TyId) -> TyId {
        match self.cyp_of(container) {
            Some(through) if through.cap == Capability::Immutable => self.cyp_view(item, &through),
            _ => item,
        }
    }

    /// What a method without parameters returns.
    pub(super) fn cyp_plain_result(&mut self, ty: TyId, name: &str) -> Option<TyId> {
        let cyp = self.cyp_of(ty)?;
        let candidates = self.cyp_methods(&cyp, name);
        let found = candidates.iter().find(|c| self.cx.types.funcs[c.sig].params.is_empty())?;
        Some(self.cx.types.funcs[found.sig].ret)
    }

    /// The type of the elements that `__next__` of an object's iterator gives.
    fn cyp_next_ty(&mut self, container: TyId) -> Option<TyId> {
        let iterator = self.cyp_plain_result(container, "__iter__").unwrap_or(container);
        self.cyp_plain_result(iterator, "__next__")
    }

    /// `for target in value`, by `__iter__` and `__next__`.
    fn cyp_next_loop(&mut self, target: Target, value: Expr) -> Result<ForIter, (Target, Expr)> {
        let span = value.span;
        if self.cyp_next_ty(value.ty).is_none() {
            return Err((target, value));
        }
        let source = match self.cyp_method_call(value, "__iter__", CypArgs::default(), span) {
            Ok(iterator) => iterator,
            Err(value) => value,
        };
        let iterator = self.fx().add_local(Name::default(), source.ty, LocalKind::Temp, span);
        let object = self.local_expr(iterator, span);
        let Ok(next) = self.cyp_method_call(object, "__next__", CypArgs::default(), span) else {
            let source = self.error_expr(span);
            return Ok(ForIter::Iterator { target, source, is_async: false });
        };
        let item_local = self.fx().add_local(Name::default(), next.ty, LocalKind::Temp, span);
        let item = self.local_expr(item_local, span);
        let item = self.coerce(item, target.ty);
        Ok(ForIter::CypIter { target, iterator, source, next, item_local, item })
    }

    /// `for target in value`
    pub fn cyp_loop(&mut self, target: Target, value: Expr) -> ForIter {
        let span = value.span;
        let nothing = |c: &mut Self, target: Target| ForIter::Iterator {
            target,
            source: c.error_expr(span),
            is_async: false,
        };
        let Some(iterator) = self.cyp_begin_ty(value.ty) else {
            let (target, value) = match self.cyp_next_loop(target, value) {
                Ok(iter) => return iter,
                Err(back) => back,
            };
            if let Some(item) = self.isolated_items_of(value.ty)
                && self.loops_over_isolated(item, span)
            {
                return nothing(self, target);
            }
            if let Ok(object) = self.try_coerce(value.clone(), common::OBJECT) {
                return ForIter::Iterator { target, source: object, is_async: false };
            }
            let shown = self.cx.types.display(value.ty);
            self.error(
                codes::E0305,
                span,
                format!("'{shown}' has neither begin() nor __iter__() to iterate with"),
            );
            return nothing(self, target);
        };
        let Some(item_ty) = self.deref_ty(iterator) else {
            let shown = self.cx.types.display(iterator);
            self.error(codes::E0305, span, format!("begin() gives '{shown}', which is no iterator"));
            return nothing(self, target);
        };
        if self.loops_over_isolated(item_ty, span) {
            return nothing(self, target);
        }
        let Some(bounds) = self.cyp_bounds(value, iterator, item_ty, span) else {
            return nothing(self, target);
        };
        let item = bounds.item.clone();
        let item = self.coerce(item, target.ty);
        bounds.range(Some(target), item)
    }

    /// What goes from `begin()` to `end()` of an object, and what it finds there, as the object is seen.
    pub fn cyp_bounds(&mut self, value: Expr, iterator: TyId, item_ty: TyId, span: Span) -> Option<Bounds> {
        let through = self.cyp_of(value.ty)?;
        self.check_held(&value, span);
        if through.cap == Capability::Lock {
            let shown = self.cx.types.display(value.ty);
            let message = format!("A loop over '{shown}' needs its lock from the first item to the last");
            let (code, help) = (
                codes::E0703,
                "put it inside 'with rlocked …:', or 'with wlocked …:' if something in the loop writes",
            );
            self.report(Diagnostic::error(code, span, message).help(help));
            return None;
        }
        let container = self.fx().add_local(Name::default(), value.ty, LocalKind::Temp, span);
        let object = self.local_expr(container, span);
        let bound = |c: &mut Self, object: Expr, name: &str| {
            let args = CypArgs { of_loop: true, ..CypArgs::default() };
            c.cyp_method_call(object, name, args, span).ok()
        };
        let (Some(begin), Some(end)) = (bound(self, object.clone(), "begin"), bound(self, object, "end"))
        else {
            self.error(codes::E0305, span, "iteration needs both begin() and end()");
            return None;
        };
        let iter_local = self.fx().add_local(Name::default(), iterator, LocalKind::Temp, span);
        let end_local = self.fx().add_local(Name::default(), end.ty, LocalKind::Temp, span);
        let item = self.dereferenced(iter_local, item_ty, span);
        let plain = self.cx.types.unqualified(item_ty);
        let plain = match *self.cx.types.get(plain) {
            Ty::Ref(to) => self.cx.types.unqualified(to),
            _ => plain,
        };
        self.check_holder(plain, &through, "an item", span);
        let seen = self.cyp_view(plain, &through);
        let item = match seen == plain {
            true => item,
            false => {
                let item = Expr { ty: plain, ..item };
                Expr { ty: seen, span, kind: ExprKind::CypCast { value: Box::new(item), checked: false } }
            }
        };
        Some(Bounds { container, value, begin, end, iterator, item, iter_local, end_local })
    }

    /// Whether an expression before brackets is a cypclass object.
    pub fn cyp_based(&mut self, base: &'a ast::Expr) -> bool {
        let ty = self.speculate(|c| c.expr(base).ty);
        matches!(self.cx.types.kind(ty), Ty::Cyp(_))
    }
}
