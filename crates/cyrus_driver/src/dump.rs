//! Stages' results as text, for people who work on the compiler.

use crate::compile::{CompileOptions, Compiled, Stage, compile};
use crate::interpreter::Interpreter;
use std::fmt::Write as _;
use std::path::Path;

/// What can be shown.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Dump {
    Ast,
    Hir,
    Mir,
    C,
}

/// Compiles a file as far as needed; the text, if it got that far, and the diagnostics.
pub fn dump(
    path: &Path,
    what: Dump,
    options: &CompileOptions,
    interpreter: &Interpreter,
) -> (Option<String>, Compiled) {
    let until = match what {
        Dump::Ast => Stage::Parse,
        Dump::Hir | Dump::Mir => Stage::Lower,
        Dump::C => Stage::Emit,
    };
    let compiled = compile(path, &CompileOptions { until, ..options.clone() }, interpreter);
    let text = match what {
        Dump::Ast => compiled.tree.as_ref().map(cyrus_syntax::dump::module),
        Dump::Hir => compiled.hir.as_ref().map(|module| format!("{module:#?}\n")),
        Dump::Mir => compiled.mir.as_ref().map(|program| {
            let mut text = String::new();
            for body in program.bodies.iter() {
                let _ = writeln!(text, "{body}");
            }
            text
        }),
        Dump::C => compiled.module.as_ref().map(|m| m.emitted.source.clone()),
    };
    (text, compiled)
}
