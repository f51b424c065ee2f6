//! Conversions between types: every [`hir::Coercion`].

use crate::builder::FnBuilder;
use crate::value::{Own, Value};
use cyrus_hir as hir;
use cyrus_mir as mir;
use cyrus_types::{Builtin, Counting, ExcValue, FloatTy, IntTy, Ty, TyId, common};
use hir::{Coercion, Expr, ExprKind};
use mir::{CBinOp, CTy, Callee, Const, ErrorCheck, Operand, Place, PyConst, Rvalue, StmtKind};

impl FnBuilder<'_, '_> {
    /// `value` converted to the type of `expr`, the coercion node.
    pub(crate) fn coerce(&mut self, expr: &Expr, kind: Coercion, value: &Expr) -> Value {
        let to = expr.ty;
        match kind {
            Coercion::ToObject => {
                if let Some(constant) = self.object_constant(value) {
                    return constant;
                }
                let value = self.expr_pair(value);
                self.boxed(value.0, value.1, to)
            }
            Coercion::FromObject => {
                let value = self.expr(value);
                self.unboxed(value, to)
            }
            Coercion::TypeTest { allow_none } => {
                let value = self.expr(value);
                self.type_test(&value, to, allow_none);
                Value { ty: CTy::Ty(to), ..value }
            }
            Coercion::Reinterpret => {
                let value = self.expr(value);
                self.reinterpret(value, to)
            }
            Coercion::CCast => self.c_cast(value, to),
            Coercion::Truth => self.truth(value),
            Coercion::RealToComplex => {
                let value = self.expr(value);
                self.real_to_complex(value, to)
            }
            Coercion::FuncToObject => self.func_to_object(value),
            Coercion::PtrToObject => {
                let value = self.expr(value);
                let cast = self.compute(common::OBJECT, Rvalue::Cast(CTy::Ty(common::OBJECT), value.op));
                self.own(Value { own: Own::Borrowed, ..cast })
            }
            Coercion::ObjectToPtr => {
                let value = self.expr(value);
                // A temporary object lives on until the statement ends: its Drop stays on the stack.
                self.compute(to, Rvalue::Cast(CTy::Ty(to), value.op))
            }
            Coercion::CStringToObject => {
                let value = self.expr(value);
                self.c_string_to_object(value, to)
            }
            Coercion::ObjectToCString => {
                let value = self.expr(value);
                self.object_to_c_string(value, to)
            }
            Coercion::CppFromObject => {
                let value = self.expr(value);
                self.unboxed(value, to)
            }
            Coercion::CppToObject => {
                let value = self.expr_pair(value);
                self.boxed(value.0, value.1, to)
            }
            Coercion::ObjectToMemView => {
                let value = self.expr(value);
                self.unboxed(value, to)
            }
            Coercion::MemViewToObject => {
                let value = self.expr_pair(value);
                self.boxed(value.0, value.1, to)
            }
            Coercion::MemViewToMemView => {
                let from = value.ty;
                let value = self.expr(value);
                self.view_to_view(value, from, to)
            }
            Coercion::CypToObject => {
                let (value, from) = self.expr_pair(value);
                self.boxed(value, from, to)
            }
            Coercion::CypFromObject => {
                let value = self.expr(value);
                self.unboxed(value, to)
            }
            Coercion::Capability(cap) => self.cyp_capability(value, cap, to),
            Coercion::CypUpcast => {
                let value = self.lazy(value);
                Value { ty: CTy::Ty(to), ..value }
            }
            Coercion::Discard => {
                let value = self.expr(value);
                self.drop_value(value);
                Value::void()
            }
        }
    }

    fn expr_pair(&mut self, expr: &Expr) -> (Value, TyId) {
        (self.expr(expr), expr.ty)
    }

