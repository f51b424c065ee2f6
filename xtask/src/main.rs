//! Chores of the project, run as `cargo xtask NAME`.
//!
//! In: the work tree. Out: reports on the terminal, files under `conformance/`, an exit code. Each chore has
//! a module of its own; nothing here is part of the compiler.

mod conformance;
mod debug_build;
mod loom;
mod matrix;
mod memcheck;
mod sanitize;
mod storm;
mod tidy;
mod tsan;

use clap::{Parser, Subcommand};
use std::path::{Path, PathBuf};
use std::process::ExitCode;

#[derive(Parser)]
#[command(name = "cargo xtask", about = "Chores of the project")]
struct Arguments {
    #[command(subcommand)]
    chore: Chore,
}

#[derive(Subcommand)]
enum Chore {
    /// Run the test corpora of Cython and Cython+ against the compiler
    Conformance(Box<conformance::Options>),
    /// Check the rules of the tree
    Tidy,
    /// Run the tests of cypclasses under valgrind
    Memcheck(memcheck::Options),
    /// Run compiled programs under AddressSanitizer, ThreadSanitizer, the sanitizer of undefined behaviour and valgrind
    Sanitize(sanitize::Options),
    /// Run the programs of tests/threads under ThreadSanitizer
    Tsan(tsan::Options),
    /// Check the models of the runtime's lock-free parts
    Loom,
    /// Run the examples of language tests again and again, several pages at once
    Storm(storm::Options),
    /// Run language tests and cypclass tests under every CPython there is
    Matrix(matrix::Options),
}

fn main() -> ExitCode {
    let result = match Arguments::parse().chore {
        Chore::Conformance(options) => conformance::run(&options),
        Chore::Tidy => tidy::run(),
        Chore::Memcheck(options) => memcheck::run(&options),
        Chore::Sanitize(options) => sanitize::run(&options),
        Chore::Tsan(options) => tsan::run(&options),
        Chore::Loom => loom::run(),
        Chore::Storm(options) => storm::run(&options),
        Chore::Matrix(options) => matrix::run(&options),
    };
    match result {
        Ok(true) => ExitCode::SUCCESS,
        Ok(false) => ExitCode::FAILURE,
        Err(message) => {
            eprintln!("cargo xtask: {message}");
            ExitCode::from(2)
        }
    }
}

/// The root of the work tree.
fn project_root() -> PathBuf {
    let here = Path::new(env!("CARGO_MANIFEST_DIR"));
    here.parent().unwrap_or(here).to_path_buf()
}
