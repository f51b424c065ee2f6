//! `cdef` functions and the C side of `cpdef` functions.

use super::new_body;
use crate::builder::FnBuilder;
use crate::cleanup::Cleanup;
use crate::context::Cx;
use crate::value::{Own, Value};
use cyrus_hir as hir;
use cyrus_mir as mir;
use cyrus_types::{Counting, ExcSpec, FuncTyId, Ty, TyId, common};
use hir::{CFuncInfo, FuncId, FuncKind, Param, ParamDefault};
use mir::{
    BodyAbi, CBinOp, CTy, Callee, Const, GilOp, LocalKind, MLocal, Operand, Place, Proj, Rvalue, StmtKind,
};

/// A function with a C signature.
pub(crate) fn lower_c(cx: &mut Cx<'_>, id: FuncId, info: &CFuncInfo) {
    let func = &cx.module.funcs[id];
    let sig = &cx.module.types.funcs[info.sig];
    let body = new_body(func, id, func.cname.clone(), BodyAbi::C, CTy::Ty(sig.ret));
    let mut b = FnBuilder::new(cx, id, body);
    b.prepare_c_exit(info.sig);
    b.c_entry(info.sig);
    b.block_stmts(&func.body);
    b.return_value(None);
    b.finish_exit();
    let body = b.cx.body_of(id);
    b.finish(body);
    if let (FuncKind::CPdef(..), Some(class), false) = (&func.kind, info.class, info.is_static) {
        let class = &cx.module.types.classes[class];
        let final_method = class.methods.iter().any(|m| m.final_ && m.name == func.name);
        if !class.final_ && !final_method {
            lower_dispatcher(cx, id, info);
        }
    }
}

/// The vtable's entry of a `cpdef` method: a method of a Python subclass goes first.
fn lower_dispatcher(cx: &mut Cx<'_>, id: FuncId, info: &CFuncInfo) {
    let func = &cx.module.funcs[id];
    let sig = &cx.module.types.funcs[info.sig];
    let name = format!("{}_dispatch", func.cname).into();
    let body = new_body(func, id, name, BodyAbi::C, CTy::Ty(sig.ret));
    let mut b = FnBuilder::new(cx, id, body);
    b.prepare_c_exit(info.sig);
    let params: Vec<MLocal> = b.declare_params(info.sig);
    let options = b.options_param(info.sig);
    let passed: Vec<Value> =
        params.iter().zip(&sig.params).map(|(&p, ty)| b.loaded(Place::local(p), ty.ty)).collect();
    // Most instances are of types that cannot override anything: they cost this one question, and no GIL.
    let may = b.call_rt("__cyrus_may_override", vec![passed[0].clone()]);
    let (look, ours) = (b.cold_block(), b.block());
    b.branch(may.op, look, ours);
    b.enter(look);
    b.with_gil_held(|b| {
        let wrapper = Operand::Const(Const::Object(
            format!("(PyCFunction){}", crate::naming::python_wrapper(func)).into(),
        ));
        let this = passed[0].clone();
        let name = b.name_value(&func.name);
        let found = b.temp(common::OBJECT);
        b.call_plain("__cyrus_override", vec![this.op, name.op, wrapper], Some(found));
        let null = Operand::Const(Const::Null);
        let test = b.compute(common::BINT, Rvalue::Binary(CBinOp::Ne, Operand::local(found), null));
        let (overridden, none) = (b.cold_block(), b.cold_block());
        b.branch(test.op, overridden, none);
        b.enter(overridden);
        let method = b.owned(found);
        let mut args = Vec::new();
        for (value, param) in passed.iter().zip(&sig.params).skip(1) {
            args.push(if b.cx.is_object(param.ty) {
                value.clone()
            } else {
                b.boxed(value.clone(), param.ty, common::OBJECT)
            });
        }
        // It is passed every argument: its own defaults, if any, count when Python calls it.
        if let Some(options) = options {
            for (i, param) in func.params[params.len()..].iter().enumerate() {
                let variable = b.optional_argument(param, i, options);
                let value = match b.types().counting(param.ty) {
                    Counting::None => Value::plain(Operand::local(variable), param.ty),
                    _ => b.owned(variable),
                };
                args.push(if b.cx.is_object(param.ty) {
                    value
                } else {
                    b.boxed(value, param.ty, common::OBJECT)
                });
            }
        }
        let result = b.call_object(method, args);
        let result = if matches!(b.kind(sig.ret), Ty::Void) {
            b.drop_value(result);
            None
        } else if b.cx.is_object(sig.ret) {
            b.type_test(&result, sig.ret, true);
            Some(result)
        } else {
            Some(b.unboxed(result, sig.ret))
        };
        b.return_value(result);
        b.enter(none);
        // NULL may also be an error.
        b.call_plain("PyErr_Occurred", Vec::new(), Some(found));
        let null = Operand::Const(Const::Null);
        let failed = b.compute(common::BINT, Rvalue::Binary(CBinOp::Ne, Operand::local(found), null));
        b.fail_if(failed.op);
    });
    b.goto(ours);
    b.enter(ours);
    let implementation = b.cx.body_of(id);
    let mut args = passed.clone();
    if let Some(options) = options {
        args.push(Value::plain(Operand::local(options), b.ty_of(options)));
    }
    let result = b.pass_on(Callee::Body(implementation), info.sig, args);
    let void = matches!(b.kind(sig.ret), Ty::Void);
    b.return_value((!void).then_some(result));
    b.finish_exit();
    let done = b.body;
    let dispatcher = cx.program.bodies.push(done);
    cx.program.dispatchers.push((id, dispatcher));
}

