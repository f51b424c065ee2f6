//! `s += t` and `s = s + t` where both are `Str` or `Bytes`: a text that nothing else refers to grows in place, so that
//! putting one together piece by piece takes time in proportion to what it becomes, as it does in CPython.
//!
//! The statement holds a reference of its own to what the variable had, and the library's `_sum` counts: with the variable's it must
//! be the only one. A call that looks at counts is a barrier for locals that borrow, so the counts it sees are all
//! there are.

use crate::builder::FnBuilder;
use crate::value::Value;
use cyrus_hir as hir;
use cyrus_mir as mir;
use cyrus_types::{Capability, common};
use hir::{Coercion, CypCall, CypMethodRef, Expr, ExprKind, Target, TargetKind};
use mir::{CTy, Callee, Const, Operand, Rvalue};

/// Classes whose objects can grow.
const GROWING: [&str; 2] = ["libcyrus.text.Str", "libcyrus.bytes.Bytes"];

impl FnBuilder<'_, '_> {
    /// Lowers the statement if it is one of these.
    pub(super) fn append_to_text(&mut self, target: &Target, value: &Expr) -> bool {
        let Some((call, sum)) = self.sum_of_texts(value) else { return false };
        let (Some(left), [right]) = (&call.object, call.args.as_slice()) else { return false };
        if !is_same_place(target, left) {
            return false;
        }
        let sig = {
            let Some(cyp) = self.types().as_cyp(sum.owner) else { return false };
            self.types().cyp_classes[cyp.class].methods[sum.method as usize].sig
        };
        self.at(value.span, |b| {
            let old = b.expr(left);
            let old = b.own(old);
            let right = b.expr(right);
            let now = b.lazy(left);
            let now = b.compute(common::VOID_PTR, Rvalue::Cast(CTy::Ty(common::VOID_PTR), now.op));
            let class = Value::plain(Operand::Const(Const::CypDesc(sum.owner)), common::VOID_PTR);
            let callee = Callee::Cyp { method: sum, direct: true };
            let made = b.cyp_emit_call(callee, sig, vec![old, now, right, class], Vec::new(), None);
            b.assign_target(target, made);
        });
        true
    }

    /// The call of `__add__` that a value is, and the method that may do it in place.
    fn sum_of_texts<'e>(&self, value: &'e Expr) -> Option<(&'e CypCall, CypMethodRef)> {
        let call = match &value.kind {
            ExprKind::CypCall(call) if call.lock.is_none() && !call.direct => call,
            ExprKind::Coerce { kind: Coercion::Reinterpret, value } => return self.sum_of_texts(value),
            _ => return None,
        };
        let cyp = self.types().as_cyp(call.object.as_ref()?.ty)?;
        let class = &self.types().cyp_classes[cyp.class];
        let plain = matches!(cyp.cap, Capability::Local | Capability::Immutable)
            && GROWING.contains(&&*class.qualified);
        if !plain || class.methods[call.method.method as usize].name != "__add__" {
            return None;
        }
        let sum = class.methods.iter().position(|m| m.name == "_sum")?;
        Some((call, CypMethodRef { owner: call.method.owner, method: sum as u32 }))
    }
}

/// Whether an expression reads what a target writes: a local, or a field of the object that a local refers to.
fn is_same_place(target: &Target, read: &Expr) -> bool {
    match (&target.kind, &read.kind) {
        (TargetKind::Local(local), ExprKind::Local(other)) => local == other,
        (
            TargetKind::CypField { object, owner, field },
            ExprKind::CypField { object: read_object, owner: read_owner, field: read_field },
        ) => {
            let same_object = matches!(
                (&object.kind, &read_object.kind),
                (ExprKind::Local(a), ExprKind::Local(b)) if a == b
            );
            same_object && owner == read_owner && field == read_field
        }
        _ => false,
    }
}
