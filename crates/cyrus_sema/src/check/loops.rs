//! `for` loops: which protocol a loop uses is decided by the type of what it runs over.

use super::Checker;
use cyrus_diagnostics::codes;
use cyrus_hir::{self as hir, Expr, ExprKind, ForIter, Stmt, StmtKind};
use cyrus_source::Span;
use cyrus_syntax::ast::{self, ExprKind as Ast};
use cyrus_types::{Ty, TyId, common};

/// What a loop runs over, checked before its target is.
pub enum LoopSource<'a> {
    /// `range(...)` arguments: lower, upper, step.
    Range {
        lower: Option<&'a ast::Expr>,
        upper: &'a ast::Expr,
        step: Option<&'a ast::Expr>,
        reversed: bool,
        whole: &'a ast::Expr,
    },
    /// A slice of a C array or pointer, with a step.
    Strided(super::c_slice::Strided),
    /// A C++ container, from its end.
    Reversed(Expr),
    /// `zip(…)` and `enumerate(…)` where the GIL is not held, and the type of what each part gives; whether all have to end together.
    Zip(Vec<(LoopSource<'a>, TyId)>, bool),
    /// The counter of `enumerate`, from this number.
    Count(Expr),
    /// `map(…)` and `filter(…)` where the GIL is not held.
    Mapped(super::native_map::Mapped<'a>),
    /// Any value.
    Object(Expr),
}

impl<'a> Checker<'_, 'a> {
    /// `for target in iter:`
    pub fn for_stmt(&mut self, node: &'a ast::For, span: Span, out: &mut hir::Block) {
        if self.parallel_for(node, span, out) || self.viewed_loop(node, span, out) {
            return;
        }
        if let Ast::Subscript(base, index) = &node.iter.kind
            && let Ast::Slice { step: Some(step), .. } = &index.kind
            && !matches!(step.kind, Ast::Int(_) | Ast::Unary(..) | Ast::NoneLit)
        {
            let ty = self.type_of(base);
            if matches!(self.cx.types.kind(ty), Ty::Ptr(_) | Ty::Array(..)) && !self.cx.types.is_c_string(ty)
            {
                let message = "C array iteration requires known step size and end index";
                self.error(codes::E0305, step.span, message);
                return;
            }
        }
        let source = self.loop_source(&node.iter, node.is_async);
        let (iter, mut body) = self.loop_over(source, &node.target, node.is_async);
        body.extend(self.loop_body(&node.body));
        let orelse = node.orelse.as_ref().map(|b| self.block(b)).unwrap_or_default();
        out.push(Stmt { span, kind: StmtKind::For(Box::new(hir::For { iter, body, orelse })) });
    }

    /// Looks at an iterable without deciding how to loop yet.
    pub fn loop_source(&mut self, iter: &'a ast::Expr, is_async: bool) -> LoopSource<'a> {
        if is_async {
            return LoopSource::Object(self.expr(iter));
        }
        if let Some(range) = self.range_call(iter, false) {
            return range;
        }
        if let Some(parts) = self.zipped_source(iter) {
            return parts;
        }
        if let Some(mapped) = self.mapped_source(iter) {
            return mapped;
        }
        if let Some(ty) = self.native_literal_ty(iter) {
            return LoopSource::Object(self.expr_as(iter, ty));
        }
        if let Some(slice) = self.c_slice_of(iter, true) {
            return LoopSource::Strided(slice);
        }
        if let Ast::Call(call) = &iter.kind
            && let ([ast::Arg::Positional(of)], Ast::Name(name)) = (&call.args[..], &call.func.kind)
            && name == "reversed"
            && self.is_builtin(name)
        {
            if let Some(value) = self.reversed_slice(of, iter.span) {
                return LoopSource::Object(value);
            }
            if let Some(slice) = self.reversed_array(of, iter.span) {
                return slice;
            }
        }
        if let Some(container) = self.reversed_container(iter) {
            return LoopSource::Reversed(self.expr(container));
        }
        if let Ast::Tuple(_) = &iter.kind
            && let Some(list) = self.native_loop_ty(iter)
            && list != common::UNSPECIFIED
        {
            return LoopSource::Object(self.expr_as(iter, list));
        }
        LoopSource::Object(self.expr(iter))
    }

    /// The C++ container in `reversed(container)`.
    fn reversed_container(&mut self, iter: &'a ast::Expr) -> Option<&'a ast::Expr> {
        let Ast::Call(call) = &iter.kind else { return None };
        let ([ast::Arg::Positional(container)], Ast::Name(name)) = (&call.args[..], &call.func.kind) else {
            return None;
        };
        if !self.cx.cplus || name != "reversed" || !self.is_builtin(name) {
            return None;
        }
        let ty = self.type_of(container);
        self.cpp_reverses(ty).then_some(container)
    }

    fn range_call(&mut self, iter: &'a ast::Expr, reversed: bool) -> Option<LoopSource<'a>> {
        let Ast::Call(call) = &iter.kind else { return None };
        let Ast::Name(name) = &call.func.kind else { return None };
        let mut args = Vec::new();
        for arg in &call.args {
            match arg {
                ast::Arg::Positional(e) => args.push(e),
                _ => return None,
            }
        }
        match name.as_str() {
            "range" | "xrange" if self.is_builtin(name) => {
                let whole = iter;
                match args[..] {
                    [upper] => Some(LoopSource::Range { lower: None, upper, step: None, reversed, whole }),
                    [lower, upper] => {
                        Some(LoopSource::Range { lower: Some(lower), upper, step: None, reversed, whole })
                    }
                    [lower, upper, step] => Some(LoopSource::Range {
                        lower: Some(lower),
                        upper,
                        step: Some(step),
                        reversed,
                        whole,
                    }),
                    _ => None,
                }
            }
            "reversed" if !reversed && args.len() == 1 && self.is_builtin(name) => {
                self.range_call(args[0], true)
            }
            _ => None,
        }
    }

    /// Decides the loop for a source and a target. The statements start the loop's body: they convert
    /// an element to the target's type where the loop itself cannot.
    pub fn loop_over(
        &mut self,
        source: LoopSource<'a>,
        target: &'a ast::Expr,
        is_async: bool,
    ) -> (ForIter, hir::Block) {
        let mut prologue = Vec::new();
        let iter = self.loop_over_into(source, target, is_async, &mut prologue);
        (iter, prologue)
    }

    fn loop_over_into(
        &mut self,
        source: LoopSource<'a>,
        target: &'a ast::Expr,
        is_async: bool,
        prologue: &mut hir::Block,
    ) -> ForIter {
        let source = match source {
            LoopSource::Zip(parts, strict) => return self.zip_loop(parts, strict, target, prologue),
            source => source,
        };
        let target = self.target(target);
        let (target, mut unpacking) = match &source {
            LoopSource::Object(value) | LoopSource::Reversed(value) if !is_async => {
                self.loop_unpacking(value.ty, target)
            }
            _ => (target, Vec::new()),
        };
        let iter = self.loop_to(source, target, is_async, prologue);
        prologue.append(&mut unpacking);
        iter
    }

    pub(super) fn loop_to(
        &mut self,
        source: LoopSource<'a>,
        target: hir::Target,
        is_async: bool,
        prologue: &mut hir::Block,
    ) -> ForIter {
        match source {
            LoopSource::Range { lower, upper, step, reversed, whole } => {
                if self.cx.types.is_integer(target.ty)
                    && let Some(iter) = self.c_range(&target, lower, upper, step, reversed, whole.span)
                {
                    return iter;
                }
                let call = self.range_object(lower, upper, step, reversed, whole);
                self.object_loop(target, call, is_async)
            }
            LoopSource::Strided(slice) => self.strided_for(target, slice, prologue),
            LoopSource::Zip(parts, strict) => self.zip_to(parts, strict, target, prologue),
            LoopSource::Mapped(mapped) => self.mapped_loop(mapped, target, prologue),
            LoopSource::Count(first) => {
                let span = first.span;
                let ty = first.ty;
                let number = |i| Expr { ty, span, kind: ExprKind::Int(i) };
                // Memory ends long before.
                let upper = number(i128::from(i64::MAX));
                ForIter::Range {
                    target,
                    ty,
                    lower: first,
                    upper,
                    step: number(1),
                    ascending: Some(true),
                    inclusive: false,
                    from_loop: false,
                }
            }
            LoopSource::Reversed(container) => self.cpp_loop(target, container, true),
            // A character as `bytes` is a string of one, not the number that `bytes` objects give.
            LoopSource::Object(Expr {
                kind: ExprKind::CSlice { object, lower, upper: Some(upper) },
                span,
                ..
            }) if target.ty == common::BYTES
                && matches!(object.kind, ExprKind::Local(_) | ExprKind::CVar(_)) =>
            {
                let elem = self.cx.types.pointee(object.ty).unwrap_or(common::CHAR);
                let zero = Expr { ty: common::SSIZE_T, span, kind: ExprKind::Int(0) };
                let lower = lower.map_or(zero, |e| *e);
                let slice = super::c_slice::Strided { pointer: *object, elem, lower, upper: *upper, step: 1 };
                self.strided_for(target, slice, prologue)
            }
            LoopSource::Object(value) => self.value_loop(target, value, is_async, prologue),
        }
    }

    /// A counting loop in C.
    fn c_range(
        &mut self,
        target: &hir::Target,
        lower: Option<&'a ast::Expr>,
        upper: &'a ast::Expr,
        step: Option<&'a ast::Expr>,
        reversed: bool,
        span: Span,
    ) -> Option<ForIter> {
        let lower_value = match lower {
            Some(e) => self.expr(e),
            None => self.int_expr(0, span),
        };
        let upper_value = self.expr(upper);
        let step_value = match step {
            Some(e) => self.expr(e),
            None => self.int_expr(1, span),
        };
        let ascending = match step_value.kind {
            ExprKind::Int(0) => return None,
            ExprKind::Int(i) => Some(i > 0),
            _ => None,
        };
        if reversed && ascending.is_none() {
            return None;
        }
        // The counter has the type of bounds and target, so that no bound is cut off.
        let mut ty = target.ty;
        if ty == common::BINT {
            ty = common::INT;
        }
        for bound in [&lower_value, &upper_value] {
            let literal = matches!(bound.kind, ExprKind::Int(_));
            let bound_ty = if self.cx.types.is_object(bound.ty) { common::LONG } else { bound.ty };
            if !literal && self.cx.types.is_integer(bound_ty) {
                ty = self.arithmetic_type(ty, bound_ty);
            }
        }
        // Counting down to zero and below needs a sign.
        if ascending != Some(true) && matches!(self.cx.types.kind(ty), Ty::Int(i) if !i.is_signed()) {
            ty = common::LONGLONG;
        }
        let lower = self.coerce(lower_value, ty);
        let upper = self.coerce(upper_value, ty);
        let step_ty = match self.cx.types.kind(ty) {
            Ty::Int(i) if !i.is_signed() => common::SSIZE_T,
            _ => ty,
        };
        let step = self.coerce(step_value, if ascending.is_none() { step_ty } else { ty });
        if reversed {
            return self.reversed_range(target, ty, lower, upper, step, span);
        }
        Some(ForIter::Range {
            target: target.clone(),
            ty,
            lower,
            upper,
            step,
            ascending,
            inclusive: false,
            from_loop: false,
        })
    }

    /// `reversed(range(a, b))`: from `b - 1` down to `a`; other steps go through the object protocol.
    fn reversed_range(
        &mut self,
        target: &hir::Target,
        ty: TyId,
        lower: Expr,
        upper: Expr,
        step: Expr,
        span: Span,
    ) -> Option<ForIter> {
        let unsigned = matches!(self.cx.types.kind(ty), Ty::Int(i) if !i.is_signed());
        if !matches!(step.kind, ExprKind::Int(1)) || unsigned {
            return None;
        }
        let one = Expr { ty, span, kind: ExprKind::Int(1) };
        let start = Expr {
            ty,
            span,
            kind: ExprKind::CBinary {
                op: hir::BinOp::Sub,
                left: Box::new(upper),
                right: Box::new(one),
                flavour: hir::Arith { cdivision: true, ..hir::Arith::default() },
            },
        };
        Some(ForIter::Range {
            target: target.clone(),
            ty,
            lower: start,
            upper: lower,
            step: Expr { ty, span, kind: ExprKind::Int(-1) },
            ascending: Some(false),
            inclusive: true,
            from_loop: false,
        })
    }

    fn range_object(
        &mut self,
        lower: Option<&'a ast::Expr>,
        upper: &'a ast::Expr,
        step: Option<&'a ast::Expr>,
        reversed: bool,
        whole: &'a ast::Expr,
    ) -> Expr {
        let span = whole.span;
        let mut args = Vec::new();
        for e in [lower, Some(upper), step].into_iter().flatten() {
            args.push(self.expr_as(e, common::OBJECT));
        }
        let make = |name: &str, args| {
            let func = Box::new(Expr { ty: common::OBJECT, span, kind: ExprKind::Builtin(name.into()) });
            Expr { ty: common::OBJECT, span, kind: ExprKind::PyCall { func, args, keywords: Vec::new() } }
        };
        let range = make("range", args);
        if reversed { make("reversed", vec![range]) } else { range }
    }

    /// A loop over a value.
    pub(super) fn value_loop(
        &mut self,
        target: hir::Target,
        value: Expr,
        is_async: bool,
        prologue: &mut hir::Block,
    ) -> ForIter {
        let ty = self.cx.types.resolved(value.ty);
        match self.cx.types.get(ty).clone() {
            Ty::Array(elem, Some(len)) => {
                let span = value.span;
                let pointer_ty = self.cx.types.ptr(elem);
                let pointer = self.coerce(value, pointer_ty);
                let len = self.array_len(&len, span);
                self.carray_loop(target, pointer, len, elem, prologue)
            }
            Ty::Array(..) | Ty::Ptr(_) => self.pointer_loop(target, value, prologue),
            Ty::Cpp(..) => self.cpp_loop(target, value, false),
            Ty::Cyp(_) => self.cyp_loop(target, value),
            Ty::MemView(view)
                if view.axes.len() == 1 && !matches!(target.kind, hir::TargetKind::Unpack { .. }) =>
            {
                let plain = self.cx.types.unqualified(view.elem);
                self.cx.types.ptr(plain);
                ForIter::MemView { target, view: value }
            }
            Ty::MemView(_) => {
                let source = self.coerce(value, common::OBJECT);
                self.object_loop(target, source, is_async)
            }
            _ => {
                if let Some(item) = self.iterated_item(value.ty) {
                    let probe = Expr { ty: item, span: value.span, kind: ExprKind::Error };
                    if let Err(from) = self.try_coerce(probe, target.ty) {
                        self.assign_error(from, target.ty, value.span);
                    }
                }
                let object =
                    if self.cx.types.is_object(ty) { value } else { self.coerce(value, common::OBJECT) };
                let object = if is_async { object } else { dict_of_python2(object) };
                if ty == common::STR && self.cx.types.is_integer(target.ty) {
                    return ForIter::Chars { target, string: object };
                }
                self.object_loop(target, object, is_async)
            }
        }
    }

    fn pointer_loop(&mut self, target: hir::Target, value: Expr, prologue: &mut hir::Block) -> ForIter {
        let span = value.span;
        if let ExprKind::CSlice { object, lower, upper } = value.kind {
            let elem = self.cx.types.pointee(object.ty).unwrap_or(common::ERROR);
            let len = match self.cx.types.kind(object.ty).clone() {
                Ty::Array(_, Some(len)) => Some(Box::new(self.array_len(&len, span))),
                _ => None,
            };
            let Some(upper) = upper.or(len) else {
                self.error(codes::E0305, span, "C array iteration requires known end index");
                return ForIter::Iterator { target, source: self.error_expr(span), is_async: false };
            };
            let arith = hir::Arith { cdivision: true, ..hir::Arith::default() };
            let pointer_ty = self.cx.types.ptr(elem);
            let base = self.coerce(*object, pointer_ty);
            let (pointer, len) = match lower {
                None => (base, *upper),
                Some(lower) => {
                    let len = ExprKind::CBinary {
                        op: hir::BinOp::Sub,
                        left: upper,
                        right: lower.clone(),
                        flavour: arith,
                    };
                    let pointer = ExprKind::CBinary {
                        op: hir::BinOp::Add,
                        left: Box::new(base),
                        right: lower,
                        flavour: arith,
                    };
                    (
                        Expr { ty: pointer_ty, span, kind: pointer },
                        Expr { ty: common::SSIZE_T, span, kind: len },
                    )
                }
            };
            return self.carray_loop(target, pointer, len, elem, prologue);
        }
        if self.cx.types.is_c_string(value.ty) {
            let object = self.coerce(value, common::OBJECT);
            return self.object_loop(target, object, false);
        }
        self.error(codes::E0305, span, "C array iteration requires known end index");
        ForIter::Iterator { target, source: self.error_expr(span), is_async: false }
    }

    fn carray_loop(
        &mut self,
        target: hir::Target,
        pointer: Expr,
        len: Expr,
        elem: TyId,
        prologue: &mut hir::Block,
    ) -> ForIter {
        if self.cx.types.is_unique(elem) && target.ty == elem {
            self.copy_error(elem, target.span);
        }
        let same = target.ty == elem || self.cx.types.is_numeric(target.ty) && self.cx.types.is_numeric(elem);
        if same && !matches!(target.kind, hir::TargetKind::Unpack { .. }) {
            return ForIter::CArray { target, pointer, len };
        }
        let span = target.span;
        let nogil = self.cx.types.as_nogil_class(elem).is_some();
        if matches!(*self.cx.types.kind(target.ty), Ty::Ptr(to) if self.cpp_same(to, elem) || nogil && to == elem)
            && self.cx.types.resolved(elem) != self.cx.types.resolved(target.ty)
        {
            // A pointer runs along the elements.
            let pointer_ty = pointer.ty;
            let at = self.fx().add_local(Default::default(), pointer_ty, hir::LocalKind::Variable, span);
            let zero = Expr { ty: common::SSIZE_T, span, kind: ExprKind::Int(0) };
            let value = ExprKind::Walrus {
                target: Box::new(hir::Target { span, ty: pointer_ty, kind: hir::TargetKind::Local(at) }),
                value: Box::new(pointer),
            };
            let start = Expr { ty: pointer_ty, span, kind: value };
            let keep = self.temp(pointer_ty, span);
            let lower = Expr {
                ty: common::SSIZE_T,
                span,
                kind: ExprKind::Let { local: keep, value: Box::new(start), body: Box::new(zero.clone()) },
            };
            let read = self.local_expr(at, span);
            let slice = super::c_slice::Strided { pointer: read, elem, lower, upper: len, step: 1 };
            return self.strided_for(target, slice, prologue);
        }
        let ty = self.storage_ty(elem);
        let local = self.fx().add_local(Default::default(), ty, hir::LocalKind::Variable, span);
        let item = self.local_expr(local, span);
        let item = self.coerce(item, target.ty);
        self.assign_to(target, item, span, prologue);
        ForIter::CArray {
            target: hir::Target { span, ty, kind: hir::TargetKind::Local(local) },
            pointer,
            len,
        }
    }

    fn object_loop(&mut self, target: hir::Target, mut source: Expr, is_async: bool) -> ForIter {
        if self.cx.types.is_integer(target.ty) && target.ty != common::UCS4 {
            byte_numbers(&mut source);
        }
        ForIter::Iterator { target, source, is_async }
    }

    /// `for i from lower <= i < upper by step`
    pub fn for_from(&mut self, node: &'a ast::ForFrom, span: Span, out: &mut hir::Block) {
        let bounds = FromBounds {
            lower: &node.lower,
            lower_op: node.lower_op,
            upper_op: node.upper_op,
            upper: &node.upper,
            step: node.step.as_ref(),
        };
        let iter = self.from_bounds(&node.target, &bounds, span);
        let body = self.loop_body(&node.body);
        let orelse = node.orelse.as_ref().map(|b| self.block(b)).unwrap_or_default();
        out.push(Stmt { span, kind: StmtKind::For(Box::new(hir::For { iter, body, orelse })) });
    }

    /// The counting of a for-from loop, of a statement or a comprehension.
    pub fn from_bounds(&mut self, target: &'a ast::Expr, node: &FromBounds<'a>, span: Span) -> ForIter {
        let target = self.target(target);
        let lower_value = self.expr(node.lower);
        let upper_value = self.expr(node.upper);
        let mut ty = target.ty;
        if self.cx.types.is_object(ty) {
            ty = common::LONG;
        }
        for bound in [&lower_value, &upper_value] {
            if self.cx.types.is_numeric(bound.ty) && !matches!(bound.kind, ExprKind::Int(_)) {
                ty = self.arithmetic_type(ty, bound.ty);
            }
        }
        if let Some(step) = node.step {
            let step = self.type_of(step);
            if self.cx.types.is_float(step) {
                ty = self.arithmetic_type(ty, step);
            }
        }
        let lower = self.coerce(lower_value, ty);
        let upper = self.coerce(upper_value, ty);
        let ascending = matches!(node.lower_op, ast::CompareOp::Lt | ast::CompareOp::Le);
        let one = self.int_expr(1, span);
        let step = match node.step {
            Some(e) => self.expr_as(e, ty),
            None => self.coerce(one.clone(), ty),
        };
        let arith = hir::Arith { cdivision: true, ..hir::Arith::default() };
        let step = if ascending {
            step
        } else {
            match step.kind {
                ExprKind::Int(i) => Expr { kind: ExprKind::Int(-i), ..step },
                _ => {
                    Expr { ty, span, kind: ExprKind::CUnary { op: hir::UnOp::Neg, operand: Box::new(step) } }
                }
            }
        };
        // `lower <` starts one step of one further on.
        let lower = match node.lower_op {
            ast::CompareOp::Lt | ast::CompareOp::Gt => {
                let op = if ascending { hir::BinOp::Add } else { hir::BinOp::Sub };
                let one = Box::new(self.coerce(one, ty));
                Expr {
                    ty,
                    span,
                    kind: ExprKind::CBinary { op, left: Box::new(lower), right: one, flavour: arith },
                }
            }
            _ => lower,
        };
        let inclusive = matches!(node.upper_op, ast::CompareOp::Le | ast::CompareOp::Ge);
        ForIter::Range {
            target,
            ty,
            lower,
            upper,
            step,
            ascending: Some(ascending),
            inclusive,
            from_loop: true,
        }
    }
}

/// `lower <= i < upper by step`
pub struct FromBounds<'a> {
    lower: &'a ast::Expr,
    lower_op: ast::CompareOp,
    upper_op: ast::CompareOp,
    upper: &'a ast::Expr,
    step: Option<&'a ast::Expr>,
}

impl<'a> FromBounds<'a> {
    pub fn of_range(range: &'a ast::FromRange) -> FromBounds<'a> {
        let ast::FromRange { lower, lower_op, upper_op, upper, step } = range;
        FromBounds { lower, lower_op: *lower_op, upper_op: *upper_op, upper, step: step.as_ref() }
    }
}

/// Bytes literals of one byte, over which a C integer runs, are their numbers.
fn byte_numbers(source: &mut Expr) {
    let (ExprKind::Tuple(items) | ExprKind::List(items)) = &mut source.kind else { return };
    for item in items {
        let literal = match &item.kind {
            ExprKind::Coerce { value, .. } => &value.kind,
            kind => kind,
        };
        if let ExprKind::Str(hir::StrConst::Bytes(bytes)) = literal
            && let [byte] = bytes[..]
        {
            *item = Expr { ty: common::OBJECT, span: item.span, kind: ExprKind::Int(byte.into()) };
        }
    }
}

/// `d.iteritems()` and its like of any object: dicts, which have them no more, are iterated as well.
fn dict_of_python2(source: Expr) -> Expr {
    let what = match &source.kind {
        ExprKind::PyMethodCall { object, name, args, keywords }
            if object.ty == common::OBJECT && args.is_empty() && keywords.is_empty() =>
        {
            match name.as_str() {
                "iterkeys" => 0,
                "itervalues" => 1,
                "iteritems" => 2,
                _ => return source,
            }
        }
        _ => return source,
    };
    let Expr { kind: ExprKind::PyMethodCall { object, .. }, ty, span } = source else { return source };
    let what = Expr { ty: common::INT, span, kind: ExprKind::Int(what) };
    Expr {
        ty,
        span,
        kind: ExprKind::Runtime { name: "__cyrus_iter_of_dict".into(), args: vec![*object, what] },
    }
}
