//! `cdef cppclass`: C++ classes and class templates, as headers define them.
//!
//! Fields, methods with all their overloads, operators, constructors (`<init>`), destructors (`<del>`),
//! nested types. Members of base classes are not copied: lookups follow the bases.

use super::cvar::namespace;
use super::declarator::{self, DeclContext};
use super::place::{self, Place};
use super::{cvar, enum_def, pxd, struct_def, type_expr, typedef};
use crate::cx::{ClassKey, Cx, DeclaredNode};
use crate::scope::{Entry, EntryKind, Scope, ScopeId, ScopeKind};
use cyrus_arena::Id as _;
use cyrus_diagnostics::codes;
use cyrus_hir::{CFunc, CFuncId, CVisibility, TypeDefRef};
use cyrus_source::Span;
use cyrus_syntax::Name;
use cyrus_syntax::ast::{self, CppClassDef as Syntax, Stmt, StmtKind, Visibility};
use cyrus_types::{
    CppClassDef, CppClassId, CppMethod, ExcSpec, Field, FuncParamTy, Origin, TemplateParamDef, Ty, TyId,
    common,
};

/// Enters the name.
pub fn forward<'a>(cx: &mut Cx<'a>, place: &Place, def: &'a Syntax) {
    if cx.scopes[place.scope].get(&def.name.name).is_none() {
        enter(cx, place, def, None);
    }
}

fn enter(cx: &mut Cx<'_>, place: &Place, def: &Syntax, outer: Option<CppClassId>) -> CppClassId {
    let mut params = Vec::with_capacity(def.template_params.len());
    let mut optional_seen = false;
    for param in &def.template_params {
        if optional_seen && !param.optional {
            cx.error(
                codes::E0402,
                def.span,
                "Required template parameters must precede optional template parameters.",
            );
        }
        optional_seen |= param.optional;
        let (name, optional) = (param.name.name.clone(), param.optional);
        params.push(cx.types.template_params.push(TemplateParamDef {
            name,
            optional,
            stand_in: None,
            weak: false,
        }));
    }
    let is_template = !params.is_empty();
    let cname = match outer {
        // Written after its class's name.
        Some(_) => def.cname.as_deref().unwrap_or(&def.name.name).into(),
        None => place::c_name(cx, place, &def.mods, 't', &def.name.name, def.cname.as_deref()),
    };
    // `extern` without a header leaves it to us to define the class.
    let mods = ast::CModifiers { visibility: Visibility::Private, ..def.mods.clone() };
    let id = cx.types.cpp_classes.push(CppClassDef {
        name: def.name.name.clone(),
        cname,
        namespace: if outer.is_some() { None } else { namespace(place, def.cname.as_deref()) },
        params,
        bases: Vec::new(),
        fields: Vec::new(),
        methods: Vec::new(),
        nested: Vec::new(),
        complete: false,
        origin: place::origin(cx, place, &mods),
        span: def.span,
        outer,
        nogil: place.nogil || def.mods.nogil,
    });
    let kind = if is_template {
        stand_ins(cx, id);
        EntryKind::CppTemplate(id)
    } else {
        let all = cx.types.cpp_params(id);
        let args = type_expr::own_params(cx, &all);
        EntryKind::Type(cx.types.intern(Ty::Cpp(id, args)))
    };
    cx.enter(place.scope, Entry::new(def.name.name.clone(), Some(def.span), kind));
    id
}

/// What values of the parameters' types are in instances that leave them to C++: something of that name in the class, as far
/// as is known here.
fn stand_ins(cx: &mut Cx<'_>, id: CppClassId) {
    let class = &cx.types.cpp_classes[id];
    let (span, nogil) = (class.span, class.nogil);
    for param in class.params.clone() {
        let def = &cx.types.template_params[param];
        if def.optional {
            let name = def.name.clone();
            let stand_in = inner_class(cx, id, (name.clone(), name), span, nogil);
            cx.types.template_params[param].stand_in = Some(stand_in);
        }
    }
}

/// A class without parameters of its own inside another, with nothing in it yet; `names`: Cython's and C++'s.
fn inner_class(
    cx: &mut Cx<'_>,
    outer: CppClassId,
    (name, cname): (Name, Name),
    span: Span,
    nogil: bool,
) -> CppClassId {
    cx.types.cpp_classes.push(CppClassDef {
        name,
        cname,
        namespace: None,
        params: Vec::new(),
        bases: Vec::new(),
        fields: Vec::new(),
        methods: Vec::new(),
        nested: Vec::new(),
        complete: true,
        origin: cx.types.cpp_classes[outer].origin.clone(),
        span,
        outer: Some(outer),
        nogil,
    })
}

