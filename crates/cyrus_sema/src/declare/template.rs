//! `T[...]`: C++ templates, generic cypclasses, Python generics, buffers and C arrays.
//!
//! Which one it is depends on what stands before the brackets.

use super::items::{self, Given};
use super::type_expr::{self, TemplateBase};
use super::{buffer_type, declarator, expr_type};
use crate::check::capability::isolated_items::isolated_problem;
use crate::check::sendable::carrier_problem;
use crate::cx::Cx;
use crate::scope::ScopeId;
use cyrus_diagnostics::{Diagnostic, codes};
use cyrus_source::Span;
use cyrus_syntax::ast::{self, ExprKind, TypeArg};
use cyrus_types::{Builtin, Counting, CypClassId, Ty, TyId, Types, common};

/// Applies arguments written in C syntax.
pub fn apply(
    cx: &mut Cx<'_>,
    scope: ScopeId,
    base: TemplateBase,
    args: &[TypeArg],
    base_span: Span,
    span: Span,
) -> TyId {
    match base {
        TemplateBase::Cpp(_) | TemplateBase::CppIn(..) | TemplateBase::Cyp(_) | TemplateBase::CypIn(..) => {
            let mut types = Vec::with_capacity(args.len());
            for arg in args {
                types.push(match arg {
                    TypeArg::Type(ty) => {
                        let arg = type_expr::resolve(cx, scope, ty);
                        whole(cx, scope, arg, ty.span)
                    }
                    TypeArg::Expr(expr) => template_arg(cx, scope, expr),
                    TypeArg::Keyword(..) => {
                        cx.error(codes::E0402, span, "c++ templates cannot take keyword arguments");
                        return common::ERROR;
                    }
                });
            }
            let bracket = Span::new(span.file, base_span.end, span.end);
            let made = instantiate(cx, base, types, bracket);
            type_expr::need_arguments(cx, scope, made, base_span)
        }
        TemplateBase::Typing(name) => typing(cx, scope, &name, args, span),
        TemplateBase::Cython(name) => match args {
            [TypeArg::Type(ty)] => {
                let ty = type_expr::resolve(cx, scope, ty);
                constructed(cx, &name, ty).unwrap_or_else(|| unknown_constructor(cx, &name, base_span))
            }
            [TypeArg::Expr(expr)] => match expr_type::try_resolve_expr(cx, scope, expr) {
                Some(ty) => {
                    constructed(cx, &name, ty).unwrap_or_else(|| unknown_constructor(cx, &name, base_span))
                }
                None => {
                    cx.error(
                        codes::E0402,
                        base_span,
                        format!("invalid use of '{name}', argument is not a type"),
                    );
                    common::ERROR
                }
            },
            _ => unknown_constructor(cx, &name, base_span),
        },
        TemplateBase::Ty(ty) => match cx.types.kind(ty) {
            Ty::Error => ty,
            Ty::Builtin(b) if is_generic(*b) => {
                let mut given = Vec::with_capacity(args.len());
                for arg in args {
                    given.push(match arg {
                        TypeArg::Expr(e) if matches!(e.kind, ast::ExprKind::Ellipsis) => Given::Ellipsis,
                        _ => Given::of(generic_arg(cx, scope, arg)),
                    });
                }
                items::container_of(cx, ty, &given, span)
            }
            Ty::Object | Ty::Builtin(_) | Ty::Ext(_) => buffer_type::make(cx, scope, ty, args, span),
            Ty::Cpp(..) | Ty::Cyp(_) if matches!(args, [TypeArg::Expr(e)] if matches!(e.kind, ast::ExprKind::Int(_))) => {
                c_array(cx, scope, ty, args, span)
            }
            Ty::Cpp(..) | Ty::Cyp(_) => {
                let shown = cx.types.display(ty);
                cx.error(codes::E0402, span, format!("'{shown}' type is not a template"));
                common::ERROR
            }
            _ => c_array(cx, scope, ty, args, span),
        },
    }
}

