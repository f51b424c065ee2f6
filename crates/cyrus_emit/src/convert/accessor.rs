//! Getters and setters of attributes of extension types that are found by their offset, shared by all of one C type.

use super::{convert_into, generate, to_py};
use crate::cx::{Cx, Generated};
use cyrus_types::{Counting, TyId};

/// Makes both functions; the offset comes as the closure of the `PyGetSetDef`.
pub(crate) fn attribute_accessors(cx: &mut Cx, ty: TyId, get: &str, set: &str) {
    generate(cx, get, |cx| {
        let object = cx.types.counting(ty) == Counting::Python;
        let declared = crate::types::declare(cx, ty, "x");
        let pointer = format!("{} *", crate::types::type_text(cx, ty));
        let place = format!("*({pointer})(void *)((char *)o + (size_t)closure)");
        let (value, store) = if object {
            // Deleting an object attribute stores None.
            let store = format!(
                "  {pointer}p = &{place}, *old = *p;\n  *p = Py_NewRef(v ? v : Py_None);\n  Py_DECREF(old);\n  return 0;\n"
            );
            (format!("Py_NewRef({place})"), store)
        } else {
            cx.fragment("no_delete");
            let statement = convert_into(cx, ty, "x", "v", "return -1;");
            let store = format!(
                "  {declared};\n  if (!v) return __cyrus_no_delete();\n  {statement}\n  {place} = x;\n  return 0;\n"
            );
            (to_py(cx, ty).call(&place), store)
        };
        let get = format!("PyObject *{get}(PyObject *o, void *closure)");
        let set = format!("int {set}(PyObject *o, PyObject *v, void *closure)");
        Generated {
            prototype: format!("static {get};\nstatic {set};\n"),
            definition: format!("static {get} {{\n  return {value};\n}}\nstatic {set} {{\n{store}}}\n"),
        }
    });
}
