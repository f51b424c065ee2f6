//! Statements, a file per construct.

mod assert_stmt;
mod class_stmt;
mod counter;
mod ext_class;
mod for_loop;
mod gil_stmt;
mod if_stmt;
mod parallel_stmt;
mod print_stmt;
mod raise_stmt;
mod return_stmt;
mod str_append;
mod text_append;
mod try_stmt;
mod with_stmt;
mod zip_loop;

use crate::builder::FnBuilder;
use crate::cleanup::Jump;
use cyrus_hir as hir;
use hir::{Stmt, StmtKind};
use mir::{Callee, ErrorCheck};

use cyrus_mir as mir;

impl FnBuilder<'_, '_> {
    /// Lowers a sequence of statements.
    pub(crate) fn block_stmts(&mut self, block: &[Stmt]) {
        for stmt in block {
            self.stmt(stmt);
        }
    }

    /// Lowers a statement; temporaries that live until its end are dropped here.
    pub(crate) fn stmt(&mut self, stmt: &Stmt) {
        let height = self.cleanup.len();
        let mark = self.cpp_temps.len();
        self.at(stmt.span, |b| b.lower_stmt(stmt));
        self.settle_above(height);
        self.end_cpp_temps(mark);
    }

    fn lower_stmt(&mut self, stmt: &Stmt) {
        match &stmt.kind {
            StmtKind::Expr(expr) => self.effect(expr),
            StmtKind::Assign { target, value }
                if self.assign_cpp(target, value)
                    || self.append_to_str(target, value)
                    || self.append_to_text(target, value) => {}
            StmtKind::Assign { target, value } => {
                let value = self.lazy(value);
                self.assign_target(target, value);
            }
            StmtKind::Let { local, value, body } => {
                let _ = self.bind_let(*local, value);
                self.block_stmts(body);
            }
            StmtKind::Delete(target) => self.delete_target(target),
            StmtKind::CppDelete(pointer) => self.cpp_delete(pointer),
            StmtKind::If { test, then, orelse } => self.if_stmt(test, then, orelse),
            StmtKind::While { test, body, orelse } => self.while_stmt(test, body, orelse),
            StmtKind::For(looping) => self.for_loop(looping),
            StmtKind::Break => match self.innermost_loop() {
                Some(at) => self.jump(Jump::Break(at)),
                None => self.unsupported_stmt(stmt, "'break' here"),
            },
            StmtKind::Continue => match self.innermost_loop() {
                Some(at) => self.jump(Jump::Continue(at)),
                None => self.unsupported_stmt(stmt, "'continue' here"),
            },
            StmtKind::Return(value) => self.return_stmt(value.as_ref()),
            StmtKind::Raise { exc, value, traceback, cause } => {
                self.raise_stmt(exc.as_ref(), value.as_ref(), traceback.as_ref(), cause.as_ref());
            }
            StmtKind::Assert { test, message } => self.assert_stmt(test, message.as_ref()),
            StmtKind::Try(tried) => self.try_stmt(tried),
            StmtKind::With(with) => self.with_stmt(with),
            StmtKind::Gil { acquire, body } => self.gil_stmt(*acquire, body),
            StmtKind::Locked { write, objects, body } => self.locked_stmt(*write, objects, body),
            StmtKind::Parallel(node) => self.parallel(node),
            StmtKind::Prange(node) => self.prange(node),
            StmtKind::CompAppend { acc, kind, key, value } => {
                self.comp_append(*acc, *kind, key.as_ref(), value);
            }
            StmtKind::PyClass(class) => self.class_stmt(class),
            StmtKind::Defaults(func) => self.defaults_stmt(*func),
            StmtKind::SetupExtClass(class) => self.setup_ext_class(*class),
            StmtKind::SetupCypClass(class) => self.emit_fallible(mir::StmtKind::Call {
                dest: None,
                callee: Callee::SetupCypClass(*class),
                args: Vec::new(),
                error: ErrorCheck::Neg1,
            }),
            StmtKind::ImportStar { module, types } => self.import_star(module, types),
            StmtKind::Print { dest, values, newline } => self.print_stmt(dest.as_ref(), values, *newline),
            StmtKind::Exec { code, globals, locals } => {
                self.exec_stmt(code, globals.as_ref(), locals.as_ref());
            }
            StmtKind::Block(block) => self.block_stmts(block),
        }
    }

    fn unsupported_stmt(&mut self, stmt: &Stmt, what: &str) {
        let _ = self.unsupported(stmt.span, what);
    }
}
