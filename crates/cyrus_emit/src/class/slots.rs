//! Slots that a special method fills by itself, and the list of assignments.

use super::ClassWriter;
use std::fmt::Write as _;

const PLAIN: &[(&str, &str)] = &[
    ("__repr__", "tp_repr"),
    ("__str__", "tp_str"),
    ("__hash__", "tp_hash"),
    ("__iter__", "tp_iter"),
    ("__next__", "tp_iternext"),
    ("__await__", "tp_as_async->am_await"),
    ("__aiter__", "tp_as_async->am_aiter"),
    ("__anext__", "tp_as_async->am_anext"),
];

impl ClassWriter<'_, '_> {
    pub(super) fn plain_slots(&mut self) {
        for (method, slot) in PLAIN {
            if let Some(body) = self.special_name(method) {
                self.assign(slot, &body);
            }
        }
        if let Some(call) = self.special_name("__call__") {
            let prefix = self.prefix.clone();
            let unpack = self.cx.runtime("__cyrus_slot_call").to_string();
            let _ = writeln!(
                self.out,
                "static PyObject *{prefix}_call(PyObject *o, PyObject *a, PyObject *k) {{ return {unpack}({call}, o, a, k); }}"
            );
            self.assign("tp_call", &format!("{prefix}_call"));
        }
    }

    /// Notes `slot = value` for the setup function.
    pub(super) fn assign(&mut self, slot: &str, value: &str) {
        self.assignments.push((slot.to_string(), value.to_string()));
    }
}