impl FnBuilder<'_, '_> {
    /// Exits by the function's exception specification.
    pub(crate) fn prepare_c_exit(&mut self, sig: FuncTyId) {
        let func = &self.types().funcs[sig];
        self.gil = !func.nogil || func.with_gil;
        self.body.nogil = func.nogil && !func.with_gil;
        let error_value = match self.kind(func.ret) {
            Ty::Void => None,
            _ => self.error_value(func.ret, &func.exception),
        };
        self.prepare_exit(error_value);
        let counted = self.cx.is_object(func.ret);
        self.exit.noexcept = matches!(func.exception, ExcSpec::None) && !counted;
        if func.with_gil {
            let state = self.text_temp("PyGILState_STATE");
            self.emit(StmtKind::Gil(GilOp::Ensure, state));
            self.gil_state = Some(state);
        }
    }

    /// C variables for the parameters that are always passed.
    pub(crate) fn declare_params(&mut self, sig: FuncTyId) -> Vec<MLocal> {
        let func = &self.types().funcs[sig];
        let required = func.params.len() - func.optional as usize;
        let mut all = Vec::new();
        for (i, param) in func.params.iter().take(required).enumerate() {
            let name = match self.func.params.get(i) {
                Some(p) => p.name.clone(),
                None => format!("a{i}").into(),
            };
            all.push(self.param(&name, CTy::Ty(param.ty)));
        }
        all
    }

    /// The parameter with the optional arguments, if there are any.
    pub(crate) fn options_param(&mut self, sig: FuncTyId) -> Option<MLocal> {
        let func = &self.types().funcs[sig];
        let ty = format!("struct __cyrus_opt_{} *", sig.0);
        (func.optional > 0).then(|| self.param("options", CTy::Text(ty.into())))
    }

    /// Brings C parameters into the variables of the HIR.
    fn c_entry(&mut self, sig: FuncTyId) {
        let params = self.declare_params(sig);
        let options = self.options_param(sig);
        self.make_scope();
        let func = self.func;
        for (param, &local) in func.params.iter().zip(&params) {
            self.at(param.span, |b| b.bind_c_param(param, local));
        }
        if let Some(options) = options {
            for (i, param) in func.params[params.len()..].iter().enumerate() {
                self.at(param.span, |b| b.bind_optional(param, i, options));
            }
        }
    }

