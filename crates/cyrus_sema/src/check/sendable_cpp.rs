//! Which C++ objects may go to another thread.
//!
//! An object of C++ goes there by value, moved or copied as it is for any call, so it may go if what it holds may. That is known of the standard library's
//! values; its views, iterators, pointers that are shared and what belongs to a thread stay. A class of the program's is taken as a C struct is:
//! what it declares is looked at, and what pointers lead to is as safe as in C.

use super::Checker;
use super::sendable::{Unsendable, unsendable};
use crate::scope::EntryKind;
use cyrus_types::{Capability, CppClassDef, Ty, TyId, Types, common};

/// Classes of the standard library whose objects own what they hold.
const VALUES: &[&str] = &[
    "array",
    "basic_string",
    "bitset",
    "complex",
    "deque",
    "forward_list",
    "list",
    "map",
    "multimap",
    "multiset",
    "mt19937",
    "mt19937_64",
    "nullopt_t",
    "optional",
    "pair",
    "priority_queue",
    "promise",
    "queue",
    "set",
    "stack",
    "string",
    "tuple",
    "unique_ptr",
    "unordered_map",
    "unordered_multimap",
    "unordered_multiset",
    "unordered_set",
    "variant",
    "vector",
    "wstring",
];
/// What their objects are made with, and has no parts.
const PARTS: &[&str] = &[
    "allocator",
    "default_delete",
    "equal_to",
    "greater",
    "greater_equal",
    "hash",
    "less",
    "less_equal",
    "not_equal_to",
];
/// Those of which there is one, wherever it is.
const MOVED: &[&str] = &["unique_ptr", "promise"];

/// Why a C++ object may not go to another thread.
pub(super) fn cpp_problem(types: &Types, ty: TyId, seen: &mut Vec<TyId>) -> Option<Unsendable> {
    let ty = types.resolved(ty);
    if seen.contains(&ty) {
        return None;
    }
    seen.push(ty);
    let shown = types.display(ty);
    let refuse = |why: String, help| Some(Unsendable { why, help });
    match types.get(ty) {
        Ty::Cpp(id, args) => {
            let class = &types.cpp_classes[*id];
            let standard = is_standard(types, class);
            if standard && PARTS.contains(&class.name.as_str()) {
                return None;
            }
            if standard && (class.outer.is_some() || !VALUES.contains(&class.name.as_str())) {
                return refuse(
                    format!("the C++ object '{shown}' may refer to what this thread has"),
                    "send what it refers to as a value: a string, a container, or a cypclass object that is consumed",
                );
            }
            let inside = args.iter().chain(class.bases.iter()).copied();
            let fields = class.fields.iter().map(|f| f.ty);
            inside.chain(fields).find_map(|part| {
                let problem = part_problem(types, part, seen)?;
                let why = match is_whole(types, part) {
                    true => problem.why,
                    false => format!("'{shown}' holds what stays here: {}", problem.why),
                };
                Some(Unsendable { why, help: problem.help })
            })
        }
        Ty::CTuple(items) => items.iter().find_map(|&t| part_problem(types, t, seen)),
        Ty::Struct(id) => types.structs[*id].fields.iter().find_map(|f| part_problem(types, f.ty, seen)),
        Ty::Array(item, _) => part_problem(types, *item, seen),
        _ => None,
    }
}

/// Whether a part speaks of its own parts.
fn is_whole(types: &Types, part: TyId) -> bool {
    matches!(types.kind(part), Ty::Cpp(..) | Ty::Struct(_) | Ty::CTuple(_) | Ty::Array(..))
}

/// Why a part of a C++ object keeps it here.
fn part_problem(types: &Types, part: TyId, seen: &mut Vec<TyId>) -> Option<Unsendable> {
    match types.kind(part) {
        Ty::TemplateParam(_) => None,
        _ if is_whole(types, part) => cpp_problem(types, part, seen),
        _ => unsendable(types, part),
    }
}

fn is_standard(types: &Types, class: &CppClassDef) -> bool {
    match class.outer {
        Some(outer) => is_standard(types, &types.cpp_classes[outer]),
        None => {
            class.namespace.as_deref().is_some_and(|n| n == "std" || n.starts_with("std::"))
                || class.cname.starts_with("std::")
        }
    }
}

impl Checker<'_, '_> {
    /// `parcel[ty]` of `libcyrus.parcel`: as what values of a type go from thread to thread.
    pub fn parcel_of(&mut self, ty: TyId) -> TyId {
        if !self.cx.types.is_cpp_value(ty) {
            return ty;
        }
        let class = crate::declare::pxd::load(self.cx, "libcyrus.parcel")
            .and_then(|scope| self.cx.scopes[scope].get("parcel"))
            .map(|entry| entry.kind.clone());
        match class {
            Some(EntryKind::CppTemplate(class)) => self.cx.types.intern(Ty::Cpp(class, vec![ty])),
            _ => common::ERROR,
        }
    }

    /// Whether a C++ object cannot be copied: it has parts of which there is one, or isolated references.
    pub fn only_moves(&self, ty: TyId) -> bool {
        self.moves_inside(ty, &mut Vec::new())
    }

    fn moves_inside(&self, ty: TyId, seen: &mut Vec<TyId>) -> bool {
        let types = &self.cx.types;
        let ty = types.resolved(ty);
        if seen.contains(&ty) {
            return false;
        }
        seen.push(ty);
        match types.get(ty) {
            Ty::Cyp(cyp) => cyp.cap == Capability::Iso,
            Ty::Cpp(id, args) => {
                let class = &types.cpp_classes[*id];
                is_standard(types, class) && MOVED.contains(&class.name.as_str())
                    || args.iter().any(|&t| self.moves_inside(t, seen))
            }
            Ty::CTuple(items) => items.iter().any(|&t| self.moves_inside(t, seen)),
            Ty::Struct(id) => types.structs[*id].fields.iter().any(|f| self.moves_inside(f.ty, seen)),
            Ty::Array(item, _) => self.moves_inside(*item, seen),
            _ => false,
        }
    }
}
