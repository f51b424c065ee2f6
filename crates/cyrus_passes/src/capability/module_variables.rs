//! Module variables that hold cypclass references, in code that several threads may run at once.
//!
//! A module variable belongs to nobody but the GIL. So code that may run without it, or on behalf of several
//! threads, may read such a variable only if it is `lock`, `active` or `immutable`, and if nothing but the module's
//! own statements, which run before there is anything to call, ever sets it.
//!
//! Which code that is, is found over the calls: methods that are called on a reference that threads share,
//! messages, functions whose address is taken or that other modules may call, what stands in `nogil` blocks and
//! parallel regions - and whatever these call. Taking the GIL (`with gil`) makes all module variables usable.

use super::facts::Facts;
use crate::walk::{stmt_operands, stmt_places};
use cyrus_diagnostics::{Diagnostic, codes};
use cyrus_hir as hir;
use cyrus_mir as mir;
use cyrus_source::Span;
use cyrus_types::{Capability, Ty, TyId};
use mir::{Body, BodyAbi, BodyId, Callee, Const, GilOp, Operand, PlaceBase, StmtKind};
use rustc_hash::FxHashMap;
use std::collections::hash_map::Entry;

/// What protects module variables at a point.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Debug)]
pub(super) enum Guard {
    Gil,
    /// What the caller has.
    Caller,
    Nothing,
}

/// Why a body may run on several threads.
#[derive(Clone, Debug)]
enum Reason {
    /// Called on a shared reference.
    Shared { at: Span, ty: String },
    /// Run by whoever takes messages from a queue.
    Message,
    /// Its address is taken.
    Address { at: Span },
    /// Other modules may call it.
    Exported,
    /// Called where the GIL is not held.
    Nogil { at: Span },
    /// Called by a body that may itself.
    Through { at: Span, by: BodyId },
}

/// One mention of a module variable.
struct Access {
    body: BodyId,
    var: hir::CVarId,
    span: Span,
    written: bool,
    guard: Guard,
}

/// How far a variable may be used without the GIL.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
enum Sharing {
    /// No reference to a cypclass object.
    Free,
    /// `lock`, `active`, `immutable`: read.
    Readable,
    /// Not at all.
    Thread,
}

/// Finds the code that several threads may run, and all mentions of module variables.
pub(super) fn search<'f, 'm>(facts: &'f Facts<'m>, program: &'f mir::Program) -> Search<'f, 'm> {
    let reasons = FxHashMap::default();
    let mut search = Search { facts, program, reasons, todo: Vec::new(), accesses: Vec::new() };
    let mut accesses = Vec::new();
    let mut calls: FxHashMap<BodyId, Vec<(BodyId, Span)>> = FxHashMap::default();
    for (id, body) in program.bodies.iter_ids() {
        search.roots(id, body, &mut accesses, &mut calls);
    }
    while let Some(by) = search.todo.pop() {
        for &(target, at) in calls.get(&by).map(|c| &c[..]).unwrap_or_default() {
            search.reach(target, Reason::Through { at, by });
        }
    }
    search.accesses = accesses;
    search
}

fn sharing(facts: &Facts, ty: TyId) -> Sharing {
    let types = facts.types;
    let ty = types.resolved(ty);
    match types.get(ty) {
        Ty::Cyp(cyp) => match cyp.cap {
            Capability::Lock | Capability::Active | Capability::Immutable => Sharing::Readable,
            _ => Sharing::Thread,
        },
        Ty::Array(to, _) => sharing(facts, *to),
        Ty::CTuple(items) => of_parts(facts, items.iter().copied()),
        Ty::Struct(id) => of_parts(facts, types.structs[*id].fields.iter().map(|f| f.ty)),
        Ty::Cpp(_, args) => of_parts(facts, args.iter().copied()),
        _ => Sharing::Free,
    }
}

/// Of containers and structs: their own state is not protected by the capabilities of what they hold.
fn of_parts(facts: &Facts, mut parts: impl Iterator<Item = TyId>) -> Sharing {
    match parts.any(|ty| sharing(facts, ty) != Sharing::Free) {
        true => Sharing::Thread,
        false => Sharing::Free,
    }
}

/// What several threads may run, and why.
pub(super) struct Search<'f, 'm> {
    facts: &'f Facts<'m>,
    program: &'f mir::Program,
    /// The bodies that may run on several threads, and the first reason found.
    reasons: FxHashMap<BodyId, Reason>,
    todo: Vec<BodyId>,
    accesses: Vec<Access>,
}

impl Search<'_, '_> {
    fn reach(&mut self, body: BodyId, reason: Reason) {
        if let Entry::Vacant(place) = self.reasons.entry(body) {
            place.insert(reason);
            self.todo.push(body);
        }
    }

