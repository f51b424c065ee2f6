//! Names and types: syntax tree in, typed HIR out.
//!
//! Comes in: one parsed module and a [`ModuleFinder`] for the files it cimports and includes. Goes out:
//! an [`hir::Module`] with every name resolved and every coercion explicit, and diagnostics.
//!
//! How it works, in order:
//! 1. [`expand`] removes `include`, `IF` and `DEF` from the tree.
//! 2. [`declare`] walks module and class level statements (of the module, its pxd, and every pxd
//!    cimported) and enters types, C functions, variables and classes into [`scope::Scope`]s. Nothing in a
//!    function body is looked at.
//! 3. [`check`] checks bodies: infers the types of local variables, types expressions, inserts coercions.
//!
//! Invariants: the tree is only read after step 1; facts go into scopes, the type universe and the HIR.
//! A module with errors gives `None` at the end but all of its errors first. Nothing here opens files.

pub mod check;
pub mod cx;
pub mod declare;
pub mod directive;
pub mod expand;
pub mod input;
pub mod scope;

use cyrus_diagnostics::Diagnostics;
use cyrus_hir as hir;
use cyrus_source::SourceMap;
use cyrus_syntax::ast;
use elsa::FrozenVec;

pub use directive::Directives;
pub use input::{CheckOptions, FoundFile, ModuleFinder, SourceUnit};

/// Checks one module.
///
/// Returns `None` when the module has errors; they are in `diags` (so are warnings either way).
pub fn check(
    main: SourceUnit,
    finder: &mut dyn ModuleFinder,
    options: &CheckOptions,
    sources: &mut SourceMap,
    diags: &mut Diagnostics,
) -> Option<hir::Module> {
    let trees: FrozenVec<Box<ast::Module>> = FrozenVec::new();
    let mut cx = cx::Cx::new(&main, finder, options, sources, diags, &trees);
    let mut tree = main.tree;
    expand::module(&mut cx, &mut tree);
    let tree = cx.adopt(tree);
    declare::module(&mut cx, tree);
    if !cx.needs_cpp {
        check::module(&mut cx, tree);
    }
    cx.finish()
}
