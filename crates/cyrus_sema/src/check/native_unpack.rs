//! Unpacking without Python: `name, value = line.split("=")`, `for key, value in counts.items()`.
//!
//! A cypclass object that has `__len__` and `__getitem__` for indices, and is no mapping (has no `keys`), is asked for its
//! items by index; the items of others come out of a loop. Pairs of C++ have members. All items are there before the first
//! target is assigned to, as in Python. What C++ itself has is unpacked so in functions without the GIL; elsewhere its
//! items become Python objects, as in Cython.
//!
//! Tests: `tests/lang/cypclass/unpacking.md`.

use super::Checker;
use super::bindings::ItemPath;
use super::cyp_call::CypArgs;
use cyrus_diagnostics::codes;
use cyrus_hir::{
    self as hir, Arith, BinOp, CmpOp, Expr, ExprKind, LocalId, Stmt, StmtKind, Target, TargetKind,
};
use cyrus_source::Span;
use cyrus_syntax::ast;
use cyrus_types::{Capability, Origin, Ty, TyId, common};

/// How a value gives its items.
pub(super) enum Items {
    /// `first` and `second`.
    Pair([TyId; 2]),
    /// `value[i]`, for less than `len(value)`.
    Indexed(TyId),
    /// `for item in value`
    Looped(TyId),
}

/// A part of the code to emit.
enum Step {
    Let(LocalId, Expr),
    Stmt(Stmt),
}

