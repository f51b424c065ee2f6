//! `ctypedef type name`.

use super::declarator::{self, DeclContext};
use super::place::{self, Place};
use super::type_expr;
use crate::cx::Cx;
use crate::scope::{Entry, EntryKind};
use cyrus_diagnostics::codes;
use cyrus_hir::TypeDefRef;
use cyrus_source::Span;
use cyrus_syntax::ast::{self, Visibility};
use cyrus_types::{Origin, Ty, TypedefDef};

/// Declares the names of one statement.
pub fn declare(cx: &mut Cx<'_>, place: &Place, def: &ast::CTypedef, span: Span) {
    let origin = place::origin(cx, place, &def.mods);
    let foreign = origin == Origin::Extern || def.mods.visibility == Visibility::Extern;
    let base = type_expr::resolve_whole(cx, place.scope, &def.ty, foreign);
    for decl in &def.declarators {
        let context = DeclContext {
            is_extern: foreign,
            in_pxd: place.in_pxd,
            nogil: place.nogil,
            ..DeclContext::default()
        };
        let declared = declarator::resolve(cx, place.scope, base, decl, context);
        let Some(name) = declared.name.clone() else {
            cx.error(codes::E0306, span, "Missing name in declaration.");
            continue;
        };
        if matches!(cx.types.get(declared.ty), Ty::Buffer(_)) {
            super::buffer_type::not_local(cx, span);
        }
        if let Some(previous) = cx.scopes[place.scope].get(&name.name) {
            let at = previous.span;
            if foreign {
                cx.warn(codes::W0201, span, format!("'{}' redeclared ", name.name));
            } else {
                place::redeclared(cx, &name.name, span, at);
            }
            continue;
        }
        let ty = if cx.types.is_fused(declared.ty) || cx.types.is_error(declared.ty) {
            // A fused type under a second name stays the same set of types.
            declared.ty
        } else {
            let cname = place::c_name(cx, place, &def.mods, 't', &name.name, declared.cname.as_deref());
            let id = cx.types.typedefs.push(TypedefDef {
                name: name.name.clone(),
                cname: super::cvar::namespaced(place, cname, declared.cname.as_deref()),
                base: declared.ty,
                origin: origin.clone(),
                span,
            });
            if origin != Origin::Extern {
                cx.type_defs.push(TypeDefRef::Typedef(id));
            }
            let ty = cx.types.intern(Ty::Typedef(id));
            if def.mods.visibility == Visibility::Public || def.mods.api {
                cx.public_types.insert(ty);
            }
            ty
        };
        cx.enter(place.scope, Entry::new(name.name, Some(span), EntryKind::Type(ty)));
    }
}
