//! `for i, x in enumerate(c)` where `c` is a container of cypclass objects' kind: a loop over `c` beside a counter, without Python.

use super::Checker;
use super::bindings::ItemPath;
use cyrus_hir::{self as hir, Expr, ExprKind, Stmt, StmtKind, Target, TargetKind};
use cyrus_source::Span;
use cyrus_syntax::ast::{self, ExprKind as Ast};
use cyrus_types::{Ty, TyId, common};

/// The parts of such a loop.
#[derive(Clone, Copy)]
pub struct Enumerated<'a> {
    pub of: &'a ast::Expr,
    pub count: &'a ast::Expr,
    pub item: &'a ast::Expr,
    start: Option<&'a ast::Expr>,
}

impl<'a> Checker<'_, 'a> {
    /// What is counted, and from where.
    pub fn enumerated_of(&mut self, iter: &'a ast::Expr) -> Option<(&'a ast::Expr, Option<&'a ast::Expr>)> {
        let Ast::Call(call) = &iter.kind else { return None };
        let Ast::Name(name) = &call.func.kind else { return None };
        let (of, start) = match &call.args[..] {
            [ast::Arg::Positional(of)] => (of, None),
            [ast::Arg::Positional(of), ast::Arg::Positional(start)] => (of, Some(start)),
            _ => return None,
        };
        if name != "enumerate" || !self.is_builtin(name) {
            return None;
        }
        let looped = |c: &mut Self, e: &'a ast::Expr| {
            let ty = c.type_of(e);
            c.cyp_begin_ty(ty).is_some()
        };
        // A view of one: `d.items()`.
        let view = |c: &mut Self| match &of.kind {
            Ast::Call(call) if call.args.is_empty() => match &call.func.kind {
                Ast::Attribute(object, _) => {
                    let ty = c.type_of(of);
                    matches!(c.cx.types.kind(ty), Ty::Cpp(..)) && {
                        let ty = c.type_of(object);
                        c.cx.types.is_cyp(ty)
                    }
                }
                _ => false,
            },
            _ => false,
        };
        (looped(self, of) || view(self)).then_some((of, start))
    }

    /// The parts of a loop that counts what it goes through.
    pub fn enumerated(&mut self, iter: &'a ast::Expr, target: &'a ast::Expr) -> Option<Enumerated<'a>> {
        let (Ast::Tuple(targets) | Ast::List(targets)) = &target.kind else { return None };
        let [count, item] = &targets[..] else { return None };
        if [count, item].iter().any(|t| matches!(t.kind, Ast::Starred(_))) {
            return None;
        }
        let (of, start) = self.enumerated_of(iter)?;
        Some(Enumerated { of, count, item, start })
    }

    /// The type of a variable that gets a part of what `enumerate` gives.
    pub fn enumerated_part_ty(&mut self, iter: &'a ast::Expr, path: ItemPath) -> Option<TyId> {
        let mut steps = path.steps();
        let first = steps.next()?;
        let (of, _) = self.enumerated_of(iter)?;
        if first == 0 {
            return Some(common::SSIZE_T);
        }
        let Some(second) = steps.next() else { return Some(self.iteration_ty(of)) };
        let mut rest = ItemPath::of(second)?;
        for step in steps {
            rest = rest.then(step)?;
        }
        self.loop_part_ty(of, rest)
    }

    /// The counter of a loop: what is done before, and what each turn begins with.
    pub fn counting(&mut self, loop_: &Enumerated<'a>, span: Span) -> (Stmt, hir::LocalId) {
        let start = match loop_.start {
            Some(start) => self.expr_as(start, common::SSIZE_T),
            None => self.int_expr(0, span),
        };
        let value = self.coerce(start, common::SSIZE_T);
        let counter = self.unnamed_variable(common::SSIZE_T, span);
        (Stmt { span, kind: StmtKind::Assign { target: counter_target(counter, span), value } }, counter)
    }

    /// The variable gets the number, and the counter goes on.
    pub fn counted(&mut self, loop_: &Enumerated<'a>, counter: hir::LocalId) -> hir::Block {
        let span = loop_.count.span;
        let target = self.target(loop_.count);
        let number = self.local_expr(counter, span);
        let value = self.coerce(number.clone(), target.ty);
        let one = Expr { ty: common::SSIZE_T, span, kind: ExprKind::Int(1) };
        let kind = ExprKind::CBinary {
            op: hir::BinOp::Add,
            left: Box::new(number),
            right: Box::new(one),
            flavour: hir::Arith::default(),
        };
        let next = Expr { ty: common::SSIZE_T, span, kind };
        vec![
            Stmt { span, kind: StmtKind::Assign { target, value } },
            Stmt { span, kind: StmtKind::Assign { target: counter_target(counter, span), value: next } },
        ]
    }
}

fn counter_target(counter: hir::LocalId, span: Span) -> Target {
    Target { span, ty: common::SSIZE_T, kind: TargetKind::Local(counter) }
}
