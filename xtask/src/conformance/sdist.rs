//! The corpora: sdists of Cython and Cython+, downloaded with pip and checked against a fixed sha256.
//!
//! Each is unpacked once into a cache directory and used from there, read-only.

use sha2::{Digest, Sha256};
use std::path::{Path, PathBuf};
use std::process::Command;

/// One pinned source distribution.
pub(crate) struct Sdist {
    name: &'static str,
    version: &'static str,
    /// What pip must not take a wheel for.
    no_binary: &'static str,
    sha256: &'static str,
}

const CYTHON: Sdist = Sdist {
    name: "cython",
    version: "3.3.1",
    no_binary: "cython",
    sha256: "e0e45989e821bef6aa9ae15c7d583ab5e055f7406c4b3624e49e06d24e90375a",
};

const CYTHON_PLUS: Sdist = Sdist {
    name: "cython-plus",
    version: "0.3.0",
    no_binary: ":all:",
    sha256: "c29a09be8568ee7a99cba3da87849fea01f0f2039d9358bc032af2efe071d0b6",
};

/// The distribution that a suite's tests come from.
pub(crate) fn of_suite(suite: &str) -> &'static Sdist {
    if suite == "cyplus" { &CYTHON_PLUS } else { &CYTHON }
}

/// The given cache directory, or one in the user's cache.
pub(crate) fn cache_dir(given: Option<&Path>) -> Result<PathBuf, String> {
    let dir = match given {
        Some(dir) => dir.to_path_buf(),
        None => match (std::env::var_os("XDG_CACHE_HOME"), std::env::var_os("HOME")) {
            (Some(cache), _) => PathBuf::from(cache).join("cyrus-conformance"),
            (None, Some(home)) => PathBuf::from(home).join(".cache/cyrus-conformance"),
            (None, None) => return Err("no HOME; give --cache DIR".to_owned()),
        },
    };
    std::fs::create_dir_all(&dir).map_err(|e| format!("{}: {e}", dir.display()))?;
    dir.canonicalize().map_err(|e| format!("{}: {e}", dir.display()))
}

/// The unpacked directory of `sdist` in `cache`, downloaded now if it is not there.
pub(crate) fn unpacked(sdist: &Sdist, cache: &Path, python: &Path) -> Result<PathBuf, String> {
    let stem = format!("{}-{}", sdist.name, sdist.version);
    let root = cache.join(&stem);
    if root.join("tests").is_dir() {
        return Ok(root);
    }
    let archive = match find_archive(cache, &stem) {
        Some(archive) => archive,
        None => download(sdist, cache, python, &stem)?,
    };
    let bytes = std::fs::read(&archive).map_err(|e| format!("{}: {e}", archive.display()))?;
    let digest: String = Sha256::digest(&bytes).iter().map(|byte| format!("{byte:02x}")).collect();
    if digest != sdist.sha256 {
        return Err(format!("{}: its sha256 is {digest}, not {}", archive.display(), sdist.sha256));
    }
    unpack(&archive, cache, &root)?;
    Ok(root)
}

/// Unpacks beside the target and renames, so that a broken-off run leaves no half directory.
fn unpack(archive: &Path, cache: &Path, root: &Path) -> Result<(), String> {
    let part = cache.join(format!("unpacking-{}", std::process::id()));
    std::fs::create_dir_all(&part).map_err(|e| format!("{}: {e}", part.display()))?;
    let tar = Command::new("tar").arg("-xzf").arg(archive).arg("-C").arg(&part).status();
    if !tar.is_ok_and(|status| status.success()) {
        return Err(format!("tar cannot unpack {}", archive.display()));
    }
    let inner = std::fs::read_dir(&part).ok().and_then(|mut entries| entries.next()?.ok());
    let inner = inner.ok_or_else(|| format!("{} is empty", archive.display()))?;
    let moved = std::fs::rename(inner.path(), root);
    let _ = std::fs::remove_dir_all(&part);
    // Another run may have been quicker; then its directory is as good.
    if root.join("tests").is_dir() { Ok(()) } else { moved.map_err(|e| format!("{}: {e}", root.display())) }
}

/// pip names archives `cython_plus-…` or `cython-plus-…`, depending on its age.
fn find_archive(cache: &Path, stem: &str) -> Option<PathBuf> {
    let wanted = format!("{stem}.tar.gz");
    std::fs::read_dir(cache)
        .ok()?
        .flatten()
        .map(|entry| entry.path())
        .find(|path| path.file_name().is_some_and(|name| name.to_string_lossy().replace('_', "-") == wanted))
}

/// Downloads with pip. pip insists on running the build back end for the metadata: that of Cython+ does not
/// work with newer interpreters or tools, so older interpreters and the installed tools are tried as well.
fn download(sdist: &Sdist, cache: &Path, python: &Path, stem: &str) -> Result<PathBuf, String> {
    let mut complaint = String::new();
    for interpreter in [python, Path::new("python3.11"), Path::new("python3.9")] {
        for isolation in [&["--no-build-isolation"][..], &[]] {
            let output = Command::new(interpreter)
                .args(["-m", "pip", "download", "--quiet", "--disable-pip-version-check", "--no-deps"])
                .args(["--no-binary", sdist.no_binary])
                .args(isolation)
                .arg("--dest")
                .arg(cache)
                .arg(format!("{}=={}", sdist.name, sdist.version))
                .output();
            if let Some(archive) = find_archive(cache, stem) {
                return Ok(archive);
            }
            match output {
                Ok(output) => complaint = String::from_utf8_lossy(&output.stderr).into_owned(),
                Err(_) => break, // no such interpreter
            }
        }
    }
    Err(format!("pip cannot download {stem}; put {stem}.tar.gz into {}\n{complaint}", cache.display()))
}
