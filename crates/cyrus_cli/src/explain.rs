//! `cyrus explain E0301`: the page of an error code.

use crate::report;
use include_dir::{Dir, include_dir};
use std::process::ExitCode;

static PAGES: Dir<'_> = include_dir!("$CARGO_MANIFEST_DIR/../../docs/errors");

pub(crate) fn run(code: &str) -> ExitCode {
    let code = code.to_ascii_uppercase();
    match PAGES.get_file(format!("{code}.md")).and_then(|f| f.contents_utf8()) {
        Some(page) => {
            report::output(page);
            ExitCode::SUCCESS
        }
        None => {
            report::line(&format!("there is no code {code}; codes look like E0301"));
            ExitCode::from(2)
        }
    }
}
