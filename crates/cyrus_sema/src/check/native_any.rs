//! `any` and `all` where the GIL is not held, over everything that a loop goes over: the loop runs in place and ends at the first answer.
//!
//! Tests: `tests/lang/libcyrus/builtin_functions.md`.

use super::Checker;
use cyrus_hir::{Expr, ExprKind, LocalKind, Stmt, StmtKind, Target, TargetKind};
use cyrus_source::Span;
use cyrus_syntax::ast::{self, ExprKind as Ast};
use cyrus_types::common;

impl<'a> Checker<'_, 'a> {
    /// `stop`: the truth of an element that decides, and the answer then.
    pub(super) fn native_any(&mut self, of: &'a ast::Expr, stop: bool, span: Span) -> Option<Expr> {
        let item = self.native_element_ty(of)?;
        if item == common::UNSPECIFIED || self.speculating > 0 {
            return Some(Expr { ty: common::BINT, ..self.error_expr(span) });
        }
        // A `break` leaves one loop only.
        let nested = matches!(&of.kind, Ast::GeneratorExp(c) if c.clauses.len() > 1);
        let truth = |value: bool| Expr { ty: common::BINT, span, kind: ExprKind::Bool(value) };
        let result = self.fx().add_local(Default::default(), common::BINT, LocalKind::Variable, span);
        let body = self.native_each(of, item, |this, value| {
            let test = this.truth(value);
            let target = Target { span, ty: common::BINT, kind: TargetKind::Local(result) };
            let mut found = vec![Stmt { span, kind: StmtKind::Assign { target, value: truth(stop) } }];
            if !nested {
                found.push(Stmt { span, kind: StmtKind::Break });
            }
            let (then, orelse) = if stop { (found, Vec::new()) } else { (Vec::new(), found) };
            let asked = Stmt { span, kind: StmtKind::If { test, then, orelse } };
            if !nested {
                return vec![asked];
            }
            let open = this.local_expr(result, span);
            let (then, orelse) = if stop { (Vec::new(), vec![asked]) } else { (vec![asked], Vec::new()) };
            vec![Stmt { span, kind: StmtKind::If { test: open, then, orelse } }]
        });
        let kind = ExprKind::Inlined { init: Some(Box::new(truth(!stop))), result, body };
        Some(Expr { ty: common::BINT, span, kind })
    }
}
