//! Statements that control leaves by more than one way: loops, `try`, `with`, `match`.

use super::{Builder, Handler, Loop};
use crate::check::flow::graph::{BlockId, Origin};
use cyrus_syntax::ast::{self, Expr};
use cyrus_syntax::walk;

impl<'b> Builder<'b> {
    pub(super) fn open_loop(&mut self, next: BlockId, head: BlockId) {
        self.loops.push(Loop { next, head, handlers: self.handlers.len() });
    }

    pub(super) fn while_loop(
        &mut self,
        test: Option<&Expr>,
        body: &[ast::Stmt],
        orelse: Option<&ast::Block>,
    ) {
        let head = self.next_block();
        let next = self.graph.block();
        self.open_loop(next, head);
        test.into_iter().for_each(|e| self.expr(e));
        let head_end = self.current;
        self.next_block();
        self.block(body);
        self.close_loop(next, head, head_end, orelse, true);
    }

    pub(super) fn close_loop(
        &mut self,
        next: BlockId,
        head: BlockId,
        head_end: Option<BlockId>,
        orelse: Option<&ast::Block>,
        is_while: bool,
    ) {
        self.loops.pop();
        self.go(head);
        if is_while {
            self.go(next);
        }
        match orelse {
            Some(orelse) => {
                self.next_block_of(head_end);
                self.block(orelse);
                self.go(next);
            }
            None => self.edge_from(head_end, next),
        }
        self.resume(next);
    }

    /// `break` or `continue`, through the `finally` clauses inside the loop.
    pub(super) fn leave_loop(&mut self, is_break: bool) {
        let Some(Loop { next, head, handlers }) = self.loops.last() else { return };
        let to = if is_break { *next } else { *head };
        let inside = self.handlers[(*handlers).min(self.handlers.len())..].iter().rev();
        match inside.filter_map(|h| h.finally).next() {
            Some((enter, exit)) => {
                self.go(enter);
                self.edge_from(exit, to);
            }
            None => self.go(to),
        }
        self.current = None;
    }

    /// `return`, through `finally` clauses.
    pub(super) fn leave_function(&mut self) {
        let mut finals = self.handlers.iter().rev().filter_map(|h| h.finally);
        match finals.next() {
            Some((enter, exit)) => {
                let to = finals.next().map_or(self.exit, |(outer, _)| outer);
                self.go(enter);
                self.edge_from(exit, to);
            }
            None => self.go(self.exit),
        }
        self.current = None;
    }

    pub(super) fn try_stmt(&mut self, node: &ast::Try) {
        match &node.finalbody {
            Some(finalbody) if node.handlers.is_empty() => {
                self.try_finally(
                    &mut |b| {
                        b.block(&node.body);
                        b.opt_block(node.orelse.as_ref());
                    },
                    &mut |b| b.block(finalbody),
                );
            }
            Some(finalbody) => {
                self.try_finally(&mut |b| b.try_except(node), &mut |b| b.block(finalbody));
            }
            None => self.try_except(node),
        }
    }

    fn try_except(&mut self, node: &ast::Try) {
        let next = self.graph.block();
        let entry = self.open_try();
        self.block(&node.body);
        self.handlers.pop();
        match &node.orelse {
            Some(orelse) if self.current.is_none() => {
                self.unreachable.extend(orelse.first().map(|s| s.span));
            }
            Some(orelse) => {
                self.next_block();
                self.block(orelse);
            }
            None => {}
        }
        self.go(next);
        let mut entry = entry;
        for handler in &node.handlers {
            self.current = Some(entry);
            handler.ty.iter().for_each(|e| self.expr(e));
            entry = self.graph.block();
            self.go(entry);
            self.next_block();
            handler.target.iter().for_each(|t| self.assign(t));
            self.block(&handler.body);
            self.go(next);
        }
        if let Some(outer) = self.handlers.last().copied() {
            self.graph.edge(entry, outer.entry);
        }
        self.resume(next);
    }

