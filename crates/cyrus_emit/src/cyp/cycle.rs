//! Which classes can have instances in a cycle of references.
//!
//! A class *is cyclic* when its fields lead, over references to it or to any class it derives from, back to it. A field that
//! may refer to an object of a class that only other modules know can lead to whatever these can name: classes with an ancestor
//! in a `.pxd` file, and what is said to be `cyobject`. (Nobody derives from the containers of libcythonplus but the
//! modules that do so see it.) Dropping a reference notes a possible root only where the object may be of a
//! cyclic class; that of other classes is as it would be without cycles.
//!
//! A class *is linked* when the same holds over references of all kinds but weak ones: what several threads share may be in a cycle.
//! Active objects' queues count as what this module knows of them.

use super::layout::{Layout, Layouts};
use cyrus_types::{Capability, Ty, TyId, Types};
use rustc_hash::{FxHashMap, FxHashSet};

/// What a field leads to.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug)]
enum Node {
    /// An instance, by its index.
    Class(usize),
    /// A class of another module that derives from one of ours.
    Unknown,
    /// Anything.
    Any,
}

/// The cyclic classes, and those that references may refer to one of.
#[derive(Clone, Debug, Default)]
pub(crate) struct Cycles {
    cyclic: FxHashSet<TyId>,
    perhaps: FxHashSet<TyId>,
    linked: FxHashSet<TyId>,
}

/// The references that make a class cyclic, or linked.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
enum Along {
    Plain,
    All,
}

impl Cycles {
    pub(super) fn new(types: &Types, layouts: &Layouts) -> Cycles {
        let list: Vec<&Layout> = layouts.iter().collect();
        let returning = |along: Along| -> FxHashSet<TyId> {
            let edges = edges(types, layouts, &list, along);
            let found = list.iter().enumerate().filter(|&(i, _)| reaches(&edges, Node::Class(i)));
            found.map(|(_, layout)| layout.ty).collect()
        };
        let mut cycles = Cycles {
            cyclic: returning(Along::Plain),
            linked: returning(Along::All),
            perhaps: FxHashSet::default(),
        };
        for layout in &list {
            let known = list.iter().any(|d| cycles.cyclic.contains(&d.ty) && d.mro.contains(&layout.ty));
            if known || is_open(types, layout.ty) {
                cycles.perhaps.insert(layout.ty);
            }
        }
        cycles
    }

    /// Whether the instances of just this class can be in cycles.
    pub(crate) fn is_cyclic(&self, class: TyId) -> bool {
        self.cyclic.contains(&class)
    }

    /// Whether instances of just this class that several threads share can be in cycles.
    pub(crate) fn is_linked(&self, class: TyId) -> bool {
        self.linked.contains(&class)
    }

    /// Whether there are any cyclic ones.
    pub(crate) fn exist(&self) -> bool {
        !self.cyclic.is_empty()
    }

    /// Whether a reference of this class, which has a layout, may refer to an object of a cyclic one.
    pub(super) fn may_be(&self, class: TyId) -> bool {
        self.perhaps.contains(&class)
    }
}

fn edges(types: &Types, layouts: &Layouts, list: &[&Layout], along: Along) -> FxHashMap<Node, Vec<Node>> {
    let of_class = |(i, layout): (usize, &&Layout)| {
        let mut out = Vec::new();
        layout.members.iter().for_each(|m| targets(types, layouts, list, m.ty, along, &mut out));
        (Node::Class(i), out)
    };
    let others = [(Node::Unknown, unknown(types, list)), (Node::Any, any(list))];
    list.iter().enumerate().map(of_class).chain(others).collect()
}

/// Whether a walk along the edges comes back to its start.
fn reaches(edges: &FxHashMap<Node, Vec<Node>>, start: Node) -> bool {
    let mut seen = FxHashSet::default();
    let mut todo = vec![start];
    while let Some(node) = todo.pop() {
        for &next in edges.get(&node).into_iter().flatten() {
            if next == start {
                return true;
            }
            if seen.insert(next) {
                todo.push(next);
            }
        }
    }
    false
}

