//! Runs language tests written in Markdown.
//!
//! In: a `.md` file of `tests/lang` or `docs`, the `cyrus` binary, a C compiler, CPython. Out: `Ok`, or
//! what differs from what the file says. The format is described in `tests/lang/README.md`.
//!
//! Three steps, a module each: [`document`] reads the Markdown, [`plan`] makes source files and expectations
//! of its blocks, [`run`] compiles, imports and compares.
//!
//! Invariants: every line of a block has the same line number in the file made of it as in the Markdown file,
//! so messages and tracebacks point there; a block that is not understood is an error, never skipped.

pub mod document;
pub mod plan;
mod process;
pub mod run;

use std::path::Path;

/// Runs one file.
pub fn run_file(file: &Path, tools: &run::Tools) -> Result<(), String> {
    let text = std::fs::read_to_string(file).map_err(|e| format!("{}: {e}", file.display()))?;
    let stem = file.file_stem().unwrap_or_default().to_string_lossy();
    let document = document::Document::parse(&text)?;
    let todo = document.todo.clone();
    let outcome = plan::Plan::new(&stem, &document).and_then(|plan| run::run(file, &plan, tools));
    match (outcome, todo) {
        (outcome, None) => outcome,
        (Err(_), Some(_)) => Ok(()),
        (Ok(()), Some(reason)) => Err(format!("passes now; remove its mark «todo: {reason}»")),
    }
}
