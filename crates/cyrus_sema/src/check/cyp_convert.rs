//! Conversions of cypclass references: capabilities, `consume`, casts, conversion methods.
//!
//! What converts to what (source: the table of the language's capabilities):
//! - every reference takes an object that was consumed (no other name refers to it);
//! - otherwise the capability stays, and `lock` also takes `locked`;
//! - what was seen through an isolated or locked object, and an isolated variable itself, give nothing:
//!   they have to be consumed.

use super::Checker;
use super::cyp_call::CypArgs;
use cyrus_diagnostics::{Diagnostic, codes};
use cyrus_hir::{Coercion, ConsumeKind, Expr, ExprKind};
use cyrus_source::Span;
use cyrus_syntax::ast;
use cyrus_types::{Capability, CypTy, Ty, TyId, common};

/// Whether a reference of capability `to` may be made from one of `from`.
fn capability_converts(from: Capability, to: Capability) -> bool {
    match from {
        Capability::Consumed => true,
        Capability::Local => matches!(to, Capability::Local | Capability::Weak),
        Capability::Active => to == Capability::Active,
        Capability::Lock => to == Capability::Lock,
        Capability::Locked => matches!(to, Capability::Lock | Capability::Locked),
        Capability::Immutable => to == Capability::Immutable,
        Capability::Weak => to == Capability::Weak,
        Capability::Iso | Capability::IsoArrow | Capability::LockArrow => false,
    }
}

/// Whether what the reference may not write stays so; an immutable object is not written anyway.
fn keeps_const(from: &CypTy, to: &CypTy) -> bool {
    to.is_const || !from.is_const || (from.cap, to.cap) == (Capability::Immutable, Capability::Immutable)
}

