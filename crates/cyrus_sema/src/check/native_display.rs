//! Displays, comprehensions and literals where the GIL is not held: `["a", "b"]` is a `cyplist[Str]`, `{n: 1}` a `cypdict`,
//! `[f(x) for x in xs]` a list that is made in place.
//!
//! In: the expression, and the class that is wanted where one is. Out: an object of the class with what is written in it. The
//! types of the items are what holds them all; text is `Str`, a tuple is a C tuple. Where nothing says what the items of an empty
//! display are, that is an error with a hint.
//!
//! Tests: `tests/lang/libcyrus/displays.md`.

use super::Checker;
use super::bindings::{Fill, Source};
use super::cyp_call::CypArgs;
use crate::declare::pxd;
use crate::declare::template::instantiate;
use crate::declare::type_expr::TemplateBase;
use crate::scope::EntryKind;
use cyrus_diagnostics::{Diagnostic, codes};
use cyrus_hir::{self as hir, Expr, ExprKind, LocalId, LocalKind, Stmt, StmtKind};
use cyrus_source::Span;
use cyrus_syntax::ast::{self, ExprKind as Ast};
use cyrus_types::{Capability, Ty, TyId, common};

/// What a display makes.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum Shape {
    List,
    Set,
    Dict,
}

impl Shape {
    fn of(e: &ast::Expr) -> Option<Shape> {
        match e.kind {
            Ast::List(_) | Ast::ListComp(_) => Some(Shape::List),
            Ast::Set(_) | Ast::SetComp(_) => Some(Shape::Set),
            Ast::Dict(_) | Ast::DictComp(_) => Some(Shape::Dict),
            _ => None,
        }
    }

    fn class(self) -> (&'static str, &'static str) {
        match self {
            Shape::List => ("libcythonplus.list", "cyplist"),
            Shape::Set => ("libcythonplus.set", "cypset"),
            Shape::Dict => ("libcythonplus.dict", "cypdict"),
        }
    }
}

