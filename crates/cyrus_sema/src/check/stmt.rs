//! Statements.

use super::Checker;
use super::with_part::WithPart;
use cyrus_diagnostics::{Diagnostic, codes};
use cyrus_hir::{self as hir, Expr, ExprKind, LocalKind, Stmt, StmtKind};
use cyrus_source::Span;
use cyrus_syntax::ast::{self, StmtKind as Ast};
use cyrus_types::{ArrayLen, Ty, TyId, common};

impl<'a> Checker<'_, 'a> {
    /// Checks statements in order.
    pub fn block(&mut self, stmts: &'a [ast::Stmt]) -> hir::Block {
        let mut out = Vec::with_capacity(stmts.len());
        for stmt in stmts {
            self.stmt(stmt, &mut out);
        }
        out
    }

    fn push(&mut self, out: &mut hir::Block, span: Span, kind: StmtKind) {
        out.push(Stmt { span, kind });
    }

    /// A statement that takes the GIL by itself where it is not held: raising, printing.
    fn push_with_gil(&mut self, out: &mut hir::Block, span: Span, kind: StmtKind) {
        let stmt = Stmt { span, kind };
        if self.fx_ref().nogil {
            out.push(Stmt { span, kind: StmtKind::Gil { acquire: true, body: vec![stmt] } });
        } else {
            out.push(stmt);
        }
    }

    /// An object that a statement makes with the GIL.
    fn raised(&mut self, e: &'a ast::Expr) -> Expr {
        let before = std::mem::replace(&mut self.fx().raising, true);
        let value = self.expr_as(e, common::OBJECT);
        self.fx().raising = before;
        value
    }

    /// Checks one statement.
    pub fn stmt(&mut self, stmt: &'a ast::Stmt, out: &mut hir::Block) {
        let span = stmt.span;
        match &stmt.kind {
            Ast::Expr(e) => self.expr_stmt(e, out),
            Ast::Assign { targets, value } => self.assign_stmt(targets, value, span, out),
            Ast::AugAssign { target, op, value } => self.aug_assign(target, *op, value, span, out),
            Ast::AnnAssign { target, annotation, value } => {
                self.ann_assign(target, annotation, value.as_ref(), span, out);
            }
            Ast::Delete(targets) => {
                for target in targets {
                    self.delete(target, out);
                }
            }
            Ast::Pass | Ast::Global(_) | Ast::Error => {}
            Ast::Nonlocal(names) => {
                for name in names {
                    self.check_nonlocal(name, span);
                }
            }
            Ast::Break | Ast::Continue => {
                let is_break = matches!(stmt.kind, Ast::Break);
                if self.fx_ref().loop_depth == 0 {
                    let word = if is_break { "break" } else { "continue" };
                    self.error(codes::E0101, span, format!("{word} statement not inside loop"));
                }
                self.leave_task_groups_of_loop(span, out);
                self.push(out, span, if is_break { StmtKind::Break } else { StmtKind::Continue });
            }
            Ast::Return(value) => self.return_stmt(value.as_ref(), span, out),
            Ast::Raise(raise) => {
                let object = |this: &mut Self, e: &'a Option<ast::Expr>| e.as_ref().map(|e| this.raised(e));
                let exc = object(self, &raise.exc);
                let value = object(self, &raise.value);
                let traceback = object(self, &raise.traceback);
                let cause = object(self, &raise.cause);
                if exc.is_none() {
                    self.star_raise(span, out);
                }
                self.push_with_gil(out, span, StmtKind::Raise { exc, value, traceback, cause });
            }
            Ast::Assert { test, message } => {
                let test = self.cond(test);
                let message = message.as_ref().map(|m| self.raised(m));
                self.push(out, span, StmtKind::Assert { test, message });
            }
            Ast::Import(aliases) => self.import(aliases, out),
            Ast::ImportFrom(import) => self.import_from(import, span, out),
            Ast::If { branches, orelse } => {
                self.if_stmt(branches, orelse.as_ref(), out);
            }
            Ast::While { test, body, orelse } => {
                let test = self.cond(test);
                let body = self.loop_body(body);
                let orelse = orelse.as_ref().map(|b| self.block(b)).unwrap_or_default();
                self.push(out, span, StmtKind::While { test, body, orelse });
            }
            Ast::For(node) => self.for_stmt(node, span, out),
            Ast::ForFrom(node) => self.for_from(node, span, out),
            Ast::Try(node) => self.try_stmt(node, span, out),
            Ast::With { is_async, items, body } => self.with_stmt(*is_async, items, body, span, out),
            Ast::Match { subject, cases } => self.match_stmt(subject, cases, span, out),
            Ast::FuncDef(def) => self.def_stmt(def, out),
            Ast::ClassDef(def) => self.class_stmt(def, out),
            Ast::TypeAlias { name, type_params, value } => {
                self.type_alias(name, type_params, value, span, out);
            }
            Ast::Print { dest, values, newline } => {
                let dest = dest.as_ref().map(|d| self.raised(d));
                let values = values.iter().map(|v| self.raised(v)).collect();
                self.push_with_gil(out, span, StmtKind::Print { dest, values, newline: *newline });
            }
            Ast::Exec { code, globals, locals } => {
                let code = self.expr_as(code, common::OBJECT);
                let globals = globals.as_ref().map(|e| self.expr_as(e, common::OBJECT));
                let none = globals.is_none();
                let locals = match locals {
                    Some(e) => Some(self.expr_as(e, common::OBJECT)),
                    None if none => {
                        let here = self.locals_dict(span);
                        Some(self.coerce(here, common::OBJECT))
                    }
                    None => None,
                };
                let globals = globals.or_else(|| {
                    none.then(|| {
                        let dict = self.globals_dict(span);
                        self.coerce(dict, common::OBJECT)
                    })
                });
                self.push(out, span, StmtKind::Exec { code, globals, locals });
            }
            Ast::CVar(def) => self.cvar_stmt(def, span, out),
            Ast::CFunc(def) => self.cfunc_stmt(def, out),
            Ast::CdefBlock(block) => {
                for stmt in block {
                    self.stmt(stmt, out);
                }
            }
            Ast::CClass(def) => self.ext_class(def, out),
            Ast::Gil { kind, condition, body } => {
                self.gil_stmt(*kind, condition.as_ref(), body, span, out);
            }
            Ast::CypClass(def) => self.cyp_class_stmt(def, out),
            Ast::CEnum(def) => self.public_enum(def, out),
            Ast::CppClass(def) => self.cpp_class_stmt(def),
            Ast::Select { .. } => self.cx.unsupported(span, "'select'"),
            Ast::Locked { kind, items, body } => {
                self.locked_stmt(*kind == ast::LockKind::Write, items, body, span, out);
            }
            Ast::Property(_) => {
                self.error(codes::E0101, span, "property declarations are only allowed in cdef classes")
            }
            // Declarations: nothing to run.
            Ast::CImport(_)
            | Ast::CImportFrom(_)
            | Ast::CTypedef(_)
            | Ast::CStruct(_)
            | Ast::Fused(_)
            | Ast::Extern(_)
            | Ast::Include { .. }
            | Ast::CompileTimeDef { .. }
            | Ast::CompileTimeIf { .. } => self.declaration_stmt(stmt, out),
        }
    }

    /// What a declaration leaves to do at run time (`cpdef enum`).
    fn declaration_stmt(&mut self, stmt: &'a ast::Stmt, out: &mut hir::Block) {
        let Ast::CEnum(def) = &stmt.kind else { return };
        if def.mods.visibility != ast::Visibility::Public || def.python || !self.at_module_level() {
            return;
        }
        // The items of a public enum are names of the module for Python, too.
        for item in def.items.iter().flatten() {
            let value = self.name_expr(&item.name.name, stmt.span);
            let value = self.coerce(value, common::OBJECT);
            let target = self.py_global_target(&item.name.name, stmt.span);
            self.assign_to(target, value, stmt.span, out);
        }
    }

    /// A loop's body.
    pub fn loop_body(&mut self, body: &'a [ast::Stmt]) -> hir::Block {
        self.fx().loop_depth += 1;
        let body = self.block(body);
        self.fx().loop_depth -= 1;
        body
    }

    fn expr_stmt(&mut self, e: &'a ast::Expr, out: &mut hir::Block) {
        if let ast::ExprKind::Str(_) = e.kind {
            // Docstrings and comments.
            return;
        }
        if self.pure_statement(e) {
            return;
        }
        self.discarded = matches!(e.kind, ast::ExprKind::Call(_)).then(|| e.anchor_span());
        let value = match &e.kind {
            ast::ExprKind::Go(operand) => self.go_stmt(operand, e.span),
            _ => match self.go_of_parentheses(e) {
                Some(operand) => self.go_stmt(operand, e.span),
                None => self.expr(e),
            },
        };
        if value.kind.is_constant() {
            return;
        }
        out.push(Stmt { span: e.span, kind: StmtKind::Expr(value) });
    }

    fn if_stmt(
        &mut self,
        branches: &'a [(ast::Expr, ast::Block)],
        last: Option<&'a ast::Block>,
        out: &mut hir::Block,
    ) {
        // Types do not depend on order, so the chain is built from the end.
        let mut checked: Vec<(Span, Expr, hir::Block)> = Vec::new();
        let mut decided = None;
        for (test, body) in branches {
            match self.static_cond(test) {
                Some(true) => {
                    decided = Some(self.block(body));
                    break;
                }
                Some(false) => {}
                None => {
                    let cond = self.branch_cond(test);
                    checked.push((test.span, cond, self.block(body)));
                }
            }
        }
        let mut orelse = match (decided, last) {
            (Some(block), _) => block,
            (None, Some(last)) => self.block(last),
            (None, None) => Vec::new(),
        };
        for (span, test, then) in checked.into_iter().rev() {
            match test.kind {
                ExprKind::Bool(true) => orelse = then,
                ExprKind::Bool(false) => {}
                _ => orelse = vec![Stmt { span, kind: StmtKind::If { test, then, orelse } }],
            }
        }
        out.append(&mut orelse);
    }

    fn return_stmt(&mut self, value: Option<&'a ast::Expr>, span: Span, out: &mut hir::Block) {
        let fx = self.fx_ref();
        if fx.kind == super::fncx::FnKind::Module || !fx.class_bodies.is_empty() {
            self.error(codes::E0101, span, "Return not inside a function body");
            return;
        }
        let ret = fx.ret;
        let is_object = self.cx.types.is_object(ret);
        let value = match value {
            Some(e) => {
                if matches!(self.cx.types.kind(ret), Ty::Void) {
                    let value = self.expr(e);
                    if value.ty != common::VOID && !matches!(e.kind, ast::ExprKind::NoneLit) {
                        self.error(codes::E0301, e.span, "Return with value in void function");
                    }
                    if !value.kind.is_constant() {
                        out.push(Stmt { span, kind: StmtKind::Expr(value) });
                    }
                    None
                } else if ret == common::OBJECT
                    && matches!(e.kind, ast::ExprKind::Call(_))
                    && self.type_is_void(e)
                {
                    // A C function without a result gives None to Python.
                    let value = self.expr(e);
                    out.push(Stmt { span, kind: StmtKind::Expr(value) });
                    Some(self.none_expr(span))
                } else if matches!(e.kind, ast::ExprKind::Name(_)) && self.isolated_inside(ret).is_some() {
                    // The variable ends here: nothing is copied that stays.
                    let value = self.expr(e);
                    Some(if value.ty == ret { value } else { self.coerce(value, ret) })
                } else {
                    let whole = self.cx.types.is_unique(ret);
                    let value = if whole { self.expr_expecting(e, ret) } else { self.expr_as(e, ret) };
                    match whole && !self.is_returned_whole(&value, ret) {
                        true => Some(self.coerce(value, ret)),
                        false => Some(value),
                    }
                }
            }
            None if is_object => Some(Expr { ty: ret, ..self.none_expr(span) }),
            None => {
                if !matches!(self.cx.types.kind(ret), Ty::Void | Ty::Error) {
                    self.error(codes::E0301, span, "Return value required");
                }
                None
            }
        };
        self.leave_task_groups(span, out);
        out.push(Stmt { span, kind: StmtKind::Return(value) });
    }

    fn type_is_void(&mut self, e: &'a ast::Expr) -> bool {
        self.speculate(|c| c.expr(e).ty == common::VOID)
    }

    fn check_nonlocal(&mut self, name: &ast::Ident, span: Span) {
        let top = self.fns.len() - 1;
        let fx = self.fx_ref();
        let in_class = !fx.class_bodies.is_empty();
        let bound = match fx.class_bodies.last() {
            Some(class) => class.bound.get(&name.name).copied(),
            None => fx.bindings.names.get(&name.name).and_then(|b| b.span),
        };
        if let Some(previous) = bound.filter(|p| p.start < name.span.start) {
            self.cx.diags.push(
                Diagnostic::error(codes::E0202, span, format!("'{}' redeclared as nonlocal", name.name))
                    .echoed_label(previous, "Previous declaration is here"),
            );
            return;
        }
        let found = self.fns[..top]
            .iter()
            .any(|fx| fx.kind != super::fncx::FnKind::Module && fx.names.contains_key(&name.name));
        if !found && !in_class {
            self.error(codes::E0201, span, format!("no binding for nonlocal '{}' found", name.name));
        }
    }

    // ---- assignment

    fn assign_stmt(
        &mut self,
        targets: &'a [ast::Expr],
        value: &'a ast::Expr,
        span: Span,
        out: &mut hir::Block,
    ) {
        if self.pure_assign(targets, value, span, out) {
            return;
        }
        targets.iter().for_each(|t| self.check_unpacking(t, value));
        targets.iter().for_each(|t| self.check_const_target(t, value));
        if let [target] = targets {
            // `a, b = x, y` without stars: no tuple is made.
            if let (
                ast::ExprKind::Tuple(ts) | ast::ExprKind::List(ts),
                ast::ExprKind::Tuple(vs) | ast::ExprKind::List(vs),
            ) = (&target.kind, &value.kind)
                && ts.len() == vs.len()
                && !ts.iter().chain(vs).any(|e| matches!(e.kind, ast::ExprKind::Starred(_)))
            {
                self.parallel_assign(ts, vs, span, out);
                return;
            }
            let checked = self.target(target);
            let whole = !matches!(checked.kind, hir::TargetKind::CSlice { .. });
            if whole && !self.array_lengths_agree(target, checked.ty, value) {
                return;
            }
            let list =
                matches!((&target.kind, &value.kind), (ast::ExprKind::Name(_), ast::ExprKind::List(_)))
                    && !self.at_module_level();
            if list && matches!(self.cx.types.kind(checked.ty), Ty::Ptr(_)) {
                let message = "Literal list must be assigned to pointer at time of declaration";
                self.error(codes::E0301, target.span, message);
                return;
            }
            let checked_value = self.value_for_target(value, &checked);
            if !whole && self.copies_isolated(&checked_value, checked.ty) {
                return;
            }
            self.check_stored(value, &checked_value, value.anchor_span());
            let checked_value = self.bound_in_class(&checked, checked_value);
            self.assign_to(checked, checked_value, span, out);
            return;
        }
        // Several targets: evaluate once, and convert once for each of their types before anything is assigned.
        let first = self.expr(value);
        if first.kind.is_constant() {
            for target in targets {
                let checked = self.target(target);
                let value = self.coerce_for_target(first.clone(), &checked);
                self.assign_to(checked, value, span, out);
            }
            return;
        }
        let checked: Vec<_> = targets.iter().map(|t| self.target(t)).collect();
        let first = match self.one_reference_for(first, &checked) {
            Some(first) => first,
            None => return,
        };
        let mut types: Vec<TyId> = Vec::new();
        for target in &checked {
            let ty = self.shared_conversion(target);
            if !types.contains(&ty) {
                types.push(ty);
            }
        }
        let ty = match types[..] {
            [only] if only != common::ERROR => only,
            _ => self.storage_ty(first.ty),
        };
        // Another target that takes the object itself holds it for the pointers.
        let held = types.iter().any(|ty| self.cx.types.is_object(*ty));
        let first = self.coerce(first, ty);
        self.check_stored(value, &first, value.anchor_span());
        let local = self.temp(ty, span);
        let mut converted = vec![(ty, local, first)];
        for wanted in types {
            if wanted != common::ERROR && wanted != ty {
                let read = self.local_expr(local, span);
                let made = self.coerce(read, wanted);
                if !held {
                    self.check_stored(value, &made, value.anchor_span());
                }
                converted.push((wanted, self.temp(wanted, span), made));
            }
        }
        let mut body = Vec::new();
        for target in checked {
            let wanted = self.shared_conversion(&target);
            let local = converted.iter().find(|(ty, ..)| *ty == wanted).map_or(local, |(_, local, _)| *local);
            let read = self.local_expr(local, span);
            let value = self.coerce_for_target(read, &target);
            let value = self.bound_in_class(&target, value);
            self.assign_to(target, value, span, &mut body);
        }
        for (_, local, value) in converted.into_iter().rev() {
            body = vec![Stmt { span, kind: StmtKind::Let { local, value, body } }];
        }
        out.append(&mut body);
    }

    /// The type of a target of `a = b = value` that may share its conversion with others; the error type for those
    /// which take the value in a way of their own.
    fn shared_conversion(&self, target: &hir::Target) -> TyId {
        let plain = matches!(
            target.kind,
            hir::TargetKind::Local(_)
                | hir::TargetKind::Outer { .. }
                | hir::TargetKind::CVar(_)
                | hir::TargetKind::ExtField { .. }
                | hir::TargetKind::Member { .. }
        );
        let ty = target.ty;
        let kept = self.cx.types.is_object(ty)
            || self.cx.types.is_numeric(ty)
            || matches!(self.cx.types.kind(ty), Ty::MemView(_) | Ty::Ptr(_));
        if plain && kept && !matches!(self.cx.types.kind(ty), Ty::Buffer(_)) { ty } else { common::ERROR }
    }

    /// What `__new__ = value` binds in the body of a Python class.
    fn bound_in_class(&mut self, target: &hir::Target, value: Expr) -> Expr {
        match &target.kind {
            hir::TargetKind::ClassName { name, ext: None, .. } => self.decorated_method_kind(name, value),
            _ => value,
        }
    }

    /// Whether an array fits into the array it is assigned to.
    fn array_lengths_agree(&mut self, target: &ast::Expr, ty: TyId, value: &'a ast::Expr) -> bool {
        let Ty::Array(_, Some(ArrayLen::Known(wanted))) = *self.cx.types.kind(ty) else { return true };
        if matches!(value.kind, ast::ExprKind::List(_) | ast::ExprKind::Tuple(_)) {
            return true;
        }
        let from = self.type_of(value);
        let Ty::Array(_, Some(ArrayLen::Known(given))) = *self.cx.types.kind(from) else { return true };
        if wanted != given {
            let message = format!("Assignment to slice of wrong length, expected {wanted}, got {given}");
            self.error(codes::E0301, target.span, message);
        }
        wanted == given
    }

    /// `a, b = b, a`: all values first, then the targets left to right.
    fn parallel_assign(
        &mut self,
        targets: &'a [ast::Expr],
        values: &'a [ast::Expr],
        span: Span,
        out: &mut hir::Block,
    ) {
        let mut temps = Vec::new();
        for (target, value) in targets.iter().zip(values) {
            let nested = matches!(target.kind, ast::ExprKind::Tuple(_) | ast::ExprKind::List(_));
            let whole_view = !nested
                && self.speculate(|c| matches!(c.target(target).kind, hir::TargetKind::MemViewAssign { .. }));
            let ty = if nested || whole_view {
                let value = self.speculate(|c| c.expr(value).ty);
                self.storage_ty(value)
            } else {
                let ty = self.speculate(|c| c.target(target).ty);
                if matches!(self.cx.types.kind(ty), Ty::Buffer(_)) { self.storage_ty(ty) } else { ty }
            };
            let value = self.value_for(value, ty);
            let ty = value.ty;
            temps.push((self.temp(ty, span), value));
        }
        let mut body = Vec::new();
        for (target, (local, _)) in targets.iter().zip(&temps) {
            let checked = self.target(target);
            let read = self.local_expr(*local, target.span);
            let value = self.coerce_for_target(read, &checked);
            self.assign_to(checked, value, span, &mut body);
        }
        for (local, value) in temps.into_iter().rev() {
            body = vec![Stmt { span, kind: StmtKind::Let { local, value, body } }];
        }
        out.append(&mut body);
    }

    /// The value converted for a target of type `ty`.
    fn value_for(&mut self, value: &'a ast::Expr, ty: TyId) -> Expr {
        self.expr_as(value, ty)
    }

    /// The type of a temporary that holds values of `ty`.
    pub fn storage_ty(&mut self, ty: TyId) -> TyId {
        match *self.cx.types.get(ty) {
            Ty::Array(elem, _) => self.cx.types.ptr(elem),
            Ty::Func(_) => self.cx.types.ptr(ty),
            Ty::Ref(inner) | Ty::RvalueRef(inner) | Ty::Const(inner) => self.storage_ty(inner),
            Ty::Null => common::VOID_PTR,
            // A variable of the buffer's own type would ask for its memory.
            Ty::Buffer(ref buffer) => buffer.base,
            Ty::Cyp(_) => self.cyp_storage(ty),
            Ty::Error | Ty::Unspecified | Ty::Void => common::OBJECT,
            _ => ty,
        }
    }

    /// `x: annotation = value`
    fn ann_assign(
        &mut self,
        target: &'a ast::Expr,
        annotation: &'a ast::Expr,
        value: Option<&'a ast::Expr>,
        span: Span,
        out: &mut hir::Block,
    ) {
        let scope = self.fx_ref().scope;
        // `x: T = cython.declare(…)`: the call says the C type.
        let declares = value.is_some_and(|v| self.pure_assign(std::slice::from_ref(target), v, span, out));
        let value = value.filter(|_| !declares);
        if !declares
            && let ast::ExprKind::Name(name) = &target.kind
            && let Some(&local) = self.fx_ref().names.get(name)
            && self.fx_ref().directives.annotation_typing
            && self.fx_ref().uninferred.contains_key(&local)
            && let Some((ty, _)) = super::declared::annotation(self.cx, scope, annotation)
        {
            self.declare_local_ty(local, ty);
        }
        if let Some(value) = value {
            let checked = self.target(target);
            let value = self.value_for_target(value, &checked);
            self.assign_to(checked, value, span, out);
        }
        // `__annotations__` of classes.
        if let (Some(class), ast::ExprKind::Name(name)) = (self.fx_ref().class_bodies.last(), &target.kind) {
            let namespace = class.namespace;
            let text = self.annotation_value(annotation);
            let key = self.text_expr(name, span);
            let object = Expr { ty: common::OBJECT, span, kind: ExprKind::Local(namespace) };
            let call =
                ExprKind::Runtime { name: "__cyrus_class_annotate".into(), args: vec![object, key, text] };
            out.push(Stmt { span, kind: StmtKind::Expr(Expr { ty: common::INT, span, kind: call }) });
        }
    }

    /// The items of `cdef public enum` are names of the module.
    fn public_enum(&mut self, def: &'a ast::CEnumDef, out: &mut hir::Block) {
        if def.mods.visibility != ast::Visibility::Public || def.python || !self.at_module_level() {
            return;
        }
        for item in def.items.iter().flatten() {
            let span = item.name.span;
            let Some(entry) = self.cx.lookup(self.cx.main_scope, &item.name.name).cloned() else { continue };
            let value = self.entry_expr(&entry, span);
            let value = self.coerce(value, common::OBJECT);
            let target = self.py_global_target(&item.name.name, span);
            self.assign_to(target, value, span, out);
        }
    }

    /// Fixes the type of a variable that was open until now.
    pub fn declare_local_ty(&mut self, local: hir::LocalId, ty: TyId) {
        let fx = self.fx();
        fx.uninferred.remove(&local);
        fx.locals[local].ty = ty;
    }

    /// `cdef T a = 1, *b`
    fn cvar_stmt(&mut self, def: &'a ast::CVarDef, span: Span, out: &mut hir::Block) {
        if def.mods.overridable && !self.at_module_level() && self.fx_ref().class_bodies.is_empty() {
            let message = "Variables cannot be declared with 'cpdef'. Use 'cdef' instead.";
            self.error(codes::E0306, span, message);
        }
        for (declarator, init) in &def.declarators {
            let Some(name) = declarator.name() else { continue };
            if !self.at_module_level() && self.fx_ref().class_bodies.is_empty() {
                let scope = self.fx_ref().scope;
                let ty = self.declared_type(scope, &def.ty, declarator);
                let fx = self.fx();
                let early = fx.names.get(&name.name).and_then(|local| fx.c_locals.insert(*local, true));
                match fx.names.get(&name.name).copied() {
                    Some(_) if early == Some(false) => {}
                    Some(local)
                        if early == Some(true)
                            || fx.locals[local].kind == LocalKind::Param
                            || fx.locals[local].ty != common::UNSPECIFIED
                                && !fx.uninferred.contains_key(&local) =>
                    {
                        self.error(codes::E0202, name.span, format!("'{}' redeclared ", name.name));
                    }
                    Some(local) => self.declare_local_ty(local, ty),
                    None => {
                        let local = fx.add_local(name.name.clone(), ty, LocalKind::Variable, name.span);
                        fx.names.insert(name.name.clone(), local);
                    }
                }
            }
            if let Some(init) = init {
                self.check_const_init(name, init, span);
                let target = self.name_target(&name.name, name.span);
                let value = self.value_for_target(init, &target);
                self.check_stored(init, &value, span);
                self.assign_to(target, value, init.span, out);
            }
        }
    }

    /// The type that a base type and declarator declare.
    pub fn declared_type(
        &mut self,
        scope: crate::scope::ScopeId,
        ty: &ast::TypeExpr,
        declarator: &ast::Declarator,
    ) -> TyId {
        let base = super::declared::resolve_type(self.cx, scope, ty);
        super::declared::declared_ty(self.cx, scope, base, declarator)
    }

    // ---- try, with, gil

    fn try_stmt(&mut self, node: &'a ast::Try, span: Span, out: &mut hir::Block) {
        let body = self.block(&node.body);
        let handlers = if node.is_star { self.star_handlers(node, span) } else { self.plain_handlers(node) };
        let orelse = node.orelse.as_ref().map(|b| self.block(b)).unwrap_or_default();
        let finally = node.finalbody.as_ref().map(|b| self.block(b));
        out.push(Stmt { span, kind: StmtKind::Try(Box::new(hir::Try { body, handlers, orelse, finally })) });
    }

    fn plain_handlers(&mut self, node: &'a ast::Try) -> Vec<hir::Handler> {
        let mut handlers = Vec::new();
        let bare = node.handlers.iter().position(|h| h.ty.is_none()).unwrap_or(node.handlers.len());
        for (i, handler) in node.handlers.iter().enumerate() {
            if i > bare {
                self.error(codes::E0101, handler.span, "default 'except:' must be last");
            }
            let matches = handler.ty.as_ref().map(|e| self.expr_as(e, common::OBJECT));
            let target = handler.target.as_ref().map(|t| self.target(t));
            let delete_target = self.deletes_caught(target.as_ref());
            self.fx().star_states.push(None);
            let body = self.block(&handler.body);
            self.fx().star_states.pop();
            handlers.push(hir::Handler { span: handler.span, matches, target, delete_target, body });
        }
        handlers
    }

    /// Whether the name of a caught exception is deleted after its handler.
    pub(super) fn deletes_caught(&self, target: Option<&hir::Target>) -> bool {
        matches!(
            target.map(|t| &t.kind),
            Some(
                hir::TargetKind::Local(_)
                    | hir::TargetKind::Outer { .. }
                    | hir::TargetKind::Global(_)
                    | hir::TargetKind::ClassName { .. }
            )
        ) && self.fx_ref().directives.language_level.is_py3()
    }

    pub(super) fn with_stmt(
        &mut self,
        is_async: bool,
        items: &'a [ast::WithItem],
        body: &'a [ast::Stmt],
        span: Span,
        out: &mut hir::Block,
    ) {
        let Some((item, rest)) = items.split_first() else {
            out.extend(self.block(body));
            return;
        };
        let part = WithPart { item, rest, body, span };
        if self.special_with(part, out) || !is_async && self.native_with(part, out) {
            return;
        }
        let manager = self.expr(&item.context);
        let enter = if is_async { None } else { self.c_enter(&manager) };
        let manager = if enter.is_some() { manager } else { self.coerce(manager, common::OBJECT) };
        let target = item.target.as_ref().map(|t| self.target(t));
        let enter = enter.map(|(local, call)| {
            let wanted = match &target {
                Some(target) if !matches!(target.kind, hir::TargetKind::Unpack { .. }) => target.ty,
                _ => common::OBJECT,
            };
            (local, self.coerce(call, wanted))
        });
        let mut inner = Vec::new();
        self.with_stmt(is_async, rest, body, span, &mut inner);
        let kind = StmtKind::With(Box::new(hir::With { manager, enter, target, is_async, body: inner }));
        out.push(Stmt { span, kind });
    }

    /// The call of `__enter__` where that is a C method of the manager's class, with the local it is called on.
    fn c_enter(&mut self, manager: &Expr) -> Option<(hir::LocalId, Expr)> {
        let Ty::Ext(class) = *self.cx.types.kind(manager.ty) else { return None };
        let (owner, method) = self.cx.types.find_method(class, "__enter__")?;
        let (sig, direct) = (method.sig, method.final_ || self.cx.types.classes[class].final_);
        if self.cx.types.funcs[sig].params.len() != 1 {
            return None;
        }
        let index = self.cx.types.classes[owner].methods.iter().position(|m| m.name == "__enter__")? as u32;
        let callee = match self.direct_callee(owner, index) {
            hir::Callee::Direct { .. } if !direct => hir::Callee::Virtual { class: owner, method: index },
            callee => callee,
        };
        let local = self.temp(manager.ty, manager.span);
        let receiver = self.local_expr(local, manager.span);
        let call = self.c_call_with(callee, sig, Some(receiver), Vec::new(), manager.span);
        Some((local, call))
    }

    /// What `__enter__` of a context manager returns, where that is a C method.
    pub(super) fn entered_ty(&mut self, manager: &'a ast::Expr) -> Option<TyId> {
        self.speculate(|c| {
            let manager = c.expr(manager);
            c.c_enter(&manager).map(|(_, call)| call.ty)
        })
    }

    /// `with cython.nogil`, `with cython.boundscheck(False)` … are not context managers.
    fn special_with(&mut self, part: WithPart<'a>, out: &mut hir::Block) -> bool {
        let WithPart { item, span, .. } = part;
        if self.mutex_with(part, out) || self.task_group_with(part, out) {
            return true;
        }
        let Some(path) = self.cython_path(&item.context) else { return false };
        match path.as_str() {
            "cython.critical_section" => self.critical_with(part, out),
            "cython.parallel.parallel" => self.parallel_with(item, part.body, span, out),
            "cython.nogil" | "cython.gil" => {
                let acquire = path == "cython.gil";
                let condition = match &item.context.kind {
                    ast::ExprKind::Call(call) => match call.args.as_slice() {
                        [ast::Arg::Positional(e)] => Some(e),
                        [] => None,
                        _ => {
                            let name = path.trim_start_matches("cython.");
                            let message =
                                format!("Compiler directive {name} accepts one positional argument.");
                            self.error(codes::E0308, item.context.span, message);
                            None
                        }
                    },
                    _ => None,
                };
                if !self.gil_enabled(acquire, condition) {
                    self.inside(part, out);
                    return true;
                }
                let mut inner = Vec::new();
                let saved = std::mem::replace(&mut self.fx().nogil, !acquire);
                self.inside(part, &mut inner);
                self.fx().nogil = saved;
                out.push(Stmt { span, kind: StmtKind::Gil { acquire, body: inner } });
                true
            }
            _ => {
                let mut directives = self.fx_ref().directives.clone();
                let scope = self.fx_ref().scope;
                if let Some(name) = path.strip_prefix("cython.") {
                    crate::directive::check_scope(
                        self.cx,
                        name,
                        crate::directive::DirectiveScope::With,
                        item.context.span,
                    );
                }
                if !super::declared::apply_directive(&mut directives, self.cx, scope, &item.context) {
                    return false;
                }
                let saved = std::mem::replace(&mut self.fx().directives, directives);
                self.inside(part, out);
                self.fx().directives = saved;
                true
            }
        }
    }

    /// Whether `with nogil(condition)` does anything; the condition is known while compiling.
    fn gil_enabled(&mut self, acquire: bool, condition: Option<&'a ast::Expr>) -> bool {
        match condition {
            None => true,
            Some(e) => {
                let value = self.cond(e);
                match value.kind {
                    ExprKind::Bool(b) => b,
                    ExprKind::Int(i) => i != 0,
                    _ => {
                        self.error(
                            codes::E0503,
                            e.anchor_span(),
                            "Non-constant condition in a `with gil(<condition>)` statement"
                                .replace("gil(", if acquire { "gil(" } else { "nogil(" }),
                        );
                        false
                    }
                }
            }
        }
    }

    fn gil_stmt(
        &mut self,
        kind: ast::GilKind,
        condition: Option<&'a ast::Expr>,
        body: &'a [ast::Stmt],
        span: Span,
        out: &mut hir::Block,
    ) {
        let acquire = kind == ast::GilKind::Gil;
        // The statement is reported at its item, behind `with`.
        let offset = self.cx.sources.text(span).find(if acquire { "gil" } else { "nogil" }).unwrap_or(0);
        let span = Span::new(span.file, span.start + offset as u32, span.end);
        let enabled = self.gil_enabled(acquire, condition);
        if !enabled {
            out.extend(self.block(body));
            return;
        }
        let saved = std::mem::replace(&mut self.fx().nogil, !acquire);
        let body = self.block(body);
        self.fx().nogil = saved;
        out.push(Stmt { span, kind: StmtKind::Gil { acquire, body } });
    }

    /// The dotted path when an expression (or the function of a call) is a name of the `cython` module.
    pub fn cython_path(&mut self, e: &ast::Expr) -> Option<cyrus_syntax::Name> {
        use super::names::Resolved;
        use crate::scope::EntryKind;
        match &e.kind {
            ast::ExprKind::Name(name) => match self.resolve(name) {
                Resolved::Entry(entry) => match entry.kind {
                    EntryKind::Cython(path) => Some(path),
                    _ => None,
                },
                _ => None,
            },
            // What a call gives has attributes of its own.
            ast::ExprKind::Attribute(object, _) if matches!(object.kind, ast::ExprKind::Call(_)) => None,
            ast::ExprKind::Attribute(object, attr) => {
                let base = self.cython_path(object).filter(|base| base != super::cython_value::VERSION)?;
                Some(format!("{base}.{}", attr.name).into())
            }
            ast::ExprKind::Call(call) => self.cython_path(&call.func),
            _ => None,
        }
    }
}
