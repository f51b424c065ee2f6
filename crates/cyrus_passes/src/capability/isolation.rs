//! Which objects are isolated where they are consumed.
//!
//! A forward analysis over [`Regions`] of each body. What a call does to its arguments comes from a summary of
//! what it runs: which parameters and result it may link, which it may let out. Summaries start at "nothing"
//! and grow until they hold for all bodies, so that recursion is no obstacle. Whatever is not understood lets
//! its arguments out: the answer "isolated" is always right, the other one is only a lack of proof.
//!
//! The same flow answers a second question ([`Question::LetOut`]): what methods of objects that have an owner let out or
//! take in past it. There only what is known to be others' is the outside.

mod call;
mod iso_parts;
mod let_out;
mod pointers;

use super::facts::{Facts, Role, Seen, consume_at, index, user_name};
use super::module_variables::Search;
use super::region::{OUTSIDE, Regions};
use crate::liveness::{Liveness, before_term};
use cyrus_arena::{Id as _, IndexVec};
use cyrus_mir as mir;
use cyrus_source::Span;
use cyrus_types::{Capability, TyId};
pub(super) use iso_parts::Doubt;
pub(super) use let_out::{Exposed, Owner, Stray, Way};
use let_out::{Exposure, LetOut};
use mir::{
    BlockId, Body, BodyAbi, BodyId, MLocal, Operand, Place, PlaceBase, Rvalue, Stmt, StmtKind, Terminator,
};
use rustc_hash::FxHashMap;

/// What a body may do.
#[derive(Clone, Debug)]
pub(super) struct Summary {
    /// The regions of the outside, its parameters and its result, in this order.
    links: Regions,
    /// Where it writes to something that a parameter leads to.
    writes: Vec<Option<Span>>,
    /// Of [`Question::LetOut`]: where what a parameter leads to gets mixed with what others find.
    exposes: Vec<Option<Exposure>>,
}

/// What the flow is followed for.
#[derive(Clone, Copy)]
enum Question<'q> {
    /// Is a consumed object isolated? Everything that is not understood is the outside.
    Isolated,
    /// What gets out of an object that has an owner, or into it? Variables of the module and Python objects are the outside.
    LetOut(&'q LetOut),
}

impl Question<'_> {
    /// How a value takes part in what is asked.
    fn role(self, facts: &Facts, ty: &mir::CTy) -> Role {
        match self {
            Question::Isolated => facts.role(ty),
            Question::LetOut(_) => facts.typed_role(ty),
        }
    }
}

impl Summary {
    fn nothing(params: usize) -> Summary {
        Summary { links: Regions::new(params, 1), writes: vec![None; params], exposes: vec![None; params] }
    }

    /// Adds what another round found; whether that is new.
    fn join(&mut self, other: &Summary) -> bool {
        let mut changed = self.links.join(&other.links);
        for (known, new) in self.writes.iter_mut().zip(&other.writes) {
            if known.is_none() && new.is_some() {
                *known = *new;
                changed = true;
            }
        }
        for (known, new) in self.exposes.iter_mut().zip(&other.exposes) {
            if known.is_none() && new.is_some() {
                known.clone_from(new);
                changed = true;
            }
        }
        changed
    }
}

/// An immutable object given to something that may write it, or what it leads to.
#[derive(Clone, Debug)]
pub(super) struct FrozenWrite {
    pub(super) span: Span,
    pub(super) callee: String,
    /// The write, where it is known.
    pub(super) at: Option<Span>,
    pub(super) read_only: ReadOnly,
}

/// Why an object must not be written.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(super) enum ReadOnly {
    Immutable,
    /// Its lock is held for reading.
    Reader,
}

/// What the analysis of a module gives.
#[derive(Clone, Debug, Default)]
pub(super) struct Isolation {
    pub(super) sites: Vec<Site>,
    pub(super) frozen_writes: Vec<FrozenWrite>,
    pub(super) exposed: Vec<Exposed>,
    pub(super) strays: Vec<Stray>,
    /// Calls (body, block, statement, object) on a `lock` reference, of methods that write to what it leads to though
    /// they are `const`.
    pub(super) deep_writes: Vec<(BodyId, BlockId, usize, Operand)>,
}

