//! Assignment to targets, and `del`.
//!
//! The value is evaluated before the parts of the target, as in Python; it is consumed.

use crate::builder::{FnBuilder, Slot};
use crate::expr::is_pure;
use crate::value::{Own, Value};
use cyrus_hir as hir;
use cyrus_mir as mir;
use cyrus_types::{ArrayLen, Builtin, Counting, Ty, TyId, common};
use hir::{Expr, Target, TargetKind};
use mir::{CTy, Const, Operand, Place, Proj, Rvalue, StmtKind, UnboundKind};

impl FnBuilder<'_, '_> {
    /// Assigns a value of another type than the target's, as loops and unpacking produce them.
    pub(crate) fn assign_converted(&mut self, target: &Target, value: Value, from: TyId) {
        let value = self.at(target.span, |b| b.converted(value, from, target.ty));
        self.assign_target(target, value);
    }

    /// The implicit conversions between an element and the variable that takes it.
    pub(crate) fn converted(&mut self, value: Value, from: TyId, to: TyId) -> Value {
        let (from_object, to_object) = (self.cx.is_object(from), self.cx.is_object(to));
        if self.types().resolved(from) == self.types().resolved(to) || to == common::ERROR {
            return value;
        }
        match (from_object, to_object) {
            (true, true) => {
                if to != common::OBJECT {
                    self.type_test(&value, to, true);
                }
                Value { ty: CTy::Ty(to), ..value }
            }
            (true, false) => self.unboxed(value, to),
            (false, true) => self.boxed(value, from, to),
            (false, false) => {
                let numeric = |ty| self.types().is_numeric(ty);
                if numeric(from) && numeric(to) {
                    let op = value.op;
                    self.compute(to, Rvalue::Cast(CTy::Ty(to), op))
                } else {
                    value
                }
            }
        }
    }

    /// `target = value`
    pub(crate) fn assign_target(&mut self, target: &Target, value: Value) {
        self.at(target.span, |b| b.assign_kind(target, value));
    }

    fn protected(&mut self, value: Value, parts: &[&Expr]) -> Value {
        if parts.iter().all(|e| is_pure(e)) { value } else { self.stable(value) }
    }

