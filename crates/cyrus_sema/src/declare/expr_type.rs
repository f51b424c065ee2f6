//! Expressions used as types: casts and `sizeof` in pure mode, template arguments, annotations.
//!
//! In: an expression and its scope. Out: the type it names, or `None` when it names none (which is not
//! an error here). Bare names of C types are types only where C syntax or `cython.declare` asks for one,
//! not in annotations.

use super::type_expr::{self, TemplateBase};
use super::{const_value, cython_module, items, memview_type, template};
use crate::cx::Cx;
use crate::scope::{Entry, EntryKind, ScopeId};
use cyrus_diagnostics::codes;
use cyrus_syntax::ast::{self, BinaryOp, ExprKind};
use cyrus_types::{Builtin, Ty, TyId, common};

/// The type that `expr` names where a C type may stand.
pub fn try_resolve_expr(cx: &mut Cx<'_>, scope: ScopeId, expr: &ast::Expr) -> Option<TyId> {
    resolve(cx, scope, expr, true)
}

/// The type that `expr` names; `c_types`: whether bare names may be C types.
pub fn resolve(cx: &mut Cx<'_>, scope: ScopeId, expr: &ast::Expr, c_types: bool) -> Option<TyId> {
    let ty = generic(cx, scope, expr, c_types)?;
    Some(type_expr::specialize(cx, ty))
}

fn generic(cx: &mut Cx<'_>, scope: ScopeId, expr: &ast::Expr, c_types: bool) -> Option<TyId> {
    match &expr.kind {
        ExprKind::Name(name) => named(cx, scope, name, expr, c_types),
        ExprKind::Attribute(base, name) => attribute(cx, scope, base, name, c_types),
        ExprKind::Subscript(base, index) => subscript(cx, scope, expr, base, index, c_types),
        ExprKind::Call(call) => {
            let path = memview_type::cython_path(cx, scope, &call.func)?;
            let [ast::Arg::Positional(arg)] = call.args.as_slice() else {
                if path == "pointer" {
                    cx.error(codes::E0303, call.func.span, "only one type allowed.");
                }
                return None;
            };
            if path == "typeof" {
                return declared_type_of(cx, scope, arg);
            }
            if path != "pointer" {
                return None;
            }
            match resolve(cx, scope, arg, true) {
                Some(ty) => Some(cx.types.ptr(ty)),
                None => {
                    cx.error(codes::E0201, arg.anchor_span(), "Unknown type");
                    None
                }
            }
        }
        ExprKind::Binary(BinaryOp::BitOr, a, b) => {
            let inner = match (&a.kind, &b.kind) {
                (ExprKind::NoneLit, _) => b,
                (_, ExprKind::NoneLit) => a,
                _ => return None,
            };
            let ty = resolve(cx, scope, inner, false)?;
            let object = template::python_equivalent(cx, ty);
            if !can_be_none(cx, object) || (object != ty && is_cython_attribute(cx, scope, inner)) {
                let shown = cx.types.display(ty);
                cx.error(
                    codes::E0301,
                    inner.anchor_span(),
                    format!("'[...] | None' cannot be applied to type {shown}"),
                );
                return Some(ty);
            }
            Some(object)
        }
        ExprKind::Tuple(items) if !items.is_empty() => {
            let mut types = Vec::with_capacity(items.len());
            for item in items {
                types.push(resolve(cx, scope, item, c_types)?);
            }
            Some(cx.types.intern(Ty::CTuple(types)))
        }
        ExprKind::Str(lit) => {
            let text = lit.text.as_deref().or(lit.bytes.as_deref())?;
            let text = std::str::from_utf8(text).ok()?;
            super::string_type::resolve(cx, scope, text, c_types)
        }
        ExprKind::Type(ty) => Some(type_expr::resolve(cx, scope, ty)),
        _ => None,
    }
}

/// The type of an expression whose parts all have declared types: a C function or variable of the module, an address.
fn declared_type_of(cx: &mut Cx<'_>, scope: ScopeId, expr: &ast::Expr) -> Option<TyId> {
    match &expr.kind {
        ExprKind::Name(name) => match &cx.lookup(scope, name)?.kind {
            EntryKind::CVar(var) => Some(cx.cvars[*var].ty),
            EntryKind::CFunc(overloads) => match overloads.as_slice() {
                [only] => Some(cx.types.intern(Ty::Func(cx.cfuncs[*only].sig))),
                _ => None,
            },
            _ => None,
        },
        ExprKind::AddressOf(inner) => {
            let ty = declared_type_of(cx, scope, inner)?;
            Some(cx.types.ptr(ty))
        }
        _ => None,
    }
}

