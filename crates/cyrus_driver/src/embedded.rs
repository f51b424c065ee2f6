//! Files that are part of the program: our own declarations, the pages about errors.

/// `(path below includes/, text)`, sorted by path.
static INCLUDES: &[(&str, &str)] = include!(concat!(env!("OUT_DIR"), "/includes.rs"));

/// `(file name, text)` of the pages in docs/errors, sorted.
static PAGES: &[(&str, &str)] = include!(concat!(env!("OUT_DIR"), "/pages.rs"));

/// A declaration file of ours, by its path (`libc/stdio.pxd`).
pub fn include(path: &str) -> Option<&'static str> {
    INCLUDES.binary_search_by(|(p, _)| (*p).cmp(path)).ok().map(|i| INCLUDES[i].1)
}

/// Whether we have declarations below this folder.
pub fn has_folder(folder: &str) -> bool {
    let prefix = format!("{folder}/");
    INCLUDES.iter().any(|(p, _)| p.starts_with(&prefix))
}

/// The page about a diagnostic code.
pub fn error_page(code: &str) -> Option<&'static str> {
    let name = format!("{}.md", code.to_uppercase());
    PAGES.iter().find(|(p, _)| *p == name).map(|(_, text)| *text)
}

/// Codes that have a page.
pub fn error_codes() -> impl Iterator<Item = &'static str> {
    PAGES.iter().filter_map(|(p, _)| p.strip_suffix(".md")).filter(|c| c.len() == 5)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn declarations_and_pages_are_inside() {
        assert!(include("libc/stdio.pxd").is_some_and(|t| t.contains("printf")));
        assert!(include("libc/nothing.pxd").is_none());
        assert!(has_folder("cpython") && !has_folder("cpythons"));
        assert!(error_page("e0201").is_some());
        assert!(error_codes().any(|c| c == "E0301"));
    }
}
