//! Attributes of extern classes that C functions compute: reading calls the getter, assigning the setter.
//!
//! See [`crate::declare::c_property`] for the declarations; NumPy's `ndarray.shape` is one.

use super::Checker;
use crate::cx::CProperty;
use cyrus_diagnostics::codes;
use cyrus_hir::{CCall, CFuncId, Callee, Expr, ExprKind, TargetKind};
use cyrus_source::Span;
use cyrus_syntax::Name;
use cyrus_types::{ClassId, TyId, common};

impl<'a> Checker<'_, 'a> {
    /// `object.name` by the getter that the class declares. Derived classes do not inherit it: theirs is the Python
    /// attribute, which they may have overridden.
    pub(super) fn c_property(
        &mut self,
        object: &Expr,
        class: ClassId,
        name: &Name,
        span: Span,
    ) -> Option<Expr> {
        let property = *self.cx.c_properties.get(&(class, name.clone()))?;
        Some(self.accessor_call(property.get?, vec![object.clone()], span))
    }

    /// What assigning does, where the place that was read is a getter's result.
    pub(super) fn c_property_target(&mut self, call: &CCall, span: Span) -> Option<(TyId, TargetKind)> {
        let Callee::Func(getter) = call.callee else { return None };
        let CProperty { set, .. } = *self.cx.c_properties.values().find(|p| p.get == Some(getter))?;
        let (Some(set), [object]) = (set, &call.args[..]) else {
            self.error(codes::E0307, span, "Assignment to a read-only property");
            return Some((common::ERROR, TargetKind::Discard));
        };
        let sig = self.cx.cfuncs[set].sig;
        let ty = self.cx.types.funcs[sig].params.get(1)?.ty;
        let value = self.temp(ty, span);
        let read = self.local_expr(value, span);
        let call = self.accessor_call(set, vec![object.clone(), read], span);
        Some((ty, TargetKind::CSetter { value, call }))
    }

    fn accessor_call(&mut self, function: CFuncId, args: Vec<Expr>, span: Span) -> Expr {
        self.cx.use_cfunc(function);
        let sig = self.cx.cfuncs[function].sig;
        let func = self.cx.types.funcs[sig].clone();
        let args = args.into_iter().zip(&func.params).map(|(a, p)| self.coerce(a, p.ty)).collect();
        let nogil = self.fx_ref().nogil;
        let call = CCall { callee: Callee::Func(function), sig, args, nogil };
        Expr { ty: func.ret, span, kind: ExprKind::CCall(Box::new(call)) }
    }
}
