//! JSON for tools: one object per diagnostic, one per line. `cyrus compile --message-format=json` prints them on
//! the error output; the language tests rely on that.
//!
//! Positions: `line` and `column` count from 1 (characters), `start` and `end` are byte offsets. Fields are
//! only ever added.

use crate::diagnostic::Diagnostic;
use cyrus_source::{SourceMap, Span};
use serde_json::{Value, json};

/// One diagnostic as a JSON value.
pub fn value(diagnostic: &Diagnostic, sources: &SourceMap) -> Value {
    let labels: Vec<Value> = diagnostic
        .labels
        .iter()
        .map(|label| json!({"span": place(label.span, sources), "text": label.text}))
        .collect();
    json!({
        "code": diagnostic.code.id,
        "slug": diagnostic.code.slug,
        "severity": diagnostic.severity.word(),
        "message": diagnostic.message,
        "span": diagnostic.primary.map(|span| place(span, sources)),
        "span_label": diagnostic.primary_label,
        "labels": labels,
        "notes": diagnostic.notes,
        "help": diagnostic.help,
    })
}

/// All of them, one JSON object per line.
pub fn render_all<'a>(diagnostics: impl IntoIterator<Item = &'a Diagnostic>, sources: &SourceMap) -> String {
    diagnostics.into_iter().map(|d| format!("{}\n", value(d, sources))).collect()
}

fn place(span: Span, sources: &SourceMap) -> Value {
    let file = sources.file(span.file);
    let (start, end) = (file.line_column(span.start), file.line_column(span.end));
    json!({
        "file": file.path.display().to_string(),
        "start": span.start,
        "end": span.end,
        "line": start.line,
        "column": start.column,
        "end_line": end.line,
        "end_column": end.column,
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::codes;

    #[test]
    fn has_positions_for_people_and_for_tools() {
        let mut sources = SourceMap::new();
        let file = sources.add("m.pyx", "x\nyz\n");
        let diagnostic = Diagnostic::error(codes::E0201, Span::new(file, 2, 4), "m").note("n");
        let json = value(&diagnostic, &sources);
        assert_eq!(json["code"], "E0201");
        assert_eq!(json["span"]["line"], 2);
        assert_eq!(json["span"]["end_column"], 3);
        assert_eq!(json["notes"][0], "n");
    }
}
