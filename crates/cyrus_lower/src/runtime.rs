//! Calls of support functions and CPython's API: ownership and errors as `cyrus_rt_abi` declares them.

use crate::builder::FnBuilder;
use crate::value::{Own, Value, ValueTy};
use cyrus_hir as hir;
use cyrus_mir as mir;
use cyrus_rt_abi::{ErrorKind, Param, Ret, RtFn, rt_fn};
use cyrus_types::{ExcValue, common};
use mir::{Callee, Const, ErrorCheck, Operand, Place, StmtKind};

impl FnBuilder<'_, '_> {
    /// Looks a support function up; a missing one is reported as unsupported at the current position.
    pub(crate) fn check_runtime(&mut self, name: &str) -> Option<&'static RtFn> {
        let found = rt_fn(name);
        if found.is_none() {
            self.cx.unsupported(self.span, &format!("needs the support function '{name}'"));
        }
        found
    }

    /// Calls a support function; the result has the type the table says (objects: `object`).
    pub(crate) fn call_rt(&mut self, name: &str, args: Vec<Value>) -> Value {
        self.call_rt_as(name, args, None)
    }

    /// Calls a support function whose object result has a more precise type.
    pub(crate) fn call_rt_typed(&mut self, name: &str, args: Vec<Value>, ty: impl Into<ValueTy>) -> Value {
        let ty = Value::plain(Operand::Const(Const::Null), ty).ty;
        self.call_rt_as(name, args, Some(ty))
    }

    fn call_rt_as(&mut self, name: &str, args: Vec<Value>, ty: Option<mir::CTy>) -> Value {
        let Some(function) = self.check_runtime(name) else {
            self.drop_values(args);
            return Value::null();
        };
        if function.params.len() != args.len() {
            let what = format!("support function '{name}' with {} arguments", args.len());
            self.cx.unsupported(self.span, &what);
            self.drop_values(args);
            return Value::null();
        }
        let error = error_check(function);
        // Stolen references leave first: after the call they are gone, however it ends.
        let mut ops = Vec::with_capacity(args.len());
        let mut kept = Vec::new();
        for (value, param) in args.into_iter().zip(function.params) {
            match param {
                Param::Steal | Param::StealOrNull => ops.push(self.take(value)),
                Param::Obj | Param::ObjOrNull | Param::C(_) => {
                    ops.push(value.op.clone());
                    kept.push(value);
                }
            }
        }
        let (dest_ty, own) = match function.ret {
            Ret::New | Ret::NewOrNull => {
                (ty.unwrap_or(mir::CTy::Ty(common::OBJECT)), Own::Temp(mir::MLocal(0)))
            }
            Ret::Borrowed | Ret::BorrowedOrNull => {
                (ty.unwrap_or(mir::CTy::Ty(common::OBJECT)), Own::Borrowed)
            }
            Ret::Void => {
                let kind =
                    StmtKind::Call { dest: None, callee: Callee::Runtime(name.into()), args: ops, error };
                self.emit_call(kind);
                self.drop_values(kept);
                return Value::void();
            }
            Ret::C(text) => (ty.unwrap_or_else(|| c_type(text)), Own::Plain),
        };
        let dest = match own {
            Own::Temp(_) => self.temp(dest_ty.clone()),
            Own::Borrowed | Own::Plain => self.local(None, dest_ty.clone(), mir::LocalKind::Temp),
        };
        let kind = StmtKind::Call {
            dest: Some(Place::local(dest)),
            callee: Callee::Runtime(name.into()),
            args: ops,
            error,
        };
        self.emit_call(kind);
        let result = match own {
            Own::Temp(_) => {
                self.drop_values(kept);
                return self.owned(dest);
            }
            own => Value { op: Operand::local(dest), ty: dest_ty, own },
        };
        // A borrowed result usually belongs to an argument.
        let result = if function.ret == Ret::Borrowed { self.own(result) } else { result };
        self.drop_values(kept);
        result
    }

    /// [`hir::ExprKind::Runtime`]: where the function only reports success, the value is `None`.
    pub(crate) fn runtime_call(&mut self, name: &str, args: &[hir::Expr], ty: cyrus_types::TyId) -> Value {
        if name == "cython.view.array" {
            return self.view_array(args);
        }
        let args = self.operands(args);
        let gives_object = rt_fn(name).is_some_and(|f| !matches!(f.ret, Ret::Void | Ret::C(_)));
        if self.cx.is_object(ty) && !gives_object {
            let status = self.call_rt(name, args);
            self.drop_value(status);
            return Value::constant(Const::None);
        }
        self.call_rt_typed(name, args, ty)
    }

    /// Emits a call, with an error edge if it may fail.
    pub(crate) fn emit_call(&mut self, call: StmtKind) {
        match &call {
            StmtKind::Call { error: ErrorCheck::None, .. } => self.emit(call),
            _ => self.emit_fallible(call),
        }
    }

    /// A call whose result is a new reference or NULL for an error.
    pub(crate) fn call_new(&mut self, callee: Callee, args: Vec<Value>, ty: impl Into<ValueTy>) -> Value {
        let dest = self.temp(ty);
        let ops = args.iter().map(|v| v.op.clone()).collect();
        self.emit_fallible(StmtKind::Call {
            dest: Some(Place::local(dest)),
            callee,
            args: ops,
            error: ErrorCheck::Null,
        });
        self.drop_values(args);
        self.owned(dest)
    }

    /// A call that sets the exception and has no result: control leaves by the error edge.
    pub(crate) fn call_raise(&mut self, name: &str, args: Vec<Value>) {
        let Some(function) = self.check_runtime(name) else {
            self.drop_values(args);
            self.fail();
            return;
        };
        let mut ops = Vec::new();
        let mut kept = Vec::new();
        for (value, param) in args.into_iter().zip(function.params) {
            match param {
                Param::Steal | Param::StealOrNull => ops.push(self.take(value)),
                Param::Obj | Param::ObjOrNull | Param::C(_) => {
                    ops.push(value.op.clone());
                    kept.push(value);
                }
            }
        }
        let callee = Callee::Runtime(name.into());
        self.emit_fallible(StmtKind::Call { dest: None, callee, args: ops, error: ErrorCheck::Always });
        // Only the error edge is taken: what is owned is dropped there.
        for value in kept {
            if let Own::Temp(local) = value.own {
                self.release(local);
            }
        }
        self.terminate(mir::Terminator::Unreachable);
    }
}

