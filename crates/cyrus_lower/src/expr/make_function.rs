//! Function objects and generators made from expressions.

use crate::builder::FnBuilder;
use crate::expr::look;
use crate::value::{Own, Value};
use cyrus_hir as hir;
use cyrus_mir as mir;
use cyrus_types::common;
use hir::{Expr, FuncId, MakeFunction, Name};
use mir::{BuildKind, Callee, Operand};

impl FnBuilder<'_, '_> {
    /// The function object of a `def` or lambda.
    pub(crate) fn make_function(&mut self, make: &MakeFunction) -> Value {
        let c_defaults = match self.cx.module.funcs[make.func].kind.is_c() {
            // Evaluated already.
            true => self.default_objects(make.func).map(|(positional, _)| positional),
            false => {
                self.set_static_defaults(make.func);
                None
            }
        };
        let defaults = if make.defaults.is_empty() {
            Value::null()
        } else {
            let values = c_defaults.unwrap_or_else(|| self.operands(&make.defaults));
            self.build(BuildKind::Tuple, values)
        };
        let kwdefaults = self.names_dict(&make.kwdefaults);
        let annotations = self.names_dict(&make.annotations);
        let closure = self.closure_for(make.func);
        self.call_new(
            Callee::MakeFunction(make.func),
            vec![closure, defaults, kwdefaults, annotations],
            common::OBJECT,
        )
    }

    fn names_dict(&mut self, items: &[(Name, Expr)]) -> Value {
        if items.is_empty() {
            return Value::null();
        }
        let dict = self.call_rt_typed("PyDict_New", Vec::new(), common::DICT);
        for (name, value) in items {
            let value = self.expr(value);
            let key = self.name_value(name);
            let _ = self.call_rt("PyDict_SetItem", vec![look(&dict), key, value]);
        }
        dict
    }

    /// The scope object that a function made here closes over; NULL when it needs none.
    pub(crate) fn closure_for(&mut self, func: FuncId) -> Value {
        if !self.cx.module.funcs[func].uses_outer || self.cx.closure_scope(func).is_none() {
            return Value::null();
        }
        match (self.scope, &self.closure) {
            (Some(scope), _) => {
                Value { own: Own::Borrowed, ..Value::plain(Operand::local(scope), common::OBJECT) }
            }
            (None, Some(place)) => {
                Value { own: Own::Borrowed, ..Value::plain(Operand::Copy(place.clone()), common::OBJECT) }
            }
            (None, None) => Value::null(),
        }
    }

    /// A generator expression: its function is called on the first iterator's source.
    pub(crate) fn make_generator(&mut self, func: FuncId, source: &Expr) -> Value {
        let source = self.expr(source);
        let closure = self.closure_for(func);
        let body = self.cx.body_of(func);
        self.call_new(Callee::Body(body), vec![closure, source], common::OBJECT)
    }

    pub(crate) fn fused_function(
        &mut self,
        main: &MakeFunction,
        _variants: &[(Name, MakeFunction)],
    ) -> Value {
        let span = self.cx.module.funcs[main.func].name_span;
        self.unsupported(span, "a function with fused types that is called from Python")
    }
}
