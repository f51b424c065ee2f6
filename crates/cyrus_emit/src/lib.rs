//! MIR and HIR in, the text of one C or C++ file out.
//!
//! The file is self-contained: the support fragments that it uses are pasted in, and nothing else. One
//! emitter serves both languages: C11 and C++17, for CPython 3.9 to 3.14 with and without a GIL.
//!
//! How a file is put together (the order of [`file`]): heading, includes and prototypes of fragments,
//! types, prototypes, bodies, static tables, type objects, module execution, module definition, codes
//! of fragments. Since what the top of the file must contain is known only when the rest was written,
//! each part is a text of its own, joined at the end.
//!
//! Invariants: the same module gives the same text, byte for byte; no timestamps, no absolute paths.
//! The emitter adds no reference counting and no failure edge to bodies: all of that is in the MIR. What
//! it cannot write yet is a diagnostic with a span, never wrong code.

mod body;
mod c_text;
mod class;
mod convert;
mod cx;
mod cyp;
mod module;
mod types;

pub use c_text::bytes_literal;
pub use cx::EmitOptions;

use cyrus_diagnostics::Diagnostic;
use cyrus_hir as hir;
use cyrus_mir as mir;
use cyrus_source::SourceMap;

/// What one module compiles to.
#[derive(Clone, PartialEq, Eq, Debug, Default)]
pub struct Emitted {
    /// The C or C++ file.
    pub source: String,
    /// `NAME.h`, when the module has `public` declarations.
    pub public_header: Option<String>,
    /// `NAME_api.h`, when the module has `api` declarations.
    pub api_header: Option<String>,
}

/// Writes a module.
pub fn emit(
    module: &hir::Module,
    program: &mir::Program,
    sources: &SourceMap,
    options: &EmitOptions,
) -> Result<Emitted, Vec<Diagnostic>> {
    let mut cx = cx::Cx::new(module, program, sources, options);
    let emitted = module::file(&mut cx);
    let errors = cx.take_errors();
    if errors.is_empty() { Ok(emitted) } else { Err(errors) }
}
