//! Runs one test: translate, compile, import, doctests; stops at the first step that fails.
//!
//! Each test has a directory of its own, with links to the files of the corpus that belong to it.

use super::collect::{Language, Mode, Test, is_hidden_message};
use super::messages::{self, Kind, Message, Messages};
use super::multi_file::{Archive, Programs};
use super::process::{self, End, Outcome};
use super::record::{Record, Status};
use super::{Setup, c_compiler, preparse, valgrind};
use crate::sanitize::tool::Tool;
use regex::Regex;
use serde::Deserialize;
use std::collections::{BTreeMap, BTreeSet};
use std::path::{Path, PathBuf};
use std::process::Command;
use std::time::{Duration, Instant};

/// Runs a test; problems of the runner itself end up in the record too, with the stage "harness".
pub(crate) fn attempt(setup: &Setup, test: &Test) -> Record {
    let mut record = Record::new(test);
    if let Some(reason) = &test.skip {
        record.status = Status::Skip;
        record.error = reason.clone();
        return record;
    }
    let name: String = test
        .id
        .chars()
        .map(|c| if c.is_ascii_alphanumeric() || "._-+".contains(c) { c } else { '_' })
        .collect();
    let directory = setup.work_dir.join(name);
    let _ = std::fs::remove_dir_all(&directory);
    let mut attempt = Attempt {
        setup,
        test,
        deadline: Instant::now() + Duration::from_secs_f64(setup.limits.seconds),
        directory,
        record: &mut record,
    };
    if let Err(e) = attempt.all_steps() {
        attempt.record.fail(Status::Fail, "harness", e.to_string());
    }
    let directory = attempt.directory;
    if !(setup.keep_failures && (record.is_failure() || !record.memory.is_empty())) {
        let _ = std::fs::remove_dir_all(directory);
    }
    record
}

struct Attempt<'a> {
    setup: &'a Setup,
    test: &'a Test,
    deadline: Instant,
    directory: PathBuf,
    record: &'a mut Record,
}

/// What `run_module.py` reports.
#[derive(Default, Deserialize)]
struct ChildReport {
    stage: String,
    current: Option<String>,
    attempted: u64,
    passed: u64,
    unit_run: u64,
    unit_passed: u64,
    error: Option<String>,
    skipped: Option<String>,
    done: bool,
}

