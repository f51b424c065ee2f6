//! Our own declaration files: each can be cimported without an error.

use crate::harness::{check, messages, show};
use std::path::Path;

fn modules(dir: &Path, prefix: &str, out: &mut Vec<String>) {
    let Ok(entries) = std::fs::read_dir(dir) else { return };
    for entry in entries.flatten() {
        let path = entry.path();
        let name = entry.file_name().to_string_lossy().into_owned();
        if path.is_dir() {
            modules(&path, &format!("{prefix}{name}."), out);
        } else if let Some(stem) = name.strip_suffix(".pxd") {
            if stem == "__init__" {
                out.push(prefix.trim_end_matches('.').to_string());
            } else {
                out.push(format!("{prefix}{stem}"));
            }
        }
    }
}

#[test]
fn every_file_can_be_cimported() {
    let dir = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../includes");
    let mut names = Vec::new();
    modules(&dir, "", &mut names);
    names.sort();
    assert!(names.len() > 50, "includes are found");
    let mut failed = Vec::new();
    for name in &names {
        let source = format!("cimport {name}\n");
        let output = messages(&[("m.pyx", source.as_str())]);
        let errors: Vec<&str> =
            output.lines().filter(|l| !l.starts_with("warning: ") && !l.starts_with("performance")).collect();
        if !errors.is_empty() {
            failed.push(format!("{name}:\n  {}", errors.join("\n  ")));
        }
    }
    assert!(failed.is_empty(), "{}", failed.join("\n"));
}

#[test]
fn names_come_with_their_c_names() {
    let source = "
from libc.math cimport sin
from libc.stdlib cimport malloc as allocate, free
from libc.stdint cimport uint8_t
cdef uint8_t x
";
    check(
        &show(&[("m.pyx", source)]),
        "
        sin: func double (double) noexcept nogil = sin
        allocate: func void * (size_t) noexcept nogil = malloc
        free: func void (void *) noexcept nogil = free
        uint8_t: typedef unsigned char = uint8_t
        x: var uint8_t = __cyrus_v_x
        ",
    );
}
