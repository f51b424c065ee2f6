//! Diagnostics: what a stage says about a program, and how it is shown.
//!
//! Comes in: codes, spans and sentences from every stage. Goes out: plain lines in Cython's format
//! ([`plain`]), snippets for terminals ([`rich`]) or JSON ([`json`]).
//!
//! Invariants: every diagnostic has a [`Code`] from the registry in [`codes`]; codes are never reused.
//! A [`Diagnostics`] collector keeps what it is given; order and duplicates are settled when it is read,
//! so stages may report in any order and still give the same output. Nothing here prints or touches files.

pub mod codes;
mod collector;
mod diagnostic;
pub mod json;
pub mod plain;
pub mod rich;

pub use codes::Code;
pub use collector::Diagnostics;
pub use diagnostic::{Diagnostic, Label, Severity};
