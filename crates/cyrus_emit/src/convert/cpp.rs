//! Containers of the C++ standard library ↔ Python containers.

use super::{Conversion, convert_part, function, function_name, generate, object_of};
use crate::cx::{Cx, Generated};
use crate::types::type_text;
use cyrus_types::{Ty, TyId};

/// What a class of namespace `std` is to Python.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Kind {
    String,
    StringView,
    /// `vector`, `list`, `deque`: appended with `push_back`; becomes a list.
    Sequence,
    /// `set`, `unordered_set`.
    Set,
    /// `map`, `unordered_map`.
    Map,
    Pair,
    Complex,
}

fn kind(cx: &Cx, ty: TyId) -> Option<(Kind, Vec<TyId>)> {
    let Ty::Cpp(id, args) = cx.types.kind(ty) else { return None };
    let def = &cx.types.cpp_classes[*id];
    let qualified = match &def.namespace {
        Some(namespace) => format!("{namespace}::{}", def.cname),
        None => def.cname.to_string(),
    };
    let kind = match qualified.as_str() {
        "std::string" => Kind::String,
        "std::string_view" => Kind::StringView,
        "std::vector" | "std::list" | "std::deque" => Kind::Sequence,
        "std::set" | "std::unordered_set" | "std::multiset" | "std::unordered_multiset" => Kind::Set,
        "std::map" | "std::unordered_map" => Kind::Map,
        "std::pair" => Kind::Pair,
        "std::complex" => Kind::Complex,
        _ => return None,
    };
    Some((kind, args.clone()))
}

/// Whether objects of the type become Python objects that have all that is in them, and can be made of those again.
pub(crate) fn copies_through_python(cx: &Cx, ty: TyId) -> bool {
    let types = cx.types;
    match types.kind(ty) {
        // It refers to what somebody else holds.
        Ty::Cpp(..) => kind(cx, ty).is_some_and(|(kind, args)| {
            kind != Kind::StringView && args.iter().all(|&arg| copies_through_python(cx, arg))
        }),
        Ty::Struct(id) => {
            let def = &types.structs[*id];
            !def.is_union && def.fields.iter().all(|f| types.is_numeric(f.ty))
        }
        _ => types.is_numeric(ty),
    }
}

/// Conversion functions let no C++ exception out: running out of memory is a `MemoryError`.
fn guarded(body: &str) -> String {
    format!(
        "  try {{\n{body}  }} catch (const std::exception &e) {{\n    PyErr_SetString(PyExc_MemoryError, e.what());\n  }}\n"
    )
}

pub(super) fn from_py(cx: &mut Cx, ty: TyId) -> Conversion {
    let Some((kind, args)) = kind(cx, ty) else { return super::unconvertible(cx, ty) };
    let resolved = cx.types.resolved(ty);
    let name = function_name(cx, resolved, "from_py");
    generate(cx, &name, |cx| {
        let text = type_text(cx, resolved);
        let body = from_py_body(cx, kind, &text, &args);
        function(
            &format!("{text} {name}(PyObject *o)"),
            &format!("  {text} r;\n{}  return r;\n", guarded(&body)),
        )
    });
    Conversion::named(name)
}

