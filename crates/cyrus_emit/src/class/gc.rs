//! Cyclic garbage collection: `tp_traverse`, `tp_clear`.

use super::construct::is_slot_field;
use super::{Base, ClassWriter};
use crate::cx::Cx;
use cyrus_types::{ClassId, Counting};
use std::fmt::Write as _;

impl ClassWriter<'_, '_> {
    /// Fields of the class itself that may be part of a cycle.
    fn cyclic_fields(&self) -> Vec<&cyrus_types::ExtField> {
        if self.def.flags.no_gc {
            return Vec::new();
        }
        self.def
            .fields
            .iter()
            .filter(|f| f.name != "__weakref__")
            .filter(|f| match self.cx.types.counting(f.ty) {
                Counting::Python => self.may_cycle(f.ty),
                Counting::MemView => true,
                Counting::None | Counting::Cyp | Counting::Members => false,
            })
            .collect()
    }

    /// Whether instances are tracked by the collector, by the class itself or by a base.
    pub(super) fn has_gc(&mut self) -> bool {
        if !self.cyclic_fields().is_empty() {
            return true;
        }
        match self.base() {
            Base::Object => false,
            Base::Here(base) => has_gc(self.cx, base),
            // A derived class with the flag can do without the slots being used.
            Base::Imported(_) | Base::Builtin(_) => true,
        }
    }

    /// `tp_traverse`, `tp_clear` and the flag that goes with them.
    pub(super) fn gc(&mut self) {
        let fields: Vec<(String, bool, Counting)> = self
            .cyclic_fields()
            .iter()
            .map(|f| (f.cname.to_string(), is_slot_field(&f.name), self.cx.types.counting(f.ty)))
            .collect();
        if fields.is_empty() {
            // The slots and the flag are inherited together.
            return;
        }
        let prefix = self.prefix.clone();
        let name = self.struct_name();
        let base = self.base();
        let base_text = self.base_expression();
        let calls_base = match base {
            Base::Object => false,
            Base::Here(id) => has_gc(self.cx, id),
            Base::Imported(_) | Base::Builtin(_) => true,
        };
        let mut traverse = String::new();
        let mut clear = String::new();
        if calls_base {
            let _ = writeln!(
                traverse,
                "  if (({base_text})->tp_traverse) {{\n    int e = ({base_text})->tp_traverse(o, visit, arg);\n    if (e) return e;\n  }}"
            );
            let _ = writeln!(clear, "  if (({base_text})->tp_clear) ({base_text})->tp_clear(o);");
        }
        for (field, is_slot, counting) in &fields {
            let place = format!("(({name} *)o)->{field}");
            if *counting == Counting::MemView {
                let visit = self.cx.runtime("__cyrus_mv_traverse").to_string();
                let _ = writeln!(
                    traverse,
                    "  {{ int e = {visit}({place}.owner, visit, arg); if (e) return e; }}"
                );
                let drop = self.cx.runtime("__cyrus_mv_release").to_string();
                let _ = writeln!(clear, "  {drop}({place}.owner);\n  {place}.owner = NULL;");
                continue;
            }
            let _ = writeln!(traverse, "  Py_VISIT({place});");
            // Methods that still run find None, never NULL.
            let _ = if *is_slot {
                writeln!(clear, "  Py_CLEAR({place});")
            } else {
                writeln!(clear, "  {{ PyObject *x = {place}; {place} = Py_NewRef(Py_None); Py_XDECREF(x); }}")
            };
        }
        let _ = writeln!(
            self.out,
            "static int {prefix}_traverse(PyObject *o, visitproc visit, void *arg) {{\n{traverse}  return 0;\n}}"
        );
        self.assign("tp_traverse", &format!("{prefix}_traverse"));
        if !self.def.flags.no_gc_clear {
            let _ = writeln!(self.out, "static int {prefix}_clear(PyObject *o) {{\n{clear}  return 0;\n}}");
            self.assign("tp_clear", &format!("{prefix}_clear"));
        } else if calls_base {
            self.assign("tp_clear", &format!("({base_text})->tp_clear"));
        }
    }

    /// Whether the class brings collection itself: the flag is not inherited then.
    pub(super) fn brings_gc(&self) -> bool {
        !self.cyclic_fields().is_empty()
    }
}

/// Whether instances of a class of this module are tracked.
fn has_gc(cx: &mut Cx, id: ClassId) -> bool {
    let module = cx.module;
    match module.classes.iter().find(|c| c.class == id) {
        Some(class) => ClassWriter::new(cx, class).has_gc(),
        None => true,
    }
}
