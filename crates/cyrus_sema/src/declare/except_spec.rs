//! Exception specifications of C functions, with the defaults of Cython 3.
//!
//! A function without a clause signals through a spare return value where its return type has one
//! (`except? -1`), through the exception state otherwise (`except *`); declarations of header files do
//! not raise. Methods of extension types and function pointers without a clause always ask the
//! exception state, so that they match whatever overrides them.

use super::const_value::{self, ConstValue};
use super::declarator::DeclContext;
use crate::cx::Cx;
use crate::scope::{EntryKind, ScopeId};
use cyrus_diagnostics::codes;
use cyrus_source::Span;
use cyrus_syntax::ast::{self, ExceptionSpec, ExprKind};
use cyrus_types::{Builtin, CppHandler, ExcSpec, ExcValue, Ty, TyId, common};

/// Says that a function without clause does not raise, as the directive `legacy_implicit_noexcept` wants it.
pub fn warn_implicit_noexcept(cx: &mut Cx<'_>, span: Span) {
    let message = "Implicit noexcept declaration is deprecated. Function declaration should contain \
                   'noexcept' keyword.";
    cx.warn(codes::W0301, span, message);
}

/// How the function signals exceptions.
pub fn resolve(
    cx: &mut Cx<'_>,
    scope: ScopeId,
    ret: TyId,
    function: &ast::FuncDeclarator,
    outermost: bool,
    span: Span,
    context: &DeclContext,
) -> ExcSpec {
    let object = cx.types.is_object(ret);
    match &function.exception {
        ExceptionSpec::Unspecified => {
            if object {
                return ExcSpec::Object;
            }
            if context.is_extern {
                return ExcSpec::None;
            }
            if cx.directives.legacy_implicit_noexcept {
                warn_implicit_noexcept(cx, span);
                return ExcSpec::None;
            }
            if context.cypclass {
                return match spare_value(cx, ret) {
                    Some(value) => ExcSpec::Maybe(value),
                    None => ExcSpec::Beside,
                };
            }
            if context.direct {
                return spare_value(cx, ret).map_or(ExcSpec::Check, ExcSpec::Maybe);
            }
            if context.in_pxd || context.self_ty.is_some() || !outermost {
                return ExcSpec::Check;
            }
            match spare_value(cx, ret) {
                Some(value) => ExcSpec::Maybe(value),
                None => ExcSpec::Check,
            }
        }
        ExceptionSpec::NoExcept => {
            if object {
                if !context.is_extern {
                    cx.warn(
                        codes::W0301,
                        span,
                        "noexcept clause is ignored for function returning Python object",
                    );
                }
                return ExcSpec::Object;
            }
            ExcSpec::None
        }
        ExceptionSpec::Always => {
            // What is so anyway may be said.
            if object {
                return ExcSpec::Object;
            }
            // A spare value makes the check cheap where the implementation is ours.
            let fixed = context.is_extern || context.in_pxd || context.self_ty.is_some() || !outermost;
            match spare_value(cx, ret) {
                Some(value) if !fixed => ExcSpec::Maybe(value),
                _ => ExcSpec::Check,
            }
        }
        ExceptionSpec::Beside => {
            if object {
                superfluous(cx, span);
                return ExcSpec::Object;
            }
            ExcSpec::Beside
        }
        ExceptionSpec::Value(value) => match clause_value(cx, scope, ret, value, span, context) {
            Some(value) => ExcSpec::Value(value),
            None if object => ExcSpec::Object,
            None => ExcSpec::Check,
        },
        ExceptionSpec::MaybeValue(value) => match clause_value(cx, scope, ret, value, span, context) {
            Some(value) => ExcSpec::Maybe(value),
            None if object => ExcSpec::Object,
            None => ExcSpec::Check,
        },
        ExceptionSpec::Cpp { handler, star, maybe_value } => {
            // Declarations of C++ libraries may be read by C modules that do not use them.
            if !cx.cplus && !context.in_pxd {
                cx.error(codes::E0401, span, "Operation only allowed in c++");
            }
            let handler = match handler {
                _ if *star => CppHandler::Star,
                None => CppHandler::Default,
                Some(handler) => cpp_handler(cx, scope, handler),
            };
            let maybe = maybe_value.as_ref().and_then(|v| clause_value(cx, scope, ret, v, span, context));
            ExcSpec::Cpp { handler, maybe }
        }
    }
}

fn superfluous(cx: &mut Cx<'_>, span: Span) {
    cx.error(codes::E0502, span, "Exception clause not allowed for function returning Python object");
}

/// A return value that callers may take as a hint that an exception was set.
pub fn spare_value(cx: &Cx<'_>, ret: TyId) -> Option<ExcValue> {
    match cx.types.kind(ret) {
        Ty::Bint | Ty::Int(_) | Ty::Enum(_) | Ty::Float(_) => Some(ExcValue::Int(-1)),
        Ty::Ptr(_) | Ty::Null | Ty::Cyp(_) | Ty::WeakParam(_) => Some(ExcValue::Null),
        _ => None,
    }
}

