//! `cargo xtask memcheck`: the tests of cypclasses under valgrind.
//!
//! In: the tests of the corpus of Cython+ that run (or any others, with `--filter`), which are translated,
//! compiled and run as `cargo xtask conformance` does. Out: a table with a line for each test: whether it
//! passes, invalid accesses, blocks that are definitely lost. `Ok(true)` when both are zero everywhere.

use crate::conformance::{self, record::Record};
use clap::Parser;
use std::path::PathBuf;

/// The command line of `cargo xtask memcheck`.
#[derive(clap::Args)]
pub(crate) struct Options {
    /// Tests whose id matches this regular expression
    #[arg(long, value_name = "RE", default_value = "^cyplus/run/.*cyp")]
    filter: String,
    /// Suites to choose from
    #[arg(long, default_value = "cyplus")]
    suites: String,
    /// Interpreter that imports the modules
    #[arg(long, default_value = "python3")]
    python: String,
    /// Tests to run at the same time
    #[arg(long, default_value_t = 2)]
    jobs: usize,
    /// Seconds for one test
    #[arg(long, default_value_t = 600.0)]
    timeout: f64,
    /// Where the downloaded corpora are kept
    #[arg(long, value_name = "DIR")]
    cache: Option<PathBuf>,
    /// Keep the files made for tests with findings in this directory
    #[arg(long, value_name = "DIR")]
    keep: Option<PathBuf>,
}

/// Runs the chore.
pub(crate) fn run(options: &Options) -> Result<bool, String> {
    let version = std::process::Command::new("valgrind").arg("--version").output();
    version.map_err(|e| format!("valgrind: {e}; install it (on Debian: apt install valgrind)"))?;
    let mut words = vec!["memcheck".to_owned(), "--watch".to_owned(), "valgrind".to_owned()];
    let mut option = |name: &str, value: String| words.extend([format!("--{name}"), value]);
    option("filter", options.filter.clone());
    option("suites", options.suites.clone());
    option("python", options.python.clone());
    option("jobs", options.jobs.to_string());
    option("timeout", options.timeout.to_string());
    for (name, path) in [("cache", &options.cache), ("keep", &options.keep)] {
        if let Some(path) = path {
            option(name, path.display().to_string());
        }
    }
    let runner = conformance::Runner::try_parse_from(words).map_err(|e| e.to_string())?;
    let records = conformance::attempt_selected(&runner.options)?;
    Ok(report(&records))
}

fn report(records: &[Record]) -> bool {
    println!("{:<60} {:>8} {:>8} {:>6}", "test", "result", "invalid", "lost");
    let (mut invalid_in_all, mut lost_in_all) = (0, 0);
    for record in records {
        let lost = record.memory.iter().filter(|finding| finding.is_leak).count();
        let invalid = record.memory.len() - lost;
        (invalid_in_all, lost_in_all) = (invalid_in_all + invalid, lost_in_all + lost);
        println!("{:<60} {:>8} {invalid:>8} {lost:>6}", record.id, record.status.word());
        for finding in &record.memory {
            println!("    {}", finding.text);
        }
    }
    let checked = records.iter().filter(|record| record.import_ok).count();
    println!(
        "{checked} of {} tests checked: {invalid_in_all} invalid accesses, {lost_in_all} blocks definitely lost",
        records.len()
    );
    checked > 0 && invalid_in_all + lost_in_all == 0
}
