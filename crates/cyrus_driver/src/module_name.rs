//! The name of a module from the path of its source file.

use std::path::{Path, PathBuf};

/// Where a module stands.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Located {
    /// `pkg.sub.mod`
    pub name: String,
    /// The directory that contains the top-level package (or the module itself).
    pub root: PathBuf,
    /// The file is a package's `__init__`.
    pub is_package: bool,
}

/// Name and place of the module in a file. Directories with an `__init__` file are packages.
pub fn locate(path: &Path) -> Located {
    let stem = path.file_stem().map(|s| s.to_string_lossy().into_owned()).unwrap_or_default();
    let mut directory = parent(path);
    let is_package = stem == "__init__";
    let mut parts: Vec<String> = Vec::new();
    if !is_package {
        // A file may be called after its full name: `pkg.mod.pyx`.
        parts.extend(stem.split('.').rev().map(str::to_string));
        if stem.contains('.') {
            return Located { name: stem, root: directory, is_package };
        }
    }
    while is_package_directory(&directory) {
        let absolute = std::path::absolute(&directory).unwrap_or_else(|_| directory.clone());
        let Some(name) = absolute.file_name() else { break };
        parts.push(name.to_string_lossy().into_owned());
        directory = match directory.parent() {
            Some(up) if !directory.as_os_str().is_empty() && directory != Path::new(".") => parent_or_dot(up),
            _ => match absolute.parent() {
                Some(up) => up.to_path_buf(),
                None => break,
            },
        };
    }
    parts.reverse();
    if parts.is_empty() {
        // An `__init__` file whose directory is not known to be a package: it makes it one.
        let absolute = std::path::absolute(&directory).unwrap_or_default();
        parts.push(absolute.file_name().map(|n| n.to_string_lossy().into_owned()).unwrap_or(stem));
    }
    Located { name: parts.join("."), root: directory, is_package }
}

/// Whether Python can import a module of this name, and C have a function named after it.
pub fn is_module_name(name: &str) -> bool {
    name.split('.').all(|part| {
        part.starts_with(|c: char| c.is_alphabetic() || c == '_')
            && part.chars().all(|c| c.is_alphanumeric() || c == '_')
    })
}

/// The part of a name that no `import` statement can say, as it is a keyword of Python.
pub fn keyword_in(name: &str) -> Option<&str> {
    const KEYWORDS: &str = " False None True and as assert async await break class continue def del elif else except finally for from global \
        if import in is lambda nonlocal not or pass raise return try while with yield ";
    name.split('.').find(|part| KEYWORDS.contains(&format!(" {part} ")))
}

fn parent(path: &Path) -> PathBuf {
    parent_or_dot(path.parent().unwrap_or(Path::new("")))
}

fn parent_or_dot(path: &Path) -> PathBuf {
    if path.as_os_str().is_empty() { PathBuf::from(".") } else { path.to_path_buf() }
}

/// Whether a directory is a package.
pub fn is_package_directory(directory: &Path) -> bool {
    ["__init__.py", "__init__.pyx", "__init__.pxd"].iter().any(|f| directory.join(f).is_file())
}

/// The source file as messages at run time name it: relative to the current directory, or to the
/// directory of its package, never absolute.
pub fn shown_path(path: &Path, root: &Path) -> String {
    let relative = if path.is_relative() {
        path.to_path_buf()
    } else {
        let here = std::env::current_dir().unwrap_or_default();
        let inside = path.strip_prefix(&here).or_else(|_| path.strip_prefix(root));
        inside.map(Path::to_path_buf).unwrap_or_else(|_| PathBuf::from(path.file_name().unwrap_or_default()))
    };
    let text = relative.to_string_lossy().replace('\\', "/");
    text.strip_prefix("./").unwrap_or(&text).to_string()
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::fs;

    #[test]
    fn keywords_are_found() {
        assert_eq!(keyword_in("top.class.mod"), Some("class"));
        assert_eq!(keyword_in("if"), Some("if"));
        assert_eq!(keyword_in("top.classes.match"), None);
    }

    #[test]
    fn packages_give_their_names() {
        let base = std::env::temp_dir().join(format!("cyrus-names-{}", std::process::id()));
        let sub = base.join("top/sub");
        fs::create_dir_all(&sub).expect("a temporary directory");
        fs::write(base.join("top/__init__.py"), "").expect("writable");
        fs::write(sub.join("__init__.pxd"), "").expect("writable");
        let found = locate(&sub.join("mod.pyx"));
        assert_eq!((found.name.as_str(), found.root.as_path()), ("top.sub.mod", base.as_path()));
        let package = locate(&sub.join("__init__.pyx"));
        assert_eq!((package.name.as_str(), package.is_package), ("top.sub", true));
        assert_eq!(locate(&base.join("alone.pyx")).name, "alone");
        assert_eq!(locate(&base.join("a.b.pyx")).name, "a.b");
        assert_eq!(shown_path(&sub.join("mod.pyx"), &base), "top/sub/mod.pyx");
        let _ = fs::remove_dir_all(base);
    }
}
