//! f-strings.

use crate::builder::FnBuilder;
use crate::value::Value;
use cyrus_hir as hir;
use cyrus_mir as mir;
use cyrus_types::{Builtin, Ty, common};
use hir::Expr;
use mir::{Callee, Const, PyConst};

impl FnBuilder<'_, '_> {
    /// The parts are `str` objects.
    pub(crate) fn join_str(&mut self, parts: &[Expr]) -> Value {
        match parts {
            [] => self.empty_str(),
            [only] => self.expr(only),
            _ => {
                let parts = self.operands(parts);
                self.call_new(Callee::JoinStr, parts, common::STR)
            }
        }
    }

    fn empty_str(&mut self) -> Value {
        let empty = self.cx.program.consts.intern(PyConst::Str { text: Vec::new(), intern: false });
        Value { ty: mir::CTy::Ty(common::STR), ..Value::constant(Const::Py(empty)) }
    }

    /// `{value!conversion:spec}`
    pub(crate) fn format_value(
        &mut self,
        value: &Expr,
        conversion: Option<char>,
        spec: Option<&Expr>,
    ) -> Value {
        let is_str = matches!(self.kind(value.ty), Ty::Builtin(Builtin::Str));
        let mut object = if self.cx.is_object(value.ty) {
            self.expr(value)
        } else {
            let c_value = self.expr(value);
            self.boxed(c_value, value.ty, common::OBJECT)
        };
        let mut converted = is_str;
        let conversion = match conversion {
            Some('r') => Some("PyObject_Repr"),
            Some('a') => Some("PyObject_ASCII"),
            Some('s') => Some("__cyrus_str"),
            _ => None,
        };
        if let Some(name) = conversion {
            object = self.call_rt_typed(name, vec![object], common::STR);
            converted = true;
        }
        match spec {
            Some(spec) => {
                let object = self.stable(object);
                let spec = self.expr(spec);
                self.call_rt_typed("PyObject_Format", vec![object, spec], common::STR)
            }
            // A str typed value may be None.
            None if converted && conversion.is_some() => object,
            None => self.call_rt_typed("__cyrus_format_simple", vec![object], common::STR),
        }
    }
}
