//! Writing files: whole or not at all.

use std::io::Write as _;
use std::path::Path;
use std::{fs, io};

/// Writes a file by way of a temporary one beside it. A file that already has this content is not
/// touched, so that nothing built from it looks out of date.
pub fn write(path: &Path, content: &[u8]) -> io::Result<()> {
    if fs::read(path).is_ok_and(|old| old == content) {
        return Ok(());
    }
    let temporary = temporary_beside(path);
    let result = (|| {
        let mut file = fs::File::create(&temporary)?;
        file.write_all(content)?;
        file.flush()?;
        drop(file);
        fs::rename(&temporary, path)
    })();
    if result.is_err() {
        let _ = fs::remove_file(&temporary);
    }
    result
}

/// Copies a file the same way, keeping its mode.
pub fn copy(from: &Path, to: &Path) -> io::Result<()> {
    let temporary = temporary_beside(to);
    let result = fs::copy(from, &temporary).and_then(|_| fs::rename(&temporary, to));
    if result.is_err() {
        let _ = fs::remove_file(&temporary);
    }
    result
}

fn temporary_beside(path: &Path) -> std::path::PathBuf {
    let mut name = std::ffi::OsString::from(".");
    name.push(path.file_name().unwrap_or_default());
    name.push(format!(".{}.tmp", std::process::id()));
    path.with_file_name(name)
}
