//! Scope objects: closures' variables and generators' frames.
//!
//! The struct of a layout begins with the object head, then come the enclosing scope object and the Python
//! objects that the scope drops and shows to the collector, then everything else.

use crate::c_text::c_identifier;
use crate::convert;
use crate::cx::Cx;
use crate::types::{Definition, declare_cty, type_text};
use cyrus_arena::Id as _;
use cyrus_mir::{CTy, ScopeField, ScopeId};
use cyrus_source::Span;
use cyrus_types::{Counting, Ty, Types};
use std::fmt::Write as _;

/// The struct as a type.
pub(crate) fn scope_struct_name(cx: &mut Cx, scope: ScopeId) -> String {
    cx.mentioned.insert(Definition::Scope(scope));
    format!("struct {}", tag(cx, scope))
}

fn tag(cx: &Cx, scope: ScopeId) -> String {
    format!("{}_{}", c_identifier(&cx.program.scopes[scope].cname), scope.index())
}

/// C name of the function that makes one: `PyObject *f(PyObject *outer)`, without a parameter when the
/// layout has no enclosing scope.
pub(crate) fn scope_new_name(cx: &mut Cx, scope: ScopeId) -> String {
    cx.scope_descs.insert(scope);
    format!("{}_new", tag(cx, scope))
}

/// C name of the description.
pub(crate) fn scope_desc_name(cx: &Cx, scope: ScopeId) -> String {
    format!("{}_def", tag(cx, scope))
}

/// Python objects that the scope itself looks after.
fn is_managed_object(types: &Types, field: &ScopeField) -> bool {
    field.managed
        && match &field.ty {
            CTy::Ty(ty) => types.counting(*ty) == Counting::Python,
            CTy::Text(text) => text == "PyObject *",
        }
}

/// The struct's definition.
pub(crate) fn scope_struct(cx: &mut Cx, scope: ScopeId) -> String {
    cx.fragment("closure");
    let layout = &cx.program.scopes[scope];
    let types = cx.types;
    let mut out = format!("struct {} {{\n  __cyrus_closure head;\n", tag(cx, scope));
    if layout.outer.is_some() {
        out.push_str("  PyObject *outer;\n");
    }
    let (objects, others): (Vec<_>, Vec<_>) = layout.fields.iter().partition(|f| is_managed_object(types, f));
    for field in objects.into_iter().chain(others) {
        let _ = writeln!(out, "  {};", declare_cty(cx, &field.ty, &field.name));
    }
    out + "};\n"
}

/// Descriptions and constructors of all layouts in use.
pub(super) fn descriptions(cx: &mut Cx) -> String {
    let mut out = String::new();
    let scopes: Vec<ScopeId> = cx.scope_descs.iter().copied().collect();
    for scope in scopes {
        let layout = &cx.program.scopes[scope];
        let has_outer = layout.outer.is_some();
        let objects =
            usize::from(has_outer) + layout.fields.iter().filter(|f| is_managed_object(cx.types, f)).count();
        let name = scope_struct_name(cx, scope);
        let tag = tag(cx, scope);
        let (construct, destroy) = other_fields(cx, scope, &name);
        let destroy_name = if destroy.is_empty() {
            "NULL".into()
        } else {
            let _ = writeln!(
                out,
                "static void {tag}_destroy(void *scope) {{\n  {name} *s = ({name} *)scope;\n{destroy}}}"
            );
            format!("{tag}_destroy")
        };
        let held = held(cx, scope);
        let traverse_name = if held.is_empty() {
            "NULL".into()
        } else {
            cx.fragment("cyp_held");
            let _ = writeln!(
                out,
                "static int {tag}_held(void *scope, __cyrus_cyp_visit visit, void *arg) {{\n  {name} *s = ({name} *)scope;\n  \
                 int stop;\n{held}  return 0;\n}}\n\
                 static int {tag}_traverse(void *scope, visitproc visit, void *arg) {{\n  \
                 return __cyrus_cyp_held_visit(scope, {tag}_held, visit, arg);\n}}"
            );
            format!("{tag}_traverse")
        };
        let def = scope_desc_name(cx, scope);
        let _ = writeln!(
            out,
            "static const __cyrus_closure_def {def} = {{sizeof({name}), {objects}, {destroy_name}, {traverse_name}}};"
        );
        let new = cx.runtime("__cyrus_closure_new").to_string();
        let param = if has_outer { "PyObject *outer" } else { "void" };
        if !has_outer && construct.is_empty() {
            let _ = writeln!(out, "static inline PyObject *{tag}_new(void) {{ return {new}(&{def}); }}");
            continue;
        }
        let link = if has_outer { "    s->outer = Py_XNewRef(outer);\n" } else { "" };
        let _ = writeln!(
            out,
            "static PyObject *{tag}_new({param}) {{\n  PyObject *o = {new}(&{def});\n  if (__CYRUS_LIKELY(o)) {{\n    \
             {name} *s = ({name} *)o;\n{link}{construct}  }}\n  return o;\n}}"
        );
    }
    out
}

