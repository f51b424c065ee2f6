//! Conditions that are known while compiling: `cython.compiled`, comparisons of fused types.
//!
//! Comes in: the test of an `if` or conditional expression. Goes out: its value, when the module's text
//! alone decides it. Blocks under a false one are not checked, and what they bind is not seen: in the
//! specialisation for `int`, the branch `if number is double:` does not exist.

use super::Checker;
use super::bindings::DeadBlocks;
use crate::cx::Cx;
use crate::declare::{expr_type, fused_func};
use crate::scope::ScopeId;
use cyrus_diagnostics::codes;
use cyrus_syntax::ast::{self, CompareOp, ExprKind, StmtKind};
use cyrus_syntax::walk;
use cyrus_types::TyId;

impl<'a> Checker<'_, 'a> {
    /// The value of a condition that does not depend on run time.
    pub fn static_cond(&mut self, e: &ast::Expr) -> Option<bool> {
        let scope = self.fx_ref().scope;
        self.static_cond_in(scope, e)
    }

    /// [`Checker::static_cond`] where names mean what they do in `scope`.
    pub fn static_cond_in(&mut self, scope: ScopeId, e: &ast::Expr) -> Option<bool> {
        match &e.kind {
            ExprKind::Unary(ast::UnaryOp::Not, inner) => Some(!self.static_cond_in(scope, inner)?),
            ExprKind::Bool(op, left, right) => {
                let is_and = matches!(op, ast::BoolOp::And);
                match self.static_cond_in(scope, left) {
                    Some(value) if value != is_and => Some(value),
                    Some(_) => self.static_cond_in(scope, right),
                    // `x and False` is false, but `x` must still run: only the pure cases are known.
                    None => None,
                }
            }
            ExprKind::Attribute(..) | ExprKind::Name(_) => {
                (self.cython_path(e)?.as_str() == "cython.compiled").then_some(true)
            }
            ExprKind::Call(call) => self.future_kind_test(scope, call),
            ExprKind::Compare(left, rest) => match rest.as_slice() {
                [(op, right)] => self.fused_test(scope, left, *op, right),
                _ => None,
            },
            _ => None,
        }
    }

    /// `fused_t is int`, `fused_t in floating`: known in a specialisation.
    fn fused_test(
        &mut self,
        scope: ScopeId,
        left: &ast::Expr,
        op: CompareOp,
        right: &ast::Expr,
    ) -> Option<bool> {
        if self.cx.specialized.is_empty() {
            return None;
        }
        let general = general_type(self.cx, scope, left)?;
        let other = general_type(self.cx, scope, right)?;
        if !self.cx.types.is_fused(general) && !self.cx.types.is_fused(other) {
            return None;
        }
        let ty = expr_type::try_resolve_expr(self.cx, scope, left)?;
        match op {
            CompareOp::Is | CompareOp::Eq | CompareOp::IsNot | CompareOp::Ne => {
                let other = expr_type::try_resolve_expr(self.cx, scope, right)?;
                // Two names of one pointer type: its name is not what is asked for.
                let same = ty == other || is_pointer_alias(self.cx, ty, other);
                Some(same == matches!(op, CompareOp::Is | CompareOp::Eq))
            }
            CompareOp::In | CompareOp::NotIn => {
                let mut fused = Vec::new();
                self.cx.types.fused_in(other, &mut fused);
                if fused.is_empty() {
                    self.error(
                        codes::E0301,
                        right.anchor_span(),
                        "Can only use 'in' or 'not in' on a fused type",
                    );
                    return Some(false);
                }
                // A pointer to a fused type is a set too.
                let found = fused_func::combinations(&self.cx.types, &fused).iter().any(|c| {
                    let member = self.cx.types.replace_fused(other, &c.map);
                    member == ty || self.cx.types.resolved(member) == ty
                });
                Some(found == matches!(op, CompareOp::In))
            }
            _ => None,
        }
    }

    /// The blocks of a body that never run.
    pub fn dead_blocks(&mut self, scope: ScopeId, body: &[ast::Stmt]) -> DeadBlocks {
        let mut dead = DeadBlocks::default();
        self.find_dead(scope, body, &mut dead);
        dead
    }

    fn find_dead(&mut self, scope: ScopeId, body: &[ast::Stmt], dead: &mut DeadBlocks) {
        for stmt in body {
            if let StmtKind::If { branches, orelse } = &stmt.kind {
                let mut decided = false;
                for (test, block) in branches {
                    match if decided { Some(false) } else { self.static_cond_in(scope, test) } {
                        Some(true) => decided = true,
                        Some(false) => {
                            dead.insert(block.as_ptr());
                        }
                        None => {}
                    }
                }
                if let (true, Some(block)) = (decided, orelse) {
                    dead.insert(block.as_ptr());
                }
            }
            let mut blocks = Vec::new();
            walk::stmt_children(stmt, &mut |_| {}, &mut |b| blocks.push(b));
            for block in blocks {
                self.find_dead(scope, block, dead);
            }
        }
    }
}

/// Whether one type is a pointer, and the other a `ctypedef` of it.
fn is_pointer_alias(cx: &Cx<'_>, a: TyId, b: TyId) -> bool {
    let types = &cx.types;
    let (plain_a, plain_b) = (types.resolved(a), types.resolved(b));
    types.is_pointer(plain_a) && plain_a == plain_b && (plain_a == a || plain_b == b)
}

/// The type that an expression names, fused types left as they are.
fn general_type(cx: &mut Cx<'_>, scope: ScopeId, e: &ast::Expr) -> Option<TyId> {
    let specialized = std::mem::take(&mut cx.specialized);
    let ty = expr_type::try_resolve_expr(cx, scope, e);
    cx.specialized = specialized;
    ty
}