/// The class an entry stands for.
fn class_of(cx: &Cx<'_>, entry: &Entry) -> Option<CppClassId> {
    match &entry.kind {
        EntryKind::CppTemplate(id) => Some(*id),
        EntryKind::Type(ty) => match *cx.types.get(*ty) {
            Ty::Cpp(id, _) => Some(id),
            _ => None,
        },
        _ => None,
    }
}

/// Declares the class; returns it.
pub fn declare<'a>(cx: &mut Cx<'a>, place: &Place, def: &'a Syntax) -> Option<CppClassId> {
    // The library's parcels exist in C++ only.
    if !cx.cplus && def.cname.as_deref() != Some(cyrus_types::PARCEL) {
        // Who cimports a file of the library is told.
        cx.declares_cpp = true;
        if !pxd::in_library(cx, place) {
            cx.warn(codes::W0301, def.span, "Using 'cppclass' while Cython is not in c++ mode");
        }
    }
    declare_in(cx, place, def, None)
}

fn declare_in<'a>(
    cx: &mut Cx<'a>,
    place: &Place,
    def: &'a Syntax,
    outer: Option<CppClassId>,
) -> Option<CppClassId> {
    let previous = cx.scopes[place.scope].get(&def.name.name).cloned();
    let id = match previous {
        None => enter(cx, place, def, outer),
        Some(entry) => match class_of(cx, &entry) {
            Some(id) => id,
            None => {
                place::redeclared(cx, &def.name.name, def.span, entry.span);
                return None;
            }
        },
    };
    if cx.types.cpp_classes[id].params.len() != def.template_params.len() {
        let at = cx.types.cpp_classes[id].span;
        cx.error(codes::E0402, def.span, "Template parameters do not match previous declaration");
        cx.error(codes::E0402, at, "Previous declaration is here");
    }
    cx.declared.insert((def.span.file, def.id), DeclaredNode::CppClass(id));
    let Some(body) = &def.body else { return Some(id) };
    if cx.types.cpp_classes[id].complete {
        let message = format!("'{}' already defined  (ignoring second definition)", def.name.name);
        cx.warn(codes::W0201, def.span, message);
        later_bodies(cx, place, id, body);
        return Some(id);
    }
    cx.types.cpp_classes[id].nogil |= place.nogil || def.mods.nogil;
    let scope = body_scope(cx, place, id);
    bases(cx, scope, def, id);
    let inner = Place {
        scope,
        namespace: nested_namespace(cx, id),
        nogil: cx.types.cpp_classes[id].nogil,
        ..place.clone()
    };
    // Known from here on, so that members may mention the class itself by value.
    cx.types.cpp_classes[id].complete = true;
    for stmt in body {
        member(cx, &inner, def, id, stmt);
    }
    if cx.types.cpp_classes[id].origin != Origin::Extern {
        cx.type_defs.push(TypeDefRef::Cpp(id));
    }
    Some(id)
}

/// Whether objects of a type cannot be made of nothing: all constructors that are declared take something.
pub fn needs_arguments(cx: &Cx<'_>, ty: TyId) -> bool {
    let Ty::Cpp(id, _) = *cx.types.kind(ty) else { return false };
    let by_value = !matches!(cx.types.get(ty), Ty::Ref(_) | Ty::RvalueRef(_));
    let mut constructors = cx.types.cpp_classes[id].methods.iter().filter(|m| m.name == "<init>").peekable();
    let takes_something = |m: &CppMethod| {
        let sig = &cx.types.funcs[m.sig];
        sig.params.len() > sig.optional as usize
    };
    by_value && constructors.peek().is_some() && constructors.all(takes_something)
}

/// Whether an attribute or a variable of the module is held in storage that is filled later, which `cpp_locals` asks
/// for. Otherwise its class must be one that can be made from nothing.
pub fn is_late(cx: &mut Cx<'_>, ty: TyId, span: Span) -> bool {
    if cx.directives.cpp_locals {
        return matches!(cx.types.get(cx.types.unqualified(ty)), Ty::Cpp(..));
    }
    if needs_arguments(cx, ty) {
        cx.error(codes::E0401, span, "C++ class must have a nullary constructor to be stack allocated");
    }
    false
}

