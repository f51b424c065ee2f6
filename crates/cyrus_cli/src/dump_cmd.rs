//! `cyrus dump`: what a stage makes of a file, for people who work on the compiler.

use crate::FAILED;
use crate::report::{complain, print_out, report};
use crate::shared_args::Language;
use clap::{Args, ValueEnum};
use cyrus_driver::dump::{Dump, dump};
use std::path::PathBuf;
use std::process::ExitCode;

#[derive(Args)]
pub(crate) struct Arguments {
    what: What,
    file: PathBuf,
    #[command(flatten)]
    language: Language,
}

#[derive(Clone, Copy, PartialEq, Eq, ValueEnum)]
enum What {
    /// The syntax tree
    Ast,
    /// The typed tree
    Hir,
    /// The control-flow graphs
    Mir,
    /// The output
    C,
}

pub(crate) fn run(arguments: &Arguments) -> ExitCode {
    let options = match arguments.language.options() {
        Ok(options) => options,
        Err(message) => {
            complain(&message);
            return ExitCode::from(2);
        }
    };
    let what = match arguments.what {
        What::Ast => Dump::Ast,
        What::Hir => Dump::Hir,
        What::Mir => Dump::Mir,
        What::C => Dump::C,
    };
    let (text, compiled) = dump(&arguments.file, what, &options, &arguments.language.interpreter());
    if let Some(text) = text {
        print_out(&text);
    }
    if report(&compiled, arguments.language.message_format) {
        ExitCode::from(FAILED)
    } else {
        ExitCode::SUCCESS
    }
}
