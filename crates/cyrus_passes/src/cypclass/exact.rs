//! Calls of methods on objects that were made in the same function: their class is known exactly.
//!
//! In: bodies with calls that the object's class decides. Out: where every value of the receiver's local was made as an
//! instance of one class (or is NULL), its method is called directly.

use super::calls::Calls;
use crate::walk::{Use, stmt_uses, term_uses};
use cyrus_mir as mir;
use cyrus_types::TyId;
use mir::{Body, Callee, Const, MLocal, Operand, Place, PlaceBase, Program, Rvalue, StmtKind};
use rustc_hash::FxHashMap;

/// The class of what a local refers to.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Class {
    /// Nothing was found yet.
    None,
    Exactly(TyId),
    Unknown,
}

pub(super) fn run(calls: &Calls<'_>, program: &mut Program) {
    for body in program.bodies.iter_mut() {
        let classes = classes(body);
        if classes.is_empty() {
            continue;
        }
        for stmt in body.blocks.iter_mut().flat_map(|b| &mut b.stmts) {
            let StmtKind::Call { callee, args, .. } = &mut stmt.kind else { continue };
            let Callee::Cyp { method, direct: direct @ false } = callee else { continue };
            let Some(local) = args.first().and_then(whole) else { continue };
            if let Some(Class::Exactly(class)) = classes.get(&local)
                && let Some(target) = calls.method_of(*class, *method)
            {
                (*method, *direct) = (target, true);
            }
        }
    }
}

/// Locals that some value is an object made here.
fn classes(body: &Body) -> FxHashMap<MLocal, Class> {
    let mut made = FxHashMap::default();
    let mut copies: Vec<(MLocal, MLocal)> = Vec::new();
    let join = |made: &mut FxHashMap<MLocal, Class>, local: MLocal, class: Class| {
        let known = made.entry(local).or_insert(Class::None);
        let joined = match (*known, class) {
            (a, b) if a == b => a,
            (Class::None, b) => b,
            (a, Class::None) => a,
            _ => Class::Unknown,
        };
        std::mem::replace(known, joined) != joined
    };
    for param in &body.params {
        join(&mut made, *param, Class::Unknown);
    }
    for block in body.blocks.iter() {
        for stmt in &block.stmts {
            let known = match &stmt.kind {
                StmtKind::Call { dest: Some(dest), callee: Callee::Runtime(name), args, .. }
                    if *name == "__cyrus_cyp_new" =>
                {
                    match (dest.as_local(), args.first()) {
                        (Some(local), Some(Operand::Const(Const::CypDesc(class)))) => {
                            join(&mut made, local, Class::Exactly(*class));
                            Some(local)
                        }
                        _ => None,
                    }
                }
                StmtKind::Assign { dest, value: Rvalue::Use(value) } => {
                    dest.as_local().filter(|&local| match value {
                        Operand::Const(Const::Null) => true,
                        _ => whole(value).inspect(|&from| copies.push((local, from))).is_some(),
                    })
                }
                StmtKind::Clear { place, .. } => place.as_local(),
                _ => None,
            };
            stmt_uses(stmt, &mut |local, how| {
                if how != Use::Read && Some(local) != known {
                    join(&mut made, local, Class::Unknown);
                }
            });
        }
        term_uses(&block.term, &mut |local, how| {
            if how != Use::Read {
                join(&mut made, local, Class::Unknown);
            }
        });
    }
    if !made.values().any(|c| matches!(c, Class::Exactly(_))) {
        return FxHashMap::default();
    }
    let mut changed = true;
    while changed {
        changed = false;
        for &(to, from) in &copies {
            let class = made.get(&from).copied().unwrap_or(Class::None);
            changed |= join(&mut made, to, class);
        }
    }
    made
}

/// The local that an operand copies as it is.
fn whole(operand: &Operand) -> Option<MLocal> {
    match operand {
        Operand::Copy(Place { base: PlaceBase::Local(local), proj }) if proj.is_empty() => Some(*local),
        _ => None,
    }
}
