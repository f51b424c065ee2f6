//! The tree: statements, expressions, C declarations.
//!
//! One tree serves `.py`, `.pyx`, `.pxd` and `.pxi`. What a construct means (is `f(x)` a call or a
//! cast, is `A` a type) is decided by the checker; the parser decides only what the grammar decides.

mod decl;
mod expr;
mod stmt;

pub use decl::*;
pub use expr::*;
pub use stmt::*;

use crate::Name;
use cyrus_source::{FileId, Span};

/// An identifier with its place.
#[derive(Clone, PartialEq, Eq, Hash, Debug)]
pub struct Ident {
    pub name: Name,
    pub span: Span,
}

/// `a.b.c`; never empty. Relative imports keep their dots elsewhere.
#[derive(Clone, PartialEq, Debug)]
pub struct DottedName {
    pub parts: Vec<Ident>,
    pub span: Span,
}

impl DottedName {
    /// The name with its dots.
    pub fn joined(&self) -> Name {
        let parts: Vec<&str> = self.parts.iter().map(|p| p.name.as_str()).collect();
        Name::from(parts.join("."))
    }
}

/// What kind of file a tree was parsed from; the grammar differs slightly.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug)]
pub enum SourceKind {
    /// Pure Python mode: no Cython-only syntax.
    Py,
    /// Implementation file.
    Pyx,
    /// Declaration file.
    Pxd,
    /// Included text.
    Pxi,
}

/// Which Python the text is written in: the `language_level` directive.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug)]
pub enum LanguageLevel {
    /// `2`: Python 2 syntax and meaning.
    Py2,
    /// `3str`: Python 3, but unprefixed literals are `str` of whichever Python runs.
    Py3Str,
    /// `3`
    Py3,
}

impl LanguageLevel {
    /// Reads the directive's value.
    pub fn parse(text: &str) -> Option<LanguageLevel> {
        match text {
            "2" => Some(LanguageLevel::Py2),
            "3str" => Some(LanguageLevel::Py3Str),
            "3" => Some(LanguageLevel::Py3),
            _ => None,
        }
    }

    /// Whether this is one of the Python 3 levels.
    pub fn is_py3(self) -> bool {
        self != LanguageLevel::Py2
    }
}

/// One parsed file.
#[derive(Clone, Debug)]
pub struct Module {
    pub file: FileId,
    pub kind: SourceKind,
    /// The level the file was read with: its header's, or the one given to the parser.
    pub language_level: LanguageLevel,
    pub body: Vec<Stmt>,
    /// `# cython: name=value` comments before the first statement, in order.
    pub directive_comments: Vec<DirectiveComment>,
    /// `# distutils: name = value` comments, in order.
    pub distutils_comments: Vec<DirectiveComment>,
    /// How many [`crate::NodeId`]s were handed out: ids are below this number.
    pub node_count: u32,
    pub span: Span,
}

/// One `name=value` of a special comment.
#[derive(Clone, PartialEq, Debug)]
pub struct DirectiveComment {
    pub name: Name,
    pub value: Name,
    pub span: Span,
}
