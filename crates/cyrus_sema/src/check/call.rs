//! Calls: Python calls, C functions and methods, constructors and casts written as calls, builtins.

use super::Checker;
use super::names::Resolved;
use crate::scope::EntryKind;
use cyrus_diagnostics::codes;
use cyrus_hir::{self as hir, CCall, Callee, Coercion, Expr, ExprKind, MergePart};
use cyrus_source::Span;
use cyrus_syntax::Name;
use cyrus_syntax::ast::{self, Arg, ExprKind as Ast};
use cyrus_types::{FuncTyId, Ty, TyId, common};

impl<'a> Checker<'_, 'a> {
    /// Checks a call.
    pub fn call(&mut self, call: &'a ast::Call, e: &'a ast::Expr) -> Expr {
        let span = e.span;
        if let Some(path) = self.cython_path(&call.func) {
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
        if let Ast::Name(name) = &call.func.kind {
            match self.resolve(name) {
                Resolved::Entry(entry) => match &entry.kind {
                    EntryKind::PyBuiltin => {
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
                Resolved::Undeclared if name == "super" => {}
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
            let scope = self.fx_ref().scope;
            if let Some(ty) = super::declared::expr_as_type(self.cx, scope, &call.func) {
                let entry = crate::scope::Entry::new("".into(), None, EntryKind::Type(ty));
                return self.type_call(ty, &entry, call, e);
            }
        }
        if let Ast::Attribute(object, attr) = &call.func.kind {
            if let Some(done) = self.method_call(object, attr, call, e) {
                return done;
            }
        }
        let func = self.expr(&call.func);
        self.call_value(func, call, e)
    }

    /// Whether an expression names a C++ class template or generic cypclass.
    fn names_template(&mut self, e: &ast::Expr) -> bool {
        let entry = match &e.kind {
            Ast::Name(name) => match self.resolve(name) {
                Resolved::Entry(entry) => entry,
                _ => return false,
            },
            Ast::Attribute(value, name) => match self.scope_of(value) {
                Some(super::expr::QualifiedScope::Scope(scope)) => {
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
    fn template_params(&self, func: hir::CFuncId) -> &[cyrus_types::TemplateParamId] {
        self.cx.csignatures.get(&func).map_or(&[], |s| &s.template_params)
    }

    /// The C++ functions that an expression names, when one is a template.
    fn named_templates(&mut self, e: &ast::Expr) -> Option<Vec<hir::CFuncId>> {
        let entry = match &e.kind {
            Ast::Name(name) => match self.resolve(name) {
                Resolved::Entry(entry) => entry,
                _ => return None,
            },
            Ast::Attribute(value, name) => match self.scope_of(value)? {
                super::expr::QualifiedScope::Scope(scope) => self.cx.scopes[scope].get(&name.name)?.clone(),
                super::expr::QualifiedScope::Cython(_) => return None,
            },
            _ => return None,
        };
        match entry.kind {
            EntryKind::CFunc(ids) if ids.iter().any(|&id| !self.template_params(id).is_empty()) => Some(ids),
            _ => None,
        }
    }

    /// The C++ class that an expression names, with its arguments.
    fn named_cpp_class(&mut self, e: &'a ast::Expr) -> Option<TyId> {
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
    fn explicit_template_call(
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
                    self.error(codes::E0402, item.anchor_span(), "unknown type in template argument");
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
    fn explicit_method_call(
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
    fn call_value(&mut self, func: Expr, call: &'a ast::Call, e: &'a ast::Expr) -> Expr {
        let span = e.anchor_span();
        if self.cx.types.is_error(func.ty) || func.ty == common::UNSPECIFIED {
            for arg in &call.args {
                let (Arg::Positional(a) | Arg::Keyword(_, a) | Arg::Star(a) | Arg::DoubleStar(a)) = arg;
                self.expr(a);
            }
            let ty = if func.ty == common::UNSPECIFIED { common::OBJECT } else { common::ERROR };
            return Expr { ty, ..self.error_expr(span) };
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
        self.py_call(func, call, span)
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

    fn py_call_ty(&self, func: &Expr) -> TyId {
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
            (!pairs.is_empty()).then(|| Expr { ty: common::DICT, span, kind: ExprKind::Dict(pairs) })
        } else {
            if !pairs.is_empty() {
                kw_parts.push(MergePart::Pairs(pairs));
            }
            Some(Expr { ty: common::DICT, span, kind: ExprKind::Merge(kw_parts) })
        };
        (args, kwargs)
    }

    // ---- C calls

    /// Calls a C function, function pointer or C method value.
    pub fn c_call(&mut self, func: Expr, sig: FuncTyId, call: &'a ast::Call, span: Span) -> Expr {
        let mut receiver = None;
        let callee = match func.kind {
            ExprKind::CFunc(id) => Callee::Func(id),
            ExprKind::ExtMethod { object, class, method } => {
                let m = &self.cx.types.classes[class].methods[method as usize];
                let direct = m.final_
                    || m.is_static
                    || self.cx.types.classes[class].final_
                    || self.cx.types.classes[class].nogil;
                let is_static = m.is_static;
                if !is_static {
                    receiver = Some(*object);
                }
                if direct { Callee::Direct { class, method } } else { Callee::Virtual { class, method } }
            }
            kind => Callee::Pointer(Expr { kind, ..func }),
        };
        self.finish_c_call(callee, sig, receiver, call, span)
    }

    /// Checks arguments against a signature and makes the call.
    pub fn finish_c_call(
        &mut self,
        callee: Callee,
        sig: FuncTyId,
        receiver: Option<Expr>,
        call: &'a ast::Call,
        span: Span,
    ) -> Expr {
        if let Callee::Func(id) = callee {
            self.cx.use_cfunc(id);
        }
        let func = self.cx.types.funcs[sig].clone();
        let mut args: Vec<Option<Expr>> = Vec::new();
        let mut order = Vec::new();
        if let Some(receiver) = receiver {
            let want = func.params.first().map_or(receiver.ty, |p| p.ty);
            args.push(Some(self.coerce(receiver, want)));
        }
        let first = args.len();
        let mut named_wrongly = false;
        for arg in &call.args {
            match arg {
                Arg::Positional(e) => {
                    let index = args.len();
                    let value = match func.params.get(index) {
                        Some(p) => self.expr_as(e, p.ty),
                        None => {
                            let value = self.expr(e);
                            self.vararg(value)
                        }
                    };
                    args.push(Some(value));
                }
                Arg::Keyword(name, e) => {
                    let index = func.params.iter().position(|p| p.name.as_ref() == Some(&name.name));
                    match index {
                        Some(index) => {
                            while args.len() <= index {
                                args.push(None);
                            }
                            if args[index].is_some() {
                                named_wrongly = true;
                                self.error(
                                    codes::E0303,
                                    name.span,
                                    format!("argument '{}' passed twice", name.name),
                                );
                            }
                            order.push(index);
                            args[index] = Some(self.expr_as(e, func.params[index].ty));
                        }
                        None => {
                            named_wrongly = true;
                            self.error(
                                codes::E0303,
                                name.span,
                                format!("C function got unexpected keyword argument '{}'", name.name),
                            );
                        }
                    }
                }
                Arg::Star(e) | Arg::DoubleStar(e) => {
                    self.error(codes::E0303, e.span, "C function cannot be called with * or ** arguments");
                    return self.error_expr(span);
                }
            }
        }
        if named_wrongly {
            return Expr { ty: func.ret, ..self.error_expr(span) };
        }
        let max = func.params.len();
        let min = max - func.optional as usize;
        let given = args.len();
        if given > max && !func.varargs || given < min || args.iter().any(Option::is_none) {
            let expected = if func.optional > 0 || func.varargs {
                format!(
                    "at {} {}",
                    if given < min { "least" } else { "most" },
                    if given < min { min - first } else { max - first }
                )
            } else {
                (max - first).to_string()
            };
            self.error(
                codes::E0303,
                span,
                format!("Call with wrong number of arguments (expected {expected}, got {})", given - first),
            );
            return Expr { ty: func.ret, ..self.error_expr(span) };
        }
        let mut args: Vec<Expr> = args.into_iter().flatten().collect();
        // Keywords out of order are evaluated as written.
        let mut lets = Vec::new();
        if !order.is_sorted() {
            for index in order {
                if !args[index].kind.is_constant() {
                    let local = self.temp(args[index].ty, span);
                    let read = self.local_expr(local, span);
                    lets.push((local, std::mem::replace(&mut args[index], read)));
                }
            }
        }
        let nogil = self.fx_ref().nogil;
        let ty = func.ret;
        let mut result =
            Expr { ty, span, kind: ExprKind::CCall(Box::new(CCall { callee, sig, args, nogil })) };
        for (local, value) in lets.into_iter().rev() {
            result = Expr {
                ty,
                span,
                kind: ExprKind::Let { local, value: Box::new(value), body: Box::new(result) },
            };
        }
        result
    }

    /// An argument matched by `...`: default promotions, no Python objects but as C strings.
    fn vararg(&mut self, value: Expr) -> Expr {
        let ty = value.ty;
        if self.cx.types.is_object(ty) {
            if matches!(value.kind, ExprKind::Str(_)) {
                return self.coerce(value, common::CHAR_PTR);
            }
            self.error(codes::E0303, value.span, "Python object cannot be passed as a varargs parameter");
            return value;
        }
        match *self.cx.types.kind(ty) {
            Ty::Array(elem, _) => {
                let ptr = self.cx.types.ptr(elem);
                self.coerce(value, ptr)
            }
            _ => value,
        }
    }

    fn overloaded_call(&mut self, overloads: &[hir::CFuncId], call: &'a ast::Call, e: &'a ast::Expr) -> Expr {
        let span = e.anchor_span();
        let args: Vec<TyId> = call
            .args
            .iter()
            .map(|a| {
                let (Arg::Positional(a) | Arg::Keyword(_, a) | Arg::Star(a) | Arg::DoubleStar(a)) = a;
                self.type_of(a)
            })
            .collect();
        let candidates: Vec<_> =
            overloads.iter().map(|&id| (self.cx.cfuncs[id].sig, self.template_params(id).to_vec())).collect();
        match self.pick(&candidates, &args) {
            Some((index, sig)) => self.finish_c_call(Callee::Func(overloads[index]), sig, None, call, span),
            None => {
                self.no_overload(overloads.len(), span);
                self.error_expr(span)
            }
        }
    }

    /// The overload whose parameters need the least conversion.
    pub fn best_overload(&mut self, sigs: &[FuncTyId], args: &[TyId]) -> Option<usize> {
        let mut best: Option<(u32, usize)> = None;
        for (index, &sig) in sigs.iter().enumerate() {
            let func = self.cx.types.funcs[sig].clone();
            let max = func.params.len();
            if args.len() > max && !func.varargs || args.len() + (func.optional as usize) < max {
                continue;
            }
            let mut cost = 0;
            let mut fits = true;
            for (arg, param) in args.iter().zip(&func.params) {
                match self.conversion_cost(*arg, param.ty) {
                    Some(c) => cost += c,
                    None => {
                        fits = false;
                        break;
                    }
                }
            }
            if fits && best.is_none_or(|(c, _)| cost < c) {
                best = Some((cost, index));
            }
        }
        best.map(|(_, index)| index)
    }

    pub fn conversion_cost(&mut self, from: TyId, to: TyId) -> Option<u32> {
        let (rf, rt) = (self.cx.types.resolved(from), self.cx.types.resolved(to));
        if rf == rt {
            return Some(0);
        }
        let probe = Expr { ty: from, span: Span::default(), kind: ExprKind::Error };
        self.try_coerce(probe, to).ok()?;
        let types = &self.cx.types;
        Some(match (types.kind(from), types.kind(to)) {
            (Ty::Int(a), Ty::Int(b)) => 1 + a.rank().abs_diff(b.rank()),
            (Ty::Float(_), Ty::Float(_)) => 1,
            (Ty::Int(_) | Ty::Bint | Ty::Enum(_), Ty::Float(_)) => 10,
            _ if types.is_object(from) != types.is_object(to) => 100,
            _ => 5,
        })
    }

    // ---- methods

    /// `object.name(args)` where the object's type decides what is called.
    fn method_call(
        &mut self,
        object: &'a ast::Expr,
        attr: &ast::Ident,
        call: &'a ast::Call,
        e: &'a ast::Expr,
    ) -> Option<Expr> {
        // `Class.method(self, …)` of an extension type: its implementation, without dispatch.
        if let Some(ty) = self.named_type(object)
            && let Ty::Ext(class) | Ty::NogilClass(class) = *self.cx.types.kind(ty)
            && let Some((owner, method)) = self.cx.types.find_method(class, &attr.name)
        {
            let sig = method.sig;
            let index = self.cx.types.classes[owner].methods.iter().position(|m| m.name == attr.name)? as u32;
            let callee = Callee::Direct { class: owner, method: index };
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
        let object_ty = self.speculate(|c| c.expr(object).ty);
        if self.cx.types.is_cyp(object_ty) {
            let value = self.expr(object);
            let args = self.cyp_args(&call.args);
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
            Ast::Name(name) => match self.resolve(name) {
                Resolved::Entry(entry) => entry.as_type(),
                _ => None,
            },
            Ast::Attribute(value, name) => match self.scope_of(value)? {
                super::expr::QualifiedScope::Scope(scope) => self.cx.scopes[scope].get(&name.name)?.as_type(),
                super::expr::QualifiedScope::Cython(_) => None,
            },
            _ => None,
        }
    }

    // ---- types called

    fn type_call(
        &mut self,
        ty: TyId,
        entry: &crate::scope::Entry,
        call: &'a ast::Call,
        e: &'a ast::Expr,
    ) -> Expr {
        let span = e.span;
        match self.cx.types.kind(ty).clone() {
            Ty::Struct(id) => self.struct_call(ty, id, call, span),
            Ty::Cpp(..) => self.cpp_construct(ty, &call.args, span),
            Ty::NogilClass(_) => {
                self.cx.unsupported(span, "construction of a nogil class");
                self.error_expr(span)
            }
            Ty::Cyp(_) => self.cyp_construct(ty, &call.args, e.anchor_span()),
            Ty::Builtin(_) | Ty::Object => {
                if let Some(done) = self.builtin_call(&entry.name, call, e) {
                    return done;
                }
                let func = self.entry_expr(entry, call.func.span);
                self.py_call(func, call, span)
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

    fn struct_call(&mut self, ty: TyId, id: cyrus_types::StructId, call: &'a ast::Call, span: Span) -> Expr {
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

    // ---- the cython module

    fn cython_call(&mut self, path: &str, call: &'a ast::Call, e: &'a ast::Expr) -> Expr {
        let span = e.span;
        let scope = self.fx_ref().scope;
        let args: Vec<&'a ast::Expr> = call
            .args
            .iter()
            .filter_map(|a| match a {
                Arg::Positional(e) => Some(e),
                _ => None,
            })
            .collect();
        match (path, &args[..]) {
            ("cython.cast", [ty, value]) => {
                let Some(to) = super::declared::expr_as_type(self.cx, scope, ty) else {
                    let at = call.func.anchor_span();
                    self.error(codes::E0301, at, "Unable to determine the type to cast to");
                    return self.error_expr(span);
                };
                let checked = call.args.iter().any(|a| matches!(a, Arg::Keyword(n, v) if n.name == "typecheck" && matches!(v.kind, Ast::True)));
                let value = self.expr_expecting(value, to);
                self.cast(value, to, checked, span)
            }
            ("cython.sizeof", [arg]) => {
                let ty = match super::declared::expr_as_type(self.cx, scope, arg) {
                    Some(ty) => ty,
                    None => self.expr(arg).ty,
                };
                Expr { ty: common::SIZE_T, span, kind: ExprKind::SizeOf(ty) }
            }
            ("cython.typeof", [arg]) => {
                let ty = self.type_of(arg);
                let shown = self.cx.types.display(ty);
                self.text_expr(&shown, span)
            }
            ("cython.cdiv" | "cython.cmod", [left, right]) => {
                let saved = std::mem::replace(&mut self.fx().directives.cdivision, true);
                let (left, right) = (self.expr(left), self.expr(right));
                let op = if path == "cython.cdiv" { hir::BinOp::FloorDiv } else { hir::BinOp::Mod };
                let value = self.binary(op, left, right, false, span);
                self.fx().directives.cdivision = saved;
                value
            }
            ("cython.likely" | "cython.unlikely", [arg]) => {
                let value = self.expr(arg);
                self.truth(value)
            }
            ("cython.declare", [ty, value]) => match super::declared::expr_as_type(self.cx, scope, ty) {
                Some(to) => {
                    let value = self.expr_expecting(value, to);
                    self.coerce(value, to)
                }
                None => {
                    self.error(codes::E0301, ty.span, "not a type");
                    self.error_expr(span)
                }
            },
            ("cython.cast", [ty, _, _, ..]) => {
                // A struct from its members.
                let to = super::declared::expr_as_type(self.cx, scope, ty);
                match to.map(|to| (to, self.cx.types.kind(to).clone())) {
                    Some((to, Ty::Struct(id))) => {
                        let def = self.cx.types.structs[id].clone();
                        let fields = def
                            .fields
                            .iter()
                            .zip(&args[1..])
                            .map(|(field, &value)| (field.cname.clone(), self.expr_as(value, field.ty)))
                            .collect();
                        Expr { ty: to, span, kind: ExprKind::StructLiteral { fields } }
                    }
                    _ => {
                        self.error(codes::E0303, span, "cast() takes exactly one type and one value");
                        self.error_expr(span)
                    }
                }
            }
            ("cython.operator.comma", [left, right]) => {
                let (left, right) = (self.expr(left), self.expr(right));
                self.comma(left, right, span)
            }
            ("cython.address" | "cython.operator.address", [arg]) => {
                let value = self.lvalue(arg);
                let value = match self.cpp_address(value, span) {
                    Ok(done) => return done,
                    Err(value) => value,
                };
                let ty = self.cx.types.ptr(value.ty);
                Expr { ty, span, kind: ExprKind::AddressOf(Box::new(value)) }
            }
            ("cython.parallel.threadid", []) => {
                let kind = ExprKind::Runtime { name: "__cyrus_omp_thread_num".into(), args: Vec::new() };
                Expr { ty: common::INT, span, kind }
            }
            ("cython.operator.dereference", [arg]) => {
                let value = self.expr(arg);
                self.deref(value, span)
            }
            ("cython.operator.preincrement", [arg]) => self.increment("++", arg, false, e.anchor_span()),
            ("cython.operator.predecrement", [arg]) => self.increment("--", arg, false, e.anchor_span()),
            ("cython.operator.postincrement", [arg]) => self.increment("++", arg, true, e.anchor_span()),
            ("cython.operator.postdecrement", [arg]) => self.increment("--", arg, true, e.anchor_span()),
            _ => {
                if let Some(ty) = super::declared::expr_as_type(self.cx, scope, &call.func) {
                    let entry = crate::scope::Entry::new(path.into(), None, EntryKind::Type(ty));
                    return self.type_call(ty, &entry, call, e);
                }
                self.cx.unsupported(span, &format!("'{path}()'"));
                self.error_expr(span)
            }
        }
    }

    fn increment(&mut self, text: &str, arg: &'a ast::Expr, postfix: bool, span: Span) -> Expr {
        let value = self.lvalue(arg);
        self.cpp_increment(text, value, postfix, span)
    }

    // ---- builtins

    /// Builtin functions whose meaning is known; `None` leaves an ordinary call.
    fn builtin_call(&mut self, name: &str, call: &'a ast::Call, e: &'a ast::Expr) -> Option<Expr> {
        let span = e.span;
        let mut args = Vec::new();
        for arg in &call.args {
            match arg {
                Arg::Positional(e) => args.push(e),
                _ => return None,
            }
        }
        match (name, &args[..]) {
            ("super", []) => Some(self.zero_arg_super(span)),
            ("len", [arg]) => {
                let value = self.expr(arg);
                if let Ty::Array(_, Some(n)) = *self.cx.types.kind(value.ty) {
                    return Some(Expr { ty: common::SSIZE_T, span, kind: ExprKind::Int(i128::from(n)) });
                }
                if self.view_ty(value.ty).is_some() {
                    return Some(self.memview_len(value, span));
                }
                let (ty, function) = match self.cx.types.kind(value.ty) {
                    Ty::Ptr(_) if self.cx.types.is_c_string(value.ty) => {
                        return Some(Expr {
                            ty: common::SSIZE_T,
                            span,
                            kind: ExprKind::Runtime { name: "__cyrus_strlen".into(), args: vec![value] },
                        });
                    }
                    _ => (common::SSIZE_T, "PyObject_Length"),
                };
                let value = self.coerce(value, common::OBJECT);
                Some(Expr { ty, span, kind: ExprKind::Runtime { name: function.into(), args: vec![value] } })
            }
            ("isinstance", [value, class]) => {
                let value = self.expr_as(value, common::OBJECT);
                let class = self.expr_as(class, common::OBJECT);
                let kind = ExprKind::Runtime { name: "PyObject_IsInstance".into(), args: vec![value, class] };
                Some(Expr { ty: common::BINT, span, kind })
            }
            ("type", [value]) => {
                let value = self.expr_as(value, common::OBJECT);
                Some(Expr {
                    ty: common::TYPE,
                    span,
                    kind: ExprKind::Runtime { name: "PyObject_Type".into(), args: vec![value] },
                })
            }
            ("locals" | "vars", []) => Some(self.locals_dict(span)),
            ("bool", [value]) => {
                let value = self.cond(value);
                Some(value)
            }
            ("abs", [value]) => {
                let value = self.expr(value);
                self.c_abs(value, span)
            }
            ("ord", [value]) => {
                let value = self.expr(value);
                match self.cx.types.kind(value.ty) {
                    Ty::Int(cyrus_types::IntTy::Ucs4 | cyrus_types::IntTy::PyUnicode) => {
                        Some(self.coercion(Coercion::CCast, value, common::LONG))
                    }
                    _ => {
                        let func = Expr { ty: common::OBJECT, span, kind: ExprKind::Builtin("ord".into()) };
                        let value = self.coerce(value, common::OBJECT);
                        Some(Expr {
                            ty: common::OBJECT,
                            span,
                            kind: ExprKind::PyCall {
                                func: Box::new(func),
                                args: vec![value],
                                keywords: Vec::new(),
                            },
                        })
                    }
                }
            }
            ("min" | "max", [_, _, ..]) => self.c_min_max(name == "max", &args, span),
            ("repr", [value]) => Some(self.object_runtime("PyObject_Repr", value, common::STR, span)),
            ("hash", [value]) => Some(self.object_runtime("PyObject_Hash", value, common::HASH, span)),
            ("iter", [value]) => Some(self.object_runtime("PyObject_GetIter", value, common::OBJECT, span)),
            ("str" | "unicode", [value]) => {
                let value = self.expr_as(value, common::OBJECT);
                Some(Expr {
                    ty: common::STR,
                    span,
                    kind: ExprKind::Runtime { name: "PyObject_Str".into(), args: vec![value] },
                })
            }
            ("list", [value]) => Some(self.object_runtime("PySequence_List", value, common::LIST, span)),
            ("tuple", [value]) => Some(self.object_runtime("PySequence_Tuple", value, common::TUPLE, span)),
            ("list", []) => Some(Expr { ty: common::LIST, span, kind: ExprKind::List(Vec::new()) }),
            ("tuple", []) => Some(Expr { ty: common::TUPLE, span, kind: ExprKind::Tuple(Vec::new()) }),
            ("dict", []) => Some(Expr { ty: common::DICT, span, kind: ExprKind::Dict(Vec::new()) }),
            ("set", []) => Some(Expr { ty: common::SET, span, kind: ExprKind::Set(Vec::new()) }),
            ("set", [value]) => Some(self.object_runtime("PySet_New", value, common::SET, span)),
            (
                "dict" | "frozenset" | "bytes" | "bytearray" | "slice" | "range" | "memoryview" | "complex",
                _,
            ) => {
                let ty = cyrus_types::Builtin::from_name(name)?;
                let ty = self.cx.types.builtin(ty);
                let func = Expr { ty: common::TYPE, span, kind: ExprKind::Builtin(name.into()) };
                let value = self.py_call(func, call, span);
                Some(Expr { ty, ..value })
            }
            _ => None,
        }
    }

    fn object_runtime(&mut self, function: &str, value: &'a ast::Expr, ty: TyId, span: Span) -> Expr {
        let value = self.expr_as(value, common::OBJECT);
        Expr { ty, span, kind: ExprKind::Runtime { name: function.into(), args: vec![value] } }
    }

    fn c_abs(&mut self, value: Expr, span: Span) -> Option<Expr> {
        let ty = value.ty;
        let name = match self.cx.types.kind(ty) {
            Ty::Float(cyrus_types::FloatTy::Float) => "fabsf",
            Ty::Float(cyrus_types::FloatTy::Double) => "fabs",
            Ty::Float(cyrus_types::FloatTy::LongDouble) => "fabsl",
            Ty::Object | Ty::Builtin(_) | Ty::Ext(_) => {
                return Some(Expr {
                    ty: common::OBJECT,
                    span,
                    kind: ExprKind::Runtime { name: "PyNumber_Absolute".into(), args: vec![value] },
                });
            }
            _ => {
                let value = self.coerce(value, common::OBJECT);
                return Some(Expr {
                    ty: common::OBJECT,
                    span,
                    kind: ExprKind::Runtime { name: "PyNumber_Absolute".into(), args: vec![value] },
                });
            }
        };
        Some(Expr { ty, span, kind: ExprKind::Runtime { name: name.into(), args: vec![value] } })
    }

    /// `min(a, b, …)` of two or more arguments: comparisons in place, each evaluated once.
    fn c_min_max(&mut self, max: bool, args: &[&'a ast::Expr], span: Span) -> Option<Expr> {
        let values: Vec<Expr> = args.iter().map(|a| self.expr(a)).collect();
        let mut ty = self.storage_ty(values[0].ty);
        for v in &values[1..] {
            let t = self.storage_ty(v.ty);
            ty = if self.cx.types.is_numeric(ty) && self.cx.types.is_numeric(t) {
                self.arithmetic_type(ty, t)
            } else {
                self.spanning(ty, t)
            };
        }
        let mut locals = Vec::new();
        for v in values {
            let v = self.coerce(v, ty);
            locals.push((self.temp(ty, span), v));
        }
        let mut best = self.local_expr(locals[0].0, span);
        let mut lets = Vec::new();
        let op = if max { ast::CompareOp::Gt } else { ast::CompareOp::Lt };
        for (local, _) in &locals[1..] {
            let candidate = self.local_expr(*local, span);
            let test = self.compare_pair(op, candidate.clone(), best.clone(), span);
            let test = Box::new(self.truth(test));
            let value = Expr {
                ty,
                span,
                kind: ExprKind::Conditional { test, then: Box::new(candidate), orelse: Box::new(best) },
            };
            let next = self.temp(ty, span);
            best = self.local_expr(next, span);
            lets.push((next, value));
        }
        let mut result = best;
        for (local, value) in locals.into_iter().chain(lets).rev() {
            result = Expr {
                ty,
                span,
                kind: ExprKind::Let { local, value: Box::new(value), body: Box::new(result) },
            };
        }
        Some(result)
    }

    /// `locals()` of a function: its variables that are set; of a module: its dict.
    fn locals_dict(&mut self, span: Span) -> Expr {
        if let Some(class) = self.fx_ref().class_bodies.last() {
            let namespace = class.namespace;
            return Expr { ty: common::OBJECT, span, kind: ExprKind::Local(namespace) };
        }
        if self.fx_ref().kind == super::fncx::FnKind::Module {
            let func = Expr { ty: common::OBJECT, span, kind: ExprKind::Builtin("globals".into()) };
            return Expr {
                ty: common::OBJECT,
                span,
                kind: ExprKind::PyCall { func: Box::new(func), args: Vec::new(), keywords: Vec::new() },
            };
        }
        let mut names: Vec<(Name, hir::LocalId)> =
            self.fx_ref().names.iter().map(|(n, l)| (n.clone(), *l)).collect();
        names.sort_by_key(|(_, l)| l.0);
        let mut items = Vec::new();
        for (name, local) in names {
            self.infer_local(local);
            let value = self.local_expr(local, span);
            if let Ok(value) = self.try_coerce(value, common::OBJECT) {
                items.push((name, value));
            }
        }
        Expr { ty: common::DICT, span, kind: ExprKind::LocalsDict(items) }
    }

    /// `super()` inside a method.
    fn zero_arg_super(&mut self, span: Span) -> Expr {
        let object = common::OBJECT;
        let Some(first) = self.fx_ref().first_param else {
            self.error(codes::E0303, span, "super(): no arguments");
            return self.error_expr(span);
        };
        if let Some(class) = self.fx_ref().class {
            let ty = self.cx.types.intern(Ty::Ext(class));
            let class = Box::new(Expr { ty: common::TYPE, span, kind: ExprKind::TypeObject(ty) });
            let this = self.local_expr(first, span);
            let value = Box::new(self.coerce(this, object));
            return Expr { ty: object, span, kind: ExprKind::ZeroArgSuper { class, object: value } };
        }
        match self.class_cell(span) {
            Some(class) => {
                let this = self.local_expr(first, span);
                let value = Box::new(self.coerce(this, object));
                Expr {
                    ty: object,
                    span,
                    kind: ExprKind::ZeroArgSuper { class: Box::new(class), object: value },
                }
            }
            None => {
                self.error(codes::E0303, span, "super(): no arguments");
                self.error_expr(span)
            }
        }
    }

    /// The variable that holds the class around the current method.
    pub fn class_cell(&mut self, span: Span) -> Option<Expr> {
        let top = self.fns.len() - 1;
        for level in (0..=top).rev() {
            if self.fns[level].class_bodies.is_empty() || level == top {
                continue;
            }
            let existing = self.fns[level].class_bodies.last().and_then(|c| c.class_cell);
            let cell = match existing {
                Some(cell) => cell,
                None => {
                    let fx = &mut self.fns[level];
                    let cell =
                        fx.add_local("__class__".into(), common::OBJECT, hir::LocalKind::Variable, span);
                    if let Some(class) = fx.class_bodies.last_mut() {
                        class.class_cell = Some(cell);
                    }
                    cell
                }
            };
            self.fns[level].locals[cell].captured = true;
            self.fns[level].needs_scope = true;
            for fx in &mut self.fns[level + 1..] {
                fx.uses_outer = true;
            }
            let depth = (top - level) as u32;
            return Some(Expr { ty: common::OBJECT, span, kind: ExprKind::Outer { depth, local: cell } });
        }
        None
    }
}