impl Attempt<'_> {
    fn all_steps(&mut self) -> std::io::Result<()> {
        std::fs::create_dir_all(&self.directory)?;
        if self.test.mode == Mode::Commands {
            return self.run_commands();
        }
        self.link_files()?;
        let (source, expected) = self.prepare_source()?;
        let Some(c_file) = self.translate(&source, &expected)? else { return Ok(()) };
        let Some(module_file) = self.compile(&c_file)? else { return Ok(()) };
        if self.test.mode == Mode::Run {
            self.run_module(&module_file)?;
        }
        Ok(())
    }

    fn run_commands(&mut self) -> std::io::Result<()> {
        let Setup { python, compiler, limits, .. } = self.setup;
        let programs = Programs { python, compiler, corpus: &self.test.root };
        let archive = Archive::parse(&std::fs::read(&self.test.path)?);
        let (scratch, deadline) = (self.directory.join("step"), self.deadline);
        let mut elapsed = 0.0;
        let run = |mut command: Command| {
            let outcome = process::run_limited(&mut command, &scratch, deadline, *limits)?;
            elapsed += outcome.elapsed.as_secs_f64();
            Ok(outcome)
        };
        archive.attempt(&self.directory, &programs, self.record, run)?;
        self.record.seconds.run = elapsed;
        Ok(())
    }

    /// Links the source, for the lines that tracebacks show, and the files named after it.
    fn link_files(&self) -> std::io::Result<()> {
        for entry in std::fs::read_dir(self.test.directory())?.flatten() {
            let name = entry.file_name();
            let text = name.to_string_lossy();
            let related = text
                .strip_prefix(&self.test.module)
                .is_some_and(|rest| rest.strip_prefix('_').is_some_and(|rest| rest.contains('.')));
            if related || Some(name.as_os_str()) == self.test.path.file_name() {
                std::os::unix::fs::symlink(entry.path(), self.directory.join(name))?;
            }
        }
        Ok(())
    }

    /// The file to translate and the messages that it should give.
    fn prepare_source(&self) -> std::io::Result<(PathBuf, BTreeMap<Kind, Vec<Message>>)> {
        let test = self.test;
        let has_messages = test.suite == "errors"
            || test.mode == Mode::Error
            || test.header.has_tag("warnings")
            || test.header.has_tag("perf_hints");
        if !has_messages && test.preparse == "id" {
            return Ok((test.path.clone(), BTreeMap::new()));
        }
        let split = messages::split(&std::fs::read(&test.path)?);
        let mut source = split.source;
        if test.preparse != "id" {
            let text = String::from_utf8_lossy(&source);
            source = preparse::preparse(&test.preparse, &text)
                .ok_or_else(|| std::io::Error::other(format!("no preparse form {}", test.preparse)))?
                .into_bytes();
        }
        let directory = self.directory.join("src");
        std::fs::create_dir(&directory)?;
        let file = directory.join(test.path.file_name().unwrap_or_default());
        std::fs::write(&file, source)?;
        Ok((file, split.expected))
    }

    /// Runs the compiler; gives the generated file if the test goes on with it.
    fn translate(
        &mut self,
        source: &Path,
        expected: &BTreeMap<Kind, Vec<Message>>,
    ) -> std::io::Result<Option<PathBuf>> {
        let test = self.test;
        let c_file = self.directory.join(format!("{}.{}", test.module, test.language.name()));
        let mut command = Command::new(&self.setup.compiler[0]);
        command.args(&self.setup.compiler[1..]).current_dir(&self.directory);
        // Level 2 is the default of Cython's runner; a comment in the file overrides it.
        command.arg(if test.level == Some(3) { "-3" } else { "-2" });
        if test.language == Language::Cpp {
            command.arg("--cplus");
        }
        if test.warnings_are_errors {
            command.arg("-Werror");
        }
        if test.header.has_tag("allow_unknown_names") {
            command.arg("--lenient");
        }
        command.args(["-X", "autotestdict=False", "-I"]).arg(test.root.join("tests/testsupport"));
        command.arg("-I").arg(test.directory()).arg(source).arg("-o").arg(&c_file);
        let Some(outcome) = self.step(command, "translate", |s| &mut s.translate)? else { return Ok(None) };
        let messages = Messages::parse(&outcome.stderr);
        // Warnings do not decide: stock Cython shows some only inside its own runner.
        let compare = |kind| expected.get(&kind).map(|list| messages.of(kind) == list);
        self.record.warnings_exact = compare(Kind::Warning);
        self.record.performance_hints_exact = compare(Kind::PerformanceHint);
        if let Some(crash) = crash_note(&outcome) {
            self.record.fail(Status::Crash, "translate", crash);
            return Ok(None);
        }
        if test.mode == Mode::Error && !test.header.has_tag("cerror") {
            let expected = expected.get(&Kind::Error).map_or(&[][..], Vec::as_slice);
            self.judge_errors(&outcome, messages.of(Kind::Error), expected);
            return Ok(None);
        }
        let size = std::fs::metadata(&c_file).map(|meta| meta.len());
        match size {
            Ok(size) if outcome.succeeded() => {
                self.record.translate_ok = true;
                self.record.c_bytes = size;
                Ok(Some(c_file))
            }
            _ => {
                let errors = telling_lines(&outcome.stderr);
                let error = if errors.is_empty() { "no output file, no message".to_owned() } else { errors };
                self.record.fail(Status::Fail, "translate", error);
                Ok(None)
            }
        }
    }

    /// Compares the errors of a compiler with those that the test expects.
    fn judge_errors(&mut self, outcome: &Outcome, actual: &[Message], expected: &[Message]) {
        let visible = |list: &[Message]| -> Vec<Message> {
            list.iter().filter(|m| !is_hidden_message(&self.test.id, &m.text)).cloned().collect()
        };
        let (actual, expected) = (visible(actual), visible(expected));
        let lines = |list: &[Message]| list.iter().map(|m| m.line).collect::<BTreeSet<_>>();
        let missing = messages::difference(&expected, &actual);
        let extra = messages::difference(&actual, &expected);
        let rejected = !outcome.succeeded();
        let record = &mut *self.record;
        record.rejected = rejected;
        record.lines = rejected && lines(&expected).is_subset(&lines(&actual));
        record.exact = rejected && actual == expected;
        record.expected_errors = expected.len() as u64;
        record.matched_errors = (expected.len() - missing.len()) as u64;
        if record.exact {
            return;
        }
        let stage = match (record.rejected, record.lines) {
            (false, _) => "errors-accepted",
            (true, false) => "errors-lines",
            (true, true) => "errors-text",
        };
        let list = |title: &str, list: &[Message]| {
            let shown: Vec<String> = list.iter().take(3).map(ToString::to_string).collect();
            if shown.is_empty() {
                format!("{title}: none")
            } else {
                format!("{title}: {}", shown.join(" | "))
            }
        };
        let mut error = if rejected { String::new() } else { "accepted; ".to_owned() };
        if actual.is_empty() && rejected {
            let tail = outcome.stderr.trim().lines().last().unwrap_or_default();
            error += &format!("no message with a position: {tail}");
        } else {
            error += &format!("{}; {}", list("missing", &missing), list("extra", &extra));
        }
        record.fail(Status::Fail, stage, error);
    }

    /// Runs the C compiler; gives the extension module or object file.
    fn compile(&mut self, c_file: &Path) -> std::io::Result<Option<PathBuf>> {
        let test = self.test;
        let suffix = match test.mode {
            Mode::Run => self.setup.interpreter.extension_suffix.as_str(),
            Mode::Compile | Mode::Error | Mode::Commands => ".o",
        };
        let output = self.directory.join(format!("{}{suffix}", test.module));
        let command = c_compiler::command(self.setup, test, &self.directory, c_file, &output);
        let Some(outcome) = self.step(command, "cc", |s| &mut s.cc)? else { return Ok(None) };
        let wants_failure = test.header.has_tag("cerror");
        if outcome.succeeded() == wants_failure {
            let error = if wants_failure {
                "the C compiler should have rejected the generated file".to_owned()
            } else {
                telling_lines(&outcome.stderr)
            };
            self.record.fail(Status::Fail, "cc", error);
            return Ok(None);
        }
        if !wants_failure && !std::fs::read(&output)?.windows(6).any(|window| window == b"PyInit") {
            self.record.fail(Status::Fail, "cc", "the object file has no module init function");
            return Ok(None);
        }
        self.record.cc_ok = true;
        Ok((!wants_failure).then_some(output))
    }

    /// Imports the module in a fresh interpreter and runs its tests.
    fn run_module(&mut self, module_file: &Path) -> std::io::Result<()> {
        let report_file = self.directory.join("report.json");
        let mut command = Command::new(&self.setup.python);
        command
            .current_dir(&self.directory)
            .env("PYTHONIOENCODING", "utf8")
            .env("PYTHONHASHSEED", "0")
            .env("PYTHONDONTWRITEBYTECODE", "1")
            .env("CYTHON_PROJECT_DIR", &self.test.root)
            .arg(crate::project_root().join("xtask/python/run_module.py"))
            .args([&report_file, Path::new(&self.test.module), module_file, &self.test.root]);
        let log = self.directory.join("valgrind.log");
        if let Some(tool) = self.setup.watch {
            command = tool.watch(command, &log).map_err(std::io::Error::other)?;
        }
        let outcome = self.run(command, |s| &mut s.run)?;
        if self.setup.watch == Some(Tool::Valgrind) {
            let text = String::from_utf8_lossy(&std::fs::read(&log)?).into_owned();
            let c_file = format!("({}.{}:", self.test.module, self.test.language.name());
            if !text.contains("HEAP SUMMARY") {
                return Err(std::io::Error::other("valgrind did not come to its end"));
            }
            self.record.memory = valgrind::findings(&text, module_file, &c_file);
        }
        let report: ChildReport = std::fs::read(&report_file)
            .ok()
            .and_then(|bytes| serde_json::from_slice(&bytes).ok())
            .unwrap_or_default();
        let stage = if report.stage == "doctest" { "doctest" } else { "import" };
        let place = report.current.clone().unwrap_or_else(|| stage.to_owned());
        let record = &mut *self.record;
        record.import_ok = stage == "doctest";
        record.attempted = report.attempted;
        record.passed = report.passed;
        record.unit_run = report.unit_run;
        record.unit_passed = report.unit_passed;
        let least = self.setup.reference.least_examples(&record.id);
        match outcome.end {
            End::TimedOut => {
                let error = format!("no result after {} s, in {place}", self.setup.limits.seconds);
                record.fail(Status::Timeout, stage, error);
            }
            End::Exit(_) | End::Signal(_) if report.skipped.is_some() => {
                record.status = Status::Skip;
                record.error = format!("skips itself: {}", report.skipped.unwrap_or_default());
            }
            End::Exit(0) if report.done => {
                if let Some(error) = report.error {
                    record.fail(Status::Fail, stage, error);
                } else if record.examples() < least {
                    let error = format!("{} examples found, expected {least}", record.examples());
                    record.fail(Status::Fail, "doctest", error);
                }
            }
            End::Exit(_) | End::Signal(_) => {
                let how = match outcome.end {
                    End::Signal(signal) => format!("signal {signal}"),
                    End::Exit(code) => format!("exit code {code}"),
                    End::TimedOut => String::new(),
                };
                let (stage, place) = if report.done { ("exit", "exit".to_owned()) } else { (stage, place) };
                let rest = report.error.unwrap_or_default();
                record.fail(Status::Crash, stage, format!("{how}, in {place}\n{rest}\n{}", outcome.stderr));
            }
        }
        Ok(())
    }

    /// Runs a command and adds its time to a field of the record.
    fn run(
        &mut self,
        mut command: Command,
        seconds: fn(&mut super::record::Seconds) -> &mut f64,
    ) -> std::io::Result<Outcome> {
        let scratch = self.directory.join("step");
        let outcome = process::run_limited(&mut command, &scratch, self.deadline, self.setup.limits)?;
        *seconds(&mut self.record.seconds) += outcome.elapsed.as_secs_f64();
        Ok(outcome)
    }

    /// The same for a step that may not outlast the deadline; `None` when it did.
    fn step(
        &mut self,
        command: Command,
        stage: &str,
        seconds: fn(&mut super::record::Seconds) -> &mut f64,
    ) -> std::io::Result<Option<Outcome>> {
        let outcome = self.run(command, seconds)?;
        if matches!(outcome.end, End::TimedOut) {
            let error = format!("no result after {} s", self.setup.limits.seconds);
            self.record.fail(Status::Timeout, stage, error);
            return Ok(None);
        }
        Ok(Some(outcome))
    }
}

/// The lines of a compiler's output that say what is wrong, or the end of it.
fn telling_lines(stderr: &str) -> String {
    let Ok(telling) = Regex::new(r"\berror\b|:\d+:\d+:") else { return String::new() };
    let lines: Vec<&str> =
        stderr.lines().filter(|line| telling.is_match(line) && !line.contains("warning")).take(4).collect();
    if lines.is_empty() {
        let all: Vec<&str> = stderr.lines().collect();
        return all[all.len().saturating_sub(4)..].join("\n");
    }
    lines.join("\n")
}

/// How the compiler crashed, if it did: by a signal, a Rust panic or Cython's own report of a crash.
fn crash_note(outcome: &Outcome) -> Option<String> {
    match outcome.end {
        End::Signal(signal) => Some(format!("killed by signal {signal}\n{}", outcome.stderr.trim())),
        End::Exit(0) | End::TimedOut => None,
        End::Exit(_) => {
            let crash = Regex::new(r"panicked at [^\n]*(\n[^\n]*)?|Compiler crash in [^\n]*").ok()?;
            crash.find(&outcome.stderr).map(|found| found.as_str().to_owned())
        }
    }
}
