//! `cdef` and `cpdef` functions of module scope: declarations, definitions, overloads, fused ones.

use super::cvar::namespace;
use super::declarator::{self, DeclContext, Declared};
use super::place::{self, Place};
use super::{fused_func, pure_mode, pxd, signature, type_expr};
use crate::cx::{Cx, DeclaredNode, FusedFunc, FusedVariant};
use crate::scope::{Entry, EntryKind};
use cyrus_diagnostics::codes;
use cyrus_hir::{self as hir, CFuncId, CVisibility};
use cyrus_source::Span;
use cyrus_syntax::Name;
use cyrus_syntax::ast::{self, CModifiers, Visibility};
use cyrus_types::{FuncTyId, Origin, Ty, TyId, common};

/// Declares or defines the function of a `cdef`/`cpdef` statement.
pub fn declare<'a>(cx: &mut Cx<'a>, place: &Place, def: &'a ast::CFuncDef) {
    if !place::allowed_in_pxd(cx, place, def) {
        return;
    }
    let saved = cx.directives.clone();
    let extra = pure_mode::function_decorators(cx, place.scope, &def.decorators);
    pure_mode::reject_plain(cx, &extra);
    declare_inner(cx, place, def, extra);
    cx.directives = saved;
}

fn declare_inner<'a>(
    cx: &mut Cx<'a>,
    place: &Place,
    def: &'a ast::CFuncDef,
    decorators: pure_mode::FunctionDecorators,
) {
    let (scope, templates) = declarator::open_templates(cx, place.scope, &def.declarator);
    let is_extern = place.is_extern || def.mods.visibility == Visibility::Extern;
    if !templates.is_empty() && !is_extern {
        cx.error(codes::E0401, def.span, "Only extern functions allowed");
    }
    let context = DeclContext {
        defining: def.body.is_some(),
        is_extern,
        in_pxd: place.in_pxd && !(def.mods.inline && def.body.is_some()),
        nogil: def.mods.nogil || place.nogil,
        locals: decorators.locals.clone(),
        ..DeclContext::default()
    };
    let locals = decorators.locals;
    let base = match (&def.ty, decorators.returns) {
        (_, Some(ty)) => ty,
        (Some(ty), None) => type_expr::resolve_whole(cx, scope, ty, is_extern),
        (None, None) => common::OBJECT,
    };
    let mut declared = declarator::resolve(cx, scope, base, &def.declarator, context);
    declared.signature.template_params = templates;
    let span = if def.body.is_some() { def.span } else { declared.span };
    let Ty::Func(sig) = *cx.types.get(declared.ty) else {
        if def.body.is_some() && !cx.types.is_error(declared.ty) {
            cx.error(codes::E0306, def.span, "Suite attached to non-function declaration");
        }
        return;
    };
    let Some(name) = declared.name.clone() else {
        cx.error(codes::E0306, span, "Missing name in declaration.");
        return;
    };
    check_signature(cx, def, sig, &declared, is_extern);
    let key = (def.span.file, def.id);
    if !locals.is_empty() {
        cx.function_locals.insert((place.scope, name.name.clone()), locals);
    }
    if cx.types.is_fused(declared.ty) {
        let mods = def.mods.clone();
        declare_fused(cx, place, &name, &declared, span, &mods, def.body.is_some(), key);
        if let (true, true, Some(DeclaredNode::FusedFunc(id))) =
            (def.body.is_some(), place.in_pxd, cx.declared.get(&key))
        {
            for (_, variant) in &cx.fused_funcs[*id].variants {
                if let FusedVariant::Func(func) = variant {
                    cx.inline_bodies.insert(*func, (def, place.scope));
                }
            }
        }
        return;
    }
    let has_body = def.body.is_some();
    let mods = def.mods.clone();
    if let Some(id) = enter(cx, place, &name.name, sig, &declared, span, &mods, has_body) {
        cx.declared.insert(key, DeclaredNode::CFunc(id));
        if let Some(parks) = crate::check::parks::declared(&def.decorators) {
            cx.parking_funcs.insert(id, parks);
        }
        note_literal_defaults(cx, def, id);
        if has_body && place.in_pxd {
            let ours = place::module_of(cx, place.scope).is_none();
            if ours {
                cx.pending_inline.push((def, place.scope, id));
            } else {
                cx.inline_bodies.insert(id, (def, place.scope));
            }
        }
    }
}

fn note_literal_defaults<'a>(cx: &mut Cx<'a>, def: &'a ast::CFuncDef, id: hir::CFuncId) {
    let params = crate::check::cfunction::function_params(&def.declarator);
    for (at, param) in params.into_iter().flat_map(|params| params.all()).enumerate() {
        if let Some(ast::ParamDefault::Value(value)) = &param.default
            && matches!(
                value.kind,
                ast::ExprKind::Int(_)
                    | ast::ExprKind::Float(_)
                    | ast::ExprKind::True
                    | ast::ExprKind::False
                    | ast::ExprKind::NoneLit
                    | ast::ExprKind::Str(_)
            )
        {
            cx.literal_defaults.insert((id, at), value);
        }
    }
}

