//! Methods of extension types: C methods with their place in the vtable, Python methods by name.

use super::declarator::{self, DeclContext, Declared};
use super::ext_body::{BodyContext, member};
use super::place::{self, Place};
use super::{
    c_property, fused_func, method_arity, nogil_class, pure_mode, signature, special_method, type_expr,
};
use crate::cx::{Cx, DeclaredNode, FusedFunc, FusedVariant};
use crate::directive::DirectiveScope;
use crate::scope::MemberKind;
use cyrus_diagnostics::codes;
use cyrus_hir::{self as hir, CVisibility};
use cyrus_source::Span;
use cyrus_syntax::Name;
use cyrus_syntax::ast::{self, CModifiers, Visibility};
use cyrus_types::{ClassId, ExtMethod, FieldAccess, FuncTyId, Origin, Ty, TyId, common};

/// A Python function that hides a C function of its name.
pub const DEF_OVER_CDEF: &str = "Overriding a c(p)def method with a def method. This can lead to different \
                                 methods being called depending on the call context. Consider using a cpdef \
                                 method for both.";

/// The type of `self`.
pub fn self_type(cx: &mut Cx<'_>, class: ClassId) -> TyId {
    let ty = if cx.types.classes[class].nogil { Ty::NogilClass(class) } else { Ty::Ext(class) };
    let ty = cx.types.intern(ty);
    if cx.types.classes[class].nogil { cx.types.ptr(ty) } else { ty }
}

/// Declares or defines a `cdef`/`cpdef` method.
pub fn declare<'a>(cx: &mut Cx<'a>, place: &Place, context: &BodyContext, def: &'a ast::CFuncDef) {
    if !place::allowed_in_pxd(cx, place, def) {
        return;
    }
    let saved = cx.directives.clone();
    let decorators = pure_mode::function_decorators(cx, place.scope, &def.decorators);
    let is_final = cx.directives.final_;
    let self_ty = self_type(cx, context.class);
    let is_static = def.mods.is_static || decorators.is_static;
    let is_extern = def.mods.visibility == Visibility::Extern;
    let nogil_class = cx.types.classes[context.class].nogil;
    let is_life = nogil_class && def.declarator.name().is_some_and(|n| nogil_class::is_life(&n.name));
    let declare_context = DeclContext {
        defining: def.body.is_some(),
        is_extern,
        in_pxd: place.in_pxd && def.body.is_none(),
        nogil: def.mods.nogil || place.nogil || is_life,
        self_ty: Some(self_ty),
        is_static,
        direct: nogil_class,
        locals: decorators.locals.clone(),
        ..DeclContext::default()
    };
    let base = match (&def.ty, decorators.returns) {
        (_, Some(ty)) => ty,
        (Some(ty), None) => type_expr::resolve_whole(cx, place.scope, ty, false),
        (None, None) if nogil_class => nogil_class::undeclared_return(cx, context.class, def),
        (None, None) => common::OBJECT,
    };
    let declared = declarator::resolve(cx, place.scope, base, &def.declarator, declare_context);
    cx.directives = saved;
    let span = if def.body.is_some() { def.span } else { declared.span };
    let Ty::Func(sig) = *cx.types.get(declared.ty) else {
        if def.body.is_some() && !cx.types.is_error(declared.ty) {
            cx.error(codes::E0306, def.span, "Suite attached to non-function declaration");
        }
        return;
    };
    let Some(name) = declared.name.clone() else { return };
    let key = (def.span.file, def.id);
    let sig = match nogil_class {
        true => nogil_class::method(cx, context.class, def, &name, sig, is_static),
        false => sig,
    };
    if cx.types.classes[context.class].extern_struct {
        if c_property::declare(cx, place, context, def, &decorators, sig, &declared) {
            return;
        }
    } else {
        pure_mode::reject_plain(cx, &decorators);
    }
    let mods = CModifiers { is_static, ..def.mods.clone() };
    if is_final && mods.overridable && !cx.types.classes[context.class].final_ {
        let message = "Only final types can have final Python (def/cpdef) methods";
        cx.error(codes::E0309, def.span, message);
    }
    if cx.types.is_fused(declared.ty) && nogil_class {
        cx.error(codes::E0310, name.span, "Methods of nogil classes cannot have fused types");
        return;
    }
    if cx.types.is_fused(declared.ty) {
        declare_fused(cx, place, context, &name, &declared, span, &mods, is_final, def.body.is_some(), key);
        return;
    }
    let method =
        enter(cx, place, context, &name.name, sig, &declared, span, &mods, is_final, def.body.is_some());
    let Some(index) = method else { return };
    if let Some(&id) = cx.static_methods.get(&(context.class, index)) {
        cx.declared.insert(key, DeclaredNode::CFunc(id));
        if place.in_pxd && def.body.is_some() {
            match &cx.cfuncs[id].origin {
                Origin::Here => cx.pending_inline.push((def, place.scope, id)),
                Origin::Module(_) | Origin::Extern => {
                    cx.inline_bodies.insert(id, (def, place.scope));
                }
            }
        }
        return;
    }
    cx.declared.insert(key, DeclaredNode::ExtMethod(context.class, index));
}

