//! Subscripts and slices of Python and C objects, pointers.

use crate::builder::FnBuilder;
use crate::value::Value;
use cyrus_hir as hir;
use cyrus_mir as mir;
use cyrus_types::{Builtin, Counting, IntTy, Ty, TyId, common};
use hir::{Expr, ExprKind};
use mir::{CBinOp, CTy, Const, Operand, Place, Proj, Rvalue};

impl FnBuilder<'_, '_> {
    /// `object[index]` with an object as index.
    pub(crate) fn item(&mut self, object: &Expr, index: &Expr, ty: TyId) -> Value {
        let dict = matches!(self.kind(object.ty), Ty::Builtin(Builtin::Dict));
        let (container, index) = self.operand_pair(object, index);
        if dict {
            self.subscript_none_check(&container);
            return self.call_rt_typed("__cyrus_dict_getitem", vec![container, index], ty);
        }
        self.call_rt_typed("PyObject_GetItem", vec![container, index], ty)
    }

    /// `object[index]` with a C index.
    pub(crate) fn item_int(
        &mut self,
        object: &Expr,
        index: &Expr,
        wrap: bool,
        check: bool,
        ty: TyId,
    ) -> Value {
        let name = match self.kind(object.ty) {
            Ty::Builtin(Builtin::Str) => "__cyrus_str_getitem",
            _ if self.may_exceed(index) => "__cyrus_getitem_unsigned",
            Ty::Builtin(Builtin::List) => "__cyrus_list_getitem",
            Ty::Builtin(Builtin::Tuple) => "__cyrus_tuple_getitem",
            _ => "__cyrus_getitem_index",
        };
        let wrap = wrap && !self.is_non_negative(index);
        let (container, index) = self.operand_pair(object, index);
        if matches!(self.kind(object.ty), Ty::Builtin(Builtin::List | Builtin::Tuple | Builtin::Str)) {
            self.subscript_none_check(&container);
        }
        let flags = [Value::int(wrap.into(), common::INT), Value::int(check.into(), common::INT)];
        let [wrap, check] = flags;
        self.call_rt_typed(name, vec![container, index, wrap, check], ty)
    }

    /// A value typed as a builtin container may be None.
    pub(crate) fn subscript_none_check(&mut self, container: &Value) {
        let none = Operand::Const(Const::None);
        let test = self.compute(common::BINT, Rvalue::Binary(CBinOp::Eq, container.op.clone(), none));
        self.when_unlikely(test.op, |b| b.call_raise("__cyrus_raise_none_subscript", Vec::new()));
    }

    /// A character of a string as a C value.
    pub(crate) fn char_at(
        &mut self,
        string: &Expr,
        index: &Expr,
        wrap: bool,
        check: bool,
        ty: TyId,
    ) -> Value {
        let name = match self.kind(string.ty) {
            Ty::Builtin(Builtin::Bytes) => "__cyrus_bytes_index",
            Ty::Builtin(Builtin::ByteArray) => "__cyrus_bytearray_index",
            _ => "__cyrus_str_index",
        };
        let wrap = wrap && !self.is_non_negative(index);
        let (string, index) = self.operand_pair(string, index);
        self.subscript_none_check(&string);
        let flags = [Value::int(wrap.into(), common::INT), Value::int(check.into(), common::INT)];
        let [wrap, check] = flags;
        let args = vec![string, index, wrap, check];
        if name == "__cyrus_str_index" {
            return self.call_rt_typed(name, args, ty);
        }
        // The result has one value more than a byte, for errors.
        let byte = self.call_rt(name, args);
        self.compute(ty, Rvalue::Cast(CTy::Ty(ty), byte.op))
    }

    /// An index that needs no wrapping around. One that is too large for Python's index type becomes negative
    /// as that, which is out of bounds then.
    pub(crate) fn is_non_negative(&self, index: &Expr) -> bool {
        match &index.kind {
            ExprKind::Int(n) => *n >= 0,
            ExprKind::Coerce { kind: hir::Coercion::CCast, value } => {
                self.is_non_negative(value)
                    || matches!(self.kind(value.ty), Ty::Int(from) if !from.is_signed())
            }
            _ => false,
        }
    }

