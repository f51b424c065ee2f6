//! Imports.

use crate::builder::FnBuilder;
use crate::value::{Own, Value};
use cyrus_hir as hir;
use cyrus_mir as mir;
use cyrus_types::common;
use hir::{Expr, Name};
use mir::{Const, ConstItem, Operand, PyConst};

impl FnBuilder<'_, '_> {
    /// `import module`, or the module part of `from module import …`.
    pub(crate) fn import(&mut self, module: &Name, fromlist: &[Name], level: i32, submodule: bool) -> Value {
        let name = self.name_value(module);
        let names = if fromlist.is_empty() {
            Value::null()
        } else {
            let items = fromlist.iter().map(|n| ConstItem::Const(self.cx.program.consts.name(n))).collect();
            Value::constant(Const::Py(self.cx.program.consts.intern(PyConst::Tuple(items))))
        };
        let level = Value::int(level.into(), common::INT);
        if submodule && module.contains('.') {
            return self.call_rt("__cyrus_import_dotted", vec![name, level]);
        }
        self.call_rt("__cyrus_import", vec![name, names, level])
    }

    pub(crate) fn import_from(&mut self, module: &Expr, name: &str) -> Value {
        let module = self.expr(module);
        let name = self.name_value(name);
        self.call_rt("__cyrus_import_from", vec![module, name])
    }

    /// `from module import *`
    pub(crate) fn import_star(&mut self, module: &Expr, types: &Expr) {
        let module = self.expr(module);
        let types = self.expr(types);
        let names = Value::constant(Const::ModuleDict);
        let _ = self.call_rt("__cyrus_import_star", vec![module, names, types]);
    }

    /// `locals()` and the like: the names that are bound now.
    pub(crate) fn locals_dict(&mut self, names: &[(Name, Expr)]) -> Value {
        let dict = self.call_rt_typed("PyDict_New", Vec::new(), common::DICT);
        for (name, expr) in names {
            let after = self.block();
            if let Some(place) = self.variable_place(expr) {
                let bound = self.block();
                let test = self.compute(
                    common::BINT,
                    mir::Rvalue::Binary(mir::CBinOp::Ne, Operand::Copy(place), Operand::Const(Const::Null)),
                );
                self.branch(test.op, bound, after);
                self.enter(bound);
            }
            let height = self.cleanup.len();
            let value = self.expr(expr);
            let key = self.name_value(name);
            let looked_at = Value { own: Own::Borrowed, ..dict.clone() };
            let _ = self.call_rt("PyDict_SetItem", vec![looked_at, key, value]);
            self.settle_above(height);
            self.fall_into(after);
        }
        dict
    }

    /// The place of a variable that can be unbound, behind coercions.
    fn variable_place(&mut self, expr: &Expr) -> Option<mir::Place> {
        match &expr.kind {
            hir::ExprKind::Local(local) if self.cx.is_object(expr.ty) => {
                let decl = &self.func.locals[*local];
                let always = decl.kind == hir::LocalKind::Param
                    && !self.cx.assigned.unbound_somewhere(self.func_id, *local);
                (!always).then(|| self.local_place(*local))
            }
            hir::ExprKind::Outer { depth, local } if self.cx.is_object(expr.ty) => {
                self.outer_place(*depth, *local).map(|(_, place)| place)
            }
            hir::ExprKind::Coerce { kind: hir::Coercion::Reinterpret, value } => self.variable_place(value),
            _ => None,
        }
    }
}
