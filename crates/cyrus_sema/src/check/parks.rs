//! What may park its coroutine, and that nothing does so with the GIL held.
//!
//! Comes in: the calls of every function, with whether the GIL is held there (from the GIL check, [`super::gil`]), and which
//! functions are declared `@cython.parks`. A function parks if it calls one that does, where it has not let go of the GIL itself; so
//! what the functions of the module do is found by going round until nothing changes. Goes out: errors at the calls.
//!
//! What is not seen: calls through pointers, and functions of other modules without the decorator. There the runtime lets go
//! of the GIL while it waits.

use crate::cx::Cx;
use cyrus_diagnostics::{Diagnostic, codes};
use cyrus_hir::{self as hir, CFuncId, CypMethodRef, FuncId};
use cyrus_source::Span;
use cyrus_syntax::Name;
use cyrus_syntax::ast::{self, Arg, ExprKind};
use rustc_hash::{FxHashMap, FxHashSet};

/// What a call calls.
#[derive(Clone, Copy, Debug)]
pub enum Called {
    Func(CFuncId),
    /// `direct`: this very implementation, not one that overrides it.
    Method(CypMethodRef, bool),
}

/// Whether the GIL is held at a call.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Held {
    Yes,
    /// The function was called so, perhaps with the GIL.
    AsCaller,
    No,
}

/// A call.
#[derive(Clone, Copy, Debug)]
pub struct Site {
    pub caller: FuncId,
    pub called: Called,
    pub held: Held,
    pub span: Span,
}

/// `@cython.parks`, or `@cython.parks(False)` for what calls such functions without waiting.
pub fn declared(decorators: &[ast::Expr]) -> Option<bool> {
    decorators.iter().find_map(said_by)
}

/// What one decorator says of it.
pub fn said_by(decorator: &ast::Expr) -> Option<bool> {
    let is_parks = |e: &ast::Expr| {
        matches!(&e.kind, ExprKind::Attribute(module, name)
            if name.name == "parks" && matches!(&module.kind, ExprKind::Name(n) if n == "cython"))
    };
    match &decorator.kind {
        ExprKind::Call(call) if is_parks(&call.func) => match call.args.as_slice() {
            [Arg::Positional(value)] => Some(!matches!(value.kind, ExprKind::False)),
            _ => None,
        },
        _ => is_parks(decorator).then_some(true),
    }
}

/// Reports calls of what may park where the GIL is held.
pub fn check(cx: &mut Cx<'_>, sites: &[Site]) {
    if cx.parking_funcs.is_empty() && cx.parking_methods.is_empty() {
        return;
    }
    let graph = Graph::new(cx, sites);
    let mut found: Vec<Diagnostic> = Vec::new();
    let mut seen: FxHashSet<Span> = FxHashSet::default();
    for site in sites {
        if site.held != Held::Yes || is_face(&cx.funcs[site.caller]) {
            continue;
        }
        let Some(why) = graph.parks(cx, site.called) else { continue };
        if !seen.insert(site.span) {
            continue;
        }
        let name = called_name(cx, site.called);
        let name = shown_name(&name);
        let message = format!("'{name}' may park its coroutine, and the GIL is held here");
        let diagnostic = Diagnostic::error(codes::E0704, site.span, message)
            .help("call it in a 'with nogil:' block, or in a function that is 'nogil'");
        found.push(match why {
            Some((at, what)) => diagnostic.label(at, format!("'{name}' calls '{}' here", shown_name(&what))),
            None => diagnostic,
        });
    }
    found.into_iter().for_each(|d| cx.diags.push(d));
}

/// Functions that Python calls methods of cypclasses by: the runtime lets go of the GIL there.
fn is_face(func: &hir::Func) -> bool {
    matches!(&func.kind, hir::FuncKind::Def(info) if info.told_as.is_some())
}

fn called_name(cx: &Cx<'_>, called: Called) -> Name {
    match called {
        Called::Func(id) => cx.cfuncs[id].name.clone(),
        Called::Method(method, _) => cx
            .types
            .as_cyp(method.owner)
            .map(|c| cx.types.cyp_classes[c.class].methods[method.method as usize].name.clone())
            .unwrap_or_default(),
    }
}

