//! Old buffer syntax: `object[int, ndim=2, mode="c"]`, `ndarray[double]`.

use super::{const_value, expr_type, type_expr};
use crate::cx::Cx;
use crate::scope::ScopeId;
use cyrus_diagnostics::codes;
use cyrus_source::Span;
use cyrus_syntax::ast::{self, ExprKind, TypeArg};
use cyrus_types::{BufferMode, BufferTy, ClassId, Ty, TyId, common};

const OPTIONS: &[&str] = &["dtype", "ndim", "mode", "negative_indices", "cast"];

/// The buffer type over `base`.
pub fn make(cx: &mut Cx<'_>, scope: ScopeId, base: TyId, args: &[TypeArg], span: Span) -> TyId {
    let mut elem = None;
    let mut buffer = match cx.types.as_ext(base).and_then(|class| cx.buffer_defaults.get(&class)) {
        Some(defaults) => BufferTy { base, ..defaults.clone() },
        None => plain(base),
    };
    let mut positional = 0;
    for arg in args {
        match arg {
            TypeArg::Type(ty) => {
                positional += 1;
                elem = Some(type_expr::resolve(cx, scope, ty));
            }
            TypeArg::Expr(expr) => {
                positional += 1;
                if positional == 1 {
                    elem = Some(dtype(cx, scope, expr));
                }
            }
            TypeArg::Keyword(name, value) => {
                if !OPTIONS.contains(&name.name.as_str()) {
                    let message = format!("\"{}\" is not a buffer option", name.name);
                    cx.error(codes::E0306, value.anchor_span(), message);
                    return common::ERROR;
                }
                if name.name == "dtype" {
                    if elem.is_some() {
                        cx.error(
                            codes::E0306,
                            value.anchor_span(),
                            "\"dtype\" buffer option already supplied",
                        );
                        return common::ERROR;
                    }
                    elem = Some(dtype(cx, scope, value));
                } else if !option(cx, scope, &mut buffer, &name.name, value, span) {
                    return common::ERROR;
                }
            }
        }
        if positional > 1 {
            let at = match arg {
                TypeArg::Type(ty) => ty.span,
                TypeArg::Expr(expr) | TypeArg::Keyword(_, expr) => expr.anchor_span(),
            };
            cx.error(codes::E0306, at, "Too many buffer options");
            return common::ERROR;
        }
    }
    let Some(elem) = elem else {
        cx.error(codes::E0306, span, "\"dtype\" missing");
        return common::ERROR;
    };
    if cx.types.is_error(elem) {
        return common::ERROR;
    }
    if cx.types.as_ext(elem).is_some() {
        cx.error(codes::E0306, span, "dtype must be \"object\", numeric type or a struct");
        return common::ERROR;
    }
    buffer.elem = elem;
    cx.types.intern(Ty::Buffer(Box::new(buffer)))
}

/// Reports a buffer type where no function is around.
pub fn not_local(cx: &mut Cx<'_>, span: Span) {
    let start = Span::new(span.file, 0, 0);
    cx.error(codes::E0306, start, "Buffer vars not allowed in module scope");
    cx.error(codes::E0306, span, "Buffer types only allowed as function local variables");
}

/// The options as they are when none is given.
fn plain(base: TyId) -> BufferTy {
    BufferTy {
        base,
        elem: common::OBJECT,
        ndim: 1,
        mode: BufferMode::Full,
        cast: false,
        negative_indices: true,
    }
}

/// Reads `__cythonbufferdefaults__ = {"ndim": …}` of an extern class.
pub fn declare_defaults(cx: &mut Cx<'_>, scope: ScopeId, class: ClassId, value: &ast::Expr) {
    let mut defaults = plain(common::OBJECT);
    if let ExprKind::Dict(items) = &value.kind {
        for item in items {
            let ast::DictItem::Pair(key, value) = item else { continue };
            let ExprKind::Str(lit) = &key.kind else { continue };
            let name = String::from_utf8_lossy(lit.text.as_deref().unwrap_or_default()).into_owned();
            if OPTIONS.contains(&name.as_str()) && name != "dtype" {
                option(cx, scope, &mut defaults, &name, value, value.span);
            }
        }
    }
    cx.buffer_defaults.insert(class, defaults);
}

fn dtype(cx: &mut Cx<'_>, scope: ScopeId, expr: &ast::Expr) -> TyId {
    match expr_type::try_resolve_expr(cx, scope, expr) {
        Some(ty) => ty,
        None => {
            cx.error(codes::E0306, expr.anchor_span(), "Invalid type.");
            common::ERROR
        }
    }
}

/// Takes over one option; `false` after an error.
fn option(
    cx: &mut Cx<'_>,
    scope: ScopeId,
    buffer: &mut BufferTy,
    name: &str,
    value: &ast::Expr,
    span: Span,
) -> bool {
    let message = match name {
        "ndim" => match const_value::try_evaluate(cx, scope, value) {
            Some(const_value::ConstValue::Int(n)) if (0..=64).contains(&n) => {
                buffer.ndim = n as u32;
                return true;
            }
            _ => "ndim must be a non-negative integer".to_string(),
        },
        "mode" => {
            let text = match &value.kind {
                ExprKind::Str(lit) => lit.text.clone().or(lit.bytes.clone()).unwrap_or_default(),
                _ => Vec::new(),
            };
            buffer.mode = match text.as_slice() {
                b"full" => BufferMode::Full,
                b"strided" => BufferMode::Strided,
                b"c" => BufferMode::C,
                b"fortran" => BufferMode::Fortran,
                _ => {
                    let message = "Only allowed buffer modes are: \"c\", \"fortran\", \"full\", \"strided\" \
                                   (as a compile-time string)";
                    cx.error(codes::E0306, span, message);
                    return false;
                }
            };
            return true;
        }
        _ => match &value.kind {
            ExprKind::True | ExprKind::False => {
                let on = matches!(value.kind, ExprKind::True);
                match name {
                    "cast" => buffer.cast = on,
                    _ => buffer.negative_indices = on,
                }
                return true;
            }
            _ => format!("\"{name}\" must be a boolean"),
        },
    };
    cx.error(codes::E0306, span, message);
    false
}
