//! Writing files: whole or not at all.

use std::io::Write as _;
use std::path::{Path, PathBuf};
use std::{fs, io};

/// Writes a file by way of a temporary one beside it. A file that already has this content is not
/// touched, so that nothing built from it looks out of date. A link is followed; what is no ordinary file
/// (`/dev/stdout`, a pipe) is written to, not replaced.
pub fn write(path: &Path, content: &[u8]) -> io::Result<()> {
    if let Ok(present) = fs::metadata(path) {
        if present.is_dir() {
            return Err(io::Error::new(io::ErrorKind::IsADirectory, "it is a directory"));
        }
        if !present.is_file() {
            return fs::OpenOptions::new().write(true).open(path)?.write_all(content);
        }
        if fs::read(path).is_ok_and(|old| old == content) {
            return Ok(());
        }
    }
    let path = &fs::canonicalize(path).unwrap_or_else(|_| path.to_path_buf());
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
    if to.is_dir() {
        return Err(io::Error::new(io::ErrorKind::IsADirectory, "it is a directory"));
    }
    let temporary = temporary_beside(to);
    let result = fs::copy(from, &temporary).and_then(|_| fs::rename(&temporary, to));
    if result.is_err() {
        let _ = fs::remove_file(&temporary);
    }
    result
}

/// A new directory for this process, which other users cannot write to; the error is for the user.
pub fn temporary_directory() -> Result<PathBuf, String> {
    let base = std::env::temp_dir();
    let mut number = 0_u32;
    loop {
        let path = base.join(format!("cyrus-{}-{number}", std::process::id()));
        let mut builder = fs::DirBuilder::new();
        #[cfg(unix)]
        std::os::unix::fs::DirBuilderExt::mode(&mut builder, 0o700);
        match builder.create(&path) {
            Ok(()) => return Ok(path),
            Err(error) if error.kind() == io::ErrorKind::AlreadyExists => number += 1,
            Err(error) => {
                let reason = reason(&error);
                return Err(format!(
                    "{}: cannot be made: {reason}; name a directory that can be written to in TMPDIR",
                    path.display()
                ));
            }
        }
    }
}

/// What went wrong, in words: without the number that the system has for it.
pub fn reason(error: &io::Error) -> String {
    match error.kind() {
        io::ErrorKind::NotFound => "its directory does not exist".into(),
        io::ErrorKind::PermissionDenied => "permission denied".into(),
        io::ErrorKind::NotADirectory => "a file stands where a directory is needed".into(),
        io::ErrorKind::AlreadyExists => "a file of this name is in the way".into(),
        io::ErrorKind::StorageFull => "the disk is full".into(),
        io::ErrorKind::ReadOnlyFilesystem => "the file system is read-only".into(),
        _ => error.to_string(),
    }
}

fn temporary_beside(path: &Path) -> PathBuf {
    let mut name = std::ffi::OsString::from(".");
    name.push(path.file_name().unwrap_or_default());
    name.push(format!(".{}.tmp", std::process::id()));
    path.with_file_name(name)
}

#[cfg(all(test, unix))]
mod tests {
    use super::*;

    #[test]
    fn devices_are_written_to_and_links_followed() {
        write(Path::new("/dev/null"), b"text").expect("takes everything");
        let kind = fs::metadata("/dev/null").expect("is there").file_type();
        assert!(std::os::unix::fs::FileTypeExt::is_char_device(&kind));
        let directory = std::env::temp_dir().join(format!("cyrus-output-{}", std::process::id()));
        fs::create_dir_all(&directory).expect("writable");
        let (link, file) = (directory.join("link"), directory.join("file"));
        fs::write(&file, "old").expect("writable");
        std::os::unix::fs::symlink(&file, &link).expect("possible");
        write(&link, b"new").expect("possible");
        assert!(link.is_symlink() && fs::read(&file).is_ok_and(|c| c == b"new"));
        assert!(write(&directory, b"new").is_err_and(|e| reason(&e) == "it is a directory"));
        let _ = fs::remove_dir_all(&directory);
    }
}
