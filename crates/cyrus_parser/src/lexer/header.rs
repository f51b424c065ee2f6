//! Special comments at the top of a file: `# cython: name=value` and `# distutils: name = value`.

use cyrus_source::{FileId, Span};
use cyrus_syntax::Name;
use cyrus_syntax::ast::DirectiveComment;

/// What the comments before the first statement say.
#[derive(Default)]
pub(crate) struct Header {
    pub(crate) directives: Vec<DirectiveComment>,
    pub(crate) distutils: Vec<DirectiveComment>,
}

impl Header {
    /// The last value given to a directive.
    pub(crate) fn directive(&self, name: &str) -> Option<&DirectiveComment> {
        self.directives.iter().rev().find(|d| d.name == name)
    }
}

/// Reads the comment lines before the first line of code.
pub(crate) fn read_header(file: FileId, text: &str) -> Header {
    let mut header = Header::default();
    let mut offset = 0;
    for line in text.split_inclusive(['\n', '\r']) {
        let start = offset;
        offset += line.len();
        let trimmed = line.trim_matches([' ', '\t', '\n', '\r', '\x0c', '\u{feff}']);
        if trimmed.is_empty() {
            continue;
        }
        let Some(comment) = trimmed.strip_prefix('#') else { break };
        let place = |part: &str| {
            // `part` is a slice of `text`: its place follows from the addresses.
            let start = (part.as_ptr() as usize - text.as_ptr() as usize) as u32;
            Span::new(file, start, start + part.len() as u32)
        };
        let comment = comment.trim_start_matches([' ', '\t']);
        let after = |word: &str| {
            Some(comment.strip_prefix(word)?.trim_start_matches([' ', '\t']).strip_prefix(':')?.trim())
        };
        // A directive comment must begin in the first column to count.
        let at_margin = text[start..].trim_start_matches('\u{feff}').starts_with('#');
        if let Some(list) = after("cython").filter(|_| at_margin) {
            for item in list.split(',') {
                if let Some((name, value)) = item.split_once('=') {
                    header.directives.push(DirectiveComment {
                        name: Name::from(name.trim()),
                        value: Name::from(value.trim()),
                        span: place(item.trim()),
                    });
                }
            }
        } else if let Some(setting) = after("distutils")
            && let Some((name, value)) = setting.split_once('=')
        {
            header.distutils.push(DirectiveComment {
                name: Name::from(name.trim()),
                value: Name::from(value.trim()),
                span: place(setting),
            });
        }
    }
    header
}
