//! Special methods of extension types: bodies with the C signature of their slot.

use super::new_body;
use crate::builder::FnBuilder;
use crate::context::Cx;
use crate::value::Value;
use cyrus_hir as hir;
use cyrus_mir as mir;
use cyrus_types::{ClassId, Ty, common};
use hir::{CoroutineKind, DefInfo, FuncId, Param, ParamKind};
use mir::{BodyAbi, CTy, Const, MLocal, Operand, SlotParam, SlotRet, SlotSig, StmtKind};

const SELF: &[SlotParam] = &[SlotParam::Object];
const SELF_VALUE: &[SlotParam] = &[SlotParam::Object, SlotParam::Object];

/// A special method or an accessor of a property.
pub(crate) fn lower_slot(cx: &mut Cx<'_>, id: FuncId, class: ClassId, slot: &str, def: &DefInfo) {
    let func = &cx.module.funcs[id];
    let sig = accessor_signature(cx, id, class).or_else(|| mir::slot_signature(slot));
    let Some(sig) = sig else {
        // Python reaches it by its name only.
        return super::def::lower_def(cx, id, def);
    };
    let ret = match sig.ret {
        SlotRet::Object => common::OBJECT,
        SlotRet::Int => common::INT,
        SlotRet::Size => common::SSIZE_T,
        SlotRet::Hash => common::HASH,
        SlotRet::Void => common::VOID,
    };
    let body = new_body(func, id, func.cname.clone(), sig.abi(), CTy::Ty(ret));
    let mut b = FnBuilder::new(cx, id, body);
    let error_value = match sig.ret {
        SlotRet::Object => Some(Operand::Const(Const::Null)),
        SlotRet::Int | SlotRet::Size | SlotRet::Hash => Some(Operand::Const(Const::Int(-1, ret))),
        SlotRet::Void => None,
    };
    b.prepare_exit(error_value);
    b.exit.noexcept = sig.ret == SlotRet::Void;
    b.slot_entry(sig);
    if func.coroutine != CoroutineKind::None {
        b.create_generator();
    } else {
        b.block_stmts(&func.body);
        b.return_value(None);
    }
    b.finish_exit();
    let body = b.cx.body_of(id);
    b.finish(body);
    if func.coroutine != CoroutineKind::None {
        super::generator::lower_step(cx, id);
    }
}

/// Accessors of properties have signatures of their own, whatever they are called.
fn accessor_signature(cx: &Cx<'_>, id: FuncId, class: ClassId) -> Option<SlotSig> {
    let class = cx.module.classes.iter().find(|c| c.class == class)?;
    let sig = |params, ret| Some(SlotSig { params, ret, tuple_dict: false });
    class.properties.iter().find_map(|p| {
        if p.get == Some(id) {
            sig(SELF, SlotRet::Object)
        } else if p.set == Some(id) {
            sig(SELF_VALUE, SlotRet::Int)
        } else if p.del == Some(id) {
            sig(SELF, SlotRet::Int)
        } else {
            None
        }
    })
}

