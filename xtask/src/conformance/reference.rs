//! How many examples each test has when the original compiler builds it.
//!
//! A compiler that loses docstrings would pass doctests without running them, so a test that passes must have
//! at least as many examples as `conformance/reference.json` says. The numbers depend a little on the version
//! of Python; under another one than they were made with, a tenth may be missing.

use super::record::{Record, Status};
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

/// The expected numbers.
#[derive(Default, Serialize, Deserialize)]
pub(crate) struct Reference {
    /// The version of Python that the numbers were made with.
    python: [u32; 2],
    examples: BTreeMap<String, u64>,
    #[serde(skip)]
    is_other_python: bool,
}

/// Where the numbers are kept.
pub(crate) fn path() -> PathBuf {
    crate::project_root().join("conformance/reference.json")
}

impl Reference {
    /// Reads the numbers for use under a version of Python; none if there is no file.
    pub(crate) fn load(file: &Path, python: [u32; 2]) -> Result<Reference, String> {
        let Ok(text) = std::fs::read_to_string(file) else { return Ok(Reference::default()) };
        let reference: Reference =
            serde_json::from_str(&text).map_err(|e| format!("{}: {e}", file.display()))?;
        Ok(Reference { is_other_python: reference.python != python, ..reference })
    }

    /// The least number of examples that a test must have.
    pub(crate) fn least_examples(&self, id: &str) -> u64 {
        let count = self.examples.get(id).copied().unwrap_or(0);
        if self.is_other_python { count * 9 / 10 } else { count }
    }

    /// Writes the numbers of all passing tests into the file; those of other tests stay.
    pub(crate) fn update(file: &Path, records: &[Record], python: [u32; 2]) -> Result<(), String> {
        let mut reference = Reference::load(file, python)?;
        for record in records.iter().filter(|r| r.mode == "run" && r.status == Status::Pass) {
            reference.examples.insert(record.id.clone(), record.examples());
        }
        if reference.python == [0, 0] {
            reference.python = python;
        }
        let text = serde_json::to_string_pretty(&reference).map_err(|e| e.to_string())?;
        std::fs::write(file, text + "\n").map_err(|e| format!("{}: {e}", file.display()))
    }
}
