//! `cdef cypclass`: heads, members, methods, linearisation.
//!
//! Comes in: the definition. Goes out: a [`CypClassDef`], a body scope with the nested types, and the method
//! definitions for the body check ([`Cx::cyp_methods`]). Names are entered first ([`forward`]), so that
//! classes may mention each other in any order.
//!
//! Invariants: signatures of methods are without their first parameter (`self`, or the allocator of
//! `__new__`). Types nested in a generic class are kept as what they stand for, in terms of its parameters, so
//! that they can be substituted. The linearisation of every class is known when declarations end.

use super::declarator::{self, DeclContext};
use super::place::{self, Place};
use super::pure_mode::PlainDecoratorKind;
use super::{cvar, enum_def, struct_def, type_expr};
use crate::cx::{ClassKey, Cx, DeclaredNode};
use crate::scope::{Entry, EntryKind, Scope, ScopeId, ScopeKind};
use cyrus_diagnostics::{Diagnostic, codes};
use cyrus_source::Span;
use cyrus_syntax::Name;
use cyrus_syntax::ast::{self, StmtKind};
use cyrus_types::{
    Capability, CypClassDef, CypClassId, CypMethod, ExcSpec, ExtField, FieldAccess, Origin, TemplateParamDef,
    Ty, TyId, common,
};

/// The module whose cypclasses are known without a cimport.
const PRELUDE: &str = "libcyrus.acthon";

/// Makes known what every module with cypclasses knows: the root class, and the interfaces of active objects.
fn prelude(cx: &mut Cx<'_>) {
    if cx.lookup(cx.builtin_scope, "cyobject").is_some() {
        return;
    }
    let name = Name::new_static("cyobject");
    let root = cx.types.cyp_classes.push(CypClassDef {
        name: name.clone(),
        qualified: name.clone(),
        cname: Name::new_static("__cyrus_y_cyobject"),
        native: None,
        origin: Origin::Extern,
        params: Vec::new(),
        bases: Vec::new(),
        fields: Vec::new(),
        methods: Vec::new(),
        mutable_fields: Vec::new(),
        nested: Vec::new(),
        outer: None,
        isolated: None,
        activable: false,
        own_cap: Capability::Local,
        complete: true,
        extern_: true,
        in_pxd: true,
        span: Span::default(),
        mro: None,
    });
    let ty = cx.types.cyp(root, Vec::new());
    let builtins = cx.builtin_scope;
    cx.enter(builtins, Entry::new(name, None, EntryKind::Type(ty)));
    if let Some(scope) = super::pxd::load(cx, PRELUDE) {
        let entries: Vec<Entry> = cx.scopes[scope].entries.values().cloned().collect();
        for entry in entries {
            cx.enter(builtins, Entry { span: None, in_python: false, ..entry });
        }
    }
}

/// Where the containers of isolated objects are.
pub const ISOLATED: &str = "libcythonplus.isolated.";

/// Enters the name, and those of the classes nested in it.
pub fn forward<'a>(cx: &mut Cx<'a>, place: &Place, def: &'a ast::CypClassDef) {
    prelude(cx);
    let id = match class_of(cx, place.scope, &def.name.name) {
        Some(id) => id,
        None if cx.scopes[place.scope].get(&def.name.name).is_some() => return,
        None => enter(cx, place, def),
    };
    let scope = cx.class_scopes[&ClassKey::Cyp(id)];
    let inner = place.in_scope(scope);
    for stmt in def.body.iter().flatten() {
        if let StmtKind::CypClass(nested) = &stmt.kind {
            forward(cx, &inner, nested);
            if let Some(nested) = class_of(cx, scope, &nested.name.name) {
                cx.types.cyp_classes[nested].outer = Some(id);
            }
        }
    }
}

/// The cypclass that a name of this very scope means.
fn class_of(cx: &Cx<'_>, scope: ScopeId, name: &str) -> Option<CypClassId> {
    match cx.scopes[scope].get(name)?.kind {
        EntryKind::CypTemplate(id) => Some(id),
        EntryKind::Type(ty) => match cx.types.get(ty) {
            Ty::Cyp(cyp) => Some(cyp.class),
            _ => None,
        },
        _ => None,
    }
}