impl<'a> Checker<'_, 'a> {
    /// How a value of this type is unpacked without Python, if it is. `kept`: it is itself a part of what is.
    pub(super) fn native_items(&mut self, ty: TyId, kept: bool, span: Span) -> Option<Items> {
        let ty = self.cx.types.resolved(ty);
        match *self.cx.types.kind(ty) {
            Ty::Cyp(ref cyp) if matches!(cyp.cap, Capability::Weak | Capability::Active) => None,
            Ty::Cyp(_) => {
                if let Some(item) = self.indexed_ty(ty, span) {
                    return Some(Items::Indexed(item));
                }
                match self.cyp_element_ty(ty) {
                    common::OBJECT => None,
                    item => Some(Items::Looped(item)),
                }
            }
            Ty::Cpp(class, _) => {
                let native = self.fx_ref().nogil;
                if self.cx.types.cpp_classes[class].name == "pair" {
                    let members = [self.cpp_field(ty, "first")?.ty, self.cpp_field(ty, "second")?.ty];
                    let native = native || kept || members.iter().any(|m| self.cx.types.is_cyp(*m));
                    return native.then_some(Items::Pair(members));
                }
                match self.cpp_element_ty(ty) {
                    item if native && item != common::OBJECT => Some(Items::Looped(item)),
                    _ => None,
                }
            }
            _ => None,
        }
    }

    /// What `object[index]` of a sequence gives.
    pub(super) fn indexed_ty(&mut self, ty: TyId, span: Span) -> Option<TyId> {
        let cyp = self.cyp_of(ty)?;
        let length = self.cyp_plain_result(ty, "__len__")?;
        if !self.cx.types.is_integer(length) || !self.cyp_methods(&cyp, "keys").is_empty() {
            return None;
        }
        let by_index = self.cyp_methods(&cyp, "__getitem__").iter().any(|m| {
            let params = &self.cx.types.funcs[m.sig].params;
            matches!(params[..], [ref index] if self.cx.types.is_integer(index.ty))
        });
        if !by_index {
            return None;
        }
        self.speculate(|c| {
            let local = c.temp(ty, span);
            let object = c.local_expr(local, span);
            let index = c.int_expr(0, span);
            let item = c.cyp_method_call(object, "__getitem__", CypArgs::typed(vec![index]), span).ok()?;
            Some(c.cx.types.unqualified(item.ty)).filter(|ty| *ty != common::ERROR)
        })
    }

    /// Whether the items of a loop over this belong to a container of cypclasses.
    pub(super) fn gives_native_items(&self, container: TyId) -> bool {
        match self.cx.types.kind(self.cx.types.resolved(container)) {
            Ty::Cyp(_) => true,
            Ty::Cpp(class, _) => {
                let class = &self.cx.types.cpp_classes[*class];
                class.cname.starts_with("__cyrus_")
                    || matches!(&class.origin, Origin::Module(name) if name.starts_with("libcythonplus."))
            }
            _ => false,
        }
    }

    /// The type of a part of a value, for a variable that is assigned by unpacking.
    pub(super) fn native_part_ty(
        &mut self,
        ty: TyId,
        kept: bool,
        path: ItemPath,
        span: Span,
    ) -> Option<TyId> {
        let (mut ty, mut kept) = (ty, kept);
        for index in path.steps() {
            if ty == common::UNSPECIFIED {
                return Some(ty);
            }
            if let Ty::CTuple(items) = self.cx.types.kind(ty) {
                ty = items.get(index).copied()?;
                kept = true;
                continue;
            }
            ty = match self.native_items(ty, kept, span)? {
                Items::Pair(members) => members.get(index).copied()?,
                Items::Indexed(item) | Items::Looped(item) => item,
            };
            ty = self.storage_ty(ty);
            kept = true;
        }
        Some(ty)
    }

    /// The type of a starred variable: a list like the one that is unpacked.
    pub(super) fn native_rest_ty(&mut self, ty: TyId, span: Span) -> Option<TyId> {
        let Some(Items::Indexed(_)) = self.native_items(ty, false, span) else { return None };
        let class = self.cyp_plain(self.cx.types.resolved(ty));
        let cyp = self.cyp_of(class)?;
        (!self.cyp_methods(&cyp, "append").is_empty()).then_some(class)
    }

    /// Whether an assignment takes the value apart without Python.
    pub(super) fn unpacks_natively(&mut self, value: TyId, target: &Target) -> bool {
        matches!(target.kind, TargetKind::Unpack { .. })
            && self.native_items(value, false, target.span).is_some()
    }

    /// `before, *star, after = value`
    pub(super) fn unpack_natively(
        &mut self,
        target: Target,
        value: Expr,
        kept: bool,
        span: Span,
        out: &mut hir::Block,
    ) {
        let at = target.span;
        let TargetKind::Unpack { before, star, after } = target.kind else { return };
        let ty = self.storage_ty(value.ty);
        let value = self.coerce(value, ty);
        match self.native_items(ty, kept, span) {
            Some(Items::Pair(_)) => self.unpack_pair(before, star, after, value, at, out),
            Some(Items::Indexed(_)) => self.unpack_indexed(before, star, after, value, out),
            Some(Items::Looped(item)) => {
                if let Some(star) = star {
                    self.no_rest(ty, star.span);
                    return;
                }
                self.unpack_looped(before, value, item, out);
            }
            None => {}
        }
    }

    fn no_rest(&mut self, ty: TyId, span: Span) {
        let shown = self.cx.types.display(ty);
        let message = format!("a starred target takes the rest of a list: '{shown}' has no append()");
        self.error(codes::E0307, span, message);
    }

    fn unpack_pair(
        &mut self,
        before: Vec<Target>,
        star: Option<Box<Target>>,
        after: Vec<Target>,
        value: Expr,
        span: Span,
        out: &mut hir::Block,
    ) {
        if let Some(star) = star {
            self.no_rest(value.ty, star.span);
            return;
        }
        let wanted = before.len() + after.len();
        if wanted != 2 {
            let message = match wanted {
                0 | 1 => format!("too many values to unpack (expected {wanted}, got 2)"),
                _ => "need more than 2 values to unpack".to_owned(),
            };
            self.error(codes::E0307, span, message);
            return;
        }
        // The item of a loop, in its unnamed variable, is read where it is. It gives its references up as soon as they are
        // read: no way out of the loop finds any.
        let item = match value.kind {
            ExprKind::Local(local) if self.is_unnamed_variable(local) => Some(local),
            _ => None,
        };
        let held = item.filter(|_| self.cx.types.holds_cyp(value.ty));
        let (pair, mut steps) = match item {
            Some(local) => (local, Vec::new()),
            None => {
                let pair = self.temp(value.ty, span);
                (pair, vec![Step::Let(pair, value)])
            }
        };
        let mut items = Vec::new();
        for name in ["first", "second"] {
            let object = self.local_expr(pair, span);
            let item = self.attribute_of(object, &name.into(), span);
            items.push(self.step_let(item, &mut steps));
        }
        // What cannot be copied is read from the item later.
        let copied = items.iter().all(|&part| !self.cx.types.is_unique(self.fx_ref().locals[part].ty));
        steps.extend(held.filter(|_| copied).map(|local| Step::Stmt(self.release(local, span))));
        self.finish_unpacking(before.into_iter().zip(items), steps, span, out);
    }

    /// Evaluates an item before anything is assigned.
    fn step_let(&mut self, item: Expr, steps: &mut Vec<Step>) -> LocalId {
        let span = item.span;
        let ty = self.storage_ty(item.ty);
        let item = self.coerce(item, ty);
        let local = self.temp(ty, span);
        steps.push(Step::Let(local, item));
        local
    }

    fn finish_unpacking(
        &mut self,
        parts: impl Iterator<Item = (Target, LocalId)>,
        steps: Vec<Step>,
        span: Span,
        out: &mut hir::Block,
    ) {
        let mut body = Vec::new();
        for (part, local) in parts {
            self.assign_part(part, local, span, &mut body);
        }
        for step in steps.into_iter().rev() {
            match step {
                Step::Let(local, value) => {
                    body = vec![Stmt { span, kind: StmtKind::Let { local, value, body } }];
                }
                Step::Stmt(stmt) => body.insert(0, stmt),
            }
        }
        out.append(&mut body);
    }

    fn assign_part(&mut self, part: Target, local: LocalId, span: Span, out: &mut hir::Block) {
        let item = self.local_expr(local, span);
        if matches!(part.kind, TargetKind::Unpack { .. }) && self.native_items(item.ty, true, span).is_some()
        {
            self.unpack_natively(part, item, true, span, out);
            return;
        }
        let item = self.coerce_for_target(item, &part);
        self.assign_to(part, item, span, out);
    }

    /// Raises ValueError unless there are as many items as targets.
    fn count_check(&mut self, count: Expr, wanted: usize, more: bool) -> Stmt {
        let span = count.span;
        let wanted = Expr { ty: common::SSIZE_T, span, kind: ExprKind::Int(wanted as i128) };
        let more = Expr { ty: common::INT, span, kind: ExprKind::Int(i128::from(more)) };
        let kind = ExprKind::Runtime { name: "__cyrus_unpack_count".into(), args: vec![count, wanted, more] };
        Stmt { span, kind: StmtKind::Expr(Expr { ty: common::INT, span, kind }) }
    }

    fn unpack_indexed(
        &mut self,
        before: Vec<Target>,
        star: Option<Box<Target>>,
        after: Vec<Target>,
        value: Expr,
        out: &mut hir::Block,
    ) {
        let span = value.span;
        let rest_ty = self.native_rest_ty(value.ty, span);
        if let (Some(star), None) = (&star, rest_ty) {
            self.no_rest(value.ty, star.span);
            return;
        }
        let list = self.temp(value.ty, span);
        let mut steps = vec![Step::Let(list, value)];
        let object = self.local_expr(list, span);
        let Ok(length) = self.native_len(object, span) else { return };
        let length = self.coerce(length, common::SSIZE_T);
        let count = self.step_let(length, &mut steps);
        let read_count = self.local_expr(count, span);
        steps.push(Step::Stmt(self.count_check(
            read_count.clone(),
            before.len() + after.len(),
            star.is_some(),
        )));
        let number = |i: usize| Expr { ty: common::SSIZE_T, span, kind: ExprKind::Int(i as i128) };
        let from_end = |i: usize| {
            let flavour = Arith { cdivision: true, ..Arith::default() };
            let (left, right) = (Box::new(read_count.clone()), Box::new(number(i)));
            let kind = ExprKind::CBinary { op: BinOp::Sub, left, right, flavour };
            Expr { ty: common::SSIZE_T, span, kind }
        };
        let mut parts = Vec::new();
        let (first, last) = (before.len(), after.len());
        for (i, part) in before.into_iter().enumerate() {
            let item = self.item_at(list, number(i), span);
            parts.push((part, self.step_let(item, &mut steps)));
        }
        if let (Some(star), Some(class)) = (star, rest_ty) {
            let made = self.cyp_construct(class, &[], span);
            let rest = self.step_let(made, &mut steps);
            let stmt = self.rest_loop(list, rest, number(first), from_end(last), span);
            steps.push(Step::Stmt(stmt));
            parts.push((*star, rest));
        }
        for (i, part) in after.into_iter().enumerate() {
            let item = self.item_at(list, from_end(last - i), span);
            parts.push((part, self.step_let(item, &mut steps)));
        }
        self.finish_unpacking(parts.into_iter(), steps, span, out);
    }

    fn item_at(&mut self, list: LocalId, index: Expr, span: Span) -> Expr {
        let object = self.local_expr(list, span);
        let args = CypArgs::typed(vec![index]);
        self.cyp_method_call(object, "__getitem__", args, span).unwrap_or_else(|_| self.error_expr(span))
    }

    /// What is between two indices goes into a list of its own.
    fn rest_loop(&mut self, list: LocalId, rest: LocalId, lower: Expr, upper: Expr, span: Span) -> Stmt {
        let ty = common::SSIZE_T;
        let index = self.unnamed_variable(ty, span);
        let read = self.local_expr(index, span);
        let item = self.item_at(list, read, span);
        let object = self.local_expr(rest, span);
        let append = self
            .cyp_method_call(object, "append", CypArgs::typed(vec![item]), span)
            .unwrap_or_else(|_| self.error_expr(span));
        let iter = hir::ForIter::Range {
            target: Target { span, ty, kind: TargetKind::Local(index) },
            ty,
            lower,
            upper,
            step: Expr { ty, span, kind: ExprKind::Int(1) },
            ascending: Some(true),
            inclusive: false,
            from_loop: false,
        };
        let body = vec![Stmt { span, kind: StmtKind::Expr(append) }];
        Stmt { span, kind: StmtKind::For(Box::new(hir::For { iter, body, orelse: Vec::new() })) }
    }

    /// Items that only a loop gives; the loop is left when there are too many.
    fn unpack_looped(&mut self, parts: Vec<Target>, value: Expr, item: TyId, out: &mut hir::Block) {
        let span = value.span;
        let item_ty = self.storage_ty(item);
        let set = |local: LocalId, value: Expr| {
            let target = Target { span, ty: value.ty, kind: TargetKind::Local(local) };
            Stmt { span, kind: StmtKind::Assign { target, value } }
        };
        let number = |i: usize| Expr { ty: common::SSIZE_T, span, kind: ExprKind::Int(i as i128) };
        let count = self.unnamed_variable(common::SSIZE_T, span);
        let read_count = self.local_expr(count, span);
        let items: Vec<LocalId> = parts.iter().map(|_| self.unnamed_variable(item_ty, span)).collect();
        let current = self.unnamed_variable(item_ty, span);
        let target = Target { span, ty: item_ty, kind: TargetKind::Local(current) };
        let mut body = Vec::new();
        let iter = self.value_loop(target, value, false, &mut body);
        let one_more = Stmt { span, kind: StmtKind::Break };
        let mut chain = vec![set(count, number(parts.len() + 1)), one_more];
        for (i, &local) in items.iter().enumerate().rev() {
            let (left, right) = (Box::new(read_count.clone()), Box::new(number(i)));
            let kind = ExprKind::CCompare { op: CmpOp::Eq, left, right };
            let test = Expr { ty: common::BINT, span, kind };
            let then = vec![set(local, self.local_expr(current, span))];
            chain = vec![Stmt { span, kind: StmtKind::If { test, then, orelse: chain } }];
        }
        body.append(&mut chain);
        let flavour = Arith { cdivision: true, ..Arith::default() };
        let (left, right) = (Box::new(read_count.clone()), Box::new(number(1)));
        let kind = ExprKind::CBinary { op: BinOp::Add, left, right, flavour };
        body.push(set(count, Expr { ty: common::SSIZE_T, span, kind }));
        out.push(set(count, number(0)));
        out.push(Stmt { span, kind: StmtKind::For(Box::new(hir::For { iter, body, orelse: Vec::new() })) });
        out.push(self.count_check(read_count, parts.len(), false));
        for (part, &local) in parts.into_iter().zip(&items) {
            self.assign_part(part, local, span, out);
        }
        if self.cx.types.is_cyp(item_ty) {
            out.extend(items.into_iter().chain([current]).map(|local| self.release(local, span)));
        }
    }

    /// The target of a loop over what is unpacked without Python: a variable for the whole item, and what takes it
    /// apart.
    pub(super) fn loop_unpacking(&mut self, container: TyId, target: Target) -> (Target, hir::Block) {
        let span = target.span;
        let item = match self.cx.types.kind(self.cx.types.resolved(container)) {
            Ty::Cyp(_) => self.cyp_element_ty(container),
            Ty::Cpp(..) => self.cpp_element_ty(container),
            _ => return (target, Vec::new()),
        };
        let kept = self.gives_native_items(container);
        let unqualified = self.storage_ty(item);
        if let (TargetKind::Unpack { .. }, Ty::CTuple(_)) = (&target.kind, self.cx.types.kind(unqualified))
            && self.loops_natively()
        {
            let local = self.unnamed_variable(unqualified, span);
            let value = self.local_expr(local, span);
            let value = self.coerce_for_target(value, &target);
            let mut body = Vec::new();
            self.assign_to(target, value, span, &mut body);
            return (Target { span, ty: unqualified, kind: TargetKind::Local(local) }, body);
        }
        if !matches!(target.kind, TargetKind::Unpack { .. }) || self.native_items(item, kept, span).is_none()
        {
            return (target, Vec::new());
        }
        let ty = self.storage_ty(item);
        let local = self.unnamed_variable(ty, span);
        let value = self.local_expr(local, span);
        let mut body = Vec::new();
        self.unpack_natively(target, value, kept, span, &mut body);
        (Target { span, ty, kind: TargetKind::Local(local) }, body)
    }

    /// The type of one of several targets of a loop.
    pub fn loop_part_ty(&mut self, iter: &'a ast::Expr, path: ItemPath) -> Option<TyId> {
        let item = self.iteration_ty(iter);
        let container = self.type_of(iter);
        let kept = self.gives_native_items(container);
        self.native_part_ty(item, kept, path, iter.span)
    }
}
