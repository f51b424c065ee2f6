//! Dependencies between crates point downwards: a crate may use only crates further down in [`LAYERS`].
//!
//! Cargo forbids cycles; the order here also keeps the stages apart. Test dependencies are not looked at.

use super::{files, shown};
use std::path::Path;

/// From top to bottom.
const LAYERS: &[&str] = &[
    "xtask",
    "cyrus_mdtest",
    "cyrus_cli",
    "cyrus_lsp",
    "cyrus_ide",
    "cyrus_driver",
    "cyrus_emit",
    "cyrus_c_syntax",
    "cyrus_passes",
    "cyrus_capability",
    "cyrus_lower",
    "cyrus_sema",
    "cyrus_check",
    "cyrus_names",
    "cyrus_parser",
    "cyrus_mir",
    "cyrus_hir",
    "cyrus_types",
    "cyrus_syntax",
    "cyrus_diagnostics",
    "cyrus_rt",
    "cyrus_actors",
    "cyrus_sched",
    "cyrus_sync",
    "cyrus_rt_abi",
    "cyrus_source",
    "cyrus_arena",
];

pub(super) fn breaches(root: &Path) -> Vec<String> {
    let mut breaches = Vec::new();
    for file in files(root, &["crates", "runtime", "xtask"], "toml") {
        if file.file_name().is_some_and(|name| name == "Cargo.toml") {
            let text = std::fs::read_to_string(&file).unwrap_or_default();
            let name = shown(root, &file);
            breaches.extend(breaches_of(&text).into_iter().map(|breach| format!("{name}: {breach}")));
        }
    }
    breaches
}

fn breaches_of(manifest: &str) -> Vec<String> {
    let mut breaches = Vec::new();
    let mut section = "";
    let mut own: Option<usize> = None;
    for line in manifest.lines().map(str::trim) {
        if let Some(title) = line.strip_prefix('[') {
            section = title.trim_end_matches(']');
            continue;
        }
        let key: &str = line.split(['=', '.', ' ']).next().unwrap_or_default();
        if section == "package" && key == "name" {
            let name = line.split('"').nth(1).unwrap_or_default();
            own = LAYERS.iter().position(|layer| *layer == name);
            if own.is_none() {
                breaches.push(format!("{name} has no place in the order of xtask/src/tidy/layers.rs"));
            }
        }
        if matches!(section, "dependencies" | "build-dependencies") && key.starts_with("cyrus_") {
            let used = LAYERS.iter().position(|layer| *layer == key);
            if used.is_none() || used <= own {
                breaches.push(format!("{key} is not below it in the order of xtask/src/tidy/layers.rs"));
            }
        }
    }
    breaches
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn dependencies_point_downwards() {
        let manifest = |name: &str, used: &str| {
            format!("[package]\nname = \"{name}\"\n[dependencies]\n{used}.workspace = true\nregex = \"1\"\n")
        };
        assert!(breaches_of(&manifest("cyrus_parser", "cyrus_syntax")).is_empty());
        assert_eq!(breaches_of(&manifest("cyrus_syntax", "cyrus_parser")).len(), 1);
        assert_eq!(breaches_of(&manifest("cyrus_new", "cyrus_source")).len(), 1);
    }
}
