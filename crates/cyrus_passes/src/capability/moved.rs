//! Use after consume: variables whose object was taken, and aliases of such objects.
//!
//! A forward analysis of each body. A variable that `consume` emptied is *taken* until it is written again or a
//! test shows that it is not NULL. A variable that surely held the same object (or something read from it just
//! before) is *stale*: the consume can only have succeeded without it. Looking at the reference itself is
//! always allowed: identity, truth, `Cy_GETREF`, `del`. Following it, passing it on or storing it is an error.

use super::facts::{CONSUME, ConsumeAt, MOVED, consume_at, emptied_by_consume, index, user_name};
use super::report::{Doomed, Misuse, MisuseKind};
use crate::cypclass::let_go::Freed;
use cyrus_arena::Id as _;
use cyrus_mir as mir;
use cyrus_source::Span;
use mir::{
    BlockId, Body, CBinOp, Callee, Const, LocalKind, MLocal, Operand, Place, PlaceBase, Proj, Rvalue, Stmt,
    StmtKind, Terminator,
};

/// Why a local must not be followed.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
struct Gone {
    /// The consume.
    at: Span,
    /// The variable that it was about.
    of: MLocal,
    kind: GoneKind,
    /// For copies of a variable: where it was read.
    read: Option<Span>,
}

#[derive(Clone, Copy, PartialEq, Eq, Debug)]
enum GoneKind {
    /// The variable itself.
    Taken,
    /// Another name of the object, given here.
    Alias { made: Span },
    /// A name of something in it.
    Inside { made: Span },
}

/// What is known of a local.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
struct Known {
    /// Equal numbers, equal values; 0: nothing known.
    number: u64,
    /// Read from the object with this number.
    inside: u64,
    /// Where the value came from.
    made: Option<Span>,
    gone: Option<Gone>,
}

const NOTHING: Known = Known { number: 0, inside: 0, made: None, gone: None };

type State = Vec<Known>;

/// What is wrong in a body.
#[derive(Clone, Debug, Default)]
pub(super) struct Wrong {
    pub(super) misuses: Vec<Misuse>,
    pub(super) doomed: Vec<Doomed>,
}

/// Adds what is wrong in a body; `counted` says which locals are references to cypclass objects, `linked` which may be
/// of a part of another object (`lock` and the like may not: consuming what refers to them leaves them alone).
pub(super) fn check(
    body: &Body,
    counted: &dyn Fn(MLocal) -> bool,
    linked: &dyn Fn(MLocal) -> bool,
    out: &mut Wrong,
) {
    let consumes = body.blocks.iter().any(|b| (0..b.stmts.len()).any(|at| consume_at(b, at).is_some()));
    if !consumes {
        return;
    }
    let followed: Vec<bool> = body.locals.ids().map(counted).collect();
    let linked = body.locals.ids().map(linked).collect();
    let mut flow = Flow {
        body,
        followed,
        linked,
        freed: crate::cypclass::let_go::freed(body, counted),
        states: vec![None; body.blocks.len()],
        found: None,
        hit: Vec::new(),
    };
    let start: State = (0..body.locals.len())
        .map(|i| Known { number: flow.number(body.entry(), usize::MAX, i), ..NOTHING })
        .collect();
    flow.states[body.entry().index()] = Some(start);
    let mut todo = vec![body.entry()];
    while let Some(id) = todo.pop() {
        flow.block(id, &mut todo);
    }
    flow.found = Some(Wrong::default());
    for id in body.blocks.ids() {
        flow.block(id, &mut Vec::new());
    }
    let found = flow.found.unwrap_or_default();
    out.misuses.extend(found.misuses);
    out.doomed.extend(found.doomed);
}

struct Flow<'b> {
    body: &'b Body,
    followed: Vec<bool>,
    linked: Vec<bool>,
    /// Aliases that a check finds gone, as nothing reads them any more.
    freed: Vec<Freed>,
    states: Vec<Option<State>>,
    /// Filled in the last round.
    found: Option<Wrong>,
    /// What the statement at hand misused: said once on each path.
    hit: Vec<MLocal>,
}