fn enter(cx: &mut Cx<'_>, place: &Place, def: &ast::CypClassDef) -> CypClassId {
    let name = &def.name.name;
    let module = place::module_of(cx, place.scope).unwrap_or_else(|| cx.module_name.clone());
    let path = place::class_path(cx, place.scope);
    let origin = place::origin(cx, place, &def.mods);
    // A class inside a generic one is generic over the same parameters, before its own; inside, its name means that of the instance
    // around it.
    let around = match cx.scopes[place.scope].kind {
        ScopeKind::Cyp(outer) => cx.types.cyp_classes[outer].params.clone(),
        _ => Vec::new(),
    };
    let id = cx.types.cyp_classes.push(CypClassDef {
        name: name.clone(),
        qualified: Name::from(format!("{module}.{path}{name}")),
        cname: place::own_name(cx, place.scope, 'y', name),
        native: def.cname.as_deref().map(Name::from),
        origin: origin.clone(),
        params: around.clone(),
        bases: Vec::new(),
        fields: Vec::new(),
        methods: Vec::new(),
        mutable_fields: Vec::new(),
        nested: Vec::new(),
        outer: None,
        isolated: None,
        activable: def.activable,
        own_cap: own_capability(def),
        complete: false,
        extern_: origin == Origin::Extern,
        in_pxd: place.in_pxd,
        span: def.span,
        mro: None,
    });
    let scope = cx.scopes.push(Scope::new(ScopeKind::Cyp(id), Some(place.scope)));
    cx.class_scopes.insert(ClassKey::Cyp(id), scope);
    template_params(cx, id, scope, &def.template_params);
    let kind = if def.template_params.is_empty() {
        let args = around.iter().map(|&p| cx.types.intern(Ty::TemplateParam(p))).collect();
        EntryKind::Type(cx.types.cyp_mention(id, args))
    } else {
        EntryKind::CypTemplate(id)
    };
    let entry = Entry {
        in_python: def.template_params.is_empty() && around.is_empty(),
        from_pxd: place.in_pxd && origin == Origin::Here,
        ..Entry::new(name.clone(), Some(def.span), kind)
    };
    cx.enter(place.scope, entry);
    id
}

/// The class of `libcythonplus.isolated` that has the items of a container of the library where they are isolated.
fn isolated_form(cx: &Cx<'_>, id: CypClassId) -> Option<CypClassId> {
    let qualified = &cx.types.cyp_classes[id].qualified;
    let name =
        ["libcythonplus.list.", "libcythonplus.dict."].iter().find_map(|m| qualified.strip_prefix(m))?;
    let form = format!("{ISOLATED}{name}");
    cx.types.cyp_classes.iter_ids().find(|(_, class)| class.qualified == form).map(|(id, _)| id)
}

/// `cdef immutable cypclass`: the capability of every reference. Other qualifiers say nothing here, as in Cython+.
fn own_capability(def: &ast::CypClassDef) -> Capability {
    match def.qualifier {
        Some(ast::Qualifier::Immutable) => Capability::Immutable,
        _ => Capability::Local,
    }
}

fn template_params(cx: &mut Cx<'_>, id: CypClassId, scope: ScopeId, params: &[ast::TemplateParam]) {
    for param in params {
        let name = param.name.name.clone();
        let p = cx.types.template_params.push(TemplateParamDef {
            name: name.clone(),
            optional: param.optional,
            stand_in: None,
            weak: false,
        });
        let ty = cx.types.intern(Ty::TemplateParam(p));
        cx.enter(scope, Entry::new(name, Some(param.name.span), EntryKind::Type(ty)));
        cx.types.cyp_classes[id].params.push(p);
    }
}

