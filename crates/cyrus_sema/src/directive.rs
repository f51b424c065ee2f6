//! Compiler directives: their values, where they may stand, how they are read.
//!
//! Source: Cython docs, "Compiler directives". A [`Directives`] value is copied and changed for an inner
//! scope (decorator, `with cython.directive(...)`); the header and the command line set the module's.

use cyrus_hir as hir;
use cyrus_syntax::ast::LanguageLevel;
use cyrus_types::Name;

/// All directives that the checker or a later stage looks at.
#[derive(Clone, Debug)]
pub struct Directives {
    pub language_level: LanguageLevel,
    pub boundscheck: bool,
    pub wraparound: bool,
    pub initializedcheck: bool,
    pub nonecheck: bool,
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
    pub allow_none_for_extension_args: bool,
    pub annotation_typing: bool,
    pub infer_types: Option<bool>,
    pub profile: bool,
    pub linetrace: bool,
    pub emit_code_comments: bool,
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
            allow_none_for_extension_args: true,
            annotation_typing: true,
            infer_types: None,
            profile: false,
            linetrace: false,
            emit_code_comments: true,
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
            warnings: Vec::new(),
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
            nonecheck: self.nonecheck,
            cdivision: self.cdivision,
            cdivision_warnings: self.cdivision_warnings,
            overflowcheck: self.overflowcheck,
            overflowcheck_fold: self.overflowcheck_fold,
            profile: self.profile,
            linetrace: self.linetrace,
            always_allow_keywords: self.always_allow_keywords,
            language_level: if self.language_level.is_py3() { 3 } else { 2 },
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
            preliminary_late_includes: true,
            test_dict: true,
        }
    }
}
