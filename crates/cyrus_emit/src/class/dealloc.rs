//! Taking instances apart: `tp_dealloc`, `tp_finalize`.

use super::construct::is_slot_field;
use super::{Base, ClassWriter, special};
use cyrus_types::{ClassId, Counting};
use std::fmt::Write as _;

impl ClassWriter<'_, '_> {
    /// Whether the class needs a deallocator of its own.
    fn needs_dealloc(&mut self) -> bool {
        let has_fields = self.def.fields.iter().any(|f| {
            is_slot_field(&f.name)
                || self.cx.types.counting(f.ty) != Counting::None
                || self.cx.types.holds_cpp(f.ty)
        });
        has_fields
            || self.special("__dealloc__").is_some()
            || self.def.flags.freelist > 0
            || self.chain_here().iter().any(|c| self.cx.types.classes[c.class].flags.trashcan)
            // CPython's deallocator of plain objects is that of heap types.
            || matches!(self.base(), Base::Object)
            || self.special("__del__").is_some()
    }

    /// `tp_dealloc` and `tp_finalize`.
    pub(super) fn dealloc(&mut self) {
        self.finalize();
        if !self.needs_dealloc() {
            return;
        }
        let prefix = self.prefix.clone();
        let gc = self.has_gc();
        let mut body = String::new();
        let chain = self.chain_here();
        // Python bases may bring `__del__`.
        let may_finalize =
            chain.iter().any(|c| !c.extra_bases.is_empty() || special(self.cx, c, "__del__").is_some())
                || self.base_is_foreign(self.id);
        if may_finalize {
            let begin = self.cx.runtime("__cyrus_dealloc_begin").to_string();
            let _ = writeln!(body, "  if ({begin}(o, {prefix}_dealloc)) return;");
        }
        if self.chain_here().iter().any(|c| ClassWriter::new(self.cx, c).brings_gc()) {
            body.push_str("  PyObject_GC_UnTrack(o);\n");
        } else if gc {
            // The base of another module decides, and may well not be collected.
            body.push_str("  if (PyObject_IS_GC(o)) PyObject_GC_UnTrack(o);\n");
        }
        let trashcan = gc && chain.iter().any(|c| self.cx.types.classes[c.class].flags.trashcan);
        if trashcan {
            let _ = writeln!(body, "  Py_TRASHCAN_BEGIN(o, {prefix}_dealloc)");
        }
        let name = self.struct_name();
        if self.def.fields.iter().any(|f| f.name == "__weakref__") {
            let _ = writeln!(
                body,
                "  if ((({name} *)o)->{}) PyObject_ClearWeakRefs(o);",
                self.slot_field("__weakref__")
            );
        }
        if let Some(user) = self.special_name("__dealloc__") {
            let call = self.cx.runtime("__cyrus_dealloc_user").to_string();
            let _ = writeln!(body, "  {call}(o, {user});");
        }
        body.push_str(&self.clear_fields(&name));
        match self.base() {
            Base::Here(base) => {
                let base_dealloc = self.inherited_dealloc(base);
                // One that is not ours expects a tracked object.
                if gc && base_dealloc.ends_with("->tp_dealloc") {
                    let holder = base_dealloc.trim_end_matches("->tp_dealloc");
                    let _ = writeln!(body, "  if (PyType_IS_GC({holder})) PyObject_GC_Track(o);");
                }
                let _ = writeln!(body, "  {base_dealloc}(o);");
            }
            Base::Object => {
                if self.def.flags.freelist > 0 {
                    let push = self.cx.runtime("__cyrus_freelist_push").to_string();
                    let _ = writeln!(
                        body,
                        "  if (!{push}({prefix}_free, &{prefix}_free_count, {}, o, sizeof({name})))\n    Py_TYPE(o)->tp_free(o);",
                        self.def.flags.freelist
                    );
                } else {
                    body.push_str("  Py_TYPE(o)->tp_free(o);\n");
                }
            }
            Base::Imported(_) | Base::Builtin(_) => {
                // Their deallocators expect a tracked object.
                let base = self.base_expression();
                if gc {
                    let _ = writeln!(body, "  if (PyType_IS_GC({base})) PyObject_GC_Track(o);");
                }
                let _ = writeln!(body, "  ({base})->tp_dealloc(o);");
            }
        }
        if trashcan {
            body.push_str("  Py_TRASHCAN_END\n");
        }
        let _ = writeln!(self.out, "static void {prefix}_dealloc(PyObject *o) {{\n{body}}}");
        self.assign("tp_dealloc", &format!("{prefix}_dealloc"));
    }

