//! Futures as Python objects.
//!
//! A `future[R]` that becomes a Python object is a `concurrent.futures.Future` (support fragment `rt_future_object`), which can also be
//! awaited. For each type of result a class without instances is written as Cython text: `make` gives the object, `deliver` is called
//! with the GIL when the result is there, and hands it over as Python sees it.

use super::Checker;
use super::cyp_call::CypArgs;
use cyrus_hir::{CypCall, Expr, ExprKind};
use cyrus_syntax::Name;
use cyrus_types::{CypTy, TyId, common};

impl Checker<'_, '_> {
    /// Whether a class is `future[R]`.
    pub(super) fn is_future(&self, cyp: &CypTy) -> bool {
        self.cx.types.cyp_classes[cyp.class].qualified == "libcyrus.future.future"
    }

    /// The result type of a future, if Python can have the result.
    pub(super) fn future_for_python(&mut self, cyp: &CypTy) -> Option<TyId> {
        let &[value] = &cyp.args[..] else { return None };
        let probe = Expr { ty: self.cyp_returned(value), ..self.error_expr(cyrus_source::Span::default()) };
        self.speculate(|c| c.try_coerce(probe, common::OBJECT).is_ok()).then_some(value)
    }

    /// The future as a Python object.
    pub(super) fn future_to_object(&mut self, future: Expr, value: TyId) -> Expr {
        let span = future.span;
        let blank = Expr { ty: common::OBJECT, ..self.error_expr(span) };
        if self.speculating > 0 {
            return blank;
        }
        self.future_call(future, value, "make").unwrap_or(blank)
    }

    /// The future in an object.
    pub(super) fn future_from_object(&mut self, object: Expr, to: TyId, value: TyId) -> Expr {
        let blank = Expr { ty: to, ..self.error_expr(object.span) };
        if self.speculating > 0 {
            return blank;
        }
        self.future_call(object, value, "take").unwrap_or(blank)
    }

    fn future_call(&mut self, given: Expr, value: TyId, method: &str) -> Option<Expr> {
        let span = given.span;
        let class = self.future_object_class(value)?;
        let cyp = self.cyp_of(class)?;
        let [method] = self.cyp_methods(&cyp, method)[..] else { return None };
        self.use_cyp(class);
        let ty = self.cx.types.funcs[method.sig].ret;
        let args = self.cyp_bind(method.sig, CypArgs::typed(vec![given]), &cyp, span)?;
        let call =
            CypCall { method: method.method, sig: method.sig, object: None, args, direct: true, lock: None };
        Some(Expr { ty, span, kind: ExprKind::CypCall(Box::new(call)) })
    }

    fn future_object_class(&mut self, value: TyId) -> Option<TyId> {
        if let Some(&known) = self.cyp_future_objects.get(&value) {
            return Some(known);
        }
        let name = Name::from(format!("__cyrus_future{}_object", self.cyp_future_objects.len()));
        let of = self.element_name(value);
        let text = format!(
            "cdef cypclass {name}:\n    \
             @staticmethod\n    object make(future[__cyrus_T0] it) with gil:\n        \
             return __cyrus_future_object(it._future, <void *> {name}.deliver, b\"{of}\")\n    \
             @staticmethod\n    future[__cyrus_T0] take(object value) except * with gil:\n        \
             return future[__cyrus_T0](__cyrus_future_of(value, b\"{of}\"))\n    \
             @staticmethod\n    object deliver(void *raw) with gil:\n        \
             cdef __cyrus_T0 value = future[__cyrus_T0](raw)._now()\n        return __cyrus_moved(value)\n"
        );
        let around = self.actor_scope(&[value], true);
        let shown = self.cx.types.display(value);
        let class = self.declare_text(&format!("future[{shown}] in Python"), &text, around, &name)?;
        self.cyp_future_objects.insert(value, class);
        Some(class)
    }
}
