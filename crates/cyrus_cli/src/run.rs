//! `cyrus run`: builds a module in the cache directory, imports it, and calls its `main()` if it has one.

use crate::args::{MessageFormat, RunArgs};
use crate::report;
use cyrus_driver::{CompileOptions, build, toolchain::Toolchain};
use std::process::ExitCode;

/// Imports the module from its file and calls `main()`; `sys.argv` is that of a script.
const RUNNER: &str = "import sys, importlib.util as u
name, path, source = sys.argv[1:4]
sys.argv[:] = [source] + sys.argv[4:]
import os
sys.path[0] = os.path.dirname(os.path.abspath(source))
spec = u.spec_from_file_location(name, path)
module = sys.modules[name] = u.module_from_spec(spec)
spec.loader.exec_module(module)
main = getattr(module, 'main', None)
sys.exit(main() if callable(main) else None)
";

pub(crate) fn run(args: &RunArgs) -> ExitCode {
    let toolchain = match Toolchain::find(&args.python) {
        Ok(toolchain) => toolchain,
        Err(message) => {
            report::line(&message);
            return ExitCode::FAILURE;
        }
    };
    let options = CompileOptions { python: Some(args.python.clone()), ..CompileOptions::default() };
    let result = build::build_cached(&args.file, &options, &toolchain);
    report::show(&result.diagnostics, &result.sources, MessageFormat::Auto);
    let Some(module) = result.module else { return ExitCode::FAILURE };
    let status = std::process::Command::new(&args.python)
        .arg("-c")
        .arg(RUNNER)
        .arg(&result.name)
        .arg(module)
        .arg(&args.file)
        .args(&args.args)
        .status();
    match status {
        Ok(status) => ExitCode::from(status.code().and_then(|c| u8::try_from(c).ok()).unwrap_or(1)),
        Err(error) => {
            report::line(&format!("cannot run '{}': {error}", args.python.display()));
            ExitCode::FAILURE
        }
    }
}