    /// An index from an unsigned type with values that Python's index type lacks.
    pub(crate) fn may_exceed(&self, index: &Expr) -> bool {
        let ExprKind::Coerce { kind: hir::Coercion::CCast, value } = &index.kind else { return false };
        matches!(self.kind(value.ty), Ty::Int(IntTy::ULong | IntTy::ULongLong | IntTy::SizeT))
    }

    /// Bounds of a slice as C values, the value for an absent one, and which are given (bit 0 the start).
    pub(crate) fn slice_bounds(
        &mut self,
        object: &Expr,
        lower: Option<&Expr>,
        upper: Option<&Expr>,
    ) -> (Value, Value, Value, i128) {
        let given = i128::from(lower.is_some()) | i128::from(upper.is_some()) << 1;
        let parts: Vec<&Expr> = [Some(object), lower, upper].into_iter().flatten().collect();
        let mut values = self.operands(parts).into_iter();
        let object = values.next().unwrap_or_else(Value::null);
        let start = match lower {
            Some(_) => values.next().unwrap_or_else(Value::null),
            None => Value::int(0, common::SSIZE_T),
        };
        let stop = match upper {
            Some(_) => values.next().unwrap_or_else(Value::null),
            None => {
                let max = Const::Text("PY_SSIZE_T_MAX".into(), common::SSIZE_T);
                Value::plain(Operand::Const(max), common::SSIZE_T)
            }
        };
        (object, start, stop, given)
    }

    /// `object[lower:upper]` with C bounds.
    pub(crate) fn slice_int(
        &mut self,
        object: &Expr,
        lower: Option<&Expr>,
        upper: Option<&Expr>,
        ty: TyId,
    ) -> Value {
        let class = match self.kind(object.ty) {
            Ty::Builtin(builtin) => Some(*builtin),
            _ => None,
        };
        let (object, start, stop, given) = self.slice_bounds(object, lower, upper);
        let special = match class {
            Some(Builtin::List) => Some("__cyrus_list_slice"),
            Some(Builtin::Tuple) => Some("__cyrus_tuple_slice"),
            Some(Builtin::Str) => Some("__cyrus_str_slice"),
            Some(Builtin::Bytes) => Some("__cyrus_bytes_slice"),
            Some(Builtin::ByteArray) => Some("__cyrus_bytearray_slice"),
            _ => None,
        };
        match special {
            Some(name) => {
                self.subscript_none_check(&object);
                self.call_rt_typed(name, vec![object, start, stop], ty)
            }
            None => {
                let given = Value::int(given, common::INT);
                self.call_rt_typed("__cyrus_getslice", vec![object, start, stop, given], ty)
            }
        }
    }

    /// `slice(lower, upper, step)`
    pub(crate) fn slice_object(&mut self, lower: &Expr, upper: &Expr, step: &Expr) -> Value {
        let parts = self.operands([lower, upper, step]);
        self.call_rt("PySlice_New", parts)
    }

    /// An element of a C array or pointer.
    pub(crate) fn c_item(&mut self, object: &Expr, index: &Expr, ty: TyId) -> Value {
        let place = self.c_item_place(object, index);
        self.loaded(place, ty)
    }

    pub(crate) fn c_item_place(&mut self, object: &Expr, index: &Expr) -> Place {
        // An array that stays where it is is not copied, with all its references.
        if matches!(self.kind(object.ty), Ty::Array(..)) && stays(object) {
            let index = self.expr(index);
            if let Some(place) = self.lvalue(object) {
                return place.then(Proj::Index(index.op));
            }
        }
        let (object, index) = self.operand_pair(object, index);
        self.materialize(&object).then(Proj::Index(index.op))
    }