    fn assign_kind(&mut self, target: &Target, value: Value) {
        match &target.kind {
            TargetKind::Discard => self.drop_value(value),
            TargetKind::Local(local) => {
                let ty = CTy::Ty(self.func.locals[*local].ty);
                match self.slot(*local) {
                    Slot::Bound(_) => {
                        let _ = self.bind_value(*local, value);
                    }
                    Slot::Var(_) | Slot::Scope(_) => {
                        if matches!(self.kind(self.func.locals[*local].ty), Ty::Buffer(_)) {
                            let old = Operand::Copy(self.local_place(*local));
                            self.acquire_buffer(*local, &value, Some(old));
                        }
                        let place = self.local_place(*local);
                        self.store(place, &ty, value);
                    }
                }
            }
            TargetKind::Outer { depth, local } => match self.outer_place(*depth, *local) {
                Some((owner, place)) => {
                    let ty = CTy::Ty(self.cx.module.funcs[owner].locals[*local].ty);
                    self.store(place, &ty, value);
                }
                None => {
                    let _ = self.unsupported(target.span, "this variable of an enclosing function");
                }
            },
            TargetKind::Global(name) => {
                let key = self.name_value(name);
                let _ = self.call_rt("PyDict_SetItem", vec![Value::constant(Const::ModuleDict), key, value]);
            }
            TargetKind::ClassName { ext: Some(class), name, .. } => {
                let class = Value::constant(Const::TypeObject(*class));
                let key = self.name_value(name);
                let _ = self.call_rt("__cyrus_type_dict_set", vec![class, key, value]);
            }
            TargetKind::ClassName { namespace, name, ext: None } => {
                let key = self.name_value(name);
                let namespace = self.read_local(*namespace);
                let _ = self.call_rt("PyObject_SetItem", vec![namespace, key, value]);
            }
            TargetKind::CVar(var) if self.cx.guarded.contains(var) => self.guarded_write(*var, Some(value)),
            TargetKind::CVar(var) => {
                let ty = CTy::Ty(self.cx.module.cvars[*var].ty);
                self.store(Self::cvar_place(*var), &ty, value);
            }
            TargetKind::Attr { object, name } => {
                let value = self.protected(value, &[object]);
                let object = self.expr(object);
                let name = self.name_value(name);
                let _ = self.call_rt("__cyrus_setattr", vec![object, name, value]);
            }
            TargetKind::ExtField { object, class, field, none_check } => {
                let value = self.protected(value, &[object]);
                let decl = &self.cx.module.types.classes[*class].fields[*field as usize];
                let (ty, name) = (decl.ty, decl.name.clone());
                let (place, owner) =
                    self.ext_field_place(object, *class, *field, none_check.then_some(&*name));
                self.store(place, &CTy::Ty(ty), value);
                self.drop_value(owner);
            }
            TargetKind::Member { object, cname, arrow } => {
                let value = self.protected(value, &[object]);
                let place = if *arrow { None } else { self.lvalue(object) };
                let (place, owner) = match place {
                    Some(place) => (place.then(Proj::Field(cname.clone())), Value::void()),
                    None => self.member_place(object, cname, *arrow),
                };
                let in_cpp = match self.kind(object.ty) {
                    Ty::Cpp(..) => true,
                    Ty::Ptr(to) => matches!(self.kind(*to), Ty::Cpp(..)),
                    _ => false,
                };
                if in_cpp {
                    self.cpp_store(place, target.ty, value);
                } else {
                    self.store(place, &CTy::Ty(target.ty), value);
                }
                self.drop_value(owner);
            }
            TargetKind::Item { object, index } => {
                let value = self.protected(value, &[object, index]);
                let dict = matches!(self.kind(object.ty), Ty::Builtin(Builtin::Dict));
                let (container, index) = self.operand_pair(object, index);
                let name = if dict { "PyDict_SetItem" } else { "PyObject_SetItem" };
                if dict {
                    self.subscript_none_check(&container);
                }
                let _ = self.call_rt(name, vec![container, index, value]);
            }
            TargetKind::ItemInt { object, index, wraparound, boundscheck } => {
                let value = self.protected(value, &[object, index]);
                let name = match self.may_exceed(index) {
                    true => "__cyrus_setitem_unsigned",
                    false => "__cyrus_setitem_index",
                };
                let wrap = *wraparound && !self.is_non_negative(index);
                let (container, index) = self.operand_pair(object, index);
                let wrap = Value::int(wrap.into(), common::INT);
                let check = Value::int((*boundscheck).into(), common::INT);
                let args = vec![container, index, value, wrap, check];
                let _ = self.call_rt(name, args);
            }
            TargetKind::SliceInt { object, lower, upper } => {
                let value = self.stable(value);
                let (container, start, stop, given) =
                    self.slice_bounds(object, lower.as_ref(), upper.as_ref());
                let given = Value::int(given, common::INT);
                let _ = self.call_rt("__cyrus_setslice", vec![container, start, stop, given, value]);
            }
            TargetKind::CItem { object, index } => {
                let value = self.protected(value, &[object, index]);
                let object_place = match self.kind(object.ty) {
                    Ty::Array(..) => self.lvalue(object),
                    _ => None,
                };
                let place = match object_place {
                    Some(place) => {
                        let index = self.expr(index);
                        place.then(Proj::Index(index.op))
                    }
                    None => self.c_item_place(object, index),
                };
                self.store(place, &CTy::Ty(target.ty), value);
            }
            TargetKind::Deref(pointer) => {
                let value = self.protected(value, &[pointer]);
                let place = self.deref_place(pointer);
                self.store(place, &CTy::Ty(target.ty), value);
            }
            TargetKind::CppItem { object, index } => {
                let value = self.protected(value, &[object, index]);
                let item = self.cpp_item(object, index, target.ty);
                if let Some(place) = item.place() {
                    let place = place.clone();
                    self.cpp_store(place, target.ty, value);
                }
            }
            TargetKind::Unpack { before, star, after } => {
                self.unpack(before, star.as_deref(), after, value);
            }
            TargetKind::CSlice { object, lower, upper, len } => {
                self.assign_c_slice(
                    target,
                    [Some(object), lower.as_ref(), upper.as_ref()],
                    len.as_ref(),
                    value,
                );
            }
            TargetKind::CypField { object, owner, field } => {
                self.check_locked(object, target.span);
                let value = self.protected(value, &[object]);
                let (place, object) = self.cyp_field_place(object, *owner, *field);
                self.store(place, &CTy::Ty(target.ty), value);
                self.drop_value(object);
            }
            TargetKind::CypItem { object, index, method, sig } => {
                let value = self.stable(value);
                self.cyp_set_item(object, index, *method, *sig, value);
            }
            TargetKind::CSetter { value: local, call } => {
                let bound = self.bind_value(*local, value);
                let result = self.expr(call);
                self.drop_value(result);
                self.drop_value(bound);
            }
            TargetKind::MemViewItem { view, indices, boundscheck, wraparound } => {
                let value = self.stable(value);
                let (place, owner) = self.memview_item_place(view, indices, *boundscheck, *wraparound);
                self.store(place, &CTy::Ty(target.ty), value);
                self.drop_value(owner);
            }
            TargetKind::MemViewAssign { view } => self.memview_assign(view, value),
            TargetKind::BufferItem { buffer, indices, boundscheck, wraparound, none_check } => {
                let value = self.stable(value);
                if *none_check {
                    self.refuse_none_buffer(*buffer);
                }
                let place = self.buffer_item_place(*buffer, indices, *boundscheck, *wraparound);
                self.store(place, &CTy::Ty(target.ty), value);
            }
        }
    }