/// Whether a consumed object is known to be isolated.
#[derive(Clone, PartialEq, Eq, Debug)]
pub(super) enum Proof {
    Isolated,
    /// It may be reachable from elsewhere since this happened.
    Escaped {
        at: Option<Span>,
        how: String,
    },
    /// It came in with a parameter: the caller may hold it.
    Param {
        name: String,
    },
    /// This variable may refer to it or into it.
    Aliased {
        name: String,
    },
    /// It is taken out of a larger graph.
    Inside,
    /// Kept as an isolated reference, which is still the only one into its graph: its own count is looked at.
    Part,
    /// Kept as an isolated reference, but something may have happened to it there.
    DoubtfulPart(Doubt),
    /// A shared reference: the count decides.
    Shared,
    /// The body is of a kind that is not followed.
    NotFollowed {
        what: &'static str,
    },
}

/// One consume.
#[derive(Clone, Debug)]
pub(super) struct Site {
    pub(super) body: BodyId,
    pub(super) block: BlockId,
    pub(super) at: usize,
    pub(super) span: Span,
    /// The variable that is consumed, where it is one.
    pub(super) name: Option<String>,
    pub(super) proof: Proof,
    /// Whether isolated parts of what is consumed may be in use.
    pub(super) parts: bool,
}

/// All consumes of a module, and the calls that may write to immutable objects.
pub(super) fn analyse(facts: &Facts, program: &mir::Program, threads: &Search<'_, '_>) -> Isolation {
    let opaque: Vec<Option<&'static str>> = program.bodies.iter().map(opaque).collect();
    let is_opaque = |id: BodyId| opaque[id.index()].is_some();
    let (summaries, hidden) = summarise(facts, program, Question::Isolated, &is_opaque);
    let mut found = Isolation::default();
    for (id, body) in program.bodies.iter_ids() {
        let consumes = body.blocks.iter().any(|b| (0..b.stmts.len()).any(|at| consume_at(b, at).is_some()));
        let frozen = body.locals.iter().any(|l| {
            facts.cyp(&l.ty).is_some_and(|c| {
                matches!(
                    c.cap,
                    Capability::Immutable | Capability::Lock | Capability::Locked | Capability::LockArrow
                )
            })
        });
        if !consumes && !frozen {
            continue;
        }
        let mut flow = Flow::new(facts, program, &summaries, Question::Isolated, &hidden, id);
        if opaque[id.index()].is_none() {
            flow.run();
        }
        flow.find(opaque[id.index()], &mut found.sites);
        found.frozen_writes.extend(flow.frozen_writes);
        found.deep_writes.extend(flow.deep_writes.into_iter().map(|(block, at, arg)| (id, block, at, arg)));
    }
    if let Some(doubt) = iso_parts::doubt(facts, program, &summaries, &hidden, &found.sites) {
        for site in &mut found.sites {
            if site.proof == Proof::Part {
                site.proof = Proof::DoubtfulPart(doubt.clone());
            }
            site.parts = true;
        }
    }
    (found.exposed, found.strays) = let_out::find(facts, program, threads);
    found
}

/// The summaries of all bodies, and the classes whose methods that run without a call let out what they see.
fn summarise(
    facts: &Facts,
    program: &mir::Program,
    question: Question<'_>,
    opaque: &dyn Fn(BodyId) -> bool,
) -> (IndexVec<BodyId, Summary>, HiddenLeaks) {
    let mut summaries: IndexVec<BodyId, Summary> = IndexVec::new();
    for (id, body) in program.bodies.iter_ids() {
        let mut summary = Summary::nothing(body.params.len());
        if opaque(id) {
            for node in 1..body.params.len() as u32 + 2 {
                summary.links.set(node, OUTSIDE);
            }
            summary.writes.fill(Some(body.span));
        }
        summaries.push(summary);
    }
    let relevant: Vec<BodyId> =
        program.bodies.ids().filter(|&id| !opaque(id) && is_relevant(facts, &program.bodies[id])).collect();
    let mut hidden = HiddenLeaks::default();
    loop {
        let mut changed = false;
        for &id in &relevant {
            let mut flow = Flow::new(facts, program, &summaries, question, &hidden, id);
            flow.run();
            let found = flow.summary;
            changed |= summaries[id].join(&found);
        }
        let lets_out = |b: BodyId| {
            (1..=program.bodies[b].params.len() as u32).any(|p| summaries[b].links.of(p) == Some(OUTSIDE))
        };
        let leaks = HiddenLeaks {
            classes: hidden_calls(facts, program).filter(|(_, b)| lets_out(*b)).map(|(ty, _)| ty).collect(),
        };
        changed |= leaks != hidden;
        hidden = leaks;
        if !changed {
            return (summaries, hidden);
        }
    }
}

