//! `map(f, iterable)` and `filter(f, iterable)` where the GIL is not held: loops that call the function at each turn.
//!
//! In: the call as a loop's iterable, or where a list is wanted. Out: a [`LoopSource`] around that of the iterable; nothing where the
//! function cannot be called without Python. A `filter` passes over elements ([`ForIter::Where`]); `map` over several goes through them as
//! `zip` does.
//!
//! Tests: `tests/lang/libcyrus/map_and_filter.md`.

use super::Checker;
use super::cyp_call::CypArgs;
use super::loops::LoopSource;
use super::native_key::Key;
use cyrus_hir::{self as hir, Expr, ExprKind, ForIter, LocalKind, Stmt, StmtKind, Target, TargetKind};
use cyrus_source::Span;
use cyrus_syntax::ast::{self, Arg, ExprKind as Ast};
use cyrus_types::{IntTy, Ty, TyId, common};

/// `map` or `filter`, and what it goes over.
pub struct Mapped<'a> {
    filter: bool,
    /// `None` in `filter(None, …)`.
    key: Option<Key<'a>>,
    span: Span,
    /// The iterables, each with the type of its elements.
    parts: Vec<(LoopSource<'a>, TyId)>,
}

/// Such a call as it is written: whether it is `filter`, the function, the iterables.
type Written<'a> = (bool, &'a ast::Expr, Vec<&'a ast::Expr>);

impl<'a> Checker<'_, 'a> {
    /// The function and the iterables of such a call.
    fn mapped_parts(&mut self, e: &'a ast::Expr) -> Option<Written<'a>> {
        let Ast::Call(call) = &e.kind else { return None };
        let Ast::Name(name) = &call.func.kind else { return None };
        let filter = match name.as_str() {
            "map" => false,
            "filter" => true,
            _ => return None,
        };
        let mut args = Vec::new();
        for arg in &call.args {
            match arg {
                Arg::Positional(e) if !matches!(e.kind, Ast::Starred(_)) => args.push(e),
                _ => return None,
            }
        }
        let (func, of) = args.split_first()?;
        let count = if filter { of.len() == 1 } else { !of.is_empty() };
        let known = count
            && self.makes_native_text()
            && !of.iter().any(|of| matches!(of.kind, Ast::GeneratorExp(_)))
            && self.is_builtin(name);
        known.then(|| (filter, *func, of.to_vec()))
    }

    /// The function, if it can be called at each turn.
    fn mapped_key(&mut self, filter: bool, func: &'a ast::Expr, count: usize) -> Option<Option<Key<'a>>> {
        if filter && matches!(func.kind, Ast::NoneLit) {
            return Some(None);
        }
        match self.native_key_of(func, count)? {
            (key, None) => Some(Some(key)),
            // An object that is asked each time is the one of the variable.
            (Key::Bound(_, name), Some((_, Expr { kind: ExprKind::Local(local), .. }))) => {
                Some(Some(Key::Bound(local, name)))
            }
            _ => None,
        }
    }

    /// The type of what such a call gives, if it needs no Python.
    pub(super) fn mapped_ty(&mut self, e: &'a ast::Expr) -> Option<TyId> {
        let (filter, func, of) = self.mapped_parts(e)?;
        let mut items = Vec::new();
        for of in of {
            items.push(self.native_element_ty(of)?);
        }
        let count = items.len();
        if filter {
            return self.mapped_key(filter, func, count).map(|_| items[0]);
        }
        if items.contains(&common::UNSPECIFIED) {
            return self.mapped_key(filter, func, count).map(|_| common::UNSPECIFIED);
        }
        let key = self.speculate(|this| this.mapped_key(filter, func, count))??;
        self.key_ty(&key, &items, func.span)
    }

    pub(super) fn mapped_source(&mut self, e: &'a ast::Expr) -> Option<LoopSource<'a>> {
        let (filter, func, of) = self.mapped_parts(e)?;
        self.mapped_ty(e)?;
        let key = self.mapped_key(filter, func, of.len())?;
        let mut parts = Vec::new();
        for of in of {
            let item = self.native_element_ty(of)?;
            let item = self.storage_ty(item);
            parts.push((self.loop_source(of, false), item));
        }
        Some(LoopSource::Mapped(Mapped { filter, key, span: func.span, parts }))
    }

    /// The loop: elements come to variables of their own, and what is made of them to the target.
    pub(super) fn mapped_loop(
        &mut self,
        mapped: Mapped<'a>,
        target: Target,
        prologue: &mut hir::Block,
    ) -> ForIter {
        let span = target.span;
        let Mapped { filter, key, span: at, parts } = mapped;
        let (mut items, mut iters, mut turn) = (Vec::new(), Vec::new(), Vec::new());
        for (source, ty) in parts {
            let (local, iter) = self.zip_hidden(source, ty, span, &mut turn);
            items.push(local);
            iters.push(iter);
        }
        let iter = match iters.len() {
            1 => iters.remove(0),
            _ => ForIter::Zip { parts: iters, strict: false },
        };
        let made = match &key {
            Some(key) => self.apply_key(key, &items, at),
            None => Some(self.local_expr(items[0], at)),
        };
        let Some(made) = made else { return iter };
        if filter {
            let test = self.truth(made);
            let next = vec![Stmt { span, kind: StmtKind::Continue }];
            turn.push(Stmt { span, kind: StmtKind::If { test, then: Vec::new(), orelse: next } });
            self.assign_zipped(target, items[0], span, prologue);
            return ForIter::Where { iter: Box::new(iter), turn };
        }
        prologue.append(&mut turn);
        let ty = self.storage_ty(made.ty);
        let value = self.coerce(made, ty);
        let given = self.fx().add_local(Default::default(), ty, LocalKind::Variable, span);
        let kind = TargetKind::Local(given);
        prologue.push(Stmt { span, kind: StmtKind::Assign { target: Target { span, ty, kind }, value } });
        self.assign_zipped(target, given, span, prologue);
        iter
    }

    /// `int`, `float`, `ord`, `chr` or `bool` of a value that is there.
    pub(super) fn converted_by(&mut self, name: &str, value: Expr, span: Span) -> Option<Expr> {
        let kind = self.cx.types.kind(value.ty).clone();
        let is_char = matches!(kind, Ty::Int(IntTy::Ucs4 | IntTy::PyUnicode));
        match name {
            "bool" => Some(self.truth(value)),
            "chr" => match kind {
                Ty::Int(_) if !is_char => {
                    let number = self.coerce(value, common::LONGLONG);
                    self.native_static("of_code", vec![number], span)
                }
                _ => None,
            },
            "ord" if is_char => Some(self.coercion(hir::Coercion::CCast, value, common::LONG)),
            "float" if matches!(kind, Ty::Int(_) | Ty::Float(_) | Ty::Bint) && !is_char => {
                Some(self.coerce(value, common::DOUBLE))
            }
            "int" if matches!(kind, Ty::Int(_) | Ty::Float(_) | Ty::Bint | Ty::Enum(_)) && !is_char => {
                self.int_of_number(value)
            }
            _ => {
                let ty = self.native_ty(value.ty)?;
                let cyp = self.cyp_of(ty)?;
                self.cyp_python_class(&cyp)?;
                let text = self.coerce(value, ty);
                let method = match name {
                    "int" => "to_int",
                    "float" => "to_double",
                    _ => "to_code",
                };
                self.cyp_method_call(text, method, CypArgs::default(), span).ok()
            }
        }
    }
}
