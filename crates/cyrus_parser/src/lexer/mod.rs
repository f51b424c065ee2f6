//! Text to tokens.
//!
//! In: the decoded text of one file. Out: a vector of [`Token`]s, with `Newline`, `Indent` and `Dedent` made from
//! the layout, f-strings opened up into their parts, and a table of lexical errors.
//!
//! Invariants: lexing never fails; text that is no token becomes [`Tok::Error`], and the message is reported by the
//! grammar only when it gets there. The last token is [`Tok::Eof`]. Tokens lie in order and do not overlap.

mod cursor;
mod fstring;
mod header;
mod indentation;
mod keyword;
mod number;
mod operator;
mod string;
pub(crate) mod token;

pub(crate) use header::read_header;
pub(crate) use token::{Soft, Tok, Token};

use cursor::Cursor;
use fstring::FStringMode;

/// A message about text that is no token.
#[derive(Clone, Debug)]
pub(crate) struct LexError {
    /// Index of its [`Tok::Error`].
    pub(crate) token: usize,
    pub(crate) offset: u32,
    pub(crate) message: String,
    pub(crate) indentation: bool,
}

/// What the lexer must know about the file.
#[derive(Clone, Copy, Debug)]
pub(crate) struct LexOptions {
    /// Reserve Cython's words.
    pub(crate) cython: bool,
    pub(crate) print_statement: bool,
    pub(crate) exec_statement: bool,
}

/// The lexer's state.
pub(crate) struct Lexer<'a> {
    cursor: Cursor<'a>,
    options: LexOptions,
    pub(crate) tokens: Vec<Token>,
    pub(crate) errors: Vec<LexError>,
    /// Widths of the open blocks; the first is 0.
    indents: Vec<u32>,
    /// The character that this file indents with, once known.
    indent_char: Option<u8>,
    /// Tabs and spaces were found mixed.
    mixed_indentation: bool,
    /// Open brackets.
    nesting: u32,
    fstrings: Vec<FStringMode>,
}

impl<'a> Lexer<'a> {
    pub(crate) fn new(text: &'a str, options: LexOptions) -> Self {
        Lexer {
            cursor: Cursor::new(text),
            options,
            tokens: Vec::with_capacity(text.len() / 4 + 8),
            errors: Vec::new(),
            indents: vec![0],
            indent_char: None,
            mixed_indentation: false,
            nesting: 0,
            fstrings: Vec::new(),
        }
    }

    /// Lexes the whole text.
    pub(crate) fn run(&mut self) {
        if self.cursor.rest().starts_with('\u{feff}') {
            self.cursor.advance('\u{feff}'.len_utf8());
        }
        self.lex_lines();
    }

    /// Starts again at `offset`, the beginning of a line: error recovery found that what had been taken for the
    /// inside of a bracket is not. Tokens from there on must have been removed.
    pub(crate) fn restart(&mut self, offset: u32) {
        let kept = self.tokens.len();
        self.errors.retain(|e| e.token < kept);
        self.push(Tok::Newline, offset as usize, offset as usize);
        self.cursor.seek(offset as usize);
        self.nesting = 0;
        self.fstrings.clear();
        self.indents = self.open_blocks();
        self.lex_lines();
    }

    /// What is wrong at the token `index`.
    pub(crate) fn error_at(&self, index: usize) -> Option<&LexError> {
        self.errors.binary_search_by_key(&index, |e| e.token).ok().map(|i| &self.errors[i])
    }

    /// The open blocks' widths after the tokens kept so far.
    fn open_blocks(&self) -> Vec<u32> {
        let mut stack = vec![0u32];
        for token in &self.tokens {
            match token.kind {
                Tok::Indent => stack.push(token.end - token.start),
                Tok::Dedent if stack.len() > 1 => {
                    stack.pop();
                }
                _ => {}
            }
        }
        stack
    }

