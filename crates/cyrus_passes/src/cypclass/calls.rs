//! What a call reaches.

use crate::capability::Facts;
use cyrus_hir as hir;
use cyrus_mir as mir;
use cyrus_types::{TyId, Types};
use hir::CypMethodRef;
use mir::{Body, BodyId, CTy, Callee, Place};

/// Knows the module's functions and methods.
pub(super) struct Calls<'m> {
    facts: Facts<'m>,
    pub(super) types: &'m Types,
}

impl<'m> Calls<'m> {
    pub(super) fn new(module: &'m hir::Module, program: &mir::Program) -> Self {
        Calls { facts: Facts::new(module, program), types: &module.types }
    }

    /// The method that a call runs on an object of exactly this class, when its body is in this module.
    pub(super) fn method_of(&self, class: TyId, method: CypMethodRef) -> Option<CypMethodRef> {
        self.facts.method_of(class, method)
    }

    /// All bodies that a call may run; `None` when others are possible.
    pub(super) fn targets(&self, callee: &Callee) -> Option<Vec<BodyId>> {
        if let Callee::Cyp { method, direct: false } = callee {
            // Another module may derive from the class.
            let class = self.types.as_cyp(method.owner)?.class;
            if self.types.cyp_classes[class].in_pxd {
                return None;
            }
        }
        self.facts.targets(callee)
    }

    /// Whether a place holds a value whose copies have no effects; `None` if that is not known.
    pub(super) fn place_is_scalar(&self, body: &Body, place: &Place) -> Option<bool> {
        match self.facts.place_ty(body, place)? {
            CTy::Ty(ty) => Some(super::is_scalar(self.types, ty)),
            CTy::Text(_) => None,
        }
    }
}
