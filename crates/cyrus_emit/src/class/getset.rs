//! Attributes that Python sees: properties, and C attributes declared `public` or `readonly`.

use super::ClassWriter;
use super::construct::is_slot_field;
use crate::c_text::{bytes_literal, c_identifier};
use crate::convert;
use cyrus_hir::FuncId;
use cyrus_source::Span;
use cyrus_types::{Builtin, Counting, ExtField, FieldAccess, Ty};
use std::fmt::Write as _;

impl ClassWriter<'_, '_> {
    /// The getset table.
    pub(super) fn getset(&mut self) {
        let mut rows = String::new();
        let class = self.class;
        for property in &class.properties {
            let name = c_identifier(&property.name);
            let get =
                property.get.and_then(|f| self.property_getter(&name, f)).unwrap_or_else(|| "NULL".into());
            let set = self.property_setter(&name, property.set, property.del);
            let doc = crate::module::doc_text(property.doc.as_ref());
            let _ = writeln!(
                rows,
                "  {{{}, {get}, {}, {doc}, NULL}},",
                bytes_literal(property.name.as_bytes()),
                set.unwrap_or_else(|| "NULL".into())
            );
        }
        let def = self.def;
        for field in &def.fields {
            let public = match field.access {
                _ if is_slot_field(&field.name) => continue,
                FieldAccess::Private => continue,
                FieldAccess::ReadOnly => false,
                FieldAccess::Public => true,
            };
            let (get, set, closure) = match self.shared_accessors(field) {
                Some((get, set, closure)) => (get, set, closure),
                None if public => (self.field_getter(field), self.field_setter(field), "NULL".into()),
                None => (self.field_getter(field), String::new(), "NULL".into()),
            };
            let set = if public { set } else { "NULL".into() };
            let doc = class.field_docs.iter().find(|(name, _)| *name == field.name).map(|(_, doc)| doc);
            let (name, doc) = (bytes_literal(field.name.as_bytes()), crate::module::doc_text(doc));
            let _ = writeln!(rows, "  {{{name}, {get}, {set}, {doc}, {closure}}},");
        }
        if def.fields.iter().any(|f| f.name == "__dict__") {
            rows.push_str(
                "  {\"__dict__\", PyObject_GenericGetDict, PyObject_GenericSetDict, NULL, NULL},\n",
            );
        }
        if rows.is_empty() {
            return;
        }
        let prefix = self.prefix.clone();
        let _ = writeln!(
            self.out,
            "static PyGetSetDef {prefix}_getset[] = {{\n{rows}  {{NULL, NULL, NULL, NULL, NULL}}\n}};"
        );
        self.assign("tp_getset", &format!("{prefix}_getset"));
    }

    fn function_name(&mut self, func: FuncId) -> Option<String> {
        let body = self.cx.first_body(func)?;
        self.cx.forward.insert(body);
        Some(self.cx.body_name(body).to_string())
    }

    fn property_getter(&mut self, name: &str, func: FuncId) -> Option<String> {
        let body = self.function_name(func)?;
        let getter = format!("{}_get_{name}", self.prefix);
        let _ = writeln!(
            self.out,
            "static PyObject *{getter}(PyObject *o, void *closure) {{\n  (void)closure;\n  return {body}(o);\n}}"
        );
        Some(getter)
    }

    fn property_setter(&mut self, name: &str, set: Option<FuncId>, del: Option<FuncId>) -> Option<String> {
        let set = set.and_then(|f| self.function_name(f));
        let del = del.and_then(|f| self.function_name(f));
        if set.is_none() && del.is_none() {
            return None;
        }
        let setter = format!("{}_set_{name}", self.prefix);
        let missing = |what: &str| format!("(PyErr_SetString(PyExc_NotImplementedError, \"{what}\"), -1)");
        let set = set.map_or_else(|| missing("__set__"), |f| format!("{f}(o, v)"));
        let del = del.map_or_else(|| missing("__del__"), |f| format!("{f}(o)"));
        let _ = writeln!(
            self.out,
            "static int {setter}(PyObject *o, PyObject *v, void *closure) {{\n  (void)closure;\n  return v ? {set} : {del};\n}}"
        );
        Some(setter)
    }

    /// Numbers and plain objects: one getter and one setter for each type in the module, which find the attribute by
    /// its offset. Where attributes may be C++ objects a struct has no offsets.
    fn shared_accessors(&mut self, field: &ExtField) -> Option<(String, String, String)> {
        let types = self.cx.types;
        let kind = match types.kind(field.ty) {
            Ty::Object => "object".to_string(),
            Ty::Bint => "bint".to_string(),
            Ty::Int(_) | Ty::Float(_) => crate::types::type_text(self.cx, field.ty),
            _ => return None,
        };
        if self.cx.cplus() {
            return None;
        }
        let suffix = c_identifier(&kind);
        let (get, set) = (format!("__cyrus_get_{suffix}"), format!("__cyrus_set_{suffix}"));
        convert::attribute_accessors(self.cx, field.ty, &get, &set);
        let closure = format!("(void *)offsetof({}, {})", self.struct_name(), field.cname);
        Some((get, set, closure))
    }

