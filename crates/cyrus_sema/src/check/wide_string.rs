//! Texts of `Py_UNICODE`, which C holds as pointers and arrays, and literals as arrays of code points.
//!
//! `Py_UNICODE *` is a string type as `char *` is one: it becomes `str`, its slices are `str`, `len()` counts up to the
//! zero. Pointers to other integers are just pointers, which literals may fill.

use super::Checker;
use cyrus_diagnostics::codes;
use cyrus_hir::{Expr, ExprKind, StrConst};
use cyrus_source::Span;
use cyrus_syntax::ast;
use cyrus_types::{IntTy, Ty, TyId, common};
use std::fmt::Write as _;

impl Checker<'_, '_> {
    /// Whether a literal may be an array of such numbers in the function's frame.
    pub(super) fn holds_code_points(&self, elem: TyId) -> bool {
        use IntTy::{Char, PyUnicode, SChar, UChar};
        match self.cx.types.kind(elem) {
            Ty::Int(int) => !matches!(int, Char | SChar | UChar | PyUnicode),
            Ty::Bint => true,
            _ => false,
        }
    }

    /// A text or bytes as such an array, without a zero behind.
    pub(super) fn code_points(&mut self, lit: &ast::StrLit, elem: TyId, span: Span) -> Expr {
        let codes: Vec<u32> = match (&lit.text, &lit.bytes) {
            (Some(text), _) => String::from_utf8_lossy(text).chars().map(u32::from).collect(),
            (None, bytes) => bytes.iter().flatten().map(|&b| u32::from(b)).collect(),
        };
        let number = |c: u32| Expr { ty: elem, span, kind: ExprKind::Int(i128::from(c)) };
        let items: Vec<Expr> = codes.into_iter().map(number).collect();
        let elem = self.cx.types.unqualified(elem);
        let ty = self.cx.types.array(elem, Some(items.len() as u64));
        Expr { ty, span, kind: ExprKind::CArrayLiteral(items) }
    }

    /// A literal as a pointer to its characters.
    pub(super) fn wide_literal(&self, text: &StrConst, pointee: TyId) -> Option<ExprKind> {
        let StrConst::Text(text) = text else { return None };
        if !matches!(self.cx.types.kind(pointee), Ty::Int(IntTy::PyUnicode)) {
            return None;
        }
        let mut literal = String::from("((Py_UNICODE *)L\"");
        for c in std::str::from_utf8(text).ok()?.chars() {
            let _ = match c {
                '"' | '\\' | '?' => write!(literal, "\\{c}"),
                ' '..='~' => write!(literal, "{c}"),
                // C has universal names from here on.
                '\u{a0}'.. => write!(literal, "\\U{:08x}", u32::from(c)),
                _ => write!(literal, "\\{:03o}", u32::from(c)),
            };
        }
        Some(ExprKind::CConst((literal + "\")").into()))
    }

    /// `text[lower:upper]` as a `str`; all of it without bounds.
    pub(super) fn wide_slice(
        &mut self,
        text: Expr,
        lower: Option<Expr>,
        upper: Option<Expr>,
        span: Span,
    ) -> Expr {
        let number = |kind| Expr { ty: common::SSIZE_T, span, kind };
        let lower = lower.unwrap_or_else(|| number(ExprKind::Int(0)));
        let upper = upper.unwrap_or_else(|| number(ExprKind::CConst("PY_SSIZE_T_MAX".into())));
        let args = vec![text, lower, upper];
        Expr { ty: common::STR, span, kind: ExprKind::Runtime { name: "__cyrus_wide_slice".into(), args } }
    }

    /// The text that a `str` holds, for as long as the `str` is there.
    pub(super) fn wide_of_str(&mut self, object: Expr, ty: TyId) -> Expr {
        let span = object.span;
        // What is no expression of the source only asks whether it could be.
        if !matches!(object.kind, ExprKind::Error) {
            self.cx.warn(
                codes::W0301,
                span,
                "Py_UNICODE* has been removed in Python 3.12. This conversion to a Py_UNICODE* will no longer compile \
                 in the latest Python versions. Use Python C API functions like PyUnicode_AsWideCharString if you need \
                 to obtain a wchar_t* on Windows (and free the string manually after use).",
            );
        }
        let args = vec![object];
        Expr { ty, span, kind: ExprKind::Runtime { name: "__cyrus_wide_of_str".into(), args } }
    }

    /// `len(text)`
    pub(super) fn wide_len(&mut self, text: Expr, span: Span) -> Expr {
        let args = vec![text];
        let kind = ExprKind::Runtime { name: "__cyrus_wide_len".into(), args };
        Expr { ty: common::SSIZE_T, span, kind }
    }
}
