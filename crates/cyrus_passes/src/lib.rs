//! MIR → MIR: makes what the lowering wrote naively cheap, without changing what a program can observe.
//!
//! In: a lowered [`mir::Program`]. Out: the same program, improved in place. One file per pass; the order is
//! that of [`run`]. In debug builds the verifier looks at every body before the first and after each pass.

pub mod capability;
mod cypclass;
mod dead_store;
mod gil_parts;
mod jump_threading;
mod liveness;
mod locals;
mod null_state;
mod ownership;
mod return_tails;
mod spill;
mod unreachable;
mod verify;
mod walk;

use cyrus_hir as hir;
use cyrus_mir as mir;
use cyrus_types::{Counting, Ty};
use mir::CTy;

pub use ownership::verify_ownership;
pub use verify::{Violation, verify};

/// Runs all passes over all bodies.
pub fn run(module: &hir::Module, program: &mut mir::Program) {
    let types = &module.types;
    let is_counted = |ty: &CTy| match ty {
        CTy::Ty(ty) => matches!(types.counting(*ty), Counting::Python | Counting::Cyp),
        CTy::Text(_) => false,
    };
    let is_owned = |ty: &CTy| match ty {
        CTy::Ty(ty) => types.counting(*ty) != Counting::None,
        CTy::Text(_) => false,
    };
    let is_plain = |ty: &CTy| match ty {
        // Writing to a C++ reference writes elsewhere.
        CTy::Ty(ty) => {
            !matches!(types.kind(*ty), Ty::Cpp(..) | Ty::TemplateParam(_))
                && !matches!(types.get(*ty), Ty::Ref(_) | Ty::RvalueRef(_))
        }
        CTy::Text(_) => true,
    };
    cypclass::run(module, program);
    let ids: Vec<mir::BodyId> = program.bodies.ids().collect();
    for id in ids {
        check(program, id, "lowering");
        let body = &mut program.bodies[id];
        jump_threading::run(body);
        unreachable::run(body);
        check(program, id, "jump threading");
        let body = &mut program.bodies[id];
        null_state::run(body, &is_counted);
        dead_store::run(body, dead_store::TypeFacts { is_plain: &is_plain, is_counted: &is_owned });
        jump_threading::run(body);
        unreachable::run(body);
        check(program, id, "definite assignment");
        return_tails::run(&mut program.bodies[id]);
        spill::run(program, id);
        locals::run(&mut program.bodies[id]);
        gil_parts::run(module, &mut program.bodies[id]);
        check(program, id, "cleaning up");
    }
}

/// In debug builds: a violation is a mistake of the compiler, so stopping here is best.
fn check(program: &mir::Program, id: mir::BodyId, after: &str) {
    if cfg!(debug_assertions) {
        let body = &program.bodies[id];
        let violations = verify(body);
        assert!(violations.is_empty(), "after {after}: {violations:#?}\n{body}");
    }
}
