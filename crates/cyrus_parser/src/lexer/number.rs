//! Numbers.

use super::{Lexer, Tok};

impl Lexer<'_> {
    /// At a digit, or at a dot before a digit.
    pub(super) fn lex_number(&mut self) {
        let start = self.cursor.offset();
        let mut kind = Tok::Int;
        let prefix = self.cursor.peek(1).to_ascii_lowercase();
        if self.cursor.byte() == b'0'
            && matches!(prefix, b'x' | b'o' | b'b')
            && self.has_prefixed_digits(prefix)
        {
            self.cursor.advance(2);
            self.skip_digits(|b| match prefix {
                b'x' => b.is_ascii_hexdigit(),
                b'o' => (b'0'..=b'7').contains(&b),
                _ => matches!(b, b'0' | b'1'),
            });
        } else {
            self.skip_digits(|b| b.is_ascii_digit());
            // `1..2` does not occur, but `1...` would be an ellipsis after a number: leave the dots then.
            if self.cursor.byte() == b'.' && !(self.cursor.peek(1) == b'.' && self.cursor.peek(2) == b'.') {
                kind = Tok::Float;
                self.cursor.advance(1);
                if self.cursor.byte().is_ascii_digit() {
                    self.skip_digits(|b| b.is_ascii_digit());
                }
            }
            if self.at_exponent() {
                kind = Tok::Float;
                self.cursor.advance(2);
                self.skip_digits(|b| b.is_ascii_digit());
            }
        }
        if matches!(self.cursor.byte(), b'j' | b'J') {
            kind = Tok::Imag;
            self.cursor.advance(1);
        } else if kind == Tok::Int {
            self.skip_suffix();
        }
        let end = self.cursor.offset();
        self.push(kind, start, end);
    }

    fn has_prefixed_digits(&self, prefix: u8) -> bool {
        let first = if self.cursor.peek(2) == b'_' { self.cursor.peek(3) } else { self.cursor.peek(2) };
        match prefix {
            b'x' => first.is_ascii_hexdigit(),
            b'o' => (b'0'..=b'7').contains(&first),
            _ => matches!(first, b'0' | b'1'),
        }
    }

    /// Digits with single underscores between them; a leading underscore is skipped too (after a prefix).
    fn skip_digits(&mut self, is_digit: impl Fn(u8) -> bool) {
        loop {
            let byte = self.cursor.byte();
            if is_digit(byte) {
                self.cursor.advance(1);
            } else if byte == b'_' && is_digit(self.cursor.peek(1)) {
                self.cursor.advance(2);
            } else {
                return;
            }
        }
    }

    fn at_exponent(&self) -> bool {
        matches!(self.cursor.byte(), b'e' | b'E')
            && (self.cursor.peek(1).is_ascii_digit()
                || (matches!(self.cursor.peek(1), b'+' | b'-') && self.cursor.peek(2).is_ascii_digit()))
    }

    /// C's `U`, `L`, `LL` in either order.
    fn skip_suffix(&mut self) {
        let is = |byte: u8, letter: u8| byte.to_ascii_lowercase() == letter;
        if is(self.cursor.byte(), b'u') {
            self.cursor.advance(1);
            for _ in 0..2 {
                if is(self.cursor.byte(), b'l') {
                    self.cursor.advance(1);
                }
            }
        } else if is(self.cursor.byte(), b'l') {
            self.cursor.advance(1);
            if is(self.cursor.byte(), b'l') {
                self.cursor.advance(1);
            }
            if is(self.cursor.byte(), b'u') {
                self.cursor.advance(1);
            }
        }
    }
}
