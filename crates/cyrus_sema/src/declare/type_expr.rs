//! Types as written in C syntax.
//!
//! In: an [`ast::TypeExpr`] and the scope it stands in. Out: a [`TyId`]; what is no type is reported here
//! and gives the error type. Types written as expressions are [`super::expr_type`]'s.

use super::declarator::{self, DeclContext};
use super::{cython_module, expr_type, homes, memview_type, template};
use crate::cx::Cx;
use crate::scope::{Entry, EntryKind, ScopeId, ScopeKind};
use cyrus_diagnostics::{Diagnostic, codes};
use cyrus_source::Span;
use cyrus_syntax::ast::{self, BasicBase, Signedness, TypeExprKind};
use cyrus_types::{Capability, Ty, TyId, common};

/// The type that `ty` means in `scope`.
pub fn resolve(cx: &mut Cx<'_>, scope: ScopeId, ty: &ast::TypeExpr) -> TyId {
    let resolved = resolve_generic(cx, scope, ty);
    specialize(cx, resolved)
}

/// [`resolve`] without replacing fused types by what they stand for in the function being specialised.
fn resolve_generic(cx: &mut Cx<'_>, scope: ScopeId, ty: &ast::TypeExpr) -> TyId {
    match &ty.kind {
        TypeExprKind::Name(name) => dotted(cx, scope, name),
        TypeExprKind::Basic(basic) => basic_type(cx, basic, ty.span),
        TypeExprKind::Template { base, args } => {
            let Some(base_kind) = template_base(cx, scope, base) else { return common::ERROR };
            // Messages about arguments stand at the bracket.
            let bracket = Span { start: base.span.end.min(ty.span.end), ..ty.span };
            template::apply(cx, scope, base_kind, args, base.span, bracket)
        }
        TypeExprKind::Member(base, name) => {
            let base_ty = resolve(cx, scope, base);
            member(cx, base_ty, name, ty.span)
        }
        TypeExprKind::Const(inner) => {
            let inner_ty = resolve_generic(cx, scope, inner);
            if cx.types.is_object(inner_ty) {
                qualifier_error(cx, ty.span);
            }
            constant(cx, inner_ty)
        }
        TypeExprKind::Volatile(inner) => {
            let inner_ty = resolve(cx, scope, inner);
            if cx.types.is_object(inner_ty) {
                qualifier_error(cx, ty.span);
            }
            match cx.types.get(inner_ty) {
                Ty::Volatile(_) | Ty::Error => inner_ty,
                _ => cx.types.intern(Ty::Volatile(inner_ty)),
            }
        }
        TypeExprKind::Qualified(qualifier, inner) => qualified(cx, scope, *qualifier, inner, ty.span),
        TypeExprKind::Tuple(items) => {
            let mut types = Vec::with_capacity(items.len());
            for item in items {
                let item_ty = resolve(cx, scope, item);
                if cx.types.is_object(item_ty) {
                    cx.error(codes::E0306, item.span, "Tuple types can't (yet) contain Python objects.");
                    return common::ERROR;
                }
                if super::cyp_class::is_locked(cx, item_ty) {
                    super::cyp_class::locked_error(cx, item.span);
                    return common::ERROR;
                }
                types.push(item_ty);
            }
            cx.types.intern(Ty::CTuple(types))
        }
        TypeExprKind::MemoryView { base, axes } => {
            let elem = resolve(cx, scope, base);
            let axes: Vec<&ast::Expr> = axes.iter().collect();
            memview_type::make(cx, scope, elem, &axes, ty.span)
        }
        TypeExprKind::Declared(base, declarator) => {
            let base_ty = resolve_whole(cx, scope, base, false);
            declarator::resolve(cx, scope, base_ty, declarator, DeclContext::default()).ty
        }
        TypeExprKind::Error => common::ERROR,
    }
}

