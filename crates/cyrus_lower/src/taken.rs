//! Which parameters of cypclass methods are taken over from the caller.
//!
//! A parameter that the body consumes has to be the last reference: where the caller has nothing but a temporary, `box.put(Node())`,
//! that one must not be in the way. So the callee gets the caller's reference, and drops it if it still has it in the end. (For
//! functions that is decided one by one, in [`crate::context::Cx::owns_param`].)
//!
//! Who calls a method by the class that declares it first has to know as much as who overrides it. So one answer holds for all methods
//! that can stand in for each other: a body of any of them that consumes says so, if other modules know none of the classes.
//! Otherwise those at the top that others know decide, by what stands in their `.pxd` files. Methods that C or C++ text calls – by their
//! addresses, as keys of containers – keep to their declarations.

use crate::analysis::Assigned;
use cyrus_diagnostics::{Diagnostic, codes};
use cyrus_hir as hir;
use cyrus_types::{Capability, CypClassDef, CypMethod, FuncTyId, Origin};
use hir::{CypInstance, CypMethodRef, Func};
use rustc_hash::FxHashSet;
use std::collections::BTreeMap;

/// Methods and the numbers of their parameters, `self` not counted.
pub(crate) type Taken = FxHashSet<(CypMethodRef, usize)>;

/// A method of an instance.
struct Method<'m> {
    at: CypMethodRef,
    instance: &'m CypInstance,
    class: &'m CypClassDef,
    decl: &'m CypMethod,
    sig: FuncTyId,
    body: Option<&'m Func>,
    id: Option<hir::FuncId>,
}

pub(crate) fn taken(module: &hir::Module, assigned: &Assigned) -> (Taken, Vec<Diagnostic>) {
    let (mut result, mut diagnostics) = (Taken::default(), Vec::new());
    let mut named: BTreeMap<&str, Vec<Method<'_>>> = BTreeMap::new();
    for instance in &module.cyp_instances {
        let Some(cyp) = module.types.as_cyp(instance.ty) else { continue };
        let class = &module.types.cyp_classes[cyp.class];
        for (i, (decl, &sig)) in class.methods.iter().zip(&instance.sigs).enumerate() {
            let id = instance.methods.get(i).copied().flatten();
            let at = CypMethodRef { owner: instance.ty, method: i as u32 };
            let body = id.map(|id| &module.funcs[id]);
            named.entry(decl.name.as_str()).or_default().push(Method {
                at,
                instance,
                class,
                decl,
                sig,
                body,
                id,
            });
        }
    }
    for (name, methods) in named {
        let compared = ["__eq__", "__ne__", "__lt__", "__le__", "__gt__", "__ge__", "__hash__"];
        if compared.contains(&name)
            || !methods.iter().any(|m| takes_any(module, assigned, m) || takes_isolated(module, m))
        {
            continue;
        }
        let apart = matches!(name, "__init__" | "__new__");
        for family in families(module, &methods, apart) {
            decide(module, assigned, &family, &mut result, &mut diagnostics);
        }
    }
    (result, diagnostics)
}

/// The methods that can stand in for each other: those of the same parameters, of classes that some class derives from.
fn families<'a, 'm>(
    module: &hir::Module,
    methods: &'a [Method<'m>],
    apart: bool,
) -> Vec<Vec<&'a Method<'m>>> {
    let mut families: Vec<Vec<&Method<'_>>> = methods.iter().map(|m| vec![m]).collect();
    if apart {
        return families;
    }
    for derived in &module.cyp_instances {
        let mut i = 0;
        while i < families.len() {
            let mut k = i + 1;
            while k < families.len() {
                let joined = families[i].iter().any(|a| {
                    derived.mro.contains(&a.at.owner)
                        && families[k].iter().any(|b| {
                            derived.mro.contains(&b.at.owner) && module.types.same_cyp_params(a.sig, b.sig)
                        })
                });
                if joined {
                    let more = families.remove(k);
                    families[i].extend(more);
                } else {
                    k += 1;
                }
            }
            i += 1;
        }
    }
    families
}

fn required(module: &hir::Module, sig: FuncTyId) -> usize {
    let func = &module.types.funcs[sig];
    func.params.len() - func.optional as usize
}

/// Whether the body consumes a parameter.
fn takes(module: &hir::Module, assigned: &Assigned, method: &Method<'_>, index: usize) -> bool {
    let (Some(func), Some(id)) = (method.body, method.id) else { return false };
    let first = func.params.len() - module.types.funcs[method.sig].params.len();
    func.params.get(first + index).is_some_and(|p| assigned.consumed(id, p.local))
}

fn takes_any(module: &hir::Module, assigned: &Assigned, method: &Method<'_>) -> bool {
    (0..required(module, method.sig)).any(|i| takes(module, assigned, method, i))
}

fn takes_isolated(module: &hir::Module, method: &Method<'_>) -> bool {
    let params = module.types.funcs[method.sig].params.iter();
    params.filter_map(|p| module.types.as_cyp(p.ty)).any(|c| c.cap == Capability::Iso)
}

/// What other modules see of a method: of a class in a `.pxd` file, its body if that is there, too.
fn is_seen(method: &Method<'_>) -> bool {
    let there = |func: &Func| method.class.origin != Origin::Here || func.span.file == method.decl.span.file;
    method.body.is_some_and(there)
}

fn decide(
    module: &hir::Module,
    assigned: &Assigned,
    family: &[&Method<'_>],
    result: &mut Taken,
    diagnostics: &mut Vec<Diagnostic>,
) {
    let Some(first) = family.first() else { return };
    let addressed = family.iter().any(|m| assigned.addressed(m.at));
    let is_top = |m: &Method<'_>| {
        !family.iter().any(|other| other.at.owner != m.at.owner && m.instance.mro.contains(&other.at.owner))
    };
    let known: Vec<&&Method<'_>> = family.iter().filter(|m| m.class.in_pxd && is_top(m)).collect();
    for i in 0..required(module, first.sig) {
        let cap = |m: &Method<'_>| {
            let param = &module.types.funcs[m.sig].params[i];
            module.types.as_cyp(param.ty).map(|c| c.cap)
        };
        if family.iter().any(|m| cap(m) == Some(Capability::Iso)) {
            // Whoever calls by a class that declares it so hands over.
            result.extend(family.iter().map(|m| (m.at, i)));
            continue;
        }
        if addressed || cap(first) != Some(Capability::Local) {
            continue;
        }
        let says = |m: &Method<'_>| is_seen(m) && takes(module, assigned, m, i);
        let own = match known.first() {
            None => family.iter().any(|m| takes(module, assigned, m, i)),
            Some(top) => {
                if let Some(other) = known.iter().find(|m| says(m) != says(top)) {
                    let message = "not yet supported: one method for two of other modules, of which one consumes the argument";
                    let at = Diagnostic::error(codes::E0002, first.decl.span, message);
                    diagnostics.push(at.label(top.decl.span, "one").label(other.decl.span, "the other"));
                }
                says(top)
            }
        };
        if own {
            result.extend(family.iter().map(|m| (m.at, i)));
        }
    }
}
