//! What methods of objects that have an owner (a lock, an actor) let out past it, or take in.
//!
//! A method sees plain types. What its object leads to belongs to the owner, though, and what variables of the module and
//! Python objects lead to belongs to who has the GIL: neither is put into the other. The outside of the regions is the
//! latter, here; whatever merges a parameter with it is an [`Exposure`] of that parameter. Of functions that are not seen,
//! those of C and those of other modules without the GIL keep nothing; a function pointer is any function of its type whose address is taken in the module,
//! where [`Pointers`] do not say which.
//!
//! Found at calls: on references that say who the owner is, and where messages are sent.

use super::super::facts::{Facts, Role, index, user_name};
use super::super::module_variables::{self, Guard, Search};
use super::super::region::{OUTSIDE, Regions};
use super::pointers::Pointers;
use super::{Flow, Question, Summary, summarise};
use crate::walk::{Use, stmt_operands, stmt_uses};
use cyrus_arena::{Id as _, IndexVec};
use cyrus_mir as mir;
use cyrus_source::Span;
use cyrus_types::{Capability, CypTy, FuncTyId, Origin, Ty, TyId, common};
use mir::{BlockId, BodyId, CTy, Callee, Const, Operand, Place, StmtKind};
use rustc_hash::FxHashMap;

/// How the two got mixed.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Debug)]
pub(in crate::capability) enum Way {
    /// The object's owner is passed by: others get what it leads to.
    Out,
    /// What others have is put where the object leads.
    In,
    /// The method gives what others have.
    Result,
}

/// Where what a parameter leads to gets mixed with what others find.
#[derive(Clone, PartialEq, Eq, PartialOrd, Ord, Debug)]
pub(in crate::capability) struct Exposure {
    pub(in crate::capability) at: Span,
    pub(in crate::capability) way: Way,
    /// What happens there.
    pub(in crate::capability) how: String,
}

/// Whom an object belongs to.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Debug)]
pub(in crate::capability) enum Owner {
    Lock,
    Actor,
}

/// A call on an object that has an owner, which passes that owner by.
#[derive(Clone, PartialEq, Eq, PartialOrd, Ord, Debug)]
pub(in crate::capability) struct Exposed {
    pub(in crate::capability) span: Span,
    pub(in crate::capability) callee: String,
    pub(in crate::capability) owner: Owner,
    pub(in crate::capability) exposure: Exposure,
}

/// A reference to what the GIL protects, used without it by code that several threads may run.
#[derive(Clone, PartialEq, Eq, PartialOrd, Ord, Debug)]
pub(in crate::capability) struct Stray {
    pub(in crate::capability) span: Span,
    pub(in crate::capability) name: Option<String>,
    /// The line that declares the name as 'lock', if it is a plain reference.
    pub(in crate::capability) shared: Option<String>,
    /// Where it is only given up: whoever has others counts, too.
    pub(in crate::capability) dropped: bool,
    pub(in crate::capability) body: BodyId,
}

/// What is known for the question.
pub(super) struct LetOut {
    /// The functions whose address is taken.
    addressed: Vec<Addressed>,
    pointers: Pointers,
}

enum Addressed {
    /// One that needs the GIL is in no pointer to functions without it.
    Body { body: BodyId, needs_gil: bool },
    /// Of another module.
    Unseen(FuncTyId),
}

/// All calls of the module that pass an owner by, and all uses without the GIL of what it protects.
pub(super) fn find(
    facts: &Facts,
    program: &mir::Program,
    threads: &Search<'_, '_>,
) -> (Vec<Exposed>, Vec<Stray>) {
    let shared = |id| threads.is_shared(id, Guard::Nothing) && !is_generated(facts, &program.bodies[id]);
    let (mut found, mut strays) = (Vec::new(), Vec::new());
    let owned = program.bodies.iter().any(|b| b.locals.iter().any(|l| owner(facts, &l.ty).is_some()));
    if !owned && !program.bodies.ids().any(shared) {
        return (found, strays);
    }
    let let_out = LetOut { addressed: addressed(facts, program), pointers: Pointers::new(facts, program) };
    let question = Question::LetOut(&let_out);
    let (summaries, hidden) = summarise(facts, program, question, &|_| false);
    let runners = runners(facts, program, &summaries);
    for (id, body) in program.bodies.iter_ids() {
        let generated = is_generated(facts, body);
        let concerned = !generated && body.locals.iter().any(|l| owner(facts, &l.ty) == Some(Owner::Lock));
        let mut flow = Flow::new(facts, program, &summaries, question, &hidden, id);
        if concerned || shared(id) {
            flow.run();
            flow.look(threads, &mut strays);
            found.append(&mut flow.exposed);
        }
        for stmt in body.blocks.iter().flat_map(|b| &b.stmts) {
            if let StmtKind::Call { callee: Callee::Cyp { method, .. }, .. } = &stmt.kind
                && let Some(exposed) = runners.get(&method.owner)
                && !runs_elsewhere(facts, method.owner, body)
            {
                // Python may send all messages that there are.
                let span = if generated { exposed.exposure.at } else { stmt.span };
                found.push(Exposed { span, ..exposed.clone() });
            }
        }
    }
    (found, first_of_each(strays))
}