/// Why a body is not looked into.
fn opaque(body: &Body) -> Option<&'static str> {
    if body.abi == BodyAbi::GeneratorStep {
        return Some("a generator or coroutine");
    }
    let parallel =
        body.blocks.iter().any(|b| b.stmts.iter().any(|s| matches!(s.kind, StmtKind::Parallel(_))));
    parallel.then_some("a function with a parallel region")
}

fn is_relevant(facts: &Facts, body: &Body) -> bool {
    body.locals.iter().any(|l| facts.role(&l.ty) == Role::Linked)
}

/// The methods that run without a call in the program: at the last release, in hash tables. Those of the library and of the compiler
/// give back what the runtime has, and keep nothing.
fn hidden_calls<'a>(
    facts: &'a Facts,
    program: &'a mir::Program,
) -> impl Iterator<Item = (TyId, BodyId)> + 'a {
    facts.module.cyp_instances.iter().flat_map(move |instance| {
        let class = facts.types.as_cyp(instance.ty).map(|c| &facts.types.cyp_classes[c.class]);
        let known = |c: &cyrus_types::CypClassDef| {
            c.qualified.starts_with("libcyrus.") || c.name.starts_with("__cyrus_")
        };
        let methods = class.filter(|c| !known(c)).map(|c| &c.methods[..]).unwrap_or_default();
        let hidden = |name: &str| matches!(name, "__dealloc__" | "__hash__" | "__eq__" | "__lt__");
        methods.iter().zip(&instance.methods).filter(move |(m, _)| hidden(&m.name)).filter_map(|(_, func)| {
            let func = (*func)?;
            program.body_of_func.iter().find(|(f, _)| *f == func).map(|(_, b)| (instance.ty, *b))
        })
    })
}

/// The classes whose `__dealloc__`, `__hash__`, `__eq__` or `__lt__` lets out what it sees.
#[derive(Clone, PartialEq, Eq, Debug, Default)]
struct HiddenLeaks {
    classes: Vec<TyId>,
}

struct Flow<'f, 'm> {
    facts: &'f Facts<'m>,
    program: &'f mir::Program,
    summaries: &'f IndexVec<BodyId, Summary>,
    question: Question<'f>,
    hidden: &'f HiddenLeaks,
    id: BodyId,
    body: &'f Body,
    live: Liveness,
    /// The node of each local that may hold references.
    nodes: Vec<Option<u32>>,
    states: Vec<Option<Regions>>,
    summary: Summary,
    frozen_writes: Vec<FrozenWrite>,
    exposed: Vec<Exposed>,
    deep_writes: Vec<(BlockId, usize, Operand)>,
    /// The statement looked at in the last round.
    position: Option<(BlockId, usize)>,
    /// How each node was let out, when that is asked for.
    escapes: Option<FxHashMap<u32, (Span, String)>>,
}

impl<'f, 'm> Flow<'f, 'm> {
    fn new(
        facts: &'f Facts<'m>,
        program: &'f mir::Program,
        summaries: &'f IndexVec<BodyId, Summary>,
        question: Question<'f>,
        hidden: &'f HiddenLeaks,
        id: BodyId,
    ) -> Self {
        let body = &program.bodies[id];
        let mut next = 1 + body.params.len() as u32;
        let nodes = body
            .locals
            .iter()
            .map(|local| {
                (question.role(facts, &local.ty) == Role::Linked).then(|| {
                    next += 1;
                    next - 1
                })
            })
            .collect();
        let states = vec![None; body.blocks.len()];
        let summary = Summary::nothing(body.params.len());
        let live = Liveness::of(body);
        Flow {
            facts,
            program,
            summaries,
            question,
            hidden,
            id,
            body,
            live,
            nodes,
            states,
            summary,
            frozen_writes: Vec::new(),
            exposed: Vec::new(),
            deep_writes: Vec::new(),
            position: None,
            escapes: None,
        }
    }