/// Declares the class: bases and members.
pub fn declare<'a>(cx: &mut Cx<'a>, place: &Place, def: &'a ast::CypClassDef) {
    if cx.scopes[place.scope].get(&def.name.name).is_none() {
        forward(cx, place, def);
    }
    let Some(id) = class_of(cx, place.scope, &def.name.name) else {
        let at = cx.scopes[place.scope].get(&def.name.name).and_then(|e| e.span);
        place::redeclared(cx, &def.name.name, def.span, at);
        return;
    };
    cx.declared.insert((def.span.file, def.id), DeclaredNode::CypClass(id));
    let scope = cx.class_scopes[&ClassKey::Cyp(id)];
    if cx.types.cyp_classes[id].params.is_empty() && !def.template_params.is_empty() {
        template_params(cx, id, scope, &def.template_params);
    }
    cx.types.cyp_classes[id].activable |= def.activable;
    if cx.types.cyp_classes[id].own_cap != own_capability(def) {
        let message =
            format!("'{}' is declared 'immutable' in one place and not in the other", def.name.name);
        cx.error(codes::E0309, def.span, message);
    }
    let Some(body) = &def.body else { return };
    if cx.types.cyp_classes[id].complete && cx.types.cyp_classes[id].in_pxd && !place.in_pxd {
        return implement(cx, place, id, def);
    }
    if cx.types.cyp_classes[id].complete {
        cx.error(codes::E0202, def.span, format!("cypclass '{}' already defined", def.name.name));
        return;
    }
    for base in &def.bases {
        let ty = type_expr::resolve(cx, scope, base);
        match cx.types.get(ty) {
            Ty::Cyp(cyp) if cyp.class != id => {
                let cyp = cyp.clone();
                let (own, theirs) =
                    (cx.types.cyp_classes[id].own_cap, cx.types.cyp_classes[cyp.class].own_cap);
                if theirs != Capability::Local && own != theirs {
                    let message = format!(
                        "'{}' has to be declared 'immutable', as its base '{}' is",
                        def.name.name, cx.types.cyp_classes[cyp.class].name
                    );
                    cx.error(codes::E0309, base.span, message);
                }
                let plain = cx.types.cyp(cyp.class, cyp.args);
                cx.types.cyp_classes[id].bases.push(plain);
            }
            Ty::Error => {}
            _ => {
                let shown = cx.types.display(ty);
                cx.error(
                    codes::E0309,
                    base.span,
                    format!("'{shown}' is not a cypclass and cannot be a base"),
                );
            }
        }
    }
    if def.activable
        && let Some(base) = cx.lookup(cx.builtin_scope, "ActhonActivableClass").and_then(Entry::as_type)
        && !cx.types.cyp_classes[id].bases.iter().any(|&b| is_activable(cx, b))
    {
        cx.types.cyp_classes[id].bases.push(base);
    }
    cx.types.cyp_classes[id].isolated = isolated_form(cx, id);
    cx.types.cyp_classes[id].span = def.span;
    let inner = Place { nogil: true, ..place.in_scope(scope) };
    for stmt in body {
        member(cx, &inner, id, stmt);
    }
    cx.types.cyp_classes[id].complete = true;
    cx.cyp_defs.insert(id, def);
    cx.cyp_order.push(id);
}

/// The definition of a class that the module's `.pxd` file declares: bodies for its methods.
fn implement<'a>(cx: &mut Cx<'a>, place: &Place, id: CypClassId, def: &'a ast::CypClassDef) {
    let scope = cx.class_scopes[&ClassKey::Cyp(id)];
    let inner = Place { nogil: true, ..place.in_scope(scope) };
    let methods = cx.types.cyp_classes[id].methods.len();
    for stmt in def.body.iter().flatten() {
        match &stmt.kind {
            StmtKind::CFunc(method) => self::method(cx, &inner, id, method),
            StmtKind::Expr(_) | StmtKind::Pass => {}
            StmtKind::CypClass(nested) => declare(cx, &inner, nested),
            _ => {
                let message = "Members of a cypclass declared in a .pxd file have to be declared there";
                cx.error(codes::E0309, stmt.span, message);
            }
        }
    }
    // Other modules would not know of them.
    let added = cx.types.cyp_classes[id].methods[methods..].to_vec();
    for method in added {
        let message = format!("method '{}' is not declared in the .pxd file", method.name);
        cx.error(codes::E0309, method.span, message);
    }
    for base in &def.bases {
        let ty = type_expr::resolve(cx, scope, base);
        let plain = cx.types.as_cyp(ty).cloned().map(|cyp| cx.types.cyp(cyp.class, cyp.args));
        if !plain.is_some_and(|p| cx.types.cyp_classes[id].bases.contains(&p)) && !cx.types.is_error(ty) {
            cx.error(codes::E0309, base.span, "the bases differ from those in the .pxd file");
        }
    }
    cx.types.cyp_classes[id].span = def.span;
    cx.cyp_defs.insert(id, def);
}

