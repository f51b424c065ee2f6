//! Template strings: `t"…{value!r:spec}…"` (PEP 750).
//!
//! A template is made of its strings and of an interpolation for each field, which has the field's value and source text.

use super::Checker;
use cyrus_hir::{Expr, ExprKind};
use cyrus_source::Span;
use cyrus_syntax::ast;
use cyrus_types::common;

impl<'a> Checker<'_, 'a> {
    pub(super) fn template_string(&mut self, parts: &'a [ast::FStringPart], span: Span) -> Expr {
        let mut items = Vec::new();
        for part in parts {
            match part {
                ast::FStringPart::Literal(text) if text.is_empty() => {}
                ast::FStringPart::Literal(text) => items.push(self.text_expr(text, span)),
                ast::FStringPart::Field(field) => items.push(self.interpolation(field)),
            }
        }
        let parts = Expr { ty: common::TUPLE, span, kind: ExprKind::Tuple(items) };
        made("__cyrus_template", vec![parts], span)
    }

    fn interpolation(&mut self, field: &'a ast::FStringField) -> Expr {
        let span = field.span;
        let value = self.expr_as(&field.value, common::OBJECT);
        let source = self.text_expr(field.source.as_deref().unwrap_or_default(), span);
        let conversion = match field.conversion {
            Some(letter) => self.text_expr(letter.encode_utf8(&mut [0; 4]), span),
            None => self.none_expr(span),
        };
        let spec = match &field.format {
            Some(format) => self.joined_fstring(format, span),
            None => self.text_expr("", span),
        };
        made("__cyrus_interpolation", vec![value, source, conversion, spec], span)
    }
}

fn made(function: &'static str, args: Vec<Expr>, span: Span) -> Expr {
    Expr { ty: common::OBJECT, span, kind: ExprKind::Runtime { name: function.into(), args } }
}