fn from_py_body(cx: &mut Cx, kind: Kind, text: &str, args: &[TyId]) -> String {
    match kind {
        Kind::String | Kind::StringView => {
            let call = match cx.module.directives.c_string_encoding.as_str() {
                "ascii" => format!("{}(o, &n, 1)", cx.runtime("__cyrus_str_as_string")),
                "utf8" | "utf-8" | "default" => format!("{}(o, &n, 0)", cx.runtime("__cyrus_str_as_string")),
                _ => format!("{}(o, &n)", cx.runtime("__cyrus_as_string")),
            };
            format!("    Py_ssize_t n;\n    const char *s = {call};\n    if (s) r = {text}(s, (size_t)n);\n")
        }
        Kind::Sequence => {
            let convert = element(cx, args[0], text);
            let body = each(&format!("{convert}r.push_back(std::move(x));"));
            match text.starts_with("std::vector<") {
                true => format!(
                    "    Py_ssize_t n = PyObject_LengthHint(o, 0);\n    if (n < 0) return r;\n    r.reserve((size_t)n);\n{body}"
                ),
                false => body,
            }
        }
        Kind::Set => {
            let convert = element(cx, args[0], text);
            each(&format!("{convert}r.insert(std::move(x));"))
        }
        Kind::Map => {
            let fail = "{ Py_DECREF(v); break; }";
            let key = value(cx, args[0], "key", "PyTuple_GET_ITEM(v, 0)", fail, &format!("{text}::key_type"));
            let mapped =
                value(cx, args[1], "value", "PyTuple_GET_ITEM(v, 1)", fail, &format!("{text}::mapped_type"));
            format!(
                "    PyObject *v, *items = PyMapping_Check(o) && !PyDict_Check(o) ? PyMapping_Items(o) : NULL, *it;\n    \
                 if (PyDict_Check(o)) items = PyDict_Items(o);\n    else if (!items && !PyErr_Occurred()) \
                 PyErr_Format(PyExc_AttributeError, \"'%.200s' object has no attribute 'items'\", Py_TYPE(o)->tp_name);\n    \
                 it = items ? PyObject_GetIter(items) : NULL;\n    Py_XDECREF(items);\n    while (it && (v = PyIter_Next(it))) {{\n      \
                 {key}\n      {mapped}\n      Py_DECREF(v);\n      \
                 r.insert({text}::value_type(std::move(key), std::move(value)));\n    }}\n    Py_XDECREF(it);\n"
            )
        }
        Kind::Pair => {
            let fail = "{ Py_DECREF(seq); return r; }";
            let first =
                value(cx, args[0], "first", "PySequence_Fast_GET_ITEM(seq, 0)", fail, "decltype(r.first)");
            let second =
                value(cx, args[1], "second", "PySequence_Fast_GET_ITEM(seq, 1)", fail, "decltype(r.second)");
            format!(
                "    PyObject *seq = PySequence_Fast(o, \"Expected a pair\");\n    if (!seq) return r;\n    \
                 if (PySequence_Fast_GET_SIZE(seq) != 2) {{\n      PyErr_Format(PyExc_ValueError, \
                 PySequence_Fast_GET_SIZE(seq) > 2 ? \"too many values to unpack (expected 2)\" : \
                 \"need more than %zd values to unpack\", PySequence_Fast_GET_SIZE(seq));\n      Py_DECREF(seq);\n      return r;\n    }}\n    \
                 {first}\n    {second}\n    r.first = std::move(first);\n    r.second = std::move(second);\n    Py_DECREF(seq);\n"
            )
        }
        Kind::Complex => {
            let part = type_text(cx, args[0]);
            let convert = cx.runtime("__cyrus_as_complex").to_string();
            format!("    Py_complex z = {convert}(o);\n    r = {text}(({part})z.real, ({part})z.imag);\n")
        }
    }
}

/// `T x; x = …;` inside a loop over an iterator, for a container of type `text`.
fn element(cx: &mut Cx, ty: TyId, text: &str) -> String {
    let convert = value(cx, ty, "x", "v", "{ Py_DECREF(v); break; }", &format!("{text}::value_type"));
    format!("{convert}\n      Py_DECREF(v);\n      ")
}

/// `T name; name = …;`, where C++ knows the type as `known`: a reference to a cypclass object, which the conversion
/// has counted, is not counted again.
pub(super) fn value(cx: &mut Cx, ty: TyId, name: &str, source: &str, fail: &str, known: &str) -> String {
    let counted = cx.types.as_cyp(ty).is_some();
    let target = if counted { format!("{name}_given") } else { name.to_owned() };
    let declaration = crate::types::declare(cx, ty, &target);
    let convert = convert_part(cx, ty, &target, source, fail);
    let adopt = if counted { format!(" auto {name} = {known}::adopt({target});") } else { String::new() };
    format!("{declaration}; {convert}{adopt}")
}

