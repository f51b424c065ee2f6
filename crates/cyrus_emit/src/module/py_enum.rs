//! Enums that Python sees: a class for each, made when the module executes, before its own statements.

use crate::c_text::{bytes_literal, c_identifier};
use crate::convert;
use crate::cx::Cx;
use cyrus_arena::Id as _;
use cyrus_source::Span;
use cyrus_types::{EnumDef, EnumId, Origin};
use std::fmt::Write as _;

/// Whether the module itself declares the enum, in its source or its own pxd.
fn is_own(cx: &Cx, def: &EnumDef) -> bool {
    if matches!(def.origin, Origin::Module(_)) {
        return false;
    }
    if def.span == Span::default() {
        return def.origin == Origin::Here;
    }
    let own = &cx.sources.file(cx.module.file).path;
    let path = &cx.sources.file(def.span.file).path;
    own.with_extension("") == path.with_extension("") || path.extension().is_some_and(|e| e == "pxi")
}

/// The variable that holds the class; `None` when there is no class for it here.
pub(crate) fn class_variable(cx: &mut Cx, id: EnumId) -> Option<String> {
    let def = &cx.types.enums[id];
    if !def.python || def.name.is_empty() || !is_own(cx, def) {
        return None;
    }
    let name = format!("__cyrus_enum_{}", c_identifier(&def.name));
    convert::generate_data(cx, &name, |_| format!("static PyObject *{name};\n"));
    Some(name)
}

/// Statements that make the classes.
pub(super) fn setup(cx: &mut Cx) -> String {
    let mut out = String::new();
    for id in cx.types.enums.ids() {
        let types = cx.types;
        let def = &types.enums[id];
        if !def.python || def.items.is_empty() || !is_own(cx, def) {
            continue;
        }
        let scope =
            if def.scoped && !def.cname.is_empty() { format!("{}::", def.cname) } else { String::new() };
        let items: Vec<String> = def
            .items
            .iter()
            .map(|i| {
                let value =
                    if i.cname.contains("::") { i.cname.to_string() } else { format!("{scope}{}", i.cname) };
                format!("{{{}, (long long){value}}}", bytes_literal(i.name.as_bytes()))
            })
            .collect();
        let count = items.len();
        let array = format!("const __cyrus_enum_item items[] = {{{}}};", items.join(", "));
        match class_variable(cx, id) {
            Some(variable) => {
                let make = cx.runtime("__cyrus_enum_make").to_string();
                let doc = def.doc.as_ref().map_or("NULL".into(), |d| bytes_literal(d));
                let _ = writeln!(
                    out,
                    "  {{\n    {array}\n    if (!({variable} = {make}({}, items, {count}, {doc}, {}))) return -1;\n  }}",
                    bytes_literal(def.name.as_bytes()),
                    u8::from(def.scoped)
                );
            }
            None => {
                let names = cx.runtime("__cyrus_enum_names").to_string();
                let _ =
                    writeln!(out, "  {{\n    {array}\n    if ({names}(items, {count}) < 0) return -1;\n  }}");
            }
        }
        debug_assert!(id.index() < types.enums.len());
    }
    out
}