impl Flow<'_> {
    /// A number for the value that a local has from some point on.
    fn number(&self, block: BlockId, at: usize, local: usize) -> u64 {
        let at = (at as u64).wrapping_add(2) & 0xFFFFF;
        1 + ((((block.index() as u64) << 20) | at) << 20 | local as u64)
    }

    fn block(&mut self, id: BlockId, todo: &mut Vec<BlockId>) {
        let Some(mut state) = self.states[id.index()].clone() else { return };
        let body = self.body;
        let block = &body.blocks[id];
        for (at, stmt) in block.stmts.iter().enumerate() {
            self.uses(&state, stmt);
            self.forgive(&mut state);
            if let Some(unwind) = stmt.unwind {
                self.flow(unwind, &state, todo);
            }
            if let Some(consume) = consume_at(block, at) {
                self.consume(&mut state, &consume, stmt.span, (id, at));
            } else if let Some(consume) = emptied_by_consume(block, at) {
                self.empty(&mut state, id, at, block.stmts[consume].span, stmt);
            } else {
                self.effect(&mut state, id, at, stmt);
            }
        }
        match &block.term {
            Terminator::If { cond, then, orelse, .. } => {
                let (mut yes, mut no) = (state.clone(), state.clone());
                if let Some((local, null_if_true)) = null_test(&block.stmts, cond) {
                    let some = if null_if_true { &mut no } else { &mut yes };
                    let number = state[index(local)].number;
                    for (i, known) in some.iter_mut().enumerate() {
                        if i == index(local) || number != 0 && known.number == number {
                            known.gone = None;
                        }
                    }
                }
                self.flow(*then, &yes, todo);
                self.flow(*orelse, &no, todo);
            }
            Terminator::Return(Some(Operand::Copy(place))) => {
                if let PlaceBase::Local(local) = place.base {
                    self.misuse(&state, local, block.term_span, "returned");
                }
            }
            Terminator::Yield { value: Operand::Copy(place), sent: _, resume } => {
                if let PlaceBase::Local(local) = place.base {
                    self.misuse(&state, local, block.term_span, "given away");
                }
                self.flow(*resume, &state, todo);
            }
            term => {
                for next in term.successors() {
                    self.flow(next, &state, todo);
                }
            }
        }
    }

    fn flow(&mut self, to: BlockId, state: &State, todo: &mut Vec<BlockId>) {
        if self.found.is_some() {
            return;
        }
        let numbers: Vec<u64> = (0..state.len()).map(|i| self.number(to, 0x7FFFE, i)).collect();
        let Some(known) = &mut self.states[to.index()] else {
            self.states[to.index()] = Some(state.clone());
            todo.push(to);
            return;
        };
        let mut changed = false;
        for (i, (known, new)) in known.iter_mut().zip(state).enumerate() {
            let mut joined = *known;
            if joined.number != new.number {
                joined.number = numbers[i];
            }
            if joined.inside != new.inside {
                joined.inside = 0;
            }
            if joined.made != new.made {
                joined.made = joined.made.min(new.made);
            }
            // Being taken on one path is enough; being stale has to hold on all.
            let taken = |g: &Gone| g.kind == GoneKind::Taken;
            joined.gone = match (joined.gone, new.gone) {
                (Some(a), Some(b)) if taken(&a) != taken(&b) => Some(if taken(&a) { a } else { b }),
                (Some(a), Some(b)) => Some(if (a.at, a.read) <= (b.at, b.read) { a } else { b }),
                (Some(gone), None) | (None, Some(gone)) if gone.kind == GoneKind::Taken => Some(gone),
                _ => None,
            };
            changed |= joined != *known;
            *known = joined;
        }
        if changed {
            todo.push(to);
        }
    }

    // ---- effects

    /// The check went well: nothing else can refer to the object.
    fn consume(&mut self, state: &mut State, consume: &ConsumeAt, span: Span, at: (BlockId, usize)) {
        if !consume.checked {
            return;
        }
        let freed = self.freed.iter().find(|f| (f.block, f.at) == at);
        let is_free = |local: &MLocal| freed.is_some_and(|f| f.locals.contains(local));
        let taken = consume.place.as_ref().and_then(Place::as_local);
        let Known { number, .. } = state[index(consume.value)];
        let of = taken.unwrap_or(consume.value);
        for (i, known) in state.iter_mut().enumerate() {
            let local = MLocal::from_index(i);
            if local == consume.value || Some(local) == taken || !self.followed[i] || known.gone.is_some() {
                continue;
            }
            if self.body.locals[local].kind == LocalKind::Temp {
                continue;
            }
            let made = known.made.unwrap_or(span);
            let kind = if number != 0 && known.number == number {
                GoneKind::Alias { made }
            } else if number != 0 && known.inside == number && self.linked[i] {
                GoneKind::Inside { made }
            } else {
                continue;
            };
            known.gone = Some(Gone { at: span, of, kind, read: None });
            if let (Some(found), GoneKind::Alias { made }, Some(alias)) =
                (&mut self.found, kind, user_name(self.body, local))
                && !is_free(&local)
            {
                found.doomed.push(Doomed { consume: span, alias: alias.to_owned(), made });
            }
        }
    }

    /// The store of NULL after the check.
    fn empty(&mut self, state: &mut State, block: BlockId, at: usize, consumed: Span, stmt: &Stmt) {
        let StmtKind::Assign { dest, .. } = &stmt.kind else { return };
        let Some(local) = dest.as_local() else { return };
        self.write(state, block, at, local, stmt.span);
        if user_name(self.body, local).is_some() {
            let gone = Gone { at: consumed, of: local, kind: GoneKind::Taken, read: None };
            state[index(local)].gone = Some(gone);
        }
    }

    /// A local gets a new value: whoever has the number of this statement has an older value of it.
    fn write(&self, state: &mut State, block: BlockId, at: usize, local: MLocal, span: Span) {
        let number = self.number(block, at, index(local));
        for (i, known) in state.iter_mut().enumerate() {
            if known.number == number && i != index(local) {
                known.number = 0;
            }
            if known.inside == number {
                known.inside = 0;
            }
        }
        state[index(local)] = Known { number, inside: 0, made: Some(span), gone: None };
    }

    fn effect(&mut self, state: &mut State, block: BlockId, at: usize, stmt: &Stmt) {
        match &stmt.kind {
            StmtKind::Assign { dest, value } => {
                let Some(local) = dest.as_local() else {
                    if dest
                        .proj
                        .iter()
                        .any(|p| matches!(p, Proj::CypField { .. } | Proj::Deref | Proj::Element(_)))
                    {
                        forget_inside(state);
                    }
                    return;
                };
                let source = match value {
                    Rvalue::Use(Operand::Copy(from)) | Rvalue::Cast(_, Operand::Copy(from)) => Some(from),
                    _ => None,
                };
                let known = source.and_then(|from| match from.base {
                    PlaceBase::Local(l) if self.followed[index(l)] && self.followed[index(local)] => {
                        let known = state[index(l)];
                        if from.proj.is_empty() {
                            let read = known.gone.map(|g| Gone { read: g.read.or(Some(stmt.span)), ..g });
                            let temp = self.body.locals[local].kind == LocalKind::Temp;
                            let gone = if temp { read } else { None };
                            // A variable that takes over from a temporary has no other name.
                            let made = Some(stmt.span);
                            Some(Known { number: known.number, inside: known.inside, made, gone })
                        } else {
                            let inside = if known.number != 0 { known.number } else { known.inside };
                            let number = self.number(block, at, index(local));
                            Some(Known { number, inside, made: Some(stmt.span), gone: None })
                        }
                    }
                    _ => None,
                });
                self.write(state, block, at, local, stmt.span);
                if let Some(known) = known {
                    state[index(local)] = known;
                }
                // A parameter moves to the variable that the program sees under its name.
                if let Some(from) = source.and_then(Place::as_local)
                    && self.body.params.contains(&from)
                    && self.body.locals[from].name == self.body.locals[local].name
                {
                    state[index(from)].number = 0;
                }
            }
            StmtKind::Call { dest, callee, args, .. } => {
                let pure = match callee {
                    Callee::Runtime(name) => name.starts_with("__cyrus_cyp_"),
                    Callee::CArith { .. } => true,
                    _ => false,
                };
                if !pure {
                    forget_inside(state);
                }
                let Some(local) = dest.as_ref().and_then(Place::as_local) else { return };
                let cast = match (callee, args.first()) {
                    (Callee::Runtime(name), Some(Operand::Copy(from))) if name == "__cyrus_cyp_cast" => {
                        from.as_local().map(|l| state[index(l)].gone)
                    }
                    _ => None,
                };
                self.write(state, block, at, local, stmt.span);
                if let Some(gone) = cast {
                    state[index(local)].gone = gone.map(|g| Gone { read: g.read.or(Some(stmt.span)), ..g });
                }
            }
            StmtKind::Clear { place, .. } => {
                if let Some(local) = place.as_local() {
                    self.write(state, block, at, local, stmt.span);
                }
            }
            StmtKind::Incref { .. } | StmtKind::Decref { .. } => {}
            _ => crate::walk::stmt_uses(stmt, &mut |local, u| {
                if u == crate::walk::Use::Write {
                    self.write(state, block, at, local, stmt.span);
                }
            }),
        }
    }

    // ---- uses

    fn uses(&mut self, state: &State, stmt: &Stmt) {
        match &stmt.kind {
            StmtKind::Assign { dest, value } => {
                self.followed_through(state, dest, stmt.span);
                let temp = dest.as_local().is_some_and(|l| self.body.locals[l].kind == LocalKind::Temp);
                match value {
                    Rvalue::Use(operand) | Rvalue::Cast(_, operand) => {
                        self.operand(state, operand, stmt.span, if temp { None } else { Some("stored") });
                    }
                    Rvalue::Binary(_, a, b) => {
                        self.operand(state, a, stmt.span, None);
                        self.operand(state, b, stmt.span, None);
                    }
                    Rvalue::Unary(_, a) => self.operand(state, a, stmt.span, None),
                    Rvalue::Select(a, b, c) => {
                        for operand in [a, b, c] {
                            self.operand(state, operand, stmt.span, None);
                        }
                    }
                    Rvalue::AddressOf(place) => self.followed_through(state, place, stmt.span),
                    Rvalue::Aggregate(_, parts) => {
                        for (_, part) in parts {
                            self.operand(state, part, stmt.span, Some("passed on"));
                        }
                    }
                    Rvalue::CppConstruct(_, args) => {
                        for arg in args {
                            self.operand(state, arg, stmt.span, Some("passed on"));
                        }
                    }
                }
            }
            StmtKind::Call { callee, args, dest, .. } => {
                if let Some(dest) = dest {
                    self.followed_through(state, dest, stmt.span);
                }
                if let Callee::Pointer(operand) | Callee::CppMethod { object: operand, .. } = callee {
                    self.operand(state, operand, stmt.span, Some("used"));
                }
                let receiver = matches!(callee, Callee::Cyp { .. });
                for (i, arg) in args.iter().enumerate() {
                    let how = match callee {
                        Callee::Runtime(name) => match name.as_str() {
                            CONSUME | MOVED => Some("consumed again"),
                            "__cyrus_cyp_wlock"
                            | "__cyrus_cyp_enter"
                            | "__cyrus_cyp_rlock"
                            | "__cyrus_cyp_enter_read" => Some("locked"),
                            // These only look at the reference, or give it back.
                            name if name.starts_with("__cyrus_cyp_") && name != "__cyrus_cyp_to_py" => None,
                            _ => Some("used"),
                        },
                        Callee::ToPy(_) => Some("handed to Python"),
                        _ if receiver && i == 0 => Some("used"),
                        _ => Some("passed on"),
                    };
                    self.operand(state, arg, stmt.span, how);
                }
            }
            StmtKind::Incref { value, .. } | StmtKind::Decref { value, .. } => {
                if let Operand::Copy(place) = value
                    && !place.proj.is_empty()
                {
                    self.followed_through(state, place, stmt.span);
                }
            }
            StmtKind::Clear { place, .. }
            | StmtKind::CppDestroy { place, .. }
            | StmtKind::CheckBound { place, .. } => self.followed_through(state, place, stmt.span),
            StmtKind::Unpack { value, .. } | StmtKind::Fail { when: value } => {
                self.operand(state, value, stmt.span, None);
            }
            StmtKind::Gil(..)
            | StmtKind::ParseArgs { .. }
            | StmtKind::Traceback { .. }
            | StmtKind::WriteUnraisable { .. }
            | StmtKind::SaveLine(_)
            | StmtKind::RestoreLine(_)
            | StmtKind::Parallel(_)
            | StmtKind::Nop => {}
        }
    }

    /// A local that a place is reached through.
    fn followed_through(&mut self, state: &State, place: &Place, span: Span) {
        for step in &place.proj {
            if let Proj::Index(operand) = step {
                self.operand(state, operand, span, None);
            }
        }
        if let PlaceBase::Local(local) = place.base
            && !place.proj.is_empty()
        {
            self.misuse(state, local, span, "used");
        }
    }

    fn operand(&mut self, state: &State, operand: &Operand, span: Span, how: Option<&'static str>) {
        let Operand::Copy(place) = operand else { return };
        self.followed_through(state, place, span);
        if let (Some(local), Some(how)) = (place.as_local(), how) {
            self.misuse(state, local, span, how);
        }
    }

    /// What was reported is not reported again further on.
    fn forgive(&mut self, state: &mut State) {
        for local in std::mem::take(&mut self.hit) {
            let number = state[index(local)].number;
            for (i, known) in state.iter_mut().enumerate() {
                if i == index(local) || number != 0 && known.number == number {
                    known.gone = None;
                }
            }
        }
    }

    fn misuse(&mut self, state: &State, local: MLocal, span: Span, how: &'static str) {
        let Some(gone) = state[index(local)].gone else { return };
        self.hit.push(local);
        let Some(found) = &mut self.found else { return };
        let name = |local| user_name(self.body, local).map(str::to_owned);
        let of = name(gone.of);
        let kind = match gone.kind {
            GoneKind::Taken => MisuseKind::Taken,
            GoneKind::Alias { made } => MisuseKind::Alias { made, of },
            GoneKind::Inside { made } => MisuseKind::Inside { made, of },
        };
        let shown = name(local).or_else(|| match kind {
            MisuseKind::Taken => name(gone.of),
            _ => None,
        });
        let span = gone.read.filter(|_| self.body.locals[local].kind == LocalKind::Temp).unwrap_or(span);
        found.misuses.push(Misuse { span, name: shown, how, consumed: gone.at, kind });
    }
}

