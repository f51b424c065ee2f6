//! `tp_richcompare` from `__richcmp__` or from `__eq__`, `__lt__` …

use super::{Base, ClassWriter, base, special};
use std::fmt::Write as _;

const COMPARISONS: &[(&str, &str)] = &[
    ("__eq__", "Py_EQ"),
    ("__ne__", "Py_NE"),
    ("__lt__", "Py_LT"),
    ("__le__", "Py_LE"),
    ("__gt__", "Py_GT"),
    ("__ge__", "Py_GE"),
];

/// `@functools.total_ordering`: what follows from a comparison that exists, the root, and how. The answer of
/// the root is negated, or joined with that of `==`.
const DERIVED: &[(&str, &[(&str, Derivation)])] = &[
    (
        "__lt__",
        &[("__gt__", Derivation::NotAndNe), ("__le__", Derivation::OrEq), ("__ge__", Derivation::Not)],
    ),
    (
        "__le__",
        &[("__ge__", Derivation::NotOrEq), ("__lt__", Derivation::AndNe), ("__gt__", Derivation::Not)],
    ),
    (
        "__gt__",
        &[("__lt__", Derivation::NotAndNe), ("__ge__", Derivation::OrEq), ("__le__", Derivation::Not)],
    ),
    (
        "__ge__",
        &[("__le__", Derivation::NotOrEq), ("__gt__", Derivation::AndNe), ("__lt__", Derivation::Not)],
    ),
];

/// A comparison in terms of another, `r`, and of equality.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Derivation {
    /// `not r`
    Not,
    /// `not r and a != b`
    NotAndNe,
    /// `not r or a == b`
    NotOrEq,
    /// `r or a == b`
    OrEq,
    /// `r and a != b`
    AndNe,
}

impl ClassWriter<'_, '_> {
    pub(super) fn comparisons(&mut self) {
        if let Some(body) = self.special_name("__richcmp__") {
            self.assign("tp_richcompare", &body);
            return;
        }
        if !COMPARISONS.iter().any(|(name, _)| self.special(name).is_some()) {
            return;
        }
        let prefix = self.prefix.clone();
        let mut cases = String::new();
        let mut handled = Vec::new();
        for (name, op) in COMPARISONS {
            if let Some(body) = self.comparison(name) {
                let _ = writeln!(cases, "    case {op}: return {body}(a, b);");
                handled.push(*name);
            }
        }
        // A base from elsewhere may have comparisons that nobody here can see, `!=` among them.
        let foreign = self.has_foreign_base();
        if !foreign && !handled.contains(&"__ne__") && handled.contains(&"__eq__") {
            let not = self.cx.runtime("__cyrus_richcmp_not").to_string();
            let equal = self.comparison("__eq__").unwrap_or_default();
            let _ = writeln!(cases, "    case Py_NE: return {not}({equal}(a, b));");
        }
        if self.def.flags.total_ordering {
            cases.push_str(&self.ordering(&handled));
        }
        let otherwise = if foreign {
            let base = self.base_expression();
            format!(
                "({base})->tp_richcompare ? ({base})->tp_richcompare(a, b, op) : Py_NewRef(Py_NotImplemented)"
            )
        } else {
            "Py_NewRef(Py_NotImplemented)".into()
        };
        let _ = writeln!(
            self.out,
            "static PyObject *{prefix}_richcompare(PyObject *a, PyObject *b, int op) {{\n  switch (op) {{\n{cases}    \
             default: return {otherwise};\n  }}\n}}"
        );
        self.assign("tp_richcompare", &format!("{prefix}_richcompare"));
    }

    /// Whether the chain of bases ends in a class of another module or a builtin type.
    fn has_foreign_base(&mut self) -> bool {
        let last = self.chain_here().last().map_or(self.id, |class| class.class);
        match base(self.cx, last) {
            Base::Imported(_) | Base::Builtin(_) => true,
            Base::Object | Base::Here(_) => false,
        }
    }

    /// The body of a comparison of this class or the nearest base defined here.
    fn comparison(&mut self, name: &str) -> Option<String> {
        let chain = self.chain_here();
        let (_, body) = chain.into_iter().find_map(|class| special(self.cx, class, name))?;
        self.cx.forward.insert(body);
        Some(self.cx.body_name(body).to_string())
    }

    /// Cases for the comparisons that the others imply.
    fn ordering(&mut self, handled: &[&str]) -> String {
        let Some(root) = ["__lt__", "__le__", "__gt__", "__ge__"].into_iter().find(|n| handled.contains(n))
        else {
            return String::new();
        };
        let root_body = self.comparison(root).unwrap_or_default();
        let equal = if handled.contains(&"__eq__") {
            self.comparison("__eq__").map(|f| format!("{f}(a, b)"))
        } else {
            self.comparison("__ne__").map(|f| {
                let not = self.cx.runtime("__cyrus_richcmp_not").to_string();
                format!("{not}({f}(a, b))")
            })
        };
        let Some(equal) = equal else { return String::new() };
        let mut out = String::new();
        let derived = DERIVED.iter().find(|(r, _)| *r == root).map_or(&[][..], |(_, derived)| *derived);
        for (name, derivation) in derived {
            if handled.contains(name) {
                continue;
            }
            let op = COMPARISONS.iter().find(|(n, _)| n == name).map_or("", |(_, op)| op);
            let not = self.cx.runtime("__cyrus_richcmp_not").to_string();
            let result = match derivation {
                Derivation::Not => format!("return {not}({root_body}(a, b));"),
                Derivation::NotAndNe | Derivation::NotOrEq | Derivation::OrEq | Derivation::AndNe => {
                    let negated = matches!(derivation, Derivation::NotAndNe | Derivation::NotOrEq);
                    let and = matches!(derivation, Derivation::NotAndNe | Derivation::AndNe);
                    let answer = if negated { format!("{not}(r)") } else { "r".into() };
                    let second = if and { format!("{not}({equal})") } else { equal.clone() };
                    // The first answer stands when it decides.
                    let decided = if and { "!t" } else { "t" };
                    format!(
                        "{{\n      PyObject *r = {root_body}(a, b);\n      int t;\n      if (!r || r == Py_NotImplemented) return r;\n      \
                         r = {answer};\n      if (!r) return NULL;\n      t = PyObject_IsTrue(r);\n      \
                         if (t < 0) {{\n        Py_DECREF(r);\n        return NULL;\n      }}\n      if ({decided}) return r;\n      \
                         Py_DECREF(r);\n      return {second};\n    }}"
                    )
                }
            };
            let _ = writeln!(out, "    case {op}: {result}");
        }
        out
    }
}
