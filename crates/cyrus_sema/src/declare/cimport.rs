//! `cimport` in all its forms, and the imports of pure mode that mean the same
//! (`from cython.cimports.libc import math`).

use super::place::{self, Place};
use super::{cython_module, pxd};
use crate::cx::Cx;
use crate::directive;
use crate::scope::{Entry, EntryKind, ScopeId};
use cyrus_diagnostics::{Diagnostic, codes};
use cyrus_source::Span;
use cyrus_syntax::Name;
use cyrus_syntax::ast::{DottedName, Ident, ImportAlias, ImportFrom, ImportNames};

/// `cimport a.b, c as d`
pub fn plain(cx: &mut Cx<'_>, place: &Place, aliases: &[ImportAlias]) {
    for alias in aliases {
        let name = alias.name.joined();
        let span = alias.name.span;
        if name == "cython" || name.starts_with("cython.") {
            cython(cx, place, &name, alias.asname.as_ref(), span);
            continue;
        }
        module(cx, place, &name, alias.asname.as_ref(), span);
    }
}

fn module(cx: &mut Cx<'_>, place: &Place, name: &str, asname: Option<&Ident>, span: Span) {
    let Some((full, scope)) = find(cx, place, name, span) else { return };
    pxd::check_language(cx, place, &full, span);
    cx.cimports_numpy |= full == "numpy" && place.scope == cx.main_scope;
    match asname {
        Some(asname) => declare_module(cx, place.scope, &asname.name, scope, span),
        None => {
            // `cimport a.b` binds `a`, which has `b` in it.
            let parts: Vec<&str> = full.split('.').collect();
            let first = name.split('.').next().unwrap_or(name);
            let skip = parts.len() - name.split('.').count();
            let mut path = parts[..=skip].join(".");
            let mut outer = pxd::package(cx, &path);
            declare_module(cx, place.scope, first, outer, span);
            for part in &parts[skip + 1..] {
                path = format!("{path}.{part}");
                let inner = pxd::package(cx, &path);
                declare_module(cx, outer, part, inner, span);
                outer = inner;
            }
        }
    }
}

/// Finds a module for a cimport without dots: absolute, at language level 2 beside this one first.
fn find(cx: &mut Cx<'_>, place: &Place, name: &str, span: Span) -> Option<(Name, ScopeId)> {
    if !cx.directives.language_level.is_py3() {
        let here = place::module_of(cx, place.scope);
        let (module, is_package) = pxd::package_of(cx, here.as_ref());
        if let Some(package) = ancestor(&module, usize::from(!is_package)) {
            let full = format!("{package}.{name}");
            if let Some(scope) = pxd::load(cx, &full) {
                return Some((full.into(), scope));
            }
        }
    }
    found_or_reported(cx, name, span).map(|scope| (name.into(), scope))
}

/// The module's scope; reports a module that does not exist.
fn found_or_reported(cx: &mut Cx<'_>, name: &str, span: Span) -> Option<ScopeId> {
    if let Some(scope) = pxd::load(cx, name) {
        return Some(scope);
    }
    if !cx.finder.is_package(name) {
        let message = format!("'{}.pxd' not found", name.replace('.', "/"));
        let help = "name the directory it is in with -I, or install the package it belongs to";
        cx.diags.push(Diagnostic::error(codes::E0203, span, message).help(help));
        cx.pxd_loaded.insert(name.into(), false);
    }
    Some(pxd::package(cx, name))
}

/// Enters a cimported module under a name.
fn declare_module(cx: &mut Cx<'_>, scope: ScopeId, name: &str, module: ScopeId, span: Span) {
    if let Some(entry) = cx.scopes[scope].entries.get_mut(name) {
        // A Python import of the same name may stand before: both meanings stay.
        if matches!(entry.kind, EntryKind::PyGlobal) {
            entry.kind = EntryKind::Module(module);
        }
        return;
    }
    let mut entry = Entry::new(name.into(), Some(span), EntryKind::Module(module));
    if matches!(name, "typing" | "dataclasses" | "functools") {
        entry.known = Some(name.into());
    }
    cx.enter(scope, entry);
}

/// `from a.b cimport c as d`
pub fn from(cx: &mut Cx<'_>, place: &Place, import: &ImportFrom, span: Span) {
    let joined = import.module.as_ref().map(DottedName::joined);
    if import.level == 0
        && let Some(name) = &joined
    {
        if name == "cython.cimports" || name.starts_with("cython.cimports.") {
            cimports(cx, place, name, &import.names, span);
            return;
        }
        if name == "cython" || name.starts_with("cython.") {
            from_cython(cx, place, name, &import.names, span);
            return;
        }
    }
    from_module(cx, place, import.level, joined.as_deref(), &import.names, span);
}

