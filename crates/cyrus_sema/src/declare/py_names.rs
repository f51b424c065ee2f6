//! Python names of module scope: what assignments, imports, `def` and `class` bind.
//!
//! Names that are declared at C level keep their meaning; all others become globals of the module.

use super::cimport;
use super::place::Place;
use crate::cx::Cx;
use crate::scope::{Entry, EntryKind};
use cyrus_source::Span;
use cyrus_syntax::Name;
use cyrus_syntax::ast::{self, ExprKind, ImportAlias, ImportFrom, ImportNames, Stmt, StmtKind};
use cyrus_syntax::walk;

/// Binds a name, unless it has a meaning already.
pub fn bind(cx: &mut Cx<'_>, place: &Place, name: &Name, span: Span) {
    match cx.scopes[place.scope].entries.get_mut(name) {
        Some(entry) => {
            entry.known = None;
            match entry.kind {
                // A C variable is assigned, not rebound.
                EntryKind::CVar(_) => {}
                _ => entry.in_python = true,
            }
        }
        None => {
            let entry = Entry::new(name.clone(), Some(span), EntryKind::PyGlobal);
            cx.enter(place.scope, Entry { in_python: true, ..entry });
        }
    }
}

/// Binds every name in an assignment target.
pub fn target(cx: &mut Cx<'_>, place: &Place, expr: &ast::Expr) {
    match &expr.kind {
        ExprKind::Name(name) => bind(cx, place, name, expr.span),
        ExprKind::Tuple(items) | ExprKind::List(items) => items.iter().for_each(|e| target(cx, place, e)),
        ExprKind::Starred(inner) => target(cx, place, inner),
        _ => walrus(cx, place, expr),
    }
}

/// Binds the targets of assignment expressions inside an expression.
pub fn walrus(cx: &mut Cx<'_>, place: &Place, expr: &ast::Expr) {
    match &expr.kind {
        ExprKind::Walrus(name, _) => bind(cx, place, &name.name, name.span),
        ExprKind::Lambda(_) | ExprKind::Name(_) => return,
        _ => {}
    }
    let mut children = Vec::new();
    walk::expr_children(expr, &mut |e| children.push(e));
    for child in children {
        walrus(cx, place, child);
    }
}

/// `import a.b, c as d`
pub fn import(cx: &mut Cx<'_>, place: &Place, aliases: &[ImportAlias]) {
    for alias in aliases {
        let name = alias.name.joined();
        if name == "cython" || name.starts_with("cython.") {
            cimport::cython(cx, place, &name, alias.asname.as_ref(), alias.name.span);
            continue;
        }
        let bound = alias.asname.as_ref().unwrap_or(&alias.name.parts[0]);
        bind(cx, place, &bound.name, bound.span);
        let known = if alias.asname.is_some() { name } else { alias.name.parts[0].name.clone() };
        remember(cx, place, &bound.name, &known);
    }
}

/// `from a import b as c`
pub fn import_from(cx: &mut Cx<'_>, place: &Place, import: &ImportFrom, span: Span) {
    let module = import.module.as_ref().map(ast::DottedName::joined).unwrap_or_default();
    if import.level == 0 && (module == "cython" || module.starts_with("cython.")) {
        cimport::from_cython(cx, place, &module, &import.names, span);
        return;
    }
    let ImportNames::Names(names) = &import.names else {
        cx.has_import_star = true;
        return;
    };
    for (name, asname) in names {
        let bound = asname.as_ref().unwrap_or(name);
        bind(cx, place, &bound.name, bound.span);
        if import.level == 0 {
            remember(cx, place, &bound.name, &format!("{module}.{}", name.name));
        }
    }
}

/// Notes which name of the standard library an import bound, where that name means something here.
fn remember(cx: &mut Cx<'_>, place: &Place, name: &str, qualified: &str) {
    let module = qualified.split('.').next().unwrap_or_default();
    if !matches!(module, "typing" | "dataclasses" | "functools") {
        return;
    }
    if let Some(entry) = cx.scopes[place.scope].entries.get_mut(name) {
        entry.known = Some(qualified.into());
    }
}

/// Binds the names that functions and classes declare `global`.
pub fn nested_globals(cx: &mut Cx<'_>, place: &Place, body: &[Stmt]) {
    for stmt in body {
        if let StmtKind::Global(names) = &stmt.kind {
            for name in names {
                if cx.scopes[place.scope].get(&name.name).is_none() {
                    bind(cx, place, &name.name, name.span);
                }
            }
        }
        match &stmt.kind {
            StmtKind::FuncDef(def) => nested_globals(cx, place, &def.body),
            StmtKind::ClassDef(def) => nested_globals(cx, place, &def.body),
            StmtKind::CFunc(def) => def.body.iter().for_each(|b| nested_globals(cx, place, b)),
            StmtKind::CClass(def) => def.body.iter().for_each(|b| nested_globals(cx, place, b)),
            StmtKind::CppClass(def) => def.body.iter().for_each(|b| nested_globals(cx, place, b)),
            StmtKind::CypClass(def) => def.body.iter().for_each(|b| nested_globals(cx, place, b)),
            StmtKind::Property(def) => nested_globals(cx, place, &def.body),
            _ => {
                let mut blocks = Vec::new();
                walk::stmt_children(stmt, &mut |_| {}, &mut |b| blocks.push(b));
                for block in blocks {
                    nested_globals(cx, place, block);
                }
            }
        }
    }
}
