//! `typeid(x)` and `typeid(Type)` of `cython.operator`.

use super::Checker;
use cyrus_diagnostics::codes;
use cyrus_hir::{CCall, Callee, Expr, ExprKind};
use cyrus_source::Span;
use cyrus_syntax::ast;
use cyrus_types::{CppHandler, ExcSpec, FuncTy, Ty, common};

impl<'a> Checker<'_, 'a> {
    /// The description of a type, or of an object's own class. A null pointer dereferenced raises TypeError.
    pub fn typeid(&mut self, arg: &'a ast::Expr, span: Span) -> Expr {
        if !self.cx.cplus {
            self.error(codes::E0401, span, "typeid operator only allowed in c++");
            return self.error_expr(span);
        }
        let info = crate::declare::pxd::load(self.cx, "libcpp.typeinfo")
            .and_then(|scope| self.cx.scopes[scope].get("type_info")?.as_type());
        let Some(info) = info else {
            let message = "The 'libcpp.typeinfo' module must be cimported to use the typeid() operator";
            self.error(codes::E0203, span, message);
            return self.error_expr(span);
        };
        let scope = self.fx_ref().scope;
        let named = super::declared::expr_as_type(self.cx, scope, arg);
        let named = named.map(|ty| crate::declare::type_expr::specialize(self.cx, ty));
        let args = match named {
            Some(_) => Vec::new(),
            None => vec![self.expr(arg)],
        };
        let object = named.or(args.first().map(|a| a.ty)).unwrap_or(common::ERROR);
        // In a specialisation for objects, a fused type is the pointer that such an object is.
        let fused = named.is_some() && !self.cx.specialized.is_empty();
        if self.cx.types.is_object(object) && !fused {
            self.error(codes::E0301, span, "Cannot use typeid on a Python object");
            return self.error_expr(span);
        }
        let constant = self.cx.types.constant(info);
        let ret = self.cx.types.intern(Ty::Ref(constant));
        let sig = self.cx.types.intern_func(FuncTy {
            params: Vec::new(),
            ret,
            varargs: true,
            optional: 0,
            exception: ExcSpec::Cpp { handler: CppHandler::Default, maybe: None },
            nogil: true,
            with_gil: false,
        });
        let (cname, template_args) = match named {
            Some(ty) => ("__cyrus_typeid".into(), vec![ty]),
            None => ("typeid".into(), Vec::new()),
        };
        let callee = Callee::CppFunc { class: None, cname, template_args };
        let nogil = self.fx_ref().nogil;
        Expr { ty: ret, span, kind: ExprKind::CCall(Box::new(CCall { callee, sig, args, nogil })) }
    }
}
