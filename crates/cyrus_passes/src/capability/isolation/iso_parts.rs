//! Whether an `iso` field (item of a container, module variable) that is consumed needs its graph looked at, and whether the
//! isolated parts of other objects do.
//!
//! What is put there was isolated. It still is when it is taken, unless one of three things can happen in between:
//! - a method that is called on it in place lets a reference into its graph out;
//! - it is taken while somebody still works in its graph: a call that uses it in place leads back to the consume;
//! - code that is not seen here can do the one or the other.
//!
//! If none of them is possible anywhere in the module, the one reference that was stored is all there is: only its
//! own count is looked at, and it is not followed where the object that has it is looked at.

use super::super::facts::Facts;
use super::{HiddenLeaks, OUTSIDE, Proof, Site, Summary};
use crate::liveness::{Liveness, Set, before_term};
use cyrus_arena::IndexVec;
use cyrus_mir as mir;
use cyrus_source::Span;
use cyrus_types::Capability;
use mir::{Body, BodyId, Callee, Operand, Place, StmtKind};
use rustc_hash::FxHashSet;

/// Why the graph below an isolated reference has to be looked at.
#[derive(Clone, PartialEq, Eq, Debug)]
pub(in crate::capability) enum Doubt {
    /// A method that is called on it in place may keep a reference.
    Kept { at: Span, callee: String },
    /// It may be taken while it is used in place.
    Reentered { at: Span, callee: String },
    /// It is taken while a part of such an object is in use in the same statement.
    InUse,
    /// Other modules know the class.
    Exported,
    /// A `__dealloc__`, `__hash__` or `__eq__` keeps what it sees.
    Hidden,
}

/// Whether an operand is an isolated object that is used in its place, or a part of one.
fn isolated_use(facts: &Facts, body: &Body, operand: &Operand) -> bool {
    let Operand::Copy(place) = operand else { return false };
    match place.as_local() {
        Some(local) => is_view(facts, body, local),
        None => {
            let ty = facts.place_ty(body, place);
            ty.is_some_and(|ty| {
                facts.cyp(&ty).is_some_and(|c| matches!(c.cap, Capability::Iso | Capability::IsoArrow))
            })
        }
    }
}

/// Whether a local holds what was read from an isolated place. An isolated variable is nobody else's, and followed
/// like any other.
fn is_view(facts: &Facts, body: &Body, local: mir::MLocal) -> bool {
    let decl = &body.locals[local];
    facts.cyp(&decl.ty).is_some_and(|cyp| match cyp.cap {
        Capability::IsoArrow => true,
        Capability::Iso => decl.kind == mir::LocalKind::Temp,
        _ => false,
    })
}

/// Whether a consumed place holds an isolated reference by its type, and is no local variable.
pub(super) fn is_isolated_part(facts: &Facts, body: &Body, place: &Place) -> bool {
    place.as_local().is_none()
        && facts
            .place_ty(body, place)
            .is_some_and(|ty| facts.cyp(&ty).is_some_and(|c| c.cap == Capability::Iso))
}

/// Whether some isolated object is used in its place where a statement ends that leaves these locals live.
pub(super) fn in_use(facts: &Facts, body: &Body, after: &Set, consumed: mir::MLocal) -> bool {
    body.locals.ids().any(|l| l != consumed && after.contains(l) && is_view(facts, body, l))
}

/// The first doubt there is about isolated parts of the module's objects.
pub(super) fn doubt(
    facts: &Facts,
    program: &mir::Program,
    summaries: &IndexVec<BodyId, Summary>,
    hidden: &HiddenLeaks,
    sites: &[Site],
) -> Option<Doubt> {
    if !hidden.classes.is_empty() {
        return Some(Doubt::Hidden);
    }
    let takers = takers(facts, program, sites);
    for body in program.bodies.iter() {
        let uses_parts = body.locals.iter().any(|l| {
            facts.cyp(&l.ty).is_some_and(|c| matches!(c.cap, Capability::Iso | Capability::IsoArrow))
        });
        let live = Liveness::of(body);
        for block in body.blocks.iter() {
            let mut after = live.live_out(block, body.locals.len());
            before_term(&block.term, &mut after);
            for stmt in block.stmts.iter().rev() {
                if let StmtKind::Call { callee, args, .. } = &stmt.kind {
                    let targets = facts.targets(callee);
                    let in_place: Vec<usize> = (0..args.len())
                        .filter(|&i| isolated_use(facts, body, &args[i]))
                        .filter(|&i| !is_handed_over(facts, program, targets.as_deref(), args.len(), i))
                        .collect();
                    let name = || facts.callee_name(program, callee);
                    if in_place.iter().any(|&i| keeps(facts, program, summaries, callee, args.len(), i)) {
                        return Some(Doubt::Kept { at: stmt.span, callee: name() });
                    }
                    let waiting = uses_parts
                        && body
                            .locals
                            .ids()
                            .any(|l| after.contains(l) && is_view(facts, body, l) && !is_result(stmt, l));
                    let takes = match &targets {
                        Some(targets) => targets.iter().any(|t| takers.contains(t)),
                        None => runs_anything(callee),
                    };
                    if takes && (waiting || !in_place.is_empty()) {
                        return Some(Doubt::Reentered { at: stmt.span, callee: name() });
                    }
                }
                live.before_stmt(stmt, &mut after);
            }
        }
    }
    None
}

