//! Parameters of `def` functions.

use super::Checker;
use super::fncx::FnCx;
use super::function::DefParts;
use cyrus_diagnostics::{Diagnostic, codes};
use cyrus_hir::{self as hir, Expr, ExprKind, LocalKind};
use cyrus_source::Span;
use cyrus_syntax::Name;
use cyrus_syntax::ast::{self, ParamKind};
use cyrus_types::{Ty, TyId, common};

impl<'a> Checker<'_, 'a> {
    /// One parameter of a `def`: its type comes from C syntax or an annotation.
    pub(super) fn def_param(
        &mut self,
        parts: &DefParts<'a>,
        p: &'a ast::Param,
        index: usize,
        locals: &[(Name, TyId, Span)],
        fx: &mut FnCx<'a>,
    ) -> hir::Param {
        let name = p.name().cloned().unwrap_or(ast::Ident { name: Name::default(), span: p.span });
        let kind = self.param_kind(parts.params, p);
        let mut accepts_none = true;
        let mut type_test = false;
        let ty = match kind {
            // Rebinding makes it an ordinary variable.
            hir::ParamKind::Star | hir::ParamKind::DoubleStar
                if fx.bindings.names.contains_key(&name.name) =>
            {
                let ty = if kind == hir::ParamKind::Star { common::TUPLE } else { common::DICT };
                fx.star_parameters.insert(name.name.clone(), ty);
                common::OBJECT
            }
            hir::ParamKind::Star => common::TUPLE,
            hir::ParamKind::DoubleStar => common::DICT,
            _ if index == 0
                && parts.class.is_some()
                && !parts.info.is_static
                && !parts.info.is_class_method
                && !parts.info.any_operand =>
            {
                accepts_none = false;
                self.cx.types.intern(Ty::Ext(parts.class.expect("tested")))
            }
            // What a class method of an extension type is called with.
            _ if index == 0
                && parts.class.is_some()
                && parts.info.is_class_method
                && p.ty.is_none()
                && p.annotation.is_none() =>
            {
                common::TYPE
            }
            _ => {
                let decorated = locals.iter().find(|(n, ..)| *n == name.name);
                let (ty, annotated_none) = match (&p.ty, &p.annotation) {
                    (None, _) if decorated.is_some() => (decorated.expect("tested").1, None),
                    (Some(ty), _) => (self.declared_type(fx.scope, ty, &p.declarator), None),
                    (None, Some(annotation)) if parts.directives.annotation_typing => {
                        match super::declared::annotation(self.cx, fx.scope, annotation) {
                            Some((ty, none)) => (ty, Some(none)),
                            None => (common::OBJECT, None),
                        }
                    }
                    _ => (common::OBJECT, None),
                };
                self.check_none_spec(p, ty);
                // `__getbuffer__` and its like are called by C.
                if parts.class.is_none() || !crate::declare::special_method::is_special(&parts.name) {
                    self.check_from_python(p, ty);
                }
                self.check_capability_from_python(p, ty, true);
                let none_default = matches!(
                    &p.default,
                    Some(ast::ParamDefault::Value(ast::Expr { kind: ast::ExprKind::NoneLit, .. }))
                );
                accepts_none = match p.none {
                    ast::NoneSpec::NotNone => false,
                    ast::NoneSpec::OrNone => true,
                    ast::NoneSpec::Unspecified => match annotated_none {
                        Some(none) => none || none_default,
                        None => {
                            none_default
                                || ty == common::OBJECT
                                || parts.directives.allow_none_for_extension_args
                        }
                    },
                };
                type_test = match self.cx.types.kind(ty) {
                    Ty::Ext(_) | Ty::Builtin(_) => true,
                    // The class of an old-style buffer, before its memory is asked for.
                    Ty::Buffer(buffer) => buffer.base != common::OBJECT,
                    _ => false,
                };
                ty
            }
        };
        let ty = self.decayed(ty);
        let local = fx.add_local(name.name.clone(), ty, LocalKind::Param, name.span);
        if let Some(previous) = fx.names.insert(name.name.clone(), local) {
            let previous = fx.locals[previous].span;
            self.cx.diags.push(
                Diagnostic::error(codes::E0202, name.span, format!("'{}' redeclared", name.name))
                    .echoed_label(previous, "Previous declaration is here"),
            );
        }
        hir::Param {
            local,
            name: name.name,
            ty,
            kind,
            default: None,
            annotation: None,
            accepts_none,
            type_test,
            type_from_annotation: p.ty.is_none() && p.annotation.is_some(),
            span: p.span,
        }
    }

    fn param_kind(&self, params: &ast::Params, p: &ast::Param) -> hir::ParamKind {
        let is = |other: &Option<ast::Param>| other.as_ref().is_some_and(|o| std::ptr::eq(o, p));
        if is(&params.star) {
            return hir::ParamKind::Star;
        }
        if is(&params.double_star) {
            return hir::ParamKind::DoubleStar;
        }
        match p.kind {
            ParamKind::PositionalOnly => hir::ParamKind::PositionalOnly,
            ParamKind::Normal | ParamKind::Variadic => hir::ParamKind::Normal,
            ParamKind::KeywordOnly => hir::ParamKind::KeywordOnly,
        }
    }

    /// What Python sees as an annotation: its source text (PEP 563), as Cython 3 does.
    pub fn annotation_value(&mut self, annotation: &ast::Expr) -> Expr {
        let text = self.written_annotation(annotation);
        self.text_expr(&text, annotation.span)
    }

    /// Parameters annotated as Python floats take all numbers: they are converted before the body runs.
    pub(super) fn converted_floats(&mut self, params: &mut [hir::Param], body: hir::Block) -> hir::Block {
        let mut all = Vec::new();
        for param in params.iter_mut().filter(|p| p.type_test && p.accepts_none && p.ty == common::PYFLOAT) {
            param.type_test = false;
            let span = param.span;
            let value = Expr { ty: common::OBJECT, span, kind: ExprKind::Local(param.local) };
            let args = vec![value, self.text_expr(&param.name, span)];
            let kind = ExprKind::Runtime { name: "__cyrus_float_argument".into(), args };
            let target = hir::Target { span, ty: common::PYFLOAT, kind: hir::TargetKind::Local(param.local) };
            let value = Expr { ty: common::PYFLOAT, span, kind };
            all.push(hir::Stmt { span, kind: hir::StmtKind::Assign { target, value } });
        }
        all.extend(body);
        all
    }
}
