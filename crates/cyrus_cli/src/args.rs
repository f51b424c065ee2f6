//! The command line.

use clap::{Args, Parser, Subcommand, ValueEnum};
use std::path::PathBuf;

/// Compiles Cython and Cython+ to CPython extension modules.
#[derive(Parser, Debug)]
#[command(name = "cyrus", version, about, max_term_width = 100)]
pub(crate) struct Cli {
    #[command(subcommand)]
    pub(crate) command: Command,
}

#[derive(Subcommand, Debug)]
pub(crate) enum Command {
    /// Translate source files to C or C++ (takes the options of the `cython` command)
    Compile(CompileArgs),
    /// Compile and link extension modules beside their sources
    Build(BuildArgs),
    /// Build a module in the cache and run it
    Run(RunArgs),
    /// Report errors and warnings; write nothing
    Check(CompileArgs),
    /// Show an intermediate form of a file
    Dump(DumpArgs),
    /// Explain an error code
    Explain {
        /// For example E0301
        code: String,
    },
}

#[derive(Args, Debug, Clone)]
pub(crate) struct CompileArgs {
    /// Source files (.pyx or .py)
    #[arg(required = true)]
    pub(crate) files: Vec<PathBuf>,
    /// Language level 2
    #[arg(short = '2', overrides_with_all = ["level3", "level3str"])]
    pub(crate) level2: bool,
    /// Language level 3 (the default)
    #[arg(short = '3', overrides_with_all = ["level2", "level3str"])]
    pub(crate) level3: bool,
    /// Language level 3str
    #[arg(long = "3str", overrides_with_all = ["level2", "level3"])]
    pub(crate) level3str: bool,
    /// Generate C++
    #[arg(long = "cplus", short = '+')]
    pub(crate) cplus: bool,
    /// Search this directory for .pxd and .pxi files
    #[arg(short = 'I', long = "include-dir", value_name = "DIR")]
    pub(crate) include_dirs: Vec<PathBuf>,
    /// Set a compiler directive
    #[arg(short = 'X', long = "directive", value_name = "NAME=VALUE")]
    pub(crate) directives: Vec<String>,
    /// Define a compile-time name
    #[arg(short = 'E', long = "compile-time-env", value_name = "NAME=VALUE")]
    pub(crate) env: Vec<String>,
    /// Treat warnings as errors
    #[arg(long = "warnings-are-errors", alias = "Werror")]
    pub(crate) werror: bool,
    /// Undeclared names are run-time errors
    #[arg(long)]
    pub(crate) lenient: bool,
    /// Output file (one input) or directory
    #[arg(short = 'o', long = "output-file", value_name = "FILE")]
    pub(crate) output: Option<PathBuf>,
    /// Fully qualified module name
    #[arg(long, value_name = "NAME")]
    pub(crate) module_name: Option<String>,
    /// Emit #line directives
    #[arg(long)]
    pub(crate) line_directives: bool,
    /// Generate a main() that embeds the interpreter
    #[arg(long, value_name = "NAME", num_args = 0..=1, default_missing_value = "main", require_equals = true)]
    pub(crate) embed: Option<String>,
    /// Interpreter whose packages are searched for .pxd files
    #[arg(long, value_name = "PATH")]
    pub(crate) python: Option<PathBuf>,
    /// How messages look: `auto` is rich on a terminal and plain otherwise
    #[arg(long, value_enum, default_value_t = MessageFormat::Auto)]
    pub(crate) message_format: MessageFormat,
}

#[derive(ValueEnum, Clone, Copy, PartialEq, Eq, Debug)]
pub(crate) enum MessageFormat {
    Auto,
    Plain,
    Rich,
    Json,
}

#[derive(Args, Debug, Clone)]
pub(crate) struct BuildArgs {
    /// Source files or directories
    #[arg(required = true)]
    pub(crate) paths: Vec<PathBuf>,
    /// Interpreter to build for
    #[arg(long, value_name = "PATH", default_value = "python3")]
    pub(crate) python: PathBuf,
    /// Optimisation level of the C compiler
    #[arg(short = 'O', value_name = "LEVEL", default_value = "2")]
    pub(crate) optimise: String,
    #[command(flatten)]
    pub(crate) level: LevelArgs,
}

#[derive(Args, Debug, Clone)]
pub(crate) struct LevelArgs {
    /// Language level 2
    #[arg(short = '2', overrides_with = "level3")]
    pub(crate) level2: bool,
    /// Language level 3 (the default)
    #[arg(short = '3', overrides_with = "level2")]
    pub(crate) level3: bool,
    /// Search this directory for .pxd and .pxi files
    #[arg(short = 'I', long = "include-dir", value_name = "DIR")]
    pub(crate) include_dirs: Vec<PathBuf>,
    /// Set a compiler directive
    #[arg(short = 'X', long = "directive", value_name = "NAME=VALUE")]
    pub(crate) directives: Vec<String>,
}

#[derive(Args, Debug, Clone)]
pub(crate) struct RunArgs {
    /// Source file
    pub(crate) file: PathBuf,
    /// Arguments of the program (`sys.argv[1:]`)
    #[arg(trailing_var_arg = true, allow_hyphen_values = true)]
    pub(crate) args: Vec<String>,
    /// Interpreter to run with
    #[arg(long, value_name = "PATH", default_value = "python3")]
    pub(crate) python: PathBuf,
}

#[derive(Args, Debug, Clone)]
pub(crate) struct DumpArgs {
    /// Which form
    #[arg(value_enum)]
    pub(crate) form: DumpForm,
    #[command(flatten)]
    pub(crate) compile: CompileArgs,
}

#[derive(ValueEnum, Clone, Copy, PartialEq, Eq, Debug)]
pub(crate) enum DumpForm {
    Hir,
    Mir,
    C,
}
