//! `cdef extern from "header.h" namespace "ns":` – headers and verbatim text; its body is declared like
//! any other, in a place that says it is extern.

use super::place::Place;
use crate::cx::Cx;
use cyrus_hir::CPreamble;
use cyrus_syntax::ast::{ExternBlock, Stmt, StmtKind};

/// The place that the statements of the block stand in.
pub fn place(outer: &Place, block: &ExternBlock) -> Place {
    Place {
        is_extern: true,
        namespace: block.namespace.as_deref().map(Into::into).or_else(|| outer.namespace.clone()),
        nogil: outer.nogil || block.mods.nogil,
        ..outer.clone()
    }
}

/// Records what the block brings into the generated file. A header is included once, where it is first
/// asked for; text of blocks that name a header follows that header, all other text stands where its block
/// does. Under the directive `preliminary_late_includes_cy28` a block of nothing but variables and functions comes after what the
/// module declares itself.
pub fn preamble(cx: &mut Cx<'_>, block: &ExternBlock) {
    let uses_only = |stmt: &Stmt| matches!(stmt.kind, StmtKind::CVar(_) | StmtKind::CFunc(_));
    if cx.directives.late_includes && !block.body.is_empty() && block.body.iter().all(uses_only) {
        let header = block.header.as_deref().filter(|header| !header.is_empty());
        let include = header.map(|header| CPreamble::Include(header.into()));
        for part in include.into_iter().chain(block.verbatim.clone().map(CPreamble::Verbatim)) {
            if !cx.c_preamble.contains(&part) && !cx.late_preamble.contains(&part) {
                cx.late_preamble.push(part);
            }
        }
        return;
    }
    let mut at = None;
    cx.needs_runtime |= !cx.activating && block.header.as_deref() == Some("cyrus_rt.h");
    if let Some(header) = &block.header
        && !header.is_empty()
    {
        let include = CPreamble::Include(header.as_str().into());
        let found = cx.c_preamble.iter().position(|p| *p == include);
        match found {
            // After the text that the header brought so far.
            Some(found) => {
                let texts = cx.header_texts.get(header.as_str()).copied().unwrap_or(0);
                at = Some(found + 1 + texts);
            }
            None => cx.c_preamble.push(include),
        }
    }
    if let Some(text) = &block.verbatim {
        let verbatim = CPreamble::Verbatim(text.clone());
        if !cx.c_preamble.contains(&verbatim) {
            let at = at.unwrap_or(cx.c_preamble.len());
            cx.c_preamble.insert(at, verbatim);
            if let Some(header) = &block.header {
                *cx.header_texts.entry(header.as_str().into()).or_default() += 1;
            }
        }
    }
}