/// Of several uses of a variable in a body the first, rather than one that only gives it up.
fn first_of_each(mut strays: Vec<Stray>) -> Vec<Stray> {
    strays.sort_by(|a, b| {
        let key = |s: &Stray| (s.body, s.name.is_none(), s.name.clone(), s.dropped, s.span);
        key(a).cmp(&key(b))
    });
    strays
        .dedup_by(|next, first| next.body == first.body && (next.name == first.name || next.name.is_none()));
    strays
}

fn owner(facts: &Facts, ty: &CTy) -> Option<Owner> {
    match facts.cyp(ty)?.cap {
        Capability::Lock | Capability::Locked | Capability::LockArrow => Some(Owner::Lock),
        Capability::Active => Some(Owner::Actor),
        _ => None,
    }
}

/// Whether it is a function of another module that has the GIL. Those without it have no business with that module's variables,
/// which is found out there.
fn unseen_with_gil(facts: &Facts, func: cyrus_hir::CFuncId) -> bool {
    let func = &facts.module.cfuncs[func];
    let sig = &facts.types.funcs[func.sig];
    func.func.is_none() && matches!(func.origin, Origin::Module(_)) && (sig.with_gil || !sig.nogil)
}

/// The functions whose address is taken somewhere in the module.
fn addressed(facts: &Facts, program: &mir::Program) -> Vec<Addressed> {
    let mut found = Vec::new();
    let mut add = |constant: &Const| {
        let mut needs_gil = false;
        let targets = match constant {
            Const::CFunc(id) => {
                let func = &facts.module.cfuncs[*id];
                let sig = &facts.types.funcs[func.sig];
                needs_gil = !sig.nogil && !sig.with_gil;
                if unseen_with_gil(facts, *id) {
                    found.push(Addressed::Unseen(func.sig));
                }
                facts.targets(&Callee::CFunc(*id))
            }
            Const::Body(id) => Some(vec![*id]),
            Const::CypFunc(method) => facts.targets(&Callee::Cyp { method: *method, direct: true }),
            _ => None,
        };
        found.extend(targets.unwrap_or_default().into_iter().map(|body| Addressed::Body { body, needs_gil }));
    };
    for stmt in program.bodies.iter().flat_map(|b| b.blocks.iter()).flat_map(|b| &b.stmts) {
        stmt_operands(stmt, &mut |operand| {
            if let Operand::Const(constant) = operand {
                add(constant);
            }
        });
    }
    found
}

/// What the compiler writes as text of its own: no place in it says anything to a user.
fn is_generated(facts: &Facts, body: &mir::Body) -> bool {
    let own = || body.params.first().and_then(|&p| facts.cyp(&body.locals[p].ty));
    let has_target = |c: &CypTy| facts.types.cyp_classes[c.class].fields.iter().any(|f| f.name == "_target");
    body.qualname.starts_with("__cyrus_")
        // What Python has of actors.
        || body.qualname.starts_with("active_") && own().is_some_and(has_target)
}

/// Whether a body is a method of a class.
fn runs_elsewhere(facts: &Facts, class: TyId, body: &mir::Body) -> bool {
    let name = facts.types.as_cyp(class).map(|c| facts.types.cyp_classes[c.class].name.as_str());
    name.is_some_and(|name| body.qualname.strip_prefix(name).is_some_and(|rest| rest.starts_with('.')))
}

