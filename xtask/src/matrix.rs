//! `cargo xtask matrix`: the language tests under every supported CPython that is installed.
//!
//! Interpreters are looked for on PATH as `python3.X` and among pyenv's versions. One that has no headers
//! cannot build modules and is left out with a word.

use std::path::{Path, PathBuf};
use std::process::Command;

/// Minor versions of Python 3.
const VERSIONS: [u32; 6] = [9, 10, 11, 12, 13, 14];

/// Runs the tests; `Ok(true)` if they pass under every interpreter found.
pub(crate) fn run(filter: Option<&str>) -> Result<bool, String> {
    let mut rows = Vec::new();
    for minor in VERSIONS {
        let Some(python) = find(minor) else {
            rows.push((minor, "not found".to_owned()));
            continue;
        };
        println!("== Python 3.{minor}: {}", python.display());
        let mut tests = Command::new(std::env::var_os("CARGO").unwrap_or_else(|| "cargo".into()));
        tests.args(["test", "--quiet", "--package", "cyrus_mdtest", "--test", "lang", "--"]).args(filter);
        tests.current_dir(crate::project_root()).env("CYRUS_PYTHON", &python);
        let status = tests.status().map_err(|e| format!("cargo: {e}"))?;
        rows.push((minor, if status.success() { "passes".to_owned() } else { "fails".to_owned() }));
    }
    println!("\n| Python | language tests |\n|---|---|");
    rows.iter().for_each(|(minor, outcome)| println!("| 3.{minor} | {outcome} |"));
    let passes = rows.iter().any(|(_, outcome)| outcome == "passes");
    Ok(passes && rows.iter().all(|(_, outcome)| outcome != "fails"))
}

fn find(minor: u32) -> Option<PathBuf> {
    let mut candidates = vec![PathBuf::from(format!("python3.{minor}"))];
    let pyenv = std::env::var_os("PYENV_ROOT")
        .map(PathBuf::from)
        .or_else(|| Some(PathBuf::from(std::env::var_os("HOME")?).join(".pyenv")));
    if let Some(pyenv) = pyenv {
        let mut versions: Vec<PathBuf> = std::fs::read_dir(pyenv.join("versions"))
            .into_iter()
            .flatten()
            .flatten()
            .map(|entry| entry.path())
            .filter(|path| {
                path.file_name()
                    .is_some_and(|name| name.to_string_lossy().starts_with(&format!("3.{minor}.")))
            })
            .collect();
        versions.sort();
        candidates.extend(versions.into_iter().rev().map(|path| path.join("bin/python")));
    }
    candidates.into_iter().find(|python| can_build(python, minor))
}

/// Whether this is the wanted version (pyenv's stand-ins may be another or none) and has its headers.
fn can_build(python: &Path, minor: u32) -> bool {
    let script = "import os, sys, sysconfig; os.stat(sysconfig.get_path('include') + '/Python.h'); \
                  print(sys.version_info[1])";
    let output = Command::new(python).args(["-c", script]).output();
    output.is_ok_and(|output| {
        output.status.success() && output.stdout.trim_ascii() == minor.to_string().as_bytes()
    })
}
