//! Bodies: statements and expressions become typed HIR.
//!
//! Comes in: expanded trees and the scopes filled by [`crate::declare`]. Goes out: [`hir::Func`]s,
//! [`hir::ExtClass`]es and the module's own statements.
//!
//! One [`Checker`] walks the module once, in source order; function bodies are checked where they are
//! defined, so that closures see the final types of the variables around them. [`fncx::FnCx`] holds what
//! is known about the function being checked; they form a stack.

mod address_of;
mod any_all;
mod assign_error;
mod assign_stmt;
mod attribute;
pub mod autotest;
pub mod bindings;
mod bool_op;
pub mod builtin_call;
pub mod builtin_method;
pub mod c_call;
mod c_contains;
pub mod c_locals;
mod c_property;
pub mod c_slice;
pub mod c_string;
pub mod call;
pub mod capability;
mod cast;
pub mod cfunc_object;
pub mod cfunction;
pub mod class;
mod class_method;
pub mod coerce;
mod coerce_object;
mod coerce_text;
mod comparison;
pub mod comprehension;
pub mod conditional;
mod const_target;
pub mod constant;
pub mod cpp;
pub mod cpp_class;
mod cpp_construct;
mod cpp_contains;
pub mod cpp_loop;
mod cpp_operator;
mod cpp_overload;
mod cpp_static_value;
pub mod ctuple;
mod cyp;
pub mod cyp_active_object;
pub mod cyp_actor;
pub mod cyp_call;
pub mod cyp_channel_object;
pub mod cyp_class;
pub mod cyp_convert;
mod cyp_default;
mod cyp_error_hook;
pub mod cyp_face;
pub mod cyp_future_object;
pub mod cyp_item_inplace;
mod cyp_letter;
pub mod cyp_loop;
pub mod cyp_message;
pub mod cyp_new;
pub mod cyp_operator;
pub mod cyp_overload;
pub mod cyp_override;
mod cyp_parts;
mod cyp_property;
pub mod cyp_value;
mod cyp_with;
pub mod cython_call;
mod cython_value;
pub mod dataclass;
pub mod declared;
mod def_param;
mod default_value;
pub mod derived_pointer;
mod except_star;
mod expr;
pub mod flow;
pub mod fncx;
pub mod function;
pub mod fused;
mod generated_text;
pub mod gil;
pub mod go_expr;
mod go_parentheses;
pub mod import_stmt;
mod infer;
mod isinstance_call;
mod list_display;
mod literal_fit;
pub mod loops;
pub mod match_stmt;
pub mod memview;
pub mod names;
pub mod native_any;
mod native_builtin;
mod native_display;
pub mod native_format;
mod native_hash;
mod native_iterable;
mod native_key;
pub mod native_map;
mod native_next;
mod native_show;
mod native_text;
mod native_unpack;
pub mod nogil_class;
mod number_call;
mod numpy_import;
pub mod operator;
pub mod parallel_stmt;
pub mod param_rule;
pub mod parks;
mod pointer_conversion;
pub mod power;
mod pure;
pub mod pymutex;
pub mod python_local;
pub mod sendable;
mod sendable_cpp;
pub mod signature_doc;
mod solve;
mod static_cond;
pub mod stmt;
pub mod subscript;
pub mod target;
pub mod task_group;
mod template_string;
mod try_stmt;
mod type_alias;
mod type_dict;
mod type_params;
pub mod typeid;
pub mod unpack;
pub mod unusable;
mod wide_string;
mod with_part;
mod with_stmt;
mod written;
mod zipped;

use crate::cx::Cx;
use cyrus_diagnostics::codes;
use cyrus_hir as hir;
use cyrus_source::Span;
use cyrus_syntax::ast;
use cyrus_types::{CypClassId, TyId};
use fncx::{FnCx, FnKind};
use rustc_hash::{FxHashMap, FxHashSet};

