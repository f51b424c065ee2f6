//! Automatic pickling: `__reduce_cython__`, `__setstate_cython__`, and the function that unpickles.
//!
//! The state is a tuple of all attributes, in order of their names, bases included. A class that cannot be
//! pickled this way gets methods that say why. The names and the layout of what is pickled are Cython's, so
//! that pickles stay readable.

use super::ClassWriter;
use super::construct::is_slot_field;
use crate::c_text::bytes_literal;
use crate::convert;
use crate::module::constant_text;
use cyrus_types::{ClassId, Counting, ExtField, Ty};
use sha2::{Digest as _, Sha256};
use std::fmt::Write as _;

/// Methods by which a class says itself how it is pickled.
const OWN: &[&str] = &["__reduce__", "__reduce_ex__", "__getstate__"];

/// What pickling does.
enum Pickling {
    /// Nothing is generated.
    None,
    /// An error with this text.
    Refused(String),
    Members,
}

impl<'a> ClassWriter<'a, '_> {
    fn pickling(&self) -> Pickling {
        if self.def.flags.auto_pickle == Some(false) {
            return Pickling::None;
        }
        let named = |name: &str| self.class.methods.iter().any(|&f| self.cx.module.funcs[f].name == name);
        if OWN.iter().any(|n| named(n)) {
            return Pickling::None;
        }
        if self.chain_here().iter().any(|c| super::special(self.cx, c, "__cinit__").is_some()) {
            return Pickling::Refused("no default __reduce__ due to non-trivial __cinit__".into());
        }
        let members = self.members();
        let list = |names: Vec<String>| names.join(",");
        let foreign: Vec<String> = members
            .iter()
            .filter(|(_, _, f)| !self.is_picklable(f))
            .map(|(_, _, f)| format!("self.{}", f.name))
            .collect();
        if !foreign.is_empty() {
            return Pickling::Refused(format!(
                "{} cannot be converted to a Python object for pickling",
                list(foreign)
            ));
        }
        let structs: Vec<String> = members
            .iter()
            .filter(|(_, _, f)| matches!(self.cx.types.kind(f.ty), Ty::Struct(_)))
            .map(|(_, _, f)| format!("self.{}", f.name))
            .collect();
        if !structs.is_empty() && self.def.flags.auto_pickle != Some(true) {
            return Pickling::Refused(format!(
                "Pickling of struct members such as {} must be explicitly requested with @auto_pickle(True)",
                list(structs)
            ));
        }
        Pickling::Members
    }

    /// All attributes with the class that declares them, sorted by name.
    fn members(&self) -> Vec<(ClassId, u32, &'a ExtField)> {
        let types = self.cx.types;
        let mut members: Vec<(ClassId, u32, &ExtField)> = Vec::new();
        for class in types.class_chain(self.id) {
            for (i, field) in types.classes[class].fields.iter().enumerate() {
                if !is_slot_field(&field.name) {
                    members.push((class, i as u32, field));
                }
            }
        }
        members.sort_by(|a, b| a.2.name.cmp(&b.2.name));
        members
    }

    fn is_picklable(&self, field: &ExtField) -> bool {
        let types = self.cx.types;
        match types.kind(field.ty) {
            Ty::Cpp(..) => !field.late && convert::copies_through_python(self.cx, field.ty),
            Ty::Struct(id) => {
                types.structs[*id].fields.iter().all(|f| types.is_numeric(f.ty) || types.is_object(f.ty))
            }
            Ty::CTuple(items) => items.iter().all(|&t| types.is_numeric(t) || types.is_object(t)),
            Ty::Array(elem, Some(_)) => types.is_numeric(*elem),
            _ => types.is_numeric(field.ty) || types.counting(field.ty) == Counting::Python,
        }
    }

    /// Whether the class gets generated pickle methods.
    pub(super) fn has_pickle(&self) -> bool {
        !matches!(self.pickling(), Pickling::None)
    }

    /// The functions.
    pub(super) fn pickle(&mut self) {
        let prefix = self.prefix.clone();
        match self.pickling() {
            Pickling::None => {}
            Pickling::Refused(message) => {
                let _ = writeln!(
                    self.out,
                    "static PyObject *{prefix}_unpicklable(PyObject *o, PyObject *arg) {{\n  (void)o, (void)arg;\n  \
                     PyErr_SetString(PyExc_TypeError, {});\n  return NULL;\n}}",
                    bytes_literal(message.as_bytes())
                );
            }
            Pickling::Members => {
                self.reduce();
                self.restore();
            }
        }
    }

    /// Rows of the method table.
    pub(super) fn pickle_rows(&mut self) -> String {
        let prefix = &self.prefix;
        let (reduce, setstate) = match self.pickling() {
            Pickling::None => return String::new(),
            Pickling::Refused(_) => (format!("{prefix}_unpicklable"), format!("{prefix}_unpicklable")),
            Pickling::Members => (format!("{prefix}_reduce"), format!("{prefix}_setstate")),
        };
        format!(
            "  {{\"__reduce_cython__\", {reduce}, METH_NOARGS, NULL}},\n  {{\"__setstate_cython__\", {setstate}, METH_O, NULL}},\n"
        )
    }

    /// Name of the module's function that unpickles.
    fn unpickle_name(&self) -> String {
        format!("__pyx_unpickle_{}", self.def.name)
    }

    /// The first seven hexadecimal digits of the digest of the attributes' names.
    fn checksum(&self) -> u32 {
        let names: Vec<&str> = self.members().iter().map(|(_, _, f)| f.name.as_str()).collect();
        let digest = Sha256::digest(names.join(" "));
        u32::from_be_bytes([digest[0], digest[1], digest[2], digest[3]]) >> 4
    }

    /// `(unpickle, (type, checksum, None), state)`, or with the state inside when there is nothing that
    /// could refer back to the object.
    fn reduce(&mut self) {
        let prefix = self.prefix.clone();
        let members = self.members();
        let count = members.len();
        let mut values: Vec<String> = Vec::new();
        let mut objects: Vec<String> = Vec::new();
        for (class, index, field) in &members {
            let place = crate::types::ext_field_path(self.cx, "o", *class, *index);
            values.push(if self.cx.types.counting(field.ty) == Counting::Python {
                objects.push(format!("{place} != Py_None"));
                format!("Py_NewRef({place})")
            } else {
                convert::to_py(self.cx, field.ty).call(&place)
            });
        }
        let refers = if objects.is_empty() { "0".to_string() } else { objects.join(" || ") };
        let name = bytes_literal(self.unpickle_name().as_bytes());
        let (array, values) = match count {
            0 => (String::new(), "NULL"),
            _ => (format!("  PyObject *v[] = {{{}}};\n", values.join(", ")), "v"),
        };
        self.cx.fragment("reduce");
        let _ = writeln!(
            self.out,
            "static __CYRUS_BRIEF PyObject *{prefix}_reduce(PyObject *o, PyObject *unused) {{\n{array}  (void)unused;\n  \
             return __cyrus_reduce(o, {values}, {count}, {refers}, {name}, {});\n}}",
            self.checksum()
        );
    }

    /// `__setstate_cython__` and the module's function.
    fn restore(&mut self) {
        let prefix = self.prefix.clone();
        let symbol = crate::types::type_symbol(&self.cx.types.classes[self.id]);
        let members = self.members();
        let mut body = String::new();
        for (i, (class, index, field)) in members.iter().enumerate() {
            let place = crate::types::ext_field_path(self.cx, "o", *class, *index);
            let _ = writeln!(body, "  v = PyTuple_GET_ITEM(state, {i});");
            body.push_str("  {\n");
            if self.cx.types.counting(field.ty) == Counting::Python {
                body.push_str(&self.object_test(field));
                let _ = writeln!(body, "    Py_INCREF(v);\n    Py_XSETREF({place}, v);");
            } else if matches!(self.cx.types.kind(field.ty), Ty::Array(..)) {
                let conversion = convert::from_py(self.cx, field.ty);
                let _ = writeln!(body, "    if ({}(v, {place}) < 0) return -1;", conversion.name);
            } else {
                let declared = crate::types::declare(self.cx, field.ty, "x");
                let statement = convert::convert_into(self.cx, field.ty, "x", "v", "return -1;");
                let _ = writeln!(body, "    {declared};\n    {statement}\n    {place} = x;");
            }
            body.push_str("  }\n");
        }
        let count = members.len();
        let names: Vec<&str> = members.iter().map(|(_, _, f)| f.name.as_str()).collect();
        let names = bytes_literal(names.join(", ").as_bytes());
        let dict = self.cx.runtime("__cyrus_unpickle_dict").to_string();
        let sum = self.checksum();
        let declared = if count > 0 { "  PyObject *v;\n" } else { "" };
        let _ = writeln!(
            self.out,
            "static __CYRUS_BRIEF int {prefix}_restore(PyObject *o, PyObject *state) {{\n{declared}  \
             if (!PyTuple_Check(state) || PyTuple_GET_SIZE(state) < {count}) {{\n    \
             PyErr_Format(PyExc_TypeError, \"Expected tuple, got %.200s\", Py_TYPE(state)->tp_name);\n    return -1;\n  }}\n{body}  \
             return {dict}(o, state, {count});\n}}\n\
             static __CYRUS_BRIEF PyObject *{prefix}_setstate(PyObject *o, PyObject *state) {{\n  \
             return {prefix}_restore(o, state) < 0 ? NULL : Py_NewRef(Py_None);\n}}\n\
             static __CYRUS_BRIEF PyObject *{prefix}_unpickle(PyObject *self, PyObject *args) {{\n  (void)self;\n  \
             return __cyrus_unpickle(args, &{symbol}, {sum}, {names}, {prefix}_restore);\n}}\n\
             static PyMethodDef {prefix}_unpickle_def = {{{}, {prefix}_unpickle, METH_VARARGS, NULL}};",
            bytes_literal(self.unpickle_name().as_bytes())
        );
    }

    /// Statements of the setup function: the module's function, the public names of the methods.
    pub(super) fn pickle_setup(&mut self) -> String {
        let mut out = String::new();
        if let Pickling::Members = self.pickling() {
            let name = self.unpickle_name();
            let key = self.cx.interned(&name);
            let key = constant_text(self.cx, key);
            let module_name = self.cx.interned("__name__");
            let module_name = constant_text(self.cx, module_name);
            let _ = write!(
                out,
                "  {{\n    PyObject *u = PyCFunction_NewEx(&{}_unpickle_def, NULL, PyDict_GetItem(__cyrus_d, {module_name}));\n    \
                 if (!u || PyDict_SetItem(__cyrus_d, {key}, u) < 0) return -1;\n    Py_DECREF(u);\n  }}\n",
                self.prefix
            );
        }
        if self.has_pickle() {
            let reduce = self.cx.runtime("__cyrus_setup_reduce").to_string();
            let _ = writeln!(out, "  if ({reduce}(t) < 0) return -1;");
        }
        out
    }
}
