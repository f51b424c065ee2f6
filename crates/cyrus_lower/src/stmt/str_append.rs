//! `s += t` where both are `str`: a string that nobody else holds grows in place.

use crate::builder::{FnBuilder, Slot};
use crate::expr::look;
use crate::expr::seen;
use crate::value::{Own, Value};
use cyrus_hir as hir;
use cyrus_mir as mir;
use cyrus_types::{Builtin, Counting, Ty, common};
use hir::{BinOp, Expr, ExprKind, Target, TargetKind};
use mir::{CTy, Const, Operand, Place};

impl FnBuilder<'_, '_> {
    /// Lowers the statement if it is one of these. The variable gives its reference away and holds None meanwhile.
    pub(super) fn append_to_str(&mut self, target: &Target, value: &Expr) -> bool {
        let ExprKind::PyBinary { op: BinOp::Add, left, right, inplace: true } = &value.kind else {
            return false;
        };
        let (left, right) = (seen(left), seen(right));
        let (TargetKind::Local(local), ExprKind::Local(read)) = (&target.kind, &left.kind) else {
            return false;
        };
        let text = |ty| matches!(self.kind(ty), Ty::Builtin(Builtin::Str));
        let typed = [self.func.locals[*local].ty, left.ty, right.ty, value.ty].into_iter().all(text);
        if local != read || !typed || binds_name(right) {
            return false;
        }
        let Slot::Var(variable) = self.slot(*local) else { return false };
        // Whether it has a value at all is asked first; and None on either side fails while the variable has its value.
        let whole = self.expr(left);
        let doubled = matches!(&right.kind, ExprKind::Local(other) if other == read);
        let mut right = self.expr(right);
        if doubled {
            // What the variable holds, and not what it holds meanwhile.
            right = self.own(right);
        }
        self.at(value.span, |b| {
            let _ = b.call_rt("__cyrus_str_addable", vec![whole, look(&right)]);
            let held = b.temp(common::STR);
            b.set(held, Operand::local(variable));
            b.push_owned(held, Counting::Python);
            let none =
                b.own(Value { ty: CTy::Ty(common::STR), own: Own::Borrowed, ..Value::constant(Const::None) });
            b.init(Place::local(variable), none);
            let held = Value { op: Operand::local(held), ty: CTy::Ty(common::STR), own: Own::Temp(held) };
            let sum = b.call_rt_typed("__cyrus_str_iadd", vec![held, right], common::STR);
            b.store(Place::local(variable), &CTy::Ty(common::STR), sum);
        });
        true
    }
}

/// Whether an expression may bind a local name.
fn binds_name(expr: &Expr) -> bool {
    struct Finder(bool);
    impl hir::visit::Visitor for Finder {
        fn visit_expr(&mut self, expr: &Expr) {
            self.0 |= matches!(expr.kind, ExprKind::Walrus { .. } | ExprKind::Yield(_) | ExprKind::Await(_));
            hir::visit::walk_expr(self, expr);
        }
    }
    let mut finder = Finder(false);
    hir::visit::Visitor::visit_expr(&mut finder, expr);
    finder.0
}
