//! Operators on Python objects.

use crate::builder::FnBuilder;
use crate::value::Value;
use cyrus_hir as hir;
use cyrus_mir as mir;
use cyrus_types::{Builtin, Ty, TyId, common};
use hir::{BinOp, CmpOp, Expr, ExprKind, UnOp};
use mir::{CBinOp, CUnOp, Const, Operand, Rvalue};

/// An operand as what it was before it became just an object.
pub(crate) fn seen(operand: &Expr) -> &Expr {
    match &operand.kind {
        ExprKind::Coerce { kind: hir::Coercion::Reinterpret, value } if operand.ty == common::OBJECT => {
            seen(value)
        }
        _ => operand,
    }
}

impl FnBuilder<'_, '_> {
    pub(crate) fn py_binary(
        &mut self,
        op: BinOp,
        left: &Expr,
        right: &Expr,
        inplace: bool,
        ty: TyId,
    ) -> Value {
        let (left, right) = (seen(left), seen(right));
        if let Some(value) = self.int_operator(op, left, right, inplace, ty) {
            return value;
        }
        let (a, b) = self.operand_pair(left, right);
        // Sums, differences and products of unknown objects are often ints or floats.
        let quick = match op {
            BinOp::Add => Some("__cyrus_add"),
            BinOp::Sub => Some("__cyrus_sub"),
            BinOp::Mul => Some("__cyrus_mul"),
            _ => None,
        };
        let number_like = |ty: TyId| {
            matches!(self.kind(ty), Ty::Object | Ty::Builtin(Builtin::Int | Builtin::Float | Builtin::Bool))
        };
        if let Some(name) = quick
            && number_like(left.ty)
            && number_like(right.ty)
        {
            return self.call_rt_typed(name, vec![a, b, Value::int(inplace.into(), common::INT)], ty);
        }
        let is_str = |ty: TyId| matches!(self.kind(ty), Ty::Builtin(Builtin::Str));
        if op == BinOp::Add && is_str(left.ty) && is_str(right.ty) {
            return self.call_rt_typed("__cyrus_str_add", vec![a, b], ty);
        }
        let operation = match op {
            BinOp::Add => "Add",
            BinOp::Sub => "Subtract",
            BinOp::Mul => "Multiply",
            BinOp::MatMul => "MatrixMultiply",
            // `/` of level 2 was decided by the checker: what arrives here divides truly.
            BinOp::Div => "TrueDivide",
            BinOp::FloorDiv => "FloorDivide",
            BinOp::Mod => "Remainder",
            BinOp::Pow => "Power",
            BinOp::LShift => "Lshift",
            BinOp::RShift => "Rshift",
            BinOp::BitAnd => "And",
            BinOp::BitOr => "Or",
            BinOp::BitXor => "Xor",
        };
        if op == BinOp::Mod && !inplace && matches!(self.kind(left.ty), Ty::Builtin(Builtin::Str)) {
            return self.call_rt_typed("__cyrus_str_mod", vec![a, b], ty);
        }
        let name = format!("PyNumber_{}{operation}", if inplace { "InPlace" } else { "" });
        let mut args = vec![a, b];
        if op == BinOp::Pow {
            args.push(Value::constant(Const::None));
        }
        self.call_rt_typed(&name, args, ty)
    }

    /// An operator with a small int constant on one side.
    fn int_operator(
        &mut self,
        op: BinOp,
        left: &Expr,
        right: &Expr,
        inplace: bool,
        ty: TyId,
    ) -> Option<Value> {
        let stem = match op {
            BinOp::Add => "add",
            BinOp::Sub => "sub",
            BinOp::Mul => "mul",
            BinOp::Div => "truediv",
            BinOp::FloorDiv => "floordiv",
            BinOp::Mod => "mod",
            BinOp::LShift => "lshift",
            BinOp::RShift => "rshift",
            BinOp::BitAnd => "and",
            BinOp::BitOr => "or",
            BinOp::BitXor => "xor",
            BinOp::MatMul | BinOp::Pow => return None,
        };
        let (number, order, other) = match (small_int(left), small_int(right)) {
            (None, Some(n)) => (n, "obj_int", left.ty),
            (Some(n), None) => (n, "int_obj", right.ty),
            _ => return None,
        };
        let name = format!("__cyrus_{stem}_{order}");
        let number_like = matches!(
            self.kind(other),
            Ty::Object | Ty::Builtin(Builtin::Int | Builtin::Float | Builtin::Bool)
        );
        if !number_like || cyrus_rt_abi::rt_fn(&name).is_none() {
            return None;
        }
        let (a, b) = self.operand_pair(left, right);
        let args = vec![a, b, Value::int(number, common::LONG), Value::int(inplace.into(), common::INT)];
        Some(self.call_rt_typed(&name, args, ty))
    }

