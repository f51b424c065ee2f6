//! Drops after which the object is known to be held by another one that lives on.
//!
//! A dropped reference that is not the last one may be what made a cycle garbage, and so the object is noted as a possible
//! root (cyp_cycle). That is not needed where a method has just put it into a field of its own object: whoever drops *that*
//! object notes it, or takes it down. Typical are constructors that take what they are made of; the elements of containers are
//! the same. Looked at are drops right after a call, and what the method does before it decides anything.

use super::calls::Calls;
use cyrus_arena::Id as _;
use cyrus_mir as mir;
use mir::{BlockId, Body, Callee, MLocal, Operand, Place, Program, Proj, Rvalue, StmtKind};

pub(super) fn run(calls: &Calls<'_>, program: &mut Program) {
    let keeps: Vec<Vec<bool>> = program.bodies.iter().map(keeps).collect();
    if !keeps.iter().any(|k| k.contains(&true)) {
        return;
    }
    for body in program.bodies.iter_mut() {
        for block in body.blocks.iter_mut() {
            let mut kept: Vec<MLocal> = Vec::new();
            for stmt in &mut block.stmts {
                match &mut stmt.kind {
                    StmtKind::Decref { value: Operand::Copy(place), kept: known, .. } => {
                        *known |= place.as_local().is_some_and(|local| kept.contains(&local));
                    }
                    StmtKind::Call { callee: callee @ Callee::Cyp { .. }, args, .. } => {
                        let targets = calls.targets(callee).unwrap_or_default();
                        kept = args
                            .iter()
                            .enumerate()
                            .filter(|(i, _)| {
                                !targets.is_empty()
                                    && targets.iter().all(|t| {
                                        let known = &keeps[t.index()];
                                        known.len() == args.len() && known[*i]
                                    })
                            })
                            .filter_map(|(_, arg)| local_of(arg))
                            .collect();
                    }
                    StmtKind::Call { callee: Callee::CppMethod { cname, .. }, args, .. }
                        if cname == "push_back" =>
                    {
                        kept = args.iter().filter_map(local_of).collect();
                    }
                    _ => kept.clear(),
                }
            }
        }
    }
}

/// For each parameter whether the body surely stores it in a field of the first one.
fn keeps(body: &Body) -> Vec<bool> {
    let mut keeps = vec![false; body.params.len()];
    let Some(&object) = body.params.first() else { return keeps };
    let Some(block) = body.blocks.get(BlockId::from_index(0)) else { return keeps };
    let mut keep = |value: &Operand| {
        let stored = local_of(value).and_then(|local| body.params.iter().position(|&p| p == local));
        if let Some(at) = stored {
            keeps[at] = at > 0;
        }
    };
    for stmt in &block.stmts {
        match &stmt.kind {
            StmtKind::Assign { dest, value: Rvalue::Use(value) } if is_field(dest, object) => keep(value),
            StmtKind::Call {
                callee: Callee::CppMethod { object: Operand::Copy(container), cname, .. },
                args,
                ..
            } if cname == "push_back" && is_field(container, object) => args.iter().for_each(&mut keep),
            _ => {}
        }
    }
    keeps
}

/// Whether a place is a field of the object a local refers to.
fn is_field(place: &Place, object: MLocal) -> bool {
    place.base == mir::PlaceBase::Local(object) && matches!(place.proj[..], [Proj::CypField { .. }])
}

fn local_of(value: &Operand) -> Option<MLocal> {
    match value {
        Operand::Copy(place) => place.as_local(),
        Operand::Const(_) => None,
    }
}
