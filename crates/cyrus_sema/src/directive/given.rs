//! Directives as decorators and `with` items give them.

use super::table::{TABLE, Takes};
use crate::cx::Cx;
use crate::scope::ScopeId;
use cyrus_diagnostics::codes;
use cyrus_source::Span;
use cyrus_syntax::ast;
use cyrus_types::Name;

/// A directive as a decorator or `with` item gives it.
#[derive(Clone, Debug)]
pub struct GivenDirective<'e> {
    pub name: Name,
    pub value: DirectiveValue,
    /// Arguments of the call, when it is one.
    pub args: &'e [ast::Arg],
    pub span: Span,
}

/// The value of a directive.
#[derive(Clone, PartialEq, Debug)]
pub enum DirectiveValue {
    Bool(bool),
    Int(i128),
    Text(Name),
    /// `None`: back to the default.
    Default,
    /// It takes none, or its arguments are looked at where it matters.
    Nothing,
}

/// Reads a decorator or `with` item as directives; `None` when it is something else.
///
/// Wrong arguments are reported and give an empty list.
pub fn parse<'e>(cx: &mut Cx<'_>, scope: ScopeId, expr: &'e ast::Expr) -> Option<Vec<GivenDirective<'e>>> {
    let (func, args): (&ast::Expr, &[ast::Arg]) = match &expr.kind {
        ast::ExprKind::Call(call) => (&call.func, &call.args),
        _ => (expr, &[]),
    };
    let is_call = matches!(expr.kind, ast::ExprKind::Call(_));
    let name = match &func.kind {
        ast::ExprKind::Name(n) if n == "staticmethod" && !is_call => "staticmethod".to_string(),
        _ => crate::declare::memview_type::cython_path(cx, scope, func)?,
    };
    let &(_, takes, _) = TABLE.iter().find(|(n, ..)| *n == name)?;
    let span = func.anchor_span();
    if !is_call {
        return Some(match takes {
            Takes::Bool => vec![given(&name, DirectiveValue::Bool(true), args, span)],
            Takes::Nothing | Takes::Deferred => vec![given(&name, DirectiveValue::Nothing, args, span)],
            _ => {
                let message = format!("The '{name}' directive should be used as a function call.");
                cx.error(codes::E0308, span, message);
                Vec::new()
            }
        });
    }
    // `overflowcheck(fold=True)` sets `overflowcheck.fold`.
    let mut found = Vec::new();
    let mut rest: Vec<&ast::Arg> = Vec::new();
    for arg in args {
        match arg {
            ast::Arg::Keyword(key, value) if takes != Takes::Dict => {
                let sub = format!("{name}.{}", key.name);
                match TABLE.iter().find(|(n, ..)| *n == sub) {
                    Some(&(_, takes, _)) => {
                        if let Some(value) = argument(cx, &sub, takes, &[value], key.span) {
                            found.push(given(&sub, value, args, span));
                        }
                    }
                    None => rest.push(arg),
                }
            }
            _ => rest.push(arg),
        }
    }
    if rest.is_empty() && !found.is_empty() {
        return Some(found);
    }
    if name == "exceptval" {
        if !exceptval_arguments_ok(&rest) {
            let message = "The exceptval directive takes 0 or 1 positional arguments and the boolean keyword \
                           \"check\"";
            cx.error(codes::E0308, span, message);
            return Some(found);
        }
        found.push(given(&name, DirectiveValue::Nothing, args, span));
        return Some(found);
    }
    match takes {
        Takes::Deferred | Takes::Nothing => found.push(given(&name, DirectiveValue::Nothing, args, span)),
        Takes::Dict => {
            if rest.iter().any(|a| !matches!(a, ast::Arg::Keyword(..))) {
                cx.error(
                    codes::E0308,
                    span,
                    format!("The {name} directive takes no prepositional arguments"),
                );
            } else {
                found.push(given(&name, DirectiveValue::Nothing, args, span));
            }
        }
        Takes::List => {
            if rest.iter().any(|a| matches!(a, ast::Arg::Keyword(..))) {
                cx.error(codes::E0308, span, format!("The {name} directive takes no keyword arguments"));
            } else {
                found.push(given(&name, DirectiveValue::Nothing, args, span));
            }
        }
        _ => {
            let positional: Option<Vec<&ast::Expr>> = rest
                .iter()
                .map(|a| match a {
                    ast::Arg::Positional(e) => Some(e),
                    _ => None,
                })
                .collect();
            let positional = positional.unwrap_or_default();
            if let Some(value) = argument(cx, &name, takes, &positional, span) {
                found.push(given(&name, value, args, span));
            }
        }
    }
    Some(found)
}

