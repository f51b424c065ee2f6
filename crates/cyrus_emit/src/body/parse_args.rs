//! Arguments of Python-level functions.

use super::BodyWriter;
use crate::c_text::bytes_literal;
use cyrus_arena::Id as _;
use cyrus_mir::{ArgSpecId, BlockId, BodyAbi, Const, MLocal, Operand, Stmt, StmtKind, Terminator};
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
        let returns = self.only_reports(stmt);
        if dests.is_empty() && !table.star && !table.double_star && returns {
            let slow = self.cx.runtime("__cyrus_args_none_slow").to_string();
            let name = bytes_literal(table.func_name.as_bytes());
            let qualname = bytes_literal(self.body.qualname.as_bytes());
            let line = self.cx.line(stmt.span);
            self.line(&format!(
                "if (__CYRUS_UNLIKELY(__CYRUS_ANY_ARGS(nargsf, kwnames)) && {slow}({name}, {qualname}, {line}, nargsf, kwnames) < 0) return NULL;"
            ));
            return;
        }
        let fail = if returns && self.is_plain(spec, dests) {
            let line = self.cx.line(stmt.span);
            self.cx.reporting_specs.insert(spec, (line, self.body.qualname.clone()));
            "return NULL;".to_string()
        } else {
            self.fail(stmt.span, stmt.unwind)
        };
        let table = &self.cx.program.argspecs[spec];
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
        // Plain positional arguments are read in place; all else is sorted into an array.
        let program = self.cx.program;
        let spec_table = &program.argspecs[spec];
        let plain = self.is_plain(spec, dests);
        let required = spec_table.required_positional as usize;
        let count = dests.len();
        let vector = if dests.is_empty() { "NULL" } else { "v" };
        let function = self.cx.runtime("__cyrus_args_sort").to_string();
        let call = format!(
            "{function}(&{table}, args, __CYRUS_NARGS(nargsf), kwnames, {vector}, {star}, {double_star})"
        );
        let mut line = String::new();
        if dests.is_empty() {
            let _ = write!(line, "if (__CYRUS_UNLIKELY({call} < 0)) {fail}");
        } else if plain {
            // With defaults the number is kept, to tell what was given.
            let slow = self.cx.runtime("__cyrus_args_slow").to_string();
            let slow = format!("a = {slow}(&{table}, args, nargsf, kwnames, v)");
            if required == count {
                let _ = write!(
                    line,
                    "{{ PyObject *v[{count}], *const *a = args; \
                     if (__CYRUS_UNLIKELY(kwnames || !__CYRUS_NARGS_ARE(nargsf, {count})) && !({slow})) {fail}"
                );
            } else {
                let low = if required == 0 { String::new() } else { format!("n < {required} || ") };
                let _ = write!(
                    line,
                    "{{ PyObject *v[{count}], *const *a = args; Py_ssize_t n = __CYRUS_NARGS(nargsf); \
                     if (__CYRUS_UNLIKELY(kwnames || {low}n > {count})) {{ if (!({slow})) {fail} n = {count}; }}"
                );
            }
        } else {
            let _ = write!(line, "{{ PyObject *v[{count}]; if (__CYRUS_UNLIKELY({call} < 0)) {fail}");
        }
        let source = if plain { "a" } else { "v" };
        for (i, &dest) in dests.iter().enumerate() {
            let name = self.local_name(dest);
            if plain && i >= required {
                let _ = write!(line, " {name} = n > {i} ? a[{i}] : NULL;");
            } else {
                let _ = write!(line, " {name} = {source}[{i}];");
            }
        }
        if !dests.is_empty() {
            line.push_str(" }");
        }
        debug_assert!(dests.len() == self.cx.program.argspecs[spec].names.len(), "{}", spec.index());
        self.line(&line);
    }

    /// Only parameters that can be given by position.
    fn is_plain(&self, spec: ArgSpecId, dests: &[MLocal]) -> bool {
        let table = &self.cx.program.argspecs[spec];
        !dests.is_empty()
            && table.required_keyword_only.is_empty()
            && table.positional as usize == dests.len()
            && !table.star
            && !table.double_star
    }

    /// Whether all that follows a failure is an entry of the traceback and the return of NULL.
    fn only_reports(&self, stmt: &Stmt) -> bool {
        let Some(unwind) = stmt.unwind else { return false };
        self.body.abi == BodyAbi::Fastcall && self.is_failed_end(self.layout.target(unwind))
    }

    /// A block that adds to the traceback and returns NULL.
    pub(super) fn is_failed_end(&self, block: BlockId) -> bool {
        let block = &self.body.blocks[block];
        let reports = |s: &&Stmt| !matches!(s.kind, StmtKind::Nop);
        let mut stmts = block.stmts.iter().filter(reports);
        stmts.next().is_some_and(|s| {
            matches!(s.kind, StmtKind::Traceback { nogil: false }) && self.cx.is_main_file(s.span.file)
        }) && stmts.next().is_none()
            && matches!(&block.term, Terminator::Return(Some(Operand::Const(Const::Null))))
            && self.body.abi != BodyAbi::GeneratorStep
    }
}
