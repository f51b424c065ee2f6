//! `cyrus stubs`: what type checkers and editors should know of modules.

use crate::report::{complain, exit_code, print_out, report};
use crate::shared_args::Language;
use clap::Args;
use cyrus_driver::compile::Stage;
use cyrus_driver::{CompileOptions, compile, output, stubs};
use std::path::PathBuf;
use std::process::ExitCode;

#[derive(Args)]
pub(crate) struct Arguments {
    /// Source files, and directories to search for them
    #[arg(required = true)]
    paths: Vec<PathBuf>,
    /// Write into this directory, not beside the sources
    #[arg(short = 'd', long, value_name = "DIR", conflicts_with = "stdout")]
    directory: Option<PathBuf>,
    /// Print the stubs
    #[arg(long)]
    stdout: bool,
    #[command(flatten)]
    language: Language,
}

pub(crate) fn run(arguments: &Arguments) -> ExitCode {
    let change = |options| CompileOptions { until: Stage::Lower, cplus_by_comment: true, ..options };
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
        let Some(module) = &compiled.hir else { continue };
        let name = source.file_name().unwrap_or_default();
        let text = stubs::stub(module, &name.to_string_lossy());
        if arguments.stdout {
            print_out(&text);
            continue;
        }
        let path = match &arguments.directory {
            Some(directory) => directory.join(name),
            None => source.clone(),
        };
        let path = path.with_extension("pyi");
        if let Err(error) = output::write(&path, text.as_bytes()) {
            complain(&format!(
                "{}: cannot be written: {}; name another directory with -d",
                path.display(),
                output::reason(&error)
            ));
            failed = true;
        }
    }
    exit_code(failed, internal)
}
