//! Declares a module given as text and shows what came of it.

use cyrus_diagnostics::{Diagnostics, Severity, plain};
use cyrus_parser::{ParseOptions, parse};
use cyrus_sema::cx::Cx;
use cyrus_sema::scope::{Entry, EntryKind};
use cyrus_sema::{CheckOptions, FoundFile, ModuleFinder, SourceUnit, declare, expand};
use cyrus_source::SourceMap;
use cyrus_syntax::ast::{LanguageLevel, SourceKind};
use cyrus_types::{CheckSize, FieldAccess, Ty};
use elsa::FrozenVec;
use std::fmt::Write;
use std::path::{Path, PathBuf};

/// Files by path; the first is the module.
pub(crate) struct Files<'a>(pub(crate) &'a [(&'a str, &'a str)]);

impl ModuleFinder for Files<'_> {
    fn find_pxd(&mut self, module: &str) -> Option<FoundFile> {
        let path = module.replace('.', "/");
        for (candidate, is_package) in
            [(format!("{path}.pxd"), false), (format!("{path}/__init__.pxd"), true)]
        {
            if let Some((name, text)) = self.0.iter().find(|(name, _)| *name == candidate) {
                return Some(FoundFile { path: PathBuf::from(name), text: text.to_string(), is_package });
            }
            let includes = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../includes").join(&candidate);
            if let Ok(text) = std::fs::read_to_string(&includes) {
                return Some(FoundFile { path: PathBuf::from(candidate), text, is_package });
            }
        }
        None
    }

    fn is_package(&mut self, module: &str) -> bool {
        let prefix = format!("{}/", module.replace('.', "/"));
        self.0.iter().any(|(name, _)| name.starts_with(&prefix))
            || Path::new(env!("CARGO_MANIFEST_DIR")).join("../../includes").join(&prefix).is_dir()
    }

    fn find_include(&mut self, _from: &Path, name: &str) -> Option<FoundFile> {
        let (path, text) = self.0.iter().find(|(path, _)| *path == name)?;
        Some(FoundFile { path: PathBuf::from(path), text: text.to_string(), is_package: false })
    }
}

/// Declares the first file; shows messages, then the module's entries.
pub(crate) fn show(files: &[(&str, &str)]) -> String {
    let options = CheckOptions { cplus: true, ..CheckOptions::default() };
    show_with(files, &options, true)
}

/// Only the messages.
pub(crate) fn messages(files: &[(&str, &str)]) -> String {
    let options = CheckOptions { cplus: true, ..CheckOptions::default() };
    show_with(files, &options, false)
}

/// The same with options.
pub(crate) fn show_with(files: &[(&str, &str)], options: &CheckOptions, entries: bool) -> String {
    let (path, text) = files[0];
    let mut sources = SourceMap::new();
    let mut diags = Diagnostics::new();
    let file = sources.add(path, text);
    let kind = if path.ends_with(".py") { SourceKind::Py } else { SourceKind::Pyx };
    let parse_options = ParseOptions {
        language_level: options.language_level,
        cpp: options.cplus,
        ..ParseOptions::new(kind)
    };
    let tree = parse(file, text, &parse_options, &mut diags);
    let is_package = path.ends_with("__init__.pyx");
    let stem = path.rsplit_once('.').map_or(path, |(stem, _)| stem);
    let stem = stem.strip_suffix("/__init__").unwrap_or(stem);
    let unit =
        SourceUnit { name: stem.replace('/', ".").into(), path: PathBuf::from(path), tree, is_package };
    let trees = FrozenVec::new();
    let mut finder = Files(files);
    let mut out = String::new();
    {
        let mut cx = Cx::new(&unit, &mut finder, options, &mut sources, &mut diags, &trees);
        let mut tree = unit.tree;
        expand::module(&mut cx, &mut tree);
        let tree = cx.adopt(tree);
        declare::module(&mut cx, tree);
        if entries {
            for entry in cx.scopes[cx.main_scope].entries.values() {
                show_entry(&cx, entry, &mut out);
            }
        }
    }
    let mut shown = String::new();
    for diagnostic in diags.sorted() {
        if diagnostic.severity == Severity::Error || !entries {
            shown.push_str(&plain::line(diagnostic, &sources));
            shown.push('\n');
        }
    }
    shown + &out
}

