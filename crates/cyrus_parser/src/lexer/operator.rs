//! Operators and brackets.

use super::{Lexer, Tok};

impl Lexer<'_> {
    /// At a byte that starts no other kind of token.
    pub(super) fn lex_operator(&mut self) {
        let start = self.cursor.offset();
        let bytes = [self.cursor.byte(), self.cursor.peek(1), self.cursor.peek(2)];
        if self.at_field_top_level() {
            match bytes[0] {
                b':' => {
                    self.cursor.advance(1);
                    self.push(Tok::Colon, start, start + 1);
                    self.begin_format_spec();
                    return;
                }
                b'}' => {
                    self.cursor.advance(1);
                    self.push(Tok::RBrace, start, start + 1);
                    self.end_field();
                    return;
                }
                b')' | b']' => {
                    self.cursor.advance(1);
                    self.error(start, format!("Unmatched '{}'", bytes[0] as char));
                    return;
                }
                _ => {}
            }
        }
        let (kind, width) = match bytes {
            [b'*', b'*', b'='] => (Tok::StarStarEq, 3),
            [b'/', b'/', b'='] => (Tok::SlashSlashEq, 3),
            [b'<', b'<', b'='] => (Tok::LShiftEq, 3),
            [b'>', b'>', b'='] => (Tok::RShiftEq, 3),
            [b'.', b'.', b'.'] => (Tok::Ellipsis, 3),
            [b'=', b'=', _] => (Tok::EqEq, 2),
            [b'<', b'>', _] => (Tok::LtGt, 2),
            [b'!', b'=', _] => (Tok::NotEq, 2),
            [b'<', b'=', _] => (Tok::LessEq, 2),
            [b'>', b'=', _] => (Tok::GreaterEq, 2),
            [b'<', b'<', _] => (Tok::LShift, 2),
            [b'>', b'>', _] => (Tok::RShift, 2),
            [b'*', b'*', _] => (Tok::StarStar, 2),
            [b'/', b'/', _] => (Tok::SlashSlash, 2),
            [b'+', b'=', _] => (Tok::PlusEq, 2),
            [b'-', b'=', _] => (Tok::MinusEq, 2),
            [b'*', b'=', _] => (Tok::StarEq, 2),
            [b'/', b'=', _] => (Tok::SlashEq, 2),
            [b'%', b'=', _] => (Tok::PercentEq, 2),
            [b'|', b'=', _] => (Tok::PipeEq, 2),
            [b'^', b'=', _] => (Tok::CaretEq, 2),
            [b'&', b'=', _] => (Tok::AmpEq, 2),
            [b'@', b'=', _] => (Tok::AtEq, 2),
            [b'-', b'>', _] => (Tok::Arrow, 2),
            [b'&', b'&', _] => (Tok::AmpAmp, 2),
            [b'|', b'|', _] => (Tok::PipePipe, 2),
            [b':', b'=', _] => (Tok::ColonEq, 2),
            [b'(', ..] => (Tok::LParen, 1),
            [b')', ..] => (Tok::RParen, 1),
            [b'[', ..] => (Tok::LBracket, 1),
            [b']', ..] => (Tok::RBracket, 1),
            [b'{', ..] => (Tok::LBrace, 1),
            [b'}', ..] => (Tok::RBrace, 1),
            [b':', ..] => (Tok::Colon, 1),
            [b',', ..] => (Tok::Comma, 1),
            [b';', ..] => (Tok::Semi, 1),
            [b'+', ..] => (Tok::Plus, 1),
            [b'-', ..] => (Tok::Minus, 1),
            [b'*', ..] => (Tok::Star, 1),
            [b'/', ..] => (Tok::Slash, 1),
            [b'|', ..] => (Tok::Pipe, 1),
            [b'&', ..] => (Tok::Amp, 1),
            [b'<', ..] => (Tok::Less, 1),
            [b'>', ..] => (Tok::Greater, 1),
            [b'=', ..] => (Tok::Assign, 1),
            [b'.', ..] => (Tok::Dot, 1),
            [b'%', ..] => (Tok::Percent, 1),
            [b'`', ..] => (Tok::Backquote, 1),
            [b'~', ..] => (Tok::Tilde, 1),
            [b'^', ..] => (Tok::Caret, 1),
            [b'?', ..] => (Tok::Question, 1),
            [b'!', ..] => (Tok::Bang, 1),
            [b'@', ..] => (Tok::At, 1),
            _ => {
                self.cursor.advance_char();
                self.error(start, "Unrecognized character");
                return;
            }
        };
        match kind {
            Tok::LParen | Tok::LBracket | Tok::LBrace => self.nesting += 1,
            Tok::RParen | Tok::RBracket | Tok::RBrace => self.nesting = self.nesting.saturating_sub(1),
            _ => {}
        }
        self.cursor.advance(width);
        self.push(kind, start, start + width);
    }
}
