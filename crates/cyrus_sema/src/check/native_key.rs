//! `key=` of `sorted`, `sort`, `min` and `max` where the GIL is not held.
//!
//! In: the function as it is written, and an item. Out: what it gives, without a call of Python: a lambda runs in place, functions of C, methods
//! (`Str.lower`, `counts.get`) and objects with `__call__` are called, and `len`, `abs`, `str` and `repr` are what they are elsewhere.
//! Sorting compares pairs of a key and a position, as the order of equal keys is that of the items.
//!
//! Tests: `tests/lang/libcyrus/keys_of_sorting.md`.

use super::Checker;
use super::c_call::Given;
use super::cyp_call::CypArgs;
use super::native_display::Shape;
use cyrus_diagnostics::{Diagnostic, codes};
use cyrus_hir::{
    self as hir, Callee, Expr, ExprKind, LocalId, LocalKind, Stmt, StmtKind, Target, TargetKind,
};
use cyrus_source::Span;
use cyrus_syntax::Name;
use cyrus_syntax::ast::{self, Arg, CompareOp, ExprKind as Ast};
use cyrus_types::{FuncTyId, Ty, TyId, common};
use rustc_hash::FxHashMap;

/// A function of one argument, or of several in `map`.
#[derive(Clone)]
pub(super) enum Key<'a> {
    Lambda(Vec<&'a Name>, &'a ast::Expr),
    /// `max` or `min` of two.
    Best(bool),
    Len,
    Abs,
    /// `str` or `repr`, by the letter of a conversion.
    Shown(char),
    /// `int`, `float`, `ord`, `chr`, `bool`
    Converted(&'a Name),
    /// A cypclass, whose constructor is called.
    Class(TyId),
    C(Callee, FuncTyId),
    /// `Class.name`
    Method(Name),
    /// `object.name`, of the object in a local.
    Bound(LocalId, Name),
}

/// What is computed once, before the first key.
pub(super) type Before = Option<(LocalId, Expr)>;

