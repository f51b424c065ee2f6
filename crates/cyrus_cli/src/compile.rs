//! `cyrus compile`, `cyrus check` and `cyrus dump`.

use crate::args::{CompileArgs, DumpArgs, DumpForm, MessageFormat};
use crate::report;
use cyrus_driver::{CompileOptions, Dump};
use cyrus_syntax::ast::LanguageLevel;
use std::path::{Path, PathBuf};
use std::process::ExitCode;

/// The driver's options for the arguments; `Err` is a sentence about a wrong argument.
fn options(args: &CompileArgs) -> Result<CompileOptions, String> {
    let pairs = |items: &[String], flag: &str| -> Result<Vec<(String, String)>, String> {
        items
            .iter()
            .flat_map(|item| item.split(','))
            .map(|item| match item.split_once('=') {
                Some((name, value)) => Ok((name.trim().to_string(), value.trim().to_string())),
                None => Err(format!("{flag} wants NAME=VALUE, not '{item}'")),
            })
            .collect()
    };
    Ok(CompileOptions {
        language_level: level(args.level2, args.level3str),
        cplus: args.cplus,
        include_dirs: args.include_dirs.clone(),
        directives: pairs(&args.directives, "-X")?,
        compile_time_env: pairs(&args.env, "-E")?,
        lenient: args.lenient,
        warnings_are_errors: args.werror,
        module_name: args.module_name.clone(),
        output: None,
        python: args.python.clone(),
        line_directives: args.line_directives,
        embed: args.embed.clone(),
    })
}

/// The language level of the flags.
pub(crate) fn level(level2: bool, level3str: bool) -> LanguageLevel {
    if level2 {
        LanguageLevel::Py2
    } else if level3str {
        LanguageLevel::Py3Str
    } else {
        LanguageLevel::Py3
    }
}

pub(crate) fn run(args: &CompileArgs) -> ExitCode {
    let base = match options(args) {
        Ok(options) => options,
        Err(message) => {
            report::line(&message);
            return ExitCode::from(2);
        }
    };
    let into_dir = args.output.as_ref().is_some_and(|o| o.is_dir());
    if args.files.len() > 1 && args.output.is_some() && !into_dir {
        report::line("-o names one file, but there are several inputs: name a directory");
        return ExitCode::from(2);
    }
    let mut failed = false;
    for file in &args.files {
        let mut options = base.clone();
        options.output = args.output.as_ref().map(|o| if into_dir { in_dir(o, file, &options) } else { o.clone() });
        // An output name ending like C++ asks for C++ no more than Cython's does: only --cplus decides.
        let compiled = cyrus_driver::compile(file, &options);
        report::show(&compiled.diagnostics, &compiled.sources, args.message_format);
        failed |= compiled.output.is_none();
    }
    if failed { ExitCode::FAILURE } else { ExitCode::SUCCESS }
}

fn in_dir(dir: &Path, file: &Path, options: &CompileOptions) -> PathBuf {
    dir.join(file.with_extension(if options.cplus { "cpp" } else { "c" }).file_name().unwrap_or_default())
}

pub(crate) fn check(args: &CompileArgs) -> ExitCode {
    let options = match options(args) {
        Ok(options) => options,
        Err(message) => {
            report::line(&message);
            return ExitCode::from(2);
        }
    };
    let mut failed = false;
    for file in &args.files {
        let (_, diagnostics, sources) = cyrus_driver::dump(file, &options, Dump::Hir);
        report::show(&diagnostics, &sources, args.message_format);
        failed |= diagnostics.has_errors();
    }
    if failed { ExitCode::FAILURE } else { ExitCode::SUCCESS }
}

pub(crate) fn dump(args: &DumpArgs) -> ExitCode {
    let options = match options(&args.compile) {
        Ok(options) => options,
        Err(message) => {
            report::line(&message);
            return ExitCode::from(2);
        }
    };
    let form = match args.form {
        DumpForm::Hir => Dump::Hir,
        DumpForm::Mir => Dump::Mir,
        DumpForm::C => Dump::C,
    };
    let mut failed = false;
    for file in &args.compile.files {
        let (text, diagnostics, sources) = cyrus_driver::dump(file, &options, form);
        report::show(&diagnostics, &sources, MessageFormat::Auto);
        match text {
            Some(text) => report::output(&text),
            None => failed = true,
        }
    }
    if failed { ExitCode::FAILURE } else { ExitCode::SUCCESS }
}
