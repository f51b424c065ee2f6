//! Where bodies need declarations: types of local variables and parameters, annotations, directives.
//!
//! The one door from [`crate::check`] to [`crate::declare`].

use crate::cx::Cx;
use crate::directive::Directives;
use crate::scope::ScopeId;
use cyrus_syntax::ast;
use cyrus_types::{TyId, common};

/// The type that a type expression names.
pub fn resolve_type(_cx: &mut Cx<'_>, _scope: ScopeId, _ty: &ast::TypeExpr) -> TyId {
    common::OBJECT
}

/// The type that an expression names, if it names one.
pub fn expr_as_type(_cx: &mut Cx<'_>, _scope: ScopeId, _e: &ast::Expr) -> Option<TyId> {
    None
}

/// The type of a variable declared with this base type and declarator.
pub fn declared_ty(_cx: &mut Cx<'_>, _scope: ScopeId, base: TyId, _d: &ast::Declarator) -> TyId {
    base
}

/// The type of an annotation and whether `None` is allowed with it.
pub fn annotation(_cx: &mut Cx<'_>, _scope: ScopeId, _e: &ast::Expr) -> Option<(TyId, bool)> {
    None
}

/// Applies a decorator or `with` item that is a directive; `false` when it is something else.
pub fn apply_directive(
    _directives: &mut Directives,
    _cx: &mut Cx<'_>,
    _scope: ScopeId,
    _decorator: &ast::Expr,
) -> bool {
    false
}
