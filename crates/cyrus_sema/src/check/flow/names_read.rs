//! The names that an inner function reads.

use super::Body;
use cyrus_syntax::ast::{self, Expr, ExprKind, StmtKind};
use cyrus_syntax::{Name, walk};
use rustc_hash::FxHashSet;

/// Every name that is read anywhere in a body, functions inside included.
pub(super) fn names_read(body: Body<'_>) -> FxHashSet<Name> {
    let mut found = FxHashSet::default();
    match body {
        Body::Block(stmts) => stmts.iter().for_each(|s| stmt_names(s, &mut found)),
        Body::Expr(e) => expr_names(e, &mut found),
    }
    found
}

fn stmt_names(stmt: &ast::Stmt, found: &mut FxHashSet<Name>) {
    let mut exprs = Vec::new();
    let mut blocks = Vec::new();
    walk::stmt_children(stmt, &mut |e| exprs.push(e), &mut |b| blocks.push(b));
    let targets: Vec<&Expr> = match &stmt.kind {
        StmtKind::Assign { targets, .. } => targets.iter().collect(),
        StmtKind::AnnAssign { target, .. } => vec![target],
        StmtKind::For(node) => vec![&node.target],
        _ => Vec::new(),
    };
    for e in exprs {
        let is_target = targets.iter().any(|t| std::ptr::eq(*t, e));
        if !(is_target && matches!(e.kind, ExprKind::Name(_))) {
            expr_names(e, found);
        }
    }
    blocks.into_iter().flatten().for_each(|s| stmt_names(s, found));
}

fn expr_names(e: &Expr, found: &mut FxHashSet<Name>) {
    if let ExprKind::Name(name) = &e.kind {
        found.insert(name.clone());
    }
    let mut parts = Vec::new();
    walk::expr_children(e, &mut |p| parts.push(p));
    parts.into_iter().for_each(|p| expr_names(p, found));
}
