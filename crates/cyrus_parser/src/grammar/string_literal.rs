//! String and character literals: prefixes, escapes, concatenation.
//!
//! A literal is decoded in two readings at once, as the language level may ask for either: as text (WTF-8, as
//! escapes can name lone surrogates) and as bytes in the file's encoding.

use super::unicode_name::character_named;
use crate::lexer::{Tok, Token};
use crate::parser::{PResult, Parser};
use cyrus_diagnostics::codes;
use cyrus_source::Span;
use cyrus_syntax::ast::{Expr, ExprKind, FString, FStringPart, LanguageLevel, StrKind, StrLit};

/// What a prefix makes of a literal.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(super) enum PieceKind {
    Plain,
    Unicode,
    Bytes,
    Char,
    Format,
    Template,
}

impl PieceKind {
    fn letter(self) -> &'static str {
        match self {
            PieceKind::Plain => "",
            PieceKind::Unicode => "u",
            PieceKind::Bytes => "b",
            PieceKind::Char => "c",
            PieceKind::Format => "f",
            PieceKind::Template => "t",
        }
    }
}

/// One literal of a concatenation.
struct Piece {
    kind: PieceKind,
    text: Option<Vec<u8>>,
    bytes: Option<Vec<u8>>,
    parts: Vec<FStringPart>,
}

/// How a literal's text is to be read.
#[derive(Clone, Copy)]
pub(super) struct Decoding {
    pub(super) kind: PieceKind,
    pub(super) raw: bool,
    /// `{{` and `}}` stand for one brace.
    pub(super) braces: bool,
}

/// The two readings while they grow.
#[derive(Default)]
pub(super) struct Readings {
    pub(super) text: Vec<u8>,
    pub(super) bytes: Vec<u8>,
    non_ascii: bool,
}

