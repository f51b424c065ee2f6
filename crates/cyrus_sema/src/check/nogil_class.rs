//! Values of nogil classes: attributes, method calls, construction, and copies that must not be.
//!
//! A value is a C struct; `self` is a pointer to it. Methods are C functions called directly. `X(args)` is zeroed
//! storage on which `__cinit__` (the base's first) and `__init__` run; without either, the arguments are the
//! attributes in order.

use super::Checker;
use super::c_call::{Given, GivenValue};
use cyrus_diagnostics::codes;
use cyrus_hir::{self as hir, Callee, Expr, ExprKind, LocalId};
use cyrus_source::Span;
use cyrus_syntax::Name;
use cyrus_syntax::ast::{self, Arg};
use cyrus_types::{ALIVE_MEMBER, BASE_MEMBER, ClassId, DEALLOC, FuncTyId, Ty, TyId, common};

impl<'a> Checker<'_, 'a> {
    /// `object.name` of a value or a pointer to one; `None`: there is no such attribute.
    pub(super) fn nogil_attribute(
        &mut self,
        object: &Expr,
        class: ClassId,
        name: &Name,
        span: Span,
    ) -> Option<Expr> {
        if let Some((owner, field)) = self.cx.types.find_field(class, name) {
            let (cname, ty) = (field.cname.clone(), field.ty);
            let base = self.nogil_base(object.clone(), class, owner, span);
            let arrow = self.cx.types.is_pointer(base.ty);
            return Some(Expr { ty, span, kind: ExprKind::Member { object: Box::new(base), cname, arrow } });
        }
        if self.cx.types.find_method(class, name).is_some() {
            let shown = self.cx.types.classes[class].name.clone();
            let message = format!("Method '{name}' of nogil class '{shown}' can only be called");
            self.error(codes::E0310, span, message);
            return Some(self.error_expr(span));
        }
        None
    }

    /// The part of a value that is its base.
    fn nogil_base(&mut self, mut object: Expr, class: ClassId, owner: ClassId, span: Span) -> Expr {
        for part in self.cx.types.class_chain(class).into_iter().skip(1) {
            if self.cx.types.class_chain(part).len() < self.cx.types.class_chain(owner).len() {
                break;
            }
            let arrow = self.cx.types.is_pointer(object.ty);
            let ty = self.cx.types.intern(Ty::NogilClass(part));
            let cname = Name::new_static(BASE_MEMBER);
            object = Expr { ty, span, kind: ExprKind::Member { object: Box::new(object), cname, arrow } };
        }
        object
    }

    /// The class whose value an expression is, or points to.
    fn nogil_class_of(&self, ty: TyId) -> Option<ClassId> {
        self.cx.types.as_nogil_class(self.cx.types.pointee(ty).unwrap_or(ty))
    }

    /// `object.method(args)`; `None` when this is no such call.
    pub(super) fn nogil_method_call(
        &mut self,
        object: &'a ast::Expr,
        ty: TyId,
        attr: &ast::Ident,
        call: &'a ast::Call,
        span: Span,
    ) -> Option<Expr> {
        let class = self.nogil_class_of(ty)?;
        let (id, sig, is_static) = self.nogil_method(class, &attr.name)?;
        if !self.may_call(class, &attr.name, attr.span) {
            return Some(self.error_expr(span));
        }
        let receiver = self.lvalue(object);
        if is_static {
            return Some(self.finish_c_call(Callee::Func(id), sig, None, call, span));
        }
        let (receiver, temporary) = self.nogil_receiver(receiver);
        let result = self.finish_c_call(Callee::Func(id), sig, Some(receiver), call, span);
        Some(bound(temporary, result))
    }

    /// `Class.method(object, args)`: the method of that class.
    pub(super) fn nogil_class_call(
        &mut self,
        class: ClassId,
        attr: &ast::Ident,
        call: &'a ast::Call,
        span: Span,
    ) -> Option<Expr> {
        let (id, sig, is_static) = self.nogil_method(class, &attr.name)?;
        if !self.may_call(class, &attr.name, attr.span) {
            return Some(self.error_expr(span));
        }
        match &call.args[..] {
            [Arg::Positional(first), rest @ ..] if !is_static => {
                let receiver = self.lvalue(first);
                let (receiver, temporary) = self.nogil_receiver(receiver);
                let given = Given::of_args(rest);
                let result = self.c_call_with(Callee::Func(id), sig, Some(receiver), given, span);
                Some(bound(temporary, result))
            }
            _ => Some(self.finish_c_call(Callee::Func(id), sig, None, call, span)),
        }
    }

    /// The function behind a method.
    fn nogil_method(&self, class: ClassId, name: &str) -> Option<(hir::CFuncId, FuncTyId, bool)> {
        let (owner, method) = self.cx.types.find_method(class, name)?;
        let (sig, is_static) = (method.sig, method.is_static);
        let index = self.cx.types.classes[owner].methods.iter().position(|m| m.name == name)?;
        let id = *self.cx.static_methods.get(&(owner, index as u32))?;
        Some((id, sig, is_static))
    }

    /// Whether a method may be called by name.
    fn may_call(&mut self, class: ClassId, name: &str, span: Span) -> bool {
        if name != DEALLOC {
            return true;
        }
        let shown = self.cx.types.classes[class].name.clone();
        let message =
            format!("__dealloc__ of '{shown}' runs by itself when a value ends; 'del' ends one now");
        self.error(codes::E0310, span, message);
        false
    }

    /// The pointer that is passed as `self`, and a temporary to hold a value that is in no variable.
    fn nogil_receiver(&mut self, mut value: Expr) -> (Expr, Option<(LocalId, Expr)>) {
        if self.cx.types.as_nogil_class(value.ty).is_none() {
            return (value, None);
        }
        let temporary = self.hoist(&mut value);
        let span = value.span;
        let ty = self.cx.types.unqualified(value.ty);
        let ty = self.cx.types.ptr(ty);
        (Expr { ty, span, kind: ExprKind::AddressOf(Box::new(value)) }, temporary)
    }

    /// Gives the value that a place is part of a temporary, if it is in no variable.
    fn hoist(&mut self, value: &mut Expr) -> Option<(LocalId, Expr)> {
        let is_place = value.is_place();
        match &mut value.kind {
            ExprKind::Member { object, arrow: false, .. } | ExprKind::CTupleItem { tuple: object, .. } => {
                return self.hoist(object);
            }
            ExprKind::CItem { object, .. } if matches!(self.cx.types.kind(object.ty), Ty::Array(..)) => {
                return self.hoist(object);
            }
            ExprKind::Error => return None,
            _ if is_place => return None,
            _ => {}
        }
        let local = self.temp(value.ty, value.span);
        let read = self.local_expr(local, value.span);
        Some((local, std::mem::replace(value, read)))
    }

    // ---- construction

    /// `X(args)`
    pub(super) fn nogil_construct(
        &mut self,
        ty: TyId,
        class: ClassId,
        call: &'a ast::Call,
        span: Span,
    ) -> Expr {
        let mut fields = Vec::new();
        if let Some(flag) = self.cx.types.dealloc_flag(class) {
            let path = self.cx.types.nogil_member_path(class, flag, ALIVE_MEMBER);
            fields.push((path, Expr { ty: common::CHAR, span, kind: ExprKind::Int(1) }));
        }
        let mut functions = Vec::new();
        for owner in self.cx.types.class_chain(class).into_iter().rev() {
            if self.cx.types.classes[owner].methods.iter().any(|m| m.name == "__cinit__") {
                functions.extend(self.nogil_method(owner, "__cinit__"));
            }
        }
        functions.extend(self.nogil_method(class, "__init__"));
        if functions.is_empty() {
            self.attribute_values(class, call, &mut fields, span);
            return Expr { ty, span, kind: ExprKind::StructLiteral { fields } };
        }
        // A `__cinit__` of `self` alone goes with any arguments.
        let takes = |c: &Self, sig: FuncTyId| c.cx.types.funcs[sig].params.len() > 1;
        let plain_cinit =
            |c: &Self, id: hir::CFuncId, sig| c.cx.cfuncs[id].name == "__cinit__" && !takes(c, sig);
        let takers: Vec<FuncTyId> =
            functions.iter().filter(|(id, sig, _)| !plain_cinit(self, *id, *sig)).map(|f| f.1).collect();
        if takers.is_empty() && !call.args.is_empty() {
            let shown = self.cx.types.classes[class].name.clone();
            self.error(codes::E0303, span, format!("'{shown}' is made without arguments"));
            return Expr { ty, ..self.error_expr(span) };
        }
        let only = if let [only] = takers[..] { Some(only) } else { None };
        let mut temporaries = Vec::new();
        let given = self.shared_arguments(call, only, &mut temporaries);
        let value = self.temp(ty, span);
        let mut calls = Vec::new();
        for (id, sig, _) in functions {
            let given = if plain_cinit(self, id, sig) { Vec::new() } else { given.clone() };
            let (receiver, _) = {
                let place = self.local_expr(value, span);
                self.nogil_receiver(place)
            };
            calls.push(self.c_call_with(Callee::Func(id), sig, Some(receiver), given, span));
        }
        let mut body = self.local_expr(value, span);
        for call in calls.into_iter().rev() {
            let done = self.temp(call.ty, span);
            body = bound(Some((done, call)), body);
        }
        let storage = Expr { ty, span, kind: ExprKind::StructLiteral { fields } };
        let mut made = bound(Some((value, storage)), body);
        for temporary in temporaries.into_iter().rev() {
            made = bound(Some(temporary), made);
        }
        made
    }

    /// The arguments of a construction, evaluated once and before there is a value.
    fn shared_arguments(
        &mut self,
        call: &'a ast::Call,
        only: Option<FuncTyId>,
        temporaries: &mut Vec<(LocalId, Expr)>,
    ) -> Vec<Given<'a>> {
        let mut all = Given::of_args(&call.args);
        for (i, given) in all.iter_mut().enumerate() {
            let GivenValue::Written(e) = given.value else { continue };
            let param = only.and_then(|sig| {
                let params = &self.cx.types.funcs[sig].params;
                match &given.name {
                    None => params.get(i + 1).map(|p| p.ty),
                    Some(name) => params.iter().find(|p| p.name.as_ref() == Some(&name.name)).map(|p| p.ty),
                }
            });
            let value = match param {
                Some(ty) => {
                    let ty = self.decayed(ty);
                    self.expr_as(e, ty)
                }
                None => self.expr(e),
            };
            let settled = value.kind.is_constant() || matches!(value.kind, ExprKind::Error);
            let value = if settled {
                value
            } else {
                let local = self.temp(value.ty, value.span);
                let read = self.local_expr(local, value.span);
                temporaries.push((local, value));
                read
            };
            given.value = GivenValue::Checked(value);
        }
        all
    }

    /// Arguments that are the attributes themselves, the base's first: none or all of them.
    fn attribute_values(
        &mut self,
        class: ClassId,
        call: &'a ast::Call,
        out: &mut Vec<(Name, Expr)>,
        span: Span,
    ) {
        let types = &self.cx.types;
        let mut attributes = Vec::new();
        for owner in types.class_chain(class).into_iter().rev() {
            for field in &types.classes[owner].fields {
                let path = types.nogil_member_path(class, owner, &field.cname);
                attributes.push((field.name.clone(), path, field.ty));
            }
        }
        let shown = types.classes[class].name.clone();
        let mut set = vec![false; attributes.len()];
        let mut wrong = false;
        for (i, arg) in call.args.iter().enumerate() {
            let (at, e) = match arg {
                Arg::Positional(e) => (Some(i).filter(|&i| i < attributes.len()), e),
                Arg::Keyword(name, e) => {
                    let at = attributes.iter().position(|a| a.0 == name.name);
                    if at.is_none() || at.is_some_and(|at| set[at]) {
                        let message = match at {
                            None => format!("'{shown}' has no attribute '{}'", name.name),
                            Some(_) => format!("argument '{}' passed twice", name.name),
                        };
                        self.error(codes::E0303, name.span, message);
                        wrong = true;
                    }
                    (at, e)
                }
                Arg::Star(e) | Arg::DoubleStar(e) => {
                    self.error(
                        codes::E0303,
                        e.span,
                        format!("'{shown}' cannot be made with * or ** arguments"),
                    );
                    return;
                }
            };
            match at {
                Some(at) => {
                    set[at] = true;
                    let value = self.expr_as(e, attributes[at].2);
                    out.push((attributes[at].1.clone(), value));
                }
                None => {
                    self.expr(e);
                }
            }
        }
        let (given, wanted) = (call.args.len(), attributes.len());
        if !wrong && given != 0 && given != wanted {
            let message = format!(
                "'{shown}' has no __init__, so it takes a value for each attribute, or none (expected {wanted}, \
                 got {given})"
            );
            self.error(codes::E0303, span, message);
        }
    }

    // ---- copies

    /// Reports a value that would exist twice when assigned to something of type `to`.
    pub(super) fn copied_unique(&mut self, value: &Expr, to: TyId) -> bool {
        if matches!(self.cx.types.get(to), Ty::Ref(_) | Ty::RvalueRef(_))
            || !self.cx.types.is_unique(to)
            || self.cx.types.unqualified(value.ty) != self.cx.types.unqualified(to)
            || is_made(value, &mut Vec::new())
        {
            return false;
        }
        self.copy_error(to, value.span);
        true
    }

    pub(super) fn copy_error(&mut self, ty: TyId, span: Span) {
        let shown = self.cx.types.display(ty);
        let message = format!(
            "A value of type '{shown}' cannot be copied, as __dealloc__ would run for both; pass a pointer to it, or \
             make a new one"
        );
        self.error(codes::E0311, span, message);
    }

    /// Whether `return value` takes the value out of a variable that ends there.
    pub(super) fn is_returned_whole(&self, value: &Expr, ret: TyId) -> bool {
        let ExprKind::Local(local) = value.kind else { return false };
        self.cx.types.is_unique(ret)
            && self.cx.types.unqualified(value.ty) == self.cx.types.unqualified(ret)
            && self.fx_ref().locals[local].kind == hir::LocalKind::Variable
    }
}

/// Whether the expression makes its value, so that nobody else has it. `held`: temporaries that have such a value.
fn is_made(value: &Expr, held: &mut Vec<LocalId>) -> bool {
    match &value.kind {
        ExprKind::Local(local) => held.contains(local),
        ExprKind::CCall(_) | ExprKind::StructLiteral { .. } | ExprKind::CTuple(_) | ExprKind::Error => true,
        // Both were looked at when they were joined.
        ExprKind::Conditional { .. } => true,
        ExprKind::Let { local, value, body } => {
            if is_made(value, held) {
                held.push(*local);
            }
            is_made(body, held)
        }
        _ => false,
    }
}

/// `value`, evaluated while the temporary exists.
fn bound(temporary: Option<(LocalId, Expr)>, value: Expr) -> Expr {
    let Some((local, held)) = temporary else { return value };
    let (ty, span) = (value.ty, value.span);
    Expr { ty, span, kind: ExprKind::Let { local, value: Box::new(held), body: Box::new(value) } }
}
