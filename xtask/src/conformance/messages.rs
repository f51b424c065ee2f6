//! Compiler messages: those that a compiler printed and those that a test expects.
//!
//! A test ends with assignments of strings to `_ERRORS`, `_WARNINGS` or `_PERFORMANCE_HINTS`, one message a
//! line as `LINE:COLUMN: text`. The file is compiled without that part.

use regex::{Regex, bytes};
use std::collections::BTreeMap;

/// What a message is.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Debug)]
pub(crate) enum Kind {
    Error,
    Warning,
    PerformanceHint,
}

/// One message: line, column, text.
#[derive(Clone, PartialEq, Eq, PartialOrd, Ord, Debug)]
pub(crate) struct Message {
    pub(crate) line: i64,
    pub(crate) column: i64,
    pub(crate) text: String,
}

impl std::fmt::Display for Message {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "{}:{}: {}", self.line, self.column, self.text)
    }
}

/// Messages by kind, each list sorted.
#[derive(Default, Debug)]
pub(crate) struct Messages(BTreeMap<Kind, Vec<Message>>);

impl Messages {
    /// Finds the messages in what a compiler printed.
    pub(crate) fn parse(text: &str) -> Messages {
        let pattern = r"^(?:(warning|performance hint):)?(?:.*:)?\s*(-?\d+)\s*:\s*(-?\d+)\s*:\s*(.*)";
        let mut messages = Messages::default();
        let Ok(pattern) = Regex::new(pattern) else { return messages };
        for found in lines(text).filter_map(|line| pattern.captures(line)) {
            let kind = match found.get(1).map(|kind| kind.as_str()) {
                Some("warning") => Kind::Warning,
                Some(_) => Kind::PerformanceHint,
                None => Kind::Error,
            };
            let (Ok(line), Ok(column)) = (found[2].parse(), found[3].parse()) else { continue };
            let message = Message { line, column, text: found[4].trim().to_owned() };
            messages.0.entry(kind).or_default().push(message);
        }
        messages.0.values_mut().for_each(|list| list.sort());
        messages
    }

    /// The messages of one kind.
    pub(crate) fn of(&self, kind: Kind) -> &[Message] {
        self.0.get(&kind).map_or(&[], Vec::as_slice)
    }
}

/// What is in `left` more often than in `right`; both are sorted.
pub(crate) fn difference(left: &[Message], right: &[Message]) -> Vec<Message> {
    let mut rest = right.to_vec();
    let mut kept = Vec::new();
    for message in left {
        match rest.iter().position(|other| other == message) {
            Some(i) => drop(rest.remove(i)),
            None => kept.push(message.clone()),
        }
    }
    kept
}

/// A test file taken apart.
pub(crate) struct Split {
    /// The part to compile.
    pub(crate) source: Vec<u8>,
    /// What is expected, for the kinds that the file has a section for.
    pub(crate) expected: BTreeMap<Kind, Vec<Message>>,
}

/// Whether a file has a section of expected errors with something in it. A section goes on up to the next
/// line that begins with an underscore.
pub(crate) fn expects_errors(bytes: &[u8]) -> bool {
    let Ok(position) = bytes::Regex::new(r"(?-u)\d\s*:\s*\d+\s*:") else { return false };
    let mut section: Option<Vec<u8>> = None;
    for line in bytes.split_inclusive(|&byte| byte == b'\n') {
        if line.starts_with(b"_") {
            if section.take().is_some_and(|text| position.is_match(&text)) {
                return true;
            }
            section = line.starts_with(b"_ERRORS").then(Vec::new);
        }
        if let Some(text) = &mut section {
            text.extend_from_slice(line);
        }
    }
    section.is_some_and(|text| position.is_match(&text))
}

