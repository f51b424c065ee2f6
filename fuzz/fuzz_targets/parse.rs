//! Decodes and parses whatever bytes come; the first one chooses the kind of file and the language level.
//!
//! Besides panics it looks for trees that were given up without a message, and for spans outside the text.
#![no_main]

use cyrus_diagnostics::Diagnostics;
use cyrus_parser::{ParseOptions, decode_source, parse};
use cyrus_source::FileId;
use cyrus_syntax::ast::{LanguageLevel, SourceKind};

libfuzzer_sys::fuzz_target!(|data: &[u8]| {
    let Some((&first, bytes)) = data.split_first() else { return };
    let Ok((text, encoding)) = decode_source(bytes) else { return };
    let kinds = [SourceKind::Pyx, SourceKind::Pxd, SourceKind::Pxi, SourceKind::Py];
    let levels = [LanguageLevel::Py3, LanguageLevel::Py2, LanguageLevel::Py3Str];
    let mut options = ParseOptions::new(kinds[usize::from(first & 3)]);
    options.language_level = levels[usize::from(first >> 2) % 3];
    options.first_error_only = first & 64 != 0;
    options.encoding = encoding;
    let mut diagnostics = Diagnostics::new();
    let module = parse(FileId(0), &text, &options, &mut diagnostics);
    let shown = cyrus_syntax::dump::module(&module);
    assert!(diagnostics.has_errors() || !shown.contains("<error>"), "given up without a message");
    for diagnostic in diagnostics.iter() {
        if let Some(span) = diagnostic.primary {
            assert!(text.get(span.start as usize..span.end as usize).is_some(), "span outside the text");
        }
    }
});