/// Enters a function over fused types and all of its specialisations.
pub fn declare_fused(
    cx: &mut Cx<'_>,
    place: &Place,
    name: &ast::Ident,
    declared: &Declared,
    span: Span,
    mods: &CModifiers,
    defining: bool,
    key: crate::cx::NodeKey,
) {
    let Ty::Func(sig) = *cx.types.get(declared.ty) else { return };
    let mut fused = Vec::new();
    for param in cx.types.funcs[sig].params.clone() {
        cx.types.fused_in(param.ty, &mut fused);
    }
    let mut everywhere = fused.clone();
    cx.types.fused_in(declared.ty, &mut everywhere);
    if everywhere.len() > fused.len() {
        if defining {
            let message = "Return type is a fused type that cannot be determined from the function arguments";
            cx.error(codes::E0306, span, message);
        }
        return;
    }
    let params: Vec<TyId> = cx.types.funcs[sig].params.iter().map(|p| p.ty).collect();
    let id = match cx.scopes[place.scope].get(&name.name) {
        Some(Entry { kind: EntryKind::FusedFunc(id), from_pxd: true, .. }) => {
            let id = *id;
            cx.fused_funcs[id].params = params;
            id
        }
        Some(previous) => {
            let at = previous.span;
            place::redeclared(cx, &name.name, span, at);
            return;
        }
        None => cx.fused_funcs.push(FusedFunc {
            name: name.name.clone(),
            scope: place.scope,
            fused: fused.clone(),
            params,
            variants: Vec::new(),
            overridable: mods.overridable,
            is_static: false,
            class: None,
        }),
    };
    let mut variants = Vec::new();
    for combination in fused_func::combinations(&cx.types, &fused) {
        let sig = cx.types.replace_fused_func(sig, &combination.map);
        let ty = cx.types.intern(Ty::Func(sig));
        let variant = fused_func::variant_name(&combination.tag, &name.name);
        let mut declared = Declared { ty, ..declared.clone() };
        if place.is_extern {
            // A macro, overloads: C has one name for all.
            declared.cname = declared.cname.or_else(|| Some(name.name.as_str().into()));
        }
        // Python sees the function, not its specialisations.
        let mods = CModifiers { overridable: false, ..mods.clone() };
        if let Some(func) = enter(cx, place, &variant, sig, &declared, span, &mods, defining) {
            let types = cx.fused_funcs[id].params.iter().filter(|ty| cx.types.is_fused(**ty)).copied();
            let types: Vec<TyId> = types.collect();
            let shown = types.into_iter().map(|ty| {
                let ty = cx.types.replace_fused(ty, &combination.map);
                cx.types.display(ty).to_string()
            });
            let shown: Vec<String> = shown.collect();
            cx.cfuncs[func].specialised = Some(format!("{}[{}]", name.name, shown.join(",")).into());
            variants.push((combination.map, FusedVariant::Func(func)));
        }
    }
    cx.fused_funcs[id].variants = variants;
    let from_pxd =
        place.in_pxd && !defining && !place.is_extern && place::module_of(cx, place.scope).is_none();
    let entry = Entry {
        from_pxd,
        in_python: mods.overridable,
        ..Entry::new(name.name.clone(), Some(span), EntryKind::FusedFunc(id))
    };
    cx.enter(place.scope, entry);
    cx.declared.insert(key, DeclaredNode::FusedFunc(id));
}

