//! C++ objects on their way to another thread.
//!
//! What a channel, a task or a future holds is moved as bytes, which C++ objects do not survive. So they travel in a *parcel*, a pointer to an
//! object that was moved there (support fragment `cpp_parcel`); what survives travels as itself. The libraries say `parcel[T]` for
//! both: an instance of that class for something that needs none is that type.

use crate::{Ty, TyId, Types};

/// The class in C++.
pub const PARCEL: &str = "__cyrus_parcel";

impl Types {
    /// Whether values have constructors and destructors of C++: classes, and what has such parts.
    pub fn is_cpp_value(&self, ty: TyId) -> bool {
        match self.kind(ty) {
            Ty::Cpp(..) => true,
            // References in a tuple of C++ count themselves.
            Ty::CTuple(items) => items
                .iter()
                .any(|&t| self.is_cpp_value(t) || self.cplus && matches!(self.kind(t), Ty::Cyp(_))),
            Ty::Struct(id) => self.structs[*id].fields.iter().any(|f| self.is_cpp_value(f.ty)),
            Ty::Array(item, _) => self.is_cpp_value(*item),
            _ => false,
        }
    }

    /// Whether this is the class of parcels.
    pub fn is_parcel(&self, ty: TyId) -> bool {
        matches!(self.kind(ty), Ty::Cpp(class, _) if self.cpp_classes[*class].cname == PARCEL)
    }

    /// What `parcel[T]` is for a T that needs none.
    pub(crate) fn parcel_of_plain(&self, ty: &Ty) -> Option<TyId> {
        match ty {
            Ty::Cpp(class, args) if self.cpp_classes[*class].cname == PARCEL => match args[..] {
                [of] if !self.has_template_param(of) && !self.is_cpp_value(of) => Some(of),
                _ => None,
            },
            _ => None,
        }
    }
}