fn each(body: &str) -> String {
    format!(
        "    PyObject *v, *it = PyObject_GetIter(o);\n    while (it && (v = PyIter_Next(it))) {{\n      {body}\n    }}\n    \
         Py_XDECREF(it);\n"
    )
}

pub(super) fn to_py(cx: &mut Cx, ty: TyId) -> Conversion {
    let Some((kind, args)) = kind(cx, ty) else { return super::unconvertible(cx, ty) };
    let resolved = cx.types.resolved(ty);
    let name = function_name(cx, resolved, "to_py");
    generate(cx, &name, |cx| {
        let text = type_text(cx, resolved);
        let signature = format!("PyObject *{name}(const {text} &c)");
        let body = to_py_body(cx, kind, &args);
        if matches!(kind, Kind::String | Kind::StringView | Kind::Complex) {
            return Generated {
                prototype: format!("static inline {signature} {{ return {body}; }}\n"),
                definition: String::new(),
            };
        }
        function(&signature, &body)
    });
    Conversion::named(name)
}

fn to_py_body(cx: &mut Cx, kind: Kind, args: &[TyId]) -> String {
    match kind {
        Kind::String | Kind::StringView => {
            let directives = &cx.module.directives;
            let size = "(Py_ssize_t)c.size()";
            match directives.c_string_type.as_str() {
                "str" | "unicode" => {
                    let encoding = directives.c_string_encoding.as_str();
                    let encoding =
                        if encoding.is_empty() || encoding == "default" { "utf8" } else { encoding };
                    format!("PyUnicode_Decode(c.data(), {size}, \"{encoding}\", NULL)")
                }
                "bytearray" => format!("PyByteArray_FromStringAndSize(c.data(), {size})"),
                _ => format!("PyBytes_FromStringAndSize(c.data(), {size})"),
            }
        }
        Kind::Complex => "PyComplex_FromDoubles((double)c.real(), (double)c.imag())".into(),
        Kind::Sequence => {
            let value = object_of(cx, args[0], "x");
            format!(
                "  Py_ssize_t i = 0;\n  PyObject *v, *l = PyList_New((Py_ssize_t)c.size());\n  if (!l) return NULL;\n  \
                 for (const auto &x : c) {{\n    v = {value};\n    if (!v) {{\n      Py_DECREF(l);\n      return NULL;\n    }}\n    \
                 PyList_SET_ITEM(l, i++, v);\n  }}\n  return l;\n"
            )
        }
        Kind::Set => {
            let value = object_of(cx, args[0], "x");
            format!(
                "  PyObject *v, *s = PySet_New(NULL);\n  if (!s) return NULL;\n  for (const auto &x : c) {{\n    v = {value};\n    \
                 if (!v || PySet_Add(s, v) < 0) {{\n      Py_XDECREF(v);\n      Py_DECREF(s);\n      return NULL;\n    }}\n    \
                 Py_DECREF(v);\n  }}\n  return s;\n"
            )
        }
        Kind::Map => {
            let key = object_of(cx, args[0], "x.first");
            let value = object_of(cx, args[1], "x.second");
            format!(
                "  PyObject *k, *v, *d = PyDict_New();\n  if (!d) return NULL;\n  for (const auto &x : c) {{\n    k = {key};\n    \
                 v = k ? {value} : NULL;\n    if (!v || PyDict_SetItem(d, k, v) < 0) {{\n      Py_XDECREF(k);\n      Py_XDECREF(v);\n      \
                 Py_DECREF(d);\n      return NULL;\n    }}\n    Py_DECREF(k);\n    Py_DECREF(v);\n  }}\n  return d;\n"
            )
        }
        Kind::Pair => {
            let first = object_of(cx, args[0], "c.first");
            let second = object_of(cx, args[1], "c.second");
            format!(
                "  PyObject *a = {first}, *b = a ? {second} : NULL, *t = b ? PyTuple_Pack(2, a, b) : NULL;\n  Py_XDECREF(a);\n  \
                 Py_XDECREF(b);\n  return t;\n"
            )
        }
    }
}
