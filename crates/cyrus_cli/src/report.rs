//! Showing diagnostics: plain lines for tools, snippets on a terminal, JSON on request.

use crate::{FAILED, INTERNAL};
use clap::ValueEnum;
use cyrus_diagnostics::{json, plain, rich};
use cyrus_driver::Compiled;
use std::io::{IsTerminal as _, Write as _};
use std::process::ExitCode;

/// How diagnostics are shown.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Default, ValueEnum)]
pub(crate) enum Format {
    /// Snippets on a terminal, plain lines otherwise
    #[default]
    Auto,
    /// `file.pyx:line:column: message`, as Cython prints them
    Plain,
    /// Snippets with labels
    Rich,
    /// One JSON object per line
    Json,
}

impl Format {
    /// Whether diagnostics are shown as plain lines.
    pub(crate) fn is_plain(self) -> bool {
        match self {
            Format::Plain => true,
            Format::Auto => !std::io::stderr().is_terminal(),
            Format::Rich | Format::Json => false,
        }
    }
}

/// Prints the diagnostics of a compilation to the standard error stream; whether there were errors.
pub(crate) fn report(compiled: &Compiled, format: Format) -> bool {
    print(&render(compiled, format));
    compiled.diagnostics.has_errors()
}

/// The diagnostics as text.
pub(crate) fn render(compiled: &Compiled, format: Format) -> String {
    let sorted = compiled.diagnostics.sorted();
    if sorted.is_empty() {
        return String::new();
    }
    let terminal = std::io::stderr().is_terminal();
    match format {
        Format::Plain => plain::render_all(sorted, &compiled.sources),
        Format::Json => json::render_all(sorted, &compiled.sources),
        Format::Auto if !terminal => plain::render_all(sorted, &compiled.sources),
        Format::Auto | Format::Rich => {
            let color = terminal && std::env::var_os("NO_COLOR").is_none_or(|v| v.is_empty());
            let style = if color { rich::Style::Coloured } else { rich::Style::Plain };
            rich::render_all(sorted, &compiled.sources, style)
        }
    }
}

/// Text to the standard error stream; a reader that went away is not our concern.
pub(crate) fn print(text: &str) {
    let _ = std::io::stderr().write_all(text.as_bytes());
}

/// Text to the standard output stream.
pub(crate) fn print_out(text: &str) {
    let _ = std::io::stdout().write_all(text.as_bytes());
}

/// A message that is not about a place in a source file.
pub(crate) fn complain(message: &str) {
    print(&format!("cyrus: {message}\n"));
}

/// How a command ends that looked at sources.
pub(crate) fn exit_code(failed: bool, internal: bool) -> ExitCode {
    match (internal, failed) {
        (true, _) => ExitCode::from(INTERNAL),
        (false, true) => ExitCode::from(FAILED),
        (false, false) => ExitCode::SUCCESS,
    }
}
