//! Plain text in Cython's line format, which editors and build tools parse.
//!
//! ```text
//! dir/file.pyx:12:4: message
//! warning: dir/file.pyx:3:0: message
//! performance hint: dir/file.pyx:9:8: message
//! ```
//!
//! Lines count from 1 and columns from 0, in characters, as Cython prints them. One position is printed per
//! diagnostic: notes and help follow on indented lines without one, so that a tool which looks for
//! `LINE:COLUMN: message` never takes them for further errors. Only echoed labels, which Cython reports as
//! errors of their own, get such a line too.

use crate::diagnostic::{Diagnostic, Severity, position_of};
use cyrus_source::SourceMap;
use std::fmt::Write;

/// One diagnostic as a line, without its notes.
pub fn line(diagnostic: &Diagnostic, sources: &SourceMap) -> String {
    let mut out = String::new();
    if diagnostic.severity != Severity::Error {
        out.push_str(diagnostic.severity.word());
        out.push_str(": ");
    }
    if let Some((path, line, column)) = diagnostic.position(sources) {
        let _ = write!(out, "{path}:{line}:{column}: ");
    }
    out.push_str(&diagnostic.message);
    out
}

/// One diagnostic with its notes and help; ends with a line end.
pub fn render(diagnostic: &Diagnostic, sources: &SourceMap) -> String {
    let mut out = line(diagnostic, sources);
    out.push('\n');
    for label in diagnostic.labels.iter().filter(|label| label.echoed) {
        let (path, line, column) = position_of(label.span, sources);
        let _ = writeln!(out, "{path}:{line}:{column}: {}", label.text);
    }
    for label in diagnostic.labels.iter().filter(|label| !label.echoed) {
        let file = sources.file(label.span.file);
        let line = file.line(label.span.start);
        let same_file = diagnostic.primary.is_some_and(|p| p.file == label.span.file);
        let place = if same_file { String::new() } else { format!(" of {}", file.path.display()) };
        let _ = writeln!(out, "    note, line {line}{place} – {}", label.text);
    }
    for note in &diagnostic.notes {
        let _ = writeln!(out, "    note – {note}");
    }
    for help in &diagnostic.help {
        let _ = writeln!(out, "    help – {help}");
    }
    out
}

/// All of them, one after the other.
pub fn render_all<'a>(diagnostics: impl IntoIterator<Item = &'a Diagnostic>, sources: &SourceMap) -> String {
    diagnostics.into_iter().map(|d| render(d, sources)).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::codes;
    use cyrus_source::Span;

    #[test]
    fn follows_cythons_line_format() {
        let mut sources = SourceMap::new();
        let file = sources.add("pkg/m.pyx", "a = 1\nä = b\n");
        let span = Span::new(file, 11, 12);
        let error = Diagnostic::error(codes::E0201, span, "undeclared name not builtin: b")
            .label(Span::new(file, 0, 1), "something else")
            .help("declare it");
        assert_eq!(
            render(&error, &sources),
            "pkg/m.pyx:2:4: undeclared name not builtin: b\n    note, line 1 – something else\n    help – declare it\n"
        );
        let redeclared = Diagnostic::error(codes::E0202, span, "'b' redeclared")
            .echoed_label(Span::new(file, 0, 1), "Previous declaration is here");
        assert_eq!(
            render(&redeclared, &sources),
            "pkg/m.pyx:2:4: 'b' redeclared\npkg/m.pyx:1:0: Previous declaration is here\n"
        );
        let warning = Diagnostic::warning(codes::W0201, span, "w");
        assert_eq!(line(&warning, &sources), "warning: pkg/m.pyx:2:4: w");
        let hint = Diagnostic::hint(codes::W0501, span, "h");
        assert_eq!(line(&hint, &sources), "performance hint: pkg/m.pyx:2:4: h");
        assert_eq!(line(&Diagnostic::error(codes::E0105, None, "no file"), &sources), "no file");
    }
}
