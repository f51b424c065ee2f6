//! What has to be known about the interpreter that runs the tests, asked of itself once per run.

use serde::Deserialize;
use std::path::{Path, PathBuf};
use std::process::Command;

/// Facts about an interpreter.
#[derive(Deserialize)]
pub(crate) struct Interpreter {
    /// The program itself: what was named may be a script that chooses it.
    pub(crate) executable: PathBuf,
    /// Major and minor version.
    pub(crate) version: [u32; 2],
    /// Not an alpha, beta or candidate.
    pub(crate) is_final: bool,
    pub(crate) is_debug: bool,
    pub(crate) machine: String,
    /// Where `Python.h` is.
    pub(crate) include: Vec<PathBuf>,
    /// `.cpython-311-x86_64-linux-gnu.so`
    pub(crate) extension_suffix: String,
    pub(crate) numpy: Option<NumPy>,
    /// Of the modules that tests may need, those that cannot be imported.
    pub(crate) missing: Vec<String>,
    /// Whether Intel's TBB is there for C++ execution policies (asked of the C++ compiler, not Python).
    #[serde(default)]
    pub(crate) has_tbb: bool,
}

/// Where to find NumPy's C API.
#[derive(Deserialize)]
pub(crate) struct NumPy {
    pub(crate) include: PathBuf,
    pub(crate) libraries: Vec<PathBuf>,
}

/// Tags of tests and the module each of them needs.
pub(crate) const MODULE_OF_TAG: &[(&str, &str)] = &[
    ("array", "array"),
    ("asyncio", "asyncio"),
    ("coverage", "Cython.Coverage"),
    ("ipython", "IPython.testing.globalipapp"),
    ("jedi", "jedi_BROKEN_AND_DISABLED"), // no such module: switched off by Cython
    ("numpy", "numpy"),
    ("posix", "posix"),
    ("pstats", "pstats"),
    ("pythran", "pythran"),
    ("setuptools", "setuptools.sandbox"),
    ("subinterpreters", "interpreters_backport"), // built in since Python 3.14
    ("test.support", "test.support"),
];

/// The module that a tag needs, if it needs one under this version.
pub(crate) fn module_of_tag(tag: &str, version: [u32; 2]) -> Option<&'static str> {
    let (_, module) = MODULE_OF_TAG.iter().find(|(name, _)| *name == tag)?;
    (tag != "subinterpreters" || version < [3, 14]).then_some(*module)
}

impl Interpreter {
    /// Asks `python`; `corpus` is where the pure-Python modules of Cython are found if it is not installed.
    pub(crate) fn probe(python: &Path, corpus: &Path) -> Result<Self, String> {
        let script = crate::project_root().join("xtask/python/probe.py");
        let modules = MODULE_OF_TAG.iter().map(|(_, module)| *module);
        let output = Command::new(python).arg(&script).arg(corpus).args(modules).output();
        let output = output.map_err(|e| format!("{}: {e}", python.display()))?;
        let mut interpreter: Interpreter = serde_json::from_slice(&output.stdout)
            .map_err(|e| format!("{}: {e}\n{}", python.display(), String::from_utf8_lossy(&output.stderr)))?;
        interpreter.has_tbb = has_tbb();
        Ok(interpreter)
    }

    /// Whether a module that tests may need is missing.
    pub(crate) fn lacks(&self, module: &str) -> bool {
        self.missing.iter().any(|name| name == module)
    }
}

fn has_tbb() -> bool {
    let compiler = std::env::var("CXX").unwrap_or_else(|_| "g++".to_owned());
    let args = ["-fsyntax-only", "-x", "c++", "-include", "tbb/tbb.h", "/dev/null"];
    Command::new(compiler).args(args).output().is_ok_and(|output| output.status.success())
}
