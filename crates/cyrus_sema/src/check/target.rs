//! Assignment targets: what may stand left of `=`, after `for`, `as`, `del`.

use super::Checker;
use super::capability::write::{LockedField, locked_field};
use super::names::Resolved;
use crate::scope::EntryKind;
use cyrus_diagnostics::{Diagnostic, codes};
use cyrus_hir::{self as hir, BinOp, Expr, ExprKind, LocalId, Stmt, StmtKind, Target, TargetKind};
use cyrus_source::Span;
use cyrus_syntax::Name;
use cyrus_syntax::ast;
use cyrus_types::{FieldAccess, Ty, common};

impl<'a> Checker<'_, 'a> {
    /// Checks a target.
    pub fn target(&mut self, e: &'a ast::Expr) -> Target {
        let span = e.span;
        match &e.kind {
            ast::ExprKind::Name(name) => self.name_target(name, span),
            ast::ExprKind::Tuple(items) | ast::ExprKind::List(items) => self.unpack_target(items, span),
            ast::ExprKind::Starred(inner) => {
                self.error(codes::E0101, span, "starred assignment target must be in a list or tuple");
                self.target(inner)
            }
            ast::ExprKind::Subscript(base, index) if self.cyp_based(base) => {
                let object = self.expr(base);
                self.cyp_item_target(object, index, e.anchor_span())
            }
            ast::ExprKind::Attribute(base, name) if self.names_cyp_property(base, &name.name) => {
                let object = self.expr(base);
                self.cyp_property_target(object, &name.name, e.anchor_span())
            }
            ast::ExprKind::Attribute(..) | ast::ExprKind::Subscript(..) => {
                self.check_path_target(e);
                let value = self.lvalue(e);
                self.expr_to_target(value)
            }
            ast::ExprKind::Error => Target { span, ty: common::ERROR, kind: TargetKind::Discard },
            _ => {
                let value = self.expr(e);
                if matches!(value.kind, ExprKind::Deref(_) | ExprKind::CItem { .. })
                    || matches!(self.cx.types.get(value.ty), Ty::Ref(_))
                {
                    return self.expr_to_target(value);
                }
                self.error(codes::E0307, unassignable_at(e), "Cannot assign to or delete this");
                Target { span, ty: common::ERROR, kind: TargetKind::Discard }
            }
        }
    }

    /// A checked place expression as a target.
    pub fn expr_to_target(&mut self, value: Expr) -> Target {
        let span = value.span;
        if let Some(LockedField { object, owner, field }) = locked_field(&value) {
            let place = ExprKind::CypField { object: Box::new(object), owner, field };
            return self.expr_to_target(Expr { kind: place, ..value });
        }
        self.check_cyp_write(&value, span);
        let value = stored_item(value);
        let mut ty = value.ty;
        let bytearray = self.cx.types.builtin(cyrus_types::Builtin::ByteArray);
        let kind = match value.kind {
            ExprKind::Local(local) => TargetKind::Local(local),
            ExprKind::Outer { depth, local } => TargetKind::Outer { depth, local },
            ExprKind::CVar(id) => TargetKind::CVar(id),
            ExprKind::Global(name) => TargetKind::Global(name),
            ExprKind::ClassName { namespace, name } => self.class_name_target(namespace, name),
            ExprKind::Attr { object, name } => TargetKind::Attr { object: *object, name },
            ExprKind::ExtField { object, class, field, none_check } => {
                TargetKind::ExtField { object: *object, class, field, none_check }
            }
            ExprKind::CypField { object, owner, field } => {
                TargetKind::CypField { object: *object, owner, field }
            }
            ExprKind::Member { object, cname, arrow } => TargetKind::Member { object: *object, cname, arrow },
            // The tuple must be in a variable or part of one: an item of a value would be lost.
            ExprKind::CTupleItem { tuple, index } if tuple.is_lasting_place() => {
                let cname = format!("f{index}").into();
                TargetKind::Member { object: *tuple, cname, arrow: false }
            }
            ExprKind::Item { object, index } => TargetKind::Item { object: *object, index: *index },
            ExprKind::ItemInt { object, index, wraparound, boundscheck } => {
                TargetKind::ItemInt { object: *object, index: *index, wraparound, boundscheck }
            }
            // A byte of a `bytearray` is read as a C number, and stored as any item.
            ExprKind::CharAt { string, index, wraparound, boundscheck } if string.ty == bytearray => {
                ty = common::OBJECT;
                TargetKind::ItemInt { object: *string, index: *index, wraparound, boundscheck }
            }
            ExprKind::SliceInt { object, lower, upper } => {
                ty = common::OBJECT;
                TargetKind::SliceInt { object: *object, lower: lower.map(|e| *e), upper: upper.map(|e| *e) }
            }
            ExprKind::CItem { object, index } => TargetKind::CItem { object: *object, index: *index },
            ExprKind::CppItem { object, index } => TargetKind::CppItem { object: *object, index: *index },
            ExprKind::Deref(pointer) => TargetKind::Deref(*pointer),
            ExprKind::MemViewItem { view, indices, boundscheck, wraparound } => {
                TargetKind::MemViewItem { view: *view, indices, boundscheck, wraparound }
            }
            ExprKind::MemViewSlice { mut view, indices } => {
                if let ExprKind::NotNone { refused, .. } = &mut view.kind
                    && *refused == hir::ViewUse::Whole
                {
                    *refused = hir::ViewUse::Assign;
                }
                let view = Expr { ty, span, kind: ExprKind::MemViewSlice { view, indices } };
                TargetKind::MemViewAssign { view }
            }
            ExprKind::BufferItem { buffer, indices, boundscheck, wraparound, none_check } => {
                TargetKind::BufferItem { buffer, indices, boundscheck, wraparound, none_check }
            }
            ExprKind::CSlice { object, lower, upper } => {
                let len = match self.cx.types.kind(object.ty).clone() {
                    Ty::Array(_, len) => len,
                    _ => None,
                };
                ty = object.ty;
                TargetKind::CSlice {
                    object: *object,
                    lower: lower.map(|e| *e),
                    upper: upper.map(|e| *e),
                    len,
                }
            }
            ExprKind::Error => TargetKind::Discard,
            // What C++ gives a reference to.
            kind @ (ExprKind::CppOperator { .. } | ExprKind::CCall(_))
                if matches!(self.cx.types.get(ty), Ty::Ref(_)) =>
            {
                let plain = self.cx.types.unqualified(ty);
                let pointer = self.cx.types.ptr(plain);
                let place = Box::new(Expr { ty, span, kind });
                TargetKind::Deref(Expr { ty: pointer, span, kind: ExprKind::AddressOf(place) })
            }
            ExprKind::CCall(call) if let Some((wanted, setter)) = self.c_property_target(&call, span) => {
                ty = wanted;
                setter
            }
            _ => {
                self.error(codes::E0307, span, "Cannot assign to or delete this");
                TargetKind::Discard
            }
        };
        let of_const = matches!(&kind, TargetKind::Member { object, arrow: false, .. }
            if matches!(self.cx.types.get(object.ty), Ty::Const(_)));
        let ty = match *self.cx.types.get(ty) {
            Ty::Ref(inner) | Ty::RvalueRef(inner) => inner,
            ref plain if of_const || matches!(plain, Ty::Const(_)) => {
                let message = match &kind {
                    TargetKind::Member { cname, .. } => format!("Assignment to const attribute '{cname}'"),
                    _ => "Assignment to const dereference".to_string(),
                };
                self.error(codes::E0307, span, message);
                ty
            }
            _ => ty,
        };
        Target { span, ty, kind }
    }

    /// A name as a target.
    pub fn name_target(&mut self, name: &Name, span: Span) -> Target {
        let object = common::OBJECT;
        // A class body binds its own names.
        if let Some(class) = self.fx_ref().class_bodies.last()
            && self.fx_ref().comprehensions.iter().all(|c| !c.contains_key(name))
            && !class.globals.contains(name)
            && !class.nonlocals.contains(name)
        {
            let namespace = class.namespace;
            let kind = self.class_name_target(namespace, name.clone());
            return Target { span, ty: object, kind };
        }
        match self.resolve(name) {
            Resolved::Local(local) => {
                let ty = self.infer_local(local);
                Target { span, ty, kind: TargetKind::Local(local) }
            }
            Resolved::Outer { depth, local } => {
                let ty = self.local_ty(depth, local);
                Target { span, ty, kind: TargetKind::Outer { depth, local } }
            }
            Resolved::ClassName { namespace } => {
                Target { span, ty: object, kind: self.class_name_target(namespace, name.clone()) }
            }
            Resolved::Entry(entry) => match entry.kind {
                EntryKind::PyGlobal => self.py_global_target(name, span),
                EntryKind::CVar(id) => {
                    self.cx.use_cvar(id);
                    Target { span, ty: self.cx.cvars[id].ty, kind: TargetKind::CVar(id) }
                }
                // Rebinding a builtin's name makes a module global.
                EntryKind::PyBuiltin => {
                    self.cx.ensure_py_global(name, span);
                    self.py_global_target(name, span)
                }
                EntryKind::Type(_) if entry.span.is_none() => self.py_global_target(name, span),
                // `cpdef` functions, `cdef class`es: the module's own statements bind their Python face.
                _ if entry.in_python => self.py_global_target(name, span),
                _ => {
                    self.error(codes::E0307, span, format!("Assignment to non-lvalue '{name}'"));
                    Target { span, ty: common::ERROR, kind: TargetKind::Discard }
                }
            },
            Resolved::Undeclared => {
                self.cx.ensure_py_global(name, span);
                self.py_global_target(name, span)
            }
        }
    }

    /// A name in the module's dict as a target.
    pub fn py_global_target(&mut self, name: &Name, span: Span) -> Target {
        Target { span, ty: common::OBJECT, kind: TargetKind::Global(name.clone()) }
    }

    fn unpack_target(&mut self, items: &'a [ast::Expr], span: Span) -> Target {
        let star = items.iter().position(|i| matches!(i.kind, ast::ExprKind::Starred(_)));
        let mut before = Vec::new();
        let mut starred = None;
        let mut after = Vec::new();
        for (i, item) in items.iter().enumerate() {
            match (&item.kind, star) {
                (ast::ExprKind::Starred(inner), Some(at)) if at == i => {
                    let target = self.target(inner);
                    let types = &self.cx.types;
                    if !types.is_object(target.ty) && !types.is_error(target.ty) && !types.is_cyp(target.ty) {
                        let message = "starred target must have Python object (list) type";
                        self.error(codes::E0307, inner.span, message);
                    }
                    starred = Some(Box::new(target));
                }
                (ast::ExprKind::Starred(_), _) => {
                    self.error(codes::E0101, item.span, "more than 1 starred expression in assignment");
                }
                _ if star.is_some_and(|at| i > at) => after.push(self.target(item)),
                _ => before.push(self.target(item)),
            }
        }
        Target { span, ty: common::OBJECT, kind: TargetKind::Unpack { before, star: starred, after } }
    }

    /// Emits an assignment; the value has been converted to the target's type, except that unpacking
    /// targets take objects apart here.
    pub fn assign_to(&mut self, target: Target, value: Expr, span: Span, out: &mut hir::Block) {
        let (target, value) = self.array_assign(target, value);
        self.check_kept(&target, &value, span);
        if let TargetKind::CypField { object, .. } = &target.kind
            && self.cyp_of(object.ty).is_some_and(|c| c.cap == cyrus_types::Capability::Lock)
        {
            self.locked_assign(target, value, span, out);
            return;
        }
        if let TargetKind::ItemInt { object, index, wraparound, boundscheck } = &target.kind
            && let Some(set) = self.set_byte(object, index, (*wraparound, *boundscheck), &value, span)
        {
            out.push(Stmt { span, kind: StmtKind::Expr(set) });
            return;
        }
        // A ctuple is taken apart member by member.
        if let TargetKind::Unpack { before, star: None, after } = &target.kind
            && after.is_empty()
            && let Ty::CTuple(items) = self.cx.types.kind(value.ty).clone()
            && items.len() == before.len()
        {
            // The item of a loop, in its unnamed variable, is read where it is, and lets its references go.
            let item = match value.kind {
                ExprKind::Local(local) if self.is_unnamed_variable(local) => Some(local),
                _ => None,
            };
            let local = match item {
                Some(local) => local,
                None => self.temp(value.ty, span),
            };
            let mut body = Vec::new();
            for (i, (item_ty, part)) in items.iter().zip(before).enumerate() {
                let tuple = Box::new(self.local_expr(local, span));
                let item = Expr { ty: *item_ty, span, kind: ExprKind::CTupleItem { tuple, index: i as u32 } };
                let item = self.coerce_for_target(item, part);
                self.assign_to(part.clone(), item, span, &mut body);
            }
            if item.is_none() {
                out.push(Stmt { span, kind: StmtKind::Let { local, value, body } });
                return;
            }
            out.append(&mut body);
            if self.cx.types.holds_cyp(value.ty) && self.cx.types.cplus {
                out.push(self.release(local, span));
            }
            return;
        }
        if self.unpacks_natively(value.ty, &target) {
            self.unpack_natively(target, value, false, span, out);
            return;
        }
        if let Some(call) = self.raising_assignment(&target, &value, span) {
            out.push(Stmt { span, kind: StmtKind::Expr(call) });
            return;
        }
        let (target, fixes) = self.object_elements(target);
        out.push(Stmt { span, kind: StmtKind::Assign { target, value } });
        // All conversions come before the first assignment.
        let mut ready = Vec::new();
        let mut over = Vec::new();
        for (target, value) in fixes {
            if let ExprKind::Local(local) = value.kind {
                over.push(local);
            }
            if target.ty == common::OBJECT {
                ready.push((target, value));
                continue;
            }
            let ty = self.storage_ty(target.ty);
            let local = self.unnamed_variable(ty, span);
            let value = self.coerce(value, ty);
            let converted = Target { span, ty, kind: TargetKind::Local(local) };
            out.push(Stmt { span, kind: StmtKind::Assign { target: converted, value } });
            if self.cx.types.is_object(ty) {
                over.push(local);
            }
            ready.push((target, Expr { ty, span, kind: ExprKind::Local(local) }));
        }
        for (target, value) in ready {
            let value = self.coerce(value, target.ty);
            self.assign_to(target, value, span, out);
        }
        out.extend(over.into_iter().map(|local| self.release(local, span)));
    }

    /// Unpacking gives objects: elements of other types go through a temporary variable.
    fn object_elements(&mut self, target: Target) -> (Target, Vec<(Target, Expr)>) {
        if !self.has_typed_element(&target) {
            return (target, Vec::new());
        }
        let TargetKind::Unpack { before, star, after } = target.kind else { return (target, Vec::new()) };
        let mut fixes = Vec::new();
        let mut convert = |this: &mut Self, t: Target| -> Target {
            if matches!(t.kind, TargetKind::Unpack { .. }) {
                let (t, inner) = this.object_elements(t);
                fixes.extend(inner);
                return t;
            }
            if this.cx.types.is_error(t.ty) {
                return t;
            }
            let span = t.span;
            let local = this.unnamed_variable(common::OBJECT, span);
            fixes.push((t, Expr { ty: common::OBJECT, span, kind: ExprKind::Local(local) }));
            Target { span, ty: common::OBJECT, kind: TargetKind::Local(local) }
        };
        let before = before.into_iter().map(|t| convert(self, t)).collect();
        let star = star.map(|t| Box::new(convert(self, *t)));
        let after = after.into_iter().map(|t| convert(self, t)).collect();
        let kind = TargetKind::Unpack { before, star, after };
        (Target { span: target.span, ty: target.ty, kind }, fixes)
    }

    fn has_typed_element(&self, target: &Target) -> bool {
        match &target.kind {
            TargetKind::Unpack { before, star, after } => {
                before.iter().chain(star.as_deref()).chain(after).any(|t| self.has_typed_element(t))
            }
            _ => target.ty != common::OBJECT && !self.cx.types.is_error(target.ty),
        }
    }

    /// `target op= value`
    pub fn aug_assign(
        &mut self,
        target: &'a ast::Expr,
        op: ast::BinaryOp,
        value: &'a ast::Expr,
        span: Span,
        out: &mut hir::Block,
    ) {
        if let ast::ExprKind::Subscript(base, index) = &target.kind
            && self.cyp_based(base)
        {
            self.cyp_item_inplace(base, index, op, value, span, out);
            return;
        }
        if let ast::ExprKind::Attribute(base, name) = &target.kind
            && self.names_cyp_property(base, &name.name)
        {
            self.cyp_property_inplace(base, name, op, value, span, out);
            return;
        }
        let place = match &target.kind {
            ast::ExprKind::Name(name) => {
                let t = self.name_target(name, target.span);
                self.target_to_expr(&t)
            }
            _ => self.lvalue(target),
        };
        if let Some(field) = locked_field(&place) {
            let right = self.expr(value);
            self.locked_aug_assign(field, binary_op(op), right, span, out);
            return;
        }
        // Subexpressions of the place are evaluated once.
        let mut bindings = Vec::new();
        let place = self.bind_place(place, &mut bindings);
        let mut right = self.right_beside(place.ty, op, value);
        // A pointer is moved by a number, though an object brings it.
        if self.cx.types.is_pointer(place.ty)
            && self.cx.types.is_object(right.ty)
            && matches!(op, ast::BinaryOp::Add | ast::BinaryOp::Sub)
        {
            right = self.coerce(right, common::SSIZE_T);
        }
        let call = match self.cx.types.kind(place.ty) {
            Ty::Cyp(_) => self.cyp_inplace(binary_op(op), &place, &right, span),
            Ty::Cpp(..) => self.cpp_inplace(binary_op(op), &place, &right, span),
            _ => None,
        };
        if let Some(call) = call {
            let mut body = vec![Stmt { span, kind: StmtKind::Expr(call) }];
            for (local, value) in bindings.into_iter().rev() {
                body = vec![Stmt { span, kind: StmtKind::Let { local, value, body } }];
            }
            out.append(&mut body);
            return;
        }
        let result = self.binary(binary_op(op), place.clone(), right, true, span);
        let target = self.expr_to_target(place);
        let result = self.coerce_inplace(result, target.ty);
        let mut body = Vec::new();
        self.assign_to(target, result, span, &mut body);
        for (local, value) in bindings.into_iter().rev() {
            body = vec![Stmt { span, kind: StmtKind::Let { local, value, body } }];
        }
        out.append(&mut body);
    }

    /// In-place arithmetic converts back to the variable's type as C does.
    pub fn coerce_inplace(&mut self, value: Expr, ty: cyrus_types::TyId) -> Expr {
        let value = self.power_as(value, ty, false);
        if self.cx.types.is_numeric(value.ty)
            && self.cx.types.is_numeric(ty)
            && !self.cx.types.is_complex(value.ty)
        {
            if value.ty == ty {
                return value;
            }
            return self.coercion(hir::Coercion::CCast, value, ty);
        }
        self.coerce(value, ty)
    }

    /// A name in the class body with this namespace.
    fn class_name_target(&mut self, namespace: LocalId, name: Name) -> TargetKind {
        let body = self.fx_ref().class_bodies.iter().find(|c| c.namespace == namespace);
        let class = body.and_then(|body| body.ext);
        let ext = class.map(|class| self.cx.types.intern(Ty::Ext(class)));
        TargetKind::ClassName { namespace, name, ext }
    }

    /// A target read as an expression.
    pub fn target_to_expr(&mut self, target: &Target) -> Expr {
        let kind = match &target.kind {
            TargetKind::Local(local) => ExprKind::Local(*local),
            TargetKind::Outer { depth, local } => ExprKind::Outer { depth: *depth, local: *local },
            TargetKind::Global(name) => ExprKind::Global(name.clone()),
            TargetKind::ClassName { namespace, name, .. } => {
                ExprKind::ClassName { namespace: *namespace, name: name.clone() }
            }
            TargetKind::CVar(id) => ExprKind::CVar(*id),
            TargetKind::Member { object, cname, arrow } => {
                ExprKind::Member { object: Box::new(object.clone()), cname: cname.clone(), arrow: *arrow }
            }
            TargetKind::ExtField { object, class, field, none_check } => ExprKind::ExtField {
                object: Box::new(object.clone()),
                class: *class,
                field: *field,
                none_check: *none_check,
            },
            TargetKind::CItem { object, index } => {
                ExprKind::CItem { object: Box::new(object.clone()), index: Box::new(index.clone()) }
            }
            TargetKind::CppItem { object, index } => {
                ExprKind::CppItem { object: Box::new(object.clone()), index: Box::new(index.clone()) }
            }
            TargetKind::Deref(pointer) => ExprKind::Deref(Box::new(pointer.clone())),
            _ => ExprKind::Error,
        };
        Expr { ty: target.ty, span: target.span, kind }
    }

    /// Replaces the operands inside a place by temporaries, so that it can be read and written.
    fn bind_place(&mut self, place: Expr, bindings: &mut Vec<(hir::LocalId, Expr)>) -> Expr {
        let Expr { ty, span, kind } = place;
        let mut bind = |this: &mut Self, e: Box<Expr>| -> Box<Expr> {
            if e.kind.is_constant()
                || matches!(e.kind, ExprKind::Local(_) | ExprKind::CVar(_)) && !this.cx.types.is_object(e.ty)
            {
                return e;
            }
            let ty = e.ty;
            // C aggregates are places themselves; a copy would be modified instead.
            if matches!(
                this.cx.types.kind(ty),
                Ty::Struct(_) | Ty::NogilClass(_) | Ty::Array(..) | Ty::Cpp(..) | Ty::CTuple(_)
            ) {
                return Box::new(this.bind_place(*e, bindings));
            }
            let local = this.temp(ty, e.span);
            let read = this.local_expr(local, e.span);
            bindings.push((local, *e));
            Box::new(read)
        };
        let kind = match kind {
            ExprKind::Attr { object, name } => ExprKind::Attr { object: bind(self, object), name },
            ExprKind::ExtField { object, class, field, none_check } => {
                ExprKind::ExtField { object: bind(self, object), class, field, none_check }
            }
            ExprKind::CypField { object, owner, field } => {
                ExprKind::CypField { object: bind(self, object), owner, field }
            }
            ExprKind::Member { object, cname, arrow } => {
                ExprKind::Member { object: bind(self, object), cname, arrow }
            }
            ExprKind::Item { object, index } => {
                let object = bind(self, object);
                ExprKind::Item { object, index: bind(self, index) }
            }
            ExprKind::ItemInt { object, index, wraparound, boundscheck } => {
                let object = bind(self, object);
                ExprKind::ItemInt { object, index: bind(self, index), wraparound, boundscheck }
            }
            ExprKind::SliceInt { object, lower, upper } => {
                let object = bind(self, object);
                let lower = lower.map(|e| bind(self, e));
                ExprKind::SliceInt { object, lower, upper: upper.map(|e| bind(self, e)) }
            }
            ExprKind::CItem { object, index } => {
                let object = bind(self, object);
                ExprKind::CItem { object, index: bind(self, index) }
            }
            ExprKind::CppItem { object, index } => {
                let object = bind(self, object);
                ExprKind::CppItem { object, index: bind(self, index) }
            }
            ExprKind::Deref(pointer) => ExprKind::Deref(bind(self, pointer)),
            ExprKind::MemViewItem { view, indices, boundscheck, wraparound } => {
                let indices = indices.into_iter().map(|i| *bind(self, Box::new(i))).collect();
                ExprKind::MemViewItem { view, indices, boundscheck, wraparound }
            }
            other => other,
        };
        Expr { ty, span, kind }
    }

    /// `del target`
    pub fn delete(&mut self, e: &'a ast::Expr, out: &mut hir::Block) {
        if let ast::ExprKind::Tuple(items) | ast::ExprKind::List(items) = &e.kind {
            for item in items {
                self.delete(item, out);
            }
            return;
        }
        let span = e.span;
        if let ast::ExprKind::Subscript(base, index) = &e.kind
            && self.cyp_based(base)
        {
            let object = self.expr(base);
            let call = self.cyp_delete_item(object, index, e.anchor_span());
            out.push(Stmt { span, kind: StmtKind::Expr(call) });
            return;
        }
        let target = self.target(e);
        if let TargetKind::Local(local) = target.kind
            && self.fx_ref().narrowed.iter().any(|(inside, _)| *inside == local)
        {
            let message = "This names what the block holds the lock of, and cannot be deleted inside";
            let help = "delete it after the block";
            self.report(Diagnostic::error(codes::E0605, e.anchor_span(), message).help(help));
            return;
        }
        match self.cx.types.kind(target.ty) {
            Ty::Ptr(to) if matches!(self.cx.types.kind(*to), Ty::Cpp(..)) => {
                let pointer = self.expr(e);
                out.push(Stmt { span, kind: StmtKind::CppDelete(pointer) });
                return;
            }
            Ty::Object
            | Ty::Builtin(_)
            | Ty::Ext(_)
            | Ty::Buffer(_)
            | Ty::Cyp(_)
            | Ty::Error
            | Ty::MemView(_) => {}
            _ if self.cx.types.is_unique(target.ty) => {}
            _ if matches!(
                target.kind,
                TargetKind::Attr { .. }
                    | TargetKind::Item { .. }
                    | TargetKind::ItemInt { .. }
                    | TargetKind::SliceInt { .. }
            ) => {}
            _ => {
                self.error(codes::E0307, e.anchor_span(), "Deletion of non-Python, non-C++ object");
                return;
            }
        }
        if matches!(target.kind, TargetKind::CVar(_)) && self.cx.types.is_object(target.ty) {
            self.error(codes::E0307, span, "Deletion of global C variable");
            return;
        }
        let target = match target.kind {
            // What Python code may delete is deleted as it does that: None takes its place.
            TargetKind::ExtField { object, class, field, .. } if self.cx.types.is_object(target.ty) => {
                let field = &self.cx.types.classes[class].fields[field as usize];
                if field.access != FieldAccess::Public {
                    self.error(codes::E0307, span, "Cannot delete C attribute of extension type");
                    return;
                }
                let kind = TargetKind::Attr { object, name: field.name.clone() };
                Target { ty: common::OBJECT, kind, ..target }
            }
            kind => Target { kind, ..target },
        };
        out.push(Stmt { span, kind: StmtKind::Delete(target) });
    }
}

