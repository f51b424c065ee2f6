//! `cargo xtask sanitize`: the language tests of cypclasses under AddressSanitizer and ThreadSanitizer.
//!
//! In: the tests of `tests/lang` whose path contains the filter. Out: what the test runner says; a finding makes a test fail.
//! Modules that use the runtime's library, which is compiled without them, do not run under ThreadSanitizer; its own parts have `cargo xtask loom`.
//! Objects come from malloc in such builds, not from the pool, so that a use after the end of an object is seen.

use std::process::Command;

/// The command line of `cargo xtask sanitize`.
#[derive(clap::Args)]
pub(crate) struct Options {
    /// Only tests whose path contains this
    #[arg(default_value = "cypclass/")]
    filter: String,
    /// One sanitizer instead of both
    #[arg(long, value_parser = ["address", "thread"])]
    only: Option<String>,
}

/// Runs the chore.
pub(crate) fn run(options: &Options) -> Result<bool, String> {
    let mut good = true;
    for sanitizer in ["address", "thread"] {
        if options.only.as_deref().is_some_and(|only| only != sanitizer) {
            continue;
        }
        println!("-fsanitize={sanitizer}");
        let status = Command::new(env!("CARGO"))
            .args(["test", "-q", "-p", "cyrus_mdtest", "--test", "lang", "--", &options.filter])
            .env("CYRUS_SANITIZE", sanitizer)
            .status()
            .map_err(|e| format!("cargo test: {e}"))?;
        good &= status.success();
    }
    Ok(good)
}