    /// A constant of a C type as a Python constant.
    fn object_constant(&mut self, value: &Expr) -> Option<Value> {
        let constant = match &value.kind {
            ExprKind::Bool(true) => Const::True,
            ExprKind::Bool(false) => Const::False,
            ExprKind::Int(n) => match self.kind(value.ty) {
                Ty::Bint => {
                    if *n != 0 {
                        Const::True
                    } else {
                        Const::False
                    }
                }
                Ty::Int(int) if !matches!(int, IntTy::Ucs4 | IntTy::PyUnicode) => {
                    Const::Py(self.cx.program.consts.intern(PyConst::Int(*n)))
                }
                _ => return None,
            },
            ExprKind::Float(text) => {
                Const::Py(self.cx.program.consts.intern(PyConst::Float(crate::expr::canonical_float(text))))
            }
            ExprKind::Coerce { kind: Coercion::CCast, value: inner } => {
                let same_family = (self.types().is_integer(inner.ty) && self.types().is_integer(value.ty))
                    || (self.types().is_float(inner.ty) && self.types().is_float(value.ty));
                return if same_family && matches!(inner.kind, ExprKind::Int(0..=0x7f) | ExprKind::Float(_)) {
                    self.object_constant(inner)
                } else {
                    None
                };
            }
            _ => return None,
        };
        Some(Value::constant(constant))
    }

    /// A C value as a new Python object.
    pub(crate) fn boxed(&mut self, value: Value, from: TyId, to: TyId) -> Value {
        self.call_new(Callee::ToPy(self.types().unqualified(from)), vec![value], to)
    }

    /// A Python object as a C value; consumes the object.
    pub(crate) fn unboxed(&mut self, value: Value, to: TyId) -> Value {
        if matches!(self.kind(to), Ty::Bint) {
            let truth = self.object_truth(value);
            return Value { ty: CTy::Ty(to), ..truth };
        }
        let ty = self.types().unqualified(to);
        let error = match self.kind(to) {
            Ty::Int(_) | Ty::Enum(_) | Ty::Float(_) => ErrorCheck::Maybe(ExcValue::Int(-1)),
            Ty::Ptr(_) | Ty::Cyp(_) => ErrorCheck::Null,
            _ => ErrorCheck::Occurred,
        };
        let counted = self.types().counting(ty) != Counting::None;
        let dest = if counted { self.temp(ty) } else { self.local(None, CTy::Ty(ty), mir::LocalKind::Temp) };
        self.emit_fallible(StmtKind::Call {
            dest: Some(Place::local(dest)),
            callee: Callee::FromPy(ty),
            args: vec![value.op.clone()],
            error,
        });
        self.drop_value(value);
        if counted { self.owned(dest) } else { Value::plain(Operand::local(dest), to) }
    }

    /// Checks that an object is of a class; fails with TypeError.
    pub(crate) fn type_test(&mut self, value: &Value, to: TyId, allow_none: bool) {
        let builtin = matches!(self.kind(to), Ty::Builtin(_));
        let exact = match self.kind(to) {
            Ty::Object => return,
            Ty::Builtin(builtin) => builtin.is_exact(),
            _ => false,
        };
        let class = match self.kind(to) {
            Ty::Buffer(buffer) => buffer.base,
            _ => self.types().resolved(to),
        };
        if class == common::OBJECT {
            return;
        }
        let looked_at = Value { own: Own::Borrowed, ..value.clone() };
        let class = Value::constant(Const::TypeObject(class));
        if builtin {
            let test = if exact { "__cyrus_builtin_type_test" } else { "__cyrus_builtin_subtype_test" };
            let allow_none = Value::int(allow_none.into(), common::INT);
            let _ = self.call_rt(test, vec![looked_at, class, allow_none]);
            return;
        }
        if !allow_none {
            let _ = self.call_rt("__cyrus_type_test", vec![looked_at, class]);
            return;
        }
        let (test, after) = (self.block(), self.block());
        let none = Operand::Const(Const::None);
        let is_none = self.compute(common::BINT, Rvalue::Binary(CBinOp::Eq, value.op.clone(), none));
        self.branch(is_none.op, after, test);
        self.enter(test);
        let _ = self.call_rt("__cyrus_type_test", vec![looked_at, class]);
        self.fall_into(after);
    }

    /// Same bits, other static type.
    fn reinterpret(&mut self, value: Value, to: TyId) -> Value {
        if self.cx.is_object(to) || matches!(value.op, Operand::Const(_)) {
            return Value { ty: CTy::Ty(to), ..value };
        }
        let op = value.op;
        self.compute(to, Rvalue::Cast(CTy::Ty(to), op))
    }

