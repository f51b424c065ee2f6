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
    /// Names of methods of which a class of the module has no body: calls of those on its objects raise.
    bodiless: Vec<hir::Name>,
}

impl<'m> Calls<'m> {
    pub(super) fn new(module: &'m hir::Module, program: &mir::Program) -> Self {
        let mut bodiless = Vec::new();
        for instance in &module.cyp_instances {
            let Some(class) = module.types.as_cyp(instance.ty).map(|c| &module.types.cyp_classes[c.class])
            else {
                continue;
            };
            let methods = class.methods.iter().zip(&instance.methods);
            let without =
                methods.filter(|(m, func)| func.is_none() && !m.is_static).map(|(m, _)| m.name.clone());
            if class.origin == cyrus_types::Origin::Here {
                bodiless.extend(without);
            }
        }
        Calls { facts: Facts::new(module, program), types: &module.types, bodiless }
    }

    /// The method that a call runs on an object of exactly this class, when its body is in this module.
    pub(super) fn method_of(&self, class: TyId, method: CypMethodRef) -> Option<CypMethodRef> {
        self.facts.method_of(class, method)
    }

    /// Whether a call may be one of a method without a body.
    pub(super) fn may_lack_body(&self, callee: &Callee) -> bool {
        let Callee::Cyp { method, .. } = callee else { return false };
        let class = self.types.as_cyp(method.owner).map(|c| &self.types.cyp_classes[c.class]);
        class.is_none_or(|c| self.bodiless.contains(&c.methods[method.method as usize].name))
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
