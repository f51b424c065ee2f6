//! `text.format(…)` where the text is made without Python: of an object of a class that stands for `str` (`libcyrus.text.Str`), and of
//! literals where the GIL is not held. The values are formatted as those of f-strings are (`native_text`), by a pattern that is read at run time
//! (`cpp_text_format` of the support library).

use super::Checker;
use super::native_text::Shape;
use cyrus_diagnostics::codes;
use cyrus_hir::{Coercion, Expr, ExprKind, StrConst};
use cyrus_source::Span;
use cyrus_syntax::ast::{self, Arg};
use cyrus_types::{TyId, common};

impl<'a> Checker<'_, 'a> {
    /// `object.format(args)`; `None` when Python has to make the text.
    pub fn native_format(&mut self, object: &'a ast::Expr, call: &'a ast::Call, span: Span) -> Option<Expr> {
        let literal = matches!(object.kind, ast::ExprKind::Str(_)) && self.makes_native_text();
        let class = if literal { None } else { self.text_class(object) };
        if !literal && class.is_none() {
            return None;
        }
        let pattern = self.expr(object);
        let pattern = match &pattern.kind {
            ExprKind::Str(StrConst::Text(text)) => {
                let text = text.clone();
                self.native_literal(&text, span)
            }
            ExprKind::Str(StrConst::Bytes(_)) => return None,
            _ => self.cyp_text(pattern, "__str__", span)?,
        };
        let mut args = vec![pattern];
        for arg in &call.args {
            let (name, value) = match arg {
                Arg::Positional(value) => ("", value),
                Arg::Keyword(name, value) => (name.name.as_str(), value),
                Arg::Star(e) | Arg::DoubleStar(e) => {
                    self.error(codes::E0303, e.span, "format() without the GIL takes no * or ** arguments");
                    continue;
                }
            };
            let kind = ExprKind::Str(StrConst::Bytes(name.as_bytes().to_vec()));
            args.push(Expr { ty: common::CONST_CHAR_PTR, span, kind });
            let at = value.anchor_span();
            let value = self.expr(value);
            let (value, shape) = self.shown_value(value, None, at)?;
            let kind = match shape {
                Shape::Int { signed: true } => b'i',
                Shape::Int { signed: false } => b'u',
                Shape::Bool => b'b',
                Shape::Char => b'c',
                Shape::Float => b'f',
                Shape::Text => b's',
            };
            args.push(self.int_expr(i128::from(kind), span));
            let pointer = self.cx.types.is_c_string(value.ty);
            args.push(match pointer {
                true => {
                    let chars = self.coercion(Coercion::CCast, value, common::CONST_CHAR_PTR);
                    let kind = ExprKind::Str(StrConst::Bytes(Vec::new()));
                    let spec = Expr { ty: common::CONST_CHAR_PTR, span, kind };
                    self.text_call("__cyrus_text_cstr", vec![chars, spec], false, span)
                }
                false => value,
            });
        }
        let made = self.text_call("__cyrus_text_format", args, true, span);
        match class {
            Some(class) => self.value_as_cyp(&made, class),
            None => Some(made),
        }
    }

    /// The type of an expression that stands for `str`.
    fn text_class(&mut self, object: &'a ast::Expr) -> Option<TyId> {
        if self.scope_of(object).is_some() {
            return None;
        }
        let ty = self.speculate(|c| c.expr(object).ty);
        let cyp = self.cyp_of(ty)?;
        let text = self.cyp_python_class(&cyp) == Some(common::STR);
        text.then(|| self.cx.types.cyp_mention(cyp.class, cyp.args))
    }
}
