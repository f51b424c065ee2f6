//! The statements `print` and `exec` of language level 2.

use crate::builder::FnBuilder;
use cyrus_hir::Expr;
use cyrus_mir::BuildKind;
use cyrus_types::common;

use crate::value::Value;

impl FnBuilder<'_, '_> {
    pub(crate) fn print_stmt(&mut self, dest: Option<&Expr>, values: &[Expr], newline: bool) {
        let dest = self.opt_expr(dest);
        let dest = if dest.own == crate::value::Own::Plain { dest } else { self.stable(dest) };
        let values = self.operands(values);
        let values = self.build(BuildKind::Tuple, values);
        let _ = self.call_rt("__cyrus_print", vec![dest, values, Value::int(newline.into(), common::INT)]);
    }

    pub(crate) fn exec_stmt(&mut self, code: &Expr, globals: Option<&Expr>, locals: Option<&Expr>) {
        let parts: Vec<&Expr> = [Some(code), globals, locals].into_iter().flatten().collect();
        let mut values = self.operands(parts);
        values.resize_with(3, Value::null);
        let result = self.call_rt("__cyrus_exec_code", values);
        self.drop_value(result);
    }
}
