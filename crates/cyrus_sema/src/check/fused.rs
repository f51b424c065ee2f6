//! Functions over fused types: their specialisations checked one by one, calls, subscripts, and the object
//! that Python sees.
//!
//! A body is checked once for every combination of concrete types; [`crate::cx::Cx::specialized`] says meanwhile
//! what the fused types stand for. Python gets one object over all specialisations, which chooses by the types of the
//! arguments: `__cyrus_fused_make` in the support code, told by a table made here what to look at.

use super::Checker;
use super::cfunction::CSource;
use super::function::{CheckedDef, DefParts};
use super::names::Resolved;
use crate::cx::FusedVariant;
use crate::declare::fused_func::{self, Combination};
use crate::scope::{EntryKind, FusedFuncId};
use cyrus_diagnostics::codes;
use cyrus_hir::{self as hir, Expr, ExprKind};
use cyrus_source::Span;
use cyrus_syntax::Name;
use cyrus_syntax::ast::{self, Arg, ExprKind as Ast};
use cyrus_types::{AxisPacking, ClassId, FuncTyId, FusedId, Ty, TyId, common};

/// A parameter as the choice between specialisations sees it.
pub struct FusedParam {
    pub name: Name,
    /// As declared: mentions fused types.
    pub ty: TyId,
    pub has_default: bool,
    /// Also of `*args` and `**kwargs`.
    pub keyword_only: bool,
    pub accepts_none: bool,
}

/// A fused function found by an expression.
pub struct FusedCallee {
    pub id: FusedFuncId,
    /// The object of a method.
    pub receiver: Option<Expr>,
}