    /// The field behind a slot.
    pub(super) fn slot_field(&self, name: &str) -> String {
        self.def.fields.iter().find(|f| f.name == name).map(|f| f.cname.to_string()).unwrap_or_default()
    }

    fn clear_fields(&mut self, struct_name: &str) -> String {
        let mut out = String::new();
        for field in &self.def.fields {
            let place = format!("(({struct_name} *)o)->{}", field.cname);
            match self.cx.types.counting(field.ty) {
                _ if field.name == "__weakref__" => {}
                Counting::Python => {
                    let _ = writeln!(out, "  Py_CLEAR({place});");
                }
                Counting::MemView => {
                    let clear = self.cx.runtime("__cyrus_mv_release").to_string();
                    let _ = writeln!(out, "  {clear}({place}.owner);");
                }
                Counting::Members => {
                    let name = crate::convert::count_members(self.cx, field.ty, "decref", field.span);
                    let _ = writeln!(out, "  {name}(&{place});");
                }
                Counting::Cyp => {
                    self.cx.fragment("cyp_object");
                    let suffix = crate::cyp::decref(self.cx, field.ty);
                    let _ = writeln!(out, "  __cyrus_cyp_xdecref{suffix}({place});");
                }
                Counting::None => {
                    if self.cx.types.holds_cpp(field.ty) {
                        let destroy = crate::convert::destroy(self.cx);
                        let _ = writeln!(out, "  {destroy}({place});");
                    }
                }
            }
        }
        out
    }

    /// The deallocator that a class of this module has or inherits.
    fn inherited_dealloc(&mut self, base: ClassId) -> String {
        let module = self.cx.module;
        let Some(class) = module.classes.iter().find(|c| c.class == base) else {
            return format!("({})->tp_dealloc", super::type_expression(self.cx, base).text);
        };
        let own = ClassWriter::new(self.cx, class).needs_dealloc();
        if own {
            return format!("{}_dealloc", super::prefix(self.cx, base));
        }
        match super::base(self.cx, base) {
            Base::Here(next) => self.inherited_dealloc(next),
            Base::Object => format!("{}_dealloc", super::prefix(self.cx, base)),
            Base::Imported(next) => format!("{}->tp_dealloc", super::type_expression(self.cx, next).text),
            Base::Builtin(text) => format!("({text})->tp_dealloc"),
        }
    }

    /// Whether the chain ends in a base that is not defined here.
    pub(super) fn base_is_foreign(&mut self, id: ClassId) -> bool {
        match super::base(self.cx, id) {
            Base::Object => false,
            Base::Here(base) => self.base_is_foreign(base),
            Base::Imported(_) | Base::Builtin(_) => true,
        }
    }

    /// `__del__`: runs with whatever exception is raised put aside.
    fn finalize(&mut self) {
        let Some(user) = self.special_name("__del__") else { return };
        let prefix = self.prefix.clone();
        let fetch = self.cx.runtime("__cyrus_err_fetch").to_string();
        let restore = self.cx.runtime("__cyrus_err_restore").to_string();
        let _ = writeln!(
            self.out,
            "static void {prefix}_finalize(PyObject *o) {{\n  PyObject *e = {fetch}();\n  {user}(o);\n  {restore}(e);\n}}"
        );
        self.assign("tp_finalize", &format!("{prefix}_finalize"));
    }
}
