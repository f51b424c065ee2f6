//! `except*`, made of plain `try` statements and the steps in the support code.
//!
//! ```text
//! try: BODY                              try: BODY
//! except* T as e: HANDLER       becomes  except BaseException as caught:
//! else: …                                    state = begin(caught)
//! finally: …                                 if match(state, T):
//!                                                try:
//!                                                    try: raise what matched
//!                                                    except as e: enter(state); HANDLER
//!                                                except as another: raised(state, another)
//!                                            end(state)
//!                                        else: …
//!                                        finally: …
//! ```
//!
//! A plain `raise` in a handler says so to the state first: what is raised again stays part of the whole.

use super::Checker;
use cyrus_diagnostics::codes;
use cyrus_hir::{self as hir, Expr, ExprKind, LocalId, Stmt, StmtKind};
use cyrus_source::Span;
use cyrus_syntax::{ast, walk};
use cyrus_types::{TyId, common};

impl<'a> Checker<'_, 'a> {
    /// The handlers of a `try` statement with `except*`: one that catches all.
    pub fn star_handlers(&mut self, node: &'a ast::Try, span: Span) -> Vec<hir::Handler> {
        let caught = self.temp(common::OBJECT, span);
        let state = self.temp(common::OBJECT, span);
        let mut body = Vec::new();
        for handler in &node.handlers {
            self.check_leaves(&handler.body, false);
            let Some(class) = &handler.ty else { continue };
            let pattern = self.expr_as(class, common::OBJECT);
            let test = self.step("match", vec![state], Some(pattern), common::BINT, handler.span);
            let then = self.star_handler(handler, state);
            let kind = StmtKind::If { test, then, orelse: Vec::new() };
            body.push(Stmt { span: handler.span, kind });
        }
        let end = self.step("end", vec![state], None, common::INT, span);
        body.push(Stmt { span, kind: StmtKind::Expr(end) });
        let begin = self.step("begin", vec![caught], None, common::OBJECT, span);
        let kind = StmtKind::Let { local: state, value: begin, body };
        vec![catching(caught, vec![Stmt { span, kind }], span)]
    }

    /// Runs one clause on what it matched, and keeps what it raises.
    fn star_handler(&mut self, handler: &'a ast::ExceptHandler, state: LocalId) -> hir::Block {
        let span = handler.span;
        let target = handler.target.as_ref().map(|t| self.target(t));
        let delete_target = self.deletes_caught(target.as_ref());
        self.fx().star_states.push(Some(state));
        let enter = self.step("enter", vec![state], None, common::INT, span);
        let mut body = vec![Stmt { span, kind: StmtKind::Expr(enter) }];
        body.extend(self.block(&handler.body));
        self.fx().star_states.pop();
        let raise = self.step("raise", vec![state], None, common::INT, span);
        let run = hir::Handler { span, matches: None, target, delete_target, body };
        let inner = tried(vec![Stmt { span, kind: StmtKind::Expr(raise) }], run, span);
        let another = self.temp(common::OBJECT, span);
        let keep = self.step("raised", vec![state, another], None, common::INT, span);
        let keep = vec![Stmt { span, kind: StmtKind::Expr(keep) }];
        vec![tried(vec![inner], catching(another, keep, span), span)]
    }

    /// A plain `raise` directly in a handler of `except*`.
    pub fn star_raise(&mut self, span: Span, out: &mut hir::Block) {
        if let Some(Some(state)) = self.fx_ref().star_states.last().copied() {
            let again = self.step("again", vec![state], None, common::INT, span);
            out.push(Stmt { span, kind: StmtKind::Expr(again) });
        }
    }

    fn step(&mut self, name: &str, locals: Vec<LocalId>, last: Option<Expr>, ty: TyId, span: Span) -> Expr {
        let mut args: Vec<Expr> = locals.into_iter().map(|local| self.local_expr(local, span)).collect();
        args.extend(last);
        let name = format!("__cyrus_except_star_{name}").into();
        Expr { ty, span, kind: ExprKind::Runtime { name, args } }
    }

    /// Nothing may leave a handler before the others had their turn.
    fn check_leaves(&mut self, block: &'a [ast::Stmt], in_loop: bool) {
        for stmt in block {
            let (wrong, in_loop) = match &stmt.kind {
                ast::StmtKind::Return(_) => (true, in_loop),
                ast::StmtKind::Break | ast::StmtKind::Continue => (!in_loop, in_loop),
                ast::StmtKind::For(_) | ast::StmtKind::While { .. } | ast::StmtKind::ForFrom(_) => {
                    (false, true)
                }
                ast::StmtKind::FuncDef(_) | ast::StmtKind::ClassDef(_) => continue,
                _ => (false, in_loop),
            };
            if wrong {
                let message = "'break', 'continue' and 'return' cannot appear in an except* block";
                self.error(codes::E0101, stmt.span, message);
            }
            let mut blocks = Vec::new();
            walk::stmt_children(stmt, &mut |_| {}, &mut |block| blocks.push(block));
            blocks.into_iter().for_each(|block| self.check_leaves(block, in_loop));
        }
    }
}

/// `except BaseException as local: body`
fn catching(local: LocalId, body: hir::Block, span: Span) -> hir::Handler {
    let target = hir::Target { span, ty: common::OBJECT, kind: hir::TargetKind::Local(local) };
    hir::Handler { span, matches: None, target: Some(target), delete_target: true, body }
}

fn tried(body: hir::Block, handler: hir::Handler, span: Span) -> Stmt {
    let kind = hir::Try { body, handlers: vec![handler], orelse: Vec::new(), finally: None };
    Stmt { span, kind: StmtKind::Try(Box::new(kind)) }
}
