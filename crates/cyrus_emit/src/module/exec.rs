//! Execution of the module: constants, types, imports, then the module's own statements.

use super::export::Exports;
use super::import::Imports;
use crate::cx::Cx;
use cyrus_mir::BodyId;
use std::fmt::Write as _;

/// `__cyrus_exec`, which the module's execution calls when the module state is there.
pub(super) fn exec(
    cx: &mut Cx,
    body: Option<BodyId>,
    imports: &Imports,
    exports: &Exports,
    cypclasses: &str,
) -> String {
    let mut out = String::new();
    out.push_str(&exports.definitions);
    out.push_str(&imports.definitions);
    out.push_str("static __CYRUS_ONCE int __cyrus_exec(void) {\n  if (__cyrus_make_constants() < 0) return -1;\n@INITS@");
    out.push_str(&super::cvar::initial(cx));
    out.push_str(cypclasses);
    let enums = super::py_enum::setup(cx);
    out.push_str(&enums);
    out.push_str(&exports.calls);
    out.push_str(&imports.base_calls);
    out.push_str(&crate::class::early_setups(cx));
    out.push_str(&imports.calls);
    match body {
        Some(body) => {
            let _ = writeln!(out, "  return {}();\n}}", cx.body_name(body));
        }
        None => out.push_str("  return 0;\n}\n"),
    }
    out
}
