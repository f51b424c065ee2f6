//! C++: members, methods, operators, construction, conversions of class types.
//!
//! Members are looked up in a class and then its bases, with template arguments substituted on the way.
//! Which overload is meant is decided here, so that arguments can be converted from Python objects; the
//! C++ compiler then sees a call with those types.

use super::Checker;
use super::capability::write::locked_field;
use super::operator::{binop_text, cmp_text};
use cyrus_diagnostics::codes;
use cyrus_hir::{BinOp, CCall, Callee, CmpOp, Coercion, Expr, ExprKind, Target, UnOp};
use cyrus_source::Span;
use cyrus_syntax::Name;
use cyrus_syntax::ast::{self, Arg};
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
    fn cpp_class(&self, ty: TyId) -> Option<(CppClassId, Vec<TyId>)> {
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

    /// Whether a value converts implicitly to a C++ class: the same class, a derived one, or what a
    /// one-argument constructor or an assignment operator takes.
    pub fn cpp_converts(&mut self, from: TyId, to: TyId) -> bool {
        let (from, to) = (self.cx.types.resolved(from), self.cx.types.resolved(to));
        if self.cpp_same(from, to) || self.cpp_derives(from, to) {
            return true;
        }
        if self.cx.types.is_object(from) || self.cpp_class(to).is_none() {
            return false;
        }
        let mut ways = self.cpp_methods(to, "<init>");
        ways.extend(self.cpp_methods(to, "operator="));
        ways.iter().any(|m| {
            let func = self.cx.types.funcs[m.sig].clone();
            let required = func.params.len() - func.optional as usize;
            let Some(param) = func.params.first() else { return false };
            required <= 1
                && (self.passes(from, param.ty, &m.template_params)
                    || self.converting(from, to, param.ty, &m.template_params))
        })
    }

    /// Whether a constructor makes `Class[Base]` of any `Class[Derived]`, as those of smart pointers do.
    fn converting(&mut self, from: TyId, to: TyId, param: TyId, templates: &[TemplateParamId]) -> bool {
        let (Some((of, args)), Some((_, wanted)), Some((id, params))) =
            (self.cpp_class(from), self.cpp_class(to), self.cpp_class(param))
        else {
            return false;
        };
        let free = params
            .iter()
            .all(|&p| matches!(self.cx.types.kind(p), Ty::TemplateParam(p) if templates.contains(p)));
        of == id && free && args.iter().zip(&wanted).all(|(&a, &w)| self.cpp_derives(a, w))
    }

    /// Whether a C value can be given to a constructor's parameter without another constructor's help.
    fn passes(&mut self, from: TyId, param: TyId, templates: &[TemplateParamId]) -> bool {
        if let Ty::TemplateParam(p) = self.cx.types.kind(param) {
            return templates.contains(p);
        }
        self.cpp_same(from, param)
            || self.cpp_derives(from, param)
            || self.cx.types.is_numeric(from) && self.cx.types.is_numeric(param)
            || self.cx.types.is_c_string(from) && self.cx.types.is_c_string(param)
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
                Ty::Cyp(cyp) => cyp.cap == cyrus_types::Capability::Local,
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
            return self.cyp_method_call(value, "__len__", super::cyp_call::CypArgs::default(), span);
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
        let size = self.called_without_arguments(value, size, nogil, span);
        Ok(self.coerce(size, common::SSIZE_T))
    }

    /// What is in a parcel, which is empty after that.
    pub fn taken_out(&mut self, parcel: Expr, span: Span) -> Option<Expr> {
        let class = self.cx.types.resolved(parcel.ty);
        let take = self.cpp_methods(class, "take").into_iter().next()?;
        Some(self.called_without_arguments(parcel, take, true, span))
    }

    fn called_without_arguments(&self, object: Expr, method: FoundMethod, nogil: bool, span: Span) -> Expr {
        let ty = self.cx.types.funcs[method.sig].ret;
        let callee = Callee::CppMethod {
            object,
            base: None,
            cname: method.cname,
            arrow: false,
            template_args: Vec::new(),
        };
        let call = cyrus_hir::CCall { callee, sig: method.sig, args: Vec::new(), nogil };
        Expr { ty, span, kind: ExprKind::CCall(Box::new(call)) }
    }

    /// The overload that a call means, with its template parameters filled in.
    pub(super) fn chosen(
        &mut self,
        methods: &[FoundMethod],
        call: &'a ast::Call,
    ) -> Option<(FoundMethod, FuncTyId)> {
        let args = self.argument_tys(call);
        let candidates: Vec<_> = methods.iter().map(|m| (m.sig, m.template_params.clone())).collect();
        let (index, sig) = self.pick(&candidates, &args)?;
        Some((methods[index].clone(), sig))
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

    /// Reports that no function takes the arguments.
    pub fn no_overload(&mut self, candidates: usize, span: Span) {
        let message = format!("no suitable method found (candidates: {candidates})");
        self.error(codes::E0403, span, message);
    }

    /// The types of the arguments of a call, which is not kept.
    pub fn argument_tys(&mut self, call: &'a ast::Call) -> Vec<TyId> {
        call.args
            .iter()
            .map(|a| {
                let (Arg::Positional(e) | Arg::Keyword(_, e) | Arg::Star(e) | Arg::DoubleStar(e)) = a;
                self.speculate(|c| c.expr(e).ty)
            })
            .collect()
    }

    /// The best of several functions and function templates for these arguments.
    pub fn pick(
        &mut self,
        candidates: &[(FuncTyId, Vec<TemplateParamId>)],
        args: &[TyId],
    ) -> Option<(usize, FuncTyId)> {
        let sigs: Vec<FuncTyId> =
            candidates.iter().map(|(sig, params)| self.deduced(*sig, params, args)).collect();
        let index = self.best_overload(&sigs, args)?;
        Some((index, sigs[index]))
    }

    /// A C++ function template with the arguments written in brackets.
    pub fn explicit_template(
        &mut self,
        sig: FuncTyId,
        params: &[TemplateParamId],
        args: &[TyId],
    ) -> FuncTyId {
        let known = &params[..args.len().min(params.len())];
        let mut full: Vec<TyId> = args[..known.len()].to_vec();
        for &p in &params[known.len()..] {
            full.push(self.cx.types.intern(Ty::TemplateParam(p)));
        }
        self.cx.types.substitute_func(sig, params, &full)
    }

    /// Template parameters of a method filled in from the argument types.
    fn deduced(&mut self, sig: FuncTyId, params: &[TemplateParamId], args: &[TyId]) -> FuncTyId {
        if params.is_empty() {
            return sig;
        }
        let func = self.cx.types.funcs[sig].clone();
        let mut found = vec![None; params.len()];
        for (param, &arg) in func.params.iter().zip(args) {
            self.deduce(param.ty, arg, params, &mut found);
        }
        let known: Vec<TyId> = params
            .iter()
            .zip(&found)
            .map(|(p, f)| f.unwrap_or_else(|| self.cx.types.intern(Ty::TemplateParam(*p))))
            .collect();
        self.cx.types.substitute_func(sig, params, &known)
    }

    /// Matches a parameter type against an argument type.
    fn deduce(&mut self, param: TyId, arg: TyId, params: &[TemplateParamId], found: &mut [Option<TyId>]) {
        let arg = self.cx.types.unqualified(arg);
        match (self.cx.types.get(param).clone(), self.cx.types.get(arg).clone()) {
            (Ty::TemplateParam(p), _) => {
                // A Python object is no C++ value.
                if let Some(i) = params.iter().position(|q| *q == p)
                    && !self.cx.types.is_object(arg)
                {
                    let ty = self.storage_ty(arg);
                    found[i].get_or_insert(ty);
                }
            }
            (Ty::Ref(inner) | Ty::RvalueRef(inner) | Ty::Const(inner), _) => {
                self.deduce(inner, arg, params, found)
            }
            (Ty::Ptr(p), Ty::Ptr(a)) | (Ty::Ptr(p), Ty::Array(a, _)) => self.deduce(p, a, params, found),
            (Ty::Cpp(pid, pargs), Ty::Cpp(aid, aargs)) if pid == aid => {
                for (p, a) in pargs.into_iter().zip(aargs) {
                    self.deduce(p, a, params, found);
                }
            }
            // An object of a derived class is one of its base.
            (Ty::Cpp(pid, _), Ty::Cpp(..)) => {
                let mut class = arg;
                while let Some(base) = self.cpp_first_base(class) {
                    class = base;
                    if self.cpp_class(base).is_some_and(|(id, _)| id == pid) {
                        self.deduce(param, base, params, found);
                        break;
                    }
                }
            }
            _ => {}
        }
    }

    /// An operator of a class, as a method.
    fn operator_sig(&mut self, class: TyId, name: &str, args: &[TyId]) -> Option<FuncTyId> {
        let candidates: Vec<_> =
            self.cpp_methods(class, name).into_iter().map(|m| (m.sig, m.template_params)).collect();
        self.pick(&candidates, args).map(|(_, sig)| sig)
    }

    /// An operator as a free function: of the module, or declared beside one of the classes or in it.
    fn free_operator(&mut self, name: &str, args: &[TyId]) -> Option<FuncTyId> {
        let mut candidates = Vec::new();
        let mut scopes = vec![self.fx_ref().scope];
        for &arg in args {
            let mut class = self.cpp_class(arg).map(|(id, _)| id);
            while let Some(id) = class {
                if let Some(&scope) = self.cx.class_scopes.get(&crate::cx::ClassKey::Cpp(id)) {
                    scopes.push(scope);
                }
                class = self.cx.types.cpp_classes[id].outer;
            }
        }
        for scope in scopes {
            if let Some(entry) = self.cx.lookup(scope, name)
                && let crate::scope::EntryKind::CFunc(overloads) = &entry.kind
            {
                for id in overloads.clone() {
                    let params =
                        self.cx.csignatures.get(&id).map(|s| s.template_params.clone()).unwrap_or_default();
                    candidates.push((self.cx.cfuncs[id].sig, params));
                }
            }
        }
        // Declared inside a class, with all its operands.
        for &arg in args {
            let methods = self.cpp_methods(arg, name);
            candidates.extend(
                methods
                    .into_iter()
                    .filter(|m| self.cx.types.funcs[m.sig].params.len() == args.len())
                    .map(|m| (m.sig, m.template_params)),
            );
        }
        self.pick(&candidates, args).map(|(_, sig)| sig)
    }

    pub(super) fn cpp_operator(&mut self, name: &str, operands: Vec<Expr>, span: Span) -> Expr {
        let full = format!("operator{name}");
        let tys: Vec<TyId> = operands.iter().map(|o| o.ty).collect();
        let class = self.cx.types.resolved(tys[0]);
        let sig = self.operator_sig(class, &full, &tys[1..]).or_else(|| self.free_operator(&full, &tys));
        let Some(sig) = sig else {
            let shown: Vec<String> = tys.iter().map(|&t| self.cx.types.display(t)).collect();
            let message = match shown.len() {
                1 => format!("'{name}' operator not defined for {}", shown[0]),
                _ => format!("Invalid operand types for '{name}' ({})", shown.join("; ")),
            };
            self.error(codes::E0302, span, message);
            return self.error_expr(span);
        };
        let func = self.cx.types.funcs[sig].clone();
        let member = func.params.len() + 1 == operands.len();
        let mut converted = Vec::new();
        for (i, operand) in operands.into_iter().enumerate() {
            let param =
                if member { i.checked_sub(1).and_then(|i| func.params.get(i)) } else { func.params.get(i) };
            converted.push(match param {
                Some(p) => self.coerce(operand, p.ty),
                None => operand,
            });
        }
        Expr {
            ty: func.ret,
            span,
            kind: ExprKind::CppOperator { name: name.into(), operands: converted, sig: Some(sig) },
        }
    }

    /// `place op= right` by an operator that the class of C++ declares for that.
    pub fn cpp_inplace(&mut self, op: BinOp, place: &Expr, right: &Expr, span: Span) -> Option<Expr> {
        let name = format!("{}=", binop_text(op));
        let class = self.cx.types.resolved(place.ty);
        self.operator_sig(class, &format!("operator{name}"), &[right.ty])?;
        Some(self.cpp_operator(&name, vec![place.clone(), right.clone()], span))
    }

    /// An assignment by an `operator=` that may raise: a call of it.
    pub fn raising_assignment(&mut self, target: &Target, value: &Expr, span: Span) -> Option<Expr> {
        if !matches!(self.cx.types.kind(target.ty), Ty::Cpp(..)) {
            return None;
        }
        let class = self.cx.types.resolved(target.ty);
        // What was to be made of the value first may be assigned as it is.
        let value = match &value.kind {
            ExprKind::Coerce { kind: Coercion::CCast, value: inner }
                if self.operator_sig(class, "operator=", &[inner.ty]).is_some() =>
            {
                inner
            }
            _ => value,
        };
        let sig = self.operator_sig(class, "operator=", &[value.ty])?;
        if !matches!(self.cx.types.funcs[sig].exception, ExcSpec::Cpp { .. }) {
            return None;
        }
        let place = self.target_to_expr(target);
        if matches!(place.kind, ExprKind::Error) {
            return None;
        }
        Some(self.cpp_operator("=", vec![place, value.clone()], span))
    }

    /// `object[index]`
    pub fn cpp_subscript(&mut self, object: Expr, index: &'a ast::Expr, span: Span) -> Expr {
        let class = self.cx.types.resolved(object.ty);
        if matches!(index.kind, ast::ExprKind::Slice { .. }) && self.cpp_is_string(class) {
            // A part of a string is one of the bytes it becomes.
            let bytes = self.coerce(object, common::BYTES);
            return self.py_subscript(bytes, index, span);
        }
        let index = self.expr(index);
        let Some(sig) = self.operator_sig(class, "operator[]", &[index.ty]) else {
            if self.cpp_to_py(class) && self.cpp_methods(class, "operator[]").is_empty() {
                self.error(
                    codes::E0305,
                    span,
                    format!("Attempting to index non-array type '{}'", self.cx.types.display(class)),
                );
            } else {
                let (a, b) = (self.cx.types.display(class), self.cx.types.display(index.ty));
                self.error(codes::E0302, span, format!("Indexing '{a}' not supported for index type '{b}'"));
            }
            return self.error_expr(span);
        };
        let func = self.cx.types.funcs[sig].clone();
        let index = match func.params.first() {
            Some(p) => self.coerce(index, p.ty),
            None => index,
        };
        let ret = self.item_of_constant(object.ty, class, func.ret);
        if !matches!(func.exception, ExcSpec::None) {
            let operands = vec![object, index];
            return Expr {
                ty: ret,
                span,
                kind: ExprKind::CppOperator { name: "[]".into(), operands, sig: Some(sig) },
            };
        }
        Expr { ty: ret, span, kind: ExprKind::CppItem { object: Box::new(object), index: Box::new(index) } }
    }

    pub fn cpp_binary(&mut self, op: BinOp, left: Expr, right: Expr, span: Span) -> Expr {
        let text = match op {
            BinOp::FloorDiv => "/",
            other => binop_text(other),
        };
        self.cpp_operator(text, vec![left, right], span)
    }

    pub fn cpp_unary(&mut self, op: UnOp, value: Expr, span: Span) -> Expr {
        let text = match op {
            UnOp::Neg => "-",
            UnOp::Pos => "+",
            UnOp::Invert => "~",
        };
        self.cpp_operator(text, vec![value], span)
    }

    /// `not object` of a class that has `operator!`.
    pub fn cpp_not(&mut self, operand: &'a ast::Expr, span: Span) -> Option<Expr> {
        let ty = self.speculate(|c| c.expr(operand).ty);
        if !matches!(self.cx.types.kind(ty), Ty::Cpp(..)) || self.cpp_methods(ty, "operator!").is_empty() {
            return None;
        }
        let object = self.expr(operand);
        let result = self.cpp_operator("!", vec![object], span);
        Some(result)
    }

    pub fn cpp_compare(&mut self, op: CmpOp, left: Expr, right: Expr, span: Span) -> Expr {
        self.cpp_operator(cmp_text(op), vec![left, right], span)
    }

    /// `cython.operator.comma(left, right)`
    pub fn comma(&mut self, left: Expr, right: Expr, span: Span) -> Expr {
        let is_class = |e: &Expr| matches!(self.cx.types.kind(e.ty), Ty::Cpp(..));
        if is_class(&left) || is_class(&right) {
            return self.cpp_operator(",", vec![left, right], span);
        }
        let ty = right.ty;
        let local = self.temp(left.ty, span);
        Expr { ty, span, kind: ExprKind::Let { local, value: Box::new(left), body: Box::new(right) } }
    }

    /// `&object` of a class that overloads it.
    pub fn cpp_address(&mut self, object: Expr, span: Span) -> Result<Expr, Expr> {
        let class = self.cx.types.resolved(object.ty);
        if self.operator_sig(class, "operator&", &[]).is_none() {
            return Err(object);
        }
        Ok(self.cpp_operator("&", vec![object], span))
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

    /// Increment and decrement of `cython.operator`.
    pub fn cpp_increment(&mut self, text: &str, value: Expr, postfix: bool, span: Span) -> Expr {
        if matches!(self.cx.types.kind(value.ty), Ty::Cpp(..)) {
            let name = if postfix { format!("{text} post") } else { text.to_string() };
            let class = self.cx.types.resolved(value.ty);
            let full = format!("operator{text}");
            let methods = self.cpp_methods(class, &full);
            let wanted = usize::from(postfix);
            let fits = methods.iter().any(|m| self.cx.types.funcs[m.sig].params.len() == wanted);
            if !fits {
                let shown = self.cx.types.display(class);
                let message = if postfix {
                    format!("No '{full}(int)' declared for postfix '{text}' (operand type is '{shown}')")
                } else {
                    format!("No match for '{full}' (operand type is '{shown}')")
                };
                self.error(codes::E0302, span, message);
                return self.error_expr(span);
            }
            let sig = self.operator_sig(class, &full, &[]);
            let ty = sig.map_or(value.ty, |s| self.cx.types.funcs[s].ret);
            return Expr {
                ty,
                span,
                kind: ExprKind::CppOperator { name: name.into(), operands: vec![value], sig },
            };
        }
        let name = if postfix { format!("{text} post") } else { text.to_string() };
        let ty = value.ty;
        Expr { ty, span, kind: ExprKind::CppOperator { name: name.into(), operands: vec![value], sig: None } }
    }

    /// `T(args)`
    pub fn cpp_construct(&mut self, class: TyId, args: &'a [Arg], span: Span, anchor: Span) -> Expr {
        if !self.only_positional(args, anchor) {
            return self.error_expr(span);
        }
        self.check_isolated_items(class, "<init>", args.len(), span);
        let (args, sig) = self.constructor_args(class, args, span);
        Expr { ty: class, span, kind: ExprKind::CppConstruct { class, args, sig } }
    }

    /// Constructors are chosen by what they are given, in order: names say nothing.
    fn only_positional(&mut self, args: &[Arg], span: Span) -> bool {
        let plain = args.iter().all(|arg| matches!(arg, Arg::Positional(_)));
        if !plain {
            let message =
                "Non-trivial keyword arguments and starred arguments not allowed in cdef functions.";
            self.error(codes::E0303, span, message);
        }
        plain
    }

    fn constructor_args(
        &mut self,
        class: TyId,
        args: &'a [Arg],
        span: Span,
    ) -> (Vec<Expr>, Option<FuncTyId>) {
        let methods = self.cpp_methods(class, "<init>");
        let exprs: Vec<&'a ast::Expr> = args
            .iter()
            .map(|a| {
                let (Arg::Positional(e) | Arg::Keyword(_, e) | Arg::Star(e) | Arg::DoubleStar(e)) = a;
                e
            })
            .collect();
        if exprs.is_empty() {
            let sig = methods
                .iter()
                .find(|m| {
                    let f = &self.cx.types.funcs[m.sig];
                    f.params.len() == f.optional as usize
                })
                .map(|m| m.sig);
            return (Vec::new(), sig);
        }
        let tys: Vec<TyId> = exprs.iter().map(|e| self.speculate(|c| c.expr(e).ty)).collect();
        let candidates: Vec<_> = methods.iter().map(|m| (m.sig, m.template_params.clone())).collect();
        match self.pick(&candidates, &tys) {
            Some((_, sig)) => {
                let func = self.cx.types.funcs[sig].clone();
                let mut values: Vec<Expr> =
                    exprs.iter().zip(&func.params).map(|(e, p)| self.expr_as(e, p.ty)).collect();
                // `...` takes what C++ makes of it.
                values.extend(exprs.iter().skip(func.params.len()).map(|e| self.expr(e)));
                (values, Some(sig))
            }
            // The copy constructor needs no declaration.
            None if exprs.len() == 1 && self.cpp_converts(tys[0], class) => (vec![self.expr(exprs[0])], None),
            None => {
                self.no_overload(methods.len(), span);
                (Vec::new(), None)
            }
        }
    }

    /// `new T(args)`
    pub fn cpp_new(&mut self, class: &'a ast::TypeExpr, args: &'a [Arg], span: Span) -> Expr {
        if !self.cx.cplus {
            self.error(codes::E0401, span, "Operation only allowed in c++");
            return self.error_expr(span);
        }
        let scope = self.fx_ref().scope;
        let ty = super::declared::resolve_type(self.cx, scope, class);
        if !matches!(self.cx.types.kind(ty), Ty::Cpp(..)) {
            if !self.cx.types.is_error(ty) {
                self.error(codes::E0401, span, "new can only be applied to a C++ class");
            }
            return self.error_expr(span);
        }
        let at = Span::new(span.file, class.span.end, span.end);
        if !self.only_positional(args, at) {
            return self.error_expr(span);
        }
        let (args, sig) = self.constructor_args(ty, args, at);
        let pointer = self.cx.types.ptr(ty);
        Expr { ty: pointer, span, kind: ExprKind::CppNew { class: ty, args, sig } }
    }

    /// `*pointer`, of C pointers and of classes with `operator*`.
    pub fn deref(&mut self, pointer: Expr, span: Span) -> Expr {
        if matches!(self.cx.types.kind(pointer.ty), Ty::Cpp(..)) {
            return self.cpp_operator("*", vec![pointer], span);
        }
        match self.cx.types.pointee(pointer.ty) {
            Some(ty) => Expr { ty, span, kind: ExprKind::Deref(Box::new(pointer)) },
            None => {
                let shown = self.cx.types.display(pointer.ty);
                self.error(codes::E0302, span, format!("Invalid operand type for '*' ({shown})"));
                self.error_expr(span)
            }
        }
    }
}
