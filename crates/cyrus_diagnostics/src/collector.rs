//! Collects the diagnostics of a compilation.
//!
//! Stages push in whatever order suits them; [`Diagnostics::sorted`] gives the order for people: by file,
//! by position, errors first, and identical ones once.

use crate::diagnostic::{Diagnostic, Severity};

/// The diagnostics of a compilation so far.
#[derive(Clone, Debug, Default)]
pub struct Diagnostics {
    items: Vec<Diagnostic>,
}

impl Diagnostics {
    /// An empty collector.
    pub fn new() -> Self {
        Self::default()
    }

    /// Adds one.
    pub fn push(&mut self, diagnostic: Diagnostic) {
        self.items.push(diagnostic);
    }

    /// Whether any of them is an error.
    pub fn has_errors(&self) -> bool {
        self.items.iter().any(Diagnostic::is_error)
    }

    /// How many errors there are, identical ones counted once.
    pub fn error_count(&self) -> usize {
        self.sorted().iter().filter(|d| d.is_error()).count()
    }

    /// How many were pushed.
    pub fn len(&self) -> usize {
        self.items.len()
    }

    /// Whether nothing was pushed.
    pub fn is_empty(&self) -> bool {
        self.items.is_empty()
    }

    /// All in the order in which they were pushed.
    pub fn iter(&self) -> impl Iterator<Item = &Diagnostic> {
        self.items.iter()
    }

    /// Forgets everything after the first `len`, for a stage that tried something and gave it up.
    pub fn truncate(&mut self, len: usize) {
        self.items.truncate(len);
    }

    /// Those after the first `len`, to say them in another way.
    pub fn after_mut(&mut self, len: usize) -> &mut [Diagnostic] {
        let len = len.min(self.items.len());
        &mut self.items[len..]
    }

    /// Makes errors of all warnings, as `-Werror` asks.
    pub fn promote_warnings(&mut self) {
        for diagnostic in &mut self.items {
            if diagnostic.severity == Severity::Warning && diagnostic.primary.is_some() {
                diagnostic.severity = Severity::Error;
            }
        }
    }

    /// By file and position, those without a position first; identical ones once.
    pub fn sorted(&self) -> Vec<&Diagnostic> {
        let key = |d: &Diagnostic| (d.primary.map(|s| (s.file, s.start)), d.severity);
        let mut sorted: Vec<&Diagnostic> = self.items.iter().collect();
        sorted.sort_by_key(|d| key(d)); // stable: equal positions keep the order of reporting
        let mut kept: Vec<&Diagnostic> = Vec::with_capacity(sorted.len());
        for diagnostic in sorted {
            let repeated = kept
                .iter()
                .rev()
                .take_while(|d| key(d) == key(diagnostic))
                .any(|d| d.code == diagnostic.code && d.message == diagnostic.message);
            if !repeated {
                kept.push(diagnostic);
            }
        }
        kept
    }
}

impl Extend<Diagnostic> for Diagnostics {
    fn extend<I: IntoIterator<Item = Diagnostic>>(&mut self, iter: I) {
        self.items.extend(iter);
    }
}

impl IntoIterator for Diagnostics {
    type Item = Diagnostic;
    type IntoIter = std::vec::IntoIter<Diagnostic>;

    fn into_iter(self) -> Self::IntoIter {
        self.items.into_iter()
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::codes;
    use cyrus_source::{FileId, Span};

    fn at(start: u32, message: &str) -> Diagnostic {
        Diagnostic::error(codes::E0201, Span::new(FileId(0), start, start + 1), message)
    }

    #[test]
    fn sorts_by_position_and_drops_repetitions() {
        let mut all = Diagnostics::new();
        all.extend([at(9, "b"), at(2, "x"), at(9, "a"), at(9, "b")]);
        all.push(Diagnostic::error(codes::E0105, None, "no such file"));
        let messages: Vec<_> = all.sorted().iter().map(|d| d.message.clone()).collect();
        assert_eq!(messages, ["no such file", "x", "b", "a"]);
        assert_eq!((all.len(), all.error_count()), (5, 4));
    }

    #[test]
    fn werror_makes_errors_of_warnings_but_not_of_hints() {
        let span = Span::new(FileId(0), 0, 1);
        let mut all = Diagnostics::new();
        all.push(Diagnostic::warning(codes::W0301, span, "w"));
        all.push(Diagnostic::hint(codes::W0501, span, "h"));
        assert!(!all.has_errors());
        all.promote_warnings();
        assert_eq!(all.error_count(), 1);
    }
}
