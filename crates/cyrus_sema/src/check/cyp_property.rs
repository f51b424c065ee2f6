//! `@property` in a cypclass: methods that are used as attributes are.
//!
//! The method that reads and the one that writes (`@name.setter`) have one name and are told apart by their parameters, as
//! overloads are; so they are virtual, and a derived class may override one of them. Reading is a call of the first, assigning a
//! call of the second ([`TargetKind::CSetter`]); on a `lock` reference each locks for itself.
//!
//! Tests: `tests/lang/cypclass/properties.md`.

use super::Checker;
use super::cyp::CypCandidate;
use super::cyp_call::CypArgs;
use super::target::binary_op;
use cyrus_diagnostics::{Diagnostic, codes};
use cyrus_hir::{self as hir, ConsumeKind, CypMethodRef, Expr, ExprKind, Stmt, StmtKind, Target, TargetKind};
use cyrus_source::Span;
use cyrus_syntax::Name;
use cyrus_syntax::ast;
use cyrus_types::{Capability, CypTy, common};

impl<'a> Checker<'_, 'a> {
    /// Whether a method is used as an attribute is.
    pub fn is_cyp_property(&self, method: CypMethodRef) -> bool {
        self.cx.types.as_cyp(method.owner).is_some_and(|owner| {
            self.cx.types.cyp_classes[owner.class].methods[method.method as usize].property
        })
    }

    /// The methods of a property, where the name is one.
    pub fn cyp_property(&mut self, cyp: &CypTy, name: &str) -> Vec<CypCandidate> {
        let methods = self.cyp_methods(cyp, name);
        match methods.iter().any(|m| self.is_cyp_property(m.method)) && self.cyp_field(cyp, name).is_none() {
            true => methods,
            false => Vec::new(),
        }
    }

    /// `object.name` by the method; `None` when it is no property.
    pub(super) fn cyp_property_read(&mut self, object: &Expr, name: &Name, span: Span) -> Option<Expr> {
        let cyp = self.cyp_of(object.ty)?;
        let methods = self.cyp_property(&cyp, name);
        if methods.is_empty() {
            return None;
        }
        if cyp.cap == Capability::Active {
            return Some(self.active_property(name, span));
        }
        if !methods.iter().any(|m| self.cx.types.funcs[m.sig].params.is_empty()) {
            let shown = self.cx.types.display(object.ty);
            self.error(codes::E0304, span, format!("property '{name}' of '{shown}' cannot be read"));
            return Some(self.error_expr(span));
        }
        self.cyp_method_call(object.clone(), name, CypArgs::default(), span).ok()
    }

    fn active_property(&mut self, name: &Name, span: Span) -> Expr {
        let message = format!("property '{name}' of an active object can only be used by its own methods");
        self.report(
            Diagnostic::error(codes::E0605, span, message)
                .primary_label("the actor may be working on another thread")
                .help("make it a method, which can be called with a message"),
        );
        self.error_expr(span)
    }

    /// Whether an expression is `object.name` with a property.
    pub(super) fn names_cyp_property(&mut self, base: &'a ast::Expr, name: &str) -> bool {
        let some = |c: &cyrus_types::CypClassDef| c.methods.iter().any(|m| m.property && m.name == name);
        if !self.cx.types.cyp_classes.iter().any(some) || self.cyp_named(base).is_some() {
            return false;
        }
        let ty = self.speculate(|c| c.expr(base).ty);
        self.cyp_of(ty).is_some_and(|cyp| !self.cyp_property(&cyp, name).is_empty())
    }

    /// `object.name` as what is assigned to.
    pub(super) fn cyp_property_target(&mut self, object: Expr, name: &Name, span: Span) -> Target {
        let discard = Target { span, ty: common::ERROR, kind: TargetKind::Discard };
        let Some(cyp) = self.cyp_of(object.ty) else { return discard };
        if cyp.cap == Capability::Active {
            self.active_property(name, span);
            return discard;
        }
        let methods = self.cyp_property(&cyp, name);
        let takes = |c: &Self, m: &CypCandidate| match &c.cx.types.funcs[m.sig].params[..] {
            [only] => Some(only.ty),
            _ => None,
        };
        let Some(ty) = methods.iter().find_map(|m| takes(self, m)) else {
            let shown = self.cx.types.display(object.ty);
            let message = format!("property '{name}' of '{shown}' cannot be set: it has no setter");
            self.error(codes::E0307, span, message);
            return discard;
        };
        // Into an object that is isolated or locked goes what was consumed.
        let plain = self.cyp_of(ty).is_some_and(|c| c.cap == Capability::Local);
        let ty = match cyp.cap {
            Capability::Iso
            | Capability::Consumed
            | Capability::IsoArrow
            | Capability::Lock
            | Capability::LockArrow
            | Capability::Locked
                if plain =>
            {
                self.cyp_with(ty, Capability::Iso)
            }
            _ => ty,
        };
        let value = self.temp(ty, span);
        let mut given = self.local_expr(value, span);
        // The temporary gives away what it alone has.
        if self.cyp_of(ty).is_some_and(|c| c.cap == Capability::Iso) {
            let kind = ExprKind::Consume { value: Box::new(given), kind: ConsumeKind::Moved };
            given = Expr { ty: self.cyp_with(ty, Capability::Consumed), span, kind };
        }
        let args = CypArgs::typed(vec![given]);
        match self.cyp_method_call(object, name, args, span) {
            Ok(call) => Target { span, ty, kind: TargetKind::CSetter { value, call } },
            Err(_) => discard,
        }
    }

    /// `object.name op= value`: read, computed, set, with the object evaluated once.
    pub(super) fn cyp_property_inplace(
        &mut self,
        base: &'a ast::Expr,
        name: &ast::Ident,
        op: ast::BinaryOp,
        value: &'a ast::Expr,
        span: Span,
        out: &mut hir::Block,
    ) {
        let at = name.span;
        let object = self.expr(base);
        let mut bindings = Vec::new();
        let object = match object.kind {
            ExprKind::Local(_) => object,
            _ => {
                let local = self.temp(object.ty, at);
                bindings.push((local, object));
                self.local_expr(local, at)
            }
        };
        let Some(read) = self.cyp_property_read(&object, &name.name, at) else { return };
        let right = self.right_beside(read.ty, op, value);
        let mut body = Vec::new();
        match self.cyp_of(read.ty).and_then(|_| self.cyp_inplace(binary_op(op), &read, &right, span)) {
            Some(call) => body.push(Stmt { span, kind: StmtKind::Expr(call) }),
            None => {
                let result = self.binary(binary_op(op), read, right, true, span);
                let target = self.cyp_property_target(object, &name.name, at);
                let result = self.coerce_inplace(result, target.ty);
                self.assign_to(target, result, span, &mut body);
            }
        }
        for (local, value) in bindings.into_iter().rev() {
            body = vec![Stmt { span, kind: StmtKind::Let { local, value, body } }];
        }
        out.append(&mut body);
    }
}