/// What C++ calls the scope of the class; `None` for templates, whose members have no fixed name.
fn nested_namespace(cx: &Cx<'_>, id: CppClassId) -> Option<Name> {
    let def = &cx.types.cpp_classes[id];
    if !def.params.is_empty() {
        return None;
    }
    let outer = match def.outer {
        Some(outer) => nested_namespace(cx, outer),
        None => def.namespace.clone(),
    };
    Some(match outer {
        Some(outer) if !outer.is_empty() => format!("{outer}::{}", def.cname).into(),
        _ => def.cname.clone(),
    })
}

fn body_scope(cx: &mut Cx<'_>, place: &Place, id: CppClassId) -> ScopeId {
    let scope = cx.scopes.push(Scope::new(ScopeKind::Cpp(id), Some(place.scope)));
    cx.class_scopes.insert(ClassKey::Cpp(id), scope);
    for param in cx.types.cpp_classes[id].params.clone() {
        let name = cx.types.template_params[param].name.clone();
        let span = cx.types.cpp_classes[id].span;
        let ty = cx.types.intern(Ty::TemplateParam(param));
        cx.enter(scope, Entry::new(name, Some(span), EntryKind::Type(ty)));
    }
    scope
}

fn bases(cx: &mut Cx<'_>, scope: ScopeId, def: &Syntax, id: CppClassId) {
    let mut resolved = Vec::with_capacity(def.bases.len());
    for base in &def.bases {
        let ty = type_expr::resolve(cx, scope, base);
        let ty = with_own_params(cx, ty, id);
        match cx.types.kind(ty) {
            Ty::Cpp(base_id, _) => {
                let base = &cx.types.cpp_classes[*base_id];
                if !base.complete && base.origin != Origin::Extern || *base_id == id {
                    cx.error(codes::E0401, def.span, "Cannot inherit from incomplete type");
                    continue;
                }
                resolved.push(ty);
                inherit_names(cx, scope, ty);
            }
            Ty::Struct(_) | Ty::TemplateParam(_) => resolved.push(ty),
            Ty::Error => {}
            _ => {
                let shown = cx.types.display(ty);
                cx.error(codes::E0401, def.span, format!("Base class '{shown}' not a struct or class."));
            }
        }
    }
    cx.types.cpp_classes[id].bases = resolved;
}

/// A template named alone as a base has the parameters of the class as its arguments.
fn with_own_params(cx: &mut Cx<'_>, base: TyId, id: CppClassId) -> TyId {
    let Ty::Cpp(base_id, args) = cx.types.get(base).clone() else { return base };
    let params = cx.types.cpp_params(base_id);
    let own = type_expr::own_params(cx, &params);
    if params.is_empty() || !(args.is_empty() || args == own) || cx.types.cpp_classes[id].params.is_empty() {
        return base;
    }
    let given = cx.types.cpp_classes[id].params.clone();
    let args = type_expr::own_params(cx, &given[..given.len().min(params.len())]);
    cx.types.intern(Ty::Cpp(base_id, args))
}

/// Nested types of bases are visible in the body.
fn inherit_names(cx: &mut Cx<'_>, scope: ScopeId, base: TyId) {
    let Ty::Cpp(id, args) = cx.types.kind(base).clone() else { return };
    let params = cx.types.cpp_params(id);
    for (name, ty) in cx.types.cpp_classes[id].nested.clone() {
        if cx.scopes[scope].get(&name).is_none() {
            let ty = cx.types.substitute(ty, &params, &args);
            let span = cx.types.cpp_classes[id].span;
            cx.enter(scope, Entry::new(name, Some(span), EntryKind::Type(ty)));
        }
    }
    for parent in cx.types.cpp_classes[id].bases.clone() {
        let parent = cx.types.substitute(parent, &params, &args);
        inherit_names(cx, scope, parent);
    }
}