/// What a function's signature may not be.
fn check_signature(
    cx: &mut Cx<'_>,
    def: &ast::CFuncDef,
    sig: FuncTyId,
    declared: &Declared,
    is_extern: bool,
) {
    let func = cx.types.funcs[sig].clone();
    if func.optional > 0 {
        let first = func.params.len() - func.optional as usize;
        let spans = declared.signature.param_spans.iter().skip(first);
        for (param, &at) in func.params[first..].iter().zip(spans) {
            if matches!(cx.types.get(param.ty), Ty::Ref(_) | Ty::RvalueRef(_)) && !is_extern {
                cx.unsupported(at, "a C++ reference as a parameter with a default value");
            }
        }
        if is_extern {
            cx.error(codes::E0401, declared.span, "Extern functions cannot have default arguments values.");
        } else if def.body.is_some() && (def.mods.visibility == Visibility::Public || def.mods.api) {
            let message = "Function with optional arguments may not be declared public or api";
            cx.error(codes::E0306, declared.span, message);
        }
    }
    if def.body.is_some() && !is_extern {
        if let cyrus_types::ExcSpec::Cpp { handler, .. } = &func.exception {
            let message = "Only extern functions can throw C++ exceptions.";
            match handler {
                cyrus_types::CppHandler::Default | cyrus_types::CppHandler::Star => {
                    cx.warn(codes::W0301, def.span, message);
                }
                _ => cx.error(codes::E0502, def.span, message),
            }
        }
        if def.mods.visibility == Visibility::Public || def.mods.api {
            let spans = declared.signature.param_spans.iter().copied().chain([def.span]);
            let types: Vec<TyId> = func.params.iter().map(|p| p.ty).chain([func.ret]).collect();
            for (ty, at) in types.into_iter().zip(spans) {
                if is_private(cx, ty) {
                    let message = "Function declared public or api may not have private types";
                    cx.error(codes::E0306, at, message);
                }
            }
        }
        for (param, &at) in func.params.iter().zip(&declared.signature.param_spans) {
            let ty = cx.types.resolved(param.ty);
            if !declarator::is_complete(cx, ty) && !matches!(cx.types.get(ty), Ty::Array(..)) {
                let shown = cx.types.display(param.ty);
                cx.error(codes::E0306, at, format!("Argument type '{shown}' is incomplete"));
            }
        }
        if matches!(cx.types.get(func.ret), Ty::Array(..)) {
            cx.error(codes::E0306, def.span, "Function cannot return an array");
        }
    }
}

/// A type that C code outside this module cannot know.
fn is_private(cx: &Cx<'_>, ty: TyId) -> bool {
    let origin = match cx.types.get(ty) {
        Ty::Struct(id) if !cx.types.structs[*id].public => &cx.types.structs[*id].origin,
        Ty::Typedef(id) => &cx.types.typedefs[*id].origin,
        Ty::Enum(id) => &cx.types.enums[*id].origin,
        Ty::Ext(id) => {
            let def = &cx.types.classes[*id];
            return def.origin == Origin::Here && !def.public && !def.api;
        }
        _ => return false,
    };
    *origin == Origin::Here && !cx.public_types.contains(&ty)
}

/// Enters a function, or another overload or the definition of one that is declared already.
pub fn enter(
    cx: &mut Cx<'_>,
    place: &Place,
    name: &Name,
    sig: FuncTyId,
    declared: &Declared,
    span: Span,
    mods: &CModifiers,
    defining: bool,
) -> Option<CFuncId> {
    let origin = place::origin(cx, place, mods);
    let is_extern = origin == Origin::Extern;
    if mods.inline && !defining {
        cx.warn(codes::W0301, span, "Declarations should not be declared inline.");
    }
    let inline_in_pxd = mods.inline && place.in_pxd && defining;
    let in_pxd = place.in_pxd && !inline_in_pxd;
    let cname = c_name_of(cx, place, mods, name, declared.cname.as_deref(), defining);
    if let Some(previous) = cx.scopes[place.scope].get(name).cloned() {
        return redeclare(cx, place, &previous, sig, cname, declared, span, mods, defining, origin);
    }
    if !defining && !in_pxd && !is_extern && origin == Origin::Here {
        cx.error(codes::E0202, span, format!("Non-extern C function '{name}' declared but not defined"));
    }
    let id = new_func(cx, place, name, sig, cname, declared, span, mods, origin.clone());
    let entry = Entry {
        in_python: mods.overridable,
        from_pxd: in_pxd && !defining && origin == Origin::Here,
        ..Entry::new(name.clone(), Some(span), EntryKind::CFunc(vec![id]))
    };
    cx.enter(place.scope, entry);
    Some(id)
}

fn c_name_of(
    cx: &Cx<'_>,
    place: &Place,
    mods: &CModifiers,
    name: &str,
    given: Option<&str>,
    defining: bool,
) -> Name {
    // In a pxd, `public` alone does not decide the C name: the definition does.
    let mut mods = mods.clone();
    if mods.visibility == Visibility::Public && !defining && !mods.api {
        mods.visibility = Visibility::Private;
    }
    if mods.visibility != Visibility::Public && mods.visibility != Visibility::Extern {
        mods.api = false;
    }
    place::c_name(cx, place, &mods, 'f', name, given)
}

fn new_func(
    cx: &mut Cx<'_>,
    place: &Place,
    name: &Name,
    sig: FuncTyId,
    cname: Name,
    declared: &Declared,
    span: Span,
    mods: &CModifiers,
    origin: Origin,
) -> CFuncId {
    let namespace = namespace(place, declared.cname.as_deref());
    let visibility = match mods.visibility {
        Visibility::Public => CVisibility::Public,
        Visibility::Extern if !place.is_extern => CVisibility::Public,
        _ => CVisibility::Private,
    };
    let id = cx.cfuncs.push(hir::CFunc {
        name: name.clone(),
        cname,
        namespace,
        sig,
        origin,
        func: None,
        class: None,
        visibility,
        shared: place.in_pxd && !mods.inline && mods.visibility != Visibility::Extern,
        api: mods.api,
        inline: mods.inline,
        specialised: None,
        span,
    });
    cx.csignatures.insert(id, declared.signature.clone());
    id
}

