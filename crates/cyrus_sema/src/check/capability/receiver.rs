//! The object of a method call, and the operand of `consume`: which capabilities allow it.

use super::super::Checker;
use super::super::cyp::CypCandidate;
use cyrus_diagnostics::{Diagnostic, codes};
use cyrus_hir::{CypLock, Expr, ExprKind};
use cyrus_source::Span;
use cyrus_types::{Capability, CypTy};

impl<'a> Checker<'_, 'a> {
    /// The lock that a call takes for itself: that of readers when the method does not write.
    pub fn cyp_call_lock(&mut self, through: &CypTy, method: CypCandidate) -> Option<CypLock> {
        if through.cap != Capability::Lock || method.is_static {
            return None;
        }
        // A method of `lock self` takes the lock where it needs it.
        let owner = self.cx.types.as_cyp(method.method.owner).map(|c| &self.cx.types.cyp_classes[c.class]);
        let decl = owner.and_then(|class| class.methods.get(method.method.method as usize));
        if decl.is_some_and(|decl| decl.self_cap == Some(Capability::Lock)) {
            return None;
        }
        match method.const_self && !self.has_unsafe_mutable(through) {
            true => Some(CypLock::Read),
            false => Some(CypLock::Write),
        }
    }

    /// Reports a method that may write where the reference does not, or that asks for another capability.
    pub fn check_receiver(
        &mut self,
        object: &Expr,
        through: &CypTy,
        name: &str,
        self_cap: Option<Capability>,
        const_self: bool,
        span: Span,
    ) {
        let read_only = through.is_const || through.cap == Capability::Immutable;
        if read_only && !const_self && name != "__init__" {
            let shown = self.cx.types.display(object.ty);
            let held = matches!(through.cap, Capability::Locked | Capability::LockArrow);
            let (code, help) = match held {
                true => {
                    (codes::E0703, "use 'with wlocked …:', or declare it 'const self' if it does not write")
                }
                false => (codes::E0605, "declare it 'const self' if it does not write"),
            };
            let message = format!("method '{name}' may write to its object, which '{shown}' does not allow");
            let diagnostic = Diagnostic::error(code, span, message).help(help);
            self.report(match self.reference_declaration(object) {
                Some((at, what)) => diagnostic.label(at, what),
                None => diagnostic,
            });
        }
        let Some(wanted) = self_cap else { return };
        let fits = match (through.cap, wanted) {
            (_, Capability::Local) => true,
            // The call takes the lock.
            (Capability::Lock | Capability::Locked, Capability::Lock | Capability::Locked) => true,
            (Capability::Consumed, _) => true,
            (a, b) => a == b && a != Capability::Iso,
        };
        if !fits {
            let (from, to) = (self.cx.types.display(object.ty), self.cyp_with(object.ty, wanted));
            let to = self.cx.types.display(to);
            self.report(
                Diagnostic::error(
                    codes::E0605,
                    span,
                    format!("method '{name}' is for objects of type '{to}', not '{from}'"),
                )
                .help("the capability of 'self' says how the object must be held for the call"),
            );
        }
    }

    /// Reports a `consume` of something that cannot be taken.
    pub fn check_consume(&mut self, value: &Expr, cyp: &CypTy, span: Span) {
        let (message, help) = match cyp.cap {
            Capability::Immutable => (
                "An immutable object cannot be consumed: it may have any number of readers",
                "pass the reference itself: every thread may have one",
            ),
            Capability::Locked => (
                "A locked object cannot be consumed inside the block that holds its lock",
                "consume the 'lock' reference after the block",
            ),
            Capability::Weak => (
                "A weak reference cannot be consumed: it does not own its object",
                "ask for the object by lock(), and consume that",
            ),
            Capability::LockArrow if cyp.is_const => {
                self.check_writable(cyp, "what is consumed", span);
                return;
            }
            _ if cyp.is_const => (
                "An object cannot be consumed through a 'const' reference",
                "consume a reference that is not 'const': who takes the object may write to it",
            ),
            Capability::LockArrow | Capability::IsoArrow if matches!(value.kind, ExprKind::Local(_)) => (
                "What a loop names for one turn cannot be consumed: it is in its container",
                "take it out of the container: 'consume items[i]', or 'pop' of a container of 'iso' items",
            ),
            _ if self.is_unheld(value) => {
                let message = "A part of a 'lock' object can only be consumed while its lock is held";
                self.report(
                    Diagnostic::error(codes::E0703, span, message).help("put it inside 'with wlocked …:'"),
                );
                return;
            }
            _ => {
                if let ExprKind::CypField { object, .. } = &value.kind
                    && let Some(through) = self.cyp_of(object.ty)
                {
                    self.check_writable(&through, "what is consumed", span);
                }
                return;
            }
        };
        let diagnostic = Diagnostic::error(codes::E0601, span, message).help(help);
        self.report(match self.reference_declaration(value) {
            Some((at, what)) => diagnostic.label(at, what),
            None => diagnostic,
        });
    }
}
