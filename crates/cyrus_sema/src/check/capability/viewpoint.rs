//! Viewpoint adaptation: the type of something seen through a reference.
//!
//! | through | a plain `T` is | |
//! |---|---|---|
//! | plain | `T` | |
//! | `iso`, `active` | `iso-> T` | may be used in place, not kept |
//! | `lock`, `locked` | `lock-> T` | the same, while the lock is held |
//! | `immutable` | `immutable T` | nobody writes it |
//!
//! `iso`, `lock`, `active` and `immutable` stay what they are. Through an adapted view `const` is deep; through a
//! plain `const T` it is not, as in Cython+.

use super::super::Checker;
use cyrus_diagnostics::{Diagnostic, codes};
use cyrus_hir::{Callee, Expr, ExprKind};
use cyrus_source::Span;
use cyrus_types::{Capability, CypClassDef, CypClassId, CypTy, ExtField, Ty, TyId};

/// The capability of a plain reference seen through one of `cap`.
fn adapted(cap: Capability) -> Capability {
    match cap {
        Capability::Iso | Capability::Consumed | Capability::IsoArrow | Capability::Active => {
            Capability::IsoArrow
        }
        Capability::Lock | Capability::Locked | Capability::LockArrow => Capability::LockArrow,
        Capability::Immutable => Capability::Immutable,
        Capability::Local | Capability::Weak => Capability::Local,
    }
}

/// Whether what was read through a `lock` reference is used under the lock only: an isolated part is, too, as others
/// who hold the lock may use it or take it.
fn needs_lock(cap: Capability) -> bool {
    matches!(cap, Capability::LockArrow | Capability::Iso | Capability::IsoArrow)
}

