//! `cargo xtask tidy`: rules of the tree that no compiler checks. Also an ordinary test.
//!
//! In: the work tree. Out: one line per breach, naming the file. Each rule is a function from the tree to
//! breaches, in a file of its own.

mod code_pages;
mod layers;
mod links;
mod sources;

use std::path::{Path, PathBuf};

/// Prints all breaches; `Ok(true)` if there are none.
pub(crate) fn run() -> Result<bool, String> {
    let breaches = breaches(&crate::project_root());
    breaches.iter().for_each(|breach| println!("{breach}"));
    Ok(breaches.is_empty())
}

fn breaches(root: &Path) -> Vec<String> {
    let mut breaches = sources::breaches(root);
    breaches.extend(layers::breaches(root));
    breaches.extend(code_pages::breaches(root));
    breaches.extend(links::breaches(root));
    breaches
}

/// All files with an extension below some directories of the tree, sorted; generated ones left out.
fn files(root: &Path, directories: &[&str], extension: &str) -> Vec<PathBuf> {
    let mut found = Vec::new();
    let mut waiting: Vec<PathBuf> = directories.iter().map(|name| root.join(name)).collect();
    while let Some(path) = waiting.pop() {
        if path.is_dir() {
            if path.file_name().is_none_or(|name| name != "target") {
                waiting.extend(
                    std::fs::read_dir(&path).into_iter().flatten().flatten().map(|entry| entry.path()),
                );
            }
        } else if path.extension().is_some_and(|e| e == extension) {
            found.push(path);
        }
    }
    found.sort();
    found
}

/// A path as breaches show it.
fn shown(root: &Path, path: &Path) -> String {
    path.strip_prefix(root).unwrap_or(path).display().to_string()
}

#[cfg(test)]
mod tests {
    #[test]
    fn the_tree_is_tidy() {
        let breaches = super::breaches(&crate::project_root());
        assert!(breaches.is_empty(), "\n{}\n", breaches.join("\n"));
    }
}
