//! Expressions: what they read and bind, and the branches in them.

use super::{Builder, target_names};
use crate::check::flow::graph::{Origin, VarId};
use crate::check::flow::{Body, Var, VarKind};
use cyrus_syntax::ast::{self, Expr, ExprKind};
use cyrus_syntax::walk;
use rustc_hash::FxHashMap;

impl<'b> Builder<'b> {
    pub(super) fn expr(&mut self, e: &Expr) {
        match &e.kind {
            ExprKind::Name(name) => self.read(name, e.span),
            ExprKind::Bool(_, left, right) => {
                let next = self.graph.block();
                let parent = self.current;
                self.expr(left);
                self.next_block();
                self.expr(right);
                self.go(next);
                self.edge_from(parent, next);
                self.resume(next);
            }
            ExprKind::Conditional { test, then, orelse } => {
                self.expr(test);
                let parent = self.current;
                let next = self.graph.block();
                self.next_block();
                self.expr(then);
                self.go(next);
                self.next_block_of(parent);
                self.expr(orelse);
                self.go(next);
                self.resume(next);
            }
            ExprKind::Walrus(name, value) => {
                self.expr(value);
                self.assign_name(&name.name, name.span, Origin::Statement);
            }
            // Only the type of the operand counts.
            ExprKind::SizeOf(_) | ExprKind::TypeOf(_) => {}
            ExprKind::Call(call) if self.only_types(&call.func) => {}
            ExprKind::AddressOf(inner) => {
                if let ExprKind::Name(name) = &inner.kind {
                    self.assign_name(name, inner.span, Origin::Silent);
                }
                self.expr(inner);
            }
            ExprKind::Lambda(lambda) => {
                self.defaults(&lambda.params);
                self.inner_function(Body::Expr(&lambda.body));
            }
            ExprKind::GeneratorExp(c) => {
                if let Some(first) = c.clauses.first() {
                    first.sources().for_each(|e| self.expr(e));
                }
                self.inner_function(Body::Expr(e));
            }
            ExprKind::ListComp(c) if self.leaks => self.comprehension(c, 0),
            ExprKind::ListComp(c) | ExprKind::SetComp(c) | ExprKind::DictComp(c) => {
                // The first iterable belongs to the outside.
                if let Some(first) = c.clauses.first() {
                    first.sources().for_each(|e| self.expr(e));
                }
                let mut own = FxHashMap::default();
                for clause in &c.clauses {
                    target_names(&clause.target, &mut |name, span| {
                        let id = VarId(self.vars.len() as u32);
                        self.vars.push(Var {
                            name: name.clone(),
                            span,
                            kind: VarKind::Comprehension,
                            local: None,
                        });
                        own.insert(name.clone(), Some(id));
                    });
                }
                self.scopes.push(own);
                self.comprehension(c, 0);
                self.scopes.pop();
            }
            _ => {
                let mut parts = Vec::new();
                walk::expr_children(e, &mut |p| parts.push(p));
                parts.into_iter().for_each(|p| self.expr(p));
            }
        }
    }

    /// Whether a callee looks at the types of its arguments only.
    fn only_types(&mut self, func: &Expr) -> bool {
        matches!(func.kind, ExprKind::Name(_) | ExprKind::Attribute(..))
            && (self.cython_path)(func).is_some_and(|path| {
                matches!(path.as_str(), "cython.typeof" | "cython.sizeof" | "cython.operator.typeid")
            })
    }

    fn comprehension(&mut self, c: &ast::Comprehension, index: usize) {
        let Some(clause) = c.clauses.get(index) else {
            c.key.iter().for_each(|k| self.expr(k));
            self.expr(&c.element);
            return;
        };
        let head = self.next_block();
        let next = self.graph.block();
        if index > 0 || self.leaks {
            clause.sources().for_each(|e| self.expr(e));
        }
        let head_end = self.current;
        self.next_block();
        self.assign(&clause.target);
        self.next_block();
        let skip = self.graph.block();
        for condition in &clause.conditions {
            self.expr(condition);
            self.go(skip);
            self.next_block();
        }
        self.comprehension(c, index + 1);
        self.go(skip);
        self.graph.edge(skip, head);
        self.edge_from(head_end, next);
        self.current = Some(next);
    }
}
