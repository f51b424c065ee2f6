//! `cargo xtask tsan`: the programs of `tests/threads` under ThreadSanitizer.
//!
//! In: each `tests/threads/NAME.pyx`, which has a function `main`. Out: a line for each: how many races were found.
//! `Ok(true)` when there are none, except in programs called `racy_…`, which show what an unsafe cast can break and
//! in which a race has to be found.

use std::path::{Path, PathBuf};
use std::process::Command;

/// The command line of `cargo xtask tsan`.
#[derive(clap::Args)]
pub(crate) struct Options {
    /// The compiler
    #[arg(long, default_value = "target/debug/cyrus")]
    compiler: PathBuf,
    /// Interpreter that imports the modules
    #[arg(long, default_value = "python3")]
    python: String,
}

/// Runs the chore.
pub(crate) fn run(options: &Options) -> Result<bool, String> {
    let place = std::env::temp_dir().join(format!("cyrus-tsan-{}", std::process::id()));
    std::fs::create_dir_all(&place).map_err(|e| format!("{}: {e}", place.display()))?;
    let facts = "import sys, sysconfig; print(sys.executable); print(sysconfig.get_path('include')); \
                 print(sysconfig.get_config_var('EXT_SUFFIX'))";
    let facts = output(Command::new(&options.python).args(["-c", facts]))?;
    let [python, include, suffix] = facts.lines().collect::<Vec<_>>()[..] else {
        return Err("the interpreter does not say where its headers are".into());
    };
    let library = output(Command::new("gcc").arg("-print-file-name=libtsan.so"))?;
    let mut programs: Vec<PathBuf> = std::fs::read_dir("tests/threads")
        .map_err(|e| format!("tests/threads: {e}; run this in the root of the project"))?
        .flatten()
        .map(|entry| entry.path())
        .filter(|path| path.extension().is_some_and(|e| e == "pyx"))
        .collect();
    programs.sort();
    let mut good = !programs.is_empty();
    for program in &programs {
        let name = program.file_stem().unwrap_or_default().to_string_lossy().into_owned();
        let source = place.join(format!("{name}.c"));
        output(Command::new(&options.compiler).arg("compile").arg(program).arg("-o").arg(&source))?;
        let module = place.join(format!("{name}{suffix}"));
        output(
            Command::new("gcc")
                .args(["-fsanitize=thread", "-O1", "-g", "-w", "-fPIC", "-shared", "-I", include])
                .arg(&source)
                .arg("-o")
                .arg(&module),
        )?;
        let races = races(&place, &name, python, library.trim())?;
        let expected = name.starts_with("racy_");
        good &= (races > 0) == expected;
        let verdict = if (races > 0) == expected { "as expected" } else { "NOT as expected" };
        println!("{name:<30} {races:>4} races, {verdict}");
    }
    let _ = std::fs::remove_dir_all(&place);
    Ok(good)
}

/// How many races ThreadSanitizer reports.
fn races(place: &Path, name: &str, python: &str, library: &str) -> Result<usize, String> {
    let run = Command::new(python)
        .args(["-c", &format!("import {name}; {name}.main(); print('finished')")])
        .current_dir(place)
        .env("LD_PRELOAD", library)
        .env("TSAN_OPTIONS", "exitcode=0")
        .output()
        .map_err(|e| format!("{python}: {e}"))?;
    let text = String::from_utf8_lossy(&run.stderr).into_owned();
    if !String::from_utf8_lossy(&run.stdout).contains("finished") {
        return Err(format!("{name} did not finish:\n{text}"));
    }
    Ok(text.matches("WARNING: ThreadSanitizer").count())
}

/// What a command prints; its errors if it fails.
fn output(command: &mut Command) -> Result<String, String> {
    let done = command.output().map_err(|e| format!("{command:?}: {e}"))?;
    match done.status.success() {
        true => Ok(String::from_utf8_lossy(&done.stdout).into_owned()),
        false => Err(format!("{command:?}: {}", String::from_utf8_lossy(&done.stderr))),
    }
}
