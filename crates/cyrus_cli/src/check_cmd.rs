//! `cyrus check`: diagnostics without output.

use crate::report::{exit_code, report};
use crate::shared_args::Language;
use clap::Args;
use cyrus_driver::compile::Stage;
use cyrus_driver::{CompileOptions, compile};
use std::path::PathBuf;
use std::process::ExitCode;

#[derive(Args)]
pub(crate) struct Arguments {
    /// Source files, and directories to search for them
    #[arg(required = true)]
    paths: Vec<PathBuf>,
    /// Say of every 'consume' whether isolation is proved or checked at run time, and why
    #[arg(long)]
    explain: bool,
    #[command(flatten)]
    language: Language,
}

pub(crate) fn run(arguments: &Arguments) -> ExitCode {
    let change = |options| CompileOptions {
        // Some constructs only the emitter refuses; nothing is written.
        until: Stage::Emit,
        cplus_by_comment: true,
        explain: arguments.explain,
        ..options
    };
    let (options, sources) = match arguments.language.sources(&arguments.paths, change) {
        Ok(found) => found,
        Err(code) => return code,
    };
    let interpreter = arguments.language.interpreter();
    let (mut failed, mut internal) = (false, false);
    for source in &sources {
        let compiled = compile(source, &options, &interpreter);
        failed |= report(&compiled, arguments.language.message_format);
        internal |= compiled.internal_error;
    }
    exit_code(failed, internal)
}
