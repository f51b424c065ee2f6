//! Which of several methods of one name a call means.
//!
//! The static types of the arguments decide. A candidate is better than another if none of its parameters fits its
//! argument worse and one fits better: for references the more derived class, for numbers the smaller conversion; if
//! all fit alike, the one that leaves fewer arguments to their defaults, then that of the derived class. The one that is better than all
//! others is called; where there is none, the call is ambiguous.
//!
//! Methods of the bases take part: a class that defines a name hides of theirs only what it overrides.

use super::Checker;
use super::cyp::CypCandidate;
use super::cyp_call::CypArgs;
use cyrus_diagnostics::{Diagnostic, codes};
use cyrus_source::Span;
use cyrus_syntax::Name;
use cyrus_types::{Capability, IntTy, Ty, TyId};
use std::cmp::Ordering;

/// Whether an argument is a literal.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum Literal {
    No,
    Yes,
    /// Text that is not one character.
    Text,
    /// Text that would end too early as a C string.
    HoldsNul,
    /// A tuple or list.
    Display,
}

impl Literal {
    /// Of a conditional expression with two alternatives: a literal only if both are of one kind.
    pub(super) fn or(self, other: Literal) -> Literal {
        match (self, other) {
            (a, b) if a == b && a != Literal::Display => a,
            (Literal::HoldsNul, Literal::Text | Literal::Yes)
            | (Literal::Text | Literal::Yes, Literal::HoldsNul) => Literal::HoldsNul,
            (Literal::Text, Literal::Yes) | (Literal::Yes, Literal::Text) => Literal::Text,
            _ => Literal::No,
        }
    }
}

/// How well a candidate fits: for each argument the parameter's type and what the conversion costs; and how many
/// parameters are left to their defaults.
struct Fit {
    candidate: CypCandidate,
    args: Vec<(TyId, u32)>,
    left_out: usize,
}

/// What the arguments say about the candidates.
enum Outcome {
    One(CypCandidate),
    None,
    /// These are the best, and none of them is better than the others.
    Several(Vec<CypCandidate>),
}

