//! The setup function of a class: slots, readiness, what goes into the type's dict, the module's name.

use super::vtable::vtable_capsule;
use super::{Base, ClassWriter, Classes};
use crate::c_text::bytes_literal;
use crate::module::constant_text;
use crate::types::{vtable_class, vtable_variable};
use cyrus_hir::{FuncKind, StrConst};
use std::fmt::Write as _;

/// Protocol structs: slot prefix, C type, suffix of the variable.
const PROTOCOLS: &[(&str, &str, &str)] = &[
    ("tp_as_number", "PyNumberMethods", "as_number"),
    ("tp_as_sequence", "PySequenceMethods", "as_sequence"),
    ("tp_as_mapping", "PyMappingMethods", "as_mapping"),
    ("tp_as_async", "PyAsyncMethods", "as_async"),
    ("tp_as_buffer", "PyBufferProcs", "as_buffer"),
];

impl ClassWriter<'_, '_> {
    pub(super) fn write(&mut self, out: &mut Classes) {
        let name = self.type_name();
        if self.def.public {
            let _ = writeln!(out.declarations, "__CYRUS_EXTERN_C PyTypeObject {name};");
        }
        let storage = if self.def.public { "" } else { "static " };
        let _ =
            writeln!(out.declarations, "{storage}PyTypeObject {name} = {{PyVarObject_HEAD_INIT(NULL, 0)}};");
        out.declarations.push_str(&self.vtable_declaration());
        out.declarations.push_str(&self.construct_prototypes());
        let _ = writeln!(
            out.declarations,
            "static int {}(PyObject *bases);",
            super::setup_name(self.cx, self.id)
        );

        let _ = write!(self.out, "\n/* class {} */\n", self.def.name);
        self.construct();
        self.dealloc();
        self.gc();
        self.plain_slots();
        self.attributes();
        self.comparisons();
        self.operators();
        self.containers();
        self.getset();
        self.pickle();
        self.methods();
        self.setup();
        out.definitions.push_str(&std::mem::take(&mut self.out));
        if self.needs_dealloc_prototype() {
            let _ = writeln!(out.declarations, "static void {}_dealloc(PyObject *o);", self.prefix);
        }
    }

    /// Derived classes written earlier may call it.
    fn needs_dealloc_prototype(&self) -> bool {
        self.assignments.iter().any(|(slot, _)| slot == "tp_dealloc")
    }

    fn setup(&mut self) {
        let name = self.type_name();
        let struct_name = self.struct_name();
        let mut body = format!("  PyTypeObject *t = &{name};\n");
        let bound = self.bound_methods();
        if !bound.is_empty() {
            body.push_str("  PyObject *f;\n");
        }
        // Protocol structs that some slot needs.
        let mut protocols = String::new();
        for (slot, ty, suffix) in PROTOCOLS {
            let prefix = format!("{slot}->");
            if self.assignments.iter().any(|(s, _)| s.starts_with(&prefix)) {
                let _ = writeln!(protocols, "  static {ty} {suffix};");
                let _ = writeln!(body, "  t->{slot} = &{suffix};");
            }
        }
        let _ = writeln!(body, "  t->tp_name = {};", bytes_literal(self.def.qualified.as_bytes()));
        // What adds nothing has the size of its base, which another module may know better.
        let adds_nothing =
            self.def.fields.is_empty() && crate::types::vtable_class(self.cx, self.id) != Some(self.id);
        if !adds_nothing || matches!(self.base(), Base::Object) {
            let _ = writeln!(body, "  t->tp_basicsize = sizeof({struct_name});");
        }
        let _ = writeln!(body, "  t->tp_flags = {};", self.flags());
        for (field, slot) in [("__weakref__", "tp_weaklistoffset"), ("__dict__", "tp_dictoffset")] {
            if self.def.fields.iter().any(|f| f.name == field) {
                let _ = writeln!(body, "  t->{slot} = offsetof({struct_name}, {});", self.slot_field(field));
            }
        }
        if let Some(StrConst::Text(doc) | StrConst::Bytes(doc)) = &self.class.doc {
            let _ = writeln!(body, "  t->tp_doc = {};", bytes_literal(doc));
        }
        for (slot, value) in std::mem::take(&mut self.assignments) {
            let _ = writeln!(body, "  t->{slot} = {value};");
            self.assignments.push((slot, value));
        }
        body.push_str(&self.vtable_setup());
        let ready = self.cx.runtime("__cyrus_type_ready").to_string();
        let base = self.base_expression();
        let _ = writeln!(body, "  if ({ready}(t, {base}, bases) < 0) return -1;");
        if vtable_class(self.cx, self.id).is_some() {
            let set = self.cx.runtime("__cyrus_vtable_set").to_string();
            let table = vtable_variable(self.cx, self.id);
            let _ = writeln!(
                body,
                "  if ({set}(t, &{table}, {}) < 0) return -1;",
                vtable_capsule(self.cx, self.id)
            );
        }
        body.push_str(&bound);
        body.push_str(&self.slot_docs());
        let pickle = self.pickle_setup();
        body.push_str(&pickle);
        if !self.def.flags.internal {
            let key = self.cx.interned(&self.def.name);
            let key = constant_text(self.cx, key);
            let _ = writeln!(body, "  if (PyDict_SetItem(__cyrus_d, {key}, (PyObject *)t) < 0) return -1;");
        }
        body.push_str("  return 0;\n");
        let setup = super::setup_name(self.cx, self.id);
        let _ =
            writeln!(self.out, "static __CYRUS_ONCE int {setup}(PyObject *bases) {{\n{protocols}{body}}}");
    }

    fn flags(&mut self) -> String {
        let mut flags = String::from("Py_TPFLAGS_DEFAULT");
        if !self.def.final_ {
            flags.push_str(" | Py_TPFLAGS_BASETYPE");
        }
        if self.brings_gc() {
            flags.push_str(" | Py_TPFLAGS_HAVE_GC");
        }
        match self.def.flags.collection_type.as_deref() {
            Some("sequence") => flags.push_str(" | Py_TPFLAGS_SEQUENCE"),
            Some("mapping") => flags.push_str(" | Py_TPFLAGS_MAPPING"),
            _ => {}
        }
        // Attributes of the type are cached by version. CPython before 3.10 has the flag among its default ones, and minds it.
        if self.def.flags.no_version_tag {
            format!("({flags}) & ~Py_TPFLAGS_HAVE_VERSION_TAG")
        } else {
            flags + " | Py_TPFLAGS_HAVE_VERSION_TAG"
        }
    }

    /// Docstrings of special methods go to the wrappers that CPython made.
    fn slot_docs(&mut self) -> String {
        let mut out = String::new();
        let class = self.class;
        for &func in &class.methods {
            let def = &self.cx.module.funcs[func];
            let FuncKind::Slot { slot, .. } = &def.kind else { continue };
            if def.doc.is_none()
                || matches!(
                    slot.as_str(),
                    "__cinit__"
                        | "__dealloc__"
                        | "__getbuffer__"
                        | "__releasebuffer__"
                        | "__bool__"
                        | "__nonzero__"
                )
            {
                continue;
            }
            let text = crate::module::doc_text(def.doc.as_ref());
            let set = self.cx.runtime("__cyrus_slot_doc").to_string();
            let _ = writeln!(
                out,
                "  {{\n    static struct wrapperbase w;\n    if ({set}(t, {}, {text}, &w) < 0) return -1;\n  }}",
                bytes_literal(slot.as_bytes())
            );
        }
        out
    }
}
