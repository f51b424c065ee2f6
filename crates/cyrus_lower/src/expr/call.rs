//! Python calls.

use crate::builder::FnBuilder;
use crate::value::Value;
use cyrus_hir as hir;
use cyrus_mir as mir;
use cyrus_types::{ClassId, TyId};
use hir::{Expr, Name};
use mir::Callee;

impl FnBuilder<'_, '_> {
    pub(crate) fn py_call(
        &mut self,
        func: &Expr,
        args: &[Expr],
        keywords: &[(Name, Expr)],
        ty: TyId,
    ) -> Value {
        let parts = std::iter::once(func).chain(args).chain(keywords.iter().map(|(_, e)| e));
        let parts = self.operands(parts);
        let keywords = keywords.iter().map(|(name, _)| name.clone()).collect();
        self.call_new(Callee::PyCall { keywords }, parts, ty)
    }

    pub(crate) fn py_method_call(
        &mut self,
        object: &Expr,
        name: &Name,
        args: &[Expr],
        keywords: &[(Name, Expr)],
        ty: TyId,
    ) -> Value {
        if keywords.is_empty()
            && let Some(value) = self.known_method(object, name, args, ty)
        {
            return value;
        }
        let parts = std::iter::once(object).chain(args).chain(keywords.iter().map(|(_, e)| e));
        let parts = self.operands(parts);
        let keywords = keywords.iter().map(|(name, _)| name.clone()).collect();
        let class = self.builtin_class(object);
        self.call_new(Callee::PyMethodCall { class, name: name.clone(), keywords }, parts, ty)
    }

    /// A call with a tuple of arguments and a dict of keywords.
    pub(crate) fn py_call_ex(&mut self, func: &Expr, args: &Expr, kwargs: Option<&Expr>, ty: TyId) -> Value {
        let Some(Expr { kind: hir::ExprKind::Merge(merged), .. }) = kwargs else {
            let parts: Vec<&Expr> = [Some(func), Some(args), kwargs].into_iter().flatten().collect();
            let mut parts = self.operands(parts);
            if kwargs.is_none() {
                parts.push(Value::null());
            }
            return self.call_rt_typed("__cyrus_call_kwargs", parts, ty);
        };
        let (func, args) = self.operand_pair(func, args);
        let (func, args) = (self.stable(func), self.stable(args));
        let kwargs = self.merge_keywords(merged);
        self.call_rt_typed("__cyrus_call_kwargs", vec![func, args, kwargs], ty)
    }

    /// Calls an object that is in hand.
    pub(crate) fn call_object(&mut self, func: Value, args: Vec<Value>) -> Value {
        let parts = std::iter::once(func).chain(args).collect();
        self.call_new(Callee::PyCall { keywords: Vec::new() }, parts, cyrus_types::common::OBJECT)
    }

    /// `Cls.__new__(Cls, *args)`
    pub(crate) fn ext_new(&mut self, class: ClassId, args: Option<&Expr>, ty: TyId) -> Value {
        let args = args.map(|args| self.expr(args)).into_iter().collect();
        self.call_new(Callee::ExtNew(class), args, ty)
    }

    /// `super()` without arguments, in a method.
    pub(crate) fn zero_arg_super(&mut self, class: &Expr, object: &Expr) -> Value {
        let cell = match &class.kind {
            hir::ExprKind::Local(local) => self.read_local_cell(*local),
            hir::ExprKind::Outer { depth, local } => self.read_outer_cell(*depth, *local),
            _ => self.expr(class),
        };
        let object = self.expr(object);
        self.call_rt("__cyrus_super", vec![cell, object])
    }
}
