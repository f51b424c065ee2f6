//! `cargo xtask conformance`: runs the test corpora of Cython and Cython+ against a compiler.
//!
//! In: the sdists of `cython` and `cython-plus` ([`sdist`]), a compiler command, a Python interpreter. Out:
//! one [`record::Record`] per test, `conformance/status.md`, optionally JSON.
//!
//! The corpora are downloaded and never copied into the project. What a test asks for is read from the
//! comments at its top ([`header`]) and its name ([`collect`]); [`attempt`] runs one test: translate, compile,
//! import, doctests; [`multi_file`] runs the commands of tests that consist of several files (suite `srctree`).
//!
//! Invariants: results do not depend on the order in which tests finish; reports have no times in them
//! except the JSON; a filtered run never overwrites `status.md`.

mod attempt;
mod c_compiler;
mod collect;
mod compare;
mod header;
mod interpreter;
mod messages;
mod multi_file;
mod preparse;
pub(crate) mod process;
pub(crate) mod record;
mod reference;
mod sdist;
mod status;
mod summary;
pub(crate) mod valgrind;

use crate::sanitize::tool::Tool;
use collect::Test;
use indicatif::{ProgressBar, ProgressDrawTarget, ProgressStyle};
use record::{Record, Status};
use regex::Regex;
use sha2::{Digest, Sha256};
use std::collections::BTreeSet;
use std::path::PathBuf;
use std::sync::Mutex;
use std::sync::atomic::{AtomicUsize, Ordering};

/// The command line of `cargo xtask conformance`.
#[derive(clap::Args)]
pub(crate) struct Options {
    /// Command of the compiler; "{python}" stands for the interpreter [default: $CYRUS_BIN or
    /// target/debug/cyrus, which is built first, with `compile`]
    #[arg(long, value_name = "CMD")]
    compiler: Option<String>,
    /// Interpreter that imports the modules: a program, or a version such as 3.12
    #[arg(long, default_value = "python3")]
    python: String,
    /// Suites to run, separated by commas
    #[arg(long, value_delimiter = ',', default_values = collect::SUITES)]
    suites: Vec<String>,
    /// Only tests whose id matches this regular expression
    #[arg(long, value_name = "RE")]
    filter: Option<Regex>,
    /// Only the tests listed in this file, one id a line
    #[arg(long, value_name = "FILE")]
    ids: Option<PathBuf>,
    /// A fixed pseudo-random choice of N of the selected tests
    #[arg(long, value_name = "N")]
    sample: Option<usize>,
    /// Another choice for --sample
    #[arg(long, default_value = "0")]
    seed: String,
    /// Tests to run at the same time
    #[arg(long, default_value_t = 2)]
    jobs: usize,
    /// Seconds for one test, all its steps together
    #[arg(long, default_value_t = 60.0)]
    timeout: f64,
    /// Address space of each process in GiB
    #[arg(long, default_value_t = 8)]
    memory: u64,
    /// Where the downloaded corpora are kept
    #[arg(long, value_name = "DIR")]
    cache: Option<PathBuf>,
    /// Write all results as JSON
    #[arg(long, value_name = "FILE")]
    json: Option<PathBuf>,
    /// Compare the verdicts with another JSON report
    #[arg(long, value_name = "REPORT")]
    compare: Option<PathBuf>,
    /// Take the results from a JSON report written earlier instead of running anything
    #[arg(long, value_name = "FILE")]
    results: Option<PathBuf>,
    /// Record in conformance/reference.json how many examples the passing tests have
    #[arg(long)]
    make_reference: bool,
    /// Keep the files made for failing tests in this directory
    #[arg(long, value_name = "DIR")]
    keep: Option<PathBuf>,
    /// Run the modules under a tool; see `cargo xtask sanitize`, `cargo xtask memcheck`
    #[arg(long, hide = true)]
    watch: Option<Tool>,
    /// List the selected tests and stop
    #[arg(long)]
    list: bool,
    /// Show why each test failed
    #[arg(short, long)]
    verbose: bool,
}

/// The options as a command line of their own, for chores that run tests of the corpora.
#[derive(clap::Parser)]
pub(crate) struct Runner {
    #[command(flatten)]
    pub(crate) options: Options,
}

impl Options {
    fn is_partial(&self) -> bool {
        self.filter.is_some() || self.ids.is_some() || self.sample.is_some()
    }
}