/// `from cython.cimports.a import b` is `from a cimport b`; without `a`, `cimport b`.
fn cimports(cx: &mut Cx<'_>, place: &Place, name: &str, names: &ImportNames, span: Span) {
    match name.strip_prefix("cython.cimports.") {
        Some(rest) => from_module(cx, place, 0, Some(rest), names, span),
        None => {
            if let ImportNames::Names(names) = names {
                for (name, asname) in names {
                    module(cx, place, &name.name, asname.as_ref(), name.span);
                }
            }
        }
    }
}

fn from_module(
    cx: &mut Cx<'_>,
    place: &Place,
    level: u32,
    module: Option<&str>,
    names: &ImportNames,
    span: Span,
) {
    let found = match level {
        0 => module.and_then(|m| find(cx, place, m, span)),
        _ => relative(cx, place, level as usize, module, span),
    };
    let Some((full, scope)) = found else { return };
    pxd::check_language(cx, place, &full, span);
    cx.cimports_numpy |= full == "numpy" && place.scope == cx.main_scope;
    match names {
        ImportNames::Star(_) => {
            let entries: Vec<Entry> = cx.scopes[scope].entries.values().cloned().collect();
            for entry in entries {
                let name = entry.name.clone();
                imported(cx, place.scope, &name, entry);
            }
        }
        ImportNames::Names(names) => {
            for (name, asname) in names {
                let local = asname.as_ref().unwrap_or(name).name.clone();
                let submodule = format!("{full}.{}", name.name);
                // A builtin name, such as `file`, is only meant when there is no module of that name.
                let own = cx.scopes[scope].get(&name.name).cloned();
                let entry = match own {
                    None if pxd::load(cx, &submodule).is_some() => None,
                    None => cx.lookup(scope, &name.name).cloned(),
                    own => own,
                };
                if let Some(entry) = entry {
                    imported(cx, place.scope, &local, entry);
                    continue;
                }
                if let Some(inner) = found_or_reported(cx, &submodule, span) {
                    pxd::check_language(cx, place, &submodule, span);
                    declare_module(cx, scope, &name.name, inner, span);
                    declare_module(cx, place.scope, &local, inner, span);
                }
            }
        }
    }
}

/// Enters an entry of another module under a local name.
fn imported(cx: &mut Cx<'_>, scope: ScopeId, name: &str, entry: Entry) {
    let in_python = cx.scopes[scope].get(name).is_some_and(|e| e.in_python)
        && !matches!(entry.kind, EntryKind::PyBuiltin);
    let is_builtin = entry.span.is_none();
    let entry = Entry {
        name: name.into(),
        from_pxd: false,
        in_python: if is_builtin { entry.in_python } else { in_python },
        ..entry
    };
    cx.enter(scope, entry);
}

/// The module that dots lead to.
fn relative(
    cx: &mut Cx<'_>,
    place: &Place,
    level: usize,
    module: Option<&str>,
    span: Span,
) -> Option<(Name, ScopeId)> {
    let here = place::module_of(cx, place.scope);
    let (current, is_package) = pxd::package_of(cx, here.as_ref());
    let parts = current.split('.').count();
    if level > parts {
        cx.error(codes::E0203, span, "relative cimport beyond main package is not allowed");
        return None;
    }
    if level == parts && !is_package {
        cx.error(codes::E0203, span, "relative cimport from non-package directory is not allowed");
        return None;
    }
    let package = ancestor(&current, level - usize::from(is_package))?;
    match module {
        Some(module) => {
            let full = format!("{package}.{module}");
            let scope = found_or_reported(cx, &full, span)?;
            Some((full.into(), scope))
        }
        // `from . cimport x`: the package's own `__init__.pxd`, if it has one.
        None => {
            let scope = pxd::load(cx, &package).unwrap_or_else(|| pxd::package(cx, &package));
            Some((package, scope))
        }
    }
}

/// The name without its last `up` parts.
fn ancestor(module: &str, up: usize) -> Option<Name> {
    let parts: Vec<&str> = module.split('.').collect();
    let keep = parts.len().checked_sub(up)?;
    if keep == 0 { None } else { Some(parts[..keep].join(".").into()) }
}

// ---- the `cython` module

