//! Where bodies need declarations: types of local variables and parameters, annotations, directives.
//!
//! The one door from [`crate::check`] to [`crate::declare`].

use crate::cx::Cx;
use crate::declare::{annotation, declarator, expr_type, memview_type, pure_mode, type_expr};
use crate::directive::Directives;
use crate::scope::ScopeId;
use cyrus_source::Span;
use cyrus_syntax::{Name, ast};
use cyrus_types::TyId;

/// The type that a type expression names.
pub fn resolve_type(cx: &mut Cx<'_>, scope: ScopeId, ty: &ast::TypeExpr) -> TyId {
    type_expr::resolve_whole(cx, scope, ty, false)
}

/// A type that is used as a whole: reports a template without its arguments.
pub fn need_arguments(cx: &mut Cx<'_>, scope: ScopeId, ty: TyId, span: Span) -> TyId {
    type_expr::need_arguments(cx, scope, ty, span)
}

/// The type that an expression names, if it names one.
pub fn expr_as_type(cx: &mut Cx<'_>, scope: ScopeId, e: &ast::Expr) -> Option<TyId> {
    expr_type::try_resolve_expr(cx, scope, e)
}

/// The type of a variable declared with this base type and declarator.
pub fn declared_ty(cx: &mut Cx<'_>, scope: ScopeId, base: TyId, d: &ast::Declarator) -> TyId {
    declarator::resolve(cx, scope, base, d, declarator::DeclContext::default()).ty
}

/// The type of an annotation and whether `None` is allowed with it.
pub fn annotation(cx: &mut Cx<'_>, scope: ScopeId, e: &ast::Expr) -> Option<(TyId, bool)> {
    annotation::resolve(cx, scope, e)
}

/// Applies a decorator or `with` item that is a directive; `false` when it is something else.
pub fn apply_directive(
    directives: &mut Directives,
    cx: &mut Cx<'_>,
    scope: ScopeId,
    decorator: &ast::Expr,
) -> bool {
    directives.apply_decorator(cx, Some(scope), decorator)
}

/// The types that `@cython.locals` among these decorators gives to names.
pub fn decorated_locals(
    cx: &mut Cx<'_>,
    scope: ScopeId,
    decorators: &[ast::Expr],
) -> Vec<(Name, TyId, Span)> {
    pure_mode::locals_of(cx, scope, decorators)
}

/// The path within the `cython` module that an expression names: `locals` for `cython.locals`.
pub fn cython_path(cx: &Cx<'_>, scope: ScopeId, e: &ast::Expr) -> Option<String> {
    memview_type::cython_path(cx, scope, e)
}

/// Whether values of a type can exist: its definition has been seen.
pub fn is_complete(cx: &Cx<'_>, ty: TyId) -> bool {
    declarator::is_complete(cx, ty)
}