/// Whether a class or an ancestor of it is activable.
fn is_activable(cx: &Cx<'_>, ty: TyId) -> bool {
    cx.types.as_cyp(ty).is_some_and(|cyp| {
        let def = &cx.types.cyp_classes[cyp.class];
        def.activable || def.bases.iter().any(|&b| is_activable(cx, b))
    })
}

fn member<'a>(cx: &mut Cx<'a>, place: &Place, id: CypClassId, stmt: &'a ast::Stmt) {
    match &stmt.kind {
        StmtKind::CVar(def) => fields(cx, place, id, def),
        StmtKind::CFunc(def) => method(cx, place, id, def),
        StmtKind::CTypedef(def) => alias(cx, place, id, def),
        StmtKind::CStruct(def) => {
            struct_def::forward(cx, place, def);
            struct_def::declare(cx, place, def);
            // Instances of it have its fields, which are known now.
            if def.fields.is_some() {
                nested(cx, place.scope, id, &def.name.name);
            }
        }
        StmtKind::CEnum(def) => {
            enum_def::forward(cx, place, def);
            enum_def::declare(cx, place, def);
            if let Some(name) = &def.name {
                nested(cx, place.scope, id, &name.name);
            }
        }
        StmtKind::CypClass(def) => {
            declare(cx, place, def);
            nested(cx, place.scope, id, &def.name.name);
        }
        StmtKind::CppClass(_) => cx.unsupported(stmt.span, "a C++ class inside a cypclass"),
        StmtKind::CdefBlock(inner) => inner.iter().for_each(|s| member(cx, place, id, s)),
        // A docstring, or `pass`.
        StmtKind::Expr(_) | StmtKind::Pass => {}
        _ => cx.error(codes::E0309, stmt.span, "Executable statement not allowed here"),
    }
}

/// Makes a type of the body scope reachable as `Class.name`.
fn nested(cx: &mut Cx<'_>, scope: ScopeId, id: CypClassId, name: &Name) {
    let Some(entry) = cx.scopes[scope].get(name).cloned() else { return };
    if let Some(ty) = type_expr::entry_type(cx, &entry) {
        cx.types.cyp_classes[id].nested.push((name.clone(), ty));
    }
}

/// `ctypedef` in the body: another name for a type, which may mention the class's parameters.
fn alias(cx: &mut Cx<'_>, place: &Place, id: CypClassId, def: &ast::CTypedef) {
    let base = type_expr::resolve_whole(cx, place.scope, &def.ty, false);
    for decl in &def.declarators {
        let declared = declarator::resolve(cx, place.scope, base, decl, DeclContext::default());
        let Some(name) = declared.name else { continue };
        if let Some(previous) = cx.scopes[place.scope].get(&name.name) {
            let at = previous.span;
            place::redeclared(cx, &name.name, name.span, at);
            continue;
        }
        let entry = Entry::new(name.name.clone(), Some(name.span), EntryKind::Type(declared.ty));
        cx.enter(place.scope, entry);
        cx.types.cyp_classes[id].nested.push((name.name, declared.ty));
    }
}

