//! Relative links in Markdown files lead to files that exist.

use super::{files, shown};
use std::path::{Path, PathBuf};

pub(super) fn breaches(root: &Path) -> Vec<String> {
    let mut pages: Vec<PathBuf> = std::fs::read_dir(root)
        .into_iter()
        .flatten()
        .flatten()
        .map(|entry| entry.path())
        .filter(|path| path.extension().is_some_and(|e| e == "md"))
        .collect();
    pages.extend(files(root, &["docs", "tests", "crates", "conformance", "includes", "examples"], "md"));
    pages.sort();
    let mut breaches = Vec::new();
    for page in pages {
        let text = std::fs::read_to_string(&page).unwrap_or_default();
        let directory = page.parent().unwrap_or(root);
        for target in targets(&text) {
            let path = target.split('#').next().unwrap_or_default();
            // conformance/status.md appears with the first full run
            let is_written_later = path.ends_with("conformance/status.md");
            if !path.is_empty() && !is_written_later && !directory.join(path).exists() {
                breaches.push(format!("{}: the link to {target} leads nowhere", shown(root, &page)));
            }
        }
    }
    breaches
}

/// The relative targets of `[text](target)` outside code blocks.
fn targets(text: &str) -> Vec<&str> {
    let mut targets = Vec::new();
    let mut in_code = false;
    for line in text.lines() {
        if line.trim_start().starts_with("```") {
            in_code = !in_code;
        }
        let mut rest = line;
        while let Some((_, after)) = rest.split_once("](") {
            let Some((target, after)) = after.split_once(')') else { break };
            if !in_code && !target.contains(':') && !target.contains(' ') {
                targets.push(target);
            }
            rest = after;
        }
    }
    targets
}
