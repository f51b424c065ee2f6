//! Finds the files that a module cimports and includes.
//!
//! Order: the directory that holds the importing package, the directories of `-I`, our own declarations of
//! C and CPython, `sys.path` of the interpreter, the rest of our own declarations. The interpreter is asked
//! only when nothing before it has the module. A module's own pxd is only looked for in the first two places.

use crate::embedded;
use crate::interpreter::Interpreter;
use crate::source_text;
use cyrus_diagnostics::Diagnostic;
use cyrus_sema::{FoundFile, ModuleFinder};
use std::collections::HashMap;
use std::path::{Path, PathBuf};

/// Folders of ours that no installed package may replace: they are part of the language.
const OWN: &[&str] = &["libc", "libcpp", "posix", "cpython", "libcyrus", "libcythonplus"];

/// The version of Cython whose language this is, as names of files have it: 3.3.
const LANGUAGE_VERSION: u32 = 33;

/// The finder of one compilation.
pub struct Finder<'i> {
    root: PathBuf,
    include_dirs: Vec<PathBuf>,
    interpreter: &'i Interpreter,
    found: HashMap<String, Option<FoundFile>>,
    /// The files of a directory that name a version.
    versions: HashMap<PathBuf, Vec<String>>,
    /// Files on disk that were used.
    pub dependencies: Vec<PathBuf>,
    /// Files that exist but cannot be read as text.
    pub errors: Vec<Diagnostic>,
}

impl<'i> Finder<'i> {
    pub fn new(root: PathBuf, include_dirs: Vec<PathBuf>, interpreter: &'i Interpreter) -> Finder<'i> {
        Finder {
            root,
            include_dirs,
            interpreter,
            found: HashMap::new(),
            versions: HashMap::new(),
            dependencies: Vec::new(),
            errors: Vec::new(),
        }
    }

    /// Directories before the interpreter's.
    fn near(&self) -> impl Iterator<Item = &PathBuf> {
        std::iter::once(&self.root).chain(&self.include_dirs)
    }

    fn search(&mut self, module: &str) -> Option<FoundFile> {
        if let Some(found) = self.search_near(module) {
            return Some(found);
        }
        let top = module.split('.').next().unwrap_or(module);
        if OWN.contains(&top)
            && let Some(found) = own(module)
        {
            return Some(found);
        }
        let far: Vec<PathBuf> = self.interpreter.sys_path().to_vec();
        far.iter().find_map(|d| self.in_directory(d, module)).or_else(|| own(module))
    }

    fn search_near(&mut self, module: &str) -> Option<FoundFile> {
        let near: Vec<PathBuf> = self.near().cloned().collect();
        near.iter().find_map(|d| self.in_directory(d, module))
    }

    /// `a/b/c.pxd`, `a/b/c/__init__.pxd` or `a.b.c.pxd` in a directory.
    fn in_directory(&mut self, directory: &Path, module: &str) -> Option<FoundFile> {
        let relative = module.replace('.', "/");
        let candidates = [
            (directory.join(format!("{relative}.pxd")), false),
            (directory.join(&relative).join("__init__.pxd"), true),
            (directory.join(format!("{module}.pxd")), false),
        ];
        for (path, is_package) in candidates {
            if let Some(path) = self.versioned(path) {
                return self.read(path, is_package);
            }
        }
        None
    }

    /// The file to read for `NAME.pxd`: a package may have several, for versions of the language. That of `NAME.cython-30.pxd`
    /// is for Cython 3.0 and newer; the newest that is not too new is taken, `NAME.pxd` where there is none.
    fn versioned(&mut self, path: PathBuf) -> Option<PathBuf> {
        let directory = path.parent()?;
        if !self.versions.contains_key(directory) {
            let entries = std::fs::read_dir(directory).into_iter().flatten().flatten();
            let names = entries.filter_map(|entry| entry.file_name().into_string().ok());
            self.versions
                .insert(directory.to_path_buf(), names.filter(|n| version_of(n).is_some()).collect());
        }
        let stem = path.file_stem()?.to_str()?;
        let versions = self.versions[directory].iter().filter_map(|name| {
            let (of, version) = version_of(name)?;
            (of == stem && version <= LANGUAGE_VERSION).then_some((version, name))
        });
        match versions.max() {
            Some((_, name)) => Some(directory.join(name)),
            None => path.is_file().then_some(path),
        }
    }

    fn read(&mut self, path: PathBuf, is_package: bool) -> Option<FoundFile> {
        let path = path.strip_prefix(".").map(Path::to_path_buf).unwrap_or(path);
        match source_text::read(&path) {
            Ok(source) => {
                self.dependencies.push(path.clone());
                Some(FoundFile { path, text: source.text, is_package })
            }
            Err(error) => {
                self.errors.push(error);
                None
            }
        }
    }
}

/// `NAME.cython-VERSION.pxd`, taken apart.
fn version_of(name: &str) -> Option<(&str, u32)> {
    let (stem, digits) = name.strip_suffix(".pxd")?.rsplit_once(".cython-")?;
    Some((stem, digits.parse().ok()?))
}

/// A module among our own declarations.
fn own(module: &str) -> Option<FoundFile> {
    let relative = module.replace('.', "/");
    let candidates = [(format!("{relative}.pxd"), false), (format!("{relative}/__init__.pxd"), true)];
    candidates.into_iter().find_map(|(path, is_package)| {
        let text = embedded::include(&path)?.to_string();
        Some(FoundFile { path: PathBuf::from(path), text, is_package })
    })
}

impl ModuleFinder for Finder<'_> {
    fn find_pxd(&mut self, module: &str) -> Option<FoundFile> {
        if let Some(found) = self.found.get(module) {
            return found.clone();
        }
        let found = self.search(module);
        self.found.insert(module.to_string(), found.clone());
        found
    }

    fn find_own_pxd(&mut self, module: &str) -> Option<FoundFile> {
        self.search_near(module)
    }

    fn is_package(&mut self, module: &str) -> bool {
        let relative = module.replace('.', "/");
        let is_package =
            |directory: &PathBuf| crate::module_name::is_package_directory(&directory.join(&relative));
        self.near().any(is_package)
            || embedded::has_folder(&relative)
            || self.interpreter.sys_path().iter().any(is_package)
    }

    fn find_include(&mut self, from: &Path, name: &str) -> Option<FoundFile> {
        let beside = from.parent().map(Path::to_path_buf).unwrap_or_default();
        let directories: Vec<PathBuf> = std::iter::once(beside).chain(self.near().cloned()).collect();
        let path = directories.into_iter().map(|d| d.join(name)).find(|p| p.is_file());
        if let Some(path) = path {
            return self.read(path, false);
        }
        embedded::include(name).map(|text| FoundFile {
            path: PathBuf::from(name),
            text: text.to_string(),
            is_package: false,
        })
    }
}