    /// Looks at a body by itself: what it mentions, whom it calls, and which bodies several threads may run because of it.
    fn roots(
        &mut self,
        id: BodyId,
        body: &Body,
        accesses: &mut Vec<Access>,
        calls: &mut FxHashMap<BodyId, Vec<(BodyId, Span)>>,
    ) {
        let sends = body.name.starts_with("activate") && self.is_message(body);
        if sends {
            self.reach(id, Reason::Message);
        }
        if self.facts.is_exported(body) {
            self.reach(id, Reason::Exported);
        }
        let guards = guards(body);
        for (block, states) in body.blocks.iter().zip(&guards) {
            let Some(mut guard) = *states else { continue };
            for stmt in &block.stmts {
                if let StmtKind::Call { callee, args, .. } = &stmt.kind {
                    for target in self.called(body, callee, args, stmt.span, guard) {
                        calls.entry(id).or_default().push((target, stmt.span));
                    }
                }
                stmt_operands(stmt, &mut |operand| {
                    if let Operand::Const(constant) = operand {
                        for target in self.address(constant) {
                            self.reach(target, Reason::Address { at: stmt.span });
                        }
                    }
                });
                stmt_places(stmt, &mut |place, written| {
                    if let PlaceBase::CVar(var) = place.base {
                        let written = written && place.proj.is_empty();
                        accesses.push(Access { body: id, var, span: stmt.span, written, guard });
                    }
                });
                guard = after(body, &stmt.kind, guard);
            }
            if let mir::Terminator::Return(Some(Operand::Copy(place))) = &block.term
                && let PlaceBase::CVar(var) = place.base
            {
                accesses.push(Access { body: id, var, span: block.term_span, written: false, guard });
            }
        }
    }

    /// Whom a call reaches without the GIL being sure to be held.
    fn called(
        &mut self,
        body: &Body,
        callee: &Callee,
        args: &[Operand],
        at: Span,
        guard: Guard,
    ) -> Vec<BodyId> {
        let Some(targets) = self.facts.targets(callee) else { return Vec::new() };
        let object = match (callee, args.first()) {
            (Callee::Cyp { .. }, Some(Operand::Copy(place))) => self.facts.place_ty(body, place),
            _ => None,
        };
        let shared = object.filter(|ty| {
            self.facts.cyp(ty).is_some_and(|cyp| {
                matches!(
                    cyp.cap,
                    Capability::Lock
                        | Capability::Locked
                        | Capability::LockArrow
                        | Capability::Active
                        | Capability::Immutable
                )
            })
        });
        for &target in &targets {
            if let Some(mir::CTy::Ty(ty)) = shared {
                self.reach(target, Reason::Shared { at, ty: self.facts.types.display(ty) });
            }
            if guard == Guard::Nothing {
                self.reach(target, Reason::Nogil { at });
            }
        }
        if guard == Guard::Gil { Vec::new() } else { targets }
    }

    /// The bodies whose address a constant is.
    fn address(&self, constant: &Const) -> Vec<BodyId> {
        match constant {
            Const::CFunc(id) => self.facts.targets(&Callee::CFunc(*id)).unwrap_or_default(),
            Const::Body(id) => vec![*id],
            Const::CypFunc(method) => {
                self.facts.targets(&Callee::Cyp { method: *method, direct: true }).unwrap_or_default()
            }
            _ => Vec::new(),
        }
    }

    fn is_message(&self, body: &Body) -> bool {
        let first = body.params.first().and_then(|&p| self.facts.cyp(&body.locals[p].ty));
        first.is_some_and(|cyp| self.facts.types.cyp_classes[cyp.class].name.starts_with("__cyrus_message"))
    }

    /// Whether several threads may be at a point of a body with this guard. What a Python function lets go of the GIL for is
    /// its own affair.
    pub(super) fn is_shared(&self, body: BodyId, guard: Guard) -> bool {
        guard != Guard::Gil && self.reasons.contains_key(&body)
    }

    /// The errors of a module.
    pub(super) fn report(&self) -> Vec<Diagnostic> {
        let thread_bound =
            |a: &&Access| sharing(self.facts, self.facts.module.cvars[a.var].ty) != Sharing::Free;
        let accesses: Vec<&Access> = self.accesses.iter().filter(thread_bound).collect();
        let unguarded = |a: &Access| match a.guard {
            Guard::Gil => false,
            Guard::Caller => self.reasons.contains_key(&a.body),
            Guard::Nothing => true,
        };
        let mut found = Vec::new();
        for &access in &accesses {
            let var = &self.facts.module.cvars[access.var];
            let thread = sharing(self.facts, var.ty) == Sharing::Thread;
            if unguarded(access) && (thread || access.written) {
                found.push(self.unguarded(access));
            } else if access.written
                && self.program.bodies[access.body].abi != BodyAbi::ModuleExec
                && let Some(read) = accesses.iter().find(|r| r.var == access.var && unguarded(r))
            {
                found.push(self.set_late(access, read));
            }
        }
        found
    }

