//! What is saved in modules with cypclasses: looking for methods, checks after calls that cannot raise, and counting.
//!
//! Looks at all bodies together, since what a call does to its caller's references is the question. In: bodies
//! that the lowering wrote naively. Out: the same with fewer operations. Modules without cypclasses are left alone.

mod borrow;
mod brief_lock;
mod calls;
mod exact;
mod kept;
pub(crate) mod let_go;
mod raise;
mod seen;

use cyrus_hir as hir;
use cyrus_mir as mir;
use cyrus_types::{Ty, TyId, Types};
use mir::CTy;

/// Runs all.
pub(crate) fn run(module: &hir::Module, program: &mut mir::Program) {
    if module.cyp_instances.is_empty() {
        return;
    }
    let calls = calls::Calls::new(module, program);
    exact::run(&calls, program);
    raise::run(&calls, program);
    program.bodies.iter_mut().for_each(crate::unreachable::run);
    let_go::run(&module.types, program);
    seen::run(&module.types, program);
    borrow::run(&calls, program);
    kept::run(&calls, program);
    brief_lock::run(&calls, program);
}

/// Whether copying and dropping values of the type has no effects of its own.
fn is_scalar(types: &Types, ty: TyId) -> bool {
    !matches!(types.get(ty), Ty::Ref(_) | Ty::RvalueRef(_))
        && !matches!(types.kind(ty), Ty::Cpp(..) | Ty::TemplateParam(_) | Ty::Error | Ty::Unspecified)
}

fn is_scalar_text(types: &Types, ty: &CTy) -> bool {
    match ty {
        CTy::Ty(ty) => is_scalar(types, *ty),
        CTy::Text(_) => true,
    }
}
