//! Calls of C functions and methods.

use crate::builder::FnBuilder;
use crate::exc_spec::check_after_call;
use crate::value::{Own, Value};
use cyrus_arena::Id as _;
use cyrus_hir as hir;
use cyrus_mir as mir;
use cyrus_types::{Counting, CppHandler, CppMethod, ExcSpec, ExcValue, FuncTyId, Ty, TyId, common};
use hir::{CCall, Expr};
use mir::{CTy, Callee, Const, Operand, Place, Rvalue, StmtKind};

impl FnBuilder<'_, '_> {
    pub(crate) fn c_call(&mut self, call: &CCall) -> Value {
        let into = self.cpp_dest.take();
        let sig = &self.types().funcs[call.sig];
        // The function pointer or the object of a C++ method is evaluated before the arguments.
        let lead: Option<&Expr> = match &call.callee {
            hir::Callee::Pointer(pointer) => Some(pointer),
            hir::Callee::CppMethod { object, .. } => Some(object),
            hir::Callee::Func(_)
            | hir::Callee::Virtual { .. }
            | hir::Callee::Direct { .. }
            | hir::Callee::CppFunc { .. } => None,
        };
        let object_place = match &call.callee {
            // A C++ object is called in place, never copied.
            hir::Callee::CppMethod { object, arrow: false, .. } => self.lvalue(object),
            _ => None,
        };
        let lead_value = match (lead, &object_place) {
            (Some(_), Some(place)) => Some(Value::plain(Operand::Copy(place.clone()), common::VOID_PTR)),
            (Some(lead), None) => {
                let value = self.expr(lead);
                let pure = call.args.iter().all(super::is_pure);
                Some(if pure { value } else { self.stable(value) })
            }
            (None, _) => None,
        };
        let mut args = match self.swapped(call) {
            Some(places) => places,
            None => self.operands(&call.args),
        };
        self.none_argument_checks(call, &args);
        let lead_op = lead_value.as_ref().map(|v| v.op.clone());
        let mut kept: Vec<Value> = lead_value.into_iter().collect();
        let callee = match (&call.callee, lead_op) {
            (hir::Callee::Func(func), _) => Callee::CFunc(*func),
            (hir::Callee::Pointer(_), Some(op)) => Callee::Pointer(op),
            (hir::Callee::Virtual { class, method }, _) => Callee::Virtual { class: *class, method: *method },
            (hir::Callee::Direct { class, method }, _) => Callee::Direct { class: *class, method: *method },
            (hir::Callee::CppMethod { base, cname, arrow, template_args, .. }, Some(object)) => {
                Callee::CppMethod {
                    object,
                    base: *base,
                    cname: cname.clone(),
                    arrow: *arrow,
                    template_args: template_args.clone(),
                    sig: call.sig,
                }
            }
            (hir::Callee::CppFunc { class, cname, template_args }, _) => Callee::CppFunc {
                class: *class,
                cname: cname.clone(),
                template_args: template_args.clone(),
                sig: call.sig,
            },
            (hir::Callee::Pointer(_) | hir::Callee::CppMethod { .. }, None) => {
                return self.unsupported(self.span, "this call");
            }
        };
        if sig.optional > 0
            && let Some(options) = self.options_of(call)
        {
            let required = sig.params.len() - sig.optional as usize;
            let given = args.split_off(required.min(args.len()));
            let options = self.options_struct(options, &given);
            args.push(options);
            kept.extend(given);
        }
        let args = self.counted_arguments(args);
        let error = self.check_after(call.sig, call.nogil);
        self.emit_c_call_into(callee, call.sig, args, kept, error, into)
    }

    /// `swap(v[0], a)`: the places themselves, where no reference is counted anew.
    fn swapped(&mut self, call: &CCall) -> Option<Vec<Value>> {
        let hir::Callee::Func(func) = &call.callee else { return None };
        let func = &self.cx.module.cfuncs[*func];
        let std = func.cname == "swap" && func.namespace.as_deref() == Some("std");
        if !std || call.args.len() != 2 || !call.args.iter().all(|a| self.types().is_cyp(a.ty)) {
            return None;
        }
        let args = [as_written(&call.args[0]), as_written(&call.args[1])];
        let same = self.types().unqualified(args[0].ty) == self.types().unqualified(args[1].ty);
        let mut places = Vec::new();
        for arg in args {
            match self.reference_place(arg) {
                Some(place) if same => {
                    places.push(Value { own: Own::Borrowed, ..Value::plain(Operand::Copy(place), arg.ty) });
                }
                _ => places.push(self.unsupported(arg.span, "exchanging these references")),
            }
        }
        Some(places)
    }