/// Runs the chore; `Ok(true)` when every selected test passed (and agrees with the report compared with).
pub(crate) fn run(options: &Options) -> Result<bool, String> {
    let records = match &options.results {
        Some(file) => record::read_report(file)?,
        None => {
            let setup = Setup::new(options)?;
            let tests = setup.select(options)?;
            if options.list {
                tests.iter().for_each(|test| println!("{}", test.describe()));
                println!("{} tests", tests.len());
                return Ok(true);
            }
            let records = setup.attempt_all(options, &tests);
            if options.make_reference {
                reference::Reference::update(&reference::path(), &records, setup.interpreter.version)?;
            }
            records
        }
    };
    if let Some(file) = &options.json {
        record::write_report(file, &records)?;
    }
    print!("{}", summary::Summary::of(&records).table());
    if !options.is_partial() && !options.make_reference && options.results.is_none() {
        status::update(&records, &options.suites)?;
    }
    let passed = records.iter().filter(|r| r.status == Status::Pass).count();
    let skipped = records.iter().filter(|r| r.status == Status::Skip).count();
    println!("{passed} passed, {} failed, {skipped} skipped", records.len() - passed - skipped);
    let agrees = match &options.compare {
        Some(report) => compare::print_differences(&records, &record::read_report(report)?),
        None => true,
    };
    Ok(agrees && (passed + skipped == records.len() || options.compare.is_some() || options.make_reference))
}

/// The results of the selected tests, without any report.
pub(crate) fn attempt_selected(options: &Options) -> Result<Vec<Record>, String> {
    let setup = Setup::new(options)?;
    let tests = setup.select(options)?;
    Ok(setup.attempt_all(options, &tests))
}

/// Everything that is the same for all tests of a run.
pub(crate) struct Setup {
    pub(crate) compiler: Vec<String>,
    pub(crate) python: PathBuf,
    pub(crate) interpreter: interpreter::Interpreter,
    pub(crate) reference: reference::Reference,
    pub(crate) limits: process::Limits,
    pub(crate) work_dir: PathBuf,
    pub(crate) keep_failures: bool,
    pub(crate) watch: Option<Tool>,
    corpora: Vec<(String, PathBuf)>,
}

impl Setup {
    fn new(options: &Options) -> Result<Self, String> {
        if let Some(unknown) = options.suites.iter().find(|s| !collect::SUITES.contains(&s.as_str())) {
            return Err(format!("there is no suite {unknown}; suites: {}", collect::SUITES.join(", ")));
        }
        let ids = options.ids.as_deref().map(read_ids).transpose()?;
        let is_named = |suite: &String| {
            ids.as_ref().is_none_or(|ids| ids.iter().any(|id| id.split('/').next() == Some(suite)))
        };
        let version = options.python.strip_prefix("3.").and_then(|minor| minor.parse().ok());
        let python = match version.and_then(crate::matrix::find) {
            Some(python) => python,
            None => process::find_program(&options.python)?,
        };
        let cache = sdist::cache_dir(options.cache.as_deref())?;
        let corpora = options
            .suites
            .iter()
            .filter(|suite| is_named(suite)) // do not download what is not used
            .map(|suite| Ok((suite.clone(), sdist::unpacked(sdist::of_suite(suite), &cache, &python)?)))
            .collect::<Result<Vec<_>, String>>()?;
        // The modules of Cython itself are on the tests' path where Cython is not installed.
        let Some((_, root)) = corpora.first() else { return Err("no suite is selected".to_owned()) };
        let interpreter = interpreter::Interpreter::probe(&python, root)?;
        let reference = reference::Reference::load(&reference::path(), interpreter.version)?;
        let work_dir = match &options.keep {
            Some(dir) => dir.clone(),
            None => std::env::temp_dir().join(format!("cyrus-conformance-{}", std::process::id())),
        };
        let work_dir = std::path::absolute(&work_dir).map_err(|e| format!("{}: {e}", work_dir.display()))?;
        Ok(Setup {
            compiler: compiler_command(options.compiler.as_deref(), &python, options.list)?,
            python: interpreter.executable.clone(),
            interpreter,
            reference: if options.make_reference { reference::Reference::default() } else { reference },
            limits: process::Limits {
                seconds: options.timeout,
                // Tools need room for their shadows of the memory.
                address_space: if options.watch.is_some() { u64::MAX } else { options.memory << 30 },
            },
            work_dir,
            keep_failures: options.keep.is_some(),
            watch: options.watch,
            corpora,
        })
    }

