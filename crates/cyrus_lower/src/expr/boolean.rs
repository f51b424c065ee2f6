//! Truth: conditions as control flow, `and`/`or`, `not`, `is`, conditional expressions.

use crate::builder::FnBuilder;
use crate::value::{Own, Value};
use cyrus_hir as hir;
use cyrus_mir as mir;
use cyrus_types::{Counting, TyId, common};
use hir::{Coercion, Expr, ExprKind};
use mir::{BlockId, CBinOp, CUnOp, MLocal, Operand, Place, Rvalue};

impl FnBuilder<'_, '_> {
    /// Evaluates a condition and branches. Nothing that it owned is left on the cleanup stack.
    pub(crate) fn cond(&mut self, test: &Expr, then: BlockId, orelse: BlockId) {
        // Parts that use what others point to need one end for all.
        if self.lends(test) {
            self.branch_on(test, then, orelse)
        } else {
            self.cond_parts(test, then, orelse)
        }
    }

    /// Each part of a condition by itself.
    fn cond_parts(&mut self, test: &Expr, then: BlockId, orelse: BlockId) {
        match &test.kind {
            ExprKind::Not(inner) => self.cond_parts(inner, orelse, then),
            ExprKind::BoolOp { and, left, right } => {
                let middle = self.block();
                if *and {
                    self.cond_parts(left, middle, orelse);
                } else {
                    self.cond_parts(left, then, middle);
                }
                self.enter(middle);
                self.cond_parts(right, then, orelse);
            }
            ExprKind::Coerce { kind: Coercion::Truth, value } => match &value.kind {
                ExprKind::BoolOp { .. } | ExprKind::Not(_) => self.cond_parts(value, then, orelse),
                _ => self.branch_on(test, then, orelse),
            },
            ExprKind::Bool(true) => self.goto(then),
            ExprKind::Bool(false) => self.goto(orelse),
            _ => self.branch_on(test, then, orelse),
        }
    }

    fn branch_on(&mut self, test: &Expr, then: BlockId, orelse: BlockId) {
        let height = self.cleanup.len();
        let mut value = self.at(test.span, |b| b.truth(test));
        if self.cleanup.len() > height {
            // It may look into what goes now.
            value = self.stable_copy(value);
        }
        self.settle_above(height);
        self.at(test.span, |b| b.branch(value.op, then, orelse));
    }

    /// Drops what an expression left behind for its statement's duration.
    pub(crate) fn settle_above(&mut self, height: usize) {
        while self.cleanup.len() > height {
            self.settle_top();
        }
    }

    /// The variable in which branches leave their result.
    fn merge_temp(&mut self, ty: TyId) -> MLocal {
        if self.types().counting(ty) == Counting::None {
            self.local(None, mir::CTy::Ty(ty), mir::LocalKind::Temp)
        } else {
            self.temp(ty)
        }
    }

    /// The end of a branch: its value goes into `dest`.
    fn merge_into(&mut self, dest: MLocal, value: Value) {
        let mut op = self.take(value);
        // A reference needs something to refer to.
        if let (Operand::Const(_), mir::CTy::Ty(ty)) = (&op, &self.body.locals[dest].ty)
            && let cyrus_types::Ty::Ref(to) | cyrus_types::Ty::RvalueRef(to) = *self.types().get(*ty)
        {
            let to = self.types().unqualified(to);
            let constant = self.local(None, mir::CTy::Ty(to), mir::LocalKind::Temp);
            self.set(constant, op);
            op = Operand::local(constant);
        }
        self.set(dest, op);
    }

    fn merged(&mut self, dest: MLocal, ty: TyId) -> Value {
        if self.types().counting(ty) == Counting::None {
            Value::plain(Operand::local(dest), ty)
        } else {
            self.owned(dest)
        }
    }

    /// `then if test else orelse`
    pub(crate) fn conditional(&mut self, test: &Expr, then: &Expr, orelse: &Expr, ty: TyId) -> Value {
        let (yes, no, after) = (self.block(), self.block(), self.block());
        self.lending_cond(test, yes, no);
        let dest = match self.kind(ty) {
            cyrus_types::Ty::Void => None,
            _ => Some(self.merge_temp(ty)),
        };
        let height = self.cleanup.len();
        let mut ways = Vec::new();
        for (block, branch) in [(yes, then), (no, orelse)] {
            self.enter(block);
            match dest {
                Some(dest) => {
                    let value = self.lazy(branch);
                    self.merge_into(dest, value);
                }
                None => self.effect(branch),
            }
            ways.push(self.end_way(height));
        }
        self.meet(ways, after);
        match dest {
            Some(dest) => self.merged(dest, ty),
            None => Value::void(),
        }
    }

