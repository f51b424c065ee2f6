//! What is known about one test after it ran, and reports of all of them as JSON.
//!
//! The field names of the JSON are an interface: reports are compared with those of other runners.

use super::collect::Test;
use serde::{Deserialize, Serialize};
use std::path::Path;

/// The verdict.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Default, Debug, Serialize, Deserialize)]
#[serde(rename_all = "UPPERCASE")]
pub(crate) enum Status {
    #[default]
    Pass,
    Fail,
    Crash,
    Timeout,
    Skip,
}

impl Status {
    pub(crate) fn word(self) -> &'static str {
        match self {
            Status::Pass => "pass",
            Status::Fail => "fail",
            Status::Crash => "crash",
            Status::Timeout => "timeout",
            Status::Skip => "skip",
        }
    }
}

/// Seconds per step.
#[derive(Clone, Copy, Default, Debug, Serialize, Deserialize)]
#[serde(default)]
pub(crate) struct Seconds {
    pub(crate) translate: f64,
    pub(crate) cc: f64,
    pub(crate) run: f64,
}

/// One test's result. Numbers that do not apply to its mode are 0 or false.
#[derive(Clone, Default, Debug, Serialize, Deserialize)]
#[serde(default)]
pub(crate) struct Record {
    pub(crate) id: String,
    pub(crate) suite: String,
    pub(crate) mode: String,
    pub(crate) lang: String,
    pub(crate) status: Status,
    /// The step at which it failed: translate, errors-accepted, errors-lines, errors-text, cc, import,
    /// doctest, exit, commands, harness.
    pub(crate) stage: String,
    pub(crate) error: String,
    pub(crate) translate_ok: bool,
    pub(crate) cc_ok: bool,
    pub(crate) import_ok: bool,
    /// Examples of doctests.
    pub(crate) attempted: u64,
    pub(crate) passed: u64,
    pub(crate) unit_run: u64,
    pub(crate) unit_passed: u64,
    /// Error tests: the compiler rejected the file; every expected line has an error; all messages are as
    /// expected.
    pub(crate) rejected: bool,
    pub(crate) lines: bool,
    pub(crate) exact: bool,
    pub(crate) expected_errors: u64,
    pub(crate) matched_errors: u64,
    pub(crate) warnings_exact: Option<bool>,
    pub(crate) performance_hints_exact: Option<bool>,
    /// Size of the generated file.
    pub(crate) c_bytes: u64,
    pub(crate) seconds: Seconds,
    /// What valgrind found, where it was asked.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub(crate) memory: Vec<Finding>,
}

/// A report of valgrind.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub(crate) struct Finding {
    /// Memory that was not given back, as opposed to an access that is not allowed.
    pub(crate) is_leak: bool,
    /// What it is and where.
    pub(crate) text: String,
}

impl Record {
    /// The record of a test that nothing went wrong with so far.
    pub(crate) fn new(test: &Test) -> Record {
        Record {
            id: test.id.clone(),
            suite: test.suite.clone(),
            mode: test.mode.name().to_owned(),
            lang: test.language.name().to_owned(),
            ..Record::default()
        }
    }

    /// Notes a failure; the first one stays.
    pub(crate) fn fail(&mut self, status: Status, stage: &str, error: impl Into<String>) {
        if self.status == Status::Pass {
            self.status = status;
            self.stage = stage.to_owned();
            let error: String = error.into();
            let lines: Vec<&str> = error.lines().filter(|line| !line.trim().is_empty()).collect();
            self.error = lines.join("\n").chars().take(400).collect();
        }
    }

    pub(crate) fn is_failure(&self) -> bool {
        !matches!(self.status, Status::Pass | Status::Skip)
    }

    /// Doctest examples and unit tests that were found.
    pub(crate) fn examples(&self) -> u64 {
        self.attempted + self.unit_run
    }

    /// A line for the terminal, with the reason of a failure below it.
    pub(crate) fn line(&self, verbose: bool) -> String {
        let mut line = format!("{:<8} {:<16} {}", self.status.word(), self.stage, self.id);
        if self.examples() > 0 {
            line += &format!(" {}/{}", self.passed + self.unit_passed, self.examples());
        }
        if verbose && !self.error.is_empty() {
            line += &format!("\n    {}", self.error.replace('\n', "\n    "));
        }
        line
    }
}

#[derive(Serialize, Deserialize)]
struct Report {
    tests: Vec<Record>,
}

/// Writes records as JSON.
pub(crate) fn write_report(file: &Path, records: &[Record]) -> Result<(), String> {
    let report = Report { tests: records.to_vec() };
    let text = serde_json::to_string_pretty(&report).map_err(|e| e.to_string())?;
    std::fs::write(file, text + "\n").map_err(|e| format!("{}: {e}", file.display()))
}

/// Reads records that this or another runner wrote.
pub(crate) fn read_report(file: &Path) -> Result<Vec<Record>, String> {
    let text = std::fs::read_to_string(file).map_err(|e| format!("{}: {e}", file.display()))?;
    let report: Report = serde_json::from_str(&text).map_err(|e| format!("{}: {e}", file.display()))?;
    Ok(report.tests)
}
