//! The Python side of a class: its type, and what the garbage collector sees.
//!
//! A class *reaches* Python when its objects may hold Python objects, themselves or through the references they
//! hold. Only proxies of such classes are known to the garbage collector.

use super::class::Classes;
use super::layout::Layout;
use super::{class_name, descriptor, struct_name};
use crate::c_text::bytes_literal;
use crate::cx::Cx;
use cyrus_hir::StrConst;
use cyrus_types::{Capability, Counting, Origin, Ty, TyId};
use rustc_hash::FxHashSet;
use std::fmt::Write as _;

/// The classes that reach Python.
pub(super) fn reaching(cx: &Cx) -> FxHashSet<TyId> {
    let layouts: Vec<&Layout> = cx.cyp.iter().collect();
    let holds = |l: &Layout| l.members.iter().any(|m| cx.types.counting(m.ty) == Counting::Python);
    let mut reaching: FxHashSet<TyId> = layouts.iter().filter(|l| holds(l)).map(|l| l.ty).collect();
    if reaching.is_empty() {
        return reaching;
    }
    loop {
        let before = reaching.len();
        for layout in &layouts {
            let mut referred = Vec::new();
            layout.members.iter().for_each(|m| references(cx, m.ty, &mut referred));
            // A reference to a class may be one to an object of a derived class.
            let leads = layouts
                .iter()
                .any(|l| reaching.contains(&l.ty) && referred.iter().any(|r| l.mro.contains(r)));
            if leads {
                reaching.insert(layout.ty);
            }
        }
        if reaching.len() == before {
            return reaching;
        }
    }
}

/// Whether the references in a value of this type may lead to Python objects.
pub(crate) fn leads_to_python(cx: &Cx, ty: TyId) -> bool {
    let mut referred = Vec::new();
    references(cx, ty, &mut referred);
    if referred.is_empty() {
        return false;
    }
    let reaching = reaching(cx);
    cx.cyp.iter().any(|l| reaching.contains(&l.ty) && referred.iter().any(|r| l.mro.contains(r)))
}

/// The classes that a value of this type refers to.
fn references(cx: &Cx, ty: TyId, out: &mut Vec<TyId>) {
    match cx.types.kind(ty) {
        Ty::Cyp(_) => out.extend(cx.cyp.plain(cx.types, ty)),
        Ty::Cpp(_, items) | Ty::CTuple(items) => items.iter().for_each(|&t| references(cx, t, out)),
        Ty::Array(elem, _) => references(cx, *elem, out),
        Ty::Struct(id) => cx.types.structs[*id].fields.iter().for_each(|f| references(cx, f.ty, out)),
        _ => {}
    }
}

/// Statements that fill in the descriptor, and the function that shows the Python objects in the fields.
pub(super) fn fields(cx: &mut Cx, layout: &Layout, reaching: &FxHashSet<TyId>, out: &mut String) -> String {
    let mut flags = Vec::new();
    if constructs(cx, layout) {
        flags.push("__CYRUS_CYP_CONSTRUCTS");
    }
    let mut text = String::new();
    if reaching.contains(&layout.ty) {
        let name = class_name(cx, layout.ty);
        let tag = struct_name(cx, layout.ty);
        flags.push("__CYRUS_CYP_REACHES");
        let visits: String = layout
            .members
            .iter()
            .filter(|m| cx.types.counting(m.ty) == Counting::Python)
            .map(|m| format!("  Py_VISIT((PyObject *)p->{});\n", m.name))
            .collect();
        let _ = writeln!(
            out,
            "static int {name}_pytraverse(__cyrus_cyp *o, visitproc visit, void *arg) {{\n  \
             struct {tag} *p = (struct {tag} *)o;\n  (void)p, (void)visit, (void)arg;\n{visits}  return 0;\n}}"
        );
        let _ = writeln!(text, "  t->py_traverse = {name}_pytraverse;");
    }
    if layout.thin {
        flags.push("__CYRUS_CYP_THIN");
    }
    if cx.cyp.cycles().is_cyclic(layout.ty) {
        cx.fragment("cyp_below");
        flags.push("__CYRUS_CYP_CYCLIC");
    }
    if cx.cyp.cycles().is_linked(layout.ty) {
        cx.fragment("cyp_detector");
        flags.push("__CYRUS_CYP_LINKED");
    }
    if layout.members.iter().any(|m| super::cycle::isolates(cx.types, m.ty)) {
        flags.push("__CYRUS_CYP_ISOLATES");
    }
    if !flags.is_empty() {
        let _ = writeln!(text, "  t->flags |= {};", flags.join(" | "));
    }
    text
}