    /// `array[lower:upper] = elements`, element by element; the value is a C array or pointer.
    fn assign_c_slice(
        &mut self,
        target: &Target,
        [object, lower, upper]: [Option<&Expr>; 3],
        len: Option<&ArrayLen>,
        value: Value,
    ) {
        let source_ty = match &value.ty {
            CTy::Ty(ty) => *ty,
            CTy::Text(_) => common::VOID,
        };
        let (Some(object), Some(elem)) = (object, self.types().pointee(source_ty)) else {
            self.unsupported_target(target, value, "assigning this to a C array slice");
            return;
        };
        let source_len = match self.kind(source_ty) {
            Ty::Array(_, n) => n.clone(),
            _ => None,
        };
        let value = self.stable(value);
        let (pointer, start, stop, given) = self.slice_bounds(object, lower, upper);
        let rest = |b: &mut Self, end: Operand| {
            b.compute(common::SSIZE_T, Rvalue::Binary(mir::CBinOp::Sub, end, start.op.clone()))
        };
        let count = match (len, &source_len) {
            _ if given & 2 != 0 => rest(self, stop.op),
            (Some(len), _) => rest(self, array_len(len)),
            (None, Some(len)) => Value::plain(array_len(len), common::SSIZE_T),
            (None, None) => {
                self.unsupported_target(target, value, "assigning to a C array slice without an end");
                return;
            }
        };
        let same = given == 0 && len.is_none_or(|len| source_len.as_ref() == Some(len));
        let count = match source_len {
            Some(expected) if !same => {
                let count = self.stable(count);
                let expected = Value::plain(array_len(&expected), common::SSIZE_T);
                let _ = self.call_rt("__cyrus_c_slice_length", vec![expected, count.clone()]);
                count
            }
            _ => count,
        };
        let index = self.local(None, CTy::Ty(common::SSIZE_T), mir::LocalKind::Temp);
        self.set(index, Operand::Const(Const::Int(0, common::SSIZE_T)));
        let (head, body, after) = (self.block(), self.block(), self.block());
        self.fall_into(head);
        let more =
            self.compute(common::BINT, Rvalue::Binary(mir::CBinOp::Lt, Operand::local(index), count.op));
        self.branch(more.op, body, after);
        self.enter(body);
        let from = self.materialize(&value).then(Proj::Index(Operand::local(index)));
        let item = self.loaded(from, elem);
        let at =
            self.compute(common::SSIZE_T, Rvalue::Binary(mir::CBinOp::Add, Operand::local(index), start.op));
        let to = self.materialize(&pointer).then(Proj::Index(at.op));
        self.store(to, &CTy::Ty(elem), item);
        let one = Operand::Const(Const::Int(1, common::SSIZE_T));
        self.assign(Place::local(index), Rvalue::Binary(mir::CBinOp::Add, Operand::local(index), one));
        self.goto(head);
        self.enter(after);
        self.drop_value(pointer);
        self.drop_value(value);
    }

    fn unsupported_target(&mut self, target: &Target, value: Value, what: &str) {
        let _ = self.unsupported(target.span, what);
        self.drop_value(value);
    }