    fn field_getter(&mut self, field: &ExtField) -> String {
        let getter = format!("{}_get_{}", self.prefix, c_identifier(&field.name));
        let name = self.struct_name();
        let mut place = format!("(({name} *)o)->{}", field.cname);
        let mut check = String::new();
        if field.late {
            let raise = self.cx.runtime("__cyrus_raise_unbound_cpp_attribute").to_string();
            let shown = bytes_literal(field.name.as_bytes());
            check = format!("  if (!{place}.full) {{ {raise}({shown}); return NULL; }}\n");
            place.insert(0, '*');
        }
        if matches!(self.cx.types.kind(field.ty), Ty::MemView(_)) {
            let raise = self.cx.runtime("__cyrus_raise_unbound_view").to_string();
            let shown = bytes_literal(field.name.as_bytes());
            check = format!("  if (!{place}.owner) {{ {raise}({shown}); return NULL; }}\n");
        }
        let value = if self.cx.types.counting(field.ty) == Counting::Python {
            format!("Py_NewRef({place})")
        } else {
            convert::to_py(self.cx, field.ty).call(&place)
        };
        let _ = writeln!(
            self.out,
            "static PyObject *{getter}(PyObject *o, void *closure) {{\n  (void)closure;\n{check}  return {value};\n}}"
        );
        getter
    }

    fn field_setter(&mut self, field: &ExtField) -> String {
        let setter = format!("{}_set_{}", self.prefix, c_identifier(&field.name));
        let name = self.struct_name();
        let place = format!("(({name} *)o)->{}", field.cname);
        let body = if self.cx.types.counting(field.ty) == Counting::Python {
            // Deleting an object attribute stores None.
            let mut body = String::from("  if (!v) v = Py_None;\n");
            body.push_str(&self.object_test(field));
            let _ = writeln!(
                body,
                "  Py_INCREF(v);\n  {{ PyObject *old = {place}; {place} = v; Py_DECREF(old); }}\n  return 0;"
            );
            body
        } else {
            let declared = crate::types::declare(self.cx, field.ty, "x");
            let array = matches!(self.cx.types.kind(field.ty), Ty::Array(..));
            let old = crate::types::declare(self.cx, field.ty, "old");
            let release = match self.cx.types.counting(field.ty) {
                Counting::Cyp | Counting::Members => {
                    convert::count(self.cx, field.ty, "old", "decref", Span::default())
                }
                Counting::None | Counting::Python | Counting::MemView => String::new(),
            };
            let convert = if array && !release.is_empty() {
                let conversion = convert::from_py(self.cx, field.ty).name;
                let abandon = convert::count(self.cx, field.ty, "x", "decref", Span::default());
                format!(
                    "  {declared};\n  {old};\n  memset(&x, 0, sizeof x);\n  if ({conversion}(v, x) < 0) {{\n{abandon}  \
                     return -1;\n  }}\n  memcpy(&old, &{place}, sizeof x);\n  memcpy(&{place}, &x, sizeof x);\n{release}  \
                     return 0;\n"
                )
            } else if array {
                format!("  return {};\n", {
                    let conversion = convert::from_py(self.cx, field.ty);
                    format!("{}(v, {place})", conversion.name)
                })
            } else {
                let mut statement = convert::convert_into(self.cx, field.ty, "x", "v", "return -1;");
                // None is no object.
                if self.cx.types.is_cyp(field.ty) {
                    statement = format!("x = NULL; if (v != Py_None) {{ {statement} }}");
                }
                let store = match self.cx.types.kind(field.ty) {
                    _ if field.late => format!("{place}.set(x)"),
                    Ty::MemView(_) => {
                        let release = self.cx.runtime("__cyrus_mv_release").to_string();
                        // The old memory goes last: its end may run Python code.
                        format!("{{ __cyrus_membuf *old = {place}.owner; {place} = x; {release}(old); }}")
                    }
                    _ if release.is_empty() => format!("{place} = x"),
                    // What is released may look at the attribute again.
                    _ => format!("{{ {old} = {place}; {place} = x;\n{release}  }}"),
                };
                format!("  {declared};\n  {statement}\n  {store};\n  return 0;\n")
            };
            self.cx.fragment("no_delete");
            format!("  if (!v) return __cyrus_no_delete();\n{convert}")
        };
        let _ = writeln!(
            self.out,
            "static int {setter}(PyObject *o, PyObject *v, void *closure) {{\n  (void)closure;\n{body}}}"
        );
        setter
    }

    /// Statements that refuse an object of a wrong type.
    pub(super) fn object_test(&mut self, field: &ExtField) -> String {
        match self.cx.types.kind(field.ty) {
            Ty::Ext(class) => {
                let ty = super::type_expression(self.cx, *class).text;
                let test = self.cx.runtime("__cyrus_type_test").to_string();
                format!("  if (v != Py_None && {test}(v, {ty}) < 0) return -1;\n")
            }
            Ty::Builtin(Builtin::Exception(_)) => {
                let ty = crate::body::type_object(self.cx, field.ty).text;
                let test = self.cx.runtime("__cyrus_type_test").to_string();
                format!("  if (v != Py_None && {test}(v, {ty}) < 0) return -1;\n")
            }
            Ty::Builtin(builtin) => {
                let ty = crate::body::type_object(self.cx, field.ty).text;
                let exact = if builtin.is_exact() {
                    format!("!Py_IS_TYPE(v, {ty})")
                } else {
                    format!("!PyObject_TypeCheck(v, {ty})")
                };
                format!(
                    "  if (v != Py_None && {exact}) {{\n    PyErr_Format(PyExc_TypeError, \"Expected %.16s, got %.200s\", \"{}\", \
                     Py_TYPE(v)->tp_name);\n    return -1;\n  }}\n",
                    builtin.name()
                )
            }
            _ => String::new(),
        }
    }
}