/// Enters a method over fused types: every specialisation is a method of its own.
fn declare_fused(
    cx: &mut Cx<'_>,
    place: &Place,
    context: &BodyContext,
    name: &ast::Ident,
    declared: &Declared,
    span: Span,
    mods: &CModifiers,
    is_final: bool,
    defining: bool,
    key: crate::cx::NodeKey,
) {
    let Ty::Func(sig) = *cx.types.get(declared.ty) else { return };
    let mut fused = Vec::new();
    for param in cx.types.funcs[sig].params.clone() {
        cx.types.fused_in(param.ty, &mut fused);
    }
    let params = cx.types.funcs[sig].params.iter().map(|p| p.ty).collect();
    let mut variants = Vec::new();
    for combination in fused_func::combinations(&cx.types, &fused) {
        let sig = cx.types.replace_fused_func(sig, &combination.map);
        let ty = cx.types.intern(Ty::Func(sig));
        let variant = fused_func::variant_name(&combination.tag, &name.name);
        let declared = Declared { ty, ..declared.clone() };
        // Python sees the method, not its specialisations.
        let mods = CModifiers { overridable: false, ..mods.clone() };
        let entered = enter(cx, place, context, &variant, sig, &declared, span, &mods, is_final, defining);
        if let Some(index) = entered {
            let variant = match cx.static_methods.get(&(context.class, index)) {
                Some(&id) => FusedVariant::Func(id),
                None => FusedVariant::Method(context.class, index),
            };
            variants.push((combination.map, variant));
        }
    }
    let func = FusedFunc {
        name: name.name.clone(),
        scope: place.scope,
        fused,
        params,
        variants,
        overridable: mods.overridable,
        is_static: mods.is_static,
        class: Some(context.class),
    };
    let slot = (context.class, name.name.clone());
    let id = match cx.fused_methods.get(&slot) {
        Some(&id) => {
            cx.fused_funcs[id] = func;
            id
        }
        None => cx.fused_funcs.push(func),
    };
    cx.fused_methods.insert(slot, id);
    cx.declared.insert(key, DeclaredNode::FusedFunc(id));
}