    /// `a, *b, c = value`
    fn unpack(&mut self, before: &[Target], star: Option<&Target>, after: &[Target], value: Value) {
        let from = match &value.ty {
            CTy::Ty(ty) => self.types().resolved(*ty),
            CTy::Text(_) => common::OBJECT,
        };
        if let Ty::CTuple(items) = self.types().get(from) {
            let place = self.materialize(&value);
            let mut parts = Vec::new();
            for (i, (target, &ty)) in before.iter().zip(items).enumerate() {
                let part = place.clone().then(Proj::Field(format!("f{i}").into()));
                let part = self.part_loaded(part, ty, from);
                let part = self.own(part);
                parts.push(self.at(target.span, |b| b.converted(part, ty, target.ty)));
            }
            for (target, part) in before.iter().zip(parts) {
                self.assign_target(target, part);
            }
            self.drop_value(value);
            return;
        }
        let targets: Vec<&Target> = before.iter().chain(star).chain(after).collect();
        let dests: Vec<mir::MLocal> = targets.iter().map(|_| self.temp(common::OBJECT)).collect();
        self.emit_fallible(StmtKind::Unpack {
            value: value.op.clone(),
            dests: dests.clone(),
            star: star.map(|_| before.len()),
        });
        // Pushed last first, so that each is on top when its turn comes.
        let mut parts: Vec<Value> = Vec::new();
        for dest in dests.into_iter().rev() {
            parts.push(self.owned(dest));
        }
        // The source goes once its parts are held.
        self.drop_value(value);
        // All values are converted before the first is assigned.
        let mut converted = Vec::new();
        for target in &targets {
            if let Some(part) = parts.pop() {
                let nested = matches!(target.kind, TargetKind::Unpack { .. });
                converted.push(if nested {
                    part
                } else {
                    self.at(target.span, |b| b.converted(part, common::OBJECT, target.ty))
                });
            }
        }
        for (target, part) in targets.into_iter().zip(converted) {
            self.assign_target(target, part);
        }
    }

    /// `del target`
    pub(crate) fn delete_target(&mut self, target: &Target) {
        self.at(target.span, |b| b.delete_kind(target));
    }

