//! `try`: its handlers.

use super::Checker;
use cyrus_diagnostics::codes;
use cyrus_hir::{self as hir, Stmt, StmtKind};
use cyrus_source::Span;
use cyrus_syntax::ast;
use cyrus_types::common;

impl<'a> Checker<'_, 'a> {
    pub(super) fn try_stmt(&mut self, node: &'a ast::Try, span: Span, out: &mut hir::Block) {
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
}
