//! Which directives there are, what they take, where they may stand.

use crate::cx::Cx;
use cyrus_diagnostics::codes;
use cyrus_source::Span;

/// What a directive takes.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(super) enum Takes {
    Bool,
    Int,
    Text,
    OneOf(&'static [&'static str]),
    Encoding,
    /// A list of texts, for tests of the compiler.
    List,
    /// No value at all.
    Nothing,
    /// A type; `exceptval` also a value.
    Type,
    /// Keyword arguments.
    Dict,
    /// Arguments that its own place looks at.
    Deferred,
}

/// Where a directive may stand.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum DirectiveScope {
    Module,
    Function,
    Class,
    CClass,
    CppClass,
    With,
}

impl DirectiveScope {
    fn name(self) -> &'static str {
        match self {
            DirectiveScope::Module => "module",
            DirectiveScope::Function => "function",
            DirectiveScope::Class => "class",
            DirectiveScope::CClass => "cclass",
            DirectiveScope::CppClass => "cppclass",
            DirectiveScope::With => "with statement",
        }
    }
}

const ANYWHERE: &[DirectiveScope] = &[];
const MODULE: &[DirectiveScope] = &[DirectiveScope::Module];
const FUNCTION: &[DirectiveScope] = &[DirectiveScope::Function];
const CCLASS: &[DirectiveScope] = &[DirectiveScope::CClass];
const CLASSES: &[DirectiveScope] = &[DirectiveScope::Class, DirectiveScope::CClass];
const FUNCTION_OR_WITH: &[DirectiveScope] = &[DirectiveScope::Function, DirectiveScope::With];
const DEFINITIONS: &[DirectiveScope] =
    &[DirectiveScope::Function, DirectiveScope::Class, DirectiveScope::CClass];

