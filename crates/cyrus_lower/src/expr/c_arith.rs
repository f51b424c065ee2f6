//! Arithmetic and comparison of C values.
//!
//! Python semantics (`cdivision=False`) and overflow checks are explicit here: a check that may raise is a
//! branch to a raising call, which works with and without the GIL.

use crate::builder::FnBuilder;
use crate::value::Value;
use cyrus_hir as hir;
use cyrus_mir as mir;
use cyrus_source::Span;
use cyrus_types::{FloatTy, Ty, TyId, common};
use hir::{Arith, BinOp, CmpOp, Expr, ExprKind, UnOp};
use mir::{CArithOp, CBinOp, CTy, CUnOp, Callee, Const, ErrorCheck, Operand, Place, Rvalue, StmtKind};

impl FnBuilder<'_, '_> {
    pub(crate) fn c_binary(&mut self, op: BinOp, left: &Expr, right: &Expr, how: Arith, ty: TyId) -> Value {
        if op == BinOp::Pow && ty == common::SOFT_COMPLEX && left.ty == common::DOUBLE {
            let (left, right) = self.operand_pair(left, right);
            return self.call_rt_typed("__cyrus_soft_power", vec![left, right], ty);
        }
        let divisor = constant_int(right);
        let (left, right) = self.operand_pair(left, right);
        self.c_binary_values(op, left, right, divisor, how, ty)
    }

    fn c_binary_values(
        &mut self,
        op: BinOp,
        left: Value,
        right: Value,
        divisor: Option<i128>,
        how: Arith,
        ty: TyId,
    ) -> Value {
        let (a, b) = (left.op, right.op);
        match self.kind(ty) {
            Ty::Float(_) => self.float_binary(op, a, b, how, ty),
            Ty::Complex(float) => self.complex_binary(op, a, b, *float, how, ty),
            Ty::Int(_) | Ty::Bint | Ty::Enum(_) => self.int_binary(op, a, b, divisor, how, ty),
            _ => match c_operator(op) {
                // Pointers.
                Some(c_op) => self.compute(ty, Rvalue::Binary(c_op, a, b)),
                None => self.unsupported(self.span, "this operator on C values"),
            },
        }
    }

    fn int_binary(
        &mut self,
        op: BinOp,
        a: Operand,
        b: Operand,
        divisor: Option<i128>,
        how: Arith,
        ty: TyId,
    ) -> Value {
        let checked = match op {
            BinOp::Add => Some(CArithOp::CheckedAdd),
            BinOp::Sub => Some(CArithOp::CheckedSub),
            BinOp::Mul => Some(CArithOp::CheckedMul),
            BinOp::LShift => Some(CArithOp::CheckedShl),
            _ => None,
        };
        if let (Some(checked), true) = (checked, how.overflow_check) {
            return self.checked(checked, a, b, ty);
        }
        match op {
            BinOp::Div | BinOp::FloorDiv | BinOp::Mod if !how.cdivision => {
                let check = if op == BinOp::Mod { CArithOp::ZeroCheck } else { CArithOp::DivCheck };
                // A constant divisor other than 0 and -1 can neither fail nor overflow.
                if !matches!(divisor, Some(d) if d != 0 && d != -1) {
                    self.emit_fallible(StmtKind::Call {
                        dest: None,
                        callee: Callee::CArith { op: check, ty },
                        args: vec![a.clone(), b.clone()],
                        error: ErrorCheck::Neg1,
                    });
                }
                self.division_warning(&a, &b, how, ty);
                let op = if op == BinOp::Mod { CArithOp::Mod } else { CArithOp::FloorDiv };
                self.arith_call(op, vec![a, b], ty)
            }
            BinOp::Div | BinOp::FloorDiv | BinOp::Mod => {
                self.division_warning(&a, &b, how, ty);
                let op = if op == BinOp::Mod { CBinOp::Rem } else { CBinOp::Div };
                self.compute(ty, Rvalue::Binary(op, a, b))
            }
            BinOp::Pow => self.arith_call(CArithOp::Pow, vec![a, b], ty),
            _ => match c_operator(op) {
                Some(op) => self.compute(ty, Rvalue::Binary(op, a, b)),
                None => self.unsupported(self.span, "this operator on C values"),
            },
        }
    }