    fn start(&self) -> Regions {
        let params = self.body.params.len();
        let locals = self.nodes.iter().flatten().count();
        let mut state = Regions::new(params, locals);
        for (i, &param) in self.body.params.iter().enumerate() {
            let Some(node) = self.nodes[index(param)] else { continue };
            let iso = self
                .facts
                .cyp(&self.body.locals[param].ty)
                .is_some_and(|c| matches!(c.cap, Capability::Iso | Capability::Consumed));
            if iso {
                state.fresh(node);
            } else if self.body.abi == BodyAbi::C {
                state.set(node, 1 + i as u32);
            } else {
                state.set(node, OUTSIDE);
            }
        }
        state
    }

    fn run(&mut self) {
        self.states[self.body.entry().index()] = Some(self.start());
        let mut todo = vec![self.body.entry()];
        while let Some(id) = todo.pop() {
            self.block(id, &mut todo);
        }
    }

    /// The last round: where is what consumed, and is it isolated?
    fn find(&mut self, opaque: Option<&'static str>, sites: &mut Vec<Site>) {
        self.escapes = Some(FxHashMap::default());
        // How things escaped should be known before it is asked.
        for id in self.body.blocks.ids() {
            self.block(id, &mut Vec::new());
        }
        for id in self.body.blocks.ids() {
            let block = &self.body.blocks[id];
            let mut state = self.states[id.index()].clone();
            for (at, stmt) in block.stmts.iter().enumerate() {
                if let Some(consume) = consume_at(block, at).filter(|c| c.checked) {
                    let place = consume.place.as_ref();
                    let doubt = self.own_doubt(id, &consume);
                    let parts = doubt.is_some();
                    let proof = match (opaque, &state) {
                        _ if place.is_some_and(|p| iso_parts::is_isolated_part(self.facts, self.body, p)) => {
                            doubt.map_or(Proof::Part, Proof::DoubtfulPart)
                        }
                        (Some(what), _) => Proof::NotFollowed { what },
                        // Never reached.
                        (None, None) => Proof::Isolated,
                        (None, Some(state)) => self.prove(state, id, &consume),
                    };
                    let name = place
                        .and_then(|p| p.as_local())
                        .and_then(|l| user_name(self.body, l))
                        .map(str::to_owned);
                    sites.push(Site { body: self.id, block: id, at, span: stmt.span, name, proof, parts });
                }
                if let Some(state) = &mut state {
                    self.position = Some((id, at));
                    self.stmt(state, stmt);
                }
            }
        }
    }

    /// What alone makes it doubtful that isolated parts of a consumed object are not in use.
    fn own_doubt(&self, block: BlockId, consume: &super::facts::ConsumeAt) -> Option<Doubt> {
        let after = self.live_after(block, consume.at);
        if iso_parts::in_use(self.facts, self.body, &after, consume.value) {
            return Some(Doubt::InUse);
        }
        let class = self.facts.cyp(&self.body.locals[consume.value].ty)?.class;
        self.facts.types.cyp_classes[class].in_pxd.then_some(Doubt::Exported)
    }

    fn prove(&self, state: &Regions, block: BlockId, consume: &super::facts::ConsumeAt) -> Proof {
        let place = consume.place.as_ref();
        if let Some(place) = place
            && self.facts.place_ty(self.body, place).is_some_and(|t| self.facts.role(&t) == Role::Apart)
        {
            return Proof::Shared;
        }
        let node = self.nodes[index(consume.value)];
        let Some(region) = node.and_then(|n| state.of(n)) else {
            return match place {
                // Nothing, or a shared object: these are looked at in no time.
                None => Proof::Shared,
                Some(_) => Proof::Inside,
            };
        };
        if region == OUTSIDE {
            let known = state
                .members(OUTSIDE)
                .filter(|&n| {
                    Some(n) == node
                        || self.local_of(n).is_some_and(|l| place.and_then(|p| p.as_local()) == Some(l))
                })
                .find_map(|n| self.escapes.as_ref()?.get(&n));
            return match known {
                Some((at, how)) => Proof::Escaped { at: Some(*at), how: how.clone() },
                None => Proof::Escaped { at: None, how: "it was never known to be isolated".into() },
            };
        }
        if (region as usize) <= self.body.params.len() {
            let name = self.body.params.get(region as usize - 1).and_then(|&p| user_name(self.body, p));
            return Proof::Param { name: name.unwrap_or("a parameter").into() };
        }
        if place.is_some_and(|p| p.as_local().is_none()) {
            return Proof::Inside;
        }
        let live = self.live_after(block, consume.at);
        for member in state.members(region).filter(|&m| Some(m) != node) {
            let Some(local) = self.local_of(member) else { continue };
            if live.contains(local) || self.live.addressed.contains(local) {
                return match user_name(self.body, local) {
                    Some(name) => Proof::Aliased { name: name.into() },
                    None => Proof::Inside,
                };
            }
        }
        Proof::Isolated
    }

