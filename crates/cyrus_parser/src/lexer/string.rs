//! Where string literals begin and end; escapes are resolved by the grammar.

use super::{Lexer, Tok};

/// How far quotes and escapes reach.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) struct Quote {
    pub(super) byte: u8,
    pub(super) triple: bool,
}

impl Quote {
    pub(super) fn width(self) -> usize {
        if self.triple { 3 } else { 1 }
    }
}

impl Lexer<'_> {
    /// When the word here is a string prefix followed by a quote, where the quote is.
    pub(super) fn string_prefix_end(&self) -> Option<usize> {
        let mut length = 0;
        let mut formats = 0;
        let mut chars = 0;
        loop {
            match self.cursor.peek(length) {
                b'r' | b'R' | b'b' | b'B' | b'u' | b'U' => {}
                b'f' | b'F' | b't' | b'T' => formats += 1,
                b'c' | b'C' => chars += 1,
                b'\'' | b'"' => break,
                _ => return None,
            }
            length += 1;
        }
        // c stands alone; f and t combine with one r at most.
        let raw_only = || {
            (0..length).all(|i| matches!(self.cursor.peek(i).to_ascii_lowercase(), b'r' | b'f' | b't'))
                && length <= 2
        };
        let fits = match (chars, formats) {
            (0, 0) => true,
            (1, 0) => length == 1,
            (0, 1) => raw_only(),
            _ => false,
        };
        fits.then(|| self.cursor.offset() + length)
    }

    /// A literal whose prefix starts at `start` and whose quote stands at `quote`.
    pub(super) fn lex_string(&mut self, start: usize, quote: usize) {
        let prefix = self.cursor.slice(start, quote).as_bytes();
        let byte = self.cursor.peek(quote - start);
        let triple =
            self.cursor.peek(quote - start + 1) == byte && self.cursor.peek(quote - start + 2) == byte;
        let quote_kind = Quote { byte, triple };
        let is_format = prefix.iter().any(|b| matches!(b, b'f' | b'F' | b't' | b'T'));
        let is_raw = prefix.iter().any(|b| matches!(b, b'r' | b'R'));
        self.cursor.seek(quote + quote_kind.width());
        if is_format {
            let end = self.cursor.offset();
            self.push(Tok::FStart, start, end);
            self.begin_fstring(quote_kind, is_raw);
            return;
        }
        let closed = self.skip_string_body(quote_kind);
        let end = self.cursor.offset();
        self.push(if closed { Tok::Str } else { Tok::UnclosedStr }, start, end);
    }

    /// Moves over the text and the closing quote; false when that is missing.
    fn skip_string_body(&mut self, quote: Quote) -> bool {
        while !self.cursor.at_end() {
            match self.cursor.byte() {
                b'\\' => {
                    self.cursor.advance(1);
                    match self.cursor.byte() {
                        b'\n' | b'\r' => self.cursor.skip_line_end(),
                        _ => self.cursor.advance_char(),
                    }
                }
                b'\n' | b'\r' if !quote.triple => return false,
                byte if byte == quote.byte => {
                    if !quote.triple {
                        self.cursor.advance(1);
                        return true;
                    }
                    if self.cursor.peek(1) == byte && self.cursor.peek(2) == byte {
                        self.cursor.advance(3);
                        return true;
                    }
                    self.cursor.advance(1);
                }
                _ => self.cursor.advance_char(),
            }
        }
        false
    }
}
