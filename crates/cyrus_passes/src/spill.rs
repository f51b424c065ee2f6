//! Puts locals that live across a `yield` into the generator's frame.
//!
//! A step body is a C function that returns at each `yield`; its C variables are gone when it is resumed.
//! Whatever may be read after a resumption before it is written again must be kept in the frame. Such
//! fields are the body's own business: every path through the body settles what they own, so the frame
//! neither visits nor drops them.

use crate::liveness::{Liveness, Set};
use crate::walk::{Use, stmt_uses};
use cyrus_mir as mir;
use mir::{BodyAbi, BodyId, MLocal, ParallelKind, Program, ScopeField, StmtKind, Terminator};

/// Spills in one body, if it is a generator's.
pub(crate) fn run(program: &mut Program, id: BodyId) {
    let body = &program.bodies[id];
    let (BodyAbi::GeneratorStep, Some(scope)) = (&body.abi, body.frame) else { return };
    let live = live_across_yields(body);
    let chosen: Vec<MLocal> = body
        .locals
        .iter_ids()
        .filter(|(l, decl)| live.contains(*l) && decl.frame_field.is_none() && !body.params.contains(l))
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
fn live_across_yields(body: &mir::Body) -> Set {
    let count = body.locals.len();
    let liveness = Liveness::of(body);
    let mut across = Set::new(count);
    let mut addressed = Set::new(count);
    let mut regions = Vec::new();
    for stmt in body.blocks.iter().flat_map(|b| &b.stmts) {
        match &stmt.kind {
            // Its clauses name variables only for as long as it runs.
            StmtKind::Parallel(region) => regions.push(region),
            _ => stmt_uses(stmt, &mut |local, how| {
                if how == Use::Address {
                    addressed.insert(local);
                }
            }),
        }
    }
    for block in body.blocks.iter() {
        if let Terminator::Yield { sent, .. } = &block.term {
            let mut live = liveness.live_out(block, count);
            // It is written at the moment of resumption.
            live.remove(*sent);
            across.add(&live);
            // Addresses may be used at any time.
            across.add(&addressed);
        }
    }
    for local in regions.iter().flat_map(|r| own_of_region(r)) {
        across.remove(local);
    }
    across
}

/// What exists only while a parallel region runs, in which no `yield` can be.
fn own_of_region(region: &mir::ParallelRegion) -> Vec<MLocal> {
    let counter = match &region.kind {
        ParallelKind::Loop { counter, .. } => Some(*counter),
        ParallelKind::Team => None,
    };
    region.private.iter().copied().chain(counter).collect()
}
