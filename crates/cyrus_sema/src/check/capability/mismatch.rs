//! Messages about references that do not convert: which rule is broken, by what, and what to do.
//!
//! The first line is Cython+'s ("Cannot assign type 'A' to 'lock A'"); code, labels and help say the rest.

use super::super::Checker;
use cyrus_diagnostics::{Code, Diagnostic, codes};
use cyrus_hir::{Expr, ExprKind};
use cyrus_source::Span;
use cyrus_types::{Capability, CypTy, TyId};

impl<'a> Checker<'_, 'a> {
    /// The name of the variable or field that an expression reads.
    pub fn reference_name(&self, value: &Expr) -> Option<String> {
        match &value.kind {
            ExprKind::Local(local) => {
                Some(self.fx_ref().locals[*local].name.to_string()).filter(|n| !n.is_empty())
            }
            ExprKind::CVar(id) => Some(self.cx.cvars[*id].name.to_string()),
            ExprKind::CypField { object, owner, field } => {
                let class = self.cx.types.as_cyp(*owner)?.class;
                let field = self.cx.types.cyp_classes[class].fields.get(*field as usize)?.name.clone();
                Some(match self.reference_name(object) {
                    Some(object) => format!("{object}.{field}"),
                    None => field.to_string(),
                })
            }
            ExprKind::CypCast { value, .. } | ExprKind::Coerce { value, .. } => self.reference_name(value),
            ExprKind::Let { body, .. } => self.reference_name(body),
            ExprKind::CypLocked { value, .. } => self.reference_name(value),
            _ => None,
        }
    }

    /// Where a variable or field was declared, and what as.
    pub fn reference_declaration(&self, value: &Expr) -> Option<(Span, String)> {
        let (span, name, ty) = match &value.kind {
            ExprKind::Local(local) => {
                let decl = self.fx_ref().locals.get(*local)?;
                (decl.span, decl.name.clone(), decl.ty)
            }
            ExprKind::CVar(id) => {
                let decl = &self.cx.cvars[*id];
                (decl.span, decl.name.clone(), decl.ty)
            }
            ExprKind::CypField { owner, field, .. } => {
                let class = self.cx.types.as_cyp(*owner)?.class;
                let decl = self.cx.types.cyp_classes[class].fields.get(*field as usize)?;
                (decl.span, decl.name.clone(), decl.ty)
            }
            ExprKind::CypCast { value, .. } | ExprKind::Coerce { value, .. } => {
                return self.reference_declaration(value);
            }
            ExprKind::Let { body, .. } => return self.reference_declaration(body),
            _ => return None,
        };
        let here = span.file == value.span.file && span != Span::default() && !name.is_empty();
        let shown = self.cx.types.display(ty);
        here.then(|| (span, format!("'{name}' is declared here, as '{shown}'")))
    }

    /// The diagnostic for a reference that is not converted, or `None` when capabilities are not the reason.
    pub fn capability_mismatch(
        &mut self,
        from_ty: TyId,
        to_ty: TyId,
        name: Option<&str>,
        span: Span,
    ) -> Option<Diagnostic> {
        let (from, to) = (self.cyp_of(from_ty), self.cyp_of(to_ty));
        let (shown_from, shown_to) = (self.cx.types.display(from_ty), self.cx.types.display(to_ty));
        let this = name.map_or_else(|| "this reference".into(), |n| format!("'{n}'"));
        let (from, to) = match (from, to) {
            (Some(from), Some(to)) => (from, to),
            (Some(from), None) if self.cx.types.is_object(to_ty) && from.cap != Capability::Local => {
                let message = match to_ty == cyrus_types::common::OBJECT {
                    true => format!("Cannot convert '{shown_from}' to Python object"),
                    false => format!("Cannot assign type '{shown_from}' to '{shown_to}'"),
                };
                let help = match from.cap {
                    Capability::Iso => "consume it: Python then holds the only reference",
                    Capability::Immutable => "Python could write to it: pass what it holds, or a copy",
                    _ => "pass what it holds, or a copy, instead",
                };
                return Some(
                    Diagnostic::error(codes::E0605, span, message)
                        .primary_label("Python would share it without knowing of its capability")
                        .help(help),
                );
            }
            (None, Some(to)) if self.cx.types.is_object(from_ty) && to.cap != Capability::Local => {
                return Some(
                    Diagnostic::error(
                        codes::E0605,
                        span,
                        format!("Cannot convert Python object to '{shown_to}'"),
                    )
                    .primary_label("Python may hold other references to it")
                    .help("take it as a plain reference, and consume that (which is checked at run time)"),
                );
            }
            _ => return None,
        };
        if !self.cyp_is_subclass(&from, &to) {
            return None;
        }
        let (code, label, mut help) = reason(&from, &to, &this);
        if matches!(from.cap, Capability::Lock | Capability::Locked)
            && to.cap == Capability::Local
            && !to.is_const
        {
            help = format!("declare the other one as 'lock {shown_to}' too, or 'consume' the last reference");
        }
        let message = format!("Cannot assign type '{shown_from}' to '{shown_to}'");
        let diagnostic = Diagnostic::error(code, span, message).help(help);
        // Where both sides read the same, plain lines say why, too.
        Some(match shown_from == shown_to {
            true => diagnostic.note(label),
            false => diagnostic.primary_label(label),
        })
    }
}

