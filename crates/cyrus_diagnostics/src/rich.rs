//! Snippets with labels for terminals.
//!
//! The primary span, its labels and the source around them are drawn by `annotate-snippets`; labels in other
//! files get a snippet of their own. Spans are clamped to the text, so a wrong span gives a poor picture and
//! never a crash.

use crate::diagnostic::{Diagnostic, Severity};
use annotate_snippets::{Annotation, AnnotationKind, Group, Level, Renderer, Snippet};
use cyrus_source::{FileId, SourceMap, Span};
use std::ops::Range;

/// Whether to use colours.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Style {
    Plain,
    Coloured,
}

/// One diagnostic as a picture; ends with an empty line.
pub fn render(diagnostic: &Diagnostic, sources: &SourceMap, style: Style) -> String {
    let level = match diagnostic.severity {
        Severity::Error => Level::ERROR,
        Severity::Warning => Level::WARNING,
        Severity::PerformanceHint => Level::WARNING.with_name("performance hint"),
        Severity::Note => Level::NOTE,
    };
    let title = level.primary_title(diagnostic.message.as_str()).id(diagnostic.code.id);
    let mut group = Group::with_title(title);
    for file in files(diagnostic) {
        let source = sources.file(file);
        let path = source.path.display().to_string();
        let annotations: Vec<Annotation<'_>> = annotations(diagnostic, file, &source.text);
        group = group.element(Snippet::source(source.text.as_str()).path(path).annotations(annotations));
    }
    for note in &diagnostic.notes {
        group = group.element(Level::NOTE.message(note.as_str()));
    }
    for help in &diagnostic.help {
        group = group.element(Level::HELP.message(help.as_str()));
    }
    let renderer = match style {
        Style::Plain => Renderer::plain(),
        Style::Coloured => Renderer::styled(),
    };
    format!("{}\n\n", renderer.render(&[group]))
}

/// All of them, one after the other.
pub fn render_all<'a>(
    diagnostics: impl IntoIterator<Item = &'a Diagnostic>,
    sources: &SourceMap,
    style: Style,
) -> String {
    diagnostics.into_iter().map(|d| render(d, sources, style)).collect()
}

/// The files to show: that of the primary span, then those of labels, each once.
fn files(diagnostic: &Diagnostic) -> Vec<FileId> {
    let mut files: Vec<FileId> = diagnostic.primary.iter().map(|span| span.file).collect();
    for label in &diagnostic.labels {
        if !files.contains(&label.span.file) {
            files.push(label.span.file);
        }
    }
    files
}

fn annotations<'a>(diagnostic: &'a Diagnostic, file: FileId, text: &str) -> Vec<Annotation<'a>> {
    let primary = diagnostic.primary.filter(|span| span.file == file).map(|span| {
        let annotation = AnnotationKind::Primary.span(clamped(span, text));
        match &diagnostic.primary_label {
            Some(label) => annotation.label(label.as_str()),
            None => annotation,
        }
    });
    let labels = diagnostic
        .labels
        .iter()
        .filter(|label| label.span.file == file)
        .map(|label| AnnotationKind::Context.span(clamped(label.span, text)).label(label.text.as_str()));
    primary.into_iter().chain(labels).collect()
}

/// The span as a range that lies within `text`, on character boundaries.
fn clamped(span: Span, text: &str) -> Range<usize> {
    let floor = |offset: u32| {
        let mut offset = (offset as usize).min(text.len());
        while !text.is_char_boundary(offset) {
            offset -= 1;
        }
        offset
    };
    let start = floor(span.start);
    start..floor(span.end).max(start)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::codes;

    #[test]
    fn shows_code_snippet_label_and_help() {
        let mut sources = SourceMap::new();
        let file = sources.add("m.pyx", "cdef int f\ncdef int f\n");
        let diagnostic = Diagnostic::error(codes::E0202, Span::new(file, 20, 21), "'f' redeclared")
            .label(Span::new(file, 9, 10), "first declared here")
            .help("give one of them another name");
        let text = render(&diagnostic, &sources, Style::Plain);
        for part in ["error[E0202]: 'f' redeclared", "m.pyx:2:10", "first declared here", "help: give one"] {
            assert!(text.contains(part), "no {part:?} in\n{text}");
        }
    }

    #[test]
    fn survives_wrong_spans_and_none() {
        let mut sources = SourceMap::new();
        let file = sources.add("m.pyx", "é");
        for span in [Span::new(file, 1, 1), Span::new(file, 90, 99), Span::new(file, 2, 0)] {
            assert!(
                render(&Diagnostic::error(codes::E0001, span, "x"), &sources, Style::Plain).contains('x')
            );
        }
        let none = Diagnostic::error(codes::E0105, None, "cannot read").note("why");
        assert!(render(&none, &sources, Style::Coloured).contains("cannot read"));
    }
}
