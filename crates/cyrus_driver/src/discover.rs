//! The source files that a directory holds.

use crate::module_name::locate;
use std::collections::HashSet;
use std::ffi::OsStr;
use std::path::{Path, PathBuf};

/// Directories that hold no sources of the project.
const SKIPPED: &[&str] = &["__pycache__", "build", "dist", "node_modules", "target", "site-packages"];

/// All `.pyx` files below the paths, sorted; files are taken as they are. The error says what to do.
pub fn sources(paths: &[PathBuf]) -> Result<Vec<PathBuf>, String> {
    let mut found = Vec::new();
    for path in paths {
        if path.is_dir() {
            let before = found.len();
            walk(path, &mut found)?;
            if found.len() == before {
                return Err(format!(
                    "{}: there are no .pyx files in this directory; name the directory of the sources, or a file",
                    path.display()
                ));
            }
        } else {
            found.push(path.clone());
        }
    }
    found.sort();
    // A link to a file is a module of its own; another way to the same directory is not.
    let mut seen = HashSet::new();
    found.retain(|path| {
        let directory = path.parent().filter(|p| !p.as_os_str().is_empty()).unwrap_or(Path::new("."));
        seen.insert((directory.canonicalize().ok(), path.file_name().map(OsStr::to_os_string)))
    });
    Ok(found)
}

fn walk(directory: &Path, found: &mut Vec<PathBuf>) -> Result<(), String> {
    let entries = std::fs::read_dir(directory).map_err(|error| {
        let reason = crate::output::reason(&error);
        format!(
            "{}: this directory cannot be read: {reason}; name the files or directories to take instead",
            directory.display()
        )
    })?;
    for entry in entries.flatten() {
        let path = entry.path();
        let name = entry.file_name();
        let name = name.to_string_lossy();
        // A link to a directory could lead back here.
        if entry.file_type().is_ok_and(|t| t.is_dir()) {
            let skipped = name.starts_with('.') || SKIPPED.contains(&name.as_ref());
            if !skipped && !path.join("pyvenv.cfg").is_file() {
                walk(&path, found)?;
            }
        } else if path.extension().is_some_and(|e| e == "pyx") {
            let path = path.strip_prefix(".").map(Path::to_path_buf).unwrap_or(path);
            found.push(path);
        }
    }
    Ok(())
}

/// Where the packages of the directories among the paths are: sources below may have no `__init__.py` that tells it.
pub fn roots(paths: &[PathBuf]) -> Vec<PathBuf> {
    let directories = paths.iter().filter(|path| path.is_dir());
    directories.map(|directory| locate(&directory.join("module.pyx")).root).collect()
}
