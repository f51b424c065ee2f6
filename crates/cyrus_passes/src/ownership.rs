//! Follows the references that temporaries own, over all paths of a body.
//!
//! The lowering promises that each is dropped or handed on exactly once. Here this is checked as a flow
//! problem: for each temporary the set of counts (0, 1, 2) that it may own at a point. Not followed are
//! variables (they may be NULL, and are dropped as such), values whose address is taken, and borrowed
//! results.

use crate::liveness::Liveness;
use crate::verify::Violation;
use crate::walk::stmt_uses;
use cyrus_arena::Id as _;
use cyrus_mir as mir;
use cyrus_rt_abi::{Param, Ret, rt_fn};
use mir::{
    BlockId, Body, CBinOp, CTy, Callee, Const, LocalKind, MLocal, Operand, Rvalue, Stmt, StmtKind, Terminator,
};

/// Possible counts of one temporary, as bits 0, 1, 2; `LOOSE` when it is not followed here.
type Counts = u8;
const ZERO: Counts = 1;
const ONE: Counts = 2;
const LOOSE: Counts = 8;

/// All places where a count is wrong. `is_counted` says which types are references.
pub fn verify_ownership(body: &Body, is_counted: &dyn Fn(&CTy) -> bool) -> Vec<Violation> {
    let liveness = Liveness::of(body);
    let followed: Vec<bool> = body
        .locals
        .iter_ids()
        .map(|(id, decl)| {
            decl.kind == LocalKind::Temp
                && !decl.zeroed
                && is_counted(&decl.ty)
                && !liveness.addressed.contains(id)
                && !body.params.contains(&id)
        })
        .collect();
    let start: Vec<Counts> = followed.iter().map(|&f| if f { ZERO } else { LOOSE }).collect();
    let mut check = Check { body, states: vec![None; body.blocks.len()], violations: Vec::new() };
    check.states[body.entry().index()] = Some(start);
    let mut todo = vec![body.entry()];
    while let Some(id) = todo.pop() {
        check.block(id, &mut Some(&mut todo));
    }
    for id in body.blocks.ids() {
        check.block(id, &mut None);
    }
    check.violations
}

struct Check<'b> {
    body: &'b Body,
    states: Vec<Option<Vec<Counts>>>,
    violations: Vec<Violation>,
}

impl Check<'_> {
    /// Runs through a block. With a worklist the states of its successors are brought up to date, without
    /// one violations are reported.
    fn block(&mut self, id: BlockId, todo: &mut Option<&mut Vec<BlockId>>) {
        let Some(state) = self.states[id.index()].clone() else { return };
        let mut point = Point { state, problems: Vec::new() };
        let block = &self.body.blocks[id];
        for (at, stmt) in block.stmts.iter().enumerate() {
            point.reads(stmt);
            point.consume(stmt);
            if let Some(unwind) = stmt.unwind {
                let mut state = point.state.clone();
                if let StmtKind::Fail { when } = &stmt.kind
                    && let Some((local, true)) = null_test(&block.stmts[..at], when)
                    && state[local.index()] != LOOSE
                {
                    state[local.index()] = ZERO;
                }
                self.flow(unwind, &state, todo);
            }
            point.produce(stmt);
        }
        match &block.term {
            Terminator::If { cond, then, orelse, .. } => {
                let (mut yes, mut no) = (point.state.clone(), point.state.clone());
                if let Some((local, null_if_true)) = null_test(&block.stmts, cond) {
                    let side = if null_if_true { &mut yes } else { &mut no };
                    if side[local.index()] != LOOSE {
                        side[local.index()] = ZERO;
                    }
                }
                self.flow(*then, &yes, todo);
                self.flow(*orelse, &no, todo);
            }
            Terminator::Yield { value, sent, resume } => {
                point.take(value);
                point.state[sent.index()] = LOOSE;
                self.flow(*resume, &point.state, todo);
            }
            Terminator::Return(value) => {
                if let Some(local) = value.as_ref().and_then(temp)
                    && point.state[local.index()] != LOOSE
                {
                    // NULL after an error, owned otherwise.
                    point.state[local.index()] = ZERO;
                }
                for (i, &counts) in point.state.iter().enumerate() {
                    if counts != LOOSE && counts != ZERO {
                        point.problems.push(format!("_{i} is still owned at the return"));
                    }
                }
            }
            term => {
                for next in term.successors() {
                    self.flow(next, &point.state, todo);
                }
            }
        }
        if todo.is_none() {
            self.violations.extend(point.problems.into_iter().map(|what| Violation { block: id, what }));
        }
    }

    fn flow(&mut self, to: BlockId, state: &[Counts], todo: &mut Option<&mut Vec<BlockId>>) {
        let Some(todo) = todo else { return };
        match &mut self.states[to.index()] {
            None => {
                self.states[to.index()] = Some(state.to_vec());
                todo.push(to);
            }
            Some(known) => {
                let mut changed = false;
                for (known, &new) in known.iter_mut().zip(state) {
                    let joined = if (*known | new) & LOOSE != 0 { LOOSE } else { *known | new };
                    changed |= joined != *known;
                    *known = joined;
                }
                if changed {
                    todo.push(to);
                }
            }
        }
    }
}

struct Point {
    state: Vec<Counts>,
    problems: Vec<String>,
}

fn temp(operand: &Operand) -> Option<MLocal> {
    match operand {
        Operand::Copy(place) => place.as_local(),
        Operand::Const(_) => None,
    }
}

