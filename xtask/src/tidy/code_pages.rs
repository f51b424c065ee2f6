//! Each registered diagnostic code has a page in `docs/errors`, and each page a registered code.

use super::{files, shown};
use cyrus_diagnostics::{Code, codes};
use std::path::Path;

pub(super) fn breaches(root: &Path) -> Vec<String> {
    let mut breaches = Vec::new();
    for code in codes::ALL {
        let page = root.join(format!("docs/errors/{code}.md"));
        match std::fs::read_to_string(&page) {
            Ok(text) if text.starts_with(&format!("# {code}: ")) => {}
            Ok(_) => breaches.push(format!("{}: must begin with «# {code}: »", shown(root, &page))),
            Err(_) => breaches.push(format!("{}: {code} has no page", shown(root, &page))),
        }
    }
    for page in files(root, &["docs/errors"], "md") {
        let stem = page.file_stem().unwrap_or_default().to_string_lossy();
        if stem != "README" && Code::find(&stem).is_none() {
            breaches.push(format!("{}: there is no code {stem}", shown(root, &page)));
        }
    }
    breaches
}
