//! Options that several commands take.

use crate::FAILED;
use crate::report::{Format, complain};
use clap::Args;
use cyrus_driver::interpreter::Interpreter;
use cyrus_driver::{CompileOptions, discover};
use cyrus_syntax::ast::LanguageLevel;
use std::path::PathBuf;
use std::process::ExitCode;

/// What decides the meaning of a source.
#[derive(Args, Clone, Debug, Default)]
pub(crate) struct Language {
    /// Language level 2
    #[arg(short = '2', conflicts_with_all = ["level3", "level3str"])]
    level2: bool,
    /// Language level 3 (the default)
    #[arg(short = '3', conflicts_with = "level3str")]
    level3: bool,
    /// Language level 3, with unprefixed strings as the running Python has them
    #[arg(long = "3str")]
    level3str: bool,
    /// Make C++
    #[arg(short = '+', long)]
    cplus: bool,
    /// Search for included files and declarations here
    #[arg(short = 'I', long = "include-dir", value_name = "DIR")]
    include_dirs: Vec<PathBuf>,
    /// Set a compiler directive; several are separated by commas
    #[arg(short = 'X', long = "directive", value_name = "NAME=VALUE")]
    directives: Vec<String>,
    /// Define a name for IF and DEF
    #[arg(short = 'E', long = "compile-time-env", value_name = "NAME=VALUE")]
    compile_time_env: Vec<String>,
    /// Make errors of warnings (-Werror), show more of them (-Wextra)
    #[arg(short = 'W', value_name = "error|extra")]
    warnings: Vec<String>,
    /// Undeclared names are errors at run time only
    #[arg(long)]
    lenient: bool,
    /// The interpreter that the modules are for
    #[arg(long, value_name = "PROGRAM")]
    python: Option<PathBuf>,
    /// How to show errors and warnings
    #[arg(long, value_enum, default_value_t, value_name = "FORMAT")]
    pub(crate) message_format: Format,
}

impl Language {
    /// The options for the driver; the error is for the user.
    pub(crate) fn options(&self) -> Result<CompileOptions, String> {
        for warning in &self.warnings {
            if !matches!(warning.as_str(), "error" | "extra" | "all" | "none") {
                return Err(format!("unknown option -W{warning}; there are -Werror and -Wextra"));
            }
        }
        Ok(CompileOptions {
            language_level: if self.level2 {
                LanguageLevel::Py2
            } else if self.level3str {
                LanguageLevel::Py3Str
            } else {
                LanguageLevel::Py3
            },
            cplus: self.cplus,
            include_dirs: self.include_dirs.clone(),
            directives: assignments(&self.directives, "-X")?,
            compile_time_env: assignments(&self.compile_time_env, "-E")?,
            lenient: self.lenient,
            werror: self.warnings.iter().any(|w| w == "error"),
            ..CompileOptions::default()
        })
    }

    /// The options, changed for a command, and the sources that its arguments mean; the error has been told, and is the exit code.
    pub(crate) fn sources(
        &self,
        paths: &[PathBuf],
        change: impl FnOnce(CompileOptions) -> CompileOptions,
    ) -> Result<(CompileOptions, Vec<PathBuf>), ExitCode> {
        let told = |message: String, code: u8| {
            complain(&message);
            ExitCode::from(code)
        };
        let mut options = change(self.options().map_err(|message| told(message, 2))?);
        let sources = discover::sources(paths).map_err(|message| told(message, FAILED))?;
        options.include_dirs.extend(discover::roots(paths));
        Ok((options, sources))
    }

    pub(crate) fn interpreter(&self) -> Interpreter {
        Interpreter::new(self.python.clone())
    }
}

/// `name=value,name=value`
fn assignments(texts: &[String], option: &str) -> Result<Vec<(String, String)>, String> {
    let mut out = Vec::new();
    for text in texts {
        for part in text.split(',').filter(|p| !p.trim().is_empty()) {
            let Some((name, value)) = part.split_once('=') else {
                return Err(format!("{option} {text}: expected NAME=VALUE"));
            };
            out.push((name.trim().to_string(), value.trim().to_string()));
        }
    }
    Ok(out)
}
