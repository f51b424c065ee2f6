//! The Python package's tests, `python/tests`, with the library of this build and the compiler beside it, if that is built. `PYTHON` says which interpreter.

use std::path::{Path, PathBuf};
use std::process::Command;

/// Runs tests where Ctrl-C works: shells have it ignored in what they run in the background.
const RUNS: &str = "
import signal, sys, unittest
signal.signal(signal.SIGINT, signal.default_int_handler)
unittest.main(module=None, argv=['', sys.argv[1]])
";

fn run(tests: &str) {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../python");
    let this = std::env::current_exe().unwrap_or_default();
    let library = this.parent().map(Path::to_path_buf).unwrap_or_default().join("libcyrus_rt.so");
    let compiler =
        library.ancestors().nth(2).map(|target| target.join("cyrus")).filter(|compiler| compiler.is_file());
    let python = std::env::var_os("PYTHON").map_or_else(|| PathBuf::from("python3"), PathBuf::from);
    let mut command = Command::new(&python);
    if let Some(compiler) = compiler {
        command.env("CYRUS_BIN", compiler);
    }
    let ran = command
        .args(["-c", RUNS, tests])
        .current_dir(&root)
        .env("PYTHONPATH", &root)
        .env("PYTHONDONTWRITEBYTECODE", "1")
        .env("CYRUS_RT", library)
        .env_remove("LD_LIBRARY_PATH")
        .output();
    let Ok(ran) = ran else {
        eprintln!("there is no {} here; nothing tested", python.display());
        return;
    };
    assert!(ran.status.success(), "{}", String::from_utf8_lossy(&ran.stderr));
}

#[test]
fn deterministic_runs() {
    run("tests.test_testing");
}

#[test]
fn deadlocks_of_ordinary_runs() {
    run("tests.test_deadlocks");
}

#[test]
fn signals_exits_forks_and_exceptions() {
    run("tests.test_living");
}

#[test]
fn ten_seconds_of_mixed_load() {
    run("tests.test_soak");
}

#[test]
fn deterministic_runs_of_compiled_programs() {
    run("tests.test_explore");
}

#[test]
fn traces() {
    run("tests.test_trace");
}

#[test]
fn what_cyrus_top_says() {
    run("tests.test_top");
}

#[test]
fn locks_in_opposite_orders() {
    run("tests.test_lock_order");
}

#[test]
fn signals_end_waits_of_every_kind() {
    run("tests.test_interrupts");
}

#[test]
fn an_installed_package() {
    run("tests.test_install");
}

#[test]
fn modules_for_different_versions() {
    run("tests.test_versions");
}

#[test]
fn modules_that_setuptools_makes() {
    run("tests.test_building");
}
