//! `cargo xtask sanitize`: compiled programs under AddressSanitizer, ThreadSanitizer, the sanitizer of undefined behaviour, and valgrind.
//!
//! In: the programs of the table in `programs`, and the tests of Cython+ that run. Out: a line for each program and tool. With `--lang`
//! instead the tests of `tests/lang` whose path contains the filter, by the three sanitizers; a finding makes a test fail.
//! For ThreadSanitizer the runtime's library is compiled with it as well, by the nightly toolchain with its `rust-src`; without that,
//! programs that use the library are left out. (Its own parts have `cargo xtask loom`, too.)
//! Objects come from malloc where addresses are watched, not from the pool, so that a use after the end of an object is seen; threads
//! are watched with both.

mod programs;
pub(crate) mod tool;
mod watched;

use crate::conformance::{self, process, record::Status, valgrind};
use clap::Parser;
use programs::{PROGRAMS, Program};
use std::collections::BTreeMap;
use std::path::{Path, PathBuf};
use std::process::Command;
use std::time::{Duration, Instant};
use tool::Tool;

/// One program or test that takes longer hangs.
const SECONDS: u64 = 300;

/// The command line of `cargo xtask sanitize`.
#[derive(clap::Args)]
pub(crate) struct Options {
    /// Only programs whose name contains this, of all those and the tests of Cython+ (`cyplus/…`)
    #[arg(default_value = "")]
    filter: String,
    /// Language tests whose path contains the filter instead
    #[arg(long)]
    lang: bool,
    /// One tool instead of all
    #[arg(long)]
    only: Option<Tool>,
    /// Where the downloaded corpora are kept
    #[arg(long, value_name = "DIR")]
    cache: Option<PathBuf>,
    /// Interpreter that imports the modules
    #[arg(long, default_value = "python3")]
    python: String,
}

/// Runs the chore.
pub(crate) fn run(options: &Options) -> Result<bool, String> {
    crate::debug_build::build()?;
    let mut good = true;
    for tool in Tool::ALL {
        if options.only.is_some_and(|only| only != tool) {
            continue;
        }
        println!("{}", tool.name());
        let runtime = watched::runtime(&crate::project_root(), tool);
        if let Err(e) = &runtime {
            println!("programs that use the runtime are left out: {e}");
        }
        good &= if options.lang {
            language_tests(options, tool, runtime.ok().as_deref())?
        } else {
            programs_of(options, tool, runtime.ok().as_deref())? & tests_of_cython_plus(options, tool)?
        };
    }
    Ok(good)
}

fn language_tests(options: &Options, tool: Tool, runtime: Option<&Path>) -> Result<bool, String> {
    if tool == Tool::Valgrind {
        println!("not with language tests");
        return Ok(true);
    }
    let filter = if options.filter.is_empty() { "cypclass/" } else { &options.filter };
    let mut tests = Command::new(env!("CARGO"));
    tests
        .args(["test", "-q", "-p", "cyrus_mdtest", "--test", "lang", "--", filter])
        .env("CYRUS_SANITIZE", tool.name());
    if let Some(runtime) = runtime {
        tests.env("CYRUS_RT", runtime);
    }
    let status = tests.status().map_err(|e| format!("cargo test: {e}"))?;
    Ok(status.success())
}

/// The tests of Cython+ that run, watched.
fn tests_of_cython_plus(options: &Options, tool: Tool) -> Result<bool, String> {
    let mut words: Vec<String> =
        ["watch", "--suites", "cyplus", "--timeout", "600", "--filter"].map(str::to_owned).into();
    words.push(format!("^cyplus/run/.*{}", regex::escape(options.filter.trim_start_matches("cyplus/"))));
    words.extend([
        "--watch".to_owned(),
        tool.name().to_owned(),
        "--python".to_owned(),
        options.python.clone(),
    ]);
    if let Some(cache) = &options.cache {
        words.extend(["--cache".to_owned(), cache.display().to_string()]);
    }
    let runner = conformance::Runner::try_parse_from(words).map_err(|e| e.to_string())?;
    let mut good = true;
    for record in conformance::attempt_selected(&runner.options)? {
        let clean = record.status == Status::Pass && record.memory.is_empty();
        let findings: Vec<&str> = record.memory.iter().map(|finding| finding.text.as_str()).collect();
        report(
            tool,
            &record.id,
            if clean { Ok(()) } else { Err(format!("{}\n{}", record.error, findings.join("\n"))) },
        );
        good &= clean;
    }
    Ok(good)
}

fn report(tool: Tool, name: &str, result: Result<(), String>) {
    match result {
        Ok(()) => println!("{:<10} {name:<40} clean", tool.name()),
        Err(text) => println!("{:<10} {name:<40} NOT CLEAN\n{}", tool.name(), text.trim_end()),
    }
}

/// The programs of the table.
fn programs_of(options: &Options, tool: Tool, runtime: Option<&Path>) -> Result<bool, String> {
    let place = std::env::temp_dir().join(format!("cyrus-sanitize-{}", std::process::id()));
    let mut workshop = Workshop::new(&options.python, tool, place, runtime)?;
    let mut good = true;
    for program in PROGRAMS.iter().filter(|program| program.name.contains(&options.filter)) {
        for pool in [false, true] {
            // What watches threads can follow the pool as well; undefined behaviour is looked for with it.
            if pool && tool != Tool::Thread {
                continue;
            }
            let name = if pool { format!("{} (pool)", program.name) } else { program.name.to_owned() };
            let result = workshop.attempt(program, pool);
            good &= result.is_ok();
            report(tool, &name, result);
        }
    }
    let _ = std::fs::remove_dir_all(&workshop.place);
    Ok(good)
}

