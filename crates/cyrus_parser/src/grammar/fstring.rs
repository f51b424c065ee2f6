//! f-strings and t-strings: text, fields, conversions, format specs.

use super::string_literal::{Decoding, PieceKind, push_literal};
use crate::lexer::Tok;
use crate::parser::{Fail, PResult, Parser};
use cyrus_diagnostics::codes;
use cyrus_syntax::Name;
use cyrus_syntax::ast::{ExprKind, FStringField, FStringPart};

impl Parser<'_> {
    /// At the opening quote; sets the height of the highest field.
    pub(super) fn fstring(&mut self, kind: PieceKind, raw: bool) -> PResult<Vec<FStringPart>> {
        self.nested(|p| p.fstring_inner(kind, raw))
    }

    fn fstring_inner(&mut self, kind: PieceKind, raw: bool) -> PResult<Vec<FStringPart>> {
        let opening = self.token_span();
        let triple = opening.end - opening.start >= 3
            && (self.token_text().ends_with("\"\"\"") || self.token_text().ends_with("'''"));
        self.bump();
        let mut parts = Vec::new();
        let mut height = 1;
        loop {
            match self.tok {
                Tok::FMiddle => self.fstring_text(&mut parts, kind, raw, true),
                Tok::LBrace => {
                    self.fstring_field(&mut parts, kind, raw)?;
                    height = height.max(self.height);
                }
                Tok::FEnd => {
                    self.bump();
                    self.height = height;
                    return Ok(parts);
                }
                Tok::Error => {
                    self.report_lex_error();
                    self.bump();
                }
                Tok::FUnclosed => {
                    let mut span = self.token_span();
                    if triple {
                        let letter = if kind == PieceKind::Template { 't' } else { 'f' };
                        let message = format!("Unexpected token None:'' in {letter}-string literal");
                        self.report(span, message);
                        span = opening;
                    }
                    self.bump();
                    return Err(self.fail_at(span, "Unclosed string literal"));
                }
                _ => return Err(self.expected_brace()),
            }
        }
    }

    /// The field does not end where it should.
    fn expected_brace(&mut self) -> Fail {
        let found = if self.at(Tok::Eof) { "None" } else { self.found() };
        self.fail(format!("Expected '}}', found '{found}'"))
    }

    fn fstring_text(&mut self, parts: &mut Vec<FStringPart>, kind: PieceKind, raw: bool, braces: bool) {
        let token = self.token();
        let readings = self.decode(self.slice(token), token.start, Decoding { kind, raw, braces });
        push_literal(parts, &String::from_utf8_lossy(&readings.text));
        self.bump();
    }

    /// At `{`; consumes the `}`.
    fn fstring_field(&mut self, parts: &mut Vec<FStringPart>, kind: PieceKind, raw: bool) -> PResult<()> {
        self.nested(|p| p.fstring_field_inner(parts, kind, raw))
    }

    fn fstring_field_inner(
        &mut self,
        parts: &mut Vec<FStringPart>,
        kind: PieceKind,
        raw: bool,
    ) -> PResult<()> {
        let brace = self.token_span();
        let first = self.pos + 1;
        let letter = if kind == PieceKind::Template { 't' } else { 'f' };
        self.reject_bad_nesting()?;
        self.bump();
        let mut conversion = None;
        let mut self_documenting = false;
        let mut expression_end = self.start();
        let value = if matches!(self.tok, Tok::RBrace | Tok::Colon | Tok::FEnd | Tok::FUnclosed | Tok::Eof) {
            self.report(brace, format!("empty expression not allowed in {letter}-string"));
            self.height = 1;
            self.expr(brace.end, ExprKind::Error)
        } else {
            let value = if self.at(Tok::Yield) { self.yield_expr()? } else { self.testlist_star()? };
            expression_end = self.prev_end;
            if self.eat(Tok::Assign) {
                self_documenting = true;
                let text = self.text_without_comments(brace.end, first);
                push_literal(parts, &text);
            }
            if self.at(Tok::Bang) {
                conversion = self.fstring_conversion();
            }
            self.skip_field_rest(letter);
            value
        };
        let mut height = self.height;
        let format = if self.at(Tok::Colon) {
            let format = self.fstring_format(raw)?;
            height = height.max(self.height);
            Some(format)
        } else {
            None
        };
        if self_documenting && conversion.is_none() && format.is_none() {
            conversion = Some('r');
        }
        if !self.eat(Tok::RBrace) {
            return Err(self.expected_brace());
        }
        let source = (kind == PieceKind::Template)
            .then(|| Name::new(self.text[brace.end as usize..expression_end as usize].trim()));
        let span = self.span_from(brace.start);
        parts.push(FStringPart::Field(FStringField { value, conversion, format, source, span }));
        self.height = height + 1;
        Ok(())
    }

    /// The source from `start` up to the current token, as `{x=}` shows it; `first` is the first token in it.
    fn text_without_comments(&self, start: u32, first: usize) -> String {
        let mut text = String::new();
        let mut at = start as usize;
        for token in &self.lexer.tokens[first..=self.pos] {
            let gap = &self.text[at..(token.start as usize).max(at)];
            for line in gap.split_inclusive('\n') {
                match line.find('#') {
                    Some(comment) => {
                        text.push_str(&line[..comment]);
                        text.push_str(if line.ends_with('\n') { "\n" } else { "" });
                    }
                    None => text.push_str(line),
                }
            }
            at = token.start as usize;
            if token.start < self.start() {
                text.push_str(self.slice(*token));
                at = token.end as usize;
            }
        }
        text
    }

    /// At `!`.
    fn fstring_conversion(&mut self) -> Option<char> {
        let bang = self.token();
        self.bump();
        let span = self.token_span();
        if !self.at(Tok::Name) {
            self.report_code(codes::E0102, span, "missing conversion character");
            return None;
        }
        let text = self.token_text();
        self.bump();
        let mut chars = text.chars();
        let conversion =
            chars.next().filter(|c| matches!(c, 'r' | 's' | 'a' | 'd') && chars.next().is_none());
        if conversion.is_none() {
            self.report_code(codes::E0102, span, format!("invalid conversion character '{text}'"));
        } else if span.start != bang.end {
            let message = "f-string: conversion type must come right after the exclamation mark";
            self.report_code(codes::E0102, span, message);
        }
        conversion
    }

    /// Reports and skips what stands between a field's expression and its `:` or `}`.
    fn skip_field_rest(&mut self, letter: char) {
        if matches!(self.tok, Tok::RBrace | Tok::Colon | Tok::FEnd | Tok::FUnclosed | Tok::Eof | Tok::Error) {
            return;
        }
        let span = self.token_span();
        let found = self.token_text();
        self.report(span, format!("Unexpected characters after {letter}-string expression: {found}"));
        let mut depth = 0u32;
        loop {
            match self.tok {
                Tok::Eof | Tok::FUnclosed | Tok::Newline | Tok::Error => return,
                Tok::RBrace | Tok::Colon | Tok::FEnd if depth == 0 => return,
                Tok::LParen | Tok::LBracket | Tok::LBrace | Tok::FStart => depth += 1,
                Tok::RParen | Tok::RBracket | Tok::RBrace | Tok::FEnd => depth = depth.saturating_sub(1),
                _ => {}
            }
            self.bump();
        }
    }

    /// At the `:` of a field; stops at its `}`.
    fn fstring_format(&mut self, raw: bool) -> PResult<Vec<FStringPart>> {
        self.bump();
        let mut parts = Vec::new();
        let mut height = 1;
        loop {
            match self.tok {
                Tok::FMiddle => self.fstring_text(&mut parts, PieceKind::Format, raw, false),
                Tok::LBrace => {
                    self.fstring_field(&mut parts, PieceKind::Format, raw)?;
                    height = height.max(self.height);
                }
                Tok::FUnclosed => {
                    let span = self.token_span();
                    self.bump();
                    return Err(self.fail_at(span, "Unclosed string literal"));
                }
                _ => {
                    self.height = height;
                    return Ok(parts);
                }
            }
        }
    }

    /// A field's brackets and quotes are checked before its expression is read.
    fn reject_bad_nesting(&mut self) -> PResult<()> {
        let mut depth = 0u32;
        for index in self.pos..self.lexer.tokens.len() {
            let token = self.lexer.tokens[index];
            match token.kind {
                Tok::LBrace => depth += 1,
                Tok::RBrace if depth <= 1 => return Ok(()),
                Tok::RBrace => depth -= 1,
                Tok::UnclosedStr if !self.slice(token).ends_with(['\n', '\r']) => {
                    self.go_to(index);
                    return self.string_atom().map(|_| ());
                }
                Tok::Newline | Tok::Eof | Tok::FUnclosed | Tok::UnclosedStr => return Ok(()),
                Tok::Error => {
                    let Some(error) = self.lexer.error_at(index) else { return Ok(()) };
                    if error.message.starts_with("Unmatched") {
                        self.go_to(index);
                        return Err(self.fail("Unmatched bracket"));
                    }
                }
                _ => {}
            }
        }
        Ok(())
    }

    fn go_to(&mut self, index: usize) {
        while self.pos < index {
            self.bump();
        }
    }
}