/// `Optional[T]` and the like in C syntax.
fn typing(cx: &mut Cx<'_>, scope: ScopeId, name: &str, args: &[TypeArg], span: Span) -> TyId {
    let is_none = |a: &TypeArg| matches!(a, TypeArg::Expr(e) if matches!(e.kind, ExprKind::NoneLit));
    let optional = name.ends_with("Optional") || name.ends_with("Union") && args.iter().any(is_none);
    let last = match args.last() {
        Some(TypeArg::Type(ty)) => ty.span,
        Some(TypeArg::Expr(e) | TypeArg::Keyword(_, e)) => e.anchor_span(),
        None => span,
    };
    let mut types = Vec::with_capacity(args.len());
    for arg in args.iter().filter(|a| !is_none(a)) {
        let Some(ty) = generic_arg(cx, scope, arg) else {
            types.push(None);
            continue;
        };
        let object = python_equivalent(cx, ty);
        let is_attribute = match arg {
            TypeArg::Expr(e) => super::memview_type::cython_path(cx, scope, e).is_some_and(|p| !p.is_empty()),
            _ => false,
        };
        if optional && (!expr_type::can_be_none(cx, object) || object != ty && is_attribute) {
            let shown = cx.types.display(ty);
            cx.error(codes::E0301, last, format!("{name}[...] cannot be applied to type {shown}"));
            types.push(Some(common::ERROR));
        } else {
            types.push(Some(if optional { object } else { ty }));
        }
    }
    special(cx, name, &types, span).unwrap_or(common::OBJECT)
}

/// Applies arguments written as an expression, as in `vector[int]` among expressions.
pub fn apply_exprs(
    cx: &mut Cx<'_>,
    scope: ScopeId,
    base: TemplateBase,
    index: &ast::Expr,
    span: Span,
) -> TyId {
    let items = elements(index);
    let types = items.iter().map(|e| template_arg(cx, scope, e)).collect();
    instantiate(cx, base, types, span)
}

/// The parts of `a, b` or the single expression: `(a, b)`, with its parentheses, is one, the type of C tuples.
pub fn elements(index: &ast::Expr) -> Vec<&ast::Expr> {
    match &index.kind {
        ExprKind::Tuple(items) if items.first().is_none_or(|first| first.span.start == index.span.start) => {
            items.iter().collect()
        }
        _ => vec![index],
    }
}

fn template_arg(cx: &mut Cx<'_>, scope: ScopeId, expr: &ast::Expr) -> TyId {
    match expr_type::try_resolve_expr(cx, scope, expr) {
        Some(ty) => whole(cx, scope, ty, expr.anchor_span()),
        None => {
            unknown_argument(cx, expr);
            common::ERROR
        }
    }
}

/// Reports what is no type; a well-known name comes with the `cimport` that it needs.
pub fn unknown_argument(cx: &mut Cx<'_>, expr: &ast::Expr) {
    let name = if let ExprKind::Name(name) = &expr.kind { name.as_str() } else { "" };
    let message = "unknown type in template argument".to_string();
    cx.diags.push(super::homes::undeclared(codes::E0402, expr.anchor_span(), message, name));
}

/// An argument, which as a template or generic cypclass has arguments itself.
pub fn whole(cx: &mut Cx<'_>, scope: ScopeId, ty: TyId, span: Span) -> TyId {
    type_expr::need_arguments(cx, scope, ty, span)
}

