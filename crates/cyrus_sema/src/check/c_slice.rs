//! Slices of C arrays and pointers: `p[a:b]`, `p[a:b:step]` in loops, membership tests and assignments.
//!
//! Such a slice has no object of its own. A loop counts from bound to bound; `x in p[a:b]` is a loop that
//! ends at the first equal element; an assignment copies element by element. Where an object is wanted, the
//! slice becomes a list (or `bytes`, of characters).

use super::Checker;
use cyrus_diagnostics::codes;
use cyrus_hir::{self as hir, Expr, ExprKind, ForIter, LocalKind, Stmt, StmtKind, Target, TargetKind};
use cyrus_source::Span;
use cyrus_syntax::Name;
use cyrus_syntax::ast::{self, ExprKind as Ast};
use cyrus_types::{ArrayLen, Ty, TyId, common};

/// A slice to run over.
#[derive(Clone, Debug)]
pub struct Strided {
    /// Read once for each element.
    pub pointer: Expr,
    pub elem: TyId,
    pub lower: Expr,
    pub upper: Expr,
    pub step: i128,
}

impl<'a> Checker<'_, 'a> {
    /// The number of elements of an array as an expression.
    pub fn array_len(&self, len: &ArrayLen, span: Span) -> Expr {
        let kind = match len {
            ArrayLen::Known(n) => ExprKind::Int(i128::from(*n)),
            ArrayLen::C(text) => ExprKind::CConst(text.clone()),
        };
        Expr { ty: common::SSIZE_T, span, kind }
    }

    /// A bound of a slice; `None` when it is absent or written `None`.
    pub fn c_bound(&mut self, bound: Option<&'a ast::Expr>) -> Option<Expr> {
        let bound = bound?;
        if matches!(bound.kind, Ast::NoneLit) {
            return None;
        }
        Some(self.expr_as(bound, common::SSIZE_T))
    }

    /// The slice that an expression is, when it is one of a C array or pointer. `strided` asks for those with
    /// a step only.
    pub fn c_slice_of(&mut self, e: &'a ast::Expr, strided: bool) -> Option<Strided> {
        let Ast::Subscript(base, index) = &e.kind else { return None };
        let Ast::Slice { lower, upper, step } = &index.kind else { return None };
        if strided && step.is_none() {
            return None;
        }
        let ty = self.speculate(|c| c.expr(base).ty);
        if !matches!(self.cx.types.kind(ty), Ty::Ptr(_) | Ty::Array(..)) {
            return None;
        }
        let step = match step.as_deref() {
            None => 1,
            Some(e) if matches!(e.kind, Ast::NoneLit) => 1,
            Some(e) => match self.expr(e).kind {
                ExprKind::Int(i) if i != 0 => i,
                _ => return None,
            },
        };
        let object = self.expr(base);
        let repeatable = matches!(
            object.kind,
            ExprKind::Local(_) | ExprKind::Outer { .. } | ExprKind::CVar(_) | ExprKind::Member { .. }
        );
        if !repeatable {
            return None;
        }
        let span = e.span;
        let elem = self.cx.types.pointee(object.ty)?;
        let len = match self.cx.types.kind(object.ty).clone() {
            Ty::Array(_, len) => len,
            _ => None,
        };
        let number = |i: i128| Expr { ty: common::SSIZE_T, span, kind: ExprKind::Int(i) };
        let lower = self.c_bound(lower.as_deref());
        let upper = self.c_bound(upper.as_deref());
        let last = |this: &Self, len: &ArrayLen| {
            let left = Box::new(this.array_len(len, span));
            let flavour = hir::Arith { cdivision: true, ..hir::Arith::default() };
            let kind = ExprKind::CBinary { op: hir::BinOp::Sub, left, right: Box::new(number(1)), flavour };
            Expr { ty: common::SSIZE_T, span, kind }
        };
        let lower = match (lower, &len) {
            (Some(lower), _) => lower,
            (None, _) if step > 0 => number(0),
            (None, Some(len)) => last(self, len),
            (None, None) => return None,
        };
        let upper = match (upper, &len) {
            (Some(upper), _) => upper,
            (None, _) if step < 0 => number(-1),
            (None, Some(len)) => self.array_len(len, span),
            (None, None) => return None,
        };
        Some(Strided { pointer: object, elem, lower, upper, step })
    }

    /// A loop over a slice: the counting loop, and the element of the turn.
    fn strided_loop(&mut self, slice: Strided) -> (ForIter, Expr) {
        let span = slice.pointer.span;
        let counter = self.fx().add_local(Name::default(), common::SSIZE_T, LocalKind::Variable, span);
        let index = Box::new(self.local_expr(counter, span));
        let iter = ForIter::Range {
            target: Target { span, ty: common::SSIZE_T, kind: TargetKind::Local(counter) },
            ty: common::SSIZE_T,
            lower: slice.lower,
            upper: slice.upper,
            step: Expr { ty: common::SSIZE_T, span, kind: ExprKind::Int(slice.step) },
            ascending: Some(slice.step > 0),
            inclusive: false,
            from_loop: false,
        };
        let kind = ExprKind::CItem { object: Box::new(slice.pointer), index };
        (iter, Expr { ty: slice.elem, span, kind })
    }

    /// `for target in p[a:b:step]`; a pointer as target gets the address of each element.
    pub fn strided_for(&mut self, target: Target, slice: Strided, prologue: &mut hir::Block) -> ForIter {
        let span = target.span;
        let by_address =
            matches!(*self.cx.types.kind(target.ty), Ty::Ptr(to) if self.cpp_same(to, slice.elem));
        let (iter, item) = self.strided_loop(slice);
        let item = if by_address && self.cx.types.resolved(item.ty) != self.cx.types.resolved(target.ty) {
            Expr { ty: target.ty, span, kind: ExprKind::AddressOf(Box::new(item)) }
        } else {
            self.coerce(item, target.ty)
        };
        self.assign_to(target, item, span, prologue);
        iter
    }

    /// `x in p[a:b]`, without making a list.
    pub fn c_slice_contains(&mut self, negated: bool, left: Expr, slice: Strided, span: Span) -> Expr {
        let bint = common::BINT;
        let ty = self.storage_ty(left.ty);
        let left = self.coerce(left, ty);
        let local = self.temp(ty, span);
        let result = self.fx().add_local(Name::default(), bint, LocalKind::Variable, span);
        let (iter, item) = self.strided_loop(slice);
        let read = self.local_expr(local, span);
        let equal = self.compare_pair(ast::CompareOp::Eq, read, item, span);
        let test = self.truth(equal);
        let truth = |value: bool| Expr { ty: bint, span, kind: ExprKind::Bool(value) };
        let found = Target { span, ty: bint, kind: TargetKind::Local(result) };
        let then = vec![
            Stmt { span, kind: StmtKind::Assign { target: found, value: truth(!negated) } },
            Stmt { span, kind: StmtKind::Break },
        ];
        let body = vec![Stmt { span, kind: StmtKind::If { test, then, orelse: Vec::new() } }];
        let node = hir::For { iter, body, orelse: Vec::new() };
        let body = vec![Stmt { span, kind: StmtKind::For(Box::new(node)) }];
        let kind = ExprKind::Inlined { init: Some(Box::new(truth(negated))), result, body };
        let search = Box::new(Expr { ty: bint, span, kind });
        Expr { ty: bint, span, kind: ExprKind::Let { local, value: Box::new(left), body: search } }
    }

    /// `p[a:b:step]` as a list.
    pub fn strided_list(&mut self, slice: Strided, span: Span) -> Expr {
        let acc = self.temp(common::LIST, span);
        let (iter, item) = self.strided_loop(slice);
        let value = self.coerce(item, common::OBJECT);
        let kind = hir::CompKind::List;
        let append = Stmt { span, kind: StmtKind::CompAppend { acc, kind, key: None, value } };
        let node = hir::For { iter, body: vec![append], orelse: Vec::new() };
        let body = vec![Stmt { span, kind: StmtKind::For(Box::new(node)) }];
        Expr { ty: common::LIST, span, kind: ExprKind::Comprehension { kind, acc, body } }
    }

    /// A slice of a C array or pointer that is copied into another one, or into an array: a pointer to its first
    /// element. How many there are the target says; where both sides do, they have to agree.
    pub fn slice_source(&mut self, value: Expr, target: &Target) -> Expr {
        let ExprKind::CSlice { object, lower, upper } = &value.kind else { return value };
        let (Some(elem), Some(to)) = (self.cx.types.pointee(object.ty), self.cx.types.pointee(target.ty))
        else {
            return value;
        };
        let wanted = match &target.kind {
            TargetKind::CSlice { lower, upper, len, .. } => {
                known_length(lower.as_ref(), upper.as_ref(), len.as_ref())
            }
            _ => match self.cx.types.kind(target.ty) {
                Ty::Array(_, len) => known_length(None, None, len.as_ref()),
                _ => return value,
            },
        };
        if self.cx.types.is_object(value.ty) || !self.cpp_same(elem, to) {
            return value;
        }
        let len = match self.cx.types.kind(object.ty).clone() {
            Ty::Array(_, len) => len,
            _ => None,
        };
        let given = known_length(lower.as_deref(), upper.as_deref(), len.as_ref());
        let (Some(wanted), Some(given)) = (wanted, given) else { return value };
        if wanted != given {
            let message = format!("Assignment to slice of wrong length, expected {wanted}, got {given}");
            self.error(codes::E0301, value.span, message);
        }
        let span = value.span;
        let zero = Expr { ty: common::SSIZE_T, span, kind: ExprKind::Int(0) };
        let index = lower.clone().unwrap_or_else(|| Box::new(zero));
        let first = Expr { ty: elem, span, kind: ExprKind::CItem { object: object.clone(), index } };
        let ty = self.cx.types.ptr(elem);
        Expr { ty, span, kind: ExprKind::AddressOf(Box::new(first)) }
    }

    /// Whether a value is an array or pointer whose elements are copied into the target one by one.
    pub fn copies_elements(&self, value: &Expr, target: &Target) -> bool {
        let slice = matches!(target.kind, TargetKind::CSlice { .. });
        match (self.cx.types.kind(target.ty), self.cx.types.kind(value.ty)) {
            (Ty::Array(a, _) | Ty::Ptr(a), Ty::Array(b, _)) if slice => self.cpp_same(*a, *b),
            (Ty::Array(a, None) | Ty::Ptr(a), Ty::Ptr(b)) => slice && self.cpp_same(*a, *b),
            (Ty::Array(a, Some(_)), Ty::Ptr(b)) => self.cpp_same(*a, *b),
            // Only C knows one of the lengths.
            (Ty::Array(a, Some(x)), Ty::Array(b, Some(y))) => {
                let unknown = x.known().is_none() || y.known().is_none();
                unknown && x != y && self.cpp_same(*a, *b)
            }
            _ => false,
        }
    }

    /// `array = pointer` and arrays of other lengths: copied element by element, as into a slice.
    pub fn array_assign(&mut self, target: Target, mut value: Expr) -> (Target, Expr) {
        let Ty::Array(elem, len) = self.cx.types.kind(target.ty).clone() else { return (target, value) };
        let whole = match &target.kind {
            TargetKind::CSlice { lower, upper, .. } => lower.is_none() && upper.is_none(),
            _ => true,
        };
        if whole
            && let (ExprKind::CArrayLiteral(items), Some(ArrayLen::Known(wanted))) = (&value.kind, &len)
            && items.len() as u64 != *wanted
        {
            let given = items.len();
            let message = format!("Assignment to slice of wrong length, expected {wanted}, got {given}");
            self.error(codes::E0305, target.span, message);
        }
        // What is assigned to a part of an array is as long as it is written.
        if !whole && let ExprKind::CArrayLiteral(items) = &value.kind {
            value.ty = self.cx.types.array(elem, Some(items.len() as u64));
        }
        let from = match self.cx.types.kind(value.ty) {
            Ty::Ptr(from) => *from,
            Ty::Array(from, _) if self.copies_elements(&value, &target) => *from,
            _ => return (target, value),
        };
        if matches!(target.kind, TargetKind::CSlice { .. }) || !self.cpp_same(elem, from) || len.is_none() {
            return (target, value);
        }
        let object = self.target_to_expr(&target);
        if matches!(object.kind, ExprKind::Error) {
            return (target, value);
        }
        let kind = TargetKind::CSlice { object, lower: None, upper: None, len };
        (Target { span: target.span, ty: value.ty, kind }, value)
    }

    /// Reports a slice with a step where none can be.
    pub fn no_step(&mut self, step: Span) {
        self.error(codes::E0305, step, "Cannot slice a C array with a step");
    }
}

/// How many elements a slice has, where its text says that.
fn known_length(lower: Option<&Expr>, upper: Option<&Expr>, len: Option<&ArrayLen>) -> Option<i128> {
    let constant = |e: &Expr| match e.kind {
        ExprKind::Int(i) => Some(i),
        _ => None,
    };
    let start = lower.map_or(Some(0), constant)?;
    let stop = match upper {
        Some(upper) => constant(upper)?,
        None => i128::from(len?.known()?),
    };
    (start >= 0 && stop >= start).then_some(stop - start)
}
