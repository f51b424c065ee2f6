//! The C compiler and the Python it compiles for.
//!
//! One question to the interpreter tells how extension modules are built for it (`sysconfig`); `CC` and
//! `CXX` override its compilers; `python -m ziglang` serves where there is none.

use std::path::{Path, PathBuf};
use std::process::Command;

/// How to build extension modules for one interpreter.
#[derive(Clone, Debug)]
pub struct Toolchain {
    pub python: PathBuf,
    pub include_dirs: Vec<PathBuf>,
    /// `.cpython-311-x86_64-linux-gnu.so`
    pub ext_suffix: String,
    pub cc: Vec<String>,
    pub cxx: Vec<String>,
}

/// Settings of `# distutils:` comments that concern the C compiler.
#[derive(Clone, Debug, Default)]
pub struct BuildSettings {
    pub cplus: bool,
    pub include_dirs: Vec<String>,
    pub sources: Vec<String>,
    pub libraries: Vec<String>,
    pub library_dirs: Vec<String>,
    pub define_macros: Vec<String>,
    pub extra_compile_args: Vec<String>,
    pub extra_link_args: Vec<String>,
    pub extra_objects: Vec<String>,
}

const QUESTION: &str = "import json, sysconfig as s
print(json.dumps({'include': sorted({s.get_path('include'), s.get_path('platinclude')}),
 'suffix': s.get_config_var('EXT_SUFFIX') or '.so', 'cc': s.get_config_var('CC') or 'cc',
 'cxx': s.get_config_var('CXX') or 'c++'}))";

impl Toolchain {
    /// Asks the interpreter and looks for compilers.
    ///
    /// # Errors
    /// A sentence that says what to do: no interpreter, or no compiler and no `ziglang` package.
    pub fn find(python: &Path) -> Result<Toolchain, String> {
        let out = Command::new(python).args(["-c", QUESTION]).output().map_err(|error| {
            format!(
                "cannot run the Python interpreter '{}': {error}; name another with --python",
                python.display()
            )
        })?;
        let answer: serde_json::Value = serde_json::from_slice(&out.stdout).map_err(|_| {
            format!("'{}' does not answer as a Python interpreter would", python.display())
        })?;
        let text = |key: &str| answer[key].as_str().unwrap_or_default().to_string();
        let include_dirs: Vec<PathBuf> = answer["include"]
            .as_array()
            .map(|dirs| dirs.iter().filter_map(|d| d.as_str()).map(PathBuf::from).collect())
            .unwrap_or_default();
        if !include_dirs.iter().any(|dir| dir.join("Python.h").is_file()) {
            return Err(format!(
                "'{}' has no header files: install its development package (python3-dev)",
                python.display()
            ));
        }
        let cc = compiler("CC", &text("cc"), "gcc", python, "cc")?;
        let cxx = compiler("CXX", &text("cxx"), "g++", python, "c++")?;
        Ok(Toolchain { python: python.to_path_buf(), include_dirs, ext_suffix: text("suffix"), cc, cxx })
    }

    /// The command that compiles and links `c_file` into `module`.
    pub fn command(&self, c_file: &Path, module: &Path, settings: &BuildSettings, optimise: &str) -> Command {
        let words = if settings.cplus { &self.cxx } else { &self.cc };
        let mut command = Command::new(&words[0]);
        command.args(&words[1..]).arg(optimise);
        command.args(["-shared", "-fPIC", "-fwrapv", "-pthread", "-DNDEBUG", "-w"]);
        if settings.cplus && !settings.extra_compile_args.iter().any(|a| a.starts_with("-std=")) {
            command.arg("-std=c++17");
        }
        command.args(settings.define_macros.iter().map(|m| format!("-D{m}")));
        command.args(&settings.extra_compile_args);
        for dir in settings.include_dirs.iter().map(PathBuf::from).chain(self.include_dirs.iter().cloned()) {
            command.arg("-I").arg(dir);
        }
        command.arg(c_file).arg("-o").arg(module).args(&settings.sources);
        command.args(&settings.extra_objects).args(&settings.extra_link_args);
        command.args(settings.library_dirs.iter().map(|d| format!("-L{d}")));
        command.args(settings.libraries.iter().map(|l| format!("-l{l}")));
        command
    }
}

fn runs(words: &[String]) -> bool {
    Command::new(&words[0])
        .args(&words[1..])
        .arg("--version")
        .stdout(std::process::Stdio::null())
        .stderr(std::process::Stdio::null())
        .status()
        .is_ok_and(|s| s.success())
}

fn compiler(variable: &str, configured: &str, usual: &str, python: &Path, zig: &str) -> Result<Vec<String>, String> {
    let words = |text: &str| text.split_whitespace().map(str::to_string).collect::<Vec<_>>();
    if let Ok(chosen) = std::env::var(variable)
        && !chosen.trim().is_empty()
    {
        let chosen = words(&chosen);
        return if runs(&chosen) {
            Ok(chosen)
        } else {
            Err(format!("the compiler '{}' named by {variable} does not run", chosen.join(" ")))
        };
    }
    // The configured command may carry flags that only its first word needs here.
    let first = words(configured).into_iter().take(1).collect::<Vec<_>>();
    let zig: Vec<String> =
        [&python.display().to_string(), "-m", "ziglang", zig].iter().map(|s| s.to_string()).collect();
    [first, words(usual), words("cc"), zig]
        .into_iter()
        .find(|words| !words.is_empty() && runs(words))
        .ok_or_else(|| {
            "no C compiler was found: install gcc or clang, or run `pip install ziglang`, or set CC".to_string()
        })
}
