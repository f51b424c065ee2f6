//! `with`: context managers, the managers that are the language's own, and the GIL.

use super::Checker;
use super::with_part::WithPart;
use cyrus_diagnostics::codes;
use cyrus_hir::{self as hir, Expr, ExprKind, Stmt, StmtKind};
use cyrus_source::Span;
use cyrus_syntax::ast;
use cyrus_types::{Ty, TyId, common};

impl<'a> Checker<'_, 'a> {
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

    pub(super) fn gil_stmt(
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
}