impl Parser<'_> {
    pub(crate) fn at_string(&self) -> bool {
        matches!(self.tok, Tok::Str | Tok::UnclosedStr | Tok::FStart)
    }

    /// Adjacent literals.
    pub(crate) fn string_atom(&mut self) -> PResult<Expr> {
        let start = self.start();
        let first = self.string_piece()?;
        let mut kind = first.kind;
        let mut pieces = vec![first];
        while kind != PieceKind::Char && self.at_string() {
            let piece_start = self.start();
            let piece = self.string_piece()?;
            let span = self.span_from(piece_start);
            if piece.kind == PieceKind::Char {
                self.report(span, "Cannot concatenate char literal with another string or char literal");
                continue;
            }
            match self.concatenated(kind, piece.kind) {
                Ok(joined) => kind = joined,
                Err(message) => {
                    self.report(span, message);
                    continue;
                }
            }
            pieces.push(piece);
        }
        let kind = match kind {
            PieceKind::Format | PieceKind::Template => {
                let template = kind == PieceKind::Template;
                let height = self.height;
                let parts = join_parts(pieces);
                self.grow(height)?;
                return Ok(self.expr(start, ExprKind::FString(FString { template, parts })));
            }
            PieceKind::Plain => StrKind::Plain,
            PieceKind::Unicode => StrKind::Unicode,
            PieceKind::Bytes => StrKind::Bytes,
            PieceKind::Char => StrKind::Char,
        };
        let literal = StrLit {
            kind,
            text: concat(&pieces, |p| p.text.as_deref()),
            bytes: concat(&pieces, |p| p.bytes.as_deref()),
        };
        self.height = 1;
        Ok(self.expr(start, ExprKind::Str(literal)))
    }

    /// The kind of two literals side by side.
    fn concatenated(&self, left: PieceKind, right: PieceKind) -> Result<PieceKind, String> {
        use PieceKind::{Format, Plain, Template, Unicode};
        // Where unprefixed literals are text anyway, `u` makes no difference.
        let effective = |kind| if kind == Plain && self.unicode_literals { Unicode } else { kind };
        match (left, right) {
            _ if left == right => Ok(left),
            _ if effective(left) == effective(right) => Ok(Unicode),
            (Format, Plain | Unicode) | (Plain | Unicode, Format) => Ok(Format),
            (Template, _) | (_, Template) => {
                Err("cannot mix t-string literals with string or bytes literals".into())
            }
            _ => Err(format!(
                "Cannot mix string literals of different types, expected {}'', got {}''",
                effective(left).letter(),
                effective(right).letter()
            )),
        }
    }

    /// The text of one literal, whatever its prefix: file names, C names. Anything but a plain string fails.
    pub(crate) fn plain_string(&mut self) -> PResult<String> {
        if self.at(Tok::FStart) {
            return Err(self.fail("f-string not allowed here"));
        }
        if !self.at_string() {
            let found = self.found();
            return Err(self.fail(format!("Expected a string literal, found '{found}'")));
        }
        let piece = self.string_piece()?;
        let text = piece.text.or(piece.bytes).unwrap_or_default();
        Ok(String::from_utf8_lossy(&text).into_owned())
    }

    /// A C name after a declared name.
    pub(crate) fn opt_cname(&mut self) -> PResult<Option<String>> {
        if matches!(self.tok, Tok::Str | Tok::UnclosedStr) { self.plain_string().map(Some) } else { Ok(None) }
    }

    /// One literal.
    fn string_piece(&mut self) -> PResult<Piece> {
        let token = self.token();
        let source = self.slice(token);
        let quote = source.find(['\'', '"']).unwrap_or(0);
        let (kind, raw) = self.prefix(token, &source[..quote].to_ascii_lowercase());
        if self.at(Tok::FStart) {
            let parts = self.fstring(kind, raw)?;
            return Ok(Piece { kind, text: None, bytes: None, parts });
        }
        let width =
            if source[quote..].starts_with("\"\"\"") || source[quote..].starts_with("'''") { 3 } else { 1 };
        if self.at(Tok::UnclosedStr) {
            // A triple-quoted literal runs to the end of the file: its beginning is what matters.
            let at = if width == 3 { token.start } else { token.end };
            let span = Span::new(self.file, at, token.end);
            let body_start = token.start + (quote + width) as u32;
            self.decode(&source[quote + width..], body_start, Decoding { kind, raw, braces: false });
            self.bump();
            return Err(self.fail_at(span, "Unclosed string literal"));
        }
        let body_start = token.start + (quote + width) as u32;
        let body = &source[quote + width..source.len() - width];
        let readings = self.decode(body, body_start, Decoding { kind, raw, braces: false });
        let piece = self.finish_piece(token, kind, readings)?;
        self.bump();
        Ok(piece)
    }

    fn finish_piece(&mut self, token: Token, kind: PieceKind, readings: Readings) -> PResult<Piece> {
        let ascii_bytes = self.level == LanguageLevel::Py3 && readings.non_ascii;
        let span = Span::new(self.file, token.start, token.end);
        let (text, bytes) = match kind {
            PieceKind::Bytes => {
                if ascii_bytes {
                    return Err(self.fail_at(span, "bytes can only contain ASCII literal characters."));
                }
                (None, Some(readings.bytes))
            }
            PieceKind::Char => {
                if readings.bytes.len() != 1 {
                    let shown: String = readings.bytes.iter().map(|b| b.escape_ascii().to_string()).collect();
                    self.report_code(codes::E0102, span, format!("invalid character literal: b'{shown}'"));
                }
                (None, Some(readings.bytes))
            }
            PieceKind::Unicode => (Some(readings.text), None),
            PieceKind::Plain | PieceKind::Format | PieceKind::Template => {
                (Some(readings.text), (!ascii_bytes).then_some(readings.bytes))
            }
        };
        Ok(Piece { kind, text, bytes, parts: Vec::new() })
    }

    /// Reads a prefix in lower case; reports one that means nothing.
    fn prefix(&mut self, token: Token, prefix: &str) -> (PieceKind, bool) {
        let raw = prefix.contains('r');
        let known = prefix.len() <= 1 || (prefix.len() == 2 && "rbrurfrtr".contains(prefix));
        if !known {
            let span = Span::new(self.file, token.start, token.end);
            let mut letters: Vec<char> = prefix.chars().collect();
            letters.sort_unstable();
            letters.dedup();
            if letters.len() != prefix.len() {
                self.report_code(codes::E0102, span, "Duplicate string prefix character");
            }
            letters.retain(|&c| c != 'r');
            let message = match letters[..] {
                [a, b, ..] => format!("String prefixes {a} and {b} cannot be combined"),
                _ => format!("Invalid string prefix {prefix}"),
            };
            self.report_code(codes::E0102, span, message);
            return (PieceKind::Plain, false);
        }
        let kind = match prefix.bytes().find(|&b| b != b'r') {
            Some(b'u') => PieceKind::Unicode,
            Some(b'b') => PieceKind::Bytes,
            Some(b'c') => PieceKind::Char,
            Some(b'f') => PieceKind::Format,
            Some(b't') => PieceKind::Template,
            _ => PieceKind::Plain,
        };
        (kind, raw)
    }

    /// Resolves the escapes of a literal's inside, which starts at `offset`.
    pub(super) fn decode(&mut self, body: &str, offset: u32, how: Decoding) -> Readings {
        let mut out = Readings::default();
        let mut rest = body;
        while let Some(at) = rest.find(['\\', '\r', '{', '}']) {
            self.push_text(&mut out, &rest[..at]);
            let here = offset + (body.len() - rest.len() + at) as u32;
            rest = &rest[at..];
            let used = match rest.as_bytes()[0] {
                b'\r' => {
                    out.push_char('\n');
                    if rest.as_bytes().get(1) == Some(&b'\n') { 2 } else { 1 }
                }
                b'\\' if how.raw => self.raw_escape(&mut out, rest, how.kind),
                b'\\' => self.escape(&mut out, rest, here, how.kind),
                brace => {
                    out.push_char(brace as char);
                    if how.braces && rest.as_bytes().get(1) == Some(&brace) { 2 } else { 1 }
                }
            };
            rest = &rest[used..];
        }
        self.push_text(&mut out, rest);
        out
    }

    /// Text without escapes.
    fn push_text(&self, out: &mut Readings, text: &str) {
        out.text.extend_from_slice(text.as_bytes());
        if text.is_ascii() {
            out.bytes.extend_from_slice(text.as_bytes());
            return;
        }
        out.non_ascii = true;
        match self.encoding {
            None => out.bytes.extend_from_slice(text.as_bytes()),
            Some(encoding) => {
                for c in text.chars() {
                    // The web's windows-1252 also stands for latin-1, where the code is the byte.
                    if encoding == encoding_rs::WINDOWS_1252 && (c as u32) < 0x100 {
                        out.bytes.push(c as u32 as u8);
                    } else {
                        let mut buffer = [0; 4];
                        out.bytes.extend_from_slice(&encoding.encode(c.encode_utf8(&mut buffer)).0);
                    }
                }
            }
        }
    }

    /// A backslash in a raw literal stands for itself; only the old `ur''` resolves `\u` and `\U`, and at level 2 what
    /// `unicode_literals` makes of `r''`.
    fn raw_escape(&mut self, out: &mut Readings, rest: &str, kind: PieceKind) -> usize {
        if self.level == LanguageLevel::Py2
            && (kind == PieceKind::Unicode || kind == PieceKind::Plain && self.unicode_literals)
            && let Some((code, used)) = unicode_escape(rest)
        {
            out.push_code(code);
            return used;
        }
        out.push_char('\\');
        // A second backslash stands for itself too, and begins no escape.
        if rest.as_bytes().get(1) == Some(&b'\\') {
            out.push_char('\\');
            return 2;
        }
        1
    }

    /// One escape at the start of `rest`; gives its length.
    fn escape(&mut self, out: &mut Readings, rest: &str, offset: u32, kind: PieceKind) -> usize {
        let bytes = rest.as_bytes();
        let is_text = !matches!(kind, PieceKind::Bytes | PieceKind::Char);
        let Some(&c) = bytes.get(1) else {
            out.push_char('\\');
            return 1;
        };
        let simple = match c {
            b'\n' => return 2,
            b'\r' => return if bytes.get(2) == Some(&b'\n') { 3 } else { 2 },
            b'\\' | b'\'' | b'"' => c,
            b'a' => 7,
            b'b' => 8,
            b'f' => 12,
            b'n' => b'\n',
            b'r' => b'\r',
            b't' => b'\t',
            b'v' => 11,
            b'0'..=b'7' => {
                let digits = bytes[1..].iter().take(3).take_while(|b| (b'0'..=b'7').contains(b)).count();
                let value = bytes[1..=digits].iter().fold(0u32, |v, b| v * 8 + u32::from(b - b'0'));
                out.push_value(value);
                return 1 + digits;
            }
            b'x' => {
                let Some(value) = hex(bytes, 2, 2) else {
                    self.bad_escape(offset, 2, format!("Invalid hex escape '{}'", &rest[..2]));
                    return 2;
                };
                out.push_value(value);
                return 4;
            }
            b'u' | b'U' => {
                let width = if c == b'u' { 4 } else { 8 };
                return match hex(bytes, 2, width) {
                    Some(_) if !is_text => {
                        out.push_raw(&rest[..2 + width]);
                        2 + width
                    }
                    Some(code) if code <= 0x10_ffff => {
                        out.push_escaped_code(code, &rest[..2 + width]);
                        2 + width
                    }
                    Some(_) => {
                        let text = format!("Invalid unicode escape '{}'", &rest[..2 + width]);
                        self.bad_escape(offset, 2 + width, text);
                        2 + width
                    }
                    None if is_text => {
                        self.bad_escape(offset, 2, format!("Invalid unicode escape '{}'", &rest[..2]));
                        2
                    }
                    None => {
                        out.push_raw(&rest[..2]);
                        2
                    }
                };
            }
            b'N' => return self.named_escape(out, rest, offset, is_text),
            _ => {
                out.push_char('\\');
                return 1;
            }
        };
        out.push_value(u32::from(simple));
        2
    }

    /// `\N{NAME}`
    fn named_escape(&mut self, out: &mut Readings, rest: &str, offset: u32, is_text: bool) -> usize {
        let name = rest[2..].strip_prefix('{').and_then(|inner| inner.split_once('}')).map(|(name, _)| name);
        let plausible =
            |name: &str| name.bytes().all(|b| b.is_ascii_alphanumeric() || matches!(b, b' ' | b'-'));
        match name.filter(|name| plausible(name)) {
            Some(name) if is_text => {
                let width = name.len() + 4;
                match character_named(name) {
                    Some(c) => out.push_escaped_code(c as u32, &rest[..width]),
                    None => {
                        self.bad_escape(offset, width, format!("Unknown Unicode character name '{name}'"))
                    }
                }
                width
            }
            Some(name) => {
                out.push_raw(&rest[..name.len() + 4]);
                name.len() + 4
            }
            None if is_text => {
                self.bad_escape(offset, 2, "Unknown Unicode character name ''".into());
                2
            }
            None => {
                out.push_raw(&rest[..2]);
                2
            }
        }
    }

    fn bad_escape(&mut self, offset: u32, width: usize, message: String) {
        let span = Span::new(self.file, offset, offset + width as u32);
        self.report_code(codes::E0102, span, message);
    }
}