fn member<'a>(cx: &mut Cx<'a>, place: &Place, class: &'a Syntax, id: CppClassId, stmt: &'a Stmt) {
    match &stmt.kind {
        StmtKind::CVar(def) => fields(cx, place, id, def),
        StmtKind::CFunc(def) => method(cx, place, class, id, def),
        StmtKind::CdefBlock(body) => body.iter().for_each(|s| member(cx, place, class, id, s)),
        StmtKind::CppClass(def) => {
            if let Some(inner) = declare_in(cx, place, def, Some(id)) {
                let outer = cx.types.cpp_params(id);
                let args = type_expr::own_params(cx, &outer);
                let ty = cx.types.intern(Ty::Cpp(inner, args));
                cx.types.cpp_classes[id].nested.push((def.name.name.clone(), ty));
            }
        }
        StmtKind::CStruct(def) if !cx.types.cpp_params(id).is_empty() && def.fields.is_some() => {
            nested_struct(cx, place, id, def);
        }
        StmtKind::CStruct(def) => {
            if let Some(ty) = struct_def::declare(cx, place, def) {
                cx.types.cpp_classes[id].nested.push((def.name.name.clone(), ty));
            }
        }
        StmtKind::CEnum(def) => {
            enum_def::declare(cx, place, def);
            nest_entry(cx, place, id, def.name.as_ref());
            belongs_to_instance(cx, id, def.name.as_ref());
        }
        StmtKind::CTypedef(def) => {
            if cx.types.cpp_params(id).is_empty() {
                typedef::declare(cx, place, def, stmt.span);
            } else {
                // The name depends on the arguments: the type behind it is used instead.
                alias(cx, place, def);
            }
            for decl in &def.declarators {
                nest_entry(cx, place, id, decl.name());
            }
        }
        // Documentation and `pass`.
        _ => {}
    }
}

/// A struct or union inside a template: a class, as its members depend on the template's arguments.
fn nested_struct(cx: &mut Cx<'_>, place: &Place, outer: CppClassId, def: &ast::CStructDef) {
    let cname = def.cname.as_deref().unwrap_or(&def.name.name).into();
    let id = inner_class(cx, outer, (def.name.name.clone(), cname), def.span, place.nogil);
    let all = cx.types.cpp_params(id);
    let args = type_expr::own_params(cx, &all);
    let ty = cx.types.intern(Ty::Cpp(id, args));
    cx.enter(place.scope, Entry::new(def.name.name.clone(), Some(def.span), EntryKind::Type(ty)));
    cx.types.cpp_classes[outer].nested.push((def.name.name.clone(), ty));
    let inner = Place { scope: body_scope(cx, place, id), ..place.clone() };
    for stmt in def.fields.iter().flatten() {
        if let StmtKind::CVar(def) = &stmt.kind {
            fields(cx, &inner, id, def);
        }
    }
}

/// Makes a type entered in the body's scope a nested type of the class.
fn nest_entry(cx: &mut Cx<'_>, place: &Place, id: CppClassId, name: Option<&ast::Ident>) {
    let Some(name) = name else { return };
    if let Some(ty) = cx.scopes[place.scope].get(&name.name).and_then(Entry::as_type)
        && !cx.types.cpp_classes[id].nested.iter().any(|(n, _)| *n == name.name)
    {
        cx.types.cpp_classes[id].nested.push((name.name.clone(), ty));
    }
}

/// An enum inside a template of a header is another one in each instance.
fn belongs_to_instance(cx: &mut Cx<'_>, id: CppClassId, name: Option<&ast::Ident>) {
    let params = cx.types.cpp_params(id);
    if params.is_empty() || cx.types.cpp_classes[id].origin != Origin::Extern {
        return;
    }
    let nested = &cx.types.cpp_classes[id].nested;
    let ty = name.and_then(|name| nested.iter().find(|(n, _)| *n == name.name)).map(|(_, ty)| *ty);
    if let Some(&Ty::Enum(inner)) = ty.map(|ty| cx.types.get(ty)) {
        let args = type_expr::own_params(cx, &params);
        let outer = cx.types.intern(Ty::Cpp(id, args));
        cx.types.enums[inner].outer = Some(outer);
    }
}

fn alias(cx: &mut Cx<'_>, place: &Place, def: &ast::CTypedef) {
    let base = type_expr::resolve(cx, place.scope, &def.ty);
    for decl in &def.declarators {
        let context = DeclContext { is_extern: true, in_pxd: place.in_pxd, ..DeclContext::default() };
        let declared = declarator::resolve(cx, place.scope, base, decl, context);
        if let Some(name) = declared.name {
            let entry = Entry::new(name.name, Some(declared.span), EntryKind::Type(declared.ty));
            cx.enter(place.scope, entry);
        }
    }
}

