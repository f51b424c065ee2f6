//! Containers of isolated objects: what `cyplist[iso T]` and `cypdict[K, iso T]` are, and which others there cannot be.
//!
//! The classes are those of `libcythonplus/isolated.pxd`. `items[i]` is the item in its place, as with the containers of C++,
//! and not what a method `__getitem__` returns: that would take the item out. Everything else follows from there.

use super::super::Checker;
use crate::declare::cyp_class::ISOLATED;
use cyrus_diagnostics::{Diagnostic, codes};
use cyrus_hir::{CCall, Callee, Expr, ExprKind};
use cyrus_source::Span;
use cyrus_syntax::{Name, ast};
use cyrus_types::{Capability, CypClassId, CypTy, Ty, TyId, Types};

/// Why a container of the library cannot have isolated references as its arguments.
pub fn isolated_problem(types: &Types, class: CypClassId, args: &[TyId], span: Span) -> Option<Diagnostic> {
    let def = &types.cyp_classes[class];
    if !def.qualified.starts_with("libcythonplus.") {
        return None;
    }
    let found = args.iter().position(|&a| types.as_cyp(a).is_some_and(|c| c.cap == Capability::Iso))?;
    if found + 1 == args.len() && (def.isolated.is_some() || def.qualified.starts_with(ISOLATED)) {
        return None;
    }
    let shown = types.display(args[found]);
    let message = format!(
        "'{}' looks for equal objects, and nothing but its item refers to one of type '{shown}'",
        def.name
    );
    Some(
        Diagnostic::error(codes::E0603, span, message)
            .primary_label("an isolated object has one reference")
            .help(format!("use 'cyplist[{shown}]' or 'cypdict[key, {shown}]', or items that are 'lock'")),
    )
}

impl<'a> Checker<'_, 'a> {
    /// Reports an instance that a generic class makes of a container that cannot have such items; whether there was nothing
    /// to report.
    pub fn check_isolated_params(&mut self, cyp: &CypTy) -> bool {
        let span = self.cx.types.cyp_classes[cyp.class].span;
        let Some(diagnostic) = isolated_problem(&self.cx.types, cyp.class, &cyp.args, span) else {
            return true;
        };
        self.report(diagnostic);
        false
    }

    /// The items of a container of isolated objects.
    pub fn isolated_items_of(&self, container: TyId) -> Option<TyId> {
        let cyp = self.cyp_of(container)?;
        let isolated = self.cx.types.cyp_classes[cyp.class].qualified.starts_with(ISOLATED);
        cyp.args.last().copied().filter(|_| isolated)
    }

    /// `object[index]` where the item is an isolated object; otherwise the object back.
    pub fn isolated_item(&mut self, object: Expr, index: &'a ast::Expr, span: Span) -> Result<Expr, Expr> {
        if self.isolated_items_of(object.ty).is_none() {
            return Err(object);
        }
        let Some(cyp) = self.cyp_of(object.ty) else { return Err(object) };
        let place = ["_elements", "_items"].into_iter().find(|name| self.cyp_field(&cyp, name).is_some());
        let Some(place) = place else { return Err(object) };
        let items = self.cyp_attribute(object, &Name::new_static(place), span);
        let Some(at) = self.cpp_methods(items.ty, "at").into_iter().next() else {
            return Ok(self.error_expr(span));
        };
        let func = self.cx.types.funcs[at.sig].clone();
        let key = func.params.first().map_or(cyrus_types::common::ERROR, |p| p.ty);
        let key = self.expr_as(index, key);
        let callee = Callee::CppMethod {
            object: items,
            base: None,
            cname: at.cname,
            arrow: false,
            template_args: Vec::new(),
        };
        let call = CCall { callee, sig: at.sig, args: vec![key], nogil: func.nogil };
        let item = Expr { ty: func.ret, span, kind: ExprKind::CCall(Box::new(call)) };
        debug_assert!(matches!(self.cx.types.get(func.ret), Ty::Ref(_) | Ty::Error));
        Ok(item)
    }
}
