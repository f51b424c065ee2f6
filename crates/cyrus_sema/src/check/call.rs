//! Calls: Python calls, C functions and methods, constructors and casts written as calls, builtins.

use super::Checker;
use super::cyp_call::CypArgs;
use super::names::Resolved;
use super::native_display::is_empty;
use crate::scope::EntryKind;
use cyrus_diagnostics::codes;
use cyrus_hir::{self as hir, Callee, Expr, ExprKind, MergePart};
use cyrus_source::Span;
use cyrus_syntax::Name;
use cyrus_syntax::ast::{self, Arg, ExprKind as Ast};
use cyrus_types::{Capability, FuncTyId, Ty, TyId, common};

impl<'a> Checker<'_, 'a> {
    /// Checks a call.
    pub fn call(&mut self, call: &'a ast::Call, e: &'a ast::Expr) -> Expr {
        let span = e.span;
        if let Some(operand) = self.go_of_parentheses(e) {
            return self.go_expr(operand, span);
        }
        for arg in &call.args {
            if let Arg::Positional(ast::Expr { kind: Ast::GeneratorExp(_), span, .. }) = arg {
                self.consumed_generators.insert(*span);
            }
        }
        // What `cython.cast(…)` and its like give may be called in turn.
        if !matches!(call.func.kind, ast::ExprKind::Call(_))
            && let Some(path) = self.cython_path(&call.func)
        {
            return self.cython_call(&path, call, e);
        }
        if let Some(callee) = self.fused_callee(&call.func) {
            return self.fused_call(callee, call, e);
        }
        if let Some(done) = self.cyp_special_call(call, e) {
            return done;
        }
        if let Some(class) = self.cyp_named(&call.func) {
            return self.cyp_construct(class, &call.args, e.anchor_span());
        }
        if let Ast::Name(name) = &call.func.kind
            && let Some(done) = self.cpp_implicit_call(name, call, e.anchor_span())
        {
            return done;
        }
        if let Ast::Name(name) = &call.func.kind
            && name.starts_with("__cyrus_dataclass_")
        {
            return self.dataclass_call(name, call, span);
        }
        if let Ast::Name(name) = &call.func.kind {
            match self.resolve(name) {
                Resolved::Entry(entry) => match &entry.kind {
                    EntryKind::PyBuiltin => {
                        if name == "print"
                            && self.makes_native_text()
                            && let Some(done) = self.native_print(call, span)
                        {
                            return done;
                        }
                        if let Some(done) = self.builtin_call(name, call, e) {
                            return done;
                        }
                    }
                    EntryKind::Type(ty) => return self.type_call(*ty, &entry, call, e),
                    EntryKind::CFunc(overloads)
                        if overloads.len() > 1
                            || overloads.iter().any(|id| !self.template_params(*id).is_empty()) =>
                    {
                        let overloads = overloads.clone();
                        return self.overloaded_call(&overloads, call, e);
                    }
                    _ => {}
                },
                Resolved::ClassName { .. }
                    if matches!(name.as_str(), "dir" | "eval" | "exec" | "globals" | "locals" | "vars")
                        && self.is_builtin(name)
                        && !self.fx_ref().class_bodies.last().is_some_and(|c| c.bound.contains_key(name)) =>
                {
                    if let Some(done) = self.builtin_call(name, call, e) {
                        return done;
                    }
                }
                _ => {}
            }
            if name == "super" && call.args.is_empty() && self.is_builtin("super") {
                return self.zero_arg_super(span);
            }
        }
        if let Ast::Subscript(base, index) = &call.func.kind
            && let Some(overloads) = self.named_templates(base)
        {
            return self.explicit_template_call(&overloads, index, call, e);
        }
        if let Some(overloads) = self.named_templates(&call.func) {
            return self.overloaded_call(&overloads, call, e);
        }
        if let Ast::Subscript(base, index) = &call.func.kind
            && let Ast::Attribute(object, name) = &base.kind
            && let Some(done) = self.explicit_method_call(object, &name.name, index, call, e)
        {
            return done;
        }
        if let Ast::Subscript(base, _) = &call.func.kind
            && self.names_template(base)
        {
            let scope = self.fx_ref().scope;
            if let Some(ty) = super::declared::expr_as_type(self.cx, scope, &call.func) {
                let entry = crate::scope::Entry::new("".into(), None, EntryKind::Type(ty));
                return self.type_call(ty, &entry, call, e);
            }
        }
        if let Ast::Attribute(..) = &call.func.kind
            && let Some(ty) = self.named_type(&call.func)
        {
            let entry = crate::scope::Entry::new("".into(), None, EntryKind::Type(ty));
            if !self.cx.types.is_object(ty) {
                return self.type_call(ty, &entry, call, e);
            }
        }
        if let Ast::Attribute(object, attr) = &call.func.kind
            && let Some(class) = self.named_cpp_class(object)
        {
            if let Some(done) = self.cpp_static_call(class, &attr.name, call, e.anchor_span()) {
                return done;
            }
            if let Some(done) = self.cpp_base_call(class, &attr.name, call, e.anchor_span()) {
                return done;
            }
            let scope = self.fx_ref().scope;
            if let Some(ty) = super::declared::expr_as_type(self.cx, scope, &call.func) {
                let entry = crate::scope::Entry::new("".into(), None, EntryKind::Type(ty));
                return self.type_call(ty, &entry, call, e);
            }
        }
        if let Ast::Attribute(object, attr) = &call.func.kind
            && let Some(done) = self.method_call(object, attr, call, e)
        {
            return done;
        }
        let func = self.expr(&call.func);
        self.call_value(func, call, e)
    }

    /// Whether an expression names a C++ class template or generic cypclass.
    pub(super) fn names_template(&mut self, e: &ast::Expr) -> bool {
        let entry = match &e.kind {
            Ast::Name(name) => match self.resolve(name) {
                Resolved::Entry(entry) => entry,
                _ => return false,
            },
            Ast::Attribute(value, name) => match self.scope_of(value) {
                Some(super::attribute::QualifiedScope::Scope(scope)) => {
                    match self.cx.scopes[scope].get(&name.name) {
                        Some(entry) => entry.clone(),
                        None => return false,
                    }
                }
                _ => return false,
            },
            _ => return false,
        };
        match entry.kind {
            EntryKind::CppTemplate(_) | EntryKind::CypTemplate(_) => true,
            EntryKind::Type(ty) => matches!(self.cx.types.kind(ty), Ty::Cpp(..)),
            _ => false,
        }
    }

    /// The template parameters of a C++ function.
    pub(super) fn template_params(&self, func: hir::CFuncId) -> &[cyrus_types::TemplateParamId] {
        self.cx.csignatures.get(&func).map_or(&[], |s| &s.template_params)
    }

    /// The C++ functions that an expression names, when one is a template.
    pub(super) fn named_templates(&mut self, e: &ast::Expr) -> Option<Vec<hir::CFuncId>> {
        let entry = match &e.kind {
            Ast::Name(name) => match self.resolve(name) {
                Resolved::Entry(entry) => entry,
                _ => return None,
            },
            Ast::Attribute(value, name) => match self.scope_of(value)? {
                super::attribute::QualifiedScope::Scope(scope) => {
                    self.cx.scopes[scope].get(&name.name)?.clone()
                }
                super::attribute::QualifiedScope::Cython(_) => return None,
            },
            _ => return None,
        };
        match entry.kind {
            EntryKind::CFunc(ids) if ids.iter().any(|&id| !self.template_params(id).is_empty()) => Some(ids),
            _ => None,
        }
    }

    /// The C++ class that an expression names, with its arguments.
    pub(super) fn named_cpp_class(&mut self, e: &'a ast::Expr) -> Option<TyId> {
        let scope = self.fx_ref().scope;
        let ty = match &e.kind {
            Ast::Subscript(base, _) if self.names_template(base) => {
                super::declared::expr_as_type(self.cx, scope, e)
            }
            Ast::Attribute(base, _) if self.named_cpp_class(base).is_some() => {
                super::declared::expr_as_type(self.cx, scope, e)
            }
            Ast::Name(_) | Ast::Attribute(..) => self.named_type(e),
            _ => None,
        }?;
        matches!(self.cx.types.kind(ty), Ty::Cpp(..)).then_some(ty)
    }

    /// `f[int](x)`
    pub(super) fn explicit_template_call(
        &mut self,
        overloads: &[hir::CFuncId],
        index: &'a ast::Expr,
        call: &'a ast::Call,
        e: &'a ast::Expr,
    ) -> Expr {
        let span = e.anchor_span();
        let scope = self.fx_ref().scope;
        let mut template_args = Vec::new();
        for item in crate::declare::template::elements(index) {
            match super::declared::expr_as_type(self.cx, scope, item) {
                Some(ty) => template_args.push(ty),
                None => {
                    crate::declare::template::unknown_argument(self.cx, item);
                    return self.error_expr(span);
                }
            }
        }
        let args = self.argument_tys(call);
        let mut candidates = Vec::new();
        let mut ids = Vec::new();
        for &id in overloads {
            let params = self.template_params(id).to_vec();
            if params.len() >= template_args.len() {
                let sig = self.explicit_template(self.cx.cfuncs[id].sig, &params, &template_args);
                candidates.push((sig, params[template_args.len()..].to_vec()));
                ids.push(id);
            }
        }
        let Some((index, sig)) = self.pick(&candidates, &args) else {
            self.no_overload(overloads.len(), span);
            return self.error_expr(span);
        };
        let func = &self.cx.cfuncs[ids[index]];
        let cname = match &func.namespace {
            Some(namespace) if !namespace.is_empty() => format!("{namespace}::{}", func.cname).into(),
            _ => func.cname.clone(),
        };
        self.cx.use_cfunc(ids[index]);
        let callee = Callee::CppFunc { class: None, cname, template_args };
        self.finish_c_call(callee, sig, None, call, span)
    }

    /// `object.method[T](args)`
    pub(super) fn explicit_method_call(
        &mut self,
        object: &'a ast::Expr,
        name: &Name,
        index: &'a ast::Expr,
        call: &'a ast::Call,
        e: &'a ast::Expr,
    ) -> Option<Expr> {
        if !self.cx.cplus || self.scope_of(object).is_some() || self.named_cpp_class(object).is_some() {
            return None;
        }
        let ty = self.speculate(|c| c.expr(object).ty);
        let class = self.cx.types.pointee(ty).unwrap_or(ty);
        if !self.cpp_methods(class, name).iter().any(|m| !m.template_params.is_empty()) {
            return None;
        }
        let scope = self.fx_ref().scope;
        let args: Option<Vec<TyId>> = crate::declare::template::elements(index)
            .into_iter()
            .map(|item| super::declared::expr_as_type(self.cx, scope, item))
            .collect();
        let object = self.expr(object);
        self.cpp_explicit_method(object, name, args?, call, e.anchor_span()).ok()
    }

    /// A call of a checked callee.
    pub(super) fn call_value(&mut self, func: Expr, call: &'a ast::Call, e: &'a ast::Expr) -> Expr {
        let span = e.anchor_span();
        if self.cx.types.is_error(func.ty) || func.ty == common::UNSPECIFIED {
            for arg in &call.args {
                let (Arg::Positional(a) | Arg::Keyword(_, a) | Arg::Star(a) | Arg::DoubleStar(a)) = arg;
                self.expr(a);
            }
            return Expr { ty: func.ty, ..self.error_expr(span) };
        }
        if let Some(sig) = self.func_sig(func.ty) {
            return self.c_call(func, sig, call, span);
        }
        if matches!(self.cx.types.kind(func.ty), Ty::Cpp(..)) {
            let span = e.anchor_span();
            return match self.cpp_method_call(func, &Name::new_static("operator()"), call, span) {
                Ok(done) => done,
                Err(_) => {
                    self.error(codes::E0304, span, "Calling a C++ object without operator()");
                    self.error_expr(span)
                }
            };
        }
        if self.cx.types.is_cyp(func.ty) {
            let args = self.cyp_args(&call.args);
            return match self.cyp_method_call(func, "__call__", args, span) {
                Ok(done) => done,
                Err(func) => {
                    let shown = self.cx.types.display(func.ty);
                    self.error(codes::E0304, span, format!("'{shown}' has no __call__"));
                    self.error_expr(span)
                }
            };
        }
        if !self.cx.types.is_object(func.ty) {
            let shown = self.cx.types.display(func.ty);
            self.error(codes::E0304, span, format!("Calling non-function type '{shown}'"));
            return self.error_expr(span);
        }
        let mut func = func;
        let iterator = self.dict_method_of_python2(&mut func);
        let value = self.py_call(func, call, span);
        if iterator {
            let kind = ExprKind::Runtime { name: "PyObject_GetIter".into(), args: vec![value] };
            return Expr { ty: common::OBJECT, span, kind };
        }
        self.known_method_result(value)
    }

    /// The function type of a C callee.
    pub fn func_sig(&self, ty: TyId) -> Option<FuncTyId> {
        match *self.cx.types.kind(ty) {
            Ty::Func(id) => Some(id),
            Ty::Ptr(to) => match *self.cx.types.kind(to) {
                Ty::Func(id) => Some(id),
                _ => None,
            },
            _ => None,
        }
    }

    // ---- Python calls

    /// `func(args…)` on a Python object.
    pub fn py_call(&mut self, func: Expr, call: &'a ast::Call, span: Span) -> Expr {
        let ty = self.py_call_ty(&func);
        if let Some((args, keywords)) = self.plain_args(call) {
            // `object.method(...)`: no bound method is made.
            let kind = match func.kind {
                ExprKind::Attr { object, name } => ExprKind::PyMethodCall { object, name, args, keywords },
                kind => ExprKind::PyCall { func: Box::new(Expr { kind, ..func }), args, keywords },
            };
            return Expr { ty, span, kind };
        }
        let (args, kwargs) = self.star_args(call, span);
        let kind =
            ExprKind::PyCallEx { func: Box::new(func), args: Box::new(args), kwargs: kwargs.map(Box::new) };
        Expr { ty, span, kind }
    }

    pub(super) fn py_call_ty(&self, func: &Expr) -> TyId {
        match &func.kind {
            // Calling an extension type makes an instance (or what its `__new__` likes: tested on use).
            ExprKind::TypeObject(ty) => *ty,
            _ => common::OBJECT,
        }
    }

    /// Arguments without stars: positional ones and keywords, in source order.
    pub fn plain_args(&mut self, call: &'a ast::Call) -> Option<(Vec<Expr>, Vec<(Name, Expr)>)> {
        if call.args.iter().any(|a| matches!(a, Arg::Star(_) | Arg::DoubleStar(_))) {
            return None;
        }
        let mut args = Vec::new();
        let mut keywords: Vec<(Name, Expr)> = Vec::new();
        for arg in &call.args {
            match arg {
                Arg::Positional(e) => args.push(self.expr_as(e, common::OBJECT)),
                Arg::Keyword(name, e) => {
                    if keywords.iter().any(|(n, _)| *n == name.name) {
                        self.error(
                            codes::E0303,
                            name.span,
                            format!("duplicate keyword argument '{}'", name.name),
                        );
                    }
                    keywords.push((name.name.clone(), self.expr_as(e, common::OBJECT)));
                }
                Arg::Star(_) | Arg::DoubleStar(_) => {}
            }
        }
        Some((args, keywords))
    }

    /// Arguments with stars: a tuple expression, and a dict expression.
    pub fn star_args(&mut self, call: &'a ast::Call, span: Span) -> (Expr, Option<Expr>) {
        let mut parts = Vec::new();
        let mut plain = Vec::new();
        let mut kw_parts = Vec::new();
        let mut pairs = Vec::new();
        for arg in &call.args {
            match arg {
                Arg::Positional(e) => plain.push(self.expr_as(e, common::OBJECT)),
                Arg::Star(e) => {
                    if !plain.is_empty() {
                        parts.push(MergePart::Items(std::mem::take(&mut plain)));
                    }
                    parts.push(MergePart::Unpack(self.expr_as(e, common::OBJECT)));
                }
                Arg::Keyword(name, e) => {
                    let key = self.text_expr(&name.name, name.span);
                    pairs.push((key, self.expr_as(e, common::OBJECT)));
                }
                Arg::DoubleStar(e) => {
                    if !pairs.is_empty() {
                        kw_parts.push(MergePart::Pairs(std::mem::take(&mut pairs)));
                    }
                    kw_parts.push(MergePart::UnpackDict(self.expr_as(e, common::OBJECT)));
                }
            }
        }
        let args = if parts.is_empty() {
            Expr { ty: common::TUPLE, span, kind: ExprKind::Tuple(plain) }
        } else {
            if !plain.is_empty() {
                parts.push(MergePart::Items(plain));
            }
            Expr { ty: common::TUPLE, span, kind: ExprKind::Merge(parts) }
        };
        let kwargs = if kw_parts.is_empty() {
            (!pairs.is_empty()).then_some(Expr { ty: common::DICT, span, kind: ExprKind::Dict(pairs) })
        } else {
            if !pairs.is_empty() {
                kw_parts.push(MergePart::Pairs(pairs));
            }
            Some(Expr { ty: common::DICT, span, kind: ExprKind::Merge(kw_parts) })
        };
        (args, kwargs)
    }

    // ---- methods

    /// `object.name(args)` where the object's type decides what is called.
    pub(super) fn method_call(
        &mut self,
        object: &'a ast::Expr,
        attr: &ast::Ident,
        call: &'a ast::Call,
        e: &'a ast::Expr,
    ) -> Option<Expr> {
        if let Some(done) = self.string_method(object, &attr.name, call, e.anchor_span()) {
            return Some(done);
        }
        // While nothing is known of a dictionary, its values are like the default; of None nothing follows.
        if let ("get" | "setdefault" | "pop", [_, Arg::Positional(default)]) =
            (attr.name.as_str(), &call.args[..])
            && self.speculating > 0
            && self.makes_native_text()
            && !is_empty(default)
            && !matches!(default.kind, Ast::NoneLit)
            && matches!(self.type_of(object), common::UNSPECIFIED | common::ERROR)
        {
            return Some(self.expr(default));
        }
        if let Some(done) = self.native_iterable_method(object, &attr.name, call, e.anchor_span()) {
            return Some(done);
        }
        if attr.name == "sort"
            && let Some(done) = self.native_sort_by(object, call, e.anchor_span())
        {
            return Some(done);
        }
        if let Some(done) = self.container_method_of_python(object, &attr.name, call, e.anchor_span()) {
            return Some(done);
        }
        if attr.name == "format"
            && let Some(done) = self.native_format(object, call, e.anchor_span())
        {
            return Some(done);
        }
        // `Class.method(self, …)` of an extension type: its implementation, without dispatch.
        if let Some(ty) = self.named_type(object)
            && let Some(class) = self.cx.types.as_nogil_class(ty)
            && let Some(done) = self.nogil_class_call(class, attr, call, e.anchor_span())
        {
            return Some(done);
        }
        if let Some(ty) = self.named_type(object)
            && let Ty::Ext(class) = *self.cx.types.kind(ty)
            && let name = crate::cx::c_member_name(&self.cx.types, class, &attr.name)
            && let Some((owner, method)) = self.cx.types.find_method(class, &name)
        {
            let sig = method.sig;
            let index = self.cx.types.classes[owner].methods.iter().position(|m| m.name == name)? as u32;
            let callee = self.direct_callee(owner, index);
            return Some(self.finish_c_call(callee, sig, None, call, e.anchor_span()));
        }
        if matches!(attr.name.as_str(), "copy" | "copy_fortran" | "is_c_contig" | "is_f_contig")
            && call.args.is_empty()
            && self.scope_of(object).is_none()
            && self.speculate(|c| {
                let ty = c.expr(object).ty;
                c.view_ty(ty).is_some()
            })
        {
            let view = self.expr(object);
            return self.memview_method(&view, &attr.name, &call.args, e.anchor_span());
        }
        if let Some(class) = self.cyp_named(object) {
            return self.cyp_class_call(class, &attr.name, call, e.anchor_span());
        }
        if self.scope_of(object).is_some() {
            return None;
        }
        if let Some(value) = self.literal_receiver(object, &attr.name) {
            let args = self.cyp_args(&call.args);
            return self.cyp_method_call(value, &attr.name, args, e.anchor_span()).ok();
        }
        let object_ty = self.speculate(|c| c.expr(object).ty);
        if let Some(done) = self.nogil_method_call(object, object_ty, attr, call, e.anchor_span()) {
            return Some(done);
        }
        let pointee = self.cx.types.pointee(object_ty).unwrap_or(object_ty);
        if let (Ty::Complex(float), "conjugate", []) =
            (self.cx.types.kind(object_ty), attr.name.as_str(), call.args.as_slice())
        {
            let name = super::builtin_call::complex_function(*float, "conj");
            let ty = self.cx.types.resolved(object_ty);
            let args = vec![self.expr_as(object, ty)];
            let ty = self.cx.types.unqualified(object_ty);
            let conjugate = Expr { ty, span: e.anchor_span(), kind: ExprKind::Runtime { name, args } };
            return Some(self.whole(conjugate));
        }
        if call.args.is_empty() && self.is_pymutex(pointee) {
            let value = self.lvalue(object);
            return self.mutex_method(value, &attr.name, e.anchor_span());
        }
        if matches!(attr.name.as_str(), "_receiving" | "_sending" | "_closing") {
            let value = self.expr(object);
            let has = self.cyp_of(value.ty).is_some_and(|c| !self.cyp_methods(&c, &attr.name).is_empty());
            if !has && let Some(done) = self.no_channel(&value, &attr.name) {
                return Some(done);
            }
        }
        if let Some(cyp) = self.cyp_of(object_ty)
            && self.cyp_property(&cyp, &attr.name).is_empty()
        {
            let value = self.expr(object);
            // A field may be anything, also what takes stars.
            let is_method = self
                .cyp_of(value.ty)
                .is_some_and(|c| c.cap == Capability::Weak || !self.cyp_methods(&c, &attr.name).is_empty());
            let args = if is_method { self.cyp_args(&call.args) } else { CypArgs::default() };
            return match self.cyp_method_call(value, &attr.name, args, e.anchor_span()) {
                Ok(done) => Some(done),
                Err(value) => {
                    let func = self.attribute_of(value, &attr.name, call.func.anchor_span());
                    Some(self.call_value(func, call, e))
                }
            };
        }
        if !self.cx.cplus {
            return None;
        }
        let is_cpp = {
            let ty = self.speculate(|c| c.expr(object).ty);
            let pointee = self.cx.types.pointee(ty).unwrap_or(ty);
            matches!(self.cx.types.kind(pointee), Ty::Cpp(..))
        };
        if !is_cpp {
            return None;
        }
        let value = self.expr(object);
        match self.cpp_method_call(value, &attr.name, call, e.anchor_span()) {
            Ok(done) => Some(done),
            Err(value) => {
                let func = self.attribute_of(value, &attr.name, call.func.anchor_span());
                Some(self.call_value(func, call, e))
            }
        }
    }

    /// The type that an expression names, when it is a plain type name.
    pub fn named_type(&mut self, e: &ast::Expr) -> Option<TyId> {
        match &e.kind {
            // `Template[T].Inner`
            Ast::Attribute(value, _)
                if let Ast::Subscript(template, _) = &value.kind
                    && self.names_template(template) =>
            {
                let scope = self.fx_ref().scope;
                super::declared::expr_as_type(self.cx, scope, e)
            }
            Ast::Name(name) => match self.resolve(name) {
                Resolved::Entry(entry) => entry.as_type(),
                _ => None,
            },
            Ast::Attribute(value, name) => match self.scope_of(value)? {
                super::attribute::QualifiedScope::Scope(scope) => {
                    self.cx.scopes[scope].get(&name.name)?.as_type()
                }
                super::attribute::QualifiedScope::Cython(_) => None,
            },
            _ => None,
        }
    }

    // ---- types called

    pub(super) fn type_call(
        &mut self,
        ty: TyId,
        entry: &crate::scope::Entry,
        call: &'a ast::Call,
        e: &'a ast::Expr,
    ) -> Expr {
        let ty = crate::declare::type_expr::specialize(self.cx, ty);
        let span = e.span;
        match self.cx.types.kind(ty).clone() {
            Ty::Struct(id) => self.struct_call(ty, id, call, span),
            Ty::Cpp(..) => self.cpp_construct(ty, &call.args, span, e.anchor_span()),
            Ty::NogilClass(class) => self.nogil_construct(ty, class, call, e.anchor_span()),
            Ty::Cyp(_) => self.cyp_construct(ty, &call.args, e.anchor_span()),
            Ty::Builtin(_) | Ty::Object => {
                if let Some(done) = self.builtin_call(&entry.name, call, e) {
                    return done;
                }
                let func = self.entry_expr(entry, call.func.span);
                let value = self.py_call(func, call, span);
                let ty = if self.makes_own_instances(ty) { ty } else { value.ty };
                Expr { ty, ..value }
            }
            Ty::Ext(_) => {
                let func = self.entry_expr(entry, call.func.span);
                self.py_call(func, call, span)
            }
            // A C type called is a cast.
            Ty::Int(_)
            | Ty::Float(_)
            | Ty::Bint
            | Ty::Complex(_)
            | Ty::Enum(_)
            | Ty::Typedef(_)
            | Ty::Ptr(_) => match &call.args[..] {
                [Arg::Positional(value)] => {
                    let value = self.expr_expecting(value, ty);
                    self.cast(value, ty, false, span)
                }
                [] if self.cx.types.is_numeric(ty) => {
                    let zero = self.int_expr(0, span);
                    self.coerce(zero, ty)
                }
                _ => {
                    let shown = self.cx.types.display(ty);
                    self.error(codes::E0303, e.anchor_span(), format!("{shown}() takes one argument"));
                    self.error_expr(span)
                }
            },
            _ => {
                let func = self.entry_expr(entry, call.func.span);
                self.call_value(func, call, e)
            }
        }
    }

    pub(super) fn struct_call(
        &mut self,
        ty: TyId,
        id: cyrus_types::StructId,
        call: &'a ast::Call,
        span: Span,
    ) -> Expr {
        let def = self.cx.types.structs[id].clone();
        let mut fields = Vec::new();
        for (index, arg) in call.args.iter().enumerate() {
            match arg {
                Arg::Positional(e) => match def.fields.get(index) {
                    Some(field) => fields.push((field.cname.clone(), self.expr_as(e, field.ty))),
                    None => self.error(
                        codes::E0303,
                        e.span,
                        format!("struct '{}' has no field number {}", def.name, index + 1),
                    ),
                },
                Arg::Keyword(name, e) => match def.field(&name.name) {
                    Some((_, field)) => fields.push((field.cname.clone(), self.expr_as(e, field.ty))),
                    None => self.error(
                        codes::E0204,
                        name.span,
                        format!("struct '{}' has no field '{}'", def.name, name.name),
                    ),
                },
                Arg::Star(e) | Arg::DoubleStar(e) => {
                    self.error(codes::E0303, e.span, "a struct cannot be built with * or ** arguments");
                }
            }
        }
        Expr { ty, span, kind: ExprKind::StructLiteral { fields } }
    }
}