fn fields(cx: &mut Cx<'_>, place: &Place, id: CppClassId, def: &ast::CVarDef) {
    let base = type_expr::resolve(cx, place.scope, &def.ty);
    for (decl, _) in &def.declarators {
        let Some((declared, ty)) = cvar::resolve(cx, place, base, decl, &def.mods) else { continue };
        let Some(name) = &declared.name else { continue };
        let class = &mut cx.types.cpp_classes[id];
        if class.fields.iter().any(|f| f.name == name.name) {
            continue;
        }
        let cname = declared.cname.as_deref().map_or_else(|| name.name.clone(), Name::from);
        class.fields.push(Field { name: name.name.clone(), cname, ty, span: declared.span });
    }
}

fn method<'a>(cx: &mut Cx<'a>, place: &Place, class: &'a Syntax, id: CppClassId, def: &'a ast::CFuncDef) {
    let (scope, templates) = declarator::open_templates(cx, place.scope, &def.declarator);
    let is_extern = place.is_extern || class.mods.visibility == Visibility::Extern;
    let written = def.declarator.name().map(|n| n.name.clone()).unwrap_or_default();
    let special = match written.as_str() {
        _ if def.declarator.cname().is_some() => None,
        "__init__" => Some("<init>"),
        "__dealloc__" => Some("<del>"),
        name if name == class.name.name && def.ty.is_none() => Some("<init>"),
        _ => None,
    };
    let base = match &def.ty {
        _ if special.is_some() => common::VOID,
        Some(ty) => type_expr::resolve(cx, scope, ty),
        None => common::OBJECT,
    };
    let context = DeclContext {
        defining: def.body.is_some(),
        is_extern,
        in_pxd: place.in_pxd,
        nogil: place.nogil || def.mods.nogil,
        is_static: def.mods.is_static,
        ..DeclContext::default()
    };
    let declared = declarator::resolve(cx, scope, base, &def.declarator, context);
    let Some(name) = &declared.name else {
        cx.error(codes::E0306, declared.span, "Missing name in declaration.");
        return;
    };
    let Ty::Func(mut sig) = *cx.types.get(declared.ty) else {
        return;
    };
    if special.is_some() && !is_extern {
        // A constructor has no way to say that it failed.
        let mut func = cx.types.funcs[sig].clone();
        func.exception = ExcSpec::None;
        sig = cx.types.intern_func(func);
    }
    let name = special.map_or_else(|| name.name.clone(), Name::from);
    let cname = match (&declared.cname, special) {
        (Some(given), _) => given.as_str().into(),
        (None, Some(_)) => cx.types.cpp_classes[id].cname.clone(),
        (None, None) => name.clone(),
    };
    check_base_constructors(cx, id, &name, sig, def.span);
    let known = &mut cx.types.cpp_classes[id].methods;
    if known.iter().any(|m| m.name == name && m.sig == sig && m.template_params.len() == templates.len()) {
        return;
    }
    let position = known.len();
    let has_body = def.body.is_some() && !is_extern;
    let span = if def.body.is_some() { def.span } else { declared.span };
    known.push(CppMethod {
        name,
        cname,
        sig,
        template_params: templates,
        is_static: def.mods.is_static,
        const_self: def.const_self,
        func: None,
        span,
    });
    if has_body {
        let func = body_function(cx, place, id, position, def);
        cx.csignatures.insert(func, declared.signature);
        cx.declared.insert((def.span.file, def.id), DeclaredNode::CFunc(func));
        cx.types.cpp_classes[id].methods[position].func = Some(func.index() as u32);
    }
}

/// A second definition, ignored but for the bodies of methods that the first one (of the pxd) only declares.
fn later_bodies<'a>(cx: &mut Cx<'a>, place: &Place, id: CppClassId, body: &'a [Stmt]) {
    let Some(&scope) = cx.class_scopes.get(&ClassKey::Cpp(id)) else { return };
    if cx.types.cpp_classes[id].origin != Origin::Here {
        return;
    }
    let inner = place.in_scope(scope);
    for stmt in body {
        match &stmt.kind {
            StmtKind::CFunc(def) if def.body.is_some() => later_body(cx, &inner, id, def),
            StmtKind::CdefBlock(body) => later_bodies(cx, place, id, body),
            _ => {}
        }
    }
}

