//! Counts per suite.

use super::collect::SUITES;
use super::record::{Record, Status};
use std::fmt::Write;

/// The counts of one suite, or of all.
#[derive(Default, Clone)]
pub(crate) struct Counts {
    pub(crate) passed: u64,
    pub(crate) run: u64,
    pub(crate) skipped: u64,
    pub(crate) crashed: u64,
    pub(crate) timed_out: u64,
    /// Tests that have to translate and compile.
    pub(crate) build: u64,
    pub(crate) translated: u64,
    pub(crate) compiled: u64,
    /// Tests that have to be imported.
    pub(crate) modules: u64,
    pub(crate) imported: u64,
    pub(crate) examples: u64,
    pub(crate) examples_passed: u64,
    /// Tests that the compiler has to reject.
    pub(crate) error_tests: u64,
    pub(crate) rejected: u64,
    pub(crate) lines: u64,
    pub(crate) exact: u64,
}

impl Counts {
    fn add(&mut self, record: &Record) {
        if record.status == Status::Skip {
            self.skipped += 1;
            return;
        }
        self.run += 1;
        self.passed += u64::from(record.status == Status::Pass);
        self.crashed += u64::from(record.status == Status::Crash);
        self.timed_out += u64::from(record.status == Status::Timeout);
        if record.mode == "error" {
            self.error_tests += 1;
            self.rejected += u64::from(record.rejected);
            self.lines += u64::from(record.lines);
            self.exact += u64::from(record.exact);
            return;
        }
        if record.mode == "srctree" {
            return;
        }
        self.build += 1;
        self.translated += u64::from(record.translate_ok);
        self.compiled += u64::from(record.cc_ok);
        if record.mode == "run" {
            self.modules += 1;
            self.imported += u64::from(record.import_ok);
            self.examples += record.examples();
            self.examples_passed += record.passed + record.unit_passed;
        }
    }
}

/// Counts by suite, in the order of [`SUITES`], and of all together.
pub(crate) struct Summary {
    pub(crate) suites: Vec<(String, Counts)>,
    pub(crate) total: Counts,
}

impl Summary {
    pub(crate) fn of(records: &[Record]) -> Summary {
        let mut suites = Vec::new();
        let mut total = Counts::default();
        for suite in SUITES {
            let mut counts = Counts::default();
            for record in records.iter().filter(|record| record.suite == suite) {
                counts.add(record);
                total.add(record);
            }
            if counts.run + counts.skipped > 0 {
                suites.push((suite.to_owned(), counts));
            }
        }
        Summary { suites, total }
    }

    /// The counts as Markdown, which reads well on a terminal too.
    pub(crate) fn table(&self) -> String {
        let head = "| suite | passed | skipped | crash | timeout | translate | cc | import | examples \
                    | rejected | all lines | exact |\n|---|---:|---:|---:|---:|---:|---:|---:|---:|---:|---:|---:|\n";
        let mut out = head.to_owned();
        let total = ("all".to_owned(), self.total.clone());
        for (suite, c) in self.suites.iter().chain([&total]) {
            let _ = writeln!(
                out,
                "| {suite} | {} | {} | {} | {} | {} | {} | {} | {} | {} | {} | {} |",
                share(c.passed, c.run),
                c.skipped,
                c.crashed,
                c.timed_out,
                share(c.translated, c.build),
                share(c.compiled, c.build),
                share(c.imported, c.modules),
                share(c.examples_passed, c.examples),
                share(c.rejected, c.error_tests),
                share(c.lines, c.error_tests),
                share(c.exact, c.error_tests),
            );
        }
        out
    }
}

fn share(part: u64, whole: u64) -> String {
    if whole == 0 { "–".to_owned() } else { format!("{part}/{whole}") }
}