/// `typing` modifiers around a type: `ClassVar[T]`, `InitVar[T]` …, outermost first, with their names.
pub fn modifiers(cx: &mut Cx<'_>, scope: ScopeId, ty: &ast::TypeExpr) -> Vec<(expr_type::Modifier, String)> {
    let mut found = Vec::new();
    let mut ty = ty;
    while let TypeExprKind::Template { base, args } = &ty.kind {
        let TypeExprKind::Name(name) = &base.kind else { break };
        let before = cx.diags.len();
        let entry = find_dotted(cx, scope, name);
        cx.diags.truncate(before);
        let known = match entry {
            Some(Entry { known: Some(known), .. }) => known,
            Some(Entry { kind: EntryKind::Cython(path), .. }) if path == "cython.dataclasses.InitVar" => {
                "dataclasses.InitVar".into()
            }
            _ => break,
        };
        let modifier = match known.rsplit('.').next() {
            Some("Optional") => expr_type::Modifier::Optional,
            Some("ClassVar") => expr_type::Modifier::ClassVar,
            Some("InitVar") => expr_type::Modifier::InitVar,
            Some("Final") => expr_type::Modifier::Final,
            _ => break,
        };
        found.push((modifier, known.to_string()));
        match args.as_slice() {
            [ast::TypeArg::Type(inner)] => ty = inner,
            _ => break,
        }
    }
    found
}

/// Reports modifiers other than those that make sense here.
pub fn reject_modifiers(
    cx: &mut Cx<'_>,
    scope: ScopeId,
    ty: &ast::TypeExpr,
    allowed: &[expr_type::Modifier],
    span: Span,
) {
    for (modifier, name) in modifiers(cx, scope, ty) {
        if !allowed.contains(&modifier) {
            cx.error(codes::E0306, span, format!("Modifier '{name}' is not allowed here."));
        }
    }
}

/// Replaces fused types by those of the specialisation being checked, and parameters of a generic cypclass
/// by the arguments of the instance being checked.
pub fn specialize(cx: &mut Cx<'_>, ty: TyId) -> TyId {
    let ty = match &cx.cyp_instance {
        Some((params, args)) => {
            let (params, args) = (params.clone(), args.clone());
            cx.types.substitute(ty, &params, &args)
        }
        None => ty,
    };
    if cx.specialized.is_empty() || !cx.types.is_fused(ty) {
        return ty;
    }
    let map = cx.specialized.clone();
    cx.types.replace_fused(ty, &map)
}

/// `const` on C types is a type; on a cypclass reference it is part of the reference.
pub fn constant(cx: &mut Cx<'_>, ty: TyId) -> TyId {
    match cx.types.get(ty).clone() {
        Ty::Cyp(mut cyp) => {
            cyp.is_const = true;
            cx.types.intern(Ty::Cyp(cyp))
        }
        _ => cx.types.constant(ty),
    }
}

fn qualifier_error(cx: &mut Cx<'_>, span: Span) {
    cx.error(codes::E0306, span, "Const/volatile/restrict base type cannot be a Python object");
}

/// The type of C's keywords.
fn basic_type(cx: &mut Cx<'_>, basic: &ast::BasicType, span: Span) -> TyId {
    let unsigned = basic.signed == Signedness::Unsigned;
    let signed = basic.signed == Signedness::Signed;
    let plain = basic.signed == Signedness::Unspecified && basic.longness == 0;
    let ty = match (basic.base, basic.longness) {
        (BasicBase::Void, _) if plain => common::VOID,
        (BasicBase::Bint, _) if plain => common::BINT,
        (BasicBase::Char, 0) if unsigned => common::UCHAR,
        (BasicBase::Char, 0) if signed => common::SCHAR,
        (BasicBase::Char, 0) => common::CHAR,
        (BasicBase::Int, -1) if unsigned => common::USHORT,
        (BasicBase::Int, -1) => common::SHORT,
        (BasicBase::Int, 0) if unsigned => common::UINT,
        (BasicBase::Int, 0) => common::INT,
        (BasicBase::Int, 1) if unsigned => common::ULONG,
        (BasicBase::Int, 1) => common::LONG,
        (BasicBase::Int, 2) if unsigned => common::ULONGLONG,
        (BasicBase::Int, 2) => common::LONGLONG,
        (BasicBase::Float, _) if plain => common::FLOAT,
        (BasicBase::Double, 0) if !unsigned && !signed => common::DOUBLE,
        (BasicBase::Double, 1) if !unsigned && !signed => common::LONG_DOUBLE,
        (BasicBase::Complex, _) if plain => common::DOUBLE_COMPLEX,
        _ => {
            cx.error(codes::E0306, span, "Unrecognised type modifier combination");
            return common::ERROR;
        }
    };
    if !basic.complex || basic.base == BasicBase::Complex {
        return ty;
    }
    match cython_module::complex_of(&mut cx.types, ty) {
        Some(complex) => complex,
        None => {
            cx.error(codes::E0306, span, "can only complexify c numeric types");
            common::ERROR
        }
    }
}

