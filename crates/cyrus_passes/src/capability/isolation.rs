//! Which objects are isolated where they are consumed.
//!
//! A forward analysis over [`Regions`] of each body. What a call does to its arguments comes from a summary of
//! what it runs: which parameters and result it may link, which it may let out. Summaries start at "nothing"
//! and grow until they hold for all bodies, so that recursion is no obstacle. Whatever is not understood lets
//! its arguments out: the answer "isolated" is always right, the other one is only a lack of proof.

use super::facts::{CONSUME, Facts, Role, consume_at, index, user_name};
use super::region::{OUTSIDE, Regions};
use crate::liveness::{Liveness, before_term};
use cyrus_arena::{Id as _, IndexVec};
use cyrus_mir as mir;
use cyrus_source::Span;
use cyrus_types::Capability;
use mir::{
    BlockId, Body, BodyAbi, BodyId, CTy, Callee, MLocal, Operand, Place, PlaceBase, Rvalue, Stmt, StmtKind,
    Terminator,
};
use rustc_hash::FxHashMap;

/// What a body may do: the regions of the outside, its parameters and its result, in this order.
type Summary = Regions;

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
}

/// All consumes of a module.
pub(super) fn sites(facts: &Facts, program: &mir::Program) -> Vec<Site> {
    let mut summaries: IndexVec<BodyId, Summary> = IndexVec::new();
    for body in program.bodies.iter() {
        summaries.push(Regions::new(body.params.len(), 1));
    }
    let opaque: Vec<Option<&'static str>> = program.bodies.iter().map(opaque).collect();
    for (id, body) in program.bodies.iter_ids() {
        if opaque[id.index()].is_some() {
            let summary = &mut summaries[id];
            for node in 1..body.params.len() as u32 + 2 {
                summary.set(node, OUTSIDE);
            }
        }
    }
    let relevant: Vec<BodyId> = program
        .bodies
        .ids()
        .filter(|&id| opaque[id.index()].is_none() && is_relevant(facts, &program.bodies[id]))
        .collect();
    let mut deallocs_leak = false;
    loop {
        let mut changed = false;
        for &id in &relevant {
            let mut flow = Flow::new(facts, program, &summaries, deallocs_leak, id);
            flow.run();
            let found = flow.summary;
            changed |= summaries[id].join(&found);
        }
        let leaks = deallocators(facts, program).any(|b| summaries[b].of(1) == Some(OUTSIDE));
        changed |= leaks != deallocs_leak;
        deallocs_leak = leaks;
        if !changed {
            break;
        }
    }
    let mut sites = Vec::new();
    for (id, body) in program.bodies.iter_ids() {
        if !body.blocks.iter().any(|b| (0..b.stmts.len()).any(|at| consume_at(b, at).is_some())) {
            continue;
        }
        let mut flow = Flow::new(facts, program, &summaries, deallocs_leak, id);
        if opaque[id.index()].is_none() {
            flow.run();
        }
        flow.find(opaque[id.index()], &mut sites);
    }
    sites
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

fn deallocators<'a>(facts: &'a Facts, program: &'a mir::Program) -> impl Iterator<Item = BodyId> + 'a {
    facts.module.cyp_instances.iter().flat_map(move |instance| {
        let class = facts.types.as_cyp(instance.ty).map(|c| &facts.types.cyp_classes[c.class]);
        let methods = class.map(|c| &c.methods[..]).unwrap_or_default();
        methods.iter().zip(&instance.methods).filter(|(m, _)| m.name == "__dealloc__").filter_map(
            |(_, func)| {
                let func = (*func)?;
                program.body_of_func.iter().find(|(f, _)| *f == func).map(|(_, b)| *b)
            },
        )
    })
}

struct Flow<'f, 'm> {
    facts: &'f Facts<'m>,
    program: &'f mir::Program,
    summaries: &'f IndexVec<BodyId, Summary>,
    deallocs_leak: bool,
    id: BodyId,
    body: &'f Body,
    live: Liveness,
    /// The node of each local that may hold references.
    nodes: Vec<Option<u32>>,
    states: Vec<Option<Regions>>,
    summary: Summary,
    /// How each node was let out, when that is asked for.
    escapes: Option<FxHashMap<u32, (Span, String)>>,
}

impl<'f, 'm> Flow<'f, 'm> {
    fn new(
        facts: &'f Facts<'m>,
        program: &'f mir::Program,
        summaries: &'f IndexVec<BodyId, Summary>,
        deallocs_leak: bool,
        id: BodyId,
    ) -> Self {
        let body = &program.bodies[id];
        let mut next = 1 + body.params.len() as u32;
        let nodes = body
            .locals
            .iter()
            .map(|local| {
                (facts.role(&local.ty) == Role::Linked).then(|| {
                    next += 1;
                    next - 1
                })
            })
            .collect();
        let states = vec![None; body.blocks.len()];
        let summary = Regions::new(body.params.len(), 1);
        let live = Liveness::of(body);
        Flow {
            facts,
            program,
            summaries,
            deallocs_leak,
            id,
            body,
            live,
            nodes,
            states,
            summary,
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
                if let Some(consume) = consume_at(block, at) {
                    let proof = match (opaque, &state) {
                        (Some(what), _) => Proof::NotFollowed { what },
                        // Never reached.
                        (None, None) => Proof::Isolated,
                        (None, Some(state)) => self.prove(state, id, &consume),
                    };
                    let name = consume
                        .place
                        .as_ref()
                        .and_then(|p| p.as_local())
                        .and_then(|l| user_name(self.body, l))
                        .map(str::to_owned);
                    sites.push(Site { body: self.id, block: id, at, span: stmt.span, name, proof });
                }
                if let Some(state) = &mut state {
                    self.stmt(state, stmt);
                }
            }
        }
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
                self.flow(unwind, &failed, todo);
            }
            self.stmt(&mut state, stmt);
        }
        if let Terminator::Return(value) = &block.term {
            self.returned(&mut state, value.as_ref());
        }
        for next in block.term.successors() {
            self.flow(next, &state, todo);
        }
    }

    fn flow(&mut self, to: BlockId, state: &Regions, todo: &mut Vec<BlockId>) {
        match &mut self.states[to.index()] {
            Some(known) => {
                if known.join(state) {
                    todo.push(to);
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
        self.summary.join(&exit);
    }

    // ---- values

    /// The region of what an operand holds.
    fn operand(&self, state: &Regions, operand: &Operand) -> Option<u32> {
        match operand {
            Operand::Const(_) => None,
            Operand::Copy(place) => {
                match self.facts.place_ty(self.body, place).map(|t| self.facts.role(&t)) {
                    Some(Role::Apart) => None,
                    Some(Role::Python) => Some(OUTSIDE),
                    Some(Role::Linked) | None => self.base(state, place),
                }
            }
        }
    }

    /// The region of the object that a place lies in.
    fn base(&self, state: &Regions, place: &Place) -> Option<u32> {
        match place.base {
            PlaceBase::Local(local) => match self.facts.role(&self.body.locals[local].ty) {
                Role::Linked => self.nodes[index(local)].and_then(|n| state.of(n)),
                Role::Apart | Role::Python => Some(OUTSIDE),
            },
            PlaceBase::CVar(_) | PlaceBase::Static(_) => Some(OUTSIDE),
        }
    }

    fn merge(&mut self, state: &mut Regions, a: u32, b: u32, span: Span, how: &dyn Fn() -> String) {
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

    /// Stores a value of a region in a place.
    fn assign(&mut self, state: &mut Regions, dest: &Place, region: Option<u32>, span: Span) {
        let ty = self.facts.place_ty(self.body, dest);
        if ty.as_ref().is_some_and(|t| self.facts.role(t) == Role::Apart) {
            return;
        }
        if let PlaceBase::Local(local) = dest.base {
            let node = self.nodes[index(local)];
            if dest.proj.is_empty() {
                let Some(node) = node else { return };
                match region {
                    Some(region) if self.live.addressed.contains(local) => state.add(node, region),
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
            self.merge(state, OUTSIDE, region, span, &|| "stored where others may reach it".into());
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
                self.assign(state, place, None, span);
            }
            StmtKind::Decref { value, .. } if self.deallocs_leak => {
                if let Some(region) = self.operand(state, value) {
                    self.merge(state, OUTSIDE, region, span, &|| {
                        "a '__dealloc__' may keep what it sees".into()
                    });
                }
            }
            StmtKind::Incref { .. }
            | StmtKind::Decref { .. }
            | StmtKind::CheckBound { .. }
            | StmtKind::Gil(..)
            | StmtKind::ParseArgs { .. }
            | StmtKind::Traceback { .. }
            | StmtKind::WriteUnraisable { .. }
            | StmtKind::Fail { .. }
            | StmtKind::Unpack { .. }
            | StmtKind::SaveLine(_)
            | StmtKind::RestoreLine(_)
            | StmtKind::Parallel(_)
            | StmtKind::Nop => {}
        }
    }

    fn rvalue(&mut self, state: &mut Regions, value: &Rvalue, span: Span) -> Option<u32> {
        let how = || "mixed with something that others may reach".to_string();
        match value {
            Rvalue::Use(a) | Rvalue::Unary(_, a) | Rvalue::Cast(_, a) => self.operand(state, a),
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

    /// What a call does; without a destination it failed.
    fn call(
        &mut self,
        state: &mut Regions,
        dest: Option<&Place>,
        callee: &Callee,
        args: &[Operand],
        span: Span,
    ) {
        match callee {
            Callee::Runtime(name) => match name.as_str() {
                CONSUME => {
                    if let (Some(_), Some(Operand::Copy(value))) = (dest, args.first())
                        && let Some(node) = value.as_local().and_then(|l| self.nodes[index(l)])
                    {
                        state.fresh(node);
                    }
                }
                "__cyrus_cyp_new" => self.assign_fresh(state, dest),
                "__cyrus_cyp_is"
                | "__cyrus_cyp_count"
                | "__cyrus_cyp_share"
                | "__cyrus_cyp_freeze"
                | "__cyrus_cyp_wlock"
                | "__cyrus_cyp_enter"
                | "__cyrus_cyp_rlock"
                | "__cyrus_cyp_unlock"
                | "__cyrus_cyp_lock_all" => {}
                "__cyrus_cyp_cast" => {
                    let region = args.first().and_then(|a| self.operand(state, a));
                    if let Some(dest) = dest {
                        self.assign(state, dest, region, span);
                    }
                }
                _ => self.unknown_call(state, dest, callee, args, span),
            },
            Callee::CppMethod { object, .. } => {
                // The standard library's containers keep what they are given to themselves.
                let standard = match object {
                    Operand::Copy(place) => self.is_standard(self.facts.place_ty(self.body, place)),
                    Operand::Const(_) => false,
                };
                if !standard {
                    let all: Vec<Operand> = std::iter::once(object).chain(args).cloned().collect();
                    return self.unknown_call(state, dest, callee, &all, span);
                }
                self.contain(state, dest, Some(object), args, span);
            }
            Callee::CppOperator(_) => {
                let first = args.first().and_then(|a| match a {
                    Operand::Copy(place) => self.facts.place_ty(self.body, place),
                    Operand::Const(_) => None,
                });
                if self.is_standard(first) {
                    self.contain(state, dest, args.first(), args.get(1..).unwrap_or_default(), span);
                } else {
                    self.unknown_call(state, dest, callee, args, span);
                }
            }
            Callee::CppConstruct(ty, _) | Callee::CppNew(ty, _) if self.is_standard(Some(CTy::Ty(*ty))) => {
                self.contain(state, dest, None, args, span);
            }
            Callee::CppDelete => {}
            Callee::CFunc(id) if self.facts.module.cfuncs[*id].func.is_none() => {
                match self.facts.module.cfuncs[*id].cname.as_str() {
                    "malloc" | "calloc" => self.assign_fresh(state, dest),
                    "realloc" | "memcpy" | "memmove" | "memset" => {
                        self.contain(state, dest, None, args, span)
                    }
                    "free" | "printf" | "puts" | "fprintf" | "abort" | "exit" => {}
                    _ => self.unknown_call(state, dest, callee, args, span),
                }
            }
            _ => match self.facts.targets(callee) {
                Some(targets) => self.known_call(state, dest, callee, &targets, args, span),
                None => self.unknown_call(state, dest, callee, args, span),
            },
        }
    }

    fn is_standard(&self, ty: Option<CTy>) -> bool {
        let Some(CTy::Ty(ty)) = ty else { return false };
        let types = self.facts.types;
        let mut ty = types.resolved(ty);
        if let Some(to) = types.pointee(ty) {
            ty = types.resolved(to);
        }
        match types.get(ty) {
            cyrus_types::Ty::Cpp(id, _) => {
                let mut class = *id;
                while let Some(outer) = types.cpp_classes[class].outer {
                    class = outer;
                }
                let class = &types.cpp_classes[class];
                class.cname.starts_with("std::")
                    || class.namespace.as_ref().is_some_and(|n| n == "std" || n.starts_with("std::"))
            }
            _ => false,
        }
    }

    /// The call of something that links its arguments, its object and its result, and no more.
    fn contain(
        &mut self,
        state: &mut Regions,
        dest: Option<&Place>,
        object: Option<&Operand>,
        args: &[Operand],
        span: Span,
    ) {
        let how = || "put into a container that others may reach".to_string();
        let values = self.together(state, &args.iter().collect::<Vec<_>>(), span, &how);
        if let (Some(Operand::Copy(place)), Some(region)) = (object, values) {
            let inside = Place { base: place.base.clone(), proj: vec![mir::Proj::Deref] };
            self.assign(state, &inside, Some(region), span);
        }
        let object = object.and_then(|o| match o {
            Operand::Copy(place) => self.base(state, place),
            Operand::Const(_) => None,
        });
        let values = self.together(state, &args.iter().collect::<Vec<_>>(), span, &how);
        match (dest, object.or(values)) {
            (Some(dest), Some(region)) => self.assign(state, dest, Some(region), span),
            (dest, None) => self.assign_fresh(state, dest),
            (None, Some(_)) => {}
        }
    }

    fn assign_fresh(&mut self, state: &mut Regions, dest: Option<&Place>) {
        if let Some(node) = dest.and_then(Place::as_local).and_then(|l| self.nodes[index(l)]) {
            state.fresh(node);
        }
    }

    fn unknown_call(
        &mut self,
        state: &mut Regions,
        dest: Option<&Place>,
        callee: &Callee,
        args: &[Operand],
        span: Span,
    ) {
        for arg in args {
            if let Some(region) = self.operand(state, arg) {
                let (facts, program) = (self.facts, self.program);
                let how = || format!("passed to {}, which may keep it", facts.callee_name(program, callee));
                self.merge(state, OUTSIDE, region, span, &how);
            }
        }
        if let Some(dest) = dest {
            self.assign(state, dest, Some(OUTSIDE), span);
            if let (Some(node), Some(escapes)) =
                (dest.as_local().and_then(|l| self.nodes[index(l)]), &mut self.escapes)
            {
                let (facts, program) = (self.facts, self.program);
                let how = || format!("came from {}, which may keep it", facts.callee_name(program, callee));
                escapes.entry(node).or_insert_with(|| (span, how()));
            }
        }
    }

    fn known_call(
        &mut self,
        state: &mut Regions,
        dest: Option<&Place>,
        callee: &Callee,
        targets: &[BodyId],
        args: &[Operand],
        span: Span,
    ) {
        let before = state.clone();
        let mut after: Option<Regions> = None;
        for &target in targets {
            let mut one = before.clone();
            self.apply(&mut one, dest, callee, target, args, span);
            match &mut after {
                Some(all) => {
                    all.join(&one);
                }
                None => after = Some(one),
            }
        }
        if let Some(after) = after {
            *state = after;
        }
    }

    fn apply(
        &mut self,
        state: &mut Regions,
        dest: Option<&Place>,
        callee: &Callee,
        target: BodyId,
        args: &[Operand],
        span: Span,
    ) {
        let params = self.program.bodies[target].params.len();
        let args = match args.len() {
            n if n == params => args,
            // The object of a static method only says which one is meant.
            n if n == params + 1 => &args[1..],
            _ => return self.unknown_call(state, dest, callee, args, span),
        };
        let summaries = self.summaries;
        let summary = &summaries[target];
        let (facts, program) = (self.facts, self.program);
        let how = || format!("kept by {}", facts.callee_name(program, callee));
        for (i, arg) in args.iter().enumerate() {
            let node = i as u32 + 1;
            let Some(linked) = summary.of(node).filter(|&r| r != node) else { continue };
            let Some(region) = self.operand(state, arg) else { continue };
            let other = match linked {
                OUTSIDE => Some(OUTSIDE),
                param => self.operand(state, &args[param as usize - 1]),
            };
            match other {
                Some(other) => self.merge(state, region, other, span, &how),
                // The first of the parameters got NULL: look for another of the same region.
                None => {
                    let others = (linked..node).filter(|&p| summary.of(p) == Some(linked));
                    let others: Vec<u32> = others.collect();
                    if let Some(other) =
                        others.iter().find_map(|&p| self.operand(state, &args[p as usize - 1]))
                    {
                        self.merge(state, region, other, span, &how);
                    }
                }
            }
        }
        let Some(dest) = dest else { return };
        match summary.of(params as u32 + 1) {
            None => self.assign(state, dest, None, span),
            Some(OUTSIDE) => {
                self.assign(state, dest, Some(OUTSIDE), span);
                if let (Some(node), Some(escapes)) =
                    (dest.as_local().and_then(|l| self.nodes[index(l)]), &mut self.escapes)
                {
                    let how = || {
                        format!("the result of {} may be kept elsewhere", facts.callee_name(program, callee))
                    };
                    escapes.entry(node).or_insert_with(|| (span, how()));
                }
            }
            Some(region) => {
                let from = (1..=params as u32)
                    .filter(|&p| summary.of(p) == Some(region))
                    .find_map(|p| self.operand(state, &args[p as usize - 1]));
                match from {
                    Some(region) => self.assign(state, dest, Some(region), span),
                    None => self.assign_fresh(state, Some(dest)),
                }
            }
        }
    }
}
