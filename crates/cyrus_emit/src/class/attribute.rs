//! Attribute access and descriptors: `tp_getattro`, `tp_setattro`, `tp_descr_get`, `tp_descr_set`.

use super::{ClassWriter, base_text};
use std::fmt::Write as _;

impl ClassWriter<'_, '_> {
    pub(super) fn attributes(&mut self) {
        self.getattro();
        self.setattro();
        self.descriptor();
    }

    fn getattro(&mut self) {
        let prefix = self.prefix.clone();
        let own = [self.special_name("__getattribute__"), self.special_name("__getattr__")];
        if own == [None, None] {
            return;
        }
        let [always, fallback] = own;
        // The methods of bases count as one's own: `__getattribute__` comes first, wherever the other is from.
        let always = always.or_else(|| self.inherited_name("__getattribute__"));
        let fallback = fallback.or_else(|| self.inherited_name("__getattr__"));
        let Some(fallback) = fallback else {
            if let Some(always) = always {
                self.assign("tp_getattro", &always);
            }
            return;
        };
        let first = match always {
            Some(always) => always,
            // No class defined here has one; the first that is not may.
            None => {
                let last = self.chain_here().last().map_or(self.id, |class| class.class);
                match base_text(self.cx, last) {
                    Some(base) => format!("({base})->tp_getattro"),
                    None => "PyObject_GenericGetAttr".into(),
                }
            }
        };
        let get = self.cx.runtime("__cyrus_getattro").to_string();
        let _ = writeln!(
            self.out,
            "static PyObject *{prefix}_getattro(PyObject *o, PyObject *n) {{ return {get}(o, n, {first}, {fallback}); }}"
        );
        self.assign("tp_getattro", &format!("{prefix}_getattro"));
    }

    fn setattro(&mut self) {
        let set = self.special_name("__setattr__");
        let del = self.special_name("__delattr__");
        self.pair("tp_setattro", "setattro", set, del, "__cyrus_missing_setattro");
    }

    fn descriptor(&mut self) {
        let prefix = self.prefix.clone();
        if let Some(get) = self.special_name("__get__") {
            let _ = writeln!(
                self.out,
                "static PyObject *{prefix}_descr_get(PyObject *o, PyObject *i, PyObject *c) {{ return {get}(o, i ? i : Py_None, c ? c : Py_None); }}"
            );
            self.assign("tp_descr_get", &format!("{prefix}_descr_get"));
        }
        let set = self.special_name("__set__");
        let del = self.special_name("__delete__");
        self.pair("tp_descr_set", "descr_set", set, del, "__cyrus_missing_descr_set");
    }

    /// A slot that stores, or deletes when the value is NULL.
    pub(super) fn pair(
        &mut self,
        slot: &str,
        name: &str,
        set: Option<String>,
        del: Option<String>,
        missing: &str,
    ) {
        if set.is_none() && del.is_none() {
            return;
        }
        let prefix = self.prefix.clone();
        let fallback = if set.is_none() || del.is_none() {
            let missing = self.cx.runtime(missing).to_string();
            let base = self.base_expression();
            format!("{missing}(o, k, v, {base})")
        } else {
            String::new()
        };
        let set = set.map_or_else(|| fallback.clone(), |f| format!("{f}(o, k, v)"));
        let del = del.map_or_else(|| fallback.clone(), |f| format!("{f}(o, k)"));
        let _ = writeln!(
            self.out,
            "static int {prefix}_{name}(PyObject *o, PyObject *k, PyObject *v) {{ return v ? {set} : {del}; }}"
        );
        if !slot.is_empty() {
            self.assign(slot, &format!("{prefix}_{name}"));
        }
    }
}
