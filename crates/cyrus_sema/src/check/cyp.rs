//! Cypclasses: what a class has, and attributes of objects.
//!
//! Everything is looked up through the linearisation of the object's class, over the arguments of the
//! instance. Types seen through a capability are adapted ([`Checker::cyp_view`]): what an isolated or locked
//! object refers to may be used in place, not kept.

use super::Checker;
use cyrus_diagnostics::{Diagnostic, codes};
use cyrus_hir::{CypLock, CypMethodRef, Expr, ExprKind};
use cyrus_source::Span;
use cyrus_syntax::Name;
use cyrus_types::{Capability, CypTy, FuncTyId, Ty, TyId, common};

/// A method that a name may mean.
#[derive(Clone, Copy, Debug)]
pub struct CypCandidate {
    pub method: CypMethodRef,
    /// Over the arguments of the instance.
    pub sig: FuncTyId,
    pub is_static: bool,
    pub const_self: bool,
}

impl<'a> Checker<'_, 'a> {
    /// The cypclass reference type behind a type.
    pub fn cyp_of(&self, ty: TyId) -> Option<CypTy> {
        self.cx.types.as_cyp(ty).cloned()
    }

    /// The type without capability and `const`.
    pub fn cyp_plain(&mut self, ty: TyId) -> TyId {
        match self.cyp_of(ty) {
            Some(cyp) => self.cx.types.cyp(cyp.class, cyp.args),
            None => ty,
        }
    }

    /// The type with another capability.
    pub fn cyp_with(&mut self, ty: TyId, cap: Capability) -> TyId {
        match self.cyp_of(ty) {
            Some(cyp) => self.cx.types.intern(Ty::Cyp(CypTy { cap, ..cyp })),
            None => ty,
        }
    }

    /// The linearisation of an instance, itself first, as plain types.
    pub fn cyp_mro(&mut self, cyp: &CypTy) -> Vec<TyId> {
        let def = &self.cx.types.cyp_classes[cyp.class];
        let (params, mro) = (def.params.clone(), def.mro.clone());
        match mro {
            Some(mro) => mro.into_iter().map(|t| self.cx.types.substitute(t, &params, &cyp.args)).collect(),
            None => vec![self.cx.types.cyp(cyp.class, cyp.args.clone())],
        }
    }

    /// Whether instances of `from` are instances of `to`.
    pub fn cyp_is_subclass(&mut self, from: &CypTy, to: &CypTy) -> bool {
        if self.is_cyobject(to.class) {
            return true;
        }
        let mro = self.cyp_mro(from);
        mro.iter().any(|&t| self.cx.types.as_cyp(t).is_some_and(|c| c.class == to.class && c.args == to.args))
    }

    /// The root of all cypclasses.
    pub fn is_cyobject(&self, class: cyrus_types::CypClassId) -> bool {
        let def = &self.cx.types.cyp_classes[class];
        def.extern_ && def.name == "cyobject"
    }

    /// Notes that the module uses an instance, so that it is made (with its ancestors).
    pub fn use_cyp(&mut self, ty: TyId) {
        if self.speculating > 0 {
            return;
        }
        let plain = self.cyp_plain(ty);
        let Some(cyp) = self.cyp_of(plain) else { return };
        let types = &self.cx.types;
        let unknown = cyp.args.iter().any(|&a| types.has_template_param(a) || types.is_error(a));
        if self.is_cyobject(cyp.class) || unknown {
            return;
        }
        if !self.cyp_instances.insert(plain) {
            return;
        }
        if let Some(place) = self.instance_place {
            self.cx.instance_places.entry(plain).or_insert(place);
        }
        for ancestor in self.cyp_mro(&cyp) {
            self.use_cyp(ancestor);
        }
        self.cyp_pending.push(plain);
    }

    /// Methods called `name`, nearest class first; those that a nearer class overrides are left out.
    pub fn cyp_methods(&mut self, cyp: &CypTy, name: &str) -> Vec<CypCandidate> {
        let mut found: Vec<CypCandidate> = Vec::new();
        for owner in self.cyp_mro(cyp) {
            let Some(instance) = self.cyp_of(owner) else { continue };
            let def = &self.cx.types.cyp_classes[instance.class];
            let params = def.params.clone();
            let own: Vec<_> = def
                .methods
                .iter()
                .enumerate()
                .filter(|(_, m)| m.name == name)
                .map(|(i, m)| (i as u32, m.sig, m.is_static, m.const_self))
                .collect();
            for (index, sig, is_static, const_self) in own {
                let sig = self.cx.types.substitute_func(sig, &params, &instance.args);
                if found.iter().any(|f| self.cx.types.same_cyp_params(f.sig, sig)) {
                    continue;
                }
                let method = CypMethodRef { owner, method: index };
                found.push(CypCandidate { method, sig, is_static, const_self });
            }
        }
        found
    }

    /// The field `name`: owner, number, type.
    pub fn cyp_field(&mut self, cyp: &CypTy, name: &str) -> Option<(TyId, u32, TyId)> {
        for owner in self.cyp_mro(cyp) {
            let Some(instance) = self.cyp_of(owner) else { continue };
            let def = &self.cx.types.cyp_classes[instance.class];
            let Some(index) = def.fields.iter().position(|f| f.name == name) else { continue };
            let (params, ty) = (def.params.clone(), def.fields[index].ty);
            let ty = self.cx.types.substitute(ty, &params, &instance.args);
            return Some((owner, index as u32, ty));
        }
        None
    }

    /// What a call gives as a value: an isolated result has no other name.
    pub fn cyp_returned(&mut self, ty: TyId) -> TyId {
        match self.cx.types.get(ty) {
            Ty::Cyp(cyp) if cyp.cap == Capability::Iso => self.cyp_with(ty, Capability::Consumed),
            _ => ty,
        }
    }

    /// `object.name` as a value.
    pub fn cyp_attribute(&mut self, object: Expr, name: &Name, span: Span) -> Expr {
        let Some(cyp) = self.cyp_of(object.ty) else { return self.error_expr(span) };
        if cyp.cap == Capability::Weak {
            let message =
                "a weak reference can only be asked for its object, by lock(), which gives it or NULL";
            self.error(codes::E0605, span, message);
            return self.error_expr(span);
        }
        self.use_cyp(object.ty);
        if let Some((owner, field, ty)) = self.cyp_field(&cyp, name) {
            if cyp.cap == Capability::Active {
                let message =
                    format!("attribute '{name}' of an active object can only be used by its own methods");
                self.report(
                    Diagnostic::error(codes::E0605, span, message)
                        .primary_label("the actor may be working with it on another thread")
                        .help("send a message that uses it, and gives back what is needed"),
                );
                return Expr { ty, ..self.error_expr(span) };
            }
            self.check_isolated_field(ty, &cyp, name, span);
            self.check_held(&object, span);
            let fx = self.fx_ref();
            let own = fx.cyp_self.is_some()
                && matches!(object.kind, ExprKind::Local(local) if fx.first_param == Some(local));
            if !own {
                self.check_holder(ty, &cyp, &format!("attribute '{name}'"), span);
            }
            let ty = self.cyp_view(ty, &cyp);
            let lock = (cyp.cap == Capability::Lock).then_some(CypLock::Read);
            let read = |object: Expr| Expr {
                ty,
                span,
                kind: ExprKind::CypField { object: Box::new(object), owner, field },
            };
            return self.cyp_with_lock(object, lock, span, read);
        }
        if let [only] = self.cyp_methods(&cyp, name)[..]
            && only.is_static
        {
            return self.cyp_func(only, span);
        }
        if let Some(read) = self.cyp_property_read(&object, name, span) {
            return read;
        }
        if !self.cyp_methods(&cyp, name).is_empty() {
            let own = self.cx.types.cyp_classes[cyp.class].own_cap;
            if !self.fx_ref().nogil
                && (cyp.cap == Capability::Local || cyp.cap == own)
                && self.face_has_method(&cyp, name)
            {
                let object = Box::new(self.coerce(object, common::OBJECT));
                return Expr {
                    ty: common::OBJECT,
                    span,
                    kind: ExprKind::Attr { object, name: name.clone() },
                };
            }
            self.error(codes::E0304, span, format!("method '{name}' of a cypclass can only be called"));
            return self.error_expr(span);
        }
        let shown = self.cx.types.display(object.ty);
        self.error(codes::E0204, span, format!("Object of type '{shown}' has no attribute '{name}'"));
        self.error_expr(span)
    }

    /// Evaluates with the object locked, when `lock` says so.
    pub fn cyp_with_lock(
        &mut self,
        object: Expr,
        lock: Option<CypLock>,
        span: Span,
        value: impl FnOnce(Expr) -> Expr,
    ) -> Expr {
        let Some(lock) = lock else { return value(object) };
        if matches!(object.kind, ExprKind::Local(_)) {
            let inner = value(object.clone());
            let ty = inner.ty;
            let (object, value) = (Box::new(object), Box::new(inner));
            let kind = ExprKind::CypLocked { write: lock == CypLock::Write, object, value };
            return Expr { ty, span, kind };
        }
        let local = self.temp(object.ty, span);
        let inner = value(self.local_expr(local, span));
        let locked = Box::new(self.local_expr(local, span));
        let ty = inner.ty;
        let kind =
            ExprKind::CypLocked { write: lock == CypLock::Write, object: locked, value: Box::new(inner) };
        let body = Box::new(Expr { ty, span, kind });
        Expr { ty, span, kind: ExprKind::Let { local, value: Box::new(object), body } }
    }

    /// A static method as a value.
    pub fn cyp_func(&mut self, method: CypCandidate, span: Span) -> Expr {
        self.use_cyp(method.method.owner);
        let ty = self.cx.types.intern(Ty::Func(method.sig));
        Expr { ty, span, kind: ExprKind::CypFunc(method.method) }
    }

    /// The type of `T.__alloc__`: takes nothing, gives a T.
    pub fn cyp_alloc_sig(&mut self, class: TyId) -> FuncTyId {
        let ret = self.cyp_plain(class);
        self.cx.types.intern_func(cyrus_types::FuncTy {
            params: Vec::new(),
            ret,
            varargs: false,
            optional: 0,
            exception: cyrus_types::ExcSpec::Maybe(cyrus_types::ExcValue::Null),
            nogil: true,
            with_gil: false,
        })
    }

    /// Whether `Class.name` is for the object that Python has for the class: `Class.__name__`, `Class.method` as a function of Python.
    pub(super) fn is_of_class_object(&mut self, class: TyId, name: &str) -> bool {
        let Some(cyp) = self.cyp_of(class) else { return false };
        let methods = self.cyp_methods(&cyp, name);
        match methods[..] {
            [] => name.starts_with("__") && name.ends_with("__") && name != "__alloc__",
            _ => !self.fx_ref().nogil && methods.iter().all(|m| !m.is_static),
        }
    }

    /// `Class.name` as a value: a static method, `__alloc__`.
    pub fn cyp_class_attribute(&mut self, class: TyId, name: &Name, span: Span) -> Expr {
        let Some(cyp) = self.cyp_of(class) else { return self.error_expr(span) };
        self.use_cyp(class);
        let methods = self.cyp_methods(&cyp, name);
        if name == "__alloc__" && methods.is_empty() {
            let sig = self.cyp_alloc_sig(class);
            let ty = self.cx.types.intern(Ty::Func(sig));
            let class = self.cyp_plain(class);
            return Expr { ty, span, kind: ExprKind::CypAlloc(class) };
        }
        let scope = self.cx.class_scopes.get(&crate::cx::ClassKey::Cyp(cyp.class)).copied();
        let constant = scope.and_then(|scope| self.cx.scopes[scope].get(name).cloned());
        match methods[..] {
            [only] if only.is_static => self.cyp_func(only, span),
            // An item of an enum inside a generic class.
            _ if let Some(entry) =
                constant.filter(|e| matches!(e.kind, crate::scope::EntryKind::Const(_))) =>
            {
                self.entry_expr(&entry, span)
            }
            _ => {
                let shown = self.cx.types.display(class);
                let message = match methods.iter().any(|m| !m.is_static) {
                    true => format!("'{name}' is no static method of '{shown}': it is called on an object"),
                    false => format!("'{shown}' has no static method '{name}'"),
                };
                self.error(codes::E0204, span, message);
                self.error_expr(span)
            }
        }
    }

    /// A name that stands alone in a method and means a member of `self`, or `this`.
    pub fn cyp_implicit_member(&mut self, name: &Name, span: Span) -> Option<Expr> {
        let fx = self.fx_ref();
        let ty = fx.cyp_self?;
        let local = fx.first_param?;
        if fx.names.contains_key(name) || fx.comprehensions.iter().any(|c| c.contains_key(name)) {
            return None;
        }
        let object = Expr { ty, span, kind: ExprKind::Local(local) };
        if name == "this" {
            return Some(object);
        }
        let cyp = self.cyp_of(ty)?;
        if self.cyp_field(&cyp, name).is_none() && self.cyp_property(&cyp, name).is_empty() {
            return None;
        }
        Some(self.cyp_attribute(object, name, span))
    }

    /// Whether a name that stands alone in a method means a method of `self`.
    pub fn cyp_implicit_method(&mut self, name: &Name, span: Span) -> Option<Expr> {
        let fx = self.fx_ref();
        let ty = fx.cyp_self?;
        let local = fx.first_param?;
        if fx.names.contains_key(name) || fx.comprehensions.iter().any(|c| c.contains_key(name)) {
            return None;
        }
        let cyp = self.cyp_of(ty)?;
        if self.cyp_methods(&cyp, name).is_empty() {
            return None;
        }
        Some(Expr { ty, span, kind: ExprKind::Local(local) })
    }

    /// The cypclass that an expression names: `C`, `module.C`, `C[int]`, `Outer.Inner`.
    pub fn cyp_named(&mut self, e: &'a cyrus_syntax::ast::Expr) -> Option<TyId> {
        use cyrus_syntax::ast::ExprKind as Ast;
        let base = match &e.kind {
            Ast::Subscript(base, _) => base,
            _ => e,
        };
        let ty = match &base.kind {
            Ast::Name(name) => match self.resolve(name) {
                super::names::Resolved::Entry(_) => {
                    super::declared::expr_as_type(self.cx, self.fx_ref().scope, e)?
                }
                _ => return None,
            },
            Ast::Attribute(..) if self.scope_of(base).is_some() || self.cyp_path(base) => {
                super::declared::expr_as_type(self.cx, self.fx_ref().scope, e)?
            }
            _ => return None,
        };
        match self.cx.types.kind(ty) {
            // What is wrong with it has been said.
            Ty::Cyp(_) | Ty::Error => Some(ty),
            _ => None,
        }
    }

    /// Whether a dotted name starts at a class or module, so that it may name a type.
    fn cyp_path(&mut self, e: &'a cyrus_syntax::ast::Expr) -> bool {
        use cyrus_syntax::ast::ExprKind as Ast;
        match &e.kind {
            Ast::Attribute(value, _) | Ast::Subscript(value, _) => self.cyp_path(value),
            Ast::Name(name) => match self.resolve(name) {
                super::names::Resolved::Entry(entry) => {
                    matches!(
                        entry.kind,
                        crate::scope::EntryKind::Module(_) | crate::scope::EntryKind::CypTemplate(_)
                    ) || entry.as_type().is_some_and(|t| self.cx.types.is_cyp(t))
                }
                _ => false,
            },
            _ => false,
        }
    }

    /// A reference to nothing, of a cypclass type.
    pub fn cyp_null(&self, ty: TyId, span: Span) -> Expr {
        Expr { ty, span, kind: ExprKind::Null }
    }

    /// An expression that is an object's place, so that reading it gives a second reference.
    pub fn cyp_is_place(&self, value: &Expr) -> bool {
        match &value.kind {
            ExprKind::Local(local) => self.fx_ref().locals[*local].kind != cyrus_hir::LocalKind::Temp,
            ExprKind::Walrus { .. } | ExprKind::CypCast { .. } => true,
            // C++ functions may give a reference to what they keep.
            ExprKind::CCall(_) | ExprKind::CypCall(_) => {
                matches!(self.cx.types.get(value.ty), Ty::Ref(_) | Ty::RvalueRef(_))
            }
            ExprKind::CppOperator { name, sig, .. } => match sig {
                Some(sig) => {
                    let ret = self.cx.types.funcs[*sig].ret;
                    matches!(self.cx.types.get(ret), Ty::Ref(_) | Ty::RvalueRef(_))
                }
                None => matches!(name.as_str(), "*" | "[]"),
            },
            ExprKind::Let { body, .. } => self.cyp_is_place(body),
            ExprKind::CypLocked { value, .. } => self.cyp_is_place(value),
            ExprKind::Coerce { kind: cyrus_hir::Coercion::CypUpcast, value } => self.cyp_is_place(value),
            ExprKind::Conditional { then, orelse, .. } => {
                self.cyp_is_place(then) || self.cyp_is_place(orelse)
            }
            ExprKind::BoolOp { left, right, .. } => self.cyp_is_place(left) || self.cyp_is_place(right),
            _ => value.is_place() || value.ty == common::ERROR,
        }
    }
}
