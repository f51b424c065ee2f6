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
    !text.is_empty() && text.len() <= 40 && text.iter().all(|b| b.is_ascii_alphanumeric() || *b == b'_')
}

/// Everything about constants; called when no more can be added.
pub(super) fn constants(cx: &mut Cx, assembly: &Assembly) -> Constants {
    for name in &assembly.strings {
        cx.consts.name(name);
    }
    let count = cx.consts.len();
    let mut declarations = format!("static PyObject *__cyrus_k[{}];\n", count.max(1));
    let mut table = String::new();
    // Tuples that hold None, True … or containers, and what has no row kind, are made after the table.
    let mut code = String::new();
    for (id, value) in cx.consts.iter() {
        let index = id.index();
        if let PyConst::Str { text, intern: true } = value
            && is_identifier(text)
        {
            let name = String::from_utf8_lossy(text);
            let _ = writeln!(declarations, "#define __cyrus_s_{name} __cyrus_k[{index}]");
        }
        let mut row = |kind: char, text: &[u8]| {
            let _ = writeln!(table, "  __CYRUS_CONST('{kind}', {}),", bytes_literal(text));
        };
        match value {
            PyConst::Str { text, intern: true } => row('i', text),
            PyConst::Str { text, intern: false } => row('u', text),
            PyConst::Bytes(text) => row('b', text),
            PyConst::Int(value) => row('n', value.to_string().as_bytes()),
            PyConst::BigInt(text) => row('n', text.as_bytes()),
            PyConst::Float(text) => row('f', text.as_bytes()),
            PyConst::Complex(text) => {
                table.push_str("  {\"\", 0, 'b'},\n");
                let make = format!(
                    "PyComplex_FromDoubles(0.0, PyOS_string_to_double({}, NULL, NULL))",
                    bytes_literal(text.as_bytes())
                );
                code.push_str(&replace(index, &make));
            }
            PyConst::Tuple(items) => {
                table.push_str("  {\"\", 0, 'b'},\n");
                code.push_str(&replace(index, &pack(items)));
            }
            PyConst::FrozenSet(items) => {
                table.push_str("  {\"\", 0, 'b'},\n");
                code.push_str(&replace(index, &pack(items)));
                code.push_str(&replace(index, &format!("PyFrozenSet_New(__cyrus_k[{index}])")));
            }
            PyConst::Slice(parts) => {
                table.push_str("  {\"\", 0, 'b'},\n");
                let parts: Vec<String> = parts.iter().map(item).collect();
                code.push_str(&replace(index, &format!("PySlice_New({})", parts.join(", "))));
            }
        }
    }
    let mut definitions = String::new();
    if count > 0 {
        let _ =
            write!(definitions, "static const __cyrus_constant __cyrus_constant_table[] = {{\n{table}}};\n");
    }
    definitions.push_str("static int __cyrus_make_constants(void) {\n");
    if !code.is_empty() {
        definitions.push_str("  PyObject *o;\n");
    }
    if count > 0 {
        let _ = writeln!(
            definitions,
            "  if (__cyrus_constants_init(__cyrus_constant_table, {count}) < 0) return -1;"
        );
    }
    definitions.push_str(&code);
    definitions.push_str("  return 0;\n}\n");
    Constants { declarations, definitions }
}

/// Puts a value in the place of what the table left there.
fn replace(index: usize, value: &str) -> String {
    format!("  if (!(o = {value})) return -1;\n  Py_SETREF(__cyrus_k[{index}], o);\n")
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