/// Takes a test file apart.
pub(crate) fn split(bytes: &[u8]) -> Split {
    let latin1 = is_latin1(bytes);
    let mut source = Vec::new();
    let mut sections: BTreeMap<Kind, String> = BTreeMap::new();
    let mut current = None;
    for line in bytes_lines(bytes) {
        let title = [
            (&b"_ERRORS"[..], Kind::Error),
            (b"_WARNINGS", Kind::Warning),
            (b"_PERFORMANCE_HINTS", Kind::PerformanceHint),
        ];
        if let Some((_, kind)) = title.into_iter().find(|(word, _)| line.starts_with(word)) {
            sections.entry(kind).or_default();
            current = Some(kind);
        } else if let Some(kind) = current {
            let text = match std::str::from_utf8(line) {
                Ok(text) if !latin1 => text.to_owned(),
                _ => line.iter().map(|&byte| char::from(byte)).collect(),
            };
            sections.entry(kind).or_default().push_str(&text);
        } else {
            source.extend_from_slice(line);
        }
    }
    let expected = sections
        .into_iter()
        .map(|(kind, text)| (kind, Messages::parse(&text).of(Kind::Error).to_vec()))
        .collect();
    Split { source, expected }
}

/// Whether the coding comment names a single-byte encoding; the corpora have no others besides UTF-8.
fn is_latin1(bytes: &[u8]) -> bool {
    let head: Vec<&[u8]> = bytes.split(|&byte| byte == b'\n').take(2).collect();
    let head = String::from_utf8_lossy(&head.join(&b'\n')).to_lowercase();
    let coding = Regex::new(r"coding[:=]\s*([-\w.]+)").ok();
    coding.and_then(|coding| coding.captures(&head).map(|found| found[1].to_owned())).is_some_and(|name| {
        matches!(name.as_str(), "latin-1" | "latin1" | "iso-8859-1" | "iso8859-1" | "iso-8859-15")
    })
}

/// Lines with their ends: `\n`, `\r\n` or `\r`.
fn bytes_lines(bytes: &[u8]) -> Vec<&[u8]> {
    let mut lines = Vec::new();
    let mut start = 0;
    let mut i = 0;
    while i < bytes.len() {
        let crlf = bytes[i] == b'\r' && bytes.get(i + 1) == Some(&b'\n');
        if !crlf && matches!(bytes[i], b'\n' | b'\r') {
            lines.push(&bytes[start..=i]);
            start = i + 1;
        }
        i += 1;
    }
    if start < bytes.len() {
        lines.push(&bytes[start..]);
    }
    lines
}

/// Lines without their ends, at everything that Python takes for a line end.
fn lines(text: &str) -> impl Iterator<Item = &str> {
    text.split(|c| {
        matches!(c, '\n' | '\r' | '\x0b' | '\x0c' | '\x1c'..='\x1e' | '\u{85}' | '\u{2028}' | '\u{2029}')
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn finds_messages_after_paths_and_words() {
        let text = "\nError compiling Cython file:\n------\n\
                    dir/a.pyx:4:8: no such thing\nwarning: a.pyx:2:0: odd: 1\nperformance hint: a.pyx:3:1: slow\n\
                    b.pxd:1:0: other\n";
        let messages = Messages::parse(text);
        let shown = |kind| messages.of(kind).iter().map(ToString::to_string).collect::<Vec<_>>();
        assert_eq!(shown(Kind::Error), ["1:0: other", "4:8: no such thing"]);
        assert_eq!(shown(Kind::Warning), ["2:0: odd: 1"]);
        assert_eq!(shown(Kind::PerformanceHint), ["3:1: slow"]);
    }

    #[test]
    fn takes_test_files_apart() {
        let file = b"# mode: error\nx = y\n_ERRORS = u\"\"\"\n2:4: undeclared\n\"\"\"\n_WARNINGS = \"\"\"\n1:0: w\n\"\"\"\n";
        let split = split(file);
        assert_eq!(split.source, b"# mode: error\nx = y\n");
        assert_eq!(split.expected[&Kind::Error][0].to_string(), "2:4: undeclared");
        assert_eq!(split.expected[&Kind::Warning].len(), 1);
        assert!(expects_errors(file));
        assert!(!expects_errors(b"x = 1\n_ERRORS = \"\"\"\n\"\"\"\n_WARNINGS = \"\"\"\n1:0: w\n\"\"\"\n"));
        assert!(expects_errors(b"_ERRORS = '1:2: on one line'"));
    }

    #[test]
    fn differences_count_repetitions() {
        let message = |line| Message { line, column: 0, text: "m".to_owned() };
        let left = [message(1), message(1), message(2)];
        assert_eq!(difference(&left, &[message(1), message(3)]), [message(1), message(2)]);
    }
}
