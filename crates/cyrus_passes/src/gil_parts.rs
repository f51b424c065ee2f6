//! Finds the `with gil` blocks of functions without the GIL that may run code of Python, in programs with tasks: what Python does expects
//! the stack of a thread, and coroutines have small ones. The emitter makes C functions of them ([`GilPart`]), which run on a large stack there.
//!
//! A part is what can be reached from where the GIL is taken without passing where it is given back. Blocks are cut there first, so that it has whole
//! blocks; blocks that share some, as passes before have merged them, are one part with several entries. Taking the GIL and giving it back stay outside.

use crate::liveness::{Liveness, Set};
use crate::walk::{Use, stmt_uses, term_uses};
use cyrus_arena::Id as _;
use cyrus_hir as hir;
use cyrus_mir as mir;
use cyrus_types::{Counting, Ty};
use mir::{
    Block, BlockId, Body, BodyAbi, CTy, Callee, GilOp, GilPart, MLocal, Operand, Stmt, StmtKind, Terminator,
};
use rustc_hash::{FxHashMap, FxHashSet};
use std::collections::BTreeSet;

/// Runs last: nothing may change blocks after this.
pub(crate) fn run(module: &hir::Module, body: &mut Body) {
    if !module.uses_runtime() || !is_possible(module, body) {
        return;
    }
    cut(body);
    let Some(found) = find(body) else { return };
    let liveness = Liveness::of(body);
    body.parts = found
        .into_iter()
        .filter(|part| part.blocks.iter().any(|&b| body.blocks[b].stmts.iter().any(runs_python)))
        .map(|part| with_locals(body, &liveness, part))
        .collect();
}

fn is_possible(module: &hir::Module, body: &Body) -> bool {
    let stmts = || body.blocks.iter().flat_map(|b| &b.stmts);
    let plain = match &module.funcs[body.func].kind {
        // The types of templates have no names outside.
        hir::FuncKind::C(info) | hir::FuncKind::CPdef(info, _) => info.templates.is_empty(),
        _ => true,
    };
    let is_array = |ty: &CTy| matches!(ty, CTy::Ty(ty) if matches!(module.types.kind(*ty), Ty::Array(..)));
    plain
        && body.nogil
        && body.abi == BodyAbi::C
        && body.frame.is_none()
        && !body.params.iter().any(|&p| is_array(&body.locals[p].ty))
        && stmts().any(|s| matches!(s.kind, StmtKind::Gil(GilOp::Ensure, _)))
        && !stmts().any(|s| matches!(s.kind, StmtKind::Parallel(_)))
}

/// Cuts blocks after where the GIL is taken, and before where it is given back.
fn cut(body: &mut Body) {
    let mut work: Vec<BlockId> = body.blocks.ids().collect();
    while let Some(id) = work.pop() {
        let block = &mut body.blocks[id];
        let at = block.stmts.iter().enumerate().find_map(|(i, s)| match s.kind {
            StmtKind::Gil(GilOp::Ensure, _) => Some(i + 1),
            StmtKind::Gil(GilOp::Unensure, _) if i > 0 => Some(i),
            _ => None,
        });
        let Some(at) = at else { continue };
        let stmts = block.stmts.split_off(at);
        let (span, cold) = (block.term_span, block.cold);
        let term = std::mem::replace(&mut block.term, Terminator::Unreachable);
        let rest = body.blocks.push(Block { stmts, term, term_span: span, cold });
        body.blocks[id].term = Terminator::Goto(rest);
        work.push(rest);
    }
}

/// Control goes there from a block: at its end, and on errors.
fn targets(block: &Block) -> Vec<BlockId> {
    block.term.successors().into_iter().chain(block.stmts.iter().filter_map(|s| s.unwind)).collect()
}

fn takes_gil(block: &Block) -> bool {
    matches!(block.stmts.last(), Some(Stmt { kind: StmtKind::Gil(GilOp::Ensure, _), .. }))
}

fn gives_gil(block: &Block) -> bool {
    matches!(block.stmts.first(), Some(Stmt { kind: StmtKind::Gil(GilOp::Unensure, _), .. }))
}

