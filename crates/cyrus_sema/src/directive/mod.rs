//! Compiler directives: their values, where they may stand, how they are read.
//!
//! Source: Cython docs, "Compiler directives". A [`Directives`] value is copied and changed for an inner
//! scope (decorator, `with cython.directive(...)`); the header and the command line set the module's.

mod given;
mod table;

use given::checked_text;
pub use given::{DirectiveValue, GivenDirective, parse};
pub use table::{DirectiveScope, check_scope, exists};
use table::{IMMEDIATE, TABLE, Takes};

use crate::cx::Cx;
use crate::scope::ScopeId;
use cyrus_diagnostics::{Diagnostic, codes};
use cyrus_hir as hir;
use cyrus_source::Span;
use cyrus_syntax::ast::{self, LanguageLevel};
use cyrus_types::Name;

/// All directives that the checker or a later stage looks at.
#[derive(Clone, Debug)]
pub struct Directives {
    pub language_level: LanguageLevel,
    pub boundscheck: bool,
    pub wraparound: bool,
    pub initializedcheck: bool,
    pub nonecheck: bool,
    /// Using a cypclass reference that is NULL raises.
    pub nullcheck: bool,
    pub cdivision: bool,
    pub cdivision_warnings: bool,
    pub overflowcheck: bool,
    pub overflowcheck_fold: bool,
    pub embedsignature: bool,
    pub embedsignature_format: Name,
    pub binding: bool,
    pub always_allow_keywords: bool,
    pub auto_cpdef: bool,
    pub auto_pickle: Option<bool>,
    pub autotestdict: bool,
    pub autotestdict_cdef: bool,
    pub autotestdict_all: bool,
    pub allow_none_for_extension_args: bool,
    pub annotation_typing: bool,
    pub infer_types: Option<bool>,
    pub profile: bool,
    pub linetrace: bool,
    pub emit_code_comments: bool,
    pub late_includes: bool,
    pub c_string_type: Name,
    pub c_string_encoding: Name,
    pub type_version_tag: bool,
    pub unraisable_tracebacks: bool,
    pub iterable_coroutine: bool,
    pub cpow: Option<bool>,
    pub c_api_binop_methods: bool,
    pub legacy_implicit_noexcept: bool,
    pub cpp_locals: bool,
    pub freethreading_compatible: bool,
    pub subinterpreters_compatible: Name,
    pub optimize_use_switch: bool,
    pub optimize_unpack_method_calls: bool,
    pub optimize_inline_defnode_calls: bool,
    pub remove_unreachable: bool,
    pub np_pythran: bool,
    pub fast_getattr: bool,
    pub final_: bool,
    pub internal: bool,
    pub no_gc: bool,
    pub no_gc_clear: bool,
    pub trashcan: bool,
    pub freelist: u32,
    pub collection_type: Option<Name>,
    pub total_ordering: bool,
    pub cclass: bool,
    pub ccall: bool,
    pub cfunc: bool,
    pub inline: bool,
    pub exceptval_set: bool,
    pub nogil: bool,
    pub gil: bool,
    pub dataclass: bool,
    pub show_performance_hints: bool,
    pub callspec: Name,
    /// `warn.undeclared`, `warn.unused`, … that are on.
    pub warnings: Vec<Name>,
}

impl Default for Directives {
    fn default() -> Self {
        Directives {
            language_level: LanguageLevel::Py3,
            boundscheck: true,
            wraparound: true,
            initializedcheck: true,
            nonecheck: false,
            nullcheck: false,
            cdivision: false,
            cdivision_warnings: false,
            overflowcheck: false,
            overflowcheck_fold: true,
            embedsignature: false,
            embedsignature_format: "c".into(),
            binding: true,
            always_allow_keywords: true,
            auto_cpdef: false,
            auto_pickle: None,
            autotestdict: true,
            autotestdict_cdef: false,
            autotestdict_all: false,
            allow_none_for_extension_args: true,
            annotation_typing: true,
            infer_types: None,
            profile: false,
            linetrace: false,
            emit_code_comments: true,
            late_includes: false,
            c_string_type: "bytes".into(),
            c_string_encoding: Name::default(),
            type_version_tag: true,
            unraisable_tracebacks: true,
            iterable_coroutine: false,
            cpow: None,
            c_api_binop_methods: false,
            legacy_implicit_noexcept: false,
            cpp_locals: false,
            freethreading_compatible: false,
            subinterpreters_compatible: "no".into(),
            optimize_use_switch: true,
            optimize_unpack_method_calls: true,
            optimize_inline_defnode_calls: true,
            remove_unreachable: true,
            np_pythran: false,
            fast_getattr: false,
            final_: false,
            internal: false,
            no_gc: false,
            no_gc_clear: false,
            trashcan: false,
            freelist: 0,
            collection_type: None,
            total_ordering: false,
            cclass: false,
            ccall: false,
            cfunc: false,
            inline: false,
            exceptval_set: false,
            nogil: false,
            gil: false,
            dataclass: false,
            show_performance_hints: true,
            callspec: Name::default(),
            warnings: vec![
                "warn.unreachable".into(),
                "warn.multiple_declarators".into(),
                "warn.deprecated.IF".into(),
            ],
        }
    }
}