/// Enters a C method; returns its index among the class's own.
fn enter(
    cx: &mut Cx<'_>,
    place: &Place,
    context: &BodyContext,
    name: &Name,
    sig: FuncTyId,
    declared: &Declared,
    span: Span,
    mods: &CModifiers,
    is_final: bool,
    defining: bool,
) -> Option<u32> {
    let class = context.class;
    let nogil_class = cx.types.classes[class].nogil;
    if special_method::is_special(name) && !nogil_class {
        cx.error(codes::E0309, span, "Special methods must be declared with 'def', not 'cdef'");
    }
    if !mods.is_static {
        check_self(cx, class, name, sig, span);
    }
    let own = cx.types.classes[class].methods.iter().position(|m| m.name == *name);
    if own.is_none()
        && let Some(previous) = cx.scopes[place.scope].members.get(name)
    {
        let at = previous.span;
        place::redeclared(cx, name, span, Some(at));
        return None;
    }
    if let Some(index) = own {
        return implement(cx, context, index, sig, declared, span, mods, defining);
    }
    // Methods of a nogil class override nothing: its base's are found where it has none of the name.
    let inherited = if nogil_class { None } else { inherited_method(cx, class, name) };
    let mut overrides = false;
    if let Some((owner, base)) = &inherited {
        let is_static = base.is_static;
        if base.final_ {
            cx.error(codes::E0309, span, "Overriding final methods is not allowed");
        } else if (signature::same_method(cx, sig, base.sig, is_static)
            || signature::compatible_method(cx, sig, base.sig, is_static))
            && cx.types.funcs[sig].nogil == cx.types.funcs[base.sig].nogil
            && (mods.overridable || !base.overridable)
        {
            overrides = !is_static;
        } else {
            let at = base.span;
            let _ = owner;
            cx.error(codes::E0309, span, "Signature not compatible with previous declaration");
            cx.error(codes::E0309, at, "Previous declaration is here");
        }
    } else if context.defined_in_pxd {
        let message = format!(
            "C method '{name}' not previously declared in definition part of extension type '{}'",
            cx.types.classes[class].name
        );
        cx.error(codes::E0309, span, message);
    }
    let class_name = cx.types.classes[class].name.clone();
    let cname = match &declared.cname {
        Some(given) => given.as_str().into(),
        None => place::own_name(cx, place.scope, 'f', &format!("{class_name}_{name}")),
    };
    let is_inline = mods.inline;
    let method = ExtMethod {
        name: name.clone(),
        cname: cname.clone(),
        sig,
        is_static: mods.is_static,
        overridable: mods.overridable,
        final_: is_final || is_inline || cx.types.classes[class].final_,
        inline: is_inline,
        overrides,
        span,
    };
    cx.types.classes[class].methods.push(method);
    let index = (cx.types.classes[class].methods.len() - 1) as u32;
    cx.method_signatures.insert((class, index), declared.signature.clone());
    if defining || place.is_extern {
        cx.implemented_methods.insert((class, index));
    }
    // A body in a pxd is compiled by every module that calls it.
    let inline_in_pxd = place.in_pxd && defining && !place.is_extern;
    if mods.is_static || nogil_class || inline_in_pxd {
        static_method(cx, place, class, index, name, cname, sig, declared, span, mods);
    }
    member(cx, place, name, span, MemberKind::CMethod);
    Some(index)
}

/// A static method, one with its body in a pxd, or any of a nogil class is a function that is found through the class.
fn static_method(
    cx: &mut Cx<'_>,
    place: &Place,
    class: ClassId,
    index: u32,
    name: &Name,
    cname: Name,
    sig: FuncTyId,
    declared: &Declared,
    span: Span,
    mods: &CModifiers,
) {
    let origin = place::origin(cx, place, mods);
    let id = cx.cfuncs.push(hir::CFunc {
        name: name.clone(),
        cname,
        namespace: None,
        sig,
        origin,
        func: None,
        class: Some(class),
        visibility: CVisibility::Private,
        shared: place.in_pxd,
        api: false,
        inline: mods.inline,
        specialised: None,
        span,
    });
    cx.csignatures.insert(id, declared.signature.clone());
    cx.static_methods.insert((class, index), id);
}

/// A method that this class has declared already: by its pxd, or twice.
fn implement(
    cx: &mut Cx<'_>,
    context: &BodyContext,
    index: usize,
    sig: FuncTyId,
    declared: &Declared,
    span: Span,
    mods: &CModifiers,
    defining: bool,
) -> Option<u32> {
    let class = context.class;
    let old = cx.types.classes[class].methods[index].clone();
    let number = index as u32;
    if defining && !cx.implemented_methods.insert((class, number)) {
        cx.error(codes::E0309, span, format!("'{}' already defined", old.name));
    }
    let nogil_agrees = cx.types.funcs[sig].nogil == cx.types.funcs[old.sig].nogil;
    let same = signature::same_method(cx, sig, old.sig, old.is_static);
    if !(nogil_agrees && (same || signature::compatible_method(cx, sig, old.sig, old.is_static))) {
        cx.error(codes::E0309, span, "Signature not compatible with previous declaration");
        cx.error(codes::E0309, old.span, "Previous declaration is here");
        return None;
    }
    let method = &mut cx.types.classes[class].methods[index];
    method.inline |= mods.inline;
    method.overridable |= mods.overridable;
    method.final_ |= mods.inline;
    if same {
        // Parameter names come from the definition.
        method.sig = sig;
    }
    method.span = span;
    cx.method_signatures.insert((class, number), declared.signature.clone());
    if let Some(&id) = cx.static_methods.get(&(class, number)) {
        cx.csignatures.insert(id, declared.signature.clone());
        if same {
            cx.cfuncs[id].sig = sig;
        }
    }
    Some(number)
}

