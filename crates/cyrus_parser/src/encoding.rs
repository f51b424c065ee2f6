//! Bytes to text: byte order marks and coding comments (PEP 263).

use encoding_rs::{Encoding, UTF_8, WINDOWS_1252};
use std::fmt;

/// Why bytes are not the text they claim to be.
#[derive(Clone, PartialEq, Eq, Debug)]
pub enum DecodeError {
    /// The coding comment names an encoding that does not exist.
    UnknownEncoding { name: String, line: u32 },
    /// A byte sequence is not valid in the encoding.
    Invalid { encoding: String, offset: usize, line: u32 },
    /// A byte order mark contradicts the coding comment.
    Conflict { name: String, line: u32 },
    /// NUL bytes: this is no text.
    Binary { offset: usize },
}

impl fmt::Display for DecodeError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            DecodeError::UnknownEncoding { name, .. } => write!(f, "unknown encoding: {name}"),
            DecodeError::Invalid { encoding, offset, line } => {
                write!(f, "invalid byte at offset {offset} (line {line}): the text is not {encoding}")
            }
            DecodeError::Conflict { name, .. } => {
                write!(f, "the coding comment says {name}, the byte order mark says UTF-8")
            }
            DecodeError::Binary { offset } => {
                write!(f, "NUL byte at offset {offset}: this is not a text file")
            }
        }
    }
}

impl std::error::Error for DecodeError {}

/// Decodes a source file. The encoding is `None` when nothing declared it (UTF-8).
pub fn decode_source(bytes: &[u8]) -> Result<(String, Option<&'static Encoding>), DecodeError> {
    let (body, has_bom) = match bytes.strip_prefix(b"\xef\xbb\xbf") {
        Some(rest) => (rest, true),
        None => (bytes, false),
    };
    if let Some(offset) = body.iter().position(|&b| b == 0) {
        return Err(DecodeError::Binary { offset });
    }
    let declared = coding_comment(body);
    let (encoding, name) = match &declared {
        None => (UTF_8, "utf-8".to_owned()),
        Some((name, line)) => {
            let encoding = find_encoding(name)
                .ok_or_else(|| DecodeError::UnknownEncoding { name: name.clone(), line: *line })?;
            if has_bom && encoding != UTF_8 {
                return Err(DecodeError::Conflict { name: name.clone(), line: *line });
            }
            (encoding, name.clone())
        }
    };
    if declared.as_ref().is_some_and(|(name, _)| is_ascii_name(name))
        && let Some(offset) = body.iter().position(|b| !b.is_ascii())
    {
        return Err(invalid(body, name, offset));
    }
    let text = if encoding == UTF_8 {
        std::str::from_utf8(body).map_err(|e| invalid(body, name, e.valid_up_to()))?.to_owned()
    } else if declared.as_ref().is_some_and(|(name, _)| is_latin1_name(name)) {
        // The web's "latin1" is windows-1252, which differs from 0x80 to 0x9f.
        body.iter().map(|&b| b as char).collect()
    } else {
        encoding
            .decode_without_bom_handling_and_without_replacement(body)
            .ok_or_else(|| invalid(body, name, first_invalid(encoding, body)))?
            .into_owned()
    };
    Ok((text, declared.map(|_| encoding)))
}

fn invalid(body: &[u8], encoding: String, offset: usize) -> DecodeError {
    let line = body[..offset].iter().filter(|&&b| b == b'\n').count() as u32 + 1;
    DecodeError::Invalid { encoding, offset, line }
}

fn first_invalid(encoding: &'static Encoding, body: &[u8]) -> usize {
    let mut decoder = encoding.new_decoder_without_bom_handling();
    let mut output = String::with_capacity(body.len() * 3 + 16);
    let (_, read) = decoder.decode_to_string_without_replacement(body, &mut output, true);
    read.saturating_sub(1).min(body.len())
}

