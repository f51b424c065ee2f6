//! Statements of module level, in source order.

use super::place::Place;
use super::{
    cfunc, cimport, cpp_class, cvar, cyp_class, enum_def, ext_class, extern_block, fused, pure_mode,
    py_names, struct_def, typedef,
};
use crate::cx::Cx;
use crate::scope::{Entry, EntryKind, ScopeKind};
use cyrus_diagnostics::codes;
use cyrus_syntax::ast::{self, Stmt, StmtKind};
use cyrus_syntax::walk;

/// Declares what a block of module-level statements declares.
pub fn block<'a>(cx: &mut Cx<'a>, place: &Place, body: &'a [Stmt]) {
    for stmt in body {
        statement(cx, place, stmt);
    }
}

fn statement<'a>(cx: &mut Cx<'a>, place: &Place, stmt: &'a Stmt) {
    match &stmt.kind {
        StmtKind::CVar(def) => {
            for (_, value) in &def.declarators {
                value.iter().for_each(|e| walrus(cx, place, e));
            }
            cvar::declare(cx, place, def, stmt.span);
        }
        StmtKind::CFunc(def) => cfunc::declare(cx, place, def),
        StmtKind::CTypedef(def) => typedef::declare(cx, place, def, stmt.span),
        StmtKind::CStruct(def) => {
            struct_def::declare(cx, place, def);
        }
        StmtKind::CEnum(def) => enum_def::declare(cx, place, def),
        StmtKind::Fused(def) => fused::declare(cx, place, def),
        StmtKind::CClass(def) => ext_class::declare(cx, place, def),
        StmtKind::CppClass(def) => {
            cpp_class::declare(cx, place, def);
        }
        StmtKind::CypClass(def) => {
            cyp_class::declare(cx, place, def);
        }
        StmtKind::Extern(extern_) => {
            extern_block::preamble(cx, extern_);
            block(cx, &extern_block::place(place, extern_), &extern_.body);
        }
        StmtKind::CdefBlock(inner) => block(cx, place, inner),
        StmtKind::CImport(aliases) => cimport::plain(cx, place, aliases),
        StmtKind::CImportFrom(import) => cimport::from(cx, place, import, stmt.span),

        // ---- Python
        StmtKind::Import(aliases) => py_names::import(cx, place, aliases),
        StmtKind::ImportFrom(import) => py_names::import_from(cx, place, import, stmt.span),
        StmtKind::FuncDef(def) => function(cx, place, def),
        StmtKind::ClassDef(def) => {
            if !ext_class::declare_pure(cx, place, def) {
                python_class(cx, place, def);
            }
        }
        StmtKind::Expr(expr) => {
            if !pure_mode::declare_statement(cx, place, expr) {
                walrus(cx, place, expr);
            }
        }
        StmtKind::Assign { targets, value } => {
            if let [target] = targets.as_slice()
                && pure_mode::assignment(cx, place, target, value, stmt.span)
            {
                return;
            }
            walrus(cx, place, value);
            // In a pxd: a global of the module that uses its inline functions.
            targets.iter().for_each(|t| py_names::target(cx, place, t));
        }
        StmtKind::AnnAssign { target: t, value, annotation } => {
            if value.is_some() && is_main(cx, place) {
                note_annotation(cx, place, t, annotation);
            }
            // An annotation alone binds nothing at module level.
            if let Some(value) = value {
                if pure_mode::assignment(cx, place, t, value, stmt.span) {
                    return;
                }
                walrus(cx, place, value);
                target(cx, place, t);
            }
        }
        StmtKind::AugAssign { target: t, value, .. } => {
            walrus(cx, place, value);
            target(cx, place, t);
        }
        StmtKind::Global(names) => {
            if is_main(cx, place) {
                names.iter().for_each(|n| py_names::bind(cx, place, &n.name, n.span));
            }
        }
        StmtKind::TypeAlias { name, .. } => {
            if is_main(cx, place) {
                py_names::bind(cx, place, &name.name, name.span);
            }
        }
        StmtKind::For(node) => {
            walrus(cx, place, &node.iter);
            target(cx, place, &node.target);
            block(cx, place, &node.body);
            node.orelse.iter().for_each(|b| block(cx, place, b));
        }
        StmtKind::ForFrom(node) => {
            target(cx, place, &node.target);
            block(cx, place, &node.body);
            node.orelse.iter().for_each(|b| block(cx, place, b));
        }
        StmtKind::Try(node) => {
            block(cx, place, &node.body);
            for handler in &node.handlers {
                handler.target.iter().for_each(|t| target(cx, place, t));
                block(cx, place, &handler.body);
            }
            node.orelse.iter().for_each(|b| block(cx, place, b));
            node.finalbody.iter().for_each(|b| block(cx, place, b));
        }
        StmtKind::With { items, body, .. } => {
            let saved = cx.directives.clone();
            for item in items {
                let mut directives = cx.directives.clone();
                if directives.apply_with(cx, place.scope, &item.context, stmt.span) {
                    cx.directives = directives;
                } else {
                    walrus(cx, place, &item.context);
                }
                item.target.iter().for_each(|t| target(cx, place, t));
            }
            block(cx, place, body);
            cx.directives = saved;
        }
        StmtKind::Match { subject, cases } => {
            walrus(cx, place, subject);
            for case in cases {
                let mut names = Vec::new();
                walk::pattern_names(&case.pattern, &mut |n| names.push(n));
                if is_main(cx, place) {
                    names.iter().for_each(|n| py_names::bind(cx, place, &n.name, n.span));
                }
                case.guard.iter().for_each(|e| walrus(cx, place, e));
                block(cx, place, &case.body);
            }
        }
        StmtKind::If { branches, orelse } => {
            for (test, body) in branches {
                walrus(cx, place, test);
                block(cx, place, body);
            }
            orelse.iter().for_each(|b| block(cx, place, b));
        }
        StmtKind::While { test, body, orelse } => {
            walrus(cx, place, test);
            block(cx, place, body);
            orelse.iter().for_each(|b| block(cx, place, b));
        }
        StmtKind::Select { cases, orelse } => {
            cases.iter().for_each(|c| block(cx, place, &c.body));
            orelse.iter().for_each(|b| block(cx, place, b));
        }
        StmtKind::Gil { body, .. } | StmtKind::Locked { body, .. } => block(cx, place, body),
        StmtKind::Print { values, .. } => values.iter().for_each(|e| walrus(cx, place, e)),
        StmtKind::Assert { test, .. } => walrus(cx, place, test),

        StmtKind::Property(def) => cx.error(codes::E0309, def.span, "property outside of an extension type"),
        // Removed by the expansion.
        StmtKind::Include { .. } | StmtKind::CompileTimeDef { .. } | StmtKind::CompileTimeIf { .. } => {}
        StmtKind::Delete(_)
        | StmtKind::Pass
        | StmtKind::Break
        | StmtKind::Continue
        | StmtKind::Return(_)
        | StmtKind::Raise(_)
        | StmtKind::Nonlocal(_)
        | StmtKind::Exec { .. }
        | StmtKind::Error => {}
    }
}