fn inherited_method(cx: &Cx<'_>, class: ClassId, name: &str) -> Option<(ClassId, ExtMethod)> {
    cx.types
        .class_chain(class)
        .into_iter()
        .skip(1)
        .find_map(|c| cx.types.classes[c].methods.iter().find(|m| m.name == name).map(|m| (c, m.clone())))
}

fn check_self(cx: &mut Cx<'_>, class: ClassId, name: &str, sig: FuncTyId, span: Span) {
    let Some(first) = cx.types.funcs[sig].params.first().map(|p| p.ty) else {
        cx.error(codes::E0309, span, "C method has no self argument");
        return;
    };
    let ok = match *cx.types.kind(first) {
        Ty::Ext(id) | Ty::NogilClass(id) => cx.types.is_subclass(id, class),
        Ty::Ptr(to) => matches!(*cx.types.kind(to), Ty::NogilClass(id) if cx.types.is_subclass(id, class)),
        Ty::Error => true,
        _ => false,
    };
    if !ok {
        let message = format!(
            "Self argument ({}) of C method '{name}' does not match parent type ({})",
            cx.types.display(first),
            cx.types.classes[class].name
        );
        cx.error(codes::E0309, span, message);
    }
}

/// A `def` in the body: a Python method, or a C method by decorator or by the pxd's word.
pub fn declare_def<'a>(cx: &mut Cx<'a>, place: &Place, context: &BodyContext, def: &'a ast::FuncDef) {
    let class = context.class;
    let name = &def.name.name;
    let key = (def.span.file, def.id);
    if place.in_pxd {
        if !matches!(name.as_str(), "__getbuffer__" | "__releasebuffer__") {
            cx.error(codes::E0309, def.span, place::DEFINITION_IN_PXD);
        }
        return;
    }
    let saved = cx.directives.clone();
    pure_mode::check_scopes(cx, place.scope, &def.decorators, def.span, DirectiveScope::Function);
    let decorators = pure_mode::function_decorators(cx, place.scope, &def.decorators);
    let is_final = cx.directives.final_;
    let own = cx.types.classes[class].methods.iter().position(|m| m.name == *name);
    if let (true, Some(index)) = (context.defined_in_pxd, own) {
        implement_def(cx, class, index as u32, def);
        cx.declared.insert(key, DeclaredNode::ExtMethod(class, index as u32));
        cx.directives = saved;
        return;
    }
    if context.defined_in_pxd
        && let Some(&id) = cx.fused_methods.get(&(class, name.clone()))
    {
        for (_, variant) in cx.fused_funcs[id].variants.clone() {
            if let FusedVariant::Method(class, index) = variant {
                implement_def(cx, class, index, def);
            }
        }
        cx.declared.insert(key, DeclaredNode::FusedFunc(id));
        cx.directives = saved;
        return;
    }
    if decorators.cfunc || decorators.ccall {
        let self_ty = self_type(cx, class);
        let (ty, names) = pure_mode::function_type(cx, place.scope, def, &decorators, Some(self_ty));
        cx.directives = saved;
        let Ty::Func(sig) = *cx.types.get(ty) else { return };
        let declared = Declared {
            name: Some(def.name.clone()),
            ty,
            cname: None,
            span: def.span,
            signature: names,
            template_scope: None,
        };
        let mods = CModifiers {
            overridable: decorators.ccall,
            inline: decorators.inline,
            is_static: decorators.is_static,
            ..CModifiers::default()
        };
        if cx.types.is_fused(ty) {
            let name = def.name.clone();
            declare_fused(cx, place, context, &name, &declared, def.span, &mods, is_final, true, key);
            return;
        }
        if let Some(index) = enter(cx, place, context, name, sig, &declared, def.span, &mods, is_final, true)
        {
            let node = match cx.static_methods.get(&(class, index)) {
                Some(&id) => DeclaredNode::CFunc(id),
                None => DeclaredNode::ExtMethod(class, index),
            };
            cx.declared.insert(key, node);
        }
        return;
    }
    pure_mode::reject_c_only(cx, &decorators, def.span);
    cx.directives = saved;
    let kind = match property_decorator(cx, place, def, &decorators) {
        true => MemberKind::Property,
        false => MemberKind::PyMethod,
    };
    check_python_method(cx, place, context, def, kind);
    if kind == MemberKind::PyMethod && !decorators.is_static {
        method_arity::check(cx, def);
    }
    member(cx, place, name, def.span, kind);
}

