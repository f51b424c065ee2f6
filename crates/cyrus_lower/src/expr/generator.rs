//! `yield`, `yield from`, `await`.

use crate::builder::FnBuilder;
use crate::value::Value;
use cyrus_hir as hir;
use cyrus_mir as mir;
use cyrus_types::common;
use hir::Expr;
use mir::{CBinOp, Const, Operand, Rvalue, Terminator};

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
        let sent = self.local(None, mir::CTy::Ty(common::OBJECT), mir::LocalKind::Temp);
        let value = self.own(value);
        let value = self.take(value);
        let resume = self.block();
        self.terminate(Terminator::Yield { value, sent, resume });
        self.enter(resume);
        let null = Operand::Const(Const::Null);
        let thrown = self.compute(common::BINT, Rvalue::Binary(CBinOp::Eq, Operand::local(sent), null));
        self.fail_if(thrown.op);
        Value::borrowed(Operand::local(sent), common::OBJECT)
    }

    pub(crate) fn yield_from(&mut self, source: &Expr) -> Value {
        self.unsupported(source.span, "'yield from'")
    }

    pub(crate) fn await_value(&mut self, source: &Expr) -> Value {
        self.unsupported(source.span, "'await'")
    }
}
