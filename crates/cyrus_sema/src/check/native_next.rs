//! `next(iter(x))` and `next(… for …)` where the GIL is not held: a loop that ends after its first item.
//!
//! In: what is gone through, and the default. Out: the item, or the default; StopIteration where there is neither. An iterator that stays
//! in a variable needs Python.
//!
//! Tests: `tests/lang/libcyrus/small_programs.md`.

use super::Checker;
use cyrus_hir::{Expr, ExprKind, LocalKind, Stmt, StmtKind};
use cyrus_source::Span;
use cyrus_syntax::ast::{self, Arg, ExprKind as Ast};
use cyrus_types::common;

impl<'a> Checker<'_, 'a> {
    /// What `next` goes through: the argument of `iter(…)`, or a generator expression.
    fn next_of(&mut self, e: &'a ast::Expr) -> Option<&'a ast::Expr> {
        match &e.kind {
            Ast::GeneratorExp(_) => Some(e),
            Ast::Call(call) => match (&call.func.kind, &call.args[..]) {
                (Ast::Name(name), [Arg::Positional(of)])
                    if name == "iter" && !matches!(of.kind, Ast::Starred(_)) && self.is_builtin(name) =>
                {
                    Some(of)
                }
                _ => None,
            },
            _ => None,
        }
    }

    /// `next(…)` and `next(…, default)`
    pub(super) fn native_next(
        &mut self,
        e: &'a ast::Expr,
        default: Option<&'a ast::Expr>,
        span: Span,
    ) -> Option<Expr> {
        let of = self.next_of(e)?;
        let item = self.native_element_ty(of)?;
        let ty = match default {
            Some(default) if matches!(default.kind, Ast::NoneLit) => {
                (item == common::UNSPECIFIED || self.cx.types.is_cyp(item)).then_some(item)?
            }
            _ => self.native_best_ty(of, default)?,
        };
        if ty == common::UNSPECIFIED || self.speculating > 0 {
            return Some(Expr { ty, ..self.error_expr(span) });
        }
        let truth = |value: bool| Expr { ty: common::BINT, span, kind: ExprKind::Bool(value) };
        let result = self.fx().add_local(Default::default(), ty, LocalKind::Variable, span);
        let found = self.fx().add_local(Default::default(), common::BINT, LocalKind::Variable, span);
        // A `break` leaves one loop only; the others go on without doing anything.
        let nested = matches!(&of.kind, Ast::GeneratorExp(c) if c.clauses.len() > 1);
        let mut body = vec![self.put_in(found, truth(false))];
        body.extend(self.native_each(of, ty, |this, value| {
            let mut then = vec![this.put_in(result, value), this.put_in(found, truth(true))];
            if !nested {
                then.push(Stmt { span, kind: StmtKind::Break });
                return then;
            }
            let test = this.local_expr(found, span);
            vec![Stmt { span, kind: StmtKind::If { test, then: Vec::new(), orelse: then } }]
        }));
        let none = match default {
            Some(default) => {
                let value = self.native_value_as(default, ty);
                self.put_in(result, value)
            }
            None => self.raise_stmt("StopIteration", "", span),
        };
        let test = self.local_expr(found, span);
        body.push(Stmt { span, kind: StmtKind::If { test, then: Vec::new(), orelse: vec![none] } });
        Some(Expr { ty, span, kind: ExprKind::Inlined { init: None, result, body } })
    }
}
