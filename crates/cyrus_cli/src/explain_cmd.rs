//! `cyrus explain CODE`: the page about a diagnostic code.

use crate::FAILED;
use crate::report::{complain, print_out};
use clap::Args;
use cyrus_driver::embedded;
use std::process::ExitCode;

#[derive(Args)]
pub(crate) struct Arguments {
    /// A code such as E0301
    code: String,
}

pub(crate) fn run(arguments: &Arguments) -> ExitCode {
    match embedded::error_page(&arguments.code) {
        Some(page) => {
            print_out(page);
            ExitCode::SUCCESS
        }
        None => {
            let codes: Vec<&str> = embedded::error_codes().collect();
            complain(&format!("there is no code {}; the codes are {}", arguments.code, codes.join(", ")));
            ExitCode::from(FAILED)
        }
    }
}
