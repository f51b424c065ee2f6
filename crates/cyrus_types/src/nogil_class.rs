//! `cdef class X nogil`: plain structs with methods, seen as values.
//!
//! The struct of a derived class begins with its base's as the member [`BASE_MEMBER`]. The first class of a
//! chain that declares [`DEALLOC`] has the member [`ALIVE_MEMBER`]: set by construction, it says that the value
//! has an end to run. All-zero storage is a value without one.

use crate::*;

/// The method that runs when a value ends.
pub const DEALLOC: &str = "__dealloc__";
/// The member that holds the base's struct.
pub const BASE_MEMBER: &str = "__cyrus_base";
/// The member that says whether `__dealloc__` is still to run.
pub const ALIVE_MEMBER: &str = "__cyrus_alive";

impl Types {
    /// The class behind a value or pointer type.
    pub fn as_nogil_class(&self, ty: TyId) -> Option<ClassId> {
        match *self.kind(ty) {
            Ty::NogilClass(id) => Some(id),
            _ => None,
        }
    }

    /// Whether the class itself declares `__dealloc__`.
    pub fn declares_dealloc(&self, class: ClassId) -> bool {
        self.classes[class].methods.iter().any(|m| m.name == DEALLOC)
    }

    /// The class of the chain whose struct has the member [`ALIVE_MEMBER`], if any does.
    pub fn dealloc_flag(&self, class: ClassId) -> Option<ClassId> {
        if !self.classes[class].nogil {
            return None;
        }
        self.class_chain(class).into_iter().rev().find(|&c| self.declares_dealloc(c))
    }

    /// `__cyrus_base.__cyrus_base.name`: a member of `owner`, seen from the struct of `class`.
    pub fn nogil_member_path(&self, class: ClassId, owner: ClassId, name: &str) -> Name {
        let depth = self.class_chain(class).iter().position(|&c| c == owner).unwrap_or(0);
        format!("{}{name}", format!("{BASE_MEMBER}.").repeat(depth)).into()
    }

    /// Whether a value may exist once only: something runs at its end, or at the end of a part of it.
    pub fn is_unique(&self, ty: TyId) -> bool {
        match *self.kind(ty) {
            Ty::NogilClass(id) => {
                self.dealloc_flag(id).is_some()
                    || self
                        .class_chain(id)
                        .iter()
                        .any(|&c| self.classes[c].fields.iter().any(|f| self.is_unique(f.ty)))
            }
            Ty::Struct(id) => self.structs[id].fields.iter().any(|f| self.is_unique(f.ty)),
            Ty::Array(elem, _) => self.is_unique(elem),
            Ty::CTuple(ref items) => items.iter().any(|&t| self.is_unique(t)),
            _ => false,
        }
    }
}
