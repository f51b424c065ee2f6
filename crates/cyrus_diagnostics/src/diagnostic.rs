//! One diagnostic as data.
//!
//! The message names the problem, labels show the evidence, notes add facts, help gives the edit. Plain
//! output shows the message exactly as given, so a message that Cython also has should be worded as there.

use crate::codes::Code;
use cyrus_source::{SourceMap, Span};

/// How much a diagnostic matters.
#[derive(Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Debug)]
pub enum Severity {
    /// No output is produced.
    Error,
    /// Probably a mistake; output is produced.
    Warning,
    /// Correct, but slower than it needs to be.
    PerformanceHint,
    /// Information only.
    Note,
}

impl Severity {
    /// The word that introduces it, as in Cython's output.
    pub fn word(self) -> &'static str {
        match self {
            Severity::Error => "error",
            Severity::Warning => "warning",
            Severity::PerformanceHint => "performance hint",
            Severity::Note => "note",
        }
    }
}

/// A piece of evidence: a place and what is to be seen there.
#[derive(Clone, PartialEq, Eq, Hash, Debug)]
pub struct Label {
    pub span: Span,
    pub text: String,
    /// Cython prints this as an error of its own, so plain output does too.
    pub echoed: bool,
}

/// Something a stage has to say about a program.
///
/// ```
/// # use cyrus_diagnostics::{Diagnostic, codes};
/// # use cyrus_source::{FileId, Span};
/// # let (span, declared) = (Span::new(FileId(0), 20, 23), Span::new(FileId(0), 4, 7));
/// let diagnostic = Diagnostic::error(codes::E0202, span, "'foo' redeclared")
///     .label(declared, "first declared here")
///     .help("give one of them another name");
/// ```
#[derive(Clone, PartialEq, Eq, Debug)]
#[must_use = "a diagnostic that is not pushed is lost"]
pub struct Diagnostic {
    pub code: Code,
    pub severity: Severity,
    pub message: String,
    /// The place it is about; its start is the position in plain output. `None`: about the whole run.
    pub primary: Option<Span>,
    /// What the primary span shows, if the message does not say it.
    pub primary_label: Option<String>,
    pub labels: Vec<Label>,
    pub notes: Vec<String>,
    pub help: Vec<String>,
}

impl Diagnostic {
    /// A diagnostic with the default severity of its code; `primary` is a span, or `None`.
    pub fn new(code: Code, primary: impl Into<Option<Span>>, message: impl Into<String>) -> Self {
        Diagnostic {
            code,
            severity: code.severity,
            message: message.into(),
            primary: primary.into(),
            primary_label: None,
            labels: Vec::new(),
            notes: Vec::new(),
            help: Vec::new(),
        }
    }

    /// An error.
    pub fn error(code: Code, primary: impl Into<Option<Span>>, message: impl Into<String>) -> Self {
        Self::new(code, primary, message).with_severity(Severity::Error)
    }

    /// A warning.
    pub fn warning(code: Code, primary: impl Into<Option<Span>>, message: impl Into<String>) -> Self {
        Self::new(code, primary, message).with_severity(Severity::Warning)
    }

    /// A performance hint.
    pub fn hint(code: Code, primary: impl Into<Option<Span>>, message: impl Into<String>) -> Self {
        Self::new(code, primary, message).with_severity(Severity::PerformanceHint)
    }

    /// The same with another severity.
    pub fn with_severity(mut self, severity: Severity) -> Self {
        self.severity = severity;
        self
    }

    /// Says what the primary span shows.
    pub fn primary_label(mut self, text: impl Into<String>) -> Self {
        self.primary_label = Some(text.into());
        self
    }

    /// Adds evidence at another place.
    pub fn label(mut self, span: Span, text: impl Into<String>) -> Self {
        self.labels.push(Label { span, text: text.into(), echoed: false });
        self
    }

    /// Adds evidence that plain output prints as a line of its own with a position, because Cython reports it
    /// as another error: `Previous declaration is here`.
    pub fn echoed_label(mut self, span: Span, text: impl Into<String>) -> Self {
        self.labels.push(Label { span, text: text.into(), echoed: true });
        self
    }

    /// Adds a fact.
    pub fn note(mut self, text: impl Into<String>) -> Self {
        self.notes.push(text.into());
        self
    }

    /// Adds advice: the edit that would put it right.
    pub fn help(mut self, text: impl Into<String>) -> Self {
        self.help.push(text.into());
        self
    }

    /// Whether it keeps output from being produced.
    pub fn is_error(&self) -> bool {
        self.severity == Severity::Error
    }

    /// Path, 1-based line and 0-based column of the primary span: the numbers that Cython prints.
    pub fn position(&self, sources: &SourceMap) -> Option<(String, u32, u32)> {
        Some(position_of(self.primary?, sources))
    }
}

/// Path, 1-based line and 0-based column of a span's start.
pub(crate) fn position_of(span: Span, sources: &SourceMap) -> (String, u32, u32) {
    let position = sources.position(span);
    (sources.file(span.file).path.display().to_string(), position.line, position.column - 1)
}
