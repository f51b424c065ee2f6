//! Python constants: one array, filled when the module executes.
//!
//! All come from a table, whose rows for collections name earlier rows. A constant
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
    // The parts of all tuples and other collections.
    let mut items: Vec<String> = Vec::new();
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
            PyConst::Complex(text) => row('c', text.as_bytes()),
            PyConst::Tuple(parts) => collection(&mut table, &mut items, 't', parts),
            PyConst::FrozenSet(parts) => collection(&mut table, &mut items, 's', parts),
            PyConst::Slice(parts) => collection(&mut table, &mut items, 'l', parts.as_slice()),
        }
    }
    let mut definitions = String::new();
    for line in items.chunks(24) {
        let start =
            if definitions.is_empty() { "static const int __cyrus_constant_items[] = {\n" } else { "" };
        let _ = writeln!(definitions, "{start}  {},", line.join(", "));
    }
    if !items.is_empty() {
        definitions.push_str("};\n");
    }
    if count > 0 {
        let _ =
            write!(definitions, "static const __cyrus_constant __cyrus_constant_table[] = {{\n{table}}};\n");
    }
    definitions.push_str("static __CYRUS_ONCE int __cyrus_make_constants(void) {\n");
    if count > 0 {
        let _ = writeln!(
            definitions,
            "  if (__cyrus_constants_init(__cyrus_constant_table, {count}) < 0) return -1;"
        );
    }
    definitions.push_str("  return 0;\n}\n");
    Constants { declarations, definitions }
}

/// The row of a collection, whose parts are noted among those of all.
fn collection(table: &mut String, items: &mut Vec<String>, kind: char, parts: &[ConstItem]) {
    let _ = if parts.is_empty() {
        writeln!(table, "  {{NULL, 0, '{kind}'}},")
    } else {
        writeln!(table, "  {{__cyrus_constant_items + {}, {}, '{kind}'}},", items.len(), parts.len())
    };
    items.extend(parts.iter().map(item));
}

/// A part of a collection: the number of an earlier constant, or one of the singletons.
fn item(item: &ConstItem) -> String {
    match item {
        ConstItem::None => "-1".into(),
        ConstItem::True => "-2".into(),
        ConstItem::False => "-3".into(),
        ConstItem::Ellipsis => "-4".into(),
        ConstItem::Const(id) => id.index().to_string(),
    }
}
