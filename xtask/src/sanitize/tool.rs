//! What watches a program: three sanitizers of gcc, and valgrind.
//!
//! The interpreter was not compiled with a sanitizer, so the library of one that watches all memory has to be loaded before it,
//! and that of C++, whose exceptions it watches, next. What is never released (Python has much of that) is left to valgrind.

use crate::conformance::valgrind;
use std::path::Path;
use std::process::Command;

/// Where races are that are not ours.
const KNOWN_RACES: &str = "crates/cyrus_mdtest/python/races.supp";

/// One of them.
#[derive(Clone, Copy, PartialEq, Eq, Debug, clap::ValueEnum)]
pub(crate) enum Tool {
    Address,
    Thread,
    Undefined,
    Valgrind,
}

impl Tool {
    pub(crate) const ALL: [Tool; 4] = [Tool::Address, Tool::Thread, Tool::Undefined, Tool::Valgrind];

    pub(crate) fn name(self) -> &'static str {
        match self {
            Tool::Address => "address",
            Tool::Thread => "thread",
            Tool::Undefined => "undefined",
            Tool::Valgrind => "valgrind",
        }
    }

    /// What the C compiler is told beside `-O1 -g`.
    pub(crate) fn c_options(self) -> &'static [&'static str] {
        match self {
            Tool::Address => &["-fsanitize=address"],
            Tool::Thread => &["-fsanitize=thread"],
            Tool::Undefined => &["-fsanitize=undefined"],
            Tool::Valgrind => &["-DCYRUS_NO_POOL"],
        }
    }

    /// The same command, watched; valgrind writes to `log`. A sanitizer ends the program at the first finding.
    pub(crate) fn watch(self, command: Command, log: &Path) -> Result<Command, String> {
        let mut command = command;
        match self {
            Tool::Address => {
                command.env("LD_PRELOAD", preloaded("asan")?);
                // C++ exceptions that leave stacks of coroutines, which it does not know.
                command.env("ASAN_OPTIONS", "detect_leaks=0:detect_stack_use_after_return=0");
            }
            Tool::Thread => {
                let known = crate::project_root().join(KNOWN_RACES);
                let options = format!("halt_on_error=1:suppressions={}", known.display());
                command.env("LD_PRELOAD", preloaded("tsan")?).env("TSAN_OPTIONS", options);
            }
            Tool::Undefined => {
                command.env("UBSAN_OPTIONS", "print_stacktrace=1:halt_on_error=1");
            }
            Tool::Valgrind => return Ok(valgrind::command(&command, log)),
        }
        Ok(command)
    }
}

/// The libraries that come before all others.
fn preloaded(name: &str) -> Result<String, String> {
    let library = |name: &str| -> Result<String, String> {
        let output = Command::new("gcc").arg(format!("-print-file-name=lib{name}.so")).output();
        let output = output.map_err(|e| format!("gcc: {e}"))?;
        Ok(String::from_utf8_lossy(&output.stdout).trim().to_owned())
    };
    Ok(format!("{} {}", library(name)?, library("stdc++")?))
}
