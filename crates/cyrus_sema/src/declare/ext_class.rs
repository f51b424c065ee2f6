//! `cdef class` (and `@cython.cclass`): heads, bases, pairing of pxd and implementation.
//!
//! A class is known by name as soon as its file is entered ([`forward`]); its body is declared in source
//! order, after its base's. The pxd's body defines layout and C methods; the implementation's then adds
//! only Python things.

use super::place::{self, Place};
use super::{dataclass, ext_body, memview_type, nogil_class, type_expr};
use crate::cx::{ClassKey, Cx, DeclaredNode};
use crate::directive::{self, DirectiveScope, Directives};
use crate::scope::{Entry, EntryKind, Scope, ScopeId, ScopeKind};
use cyrus_diagnostics::codes;
use cyrus_source::Span;
use cyrus_syntax::Name;
use cyrus_syntax::ast::{self, CClassDef, CModifiers, ExprKind, Visibility};
use cyrus_types::{Builtin, CheckSize, ClassDef, ClassFlags, ClassId, Origin, Ty, TyId, common};

/// A class waiting for its base to be defined.
#[derive(Clone, Debug)]
pub struct Deferred<'a> {
    base: ClassId,
    place: Place,
    head: Head<'a>,
    directives: Directives,
}

/// What both ways of writing an extension type have.
#[derive(Clone, Debug)]
pub struct Head<'a> {
    key: (cyrus_source::FileId, cyrus_syntax::NodeId),
    name: &'a ast::Ident,
    mods: CModifiers,
    typedef: bool,
    /// Module in which an extern class lives.
    module: Option<Name>,
    asname: Option<&'a ast::Ident>,
    bases: Bases<'a>,
    object_struct: Option<&'a ast::Ident>,
    type_object: Option<&'a ast::Ident>,
    check_size: CheckSize,
    nogil: bool,
    body: Option<&'a [ast::Stmt]>,
    decorators: &'a [ast::Expr],
    span: Span,
}

#[derive(Clone, Debug)]
enum Bases<'a> {
    C(&'a [ast::TypeExpr]),
    Python(Vec<&'a ast::Expr>),
}

impl Bases<'_> {
    fn len(&self) -> usize {
        match self {
            Bases::C(bases) => bases.len(),
            Bases::Python(bases) => bases.len(),
        }
    }

    fn span(&self, i: usize) -> Span {
        match self {
            Bases::C(bases) => bases[i].span,
            Bases::Python(bases) => bases[i].anchor_span(),
        }
    }
}

fn head(def: &CClassDef) -> Head<'_> {
    Head {
        key: (def.span.file, def.id),
        name: &def.name,
        mods: def.mods.clone(),
        typedef: def.typedef,
        module: def.module.as_ref().map(ast::DottedName::joined),
        asname: def.asname.as_ref(),
        bases: Bases::C(&def.bases),
        object_struct: def.object_struct.as_ref(),
        type_object: def.type_object.as_ref(),
        check_size: match def.check_size.as_ref().map(|c| c.name.as_str()) {
            Some("ignore") => CheckSize::Ignore,
            Some("error") => CheckSize::Error,
            _ => CheckSize::Warn,
        },
        nogil: def.nogil,
        body: def.body.as_deref(),
        decorators: &def.decorators,
        span: def.span,
    }
}

fn pure_head(def: &ast::ClassDef) -> Head<'_> {
    let bases = def
        .args
        .iter()
        .filter_map(|a| match a {
            ast::Arg::Positional(e) => Some(e),
            _ => None,
        })
        .collect();
    Head {
        key: (def.span.file, def.id),
        name: &def.name,
        mods: CModifiers::default(),
        typedef: false,
        module: None,
        asname: None,
        bases: Bases::Python(bases),
        object_struct: None,
        type_object: None,
        check_size: CheckSize::Warn,
        nogil: false,
        body: Some(&def.body),
        decorators: &def.decorators,
        span: def.span,
    }
}

