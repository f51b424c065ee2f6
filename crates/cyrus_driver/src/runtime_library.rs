//! Where the runtime library is, which modules load that use tasks, actors or channels.

use std::path::PathBuf;

/// Its file name.
const FILE: &str = if cfg!(target_os = "macos") {
    "libcyrus_rt.dylib"
} else if cfg!(windows) {
    "cyrus_rt.dll"
} else {
    "libcyrus_rt.so"
};

/// The library that belongs to this compiler: beside the program, in `lib` of the folder above it, or where cargo left it when it was
/// built last. None when it was not installed along.
pub(crate) fn runtime_library() -> Option<PathBuf> {
    let program = std::env::current_exe().ok()?.canonicalize().ok()?;
    let folder = program.parent()?;
    let places = [folder.join(FILE), folder.parent()?.join("lib").join(FILE), folder.join("deps").join(FILE)];
    let made = |path: &PathBuf| path.metadata().and_then(|data| data.modified()).ok();
    places.into_iter().filter(|path| path.is_file()).max_by_key(made)
}
