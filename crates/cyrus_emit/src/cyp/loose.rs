//! Whether a function may use cypclass objects that Python has seen while it does not hold the GIL.
//!
//! While a thread does, Python's collector must not look into such objects (`cyp_mirror`): blocks without the GIL say so
//! where they begin and end, in modules that have cypclasses. A function uses what its variables lead to, and those of
//! the module: plain and weak references, themselves or within values of C and C++, and what extension types have for
//! attributes. Other references are to objects that Python has not seen, or that have a lock.

use crate::cx::Cx;
use cyrus_mir::{Body, CTy};
use cyrus_types::{Capability, Ty, TyId, Types};
use rustc_hash::FxHashSet;

/// Whether blocks without the GIL say anything at all.
pub(crate) fn marks(cx: &Cx) -> bool {
    cx.cyp.iter().next().is_some()
}

/// Whether the function's variables, or the module's, lead to such objects.
pub(crate) fn uses(cx: &Cx, body: &Body) -> bool {
    let mut seen = FxHashSet::default();
    let own = body.locals.iter().any(|l| match &l.ty {
        CTy::Ty(ty) => leads(cx.types, *ty, &mut seen),
        CTy::Text(_) => false,
    });
    own || cx.module.cvars.iter().any(|v| leads(cx.types, v.ty, &mut seen))
}

/// Whether a value of this type leads to such objects.
pub(crate) fn leads_to_objects(types: &Types, ty: TyId) -> bool {
    leads(types, ty, &mut FxHashSet::default())
}

fn leads(types: &Types, ty: TyId, seen: &mut FxHashSet<TyId>) -> bool {
    if !seen.insert(ty) {
        return false;
    }
    match types.kind(ty) {
        Ty::Cyp(cyp) => match cyp.cap {
            Capability::Local | Capability::Weak => true,
            Capability::Iso
            | Capability::Consumed
            | Capability::IsoArrow
            | Capability::Lock
            | Capability::LockArrow
            | Capability::Locked
            | Capability::Active
            | Capability::Immutable => false,
        },
        Ty::Ext(_) | Ty::NogilClass(_) => true,
        Ty::Struct(id) => types.structs[*id].fields.iter().any(|f| leads(types, f.ty, seen)),
        Ty::Cpp(_, items) | Ty::CTuple(items) => items.iter().any(|&t| leads(types, t, seen)),
        Ty::Ptr(ty)
        | Ty::Ref(ty)
        | Ty::RvalueRef(ty)
        | Ty::Const(ty)
        | Ty::Volatile(ty)
        | Ty::Array(ty, _) => leads(types, *ty, seen),
        _ => false,
    }
}
