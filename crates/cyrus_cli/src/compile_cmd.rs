//! `cyrus compile`: the `cython` command line.

use crate::FAILED;
use crate::report::{complain, exit_code, report};
use crate::shared_args::Language;
use clap::Args;
use cyrus_driver::{Compiled, CompiledModule, annotate, compile, output};
use std::collections::HashSet;
use std::path::{Path, PathBuf};
use std::process::ExitCode;

#[derive(Args)]
pub(crate) struct Arguments {
    /// Source files
    #[arg(required = true)]
    sources: Vec<PathBuf>,
    /// Write to this file (or, with several sources, into this directory)
    #[arg(short, long, value_name = "FILE")]
    output_file: Option<PathBuf>,
    /// Work in this directory
    #[arg(short, long, value_name = "DIR")]
    working: Option<PathBuf>,
    /// Full name of the module, instead of the one its path gives
    #[arg(long, value_name = "NAME")]
    module_name: Option<String>,
    #[command(flatten)]
    language: Language,
    /// Write `#line` directives that point to the source
    #[arg(long)]
    line_directives: bool,
    /// Leave out docstrings
    #[arg(short = 'D', long)]
    no_docstrings: bool,
    /// Write a `main` (or a function of this name) that runs the module as a program
    #[arg(long, num_args = 0..=1, require_equals = true, default_missing_value = "main", value_name = "NAME")]
    embed: Option<String>,
    /// Write FILE.html, which shows the lines that work with Python objects, and their C code
    #[arg(short, long)]
    annotate: bool,
    /// As --annotate, with the whole C code too
    #[arg(long)]
    annotate_fullc: bool,
    /// Write FILE.dep with the files that the output depends on
    #[arg(short = 'M', long)]
    depfile: bool,
    /// Stop at the first error
    #[arg(long)]
    fast_fail: bool,
    /// Compile again only when the output is older than the source
    #[arg(short, long)]
    timestamps: bool,
    /// Compile whatever the age of the output
    #[arg(short, long)]
    force: bool,
    /// Name each file
    #[arg(short, long)]
    verbose: bool,
    /// Say nothing but errors
    #[arg(short, long)]
    quiet: bool,
    #[command(flatten)]
    accepted: Accepted,
}

/// Options of the `cython` command that change nothing here.
#[derive(Args)]
struct Accepted {
    /// Accepted: debug information needs no option
    #[arg(long, hide = true)]
    gdb: bool,
    #[arg(long, hide = true, value_name = "DIR")]
    gdb_outdir: Option<PathBuf>,
    #[arg(long, hide = true, value_name = "FILE")]
    annotate_coverage: Option<PathBuf>,
    #[arg(short = 'p', long, hide = true)]
    embed_positions: bool,
    #[arg(short = 'z', long, hide = true, value_name = "MODULE")]
    pre_import: Option<String>,
    #[arg(long, hide = true, value_name = "LEVEL")]
    cleanup: Option<i32>,
    #[arg(long, hide = true)]
    no_c_in_traceback: bool,
    #[arg(long, hide = true)]
    c_line_in_traceback: bool,
    #[arg(long, hide = true)]
    warning_errors: bool,
    #[arg(short = 's', long, hide = true, value_name = "NAME=VALUE")]
    setting: Vec<String>,
    #[arg(short = 'l', long, hide = true)]
    create_listing: bool,
    #[arg(long, hide = true)]
    capi_reexport_cincludes: bool,
    #[arg(long, hide = true, value_name = "MODULE")]
    shared: Option<String>,
}

