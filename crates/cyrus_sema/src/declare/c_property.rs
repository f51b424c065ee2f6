//! Attributes of extern classes that C functions compute: `@property cdef inline T name(self)`, with
//! `@name.setter`.

use super::declarator::Declared;
use super::except_spec;
use super::ext_body::{BodyContext, member};
use super::place::{self, Place};
use super::pure_mode::{FunctionDecorators, PlainDecoratorKind};
use crate::cx::{Cx, DeclaredNode};
use crate::scope::MemberKind;
use cyrus_diagnostics::codes;
use cyrus_hir::{self as hir, CVisibility};
use cyrus_source::Span;
use cyrus_syntax::Name;
use cyrus_syntax::ast;
use cyrus_types::{ExcSpec, ExcValue, FuncTyId, Origin, Ty, common};

/// Declares the method as a getter or setter; `false`: it is an ordinary method.
pub fn declare<'a>(
    cx: &mut Cx<'a>,
    place: &Place,
    context: &BodyContext,
    def: &'a ast::CFuncDef,
    decorators: &FunctionDecorators,
    sig: FuncTyId,
    declared: &Declared,
) -> bool {
    let Some(name) = declared.name.as_ref().map(|n| n.name.clone()) else { return false };
    let known = |cx: &Cx<'_>, name: &str| cx.c_properties.contains_key(&(context.class, Name::from(name)));
    let found = decorators.plain.iter().rev().find(|d| match &d.kind {
        PlainDecoratorKind::Property => true,
        PlainDecoratorKind::Accessor(of, _) => known(cx, of),
        PlainDecoratorKind::Other => false,
    });
    let Some(found) = found.cloned() else {
        reject_others(cx, decorators, None);
        return false;
    };
    let getter = match &found.kind {
        PlainDecoratorKind::Accessor(_, what) if what == "deleter" => {
            cx.error(codes::E0309, found.span, "Cannot have deleter for C property");
            let previous = cx.scopes[place.scope].members.get(&name).map(|m| m.span);
            place::redeclared(cx, &name, def.span, previous);
            return true;
        }
        PlainDecoratorKind::Accessor(of, _) if *of != name => {
            let message = format!("Mismatching C property names, expected '{of}', got '{name}'");
            cx.error(codes::E0309, found.span, message);
            return true;
        }
        PlainDecoratorKind::Accessor(_, what) if what == "setter" => false,
        PlainDecoratorKind::Accessor(_, what) if what != "getter" => return false,
        _ => true,
    };
    reject_others(cx, decorators, Some(found.span));
    if !def.mods.inline {
        cx.error(codes::E0309, def.span, "C property method must be declared 'inline'");
    }
    let property = cx.c_properties.get(&(context.class, name.clone())).copied().unwrap_or_default();
    let taken = if getter { property.get.is_some() } else { property.set.is_some() };
    if taken {
        cx.error(codes::E0309, def.span, "C property redeclared");
        return true;
    }
    check_signature(cx, sig, def.span, getter);
    let class_name = cx.types.classes[context.class].name.clone();
    let what = if getter { "get" } else { "set" };
    let cname = match &declared.cname {
        Some(given) => given.as_str().into(),
        None => place::own_name(cx, place.scope, 'f', &format!("{class_name}_{what}_{name}")),
    };
    let origin = match (&def.body, place::module_of(cx, place.scope)) {
        (None, _) => Origin::Extern,
        (Some(_), None) => Origin::Here,
        (Some(_), Some(module)) => Origin::Module(module),
    };
    let id = cx.cfuncs.push(hir::CFunc {
        name: name.clone(),
        cname,
        namespace: None,
        sig,
        origin,
        func: None,
        class: None,
        visibility: CVisibility::Private,
        shared: false,
        api: false,
        inline: true,
        specialised: None,
        span: def.span,
    });
    cx.csignatures.insert(id, declared.signature.clone());
    if def.body.is_some() {
        cx.inline_bodies.insert(id, (def, place.scope));
        cx.declared.insert((def.span.file, def.id), DeclaredNode::CFunc(id));
    }
    let property = cx.c_properties.entry((context.class, name.clone())).or_default();
    match getter {
        true => property.get = Some(id),
        false => property.set = Some(id),
    }
    member(cx, place, &name, def.span, MemberKind::Property);
    true
}

fn reject_others(cx: &mut Cx<'_>, decorators: &FunctionDecorators, accessor: Option<Span>) {
    for other in decorators.plain.iter().filter(|d| Some(d.span) != accessor) {
        cx.error(codes::E0309, other.span, "Property methods with additional decorators are not supported");
    }
}

fn check_signature(cx: &mut Cx<'_>, sig: FuncTyId, span: Span, getter: bool) {
    let func = cx.types.funcs[sig].clone();
    let is_void = cx.types.resolved(func.ret) == common::VOID;
    if getter {
        if is_void {
            cx.error(codes::E0309, span, "C property getter cannot return 'void'");
        }
        if func.params.len() != 1 {
            cx.error(codes::E0309, span, "C property getter must have a single (self) argument");
        }
        return;
    }
    let message = match (cx.types.get(func.ret), &func.exception) {
        (Ty::Void, exception) if except_spec::can_raise(exception) => {
            Some("C property setter needs 'noexcept' if declared 'void'")
        }
        (Ty::Void, _) => None,
        (Ty::Int(cyrus_types::IntTy::Int), ExcSpec::Value(v) | ExcSpec::Maybe(v))
            if *v != ExcValue::Int(-1) =>
        {
            Some("C property setter with 'int' return needs explicit 'except -1' or 'except? -1'")
        }
        (Ty::Int(cyrus_types::IntTy::Int), _) => None,
        _ => Some("C property setter must return void or an 'int' error code, -1 (error) or 0 (ok)"),
    };
    if let Some(message) = message {
        cx.error(codes::E0309, span, message);
    }
    if func.params.len() != 2 {
        cx.error(codes::E0309, span, "C property setter must have two arguments (self and value)");
    }
}