fn show_entry(cx: &Cx<'_>, entry: &Entry, out: &mut String) {
    let python = if entry.in_python { " (python)" } else { "" };
    let what = match &entry.kind {
        EntryKind::PyGlobal => "global".to_string(),
        EntryKind::PyBuiltin => "builtin".to_string(),
        EntryKind::CVar(id) => {
            let var = &cx.cvars[*id];
            format!("var {} = {}", cx.types.display(var.ty), var.cname)
        }
        EntryKind::CFunc(ids) => {
            let ids: Vec<String> = ids
                .iter()
                .map(|&id| {
                    let func = &cx.cfuncs[id];
                    let mut types = cx.types.clone();
                    let ty = types.intern(Ty::Func(func.sig));
                    let ns = func.namespace.as_ref().map(|n| format!("{n}::")).unwrap_or_default();
                    format!("{} = {ns}{}", types.display(ty), func.cname)
                })
                .collect();
            format!("func {}", ids.join("; "))
        }
        EntryKind::FusedFunc(id) => format!("fused func of {} types", cx.fused_funcs[*id].fused.len()),
        EntryKind::Type(ty) => show_type(cx, *ty),
        EntryKind::CppTemplate(id) => {
            let def = &cx.types.cpp_classes[*id];
            format!("cpp template {} of {}{}", show_name(def), def.params.len(), show_cpp(cx, def))
        }
        EntryKind::CypTemplate(id) => {
            format!("cyp template of {}{}", cx.types.cyp_classes[*id].params.len(), show_cyp(cx, *id))
        }
        EntryKind::Const(c) => match c.value {
            Some(value) => format!("const {} = {} = {value}", cx.types.display(c.ty), c.cname),
            None => format!("const {} = {}", cx.types.display(c.ty), c.cname),
        },
        EntryKind::Module(id) => match &cx.scopes[*id].kind {
            cyrus_sema::scope::ScopeKind::Module { name, .. } => format!("module {name}"),
            other => format!("module {other:?}"),
        },
        EntryKind::Cython(path) => format!("<{path}>"),
    };
    let _ = writeln!(out, "{}{python}: {what}", entry.name);
}

fn show_type(cx: &Cx<'_>, ty: cyrus_types::TyId) -> String {
    match cx.types.get(ty) {
        Ty::Typedef(id) => {
            let def = &cx.types.typedefs[*id];
            format!("typedef {} = {}", cx.types.display(def.base), def.cname)
        }
        Ty::Struct(id) => {
            let def = &cx.types.structs[*id];
            let fields: Vec<String> =
                def.fields.iter().map(|f| format!("{} {}", cx.types.display(f.ty), f.cname)).collect();
            let kind = if def.is_union { "union" } else { "struct" };
            let state = if def.complete { "" } else { " incomplete" };
            format!("{kind} {} {{{}}}{state}", def.cname, fields.join("; "))
        }
        Ty::Enum(id) => {
            let def = &cx.types.enums[*id];
            let items: Vec<String> = def
                .items
                .iter()
                .map(|i| i.known.map_or(i.name.to_string(), |k| format!("{}={k}", i.name)))
                .collect();
            format!("enum {} {{{}}}", def.cname, items.join(", "))
        }
        Ty::Fused(id) => {
            let types: Vec<String> = cx.types.fused[*id].types.iter().map(|&t| cx.types.display(t)).collect();
            format!("fused {{{}}}", types.join(", "))
        }
        Ty::Ext(id) | Ty::NogilClass(id) => show_class(cx, *id),
        Ty::Cpp(id, args) if args.is_empty() => {
            let def = &cx.types.cpp_classes[*id];
            format!("cpp class {}{}", show_name(def), show_cpp(cx, def))
        }
        Ty::Cyp(cyp) if cyp.args.is_empty() => format!("cypclass{}", show_cyp(cx, cyp.class)),
        _ => format!("type {}", cx.types.display(ty)),
    }
}