    /// Starts the body of a `try` with handlers; gives the block where they begin.
    fn open_try(&mut self) -> BlockId {
        let entry = self.graph.block();
        self.handlers.push(Handler { entry, finally: None });
        self.next_block();
        self.go(entry);
        self.next_block();
        entry
    }

    /// The clause is visited twice: as it runs after an exception, and otherwise.
    pub(super) fn try_finally(&mut self, body: &mut dyn FnMut(&mut Self), clause: &mut dyn FnMut(&mut Self)) {
        let start = self.next_block();
        let entry = self.graph.block();
        self.current = Some(entry);
        clause(self);
        if let Some(outer) = self.handlers.last().copied() {
            self.go(outer.entry);
        }
        let enter = self.graph.block();
        self.current = Some(enter);
        clause(self);
        let exit = self.current;
        self.handlers.push(Handler { entry, finally: Some((enter, exit)) });
        self.graph.edge(start, entry);
        self.current = Some(start);
        self.next_block();
        body(self);
        self.handlers.pop();
        if self.current.is_some() {
            self.go(enter);
            self.current = exit;
            if exit.is_some() {
                self.next_block();
            }
        }
    }

    /// A context manager may swallow exceptions of the body.
    pub(super) fn with_stmt(&mut self, items: &[ast::WithItem], body: &[ast::Stmt]) {
        let Some((item, rest)) = items.split_first() else {
            self.block(body);
            return;
        };
        self.expr(&item.context);
        if (self.cython_path)(&item.context).is_some() {
            self.with_stmt(rest, body);
            return;
        }
        let mut managed = |b: &mut Self| {
            let next = b.graph.block();
            let entry = b.open_try();
            item.target.iter().for_each(|t| b.assign(t));
            b.with_stmt(rest, body);
            b.handlers.pop();
            b.go(next);
            b.graph.edge(entry, next);
            if let Some(outer) = b.handlers.last().copied() {
                b.graph.edge(entry, outer.entry);
            }
            b.resume(next);
        };
        self.try_finally(&mut managed, &mut |_| {});
    }

    pub(super) fn match_stmt(&mut self, subject: &Expr, cases: &[ast::MatchCase]) {
        self.expr(subject);
        let next = self.graph.block();
        let start = self.current;
        let mut guard_end: Option<BlockId> = None;
        for case in cases {
            self.next_block_of(start);
            if let Some(block) = self.current {
                self.edge_from(guard_end, block);
            }
            self.pattern(&case.pattern);
            self.next_block();
            let mut names = Vec::new();
            walk::pattern_names(&case.pattern, &mut |n| names.push(n));
            names.into_iter().for_each(|n| self.assign_name(&n.name, n.span, Origin::Statement));
            guard_end = None;
            if let Some(guard) = &case.guard {
                self.next_block();
                self.expr(guard);
                guard_end = self.current;
            }
            self.next_block();
            self.block(&case.body);
            self.go(next);
        }
        self.edge_from(guard_end, next);
        self.edge_from(start, next);
        self.resume(next);
    }

    fn pattern(&mut self, pattern: &ast::Pattern) {
        use ast::PatternKind as P;
        match &pattern.kind {
            P::Value(e) | P::Singleton(e) => self.expr(e),
            P::Sequence(items) | P::Or(items) => items.iter().for_each(|p| self.pattern(p)),
            P::Mapping { items, .. } => {
                for (key, value) in items {
                    self.expr(key);
                    self.pattern(value);
                }
            }
            P::Class { class, positional, keywords } => {
                self.expr(class);
                positional.iter().for_each(|p| self.pattern(p));
                keywords.iter().for_each(|(_, p)| self.pattern(p));
            }
            P::As(inner, _) => self.pattern(inner),
            P::Wildcard | P::Capture(_) | P::Star(_) => {}
        }
    }
}