/// The name in `coding: name` or `coding=name` of a comment in the first two lines, and its line.
fn coding_comment(body: &[u8]) -> Option<(String, u32)> {
    for (index, line) in body.split(|&b| b == b'\n').take(2).enumerate() {
        let line = String::from_utf8_lossy(line);
        let trimmed = line.trim_matches([' ', '\t', '\x0c', '\r']);
        if trimmed.is_empty() {
            continue;
        }
        let comment = trimmed.strip_prefix('#')?;
        for (at, _) in comment.match_indices("coding") {
            // `c_string_encoding=default` is a directive of Cython.
            if comment[..at].ends_with("c_string_en") {
                continue;
            }
            let Some(rest) = comment[at + "coding".len()..].strip_prefix([':', '=']) else { continue };
            let name: String = rest
                .trim_start_matches([' ', '\t'])
                .chars()
                .take_while(|c| c.is_ascii_alphanumeric() || matches!(c, '-' | '_' | '.'))
                .collect();
            if !name.is_empty() {
                return Some((name, index as u32 + 1));
            }
        }
    }
    None
}

fn find_encoding(name: &str) -> Option<&'static Encoding> {
    if is_latin1_name(name) {
        return Some(WINDOWS_1252);
    }
    if is_ascii_name(name) {
        return Some(UTF_8);
    }
    let lower = name.to_ascii_lowercase().replace('_', "-");
    // Python's names that the web does not know.
    let alias = match lower.as_str() {
        "u8" | "utf" | "utf8" | "utf-8-sig" | "cp65001" => "utf-8",
        "cp1250" | "cp1251" | "cp1252" | "cp1253" | "cp1254" | "cp1255" | "cp1256" | "cp1257" | "cp1258" => {
            return Encoding::for_label(format!("windows-{}", &lower[2..]).as_bytes());
        }
        "euc-jp" | "eucjp" | "ujis" => "euc-jp",
        "shift-jis" | "sjis" | "s-jis" => "shift_jis",
        "cp932" | "ms932" => "shift_jis",
        "cp949" | "euckr" => "euc-kr",
        "cp950" => "big5",
        "cp936" | "gb2312" => "gbk",
        other => other,
    };
    Encoding::for_label(alias.as_bytes())
        .or_else(|| Encoding::for_label(alias.replace("iso-8859-", "iso8859-").as_bytes()))
}

fn is_ascii_name(name: &str) -> bool {
    matches!(name.to_ascii_lowercase().as_str(), "ascii" | "us-ascii" | "us_ascii" | "646")
}

fn is_latin1_name(name: &str) -> bool {
    let lower = name.to_ascii_lowercase().replace('_', "-");
    matches!(lower.as_str(), "latin1" | "latin-1" | "iso-8859-1" | "iso8859-1" | "8859" | "l1" | "cp819")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn encodings_are_found_and_checked() {
        assert_eq!(decode_source(b"x = 1").unwrap(), ("x = 1".into(), None));
        assert_eq!(decode_source(b"\xef\xbb\xbfx").unwrap().0, "x");
        let (text, encoding) = decode_source(b"# -*- coding: latin-1 -*-\n'\xe9'").unwrap();
        assert!(text.ends_with("'é'") && encoding == Some(WINDOWS_1252));
        let (text, _) = decode_source(b"#!/usr/bin/python\n# vim: fileencoding=utf-8\n'\xc3\xa9'").unwrap();
        assert!(text.ends_with("'é'"));
        assert!(matches!(decode_source(b"\n\n'\xe9'"), Err(DecodeError::Invalid { line: 3, offset: 3, .. })));
        assert!(matches!(decode_source(b"# coding: klingon\n"), Err(DecodeError::UnknownEncoding { .. })));
        assert!(matches!(
            decode_source(b"# coding: ascii\n\xc3\xa9"),
            Err(DecodeError::Invalid { line: 2, .. })
        ));
        assert!(matches!(decode_source(b"a\0b"), Err(DecodeError::Binary { offset: 1 })));
    }
}
