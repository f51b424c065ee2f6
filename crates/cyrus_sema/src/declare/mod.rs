//! Declarations: fills scopes and the type universe from module and class level statements.
//!
//! Comes in: expanded trees of the module, its pxd and every pxd cimported. Goes out: entries in scopes,
//! definitions in [`cyrus_types::Types`], the C functions and variables of the HIR, and
//! [`crate::cx::DeclaredNode`]s that tie definitions of the tree to them.
//!
//! Invariants: no function body and no run-time expression is looked at. Names of types are entered
//! first ([`forward`]), everything else in source order, so that a use before its declaration is
//! reported as Cython reports it.
//!
//! One file per construct: [`cvar`], [`cfunc`], [`typedef`], [`struct_def`], [`enum_def`], [`fused`],
//! [`ext_class`], [`cpp_class`], [`cyp_class`], [`extern_block`], [`cimport`]; types are read by
//! [`type_expr`] (C syntax), [`expr_type`] (expressions) and [`annotation`].

pub mod annotation;
pub mod buffer_type;
pub mod builtin_scope;
pub mod c_property;
pub mod cfunc;
pub mod cimport;
pub mod concurrency;
pub mod const_value;
pub mod cpp_class;
pub mod cvar;
pub mod cyp_class;
pub mod cython_module;
pub mod dataclass;
pub mod declarator;
pub mod enum_def;
pub mod except_spec;
pub mod expr_type;
pub mod ext_body;
pub mod ext_class;
pub mod ext_method;
pub mod extern_block;
pub mod forward;
pub mod fused;
pub mod fused_func;
pub mod homes;
pub mod items;
pub mod memview_type;
pub mod method_arity;
pub mod nogil_class;
pub mod place;
pub mod pure_mode;
pub mod pxd;
pub mod py_names;
pub mod signature;
pub mod special_method;
pub mod statement;
pub mod string_type;
pub mod struct_def;
pub mod template;
pub mod type_expr;
pub mod typedef;
pub mod view_array;

use crate::cx::Cx;
use crate::directive::Directives;
use cyrus_syntax::ast;
use place::Place;

/// Declares everything of the main module.
pub fn module<'a>(cx: &mut Cx<'a>, tree: &'a ast::Module) {
    cx.directives = Directives::of_module(cx, tree);
    if !tree.language_level.is_py3() {
        builtin_scope::fill_level_2(cx);
    }
    pxd::load_own(cx, tree.file);
    let place = Place::module(cx.main_scope, false);
    forward::block(cx, &place, &tree.body);
    statement::block(cx, &place, &tree.body);
    ext_class::finish_deferred(cx);
    cyp_class::linearise(cx);
    py_names::nested_globals(cx, &place, &tree.body);
    cfunc::check_all_defined(cx);
    ext_class::check_all_defined(cx);
}