/// A C++ class or cypclass over arguments.
pub fn instantiate(cx: &mut Cx<'_>, base: TemplateBase, args: Vec<TyId>, span: Span) -> TyId {
    let (name, params) = match &base {
        TemplateBase::Cpp(id) | TemplateBase::CppIn(id, _) => {
            let def = &cx.types.cpp_classes[*id];
            (def.name.clone(), def.params.clone())
        }
        TemplateBase::Cyp(id) | TemplateBase::CypIn(id, _) => {
            let around = cx.types.cyp_params_around(*id);
            let def = &cx.types.cyp_classes[*id];
            (def.name.clone(), def.params[around..].to_vec())
        }
        TemplateBase::Ty(_) | TemplateBase::Typing(_) | TemplateBase::Cython(_) => return common::ERROR,
    };
    let required = params.iter().filter(|&&p| !cx.types.template_params[p].optional).count();
    if args.len() < required || args.len() > params.len() {
        cx.error(
            codes::E0402,
            span,
            format!("{name} templated type receives {} arguments, got {}", params.len(), args.len()),
        );
        return common::ERROR;
    }
    if args.iter().any(|&a| cx.types.is_error(a)) {
        return common::ERROR;
    }
    if args.iter().any(|&a| super::cyp_class::is_locked(cx, a)) {
        super::cyp_class::locked_error(cx, span);
        return common::ERROR;
    }
    if let TemplateBase::Cyp(id) | TemplateBase::CypIn(id, _) = &base
        && let Some((message, help)) = carrier_problem(&cx.types, *id, &args)
    {
        cx.diags.push(Diagnostic::error(codes::E0604, span, message).help(help));
        return common::ERROR;
    }
    let mut has_object = false;
    let cyp = matches!(base, TemplateBase::Cyp(_) | TemplateBase::CypIn(..));
    for &arg in &args {
        if cyp && let Some(message) = argument_problem(&cx.types, arg) {
            has_object = true;
            cx.error(codes::E0402, span, message);
        } else if matches!(cx.types.kind(arg), Ty::MemView(_)) {
            has_object = true;
            let shown = cx.types.display(arg);
            let message = format!("Reference-counted type '{shown}' cannot be used as a template argument");
            cx.error(codes::E0402, span, message);
        } else if cx.types.is_unique(arg) {
            has_object = true;
            let shown = cx.types.display(arg);
            let message = format!(
                "'{shown}' has __dealloc__, so its values cannot be copied, as a template would; use pointers to it"
            );
            cx.error(codes::E0311, span, message);
        } else if matches!(base, TemplateBase::Cpp(_) | TemplateBase::CppIn(..))
            && cx.types.counting(arg) == Counting::Members
        {
            has_object = true;
            let shown = cx.types.display(arg);
            let message = format!(
                "the references in '{shown}' are not counted when C++ copies it, as a template would"
            );
            let help = "use pointers to it, a C tuple, a pair, or a cypclass";
            cx.diags.push(Diagnostic::error(codes::E0402, span, message).help(help));
        } else if cx.types.is_object(arg) {
            has_object = true;
            let shown = cx.types.display(arg);
            cx.error(
                codes::E0402,
                span,
                format!("Python object type '{shown}' cannot be used as a template argument"),
            );
        }
    }
    if has_object {
        return common::ERROR;
    }
    if let TemplateBase::Cyp(id) | TemplateBase::CypIn(id, _) = &base
        && let Some(diagnostic) = isolated_problem(&cx.types, *id, &args, span)
    {
        cx.diags.push(diagnostic);
        return common::ERROR;
    }
    match base {
        TemplateBase::Cpp(id) => {
            // Inside the enclosing template its parameters are what they are.
            let all = cx.types.cpp_params(id);
            let mut full = type_expr::own_params(cx, &all[..all.len() - params.len()]);
            full.extend(args);
            cx.types.intern(Ty::Cpp(id, full))
        }
        TemplateBase::CppIn(id, mut full) => {
            full.extend(args);
            cx.types.intern(Ty::Cpp(id, full))
        }
        TemplateBase::Cyp(class) => {
            let all = cx.types.cyp_classes[class].params.clone();
            let mut full = type_expr::own_params(cx, &all[..all.len() - params.len()]);
            full.extend(args);
            mention(cx, class, full, span)
        }
        TemplateBase::CypIn(class, mut full) => {
            full.extend(args);
            mention(cx, class, full, span)
        }
        TemplateBase::Ty(_) | TemplateBase::Typing(_) | TemplateBase::Cython(_) => common::ERROR,
    }
}

/// An instance of a generic cypclass, and where it is asked for first.
fn mention(cx: &mut Cx<'_>, class: CypClassId, args: Vec<TyId>, span: Span) -> TyId {
    // What an instance asks for is asked for where that instance is.
    if cx.cyp_instance.is_none() {
        let plain = cx.types.cyp(class, args.clone());
        cx.instance_places.entry(plain).or_insert(span);
    }
    cx.types.cyp_mention(class, args)
}

