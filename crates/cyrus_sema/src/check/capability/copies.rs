//! Copies of C++ values that hold isolated references: each would be a second reference to the same objects.

use super::super::Checker;
use crate::check::c_call::GivenValue;
use cyrus_diagnostics::{Diagnostic, codes};
use cyrus_hir::{Callee, Expr, ExprKind, Target};
use cyrus_source::Span;
use cyrus_types::{Capability, Ty, TyId};

impl<'a> Checker<'_, 'a> {
    /// The isolated reference that a container, struct or tuple holds, if it holds one.
    pub fn isolated_inside(&self, ty: TyId) -> Option<TyId> {
        let ty = self.cx.types.resolved(ty);
        match self.cx.types.get(ty) {
            // What is nested in a container (an iterator) only leads to its items.
            Ty::Cpp(id, args) if self.cx.types.cpp_classes[*id].outer.is_none() => {
                args.iter().find_map(|&t| self.isolated_or_inside(t))
            }
            Ty::CTuple(items) => items.iter().find_map(|&t| self.isolated_or_inside(t)),
            Ty::Struct(id) => {
                self.cx.types.structs[*id].fields.iter().find_map(|f| self.isolated_or_inside(f.ty))
            }
            Ty::Array(to, _) => self.isolated_or_inside(*to),
            _ => None,
        }
    }

    /// The type itself, or what it holds.
    pub fn isolated_or_inside(&self, ty: TyId) -> Option<TyId> {
        match self.cx.types.as_cyp(ty) {
            Some(cyp) => (cyp.cap == Capability::Iso).then_some(ty),
            None => self.isolated_inside(ty),
        }
    }

    /// Reports the copy of a kept value that holds isolated references; whether it did.
    pub fn copies_isolated(&mut self, value: &Expr, to: TyId) -> bool {
        let by_reference = matches!(self.cx.types.get(to), Ty::Ref(_) | Ty::RvalueRef(_));
        if by_reference || !self.is_kept(value) {
            return false;
        }
        let Some(item) = self.isolated_inside(value.ty) else { return false };
        let shown = self.cx.types.display(value.ty);
        let item = self.cx.types.display(item);
        self.report(
            Diagnostic::error(
                codes::E0603,
                value.span,
                format!("'{shown}' cannot be copied: it holds references of type '{item}'"),
            )
            .primary_label("the copy would refer to the same isolated objects")
            .help("use it in place, pass it by reference or pointer, or move the items one by one with 'consume'"),
        );
        true
    }

    /// Whether a function is `move` of `libcpp.utility`.
    pub fn is_std_move(&self, callee: &Callee) -> bool {
        let Callee::Func(id) = callee else { return false };
        let func = &self.cx.cfuncs[*id];
        func.cname == "move" && func.namespace.as_deref() == Some("__cyrus_cpp")
    }

    /// The argument of `move`. A variable of the function's own gives up what it holds, isolated references too: it is empty after that. What is
    /// behind a reference or in an object may be seen by others, or be constant, which would be copied.
    pub fn given_to_move(&mut self, value: GivenValue<'a>, to: TyId) -> Expr {
        let value = match value {
            GivenValue::Written(e) => self.expr(e),
            GivenValue::Checked(value) => value,
        };
        let own = match &value.kind {
            ExprKind::Local(local) => {
                let ty = self.fx_ref().locals[*local].ty;
                matches!(self.cx.types.get(ty), Ty::Cpp(..))
            }
            _ => false,
        };
        if own && self.cx.types.unqualified(value.ty) == self.cx.types.unqualified(to) {
            return value;
        }
        self.coerce(value, to)
    }

    /// The value of `a = b = value` as what all targets hold; `None` where that would be several references to an isolated
    /// object, which is reported.
    pub fn one_reference_for(&mut self, value: Expr, targets: &[Target]) -> Option<Expr> {
        let isolated = |cap| matches!(cap, Capability::Iso | Capability::Consumed);
        if !self.cyp_of(value.ty).is_some_and(|c| isolated(c.cap)) {
            return Some(value);
        }
        let caps: Vec<_> = targets.iter().map(|t| self.cyp_of(t.ty).map(|c| c.cap)).collect();
        if let [Some(cap), others @ ..] = &caps[..]
            && !isolated(*cap)
            && others.iter().all(|other| *other == Some(*cap))
        {
            return Some(value);
        }
        let shown = self.cyp_storage(value.ty);
        let shown = self.cx.types.display(shown);
        self.report(
            Diagnostic::error(
                codes::E0603,
                value.span,
                format!("'{shown}' cannot be assigned to several names"),
            )
            .primary_label("an isolated object has one reference")
            .help("assign it to one name, and hand it on from there: 'a = consume b'"),
        );
        None
    }

    /// Whether a value stays where it is after it was read.
    fn is_kept(&self, value: &Expr) -> bool {
        match &value.kind {
            ExprKind::Local(local) => self.fx_ref().locals[*local].kind != cyrus_hir::LocalKind::Temp,
            ExprKind::CCall(_) => matches!(self.cx.types.get(value.ty), Ty::Ref(_) | Ty::RvalueRef(_)),
            ExprKind::Let { body, .. } => self.is_kept(body),
            _ => value.is_place(),
        }
    }

    /// Reports C++ methods that would put one isolated reference into several places, or copy some through iterators.
    pub fn check_isolated_items(&mut self, class: TyId, method: &str, args: usize, span: Span) {
        let several = match method {
            // The last two are those of the library's own array.
            "assign" | "extend" | "repeat" => true,
            "resize" | "<init>" => args > 1,
            "insert" => args > 2,
            _ => false,
        };
        let Some(item) = self.isolated_inside(class).filter(|_| several) else { return };
        let item = self.cx.types.display(item);
        let what = if method == "<init>" { "this constructor".into() } else { format!("'{method}'") };
        self.report(
            Diagnostic::error(codes::E0603, span, format!("{what} would copy references of type '{item}'"))
                .primary_label("an isolated object has one reference")
                .help("put the items in one by one: 'push_back(consume item)', 'items[i] = consume item'"),
        );
    }

    /// Reports a loop whose variable would be a second reference to isolated items; whether it did.
    pub fn loops_over_isolated(&mut self, item: TyId, span: Span) -> bool {
        let item = self.cx.types.unqualified(item);
        let isolated = match self.cx.types.get(item) {
            Ty::Ref(to) => *to,
            _ => item,
        };
        if !self.isolated_or_inside(isolated).is_some_and(|t| self.cx.types.is_cyp(t)) {
            return false;
        }
        let shown = self.cx.types.display(isolated);
        self.report(
            Diagnostic::error(
                codes::E0603,
                span,
                format!("a loop over items of type '{shown}' would make second references"),
            )
            .primary_label("the loop's variable would refer to the item as well")
            .help("count: 'for i in range(…):', and use 'items[i]' in place or 'consume items[i]'"),
        );
        true
    }
}
