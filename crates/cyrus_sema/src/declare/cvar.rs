//! `cdef` variables of module scope.

use super::declarator::{self, DeclContext, Declared};
use super::place::{self, Place};
use super::type_expr;
use crate::cx::Cx;
use crate::scope::{Entry, EntryKind};
use cyrus_diagnostics::codes;
use cyrus_hir::{self as hir, CVisibility};
use cyrus_source::Span;
use cyrus_syntax::Name;
use cyrus_syntax::ast::{self, CModifiers, Visibility};
use cyrus_types::{Origin, Ty, TyId};

/// Declares the variables of one statement.
pub fn declare(cx: &mut Cx<'_>, place: &Place, def: &ast::CVarDef, span: Span) {
    let foreign = place::origin(cx, place, &def.mods) == Origin::Extern;
    let base = type_expr::resolve_whole(cx, place.scope, &def.ty, foreign);
    if cx.types.is_fused(base) && !place.in_pxd {
        cx.error(codes::E0306, span, "Fused types not allowed here");
        return;
    }
    if !def.decorators.is_empty() {
        cx.error(codes::E0306, span, "Decorators can only be followed by functions");
    }
    if super::cyp_class::is_locked(cx, base) {
        super::cyp_class::locked_error(cx, def.ty.span);
    }
    for (decl, _) in &def.declarators {
        let Some((declared, ty)) = resolve(cx, place, base, decl, &def.mods) else { continue };
        if def.mods.overridable {
            cx.error(codes::E0306, span, "Variables cannot be declared with 'cpdef'. Use 'cdef' instead.");
        }
        type_expr::reject_modifiers(
            cx,
            place.scope,
            &def.ty,
            &[super::expr_type::Modifier::Optional],
            declared.span,
        );
        let Some(name) = &declared.name else { continue };
        enter(cx, place, name, ty, declared.cname.as_deref(), declared.span, &def.mods);
    }
}

/// Name and type of one declared variable, checked for what no variable may be.
pub fn resolve(
    cx: &mut Cx<'_>,
    place: &Place,
    base: TyId,
    decl: &ast::Declarator,
    mods: &CModifiers,
) -> Option<(Declared, TyId)> {
    let is_extern = place.is_extern || mods.visibility == Visibility::Extern;
    let context = DeclContext { is_extern, in_pxd: place.in_pxd, ..DeclContext::default() };
    let declared = declarator::resolve(cx, place.scope, base, decl, context);
    let ty = declared.ty;
    let open_array = is_extern && matches!(cx.types.kind(ty), Ty::Array(..));
    if !declarator::is_complete(cx, ty) && !open_array {
        let shown = cx.types.display(ty);
        cx.error(codes::E0306, declared.span, format!("Variable type '{shown}' is incomplete"));
    }
    if is_extern && cx.types.is_object(ty) {
        cx.error(codes::E0401, declared.span, "Python object cannot be declared extern");
    }
    if declared.name.is_none() {
        cx.error(codes::E0306, declared.span, "Missing name in declaration.");
        return None;
    }
    match cx.types.get(ty) {
        Ty::Ref(_) if !is_extern => {
            let message = "C++ references cannot be declared; use a pointer instead";
            cx.error(codes::E0401, declared.span, message);
        }
        Ty::RvalueRef(_) if !is_extern => {
            cx.error(codes::E0401, declared.span, "C++ rvalue-references cannot be declared");
        }
        _ => {}
    }
    Some((declared, ty))
}

/// Enters a variable of module scope.
pub fn enter(
    cx: &mut Cx<'_>,
    place: &Place,
    name: &ast::Ident,
    ty: TyId,
    cname: Option<&str>,
    span: Span,
    mods: &CModifiers,
) {
    if mods.visibility == Visibility::Readonly {
        cx.error(codes::E0306, span, "Module-level variable cannot be declared readonly");
    }
    if matches!(cx.types.get(ty), Ty::Buffer(_)) {
        cx.error(codes::E0306, span, "Buffer types only allowed as function local variables");
    }
    let origin = place::origin(cx, place, mods);
    if let Some(previous) = cx.scopes[place.scope].get(&name.name) {
        let at = previous.span;
        match previous.kind {
            EntryKind::CVar(id) if previous.from_pxd => {
                // Declared by the pxd, defined here.
                if mods.visibility == Visibility::Public {
                    cx.cvars[id].cname = place::c_identifier(&name.name);
                    cx.cvars[id].visibility = CVisibility::Public;
                }
                if let Some(entry) = cx.scopes[place.scope].entries.get_mut(&name.name) {
                    entry.from_pxd = false;
                }
                return;
            }
            _ if origin == Origin::Extern => {
                // Headers are declared more than once in practice; the first declaration stays.
                cx.warn(codes::W0201, span, format!("'{}' redeclared ", name.name));
            }
            _ => place::redeclared(cx, &name.name, span, at),
        }
        return;
    }
    let late = origin != Origin::Extern
        && mods.visibility != Visibility::Public
        && super::cpp_class::is_late(cx, ty, span);
    let visibility = match mods.visibility {
        Visibility::Public => CVisibility::Public,
        Visibility::Extern if !place.is_extern => CVisibility::Public,
        _ => CVisibility::Private,
    };
    let var = hir::CVar {
        name: name.name.clone(),
        cname: place::c_name(cx, place, mods, 'v', &name.name, cname),
        namespace: namespace(place, cname),
        ty,
        late,
        origin: origin.clone(),
        visibility,
        shared: place.in_pxd && mods.visibility != Visibility::Extern,
        api: mods.api,
        span,
    };
    let id = cx.cvars.push(var);
    let entry = Entry {
        from_pxd: place.in_pxd && origin == Origin::Here,
        ..Entry::new(name.name.clone(), Some(span), EntryKind::CVar(id))
    };
    cx.enter(place.scope, entry);
}

/// The namespace of a C++ name declared here; a C name that was given is complete as it is.
pub fn namespace(place: &Place, given: Option<&str>) -> Option<Name> {
    match &place.namespace {
        Some(ns) if place.is_extern && !ns.is_empty() && given.is_none() => Some(ns.clone()),
        _ => None,
    }
}

/// The C name with its namespace, for definitions that keep both in one.
pub fn namespaced(place: &Place, cname: Name, given: Option<&str>) -> Name {
    match namespace(place, given) {
        Some(ns) => format!("{ns}::{cname}").into(),
        None => cname,
    }
}
