//! A position in the text.

/// Reads bytes; every position it stops at is a character boundary as long as callers advance by whole characters.
pub(super) struct Cursor<'a> {
    text: &'a str,
    offset: usize,
}

impl<'a> Cursor<'a> {
    pub(super) fn new(text: &'a str) -> Self {
        Cursor { text, offset: 0 }
    }

    pub(super) fn offset(&self) -> usize {
        self.offset
    }

    pub(super) fn seek(&mut self, offset: usize) {
        self.offset = offset.min(self.text.len());
    }

    pub(super) fn at_end(&self) -> bool {
        self.offset >= self.text.len()
    }

    /// The byte here; 0 at the end.
    pub(super) fn byte(&self) -> u8 {
        self.peek(0)
    }

    /// The byte `ahead` of here; 0 past the end.
    pub(super) fn peek(&self, ahead: usize) -> u8 {
        self.text.as_bytes().get(self.offset + ahead).copied().unwrap_or(0)
    }

    /// The byte at an offset; 0 past the end.
    pub(super) fn byte_at(&self, offset: usize) -> u8 {
        self.text.as_bytes().get(offset).copied().unwrap_or(0)
    }

    pub(super) fn advance(&mut self, bytes: usize) {
        self.offset = (self.offset + bytes).min(self.text.len());
    }

    /// Moves one character on.
    pub(super) fn advance_char(&mut self) {
        let width = self.rest().chars().next().map_or(0, char::len_utf8);
        self.offset += width;
    }

    pub(super) fn rest(&self) -> &'a str {
        &self.text[self.offset..]
    }

    pub(super) fn slice(&self, start: usize, end: usize) -> &'a str {
        &self.text[start..end]
    }

    /// Moves over `\n`, `\r\n` or `\r`.
    pub(super) fn skip_line_end(&mut self) {
        match self.byte() {
            b'\r' if self.peek(1) == b'\n' => self.advance(2),
            b'\r' | b'\n' => self.advance(1),
            _ => {}
        }
    }

    /// Moves to the end of the line, not over it.
    pub(super) fn skip_to_line_end(&mut self) {
        let rest = &self.text.as_bytes()[self.offset..];
        let length = rest.iter().position(|&b| b == b'\n' || b == b'\r').unwrap_or(rest.len());
        self.offset += length;
    }

    /// Moves over letters, digits and underscores; false when a non-ASCII byte stopped it.
    pub(super) fn skip_ascii_word(&mut self) -> bool {
        let rest = &self.text.as_bytes()[self.offset..];
        let length =
            rest.iter().position(|&b| !(b.is_ascii_alphanumeric() || b == b'_')).unwrap_or(rest.len());
        self.offset += length;
        rest.get(length).is_none_or(|b| b.is_ascii())
    }
}