fn show_class(cx: &Cx<'_>, id: cyrus_types::ClassId) -> String {
    let def = &cx.types.classes[id];
    let mut text = format!("class {} {}", def.qualified, def.struct_cname);
    if let Some(base) = def.base {
        let _ = write!(text, " < {}", cx.types.display(base));
    }
    if def.check_size != CheckSize::Warn {
        let _ = write!(text, " {:?}", def.check_size);
    }
    for field in &def.fields {
        let access = match field.access {
            FieldAccess::Private => "",
            FieldAccess::ReadOnly => "readonly ",
            FieldAccess::Public => "public ",
        };
        let _ = write!(text, "\n  {access}{} {}", cx.types.display(field.ty), field.cname);
    }
    for method in &def.methods {
        let mut types = cx.types.clone();
        let ty = types.intern(Ty::Func(method.sig));
        let over = if method.overrides { "override " } else { "" };
        let stat = if method.is_static { "static " } else { "" };
        let _ = write!(text, "\n  {over}{stat}{} {}", method.name, types.display(ty));
    }
    text
}

fn show_name(def: &cyrus_types::CppClassDef) -> String {
    match &def.namespace {
        Some(ns) => format!("{ns}::{}", def.cname),
        None => def.cname.to_string(),
    }
}

fn show_cpp(cx: &Cx<'_>, def: &cyrus_types::CppClassDef) -> String {
    let mut text = String::new();
    for &base in &def.bases {
        let _ = write!(text, " < {}", cx.types.display(base));
    }
    for field in &def.fields {
        let _ = write!(text, "\n  {} {}", cx.types.display(field.ty), field.cname);
    }
    for method in &def.methods {
        let mut types = cx.types.clone();
        let ty = types.intern(Ty::Func(method.sig));
        let stat = if method.is_static { "static " } else { "" };
        let _ = write!(text, "\n  {stat}{} {}", method.name, types.display(ty));
    }
    for (name, ty) in &def.nested {
        let _ = write!(text, "\n  nested {name} {}", cx.types.display(*ty));
    }
    text
}

fn show_cyp(cx: &Cx<'_>, id: cyrus_types::CypClassId) -> String {
    let def = &cx.types.cyp_classes[id];
    let mut text = String::new();
    if let Some(mro) = &def.mro {
        let mro: Vec<String> = mro.iter().map(|&t| cx.types.display(t)).collect();
        let _ = write!(text, " mro({})", mro.join(", "));
    }
    for field in &def.fields {
        let _ = write!(text, "\n  {} {}", cx.types.display(field.ty), field.name);
    }
    for method in &def.methods {
        let mut types = cx.types.clone();
        let ty = types.intern(Ty::Func(method.sig));
        let stat = if method.is_static { "static " } else { "" };
        let _ = write!(text, "\n  {stat}{} {}", method.name, types.display(ty));
    }
    for (name, ty) in &def.nested {
        let _ = write!(text, "\n  nested {name} {}", cx.types.display(*ty));
    }
    text
}

/// Options for language level 2.
pub(crate) fn level_2() -> CheckOptions {
    CheckOptions { language_level: LanguageLevel::Py2, ..CheckOptions::default() }
}

/// Compares after removing the indentation that the expectation has in its test.
#[track_caller]
pub(crate) fn check(actual: &str, expected: &str) {
    let lines: Vec<&str> = expected.lines().skip_while(|l| l.trim().is_empty()).collect();
    let indent = lines
        .iter()
        .filter(|l| !l.trim().is_empty())
        .map(|l| l.len() - l.trim_start().len())
        .min()
        .unwrap_or(0);
    let expected: Vec<&str> = lines.iter().map(|l| l.get(indent..).unwrap_or("")).collect();
    let expected = expected.join("\n");
    if actual.trim_end() != expected.trim_end() {
        panic!("got:\n{actual}\n---- expected:\n{expected}");
    }
}
