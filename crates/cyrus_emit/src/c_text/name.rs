//! C identifiers from Python names and types.

use std::fmt::Write as _;

/// The name as a C identifier: characters beyond ASCII become `_uXXXX`.
pub(crate) fn c_identifier(name: &str) -> String {
    if name.bytes().all(|b| b.is_ascii_alphanumeric() || b == b'_') {
        return name.to_string();
    }
    mangle(name)
}

/// Any text as a part of an identifier, readable where it was readable.
pub(crate) fn mangle(text: &str) -> String {
    let mut out = String::new();
    for c in text.chars() {
        match c {
            'a'..='z' | 'A'..='Z' | '0'..='9' | '_' => out.push(c),
            ' ' | '.' | ':' | ',' | '(' | '[' => {
                if !out.ends_with('_') {
                    out.push('_');
                }
            }
            ')' | ']' => {}
            '*' => out.push('p'),
            '&' => out.push('r'),
            '<' => out.push_str("_of_"),
            '>' => out.push_str("_end"),
            _ => {
                let _ = write!(out, "_u{:x}", c as u32);
            }
        }
    }
    out
}
