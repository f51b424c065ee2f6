//! `ctypedef fused name:` and `name = cython.fused_type(...)`.

use super::place::{self, Place};
use super::{fused_func, type_expr};
use crate::cx::Cx;
use crate::scope::{Entry, EntryKind};
use cyrus_diagnostics::codes;
use cyrus_source::Span;
use cyrus_syntax::ast::{self, FusedDef};
use cyrus_types::{FusedTypeDef, Ty, TyId};

/// Declares a fused type.
pub fn declare(cx: &mut Cx<'_>, place: &Place, def: &FusedDef) {
    let mut given = Vec::new();
    for ty in &def.types {
        let resolved = type_expr::resolve(cx, place.scope, ty);
        given.push((resolved, ty.span));
    }
    let types = members(cx, &given);
    enter(cx, place, &def.name, types, def.span);
}

/// The set of types that a list stands for; a type that is a set itself adds its members.
pub fn members(cx: &mut Cx<'_>, given: &[(TyId, Span)]) -> Vec<TyId> {
    let mut types = Vec::new();
    for (i, &(ty, span)) in given.iter().enumerate() {
        // Complex numbers of integers are those of `double`, once.
        let twice = given[..i].iter().any(|(before, _)| *before == ty);
        if twice && !matches!(cx.types.get(ty), Ty::Complex(_)) {
            cx.error(codes::E0202, span, "Type specified multiple times");
            continue;
        }
        match *cx.types.get(ty) {
            Ty::Fused(id) => {
                for member in cx.types.fused[id].types.clone() {
                    if !types.contains(&member) {
                        types.push(member);
                    }
                }
            }
            Ty::Error => {}
            // `vector[fused]`: one for each of its types.
            _ => {
                let mut inside = Vec::new();
                cx.types.fused_in(ty, &mut inside);
                for combination in fused_func::combinations(&cx.types, &inside) {
                    let member = cx.types.replace_fused(ty, &combination.map);
                    if !types.contains(&member) {
                        types.push(member);
                    }
                }
            }
        }
    }
    types
}

/// Enters a fused type over these types.
pub fn enter(cx: &mut Cx<'_>, place: &Place, name: &ast::Ident, types: Vec<TyId>, span: Span) {
    if let Some(previous) = cx.scopes[place.scope].get(&name.name) {
        let at = previous.span;
        place::redeclared(cx, &name.name, span, at);
        return;
    }
    let id = cx.types.fused.push(FusedTypeDef { name: name.name.clone(), types, span });
    let ty = cx.types.intern(Ty::Fused(id));
    cx.enter(place.scope, Entry::new(name.name.clone(), Some(span), EntryKind::Type(ty)));
}
