//! Displays and literals that cannot be values of the wanted type, whatever else could.
//!
//! In comes a value as checked, out goes what to say about it. Source: the messages of Cython for `None`, texts,
//! lists, dicts and tuples. What only the run shows is left to the conversion.

use super::Checker;
use cyrus_hir::{Expr, ExprKind, StrConst};
use cyrus_types::{Builtin, IntTy, Ty, TyId};

impl Checker<'_, '_> {
    /// Why this literal is no value of type `to`.
    pub fn literal_misfit(&self, value: &Expr, to: TyId) -> Option<String> {
        let types = &self.cx.types;
        let kind = types.kind(to);
        let shown = || types.display(to);
        match &value.kind {
            ExprKind::Str(text) => self.char_error(text, to).map(str::to_string),
            ExprKind::None if holds_no_none(kind) && !types.is_error(types.pointee(to).unwrap_or(to)) => {
                Some(format!("Cannot assign None to {}", shown()))
            }
            ExprKind::List(_)
                if matches!(kind, Ty::Bint | Ty::Int(_) | Ty::Enum(_) | Ty::Float(_) | Ty::Complex(_))
                    || self.other_class(kind, Builtin::List) =>
            {
                Some(format!("Cannot coerce list to type '{}'", shown()))
            }
            ExprKind::Dict(_) if self.other_class(kind, Builtin::Dict) => {
                Some(format!("Cannot interpret dict as type '{}'", shown()))
            }
            ExprKind::Tuple(items) | ExprKind::List(items) | ExprKind::CTuple(items) => {
                let Ty::CTuple(types) = kind else { return None };
                let (wanted, given) = (types.len(), items.len());
                (wanted != given).then(|| {
                    format!(
                        "trying to coerce sequence to ctuple of wrong length, expected {wanted}, got {given}"
                    )
                })
            }
            _ => None,
        }
    }

    /// An extension type, unless it declares the struct of that builtin.
    fn other_class(&self, kind: &Ty, builtin: Builtin) -> bool {
        matches!(kind, Ty::Ext(class) if !self.is_builtin_struct(*class, builtin))
    }

    /// Why a string literal is no C character or number of the wanted type.
    fn char_error(&self, text: &StrConst, to: TyId) -> Option<&'static str> {
        const ONE_BYTE: &str = "Only single-character string literals can be coerced into ints.";
        const ONE_CHAR: &str = "Only single-character Unicode string literals or surrogate pairs can be coerced \
                                into Py_UCS4/Py_UNICODE.";
        const WIDE: &str = "Unicode literals do not support coercion to C types other than Py_UCS4/Py_UNICODE (for \
             characters), Py_UNICODE* (for strings) or char*/void* (for auto-encoded strings).";
        if let StrConst::Text(t) = text
            && !t.is_ascii()
            && (self.cx.types.is_c_string(to)
                || matches!(*self.cx.types.kind(to), Ty::Ptr(p) if matches!(self.cx.types.kind(p), Ty::Void)))
            && !self.encodes_strings()
        {
            return Some(WIDE);
        }
        let kind = match (self.cx.types.kind(to), text) {
            (Ty::Int(kind), _) => kind,
            (Ty::Bint, StrConst::Text(t)) => return (t.len() != 1).then_some(ONE_BYTE),
            (Ty::Float(_) | Ty::Complex(_) | Ty::Enum(_), StrConst::Text(_)) => return Some(WIDE),
            _ => return None,
        };
        let wide = matches!(kind, IntTy::Ucs4 | IntTy::PyUnicode);
        match text {
            StrConst::Bytes(b) if b.len() != 1 => Some(ONE_BYTE),
            StrConst::Bytes(_) if wide => {
                Some("Bytes literals cannot coerce to Py_UNICODE/Py_UCS4, use a unicode literal instead.")
            }
            StrConst::Bytes(_) => None,
            StrConst::Text(t) => {
                let chars = std::str::from_utf8(t).map_or(0, |t| t.chars().count());
                match (wide, t.is_ascii()) {
                    (true, _) => (chars != 1).then_some(ONE_CHAR),
                    (false, true) => (chars != 1).then_some(ONE_BYTE),
                    (false, false) => Some(WIDE),
                }
            }
        }
    }
}

/// C types of which `None` is no value.
fn holds_no_none(kind: &Ty) -> bool {
    matches!(
        kind,
        Ty::Bint
            | Ty::Int(_)
            | Ty::Enum(_)
            | Ty::Float(_)
            | Ty::Complex(_)
            | Ty::Struct(_)
            | Ty::CTuple(_)
            | Ty::Array(..)
            | Ty::Ptr(_)
    )
}