    pub(super) fn bind_c_param(&mut self, param: &Param, local: MLocal) {
        let mut value = self.loaded(Place::local(local), param.ty);
        if self.owns_param(param) {
            // Handed over by the caller.
            self.push_owned(local, Counting::Cyp);
            value.own = Own::Temp(local);
        }
        self.acquire_buffer(param.local, &value, None);
        self.bind_param(param.local, value);
    }

    /// Binds a parameter to an argument from the options struct, or its default.
    pub(super) fn bind_optional(&mut self, param: &Param, index: usize, options: MLocal) {
        let variable = self.optional_argument(param, index, options);
        self.acquire_buffer(param.local, &Value::borrowed(Operand::local(variable), param.ty), None);
        if self.borrows_optional(param) {
            self.bind_param(param.local, Value::borrowed(Operand::local(variable), param.ty));
        } else {
            self.adopt_param(param.local, variable, param.ty);
        }
    }

    /// Without the GIL nothing may be counted: the caller's reference, or that of the kept value, has to do.
    fn borrows_optional(&self, param: &Param) -> bool {
        !self.gil && self.cx.is_object(param.ty)
    }

    /// A variable that holds an argument from the options struct, or its default.
    fn optional_argument(&mut self, param: &Param, index: usize, options: MLocal) -> MLocal {
        let variable = self.local(Some(param.name.clone()), CTy::Ty(param.ty), LocalKind::Variable);
        let fields = Place::local(options).then(Proj::Deref);
        let (given, count, absent, after) = (self.block(), self.block(), self.block(), self.block());
        let null = Operand::Const(Const::Null);
        let any = self.compute(common::BINT, Rvalue::Binary(CBinOp::Ne, Operand::local(options), null));
        self.branch(any.op, count, absent);
        self.enter(count);
        let n = Operand::Copy(fields.clone().then(Proj::Field("n".into())));
        let index_op = Operand::Const(Const::Int(index as i128, common::INT));
        let enough = self.compute(common::BINT, Rvalue::Binary(CBinOp::Gt, n, index_op));
        self.branch(enough.op, given, absent);
        self.enter(given);
        let borrowed = self.borrows_optional(param);
        let value = self.loaded(fields.then(Proj::Field(format!("a{index}").into())), param.ty);
        let op = if borrowed { value.op } else { self.take(value) };
        self.set(variable, op);
        self.goto(after);
        self.enter(absent);
        match &param.default {
            Some(ParamDefault::Constant(default)) if borrowed => {
                let value = self.expr(default);
                self.set(variable, value.op);
            }
            Some(ParamDefault::Constant(default)) => {
                let value = self.owned_expr(default);
                let value = self.converted(value, default.ty, param.ty);
                let op = self.take(value);
                self.set(variable, op);
            }
            Some(ParamDefault::Dynamic(_)) => {
                let position = self.func.params.iter().position(|p| p.local == param.local);
                let value = self.kept_default(self.func_id, position.unwrap_or_default());
                let op = if borrowed { value.op } else { self.take(value) };
                self.set(variable, op);
            }
            Some(ParamDefault::Unknown) | None => {
                let _ = self.unsupported(param.span, "a default value that is not known here");
            }
        }
        self.goto(after);
        self.enter(after);
        variable
    }

    /// Makes a variable that owns its value a parameter's variable.
    fn adopt_param(&mut self, local: hir::LocalId, variable: MLocal, ty: TyId) {
        match self.types().counting(ty) {
            Counting::None => {
                let value = Value::plain(Operand::local(variable), ty);
                self.bind_param(local, value);
            }
            kind => {
                self.cleanup.push(Cleanup::Drop(variable, kind));
                let value = Value { op: Operand::local(variable), ty: CTy::Ty(ty), own: Own::Temp(variable) };
                self.bind_param(local, value);
            }
        }
    }
}
