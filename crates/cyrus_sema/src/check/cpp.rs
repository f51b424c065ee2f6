//! C++ classes: their members, calls of their methods, what they derive from and convert to.
//!
//! Members are looked up in a class and then its bases, with template arguments substituted on the way.

use super::Checker;
use super::capability::write::locked_field;
use cyrus_diagnostics::codes;
use cyrus_hir::{CCall, Callee, Coercion, Expr, ExprKind};
use cyrus_source::Span;
use cyrus_syntax::Name;
use cyrus_syntax::ast;
use cyrus_types::{Builtin, CppClassId, ExcSpec, Field, FuncTyId, TemplateParamId, Ty, TyId, common};

/// A method found in a class or its bases, in terms of the class's arguments.
#[derive(Clone, Debug)]
pub struct FoundMethod {
    pub cname: Name,
    pub sig: FuncTyId,
    pub is_static: bool,
    pub template_params: Vec<TemplateParamId>,
    /// See [`cyrus_types::CppMethod::func`].
    pub func: Option<u32>,
}

impl<'a> Checker<'_, 'a> {
    pub(super) fn cpp_class(&self, ty: TyId) -> Option<(CppClassId, Vec<TyId>)> {
        match self.cx.types.kind(ty) {
            Ty::Cpp(id, args) => Some((*id, args.clone())),
            _ => None,
        }
    }

    /// All methods called `name`, of the nearest class that has any.
    pub fn cpp_methods(&mut self, class: TyId, name: &str) -> Vec<FoundMethod> {
        let Some((id, args)) = self.cpp_class(class) else { return Vec::new() };
        let _params = self.cx.types.cpp_params(id);
        let def = self.cx.types.cpp_classes[id].clone();
        let params = self.cx.types.cpp_params(id);
        let own: Vec<_> = def.methods.iter().filter(|m| m.name == name).cloned().collect();
        if !own.is_empty() {
            return own
                .into_iter()
                .map(|m| FoundMethod {
                    sig: self.cx.types.substitute_func(m.sig, &params, &args),
                    cname: m.cname,
                    is_static: m.is_static,
                    template_params: m.template_params,
                    func: m.func,
                })
                .collect();
        }
        for base in def.bases {
            let base = self.cx.types.substitute(base, &params, &args);
            let found = self.cpp_methods(base, name);
            if !found.is_empty() {
                return found;
            }
        }
        Vec::new()
    }

    pub(super) fn cpp_field(&mut self, class: TyId, name: &str) -> Option<Field> {
        let (id, args) = self.cpp_class(class)?;
        let _params = self.cx.types.cpp_params(id);
        let def = self.cx.types.cpp_classes[id].clone();
        let params = self.cx.types.cpp_params(id);
        if let Some(field) = def.fields.iter().find(|f| f.name == name) {
            let ty = self.cx.types.substitute(field.ty, &params, &args);
            return Some(Field { ty, ..field.clone() });
        }
        for base in def.bases {
            let base = self.cx.types.substitute(base, &params, &args);
            if let Some(field) = self.cpp_field(base, name) {
                return Some(field);
            }
        }
        None
    }

    /// Whether two types are one, whatever typedefs their template arguments are written with.
    pub fn cpp_same(&self, a: TyId, b: TyId) -> bool {
        let types = &self.cx.types;
        let (a, b) = (types.resolved(a), types.resolved(b));
        if a == b {
            return true;
        }
        match (types.get(a), types.get(b)) {
            // Arguments that are left out have their defaults.
            (Ty::Cpp(x, xs), Ty::Cpp(y, ys)) => {
                // A template named without arguments stands for all of its instances.
                let any = |t: TyId| matches!(types.kind(t), Ty::TemplateParam(_));
                x == y && xs.iter().zip(ys).all(|(&x, &y)| any(y) || self.cpp_same(x, y))
            }
            (Ty::Ptr(x), Ty::Ptr(y)) => self.cpp_same(*x, *y),
            _ => false,
        }
    }

    /// Whether one C++ class is derived from another.
    pub fn cpp_derives(&mut self, from: TyId, to: TyId) -> bool {
        let Some((id, args)) = self.cpp_class(from) else { return false };
        if self.cpp_same(from, to) {
            return true;
        }
        let params = self.cx.types.cpp_params(id);
        self.cx.types.cpp_classes[id].bases.clone().into_iter().any(|base| {
            let base = self.cx.types.substitute(base, &params, &args);
            self.cpp_derives(base, to)
        })
    }

    /// The first base of a class.
    pub fn cpp_first_base(&mut self, class: TyId) -> Option<TyId> {
        let (id, args) = self.cpp_class(class)?;
        let params = self.cx.types.cpp_params(id);
        let base = *self.cx.types.cpp_classes[id].bases.first()?;
        Some(self.cx.types.substitute(base, &params, &args))
    }

    /// Whether values convert to and from Python: strings, complex, and the standard containers of
    /// convertible types (Cython docs, "Using C++: standard library").
    pub fn cpp_to_py(&self, ty: TyId) -> bool {
        let Some((id, args)) = self.cpp_class(ty) else { return false };
        let def = &self.cx.types.cpp_classes[id];
        if def.namespace.as_deref() != Some("std") {
            return false;
        }
        let element = |t: TyId| {
            let types = &self.cx.types;
            match types.kind(t) {
                Ty::Cpp(..) => self.cpp_to_py(t),
                // An immutable class has no other references.
                Ty::Cyp(cyp) => {
                    cyp.cap == cyrus_types::Capability::Local
                        || cyp.cap == types.cyp_classes[cyp.class].own_cap
                }
                Ty::Ptr(_) => types.is_c_string(t),
                Ty::Void | Ty::Null | Ty::Error => false,
                _ => true,
            }
        };
        match def.name.as_str() {
            "string" | "string_view" => true,
            "vector" | "list" | "set" | "unordered_set" | "deque" | "multiset" | "unordered_multiset" => {
                args.first().is_some_and(|&t| element(t))
            }
            "pair" | "map" | "unordered_map" | "multimap" | "unordered_multimap" => {
                args.len() >= 2 && element(args[0]) && element(args[1])
            }
            "complex" => true,
            _ => false,
        }
    }

    pub(super) fn cpp_is_string(&self, class: TyId) -> bool {
        let Some((id, _)) = self.cpp_class(class) else { return false };
        matches!(self.cx.types.cpp_classes[id].name.as_str(), "string" | "string_view")
    }

    /// A `string_view`: a pointer into a string that something else holds.
    pub(super) fn is_string_view(&self, class: TyId) -> bool {
        let Some((id, _)) = self.cpp_class(class) else { return false };
        self.cx.types.cpp_classes[id].name == "string_view"
    }

    /// A C++ string as `bytes` or `bytearray`, whatever strings become elsewhere.
    pub(super) fn cpp_string_as(&mut self, value: Expr, class: Builtin, to: TyId) -> Expr {
        let span = value.span;
        let ty = self.cx.types.resolved(value.ty);
        let local = self.temp(ty, span);
        let part = |this: &mut Self, name: &'static str, ret: TyId| {
            let sig = this.cx.types.intern_func(cyrus_types::FuncTy {
                params: Vec::new(),
                ret,
                varargs: false,
                optional: 0,
                exception: ExcSpec::None,
                nogil: true,
                with_gil: false,
            });
            let callee = Callee::CppMethod {
                object: this.local_expr(local, span),
                base: None,
                cname: name.into(),
                arrow: false,
                template_args: Vec::new(),
            };
            let nogil = this.fx_ref().nogil;
            let kind = ExprKind::CCall(Box::new(CCall { callee, sig, args: Vec::new(), nogil }));
            Expr { ty: ret, span, kind }
        };
        let args = vec![part(self, "data", common::CONST_CHAR_PTR), part(self, "size", common::SSIZE_T)];
        let name = match class {
            Builtin::ByteArray => "PyByteArray_FromStringAndSize",
            _ => "PyBytes_FromStringAndSize",
        };
        let body = Box::new(Expr { ty: to, span, kind: ExprKind::Runtime { name: name.into(), args } });
        Expr { ty: to, span, kind: ExprKind::Let { local, value: Box::new(value), body } }
    }

    pub fn deref_ty(&mut self, ty: TyId) -> Option<TyId> {
        if let Some(to) = self.cx.types.pointee(ty) {
            return Some(to);
        }
        let methods = self.cpp_methods(ty, "operator*");
        let sig = methods.iter().find(|m| self.cx.types.funcs[m.sig].params.is_empty())?.sig;
        Some(self.cx.types.funcs[sig].ret)
    }

    /// `object.name`: a field, or a method as a callee.
    pub fn cpp_attribute(&mut self, object: Expr, class: TyId, name: &Name, arrow: bool, span: Span) -> Expr {
        if let Some(field) = self.cpp_field(class, name) {
            return Expr {
                ty: field.ty,
                span,
                kind: ExprKind::Member { object: Box::new(object), cname: field.cname, arrow },
            };
        }
        let methods = self.cpp_methods(class, name);
        if let Some(first) = methods.first() {
            let ty = self.cx.types.intern(Ty::Func(first.sig));
            return Expr {
                ty,
                span,
                kind: ExprKind::Member { object: Box::new(object), cname: first.cname.clone(), arrow },
            };
        }
        // Strings and containers have the methods of the Python objects they become.
        if !arrow && self.cpp_to_py(class) {
            let ty = if self.cpp_is_string(class) { common::BYTES } else { common::OBJECT };
            let object = Box::new(self.coercion(Coercion::CppToObject, object, ty));
            return Expr { ty: common::OBJECT, span, kind: ExprKind::Attr { object, name: name.clone() } };
        }
        let shown = self.cx.types.display(class);
        self.error(codes::E0204, span, format!("Object of type '{shown}' has no attribute '{name}'"));
        self.error_expr(span)
    }

    /// `object.name(args)` on a C++ object; `None` when it is no method.
    pub fn cpp_method_call(
        &mut self,
        object: Expr,
        name: &Name,
        call: &'a ast::Call,
        span: Span,
    ) -> Result<Expr, Expr> {
        let (class, arrow) = match *self.cx.types.kind(object.ty) {
            Ty::Cpp(..) => (self.cx.types.resolved(object.ty), false),
            Ty::Ptr(to) if matches!(self.cx.types.kind(to), Ty::Cpp(..)) => {
                (self.cx.types.resolved(to), true)
            }
            _ => return Err(object),
        };
        if name == "__init__" && arrow {
            return Ok(self.cpp_init_call(object, class, call, span));
        }
        let methods = self.cpp_methods(class, name);
        if methods.is_empty() {
            return Err(object);
        }
        if !arrow {
            if let Some(field) = locked_field(&object) {
                return self.locked_cpp_call(field, name, call, span);
            }
            self.check_cpp_write(&object, name, span);
        }
        self.check_isolated_items(object.ty, name, call.args.len(), span);
        let method_static = methods.iter().all(|m| m.is_static);
        let Some((method, sig)) = self.chosen(&methods, call) else {
            self.no_overload(methods.len(), span);
            return Ok(self.error_expr(span));
        };
        let callee = if method.is_static && method_static {
            self.static_callee(class, &method)
        } else {
            Callee::CppMethod { object, base: None, cname: method.cname, arrow, template_args: Vec::new() }
        };
        Ok(self.finish_c_call(callee, sig, None, call, span))
    }

    /// `len()` of what knows its length without Python: a cypclass with `__len__`, a C++ class with `size`.
    pub fn native_len(&mut self, value: Expr, span: Span) -> Result<Expr, Expr> {
        if self.cx.types.is_cyp(value.ty) {
            let len = self.cyp_method_call(value, "__len__", super::cyp_call::CypArgs::default(), span)?;
            // `len(x) - 1` may be below zero, as in Python.
            let unsigned = matches!(self.cx.types.kind(len.ty), Ty::Int(int) if !int.is_signed());
            return Ok(if unsigned { self.coerce(len, common::SSIZE_T) } else { len });
        }
        if !matches!(self.cx.types.kind(value.ty), Ty::Cpp(..)) {
            return Err(value);
        }
        let class = self.cx.types.resolved(value.ty);
        let size = self.cpp_methods(class, "size").into_iter().find(|m| {
            let func = &self.cx.types.funcs[m.sig];
            func.params.is_empty() && m.template_params.is_empty() && !m.is_static
        });
        let Some(size) = size else { return Err(value) };
        let nogil = self.cx.types.funcs[size.sig].nogil;
        let size = self.cpp_called(value, size, Vec::new(), nogil, span);
        Ok(self.coerce(size, common::SSIZE_T))
    }

    /// What is in a parcel, which is empty after that.
    pub fn taken_out(&mut self, parcel: Expr, span: Span) -> Option<Expr> {
        let class = self.cx.types.resolved(parcel.ty);
        let take = self.cpp_methods(class, "take").into_iter().next()?;
        Some(self.cpp_called(parcel, take, Vec::new(), true, span))
    }

    /// A call of a method with arguments that are of its parameters' types.
    pub(super) fn cpp_called(
        &self,
        object: Expr,
        method: FoundMethod,
        args: Vec<Expr>,
        nogil: bool,
        span: Span,
    ) -> Expr {
        let ty = self.cx.types.funcs[method.sig].ret;
        let callee = Callee::CppMethod {
            object,
            base: None,
            cname: method.cname,
            arrow: false,
            template_args: Vec::new(),
        };
        let call = cyrus_hir::CCall { callee, sig: method.sig, args, nogil };
        Expr { ty, span, kind: ExprKind::CCall(Box::new(call)) }
    }

    fn static_callee(&self, class: TyId, method: &FoundMethod) -> Callee {
        Callee::CppFunc { class: Some(class), cname: method.cname.clone(), template_args: Vec::new() }
    }

    /// `Class.method(args)`: a static method; `None` when the class has no such method.
    pub fn cpp_static_call(
        &mut self,
        class: TyId,
        name: &str,
        call: &'a ast::Call,
        span: Span,
    ) -> Option<Expr> {
        let class = self.cx.types.resolved(class);
        let methods: Vec<_> = self.cpp_methods(class, name).into_iter().filter(|m| m.is_static).collect();
        if methods.is_empty() {
            return None;
        }
        let Some((method, sig)) = self.chosen(&methods, call) else {
            self.no_overload(methods.len(), span);
            return Some(self.error_expr(span));
        };
        let callee = self.static_callee(class, &method);
        Some(self.finish_c_call(callee, sig, None, call, span))
    }

    /// A method template with its arguments written: `object.method[T](args)`.
    pub fn cpp_explicit_method(
        &mut self,
        object: Expr,
        name: &Name,
        template_args: Vec<TyId>,
        call: &'a ast::Call,
        span: Span,
    ) -> Result<Expr, Expr> {
        let (class, arrow) = match self.cx.types.pointee(object.ty) {
            Some(to) => (self.cx.types.resolved(to), true),
            None => (self.cx.types.resolved(object.ty), false),
        };
        let mut methods = self.cpp_methods(class, name);
        methods.retain(|m| m.template_params.len() >= template_args.len() && !m.template_params.is_empty());
        if methods.is_empty() {
            return Err(object);
        }
        for m in &mut methods {
            m.sig = self.explicit_template(m.sig, &m.template_params, &template_args);
            m.template_params.drain(..template_args.len());
        }
        let Some((method, sig)) = self.chosen(&methods, call) else {
            self.no_overload(methods.len(), span);
            return Ok(self.error_expr(span));
        };
        let callee = Callee::CppMethod { object, base: None, cname: method.cname, arrow, template_args };
        Ok(self.finish_c_call(callee, sig, None, call, span))
    }
}