impl<'a> Checker<'_, 'a> {
    /// Whether a cypclass reference converts without a cast.
    pub fn cyp_converts(&mut self, from: TyId, to: TyId) -> bool {
        let (Some(from), Some(to)) = (self.cyp_of(from), self.cyp_of(to)) else { return false };
        capability_converts(from.cap, to.cap) && keeps_const(&from, &to) && self.cyp_is_subclass(&from, &to)
    }

    /// A reference as one of type `to`.
    pub fn cyp_coerce(&mut self, value: Expr, from: &CypTy, to_ty: TyId, to: &CypTy) -> Result<Expr, TyId> {
        let moved = match from.cap {
            // A call's result or a temporary is the only reference.
            Capability::Iso => !self.cyp_is_place(&value),
            Capability::Consumed => true,
            _ => false,
        };
        let caps = moved || capability_converts(from.cap, to.cap);
        if !caps || !keeps_const(from, to) || !self.cyp_is_subclass(from, to) {
            return Err(value.ty);
        }
        if value.ty == to_ty {
            return Ok(value);
        }
        if matches!(value.kind, ExprKind::Null) {
            return Ok(Expr { ty: to_ty, ..value });
        }
        let value = match value.kind {
            ExprKind::Consume { value: taken, .. }
                if taken.ty == to_ty && to.cap != Capability::Iso && self.is_of_parameter(to_ty) =>
            {
                return Ok(Expr {
                    ty: to_ty,
                    kind: ExprKind::Consume { value: taken, kind: ConsumeKind::Moved },
                    ..value
                });
            }
            kind => Expr { kind, ..value },
        };
        let kind = if from.cap == to.cap { Coercion::CypUpcast } else { Coercion::Capability(to.cap) };
        Ok(self.coercion(kind, value, to_ty))
    }

    /// Whether a type is an argument of the generic class whose instance is being checked. There `consume` hands on what
    /// stays what it is, whatever that may be: isolation matters where the capability changes.
    fn is_of_parameter(&self, ty: TyId) -> bool {
        self.cx.cyp_instance.as_ref().is_some_and(|(_, args)| args.contains(&ty))
    }

    /// `consume value`
    pub fn consume(&mut self, value: &'a ast::Expr, span: Span) -> Expr {
        let value = self.expr(value);
        if value.ty == common::UNSPECIFIED {
            // Of the variable whose type is being inferred.
            return Expr { ty: common::UNSPECIFIED, ..self.error_expr(span) };
        }
        let kept =
            self.cyp_of(value.ty).is_none_or(|c| matches!(c.cap, Capability::Immutable | Capability::Weak));
        if kept && self.is_of_parameter(value.ty) {
            return value;
        }
        let Some(cyp) = self.cyp_of(value.ty) else {
            if !self.cx.types.is_error(value.ty) {
                let shown = self.cx.types.display(value.ty);
                let message = format!("Can only consume cypclass objects, not '{shown}'");
                self.report(
                    Diagnostic::error(codes::E0601, span, message)
                        .help("values that are no references are copied: leave out 'consume'"),
                );
            }
            return self.error_expr(span);
        };
        self.check_consume(&value, &cyp, span);
        let ty = self.cyp_with(value.ty, Capability::Consumed);
        let ty = match self.cx.types.get(ty).clone() {
            Ty::Cyp(c) => self.cx.types.intern(Ty::Cyp(CypTy { is_const: false, ..c })),
            _ => ty,
        };
        if cyp.cap == Capability::Consumed {
            return value;
        }
        Expr { ty, span, kind: ExprKind::Consume { value: Box::new(value), kind: ConsumeKind::Isolated } }
    }

    /// `<to> value`, when one of the types is a cypclass; `None` leaves it to the rules of C.
    pub fn cyp_cast(&mut self, value: Expr, to_ty: TyId, span: Span) -> Option<Expr> {
        let from_ty = value.ty;
        let (from, to) = (self.cyp_of(from_ty), self.cyp_of(to_ty));
        match (from, to) {
            (Some(from), Some(to)) => Some(self.cyp_to_cyp(value, &from, to_ty, &to, span)),
            (Some(from), None) => {
                if self.cx.types.is_object(to_ty) {
                    if from.cap != self.cx.types.cyp_classes[from.class].own_cap {
                        self.cast_error(from_ty, to_ty, span);
                        return Some(Expr { ty: to_ty, ..self.error_expr(span) });
                    }
                    return Some(self.coerce(value, to_ty));
                }
                if let Some(done) = self.cyp_conversion(&value, to_ty, span) {
                    return Some(done);
                }
                if matches!(self.cx.types.kind(to_ty), Ty::Bint) {
                    return Some(self.truth(value));
                }
                if self.cx.types.is_pointer(to_ty) {
                    return Some(self.coercion(Coercion::CCast, value, to_ty));
                }
                self.cast_error(from_ty, to_ty, span);
                Some(Expr { ty: to_ty, ..self.error_expr(span) })
            }
            (None, Some(to)) => {
                if matches!(self.cx.types.kind(from_ty), Ty::Null) {
                    return Some(Expr { ty: to_ty, ..value });
                }
                if self.cx.types.is_object(from_ty) {
                    self.use_cyp(to_ty);
                    let own = self.cx.types.cyp_classes[to.class].own_cap;
                    // Isolated references are refused where they are kept, as in Cython+.
                    if to.cap != own
                        && to.cap != Capability::Iso
                        && let Some(diagnostic) = self.capability_mismatch(from_ty, to_ty, None, span)
                    {
                        self.report(diagnostic);
                        return Some(Expr { ty: to_ty, ..self.error_expr(span) });
                    }
                    let plain = self.cyp_plain(to_ty);
                    let made = self.coercion(Coercion::CypFromObject, value, plain);
                    let kind = ExprKind::CypCast { value: Box::new(made), checked: false };
                    return Some(Expr { ty: to_ty, span, kind });
                }
                if self.cx.types.is_pointer(from_ty) {
                    return Some(self.coercion(Coercion::CCast, value, to_ty));
                }
                self.cast_error(from_ty, to_ty, span);
                Some(Expr { ty: to_ty, ..self.error_expr(span) })
            }
            (None, None) => None,
        }
    }

    fn cast_error(&mut self, from: TyId, to: TyId, span: Span) {
        let to = match self.cx.types.is_object(to) {
            true => "Python object".to_string(),
            false => self.cx.types.display(to),
        };
        let shown = self.cx.types.display(from);
        let message = format!("Cannot cast '{shown}' to '{to}'");
        let mut diagnostic = Diagnostic::error(codes::E0605, span, message);
        if self.cx.types.is_cyp(from) {
            diagnostic = diagnostic
                .primary_label("a cast does not change what other references to the object may do")
                .help("consume it: what was consumed takes any capability");
        }
        self.report(diagnostic);
    }

    fn warn_of_escape(&mut self, from: TyId, span: Span) {
        let shown = self.cx.types.display(from);
        let message = format!("This cast takes a part ('{shown}') out of an isolated object unchecked");
        self.report(
            Diagnostic::new(codes::W0603, span, message)
                .primary_label("whoever gets the isolated object next may use this part at the same time")
                .help("have the object give the part away: consume a field of it that is 'iso'"),
        );
    }

    fn cyp_to_cyp(&mut self, value: Expr, from: &CypTy, to_ty: TyId, to: &CypTy, span: Span) -> Expr {
        self.use_cyp(to_ty);
        let same_class = from.class == to.class && from.args == to.args;
        if !same_class && let Some(done) = self.cyp_conversion(&value, to_ty, span) {
            return done;
        }
        let named_iso = from.cap == Capability::Iso && self.cyp_is_place(&value);
        let allowed = match (from.cap, to.cap) {
            (Capability::Iso, Capability::Iso) => true,
            (Capability::Iso, _) if !named_iso => true,
            // As in Cython+, where users take results out of actors that have ended.
            (Capability::IsoArrow, Capability::Local) => {
                self.warn_of_escape(value.ty, span);
                true
            }
            (a, b) => capability_converts(a, b),
        };
        if !allowed {
            let (shown_from, shown_to) = (value.ty, to_ty);
            self.cast_error(shown_from, shown_to, span);
            let kind = ExprKind::CypCast { value: Box::new(value), checked: false };
            return Expr { ty: to_ty, span, kind };
        }
        if self.cyp_is_subclass(from, to) {
            if from.cap == Capability::Consumed {
                let kind = Coercion::Capability(to.cap);
                let value = Expr { span, ..self.coercion(kind, value, to_ty) };
                if to.cap != Capability::Iso {
                    return value;
                }
                // A cast names the object: like a variable it has to be consumed.
                let kind = ExprKind::CypCast { value: Box::new(value), checked: false };
                return Expr { ty: to_ty, span, kind };
            }
            let kind = ExprKind::CypCast { value: Box::new(value), checked: false };
            return Expr { ty: to_ty, span, kind };
        }
        let kind = ExprKind::CypCast { value: Box::new(value), checked: true };
        Expr { ty: to_ty, span, kind }
    }

    /// The call of a conversion method `__T__`, if the class has one for this type.
    fn cyp_conversion(&mut self, value: &Expr, to: TyId, span: Span) -> Option<Expr> {
        let cyp = self.cyp_of(value.ty)?;
        let bare = match self.cx.types.get(to) {
            Ty::Cyp(c) => self.cx.types.cyp_classes[c.class].name.to_string(),
            _ => self.cx.types.display(to),
        };
        let mut names = vec![format!("__{}__", bare.replace(" *", "_ptr").replace([' ', '.'], "_"))];
        if matches!(self.cx.types.kind(to), Ty::Bint) {
            names.push("__bool__".into());
        }
        if matches!(self.cx.types.kind(to), Ty::Float(_)) {
            names.push("__float__".into());
        }
        for name in names {
            if self.cyp_methods(&cyp, &name).is_empty() {
                continue;
            }
            let call = self.cyp_method_call(value.clone(), &name, CypArgs::default(), span).ok()?;
            let plain = match self.cx.types.get(to) {
                Ty::Cyp(c) if c.cap != Capability::Local => call.ty,
                _ => to,
            };
            let converted = self.coerce(call, plain);
            return Some(Expr { span, ..converted });
        }
        None
    }

    /// The type a variable gets that is assigned such a value.
    pub fn cyp_storage(&mut self, ty: TyId) -> TyId {
        match self.cx.types.get(ty) {
            Ty::Cyp(cyp) if cyp.cap == Capability::Consumed => self.cyp_with(ty, Capability::Iso),
            _ => ty,
        }
    }

    /// The narrowest type that holds references of both types.
    pub fn cyp_spanning(&mut self, a: TyId, b: TyId) -> TyId {
        let (a, b) = (self.cyp_storage(a), self.cyp_storage(b));
        let (Some(x), Some(y)) = (self.cyp_of(a), self.cyp_of(b)) else { return common::OBJECT };
        if x.cap != y.cap {
            return common::OBJECT;
        }
        if self.cyp_is_subclass(&x, &y) {
            return b;
        }
        if self.cyp_is_subclass(&y, &x) {
            return a;
        }
        let others = self.cyp_mro(&y);
        match self.cyp_mro(&x).into_iter().find(|t| others.contains(t)) {
            Some(common) => self.cyp_with(common, x.cap),
            None => common::OBJECT,
        }
    }
}
