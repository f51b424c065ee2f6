//! Expressions as Python would print them: for annotations and for signatures in docstrings.
//!
//! Operators stand between spaces, strings in single quotes, lambdas are left out; what is not one of these is as in
//! the source.

use super::Checker;
use cyrus_source::Span;
use cyrus_syntax::ast::{self, Arg, BinaryOp, ExprKind};

impl Checker<'_, '_> {
    pub(super) fn written_annotation(&self, e: &ast::Expr) -> String {
        match &e.kind {
            ExprKind::Lambda(_) => "...".to_owned(),
            ExprKind::Str(ast::StrLit { text: Some(text), kind, .. }) if *kind != ast::StrKind::Bytes => {
                format!("'{}'", String::from_utf8_lossy(text))
            }
            ExprKind::Str(ast::StrLit { bytes: Some(bytes), .. })
                if bytes.iter().all(u8::is_ascii_alphanumeric) =>
            {
                format!("b'{}'", String::from_utf8_lossy(bytes))
            }
            ExprKind::Binary(op, a, b) => {
                let text = super::operator::binop_text(super::target::binary_op(*op));
                let left = self.operand(a, strength(*op) + u32::from(*op == BinaryOp::Pow));
                let right = self.operand(b, strength(*op) + u32::from(*op != BinaryOp::Pow));
                format!("{left} {text} {right}")
            }
            ExprKind::Subscript(base, index) => {
                let index = match &index.kind {
                    ExprKind::Tuple(items) if items.len() > 1 => {
                        items.iter().map(|i| self.written_annotation(i)).collect::<Vec<_>>().join(", ")
                    }
                    _ => self.written_annotation(index),
                };
                format!("{}[{index}]", self.written_annotation(base))
            }
            // Keywords that add none are not shown.
            ExprKind::Call(call) if call.args.iter().any(is_empty) => {
                let shown = call.args.iter().filter(|a| !is_empty(a)).map(|a| match a {
                    Arg::Positional(e) => self.written_annotation(e),
                    Arg::Keyword(name, e) => format!("{}={}", name.name, self.written_annotation(e)),
                    Arg::Star(e) => format!("*{}", self.written_annotation(e)),
                    Arg::DoubleStar(e) => format!("**{}", self.written_annotation(e)),
                });
                let args = shown.collect::<Vec<_>>().join(", ");
                format!("{}({args})", self.written_annotation(&call.func))
            }
            _ => self.with_brackets(e.span),
        }
    }

    /// An operand, in brackets where its operator binds less than this.
    fn operand(&self, e: &ast::Expr, least: u32) -> String {
        let text = self.written_annotation(e);
        match &e.kind {
            ExprKind::Binary(op, ..) if strength(*op) < least => format!("({text})"),
            _ => text,
        }
    }

    /// The source of an expression, with brackets at its ends that belong to its parts.
    fn with_brackets(&self, span: Span) -> String {
        let text = self.cx.sources.text(span);
        let (mut depth, mut lowest) = (0i32, 0i32);
        for c in text.chars() {
            depth += i32::from(c == '(') - i32::from(c == ')');
            lowest = lowest.min(depth);
        }
        let (opens, closes) = (-lowest, depth - lowest);
        format!("{}{text}{}", "(".repeat(opens as usize), ")".repeat(closes as usize))
    }
}

/// `**{}`
fn is_empty(arg: &Arg) -> bool {
    matches!(arg, Arg::DoubleStar(e) if matches!(&e.kind, ExprKind::Dict(items) if items.is_empty()))
}

/// How strongly an operator binds its operands.
fn strength(op: BinaryOp) -> u32 {
    match op {
        BinaryOp::BitOr => 1,
        BinaryOp::BitXor => 2,
        BinaryOp::BitAnd => 3,
        BinaryOp::LShift | BinaryOp::RShift => 4,
        BinaryOp::Add | BinaryOp::Sub => 5,
        BinaryOp::Mul | BinaryOp::MatMul | BinaryOp::Div | BinaryOp::FloorDiv | BinaryOp::Mod => 6,
        BinaryOp::Pow => 8,
    }
}
