//! `return`.

use crate::builder::FnBuilder;
use crate::cleanup::{Cleanup, Jump};
use crate::value::{Own, Value};
use cyrus_hir as hir;
use cyrus_mir as mir;
use cyrus_types::{Counting, Ty, common};
use hir::Expr;
use mir::{CTy, Const, Operand, Place, StmtKind, Terminator};

impl FnBuilder<'_, '_> {
    pub(crate) fn return_stmt(&mut self, value: Option<&Expr>) {
        let value = match value {
            Some(expr) if matches!(self.kind(self.func.ret), Ty::Void) => {
                self.effect(expr);
                None
            }
            Some(expr) => {
                let value = self.lazy(expr);
                if let Some(local) = self.dying_variable(expr, &value) {
                    self.return_moved(local);
                    return;
                }
                Some(self.moved_if_unique(value))
            }
            None => None,
        };
        self.return_value(value);
    }

    /// The variable behind `return variable`, when nothing can look at it afterwards.
    fn dying_variable(&self, expr: &Expr, value: &Value) -> Option<mir::MLocal> {
        let mut inner = expr;
        while let hir::ExprKind::Coerce { kind: hir::Coercion::Reinterpret, value } = &inner.kind {
            inner = value;
        }
        let (Own::Borrowed, hir::ExprKind::Local(_)) = (value.own, &inner.kind) else { return None };
        let local = value.place().and_then(Place::as_local)?;
        let object_to_object = matches!((&value.ty, &self.body.ret), (CTy::Ty(from), CTy::Ty(to))
            if self.cx.is_object(*from) && self.cx.is_object(*to));
        let dies = self.drops.iter().any(|(l, _)| *l == local)
            && !self.cleanup.iter().any(|c| matches!(c, Cleanup::Finally(_) | Cleanup::PendingReturn));
        (object_to_object && dies).then_some(local)
    }

    /// `return variable`: its reference goes to the caller.
    fn return_moved(&mut self, local: mir::MLocal) {
        let ret = self.ret_local();
        self.set(ret, Operand::local(local));
        self.set(local, Operand::Const(Const::Null));
        self.body.locals[local].zeroed |= self.body.locals[local].kind != mir::LocalKind::Param;
        self.jump(Jump::Return);
    }

    /// A value that may exist once only leaves its place empty.
    fn moved_if_unique(&mut self, value: Value) -> Value {
        let (Own::Borrowed, Some(place), CTy::Ty(ty)) = (value.own, value.place().cloned(), &value.ty) else {
            return value;
        };
        let ty = *ty;
        if !self.types().is_unique(ty) {
            return value;
        }
        let temp = self.temp(ty);
        self.set(temp, value.op);
        self.assign(place, mir::Rvalue::Use(Operand::Const(Const::Int(0, ty))));
        self.owned(temp)
    }

    /// Leaves the function with a value (of the body's return type), or with its default one.
    pub(crate) fn return_value(&mut self, value: Option<Value>) {
        let ret_ty = self.body.ret.clone();
        let void = matches!(&ret_ty, CTy::Ty(ty) if matches!(self.kind(*ty), Ty::Void));
        if void {
            if let Some(value) = value {
                self.drop_value(value);
            }
            self.jump(Jump::Return);
            return;
        }
        if value.is_none() && matches!(&ret_ty, CTy::Ty(ty) if matches!(self.kind(*ty), Ty::MemView(_))) {
            // There is no view to fall back to.
            let error = Value::constant(Const::Object("PyExc_TypeError".into()));
            let message = Value::cstr("Memoryview return value is not initialized");
            self.call_raise("__cyrus_raise_nogil", vec![error, message]);
            return;
        }
        let value = value.unwrap_or_else(|| self.default_return());
        let value = match &ret_ty {
            CTy::Ty(_) if self.returns_status() => {
                // Whatever the method returns: the slot reports success.
                self.drop_value(value);
                Value::int(0, common::INT)
            }
            CTy::Ty(_) => {
                let value = self.coerce_return(value);
                self.slot_result(value)
            }
            CTy::Text(_) => value,
        };
        // A return inside `finally` replaces the value of the return that led there.
        let pending = self.cleanup.iter().any(|c| matches!(c, Cleanup::PendingReturn));
        let kind = self.cx.counting(&ret_ty);
        let ret = self.ret_local();
        let op = self.take(value);
        if pending && kind != Counting::None {
            self.emit(StmtKind::Clear { place: Place::local(ret), kind });
        }
        self.set(ret, op);
        self.jump(Jump::Return);
    }

    /// The variable with the value on its way out.
    pub(crate) fn ret_local(&mut self) -> mir::MLocal {
        if let Some(ret) = self.exit.ret {
            return ret;
        }
        let ty = self.body.ret.clone();
        let ret = self.local(Some("ret".into()), ty, mir::LocalKind::Temp);
        self.exit.ret = Some(ret);
        ret
    }

    /// What a function returns that ends without `return`.
    pub(crate) fn default_return(&mut self) -> Value {
        let ty = self.body.ret.clone();
        match &ty {
            CTy::Ty(ty) if self.types().counting(*ty) == Counting::Python => Value::constant(Const::None),
            CTy::Ty(ty) => match self.zero_value(*ty) {
                Some(zero) => Value::plain(zero, *ty),
                None => {
                    let zero = self.local(None, CTy::Ty(*ty), mir::LocalKind::Temp);
                    self.zeroed(zero);
                    Value::plain(Operand::local(zero), *ty)
                }
            },
            CTy::Text(_) => Value::int(0, common::INT),
        }
    }

    /// Special methods may return an object where the slot wants a C value.
    fn coerce_return(&mut self, value: Value) -> Value {
        let (CTy::Ty(to), CTy::Ty(from)) = (self.body.ret.clone(), value.ty.clone()) else { return value };
        if value.own != Own::Plain && !self.cx.is_object(to) && self.cx.is_object(from) {
            return self.unboxed(value, to);
        }
        value
    }

    /// Jumps to the block that drops the variables and returns.
    pub(crate) fn goto_exit(&mut self) {
        match self.exit.block {
            Some(block) => self.goto(block),
            None => {
                let value = self.exit.ret.map(Operand::local);
                self.terminate(Terminator::Return(value));
            }
        }
    }
}