/// Which rule forbids that a reference becomes another one.
fn reason(from: &CypTy, to: &CypTy, this: &str) -> (Code, String, String) {
    use Capability as C;
    let consume = format!("hand it over: 'consume {}'", this.trim_matches('\''));
    let consume = if this.starts_with('\'') { consume } else { "consume it".into() };
    match (from.cap, to.cap) {
        (C::Iso, _) => (
            codes::E0603,
            format!("{this} would still refer to the object, and an isolated object has one reference"),
            consume,
        ),
        (C::IsoArrow, _) => (
            codes::E0603,
            format!("{this} belongs to an isolated object, into which nothing else may refer"),
            "use it in place, or take it out of the object by 'consume'".into(),
        ),
        (C::LockArrow, _) => (
            codes::E0603,
            format!("{this} is protected by the lock of the object that it belongs to"),
            "use it in place while the lock is held".into(),
        ),
        (C::Local, C::IsoArrow | C::LockArrow | C::Immutable) if to.cap != C::Immutable => (
            codes::E0604,
            format!("{this} belongs to this thread, and would become part of an object that another may own"),
            consume,
        ),
        (C::Local, _) => (
            codes::E0605,
            format!("{this} is thread-local: other plain references to the object may exist"),
            consume,
        ),
        (C::Lock, C::Locked) => (
            codes::E0605,
            format!("the lock of {this} is not held here"),
            "use it inside 'with wlocked …:' or 'with rlocked …:'".into(),
        ),
        (C::Locked, C::Lock) if from.is_const && !to.is_const => (
            codes::E0605,
            format!(
                "the lock of {this} is held for reading here, and a 'lock' reference may be written through"
            ),
            "use 'with wlocked …:', or let the other one be 'const lock'".into(),
        ),
        (C::Locked, C::Locked)
        | (C::Lock, C::Lock)
        | (C::Active, C::Active)
        | (C::Immutable, C::Immutable)
        | (C::Weak, C::Weak)
            if from.is_const && !to.is_const =>
        {
            (codes::E0605, format!("{this} is 'const': it does not allow writing"), const_help())
        }
        (C::Immutable, _) => (
            codes::E0605,
            format!("{this} can never be written again: other immutable references may exist"),
            "make the other one 'immutable' too, or copy the object".into(),
        ),
        (C::Lock | C::Locked, _) => (
            codes::E0605,
            format!("{this} shares the object with other 'lock' references"),
            "make the other one 'lock' too, or 'consume' the last reference".into(),
        ),
        (C::Active, _) => (
            codes::E0605,
            format!("{this} is reached by messages only"),
            "make the other one 'active' too".into(),
        ),
        (C::Weak, _) => (
            codes::E0605,
            format!("the object of {this} may be gone"),
            "promote the weak reference first".into(),
        ),
        (C::Consumed, _) => (codes::E0605, "does not convert".into(), const_help()),
    }
}

fn const_help() -> String {
    "make the other one 'const' too".into()
}
