//! What is said of a value that a type does not take.

use super::Checker;
use cyrus_diagnostics::codes;
use cyrus_source::Span;
use cyrus_types::{Ty, TyId, common};

impl<'a> Checker<'_, 'a> {
    /// Reports that one type cannot be assigned to another.
    pub fn assign_error(&mut self, from: TyId, to: TyId, span: Span) {
        self.assign_error_of(from, to, None, span);
    }

    /// The same for a value with a name.
    pub(super) fn assign_error_of(&mut self, from: TyId, to: TyId, name: Option<&str>, span: Span) {
        let (f, t) = crate::declare::items::misfit(self.cx, from, to).unwrap_or((from, to));
        if let Some(message) = self.string_mismatch(f, t) {
            self.error(codes::E0301, span, message);
            return;
        }
        let (shown_from, shown_to) = (self.cx.types.display_written(from), self.cx.types.display_written(to));
        let message = match (self.cx.types.is_object(from), self.cx.types.is_object(to)) {
            (true, false)
                if !matches!(self.cx.types.kind(to), Ty::Ptr(_) | Ty::Func(_))
                    || !self.cx.types.is_object(from) =>
            {
                format!("Cannot convert Python object to '{shown_to}'")
            }
            (true, false) => format!("Cannot convert Python object to '{shown_to}'"),
            (false, true) if to == common::OBJECT => {
                format!("Cannot convert '{shown_from}' to Python object")
            }
            _ if self.view_ty(from).is_some() && self.view_ty(to).is_some() => {
                format!("Memoryview '{shown_from}' not conformable to memoryview '{shown_to}'.")
            }
            _ => {
                let (from_alias, to_alias) = (self.alias_of(from), self.alias_of(to));
                let reason = self.exception_mismatch(from, to, name);
                format!("Cannot assign type '{shown_from}'{from_alias} to '{shown_to}'{to_alias}{reason}")
            }
        };
        self.error(codes::E0301, span, message);
    }

    /// ` (alias of 'int')` for a typedef.
    fn alias_of(&self, ty: TyId) -> String {
        match self.cx.types.get(ty) {
            Ty::Typedef(_) => format!(" (alias of '{}')", self.cx.types.display(self.cx.types.resolved(ty))),
            _ => String::new(),
        }
    }

    /// The rest of the sentence when functions differ in nothing but their exception values.
    fn exception_mismatch(&mut self, from: TyId, to: TyId, name: Option<&str>) -> String {
        let (Some(f), Some(g)) = (self.func_sig(from), self.func_sig(to)) else { return String::new() };
        let mut same = self.cx.types.funcs[f].clone();
        let wanted = self.cx.types.funcs[g].exception.clone();
        let silent = matches!(wanted, cyrus_types::ExcSpec::None);
        same.exception = wanted;
        let same = self.cx.types.intern_func(same);
        if !self.funcs_convert(same, g) {
            return String::new();
        }
        let advice = match (silent, name) {
            (false, _) => String::new(),
            (true, Some(name)) => format!(" Suggest adding 'noexcept' to the type of '{name}'."),
            (true, None) => " Suggest adding 'noexcept' to the type of the value being assigned.".to_string(),
        };
        format!(". Exception values are incompatible.{advice}")
    }
}