/// The value of `except value`; `None` after an error.
fn clause_value(
    cx: &mut Cx<'_>,
    scope: ScopeId,
    ret: TyId,
    value: &ast::Expr,
    span: Span,
    context: &DeclContext,
) -> Option<ExcValue> {
    if cx.types.is_object(ret) {
        superfluous(cx, span);
        return None;
    }
    let constant = match &value.kind {
        // A string of one character is that character where a C integer is wanted.
        ExprKind::Str(lit) if cx.types.is_integer(ret) => match lit.bytes.as_deref() {
            Some(&[byte]) => ConstValue::Int(i128::from(byte)),
            _ => const_value::evaluate(cx, scope, value),
        },
        _ => {
            let before = cx.diags.len();
            let constant = const_value::evaluate(cx, scope, value);
            let not_constant =
                cx.diags.iter().skip(before).any(|d| d.message.starts_with("Not allowed in a"));
            if not_constant {
                cx.error(codes::E0502, const_value::span_of(value), "Exception value must be constant");
            }
            constant
        }
    };
    let fits = match (&constant, cx.types.kind(ret)) {
        (ConstValue::Error, _) => {
            cx.error(codes::E0502, const_value::span_of(value), "Exception value must be constant");
            return None;
        }
        (_, Ty::Error) => true,
        (ConstValue::Int(0), Ty::Ptr(_) | Ty::Cyp(_) | Ty::WeakParam(_)) => true,
        (ConstValue::Null, Ty::Ptr(_) | Ty::Cyp(_) | Ty::WeakParam(_) | Ty::Func(_)) => true,
        (ConstValue::Int(_), Ty::Bint | Ty::Int(_) | Ty::Enum(_) | Ty::Float(_) | Ty::Complex(_)) => true,
        (ConstValue::Float(_), Ty::Float(_) | Ty::Complex(_)) => true,
        (ConstValue::C(..), Ty::Void) => false,
        (ConstValue::C(..), _) => true,
        (ConstValue::Other(_), Ty::Ptr(_)) => cx.types.is_c_string(ret),
        _ => false,
    };
    if !fits {
        let at = const_value::span_of(value);
        if matches!(constant, ConstValue::Int(_) | ConstValue::Float(_) | ConstValue::Null) {
            let (from, to) = (cx.types.display(constant.ty()), cx.types.display(ret));
            cx.error(codes::E0301, at, format!("Cannot assign type '{from}' to '{to}'"));
        }
        cx.error(codes::E0502, at, "Exception value incompatible with function return type");
        return None;
    }
    if !context.is_extern {
        let zero = match &constant {
            ConstValue::Int(0) if cx.types.is_integer(ret) || cx.types.is_float(ret) => Some("0".to_string()),
            ConstValue::Float(t) if cx.types.is_float(ret) && t.parse() == Ok(0.0) => Some(t.to_string()),
            _ => None,
        };
        if let Some(shown) = zero {
            cx.warn(
                codes::W0301,
                span,
                format!("Ambiguous exception value, same as default return value: {shown}"),
            );
        }
    }
    Some(match constant {
        ConstValue::Int(_) if cx.types.is_pointer(ret) || cx.types.is_cyp(ret) => ExcValue::Null,
        ConstValue::Int(i) => ExcValue::Int(i),
        ConstValue::Null => ExcValue::Null,
        other => ExcValue::CText(other.c_text()?),
    })
}

fn cpp_handler(cx: &mut Cx<'_>, scope: ScopeId, handler: &ast::Expr) -> CppHandler {
    let bad = |cx: &mut Cx<'_>| {
        cx.error(
            codes::E0502,
            handler.span,
            "Exception value must be a Python exception, or C++ function with no arguments, or *.",
        );
        CppHandler::Default
    };
    let ExprKind::Name(name) = &handler.kind else { return bad(cx) };
    match cx.lookup(scope, name).map(|e| e.kind.clone()) {
        Some(EntryKind::Type(ty)) => match *cx.types.get(ty) {
            Ty::Builtin(Builtin::Exception(_)) => CppHandler::Exception(name.clone()),
            _ => bad(cx),
        },
        Some(EntryKind::PyBuiltin | EntryKind::PyGlobal) => CppHandler::Exception(name.clone()),
        Some(EntryKind::CFunc(ids)) => {
            let Some(&id) = ids.first() else { return bad(cx) };
            let func = &cx.cfuncs[id];
            let sig = &cx.types.funcs[func.sig];
            if !sig.params.is_empty() || cx.types.is_object(sig.ret) {
                return bad(cx);
            }
            let cname = const_value::qualified(&func.namespace, &func.cname);
            cx.use_cfunc(id);
            CppHandler::Function(cname)
        }
        _ => bad(cx),
    }
}

/// Whether an exception specification lets exceptions out at all.
pub fn can_raise(spec: &ExcSpec) -> bool {
    !matches!(spec, ExcSpec::None)
}

/// The type a value of an exception clause is compared with; kept here for pure mode's `exceptval`.
pub fn exceptval(cx: &mut Cx<'_>, scope: ScopeId, ret: TyId, value: &ast::Expr, check: bool) -> ExcSpec {
    if ret == common::ERROR || cx.types.is_object(ret) {
        return ExcSpec::Object;
    }
    match clause_value(cx, scope, ret, value, value.span, &DeclContext::default()) {
        Some(value) if check => ExcSpec::Maybe(value),
        Some(value) => ExcSpec::Value(value),
        None => ExcSpec::Check,
    }
}