    fn select(&self, options: &Options) -> Result<Vec<Test>, String> {
        let mut tests = Vec::new();
        for (suite, root) in &self.corpora {
            tests.extend(collect::collect(suite, root, &self.interpreter)?);
        }
        if let Some(filter) = &options.filter {
            tests.retain(|test| filter.is_match(&test.id));
        }
        if let Some(file) = &options.ids {
            let ids = read_ids(file)?;
            if let Some(unknown) = ids.iter().find(|id| !tests.iter().any(|test| &test.id == *id)) {
                return Err(format!("{}: there is no test {unknown} in these suites", file.display()));
            }
            tests.retain(|test| ids.contains(&test.id));
        }
        if let Some(count) = options.sample {
            let mut ranked: Vec<(Vec<u8>, &str)> = tests
                .iter()
                .filter(|test| test.skip.is_none())
                .map(|test| {
                    (Sha256::digest(format!("{}:{}", options.seed, test.id)).to_vec(), test.id.as_str())
                })
                .collect();
            ranked.sort();
            let chosen: BTreeSet<String> =
                ranked.iter().take(count).map(|(_, id)| (*id).to_owned()).collect();
            tests.retain(|test| chosen.contains(&test.id));
        }
        Ok(tests)
    }

    /// Runs all tests on `--jobs` threads; the records come back in the order of the tests.
    fn attempt_all(&self, options: &Options, tests: &[Test]) -> Vec<Record> {
        let bar = ProgressBar::with_draw_target(Some(tests.len() as u64), ProgressDrawTarget::stderr());
        if let Ok(style) = ProgressStyle::with_template("{bar:30} {pos}/{len} {eta} {wide_msg}") {
            bar.set_style(style);
        }
        let next = AtomicUsize::new(0);
        let records = Mutex::new(vec![None; tests.len()]);
        std::thread::scope(|scope| {
            for _ in 0..options.jobs.max(1) {
                scope.spawn(|| {
                    while let Some((i, test)) = Some(next.fetch_add(1, Ordering::Relaxed))
                        .and_then(|i| tests.get(i).map(|test| (i, test)))
                    {
                        bar.set_message(test.id.clone());
                        let record = attempt::attempt(self, test);
                        if record.is_failure() {
                            say(&bar, &record.line(options.verbose));
                        }
                        bar.inc(1);
                        if let Ok(mut records) = records.lock() {
                            records[i] = Some(record);
                        }
                    }
                });
            }
        });
        bar.finish_and_clear();
        if !self.keep_failures {
            let _ = std::fs::remove_dir_all(&self.work_dir);
        }
        records.into_inner().unwrap_or_default().into_iter().flatten().collect()
    }
}

/// The ids in a list of tests: one a line, `#` begins a comment.
fn read_ids(file: &std::path::Path) -> Result<BTreeSet<String>, String> {
    let text = std::fs::read_to_string(file).map_err(|e| format!("{}: {e}", file.display()))?;
    let lines = text.lines().map(str::trim).filter(|line| !line.is_empty() && !line.starts_with('#'));
    Ok(lines.map(str::to_owned).collect())
}

/// Prints a line above the progress bar, or plainly when there is none on this output.
fn say(bar: &ProgressBar, line: &str) {
    if bar.is_hidden() {
        println!("{line}");
    } else {
        bar.println(line);
    }
}

fn compiler_command(
    given: Option<&str>,
    python: &std::path::Path,
    list: bool,
) -> Result<Vec<String>, String> {
    let mut words = match given {
        Some(command) => header::split_words(&command.replace("{python}", &python.display().to_string())),
        None => {
            let binary = match std::env::var("CYRUS_BIN") {
                Ok(binary) => binary,
                Err(_) => {
                    if !list {
                        crate::debug_build::build()?;
                    }
                    crate::debug_build::compiler().display().to_string()
                }
            };
            vec![binary, "compile".to_owned()]
        }
    };
    let Some(program) = words.first_mut() else { return Err("--compiler is empty".to_owned()) };
    match process::find_program(program) {
        Ok(found) => *program = found.display().to_string(),
        Err(_) if list => {}
        Err(e) => return Err(e),
    }
    Ok(words)
}