/// What stands before the brackets of a template: a class template, or any type.
#[derive(Clone, Debug)]
pub enum TemplateBase {
    Cpp(cyrus_types::CppClassId),
    /// A template nested in an instance of another, with that one's arguments.
    CppIn(cyrus_types::CppClassId, Vec<TyId>),
    Cyp(cyrus_types::CypClassId),
    /// A generic cypclass nested in an instance of another, with that one's arguments.
    CypIn(cyrus_types::CypClassId, Vec<TyId>),
    Ty(TyId),
    /// `typing.Optional` and the like, by their qualified name.
    Typing(cyrus_syntax::Name),
    /// `cython.pointer`, `cython.const`, `cython.volatile`.
    Cython(cyrus_syntax::Name),
}

fn template_base(cx: &mut Cx<'_>, scope: ScopeId, base: &ast::TypeExpr) -> Option<TemplateBase> {
    if let TypeExprKind::Name(name) = &base.kind {
        let entry = find_dotted(cx, scope, name)?;
        return template_base_of(cx, &entry).or_else(|| {
            not_a_type(cx, &name.parts[name.parts.len() - 1].name, name.span);
            None
        });
    }
    let ty = resolve(cx, scope, base);
    Some(match cx.types.get(ty).clone() {
        Ty::Error => return None,
        // A template nested in an instance: its own arguments are still to come.
        Ty::Cpp(id, outer)
            if outer.len() + cx.types.cpp_classes[id].params.len() == cx.types.cpp_params(id).len() =>
        {
            if cx.types.cpp_classes[id].params.is_empty() {
                TemplateBase::Ty(ty)
            } else {
                TemplateBase::CppIn(id, outer)
            }
        }
        Ty::Cyp(_) => generic_in(cx, ty).unwrap_or(TemplateBase::Ty(ty)),
        _ => TemplateBase::Ty(ty),
    })
}

/// A generic cypclass nested in an instance of another, if the arguments of its own are still to come.
pub fn generic_in(cx: &Cx<'_>, ty: TyId) -> Option<TemplateBase> {
    let cyp = cx.types.as_cyp(ty)?;
    let around = cx.types.cyp_params_around(cyp.class);
    let own = cx.types.cyp_classes[cyp.class].params.get(around..)?;
    let missing = |(&p, &a): (&cyrus_types::TemplateParamId, &TyId)| matches!(cx.types.get(a), Ty::TemplateParam(q) if *q == p);
    let open = !own.is_empty() && own.iter().zip(&cyp.args[around..]).all(missing);
    open.then(|| TemplateBase::CypIn(cyp.class, cyp.args[..around].to_vec()))
}

/// What an entry means before brackets; `None` when it is not a type.
pub fn template_base_of(cx: &mut Cx<'_>, entry: &Entry) -> Option<TemplateBase> {
    Some(match &entry.kind {
        EntryKind::CppTemplate(id) => TemplateBase::Cpp(*id),
        EntryKind::CypTemplate(id) => TemplateBase::Cyp(*id),
        EntryKind::Cython(path) => {
            let path = path.strip_prefix("cython.").unwrap_or(path);
            match cython_module::type_of(cx, path) {
                Some(ty) => TemplateBase::Ty(ty),
                None => TemplateBase::Cython(path.into()),
            }
        }
        _ if entry.known.is_some() && entry.as_type().is_none() => {
            let known = entry.known.clone().unwrap_or_default();
            match super::expr_type::known_class(&known) {
                Some(class) => TemplateBase::Ty(class),
                None => TemplateBase::Typing(known),
            }
        }
        _ => TemplateBase::Ty(entry_type(cx, entry)?),
    })
}

/// The type an entry stands for when its name is used alone.
pub fn entry_type(cx: &mut Cx<'_>, entry: &Entry) -> Option<TyId> {
    let ty = match &entry.kind {
        EntryKind::Type(ty) => *ty,
        EntryKind::CppTemplate(id) => {
            let args = own_params(cx, &cx.types.cpp_params(*id));
            cx.types.intern(Ty::Cpp(*id, args))
        }
        EntryKind::CypTemplate(id) => {
            let args = own_params(cx, &cx.types.cyp_classes[*id].params.clone());
            cx.types.cyp_mention(*id, args)
        }
        // Known to newer Pythons only, so no type of its own.
        EntryKind::PyBuiltin if entry.name == "frozendict" => common::OBJECT,
        EntryKind::Cython(path) => {
            let path = path.clone();
            cython_module::type_of(cx, path.strip_prefix("cython.").unwrap_or(&path))?
        }
        _ => expr_type::known_class(entry.known.as_deref()?)?,
    };
    if let Some(class) = cx.types.as_ext(ty) {
        cx.use_class(class);
    }
    if let Some(class) = cx.types.as_nogil_class(ty) {
        cx.named_nogil_classes.insert(class);
    }
    Some(ty)
}

