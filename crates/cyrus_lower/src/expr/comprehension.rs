//! Comprehensions and generator expressions run in place.

use crate::builder::{FnBuilder, Slot};
use crate::expr::look;
use crate::value::Value;
use cyrus_hir as hir;
use cyrus_mir as mir;
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
        if self.func.directives.language_level >= 3 || kind != CompKind::List {
            self.forget_loop_variables(body);
        }
        container
    }

    /// The variables of a comprehension's loops are its own: they end with it.
    fn forget_loop_variables(&mut self, body: &[hir::Stmt]) {
        let mut targets = LoopTargets::default();
        hir::visit::walk_block(&mut targets, body);
        for local in targets.found {
            let counting = self.types().counting(self.func.locals[local].ty);
            if let (Some(Slot::Var(variable)), true) =
                (self.slots[local].clone(), counting != cyrus_types::Counting::None)
            {
                let place = mir::Place::local(variable);
                self.emit(mir::StmtKind::Clear { place, kind: counting });
            }
        }
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
        // The variable is used again by the next evaluation; its loop may have assigned it.
        let value = self.own(value);
        self.forget_loop_variables(body);
        value
    }
}

/// Locals that loops assign directly.
#[derive(Default)]
struct LoopTargets {
    found: Vec<LocalId>,
}

impl hir::visit::Visitor for LoopTargets {
    // Nested comprehensions see to their own variables.
    fn visit_expr(&mut self, _expr: &Expr) {}

    fn visit_target(&mut self, target: &hir::Target) {
        if let hir::TargetKind::Local(local) = target.kind {
            self.found.push(local);
        }
        hir::visit::walk_target(self, target);
    }
}
