//! Going on after a syntax error.
//!
//! The statement in which a rule failed is skipped: to the end of its line, and over the block that belongs to it.
//! When it failed inside brackets that are never closed, the lines after it were read as part of the brackets; the
//! first line that looks like a statement is then lexed afresh.

use crate::lexer::Tok;
use crate::parser::Parser;
use cyrus_syntax::ast::{Stmt, StmtKind};

/// How often a file may be lexed again from the middle.
const MAX_RESTARTS: u32 = 50;

impl Parser<'_> {
    /// Skips the statement that began at the token `first`; what stands for it.
    pub(crate) fn recover(&mut self, first: usize) -> Stmt {
        let start = self.lexer.tokens[first].start;
        // A line with bad indentation may well be a good statement otherwise.
        if self.pos == first && self.at_bad_indentation() {
            self.bump();
        } else {
            self.leave_open_brackets(first);
            self.skip_line_and_block(first);
        }
        if self.pos == first {
            self.bump();
        }
        Stmt { span: self.span_from(start), kind: StmtKind::Error }
    }

    fn skip_line_and_block(&mut self, first: usize) {
        let mut depth = 0usize;
        for token in &self.lexer.tokens[first..self.pos] {
            match token.kind {
                Tok::Indent => depth += 1,
                Tok::Dedent => depth = depth.saturating_sub(1),
                _ => {}
            }
        }
        // The rule missed something after a complete line: the next line is a statement of its own.
        let after_line = self.pos > first
            && matches!(self.lexer.tokens[self.pos - 1].kind, Tok::Newline | Tok::Dedent)
            && !self.at(Tok::Indent);
        if after_line && depth == 0 {
            return;
        }
        loop {
            match self.tok {
                Tok::Eof => return,
                Tok::Indent => {
                    depth += 1;
                    self.bump();
                }
                Tok::Dedent if depth == 0 => return,
                Tok::Dedent => {
                    depth -= 1;
                    self.bump();
                    if depth == 0 {
                        return;
                    }
                }
                Tok::Newline if depth == 0 => {
                    self.bump();
                    if self.tok != Tok::Indent {
                        return;
                    }
                }
                _ => self.bump(),
            }
        }
    }

    /// When the statement that began at `first` failed inside brackets, looks for the line where it must have
    /// ended and starts lexing there.
    fn leave_open_brackets(&mut self, first: usize) {
        let mut depth = 0i32;
        for token in &self.lexer.tokens[first..self.pos] {
            match token.kind {
                Tok::LParen | Tok::LBracket | Tok::LBrace => depth += 1,
                Tok::RParen | Tok::RBracket | Tok::RBrace => depth -= 1,
                Tok::Newline => depth = 0,
                _ => {}
            }
        }
        if depth <= 0 {
            return;
        }
        let mut index = self.pos.max(first + 1);
        let mut first_line = None;
        loop {
            let token = self.lexer.tokens[index];
            if token.kind == Tok::Newline {
                return;
            }
            // Where the line begins, if this is its first token.
            let before = self.lexer.tokens[index - 1].end.min(token.start);
            let line_start = self.text[before as usize..token.start as usize].rfind(['\n', '\r']);
            if let Some(line) = line_start {
                let line = before as usize + line + 1;
                first_line.get_or_insert((index, line));
                if starts_statement(token.kind) {
                    self.restart_at(index, line);
                    return;
                }
            }
            if token.kind == Tok::Eof {
                // The brackets are never closed.
                if let Some((index, line)) = first_line {
                    self.restart_at(index, line);
                }
                return;
            }
            index += 1;
        }
    }

    /// Lexes again from the start of a line, after ending the line before it.
    fn restart_at(&mut self, index: usize, line: usize) {
        // Each time the rest of the file is lexed anew: a file that needs this often is not worth it.
        if self.restarts == MAX_RESTARTS {
            return;
        }
        self.restarts += 1;
        self.lexer.tokens.truncate(index);
        self.lexer.restart(line as u32);
        if self.pos > index {
            self.pos = index;
        }
        self.tok = self.token().kind;
    }
}

/// Words that begin a statement and nothing else.
fn starts_statement(tok: Tok) -> bool {
    matches!(
        tok,
        Tok::Def
            | Tok::Class
            | Tok::Cdef
            | Tok::Cpdef
            | Tok::Ctypedef
            | Tok::Return
            | Tok::Raise
            | Tok::While
            | Tok::Try
            | Tok::With
            | Tok::Del
            | Tok::Pass
            | Tok::Break
            | Tok::Continue
            | Tok::Global
            | Tok::Nonlocal
            | Tok::Import
            | Tok::Cimport
            | Tok::Assert
            | Tok::At
            | Tok::Except
            | Tok::Finally
            | Tok::Elif
    )
}
