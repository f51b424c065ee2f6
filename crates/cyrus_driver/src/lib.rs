//! Runs the stages, and everything that touches the outside: files, the interpreter, the C compiler.
//!
//! Comes in: paths and options. Goes out: C files, extension modules, diagnostics. Every other crate of the
//! compiler works on text in memory.
//!
//! - [`compile`] takes one source file through all stages.
//! - [`extension`] makes an extension module of it: C compiler, cache, placement.
//! - [`finder`] finds what a module cimports; [`embedded`] holds our own declarations.
//! - [`annotate`] shows which lines work with Python objects.
//! - [`interpreter`] asks the Python that modules are made for; [`c_compiler`] runs the C compiler.
//!
//! Invariants: output files appear whole or not at all ([`output`]). A panic of a stage becomes a
//! diagnostic ([`guard`]). Nothing here prints.

pub mod annotate;
pub mod c_compiler;
pub mod cache;
pub mod compile;
pub mod discover;
pub mod dump;
pub mod embedded;
pub mod extension;
pub mod finder;
pub mod guard;
pub mod header_comment;
pub mod interpreter;
pub mod module_name;
pub mod output;
pub mod program;
pub mod runtime_library;
pub mod source_text;
pub mod stubs;

pub use compile::{CompileOptions, Compiled, CompiledModule, compile};