fn fields(cx: &mut Cx<'_>, place: &Place, id: CypClassId, def: &ast::CVarDef) {
    let base = type_expr::resolve_whole(cx, place.scope, &def.ty, false);
    let mutable = matches!(def.ty.kind, ast::TypeExprKind::Qualified(ast::Qualifier::Mutable, _));
    if is_locked(cx, base) {
        locked_error(cx, def.ty.span);
    }
    for (decl, value) in &def.declarators {
        if let Some(value) = value {
            cx.error(codes::E0309, value.span, "Attributes of a cypclass cannot have initial values here");
        }
        let Some((declared, ty)) = cvar::resolve(cx, place, base, decl, &def.mods) else { continue };
        let Some(name) = declared.name else { continue };
        if matches!(cx.types.kind(ty), Ty::Buffer(_)) {
            cx.unsupported(declared.span, "a buffer as attribute of a cypclass");
        }
        let class = &mut cx.types.cyp_classes[id];
        if let Some(previous) = class.fields.iter().find(|f| f.name == name.name) {
            let at = previous.span;
            place::redeclared(cx, &name.name, declared.span, Some(at));
            continue;
        }
        if mutable {
            class.mutable_fields.push(name.name.clone());
        }
        class.fields.push(ExtField {
            cname: place::c_member(&name.name),
            name: name.name,
            ty,
            late: false,
            access: FieldAccess::Public,
            span: declared.span,
        });
    }
}

/// `locked` says that the lock is held here and now, which nothing that lasts can say.
pub fn is_locked(cx: &Cx<'_>, ty: TyId) -> bool {
    cx.types.as_cyp(ty).is_some_and(|c| c.cap == Capability::Locked)
}

/// Reports a `locked` variable that is not local, or part of something.
pub fn locked_error(cx: &mut Cx<'_>, span: Span) {
    cx.error(codes::E0606, span, "'locked' variables are only allowed inside a function");
}