fn named(cx: &mut Cx<'_>, scope: ScopeId, name: &str, expr: &ast::Expr, c_types: bool) -> Option<TyId> {
    if c_types && let Some(ty) = cython_module::plain_c_type(cx, name) {
        return Some(ty);
    }
    match cx.lookup(scope, name).cloned() {
        Some(entry) => {
            let ty = type_expr::entry_type(cx, &entry)?;
            Some(c_equivalent(cx, ty))
        }
        None if c_types => cython_module::basic_type(cx, name),
        None => {
            if cython_module::basic_type(cx, name).is_some() {
                cx.warn(
                    codes::W0301,
                    expr.span,
                    format!(
                        "Found C type name '{name}' in a Python annotation. Did you mean to use 'cython.{name}'?"
                    ),
                );
            }
            None
        }
    }
}

/// Python's `float`, `bool` and `complex` hold exactly what a C type holds, which is used instead.
pub fn c_equivalent(cx: &Cx<'_>, ty: TyId) -> TyId {
    match cx.types.get(ty) {
        Ty::Builtin(Builtin::Float) => common::DOUBLE,
        Ty::Builtin(Builtin::Bool) => common::BINT,
        Ty::Builtin(Builtin::Complex) => common::DOUBLE_COMPLEX,
        _ => ty,
    }
}

/// Whether values of the type can be `None`.
pub fn can_be_none(cx: &Cx<'_>, ty: TyId) -> bool {
    cx.types.is_object(ty) || matches!(cx.types.kind(ty), Ty::MemView(_) | Ty::Error | Ty::Fused(_))
}

fn is_cython_attribute(cx: &Cx<'_>, scope: ScopeId, expr: &ast::Expr) -> bool {
    memview_type::cython_path(cx, scope, expr).is_some_and(|p| !p.is_empty())
}

fn attribute(
    cx: &mut Cx<'_>,
    scope: ScopeId,
    base: &ast::Expr,
    name: &ast::Ident,
    c_types: bool,
) -> Option<TyId> {
    if let Some(path) = memview_type::cython_path(cx, scope, base) {
        let path = if path.is_empty() { name.name.to_string() } else { format!("{path}.{}", name.name) };
        return cython_module::type_of(cx, &path);
    }
    if let Some(module) = module_of(cx, scope, base) {
        let entry = cx.lookup(module, &name.name).cloned()?;
        return type_expr::entry_type(cx, &entry);
    }
    if let Some(known) = known_name(cx, scope, base) {
        return known_class(&format!("{known}.{}", name.name));
    }
    if matches!(base.kind, ExprKind::Str(_)) {
        return None;
    }
    let base = resolve(cx, scope, base, c_types)?;
    type_expr::nested(cx, base, &name.name)
}

/// The cimported module that an expression names.
pub fn module_of(cx: &Cx<'_>, scope: ScopeId, expr: &ast::Expr) -> Option<ScopeId> {
    let entry = match &expr.kind {
        ExprKind::Name(name) => cx.lookup(scope, name)?,
        ExprKind::Attribute(base, name) => cx.scopes[module_of(cx, scope, base)?].get(&name.name)?,
        _ => return None,
    };
    match entry.kind {
        EntryKind::Module(id) => Some(id),
        _ => None,
    }
}

/// The name in the standard library that an expression stands for, if imports say so.
pub fn known_name(cx: &Cx<'_>, scope: ScopeId, expr: &ast::Expr) -> Option<String> {
    match &expr.kind {
        ExprKind::Name(name) => cx.lookup(scope, name)?.known.as_ref().map(|k| k.to_string()),
        ExprKind::Attribute(base, name) => Some(format!("{}.{}", known_name(cx, scope, base)?, name.name)),
        _ => None,
    }
}

/// Classes of `typing` that are builtin classes.
pub fn known_class(qualified: &str) -> Option<TyId> {
    Some(match qualified {
        "typing.Dict" => common::DICT,
        "typing.List" => common::LIST,
        "typing.Tuple" => common::TUPLE,
        "typing.Set" => common::SET,
        "typing.FrozenSet" => common::FROZENSET,
        _ => return None,
    })
}

