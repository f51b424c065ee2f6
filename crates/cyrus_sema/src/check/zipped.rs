//! Loops over `zip(…)`, `enumerate(…)` and `reversed(…)` that make no pairs, and no Python objects: where the GIL is not held, and
//! over containers of cypclasses.
//!
//! In: the call as a loop's iterable. Out: a [`LoopSource`] of parts, each with the type of its elements; targets that are written as
//! a tuple get the parts directly, others a C tuple of them.
//!
//! Tests: `tests/lang/libcyrus/enumerate_and_zip.md`.

use super::Checker;
use super::c_slice::Strided;
use super::cyp_call::CypArgs;
use super::loops::LoopSource;
use cyrus_hir::{self as hir, Expr, ExprKind, ForIter, LocalKind, Target, TargetKind};
use cyrus_source::Span;
use cyrus_syntax::ast::{self, Arg, ExprKind as Ast};
use cyrus_types::{Ty, TyId, common};

impl<'a> Checker<'_, 'a> {
    /// Whether loops are kept free of Python here.
    pub(super) fn loops_natively(&self) -> bool {
        self.fx_ref().nogil && !self.fx_ref().raising
    }

    /// The iterables of `zip(…)`, or what `enumerate(…)` counts, and from where, if such a loop makes no Python objects.
    fn zipped_call(&mut self, iter: &'a ast::Expr) -> Option<Zipped<'a>> {
        let zipped = self.beside(iter)?;
        // Parts that are several beside each other have no number.
        if let Zipped::Strict(parts) = &zipped
            && parts.iter().any(|part| self.is_viewed(part) || self.beside(part).is_some())
        {
            return None;
        }
        let without_python = self.loops_natively()
            || match &zipped {
                Zipped::Enumerate(of, _) => self.gives_cypclass_items(of) || self.leads_to_viewed(of),
                Zipped::Zip(parts) => parts.iter().any(|part| self.leads_to_viewed(part)),
                Zipped::Strict(_) => false,
            };
        without_python.then_some(zipped)
    }

    /// Whether something is a container of cypclass objects' kind, or a view of one: `d.items()`.
    fn gives_cypclass_items(&mut self, of: &'a ast::Expr) -> bool {
        let ty = self.type_of(of);
        if self.cyp_begin_ty(ty).is_some() {
            return true;
        }
        let Ast::Call(call) = &of.kind else { return false };
        let Ast::Attribute(object, _) = &call.func.kind else { return false };
        call.args.is_empty() && matches!(self.cx.types.kind(ty), Ty::Cpp(..)) && {
            let object = self.type_of(object);
            self.cx.types.is_cyp(object)
        }
    }

    /// Whether a loop over this goes through what another object owns.
    pub(super) fn leads_to_viewed(&mut self, e: &'a ast::Expr) -> bool {
        match self.beside(e) {
            Some(Zipped::Enumerate(of, _)) => self.leads_to_viewed(of),
            Some(Zipped::Zip(parts) | Zipped::Strict(parts)) => {
                parts.into_iter().any(|part| self.leads_to_viewed(part))
            }
            None => self.is_viewed(e),
        }
    }

    /// `zip(…)` or `enumerate(…)`, as it is written.
    pub(super) fn beside(&mut self, iter: &'a ast::Expr) -> Option<Zipped<'a>> {
        let Ast::Call(call) = &iter.kind else { return None };
        let Ast::Name(name) = &call.func.kind else { return None };
        if !matches!(name.as_str(), "zip" | "enumerate") || !self.is_builtin(name) {
            return None;
        }
        match (name.as_str(), &call.args[..]) {
            ("zip", [parts @ .., Arg::Keyword(name, strict)])
                if name.name == "strict"
                    && parts.len() > 1
                    && matches!(strict.kind, Ast::True | Ast::False) =>
            {
                let part = |arg: &'a Arg| match arg {
                    Arg::Positional(e) if !matches!(e.kind, Ast::Starred(_)) => Some(e),
                    _ => None,
                };
                let parts = parts.iter().map(part).collect::<Option<Vec<_>>>()?;
                Some(match strict.kind {
                    Ast::True => Zipped::Strict(parts),
                    _ => Zipped::Zip(parts),
                })
            }
            ("zip", [_, ..]) => {
                let part = |arg: &'a Arg| match arg {
                    Arg::Positional(e) if !matches!(e.kind, Ast::Starred(_)) => Some(e),
                    _ => None,
                };
                Some(Zipped::Zip(call.args.iter().map(part).collect::<Option<_>>()?))
            }
            ("enumerate", [Arg::Positional(of)]) => Some(Zipped::Enumerate(of, None)),
            ("enumerate", [Arg::Positional(of), Arg::Positional(start)]) => {
                Some(Zipped::Enumerate(of, Some(start)))
            }
            ("enumerate", [Arg::Positional(of), Arg::Keyword(name, start)]) if name.name == "start" => {
                Some(Zipped::Enumerate(of, Some(start)))
            }
            _ => None,
        }
    }

    /// The type of the elements of such an iterable: a C tuple.
    pub(super) fn zipped_ty(&mut self, iter: &'a ast::Expr) -> Option<TyId> {
        let parts = match self.zipped_call(iter)? {
            Zipped::Zip(parts) | Zipped::Strict(parts) => {
                parts.into_iter().map(|part| self.part_ty(part)).collect()
            }
            Zipped::Enumerate(of, _) => vec![common::SSIZE_T, self.part_ty(of)],
        };
        if parts.contains(&common::UNSPECIFIED) {
            return Some(common::UNSPECIFIED);
        }
        Some(self.cx.types.intern(Ty::CTuple(parts)))
    }

    pub(super) fn part_ty(&mut self, part: &'a ast::Expr) -> TyId {
        let ty = self.iteration_ty(part);
        // What is not known yet is no object.
        if ty == common::UNSPECIFIED { ty } else { self.storage_ty(ty) }
    }

    /// `zip(…)` or `enumerate(…)` as what a loop runs over.
    pub(super) fn zipped_source(&mut self, iter: &'a ast::Expr) -> Option<LoopSource<'a>> {
        let mut parts = Vec::new();
        let zipped = self.zipped_call(iter)?;
        let strict = matches!(zipped, Zipped::Strict(_));
        match zipped {
            Zipped::Zip(of) | Zipped::Strict(of) => {
                for part in of {
                    let ty = self.part_ty(part);
                    parts.push((self.loop_source(part, false), ty));
                }
            }
            Zipped::Enumerate(of, start) => {
                let ty = self.part_ty(of);
                let of = self.loop_source(of, false);
                parts.push((self.counter(start, iter.span), common::SSIZE_T));
                parts.push((of, ty));
            }
        }
        Some(LoopSource::Zip(parts, strict))
    }

    /// What counts from a number, or from 0.
    pub(super) fn counter(&mut self, start: Option<&'a ast::Expr>, span: Span) -> LoopSource<'a> {
        LoopSource::Count(match start {
            Some(start) => self.expr_as(start, common::SSIZE_T),
            None => {
                let zero = self.int_expr(0, span);
                self.coerce(zero, common::SSIZE_T)
            }
        })
    }

    /// The loop, for a target as it is written.
    pub(super) fn zip_loop(
        &mut self,
        parts: Vec<(LoopSource<'a>, TyId)>,
        strict: bool,
        target: &'a ast::Expr,
        prologue: &mut hir::Block,
    ) -> ForIter {
        if let Ast::Tuple(targets) | Ast::List(targets) = &target.kind
            && targets.len() == parts.len()
            && !targets.iter().any(|t| matches!(t.kind, Ast::Starred(_)))
        {
            let mut iters = Vec::new();
            for ((source, ty), target) in parts.into_iter().zip(targets) {
                iters.push(self.zip_part(source, ty, target, prologue));
            }
            return ForIter::Zip { parts: iters, strict };
        }
        let target = self.target(target);
        self.zip_to(parts, strict, target, prologue)
    }

    /// One part. What asks an iterator gives its element to a variable of its own first.
    pub(super) fn zip_part(
        &mut self,
        source: LoopSource<'a>,
        ty: TyId,
        target: &'a ast::Expr,
        prologue: &mut hir::Block,
    ) -> ForIter {
        let direct = match &source {
            LoopSource::Zip(..) | LoopSource::Range { .. } | LoopSource::Count(_) => true,
            LoopSource::Object(value) => {
                !matches!(self.cx.types.kind(value.ty), Ty::Cyp(_)) && !self.cx.types.is_object(value.ty)
            }
            LoopSource::Strided(_) | LoopSource::Reversed(_) | LoopSource::Mapped(_) => false,
        };
        if direct {
            let (iter, mut first) = self.loop_over(source, target, false);
            prologue.append(&mut first);
            return iter;
        }
        let span = target.span;
        let ty = match &source {
            LoopSource::Object(value) if self.cx.types.is_object(value.ty) => common::OBJECT,
            _ => ty,
        };
        let (local, iter) = self.zip_hidden(source, ty, span, prologue);
        let target = self.target(target);
        self.assign_zipped(target, local, span, prologue);
        iter
    }

    pub(super) fn zip_hidden(
        &mut self,
        source: LoopSource<'a>,
        ty: TyId,
        span: Span,
        prologue: &mut hir::Block,
    ) -> (hir::LocalId, ForIter) {
        let local = self.fx().add_local(Default::default(), ty, LocalKind::Variable, span);
        let hidden = Target { span, ty, kind: TargetKind::Local(local) };
        (local, self.loop_to(source, hidden, false, prologue))
    }

    pub(super) fn assign_zipped(
        &mut self,
        target: Target,
        local: hir::LocalId,
        span: Span,
        out: &mut hir::Block,
    ) {
        let item = self.local_expr(local, span);
        if self.unpacks_natively(item.ty, &target) {
            self.unpack_natively(target, item, true, span, out);
            return;
        }
        let item = self.coerce_for_target(item, &target);
        self.assign_to(target, item, span, out);
    }

    /// The loop, for a target that gets all parts as one C tuple.
    pub(super) fn zip_to(
        &mut self,
        parts: Vec<(LoopSource<'a>, TyId)>,
        strict: bool,
        target: Target,
        prologue: &mut hir::Block,
    ) -> ForIter {
        let span = target.span;
        let (mut iters, mut items, mut tys) = (Vec::new(), Vec::new(), Vec::new());
        for (source, ty) in parts {
            let (local, iter) = self.zip_hidden(source, ty, span, prologue);
            iters.push(iter);
            items.push(self.local_expr(local, span));
            tys.push(ty);
        }
        let ty = self.cx.types.intern(Ty::CTuple(tys));
        let tuple = Expr { ty, span, kind: ExprKind::CTuple(items) };
        let tuple = self.coerce_for_target(tuple, &target);
        self.assign_to(target, tuple, span, prologue);
        ForIter::Zip { parts: iters, strict }
    }

    /// `reversed(array)` of a C array of known length: a slice of it.
    pub(super) fn reversed_array(&mut self, of: &'a ast::Expr, span: Span) -> Option<LoopSource<'a>> {
        let ty = self.type_of_place(of);
        if !self.loops_natively() || !matches!(self.cx.types.kind(ty), Ty::Array(_, Some(_))) {
            return None;
        }
        let pointer = self.expr(of);
        let Ty::Array(elem, Some(len)) = self.cx.types.kind(pointer.ty).clone() else { return None };
        let number = |i| Expr { ty: common::SSIZE_T, span, kind: ExprKind::Int(i) };
        let flavour = hir::Arith { cdivision: true, ..hir::Arith::default() };
        let (left, right) = (Box::new(self.array_len(&len, span)), Box::new(number(1)));
        let kind = ExprKind::CBinary { op: hir::BinOp::Sub, left, right, flavour };
        let lower = Expr { ty: common::SSIZE_T, span, kind };
        Some(LoopSource::Strided(Strided { pointer, elem, lower, upper: number(-1), step: -1 }))
    }

    fn type_of_place(&mut self, of: &'a ast::Expr) -> TyId {
        self.speculate(|c| c.expr(of).ty)
    }

    /// `reversed(object)` of a cypclass that has slices: `object[::-1]`.
    pub(super) fn reversed_slice(&mut self, of: &'a ast::Expr, span: Span) -> Option<Expr> {
        let ty = match self.native_literal_ty(of) {
            Some(ty) => ty,
            None => self.type_of(of),
        };
        if !self.cyp_has(ty, "__getslice__") || !self.loops_natively() && !self.is_viewed(of) {
            return None;
        }
        let object = self.expr(of);
        let object = self.literal_object(object);
        let number = |i| Expr { ty: common::SSIZE_T, span, kind: ExprKind::Int(i) };
        let absent = i128::from(i64::MIN);
        let args = CypArgs::typed(vec![number(absent), number(absent), number(-1)]);
        self.cyp_method_call(object, "__getslice__", args, span).ok()
    }
}

/// What is run over side by side.
pub(super) enum Zipped<'a> {
    Zip(Vec<&'a ast::Expr>),
    /// `zip(…, strict=True)`
    Strict(Vec<&'a ast::Expr>),
    Enumerate(&'a ast::Expr, Option<&'a ast::Expr>),
}
