//! Constants of text, and others, as values of a type.

use super::Checker;
use cyrus_hir::{Expr, ExprKind, StrConst};
use cyrus_types::{Builtin, IntTy, Ty, TyId, common};

impl<'a> Checker<'_, 'a> {
    /// A constant that takes the wanted type without run-time work.
    pub(super) fn constant_as(&mut self, value: Expr, to: TyId) -> Result<Expr, Expr> {
        let to_kind = self.cx.types.kind(to).clone();
        let kind = match (&value.kind, &to_kind) {
            (ExprKind::Int(_) | ExprKind::BigInt(_), Ty::Object | Ty::Builtin(Builtin::Int))
            | (ExprKind::Float(_), Ty::Object | Ty::Builtin(Builtin::Float))
            | (ExprKind::Bool(_), Ty::Object | Ty::Builtin(Builtin::Bool)) => value.kind,
            (ExprKind::Imaginary(_), Ty::Object | Ty::Builtin(Builtin::Complex)) => value.kind,
            (ExprKind::Int(_), Ty::Int(IntTy::Ucs4 | IntTy::PyUnicode)) => return Err(value),
            (ExprKind::Int(_), Ty::Int(_)) if !self.cx.types.is_object(value.ty) => value.kind,
            // Beyond the signed types: what an unsigned one of 64 bits holds.
            (ExprKind::BigInt(text), Ty::Int(IntTy::ULong | IntTy::ULongLong | IntTy::SizeT)) => {
                match super::constant::parse_int(text).filter(|v| u64::try_from(*v).is_ok()) {
                    Some(number) => ExprKind::Int(number),
                    None => return Err(value),
                }
            }
            (ExprKind::Int(i), Ty::Float(_)) if !self.cx.types.is_object(value.ty) => {
                ExprKind::Float(format!("{i}.0").into())
            }
            (ExprKind::Int(i), Ty::Bint) => ExprKind::Bool(*i != 0),
            (ExprKind::Bool(b), Ty::Int(_)) => ExprKind::Int(i128::from(*b)),
            (ExprKind::Float(_), Ty::Float(_)) => value.kind,
            (ExprKind::None, Ty::Object | Ty::Builtin(_) | Ty::Ext(_) | Ty::Buffer(_)) => value.kind,
            (ExprKind::Str(s), _) => match self.string_as(s, &to_kind, to) {
                Some(kind) => kind,
                None => return Err(value),
            },
            (ExprKind::Char(c), Ty::Object | Ty::Builtin(Builtin::Bytes)) if to_kind != Ty::Object => {
                ExprKind::Str(StrConst::Bytes(vec![*c]))
            }
            _ => return Err(value),
        };
        Ok(Expr { ty: to, span: value.span, kind })
    }

    /// Whether text and C strings become each other: `c_string_encoding`.
    pub fn encodes_strings(&self) -> bool {
        !self.fx_ref().directives.c_string_encoding.is_empty()
            || !self.cx.directives.c_string_encoding.is_empty()
    }

    /// What to say about strings of different kinds.
    pub(super) fn string_mismatch(&self, from: TyId, to: TyId) -> Option<String> {
        let types = &self.cx.types;
        Some(match (types.kind(from), types.kind(to)) {
            (Ty::Builtin(Builtin::Str), Ty::Builtin(Builtin::Bytes)) => {
                "Cannot convert Unicode string to 'bytes' implicitly, encoding required.".into()
            }
            (Ty::Builtin(Builtin::Bytes), Ty::Builtin(Builtin::Str)) => {
                "Cannot convert 'bytes' object to str implicitly, decoding required".into()
            }
            (_, Ty::Builtin(Builtin::Str)) if from == common::CHAR_PTR => {
                "Cannot convert 'char*' to unicode implicitly, decoding required".into()
            }
            (_, Ty::Builtin(Builtin::Str)) if types.is_c_string(from) => {
                format!(
                    "default encoding required for conversion from '{}' to 'str object'",
                    types.display(from)
                )
            }
            (Ty::Builtin(Builtin::Bytes), _) if types.is_wide_string(to) => {
                "Cannot convert 'bytes' object to Py_UNICODE*, use 'str'.".into()
            }
            (Ty::Builtin(Builtin::Str), _) if types.is_c_string(to) => {
                "Unicode objects only support coercion to Py_UNICODE*.".into()
            }
            _ => return None,
        })
    }

    /// String literals become C strings and single characters.
    fn string_as(&self, s: &StrConst, to_kind: &Ty, to: TyId) -> Option<ExprKind> {
        match to_kind {
            Ty::Int(IntTy::Char | IntTy::SChar | IntTy::UChar) => match s {
                StrConst::Bytes(b) if b.len() == 1 => Some(ExprKind::Char(b[0])),
                StrConst::Text(t) if t.len() == 1 => Some(ExprKind::Char(t[0])),
                _ => None,
            },
            Ty::Int(kind) if !matches!(kind, IntTy::Ucs4 | IntTy::PyUnicode) => match s {
                StrConst::Bytes(b) if b.len() == 1 => Some(ExprKind::Int(i128::from(b[0]))),
                StrConst::Text(t) if t.len() == 1 => Some(ExprKind::Int(i128::from(t[0]))),
                _ => None,
            },
            Ty::Int(IntTy::Ucs4 | IntTy::PyUnicode) => match s {
                StrConst::Text(t) => {
                    let text = std::str::from_utf8(t).ok()?;
                    let mut chars = text.chars();
                    let c = chars.next()?;
                    chars.next().is_none().then_some(ExprKind::Int(c as i128))
                }
                StrConst::Bytes(_) => None,
            },
            Ty::Ptr(pointee)
                if self.cx.types.is_c_string(to) || matches!(self.cx.types.kind(*pointee), Ty::Void) =>
            {
                match s {
                    StrConst::Bytes(_) => Some(ExprKind::Str(s.clone())),
                    StrConst::Text(t) if t.is_ascii() => Some(ExprKind::Str(StrConst::Bytes(t.clone()))),
                    StrConst::Text(t) if !self.cx.directives.c_string_encoding.is_empty() => {
                        Some(ExprKind::Str(StrConst::Bytes(t.clone())))
                    }
                    StrConst::Text(_) => None,
                }
            }
            Ty::Ptr(pointee) => self.wide_literal(s, *pointee),
            _ => None,
        }
    }
}
