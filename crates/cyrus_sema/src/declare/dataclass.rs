//! `@cython.dataclasses.dataclass` on extension types: options and fields, as the generated methods
//! need them.
//!
//! In: the class's attributes (declared already), its body and decorators. Out: a [`DataClass`] in
//! [`Cx::dataclasses`]. The methods themselves are made by the body check.

use super::{expr_type, memview_type};
use crate::cx::Cx;
use crate::scope::{MemberKind, ScopeId};
use cyrus_diagnostics::codes;
use cyrus_source::Span;
use cyrus_syntax::Name;
use cyrus_syntax::ast::{self, Arg, ExprKind, Stmt, StmtKind};
use cyrus_types::{ClassId, Origin};

/// A dataclass.
#[derive(Clone, Debug)]
pub struct DataClass<'a> {
    pub options: Options,
    /// Fields of bases first, in the order of `__init__`.
    pub fields: Vec<Field<'a>>,
}

/// Arguments of the decorator.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Options {
    pub init: bool,
    pub repr: bool,
    pub eq: bool,
    pub order: bool,
    pub unsafe_hash: bool,
    pub frozen: bool,
    pub kw_only: bool,
    pub match_args: bool,
}

impl Default for Options {
    fn default() -> Self {
        Options {
            init: true,
            repr: true,
            eq: true,
            order: false,
            unsafe_hash: false,
            frozen: false,
            kw_only: false,
            match_args: true,
        }
    }
}

/// One field.
#[derive(Clone, Debug)]
pub struct Field<'a> {
    pub name: Name,
    pub class: ClassId,
    pub span: Span,
    pub default: Option<&'a ast::Expr>,
    pub default_factory: Option<&'a ast::Expr>,
    pub metadata: Option<&'a ast::Expr>,
    pub init: bool,
    pub repr: bool,
    /// `None`: as `compare`.
    pub hash: Option<bool>,
    pub compare: bool,
    pub kw_only: Option<bool>,
    /// Only an argument of `__init__`, passed on to `__post_init__`.
    pub is_initvar: bool,
    /// Not visible from Python.
    pub private: bool,
}

/// Reads the decorator and the fields of a class that is one.
pub fn declare<'a>(
    cx: &mut Cx<'a>,
    scope: ScopeId,
    class: ClassId,
    decorators: &'a [ast::Expr],
    body: &'a [Stmt],
    span: Span,
) {
    let options = options(cx, scope, decorators, span);
    let mut fields: Vec<Field<'a>> = Vec::new();
    for base in cx.types.class_chain(class).into_iter().skip(1) {
        if !matches!(cx.types.classes[base].origin, Origin::Here) {
            cx.warn(
                codes::W0301,
                span,
                "Cannot reliably handle Cython dataclasses with base types in external modules since it is not \
                 possible to tell what fields they have",
            );
        }
        if let Some(of_base) = cx.dataclasses.get(&base) {
            fields = of_base.fields.clone();
            break;
        }
    }
    let mut assigned = Vec::new();
    values(cx, body, &mut assigned);
    let own: Vec<(Name, Span, bool)> = cx.types.classes[class]
        .fields
        .iter()
        .map(|f| (f.name.clone(), f.span, f.access == cyrus_types::FieldAccess::Private))
        .collect();
    let mut seen_default = false;
    for (name, at, private) in own {
        let mut field = Field {
            name: name.clone(),
            class,
            span: at,
            default: None,
            default_factory: None,
            metadata: None,
            init: true,
            repr: true,
            hash: None,
            compare: true,
            kw_only: None,
            is_initvar: cx.init_vars.contains(&(class, name.clone())),
            private,
        };
        if let Some((_, value)) = assigned.iter().find(|(n, _)| *n == name)
            && !field_value(cx, scope, &mut field, value)
        {
            continue;
        }
        let has_default = field.default.is_some() || field.default_factory.is_some();
        let by_position = field.init && !field.kw_only.unwrap_or(options.kw_only);
        if seen_default && !has_default && by_position {
            let message =
                format!("non-default argument '{name}' follows default argument in dataclass __init__");
            cx.error(codes::E0309, at, message);
        }
        seen_default |= has_default && by_position;
        match fields.iter().position(|f| f.name == name) {
            Some(i) => fields[i] = field,
            None => fields.push(field),
        }
    }
    if options.frozen {
        for field in &mut cx.types.classes[class].fields {
            if field.access == cyrus_types::FieldAccess::Public {
                field.access = cyrus_types::FieldAccess::ReadOnly;
            }
        }
    }
    let has_hash = cx.scopes[scope].members.get("__hash__").is_some_and(|m| m.kind == MemberKind::PyMethod);
    if has_hash && options.unsafe_hash {
        let message =
            format!("Cannot overwrite attribute __hash__ in class {}", cx.types.classes[class].name);
        cx.error(codes::E0309, span, message);
    }
    cx.dataclasses.insert(class, DataClass { options, fields });
}

/// Whether a decorator is `dataclass`.
fn is_dataclass(cx: &Cx<'_>, scope: ScopeId, func: &ast::Expr) -> bool {
    memview_type::cython_path(cx, scope, func).as_deref() == Some("dataclasses.dataclass")
        || expr_type::known_name(cx, scope, func).as_deref() == Some("dataclasses.dataclass")
}

