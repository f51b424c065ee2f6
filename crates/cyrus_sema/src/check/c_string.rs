//! Methods of C strings and byte strings that need no Python object in between.

use super::Checker;
use cyrus_hir::{Coercion, Expr, ExprKind};
use cyrus_source::Span;
use cyrus_syntax::ast::{self, Arg, ExprKind as Ast};
use cyrus_types::{Builtin, IntTy, Ty, common};

impl<'a> Checker<'_, 'a> {
    /// `chars[i:j].decode(…)`, `bytearray.append(c)`; `None` leaves an ordinary method call.
    pub(super) fn string_method(
        &mut self,
        object: &'a ast::Expr,
        name: &str,
        call: &'a ast::Call,
        span: Span,
    ) -> Option<Expr> {
        let args: Option<Vec<&'a ast::Expr>> = call
            .args
            .iter()
            .map(|a| match a {
                Arg::Positional(e) => Some(e),
                _ => None,
            })
            .collect();
        match (name, &args?[..]) {
            ("decode", args) if args.len() <= 2 => self.decode_chars(object, args, span),
            ("encode", args) if args.iter().any(|a| is_bytes(a)) => self.encode_names(object, args, span),
            ("append", [value]) => self.append_byte(object, value, span),
            _ => None,
        }
    }

    fn decode_chars(&mut self, object: &'a ast::Expr, args: &[&'a ast::Expr], span: Span) -> Option<Expr> {
        let (chars, bounds) = match &object.kind {
            Ast::Subscript(chars, index) => match &index.kind {
                Ast::Slice { lower, upper, step: None } => (&**chars, [lower.as_deref(), upper.as_deref()]),
                _ => (object, [None, None]),
            },
            _ => (object, [None, None]),
        };
        if self.scope_of(chars).is_some() {
            return None;
        }
        let ty = self.type_of(chars);
        if !self.cx.types.is_c_string(ty) {
            return None;
        }
        let chars = self.expr(chars);
        let chars = self.coercion(Coercion::CCast, chars, common::CONST_CHAR_PTR);
        let number = |value: i128| Expr { ty: common::SSIZE_T, span, kind: ExprKind::Int(value) };
        let [lower, upper] = bounds.map(|b| b.filter(|e| !matches!(e.kind, Ast::NoneLit)));
        let start = match lower {
            Some(e) => self.expr_as(e, common::SSIZE_T),
            None => number(0),
        };
        let stop = match upper {
            Some(e) => self.expr_as(e, common::SSIZE_T),
            None => Expr { ty: common::SSIZE_T, span, kind: ExprKind::CConst("PY_SSIZE_T_MAX".into()) },
        };
        let null = Expr { ty: common::NULL, span, kind: ExprKind::Null };
        let mut names = args.iter().map(|e| self.codec_name(e)).collect::<Vec<_>>();
        names.resize(2, null);
        let mut args = vec![chars, number(-1), start, stop];
        args.extend(names);
        Some(Expr { ty: common::STR, span, kind: ExprKind::Runtime { name: "__cyrus_decode".into(), args } })
    }

    /// The name of an encoding or of an error handler: characters, signed or not.
    fn codec_name(&mut self, e: &'a ast::Expr) -> Expr {
        let ty = self.type_of(e);
        if !self.cx.types.is_c_string(ty) {
            return self.expr_as(e, common::CONST_CHAR_PTR);
        }
        let chars = self.expr(e);
        self.coercion(Coercion::CCast, chars, common::CONST_CHAR_PTR)
    }

    /// A string literal for an array of characters: as many of them as the array holds, zeros behind.
    pub(super) fn char_array(
        &mut self,
        lit: &'a ast::StrLit,
        elem: cyrus_types::TyId,
        len: &cyrus_types::ArrayLen,
        ty: cyrus_types::TyId,
        span: Span,
    ) -> Expr {
        let bytes = lit.bytes.as_ref().or(lit.text.as_ref()).cloned().unwrap_or_default();
        match len {
            cyrus_types::ArrayLen::Known(len) if bytes.len() as u64 <= *len => {
                let zeros = std::iter::repeat_n(0, *len as usize - bytes.len());
                let items = bytes.into_iter().chain(zeros);
                let items = items.map(|c| Expr { ty: elem, span, kind: ExprKind::Char(c) }).collect();
                Expr { ty, span, kind: ExprKind::CArrayLiteral(items) }
            }
            _ => self.str_literal(lit, span),
        }
    }

    /// `text.encode(b"utf-8")`: names of encodings may be bytes.
    fn encode_names(&mut self, object: &'a ast::Expr, args: &[&'a ast::Expr], span: Span) -> Option<Expr> {
        let ty = self.type_of(object);
        if !matches!(self.cx.types.kind(ty), Ty::Builtin(Builtin::Str)) {
            return None;
        }
        let object = Box::new(self.expr(object));
        let mut names = Vec::new();
        for arg in args {
            let text = match &arg.kind {
                Ast::Str(lit) if is_bytes(arg) => {
                    String::from_utf8(lit.bytes.clone().unwrap_or_default()).ok()
                }
                _ => None,
            };
            names.push(match text {
                Some(text) => self.text_expr(&text, arg.span),
                None => self.expr_as(arg, common::OBJECT),
            });
        }
        let kind =
            ExprKind::PyMethodCall { object, name: "encode".into(), args: names, keywords: Vec::new() };
        Some(Expr { ty: common::BYTES, span, kind })
    }

    fn append_byte(&mut self, object: &'a ast::Expr, value: &'a ast::Expr, span: Span) -> Option<Expr> {
        let literal = matches!(&value.kind, Ast::Str(lit) if lit.text.as_ref().or(lit.bytes.as_ref()).is_some_and(|t| t.len() == 1));
        let ty = self.type_of(object);
        if !matches!(self.cx.types.kind(ty), Ty::Builtin(Builtin::ByteArray)) {
            return None;
        }
        let number = self.type_of(value);
        if !literal && (!self.cx.types.is_integer(number) || number == common::BINT) {
            return None;
        }
        let object = self.expr(object);
        let mut value = self.expr_as(value, if literal { common::UCHAR } else { number });
        if value.ty != common::INT {
            value = self.coercion(Coercion::CCast, value, common::INT);
        }
        let args = vec![object, value];
        let kind = ExprKind::Runtime { name: "__cyrus_bytearray_append".into(), args };
        Some(Expr { ty: common::OBJECT, span, kind })
    }

    /// `bytearray[i] = c` for a C number or a character.
    pub(super) fn set_byte(
        &mut self,
        object: &Expr,
        index: &Expr,
        flags: (bool, bool),
        value: &Expr,
        span: Span,
    ) -> Option<Expr> {
        if !matches!(self.cx.types.kind(object.ty), Ty::Builtin(Builtin::ByteArray)) {
            return None;
        }
        let value = match &value.kind {
            ExprKind::Coerce { kind: Coercion::ToObject | Coercion::Reinterpret, value } => (**value).clone(),
            _ => value.clone(),
        };
        let value = match &value.kind {
            ExprKind::Str(_) => self.try_coerce(value, common::UCHAR).ok()?,
            _ => match self.cx.types.kind(value.ty) {
                Ty::Int(IntTy::Char | IntTy::SChar) => self.coercion(Coercion::CCast, value, common::UCHAR),
                Ty::Int(IntTy::Ucs4 | IntTy::PyUnicode) => return None,
                Ty::Int(_) => value,
                // A constant that is none is Python's to refuse.
                Ty::Object | Ty::Builtin(Builtin::Int) if !value.kind.is_constant() => {
                    self.coercion(Coercion::FromObject, value, common::UCHAR)
                }
                _ => return None,
            },
        };
        let value = self.coercion(Coercion::CCast, value, common::LONGLONG);
        let unsigned = |e: &Expr| matches!(self.cx.types.kind(e.ty), Ty::Int(int) if !int.is_signed());
        let from_unsigned = matches!(&index.kind,
            ExprKind::Coerce { kind: Coercion::CCast, value } if unsigned(value));
        let flags = (flags.0 && !from_unsigned, flags.1);
        let flag = |on: bool| Expr { ty: common::INT, span, kind: ExprKind::Int(on.into()) };
        let args = vec![object.clone(), index.clone(), value, flag(flags.0), flag(flags.1)];
        let kind = ExprKind::Runtime { name: "__cyrus_bytearray_setitem".into(), args };
        Some(Expr { ty: common::INT, span, kind })
    }
}

fn is_bytes(e: &ast::Expr) -> bool {
    matches!(&e.kind, Ast::Str(lit) if lit.kind == ast::StrKind::Bytes)
}
