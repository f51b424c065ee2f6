//! Names bound inside expressions: `Let` and `:=`.

use crate::builder::{FnBuilder, Slot};
use crate::value::{Own, Value};
use cyrus_hir as hir;
use cyrus_mir as mir;
use hir::{Expr, LocalId, Target};
use mir::{LocalKind, Operand};

impl FnBuilder<'_, '_> {
    /// Binds a `Let` local to a value that does not change while the local is in use. The value (if owned)
    /// stays on the cleanup stack.
    pub(crate) fn bind_let(&mut self, local: LocalId, value: &Expr) -> Value {
        let value = self.lazy(value);
        self.bind_value(local, value)
    }

    /// As [`FnBuilder::bind_let`], for a value in hand.
    pub(crate) fn bind_value(&mut self, local: LocalId, value: Value) -> Value {
        if self.func.locals[local].captured {
            let place = self.local_place(local);
            let ty = mir::CTy::Ty(self.func.locals[local].ty);
            let copy = Value { own: Own::Borrowed, ..value.clone() };
            let copy = if value.own == Own::Plain { value.clone() } else { copy };
            self.store(place, &ty, copy);
            return value;
        }
        let value = self.fixed(value);
        self.slots[local] = Some(Slot::Bound(value.clone()));
        value
    }

    /// A value that no later statement changes.
    pub(crate) fn fixed(&mut self, value: Value) -> Value {
        let same = match (&value.op, value.own) {
            (Operand::Const(_), _) | (_, Own::Temp(_)) => true,
            (Operand::Copy(place), _) => {
                place.as_local().is_some_and(|local| match self.body.locals[local].kind {
                    // Temporaries of C type are written once.
                    LocalKind::Temp => true,
                    LocalKind::Param | LocalKind::Variable => !self.is_written(local),
                })
            }
        };
        if same || self.is_unique(&value) {
            return value;
        }
        match value.own {
            Own::Borrowed => self.own(value),
            _ => {
                let op = value.op;
                self.compute(value.ty, mir::Rvalue::Use(op))
            }
        }
    }

    /// Whether any statement of the function writes the C variable of a user's variable.
    fn is_written(&self, local: mir::MLocal) -> bool {
        let id = self.slots.iter_ids().find_map(|(id, slot)| match slot {
            Some(Slot::Var(l)) if *l == local => Some(id),
            _ => None,
        });
        id.is_none_or(|id| self.cx.assigned.anywhere(self.func_id, id))
    }

    /// `let local = value in body`
    pub(crate) fn let_expr(&mut self, local: LocalId, value: &Expr, body: &Expr) -> Value {
        let bound = self.bind_let(local, value);
        let result = self.lazy(body);
        let Own::Temp(owner) = bound.own else {
            // An uncounted or borrowed alias: nothing ends here.
            return result;
        };
        if result.own == Own::Borrowed && result.op == Operand::local(owner) {
            return bound;
        }
        let result = match (result.own, &result.op) {
            (Own::Temp(_), _) | (_, Operand::Const(_)) => result,
            (Own::Borrowed, _) => self.own(result),
            (Own::Plain, Operand::Copy(_)) => self.stable(result),
        };
        self.drop_owner(bound, &result);
        result
    }

    /// `target := value`
    pub(crate) fn walrus(&mut self, target: &Target, value: &Expr) -> Value {
        let value = self.expr(value);
        let value = self.stable(value);
        let copy =
            Value { own: if value.own == Own::Plain { Own::Plain } else { Own::Borrowed }, ..value.clone() };
        self.assign_target(target, copy);
        value
    }
}
