//! Reading source files, with messages that say what is wrong with them.

use cyrus_diagnostics::{Diagnostic, codes};
use std::path::Path;

/// The decoded text of a source file and its encoding, where declared.
pub(crate) fn source_text(
    path: &Path,
) -> Result<(String, Option<&'static cyrus_parser::Encoding>), Diagnostic> {
    let shown = path.display();
    if path.is_dir() {
        return Err(Diagnostic::error(codes::E0105, None, format!("{shown} is a directory, not a source file"))
            .help("name a .pyx or .py file, or use `cyrus build` for a whole directory"));
    }
    let bytes = std::fs::read(path).map_err(|error| {
        let message = match error.kind() {
            std::io::ErrorKind::NotFound => format!("{shown}: no such file"),
            _ => format!("{shown}: cannot be read: {error}"),
        };
        Diagnostic::error(codes::E0105, None, message)
    })?;
    cyrus_parser::decode_source(&bytes)
        .map_err(|error| Diagnostic::error(codes::E0104, None, format!("{shown}: {error}")))
}