impl<'a> Checker<'_, 'a> {
    /// The candidate that the arguments fit best, if there is one.
    pub fn cyp_overload(&mut self, candidates: &[CypCandidate], args: &CypArgs<'a>) -> Option<CypCandidate> {
        match self.cyp_best(candidates, args) {
            Outcome::One(found) => Some(found),
            Outcome::None => None,
            Outcome::Several(best) => best.first().copied(),
        }
    }

    /// Chooses among methods called `name`; reports when none fits, or no one best.
    pub fn cyp_choose(
        &mut self,
        candidates: &[CypCandidate],
        args: &CypArgs<'a>,
        name: &str,
        span: Span,
    ) -> Option<CypCandidate> {
        if let [only] = candidates {
            // Its parameters say best what is wrong.
            return Some(*only);
        }
        let (message, shown) = match self.cyp_best(candidates, args) {
            Outcome::One(found) => return Some(found),
            Outcome::None => ("no '{name}' takes these arguments", candidates.to_vec()),
            Outcome::Several(best) => ("the call of '{name}' is ambiguous", best),
        };
        let types: Vec<TyId> = args.positional.iter().map(|a| self.cyp_arg_ty(a)).collect();
        if types.iter().any(|&t| self.cx.types.is_error(t)) {
            // What is wrong with an argument by itself, and what there is that might say more of it.
            let before = self.cx.diags.len();
            for arg in &args.positional {
                if let super::cyp_call::CypArg::Ast(e) = arg {
                    let _ = self.expr(e);
                }
            }
            if self.cx.diags.len() > before
                && let Some(said) = self.cx.diags.iter().last().cloned()
            {
                let said = self.with_candidates(said, shown);
                self.cx.diags.truncate(self.cx.diags.len() - 1);
                self.cx.diags.push(said);
            }
            return None;
        }
        let mut types: Vec<String> = types.iter().map(|&t| self.cx.types.display_written(t)).collect();
        for (keyword, arg) in &args.keywords {
            let ty = self.cyp_arg_ty(arg);
            types.push(format!("{}: {}", keyword.name, self.cx.types.display_written(ty)));
        }
        let message = format!("{} ({})", message.replace("{name}", name), types.join(", "));
        let diagnostic = self.with_candidates(Diagnostic::error(codes::E0403, span, message), shown);
        self.cx.diags.push(diagnostic);
        None
    }

    /// A message with the methods that were meant, perhaps.
    fn with_candidates(&self, mut diagnostic: Diagnostic, candidates: Vec<CypCandidate>) -> Diagnostic {
        for candidate in candidates {
            let text = format!("candidate: {}", self.cyp_signature(candidate));
            let class = self.cyp_of(candidate.method.owner).map(|c| c.class);
            let at =
                class.map(|c| self.cx.types.cyp_classes[c].methods[candidate.method.method as usize].span);
            diagnostic = match at {
                Some(at) => diagnostic.label(at, text),
                None => diagnostic,
            };
        }
        diagnostic
    }

    /// A method as its declaration would be written.
    fn cyp_signature(&self, candidate: CypCandidate) -> String {
        let func = &self.cx.types.funcs[candidate.sig];
        let params: Vec<String> = func.params.iter().map(|p| self.cx.types.display_written(p.ty)).collect();
        let owner = self.cx.types.display(candidate.method.owner);
        let class = self.cx.types.as_cyp(candidate.method.owner).map(|c| c.class);
        let name = class
            .map(|c| self.cx.types.cyp_classes[c].methods[candidate.method.method as usize].name.to_string())
            .unwrap_or_default();
        format!("{} {owner}.{name}({})", self.cx.types.display_written(func.ret), params.join(", "))
    }

    fn cyp_best(&mut self, candidates: &[CypCandidate], args: &CypArgs<'a>) -> Outcome {
        let given: Vec<(TyId, Literal)> =
            args.positional.iter().map(|a| (self.cyp_arg_ty(a), self.cyp_arg_literal(a))).collect();
        let keywords: Vec<(Name, TyId, Literal)> = args
            .keywords
            .iter()
            .map(|(n, a)| (n.name.clone(), self.cyp_arg_ty(a), self.cyp_arg_literal(a)))
            .collect();
        let mut fits: Vec<Fit> = Vec::new();
        for &candidate in candidates {
            fits.extend(self.cyp_fit(candidate, args.count(), &given, &keywords));
        }
        let best: Vec<CypCandidate> = (0..fits.len())
            .filter(|&i| (0..fits.len()).all(|j| i == j || !self.cyp_is_better(&fits[j], &fits[i])))
            .map(|i| fits[i].candidate)
            .collect();
        match best[..] {
            [] => Outcome::None,
            [only] => Outcome::One(only),
            _ => Outcome::Several(best),
        }
    }

    fn cyp_fit(
        &mut self,
        candidate: CypCandidate,
        count: usize,
        given: &[(TyId, Literal)],
        keywords: &[(Name, TyId, Literal)],
    ) -> Option<Fit> {
        let func = self.cx.types.funcs[candidate.sig].clone();
        let max = func.params.len();
        if count > max && !func.varargs || count + (func.optional as usize) < max {
            return None;
        }
        if func.params.iter().take(given.len()).any(|p| p.keyword) && !self.passes_all_by_place() {
            return None;
        }
        let mut pairs: Vec<(TyId, TyId, Literal)> =
            given.iter().zip(&func.params).map(|(&(ty, literal), p)| (ty, p.ty, literal)).collect();
        for (name, ty, literal) in keywords {
            let param = func.params.iter().skip(given.len()).find(|p| p.name.as_ref() == Some(name))?;
            pairs.push((*ty, param.ty, *literal));
        }
        let mut args = Vec::new();
        for (from, to, literal) in pairs {
            args.push((to, self.cyp_conversion_cost(from, to, literal)?));
        }
        Some(Fit { candidate, args, left_out: max - count.min(max) })
    }

    /// Whether `a` fits better than `b`.
    fn cyp_is_better(&mut self, a: &Fit, b: &Fit) -> bool {
        let mut better = false;
        for (&(a_ty, a_cost), &(b_ty, b_cost)) in a.args.iter().zip(&b.args) {
            let order = match (self.cyp_of(a_ty), self.cyp_of(b_ty)) {
                // Capabilities do not choose between overloads: a wrong one is reported afterwards.
                (Some(a), Some(b)) if a.class == b.class && a.args == b.args => Ordering::Equal,
                (Some(a), Some(b)) if self.cyp_is_subclass(&a, &b) => Ordering::Less,
                // Worse, or of another line.
                (Some(_), Some(_)) if a_cost == b_cost => return false,
                _ => a_cost.cmp(&b_cost),
            };
            match order {
                Ordering::Greater => return false,
                Ordering::Less => better = true,
                Ordering::Equal => {}
            }
        }
        better
            || self.cyp_all_alike(a, b)
                && match a.left_out.cmp(&b.left_out) {
                    Ordering::Less => true,
                    Ordering::Equal => self.cyp_is_of_derived(a, b),
                    Ordering::Greater => false,
                }
    }

    /// Checks that what a class overrides can stand in for it: callers know the base's return type and exceptions.
    pub fn cyp_check_overrides(&mut self, class: TyId) {
        let Some(cyp) = self.cyp_of(class) else { return };
        let methods = self.cx.types.cyp_classes[cyp.class].methods.clone();
        let ancestors: Vec<TyId> = self.cyp_mro(&cyp).into_iter().skip(1).collect();
        for (index, method) in methods.iter().enumerate() {
            if matches!(method.name.as_str(), "__init__" | "__new__" | "__alloc__" | "__dealloc__") {
                continue;
            }
            let def = self.cx.types.cyp_classes[cyp.class].clone();
            let sig = self.cx.types.substitute_func(def.methods[index].sig, &def.params, &cyp.args);
            for &ancestor in &ancestors {
                let Some(base) = self.cyp_of(ancestor) else { continue };
                let of = self.cx.types.cyp_classes[base.class].clone();
                for old in of.methods.iter().filter(|m| m.name == method.name) {
                    let old_sig = self.cx.types.substitute_func(old.sig, &of.params, &base.args);
                    if !self.cx.types.same_cyp_params(sig, old_sig) {
                        continue;
                    }
                    let (new, was) = (self.cx.types.funcs[sig].clone(), self.cx.types.funcs[old_sig].clone());
                    let returns = match (self.cyp_of(new.ret), self.cyp_of(was.ret)) {
                        (Some(a), Some(b)) => a.cap == b.cap && self.cyp_is_subclass(&a, &b),
                        _ => crate::declare::signature::subtype(self.cx, new.ret, was.ret),
                    };
                    let raises =
                        crate::declare::signature::exception_compatible(&new.exception, &was.exception);
                    // Who calls it by the base holds the object as that one says.
                    let held = method.is_static || old.self_cap == method.self_cap;
                    // Nor does the call know what an argument would have to become.
                    let takes = new.params.iter().zip(&was.params).all(|(new, was)| {
                        match (self.cyp_of(new.ty).map(|c| c.cap), self.cyp_of(was.ty).map(|c| c.cap)) {
                            (Some(Capability::Local), Some(Capability::Iso)) => true,
                            (a, b) => a == b,
                        }
                    });
                    let fits = returns && raises && held && takes;
                    if fits && (new.nogil || !was.nogil) && old.is_static == method.is_static {
                        continue;
                    }
                    let shown = self.cx.types.display(ancestor);
                    let message = format!(
                        "'{}' cannot override that of '{shown}': it {}",
                        method.name,
                        if !returns {
                            "returns another type"
                        } else if old.is_static != method.is_static {
                            "is static in only one of them"
                        } else if !held {
                            "takes 'self' with another capability"
                        } else if !takes {
                            "takes an argument with another capability"
                        } else if raises {
                            "needs the GIL"
                        } else {
                            "signals exceptions in another way"
                        }
                    );
                    let at = Diagnostic::error(codes::E0309, method.span, message)
                        .label(old.span, "overrides this");
                    self.cx.diags.push(at);
                    break;
                }
            }
        }
    }

    /// Whether the class of `a` derives from that of `b`.
    fn cyp_is_of_derived(&mut self, a: &Fit, b: &Fit) -> bool {
        match (self.cyp_of(a.candidate.method.owner), self.cyp_of(b.candidate.method.owner)) {
            (Some(a), Some(b)) => (a.class != b.class || a.args != b.args) && self.cyp_is_subclass(&a, &b),
            _ => false,
        }
    }

    fn cyp_all_alike(&mut self, a: &Fit, b: &Fit) -> bool {
        a.args.iter().zip(&b.args).all(|(&(a_ty, a_cost), &(b_ty, b_cost))| {
            match (self.cyp_of(a_ty), self.cyp_of(b_ty)) {
                (Some(a), Some(b)) => a.class == b.class && a.args == b.args,
                _ => a_cost == b_cost,
            }
        })
    }

    /// What an argument costs: of two numbers that are as wide, the one with a sign if it has one comes nearer, and any number comes before a
    /// character or a truth.
    fn cyp_conversion_cost(&mut self, from: TyId, to: TyId, literal: Literal) -> Option<u32> {
        let cost = 2 * self.cyp_cost_of_kind(from, to, literal)?;
        let character = |int| matches!(int, IntTy::Ucs4 | IntTy::PyUnicode);
        Some(match (self.cx.types.kind(from), self.cx.types.kind(to)) {
            (Ty::Int(a), Ty::Int(b)) if character(*b) && !character(*a) => 21,
            (Ty::Bint | Ty::Enum(_), Ty::Int(b)) if character(*b) => 21,
            (Ty::Int(_) | Ty::Enum(_), Ty::Bint) => 22,
            (Ty::Enum(_), Ty::Int(b)) => cost + u32::from(!b.is_signed()),
            (Ty::Int(a), Ty::Int(b)) if a != b => cost + u32::from(a.is_signed() != b.is_signed()),
            _ => cost,
        })
    }

    fn cyp_cost_of_kind(&mut self, from: TyId, to: TyId, literal: Literal) -> Option<u32> {
        let (rf, rt) = (self.cx.types.resolved(from), self.cx.types.resolved(to));
        match (self.cx.types.get(rf).clone(), self.cx.types.get(rt).clone()) {
            // Which of several classes is nearest is decided among the parameters.
            (Ty::Cyp(a), Ty::Cyp(b)) => self.cyp_is_subclass(&a, &b).then_some(0),
            (Ty::Null, Ty::Cyp(_) | Ty::Ptr(_)) => Some(1),
            (_, Ty::Cyp(_)) if literal == Literal::Display => {
                self.displayed_item_ty(rt, Span::default()).map(|_| 2)
            }
            // A display may become a C tuple, a literal any number.
            (_, Ty::CTuple(_)) if literal != Literal::No => Some(5),
            // A string literal is its characters before it is a Python object.
            (_, Ty::Ptr(_))
                if !matches!(literal, Literal::No | Literal::Display)
                    && self.cx.types.is_object(from)
                    && self.cx.types.is_c_string(to) =>
            {
                Some(if literal == Literal::HoldsNul { 6 } else { 3 })
            }
            // A text is a character last of all.
            (_, Ty::Int(_)) if literal == Literal::Yes && self.cx.types.is_object(from) => {
                self.conversion_cost(from, to).map(|cost| cost + 4)
            }
            (_, Ty::Int(_) | Ty::Float(_)) if literal == Literal::Text && self.cx.types.is_object(from) => {
                None
            }
            // Or of a class that stands for such objects.
            (_, Ty::Cyp(cyp))
                if self
                    .cyp_python_class(&cyp)
                    .is_some_and(|known| known == rf || rf == cyrus_types::common::OBJECT) =>
            {
                Some(4)
            }
            _ => self.conversion_cost(from, to),
        }
    }
}