    fn c_cast(&mut self, value: &Expr, to: TyId) -> Value {
        let from = value.ty;
        let computed = matches!(value.kind, ExprKind::CBinary { .. } | ExprKind::CUnary { .. });
        let value = self.expr(value);
        let (from_c, to_c) = (self.types().represented(from), self.types().represented(to));
        let of_header = matches!(self.types().get(to_c), Ty::Typedef(_));
        match (&value.op, self.kind(to)) {
            (Operand::Const(Const::Int(n, _)), Ty::Bint) => Value::int((*n != 0).into(), to),
            (Operand::Const(Const::Int(n, _)), Ty::Int(int)) if !of_header && holds(*int, *n) => {
                Value::int(*n, to)
            }
            (Operand::Const(Const::Null), _) => Value { ty: CTy::Ty(to), ..value },
            // What C computes of a header's numbers may be wider than they are.
            _ if from_c == to_c && !(of_header && computed) => Value { ty: CTy::Ty(to), ..value },
            (_, Ty::Bint) if self.types().is_numeric(from) => {
                let op = value.op;
                self.compute(to, Rvalue::Binary(CBinOp::Ne, op, Operand::Const(Const::Int(0, from))))
            }
            // A cut address may be 0.
            (_, Ty::Bint) if matches!(self.kind(from), Ty::Ptr(_)) => {
                let test = Rvalue::Binary(CBinOp::Ne, value.op, Operand::Const(Const::Null));
                self.compute(to, test)
            }
            (_, Ty::Void) => Value::void(),
            // A pointer brings no reference along.
            (_, Ty::Cyp(_)) => {
                let op = value.op;
                let cast = self.compute(to, Rvalue::Cast(CTy::Ty(to), op));
                Value { own: Own::Borrowed, ..cast }
            }
            _ => {
                let op = value.op;
                self.compute(to, Rvalue::Cast(CTy::Ty(to), op))
            }
        }
    }

    fn real_to_complex(&mut self, value: Value, to: TyId) -> Value {
        let Ty::Complex(float) = *self.kind(to) else { return self.reinterpret(value, to) };
        let (name, part) = match float {
            FloatTy::Float => ("__cyrus_complex_float_new", common::FLOAT),
            FloatTy::Double => ("__cyrus_complex_double_new", common::DOUBLE),
            FloatTy::LongDouble => ("__cyrus_complex_long_double_new", common::LONG_DOUBLE),
        };
        self.call_rt_typed(name, vec![value, Value::int(0, part)], to)
    }

    // ---- truth

    /// Any value as a C truth value.
    pub(crate) fn truth(&mut self, expr: &Expr) -> Value {
        match self.kind(expr.ty) {
            Ty::Bint => self.expr(expr),
            Ty::Builtin(builtin) if builtin.has_size() => {
                let name = match builtin {
                    Builtin::FrozenSet => "__cyrus_set_truth".to_owned(),
                    other => format!("__cyrus_{}_truth", other.name()),
                };
                let value = self.expr(expr);
                let truth = self.call_rt(&name, vec![value]);
                Value { ty: CTy::Ty(common::BINT), ..truth }
            }
            Ty::Object | Ty::Builtin(_) | Ty::Ext(_) | Ty::Buffer(_) => {
                let value = self.expr(expr);
                self.object_truth(value)
            }
            Ty::Complex(float) => {
                let float = *float;
                let value = self.expr(expr);
                self.complex_truth(float, value)
            }
            Ty::Int(_) | Ty::Enum(_) | Ty::Float(_) => {
                let value = self.expr(expr);
                let zero = Operand::Const(Const::Int(0, expr.ty));
                self.compute(common::BINT, Rvalue::Binary(CBinOp::Ne, value.op, zero))
            }
            Ty::Ptr(_) | Ty::Null | Ty::Cyp(_) | Ty::Array(..) | Ty::Func(_) => {
                let value = self.expr(expr);
                let null = Operand::Const(Const::Null);
                let test = self.compute(common::BINT, Rvalue::Binary(CBinOp::Ne, value.op.clone(), null));
                self.drop_value(value);
                test
            }
            Ty::Cpp(..) => {
                // The conversion operator may be explicit: a condition is where it applies.
                let value = self.expr(expr);
                let (yes, no) = (Const::Int(1, common::BINT), Const::Int(0, common::BINT));
                self.compute(common::BINT, Rvalue::Select(value.op, Operand::Const(yes), Operand::Const(no)))
            }
            _ => self.unsupported(expr.span, "the truth value of this type"),
        }
    }

