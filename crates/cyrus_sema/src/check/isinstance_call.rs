//! `isinstance(x, C)`: a look at the type of `x` where the classes are builtin or extension types.

use super::Checker;
use cyrus_hir::{Coercion, Expr, ExprKind};
use cyrus_source::Span;
use cyrus_syntax::ast;
use cyrus_types::{Builtin, Ty, TyId, common};

impl<'a> Checker<'_, 'a> {
    pub(super) fn isinstance_call(&mut self, value: &'a ast::Expr, class: &'a ast::Expr, span: Span) -> Expr {
        let value = self.expr_as(value, common::OBJECT);
        let class = self.expr_as(class, common::OBJECT);
        let Some(types) = self.known_classes(&class) else {
            let kind = ExprKind::Runtime { name: "PyObject_IsInstance".into(), args: vec![value, class] };
            return Expr { ty: common::BINT, span, kind };
        };
        let local = self.temp(common::OBJECT, span);
        let mut tests = Vec::new();
        for class in types {
            let args = vec![self.local_expr(local, span), class];
            let kind = ExprKind::Runtime { name: "__cyrus_is_a".into(), args };
            tests.push(Expr { ty: common::BINT, span, kind });
        }
        let body = tests.into_iter().reduce(|left, right| {
            let kind = ExprKind::BoolOp { and: false, left: Box::new(left), right: Box::new(right) };
            Expr { ty: common::BINT, span, kind }
        });
        let Some(body) = body else {
            return Expr { ty: common::BINT, span, kind: ExprKind::Int(0) };
        };
        let kind = ExprKind::Let { local, value: Box::new(value), body: Box::new(body) };
        Expr { ty: common::BINT, span, kind }
    }

    /// The type objects of a class or tuple of classes, if none of them can have an `__instancecheck__`.
    fn known_classes(&mut self, class: &Expr) -> Option<Vec<Expr>> {
        match &class.kind {
            ExprKind::Tuple(items) if !items.is_empty() => {
                items.iter().map(|item| self.known_class(item)).collect()
            }
            ExprKind::Coerce { kind: Coercion::Reinterpret, value } => self.known_classes(value),
            _ => Some(vec![self.known_class(class)?]),
        }
    }

    fn known_class(&mut self, class: &Expr) -> Option<Expr> {
        let ty = match &class.kind {
            ExprKind::TypeObject(ty) => *ty,
            ExprKind::Builtin(name) => self.cx.types.builtin(Builtin::from_name(name)?),
            ExprKind::Coerce { kind: Coercion::Reinterpret, value } => return self.known_class(value),
            _ => return None,
        };
        self.is_plain_type(ty).then_some(Expr {
            ty: common::TYPE,
            span: class.span,
            kind: ExprKind::TypeObject(ty),
        })
    }

    /// Types whose instances are told by the type alone. Exceptions are left to Python: theirs are classes in disguise.
    fn is_plain_type(&self, ty: TyId) -> bool {
        match self.cx.types.kind(ty) {
            Ty::Ext(_) => true,
            Ty::Builtin(class) => {
                !matches!(class, Builtin::Exception(_) | Builtin::FrozenDict | Builtin::Date)
            }
            _ => false,
        }
    }
}
