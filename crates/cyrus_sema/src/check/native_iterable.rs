//! What takes any iterable where the GIL is not held: `[*xs, 1]`, `{**d}`, `dict(pairs)`, `s.union(words)`, `xs.extend(range(3))`, and displays that
//! become containers of C++.
//!
//! Tests: `tests/lang/libcyrus/iterables.md`.

use super::Checker;
use super::cyp_call::CypArgs;
use super::native_display::Shape;
use cyrus_hir::{self as hir, Expr, ExprKind, LocalId, LocalKind, Stmt, StmtKind, Target, TargetKind};
use cyrus_source::Span;
use cyrus_syntax::ast::{self, Arg, CompareOp, ExprKind as Ast};
use cyrus_types::{Ty, TyId, common};

impl<'a> Checker<'_, 'a> {
    /// A new container of a class with all items of an iterable; pairs for a dictionary.
    fn collected_as(&mut self, class: TyId, of: &'a ast::Expr, span: Span) -> Option<Expr> {
        if self.speculating > 0 {
            return Some(Expr { ty: class, ..self.error_expr(span) });
        }
        let items = self.cyp_of(class)?.args;
        let made = self.cyp_construct(class, &[], span);
        let object = self.temp(class, span);
        let body = self.native_items_put(object, of, &items, span)?;
        Some(self.native_block(object, made, body, span))
    }

    /// The loop that puts the items of an iterable into a container with items of these types.
    pub(super) fn native_items_put(
        &mut self,
        object: LocalId,
        of: &'a ast::Expr,
        items: &[TyId],
        span: Span,
    ) -> Option<hir::Block> {
        let ty = match items {
            [item] => *item,
            _ => self.cx.types.intern(Ty::CTuple(items.to_vec())),
        };
        let given = self.native_element_ty(of)?;
        if let (Ty::CTuple(a), [_, ..]) = (self.cx.types.kind(given).clone(), items)
            && items.len() > 1
            && a.len() != items.len()
        {
            return None;
        }
        let count = items.len() as u32;
        let mut whole = true;
        let body = self.native_each(of, ty, |this, value| {
            if count == 1 {
                let put = this.native_put(object, vec![value], span);
                whole &= put.is_some();
                return put.into_iter().collect();
            }
            let kept = this.temp(ty, span);
            let mut parts = Vec::new();
            for (index, ty) in (0..count).zip(items) {
                let tuple = Box::new(this.local_expr(kept, span));
                parts.push(Expr { ty: *ty, span, kind: ExprKind::CTupleItem { tuple, index } });
            }
            let put = this.native_put(object, parts, span);
            whole &= put.is_some();
            let body = put.into_iter().collect();
            vec![Stmt { span, kind: StmtKind::Let { local: kept, value, body } }]
        });
        whole.then_some(body)
    }

    /// `dict(other)`, `dict(pairs)`, `dict(zip(keys, values))`
    pub(super) fn native_dict(&mut self, of: &'a ast::Expr, span: Span) -> Option<Expr> {
        let ty = self.type_of(of);
        if self.is_library_container(ty, Shape::Dict) {
            let dict = self.expr(of);
            return self.cyp_method_call(dict, "copy", CypArgs::default(), span).ok();
        }
        let item = self.native_element_ty(of)?;
        let items = match self.cx.types.kind(item).clone() {
            Ty::Unspecified => return Some(Expr { ty: item, ..self.error_expr(span) }),
            Ty::CTuple(items) if items.len() == 2 => items,
            _ => return None,
        };
        let class = self.native_container_ty(Shape::Dict, items, span)?;
        self.collected_as(class, of, span)
    }

    /// `dict(a=1, b=2)`
    pub(super) fn native_dict_of_names(
        &mut self,
        named: &[(&'a str, &'a ast::Expr)],
        span: Span,
    ) -> Option<Expr> {
        let mut item = None;
        for (_, value) in named {
            let ty = self.native_item_ty(value)?;
            item = Some(match item {
                Some(before) => self.native_spanning(before, ty)?,
                None => ty,
            });
        }
        let item = item.filter(|ty| *ty != common::NULL)?;
        if item == common::UNSPECIFIED {
            return Some(Expr { ty: item, ..self.error_expr(span) });
        }
        let text = self.native_str_ty()?;
        let class = self.native_container_ty(Shape::Dict, vec![text, item], span)?;
        if self.speculating > 0 {
            return Some(Expr { ty: class, ..self.error_expr(span) });
        }
        let made = self.cyp_construct(class, &[], span);
        let object = self.temp(class, span);
        let body = self.native_names_put(object, text, item, named, span)?;
        Some(self.native_block(object, made, body, span))
    }

    fn native_names_put(
        &mut self,
        object: LocalId,
        text: TyId,
        item: TyId,
        named: &[(&'a str, &'a ast::Expr)],
        span: Span,
    ) -> Option<hir::Block> {
        let mut body = Vec::new();
        for (name, value) in named {
            let key = self.text_expr(name, span);
            let key = self.coerce(key, text);
            let value = self.native_value_as(value, item);
            body.push(self.native_put(object, vec![key, value], span)?);
        }
        Some(body)
    }

    /// `d.update(a=1)`
    fn native_update_of_names(
        &mut self,
        object: &'a ast::Expr,
        call: &'a ast::Call,
        span: Span,
    ) -> Option<Expr> {
        let mut named = Vec::new();
        for arg in &call.args {
            let Arg::Keyword(name, value) = arg else { return None };
            named.push((name.name.as_str(), value));
        }
        let ty = self.type_of(object);
        if named.is_empty() || !self.makes_native_text() || !self.is_library_container(ty, Shape::Dict) {
            return None;
        }
        let [key, item] = self.library_items(ty)?[..] else { return None };
        let text = self.native_str_ty()?;
        if self.cx.types.resolved(key) != self.cx.types.resolved(text) {
            return None;
        }
        if self.speculating > 0 {
            return Some(Expr { ty: common::VOID, ..self.error_expr(span) });
        }
        let dict = self.expr(object);
        let kept = self.temp(dict.ty, span);
        let body = self.native_names_put(kept, text, item, &named, span)?;
        let result = self.fx().add_local(Default::default(), common::INT, LocalKind::Variable, span);
        let zero = Expr { ty: common::INT, span, kind: ExprKind::Int(0) };
        let kind = ExprKind::Inlined { init: Some(Box::new(zero)), result, body };
        let done = Box::new(Expr { ty: common::INT, span, kind });
        Some(Expr {
            ty: common::INT,
            span,
            kind: ExprKind::Let { local: kept, value: Box::new(dict), body: done },
        })
    }

    /// `sep.join(iterable)` of what is no list of texts.
    pub(super) fn native_join(
        &mut self,
        object: &'a ast::Expr,
        call: &'a ast::Call,
        span: Span,
    ) -> Option<Expr> {
        let [Arg::Positional(of)] = &call.args[..] else { return None };
        if !self.makes_native_text()
            || matches!(
                of.kind,
                Ast::Starred(_) | Ast::List(_) | Ast::ListComp(_) | Ast::GeneratorExp(_) | Ast::Tuple(_)
            )
        {
            return None;
        }
        let receiver = self.type_of(object);
        let receiver = self.native_ty(receiver)?;
        let text = self.native_str_ty()?;
        if self.cx.types.resolved(receiver) != self.cx.types.resolved(text) {
            return None;
        }
        let given = self.type_of(of);
        let list = self.native_container_ty(Shape::List, vec![text], span)?;
        if given == common::UNSPECIFIED || self.cx.types.resolved(given) == self.cx.types.resolved(list) {
            return None;
        }
        let item = self.native_element_ty(of)?;
        let char = matches!(self.cx.types.kind(item), Ty::Int(cyrus_types::IntTy::Ucs4));
        if !char && self.cx.types.resolved(item) != self.cx.types.resolved(text) {
            return None;
        }
        let object = self.expr(object);
        let object = self.coerce(object, text);
        let parts = self.collected_as(list, of, span)?;
        self.cyp_method_call(object, "join", CypArgs::typed(vec![parts]), span).ok()
    }

    /// `data.decode()` of bytes: UTF-8 without Python, other encodings by it.
    fn native_decode(&mut self, object: &'a ast::Expr, call: &'a ast::Call, span: Span) -> Option<Expr> {
        if !self.makes_native_text() || self.scope_of(object).is_some() || self.cyp_named(object).is_some() {
            return None;
        }
        let of = self.type_of(object);
        let (bytes, text) = (self.native_ty(common::BYTES)?, self.native_str_ty()?);
        if self.native_ty(of).map(|ty| self.cx.types.resolved(ty)) != Some(self.cx.types.resolved(bytes)) {
            return None;
        }
        let mut args = Vec::new();
        for arg in &call.args {
            match arg {
                Arg::Positional(e) => args.push(e),
                Arg::Keyword(name, e) if name.name == ["encoding", "errors"][args.len().min(1)] => {
                    args.push(e)
                }
                _ => return None,
            }
        }
        let utf8 = match args[..] {
            [] => true,
            [name] => matches!(&name.kind, Ast::Str(lit)
                if matches!(lit.text.as_deref(), Some(b"utf-8" | b"utf8" | b"UTF-8"))),
            _ => false,
        };
        let data = self.expr_as(object, bytes);
        if utf8 {
            return Some(self.cyp_construct_of(text, vec![data], span));
        }
        let mut values = vec![data];
        for arg in args {
            values.push(self.expr_as(arg, text));
        }
        let cyp = self.cyp_of(text)?;
        self.use_cyp(text);
        let method = *self.cyp_methods(&cyp, "decode").first()?;
        self.value_call(method, values, &cyp, span)
    }

    /// A method of a set that takes several iterables: one after the other.
    fn native_set_method(
        &mut self,
        object: &'a ast::Expr,
        name: &str,
        call: &'a ast::Call,
        span: Span,
    ) -> Option<Expr> {
        let several = matches!(
            name,
            "union" | "intersection" | "difference" | "update" | "intersection_update" | "difference_update"
        );
        let ty = self.type_of(object);
        if !several
            || call.args.len() < 2
            || !self.makes_native_text()
            || !self.is_library_container(ty, Shape::Set)
        {
            return None;
        }
        let items = self.library_items(ty)?;
        let class = self.native_container_ty(Shape::Set, items, span)?;
        let mut others = Vec::new();
        for arg in &call.args {
            let Arg::Positional(of) = arg else { return None };
            if matches!(of.kind, Ast::Starred(_)) {
                return None;
            }
            others.push(self.collected_as(class, of, span)?);
        }
        let first = self.expr(object);
        if !name.contains("update") && name != "update" {
            let mut made = first;
            for other in others {
                made = self.cyp_method_call(made, name, CypArgs::typed(vec![other]), span).ok()?;
            }
            return Some(made);
        }
        let kept = self.temp(first.ty, span);
        let mut body = Vec::new();
        for other in others {
            let set = self.local_expr(kept, span);
            let call = self.cyp_method_call(set, name, CypArgs::typed(vec![other]), span).ok()?;
            body.push(Stmt { span, kind: StmtKind::Expr(call) });
        }
        let result = self.fx().add_local(Default::default(), common::INT, LocalKind::Variable, span);
        let zero = Expr { ty: common::INT, span, kind: ExprKind::Int(0) };
        let kind = ExprKind::Inlined { init: Some(Box::new(zero)), result, body };
        let done = Box::new(Expr { ty: common::INT, span, kind });
        let kind = ExprKind::Let { local: kept, value: Box::new(first), body: done };
        Some(Expr { ty: common::INT, span, kind })
    }

    /// A method of a container that takes any iterable.
    pub(super) fn native_iterable_method(
        &mut self,
        object: &'a ast::Expr,
        name: &str,
        call: &'a ast::Call,
        span: Span,
    ) -> Option<Expr> {
        let special = match name {
            "join" => self.native_join(object, call, span),
            "decode" => self.native_decode(object, call, span),
            "update" if matches!(call.args[..], [Arg::Keyword(..), ..]) => {
                self.native_update_of_names(object, call, span)
            }
            _ => self.native_set_method(object, name, call, span),
        };
        if special.is_some() {
            return special;
        }
        let shape = match name {
            "extend" => Shape::List,
            "union"
            | "intersection"
            | "difference"
            | "symmetric_difference"
            | "intersection_update"
            | "difference_update"
            | "symmetric_difference_update"
            | "issubset"
            | "issuperset"
            | "isdisjoint" => Shape::Set,
            "update" => Shape::Set,
            _ => return None,
        };
        let [Arg::Positional(of)] = &call.args[..] else { return None };
        if !self.makes_native_text() || matches!(of.kind, Ast::Starred(_)) {
            return None;
        }
        let ty = self.type_of(object);
        let shape = match (name, shape) {
            ("update", _) if self.is_library_container(ty, Shape::Dict) => Shape::Dict,
            _ => shape,
        };
        if !self.is_library_container(ty, shape) || self.library_items(ty).is_none() {
            return None;
        }
        let generator = matches!(of.kind, Ast::GeneratorExp(_));
        if !generator {
            let given = self.type_of(of);
            if given == common::UNSPECIFIED
                || self.is_library_container(given, shape)
                || self.native_element_ty(of).is_none()
            {
                return None;
            }
        }
        let items = self.library_items(ty)?;
        let class = self.native_container_ty(shape, items, span)?;
        let object = self.expr(object);
        let kept = self.temp(object.ty, span);
        let read = self.local_expr(kept, span);
        let other = self.collected_as(class, of, span)?;
        let body = Box::new(self.cyp_method_call(read, name, CypArgs::typed(vec![other]), span).ok()?);
        let ty = body.ty;
        Some(Expr { ty, span, kind: ExprKind::Let { local: kept, value: Box::new(object), body } })
    }

    /// With the GIL `xs.sort(key=…)` and `d.update(a=1)` are methods that the container has for Python.
    pub(super) fn container_method_of_python(
        &mut self,
        object: &'a ast::Expr,
        name: &str,
        call: &'a ast::Call,
        span: Span,
    ) -> Option<Expr> {
        let shape = match name {
            "sort" => Shape::List,
            "update" => Shape::Dict,
            _ => return None,
        };
        let of_python = call.args.iter().any(|arg| match arg {
            Arg::Keyword(keyword, _) => name == "update" || keyword.name == "key",
            Arg::DoubleStar(_) => true,
            _ => false,
        });
        if self.fx_ref().nogil || !of_python || self.scope_of(object).is_some() {
            return None;
        }
        let ty = self.type_of(object);
        let cyp = self.cyp_of(ty)?;
        if !self.is_library_container(ty, shape) || cyp.cap != cyrus_types::Capability::Local {
            return None;
        }
        let object = self.expr_as(object, common::OBJECT);
        let kind = ExprKind::Attr { object: Box::new(object), name: name.into() };
        Some(self.py_call(Expr { ty: common::OBJECT, span, kind }, call, span))
    }

    /// Whether a type is what `keys`, `values` and `items` of a dictionary give.
    pub(super) fn is_items_view(&self, ty: TyId) -> bool {
        let Ty::Cpp(class, _) = self.cx.types.kind(self.cx.types.resolved(ty)) else { return false };
        let class = &self.cx.types.cpp_classes[*class];
        matches!(&*class.name, "cy_keys_view" | "cy_values_view" | "cy_items_view")
            && class.cname.starts_with("__cyrus_")
    }

    /// Such a view as a Python object: a list of what it has.
    pub(super) fn view_to_object(&mut self, value: Expr) -> Result<Expr, TyId> {
        let span = value.span;
        let item = self.cpp_element_ty(value.ty);
        let item = self.storage_ty(item);
        let probe = Expr { ty: item, span, kind: ExprKind::Error };
        if self.speculate(|this| this.try_coerce(probe, common::OBJECT).is_err()) {
            return Err(value.ty);
        }
        if self.speculating > 0 {
            return Ok(Expr { ty: common::LIST, ..self.error_expr(span) });
        }
        let acc = self.temp(common::LIST, span);
        let local = self.fx().add_local(Default::default(), item, LocalKind::Variable, span);
        let target = Target { span, ty: item, kind: TargetKind::Local(local) };
        let mut turn = Vec::new();
        let iter = self.value_loop(target, value, false, &mut turn);
        let read = self.local_expr(local, span);
        let value = self.coerce(read, common::OBJECT);
        let kind = hir::CompKind::List;
        turn.push(Stmt { span, kind: StmtKind::CompAppend { acc, kind, key: None, value } });
        let mut body = vec![Stmt {
            span,
            kind: StmtKind::For(Box::new(hir::For { iter, body: turn, orelse: Vec::new() })),
        }];
        if self.cx.types.is_cyp(item) {
            body.push(self.release(local, span));
        }
        Ok(Expr { ty: common::LIST, span, kind: ExprKind::Comprehension { kind, acc, body } })
    }

    fn library_items(&self, ty: TyId) -> Option<Vec<TyId>> {
        self.cyp_of(ty).map(|cyp| cyp.args)
    }

    /// `one | other` of dictionaries: a new one.
    pub(super) fn united_dicts(&mut self, left: &Expr, right: &Expr, span: Span) -> Option<Expr> {
        let dict = |c: &Self, e: &Expr| c.is_library_container(e.ty, Shape::Dict);
        if !dict(self, left) || !dict(self, right) {
            return None;
        }
        let made = self.cyp_method_call(left.clone(), "copy", CypArgs::default(), span).ok()?;
        if self.speculating > 0 {
            return Some(made);
        }
        let object = self.temp(made.ty, span);
        let read = self.local_expr(object, span);
        let args = CypArgs::typed(vec![right.clone()]);
        let call = self.cyp_method_call(read, "update", args, span).ok()?;
        let body = vec![Stmt { span, kind: StmtKind::Expr(call) }];
        Some(self.native_block(object, made, body, span))
    }

    /// The order of two lists: that of their first items that differ, or of their lengths.
    pub(super) fn compare_lists(
        &mut self,
        op: CompareOp,
        left: &Expr,
        right: &Expr,
        span: Span,
    ) -> Option<Expr> {
        let list = |c: &Self, e: &Expr| c.is_library_container(e.ty, Shape::List);
        if !list(self, left) || !list(self, right) {
            return None;
        }
        let item = self.cyp_element_ty(left.ty);
        let item = self.storage_ty(item);
        let variable = |c: &mut Self, ty| c.fx().add_local(Default::default(), ty, LocalKind::Variable, span);
        let (a, b) = (self.temp(left.ty, span), self.temp(right.ty, span));
        let lengths = [a, b].map(|list| {
            let list = self.local_expr(list, span);
            self.native_len(list, span).unwrap_or_else(|_| self.error_expr(span))
        });
        let [of_a, of_b] = lengths;
        let by_length = self.compare_pair(op, of_a, of_b.clone(), span);
        let by_length = self.truth(by_length);
        let set = |c: &mut Self, local, value: Expr| {
            let ty = c.fx_ref().locals[local].ty;
            let target = Target { span, ty, kind: TargetKind::Local(local) };
            let value = c.coerce(value, ty);
            Stmt { span, kind: StmtKind::Assign { target, value } }
        };
        let (result, at, other) =
            (variable(self, common::BINT), variable(self, common::SSIZE_T), variable(self, item));
        let current = variable(self, item);
        let number = |i| Expr { ty: common::SSIZE_T, span, kind: ExprKind::Int(i) };
        let mut body = vec![set(self, at, number(0))];
        let source = self.local_expr(a, span);
        let target = Target { span, ty: item, kind: TargetKind::Local(current) };
        let mut turn = Vec::new();
        let iter = self.value_loop(target, source, false, &mut turn);
        let leave = Stmt { span, kind: StmtKind::Break };
        let read = self.local_expr(at, span);
        let ended = self.compare_pair(CompareOp::Ge, read.clone(), of_b, span);
        let test = self.truth(ended);
        turn.push(Stmt { span, kind: StmtKind::If { test, then: vec![leave.clone()], orelse: Vec::new() } });
        let list = self.local_expr(b, span);
        let value =
            self.cyp_method_call(list, "__getitem__", CypArgs::typed(vec![read.clone()]), span).ok()?;
        turn.push(set(self, other, value));
        let (x, y) = (self.local_expr(current, span), self.local_expr(other, span));
        let same = self.compare_pair(CompareOp::Eq, x.clone(), y.clone(), span);
        let test = self.truth(same);
        let decided = self.compare_pair(op, x, y, span);
        let decided = self.truth(decided);
        let orelse = vec![set(self, result, decided), leave];
        turn.push(Stmt { span, kind: StmtKind::If { test, then: Vec::new(), orelse } });
        let next = self.binary(hir::BinOp::Add, read, number(1), true, span);
        turn.push(set(self, at, next));
        body.push(Stmt {
            span,
            kind: StmtKind::For(Box::new(hir::For { iter, body: turn, orelse: Vec::new() })),
        });
        if self.cx.types.is_cyp(item) {
            body.extend([current, other].map(|local| self.release(local, span)));
        }
        let init = Some(Box::new(by_length));
        let mut whole = Expr { ty: common::BINT, span, kind: ExprKind::Inlined { init, result, body } };
        for (local, value) in [(b, right.clone()), (a, left.clone())] {
            let kind = ExprKind::Let { local, value: Box::new(value), body: Box::new(whole) };
            whole = Expr { ty: common::BINT, span, kind };
        }
        Some(whole)
    }

    /// `(a, b)` where a pair of C++ is wanted.
    pub(super) fn tuple_as_pair(&mut self, items: &'a [ast::Expr], ty: TyId, span: Span) -> Option<Expr> {
        if !self.makes_native_text() || items.len() != 2 {
            return None;
        }
        let class = self.cx.types.resolved(ty);
        let Ty::Cpp(id, tys) = self.cx.types.get(class).clone() else { return None };
        if self.cx.types.cpp_classes[id].name != "pair"
            || items.iter().any(|i| matches!(i.kind, Ast::Starred(_)))
        {
            return None;
        }
        let unreferenced = |c: &Self, ty: TyId| match *c.cx.types.get(ty) {
            Ty::Ref(to) => c.cx.types.resolved(to),
            _ => c.cx.types.resolved(ty),
        };
        let sig = self.cpp_methods(class, "<init>").into_iter().map(|m| m.sig).find(|sig| {
            let params = &self.cx.types.funcs[*sig].params;
            params.len() == 2
                && params
                    .iter()
                    .zip(&tys)
                    .all(|(p, ty)| unreferenced(self, p.ty) == self.cx.types.resolved(*ty))
        })?;
        let args = items.iter().zip(tys).map(|(item, ty)| self.native_value_as(item, ty)).collect();
        Some(Expr { ty: class, span, kind: ExprKind::CppConstruct { class, args, sig: Some(sig) } })
    }

    /// A display or comprehension that becomes a `vector`, `set` and the like of C++.
    pub(super) fn display_as_cpp(&mut self, e: &'a ast::Expr, ty: TyId) -> Option<Expr> {
        if !self.makes_native_text() {
            return None;
        }
        let class = self.cx.types.resolved(ty);
        let Ty::Cpp(id, args) = self.cx.types.get(class).clone() else { return None };
        let def = &self.cx.types.cpp_classes[id];
        if def.namespace.as_deref() != Some("std") {
            return None;
        }
        let method = match (def.cname.as_str(), &e.kind) {
            ("vector" | "deque" | "list", Ast::List(_) | Ast::ListComp(_)) => "push_back",
            ("set" | "unordered_set", Ast::Set(_) | Ast::SetComp(_)) => "insert",
            _ => return None,
        };
        let item = *args.first()?;
        let span = e.span;
        if self.speculating > 0 {
            return Some(Expr { ty: class, ..self.error_expr(span) });
        }
        let result = self.fx().add_local(Default::default(), class, LocalKind::Variable, span);
        let clear = self.cpp_plain_call(result, class, "clear", Vec::new(), span)?;
        let mut body = vec![clear];
        match &e.kind {
            Ast::List(items) | Ast::Set(items) => {
                for e in items {
                    if matches!(e.kind, Ast::Starred(_)) {
                        return None;
                    }
                    let value = self.expr_as(e, item);
                    body.push(self.cpp_plain_call(result, class, method, vec![value], span)?);
                }
            }
            Ast::ListComp(c) | Ast::SetComp(c) => {
                let mut whole = true;
                body.extend(self.comprehension_body(c, false, |this| {
                    let value = this.expr_as(&c.element, item);
                    let put = this.cpp_plain_call(result, class, method, vec![value], span);
                    whole = put.is_some();
                    put.into_iter().collect()
                }));
                if !whole {
                    return None;
                }
            }
            _ => return None,
        }
        Some(Expr { ty: class, span, kind: ExprKind::Inlined { init: None, result, body } })
    }

    /// A call of a method of C++ as a statement.
    fn cpp_plain_call(
        &mut self,
        object: LocalId,
        class: TyId,
        name: &str,
        args: Vec<Expr>,
        span: Span,
    ) -> Option<Stmt> {
        let methods = self.cpp_methods(class, name);
        let method = methods.into_iter().find(|m| {
            let params = &self.cx.types.funcs[m.sig].params;
            params.len() == args.len()
                && params.iter().zip(&args).all(|(p, a)| {
                    let param = match *self.cx.types.get(p.ty) {
                        Ty::Ref(to) => to,
                        _ => p.ty,
                    };
                    self.cx.types.resolved(param) == self.cx.types.resolved(a.ty)
                })
        })?;
        let object = self.local_expr(object, span);
        let call = self.cpp_called(object, method, args, true, span);
        Some(Stmt { span, kind: StmtKind::Expr(call) })
    }
}