impl<'a> Checker<'_, 'a> {
    /// A function that stands for `key=`.
    pub(super) fn native_key(&mut self, e: &'a ast::Expr) -> Option<(Key<'a>, Before)> {
        self.native_key_of(e, 1)
    }

    /// A function of so many arguments.
    pub(super) fn native_key_of(&mut self, e: &'a ast::Expr, count: usize) -> Option<(Key<'a>, Before)> {
        match &e.kind {
            Ast::Lambda(lambda) => {
                let params = &lambda.params;
                let plain = params.star.is_none() && params.double_star.is_none() && !params.ellipsis;
                if !plain || params.items.len() != count || params.items.iter().any(|p| p.default.is_some()) {
                    return None;
                }
                let names = params.items.iter().map(|param| param.name().map(|name| &name.name));
                Some((Key::Lambda(names.collect::<Option<_>>()?, &lambda.body), None))
            }
            Ast::Name(name) if count > 1 && self.is_builtin(name) => match (name.as_str(), count) {
                ("max" | "min", 2) => Some((Key::Best(name == "max"), None)),
                _ => None,
            },
            Ast::Name(name) if self.is_builtin(name) => match name.as_str() {
                "len" => Some((Key::Len, None)),
                "abs" => Some((Key::Abs, None)),
                "str" => Some((Key::Shown('s'), None)),
                "repr" => Some((Key::Shown('r'), None)),
                "int" | "float" | "ord" | "chr" | "bool" => Some((Key::Converted(name), None)),
                _ => None,
            },
            Ast::Name(_) | Ast::Attribute(..) | Ast::Subscript(..) if let Some(class) = self.cyp_named(e) => {
                Some((Key::Class(class), None))
            }
            Ast::Attribute(class, name)
                if self.cyp_named(class).is_some()
                    || matches!(&class.kind, Ast::Name(n) if n == "str" && self.is_builtin(n)) =>
            {
                Some((Key::Method(name.name.clone()), None))
            }
            Ast::Attribute(object, name) if self.scope_of(object).is_none() => {
                let ty = self.type_of(object);
                let cyp = self.cyp_of(ty)?;
                let of_dict = name.name == "get" && self.is_library_container(ty, Shape::Dict);
                // A key that is there, as those that are asked for.
                let method: Name = if of_dict { "__getitem__".into() } else { name.name.clone() };
                if self.cyp_methods(&cyp, &method).is_empty() {
                    return None;
                }
                let value = self.expr(object);
                let local = self.temp(value.ty, e.span);
                Some((Key::Bound(local, method), Some((local, value))))
            }
            _ => {
                let func = self.expr(e);
                if let Some(cyp) = self.cyp_of(func.ty)
                    && !self.cyp_methods(&cyp, "__call__").is_empty()
                {
                    let local = self.temp(func.ty, e.span);
                    return Some((Key::Bound(local, "__call__".into()), Some((local, func))));
                }
                let sig = match *self.cx.types.kind(func.ty) {
                    Ty::Func(sig) => sig,
                    Ty::Ptr(to) => match *self.cx.types.kind(to) {
                        Ty::Func(sig) => sig,
                        _ => return None,
                    },
                    _ => return None,
                };
                let callee = match func.kind {
                    ExprKind::CFunc(id) => Callee::Func(id),
                    ExprKind::Local(_) => Callee::Pointer(func),
                    _ => return None,
                };
                Some((Key::C(callee, sig), None))
            }
        }
    }

    /// Reports a function that cannot be called without Python.
    fn no_key(&mut self, e: &ast::Expr) {
        let message = "this function cannot be called without the GIL";
        let help = "a lambda with one parameter, a nogil function, a method of the items and 'len' can be";
        self.report(Diagnostic::error(codes::E0501, e.span, message).help(help));
    }

    /// The key of items, which are in locals.
    pub(super) fn apply_key(&mut self, key: &Key<'a>, items: &[LocalId], span: Span) -> Option<Expr> {
        let mut values: Vec<Expr> = items.iter().map(|item| self.local_expr(*item, span)).collect();
        if let ([_, _, ..], Key::Len | Key::Abs | Key::Converted(_) | Key::Shown(_)) = (items, key) {
            return None;
        }
        let value = values[0].clone();
        match key {
            Key::Lambda(names, body) => {
                let named = names.iter().map(|name| (*name).clone()).zip(items.iter().copied());
                self.fx().comprehensions.push(FxHashMap::from_iter(named));
                let ty = self.native_item_ty(body);
                let key = ty.map(|ty| {
                    let key = self.native_value_as(body, ty);
                    Expr { ty, ..key }
                });
                self.fx().comprehensions.pop();
                key
            }
            Key::Len => self.native_len(value, span).ok(),
            Key::Abs => self.c_abs(value, span),
            Key::Converted(name) => self.converted_by(name, value, span),
            Key::Best(max) => {
                let [_, other] = &values[..] else { return None };
                let ty = self.native_spanning(value.ty, other.ty)?;
                let op = if *max { CompareOp::Gt } else { CompareOp::Lt };
                let test = self.compare_pair(op, other.clone(), value.clone(), span);
                let test = Box::new(self.truth(test));
                let (then, orelse) = (self.coerce(other.clone(), ty), self.coerce(value, ty));
                let kind = ExprKind::Conditional { test, then: Box::new(then), orelse: Box::new(orelse) };
                Some(Expr { ty, span, kind })
            }
            Key::Class(class) => Some(self.cyp_construct_of(*class, values, span)),
            Key::Shown(how) => {
                let text = self.native_formatted(value, *how, "", span);
                self.native_str(text)
            }
            Key::C(callee, sig) => {
                let given = values.into_iter().map(Given::checked).collect();
                Some(self.c_call_with(callee.clone(), *sig, None, given, span))
            }
            Key::Method(name) => {
                let args = CypArgs::typed(values.split_off(1));
                self.cyp_method_call(value, name, args, span).ok()
            }
            Key::Bound(object, name) => {
                let object = self.local_expr(*object, span);
                self.cyp_method_call(object, name, CypArgs::typed(values), span).ok()
            }
        }
    }

    /// The type of the keys of items.
    pub(super) fn key_ty(&mut self, key: &Key<'a>, items: &[TyId], span: Span) -> Option<TyId> {
        let ty = self.speculate(|this| {
            let locals: Vec<LocalId> = items.iter().map(|item| this.temp(*item, span)).collect();
            this.apply_key(key, &locals, span).map(|key| key.ty)
        })?;
        if ty == common::UNSPECIFIED { Some(ty) } else { self.native_ty(ty) }
    }

    pub(super) fn put_in(&mut self, local: LocalId, value: Expr) -> Stmt {
        let span = value.span;
        let ty = self.fx_ref().locals[local].ty;
        let target = Target { span, ty, kind: TargetKind::Local(local) };
        Stmt { span, kind: StmtKind::Assign { target, value } }
    }

    fn variable(&mut self, ty: TyId, span: Span) -> LocalId {
        self.fx().add_local(Default::default(), ty, LocalKind::Variable, span)
    }

    fn before(before: Before, body: Expr) -> Expr {
        let (ty, span) = (body.ty, body.span);
        match before {
            Some((local, value)) => {
                let kind = ExprKind::Let { local, value: Box::new(value), body: Box::new(body) };
                Expr { ty, span, kind }
            }
            None => body,
        }
    }

    /// `sorted(of, key=…, reverse=…)`
    pub(super) fn native_sorted_by(
        &mut self,
        of: &'a ast::Expr,
        key: &'a ast::Expr,
        reverse: Option<&'a ast::Expr>,
        span: Span,
    ) -> Option<Expr> {
        let list = self.native_collected(Shape::List, of, span)?;
        self.sorted_by(list, key, reverse, span)
    }

    /// `list.sort(key=…, reverse=…)`: an exception leaves the list as it was.
    pub(super) fn native_sort_by(
        &mut self,
        object: &'a ast::Expr,
        call: &'a ast::Call,
        span: Span,
    ) -> Option<Expr> {
        let mut key = None;
        let mut reverse = None;
        for arg in &call.args {
            match arg {
                Arg::Keyword(name, e) if name.name == "key" => key = Some(e),
                Arg::Keyword(name, e) if name.name == "reverse" => reverse = Some(e),
                _ => return None,
            }
        }
        let key = key?;
        let ty = self.type_of(object);
        if !self.makes_native_text() || !self.is_library_container(ty, Shape::List) {
            return None;
        }
        let list = self.expr(object);
        let kept = self.temp(list.ty, span);
        let read = self.local_expr(kept, span);
        let copy = self.cyp_method_call(read.clone(), "copy", CypArgs::default(), span).ok()?;
        let made = self.sorted_by(copy, key, reverse, span)?;
        let absent = Expr { ty: common::SSIZE_T, span, kind: ExprKind::Int(i128::from(i64::MIN)) };
        let args = CypArgs::typed(vec![absent.clone(), absent, made]);
        let body = Box::new(self.cyp_method_call(read, "__setslice__", args, span).ok()?);
        let ty = body.ty;
        Some(Expr { ty, span, kind: ExprKind::Let { local: kept, value: Box::new(list), body } })
    }

    /// The items of a new list in the order of their keys, in another one.
    fn sorted_by(
        &mut self,
        list: Expr,
        key_expr: &'a ast::Expr,
        reverse: Option<&'a ast::Expr>,
        span: Span,
    ) -> Option<Expr> {
        if list.ty == common::UNSPECIFIED {
            return Some(list);
        }
        let class = list.ty;
        let item_ty = self.cyp_element_ty(class);
        let item_ty = self.storage_ty(item_ty);
        let Some((key, before)) = self.native_key(key_expr) else {
            self.no_key(key_expr);
            return Some(Expr { ty: class, ..self.error_expr(span) });
        };
        let Some(key_ty) = self.key_ty(&key, &[item_ty], span) else {
            self.no_key(key_expr);
            return Some(Expr { ty: class, ..self.error_expr(span) });
        };
        if key_ty == common::UNSPECIFIED || self.speculating > 0 {
            return Some(Expr { ty: class, ..self.error_expr(span) });
        }
        let pair = self.cx.types.intern(Ty::CTuple(vec![key_ty, common::SSIZE_T]));
        let keys_ty = self.native_container_ty(Shape::List, vec![pair], span)?;
        let down = match reverse {
            Some(reverse) => self.cond(reverse),
            None => Expr { ty: common::BINT, span, kind: ExprKind::Bool(false) },
        };
        let (items, keys, result) =
            (self.temp(class, span), self.temp(keys_ty, span), self.temp(class, span));
        let falling = self.temp(common::BINT, span);
        let (position, item) = (self.variable(common::SSIZE_T, span), self.variable(item_ty, span));
        // Where the order is turned round, later items count less, as the equal ones of them stay in order.
        let turned = |this: &mut Self, at: Expr| {
            let test = Box::new(this.local_expr(falling, span));
            let (ty, operand) = (common::SSIZE_T, Box::new(at.clone()));
            let then = Box::new(Expr { ty, span, kind: ExprKind::CUnary { op: hir::UnOp::Neg, operand } });
            Expr { ty, span, kind: ExprKind::Conditional { test, then, orelse: Box::new(at) } }
        };
        let zero = Expr { ty: common::SSIZE_T, span, kind: ExprKind::Int(0) };
        let mut body = vec![self.put_in(position, zero)];

        // The keys, each with the place of its item.
        let source = self.local_expr(items, span);
        let target = Target { span, ty: item_ty, kind: TargetKind::Local(item) };
        let mut turn = Vec::new();
        let iter = self.value_loop(target, source, false, &mut turn);
        let value = self.apply_key(&key, &[item], key_expr.span)?;
        let value = self.coerce(value, key_ty);
        let at = self.local_expr(position, span);
        let at = turned(self, at);
        let entry = Expr { ty: pair, span, kind: ExprKind::CTuple(vec![value, at]) };
        turn.extend(self.native_put(keys, vec![entry], span));
        let at = self.local_expr(position, span);
        let one = Expr { ty: common::SSIZE_T, span, kind: ExprKind::Int(1) };
        let next = self.binary(hir::BinOp::Add, at, one, true, span);
        let next = self.coerce(next, common::SSIZE_T);
        turn.push(self.put_in(position, next));
        body.push(for_loop(iter, turn, span));

        let list_of_keys = self.local_expr(keys, span);
        let args = CypArgs::typed(vec![self.local_expr(falling, span)]);
        let sort = self.cyp_method_call(list_of_keys, "sort", args, span).ok()?;
        body.push(Stmt { span, kind: StmtKind::Expr(sort) });

        // The items in that order.
        let entry = self.variable(pair, span);
        let source = self.local_expr(keys, span);
        let target = Target { span, ty: pair, kind: TargetKind::Local(entry) };
        let mut turn = Vec::new();
        let iter = self.value_loop(target, source, false, &mut turn);
        let tuple = Box::new(self.local_expr(entry, span));
        let at = Expr { ty: common::SSIZE_T, span, kind: ExprKind::CTupleItem { tuple, index: 1 } };
        let at = turned(self, at);
        let source = self.local_expr(items, span);
        let value = self.cyp_method_call(source, "__getitem__", CypArgs::typed(vec![at]), span).ok()?;
        turn.extend(self.native_put(result, vec![value], span));
        body.push(for_loop(iter, turn, span));
        for local in [item, entry] {
            let ty = self.fx_ref().locals[local].ty;
            if self.cx.types.is_cyp(ty) {
                body.push(self.release(local, span));
            }
        }

        let made = self.cyp_construct(class, &[], span);
        let mut whole = self.native_block(result, made, body, span);
        let made = self.cyp_construct(keys_ty, &[], span);
        for (local, value) in [(keys, made), (items, list), (falling, down)] {
            whole = Self::before(Some((local, value)), whole);
        }
        Some(Self::before(before, whole))
    }

    /// `min(of, key=…)` and `max(of, key=…)`
    pub(super) fn native_best_by(
        &mut self,
        max: bool,
        of: &'a ast::Expr,
        key_expr: &'a ast::Expr,
        default: Option<&'a ast::Expr>,
        span: Span,
    ) -> Option<Expr> {
        let ty = self.native_best_ty(of, default)?;
        if ty == common::UNSPECIFIED {
            return Some(Expr { ty, ..self.error_expr(span) });
        }
        let found = self.native_key(key_expr).and_then(|(key, before)| {
            let key_ty = self.key_ty(&key, &[ty], span)?;
            Some((key, before, key_ty))
        });
        let Some((key, before, key_ty)) = found else {
            self.no_key(key_expr);
            return Some(Expr { ty, ..self.error_expr(span) });
        };
        if key_ty == common::UNSPECIFIED || self.speculating > 0 {
            return Some(Expr { ty, ..self.error_expr(span) });
        }
        let (result, best, item) =
            (self.variable(ty, span), self.variable(key_ty, span), self.variable(ty, span));
        let mut search = self.best_search(max, result, span);
        let mut whole = true;
        let each = self.native_each(of, ty, |this, value| {
            let mut turn = vec![this.put_in(item, value)];
            let Some(value) = this.apply_key(&key, &[item], key_expr.span) else {
                whole = false;
                return turn;
            };
            let value = this.coerce(value, key_ty);
            let kept = this.temp(key_ty, span);
            let (chosen, candidate) = (this.local_expr(item, span), this.local_expr(kept, span));
            let then = vec![this.put_in(result, chosen), this.put_in(best, candidate)];
            turn.push(this.if_better(&search, kept, value, best, then));
            turn
        });
        if !whole {
            return None;
        }
        search.body.extend(each);
        let mut body = self.best_or_default(search, ty, default);
        for (local, ty) in [(best, key_ty), (item, ty)] {
            if self.cx.types.is_cyp(ty) {
                body.push(self.release(local, span));
            }
        }
        let answer = Expr { ty, span, kind: ExprKind::Inlined { init: None, result, body } };
        Some(Self::before(before, answer))
    }

    /// Begins a search for the best of what a loop gives.
    pub(super) fn best_search(&mut self, max: bool, result: LocalId, span: Span) -> BestSearch {
        let seen = self.variable(common::BINT, span);
        let none = Expr { ty: common::BINT, span, kind: ExprKind::Bool(false) };
        let body = vec![self.put_in(seen, none)];
        BestSearch { max, result, seen, span, body }
    }

    /// One turn of it: `kept` is what is compared, and if it is the first, or better than `best`, then this is done.
    pub(super) fn if_better(
        &mut self,
        search: &BestSearch,
        kept: LocalId,
        value: Expr,
        best: LocalId,
        mut then: hir::Block,
    ) -> Stmt {
        let span = search.span;
        let (candidate, so_far) = (self.local_expr(kept, span), self.local_expr(best, span));
        let op = if search.max { CompareOp::Gt } else { CompareOp::Lt };
        let better = self.compare_pair(op, candidate, so_far, span);
        let right = Box::new(self.truth(better));
        let first = ExprKind::Not(Box::new(self.local_expr(search.seen, span)));
        let left = Box::new(Expr { ty: common::BINT, span, kind: first });
        let test = Expr { ty: common::BINT, span, kind: ExprKind::BoolOp { and: false, left, right } };
        let any = Expr { ty: common::BINT, span, kind: ExprKind::Bool(true) };
        then.push(self.put_in(search.seen, any));
        let choice = Stmt { span, kind: StmtKind::If { test, then, orelse: Vec::new() } };
        Stmt { span, kind: StmtKind::Let { local: kept, value, body: vec![choice] } }
    }

    /// The end of it. Where there was nothing: the default, or ValueError.
    pub(super) fn best_or_default(
        &mut self,
        search: BestSearch,
        ty: TyId,
        default: Option<&'a ast::Expr>,
    ) -> hir::Block {
        let BestSearch { max, result, seen, span, mut body } = search;
        let none = match default {
            Some(default) => {
                let value = self.native_value_as(default, ty);
                self.put_in(result, value)
            }
            None => {
                let message = format!("{}() arg is an empty sequence", if max { "max" } else { "min" });
                self.raise_stmt("ValueError", &message, span)
            }
        };
        let test = self.local_expr(seen, span);
        body.push(Stmt { span, kind: StmtKind::If { test, then: Vec::new(), orelse: vec![none] } });
        body
    }
}

/// A search of `min` and `max`: what is written of it, the variables with the best one and with whether there is one.
pub(super) struct BestSearch {
    max: bool,
    result: LocalId,
    seen: LocalId,
    span: Span,
    pub(super) body: hir::Block,
}

fn for_loop(iter: hir::ForIter, body: hir::Block, span: Span) -> Stmt {
    Stmt { span, kind: StmtKind::For(Box::new(hir::For { iter, body, orelse: Vec::new() })) }
}
