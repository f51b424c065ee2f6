//! Static methods of C++ classes as values: `Class.method`, `&Class.method`.
//!
//! They are functions, which become pointers where one is wanted. Tests: `tests/lang/cpp/static_methods.md`.

use super::Checker;
use super::cpp::FoundMethod;
use cyrus_hir::{Expr, ExprKind};
use cyrus_source::Span;
use cyrus_syntax::ast;
use cyrus_types::{FuncTyId, Ty};

impl<'a> Checker<'_, 'a> {
    /// `Class.method` that is not called: the static method that is a function of the wanted kind, or the first.
    pub fn cpp_static_value(
        &mut self,
        class: &'a ast::Expr,
        name: &ast::Ident,
        wanted: Option<FuncTyId>,
        span: Span,
    ) -> Option<Expr> {
        let class = self.named_cpp_class(class)?;
        let class = self.cx.types.resolved(class);
        let mut methods = self.cpp_methods(class, &name.name);
        // One written in Cython that has optional arguments is no function of a type that can be written.
        methods.retain(|m| {
            let optional = self.cx.types.funcs[m.sig].optional > 0;
            m.is_static && m.template_params.is_empty() && !(optional && m.func.is_some())
        });
        let fits = |m: &&FoundMethod| wanted.is_some_and(|wanted| self.funcs_convert(m.sig, wanted));
        let method = methods.iter().find(fits).or(methods.first())?;
        let ty = self.cx.types.intern(Ty::Func(method.sig));
        Some(Expr { ty, span, kind: ExprKind::CppFunc { class, cname: method.cname.clone() } })
    }
}
