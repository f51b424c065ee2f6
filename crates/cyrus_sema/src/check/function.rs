//! `def` functions, lambdas, and the function objects made from them. C functions: [`super::cfunction`].

use super::Checker;
use super::bindings::{self, Source};
use super::cfunction::{CSource, spell_private};
use super::fncx::{FnCx, FnKind, placeholder};
use super::signature_doc::SignatureDoc;
use crate::cx::DeclaredNode;
use crate::directive::Directives;
use crate::scope::ScopeId;
use cyrus_diagnostics::codes;
use cyrus_hir::{self as hir, Expr, ExprKind, LocalKind};
use cyrus_source::Span;
use cyrus_syntax::Name;
use cyrus_syntax::ast::{self, StmtKind};
use cyrus_types::{ClassId, Ty, TyId, common};

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

impl<'a> DefParts<'a> {
    /// A `def` statement of no extension class.
    pub(super) fn of(def: &'a ast::FuncDef, directives: Directives, info: hir::DefInfo) -> DefParts<'a> {
        DefParts {
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
        }
    }
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
        let special = parts.class.is_some() && crate::declare::special_method::is_slot(&parts.name);
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
        let checked = self.def_function(DefParts::of(def, directives, info));
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
}