    fn delete_kind(&mut self, target: &Target) {
        match &target.kind {
            TargetKind::Local(local) => {
                let decl = &self.func.locals[*local];
                let (ty, name) = (decl.ty, decl.name.clone());
                let place = self.local_place(*local);
                self.unbind(place, ty, name, UnboundKind::Local);
            }
            TargetKind::Outer { depth, local } => {
                if let Some((owner, place)) = self.outer_place(*depth, *local) {
                    let decl = &self.cx.module.funcs[owner].locals[*local];
                    let (ty, name) = (decl.ty, decl.name.clone());
                    self.unbind(place, ty, name, UnboundKind::Free);
                }
            }
            TargetKind::Global(name) => {
                let name = self.name_value(name);
                let _ = self.call_rt("__cyrus_del_global", vec![name]);
            }
            TargetKind::ClassName { namespace, name, .. } => {
                let name = self.name_value(name);
                let namespace = self.read_local(*namespace);
                let _ = self.call_rt("__cyrus_del_class_name", vec![namespace, name]);
            }
            TargetKind::Attr { object, name } => {
                let object = self.expr(object);
                let name = self.name_value(name);
                let _ = self.call_rt("__cyrus_setattr", vec![object, name, Value::null()]);
            }
            TargetKind::ExtField { object, class, field, none_check } => {
                // An object attribute of an extension type cannot be absent: None takes its place.
                let decl = &self.cx.module.types.classes[*class].fields[*field as usize];
                let (ty, name) = (decl.ty, decl.name.clone());
                let (place, owner) =
                    self.ext_field_place(object, *class, *field, none_check.then_some(&*name));
                if self.cx.is_object(ty) {
                    self.store(place, &CTy::Ty(ty), Value::constant(Const::None));
                } else if self.types().is_unique(ty) {
                    self.unbind(place, ty, name, UnboundKind::Local);
                } else {
                    let _ = self.unsupported(target.span, "deleting this attribute");
                }
                self.drop_value(owner);
            }
            TargetKind::Item { object, index } => {
                let dict = matches!(self.kind(object.ty), Ty::Builtin(Builtin::Dict));
                let (container, index) = self.operand_pair(object, index);
                if dict {
                    self.subscript_none_check(&container);
                }
                let name = if dict { "PyDict_DelItem" } else { "PyObject_DelItem" };
                let _ = self.call_rt(name, vec![container, index]);
            }
            TargetKind::ItemInt { object, index, wraparound, .. } => {
                let name = match self.may_exceed(index) {
                    true => "__cyrus_delitem_unsigned",
                    false => "__cyrus_delitem_index",
                };
                let wrap = *wraparound && !self.is_non_negative(index);
                let (container, index) = self.operand_pair(object, index);
                let wrap = Value::int(wrap.into(), common::INT);
                let _ = self.call_rt(name, vec![container, index, wrap]);
            }
            TargetKind::SliceInt { object, lower, upper } => {
                let (container, start, stop, given) =
                    self.slice_bounds(object, lower.as_ref(), upper.as_ref());
                let given = Value::int(given, common::INT);
                let args = vec![container, start, stop, given, Value::null()];
                let _ = self.call_rt("__cyrus_setslice", args);
            }
            TargetKind::Unpack { before, star, after } => {
                for part in before.iter().chain(star.as_deref()).chain(after) {
                    self.delete_target(part);
                }
            }
            TargetKind::Discard => {}
            TargetKind::CVar(var) if self.cx.guarded.contains(var) => self.guarded_write(*var, None),
            TargetKind::CVar(var) => {
                let decl = &self.cx.module.cvars[*var];
                let (ty, name) = (decl.ty, decl.name.clone());
                self.unbind(Self::cvar_place(*var), ty, name, UnboundKind::Global);
            }
            TargetKind::CypField { object, owner, field } => {
                self.check_locked(object, target.span);
                let (place, object) = self.cyp_field_place(object, *owner, *field);
                self.unbind(place, target.ty, hir::Name::default(), UnboundKind::Local);
                self.drop_value(object);
            }
            TargetKind::Member { object, cname, arrow } if self.types().is_unique(target.ty) => {
                let place = if *arrow { None } else { self.lvalue(object) };
                let (place, owner) = match place {
                    Some(place) => (place.then(Proj::Field(cname.clone())), Value::void()),
                    None => self.member_place(object, cname, *arrow),
                };
                self.unbind(place, target.ty, hir::Name::default(), UnboundKind::Local);
                self.drop_value(owner);
            }
            TargetKind::Deref(pointer) if self.types().is_unique(target.ty) => {
                let place = self.deref_place(pointer);
                self.unbind(place, target.ty, hir::Name::default(), UnboundKind::Local);
            }
            TargetKind::CItem { object, index }
                if self.types().is_cyp(target.ty) || self.types().is_unique(target.ty) =>
            {
                let place = match self.kind(object.ty) {
                    Ty::Array(..) => self.lvalue(object),
                    _ => None,
                };
                let place = match place {
                    Some(place) => {
                        let index = self.expr(index);
                        place.then(Proj::Index(index.op))
                    }
                    None => self.c_item_place(object, index),
                };
                self.unbind(place, target.ty, hir::Name::default(), UnboundKind::Local);
            }
            TargetKind::CypItem { .. }
            | TargetKind::CSetter { .. }
            | TargetKind::Member { .. }
            | TargetKind::CItem { .. }
            | TargetKind::CSlice { .. }
            | TargetKind::Deref(_)
            | TargetKind::CppItem { .. }
            | TargetKind::MemViewItem { .. }
            | TargetKind::MemViewAssign { .. }
            | TargetKind::BufferItem { .. } => {
                let _ = self.unsupported(target.span, "deleting this target");
            }
        }
    }

    fn unbind(&mut self, place: Place, ty: TyId, name: hir::Name, kind: UnboundKind) {
        let unnamed = name.is_empty();
        if !unnamed {
            self.check_bound(place.clone(), ty, name, kind);
        }
        let counting = self.types().counting(ty);
        if counting == Counting::None && unnamed && self.types().holds_cyp(ty) {
            self.emit(StmtKind::CppDestroy { place, ty });
            return;
        }
        if counting == Counting::None {
            let _ = self.unsupported(self.span, "deleting a variable of a C type");
            return;
        }
        self.emit(StmtKind::Clear { place, kind: counting });
    }

    /// The values of a range, converted to the loop variable's type.
    pub(crate) fn counter_value(&self, counter: mir::MLocal, ty: TyId) -> Value {
        Value { op: Operand::local(counter), ty: CTy::Ty(ty), own: Own::Plain }
    }
}

/// The number of elements of an array.
pub(crate) fn array_len(len: &ArrayLen) -> Operand {
    Operand::Const(match len {
        ArrayLen::Known(n) => Const::Int((*n).into(), common::SSIZE_T),
        ArrayLen::C(text) => Const::Text(format!("(Py_ssize_t)({text})").into(), common::SSIZE_T),
    })
}
