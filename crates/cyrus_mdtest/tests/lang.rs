//! The language tests: every Markdown file of `tests/lang` and every page of `docs` with programs is one test.
//!
//! They need the `cyrus` binary (see `Tools::from_environment`); without it they are shown as ignored, since
//! Cargo cannot make a test of one package depend on a binary of another.

use cyrus_mdtest::run::Tools;
use cyrus_mdtest::run_file;
use libtest_mimic::{Arguments, Trial};
use std::path::{Path, PathBuf};
use std::process::ExitCode;

fn main() -> ExitCode {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("../..");
    let tools = Tools::from_environment();
    let has_compiler = tools.compiler.is_file();
    let mut trials = Vec::new();
    for (prefix, directory) in [("lang", "tests/lang"), ("docs", "docs")] {
        let directory = root.join(directory);
        let mut files = Vec::new();
        collect(&directory, &mut files);
        // Some pages are about what no program can show.
        files.retain(|file| prefix != "docs" || has_programs(file));
        for file in files {
            let name = file.strip_prefix(&directory).unwrap_or(&file).with_extension("");
            let tools = tools.clone();
            let run = move || run_file(&file, &tools).map_err(Into::into);
            let trial = Trial::test(format!("{prefix}/{}", name.display()), run);
            trials.push(trial.with_ignored_flag(!has_compiler));
        }
    }
    let (arguments, words) = arguments(std::env::args());
    if words.len() > 1 {
        trials.retain(|trial| words.iter().any(|word| trial.name().contains(word)));
    }
    libtest_mimic::run(&arguments, trials).exit_code()
}

/// The arguments of the test run, and the words that select tests by their names: several select what any of them does.
fn arguments(given: impl Iterator<Item = String>) -> (Arguments, Vec<String>) {
    const WITH_VALUE: [&str; 6] = ["--skip", "--test-threads", "--format", "--logfile", "--color", "-Z"];
    let (mut options, mut words): (Vec<String>, Vec<String>) = Default::default();
    for (at, argument) in given.enumerate() {
        let is_value = options.last().is_some_and(|last| WITH_VALUE.contains(&last.as_str()));
        if at == 0 || is_value || argument.starts_with('-') {
            options.push(argument);
        } else {
            words.push(argument);
        }
    }
    if let [only] = &words[..] {
        options.push(only.clone());
    }
    (Arguments::from_iter(options), words)
}

fn has_programs(file: &Path) -> bool {
    std::fs::read_to_string(file).is_ok_and(|text| text.contains("```py"))
}

/// All `.md` files below a directory but those named README, sorted.
fn collect(directory: &Path, files: &mut Vec<PathBuf>) {
    let mut entries: Vec<PathBuf> =
        std::fs::read_dir(directory).into_iter().flatten().flatten().map(|entry| entry.path()).collect();
    entries.sort();
    for entry in entries {
        if entry.is_dir() {
            collect(&entry, files);
        } else if entry.extension().is_some_and(|e| e == "md")
            && entry.file_stem().is_some_and(|s| s != "README")
        {
            files.push(entry);
        }
    }
}
