//! From a function's body to its graph.
//!
//! Invariant: `current` is the block that the next event goes to; `None` after `return`, `raise`, `break`
//! and `continue`, and the rest of that statement list is not visited.

mod expressions;
mod jumps;

use super::graph::{BlockId, Event, Graph, Origin, VarId};
use super::names_read::names_read;
use super::{Body, Var, VarKind};
use crate::check::bindings;
use cyrus_source::Span;
use cyrus_syntax::ast::{self, Expr, ExprKind, StmtKind};
use cyrus_syntax::{Name, walk};
use rustc_hash::FxHashMap;

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
