//! The sequence, mapping and buffer protocols.

use super::ClassWriter;
use std::fmt::Write as _;

impl ClassWriter<'_, '_> {
    pub(super) fn containers(&mut self) {
        if let Some(len) = self.special_name("__len__") {
            self.assign("tp_as_sequence->sq_length", &len);
            self.assign("tp_as_mapping->mp_length", &len);
        }
        if let Some(get) = self.special_name("__getitem__") {
            self.assign("tp_as_mapping->mp_subscript", &get);
            let item = self.cx.runtime("__cyrus_sq_item").to_string();
            self.assign("tp_as_sequence->sq_item", &item);
        }
        let set = self.special_name("__setitem__");
        let del = self.special_name("__delitem__");
        if set.is_some() || del.is_some() {
            self.pair(
                "tp_as_mapping->mp_ass_subscript",
                "ass_subscript",
                set,
                del,
                "__cyrus_missing_ass_subscript",
            );
            let item = self.cx.runtime("__cyrus_sq_ass_item").to_string();
            self.assign("tp_as_sequence->sq_ass_item", &item);
        }
        if let Some(contains) = self.special_name("__contains__") {
            self.assign("tp_as_sequence->sq_contains", &contains);
        }
        self.buffer();
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
