//! `cython.pymutex` and `cython.critical_section`.
//!
//! A mutex is a C struct of the support code, unlocked when zero: it lives where it is declared and is never copied.
//! `with mutex:` and critical sections become `try`/`finally` around calls of the support code. On Pythons with a
//! GIL a critical section of objects does nothing, as the GIL is held already.

use super::Checker;
use super::with_part::WithPart;
use crate::declare::cython_module;
use cyrus_diagnostics::codes;
use cyrus_hir::{self as hir, Expr, ExprKind, LocalKind, Stmt, StmtKind};
use cyrus_source::Span;
use cyrus_syntax::Name;
use cyrus_syntax::ast;
use cyrus_types::{Ty, TyId, common};

const WRONG_ARGUMENT: &str =
    "Arguments to cython.critical_section must be Python objects, pymutex, or pymutex*.";

impl<'a> Checker<'_, 'a> {
    pub fn is_pymutex(&self, ty: TyId) -> bool {
        match self.cx.types.kind(ty) {
            Ty::Struct(id) => self.cx.types.structs[*id].cname == cython_module::PYMUTEX,
            _ => false,
        }
    }

    /// The address of a mutex, given it or a pointer to it.
    fn mutex_pointer(&mut self, mutex: Expr) -> Option<Expr> {
        let span = mutex.span;
        if self.is_pymutex(mutex.ty) {
            let ty = self.cx.types.unqualified(mutex.ty);
            let ty = self.cx.types.ptr(ty);
            return Some(Expr { ty, span, kind: ExprKind::AddressOf(Box::new(mutex)) });
        }
        let to = self.cx.types.pointee(mutex.ty)?;
        self.is_pymutex(to).then_some(mutex)
    }

    /// Reports a mutex where its value would be taken.
    pub fn copied_mutex(&mut self, from: TyId, span: Span) -> bool {
        let copied = self.is_pymutex(from);
        if copied {
            self.error(codes::E0301, span, "cython.pymutex cannot be copied");
        }
        copied
    }

    /// `mutex.acquire()` and its other methods.
    pub fn mutex_method(&mut self, mutex: Expr, name: &str, span: Span) -> Option<Expr> {
        let (function, ty) = match name {
            "acquire" => ("__cyrus_pymutex_acquire", common::VOID),
            "release" => ("__cyrus_pymutex_release", common::VOID),
            "locked" => ("__cyrus_pymutex_locked", common::BINT),
            "can_check_locked" => return Some(Expr { ty: common::INT, span, kind: ExprKind::Int(1) }),
            _ => return None,
        };
        let pointer = self.mutex_pointer(mutex)?;
        let kind = ExprKind::Runtime { name: Name::new_static(function), args: vec![pointer] };
        Some(Expr { ty, span, kind })
    }

    /// `with mutex:`; `None` when the value is something else.
    pub(super) fn mutex_with(&mut self, part: WithPart<'a>, out: &mut hir::Block) -> bool {
        let WithPart { item, span, .. } = part;
        if matches!(item.context.kind, ast::ExprKind::Call(_)) || item.target.is_some() {
            return false;
        }
        let ty = self.speculate(|c| c.expr(&item.context).ty);
        if !self.is_pymutex(ty) {
            return false;
        }
        let mutex = self.lvalue(&item.context);
        let Some(pointer) = self.mutex_pointer(mutex) else { return false };
        let mut inner = Vec::new();
        self.inside(part, &mut inner);
        self.guarded(pointer, "__cyrus_pymutex_acquire", "__cyrus_pymutex_release", inner, span, out);
        true
    }

    /// `enter(value)`, the body, and `leave(value)` however the body ends.
    fn guarded(
        &mut self,
        value: Expr,
        enter: &'static str,
        leave: &'static str,
        body: hir::Block,
        span: Span,
        out: &mut hir::Block,
    ) {
        let local = self.temp(value.ty, span);
        let call = |c: &Self, name: &'static str| {
            let args = vec![c.local_expr(local, span)];
            let kind = ExprKind::Runtime { name: Name::new_static(name), args };
            Stmt { span, kind: StmtKind::Expr(Expr { ty: common::VOID, span, kind }) }
        };
        let guarded = hir::Try {
            body,
            handlers: Vec::new(),
            orelse: Vec::new(),
            finally: Some(vec![call(self, leave)]),
        };
        let body = vec![call(self, enter), Stmt { span, kind: StmtKind::Try(Box::new(guarded)) }];
        out.push(Stmt { span, kind: StmtKind::Let { local, value, body } });
    }

    /// `with cython.critical_section(a, b):`
    pub(super) fn critical_with(&mut self, part: WithPart<'a>, out: &mut hir::Block) -> bool {
        let WithPart { item, span, .. } = part;
        let at = item.context.span;
        let args: Vec<&'a ast::Expr> = match &item.context.kind {
            ast::ExprKind::Call(call) => call
                .args
                .iter()
                .filter_map(|a| match a {
                    ast::Arg::Positional(e) => Some(e),
                    _ => None,
                })
                .collect(),
            _ => Vec::new(),
        };
        let given = match &item.context.kind {
            ast::ExprKind::Call(call) => call.args.len(),
            _ => 0,
        };
        if !(1..=2).contains(&args.len()) || args.len() != given {
            let message = "critical_section directive accepts one or two positional arguments";
            self.error(codes::E0303, at, message);
            return true;
        }
        let values: Vec<Expr> = args.into_iter().map(|e| self.lvalue(e)).collect();
        self.fx().critical.push(at);
        let mut inner = Vec::new();
        self.inside(part, &mut inner);
        self.fx().critical.pop();
        self.critical(values, inner, at, span, out);
        true
    }

    /// A body that runs in a critical section.
    fn critical(&mut self, values: Vec<Expr>, inner: hir::Block, at: Span, span: Span, out: &mut hir::Block) {
        let objects = values.iter().filter(|v| self.cx.types.is_object(v.ty)).count();
        let wrong = values.iter().find(|v| {
            let pointee = self.cx.types.pointee(v.ty);
            !self.cx.types.is_object(v.ty)
                && !self.cx.types.is_error(v.ty)
                && !self.is_pymutex(v.ty)
                && !pointee.is_some_and(|p| self.is_pymutex(p))
        });
        if let Some(wrong) = wrong {
            let at = wrong.span;
            self.error(codes::E0301, at, WRONG_ARGUMENT);
            return;
        }
        if objects > 0 && objects < values.len() {
            let message = "Arguments to cython.critical_section must not mix objects and pymutexes.";
            self.error(codes::E0301, at, message);
            return;
        }
        if self.fx_ref().nogil && objects > 0 {
            self.error(codes::E0501, at, "Critical sections require the GIL");
            return;
        }
        if objects == 0 {
            // Both locks in the order of their addresses, so that two threads cannot wait for each other.
            let mut pointers = Vec::new();
            for value in values {
                pointers.extend(self.mutex_pointer(value));
            }
            if pointers.len() < 2 {
                if let Some(pointer) = pointers.pop() {
                    let (enter, leave) = ("__cyrus_pymutex_acquire", "__cyrus_pymutex_release");
                    self.guarded(pointer, enter, leave, inner, span, out);
                }
                return;
            }
            self.section("__cyrus_pymutex_pair", "__cyrus_pymutex_pair", pointers, inner, span, out);
            return;
        }
        let none = self.none_expr(span);
        let mut values: Vec<Expr> = values.into_iter().map(|v| self.coerce(v, common::OBJECT)).collect();
        if values.len() < 2 {
            values.push(none);
        }
        self.section("__cyrus_critical", "__cyrus_critical", values, inner, span, out);
    }

    /// A section that keeps its state in a variable: `prefix_begin(&state, values)`, `prefix_end(&state)`.
    fn section(
        &mut self,
        state: &'static str,
        prefix: &str,
        values: Vec<Expr>,
        inner: hir::Block,
        span: Span,
        out: &mut hir::Block,
    ) {
        let ty = cython_module::support_struct(self.cx, state);
        let local = self.fx().add_local(Name::default(), ty, LocalKind::Variable, span);
        let pointer = self.cx.types.ptr(ty);
        let address = |c: &Self| {
            let place = Box::new(c.local_expr(local, span));
            Expr { ty: pointer, span, kind: ExprKind::AddressOf(place) }
        };
        let mut args = vec![address(self)];
        args.extend(values);
        let call = |name: String, args| {
            let kind = ExprKind::Runtime { name: name.into(), args };
            Stmt { span, kind: StmtKind::Expr(Expr { ty: common::VOID, span, kind }) }
        };
        let guarded = hir::Try {
            body: inner,
            handlers: Vec::new(),
            orelse: Vec::new(),
            finally: Some(vec![call(format!("{prefix}_end"), vec![address(self)])]),
        };
        out.push(call(format!("{prefix}_begin"), args));
        out.push(Stmt { span, kind: StmtKind::Try(Box::new(guarded)) });
    }

    /// `@cython.critical_section`: the body of a function, in a section of its first argument.
    pub fn critical_body(
        &mut self,
        decorators: &'a [ast::Expr],
        first: Option<hir::LocalId>,
        span: Span,
        body: hir::Block,
    ) -> hir::Block {
        let Some(decorator) = self.critical_decorator(decorators) else { return body };
        if matches!(decorator.kind, ast::ExprKind::Call(_)) {
            self.error(codes::E0306, span, "critical_section decorator does not take arguments");
            return body;
        }
        let Some(first) = first else {
            let message = "critical_section directive can only be applied to a function with one or more \
                           positional arguments";
            self.error(codes::E0306, span, message);
            return body;
        };
        let value = Expr { span, ..self.local_expr(first, span) };
        let mut out = Vec::new();
        self.critical(vec![value], body, span, span, &mut out);
        out
    }

    /// Whether a function's decorators ask for a critical section.
    fn critical_decorator(&self, decorators: &'a [ast::Expr]) -> Option<&'a ast::Expr> {
        // Looked up from outside: inside, the decorator is no name that the function captures.
        let scope = self.fx_ref().scope;
        decorators.iter().find(|d| {
            let callee = if let ast::ExprKind::Call(call) = &d.kind { &call.func } else { d };
            super::declared::cython_path(self.cx, scope, callee).as_deref() == Some("critical_section")
        })
    }
}
