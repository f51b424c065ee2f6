//! Reference counts of structs, arrays and ctuples with counted members.

use super::{function_name, generate};
use crate::cx::{Cx, Generated};
use crate::types::declare;
use cyrus_source::Span;
use cyrus_types::{Counting, Ty, TyId};
use std::fmt::Write as _;

/// Name of `void f(T *value)` that counts all members up (`incref`) or down (`decref`).
pub(crate) fn count_members(cx: &mut Cx, ty: TyId, function: &str, span: Span) -> String {
    let resolved = cx.types.resolved(ty);
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

fn count(cx: &mut Cx, ty: TyId, place: &str, function: &str, span: Span) -> String {
    match cx.types.counting(ty) {
        Counting::None => String::new(),
        Counting::Python => format!("  Py_X{}({place});\n", function.to_uppercase()),
        Counting::MemView => {
            let name = if function == "incref" { "__cyrus_mv_retain" } else { "__cyrus_mv_release" };
            format!("  {}({place}.owner);\n", cx.runtime(name))
        }
        Counting::Cyp => {
            cx.fragment("cyp_object");
            format!("  __cyrus_cyp_x{function}({place});\n")
        }
        Counting::Members => {
            let name = count_members(cx, ty, function, span);
            format!("  {name}(&{place});\n")
        }
    }
}
