//! `operator+` and its kin as declared names.

use super::ctx::{Ctx, Level};
use crate::lexer::Tok;
use crate::parser::{PResult, Parser};
use cyrus_syntax::Name;
use cyrus_syntax::ast::{Ident, Visibility};

/// Operators that can be declared.
const SUPPORTED: &[&str] = &[
    "+", "-", "*", "/", "%", "++", "--", "~", "|", "&", "^", "<<", ">>", ",", "==", "!=", ">=", ">", "<=",
    "<", "[]", "()", "!", "=", "bool",
];

/// In-place operators, as in Cython+.
const IN_PLACE: &[&str] = &["+=", "-=", "*=", "/=", "%=", "|=", "&=", "^=", "<<=", ">>="];

impl Parser<'_> {
    /// After the word `operator` in a place where a name must stand; gives the whole name.
    pub(super) fn operator_name(&mut self, ctx: Ctx, word: Ident) -> PResult<Ident> {
        let declares = ctx.visibility == Visibility::Extern || ctx.level == Level::CppClass;
        if !declares {
            return Ok(word);
        }
        let at = self.token_span();
        let (symbol, separator) = match self.tok {
            Tok::Name => {
                let text = self.token_text().to_owned();
                if !SUPPORTED.contains(&text.as_str()) {
                    self.unsupported_operator(&text);
                }
                self.bump();
                (text, " ")
            }
            Tok::LParen if self.peek(1).kind == Tok::RParen => {
                self.bump();
                self.bump();
                ("()".to_owned(), "")
            }
            // `operator(…)` is a function of that name.
            Tok::LParen => return Ok(word),
            Tok::LBracket => {
                self.bump();
                self.expect(Tok::RBracket)?;
                ("[]".to_owned(), "")
            }
            tok if tok.describe().contains(|c| "+-*/<=>!%&|~^,".contains(c)) => {
                self.bump();
                let mut symbol = tok.describe().to_owned();
                if matches!(tok, Tok::Plus | Tok::Minus | Tok::Pipe | Tok::Amp) && self.at(tok) {
                    symbol.push_str(tok.describe());
                    self.bump();
                } else if self.at(Tok::Assign) {
                    symbol.push('=');
                    self.bump();
                }
                if ![SUPPORTED, IN_PLACE].concat().contains(&symbol.as_str()) {
                    self.unsupported_operator(&symbol);
                }
                (symbol, "")
            }
            _ => return Ok(word),
        };
        let span = word.span.to(at).to(self.span_from(word.span.start));
        Ok(Ident { name: Name::from(format!("operator{separator}{symbol}")), span })
    }

    fn unsupported_operator(&mut self, symbol: &str) {
        let span = self.token_span();
        self.report(span, format!("Overloading operator '{symbol}' not yet supported."));
    }
}
