//! Python constants: one array, filled when the module executes.
//!
//! Text, bytes and numbers come from a table; containers of them are built by code after it. A constant
//! string that is an identifier has a macro `__cyrus_s_NAME`, which fragments use as well.

use crate::c_text::bytes_literal;
use crate::cx::Cx;
use cyrus_arena::Id as _;
use cyrus_mir::{ConstId, ConstItem, PyConst};
use cyrus_rt_abi::Assembly;
use std::fmt::Write as _;

/// Declarations for the top of the file, definitions for its end.
pub(super) struct Constants {
    pub(super) declarations: String,
    pub(super) definitions: String,
}

/// The expression of a constant.
pub(crate) fn constant_text(cx: &Cx, id: ConstId) -> String {
    match cx.consts.get(id) {
        PyConst::Str { text, intern: true } if is_identifier(text) => {
            format!("__cyrus_s_{}", String::from_utf8_lossy(text))
        }
        _ => format!("__cyrus_k[{}]", id.index()),
    }
}

fn is_identifier(text: &[u8]) -> bool {
    !text.is_empty()
        && text.len() <= 40
        && text.iter().all(|b| b.is_ascii_alphanumeric() || *b == b'_')
}

/// Everything about constants; called when no more can be added.
pub(super) fn constants(cx: &mut Cx, assembly: &Assembly) -> Constants {
    for name in &assembly.strings {
        cx.consts.name(name);
    }
    let count = cx.consts.len();
    let mut declarations = format!("static PyObject *__cyrus_k[{}];\n", count.max(1));
    let mut table = String::new();
    let mut code = String::new();
    for (id, value) in cx.consts.iter() {
        let index = id.index();
        if let PyConst::Str { text, intern: true } = value
            && is_identifier(text)
        {
            let name = String::from_utf8_lossy(text);
            let _ = writeln!(declarations, "#define __cyrus_s_{name} __cyrus_k[{index}]");
        }
        let mut row = |text: &[u8], kind: char| {
            let _ = writeln!(table, "  {{{}, {}, '{kind}'}},", bytes_literal(text), text.len());
        };
        match value {
            PyConst::Str { text, intern: true } => row(text, 'n'),
            PyConst::Str { text, intern: false } => row(text, 's'),
            PyConst::Bytes(text) => row(text, 'b'),
            PyConst::Int(value) => row(value.to_string().as_bytes(), 'i'),
            PyConst::BigInt(text) => row(text.as_bytes(), 'i'),
            PyConst::Float(text) => row(text.as_bytes(), 'f'),
            PyConst::Complex(text) => row(text.as_bytes(), 'j'),
            PyConst::Tuple(items) => {
                row(b"", '-');
                let _ = writeln!(code, "  {}", keep(index, &pack(items)));
            }
            PyConst::FrozenSet(items) => {
                row(b"", '-');
                let _ = writeln!(code, "  {}", keep(index, &pack(items)));
                let _ = writeln!(code, "  Py_SETREF(__cyrus_k[{index}], PyFrozenSet_New(__cyrus_k[{index}]));");
                let _ = writeln!(code, "  if (!__cyrus_k[{index}]) return -1;");
            }
            PyConst::Slice(parts) => {
                row(b"", '-');
                let parts: Vec<String> = parts.iter().map(item).collect();
                let _ = writeln!(code, "  {}", keep(index, &format!("PySlice_New({})", parts.join(", "))));
            }
        }
    }
    let mut definitions = String::new();
    if count > 0 {
        definitions.push_str(
            "static const struct { const char *text; int size; char kind; } __cyrus_constants[] = {\n",
        );
        definitions.push_str(&table);
        definitions.push_str("};\n");
    }
    definitions.push_str("static int __cyrus_make_constants(void) {\n");
    if count > 0 {
        definitions.push_str(&loop_text(cx));
    }
    definitions.push_str(&code);
    definitions.push_str("  return 0;\n}\n");
    Constants { declarations, definitions }
}

/// `__cyrus_k[3] = …; if (!…) return -1;`
fn keep(index: usize, value: &str) -> String {
    format!("if (!(__cyrus_k[{index}] = {value})) return -1;")
}

fn item(item: &ConstItem) -> String {
    match item {
        ConstItem::None => "Py_None".into(),
        ConstItem::True => "Py_True".into(),
        ConstItem::False => "Py_False".into(),
        ConstItem::Ellipsis => "Py_Ellipsis".into(),
        ConstItem::Const(id) => format!("__cyrus_k[{}]", id.index()),
    }
}

fn pack(items: &[ConstItem]) -> String {
    let mut text = format!("PyTuple_Pack({}", items.len());
    for (i, it) in items.iter().enumerate() {
        let _ = write!(text, "{}{}", if i % 12 == 11 { ",\n    " } else { ", " }, item(it));
    }
    text + ")"
}

/// The loop over the table, with a branch for each kind that occurs.
fn loop_text(cx: &Cx) -> String {
    let has = |kind: fn(&PyConst) -> bool| cx.consts.iter().any(|(_, c)| kind(c));
    let mut out = String::from(
        "  size_t i;\n  for (i = 0; i < sizeof __cyrus_constants / sizeof *__cyrus_constants; i++) {\n    \
         const char *s = __cyrus_constants[i].text;\n    Py_ssize_t n = __cyrus_constants[i].size;\n    \
         PyObject *o = NULL;\n    switch (__cyrus_constants[i].kind) {\n",
    );
    if has(|c| matches!(c, PyConst::Str { .. })) {
        out.push_str(
            "    case 'n':\n    case 's':\n      o = PyUnicode_DecodeUTF8(s, n, \"surrogatepass\");\n      \
             if (o && __cyrus_constants[i].kind == 'n') PyUnicode_InternInPlace(&o);\n      \
             if (o) (void)PyObject_Hash(o);\n      break;\n",
        );
    }
    if has(|c| matches!(c, PyConst::Bytes(_))) {
        out.push_str("    case 'b': o = PyBytes_FromStringAndSize(s, n); break;\n");
    }
    if has(|c| matches!(c, PyConst::Int(_) | PyConst::BigInt(_))) {
        out.push_str("    case 'i': o = PyLong_FromString(s, NULL, 0); break;\n");
    }
    if has(|c| matches!(c, PyConst::Float(_))) {
        out.push_str("    case 'f': o = PyFloat_FromDouble(PyOS_string_to_double(s, NULL, NULL)); break;\n");
    }
    if has(|c| matches!(c, PyConst::Complex(_))) {
        out.push_str(
            "    case 'j': o = PyComplex_FromDoubles(0.0, PyOS_string_to_double(s, NULL, NULL)); break;\n",
        );
    }
    out.push_str("    default: continue;\n    }\n    if (!o) return -1;\n    __cyrus_k[i] = o;\n  }\n");
    // `n` is for strings and bytes only.
    if !has(|c| matches!(c, PyConst::Str { .. } | PyConst::Bytes(_))) {
        out = out.replace("    Py_ssize_t n = __cyrus_constants[i].size;\n", "");
    }
    out
}
