//! Removes assignments to locals that nothing reads, and initialisations that nothing needs.

use crate::liveness::{Liveness, Set, before_term};
use cyrus_arena::Id as _;
use cyrus_mir as mir;
use mir::{Body, CTy, LocalKind, Rvalue, Stmt, StmtKind};

/// What must be known of types.
#[derive(Clone, Copy)]
pub(crate) struct TypeFacts<'a> {
    /// Assigning it has no effect of its own (C++ classes may have).
    pub(crate) is_plain: &'a dyn Fn(&CTy) -> bool,
    /// A value of it is a reference that somebody must drop.
    pub(crate) is_counted: &'a dyn Fn(&CTy) -> bool,
}

/// Runs once.
pub(crate) fn run(body: &mut Body, facts: TypeFacts<'_>) {
    let is_plain = facts.is_plain;
    let count = body.locals.len();
    let liveness = Liveness::of(body);
    for id in body.blocks.ids() {
        let mut live = liveness.live_out(&body.blocks[id], count);
        before_term(&body.blocks[id].term, &mut live);
        let mut kept: Vec<Stmt> = Vec::new();
        for mut stmt in std::mem::take(&mut body.blocks[id].stmts).into_iter().rev() {
            forget_result(body, &mut stmt, &live, &liveness, facts);
            if is_dead(body, &stmt, &live, &liveness, facts.is_plain) {
                continue;
            }
            liveness.before_stmt(&stmt, &mut live);
            kept.push(stmt);
        }
        kept.reverse();
        body.blocks[id].stmts = kept;
    }
    let entry = Liveness::of(body).live_in.swap_remove(body.entry().index());
    for id in body.locals.ids() {
        let decl = &mut body.locals[id];
        let read = entry.contains(id) || liveness.addressed.contains(id);
        if decl.kind != LocalKind::Param && decl.frame_field.is_none() && !read && is_plain(&decl.ty) {
            decl.zeroed = false;
        }
    }
}

/// A result that nobody reads is not stored; the check for errors does without.
fn forget_result(body: &Body, stmt: &mut Stmt, live: &Set, liveness: &Liveness, facts: TypeFacts<'_>) {
    let StmtKind::Call { dest, callee, .. } = &mut stmt.kind else { return };
    let Some(local) = dest.as_ref().and_then(mir::Place::as_local) else { return };
    let decl = &body.locals[local];
    let unread = !live.contains(local) && !liveness.addressed.contains(local) && decl.frame_field.is_none();
    // Conversions from Python may need the destination.
    let needed = matches!(callee, mir::Callee::FromPy(_));
    if unread && !needed && (facts.is_plain)(&decl.ty) && !(facts.is_counted)(&decl.ty) {
        *dest = None;
    }
}

fn is_dead(
    body: &Body,
    stmt: &Stmt,
    live: &Set,
    liveness: &Liveness,
    is_plain: &dyn Fn(&CTy) -> bool,
) -> bool {
    let StmtKind::Assign { dest, value } = &stmt.kind else { return false };
    let Some(local) = dest.as_local() else { return false };
    // What lives in the frame outlasts this call.
    let decl = &body.locals[local];
    !live.contains(local)
        && !liveness.addressed.contains(local)
        && decl.frame_field.is_none()
        && is_plain(&decl.ty)
        && !matches!(value, Rvalue::CppConstruct(..))
}
