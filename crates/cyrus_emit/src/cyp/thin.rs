//! Which classes have instances without a lock word: eight bytes less for each.
//!
//! In: the laid-out classes. Out: [`Layout::thin`]. A class is thin when it is this module's alone, derives from nothing
//! and nothing derives from it, has only numbers and pointers for fields, runs nothing when it dies, and when no type of
//! the module says that an object of it is locked or active. The lock word's other uses, links between objects that die
//! or are looked at, are for objects that lead to others. An object sent away as a `cyobject` could be locked
//! by somebody else, so where such references leave, no class is thin.

use super::layout::Layout;
use cyrus_types::{Capability, Ty, TyId, Types};

pub(super) fn mark(types: &Types, list: &mut [Layout]) {
    let mut locked = Vec::new();
    for id in types.ids() {
        let Ty::Cyp(cyp) = types.get(id) else { continue };
        let def = &types.cyp_classes[cyp.class];
        let any = def.extern_ && def.name == "cyobject";
        match cyp.cap {
            Capability::Lock | Capability::LockArrow | Capability::Locked | Capability::Active => {
                if any {
                    return;
                }
                locked.push(cyp.class);
            }
            Capability::Iso | Capability::Consumed if any => return,
            Capability::Iso
            | Capability::Consumed
            | Capability::IsoArrow
            | Capability::Local
            | Capability::Immutable
            | Capability::Weak => {}
        }
    }
    let derived: Vec<TyId> = list.iter().flat_map(|l| l.mro.iter().copied().filter(|&t| t != l.ty)).collect();
    for layout in list {
        let Some(cyp) = types.as_cyp(layout.ty) else { continue };
        let def = &types.cyp_classes[cyp.class];
        layout.thin = layout.mro.len() == 1
            && !derived.contains(&layout.ty)
            && !def.in_pxd
            && !def.activable
            && !locked.contains(&cyp.class)
            && matches!(def.own_cap, Capability::Local | Capability::Immutable)
            && !def.methods.iter().any(|m| m.name == "__dealloc__")
            && layout.members.iter().all(|m| is_plain(types, m.ty));
    }
}

/// Numbers, pointers, and arrays of them.
fn is_plain(types: &Types, ty: TyId) -> bool {
    match types.kind(ty) {
        Ty::Bint | Ty::Int(_) | Ty::Float(_) | Ty::Complex(_) | Ty::Enum(_) | Ty::Ptr(_) => true,
        Ty::Array(elem, Some(_)) => is_plain(types, *elem),
        _ => false,
    }
}