/// A template inside its own definition is the class over its own parameters.
pub fn own_params(cx: &mut Cx<'_>, params: &[cyrus_types::TemplateParamId]) -> Vec<TyId> {
    params.iter().map(|&p| cx.types.intern(Ty::TemplateParam(p))).collect()
}

/// A dotted name used as a type.
fn dotted(cx: &mut Cx<'_>, scope: ScopeId, name: &ast::DottedName) -> TyId {
    if name.parts.len() == 1 && name.parts[0].name == "object" {
        return common::OBJECT;
    }
    let Some(entry) = find_dotted(cx, scope, name) else { return common::ERROR };
    match entry_type(cx, &entry) {
        // `complex` in a declaration is the C type.
        Some(common::PYCOMPLEX) if entry.span.is_none() => common::DOUBLE_COMPLEX,
        Some(ty) => match entry.kind {
            EntryKind::CppTemplate(id) => bare_template(cx, scope, id, ty),
            _ => ty,
        },
        None => {
            not_a_type(cx, &name.parts[name.parts.len() - 1].name, name.span);
            common::ERROR
        }
    }
}

/// A C++ template without arguments: the class itself in its own body, elsewhere the one that the defaults
/// of its parameters make. In declarations of C++ functions others stand for any instance.
fn bare_template(cx: &mut Cx<'_>, scope: ScopeId, id: cyrus_types::CppClassId, own: TyId) -> TyId {
    let params = cx.types.cpp_classes[id].params.clone();
    if params.iter().any(|&p| !cx.types.template_params[p].optional) || in_template(cx, scope, &params) {
        return own;
    }
    let all = cx.types.cpp_params(id);
    let outer = own_params(cx, &all[..all.len() - params.len()]);
    cx.types.intern(Ty::Cpp(id, outer))
}

/// Whether the template with these parameters is around `scope`.
fn in_template(cx: &Cx<'_>, scope: ScopeId, params: &[cyrus_types::TemplateParamId]) -> bool {
    params.iter().all(|&param| {
        // A parameter of the same name may stand nearer.
        let name = &cx.types.template_params[param].name;
        std::iter::successors(Some(scope), |&s| cx.scopes[s].parent)
            .filter_map(|s| cx.scopes[s].get(name)?.as_type())
            .any(|ty| matches!(cx.types.get(ty), Ty::TemplateParam(p) if *p == param))
    })
}

/// [`resolve`] for what values are of: reports a template without its arguments. In declarations of C++ it stands for any instance.
pub fn resolve_whole(cx: &mut Cx<'_>, scope: ScopeId, ty: &ast::TypeExpr, is_extern: bool) -> TyId {
    let resolved = resolve(cx, scope, ty);
    if is_extern {
        return resolved;
    }
    let mut named = ty;
    while let TypeExprKind::Const(inner) | TypeExprKind::Volatile(inner) | TypeExprKind::Qualified(_, inner) =
        &named.kind
    {
        named = inner;
    }
    let plain = cx.types.unqualified(resolved);
    match named.kind {
        TypeExprKind::Name(_) | TypeExprKind::Member(..)
            if need_arguments(cx, scope, plain, named.span) == common::ERROR =>
        {
            common::ERROR
        }
        _ => resolved,
    }
}

/// A template needs its arguments: reports one without.
pub fn need_arguments(cx: &mut Cx<'_>, scope: ScopeId, ty: TyId, span: Span) -> TyId {
    // A struct inside a generic class lacks what the class lacks.
    if let Ty::Struct(id) = *cx.types.get(ty)
        && let Some(outer) = cx.types.structs[id].outer
    {
        let outer = need_arguments(cx, scope, outer, span);
        return if outer == common::ERROR { outer } else { ty };
    }
    let (name, params, args) = match cx.types.get(ty) {
        Ty::Cpp(id, args) => {
            let def = &cx.types.cpp_classes[*id];
            (&def.name, &def.params, args)
        }
        Ty::Cyp(cyp) => {
            let def = &cx.types.cyp_classes[cyp.class];
            (&def.name, &def.params, &cyp.args)
        }
        _ => return ty,
    };
    let given = |p| !args.iter().any(|&a| matches!(cx.types.get(a), Ty::TemplateParam(q) if *q == p));
    let missing: Vec<_> = params.iter().copied().filter(|&p| !given(p)).collect();
    if in_template(cx, scope, &missing) {
        return ty;
    }
    let message = format!("{name} templated type receives {} arguments, got 0", missing.len());
    cx.error(codes::E0402, span, message);
    common::ERROR
}

