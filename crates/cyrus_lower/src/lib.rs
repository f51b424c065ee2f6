//! HIR → MIR: every function becomes a control-flow graph with explicit counts, error edges and GIL
//! operations.
//!
//! In: a checked [`hir::Module`]. Out: a [`mir::Program`] (one body per C function) and diagnostics; a
//! construct that is not supported yet is a diagnostic `E0002` at its span, never wrong code.
//!
//! How it is organised:
//! - [`analysis`] answers once what needs a look at the whole module (which locals are reassigned).
//! - [`builder`] holds the body under construction, [`cleanup`] the stack of what is owned at the current
//!   point: error edges and jumps (`return`, `break`, `continue`) read it.
//! - [`value`] is the result of an expression with its ownership, [`place`] what can be stored to.
//! - `function/` makes the entry and the exits of each kind of function, `stmt/` and `expr/` have a file
//!   per construct, [`target`] assigns and deletes, [`coerce`] converts.
//!
//! Invariants: counts are balanced on every path when lowering ends, and every C variable that a path may
//! read or drop before writing it is marked `zeroed`. Making this cheap is the work of `cyrus_passes`.

mod analysis;
mod builder;
mod cleanup;
mod cleanup_stack;
mod coerce;
mod context;
mod exc_spec;
mod expr;
mod function;
mod guarded;
mod naming;
mod place;
mod runtime;
mod stmt;
mod taken;
mod target;
mod value;

use cyrus_diagnostics::Diagnostic;
use cyrus_hir as hir;
use cyrus_mir as mir;

/// Lowers a module.
pub fn lower(module: &hir::Module) -> (mir::Program, Vec<Diagnostic>) {
    let mut cx = context::Cx::new(module);
    for func in module.funcs.ids() {
        function::lower_function(&mut cx, func);
    }
    cx.finish()
}
