//! `def` functions, and the Python face of `cpdef` functions.

use super::new_body;
use crate::builder::FnBuilder;
use crate::context::Cx;
use crate::value::{Own, Value};
use cyrus_hir as hir;
use cyrus_mir as mir;
use cyrus_types::{Ty, common};
use hir::{CFuncInfo, CoroutineKind, DefInfo, FuncId, ParamKind};
use mir::{BodyAbi, CTy, Const, MLocal, Operand};

/// A function that is reached through Python only.
pub(crate) fn lower_def(cx: &mut Cx<'_>, id: FuncId, def: &DefInfo) {
    let func = &cx.module.funcs[id];
    let abi = python_abi(func, def);
    let body = new_body(func, id, func.cname.clone(), abi, CTy::Ty(common::OBJECT));
    let mut b = FnBuilder::new(cx, id, body);
    b.prepare_exit(Some(Operand::Const(Const::Null)));
    b.python_entry(def);
    if func.coroutine == CoroutineKind::None {
        b.block_stmts(&func.body);
        b.return_value(None);
    } else {
        b.create_generator();
    }
    b.finish_exit();
    let body = b.cx.body_of(id);
    b.finish(body);
    if func.coroutine != CoroutineKind::None {
        super::generator::lower_step(cx, id);
    }
}

/// How Python hands over the arguments. Methods of extension types with no or one plain parameter have
/// cheaper conventions.
fn python_abi(func: &hir::Func, def: &DefInfo) -> BodyAbi {
    if func.params.first().is_some_and(|p| p.kind == ParamKind::Star) {
        return BodyAbi::Fastcall;
    }
    let params = &func.params[usize::from(def.implicit_self).min(func.params.len())..];
    match params {
        [] if def.class.is_some() && def.implicit_self => BodyAbi::NoArgs,
        [one]
            if def.class.is_some()
                && def.implicit_self
                && one.default.is_none()
                && (one.kind == ParamKind::PositionalOnly
                    || (one.kind == ParamKind::Normal && !func.directives.always_allow_keywords)) =>
        {
            BodyAbi::OneArg
        }
        _ => BodyAbi::Fastcall,
    }
}

/// The wrapper through which Python calls a `cpdef` function.
pub(crate) fn lower_python_face(cx: &mut Cx<'_>, id: FuncId, info: &CFuncInfo, def: &DefInfo) {
    let func = &cx.module.funcs[id];
    let abi = python_abi(func, def);
    let name = crate::naming::python_wrapper(func);
    let body = new_body(func, id, name, abi, CTy::Ty(common::OBJECT));
    let mut b = FnBuilder::new(cx, id, body);
    b.prepare_exit(Some(Operand::Const(Const::Null)));
    b.python_entry(def);
    let args: Vec<Value> = func.params.iter().map(|p| b.read_local(p.local)).collect();
    let implementation = b.cx.body_of(id);
    let sig = &b.types().funcs[info.sig];
    let ret = sig.ret;
    let optional = sig.optional as usize;
    let mut args = args;
    if optional > 0 {
        let given = args.split_off(args.len() - optional);
        let options = b.options_struct(info.sig, &given);
        args.push(options);
    }
    // Python found this method: an override further down is not asked again.
    let result = b.emit_c_call(mir::Callee::Body(implementation), info.sig, args, Vec::new(), false);
    let result = if matches!(b.kind(ret), Ty::Void) {
        Value::constant(Const::None)
    } else if let Some((local, shown)) = &def.result {
        b.bind_param(*local, result);
        let shown = b.expr(shown);
        b.own(shown)
    } else if result.own == Own::Plain {
        b.boxed(result, ret, common::OBJECT)
    } else {
        result
    };
    b.return_value(Some(result));
    b.finish_exit();
    let done = b.body;
    cx.program.bodies.push(done);
}

impl FnBuilder<'_, '_> {
    /// Brings the arguments of a Python call into the parameters' variables.
    pub(crate) fn python_entry(&mut self, def: &DefInfo) {
        let c_self = self.param("self", CTy::Ty(common::OBJECT));
        self.c_self = Some(c_self);
        let abi = self.body.abi.clone();
        let one_arg = (abi == BodyAbi::OneArg).then(|| self.param("arg", CTy::Ty(common::OBJECT)));
        // Functions in a type's method table get the instance; all others are function objects.
        let is_function_object = !def.implicit_self;
        if is_function_object && def.binding {
            self.find_closure(c_self);
        } else if is_function_object && self.func.uses_outer {
            // A plain builtin function has no room for more than its closure.
            self.closure = Some(mir::Place::local(c_self));
        }
        let function = is_function_object.then_some(c_self);
        // `def method(*args)`: the tuple starts with the instance.
        let in_star =
            def.implicit_self && self.func.params.first().is_some_and(|p| p.kind == ParamKind::Star);
        let skip = usize::from(def.implicit_self && !in_star).min(self.func.params.len());
        let parsed = match (abi, one_arg) {
            (BodyAbi::NoArgs, _) => Vec::new(),
            (BodyAbi::OneArg, Some(arg)) => vec![(skip, arg)],
            _ => self.parse_arguments(skip),
        };
        self.make_scope();
        if self.func.coroutine != CoroutineKind::None {
            self.make_frame();
        }
        if skip == 1 {
            self.bind_self(c_self);
        }
        if in_star && let Some((_, star)) = parsed.first() {
            self.prepend_self(c_self, *star);
        }
        self.bind_arguments(parsed, function);
    }

    /// Puts the instance at the head of the `*args` tuple.
    fn prepend_self(&mut self, c_self: MLocal, star: MLocal) {
        self.push_owned(star, cyrus_types::Counting::Python);
        let instance = Value::borrowed(Operand::local(c_self), common::OBJECT);
        let head = self.build(mir::BuildKind::Tuple, vec![instance]);
        let rest = Value::borrowed(Operand::local(star), common::TUPLE);
        let all = self.call_rt_typed("PySequence_Concat", vec![head, rest], common::TUPLE);
        let op = self.take(all);
        self.emit(mir::StmtKind::Decref {
            value: Operand::local(star),
            kind: cyrus_types::Counting::Python,
            nullable: false,
            kept: false,
        });
        self.set(star, op);
        self.release(star);
    }

    fn bind_self(&mut self, c_self: MLocal) {
        let param = &self.func.params[0];
        let value = Value::borrowed(Operand::local(c_self), param.ty);
        self.bind_param(param.local, value);
    }
}
