//! Operators that compute: of two operands and of one. Comparisons and `and`/`or` have files of their own.

use super::Checker;
use super::target::binary_op;
use cyrus_diagnostics::codes;
use cyrus_hir::{Arith, BinOp, Coercion, Expr, ExprKind, UnOp};
use cyrus_source::Span;
use cyrus_syntax::ast;
use cyrus_types::{Builtin, IntTy, Ty, TyId, common};

impl<'a> Checker<'_, 'a> {
    /// `left op right`, both checked.
    pub fn binary(&mut self, op: BinOp, left: Expr, right: Expr, inplace: bool, span: Span) -> Expr {
        let types = &self.cx.types;
        if types.is_error(left.ty) || types.is_error(right.ty) {
            return self.error_expr(span);
        }
        // While a variable that depends on itself is being inferred.
        if left.ty == common::UNSPECIFIED || right.ty == common::UNSPECIFIED {
            return Expr { ty: common::UNSPECIFIED, ..self.error_expr(span) };
        }
        if let (ExprKind::Int(a), ExprKind::Int(b)) = (&left.kind, &right.kind)
            && !types.is_object(left.ty)
            && !types.is_object(right.ty)
        {
            let (a, b) = (*a, *b);
            if let Some(folded) = self.fold_ints(op, a, b, span) {
                return folded;
            }
            // What does not fit C is a Python int; division keeps its own rules.
            if matches!(op, BinOp::Add | BinOp::Sub | BinOp::Mul | BinOp::LShift | BinOp::RShift | BinOp::Pow)
            {
                return self.py_binary(op, left, right, inplace, span);
            }
        }
        if let Some(done) = self.fold_strings(op, &left, &right, span) {
            return done;
        }
        // `"%s" % text` is a matter of the pattern.
        let pattern = op == BinOp::Mod && matches!(left.kind, ExprKind::Str(_));
        let (left, right) = if pattern { (left, right) } else { self.literals_beside_strings(left, right) };
        let types = &self.cx.types;
        if types.is_cyp(left.ty) {
            if op == BinOp::BitOr
                && let Some(united) = self.united_dicts(&left, &right, span)
            {
                return united;
            }
            return self.cyp_binary(op, left, right, span);
        }
        // A Python int beside a C float is made one, as Python does.
        let of_floats = matches!(op, BinOp::Add | BinOp::Sub | BinOp::Mul | BinOp::Div) && !inplace;
        let floats = |a: TyId, b: TyId| a == common::PYINT && types.is_float(b);
        if of_floats && (floats(left.ty, right.ty) || floats(right.ty, left.ty)) {
            let left = self.coerce(left, common::DOUBLE);
            let right = self.coerce(right, common::DOUBLE);
            return self.c_arithmetic(op, left, right, span);
        }
        if types.is_object(left.ty) || types.is_object(right.ty) {
            return self.py_binary(op, left, right, inplace, span);
        }
        let (lk, rk) = (types.kind(left.ty).clone(), types.kind(right.ty).clone());
        match (&lk, &rk) {
            (Ty::Cpp(..), Ty::Cyp(cyp)) if self.cyp_python_class(cyp).is_some() => {
                self.cyp_binary(op, left, right, span)
            }
            (Ty::Cpp(..), _) | (_, Ty::Cpp(..)) => self.cpp_binary(op, left, right, span),
            (Ty::Cyp(_), _) | (_, Ty::Cyp(_)) => self.cyp_binary(op, left, right, span),
            (Ty::Ptr(_) | Ty::Array(..), _) | (_, Ty::Ptr(_) | Ty::Array(..)) => {
                self.pointer_arithmetic(op, left, right, span)
            }
            // A C character in Python arithmetic is a string.
            (Ty::Int(IntTy::Ucs4 | IntTy::PyUnicode), Ty::Int(_))
            | (Ty::Int(_), Ty::Int(IntTy::Ucs4 | IntTy::PyUnicode))
                if op == BinOp::Add =>
            {
                self.py_binary(op, left, right, inplace, span)
            }
            (Ty::Int(IntTy::Ucs4 | IntTy::PyUnicode), Ty::Int(_))
            | (Ty::Int(_), Ty::Int(IntTy::Ucs4 | IntTy::PyUnicode))
                if op == BinOp::Mul =>
            {
                self.py_binary(op, left, right, inplace, span)
            }
            _ if types.is_numeric(left.ty) && types.is_numeric(right.ty) => {
                self.c_arithmetic(op, left, right, span)
            }
            (Ty::CTuple(_) | Ty::Struct(_) | Ty::MemView(_), _)
            | (_, Ty::CTuple(_) | Ty::Struct(_) | Ty::MemView(_)) => {
                self.py_binary(op, left, right, inplace, span)
            }
            _ => self.invalid_operands(binop_text(op), left.ty, right.ty, span),
        }
    }

    fn invalid_operands(&mut self, op: &str, a: TyId, b: TyId, span: Span) -> Expr {
        let (a, b) = (self.cx.types.display(a), self.cx.types.display(b));
        self.error(codes::E0302, span, format!("Invalid operand types for '{op}' ({a}; {b})"));
        self.error_expr(span)
    }

    fn fold_strings(&mut self, op: BinOp, left: &Expr, right: &Expr, span: Span) -> Option<Expr> {
        use cyrus_hir::StrConst;
        let kind = match (op, &left.kind, &right.kind) {
            (BinOp::Add, ExprKind::Str(StrConst::Text(a)), ExprKind::Str(StrConst::Text(b))) => {
                StrConst::Text([a.as_slice(), b].concat())
            }
            (BinOp::Add, ExprKind::Str(StrConst::Bytes(a)), ExprKind::Str(StrConst::Bytes(b))) => {
                StrConst::Bytes([a.as_slice(), b].concat())
            }
            _ => return None,
        };
        Some(Expr { ty: left.ty, span, kind: ExprKind::Str(kind) })
    }

    fn py_binary(&mut self, op: BinOp, left: Expr, right: Expr, inplace: bool, span: Span) -> Expr {
        let ty = self.py_binary_ty(op, &left, &right);
        let quotient = op == BinOp::Div && !inplace && self.is_python_quotient(left.ty, right.ty);
        let left = self.coerce(left, common::OBJECT);
        let right = self.coerce(right, common::OBJECT);
        let kind = ExprKind::PyBinary { op, left: Box::new(left), right: Box::new(right), inplace };
        let value = Expr { ty, span, kind };
        if quotient {
            return self.coerce(Expr { ty: common::PYFLOAT, ..value }, common::DOUBLE);
        }
        value
    }

    /// Whether `/` of these gives a Python float: true division of a Python int and another or a C integer.
    fn is_python_quotient(&self, left: TyId, right: TyId) -> bool {
        let directives = &self.fx_ref().directives;
        let divides = (directives.language_level.is_py3() || self.true_division()) && !directives.cdivision;
        let is_int = |ty| ty == common::PYINT || self.cx.types.is_integer(ty) && ty != common::UCS4;
        divides && (left == common::PYINT || right == common::PYINT) && is_int(left) && is_int(right)
    }

    /// Results of operators on builtin types whose class is certain.
    /// The type of a sequence of the items of two of the same class.
    fn joined(&self, left: TyId, right: TyId) -> TyId {
        match self.cx.types.items(left) {
            Some(of) if left != right || of.container == common::TUPLE && !of.uniform => of.container,
            Some(_) => left,
            None => self.cx.types.resolved(left),
        }
    }

    fn py_binary_ty(&mut self, op: BinOp, left: &Expr, right: &Expr) -> TyId {
        let builtin = |e: &Expr| match self.cx.types.kind(e.ty) {
            Ty::Builtin(b) => Some(*b),
            _ => None,
        };
        let repeats = |builtin| {
            matches!(
                builtin,
                Builtin::Str | Builtin::Bytes | Builtin::ByteArray | Builtin::List | Builtin::Tuple
            )
        };
        match (op, builtin(left), builtin(right)) {
            (BinOp::Add, Some(a), Some(b)) if a == b && a != Builtin::Int => match a {
                Builtin::Str | Builtin::Bytes | Builtin::ByteArray => left.ty,
                Builtin::List | Builtin::Tuple => self.joined(left.ty, right.ty),
                _ => common::OBJECT,
            },
            (BinOp::Mul, Some(a), _) if repeats(a) && self.cx.types.is_integer(right.ty) => {
                self.joined(left.ty, left.ty)
            }
            (BinOp::Mul, _, Some(b)) if repeats(b) && self.cx.types.is_integer(left.ty) => {
                self.joined(right.ty, right.ty)
            }
            // None and the right operand's own `__rmod__` may stand behind a variable.
            (BinOp::Mod, Some(Builtin::Str), _)
                if matches!(
                    left.kind,
                    ExprKind::Str(_) | ExprKind::JoinStr(_) | ExprKind::FormatValue { .. }
                ) =>
            {
                common::STR
            }
            (
                BinOp::Add
                | BinOp::Sub
                | BinOp::Mul
                | BinOp::FloorDiv
                | BinOp::Mod
                | BinOp::LShift
                | BinOp::RShift
                | BinOp::BitAnd
                | BinOp::BitOr
                | BinOp::BitXor,
                a,
                b,
            ) if (a == Some(Builtin::Int) || b == Some(Builtin::Int))
                && (a == Some(Builtin::Int) || self.cx.types.is_integer(left.ty))
                && (b == Some(Builtin::Int) || self.cx.types.is_integer(right.ty)) =>
            {
                common::PYINT
            }
            (BinOp::BitOr | BinOp::BitAnd | BinOp::BitXor | BinOp::Sub, Some(a), Some(b))
                if a == b && matches!(a, Builtin::Set | Builtin::FrozenSet) =>
            {
                left.ty
            }
            _ => common::OBJECT,
        }
    }

    fn c_arithmetic(&mut self, op: BinOp, left: Expr, right: Expr, span: Span) -> Expr {
        let (left, right) = match op {
            BinOp::FloorDiv | BinOp::Mod => (self.hard(left), self.hard(right)),
            _ => (left, right),
        };
        let directives = &self.fx_ref().directives;
        let mut flavour = Arith {
            cdivision: directives.cdivision,
            division_warnings: directives.cdivision_warnings && matches!(op, BinOp::FloorDiv | BinOp::Mod),
            overflow_check: directives.overflowcheck,
            cpow: directives.cpow.unwrap_or(false),
        };
        let level3 = directives.language_level.is_py3();
        let types = &self.cx.types;
        let integral = types.is_integer(left.ty) && types.is_integer(right.ty);
        let mut op = op;
        let mut ty = self.arithmetic_type(left.ty, right.ty);
        match op {
            BinOp::Div if integral => {
                if (level3 || self.true_division()) && !flavour.cdivision {
                    ty = common::DOUBLE;
                } else {
                    op = if flavour.cdivision { BinOp::Div } else { BinOp::FloorDiv };
                }
            }
            BinOp::BitAnd | BinOp::BitOr | BinOp::BitXor | BinOp::LShift | BinOp::RShift if !integral => {
                return self.invalid_operands(binop_text(op), left.ty, right.ty, span);
            }
            BinOp::MatMul => return self.py_binary(op, left, right, false, span),
            BinOp::FloorDiv | BinOp::Mod if self.cx.types.is_complex(ty) => {
                if op == BinOp::Mod {
                    let shown = self.cx.types.display(ty);
                    self.error(codes::E0302, span, format!("mod operator not supported for type '{shown}'"));
                    return self.error_expr(span);
                }
                return self.invalid_operands(binop_text(op), left.ty, right.ty, span);
            }
            BinOp::Pow => {
                // Integer powers that may be fractions are floats unless `cpow` (Cython 3).
                if integral && !flavour.cpow {
                    match &right.kind {
                        ExprKind::Int(i) if *i >= 0 => flavour.cpow = true,
                        _ if matches!(self.cx.types.kind(right.ty), Ty::Int(i) if !i.is_signed()) => {
                            flavour.cpow = true;
                        }
                        _ => ty = common::DOUBLE,
                    }
                } else if !integral && !flavour.cpow && !self.cx.types.is_complex(ty) {
                    flavour.cpow = self.power_is_real(&left, &right);
                    if !flavour.cpow && ty != common::LONG_DOUBLE {
                        return self.soft_power(left, right, flavour, span);
                    }
                }
            }
            _ => {}
        }
        // Small types compute in int, as C does.
        if integral && !matches!(op, BinOp::Div) {
            ty = self.promoted(ty);
        }
        if ty == common::BINT {
            ty = match op {
                BinOp::BitAnd | BinOp::BitOr | BinOp::BitXor => common::BINT,
                _ => common::INT,
            };
        }
        if matches!(op, BinOp::LShift | BinOp::RShift) {
            ty = self.shift_ty(left.ty, right.ty, &left);
        }
        // A power of such numbers need not be one.
        if op == BinOp::Pow && self.cx.types.int_complex_part(ty).is_some() {
            ty = self.cx.types.resolved(ty);
        }
        let (left, right) = self.operands_as(left, right, ty);
        let kind = ExprKind::CBinary { op, left: Box::new(left), right: Box::new(right), flavour };
        self.whole(Expr { ty, span, kind })
    }

    /// A complex number of an integer type, computed with floats: with whole parts, and no zero below zero.
    pub fn whole(&mut self, value: Expr) -> Expr {
        let (ty, span) = (value.ty, value.span);
        match (self.cx.types.int_complex_part(ty), self.cx.types.kind(ty)) {
            (Some(_), Ty::Complex(float)) => {
                let name = super::builtin_call::complex_function(*float, "whole");
                Expr { ty, span, kind: ExprKind::Runtime { name, args: vec![value] } }
            }
            _ => value,
        }
    }

    /// Two operands as the type they are computed in. Integers of a size that only a header knows meet in the
    /// type C finds: the declared one may be too narrow.
    pub(super) fn operands_as(&mut self, left: Expr, right: Expr, ty: TyId) -> (Expr, Expr) {
        let types = &self.cx.types;
        let of_header = |e: &Expr| matches!(types.get(types.represented(e.ty)), Ty::Typedef(_));
        if types.is_integer(ty) && (of_header(&left) || of_header(&right)) {
            return (left, right);
        }
        (self.numeric_as(left, ty), self.numeric_as(right, ty))
    }

    fn shift_ty(&mut self, left: TyId, right: TyId, value: &Expr) -> TyId {
        let ty = match value.kind {
            ExprKind::Int(_) => self.arithmetic_type(left, right),
            _ => self.arithmetic_type(left, right),
        };
        self.promoted(ty)
    }

    pub fn promoted(&mut self, ty: TyId) -> TyId {
        // Typedefs too: what C computes of two of them is no longer one.
        if let Ty::Int(i) = self.cx.types.kind(ty)
            && i.rank() < IntTy::Int.rank()
        {
            return common::INT;
        }
        match self.cx.types.get(self.cx.types.unqualified(ty)) {
            Ty::Int(IntTy::Ucs4 | IntTy::PyUnicode) => common::LONG,
            Ty::Enum(_) => common::INT,
            _ => ty,
        }
    }

    /// `from __future__ import division` at level 2.
    fn true_division(&self) -> bool {
        self.cx.future.division
    }

    pub fn numeric_as(&mut self, value: Expr, ty: TyId) -> Expr {
        if value.ty == ty {
            return value;
        }
        match (&value.kind, self.cx.types.kind(ty)) {
            (ExprKind::Int(i), Ty::Float(_)) => {
                Expr { ty, span: value.span, kind: ExprKind::Float(format!("{i}.0").into()) }
            }
            (ExprKind::Int(_), Ty::Int(_)) => Expr { ty, ..value },
            (_, Ty::Complex(_)) if !self.cx.types.is_complex(value.ty) => {
                self.coercion(Coercion::RealToComplex, value, ty)
            }
            _ => self.coercion(Coercion::CCast, value, ty),
        }
    }

    fn pointer_arithmetic(&mut self, op: BinOp, left: Expr, right: Expr, span: Span) -> Expr {
        let types = &self.cx.types;
        let (lp, rp) = (types.is_pointer(left.ty), types.is_pointer(right.ty));
        let ty = match (op, lp, rp) {
            (BinOp::Add | BinOp::Sub, true, false) if types.is_integer(right.ty) => left.ty,
            (BinOp::Add, false, true) if types.is_integer(left.ty) => right.ty,
            (BinOp::Sub, true, true) => common::PTRDIFF,
            _ => {
                // Strings as C pointers take part in Python arithmetic.
                let (l, r) = (types.is_c_string(left.ty), types.is_c_string(right.ty));
                let in_python = match op {
                    BinOp::Add => l && r,
                    BinOp::Mod => l || r,
                    BinOp::Mul => l && types.is_integer(right.ty) || r && types.is_integer(left.ty),
                    _ => false,
                };
                if in_python {
                    return self.py_binary(op, left, right, false, span);
                }
                return self.invalid_operands(binop_text(op), left.ty, right.ty, span);
            }
        };
        let ty = self.storage_ty(ty);
        let kind = ExprKind::CBinary {
            op,
            left: Box::new(left),
            right: Box::new(right),
            flavour: Arith { cdivision: true, ..Arith::default() },
        };
        Expr { ty, span, kind }
    }

    /// An operator with one operand, and `not`.
    pub(super) fn unary(&mut self, op: ast::UnaryOp, operand: &'a ast::Expr, span: Span) -> Expr {
        match op {
            ast::UnaryOp::Not => {
                if self.cx.cplus
                    && let Some(done) = self.cpp_not(operand, span)
                {
                    return done;
                }
                let value = self.cond(operand);
                match value.kind {
                    ExprKind::Bool(b) => Expr { ty: common::BINT, span, kind: ExprKind::Bool(!b) },
                    ExprKind::Not(inner) if inner.ty == common::BINT => *inner,
                    _ => Expr { ty: common::BINT, span, kind: ExprKind::Not(Box::new(value)) },
                }
            }
            ast::UnaryOp::Pos | ast::UnaryOp::Neg if self.is_doubled(op, operand, span) => {
                let sign = if op == ast::UnaryOp::Pos { '+' } else { '-' };
                let word = if op == ast::UnaryOp::Pos { "increment" } else { "decrement" };
                self.cx.warn(
                    codes::W0101,
                    span,
                    format!("Python has no {word} operator: {sign}{sign}x == {sign}({sign}x) == x"),
                );
                let sign = if op == ast::UnaryOp::Pos { UnOp::Pos } else { UnOp::Neg };
                self.unary_op(sign, operand, span)
            }
            ast::UnaryOp::Neg => self.unary_op(UnOp::Neg, operand, span),
            ast::UnaryOp::Pos => self.unary_op(UnOp::Pos, operand, span),
            ast::UnaryOp::Invert => self.unary_op(UnOp::Invert, operand, span),
            ast::UnaryOp::Deref => {
                let pointer = self.expr(operand);
                self.deref(pointer, span)
            }
        }
    }

    /// `-x`, `+x`, `~x`
    pub fn unary_value(&mut self, op: UnOp, value: Expr, span: Span) -> Expr {
        if let Some(folded) = self.fold_unary(op, &value, span) {
            return folded;
        }
        // `abs()` of a C integer is unsigned only to hold the smallest number's.
        let value = match &value.kind {
            ExprKind::Runtime { name, .. } if op == UnOp::Neg && name.starts_with("__cyrus_abs_") => {
                let signed = match value.ty {
                    common::UINT => common::INT,
                    common::ULONG => common::LONG,
                    _ => common::LONGLONG,
                };
                self.coercion(Coercion::CCast, value, signed)
            }
            _ => value,
        };
        let types = &self.cx.types;
        if types.is_error(value.ty) || value.ty == common::UNSPECIFIED {
            return value;
        }
        if types.is_object(value.ty) {
            return Expr {
                ty: if value.ty == common::PYINT { common::PYINT } else { common::OBJECT },
                span,
                kind: ExprKind::PyUnary { op, operand: Box::new(value) },
            };
        }
        if matches!(types.kind(value.ty), Ty::Cpp(..)) {
            return self.cpp_unary(op, value, span);
        }
        if types.is_cyp(value.ty) {
            return self.cyp_unary(op, value, span);
        }
        let invalid = !types.is_numeric(value.ty)
            || op == UnOp::Invert && !types.is_integer(value.ty) && !types.is_complex(value.ty);
        if invalid {
            let sign = match op {
                UnOp::Neg => "-",
                UnOp::Pos => "+",
                UnOp::Invert => "~",
            };
            let shown = self.cx.types.display(value.ty);
            self.error(codes::E0302, span, format!("Invalid operand type for '{sign}' ({shown})"));
            return self.error_expr(span);
        }
        let ty = match self.cx.types.kind(value.ty) {
            Ty::Bint => common::INT,
            _ => {
                let plain = self.cx.types.unqualified(value.ty);
                self.promoted(plain)
            }
        };
        let value = self.numeric_as(value, ty);
        self.whole(Expr { ty, span, kind: ExprKind::CUnary { op, operand: Box::new(value) } })
    }

    /// The HIR operator of the tree's.
    pub fn hir_op(op: ast::BinaryOp) -> BinOp {
        binary_op(op)
    }
}

/// The operator as written.
pub fn binop_text(op: BinOp) -> &'static str {
    match op {
        BinOp::Add => "+",
        BinOp::Sub => "-",
        BinOp::Mul => "*",
        BinOp::MatMul => "@",
        BinOp::Div => "/",
        BinOp::FloorDiv => "//",
        BinOp::Mod => "%",
        BinOp::Pow => "**",
        BinOp::LShift => "<<",
        BinOp::RShift => ">>",
        BinOp::BitAnd => "&",
        BinOp::BitOr => "|",
        BinOp::BitXor => "^",
    }
}