/// Enters the name of a class without its body.
pub fn forward(cx: &mut Cx<'_>, place: &Place, def: &CClassDef) {
    let head = head(def);
    let name = head.asname.unwrap_or(head.name);
    if cx.scopes[place.scope].get(&name.name).is_none() {
        enter(cx, place, &head);
    }
}

/// The same for a class statement with `@cython.cclass`; others are left alone.
///
/// Decorators are recognised by their text here, since imports are declared later.
pub fn forward_pure(cx: &mut Cx<'_>, place: &Place, def: &ast::ClassDef) {
    let looks_so = def.decorators.iter().any(|d| {
        let d = match &d.kind {
            ExprKind::Call(call) => &call.func,
            _ => d,
        };
        match &d.kind {
            ExprKind::Name(name) => name == "cclass",
            ExprKind::Attribute(base, name) => {
                name.name == "cclass" && matches!(&base.kind, ExprKind::Name(n) if n == "cython" || n == "cy")
            }
            _ => false,
        }
    });
    if looks_so && cx.scopes[place.scope].get(&def.name.name).is_none() {
        enter(cx, place, &pure_head(def));
    }
}

/// Declares a `cdef class`.
pub fn declare<'a>(cx: &mut Cx<'a>, place: &Place, def: &'a CClassDef) {
    declare_head(cx, place, head(def));
}

/// Declares a class statement that is an extension type: by decorator, or because the pxd says so.
/// `false`: it is a Python class.
pub fn declare_pure<'a>(cx: &mut Cx<'a>, place: &Place, def: &'a ast::ClassDef) -> bool {
    let from_pxd = match cx.scopes[place.scope].get(&def.name.name) {
        Some(entry) => {
            let is_class = entry.as_type().is_some_and(|ty| matches!(cx.types.get(ty), Ty::Ext(_)));
            let of_pxd = entry.from_pxd;
            let at = entry.span;
            let declared_type = entry.as_type().is_some() && at.is_some();
            if of_pxd && !is_class {
                cx.error(codes::E0202, def.span, format!("'{}' redeclared", def.name.name));
                at.iter().for_each(|&at| cx.error(codes::E0202, at, "previous declaration here"));
                return true;
            }
            let _ = declared_type;
            of_pxd && is_class
        }
        None => false,
    };
    let converts = def.decorators.iter().any(|d| {
        let func = match &d.kind {
            ExprKind::Call(call) => &call.func,
            _ => d,
        };
        let path = memview_type::cython_path(cx, place.scope, func);
        matches!(path.as_deref(), Some("cclass" | "total_ordering" | "dataclasses.dataclass"))
    });
    // `with cython.cclass:` around it.
    let converts = converts || cx.directives.cclass;
    if !from_pxd && !converts {
        return false;
    }
    if def.args.iter().any(|a| matches!(a, ast::Arg::Keyword(..) | ast::Arg::DoubleStar(_))) {
        cx.error(codes::E0309, def.span, "Python3 style class could not be represented as C class");
        return true;
    }
    declare_head(cx, place, pure_head(def));
    true
}