/// Why a type cannot be an argument of a generic cypclass.
fn argument_problem(types: &Types, arg: TyId) -> Option<String> {
    let shown = types.display(arg);
    match types.get(arg) {
        Ty::Void | Ty::Ref(_) | Ty::RvalueRef(_) | Ty::Array(..) => {
            Some(format!("'{shown}' cannot be an argument of a generic class, which keeps values"))
        }
        _ => None,
    }
}

/// Builtin classes that take type arguments in annotations.
pub fn is_generic(builtin: Builtin) -> bool {
    matches!(
        builtin,
        Builtin::List
            | Builtin::Tuple
            | Builtin::Dict
            | Builtin::FrozenDict
            | Builtin::Set
            | Builtin::FrozenSet
            | Builtin::Type
    )
}

fn generic_arg(cx: &mut Cx<'_>, scope: ScopeId, arg: &TypeArg) -> Option<TyId> {
    match arg {
        TypeArg::Type(ty) => Some(type_expr::resolve(cx, scope, ty)),
        TypeArg::Expr(expr) => expr_type::try_resolve_expr(cx, scope, expr),
        TypeArg::Keyword(name, _) => {
            cx.error(codes::E0402, name.span, "indexed types cannot take keyword arguments");
            None
        }
    }
}

/// `Optional[T]`, `ClassVar[T]`, `Union[...]` … by qualified name: the type inside.
pub fn special(cx: &mut Cx<'_>, name: &str, args: &[Option<TyId>], span: Span) -> Option<TyId> {
    let _ = span;
    let short = name.rsplit('.').next().unwrap_or(name);
    match short {
        "Optional" | "ClassVar" | "InitVar" | "Final" | "Annotated" => match args {
            [Some(ty)] => Some(python_equivalent(cx, *ty)),
            [None] => None,
            _ if short == "Annotated" => args.first().copied().flatten(),
            _ => {
                cx.error(codes::E0402, span, format!("'{name}' takes exactly one template argument."));
                Some(common::ERROR)
            }
        },
        // Only unions with `None` are types: the caller has dropped the `None`.
        "Union" => match args {
            [Some(ty)] => Some(python_equivalent(cx, *ty)),
            _ => None,
        },
        "Dict" => Some(common::DICT),
        "List" => Some(common::LIST),
        "Tuple" => Some(common::TUPLE),
        "Set" => Some(common::SET),
        "FrozenSet" => Some(common::FROZENSET),
        _ => None,
    }
}

/// The Python class that holds the values of a C type, where there is one that may be `None`.
pub fn python_equivalent(cx: &Cx<'_>, ty: TyId) -> TyId {
    match cx.types.kind(ty) {
        Ty::Bint => common::PYBOOL,
        Ty::Float(cyrus_types::FloatTy::Double) => common::PYFLOAT,
        Ty::Complex(cyrus_types::FloatTy::Double) => common::PYCOMPLEX,
        Ty::CTuple(_) => common::TUPLE,
        _ => ty,
    }
}

/// `cython.pointer[T]`, `cython.const[T]`, `cython.volatile[T]`.
pub fn constructed(cx: &mut Cx<'_>, name: &str, ty: TyId) -> Option<TyId> {
    Some(match name {
        "pointer" => cx.types.ptr(ty),
        "const" => cx.types.constant(ty),
        "volatile" => cx.types.intern(Ty::Volatile(ty)),
        "restrict" => ty,
        _ => return None,
    })
}

fn unknown_constructor(cx: &mut Cx<'_>, name: &str, span: Span) -> TyId {
    cx.error(codes::E0201, span, format!("'{name}' is not a type identifier"));
    common::ERROR
}

/// `int[10]` before a name.
fn c_array(cx: &mut Cx<'_>, scope: ScopeId, elem: TyId, args: &[TypeArg], span: Span) -> TyId {
    match args {
        [] => cx.types.array(elem, None),
        // `int[2][3]` is two times three elements, as in C.
        [TypeArg::Expr(dim)] => {
            declarator::innermost(cx, elem, |cx, elem| declarator::array_of(cx, scope, elem, Some(dim), span))
        }
        _ => {
            cx.error(codes::E0306, span, "invalid array declaration");
            common::ERROR
        }
    }
}
