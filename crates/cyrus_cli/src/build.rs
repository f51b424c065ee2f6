//! `cyrus build`: extension modules beside their sources.

use crate::args::{BuildArgs, MessageFormat};
use crate::report;
use cyrus_driver::{CompileOptions, build};
use std::process::ExitCode;

pub(crate) fn run(args: &BuildArgs) -> ExitCode {
    let files = match build::source_files(&args.paths) {
        Ok(files) => files,
        Err(message) => {
            report::line(&message);
            return ExitCode::FAILURE;
        }
    };
    let mut options = CompileOptions {
        language_level: crate::compile::level(args.level.level2, false),
        include_dirs: args.level.include_dirs.clone(),
        python: Some(args.python.clone()),
        ..CompileOptions::default()
    };
    for item in &args.level.directives {
        match item.split_once('=') {
            Some((name, value)) => options.directives.push((name.to_string(), value.to_string())),
            None => {
                report::line(&format!("-X wants NAME=VALUE, not '{item}'"));
                return ExitCode::from(2);
            }
        }
    }
    let toolchain = match cyrus_driver::toolchain::Toolchain::find(&args.python) {
        Ok(toolchain) => toolchain,
        Err(message) => {
            report::line(&message);
            return ExitCode::FAILURE;
        }
    };
    let mut failed = 0;
    for file in &files {
        let result = build::build_beside(file, &options, &toolchain, &format!("-O{}", args.optimise));
        report::show(&result.diagnostics, &result.sources, MessageFormat::Auto);
        match result.module {
            Some(module) => report::line(&format!("{} -> {}", file.display(), module.display())),
            None => failed += 1,
        }
    }
    if failed > 0 {
        report::line(&format!("{failed} of {} modules failed", files.len()));
        return ExitCode::FAILURE;
    }
    ExitCode::SUCCESS
}