/// Where programs are built and run for one tool.
struct Workshop<'a> {
    tool: Tool,
    place: PathBuf,
    runtime: Option<&'a Path>,
    python: PathBuf,
    include: String,
    suffix: String,
    /// The modules there are, by source and pool: a directory each, or why there is none.
    built: BTreeMap<(&'static str, bool), Result<PathBuf, String>>,
}

impl<'a> Workshop<'a> {
    fn new(python: &str, tool: Tool, place: PathBuf, runtime: Option<&'a Path>) -> Result<Self, String> {
        let facts = "import sys, sysconfig; print(sys.executable); print(sysconfig.get_path('include')); \
                     print(sysconfig.get_config_var('EXT_SUFFIX'))";
        let output =
            Command::new(python).args(["-c", facts]).output().map_err(|e| format!("{python}: {e}"))?;
        let facts = String::from_utf8_lossy(&output.stdout).into_owned();
        let [python, include, suffix] = facts.lines().collect::<Vec<_>>()[..] else {
            return Err("the interpreter does not say where its headers are".into());
        };
        Ok(Workshop {
            tool,
            place,
            runtime,
            python: python.into(),
            include: include.into(),
            suffix: suffix.into(),
            built: BTreeMap::new(),
        })
    }

    /// Builds what is not there yet, runs it, and gives what was found.
    fn attempt(&mut self, program: &Program, pool: bool) -> Result<(), String> {
        let key = (program.source, pool);
        if !self.built.contains_key(&key) {
            let module = self.build(program, pool);
            self.built.insert(key, module);
        }
        let directory = self.built[&key].clone()?;
        let (module, _) = names(program);
        let script = crate::project_root().join("xtask/python/watched.py");
        let mut command = Command::new(&self.python);
        command.arg(script).arg(&module).arg(program.calls).env("PYTHONDONTWRITEBYTECODE", "1");
        if let Some(runtime) = self.runtime {
            command.env("CYRUS_RT", runtime);
        }
        command.current_dir(&directory);
        let log = directory.join("valgrind.log");
        let mut command = self.tool.watch(command, &log)?;
        let limits = process::Limits { seconds: SECONDS as f64, address_space: u64::MAX };
        let deadline = Instant::now() + Duration::from_secs(SECONDS);
        let outcome = process::run_limited(&mut command, &directory.join("run"), deadline, limits)
            .map_err(|e| e.to_string())?;
        if !outcome.succeeded() {
            return Err(tail(&outcome.stderr));
        }
        if self.tool == Tool::Valgrind {
            let text = std::fs::read(&log).map_err(|e| format!("{}: {e}", log.display()))?;
            let text = String::from_utf8_lossy(&text);
            if !text.contains("HEAP SUMMARY") {
                return Err("valgrind did not come to its end".into());
            }
            let (_, c_file) = names(program);
            let of_module = directory.join(format!("{module}{}", self.suffix));
            let mut found = valgrind::findings(&text, &of_module, &format!("({c_file}:"));
            found.extend(valgrind::findings(&text, Path::new("libcyrus_rt.so"), "/runtime/cyrus_"));
            if !found.is_empty() {
                return Err(found.iter().map(|finding| finding.text.as_str()).collect::<Vec<_>>().join("\n"));
            }
        }
        Ok(())
    }

    fn build(&self, program: &Program, pool: bool) -> Result<PathBuf, String> {
        let (module, c_file) = names(program);
        let directory = self.place.join(format!("{module}{}", if pool { "_pool" } else { "" }));
        std::fs::create_dir_all(&directory).map_err(|e| format!("{}: {e}", directory.display()))?;
        let mut translate = Command::new(crate::debug_build::compiler());
        translate.args(["compile", "-3"]);
        if program.cplus {
            translate.arg("--cplus");
        }
        let source = crate::project_root().join(program.source);
        translate.arg(source).arg("-o").arg(directory.join(&c_file)).current_dir(&directory);
        succeed(&mut translate)?;
        let text = std::fs::read_to_string(directory.join(&c_file)).map_err(|e| format!("{c_file}: {e}"))?;
        if self.runtime.is_none() && text.contains("__cyrus_rt->") {
            return Err("needs the runtime's library".into());
        }
        let mut compile = Command::new(if program.cplus { "g++" } else { "gcc" });
        compile.args(["-O1", "-g", "-w", "-fwrapv", "-fPIC", "-shared", "-pthread", "-I", &self.include]);
        compile.args(self.tool.c_options()).args(pool.then_some("-DCYRUS_POOL"));
        compile.arg(&c_file).arg("-o").arg(format!("{module}{}", self.suffix)).current_dir(&directory);
        succeed(&mut compile)?;
        Ok(directory)
    }
}

/// Of the module, and of the generated file.
fn names(program: &Program) -> (String, String) {
    let module = Path::new(program.source).file_stem().unwrap_or_default().to_string_lossy().into_owned();
    let c_file = format!("{module}.{}", if program.cplus { "cpp" } else { "c" });
    (module, c_file)
}

fn succeed(command: &mut Command) -> Result<(), String> {
    let output = command.output().map_err(|e| format!("{command:?}: {e}"))?;
    if output.status.success() {
        return Ok(());
    }
    Err(format!("{command:?}: {}", tail(&String::from_utf8_lossy(&output.stderr))))
}

/// What is worth showing of what a program said: a finding from its beginning.
fn tail(text: &str) -> String {
    let lines: Vec<&str> = text.lines().collect();
    let begin = lines.iter().position(|line| line.contains("Sanitizer") || line.contains("runtime error"));
    let begin = begin.unwrap_or(lines.len().saturating_sub(25));
    lines[begin..].iter().take(60).copied().collect::<Vec<_>>().join("\n")
}