/// The check that a function of the table asks for.
fn error_check(function: &RtFn) -> ErrorCheck {
    match function.error {
        ErrorKind::Null => ErrorCheck::Null,
        ErrorKind::Neg1 => ErrorCheck::Neg1,
        ErrorKind::Neg => ErrorCheck::Neg,
        ErrorKind::Neg1Occ => ErrorCheck::Maybe(ExcValue::Int(-1)),
        ErrorKind::Occ => ErrorCheck::Occurred,
        ErrorKind::Zero => ErrorCheck::Zero,
        ErrorKind::None => match function.ret {
            Ret::New | Ret::Borrowed => ErrorCheck::Null,
            Ret::NewOrNull | Ret::BorrowedOrNull | Ret::Void | Ret::C(_) => ErrorCheck::None,
        },
    }
}

/// A C type of the table as a type of ours where there is one.
fn c_type(text: &str) -> mir::CTy {
    let ty = match text {
        "int" => common::INT,
        "long" => common::LONG,
        "long long" => common::LONGLONG,
        "unsigned long" => common::ULONG,
        "unsigned long long" => common::ULONGLONG,
        "unsigned int" => common::UINT,
        "double" => common::DOUBLE,
        "float" => common::FLOAT,
        "Py_ssize_t" => common::SSIZE_T,
        "size_t" => common::SIZE_T,
        "Py_hash_t" => common::HASH,
        "Py_UCS4" => common::UCS4,
        "char *" => common::CHAR_PTR,
        "const char *" => common::CONST_CHAR_PTR,
        "void *" => common::VOID_PTR,
        _ => return mir::CTy::Text(text.into()),
    };
    mir::CTy::Ty(ty)
}