    /// Callers see to it that no None comes where the annotation of a parameter excludes it.
    fn none_argument_checks(&mut self, call: &CCall, args: &[Value]) {
        let params = &self.types().funcs[call.sig].params;
        for (param, value) in params.iter().zip(args) {
            if param.not_none && param.ty != common::OBJECT && self.cx.is_object(param.ty) {
                let none = Operand::Const(Const::None);
                let test =
                    self.compute(common::BINT, Rvalue::Binary(mir::CBinOp::Eq, value.op.clone(), none));
                self.when_unlikely(test.op, |b| b.call_raise("__cyrus_raise_none_argument", Vec::new()));
            }
        }
    }

    /// The signature whose structure of optional arguments a function takes. Functions of C++ have default arguments
    /// of their own.
    fn options_of(&self, call: &CCall) -> Option<FuncTyId> {
        match &call.callee {
            hir::Callee::CppMethod { object, base, cname, .. } => {
                let ty = self.types().resolved(base.unwrap_or(object.ty));
                self.written_options(self.types().pointee(ty).unwrap_or(ty), cname, call.sig)
            }
            hir::Callee::CppFunc { class, cname, .. } => self.written_options((*class)?, cname, call.sig),
            callee => (!self.is_cpp_function(callee)).then_some(call.sig),
        }
    }

    /// The same for a method (`<init>`: the constructor) of a C++ class that is written in Cython: its own signature with `this`.
    pub(crate) fn written_options(&self, class: TyId, cname: &str, sig: FuncTyId) -> Option<FuncTyId> {
        let Ty::Cpp(id, _) = *self.kind(class) else { return None };
        let class = &self.types().cpp_classes[id];
        let named = |m: &&CppMethod| if cname == "<init>" { m.name == cname } else { m.cname == cname };
        if class.methods.iter().any(|m| named(&m)) {
            let method = class.methods.iter().filter(named).find(|m| m.sig == sig)?;
            return Some(self.cx.module.cfuncs[hir::CFuncId::from_index(method.func? as usize)].sig);
        }
        class.bases.iter().find_map(|&base| self.written_options(base, cname, sig))
    }

    /// C++ functions have default arguments of their own.
    fn is_cpp_function(&self, callee: &hir::Callee) -> bool {
        match callee {
            hir::Callee::Func(func) => {
                let func = &self.cx.module.cfuncs[*func];
                func.origin == cyrus_types::Origin::Extern
            }
            _ => false,
        }
    }

    /// The trailing optional arguments: address of a filled struct, or NULL.
    pub(crate) fn options_struct(&mut self, sig: FuncTyId, given: &[Value]) -> Value {
        if given.is_empty() {
            return Value::null();
        }
        let name = format!("struct __cyrus_opt_{}", sig.0);
        let options = self.text_temp(&name);
        let mut fields = vec![("n".into(), Operand::Const(Const::Int(given.len() as i128, common::INT)))];
        for (i, value) in given.iter().enumerate() {
            fields.push((format!("a{i}").into(), value.op.clone()));
        }
        self.assign(Place::local(options), Rvalue::Aggregate(CTy::Text(name.as_str().into()), fields));
        let address = self.address_of(Place::local(options), &format!("{name} *"));
        Value::plain(address, CTy::Text(format!("{name} *").into()))
    }

    /// Emits the call with the check that the signature asks for. `kept` holds values that must live until
    /// the call is done, without being arguments.
    pub(crate) fn emit_c_call(
        &mut self,
        callee: Callee,
        sig: FuncTyId,
        args: Vec<Value>,
        kept: Vec<Value>,
        nogil: bool,
    ) -> Value {
        let error = self.check_after(sig, nogil);
        self.emit_c_call_into(callee, sig, args, kept, error, None)
    }

    fn check_after(&self, sig: FuncTyId, nogil: bool) -> mir::ErrorCheck {
        check_after_call(self.cx, &self.types().funcs[sig], nogil || !self.gil)
    }

    /// Calls a function of the current one's signature whose result is returned at once, an error included: whoever
    /// called looks for it.
    pub(crate) fn pass_on(&mut self, callee: Callee, sig: FuncTyId, args: Vec<Value>) -> Value {
        let error = match self.check_after(sig, !self.gil) {
            error @ mir::ErrorCheck::Cpp { .. } => error,
            _ => mir::ErrorCheck::None,
        };
        self.emit_c_call_into(callee, sig, args, Vec::new(), error, None)
    }

