//! `if` and `while`.

use crate::builder::FnBuilder;
use crate::cleanup::Cleanup;
use cyrus_hir::{Expr, Stmt};

impl FnBuilder<'_, '_> {
    pub(crate) fn if_stmt(&mut self, test: &Expr, then: &[Stmt], orelse: &[Stmt]) {
        let yes = self.block();
        let after = self.block();
        let mark = self.cpp_temps.len();
        let no = if orelse.is_empty() { after } else { self.block() };
        self.cond(test, yes, no);
        // C++ objects of the test end with it; the statement's end sees to the way that does neither.
        let ended = self.cpp_temps[mark..].to_vec();
        self.enter(yes);
        self.destroy_cpp_temps(&ended);
        self.block_stmts(then);
        self.goto(after);
        if !orelse.is_empty() {
            self.enter(no);
            self.destroy_cpp_temps(&ended);
            self.block_stmts(orelse);
            self.goto(after);
        }
        self.enter(after);
    }

    pub(crate) fn while_stmt(&mut self, test: &Expr, body: &[Stmt], orelse: &[Stmt]) {
        let (head, inside, after) = (self.block(), self.block(), self.block());
        let done = if orelse.is_empty() { after } else { self.block() };
        self.fall_into(head);
        let mark = self.cpp_temps.len();
        self.cond(test, inside, done);
        let ended = self.cpp_temps[mark..].to_vec();
        self.enter(inside);
        self.destroy_cpp_temps(&ended);
        self.cleanup.push(Cleanup::Loop { break_to: after, continue_to: head });
        self.block_stmts(body);
        self.cleanup.pop();
        self.goto(head);
        if !orelse.is_empty() {
            self.enter(done);
            self.destroy_cpp_temps(&ended);
            self.block_stmts(orelse);
            self.goto(after);
        }
        self.enter(after);
    }
}