/// A name that is taken: by the pxd's declaration, an overload, or something else.
fn redeclare(
    cx: &mut Cx<'_>,
    place: &Place,
    previous: &Entry,
    sig: FuncTyId,
    cname: Name,
    declared: &Declared,
    span: Span,
    mods: &CModifiers,
    defining: bool,
    origin: Origin,
) -> Option<CFuncId> {
    let name = &previous.name;
    let is_extern = origin == Origin::Extern;
    let EntryKind::CFunc(ids) = &previous.kind else {
        if is_extern {
            cx.warn(codes::W0201, span, format!("'{name}' redeclared "));
        } else {
            cx.error(codes::E0202, span, "Function signature does not match previous declaration");
        }
        return None;
    };
    let same = ids.iter().copied().find(|&id| signature::same(cx, cx.cfuncs[id].sig, sig));
    let previous_extern = ids.iter().any(|&id| cx.cfuncs[id].origin == Origin::Extern);
    if previous_extern && is_extern {
        // One more overload, unless it says the same again.
        let overloads = cx.cplus || ids.iter().all(|&id| cx.cfuncs[id].cname != cname);
        return Some(match same {
            Some(id) => id,
            None if overloads => {
                let id = new_func(cx, place, name, sig, cname, declared, span, mods, origin);
                if let Some(Entry { kind: EntryKind::CFunc(ids), .. }) =
                    cx.scopes[place.scope].entries.get_mut(name)
                {
                    ids.push(id);
                }
                id
            }
            None => {
                if !pxd::in_library(cx, place) {
                    cx.warn(codes::W0301, span, "Function signature does not match previous declaration");
                }
                let id = ids[0];
                cx.cfuncs[id].sig = sig;
                cx.csignatures.insert(id, declared.signature.clone());
                id
            }
        });
    }
    let &id = ids.first()?;
    if mods.overridable != previous.in_python && !previous_extern {
        let kind = if mods.overridable { "cpdef" } else { "cdef" };
        cx.warn(codes::W0301, span, format!("Function '{name}' previously declared as '{kind}'"));
    }
    let compatible = same.is_some()
        || (previous.from_pxd && !place.in_pxd && signature::compatible(cx, sig, cx.cfuncs[id].sig));
    if !compatible {
        cx.error(codes::E0202, span, "Function signature does not match previous declaration");
    }
    if !previous.from_pxd && !is_extern && defining {
        // Both have bodies; Cython lets the second one pass when the signatures agree, the C compiler
        // does not.
        if compatible {
            cx.error(codes::E0202, span, format!("'{name}' already defined"));
        }
        return None;
    }
    // The definition decides all but what other modules were told: callers name the arguments as the pxd does.
    let sig = if previous.from_pxd { signature::with_names_of(cx, sig, cx.cfuncs[id].sig) } else { sig };
    let func = &mut cx.cfuncs[id];
    func.span = span;
    if compatible {
        func.sig = sig;
    }
    func.inline |= mods.inline;
    func.api |= mods.api;
    if is_extern {
        func.origin = Origin::Extern;
        func.cname = cname;
        func.namespace = namespace(place, declared.cname.as_deref());
        func.visibility = CVisibility::Private;
        func.shared = previous.from_pxd;
    } else if mods.visibility == Visibility::Public {
        func.cname = cname;
        func.visibility = CVisibility::Public;
    } else if declared.cname.is_some() {
        func.cname = cname;
    } else if func.visibility == CVisibility::Public {
        func.cname = place::c_identifier(name);
    }
    cx.csignatures.insert(id, declared.signature.clone());
    if let Some(entry) = cx.scopes[place.scope].entries.get_mut(name) {
        if defining || is_extern {
            entry.from_pxd = false;
        }
        entry.in_python |= mods.overridable;
        entry.span = Some(span);
    }
    Some(id)
}

/// Reports functions that the module's pxd declares and nothing defines.
pub fn check_all_defined(cx: &mut Cx<'_>) {
    let scope = cx.main_scope;
    let missing: Vec<(Name, Span)> = cx.scopes[scope]
        .entries
        .values()
        .filter(|e| e.from_pxd && matches!(e.kind, EntryKind::CFunc(_) | EntryKind::FusedFunc(_)))
        .map(|e| (e.name.clone(), e.span.unwrap_or_default()))
        .collect();
    for (name, span) in missing {
        cx.error(codes::E0202, span, format!("Non-extern C function '{name}' declared but not defined"));
    }
}
