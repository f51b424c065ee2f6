//! Rust files: each opens with its `//!` documentation, has a name that says something, and is no longer than
//! one can read – or is listed here with the reason.

use super::{files, shown};
use std::path::Path;

const LINE_LIMIT: usize = 900;

/// Longer files and why they are one file all the same.
const LONG_FILES: &[(&str, &str)] = &[];

/// Names that would gather what belongs elsewhere.
const EMPTY_NAMES: [&str; 6] = ["common", "helper", "helpers", "misc", "util", "utils"];

pub(super) fn breaches(root: &Path) -> Vec<String> {
    let mut breaches = Vec::new();
    for file in files(root, &["crates", "runtime", "xtask", "fuzz", "bench"], "rs") {
        let name = shown(root, &file);
        let Ok(text) = std::fs::read_to_string(&file) else {
            breaches.push(format!("{name}: cannot be read"));
            continue;
        };
        if !text.starts_with("//!") {
            breaches.push(format!("{name}: does not open with its `//!` documentation"));
        }
        let lines = text.lines().count();
        if lines > LINE_LIMIT && !LONG_FILES.iter().any(|(listed, _)| *listed == name) {
            breaches.push(format!(
                "{name}: {lines} lines; split it by idea, or list it with a reason in xtask/src/tidy/sources.rs"
            ));
        }
        let stem = file.file_stem().unwrap_or_default().to_string_lossy();
        if EMPTY_NAMES.contains(&stem.as_ref()) {
            breaches.push(format!("{name}: name it after what it holds"));
        }
    }
    for (listed, reason) in LONG_FILES {
        if reason.is_empty() || !root.join(listed).is_file() {
            breaches.push(format!("xtask/src/tidy/sources.rs: {listed} is listed without need or reason"));
        }
    }
    breaches
}