/// Of the classes that run methods elsewhere, those of messages and of tasks: the calls in them that pass an owner by.
fn runners(
    facts: &Facts,
    program: &mir::Program,
    summaries: &IndexVec<BodyId, Summary>,
) -> FxHashMap<TyId, Exposed> {
    let mut found = FxHashMap::default();
    for instance in &facts.module.cyp_instances {
        let class = |ty| facts.types.as_cyp(ty).map(|c| &facts.types.cyp_classes[c.class]);
        let named = |ty, prefix| class(ty).is_some_and(|c| c.name.starts_with(prefix));
        let actor = named(instance.ty, "__cyrus_message");
        if !actor && !named(instance.ty, "__cyrus_go") {
            continue;
        }
        let bodies = instance.methods.iter().flatten().filter_map(|func| {
            program.body_of_func.iter().find(|(f, _)| f == func).map(|(_, body)| &program.bodies[*body])
        });
        for (body, stmt) in bodies
            .flat_map(|b| b.blocks.iter().map(move |block| (b, block)))
            .flat_map(|(body, block)| block.stmts.iter().map(move |stmt| (body, stmt)))
        {
            let StmtKind::Call { callee, args, .. } = &stmt.kind else { continue };
            let Some(targets) = facts.targets(callee) else { continue };
            if matches!(callee, Callee::Cyp { method, .. } if method.owner == instance.ty) {
                continue;
            }
            let owner = |arg: &Operand| match arg {
                Operand::Copy(place) => facts.place_ty(body, place).and_then(|ty| owner(facts, &ty)),
                Operand::Const(_) => None,
            };
            for (i, arg) in args.iter().enumerate() {
                let owner = match owner(arg) {
                    // The actor is plain for its own methods.
                    None if actor && i == 0 && matches!(callee, Callee::Cyp { .. }) => Owner::Actor,
                    Some(Owner::Lock) => Owner::Lock,
                    _ => continue,
                };
                let exposure = targets.iter().find_map(|&target| {
                    let whole = args.len() == program.bodies[target].params.len();
                    summaries[target].exposes.get(i).filter(|_| whole)?.clone()
                });
                if let Some(exposure) = exposure {
                    let callee = facts.callee_name(program, callee);
                    found.entry(instance.ty).or_insert(Exposed { span: stmt.span, callee, owner, exposure });
                }
            }
        }
    }
    found
}

impl Flow<'_, '_> {
    /// The last round: which calls pass an owner by, and what strays?
    fn look(&mut self, threads: &Search<'_, '_>, strays: &mut Vec<Stray>) {
        let body = self.body;
        let guards = module_variables::guards(body);
        // What gets out of a parameter is another matter.
        let apart = self.summary.exposes.iter().all(Option::is_none);
        for id in body.blocks.ids() {
            let Some(mut state) = self.states[id.index()].clone() else { continue };
            let Some(mut guard) = guards[id.index()] else { continue };
            for (at, stmt) in body.blocks[id].stmts.iter().enumerate() {
                if apart && threads.is_shared(self.id, guard) {
                    self.strays(&state, stmt, strays);
                }
                guard = module_variables::after(body, &stmt.kind, guard);
                self.position = Some((id, at));
                self.stmt(&mut state, stmt);
            }
        }
        self.position = None;
    }

    /// What a statement uses of what others find.
    fn strays(&self, state: &Regions, stmt: &mir::Stmt, strays: &mut Vec<Stray>) {
        let dropped = matches!(stmt.kind, StmtKind::Decref { .. } | StmtKind::Clear { .. });
        stmt_uses(stmt, &mut |local, how| {
            // The compiler's own addresses are of variables that go through a small lock.
            let typed = matches!(self.body.locals[local].ty, CTy::Ty(_));
            let node = self.nodes[index(local)].filter(|_| typed && how != Use::Write);
            if node.and_then(|n| state.of(n)) == Some(OUTSIDE) {
                let name = user_name(self.body, local).map(str::to_owned);
                let shared = name.as_ref().and_then(|name| self.declared_as_lock(local, name));
                strays.push(Stray { span: stmt.span, name, shared, dropped, body: self.id });
            }
        });
    }

    fn declared_as_lock(&self, local: mir::MLocal, name: &str) -> Option<String> {
        let ty = &self.body.locals[local].ty;
        let CTy::Ty(id) = *ty else { return None };
        let plain = self.facts.cyp(ty).is_some_and(|cyp| cyp.cap == Capability::Local && !cyp.is_const);
        plain.then(|| format!("cdef lock {} {name}", self.facts.types.display(id)))
    }

    /// Notes that what parameters of a region lead to is mixed with what others find.
    pub(super) fn exposes(&mut self, state: &Regions, region: u32, exposure: &dyn Fn() -> Exposure) {
        if !matches!(self.question, Question::LetOut(_)) || region == OUTSIDE {
            return;
        }
        for (i, exposes) in self.summary.exposes.iter_mut().enumerate() {
            if exposes.is_none() && state.of(i as u32 + 1) == Some(region) {
                *exposes = Some(exposure());
            }
        }
    }

