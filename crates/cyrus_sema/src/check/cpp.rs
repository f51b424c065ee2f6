//! C++: member access, operators, construction, iteration, conversions of class types.

use super::Checker;
use cyrus_hir::{BinOp, CmpOp, Expr, ExprKind, ForIter, Target, UnOp};
use cyrus_source::Span;
use cyrus_syntax::Name;
use cyrus_syntax::ast;
use cyrus_types::{Ty, TyId, common};

impl<'a> Checker<'_, 'a> {
    /// Whether a C++ value converts implicitly (constructors, conversions, derived to base).
    pub fn cpp_converts(&self, from: TyId, to: TyId) -> bool {
        from == to || self.cpp_derives(self.cx.types.resolved(from), self.cx.types.resolved(to))
    }

    /// Whether one C++ class is derived from another.
    pub fn cpp_derives(&self, from: TyId, to: TyId) -> bool {
        match self.cx.types.kind(from) {
            Ty::Cpp(id, _) => {
                from == to || self.cx.types.cpp_classes[*id].bases.iter().any(|&b| self.cpp_derives(b, to))
            }
            _ => false,
        }
    }

    /// Whether values convert to and from Python (`std::string`, containers of convertible types).
    pub fn cpp_to_py(&self, _ty: TyId) -> bool {
        false
    }

    /// Element type of a container in a loop.
    pub fn cpp_element_ty(&mut self, _container: TyId) -> TyId {
        common::OBJECT
    }

    pub fn cpp_attribute(
        &mut self,
        _object: Expr,
        _class: TyId,
        _name: &Name,
        _arrow: bool,
        span: Span,
    ) -> Expr {
        self.cx.unsupported(span, "a C++ member");
        self.error_expr(span)
    }

    pub fn cpp_subscript(&mut self, _object: Expr, _index: &'a ast::Expr, span: Span) -> Expr {
        self.cx.unsupported(span, "a C++ subscript");
        self.error_expr(span)
    }

    pub fn cpp_binary(&mut self, _op: BinOp, _left: Expr, _right: Expr, span: Span) -> Expr {
        self.cx.unsupported(span, "a C++ operator");
        self.error_expr(span)
    }

    pub fn cpp_unary(&mut self, _op: UnOp, _value: Expr, span: Span) -> Expr {
        self.cx.unsupported(span, "a C++ operator");
        self.error_expr(span)
    }

    pub fn cpp_compare(&mut self, _op: CmpOp, _left: Expr, _right: Expr, span: Span) -> Expr {
        self.cx.unsupported(span, "a C++ comparison");
        self.error_expr(span)
    }

    pub fn cpp_new(&mut self, _class: &'a ast::TypeExpr, _args: &'a [ast::Arg], span: Span) -> Expr {
        self.cx.unsupported(span, "the new operator");
        self.error_expr(span)
    }

    pub fn cpp_loop(&mut self, target: Target, value: Expr) -> ForIter {
        self.cx.unsupported(value.span, "iteration over a C++ container");
        ForIter::Iterator { target, source: value, is_async: false }
    }

    /// `*pointer`
    pub fn deref(&mut self, pointer: Expr, span: Span) -> Expr {
        let ty = self.cx.types.pointee(pointer.ty).unwrap_or(common::ERROR);
        Expr { ty, span, kind: ExprKind::Deref(Box::new(pointer)) }
    }
}