/// Modifiers around the type of an annotation, outermost first.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Modifier {
    Optional,
    ClassVar,
    InitVar,
    Final,
}

/// The modifiers of an annotation: `Optional[T]`, `T | None`, `ClassVar[T]` …
pub fn modifiers(cx: &Cx<'_>, scope: ScopeId, expr: &ast::Expr) -> Vec<Modifier> {
    let mut found = Vec::new();
    let mut expr = expr;
    loop {
        match &expr.kind {
            ExprKind::Binary(BinaryOp::BitOr, a, b) => {
                if matches!(a.kind, ExprKind::NoneLit) || matches!(b.kind, ExprKind::NoneLit) {
                    found.push(Modifier::Optional);
                }
                return found;
            }
            ExprKind::Subscript(base, index) => {
                let name = known_name(cx, scope, base).unwrap_or_default();
                match name.rsplit('.').next().unwrap_or_default() {
                    "Optional" => found.push(Modifier::Optional),
                    "Union" => {
                        let items = template::elements(index);
                        if items.iter().any(|e| matches!(e.kind, ExprKind::NoneLit)) {
                            found.push(Modifier::Optional);
                        }
                    }
                    "ClassVar" => found.push(Modifier::ClassVar),
                    "InitVar" => found.push(Modifier::InitVar),
                    "Final" => found.push(Modifier::Final),
                    _ if memview_type::cython_path(cx, scope, base).as_deref()
                        == Some("dataclasses.InitVar") =>
                    {
                        found.push(Modifier::InitVar);
                    }
                    _ => {}
                }
                expr = index;
            }
            _ => return found,
        }
    }
}

fn subscript(
    cx: &mut Cx<'_>,
    scope: ScopeId,
    expr: &ast::Expr,
    base: &ast::Expr,
    index: &ast::Expr,
    c_types: bool,
) -> Option<TyId> {
    if let Some(path) = memview_type::cython_path(cx, scope, base)
        && matches!(path.as_str(), "pointer" | "const" | "volatile" | "restrict")
    {
        let Some(ty) = resolve(cx, scope, index, c_types) else {
            cx.error(
                codes::E0402,
                base.anchor_span(),
                format!("invalid use of '{path}', argument is not a type"),
            );
            return None;
        };
        return qualified(cx, &path, ty, base);
    }
    let items = template::elements(index);
    if let Some(template) = template_base(cx, scope, base) {
        match template {
            TemplateBase::Typing(name) => {
                let dataclass_initvar = name.as_str();
                let args: Vec<Option<TyId>> = items
                    .iter()
                    .filter(|e| !matches!(e.kind, ExprKind::NoneLit))
                    .map(|e| resolve(cx, scope, e, false))
                    .collect();
                let before = args.first().copied().flatten();
                let ty = template::special(cx, dataclass_initvar, &args, expr.anchor_span())?;
                let optional =
                    name.ends_with("Optional") || name.ends_with("Union") && args.len() < items.len();
                if let (true, Some(before)) = (optional, before)
                    && (!can_be_none(cx, ty)
                        || (ty != before && items.first().is_some_and(|e| is_cython_attribute(cx, scope, e))))
                {
                    let shown = cx.types.display(before);
                    let at = items.last().map_or(index.anchor_span(), |e| e.anchor_span());
                    cx.error(codes::E0301, at, format!("{name}[...] cannot be applied to type {shown}"));
                    return Some(common::ERROR);
                }
                // `ClassVar[float]` keeps the Python class; others the C type that a bare `float` gives.
                return Some(if name.ends_with("InitVar") { before.unwrap_or(ty) } else { ty });
            }
            TemplateBase::Cpp(_)
            | TemplateBase::CppIn(..)
            | TemplateBase::Cyp(_)
            | TemplateBase::CypIn(..) => {
                let mut types = Vec::with_capacity(items.len());
                for item in items {
                    types.push(match resolve(cx, scope, item, true) {
                        Some(ty) => template::whole(cx, scope, ty, item.anchor_span()),
                        None => {
                            template::unknown_argument(cx, item);
                            common::ERROR
                        }
                    });
                }
                let made = template::instantiate(cx, template, types, expr.anchor_span());
                return Some(type_expr::need_arguments(cx, scope, made, base.anchor_span()));
            }
            TemplateBase::Cython(_) => return None,
            TemplateBase::Ty(_) => {}
        }
    }
    let base_ty = resolve(cx, scope, base, c_types)?;
    if let Ty::Builtin(builtin) = *cx.types.get(base_ty)
        && template::is_generic(builtin)
    {
        return Some(generic_class(cx, scope, base_ty, &items, c_types, expr.anchor_span()));
    }
    if items.iter().any(|e| matches!(e.kind, ExprKind::Slice { .. })) {
        return Some(memview_type::make(cx, scope, base_ty, &items, expr.anchor_span()));
    }
    if cx.types.is_object(base_ty) {
        return None;
    }
    match const_value::try_evaluate(cx, scope, index) {
        Some(const_value::ConstValue::Int(n)) => {
            let len = u64::try_from(n).ok()?;
            Some(super::declarator::innermost(cx, base_ty, |cx, elem| cx.types.array(elem, Some(len))))
        }
        Some(value @ const_value::ConstValue::C(..)) if cx.types.is_integer(value.ty()) => {
            let len = value.c_text().map(cyrus_types::ArrayLen::C);
            Some(super::declarator::innermost(cx, base_ty, |cx, elem| cx.types.intern(Ty::Array(elem, len))))
        }
        _ if cx.types.is_cyp(base_ty) => {
            let shown = cx.types.display(base_ty);
            let message =
                format!("'{shown}' is not generic, and the size of an array must be a compile time constant");
            cx.error(codes::E0306, expr.anchor_span(), message);
            None
        }
        _ => {
            cx.error(codes::E0306, expr.anchor_span(), "Array size must be a compile time constant");
            None
        }
    }
}

