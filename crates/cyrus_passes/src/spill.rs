//! Puts locals that live across a `yield` into the generator's frame.
//!
//! A step body is a C function that returns at each `yield`; its C variables are gone when it is resumed.
//! Whatever may be read after a resumption before it is written again must be kept in the frame. Such
//! fields are the body's own business: every path through the body settles what they own, so the frame
//! neither visits nor drops them.

use crate::walk::{Use, stmt_uses, term_uses};
use cyrus_arena::Id as _;
use cyrus_mir as mir;
use mir::{BodyAbi, BodyId, MLocal, Program, ScopeField, Terminator};

/// Spills in one body, if it is a generator's.
pub(crate) fn run(program: &mut Program, id: BodyId) {
    let body = &program.bodies[id];
    let (BodyAbi::GeneratorStep, Some(scope)) = (&body.abi, body.frame) else { return };
    let live = live_across_yields(body);
    let chosen: Vec<MLocal> = body
        .locals
        .iter_ids()
        .filter(|(l, decl)| live[l.index()] && decl.frame_field.is_none() && !body.params.contains(l))
        .map(|(l, _)| l)
        .collect();
    for local in chosen {
        let decl = &mut program.bodies[id].locals[local];
        let name: mir::Name = format!("t{}", local.0).into();
        decl.frame_field = Some(name.clone());
        let ty = decl.ty.clone();
        program.scopes[scope].fields.push(ScopeField { name, ty, managed: false });
    }
}

/// Which locals are read, on some path, after a `yield` and before being written.
fn live_across_yields(body: &mir::Body) -> Vec<bool> {
    let count = body.locals.len();
    let mut live_in: Vec<Vec<bool>> = vec![vec![false; count]; body.blocks.len()];
    let mut across = vec![false; count];
    // Addresses may be used at any time.
    let mut addressed = vec![false; count];
    for block in body.blocks.iter() {
        for stmt in &block.stmts {
            stmt_uses(stmt, &mut |l, u| addressed[l.index()] |= u == Use::Address);
        }
    }
    let mut changed = true;
    while changed {
        changed = false;
        for (id, block) in body.blocks.iter_ids().rev() {
            let mut live = vec![false; count];
            for next in block.term.successors() {
                merge(&mut live, &live_in[next.index()]);
            }
            if let Terminator::Yield { sent, .. } = &block.term {
                // It is written at the moment of resumption.
                live[sent.index()] = false;
                for (i, l) in live.iter().enumerate() {
                    across[i] |= l;
                }
                for (i, a) in addressed.iter().enumerate() {
                    across[i] |= a;
                }
            }
            term_uses(&block.term, &mut |l, u| live[l.index()] |= u == Use::Read);
            for stmt in block.stmts.iter().rev() {
                let mut written = Vec::new();
                stmt_uses(stmt, &mut |l, u| {
                    if u == Use::Write {
                        written.push(l);
                    }
                });
                for l in written {
                    live[l.index()] = false;
                }
                if let Some(unwind) = stmt.unwind {
                    merge(&mut live, &live_in[unwind.index()]);
                }
                stmt_uses(stmt, &mut |l, u| live[l.index()] |= u != Use::Write);
            }
            if merge(&mut live_in[id.index()], &live) {
                changed = true;
            }
        }
    }
    across
}

/// Adds one set to another; whether that changed it.
fn merge(into: &mut [bool], from: &[bool]) -> bool {
    let mut changed = false;
    for (to, &from) in into.iter_mut().zip(from) {
        changed |= from && !*to;
        *to |= from;
    }
    changed
}
