//! From a function's body to its graph.
//!
//! Invariant: `current` is the block that the next event goes to; `None` after `return`, `raise`, `break`
//! and `continue`, and the rest of that statement list is not visited.

use super::graph::{BlockId, Event, Graph, Origin, VarId};
use super::{Body, Var, VarKind};
use crate::check::bindings;
use cyrus_source::Span;
use cyrus_syntax::ast::{self, Expr, ExprKind, StmtKind};
use cyrus_syntax::{Name, walk};
use rustc_hash::{FxHashMap, FxHashSet};

/// Builds the graph of one function.
pub struct Builder<'b> {
    pub graph: Graph,
    pub vars: Vec<Var>,
    /// First statements that control never reaches.
    pub unreachable: Vec<Span>,
    /// Variables in `del` statements.
    pub deleted: Vec<(VarId, Span)>,
    /// Names that inner functions read.
    pub inner_reads: Vec<Name>,
    names: FxHashMap<Name, VarId>,
    /// Scopes inside the function: variables of comprehensions, names of class bodies (which are not
    /// followed).
    scopes: Vec<FxHashMap<Name, Option<VarId>>>,
    current: Option<BlockId>,
    exit: BlockId,
    loops: Vec<Loop>,
    handlers: Vec<Handler>,
    /// Variables of list comprehensions belong to the function (language level 2).
    leaks: bool,
    cython_path: &'b mut dyn FnMut(&Expr) -> Option<Name>,
}

struct Loop {
    next: BlockId,
    head: BlockId,
    /// How many handlers were open around the loop.
    handlers: usize,
}

/// Where exceptions go, and leaving statements pass through.
#[derive(Clone, Copy)]
struct Handler {
    entry: BlockId,
    finally: Option<(BlockId, Option<BlockId>)>,
}