fn method<'a>(cx: &mut Cx<'a>, place: &Place, id: CypClassId, def: &'a ast::CFuncDef) {
    let decorators = super::pure_mode::function_decorators(cx, place.scope, &def.decorators);
    let property = accessor(cx, id, def, &decorators);
    // Another method of a property's name would be taken for a part of it.
    let reading = |m: &CypMethod| m.property && Some(m.name.as_str()) == method_name(&def.declarator);
    if !property && !decorators.plain.is_empty() && cx.types.cyp_classes[id].methods.iter().any(reading) {
        return;
    }
    let takes_self =
        crate::check::cfunction::function_params(&def.declarator).is_some_and(|p| !p.items.is_empty());
    // What allocates has no object yet, whether it says so or not.
    let allocates = method_name(&def.declarator) == Some("__alloc__") && !takes_self;
    let is_static = allocates
        || is_class_hook(def)
        || def.decorators.iter().any(|d| matches!(&d.kind, ast::ExprKind::Name(n) if n == "staticmethod"));
    let ret = match &def.ty {
        Some(ty) => type_expr::resolve_whole(cx, place.scope, ty, false),
        None => match method_name(&def.declarator) {
            Some("__init__" | "__dealloc__" | "__init_subclass__" | "__cinit__" | "__del__") => common::VOID,
            // In-place operators need not say that they give nothing.
            Some(name) if crate::check::cyp_operator::is_in_place(name) => common::VOID,
            Some(_) if decorators.plain.iter().any(|d| d.is_setter()) => common::VOID,
            _ => common::OBJECT,
        },
    };
    let context = DeclContext {
        defining: def.body.is_some(),
        nogil: true,
        is_static,
        cypclass: true,
        ..DeclContext::default()
    };
    let declared = declarator::resolve(cx, place.scope, ret, &def.declarator, context);
    let Some(name) = declared.name else { return };
    let sig = match *cx.types.get(declared.ty) {
        Ty::Func(sig) => sig,
        Ty::Error => return,
        _ => return cx.error(codes::E0306, def.span, "Suite attached to non-function declaration"),
    };
    if def.body.is_some()
        && let Some((done, meant)) = never_called(&name.name)
    {
        let message = format!("nothing calls '{}' of a cypclass {done}", name.name);
        cx.diags.push(
            Diagnostic::warning(codes::W0201, name.span, message)
                .help(format!("name it '{meant}', which cypclasses have for that")),
        );
    }
    if !is_static && !takes_self {
        cx.error(codes::E0309, def.span, "Cypclass methods must have a self argument");
    }
    let func = cx.types.funcs[sig].clone();
    if cx.types.is_object(func.ret) && !func.with_gil {
        cx.error(codes::E0501, def.span, "Function with Python return type cannot be declared nogil");
    }
    let mut sig = sig;
    if name.name == "__dealloc__" {
        let plain = cyrus_types::FuncTy { exception: ExcSpec::None, ..func };
        sig = cx.types.intern_func(plain);
    }
    // All but what makes and unmakes objects gets one that others may use as well.
    let own_cap = cx.types.cyp_classes[id].own_cap;
    let makes = matches!(name.name.as_str(), "__init__" | "__new__" | "__alloc__" | "__dealloc__");
    let shares_self = own_cap != Capability::Local && !is_static && !makes;
    let written_cap = def.self_qualifier.map(type_expr::capability);
    let self_cap = if shares_self { Some(own_cap) } else { written_cap };
    if own_cap != Capability::Local && written_cap.is_some_and(|c| c != own_cap || makes) {
        let message = "the objects of this class are 'immutable' for all methods but '__init__', '__new__' and '__dealloc__'";
        cx.error(codes::E0606, declared.span, message);
    }
    let number = cx.types.cyp_classes[id].methods.len() as u32;
    let same = cx.types.cyp_classes[id].methods.iter().position(|m| {
        m.name == name.name && m.is_static == is_static && super::signature::same_method(cx, m.sig, sig, true)
    });
    let number = match same {
        Some(same) if cx.cyp_methods.contains_key(&(id, same as u32)) && def.body.is_some() => {
            let at = cx.types.cyp_classes[id].methods[same].span;
            place::redeclared(cx, &name.name, def.span, Some(at));
            return;
        }
        Some(same) => {
            // Declaration and definition differ by `with gil` at most; the body decides.
            if def.body.is_some() {
                cx.types.cyp_classes[id].methods[same].sig = sig;
            }
            same as u32
        }
        None => {
            let cname = Name::from(format!("{}_{}_{number}", cx.types.cyp_classes[id].cname, name.name));
            cx.types.cyp_classes[id].methods.push(CypMethod {
                name: name.name,
                cname: place::c_identifier(&cname),
                sig,
                is_static,
                const_self: def.const_self || shares_self,
                property,
                overridable: def.mods.overridable,
                self_cap,
                template_params: Vec::new(),
                func: None,
                inline: def.mods.inline,
                span: def.span,
            });
            number
        }
    };
    cx.declared.insert((def.span.file, def.id), DeclaredNode::CypMethod(id, number));
    if let Some(parks) = crate::check::parks::declared(&def.decorators) {
        cx.parking_methods.insert((id, number), parks);
    }
    if def.body.is_some() {
        cx.cyp_methods.insert((id, number), def);
    }
}

/// Whether a method is `@property` or `@name.setter`; other decorators are reported, with what cypclasses have instead.
fn accessor(
    cx: &mut Cx<'_>,
    id: CypClassId,
    def: &ast::CFuncDef,
    decorators: &super::pure_mode::FunctionDecorators,
) -> bool {
    let Some(first) = decorators.plain.first() else { return false };
    let name = method_name(&def.declarator).unwrap_or_default();
    let params = crate::check::cfunction::function_params(&def.declarator).map_or(0, |p| p.items.len());
    let (problem, help) = match &first.kind {
        PlainDecoratorKind::Property if params == 1 => return true,
        PlainDecoratorKind::Property => ("a property takes nothing but 'self'".to_string(), None),
        PlainDecoratorKind::Accessor(of, what) if what == "setter" => {
            let read = cx.types.cyp_classes[id].methods.iter().any(|m| m.property && m.name == *of);
            if *of == name && params == 2 {
                return true;
            }
            let problem = match (read, *of == name) {
                (_, true) => format!("the setter of '{of}' takes 'self' and the value"),
                (_, false) => format!("the setter of '{of}' has to be called '{of}' too, not '{name}'"),
            };
            (problem, None)
        }
        PlainDecoratorKind::Accessor(of, what) if what == "deleter" => {
            (format!("'{of}' cannot be deleted: attributes of a cypclass stay"), None)
        }
        PlainDecoratorKind::Accessor(..) | PlainDecoratorKind::Other => {
            let text = cx.sources.text(first.span).trim_start_matches('@').trim().to_string();
            let help = match text.as_str() {
                "classmethod" => {
                    Some("make it a '@staticmethod', which names its class: methods do not get it")
                }
                "abstractmethod" | "abc.abstractmethod" => {
                    Some("declare the method without a body: 'int f(self)'")
                }
                _ => None,
            };
            let problem = format!(
                "methods of a cypclass can be '@property', '@{name}.setter' and '@staticmethod'; nothing calls '@{text}'"
            );
            (problem, help)
        }
    };
    let diagnostic = Diagnostic::error(codes::E0309, first.span, problem);
    cx.diags.push(match help {
        Some(help) => diagnostic.help(help),
        None => diagnostic,
    });
    false
}

