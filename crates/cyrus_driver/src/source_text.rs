//! Reading source files, with the errors a reader of messages can act on.

use cyrus_diagnostics::{Diagnostic, codes};
use cyrus_parser::{DecodeError, Encoding, decode_source};
use std::io::ErrorKind;
use std::path::Path;

/// A decoded source file.
pub struct SourceText {
    pub text: String,
    pub encoding: Option<&'static Encoding>,
}

/// Reads and decodes a file.
pub fn read(path: &Path) -> Result<SourceText, Diagnostic> {
    let shown = path.display();
    if path.is_dir() {
        return Err(unreadable(format!("{shown} is a directory, not a source file"))
            .help("name the files, or compile the whole directory with `cyrus build`"));
    }
    let bytes = std::fs::read(path).map_err(|error| match error.kind() {
        ErrorKind::NotFound => unreadable(format!("{shown}: no such file"))
            .help("check the path; it is relative to the current directory"),
        ErrorKind::PermissionDenied => {
            unreadable(format!("{shown}: permission denied")).help("make the file readable for this user")
        }
        _ => unreadable(format!("{shown}: {error}")),
    })?;
    match decode_source(&bytes) {
        Ok((text, encoding)) => Ok(SourceText { text, encoding }),
        Err(error) => {
            let line = match &error {
                DecodeError::UnknownEncoding { line, .. }
                | DecodeError::Invalid { line, .. }
                | DecodeError::Conflict { line, .. } => *line,
                DecodeError::Binary { .. } => 1,
            };
            let help = match &error {
                DecodeError::Binary { .. }
                    if bytes.starts_with(b"\xff\xfe") || bytes.starts_with(b"\xfe\xff") =>
                {
                    "this looks like UTF-16: save the file as UTF-8"
                }
                DecodeError::Binary { .. } => "this is not a text file; was another file meant?",
                DecodeError::Invalid { .. } => {
                    "save the file as UTF-8, or declare its encoding in the first line: # -*- coding: latin-1 -*-"
                }
                DecodeError::UnknownEncoding { .. } => "correct the coding comment in the first two lines",
                DecodeError::Conflict { .. } => "remove the byte order mark or the coding comment",
            };
            Err(Diagnostic::error(codes::E0104, None, format!("{shown}:{line}:0: {error}")).help(help))
        }
    }
}

fn unreadable(message: String) -> Diagnostic {
    Diagnostic::error(codes::E0105, None, message)
}