const SUBMODULES: &[&str] = &["cimports", "dataclasses", "operator", "parallel", "view"];

/// `cimport cython`, `cimport cython.parallel as p`, and `import` of the same.
pub fn cython(cx: &mut Cx<'_>, place: &Place, name: &str, asname: Option<&Ident>, span: Span) {
    if name == "cython.cimports" {
        cx.error(
            codes::E0203,
            span,
            "Cannot cimport the 'cython.cimports' package directly, only submodules.",
        );
    }
    if let Some(rest) = name.strip_prefix("cython.cimports.") {
        match asname {
            Some(asname) if asname.name != "cython" => module(cx, place, rest, Some(asname), span),
            _ => {
                let message = "Python cimports must use 'from cython.cimports... import ...' or 'import ... as \
                               ...', not just 'import ...'";
                cx.error(codes::E0203, span, message);
            }
        }
        return;
    }
    if name.starts_with("cython.parallel.") {
        cx.error(codes::E0203, span, format!("{name} is not a module"));
    } else {
        check_submodule(cx, name, span);
    }
    let (local, path) = match asname {
        Some(asname) => {
            (asname.name.clone(), name.strip_prefix("cython").unwrap_or("").trim_start_matches('.'))
        }
        None => ("cython".into(), ""),
    };
    cx.enter(place.scope, Entry::new(local, Some(span), cython_module::entry_kind(path)));
}

fn check_submodule(cx: &mut Cx<'_>, name: &str, span: Span) {
    let Some(submodule) = name.strip_prefix("cython.").and_then(|rest| rest.split('.').next()) else {
        return;
    };
    if SUBMODULES.contains(&submodule) {
        return;
    }
    let hints = [
        ("imp", "cimports"),
        ("cimp", "cimports"),
        ("para", "parallel"),
        ("parra", "parallel"),
        ("dataclass", "dataclasses"),
    ];
    let hint = hints.iter().find(|(wrong, _)| submodule.starts_with(wrong)).map(|(_, right)| *right);
    let extra = match hint {
        Some(right) => format!(". Did you mean 'cython.{right}' ?"),
        None if directive::exists(submodule)
            || cython_module::type_of(cx, submodule).is_some()
            || cython_module::INTRINSICS.contains(&submodule) =>
        {
            format!(". Instead, use 'import cython' and then 'cython.{submodule}'.")
        }
        None => String::new(),
    };
    cx.error(codes::E0203, span, format!("'{name}' is not a valid cython.* module{extra}"));
}

/// `from cython cimport x`, `from cython.parallel cimport prange`, and `import` of the same.
pub fn from_cython(cx: &mut Cx<'_>, place: &Place, module: &str, names: &ImportNames, span: Span) {
    if module == "cython.cimports" || module.starts_with("cython.cimports.") {
        cimports(cx, place, module, names, span);
        return;
    }
    check_submodule(cx, module, span);
    let base = module.strip_prefix("cython").unwrap_or("").trim_start_matches('.');
    match names {
        ImportNames::Star(_) => {
            let all: &[&str] = match base {
                "parallel" => &["parallel", "prange", "threadid"],
                "operator" => &[
                    "dereference",
                    "preincrement",
                    "predecrement",
                    "postincrement",
                    "postdecrement",
                    "address",
                    "comma",
                    "typeid",
                ],
                "view" => &[
                    "generic",
                    "strided",
                    "indirect",
                    "generic_contiguous",
                    "contiguous",
                    "indirect_contiguous",
                    "array",
                    "memoryview",
                ],
                _ => &[],
            };
            for name in all {
                let kind = cython_module::entry_kind(&format!("{base}.{name}"));
                cx.enter(place.scope, Entry::new((*name).into(), Some(span), kind));
            }
        }
        ImportNames::Names(names) => {
            for (name, asname) in names {
                let path =
                    if base.is_empty() { name.name.to_string() } else { format!("{base}.{}", name.name) };
                if base == "parallel" && !matches!(name.name.as_str(), "parallel" | "prange" | "threadid") {
                    cx.error(codes::E0204, span, format!("No such directive: cython.{path}"));
                }
                let local = asname.as_ref().unwrap_or(name).name.clone();
                let mut entry = Entry::new(local, Some(name.span), cython_module::entry_kind(&path));
                if let Some(rest) = path.strip_prefix("dataclasses.") {
                    entry.known = Some(format!("dataclasses.{rest}").into());
                }
                cx.enter(place.scope, entry);
            }
        }
    }
}
