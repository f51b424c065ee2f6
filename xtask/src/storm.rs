//! `cargo xtask storm`: the examples of language tests again and again, more pages at once than there are processors.
//!
//! What happens only when a thread is interrupted between two instructions – a lost wake-up, a race, a test that relies on time – happens here sooner or
//! later. Each page runs in a process of its own for some seconds, once for each number of workers; the examples that give something else in a later round than in the
//! first ones are told, and the stacks of a process that hangs (by gdb). `Ok(true)` when there was nothing of that.

use std::path::PathBuf;
use std::process::Command;

/// Pages about the runtime.
const PAGES: [&str; 6] =
    ["lang/actors", "lang/concurrency", "lang/libcyrus", "lang/parallel", "lang/runtime", "lang/cypclass"];

/// The command line of `cargo xtask storm`.
#[derive(clap::Args)]
pub(crate) struct Options {
    /// Only language tests whose path contains this; by default those about the runtime and about cypclasses
    filter: Option<String>,
    /// How long each page runs
    #[arg(long, default_value_t = 20)]
    seconds: u32,
    /// How many pages run at the same time
    #[arg(long, default_value_t = 6)]
    pages: usize,
    /// Numbers of workers, separated by commas
    #[arg(long, value_delimiter = ',', default_values_t = [1, 2, 3, 8])]
    workers: Vec<usize>,
    /// Interpreter that imports the modules
    #[arg(long, default_value = "python3")]
    python: PathBuf,
}

/// Runs the chore.
pub(crate) fn run(options: &Options) -> Result<bool, String> {
    crate::debug_build::build()?;
    let filters = match &options.filter {
        Some(filter) => vec![filter.as_str()],
        None => PAGES.to_vec(),
    };
    let mut good = true;
    for workers in &options.workers {
        println!("== {workers} workers");
        for filter in &filters {
            let mut tests = Command::new(std::env::var_os("CARGO").unwrap_or_else(|| "cargo".into()));
            tests.args(["test", "--quiet", "--package", "cyrus_mdtest", "--test", "lang", "--", filter]);
            tests.args(["--test-threads", &options.pages.to_string()]);
            tests
                .current_dir(crate::project_root())
                .env("CYRUS_BIN", crate::debug_build::compiler())
                .env("CYRUS_PYTHON", &options.python)
                .env("CYRUS_STORM", options.seconds.to_string())
                .env("CYRUS_WORKERS", workers.to_string());
            good &= tests.status().map_err(|e| format!("cargo: {e}"))?.success();
        }
    }
    Ok(good)
}
