//! Names of the `cython` module as values.
//!
//! Few have one. Its types are looked for when the program runs, in the module's namespace, as in Cython: nothing puts
//! them there but the program itself. The others are errors. Tests: `tests/lang/names/values_of_cython.md`.

use super::Checker;
use crate::declare::cython_module;
use cyrus_diagnostics::codes;
use cyrus_hir::{Expr, ExprKind};
use cyrus_source::Span;
use cyrus_syntax::Name;
use cyrus_syntax::ast::{self, ExprKind as Ast};
use cyrus_types::{Ty, common};

/// The one name that is a text.
pub(super) const VERSION: &str = "cython.__version__";

/// What it is: the version of the language.
const LANGUAGE_VERSION: &str = "3.3.1";

impl Checker<'_, '_> {
    /// A name of the `cython` module read as a value.
    pub(super) fn cython_value(&mut self, path: &str, span: Span) -> Option<Expr> {
        Some(match path {
            "cython.compiled" => Expr { ty: common::BINT, span, kind: ExprKind::Bool(true) },
            "cython.view.array" | "cython.array" => self.view_class("__cyrus_array_class", span),
            "cython.view.memoryview" | "cython.memoryview" => self.view_class("__cyrus_mvobj_class", span),
            "cython.view.generic"
            | "cython.view.strided"
            | "cython.view.indirect"
            | "cython.view.contiguous"
            | "cython.view.indirect_contiguous" => {
                let names = ["generic", "strided", "indirect", "contiguous", "indirect_contiguous"];
                let number = names.iter().position(|n| path.ends_with(&format!(".{n}"))).unwrap_or(0);
                let args = vec![Expr { ty: common::INT, span, kind: ExprKind::Int(number as i128) }];
                let kind = ExprKind::Runtime { name: "__cyrus_view_enum".into(), args };
                Expr { ty: common::OBJECT, span, kind }
            }
            "cython.set" | "cython.frozenset" | "cython.dict" | "cython.list" | "cython.tuple"
            | "cython.bytes" => {
                let name = Name::from(path.trim_start_matches("cython."));
                Expr { ty: common::TYPE, span, kind: ExprKind::Builtin(name) }
            }
            "cython.NULL" => Expr { ty: common::NULL, span, kind: ExprKind::Null },
            VERSION => self.text_expr(LANGUAGE_VERSION, span),
            _ => return None,
        })
    }

    /// `cython` alone, or a name of it that was imported.
    pub(super) fn cython_name(&mut self, path: &str, name: &Name, span: Span) -> Expr {
        if let Some(value) = self.cython_value(path, span) {
            return value;
        }
        if path == "cython" || is_module(path) {
            return Expr { ty: common::OBJECT, span, kind: ExprKind::Global(name.clone()) };
        }
        self.error(codes::E0201, span, format!("undeclared name not builtin: {name}"));
        self.error_expr(span)
    }

    /// `cython.int` and the like: types are no values of the compiled program, which looks for the names when it runs.
    pub(super) fn cython_attribute(&mut self, e: &ast::Expr, path: &str) -> Expr {
        let span = e.anchor_span();
        if let Some(value) = self.cython_value(path, span) {
            return value;
        }
        let name = path.trim_start_matches("cython.");
        let looked_for = is_module(path)
            || is_module(path.rsplit_once('.').map_or("", |(module, _)| module))
            || cython_module::basic_type(self.cx, name).is_some()
            || name == "object";
        if looked_for && let Some(value) = at_run_time(e) {
            return value;
        }
        self.no_cython_value(path, span)
    }

    pub(super) fn no_cython_value(&mut self, path: &str, span: Span) -> Expr {
        let name = path.trim_start_matches("cython.");
        let message = match cython_module::type_of(self.cx, name) {
            Some(ty) if matches!(self.cx.types.kind(ty), Ty::Fused(_)) => {
                "Type is not specialized".to_string()
            }
            Some(ty) if !self.cx.types.is_object(ty) => {
                format!("Cannot convert '{}' to Python object", self.cx.types.display(ty))
            }
            _ => format!("'{name}' not a valid cython attribute or is being used incorrectly"),
        };
        self.error(codes::E0204, span, message);
        self.error_expr(span)
    }

    /// A class of `cython.view`.
    fn view_class(&mut self, function: &str, span: Span) -> Expr {
        let kind = ExprKind::Runtime { name: function.into(), args: Vec::new() };
        Expr { ty: common::OBJECT, span, kind }
    }
}

/// Modules below `cython` whose names Cython looks for when the program runs.
fn is_module(path: &str) -> bool {
    path == "cython.parallel"
}

/// The name, read from the namespace of the module.
fn at_run_time(e: &ast::Expr) -> Option<Expr> {
    let kind = match &e.kind {
        Ast::Name(name) => ExprKind::Global(name.clone()),
        Ast::Attribute(value, name) => {
            ExprKind::Attr { object: Box::new(at_run_time(value)?), name: name.name.clone() }
        }
        _ => return None,
    };
    Some(Expr { ty: common::OBJECT, span: e.anchor_span(), kind })
}
