//! Arguments of Python-level functions.

use super::BodyWriter;
use crate::c_text::bytes_literal;
use cyrus_arena::Id as _;
use cyrus_mir::{ArgSpecId, MLocal, Stmt};
use std::fmt::Write as _;

impl BodyWriter<'_, '_> {
    pub(super) fn parse_args(
        &mut self,
        stmt: &Stmt,
        spec: ArgSpecId,
        dests: &[MLocal],
        star: Option<MLocal>,
        double_star: Option<MLocal>,
    ) {
        self.call_effect(None);
        let table = &self.cx.program.argspecs[spec];
        let fail = self.fail(stmt.span, stmt.unwind);
        if dests.is_empty() && !table.star && !table.double_star {
            let name = bytes_literal(table.func_name.as_bytes());
            let line = format!("{}({name}, nargsf, kwnames)", self.cx.runtime("__cyrus_args_none_fast"));
            self.line(&format!("if (__CYRUS_UNLIKELY({line} < 0)) {fail}"));
            return;
        }
        self.cx.argspecs.insert(spec);
        let pointer = |w: &mut Self, local: Option<MLocal>| match local {
            Some(local) => {
                w.read.insert(local);
                let name = w.local_name(local);
                format!("&{name}")
            }
            None => "NULL".into(),
        };
        let star = pointer(self, star);
        let double_star = pointer(self, double_star);
        let table = crate::module::argspec_name(spec);
        let vector = if dests.is_empty() { "NULL" } else { "v" };
        let function = self.cx.runtime("__cyrus_args_fast").to_string();
        let call = format!("{function}(&{table}, args, nargsf, kwnames, {vector}, {star}, {double_star})");
        let mut line =
            if dests.is_empty() { String::new() } else { format!("{{ PyObject *v[{}]; ", dests.len()) };
        let _ = write!(line, "if (__CYRUS_UNLIKELY({call} < 0)) {fail}");
        for (i, &dest) in dests.iter().enumerate() {
            let name = self.local_name(dest);
            let _ = write!(line, " {name} = v[{i}];");
        }
        if !dests.is_empty() {
            line.push_str(" }");
        }
        debug_assert!(dests.len() == self.cx.program.argspecs[spec].names.len(), "{}", spec.index());
        self.line(&line);
    }
}