fn given<'e>(name: &str, value: DirectiveValue, args: &'e [ast::Arg], span: Span) -> GivenDirective<'e> {
    GivenDirective { name: name.into(), value, args, span }
}

fn exceptval_arguments_ok(args: &[&ast::Arg]) -> bool {
    let positional = args.iter().filter(|a| matches!(a, ast::Arg::Positional(_))).count();
    let keywords: Vec<_> = args.iter().filter(|a| !matches!(a, ast::Arg::Positional(_))).collect();
    let keyword_ok = match keywords.as_slice() {
        [] => true,
        [ast::Arg::Keyword(key, value)] => {
            key.name == "check" && matches!(value.kind, ast::ExprKind::True | ast::ExprKind::False)
        }
        _ => false,
    };
    positional <= 1 && keyword_ok
}

/// The single argument of a directive.
pub(super) fn argument(
    cx: &mut Cx<'_>,
    name: &str,
    takes: Takes,
    args: &[&ast::Expr],
    span: Span,
) -> Option<DirectiveValue> {
    if let [arg] = args
        && matches!(arg.kind, ast::ExprKind::NoneLit)
    {
        return Some(DirectiveValue::Default);
    }
    let kind = match takes {
        Takes::Bool => match args {
            [e] if matches!(e.kind, ast::ExprKind::True) => return Some(DirectiveValue::Bool(true)),
            [e] if matches!(e.kind, ast::ExprKind::False) => return Some(DirectiveValue::Bool(false)),
            _ => "compile-time boolean",
        },
        Takes::Int => match args {
            [ast::Expr { kind: ast::ExprKind::Int(lit), .. }] => {
                let value = crate::declare::const_value::int_value(&lit.text).unwrap_or(0);
                return Some(DirectiveValue::Int(value));
            }
            _ => "compile-time integer",
        },
        Takes::Text | Takes::OneOf(_) | Takes::Encoding => match args {
            [ast::Expr { kind: ast::ExprKind::Str(lit), .. }] if lit.text.is_some() => {
                let text = String::from_utf8_lossy(lit.text.as_deref().unwrap_or_default()).into_owned();
                return match checked_text(name, takes, &text) {
                    Ok(text) => Some(DirectiveValue::Text(text)),
                    Err(message) => {
                        cx.error(codes::E0308, span, message);
                        None
                    }
                };
            }
            _ => "compile-time string",
        },
        Takes::Type if args.len() == 1 => return Some(DirectiveValue::Nothing),
        Takes::Type => "type",
        Takes::Nothing | Takes::Deferred | Takes::Dict | Takes::List => return Some(DirectiveValue::Nothing),
    };
    cx.error(codes::E0308, span, format!("The {name} directive takes one {kind} argument"));
    None
}

pub(super) fn checked_text(name: &str, takes: Takes, text: &str) -> Result<Name, String> {
    match takes {
        Takes::OneOf(choices) => {
            let text = if name == "c_string_type" && text == "unicode" { "str" } else { text };
            if choices.contains(&text) {
                return Ok(text.into());
            }
            let choices: Vec<String> =
                choices.iter().filter(|c| **c != "unicode").map(|c| format!("'{c}'")).collect();
            Err(format!("{name} directive must be one of ({}), got '{text}'", choices.join(", ")))
        }
        Takes::Encoding => Ok(match text.to_ascii_lowercase().as_str() {
            "utf8" | "utf-8" | "default" | "utf_8" | "u8" => "utf8".into(),
            "ascii" | "us-ascii" | "646" => "ascii".into(),
            _ => text.into(),
        }),
        _ => Ok(text.into()),
    }
}