/// What stands in the text where the compiler puts a call.
fn shown_name(name: &str) -> &str {
    match name {
        "_choose" => "select",
        "_leave" => "with taskgroup()",
        "__next__" => "for",
        name => name,
    }
}

/// What is known of the functions with bodies.
struct Graph {
    /// Those that park, with the call by which they do.
    parking: FxHashMap<FuncId, (Span, Name)>,
    /// The implementations of each method of an instance.
    bodies: FxHashMap<(cyrus_types::TyId, u32), FuncId>,
}

impl Graph {
    fn new(cx: &Cx<'_>, sites: &[Site]) -> Graph {
        let mut bodies = FxHashMap::default();
        for instance in &cx.cyp_instances {
            for (number, func) in instance.methods.iter().enumerate() {
                if let Some(func) = func {
                    bodies.insert((instance.ty, number as u32), *func);
                }
            }
        }
        let mut graph = Graph { parking: FxHashMap::default(), bodies };
        let not: FxHashSet<FuncId> = graph.declared_not_to(cx);
        loop {
            let before = graph.parking.len();
            for site in sites.iter().filter(|s| s.held == Held::AsCaller) {
                if graph.parking.contains_key(&site.caller) || not.contains(&site.caller) {
                    continue;
                }
                if graph.parks(cx, site.called).is_some() {
                    graph.parking.insert(site.caller, (site.span, called_name(cx, site.called)));
                }
            }
            if graph.parking.len() == before {
                return graph;
            }
        }
    }

    /// The bodies of functions that are declared not to park.
    fn declared_not_to(&self, cx: &Cx<'_>) -> FxHashSet<FuncId> {
        let funcs = cx.parking_funcs.iter().filter(|(_, parks)| !**parks);
        let methods = self.bodies.iter().filter(|((ty, number), _)| {
            cx.types.as_cyp(*ty).is_some_and(|c| cx.parking_methods.get(&(c.class, *number)) == Some(&false))
        });
        funcs.filter_map(|(id, _)| cx.cfuncs[*id].func).chain(methods.map(|(_, func)| *func)).collect()
    }

    /// Whether a call may park: with the call that does, where that is known.
    fn parks(&self, cx: &Cx<'_>, called: Called) -> Option<Option<(Span, Name)>> {
        match called {
            Called::Func(id) => match cx.parking_funcs.get(&id) {
                Some(true) => Some(None),
                Some(false) => None,
                None => self.parking.get(&cx.cfuncs[id].func?).cloned().map(Some),
            },
            Called::Method(method, direct) => {
                let class = cx.types.as_cyp(method.owner)?.class;
                match cx.parking_methods.get(&(class, method.method)) {
                    Some(true) => return Some(None),
                    Some(false) => return None,
                    None => {}
                }
                let own = self.bodies.get(&(method.owner, method.method)).and_then(|f| self.parking.get(f));
                if own.is_some() || direct {
                    return own.cloned().map(Some);
                }
                self.overrides(cx, method).find_map(|f| self.parking.get(&f)).cloned().map(Some)
            }
        }
    }

    /// The methods of derived classes that a call may mean: all of the name.
    fn overrides<'g>(&'g self, cx: &'g Cx<'_>, method: CypMethodRef) -> impl Iterator<Item = FuncId> + 'g {
        let name = called_name(cx, Called::Method(method, false));
        let derived =
            cx.cyp_instances.iter().filter(move |i| i.ty != method.owner && i.mro.contains(&method.owner));
        derived.flat_map(move |instance| {
            let class = cx.types.as_cyp(instance.ty).map(|c| &cx.types.cyp_classes[c.class]);
            let methods = class.map(|c| &c.methods[..]).unwrap_or_default();
            let name = name.clone();
            methods
                .iter()
                .zip(&instance.methods)
                .filter(move |(m, _)| m.name == name)
                .filter_map(|(_, func)| *func)
        })
    }
}
