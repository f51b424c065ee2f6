//! Pure Python mode in bodies: `cython.declare(...)`, and types made by `cython.struct(...)` and its relatives.
//!
//! At module and class level the declaration pass has entered the names already; what is left there is an
//! initial value.

use super::Checker;
use super::fncx::FnKind;
use crate::declare::place::Place;
use crate::declare::pure_mode;
use crate::scope::{Scope, ScopeKind};
use cyrus_hir::{self as hir, LocalKind};
use cyrus_source::Span;
use cyrus_syntax::ast::{self, ExprKind as Ast};
use cyrus_types::TyId;

impl<'a> Checker<'_, 'a> {
    /// An assignment that declares. `false`: it is an ordinary one.
    pub fn pure_assign(
        &mut self,
        targets: &'a [ast::Expr],
        value: &'a ast::Expr,
        span: Span,
        out: &mut hir::Block,
    ) -> bool {
        let Ast::Call(call) = &value.kind else { return false };
        let Some(path) = self.cython_path(&call.func) else { return false };
        match path.as_str() {
            "cython.declare" => {
                for target in targets {
                    self.declare_target(target, value, span, out);
                }
                true
            }
            "cython.typedef" | "cython.fused_type" | "cython.struct" | "cython.union" => {
                if self.fx_ref().kind != FnKind::Module && self.fx_ref().class_bodies.is_empty() {
                    self.local_type(targets, value, span);
                }
                true
            }
            _ => false,
        }
    }

    /// `x = cython.declare(type[, value])`
    fn declare_target(
        &mut self,
        target: &'a ast::Expr,
        value: &'a ast::Expr,
        span: Span,
        out: &mut hir::Block,
    ) {
        let scope = self.fx_ref().scope;
        // The declaration pass has reported what is wrong outside functions.
        let diags = self.cx.diags.len();
        let declared = pure_mode::declare_assignment(self.cx, scope, target, value);
        let local = self.declares_locals();
        if !local {
            self.cx.diags.truncate(diags);
        }
        let Some(declared) = declared else { return };
        if local {
            for name in &declared.names {
                self.declare_pure_local(name, declared.ty);
            }
        }
        if let Some(init) = declared.value {
            let target = self.target(target);
            let value = self.expr_as(init, target.ty);
            self.assign_to(target, value, span, out);
        }
    }

    /// `cython.declare(x=type, …)` as a statement. `false`: it is something else.
    pub fn pure_statement(&mut self, e: &'a ast::Expr) -> bool {
        let Ast::Call(call) = &e.kind else { return false };
        if self.cython_path(&call.func).is_none_or(|path| path != "cython.declare") {
            return false;
        }
        if self.declares_locals() {
            let scope = self.fx_ref().scope;
            for (name, ty) in pure_mode::declared_names(self.cx, scope, e, &call.args) {
                self.declare_pure_local(&name, ty);
            }
        }
        true
    }

    fn declares_locals(&self) -> bool {
        self.fx_ref().kind != FnKind::Module && self.fx_ref().class_bodies.is_empty()
    }

    fn declare_pure_local(&mut self, name: &ast::Ident, ty: TyId) {
        let fx = self.fx();
        // A keyword is spelled as it stands, the variable as the class around says.
        let private = fx.names.keys().find(|n| crate::cx::without_class(n) == Some(name.name.as_str()));
        let name = &ast::Ident { name: private.unwrap_or(&name.name).clone(), span: name.span };
        match fx.names.get(&name.name).copied() {
            Some(local) if fx.locals[local].kind == LocalKind::Param => {}
            Some(local) => self.declare_local_ty(local, ty),
            None => {
                let local = fx.add_local(name.name.clone(), ty, LocalKind::Variable, name.span);
                fx.names.insert(name.name.clone(), local);
            }
        }
    }

    /// A type declared in a function: its name is no variable.
    fn local_type(&mut self, targets: &'a [ast::Expr], value: &'a ast::Expr, span: Span) {
        let parent = self.fx_ref().scope;
        let scope = self.cx.scopes.push(Scope::new(ScopeKind::Function, Some(parent)));
        for target in targets {
            pure_mode::assignment(self.cx, &Place::module(scope, false), target, value, span);
            if let Ast::Name(name) = &target.kind
                && let Some(local) = self.fx().names.remove(name)
            {
                self.fx().uninferred.remove(&local);
            }
        }
        self.fx().scope = scope;
    }
}