    fn arith_call(&mut self, op: CArithOp, args: Vec<Operand>, ty: TyId) -> Value {
        let dest = self.local(None, CTy::Ty(ty), mir::LocalKind::Temp);
        self.emit(StmtKind::Call {
            dest: Some(Place::local(dest)),
            callee: Callee::CArith { op, ty },
            args,
            error: ErrorCheck::None,
        });
        Value::plain(Operand::local(dest), ty)
    }

    fn checked(&mut self, op: CArithOp, a: Operand, b: Operand, ty: TyId) -> Value {
        let overflow = self.local(None, CTy::Ty(common::INT), mir::LocalKind::Temp);
        self.set(overflow, Operand::Const(Const::Int(0, common::INT)));
        let flag = self.address_of(Place::local(overflow), "int *");
        let result = self.arith_call(op, vec![a, b, flag], ty);
        self.when_unlikely(Operand::local(overflow), |b| b.call_raise("__cyrus_raise_overflow", Vec::new()));
        result
    }

    fn float_binary(&mut self, op: BinOp, a: Operand, b: Operand, how: Arith, ty: TyId) -> Value {
        if matches!(op, BinOp::Div | BinOp::FloorDiv | BinOp::Mod) && !how.cdivision {
            let what = if op == BinOp::Mod { "divmod" } else { "division" };
            self.zero_division_check(&b, what, ty);
        }
        self.division_warning(&a, &b, how, ty);
        match op {
            BinOp::FloorDiv => self.arith_call(CArithOp::FloorDiv, vec![a, b], ty),
            BinOp::Mod if how.cdivision => self.compute(ty, Rvalue::Binary(CBinOp::Rem, a, b)),
            BinOp::Mod => self.arith_call(CArithOp::Mod, vec![a, b], ty),
            BinOp::Pow if how.cpow => self.arith_call(CArithOp::Pow, vec![a, b], ty),
            BinOp::Pow => {
                let power = self.arith_call(CArithOp::Pow, vec![a.clone(), b.clone()], ty);
                // Not a number, though perhaps a complex one.
                let nan = Rvalue::Binary(CBinOp::Ne, power.op.clone(), power.op.clone());
                let nan = self.compute(common::BINT, nan);
                self.when_unlikely(nan.op, |this| {
                    let operands = [a, b].map(|op| Value::plain(op, ty));
                    let _ = this.call_rt("__cyrus_float_power_check", operands.into());
                });
                power
            }
            _ => match c_operator(op) {
                Some(op) => self.compute(ty, Rvalue::Binary(op, a, b)),
                None => self.unsupported(self.span, "this operator on C values"),
            },
        }
    }

    /// The directive's warning where C and Python would give different results.
    fn division_warning(&mut self, a: &Operand, b: &Operand, how: Arith, ty: TyId) {
        let signed = !matches!(self.kind(ty), Ty::Int(int) if !int.is_signed());
        if !how.division_warnings || !signed {
            return;
        }
        let [a, b] = [a, b].map(|operand| {
            let zero = Operand::Const(Const::Int(0, ty));
            self.compute(common::BINT, Rvalue::Binary(CBinOp::Lt, operand.clone(), zero))
        });
        let differ = self.compute(common::BINT, Rvalue::Binary(CBinOp::Ne, a.op, b.op));
        let span = self.span;
        self.when_unlikely(differ.op, |this| {
            let place = [Const::File(span), Const::Line(span)].map(Value::constant);
            let _ = this.call_rt("__cyrus_division_warning", place.into());
        });
    }

    fn zero_division_check(&mut self, divisor: &Operand, what: &str, ty: TyId) {
        if let Operand::Const(Const::Text(text, _)) = divisor
            && text.parse::<f64>().is_ok_and(|d| d != 0.0)
        {
            return;
        }
        let zero = Operand::Const(Const::Int(0, ty));
        let test = self.compute(common::BINT, Rvalue::Binary(CBinOp::Eq, divisor.clone(), zero));
        let raise = format!("__cyrus_raise_float_zero_{what}");
        self.when_unlikely(test.op, |b| b.call_raise(&raise, Vec::new()));
    }

