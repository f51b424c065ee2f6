//! `map(f, iterable)` and `filter(f, iterable)` where the GIL is not held: loops that call the function at each turn.
//!
//! In: the call as a loop's iterable, or where a list is wanted. Out: a [`LoopSource`] around that of the iterable; nothing where the
//! function cannot be called without Python. A `filter` leaves turns out by `continue`, so it is no part of `zip` and `enumerate`.
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
    /// The type of the iterable's elements.
    item: TyId,
    source: Box<LoopSource<'a>>,
}

impl<'a> Checker<'_, 'a> {
    /// The function and the iterable of such a call.
    fn mapped_parts(&mut self, e: &'a ast::Expr) -> Option<(bool, &'a ast::Expr, &'a ast::Expr)> {
        let Ast::Call(call) = &e.kind else { return None };
        let Ast::Name(name) = &call.func.kind else { return None };
        let [Arg::Positional(func), Arg::Positional(of)] = &call.args[..] else { return None };
        let of_kind = matches!(name.as_str(), "map" | "filter")
            && self.makes_native_text()
            && !matches!(func.kind, Ast::Starred(_))
            && !matches!(of.kind, Ast::Starred(_) | Ast::GeneratorExp(_))
            && self.is_builtin(name);
        of_kind.then_some((name == "filter", func, of))
    }

    pub(super) fn is_filter(&mut self, e: &'a ast::Expr) -> bool {
        self.mapped_parts(e).is_some_and(|(filter, ..)| filter)
    }

    /// The function, if it can be called at each turn.
    fn mapped_key(&mut self, filter: bool, func: &'a ast::Expr) -> Option<Option<Key<'a>>> {
        if filter && matches!(func.kind, Ast::NoneLit) {
            return Some(None);
        }
        match self.native_key(func)? {
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
        let item = self.native_element_ty(of)?;
        if filter || item == common::UNSPECIFIED {
            return self.mapped_key(filter, func).map(|_| item);
        }
        let key = self.speculate(|this| this.mapped_key(filter, func))??;
        self.key_ty(&key, item, func.span)
    }

    pub(super) fn mapped_source(&mut self, e: &'a ast::Expr) -> Option<LoopSource<'a>> {
        let (filter, func, of) = self.mapped_parts(e)?;
        self.mapped_ty(e)?;
        let item = self.native_element_ty(of)?;
        let item = self.storage_ty(item);
        let key = self.mapped_key(filter, func)?;
        let source = Box::new(self.loop_source(of, false));
        Some(LoopSource::Mapped(Mapped { filter, key, span: func.span, item, source }))
    }

    /// The loop: an element comes to a variable of its own, and what is made of it to the target.
    pub(super) fn mapped_loop(
        &mut self,
        mapped: Mapped<'a>,
        target: Target,
        prologue: &mut hir::Block,
    ) -> ForIter {
        let span = target.span;
        let Mapped { filter, key, span: at, item, source } = mapped;
        let local = self.fx().add_local(Default::default(), item, LocalKind::Variable, span);
        let hidden = Target { span, ty: item, kind: TargetKind::Local(local) };
        let iter = self.loop_to(*source, hidden, false, prologue);
        let made = match &key {
            Some(key) => self.apply_key(key, local, at),
            None => Some(self.local_expr(local, at)),
        };
        let Some(made) = made else { return iter };
        let given = match filter {
            true => {
                let test = self.truth(made);
                let next = vec![Stmt { span, kind: StmtKind::Continue }];
                prologue.push(Stmt { span, kind: StmtKind::If { test, then: Vec::new(), orelse: next } });
                local
            }
            false => {
                let ty = self.storage_ty(made.ty);
                let value = self.coerce(made, ty);
                let given = self.fx().add_local(Default::default(), ty, LocalKind::Variable, span);
                let kind = TargetKind::Local(given);
                let assigned = StmtKind::Assign { target: Target { span, ty, kind }, value };
                prologue.push(Stmt { span, kind: assigned });
                given
            }
        };
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
