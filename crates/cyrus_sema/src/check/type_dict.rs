//! Statements in the body of an extension type: they run when the type is there, with its dict as namespace.
//!
//! Default values of methods are evaluated before that, as the type can be used once it is ready; but not those that
//! speak of names of the body, which are statements of it.

use super::Checker;
use super::class::ClassMembers;
use super::fncx::ClassBody;
use cyrus_hir::{self as hir, Expr, ExprKind, LocalId, Stmt, StmtKind};
use cyrus_source::Span;
use cyrus_syntax::Name;
use cyrus_syntax::ast::{self, ParamDefault};
use cyrus_types::{ClassId, common};

impl<'a> Checker<'_, 'a> {
    /// From here on names are looked up in the type's dict, which the local holds.
    pub(super) fn enter_type_dict(
        &mut self,
        class: ClassId,
        globals: Vec<Name>,
        span: Span,
        members: &mut ClassMembers,
    ) -> LocalId {
        let name = self.cx.types.classes[class].name.clone();
        let namespace = self.temp(common::OBJECT, span);
        let body = ClassBody {
            namespace,
            qualname: name.clone(),
            class_cell: None,
            name,
            globals,
            nonlocals: Vec::new(),
            ext: Some(class),
            bound: std::mem::take(&mut members.bound),
        };
        self.fx().class_bodies.push(body);
        namespace
    }

    /// Makes what was checked meanwhile a statement of the body.
    pub(super) fn leave_type_dict(
        &mut self,
        class: ClassId,
        namespace: LocalId,
        body: hir::Block,
        span: Span,
        members: &mut ClassMembers,
    ) {
        if let Some(done) = self.fx().class_bodies.pop() {
            members.bound = done.bound;
        }
        let ty = self.cx.types.intern(cyrus_types::Ty::Ext(class));
        let args = vec![Expr { ty: common::TYPE, span, kind: ExprKind::TypeObject(ty) }];
        let kind = ExprKind::Runtime { name: "__cyrus_type_dict".into(), args };
        let value = Expr { ty: common::OBJECT, span, kind };
        members.statements.push(Stmt { span, kind: StmtKind::Let { local: namespace, value, body } });
    }

    /// Checks a method, whose default values may speak of names that the body has bound so far.
    pub(super) fn with_body_names(
        &mut self,
        class: ClassId,
        params: &'a ast::Params,
        span: Span,
        members: &mut ClassMembers,
        check: impl FnOnce(&mut Self, &mut ClassMembers),
    ) {
        let speaks = params.all().any(|p| match &p.default {
            Some(ParamDefault::Value(value)) => mentions(value, &|name| members.bound.contains_key(name)),
            Some(ParamDefault::Unknown) | None => false,
        });
        if !speaks {
            check(self, members);
            return;
        }
        let (methods, statements) = (members.class.methods.len(), members.statements.len());
        let namespace = self.enter_type_dict(class, Vec::new(), span, members);
        check(self, members);
        let late = members.class.methods[methods..].to_vec();
        let mut body: hir::Block =
            late.iter().map(|&func| Stmt { span, kind: StmtKind::Defaults(func) }).collect();
        body.extend(members.statements.drain(statements..));
        members.class.late_defaults.extend(late);
        self.leave_type_dict(class, namespace, body, span, members);
    }
}

fn mentions(e: &ast::Expr, known: &dyn Fn(&str) -> bool) -> bool {
    if let ast::ExprKind::Name(name) = &e.kind {
        return known(name);
    }
    let mut parts = Vec::new();
    cyrus_syntax::walk::expr_children(e, &mut |p| parts.push(p));
    parts.into_iter().any(|p| mentions(p, known))
}