    fn local_of(&self, node: u32) -> Option<MLocal> {
        self.nodes.iter().position(|&n| n == Some(node)).map(MLocal::from_index)
    }

    /// What may be read after a statement that went well.
    fn live_after(&self, block: BlockId, at: usize) -> crate::liveness::Set {
        let block = &self.body.blocks[block];
        let mut live = self.live.live_out(block, self.body.locals.len());
        before_term(&block.term, &mut live);
        for stmt in block.stmts[at + 1..].iter().rev() {
            self.live.before_stmt(stmt, &mut live);
        }
        live
    }

    fn block(&mut self, id: BlockId, todo: &mut Vec<BlockId>) {
        let Some(mut state) = self.states[id.index()].clone() else { return };
        let body = self.body;
        let block = &body.blocks[id];
        for stmt in &block.stmts {
            if let Some(unwind) = stmt.unwind {
                let mut failed = state.clone();
                if let StmtKind::Call { callee, args, .. } = &stmt.kind {
                    self.call(&mut failed, None, callee, args, stmt.span);
                }
                self.flow(unwind, &failed, stmt.span, todo);
            }
            self.stmt(&mut state, stmt);
            if let StmtKind::Parallel(region) = &stmt.kind {
                self.flow(region.entry, &state, stmt.span, todo);
            }
        }
        if let Terminator::Return(value) = &block.term {
            self.returned(&mut state, value.as_ref());
        }
        for next in block.term.successors() {
            self.flow(next, &state, block.term_span, todo);
        }
    }

    fn flow(&mut self, to: BlockId, state: &Regions, span: Span, todo: &mut Vec<BlockId>) {
        let pruned = matches!(self.question, Question::LetOut(_)).then(|| self.without_dead(to, state));
        let state = pruned.as_ref().unwrap_or(state);
        match &mut self.states[to.index()] {
            Some(known) => {
                let before = pruned.is_some().then(|| known.clone());
                if known.join(state) {
                    todo.push(to);
                    if let Some(before) = before {
                        let joined = known.clone();
                        self.exposed_by_join(&before, state, &joined, span);
                    }
                }
            }
            unknown => {
                *unknown = Some(state.clone());
                todo.push(to);
            }
        }
    }

    /// Adds a state at a return to the summary.
    fn returned(&mut self, state: &mut Regions, value: Option<&Operand>) {
        let params = self.body.params.len() as u32;
        let result = params + 1;
        let iso = self.facts.cyp(&self.body.ret).is_some_and(|c| c.cap == Capability::Iso);
        let value = value.and_then(|v| self.operand(state, v));
        let mut exit = Regions::new(params as usize, 1);
        for param in 1..=params {
            if let Some(region) = state.of(param).filter(|&r| r < param) {
                exit.add(param, region);
            }
        }
        match value {
            Some(region) if !iso => {
                let known = (0..=params).find(|&p| state.of(p) == Some(region));
                match known.and_then(|p| exit.of(p)) {
                    Some(region) => exit.set(result, region),
                    None => exit.fresh(result),
                }
            }
            Some(_) => exit.fresh(result),
            None => {}
        }
        self.summary.links.join(&exit);
    }

    // ---- values

    /// The region of what an operand holds.
    fn operand(&self, state: &Regions, operand: &Operand) -> Option<u32> {
        match operand {
            Operand::Const(_) => None,
            Operand::Copy(place) => match self.place_role(place) {
                Some(Role::Apart) => None,
                Some(Role::Python) => Some(OUTSIDE),
                Some(Role::Linked) | None => self.base(state, place),
            },
        }
    }