/// What Python calls with a class and finds there, as it does with methods of Python classes that have these names: the
/// first parameter is the class, and there is no object.
pub fn is_class_hook(def: &ast::CFuncDef) -> bool {
    matches!(method_name(&def.declarator), Some("__init_subclass__" | "__class_getitem__"))
        && def.decorators.is_empty()
}

/// Of special methods that classes of other kinds have: when they would be called, and what cypclasses have instead.
fn never_called(name: &str) -> Option<(&'static str, &'static str)> {
    match name {
        "__del__" => Some(("when an object is released", "__dealloc__")),
        "__cinit__" => Some(("when an object is made", "__init__")),
        _ => None,
    }
}

/// The name a method's declarator declares.
fn method_name(declarator: &ast::Declarator) -> Option<&str> {
    declarator.name().map(|n| n.name.as_str())
}

/// Computes the linearisation of every class; to be called when all are declared.
pub fn linearise(cx: &mut Cx<'_>) {
    let ids: Vec<CypClassId> = cx.types.cyp_classes.ids().collect();
    for id in ids {
        let mut path = Vec::new();
        if mro(cx, id, &mut path).is_none() && cx.types.cyp_classes[id].mro.is_none() {
            let (name, span) = (cx.types.cyp_classes[id].name.clone(), cx.types.cyp_classes[id].span);
            cx.error(codes::E0309, span, format!("the bases of '{name}' cannot be brought into one order"));
            let own = own_type(cx, id);
            cx.types.cyp_classes[id].mro = Some(vec![own]);
        }
    }
}

/// The class over its own parameters.
fn own_type(cx: &mut Cx<'_>, id: CypClassId) -> TyId {
    let params = cx.types.cyp_classes[id].params.clone();
    let args = params.iter().map(|&p| cx.types.intern(Ty::TemplateParam(p))).collect();
    cx.types.cyp(id, args)
}

/// Linearisation by C3, in terms of the class's own parameters; `None` when there is none.
fn mro(cx: &mut Cx<'_>, id: CypClassId, path: &mut Vec<CypClassId>) -> Option<Vec<TyId>> {
    if let Some(known) = &cx.types.cyp_classes[id].mro {
        return Some(known.clone());
    }
    if path.contains(&id) {
        return None;
    }
    path.push(id);
    let bases = cx.types.cyp_classes[id].bases.clone();
    let mut lists = Vec::new();
    for &base in &bases {
        let Ty::Cyp(cyp) = cx.types.get(base).clone() else { continue };
        let params = cx.types.cyp_classes[cyp.class].params.clone();
        let list = mro(cx, cyp.class, path)?;
        lists.push(list.into_iter().map(|t| cx.types.substitute(t, &params, &cyp.args)).collect::<Vec<_>>());
    }
    lists.push(bases);
    path.pop();
    let mut result = vec![own_type(cx, id)];
    loop {
        lists.retain(|l| !l.is_empty());
        if lists.is_empty() {
            break;
        }
        let next = lists.iter().map(|l| l[0]).find(|c| lists.iter().all(|l| !l[1..].contains(c)))?;
        result.push(next);
        lists.iter_mut().for_each(|l| l.retain(|&c| c != next));
    }
    cx.types.cyp_classes[id].mro = Some(result.clone());
    Some(result)
}
