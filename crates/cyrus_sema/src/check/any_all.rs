//! `any(… for … in …)` and `all(…)`: the loop runs in place and ends at the first answer.
//!
//! In: a call of the builtin with one generator expression. Out: an [`ExprKind::Inlined`], or nothing, where the
//! expression needs a function of its own: several loops, names that it binds, functions and generators within it.
//!
//! Tests: `tests/lang/expressions/any_and_all.md`.

use super::Checker;
use super::fncx::FnKind;
use cyrus_hir::{Expr, ExprKind, LocalKind, Stmt, StmtKind, Target, TargetKind};
use cyrus_source::Span;
use cyrus_syntax::ast::{self, ExprKind as Ast};
use cyrus_syntax::walk;
use cyrus_types::common;

impl<'a> Checker<'_, 'a> {
    /// `stop`: the truth of an element that decides, and the answer then.
    pub(super) fn any_or_all(&mut self, arg: &'a ast::Expr, stop: bool, span: Span) -> Option<Expr> {
        let Ast::GeneratorExp(c) = &arg.kind else { return None };
        let [clause] = &c.clauses[..] else { return None };
        let fx = self.fx_ref();
        let in_function = matches!(fx.kind, FnKind::Def | FnKind::C) && fx.class_bodies.is_empty();
        let parts = clause.conditions.iter().chain([&c.element, &clause.target]);
        if !in_function
            || clause.is_async
            || clause.from_range.is_some()
            || !matches!(clause.target.kind, Ast::Name(_) | Ast::Tuple(_))
            || parts.into_iter().any(needs_function)
        {
            return None;
        }
        if self.speculating > 0 {
            return Some(Expr { ty: common::OBJECT, span, kind: ExprKind::Error });
        }
        let truth = |value: bool| Expr { ty: common::BINT, span, kind: ExprKind::Bool(value) };
        let result = self.fx().add_local(Default::default(), common::BINT, LocalKind::Variable, span);
        let body = self.comprehension_body(c, false, |this| {
            let test = this.cond(&c.element);
            let target = Target { span, ty: common::BINT, kind: TargetKind::Local(result) };
            let found = vec![
                Stmt { span, kind: StmtKind::Assign { target, value: truth(stop) } },
                Stmt { span, kind: StmtKind::Break },
            ];
            let (then, orelse) = if stop { (found, Vec::new()) } else { (Vec::new(), found) };
            vec![Stmt { span, kind: StmtKind::If { test, then, orelse } }]
        });
        let kind = ExprKind::Inlined { init: Some(Box::new(truth(!stop))), result, body };
        let answer = Expr { ty: common::BINT, span, kind };
        Some(self.coerce(answer, common::OBJECT))
    }
}

/// Whether an expression binds names, waits, or makes functions and scopes.
fn needs_function(e: &ast::Expr) -> bool {
    let mut found = matches!(
        e.kind,
        Ast::Walrus(..)
            | Ast::Yield(_)
            | Ast::YieldFrom(_)
            | Ast::Await(_)
            | Ast::Lambda(_)
            | Ast::GeneratorExp(_)
            | Ast::ListComp(_)
            | Ast::SetComp(_)
            | Ast::DictComp(_)
            | Ast::Starred(_)
    );
    walk::expr_children(e, &mut |child| found |= needs_function(child));
    found
}