    fn complex_binary(
        &mut self,
        op: BinOp,
        a: Operand,
        b: Operand,
        float: FloatTy,
        how: Arith,
        ty: TyId,
    ) -> Value {
        let prefix = match float {
            FloatTy::Float => "__cyrus_complex_float",
            FloatTy::Double => "__cyrus_complex_double",
            FloatTy::LongDouble => "__cyrus_complex_long_double",
        };
        match op {
            BinOp::Pow => {
                let args = vec![Value::plain(a, ty), Value::plain(b, ty)];
                self.call_rt_typed(&format!("{prefix}_pow"), args, ty)
            }
            BinOp::Div => {
                if !how.cdivision {
                    let divisor = Value::plain(b.clone(), ty);
                    let zero = self.call_rt(&format!("{prefix}_is_zero"), vec![divisor]);
                    self.when_unlikely(zero.op, |b| {
                        b.call_raise("__cyrus_raise_float_zero_division", Vec::new());
                    });
                }
                self.compute(ty, Rvalue::Binary(CBinOp::Div, a, b))
            }
            BinOp::Add | BinOp::Sub | BinOp::Mul => {
                let op = match op {
                    BinOp::Add => CBinOp::Add,
                    BinOp::Sub => CBinOp::Sub,
                    _ => CBinOp::Mul,
                };
                self.compute(ty, Rvalue::Binary(op, a, b))
            }
            _ => self.unsupported(self.span, "this operator on complex numbers"),
        }
    }

    pub(crate) fn c_unary(&mut self, op: UnOp, operand: &Expr, ty: TyId) -> Value {
        let value = self.expr(operand);
        if let (UnOp::Neg, Operand::Const(Const::Int(n, _))) = (op, &value.op) {
            return Value::int(-n, ty);
        }
        if matches!(self.kind(ty), Ty::Complex(_)) && op == UnOp::Invert {
            return self.unsupported(operand.span, "~ on complex numbers");
        }
        if op == UnOp::Neg && self.func.directives.overflowcheck && matches!(self.kind(ty), Ty::Int(_)) {
            let test = self.arith_call(CArithOp::NegOverflows, vec![value.op.clone()], ty);
            self.when_unlikely(test.op, |b| b.call_raise("__cyrus_raise_overflow", Vec::new()));
        }
        let op = match op {
            UnOp::Neg => CUnOp::Neg,
            UnOp::Pos => return Value { ty: CTy::Ty(ty), ..value },
            UnOp::Invert => CUnOp::BitNot,
        };
        self.compute(ty, Rvalue::Unary(op, value.op))
    }

    pub(crate) fn c_compare(&mut self, op: CmpOp, left: &Expr, right: &Expr, span: Span) -> Value {
        let op = match op {
            CmpOp::Lt => CBinOp::Lt,
            CmpOp::Le => CBinOp::Le,
            CmpOp::Gt => CBinOp::Gt,
            CmpOp::Ge => CBinOp::Ge,
            CmpOp::Eq => CBinOp::Eq,
            CmpOp::Ne => CBinOp::Ne,
            CmpOp::In | CmpOp::NotIn => return self.unsupported(span, "'in' on C values"),
        };
        let (left, right) = self.operand_pair(left, right);
        let result = self.compute(common::BINT, Rvalue::Binary(op, left.op.clone(), right.op.clone()));
        self.drop_value(right);
        self.drop_value(left);
        result
    }
}

/// Operators that mean the same in Python and C.
fn c_operator(op: BinOp) -> Option<CBinOp> {
    Some(match op {
        BinOp::Add => CBinOp::Add,
        BinOp::Sub => CBinOp::Sub,
        BinOp::Mul => CBinOp::Mul,
        BinOp::Div => CBinOp::Div,
        BinOp::LShift => CBinOp::Shl,
        BinOp::RShift => CBinOp::Shr,
        BinOp::BitAnd => CBinOp::BitAnd,
        BinOp::BitOr => CBinOp::BitOr,
        BinOp::BitXor => CBinOp::BitXor,
        BinOp::MatMul | BinOp::FloorDiv | BinOp::Mod | BinOp::Pow => return None,
    })
}

/// The value of a C integer constant.
fn constant_int(expr: &Expr) -> Option<i128> {
    match &expr.kind {
        ExprKind::Int(n) => Some(*n),
        ExprKind::Coerce { kind: hir::Coercion::CCast, value } => constant_int(value),
        ExprKind::CUnary { op: UnOp::Neg, operand } => constant_int(operand).map(|n| -n),
        _ => None,
    }
}