    /// How what a place holds takes part, where that is known: a part of a variable that holds no references is none.
    fn place_role(&self, place: &Place) -> Option<Role> {
        if let Some(ty) = self.facts.place_ty(self.body, place) {
            return Some(self.question.role(self.facts, &ty));
        }
        let PlaceBase::Local(local) = place.base else { return None };
        let part = place.proj.iter().all(|step| matches!(step, mir::Proj::Field(_)));
        let role = self.question.role(self.facts, &self.body.locals[local].ty);
        (part && role == Role::Apart).then_some(role)
    }

    /// The region of the object that a place lies in.
    fn base(&self, state: &Regions, place: &Place) -> Option<u32> {
        match place.base {
            PlaceBase::Local(local) => match self.question.role(self.facts, &self.body.locals[local].ty) {
                Role::Linked => self.nodes[index(local)].and_then(|n| state.of(n)),
                // What shared references lead to has an owner of its own.
                Role::Apart if matches!(self.question, Question::LetOut(_)) => None,
                Role::Apart | Role::Python => Some(OUTSIDE),
            },
            PlaceBase::CVar(_) | PlaceBase::Static(_) => Some(OUTSIDE),
        }
    }

    fn merge(&mut self, state: &mut Regions, a: u32, b: u32, span: Span, how: &dyn Fn() -> String) {
        if a != b && (a == OUTSIDE || b == OUTSIDE) {
            let way = Way::Out;
            self.exposes(state, a.max(b), &|| Exposure { at: span, way, how: how() });
        }
        if a != b
            && let Some(escapes) = &mut self.escapes
            && (a == OUTSIDE || b == OUTSIDE)
        {
            for node in state.members(a.max(b)) {
                escapes.entry(node).or_insert_with(|| (span, how()));
            }
        }
        state.merge(a, b);
    }

    /// One region of those of several operands.
    fn together(
        &mut self,
        state: &mut Regions,
        operands: &[&Operand],
        span: Span,
        how: &dyn Fn() -> String,
    ) -> Option<u32> {
        let mut all: Option<u32> = None;
        for operand in operands {
            let Some(region) = self.operand(state, operand) else { continue };
            if let Some(known) = all {
                self.merge(state, known, region, span, how);
            }
            all = self.operand(state, operand);
        }
        all
    }

    /// Notes a write to something in a region.
    fn wrote(&mut self, state: &Regions, region: u32, span: Span) {
        for (i, writes) in self.summary.writes.iter_mut().enumerate() {
            if writes.is_none() && state.of(i as u32 + 1) == Some(region) {
                *writes = Some(span);
            }
        }
    }

    /// Notes a write to a place inside an object; not to an atomic field that is declared `mutable`.
    fn wrote_place(&mut self, state: &Regions, place: &Place, span: Span) {
        let PlaceBase::Local(local) = place.base else { return };
        let mutable = place.proj.iter().rev().find_map(|step| match step {
            mir::Proj::CypField { owner, field, .. } => Some(self.facts.is_safely_mutable(*owner, *field)),
            _ => None,
        });
        if place.proj.is_empty() || mutable == Some(true) {
            return;
        }
        if let Some(region) = self.nodes[index(local)].and_then(|n| state.of(n)) {
            self.wrote(state, region, span);
        }
    }

