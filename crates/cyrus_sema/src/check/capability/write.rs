//! Writing through references: what may be written, and the locks that a single write takes.
//!
//! `a.n = 1` and `a.n += 1` on a `lock` reference are critical sections of their own: the value (or right operand)
//! is evaluated first, then the object is locked for writing, and read and written under that one lock.

use super::super::Checker;
use cyrus_diagnostics::{Diagnostic, codes};
use cyrus_hir::{self as hir, BinOp, Expr, ExprKind, LocalId, Stmt, StmtKind, Target, TargetKind};
use cyrus_source::Span;
use cyrus_syntax::Name;
use cyrus_syntax::ast;
use cyrus_types::{Capability, CypTy, Ty, TyId, changes_container};

/// A field of an object that is locked to read it.
pub struct LockedField {
    pub object: Expr,
    pub owner: TyId,
    pub field: u32,
}

/// What a `lock` reference's attribute is checked to be.
pub fn locked_field(value: &Expr) -> Option<LockedField> {
    let (object, value) = match &value.kind {
        ExprKind::Let { value: object, body, .. } => match &body.kind {
            ExprKind::CypLocked { value, .. } => (object, value),
            _ => return None,
        },
        ExprKind::CypLocked { object, value, .. } => (object, value),
        _ => return None,
    };
    let ExprKind::CypField { owner, field, .. } = value.kind else { return None };
    Some(LockedField { object: (**object).clone(), owner, field })
}