fn template_base(cx: &mut Cx<'_>, scope: ScopeId, base: &ast::Expr) -> Option<TemplateBase> {
    let entry: Entry = match &base.kind {
        ExprKind::Name(name) => cx.lookup(scope, name).cloned()?,
        ExprKind::Attribute(object, name) => {
            if let Some(known) = known_name(cx, scope, base) {
                return match known_class(&known) {
                    Some(ty) => Some(TemplateBase::Ty(ty)),
                    None => Some(TemplateBase::Typing(known.into())),
                };
            }
            match memview_type::cython_path(cx, scope, base).as_deref() {
                Some("dataclasses.InitVar") => {
                    return Some(TemplateBase::Typing("dataclasses.InitVar".into()));
                }
                Some(_) => return None,
                None => {}
            }
            let Some(module) = module_of(cx, scope, object) else {
                let inner = attribute(cx, scope, object, name, true)?;
                return type_expr::generic_in(cx, inner);
            };
            cx.lookup(module, &name.name).cloned()?
        }
        _ => return None,
    };
    type_expr::template_base_of(cx, &entry)
}

/// `list[int]` in Python's syntax.
fn generic_class(
    cx: &mut Cx<'_>,
    scope: ScopeId,
    class: TyId,
    items: &[&ast::Expr],
    c_types: bool,
    span: cyrus_source::Span,
) -> TyId {
    let mut types = Vec::with_capacity(items.len());
    for item in items {
        types.push(match item.kind {
            ExprKind::Ellipsis => items::Given::Ellipsis,
            _ => items::Given::of(resolve(cx, scope, item, c_types)),
        });
    }
    items::container_of(cx, class, &types, span)
}

fn qualified(cx: &mut Cx<'_>, word: &str, ty: TyId, base: &ast::Expr) -> Option<TyId> {
    if word == "pointer" {
        return Some(cx.types.ptr(ty));
    }
    let duplicate =
        matches!((word, cx.types.get(ty)), ("const", Ty::Const(_)) | ("volatile", Ty::Volatile(_)));
    if duplicate {
        cx.error(codes::E0306, base.anchor_span(), format!("Duplicate '{word}'"));
    }
    if matches!(cx.types.kind(ty), Ty::MemView(_)) {
        cx.error(
            codes::E0306,
            base.anchor_span(),
            format!("Cannot declare memory view variable as '{word}'. Did you mean '{word}[item_type][:]' ?"),
        );
    }
    template::constructed(cx, word, ty)
}