fn not_a_type(cx: &mut Cx<'_>, name: &str, span: Span) {
    let message = format!("'{name}' is not a type identifier");
    cx.diags.push(homes::undeclared(codes::E0201, span, message, name));
}

/// The entry that a dotted name leads to; reports what is missing on the way.
fn find_dotted(cx: &mut Cx<'_>, scope: ScopeId, name: &ast::DottedName) -> Option<Entry> {
    let (last, path) = name.parts.split_last()?;
    let mut current = scope;
    // What the part before gave within a class: its template arguments are filled in, which its scope cannot do.
    let mut nested_ty = None;
    for (i, part) in path.iter().enumerate() {
        let found = nested_ty.take().or_else(|| cx.lookup(current, &part.name).cloned());
        let Some(entry) = found else {
            cx.error(codes::E0201, name.span, format!("'{}' is not declared", part.name));
            return None;
        };
        if let EntryKind::Type(ty) = entry.kind {
            let next = &name.parts[i + 1];
            nested_ty = nested(cx, ty, &next.name)
                .map(|ty| Entry::new(next.name.clone(), Some(next.span), EntryKind::Type(ty)));
            if nested_ty.is_some() {
                continue;
            }
        }
        let next = match &entry.kind {
            EntryKind::Module(scope) => Some(*scope),
            EntryKind::Cython(path) => {
                let rest: Vec<&str> = name.parts[i + 1..].iter().map(|p| p.name.as_str()).collect();
                let path = format!("{path}.{}", rest.join("."));
                return Some(Entry::new(last.name.clone(), Some(name.span), EntryKind::Cython(path.into())));
            }
            EntryKind::Type(ty) => class_scope(cx, *ty),
            EntryKind::CppTemplate(id) => cx.class_scopes.get(&crate::cx::ClassKey::Cpp(*id)).copied(),
            EntryKind::CypTemplate(id) => cx.class_scopes.get(&crate::cx::ClassKey::Cyp(*id)).copied(),
            _ if entry.known.is_some() => {
                let known = format!("{}.{}", entry.known.unwrap_or_default(), last.name);
                let mut found = Entry::new(last.name.clone(), entry.span, EntryKind::PyGlobal);
                found.known = Some(known.into());
                return Some(found);
            }
            _ => None,
        };
        let Some(next) = next else {
            let joined: Vec<&str> = path.iter().map(|p| p.name.as_str()).collect();
            cx.error(codes::E0201, name.span, format!("'{}' is not a cimported module", joined.join(".")));
            return None;
        };
        current = next;
    }
    match nested_ty.or_else(|| cx.lookup(current, &last.name).cloned()) {
        Some(entry) => Some(entry),
        None => {
            not_a_type(cx, &last.name, name.span);
            None
        }
    }
}

/// The scope of nested names of a class type.
pub fn class_scope(cx: &Cx<'_>, ty: TyId) -> Option<ScopeId> {
    let key = match cx.types.kind(ty) {
        Ty::Cpp(id, _) => crate::cx::ClassKey::Cpp(*id),
        Ty::Cyp(cyp) => crate::cx::ClassKey::Cyp(cyp.class),
        Ty::Ext(id) | Ty::NogilClass(id) => crate::cx::ClassKey::Ext(*id),
        _ => return None,
    };
    cx.class_scopes.get(&key).copied()
}

/// `vector[int].iterator`: a nested type, template arguments filled in.
pub fn member(cx: &mut Cx<'_>, base: TyId, name: &ast::Ident, span: Span) -> TyId {
    match nested(cx, base, &name.name) {
        Some(ty) => ty,
        None if cx.types.is_error(base) => common::ERROR,
        None => {
            let shown = cx.types.display(base);
            let message = match cx.types.kind(base) {
                Ty::Cpp(..) | Ty::Cyp(_) => format!("'{shown}.{}' is not a type identifier", name.name),
                _ => format!("'{shown}' is not a valid type scope"),
            };
            cx.error(codes::E0204, span, message);
            common::ERROR
        }
    }
}

