//! Expressions, arguments and parts of strings.

use super::Dumper;
use crate::ast::*;
use std::fmt::Write;

impl Dumper<'_> {
    pub(super) fn expr(&mut self, expr: &Expr) {
        match &expr.kind {
            ExprKind::Name(name) => self.text(name),
            ExprKind::NoneLit => self.text("None"),
            ExprKind::True => self.text("True"),
            ExprKind::False => self.text("False"),
            ExprKind::Ellipsis => self.text("..."),
            ExprKind::Null => self.text("NULL"),
            ExprKind::Int(int) => {
                self.text(&int.text);
                self.text(if int.unsigned { "U" } else { "" });
                (0..int.longness).for_each(|_| self.text("L"));
            }
            ExprKind::Float(text) => self.text(text),
            ExprKind::Imaginary(text) => {
                self.text(text);
                self.text("j");
            }
            ExprKind::Str(literal) => self.str_lit(literal),
            ExprKind::FString(fstring) => {
                self.form(if fstring.template { "t" } else { "f" }, |d| d.fstring_parts(&fstring.parts));
            }
            ExprKind::Tuple(items) => self.form("tuple", |d| d.exprs(items)),
            ExprKind::List(items) => self.form("list", |d| d.exprs(items)),
            ExprKind::Set(items) => self.form("set", |d| d.exprs(items)),
            ExprKind::Dict(items) => self.form("dict", |d| {
                for item in items {
                    match item {
                        DictItem::Pair(key, value) => {
                            d.sp(|d| d.expr(key));
                            d.text(":");
                            d.expr(value);
                        }
                        DictItem::Unpack(value) => {
                            d.word("**");
                            d.expr(value);
                        }
                    }
                }
            }),
            ExprKind::ListComp(c) => self.comprehension("listcomp", c),
            ExprKind::SetComp(c) => self.comprehension("setcomp", c),
            ExprKind::DictComp(c) => self.comprehension("dictcomp", c),
            ExprKind::GeneratorExp(c) => self.comprehension("gen", c),
            ExprKind::Attribute(value, name) => self.form(".", |d| {
                d.sp(|d| d.expr(value));
                d.word(&name.name);
            }),
            ExprKind::Subscript(value, index) => self.form("[]", |d| {
                d.exprs([&**value, index]);
            }),
            ExprKind::Slice { lower, upper, step } => self.form("slice", |d| {
                for part in [lower, upper, step] {
                    d.sp(|d| d.opt_expr(part.as_deref()));
                }
            }),
            ExprKind::Call(call) => self.form("call", |d| {
                d.sp(|d| d.expr(&call.func));
                d.args(&call.args);
            }),
            ExprKind::Unary(op, value) => self.form(unary(*op), |d| d.exprs([&**value])),
            ExprKind::Binary(op, left, right) => self.form(binary(*op), |d| d.exprs([&**left, right])),
            ExprKind::Bool(op, left, right) => {
                let word = match op {
                    BoolOp::And => "and",
                    BoolOp::Or => "or",
                };
                self.form(word, |d| d.exprs([&**left, right]));
            }
            ExprKind::Compare(first, rest) => self.form("cmp", |d| {
                d.exprs([&**first]);
                for (op, value) in rest {
                    d.word(compare(*op));
                    d.exprs([value]);
                }
            }),
            ExprKind::Conditional { test, then, orelse } => {
                self.form("?", |d| d.exprs([&**test, then, orelse]));
            }
            ExprKind::Lambda(lambda) => self.form("lambda", |d| {
                d.sp(|d| d.params(&lambda.params));
                d.exprs([&lambda.body]);
            }),
            ExprKind::Await(value) => self.form("await", |d| d.exprs([&**value])),
            ExprKind::Yield(value) => self.form("yield", |d| d.exprs(value.as_deref())),
            ExprKind::YieldFrom(value) => self.form("yield-from", |d| d.exprs([&**value])),
            ExprKind::Starred(value) => self.form("*", |d| d.exprs([&**value])),
            ExprKind::Walrus(name, value) => self.form(":=", |d| {
                d.word(&name.name);
                d.exprs([&**value]);
            }),
            ExprKind::Cast { ty, value, checked } => {
                self.form(if *checked { "cast?" } else { "cast" }, |d| {
                    d.sp(|d| d.ty(ty));
                    d.exprs([&**value]);
                });
            }
            ExprKind::SizeOf(SizeOfArg::Type(ty)) => self.form("sizeof-type", |d| d.sp(|d| d.ty(ty))),
            ExprKind::SizeOf(SizeOfArg::Expr(value)) => self.form("sizeof", |d| d.exprs([&**value])),
            ExprKind::AddressOf(value) => self.form("&", |d| d.exprs([&**value])),
            ExprKind::TypeOf(value) => self.form("typeof", |d| d.exprs([&**value])),
            ExprKind::New { class, args } => self.form("new", |d| {
                d.sp(|d| d.ty(class));
                d.args(args);
            }),
            ExprKind::Backquote(value) => self.form("repr", |d| d.exprs([&**value])),
            ExprKind::Type(ty) => self.form("type", |d| d.sp(|d| d.ty(ty))),
            ExprKind::Consume(value) => self.form("consume", |d| d.exprs([&**value])),
            ExprKind::Go(call) => self.form("go", |d| d.exprs([&**call])),
            ExprKind::Error => self.text("<error>"),
        }
    }

    pub(super) fn str_lit(&mut self, literal: &StrLit) {
        let prefix = match literal.kind {
            StrKind::Plain => "",
            StrKind::Unicode => "u",
            StrKind::Bytes => "b",
            StrKind::Char => "c",
        };
        self.text(prefix);
        match (&literal.text, &literal.bytes) {
            (Some(text), bytes) => {
                self.quoted(&String::from_utf8_lossy(text));
                if let Some(bytes) = bytes.as_ref().filter(|bytes| *bytes != text) {
                    let _ = write!(self.out, "/b\"{}\"", bytes.escape_ascii());
                }
            }
            (None, Some(bytes)) => {
                let _ = write!(self.out, "\"{}\"", bytes.escape_ascii());
            }
            (None, None) => self.text("\"\""),
        }
    }

    pub(super) fn fstring_parts(&mut self, parts: &[FStringPart]) {
        for part in parts {
            match part {
                FStringPart::Literal(text) => self.sp(|d| d.quoted(text)),
                FStringPart::Field(field) => self.sp(|d| {
                    d.text("{");
                    d.expr(&field.value);
                    if let Some(conversion) = field.conversion {
                        let _ = write!(d.out, " !{conversion}");
                    }
                    if let Some(format) = &field.format {
                        d.word(":");
                        d.fstring_parts(format);
                    }
                    if let Some(source) = &field.source {
                        d.word("=");
                        d.quoted(source);
                    }
                    d.text("}");
                }),
            }
        }
    }

    pub(super) fn comprehension(&mut self, head: &str, comprehension: &Comprehension) {
        self.form(head, |d| {
            d.exprs(comprehension.key.as_ref());
            d.exprs([&comprehension.element]);
            for clause in &comprehension.clauses {
                d.out.push(' ');
                d.form(if clause.is_async { "async-for" } else { "for" }, |d| {
                    d.exprs([&clause.target]);
                    match &clause.from_range {
                        Some(range) => d.range(range),
                        None => d.exprs([&clause.iter]),
                    }
                    for condition in &clause.conditions {
                        d.word("if");
                        d.exprs([condition]);
                    }
                });
            }
        });
    }

    pub(super) fn range(&mut self, range: &FromRange) {
        self.range_parts(&range.lower, range.lower_op, range.upper_op, &range.upper, range.step.as_ref());
    }

    pub(super) fn range_parts(
        &mut self,
        lower: &Expr,
        op1: CompareOp,
        op2: CompareOp,
        upper: &Expr,
        step: Option<&Expr>,
    ) {
        self.word("from");
        self.exprs([lower]);
        self.word(compare(op1));
        self.word(compare(op2));
        self.exprs([upper]);
        if let Some(step) = step {
            self.word("by");
            self.exprs([step]);
        }
    }

    pub(super) fn args(&mut self, args: &[Arg]) {
        for arg in args {
            self.out.push(' ');
            match arg {
                Arg::Positional(value) => self.expr(value),
                Arg::Keyword(name, value) => {
                    self.text(&name.name);
                    self.text("=");
                    self.expr(value);
                }
                Arg::Star(value) => {
                    self.text("*");
                    self.expr(value);
                }
                Arg::DoubleStar(value) => {
                    self.text("**");
                    self.expr(value);
                }
            }
        }
    }
}

