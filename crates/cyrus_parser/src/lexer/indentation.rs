//! Layout: what the beginning of a line means.

use super::{Lexer, Tok};

/// Once tabs and spaces were found mixed, and that was reported, tabs count as Python counts them.
const TAB_WIDTH: u32 = 8;

fn columns(indentation: &[u8]) -> u32 {
    indentation.iter().fold(
        0,
        |column, &b| {
            if b == b'\t' { (column / TAB_WIDTH + 1) * TAB_WIDTH } else { column + 1 }
        },
    )
}

impl Lexer<'_> {
    /// At the start of a line outside brackets: skips blank and comment lines, then opens or closes blocks.
    pub(super) fn lex_indentation(&mut self) {
        loop {
            let line = self.cursor.offset();
            while matches!(self.cursor.byte(), b' ' | b'\t') {
                self.cursor.advance(1);
            }
            let width_end = self.cursor.offset();
            while matches!(self.cursor.byte(), b' ' | b'\t' | 0x0c) {
                self.cursor.advance(1);
            }
            if self.cursor.byte() == b'#' {
                self.cursor.skip_to_line_end();
            }
            if self.cursor.at_end() {
                return;
            }
            if matches!(self.cursor.byte(), b'\n' | b'\r') {
                self.cursor.skip_line_end();
                continue;
            }
            self.open_or_close_blocks(line, width_end);
            return;
        }
    }

    fn open_or_close_blocks(&mut self, line: usize, end: usize) {
        let text = self.cursor.slice(line, end).as_bytes();
        if let Some(&first) = text.first()
            && !self.mixed_indentation
        {
            let expected = *self.indent_char.get_or_insert(first);
            if expected != first || text.iter().any(|&b| b != first) {
                self.mixed_indentation = true;
                if expected == b'\t' {
                    self.indents.iter_mut().for_each(|width| *width *= TAB_WIDTH);
                }
                self.error_token(line, line, "Mixed use of tabs and spaces".into(), true);
            }
        }
        let width = if self.mixed_indentation { columns(text) } else { text.len() as u32 };
        let current = self.indents.last().copied().unwrap_or(0);
        if width > current {
            self.indents.push(width);
            self.push(Tok::Indent, line, end);
        } else if width < current {
            while self.indents.last().is_some_and(|&open| open > width) {
                self.indents.pop();
                self.push(Tok::Dedent, line, line);
            }
            if self.indents.is_empty() {
                self.indents.push(0);
            }
            if self.indents.last() != Some(&width) {
                self.error_token(line, line, "Inconsistent indentation".into(), true);
            }
        }
    }
}