pub(crate) fn run(arguments: Arguments) -> ExitCode {
    if let Some(directory) = &arguments.working
        && let Err(error) = std::env::set_current_dir(directory)
    {
        complain(&format!("{}: {error}", directory.display()));
        return ExitCode::from(FAILED);
    }
    let mut options = match arguments.language.options() {
        Ok(options) => options,
        Err(message) => {
            complain(&message);
            return ExitCode::from(2);
        }
    };
    options.line_directives = arguments.line_directives;
    options.no_docstrings = arguments.no_docstrings;
    options.embed = arguments.embed.clone();
    options.module_name = arguments.module_name.clone();
    // Lines for tools are as Cython gives them: what follows a syntax error is not looked at.
    options.first_error_only = arguments.fast_fail || arguments.language.message_format.is_plain();
    options.werror |= arguments.accepted.warning_errors;
    if arguments.sources.len() > 1 && arguments.module_name.is_some() {
        complain("--module-name names one module, but there are several sources");
        return ExitCode::from(2);
    }
    let into_directory = arguments.output_file.as_deref().is_some_and(Path::is_dir);
    if arguments.sources.len() > 1 && arguments.output_file.is_some() && !into_directory {
        complain("with several sources -o must name a directory that exists");
        return ExitCode::from(2);
    }
    let interpreter = arguments.language.interpreter();
    let (mut failed, mut internal) = (false, false);
    for source in &arguments.sources {
        let c_file = output_path(source, &arguments, options.cplus);
        if arguments.timestamps && !arguments.force && is_newer(&c_file, source) {
            continue;
        }
        if arguments.verbose {
            complain(&format!("compiling {}", source.display()));
        }
        let compiled = compile(source, &options, &interpreter);
        internal |= compiled.internal_error;
        let has_errors = if arguments.quiet && !compiled.diagnostics.has_errors() {
            false
        } else {
            report(&compiled, arguments.language.message_format)
        };
        failed |= has_errors;
        if let Some(module) = &compiled.module
            && let Err(message) = write(module, &c_file, &compiled, &arguments)
        {
            complain(&message);
            failed = true;
        }
        if failed && arguments.fast_fail {
            break;
        }
    }
    exit_code(failed, internal)
}

/// Where the C file goes: `-o`, or beside the source.
fn output_path(source: &Path, arguments: &Arguments, cplus: bool) -> PathBuf {
    let suffix = if cplus { "cpp" } else { "c" };
    let beside = source.with_extension(suffix);
    match &arguments.output_file {
        Some(path) if path.is_dir() => path.join(beside.file_name().unwrap_or_default()),
        Some(path) => path.clone(),
        None => beside,
    }
}

fn is_newer(output: &Path, source: &Path) -> bool {
    let age = |p: &Path| std::fs::metadata(p).and_then(|m| m.modified());
    matches!((age(output), age(source)), (Ok(o), Ok(s)) if o >= s)
}

/// Writes the C file and what goes with it.
fn write(
    module: &CompiledModule,
    c_file: &Path,
    compiled: &Compiled,
    arguments: &Arguments,
) -> Result<(), String> {
    let put = |path: &Path, text: &str| {
        output::write(path, text.as_bytes()).map_err(|e| {
            let reason = output::reason(&e);
            format!("{}: cannot be written: {reason}; name another file with -o", path.display())
        })
    };
    put(c_file, &module.emitted.source)?;
    if let Some(header) = &module.emitted.public_header {
        put(&c_file.with_extension("h"), header)?;
    }
    if let Some(header) = &module.emitted.api_header {
        let stem = c_file.file_stem().map(|s| s.to_string_lossy().into_owned()).unwrap_or_default();
        put(&c_file.with_file_name(format!("{stem}_api.h")), header)?;
    }
    if (arguments.annotate || arguments.annotate_fullc)
        && let Some(page) = annotate::page(compiled, arguments.annotate_fullc)
    {
        put(&c_file.with_extension("html"), &page)?;
    }
    if arguments.depfile {
        let rule = make_rule(c_file, &compiled.dependencies);
        let mut path = c_file.as_os_str().to_owned();
        path.push(".dep");
        put(Path::new(&path), &rule)?;
    }
    Ok(())
}

/// What a build tool reads: the file, and those it depends on, each once. Spaces in names are escaped.
fn make_rule(c_file: &Path, dependencies: &[PathBuf]) -> String {
    let word =
        |path: &Path| path.display().to_string().replace(' ', "\\ ").replace('#', "\\#").replace('$', "$$");
    let mut rule = format!("{}:", word(c_file));
    let mut seen = HashSet::new();
    for path in dependencies.iter().filter(|path| seen.insert(*path)) {
        rule.push_str(&format!(" \\\n  {}", word(path)));
    }
    rule + "\n"
}