impl<'a> Checker<'_, 'a> {
    // ---- definitions

    /// A C function of module scope: every specialisation, and the object for Python.
    pub fn fused_c_function(&mut self, id: FusedFuncId, source: CSource<'a>, out: &mut hir::Block) {
        let scope = self.fx_ref().scope;
        let name = self.cx.fused_funcs[id].name.clone();
        let overridable = self.cx.fused_funcs[id].overridable;
        let span = source.span;
        let mut checked = Vec::new();
        for (map, variant) in self.cx.fused_funcs[id].variants.clone() {
            let FusedVariant::Func(func) = variant else { continue };
            let source = CSource { name: Some(name.clone()), overridable, ..source.clone() };
            let done = self.specialized(&map, |c| c.cfunction(source, scope, func, None));
            self.set_defaults(done.as_ref(), span, out);
            if let Some(done) = done {
                checked.push((map, done));
            }
        }
        if overridable {
            let params = self.c_params(id, &source);
            let value = self.fused_object(&params, checked, span);
            let target = self.py_global_target(&name, span);
            self.assign_to(target, value, span, out);
        }
    }

    /// A C method: every specialisation is a method; gives the checked ones for Python's object.
    pub fn fused_c_method(
        &mut self,
        id: FusedFuncId,
        class: ClassId,
        source: CSource<'a>,
        methods: &mut Vec<hir::FuncId>,
    ) -> Option<Expr> {
        let decl = self.cx.fused_funcs[id].clone();
        let span = source.span;
        let mut checked = Vec::new();
        for (map, variant) in decl.variants {
            let source = CSource {
                name: Some(decl.name.clone()),
                overridable: decl.overridable,
                is_static: decl.is_static,
                ..source.clone()
            };
            let scope = decl.scope;
            let done = self.specialized(&map, |c| match variant {
                FusedVariant::Func(func) => c.cfunction(source, scope, func, Some(class)),
                FusedVariant::Method(_, index) => c.c_method_body(class, index, scope, source),
            });
            if let Some(done) = done {
                if let hir::FuncKind::CPdef(_, def) = &mut self.cx.funcs[done.func].kind {
                    def.implicit_self = false;
                    def.in_py_class = true;
                    def.binding = true;
                    def.hidden = true;
                }
                methods.push(done.func);
                checked.push((map, done));
            }
        }
        if !decl.overridable {
            return None;
        }
        let params = self.c_params(id, &source);
        Some(self.fused_object(&params, checked, span))
    }

    fn c_params(&self, id: FusedFuncId, source: &CSource<'a>) -> Vec<FusedParam> {
        let types = self.cx.fused_funcs[id].params.clone();
        source
            .params
            .all()
            .zip(types)
            .map(|(p, ty)| FusedParam {
                name: p.name().map(|n| n.name.clone()).unwrap_or_default(),
                ty,
                has_default: p.default.is_some(),
                keyword_only: false,
                accepts_none: p.none != ast::NoneSpec::NotNone,
            })
            .collect()
    }

    /// A `def` whose parameters mention fused types. `false`: none do.
    pub fn fused_def_stmt(&mut self, def: &'a ast::FuncDef, out: &mut hir::Block) -> bool {
        let scope = self.fx_ref().scope;
        let params = self.def_params(&def.decorators, &def.params, scope);
        if !params.iter().any(|p| self.cx.types.is_fused(p.ty)) {
            return false;
        }
        if !self.cx.specialized.is_empty() {
            self.error(codes::E0306, def.span, "Cannot nest fused functions");
            return true;
        }
        let mut directives = self.fx_ref().directives.clone();
        let decorators = self.apply_decorators(&mut directives, scope, &def.decorators);
        let in_py_class = !self.fx_ref().class_bodies.is_empty();
        let info = hir::DefInfo { binding: true, in_py_class, ..hir::DefInfo::default() };
        let mut value = self.fused_def(def, &params, |_| DefParts::of(def, directives.clone(), info.clone()));
        let functions: Vec<Expr> = decorators.iter().map(|d| self.expr_as(d, common::OBJECT)).collect();
        for func in functions.into_iter().rev() {
            let span = func.span;
            value = Expr {
                ty: common::OBJECT,
                span,
                kind: ExprKind::PyCall { func: Box::new(func), args: vec![value], keywords: Vec::new() },
            };
        }
        let target = self.name_target(&def.name.name, def.name.span);
        self.assign_to(target, value, def.span, out);
        true
    }

    /// All specialisations of a `def`, as one object.
    pub fn fused_def(
        &mut self,
        def: &'a ast::FuncDef,
        params: &[FusedParam],
        parts: impl Fn(&mut Self) -> DefParts<'a>,
    ) -> Expr {
        if def.is_async || super::bindings::collect(&def.body).has_yield {
            self.error(codes::E0306, def.span, "Fused generators not supported");
            return self.none_expr(def.span);
        }
        let fused = self.fused_of(params);
        let mut checked = Vec::new();
        for Combination { map, .. } in fused_func::combinations(&self.cx.types, &fused) {
            let done = self.specialized(&map, |c| {
                let parts = parts(c);
                c.def_function(parts)
            });
            checked.push((map, done));
        }
        let shared = self.share_defaults(&mut checked);
        let object = self.fused_object(params, checked, def.span);
        shared.into_iter().rev().fold(object, |body, (local, value)| {
            let (ty, span) = (body.ty, body.span);
            Expr { ty, span, kind: ExprKind::Let { local, value: Box::new(value), body: Box::new(body) } }
        })
    }

    /// Has default values evaluated once for all specialisations: gives the variables that hold them.
    fn share_defaults(
        &mut self,
        checked: &mut [(Vec<(FusedId, TyId)>, CheckedDef)],
    ) -> Vec<(hir::LocalId, Expr)> {
        let Some((_, first)) = checked.first() else { return Vec::new() };
        let (positional, keyword) = (first.defaults.clone(), first.kwdefaults.clone());
        let mut shared = Vec::new();
        let mut share = |this: &mut Self, value: Expr| {
            let local = this.temp(common::OBJECT, value.span);
            let read = this.local_expr(local, value.span);
            shared.push((local, value));
            read
        };
        for (i, value) in positional.into_iter().enumerate().filter(|(_, v)| !v.kind.is_constant()) {
            let read = share(self, value);
            checked.iter_mut().for_each(|(_, done)| done.defaults[i] = read.clone());
        }
        for (i, (_, value)) in keyword.into_iter().enumerate().filter(|(_, (_, v))| !v.kind.is_constant()) {
            let read = share(self, value);
            checked.iter_mut().for_each(|(_, done)| done.kwdefaults[i].1 = read.clone());
        }
        shared
    }

    /// Whether a lambda has parameters of fused types, those of an enclosing function among them.
    pub fn is_fused_lambda(&mut self, lambda: &'a ast::Lambda) -> bool {
        let scope = self.fx_ref().scope;
        let outer = std::mem::take(&mut self.cx.specialized);
        let params = self.def_params(&[], &lambda.params, scope);
        self.cx.specialized = outer;
        params.iter().any(|p| self.cx.types.is_fused(p.ty))
    }

    /// The parameters of a `def` with their declared types.
    pub fn def_params(
        &mut self,
        decorators: &'a [ast::Expr],
        all: &'a ast::Params,
        scope: crate::scope::ScopeId,
    ) -> Vec<FusedParam> {
        // What is wrong with a type is reported when the function is checked.
        let diags = self.cx.diags.len();
        let locals = super::declared::decorated_locals(self.cx, scope, decorators);
        let typing = self.fx_ref().directives.annotation_typing;
        let mut params = Vec::new();
        for p in all.all() {
            let name = p.name().map(|n| n.name.clone()).unwrap_or_default();
            let decorated = locals.iter().find(|(n, ..)| *n == name).map(|(_, ty, _)| *ty);
            let ty = match (&p.ty, &p.annotation) {
                (None, _) if decorated.is_some() => decorated.unwrap_or(common::OBJECT),
                (Some(ty), _) => self.declared_type(scope, ty, &p.declarator),
                (None, Some(annotation)) if typing => super::declared::annotation(self.cx, scope, annotation)
                    .map_or(common::OBJECT, |(ty, _)| ty),
                _ => common::OBJECT,
            };
            params.push(FusedParam {
                name,
                ty,
                has_default: p.default.is_some(),
                keyword_only: matches!(p.kind, ast::ParamKind::KeywordOnly | ast::ParamKind::Variadic),
                accepts_none: p.none != ast::NoneSpec::NotNone,
            });
        }
        self.cx.diags.truncate(diags);
        params
    }

    fn fused_of(&self, params: &[FusedParam]) -> Vec<FusedId> {
        let mut fused = Vec::new();
        params.iter().for_each(|p| self.cx.types.fused_in(p.ty, &mut fused));
        fused
    }

    /// What the fused types stand for in a C function that is a specialisation, and the name of the fused one.
    pub(super) fn specialisation_of(&self, id: hir::CFuncId) -> Option<(Vec<(FusedId, TyId)>, Option<Name>)> {
        self.cx.cfuncs[id].specialised.as_ref()?;
        self.cx.fused_funcs.iter().find_map(|fused| {
            let is_it = |v: &FusedVariant| matches!(v, FusedVariant::Func(func) if *func == id);
            let (map, _) = fused.variants.iter().find(|(_, v)| is_it(v))?;
            Some((map.clone(), Some(fused.name.clone())))
        })
    }

    /// Runs with fused types standing for concrete ones.
    pub(super) fn specialized<T>(&mut self, map: &[(FusedId, TyId)], f: impl FnOnce(&mut Self) -> T) -> T {
        let before = self.cx.specialized.len();
        self.cx.specialized.extend_from_slice(map);
        let result = f(self);
        self.cx.specialized.truncate(before);
        result
    }

    // ---- Python's object

    /// The object over checked specialisations.
    pub fn fused_object(
        &mut self,
        params: &[FusedParam],
        checked: Vec<(Vec<(FusedId, TyId)>, CheckedDef)>,
        span: Span,
    ) -> Expr {
        let mut pairs = Vec::new();
        for (map, done) in checked {
            let key: Vec<String> = map.iter().map(|&(_, ty)| self.fused_key(ty)).collect();
            let key = self.text_expr(&key.join("|"), span);
            pairs.push((key, self.function_object(done, span)));
        }
        let signatures = Expr { ty: common::DICT, span, kind: ExprKind::Dict(pairs) };
        let table = self.choice_table(params, span);
        let kind = ExprKind::Runtime { name: "__cyrus_fused_make".into(), args: vec![signatures, table] };
        Expr { ty: common::OBJECT, span, kind }
    }

    /// What a type is called in the keys of `__signatures__`.
    fn fused_key(&self, ty: TyId) -> String {
        match self.cx.types.get(ty) {
            Ty::Object => "object".into(),
            Ty::Builtin(b) => b.name().into(),
            _ => self.cx.types.display(ty),
        }
    }

    /// `((name, index, default, required, ((key, test), …)), …)`: for the first parameter of each fused type, how
    /// to tell its types apart. `default`: place in `__defaults__`, -1 without default, -2 keyword-only.
    fn choice_table(&mut self, params: &[FusedParam], span: Span) -> Expr {
        let mut seen: Vec<FusedId> = Vec::new();
        let mut rows = Vec::new();
        let required = params.iter().filter(|p| !p.has_default && !p.keyword_only).count();
        let mut defaults = 0;
        for (index, param) in params.iter().enumerate() {
            let default = match (param.has_default, param.keyword_only) {
                (true, false) => {
                    defaults += 1;
                    defaults - 1
                }
                (true, true) => -2,
                (false, _) => -1,
            };
            let mut fused = Vec::new();
            self.cx.types.fused_in(param.ty, &mut fused);
            if fused.iter().all(|f| seen.contains(f)) {
                continue;
            }
            seen.extend(&fused);
            let Some(&id) = fused.first() else { continue };
            let name = self.text_expr(&param.name, span);
            let choices = self.choices(param, id, span);
            let place = self.number(if param.keyword_only { i128::MAX >> 80 } else { index as i128 }, span);
            let default = self.number(default, span);
            let required = self.number(required as i128, span);
            rows.push(tuple(vec![name, place, default, required, choices], span));
        }
        tuple(rows, span)
    }

    fn number(&mut self, value: i128, span: Span) -> Expr {
        let value = self.int_expr(value, span);
        self.coerce(value, common::OBJECT)
    }

    /// The tests for one parameter, in the order in which they are tried.
    fn choices(&mut self, param: &FusedParam, id: FusedId, span: Span) -> Expr {
        let mut members: Vec<(TyId, TyId)> = Vec::new();
        for ty in self.cx.types.fused[id].types.clone() {
            members.push((ty, self.cx.types.replace_fused(param.ty, &[(id, ty)])));
        }
        // The widest number first, signed before unsigned; then others as written; any object last.
        members.sort_by_key(|&(_, ty)| self.preference(ty));
        let mut seen: Vec<Name> = Vec::new();
        let mut items = Vec::new();
        for (member, ty) in members {
            let Some((class, test)) = self.choice_test(ty, param.accepts_none, span) else { continue };
            if let Some(class) = class {
                if seen.contains(&class) {
                    continue;
                }
                seen.push(class);
            }
            let key = self.fused_key(member);
            let key = self.text_expr(&key, span);
            items.push(tuple(vec![key, test], span));
        }
        tuple(items, span)
    }

    fn preference(&self, ty: TyId) -> (u32, i32, bool) {
        let types = &self.cx.types;
        match types.kind(ty) {
            Ty::Float(f) => (0, -8 - *f as i32, false),
            Ty::Int(i) => (0, -(i.rank() as i32), !i.is_signed()),
            Ty::Bint | Ty::Enum(_) => (0, -2, false),
            Ty::Complex(f) => (1, -(*f as i32), false),
            Ty::Object => (4, 0, false),
            Ty::MemView(_) | Ty::Buffer(_) => (3, 0, false),
            _ => (2, 0, false),
        }
    }

    /// How an object is recognised: a class (with its name), or a description of a buffer.
    fn choice_test(&mut self, ty: TyId, accepts_none: bool, span: Span) -> Option<(Option<Name>, Expr)> {
        let builtin = |name: &'static str| {
            let kind = ExprKind::Builtin(name.into());
            Some((Some(Name::new_static(name)), Expr { ty: common::TYPE, span, kind }))
        };
        match self.cx.types.kind(ty).clone() {
            Ty::Float(_) => builtin("float"),
            Ty::Int(_) | Ty::Enum(_) => builtin("int"),
            Ty::Bint => builtin("bool"),
            Ty::Complex(_) => builtin("complex"),
            Ty::Object => Some((Some("object".into()), self.none_expr(span))),
            Ty::Builtin(b) => {
                let kind = ExprKind::Builtin(b.name().into());
                Some((Some(b.name().into()), Expr { ty: common::TYPE, span, kind }))
            }
            Ty::Ext(_) => {
                let name = self.cx.types.display(ty).into();
                Some((Some(name), Expr { ty: common::TYPE, span, kind: ExprKind::TypeObject(ty) }))
            }
            Ty::Ptr(to) => match self.cx.types.kind(to) {
                Ty::Int(i) if i.rank() == 0 => builtin("bytes"),
                Ty::Int(cyrus_types::IntTy::PyUnicode) => builtin("str"),
                _ => None,
            },
            Ty::MemView(view) => {
                let last = view.axes.len().saturating_sub(1);
                let contiguous = view.axes.iter().position(|a| a.packing == AxisPacking::Contig);
                let order = match contiguous {
                    Some(axis) if axis == last => 1,
                    Some(0) => 2,
                    _ => 0,
                };
                Some((None, self.buffer_test(view.elem, view.axes.len(), order, accepts_none, span)))
            }
            Ty::Buffer(buffer) => {
                Some((None, self.buffer_test(buffer.elem, buffer.ndim as usize, 0, accepts_none, span)))
            }
            _ => None,
        }
    }

    /// `(ndim, kind of element, size of element, order, accepts None)`
    fn buffer_test(&mut self, elem: TyId, ndim: usize, order: i128, accepts_none: bool, span: Span) -> Expr {
        let elem = self.cx.types.unqualified(elem);
        let (kind, sized) = match self.cx.types.kind(elem) {
            Ty::Float(_) => ("f", elem),
            Ty::Complex(_) => ("c", elem),
            Ty::Int(i) if i.is_signed() => ("i", elem),
            Ty::Int(_) => ("u", elem),
            Ty::Bint | Ty::Enum(_) => ("i", elem),
            Ty::Struct(_) => ("T", elem),
            _ if self.cx.types.is_object(elem) => ("O", common::VOID_PTR),
            _ => ("?", elem),
        };
        let size = Expr { ty: common::SIZE_T, span, kind: ExprKind::SizeOf(sized) };
        let size = self.coerce(size, common::OBJECT);
        let ndim = self.number(ndim as i128, span);
        let kind = self.text_expr(kind, span);
        let order = self.number(order, span);
        let none = self.number(i128::from(accepts_none), span);
        tuple(vec![ndim, kind, size, order, none], span)
    }

    // ---- uses

    /// The fused C function or method that an expression names.
    pub fn fused_callee(&mut self, e: &'a ast::Expr) -> Option<FusedCallee> {
        match &e.kind {
            Ast::Name(name) => match self.resolve(name) {
                Resolved::Entry(entry) => match entry.kind {
                    EntryKind::FusedFunc(id) => Some(FusedCallee { id, receiver: None }),
                    _ => None,
                },
                _ => None,
            },
            Ast::Attribute(value, attr) => {
                if let Some(super::attribute::QualifiedScope::Scope(scope)) = self.scope_of(value) {
                    let entry = self.cx.scopes[scope].get(&attr.name)?;
                    return match entry.kind {
                        EntryKind::FusedFunc(id) => Some(FusedCallee { id, receiver: None }),
                        _ => None,
                    };
                }
                if self.cx.fused_methods.is_empty()
                    || !self.cx.fused_methods.keys().any(|(_, name)| *name == attr.name)
                {
                    return None;
                }
                if let Some(ty) = self.named_type(value)
                    && let Ty::Ext(class) = *self.cx.types.kind(ty)
                {
                    let id = self.fused_method(class, &attr.name)?;
                    return Some(FusedCallee { id, receiver: None });
                }
                let ty = self.type_of(value);
                let Ty::Ext(class) = *self.cx.types.kind(ty) else { return None };
                let id = self.fused_method(class, &attr.name)?;
                let receiver = if self.cx.fused_funcs[id].is_static { None } else { Some(self.expr(value)) };
                Some(FusedCallee { id, receiver })
            }
            _ => None,
        }
    }

    fn fused_method(&self, class: ClassId, name: &Name) -> Option<FusedFuncId> {
        let chain = self.cx.types.class_chain(class);
        chain.into_iter().find_map(|c| self.cx.fused_methods.get(&(c, name.clone())).copied())
    }

    fn variant_sig(&self, variant: FusedVariant) -> FuncTyId {
        match variant {
            FusedVariant::Func(id) => self.cx.cfuncs[id].sig,
            FusedVariant::Method(class, index) => self.cx.types.classes[class].methods[index as usize].sig,
        }
    }

    /// A specialisation as the callee of a call.
    fn variant_expr(&mut self, variant: FusedVariant, receiver: Option<Expr>, span: Span) -> Expr {
        let sig = self.variant_sig(variant);
        let ty = self.cx.types.intern(Ty::Func(sig));
        let kind = match (variant, receiver) {
            (FusedVariant::Func(id), _) => ExprKind::CFunc(id),
            (FusedVariant::Method(class, method), Some(object)) => {
                ExprKind::ExtMethod { object: Box::new(object), class, method }
            }
            (FusedVariant::Method(..), None) => {
                self.cx.unsupported(span, "a specialisation of a fused method, taken from its class,");
                return self.error_expr(span);
            }
        };
        Expr { ty, span, kind }
    }

    /// A call that chooses the specialisation by the types of its arguments.
    pub fn fused_call(&mut self, callee: FusedCallee, call: &'a ast::Call, e: &'a ast::Expr) -> Expr {
        let span = e.anchor_span();
        let FusedCallee { id, receiver } = callee;
        let decl = self.cx.fused_funcs[id].clone();
        let mut types: Vec<TyId> = receiver.iter().map(|r| r.ty).collect();
        let mut plain = true;
        for arg in &call.args {
            match arg {
                Arg::Positional(a) => types.push(self.type_of(a)),
                Arg::Keyword(name, a) => {
                    plain = false;
                    let index = decl.variants.first().and_then(|(_, variant)| {
                        let params = &self.cx.types.funcs[self.variant_sig(*variant)].params;
                        params.iter().position(|p| p.name.as_ref() == Some(&name.name))
                    });
                    if let Some(index) = index.filter(|&i| i >= types.len()) {
                        // What is left out in between has its declared type.
                        types.extend_from_slice(&decl.params[types.len()..index]);
                        types.push(self.type_of(a));
                    }
                }
                Arg::Star(_) | Arg::DoubleStar(_) => plain = false,
            }
        }
        // An object whose C type is not known here: Python's object chooses at run time.
        let objects = types.iter().zip(&decl.params).any(|(ty, want)| {
            self.cx.types.is_fused(*want)
                && self.cx.types.is_object(*ty)
                && !self.some_variant_takes(&decl, *want, *ty)
        });
        if decl.overridable && (objects || !plain) {
            let func = match receiver {
                Some(object) => {
                    let object = Box::new(self.coerce(object, common::OBJECT));
                    Expr { ty: common::OBJECT, span, kind: ExprKind::Attr { object, name: decl.name } }
                }
                None => Expr { ty: common::OBJECT, span, kind: ExprKind::Global(decl.name) },
            };
            return self.py_call(func, call, span);
        }
        let sigs: Vec<FuncTyId> = decl.variants.iter().map(|(_, v)| self.variant_sig(*v)).collect();
        let Some(index) = self.best_overload(&sigs, &types) else {
            self.error(codes::E0403, span, "no suitable method found");
            return self.error_expr(span);
        };
        let variant = decl.variants[index].1;
        // `Class.method(object, …)`: its implementation, without dispatch.
        if let (FusedVariant::Method(class, method), None) = (variant, &receiver) {
            let callee = self.direct_callee(class, method);
            return self.finish_c_call(callee, sigs[index], None, call, span);
        }
        let func = self.variant_expr(variant, receiver, span);
        if self.cx.types.is_error(func.ty) {
            return func;
        }
        self.c_call(func, sigs[index], call, span)
    }

    /// The specialisation that a function pointer type asks for.
    pub fn fused_as_pointer(&mut self, e: &'a ast::Expr, want: FuncTyId, span: Span) -> Option<Expr> {
        let callee = self.fused_callee(e)?;
        let want = self.cx.types.funcs[want].clone();
        let variants = self.cx.fused_funcs[callee.id].variants.clone();
        let resolved = |c: &Self, ty: TyId| c.cx.types.resolved(ty);
        let found = variants.into_iter().find(|(_, variant)| {
            let sig = &self.cx.types.funcs[self.variant_sig(*variant)];
            sig.params.len() == want.params.len()
                && sig
                    .params
                    .iter()
                    .zip(&want.params)
                    .all(|(a, b)| resolved(self, a.ty) == resolved(self, b.ty))
                && resolved(self, sig.ret) == resolved(self, want.ret)
        })?;
        Some(self.variant_expr(found.1, callee.receiver, span))
    }

    /// Whether a specialisation has exactly this object type.
    fn some_variant_takes(&mut self, decl: &crate::cx::FusedFunc, want: TyId, ty: TyId) -> bool {
        decl.variants.iter().any(|(map, _)| {
            let param = self.cx.types.replace_fused(want, map);
            self.cx.types.is_object(param)
                && (param == ty || self.cx.types.is_object(ty) && param == common::OBJECT)
        })
    }

    /// `f[int]`, `f[int, double]`, `f['int']`: one specialisation.
    pub fn fused_subscript(&mut self, callee: FusedCallee, index: &'a ast::Expr, span: Span) -> Expr {
        let scope = self.fx_ref().scope;
        let items: Vec<&'a ast::Expr> = match &index.kind {
            Ast::Tuple(items) => items.iter().collect(),
            _ => vec![index],
        };
        let decl = self.cx.fused_funcs[callee.id].clone();
        let mut names: Vec<String> = Vec::new();
        for item in items {
            if let Ast::Str(lit) = &item.kind
                && let Some(text) = &lit.text
            {
                names.extend(String::from_utf8_lossy(text).split('|').map(|t| t.trim().to_string()));
                continue;
            }
            match super::declared::expr_as_type(self.cx, scope, item) {
                Some(ty) => names.push(self.fused_key(ty)),
                None if decl.overridable => return self.fused_value(callee, Some(index), span),
                None => {
                    self.error(codes::E0301, item.anchor_span(), "not a type");
                    return self.error_expr(span);
                }
            }
        }
        if names.len() != decl.fused.len() {
            let message = if names.len() > decl.fused.len() {
                "Too many types specified."
            } else {
                "Not enough types specified to specialize the function"
            };
            self.error(codes::E0303, span, message);
            return self.error_expr(span);
        }
        let found = decl
            .variants
            .iter()
            .find(|(map, _)| map.iter().zip(&names).all(|((_, ty), name)| self.fused_key(*ty) == *name));
        match found {
            Some((_, variant)) => self.variant_expr(*variant, callee.receiver, span),
            None => {
                self.error(codes::E0301, span, "No matching signature found");
                self.error_expr(span)
            }
        }
    }

    /// A fused function as a Python value, subscripted at run time when there is an index.
    pub fn fused_value(&mut self, callee: FusedCallee, index: Option<&'a ast::Expr>, span: Span) -> Expr {
        let decl = self.cx.fused_funcs[callee.id].clone();
        if !decl.overridable {
            self.error(
                codes::E0301,
                span,
                format!("'{}' is a fused C function: choose a specialisation with '[type]'", decl.name),
            );
            return self.error_expr(span);
        }
        let object = common::OBJECT;
        let value = match callee.receiver {
            Some(receiver) => {
                let receiver = Box::new(self.coerce(receiver, object));
                Expr { ty: object, span, kind: ExprKind::Attr { object: receiver, name: decl.name } }
            }
            None => Expr { ty: object, span, kind: ExprKind::Global(decl.name) },
        };
        match index {
            Some(index) => self.py_subscript(value, index, span),
            None => value,
        }
    }

    /// A type as the key of a fused function's specialisation: `f[cython.int]` on an object.
    pub fn type_key(&mut self, index: &ast::Expr) -> Option<Expr> {
        let one = |c: &mut Self, e: &ast::Expr| -> Option<String> {
            c.cython_path(e)?;
            let scope = c.fx_ref().scope;
            let ty = super::declared::expr_as_type(c.cx, scope, e)?;
            Some(c.fused_key(ty))
        };
        let key = match &index.kind {
            Ast::Tuple(items) if !items.is_empty() => {
                let keys: Option<Vec<String>> = items.iter().map(|e| one(self, e)).collect();
                keys?.join("|")
            }
            _ => one(self, index)?,
        };
        Some(self.text_expr(&key, index.span))
    }
}

fn tuple(items: Vec<Expr>, span: Span) -> Expr {
    Expr { ty: common::TUPLE, span, kind: ExprKind::Tuple(items) }
}
