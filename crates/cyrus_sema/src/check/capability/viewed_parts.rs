//! What a loop goes over, where another object owns it: alone, counted by `enumerate`, or beside others in `zip`.
//!
//! In: the iterable and the target as they are written. Out: the parts, each with the target that gets its items; nothing where no part is
//! owned elsewhere, which is a loop of another kind.
//!
//! Tests: `tests/lang/cypclass/capabilities/viewed_loops.md`, `viewed_comprehensions.md`, `viewed_zip.md`.

use super::super::Checker;
use super::super::bindings::ItemPath;
use super::super::cyp_call::CypArgs;
use super::super::cyp_loop::Bounds;
use super::super::loops::LoopSource;
use super::super::zipped::Zipped;
use cyrus_diagnostics::{Diagnostic, codes};
use cyrus_hir::{self as hir, Expr, ForIter, LocalId};
use cyrus_source::Span;
use cyrus_syntax::Name;
use cyrus_syntax::ast::{self, ExprKind as Ast};
use cyrus_types::{Capability, CypTy, Ty, TyId, common};

/// The parts of a loop.
pub struct ViewedParts<'a> {
    parts: Vec<Part<'a>>,
}

/// One of several things that are gone through side by side.
struct Part<'a> {
    target: &'a ast::Expr,
    path: Option<ItemPath>,
    of: Of<'a>,
}

enum Of<'a> {
    Viewed(Box<Bounds>, CypTy),
    Other(LoopSource<'a>, TyId),
}

/// A part as it is written.
enum Written<'a> {
    Of(&'a ast::Expr),
    Counter(Option<&'a ast::Expr>, Span),
}

/// A name that an item has during one turn: its variable outside, its local of the turn, and its value.
pub type Bound = (Name, LocalId, LocalId, Expr);

/// How a loop goes through what another object owns.
enum Way<'a> {
    /// Through a view that a method gives: `d.values()`.
    Method {
        object: &'a ast::Expr,
        method: &'a Name,
        ty: TyId,
        through: CypTy,
    },
    Itself {
        iterator: TyId,
        item: TyId,
        through: CypTy,
    },
}

/// Whether items seen through such a reference are not the loop's to keep.
fn is_view(cap: Capability) -> bool {
    matches!(
        cap,
        Capability::Iso
            | Capability::IsoArrow
            | Capability::Lock
            | Capability::Locked
            | Capability::LockArrow
            | Capability::Immutable
    )
}

