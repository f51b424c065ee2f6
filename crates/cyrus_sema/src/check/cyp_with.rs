//! `with` over an object of a cypclass, which needs no GIL.
//!
//! The class has methods `__enter__` and `__exit__` without arguments: the second is called however the block ends, and what it returns does not matter. A class whose
//! `__exit__` takes the exception is a context manager for Python, and seen by it as such.

use super::Checker;
use super::cyp_call::CypArgs;
use super::with_part::WithPart;
use cyrus_hir::{self as hir, Expr, Stmt, StmtKind};
use cyrus_syntax::ast;
use cyrus_types::TyId;

impl<'a> Checker<'_, 'a> {
    fn is_native_manager(&mut self, ty: TyId) -> bool {
        let Some(cyp) = self.cyp_of(ty) else { return false };
        ["__enter__", "__exit__"].into_iter().all(|name| {
            let methods = self.cyp_methods(&cyp, name);
            methods.iter().any(|method| self.cx.types.funcs[method.sig].params.is_empty())
        })
    }

    /// What `with` over such an object gives to its variable.
    pub(super) fn native_with_ty(&mut self, manager: &'a ast::Expr) -> Option<TyId> {
        self.speculate(|c| {
            let manager = c.expr(manager);
            if !c.is_native_manager(manager.ty) {
                return None;
            }
            let span = manager.span;
            c.cyp_method_call(manager, "__enter__", CypArgs::default(), span).ok().map(|entered| entered.ty)
        })
    }

    /// `with object as target:`; `false` when it is something else.
    pub(super) fn native_with(&mut self, part: WithPart<'a>, out: &mut hir::Block) -> bool {
        let WithPart { item, span, .. } = part;
        let ty = self.speculate(|c| c.expr(&item.context).ty);
        if !self.is_native_manager(ty) {
            return false;
        }
        let value = self.expr(&item.context);
        let at = value.span;
        let manager = self.temp(value.ty, at);
        let call = |c: &mut Self, name: &str| -> Option<Expr> {
            let object = c.local_expr(manager, at);
            c.cyp_method_call(object, name, CypArgs::default(), at).ok()
        };
        let Some(entered) = call(self, "__enter__") else { return true };
        let mut block = vec![match &item.target {
            Some(target) => {
                let target = self.target(target);
                let value = self.coerce(entered, target.ty);
                Stmt { span, kind: StmtKind::Assign { target, value } }
            }
            None => Stmt { span, kind: StmtKind::Expr(entered) },
        }];
        let mut inner = Vec::new();
        self.inside(part, &mut inner);
        let Some(left) = call(self, "__exit__") else { return true };
        let finally = Some(vec![Stmt { span, kind: StmtKind::Expr(left) }]);
        let node = hir::Try { body: inner, handlers: Vec::new(), orelse: Vec::new(), finally };
        block.push(Stmt { span, kind: StmtKind::Try(Box::new(node)) });
        out.push(Stmt { span, kind: StmtKind::Let { local: manager, value, body: block } });
        true
    }
}