/// What references in a value of this type may refer to.
fn targets(types: &Types, layouts: &Layouts, list: &[&Layout], ty: TyId, along: Along, out: &mut Vec<Node>) {
    let mut inner = |ty: TyId| targets(types, layouts, list, ty, along, out);
    match types.kind(ty) {
        Ty::Cyp(cyp)
            if cyp.cap == Capability::Local || (along == Along::All && cyp.cap != Capability::Weak) =>
        {
            match layouts.plain(types, ty) {
                Some(class) => {
                    out.extend(derived(list, class).map(Node::Class));
                    let known = along == Along::All && is_acthon(types, class);
                    if !known && derived(list, class).any(|d| is_open(types, list[d].ty)) {
                        out.push(Node::Unknown);
                    }
                }
                None => out.push(Node::Any),
            }
        }
        Ty::Cpp(_, items) | Ty::CTuple(items) => items.iter().for_each(|&t| inner(t)),
        Ty::Array(elem, _) => inner(*elem),
        Ty::Struct(id) => types.structs[*id].fields.iter().for_each(|f| inner(f.ty)),
        _ => {}
    }
}

fn derived<'a>(list: &'a [&Layout], class: TyId) -> impl Iterator<Item = usize> + 'a {
    list.iter().enumerate().filter(move |(_, d)| d.mro.contains(&class)).map(|(i, _)| i)
}

fn is_open(types: &Types, ty: TyId) -> bool {
    types.as_cyp(ty).is_some_and(|cyp| {
        let def = &types.cyp_classes[cyp.class];
        def.in_pxd && !def.qualified.starts_with("libcythonplus.")
    })
}

/// Whether a class is one of those that active objects are made of.
pub(super) fn is_acthon(types: &Types, ty: TyId) -> bool {
    types.as_cyp(ty).is_some_and(|cyp| types.cyp_classes[cyp.class].qualified.starts_with("libcyrus.acthon."))
}

/// What classes of other modules can refer to.
fn unknown(types: &Types, list: &[&Layout]) -> Vec<Node> {
    let named = |layout: &Layout| layout.mro.iter().any(|&t| is_open(types, t));
    let known = list.iter().enumerate().filter(|(_, l)| named(l)).map(|(i, _)| Node::Class(i));
    known.chain([Node::Unknown]).collect()
}

fn any(list: &[&Layout]) -> Vec<Node> {
    (0..list.len()).map(Node::Class).chain([Node::Unknown]).collect()
}

/// Whether a value of this type holds isolated references, which begin graphs of their own.
pub(super) fn isolates(types: &Types, ty: TyId) -> bool {
    mentions(types, ty, Capability::Iso)
}

/// Whether values of a type hold weak references.
pub(super) fn mentions_weak(types: &Types, ty: TyId) -> bool {
    mentions(types, ty, Capability::Weak)
}

/// Whether values of a type hold references to what several threads share.
pub(super) fn mentions_shared(types: &Types, ty: TyId) -> bool {
    SHARED.iter().any(|&cap| mentions(types, ty, cap))
}

/// The capabilities of such references, as fields have them.
pub(super) const SHARED: [Capability; 3] = [Capability::Lock, Capability::Active, Capability::Immutable];

fn mentions(types: &Types, ty: TyId, cap: Capability) -> bool {
    match types.kind(ty) {
        Ty::Cyp(cyp) => cyp.cap == cap,
        Ty::Cpp(_, items) | Ty::CTuple(items) => items.iter().any(|&t| mentions(types, t, cap)),
        Ty::Array(elem, _) => mentions(types, *elem, cap),
        Ty::Struct(id) => types.structs[*id].fields.iter().any(|f| mentions(types, f.ty, cap)),
        _ => false,
    }
}
