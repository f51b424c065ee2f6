//! Text to tree: the lexer and the recursive-descent parser of Python, Cython and Cython+.
//!
//! In: the text of one file and what kind of file it is. Out: an [`ast::Module`] and diagnostics.
//!
//! Invariants: parsing never fails and never panics. A statement with a syntax error becomes
//! [`ast::StmtKind::Error`] and parsing goes on after it; messages and their places are those that users of
//! Cython know. Nesting is limited, so that neither this crate nor any later stage runs out of stack on hostile
//! input. Whether a name is a type is never decided here (see the tree's documentation).
//!
//! `lexer/` makes tokens; `grammar/` has one file per construct; `encoding` turns bytes into text.

mod encoding;
mod grammar;
mod lexer;
mod parser;

use cyrus_diagnostics::Diagnostics;
use cyrus_source::FileId;
use cyrus_syntax::ast::{self, LanguageLevel, SourceKind};

pub use encoding::{DecodeError, decode_source};
pub use encoding_rs::Encoding;

/// What the parser must know besides the text.
#[derive(Clone, Debug)]
pub struct ParseOptions {
    pub kind: SourceKind,
    /// Used unless the file's header says otherwise.
    pub language_level: LanguageLevel,
    /// Whether the language is C++: `&&` declares rvalue references, `enum class` scoped enums.
    pub cpp: bool,
    /// The encoding of the file: byte strings hold their text in it. UTF-8 when `None`.
    pub encoding: Option<&'static Encoding>,
    /// Report nothing after the first syntax error, as Cython does; the tree is the same.
    pub first_error_only: bool,
}

impl ParseOptions {
    /// Options for a file of this kind: language level 3, every error reported.
    pub fn new(kind: SourceKind) -> Self {
        ParseOptions {
            kind,
            language_level: LanguageLevel::Py3,
            cpp: true,
            encoding: None,
            first_error_only: false,
        }
    }
}

/// Parses one file.
pub fn parse(file: FileId, text: &str, options: &ParseOptions, diagnostics: &mut Diagnostics) -> ast::Module {
    parser::Parser::new(file, text, options).run(diagnostics)
}
