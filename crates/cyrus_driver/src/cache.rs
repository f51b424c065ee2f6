//! The user's cache directory: `$CYRUS_CACHE_DIR`, else `cyrus` below the platform's directory.
//!
//! Everything in it can be made again; failing to read or write it is never an error.

use sha2::{Digest as _, Sha256};
use std::fmt::Write as _;
use std::path::PathBuf;

/// The directory; `None` when there is no place for one.
pub fn directory() -> Option<PathBuf> {
    if let Some(explicit) = std::env::var_os("CYRUS_CACHE_DIR").filter(|v| !v.is_empty()) {
        return Some(PathBuf::from(explicit));
    }
    let home = || std::env::var_os("HOME").filter(|v| !v.is_empty()).map(PathBuf::from);
    let base = if cfg!(windows) {
        std::env::var_os("LOCALAPPDATA").map(PathBuf::from)
    } else if cfg!(target_os = "macos") {
        home().map(|h| h.join("Library/Caches"))
    } else {
        std::env::var_os("XDG_CACHE_HOME")
            .filter(|v| !v.is_empty())
            .map(PathBuf::from)
            .or_else(|| home().map(|h| h.join(".cache")))
    };
    base.map(|b| b.join("cyrus"))
}

/// A path inside, whose directory exists.
pub fn place(name: &str) -> Option<PathBuf> {
    let path = directory()?.join(name);
    std::fs::create_dir_all(path.parent()?).ok()?;
    Some(path)
}

/// The text kept under a name.
pub fn read(name: &str) -> Option<String> {
    std::fs::read_to_string(directory()?.join(name)).ok()
}

/// Keeps a text.
pub fn write(name: &str, text: &str) {
    if let Some(path) = place(name) {
        let _ = crate::output::write(&path, text.as_bytes());
    }
}

/// A name for content: the first half of its SHA-256, in hexadecimal.
pub fn digest(parts: &[&[u8]]) -> String {
    let mut hash = Sha256::new();
    for part in parts {
        hash.update((part.len() as u64).to_le_bytes());
        hash.update(part);
    }
    let mut text = String::new();
    for byte in &hash.finalize()[..16] {
        let _ = write!(text, "{byte:02x}");
    }
    text
}
