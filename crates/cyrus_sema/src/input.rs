//! What the checker is given: the module, where to find others, options.

use cyrus_syntax::{Name, ast};
use std::path::{Path, PathBuf};

/// A parsed module to check.
#[derive(Clone, Debug)]
pub struct SourceUnit {
    /// Fully qualified module name.
    pub name: Name,
    pub path: PathBuf,
    pub tree: ast::Module,
    /// The file is a package's `__init__`: relative imports start at the module itself.
    pub is_package: bool,
}

/// A file found for the checker.
#[derive(Clone, Debug)]
pub struct FoundFile {
    pub path: PathBuf,
    /// Decoded text.
    pub text: String,
    /// It is a package's `__init__.pxd`.
    pub is_package: bool,
}

/// Finds other source files. Implemented by the driver; tests use a map.
pub trait ModuleFinder {
    /// The pxd of a fully qualified module name: beside the sources, on the include path, in the
    /// interpreter's packages, or among our own `includes/`.
    fn find_pxd(&mut self, module: &str) -> Option<FoundFile>;

    /// The pxd of the module that is compiled: an installed package of the same name is another module.
    fn find_own_pxd(&mut self, module: &str) -> Option<FoundFile> {
        self.find_pxd(module)
    }

    /// Whether there is a package or module of this name at all (for relative cimports of packages
    /// without a pxd).
    fn is_package(&mut self, module: &str) -> bool;

    /// A file named by `include`, first beside `from`.
    fn find_include(&mut self, from: &Path, name: &str) -> Option<FoundFile>;
}

/// Command-line level options.
#[derive(Clone, Debug)]
pub struct CheckOptions {
    pub language_level: ast::LanguageLevel,
    pub cplus: bool,
    /// `-X name=value`, in order; header comments override them.
    pub directives: Vec<(Name, Name)>,
    /// `-E name=value` compile-time environment.
    pub compile_time_env: Vec<(Name, Name)>,
    /// Undeclared names are run-time errors, not compile errors (`--lenient`).
    pub lenient: bool,
    /// Only declarations and diagnostics are wanted.
    pub check_only: bool,
}

impl Default for CheckOptions {
    fn default() -> Self {
        CheckOptions {
            language_level: ast::LanguageLevel::Py3,
            cplus: false,
            directives: Vec::new(),
            compile_time_env: Vec::new(),
            lenient: false,
            check_only: false,
        }
    }
}