impl Directives {
    /// What the HIR keeps for a function.
    pub fn func(&self) -> hir::FuncDirectives {
        hir::FuncDirectives {
            boundscheck: self.boundscheck,
            wraparound: self.wraparound,
            initializedcheck: self.initializedcheck,
            cpp_locals: self.cpp_locals,
            nonecheck: self.nonecheck,
            nullcheck: self.nullcheck,
            cdivision: self.cdivision,
            cdivision_warnings: self.cdivision_warnings,
            overflowcheck: self.overflowcheck,
            overflowcheck_fold: self.overflowcheck_fold,
            profile: self.profile,
            linetrace: self.linetrace,
            always_allow_keywords: self.always_allow_keywords,
            language_level: if self.language_level.is_py3() { 3 } else { 2 },
            generator_stop: self.language_level.is_py3(),
            c_string_encoding: self.c_string_encoding.clone(),
            cpow: self.cpow,
            unraisable_tracebacks: self.unraisable_tracebacks,
            iterable_coroutine: self.iterable_coroutine,
            optimize_unpack_method_calls: self.optimize_unpack_method_calls,
            optimize_use_switch: self.optimize_use_switch,
        }
    }

    /// What the HIR keeps for the module.
    pub fn module(&self) -> hir::ModuleDirectives {
        hir::ModuleDirectives {
            emit_code_comments: self.emit_code_comments,
            embed_pos: false,
            c_string_type: self.c_string_type.clone(),
            c_string_encoding: self.c_string_encoding.clone(),
            freethreading_compatible: self.freethreading_compatible,
            subinterpreters_compatible: self.subinterpreters_compatible.clone(),
            auto_test_dict: self.autotestdict,
            auto_cpdef: self.auto_cpdef,
            test_dict: true,
        }
    }
}

/// The start of the line that a span starts on.
fn line_start(cx: &Cx<'_>, span: Span) -> Span {
    let column = cx.sources.position(span).column - 1;
    let text = &cx.sources.file(span.file).text[..span.start as usize];
    let bytes: usize = text.chars().rev().take(column as usize).map(char::len_utf8).sum();
    Span { start: span.start - bytes as u32, ..span }
}

impl Directives {
    /// The directives of a module: command line, then header comments.
    pub fn of_module(cx: &mut Cx<'_>, tree: &ast::Module) -> Directives {
        let mut directives = Directives { language_level: tree.language_level, ..Directives::default() };
        for (name, value) in &cx.options.directives.clone() {
            if let Err(message) = directives.set_text(name, value) {
                cx.diags.push(Diagnostic::error(codes::E0308, None, message));
            }
        }
        directives.language_level = tree.language_level;
        for comment in &tree.directive_comments {
            // Unknown names are left alone: other tools write comments of this form too.
            let is_group = comment.name.ends_with(".all");
            if comment.name == "language_level" || !(exists(&comment.name) || is_group) {
                continue;
            }
            if exists(&comment.name)
                && !check_scope(cx, &comment.name, DirectiveScope::Module, tree.span.at_start())
            {
                continue;
            }
            // A misspelt truth value is an error here, where the command line guesses.
            let takes = TABLE.iter().find(|(n, ..)| *n == comment.name).map(|(_, takes, _)| *takes);
            let result = match takes {
                Some(Takes::Bool) if !matches!(comment.value.as_str(), "True" | "False") => Err(format!(
                    "{} directive must be set to True or False, got '{}'",
                    comment.name, comment.value
                )),
                _ => directives.set_text(&comment.name, &comment.value),
            };
            if let Err(message) = result {
                let at = line_start(cx, comment.span);
                cx.error(codes::E0308, at, message);
            }
        }
        directives
    }