impl<'a> Checker<'_, 'a> {
    /// A class of the library.
    pub(super) fn library_class(&mut self, module: &str, name: &str) -> Option<TyId> {
        let scope = pxd::load(self.cx, module)?;
        self.cx.scopes[scope].get(name)?.as_type()
    }

    /// `Str`, or `Bytes`.
    pub(super) fn native_str_ty(&mut self) -> Option<TyId> {
        self.library_class("libcyrus.text", "Str").map(|ty| self.cyp_storage(ty))
    }

    /// A container of the library for such items.
    pub(super) fn native_container_ty(&mut self, shape: Shape, items: Vec<TyId>, span: Span) -> Option<TyId> {
        let (module, name) = shape.class();
        let scope = pxd::load(self.cx, module)?;
        let EntryKind::CypTemplate(id) = self.cx.scopes[scope].get(name)?.kind else { return None };
        let ty = instantiate(self.cx, TemplateBase::Cyp(id), items, span);
        (!self.cx.types.is_error(ty)).then(|| self.cyp_storage(ty))
    }

    /// The type in which a value is kept without Python, if there is one: what would be a Python string is a `Str`.
    pub(super) fn native_ty(&mut self, ty: TyId) -> Option<TyId> {
        let ty = self.storage_ty(ty);
        let text = self.std_string();
        match self.cx.types.kind(ty) {
            Ty::Builtin(cyrus_types::Builtin::Str) => self.native_str_ty(),
            Ty::Builtin(cyrus_types::Builtin::Bytes) => {
                self.library_class("libcyrus.bytes", "Bytes").map(|ty| self.cyp_storage(ty))
            }
            Ty::Cpp(class, _) if self.cx.types.cpp_classes[*class].name == "pair" => {
                let first = self.cpp_field(ty, "first")?.ty;
                let second = self.cpp_field(ty, "second")?.ty;
                let items = vec![self.native_ty(first)?, self.native_ty(second)?];
                Some(self.cx.types.intern(Ty::CTuple(items)))
            }
            Ty::Cpp(..) if Some(ty) == text => self.native_str_ty(),
            _ if ty == common::SOFT_COMPLEX => Some(common::DOUBLE),
            Ty::Error | Ty::Void => None,
            _ if self.cx.types.is_object(ty) => None,
            _ => Some(ty),
        }
    }

    /// The type of an item of a display.
    pub(super) fn native_item_ty(&mut self, e: &'a ast::Expr) -> Option<TyId> {
        match &e.kind {
            Ast::Starred(_) => None,
            Ast::NoneLit | Ast::Null => Some(common::NULL),
            Ast::FString(text) if !text.template => self.native_str_ty(),
            Ast::Tuple(items) if !items.is_empty() => {
                let items = items.iter().map(|item| self.native_item_ty(item)).collect::<Option<Vec<_>>>()?;
                if items.contains(&common::UNSPECIFIED) {
                    return Some(common::UNSPECIFIED);
                }
                Some(self.cx.types.intern(Ty::CTuple(items)))
            }
            _ if Shape::of(e).is_some() => self.native_display_ty(e),
            _ => {
                let ty = self.type_of(e);
                if ty == common::UNSPECIFIED { Some(ty) } else { self.native_ty(ty) }
            }
        }
    }

    /// What holds items of both types.
    pub(super) fn native_spanning(&mut self, a: TyId, b: TyId) -> Option<TyId> {
        if let (Ty::CTuple(x), Ty::CTuple(y)) = (self.cx.types.kind(a).clone(), self.cx.types.kind(b).clone())
            && x.len() == y.len()
        {
            let items =
                x.into_iter().zip(y).map(|(x, y)| self.native_spanning(x, y)).collect::<Option<Vec<_>>>()?;
            return Some(self.cx.types.intern(Ty::CTuple(items)));
        }
        let ty = self.variable_spanning(a, b);
        (ty == common::NULL || !self.cx.types.is_object(ty)).then_some(ty)
    }

    fn native_spanning_items(&mut self, items: impl Iterator<Item = &'a ast::Expr>) -> Option<TyId> {
        let items: Vec<&'a ast::Expr> = items.collect();
        let mut all = None;
        // An empty display is like the others.
        let some = items.iter().any(|item| self.empty_shape(item).is_none());
        for item in items {
            if some && self.empty_shape(item).is_some() {
                continue;
            }
            let ty = match &item.kind {
                Ast::Starred(of) => self.native_element_ty(of)?,
                _ => self.native_item_ty(item)?,
            };
            all = Some(match all {
                Some(before) => self.native_spanning(before, ty)?,
                None => ty,
            });
        }
        all.filter(|ty| *ty != common::NULL)
    }

    /// The type of a display or comprehension that needs no Python.
    pub(super) fn native_display_ty(&mut self, e: &'a ast::Expr) -> Option<TyId> {
        if !self.makes_native_text() {
            return None;
        }
        let shape = Shape::of(e)?;
        let items = match &e.kind {
            Ast::List(items) | Ast::Set(items) => vec![self.native_spanning_items(items.iter())?],
            Ast::Dict(items) => {
                let (keys, values) = pairs(items);
                let mut all = match keys.is_empty() {
                    true => Vec::new(),
                    false => vec![
                        self.native_spanning_items(keys.into_iter())?,
                        self.native_spanning_items(values.into_iter())?,
                    ],
                };
                for item in items {
                    let ast::DictItem::Unpack(of) = item else { continue };
                    let ty = self.type_of(of);
                    if ty == common::UNSPECIFIED {
                        return Some(ty);
                    }
                    if !self.is_library_container(ty, Shape::Dict) {
                        return None;
                    }
                    let of = self.cyp_of(ty)?.args;
                    if all.is_empty() {
                        all = of;
                        continue;
                    }
                    for (all, of) in all.iter_mut().zip(of) {
                        *all = self.native_spanning(*all, of)?;
                    }
                }
                all
            }
            Ast::ListComp(c) | Ast::SetComp(c) | Ast::DictComp(c) => self.native_comp_tys(c)?,
            _ => return None,
        };
        if items.contains(&common::UNSPECIFIED) {
            return Some(common::UNSPECIFIED);
        }
        self.native_container_ty(shape, items, e.span)
    }

    /// The types of the key, where there is one, and the element of a comprehension.
    pub(super) fn native_comp_tys(&mut self, c: &'a ast::Comprehension) -> Option<Vec<TyId>> {
        let mut found = None;
        self.speculate(|this| {
            this.comprehension_body(c, false, |this| {
                let parts = c.key.iter().chain([&c.element]);
                found = parts.map(|part| this.native_item_ty(part)).collect::<Option<Vec<_>>>();
                Vec::new()
            });
        });
        found.filter(|tys| !tys.contains(&common::NULL))
    }

    /// The type of an expression that uses the variables of a comprehension.
    pub(super) fn comprehension_part_ty(
        &mut self,
        c: &'a ast::Comprehension,
        part: &'a ast::Expr,
    ) -> Option<TyId> {
        let mut found = None;
        self.speculate(|this| {
            this.comprehension_body(c, false, |this| {
                found = this.native_item_ty(part);
                Vec::new()
            });
        });
        found.filter(|ty| *ty != common::NULL)
    }

    /// Whether a type is one of the library's containers, however it is seen.
    pub(super) fn is_library_container(&self, ty: TyId, shape: Shape) -> bool {
        let (module, name) = shape.class();
        self.cyp_of(ty).is_some_and(|cyp| {
            let qualified = &self.cx.types.cyp_classes[cyp.class].qualified;
            qualified.strip_prefix(module).and_then(|rest| rest.strip_prefix('.')) == Some(name)
        })
    }

    /// The class of the library that an expression of this type is of, and the types of its items.
    pub(super) fn displayed(&mut self, ty: TyId, shape: Shape) -> Option<Vec<TyId>> {
        let cyp = self.cyp_of(ty).filter(|cyp| cyp.cap == Capability::Local)?;
        self.is_library_container(ty, shape).then(|| cyp.args.clone())
    }

    /// A display or comprehension as an object of the class that is wanted; a generator expression as a list.
    pub(super) fn display_as(&mut self, e: &'a ast::Expr, ty: TyId) -> Option<Expr> {
        let shape = match e.kind {
            Ast::GeneratorExp(_) => Shape::List,
            Ast::Call(_) if self.mapped_ty(e).is_some() => Shape::List,
            Ast::Call(_) => match self.collected_of(e) {
                Some((shape, of)) => {
                    let given = self.native_element_ty(of)?;
                    let [item] = self.displayed(ty, shape)?[..] else { return None };
                    // Items of another type are converted, if they are numbers.
                    let same = self.cx.types.resolved(given) == self.cx.types.resolved(item);
                    let numbers = self.cx.types.is_numeric(given) && self.cx.types.is_numeric(item);
                    if same || !numbers {
                        return None;
                    }
                    shape
                }
                None => self.empty_shape(e)?,
            },
            _ => Shape::of(e)?,
        };
        let items = self.displayed(ty, shape)?;
        let class = self.cyp_plain(self.cx.types.resolved(ty));
        if let Ast::List(_) = e.kind {
            return None;
        }
        if self.speculating > 0 {
            return Some(Expr { ty: class, ..self.error_expr(e.span) });
        }
        self.native_made(e, class, &items)
    }

    /// `[0] * n` as a list of the class that is wanted.
    pub(super) fn repeated_display_as(
        &mut self,
        left: &'a ast::Expr,
        right: &'a ast::Expr,
        ty: TyId,
        span: Span,
    ) -> Option<Expr> {
        let (display, times) = match (&left.kind, &right.kind) {
            (Ast::List(_), _) => (left, right),
            (_, Ast::List(_)) => (right, left),
            _ => return None,
        };
        if !self.makes_native_text() {
            return None;
        }
        self.displayed_item_ty(ty, span)?;
        let list = self.expr_as(display, ty);
        let times = self.expr(times);
        Some(self.binary(hir::BinOp::Mul, list, times, false, span))
    }

    /// What a display, or a call that makes such a container, makes: its items become those of what is wanted.
    pub(super) fn adapting_shape(&mut self, e: &'a ast::Expr) -> Option<Shape> {
        if !self.makes_native_text() {
            return None;
        }
        match &e.kind {
            Ast::Binary(ast::BinaryOp::Mul, left, right) => {
                let display = |e: &ast::Expr| matches!(&e.kind, Ast::List(items) if !items.is_empty());
                (display(left) || display(right)).then_some(Shape::List)
            }
            Ast::Call(_) => self.collected_of(e).map(|(shape, _)| shape),
            _ if is_empty(e) => None,
            _ => Shape::of(e),
        }
    }

    /// What `list(x)` and `set(x)` go over.
    fn collected_of(&mut self, e: &'a ast::Expr) -> Option<(Shape, &'a ast::Expr)> {
        let Ast::Call(call) = &e.kind else { return None };
        let (Ast::Name(name), [ast::Arg::Positional(of)]) = (&call.func.kind, &call.args[..]) else {
            return None;
        };
        let shape = match name.as_str() {
            "list" => Shape::List,
            "set" | "frozenset" => Shape::Set,
            _ => return None,
        };
        let starred = matches!(of.kind, Ast::Starred(_));
        (self.makes_native_text() && !starred && self.is_builtin(name)).then_some((shape, of))
    }

    /// The object that a display makes, of a class with these types of items.
    fn native_made(&mut self, e: &'a ast::Expr, class: TyId, tys: &[TyId]) -> Option<Expr> {
        let span = e.span;
        let made = self.cyp_construct(class, &[], span);
        let object = self.temp(class, span);
        let body = match &e.kind {
            Ast::List(items) | Ast::Set(items) => {
                let mut body = Vec::new();
                for item in items {
                    match &item.kind {
                        Ast::Starred(of) => body.extend(self.native_items_put(object, of, tys, span)?),
                        _ => body.push(self.native_added(object, &[item], tys)?),
                    }
                }
                body
            }
            Ast::Dict(items) => {
                let mut body = Vec::new();
                for item in items {
                    match item {
                        ast::DictItem::Pair(key, value) => {
                            body.push(self.native_added(object, &[key, value], tys)?);
                        }
                        ast::DictItem::Unpack(of) => body.push(self.native_updated(object, of)?),
                    }
                }
                body
            }
            Ast::ListComp(c) | Ast::SetComp(c) | Ast::DictComp(c) | Ast::GeneratorExp(c) => {
                let mut whole = true;
                let body = self.comprehension_body(c, false, |this| {
                    let parts: Vec<&ast::Expr> = c.key.iter().chain([&c.element]).collect();
                    let added = this.native_added(object, &parts, tys);
                    whole = added.is_some();
                    added.into_iter().collect()
                });
                if !whole {
                    return None;
                }
                body
            }
            Ast::Call(_) if self.mapped_ty(e).is_some() => self.native_items_put(object, e, tys, span)?,
            Ast::Call(_) if let Some((_, of)) = self.collected_of(e) => {
                self.native_items_put(object, of, tys, span)?
            }
            Ast::Call(_) => return Some(made),
            _ => return None,
        };
        Some(self.native_block(object, made, body, span))
    }

    /// An object with what is done to it before it is the value of an expression.
    pub(super) fn native_block(&mut self, object: LocalId, made: Expr, body: hir::Block, span: Span) -> Expr {
        let ty = made.ty;
        let result = self.fx().add_local(Default::default(), common::INT, LocalKind::Variable, span);
        let zero = Expr { ty: common::INT, span, kind: ExprKind::Int(0) };
        let kind = ExprKind::Inlined { init: Some(Box::new(zero)), result, body };
        let filled = Expr { ty: common::INT, span, kind };
        let nothing = self.temp(common::INT, span);
        let read = Box::new(self.local_expr(object, span));
        let kind = ExprKind::Let { local: nothing, value: Box::new(filled), body: read };
        let body = Box::new(Expr { ty, span, kind });
        Expr { ty, span, kind: ExprKind::Let { local: object, value: Box::new(made), body } }
    }

    /// `**of` in a display.
    fn native_updated(&mut self, object: LocalId, of: &'a ast::Expr) -> Option<Stmt> {
        let span = of.span;
        let dict = self.local_expr(object, span);
        let of = self.expr(of);
        let call = self.cyp_method_call(dict, "update", CypArgs::typed(vec![of]), span).ok()?;
        Some(Stmt { span, kind: StmtKind::Expr(call) })
    }

    fn native_added(&mut self, object: LocalId, parts: &[&'a ast::Expr], tys: &[TyId]) -> Option<Stmt> {
        let mut values = Vec::new();
        for (part, ty) in parts.iter().zip(tys) {
            if matches!(part.kind, Ast::Starred(_)) {
                return None;
            }
            values.push(self.native_value_as(part, *ty));
        }
        self.native_put(object, values, parts.first()?.span)
    }

    /// An item as what the container holds.
    pub(super) fn native_value_as(&mut self, e: &'a ast::Expr, ty: TyId) -> Expr {
        match self.none_as_no_object(e, ty) {
            Some(nothing) => nothing,
            None => self.expr_as(e, ty),
        }
    }

    /// Puts one item into a container.
    pub(super) fn native_put(&mut self, object: LocalId, values: Vec<Expr>, span: Span) -> Option<Stmt> {
        let container = self.local_expr(object, span);
        let name = match (values.len(), self.displayed(container.ty, Shape::List)) {
            (2, _) => "__setitem__",
            (_, Some(_)) => "append",
            _ => "add",
        };
        let call = self.cyp_method_call(container, name, CypArgs::typed(values), span).ok()?;
        Some(Stmt { span, kind: StmtKind::Expr(call) })
    }

    /// A display or comprehension without the GIL, where nothing says what it becomes.
    pub(super) fn native_display(&mut self, e: &'a ast::Expr) -> Option<Expr> {
        if !self.makes_native_text() {
            return None;
        }
        let span = e.span;
        if let Some(shape) = self.empty_shape(e) {
            let (what, declare) = match shape {
                Shape::Dict => ("{}", "cdef cypdict[K, V] name = {}"),
                Shape::List => ("[]", "cdef cyplist[T] name = []"),
                Shape::Set => ("set()", "cdef cypset[T] name = set()"),
            };
            let message = format!(
                "nothing says of which type the items of '{what}' are, and it cannot be a Python object without the GIL"
            );
            let help = format!("declare the variable: {declare}");
            self.report(Diagnostic::error(codes::E0501, span, message).help(help));
            return Some(self.error_expr(span));
        }
        let ty = self.native_display_ty(e)?;
        if ty == common::UNSPECIFIED || self.speculating > 0 {
            return Some(Expr { ty, ..self.error_expr(span) });
        }
        let items = self.displayed(ty, Shape::of(e)?)?;
        self.native_made(e, ty, &items)
    }

    /// The class of a literal that a loop goes over.
    pub(super) fn native_literal_ty(&mut self, e: &'a ast::Expr) -> Option<TyId> {
        if !matches!(e.kind, Ast::Str(_)) || !self.makes_native_text() {
            return None;
        }
        let ty = self.type_of(e);
        self.cx.types.is_object(ty).then(|| self.native_ty(ty))?
    }

    /// A literal as an object of the library, where its methods and slices would need Python.
    pub(super) fn literal_object(&mut self, literal: Expr) -> Expr {
        let of_python = matches!(literal.kind, ExprKind::Str(_)) && self.cx.types.is_object(literal.ty);
        if !of_python || !self.makes_native_text() {
            return literal;
        }
        match self.native_ty(literal.ty) {
            Some(ty) => self.coerce(literal, ty),
            None => literal,
        }
    }

    /// `"=" * n` without the GIL: a text, or bytes.
    pub(super) fn repeated_literal(&mut self, left: Expr, right: Expr) -> (Expr, Expr) {
        if !self.makes_native_text() {
            return (left, right);
        }
        let text =
            |e: &Expr| matches!(e.kind, ExprKind::Str(_)) && matches!(e.ty, common::STR | common::BYTES);
        let (of_left, of_right) = (
            text(&left) && self.cx.types.is_integer(right.ty),
            text(&right) && self.cx.types.is_integer(left.ty),
        );
        // Asking for the type brings its module along.
        if !of_left && !of_right {
            return (left, right);
        }
        let literal = if of_left { left.ty } else { right.ty };
        let Some(ty) = self.native_ty(literal) else { return (left, right) };
        match of_left {
            true => (self.coerce(left, ty), right),
            false => (left, self.coerce(right, ty)),
        }
    }

    /// What an empty display makes, or a call without arguments that stands for one.
    pub(super) fn empty_shape(&mut self, e: &'a ast::Expr) -> Option<Shape> {
        if !self.makes_native_text() {
            return None;
        }
        if is_empty(e) {
            return Shape::of(e);
        }
        let Ast::Call(call) = &e.kind else { return None };
        let Ast::Name(name) = &call.func.kind else { return None };
        let shape = match name.as_str() {
            "list" => Shape::List,
            "set" => Shape::Set,
            "dict" => Shape::Dict,
            _ => return None,
        };
        (call.args.is_empty() && self.is_builtin(name)).then_some(shape)
    }

    /// `set()` and its like, of which nothing says what they hold.
    pub(super) fn native_empty_call(&mut self, e: &'a ast::Expr) -> Option<Expr> {
        self.empty_shape(e).and_then(|_| self.native_display(e))
    }

    /// The type of a parameter of what a call calls.
    fn parameter_ty(&mut self, call: &'a ast::Call, index: usize) -> Option<TyId> {
        let methods = match (&call.func.kind, self.cyp_named(&call.func)) {
            (_, Some(class)) => {
                let cyp = self.cyp_of(class)?;
                self.cyp_methods(&cyp, "__init__")
            }
            (Ast::Attribute(object, method), None) if self.scope_of(object).is_none() => {
                let ty = self.type_of(object);
                let cyp = self.cyp_of(ty)?;
                self.cyp_methods(&cyp, &method.name)
            }
            (Ast::Name(_) | Ast::Attribute(..), None) => {
                let func = self.speculate(|this| this.expr(&call.func).ty);
                let sig = self.func_sig(func)?;
                return Some(self.cx.types.funcs[sig].params.get(index)?.ty);
            }
            _ => return None,
        };
        let params = |c: &Self, sig| c.cx.types.funcs[sig].params.get(index).map(|p| p.ty);
        let mut tys = methods.iter().filter_map(|m| params(self, m.sig));
        let first = tys.next()?;
        tys.all(|ty| ty == first).then_some(first)
    }

    /// The type of a variable all of whose values are displays and comprehensions, by the places that it is given to.
    pub(super) fn displays_ty(&mut self, sources: &[Source<'a>], name: &str) -> Option<TyId> {
        let mut shape = None;
        for source in sources {
            let Source::Value(value) = source else { return None };
            let of = self.empty_shape(value).or_else(|| Shape::of(value))?;
            if *shape.get_or_insert(of) != of {
                return None;
            }
        }
        self.place_ty(shape?, name)
    }

    /// The type of a container by a place that a variable is given to: a parameter, a result, a field.
    fn place_ty(&mut self, shape: Shape, name: &str) -> Option<TyId> {
        let fills = self.fx_ref().bindings.fills.get(name).cloned().unwrap_or_default();
        fills.into_iter().find_map(|fill| {
            let ty = match fill {
                Fill::Argument(call, index) => self.parameter_ty(call, index)?,
                Fill::Returned => self.fx_ref().ret,
                Fill::Assigned(target) => self.type_of(target),
                _ => return None,
            };
            self.displayed(ty, shape)?;
            Some(self.cyp_plain(self.cx.types.resolved(ty)))
        })
    }

    /// The type of a variable that holds an empty display at first, by what goes into it.
    pub(super) fn filled_ty(&mut self, empty: &'a ast::Expr, name: &str) -> Option<TyId> {
        let shape = self.empty_shape(empty)?;
        let fills = self.fx_ref().bindings.fills.get(name).cloned().unwrap_or_default();
        if let Some(ty) = self.place_ty(shape, name) {
            return Some(ty);
        }
        // The last two are those of the items of a dictionary's values.
        let mut items: Vec<Option<TyId>> = vec![None; if shape == Shape::Dict { 4 } else { 1 }];
        let mut of_sets = false;
        for fill in fills {
            let parts = match (fill, shape) {
                (Fill::Item(item), Shape::List | Shape::Set) => vec![(0, item)],
                (Fill::Items(of), Shape::List | Shape::Set) => {
                    let ty = self.native_element_ty(of)?;
                    items[0] = Some(match items[0] {
                        Some(before) => self.native_spanning(before, ty)?,
                        None => ty,
                    });
                    continue;
                }
                (Fill::Items(of), Shape::Dict) => {
                    let ty = self.type_of(of);
                    if self.displayed(ty, shape).is_some() {
                        return Some(self.cyp_plain(self.cx.types.resolved(ty)));
                    }
                    continue;
                }
                (Fill::EntryEntry(key, inner, value), Shape::Dict) => vec![(0, key), (3, inner), (2, value)],
                (Fill::Entry(key, value), Shape::Dict) => vec![(0, key), (1, value)],
                (Fill::EntryItem(key, item), Shape::Dict) => vec![(0, key), (2, item)],
                (Fill::EntryMember(key, item), Shape::Dict) => {
                    of_sets = true;
                    vec![(0, key), (2, item)]
                }
                (Fill::EntryItems(key, of), Shape::Dict) => {
                    let ty = self.native_element_ty(of)?;
                    items[2] = Some(match items[2] {
                        Some(before) => self.native_spanning(before, ty)?,
                        None => ty,
                    });
                    vec![(0, key)]
                }
                _ => continue,
            };
            for (at, part) in parts {
                let all = &mut items[at];
                // An empty display says nothing of its own.
                if self.empty_shape(part).is_some() {
                    continue;
                }
                let ty = self.native_item_ty(part)?;
                *all = Some(match *all {
                    Some(before) => self.native_spanning(before, ty)?,
                    None => ty,
                });
            }
        }
        if items.contains(&Some(common::UNSPECIFIED)) {
            return Some(common::UNSPECIFIED);
        }
        if let [_, value @ None, Some(inner), key] = &mut items[..] {
            *value = Some(match key {
                Some(key) => self.native_container_ty(Shape::Dict, vec![*key, *inner], empty.span)?,
                None => {
                    let shape = if of_sets { Shape::Set } else { Shape::List };
                    self.native_container_ty(shape, vec![*inner], empty.span)?
                }
            });
        }
        items.truncate(2);
        let items = items.into_iter().collect::<Option<Vec<_>>>()?;
        if items.contains(&common::UNSPECIFIED) {
            return Some(common::UNSPECIFIED);
        }
        if items.contains(&common::NULL) {
            return None;
        }
        self.native_container_ty(shape, items, empty.span)
    }

    /// A tuple as one of C, text in it as `Str`.
    pub(super) fn native_tuple(&mut self, e: &'a ast::Expr) -> Option<Expr> {
        if !self.makes_native_text() || !matches!(&e.kind, Ast::Tuple(items) if !items.is_empty()) {
            return None;
        }
        let ty = self.native_item_ty(e)?;
        if ty == common::UNSPECIFIED {
            return Some(Expr { ty, ..self.error_expr(e.span) });
        }
        match self.cx.types.kind(ty) {
            Ty::CTuple(items) if items.contains(&common::NULL) => None,
            _ => Some(self.expr_as(e, ty)),
        }
    }

    /// A tuple that a loop goes over, as a list.
    pub(super) fn native_loop_ty(&mut self, iter: &'a ast::Expr) -> Option<TyId> {
        match &iter.kind {
            Ast::Tuple(items) if self.makes_native_text() && !items.is_empty() => {
                let item = self.native_spanning_items(items.iter())?;
                if item == common::UNSPECIFIED {
                    return Some(item);
                }
                self.native_container_ty(Shape::List, vec![item], iter.span)
            }
            Ast::List(_) | Ast::Set(_) => self.native_display_ty(iter),
            _ => None,
        }
    }

    /// Whether a `std::string` is converted to objects of a class.
    pub(super) fn takes_std_string(&mut self, class: TyId, text: TyId) -> bool {
        self.makes_native_text()
            && Some(self.cx.types.resolved(text)) == self.std_string().map(|ty| self.cx.types.resolved(ty))
            && self.cyp_of(class).is_some_and(|cyp| self.cyp_python_class(&cyp) == Some(common::STR))
    }

    /// The type of a variable in code without the GIL, where Python's would be one of a Python object.
    pub(super) fn native_variable_ty(&mut self, ty: TyId) -> TyId {
        match self.cx.types.kind(ty) {
            Ty::Builtin(cyrus_types::Builtin::Str | cyrus_types::Builtin::Bytes)
                if self.makes_native_text() =>
            {
                self.native_ty(ty).unwrap_or(ty)
            }
            _ if ty == common::SOFT_COMPLEX && self.makes_native_text() => common::DOUBLE,
            _ => ty,
        }
    }
}

/// The keys and values that are written in a display.
fn pairs(items: &[ast::DictItem]) -> (Vec<&ast::Expr>, Vec<&ast::Expr>) {
    items
        .iter()
        .filter_map(|item| match item {
            ast::DictItem::Pair(key, value) => Some((key, value)),
            ast::DictItem::Unpack(_) => None,
        })
        .unzip()
}

/// `[]` and `{}`
pub(super) fn is_empty(e: &ast::Expr) -> bool {
    matches!(&e.kind, Ast::List(items) if items.is_empty())
        || matches!(&e.kind, Ast::Dict(items) if items.is_empty())
}
