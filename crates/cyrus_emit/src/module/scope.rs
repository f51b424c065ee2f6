//! Scope objects: closures' variables and generators' frames.

use crate::c_text::c_identifier;
use crate::cx::Cx;
use crate::types::declare_cty;
use cyrus_arena::Id as _;
use cyrus_mir::{CTy, ScopeId};
use cyrus_types::{Counting, Types};
use std::fmt::Write as _;

/// The struct as a type.
pub(crate) fn scope_struct_name(cx: &mut Cx, scope: ScopeId) -> String {
    cx.mentioned.insert(crate::types::Definition::Scope(scope));
    format!("struct {}", tag(cx, scope))
}

fn tag(cx: &Cx, scope: ScopeId) -> String {
    format!("{}_{}", c_identifier(&cx.program.scopes[scope].cname), scope.index())
}

/// C name of the description.
pub(crate) fn scope_desc_name(cx: &Cx, scope: ScopeId) -> String {
    format!("__cyrus_desc_{}", tag(cx, scope))
}

/// The struct's definition. Python objects come first, so that their number is all that traversal needs.
pub(crate) fn scope_struct(cx: &mut Cx, scope: ScopeId) -> String {
    cx.fragment("scope");
    let layout = &cx.program.scopes[scope];
    let mut out = format!("struct {} {{\n  __CYRUS_SCOPE_HEAD\n", tag(cx, scope));
    let types = cx.types;
    let (objects, others): (Vec<_>, Vec<_>) = layout.fields.iter().partition(|f| is_object(types, &f.ty));
    for field in objects.into_iter().chain(others) {
        let _ = writeln!(out, "  {};", declare_cty(cx, &field.ty, &field.name));
    }
    out + "};\n"
}

fn is_object(types: &Types, ty: &CTy) -> bool {
    match ty {
        CTy::Ty(ty) => types.counting(*ty) == Counting::Python,
        CTy::Text(text) => text == "PyObject *",
    }
}

/// All descriptions in use.
pub(super) fn descriptions(cx: &mut Cx) -> String {
    let mut out = String::new();
    let scopes: Vec<ScopeId> = cx.scope_descs.iter().copied().collect();
    for scope in scopes {
        let layout = &cx.program.scopes[scope];
        let objects = layout.fields.iter().filter(|f| is_object(cx.types, &f.ty)).count();
        let name = scope_struct_name(cx, scope);
        let _ = writeln!(
            out,
            "static __cyrus_scope_desc {} = {{sizeof({name}), {objects}, NULL}};",
            scope_desc_name(cx, scope)
        );
    }
    out
}