    /// Sets a directive from text, as on the command line and in header comments.
    pub fn set_text(&mut self, name: &str, value: &str) -> Result<(), String> {
        if let Some(prefix) = name.strip_suffix("all")
            && prefix.ends_with('.')
            && !exists(name)
        {
            let names: Vec<&str> = TABLE.iter().map(|(n, ..)| *n).filter(|n| n.starts_with(prefix)).collect();
            for name in names {
                self.set_text(name, value)?;
            }
            return Ok(());
        }
        let Some(&(_, takes, _)) = TABLE.iter().find(|(n, ..)| *n == name) else {
            return Err(format!("Unknown option: \"{name}\""));
        };
        let value = match takes {
            Takes::Bool => match value {
                "True" => DirectiveValue::Bool(true),
                "False" => DirectiveValue::Bool(false),
                _ if value.eq_ignore_ascii_case("true") || value.eq_ignore_ascii_case("yes") => {
                    DirectiveValue::Bool(true)
                }
                _ if value.eq_ignore_ascii_case("false") || value.eq_ignore_ascii_case("no") => {
                    DirectiveValue::Bool(false)
                }
                _ => return Err(format!("{name} directive must be set to True or False, got '{value}'")),
            },
            Takes::Int => match value.parse() {
                Ok(i) => DirectiveValue::Int(i),
                Err(_) => return Err(format!("{name} directive must be set to an integer, got '{value}'")),
            },
            Takes::Text | Takes::OneOf(_) | Takes::Encoding => {
                DirectiveValue::Text(checked_text(name, takes, value)?)
            }
            Takes::List | Takes::Nothing | Takes::Type | Takes::Dict | Takes::Deferred => {
                DirectiveValue::Nothing
            }
        };
        self.set(name, &value);
        Ok(())
    }

    /// Sets a directive; `Default` sets it back to what it is without any.
    pub fn set(&mut self, name: &str, value: &DirectiveValue) {
        let fresh = Directives::default();
        if let Some(slot) = self.flag(name) {
            *slot = match value {
                DirectiveValue::Bool(b) => *b,
                DirectiveValue::Default => fresh.clone().flag(name).is_some_and(|s| *s),
                _ => true,
            };
            return;
        }
        let optional = match value {
            DirectiveValue::Bool(b) => Some(*b),
            _ => None,
        };
        let text = match value {
            DirectiveValue::Text(text) => text.clone(),
            _ => Name::default(),
        };
        match name {
            "auto_pickle" => self.auto_pickle = optional,
            "infer_types" => self.infer_types = optional,
            "cpow" => self.cpow = optional,
            "freelist" => {
                if let DirectiveValue::Int(n) = value {
                    self.freelist = u32::try_from(*n).unwrap_or(0);
                }
            }
            "collection_type" => self.collection_type = (!text.is_empty()).then_some(text),
            "embedsignature.format" => self.embedsignature_format = text,
            "c_string_type" => {
                self.c_string_type = if text.is_empty() { fresh.c_string_type } else { text };
            }
            "c_string_encoding" => self.c_string_encoding = text,
            "subinterpreters_compatible" => self.subinterpreters_compatible = text,
            "callspec" => self.callspec = text,
            "language_level" => {
                if let Some(level) = LanguageLevel::parse(&text) {
                    self.language_level = level;
                }
            }
            _ if name.starts_with("warn.") => match value {
                DirectiveValue::Bool(true) => {
                    if !self.warnings.iter().any(|w| w == name) {
                        self.warnings.push(name.into());
                    }
                }
                _ => self.warnings.retain(|w| w != name),
            },
            // Known, and without a meaning for this compiler.
            _ => {}
        }
    }

    /// Whether a warning (`warn.unused` …) is on.
    pub fn warns(&self, name: &str) -> bool {
        self.warnings.iter().any(|w| w == name)
    }

    /// The value of a directive that is on or off.
    pub fn is_on(&self, name: &str) -> Option<bool> {
        self.clone().flag(name).map(|slot| *slot)
    }

