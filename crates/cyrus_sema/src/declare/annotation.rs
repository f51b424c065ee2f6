//! Python annotations that declare types (directive `annotation_typing`).
//!
//! Bare C type names are not types here: `int` is Python's, `cython.int` is C's. `float`, `bool` and
//! `complex` give the C type of the same values. What cannot be understood is ignored with Cython's
//! warnings.

use super::expr_type::{self, Modifier};
use crate::cx::Cx;
use crate::scope::ScopeId;
use cyrus_diagnostics::codes;
use cyrus_syntax::ast::{self, DictItem, ExprKind};
use cyrus_types::{Ty, TyId};

/// The type that an annotation declares, and whether `None` is allowed beside it.
pub fn resolve(cx: &mut Cx<'_>, scope: ScopeId, annotation: &ast::Expr) -> Option<(TyId, bool)> {
    let (ty, modifiers) = resolve_with_modifiers(cx, scope, annotation)?;
    let allow_none = modifiers.contains(&Modifier::Optional) || matches!(cx.types.get(ty), Ty::Object);
    Some((ty, allow_none))
}

/// The type that an annotation declares, and what stands around it.
pub fn resolve_with_modifiers(
    cx: &mut Cx<'_>,
    scope: ScopeId,
    annotation: &ast::Expr,
) -> Option<(TyId, Vec<Modifier>)> {
    let mut expr = annotation;
    let mut c_types = false;
    match &annotation.kind {
        ExprKind::Dict(items) => {
            cx.warn(
                codes::W0301,
                annotation.span,
                "Dicts should no longer be used as type annotations. Use 'cython.int' etc. directly.",
            );
            for item in items {
                let DictItem::Pair(key, value) = item else { continue };
                let ExprKind::Str(lit) = &key.kind else { continue };
                match lit.text.as_deref().or(lit.bytes.as_deref()) {
                    Some(b"type") if !c_types => expr = value,
                    Some(b"ctype") => {
                        c_types = true;
                        expr = value;
                    }
                    _ => {}
                }
            }
        }
        ExprKind::Tuple(_) => {
            cx.warn(
                codes::W0301,
                annotation.anchor_span(),
                "Tuples cannot be declared as simple tuples of types. Use 'tuple[type1, type2, ...]'.",
            );
            return None;
        }
        _ => {}
    }
    let Some(ty) = expr_type::resolve(cx, scope, expr, c_types) else {
        warn_unknown(cx, scope, expr, annotation);
        return None;
    };
    if matches!(expr.kind, ExprKind::Str(_)) {
        cx.warn(
            codes::W0301,
            expr.span,
            "Strings should no longer be used for type declarations. Use 'cython.int' etc. directly.",
        );
    }
    let modifiers = expr_type::modifiers(cx, scope, expr);
    Some((ty, modifiers))
}

fn warn_unknown(cx: &mut Cx<'_>, scope: ScopeId, expr: &ast::Expr, whole: &ast::Expr) {
    let text = cx.sources.text(whole.span).to_string();
    let ignored = format!("Unknown type declaration '{text}' in annotation, ignoring");
    let expr = match &expr.kind {
        ExprKind::Subscript(base, index) if matches!(index.kind, ExprKind::Slice { .. }) => base,
        _ => expr,
    };
    match &expr.kind {
        ExprKind::Name(name) => {
            if cx.lookup(scope, name).is_none() && !cx.type_params.contains(name) {
                cx.warn(codes::W0201, expr.span, ignored);
            }
        }
        ExprKind::Attribute(base, _) if matches!(base.kind, ExprKind::Name(_)) => {
            let ExprKind::Name(name) = &base.kind else { return };
            if cx.lookup(scope, name).is_none() {
                cx.warn(codes::W0201, expr.anchor_span(), ignored);
            } else if super::memview_type::cython_path(cx, scope, base).as_deref() == Some("") {
                let message = format!("Unknown type declaration '{text}' in annotation");
                cx.error(codes::E0201, expr.anchor_span(), message);
            } else if expr_type::module_of(cx, scope, base).is_some() {
                cx.warn(codes::W0201, expr.anchor_span(), ignored);
            }
        }
        _ => cx.warn(codes::W0201, expr.anchor_span(), "Unknown type declaration in annotation, ignoring"),
    }
}