fn later_body<'a>(cx: &mut Cx<'a>, place: &Place, id: CppClassId, def: &'a ast::CFuncDef) {
    let Some(written) = def.declarator.name() else { return };
    let name = match written.name.as_str() {
        "__init__" => "<init>",
        "__dealloc__" => "<del>",
        name if name == cx.types.cpp_classes[id].name && def.ty.is_none() => "<init>",
        name => name,
    };
    let base = match &def.ty {
        Some(ty) => type_expr::resolve(cx, place.scope, ty),
        None => common::VOID,
    };
    let context = DeclContext { defining: true, is_static: def.mods.is_static, ..DeclContext::default() };
    let declared = declarator::resolve(cx, place.scope, base, &def.declarator, context);
    let Ty::Func(sig) = *cx.types.get(declared.ty) else { return };
    let types = |sig| cx.types.funcs[sig].params.iter().map(|p| p.ty).collect::<Vec<_>>();
    let wanted = types(sig);
    let position = cx.types.cpp_classes[id]
        .methods
        .iter()
        .position(|m| m.name == name && m.func.is_none() && types(m.sig) == wanted);
    let Some(position) = position else { return };
    let func = body_function(cx, place, id, position, def);
    cx.csignatures.insert(func, declared.signature);
    cx.declared.insert((def.span.file, def.id), DeclaredNode::CFunc(func));
    cx.types.cpp_classes[id].methods[position].func = Some(func.index() as u32);
}

/// The C function that holds the body of a method: `this` is its first parameter.
fn body_function(
    cx: &mut Cx<'_>,
    place: &Place,
    id: CppClassId,
    position: usize,
    def: &ast::CFuncDef,
) -> CFuncId {
    let method = cx.types.cpp_classes[id].methods[position].clone();
    let mut func = cx.types.funcs[method.sig].clone();
    let in_template = !cx.types.cpp_params(id).is_empty();
    if func.optional > 0 && in_template || !method.template_params.is_empty() {
        let what =
            "a C++ method written in Cython with parameters of its own, or default arguments in a template";
        cx.unsupported(def.span, what);
    }
    if place.in_pxd {
        cx.unsupported(def.span, "a C++ method with its body in a pxd file");
    }
    if !method.is_static {
        let params = cx.types.cpp_params(id);
        let args = type_expr::own_params(cx, &params);
        let class = cx.types.intern(Ty::Cpp(id, args));
        let ty = cx.types.ptr(class);
        func.params.insert(0, FuncParamTy { name: Some("this".into()), ty, not_none: false, keyword: false });
    }
    let sig = cx.types.intern_func(func);
    let path = {
        let mut path = cx.types.cpp_classes[id].name.to_string();
        let mut outer = cx.types.cpp_classes[id].outer;
        while let Some(class) = outer {
            path.insert_str(0, &format!("{}__", cx.types.cpp_classes[class].name));
            outer = cx.types.cpp_classes[class].outer;
        }
        path
    };
    let plain = method.name.replace(|c: char| !c.is_ascii_alphanumeric() && c != '_', "_");
    cx.cfuncs.push(CFunc {
        name: def.declarator.name().map(|n| n.name.clone()).unwrap_or_default(),
        cname: format!("__cyrus_m_{path}_{plain}_{position}").into(),
        namespace: None,
        sig,
        origin: Origin::Here,
        func: None,
        class: None,
        visibility: CVisibility::Private,
        shared: false,
        api: false,
        inline: false,
        specialised: None,
        span: method.span,
    })
}

/// A constructor runs the constructors of its bases.
fn check_base_constructors(
    cx: &mut Cx<'_>,
    id: CppClassId,
    name: &str,
    sig: cyrus_types::FuncTyId,
    span: Span,
) {
    if !matches!(name, "<init>" | "<del>") || !cx.types.funcs[sig].nogil {
        return;
    }
    for base in cx.types.cpp_classes[id].bases.clone() {
        let Ty::Cpp(base, _) = *cx.types.kind(base) else { continue };
        let needs_gil = cx.types.cpp_classes[base]
            .methods
            .iter()
            .find(|m| m.name == name)
            .filter(|m| !cx.types.funcs[m.sig].nogil)
            .map(|m| m.span);
        if let Some(at) = needs_gil {
            let message = "Constructor cannot be called without GIL unless all base constructors can also be called without GIL";
            cx.error(codes::E0501, span, message);
            cx.error(codes::E0501, at, "Base constructor defined here.");
        }
    }
}
