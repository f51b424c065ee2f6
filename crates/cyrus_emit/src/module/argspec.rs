//! Static tables of parameters.

use crate::c_text::bytes_literal;
use crate::cx::Cx;
use cyrus_arena::Id as _;
use cyrus_hir::ParamKind;
use cyrus_mir::{ArgSpecId, StmtKind};
use std::fmt::Write as _;

/// C name of the table.
pub(crate) fn argspec_name(id: ArgSpecId) -> String {
    format!("__cyrus_args_{}", id.index())
}

/// All tables in use.
pub(super) fn argspecs(cx: &mut Cx) -> String {
    let mut out = String::new();
    for id in cx.argspecs.clone() {
        cx.fragment("argspec");
        let spec = &cx.program.argspecs[id];
        let mut names: Vec<String> = Vec::new();
        let keyword_only = spec.positional as usize;
        for (i, name) in spec.names.iter().enumerate() {
            let index = cx.interned(name).index();
            let required = i
                .checked_sub(keyword_only)
                .is_some_and(|k| spec.required_keyword_only.get(k).copied().unwrap_or(false));
            names.push(if required { format!("~{index}") } else { index.to_string() });
        }
        for kind in [ParamKind::Star, ParamKind::DoubleStar] {
            let present = if kind == ParamKind::Star { spec.star } else { spec.double_star };
            if present {
                let name = starred_name(cx, id, kind);
                names.push(cx.interned(&name).index().to_string());
            }
        }
        let table = argspec_name(id);
        let (line, qualname) = match cx.reporting_specs.get(&id) {
            Some((line, qualname)) => (*line, bytes_literal(qualname.as_bytes())),
            None => (0, "NULL".into()),
        };
        let list = if names.is_empty() {
            "NULL".to_string()
        } else {
            let _ = writeln!(out, "static const int {table}_names[] = {{{}}};", names.join(", "));
            format!("{table}_names")
        };
        let _ = writeln!(
            out,
            "static const __cyrus_argspec {table} = {{{}, {list}, {}, {}, {}, {}, {}, {}, {line}, {qualname}}};",
            bytes_literal(spec.func_name.as_bytes()),
            spec.positional_only,
            spec.positional,
            spec.required_positional,
            spec.names.len() - keyword_only,
            u8::from(spec.star),
            u8::from(spec.double_star),
        );
    }
    out
}

/// The name of `*args` or `**kwargs` of the function that parses with this table.
fn starred_name(cx: &Cx, id: ArgSpecId, kind: ParamKind) -> String {
    let uses = |body: &&cyrus_mir::Body| {
        body.blocks
            .iter()
            .flat_map(|b| &b.stmts)
            .any(|s| matches!(&s.kind, StmtKind::ParseArgs { spec, .. } if *spec == id))
    };
    let name = cx
        .program
        .bodies
        .iter()
        .find(uses)
        .and_then(|body| cx.module.funcs[body.func].params.iter().find(|p| p.kind == kind))
        .map(|p| p.name.to_string());
    name.unwrap_or_else(|| if kind == ParamKind::Star { "args".into() } else { "kwargs".into() })
}
