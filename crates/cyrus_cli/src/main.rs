//! The `cyrus` command: arguments, the terminal, exit codes. Everything else is the driver's.
//!
//! Exit codes: 0 all went well; 1 there were errors in a program, a file or the C compiler; 2 the command
//! line makes no sense; 70 the compiler broke one of its own rules. `cyrus run` exits as the program did.

mod build_cmd;
mod bundled_runtime;
mod check_cmd;
mod compile_cmd;
mod dump_cmd;
mod explain_cmd;
mod report;
mod run_cmd;
mod shared_args;
mod stubs_cmd;
mod top_cmd;

use clap::{Parser, Subcommand};
use std::process::ExitCode;

/// Errors in what was given to the compiler.
pub(crate) const FAILED: u8 = 1;
/// `EX_SOFTWARE`
pub(crate) const INTERNAL: u8 = 70;

const EXAMPLES: &str = "\
Examples:
  cyrus run hello.pyx                 build hello.pyx in the cache and run it
  cyrus build src/                    modules beside all .pyx files below src/, ready to import
  cyrus check src/                    errors and warnings only
  cyrus compile -3 mod.pyx -o mod.c   as `cython -3 mod.pyx -o mod.c`

Exit codes: 0 all went well, 1 errors in sources or the C compiler, 2 a wrong command line,
70 a mistake of the compiler itself. `cyrus run` exits as the program does.
The environment variables CC, CXX, CFLAGS, CXXFLAGS, LDFLAGS and CYRUS_CACHE_DIR are honoured.";

#[derive(Parser)]
#[command(
    name = "cyrus",
    version,
    about = "Compiler for Cython and Cython+: makes extension modules for CPython",
    after_help = EXAMPLES
)]
struct Arguments {
    #[command(subcommand)]
    command: Command,
}

#[derive(Subcommand)]
enum Command {
    /// Make extension modules of files and directories, in place
    Build(build_cmd::Arguments),
    /// Build a module and run it as a program
    Run(run_cmd::Arguments),
    /// Report errors and warnings; write nothing
    Check(check_cmd::Arguments),
    /// Translate sources to C or C++; takes the options of the `cython` command
    Compile(Box<compile_cmd::Arguments>),
    /// Write stub files (.pyi) for type checkers and editors
    Stubs(stubs_cmd::Arguments),
    /// Show what a diagnostic code means
    Explain(explain_cmd::Arguments),
    /// Show what the runtime in a running process does
    Top(top_cmd::Arguments),
    /// Show what a stage makes of a file
    #[command(hide = true)]
    Dump(dump_cmd::Arguments),
}

fn main() -> ExitCode {
    bundled_runtime::bring();
    match Arguments::parse().command {
        Command::Compile(arguments) => compile_cmd::run(*arguments),
        Command::Build(arguments) => build_cmd::run(&arguments),
        Command::Run(arguments) => run_cmd::run(&arguments),
        Command::Check(arguments) => check_cmd::run(&arguments),
        Command::Stubs(arguments) => stubs_cmd::run(&arguments),
        Command::Explain(arguments) => explain_cmd::run(&arguments),
        Command::Top(arguments) => top_cmd::run(&arguments),
        Command::Dump(arguments) => dump_cmd::run(&arguments),
    }
}
