//! Types written as strings: `x: "cython.int"`, `cython.declare(x="p_char")`.

use super::{cython_module, type_expr};
use crate::cx::Cx;
use crate::scope::ScopeId;
use cyrus_diagnostics::Diagnostics;
use cyrus_source::SourceMap;
use cyrus_syntax::ast::{ExprKind, SizeOfArg, SourceKind, StmtKind};
use cyrus_types::TyId;

/// The type that `text` names in `scope`.
pub fn resolve(cx: &mut Cx<'_>, scope: ScopeId, text: &str, c_types: bool) -> Option<TyId> {
    let text = text.trim();
    if c_types && let Some(ty) = cython_module::basic_type(cx, text) {
        return Some(ty);
    }
    if let Some(entry) = cx.lookup(scope, text).cloned()
        && let Some(ty) = type_expr::entry_type(cx, &entry)
    {
        return Some(ty);
    }
    parsed(cx, scope, text)
}

/// Reads the text as the operand of `sizeof`, where both types and expressions may stand.
fn parsed(cx: &mut Cx<'_>, scope: ScopeId, text: &str) -> Option<TyId> {
    if text.is_empty() || text.contains(['\n', '#']) {
        return None;
    }
    let source = format!("sizeof({text})\n");
    let mut map = SourceMap::new();
    let file = map.add("<string>", source.as_str());
    let mut ignored = Diagnostics::new();
    let options = cyrus_parser::ParseOptions::new(SourceKind::Pyx);
    let tree = cyrus_parser::parse(file, &source, &options, &mut ignored);
    if ignored.has_errors() {
        return None;
    }
    let [stmt] = tree.body.as_slice() else { return None };
    let StmtKind::Expr(expr) = &stmt.kind else { return None };
    let ExprKind::SizeOf(arg) = &expr.kind else { return None };
    let before = cx.diags.len();
    let ty = match arg {
        SizeOfArg::Type(ty) => Some(type_expr::resolve(cx, scope, ty)),
        SizeOfArg::Expr(expr) => super::expr_type::resolve(cx, scope, expr, true),
    };
    cx.diags.truncate(before);
    ty.filter(|&ty| !cx.types.is_error(ty))
}
