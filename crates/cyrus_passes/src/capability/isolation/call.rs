//! What calls do to the regions of a body: functions of this module by their summaries, containers of C++, the few
//! functions of the run time and of C that are known, and everything else.

use super::super::facts::{CONSUME, MOVED, index};
use super::super::region::{OUTSIDE, Regions};
use super::{Flow, FrozenWrite, Question, ReadOnly, Summary};
use crate::capability::facts::Role;
use cyrus_mir as mir;
use cyrus_source::Span;
use cyrus_types::{Capability, changes_container};
use mir::{BodyId, CTy, Callee, Operand, Place, PlaceBase};

impl Flow<'_, '_> {
    /// What a call does; without a destination it failed.
    pub(super) fn call(
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
                | "__cyrus_cyp_settle"
                | MOVED
                | "__cyrus_cyp_hold"
                | "__cyrus_actor_rest"
                | "__cyrus_cyp_wlock"
                | "__cyrus_cyp_enter"
                | "__cyrus_cyp_rlock"
                | "__cyrus_cyp_enter_read"
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
            // A reference that Python holds is immutable, too.
            Callee::ToPy(ty) if self.facts.types.as_cyp(*ty).is_some_and(|c| self.is_immutable(c)) => {
                if let Some(dest) = dest {
                    self.assign(state, dest, Some(OUTSIDE), span);
                }
            }
            Callee::CppMethod { object, .. } => {
                // The standard library's containers keep what they are given to themselves.
                let standard = match object {
                    Operand::Copy(place) => self.is_standard(self.facts.place_ty(self.body, place)),
                    Operand::Const(_) => false,
                };
                // What can be called has code of anybody's.
                let called = matches!(callee, Callee::CppMethod { cname, .. } if cname == "operator()");
                if !standard || called {
                    let all: Vec<Operand> = std::iter::once(object).chain(args).cloned().collect();
                    return self.unknown_call(state, dest, callee, &all, span);
                }
                if let (Operand::Copy(place), Callee::CppMethod { cname, .. }) = (object, callee)
                    && changes_container(cname)
                {
                    self.wrote_place(state, place, span);
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
            Callee::CppDelete | Callee::Macro(_) => {}
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

    /// Whether all objects of a class are immutable.
    fn is_immutable(&self, cyp: &cyrus_types::CypTy) -> bool {
        self.facts.types.cyp_classes[cyp.class].own_cap == Capability::Immutable
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
                    || class.cname.starts_with("__cyrus_")
                    || class.namespace.as_ref().is_some_and(|n| n == "std" || n.starts_with("std::"))
            }
            _ => false,
        }
    }

    /// The call of something that links its arguments, its object and its result, and no more.
    pub(super) fn contain(
        &mut self,
        state: &mut Regions,
        dest: Option<&Place>,
        object: Option<&Operand>,
        args: &[Operand],
        span: Span,
    ) {
        let how = || "put into a container that others may reach".to_string();
        for operand in object.into_iter().chain(args) {
            if self.runs_hidden(operand)
                && let Some(region) = self.operand(state, operand)
            {
                self.merge(state, OUTSIDE, region, span, &|| "seen by a method that may keep it".into());
            }
        }
        let values = self.together(state, &args.iter().collect::<Vec<_>>(), span, &how);
        if let (Some(Operand::Copy(place)), Some(region)) = (object, values) {
            let own = self.base(state, place);
            match own {
                Some(own) => self.merge(state, own, region, span, &how),
                None => {
                    let whole = Place { base: place.base.clone(), proj: Vec::new() };
                    self.assign(state, &whole, Some(region), span);
                }
            }
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

    pub(super) fn assign_fresh(&mut self, state: &mut Regions, dest: Option<&Place>) {
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
        if let Question::LetOut(let_out) = self.question {
            return self.unseen_call(let_out, state, dest, callee, args, span);
        }
        for (i, arg) in args.iter().enumerate() {
            if !self.takes_immutable(callee, i) {
                self.check_frozen(arg, None, callee, span);
            }
            if let Some(region) = self.operand(state, arg) {
                self.wrote(state, region, span);
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

    /// Whether a function that another module has says of a parameter that it takes immutable objects, which it cannot write either.
    fn takes_immutable(&self, callee: &Callee, at: usize) -> bool {
        let Callee::CFunc(id) = callee else { return false };
        let sig = &self.facts.types.funcs[self.facts.module.cfuncs[*id].sig];
        let param = sig.params.get(at).and_then(|p| self.facts.types.as_cyp(p.ty));
        param.is_some_and(|c| c.cap == Capability::Immutable)
    }

    /// Reports an argument that must not be written, given to what may. An object that is locked for the call alone is
    /// locked for writing instead.
    fn check_frozen(&mut self, arg: &Operand, at: Option<Span>, callee: &Callee, span: Span) {
        let Operand::Copy(place) = arg else { return };
        let Some(position) = self.position.filter(|_| !matches!(callee, Callee::Runtime(_))) else { return };
        let base = match place.base {
            PlaceBase::Local(local) => self.facts.cyp(&self.body.locals[local].ty),
            PlaceBase::CVar(_) | PlaceBase::Static(_) => None,
        };
        let ty = self.facts.place_ty(self.body, place);
        let linked = place.proj.is_empty() || ty.as_ref().is_none_or(|t| self.facts.role(t) == Role::Linked);
        let own = ty.as_ref().and_then(|t| self.facts.cyp(t));
        let Some(through) = base.filter(|_| linked).or(own) else { return };
        let read_only = match through.cap {
            Capability::Immutable => ReadOnly::Immutable,
            Capability::Locked | Capability::LockArrow if through.is_const => ReadOnly::Reader,
            Capability::Lock => {
                self.deep_writes.push((position.0, position.1, arg.clone()));
                return;
            }
            _ => return,
        };
        let callee = self.facts.callee_name(self.program, callee);
        self.frozen_writes.push(FrozenWrite { span, callee, at, read_only });
    }

    pub(super) fn known_call(
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
        let Summary { links: summary, writes, exposes } = &summaries[target];
        for (i, arg) in args.iter().enumerate() {
            if let Some(exposure) = &exposes[i] {
                self.check_exposed(arg, exposure, callee, span);
                if let Some(region) = self.operand(state, arg) {
                    self.exposes(state, region, &|| exposure.clone());
                }
            }
            let leaks = summary.of(i as u32 + 1) == Some(OUTSIDE);
            if writes[i].is_none() && !leaks {
                continue;
            }
            let param = self.program.bodies[target].params[i];
            let takes = self.facts.cyp(&self.program.bodies[target].locals[param].ty);
            if takes.is_some_and(|c| c.cap == Capability::Immutable) {
                continue;
            }
            self.check_frozen(arg, writes[i], callee, span);
            if let Some(region) = self.operand(state, arg)
                && writes[i].is_some()
            {
                self.wrote(state, region, span);
            }
        }
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
                self.check_taken(args, target, callee, span);
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
