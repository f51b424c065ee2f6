//! The tree as compact S-expressions, for tests and for looking at what the parser made.
//!
//! In: a tree. Out: text, one line for each top-level statement; spans and ids are left out. The text is not meant
//! to be read back. Blocks stand in braces, absent parts are `_`.

mod decl;
mod expr;
mod stmt;

use crate::ast::*;
use std::fmt::Write;

/// A module, a statement a line.
pub fn module(module: &Module) -> String {
    let mut out = String::new();
    for stmt in &module.body {
        Dumper { out: &mut out }.stmt(stmt);
        out.push('\n');
    }
    out
}

/// One expression.
pub fn expr(expr: &Expr) -> String {
    let mut out = String::new();
    Dumper { out: &mut out }.expr(expr);
    out
}

/// One type.
pub fn type_expr(ty: &TypeExpr) -> String {
    let mut out = String::new();
    Dumper { out: &mut out }.ty(ty);
    out
}

struct Dumper<'a> {
    out: &'a mut String,
}

impl Dumper<'_> {
    fn text(&mut self, text: &str) {
        self.out.push_str(text);
    }

    /// `(head …)`, where the closure writes what follows the head, each part after a space of its own.
    fn form(&mut self, head: &str, rest: impl FnOnce(&mut Self)) {
        self.out.push('(');
        self.text(head);
        rest(self);
        self.out.push(')');
    }

    fn sp(&mut self, part: impl FnOnce(&mut Self)) {
        self.out.push(' ');
        part(self);
    }

    fn word(&mut self, word: &str) {
        self.out.push(' ');
        self.text(word);
    }

    fn flag(&mut self, on: bool, word: &str) {
        if on {
            self.word(word);
        }
    }

    fn quoted(&mut self, text: &str) {
        let _ = write!(self.out, "{text:?}");
    }

    fn opt_expr(&mut self, expr: Option<&Expr>) {
        match expr {
            Some(expr) => self.expr(expr),
            None => self.text("_"),
        }
    }

    fn exprs<'e>(&mut self, exprs: impl IntoIterator<Item = &'e Expr>) {
        for expr in exprs {
            self.sp(|d| d.expr(expr));
        }
    }
}
