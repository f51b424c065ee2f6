//! `yield`, `yield from`, `await`.

use crate::builder::FnBuilder;
use crate::value::Value;
use cyrus_hir as hir;
use cyrus_mir as mir;
use cyrus_types::{Counting, common};
use hir::Expr;
use mir::{CBinOp, Const, Operand, Place, Proj, Rvalue, Terminator};

impl FnBuilder<'_, '_> {
    /// `yield value`: the value is what `send` passes in.
    pub(crate) fn yield_value(&mut self, value: Option<&Expr>) -> Value {
        let sent = self.yield_statement(value);
        // What was sent is only lent.
        self.own(sent)
    }

    /// `yield value` whose own value may be looked at right away only.
    pub(crate) fn yield_statement(&mut self, value: Option<&Expr>) -> Value {
        let value = match value {
            Some(value) => self.lazy(value),
            None => Value::constant(Const::None),
        };
        self.suspend_with(value)
    }

    /// Hands a value out and waits for the next one in; an exception thrown in leaves by the error edge.
    pub(crate) fn suspend_with(&mut self, value: Value) -> Value {
        let value = self.own(value);
        let value = self.take(value);
        if self.func.coroutine == hir::CoroutineKind::AsyncGenerator
            && let Some(generator) = self.generator
        {
            // What an `await` passes through is not the generator's own value.
            let flag = Place::local(generator).then(Proj::Deref).then(Proj::Field("async_yield".into()));
            self.set_place(flag, Operand::Const(Const::Int(1, common::INT)));
        }
        self.resume_after(value)
    }

    fn set_place(&mut self, place: Place, value: Operand) {
        self.assign(place, Rvalue::Use(value));
    }

    /// Suspends with an owned value in hand.
    fn resume_after(&mut self, value: Operand) -> Value {
        let sent = self.local(None, mir::CTy::Ty(common::OBJECT), mir::LocalKind::Temp);
        let resume = self.block();
        self.terminate(Terminator::Yield { value, sent, resume });
        self.enter(resume);
        let null = Operand::Const(Const::Null);
        let thrown = self.compute(common::BINT, Rvalue::Binary(CBinOp::Eq, Operand::local(sent), null));
        self.fail_if(thrown.op);
        Value::borrowed(Operand::local(sent), common::OBJECT)
    }

    pub(crate) fn yield_from(&mut self, source: &Expr) -> Value {
        let source = self.expr(source);
        self.delegate("__cyrus_yield_from", source)
    }

    pub(crate) fn await_value(&mut self, source: &Expr) -> Value {
        let source = self.expr(source);
        self.delegate("__cyrus_await", source)
    }

    /// Hands over to another iterator until it ends; the value is its result. The runtime drives it from the
    /// first suspension on, so that there is only one suspension point here.
    pub(crate) fn delegate(&mut self, start: &str, source: Value) -> Value {
        let Some(generator) = self.generator else {
            self.drop_value(source);
            return self.unsupported(self.span, "'await' or 'yield from' here");
        };
        let generator = Value::plain(Operand::local(generator), self.ty_of(generator));
        // Written through its address: not shared with other temporaries.
        let out = self.local(None, mir::CTy::Ty(common::OBJECT), mir::LocalKind::Temp);
        let result = self.temp(common::OBJECT);
        let pointer = Value::plain(self.address_of(Place::local(out), "PyObject **"), common::VOID_PTR);
        let more = self.call_rt(start, vec![generator, source, pointer]);
        let (suspended, ended, after) = (self.block(), self.block(), self.block());
        self.branch(more.op, suspended, ended);
        self.enter(suspended);
        let sent = self.resume_after(Operand::local(out));
        self.emit(mir::StmtKind::Incref { value: sent.op.clone(), kind: Counting::Python, nullable: false });
        self.set(result, sent.op);
        self.goto(after);
        self.enter(ended);
        self.set(result, Operand::local(out));
        self.goto(after);
        self.enter(after);
        self.owned(result)
    }
}
