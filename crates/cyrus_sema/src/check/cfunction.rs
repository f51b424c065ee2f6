//! C functions: `cdef`, `cpdef`, and the C part of `def` functions that are both.

use super::Checker;
use super::bindings;
use super::fncx::{FnCx, FnKind, placeholder};
use super::function::CheckedDef;
use super::signature_doc::SignatureDoc;
use crate::cx::DeclaredNode;
use crate::directive::Directives;
use crate::scope::ScopeId;
use cyrus_diagnostics::codes;
use cyrus_hir::{self as hir, LocalId, LocalKind};
use cyrus_source::Span;
use cyrus_syntax::Name;
use cyrus_syntax::ast::{self, StmtKind};
use cyrus_types::{ClassId, FuncTyId, Ty, TyId, common};

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
    pub(super) fn cfunc_definition(&mut self, source: CSource<'a>, id: hir::CFuncId, out: &mut hir::Block) {
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
        mut kind: hir::FuncKind,
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
        fx.nogil_body = fx.nogil;
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
        if let hir::FuncKind::CPdef(_, info) = &mut kind
            && self.cyp_of(func_ty.ret).is_some()
        {
            info.result = self.converted_result(func_ty.ret, source.span);
        }
        let fx = self.fns.pop().expect("pushed above");
        self.store_function(fx, name, source.span, kind, params, hir_body, doc);
        self.cx.funcs[id].cname = cname;
        Some(checked)
    }

    /// A variable for what the C side of a `cpdef` function gives, and its conversion.
    fn converted_result(&mut self, ty: TyId, span: Span) -> Option<(LocalId, Box<hir::Expr>)> {
        let fx = self.fx();
        let nogil = std::mem::replace(&mut fx.nogil, false);
        let local = fx.add_local(Name::new_static("result"), ty, LocalKind::Param, span);
        let given = hir::Expr { ty, span, kind: hir::ExprKind::Local(local) };
        let made = self.coerce(given, common::OBJECT);
        self.fx().nogil = nogil;
        (!self.cx.types.is_error(made.ty)).then(|| (local, Box::new(made)))
    }

    /// Gives variables the types that `@cython.locals` says.
    pub(super) fn declare_decorated_locals(&mut self, locals: &[(Name, TyId, Span)]) {
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
pub(super) fn spell_private(locals: &mut [(Name, TyId, Span)], params: &ast::Params, fx: &FnCx<'_>) {
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
