//! Methods of C++ classes that are written in Cython.
//!
//! Each body is a C function whose first parameter is `this`; what C++ calls is a member function that
//! passes itself on (written by the emitter). In a body, members of the class can be named alone, a
//! method of a base is called as `Base.method(…)`, and so is a constructor of a class written in Cython:
//! `this.__init__(…)`, `Base.__init__(…)`.

use super::Checker;
use super::cfunction::CSource;
use crate::cx::{ClassKey, DeclaredNode};
use cyrus_arena::Id as _;
use cyrus_hir::{self as hir, Callee, Expr};
use cyrus_source::Span;
use cyrus_syntax::Name;
use cyrus_syntax::ast::{self, StmtKind as Ast};
use cyrus_types::{CppClassId, Ty, TyId};

/// The C++ class that a method being checked belongs to.
#[derive(Clone, Copy, Debug)]
pub struct CppSelf {
    pub class: TyId,
    /// A static method has no `this`.
    pub is_static: bool,
}

impl<'a> Checker<'_, 'a> {
    /// A `cppclass` statement: the bodies in it.
    pub fn cpp_class_stmt(&mut self, def: &'a ast::CppClassDef) {
        let Some(DeclaredNode::CppClass(id)) = self.cx.declared.get(&(def.span.file, def.id)).copied() else {
            return;
        };
        for stmt in def.body.iter().flatten() {
            self.cpp_member(id, stmt);
        }
    }

    fn cpp_member(&mut self, id: CppClassId, stmt: &'a ast::Stmt) {
        match &stmt.kind {
            Ast::CFunc(def) => self.cpp_body(id, def),
            Ast::CppClass(def) => self.cpp_class_stmt(def),
            Ast::CdefBlock(body) => body.iter().for_each(|s| self.cpp_member(id, s)),
            // Declarations only.
            _ => {}
        }
    }

    fn cpp_body(&mut self, id: CppClassId, def: &'a ast::CFuncDef) {
        let Some(mut source) = CSource::of_cfunc(def) else { return };
        let Some(DeclaredNode::CFunc(func)) = self.cx.declared.get(&(def.span.file, def.id)).copied() else {
            return;
        };
        let Some(scope) = self.cx.class_scopes.get(&ClassKey::Cpp(id)).copied() else { return };
        let params = self.cx.types.cpp_params(id);
        let args = crate::declare::type_expr::own_params(self.cx, &params);
        let class = self.cx.types.intern(Ty::Cpp(id, args));
        source.cpp = Some(CppSelf { class, is_static: def.mods.is_static });
        self.cfunction(source, scope, func, None);
        if let Some(func) = self.cx.cfuncs[func].func
            && let hir::FuncKind::C(info) = &mut self.cx.funcs[func].kind
        {
            info.templates = params;
        }
    }

    /// `this`, in a method that has one.
    fn cpp_this(&self, span: Span) -> Option<(Expr, TyId)> {
        let fx = self.fx_ref();
        let cpp = fx.cpp_self.filter(|c| !c.is_static)?;
        Some((self.local_expr(fx.first_param?, span), cpp.class))
    }

    /// A name that stands alone in a method and means a field of the class.
    pub fn cpp_implicit_member(&mut self, name: &Name, span: Span) -> Option<Expr> {
        self.fx_ref().cpp_self?;
        if self.bound_here(name) {
            return None;
        }
        let (this, class) = self.cpp_this(span)?;
        self.cpp_field(class, name)?;
        Some(self.cpp_attribute(this, class, name, true, span))
    }

    fn bound_here(&self, name: &Name) -> bool {
        let fx = self.fx_ref();
        fx.names.contains_key(name) || fx.comprehensions.iter().any(|c| c.contains_key(name))
    }

    /// `method(…)` alone in a method means one of the class.
    pub fn cpp_implicit_call(&mut self, name: &Name, call: &'a ast::Call, span: Span) -> Option<Expr> {
        let cpp = self.fx_ref().cpp_self?;
        if self.bound_here(name) || self.cpp_methods(cpp.class, name).is_empty() {
            return None;
        }
        match self.cpp_this(span) {
            Some((this, _)) => self.cpp_method_call(this, name, call, span).ok(),
            None => self.cpp_static_call(cpp.class, name, call, span),
        }
    }

    /// `Base.method(…)` in a method: the implementation of that very class, on `this`.
    pub fn cpp_base_call(
        &mut self,
        class: TyId,
        name: &str,
        call: &'a ast::Call,
        span: Span,
    ) -> Option<Expr> {
        let (this, own) = self.cpp_this(span)?;
        if !self.cpp_derives(own, class) {
            return None;
        }
        if name == "__init__" {
            return Some(self.cpp_init_call(this, class, call, span));
        }
        let methods = self.cpp_methods(class, name);
        let Some((method, sig)) = self.chosen(&methods, call) else {
            if !methods.is_empty() {
                self.no_overload(methods.len(), span);
                return Some(self.error_expr(span));
            }
            return None;
        };
        let callee = Callee::CppMethod {
            object: this,
            base: Some(class),
            cname: method.cname,
            arrow: true,
            template_args: Vec::new(),
        };
        Some(self.finish_c_call(callee, sig, None, call, span))
    }

    /// `object.__init__(…)`: the statements of a constructor, run once more.
    pub fn cpp_init_call(&mut self, object: Expr, class: TyId, call: &'a ast::Call, span: Span) -> Expr {
        let methods = self.cpp_methods(class, "<init>");
        let Some((method, _)) = self.chosen(&methods, call) else {
            self.no_overload(methods.len(), span);
            return self.error_expr(span);
        };
        let Some(func) = method.func else {
            self.cx.unsupported(span, "calling a constructor that is not written in Cython");
            return self.error_expr(span);
        };
        let id = hir::CFuncId::from_index(func as usize);
        let sig = self.cx.cfuncs[id].sig;
        self.finish_c_call(Callee::Func(id), sig, Some(object), call, span)
    }
}