    /// `pointer[lower:upper]`: a string of the characters, or a list of the elements.
    pub(crate) fn c_slice(
        &mut self,
        object: &Expr,
        lower: Option<&Expr>,
        upper: Option<&Expr>,
        expr: &Expr,
    ) -> Value {
        if !self.types().is_c_string(object.ty) {
            return self.c_array_to_list(object, lower, upper, expr);
        }
        let pointer = self.expr(object);
        let pointer = self.stable(pointer);
        let start = lower.map(|e| self.expr(e));
        let length = match upper {
            Some(upper) => {
                let upper = self.expr(upper);
                match &start {
                    Some(start) => {
                        self.compute(common::SSIZE_T, Rvalue::Binary(CBinOp::Sub, upper.op, start.op.clone()))
                    }
                    None => upper,
                }
            }
            None => {
                let from = self.offset(&pointer, start.as_ref(), object.ty);
                self.call_rt("__cyrus_strlen", vec![from])
            }
        };
        let from = self.offset(&pointer, start.as_ref(), object.ty);
        let from =
            self.compute(common::CONST_CHAR_PTR, Rvalue::Cast(CTy::Ty(common::CONST_CHAR_PTR), from.op));
        let class = match self.kind(expr.ty) {
            Ty::Builtin(class) => *class,
            _ => self.c_string_class(),
        };
        match class {
            Builtin::ByteArray => {
                self.call_rt_typed("PyByteArray_FromStringAndSize", vec![from, length], expr.ty)
            }
            Builtin::Str => {
                let encoding = self.string_encoding();
                let encoding = if encoding.is_empty() { Value::null() } else { Value::cstr(&encoding) };
                let start = Value::int(0, common::SSIZE_T);
                let args = vec![from, length.clone(), start, length, encoding, Value::null()];
                self.call_rt_typed("__cyrus_decode", args, expr.ty)
            }
            _ => self.call_rt_typed("PyBytes_FromStringAndSize", vec![from, length], expr.ty),
        }
    }

    fn offset(&mut self, pointer: &Value, by: Option<&Value>, ty: TyId) -> Value {
        match by {
            Some(by) => {
                // An array decays; the sum has the type of a pointer to its elements.
                let ty = match self.kind(ty) {
                    Ty::Array(..) => CTy::Ty(common::CONST_CHAR_PTR),
                    _ => CTy::Ty(ty),
                };
                self.compute(ty, Rvalue::Binary(CBinOp::Add, pointer.op.clone(), by.op.clone()))
            }
            None => pointer.clone(),
        }
    }

    fn c_array_to_list(
        &mut self,
        object: &Expr,
        lower: Option<&Expr>,
        upper: Option<&Expr>,
        expr: &Expr,
    ) -> Value {
        let elem = self.types().pointee(object.ty);
        let length = match (upper, self.kind(object.ty)) {
            (None, Ty::Array(_, Some(n))) => Some(crate::target::array_len(n)),
            _ => None,
        };
        let (Some(elem), true) = (elem, upper.is_some() || length.is_some()) else {
            return self.unsupported(expr.span, "this slice of a C array");
        };
        let (pointer, start, stop, _) = self.slice_bounds(object, lower, upper);
        let stop = match length {
            Some(n) => Value::plain(n, common::SSIZE_T),
            None => stop,
        };
        let list = self.call_rt("PyList_New", vec![Value::int(0, common::SSIZE_T)]);
        let index = self.local(None, CTy::Ty(common::SSIZE_T), mir::LocalKind::Temp);
        self.set(index, start.op);
        let (head, body, after) = (self.block(), self.block(), self.block());
        self.fall_into(head);
        let test = self.compute(common::BINT, Rvalue::Binary(CBinOp::Lt, Operand::local(index), stop.op));
        self.branch(test.op, body, after);
        self.enter(body);
        let place = self.materialize(&pointer).then(Proj::Index(Operand::local(index)));
        let item = self.loaded(place, elem);
        let item = if self.types().counting(elem) == Counting::None {
            self.boxed(item, elem, common::OBJECT)
        } else {
            item
        };
        let looked_at = Value { own: crate::value::Own::Borrowed, ..list.clone() };
        let _ = self.call_rt("PyList_Append", vec![looked_at, item]);
        let one = Operand::Const(Const::Int(1, common::SSIZE_T));
        self.assign(Place::local(index), Rvalue::Binary(CBinOp::Add, Operand::local(index), one));
        self.goto(head);
        self.enter(after);
        list
    }

    /// `*pointer`
    pub(crate) fn deref(&mut self, pointer: &Expr, ty: TyId) -> Value {
        let place = self.deref_place(pointer);
        self.loaded(place, ty)
    }

