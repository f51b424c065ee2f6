//! Rules for parameter lists that no single parameter shows: the order of defaults, `not None`.
//!
//! Tests: `tests/lang/errors/parameters.md`.

use super::Checker;
use cyrus_diagnostics::codes;
use cyrus_syntax::ast::{self, ExprKind, NoneSpec, ParamDefault, ParamKind};
use cyrus_types::TyId;

impl Checker<'_, '_> {
    /// A positional parameter with a default makes every later one need a default.
    pub fn check_default_order(&mut self, params: &ast::Params) {
        let mut seen = false;
        for param in &params.items {
            match param.kind {
                ParamKind::PositionalOnly | ParamKind::Normal => {}
                ParamKind::KeywordOnly | ParamKind::Variadic => continue,
            }
            if seen && param.default.is_none() {
                self.error(codes::E0303, param.span, "Non-default argument following default argument");
            }
            seen |= param.default.is_some();
        }
    }

    /// `not None` and `or None` speak of Python objects; the default must obey them.
    pub fn check_none_spec(&mut self, param: &ast::Param, ty: TyId) {
        let word = match param.none {
            NoneSpec::Unspecified => return,
            NoneSpec::NotNone => "not",
            NoneSpec::OrNone => "or",
        };
        if self.cx.types.is_error(ty) || self.cx.types.is_fused(ty) {
            return;
        }
        let memview = matches!(self.cx.types.kind(ty), cyrus_types::Ty::MemView(_));
        if !self.cx.types.is_object(ty) && !memview {
            let message = format!("Only Python type arguments can have '{word} None'");
            self.error(codes::E0306, param.span, message);
        } else if param.none == NoneSpec::NotNone
            && let Some(ParamDefault::Value(value)) = &param.default
            && matches!(value.kind, ExprKind::NoneLit)
        {
            let name = param.name().map(|n| n.name.as_str()).unwrap_or_default();
            let message =
                format!("Parameter '{name}' is declared 'not None' but has a default value of None");
            self.error(codes::E0306, param.span, message);
        }
    }

    /// Parameters of methods that fill slots are always given, but for the third of `__pow__`.
    pub fn check_slot_defaults(&mut self, name: &str, params: &ast::Params) {
        if matches!(name, "__init__" | "__cinit__" | "__new__" | "__call__") {
            return;
        }
        let power = matches!(name, "__pow__" | "__rpow__" | "__ipow__");
        for (i, param) in params.items.iter().enumerate() {
            let Some(ParamDefault::Value(value)) = &param.default else { continue };
            if power && i == 2 {
                if !matches!(value.kind, ExprKind::NoneLit) {
                    let message = "This argument cannot have a non-None default value";
                    self.error(codes::E0309, param.span, message);
                }
            } else if crate::declare::special_method::is_special(name) {
                self.error(codes::E0309, param.span, "This argument cannot have a default value");
            }
        }
    }

    /// Parameters of `def` functions come from Python objects.
    pub fn check_from_python(&mut self, param: &ast::Param, ty: TyId) {
        let converts = match self.cx.types.kind(ty) {
            &cyrus_types::Ty::Ptr(to) => {
                self.cx.types.is_c_string(ty)
                    || matches!(self.cx.types.kind(to), cyrus_types::Ty::Int(cyrus_types::IntTy::PyUnicode))
                    || self.cx.types.is_error(to)
                    || self.cx.types.is_fused(ty)
            }
            cyrus_types::Ty::Cpp(_, args) if args.iter().any(|&t| self.cx.types.is_cyp(t)) => {
                self.cpp_to_py(ty)
            }
            cyrus_types::Ty::NogilClass(_) => false,
            _ => true,
        };
        if !converts {
            let shown = self.cx.types.display(ty);
            let message = format!("Cannot convert Python object argument to type '{shown}'");
            self.error(codes::E0301, param.span, message);
        }
    }
}