    pub(crate) fn complex_truth(&mut self, float: FloatTy, value: Value) -> Value {
        let name = match float {
            FloatTy::Float => "__cyrus_complex_float_is_zero",
            FloatTy::Double => "__cyrus_complex_double_is_zero",
            FloatTy::LongDouble => "__cyrus_complex_long_double_is_zero",
        };
        let zero = self.call_rt(name, vec![value]);
        self.compute(common::BINT, Rvalue::Unary(mir::CUnOp::Not, zero.op))
    }

    /// Truth of an object; consumes it.
    pub(crate) fn object_truth(&mut self, value: Value) -> Value {
        let truth = self.call_rt("__cyrus_is_true", vec![value]);
        Value { ty: CTy::Ty(common::BINT), ..truth }
    }

    // ---- C strings

    /// What C strings become where nothing else is asked for.
    pub(crate) fn c_string_class(&self) -> Builtin {
        match self.cx.module.directives.c_string_type.as_str() {
            "str" | "unicode" => Builtin::Str,
            "bytearray" => Builtin::ByteArray,
            _ => Builtin::Bytes,
        }
    }

    pub(crate) fn string_encoding(&self) -> hir::Name {
        let own = &self.func.directives.c_string_encoding;
        if own.is_empty() { self.cx.module.directives.c_string_encoding.clone() } else { own.clone() }
    }

    fn c_string_to_object(&mut self, value: Value, to: TyId) -> Value {
        let op = value.op;
        let text = self.compute(common::CONST_CHAR_PTR, Rvalue::Cast(CTy::Ty(common::CONST_CHAR_PTR), op));
        let class = match self.kind(to) {
            Ty::Builtin(builtin) => *builtin,
            _ => self.c_string_class(),
        };
        match class {
            Builtin::Str => {
                let encoding = self.string_encoding();
                let encoding = Value::cstr(if encoding.is_empty() { "utf8" } else { &encoding });
                self.call_rt_typed("__cyrus_str_from_string", vec![text, encoding], to)
            }
            Builtin::ByteArray => self.call_rt_typed("__cyrus_bytearray_from_string", vec![text], to),
            _ => self.call_rt_typed("PyBytes_FromString", vec![text], to),
        }
    }

    /// The characters live as long as the object: a temporary one until the statement ends.
    pub(crate) fn object_to_c_string(&mut self, value: Value, to: TyId) -> Value {
        let looked_at = Value { own: Own::Borrowed, ..value };
        let encoding = self.string_encoding();
        let chars = if matches!(encoding.as_str(), "ascii" | "us-ascii" | "utf8" | "utf-8" | "default") {
            let ascii = encoding.contains("ascii");
            let args = vec![looked_at, Value::null(), Value::int(ascii.into(), common::INT)];
            self.call_rt("__cyrus_str_as_string", args)
        } else {
            self.call_rt("__cyrus_as_string", vec![looked_at, Value::null()])
        };
        self.compute(to, Rvalue::Cast(CTy::Ty(to), chars.op))
    }

    // ---- functions

    fn func_to_object(&mut self, value: &Expr) -> Value {
        let func = self.types().as_func(value.ty).is_some();
        if !func {
            return self.unsupported(value.span, "this conversion of a function to an object");
        }
        let (value, ty) = self.expr_pair(value);
        self.boxed(value, ty, common::OBJECT)
    }
}

/// Whether a constant surely fits a C integer type as it is.
fn holds(int: IntTy, n: i128) -> bool {
    match int {
        IntTy::Char | IntTy::SChar | IntTy::UChar => (0..=0x7f).contains(&n),
        IntTy::Short | IntTy::UShort | IntTy::PyUnicode => (0..=0x7fff).contains(&n),
        IntTy::Int | IntTy::Long | IntTy::LongLong | IntTy::SSizeT | IntTy::PosixSSizeT => {
            i32::try_from(n).is_ok()
        }
        IntTy::PtrDiff | IntTy::Hash => i32::try_from(n).is_ok(),
        IntTy::UInt | IntTy::ULong | IntTy::ULongLong | IntTy::SizeT | IntTy::Ucs4 => {
            (0..=0x7fff_ffff).contains(&n)
        }
    }
}