    pub(crate) fn deref_place(&mut self, pointer: &Expr) -> Place {
        let pointer = self.lazy(pointer);
        self.materialize(&pointer).then(Proj::Deref)
    }

    /// `&lvalue`
    pub(crate) fn address(&mut self, inner: &Expr, ty: TyId) -> Value {
        if let ExprKind::CFunc(func) = inner.kind {
            return self.cfunc_value(func, ty);
        }
        let place = match self.types().is_cyp(inner.ty) {
            true => self.reference_place(inner),
            false => self.lvalue(inner),
        };
        match place {
            Some(place) => self.compute(ty, Rvalue::AddressOf(place)),
            None => self.unsupported(inner.span, "the address of this expression"),
        }
    }

    /// The place of an expression that has one.
    pub(crate) fn lvalue(&mut self, expr: &Expr) -> Option<Place> {
        self.at(expr.span, |b| match &expr.kind {
            ExprKind::Local(local) => Some(b.present_place(*local)),
            ExprKind::Outer { depth, local } => b.outer_place(*depth, *local).map(|(_, place)| place),
            ExprKind::CVar(var) => Some(b.present_cvar(*var)),
            ExprKind::ExtField { object, class, field, none_check } => {
                let decl = &b.cx.module.types.classes[*class].fields[*field as usize];
                let (late, name) = (decl.late, decl.name.clone());
                let (place, _) = b.ext_field_place(object, *class, *field, none_check.then_some(&*name));
                b.check_late(late, &place, name, mir::UnboundKind::CppAttribute);
                Some(place)
            }
            ExprKind::CypField { object, owner, field } => Some(b.cyp_field_place(object, *owner, *field).0),
            ExprKind::Member { object, cname, arrow } => {
                if !arrow && let Some(place) = b.lvalue(object) {
                    return Some(place.then(Proj::Field(cname.clone())));
                }
                Some(b.member_place(object, cname, *arrow).0)
            }
            ExprKind::CItem { object, index } => Some(b.c_item_place(object, index)),
            ExprKind::Deref(pointer) => Some(b.deref_place(pointer)),
            ExprKind::CTupleItem { tuple, index } => {
                let place = b.lvalue(tuple)?;
                Some(place.then(Proj::Field(format!("f{index}").into())))
            }
            ExprKind::CppItem { object, index } => {
                let value = b.cpp_item(object, index, expr.ty);
                value.place().cloned()
            }
            ExprKind::Coerce { kind: hir::Coercion::Reinterpret, value } => {
                let place = b.lvalue(value)?;
                Some(place.then(Proj::Cast(CTy::Ty(expr.ty))))
            }
            _ => {
                let sig = match &expr.kind {
                    ExprKind::CCall(call) => Some(call.sig),
                    ExprKind::CppOperator { sig, .. } => *sig,
                    _ => None,
                };
                if let Some(sig) = sig
                    && let ret = b.types().funcs[sig].ret
                    && matches!(b.types().get(ret), Ty::Ref(_))
                    && b.types().counting(ret) == Counting::None
                {
                    // What a function gives a reference to is used where it is.
                    let reference = b.local(None, CTy::Ty(ret), mir::LocalKind::Temp);
                    b.cpp_dest = Some(Place::local(reference));
                }
                let value = b.lazy(expr);
                b.cpp_dest = None;
                if value.own != crate::value::Own::Plain || value.is_constant() {
                    b.drop_value(value);
                    return None;
                }
                value.place().cloned()
            }
        })
    }

    /// Element of a ctuple.
    pub(crate) fn ctuple_item(&mut self, tuple: &Expr, index: u32, ty: TyId) -> Value {
        let whole = tuple.ty;
        let tuple = self.lazy(tuple);
        let place = self.materialize(&tuple).then(Proj::Field(format!("f{index}").into()));
        let value = self.part_loaded(place, ty, whole);
        self.outliving(value, tuple)
    }
}

/// Whether an expression is a variable, or a field of an object that a variable refers to.
fn stays(array: &Expr) -> bool {
    match &array.kind {
        ExprKind::Local(_) => true,
        ExprKind::CypField { object, .. } => matches!(object.kind, ExprKind::Local(_)),
        _ => false,
    }
}