/// The generator whose frame a scope is; of closures, the function that comes first.
fn body_of(cx: &Cx, scope: ScopeId) -> Span {
    let bodies = &cx.program.bodies;
    let owner = bodies.iter().find(|b| b.frame == Some(scope)).or_else(|| bodies.iter().next());
    owner.map_or_else(Span::default, |b| b.span)
}

/// Statements that visit the cypclass objects that may lead to Python objects.
fn held(cx: &mut Cx, scope: ScopeId) -> String {
    let mut out = String::new();
    for field in &cx.program.scopes[scope].fields {
        let CTy::Ty(ty) = field.ty else { continue };
        let kept = field.managed || matches!(cx.types.kind(ty), Ty::Cpp(..));
        if kept && crate::cyp::is_held(cx, ty) && crate::cyp::leads_to_python(cx, ty) {
            out.push_str(&crate::cyp::held_visits(cx, ty, &format!("s->{}", field.name)));
        }
    }
    out
}

/// Statements that construct and destroy what is no plain Python object.
fn other_fields(cx: &mut Cx, scope: ScopeId, struct_name: &str) -> (String, String) {
    let (mut construct, mut destroy) = (String::new(), String::new());
    let _ = struct_name;
    for field in &cx.program.scopes[scope].fields {
        let CTy::Ty(ty) = field.ty else { continue };
        let place = format!("s->{}", field.name);
        if let Ty::Cpp(..) = cx.types.kind(ty) {
            if !crate::body::has_default_constructor(cx.types, ty, false) {
                let span = body_of(cx, scope);
                let what = "a variable of a C++ class without a constructor that takes nothing, in a closure or a generator, is";
                cx.unsupported(span, what);
            }
            cx.cplus_header("<new>");
            let text = type_text(cx, ty);
            let _ = writeln!(construct, "    new ((void *)&(char &){place}) {text}();");
            let function = convert::destroy(cx);
            let _ = writeln!(destroy, "  {function}({place});");
        }
        if !field.managed {
            continue;
        }
        match cx.types.counting(ty) {
            Counting::None | Counting::Python => {}
            Counting::MemView => {
                let clear = cx.runtime("__cyrus_mv_release").to_string();
                let _ = writeln!(destroy, "  {clear}({place}.owner);");
            }
            Counting::Members => {
                let function = convert::count_members(cx, ty, "decref", Span::default());
                let _ = writeln!(destroy, "  {function}(&{place});");
            }
            Counting::Cyp => {
                cx.fragment("cyp_object");
                let suffix = crate::cyp::decref(cx, ty);
                let _ = writeln!(destroy, "  __cyrus_cyp_xdecref{suffix}({place});");
            }
        }
    }
    (construct, destroy)
}