/// Whether a class says how its objects are made.
fn constructs(cx: &Cx, layout: &Layout) -> bool {
    layout.mro.iter().any(|&t| {
        cx.types.as_cyp(t).is_some_and(|c| {
            let def = &cx.types.cyp_classes[c.class];
            let methods = &def.methods;
            def.own_cap != Capability::Local
                || methods.iter().any(|m| m.name == "__new__" || (m.name == "__alloc__" && m.is_static))
        })
    })
}

/// The functions behind the Python type, where the class has one.
pub(super) fn python_type(cx: &mut Cx, layout: &Layout, out: &mut Classes) {
    let Some(cyp) = cx.types.as_cyp(layout.ty) else { return };
    let def = &cx.types.cyp_classes[cyp.class];
    let instance = &cx.module.cyp_instances[layout.index];
    if !instance.faced {
        return;
    }
    cx.fragment("cyp_proxy");
    let name = class_name(cx, layout.ty);
    let doc = match &instance.doc {
        Some(StrConst::Text(text) | StrConst::Bytes(text)) => bytes_literal(text),
        None => "NULL".into(),
    };
    let bases: Vec<String> = instance.bases.iter().map(|&b| descriptor(cx, b)).collect();
    let (array, list) = match bases.len() {
        0 => (String::new(), "NULL".to_string()),
        n => {
            let items: String =
                bases.iter().enumerate().map(|(i, b)| format!("  bases[{i}] = {b};\n")).collect();
            (format!("  __cyrus_cyp_type *bases[{n}];\n{items}"), "bases".to_string())
        }
    };
    let own = constructs(cx, layout);
    let make = if own { "__cyrus_cyp_py_new" } else { "__cyrus_cyp_py_alloc" };
    let class = descriptor(cx, layout.ty);
    let vectorcall = if own {
        String::new()
    } else {
        cx.fragment("cyp_construct");
        let _ = write!(
            out.definitions,
            "static PyObject *{name}_new(PyTypeObject *cls, PyObject *args, PyObject *kwds);\n\
             static PyObject *{name}_call(PyObject *cls, PyObject *const *args, size_t nargsf, PyObject *kwnames) {{\n  \
             return __cyrus_cyp_py_construct({class}, {name}_new, cls, args, nargsf, kwnames);\n}}\n"
        );
        format!("  ({class})->py_type->tp_vectorcall = {name}_call;\n")
    };
    // Another module may have come first.
    let known = match super::home(cx, layout.ty) {
        super::Home::Here => String::new(),
        super::Home::Shared | super::Home::Elsewhere(_) => format!("  if (({class})->py_type) return 0;\n"),
    };
    let _ = write!(
        out.definitions,
        "static PyObject *{name}_new(PyTypeObject *cls, PyObject *args, PyObject *kwds) {{\n  \
         return {make}({class}, cls, args, kwds);\n}}\n\
         static __CYRUS_ONCE int {name}_python(void) {{\n{array}{known}  \
         if (__cyrus_cyp_py_type({class}, {name}_new, {doc}, {list}, {}) < 0) return -1;\n{vectorcall}  return 0;\n}}\n",
        bases.len()
    );
    let _ = writeln!(out.calls, "  if ({name}_python() < 0) return -1;");
    if !cyp.args.is_empty() || def.origin != Origin::Here {
        return;
    }
    // Plain classes get their name where their definition stands.
    let (short, outer) = (def.name.clone(), def.outer);
    let python = super::python_type(cx, layout.ty);
    let bind = match outer {
        Some(outer) => {
            let outer = outer_type(cx, outer);
            format!("PyObject_SetAttrString((PyObject *){outer}, \"{short}\", made)")
        }
        None => format!("PyDict_SetItemString(__cyrus_d, \"{short}\", made)"),
    };
    let _ = writeln!(
        out.definitions,
        "static __CYRUS_ONCE int {name}_setup(void) {{\n  PyObject *made = (PyObject *){python};\n  return {bind};\n}}"
    );
    let _ = writeln!(out.declarations, "static __CYRUS_ONCE int {name}_setup(void);");
}

/// The Python type of the class around a nested one.
fn outer_type(cx: &mut Cx, outer: cyrus_types::CypClassId) -> String {
    let ty = cx
        .cyp
        .iter()
        .map(|l| l.ty)
        .find(|&t| cx.types.as_cyp(t).is_some_and(|c| c.class == outer && c.args.is_empty()));
    ty.map_or_else(|| "NULL".into(), |ty| super::python_type(cx, ty))
}