    pub(crate) fn py_unary(&mut self, op: UnOp, operand: &Expr, ty: TyId) -> Value {
        let value = self.expr(operand);
        let name = match op {
            UnOp::Neg => "PyNumber_Negative",
            UnOp::Pos => "PyNumber_Positive",
            UnOp::Invert => "PyNumber_Invert",
        };
        self.call_rt_typed(name, vec![value], ty)
    }

    /// A comparison; a C truth value or an object, as the type says.
    pub(crate) fn py_compare(&mut self, op: CmpOp, left: &Expr, right: &Expr, ty: TyId) -> Value {
        let want_object = self.cx.is_object(ty);
        let code = match op {
            CmpOp::In | CmpOp::NotIn => {
                let test = self.contains(left, right, op == CmpOp::NotIn);
                return if want_object { self.boxed(test, common::BINT, ty) } else { test };
            }
            CmpOp::Lt => "Py_LT",
            CmpOp::Le => "Py_LE",
            CmpOp::Gt => "Py_GT",
            CmpOp::Ge => "Py_GE",
            CmpOp::Eq => "Py_EQ",
            CmpOp::Ne => "Py_NE",
        };
        let code = Value::plain(Operand::Const(Const::Text(code.into(), common::INT)), common::INT);
        let number_like = matches!(
            self.kind(left.ty),
            Ty::Object | Ty::Builtin(Builtin::Int | Builtin::Float | Builtin::Bool)
        );
        let number = small_int(right);
        let strings = [left, right].map(|e| matches!(self.kind(e.ty), Ty::Builtin(Builtin::Str)));
        let (a, b) = self.operand_pair(left, right);
        if want_object {
            return self.call_rt_typed("PyObject_RichCompare", vec![a, b, code], ty);
        }
        let test = match number {
            Some(n) if number_like => {
                self.call_rt("__cyrus_compare_int", vec![a, b, Value::int(n, common::LONG), code])
            }
            _ if strings.contains(&true) && op == CmpOp::Eq => self.call_rt("__cyrus_str_eq", vec![a, b]),
            _ if strings.contains(&true) && op == CmpOp::Ne => self.call_rt("__cyrus_str_ne", vec![a, b]),
            _ => self.call_rt("__cyrus_richcompare_bool", vec![a, b, code]),
        };
        Value { ty: mir::CTy::Ty(common::BINT), ..test }
    }

    /// `item in container`
    fn contains(&mut self, item: &Expr, container: &Expr, negated: bool) -> Value {
        let name = match self.kind(container.ty) {
            Ty::Builtin(Builtin::Dict) => "PyDict_Contains",
            Ty::Builtin(Builtin::Set | Builtin::FrozenSet) => "PySequence_Contains",
            Ty::Builtin(Builtin::Str) => "PyUnicode_Contains",
            _ => "PySequence_Contains",
        };
        let raise_none = match self.kind(container.ty) {
            Ty::Builtin(Builtin::Dict | Builtin::FrozenDict | Builtin::Set | Builtin::FrozenSet) => {
                Some("__cyrus_raise_none_iter")
            }
            Ty::Builtin(Builtin::Str) => Some("__cyrus_raise_none_contains"),
            _ => None,
        };
        let (item, container) = self.operand_pair(item, container);
        if let Some(raise) = raise_none {
            let none = Operand::Const(Const::None);
            let test = self.compute(common::BINT, Rvalue::Binary(CBinOp::Eq, container.op.clone(), none));
            self.when_unlikely(test.op, |b| b.call_raise(raise, Vec::new()));
        }
        let test = self.call_rt(name, vec![container, item]);
        if negated {
            return self.compute(common::BINT, Rvalue::Unary(CUnOp::Not, test.op));
        }
        Value { ty: mir::CTy::Ty(common::BINT), ..test }
    }
}

/// A Python int constant that fits a C `long` everywhere with room to spare.
fn small_int(expr: &Expr) -> Option<i128> {
    let n = match &expr.kind {
        ExprKind::Int(n) => *n,
        ExprKind::Coerce { kind: hir::Coercion::ToObject, value } => match &value.kind {
            ExprKind::Int(n) => *n,
            _ => return None,
        },
        _ => return None,
    };
    (-(1 << 30)..=1 << 30).contains(&n).then_some(n)
}
