//! `cargo xtask matrix`: the language tests, those of the runtime beside Python and those of cypclasses, on request the
//! conformance sample too, under every supported CPython that is installed.
//!
//! The compiler is built first; what each Python then costs is C compilers and imports, about half a minute.
//! Interpreters are looked for on PATH as `python3.X` and among pyenv's versions. One that has no headers
//! cannot build modules and is left out with a word.

use crate::conformance;
use clap::Parser;
use std::path::{Path, PathBuf};
use std::process::Command;
use std::time::Instant;

/// Minor versions of Python 3.
const VERSIONS: [u32; 6] = [9, 10, 11, 12, 13, 14];

/// The command line of `cargo xtask matrix`.
#[derive(clap::Args)]
pub(crate) struct Options {
    /// Only language tests whose path contains this, and nothing else
    filter: Option<String>,
    /// Only these versions, separated by commas: 3.9,3.13
    #[arg(long, value_delimiter = ',', value_name = "VERSIONS")]
    python: Vec<String>,
    /// Run the conformance sample as well, which takes minutes for each Python
    #[arg(long)]
    sample: bool,
    /// Where the downloaded corpora are kept
    #[arg(long, value_name = "DIR")]
    cache: Option<PathBuf>,
}

/// The conformance runner's options, as a command line of its own.
#[derive(Parser)]
struct Runner {
    #[command(flatten)]
    options: conformance::Options,
}

/// Runs the tests; `Ok(true)` if they pass under every interpreter found.
pub(crate) fn run(options: &Options) -> Result<bool, String> {
    crate::debug_build::build()?;
    let mut rows = Vec::new();
    for minor in VERSIONS {
        if !(options.python.is_empty() || options.python.contains(&format!("3.{minor}"))) {
            continue;
        }
        let Some(python) = find(minor) else {
            rows.push((minor, vec!["not found".to_owned()]));
            continue;
        };
        println!("== Python 3.{minor}: {}", python.display());
        let begin = Instant::now();
        let mut row = vec![language_tests(&python, options.filter.as_deref())?];
        if options.filter.is_none() {
            let cache = options.cache.as_deref();
            row.push(runtime_tests(&python)?);
            row.push(corpus(&python, cache, &["--suites", "cyplus", "--filter", "^cyplus/"])?);
            if options.sample {
                let sample = crate::project_root().join("conformance/sample.txt");
                row.push(corpus(&python, cache, &["--ids", &sample.display().to_string()])?);
            }
        }
        println!("   {} ({:.0} s)", row.join(", "), begin.elapsed().as_secs_f64());
        rows.push((minor, row));
    }
    let mut titles = vec!["Python", "language tests"];
    if options.filter.is_none() {
        titles.extend(["runtime tests", "cypclass tests"]);
        titles.extend(options.sample.then_some("conformance sample"));
    }
    println!("\n| {} |\n|{}", titles.join(" | "), "---|".repeat(titles.len()));
    rows.iter().for_each(|(minor, row)| println!("| 3.{minor} | {} |", row.join(" | ")));
    let outcomes = || rows.iter().flat_map(|(_, row)| row);
    Ok(outcomes().any(|o| o == PASSES) && outcomes().all(|o| o == PASSES || o == "not found"))
}

const PASSES: &str = "passes";

fn language_tests(python: &Path, filter: Option<&str>) -> Result<String, String> {
    let mut tests = Command::new(std::env::var_os("CARGO").unwrap_or_else(|| "cargo".into()));
    tests.args(["test", "--quiet", "--package", "cyrus_mdtest", "--test", "lang", "--", "--format=terse"]);
    tests.args(filter);
    tests.current_dir(crate::project_root()).env("CYRUS_PYTHON", python);
    let status = tests.status().map_err(|e| format!("cargo: {e}"))?;
    Ok(if status.success() { PASSES } else { "fails" }.to_owned())
}

/// The runtime beside Python.
fn runtime_tests(python: &Path) -> Result<String, String> {
    let mut tests = Command::new(std::env::var_os("CARGO").unwrap_or_else(|| "cargo".into()));
    tests.args(["test", "--quiet", "--package", "cyrus_rt", "--test", "from_python", "--", "--format=terse"]);
    tests.current_dir(crate::project_root()).env("PYTHON", python);
    let status = tests.status().map_err(|e| format!("cargo: {e}"))?;
    Ok(if status.success() { PASSES } else { "fails" }.to_owned())
}

/// Tests of the corpora; those that Cython leaves out under this version do not count.
fn corpus(python: &Path, cache: Option<&Path>, selection: &[&str]) -> Result<String, String> {
    let (python, cache) = (python.display().to_string(), cache.map(|c| c.display().to_string()));
    let mut words = vec!["matrix", "--python", &python];
    words.extend(selection);
    if let Some(cache) = &cache {
        words.extend(["--cache", cache]);
    }
    let runner = Runner::try_parse_from(words).map_err(|e| e.to_string())?;
    let records = conformance::attempt_selected(&runner.options)?;
    let failed = records.iter().filter(|record| record.is_failure()).count();
    Ok(if failed == 0 { PASSES.to_owned() } else { format!("{failed} of {} fail", records.len()) })
}

/// The interpreter of this minor version of Python 3 that modules can be built for.
pub(crate) fn find(minor: u32) -> Option<PathBuf> {
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
