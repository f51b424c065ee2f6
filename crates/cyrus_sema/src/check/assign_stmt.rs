//! Assignments: one target or several, in parallel, with an annotation.

use super::Checker;
use cyrus_diagnostics::codes;
use cyrus_hir::{self as hir, Expr, ExprKind, Stmt, StmtKind};
use cyrus_source::Span;
use cyrus_syntax::ast;
use cyrus_types::{ArrayLen, Ty, TyId, common};

impl<'a> Checker<'_, 'a> {
    pub(super) fn assign_stmt(
        &mut self,
        targets: &'a [ast::Expr],
        value: &'a ast::Expr,
        span: Span,
        out: &mut hir::Block,
    ) {
        if self.pure_assign(targets, value, span, out) {
            return;
        }
        targets.iter().for_each(|t| self.check_unpacking(t, value));
        targets.iter().for_each(|t| self.check_const_target(t, value));
        if let [target] = targets {
            // `a, b = x, y` without stars: no tuple is made.
            if let (
                ast::ExprKind::Tuple(ts) | ast::ExprKind::List(ts),
                ast::ExprKind::Tuple(vs) | ast::ExprKind::List(vs),
            ) = (&target.kind, &value.kind)
                && ts.len() == vs.len()
                && !ts.iter().chain(vs).any(|e| matches!(e.kind, ast::ExprKind::Starred(_)))
            {
                self.parallel_assign(ts, vs, span, out);
                return;
            }
            if let Some(call) = self.cyp_slice_assign(target, value, span) {
                out.push(Stmt { span, kind: StmtKind::Expr(call) });
                return;
            }
            let checked = self.target(target);
            let whole = !matches!(checked.kind, hir::TargetKind::CSlice { .. });
            if whole && !self.array_lengths_agree(target, checked.ty, value) {
                return;
            }
            let list =
                matches!((&target.kind, &value.kind), (ast::ExprKind::Name(_), ast::ExprKind::List(_)))
                    && !self.at_module_level();
            if list && matches!(self.cx.types.kind(checked.ty), Ty::Ptr(_)) {
                let message = "Literal list must be assigned to pointer at time of declaration";
                self.error(codes::E0301, target.span, message);
                return;
            }
            let checked_value = self.value_for_target(value, &checked);
            if !whole && self.copies_isolated(&checked_value, checked.ty) {
                return;
            }
            self.check_stored(value, &checked_value, value.anchor_span());
            let checked_value = self.bound_in_class(&checked, checked_value);
            self.assign_to(checked, checked_value, span, out);
            return;
        }
        // Several targets: evaluate once, and convert once for each of their types before anything is assigned.
        let first = self.expr(value);
        if first.kind.is_constant() {
            for target in targets {
                let checked = self.target(target);
                let value = self.coerce_for_target(first.clone(), &checked);
                self.assign_to(checked, value, span, out);
            }
            return;
        }
        let checked: Vec<_> = targets.iter().map(|t| self.target(t)).collect();
        let first = match self.one_reference_for(first, &checked) {
            Some(first) => first,
            None => return,
        };
        let mut types: Vec<TyId> = Vec::new();
        for target in &checked {
            let ty = self.shared_conversion(target);
            if !types.contains(&ty) {
                types.push(ty);
            }
        }
        let ty = match types[..] {
            [only] if only != common::ERROR => only,
            _ => self.storage_ty(first.ty),
        };
        // Another target that takes the object itself holds it for the pointers.
        let held = types.iter().any(|ty| self.cx.types.is_object(*ty));
        let first = self.coerce(first, ty);
        self.check_stored(value, &first, value.anchor_span());
        let local = self.temp(ty, span);
        let mut converted = vec![(ty, local, first)];
        for wanted in types {
            if wanted != common::ERROR && wanted != ty {
                let read = self.local_expr(local, span);
                let made = self.coerce(read, wanted);
                if !held {
                    self.check_stored(value, &made, value.anchor_span());
                }
                converted.push((wanted, self.temp(wanted, span), made));
            }
        }
        let mut body = Vec::new();
        for target in checked {
            let wanted = self.shared_conversion(&target);
            let local = converted.iter().find(|(ty, ..)| *ty == wanted).map_or(local, |(_, local, _)| *local);
            let read = self.local_expr(local, span);
            let value = self.coerce_for_target(read, &target);
            let value = self.bound_in_class(&target, value);
            self.assign_to(target, value, span, &mut body);
        }
        for (_, local, value) in converted.into_iter().rev() {
            body = vec![Stmt { span, kind: StmtKind::Let { local, value, body } }];
        }
        out.append(&mut body);
    }

    /// The type of a target of `a = b = value` that may share its conversion with others; the error type for those
    /// which take the value in a way of their own.
    fn shared_conversion(&self, target: &hir::Target) -> TyId {
        let plain = matches!(
            target.kind,
            hir::TargetKind::Local(_)
                | hir::TargetKind::Outer { .. }
                | hir::TargetKind::CVar(_)
                | hir::TargetKind::ExtField { .. }
                | hir::TargetKind::Member { .. }
        );
        let ty = target.ty;
        let kept = self.cx.types.is_object(ty)
            || self.cx.types.is_numeric(ty)
            || matches!(self.cx.types.kind(ty), Ty::MemView(_) | Ty::Ptr(_));
        if plain && kept && !matches!(self.cx.types.kind(ty), Ty::Buffer(_)) { ty } else { common::ERROR }
    }

    /// What `__new__ = value` binds in the body of a Python class.
    fn bound_in_class(&mut self, target: &hir::Target, value: Expr) -> Expr {
        match &target.kind {
            hir::TargetKind::ClassName { name, ext: None, .. } => self.decorated_method_kind(name, value),
            _ => value,
        }
    }

    /// Whether an array fits into the array it is assigned to.
    fn array_lengths_agree(&mut self, target: &ast::Expr, ty: TyId, value: &'a ast::Expr) -> bool {
        let Ty::Array(_, Some(ArrayLen::Known(wanted))) = *self.cx.types.kind(ty) else { return true };
        if matches!(value.kind, ast::ExprKind::List(_) | ast::ExprKind::Tuple(_)) {
            return true;
        }
        let from = self.type_of(value);
        let Ty::Array(_, Some(ArrayLen::Known(given))) = *self.cx.types.kind(from) else { return true };
        if wanted != given {
            let message = format!("Assignment to slice of wrong length, expected {wanted}, got {given}");
            self.error(codes::E0301, target.span, message);
        }
        wanted == given
    }

    /// `a, b = b, a`: all values first, then the targets left to right.
    fn parallel_assign(
        &mut self,
        targets: &'a [ast::Expr],
        values: &'a [ast::Expr],
        span: Span,
        out: &mut hir::Block,
    ) {
        let mut temps = Vec::new();
        for (target, value) in targets.iter().zip(values) {
            let nested = matches!(target.kind, ast::ExprKind::Tuple(_) | ast::ExprKind::List(_));
            let whole_view = !nested
                && self.speculate(|c| matches!(c.target(target).kind, hir::TargetKind::MemViewAssign { .. }));
            let ty = if nested || whole_view {
                let value = self.speculate(|c| c.expr(value).ty);
                self.storage_ty(value)
            } else {
                let ty = self.speculate(|c| c.target(target).ty);
                if matches!(self.cx.types.kind(ty), Ty::Buffer(_)) { self.storage_ty(ty) } else { ty }
            };
            let value = self.value_for(value, ty);
            let ty = value.ty;
            temps.push((self.temp(ty, span), value));
        }
        let mut body = Vec::new();
        for (target, (local, _)) in targets.iter().zip(&temps) {
            let checked = self.target(target);
            let read = self.local_expr(*local, target.span);
            let value = self.coerce_for_target(read, &checked);
            self.assign_to(checked, value, span, &mut body);
        }
        for (local, value) in temps.into_iter().rev() {
            body = vec![Stmt { span, kind: StmtKind::Let { local, value, body } }];
        }
        out.append(&mut body);
    }

    /// The value converted for a target of type `ty`.
    fn value_for(&mut self, value: &'a ast::Expr, ty: TyId) -> Expr {
        self.expr_as(value, ty)
    }

    /// The type of a temporary that holds values of `ty`.
    pub fn storage_ty(&mut self, ty: TyId) -> TyId {
        match *self.cx.types.get(ty) {
            Ty::Array(elem, _) => self.cx.types.ptr(elem),
            Ty::Func(_) => self.cx.types.ptr(ty),
            Ty::Ref(inner) | Ty::RvalueRef(inner) | Ty::Const(inner) => self.storage_ty(inner),
            Ty::Null => common::VOID_PTR,
            // A variable of the buffer's own type would ask for its memory.
            Ty::Buffer(ref buffer) => buffer.base,
            Ty::Cyp(_) => self.cyp_storage(ty),
            Ty::Error | Ty::Unspecified | Ty::Void => common::OBJECT,
            _ => ty,
        }
    }

    /// `x: annotation = value`
    pub(super) fn ann_assign(
        &mut self,
        target: &'a ast::Expr,
        annotation: &'a ast::Expr,
        value: Option<&'a ast::Expr>,
        span: Span,
        out: &mut hir::Block,
    ) {
        let scope = self.fx_ref().scope;
        // `x: T = cython.declare(…)`: the call says the C type.
        let declares = value.is_some_and(|v| self.pure_assign(std::slice::from_ref(target), v, span, out));
        let value = value.filter(|_| !declares);
        if !declares
            && let ast::ExprKind::Name(name) = &target.kind
            && let Some(&local) = self.fx_ref().names.get(name)
            && self.fx_ref().directives.annotation_typing
            && self.fx_ref().uninferred.contains_key(&local)
            && let Some((ty, _)) = super::declared::annotation(self.cx, scope, annotation)
        {
            self.declare_local_ty(local, ty);
        }
        if let Some(value) = value {
            let checked = self.target(target);
            let value = self.value_for_target(value, &checked);
            self.assign_to(checked, value, span, out);
        }
        // `__annotations__` of classes.
        if let (Some(class), ast::ExprKind::Name(name)) = (self.fx_ref().class_bodies.last(), &target.kind) {
            let namespace = class.namespace;
            let text = self.annotation_value(annotation);
            let key = self.text_expr(name, span);
            let object = Expr { ty: common::OBJECT, span, kind: ExprKind::Local(namespace) };
            let call =
                ExprKind::Runtime { name: "__cyrus_class_annotate".into(), args: vec![object, key, text] };
            out.push(Stmt { span, kind: StmtKind::Expr(Expr { ty: common::INT, span, kind: call }) });
        }
    }
}