/// Whether `@property` or `@name.setter` makes the method part of a property; it stands alone then.
fn property_decorator(
    cx: &mut Cx<'_>,
    place: &Place,
    def: &ast::FuncDef,
    decorators: &pure_mode::FunctionDecorators,
) -> bool {
    use pure_mode::PlainDecoratorKind::{Accessor, Other, Property};
    let is_property = |cx: &Cx<'_>, name: &str| {
        cx.scopes[place.scope].members.get(name).is_some_and(|m| m.kind == MemberKind::Property)
    };
    let found = decorators.plain.iter().rev().find(|d| match &d.kind {
        Property => true,
        Accessor(of, _) => is_property(cx, of),
        Other => false,
    });
    let Some(found) = found else { return false };
    if let Accessor(of, what) = &found.kind {
        if !matches!(what.as_str(), "getter" | "setter" | "deleter") {
            return false;
        }
        if *of != def.name.name {
            let message = format!("Mismatching property names, expected '{of}', got '{}'", def.name.name);
            cx.error(codes::E0309, found.span, message);
            return false;
        }
    }
    for other in decorators.plain.iter().filter(|d| d.span != found.span) {
        cx.error(codes::E0309, other.span, "Property methods with additional decorators are not supported");
    }
    true
}

/// A `def` that implements a C method of the pxd.
fn implement_def(cx: &mut Cx<'_>, class: ClassId, index: u32, def: &ast::FuncDef) {
    let method = cx.types.classes[class].methods[index as usize].clone();
    if !pure_mode::same_arity(cx, method.sig, def) {
        cx.error(codes::E0303, def.span, "wrong number of arguments");
        cx.error(codes::E0303, method.span, "previous declaration here");
        return;
    }
    if !cx.implemented_methods.insert((class, index)) {
        cx.error(codes::E0309, def.span, format!("'{}' already defined", method.name));
    }
    let signature = crate::cx::CSignature {
        param_names: def.params.items.iter().map(|p| p.name().map(|n| n.name.clone())).collect(),
        has_default: def.params.items.iter().map(|p| p.default.is_some()).collect(),
        ..crate::cx::CSignature::default()
    };
    cx.method_signatures.insert((class, index), signature);
    cx.types.classes[class].methods[index as usize].span = def.span;
}

fn check_python_method(
    cx: &mut Cx<'_>,
    place: &Place,
    context: &BodyContext,
    def: &ast::FuncDef,
    kind: MemberKind,
) {
    let name = def.name.name.as_str();
    let members = &cx.scopes[place.scope].members;
    let has = |n: &str| members.get(n).is_some_and(|m| m.kind == MemberKind::PyMethod);
    let both = if special_method::COMPARISONS.contains(&name) && has("__richcmp__") {
        Some(format!("Cannot define both {name} and __richcmp__"))
    } else if name == "__richcmp__" {
        special_method::COMPARISONS
            .iter()
            .find(|n| has(n))
            .map(|n| format!("Cannot define both {n} and __richcmp__"))
    } else {
        None
    };
    if let Some(message) = both {
        cx.error(codes::E0309, def.span, message);
    }
    if name == "__new__" {
        cx.error(
            codes::E0309,
            def.span,
            "__new__ method of extension type will change semantics in a future version of Pyrex and Cython. Use \
             __cinit__ instead.",
        );
    }
    if name == "__init_subclass__" {
        cx.error(codes::E0309, def.span, "'__init_subclass__' is not supported by extension class");
    }
    if let Some((_, method)) = cx.types.find_method(context.class, name) {
        let (is_final, own_final) = (method.final_, cx.types.classes[context.class].final_);
        if is_final && !own_final {
            let message = "Only final types can have final Python (def/cpdef) methods";
            cx.error(codes::E0309, def.span, message);
        }
        cx.warn(codes::W0301, def.span, DEF_OVER_CDEF);
    }
    if let Some(previous) = cx.scopes[place.scope].members.get(name)
        && matches!(previous.kind, MemberKind::Field)
        && !(kind == MemberKind::Property && is_private_field(cx, context.class, name))
    {
        let at = previous.span;
        place::redeclared(cx, name, def.span, Some(at));
    }
}

/// C code alone sees the attribute, so that a property may show something else to Python.
fn is_private_field(cx: &Cx<'_>, class: ClassId, name: &str) -> bool {
    cx.types.classes[class].fields.iter().any(|f| f.name == name && f.access == FieldAccess::Private)
}