    /// Stores a value of a region in a place.
    fn assign(&mut self, state: &mut Regions, dest: &Place, region: Option<u32>, span: Span) {
        self.wrote_place(state, dest, span);
        let ty = self.facts.place_ty(self.body, dest);
        if self.place_role(dest) == Some(Role::Apart) {
            return;
        }
        if let PlaceBase::Local(local) = dest.base {
            let node = self.nodes[index(local)];
            if dest.proj.is_empty() {
                let Some(node) = node else { return };
                match region {
                    Some(region) if self.live.addressed.contains(local) => {
                        if let Some(own) = state.of(node) {
                            self.merge(state, own, region, span, &|| "kept in one variable with it".into());
                        }
                        state.add(node, region);
                    }
                    Some(region) => state.set(node, region),
                    None if self.live.addressed.contains(local) => {}
                    None => state.clear(node),
                }
                return;
            }
            let iso = ty.as_ref().and_then(|t| self.facts.cyp(t)).is_some_and(|c| c.cap == Capability::Iso);
            let Some(region) = region.filter(|_| !iso) else { return };
            if let Some(node) = node {
                let name = user_name(self.body, local).map(str::to_owned);
                if region == OUTSIDE
                    && let Some(own) = state.of(node)
                {
                    self.taken_in(state, own, span);
                }
                match state.of(node) {
                    Some(own) => self.merge(state, own, region, span, &|| match &name {
                        Some(name) => format!("stored where '{name}' leads"),
                        None => "stored in another object here".into(),
                    }),
                    None => state.set(node, region),
                }
                return;
            }
        }
        if let Some(region) = region {
            let what = match dest.base {
                PlaceBase::CVar(_) => "a variable of the module gets it here",
                PlaceBase::Local(_) | PlaceBase::Static(_) => "stored where others may reach it",
            };
            self.merge(state, OUTSIDE, region, span, &|| what.into());
        }
    }

    // ---- statements

    fn stmt(&mut self, state: &mut Regions, stmt: &Stmt) {
        let span = stmt.span;
        match &stmt.kind {
            StmtKind::Assign { dest, value } => {
                let region = self.rvalue(state, value, span);
                self.assign(state, dest, region, span);
            }
            StmtKind::Call { dest, callee, args, .. } => self.call(state, dest.as_ref(), callee, args, span),
            StmtKind::Clear { place, .. } | StmtKind::CppDestroy { place, .. } => {
                self.dropped(state, &Operand::Copy(place.clone()), span);
                self.assign(state, place, None, span);
            }
            StmtKind::Decref { value, .. } => self.dropped(state, value, span),
            StmtKind::Incref { .. }
            | StmtKind::CheckBound { .. }
            | StmtKind::Gil(..)
            | StmtKind::ParseArgs { .. }
            | StmtKind::Traceback { .. }
            | StmtKind::WriteUnraisable { .. }
            | StmtKind::Fail { .. }
            | StmtKind::Unpack { .. }
            | StmtKind::SaveLine(_)
            | StmtKind::RestoreLine(_)
            | StmtKind::Nop => {}
            StmtKind::Parallel(region) => self.in_parallel(state, region.entry, span),
        }
    }

    /// What runs when a reference is given up.
    fn dropped(&mut self, state: &mut Regions, value: &Operand, span: Span) {
        if self.runs_hidden(value)
            && let Some(region) = self.operand(state, value)
        {
            self.merge(state, OUTSIDE, region, span, &|| "a '__dealloc__' may keep what it sees".into());
        }
    }

    /// Whether a value may lead to an object with a method that runs without a call, and lets out what it sees.
    fn runs_hidden(&self, value: &Operand) -> bool {
        let Operand::Copy(place) = value else { return false };
        !self.hidden.classes.is_empty()
            && match self.facts.place_ty(self.body, place) {
                Some(mir::CTy::Ty(ty)) => {
                    self.facts.leads_to_class(ty, &self.hidden.classes, &mut Seen::default())
                }
                Some(mir::CTy::Text(_)) | None => true,
            }
    }

    fn rvalue(&mut self, state: &mut Regions, value: &Rvalue, span: Span) -> Option<u32> {
        let how = || "mixed with something that others may reach".to_string();
        match value {
            Rvalue::Use(a) | Rvalue::Unary(_, a) | Rvalue::Cast(_, a) => self.operand(state, a),
            Rvalue::Binary(op, ..) if op.is_comparison() => None,
            Rvalue::Binary(_, a, b) | Rvalue::Select(_, a, b) => self.together(state, &[a, b], span, &how),
            Rvalue::AddressOf(place) => {
                if let PlaceBase::Local(local) = place.base
                    && let Some(node) = self.nodes[index(local)]
                    && state.of(node).is_none()
                {
                    state.fresh(node);
                }
                self.base(state, place)
            }
            Rvalue::Aggregate(_, parts) => {
                let parts: Vec<&Operand> = parts.iter().map(|(_, part)| part).collect();
                self.together(state, &parts, span, &how)
            }
            Rvalue::CppConstruct(_, args) => {
                self.together(state, &args.iter().collect::<Vec<_>>(), span, &how)
            }
        }
    }
}
