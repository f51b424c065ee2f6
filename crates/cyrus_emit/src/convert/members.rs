//! Reference counts of structs, arrays, ctuples and nogil classes with counted members; the end of values of nogil
//! classes, which is the dropping of their one reference.

use super::{function_name, generate};
use crate::cx::{Cx, Generated};
use crate::types::declare;
use cyrus_source::Span;
use cyrus_types::{ALIVE_MEMBER, BASE_MEMBER, ClassId, Counting, DEALLOC, Ty, TyId};
use std::fmt::Write as _;

/// Name of `void f(T *value)` that counts all members up (`incref`) or down (`decref`).
pub(crate) fn count_members(cx: &mut Cx, ty: TyId, function: &str, span: Span) -> String {
    let resolved = cx.types.resolved(ty);
    if let Some(class) = cx.types.as_nogil_class(resolved) {
        return nogil_class(cx, class, function, span);
    }
    let name = function_name(cx, resolved, function);
    let function = function.to_string();
    generate(cx, &name, |cx| {
        let types = cx.types;
        let mut body = String::new();
        match types.get(resolved) {
            Ty::CTuple(items) => {
                for (i, &item) in items.iter().enumerate() {
                    body.push_str(&count(cx, item, &format!("p->f{i}"), &function, span));
                }
            }
            Ty::Struct(id) => {
                for field in &types.structs[*id].fields {
                    body.push_str(&count(cx, field.ty, &format!("p->{}", field.cname), &function, span));
                }
            }
            Ty::Array(elem, Some(len)) => {
                let one = count(cx, *elem, "(*p)[i]", &function, span);
                let _ = write!(body, "  size_t i;\n  for (i = 0; i < {len}; i++) {{\n  {one}  }}\n");
            }
            _ => cx.internal(format!("{} has no counted members", cx.display(ty))),
        }
        let param = match types.get(resolved) {
            Ty::Array(..) => declare(cx, resolved, "(*p)"),
            _ => declare(cx, resolved, "*p"),
        };
        Generated {
            prototype: format!("static void {name}({param}) {{\n{body}}}\n"),
            definition: String::new(),
        }
    });
    name
}

/// The same for a nogil class: before its members go, the `__dealloc__` of every class of the chain runs, the derived
/// one first, with the pending exception set aside.
fn nogil_class(cx: &mut Cx, class: ClassId, function: &str, span: Span) -> String {
    let types = cx.types;
    let tag = types.classes[class].struct_cname.clone();
    let name = format!("{tag}_{function}");
    let function = function.to_string();
    generate(cx, &name, |cx| {
        let mut body = String::new();
        if function == "decref" {
            body.push_str(&ends(cx, class));
        }
        for owner in types.class_chain(class) {
            for field in &types.classes[owner].fields {
                let place = format!("p->{}", types.nogil_member_path(class, owner, &field.cname));
                body.push_str(&count(cx, field.ty, &place, &function, span));
            }
        }
        super::function(&format!("void {name}(struct {tag} *p)"), &body)
    });
    name
}

/// Runs what is to run at the end of `*p`, if it has not yet.
fn ends(cx: &mut Cx, class: ClassId) -> String {
    let types = cx.types;
    let Some(flag) = types.dealloc_flag(class) else { return String::new() };
    let alive = format!("p->{}", types.nogil_member_path(class, flag, ALIVE_MEMBER));
    let mut calls = String::new();
    for (depth, owner) in types.class_chain(class).into_iter().enumerate() {
        if !types.declares_dealloc(owner) {
            continue;
        }
        let is_it = |f: &cyrus_hir::CFunc| f.class == Some(owner) && f.name == DEALLOC;
        let Some((id, _)) = cx.module.cfuncs.iter_ids().find(|(_, f)| is_it(f)) else {
            cx.internal(format!("no function for {DEALLOC} of {}", types.classes[owner].name));
            continue;
        };
        let callee = crate::body::cfunc_name(cx, id).text;
        let this = match depth {
            0 => "p".to_string(),
            _ => format!("&p->{}", vec![BASE_MEMBER; depth].join(".")),
        };
        let _ = writeln!(calls, "    {callee}({this});");
    }
    let occurred = cx.runtime("__cyrus_err_occurred_nogil").to_string();
    format!(
        "  if ({alive}) {{\n    PyObject *type = NULL, *value = NULL, *traceback = NULL;\n    \
         PyGILState_STATE gil;\n    int raised = {occurred}();\n    {alive} = 0;\n    if (raised) {{ gil = \
         PyGILState_Ensure(); PyErr_Fetch(&type, &value, &traceback); PyGILState_Release(gil); }}\n\
         {calls}    if (raised) {{ gil = PyGILState_Ensure(); PyErr_Restore(type, value, traceback); \
         PyGILState_Release(gil); }}\n  }}\n"
    )
}

/// A statement that counts the value at `place`; nothing for types whose values are not counted.
pub(crate) fn count(cx: &mut Cx, ty: TyId, place: &str, function: &str, span: Span) -> String {
    match cx.types.counting(ty) {
        Counting::None => String::new(),
        Counting::Python => format!("  Py_X{}({place});\n", function.to_uppercase()),
        Counting::MemView => {
            let name = if function == "incref" { "__cyrus_mv_retain" } else { "__cyrus_mv_release" };
            format!("  {}({place}.owner);\n", cx.runtime(name))
        }
        Counting::Cyp => {
            cx.fragment("cyp_object");
            let suffix = if function == "decref" { crate::cyp::decref(cx, ty) } else { "" };
            format!("  __cyrus_cyp_x{function}{suffix}({place});\n")
        }
        Counting::Members => {
            let name = count_members(cx, ty, function, span);
            format!("  {name}(&{place});\n")
        }
    }
}