    /// Notes that something of others is stored in a region.
    pub(super) fn taken_in(&mut self, state: &Regions, region: u32, span: Span) {
        let how = || Exposure { at: span, way: Way::In, how: "what others find is stored here".into() };
        self.exposes(state, region, &how);
    }

    /// Two ways into a block: a variable has part of a parameter on one of them, and something of others on the other.
    pub(super) fn exposed_by_join(&mut self, a: &Regions, b: &Regions, joined: &Regions, span: Span) {
        if !matches!(self.question, Question::LetOut(_)) {
            return;
        }
        for (i, exposes) in self.summary.exposes.iter_mut().enumerate() {
            let node = i as u32 + 1;
            let outside = |state: &Regions| state.of(node) == Some(OUTSIDE);
            if exposes.is_none() && outside(joined) && !outside(a) && !outside(b) {
                let how = "a variable may have either here".into();
                *exposes = Some(Exposure { at: span, way: Way::Out, how });
            }
        }
    }

    /// A state in which variables that are not used any more hold nothing.
    pub(super) fn without_dead(&self, to: BlockId, state: &Regions) -> Regions {
        let mut state = state.clone();
        let live = &self.live.live_in[to.index()];
        for (local, node) in self.body.locals.ids().zip(&self.nodes) {
            if let Some(node) = node
                && !live.contains(local)
                && !self.live.addressed.contains(local)
            {
                state.clear(*node);
            }
        }
        state
    }

    /// A parallel region may link all that it sees.
    pub(super) fn in_parallel(&mut self, state: &mut Regions, entry: BlockId, span: Span) {
        let how = || "used by a parallel region together with what others find".to_string();
        let used = self.without_dead(entry, state);
        let params = self.body.params.len() as u32;
        let nodes = self.nodes.iter().flatten().copied().filter(|&n| used.of(n).is_some());
        let nodes: Vec<u32> = (1..=params).chain(nodes).collect();
        let mut all: Option<u32> = None;
        for node in nodes {
            let Some(region) = state.of(node) else { continue };
            if let Some(known) = all {
                self.merge(state, known, region, span, &how);
            }
            all = state.of(node);
        }
    }

    /// A call of something that has no body here.
    pub(super) fn unseen_call(
        &mut self,
        let_out: &LetOut,
        state: &mut Regions,
        dest: Option<&Place>,
        callee: &Callee,
        args: &[Operand],
        span: Span,
    ) {
        let how = match callee {
            Callee::Pointer(pointer) => {
                return self.by_pointer(let_out, pointer, state, dest, callee, args, span);
            }
            Callee::CppMethod { cname, .. } if cname == "operator()" => "given to an object that is called",
            Callee::CFunc(id) if unseen_with_gil(self.facts, *id) => "given to a function of another module",
            Callee::Virtual { .. } | Callee::Direct { .. } => "given to a method of a Python object",
            Callee::ToPy(_) => "a Python object is made of it",
            Callee::PyCall { .. }
            | Callee::PyMethodCall { .. }
            | Callee::ExtNew(_)
            | Callee::NewScope(_)
            | Callee::MakeFunction(_)
            | Callee::NewGenerator { .. }
            | Callee::Build(_) => "given to Python",
            Callee::FromPy(_) => {
                if let Some(dest) = dest {
                    self.assign(state, dest, Some(OUTSIDE), span);
                }
                return;
            }
            _ => return self.contain(state, dest, None, args, span),
        };
        for arg in args {
            if let Some(region) = self.operand(state, arg) {
                self.merge(state, OUTSIDE, region, span, &|| how.into());
            }
        }
        // A function of another module that has no GIL gives nothing that the GIL protects: that is looked at there.
        let apart =
            matches!(callee, Callee::CFunc(id) if self.is_without_gil(self.facts.module.cfuncs[*id].sig));
        match dest {
            Some(_) if apart => self.contain(state, dest, None, args, span),
            Some(dest) => self.assign(state, dest, Some(OUTSIDE), span),
            None => {}
        }
    }

    fn is_without_gil(&self, sig: FuncTyId) -> bool {
        let sig = &self.facts.types.funcs[sig];
        sig.nogil && !sig.with_gil
    }