    /// The same, with a place for a C++ object that is returned.
    fn emit_c_call_into(
        &mut self,
        callee: Callee,
        sig: FuncTyId,
        args: Vec<Value>,
        kept: Vec<Value>,
        error: mir::ErrorCheck,
        into: Option<Place>,
    ) -> Value {
        let func = &self.types().funcs[sig];
        let owned = self.owned_args(&callee, sig, &args);
        let mut borrowed = Vec::with_capacity(args.len());
        let mut ops = Vec::with_capacity(args.len());
        for (i, value) in args.into_iter().enumerate() {
            if owned.contains(&i) {
                ops.push(self.take(value));
            } else {
                ops.push(value.op.clone());
                borrowed.push(value);
            }
        }
        let args = borrowed;
        let func_ret = func.ret;
        let ret = self.types().unqualified(func_ret);
        let counted = self.types().counting(ret) != Counting::None;
        let dest = match self.kind(ret) {
            Ty::Void => None,
            _ if counted => Some(self.temp(ret)),
            _ => Some(self.result_temp(ret)),
        };
        let cpp = matches!(error, mir::ErrorCheck::Cpp { .. });
        if let Some(into) = into {
            self.emit_call(StmtKind::Call { dest: Some(into.clone()), callee, args: ops, error });
            self.drop_values(args);
            self.drop_values(kept);
            return Value::plain(Operand::Copy(into), ret);
        }
        self.emit_call(StmtKind::Call { dest: dest.map(Place::local), callee, args: ops, error });
        if let (true, true, Some(dest)) = (cpp, self.cx.is_object(ret), dest) {
            // No C++ exception, but perhaps a Python one.
            let null = Operand::Const(Const::Null);
            let failed =
                self.compute(common::BINT, Rvalue::Binary(mir::CBinOp::Eq, Operand::local(dest), null));
            self.fail_if(failed.op);
        }
        if let (Ty::MemView(_), Some(dest)) = (self.kind(ret), dest) {
            let owner = Operand::Copy(Place::local(dest).then(mir::Proj::Field("owner".into())));
            let null = Operand::Const(Const::Null);
            let failed = self.compute(common::BINT, Rvalue::Binary(mir::CBinOp::Eq, owner, null));
            self.fail_if(failed.op);
        }
        self.drop_arguments(args, func_ret);
        self.drop_arguments(kept, func_ret);
        let result = match dest {
            None => Value::void(),
            Some(dest) if counted => self.owned(dest),
            Some(dest) => Value::plain(Operand::local(dest), ret),
        };
        if let ExcSpec::Cpp { handler, maybe } = &func.exception
            && (*handler == CppHandler::Star || maybe.is_some())
        {
            self.check_python_error(&result, maybe.as_ref());
        }
        result
    }

    /// After a C++ function that may also set a Python exception: always, or for one return value.
    fn check_python_error(&mut self, result: &Value, maybe: Option<&ExcValue>) {
        let name = if self.gil { "PyErr_Occurred" } else { "__cyrus_err_occurred_nogil" };
        let after = self.block();
        if let (Some(maybe), CTy::Ty(ty)) = (maybe, &result.ty) {
            let value = crate::exc_spec::exc_operand(maybe, *ty);
            let look = self.block();
            let suspect =
                self.compute(common::BINT, Rvalue::Binary(mir::CBinOp::Eq, result.op.clone(), value));
            self.branch(suspect.op, look, after);
            self.enter(look);
        }
        let ty = if self.gil { common::OBJECT } else { common::INT };
        let occurred = self.local(None, CTy::Ty(ty), mir::LocalKind::Temp);
        self.call_plain(name, Vec::new(), Some(occurred));
        let zero = if self.gil { Const::Null } else { Const::Int(0, common::INT) };
        let set = self.compute(
            common::BINT,
            Rvalue::Binary(mir::CBinOp::Ne, Operand::local(occurred), Operand::Const(zero)),
        );
        self.fail_if(set.op);
        self.fall_into(after);
    }
}

/// A reference without its conversion to another class.
fn as_written(expr: &Expr) -> &Expr {
    match &expr.kind {
        hir::ExprKind::Coerce { kind: hir::Coercion::CypUpcast, value } => as_written(value),
        _ => expr,
    }
}
