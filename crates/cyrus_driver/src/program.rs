//! `cyrus run`: a module as a program.
//!
//! The module is built into the cache directory and imported under its own name, with the directory of its
//! package first on `sys.path` and the program's arguments in `sys.argv`; then its `main()` is called if it
//! has one. What `main()` returns is the exit code, as for `sys.exit`. Where there is no cache directory the module is built
//! into a temporary one, which the program removes once it is loaded.

use crate::compile::Compiled;
use crate::extension::{BuildOptions, Placement, build};
use crate::interpreter::Interpreter;
use crate::module_name::locate;
use crate::{cache, output};
use cyrus_diagnostics::{Diagnostic, codes};
use std::path::{Path, PathBuf};
use std::process::Command;

/// Imports a module from a file, and runs it.
const RUNNER: &str = "\
import sys, importlib.util, importlib.machinery
root, name, path, temporary = sys.argv[1:5]
del sys.argv[1:5]
sys.argv[0] = path_of_source = sys.argv.pop(1)
sys.path[0] = root
parent = name.rpartition('.')[0]
if parent:
    __import__(parent)
loader = importlib.machinery.ExtensionFileLoader(name, path)
spec = importlib.util.spec_from_file_location(name, path, loader=loader)
module = importlib.util.module_from_spec(spec)
sys.modules[name] = module
try:
    spec.loader.exec_module(module)
finally:
    if temporary:
        import shutil
        shutil.rmtree(temporary, ignore_errors=True)
main = getattr(module, 'main', None)
if callable(main):
    sys.exit(main())
";

/// Builds a module; the command that runs it, if that went well.
pub fn prepare(
    source: &Path,
    args: &[String],
    options: &BuildOptions,
    interpreter: &Interpreter,
) -> (Option<Command>, Compiled) {
    let absolute = std::path::absolute(source).unwrap_or_else(|_| source.to_path_buf());
    let key = cache::digest(&[absolute.as_os_str().as_encoded_bytes()]);
    let kept = cache::place(&format!("run/{key}/x")).and_then(|p| p.parent().map(Path::to_path_buf));
    let mut temporary = PathBuf::new();
    let directory = match kept {
        Some(directory) => directory,
        None => match output::temporary_directory() {
            Ok(directory) => {
                temporary = directory.clone();
                directory
            }
            Err(message) => {
                let mut compiled = Compiled::default();
                compiled.diagnostics.push(Diagnostic::error(codes::E0105, None, message));
                return (None, compiled);
            }
        },
    };
    let (extension, compiled) = build(source, options, &Placement::Directory(directory), interpreter);
    let (Some(extension), Ok(python)) = (extension, interpreter.ask()) else {
        if !temporary.as_os_str().is_empty() {
            let _ = std::fs::remove_dir_all(&temporary);
        }
        return (None, compiled);
    };
    let root = std::path::absolute(locate(source).root).unwrap_or_default();
    let mut command = Command::new(&python.executable);
    command.args(["-c", RUNNER]).arg(root).arg(&extension.name).arg(&extension.path).arg(temporary);
    command.arg(source).args(args);
    (Some(command), compiled)
}

/// Runs the program in place of this process, so that signals reach it; where that cannot be done, gives its exit code.
pub fn run(mut command: Command) -> Result<i32, Diagnostic> {
    #[cfg(unix)]
    let result = Err(std::os::unix::process::CommandExt::exec(&mut command));
    #[cfg(not(unix))]
    let result = command.status().map(|status| status.code().unwrap_or(1));
    result.map_err(|error| {
        let program = command.get_program().to_string_lossy();
        Diagnostic::error(codes::E0105, None, format!("{program}: cannot be started: {error}"))
    })
}
