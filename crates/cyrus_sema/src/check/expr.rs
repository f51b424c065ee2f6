//! Expressions: literals, attributes, displays, conditionals, casts. Calls, operators, subscripts and
//! comprehensions have files of their own.

use super::Checker;
use super::names::Resolved;
use super::target::binary_op;
use crate::cx::c_member_name;
use crate::scope::EntryKind;
use cyrus_diagnostics::codes;
use cyrus_hir::{Coercion, Expr, ExprKind, StrConst, UnOp};
use cyrus_source::Span;
use cyrus_syntax::Name;
use cyrus_syntax::ast::{self, ExprKind as Ast};
use cyrus_types::{IntTy, Ty, TyId, common};

/// What a struct, seen as a dict, can be asked for.
const DICT_METHODS: &[&str] = &["copy", "get", "items", "keys", "values"];

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
            Ast::Tuple(items) => self.tuple(items, span),
            Ast::List(items) => self.sequence(items, common::LIST, span, ExprKind::List),
            Ast::Set(items) => self.sequence(items, common::SET, span, ExprKind::Set),
            Ast::Dict(items) => self.dict(items, span),
            Ast::ListComp(_) | Ast::SetComp(_) | Ast::DictComp(_) => self.comprehension(e),
            Ast::GeneratorExp(_) => self.generator_expr(e),
            Ast::Attribute(value, name) => self.attribute(e, value, name),
            Ast::Subscript(value, index) => self.subscript(e, value, index),
            Ast::Slice { lower, upper, step } => self.slice_object(lower, upper, step, span),
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
                let right = self.expr(right);
                self.binary(binary_op(*op), left, right, false, e.anchor_span())
            }
            Ast::Bool(op, left, right) => self.bool_op(*op == ast::BoolOp::And, left, right, span),
            Ast::Compare(first, rest) => self.compare(first, rest, e),
            Ast::Conditional { test, then, orelse } => self.conditional(test, then, orelse, span),
            Ast::Lambda(lambda) => self.lambda(lambda, span),
            Ast::Await(value) => {
                self.check_suspension(span);
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
                let then = Box::new(self.expr_as(then, ty));
                let orelse = Box::new(self.expr_as(orelse, ty));
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

    // ---- attributes

    fn attribute(&mut self, e: &'a ast::Expr, value: &'a ast::Expr, name: &ast::Ident) -> Expr {
        if let Some(done) = self.qualified_name(e) {
            return done;
        }
        if let Some(class) = self.cyp_named(value) {
            return self.cyp_class_attribute(class, &name.name, e.anchor_span());
        }
        if let Some(method) = self.cpp_static_value(value, name, None, e.anchor_span()) {
            return method;
        }
        // `Class.method` of an extension type's C methods.
        if let Some(ty) = self.named_type(value)
            && let Ty::Ext(class) = *self.cx.types.kind(ty)
            && self
                .cx
                .types
                .find_method(class, &c_member_name(&self.cx.types, class, &name.name))
                .is_some_and(|(_, m)| !m.overridable && !m.is_static)
        {
            let object = Expr { ty: common::TYPE, span: value.span, kind: ExprKind::TypeObject(ty) };
            return self.ext_attribute(object, class, &name.name, e.anchor_span());
        }
        let object = self.expr(value);
        self.attribute_of(object, &name.name, e.anchor_span())
    }

    /// A dotted name that is resolved at compile time: names of cimported modules, enum items, the
    /// `cython` module.
    fn qualified_name(&mut self, e: &ast::Expr) -> Option<Expr> {
        let Ast::Attribute(value, name) = &e.kind else { return None };
        if let Some(ty) = self.named_type(value)
            && let Ty::Enum(id) = *self.cx.types.kind(ty)
            && let Some(item) = self.cx.types.enums[id].items.iter().find(|i| i.name == name.name)
        {
            return Some(Expr { ty, span: e.anchor_span(), kind: ExprKind::CConst(item.cname.clone()) });
        }
        let scope = self.scope_of(value)?;
        match scope {
            // A text, with attributes of its own.
            QualifiedScope::Cython(path) if path == super::cython_value::VERSION => None,
            QualifiedScope::Cython(path) => Some(self.cython_attribute(e, &format!("{path}.{}", name.name))),
            QualifiedScope::Scope(scope) => {
                let entry = self.cx.scopes[scope].get(&name.name).cloned();
                entry.map(|entry| self.entry_expr(&entry, e.span))
            }
        }
    }

    /// The scope that an expression names, when it names one.
    pub fn scope_of(&mut self, e: &ast::Expr) -> Option<QualifiedScope> {
        match &e.kind {
            Ast::Name(name) => match self.resolve(name) {
                Resolved::Entry(entry) => self.entry_scope(&entry),
                _ => None,
            },
            Ast::Attribute(value, name) => match self.scope_of(value)? {
                QualifiedScope::Cython(path) => {
                    Some(QualifiedScope::Cython(format!("{path}.{}", name.name).into()))
                }
                QualifiedScope::Scope(scope) => {
                    let entry = self.cx.scopes[scope].get(&name.name).cloned()?;
                    self.entry_scope(&entry)
                }
            },
            _ => None,
        }
    }

    fn entry_scope(&mut self, entry: &crate::scope::Entry) -> Option<QualifiedScope> {
        match &entry.kind {
            EntryKind::Module(scope) => Some(QualifiedScope::Scope(*scope)),
            EntryKind::Cython(path) => Some(QualifiedScope::Cython(path.clone())),
            EntryKind::Type(ty) => {
                let key = match self.cx.types.kind(*ty) {
                    Ty::Cpp(id, _) => crate::cx::ClassKey::Cpp(*id),
                    Ty::Cyp(cyp) => crate::cx::ClassKey::Cyp(cyp.class),
                    _ => return None,
                };
                self.cx.class_scopes.get(&key).map(|&s| QualifiedScope::Scope(s))
            }
            _ => None,
        }
    }

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

    /// `object.name`
    pub fn attribute_of(&mut self, object: Expr, name: &Name, span: Span) -> Expr {
        let name = name.clone();
        let ty = self.cx.types.resolved(object.ty);
        match self.cx.types.get(ty).clone() {
            Ty::Error => self.error_expr(span),
            Ty::Unspecified => Expr { ty: common::UNSPECIFIED, ..self.error_expr(span) },
            Ty::Ext(class) | Ty::NogilClass(class) => self.ext_attribute(object, class, &name, span),
            Ty::Struct(id) => self.member(object, id, &name, false, span),
            Ty::Ptr(to) => match self.cx.types.kind(to).clone() {
                Ty::Struct(id) => self.member(object, id, &name, true, span),
                Ty::Cpp(..) => self.cpp_attribute(object, to, &name, true, span),
                Ty::NogilClass(class) => self.ext_attribute(object, class, &name, span),
                // Those of the bytes that a C string becomes.
                _ if self.cx.types.is_c_string(ty) => {
                    let object = self.coerce(object, common::BYTES);
                    Expr { ty: common::OBJECT, span, kind: ExprKind::Attr { object: Box::new(object), name } }
                }
                _ => self.no_attribute(object, &name, span),
            },
            Ty::Cpp(..) => self.cpp_attribute(object, ty, &name, false, span),
            Ty::Complex(f) if name == "real" || name == "imag" => {
                let whole = self.cx.types.int_complex_part(object.ty);
                let float = self.cx.types.intern(Ty::Float(f));
                let part = Expr {
                    ty: float,
                    span,
                    kind: ExprKind::Member { object: Box::new(object), cname: name, arrow: false },
                };
                match whole {
                    Some(int) => {
                        let int = self.cx.types.intern(Ty::Int(int));
                        self.coercion(Coercion::CCast, part, int)
                    }
                    None => part,
                }
            }
            Ty::MemView(_) => self.memview_attribute(object, &name, span),
            Ty::Cyp(_) => self.cyp_attribute(object, &name, span),
            Ty::Buffer(buffer) if let Ty::Ext(class) = *self.cx.types.kind(buffer.base) => {
                self.ext_attribute(object, class, &name, span)
            }
            Ty::Object | Ty::Builtin(_) | Ty::Buffer(_) => {
                Expr { ty: common::OBJECT, span, kind: ExprKind::Attr { object: Box::new(object), name } }
            }
            _ => match self.try_coerce(object.clone(), common::OBJECT) {
                Ok(object) => {
                    Expr { ty: common::OBJECT, span, kind: ExprKind::Attr { object: Box::new(object), name } }
                }
                Err(_) => self.no_attribute(object, &name, span),
            },
        }
    }

    fn no_attribute(&mut self, object: Expr, name: &Name, span: Span) -> Expr {
        let base = match *self.cx.types.kind(object.ty) {
            Ty::Ptr(to) => to,
            _ => object.ty,
        };
        if matches!(self.cx.types.kind(base), Ty::Struct(id) if !self.cx.types.structs[*id].complete) {
            let shown = self.cx.types.display(base);
            let message = format!("Cannot select attribute of incomplete type '{shown}'");
            self.error(codes::E0204, span, message);
            return self.error_expr(span);
        }
        let shown = self.cx.types.display(object.ty);
        self.error(codes::E0204, span, format!("Object of type '{shown}' has no attribute '{name}'"));
        self.error_expr(span)
    }

    fn member(
        &mut self,
        object: Expr,
        id: cyrus_types::StructId,
        name: &Name,
        arrow: bool,
        span: Span,
    ) -> Expr {
        let def = &self.cx.types.structs[id];
        let plain = crate::cx::without_class(name);
        let field = def.field(name).or_else(|| def.field(plain?)).map(|(_, f)| (f.cname.clone(), f.ty));
        match field {
            Some((cname, ty)) => {
                Expr { ty, span, kind: ExprKind::Member { object: Box::new(object), cname, arrow } }
            }
            // A method of the dict that the struct becomes.
            None if !arrow && DICT_METHODS.contains(&name.as_str()) => {
                match self.try_coerce(object.clone(), common::OBJECT) {
                    Ok(dict) => {
                        let kind = ExprKind::Attr { object: Box::new(dict), name: name.clone() };
                        Expr { ty: common::OBJECT, span, kind }
                    }
                    Err(_) => self.no_attribute(object, name, span),
                }
            }
            None => self.no_attribute(object, name, span),
        }
    }

    /// Whether an object of an extension type is to be tested for None (`nonecheck`) where its parts are used.
    pub(super) fn may_be_none(&self, object: &Expr) -> bool {
        let fx = self.fx_ref();
        fx.directives.nonecheck
            && !(fx.class.is_some() && matches!(object.kind, ExprKind::Local(l) if Some(l) == fx.first_param))
    }

    fn ext_attribute(&mut self, object: Expr, class: cyrus_types::ClassId, name: &Name, span: Span) -> Expr {
        if self.cx.types.classes[class].nogil {
            return match self.nogil_attribute(&object, class, name, span) {
                Some(done) => done,
                None => self.no_attribute(object, name, span),
            };
        }
        let name = &c_member_name(&self.cx.types, class, name);
        let none_check = self.may_be_none(&object);
        if let Some((owner, field)) = self.cx.types.find_field(class, name) {
            let index = self.cx.types.classes[owner].fields.iter().position(|f| f.name == *name);
            let ty = field.ty;
            let index = index.unwrap_or(0) as u32;
            // `__dict__` and the like are Python attributes.
            if name == "__dict__" || name == "__weakref__" {
                self.error(codes::E0309, span, format!("Illegal use of special attribute {name}"));
            } else {
                return Expr {
                    ty,
                    span,
                    kind: ExprKind::ExtField {
                        object: Box::new(object),
                        class: owner,
                        field: index,
                        none_check,
                    },
                };
            }
        }
        if let Some((owner, method)) = self.cx.types.find_method(class, name) {
            let index =
                self.cx.types.classes[owner].methods.iter().position(|m| m.name == *name).unwrap_or(0);
            let sig = method.sig;
            let ty = self.cx.types.intern(Ty::Func(sig));
            return Expr {
                ty,
                span,
                kind: ExprKind::ExtMethod { object: Box::new(object), class: owner, method: index as u32 },
            };
        }
        if let Some(read) = self.c_property(&object, class, name, span) {
            return read;
        }
        Expr {
            ty: common::OBJECT,
            span,
            kind: ExprKind::Attr { object: Box::new(object), name: name.clone() },
        }
    }

    // ---- cast, sizeof, &

    fn walrus_target(&mut self, name: &ast::Ident) -> cyrus_hir::Target {
        // Inside a comprehension the name belongs to the function around.
        let saved = std::mem::take(&mut self.fx().comprehensions);
        let target = self.name_target(&name.name, name.span);
        self.fx().comprehensions = saved;
        target
    }

    fn cast_expr(&mut self, ty: &'a ast::TypeExpr, value: &'a ast::Expr, checked: bool, span: Span) -> Expr {
        let scope = self.fx_ref().scope;
        if let ast::TypeExprKind::MemoryView { base, axes } = &ty.kind
            && axes.iter().any(|a| matches!(&a.kind, Ast::Slice { upper: Some(_), .. }))
        {
            return self.pointer_as_array(base, axes, value, span);
        }
        let to = super::declared::resolve_type(self.cx, scope, ty);
        if matches!(self.cx.types.kind(to), Ty::Func(_)) {
            self.error(codes::E0306, span, "Cannot cast to a function type");
            return self.error_expr(span);
        }
        let operand = self.expr_expecting(value, to);
        self.check_cast(value, &operand, to, span);
        self.cast(operand, to, checked, span)
    }

    /// `<to> value`
    pub fn cast(&mut self, value: Expr, to: TyId, checked: bool, span: Span) -> Expr {
        let from = value.ty;
        let types = &self.cx.types;
        if types.is_error(from) || types.is_error(to) {
            return Expr { ty: to, ..value };
        }
        let value = Expr { span, ..value };
        let value = match self.cyp_cast(value.clone(), to, span) {
            Some(done) => return done,
            None => value,
        };
        // What the object's table of methods holds is a pointer.
        let looked_up = matches!(&value.kind, ExprKind::ExtMethod { object, .. }
            if !matches!(object.kind, ExprKind::TypeObject(_)));
        if looked_up && matches!(self.cx.types.kind(from), Ty::Func(_)) {
            let pointer = self.cx.types.ptr(from);
            return self.cast(Expr { ty: pointer, ..value }, to, checked, span);
        }
        // An array decays: what is cast to its type is cast to a pointer.
        let to = match *self.cx.types.kind(to) {
            Ty::Array(elem, _) if self.cx.types.is_pointer(from) => self.cx.types.ptr(elem),
            _ => to,
        };
        let types = &self.cx.types;
        let (from_object, to_object) = (types.is_object(from), types.is_object(to));
        match (types.kind(from).clone(), types.kind(to).clone()) {
            _ if from_object && to_object => {
                if checked {
                    self.coercion(Coercion::TypeTest { allow_none: false }, value, to)
                } else if from == to {
                    value
                } else {
                    self.coercion(Coercion::Reinterpret, value, to)
                }
            }
            (Ty::Cpp(..), Ty::Bint) => self.truth(value),
            (_, Ty::Ptr(pointee)) if from_object => {
                let is_func = matches!(self.cx.types.kind(pointee), Ty::Func(_));
                if (self.cx.types.is_c_string(to) || self.cx.types.is_wide_string(to)) && !is_func {
                    return self.coerce(value, to);
                }
                let named = matches!(value.kind, ExprKind::Global(_) | ExprKind::CVar(_));
                if named && from == common::OBJECT && self.cx.types.is_numeric(pointee) {
                    let message = "Python objects cannot be cast to pointers of primitive types";
                    self.error(codes::E0301, span, message);
                }
                self.coercion(Coercion::ObjectToPtr, value, to)
            }
            (Ty::Ptr(_) | Ty::Null, _) if to_object && !self.cx.types.is_c_string(from) => {
                self.coercion(Coercion::PtrToObject, value, to)
            }
            (Ty::Int(_) | Ty::Float(_) | Ty::Enum(_), Ty::Builtin(cyrus_types::Builtin::Bool)) => {
                let truth = self.truth(value);
                self.coerce(truth, to)
            }
            _ if to_object => {
                // Integers and floats go through the natural class.
                match self.try_coerce(value.clone(), to) {
                    Ok(done) => done,
                    Err(_) => {
                        let object = self.coerce(value, common::OBJECT);
                        self.coerce(object, to)
                    }
                }
            }
            _ if from_object => {
                // `<int> obj` converts; `<bint>` tests truth.
                self.coerce(value, to)
            }
            (Ty::Array(..), Ty::Array(..)) => value,
            (Ty::Void, _) => {
                self.assign_error(from, to, span);
                self.error_expr(span)
            }
            (Ty::Float(_) | Ty::Int(_) | Ty::Bint | Ty::Enum(_), Ty::Complex(_)) => {
                let made = self.coercion(Coercion::RealToComplex, value, to);
                self.whole(made)
            }
            (Ty::Complex(_), Ty::Complex(_)) => {
                let made = self.coercion(Coercion::CCast, value, to);
                self.whole(made)
            }
            (Ty::CTuple(_) | Ty::Struct(_) | Ty::NogilClass(_), _)
                if self.cx.types.resolved(from) == self.cx.types.resolved(to) =>
            {
                Expr { ty: to, ..value }
            }
            (Ty::MemView(_), _) | (_, Ty::MemView(_)) => self.coerce(value, to),
            (Ty::NogilClass(_), _) | (_, Ty::NogilClass(_)) => {
                self.assign_error(from, to, span);
                self.error_expr(span)
            }
            _ => match value.kind {
                ExprKind::Null if matches!(self.cx.types.kind(to), Ty::Ptr(_)) => Expr { ty: to, ..value },
                _ => self.coercion(Coercion::CCast, value, to),
            },
        }
    }

    fn sizeof(&mut self, arg: &'a ast::SizeOfArg, span: Span) -> Expr {
        let scope = self.fx_ref().scope;
        let ty = match arg {
            ast::SizeOfArg::Type(ty) => super::declared::resolve_type(self.cx, scope, ty),
            ast::SizeOfArg::Expr(e) => {
                // A variable wins over a type of the same name.
                let is_local = matches!(&e.kind, Ast::Name(n) if matches!(self.resolve(n), Resolved::Local(_) | Resolved::Outer { .. }));
                let as_type = if is_local { None } else { super::declared::expr_as_type(self.cx, scope, e) };
                match as_type {
                    Some(ty) => ty,
                    None => {
                        let value = self.expr(e);
                        value.ty
                    }
                }
            }
        };
        if self.cx.types.is_object(ty) && !matches!(self.cx.types.kind(ty), Ty::Ext(_)) {
            self.error(codes::E0301, span, "Cannot take sizeof Python object");
        } else if matches!(self.cx.types.kind(ty), Ty::Void) {
            self.error(codes::E0301, span, "Cannot take sizeof void");
        } else if matches!(self.cx.types.kind(ty), Ty::Struct(_))
            && !super::declared::is_complete(self.cx, ty)
        {
            let shown = self.cx.types.display(ty);
            self.error(codes::E0301, span, format!("Cannot take sizeof incomplete type '{shown}'"));
        }
        Expr { ty: common::SIZE_T, span, kind: ExprKind::SizeOf(ty) }
    }

    /// `yield` makes a generator of the function around it, if that can be one.
    fn check_yield(&mut self, word: &str, span: Span) {
        use super::fncx::FnKind;
        self.check_suspension(span);
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

/// What stands before the dot of a compile-time dotted name.
pub enum QualifiedScope {
    Scope(crate::scope::ScopeId),
    Cython(Name),
}
