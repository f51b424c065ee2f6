//! `conformance/status.md`: what passes now, and each failing test with its reason.
//!
//! The file is committed, so that a change shows what it broke or mended: its order is fixed, and it has no
//! times, addresses or paths of a machine.

use super::collect::SUITES;
use super::record::{Record, Status};
use super::summary::Summary;
use regex::Regex;
use std::fmt::Write;

/// Writes the file; a run of some suites leaves it alone, since it would lose the others.
pub(crate) fn update(records: &[Record], suites: &[String]) -> Result<(), String> {
    if SUITES.iter().any(|suite| !suites.iter().any(|given| given == suite)) {
        return Ok(());
    }
    let file = crate::project_root().join("conformance/status.md");
    std::fs::write(&file, text(records)).map_err(|e| format!("{}: {e}", file.display()))
}

fn text(records: &[Record]) -> String {
    let summary = Summary::of(records);
    let mut out = String::from(
        "# Conformance\n\nThe test corpora of Cython 3.3.1 (`srctree`: its tests of several files) and Cython+ 0.3.0 (`cyplus`). Written by \
         `cargo xtask conformance`; do not edit.\n\n",
    );
    for (suite, counts) in &summary.suites {
        let _ = writeln!(out, "- `{suite}`: {}/{}", counts.passed, counts.run);
    }
    let _ = writeln!(out, "- all: {}/{}\n", summary.total.passed, summary.total.run);
    let _ = writeln!(out, "{}", summary.table());
    out.push_str(
        "*translate*, *cc*, *import*: tests whose module came that far. *examples*: of doctests and unit tests. \
         *rejected*, *all lines*, *exact*: of the error tests, those that are rejected, have an error on every \
         expected line, give exactly the expected messages.\n\n## Failing tests\n",
    );
    for (suite, _) in &summary.suites {
        let failing: Vec<&Record> = records.iter().filter(|r| &r.suite == suite && r.is_failure()).collect();
        if failing.is_empty() {
            continue;
        }
        let _ = writeln!(out, "\n### {suite}\n");
        for record in failing {
            let what = match record.status {
                Status::Crash | Status::Timeout => format!("{} in {}", record.status.word(), record.stage),
                Status::Pass | Status::Fail | Status::Skip => record.stage.clone(),
            };
            let _ = writeln!(out, "- `{}` – {what}: {}", record.id, one_line(&record.error));
        }
    }
    out
}

/// A reason on one line, without what differs from run to run.
fn one_line(error: &str) -> String {
    let mut text = error.split_whitespace().collect::<Vec<_>>().join(" ");
    for (pattern, replacement) in [
        (r"0x[0-9a-fA-F]{4,}", "0x…"),
        (r#"(?:/[^\s/:"']+)+/([^\s/:"']+)"#, "$1"),
        (r"(?:Fatal Python error|Current thread|Thread) .*$", ""),
        (r"\b(id|pid)[ =:]+\d+", "$1 …"),
    ] {
        if let Ok(pattern) = Regex::new(pattern) {
            text = pattern.replace_all(&text, replacement).into_owned();
        }
    }
    let short: String = text.trim().chars().take(200).collect();
    short.replace('`', "'").replace('<', "&lt;").trim_end().to_owned()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn reasons_have_one_line_and_no_paths() {
        let error = "File \"/tmp/x-12/run_a.pyx/a.pyx\", line 3\n  <A object at 0x7f00aa10>";
        assert_eq!(one_line(error), "File \"a.pyx\", line 3 &lt;A object at 0x…>");
    }
}