impl<'a> Checker<'_, 'a> {
    /// The type of a field, or of what a method gives, through a reference.
    pub fn cyp_view(&mut self, ty: TyId, through: &CypTy) -> TyId {
        match self.cx.types.get(ty).clone() {
            Ty::Cyp(cyp) if cyp.cap == Capability::Local => {
                let cap = adapted(through.cap);
                let deep = matches!(cap, Capability::IsoArrow | Capability::LockArrow);
                let is_const = cyp.is_const || deep && through.is_const;
                self.cx.types.intern(Ty::Cyp(CypTy { cap, is_const, ..cyp }))
            }
            // Several readers share the isolated object.
            Ty::Cyp(cyp) if cyp.cap == Capability::Iso && self.is_read_locked(through) => {
                self.cx.types.intern(Ty::Cyp(CypTy { is_const: true, ..cyp }))
            }
            _ => ty,
        }
    }

    /// Whether the lock behind a view is held for reading only.
    fn is_read_locked(&self, through: &CypTy) -> bool {
        through.is_const && adapted(through.cap) == Capability::LockArrow
    }

    /// Reports isolated references, in containers too, where several threads may be reading.
    pub fn check_isolated_field(&mut self, ty: TyId, through: &CypTy, name: &str, span: Span) {
        let whole = self.cx.types.intern(Ty::Cyp(CypTy {
            cap: Capability::Local,
            is_const: false,
            ..through.clone()
        }));
        let field = match self.isolated_items_of(whole) {
            Some(_) => format!("'{}'", self.cx.types.display(whole)),
            None => format!("attribute '{name}'"),
        };
        let single = self.cyp_of(ty).is_some();
        let Some(item) = self.isolated_or_inside(ty) else { return };
        let diagnostic = if through.cap == Capability::Immutable {
            let what = if single { "is 'iso'" } else { "holds 'iso' references" };
            let message = format!("{field} {what}, and an immutable object may have several readers");
            Diagnostic::error(codes::E0605, span, message)
                .help("declare the field 'immutable' or 'lock' to read it from several threads")
        } else if !single && self.is_read_locked(through) {
            let item = self.cx.types.display(item);
            let message = format!("{field} holds references of type '{item}', which readers would share");
            Diagnostic::error(codes::E0605, span, message)
                .help("hold the lock for writing: 'with wlocked x:'")
        } else {
            return;
        };
        self.report(diagnostic);
    }

    /// The type of a parameter of a method called through a reference: what it takes has to be sendable where
    /// the object may be.
    pub fn cyp_view_param(&mut self, ty: TyId, through: &CypTy) -> TyId {
        match self.cx.types.get(ty).clone() {
            Ty::Cyp(cyp) if cyp.cap == Capability::Local => {
                self.cx.types.intern(Ty::Cyp(CypTy { cap: adapted(through.cap), ..cyp }))
            }
            // A weak reference gives its object to whoever asks.
            Ty::Cyp(cyp) if cyp.cap == Capability::Weak && adapted(through.cap) != Capability::Local => {
                self.cx.types.intern(Ty::Cyp(CypTy { cap: adapted(through.cap), ..cyp }))
            }
            _ => ty,
        }
    }

    /// Whether values of a type that is no cypclass reference hold plain references: containers, structs, pointers.
    pub fn holds_plain_references(&self, ty: TyId) -> bool {
        (!self.cx.types.is_cyp(ty) || self.is_cpp_reference(ty))
            && self.leads_to_plain(ty, None, &mut Vec::new())
    }

    /// Whether a type is a reference of C++, through which a variable is read and written where it is.
    pub fn is_cpp_reference(&self, ty: TyId) -> bool {
        matches!(self.cx.types.get(ty), Ty::Ref(_) | Ty::RvalueRef(_))
    }

    /// References of a class that is `shared` do not count.
    fn leads_to_plain(&self, ty: TyId, shared: Option<CypClassId>, seen: &mut Vec<TyId>) -> bool {
        let ty = self.cx.types.resolved(ty);
        if seen.contains(&ty) {
            return false;
        }
        seen.push(ty);
        match self.cx.types.get(ty) {
            Ty::Cyp(cyp) => {
                matches!(cyp.cap, Capability::Local | Capability::Weak) && shared != Some(cyp.class)
            }
            Ty::Ptr(to)
            | Ty::Array(to, _)
            | Ty::Ref(to)
            | Ty::RvalueRef(to)
            | Ty::Const(to)
            | Ty::Volatile(to) => self.leads_to_plain(*to, shared, seen),
            Ty::CTuple(items) => items.iter().any(|&t| self.leads_to_plain(t, shared, seen)),
            Ty::Cpp(_, args) => args.iter().any(|&t| self.leads_to_plain(t, shared, seen)),
            Ty::Struct(id) => {
                self.cx.types.structs[*id].fields.iter().any(|f| self.leads_to_plain(f.ty, shared, seen))
            }
            _ => false,
        }
    }

    /// The class of messages, which plain references may lead to from several threads: what a message holds may be sent, it is
    /// counted atomically, and of an actor's messages one is handled at a time. Not if a class that is not written here makes messages
    /// of plain references.
    fn shared_messages(&self) -> Option<CypClassId> {
        let ty = self.cx.lookup(self.cx.builtin_scope, "ActhonMessageInterface")?.as_type()?;
        let message = self.cx.types.as_cyp(ty)?.class;
        let is_message = |def: &CypClassDef| {
            !def.name.starts_with("__cyrus_")
                && def
                    .mro
                    .iter()
                    .flatten()
                    .any(|&t| self.cx.types.as_cyp(t).is_some_and(|c| c.class == message))
        };
        let leads_to_plain = |f: &ExtField| self.leads_to_plain(f.ty, Some(message), &mut Vec::new());
        let own = |def: &CypClassDef| is_message(def) && def.fields.iter().any(leads_to_plain);
        (!self.cx.types.cyp_classes.iter().any(own)).then_some(message)
    }

    /// Reports a value that holds plain references, or is a weak one, where it is seen through another capability: its parts
    /// have no types that could say so.
    pub fn check_holder(&mut self, ty: TyId, through: &CypTy, what: &str, span: Span) {
        let apart = !matches!(through.cap, Capability::Local | Capability::Weak);
        let weak = self.cyp_of(ty).is_some_and(|c| c.cap == Capability::Weak);
        if !apart || !weak && !self.holds_plain_references(ty) {
            return;
        }
        let messages = self.shared_messages();
        if !weak && messages.is_some() && !self.leads_to_plain(ty, messages, &mut Vec::new()) {
            return;
        }
        let shown = self.cx.types.display(ty);
        let seen = self.cx.types.intern(Ty::Cyp(through.clone()));
        let seen = self.cx.types.display(seen);
        let does = if weak { "gives a plain reference" } else { "holds plain references" };
        self.report(
            Diagnostic::error(
                codes::E0604,
                span,
                format!("{what} of type '{shown}' {does}, and is used through '{seen}'"),
            )
            .primary_label("what is taken out of it here could be used by several threads at once")
            .help("let a method of the class do this, with scalars or single references as arguments"),
        );
    }

    /// Whether an object is reached through a lock that is held no longer: `a.child` where `a` is a `lock`
    /// reference locks for the reading of the field only.
    pub fn is_unheld(&self, object: &Expr) -> bool {
        match &object.kind {
            ExprKind::CypLocked { .. } => true,
            ExprKind::Let { body, .. } => self.is_unheld(body),
            ExprKind::CypCall(call) => {
                call.lock.is_some() || call.object.as_ref().is_some_and(|o| self.is_unheld(o))
            }
            ExprKind::CypField { object, .. }
            | ExprKind::CppItem { object, .. }
            | ExprKind::CItem { object, .. }
            | ExprKind::Member { object, .. }
            | ExprKind::CTupleItem { tuple: object, .. }
            | ExprKind::Deref(object)
            | ExprKind::AddressOf(object) => self.is_unheld(object),
            ExprKind::CCall(call) => match &call.callee {
                Callee::CppMethod { object, .. } => self.is_unheld(object),
                _ => false,
            },
            ExprKind::CypCast { value, .. } | ExprKind::Coerce { value, .. } => self.is_unheld(value),
            _ => false,
        }
    }

    /// Whether that was so one step before, and has been reported there.
    fn was_unheld(&self, object: &Expr) -> bool {
        let inner = match &object.kind {
            ExprKind::CypField { object, .. } => object,
            ExprKind::CypCall(call) => match &call.object {
                Some(object) => object,
                None => return false,
            },
            ExprKind::CypCast { value, .. } | ExprKind::Coerce { value, .. } => {
                return self.was_unheld(value);
            }
            _ => return false,
        };
        self.cyp_of(inner.ty).is_some_and(|c| needs_lock(c.cap)) && self.is_unheld(inner)
    }

    /// Reports a use of something that only its owner's lock protects, outside of that lock.
    pub fn check_held(&mut self, object: &Expr, span: Span) {
        let Some(cyp) = self.cyp_of(object.ty) else { return };
        if !needs_lock(cyp.cap) || !self.is_unheld(object) || self.was_unheld(object) {
            return;
        }
        let shown = self.cx.types.display(object.ty);
        let hold =
            "hold it for the whole of the expression: 'with rlocked x:' or 'with wlocked x:' around it";
        let help = match &object.kind {
            ExprKind::CypCall(_) => {
                let plain = self.cyp_plain(object.ty);
                let plain = self.cx.types.display(plain);
                format!("{hold}; a method that makes a new object returns 'iso {plain}'")
            }
            _ => hold.into(),
        };
        let message = format!("This object is protected by a lock that is not held here ('{shown}')");
        let diagnostic = Diagnostic::error(codes::E0703, span, message)
            .label(object.span, "the lock is held only while this is read")
            .help(help);
        self.report(diagnostic);
    }

    /// Pushes a diagnostic.
    pub fn report(&mut self, diagnostic: Diagnostic) {
        let follows = diagnostic.code == codes::E0501 && self.fns.last().is_some_and(|fx| fx.guessed);
        if !follows {
            self.cx.diags.push(diagnostic);
        }
    }

    /// Reports what leaves types of the function to be guessed, after which a missing GIL is no mistake of its own.
    pub fn report_unknown(&mut self, diagnostic: Diagnostic) {
        self.report(diagnostic);
        if self.speculating == 0 {
            self.fns.iter_mut().for_each(|fx| fx.guessed |= fx.nogil);
        }
    }
}
