//! `cyrus check`: diagnostics without output.

use crate::report::{complain, report};
use crate::shared_args::Language;
use crate::{FAILED, INTERNAL};
use clap::Args;
use cyrus_driver::compile::Stage;
use cyrus_driver::{CompileOptions, compile, discover};
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
    let mut options = match arguments.language.options() {
        Ok(options) => CompileOptions {
            until: Stage::Check,
            cplus_by_comment: true,
            explain: arguments.explain,
            ..options
        },
        Err(message) => {
            complain(&message);
            return ExitCode::from(2);
        }
    };
    let sources = match discover::sources(&arguments.paths) {
        Ok(sources) => sources,
        Err(message) => {
            complain(&message);
            return ExitCode::from(FAILED);
        }
    };
    options.include_dirs.extend(discover::roots(&arguments.paths));
    let interpreter = arguments.language.interpreter();
    let (mut failed, mut internal) = (false, false);
    for source in &sources {
        let compiled = compile(source, &options, &interpreter);
        failed |= report(&compiled, arguments.language.message_format);
        internal |= compiled.internal_error;
    }
    match (internal, failed) {
        (true, _) => ExitCode::from(INTERNAL),
        (false, true) => ExitCode::from(FAILED),
        (false, false) => ExitCode::SUCCESS,
    }
}