/// Whether a local gets its value by a statement.
fn is_result(stmt: &mir::Stmt, local: mir::MLocal) -> bool {
    matches!(&stmt.kind, StmtKind::Call { dest: Some(dest), .. } if dest.as_local() == Some(local))
}

/// Whether an argument is for an `iso` parameter: the object goes along.
fn is_handed_over(
    facts: &Facts,
    program: &mir::Program,
    targets: Option<&[BodyId]>,
    given: usize,
    arg: usize,
) -> bool {
    targets.is_some_and(|targets| {
        targets.iter().all(|&target| {
            let body = &program.bodies[target];
            parameter(body, given, arg).flatten().is_some_and(|at| {
                facts.cyp(&body.locals[body.params[at]].ty).is_some_and(|c| c.cap == Capability::Iso)
            })
        })
    })
}

/// Which parameter an argument is for: `None` where the numbers do not fit, `Some(None)` for the object of a static
/// method, which only says which one is meant.
fn parameter(body: &Body, given: usize, arg: usize) -> Option<Option<usize>> {
    match given {
        n if n == body.params.len() => Some(Some(arg)),
        n if n == body.params.len() + 1 => Some(arg.checked_sub(1)),
        _ => None,
    }
}

/// Whether a call may keep a reference into the graph of an argument.
fn keeps(
    facts: &Facts,
    program: &mir::Program,
    summaries: &IndexVec<BodyId, Summary>,
    callee: &Callee,
    given: usize,
    arg: usize,
) -> bool {
    let targets = match callee {
        // These look at an object, or are what a consume consists of.
        Callee::Runtime(_) => return false,
        _ => facts.targets(callee),
    };
    let Some(targets) = targets else { return true };
    targets.iter().any(|&target| {
        let Some(at) = parameter(&program.bodies[target], given, arg) else { return true };
        at.is_some_and(|at| summaries[target].links.of(at as u32 + 1) == Some(OUTSIDE))
    })
}

/// The bodies that may come to consume what an isolated part that is in use belongs to.
fn takers(facts: &Facts, program: &mir::Program, sites: &[Site]) -> FxHashSet<BodyId> {
    let not_its_own = sites.iter().filter(|s| !matches!(s.proof, Proof::Isolated | Proof::Shared));
    let mut found: FxHashSet<BodyId> = not_its_own.map(|s| s.body).collect();
    for (id, body) in program.bodies.iter_ids() {
        let unknown = body.blocks.iter().flat_map(|b| &b.stmts).any(|stmt| {
            matches!(&stmt.kind, StmtKind::Call { callee, args, .. }
                if facts.targets(callee).is_none() && runs_anything(callee) && !makes_exception(args))
        });
        if unknown {
            found.insert(id);
        }
    }
    loop {
        let mut changed = false;
        for (id, body) in program.bodies.iter_ids() {
            let leads = !found.contains(&id)
                && body.blocks.iter().flat_map(|b| &b.stmts).any(|stmt| match &stmt.kind {
                    StmtKind::Call { callee, .. } => {
                        facts.targets(callee).is_some_and(|all| all.iter().any(|t| found.contains(t)))
                    }
                    _ => false,
                });
            if leads {
                found.insert(id);
                changed = true;
            }
        }
        if !changed {
            return found;
        }
    }
}

/// Whether a callee that is not known may run any code: Python, function pointers, methods of other modules.
fn runs_anything(callee: &Callee) -> bool {
    match callee {
        Callee::Runtime(name) => !["_cyp_", "raise", "error", "_err_"].iter().any(|part| name.contains(part)),
        Callee::PyCall { .. }
        | Callee::PyMethodCall { .. }
        | Callee::Pointer(_)
        | Callee::Virtual { .. }
        | Callee::Direct { .. }
        | Callee::Cyp { .. }
        | Callee::ToPy(_)
        | Callee::FromPy(_)
        | Callee::ExtNew(_) => true,
        _ => false,
    }
}

/// `ValueError(…)`: the builtin exceptions run no code of the program.
fn makes_exception(args: &[Operand]) -> bool {
    matches!(args.first(), Some(Operand::Const(mir::Const::Object(name))) if name.starts_with("PyExc_"))
}
