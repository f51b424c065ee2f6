//! Methods that Python finds by name.

use super::ClassWriter;
use crate::c_text::bytes_literal;
use crate::module::{constant_text, def_info, doc_text, funcdef_name};
use cyrus_hir::{FuncId, FuncKind};
use cyrus_mir::BodyAbi;
use std::fmt::Write as _;

impl ClassWriter<'_, '_> {
    /// The method table. Methods with `binding` are function objects, set when the type is ready.
    pub(super) fn methods(&mut self) {
        let class = self.class;
        let mut rows = String::new();
        for &func in &class.methods {
            if !self.is_method(func) || self.is_bound(func) {
                continue;
            }
            let Some(body) = self.cx.python_body(func) else { continue };
            self.cx.forward.insert(body);
            let def = &self.cx.module.funcs[func];
            let info = def_info(&def.kind);
            let mut flags = match self.cx.program.bodies[body].abi {
                BodyAbi::NoArgs => "METH_NOARGS".to_string(),
                BodyAbi::OneArg => "METH_O".to_string(),
                _ => "METH_FASTCALL | METH_KEYWORDS".to_string(),
            };
            if info.is_some_and(|i| i.is_static) {
                flags.push_str(" | METH_STATIC");
            } else if info.is_some_and(|i| i.is_class_method) {
                flags.push_str(" | METH_CLASS");
            }
            let doc = doc_text(def.doc.as_ref());
            let _ = writeln!(
                rows,
                "  {{{}, (PyCFunction)(void (*)(void)){}, {flags}, {doc}}},",
                bytes_literal(def.name.as_bytes()),
                self.cx.body_name(body)
            );
        }
        rows.push_str(&self.operator_rows());
        // The only special method without a wrapper of CPython's own.
        if let Some((func, body)) = self.special("__getattr__") {
            self.cx.forward.insert(body);
            let def = &self.cx.module.funcs[func];
            let doc = doc_text(def.doc.as_ref());
            let _ = writeln!(
                rows,
                "  {{\"__getattr__\", {}, METH_O | METH_COEXIST, {doc}}},",
                self.cx.body_name(body)
            );
        }
        rows.push_str(&self.pickle_rows());
        if rows.is_empty() {
            return;
        }
        let prefix = self.prefix.clone();
        let _ = writeln!(
            self.out,
            "static PyMethodDef {prefix}_methods[] = {{\n{rows}  {{NULL, NULL, 0, NULL}}\n}};"
        );
        self.assign("tp_methods", &format!("{prefix}_methods"));
    }

    /// Statements that put function objects into the type's dict.
    pub(super) fn bound_methods(&mut self) -> String {
        let class = self.class;
        let mut out = String::new();
        let type_name = self.type_name();
        for &func in &class.methods {
            if !self.is_method(func) || !self.is_bound(func) {
                continue;
            }
            let Some(info) = def_info(&self.cx.module.funcs[func].kind) else { continue };
            let (is_static, is_class_method) = (info.is_static, info.is_class_method);
            self.cx.funcdefs.insert(func);
            let name = self.cx.module.funcs[func].name.clone();
            let key = self.cx.interned(&name);
            let key = constant_text(self.cx, key);
            let new = self.cx.runtime("__cyrus_function_new").to_string();
            let set = self.cx.runtime("__cyrus_type_set").to_string();
            let owner = if is_static || is_class_method {
                "NULL".into()
            } else {
                format!("(PyObject *)&{type_name}")
            };
            let wrap = if is_static {
                "  if (f) Py_SETREF(f, PyStaticMethod_New(f));\n"
            } else if is_class_method {
                "  if (f) Py_SETREF(f, PyClassMethod_New(f));\n"
            } else {
                ""
            };
            let _ = writeln!(
                out,
                "  f = {new}(&{}, NULL, {owner});\n{wrap}  if (!f || {set}(&{type_name}, {key}, f) < 0) return -1;\n  Py_DECREF(f);",
                funcdef_name(self.cx, func)
            );
        }
        out
    }

    /// A plain method: not a special method with a slot.
    fn is_method(&self, func: FuncId) -> bool {
        match &self.cx.module.funcs[func].kind {
            FuncKind::Def(info) | FuncKind::CPdef(_, info) => !info.hidden,
            FuncKind::Slot { .. }
            | FuncKind::ModuleInit
            | FuncKind::C(_)
            | FuncKind::GeneratorExpr
            | FuncKind::Cyp { .. } => false,
        }
    }

    fn is_bound(&self, func: FuncId) -> bool {
        def_info(&self.cx.module.funcs[func].kind).is_some_and(|i| i.binding)
            && self.cx.python_body(func).is_some_and(|b| self.cx.program.bodies[b].abi == BodyAbi::Fastcall)
    }
}