    fn lex_lines(&mut self) {
        self.lex_indentation();
        while !self.cursor.at_end() {
            let before = (self.cursor.offset(), self.fstrings.len());
            if self.in_fstring_text() {
                self.lex_fstring_text();
            } else {
                self.lex_token();
            }
            // Only the end of an unclosed f-string takes no text.
            let after = (self.cursor.offset(), self.fstrings.len());
            assert!(after.0 > before.0 || after.1 < before.1, "the lexer made no progress");
        }
        self.finish();
    }

    fn finish(&mut self) {
        let end = self.cursor.offset();
        self.fstrings.clear();
        let ends_line = self.tokens.last().is_none_or(|t| matches!(t.kind, Tok::Newline | Tok::Dedent));
        if !ends_line && self.nesting == 0 {
            self.push(Tok::Newline, end, end);
        }
        for _ in 1..self.indents.len() {
            self.push(Tok::Dedent, end, end);
        }
        self.indents.truncate(1);
        self.push(Tok::Eof, end, end);
    }

    /// One token outside f-string text; the cursor is not at the end.
    fn lex_token(&mut self) {
        let start = self.cursor.offset();
        let byte = self.cursor.byte();
        match byte {
            b' ' | b'\t' | 0x0c => self.cursor.advance(1),
            b'#' => self.cursor.skip_to_line_end(),
            b'\n' | b'\r' => {
                self.cursor.skip_line_end();
                if self.nesting == 0 {
                    self.push(Tok::Newline, start, start);
                    self.lex_indentation();
                }
            }
            b'\\' if matches!(self.cursor.peek(1), b'\n' | b'\r') => {
                self.cursor.advance(1);
                self.cursor.skip_line_end();
            }
            b'0'..=b'9' => self.lex_number(),
            b'.' if self.cursor.peek(1).is_ascii_digit() => self.lex_number(),
            b'\'' | b'"' => self.lex_string(start, start),
            b'a'..=b'z' | b'A'..=b'Z' | b'_' | 0x80.. => self.lex_word(),
            _ => self.lex_operator(),
        }
    }

    fn lex_word(&mut self) {
        let start = self.cursor.offset();
        if let Some(quote) = self.string_prefix_end() {
            self.lex_string(start, quote);
            return;
        }
        let ascii = self.cursor.skip_ascii_word();
        let mut is_ascii = true;
        if !ascii {
            let mut first = self.cursor.offset() == start;
            while let Some(c) = self.cursor.rest().chars().next() {
                let ok = if first {
                    c == '_' || unicode_ident::is_xid_start(c)
                } else {
                    unicode_ident::is_xid_continue(c)
                };
                if !ok {
                    break;
                }
                is_ascii &= c.is_ascii();
                first = false;
                self.cursor.advance(c.len_utf8());
            }
        }
        let end = self.cursor.offset();
        if start == end {
            let width = self.cursor.rest().chars().next().map_or(1, char::len_utf8);
            self.cursor.advance(width);
            self.error(start, "Unrecognized character");
            return;
        }
        let (kind, soft) = if is_ascii {
            let options = self.options;
            keyword::classify(
                self.cursor.slice(start, end),
                options.cython,
                options.print_statement,
                options.exec_statement,
            )
        } else {
            (Tok::Name, Soft::No)
        };
        self.tokens.push(Token { kind, soft, start: start as u32, end: end as u32 });
    }

    fn push(&mut self, kind: Tok, start: usize, end: usize) {
        self.tokens.push(Token { kind, soft: Soft::No, start: start as u32, end: end as u32 });
    }

    /// Pushes an error token that spans from `start` to the cursor.
    fn error(&mut self, start: usize, message: impl Into<String>) {
        self.error_token(start, start, message.into(), false);
    }

    fn error_token(&mut self, start: usize, offset: usize, message: String, indentation: bool) {
        let token = self.tokens.len();
        self.errors.push(LexError { token, offset: offset as u32, message, indentation });
        let end = self.cursor.offset();
        self.push(Tok::Error, start, end.max(start));
    }
}