    /// `left and right`, `left or right` as values.
    pub(crate) fn bool_op(&mut self, and: bool, left: &Expr, right: &Expr, ty: TyId) -> Value {
        let dest = self.merge_temp(ty);
        let (more, enough, after) = (self.block(), self.block(), self.block());
        let first = self.expr(left);
        let first = self.own(first);
        let looked_at =
            Value { own: if first.own == Own::Plain { Own::Plain } else { Own::Borrowed }, ..first.clone() };
        let test = self.value_truth(looked_at, left);
        if and {
            self.branch(test.op, more, enough);
        } else {
            self.branch(test.op, enough, more);
        }
        // Both branches start with the first value on the stack; each gets rid of it.
        let stack = self.cleanup.clone();
        self.enter(enough);
        self.merge_into(dest, first.clone());
        let height = self.cleanup.len();
        let enough = self.end_way(height);
        self.cleanup = stack;
        self.enter(more);
        self.drop_value(first);
        let second = self.lazy(right);
        self.merge_into(dest, second);
        let more = self.end_way(height);
        self.meet(vec![enough, more], after);
        self.merged(dest, ty)
    }

    /// The truth of a value that was already evaluated from `expr`.
    fn value_truth(&mut self, value: Value, expr: &Expr) -> Value {
        if self.cx.is_object(expr.ty) {
            return self.object_truth(value);
        }
        match self.kind(expr.ty) {
            cyrus_types::Ty::Bint => value,
            cyrus_types::Ty::Int(_) | cyrus_types::Ty::Enum(_) | cyrus_types::Ty::Float(_) => {
                let zero = Operand::Const(mir::Const::Int(0, expr.ty));
                self.compute(common::BINT, Rvalue::Binary(CBinOp::Ne, value.op, zero))
            }
            cyrus_types::Ty::Ptr(_) | cyrus_types::Ty::Null | cyrus_types::Ty::Cyp(_) => {
                let null = Operand::Const(mir::Const::Null);
                self.compute(common::BINT, Rvalue::Binary(CBinOp::Ne, value.op, null))
            }
            cyrus_types::Ty::Complex(float) => {
                let float = *float;
                self.complex_truth(float, value)
            }
            _ => self.unsupported(expr.span, "the truth value of this type"),
        }
    }

    /// `not operand`
    pub(crate) fn not(&mut self, operand: &Expr) -> Value {
        let value = self.truth(operand);
        self.compute(common::BINT, Rvalue::Unary(CUnOp::Not, value.op))
    }

    /// `left is right`
    pub(crate) fn is(&mut self, left: &Expr, right: &Expr, negated: bool) -> Value {
        let (left, right) = if super::is_pure(right) {
            (self.lazy(left), self.lazy(right))
        } else {
            self.operand_pair(left, right)
        };
        let op = if negated { CBinOp::Ne } else { CBinOp::Eq };
        let left = self.identity_operand(left);
        let right = self.identity_operand(right);
        let test = self.local(None, mir::CTy::Ty(common::BINT), mir::LocalKind::Temp);
        self.assign(Place::local(test), Rvalue::Binary(op, left.op.clone(), right.op.clone()));
        self.drop_value(right);
        self.drop_value(left);
        Value::plain(Operand::local(test), common::BINT)
    }

    /// What `is` compares: of a memoryview its owner, which is None for the None view.
    fn identity_operand(&mut self, value: Value) -> Value {
        let mir::CTy::Ty(ty) = value.ty else { return value };
        if self.memview_ty(ty).is_none() {
            return value;
        }
        let owner = self.materialize(&value).then(mir::Proj::Field("owner".into()));
        let object = mir::CTy::Ty(common::OBJECT);
        let temp = self.local(None, object.clone(), mir::LocalKind::Temp);
        self.assign(Place::local(temp), Rvalue::Cast(object, Operand::Copy(owner)));
        Value { op: Operand::local(temp), ..value }
    }
}