/// Only the module being compiled has Python names.
fn is_main(cx: &Cx<'_>, place: &Place) -> bool {
    matches!(cx.scopes[place.scope].kind, ScopeKind::Module { main: true, .. })
}

fn target(cx: &mut Cx<'_>, place: &Place, expr: &ast::Expr) {
    if is_main(cx, place) {
        py_names::target(cx, place, expr);
    }
}

fn walrus(cx: &mut Cx<'_>, place: &Place, expr: &ast::Expr) {
    if is_main(cx, place) {
        py_names::walrus(cx, place, expr);
    }
}

/// A `def`: a C function of pure mode, or a Python name.
fn function<'a>(cx: &mut Cx<'a>, place: &Place, def: &'a ast::FuncDef) {
    if pure_mode::function(cx, place, def) {
        return;
    }
    if !is_main(cx, place) {
        return;
    }
    if let Some(previous) = cx.scopes[place.scope].get(&def.name.name) {
        let at = previous.span;
        let name = &def.name.name;
        match previous.kind {
            // The C function is hidden from here on.
            EntryKind::CFunc(_) | EntryKind::FusedFunc(_) => {
                cx.warn(codes::W0201, def.span, format!("'{name}' redeclared "));
                cx.warn(codes::W0301, def.span, super::ext_method::DEF_OVER_CDEF);
                let entry = Entry::new(name.clone(), Some(def.name.span), EntryKind::PyGlobal);
                cx.enter(place.scope, Entry { in_python: true, ..entry });
                return;
            }
            // A variable for objects takes the function.
            EntryKind::CVar(id) if cx.types.is_object(cx.cvars[id].ty) => return,
            EntryKind::CVar(_) | EntryKind::Type(_) | EntryKind::Const(_) if at.is_some() => {
                cx.error(codes::E0202, def.span, format!("'{name}' already declared"));
                at.iter().for_each(|&at| cx.error(codes::E0202, at, "Previous declaration is here"));
                return;
            }
            _ => {}
        }
    }
    py_names::bind(cx, place, &def.name.name, def.name.span);
}

fn python_class(cx: &mut Cx<'_>, place: &Place, def: &ast::ClassDef) {
    if is_main(cx, place) {
        py_names::bind(cx, place, &def.name.name, def.name.span);
        reject_cfuncs(cx, place, &def.body);
    }
}

/// Methods of Python classes cannot be C functions.
fn reject_cfuncs(cx: &mut Cx<'_>, place: &Place, body: &[Stmt]) {
    for stmt in body {
        match &stmt.kind {
            StmtKind::FuncDef(def) => {
                let is_cfunc = def.decorators.iter().any(|d| {
                    super::memview_type::cython_path(cx, place.scope, d).as_deref() == Some("cfunc")
                });
                if is_cfunc {
                    cx.error(codes::E0308, def.span, "cfunc directive is not allowed here");
                }
            }
            StmtKind::ClassDef(def) => reject_cfuncs(cx, place, &def.body),
            _ => {}
        }
    }
}

/// Keeps what an annotation says of a Python variable of the module. What is to be said of the annotation itself is said where
/// the statement is checked.
fn note_annotation(cx: &mut Cx<'_>, place: &Place, target: &ast::Expr, annotation: &ast::Expr) {
    let ast::ExprKind::Name(name) = &target.kind else { return };
    if !cx.directives.annotation_typing {
        return;
    }
    let before = cx.diags.len();
    let found = super::annotation::resolve(cx, place.scope, annotation);
    cx.diags.truncate(before);
    match found {
        Some((ty, false)) if cx.types.is_object(ty) || cx.types.is_numeric(ty) => {
            cx.annotated_globals.insert(name.clone(), ty);
        }
        _ => {
            cx.annotated_globals.remove(name);
        }
    }
}
