//! Calls and their arguments.

use crate::lexer::Tok;
use crate::parser::{PResult, Parser};
use cyrus_syntax::ast::{Arg, Call, Expr, ExprKind, Ident};

impl Parser<'_> {
    /// The `(…)` after a callee.
    pub(crate) fn call(&mut self, func: Expr) -> PResult<Expr> {
        let anchor = self.start();
        let height = self.height;
        let args = self.arguments(true)?;
        self.grow(height.max(self.height))?;
        let start = func.span.start;
        Ok(self.expr_at(start, anchor, ExprKind::Call(Box::new(Call { func, args }))))
    }

    /// `(args)` of a call or class statement. Leaves the height of the highest argument.
    pub(crate) fn arguments(&mut self, allow_generator: bool) -> PResult<Vec<Arg>> {
        self.nested(|p| p.arguments_inner(allow_generator))
    }

    fn arguments_inner(&mut self, allow_generator: bool) -> PResult<Vec<Arg>> {
        self.bump();
        let mut args = Vec::new();
        let mut height = 1;
        let mut keyword_seen = false;
        let mut mapping_seen = false;
        while !self.at(Tok::RParen) {
            if self.at(Tok::Star) {
                if mapping_seen {
                    return Err(self.fail("Non-keyword arg following keyword arg"));
                }
                self.bump();
                args.push(Arg::Star(self.test()?));
            } else if self.eat(Tok::StarStar) {
                args.push(Arg::DoubleStar(self.test()?));
                mapping_seen = true;
                keyword_seen = true;
            } else {
                let arg = self.named_test()?;
                if self.eat(Tok::Assign) {
                    let ExprKind::Name(name) = &arg.kind else {
                        return Err(self.fail_at(arg.anchor_span(), "Expected an identifier before '='"));
                    };
                    let _ = name;
                    // Names of arguments are not those of the class around.
                    let name = Ident { name: self.spelled(arg.span), span: arg.span };
                    args.push(Arg::Keyword(name, self.test()?));
                    keyword_seen = true;
                } else {
                    if keyword_seen {
                        return Err(self.fail_at(arg.anchor_span(), "Non-keyword arg following keyword arg"));
                    }
                    args.push(Arg::Positional(arg));
                }
            }
            height = height.max(self.height);
            if !self.eat(Tok::Comma) {
                break;
            }
        }
        if allow_generator && self.at_comp_for() && args.len() == 1 && self.prev_is_not_comma() {
            if let Some(Arg::Positional(element)) = args.pop() {
                args.push(Arg::Positional(self.generator(element)?));
                height = self.height;
            } else {
                let found = self.found();
                return Err(self.fail(format!("Expected ')', found '{found}'")));
            }
        }
        self.expect(Tok::RParen)?;
        self.height = height;
        Ok(args)
    }

    fn prev_is_not_comma(&self) -> bool {
        self.pos == 0 || self.lexer.tokens[self.pos - 1].kind != Tok::Comma
    }
}
