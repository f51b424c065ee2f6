//! Bodies of cypclasses: methods, once per instance; and the lock statement.
//!
//! A class without parameters has one instance, made where it is defined. Those of generic classes are made
//! when something uses them ([`Checker::use_cyp`]); their bodies are checked anew with the parameters
//! replaced ([`crate::cx::Cx::cyp_instance`]), after the module's own statements.

use super::Checker;
use super::bindings;
use super::capability::LockedBody;
use super::cfunction::function_params;
use super::fncx::{FnCx, FnKind, placeholder};
use crate::cx::{ClassKey, DeclaredNode};
use cyrus_diagnostics::{Diagnostic, Label, codes};
use cyrus_hir::{self as hir, CypMethodRef, LocalKind, Stmt, StmtKind};
use cyrus_source::Span;
use cyrus_syntax::Name;
use cyrus_syntax::ast;
use cyrus_types::{Capability, CypClassId, CypTy, Ty, TyId};

/// How deep arguments of generic cypclasses may stand in each other. Nobody writes such types; an instance that uses a larger one would
/// go on for ever.
const MAX_NESTING: usize = 32;

impl<'a> Checker<'_, 'a> {
    /// A class definition: makes the class's instance, and its face in Python.
    pub fn cyp_class_stmt(&mut self, def: &'a ast::CypClassDef, out: &mut hir::Block) {
        let Some(DeclaredNode::CypClass(id)) = self.cx.declared.get(&(def.span.file, def.id)).copied() else {
            return;
        };
        if def.body.is_none() || !self.cx.types.cyp_classes[id].params.is_empty() {
            return;
        }
        self.cyp_setup(id, def.span, out);
        for stmt in def.body.iter().flatten() {
            if let ast::StmtKind::CypClass(nested) = &stmt.kind {
                self.cyp_class_stmt(nested, out);
            }
        }
    }

    /// Sets a class up after its bases, once.
    pub fn cyp_setup(&mut self, id: CypClassId, span: Span, out: &mut hir::Block) {
        if !self.cyp_set_up.insert(id) {
            return;
        }
        let bases = self.cx.types.cyp_classes[id].bases.clone();
        for base in bases {
            if let Some(base) = self.cyp_of(base)
                && self.cx.cyp_defs.contains_key(&base.class)
                && base.args.is_empty()
                && self.cx.types.cyp_classes[base.class].origin == cyrus_types::Origin::Here
            {
                self.cyp_setup(base.class, span, out);
            }
        }
        let ty = self.cx.types.cyp(id, Vec::new());
        self.use_cyp(ty);
        out.push(Stmt { span, kind: StmtKind::SetupCypClass(id) });
        self.cyp_check_constructors(ty);
        self.cyp_check_overrides(ty);
        self.cyp_face(ty, span, out);
    }

    /// Checks the bodies of all instances in use, and of those that they use in turn.
    pub fn cyp_bodies(&mut self) {
        while let Some(ty) = self.cyp_pending.pop() {
            let Some(cyp) = self.cyp_of(ty) else { continue };
            if self.cyp_made.len() > 2000 {
                let span = self.cx.types.cyp_classes[cyp.class].span;
                self.error(codes::E0309, span, "too many instances of generic cypclasses");
                return;
            }
            if self.nesting_of(ty) > MAX_NESTING {
                self.endless_instances(&cyp);
                self.cyp_pending.clear();
                return;
            }
            let before = self.cx.diags.len();
            let place = self.cx.instance_places.get(&ty).copied();
            let outer = std::mem::replace(&mut self.instance_place, place);
            self.cyp_instance(ty, &cyp);
            self.instance_place = outer;
            if let Some(place) = place {
                self.told_where_used(before, ty, place);
            }
        }
    }

    /// What is wrong with an instance of a class of another file is said where the program asks for the instance.
    fn told_where_used(&mut self, before: usize, ty: TyId, place: Span) {
        let shown = self.cx.types.display(ty);
        for diagnostic in self.cx.diags.after_mut(before) {
            let Some(span) = diagnostic.primary else { continue };
            if diagnostic.is_error() && span.file != place.file {
                diagnostic.primary = Some(place);
                diagnostic.labels.push(Label { span, text: format!("in '{shown}'"), echoed: false });
            }
        }
    }

    /// How deep arguments of generic cypclasses stand in each other.
    fn nesting_of(&self, ty: TyId) -> usize {
        let args = self.cyp_of(ty).map(|cyp| cyp.args).unwrap_or_default();
        args.into_iter().map(|arg| 1 + self.nesting_of(arg)).max().unwrap_or(0)
    }

    /// Reports a class whose instances use ever larger ones.
    fn endless_instances(&mut self, cyp: &CypTy) {
        let mut inner = cyp.clone();
        let mut smaller = Some(inner.clone());
        while let Some(within) = smaller {
            let args: Vec<CypTy> = within.args.iter().filter_map(|&arg| self.cyp_of(arg)).collect();
            if within.class == cyp.class && args.iter().any(|arg| arg.class == cyp.class) {
                inner = within;
            }
            smaller = args.into_iter().next();
        }
        let shown = self.cx.types.cyp(inner.class, inner.args.clone());
        let shown = self.cx.types.display(shown);
        let def = &self.cx.types.cyp_classes[inner.class];
        let message =
            format!("each instance of '{}' needs a larger one, such as '{shown}', without end", def.name);
        let diagnostic = Diagnostic::error(codes::E0309, def.span, message)
            .help("all methods of an instance are compiled: make the one that names the larger class a function outside of it");
        self.report(diagnostic);
    }

    fn cyp_instance(&mut self, ty: TyId, cyp: &CypTy) {
        let carries = self.check_carrier(cyp)
            && self.check_weak_params(cyp)
            && self.check_isolated_params(cyp)
            && self.check_copied_parts(cyp);
        let def = self.cx.types.cyp_classes[cyp.class].clone();
        let mro = self.cyp_mro(cyp);
        let bases = def.bases.iter().map(|&b| self.cx.types.substitute(b, &def.params, &cyp.args)).collect();
        let fields: Vec<TyId> =
            def.fields.iter().map(|f| self.cx.types.substitute(f.ty, &def.params, &cyp.args)).collect();
        let sigs: Vec<_> = def
            .methods
            .iter()
            .map(|m| self.cx.types.substitute_func(m.sig, &def.params, &cyp.args))
            .collect();
        let doc = self.cx.cyp_defs.get(&cyp.class).and_then(|d| self.docstring(d.body.as_deref()?));
        let at = self.cyp_made.len();
        self.cyp_made.push(hir::CypInstance {
            ty,
            doc,
            mro,
            bases,
            fields,
            sigs: sigs.clone(),
            methods: vec![None; def.methods.len()],
            faced: def.origin == cyrus_types::Origin::Here,
        });
        let saved = self.cx.cyp_instance.replace((def.params.clone(), cyp.args.clone()));
        for (index, sig) in sigs.into_iter().enumerate().filter(|_| carries) {
            let index = index as u32;
            let Some(body) = self.cx.cyp_methods.get(&(cyp.class, index)).copied() else { continue };
            let method = CypMethodRef { owner: ty, method: index };
            let before = self.cx.diags.len();
            let func = self.cyp_method_body(body, cyp, method, sig);
            self.cyp_made[at].methods[index as usize] = func;
            if let Some(func) = func {
                super::unusable::take_back(self.cx, before, func, method);
            }
        }
        self.cx.cyp_instance = saved;
    }

    /// Whether the parameters of which the class says `weak T` stand for plain references.
    fn check_weak_params(&mut self, cyp: &CypTy) -> bool {
        let def = &self.cx.types.cyp_classes[cyp.class];
        let (params, span) = (def.params.clone(), def.span);
        let wrong = params
            .iter()
            .zip(&cyp.args)
            .find(|&(&p, &a)| self.cx.types.template_params[p].weak && self.cx.types.weak(a).is_none());
        let Some((&param, &arg)) = wrong else { return true };
        let (name, arg) = (self.cx.types.template_params[param].name.clone(), self.cx.types.display(arg));
        let class = &self.cx.types.cyp_classes[cyp.class].name;
        let message = format!("'{class}' says 'weak {name}', and '{name}' cannot be '{arg}'");
        self.report(
            Diagnostic::error(codes::E0606, span, message)
                .help("a weak reference is one to an object of a cypclass, without another capability"),
        );
        false
    }

    fn cyp_method_body(
        &mut self,
        def: &'a ast::CFuncDef,
        cyp: &CypTy,
        method: CypMethodRef,
        sig: cyrus_types::FuncTyId,
    ) -> Option<hir::FuncId> {
        let body = def.body.as_ref()?;
        let decl = self.cx.types.cyp_classes[cyp.class].methods[method.method as usize].clone();
        let class_name = self.cx.types.display(method.owner);
        let scope = *self.cx.class_scopes.get(&ClassKey::Cyp(cyp.class))?;
        let func_ty = self.cx.types.funcs[sig].clone();
        let declared = function_params(&def.declarator)?;
        let id = self.cx.funcs.push(placeholder(&decl.name, def.span));
        let mut directives = self.fx_ref().directives.clone();
        for decorator in &def.decorators {
            super::declared::apply_directive(&mut directives, self.cx, scope, decorator);
        }
        let mut fx = FnCx::new(id, FnKind::C, scope, directives);
        fx.qualname = Name::from(format!("{class_name}.{}", decl.name));
        fx.ret = func_ty.ret;
        fx.nogil = func_ty.nogil && !func_ty.with_gil;
        fx.nogil_body = fx.nogil;
        fx.bindings = bindings::collect(body);
        let mut params = Vec::new();
        let mut written = declared.all();
        let parameter = |c: &mut Self, fx: &mut FnCx<'a>, p: &'a ast::Param, name: Option<Name>, ty: TyId| {
            let ident =
                p.name().cloned().unwrap_or(ast::Ident { name: name.unwrap_or_default(), span: p.span });
            let local = fx.add_local(ident.name.clone(), ty, LocalKind::Param, ident.span);
            if fx.names.insert(ident.name.clone(), local).is_some() {
                c.error(codes::E0202, ident.span, format!("'{}' redeclared", ident.name));
            }
            hir::Param {
                local,
                name: ident.name,
                ty,
                kind: hir::ParamKind::Normal,
                default: None,
                annotation: None,
                accepts_none: true,
                type_test: false,
                type_from_annotation: false,
                span: p.span,
            }
        };
        if !decl.is_static {
            let p = written.next()?;
            let ty = if decl.name == "__new__" {
                let alloc = self.cyp_alloc_sig(method.owner);
                let alloc = self.cx.types.intern(Ty::Func(alloc));
                self.cx.types.ptr(alloc)
            } else {
                let ty = CypTy {
                    cap: decl.self_cap.unwrap_or(Capability::Local),
                    is_const: decl.const_self,
                    ..cyp.clone()
                };
                let ty = self.cx.types.intern(Ty::Cyp(ty));
                fx.cyp_self = Some(ty);
                ty
            };
            let param = parameter(self, &mut fx, p, None, ty);
            fx.first_param = Some(param.local);
            params.push(param);
        }
        let mut with_default = Vec::new();
        for (p, param_ty) in written.zip(&func_ty.params) {
            with_default.push((params.len(), p));
            params.push(parameter(self, &mut fx, p, param_ty.name.clone(), param_ty.ty));
        }
        if fx.bindings.has_yield {
            self.error(codes::E0306, def.span, "methods of a cypclass cannot be generators");
        }
        self.fns.push(fx);
        for (at, p) in with_default {
            params[at].default = self.cyp_default(cyp, p, params[at].ty);
        }
        self.declare_bound_names();
        self.declare_c_locals(body);
        let mut hir_body = match decl.overridable {
            true => self.python_override(&decl, &params, def.span),
            false => Vec::new(),
        };
        hir_body.append(&mut self.block(body));
        let doc = self.docstring(body);
        let fx = self.fns.pop()?;
        self.store_function(
            fx,
            decl.name.clone(),
            def.span,
            hir::FuncKind::Cyp(method),
            params,
            hir_body,
            doc,
        );
        let suffix = if cyp.args.is_empty() { String::new() } else { format!("_i{}", method.owner.0) };
        self.cx.funcs[id].cname = Name::from(format!("{}{suffix}", decl.cname));
        Some(id)
    }

    /// Of `with wlocked object as name:`: gives the name the object, and is a read of the name.
    fn named_first(&mut self, value: hir::Expr, out: &mut hir::Block) -> hir::Expr {
        let span = value.span;
        let hir::ExprKind::Walrus { target, .. } = &value.kind else { return value };
        let kind = match target.kind {
            hir::TargetKind::Local(local) => hir::ExprKind::Local(local),
            _ => {
                self.error(codes::E0702, span, "'as' names a local variable of the function");
                return self.error_expr(span);
            }
        };
        let read = hir::Expr { ty: value.ty, span, kind };
        out.push(Stmt { span, kind: StmtKind::Expr(value) });
        read
    }

    /// `with wlocked a, b:` and `with rlocked a:`
    pub fn locked_stmt(
        &mut self,
        write: bool,
        objects: &'a [ast::Expr],
        body: &'a [ast::Stmt],
        span: Span,
        out: &mut hir::Block,
    ) {
        let mut locked = Vec::new();
        let mut narrowed = Vec::new();
        let mut kept = Vec::new();
        let mut bindings = Vec::new();
        let mut paths = Vec::new();
        for e in objects {
            let mut value = self.expr(e);
            let name = match &e.kind {
                ast::ExprKind::Name(name) => Some(name),
                ast::ExprKind::Walrus(name, _) => {
                    value = self.named_first(value, out);
                    Some(&name.name)
                }
                _ => None,
            };
            let path = self.lockable_path(e, body);
            let Some(cyp) = self.cyp_of(value.ty) else {
                if !self.cx.types.is_error(value.ty) {
                    let shown = self.cx.types.display(value.ty);
                    self.error(codes::E0702, e.span, format!("'{shown}' has no lock"));
                }
                continue;
            };
            if !matches!(cyp.cap, Capability::Lock | Capability::Locked) {
                let shown = self.cx.types.display(value.ty);
                let message = format!("Only 'lock' references can be locked, not '{shown}'");
                let diagnostic = Diagnostic::error(codes::E0702, e.span, message)
                    .help("an object gets its lock when it is consumed: 'cdef lock T x = consume …'");
                self.report(match self.reference_declaration(&value) {
                    Some((at, what)) => diagnostic.label(at, what),
                    None => diagnostic,
                });
            }
            if write && cyp.is_const {
                self.check_writable(&cyp, "the object", e.span);
            }
            // Inside, the variable is known to be locked.
            if matches!(value.kind, hir::ExprKind::Local(_) | hir::ExprKind::Outer { .. })
                && let Some(name) = name
            {
                // An inner function, or the one around, may set the variable while this one waits for the lock.
                if matches!(value.kind, hir::ExprKind::Outer { .. }) {
                    let held = self.temp(value.ty, e.span);
                    let read = self.local_expr(held, e.span);
                    kept.push((held, std::mem::replace(&mut value, read)));
                }
                let inside =
                    CypTy { cap: Capability::Locked, is_const: cyp.is_const || !write, ..cyp.clone() };
                let inside = self.cx.types.intern(Ty::Cyp(inside));
                narrowed.push((name.clone(), value.clone(), inside));
            }
            // So is the attribute of a variable: whatever it is set to meanwhile, in the block it names what was locked.
            if let Some((base, attribute)) = path {
                let held = self.temp(value.ty, e.span);
                let read = self.local_expr(held, e.span);
                kept.push((held, std::mem::replace(&mut value, read)));
                let inside = CypTy { cap: Capability::Locked, is_const: cyp.is_const || !write, ..cyp };
                let inside = self.cx.types.intern(Ty::Cyp(inside));
                let inner = self.temp(inside, span);
                let kind = hir::ExprKind::CypCast { value: Box::new(value.clone()), checked: false };
                bindings.push((inner, hir::Expr { ty: inside, span, kind }));
                paths.push((base, attribute, inner));
                self.own_in_loop(inner);
            }
            locked.push(value);
        }
        // The block sees the object under another type: a temporary that holds the same reference.
        let mut saved = Vec::new();
        for (name, outside, inside) in narrowed {
            let inner = self.temp(inside, span);
            let variable = match outside.kind {
                hir::ExprKind::Local(local) => Some(local),
                _ => None,
            };
            let outside = hir::Expr { span, ..outside };
            let kind = hir::ExprKind::CypCast { value: Box::new(outside), checked: false };
            bindings.push((inner, hir::Expr { ty: inside, span, kind }));
            self.fx().narrowed.push((inner, variable));
            self.own_in_loop(inner);
            let old = self.fx().names.insert(name.clone(), inner);
            saved.push((name, old));
        }
        self.fx().locked.push(span);
        let known = self.fx_ref().locked_paths.len();
        self.fx().locked_paths.extend(paths);
        let around = self.fx_ref().locked_bodies.len();
        self.fx().locked_bodies.extend(LockedBody::new(body, saved.clone(), known));
        let body = self.block(body);
        self.fx().locked_bodies.truncate(around);
        self.fx().locked_paths.truncate(known);
        self.fx().locked.pop();
        for (name, old) in saved.into_iter().rev() {
            match old {
                Some(old) => self.fx().names.insert(name, old),
                None => self.fx().names.remove(&name),
            };
        }
        let mut body = body;
        for (local, value) in bindings.into_iter().rev() {
            body = vec![Stmt { span, kind: StmtKind::Let { local, value, body } }];
        }
        let mut stmt = Stmt { span, kind: StmtKind::Locked { write, objects: locked, body } };
        for (local, value) in kept.into_iter().rev() {
            stmt = Stmt { span, kind: StmtKind::Let { local, value, body: vec![stmt] } };
        }
        out.push(stmt);
    }
}
