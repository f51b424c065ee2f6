//! Comparisons: chains of them, `is`, `in`.

use super::Checker;
use cyrus_diagnostics::codes;
use cyrus_hir::{CmpOp, Expr, ExprKind};
use cyrus_source::Span;
use cyrus_syntax::ast;
use cyrus_types::{IntTy, Ty, TyId, common};

impl<'a> Checker<'_, 'a> {
    /// `a < b <= c …`: pairs joined by `and`, middle operands evaluated once.
    pub fn compare(
        &mut self,
        first: &'a ast::Expr,
        rest: &'a [(ast::CompareOp, ast::Expr)],
        e: &ast::Expr,
    ) -> Expr {
        if let Some(known) = self.static_cond(e) {
            return Expr { ty: common::BINT, span: e.anchor_span(), kind: ExprKind::Bool(known) };
        }
        let left = self.expr(first);
        self.compare_chain(left, rest, e)
    }

    fn compare_chain(&mut self, left: Expr, rest: &'a [(ast::CompareOp, ast::Expr)], e: &ast::Expr) -> Expr {
        let span = e.anchor_span();
        let Some(((op, right), more)) = rest.split_first() else { return left };
        if let (ast::CompareOp::In | ast::CompareOp::NotIn, []) = (op, more)
            && let Some(slice) = self.c_slice_of(right, false)
            && !self.cx.types.is_c_string(slice.pointer.ty)
        {
            return self.c_slice_contains(*op == ast::CompareOp::NotIn, left, slice, span);
        }
        let left = match (op, more) {
            (ast::CompareOp::In | ast::CompareOp::NotIn, []) => {
                match self.c_contains(*op == ast::CompareOp::NotIn, left, right, span) {
                    Ok(done) => return done,
                    Err(left) => left,
                }
            }
            _ => left,
        };
        let left = match (op, more) {
            (ast::CompareOp::In | ast::CompareOp::NotIn, []) => {
                match self.range_contains(*op == ast::CompareOp::NotIn, left, right, span) {
                    Ok(done) => return done,
                    Err(left) => left,
                }
            }
            _ => left,
        };
        let right = self.display_beside(left.ty, right);
        if more.is_empty() {
            return self.compare_pair(*op, left, right, span);
        }
        let ty = self.storage_ty(right.ty);
        let right = self.coerce(right, ty);
        if right.kind.is_constant() {
            let a = self.compare_pair(*op, left, right.clone(), span);
            let b = self.compare_chain(right, more, e);
            return self.and_of(a, b, span);
        }
        // The left operand is evaluated before the middle one that the temporary holds.
        if left.kind.is_constant() {
            let local = self.temp(ty, span);
            let read = self.local_expr(local, span);
            let a = self.compare_pair(*op, left, read.clone(), span);
            let b = self.compare_chain(read, more, e);
            let body = Box::new(self.and_of(a, b, span));
            return Expr { ty: body.ty, span, kind: ExprKind::Let { local, value: Box::new(right), body } };
        }
        let left_ty = self.storage_ty(left.ty);
        let left = self.coerce(left, left_ty);
        let left_local = self.temp(left_ty, span);
        let local = self.temp(ty, span);
        let left_read = self.local_expr(left_local, span);
        let read = self.local_expr(local, span);
        let a = self.compare_pair(*op, left_read, read.clone(), span);
        let b = self.compare_chain(read, more, e);
        let body = Box::new(self.and_of(a, b, span));
        let ty = body.ty;
        let inner = Expr { ty, span, kind: ExprKind::Let { local, value: Box::new(right), body } };
        Expr {
            ty,
            span,
            kind: ExprKind::Let { local: left_local, value: Box::new(left), body: Box::new(inner) },
        }
    }

    fn and_of(&mut self, a: Expr, b: Expr, span: Span) -> Expr {
        let ty = if a.ty == b.ty { a.ty } else { common::OBJECT };
        let left = Box::new(self.coerce(a, ty));
        let right = Box::new(self.coerce(b, ty));
        Expr { ty, span, kind: ExprKind::BoolOp { and: true, left, right } }
    }

    /// Tuples of C, item by item.
    fn compare_tuples(&mut self, op: ast::CompareOp, left: Expr, right: Expr, span: Span) -> Expr {
        let (lt, rt) = (self.storage_ty(left.ty), self.storage_ty(right.ty));
        let Ty::CTuple(items) = self.cx.types.kind(lt).clone() else { return self.error_expr(span) };
        let (left, right) = (self.coerce(left, lt), self.coerce(right, rt));
        let (a, b) = (self.temp(lt, span), self.temp(rt, span));
        let other = match self.cx.types.kind(rt).clone() {
            Ty::CTuple(items) => items,
            _ => items.clone(),
        };
        let part = |c: &mut Self, local, index: usize, ty| {
            let tuple = Box::new(c.local_expr(local, span));
            Expr { ty, span, kind: ExprKind::CTupleItem { tuple, index: index as u32 } }
        };
        let truth = |value: bool| Expr { ty: common::BINT, span, kind: ExprKind::Bool(value) };
        let equality = matches!(op, ast::CompareOp::Eq | ast::CompareOp::Ne);
        let mut result = truth(matches!(op, ast::CompareOp::Eq | ast::CompareOp::Le | ast::CompareOp::Ge));
        for index in (0..items.len()).rev() {
            let (x, y) = (part(self, a, index, items[index]), part(self, b, index, other[index]));
            let same = self.compare_pair(ast::CompareOp::Eq, x.clone(), y.clone(), span);
            let same = self.truth(same);
            let unequal = match equality {
                true => truth(op == ast::CompareOp::Ne),
                false => {
                    let decided = self.compare_pair(op, x, y, span);
                    self.truth(decided)
                }
            };
            let kind = ExprKind::Conditional {
                test: Box::new(same),
                then: Box::new(result),
                orelse: Box::new(unequal),
            };
            result = Expr { ty: common::BINT, span, kind };
        }
        let kind = ExprKind::Let { local: b, value: Box::new(right), body: Box::new(result) };
        let inner = Box::new(Expr { ty: common::BINT, span, kind });
        Expr { ty: common::BINT, span, kind: ExprKind::Let { local: a, value: Box::new(left), body: inner } }
    }

    /// One comparison.
    pub fn compare_pair(&mut self, op: ast::CompareOp, left: Expr, right: Expr, span: Span) -> Expr {
        let types = &self.cx.types;
        if types.is_error(left.ty) || types.is_error(right.ty) {
            return Expr { ty: common::BINT, ..self.error_expr(span) };
        }
        let bint = common::BINT;
        let cmp = match op {
            ast::CompareOp::Is | ast::CompareOp::IsNot => {
                return self.identity(op == ast::CompareOp::IsNot, left, right, span);
            }
            ast::CompareOp::In | ast::CompareOp::NotIn => {
                let negated = op == ast::CompareOp::NotIn;
                if let Some(done) = self.cpp_contains(negated, &left, &right, span) {
                    return done;
                }
                return self.contains(negated, left, right, span);
            }
            ast::CompareOp::Lt => CmpOp::Lt,
            ast::CompareOp::Le => CmpOp::Le,
            ast::CompareOp::Gt => CmpOp::Gt,
            ast::CompareOp::Ge => CmpOp::Ge,
            ast::CompareOp::Eq => CmpOp::Eq,
            ast::CompareOp::Ne => CmpOp::Ne,
        };
        let (left, right) = match (&left.kind, &right.kind) {
            (ExprKind::Str(_), ExprKind::Str(_)) => (self.literal_object(left), self.literal_object(right)),
            _ => (left, right),
        };
        let types = &self.cx.types;
        let (lk, rk) = (types.kind(left.ty).clone(), types.kind(right.ty).clone());
        // Only the None view equals None.
        let none = |e: &Expr| matches!(e.kind, ExprKind::None);
        let view_and_none =
            matches!(lk, Ty::MemView(_)) && none(&right) || matches!(rk, Ty::MemView(_)) && none(&left);
        if view_and_none && matches!(cmp, CmpOp::Eq | CmpOp::Ne) {
            return self.identity(cmp == CmpOp::Ne, left, right, span);
        }
        let types = &self.cx.types;
        let numeric = types.is_numeric(left.ty) && types.is_numeric(right.ty);
        match (&lk, &rk) {
            (Ty::CTuple(a), Ty::CTuple(b)) if a.len() == b.len() && self.loops_natively() => {
                return self.compare_tuples(op, left, right, span);
            }
            (Ty::Cpp(..), _) | (_, Ty::Cpp(..)) => return self.cpp_compare(cmp, left, right, span),
            (Ty::Cyp(_), _) | (_, Ty::Cyp(_)) => return self.cyp_compare(op, left, right, span),
            _ => {}
        }
        // A one-character literal beside a C character is one.
        let (left, right) = self.char_literal(left, right);
        let types = &self.cx.types;
        if numeric || types.is_numeric(left.ty) && types.is_numeric(right.ty) {
            if let (ExprKind::Int(a), ExprKind::Int(b)) = (&left.kind, &right.kind) {
                let result = match cmp {
                    CmpOp::Lt => a < b,
                    CmpOp::Le => a <= b,
                    CmpOp::Gt => a > b,
                    CmpOp::Ge => a >= b,
                    CmpOp::Eq => a == b,
                    _ => a != b,
                };
                return Expr { ty: bint, span, kind: ExprKind::Bool(result) };
            }
            let ordering = !matches!(cmp, CmpOp::Eq | CmpOp::Ne);
            let (left, right) = if ordering { (self.hard(left), self.hard(right)) } else { (left, right) };
            let types = &self.cx.types;
            if (types.is_complex(left.ty) || types.is_complex(right.ty)) && ordering {
                self.error(codes::E0302, span, "complex types are unordered");
                return self.error_expr(span);
            }
            let ty = self.arithmetic_type(left.ty, right.ty);
            let ty = if ty == bint { common::INT } else { self.promoted(ty) };
            let (left, right) = self.operands_as(left, right, ty);
            let (left, right) = (Box::new(left), Box::new(right));
            return Expr { ty: bint, span, kind: ExprKind::CCompare { op: cmp, left, right } };
        }
        let pointers = types.is_pointer(left.ty) && types.is_pointer(right.ty);
        let strange = |a: TyId, b: TyId| types.is_c_string(a) && types.is_integer(b);
        if strange(left.ty, right.ty) || strange(right.ty, left.ty) {
            let (a, b) = (types.display(left.ty), types.display(right.ty));
            self.error(codes::E0302, span, format!("Invalid types for '{}' ({a}, {b})", cmp_text(cmp)));
            return self.error_expr(span);
        }
        let funcs = types.as_func(left.ty).is_some() || types.as_func(right.ty).is_some();
        if pointers && !funcs && !self.pointers_compare(left.ty, right.ty) {
            let (a, b) = (self.cx.types.display(left.ty), self.cx.types.display(right.ty));
            self.error(codes::E0302, span, format!("Invalid types for '{}' ({a}, {b})", cmp_text(cmp)));
            return self.error_expr(span);
        }
        let types = &self.cx.types;
        if pointers
            || funcs && (types.is_pointer(left.ty) || types.is_pointer(right.ty) || matches!(lk, Ty::Func(_)))
        {
            return Expr {
                ty: bint,
                span,
                kind: ExprKind::CCompare { op: cmp, left: Box::new(left), right: Box::new(right) },
            };
        }
        let (from, to) = (left.ty, right.ty);
        match (self.try_coerce(left, common::OBJECT), self.try_coerce(right, common::OBJECT)) {
            (Ok(left), Ok(right)) => {
                let kind = ExprKind::PyCompare { op: cmp, left: Box::new(left), right: Box::new(right) };
                Expr { ty: common::OBJECT, span, kind }
            }
            _ => {
                let (a, b) = (self.cx.types.display(from), self.cx.types.display(to));
                self.error(codes::E0302, span, format!("Invalid types for '{}' ({a}, {b})", cmp_text(cmp)));
                self.error_expr(span)
            }
        }
    }

    /// Whether one of two pointers may be assigned to the other.
    fn pointers_compare(&mut self, a: TyId, b: TyId) -> bool {
        let probe = |ty| Expr { ty, span: Span::default(), kind: ExprKind::Error };
        self.cx.types.is_c_string(a) && self.cx.types.is_c_string(b)
            || self.try_coerce(probe(a), b).is_ok()
            || self.try_coerce(probe(b), a).is_ok()
    }

    fn char_literal(&mut self, left: Expr, right: Expr) -> (Expr, Expr) {
        // Beside a wider C integer it stands for its code.
        let code = |this: &Self, text: &Expr, other: &Expr| match (&text.kind, this.cx.types.kind(other.ty)) {
            (ExprKind::Str(s), Ty::Int(i))
                if i.rank() > 0 && !matches!(i, IntTy::Ucs4 | IntTy::PyUnicode) =>
            {
                let (cyrus_hir::StrConst::Text(b) | cyrus_hir::StrConst::Bytes(b)) = s;
                (b.len() == 1).then(|| i128::from(b[0]))
            }
            _ => None,
        };
        if let Some(value) = code(self, &right, &left) {
            let right = Expr { ty: common::LONG, span: right.span, kind: ExprKind::Int(value) };
            return (left, right);
        }
        if let Some(value) = code(self, &left, &right) {
            let left = Expr { ty: common::LONG, span: left.span, kind: ExprKind::Int(value) };
            return (left, right);
        }
        let char_ty = |this: &Self, ty| {
            matches!(
                this.cx.types.kind(ty),
                Ty::Int(IntTy::Char | IntTy::SChar | IntTy::UChar | IntTy::Ucs4 | IntTy::PyUnicode)
            )
        };
        if matches!(right.kind, ExprKind::Str(_)) && char_ty(self, left.ty) {
            let ty = left.ty;
            let right =
                self.try_coerce(right.clone(), ty).ok().filter(|e| e.kind.is_constant()).unwrap_or(right);
            return (left, right);
        }
        if matches!(left.kind, ExprKind::Str(_)) && char_ty(self, right.ty) {
            let ty = right.ty;
            let left =
                self.try_coerce(left.clone(), ty).ok().filter(|e| e.kind.is_constant()).unwrap_or(left);
            return (left, right);
        }
        (left, right)
    }

    fn identity(&mut self, negated: bool, left: Expr, right: Expr, span: Span) -> Expr {
        let types = &self.cx.types;
        let pointer_like = |t: TyId| types.is_pointer(t) || types.is_cyp(t) || types.as_func(t).is_some();
        let cpp = |t: TyId| matches!(types.kind(t), Ty::Cpp(..));
        if cpp(left.ty) || cpp(right.ty) {
            let word = if negated { "is_not" } else { "is" };
            let (a, b) = (types.display(left.ty), types.display(right.ty));
            self.error(codes::E0302, span, format!("Invalid types for '{word}' ({a}, {b})"));
            return self.error_expr(span);
        }
        let view = |e: &Expr| matches!(types.kind(e.ty), Ty::MemView(_));
        let none = |e: &Expr| matches!(e.kind, ExprKind::None);
        let view_and_none = view(&left) && none(&right) || none(&left) && view(&right);
        // None is no object of a cypclass.
        let absent = |e: Expr, other: TyId| match e.kind {
            ExprKind::None if types.is_cyp(other) => Expr { ty: common::NULL, kind: ExprKind::Null, ..e },
            _ => e,
        };
        let (left_ty, right_ty) = (left.ty, right.ty);
        let (left, right) = (absent(left, right_ty), absent(right, left_ty));
        let (left, right) = if pointer_like(left.ty) && pointer_like(right.ty) || view_and_none {
            (left, right)
        } else {
            (self.coerce(left, common::OBJECT), self.coerce(right, common::OBJECT))
        };
        Expr {
            ty: common::BINT,
            span,
            kind: ExprKind::Is { left: Box::new(left), right: Box::new(right), negated },
        }
    }

    fn contains(&mut self, negated: bool, left: Expr, right: Expr, span: Span) -> Expr {
        let (left, right) = match self.cx.types.is_cyp(left.ty) {
            true => self.literals_beside_strings(left, right),
            false => (left, right),
        };
        let (left, right) = self.literals_beside_strings(left, right);
        let (left, right) = match (&left.kind, &right.kind) {
            (ExprKind::Str(_), ExprKind::Str(_)) => (self.literal_object(left), self.literal_object(right)),
            _ => (left, right),
        };
        if let Some(done) = self.cyp_contains(negated, &left, &right, span) {
            return done;
        }
        let op = if negated { CmpOp::NotIn } else { CmpOp::In };
        let bint = common::BINT;
        let left = self.coerce(left, common::OBJECT);
        // The container keeps its type, which says how to look inside.
        let right =
            if self.cx.types.is_object(right.ty) { right } else { self.coerce(right, common::OBJECT) };
        Expr {
            ty: bint,
            span,
            kind: ExprKind::PyCompare { op, left: Box::new(left), right: Box::new(right) },
        }
    }
}

/// The comparison as written.
pub(super) fn cmp_text(op: CmpOp) -> &'static str {
    match op {
        CmpOp::Lt => "<",
        CmpOp::Le => "<=",
        CmpOp::Gt => ">",
        CmpOp::Ge => ">=",
        CmpOp::Eq => "==",
        CmpOp::Ne => "!=",
        CmpOp::In => "in",
        CmpOp::NotIn => "not in",
    }
}
