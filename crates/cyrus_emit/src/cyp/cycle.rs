//! Which classes can have instances in a cycle of plain references.
//!
//! A class *is cyclic* when its fields lead, over references to it or to any class it derives from, back to it. A field that
//! may refer to an object of a class that only other modules know can lead to whatever these can name: classes with an ancestor
//! in a `.pxd` file, and what is said to be `cyobject`. (Nobody derives from the containers of libcythonplus but the
//! modules that do so see it.) Dropping a reference notes a possible root only where the object may be of a
//! cyclic class; that of other classes is as it would be without cycles.

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
}

impl Cycles {
    pub(super) fn new(types: &Types, layouts: &Layouts) -> Cycles {
        let list: Vec<&Layout> = layouts.iter().collect();
        let edges: FxHashMap<Node, Vec<Node>> = list
            .iter()
            .enumerate()
            .map(|(i, layout)| {
                let mut out = Vec::new();
                layout.members.iter().for_each(|m| targets(types, layouts, &list, m.ty, &mut out));
                (Node::Class(i), out)
            })
            .chain([(Node::Unknown, unknown(types, &list)), (Node::Any, any(&list))])
            .collect();
        let mut cycles = Cycles::default();
        for (i, layout) in list.iter().enumerate() {
            if reaches(&edges, Node::Class(i)) {
                cycles.cyclic.insert(layout.ty);
            }
        }
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

    /// Whether there are any.
    pub(crate) fn exist(&self) -> bool {
        !self.cyclic.is_empty()
    }

    /// Whether a reference of this class, which has a layout, may refer to an object of a cyclic one.
    pub(super) fn may_be(&self, class: TyId) -> bool {
        self.perhaps.contains(&class)
    }
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

/// What plain references in a value of this type may refer to.
fn targets(types: &Types, layouts: &Layouts, list: &[&Layout], ty: TyId, out: &mut Vec<Node>) {
    match types.kind(ty) {
        Ty::Cyp(cyp) if matches!(cyp.cap, Capability::Local) => match layouts.plain(types, ty) {
            Some(class) => {
                out.extend(derived(list, class).map(Node::Class));
                if derived(list, class).any(|d| is_open(types, list[d].ty)) {
                    out.push(Node::Unknown);
                }
            }
            None => out.push(Node::Any),
        },
        Ty::Cpp(_, items) | Ty::CTuple(items) => {
            items.iter().for_each(|&t| targets(types, layouts, list, t, out));
        }
        Ty::Array(elem, _) => targets(types, layouts, list, *elem, out),
        Ty::Struct(id) => {
            types.structs[*id].fields.iter().for_each(|f| targets(types, layouts, list, f.ty, out));
        }
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

fn mentions(types: &Types, ty: TyId, cap: Capability) -> bool {
    match types.kind(ty) {
        Ty::Cyp(cyp) => cyp.cap == cap,
        Ty::Cpp(_, items) | Ty::CTuple(items) => items.iter().any(|&t| mentions(types, t, cap)),
        Ty::Array(elem, _) => mentions(types, *elem, cap),
        Ty::Struct(id) => types.structs[*id].fields.iter().any(|f| mentions(types, f.ty, cap)),
        _ => false,
    }
}
