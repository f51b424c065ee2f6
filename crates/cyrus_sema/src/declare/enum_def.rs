//! Enums: the type, its items as constants, and their values as far as they are known here.

use super::const_value::{self, ConstValue};
use super::cvar::namespaced;
use super::place::{self, Place};
use super::type_expr;
use crate::cx::Cx;
use crate::scope::{ConstEntry, Entry, EntryKind};
use cyrus_diagnostics::codes;
use cyrus_hir::TypeDefRef;
use cyrus_syntax::Name;
use cyrus_syntax::ast::{self, CEnumDef};
use cyrus_types::{EnumDef, EnumId, EnumItem, Origin, Ty, TyId};

/// Enters the name of a named enum.
pub fn forward(cx: &mut Cx<'_>, place: &Place, def: &CEnumDef) {
    if let Some(name) = &def.name {
        if let Some(previous) = cx.scopes[place.scope].get(&name.name) {
            let at = previous.span;
            if place::origin(cx, place, &def.mods) == Origin::Extern {
                cx.warn(codes::W0201, def.span, format!("'{}' redeclared ", name.name));
            } else {
                place::redeclared(cx, &name.name, def.span, at);
            }
            return;
        }
        enter(cx, place, def);
    }
}

fn enter(cx: &mut Cx<'_>, place: &Place, def: &CEnumDef) -> EnumId {
    let name = def.name.as_ref().map(|n| n.name.clone()).unwrap_or_default();
    let cname = match name.is_empty() {
        true => Name::default(),
        false => {
            let given = def.cname.as_deref();
            namespaced(place, place::c_name(cx, place, &def.mods, 't', &name, given), given)
        }
    };
    let id = cx.types.enums.push(EnumDef {
        name: name.clone(),
        cname,
        items: Vec::new(),
        python: def.python,
        scoped: def.scoped,
        underlying: None,
        typedef: def.typedef,
        outer: None,
        origin: place::origin(cx, place, &def.mods),
        doc: def.doc.as_ref().and_then(|d| d.text.clone().or(d.bytes.clone())),
        span: def.span,
    });
    if !name.is_empty() {
        let ty = cx.types.intern(Ty::Enum(id));
        if def.mods.visibility == ast::Visibility::Public || def.mods.api {
            cx.public_types.insert(ty);
        }
        let entry = Entry { in_python: def.python, ..Entry::new(name, Some(def.span), EntryKind::Type(ty)) };
        cx.enter(place.scope, entry);
    }
    id
}

/// The enum that [`forward`] entered for this definition.
fn entered(cx: &Cx<'_>, place: &Place, def: &CEnumDef) -> Option<EnumId> {
    let name = def.name.as_ref()?;
    let ty = cx.scopes[place.scope].get(&name.name)?.as_type()?;
    match *cx.types.get(ty) {
        Ty::Enum(id) if cx.types.enums[id].span == def.span => Some(id),
        _ => None,
    }
}

/// Declares the enum and its items.
pub fn declare(cx: &mut Cx<'_>, place: &Place, def: &CEnumDef) {
    let id = match entered(cx, place, def) {
        Some(id) => id,
        None if def.name.is_none() => enter(cx, place, def),
        None => {
            // Nested definitions have no forward pass; a name that is taken was reported there.
            let Some(name) = &def.name else { return };
            match cx.scopes[place.scope].get(&name.name).map(|e| e.kind.clone()) {
                None => enter(cx, place, def),
                // C headers are often declared twice: their items still count.
                Some(EntryKind::Type(ty)) => match *cx.types.get(ty) {
                    Ty::Enum(id) => id,
                    _ => return,
                },
                Some(_) => return,
            }
        }
    };
    if let Some(underlying) = &def.underlying {
        let ty = type_expr::resolve(cx, place.scope, underlying);
        if !matches!(cx.types.kind(ty), Ty::Bint | Ty::Int(_) | Ty::Error) {
            cx.error(codes::E0306, underlying.span, "underlying type is not an integral type");
        }
        cx.types.enums[id].underlying = Some(ty);
    }
    let ty = cx.types.intern(Ty::Enum(id));
    let mut next = (cx.types.enums[id].origin != Origin::Extern).then_some(0);
    for item in def.items.iter().flatten() {
        let known = declare_item(cx, place, def, id, ty, item, next);
        next = next.map(|n: i128| known.unwrap_or(n).wrapping_add(1));
    }
    if def.items.is_some() && cx.types.enums[id].origin != Origin::Extern {
        let reference = TypeDefRef::Enum(id);
        if !cx.type_defs.contains(&reference) {
            cx.type_defs.push(reference);
        }
    }
}

/// Enters one item; returns its value if known.
fn declare_item(
    cx: &mut Cx<'_>,
    place: &Place,
    def: &CEnumDef,
    id: EnumId,
    ty: TyId,
    item: &ast::EnumItem,
    implicit: Option<i128>,
) -> Option<i128> {
    let mut known = implicit;
    let mut text = None;
    if let Some(value) = &item.value {
        match const_value::evaluate(cx, place.scope, value) {
            ConstValue::Int(i) => known = Some(i),
            ConstValue::C(c, _) => {
                known = None;
                text = Some(c);
            }
            ConstValue::Error => known = None,
            other => {
                let from = cx.types.display(other.ty());
                cx.error(codes::E0301, value.anchor_span(), format!("Cannot assign type '{from}' to 'int'"));
            }
        }
        if text.is_none() {
            text = known.map(|k| Name::from(k.to_string()));
        }
    }
    let cname = if def.scoped {
        Name::from(format!("{}::{}", cx.types.enums[id].cname, item.name.name))
    } else {
        let given = item.cname.as_deref();
        namespaced(place, place::c_name(cx, place, &def.mods, 'e', &item.name.name, given), given)
    };
    cx.types.enums[id].items.push(EnumItem {
        name: item.name.name.clone(),
        cname: cname.clone(),
        value: text,
        known,
    });
    if def.scoped {
        return known;
    }
    let scope = place.scope;
    if let Some(previous) = cx.scopes[scope].get(&item.name.name) {
        let at = previous.span;
        if cx.types.enums[id].origin == Origin::Extern {
            cx.warn(codes::W0201, item.name.span, format!("'{}' redeclared ", item.name.name));
        } else {
            place::redeclared(cx, &item.name.name, item.name.span, at);
        }
        return known;
    }
    let value = ConstEntry { cname, ty, value: known };
    let entry = Entry {
        in_python: def.python && def.name.is_none(),
        ..Entry::new(item.name.name.clone(), Some(item.name.span), EntryKind::Const(value))
    };
    cx.enter(scope, entry);
    known
}