/// Every directive: name, what it takes, where it may stand.
pub(super) const TABLE: &[(&str, Takes, &[DirectiveScope])] = &[
    ("binding", Takes::Bool, ANYWHERE),
    ("boundscheck", Takes::Bool, ANYWHERE),
    ("nonecheck", Takes::Bool, ANYWHERE),
    ("nullcheck", Takes::Bool, ANYWHERE),
    ("initializedcheck", Takes::Bool, ANYWHERE),
    ("freethreading_compatible", Takes::Bool, MODULE),
    ("subinterpreters_compatible", Takes::OneOf(&["no", "shared_gil", "own_gil"]), MODULE),
    ("embedsignature", Takes::Bool, ANYWHERE),
    ("embedsignature.format", Takes::OneOf(&["c", "clinic", "python"]), ANYWHERE),
    ("auto_cpdef", Takes::Bool, ANYWHERE),
    ("auto_pickle", Takes::Bool, &[DirectiveScope::Module, DirectiveScope::CClass]),
    ("cdivision", Takes::Bool, ANYWHERE),
    ("cdivision_warnings", Takes::Bool, ANYWHERE),
    ("cpow", Takes::Bool, ANYWHERE),
    ("c_api_binop_methods", Takes::Bool, ANYWHERE),
    ("overflowcheck", Takes::Bool, ANYWHERE),
    ("overflowcheck.fold", Takes::Bool, ANYWHERE),
    ("always_allow_keywords", Takes::Bool, ANYWHERE),
    ("allow_none_for_extension_args", Takes::Bool, ANYWHERE),
    ("wraparound", Takes::Bool, ANYWHERE),
    ("ccomplex", Takes::Bool, MODULE),
    ("callspec", Takes::Text, ANYWHERE),
    ("nogil", Takes::Deferred, FUNCTION_OR_WITH),
    ("gil", Takes::Deferred, &[DirectiveScope::With]),
    ("with_gil", Takes::Nothing, FUNCTION),
    ("critical_section", Takes::Deferred, FUNCTION_OR_WITH),
    ("profile", Takes::Bool, ANYWHERE),
    ("linetrace", Takes::Bool, ANYWHERE),
    ("emit_code_comments", Takes::Bool, MODULE),
    ("annotation_typing", Takes::Bool, ANYWHERE),
    ("infer_types", Takes::Bool, ANYWHERE),
    ("infer_types.verbose", Takes::Bool, ANYWHERE),
    ("autotestdict", Takes::Bool, MODULE),
    ("autotestdict.cdef", Takes::Bool, MODULE),
    ("autotestdict.all", Takes::Bool, MODULE),
    ("language_level", Takes::Text, MODULE),
    ("fast_getattr", Takes::Bool, ANYWHERE),
    ("py2_import", Takes::Bool, ANYWHERE),
    ("preliminary_late_includes_cy28", Takes::Bool, MODULE),
    ("iterable_coroutine", Takes::Bool, &[DirectiveScope::Module, DirectiveScope::Function]),
    ("c_string_type", Takes::OneOf(&["bytes", "bytearray", "str", "unicode"]), MODULE),
    ("c_string_encoding", Takes::Encoding, MODULE),
    ("type_version_tag", Takes::Bool, &[DirectiveScope::Module, DirectiveScope::CClass]),
    ("unraisable_tracebacks", Takes::Bool, ANYWHERE),
    ("old_style_globals", Takes::Bool, MODULE),
    ("np_pythran", Takes::Bool, MODULE),
    ("fast_gil", Takes::Bool, MODULE),
    ("cpp_locals", Takes::Bool, &[DirectiveScope::Module, DirectiveScope::Function, DirectiveScope::CClass]),
    ("legacy_implicit_noexcept", Takes::Bool, MODULE),
    ("c_compile_guard", Takes::Text, FUNCTION),
    ("set_initial_path", Takes::Text, MODULE),
    ("warn", Takes::Bool, ANYWHERE),
    ("warn.undeclared", Takes::Bool, ANYWHERE),
    ("warn.unreachable", Takes::Bool, ANYWHERE),
    ("warn.maybe_uninitialized", Takes::Bool, ANYWHERE),
    ("warn.unused", Takes::Bool, ANYWHERE),
    ("warn.unused_arg", Takes::Bool, ANYWHERE),
    ("warn.unused_result", Takes::Bool, ANYWHERE),
    ("warn.multiple_declarators", Takes::Bool, ANYWHERE),
    ("warn.deprecated.DEF", Takes::Bool, ANYWHERE),
    ("warn.deprecated.IF", Takes::Bool, ANYWHERE),
    ("show_performance_hints", Takes::Bool, ANYWHERE),
    ("optimize.inline_defnode_calls", Takes::Bool, ANYWHERE),
    ("optimize.unpack_method_calls", Takes::Bool, ANYWHERE),
    ("optimize.unpack_method_calls_in_pyinit", Takes::Bool, ANYWHERE),
    ("optimize.use_switch", Takes::Bool, ANYWHERE),
    ("remove_unreachable", Takes::Bool, ANYWHERE),
    ("control_flow.dot_output", Takes::Text, MODULE),
    ("control_flow.dot_annotate_defs", Takes::Bool, MODULE),
    ("test_assert_path_exists", Takes::List, DEFINITIONS),
    ("test_fail_if_path_exists", Takes::List, DEFINITIONS),
    ("test_assert_c_code_has", Takes::List, MODULE),
    ("test_fail_if_c_code_has", Takes::List, MODULE),
    ("test_body_needs_exception_handling", Takes::Bool, &[DirectiveScope::With]),
    ("formal_grammar", Takes::Bool, MODULE),
    // Decorators.
    ("locals", Takes::Dict, FUNCTION),
    ("final", Takes::Bool, &[DirectiveScope::CClass, DirectiveScope::Function]),
    ("collection_type", Takes::OneOf(&["sequence", "mapping"]), CCLASS),
    ("internal", Takes::Bool, CCLASS),
    ("cfunc", Takes::Nothing, FUNCTION_OR_WITH),
    ("ccall", Takes::Nothing, FUNCTION_OR_WITH),
    ("ufunc", Takes::Nothing, FUNCTION),
    ("inline", Takes::Nothing, FUNCTION),
    ("staticmethod", Takes::Nothing, FUNCTION),
    ("cclass", Takes::Nothing, &[DirectiveScope::Class, DirectiveScope::CClass, DirectiveScope::With]),
    ("no_gc_clear", Takes::Bool, CCLASS),
    ("no_gc", Takes::Bool, CCLASS),
    ("returns", Takes::Type, FUNCTION),
    ("exceptval", Takes::Type, FUNCTION),
    ("freelist", Takes::Int, CCLASS),
    ("trashcan", Takes::Bool, CCLASS),
    ("total_ordering", Takes::Nothing, CLASSES),
    ("dataclasses.dataclass", Takes::Deferred, CLASSES),
    ("dataclasses.field", Takes::Deferred, ANYWHERE),
];

/// Directives that are only for what they decorate, not for definitions inside.
pub(super) const IMMEDIATE: &[&str] = &[
    "cfunc",
    "ccall",
    "cclass",
    "dataclasses.dataclass",
    "ufunc",
    "inline",
    "exceptval",
    "returns",
    "with_gil",
    "freelist",
    "no_gc",
    "no_gc_clear",
    "type_version_tag",
    "final",
    "auto_pickle",
    "internal",
    "collection_type",
    "total_ordering",
    "test_fail_if_path_exists",
    "test_assert_path_exists",
    "test_body_needs_exception_handling",
];

/// Whether there is a directive of this name.
pub fn exists(name: &str) -> bool {
    TABLE.iter().any(|(n, ..)| *n == name)
}

/// Whether a directive may stand here; reports it if not.
pub fn check_scope(cx: &mut Cx<'_>, name: &str, scope: DirectiveScope, span: Span) -> bool {
    let Some(&(_, _, scopes)) = TABLE.iter().find(|(n, ..)| *n == name) else { return true };
    if scopes.is_empty() || scopes.contains(&scope) {
        return true;
    }
    let message = format!("The {name} compiler directive is not allowed in {} scope", scope.name());
    cx.error(codes::E0308, span, message);
    false
}