fn options(cx: &mut Cx<'_>, scope: ScopeId, decorators: &[ast::Expr], span: Span) -> Options {
    let mut options = Options::default();
    for decorator in decorators {
        let ExprKind::Call(call) = &decorator.kind else { continue };
        if !is_dataclass(cx, scope, &call.func) {
            continue;
        }
        if call.args.iter().any(|a| matches!(a, Arg::Positional(_))) {
            cx.error(codes::E0303, span, "cython.dataclasses.dataclass takes no positional arguments");
        }
        for arg in &call.args {
            let Arg::Keyword(name, value) = arg else { continue };
            let on = match value.kind {
                ExprKind::True => Some(true),
                ExprKind::False => Some(false),
                _ => None,
            };
            let slot = match name.name.as_str() {
                "init" => &mut options.init,
                "repr" => &mut options.repr,
                "eq" => &mut options.eq,
                "order" => &mut options.order,
                "unsafe_hash" => &mut options.unsafe_hash,
                "frozen" => &mut options.frozen,
                "kw_only" => &mut options.kw_only,
                "match_args" => &mut options.match_args,
                other => {
                    let message = format!(
                        "cython.dataclasses.dataclass() got an unexpected keyword argument '{other}'"
                    );
                    cx.error(codes::E0303, span, message);
                    continue;
                }
            };
            match on {
                Some(on) => *slot = on,
                None => {
                    let message = "Arguments passed to cython.dataclasses.dataclass must be True or False";
                    cx.error(codes::E0303, span, message);
                }
            }
        }
    }
    options
}

/// The values assigned to names in the body.
fn values<'a>(cx: &mut Cx<'_>, body: &'a [Stmt], out: &mut Vec<(Name, &'a ast::Expr)>) {
    for stmt in body {
        let (target, value) = match &stmt.kind {
            StmtKind::AnnAssign { target, value: Some(value), .. } => (target, value),
            StmtKind::Assign { targets, value } => match targets.as_slice() {
                [target] => (target, value),
                _ => continue,
            },
            _ => continue,
        };
        let ExprKind::Name(name) = &target.kind else { continue };
        if out.iter().any(|(n, _)| n == name) {
            let message = format!("Multiple assignments for '{name}' in dataclass; using most recent");
            cx.warn(codes::W0301, stmt.span, message);
            out.retain(|(n, _)| n != name);
        }
        out.push((name.clone(), value));
    }
}

/// Takes over a default value or a call of `field(...)`; `false` after an error.
fn field_value<'a>(cx: &mut Cx<'_>, scope: ScopeId, field: &mut Field<'a>, value: &'a ast::Expr) -> bool {
    let call = match &value.kind {
        ExprKind::Call(call) => {
            let is_field = memview_type::cython_path(cx, scope, &call.func).as_deref()
                == Some("dataclasses.field")
                || expr_type::known_name(cx, scope, &call.func).as_deref() == Some("dataclasses.field");
            is_field.then_some(call)
        }
        _ => None,
    };
    let Some(call) = call else {
        let mutable = match &value.kind {
            ExprKind::List(_) | ExprKind::ListComp(_) => "list",
            ExprKind::Dict(_) | ExprKind::DictComp(_) => "dict",
            ExprKind::Set(_) | ExprKind::SetComp(_) => "set",
            _ => "",
        };
        if !mutable.is_empty() {
            let message = format!(
                "mutable default <class '{mutable}'> for field {} is not allowed: use default_factory",
                field.name
            );
            cx.error(codes::E0309, value.anchor_span(), message);
        }
        field.default = Some(value);
        return true;
    };
    if call.args.iter().any(|a| !matches!(a, Arg::Keyword(..))) {
        let message =
            "Call to 'cython.dataclasses.field' must only consist of compile-time keyword arguments";
        cx.error(codes::E0303, value.anchor_span(), message);
        return false;
    }
    let given = |name: &str| call.args.iter().any(|a| matches!(a, Arg::Keyword(n, _) if n.name == name));
    if given("default") && given("default_factory") {
        cx.error(codes::E0303, value.anchor_span(), "cannot specify both default and default_factory");
        return false;
    }
    for arg in &call.args {
        let Arg::Keyword(name, value) = arg else { continue };
        let flag = match value.kind {
            ExprKind::True => Some(true),
            ExprKind::False => Some(false),
            _ => None,
        };
        match name.name.as_str() {
            "default" => field.default = Some(value),
            "default_factory" => field.default_factory = Some(value),
            "metadata" => field.metadata = Some(value),
            "init" | "repr" | "hash" | "compare" | "kw_only" => {
                let is_none = matches!(value.kind, ExprKind::NoneLit);
                if flag.is_none() && !is_none {
                    let message =
                        format!("cython.dataclasses.field parameter '{}' must be a literal value", name.name);
                    cx.error(codes::E0303, value.anchor_span(), message);
                }
                match name.name.as_str() {
                    "init" => field.init = flag.unwrap_or(true),
                    "repr" => field.repr = flag.unwrap_or(true),
                    "hash" => field.hash = flag,
                    "compare" => field.compare = flag.unwrap_or(true),
                    _ => field.kw_only = flag,
                }
            }
            other => {
                let message =
                    format!("cython.dataclasses.field() got an unexpected keyword argument '{other}'");
                cx.error(codes::E0303, value.anchor_span(), message);
            }
        }
    }
    true
}