fn unary(op: UnaryOp) -> &'static str {
    match op {
        UnaryOp::Not => "not",
        UnaryOp::Neg => "neg",
        UnaryOp::Pos => "pos",
        UnaryOp::Invert => "~",
        UnaryOp::Deref => "deref",
    }
}

pub(super) fn binary(op: BinaryOp) -> &'static str {
    match op {
        BinaryOp::Add => "+",
        BinaryOp::Sub => "-",
        BinaryOp::Mul => "*",
        BinaryOp::MatMul => "@",
        BinaryOp::Div => "/",
        BinaryOp::FloorDiv => "//",
        BinaryOp::Mod => "%",
        BinaryOp::Pow => "**",
        BinaryOp::LShift => "<<",
        BinaryOp::RShift => ">>",
        BinaryOp::BitAnd => "&",
        BinaryOp::BitOr => "|",
        BinaryOp::BitXor => "^",
    }
}

pub(super) fn compare(op: CompareOp) -> &'static str {
    match op {
        CompareOp::Lt => "<",
        CompareOp::Le => "<=",
        CompareOp::Gt => ">",
        CompareOp::Ge => ">=",
        CompareOp::Eq => "==",
        CompareOp::Ne => "!=",
        CompareOp::Is => "is",
        CompareOp::IsNot => "is-not",
        CompareOp::In => "in",
        CompareOp::NotIn => "not-in",
    }
}
