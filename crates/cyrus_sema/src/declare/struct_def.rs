//! Structs and unions: names first, so that they may be used before their definition, fields later.

use super::cvar::namespaced;
use super::place::{self, Place};
use super::{cvar, type_expr};
use crate::cx::Cx;
use crate::scope::{Entry, EntryKind, ScopeKind};
use cyrus_diagnostics::codes;
use cyrus_hir::TypeDefRef;
use cyrus_source::Span;
use cyrus_syntax::ast::{self, CStructDef, StmtKind, Visibility};
use cyrus_types::{Counting, Field, Origin, StructDef, StructId, Ty, TyId, common};

/// Enters the name without fields.
pub fn forward(cx: &mut Cx<'_>, place: &Place, def: &CStructDef) {
    if cx.scopes[place.scope].get(&def.name.name).is_none() {
        enter(cx, place, def);
    }
}

fn enter(cx: &mut Cx<'_>, place: &Place, def: &CStructDef) -> StructId {
    let cname = place::c_name(cx, place, &def.mods, 't', &def.name.name, def.cname.as_deref());
    let (outer, origin) = (generic_around(cx, place), place::origin(cx, place, &def.mods));
    let id = cx.types.structs.push(StructDef {
        name: def.name.name.clone(),
        cname: namespaced(place, cname, def.cname.as_deref()),
        is_union: def.is_union,
        packed: def.packed,
        typedef: def.typedef,
        complete: false,
        fields: Vec::new(),
        outer,
        origin,
        public: def.mods.visibility == Visibility::Public || def.mods.api,
        span: def.span,
    });
    let ty = cx.types.intern(Ty::Struct(id));
    cx.enter(place.scope, Entry::new(def.name.name.clone(), Some(def.span), EntryKind::Type(ty)));
    id
}

/// The generic cypclass whose parameters the fields may mention, over these parameters.
fn generic_around(cx: &mut Cx<'_>, place: &Place) -> Option<TyId> {
    let ScopeKind::Cyp(class) = cx.scopes[place.scope].kind else { return None };
    let params = cx.types.cyp_classes[class].params.clone();
    let args = type_expr::own_params(cx, &params);
    (!args.is_empty()).then(|| cx.types.cyp(class, args))
}

/// Declares the struct and its fields; returns its type.
pub fn declare(cx: &mut Cx<'_>, place: &Place, def: &CStructDef) -> Option<TyId> {
    let previous = cx.scopes[place.scope].get(&def.name.name).map(|e| e.kind.clone());
    let id = match previous {
        None => enter(cx, place, def),
        Some(EntryKind::Type(ty)) => match *cx.types.get(ty) {
            Ty::Struct(id) if cx.types.structs[id].is_union == def.is_union => {
                let old = &cx.types.structs[id];
                if def.fields.is_some() && old.complete {
                    let message =
                        format!("'{}' already defined  (ignoring second definition)", def.name.name);
                    cx.warn(codes::W0201, def.span, message);
                    return Some(ty);
                }
                if old.typedef != def.typedef {
                    let word = if old.typedef { "ctypedef" } else { "cdef" };
                    let message = format!("'{}' previously declared using '{word}'", def.name.name);
                    cx.error(codes::E0202, def.span, message);
                }
                id
            }
            _ => {
                cx.warn(codes::W0201, def.span, format!("'{}' redeclared  ", def.name.name));
                return None;
            }
        },
        Some(_) => {
            cx.warn(codes::W0201, def.span, format!("'{}' redeclared  ", def.name.name));
            return None;
        }
    };
    let ty = cx.types.intern(Ty::Struct(id));
    let Some(body) = &def.fields else { return Some(ty) };
    cx.types.structs[id].packed |= def.packed;
    // Complete from here on for messages about redefinition, but a member of its own type is caught
    // below.
    for stmt in body {
        fields_of(cx, place, id, stmt);
    }
    cx.types.structs[id].complete = true;
    cx.types.structs[id].span = def.span;
    // Pointers to itself do not make it depend on anything.
    let outer = cx.types.structs[id].outer.take();
    if cx.types.structs[id].fields.iter().any(|f| cx.types.has_template_param(f.ty)) {
        cx.types.structs[id].outer = outer;
    }
    if cx.types.structs[id].origin != Origin::Extern && cx.types.structs[id].outer.is_none() {
        cx.type_defs.push(TypeDefRef::Struct(id));
    }
    Some(ty)
}