impl Readings {
    /// A character that was written as such and is ASCII.
    fn push_char(&mut self, c: char) {
        self.push_value(c as u32);
    }

    /// A character given by its number: one byte in the bytes reading.
    fn push_value(&mut self, value: u32) {
        self.push_code(value);
        self.bytes.push(value as u8);
    }

    /// An escape that only text interprets: the bytes reading keeps it as written.
    fn push_escaped_code(&mut self, code: u32, written: &str) {
        self.push_code(code);
        self.bytes.extend_from_slice(written.as_bytes());
    }

    fn push_raw(&mut self, written: &str) {
        self.text.extend_from_slice(written.as_bytes());
        self.bytes.extend_from_slice(written.as_bytes());
    }

    /// Appends a code point to the text; surrogates get three bytes like their neighbours.
    fn push_code(&mut self, code: u32) {
        match char::from_u32(code) {
            Some(c) => self.text.extend_from_slice(c.encode_utf8(&mut [0; 4]).as_bytes()),
            None => self.text.extend_from_slice(&[
                0xE0 | (code >> 12) as u8,
                0x80 | ((code >> 6) & 0x3F) as u8,
                0x80 | (code & 0x3F) as u8,
            ]),
        }
    }
}

/// The number in `width` hexadecimal digits at `from`.
fn hex(bytes: &[u8], from: usize, width: usize) -> Option<u32> {
    let digits = bytes.get(from..from + width)?;
    digits.iter().try_fold(0u32, |value, &b| Some(value.wrapping_mul(16) + (b as char).to_digit(16)?))
}

