//! Loops over C++ containers: what has `begin()` and `end()`, forwards, or `rbegin()` and `rend()`, backwards.

use super::Checker;
use super::cyp_loop::Bounds;
use cyrus_diagnostics::codes;
use cyrus_hir::{CCall, Callee, Expr, ExprKind, ForIter, LocalId, LocalKind, Target};
use cyrus_source::Span;
use cyrus_syntax::Name;
use cyrus_types::{Ty, TyId, Types, common};

impl Checker<'_, '_> {
    /// Element type of a container in a loop.
    pub fn cpp_element_ty(&mut self, container: TyId) -> TyId {
        match self.cpp_iterator(container, "begin") {
            Some((_, item)) => self.cx.types.unqualified(item),
            None => common::OBJECT,
        }
    }

    /// Iterator and (possibly reference) item type of a container.
    fn cpp_iterator(&mut self, container: TyId, begin: &str) -> Option<(TyId, TyId)> {
        let begin = self.cpp_methods(container, begin);
        let sig = begin.iter().find(|m| self.cx.types.funcs[m.sig].params.is_empty())?.sig;
        let iterator = self.cx.types.funcs[sig].ret;
        let item = self.deref_ty(iterator)?;
        Some((iterator, item))
    }

    /// Whether a container can be looped over from its end.
    pub fn cpp_reverses(&mut self, ty: TyId) -> bool {
        let class = self.cx.types.resolved(ty);
        matches!(self.cx.types.get(class), Ty::Cpp(..)) && self.cpp_iterator(class, "rbegin").is_some()
    }

    /// The methods that give the bounds of a loop. Those of constant containers give other iterators, which Cython's
    /// declarations know by names of their own.
    fn cpp_bounds(&mut self, ty: TyId, class: TyId, reversed: bool) -> [&'static str; 2] {
        match (is_constant(&self.cx.types, ty), reversed) {
            (true, false) if self.cpp_iterator(class, "const_begin").is_some() => {
                ["const_begin", "const_end"]
            }
            (true, true) if self.cpp_iterator(class, "const_rbegin").is_some() => {
                ["const_rbegin", "const_rend"]
            }
            (_, false) => ["begin", "end"],
            (_, true) => ["rbegin", "rend"],
        }
    }

    /// A loop from `begin()` to `end()`, or from `rbegin()` to `rend()`.
    pub fn cpp_loop(&mut self, target: Target, value: Expr, reversed: bool) -> ForIter {
        let span = value.span;
        match self.cpp_loop_bounds(value, reversed) {
            Some(bounds) => {
                let item = bounds.item.clone();
                let item = self.coerce(item, target.ty);
                bounds.range(Some(target), item)
            }
            None => ForIter::Iterator { target, source: self.error_expr(span), is_async: false },
        }
    }

    /// What goes along a container, and what it finds there; what cannot be looped over is reported.
    pub fn cpp_loop_bounds(&mut self, value: Expr, reversed: bool) -> Option<Bounds> {
        let span = value.span;
        let class = self.cx.types.resolved(value.ty);
        let [first, last] = self.cpp_bounds(value.ty, class, reversed);
        let Some((iterator, item_ty)) = self.cpp_iterator(class, first) else {
            self.error(
                codes::E0305,
                span,
                "missing begin() on type".to_string() + &format!(" '{}'", self.cx.types.display(class)),
            );
            return None;
        };
        if self.loops_over_isolated(item_ty, span) {
            return None;
        }
        // A place is looped over where it is; anything else is kept in a variable, as is what a cypclass object holds: the
        // loop may let go of the object.
        let local = |this: &mut Self, ty| this.fx().add_local(Name::default(), ty, LocalKind::Variable, span);
        let place = value.is_place() && !matches!(value.kind, ExprKind::CypField { .. });
        let (container_ty, value, arrow) = if place {
            let object =
                if is_constant(&self.cx.types, value.ty) { self.cx.types.constant(class) } else { class };
            let ty = self.cx.types.ptr(object);
            (ty, Expr { ty, span, kind: ExprKind::AddressOf(Box::new(value)) }, true)
        } else {
            (class, value, false)
        };
        let container = local(self, container_ty);
        let iter_local = local(self, iterator);
        let call = |this: &mut Self, name: &str| {
            let object = this.local_expr(container, span);
            let methods = this.cpp_methods(class, name);
            let method = methods.iter().find(|m| this.cx.types.funcs[m.sig].params.is_empty());
            let sig = method.map(|m| m.sig);
            let cname = method.map_or_else(|| name.into(), |m| m.cname.clone());
            let nogil = this.fx_ref().nogil;
            let ty = sig.map_or(iterator, |sig| this.cx.types.funcs[sig].ret);
            let kind = match sig {
                Some(sig) => ExprKind::CCall(Box::new(CCall {
                    callee: Callee::CppMethod { object, base: None, cname, arrow, template_args: Vec::new() },
                    sig,
                    args: Vec::new(),
                    nogil,
                })),
                None => ExprKind::Error,
            };
            Expr { ty, span, kind }
        };
        let begin = call(self, first);
        // The end may be of another, simpler type: a mere position.
        let end = call(self, last);
        let end_local = local(self, end.ty);
        let item = self.dereferenced(iter_local, item_ty, span);
        Some(Bounds { container, value, begin, end, iterator, item, iter_local, end_local })
    }

    /// What `object[index]` gives: items of constant containers are constant, though the declaration of the operator says
    /// nothing of that.
    pub fn item_of_constant(&mut self, object: TyId, class: TyId, ret: TyId) -> TyId {
        let Ty::Ref(item) = *self.cx.types.get(ret) else { return ret };
        let Ty::Cpp(id, _) = self.cx.types.get(class) else { return ret };
        let def = &self.cx.types.cpp_classes[*id];
        let container = def.namespace.as_deref() == Some("std")
            && matches!(def.cname.as_str(), "vector" | "deque" | "string" | "array");
        if !container || !is_constant(&self.cx.types, object) {
            return ret;
        }
        let item = self.cx.types.constant(item);
        self.cx.types.intern(Ty::Ref(item))
    }

    pub fn dereferenced(&mut self, iterator: LocalId, item_ty: TyId, span: Span) -> Expr {
        let read = self.local_expr(iterator, span);
        if self.cx.types.is_pointer(read.ty) {
            return Expr { ty: item_ty, span, kind: ExprKind::Deref(Box::new(read)) };
        }
        Expr {
            ty: item_ty,
            span,
            kind: ExprKind::CppOperator { name: "*".into(), operands: vec![read], sig: None },
        }
    }
}

/// Whether an object, or what a reference refers to, is constant.
fn is_constant(types: &Types, ty: TyId) -> bool {
    let object = match *types.get(ty) {
        Ty::Ref(to) | Ty::RvalueRef(to) => to,
        _ => ty,
    };
    matches!(types.get(object), Ty::Const(_))
}