/// The type nested in a class under this name, in the class or a base of it.
pub fn nested(cx: &mut Cx<'_>, base: TyId, name: &str) -> Option<TyId> {
    match cx.types.kind(base).clone() {
        Ty::Cpp(id, args) => {
            let params = cx.types.cpp_params(id);
            let def = &cx.types.cpp_classes[id];
            if let Some(&(_, ty)) = def.nested.iter().find(|(n, _)| n == name) {
                return Some(cx.types.substitute(ty, &params, &args));
            }
            for parent in def.bases.clone() {
                let parent = cx.types.substitute(parent, &params, &args);
                if let Some(ty) = nested(cx, parent, name) {
                    return Some(ty);
                }
            }
            None
        }
        Ty::Cyp(cyp) => {
            let def = &cx.types.cyp_classes[cyp.class];
            let params = def.params.clone();
            if let Some(&(_, ty)) = def.nested.iter().find(|(n, _)| n == name) {
                return Some(cx.types.substitute(ty, &params, &cyp.args));
            }
            for parent in def.bases.clone() {
                let parent = cx.types.substitute(parent, &params, &cyp.args);
                if let Some(ty) = nested(cx, parent, name) {
                    return Some(ty);
                }
            }
            None
        }
        _ => None,
    }
}

/// `iso T`, `lock T` …: only references to cypclass objects have capabilities, and `weak` those that a template
/// parameter stands for.
fn qualified(
    cx: &mut Cx<'_>,
    scope: ScopeId,
    qualifier: ast::Qualifier,
    inner: &ast::TypeExpr,
    span: Span,
) -> TyId {
    let mut ty = resolve(cx, scope, inner);
    let cap = capability(qualifier);
    // A name that 'ctypedef' gave a class is as good as the class's own.
    if cx.types.is_cyp(ty) {
        while let Ty::Typedef(id) = *cx.types.get(ty) {
            ty = cx.types.typedefs[id].base;
        }
    }
    match cx.types.get(ty).clone() {
        Ty::Cyp(mut cyp) => {
            if cyp.cap != Capability::Local && cyp.cap == cx.types.cyp_classes[cyp.class].own_cap {
                return class_qualified(cx, ty, cap, span);
            }
            if cyp.cap != Capability::Local {
                cx.error(codes::E0606, span, "Only one reference capability can be given");
            }
            cyp.cap = cap;
            cx.types.intern(Ty::Cyp(cyp))
        }
        Ty::TemplateParam(param)
            if cap == Capability::Weak && cx.types.cyp_classes.iter().any(|c| c.params.contains(&param)) =>
        {
            cx.types.template_params[param].weak = true;
            cx.types.intern(Ty::WeakParam(param))
        }
        Ty::Error => ty,
        _ if cap == Capability::Local => ty,
        _ => {
            cx.error(codes::E0606, span, "Qualifiers can only be applied to cypclass types");
            common::ERROR
        }
    }
}

/// A qualifier before the name of a class that has one itself: may repeat it.
fn class_qualified(cx: &mut Cx<'_>, ty: TyId, cap: Capability, span: Span) -> TyId {
    let Some(class) = cx.types.as_cyp(ty).map(|cyp| cyp.class) else { return ty };
    if cap != cx.types.cyp_classes[class].own_cap {
        let def = &cx.types.cyp_classes[class];
        let message = format!("every reference to a '{}' is 'immutable', as its class says", def.name);
        let diagnostic = Diagnostic::error(codes::E0606, span, message)
            .label(def.span, "declared 'immutable' here")
            .help("leave the qualifier out: an immutable object can be used by all threads at once");
        cx.diags.push(diagnostic);
    }
    ty
}

/// The capability that a qualifier gives.
pub fn capability(qualifier: ast::Qualifier) -> Capability {
    match qualifier {
        ast::Qualifier::Iso => Capability::Iso,
        ast::Qualifier::Lock => Capability::Lock,
        ast::Qualifier::Active => Capability::Active,
        ast::Qualifier::Locked => Capability::Locked,
        ast::Qualifier::Immutable => Capability::Immutable,
        ast::Qualifier::Weak => Capability::Weak,
        // The opposite of `const`: the default.
        ast::Qualifier::Mutable => Capability::Local,
    }
}

/// The scope whose names a function template or class template parameter list opens.
pub fn template_scope(cx: &mut Cx<'_>, parent: ScopeId) -> ScopeId {
    cx.scopes.push(crate::scope::Scope::new(ScopeKind::Template, Some(parent)))
}
