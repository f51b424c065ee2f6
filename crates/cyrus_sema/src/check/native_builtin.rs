//! Builtin functions where the GIL is not held: `int(text)`, `str(n)`, `sorted(xs)`, `sum(x * x for x in xs)`, `max(names)`.
//!
//! In: the call. Out: what does the same without Python, or nothing where there is nothing like it (then the GIL is missed). What makes
//! text gives a `Str`; what makes lists a `cyplist`.
//!
//! Tests: `tests/lang/libcyrus/builtin_functions.md`.

use super::Checker;
use super::cyp_call::CypArgs;
use super::native_display::Shape;
use cyrus_diagnostics::{Diagnostic, codes};
use cyrus_hir::{
    self as hir, Coercion, Expr, ExprKind, LocalId, LocalKind, Stmt, StmtKind, StrConst, Target, TargetKind,
};
use cyrus_source::Span;
use cyrus_syntax::ast::{self, Arg, CompareOp, ExprKind as Ast};
use cyrus_types::{Capability, CypTy, IntTy, Ty, TyId, common};

impl<'a> Checker<'_, 'a> {
    /// A call of a builtin without the GIL.
    pub(super) fn native_builtin(&mut self, name: &str, call: &'a ast::Call, span: Span) -> Option<Expr> {
        if !self.makes_native_text() {
            return None;
        }
        if name == "zip" && call.args.iter().any(|arg| matches!(arg, Arg::Star(_))) {
            let message = "zip(*…) makes tuples of a length that is not known without the GIL";
            let help =
                "the columns of rows are lists: '[[row[i] for row in rows] for i in range(len(rows[0]))]'";
            self.report_unknown(Diagnostic::error(codes::E0501, span, message).help(help));
            return Some(self.error_expr(span));
        }
        let mut args = Vec::new();
        let mut keywords = Vec::new();
        for arg in &call.args {
            match arg {
                Arg::Positional(e) if !matches!(e.kind, Ast::Starred(_)) => args.push(e),
                Arg::Keyword(name, e) => keywords.push((&*name.name, e)),
                _ => return None,
            }
        }
        if let ("sorted" | "min" | "max", [of]) = (name, &args[..])
            && let Some(at) = keywords.iter().position(|(name, _)| *name == "key")
            && let (_, key) = keywords.remove(at)
            && !matches!(key.kind, Ast::NoneLit)
        {
            return match (name, &keywords[..]) {
                ("sorted", []) => self.native_sorted_by(of, key, None, span),
                ("sorted", [("reverse", reverse)]) => self.native_sorted_by(of, key, Some(reverse), span),
                ("min" | "max", []) => self.native_best_by(name == "max", of, key, None, span),
                ("min" | "max", [("default", default)]) => {
                    self.native_best_by(name == "max", of, key, Some(default), span)
                }
                _ => None,
            };
        }
        match (name, &args[..], &keywords[..]) {
            ("int", [value], []) => self.native_int(value, None, span),
            ("int", [value, base], []) | ("int", [value], [("base", base)]) => {
                self.native_int(value, Some(base), span)
            }
            ("float", [value], []) => {
                let value = self.native_text_value(value)?;
                self.cyp_method_call(value, "to_double", CypArgs::default(), span).ok()
            }
            ("str" | "repr" | "ascii", [value], []) => {
                let how = match name {
                    "str" => 's',
                    "repr" => 'r',
                    _ => 'a',
                };
                let value = self.native_shown(value)?;
                let text = self.native_formatted(value, how, "", span);
                self.native_str(text)
            }
            ("str", [], []) => {
                let text = self.native_literal(b"", span);
                self.native_str(text)
            }
            ("hex" | "oct" | "bin", [value], []) => {
                let ty = self.type_of(value);
                if !self.cx.types.is_integer(ty) {
                    return None;
                }
                let value = self.expr(value);
                let text = self.native_formatted(
                    value,
                    's',
                    if name == "hex" {
                        "#x"
                    } else if name == "oct" {
                        "#o"
                    } else {
                        "#b"
                    },
                    span,
                );
                self.native_str(text)
            }
            ("chr", [value], []) => {
                let ty = self.type_of(value);
                if !self.cx.types.is_integer(ty) {
                    return None;
                }
                let number = self.expr_as(value, common::LONGLONG);
                self.native_static("of_code", vec![number], span)
            }
            ("ord", [value], []) if !matches!(value.kind, Ast::Str(_)) => {
                let value = self.native_text_value(value)?;
                self.cyp_method_call(value, "to_code", CypArgs::default(), span).ok()
            }
            ("any", [of], []) => self.native_any(of, true, span),
            ("all", [of], []) => self.native_any(of, false, span),
            ("round", [value], []) => {
                let value = self.native_number(value)?;
                self.native_round(value, None, span)
            }
            ("round", [value, places], []) | ("round", [value], [("ndigits", places)]) => {
                let value = self.native_number(value)?;
                let places = self.native_number(places)?;
                self.native_round(value, Some(places), span)
            }
            ("pow", [base, exponent], []) => {
                let (base, exponent) = (self.native_number(base)?, self.native_number(exponent)?);
                let power = self.binary(hir::BinOp::Pow, base, exponent, false, span);
                Some(self.hard(power))
            }
            ("next", [of], []) => self.native_next(of, None, span),
            ("next", [of, default], []) => self.native_next(of, Some(default), span),
            ("bytes", [value], []) => self.native_bytes(value, None, span),
            ("bytes", [value, encoding], []) | ("bytes", [value], [("encoding", encoding)]) => {
                self.native_bytes(value, Some(encoding), span)
            }
            ("sorted", [of], []) => self.native_sorted(of, None, span),
            ("sorted", [of], [("reverse", reverse)]) => self.native_sorted(of, Some(reverse), span),
            ("reversed", [of], []) => self.reversed_slice(of, span),
            ("tuple", [of], []) => self.native_tuple_of(of, span),
            ("list", [of], []) => self.native_collected(Shape::List, of, span),
            ("set" | "frozenset", [of], []) => self.native_collected(Shape::Set, of, span),
            ("dict", [of], []) => self.native_dict(of, span),
            ("dict", [], [_, ..]) => self.native_dict_of_names(&keywords, span),
            ("sum", [of], []) => self.native_sum(of, None, span),
            ("sum", [of, start], []) | ("sum", [of], [("start", start)]) => {
                self.native_sum(of, Some(start), span)
            }
            ("min" | "max", [of], []) => self.native_best(name == "max", of, None, span),
            ("min" | "max", [of], [("default", default)]) => {
                self.native_best(name == "max", of, Some(default), span)
            }
            _ => None,
        }
    }

    /// A value that is a `Str`, `Bytes`, or text that becomes one.
    fn native_text_value(&mut self, e: &'a ast::Expr) -> Option<Expr> {
        let ty = self.type_of(e);
        let ty = self.native_ty(ty)?;
        let cyp = self.cyp_of(ty)?;
        self.cyp_python_class(&cyp)?;
        Some(self.expr_as(e, ty))
    }

    /// A value that can be shown, which Python objects cannot.
    fn native_shown(&mut self, e: &'a ast::Expr) -> Option<Expr> {
        let ty = self.type_of(e);
        if matches!(e.kind, Ast::Str(_) | Ast::NoneLit) || !self.cx.types.is_object(ty) {
            return Some(self.expr(e));
        }
        let value = self.expr(e);
        self.caught_part(&value).is_some().then_some(value)
    }

    /// `std::string` or a literal as a `Str`.
    pub(super) fn native_str(&mut self, text: Expr) -> Option<Expr> {
        let ty = self.native_str_ty()?;
        Some(self.coerce(text, ty))
    }

    /// `bytes(n)`, `bytes(data)` and `bytes(text, "utf-8")`
    fn native_bytes(
        &mut self,
        value: &'a ast::Expr,
        encoding: Option<&'a ast::Expr>,
        span: Span,
    ) -> Option<Expr> {
        let class = self.native_ty(common::BYTES)?;
        if let (Ast::List(_) | Ast::Tuple(_) | Ast::ListComp(_) | Ast::GeneratorExp(_), None) =
            (&value.kind, encoding)
        {
            return self.native_bytes_of(value, class, span);
        }
        let ty = self.type_of(value);
        if ty == common::UNSPECIFIED || self.speculating > 0 {
            let known =
                encoding.is_some() || self.cx.types.is_integer(ty) || self.native_ty(ty) == Some(class);
            return (ty == common::UNSPECIFIED || known).then(|| Expr { ty: class, ..self.error_expr(span) });
        }
        if let Some(encoding) = encoding {
            let utf8 = matches!(&encoding.kind, Ast::Str(lit)
                if matches!(lit.text.as_deref(), Some(b"utf-8" | b"utf8" | b"ascii")));
            let text = self.native_text_value(value).filter(|_| utf8)?;
            return self.cyp_method_call(text, "encode", CypArgs::default(), span).ok();
        }
        if self.cx.types.is_integer(ty) {
            let size = self.expr_as(value, common::SSIZE_T);
            let cyp = self.cyp_of(class)?;
            self.use_cyp(class);
            let method = *self.cyp_methods(&cyp, "zeros").first()?;
            return self.value_call(method, vec![size], &cyp, span);
        }
        (self.native_ty(ty) == Some(class)).then(|| self.expr_as(value, class))
    }

    /// `bytes([10, n])`, `bytes(n + 1 for n in data)`
    fn native_bytes_of(&mut self, display: &'a ast::Expr, class: TyId, span: Span) -> Option<Expr> {
        let cyp = self.cyp_of(class)?;
        let method = *self.cyp_methods(&cyp, "of_numbers").first()?;
        let list = self.cx.types.funcs[method.sig].params.first()?.ty;
        if self.speculating > 0 {
            return Some(Expr { ty: class, ..self.error_expr(span) });
        }
        self.use_cyp(class);
        let numbers = self.expr_as(display, list);
        // The method has no object through whose capability the list would be seen.
        let plain = CypTy { cap: Capability::Local, ..cyp };
        self.value_call(method, vec![numbers], &plain, span)
    }

    pub(super) fn native_static(&mut self, name: &str, args: Vec<Expr>, span: Span) -> Option<Expr> {
        let class = self.native_str_ty()?;
        let cyp = self.cyp_of(class)?;
        self.use_cyp(class);
        let method = *self.cyp_methods(&cyp, name).first()?;
        self.value_call(method, args, &cyp, span)
    }

    /// A C number.
    fn native_number(&mut self, e: &'a ast::Expr) -> Option<Expr> {
        let ty = self.type_of(e);
        let number = ty == common::UNSPECIFIED
            || self.cx.types.is_numeric(ty)
                && !matches!(self.cx.types.kind(ty), Ty::Int(IntTy::Ucs4 | IntTy::PyUnicode));
        number.then(|| {
            let value = self.expr(e);
            self.hard(value)
        })
    }

    fn native_int(&mut self, value: &'a ast::Expr, base: Option<&'a ast::Expr>, span: Span) -> Option<Expr> {
        if let Some(text) = self.native_text_value(value) {
            let mut args = Vec::new();
            if let Some(base) = base {
                args.push(self.expr_as(base, common::INT));
            }
            return self.cyp_method_call(text, "to_int", CypArgs::typed(args), span).ok();
        }
        let ty = self.type_of(value);
        let ty = if ty == common::SOFT_COMPLEX { common::DOUBLE } else { ty };
        let number = match self.cx.types.kind(ty) {
            Ty::Int(IntTy::Ucs4 | IntTy::PyUnicode) => false,
            Ty::Int(_) | Ty::Bint | Ty::Enum(_) | Ty::Float(_) => true,
            _ => false,
        };
        if base.is_some() || !number {
            return None;
        }
        let value = self.expr(value);
        self.int_of_number(value)
    }

    /// `int(number)`
    pub(super) fn int_of_number(&mut self, value: Expr) -> Option<Expr> {
        let value = self.hard(value);
        let to = match self.cx.types.kind(value.ty) {
            Ty::Int(_) => return Some(value),
            Ty::Bint => common::INT,
            Ty::Enum(_) => common::LONG,
            _ => common::LONGLONG,
        };
        Some(self.coercion(Coercion::CCast, value, to))
    }

    /// What `int(text)` gives, as a C number of another type: OverflowError where it does not fit.
    pub(super) fn int_of_text_as(&mut self, value: &Expr, to: TyId) -> Option<Expr> {
        let ExprKind::CypCall(call) = &value.kind else { return None };
        let owner = self.cyp_of(call.method.owner)?;
        let method = &self.cx.types.cyp_classes[owner.class].methods[call.method.method as usize];
        let Ty::Int(kind) = *self.cx.types.kind(to) else { return None };
        if method.name != "to_int"
            || self.cyp_python_class(&owner).is_none()
            || matches!(kind, IntTy::LongLong | IntTy::Ucs4 | IntTy::PyUnicode)
        {
            return None;
        }
        let span = value.span;
        let number = self.temp(common::LONGLONG, span);
        let read = self.local_expr(number, span);
        let cast = self.coercion(Coercion::CCast, read.clone(), to);
        let back = self.coercion(Coercion::CCast, cast.clone(), common::LONGLONG);
        let same = self.compare_pair(CompareOp::Eq, back, read.clone(), span);
        let zero = Expr { ty: common::LONGLONG, span, kind: ExprKind::Int(0) };
        let below = self.compare_pair(CompareOp::Lt, read, zero, span);
        let shown = self.cx.types.display(to);
        let raise = |this: &mut Self, message: String| this.raise_stmt("OverflowError", &message, span);
        let mut body = Vec::new();
        if !kind.is_signed() {
            let stmt = raise(self, format!("can't convert negative value to {shown}"));
            body.push(Stmt {
                span,
                kind: StmtKind::If { test: below, then: vec![stmt], orelse: Vec::new() },
            });
        }
        let stmt = raise(self, format!("value too large to convert to {shown}"));
        body.push(Stmt { span, kind: StmtKind::If { test: same, then: Vec::new(), orelse: vec![stmt] } });
        let result = self.native_result(common::INT, span);
        let zero = Expr { ty: common::INT, span, kind: ExprKind::Int(0) };
        let kind = ExprKind::Inlined { init: Some(Box::new(zero)), result, body };
        let nothing = self.temp(common::INT, span);
        let looked = Box::new(Expr { ty: common::INT, span, kind });
        let kind = ExprKind::Let { local: nothing, value: looked, body: Box::new(cast) };
        let body = Box::new(Expr { ty: to, span, kind });
        Some(Expr {
            ty: to,
            span,
            kind: ExprKind::Let { local: number, value: Box::new(value.clone()), body },
        })
    }

    /// `raise exception(message)`
    pub(super) fn raise_stmt(&mut self, exception: &str, message: &str, span: Span) -> Stmt {
        let object = |kind| Expr { ty: common::OBJECT, span, kind };
        let text = StrConst::Text(message.as_bytes().to_vec());
        let text = Box::new(Expr { ty: common::STR, span, kind: ExprKind::Str(text) });
        let args = vec![object(ExprKind::Coerce { kind: Coercion::Reinterpret, value: text })];
        let func = Box::new(object(ExprKind::Builtin(exception.into())));
        let exc = Some(object(ExprKind::PyCall { func, args, keywords: Vec::new() }));
        Stmt { span, kind: StmtKind::Raise { exc, value: None, traceback: None, cause: None } }
    }

    pub(super) fn native_result(&mut self, ty: TyId, span: Span) -> LocalId {
        self.fx().add_local(Default::default(), ty, LocalKind::Variable, span)
    }

    // ---- over all elements

    /// The type of what a loop over an iterable or a generator expression gives.
    pub(super) fn native_element_ty(&mut self, of: &'a ast::Expr) -> Option<TyId> {
        let ty = match &of.kind {
            Ast::GeneratorExp(c) => self.native_comp_tys(c)?.pop()?,
            _ => self.iteration_ty(of),
        };
        if ty == common::UNSPECIFIED { Some(ty) } else { self.native_ty(ty) }
    }

    /// A loop that does something with each element, which is of the given type then.
    pub(super) fn native_each(
        &mut self,
        of: &'a ast::Expr,
        ty: TyId,
        body: impl FnOnce(&mut Self, Expr) -> hir::Block,
    ) -> hir::Block {
        let span = of.span;
        if let Ast::GeneratorExp(c) = &of.kind {
            return self.comprehension_body(c, false, |this| {
                let value = this.native_value_as(&c.element, ty);
                body(this, value)
            });
        }
        if let Some(values) = self.viewed_values(of) {
            let Some((iter, item)) = values else { return Vec::new() };
            let given = self.storage_ty(item.ty);
            let value = self.coerce(item, given);
            let local = self.temp(given, span);
            let item = self.local_expr(local, span);
            let item = self.native_item_as(item, ty);
            let body = body(self, item);
            let turn = vec![Stmt { span, kind: StmtKind::Let { local, value, body } }];
            let node = hir::For { iter, body: turn, orelse: Vec::new() };
            return vec![Stmt { span, kind: StmtKind::For(Box::new(node)) }];
        }
        let source = self.loop_source(of, false);
        let given = self.iteration_ty(of);
        let given = self.storage_ty(given);
        let local = self.native_result(given, span);
        let target = Target { span, ty: given, kind: TargetKind::Local(local) };
        let mut block = Vec::new();
        let iter = self.loop_to(source, target, false, &mut block);
        let item = self.local_expr(local, span);
        let item = self.native_item_as(item, ty);
        block.extend(body(self, item));
        vec![Stmt { span, kind: StmtKind::For(Box::new(hir::For { iter, body: block, orelse: Vec::new() })) }]
    }

    /// An element as what it is kept as: pairs of C++ are C tuples.
    fn native_item_as(&mut self, item: Expr, ty: TyId) -> Expr {
        let pair = matches!(self.cx.types.kind(item.ty), Ty::Cpp(..));
        if let (true, Ty::CTuple(tys)) = (pair, self.cx.types.kind(ty).clone()) {
            let span = item.span;
            let mut parts = Vec::new();
            for (name, ty) in ["first", "second"].into_iter().zip(tys) {
                let part = self.attribute_of(item.clone(), &name.into(), span);
                parts.push(self.native_item_as(part, ty));
            }
            return Expr { ty, span, kind: ExprKind::CTuple(parts) };
        }
        self.coerce(item, ty)
    }

    pub(super) fn native_collected(&mut self, shape: Shape, of: &'a ast::Expr, span: Span) -> Option<Expr> {
        self.native_collection(shape, of, span, |_, _| Some(Vec::new()))
    }

    /// `tuple(of)`: the length is a part of a C tuple's type, and nobody knows it.
    fn native_tuple_of(&mut self, of: &'a ast::Expr, span: Span) -> Option<Expr> {
        let ty = self.type_of(of);
        if matches!(self.cx.types.kind(ty), Ty::CTuple(_)) {
            return Some(self.expr(of));
        }
        let item = self.native_element_ty(of)?;
        if item == common::UNSPECIFIED {
            return Some(Expr { ty: item, ..self.error_expr(span) });
        }
        let message = "a tuple has a length that is known without the GIL, which nobody knows of this one";
        let help = "a list that nobody changes does the same: 'list(…)' gives a cyplist";
        self.report_unknown(Diagnostic::error(codes::E0501, span, message).help(help));
        Some(self.error_expr(span))
    }

    fn native_sorted(
        &mut self,
        of: &'a ast::Expr,
        reverse: Option<&'a ast::Expr>,
        span: Span,
    ) -> Option<Expr> {
        self.native_collection(Shape::List, of, span, |this, list| {
            let reverse = match reverse {
                Some(reverse) => this.cond(reverse),
                None => Expr { ty: common::BINT, span, kind: ExprKind::Bool(false) },
            };
            let list = this.local_expr(list, span);
            let call = this.cyp_method_call(list, "sort", CypArgs::typed(vec![reverse]), span).ok()?;
            Some(vec![Stmt { span, kind: StmtKind::Expr(call) }])
        })
    }

    /// A new container with all elements, and what is done to it in the end.
    fn native_collection(
        &mut self,
        shape: Shape,
        of: &'a ast::Expr,
        span: Span,
        finish: impl FnOnce(&mut Self, LocalId) -> Option<hir::Block>,
    ) -> Option<Expr> {
        let item = self.native_element_ty(of)?;
        if item == common::UNSPECIFIED {
            return Some(Expr { ty: item, ..self.error_expr(span) });
        }
        let class = self.native_container_ty(shape, vec![item], span)?;
        if self.speculating > 0 {
            return Some(Expr { ty: class, ..self.error_expr(span) });
        }
        let made = self.cyp_construct(class, &[], span);
        let object = self.temp(class, span);
        let mut body = self.native_each(of, item, |this, value| {
            this.native_put(object, vec![value], span).into_iter().collect()
        });
        body.extend(finish(self, object)?);
        Some(self.native_block(object, made, body, span))
    }

    fn native_sum(&mut self, of: &'a ast::Expr, start: Option<&'a ast::Expr>, span: Span) -> Option<Expr> {
        let item = self.native_element_ty(of)?;
        let mut ty = match self.cx.types.kind(item) {
            Ty::Unspecified => return Some(Expr { ty: item, ..self.error_expr(span) }),
            Ty::Bint => common::LONG,
            Ty::Int(IntTy::Ucs4 | IntTy::PyUnicode) => return None,
            Ty::Int(_) => self.arithmetic_type(item, common::LONG),
            Ty::Float(_) | Ty::Complex(_) => self.arithmetic_type(item, common::DOUBLE),
            _ => return None,
        };
        if let Some(start) = start {
            let start = self.type_of(start);
            if !self.cx.types.is_numeric(start) {
                return None;
            }
            ty = self.arithmetic_type(ty, start);
        }
        if self.speculating > 0 {
            return Some(Expr { ty, ..self.error_expr(span) });
        }
        let first = match start {
            Some(start) => self.expr_as(start, ty),
            None => {
                let zero = self.int_expr(0, span);
                self.coerce(zero, ty)
            }
        };
        let result = self.native_result(ty, span);
        let body = self.native_each(of, item, |this, value| {
            let value = this.coerce(value, ty);
            let so_far = this.local_expr(result, span);
            let value = this.binary(hir::BinOp::Add, so_far, value, true, span);
            let value = this.coerce(value, ty);
            let target = Target { span, ty, kind: TargetKind::Local(result) };
            vec![Stmt { span, kind: StmtKind::Assign { target, value } }]
        });
        Some(Expr { ty, span, kind: ExprKind::Inlined { init: Some(Box::new(first)), result, body } })
    }

    /// What `min` and `max` give: an item, or the default.
    pub(super) fn native_best_ty(
        &mut self,
        of: &'a ast::Expr,
        default: Option<&'a ast::Expr>,
    ) -> Option<TyId> {
        let ty = self.native_element_ty(of)?;
        match default {
            Some(default) if ty != common::UNSPECIFIED => {
                let other = self.native_item_ty(default)?;
                self.native_spanning(ty, other)
            }
            _ => Some(ty),
        }
    }

    fn native_best(
        &mut self,
        max: bool,
        of: &'a ast::Expr,
        default: Option<&'a ast::Expr>,
        span: Span,
    ) -> Option<Expr> {
        let ty = self.native_best_ty(of, default)?;
        if ty == common::UNSPECIFIED || self.speculating > 0 {
            return Some(Expr { ty, ..self.error_expr(span) });
        }
        let result = self.native_result(ty, span);
        let mut search = self.best_search(max, result, span);
        let each = self.native_each(of, ty, |this, value| {
            let kept = this.temp(ty, span);
            let candidate = this.local_expr(kept, span);
            let then = vec![this.put_in(result, candidate)];
            vec![this.if_better(&search, kept, value, result, then)]
        });
        search.body.extend(each);
        let body = self.best_or_default(search, ty, default);
        Some(Expr { ty, span, kind: ExprKind::Inlined { init: None, result, body } })
    }
}
