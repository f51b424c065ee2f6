//! Typed memoryviews: elements, slices, attributes, copies; elements of buffers.
//!
//! A view is a C struct (owner, data, shape, strides, and suboffsets where a dimension may be indirect)
//! counted by its owner. Everything here works without the GIL: what fails takes it by itself.

use crate::builder::FnBuilder;
use crate::value::{Own, Value};
use cyrus_hir as hir;
use cyrus_mir as mir;
use cyrus_types::{Axis, AxisAccess, AxisPacking, Counting, MemViewTy, Ty, TyId, common};
use hir::{Expr, ExprKind, MemViewIndex, ViewUse};
use mir::{
    CBinOp, CTy, Callee, Const, ErrorCheck, LocalKind, MLocal, Operand, Place, Proj, Rvalue, StmtKind,
};

impl<'m> FnBuilder<'_, 'm> {
    pub(crate) fn memview_expr(&mut self, expr: &Expr) -> Value {
        match &expr.kind {
            ExprKind::MemViewItem { view, indices, boundscheck, wraparound } => {
                let (place, owner) = self.memview_item_place(view, indices, *boundscheck, *wraparound);
                let item = self.loaded_item(place, expr.ty);
                self.outliving(item, owner)
            }
            ExprKind::MemViewSlice { view, indices } => self.memview_slice(view, indices, expr.ty),
            ExprKind::MemViewTranspose(view) => self.memview_transpose(view, expr.ty),
            ExprKind::MemViewAttr { view, attr } => {
                let indirect = self.memview_ty(view.ty).is_some_and(MemViewTy::is_indirect);
                let view = self.lazy(view);
                if attr == "suboffsets" && !indirect {
                    self.drop_value(view);
                    return self.call_rt_typed("__cyrus_mv_suboffsets", Vec::new(), common::SSIZE_T_PTR);
                }
                // A temporary view lives on until the statement ends, its arrays with it.
                let place = self.materialize(&view).then(Proj::Field(attr.clone()));
                Value::plain(Operand::Copy(place), expr.ty)
            }
            ExprKind::MemViewCopy { view, fortran } => self.memview_copy(view, *fortran, expr.ty),
            ExprKind::NotNone { view, refused: ViewUse::Attribute(name) } if self.cx.is_object(view.ty) => {
                let object = self.expr(view);
                self.none_check(&object, name);
                object
            }
            ExprKind::NotNone { view, refused } => {
                let view = self.lazy(view);
                self.refuse_none_view(&view, refused);
                view
            }
            ExprKind::BufferItem { buffer, indices, boundscheck, wraparound, none_check } => {
                if *none_check {
                    self.refuse_none_buffer(*buffer);
                }
                let place = self.buffer_item_place(*buffer, indices, *boundscheck, *wraparound);
                self.loaded_item(place, expr.ty)
            }
            _ => self.unsupported(expr.span, "this operation on a memoryview"),
        }
    }

    /// Fails where a view is None.
    fn refuse_none_view(&mut self, view: &Value, refused: &ViewUse) {
        let owner = Operand::Copy(self.materialize(view).then(Proj::Field("owner".into())));
        let owner = self.compute(common::OBJECT, Rvalue::Cast(CTy::Ty(common::OBJECT), owner));
        let none = Operand::Const(Const::None);
        let test = self.compute(common::BINT, Rvalue::Binary(CBinOp::Eq, owner.op, none));
        let message = match refused {
            ViewUse::Index => "Cannot index None memoryview slice".into(),
            ViewUse::Slice | ViewUse::Whole => "Cannot slice None memoryview slice".into(),
            ViewUse::Assign => "Cannot assign to None memoryview slice".into(),
            ViewUse::Transpose => "Cannot transpose None memoryview slice".into(),
            ViewUse::Attribute(name) => format!("Cannot access '{name}' attribute of None memoryview slice"),
        };
        let attribute = matches!(refused, ViewUse::Transpose | ViewUse::Attribute(_));
        let args = vec![Value::cstr(&message), Value::int(attribute.into(), common::INT)];
        self.when_unlikely(test.op, |b| b.call_raise("__cyrus_raise_none_view", args));
    }

    /// Fails where the object of a buffer is None.
    pub(crate) fn refuse_none_buffer(&mut self, buffer: hir::LocalId) {
        let ty = self.func.locals[buffer].ty;
        let object = self.lazy(&Expr { ty, span: self.span, kind: ExprKind::Local(buffer) });
        self.subscript_none_check(&object);
        self.drop_value(object);
    }

    /// The value of an element; NULL among objects is None.
    pub(crate) fn loaded_item(&mut self, place: Place, ty: TyId) -> Value {
        let item = self.loaded(place, ty);
        if self.types().counting(ty) != Counting::Python {
            return item;
        }
        // Owned at once, as the element may be replaced before the value is used.
        let item = self.call_rt_typed("__cyrus_mv_or_none", vec![item], ty);
        self.own(item)
    }

    pub(crate) fn memview_ty(&self, ty: TyId) -> Option<&'m MemViewTy> {
        match self.kind(ty) {
            Ty::MemView(view) => Some(view),
            _ => None,
        }
    }

    /// The place of an element, and the view that must live as long.
    pub(crate) fn memview_item_place(
        &mut self,
        view: &Expr,
        indices: &[Expr],
        boundscheck: bool,
        wraparound: bool,
    ) -> (Place, Value) {
        let Some(view_ty) = self.memview_ty(view.ty) else {
            let none = self.unsupported(view.span, "this memoryview");
            return (self.materialize(&none), none);
        };
        let view = self.lazy(view);
        let view = if indices.iter().all(super::is_pure) { view } else { self.stable(view) };
        let place = self.materialize(&view);
        let indices = self.operands(indices);
        let element = self.element_at(&place, view_ty, indices, boundscheck, wraparound);
        (element, view)
    }

    /// The element of a view at indices in hand.
    fn element_at(
        &mut self,
        view: &Place,
        view_ty: &MemViewTy,
        indices: Vec<Value>,
        boundscheck: bool,
        wraparound: bool,
    ) -> Place {
        let data = Operand::Copy(view.clone().then(Proj::Field("data".into())));
        let mut pointer = self.compute(common::CHAR_PTR, Rvalue::Use(data));
        for (axis, (index, kind)) in indices.into_iter().zip(&view_ty.axes).enumerate() {
            let part = |name: &str| {
                let at = Operand::Const(Const::Int(axis as i128, common::SSIZE_T));
                Operand::Copy(view.clone().then(Proj::Field(name.into())).then(Proj::Index(at)))
            };
            let index = self.checked_index(index, part("shape"), axis, boundscheck, wraparound);
            pointer = self.step(pointer, index, kind, view_ty.elem, &part);
        }
        self.materialize(&pointer).then(Proj::Element(view_ty.elem))
    }

    /// An index after wrapping around and the check of its bounds.
    fn checked_index(
        &mut self,
        index: Value,
        extent: Operand,
        axis: usize,
        boundscheck: bool,
        wraparound: bool,
    ) -> Operand {
        let negative = !matches!(index.op, Operand::Const(Const::Int(0.., _)));
        let wraparound = wraparound && negative;
        if !boundscheck && !wraparound {
            return index.op;
        }
        self.check_runtime("__cyrus_buffer_index");
        let flag = |on: bool| Operand::Const(Const::Int(on.into(), common::INT));
        let dest = self.local(None, CTy::Ty(common::SSIZE_T), LocalKind::Temp);
        let axis = Operand::Const(Const::Int(axis as i128, common::INT));
        let call = StmtKind::Call {
            dest: Some(Place::local(dest)),
            callee: Callee::Runtime("__cyrus_buffer_index".into()),
            args: vec![index.op, extent, flag(wraparound), flag(boundscheck), axis],
            // Unchecked, -1 is an answer like others.
            error: if boundscheck { ErrorCheck::Neg1 } else { ErrorCheck::None },
        };
        self.emit_call(call);
        Operand::local(dest)
    }

    /// From the address of a row to that of its element (or sub-row).
    fn step(
        &mut self,
        pointer: Value,
        index: Operand,
        axis: &Axis,
        elem: TyId,
        part: &dyn Fn(&str) -> Operand,
    ) -> Value {
        match (axis.access, axis.packing) {
            // Neighbours: the compiler's own pointer arithmetic, which vectorises best.
            (AxisAccess::Direct, AxisPacking::Contig) => {
                let size = Operand::Const(Const::SizeOf(CTy::Ty(elem)));
                let offset = self.compute(common::SSIZE_T, Rvalue::Binary(CBinOp::Mul, index, size));
                self.compute(common::CHAR_PTR, Rvalue::Binary(CBinOp::Add, pointer.op, offset.op))
            }
            (AxisAccess::Direct, AxisPacking::Strided | AxisPacking::Follow) => {
                let offset =
                    self.compute(common::SSIZE_T, Rvalue::Binary(CBinOp::Mul, index, part("strides")));
                self.compute(common::CHAR_PTR, Rvalue::Binary(CBinOp::Add, pointer.op, offset.op))
            }
            (AxisAccess::Ptr | AxisAccess::Full, _) => {
                let args = vec![
                    pointer,
                    Value::plain(index, common::SSIZE_T),
                    Value::plain(part("strides"), common::SSIZE_T),
                    Value::plain(part("suboffsets"), common::SSIZE_T),
                ];
                self.call_rt_typed("__cyrus_mv_step", args, common::CHAR_PTR)
            }
        }
    }

    // ---- views made from views

    /// A struct for a new view: filled in part by part, owned when its owner is in place.
    fn new_view(&mut self, ty: TyId) -> MLocal {
        // Parts are written through addresses: not shared with other temporaries.
        self.local(None, CTy::Ty(self.types().unqualified(ty)), LocalKind::Temp)
    }

    /// The new view shares the old one's memory. What is made of a variable that keeps its view meanwhile need not be
    /// counted: whoever stores it does that.
    fn adopt_view(&mut self, view: MLocal, old: Value, from: &Place) -> Value {
        let owner = Place::local(view).then(Proj::Field("owner".into()));
        self.assign(owner, Rvalue::Use(Operand::Copy(from.clone().then(Proj::Field("owner".into())))));
        let value = Operand::local(view);
        if old.own == Own::Borrowed && self.is_stable(from) {
            let ty = self.ty_of(view);
            return Value::borrowed(value, ty);
        }
        self.emit(StmtKind::Incref { value, kind: Counting::MemView, nullable: false });
        let value = self.owned(view);
        self.drop_value(old);
        value
    }

    fn memview_slice(&mut self, view: &Expr, indices: &[MemViewIndex], ty: TyId) -> Value {
        let (Some(from_ty), Some(to_ty)) = (self.memview_ty(view.ty), self.memview_ty(ty)) else {
            return self.unsupported(view.span, "this slice of a memoryview");
        };
        let view = self.lazy(view);
        // All indices are evaluated before the view is taken apart.
        let mut parts: Vec<&Expr> = Vec::new();
        for index in indices {
            match index {
                MemViewIndex::Int(e) => parts.push(e),
                MemViewIndex::Slice { lower, upper, step } => {
                    parts.extend([lower, upper, step].into_iter().flatten());
                }
                MemViewIndex::NewAxis => {}
            }
        }
        let view = if parts.iter().all(|e| super::is_pure(e)) { view } else { self.stable(view) };
        let from = self.materialize(&view);
        let mut values = self.operands(parts).into_iter();
        let to = self.new_view(ty);
        let data = |place: &Place| place.clone().then(Proj::Field("data".into()));
        self.assign(data(&Place::local(to)), Rvalue::Use(Operand::Copy(data(&from))));
        let slicing = Slicing {
            // Where only direct dimensions are left, every indirect one was indexed.
            indirect: from_ty.is_indirect() && to_ty.is_indirect(),
            pointers: from_ty.axes.iter().map(|a| a.access != AxisAccess::Direct).collect(),
            last_indirect: self.local(None, CTy::Ty(common::INT), LocalKind::Temp),
            from: from.clone(),
            to,
        };
        if slicing.indirect {
            self.set(slicing.last_indirect, Operand::Const(Const::Int(-1, common::INT)));
        }
        let (mut axis, mut new_axis) = (0, 0);
        for index in indices {
            match index {
                MemViewIndex::NewAxis => {
                    self.new_axis(&slicing, new_axis);
                    new_axis += 1;
                }
                MemViewIndex::Int(_) => {
                    let index = values.next();
                    self.index_axis(&slicing, axis, new_axis, index);
                    axis += 1;
                }
                MemViewIndex::Slice { lower: None, upper: None, step: None } if !slicing.indirect => {
                    for name in ["shape", "strides"] {
                        let value = Operand::Copy(slicing.part(&from, name, axis));
                        self.assign(slicing.part(&Place::local(to), name, new_axis), Rvalue::Use(value));
                    }
                    (axis, new_axis) = (axis + 1, new_axis + 1);
                }
                MemViewIndex::Slice { lower, upper, step } => {
                    let given = i128::from(lower.is_some())
                        | i128::from(upper.is_some()) << 1
                        | i128::from(step.is_some()) << 2;
                    let mut bound = |there: bool| match there {
                        true => values.next().unwrap_or_else(|| Value::int(0, common::SSIZE_T)),
                        false => Value::int(0, common::SSIZE_T),
                    };
                    let bounds = [bound(lower.is_some()), bound(upper.is_some()), bound(step.is_some())];
                    self.slice_axis(&slicing, axis, new_axis, bounds, given);
                    (axis, new_axis) = (axis + 1, new_axis + 1);
                }
            }
        }
        self.adopt_view(to, view, &from)
    }

    fn part_address(&mut self, place: Place) -> Value {
        let op = self.address_of(place, "Py_ssize_t *");
        Value::plain(op, CTy::Text("Py_ssize_t *".into()))
    }

    fn data_address(&mut self, slicing: &Slicing) -> Value {
        let data = Place::local(slicing.to).then(Proj::Field("data".into()));
        Value::plain(self.address_of(data, "char **"), CTy::Text("char **".into()))
    }

    fn new_axis(&mut self, slicing: &Slicing, axis: usize) {
        let mut parts = vec![("shape", 1), ("strides", 0)];
        if slicing.indirect {
            parts.push(("suboffsets", -1));
        }
        for (name, value) in parts {
            let place = slicing.part(&Place::local(slicing.to), name, axis);
            self.assign(place, Rvalue::Use(Operand::Const(Const::Int(value, common::SSIZE_T))));
        }
    }

    fn index_axis(&mut self, slicing: &Slicing, axis: usize, new_axis: usize, index: Option<Value>) {
        let index = index.unwrap_or_else(|| Value::int(0, common::SSIZE_T));
        let int = |n: usize| Value::int(n as i128, common::INT);
        if slicing.indirect {
            let zero = || Value::int(0, common::SSIZE_T);
            self.indirect_axis(slicing, axis, new_axis, [index, zero(), zero()], 0, false);
            return;
        }
        let data = self.data_address(slicing);
        let extent =
            |name| Value::plain(Operand::Copy(slicing.part(&slicing.from, name, axis)), common::SSIZE_T);
        let directives = &self.func.directives;
        let wrap = Value::int(directives.wraparound.into(), common::INT);
        let check = Value::int(directives.boundscheck.into(), common::INT);
        let args = vec![data, extent("shape"), extent("strides"), int(axis), index, wrap, check];
        let _ = self.call_rt("__cyrus_mv_slice_index", args);
        if slicing.pointers[axis] {
            let data = Place::local(slicing.to).then(Proj::Field("data".into()));
            let zero = || Operand::Const(Const::Int(0, common::SSIZE_T));
            let suboffset = Operand::Copy(slicing.part(&slicing.from, "suboffsets", axis));
            let args = vec![Operand::Copy(data.clone()), zero(), zero(), suboffset];
            let stepped = self.local(None, CTy::Ty(common::CHAR_PTR), LocalKind::Temp);
            self.call_plain("__cyrus_mv_step", args, Some(stepped));
            self.assign(data, Rvalue::Use(Operand::local(stepped)));
        }
    }

    fn slice_axis(
        &mut self,
        slicing: &Slicing,
        axis: usize,
        new_axis: usize,
        [start, stop, step]: [Value; 3],
        given: i128,
    ) {
        if slicing.indirect {
            self.indirect_axis(slicing, axis, new_axis, [start, stop, step], given, true);
            return;
        }
        let data = self.data_address(slicing);
        let extent =
            |name| Value::plain(Operand::Copy(slicing.part(&slicing.from, name, axis)), common::SSIZE_T);
        let new_shape = self.part_address(slicing.part(&Place::local(slicing.to), "shape", new_axis));
        let new_stride = self.part_address(slicing.part(&Place::local(slicing.to), "strides", new_axis));
        let args = vec![
            data,
            extent("shape"),
            extent("strides"),
            new_shape,
            new_stride,
            Value::int(axis as i128, common::INT),
            start,
            stop,
            step,
            Value::int(given, common::INT),
        ];
        let _ = self.call_rt("__cyrus_mv_slice", args);
    }

    fn indirect_axis(
        &mut self,
        slicing: &Slicing,
        axis: usize,
        new_axis: usize,
        [start, stop, step]: [Value; 3],
        given: i128,
        slice: bool,
    ) {
        let data = self.data_address(slicing);
        let extent =
            |name| Value::plain(Operand::Copy(slicing.part(&slicing.from, name, axis)), common::SSIZE_T);
        let mut arrays = Vec::new();
        for name in ["shape", "strides", "suboffsets"] {
            arrays.push(self.part_address(slicing.part(&Place::local(slicing.to), name, 0)));
        }
        let last = self.address_of(Place::local(slicing.last_indirect), "int *");
        let mut args = vec![data];
        args.extend(arrays);
        args.push(Value::plain(last, CTy::Text("int *".into())));
        args.extend([extent("shape"), extent("strides"), extent("suboffsets")]);
        args.push(Value::int(axis as i128, common::INT));
        args.push(Value::int(new_axis as i128, common::INT));
        args.extend([start, stop, step]);
        args.push(Value::int(given, common::INT));
        args.push(Value::int(slice.into(), common::INT));
        let _ = self.call_rt("__cyrus_mv_slice_indirect", args);
    }

    /// `view.T`
    fn memview_transpose(&mut self, view: &Expr, ty: TyId) -> Value {
        let Some(view_ty) = self.memview_ty(view.ty) else {
            return self.unsupported(view.span, "this memoryview");
        };
        let indirect = view_ty.axes.iter().any(|a| a.access != AxisAccess::Direct);
        let view = self.lazy(view);
        let from = self.materialize(&view);
        let to = self.new_view(ty);
        self.set(to, Operand::Copy(from.clone()));
        let address = self.view_address(Place::local(to));
        let ndim = Value::int(view_ty.axes.len() as i128, common::INT);
        let args = vec![address, ndim, Value::int(indirect.into(), common::INT)];
        let _ = self.call_rt("__cyrus_mv_transpose", args);
        self.adopt_view(to, view, &from)
    }

    /// `view.copy()`
    fn memview_copy(&mut self, view: &Expr, fortran: bool, ty: TyId) -> Value {
        let spec = view_spec(view.ty);
        let source_ty = view.ty;
        let view = self.expr(view);
        let from = self.look_at_view(&view, source_ty);
        // The result has the layout of the source.
        let to = self.new_view(source_ty);
        let address = self.view_address(Place::local(to));
        let order = Value::int(if fortran { b'F' } else { b'C' }.into(), common::CHAR);
        let _ = self.call_rt("__cyrus_mv_copy", vec![from, spec, address, order]);
        self.drop_value(view);
        let copy = self.owned(to);
        self.view_to_view(copy, source_ty, ty)
    }

    /// A pointer to a copy of the struct: a variable whose own address escapes would be read from memory
    /// ever after, also in the loops that matter.
    fn look_at_view(&mut self, view: &Value, ty: TyId) -> Value {
        let copy = self.new_view(ty);
        self.set(copy, view.op.clone());
        self.view_address(Place::local(copy))
    }

    fn view_address(&mut self, place: Place) -> Value {
        let op = self.address_of(place, "void *");
        Value::plain(op, common::VOID_PTR)
    }

    // ---- conversions

    /// A view as a view of another layout; consumes it.
    pub(crate) fn view_to_view(&mut self, value: Value, from: TyId, to: TyId) -> Value {
        let (Some(from_ty), Some(to_ty)) = (self.memview_ty(from), self.memview_ty(to)) else {
            return value;
        };
        if from_ty.is_indirect() == to_ty.is_indirect() {
            return Value { ty: CTy::Ty(to), ..value };
        }
        let source = self.materialize(&value);
        let view = self.new_view(to);
        let data = |place: &Place| place.clone().then(Proj::Field("data".into()));
        self.assign(data(&Place::local(view)), Rvalue::Use(Operand::Copy(data(&source))));
        for axis in 0..to_ty.axes.len() {
            let part = |place: &Place, name: &str| {
                let at = Operand::Const(Const::Int(axis as i128, common::SSIZE_T));
                place.clone().then(Proj::Field(name.into())).then(Proj::Index(at))
            };
            for name in ["shape", "strides"] {
                let value = Operand::Copy(part(&source, name));
                self.assign(part(&Place::local(view), name), Rvalue::Use(value));
            }
            if to_ty.is_indirect() {
                let direct = Operand::Const(Const::Int(-1, common::SSIZE_T));
                self.assign(part(&Place::local(view), "suboffsets"), Rvalue::Use(direct));
            }
        }
        self.adopt_view(view, value, &source)
    }

    /// A `cython.view.array` around memory: pointer, mode, extents.
    pub(crate) fn view_array(&mut self, args: &[Expr]) -> Value {
        let [data, mode, shape] = args else { return Value::null() };
        let elem = self.types().pointee(data.ty).unwrap_or(common::CHAR);
        let n = match self.kind(shape.ty) {
            Ty::Array(_, Some(n)) => n.known().map_or(0, i128::from),
            _ => 0,
        };
        let mut values = self.operands([data, mode, shape]).into_iter();
        let (Some(data), Some(mode), Some(shape)) = (values.next(), values.next(), values.next()) else {
            return Value::null();
        };
        let data = self.compute(common::CHAR_PTR, Rvalue::Cast(CTy::Ty(common::CHAR_PTR), data.op));
        let desc = Operand::Const(Const::DType(self.types().unqualified(elem)));
        let desc = Value::plain(desc, common::VOID_PTR);
        self.call_rt("__cyrus_array_new", vec![desc, shape, Value::int(n, common::INT), mode, data])
    }

    // ---- assignment

    /// `view[…] = value`: a copy of another view's elements, or one value for all.
    pub(crate) fn memview_assign(&mut self, view: &Expr, value: Value) {
        let (spec, elem) = (view_spec(view.ty), self.memview_ty(view.ty).map(|v| v.elem));
        let value = self.stable(value);
        let target = self.expr(view);
        let to = self.look_at_view(&target, view.ty);
        let from_ty = match &value.ty {
            CTy::Ty(ty) => *ty,
            CTy::Text(_) => common::VOID,
        };
        if self.memview_ty(from_ty).is_some() {
            let from = self.look_at_view(&value, from_ty);
            let args = vec![to, spec, from, view_spec(from_ty)];
            let _ = self.call_rt("__cyrus_mv_assign", args);
        } else if let Some(elem) = elem {
            let item = self.local(None, CTy::Ty(self.types().unqualified(elem)), LocalKind::Temp);
            self.set(item, value.op.clone());
            let from = self.view_address(Place::local(item));
            let _ = self.call_rt("__cyrus_mv_fill", vec![to, spec, from]);
        }
        self.drop_value(target);
        self.drop_value(value);
    }

    /// One turn of a loop over a view of one dimension.
    pub(crate) fn memview_element(&mut self, view: &Place, ty: TyId, index: MLocal) -> Option<(Place, TyId)> {
        let view_ty = self.memview_ty(ty)?;
        let index = Value::plain(Operand::local(index), common::SSIZE_T);
        Some((self.element_at(view, view_ty, vec![index], false, false), view_ty.elem))
    }

    // ---- buffers

    /// The place of an element of a variable with a declared buffer.
    pub(crate) fn buffer_item_place(
        &mut self,
        buffer: hir::LocalId,
        indices: &[Expr],
        boundscheck: bool,
        wraparound: bool,
    ) -> Place {
        let ty = self.func.locals[buffer].ty;
        let Ty::Buffer(buffer_ty) = self.kind(ty) else {
            let none = self.unsupported(self.span, "this buffer");
            return self.materialize(&none);
        };
        let indices = self.operands(indices);
        let state = self.buffer_state(buffer);
        let data = Operand::Copy(Place::local(state).then(Proj::Field("buf".into())));
        let mut pointer = self.compute(common::CHAR_PTR, Rvalue::Cast(CTy::Ty(common::CHAR_PTR), data));
        let access = match buffer_ty.mode {
            cyrus_types::BufferMode::Full => AxisAccess::Full,
            _ => AxisAccess::Direct,
        };
        let axis_ty = Axis { access, packing: AxisPacking::Strided };
        for (axis, index) in indices.into_iter().enumerate() {
            let part = |name: &str| {
                let at = Operand::Const(Const::Int(axis as i128, common::SSIZE_T));
                Operand::Copy(Place::local(state).then(Proj::Field(name.into())).then(Proj::Index(at)))
            };
            let wraparound = wraparound && buffer_ty.negative_indices;
            let index = self.checked_index(index, part("shape"), axis, boundscheck, wraparound);
            pointer = self.step(pointer, index, &axis_ty, buffer_ty.elem, &part);
        }
        self.materialize(&pointer).then(Proj::Element(buffer_ty.elem))
    }

    /// The acquired buffer of a variable: released when the function ends.
    pub(crate) fn buffer_state(&mut self, local: hir::LocalId) -> MLocal {
        if let Some(&state) = self.buffers.get(&local) {
            return state;
        }
        let state = self.local(None, CTy::Text("Py_buffer".into()), LocalKind::Variable);
        self.zeroed(state);
        self.buffers.insert(local, state);
        state
    }

    /// Acquires the buffer of a value that goes into a variable; the former one, that of `old`, is released first.
    pub(crate) fn acquire_buffer(&mut self, local: hir::LocalId, value: &Value, old: Option<Operand>) {
        let ty = self.func.locals[local].ty;
        let Ty::Buffer(buffer) = self.kind(ty) else { return };
        let writable = self.cx.assigned.buffer_written(self.func_id, local);
        let state = self.buffer_state(local);
        let pointer = self.address_of(Place::local(state), "Py_buffer *");
        let mut flags = String::from("PyBUF_FORMAT | ");
        flags.push_str(match buffer.mode {
            cyrus_types::BufferMode::Full => "PyBUF_INDIRECT",
            cyrus_types::BufferMode::Strided => "PyBUF_STRIDES",
            cyrus_types::BufferMode::C => "PyBUF_C_CONTIGUOUS",
            cyrus_types::BufferMode::Fortran => "PyBUF_F_CONTIGUOUS",
        });
        if writable {
            flags.push_str(" | PyBUF_WRITABLE");
        }
        let args = vec![
            Value::plain(pointer, CTy::Text("Py_buffer *".into())),
            Value { own: Own::Borrowed, ..value.clone() },
            old.map_or_else(Value::null, |old| Value::borrowed(old, ty)),
            Value::plain(Operand::Const(Const::DType(buffer.elem)), common::VOID_PTR),
            Value::plain(Operand::Const(Const::Text(flags.as_str().into(), common::INT)), common::INT),
            Value::int(buffer.ndim.into(), common::INT),
            Value::int(buffer.cast.into(), common::INT),
        ];
        let _ = self.call_rt("__cyrus_buffer_acquire", args);
    }

    /// Releases all buffers of variables, at the exit.
    pub(crate) fn release_buffers(&mut self) {
        let states: Vec<MLocal> = self.buffers.values().copied().collect();
        for state in states {
            let pointer = self.address_of(Place::local(state), "Py_buffer *");
            self.call_plain("__cyrus_buffer_release", vec![pointer], None);
        }
    }
}

/// What the slicing of one view works on.
struct Slicing {
    from: Place,
    to: MLocal,
    indirect: bool,
    /// Which dimensions are, or may be, reached through a pointer.
    pointers: Vec<bool>,
    last_indirect: MLocal,
}

impl Slicing {
    /// `view.name[axis]`
    fn part(&self, view: &Place, name: &str, axis: usize) -> Place {
        let at = Operand::Const(Const::Int(axis as i128, common::SSIZE_T));
        view.clone().then(Proj::Field(name.into())).then(Proj::Index(at))
    }
}

/// The description of a memoryview type.
fn view_spec(ty: TyId) -> Value {
    Value::plain(Operand::Const(Const::ViewSpec(ty)), common::VOID_PTR)
}
