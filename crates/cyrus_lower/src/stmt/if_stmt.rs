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
        // What a variable of the test points to lives as long as the whole statement.
        let lends = self.lends(test);
        self.lending_cond(test, yes, no);
        // Other C++ objects of the test end with it; the statement's end sees to the way that does neither.
        let ended = if lends { Vec::new() } else { self.cpp_temps[mark..].to_vec() };
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
        if self.lends(test) {
            self.lending_while(test, body, orelse);
            return;
        }
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

    /// A loop whose test assigns a pointer (`:=`): what it points to lives until the next test.
    fn lending_while(&mut self, test: &Expr, body: &[Stmt], orelse: &[Stmt]) {
        let (head, inside, done, after) = (self.block(), self.block(), self.block(), self.block());
        self.fall_into(head);
        let mark = self.cpp_temps.len();
        self.cleanup.push(Cleanup::Loop { break_to: after, continue_to: head });
        let height = self.cleanup.len();
        self.lending_cond(test, inside, done);
        let ended = self.cpp_temps[mark..].to_vec();
        let lent: Vec<Cleanup> = self.cleanup.iter().skip(height).cloned().collect();
        self.enter(inside);
        self.block_stmts(body);
        self.settle_above(height);
        self.destroy_cpp_temps(&ended);
        self.goto(head);
        self.cleanup.extend(lent);
        self.enter(done);
        self.settle_above(height);
        self.destroy_cpp_temps(&ended);
        self.cleanup.pop();
        self.block_stmts(orelse);
        self.goto(after);
        self.enter(after);
    }
}