/// Enters a class that is not known yet.
fn enter(cx: &mut Cx<'_>, place: &Place, head: &Head<'_>) -> ClassId {
    let name = &head.name.name;
    let is_extern = place.is_extern || head.mods.visibility == Visibility::Extern;
    let module_name = place::module_of(cx, place.scope).unwrap_or_else(|| cx.module_name.clone());
    let qualified = match (&head.module, is_extern) {
        (Some(module), _) => Name::from(format!("{module}.{name}")),
        (None, true) => name.clone(),
        (None, false) => Name::from(format!("{module_name}.{name}")),
    };
    let origin = place::origin(cx, place, &head.mods);
    // The struct of a class in an extern block is the header's; any other is written out.
    let struct_cname = match head.object_struct {
        Some(given) => struct_name(given, head.typedef, place.is_extern),
        None => place::own_name(cx, place.scope, 'o', name),
    };
    if is_extern && head.object_struct.is_none() {
        let message = if place.is_extern {
            "Object struct name specification required for C class defined in 'extern from' block"
        } else {
            "Object name required for 'public' or 'extern' C class"
        };
        if place.is_extern {
            cx.error(codes::E0309, head.span, message);
        }
    }
    let type_cname = match head.type_object {
        Some(given) if is_extern => Name::from(format!("(&{})", given.name)),
        _ => place::own_name(cx, place.scope, 'c', name),
    };
    let id = cx.types.classes.push(ClassDef {
        name: name.clone(),
        qualified,
        origin: origin.clone(),
        struct_cname,
        type_cname,
        vtab_cname: place::own_name(cx, place.scope, 'w', name),
        base: None,
        extra_bases: 0,
        fields: Vec::new(),
        methods: Vec::new(),
        complete: false,
        in_pxd: place.in_pxd && origin == Origin::Here,
        public: head.mods.visibility == Visibility::Public,
        api: head.mods.api,
        extern_struct: place.is_extern,
        check_size: head.check_size,
        final_: false,
        nogil: head.nogil,
        span: head.span,
        flags: ClassFlags::default(),
    });
    let ty = cx.types.intern(if head.nogil { Ty::NogilClass(id) } else { Ty::Ext(id) });
    let entered = head.asname.unwrap_or(head.name);
    let entry = Entry {
        in_python: !is_extern && !head.nogil,
        from_pxd: place.in_pxd && origin == Origin::Here,
        ..Entry::new(entered.name.clone(), Some(head.span), EntryKind::Type(ty))
    };
    cx.enter(place.scope, entry);
    id
}

/// The class an entry stands for.
fn class_of(cx: &Cx<'_>, entry: &Entry) -> Option<ClassId> {
    match *cx.types.get(entry.as_type()?) {
        Ty::Ext(id) | Ty::NogilClass(id) => Some(id),
        _ => None,
    }
}

fn declare_head<'a>(cx: &mut Cx<'a>, place: &Place, head: Head<'a>) {
    let saved = cx.directives.clone();
    let own = class_directives(cx, place.scope, &head);
    declare_with(cx, place, head, own);
    cx.directives = saved;
}

/// The directives of the class itself: those around it and its decorators'.
fn class_directives(cx: &mut Cx<'_>, scope: ScopeId, head: &Head<'_>) -> Directives {
    let mut own = cx.directives.clone();
    let mut kind = match head.bases {
        Bases::C(_) => DirectiveScope::CClass,
        Bases::Python(_) => DirectiveScope::Class,
    };
    let mut foreign = None;
    for decorator in head.decorators.iter().rev() {
        let func = match &decorator.kind {
            ExprKind::Call(call) => &call.func,
            _ => decorator,
        };
        match super::expr_type::known_name(cx, scope, func).as_deref() {
            Some("functools.total_ordering") => {
                if matches!(decorator.kind, ExprKind::Call(_)) {
                    cx.error(codes::E0308, decorator.anchor_span(), "total_ordering cannot be called.");
                }
                own.total_ordering = true;
                continue;
            }
            Some("dataclasses.dataclass") => {
                own.dataclass = true;
                continue;
            }
            _ => {}
        }
        let Some(given) = directive::parse(cx, scope, decorator) else {
            foreign = Some(decorator.span);
            continue;
        };
        for directive in given {
            if directive.name == "collection_type" && own.collection_type.is_some() {
                let message = "Multiple values of collection_type are not supported";
                cx.error(codes::E0308, head.span, message);
            }
            if directive::check_scope(cx, &directive.name, kind, head.span) {
                own.set(&directive.name, &directive.value);
            }
            if directive.name == "cclass" {
                kind = DirectiveScope::CClass;
            }
        }
    }
    if let Some(at) = foreign {
        let at = place::decorator_span(cx, at);
        cx.error(codes::E0309, at, "Cdef functions/classes cannot take arbitrary decorators.");
    }
    own
}

