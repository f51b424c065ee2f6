//! `cyrus run`: a module as a program.

use crate::build_cmd::{COptions, check_null};
use crate::report::{complain, report};
use crate::shared_args::Language;
use crate::{FAILED, INTERNAL};
use clap::Args;
use cyrus_driver::program;
use std::path::PathBuf;
use std::process::ExitCode;

/// The module is built into the cache directory and imported under its own name; then its `main()` is
/// called, if it has one, and decides the exit code. Without -O it is built to be tried: using a cypclass reference
/// that is NULL raises an exception, as with --debug.
#[derive(Args)]
pub(crate) struct Arguments {
    #[command(flatten)]
    c: COptions,
    #[command(flatten)]
    language: Language,
    /// The source file
    source: PathBuf,
    /// Arguments of the program
    #[arg(trailing_var_arg = true, allow_hyphen_values = true)]
    args: Vec<String>,
}

pub(crate) fn run(arguments: &Arguments) -> ExitCode {
    let options = match arguments.c.build_options(&arguments.language) {
        Ok(mut options) => {
            if arguments.c.optimize.is_none() {
                check_null(&mut options.compile);
            }
            options
        }
        Err(message) => {
            complain(&message);
            return ExitCode::from(2);
        }
    };
    let interpreter = arguments.language.interpreter();
    let (command, mut compiled) =
        program::prepare(&arguments.source, &arguments.args, &options, &interpreter);
    report(&compiled, arguments.language.message_format);
    match command.map(program::run) {
        Some(Ok(code)) => ExitCode::from(u8::try_from(code).unwrap_or(FAILED)),
        Some(Err(diagnostic)) => {
            compiled.diagnostics = Default::default();
            compiled.diagnostics.push(diagnostic);
            report(&compiled, arguments.language.message_format);
            ExitCode::from(FAILED)
        }
        None if compiled.internal_error => ExitCode::from(INTERNAL),
        None => ExitCode::from(FAILED),
    }
}
