//! Assignments to names that are declared `const`.
//!
//! Only a variable of a module may have a value, a constant one, where it is declared. References to cypclass objects
//! are not meant: there `const` is a capability.

use super::Checker;
use super::names::Resolved;
use crate::scope::EntryKind;
use cyrus_diagnostics::codes;
use cyrus_source::Span;
use cyrus_syntax::ast::{self, ExprKind as Ast};
use cyrus_types::{Ty, TyId};

impl<'a> Checker<'_, 'a> {
    /// Reports `name = value` for a constant, within unpacking targets too.
    pub fn check_const_target(&mut self, target: &'a ast::Expr, value: &'a ast::Expr) {
        match &target.kind {
            Ast::Name(name) if self.at_module_level() && is_constant(value) => {
                self.initialize(name, value.anchor_span());
            }
            Ast::Name(name) => self.check_const_name(name, value.anchor_span()),
            Ast::Tuple(items) | Ast::List(items) => {
                for item in items {
                    self.check_const_target(item, value);
                }
            }
            _ => {}
        }
    }

    /// Reports `cdef const T name = value` unless it is allowed.
    pub fn check_const_init(&mut self, name: &ast::Ident, value: &'a ast::Expr, span: Span) {
        let Some(ty) = self.declared_const(&name.name) else { return };
        let plain = !matches!(self.cx.types.kind(ty), Ty::Array(..));
        if plain && self.at_module_level() && is_constant(value) {
            self.initialize(&name.name, span);
            return;
        }
        if plain && self.at_module_level() && is_display(value) {
            let message = format!("Non-const assignment to const '{}'", name.name);
            self.error(codes::E0307, span, message);
            return;
        }
        self.check_const_name(&name.name, span);
    }

    /// The first constant value of a variable of a module.
    fn initialize(&mut self, name: &cyrus_syntax::Name, span: Span) {
        let plain =
            self.declared_const(name).is_some_and(|ty| !matches!(self.cx.types.kind(ty), Ty::Array(..)));
        if !plain || !self.fx().initialized.insert(name.clone()) {
            self.check_const_name(name, span);
        }
    }

    fn check_const_name(&mut self, name: &str, span: Span) {
        let Some(ty) = self.declared_const(name) else { return };
        let message = if matches!(self.cx.types.kind(ty), Ty::Array(..)) {
            format!("Assignment to const array '{name}'. Assign to a pointer variable instead.")
        } else {
            format!("Assignment to const '{name}'")
        };
        self.error(codes::E0307, span, message);
    }

    /// The type of a name, if it is that of a constant.
    fn declared_const(&mut self, name: &str) -> Option<TyId> {
        let ty = match self.resolve(name) {
            Resolved::Local(local) => self.fx_ref().locals[local].ty,
            Resolved::Outer { depth, local } => self.local_ty(depth, local),
            Resolved::Entry(entry) => match entry.kind {
                EntryKind::CVar(id) => self.cx.cvars[id].ty,
                _ => return None,
            },
            Resolved::ClassName { .. } | Resolved::Undeclared => return None,
        };
        let types = &self.cx.types;
        let is_const = match *types.get(ty) {
            Ty::Const(inner) => !types.is_cyp(inner),
            Ty::Array(elem, _) => matches!(types.get(elem), Ty::Const(_)),
            _ => false,
        };
        is_const.then_some(ty)
    }
}

/// Literals, and what is computed from them.
fn is_constant(e: &ast::Expr) -> bool {
    match &e.kind {
        Ast::Int(_)
        | Ast::Float(_)
        | Ast::Imaginary(_)
        | Ast::Str(_)
        | Ast::True
        | Ast::False
        | Ast::NoneLit => true,
        Ast::Unary(_, value) => is_constant(value),
        Ast::Binary(_, left, right) => is_constant(left) && is_constant(right),
        _ => false,
    }
}

/// Displays of constants.
fn is_display(e: &ast::Expr) -> bool {
    match &e.kind {
        Ast::List(items) | Ast::Tuple(items) | Ast::Set(items) => items.iter().all(is_constant),
        Ast::Dict(_) => true,
        _ => false,
    }
}
