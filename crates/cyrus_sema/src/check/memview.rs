//! Typed memoryviews: attributes, items, slices, methods, conversions.
//!
//! An index for every dimension makes an item; anything else a new view of fewer (or, with `None`, more)
//! dimensions. A dimension of the result keeps its packing as long as the elements still lie without gaps.

use super::Checker;
use cyrus_diagnostics::codes;
use cyrus_hir::{Coercion, Expr, ExprKind, MemViewIndex, Target, TargetKind, ViewUse};
use cyrus_source::Span;
use cyrus_syntax::Name;
use cyrus_syntax::ast::{self, Arg, ExprKind as Ast};
use cyrus_types::{ArrayLen, Axis, AxisAccess, AxisPacking, MemViewTy, Ty, TyId, common};

/// One index as written.
enum Written<'a> {
    Index(&'a ast::Expr),
    Slice(&'a ast::Expr),
    NewAxis,
    /// A dimension that is not mentioned.
    Whole,
}

impl<'a> Checker<'_, 'a> {
    /// The view type behind a type.
    pub fn view_ty(&self, ty: TyId) -> Option<MemViewTy> {
        match self.cx.types.kind(ty) {
            Ty::MemView(view) => Some(view.clone()),
            _ => None,
        }
    }

    /// `view.name`
    pub fn memview_attribute(&mut self, view: Expr, name: &Name, span: Span) -> Expr {
        let Some(ty) = self.view_ty(view.ty) else { return self.error_expr(span) };
        match name.as_str() {
            "shape" | "strides" | "suboffsets" => {
                let object = Box::new(self.not_none(view, ViewUse::Attribute(name.clone())));
                let ty = self.cx.types.array(common::SSIZE_T, Some(ty.axes.len() as u64));
                Expr { ty, span, kind: ExprKind::MemViewAttr { view: object, attr: name.clone() } }
            }
            "T" => {
                if ty.is_indirect() {
                    self.error(codes::E0305, span, "Cannot transpose memoryview with indirect dimensions");
                    return self.error_expr(span);
                }
                let object = Box::new(self.not_none(view, ViewUse::Transpose));
                let axes = ty.axes.iter().rev().copied().collect();
                let ty = self.cx.types.intern(Ty::MemView(MemViewTy { elem: ty.elem, axes }));
                Expr { ty, span, kind: ExprKind::MemViewTranspose(object) }
            }
            _ => {
                let object = Box::new(self.coerce(view, common::OBJECT));
                Expr { ty: common::OBJECT, span, kind: ExprKind::Attr { object, name: name.clone() } }
            }
        }
    }

    /// With `nonecheck` a view that is tested for None.
    fn not_none(&self, view: Expr, refused: ViewUse) -> Expr {
        if !self.fx_ref().directives.nonecheck {
            return view;
        }
        Expr { ty: view.ty, span: view.span, kind: ExprKind::NotNone { view: Box::new(view), refused } }
    }

    /// `view.copy()` and the other methods that need no Python object.
    pub fn memview_method(&mut self, view: &Expr, name: &str, args: &[Arg], span: Span) -> Option<Expr> {
        let ty = self.view_ty(view.ty)?;
        if !args.is_empty() {
            return None;
        }
        let n = ty.axes.len();
        let view = || self.not_none(view.clone(), ViewUse::Attribute(name.into()));
        match name {
            "copy" | "copy_fortran" => {
                let view = Box::new(view());
                let fortran = name == "copy_fortran";
                let contiguous = if fortran { 0 } else { n - 1 };
                let axes = (0..n)
                    .map(|i| Axis {
                        access: AxisAccess::Direct,
                        packing: if i == contiguous { AxisPacking::Contig } else { AxisPacking::Follow },
                    })
                    .collect();
                let elem = self.cx.types.unqualified(ty.elem);
                let ty = self.cx.types.intern(Ty::MemView(MemViewTy { elem, axes }));
                Some(Expr { ty, span, kind: ExprKind::MemViewCopy { view, fortran } })
            }
            "is_c_contig" | "is_f_contig" => {
                let value = Box::new(view());
                let array = self.cx.types.array(common::SSIZE_T, Some(n as u64));
                let local = self.temp(value.ty, span);
                let read = self.local_expr(local, span);
                let attr = |name: &str| Expr {
                    ty: array,
                    span,
                    kind: ExprKind::MemViewAttr { view: Box::new(read.clone()), attr: name.into() },
                };
                let order = if name == "is_c_contig" { b'C' } else { b'F' };
                let elem = self.cx.types.unqualified(ty.elem);
                let args = vec![
                    attr("shape"),
                    attr("strides"),
                    Expr { ty: common::INT, span, kind: ExprKind::Int(n as i128) },
                    Expr { ty: common::SIZE_T, span, kind: ExprKind::SizeOf(elem) },
                    Expr { ty: common::CHAR, span, kind: ExprKind::Char(order) },
                ];
                let kind = ExprKind::Runtime { name: "__cyrus_nd_contig".into(), args };
                let body = Box::new(Expr { ty: common::BINT, span, kind });
                Some(Expr { ty: common::BINT, span, kind: ExprKind::Let { local, value, body } })
            }
            _ => None,
        }
    }

    /// `view[…]`
    pub fn memview_subscript(&mut self, view: Expr, index: &'a ast::Expr, span: Span) -> Expr {
        let Some(ty) = self.view_ty(view.ty) else { return self.error_expr(span) };
        let n = ty.axes.len();
        let Some(written) = written_indices(index, n) else {
            let shown = self.cx.types.display(view.ty);
            self.error(
                codes::E0305,
                index.anchor_span(),
                format!("Too many indices specified for type {shown}"),
            );
            return self.error_expr(span);
        };
        if written.iter().all(|w| matches!(w, Written::Index(_))) {
            let mut indices = Vec::with_capacity(n);
            for w in written {
                if let Written::Index(e) = w {
                    indices.push(self.view_index(e));
                }
            }
            let directives = &self.fx_ref().directives;
            let (boundscheck, wraparound) = (directives.boundscheck, directives.wraparound);
            // Lowering reads elements through a pointer of this type.
            let plain = self.cx.types.unqualified(ty.elem);
            self.cx.types.ptr(plain);
            let view = Box::new(self.not_none(view, ViewUse::Index));
            return Expr {
                ty: ty.elem,
                span,
                kind: ExprKind::MemViewItem { view, indices, boundscheck, wraparound },
            };
        }
        let mut indices = Vec::new();
        // Whether what lies inside this dimension is still without gaps, from the last one outwards.
        let mut kept: Vec<(Axis, bool)> = Vec::new();
        let mut dims = ty.axes.iter();
        for w in written {
            match w {
                Written::NewAxis => {
                    indices.push(MemViewIndex::NewAxis);
                    kept.push((Axis { access: AxisAccess::Direct, packing: AxisPacking::Strided }, false));
                }
                Written::Whole => {
                    indices.push(MemViewIndex::Slice { lower: None, upper: None, step: None });
                    kept.extend(dims.next().map(|a| (*a, true)));
                }
                Written::Index(e) => {
                    indices.push(MemViewIndex::Int(self.view_index(e)));
                    dims.next();
                    // A dimension that went away inside others leaves gaps between them.
                    for (axis, _) in kept.iter_mut() {
                        if axis.packing == AxisPacking::Follow {
                            axis.packing = AxisPacking::Strided;
                        }
                    }
                }
                Written::Slice(e) => {
                    let (index, whole, has_step) = self.view_slice(e);
                    indices.push(index);
                    if let Some(axis) = dims.next() {
                        let packing = if has_step { AxisPacking::Strided } else { axis.packing };
                        if !whole {
                            for (outer, _) in kept.iter_mut() {
                                if outer.packing == AxisPacking::Follow {
                                    outer.packing = AxisPacking::Strided;
                                }
                            }
                        }
                        kept.push((Axis { access: axis.access, packing }, whole));
                    }
                }
            }
        }
        // In Fortran order the dimensions before count, not those after.
        if ty.order() == Some('F') {
            let mut gap = false;
            for ((axis, whole), original) in kept.iter_mut().zip(&ty.axes) {
                if gap && axis.packing != AxisPacking::Contig {
                    axis.packing = AxisPacking::Strided;
                } else if original.packing == AxisPacking::Follow && *whole {
                    axis.packing = AxisPacking::Follow;
                }
                gap |= !*whole;
            }
        }
        let mut axes: Vec<Axis> = kept.into_iter().map(|(axis, _)| axis).collect();
        // Without a contiguous dimension there is nothing to follow.
        if !axes.iter().any(|a| a.packing == AxisPacking::Contig) {
            for axis in &mut axes {
                if axis.packing == AxisPacking::Follow {
                    axis.packing = AxisPacking::Strided;
                }
            }
        }
        if axes.len() >= 8 {
            self.error(
                codes::E0305,
                span,
                "More dimensions than the maximum number of buffer dimensions were used.",
            );
            return self.error_expr(span);
        }
        let ty = self.cx.types.intern(Ty::MemView(MemViewTy { elem: ty.elem, axes }));
        let refused = if matches!(index.kind, Ast::Ellipsis) { ViewUse::Whole } else { ViewUse::Slice };
        let view = Box::new(self.not_none(view, refused));
        Expr { ty, span, kind: ExprKind::MemViewSlice { view, indices } }
    }

    fn view_index(&mut self, e: &'a ast::Expr) -> Expr {
        let index = self.expr(e);
        let ok = self.cx.types.is_integer(index.ty)
            || self.cx.types.is_object(index.ty)
            || self.cx.types.is_error(index.ty);
        if !ok {
            let shown = self.cx.types.display(index.ty);
            let message = format!("Invalid index for memoryview specified, type {shown}");
            self.error(codes::E0305, e.span, message);
            return self.error_expr(e.span);
        }
        self.coerce(index, common::SSIZE_T)
    }

    /// A slice; whether it takes the whole dimension, and whether it has a step.
    fn view_slice(&mut self, e: &'a ast::Expr) -> (MemViewIndex, bool, bool) {
        let Ast::Slice { lower, upper, step } = &e.kind else {
            return (MemViewIndex::Slice { lower: None, upper: None, step: None }, true, false);
        };
        let mut bound = |b: &'a Option<Box<ast::Expr>>| {
            let b = b.as_deref()?;
            if matches!(b.kind, Ast::NoneLit) {
                return None;
            }
            let value = self.expr(b);
            Some(self.coerce(value, common::SSIZE_T))
        };
        let lower = bound(lower);
        let upper = bound(upper);
        let step = bound(step);
        let whole = lower.is_none() && upper.is_none() && step.is_none();
        let has_step = step.is_some();
        (MemViewIndex::Slice { lower, upper, step }, whole, has_step)
    }

    // ---- arrays

    /// A `cython.view.array` around memory that stays where it is.
    pub fn array_around(&mut self, data: Expr, shape: Vec<Expr>, fortran: bool, span: Span) -> Expr {
        let ty = self.cx.types.array(common::SSIZE_T, Some(shape.len() as u64));
        let shape = Expr { ty, span, kind: ExprKind::CArrayLiteral(shape) };
        let mode = Expr { ty: common::CHAR, span, kind: ExprKind::Char(if fortran { b'f' } else { b'c' }) };
        let kind = ExprKind::Runtime { name: "cython.view.array".into(), args: vec![data, mode, shape] };
        Expr { ty: common::OBJECT, span, kind }
    }

    /// `<T[:n, :m]> pointer`
    pub fn pointer_as_array(
        &mut self,
        base: &'a ast::TypeExpr,
        axes: &'a [ast::Expr],
        value: &'a ast::Expr,
        span: Span,
    ) -> Expr {
        let scope = self.fx_ref().scope;
        let elem = super::declared::resolve_type(self.cx, scope, base);
        let (at, value) = (value.span, self.expr(value));
        if self.cx.types.is_error(value.ty) {
            return value;
        }
        let (extents, inner) = self.array_extents(value.ty);
        if !self.cx.types.is_pointer(value.ty) {
            self.error(codes::E0301, span, "Can only create cython.array from pointer or array");
            return self.error_expr(span);
        }
        let memory = match extents.is_empty() {
            true => self.cx.types.pointee(value.ty).unwrap_or(common::VOID),
            false => inner,
        };
        let plain = |ty| self.cx.types.resolved(self.cx.types.unqualified(ty));
        if plain(memory) != plain(elem) && plain(memory) != common::VOID && !self.cx.types.is_error(elem) {
            let message = "Pointer base type does not match cython.array base type";
            self.error(codes::E0301, at, message);
            return self.error_expr(span);
        }
        if !extents.is_empty() && extents.len() != axes.len() {
            let message =
                format!("Expected {} dimensions, array has {} dimensions", axes.len(), extents.len());
            self.error(codes::E0301, at, message);
            return self.error_expr(span);
        }
        let (mut shape, mut fortran) = (Vec::new(), false);
        for (i, axis) in axes.iter().enumerate() {
            let Ast::Slice { lower, upper, step } = &axis.kind else {
                self.error(
                    codes::E0305,
                    axis.span,
                    "An axis specification in memoryview declaration does not have a ':'.",
                );
                return self.error_expr(span);
            };
            if lower.is_some() {
                self.error(codes::E0305, axis.anchor_span(), "Expected only stop and (optionally) step");
            }
            let extent = match (upper, extents.get(i)) {
                (Some(upper), _) => self.expr_as(upper, common::SSIZE_T),
                (None, Some(n)) => self.array_len(n, span),
                (None, None) => {
                    self.error(codes::E0305, axis.anchor_span(), "Array has no stop");
                    return self.error_expr(span);
                }
            };
            if let Some(step) = step {
                if !matches!(&step.kind, Ast::Int(_)) {
                    self.error(codes::E0305, step.span, "Step must be omitted or 1");
                }
                fortran |= i == 0 && axes.len() > 1;
            }
            shape.push(extent);
        }
        let pointer = self.cx.types.ptr(elem);
        let data = self.cast(value, pointer, false, span);
        self.array_around(data, shape, fortran, span)
    }

    /// The lengths of the dimensions of a C array, none for other types, and the type of its elements.
    fn array_extents(&self, mut ty: TyId) -> (Vec<ArrayLen>, TyId) {
        let mut extents = Vec::new();
        while let Ty::Array(inner, Some(n)) = self.cx.types.kind(ty).clone() {
            extents.push(n);
            ty = inner;
        }
        (extents, ty)
    }

    /// A C array as a view of another type of memory: all its dimensions.
    pub fn array_to_view(&mut self, array: Expr, to: TyId) -> Result<Expr, TyId> {
        let (from, span) = (array.ty, array.span);
        let (extents, elem) = self.array_extents(from);
        let shape: Vec<_> = extents.iter().map(|n| self.array_len(n, span)).collect();
        let matches = self.view_ty(to).is_some_and(|v| {
            v.axes.len() == shape.len() && self.cx.types.resolved(v.elem) == self.cx.types.resolved(elem)
        });
        if !matches {
            return Err(from);
        }
        let pointer = self.cx.types.ptr(elem);
        let data = self.coercion(Coercion::CCast, array, pointer);
        let object = self.array_around(data, shape, false, span);
        self.try_coerce(object, to)
    }

    // ---- assignment

    /// The value for a target. `view[…] = value` takes another view, or one element for all.
    pub fn value_for_target(&mut self, value: &'a ast::Expr, target: &Target) -> Expr {
        let display =
            matches!(value.kind, ast::ExprKind::List(_) | ast::ExprKind::Tuple(_) | ast::ExprKind::Str(_));
        let part = matches!(&value.kind, ast::ExprKind::Subscript(_, index) if matches!(index.kind, ast::ExprKind::Slice { .. }))
            && matches!(target.kind, TargetKind::CSlice { .. });
        if (matches!(self.cx.types.kind(target.ty), Ty::Array(..)) || part) && !display {
            let value = self.expr(value);
            return self.coerce_for_target(value, target);
        }
        let Some(ty) = self.assigned_view(target) else {
            if matches!(target.kind, TargetKind::Unpack { .. }) {
                let value = self.expr(value);
                return self.coerce_for_target(value, target);
            }
            return self.value_or_none_as(value, target.ty);
        };
        let checked = self.expr_expecting(value, ty.elem);
        self.view_contents(checked, &ty, target)
    }

    /// The same for a checked value.
    pub fn coerce_for_target(&mut self, value: Expr, target: &Target) -> Expr {
        let value = self.slice_source(value, target);
        match self.assigned_view(target) {
            Some(ty) => self.view_contents(value, &ty, target),
            None if self.copies_elements(&value, target) => value,
            // A ctuple is taken apart as it is.
            None if self.taken_apart(&value, target) || self.unpacks_natively(value.ty, target) => value,
            None => self.coerce(value, target.ty),
        }
    }

    fn taken_apart(&self, value: &Expr, target: &Target) -> bool {
        match (self.cx.types.kind(value.ty), &target.kind) {
            (Ty::CTuple(items), TargetKind::Unpack { before, star: None, after }) => {
                after.is_empty() && items.len() == before.len()
            }
            _ => false,
        }
    }

    fn assigned_view(&self, target: &Target) -> Option<MemViewTy> {
        match target.kind {
            TargetKind::MemViewAssign { .. } => self.view_ty(target.ty),
            _ => None,
        }
    }

    fn view_contents(&mut self, value: Expr, ty: &MemViewTy, target: &Target) -> Expr {
        if let Ty::Const(_) = self.cx.types.get(ty.elem) {
            self.error(codes::E0307, target.span, "Cannot assign to const memoryview");
            return self.error_expr(value.span);
        }
        let Some(from) = self.view_ty(value.ty) else { return self.coerce(value, ty.elem) };
        if self.cx.types.unqualified(from.elem) != self.cx.types.unqualified(ty.elem) {
            let (a, b) = (self.cx.types.display(ty.elem), self.cx.types.display(from.elem));
            let message = format!("Different base types for memoryviews ({a}, {b})");
            self.error(codes::E0301, value.span, message);
            return self.error_expr(value.span);
        }
        value
    }

    /// Whether a view may stand where one of another type is wanted.
    pub fn view_conforms(&self, from: &MemViewTy, to: &MemViewTy) -> bool {
        let is_const = |ty| matches!(self.cx.types.get(ty), Ty::Const(_));
        if is_const(from.elem) && !is_const(to.elem) {
            return false;
        }
        let (a, b) = (self.cx.types.unqualified(from.elem), self.cx.types.unqualified(to.elem));
        let same = a == b || self.cx.types.resolved(a) == self.cx.types.resolved(b);
        let axis = |(f, t): (&Axis, &Axis)| {
            (f.access == t.access || t.access == AxisAccess::Full)
                && (f.packing == t.packing || t.packing == AxisPacking::Strided)
        };
        same && from.axes.len() == to.axes.len() && from.axes.iter().zip(&to.axes).all(axis)
    }

    /// `len(view)`
    pub fn memview_len(&mut self, view: Expr, span: Span) -> Expr {
        let n = self.view_ty(view.ty).map_or(1, |v| v.axes.len() as u64);
        let ty = self.cx.types.array(common::SSIZE_T, Some(n));
        let attr = ExprKind::MemViewAttr { view: Box::new(view), attr: "shape".into() };
        let object = Box::new(Expr { ty, span, kind: attr });
        let index = Box::new(Expr { ty: common::SSIZE_T, span, kind: ExprKind::Int(0) });
        Expr { ty: common::SSIZE_T, span, kind: ExprKind::CItem { object, index } }
    }
}

/// The indices, one per dimension and new dimension; `None` when there are too many.
fn written_indices(index: &ast::Expr, n: usize) -> Option<Vec<Written<'_>>> {
    let items: Vec<&ast::Expr> = match &index.kind {
        Ast::Tuple(items) => items.iter().collect(),
        _ => vec![index],
    };
    let used = items.iter().filter(|e| !matches!(e.kind, Ast::NoneLit | Ast::Ellipsis)).count();
    let missing = n.checked_sub(used)?;
    let mut out = Vec::new();
    let mut expanded = false;
    let mut left = missing;
    for item in items {
        match &item.kind {
            Ast::NoneLit => out.push(Written::NewAxis),
            Ast::Ellipsis if !expanded => {
                expanded = true;
                left = 0;
                out.extend((0..missing).map(|_| Written::Whole));
            }
            // A further ellipsis is a whole dimension, of which none is left.
            Ast::Ellipsis => {}
            Ast::Slice { .. } => out.push(Written::Slice(item)),
            _ => out.push(Written::Index(item)),
        }
    }
    out.extend((0..left).map(|_| Written::Whole));
    Some(out)
}
