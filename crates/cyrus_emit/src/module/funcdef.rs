//! Static descriptions of Python functions, from which function objects are made.

use crate::c_text::bytes_literal;
use crate::cx::Cx;
use cyrus_arena::Id as _;
use cyrus_hir::{CoroutineKind, DefInfo, Func, FuncId, FuncKind, LocalKind, StrConst};
use cyrus_mir::StmtKind;
use std::fmt::Write as _;

/// C name of the description.
pub(crate) fn funcdef_name(cx: &Cx, func: FuncId) -> String {
    match cx.python_body(func).or_else(|| cx.first_body(func)) {
        Some(body) => format!("__cyrus_def_{}", cx.body_name(body)),
        None => format!("__cyrus_def_{}", func.index()),
    }
}

/// All descriptions in use.
pub(super) fn funcdefs(cx: &mut Cx) -> String {
    let mut out = String::new();
    let mut next = 0;
    while let Some(&func) = cx.funcdefs.get_index(next) {
        next += 1;
        cx.fragment("funcdef");
        let def = &cx.module.funcs[func];
        let Some(wrapper) = cx.python_body(func) else {
            cx.internal(format!("{} has no Python entry point", def.qualname));
            continue;
        };
        cx.forward.insert(wrapper);
        let function = cx.body_name(wrapper).to_string();
        let spec = spec_of(cx, wrapper);
        let args = match spec {
            Some(spec) => {
                cx.argspecs.insert(spec);
                format!("&{}", super::argspec_name(spec))
            }
            None => "NULL".into(),
        };
        let qualname = cx.interned(&def.qualname).index();
        let doc = doc_text(def.doc.as_ref());
        let line = cx.line(def.span);
        let (mut flags, mut locals) = (flags(cx, func), String::new());
        if let Some(names) = local_names(def) {
            flags += " | __CYRUS_FUNC_LOCALS";
            locals = format!(", {names}");
        }
        let _ = writeln!(
            out,
            "static const __cyrus_funcdef {} = {{{{{}, (PyCFunction)(void (*)(void)){function}, METH_FASTCALL | METH_KEYWORDS, \
             {doc}}}, {args}, {qualname}, {line}, {flags}{locals}}};",
            funcdef_name(cx, func),
            bytes_literal(def.name.as_bytes()),
        );
    }
    out
}

/// The variables of a function that are no parameters, as its code object names them; `None` when there are none.
pub(super) fn local_names(func: &Func) -> Option<String> {
    let mut names: Vec<&str> = Vec::new();
    for (id, local) in func.locals.iter_ids() {
        let written = local.name.starts_with(|c: char| c == '_' || c.is_alphabetic());
        let param = local.kind != LocalKind::Variable || func.params.iter().any(|p| p.local == id);
        if written && !param && !local.name.starts_with("__cyrus") && !names.contains(&local.name.as_str()) {
            names.push(&local.name);
        }
    }
    (!names.is_empty()).then(|| bytes_literal(names.join(" ").as_bytes()))
}

/// The argument table that a wrapper parses with.
pub(super) fn spec_of(cx: &Cx, wrapper: cyrus_mir::BodyId) -> Option<cyrus_mir::ArgSpecId> {
    cx.program.bodies[wrapper].blocks.iter().flat_map(|b| &b.stmts).find_map(|s| match &s.kind {
        StmtKind::ParseArgs { spec, .. } => {
            let table = &cx.program.argspecs[*spec];
            let empty = table.names.is_empty() && !table.star && !table.double_star;
            (!empty).then_some(*spec)
        }
        _ => None,
    })
}

/// What a function shows to Python.
pub(crate) fn def_info(kind: &FuncKind) -> Option<&DefInfo> {
    match kind {
        FuncKind::Def(info) | FuncKind::CPdef(_, info) | FuncKind::Slot { def: info, .. } => Some(info),
        FuncKind::ModuleInit | FuncKind::C(_) | FuncKind::GeneratorExpr | FuncKind::Cyp { .. } => None,
    }
}

/// The docstring as a C expression.
pub(crate) fn doc_text(doc: Option<&StrConst>) -> String {
    match doc {
        Some(StrConst::Text(bytes) | StrConst::Bytes(bytes)) => bytes_literal(bytes),
        None => "NULL".into(),
    }
}

fn flags(cx: &Cx, func: FuncId) -> String {
    let def = &cx.module.funcs[func];
    let mut flags: Vec<&str> = Vec::new();
    if let Some(info) = def_info(&def.kind)
        && info.class.is_some()
        && info.implicit_self
    {
        flags.push("__CYRUS_FUNC_METHOD");
    }
    match def.coroutine {
        CoroutineKind::None => {}
        CoroutineKind::Generator => flags.push("__CYRUS_FUNC_GENERATOR"),
        CoroutineKind::Coroutine => flags.push("__CYRUS_FUNC_COROUTINE"),
        CoroutineKind::AsyncGenerator => flags.push("__CYRUS_FUNC_ASYNC_GENERATOR"),
        CoroutineKind::IterableCoroutine => flags.push("__CYRUS_FUNC_ITERABLE_COROUTINE"),
    }
    if flags.is_empty() { "0".into() } else { flags.join(" | ") }
}