impl<'a> Checker<'_, 'a> {
    /// The parts of a loop; `None` inside where a mistake was reported, outside where nothing is owned elsewhere.
    pub fn viewed_parts(
        &mut self,
        iter: &'a ast::Expr,
        target: &'a ast::Expr,
    ) -> Option<Option<ViewedParts<'a>>> {
        let mut written = Vec::new();
        self.written_parts(iter, target, Some(ItemPath::default()), &mut written);
        let mut ways = Vec::new();
        for (part, target, _) in &written {
            ways.push(match part {
                Written::Of(iter) => self.way_through(iter, target),
                Written::Counter(..) => None,
            });
        }
        if ways.iter().all(Option::is_none) {
            return None;
        }
        let mut parts = Vec::new();
        for ((part, target, path), way) in written.into_iter().zip(ways) {
            let of = match (part, way) {
                (Written::Counter(start, span), _) => Of::Other(self.counter(start, span), common::SSIZE_T),
                (Written::Of(iter), None) => {
                    let ty = self.part_ty(iter);
                    Of::Other(self.loop_source(iter, false), ty)
                }
                (Written::Of(iter), Some(way)) => match self.viewed_bounds(iter, way) {
                    (Some(bounds), through) => Of::Viewed(Box::new(bounds), through),
                    (None, _) => return Some(None),
                },
            };
            parts.push(Part { target, path, of });
        }
        Some(Some(ViewedParts { parts }))
    }

    /// The parts of nested `zip` and `enumerate` whose target takes them apart.
    fn written_parts(
        &mut self,
        iter: &'a ast::Expr,
        target: &'a ast::Expr,
        path: Option<ItemPath>,
        out: &mut Vec<(Written<'a>, &'a ast::Expr, Option<ItemPath>)>,
    ) {
        let at = |i| path.and_then(|path| path.then(i));
        if let Ast::Tuple(targets) | Ast::List(targets) = &target.kind
            && !targets.iter().any(|t| matches!(t.kind, Ast::Starred(_)))
        {
            match (self.beside(iter), &targets[..]) {
                (Some(Zipped::Enumerate(of, start)), [count, item]) => {
                    out.push((Written::Counter(start, iter.span), count, at(0)));
                    self.written_parts(of, item, at(1), out);
                    return;
                }
                (Some(Zipped::Zip(parts)), targets) if parts.len() == targets.len() => {
                    for (i, (part, target)) in parts.into_iter().zip(targets).enumerate() {
                        self.written_parts(part, target, at(i), out);
                    }
                    return;
                }
                _ => {}
            }
        }
        out.push((Written::Of(iter), target, path));
    }

    /// What a part of the items of nested `zip` and `enumerate` is an item of.
    pub(super) fn part_of(&mut self, iter: &'a ast::Expr, path: ItemPath) -> &'a ast::Expr {
        let mut of = iter;
        for step in path.steps() {
            of = match (self.beside(of), step) {
                (Some(Zipped::Enumerate(of, _)), 1) => of,
                (Some(Zipped::Zip(parts)), step) if step < parts.len() => parts[step],
                _ => break,
            };
        }
        of
    }

    /// What another object owns, and how it is seen.
    fn seen_through(&mut self, e: &'a ast::Expr) -> Option<(TyId, CypTy)> {
        let ty = self.speculate(|c| c.expr(e).ty);
        self.cyp_of(ty).filter(|cyp| is_view(cyp.cap)).map(|cyp| (ty, cyp))
    }

    /// The object whose method gives a view, or the iterable itself.
    fn viewed_object(iter: &'a ast::Expr) -> &'a ast::Expr {
        match &iter.kind {
            Ast::Call(call) => match &call.func.kind {
                Ast::Attribute(object, _) => object,
                _ => iter,
            },
            _ => iter,
        }
    }

    /// Whether the items of an iterable belong to what another object owns.
    pub(super) fn is_owned_elsewhere(&mut self, iter: &'a ast::Expr) -> bool {
        let ty = self.type_of(Self::viewed_object(iter));
        self.cyp_of(ty).is_some_and(|c| is_view(c.cap))
    }

    /// Whether a loop goes through what another object owns, to items of any type.
    pub fn is_viewed(&mut self, iter: &'a ast::Expr) -> bool {
        if let Ast::Call(call) = &iter.kind
            && call.args.is_empty()
            && let Ast::Attribute(object, _) = &call.func.kind
        {
            let ty = self.type_of(iter);
            return matches!(self.cx.types.get(ty), Ty::Cpp(..)) && self.seen_through(object).is_some();
        }
        self.seen_through(iter).is_some_and(|(ty, _)| self.cyp_begin_ty(ty).is_some())
    }

    /// The method that gives a view of what another object owns: `d.values()`.
    fn way_by_method(&mut self, iter: &'a ast::Expr) -> Option<Way<'a>> {
        if let Ast::Call(call) = &iter.kind
            && call.args.is_empty()
            && let Ast::Attribute(object, method) = &call.func.kind
            && let Some((ty, through)) = self.seen_through(object)
        {
            let methods = self.cyp_methods(&through, &method.name);
            let gives = |c: &Self, ty| matches!(c.cx.types.get(ty), Ty::Cpp(..));
            let ret = methods.first().map(|m| self.cx.types.funcs[m.sig].ret);
            if ret.is_some_and(|ret| gives(self, ret) && self.holds_plain_references(ret)) {
                return Some(Way::Method { object, method: &method.name, ty, through });
            }
        }
        None
    }

    /// A loop over a view of what another object owns whose items are values that anybody may keep, and such an item; `None` inside
    /// where a mistake was reported.
    pub(in crate::check) fn viewed_values(&mut self, iter: &'a ast::Expr) -> Option<Option<(ForIter, Expr)>> {
        let way = self.way_by_method(iter)?;
        let item = self.iteration_ty(iter);
        let item = self.item_of(item);
        if self.cyp_of(item).is_some_and(|cyp| cyp.cap == Capability::Local)
            || self.holds_plain_references(item)
        {
            return None;
        }
        let (bounds, _) = self.viewed_bounds(iter, way);
        let Some(bounds) = bounds else { return Some(None) };
        let (item, given) = (bounds.item.clone(), bounds.item.clone());
        Some(Some((bounds.range(None, item), given)))
    }

    /// How such a loop goes; nothing where its items are a variable's to keep.
    fn way_through(&mut self, iter: &'a ast::Expr, target: &'a ast::Expr) -> Option<Way<'a>> {
        if let Some(way) = self.way_by_method(iter) {
            return Some(way);
        }
        let (ty, through) = self.seen_through(iter)?;
        let iterator = self.cyp_begin_ty(ty)?;
        let item = self.deref_ty(iterator)?;
        let ordinary = !self.is_plain_item(item) || through.cap == Capability::Immutable;
        if ordinary || !matches!(target.kind, Ast::Name(_)) {
            return None;
        }
        Some(Way::Itself { iterator, item, through })
    }

    /// The way through what another object owns; none where it was reported.
    fn viewed_bounds(&mut self, iter: &'a ast::Expr, way: Way<'a>) -> (Option<Bounds>, CypTy) {
        match way {
            Way::Method { object, method, ty, through } => {
                let value = self.expr(object);
                self.check_held(&value, iter.span);
                if through.cap == Capability::Lock {
                    self.loop_without_lock(ty, iter.span);
                    return (None, through);
                }
                let args = CypArgs { of_loop: true, ..CypArgs::default() };
                let value = self.cyp_method_call(value, method, args, iter.span);
                (value.ok().and_then(|value| self.cpp_loop_bounds(value, false)), through)
            }
            Way::Itself { iterator, item, through } => {
                let value = self.expr(iter);
                (self.cyp_bounds(value, iterator, item, iter.span), through)
            }
        }
    }

    /// Reports a loop over a `lock` object that nobody holds.
    fn loop_without_lock(&mut self, ty: TyId, span: Span) {
        let shown = self.cx.types.display(ty);
        let message = format!("A loop over '{shown}' needs its lock from the first item to the last");
        let help = "put it inside 'with rlocked …:', or 'with wlocked …:' if something in the loop writes";
        self.report(Diagnostic::error(codes::E0703, span, message).help(help));
    }

    /// Binds the targets of all parts; `comprehension` is the iterable as a whole, where the variables are the comprehension's own.
    pub(super) fn viewed_iter(
        &mut self,
        parts: ViewedParts<'a>,
        comprehension: Option<&'a ast::Expr>,
        prologue: &mut hir::Block,
        bound: &mut Vec<Bound>,
    ) -> ForIter {
        let mut iters = Vec::new();
        for Part { target, path, of } in parts.parts {
            iters.push(match of {
                Of::Viewed(bounds, through) => {
                    let item = bounds.item.clone();
                    self.bind_viewed(target, item, &through, comprehension.is_some(), prologue, bound);
                    let item = bounds.item.clone();
                    bounds.range(None, item)
                }
                Of::Other(source, ty) => {
                    if let Some(whole) = comprehension {
                        self.declare_part(target, whole, path);
                    }
                    self.zip_part(source, ty, target, prologue)
                }
            });
        }
        match iters.len() {
            1 => iters.remove(0),
            _ => ForIter::Zip { parts: iters, strict: false },
        }
    }
}
