//! Statements: those that are not large enough for files of their own, and which file has the others.

use super::Checker;
use cyrus_diagnostics::{Diagnostic, codes};
use cyrus_hir::{self as hir, Expr, ExprKind, LocalKind, Stmt, StmtKind};
use cyrus_source::Span;
use cyrus_syntax::ast::{self, StmtKind as Ast};
use cyrus_types::{Ty, TyId, common};

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
                    let value = match self.none_as_no_object(e, ret) {
                        Some(nothing) => nothing,
                        None if whole => self.expr_expecting(e, ret),
                        None => self.expr_as(e, ret),
                    };
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

    // ---- declarations

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
