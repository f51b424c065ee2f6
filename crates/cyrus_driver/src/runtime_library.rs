//! Where the runtime library is, which modules load that use tasks, actors or channels.
//!
//! It is installed along with the compiler, or the compiler brings it: a program that was given the library's contents ([`bring`]) writes them where
//! the user's programs keep their data, the first time that no other is found. So it is with the library that programs are linked to.

use crate::cache;
use std::path::{Path, PathBuf};
use std::sync::OnceLock;

/// Its file name.
const FILE: &str = if cfg!(target_os = "macos") {
    "libcyrus_rt.dylib"
} else if cfg!(windows) {
    "cyrus_rt.dll"
} else {
    "libcyrus_rt.so"
};

/// That of the library for programs, which it becomes a part of.
const LINKED: &str = "libcyrus_rt.a";

/// The contents of both libraries, which are part of the program: the one that modules load, and the one for programs.
#[derive(Clone, Copy, Debug)]
pub struct Brought {
    pub loaded: &'static [u8],
    pub linked: &'static [u8],
}

static BROUGHT: OnceLock<Brought> = OnceLock::new();

/// Gives them to this module.
pub fn bring(libraries: Brought) {
    // Once for the process; a second one is the same.
    let _ = BROUGHT.set(libraries);
}

/// The library that belongs to this compiler: beside the program, in `lib` of the folder above it, in a Python package `cyrus` there, or where cargo left
/// it when it was built last; else the one that the program brings. None when it was not installed along.
pub(crate) fn runtime_library() -> Option<PathBuf> {
    static FOUND: OnceLock<Option<PathBuf>> = OnceLock::new();
    FOUND.get_or_init(|| installed(FILE).or_else(|| written(FILE, BROUGHT.get()?.loaded))).clone()
}

/// The library to link programs to, from the same places. Without it they load the other one as modules do.
pub(crate) fn linked_library() -> Option<PathBuf> {
    static FOUND: OnceLock<Option<PathBuf>> = OnceLock::new();
    if cfg!(windows) {
        return None;
    }
    FOUND.get_or_init(|| installed(LINKED).or_else(|| written(LINKED, BROUGHT.get()?.linked))).clone()
}

fn installed(file: &str) -> Option<PathBuf> {
    let program = std::env::current_exe().ok()?.canonicalize().ok()?;
    let folder = program.parent()?;
    let above = folder.parent()?;
    let mut places = vec![folder.join(file), above.join("lib").join(file), folder.join("deps").join(file)];
    places.extend(packages(&above.join("lib"), file));
    let made = |path: &PathBuf| path.metadata().and_then(|data| data.modified()).ok();
    places.into_iter().filter(|path| path.is_file()).max_by_key(made)
}

/// Where the Python package has it, in the environment that the program is in.
fn packages(lib: &Path, file: &str) -> Vec<PathBuf> {
    let entries = std::fs::read_dir(lib).into_iter().flatten().flatten();
    let versions = entries.filter(|entry| entry.file_name().to_string_lossy().starts_with("python"));
    let mut found: Vec<PathBuf> =
        versions.map(|entry| entry.path().join("site-packages/cyrus/lib").join(file)).collect();
    found.sort();
    found
}

/// The file with these contents, in a directory named after them; modules refer to it as long as they live, so it is no part of the cache.
fn written(file: &str, contents: &[u8]) -> Option<PathBuf> {
    let path = data_directory()?.join(cache::digest(&[contents])).join(file);
    let whole = path.metadata().is_ok_and(|data| data.len() == contents.len() as u64);
    if !whole {
        std::fs::create_dir_all(path.parent()?).ok()?;
        crate::output::write(&path, contents).ok()?;
    }
    Some(path)
}

fn data_directory() -> Option<PathBuf> {
    let named = |name: &str| std::env::var_os(name).filter(|v| !v.is_empty()).map(PathBuf::from);
    let home = named("HOME");
    let base = if cfg!(windows) {
        named("LOCALAPPDATA")
    } else if cfg!(target_os = "macos") {
        home.map(|home| home.join("Library/Application Support"))
    } else {
        named("XDG_DATA_HOME").or_else(|| home.map(|home| home.join(".local/share")))
    };
    base.map(|base| base.join("cyrus").join("runtime"))
}
