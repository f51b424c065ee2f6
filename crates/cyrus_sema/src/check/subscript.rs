//! `value[index]`: Python items and slices, C arrays and pointers, C++ containers, memoryviews.

use super::Checker;
use cyrus_diagnostics::codes;
use cyrus_hir::{Expr, ExprKind};
use cyrus_source::Span;
use cyrus_syntax::ast::{self, ExprKind as Ast};
use cyrus_types::{Builtin, IntTy, Ty, TyId, common};

impl<'a> Checker<'_, 'a> {
    /// Checks a subscript expression.
    pub fn subscript(&mut self, e: &'a ast::Expr, value: &'a ast::Expr, index: &'a ast::Expr) -> Expr {
        let span = e.anchor_span();
        if let Some(callee) = self.fused_callee(value) {
            return self.fused_subscript(callee, index, span);
        }
        let object = self.expr(value);
        let object = match index.kind {
            ast::ExprKind::Slice { .. } => self.literal_object(object),
            _ => object,
        };
        let ty = self.cx.types.resolved(object.ty);
        let is_char = matches!(self.cx.types.kind(object.ty), Ty::Int(IntTy::Ucs4 | IntTy::PyUnicode));
        match self.cx.types.get(ty).clone() {
            Ty::Error => self.error_expr(span),
            Ty::Unspecified => Expr { ty: common::UNSPECIFIED, ..self.error_expr(span) },
            Ty::Ptr(_) | Ty::Array(..) => self.c_subscript(object, index, e.anchor_span()),
            Ty::Cpp(..) => self.cpp_subscript(object, index, e.anchor_span()),
            Ty::MemView(_) => self.memview_subscript(object, index, span),
            Ty::CTuple(items) => self.ctuple_subscript(object, &items, index, span),
            Ty::Cyp(_) => self.cyp_subscript(object, index, span),
            Ty::Buffer(buffer) => match self.buffer_subscript(&object, &buffer, index, span) {
                Some(item) => item,
                None => self.py_subscript(object, index, span),
            },
            Ty::Object | Ty::Builtin(_) | Ty::Ext(_) => {
                let item = self.declared_item(&object, index);
                let value = self.py_subscript(object, index, span);
                match item {
                    Some(item) => self.coerce(value, item),
                    None => value,
                }
            }
            Ty::Func(_) => {
                self.cx.unsupported(span, "explicit specialisation");
                self.error_expr(span)
            }
            Ty::Int(_) | Ty::Float(_) if !is_char => {
                let shown = self.cx.types.display(object.ty);
                let message = format!("Attempting to index non-array type '{shown}'");
                self.error(codes::E0305, e.anchor_span(), message);
                self.error_expr(span)
            }
            _ => match self.try_coerce(object, common::OBJECT) {
                Ok(object) => self.py_subscript(object, index, span),
                Err(from) => {
                    let shown = self.cx.types.display(from);
                    self.error(
                        codes::E0305,
                        e.anchor_span(),
                        format!("Attempting to index non-array type '{shown}'"),
                    );
                    self.error_expr(span)
                }
            },
        }
    }

    /// An element of an old-style buffer; anything but C indices for all dimensions asks the object.
    fn buffer_subscript(
        &mut self,
        object: &Expr,
        buffer: &cyrus_types::BufferTy,
        index: &'a ast::Expr,
        span: Span,
    ) -> Option<Expr> {
        let ExprKind::Local(local) = object.kind else { return None };
        let items: Vec<&'a ast::Expr> = match &index.kind {
            Ast::Tuple(items) => items.iter().collect(),
            _ => vec![index],
        };
        let is_int = |this: &mut Self, e: &'a ast::Expr| {
            let ty = this.type_of(e);
            this.cx.types.is_integer(ty)
        };
        if items.len() != buffer.ndim as usize || !items.iter().all(|e| is_int(self, e)) {
            return None;
        }
        let indices = items.into_iter().map(|e| self.expr_as(e, common::SSIZE_T)).collect();
        let directives = &self.fx_ref().directives;
        let (boundscheck, wraparound) = (directives.boundscheck, directives.wraparound);
        let none_check = directives.nonecheck;
        let plain = self.cx.types.unqualified(buffer.elem);
        self.cx.types.ptr(plain);
        let kind = ExprKind::BufferItem { buffer: local, indices, boundscheck, wraparound, none_check };
        Some(Expr { ty: buffer.elem, span, kind })
    }

    /// The type of a slice of a sequence: a part of a tuple has other items.
    fn slice_ty(&self, ty: TyId) -> TyId {
        match self.cx.types.items(ty) {
            Some(of) if of.container == common::TUPLE && !of.uniform => common::TUPLE,
            Some(_) => ty,
            None => self.cx.types.resolved(ty),
        }
    }

    /// What a container is declared to hold at this index.
    fn declared_item(&mut self, object: &Expr, index: &ast::Expr) -> Option<TyId> {
        let of = self.cx.types.items(object.ty)?;
        let literal = |e: &ast::Expr| match &e.kind {
            Ast::Int(lit) => lit.text.parse::<usize>().ok(),
            _ => None,
        };
        let known = match &index.kind {
            Ast::Slice { .. } => return None,
            Ast::Unary(ast::UnaryOp::Neg, back) => {
                literal(back).map(|back| of.items.len().checked_sub(back).unwrap_or(usize::MAX))
            }
            _ => literal(index),
        };
        match self.cx.types.get(of.container) {
            Ty::Builtin(Builtin::Dict | Builtin::FrozenDict) => of.items.get(1).copied(),
            Ty::Builtin(Builtin::Tuple) if !of.uniform && known.is_some() => of.items.get(known?).copied(),
            _ => self.iterated_item(object.ty),
        }
    }

    pub fn py_subscript(&mut self, object: Expr, index: &'a ast::Expr, span: Span) -> Expr {
        if let Ast::Slice { lower, upper, step: None } = &index.kind {
            return self.py_slice(object, lower.as_deref(), upper.as_deref(), index, span);
        }
        let ty = match (&index.kind, self.cx.types.kind(object.ty)) {
            (
                Ast::Slice { .. },
                Ty::Builtin(
                    Builtin::Str | Builtin::Bytes | Builtin::ByteArray | Builtin::List | Builtin::Tuple,
                ),
            ) => self.slice_ty(object.ty),
            _ => common::OBJECT,
        };
        self.check_negative(index);
        let index = match self.type_key(index) {
            Some(key) => key,
            None => self.expr(index),
        };
        let directives = &self.fx_ref().directives;
        let (wraparound, boundscheck) = (directives.wraparound, directives.boundscheck);
        let builtin = match self.cx.types.kind(object.ty) {
            Ty::Builtin(b) => Some(*b),
            _ => None,
        };
        let is_char = matches!(self.cx.types.kind(index.ty), Ty::Int(IntTy::Ucs4 | IntTy::PyUnicode));
        if self.cx.types.is_integer(index.ty)
            && !is_char
            && index.ty != common::BINT
            && builtin != Some(Builtin::Dict)
        {
            // Literals beyond the index type stay Python ints.
            let fits = !matches!(index.kind, ExprKind::Int(i) if i64::try_from(i).is_err());
            if fits {
                let index = Box::new(self.coerce(index, common::SSIZE_T));
                let object = Box::new(object);
                return match builtin {
                    Some(Builtin::Str) => Expr {
                        ty: common::UCS4,
                        span,
                        kind: ExprKind::CharAt { string: object, index, wraparound, boundscheck },
                    },
                    Some(Builtin::ByteArray | Builtin::Bytes) => Expr {
                        ty: common::UCHAR,
                        span,
                        kind: ExprKind::CharAt { string: object, index, wraparound, boundscheck },
                    },
                    _ => {
                        Expr { ty, span, kind: ExprKind::ItemInt { object, index, wraparound, boundscheck } }
                    }
                };
            }
        }
        let index = self.coerce(index, common::OBJECT);
        Expr { ty, span, kind: ExprKind::Item { object: Box::new(object), index: Box::new(index) } }
    }

    /// A subscript whose value is wanted as some other type: a slice of a C string makes that string, a byte
    /// stays a C number.
    pub fn subscript_as(&mut self, value: Expr, to: cyrus_types::TyId) -> Expr {
        let bytearray = self.cx.types.builtin(Builtin::ByteArray);
        match value.kind {
            ExprKind::CSlice { object, lower, upper } if self.cx.types.is_c_string(object.ty) => {
                let decodes = self.encodes_strings();
                if !decodes && to == common::STR {
                    let shown = self.cx.types.display(object.ty);
                    let message =
                        format!("default encoding required for conversion from '{shown}' to 'str object'");
                    self.error(codes::E0301, value.span, message);
                    return self.error_expr(value.span);
                }
                let ty = match self.cx.types.kind(to) {
                    Ty::Builtin(Builtin::Bytes) => common::BYTES,
                    Ty::Builtin(Builtin::ByteArray) => bytearray,
                    Ty::Builtin(Builtin::Str) if decodes => common::STR,
                    _ => value.ty,
                };
                Expr { ty, span: value.span, kind: ExprKind::CSlice { object, lower, upper } }
            }
            ExprKind::ItemInt { object, index, wraparound, boundscheck }
                if object.ty == common::BYTES && self.cx.types.is_integer(to) =>
            {
                let kind = ExprKind::CharAt { string: object, index, wraparound, boundscheck };
                Expr { ty: common::UCHAR, span: value.span, kind }
            }
            kind => Expr { ty: value.ty, span: value.span, kind },
        }
    }

    /// Without wraparound a negative index reads in front of the object.
    fn check_negative(&mut self, index: &ast::Expr) {
        if let Ast::Unary(ast::UnaryOp::Neg, number) = &index.kind
            && matches!(number.kind, Ast::Int(_))
            && !self.fx_ref().directives.wraparound
            && self.speculating == 0
        {
            let message = "the result of using negative indices inside of code sections marked as \
                           'wraparound=False' is undefined";
            self.cx.warn(codes::W0301, number.span, message);
        }
    }

    fn py_slice(
        &mut self,
        object: Expr,
        lower: Option<&'a ast::Expr>,
        upper: Option<&'a ast::Expr>,
        whole: &'a ast::Expr,
        span: Span,
    ) -> Expr {
        let ty = match self.cx.types.kind(object.ty) {
            Ty::Builtin(
                Builtin::List | Builtin::Tuple | Builtin::Str | Builtin::Bytes | Builtin::ByteArray,
            ) => self.slice_ty(object.ty),
            _ => common::OBJECT,
        };
        // Constants of constants are worked out here.
        let bounds = [lower, upper];
        let known = |e: &&ast::Expr| matches!(e.kind, Ast::Int(_) | Ast::Unary(ast::UnaryOp::Neg, _));
        if !(object.kind.is_constant() && bounds.iter().flatten().all(known)) {
            bounds.into_iter().flatten().for_each(|e| self.check_negative(e));
        }
        let lower_value = lower.map(|e| self.expr(e));
        let upper_value = upper.map(|e| self.expr(e));
        let c_bound = |this: &Self, e: &Option<Expr>| match e {
            None => true,
            Some(e) => this.cx.types.is_integer(e.ty) || matches!(e.kind, ExprKind::None),
        };
        if c_bound(self, &lower_value) && c_bound(self, &upper_value) {
            let mut bound = |e: Option<Expr>| match e {
                None => None,
                Some(e) if matches!(e.kind, ExprKind::None) => None,
                Some(e) => Some(Box::new(self.coerce(e, common::SSIZE_T))),
            };
            let lower = bound(lower_value);
            let upper = bound(upper_value);
            return Expr { ty, span, kind: ExprKind::SliceInt { object: Box::new(object), lower, upper } };
        }
        let mut part = |e: Option<Expr>| match e {
            None => Box::new(self.none_expr(whole.span)),
            Some(e) => Box::new(self.coerce(e, common::OBJECT)),
        };
        let lower = part(lower_value);
        let upper = part(upper_value);
        let step = part(None);
        let index =
            Expr { ty: common::SLICE, span: whole.span, kind: ExprKind::SliceObject { lower, upper, step } };
        Expr { ty, span, kind: ExprKind::Item { object: Box::new(object), index: Box::new(index) } }
    }

    /// `slice(a, b, c)` of a subscript.
    pub fn slice_object(
        &mut self,
        lower: &'a Option<Box<ast::Expr>>,
        upper: &'a Option<Box<ast::Expr>>,
        step: &'a Option<Box<ast::Expr>>,
        span: Span,
    ) -> Expr {
        let mut part = |e: &'a Option<Box<ast::Expr>>| match e {
            None => Box::new(self.none_expr(span)),
            Some(e) => Box::new(self.expr_as(e, common::OBJECT)),
        };
        let lower = part(lower);
        let upper = part(upper);
        let step = part(step);
        Expr { ty: common::SLICE, span, kind: ExprKind::SliceObject { lower, upper, step } }
    }

    fn c_subscript(&mut self, object: Expr, index: &'a ast::Expr, span: Span) -> Expr {
        let elem = self.cx.types.pointee(object.ty).unwrap_or(common::ERROR);
        if let Ast::Slice { lower, upper, step } = &index.kind {
            if let Some(step) = step {
                self.no_step(step.span);
            }
            let (lower, upper) = (self.c_bound(lower.as_deref()), self.c_bound(upper.as_deref()));
            if self.cx.types.is_wide_string(object.ty) {
                return self.wide_slice(object, lower, upper, span);
            }
            let (lower, upper) = (lower.map(Box::new), upper.map(Box::new));
            let ty = if self.cx.types.is_c_string(object.ty) {
                match self.fx_ref().directives.c_string_type.as_str() {
                    "str" | "unicode" => common::STR,
                    "bytearray" => self.cx.types.builtin(Builtin::ByteArray),
                    _ => common::BYTES,
                }
            } else {
                self.cx.types.array(elem, None)
            };
            return Expr { ty, span, kind: ExprKind::CSlice { object: Box::new(object), lower, upper } };
        }
        let index = self.expr(index);
        let index =
            if self.cx.types.is_object(index.ty) { self.coerce(index, common::SSIZE_T) } else { index };
        if !self.cx.types.is_integer(index.ty) && !self.cx.types.is_error(index.ty) {
            let shown = self.cx.types.display(index.ty);
            self.error(codes::E0305, span, format!("Invalid index type '{shown}'"));
        }
        if matches!(self.cx.types.kind(elem), Ty::Void) {
            self.error(codes::E0305, span, "Attempting to index a 'void *'");
        }
        Expr { ty: elem, span, kind: ExprKind::CItem { object: Box::new(object), index: Box::new(index) } }
    }

    fn ctuple_subscript(
        &mut self,
        tuple: Expr,
        items: &[cyrus_types::TyId],
        index: &'a ast::Expr,
        span: Span,
    ) -> Expr {
        let checked = self.expr(index);
        if let ExprKind::Int(i) = checked.kind {
            let len = items.len() as i128;
            let at = if i < 0 { i + len } else { i };
            if (0..len).contains(&at) {
                let kind = ExprKind::CTupleItem { tuple: Box::new(tuple), index: at as u32 };
                return Expr { ty: items[at as usize], span, kind };
            }
            let shown = self.cx.types.display(tuple.ty);
            self.error(codes::E0305, index.span, format!("Index {i} out of bounds for '{shown}'"));
            return self.error_expr(span);
        }
        let object = self.coerce(tuple, common::OBJECT);
        self.py_subscript(object, index, span)
    }
}