/// The parts, without their locals; `None` when some block is both inside and outside.
fn find(body: &Body) -> Option<Vec<GilPart>> {
    // How often the GIL has been taken at the start of each block.
    let mut depths: Vec<Option<u32>> = vec![None; body.blocks.len()];
    let mut parts: Vec<GilPart> = Vec::new();
    let mut work = vec![(body.entry(), 0)];
    let mut entries = Vec::new();
    while let Some((id, depth)) = work.pop() {
        match depths[id.index()] {
            Some(known) if known == depth => continue,
            Some(_) => return None,
            None => depths[id.index()] = Some(depth),
        }
        let block = &body.blocks[id];
        let depth = if gives_gil(block) { depth.checked_sub(1)? } else { depth };
        // Errors of what stands before the end come without what the end takes.
        work.extend(block.stmts.iter().filter_map(|s| s.unwind).map(|b| (b, depth)));
        let taken = takes_gil(block);
        if taken && depth == 0 {
            entries.push((id, block.term.successors()[0]));
        }
        work.extend(block.term.successors().into_iter().map(|b| (b, depth + u32::from(taken))));
        if depth > 0 && matches!(block.term, Terminator::Return(_) | Terminator::Yield { .. }) {
            return None;
        }
    }
    let is_inside = |b: BlockId| {
        let depth = depths[b.index()].unwrap_or(0);
        depth > 1 || depth == 1 && !gives_gil(&body.blocks[b])
    };
    let mut part_of: FxHashMap<BlockId, usize> = FxHashMap::default();
    for (outside, first) in entries {
        if !is_inside(first) {
            continue;
        }
        let mut blocks: FxHashSet<BlockId> = FxHashSet::default();
        let mut work = vec![first];
        while let Some(id) = work.pop() {
            if is_inside(id) && blocks.insert(id) {
                work.extend(targets(&body.blocks[id]));
            }
        }
        let mut part = GilPart {
            entries: vec![(outside, first)],
            blocks,
            given: Vec::new(),
            exits: Vec::new(),
            addressed: Vec::new(),
        };
        // What it shares blocks with.
        let mut others: Vec<usize> = part.blocks.iter().filter_map(|b| part_of.get(b).copied()).collect();
        others.sort_unstable();
        others.dedup();
        for &other in others.iter().rev() {
            let other = std::mem::replace(&mut parts[other], empty());
            part.entries.extend(other.entries);
            part.blocks.extend(other.blocks);
        }
        part_of.extend(part.blocks.iter().map(|&b| (b, parts.len())));
        parts.push(part);
    }
    parts.retain(|p| !p.entries.is_empty());
    parts.iter_mut().for_each(|p| p.entries.sort_unstable());
    Some(parts)
}

fn empty() -> GilPart {
    GilPart {
        entries: Vec::new(),
        blocks: FxHashSet::default(),
        given: Vec::new(),
        exits: Vec::new(),
        addressed: Vec::new(),
    }
}

fn with_locals(body: &Body, liveness: &Liveness, mut part: GilPart) -> GilPart {
    let count = body.locals.len();
    let (mut mentioned, mut written) = (Set::new(count), Set::new(count));
    let mut note = |local: MLocal, usage: Use| {
        mentioned.insert(local);
        if matches!(usage, Use::Write | Use::PartialWrite) {
            written.insert(local);
        }
    };
    let mut live_before = Set::new(count);
    let mut exits = BTreeSet::new();
    for &(_, first) in &part.entries {
        live_before.add(&liveness.live_in[first.index()]);
    }
    for &id in &part.blocks {
        let block = &body.blocks[id];
        block.stmts.iter().for_each(|s| stmt_uses(s, &mut note));
        term_uses(&block.term, &mut note);
        exits.extend(targets(block).into_iter().filter(|b| !part.blocks.contains(b)));
    }
    for local in body.locals.ids().filter(|&l| mentioned.contains(l)) {
        if liveness.addressed.contains(local) {
            part.addressed.push(local);
            continue;
        }
        if live_before.contains(local) {
            part.given.push(local);
        }
    }
    for exit in exits {
        let is_changed = |&l: &MLocal| {
            written.contains(l)
                && liveness.live_in[exit.index()].contains(l)
                && !liveness.addressed.contains(l)
        };
        part.exits.push((exit, body.locals.ids().filter(is_changed).collect()));
    }
    part
}

/// Whether a statement may run code of Python. What only makes an exception or a number does not: blocks that raise one are common.
fn runs_python(stmt: &Stmt) -> bool {
    match &stmt.kind {
        StmtKind::Decref { kind, .. } | StmtKind::Clear { kind, .. } => *kind == Counting::Python,
        StmtKind::Call { callee, args, .. } => match callee {
            Callee::Runtime(name) if name == "__cyrus_raise_new" => {
                !matches!(args.first(), Some(Operand::Const(_)))
            }
            Callee::Runtime(name) => !["PyLong_From", "PyFloat_From", "PyErr_", "__cyrus_raise_"]
                .iter()
                .any(|prefix| name.starts_with(prefix)),
            Callee::ToPy(_) | Callee::JoinStr | Callee::CArith { .. } => false,
            _ => true,
        },
        StmtKind::Unpack { .. } | StmtKind::ParseArgs { .. } | StmtKind::WriteUnraisable { .. } => true,
        StmtKind::Assign { .. }
        | StmtKind::Incref { .. }
        | StmtKind::CppDestroy { .. }
        | StmtKind::CheckBound { .. }
        | StmtKind::Gil(..)
        | StmtKind::Traceback { .. }
        | StmtKind::Fail { .. }
        | StmtKind::SaveLine(_)
        | StmtKind::RestoreLine(_)
        | StmtKind::Parallel(_)
        | StmtKind::Nop => false,
    }
}
