//! Module variables that functions set and that several threads may use.
//!
//! Such a variable refers to an object that threads may share (`lock`, `active`, `immutable`), but the variable itself is no
//! part of it: a reader could take the reference at the moment that a writer drops it. So both go through
//! `__cyrus_cyp_guarded_…`. Variables that only the module's own statements set are read as they are; what does more with a
//! variable than reading and setting it (its address, `consume`) leaves it unguarded, and E0607 says where that is not enough.

use crate::builder::FnBuilder;
use crate::value::Value;
use cyrus_hir::visit::{self, Visitor};
use cyrus_hir::{self as hir, CVarId, Expr, ExprKind, Target, TargetKind};
use cyrus_mir::{CTy, Callee, Const, ErrorCheck, Operand, Place, StmtKind};
use cyrus_types::{Capability, Origin, Ty};
use rustc_hash::FxHashSet;

#[derive(Default)]
struct Uses {
    set: FxHashSet<CVarId>,
    other: FxHashSet<CVarId>,
}

impl Visitor for Uses {
    fn visit_target(&mut self, target: &Target) {
        if let TargetKind::CVar(var) = target.kind {
            self.set.insert(var);
        }
        visit::walk_target(self, target);
    }

    fn visit_expr(&mut self, expr: &Expr) {
        if let ExprKind::AddressOf(inner) | ExprKind::Consume { value: inner, .. } = &expr.kind
            && let ExprKind::CVar(var) = inner.kind
        {
            self.other.insert(var);
        }
        visit::walk_expr(self, expr);
    }
}

/// The variables of the module that need it.
pub(crate) fn guarded(module: &hir::Module) -> FxHashSet<CVarId> {
    let mut uses = Uses::default();
    for (id, func) in module.funcs.iter_ids() {
        let mut own = Uses::default();
        visit::walk_block(&mut own, &func.body);
        uses.other.extend(own.other);
        if id != module.init {
            uses.set.extend(own.set);
        }
    }
    let shared = |var: &CVarId| {
        let var = &module.cvars[*var];
        var.origin == Origin::Here
            && matches!(module.types.kind(var.ty), Ty::Cyp(cyp)
                if matches!(cyp.cap, Capability::Lock | Capability::Active | Capability::Immutable))
    };
    uses.set.difference(&uses.other).copied().filter(shared).collect()
}

impl FnBuilder<'_, '_> {
    /// A reference of one's own.
    pub(crate) fn guarded_read(&mut self, var: CVarId) -> Value {
        let ty = self.cx.module.cvars[var].ty;
        let dest = self.temp(CTy::Ty(ty));
        let place = self.address_of(Self::cvar_place(var), "__cyrus_cyp **");
        self.guarded_call("__cyrus_cyp_guarded_get", Some(Place::local(dest)), vec![place]);
        self.owned(dest)
    }

    /// Sets the variable, to NULL if there is no value.
    pub(crate) fn guarded_write(&mut self, var: CVarId, value: Option<Value>) {
        let moved = value.map_or(Operand::Const(Const::Null), |value| self.take(value));
        let place = self.address_of(Self::cvar_place(var), "__cyrus_cyp **");
        self.guarded_call("__cyrus_cyp_guarded_set", None, vec![place, moved]);
    }

    fn guarded_call(&mut self, name: &str, dest: Option<Place>, args: Vec<Operand>) {
        self.check_runtime(name);
        self.emit_call(StmtKind::Call {
            dest,
            callee: Callee::Runtime(name.into()),
            args,
            error: ErrorCheck::None,
        });
    }
}
