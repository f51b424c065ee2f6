//! Loading declaration files: the module's own pxd, and those of cimported modules.

use super::place::{self, Place};
use super::{forward, statement};
use crate::cx::Cx;
use crate::directive::Directives;
use crate::expand;
use crate::input::FoundFile;
use crate::scope::{Scope, ScopeId, ScopeKind};
use cyrus_diagnostics::{Diagnostic, codes};
use cyrus_source::{FileId, Span};
use cyrus_syntax::Name;
use cyrus_syntax::ast::{self, SourceKind};

/// The scope of the module with this full name, its pxd read if there is one. `None`: no pxd.
pub fn load(cx: &mut Cx<'_>, module: &str) -> Option<ScopeId> {
    if module == cx.module_name.as_str() {
        return Some(cx.main_scope);
    }
    cx.offered.note_module(module);
    if cx.pxd_loaded.contains_key(module) {
        cx.declares_cpp |= cx.cpp_modules.contains(module);
        return cx.modules.get(module).copied().flatten();
    }
    let found = cx.finder.find_pxd(module)?;
    let scope = package(cx, module);
    cx.pxd_loaded.insert(module.into(), found.is_package);
    let around = std::mem::replace(&mut cx.declares_cpp, false);
    let tree = parse(cx, found);
    walk(cx, scope, tree);
    if cx.declares_cpp {
        cx.cpp_modules.insert(module.into());
    }
    cx.declares_cpp |= around;
    cx.pxd_order.push(module.into());
    Some(scope)
}

/// Whether this is a file of ours.
pub fn in_library(cx: &Cx<'_>, place: &Place) -> bool {
    place::module_of(cx, place.scope).is_some_and(|module| is_library(&module))
}

/// Whether a module is one of the declaration files that come with the compiler.
fn is_library(module: &str) -> bool {
    ["libcpp", "libcyrus", "libcythonplus"].contains(&module.split('.').next().unwrap_or_default())
}

/// Tells who cimports a module of the library into C code that it is C++. What is more than declarations cannot be
/// compiled then.
pub fn check_language(cx: &mut Cx<'_>, place: &Place, module: &str, span: Span) {
    if cx.cplus
        || cx.needs_cpp
        || !cx.cpp_modules.contains(module)
        || in_library(cx, place)
        || !is_library(module)
    {
        return;
    }
    let help = "write '# distutils: language = c++' at the top of the module, or compile it with --cplus";
    if module.starts_with("libcpp") {
        let message = format!("'{module}' declares C++, and this module is compiled as C");
        cx.diags.push(Diagnostic::warning(codes::W0301, span, message).help(help));
        return;
    }
    cx.needs_cpp = true;
    let message = format!("'{module}' needs C++, and this module is compiled as C");
    cx.diags.push(Diagnostic::error(codes::E0401, span, message).help(help));
}

/// The scope of a package or module whose pxd need not be read (yet).
pub fn package(cx: &mut Cx<'_>, module: &str) -> ScopeId {
    if module == cx.module_name.as_str() {
        return cx.main_scope;
    }
    if let Some(Some(scope)) = cx.modules.get(module) {
        return *scope;
    }
    let builtins = cx.builtin_scope;
    let kind = ScopeKind::Module { name: module.into(), main: false };
    let scope = cx.scopes.push(Scope::new(kind, Some(builtins)));
    cx.modules.insert(module.into(), Some(scope));
    scope
}

/// Reads the module's own pxd into its scope, unless the module is nothing but that.
pub fn load_own(cx: &mut Cx<'_>, module: FileId) {
    if cx.sources.file(module).path.extension().is_some_and(|e| e == "pxd") {
        return;
    }
    let name = cx.module_name.clone();
    let Some(found) = cx.finder.find_own_pxd(&name) else { return };
    let tree = parse(cx, found);
    let scope = cx.main_scope;
    walk(cx, scope, tree);
}

fn parse<'a>(cx: &mut Cx<'a>, found: FoundFile) -> &'a ast::Module {
    let file = cx.sources.add(found.path, found.text.as_str());
    let options = cyrus_parser::ParseOptions {
        language_level: cx.options.language_level,
        cpp: cx.cplus,
        ..cyrus_parser::ParseOptions::new(SourceKind::Pxd)
    };
    let mut tree = cyrus_parser::parse(file, &found.text, &options, cx.diags);
    expand::module(cx, &mut tree);
    cx.adopt(tree)
}

fn walk<'a>(cx: &mut Cx<'a>, scope: ScopeId, tree: &'a ast::Module) {
    let own = Directives::of_module(cx, tree);
    let saved = std::mem::replace(&mut cx.directives, own);
    let place = Place::module(scope, true);
    forward::block(cx, &place, &tree.body);
    statement::block(cx, &place, &tree.body);
    super::ext_class::finish_deferred(cx);
    super::ext_class::check_pxd(cx, scope, tree.file);
    cx.directives = saved;
}

/// The package that relative names start from: the module itself when it is a package.
pub fn package_of(cx: &Cx<'_>, module: Option<&Name>) -> (Name, bool) {
    match module {
        None => (cx.module_name.clone(), cx.is_package),
        Some(name) => (name.clone(), cx.pxd_loaded.get(name).copied().unwrap_or(false)),
    }
}
