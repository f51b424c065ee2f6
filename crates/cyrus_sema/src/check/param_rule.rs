//! Rules for parameter lists that no single parameter shows: the order of defaults, `not None`.
//!
//! Tests: `tests/lang/errors/parameters.md`.

use super::Checker;
use cyrus_diagnostics::codes;
use cyrus_hir as hir;
use cyrus_syntax::ast::{self, ExprKind, NoneSpec, ParamDefault, ParamKind};
use cyrus_types::{Capability, CypTy, Ty, TyId, common};

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

    /// What Python holds it goes on holding, so no parameter of a function that Python calls is more than a plain reference. The exception are
    /// `active` ones of a `def` function, channels and futures: Python has objects for those.
    pub(super) fn check_capability_from_python(&mut self, param: &ast::Param, ty: TyId, active: bool) {
        let comes = active
            && self.cyp_of(ty).is_some_and(|c| match c.cap {
                Capability::Active => c.args.is_empty(),
                _ => self.is_channel(&c) || self.is_future(&c) && self.future_for_python(&c).is_some(),
            });
        if comes || self.cyp_comes_from_python(ty) {
            return;
        }
        let report = self.capability_mismatch(common::OBJECT, ty, None, param.span);
        match report {
            Some(report) => self.report(report),
            None => {
                let shown = self.cx.types.display(ty);
                let message = format!("Cannot convert Python object argument to type '{shown}'");
                self.error(codes::E0605, param.span, message);
            }
        }
    }

    /// Whether nothing in a value of this type is a reference that Python cannot give.
    pub(super) fn cyp_comes_from_python(&self, ty: TyId) -> bool {
        match self.cx.types.kind(ty) {
            Ty::Cyp(cyp) => self.cx.types.python_holds(cyp),
            Ty::CTuple(items) => items.iter().all(|&item| self.cyp_comes_from_python(item)),
            _ => true,
        }
    }

    /// Whether Python has another object for what a reference refers to.
    pub(super) fn has_python_object(&self, cyp: &CypTy) -> bool {
        cyp.cap == Capability::Active || self.is_channel(cyp) || self.is_future(cyp)
    }

    /// Parameters for active objects, channels and futures take the objects that Python has for those: the references are taken out before the body runs.
    pub(super) fn converted_actives(&mut self, params: &mut [hir::Param], body: hir::Block) -> hir::Block {
        let mut all = Vec::new();
        for param in params.iter_mut() {
            let (ty, span) = (param.ty, param.span);
            if !self.cyp_of(ty).is_some_and(|c| self.has_python_object(&c)) {
                continue;
            }
            let given = self.fx().add_local(param.name.clone(), common::OBJECT, hir::LocalKind::Param, span);
            let object = hir::Expr { ty: common::OBJECT, span, kind: hir::ExprKind::Local(given) };
            let Ok(mut value) = self.try_coerce(object.clone(), ty) else { continue };
            if let Some(hir::ParamDefault::Constant(default)) = &mut param.default {
                // NULL is the only constant of its type, and None is what Python has for it.
                let none = hir::Expr { ty: common::OBJECT, span, kind: hir::ExprKind::None };
                *default = none.clone();
                let (left, right) = (Box::new(object), Box::new(none));
                let test = hir::ExprKind::Is { left, right, negated: false };
                let null = hir::Expr { ty, span, kind: hir::ExprKind::Null };
                let kind = hir::ExprKind::Conditional {
                    test: Box::new(hir::Expr { ty: common::BINT, span, kind: test }),
                    then: Box::new(null),
                    orelse: Box::new(value),
                };
                value = hir::Expr { ty, span, kind };
            }
            let target = hir::Target { span, ty, kind: hir::TargetKind::Local(param.local) };
            self.fx().locals[param.local].kind = hir::LocalKind::Variable;
            param.local = given;
            all.push(hir::Stmt { span, kind: hir::StmtKind::Assign { target, value } });
        }
        all.extend(body);
        all
    }
}