impl Point {
    /// A temporary that owns nothing has no value either.
    fn reads(&mut self, stmt: &Stmt) {
        let mut dead = Vec::new();
        stmt_uses(stmt, &mut |l, u| {
            if u == crate::walk::Use::Read && self.state[l.index()] == ZERO {
                dead.push(l);
            }
        });
        // Tests against NULL look at what may not be there.
        if matches!(&stmt.kind, StmtKind::Assign { value: Rvalue::Binary(..), .. }) {
            return;
        }
        for local in dead {
            self.problems.push(format!("_{} is used though it owns nothing: {}", local.0, stmt.kind));
        }
    }

    fn take(&mut self, operand: &Operand) {
        let Some(local) = temp(operand) else { return };
        let counts = &mut self.state[local.index()];
        if *counts == LOOSE {
            return;
        }
        if *counts & ZERO != 0 {
            self.problems.push(format!("_{} may have been given away already", local.0));
        }
        *counts = (*counts >> 1).max(ZERO);
    }

    /// The references that a statement takes, also when it fails.
    fn consume(&mut self, stmt: &Stmt) {
        match &stmt.kind {
            // What only one of several ways made is NULL after the others.
            StmtKind::Decref { value, nullable: true, .. } => {
                if let Some(local) = temp(value)
                    && self.state[local.index()] != LOOSE
                {
                    self.state[local.index()] = ZERO;
                }
            }
            StmtKind::Decref { value, .. } => self.take(value),
            StmtKind::Incref { value, .. } => {
                if let Some(local) = temp(value)
                    && self.state[local.index()] != LOOSE
                {
                    self.state[local.index()] <<= 1;
                }
            }
            StmtKind::Call { callee: Callee::Build(_) | Callee::NewGenerator { .. }, args, .. } => {
                args.iter().for_each(|arg| self.take(arg));
            }
            StmtKind::Call { callee: Callee::Runtime(name), args, .. } => {
                let Some(function) = rt_fn(name) else { return };
                for (arg, param) in args.iter().zip(function.params) {
                    if matches!(param, Param::Steal | Param::StealOrNull) {
                        self.take(arg);
                    }
                }
            }
            StmtKind::Assign { value: Rvalue::Use(value) | Rvalue::Cast(_, value), .. } => {
                self.take_if_owned(stmt, value);
            }
            StmtKind::Assign { value: Rvalue::Aggregate(_, parts), .. } => {
                parts.iter().for_each(|(_, part)| self.take_if_counted(part));
            }
            _ => {}
        }
    }

    /// Casts only look; assignments move.
    fn take_if_owned(&mut self, stmt: &Stmt, value: &Operand) {
        if matches!(&stmt.kind, StmtKind::Assign { value: Rvalue::Use(_), .. }) {
            self.take(value);
        }
    }

    /// Parts of an options struct are borrowed: not followed from here on.
    fn take_if_counted(&mut self, part: &Operand) {
        if let Some(local) = temp(part)
            && self.state[local.index()] != LOOSE
        {
            self.state[local.index()] = LOOSE;
        }
    }

    fn set(&mut self, local: MLocal, counts: Counts) {
        let old = &mut self.state[local.index()];
        if *old == LOOSE {
            return;
        }
        if *old != ZERO && *old & ZERO == 0 {
            self.problems.push(format!("_{} is overwritten while it owns a reference", local.0));
        }
        *old = counts;
    }

    /// What a statement that succeeds gives.
    fn produce(&mut self, stmt: &Stmt) {
        match &stmt.kind {
            StmtKind::Call { dest: Some(dest), callee, .. } => {
                let Some(local) = dest.as_local() else { return };
                let owned = match callee {
                    Callee::Runtime(name) => {
                        rt_fn(name).is_none_or(|f| matches!(f.ret, Ret::New | Ret::NewOrNull))
                    }
                    _ => true,
                };
                if owned {
                    self.set(local, ONE);
                } else if self.state[local.index()] != LOOSE {
                    self.state[local.index()] = LOOSE;
                }
            }
            StmtKind::Unpack { dests, .. } => dests.iter().for_each(|d| self.set(*d, ONE)),
            StmtKind::Assign { dest, value } => {
                let Some(local) = dest.as_local() else { return };
                match value {
                    Rvalue::Use(Operand::Const(Const::Null)) => self.set(local, ZERO),
                    Rvalue::Use(_) | Rvalue::Aggregate(..) => self.set(local, ONE),
                    _ => self.state[local.index()] = LOOSE,
                }
            }
            StmtKind::Clear { place, .. } => {
                if let Some(local) = place.as_local()
                    && self.state[local.index()] != LOOSE
                {
                    self.state[local.index()] = ZERO;
                }
            }
            _ => {}
        }
    }
}

/// A comparison with NULL that decides what follows these statements: the local, and whether it is NULL when
/// the condition holds.
fn null_test(before: &[Stmt], cond: &Operand) -> Option<(MLocal, bool)> {
    let cond = temp(cond)?;
    let StmtKind::Assign { dest, value } = &before.last()?.kind else { return None };
    let Rvalue::Binary(op, tested, Operand::Const(Const::Null)) = value else { return None };
    let local = temp(tested)?;
    match op {
        _ if dest.as_local() != Some(cond) => None,
        CBinOp::Eq => Some((local, true)),
        CBinOp::Ne => Some((local, false)),
        _ => None,
    }
}