/// What was read from an object may have been replaced there.
fn forget_inside(state: &mut State) {
    for known in state {
        known.inside = 0;
    }
}

/// A comparison with NULL that decides a branch: the local, and whether it is NULL when the condition holds.
fn null_test(before: &[Stmt], cond: &Operand) -> Option<(MLocal, bool)> {
    let Operand::Copy(place) = cond else { return None };
    let mut cond = place.as_local()?;
    let mut flip = false;
    for stmt in before.iter().rev() {
        let StmtKind::Assign { dest, value } = &stmt.kind else { continue };
        if dest.as_local() != Some(cond) {
            continue;
        }
        match value {
            Rvalue::Use(Operand::Copy(from)) | Rvalue::Cast(_, Operand::Copy(from)) => {
                cond = from.as_local()?
            }
            Rvalue::Unary(mir::CUnOp::Not, Operand::Copy(from)) => {
                cond = from.as_local()?;
                flip = !flip;
            }
            Rvalue::Binary(op, Operand::Copy(tested), Operand::Const(Const::Null))
            | Rvalue::Binary(op, Operand::Const(Const::Null), Operand::Copy(tested)) => {
                let null_if_true = match op {
                    CBinOp::Eq => true,
                    CBinOp::Ne => false,
                    _ => return None,
                };
                return Some((tested.as_local()?, null_if_true != flip));
            }
            _ => return None,
        }
    }
    None
}
