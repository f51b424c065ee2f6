//! The sequence, mapping and buffer protocols.

use super::ClassWriter;
use std::fmt::Write as _;

impl ClassWriter<'_, '_> {
    pub(super) fn containers(&mut self) {
        if let Some(len) = self.special_name("__len__") {
            self.assign("tp_as_sequence->sq_length", &len);
            self.assign("tp_as_mapping->mp_length", &len);
        }
        let by_index = self.def.flags.collection_type.as_deref() == Some("sequence");
        if let Some(get) = self.special_name("__getitem__") {
            if by_index && self.has_c_index("__getitem__") {
                let slot = self.index_slot("sq_item", "PyObject *", "", "NULL", &format!("{get}(o, k)"));
                self.assign("tp_as_sequence->sq_item", &slot);
            } else {
                self.assign("tp_as_mapping->mp_subscript", &get);
                let item = self.cx.runtime("__cyrus_sq_item").to_string();
                self.assign("tp_as_sequence->sq_item", &item);
            }
        }
        let has_c_index = self.has_c_index("__setitem__") || self.has_c_index("__delitem__");
        let set = self.special_name("__setitem__");
        let del = self.special_name("__delitem__");
        if set.is_some() || del.is_some() {
            self.pair(
                if by_index && has_c_index { "" } else { "tp_as_mapping->mp_ass_subscript" },
                "ass_subscript",
                set,
                del,
                "__cyrus_missing_ass_subscript",
            );
            let item = if by_index && has_c_index {
                let call = format!("{}_ass_subscript(o, k, v)", self.prefix);
                self.index_slot("sq_ass_item", "int ", ", PyObject *v", "-1", &call)
            } else {
                self.cx.runtime("__cyrus_sq_ass_item").to_string()
            };
            self.assign("tp_as_sequence->sq_ass_item", &item);
        }
        if let Some(contains) = self.special_name("__contains__") {
            self.assign("tp_as_sequence->sq_contains", &contains);
        }
        self.buffer();
    }

    /// Whether the method declares its index as a C integer.
    fn has_c_index(&self, name: &str) -> bool {
        self.special(name).is_some_and(|(func, _)| {
            let params = &self.cx.module.funcs[func].params;
            params.get(1).is_some_and(|p| self.cx.types.is_integer(p.ty))
        })
    }

    /// A sequence slot of a class that is no mapping: the index as an object for the method's body.
    fn index_slot(&mut self, slot: &str, ret: &str, params: &str, error: &str, call: &str) -> String {
        let name = format!("{}_{slot}", self.prefix);
        let _ = writeln!(
            self.out,
            "static {ret}{name}(PyObject *o, Py_ssize_t i{params}) {{\n  PyObject *k = PyLong_FromSsize_t(i);\n  {ret}r;\n  \
             if (!k) return {error};\n  r = {call};\n  Py_DECREF(k);\n  return r;\n}}"
        );
        name
    }

    fn buffer(&mut self) {
        let prefix = self.prefix.clone();
        if let Some(get) = self.special_name("__getbuffer__") {
            let wrap = self.cx.runtime("__cyrus_getbuffer").to_string();
            let _ = writeln!(
                self.out,
                "static int {prefix}_getbuffer(PyObject *o, Py_buffer *view, int flags) {{ return {wrap}(o, view, flags, {get}); }}"
            );
            self.assign("tp_as_buffer->bf_getbuffer", &format!("{prefix}_getbuffer"));
        }
        if let Some(release) = self.special_name("__releasebuffer__") {
            self.assign("tp_as_buffer->bf_releasebuffer", &release);
        }
    }
}