fn fields_of(cx: &mut Cx<'_>, place: &Place, id: StructId, stmt: &ast::Stmt) {
    let owner = cx.types.intern(Ty::Struct(id));
    match &stmt.kind {
        StmtKind::CVar(def) => {
            let is_extern = cx.types.structs[id].origin == Origin::Extern;
            let base = type_expr::resolve_whole(cx, place.scope, &def.ty, is_extern);
            for (decl, value) in &def.declarators {
                if value.is_some() {
                    let message = "Cannot assign default value to fields in cdef classes, structs or unions";
                    cx.error(codes::E0306, super::declarator::anchor(decl), message);
                }
                let is_extern = cx.types.structs[id].origin == Origin::Extern;
                let inner = Place { is_extern, ..place.clone() };
                // A struct in itself is reported by that name, not as incomplete.
                let before = cx.diags.len();
                let Some((declared, mut ty)) = cvar::resolve(cx, &inner, base, decl, &def.mods) else {
                    continue;
                };
                let whole = matches!(cx.types.kind(ty), Ty::Struct(_) | Ty::NogilClass(_));
                if contains_itself(cx, ty, owner) {
                    cx.diags.truncate(before);
                    if !is_extern {
                        cx.error(codes::E0205, declared.span, "Struct cannot contain itself as a member.");
                    }
                    ty = common::ERROR;
                } else if whole && !super::declarator::is_complete(cx, ty) {
                    // Reported; what has it as a member would never end.
                    ty = common::ERROR;
                }
                type_expr::reject_modifiers(cx, place.scope, &def.ty, &[], declared.span);
                if let Some(name) = &declared.name {
                    add(cx, id, name, ty, declared.cname.as_deref(), declared.span);
                }
            }
        }
        // A function among the fields is a pointer to one.
        StmtKind::CFunc(def) => {
            let is_extern = cx.types.structs[id].origin == Origin::Extern;
            let base = match &def.ty {
                Some(ty) => type_expr::resolve_whole(cx, place.scope, ty, is_extern),
                None => cyrus_types::common::OBJECT,
            };
            let context = super::declarator::DeclContext {
                is_extern,
                in_pxd: place.in_pxd,
                ..super::declarator::DeclContext::default()
            };
            let declared = super::declarator::resolve(cx, place.scope, base, &def.declarator, context);
            let ty = cx.types.ptr(declared.ty);
            if let Some(name) = &declared.name {
                add(cx, id, name, ty, declared.cname.as_deref(), declared.span);
            }
        }
        StmtKind::CdefBlock(body) => body.iter().for_each(|s| fields_of(cx, place, id, s)),
        StmtKind::CStruct(def) => {
            declare(cx, place, def);
        }
        StmtKind::CEnum(def) => super::enum_def::declare(cx, place, def),
        _ => {}
    }
}

fn contains_itself(cx: &Cx<'_>, ty: TyId, owner: TyId) -> bool {
    match *cx.types.get(ty) {
        Ty::Array(elem, _) => contains_itself(cx, elem, owner),
        _ => ty == owner,
    }
}

fn add(cx: &mut Cx<'_>, id: StructId, name: &ast::Ident, ty: TyId, cname: Option<&str>, span: Span) {
    let def = &cx.types.structs[id];
    let is_extern = def.origin == Origin::Extern;
    if let Some((_, previous)) = def.field(&name.name) {
        let at = previous.span;
        if is_extern {
            cx.warn(codes::W0201, span, format!("'{}' redeclared ", name.name));
        } else {
            place::redeclared(cx, &name.name, span, Some(at));
        }
        return;
    }
    if matches!(cx.types.get(ty), Ty::Buffer(_)) {
        cx.error(codes::E0306, span, "Buffer types only allowed as function local variables");
    }
    match cx.types.counting(ty) {
        Counting::Python => cx.error(codes::E0306, span, "C struct/union member cannot be a Python object"),
        Counting::MemView => cx.error(codes::E0306, span, "C struct/union member cannot be a memory view"),
        Counting::None | Counting::Cyp | Counting::Members => {}
    }
    let cname = match cname {
        Some(cname) => cname.into(),
        None if is_extern || cx.types.structs[id].public => place::c_identifier(&name.name),
        None => place::c_member(&name.name),
    };
    cx.types.structs[id].fields.push(Field { name: name.name.clone(), cname, ty, span });
}

/// A struct of pure mode: `S = cython.struct(a=cython.int, …)`.
pub fn declare_members(
    cx: &mut Cx<'_>,
    place: &Place,
    name: &ast::Ident,
    is_union: bool,
    members: Vec<(ast::Ident, TyId)>,
    span: Span,
) {
    let def = CStructDef {
        mods: ast::CModifiers::default(),
        is_union,
        packed: false,
        cpp: false,
        name: name.clone(),
        cname: None,
        typedef: false,
        fields: Some(Vec::new()),
        span,
    };
    if let Some(ty) = declare(cx, place, &def)
        && let Ty::Struct(id) = *cx.types.get(ty)
    {
        for (member, ty) in members {
            add(cx, id, &member, ty, None, member.span);
        }
    }
}
