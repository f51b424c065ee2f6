//! `x in container` of C++ where the GIL is not held: `count(x)` of sets and maps, a loop over anything else.
//!
//! Tests: `tests/lang/cpp/contains_without_gil.md`.

use super::Checker;
use cyrus_hir::{
    self as hir, CCall, Callee, Coercion, Expr, ExprKind, LocalKind, Stmt, StmtKind, Target, TargetKind,
};
use cyrus_source::Span;
use cyrus_syntax::ast::CompareOp;
use cyrus_types::{Ty, common};

impl Checker<'_, '_> {
    /// The test; nothing where Python has to make it.
    pub(super) fn cpp_contains(
        &mut self,
        negated: bool,
        item: &Expr,
        container: &Expr,
        span: Span,
    ) -> Option<Expr> {
        if !self.makes_native_text() || !matches!(self.cx.types.kind(container.ty), Ty::Cpp(..)) {
            return None;
        }
        let class = self.cx.types.resolved(container.ty);
        if self.cpp_is_string(class) {
            return None;
        }
        let answer = match self.cpp_count(item, container, span) {
            Some(count) => self.truth(count),
            None => self.cpp_find_by_loop(item, container, span)?,
        };
        Some(match negated {
            true => Expr { ty: common::BINT, span, kind: ExprKind::Not(Box::new(answer)) },
            false => answer,
        })
    }

    fn cpp_count(&mut self, item: &Expr, container: &Expr, span: Span) -> Option<Expr> {
        let class = self.cx.types.resolved(container.ty);
        let methods = self.cpp_methods(class, "count");
        let method = methods.into_iter().find(|m| self.cx.types.funcs[m.sig].params.len() == 1)?;
        let func = &self.cx.types.funcs[method.sig];
        let (param, ret) = (func.params[0].ty, func.ret);
        let param = match *self.cx.types.get(param) {
            Ty::Ref(to) => to,
            _ => param,
        };
        let param = self.storage_ty(param);
        let value = self.coerce(item.clone(), param);
        let kind = ExprKind::CCall(Box::new(CCall {
            callee: Callee::CppMethod {
                object: container.clone(),
                base: None,
                cname: method.cname,
                arrow: false,
                template_args: Vec::new(),
            },
            sig: method.sig,
            args: vec![value],
            nogil: true,
        }));
        Some(Expr { ty: ret, span, kind })
    }

    fn cpp_find_by_loop(&mut self, item: &Expr, container: &Expr, span: Span) -> Option<Expr> {
        let element = self.cpp_element_ty(container.ty);
        let element = self.storage_ty(element);
        if self.cx.types.is_object(element) {
            return None;
        }
        let truth = |value: bool| Expr { ty: common::BINT, span, kind: ExprKind::Bool(value) };
        let sought_ty = self.storage_ty(item.ty);
        let sought_ty = if self.cx.types.is_object(sought_ty) { element } else { sought_ty };
        let sought = self.temp(sought_ty, span);
        let value = self.coerce(item.clone(), sought_ty);
        let result = self.fx().add_local(Default::default(), common::BINT, LocalKind::Variable, span);
        let local = self.fx().add_local(Default::default(), element, LocalKind::Variable, span);
        let target = Target { span, ty: element, kind: TargetKind::Local(local) };
        let mut body = Vec::new();
        let iter = self.value_loop(target, container.clone(), false, &mut body);
        let (read, sought_read) = (self.local_expr(local, span), self.local_expr(sought, span));
        let same = self.compare_pair(CompareOp::Eq, read, sought_read, span);
        let test = self.truth(same);
        let target = Target { span, ty: common::BINT, kind: TargetKind::Local(result) };
        let then = vec![
            Stmt { span, kind: StmtKind::Assign { target, value: truth(true) } },
            Stmt { span, kind: StmtKind::Break },
        ];
        body.push(Stmt { span, kind: StmtKind::If { test, then, orelse: Vec::new() } });
        let mut body =
            vec![Stmt { span, kind: StmtKind::For(Box::new(hir::For { iter, body, orelse: Vec::new() })) }];
        if self.cx.types.is_cyp(element) {
            body.push(self.release(local, span));
        }
        let kind = ExprKind::Inlined { init: Some(Box::new(truth(false))), result, body };
        let looked = Box::new(Expr { ty: common::BINT, span, kind });
        let kind = ExprKind::Let { local: sought, value: Box::new(value), body: looked };
        Some(Expr { ty: common::BINT, span, kind })
    }

    /// `round(value)`, `round(value, places)`
    pub(super) fn native_round(&mut self, value: Expr, places: Option<Expr>, span: Span) -> Option<Expr> {
        let value = self.hard(value);
        match (self.cx.types.kind(value.ty), places) {
            (Ty::Int(_) | Ty::Bint | Ty::Enum(_), None) => Some(value),
            (Ty::Float(_), None) => {
                let value = self.coerce(value, common::DOUBLE);
                Some(self.text_call_of("__cyrus_round_whole", vec![value], common::LONGLONG, true, span))
            }
            (Ty::Float(_), Some(places)) if self.cx.types.is_integer(places.ty) => {
                let value = self.coerce(value, common::DOUBLE);
                let places = self.coercion(Coercion::CCast, places, common::LONGLONG);
                let args = vec![value, places];
                Some(self.text_call_of("__cyrus_round_places", args, common::DOUBLE, false, span))
            }
            _ => None,
        }
    }
}
