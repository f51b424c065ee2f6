//! Functions: `def`, `cdef`, lambdas, and the function objects made from them.

use super::Checker;
use super::bindings::{self, Source};
use super::fncx::{FnCx, FnKind, placeholder};
use super::signature_doc::SignatureDoc;
use crate::cx::DeclaredNode;
use crate::directive::Directives;
use crate::scope::ScopeId;
use cyrus_diagnostics::{Diagnostic, codes};
use cyrus_hir::{self as hir, Expr, ExprKind, LocalId, LocalKind};
use cyrus_source::Span;
use cyrus_syntax::Name;
use cyrus_syntax::ast::{self, ParamKind, StmtKind};
use cyrus_types::{ClassId, FuncTyId, Ty, TyId, common};

/// A `def` function or lambda, before its body is checked.
pub struct DefParts<'a> {
    pub name: Name,
    pub span: Span,
    pub name_span: Span,
    pub decorators: &'a [ast::Expr],
    pub params: &'a ast::Params,
    pub returns: Option<&'a ast::Expr>,
    pub body: DefBody<'a>,
    pub is_async: bool,
    pub directives: Directives,
    /// Extension class of a method.
    pub class: Option<ClassId>,
    pub class_scope: Option<ScopeId>,
    pub info: hir::DefInfo,
}

/// What a `def`-like function runs.
#[derive(Clone, Copy)]
pub enum DefBody<'a> {
    Block(&'a [ast::Stmt]),
    Expr(&'a ast::Expr),
}

/// A checked function with what is needed to make its object.
pub struct CheckedDef {
    pub func: hir::FuncId,
    pub defaults: Vec<Expr>,
    pub kwdefaults: Vec<(Name, Expr)>,
    pub annotations: Vec<(Name, Expr)>,
}

/// The definition of a C function: a `cdef` statement, or a `def` that decorators or a pxd make one.
#[derive(Clone)]
pub struct CSource<'a> {
    /// What Python calls it, when the declaration has another name.
    pub name: Option<Name>,
    pub span: Span,
    pub decorators: &'a [ast::Expr],
    pub params: &'a ast::Params,
    pub body: &'a [ast::Stmt],
    /// Python sees it too.
    pub overridable: bool,
    pub is_static: bool,
    /// Written as a `def`.
    pub is_def: bool,
    /// A method of a C++ class.
    pub cpp: Option<super::cpp_class::CppSelf>,
}