/// `\uXXXX` or `\UXXXXXXXX` at the start.
fn unicode_escape(rest: &str) -> Option<(u32, usize)> {
    let width = match rest.as_bytes().get(1)? {
        b'u' => 4,
        b'U' => 8,
        _ => return None,
    };
    let code = hex(rest.as_bytes(), 2, width)?;
    (code <= 0x10_ffff).then_some((code, 2 + width))
}

fn concat(pieces: &[Piece], reading: impl Fn(&Piece) -> Option<&[u8]>) -> Option<Vec<u8>> {
    let mut all = Vec::new();
    for piece in pieces {
        all.extend_from_slice(reading(piece)?);
    }
    Some(all)
}

/// The parts of concatenated f-strings and plain strings, neighbouring text joined.
fn join_parts(pieces: Vec<Piece>) -> Vec<FStringPart> {
    let mut parts = Vec::new();
    for piece in pieces {
        if let Some(text) = piece.text {
            push_literal(&mut parts, &String::from_utf8_lossy(&text));
        }
        for part in piece.parts {
            match part {
                FStringPart::Literal(text) => push_literal(&mut parts, &text),
                field @ FStringPart::Field(_) => parts.push(field),
            }
        }
    }
    parts
}

/// Appends text to the last part, or as a new one.
pub(super) fn push_literal(parts: &mut Vec<FStringPart>, text: &str) {
    if text.is_empty() {
        return;
    }
    if let Some(FStringPart::Literal(last)) = parts.last_mut() {
        last.push_str(text);
    } else {
        parts.push(FStringPart::Literal(text.to_owned()));
    }
}
