//! Containers with known items: `list[str]`, `dict[int, float]`, `tuple[str, ...]`.
//!
//! The items are what subscripts and loops give; that containers hold them is tested there, item by item. A tuple of C types
//! only is a ctuple.

use crate::cx::Cx;
use cyrus_diagnostics::codes;
use cyrus_source::Span;
use cyrus_types::{Builtin, ItemsTy, Ty, TyId, common};

/// One argument of a container class.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Given {
    Type(TyId),
    /// `...`
    Ellipsis,
    Unknown,
}

impl Given {
    /// A type that could be found or not.
    pub fn of(ty: Option<TyId>) -> Given {
        ty.map_or(Given::Unknown, Given::Type)
    }
}

/// The container with these items; the container alone where they say nothing.
pub fn container_of(cx: &mut Cx<'_>, container: TyId, given: &[Given], span: Span) -> TyId {
    let Ty::Builtin(class) = *cx.types.kind(container) else { return container };
    let known: Vec<TyId> = given
        .iter()
        .filter_map(|g| match g {
            Given::Type(ty) => Some(*ty),
            Given::Ellipsis | Given::Unknown => None,
        })
        .filter(|&ty| !cx.types.is_error(ty) && !cx.types.is_fused(ty))
        .collect();
    let is_tuple = class == Builtin::Tuple;
    let uniform = is_tuple && matches!(given, [Given::Type(_), Given::Ellipsis]);
    if given.contains(&Given::Unknown)
        || known.len() + usize::from(uniform) != given.len()
        || known.is_empty()
    {
        if given.contains(&Given::Ellipsis) && !given.contains(&Given::Unknown) && !uniform {
            let after = if is_tuple { " after types" } else { "" };
            let message = format!("Cannot specialise '{}' with Ellipsis{after}, ignoring", class.name());
            cx.warn(codes::W0301, span, message);
        }
        return container;
    }
    let wanted = match class {
        Builtin::Tuple => known.len(),
        Builtin::Dict | Builtin::FrozenDict => 2,
        Builtin::List | Builtin::Set | Builtin::FrozenSet => 1,
        _ => return container,
    };
    if known.len() != wanted {
        let (name, n) = (class.name(), known.len());
        let (params, s) = (if wanted == 2 { "T,T" } else { "T" }, if n == 1 { "" } else { "s" });
        let message = format!("Cannot specialise '{name}[{params}]' with {n} type{s}, ignoring");
        cx.warn(codes::W0301, span, message);
        return container;
    }
    if is_tuple && !uniform && !known.iter().any(|&ty| cx.types.is_object(ty)) {
        return cx.types.intern(Ty::CTuple(known));
    }
    cx.types.intern(Ty::Items(Box::new(ItemsTy { container, items: known, uniform })))
}

/// The container alone.
pub fn plain(cx: &Cx<'_>, ty: TyId) -> TyId {
    if cx.types.items(ty).is_some() { cx.types.resolved(ty) } else { ty }
}

/// Whether a container of such items may be had for one of others: as far as types say, its items fit.
pub fn fit(cx: &Cx<'_>, from: TyId, to: TyId) -> bool {
    let (Some(from), Some(to)) = (cx.types.items(from), cx.types.items(to)) else { return true };
    from.items.len() == to.items.len() && from.items.iter().zip(&to.items).all(|(&f, &t)| item_fits(cx, f, t))
}

/// The first items of two containers that do not fit.
pub fn misfit(cx: &Cx<'_>, from: TyId, to: TyId) -> Option<(TyId, TyId)> {
    let (from, to) = (cx.types.items(from)?, cx.types.items(to)?);
    from.items.iter().copied().zip(to.items.iter().copied()).find(|&(f, t)| !item_fits(cx, f, t))
}

fn item_fits(cx: &Cx<'_>, from: TyId, to: TyId) -> bool {
    if from == to || to == common::OBJECT {
        return true;
    }
    match (cx.types.kind(from), cx.types.kind(to)) {
        (Ty::Int(_) | Ty::Enum(_), Ty::Int(_)) | (Ty::Int(_) | Ty::Float(_), Ty::Float(_)) => true,
        (Ty::Builtin(f), Ty::Builtin(t)) => f == t && fit(cx, from, to),
        (Ty::Ext(f), Ty::Ext(t)) => cx.types.is_subclass(*f, *t),
        (f, t) => cx.types.is_object(from) == cx.types.is_object(to) && (f == t || f == &Ty::Object),
    }
}