/// The HIR operator.
pub fn binary_op(op: ast::BinaryOp) -> BinOp {
    match op {
        ast::BinaryOp::Add => BinOp::Add,
        ast::BinaryOp::Sub => BinOp::Sub,
        ast::BinaryOp::Mul => BinOp::Mul,
        ast::BinaryOp::MatMul => BinOp::MatMul,
        ast::BinaryOp::Div => BinOp::Div,
        ast::BinaryOp::FloorDiv => BinOp::FloorDiv,
        ast::BinaryOp::Mod => BinOp::Mod,
        ast::BinaryOp::Pow => BinOp::Pow,
        ast::BinaryOp::LShift => BinOp::LShift,
        ast::BinaryOp::RShift => BinOp::RShift,
        ast::BinaryOp::BitAnd => BinOp::BitAnd,
        ast::BinaryOp::BitOr => BinOp::BitOr,
        ast::BinaryOp::BitXor => BinOp::BitXor,
    }
}

/// Where an expression that cannot be assigned to is reported: an f-string of one field at that field.
fn unassignable_at(e: &ast::Expr) -> Span {
    match &e.kind {
        ast::ExprKind::FString(text) => match &text.parts[..] {
            [ast::FStringPart::Field(field)] => match field.value.kind {
                ast::ExprKind::Int(_) | ast::ExprKind::Str(_) => field.value.span,
                _ => field.span,
            },
            _ => e.span,
        },
        _ => e.anchor_span(),
    }
}

/// An item of a container without the conversion to what the container is declared to hold: anything can be stored.
fn stored_item(value: Expr) -> Expr {
    match value.kind {
        ExprKind::Coerce { value: inner, .. }
            if matches!(inner.kind, ExprKind::Item { .. } | ExprKind::ItemInt { .. }) =>
        {
            *inner
        }
        _ => value,
    }
}