fn declare_with<'a>(cx: &mut Cx<'a>, place: &Place, head: Head<'a>, own: Directives) {
    let base = first_base(cx, place, &head);
    if own.freelist > 0 && base.is_some() {
        let message = "freelists cannot be used on subtypes, only the base class can manage them";
        cx.warn(codes::W0301, head.span, message);
    }
    if head.body.is_some()
        && let Some(base_class) = base.and_then(|b| match *cx.types.kind(b) {
            Ty::Ext(id) | Ty::NogilClass(id) => Some(id),
            _ => None,
        })
        && !cx.types.classes[base_class].complete
        && cx.types.classes[base_class].origin != Origin::Extern
    {
        // Its fields and methods are not known yet: this class comes after it.
        cx.deferred_classes.push(Deferred { base: base_class, place: place.clone(), head, directives: own });
        return;
    }
    let entered = head.asname.unwrap_or(head.name).name.clone();
    let previous = cx.scopes[place.scope].get(&entered).cloned();
    let id = match &previous {
        None => enter(cx, place, &head),
        Some(entry) => match class_of(cx, entry) {
            Some(id) => id,
            None => {
                let at = entry.span;
                place::redeclared(cx, &entered, head.span, at);
                return;
            }
        },
    };
    cx.declared.insert(head.key, DeclaredNode::ExtClass(id));
    let is_pxd_body = place.in_pxd;
    let defined = cx.pxd_classes.contains_key(&id);
    if let Some(base) = base {
        let old = cx.types.classes[id].base;
        if old.is_some_and(|old| old != base) {
            cx.error(codes::E0202, head.span, "Base type does not match previous declaration");
        }
        cx.types.classes[id].base = Some(base);
    }
    merge_options(cx, id, &head, &own);
    if head.nogil {
        let visible = own.dataclass || head.mods.api || head.mods.visibility == Visibility::Public;
        nogil_class::check_head(cx, &head.name.name, head.name.span, visible, place.is_extern);
    }
    let Some(body) = head.body else {
        check_extra_bases(cx, place, &head, id);
        return;
    };
    let complete = cx.types.classes[id].complete;
    if is_pxd_body && complete {
        cx.error(codes::E0202, head.span, format!("C class '{}' already defined", head.name.name));
    } else if !is_pxd_body && cx.implemented_classes.contains(&id) {
        cx.error(codes::E0202, head.span, format!("C class '{}' already implemented", head.name.name));
        return;
    }
    let scope = body_scope(cx, place, id);
    if !is_pxd_body {
        cx.types.classes[id].span = head.span;
        if let Some(entry) = cx.scopes[place.scope].entries.get_mut(&entered) {
            entry.from_pxd = false;
            entry.span = Some(head.span);
        }
    }
    cx.directives = own.for_contents();
    cx.directives.dataclass = own.dataclass;
    cx.directives.final_ = false;
    let inner = place.in_scope(scope);
    let context = ext_body::BodyContext { class: id, defined_in_pxd: defined && !is_pxd_body };
    ext_body::declare(cx, &inner, &context, body);
    if own.dataclass && !is_pxd_body && !head.nogil {
        dataclass::declare(cx, scope, id, head.decorators, body, head.span);
    }
    cx.types.classes[id].complete = true;
    if is_pxd_body {
        cx.pxd_classes.insert(id, body);
    } else {
        cx.implemented_classes.insert(id);
    }
    check_extra_bases(cx, place, &head, id);
    run_deferred(cx, id);
}

/// The scope of the class's body; made once.
fn body_scope(cx: &mut Cx<'_>, place: &Place, id: ClassId) -> ScopeId {
    let key = ClassKey::Ext(id);
    if let Some(&scope) = cx.class_scopes.get(&key) {
        return scope;
    }
    let scope = cx.scopes.push(Scope::new(ScopeKind::Ext(id), Some(place.scope)));
    cx.class_scopes.insert(key, scope);
    scope
}

/// A struct as a type, where a header defines it; its tag otherwise.
fn struct_name(given: &ast::Ident, typedef: bool, of_header: bool) -> Name {
    if of_header && !typedef { format!("struct {}", given.name).into() } else { given.name.clone() }
}

