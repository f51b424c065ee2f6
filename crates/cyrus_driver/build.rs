//! Puts `includes/` and `docs/errors/` of the repository into the program, so that it needs no files beside it.

use std::fmt::Write as _;
use std::path::{Path, PathBuf};
use std::{env, fs};

fn main() {
    let manifest = PathBuf::from(env::var_os("CARGO_MANIFEST_DIR").expect("cargo sets it"));
    let out = PathBuf::from(env::var_os("OUT_DIR").expect("cargo sets it"));
    let root = manifest.join("../..");
    table(&root.join("includes"), &["pxd", "pxi"], &out.join("includes.rs"));
    table(&root.join("docs/errors"), &["md"], &out.join("pages.rs"));
}

/// A sorted table of (path with slashes, text).
fn table(folder: &Path, extensions: &[&str], target: &Path) {
    println!("cargo:rerun-if-changed={}", folder.display());
    let mut files = Vec::new();
    collect(folder, &mut files);
    let mut rows: Vec<(String, PathBuf)> = files
        .into_iter()
        .filter(|f| f.extension().and_then(|e| e.to_str()).is_some_and(|e| extensions.contains(&e)))
        .map(|f| {
            let relative = f.strip_prefix(folder).expect("inside the folder");
            (relative.to_string_lossy().replace('\\', "/"), f.clone())
        })
        .collect();
    rows.sort();
    let mut text = String::from("&[\n");
    for (name, path) in rows {
        let path = fs::canonicalize(&path).unwrap_or(path);
        writeln!(text, "({name:?}, include_str!({path:?})),").expect("a string takes everything");
    }
    text.push_str("]\n");
    fs::write(target, text).unwrap_or_else(|e| panic!("{}: {e}", target.display()));
}

fn collect(folder: &Path, files: &mut Vec<PathBuf>) {
    let Ok(entries) = fs::read_dir(folder) else { return };
    for entry in entries.flatten() {
        let path = entry.path();
        if path.is_dir() { collect(&path, files) } else { files.push(path) }
    }
}
