//! Expressions: literals, displays, conditionals. What takes more, calls, operators, attributes, subscripts, casts,
//! comprehensions, has files of its own.

use super::Checker;
use super::target::binary_op;
use cyrus_diagnostics::codes;
use cyrus_hir::{Expr, ExprKind, StrConst, UnOp};
use cyrus_source::Span;
use cyrus_syntax::ast::{self, ExprKind as Ast};
use cyrus_types::{IntTy, Ty, TyId, common};

impl<'a> Checker<'_, 'a> {
    /// Checks an expression; its type is the natural one.
    pub fn expr(&mut self, e: &'a ast::Expr) -> Expr {
        let span = e.span;
        let object = common::OBJECT;
        match &e.kind {
            Ast::Name(name) => self.name_expr(name, span),
            Ast::NoneLit => self.none_expr(span),
            Ast::True => Expr { ty: common::BINT, span, kind: ExprKind::Bool(true) },
            Ast::False => Expr { ty: common::BINT, span, kind: ExprKind::Bool(false) },
            Ast::Ellipsis => Expr { ty: object, span, kind: ExprKind::Ellipsis },
            Ast::Null => Expr { ty: common::NULL, span, kind: ExprKind::Null },
            Ast::Int(lit) => self.int_literal(lit, span),
            Ast::Float(text) => Expr { ty: common::DOUBLE, span, kind: ExprKind::Float(text.clone()) },
            Ast::Imaginary(text) => {
                Expr { ty: common::DOUBLE_COMPLEX, span, kind: ExprKind::Imaginary(text.clone()) }
            }
            Ast::Str(lit) => self.str_literal(lit, span),
            Ast::FString(f) if f.template => self.template_string(&f.parts, span),
            Ast::FString(f) if self.makes_native_text() => self.native_fstring(f, span),
            Ast::FString(f) => self.joined_fstring(&f.parts, span),
            Ast::Tuple(_) if let Some(tuple) = self.native_tuple(e) => tuple,
            Ast::Tuple(items) => self.tuple(items, span),
            Ast::List(_)
            | Ast::Set(_)
            | Ast::Dict(_)
            | Ast::ListComp(_)
            | Ast::SetComp(_)
            | Ast::DictComp(_)
                if let Some(made) = self.native_display(e) =>
            {
                made
            }
            Ast::List(items) => self.sequence(items, common::LIST, span, ExprKind::List),
            Ast::Set(items) => self.sequence(items, common::SET, span, ExprKind::Set),
            Ast::Dict(items) => self.dict(items, span),
            Ast::ListComp(_) | Ast::SetComp(_) | Ast::DictComp(_) => self.comprehension(e),
            Ast::GeneratorExp(_) => self.generator_expr(e),
            Ast::Attribute(value, name) => self.attribute(e, value, name),
            Ast::Subscript(value, index) => self.subscript(e, value, index),
            Ast::Slice { lower, upper, step } => self.slice_object(lower, upper, step, span),
            Ast::Call(_) if let Some(made) = self.native_empty_call(e) => made,
            Ast::Call(call) => self.call(call, e),
            Ast::Unary(op, operand) => self.unary(*op, operand, span),
            Ast::Binary(op, left, right) => {
                if *op == ast::BinaryOp::Mod
                    && self.makes_native_text()
                    && let Some(text) = self.native_percent(left, right, e.anchor_span())
                {
                    return text;
                }
                let left = self.expr(left);
                let right = self.display_beside(left.ty, right);
                let (left, right) = match op {
                    ast::BinaryOp::Mul => self.repeated_literal(left, right),
                    _ => (left, right),
                };
                self.binary(binary_op(*op), left, right, false, e.anchor_span())
            }
            Ast::Bool(op, left, right) => self.bool_op(*op == ast::BoolOp::And, left, right, span),
            Ast::Compare(first, rest) => self.compare(first, rest, e),
            Ast::Conditional { test, then, orelse } => self.conditional(test, then, orelse, span),
            Ast::Lambda(lambda) => self.lambda(lambda, span),
            Ast::Await(value) => {
                self.check_suspension("await", span);
                let value = Box::new(self.expr_as(value, object));
                Expr { ty: object, span, kind: ExprKind::Await(value) }
            }
            Ast::Yield(value) => {
                self.check_yield("yield", span);
                let value = value.as_ref().map(|v| Box::new(self.expr_as(v, object)));
                Expr { ty: object, span, kind: ExprKind::Yield(value) }
            }
            Ast::YieldFrom(value) => {
                self.check_yield("yield from", span);
                let value = Box::new(self.expr_as(value, object));
                Expr { ty: object, span, kind: ExprKind::YieldFrom(value) }
            }
            Ast::Starred(_) => {
                self.error(codes::E0101, span, "starred expression is not allowed here");
                self.error_expr(span)
            }
            Ast::Walrus(name, value) => {
                let target = self.walrus_target(name);
                let value = self.expr_as(value, target.ty);
                self.check_kept(&target, &value, span);
                let number = self.converted_number(&value).filter(|n| !n.kind.is_constant()).cloned();
                if let Some(number) = number {
                    return self.converting_walrus(target, number, span);
                }
                let ty = target.ty;
                if self.cx.types.is_unique(ty) {
                    self.copy_error(ty, span);
                }
                Expr { ty, span, kind: ExprKind::Walrus { target: Box::new(target), value: Box::new(value) } }
            }
            Ast::Cast { ty, value, checked } => self.cast_expr(ty, value, *checked, span),
            Ast::SizeOf(arg) => self.sizeof(arg, span),
            Ast::AddressOf(value) => self.address_of(value, span),
            Ast::TypeOf(value) => {
                let ty = self.type_of(value);
                let shown = self.cx.types.display(ty);
                self.text_expr(&shown, span)
            }
            Ast::New { class, args } => match self.cyp_new(class, args, span) {
                Some(made) => made,
                None => self.cpp_new(class, args, span),
            },
            Ast::Backquote(value) => {
                let value = self.expr_as(value, object);
                Expr {
                    ty: common::STR,
                    span,
                    kind: ExprKind::Runtime { name: "PyObject_Repr".into(), args: vec![value] },
                }
            }
            Ast::Type(_) => {
                self.error(codes::E0101, span, "a type cannot stand here");
                self.error_expr(span)
            }
            Ast::Consume(value) => self.consume(value, span),
            Ast::Go(operand) => self.go_expr(operand, span),
            Ast::Error => self.error_expr(span),
        }
    }

    /// Checks an expression whose value will be converted to `ty`: displays and literals may build that
    /// type directly.
    pub fn expr_expecting(&mut self, e: &'a ast::Expr, ty: TyId) -> Expr {
        let span = e.span;
        if let (Ast::Name(_) | Ast::Attribute(..), Some(sig)) = (&e.kind, self.func_sig(ty))
            && let Some(variant) = self.fused_as_pointer(e, sig, span)
        {
            return variant;
        }
        let place = match &e.kind {
            Ast::AddressOf(place) => place,
            _ => e,
        };
        if let (Ast::Attribute(value, name), Some(sig)) = (&place.kind, self.func_sig(ty))
            && let Some(method) = self.cpp_static_value(value, name, Some(sig), place.anchor_span())
        {
            return method;
        }
        match (&e.kind, self.cx.types.kind(ty).clone()) {
            (Ast::Tuple(items), Ty::CTuple(tys)) if items.len() == tys.len() => {
                let items = items.iter().zip(tys).map(|(i, t)| self.expr_as(i, t)).collect();
                Expr { ty, span, kind: ExprKind::CTuple(items) }
            }
            (Ast::List(items) | Ast::Tuple(items), Ty::Array(elem, _))
                if !items.iter().any(|i| matches!(i.kind, Ast::Starred(_))) =>
            {
                let items = items.iter().map(|i| self.expr_as(i, elem)).collect();
                Expr { ty, span, kind: ExprKind::CArrayLiteral(items) }
            }
            (Ast::List(items) | Ast::Tuple(items), Ty::Ptr(elem))
                if !matches!(self.cx.types.kind(elem), Ty::Void | Ty::Func(_))
                    && (matches!(e.kind, Ast::List(_)) || !self.cx.types.is_c_string(ty))
                    && !items.iter().any(|i| matches!(i.kind, Ast::Starred(_))) =>
            {
                // A list display assigned to a pointer is an array in the function's frame.
                let count = items.len() as u64;
                let items: Vec<Expr> = items.iter().map(|i| self.expr_as(i, elem)).collect();
                let elem = self.cx.types.unqualified(elem);
                let array = self.cx.types.array(elem, Some(count));
                Expr { ty: array, span, kind: ExprKind::CArrayLiteral(items) }
            }
            (Ast::List(items) | Ast::Tuple(items), Ty::Cyp(_))
                if self.displayed_item_ty(ty, span).is_some()
                    && let Some(list) = self.display_as_list(items, ty, span) =>
            {
                list
            }
            (Ast::Tuple(items), Ty::Cpp(..)) if let Some(made) = self.tuple_as_pair(items, ty, span) => made,
            (Ast::List(_) | Ast::Set(_) | Ast::ListComp(_) | Ast::SetComp(_), Ty::Cpp(..))
                if let Some(made) = self.display_as_cpp(e, ty) =>
            {
                made
            }
            (Ast::NoneLit, Ty::Cyp(_)) if self.makes_native_text() => {
                Expr { ty, span: e.anchor_span(), kind: ExprKind::Null }
            }
            (
                Ast::Set(_)
                | Ast::Dict(_)
                | Ast::ListComp(_)
                | Ast::SetComp(_)
                | Ast::DictComp(_)
                | Ast::GeneratorExp(_)
                | Ast::Call(_),
                Ty::Cyp(_),
            ) if let Some(made) = self.display_as(e, ty) => made,
            (Ast::Binary(ast::BinaryOp::Mul, left, right), Ty::Cyp(_))
                if let Some(made) = self.repeated_display_as(left, right, ty, span) =>
            {
                made
            }
            (Ast::Subscript(..), Ty::Builtin(_) | Ty::Int(_)) => {
                let value = self.expr(e);
                self.subscript_as(value, ty)
            }
            (Ast::Str(lit), Ty::Array(elem, Some(len)))
                if matches!(self.cx.types.kind(elem), Ty::Int(IntTy::Char | IntTy::SChar | IntTy::UChar)) =>
            {
                self.char_array(lit, elem, &len, ty, span)
            }
            (Ast::Str(lit), Ty::Ptr(elem)) if self.holds_code_points(elem) && lit.text.is_some() => {
                self.code_points(lit, elem, span)
            }
            (Ast::Str(lit), Ty::Array(elem, Some(_))) if self.holds_code_points(elem) => {
                let made = self.code_points(lit, elem, span);
                Expr { ty, ..made }
            }
            // Without a prefix it may as well be bytes, in the encoding of the file.
            (Ast::Str(ast::StrLit { kind: ast::StrKind::Plain, bytes: Some(bytes), .. }), Ty::Ptr(_))
                if self.cx.types.is_c_string(ty) =>
            {
                Expr { ty: common::BYTES, span, kind: ExprKind::Str(StrConst::Bytes(bytes.clone())) }
            }
            (Ast::Dict(items), Ty::Struct(id)) => self.struct_from_dict(items, id, ty, span),
            (Ast::List(items), Ty::Struct(id))
                if items.len() == self.cx.types.structs[id].fields.len()
                    && !items.iter().any(|i| matches!(i.kind, Ast::Starred(_))) =>
            {
                let members = self.cx.types.structs[id].fields.clone();
                let fields =
                    items.iter().zip(members).map(|(i, f)| (f.cname, self.expr_as(i, f.ty))).collect();
                Expr { ty, span, kind: ExprKind::StructLiteral { fields } }
            }
            (Ast::Bool(op, left, right), Ty::Int(_) | Ty::Float(_)) => {
                match self.c_bool_op(*op == ast::BoolOp::And, left, right, ty, span) {
                    Some(done) => done,
                    None => self.expr(e),
                }
            }
            (Ast::Conditional { test, then, orelse }, _) if !self.cx.types.is_object(ty) => {
                let test = Box::new(self.branch_cond(test));
                let then = Box::new(self.value_or_none_as(then, ty));
                let orelse = Box::new(self.value_or_none_as(orelse, ty));
                Expr { ty, span, kind: ExprKind::Conditional { test, then, orelse } }
            }
            _ => self.expr(e),
        }
    }

    fn struct_from_dict(
        &mut self,
        items: &'a [ast::DictItem],
        id: cyrus_types::StructId,
        ty: TyId,
        span: Span,
    ) -> Expr {
        let mut fields = Vec::new();
        for item in items {
            let ast::DictItem::Pair(key, value) = item else {
                self.error(codes::E0301, span, "a struct cannot be built with **");
                continue;
            };
            let name = match &key.kind {
                Ast::Str(lit) => lit.text.clone().or(lit.bytes.clone()),
                _ => None,
            };
            let Some(name) = name.and_then(|n| String::from_utf8(n).ok()) else {
                self.error(codes::E0301, key.span, "Invalid struct field identifier");
                continue;
            };
            let field = self.cx.types.structs[id].field(&name).map(|(_, f)| (f.cname.clone(), f.ty));
            match field {
                Some((cname, field_ty)) => fields.push((cname, self.expr_as(value, field_ty))),
                None => {
                    let shown = self.cx.types.structs[id].name.clone();
                    self.error(codes::E0204, key.span, format!("struct '{shown}' has no field '{name}'"));
                }
            }
        }
        Expr { ty, span, kind: ExprKind::StructLiteral { fields } }
    }

    // ---- literals

    pub(super) fn str_literal(&mut self, lit: &ast::StrLit, span: Span) -> Expr {
        match lit.kind {
            ast::StrKind::Char => {
                let c = lit.bytes.as_ref().and_then(|b| b.first()).copied().unwrap_or(0);
                Expr { ty: common::CHAR, span, kind: ExprKind::Char(c) }
            }
            ast::StrKind::Bytes => {
                let bytes = lit.bytes.clone().unwrap_or_default();
                Expr { ty: common::BYTES, span, kind: ExprKind::Str(StrConst::Bytes(bytes)) }
            }
            ast::StrKind::Plain | ast::StrKind::Unicode => {
                let text = lit.text.clone().unwrap_or_default();
                Expr { ty: common::STR, span, kind: ExprKind::Str(StrConst::Text(text)) }
            }
        }
    }

    /// The text that the parts of an f-string or of a format specification make.
    pub(super) fn joined_fstring(&mut self, parts: &'a [ast::FStringPart], span: Span) -> Expr {
        let mut parts = self.fstring_parts(parts, span);
        match parts.len() {
            0 => self.text_expr("", span),
            1 => parts.remove(0),
            _ => Expr { ty: common::STR, span, kind: ExprKind::JoinStr(parts) },
        }
    }

    fn fstring_parts(&mut self, parts: &'a [ast::FStringPart], span: Span) -> Vec<Expr> {
        let mut out = Vec::new();
        for part in parts {
            match part {
                ast::FStringPart::Literal(text) if text.is_empty() => {}
                ast::FStringPart::Literal(text) => out.push(self.text_expr(text, span)),
                ast::FStringPart::Field(field) => {
                    let value = self.expr(&field.value);
                    let value = self.raised_text(value);
                    let c_number = self.cx.types.is_numeric(value.ty) && value.ty != common::SOFT_COMPLEX;
                    let value = if c_number && !value.kind.is_constant() {
                        value
                    } else {
                        self.coerce(value, common::OBJECT)
                    };
                    let spec = field.format.as_ref().map(|f| Box::new(self.joined_fstring(f, field.span)));
                    out.push(Expr {
                        ty: common::STR,
                        span: field.span,
                        kind: ExprKind::FormatValue {
                            value: Box::new(value),
                            conversion: field.conversion,
                            spec,
                        },
                    });
                }
            }
        }
        out
    }

    // ---- displays

    fn tuple(&mut self, items: &'a [ast::Expr], span: Span) -> Expr {
        self.sequence(items, common::TUPLE, span, ExprKind::Tuple)
    }

    /// A list, set or tuple display, merged when it has stars.
    pub fn sequence(
        &mut self,
        items: &'a [ast::Expr],
        ty: TyId,
        span: Span,
        make: fn(Vec<Expr>) -> ExprKind,
    ) -> Expr {
        if items.iter().any(|i| matches!(i.kind, Ast::Starred(_))) {
            let mut parts = Vec::new();
            let mut plain = Vec::new();
            for item in items {
                if let Ast::Starred(inner) = &item.kind {
                    if !plain.is_empty() {
                        parts.push(cyrus_hir::MergePart::Items(std::mem::take(&mut plain)));
                    }
                    let value = self.expr_as(inner, common::OBJECT);
                    parts.push(cyrus_hir::MergePart::Unpack(value));
                } else {
                    plain.push(self.expr_as(item, common::OBJECT));
                }
            }
            if !plain.is_empty() {
                parts.push(cyrus_hir::MergePart::Items(plain));
            }
            return Expr { ty, span, kind: ExprKind::Merge(parts) };
        }
        let items = items.iter().map(|i| self.expr_as(i, common::OBJECT)).collect();
        Expr { ty, span, kind: make(items) }
    }

    fn dict(&mut self, items: &'a [ast::DictItem], span: Span) -> Expr {
        let mut parts = Vec::new();
        let mut pairs = Vec::new();
        for item in items {
            match item {
                ast::DictItem::Pair(k, v) => {
                    let k = self.expr_as(k, common::OBJECT);
                    pairs.push((k, self.expr_as(v, common::OBJECT)));
                }
                ast::DictItem::Unpack(e) => {
                    if !pairs.is_empty() {
                        parts.push(cyrus_hir::MergePart::Pairs(std::mem::take(&mut pairs)));
                    }
                    parts.push(cyrus_hir::MergePart::UnpackDict(self.expr_as(e, common::OBJECT)));
                }
            }
        }
        let kind = if parts.is_empty() {
            ExprKind::Dict(pairs)
        } else {
            if !pairs.is_empty() {
                parts.push(cyrus_hir::MergePart::Pairs(pairs));
            }
            ExprKind::Merge(parts)
        };
        Expr { ty: common::DICT, span, kind }
    }

    // ---- places, sizeof, yield

    /// A checked place: attributes and subscripts that can be assigned.
    pub fn lvalue(&mut self, e: &'a ast::Expr) -> Expr {
        match &e.kind {
            Ast::Attribute(value, name) => {
                if let Some(done) = self.qualified_name(e) {
                    return done;
                }
                if let Some(method) = self.cpp_static_value(value, name, None, e.anchor_span()) {
                    return method;
                }
                let object = self.expr(value);
                self.attribute_of(object, &name.name, e.anchor_span())
            }
            Ast::Subscript(value, index) => self.subscript(e, value, index),
            _ => self.expr(e),
        }
    }

    fn walrus_target(&mut self, name: &ast::Ident) -> cyrus_hir::Target {
        // Inside a comprehension the name belongs to the function around.
        let saved = std::mem::take(&mut self.fx().comprehensions);
        let target = self.name_target(&name.name, name.span);
        self.fx().comprehensions = saved;
        target
    }

    /// `yield` makes a generator of the function around it, if that can be one.
    fn check_yield(&mut self, word: &str, span: Span) {
        use super::fncx::FnKind;
        self.check_suspension(word, span);
        let fx = self.fx_ref();
        let possible = match fx.kind {
            FnKind::Def | FnKind::Lambda | FnKind::GeneratorExpr => fx.class_bodies.is_empty(),
            FnKind::Module | FnKind::C => false,
        };
        let is_async = matches!(
            fx.coroutine,
            cyrus_hir::CoroutineKind::Coroutine
                | cyrus_hir::CoroutineKind::IterableCoroutine
                | cyrus_hir::CoroutineKind::AsyncGenerator
        );
        if !possible || is_async && word == "yield from" {
            self.error(codes::E0306, span, format!("'{word}' not supported here"));
        }
    }

    /// `++x` or `--x`, written without a space: meant as in C.
    pub(super) fn is_doubled(&self, op: ast::UnaryOp, operand: &ast::Expr, span: Span) -> bool {
        matches!(operand.kind, Ast::Unary(inner, _) if inner == op) && operand.span.start == span.start + 1
    }

    pub(super) fn unary_op(&mut self, op: UnOp, operand: &'a ast::Expr, span: Span) -> Expr {
        let value = self.expr(operand);
        self.unary_value(op, value, span)
    }
}
