//! Defaults of the parameters of cypclass methods.
//!
//! A default is evaluated at each call that leaves the argument out: by the method, or by a caller that gives a later one.
//! So both must find the same in it. It sees the names of its class and module, and no variables; and it is made of what does
//! not change: constants, what headers declare, and new objects made of such. Each call has objects of its own, so
//! that no two threads share one.

use super::Checker;
use cyrus_hir::{self as hir, BinOp, Expr, ExprKind};
use cyrus_syntax::ast;
use cyrus_types::{CypTy, Origin, TyId};

impl<'a> Checker<'_, 'a> {
    /// The default of a parameter of the method whose body is being checked.
    pub(super) fn cyp_default(
        &mut self,
        class: &CypTy,
        p: &'a ast::Param,
        ty: TyId,
    ) -> Option<hir::ParamDefault> {
        match p.default.as_ref()? {
            ast::ParamDefault::Unknown => Some(hir::ParamDefault::Unknown),
            ast::ParamDefault::Value(e) => {
                let before = self.cx.diags.len();
                let value = self.cyp_default_value(class, e, ty);
                if self.cx.diags.len() == before && !self.is_repeatable(e, &value) {
                    self.cx.unsupported(e.span, "a default that is not a constant");
                }
                Some(hir::ParamDefault::Constant(value))
            }
        }
    }

    /// The value of a default in the function that is being checked, whose names it does not see.
    pub(super) fn cyp_default_value(&mut self, class: &CypTy, e: &'a ast::Expr, ty: TyId) -> Expr {
        let scope = self.cx.class_scopes.get(&crate::cx::ClassKey::Cyp(class.class)).copied();
        let around = self.fns.split_off(self.fns.len() - 1);
        let around = std::mem::replace(&mut self.fns, around);
        let params = self.cx.types.cyp_classes[class.class].params.clone();
        let instance = self.cx.cyp_instance.replace((params, class.args.clone()));
        let fx = self.fx();
        let outside = fx.scope;
        fx.scope = scope.unwrap_or(outside);
        let (names, receiver) = (std::mem::take(&mut fx.names), fx.cyp_self.take());
        let comprehensions = std::mem::take(&mut fx.comprehensions);
        let value = self.value_or_none_as(e, ty);
        let fx = self.fx();
        (fx.scope, fx.names, fx.cyp_self, fx.comprehensions) = (outside, names, receiver, comprehensions);
        self.cx.cyp_instance = instance;
        let own = std::mem::replace(&mut self.fns, around);
        self.fns.extend(own);
        value
    }

    /// Whether a default value means the same at each call: made of constants, or a value that a literal of text makes.
    pub(super) fn is_repeatable(&self, written: &ast::Expr, value: &Expr) -> bool {
        self.is_of_constants(&value.kind)
            || matches!(written.kind, ast::ExprKind::Str(_)) && !matches!(value.kind, ExprKind::Error)
    }

    /// Whether it is calculated from constants, by what cannot fail, or an object made with such.
    fn is_of_constants(&self, value: &ExprKind) -> bool {
        match value {
            ExprKind::CBinary { op, left, right, .. } => {
                let may_fail =
                    matches!(op, BinOp::Div | BinOp::FloorDiv | BinOp::Mod | BinOp::Pow | BinOp::MatMul);
                !may_fail && self.is_of_constants(&left.kind) && self.is_of_constants(&right.kind)
            }
            ExprKind::CUnary { operand: value, .. }
            | ExprKind::Coerce { value, .. }
            | ExprKind::Consume { value, .. } => self.is_of_constants(&value.kind),
            // What a header says is a constant or macro, as far as anybody can tell.
            ExprKind::CVar(var) => self.cx.cvars[*var].origin == Origin::Extern,
            ExprKind::CypNew(new) => {
                let mut args = new.new.iter().chain(&new.init).flat_map(|call| &call.args);
                args.all(|arg| self.is_of_constants(&arg.kind))
            }
            ExprKind::CppConstruct { args, .. } | ExprKind::CTuple(args) => {
                args.iter().all(|arg| self.is_of_constants(&arg.kind))
            }
            // A variable in it is the default's own.
            ExprKind::Let { value, body, .. } => {
                self.is_of_constants(&value.kind) && self.is_of_constants(&body.kind)
            }
            ExprKind::Local(_) => true,
            _ => value.is_constant(),
        }
    }
}