impl<'a> Checker<'_, 'a> {
    /// Whether a field is declared `mutable`, so that `const` references write it.
    fn is_mutable_field(&self, owner: TyId, field: u32) -> bool {
        self.cx.types.as_cyp(owner).is_some_and(|c| {
            let class = &self.cx.types.cyp_classes[c.class];
            class.fields.get(field as usize).is_some_and(|f| class.mutable_fields.contains(&f.name))
        })
    }

    fn is_atomic(&self, ty: TyId) -> bool {
        matches!(self.cx.types.kind(ty), Ty::Cpp(id, _) if self.cx.types.cpp_classes[*id].name.starts_with("atomic"))
    }

    /// Whether only one thread is at an object that is seen through such a reference, though that may be `const`.
    fn is_alone(&self, through: &CypTy) -> bool {
        match through.cap {
            Capability::Immutable => false,
            Capability::Locked | Capability::LockArrow => !through.is_const,
            Capability::Local
            | Capability::Weak
            | Capability::Iso
            | Capability::Consumed
            | Capability::IsoArrow
            | Capability::Active
            | Capability::Lock => true,
        }
    }

    /// Whether a class has `mutable` fields that are not safe by themselves: readers would race on them.
    pub fn has_unsafe_mutable(&mut self, cyp: &CypTy) -> bool {
        self.cyp_mro(cyp).iter().any(|&t| {
            let Some(class) = self.cx.types.as_cyp(t).map(|c| &self.cx.types.cyp_classes[c.class]) else {
                return false;
            };
            class.fields.iter().filter(|f| class.mutable_fields.contains(&f.name)).any(|f| {
                match self.cx.types.kind(f.ty) {
                    Ty::Cpp(..) => !self.is_atomic(f.ty),
                    Ty::Cyp(cyp) => !matches!(cyp.cap, Capability::Lock | Capability::Active),
                    _ => true,
                }
            })
        })
    }

    /// Whether values of a type are `locked` references, tuples with such, or pointers to such and to what is seen through them.
    fn has_locked(&self, ty: TyId) -> bool {
        match self.cx.types.kind(ty) {
            Ty::CTuple(items) => items.iter().any(|&item| self.has_locked(item)),
            Ty::Ptr(to) => {
                self.has_locked(*to) || self.cyp_of(*to).is_some_and(|cyp| cyp.cap == Capability::LockArrow)
            }
            _ => self.cyp_of(ty).is_some_and(|cyp| cyp.cap == Capability::Locked),
        }
    }

    /// Reports a `locked` reference that is kept in a variable: it would outlive the block that holds the lock.
    pub fn check_kept(&mut self, target: &Target, value: &Expr, span: Span) {
        let locked = self.has_locked(target.ty);
        // A cast from anything else was reported.
        let cast = matches!(&value.kind, ExprKind::CypCast { value, .. }
            if self.cyp_of(value.ty).is_none_or(|c| c.cap != Capability::Locked));
        if locked && !cast && !matches!(value.kind, ExprKind::Null | ExprKind::Error) {
            self.report(
                Diagnostic::error(codes::E0605, span, "A 'locked' reference cannot be kept in a variable")
                    .primary_label("the variable would still be there when the lock is given back")
                    .help("use the reference of the 'with' block itself, or pass it to a function"),
            );
        }
    }

    /// Reports a write to (a part of) a field whose object must not be written here.
    pub fn check_cyp_write(&mut self, place: &Expr, span: Span) {
        match &place.kind {
            ExprKind::CypField { object, owner, field } => {
                if let Some(cyp) = self.cyp_of(object.ty)
                    && !(self.is_mutable_field(*owner, *field)
                        && (self.is_alone(&cyp) || self.is_atomic(place.ty)))
                {
                    let class = self.cx.types.as_cyp(*owner).map(|c| c.class);
                    let name = class
                        .and_then(|c| self.cx.types.cyp_classes[c].fields.get(*field as usize))
                        .map(|f| f.name.to_string())
                        .unwrap_or_default();
                    self.check_writable(&cyp, &format!("'{name}'"), span);
                }
            }
            ExprKind::Member { object, arrow: false, .. } | ExprKind::CTupleItem { tuple: object, .. } => {
                self.check_cyp_write(object, span);
            }
            ExprKind::CppItem { object, .. } => self.check_cyp_write(object, span),
            ExprKind::CItem { object, .. } if matches!(self.cx.types.kind(object.ty), Ty::Array(..)) => {
                self.check_cyp_write(object, span);
            }
            ExprKind::Let { .. } | ExprKind::CypLocked { .. } if locked_field(place).is_some() => {
                let message = "A part of a 'lock' object can only be written while its lock is held";
                self.report(
                    Diagnostic::error(codes::E0703, span, message).help("put it inside 'with wlocked …:'"),
                );
            }
            _ => {}
        }
    }

    /// Reports a write through a reference that does not allow it.
    pub fn check_writable(&mut self, through: &CypTy, what: &str, span: Span) {
        let shown = self.cx.types.intern(Ty::Cyp(through.clone()));
        let shown = self.cx.types.display(shown);
        let diagnostic = match through.cap {
            Capability::Immutable => Diagnostic::error(
                codes::E0605,
                span,
                format!("{what} cannot be written: the object is immutable"),
            )
            .help("make a new object with the other value"),
            Capability::Locked | Capability::LockArrow if through.is_const => Diagnostic::error(
                codes::E0703,
                span,
                format!("{what} cannot be written: the lock is held for reading only"),
            )
            .note("a reader never becomes a writer, since two that try would wait for each other")
            .help("use 'with wlocked …:' from the start"),
            _ if through.is_const => Diagnostic::error(
                codes::E0605,
                span,
                format!("{what} cannot be written through a 'const' reference ('{shown}')"),
            )
            .help("leave out 'const', or declare the field 'mutable'"),
            _ => return,
        };
        self.report(diagnostic);
    }

    /// Reports a call of a C++ method that changes its object, where that is a field that must not be written.
    pub fn check_cpp_write(&mut self, object: &Expr, method: &str, span: Span) {
        if changes_container(method) {
            self.check_cyp_write(object, span);
        }
    }

    /// An assignment to a field of a `lock` object: locks it for the store.
    pub fn locked_assign(&mut self, target: Target, value: Expr, span: Span, out: &mut hir::Block) {
        let TargetKind::CypField { object, owner, field } = target.kind else { return };
        let mut bindings = Vec::new();
        let value = self.evaluated(value, &mut bindings);
        let object = self.evaluated(object, &mut bindings);
        let held = self.held(&object, span);
        let kind = TargetKind::CypField { object: held, owner, field };
        let target = Target { span: target.span, ty: target.ty, kind };
        let body = vec![Stmt { span, kind: StmtKind::Assign { target, value } }];
        self.critical_section(object, body, bindings, span, out);
    }

    /// `object.field.method(args)` on a `lock` object, where the field is a C++ object: one critical section, with the arguments.
    /// Atomic numbers need none.
    pub fn locked_cpp_call(
        &mut self,
        place: LockedField,
        method: &Name,
        call: &'a ast::Call,
        span: Span,
    ) -> Result<Expr, Expr> {
        let local = self.temp(place.object.ty, span);
        let object = self.local_expr(local, span);
        let held = self.held(&object, span);
        let cyp = self.cyp_of(held.ty).ok_or_else(|| self.error_expr(span))?;
        let ty = self.cyp_field_ty(place.owner, place.field).ok_or_else(|| self.error_expr(span))?;
        let ty = self.cyp_view(ty, &cyp);
        let kind = ExprKind::CypField { object: Box::new(held), owner: place.owner, field: place.field };
        let atomic = matches!(self.cx.types.kind(ty), Ty::Cpp(id, _)
            if self.cx.types.cpp_classes[*id].name.starts_with("atomic"));
        let value = self.cpp_method_call(Expr { ty, span, kind }, method, call, span)?;
        let ty = value.ty;
        let body = match atomic {
            true => Box::new(value),
            false => {
                let (object, value) = (Box::new(object), Box::new(value));
                Box::new(Expr {
                    ty,
                    span,
                    kind: ExprKind::CypLocked { write: changes_container(method), object, value },
                })
            }
        };
        Ok(Expr { ty, span, kind: ExprKind::Let { local, value: Box::new(place.object), body } })
    }

    /// `&object.field` on a `lock` object. The address is not kept from whoever does not hold the lock: it is for functions of C that
    /// synchronise by themselves.
    pub fn locked_address(&mut self, place: LockedField, span: Span) -> Expr {
        let Some(ty) = self.cyp_field_ty(place.owner, place.field) else { return self.error_expr(span) };
        let plain = self.cyp_plain(place.object.ty);
        let kind = ExprKind::CypCast { value: Box::new(place.object), checked: false };
        let object = Box::new(Expr { ty: plain, span, kind });
        let kind = ExprKind::CypField { object, owner: place.owner, field: place.field };
        let pointer = self.cx.types.ptr(ty);
        Expr { ty: pointer, span, kind: ExprKind::AddressOf(Box::new(Expr { ty, span, kind })) }
    }

    /// `object.field op= right` on a `lock` object: one critical section.
    pub fn locked_aug_assign(
        &mut self,
        place: LockedField,
        op: BinOp,
        right: Expr,
        span: Span,
        out: &mut hir::Block,
    ) {
        let mut bindings = Vec::new();
        let right = match self.cx.types.is_cyp(right.ty) {
            true => right,
            false => self.evaluated(right, &mut bindings),
        };
        let object = self.evaluated(place.object, &mut bindings);
        let held = self.held(&object, span);
        let Some(cyp) = self.cyp_of(held.ty) else { return };
        let ty = match self.cyp_field_ty(place.owner, place.field) {
            Some(ty) => self.cyp_view(ty, &cyp),
            None => return,
        };
        let (owner, field) = (place.owner, place.field);
        let kind = ExprKind::CypField { object: Box::new(held), owner, field };
        let place = Expr { ty, span, kind };
        let mut body = Vec::new();
        if self.cx.types.is_cyp(ty)
            && let Some(call) = self.cyp_inplace(op, &place, &right, span)
        {
            body.push(Stmt { span, kind: StmtKind::Expr(call) });
        } else {
            let result = self.binary(op, place.clone(), right, true, span);
            let target = self.expr_to_target(place);
            let result = self.coerce_inplace(result, target.ty);
            self.assign_to(target, result, span, &mut body);
        }
        self.critical_section(object, body, bindings, span, out);
    }

    /// The type of a field of an instance.
    fn cyp_field_ty(&mut self, owner: TyId, field: u32) -> Option<TyId> {
        let instance = self.cyp_of(owner)?;
        let def = &self.cx.types.cyp_classes[instance.class];
        let (params, ty) = (def.params.clone(), def.fields.get(field as usize)?.ty);
        Some(self.cx.types.substitute(ty, &params, &instance.args))
    }

    /// The value in a temporary, unless it is a constant or a variable.
    fn evaluated(&mut self, value: Expr, bindings: &mut Vec<(LocalId, Expr)>) -> Expr {
        let variable = matches!(value.kind, ExprKind::Local(_)) && self.cx.types.is_cyp(value.ty);
        if value.kind.is_constant() || variable || matches!(value.kind, ExprKind::Error) {
            return value;
        }
        let local = self.temp(value.ty, value.span);
        let read = self.local_expr(local, value.span);
        bindings.push((local, value));
        read
    }

    /// A `lock` reference as it is while its lock is held.
    fn held(&mut self, object: &Expr, span: Span) -> Expr {
        let ty = self.cyp_with(object.ty, Capability::Locked);
        Expr { ty, span, kind: ExprKind::CypCast { value: Box::new(object.clone()), checked: false } }
    }

    fn critical_section(
        &mut self,
        object: Expr,
        body: hir::Block,
        bindings: Vec<(LocalId, Expr)>,
        span: Span,
        out: &mut hir::Block,
    ) {
        let kind = StmtKind::Locked { write: true, objects: vec![object], body };
        let mut block = vec![Stmt { span, kind }];
        for (local, value) in bindings.into_iter().rev() {
            block = vec![Stmt { span, kind: StmtKind::Let { local, value, body: block } }];
        }
        out.append(&mut block);
    }
}
