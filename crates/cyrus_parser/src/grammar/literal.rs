//! Atoms: names, constants, numbers; and where each other kind of atom starts.

use crate::lexer::{Soft, Tok};
use crate::parser::{PResult, Parser};
use cyrus_diagnostics::codes;
use cyrus_syntax::Name;
use cyrus_syntax::ast::{Expr, ExprKind, IntLit};

impl Parser<'_> {
    pub(crate) fn atom(&mut self) -> PResult<Expr> {
        match self.tok {
            Tok::Name if self.at_name() => Ok(self.name_or_constant()),
            Tok::LParen => self.nested(Self::parenthesized),
            Tok::LBracket => self.nested(Self::list_display),
            Tok::LBrace => self.nested(Self::dict_or_set_display),
            Tok::Backquote => self.nested(Self::backquote),
            Tok::Ellipsis => {
                let start = self.start();
                self.bump();
                self.height = 1;
                Ok(self.expr(start, ExprKind::Ellipsis))
            }
            Tok::Int | Tok::Float | Tok::Imag => Ok(self.number()),
            Tok::Str | Tok::UnclosedStr | Tok::FStart => self.string_atom(),
            _ => Err(self.fail("Expected an identifier or literal")),
        }
    }

    fn name_or_constant(&mut self) -> Expr {
        let start = self.start();
        let kind = match self.constant_kind() {
            Some(kind) => {
                self.bump();
                kind
            }
            None => ExprKind::Name(self.take_ident().name),
        };
        self.height = 1;
        self.expr(start, kind)
    }

    /// `None`, `True`, `False`, and `NULL` outside Python files.
    pub(crate) fn constant_kind(&self) -> Option<ExprKind> {
        Some(match self.soft() {
            Soft::None => ExprKind::NoneLit,
            Soft::True => ExprKind::True,
            Soft::False => ExprKind::False,
            Soft::Null if !self.is_python() => ExprKind::Null,
            _ => return None,
        })
    }

    /// At a number.
    pub(crate) fn number(&mut self) -> Expr {
        let start = self.start();
        let text = self.token_text();
        let digits: Name =
            if text.contains('_') { Name::from(text.replace('_', "")) } else { Name::new(text) };
        let tok = self.tok;
        let span = self.token_span();
        self.bump();
        let kind = match tok {
            Tok::Int => {
                let literal = int_literal(&digits);
                let c_only = literal.unsigned
                    || literal.longness == 2
                    || (literal.longness == 1 && self.level.is_py3());
                if c_only && self.is_python() {
                    let message = "illegal integer literal syntax in Python source file";
                    self.report_code(codes::E0102, span, message);
                }
                ExprKind::Int(literal)
            }
            Tok::Float => ExprKind::Float(digits),
            _ => ExprKind::Imaginary(Name::new(digits.trim_end_matches(['j', 'J']))),
        };
        self.height = 1;
        self.expr(start, kind)
    }
}

fn int_literal(text: &str) -> IntLit {
    let is_hex = text.len() > 2 && matches!(text.as_bytes()[1], b'x' | b'X');
    // Hexadecimal digits contain no suffix letter, so the suffix is what trails in any base.
    let digits = text.trim_end_matches(['u', 'U', 'l', 'L']);
    debug_assert!(!is_hex || digits.len() > 2);
    let suffix = &text[digits.len()..];
    IntLit {
        text: Name::new(digits),
        unsigned: suffix.contains(['u', 'U']),
        longness: suffix.bytes().filter(|b| matches!(b, b'l' | b'L')).count() as u8,
    }
}