    fn unguarded(&self, access: &Access) -> Diagnostic {
        let var = &self.facts.module.cvars[access.var];
        let shown = self.facts.types.display(var.ty);
        let what = match access.written {
            true => "set",
            false => "used",
        };
        let message = format!(
            "module variable '{}' of type '{shown}' is {what} by code that several threads may run",
            var.name
        );
        let mut diagnostic = Diagnostic::error(codes::E0607, access.span, message)
            .primary_label("nothing keeps other threads away here")
            .label(var.span, "every thread sees this variable");
        if access.guard != Guard::Nothing {
            diagnostic = self.why(diagnostic, access.body);
        }
        let help;
        diagnostic.help(match sharing(self.facts, var.ty) {
            Sharing::Readable => {
                "set it in the statements of the module, or put this into 'with gil:', for which who waits for this code lets go of \
                 the GIL"
            }
            _ => {
                let (class, array) = shown.split_once(" [").unwrap_or((&shown, ""));
                let array = if array.is_empty() { String::new() } else { format!("[{array}") };
                help = format!(
                    "declare 'cdef lock {class} {}{array}' and give it 'consume …' of a new object: a call then takes its lock, \
                     and 'with wlocked …:' holds it for several; or keep the object in a field, pass it as an argument, or put \
                     this into 'with gil:', for which who waits for this code lets go of the GIL",
                    var.name
                );
                help.as_str()
            }
        })
    }

    fn set_late(&self, access: &Access, read: &Access) -> Diagnostic {
        let var = &self.facts.module.cvars[access.var];
        let message = format!(
            "module variable '{}' is set here while code that several threads may run reads it",
            var.name
        );
        let diagnostic = Diagnostic::error(codes::E0607, access.span, message)
            .primary_label("a reader may take the old reference at the moment it is dropped")
            .label(read.span, "read here without the GIL");
        let diagnostic = match read.guard {
            Guard::Nothing => diagnostic,
            _ => self.why(diagnostic, read.body),
        };
        diagnostic.help(
            "set it in the statements of the module only (a 'lock' object can hold what changes), or read it in \
             'with gil:'",
        )
    }

    /// Says how several threads come to a body.
    pub(super) fn why(&self, mut diagnostic: Diagnostic, body: BodyId) -> Diagnostic {
        let mut at_body = body;
        for _ in 0..8 {
            let name = &self.program.bodies[at_body].name;
            match self.reasons.get(&at_body) {
                Some(Reason::Through { at, by }) => {
                    diagnostic = diagnostic.label(*at, format!("'{name}' is called here"));
                    at_body = *by;
                }
                Some(Reason::Shared { at, ty }) => {
                    return diagnostic
                        .label(*at, format!("'{name}' is called here on an object of type '{ty}'"));
                }
                Some(Reason::Nogil { at }) => {
                    return diagnostic.label(*at, format!("'{name}' is called here without the GIL"));
                }
                Some(Reason::Address { at }) => {
                    return diagnostic.label(
                        *at,
                        format!("the address of '{name}' is taken here: any thread may call it"),
                    );
                }
                Some(Reason::Message) => {
                    return diagnostic.note("it runs when an actor gets a message, on any thread");
                }
                Some(Reason::Exported) => {
                    return diagnostic
                        .note(format!("'{name}' can be called by other modules, on any thread"));
                }
                None => return diagnostic,
            }
        }
        diagnostic
    }
}

/// What protects the beginning of each block; `None` where nothing comes.
pub(super) fn guards(body: &Body) -> Vec<Option<Guard>> {
    use cyrus_arena::Id as _;
    let mut states: Vec<Option<Guard>> = vec![None; body.blocks.len()];
    let start = if body.nogil { Guard::Caller } else { Guard::Gil };
    let mut todo = vec![(body.entry(), start)];
    while let Some((id, guard)) = todo.pop() {
        let known = &mut states[id.index()];
        if known.is_some_and(|k| k >= guard) {
            continue;
        }
        *known = Some(guard);
        let block = &body.blocks[id];
        let mut now = guard;
        for stmt in &block.stmts {
            if let StmtKind::Parallel(region) = &stmt.kind {
                todo.push((region.entry, Guard::Nothing));
            }
            todo.extend(stmt.unwind.map(|to| (to, now)));
            now = after(body, &stmt.kind, now);
        }
        todo.extend(block.term.successors().into_iter().map(|to| (to, now)));
    }
    states
}

pub(super) fn after(body: &Body, stmt: &StmtKind, guard: Guard) -> Guard {
    match stmt {
        StmtKind::Gil(GilOp::Reacquire | GilOp::Ensure, _) => Guard::Gil,
        StmtKind::Gil(GilOp::Unensure, _) if body.nogil => Guard::Caller,
        StmtKind::Gil(GilOp::Release | GilOp::Unensure, _) => Guard::Nothing,
        _ => guard,
    }
}
