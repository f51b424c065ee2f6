//! Loops over containers that another object owns: of a lock, of an isolated or immutable object.
//!
//! `for x in l` goes through `l` where it is, while its lock is held or its only reference is in use. The items that are plain
//! references are seen as `l[i]` would be: `lock-> T`, `iso-> T`. Such a variable is no variable of the function: it is a name
//! for the item during one turn, bound anew by each, and cannot be assigned, consumed or kept. It holds a reference of its own,
//! as the body may put something else into the container, and gives it up at the end of the turn, before the lock goes.

use super::super::Checker;
use super::super::bindings::Source;
use super::viewed_parts::{Bound, ViewedParts};
use cyrus_diagnostics::{Diagnostic, codes};
use cyrus_hir::{self as hir, Expr, ExprKind, LocalId, Stmt, StmtKind};
use cyrus_source::Span;
use cyrus_syntax::ast::{self, ExprKind as Ast};
use cyrus_types::{Capability, CppClassId, CypTy, Ty, TyId, common};

impl<'a> Checker<'_, 'a> {
    /// A loop over what another object owns, or over a view that a method of it gives (`d.values()`); false if it is none.
    pub fn viewed_loop(&mut self, node: &'a ast::For, span: Span, out: &mut hir::Block) -> bool {
        if node.is_async {
            return false;
        }
        let Some(parts) = self.viewed_parts(&node.iter, &node.target) else { return false };
        let Some(parts) = parts else { return true };
        let mut prologue = Vec::new();
        let mut bound = Vec::new();
        let iter = self.viewed_iter(parts, None, &mut prologue, &mut bound);
        let mut saved = Vec::new();
        for (name, outside, inner, _) in &bound {
            self.fx().narrowed.push((*inner, Some(*outside)));
            self.own_in_loop(*inner);
            let old = self.fx().names.insert(name.clone(), *inner);
            saved.push((name.clone(), old));
        }
        let mut body = prologue;
        body.extend(self.loop_body(&node.body));
        for (name, old) in saved.into_iter().rev() {
            match old {
                Some(old) => self.fx().names.insert(name, old),
                None => self.fx().names.remove(&name),
            };
        }
        for (_, _, local, value) in bound.into_iter().rev() {
            body = vec![Stmt { span, kind: StmtKind::Let { local, value, body } }];
        }
        let orelse = node.orelse.as_ref().map(|b| self.block(b)).unwrap_or_default();
        out.push(Stmt { span, kind: StmtKind::For(Box::new(hir::For { iter, body, orelse })) });
        true
    }

    /// The same in a comprehension, whose variables are its own: the statements of a turn are what `inner` gives.
    pub fn viewed_clause(
        &mut self,
        parts: ViewedParts<'a>,
        whole: &'a ast::Expr,
        span: Span,
        inner: impl FnOnce(&mut Self) -> hir::Block,
    ) -> Stmt {
        let mut prologue = Vec::new();
        let mut bound = Vec::new();
        let iter = self.viewed_iter(parts, Some(whole), &mut prologue, &mut bound);
        for (name, outside, local, _) in &bound {
            self.fx().narrowed.push((*local, Some(*outside)));
            self.fx().loop_only.push(*outside);
            self.own_in_loop(*local);
            if let Some(scope) = self.fx().comprehensions.last_mut() {
                scope.insert(name.clone(), *local);
            }
        }
        let mut body = prologue;
        body.extend(inner(self));
        for (_, _, local, value) in bound.into_iter().rev() {
            body = vec![Stmt { span, kind: StmtKind::Let { local, value, body } }];
        }
        Stmt { span, kind: StmtKind::For(Box::new(hir::For { iter, body, orelse: Vec::new() })) }
    }

    /// An item's type without what C++ says of it.
    pub(super) fn item_of(&self, ty: TyId) -> TyId {
        let ty = self.cx.types.unqualified(ty);
        match *self.cx.types.get(ty) {
            Ty::Ref(to) => self.cx.types.unqualified(to),
            _ => ty,
        }
    }

    pub(super) fn is_plain_item(&self, ty: TyId) -> bool {
        self.cyp_of(self.item_of(ty)).is_some_and(|c| c.cap == Capability::Local)
    }

    fn is_pair(&self, class: CppClassId) -> bool {
        let class = &self.cx.types.cpp_classes[class];
        class.cname.trim_start_matches("std::") == "pair" && class.fields.len() == 2
    }

    /// Binds the target of a loop, or of a comprehension, to an item: what is the owner's for one turn, anything else as ever.
    pub(super) fn bind_viewed(
        &mut self,
        target: &'a ast::Expr,
        item: Expr,
        through: &CypTy,
        comprehension: bool,
        prologue: &mut hir::Block,
        bound: &mut Vec<Bound>,
    ) {
        let span = target.span;
        let ty = self.item_of(item.ty);
        if let (Ast::Tuple(targets), Ty::Cpp(id, args)) = (&target.kind, self.cx.types.get(ty).clone())
            && let ([first, second], [_, _]) = (&targets[..], &args[..])
            && self.is_pair(id)
        {
            for (target, part) in [(first, "first"), (second, "second")] {
                let part = self.cpp_attribute(item.clone(), ty, &part.into(), false, span);
                self.bind_viewed(target, part, through, comprehension, prologue, bound);
            }
            return;
        }
        let seen = self.cyp_view(ty, through);
        let own = seen == ty && !is_view_ty(self.cyp_of(ty));
        if own
            && let Ty::Cpp(id, _) = self.cx.types.get(ty)
            && matches!(target.kind, Ast::Name(_))
            && self.is_pair(*id)
            && self.holds_plain_references(ty)
        {
            let shown = self.cx.types.display(ty);
            let message = format!("a '{shown}' would keep a reference to what the container's owner has");
            let help = "take it apart: 'for key, value in …:'";
            self.report(Diagnostic::error(codes::E0604, span, message).help(help));
            if comprehension {
                self.declare_of_type(target, common::OBJECT);
            }
            return;
        }
        if own {
            self.check_holder(ty, through, "an item", span);
            if comprehension {
                self.declare_of_type(target, ty);
            }
            let target = self.target(target);
            let value = self.coerce(item, target.ty);
            prologue.push(Stmt { span, kind: StmtKind::Assign { target, value } });
            return;
        }
        let name = match &target.kind {
            Ast::Name(name) => name.clone(),
            _ => {
                let message = "what another object owns is given to one name, turn by turn";
                self.report(Diagnostic::error(codes::E0603, span, message));
                if comprehension {
                    self.declare_of_type(target, common::OBJECT);
                }
                return;
            }
        };
        let outside = match comprehension {
            true => self.temp(ty, span),
            false => match self.loop_variable(&name, span) {
                Some(outside) => outside,
                None => return,
            },
        };
        let value = match seen == ty {
            true => item,
            false => {
                let item = Expr { ty, ..item };
                Expr { ty: seen, span, kind: ExprKind::CypCast { value: Box::new(item), checked: false } }
            }
        };
        let inner = self.temp(seen, span);
        bound.push((name, outside, inner, value));
    }

    /// The variable that a name would be, if only such loops set it.
    fn loop_variable(&mut self, name: &cyrus_syntax::Name, span: Span) -> Option<LocalId> {
        let fx = self.fx_ref();
        let sources = match fx.bindings.names.get(name) {
            Some(b) => b.sources.clone(),
            None => Vec::new(),
        };
        let local = fx.names.get(name).copied();
        let deleted = fx.bindings.names.get(name).is_some_and(|b| b.deleted);
        let mut others = local.is_none() || deleted;
        for source in sources {
            others |= match source {
                Source::Iterate(iter) => !self.is_owned_elsewhere(iter),
                Source::Part { value: iter, iterated: true, path } => {
                    let iter = self.part_of(iter, path);
                    !self.is_owned_elsewhere(iter)
                }
                _ => true,
            };
        }
        if others {
            let message =
                format!("'{name}' names what another object owns here, and something else elsewhere");
            let help = "take a name for the loop that nothing else has, and that is not declared";
            self.report(Diagnostic::error(codes::E0603, span, message).help(help));
            return None;
        }
        let local = local?;
        let reads: Vec<Span> =
            self.fx_ref().loop_reads.iter().filter(|(l, _)| *l == local).map(|(_, at)| *at).collect();
        for at in reads {
            self.outside_of_loop(at);
        }
        if !self.fx_ref().loop_only.contains(&local) {
            self.fx().loop_only.push(local);
        }
        Some(local)
    }

    /// Reports a variable of such a loop that is read elsewhere.
    pub fn check_read_of_loop_variable(&mut self, depth: u32, local: LocalId, ty: TyId, span: Span) {
        if self.speculating > 0 {
            return;
        }
        let level = self.fns.len() - 1 - depth as usize;
        if self.fns[level].loop_only.contains(&local) {
            self.outside_of_loop(span);
        } else if self.cx.types.is_cyp(ty) {
            let name = self.fns[level].locals[local].name.clone();
            let only_loops = self.fns[level].bindings.names.get(&name).is_some_and(|b| {
                !b.sources.is_empty()
                    && b.sources
                        .iter()
                        .all(|s| matches!(s, Source::Iterate(_) | Source::Part { iterated: true, .. }))
            });
            if only_loops {
                self.fns[level].loop_reads.push((local, span));
            }
        }
    }

    fn outside_of_loop(&mut self, span: Span) {
        let message = "This name is known in its loop only: what it names belongs to the loop's container";
        let help = "use it in place, inside the loop, and not in inner functions";
        self.report(Diagnostic::error(codes::E0603, span, message).help(help));
    }
}

fn is_view_ty(cyp: Option<CypTy>) -> bool {
    cyp.is_some_and(|c| matches!(c.cap, Capability::IsoArrow | Capability::LockArrow))
}