impl<'b> Builder<'b> {
    pub fn new(
        vars: Vec<Var>,
        names: FxHashMap<Name, VarId>,
        leaks: bool,
        cython_path: &'b mut dyn FnMut(&Expr) -> Option<Name>,
    ) -> Builder<'b> {
        let mut graph = Graph::with_entry();
        let exit = graph.block();
        Builder {
            graph,
            vars,
            unreachable: Vec::new(),
            deleted: Vec::new(),
            inner_reads: Vec::new(),
            names,
            scopes: Vec::new(),
            current: Some(Graph::ENTRY),
            exit,
            loops: Vec::new(),
            handlers: Vec::new(),
            leaks,
            cython_path,
        }
    }

    /// The whole function: arguments, then the body.
    pub fn function(&mut self, body: Body<'_>) {
        self.next_block();
        for (i, var) in self.vars.iter().enumerate() {
            if var.kind == VarKind::Argument
                && let Some(block) = self.current
            {
                let (id, span) = (VarId(i as u32), var.span);
                self.graph.event(block, Event::Assign { var: id, span, origin: Origin::Argument });
            }
        }
        match body {
            Body::Block(stmts) => self.block(stmts),
            Body::Expr(e) => self.expr(e),
        }
        if let Some(block) = self.current {
            self.graph.edge(block, self.exit);
        }
    }

    // ---- blocks

    /// A new block after the current one.
    fn next_block(&mut self) -> BlockId {
        let block = self.graph.block();
        if let Some(current) = self.current {
            self.graph.edge(current, block);
        }
        self.current = Some(block);
        block
    }

    fn next_block_of(&mut self, parent: Option<BlockId>) {
        let block = self.graph.block();
        if let Some(parent) = parent {
            self.graph.edge(parent, block);
        }
        self.current = Some(block);
    }

    /// Control may go on at `to`.
    fn go(&mut self, to: BlockId) {
        if let Some(current) = self.current {
            self.graph.edge(current, to);
        }
    }

    fn edge_from(&mut self, from: Option<BlockId>, to: BlockId) {
        if let Some(from) = from {
            self.graph.edge(from, to);
        }
    }

    /// Goes on at `next` if anything leads there.
    fn resume(&mut self, next: BlockId) {
        self.current = self.graph.has_parent(next).then_some(next);
    }

    fn may_raise(&mut self) {
        if let Some(handler) = self.handlers.last().copied() {
            self.go(handler.entry);
            if self.current.is_some() {
                self.next_block();
            }
        }
    }

    // ---- variables

    fn var(&self, name: &str) -> Option<VarId> {
        for scope in self.scopes.iter().rev() {
            if let Some(found) = scope.get(name) {
                return *found;
            }
        }
        self.names.get(name).copied()
    }

    fn assign_name(&mut self, name: &str, span: Span, origin: Origin) {
        if self.current.is_none() {
            return;
        }
        self.may_raise();
        if let (Some(var), Some(block)) = (self.var(name), self.current) {
            self.graph.event(block, Event::Assign { var, span, origin });
        }
        self.may_raise();
    }

    /// `def` and `class` statements are where their names are declared.
    fn assign_definition(&mut self, name: &ast::Ident, span: Span) {
        if let Some(var) = self.var(&name.name) {
            let var = &mut self.vars[var.0 as usize];
            if var.span == name.span {
                var.span = span;
            }
        }
        self.assign_name(&name.name, span, Origin::Statement);
    }

    fn assign(&mut self, target: &Expr) {
        match &target.kind {
            ExprKind::Name(name) => self.assign_name(name, target.span, Origin::Statement),
            ExprKind::Tuple(items) | ExprKind::List(items) => items.iter().for_each(|t| self.assign(t)),
            ExprKind::Starred(inner) => self.assign(inner),
            _ => self.expr(target),
        }
    }

    fn read(&mut self, name: &str, span: Span) {
        if let (Some(var), Some(block)) = (self.var(name), self.current) {
            self.graph.event(block, Event::Read { var, span });
        }
    }

    fn delete(&mut self, target: &Expr) {
        match &target.kind {
            ExprKind::Name(name) => {
                self.read(name, target.span);
                let Some(var) = self.var(name) else { return };
                self.deleted.push((var, target.span));
                if let Some(block) = self.current {
                    self.graph.event(block, Event::Delete { var });
                }
            }
            ExprKind::Tuple(items) | ExprKind::List(items) => items.iter().for_each(|t| self.delete(t)),
            _ => self.expr(target),
        }
    }

    // ---- statements

    fn block(&mut self, stmts: &[ast::Stmt]) {
        for (i, stmt) in stmts.iter().enumerate() {
            if self.current.is_none() {
                return;
            }
            self.stmt(stmt);
            if self.current.is_none() {
                self.unreachable.extend(stmts.get(i + 1).map(|s| s.span));
                return;
            }
        }
    }

    fn opt_block(&mut self, stmts: Option<&ast::Block>) {
        if let Some(stmts) = stmts {
            self.block(stmts);
        }
    }

    fn stmt(&mut self, stmt: &ast::Stmt) {
        match &stmt.kind {
            StmtKind::Expr(e) => self.expr(e),
            StmtKind::Assign { targets, value } => {
                self.expr(value);
                targets.iter().for_each(|t| self.assign(t));
            }
            StmtKind::AugAssign { target, value, .. } => {
                self.expr(target);
                self.expr(value);
                self.assign(target);
            }
            StmtKind::AnnAssign { target, value, .. } => {
                if let Some(value) = value {
                    self.expr(value);
                    self.assign(target);
                }
            }
            StmtKind::Delete(targets) => targets.iter().for_each(|t| self.delete(t)),
            StmtKind::Return(value) => {
                value.iter().for_each(|e| self.expr(e));
                self.leave_function();
            }
            StmtKind::Raise(raise) => {
                for e in [&raise.exc, &raise.value, &raise.traceback, &raise.cause].into_iter().flatten() {
                    self.expr(e);
                }
                if let Some(handler) = self.handlers.last().copied() {
                    self.go(handler.entry);
                }
                self.current = None;
            }
            StmtKind::Break => self.leave_loop(true),
            StmtKind::Continue => self.leave_loop(false),
            StmtKind::Assert { test, message } => {
                let next = self.graph.block();
                let start = self.next_block();
                self.expr(test);
                self.next_block();
                message.iter().for_each(|e| self.expr(e));
                if let Some(handler) = self.handlers.last().copied() {
                    self.go(handler.entry);
                }
                self.graph.edge(start, next);
                self.current = Some(next);
            }
            StmtKind::Import(aliases) => {
                for alias in aliases {
                    let bound = alias.asname.as_ref().unwrap_or(&alias.name.parts[0]);
                    self.assign_name(&bound.name, bound.span, Origin::Statement);
                }
            }
            StmtKind::ImportFrom(import) => {
                if let ast::ImportNames::Names(names) = &import.names {
                    for (name, asname) in names {
                        let bound = asname.as_ref().unwrap_or(name);
                        self.assign_name(&bound.name, bound.span, Origin::Statement);
                    }
                }
            }
            StmtKind::If { branches, orelse } => self.if_stmt(branches, orelse.as_ref()),
            StmtKind::While { test, body, orelse } => match constant_truth(test) {
                Some(false) => self.opt_block(orelse.as_ref()),
                known => {
                    let test = if known.is_some() { None } else { Some(test) };
                    self.while_loop(test, body, orelse.as_ref());
                }
            },
            StmtKind::For(node) => {
                let head = self.next_block();
                let next = self.graph.block();
                self.open_loop(next, head);
                self.expr(&node.iter);
                let head_end = self.current;
                self.next_block();
                self.assign(&node.target);
                self.next_block();
                self.block(&node.body);
                self.close_loop(next, head, head_end, node.orelse.as_ref(), false);
            }
            StmtKind::ForFrom(node) => {
                let head = self.next_block();
                let next = self.graph.block();
                self.open_loop(next, head);
                self.expr(&node.lower);
                self.expr(&node.upper);
                node.step.iter().for_each(|e| self.expr(e));
                let head_end = self.current;
                self.next_block();
                self.assign(&node.target);
                self.next_block();
                self.block(&node.body);
                self.close_loop(next, head, head_end, node.orelse.as_ref(), false);
            }
            StmtKind::Try(node) => self.try_stmt(node),
            StmtKind::With { items, body, .. } => self.with_stmt(items, body),
            StmtKind::Match { subject, cases } => self.match_stmt(subject, cases),
            StmtKind::FuncDef(def) => {
                self.defaults(&def.params);
                def.decorators.iter().for_each(|d| self.expr(d));
                def.type_params.iter().flat_map(ast::TypeParam::exprs).for_each(|e| self.expr(e));
                self.inner_function(Body::Block(&def.body));
                self.assign_definition(&def.name, stmt.span);
            }
            StmtKind::ClassDef(def) => self.class_stmt(def, stmt.span),
            StmtKind::TypeAlias { name, type_params, value } => {
                type_params.iter().flat_map(ast::TypeParam::exprs).for_each(|e| self.expr(e));
                self.expr(value);
                self.assign_name(&name.name, name.span, Origin::Statement);
            }
            StmtKind::CVar(def) => {
                for (declarator, init) in &def.declarators {
                    if let (Some(name), Some(init)) = (declarator.name(), init) {
                        self.expr(init);
                        self.assign_name(&name.name, name.span, Origin::Statement);
                    }
                }
            }
            StmtKind::CdefBlock(block) => self.block(block),
            StmtKind::Gil { condition, body, .. } => {
                condition.iter().for_each(|e| self.expr(e));
                self.try_finally(&mut |b| b.block(body), &mut |_| {});
            }
            StmtKind::Locked { items, body, .. } => {
                items.iter().for_each(|e| self.expr(e));
                self.try_finally(&mut |b| b.block(body), &mut |_| {});
            }
            StmtKind::Select { .. } => {}
            StmtKind::Print { .. } | StmtKind::Exec { .. } => {
                let mut parts = Vec::new();
                walk::stmt_children(stmt, &mut |e| parts.push(e), &mut |_| {});
                parts.into_iter().for_each(|e| self.expr(e));
            }
            // Bodies of extension types are checked as functions of their own.
            StmtKind::CFunc(_)
            | StmtKind::CClass(_)
            | StmtKind::CppClass(_)
            | StmtKind::CypClass(_)
            | StmtKind::Property(_)
            | StmtKind::CTypedef(_)
            | StmtKind::CStruct(_)
            | StmtKind::CEnum(_)
            | StmtKind::Fused(_)
            | StmtKind::Extern(_)
            | StmtKind::Include { .. }
            | StmtKind::CompileTimeDef { .. }
            | StmtKind::CompileTimeIf { .. }
            | StmtKind::CImport(_)
            | StmtKind::CImportFrom(_)
            | StmtKind::Pass
            | StmtKind::Global(_)
            | StmtKind::Nonlocal(_)
            | StmtKind::Error => {}
        }
    }

    fn if_stmt(&mut self, branches: &[(Expr, ast::Block)], orelse: Option<&ast::Block>) {
        // Branches that constants rule out do not count.
        let mut live: Vec<&(Expr, ast::Block)> = Vec::new();
        let mut last = orelse;
        for branch in branches {
            match constant_truth(&branch.0) {
                Some(false) => {}
                Some(true) => {
                    last = Some(&branch.1);
                    break;
                }
                None => live.push(branch),
            }
        }
        if live.is_empty() {
            self.opt_block(last);
            return;
        }
        let next = self.graph.block();
        let mut parent = self.current;
        for (test, body) in live {
            self.next_block_of(parent);
            self.expr(test);
            parent = self.current;
            self.next_block();
            self.block(body);
            self.go(next);
        }
        match last {
            Some(last) => {
                self.next_block_of(parent);
                self.block(last);
                self.go(next);
            }
            None => self.edge_from(parent, next),
        }
        self.resume(next);
    }

    fn open_loop(&mut self, next: BlockId, head: BlockId) {
        self.loops.push(Loop { next, head, handlers: self.handlers.len() });
    }

    fn while_loop(&mut self, test: Option<&Expr>, body: &[ast::Stmt], orelse: Option<&ast::Block>) {
        let head = self.next_block();
        let next = self.graph.block();
        self.open_loop(next, head);
        test.into_iter().for_each(|e| self.expr(e));
        let head_end = self.current;
        self.next_block();
        self.block(body);
        self.close_loop(next, head, head_end, orelse, true);
    }

    fn close_loop(
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
    fn leave_loop(&mut self, is_break: bool) {
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
    fn leave_function(&mut self) {
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

    fn try_stmt(&mut self, node: &ast::Try) {
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
    fn try_finally(&mut self, body: &mut dyn FnMut(&mut Self), clause: &mut dyn FnMut(&mut Self)) {
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
    fn with_stmt(&mut self, items: &[ast::WithItem], body: &[ast::Stmt]) {
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

    fn match_stmt(&mut self, subject: &Expr, cases: &[ast::MatchCase]) {
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

    fn class_stmt(&mut self, def: &ast::ClassDef, span: Span) {
        def.type_params.iter().flat_map(ast::TypeParam::exprs).for_each(|e| self.expr(e));
        let type_params = def.type_params.iter().map(|p| (p.name.name.clone(), None));
        self.scopes.push(type_params.clone().collect());
        for arg in &def.args {
            let (ast::Arg::Positional(e)
            | ast::Arg::Keyword(_, e)
            | ast::Arg::Star(e)
            | ast::Arg::DoubleStar(e)) = arg;
            self.expr(e);
        }
        self.scopes.pop();
        def.decorators.iter().for_each(|d| self.expr(d));
        self.assign_definition(&def.name, span);
        let own = bindings::collect(&def.body).names.into_keys().map(|n| (n, None));
        self.scopes.push(own.chain(type_params).collect());
        self.next_block();
        self.block(&def.body);
        self.scopes.pop();
        self.next_block();
    }

    fn defaults(&mut self, params: &ast::Params) {
        let mut defaults = Vec::new();
        walk::params(params, &mut |e| defaults.push(e));
        defaults.into_iter().for_each(|e| self.expr(e));
    }

    fn inner_function(&mut self, body: Body<'_>) {
        let bound = match body {
            Body::Block(stmts) => bindings::collect(stmts),
            Body::Expr(e) => bindings::collect_expr(e),
        };
        let reads = names_read(body);
        self.inner_reads.extend(
            reads.into_iter().filter(|n| !bound.names.contains_key(n) || bound.nonlocals.contains(n)),
        );
    }

    // ---- expressions

    fn expr(&mut self, e: &Expr) {
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

/// The names that a target binds.
fn target_names(target: &Expr, f: &mut dyn FnMut(&Name, Span)) {
    match &target.kind {
        ExprKind::Name(name) => f(name, target.span),
        ExprKind::Tuple(items) | ExprKind::List(items) => items.iter().for_each(|t| target_names(t, f)),
        ExprKind::Starred(inner) => target_names(inner, f),
        _ => {}
    }
}

/// The truth of a condition that constants decide.
fn constant_truth(e: &Expr) -> Option<bool> {
    match &e.kind {
        ExprKind::True => Some(true),
        ExprKind::False | ExprKind::NoneLit => Some(false),
        ExprKind::Int(lit) => Some(lit.text.chars().any(|c| c.is_ascii_digit() && c != '0')),
        ExprKind::Unary(ast::UnaryOp::Not, inner) => constant_truth(inner).map(|t| !t),
        _ => None,
    }
}

/// Every name that is read anywhere in a body, functions inside included.
pub fn names_read(body: Body<'_>) -> FxHashSet<Name> {
    let mut found = FxHashSet::default();
    match body {
        Body::Block(stmts) => stmts.iter().for_each(|s| stmt_names(s, &mut found)),
        Body::Expr(e) => expr_names(e, &mut found),
    }
    found
}

fn stmt_names(stmt: &ast::Stmt, found: &mut FxHashSet<Name>) {
    let mut exprs = Vec::new();
    let mut blocks = Vec::new();
    walk::stmt_children(stmt, &mut |e| exprs.push(e), &mut |b| blocks.push(b));
    let targets: Vec<&Expr> = match &stmt.kind {
        StmtKind::Assign { targets, .. } => targets.iter().collect(),
        StmtKind::AnnAssign { target, .. } => vec![target],
        StmtKind::For(node) => vec![&node.target],
        _ => Vec::new(),
    };
    for e in exprs {
        let is_target = targets.iter().any(|t| std::ptr::eq(*t, e));
        if !(is_target && matches!(e.kind, ExprKind::Name(_))) {
            expr_names(e, found);
        }
    }
    blocks.into_iter().flatten().for_each(|s| stmt_names(s, found));
}

fn expr_names(e: &Expr, found: &mut FxHashSet<Name>) {
    if let ExprKind::Name(name) = &e.kind {
        found.insert(name.clone());
    }
    let mut parts = Vec::new();
    walk::expr_children(e, &mut |p| parts.push(p));
    parts.into_iter().for_each(|p| expr_names(p, found));
}