impl<'a> CSource<'a> {
    /// A `cdef`/`cpdef` definition; `None` for a mere declaration.
    pub fn of_cfunc(def: &'a ast::CFuncDef) -> Option<CSource<'a>> {
        Some(CSource {
            name: None,
            span: def.span,
            decorators: &def.decorators,
            params: function_params(&def.declarator)?,
            body: def.body.as_ref()?,
            overridable: def.mods.overridable,
            is_static: def.mods.is_static,
            is_def: false,
            cpp: None,
        })
    }

    /// A `def`.
    pub fn of_def(def: &'a ast::FuncDef, overridable: bool) -> CSource<'a> {
        CSource {
            name: None,
            span: def.span,
            decorators: &def.decorators,
            params: &def.params,
            body: &def.body,
            overridable,
            is_static: false,
            is_def: true,
            cpp: None,
        }
    }
}

impl<'a> Checker<'_, 'a> {
    /// The docstring of a body, if its first statement is a plain string.
    pub fn docstring(&self, body: &[ast::Stmt]) -> Option<hir::StrConst> {
        let StmtKind::Expr(e) = &body.first()?.kind else { return None };
        let ast::ExprKind::Str(lit) = &e.kind else { return None };
        match lit.kind {
            ast::StrKind::Bytes | ast::StrKind::Char => lit.bytes.clone().map(hir::StrConst::Bytes),
            ast::StrKind::Plain | ast::StrKind::Unicode => lit.text.clone().map(hir::StrConst::Text),
        }
    }

    /// The qualified name of something called `name` defined here.
    pub fn qualname_here(&self, name: &str) -> Name {
        let fx = self.fx_ref();
        if let Some(class) = fx.class_bodies.last() {
            return Name::from(format!("{}.{name}", class.qualname));
        }
        match fx.kind {
            FnKind::Module => Name::from(name),
            _ if fx.bindings.globals.contains(name) => Name::from(name),
            _ => Name::from(format!("{}.<locals>.{name}", fx.qualname)),
        }
    }

    /// What a function or class of a Python class is called where its private name aside.
    pub fn short_name(&self, name: &Name) -> Name {
        match (self.fx_ref().class_bodies.last(), crate::cx::without_class(name)) {
            (Some(class), Some(short))
                if class.ext.is_none()
                    && name.len() == short.len() + class.name.trim_start_matches('_').len() + 1 =>
            {
                Name::from(short)
            }
            _ => name.clone(),
        }
    }

    /// Checks a `def`-like function: parameters, body, defaults, annotations.
    pub fn def_function(&mut self, mut parts: DefParts<'a>) -> CheckedDef {
        // A private method is bound to its long name, and called by its short one.
        parts.name = self.short_name(&parts.name);
        let id = self.cx.funcs.push(placeholder(&parts.name, parts.span));
        let scope = parts.class_scope.unwrap_or(self.fx_ref().scope);
        let kind = if parts.info.is_lambda { FnKind::Lambda } else { FnKind::Def };
        let qualname = match parts.class {
            Some(class) => Name::from(format!("{}.{}", self.cx.types.classes[class].name, parts.name)),
            None => self.qualname_here(&parts.name),
        };
        let mut fx = FnCx::new(id, kind, scope, parts.directives.clone());
        fx.qualname = qualname;
        fx.class = parts.class;
        fx.bindings = match parts.body {
            DefBody::Block(body) => {
                let dead = self.dead_blocks(scope, body);
                bindings::collect_live(body, &dead)
            }
            DefBody::Expr(e) => bindings::collect_expr(e),
        };
        if !parts.directives.language_level.is_py3() {
            fx.bindings.take_list_variables();
        }
        let mut locals = super::declared::decorated_locals(self.cx, scope, parts.decorators);
        spell_private(&mut locals, parts.params, &fx);
        fx.coroutine = match (parts.is_async, fx.bindings.has_yield) {
            (true, true) => hir::CoroutineKind::AsyncGenerator,
            (true, false) if parts.directives.iterable_coroutine => hir::CoroutineKind::IterableCoroutine,
            (true, false) => hir::CoroutineKind::Coroutine,
            (false, true) => hir::CoroutineKind::Generator,
            (false, false) => hir::CoroutineKind::None,
        };

        self.check_default_order(parts.params);
        // Types and defaults belong to the scope around the function.
        let mut params = Vec::new();
        let mut defaults = Vec::new();
        let mut kwdefaults = Vec::new();
        let mut annotations = Vec::new();
        for (index, p) in parts.params.all().enumerate() {
            let param = self.def_param(&parts, p, index, &locals, &mut fx);
            let param = self.def_default(p, param, &mut defaults, &mut kwdefaults);
            if let Some(annotation) = &p.annotation {
                annotations.push((param.name.clone(), self.annotation_value(annotation)));
            }
            params.push(param);
        }
        if let Some(returns) = parts.returns {
            annotations.push(("return".into(), self.annotation_value(returns)));
        }
        if fx.coroutine == hir::CoroutineKind::None
            && let Some(returns) = parts.returns
            && let Some((ty, _)) = super::declared::annotation(self.cx, scope, returns)
            && self.cx.types.is_object(ty)
            && parts.directives.annotation_typing
        {
            fx.ret = ty;
        }
        fx.first_param = params.first().map(|p| p.local);

        let documented = parts.class.map(|class| self.cx.types.classes[class].name.clone());
        let documented = documented.or_else(|| self.fx_ref().class_bodies.last().map(|c| c.name.clone()));
        self.fns.push(fx);
        self.declare_bound_names();
        self.declare_decorated_locals(&locals);
        if let DefBody::Block(stmts) = parts.body {
            self.declare_c_locals(stmts);
        }
        let whole = match parts.body {
            DefBody::Block(stmts) => super::flow::Body::Block(stmts),
            DefBody::Expr(e) => super::flow::Body::Expr(e),
        };
        self.fx().body = Some(whole);
        let first = params
            .first()
            .filter(|p| matches!(p.kind, hir::ParamKind::Normal | hir::ParamKind::PositionalOnly))
            .map(|p| p.local);
        let (body, doc) = match parts.body {
            DefBody::Block(stmts) => {
                let body = self.block(stmts);
                (self.critical_body(parts.decorators, first, parts.span, body), self.docstring(stmts))
            }
            DefBody::Expr(e) => {
                let value = self.expr_as(e, common::OBJECT);
                let span = value.span;
                (vec![hir::Stmt { span, kind: hir::StmtKind::Return(Some(value)) }], None)
            }
        };
        self.check_flow(whole);
        let doc = self.def_doc(&parts, documented, &params, doc);
        let body = self.converted_floats(&mut params, body);
        let body = self.converted_actives(&mut params, body);
        let mut fx = self.fns.pop().expect("pushed above");
        for param in &mut params {
            param.ty = fx.locals[param.local].ty;
        }
        if fx.coroutine != hir::CoroutineKind::None {
            fx.needs_scope = true;
        }
        // A plain builtin function has no place for a closure.
        let binding = parts.info.binding || fx.uses_outer;
        let kind = hir::FuncKind::Def(hir::DefInfo { binding, ..parts.info });
        self.store_function(fx, parts.name, parts.span, kind, params, body, doc);
        self.cx.funcs[id].name_span = parts.name_span;
        CheckedDef { func: id, defaults, kwdefaults, annotations }
    }

    /// The docstring of a `def`. A special method without one has that of its slot, a constructor's signature is
    /// its class's.
    fn def_doc(
        &self,
        parts: &DefParts<'a>,
        class: Option<Name>,
        params: &[hir::Param],
        doc: Option<hir::StrConst>,
    ) -> Option<hir::StrConst> {
        let special = parts.class.is_some() && super::class::is_slot(&parts.name);
        let of_class = parts.name == "__init__" && self.class_shows_constructor();
        if parts.info.is_lambda || special && (doc.is_none() || of_class) {
            return doc;
        }
        let what = SignatureDoc {
            class: class.as_deref(),
            name: &parts.name,
            returns: parts.returns.map(|e| self.written_annotation(e)),
            has_self: class.is_some() && !parts.info.is_static,
            of_class: parts.info.is_class_method,
            hide_self: false,
        };
        let types: Vec<TyId> = params.iter().map(|p| p.ty).collect();
        self.documented(&what, parts.params, &types, doc)
    }

    /// Parameters annotated as Python floats take all numbers: they are converted before the body runs.
    fn converted_floats(&mut self, params: &mut [hir::Param], body: hir::Block) -> hir::Block {
        let mut all = Vec::new();
        for param in params.iter_mut().filter(|p| p.type_test && p.accepts_none && p.ty == common::PYFLOAT) {
            param.type_test = false;
            let span = param.span;
            let value = Expr { ty: common::OBJECT, span, kind: ExprKind::Local(param.local) };
            let args = vec![value, self.text_expr(&param.name, span)];
            let kind = ExprKind::Runtime { name: "__cyrus_float_argument".into(), args };
            let target = hir::Target { span, ty: common::PYFLOAT, kind: hir::TargetKind::Local(param.local) };
            let value = Expr { ty: common::PYFLOAT, span, kind };
            all.push(hir::Stmt { span, kind: hir::StmtKind::Assign { target, value } });
        }
        all.extend(body);
        all
    }

    /// One parameter of a `def`: its type comes from C syntax or an annotation.
    fn def_param(
        &mut self,
        parts: &DefParts<'a>,
        p: &'a ast::Param,
        index: usize,
        locals: &[(Name, TyId, Span)],
        fx: &mut FnCx<'a>,
    ) -> hir::Param {
        let name = p.name().cloned().unwrap_or(ast::Ident { name: Name::default(), span: p.span });
        let kind = self.param_kind(parts.params, p);
        let mut accepts_none = true;
        let mut type_test = false;
        let ty = match kind {
            // Rebinding makes it an ordinary variable.
            hir::ParamKind::Star | hir::ParamKind::DoubleStar
                if fx.bindings.names.contains_key(&name.name) =>
            {
                let ty = if kind == hir::ParamKind::Star { common::TUPLE } else { common::DICT };
                fx.star_parameters.insert(name.name.clone(), ty);
                common::OBJECT
            }
            hir::ParamKind::Star => common::TUPLE,
            hir::ParamKind::DoubleStar => common::DICT,
            _ if index == 0
                && parts.class.is_some()
                && !parts.info.is_static
                && !parts.info.is_class_method
                && !parts.info.any_operand =>
            {
                accepts_none = false;
                self.cx.types.intern(Ty::Ext(parts.class.expect("tested")))
            }
            // What a class method of an extension type is called with.
            _ if index == 0
                && parts.class.is_some()
                && parts.info.is_class_method
                && p.ty.is_none()
                && p.annotation.is_none() =>
            {
                common::TYPE
            }
            _ => {
                let decorated = locals.iter().find(|(n, ..)| *n == name.name);
                let (ty, annotated_none) = match (&p.ty, &p.annotation) {
                    (None, _) if decorated.is_some() => (decorated.expect("tested").1, None),
                    (Some(ty), _) => (self.declared_type(fx.scope, ty, &p.declarator), None),
                    (None, Some(annotation)) if parts.directives.annotation_typing => {
                        match super::declared::annotation(self.cx, fx.scope, annotation) {
                            Some((ty, none)) => (ty, Some(none)),
                            None => (common::OBJECT, None),
                        }
                    }
                    _ => (common::OBJECT, None),
                };
                self.check_none_spec(p, ty);
                // `__getbuffer__` and its like are called by C.
                if parts.class.is_none() || !crate::declare::special_method::is_special(&parts.name) {
                    self.check_from_python(p, ty);
                }
                self.check_capability_from_python(p, ty, true);
                let none_default = matches!(
                    &p.default,
                    Some(ast::ParamDefault::Value(ast::Expr { kind: ast::ExprKind::NoneLit, .. }))
                );
                accepts_none = match p.none {
                    ast::NoneSpec::NotNone => false,
                    ast::NoneSpec::OrNone => true,
                    ast::NoneSpec::Unspecified => match annotated_none {
                        Some(none) => none || none_default,
                        None => {
                            none_default
                                || ty == common::OBJECT
                                || parts.directives.allow_none_for_extension_args
                        }
                    },
                };
                type_test = match self.cx.types.kind(ty) {
                    Ty::Ext(_) | Ty::Builtin(_) => true,
                    // The class of an old-style buffer, before its memory is asked for.
                    Ty::Buffer(buffer) => buffer.base != common::OBJECT,
                    _ => false,
                };
                ty
            }
        };
        let ty = self.decayed(ty);
        let local = fx.add_local(name.name.clone(), ty, LocalKind::Param, name.span);
        if let Some(previous) = fx.names.insert(name.name.clone(), local) {
            let previous = fx.locals[previous].span;
            self.cx.diags.push(
                Diagnostic::error(codes::E0202, name.span, format!("'{}' redeclared", name.name))
                    .echoed_label(previous, "Previous declaration is here"),
            );
        }
        hir::Param {
            local,
            name: name.name,
            ty,
            kind,
            default: None,
            annotation: None,
            accepts_none,
            type_test,
            type_from_annotation: p.ty.is_none() && p.annotation.is_some(),
            span: p.span,
        }
    }

    fn param_kind(&self, params: &ast::Params, p: &ast::Param) -> hir::ParamKind {
        let is = |other: &Option<ast::Param>| other.as_ref().is_some_and(|o| std::ptr::eq(o, p));
        if is(&params.star) {
            return hir::ParamKind::Star;
        }
        if is(&params.double_star) {
            return hir::ParamKind::DoubleStar;
        }
        match p.kind {
            ParamKind::PositionalOnly => hir::ParamKind::PositionalOnly,
            ParamKind::Normal | ParamKind::Variadic => hir::ParamKind::Normal,
            ParamKind::KeywordOnly => hir::ParamKind::KeywordOnly,
        }
    }

    /// What Python sees as an annotation: its source text (PEP 563), as Cython 3 does.
    pub fn annotation_value(&mut self, annotation: &ast::Expr) -> Expr {
        let text = self.written_annotation(annotation);
        self.text_expr(&text, annotation.span)
    }

    /// Arrays as parameters are pointers.
    pub(super) fn decayed(&mut self, ty: TyId) -> TyId {
        match *self.cx.types.kind(ty) {
            Ty::Array(elem, _) => self.cx.types.ptr(elem),
            _ => ty,
        }
    }

    /// Adds locals for the names that the body binds; their types are inferred when first needed.
    pub fn declare_bound_names(&mut self) {
        let fx = self.fx();
        let names: Vec<(Name, Span, Vec<Source<'a>>)> = fx
            .bindings
            .names
            .iter()
            .filter(|(name, _)| {
                !fx.bindings.globals.contains(*name) && !fx.bindings.nonlocals.contains(*name)
            })
            .map(|(name, b)| {
                let mut sources = b.sources.clone();
                if b.deleted {
                    sources.push(Source::Deleted);
                }
                (name.clone(), b.span.unwrap_or_default(), sources)
            })
            .collect();
        let warn = self.fx_ref().directives.warns("warn.undeclared");
        for (name, span, sources) in names {
            if warn && !sources.iter().any(|s| matches!(s, Source::Declared)) {
                let known = self.fx_ref().names.contains_key(&name);
                if !known {
                    self.cx.warn(codes::W0201, span, format!("implicit declaration of '{name}'"));
                }
            }
            let fx = self.fx();
            if let Some(&param) = fx.names.get(&name) {
                if let Some(&ty) = fx.star_parameters.get(&name) {
                    // `*args` is still a tuple when nothing else is assigned to it.
                    let mut sources = sources;
                    sources.push(Source::Parameter(ty));
                    fx.locals[param].ty = common::UNSPECIFIED;
                    fx.uninferred.insert(param, sources);
                }
                // A parameter can be unbound by `del` or at the end of a handler.
                let unbinds = fx.bindings.names.get(&name).is_some_and(|b| b.deleted);
                fx.locals[param].maybe_unbound |= unbinds;
                continue;
            }
            let local = fx.add_local(name.clone(), common::UNSPECIFIED, LocalKind::Variable, span);
            fx.locals[local].maybe_unbound = true;
            fx.locals[local].declared = sources.iter().any(|s| matches!(s, Source::Declared));
            fx.names.insert(name, local);
            fx.uninferred.insert(local, sources);
        }
    }

    /// A `def` statement: the function object bound to its name, decorators applied.
    pub fn def_stmt(&mut self, def: &'a ast::FuncDef, out: &mut hir::Block) {
        match self.cx.declared.get(&(def.span.file, def.id)).copied() {
            Some(DeclaredNode::CFunc(id)) => {
                let source = CSource::of_def(def, self.is_python_name(id));
                self.cfunc_definition(source, id, out);
                return;
            }
            Some(DeclaredNode::FusedFunc(id)) => {
                self.fused_c_function(id, CSource::of_def(def, false), out);
                return;
            }
            _ => {}
        }
        if self.fused_def_stmt(def, out) {
            return;
        }
        let mut directives = self.fx_ref().directives.clone();
        let scope = self.fx_ref().scope;
        let decorators = self.apply_decorators(&mut directives, scope, &def.decorators);
        let in_py_class = !self.fx_ref().class_bodies.is_empty();
        let info = hir::DefInfo { binding: directives.binding, in_py_class, ..hir::DefInfo::default() };
        let type_params = self.enter_type_params(&def.type_params, def.span, out);
        let checked = self.def_function(DefParts {
            name: def.name.name.clone(),
            span: def.span,
            name_span: def.name.span,
            decorators: &def.decorators,
            params: &def.params,
            returns: def.returns.as_ref(),
            body: DefBody::Block(&def.body),
            is_async: def.is_async,
            directives,
            class: None,
            class_scope: None,
            info,
        });
        let mut value = self.function_object(checked, def.span);
        if let Some(params) = type_params {
            self.leave_type_params();
            value = self.with_type_params(value, params, def.span);
        }
        if in_py_class && decorators.is_empty() {
            value = self.implicit_method_kind(&def.name.name, value);
        }
        // Decorators are evaluated top down, applied bottom up.
        let functions: Vec<Expr> = decorators.iter().map(|d| self.expr_as(d, common::OBJECT)).collect();
        for func in functions.into_iter().rev() {
            let span = func.span;
            value = Expr {
                ty: common::OBJECT,
                span,
                kind: ExprKind::PyCall { func: Box::new(func), args: vec![value], keywords: Vec::new() },
            };
        }
        if in_py_class && !decorators.is_empty() {
            value = self.decorated_method_kind(&def.name.name, value);
        }
        let target = self.name_target(&def.name.name, def.name.span);
        self.assign_to(target, value, def.span, out);
    }

    /// `type.__new__` makes some methods of a class body static or class methods (data model, "Customizing class
    /// creation"), but only functions of its own kind; so ours are wrapped here.
    fn implicit_method_kind(&mut self, name: &str, function: Expr) -> Expr {
        let span = function.span;
        match name {
            "__new__" => self.static_method_object(function, span),
            "__init_subclass__" | "__class_getitem__" => self.class_method_object(function, span),
            _ => function,
        }
    }

    /// The same for what decorators made of the method, which may be no function.
    pub(super) fn decorated_method_kind(&mut self, name: &str, value: Expr) -> Expr {
        let span = value.span;
        let kind = match name {
            "__new__" => "staticmethod",
            "__init_subclass__" | "__class_getitem__" => "classmethod",
            _ => return value,
        };
        let kind = Expr { ty: common::TYPE, span, kind: ExprKind::Builtin(kind.into()) };
        let call = ExprKind::Runtime { name: "__cyrus_implicit_method".into(), args: vec![kind, value] };
        Expr { ty: common::OBJECT, span, kind: call }
    }

    /// Sets the directives among decorators, the outermost last; gives the others, outermost first.
    pub fn apply_decorators(
        &mut self,
        directives: &mut Directives,
        scope: ScopeId,
        decorators: &'a [ast::Expr],
    ) -> Vec<&'a ast::Expr> {
        let mut others = Vec::new();
        for decorator in decorators.iter().rev() {
            if !super::declared::apply_directive(directives, self.cx, scope, decorator) {
                others.push(decorator);
            }
        }
        others.reverse();
        others
    }

    /// The expression that makes the object of a checked function.
    pub fn function_object(&mut self, checked: CheckedDef, span: Span) -> Expr {
        let make = hir::MakeFunction {
            func: checked.func,
            defaults: checked.defaults,
            kwdefaults: checked.kwdefaults,
            annotations: checked.annotations,
        };
        Expr { ty: common::OBJECT, span, kind: ExprKind::MakeFunction(Box::new(make)) }
    }

    /// `lambda params: body`
    pub fn lambda(&mut self, lambda: &'a ast::Lambda, span: Span) -> Expr {
        if self.speculating > 0 {
            return self.none_expr(span);
        }
        if self.is_fused_lambda(lambda) {
            self.error(codes::E0306, span, "Fused lambdas not allowed");
            return self.none_expr(span);
        }
        let directives = self.fx_ref().directives.clone();
        let info = hir::DefInfo { binding: directives.binding, is_lambda: true, ..hir::DefInfo::default() };
        let checked = self.def_function(DefParts {
            name: "<lambda>".into(),
            span,
            name_span: span,
            decorators: &[],
            params: &lambda.params,
            returns: None,
            body: DefBody::Expr(&lambda.body),
            is_async: false,
            directives,
            class: None,
            class_scope: None,
            info,
        });
        self.function_object(checked, span)
    }

    /// A `cdef`/`cpdef` function statement of module scope.
    pub fn cfunc_stmt(&mut self, def: &'a ast::CFuncDef, out: &mut hir::Block) {
        let Some(source) = CSource::of_cfunc(def) else { return };
        match self.cx.declared.get(&(def.span.file, def.id)).copied() {
            Some(DeclaredNode::CFunc(id)) => self.cfunc_definition(source, id, out),
            Some(DeclaredNode::FusedFunc(id)) => self.fused_c_function(id, source, out),
            // Not declared: the declaration reported why.
            _ => {}
        }
    }

    /// The body of a C function, and its Python face bound to its name.
    fn cfunc_definition(&mut self, source: CSource<'a>, id: hir::CFuncId, out: &mut hir::Block) {
        let scope = self.fx_ref().scope;
        let (span, overridable) = (source.span, source.overridable);
        let func = self.cfunction(source, scope, id, None);
        self.set_defaults(func.as_ref(), span, out);
        if overridable && let Some(checked) = func {
            let value = self.function_object(checked, span);
            let name = self.cx.cfuncs[id].name.clone();
            let target = self.py_global_target(&name, span);
            self.assign_to(target, value, span, out);
        }
    }

    /// Whether a C function is also a name of the module for Python (`cpdef`, `@cython.ccall`).
    pub(super) fn is_python_name(&self, id: hir::CFuncId) -> bool {
        let name = &self.cx.cfuncs[id].name;
        self.cx.scopes[self.cx.main_scope].get(name).is_some_and(|e| e.in_python)
    }

    /// An inline function that a pxd brought in. `out`: statements to be executed before those of the module.
    pub fn inline_function(
        &mut self,
        def: &'a ast::CFuncDef,
        scope: ScopeId,
        id: hir::CFuncId,
        out: &mut hir::Block,
    ) {
        // Each module that uses it has a copy.
        self.cx.cfuncs[id].origin = cyrus_types::Origin::Here;
        self.cx.cfuncs[id].visibility = hir::CVisibility::Private;
        // The directives of this module are not those of the file that the function stands in.
        let here = &self.fx_ref().directives;
        let mut plain = Directives { language_level: here.language_level, ..Directives::default() };
        // Text that the compiler has written stands for functions of this module.
        if self.cx.sources.file(def.span.file).path.to_string_lossy().starts_with('<') {
            plain.c_string_type = here.c_string_type.clone();
            plain.c_string_encoding = here.c_string_encoding.clone();
        }
        let own = std::mem::replace(&mut self.fx().directives, plain);
        // Default values speak of the names of that file too.
        let own_scope = std::mem::replace(&mut self.fx().scope, scope);
        if let Some(source) = CSource::of_cfunc(def) {
            let class = self.cx.cfuncs[id].class;
            let (map, name) = self.specialisation_of(id).unwrap_or_default();
            let source = CSource { name, ..source };
            let checked = self.specialized(&map, |c| c.cfunction(source, scope, id, class));
            self.set_defaults(checked.as_ref(), def.span, out);
        }
        self.fx().directives = own;
        self.fx().scope = own_scope;
    }

    /// Checks the body of a C function; for `cpdef` returns what its Python face needs.
    pub fn cfunction(
        &mut self,
        source: CSource<'a>,
        scope: ScopeId,
        id: hir::CFuncId,
        class: Option<ClassId>,
    ) -> Option<CheckedDef> {
        let decl = self.cx.cfuncs[id].clone();
        let mut directives = self.fx_ref().directives.clone();
        self.apply_decorators(&mut directives, scope, source.decorators);
        let info = hir::CFuncInfo {
            sig: decl.sig,
            visibility: decl.visibility,
            api: decl.api,
            inline: decl.inline,
            class,
            is_static: source.is_static,
            templates: Vec::new(),
        };
        let kind = if source.overridable {
            let binding = directives.binding;
            let def_info =
                hir::DefInfo { binding, class, implicit_self: class.is_some(), ..hir::DefInfo::default() };
            hir::FuncKind::CPdef(info, def_info)
        } else {
            hir::FuncKind::C(info)
        };
        let name = source.name.clone().unwrap_or_else(|| decl.name.clone());
        let checked =
            self.c_body(source, name, decl.cname.clone(), decl.sig, scope, class, kind, directives)?;
        self.cx.cfuncs[id].func = Some(checked.func);
        Some(checked)
    }

    /// Checks a body with a C signature.
    pub fn c_body(
        &mut self,
        source: CSource<'a>,
        name: Name,
        cname: Name,
        sig: FuncTyId,
        scope: ScopeId,
        class: Option<ClassId>,
        kind: hir::FuncKind,
        directives: Directives,
    ) -> Option<CheckedDef> {
        let body = source.body;
        let func_ty = self.cx.types.funcs[sig].clone();
        let id = self.cx.funcs.push(placeholder(&name, source.span));
        let mut fx = FnCx::new(id, FnKind::C, scope, directives);
        fx.qualname = match class {
            Some(class) => Name::from(format!("{}.{name}", self.cx.types.classes[class].name)),
            None => name.clone(),
        };
        fx.class = class;
        fx.ret = func_ty.ret;
        // `with gil` functions take it before their body runs.
        fx.nogil = func_ty.nogil && !func_ty.with_gil;
        let dead = self.dead_blocks(scope, body);
        fx.bindings = bindings::collect_live(body, &dead);
        if !fx.directives.language_level.is_py3() {
            fx.bindings.take_list_variables();
        }
        let mut locals = super::declared::decorated_locals(self.cx, scope, source.decorators);
        let declared = match class {
            Some(class) => self.cx.method_locals.get(&(class, name.clone())),
            None => self.cx.function_locals.get(&(scope, name.clone())),
        };
        locals.extend(declared.cloned().unwrap_or_default());
        spell_private(&mut locals, source.params, &fx);
        self.check_default_order(source.params);
        if source.overridable && self.cx.types.as_nogil_class(func_ty.ret).is_some() {
            self.assign_error(func_ty.ret, common::OBJECT, source.span);
        }
        if source.overridable && has_inner_function(body) {
            self.error(codes::E0306, source.span, "closures inside cpdef functions not yet supported");
        }
        let mut params = Vec::new();
        let mut checked =
            CheckedDef { func: id, defaults: Vec::new(), kwdefaults: Vec::new(), annotations: Vec::new() };
        let mut written_params = func_ty.params.as_slice();
        fx.cpp_self = source.cpp;
        if source.cpp.is_some_and(|c| !c.is_static)
            && let [this, rest @ ..] = written_params
        {
            written_params = rest;
            let name = Name::new_static("this");
            let local = fx.add_local(name.clone(), this.ty, LocalKind::Param, source.span);
            fx.names.insert(name.clone(), local);
            params.push(hir::Param {
                local,
                name,
                ty: this.ty,
                kind: hir::ParamKind::Normal,
                default: None,
                annotation: None,
                accepts_none: true,
                type_test: false,
                type_from_annotation: false,
                span: source.span,
            });
        }
        for (p, param_ty) in source.params.all().zip(written_params) {
            let ident = p
                .name()
                .cloned()
                .unwrap_or(ast::Ident { name: param_ty.name.clone().unwrap_or_default(), span: p.span });
            let local = fx.add_local(ident.name.clone(), param_ty.ty, LocalKind::Param, ident.span);
            fx.names.insert(ident.name.clone(), local);
            let param = hir::Param {
                local,
                name: ident.name,
                ty: param_ty.ty,
                kind: hir::ParamKind::Normal,
                default: None,
                annotation: None,
                accepts_none: !param_ty.not_none,
                type_test: matches!(self.cx.types.kind(param_ty.ty), Ty::Ext(_) | Ty::Builtin(_)),
                type_from_annotation: p.ty.is_none() && p.annotation.is_some(),
                span: p.span,
            };
            if source.overridable && self.cx.types.as_nogil_class(param.ty).is_some() {
                self.check_from_python(p, param.ty);
            }
            if source.overridable {
                self.check_capability_from_python(p, param.ty, false);
            }
            if self.cx.types.is_unique(param.ty) && !matches!(self.cx.types.get(param.ty), Ty::Ref(_)) {
                self.copy_error(param.ty, p.span);
            }
            let param = self.c_default(p, param, &source, fx.nogil, &mut checked.defaults);
            params.push(param);
        }
        fx.first_param = params.first().map(|p| p.local);
        self.fns.push(fx);
        self.declare_bound_names();
        self.declare_decorated_locals(&locals);
        self.declare_c_locals(body);
        let whole = super::flow::Body::Block(body);
        self.fx().body = Some(whole);
        let hir_body = self.block(body);
        let first = params.first().map(|p| p.local);
        let hir_body = self.critical_body(source.decorators, first, source.span, hir_body);
        let mut doc = self.docstring(body);
        if source.overridable {
            let class = class.map(|class| self.cx.types.classes[class].name.clone());
            let what = SignatureDoc {
                class: class.as_deref(),
                name: &name,
                returns: self.shown_return(func_ty.ret),
                has_self: class.is_some() && !source.is_static,
                of_class: false,
                hide_self: false,
            };
            let types: Vec<TyId> = params.iter().map(|p| p.ty).collect();
            doc = self.documented(&what, source.params, &types, doc);
        }
        self.check_flow(whole);
        let fx = self.fns.pop().expect("pushed above");
        self.store_function(fx, name, source.span, kind, params, hir_body, doc);
        self.cx.funcs[id].cname = cname;
        Some(checked)
    }

    /// Gives variables the types that `@cython.locals` says.
    fn declare_decorated_locals(&mut self, locals: &[(Name, TyId, Span)]) {
        for (name, ty, _) in locals {
            let fx = self.fx_ref();
            if let Some(&local) = fx.names.get(name)
                && fx.uninferred.contains_key(&local)
            {
                let ty = crate::declare::type_expr::specialize(self.cx, *ty);
                self.declare_local_ty(local, ty);
            }
        }
    }

    /// A local of an inner function or class namespace made visible by the checker itself.
    pub fn param_local(&self, index: usize) -> Option<LocalId> {
        let fx = self.fx_ref();
        fx.locals.iter_ids().filter(|(_, l)| l.kind == LocalKind::Param).map(|(id, _)| id).nth(index)
    }
}

/// `@cython.locals(__x=…)` in a class means the private name.
fn spell_private(locals: &mut [(Name, TyId, Span)], params: &ast::Params, fx: &FnCx<'_>) {
    for (name, ..) in locals.iter_mut().filter(|(n, ..)| n.starts_with("__")) {
        let params = params.all().filter_map(|p| p.name().map(|n| &n.name));
        let long = params
            .chain(fx.bindings.names.keys())
            .find(|n| crate::cx::without_class(n) == Some(name.as_str()));
        if let Some(long) = long {
            *name = long.clone();
        }
    }
}

/// The parameters of a function declarator.
pub fn function_params(declarator: &ast::Declarator) -> Option<&ast::Params> {
    match &declarator.kind {
        ast::DeclaratorKind::Function(f) => match &f.inner.kind {
            ast::DeclaratorKind::Name { .. } => Some(&f.params),
            _ => function_params(&f.inner).or(Some(&f.params)),
        },
        ast::DeclaratorKind::Pointer { inner, .. }
        | ast::DeclaratorKind::Reference(inner)
        | ast::DeclaratorKind::RvalueReference(inner)
        | ast::DeclaratorKind::Array { inner, .. } => function_params(inner),
        ast::DeclaratorKind::Name { .. } => None,
    }
}

/// Whether a function is defined somewhere in these statements.
fn has_inner_function(body: &[ast::Stmt]) -> bool {
    body.iter().any(|stmt| {
        let mut blocks = Vec::new();
        cyrus_syntax::walk::stmt_children(stmt, &mut |_| {}, &mut |b| blocks.push(b));
        matches!(stmt.kind, StmtKind::FuncDef(_)) || blocks.into_iter().any(|b| has_inner_function(b))
    })
}