    /// Of the functions that a pointer may lead to.
    #[allow(clippy::too_many_arguments, reason = "what a call consists of")]
    fn by_pointer(
        &mut self,
        let_out: &LetOut,
        pointer: &Operand,
        state: &mut Regions,
        dest: Option<&Place>,
        callee: &Callee,
        args: &[Operand],
        span: Span,
    ) {
        let known = let_out.pointers.targets(self.id, pointer);
        if let Some(known) = known
            && known.iter().all(|&target| self.program.bodies[target].params.len() == args.len())
        {
            return self.known_call(state, dest, callee, known, args, span);
        }
        let sig = match pointer {
            Operand::Copy(place) => self.facts.place_ty(self.body, place).and_then(|ty| self.pointed_to(&ty)),
            Operand::Const(_) => None,
        };
        let tys = |sig: FuncTyId| -> Vec<TyId> {
            self.facts.types.funcs[sig].params.iter().map(|p| p.ty).collect()
        };
        let params = sig.map(tys);
        let alike = |a: TyId, b: TyId| {
            let types = self.facts.types;
            match (types.as_cyp(a), types.as_cyp(b)) {
                (Some(a), Some(b)) => a.class == b.class,
                (None, None) => self.facts.role_of(a) == self.facts.role_of(b),
                (Some(_), None) | (None, Some(_)) => false,
            }
        };
        let fits = |given: &[TyId]| {
            params.as_ref().is_none_or(|params| {
                params.len() == given.len() && params.iter().zip(given).all(|(a, b)| alike(*a, *b))
            })
        };
        let without_gil = sig.is_some_and(|sig| self.is_without_gil(sig));
        let mut targets = Vec::new();
        let mut unseen = false;
        for function in &let_out.addressed {
            match function {
                Addressed::Body { needs_gil: true, .. } if without_gil => {}
                Addressed::Body { body: id, .. } => {
                    let body = &self.program.bodies[*id];
                    let tys = body.params.iter().map(|&p| match &body.locals[p].ty {
                        CTy::Ty(ty) => *ty,
                        CTy::Text(_) => common::INT,
                    });
                    let tys: Vec<TyId> = tys.collect();
                    if tys.len() == args.len() && fits(&tys) && !targets.contains(id) {
                        targets.push(*id);
                    }
                }
                Addressed::Unseen(sig) => {
                    unseen |= fits(&tys(*sig));
                }
            }
        }
        if targets.is_empty() || unseen {
            let how = || "given to a function that is not known here, by a pointer".to_string();
            for arg in args {
                if let Some(region) = self.operand(state, arg) {
                    self.merge(state, OUTSIDE, region, span, &how);
                }
            }
        }
        match targets.is_empty() {
            true if without_gil => {
                self.contain(state, dest, None, args, span);
            }
            true => {
                if let Some(dest) = dest {
                    self.assign(state, dest, Some(OUTSIDE), span);
                }
            }
            false => self.known_call(state, dest, callee, &targets, args, span),
        }
    }

    /// The type of the functions that a type is a pointer to.
    fn pointed_to(&self, ty: &CTy) -> Option<FuncTyId> {
        let CTy::Ty(ty) = ty else { return None };
        let types = self.facts.types;
        let mut ty = types.resolved(*ty);
        if let Some(to) = types.pointee(ty) {
            ty = types.resolved(to);
        }
        match types.get(ty) {
            Ty::Func(sig) => Some(*sig),
            _ => None,
        }
    }

    /// Reports an argument that has an owner, given to what passes that owner by. (What was isolated is looked at when it is
    /// consumed.)
    pub(super) fn check_exposed(&mut self, arg: &Operand, exposure: &Exposure, callee: &Callee, span: Span) {
        let Operand::Copy(place) = arg else { return };
        let owner = self.facts.place_ty(self.body, place).and_then(|ty| owner(self.facts, &ty));
        if owner == Some(Owner::Lock) && self.position.is_some() {
            let callee = self.facts.callee_name(self.program, callee);
            let exposure = exposure.clone();
            self.exposed.push(Exposed { span, callee, owner: Owner::Lock, exposure });
        }
    }

    /// Reports a method whose result would be taken for a part of the object, but is something that others have.
    pub(super) fn check_taken(&mut self, args: &[Operand], target: BodyId, callee: &Callee, span: Span) {
        let body = &self.program.bodies[target];
        // If it mixes the two otherwise, that says it better.
        if self.summaries[target].exposes.first().is_some_and(Option::is_some) {
            return;
        }
        if matches!(self.question, Question::LetOut(_)) && self.facts.typed_role(&body.ret) == Role::Linked {
            let how = "what it gives comes from a variable of the module, or from Python".into();
            let exposure = Exposure { at: body.span, way: Way::Result, how };
            for arg in args.iter().take(1) {
                self.check_exposed(arg, &exposure, callee, span);
            }
        }
    }
}
