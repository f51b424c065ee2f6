//! Cyclic garbage collection: `tp_traverse`, `tp_clear`.

use super::construct::is_slot_field;
use super::{Base, ClassWriter};
use crate::cx::Cx;
use cyrus_types::{ClassId, Counting, ExtField};
use std::fmt::Write as _;

impl ClassWriter<'_, '_> {
    /// Fields of the class itself that may be part of a cycle. References to cypclass objects are where these may lead to
    /// Python objects, or the collector looks at the instances anyway.
    fn cyclic_fields(&mut self) -> Vec<ExtField> {
        if self.def.flags.no_gc {
            return Vec::new();
        }
        let tracked = self.base_has_gc() || self.def.fields.iter().any(|f| self.is_cyclic_object(f));
        let mut fields = Vec::new();
        for field in &self.def.fields {
            let cyclic = self.is_cyclic_object(field)
                || crate::cyp::is_held(self.cx, field.ty)
                    && (tracked || crate::cyp::leads_to_python(self.cx, field.ty));
            if cyclic {
                fields.push(field.clone());
            }
        }
        fields
    }

    fn is_cyclic_object(&self, field: &ExtField) -> bool {
        field.name != "__weakref__"
            && match self.cx.types.counting(field.ty) {
                Counting::Python => self.may_cycle(field.ty),
                Counting::MemView => true,
                Counting::None | Counting::Cyp | Counting::Members => false,
            }
    }

    fn base_has_gc(&mut self) -> bool {
        match self.base() {
            Base::Object => false,
            Base::Here(base) => has_gc(self.cx, base),
            // A derived class with the flag can do without the slots being used.
            Base::Imported(_) | Base::Builtin(_) => true,
        }
    }

    /// Whether instances are tracked by the collector, by the class itself or by a base.
    pub(super) fn has_gc(&mut self) -> bool {
        !self.cyclic_fields().is_empty() || self.base_has_gc()
    }

    /// `tp_traverse`, `tp_clear` and the flag that goes with them.
    pub(super) fn gc(&mut self) {
        let fields = self.cyclic_fields();
        if fields.is_empty() {
            // The slots and the flag are inherited together.
            return;
        }
        let prefix = self.prefix.clone();
        let name = self.struct_name();
        let base_text = self.base_expression();
        let calls_base = self.base_has_gc();
        let mut traverse = String::new();
        let mut held = String::new();
        let mut clear = String::new();
        let inherited = match self.base() {
            Base::Here(base) if fields.iter().any(|f| crate::cyp::is_held(self.cx, f.ty)) => {
                holder(self.cx, base)
            }
            _ => None,
        };
        if let Some(base) = &inherited {
            // What both hold is shown together.
            let _ = writeln!(held, "  if ((stop = {base}_held(o, visit, arg)) != 0) return stop;");
        }
        if calls_base {
            let (before, after) = match inherited {
                Some(_) => ("__cyrus_cyp_held_derived = o;\n    ", "\n    __cyrus_cyp_held_derived = NULL;"),
                None => ("", ""),
            };
            let _ = writeln!(
                traverse,
                "  if (({base_text})->tp_traverse) {{\n    int e;\n    {before}e = ({base_text})->tp_traverse(o, visit, arg);{after}\n    \
                 if (e) return e;\n  }}"
            );
            let _ = writeln!(clear, "  if (({base_text})->tp_clear) ({base_text})->tp_clear(o);");
        }
        for field in &fields {
            let place = format!("(({name} *)o)->{}", field.cname);
            let is_slot = is_slot_field(&field.name);
            if crate::cyp::is_held(self.cx, field.ty) {
                held.push_str(&crate::cyp::held_visits(self.cx, field.ty, &place));
                clear.push_str(&crate::cyp::give_up(self.cx, field.ty, &place));
                continue;
            }
            if self.cx.types.counting(field.ty) == Counting::MemView {
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
            let _ = if is_slot {
                writeln!(clear, "  Py_CLEAR({place});")
            } else {
                writeln!(clear, "  {{ PyObject *x = {place}; {place} = Py_NewRef(Py_None); Py_XDECREF(x); }}")
            };
        }
        if !held.is_empty() {
            self.cx.fragment("cyp_held");
            let _ = writeln!(
                self.out,
                "static int {prefix}_held(void *o, __cyrus_cyp_visit visit, void *arg) {{\n  int stop;\n{held}  return 0;\n}}"
            );
            let _ = writeln!(
                traverse,
                "  {{ int e = __cyrus_cyp_held_visit(o, {prefix}_held, visit, arg); if (e) return e; }}"
            );
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
    pub(super) fn brings_gc(&mut self) -> bool {
        !self.cyclic_fields().is_empty()
    }
}

/// The C prefix of the class of this module, this one or an ancestor, whose function visits what all of them hold.
fn holder(cx: &mut Cx, id: ClassId) -> Option<String> {
    let class = cx.module.classes.iter().find(|c| c.class == id)?;
    let mut writer = ClassWriter::new(cx, class);
    let fields = writer.cyclic_fields();
    if fields.iter().any(|f| crate::cyp::is_held(writer.cx, f.ty)) {
        return Some(writer.prefix.clone());
    }
    match writer.base() {
        Base::Here(base) => holder(cx, base),
        Base::Object | Base::Imported(_) | Base::Builtin(_) => None,
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