impl FnBuilder<'_, '_> {
    fn slot_entry(&mut self, sig: SlotSig) {
        let func = self.func;
        if sig.tuple_dict {
            let c_self = self.param("self", CTy::Ty(common::OBJECT));
            self.c_self = Some(c_self);
            let parsed = self.parse_arguments(1.min(func.params.len()));
            self.start_scope();
            if let Some(this) = func.params.first() {
                self.bind_slot_param(this, SlotParam::Object, c_self);
            }
            self.bind_arguments(parsed, None);
            return;
        }
        let mut locals: Vec<MLocal> = Vec::new();
        for (i, kind) in sig.params.iter().enumerate() {
            let name = func.params.get(i).map_or_else(|| format!("a{i}").into(), |p| p.name.clone());
            let ty = match kind {
                SlotParam::Object | SlotParam::ObjectOrNull => CTy::Ty(common::OBJECT),
                SlotParam::Int => CTy::Ty(common::INT),
                SlotParam::Buffer => CTy::Text("Py_buffer *".into()),
            };
            locals.push(self.param(&name, ty));
        }
        self.c_self = locals.first().copied();
        self.start_scope();
        for (i, param) in func.params.iter().enumerate() {
            match (locals.get(i), sig.params.get(i), param.kind) {
                (Some(&local), Some(&kind), ParamKind::Normal | ParamKind::PositionalOnly) => {
                    self.at(param.span, |b| b.bind_slot_param(param, kind, local));
                }
                _ => {
                    let _ = self.unsupported(param.span, "this parameter of a special method");
                }
            }
        }
        // The slot of a power has a modulus, which is None when there is none.
        for (i, &extra) in locals.iter().enumerate().skip(func.params.len()) {
            let none = Operand::Const(Const::None);
            let given =
                self.compute(common::BINT, mir::Rvalue::Binary(mir::CBinOp::Ne, Operand::local(extra), none));
            let name = format!("{}.{}", self.cx.module.name, func.qualname);
            let count = |n: usize| Value::int(n as i128, common::INT);
            let args = vec![Value::cstr(&name), count(sig.params.len()), count(i)];
            self.when_unlikely(given.op, |b| b.call_raise("__cyrus_slot_arity_error", args));
        }
    }

    fn start_scope(&mut self) {
        self.make_scope();
        if self.func.coroutine != CoroutineKind::None {
            self.make_frame();
        }
    }

    fn bind_slot_param(&mut self, param: &Param, kind: SlotParam, local: MLocal) {
        match kind {
            SlotParam::Object | SlotParam::ObjectOrNull => {
                let object = Value::borrowed(Operand::local(local), common::OBJECT);
                let value = if self.cx.is_object(param.ty) {
                    let is_self = self.func.params.first().is_some_and(|p| p.local == param.local);
                    if !is_self {
                        self.test_argument(param, &object);
                    }
                    Value { ty: CTy::Ty(param.ty), ..object }
                } else {
                    self.unboxed(object, param.ty)
                };
                self.bind_param(param.local, value);
            }
            SlotParam::Int => {
                let value = Value::plain(Operand::local(local), common::INT);
                let value = if self.cx.is_object(param.ty) {
                    self.boxed(value, common::INT, param.ty)
                } else {
                    value
                };
                self.bind_param(param.local, value);
            }
            SlotParam::Buffer => {
                let value = Value::plain(Operand::local(local), param.ty);
                self.bind_param(param.local, value);
            }
        }
    }

    /// Whether the C function only reports success: `__init__`, `__setitem__`, setters …
    pub(crate) fn returns_status(&self) -> bool {
        let hir::FuncKind::Slot { slot, .. } = &self.func.kind else { return false };
        let c_int = self.body.ret == CTy::Ty(common::INT);
        c_int && !matches!(slot.as_str(), "__contains__" | "__bool__" | "__nonzero__")
    }

    /// The value of a special method as its slot wants it.
    pub(crate) fn slot_result(&mut self, value: Value) -> Value {
        let (BodyAbi::C | BodyAbi::TupleDict, hir::FuncKind::Slot { slot, .. }) =
            (&self.body.abi, &self.func.kind)
        else {
            return value;
        };
        if slot != "__hash__" || !matches!(&value.ty, CTy::Ty(ty) if matches!(self.kind(*ty), Ty::Int(_))) {
            return value;
        }
        // -1 means an error to Python.
        let hash = self.local(None, CTy::Ty(common::HASH), mir::LocalKind::Temp);
        self.emit(StmtKind::Assign {
            dest: mir::Place::local(hash),
            value: mir::Rvalue::Cast(CTy::Ty(common::HASH), value.op),
        });
        let minus = |n| Operand::Const(Const::Int(n, common::HASH));
        let test =
            self.compute(common::BINT, mir::Rvalue::Binary(mir::CBinOp::Eq, Operand::local(hash), minus(-1)));
        self.compute(common::HASH, mir::Rvalue::Select(test.op, minus(-2), Operand::local(hash)))
    }
}
