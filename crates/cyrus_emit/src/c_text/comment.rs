//! Comments that show source text.

/// Text made fit to stand inside a C comment, cut to a readable length.
pub(crate) fn comment_text(text: &str) -> String {
    const LIMIT: usize = 72;
    let text = text.trim();
    let mut out: String = text.chars().take(LIMIT).collect();
    if out.len() < text.len() {
        out.push('…');
    }
    out.replace("*/", "* /").replace("/*", "/ *").replace("??/", "?? /")
}
