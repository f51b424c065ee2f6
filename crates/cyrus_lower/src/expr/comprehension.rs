//! Comprehensions and generator expressions run in place.

use crate::builder::{FnBuilder, Slot};
use crate::expr::look;
use crate::value::Value;
use cyrus_hir as hir;
use cyrus_types::{TyId, common};
use hir::{CompKind, Expr, LocalId};

impl FnBuilder<'_, '_> {
    pub(crate) fn comprehension(
        &mut self,
        kind: CompKind,
        acc: LocalId,
        body: &[hir::Stmt],
        _ty: TyId,
    ) -> Value {
        let container = match kind {
            CompKind::List => {
                self.call_rt_typed("PyList_New", vec![Value::int(0, common::SSIZE_T)], common::LIST)
            }
            CompKind::Set => self.call_rt_typed("PySet_New", vec![Value::null()], common::SET),
            CompKind::Dict => self.call_rt_typed("PyDict_New", Vec::new(), common::DICT),
        };
        self.slots[acc] = Some(Slot::Bound(look(&container)));
        self.block_stmts(body);
        container
    }

    /// The end of a comprehension's loop nest.
    pub(crate) fn comp_append(&mut self, acc: LocalId, kind: CompKind, key: Option<&Expr>, value: &Expr) {
        match (kind, key) {
            (CompKind::List, _) => {
                let value = self.expr(value);
                let acc = self.read_local(acc);
                let _ = self.call_rt("__cyrus_list_comp_append", vec![acc, value]);
            }
            (CompKind::Set, _) => {
                let value = self.expr(value);
                let acc = self.read_local(acc);
                let _ = self.call_rt("PySet_Add", vec![acc, value]);
            }
            (CompKind::Dict, Some(key)) => {
                let (key, value) = self.operand_pair(key, value);
                let acc = self.read_local(acc);
                let _ = self.call_rt("PyDict_SetItem", vec![acc, key, value]);
            }
            (CompKind::Dict, None) => {
                let _ = self.unsupported(value.span, "a dict comprehension without keys");
            }
        }
    }

    /// `any(…)`, `sum(…)` over a generator expression: its loop runs here.
    pub(crate) fn inlined(&mut self, init: Option<&Expr>, result: LocalId, body: &[hir::Stmt]) -> Value {
        if let Some(init) = init {
            let value = self.lazy(init);
            let place = self.local_place(result);
            let ty = cyrus_mir::CTy::Ty(self.func.locals[result].ty);
            self.store(place, &ty, value);
        }
        self.block_stmts(body);
        let value = self.read_local(result);
        // The variable is used again by the next evaluation.
        self.own(value)
    }
}