    fn flag(&mut self, name: &str) -> Option<&mut bool> {
        Some(match name {
            "boundscheck" => &mut self.boundscheck,
            "wraparound" => &mut self.wraparound,
            "initializedcheck" => &mut self.initializedcheck,
            "nonecheck" => &mut self.nonecheck,
            "nullcheck" => &mut self.nullcheck,
            "cdivision" => &mut self.cdivision,
            "cdivision_warnings" => &mut self.cdivision_warnings,
            "overflowcheck" => &mut self.overflowcheck,
            "overflowcheck.fold" => &mut self.overflowcheck_fold,
            "embedsignature" => &mut self.embedsignature,
            "binding" => &mut self.binding,
            "always_allow_keywords" => &mut self.always_allow_keywords,
            "auto_cpdef" => &mut self.auto_cpdef,
            "autotestdict" => &mut self.autotestdict,
            "autotestdict.cdef" => &mut self.autotestdict_cdef,
            "autotestdict.all" => &mut self.autotestdict_all,
            "allow_none_for_extension_args" => &mut self.allow_none_for_extension_args,
            "annotation_typing" => &mut self.annotation_typing,
            "profile" => &mut self.profile,
            "linetrace" => &mut self.linetrace,
            "emit_code_comments" => &mut self.emit_code_comments,
            "preliminary_late_includes_cy28" => &mut self.late_includes,
            "type_version_tag" => &mut self.type_version_tag,
            "unraisable_tracebacks" => &mut self.unraisable_tracebacks,
            "iterable_coroutine" => &mut self.iterable_coroutine,
            "c_api_binop_methods" => &mut self.c_api_binop_methods,
            "legacy_implicit_noexcept" => &mut self.legacy_implicit_noexcept,
            "cpp_locals" => &mut self.cpp_locals,
            "freethreading_compatible" => &mut self.freethreading_compatible,
            "optimize.use_switch" => &mut self.optimize_use_switch,
            "optimize.unpack_method_calls" => &mut self.optimize_unpack_method_calls,
            "optimize.inline_defnode_calls" => &mut self.optimize_inline_defnode_calls,
            "remove_unreachable" => &mut self.remove_unreachable,
            "np_pythran" => &mut self.np_pythran,
            "fast_getattr" => &mut self.fast_getattr,
            "final" => &mut self.final_,
            "internal" => &mut self.internal,
            "no_gc" => &mut self.no_gc,
            "no_gc_clear" => &mut self.no_gc_clear,
            "trashcan" => &mut self.trashcan,
            "total_ordering" => &mut self.total_ordering,
            "cclass" => &mut self.cclass,
            "ccall" => &mut self.ccall,
            "cfunc" => &mut self.cfunc,
            "inline" => &mut self.inline,
            "nogil" => &mut self.nogil,
            "gil" => &mut self.gil,
            "dataclasses.dataclass" => &mut self.dataclass,
            "exceptval" => &mut self.exceptval_set,
            "show_performance_hints" => &mut self.show_performance_hints,
            _ => return None,
        })
    }

    /// Applies a decorator or `with` item if it is a directive; says whether it was one.
    pub fn apply_decorator(&mut self, cx: &mut Cx<'_>, scope: Option<ScopeId>, expr: &ast::Expr) -> bool {
        let scope = scope.unwrap_or(cx.main_scope);
        let Some(given) = parse(cx, scope, expr) else { return false };
        let is_static = given.iter().any(|g| g.name == "staticmethod");
        for directive in given {
            self.set(&directive.name, &directive.value);
        }
        // `staticmethod` is a directive and stays a decorator.
        !is_static
    }

    /// Applies a `with` item if it is a directive that changes the statements inside; says whether it
    /// was a directive. `nogil`, `gil` and `critical_section` are statements of their own.
    pub fn apply_with(&mut self, cx: &mut Cx<'_>, scope: ScopeId, expr: &ast::Expr, span: Span) -> bool {
        let Some(given) = parse(cx, scope, expr) else { return false };
        for directive in given {
            if matches!(directive.name.as_str(), "nogil" | "gil" | "critical_section") {
                return false;
            }
            if check_scope(cx, &directive.name, DirectiveScope::With, span) {
                self.set(&directive.name, &directive.value);
            }
        }
        true
    }

    /// These directives as they are for definitions inside: without those that are only for the
    /// decorated thing itself.
    pub fn for_contents(&self) -> Directives {
        let mut inner = self.clone();
        for name in IMMEDIATE {
            inner.set(name, &DirectiveValue::Default);
        }
        inner.type_version_tag = self.type_version_tag;
        inner
    }
}
