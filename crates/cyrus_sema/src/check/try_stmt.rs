//! `try`: its handlers.

use super::Checker;
use cyrus_diagnostics::codes;
use cyrus_hir::{self as hir, Expr, ExprKind, Stmt, StmtKind, Target, TargetKind};
use cyrus_source::Span;
use cyrus_syntax::ast;
use cyrus_types::common;

impl<'a> Checker<'_, 'a> {
    pub(super) fn try_stmt(&mut self, node: &'a ast::Try, span: Span, out: &mut hir::Block) {
        if node.is_star && self.handles_without_gil() {
            let message = "Try-except* statement not allowed without gil";
            self.error(codes::E0501, span, message);
            return;
        }
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
            if self.handles_without_gil() || self.is_other_variable(handler) {
                handlers.push(self.native_handler(handler, matches));
                continue;
            }
            let target = handler.target.as_ref().map(|t| self.target(t));
            if let Some(TargetKind::Local(local)) = target.as_ref().map(|t| &t.kind) {
                let local = *local;
                self.fx().caught_in_variables.push(local);
            }
            let delete_target = self.deletes_caught(target.as_ref());
            self.fx().star_states.push(None);
            let body = self.block(&handler.body);
            self.fx().star_states.pop();
            handlers.push(hir::Handler { span: handler.span, matches, target, delete_target, body });
        }
        handlers
    }

    /// A handler in code without the GIL: its name stands for the exception inside, where it is shown, raised again, or used in
    /// `with gil` blocks.
    fn native_handler(&mut self, handler: &'a ast::ExceptHandler, matches: Option<Expr>) -> hir::Handler {
        let span = handler.span;
        let mut target = None;
        let mut named = None;
        if let Some(written) = &handler.target {
            let local = self.temp(common::OBJECT, written.span);
            target = Some(Target { span: written.span, ty: common::OBJECT, kind: TargetKind::Local(local) });
            if let ast::ExprKind::Name(name) = &written.kind {
                let fx = self.fx();
                fx.caught.push(local);
                fx.narrowed.push((local, None));
                named = Some((name.clone(), fx.names.insert(name.clone(), local)));
            }
        }
        let body = self.block(&handler.body);
        match named {
            Some((name, Some(before))) => {
                self.fx().names.insert(name, before);
            }
            Some((name, None)) => {
                self.fx().names.remove(&name);
            }
            None => {}
        }
        hir::Handler { span, matches, target, delete_target: false, body }
    }

    /// Whether handlers here are those of code without the GIL.
    fn handles_without_gil(&self) -> bool {
        self.cx.handles_without_gil() && self.fx_ref().nogil && !self.fx_ref().raising
    }

    /// Whether the name of a handler in a `with gil` block is that of a variable of another type.
    fn is_other_variable(&mut self, handler: &ast::ExceptHandler) -> bool {
        let Some(ast::ExprKind::Name(name)) = handler.target.as_ref().map(|t| &t.kind) else { return false };
        if !self.fx_ref().nogil_body || !self.cx.handles_without_gil() {
            return false;
        }
        let Some(local) = self.fx_ref().names.get(name).copied() else { return false };
        let ty = self.infer_local(local);
        !self.cx.types.is_object(ty)
    }

    /// Whether an expression is an exception that such a handler caught. Types are inferred before the handler is looked at.
    pub(super) fn is_caught(&self, e: &Expr) -> bool {
        let ExprKind::Local(local) = e.kind else { return false };
        let fx = self.fx_ref();
        fx.caught.contains(&local)
            || self.speculating > 0 && self.handles_without_gil() && fx.only_caught(local)
    }

    /// The path to a part of such an exception, of attributes and indices (`e.args[0]`): empty for the exception itself.
    pub(super) fn caught_part<'e>(&self, e: &'e Expr) -> Option<(&'e Expr, String)> {
        if self.is_caught(e) {
            return Some((e, String::new()));
        }
        let (object, step) = match &e.kind {
            ExprKind::Attr { object, name } => (object, name.to_string()),
            ExprKind::ItemInt { object, index, .. } | ExprKind::Item { object, index } => match index.kind {
                ExprKind::Int(at) => (object, at.to_string()),
                _ => return None,
            },
            ExprKind::Coerce { kind: hir::Coercion::Reinterpret, value } => return self.caught_part(value),
            _ => return None,
        };
        let (caught, path) = self.caught_part(object)?;
        Some((caught, format!("{path}.{step}")))
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
}
