//! f-strings and t-strings: text and replacement fields, nested to any depth (PEP 701, PEP 750).
//!
//! The lexer keeps a stack of open f-strings. Each is either in its text (also the text of a format spec) or in the
//! expression of a field, where ordinary tokens are read until the field's `}` or `:` at its own bracket level.

use super::string::Quote;
use super::{Lexer, Tok};

/// One open f-string.
#[derive(Clone, Copy)]
pub(super) struct FStringMode {
    quote: u8,
    pub(super) triple: bool,
    raw: bool,
    /// Open fields of this f-string; each format spec can hold further fields.
    fields: [Field; MAX_FIELDS],
    depth: usize,
}

/// Fields nested in format specs of one f-string; Python itself allows two.
const MAX_FIELDS: usize = 8;

#[derive(Clone, Copy, Default)]
struct Field {
    /// Bracket nesting inside the field's braces.
    nesting: u32,
    in_spec: bool,
}

impl Lexer<'_> {
    pub(super) fn begin_fstring(&mut self, quote: Quote, raw: bool) {
        self.fstrings.push(FStringMode {
            quote: quote.byte,
            triple: quote.triple,
            raw,
            fields: Default::default(),
            depth: 0,
        });
        if self.cursor.at_end() {
            self.unclosed_fstring();
        }
    }

    fn field(&self) -> Option<Field> {
        let mode = self.fstrings.last()?;
        mode.depth.checked_sub(1).map(|i| mode.fields[i])
    }

    /// Whether the cursor is in the text of an f-string (or of a format spec).
    pub(super) fn in_fstring_text(&self) -> bool {
        !self.fstrings.is_empty() && self.field().is_none_or(|f| f.in_spec)
    }

    /// Whether the cursor is in a field's expression, outside any bracket of it.
    pub(super) fn at_field_top_level(&self) -> bool {
        self.field().is_some_and(|f| !f.in_spec && f.nesting == self.nesting)
    }

    pub(super) fn begin_format_spec(&mut self) {
        if let Some(mode) = self.fstrings.last_mut()
            && mode.depth > 0
        {
            mode.fields[mode.depth - 1].in_spec = true;
        }
    }

    /// After the `}` of a field.
    pub(super) fn end_field(&mut self) {
        self.nesting = self.nesting.saturating_sub(1);
        if let Some(mode) = self.fstrings.last_mut() {
            mode.depth = mode.depth.saturating_sub(1);
        }
    }

    /// Reads text up to the next field, the end of a format spec or the closing quote, and that delimiter.
    pub(super) fn lex_fstring_text(&mut self) {
        let Some(&mode) = self.fstrings.last() else { return };
        let in_spec = self.field().is_some();
        let start = self.cursor.offset();
        loop {
            if self.cursor.at_end() {
                self.push_text(start);
                self.unclosed_fstring();
                return;
            }
            match self.cursor.byte() {
                b'\\' if !mode.raw && self.cursor.peek(1) == b'N' && self.cursor.peek(2) == b'{' => {
                    self.skip_named_escape();
                }
                b'\\' => {
                    self.cursor.advance(1);
                    match self.cursor.byte() {
                        b'\n' | b'\r' => self.cursor.skip_line_end(),
                        b'{' | b'}' => {}
                        _ => self.cursor.advance_char(),
                    }
                }
                b'\n' | b'\r' if !mode.triple => {
                    self.push_text(start);
                    self.unclosed_fstring();
                    return;
                }
                b'{' if !in_spec && self.cursor.peek(1) == b'{' => self.cursor.advance(2),
                b'}' if !in_spec && self.cursor.peek(1) == b'}' => self.cursor.advance(2),
                b'{' => {
                    self.push_text(start);
                    self.open_field();
                    return;
                }
                b'}' if in_spec => {
                    self.push_text(start);
                    let brace = self.cursor.offset();
                    self.cursor.advance(1);
                    self.push(Tok::RBrace, brace, brace + 1);
                    self.end_field();
                    return;
                }
                b'}' => {
                    self.push_text(start);
                    let mut brace = self.cursor.offset();
                    self.cursor.advance(1);
                    // The message points at the start of the run of braces.
                    while brace > start && self.cursor.byte_at(brace - 1) == b'}' {
                        brace -= 1;
                    }
                    self.error(brace, "f-string or t-string: single '}' is not allowed");
                    return;
                }
                byte if byte == mode.quote
                    && (!mode.triple || (self.cursor.peek(1) == byte && self.cursor.peek(2) == byte)) =>
                {
                    self.push_text(start);
                    self.close_fstring(if mode.triple { 3 } else { 1 });
                    return;
                }
                _ => self.cursor.advance_char(),
            }
        }
    }

    fn push_text(&mut self, start: usize) {
        let end = self.cursor.offset();
        if end > start {
            self.push(Tok::FMiddle, start, end);
        }
    }

    fn skip_named_escape(&mut self) {
        let rest = self.cursor.rest().as_bytes();
        let name =
            rest[3..].iter().take_while(|b| b.is_ascii_alphanumeric() || matches!(b, b' ' | b'-')).count();
        let closed = rest.get(3 + name) == Some(&b'}');
        self.cursor.advance(if closed { 4 + name } else { 2 });
    }

    fn open_field(&mut self) {
        let brace = self.cursor.offset();
        self.cursor.advance(1);
        self.nesting += 1;
        let nesting = self.nesting;
        let Some(mode) = self.fstrings.last_mut() else { return };
        if mode.depth == MAX_FIELDS {
            self.nesting -= 1;
            self.error(brace, "f-string: expressions nested too deeply");
            return;
        }
        mode.fields[mode.depth] = Field { nesting, in_spec: false };
        mode.depth += 1;
        self.push(Tok::LBrace, brace, brace + 1);
    }

    fn close_fstring(&mut self, width: usize) {
        let quote = self.cursor.offset();
        self.cursor.advance(width);
        self.push(Tok::FEnd, quote, quote + width);
        // Fields still open in format specs end with the string.
        if let Some(mode) = self.fstrings.pop() {
            self.nesting = self.nesting.saturating_sub(mode.depth as u32);
        }
    }

    /// At the end of the line or file, without the closing quote.
    fn unclosed_fstring(&mut self) {
        let here = self.cursor.offset();
        if let Some(mode) = self.fstrings.pop() {
            self.nesting = self.nesting.saturating_sub(mode.depth as u32);
        }
        self.push(Tok::FUnclosed, here, here);
    }
}
