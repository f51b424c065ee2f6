//! Whether a function may come back from its `with gil` blocks with cypclass objects that Python has seen.
//!
//! A thread that never had the GIL has only objects of its own. What a block leaves it with shows in the block: a reference that comes from
//! a Python object, a variable of the module, an attribute, or that a call gives or gets; and an object of its own that a
//! call gets, which Python may see from then on. Assignments among its own variables and fields, and calls of Python
//! with Python objects only, change nothing.

use super::BodyWriter;
use crate::cyp::loose::leads_to_objects;
use cyrus_arena::Id as _;
use cyrus_mir::{BlockId, CTy, Callee, GilOp, Operand, Place, PlaceBase, Proj, Rvalue, StmtKind};
use cyrus_types::TyId;

impl BodyWriter<'_, '_> {
    /// Whether some `with gil` block does so.
    pub(super) fn brings_seen(&self) -> bool {
        let own = self.cx.module.cvars.iter().all(|v| !leads_to_objects(self.cx.types, v.ty));
        if !own {
            return true;
        }
        let blocks = &self.body.blocks;
        let mut entered = vec![false; blocks.len()];
        // Where the GIL is held from the beginning, or from a statement on.
        let mut work: Vec<(BlockId, usize)> = Vec::new();
        for (id, block) in blocks.iter_ids() {
            for (at, stmt) in block.stmts.iter().enumerate() {
                if let StmtKind::Gil(GilOp::Ensure, _) = stmt.kind {
                    work.push((id, at + 1));
                }
            }
        }
        while let Some((id, from)) = work.pop() {
            let block = &blocks[id];
            let mut ended = false;
            for stmt in &block.stmts[from..] {
                if let StmtKind::Gil(GilOp::Unensure, _) = stmt.kind {
                    ended = true;
                    break;
                }
                if self.brings(&stmt.kind) {
                    return true;
                }
                work.extend(
                    stmt.unwind.filter(|b| !std::mem::replace(&mut entered[b.index()], true)).map(|b| (b, 0)),
                );
            }
            if !ended {
                let next = block.term.successors().into_iter();
                work.extend(
                    next.filter(|b| !std::mem::replace(&mut entered[b.index()], true)).map(|b| (b, 0)),
                );
            }
        }
        false
    }

    fn brings(&self, stmt: &StmtKind) -> bool {
        match stmt {
            StmtKind::Assign { dest, value } => {
                if !self.place_leads(dest) {
                    return false;
                }
                match value {
                    Rvalue::Use(a) | Rvalue::Cast(_, a) => is_shared(dest) || self.is_shared_operand(a),
                    Rvalue::Select(_, a, b) => {
                        is_shared(dest) || self.is_shared_operand(a) || self.is_shared_operand(b)
                    }
                    Rvalue::Unary(..)
                    | Rvalue::Binary(..)
                    | Rvalue::AddressOf(_)
                    | Rvalue::Aggregate(..)
                    | Rvalue::CppConstruct(..) => true,
                }
            }
            StmtKind::Call { dest, callee, args, .. } => {
                let makes = matches!(callee, Callee::Runtime(name) if name == "__cyrus_cyp_new");
                !makes
                    && (dest.as_ref().is_some_and(|d| self.place_leads(d))
                        || args.iter().any(|a| self.operand_leads(a))
                        || matches!(callee, Callee::Pointer(_) | Callee::CppMethod { .. }))
            }
            StmtKind::Parallel(_) => true,
            StmtKind::Incref { .. }
            | StmtKind::Decref { .. }
            | StmtKind::Clear { .. }
            | StmtKind::CppDestroy { .. }
            | StmtKind::CheckBound { .. }
            | StmtKind::Gil(..)
            | StmtKind::ParseArgs { .. }
            | StmtKind::Traceback { .. }
            | StmtKind::WriteUnraisable { .. }
            | StmtKind::Fail { .. }
            | StmtKind::Unpack { .. }
            | StmtKind::SaveLine(_)
            | StmtKind::RestoreLine(_)
            | StmtKind::Nop => false,
        }
    }

    fn leads(&self, ty: Option<TyId>) -> bool {
        ty.is_some_and(|ty| leads_to_objects(self.cx.types, ty))
    }

    fn place_leads(&self, place: &Place) -> bool {
        self.leads(self.place_ty(place))
    }

    fn operand_leads(&self, operand: &Operand) -> bool {
        self.leads(self.operand_ty(operand))
    }

    fn is_shared_operand(&self, operand: &Operand) -> bool {
        matches!(operand, Operand::Copy(place) if is_shared(place))
    }
}

/// Whether others may have the place: it is no variable of the function, and no field of an object that one leads to.
fn is_shared(place: &Place) -> bool {
    let own = matches!(place.base, PlaceBase::Local(_))
        && place.proj.iter().all(|step| match step {
            Proj::Field(_) | Proj::Index(_) | Proj::CypField { .. } | Proj::Cast(CTy::Ty(_)) => true,
            Proj::Deref
            | Proj::Cast(CTy::Text(_))
            | Proj::Element(_)
            | Proj::ExtField(..)
            | Proj::ScopeField(..)
            | Proj::ScopeOuter(_) => false,
        });
    !own
}