/// Checks the module's statements and every function and class body in them.
pub fn module<'a>(cx: &mut Cx<'a>, tree: &'a ast::Module) {
    let directives = cx.directives.clone();
    if directives.linetrace {
        let message = "the directive 'linetrace' has no effect yet: tracing and coverage see functions (profile=True), not lines";
        let at = tree.body.first().map_or(tree.span, |stmt| stmt.span);
        cx.warn(codes::W0101, at, message);
    }
    let name = cx.module_name.clone();
    let id = cx.funcs.push(fncx::placeholder(&name, tree.span));
    let scope = cx.main_scope;
    let mut checker = Checker {
        cx,
        fns: Vec::new(),
        speculating: 0,
        cyp_instances: FxHashSet::default(),
        cyp_pending: Vec::new(),
        instance_place: None,
        cyp_made: Vec::new(),
        cyp_set_up: FxHashSet::default(),
        consumed_generators: FxHashSet::default(),
        cyp_wanted_faces: FxHashSet::default(),
        cyp_bad_constructors: FxHashSet::default(),
        cyp_messages: FxHashMap::default(),
        cyp_own_parts: FxHashMap::default(),
        cyp_future_objects: FxHashMap::default(),
        cyp_channel_objects: FxHashMap::default(),
        cyp_wrappers: FxHashMap::default(),
        cyp_new_wrappers: Vec::new(),
        discarded: None,
        go_classes: FxHashMap::default(),
        go_operands: FxHashMap::default(),
    };
    let mut fx = FnCx::new(id, FnKind::Module, scope, directives);
    fx.ret = cyrus_types::common::OBJECT;
    checker.fns.push(fx);
    checker.cx.doc = checker.docstring(&tree.body);
    checker.check_declared_late(&tree.body);
    let tests = checker.declare_test_dict(tree);
    let mut body = Vec::new();
    checker.expose_extern_functions(&mut body);
    checker.classes_of_pxd(&mut body);
    body.extend(checker.block(&tree.body));
    if tests {
        checker.test_dict(tree, &mut body);
    }
    let numpy = checker.import_numpy();
    body.splice(0..0, numpy);
    let (mut faced, mut faces, mut inline) = (FxHashSet::default(), Vec::new(), Vec::new());
    checker.cyp_declared_faces(&mut faces);
    loop {
        checker.cyp_bodies();
        checker.cx.use_deallocs();
        if let Some((def, scope, cfunc)) = checker.cx.pending_inline.pop() {
            checker.inline_function(def, scope, cfunc, &mut inline);
        } else if !checker.active_faces(&mut faces) && !checker.cyp_generic_faces(&mut faced, &mut faces) {
            break;
        }
    }
    checker.cyp_generic_names(&faced, &mut faces);
    inline.sort_by_key(|stmt| (stmt.span.file, stmt.span.start));
    inline.extend(faces);
    body.splice(0..0, inline);
    body.shrink_to_fit();
    checker.check_flow(flow::Body::Block(&tree.body));
    let fx = checker.fns.pop().expect("the module's own context");
    checker.store_function(fx, name, tree.span, hir::FuncKind::ModuleInit, Vec::new(), body, None);
    let mut instances = std::mem::take(&mut checker.cyp_made);
    instances.iter_mut().for_each(|i| i.faced |= faced.contains(&i.ty));
    // Ancestors have shorter linearisations.
    instances.sort_by_key(|i| i.mro.len());
    cx.cyp_instances = instances;
    cx.init = Some(id);
    gil::check(cx);
}

/// Walks bodies.
pub struct Checker<'c, 'a> {
    pub cx: &'c mut Cx<'a>,
    /// The functions being checked, outermost (the module) first; never empty.
    pub fns: Vec<FnCx<'a>>,
    /// Above zero while an expression is checked only to learn its type.
    pub speculating: u32,
    /// Instances of cypclasses that the module uses; those whose bodies are still to be checked; what is
    /// checked; and the classes that have their statements in the module's body.
    pub cyp_instances: FxHashSet<TyId>,
    pub cyp_pending: Vec<TyId>,
    /// Where the program asks for the instance of a generic class that is being checked.
    pub instance_place: Option<Span>,
    pub cyp_made: Vec<hir::CypInstance>,
    pub cyp_set_up: FxHashSet<CypClassId>,
    /// Classes of other modules whose objects go to Python, or come from there.
    pub cyp_wanted_faces: FxHashSet<TyId>,
    /// The classes of tasks.
    pub go_classes: FxHashMap<go_expr::GoKey, TyId>,
    /// Operands of `go` that begin with a parenthesis, by the address of the expression.
    pub go_operands: FxHashMap<usize, &'a cyrus_syntax::ast::Expr>,
    /// The classes of messages to active objects, by the method they call and with how many arguments.
    pub cyp_messages: FxHashMap<(TyId, cyrus_hir::CypMethodRef, usize, cyp_message::MessageKind), TyId>,
    /// What classes bring along for their messages.
    pub cyp_own_parts: FxHashMap<CypClassId, cyp_actor::OwnParts>,
    /// What makes futures Python objects, by the type of the result.
    pub cyp_future_objects: FxHashMap<TyId, TyId>,
    /// The classes that make Python objects of channels, by the type of their elements.
    pub cyp_channel_objects: FxHashMap<TyId, TyId>,
    /// The classes by which Python sees active objects, by their classes; and those that are not set up yet.
    pub cyp_wrappers: FxHashMap<TyId, Option<TyId>>,
    pub cyp_new_wrappers: Vec<TyId>,
    /// Generator expressions that are arguments of calls.
    pub consumed_generators: FxHashSet<cyrus_source::Span>,
    /// The call that is a statement: nobody uses its result.
    pub discarded: Option<cyrus_source::Span>,
    /// Classes whose constructors were reported.
    pub cyp_bad_constructors: FxHashSet<CypClassId>,
}
