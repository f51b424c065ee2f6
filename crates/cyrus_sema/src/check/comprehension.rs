//! Comprehensions run in place; generator expressions as functions of their own.

use super::Checker;
use super::bindings::{self, ItemPath, Source};
use super::capability::viewed_parts::ViewedParts;
use super::fncx::{FnCx, FnKind, placeholder};
use super::loops::LoopSource;
use cyrus_hir::{self as hir, CompKind, Expr, ExprKind, LocalKind, Stmt, StmtKind};
use cyrus_source::Span;
use cyrus_syntax::Name;
use cyrus_syntax::ast::{self, ExprKind as Ast};
use cyrus_types::{Ty, TyId, common};
use rustc_hash::FxHashMap;

/// What a clause of a comprehension runs over, looked at before its variables are known.
enum ClauseSource<'a> {
    Over(LoopSource<'a>),
    /// What another object owns; nothing where that was reported.
    Viewed(Option<ViewedParts<'a>>),
}

impl<'a> Checker<'_, 'a> {
    /// A list, set or dict comprehension.
    pub fn comprehension(&mut self, e: &'a ast::Expr) -> Expr {
        let span = e.span;
        let (kind, c, ty) = match &e.kind {
            Ast::ListComp(c) => (CompKind::List, c, common::LIST),
            Ast::SetComp(c) => (CompKind::Set, c, common::SET),
            Ast::DictComp(c) => (CompKind::Dict, c, common::DICT),
            _ => return self.error_expr(span),
        };
        self.collected(c, kind, ty, span)
    }

    /// The items of a comprehension in a container of Python.
    fn collected(&mut self, c: &'a ast::Comprehension, kind: CompKind, ty: TyId, span: Span) -> Expr {
        if self.speculating > 0 {
            return Expr { ty, span, kind: ExprKind::Error };
        }
        let acc = self.temp(ty, span);
        // At level 2 the variables of a list comprehension belong to the function around.
        let leaks = kind == CompKind::List && !self.fx_ref().directives.language_level.is_py3();
        let body = self.comprehension_body(c, leaks, |this| {
            if let Some(step) = this.unpacked_into(acc, kind, c) {
                return vec![step];
            }
            let key = c.key.as_ref().map(|k| this.expr_as(k, common::OBJECT));
            let value = this.expr_as(&c.element, common::OBJECT);
            vec![Stmt { span, kind: StmtKind::CompAppend { acc, kind, key, value } }]
        });
        Expr { ty, span, kind: ExprKind::Comprehension { kind, acc, body } }
    }

    /// `[*xs for xs in xss]`, `{**d for d in ds}` (PEP 798): all that is in the element goes into the container.
    fn unpacked_into(
        &mut self,
        acc: hir::LocalId,
        kind: CompKind,
        c: &'a ast::Comprehension,
    ) -> Option<Stmt> {
        let (name, source) = match (kind, &c.element.kind) {
            (CompKind::List, Ast::Starred(inner)) => ("__cyrus_list_extend", &**inner),
            (CompKind::Set, Ast::Starred(inner)) => ("__cyrus_set_update", &**inner),
            (CompKind::Dict, _) if c.key.is_none() => ("__cyrus_dict_update", &c.element),
            _ => return None,
        };
        let span = c.element.span;
        let source = self.expr_as(source, common::OBJECT);
        let args = vec![self.local_expr(acc, span), source];
        let kind = ExprKind::Runtime { name: name.into(), args };
        Some(Stmt { span, kind: StmtKind::Expr(Expr { ty: common::INT, span, kind }) })
    }

    /// What a generator expression does with its element: yields it, or (PEP 798) what is in it.
    fn yielded(&mut self, element: &'a ast::Expr) -> hir::Block {
        let span = element.span;
        let yield_of = |value: Expr| {
            let kind = ExprKind::Yield(Some(Box::new(value)));
            vec![Stmt { span, kind: StmtKind::Expr(Expr { ty: common::OBJECT, span, kind }) }]
        };
        let Ast::Starred(inner) = &element.kind else {
            let value = self.expr_as(element, common::OBJECT);
            return yield_of(value);
        };
        let source = self.expr_as(inner, common::OBJECT);
        let item = self.fx().add_local(Name::default(), common::OBJECT, LocalKind::Variable, span);
        let target = hir::Target { span, ty: common::OBJECT, kind: hir::TargetKind::Local(item) };
        let iter = hir::ForIter::Iterator { target, source, is_async: false };
        let body = yield_of(self.local_expr(item, span));
        vec![Stmt { span, kind: StmtKind::For(Box::new(hir::For { iter, body, orelse: Vec::new() })) }]
    }

    /// The loop nest of a comprehension around what `innermost` produces.
    pub fn comprehension_body(
        &mut self,
        c: &'a ast::Comprehension,
        leaks: bool,
        innermost: impl FnOnce(&mut Self) -> hir::Block,
    ) -> hir::Block {
        // The first iterable is evaluated outside the scope of the variables.
        let first = c.clauses[0].from_range.is_none().then(|| self.clause_source(&c.clauses[0], leaks));
        if !leaks {
            self.fx().comprehensions.push(FxHashMap::default());
        }
        let body = self.clauses(c, 0, first, leaks, innermost);
        if !leaks {
            self.fx().comprehensions.pop();
        }
        body
    }

    fn clauses(
        &mut self,
        c: &'a ast::Comprehension,
        index: usize,
        source: Option<ClauseSource<'a>>,
        leaks: bool,
        innermost: impl FnOnce(&mut Self) -> hir::Block,
    ) -> hir::Block {
        let Some(clause) = c.clauses.get(index) else { return innermost(self) };
        let mut block = Vec::new();
        let (iter, prologue) = if let Some(range) = &clause.from_range {
            if leaks {
                self.leaked_targets(&clause.target, None);
            } else {
                self.declare_counter(&clause.target, range);
            }
            let bounds = super::loops::FromBounds::of_range(range);
            (self.from_bounds(&clause.target, &bounds, clause.span), Vec::new())
        } else {
            let source = match source {
                Some(source) => source,
                None => self.clause_source(clause, leaks),
            };
            let source = match source {
                ClauseSource::Over(source) => source,
                ClauseSource::Viewed(None) => return block,
                ClauseSource::Viewed(Some(parts)) => {
                    let turn = |this: &mut Self| this.turn(c, index, leaks, innermost);
                    block.push(self.viewed_clause(parts, &clause.iter, clause.span, turn));
                    return block;
                }
            };
            if leaks {
                self.leaked_targets(&clause.target, Some(&clause.iter));
            } else {
                self.declare_comprehension_targets(&clause.target, &clause.iter);
            }
            self.loop_over(source, &clause.target, clause.is_async)
        };
        let body = self.turn(c, index, leaks, innermost);
        let body = prologue.into_iter().chain(body).collect();
        let node = hir::For { iter, body, orelse: Vec::new() };
        block.push(Stmt { span: clause.span, kind: StmtKind::For(Box::new(node)) });
        block
    }

    /// What is done for each item of a clause.
    fn turn(
        &mut self,
        c: &'a ast::Comprehension,
        index: usize,
        leaks: bool,
        innermost: impl FnOnce(&mut Self) -> hir::Block,
    ) -> hir::Block {
        let clause = &c.clauses[index];
        let mut conditions = Vec::new();
        for condition in &clause.conditions {
            conditions.push(self.branch_cond(condition));
        }
        let mut body = self.clauses(c, index + 1, None, leaks, innermost);
        for test in conditions.into_iter().rev() {
            let span = test.span;
            body = vec![Stmt { span, kind: StmtKind::If { test, then: body, orelse: Vec::new() } }];
        }
        body
    }

    fn clause_source(&mut self, clause: &'a ast::CompClause, leaks: bool) -> ClauseSource<'a> {
        if !leaks
            && !clause.is_async
            && let Some(parts) = self.viewed_parts(&clause.iter, &clause.target)
        {
            return ClauseSource::Viewed(parts);
        }
        ClauseSource::Over(self.loop_source(&clause.iter, clause.is_async))
    }

    /// Fresh variables for a target that gets a value of this type.
    pub fn declare_of_type(&mut self, target: &'a ast::Expr, ty: TyId) {
        let Ast::Name(name) = &target.kind else { return self.declare_object_targets(target) };
        let fx = self.fx();
        let local = fx.add_local(name.clone(), ty, LocalKind::Variable, target.span);
        if let Some(scope) = fx.comprehensions.last_mut() {
            scope.insert(name.clone(), local);
        }
    }

    /// Fresh variables for the names of a comprehension's target.
    fn declare_comprehension_targets(&mut self, target: &'a ast::Expr, iter: &'a ast::Expr) {
        match &target.kind {
            Ast::Name(name) => self.declare_loop_variable(name, Source::Iterate(iter), target.span),
            Ast::Tuple(items) | Ast::List(items) => {
                for (i, item) in items.iter().enumerate() {
                    self.declare_part(item, iter, ItemPath::of(i));
                }
            }
            Ast::Starred(inner) => self.declare_object_targets(inner),
            _ => {}
        }
    }

    /// Fresh variables for a part of what is looped over.
    pub fn declare_part(&mut self, target: &'a ast::Expr, iter: &'a ast::Expr, path: Option<ItemPath>) {
        match (&target.kind, path) {
            (Ast::Name(name), Some(path)) => {
                let source = Source::Part { value: iter, iterated: true, path };
                self.declare_loop_variable(name, source, target.span);
            }
            (Ast::Tuple(items) | Ast::List(items), Some(path)) => {
                for (i, item) in items.iter().enumerate() {
                    self.declare_part(item, iter, path.then(i));
                }
            }
            _ => self.declare_object_targets(target),
        }
    }

    /// A fresh variable, whose type is inferred at once.
    fn declare_loop_variable(&mut self, name: &Name, source: Source<'a>, span: Span) {
        let fx = self.fx();
        let local = fx.add_local(name.clone(), common::UNSPECIFIED, LocalKind::Variable, span);
        fx.uninferred.insert(local, vec![source]);
        fx.solving.pass_by(local);
        if let Some(scope) = fx.comprehensions.last_mut() {
            scope.insert(name.clone(), local);
        }
        // The iterable is read before the name is in scope; infer at once.
        let fx = self.fx();
        let hidden = fx.comprehensions.last_mut().and_then(|s| s.remove(name));
        self.infer_local(local);
        if let (Some(local), Some(scope)) = (hidden, self.fx().comprehensions.last_mut()) {
            scope.insert(name.clone(), local);
        }
    }

    /// A fresh variable for `for i from lower <= i < upper`.
    fn declare_counter(&mut self, target: &'a ast::Expr, range: &'a ast::FromRange) {
        let Ast::Name(name) = &target.kind else { return };
        let ty = self.counter_ty(range.parts(), name);
        let fx = self.fx();
        let local = fx.add_local(name.clone(), ty, LocalKind::Variable, target.span);
        if let Some(scope) = fx.comprehensions.last_mut() {
            scope.insert(name.clone(), local);
        }
    }

    fn declare_object_targets(&mut self, target: &'a ast::Expr) {
        match &target.kind {
            Ast::Name(name) => {
                let fx = self.fx();
                let local = fx.add_local(name.clone(), common::OBJECT, LocalKind::Variable, target.span);
                if let Some(scope) = fx.comprehensions.last_mut() {
                    scope.insert(name.clone(), local);
                }
            }
            Ast::Tuple(items) | Ast::List(items) => {
                for item in items {
                    self.declare_object_targets(item);
                }
            }
            Ast::Starred(inner) => self.declare_object_targets(inner),
            _ => {}
        }
    }

    /// Level 2: targets are ordinary variables of the function; make those that are not yet known.
    fn leaked_targets(&mut self, target: &'a ast::Expr, iter: Option<&'a ast::Expr>) {
        match &target.kind {
            Ast::Name(name) if self.fx_ref().kind != FnKind::Module => {
                let fx = self.fx();
                if !fx.names.contains_key(name) && !fx.bindings.globals.contains(name) {
                    // Elements that are no objects need a variable of their type; others have an object,
                    // since later uses of the name may give it any.
                    let ty = iter.map_or(common::OBJECT, |iter| self.iteration_ty(iter));
                    let keeps = matches!(self.cx.types.kind(ty), Ty::Ptr(_) | Ty::Cpp(..) | Ty::Struct(_));
                    let ty = if keeps { self.cx.types.unqualified(ty) } else { common::OBJECT };
                    let fx = self.fx();
                    let local = fx.add_local(name.clone(), ty, LocalKind::Variable, target.span);
                    fx.names.insert(name.clone(), local);
                }
            }
            Ast::Name(name) => self.cx.ensure_py_global(name, target.span),
            Ast::Tuple(items) | Ast::List(items) => {
                // Parts of an element are objects.
                items.iter().for_each(|t| self.leaked_targets(t, None));
            }
            Ast::Starred(inner) => self.leaked_targets(inner, None),
            _ => {}
        }
    }

    /// What a generator expression runs over: an object, or a C++ object that cannot become one, of which the
    /// generator has a copy.
    fn generator_source(&mut self, iter: &'a ast::Expr) -> Expr {
        if self.cx.cplus {
            let ty = self.type_of(iter);
            let ty = self.cx.types.unqualified(ty);
            if matches!(self.cx.types.kind(ty), Ty::Cpp(..)) && !self.cpp_to_py(ty) {
                return Expr { ty, ..self.expr(iter) };
            }
        }
        let ty = self.type_of(iter);
        if self.cx.types.is_c_string(ty) {
            let value = self.expr(iter);
            let Ty::Array(_, Some(len)) = self.cx.types.kind(value.ty).clone() else {
                return self.coerce(value, common::OBJECT);
            };
            // All of the array, whether there is a zero in it or not.
            let upper = Some(Box::new(self.array_len(&len, iter.span)));
            let kind = ExprKind::CSlice { object: Box::new(value), lower: None, upper };
            return Expr { ty: common::BYTES, span: iter.span, kind };
        }
        self.expr_as(iter, common::OBJECT)
    }

    /// A generator expression: a generator function called on the first iterable.
    pub fn generator_expr(&mut self, e: &'a ast::Expr) -> Expr {
        let span = e.span;
        let Ast::GeneratorExp(c) = &e.kind else { return self.error_expr(span) };
        if self.speculating > 0 {
            return Expr { ty: common::OBJECT, span, kind: ExprKind::Error };
        }
        if self.consumed_generators.contains(&span) && self.leads_to_viewed(&c.clauses[0].iter) {
            // What another object owns is gone through now: a generator could outlive the lock.
            let list = self.collected(c, CompKind::List, common::LIST, span);
            let kind = ExprKind::Runtime { name: "PyObject_GetIter".into(), args: vec![list] };
            return Expr { ty: common::OBJECT, span, kind };
        }
        // Bounds of C numbers are looked at when the generator runs.
        let counts = c.clauses[0].from_range.is_some();
        let source = match counts {
            true => Expr { ty: common::OBJECT, span, kind: ExprKind::None },
            false => self.generator_source(&c.clauses[0].iter),
        };
        let source_ty = source.ty;
        let name = Name::new_static("genexpr");
        let id = self.cx.funcs.push(placeholder(&name, span));
        let parent = self.fx_ref();
        let mut fx = FnCx::new(id, FnKind::GeneratorExpr, parent.scope, parent.directives.clone());
        fx.qualname = self.qualname_here(&name);
        fx.bindings = bindings::collect_expr(&c.element);
        // Walrus targets in a generator expression bind in the function around.
        fx.bindings.names.clear();
        let is_async = c.clauses.iter().any(|cl| cl.is_async) || fx.bindings.has_await;
        fx.coroutine =
            if is_async { hir::CoroutineKind::AsyncGenerator } else { hir::CoroutineKind::Generator };
        let param = fx.add_local(".0".into(), source_ty, LocalKind::Param, span);
        self.fns.push(fx);
        self.fx().comprehensions.push(FxHashMap::default());
        let body = match counts {
            true => self.clauses(c, 0, None, false, |this| this.yielded(&c.element)),
            false => self.generator_body(c, param, span),
        };
        let mut fx = self.fns.pop().expect("pushed above");
        fx.needs_scope = true;
        let params = vec![hir::Param {
            local: param,
            name: ".0".into(),
            ty: source_ty,
            kind: hir::ParamKind::PositionalOnly,
            default: None,
            annotation: None,
            accepts_none: true,
            type_test: false,
            type_from_annotation: false,
            span,
        }];
        self.store_function(fx, name, span, hir::FuncKind::GeneratorExpr, params, body, None);
        Expr {
            ty: common::OBJECT,
            span,
            kind: ExprKind::MakeGenerator { func: id, source: Box::new(source) },
        }
    }

    /// The loops of a generator expression, the first of them over the generator's parameter.
    fn generator_body(&mut self, c: &'a ast::Comprehension, param: hir::LocalId, span: Span) -> hir::Block {
        let first = super::loops::LoopSource::Object(self.local_expr(param, c.clauses[0].iter.span));
        self.declare_object_targets(&c.clauses[0].target);
        let (iter, prologue) = self.loop_over(first, &c.clauses[0].target, c.clauses[0].is_async);
        let conditions: Vec<Expr> = c.clauses[0].conditions.iter().map(|e| self.branch_cond(e)).collect();
        let mut body = self.clauses(c, 1, None, false, |this| this.yielded(&c.element));
        for test in conditions.into_iter().rev() {
            let span = test.span;
            body = vec![Stmt { span, kind: StmtKind::If { test, then: body, orelse: Vec::new() } }];
        }
        let body = prologue.into_iter().chain(body).collect();
        let node = hir::For { iter, body, orelse: Vec::new() };
        vec![Stmt { span, kind: StmtKind::For(Box::new(node)) }]
    }

    /// An expression in which a name stands for nothing yet.
    pub fn unresolved_span(&self, e: &ast::Expr) -> Span {
        e.span
    }
}
