//! Number slots.

use super::ClassWriter;
use crate::module::doc_text;
use std::fmt::Write as _;

/// Middle of the method names, slot, slot of the in-place form.
const BINARY: &[(&str, &str, Option<&str>)] = &[
    ("add", "nb_add", Some("nb_inplace_add")),
    ("sub", "nb_subtract", Some("nb_inplace_subtract")),
    ("mul", "nb_multiply", Some("nb_inplace_multiply")),
    ("mod", "nb_remainder", Some("nb_inplace_remainder")),
    ("divmod", "nb_divmod", None),
    ("lshift", "nb_lshift", Some("nb_inplace_lshift")),
    ("rshift", "nb_rshift", Some("nb_inplace_rshift")),
    ("and", "nb_and", Some("nb_inplace_and")),
    ("xor", "nb_xor", Some("nb_inplace_xor")),
    ("or", "nb_or", Some("nb_inplace_or")),
    ("floordiv", "nb_floor_divide", Some("nb_inplace_floor_divide")),
    ("truediv", "nb_true_divide", Some("nb_inplace_true_divide")),
    ("matmul", "nb_matrix_multiply", Some("nb_inplace_matrix_multiply")),
];

const UNARY: &[(&str, &str)] = &[
    ("__neg__", "nb_negative"),
    ("__pos__", "nb_positive"),
    ("__abs__", "nb_absolute"),
    ("__invert__", "nb_invert"),
    ("__int__", "nb_int"),
    ("__float__", "nb_float"),
    ("__index__", "nb_index"),
    ("__bool__", "nb_bool"),
];

/// Names of Python 2, which count unless the class has the present one too.
const FORMER: &[(&str, &str, &str)] =
    &[("__long__", "__int__", "nb_int"), ("__nonzero__", "__bool__", "nb_bool")];

impl ClassWriter<'_, '_> {
    pub(super) fn operators(&mut self) {
        for (method, slot) in UNARY {
            if let Some(body) = self.special_name(method) {
                self.assign(&format!("tp_as_number->{slot}"), &body);
            }
        }
        for (method, present, slot) in FORMER {
            if self.special(present).is_none()
                && let Some(body) = self.special_name(method)
            {
                self.assign(&format!("tp_as_number->{slot}"), &body);
            }
        }
        for (name, slot, in_place) in BINARY {
            self.binary(name, slot);
            if let Some(in_place) = in_place
                && let Some(body) = self.special_name(&format!("__i{name}__"))
            {
                self.assign(&format!("tp_as_number->{in_place}"), &body);
            }
        }
        self.power();
    }

    /// Rows of the method table for binary operators. `a.__add__(b)` is that method and no more, where CPython's
    /// wrapper of the slot would go on to the right operand.
    pub(super) fn operator_rows(&mut self) -> String {
        let mut rows = String::new();
        if self.class.c_operators {
            return rows;
        }
        for (name, _, _) in BINARY {
            for method in [format!("__{name}__"), format!("__r{name}__")] {
                let Some((func, body)) = self.special(&method) else { continue };
                self.cx.forward.insert(body);
                let doc = doc_text(self.cx.module.funcs[func].doc.as_ref());
                let body = self.cx.body_name(body);
                let _ = writeln!(rows, "  {{\"{method}\", {body}, METH_O | METH_COEXIST, {doc}}},");
            }
        }
        rows
    }

    /// `__x__` on the left operand, then `__rx__` on the right one.
    fn binary(&mut self, name: &str, slot: &str) {
        let left = self.special_name(&format!("__{name}__"));
        if self.class.c_operators {
            if let Some(left) = left {
                self.assign(&format!("tp_as_number->{slot}"), &left);
            }
            return;
        }
        let right = self.special_name(&format!("__r{name}__"));
        if left.is_none() && right.is_none() {
            return;
        }
        let prefix = self.prefix.clone();
        let type_name = self.type_name();
        let null = || "NULL".to_string();
        let dispatch = self.cx.runtime("__cyrus_binop").to_string();
        let _ = writeln!(
            self.out,
            "static PyObject *{prefix}_{slot}(PyObject *l, PyObject *r) {{\n  return {dispatch}(l, r, &{type_name}, {prefix}_{slot}, \
             offsetof(PyNumberMethods, {slot}), {}, {});\n}}",
            left.unwrap_or_else(null),
            right.unwrap_or_else(null)
        );
        self.assign(&format!("tp_as_number->{slot}"), &format!("{prefix}_{slot}"));
    }

    fn power(&mut self) {
        let left = self.special_name("__pow__");
        let right = self.special_name("__rpow__");
        let prefix = self.prefix.clone();
        let type_name = self.type_name();
        let null = || "NULL".to_string();
        if let (Some(left), true) = (&left, self.class.c_operators) {
            self.assign("tp_as_number->nb_power", left);
        } else if (left.is_some() || right.is_some()) && !self.class.c_operators {
            let dispatch = self.cx.runtime("__cyrus_ternop").to_string();
            let _ = writeln!(
                self.out,
                "static PyObject *{prefix}_nb_power(PyObject *l, PyObject *r, PyObject *m) {{\n  return {dispatch}(l, r, m, &{type_name}, \
                 {prefix}_nb_power, offsetof(PyNumberMethods, nb_power), {}, {});\n}}",
                left.unwrap_or_else(null),
                right.unwrap_or_else(null)
            );
            self.assign("tp_as_number->nb_power", &format!("{prefix}_nb_power"));
        }
        if let Some(body) = self.special_name("__ipow__") {
            self.assign("tp_as_number->nb_inplace_power", &body);
        }
    }
}