/// Takes over what the head says beyond name and base.
fn merge_options(cx: &mut Cx<'_>, id: ClassId, head: &Head<'_>, own: &Directives) {
    let class = &mut cx.types.classes[id];
    let (mut bad_struct, mut bad_visibility) = (false, None);
    if let Some(given) = head.object_struct {
        bad_struct =
            class.public && class.struct_cname != given.name && !class.struct_cname.starts_with("__cyrus_");
        class.struct_cname = struct_name(given, head.typedef, class.extern_struct);
    }
    if let Some(given) = head.type_object
        && !class.extern_struct
    {
        class.type_cname = Name::from(format!("(&{})", given.name));
    }
    if head.mods.visibility == Visibility::Public && !class.public {
        bad_visibility = Some("private");
    }
    class.api |= head.mods.api;
    class.final_ |= own.final_;
    class.nogil |= head.nogil;
    let flags = &mut class.flags;
    flags.no_gc |= own.no_gc;
    flags.no_gc_clear |= own.no_gc_clear;
    flags.trashcan |= own.trashcan;
    flags.freelist = flags.freelist.max(own.freelist);
    flags.auto_pickle = own.auto_pickle.or(flags.auto_pickle);
    flags.no_version_tag |= !own.type_version_tag;
    flags.collection_type = own.collection_type.clone().or(flags.collection_type.take());
    flags.total_ordering |= own.total_ordering;
    flags.dataclass |= own.dataclass;
    flags.internal |= own.internal;
    if bad_struct {
        cx.error(codes::E0202, head.span, "Object struct name differs from previous declaration");
    }
    if let Some(was) = bad_visibility {
        let message = format!("Class '{}' previously declared as '{was}'", head.name.name);
        cx.error(codes::E0202, head.span, message);
    }
}

/// The extension or builtin type that the first base is; `None` for `object` and after errors.
fn first_base(cx: &mut Cx<'_>, place: &Place, head: &Head<'_>) -> Option<TyId> {
    if head.bases.len() == 0 {
        return None;
    }
    let span = head.bases.span(0);
    let before = cx.diags.len();
    let ty = match &head.bases {
        Bases::C(bases) => Some(type_expr::resolve(cx, place.scope, &bases[0])),
        Bases::Python(bases) => super::expr_type::try_resolve_expr(cx, place.scope, bases[0]),
    };
    cx.diags.truncate(before);
    // A C type of the same name is not what is meant.
    let ty = match ty {
        Some(common::ERROR) | None => {
            let message = format!("First base of '{}' is not an extension type", head.name.name);
            cx.error(codes::E0309, span, message);
            return None;
        }
        Some(common::DOUBLE_COMPLEX) => common::PYCOMPLEX,
        Some(common::INT) => common::PYINT,
        Some(common::FLOAT | common::DOUBLE) => common::PYFLOAT,
        // `Dict[str, str]` is a `dict` to derive from.
        Some(ty) => cx.types.items(ty).map_or(ty, |of| of.container),
    };
    match *cx.types.get(ty) {
        Ty::Object | Ty::Builtin(_) if head.nogil => {
            let shown = cx.types.display(ty);
            nogil_class::wrong_base(cx, &shown, &head.name.name, true, span);
            None
        }
        Ty::Object => None,
        Ty::Ext(base) | Ty::NogilClass(base) => {
            let shown = cx.types.classes[base].name.clone();
            if cx.types.classes[base].nogil != head.nogil {
                nogil_class::wrong_base(cx, &shown, &head.name.name, head.nogil, span);
                return None;
            }
            if cx.types.classes[base].final_ {
                let message = format!("Base class '{shown}' of type '{}' is final", head.name.name);
                cx.error(codes::E0309, span, message);
                return None;
            }
            if shown == head.name.name
                && cx.scopes[place.scope].get(&shown).and_then(|e| class_of(cx, e)) == Some(base)
            {
                let message = format!("Base class '{shown}' of type '{shown}' is incomplete");
                cx.error(codes::E0309, span, message);
                return None;
            }
            cx.use_class(base);
            Some(ty)
        }
        Ty::Builtin(Builtin::Tuple | Builtin::Bytes) => {
            let name = if ty == common::TUPLE { "tuple" } else { "bytes" };
            let message =
                format!("inheritance from PyVarObject types like '{name}' is not currently supported");
            cx.error(codes::E0309, span, message);
            None
        }
        Ty::Builtin(_) => Some(ty),
        _ => {
            let shown = cx.types.display(ty);
            cx.error(codes::E0309, span, format!("'{shown}' is not an extension type"));
            None
        }
    }
}

