//! `with wlocked self.account:` - the attribute of a variable, which names the locked object inside.
//!
//! Another thread, or a call in the block, may set the attribute meanwhile. The block holds the lock of the object that was there
//! when it began, and it is this one that the path names inside, as a variable would.

use super::super::Checker;
use super::super::names::Resolved;
use cyrus_diagnostics::{Diagnostic, codes};
use cyrus_hir::{Expr, LocalId};
use cyrus_syntax::Name;
use cyrus_syntax::ast::{self, ExprKind as Ast};
use cyrus_types::{Capability, Ty};

impl<'a> Checker<'_, 'a> {
    /// The variable and attribute that a locked object is named by, if the variable stays what it is in the block.
    pub fn lockable_path(&mut self, e: &'a ast::Expr, body: &'a [ast::Stmt]) -> Option<(LocalId, Name)> {
        let Ast::Attribute(base, attribute) = &e.kind else { return None };
        let Ast::Name(name) = &base.kind else { return None };
        let Resolved::Local(local) = self.resolve(name) else { return None };
        let ty = self.speculate(|c| c.expr(base).ty);
        let has_fields = matches!(self.cx.types.kind(ty), Ty::Cyp(_) | Ty::Ext(_) | Ty::NogilClass(_));
        let locks = self.speculate(|c| c.expr(e).ty);
        let locks =
            self.cyp_of(locks).is_some_and(|c| matches!(c.cap, Capability::Lock | Capability::Locked));
        if !has_fields || !locks {
            return None;
        }
        let fx = self.fx_ref();
        let (first, last) = (body.first()?.span, body.last()?.span);
        let is_set = fx.bindings.names.get(name).is_some_and(|binding| {
            binding.places.iter().any(|at| at.start >= first.start && at.end <= last.end)
        });
        let elsewhere = fx.bindings.nonlocal_in_inner.contains(name);
        (!is_set && !elsewhere).then(|| (local, attribute.name.clone()))
    }

    /// The locked object that a path names in a block.
    pub fn locked_path(&mut self, e: &ast::Expr) -> Option<Expr> {
        if self.fx_ref().locked_paths.is_empty() {
            return None;
        }
        let Ast::Attribute(base, attribute) = &e.kind else { return None };
        let Ast::Name(name) = &base.kind else { return None };
        let Resolved::Local(local) = self.resolve(name) else { return None };
        let paths = &self.fx_ref().locked_paths;
        let held = paths.iter().rev().find(|(l, a, _)| *l == local && *a == attribute.name)?.2;
        Some(self.local_expr(held, e.span))
    }

    /// Reports an assignment to such a path in its block.
    pub fn check_path_target(&mut self, e: &ast::Expr) {
        if self.locked_path(e).is_some() {
            let message = "This is set inside the block that holds the lock of what it names";
            let help = "set it before or after the block";
            self.report(
                Diagnostic::error(codes::E0605, e.anchor_span(), message)
                    .primary_label("in the block it names the object that was locked")
                    .help(help),
            );
        }
    }
}
