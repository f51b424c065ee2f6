//! `go (consume x).method(args)`: the operator `go` before a parenthesis.
//!
//! To the parser that is a call of something named `go`. Where nothing has that name it is the operator: the chain behind it, without the call,
//! becomes its operand. Names keep their identity, so what is known of them by their place still holds.

use super::Checker;
use super::names::Resolved;
use cyrus_syntax::ast::{self, Arg, Call, ExprKind as Ast, Stmt, StmtKind};

impl<'a> Checker<'_, 'a> {
    /// The operand of `go`, if the expression is one that begins with a parenthesis.
    pub fn go_of_parentheses(&mut self, e: &'a ast::Expr) -> Option<&'a ast::Expr> {
        let Ast::Call(call) = &e.kind else { return None };
        let Ast::Attribute(..) = &call.func.kind else { return None };
        first_argument(e)?;
        let at = std::ptr::from_ref(e).addr();
        if let Some(&known) = self.go_operands.get(&at) {
            return Some(known);
        }
        if !matches!(self.resolve("go"), Resolved::Undeclared) {
            return None;
        }
        let mut operand = e.clone();
        without_go(&mut operand);
        let body = vec![Stmt { span: e.span, kind: StmtKind::Expr(operand) }];
        let empty = self.parse_text("go", "").clone();
        let tree = self.cx.adopt(ast::Module { body, ..empty });
        let StmtKind::Expr(operand) = &tree.body.first()?.kind else { return None };
        self.go_operands.insert(at, operand);
        Some(operand)
    }
}

/// The argument of the call of `go` that a chain of attributes and calls begins with.
fn first_argument(e: &ast::Expr) -> Option<&ast::Expr> {
    match &e.kind {
        Ast::Attribute(value, _) | Ast::Subscript(value, _) => first_argument(value),
        Ast::Call(call) => match (&call.func.kind, &call.args[..]) {
            (Ast::Name(name), [Arg::Positional(value)]) if name == "go" => Some(value),
            _ => first_argument(&call.func),
        },
        _ => None,
    }
}

fn without_go(e: &mut ast::Expr) {
    let call: &mut Call = match &mut e.kind {
        Ast::Attribute(value, _) | Ast::Subscript(value, _) => return without_go(value),
        Ast::Call(call) => call,
        _ => return,
    };
    match (&call.func.kind, call.args.pop()) {
        (Ast::Name(name), Some(Arg::Positional(value))) if name == "go" => *e = value,
        (_, last) => {
            call.args.extend(last);
            without_go(&mut call.func);
        }
    }
}