fn check_extra_bases(cx: &mut Cx<'_>, place: &Place, head: &Head<'_>, id: ClassId) {
    let count = head.bases.len();
    if count < 2 {
        return;
    }
    if head.nogil {
        nogil_class::second_base(cx, &head.name.name, head.bases.span(1));
        return;
    }
    if head.body.is_none() || place.in_pxd {
        cx.error(codes::E0309, head.bases.span(1), "Only declare first base in declaration.");
    }
    for i in 1..count {
        let before = cx.diags.len();
        let ty = match &head.bases {
            Bases::C(bases) => Some(type_expr::resolve(cx, place.scope, &bases[i])),
            Bases::Python(bases) => super::expr_type::try_resolve_expr(cx, place.scope, bases[i]),
        };
        cx.diags.truncate(before);
        if ty.is_some_and(|ty| ty != common::ERROR) {
            cx.error(codes::E0309, head.bases.span(i), "Only one extension type base class allowed.");
        }
    }
    cx.types.classes[id].extra_bases = count as u32 - 1;
}

/// Declares the classes that waited for this one.
fn run_deferred(cx: &mut Cx<'_>, base: ClassId) {
    while let Some(i) = cx.deferred_classes.iter().position(|d| d.base == base) {
        let Deferred { place, head, directives, .. } = cx.deferred_classes.remove(i);
        let saved = cx.directives.clone();
        declare_with(cx, &place, head, directives);
        cx.directives = saved;
    }
}

/// Declares classes whose base never got a body; that is reported for the base.
pub fn finish_deferred(cx: &mut Cx<'_>) {
    while let Some(deferred) = cx.deferred_classes.pop() {
        let base = deferred.base;
        let at = deferred.head.bases.span(0);
        let message = format!(
            "Base class '{}' of type '{}' is incomplete",
            cx.types.classes[base].name, deferred.head.name.name
        );
        cx.error(codes::E0309, at, message);
    }
}

/// Reports classes that a pxd announces without a body.
pub fn check_pxd(cx: &mut Cx<'_>, scope: ScopeId, file: cyrus_source::FileId) {
    let missing: Vec<(Span, Name)> = cx.scopes[scope]
        .entries
        .values()
        .filter_map(|entry| class_of(cx, entry))
        .map(|id| &cx.types.classes[id])
        .filter(|class| !class.complete && class.span.file == file)
        .map(|class| (class.span, class.name.clone()))
        .collect();
    for (span, name) in missing {
        cx.error(codes::E0309, span, format!("C class '{name}' is declared but not defined"));
    }
}

/// Reports classes and C methods that are declared and nowhere defined.
pub fn check_all_defined(cx: &mut Cx<'_>) {
    let scope = cx.main_scope;
    let mut ids = Vec::new();
    for entry in cx.scopes[scope].entries.values() {
        if let Some(id) = class_of(cx, entry)
            && !matches!(cx.types.classes[id].origin, Origin::Module(_))
            && !ids.contains(&id)
        {
            ids.push(id);
        }
    }
    for id in ids {
        let class = &cx.types.classes[id];
        if !class.complete {
            let (span, message) =
                (class.span, format!("C class '{}' is declared but not defined", class.name));
            cx.error(codes::E0309, span, message);
            continue;
        }
        if class.origin == Origin::Extern {
            continue;
        }
        let missing: Vec<(Span, Name)> = class
            .methods
            .iter()
            .enumerate()
            .filter(|(i, _)| !cx.implemented_methods.contains(&(id, *i as u32)))
            .map(|(_, m)| (m.span, m.name.clone()))
            .collect();
        for (span, name) in missing {
            cx.error(codes::E0309, span, format!("C method '{name}' is declared but not defined"));
        }
    }
}
