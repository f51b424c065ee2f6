//! Text where the GIL is not held: f-strings, `%` on a literal, and `print` make `std::string`s in UTF-8.
//!
//! The values are formatted as Python formats them (`cpp_text` of the support library); numbers, C and C++ strings, characters,
//! and cypclass objects by their `__str__` or `__repr__`. Format specifications in the text are checked here, so that
//! only those that are made at run time can fail.

use super::Checker;
use super::cyp_call::CypArgs;
use cyrus_diagnostics::{Diagnostic, codes};
use cyrus_hir::{CCall, Callee, Expr, ExprKind, LocalId, Stmt, StmtKind, StrConst, Target, TargetKind};
use cyrus_source::Span;
use cyrus_syntax::ast::{self, Arg};
use cyrus_types::{Capability, CppHandler, ExcSpec, FuncTy, IntTy, Ty, TyId, common};

/// The format specification of one value.
enum Spec {
    Literal(String),
    /// Made at run time.
    Made(Expr),
}

/// What the support code tells apart.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum Shape {
    Int { signed: bool },
    Bool,
    Char,
    Float,
    Text,
}

impl Shape {
    fn function(self) -> &'static str {
        match self {
            Shape::Int { signed: true } => "__cyrus_text_int",
            Shape::Int { signed: false } => "__cyrus_text_uint",
            Shape::Bool => "__cyrus_text_bool",
            Shape::Char => "__cyrus_text_char",
            Shape::Float => "__cyrus_text_float",
            Shape::Text => "__cyrus_text_str",
        }
    }

    /// The letters that end a specification for such values.
    fn types(self) -> &'static str {
        match self {
            Shape::Int { .. } | Shape::Bool => "dnboxXceEfFgG%",
            Shape::Float => "eEfFgG%n",
            Shape::Char | Shape::Text => "s",
        }
    }
}

impl<'a> Checker<'_, 'a> {
    /// Whether text is made without Python here.
    pub fn makes_native_text(&self) -> bool {
        self.cx.cplus && self.fx_ref().nogil && !self.fx_ref().raising
    }

    /// `std::string`
    pub fn std_string(&mut self) -> Option<TyId> {
        let scope = crate::declare::pxd::load(self.cx, "libcpp.string")?;
        self.cx.scopes[scope].get("string")?.as_type()
    }

    /// A string literal as `std::string`.
    pub fn native_literal(&mut self, text: &[u8], span: Span) -> Expr {
        let pointer =
            Expr { ty: common::CONST_CHAR_PTR, span, kind: ExprKind::Str(StrConst::Bytes(text.to_vec())) };
        let size = self.int_expr(text.len() as i128, span);
        self.text_call("__cyrus_text_literal", vec![pointer, size], false, span)
    }

    /// Whether a type is `std::string`, whoever has declared it.
    fn is_std_string(&self, ty: TyId) -> bool {
        let Ty::Cpp(id, _) = self.cx.types.kind(ty) else { return false };
        let class = &self.cx.types.cpp_classes[*id];
        let in_std = class.namespace.as_ref().is_some_and(|n| n == "std");
        class.cname == "std::string" || class.cname == "string" && in_std
    }

    /// A string literal for a place that takes `std::string`: bytes always, text where Python cannot encode it.
    pub fn literal_as_cpp_string(&mut self, value: &Expr, to: TyId) -> Option<Expr> {
        let ExprKind::Str(literal) = &value.kind else { return None };
        let text = match literal {
            StrConst::Bytes(text) => text,
            StrConst::Text(text) if self.makes_native_text() => text,
            StrConst::Text(_) => return None,
        };
        if !self.cx.cplus || !self.is_std_string(to) {
            return None;
        }
        let text = text.clone();
        let ty = self.cx.types.resolved(to);
        Some(Expr { ty, ..self.native_literal(&text, value.span) })
    }

    /// The operands of an operator: a literal beside a `std::string`, or an object of a class that stands for text, is one.
    pub fn literals_beside_strings(&mut self, left: Expr, right: Expr) -> (Expr, Expr) {
        match (&left.kind, &right.kind) {
            (ExprKind::Str(_), _) => match self.literal_beside(&left, right.ty) {
                Some(text) => (text, right),
                None => (left, right),
            },
            (_, ExprKind::Str(_)) => match self.literal_beside(&right, left.ty) {
                Some(text) => (left, text),
                None => (left, right),
            },
            _ => (left, right),
        }
    }

    fn literal_beside(&mut self, literal: &Expr, ty: TyId) -> Option<Expr> {
        match self.cyp_of(ty) {
            Some(cyp) => {
                let own = self.cx.types.cyp_mention(cyp.class, cyp.args);
                self.value_as_cyp(literal, own)
            }
            None => self.literal_as_cpp_string(literal, ty),
        }
    }

    /// A C or C++ string for Python, in a statement that takes the GIL to raise.
    pub fn raised_text(&mut self, value: Expr) -> Expr {
        let native = self.cx.cplus && self.fx_ref().nogil && self.fx_ref().raising;
        if !native || self.text_shape(value.ty) != Some(Shape::Text) || self.cx.types.is_object(value.ty) {
            return value;
        }
        let span = value.span;
        let text = self.shaped_text(value, Shape::Text, Spec::Literal(String::new()), span);
        self.text_call_of("__cyrus_text_object", vec![text], common::STR, false, span)
    }

    /// An f-string.
    pub fn native_fstring(&mut self, f: &'a ast::FString, span: Span) -> Expr {
        let parts = self.text_parts(&f.parts, span);
        self.joined_text(parts, span)
    }

    fn joined_text(&mut self, mut parts: Vec<Expr>, span: Span) -> Expr {
        match parts.len() {
            0 => self.native_literal(b"", span),
            1 => parts.remove(0),
            _ => self.text_call("__cyrus_text_join", parts, false, span),
        }
    }

    fn text_parts(&mut self, parts: &'a [ast::FStringPart], span: Span) -> Vec<Expr> {
        let mut out = Vec::new();
        for part in parts {
            match part {
                ast::FStringPart::Literal(text) if text.is_empty() => {}
                ast::FStringPart::Literal(text) => out.push(self.native_literal(text.as_bytes(), span)),
                ast::FStringPart::Field(field) => {
                    let value = self.expr(&field.value);
                    let at = field.value.anchor_span();
                    let spec = match field.format.as_deref() {
                        None | Some([]) => Spec::Literal(String::new()),
                        Some([ast::FStringPart::Literal(text)]) => Spec::Literal(text.clone()),
                        Some(parts) => {
                            let parts = self.text_parts(parts, field.span);
                            Spec::Made(self.joined_text(parts, field.span))
                        }
                    };
                    out.push(self.formatted_text(value, field.conversion, spec, at));
                }
            }
        }
        out
    }

    /// `literal % values`; `None` when the left side is no literal.
    pub fn native_percent(&mut self, left: &'a ast::Expr, right: &'a ast::Expr, span: Span) -> Option<Expr> {
        let ast::ExprKind::Str(literal) = &left.kind else { return None };
        let text = literal.text.as_deref().or(literal.bytes.as_deref())?;
        let text = std::str::from_utf8(text).ok()?;
        let values: Vec<&'a ast::Expr> = match &right.kind {
            ast::ExprKind::Tuple(items) => items.iter().collect(),
            _ => vec![right],
        };
        let mut values = values.into_iter();
        let mut parts = Vec::new();
        let mut rest = text;
        while let Some(at) = rest.find('%') {
            if at > 0 {
                parts.push(self.native_literal(&rest.as_bytes()[..at], span));
            }
            let field = &rest[at + 1..];
            let end = field
                .find(|c: char| c.is_ascii_alphabetic() || !c.is_ascii() || c == '%')
                .unwrap_or(field.len());
            let letter = field[end..].chars().next();
            rest = field[end..].get(letter.map_or(0, char::len_utf8)..).unwrap_or_default();
            if letter == Some('%') && end == 0 {
                parts.push(self.native_literal(b"%", span));
                continue;
            }
            let Some((conversion, spec)) = letter.and_then(|l| percent_spec(&field[..end], l)) else {
                self.error(codes::E0301, span, format!("'%{}' is no format of this kind", &field[..end]));
                return Some(self.error_expr(span));
            };
            let Some(value) = values.next() else {
                self.error(codes::E0303, span, "not enough arguments for format string");
                return Some(self.error_expr(span));
            };
            let at = value.anchor_span();
            let value = self.expr(value);
            parts.push(self.formatted_text(value, conversion, Spec::Literal(spec), at));
        }
        if !rest.is_empty() {
            parts.push(self.native_literal(rest.as_bytes(), span));
        }
        if values.next().is_some() {
            self.error(codes::E0303, span, "not all arguments converted during string formatting");
        }
        Some(self.joined_text(parts, span))
    }

    /// `print(…)` to C's standard output; `None` for arguments that only Python's knows.
    pub fn native_print(&mut self, call: &'a ast::Call, span: Span) -> Option<Expr> {
        let (mut sep, mut end, mut starred) = (None, None, None);
        let mut values = Vec::new();
        for arg in &call.args {
            match arg {
                Arg::Positional(e) => values.push(e),
                Arg::Star(e) => starred = Some(e),
                Arg::Keyword(name, e) if name.name == "sep" => sep = Some(e),
                Arg::Keyword(name, e) if name.name == "end" => end = Some(e),
                Arg::Keyword(name, _) if name.name == "flush" => {}
                _ => return None,
            }
        }
        if let Some(of) = starred {
            if !values.is_empty() {
                return None;
            }
            let text = self.starred_text(of, sep, span)?;
            let end = self.print_mark(end, "\n", span);
            let text = self.joined_text(vec![text, end], span);
            return Some(self.text_call_of("__cyrus_text_print", vec![text], common::VOID, false, span));
        }
        let places: Vec<Span> = values.iter().map(|value| value.anchor_span()).collect();
        let mut values: Vec<Expr> = values.into_iter().map(|value| self.expr(value)).collect();
        let kept = self.kept_for_print(&mut values);
        let mut parts = Vec::new();
        for (i, (value, at)) in values.into_iter().zip(places).enumerate() {
            if i > 0 {
                parts.push(self.print_mark(sep, " ", span));
            }
            parts.push(self.formatted_text(value, None, Spec::Literal(String::new()), at));
        }
        parts.push(self.print_mark(end, "\n", span));
        let text = self.joined_text(parts, span);
        let mut call = self.text_call_of("__cyrus_text_print", vec![text], common::VOID, false, span);
        for (local, value) in kept.into_iter().rev() {
            let (ty, value, body) = (call.ty, Box::new(value), Box::new(call));
            call = Expr { ty, span, kind: ExprKind::Let { local, value, body } };
        }
        Some(call)
    }

    /// The values of `print` are there before the first is shown: where one is an object that those behind it may change, all are kept first.
    fn kept_for_print(&mut self, values: &mut [Expr]) -> Vec<(LocalId, Expr)> {
        let simple = |value: &Expr| value.kind.is_constant() || matches!(value.kind, ExprKind::Local(_));
        let Some(last) = values.iter().rposition(|value| !simple(value)) else { return Vec::new() };
        let plain = |this: &Self, value: &Expr| match this.cyp_of(value.ty) {
            Some(cyp) => matches!(cyp.cap, Capability::Local | Capability::Immutable | Capability::Lock),
            None => {
                let ty = this.cx.types.resolved(value.ty);
                let tuple = matches!(this.cx.types.kind(ty), Ty::CTuple(_)) || this.is_pair_ty(ty);
                tuple
                    || this.cx.types.is_numeric(ty)
                    || matches!(this.cx.types.kind(ty), Ty::Cpp(..)) && this.cpp_is_string(ty)
            }
        };
        let changes =
            |this: &Self, value: &Expr| this.cyp_of(value.ty).is_some_and(|cyp| cyp.cap == Capability::Local);
        let first = values[..last].iter().position(|value| changes(self, value));
        if first.is_none()
            || !values[..=last].iter().all(|value| value.kind.is_constant() || plain(self, value))
        {
            return Vec::new();
        }
        let mut kept = Vec::new();
        for value in &mut values[..=last] {
            if value.kind.is_constant() {
                continue;
            }
            let (ty, span) = (self.storage_ty(value.ty), value.span);
            let local = self.temp(ty, span);
            let read = self.local_expr(local, span);
            let given = std::mem::replace(value, read);
            kept.push((local, self.coerce(given, ty)));
        }
        kept
    }

    /// The text of `print(*of)`.
    fn starred_text(&mut self, of: &'a ast::Expr, sep: Option<&'a ast::Expr>, span: Span) -> Option<Expr> {
        let item = self.native_element_ty(of)?;
        let text = self.std_string()?;
        if item == common::UNSPECIFIED || self.speculating > 0 {
            return Some(Expr { ty: text, ..self.error_expr(span) });
        }
        let mark = self.print_mark(sep, " ", span);
        let (between, first) = (self.temp(text, span), self.text_local(common::BINT, span));
        let result = self.text_local(text, span);
        let set = |truth: bool| {
            let value = Expr { ty: common::BINT, span, kind: ExprKind::Bool(truth) };
            let target = Target { span, ty: common::BINT, kind: TargetKind::Local(first) };
            Stmt { span, kind: StmtKind::Assign { target, value } }
        };
        let mut body = vec![set(true)];
        body.extend(self.native_each(of, item, |this, value| {
            let mut turn = Vec::new();
            let test = this.local_expr(first, span);
            let mut orelse = Vec::new();
            let between = this.local_expr(between, span);
            this.add_text(result, vec![between], &mut orelse, span);
            turn.push(Stmt { span, kind: StmtKind::If { test, then: vec![set(false)], orelse } });
            let shown = this.native_formatted(value, 's', "", of.span);
            this.add_text(result, vec![shown], &mut turn, span);
            turn
        }));
        let empty = Box::new(self.native_literal(b"", span));
        let kind = ExprKind::Inlined { init: Some(empty), result, body };
        let made = Box::new(Expr { ty: text, span, kind });
        let kind = ExprKind::Let { local: between, value: Box::new(mark), body: made };
        Some(Expr { ty: text, span, kind })
    }

    fn print_mark(&mut self, given: Option<&'a ast::Expr>, default: &str, span: Span) -> Expr {
        match given {
            None => self.native_literal(default.as_bytes(), span),
            Some(e) => {
                let at = e.anchor_span();
                let value = self.expr(e);
                self.formatted_text(value, None, Spec::Literal(String::new()), at)
            }
        }
    }

    /// One value as text.
    fn formatted_text(&mut self, value: Expr, conversion: Option<char>, spec: Spec, span: Span) -> Expr {
        let by_items = self.is_shown_by_items(value.ty);
        if by_items && conversion.is_none() && !is_empty(&spec) {
            let shown = self.cx.types.display(value.ty);
            let message = format!("'{shown}' takes no format specification");
            let help = "format its text: '{value!s:…}'";
            self.report(Diagnostic::error(codes::E0301, span, message).help(help));
        }
        let of_object = by_items
            || self.cx.types.is_cyp(value.ty)
            || self.is_bytes_literal(&value)
            || self.caught_part(&value).is_some();
        let Some((value, shape)) = self.shown_value(value, conversion, span) else {
            return self.native_literal(b"", span);
        };
        // An object was asked for the text that the conversion means.
        if of_object && conversion == Some('a') {
            let shown = self.ascii_text(value, span);
            return self.shaped_text(shown, Shape::Text, spec, span);
        }
        let conversion = conversion.filter(|_| !of_object);
        let (value, shape) = match (conversion, shape) {
            (Some(how @ ('r' | 'a')), Shape::Text | Shape::Char) => {
                let plain = self.shaped_text(value, shape, Spec::Literal(String::new()), span);
                let shown = self.text_call("__cyrus_text_repr", vec![plain], false, span);
                (if how == 'a' { self.ascii_text(shown, span) } else { shown }, Shape::Text)
            }
            (Some('r' | 's' | 'a'), Shape::Int { .. } | Shape::Float | Shape::Bool) if !is_empty(&spec) => {
                let plain = self.shaped_text(value, shape, Spec::Literal(String::new()), span);
                (plain, Shape::Text)
            }
            _ => (value, shape),
        };
        self.shaped_text(value, shape, spec, span)
    }

    /// A value as text, with a specification.
    pub(super) fn native_formatted(&mut self, value: Expr, conversion: char, spec: &str, span: Span) -> Expr {
        let conversion = Some(conversion).filter(|c| *c != 's');
        self.formatted_text(value, conversion, Spec::Literal(spec.to_string()), span)
    }

    /// What `ascii` makes of what `repr` gave.
    fn ascii_text(&mut self, shown: Expr, span: Span) -> Expr {
        self.text_call("__cyrus_text_ascii", vec![shown], false, span)
    }

    /// What is formatted of a value: itself, a literal as text, or what a cypclass object says of itself.
    pub(super) fn shown_value(
        &mut self,
        value: Expr,
        conversion: Option<char>,
        span: Span,
    ) -> Option<(Expr, Shape)> {
        if self.cx.types.is_error(value.ty) || value.ty == common::UNSPECIFIED {
            return None;
        }
        let value = match &value.kind {
            // As Python shows bytes.
            ExprKind::Str(StrConst::Bytes(data)) if self.is_bytes_literal(&value) => {
                let text = bytes_repr(data);
                self.native_literal(text.as_bytes(), span)
            }
            ExprKind::Str(StrConst::Text(text) | StrConst::Bytes(text))
                if self.cx.types.is_object(value.ty) =>
            {
                let text = text.clone();
                self.native_literal(&text, span)
            }
            ExprKind::None => self.native_literal(b"None", span),
            _ if self.is_shown_by_items(value.ty) => self.items_text(value, span)?,
            _ if let Some((caught, path)) = self.caught_part(&value) => {
                let shown = matches!(conversion, Some('r' | 'a'));
                let (caught, path) = (caught.clone(), path.trim_start_matches('.').to_owned());
                self.caught_text(caught, shown.into(), &path, span)
            }
            _ if self.cx.types.is_cyp(value.ty) => {
                let method = if matches!(conversion, Some('r' | 'a')) { "__repr__" } else { "__str__" };
                self.text_or_none(value, method, span)?
            }
            _ => value,
        };
        let value = self.hard(value);
        let Some(shape) = self.text_shape(value.ty) else {
            let shown = self.cx.types.display(value.ty);
            let object = self.cx.types.is_object(value.ty);
            let message = match object {
                true => "Formatting a Python object not allowed without gil".to_string(),
                false => format!("Values of type '{shown}' cannot be formatted without the GIL"),
            };
            let (code, help) = match object {
                true => (codes::E0501, "put it into 'with gil:'"),
                false => {
                    (codes::E0301, "numbers, characters, strings, and cypclass objects with '__str__' can be")
                }
            };
            self.report(Diagnostic::error(code, span, message).help(help));
            return None;
        };
        Some((value, shape))
    }

    fn shaped_text(&mut self, value: Expr, shape: Shape, spec: Spec, span: Span) -> Expr {
        let is_pointer = self.cx.types.is_c_string(value.ty);
        let function = if is_pointer { "__cyrus_text_cstr" } else { shape.function() };
        let value = match is_pointer {
            true => Expr {
                ty: common::CONST_CHAR_PTR,
                span,
                kind: ExprKind::Coerce { kind: cyrus_hir::Coercion::CCast, value: Box::new(value) },
            },
            false => value,
        };
        match spec {
            Spec::Literal(text) => {
                if let Err(why) = check_spec(&text, shape.types()) {
                    self.error(codes::E0301, span, why);
                }
                // Not every number is a character's.
                let fails = text.ends_with('c') && shape != Shape::Text;
                if text.is_empty() && shape == Shape::Text && !is_pointer {
                    return value;
                }
                let spec = Expr {
                    ty: common::CONST_CHAR_PTR,
                    span,
                    kind: ExprKind::Str(StrConst::Bytes(text.into_bytes())),
                };
                self.text_call(function, vec![value, spec], fails, span)
            }
            Spec::Made(text) => {
                let made = self.text_call_of(
                    "__cyrus_text_spec_of",
                    vec![text],
                    common::CONST_CHAR_PTR,
                    false,
                    span,
                );
                self.text_call(function, vec![value, made], true, span)
            }
        }
    }

    fn text_shape(&self, ty: TyId) -> Option<Shape> {
        let types = &self.cx.types;
        Some(match types.kind(ty) {
            Ty::Bint => Shape::Bool,
            Ty::Int(IntTy::Ucs4 | IntTy::PyUnicode) => Shape::Char,
            Ty::Int(int) => Shape::Int { signed: int.is_signed() },
            Ty::Enum(_) => Shape::Int { signed: true },
            Ty::Float(_) => Shape::Float,
            Ty::Cpp(..) if self.cpp_is_string(types.resolved(ty)) => Shape::Text,
            _ if types.is_c_string(ty) => Shape::Text,
            _ => return None,
        })
    }

    /// The text of an exception that was caught, or the name of its class, by the number that the support code knows.
    fn is_bytes_literal(&self, value: &Expr) -> bool {
        matches!(value.kind, ExprKind::Str(StrConst::Bytes(_)))
            && value.ty == common::BYTES
            && self.fx_ref().directives.language_level.is_py3()
    }

    pub(super) fn caught_text(&mut self, caught: Expr, how: i128, part: &str, span: Span) -> Expr {
        let how = Expr { ty: common::INT, span, kind: ExprKind::Int(how) };
        let fails = !part.is_empty();
        let part = self.native_literal(part.as_bytes(), span);
        self.text_call("__cyrus_text_caught", vec![caught, how, part], fails, span)
    }

    /// What a cypclass object says of itself, or `None` where there is no object.
    fn text_or_none(&mut self, value: Expr, method: &str, span: Span) -> Option<Expr> {
        let may_be_null = match &value.kind {
            ExprKind::Local(local) => {
                Some(*local) != self.fx_ref().first_param || self.fx_ref().cyp_self.is_none()
            }
            ExprKind::CypNew(_) => false,
            _ => true,
        };
        let cap = self.cyp_of(value.ty)?.cap;
        if !may_be_null || !matches!(cap, Capability::Local | Capability::Immutable | Capability::Lock) {
            return self.cyp_text(value, method, span);
        }
        let ty = self.storage_ty(value.ty);
        let kept = self.temp(ty, span);
        let object = self.local_expr(kept, span);
        let shown = self.cyp_text(object.clone(), method, span)?;
        let shape = self.text_shape(shown.ty)?;
        let shown = self.shaped_text(shown, shape, Spec::Literal(String::new()), span);
        let null = Expr { ty: common::NULL, span, kind: ExprKind::Null };
        let test = self.compare_pair(ast::CompareOp::Is, object, null, span);
        let test = Box::new(self.truth(test));
        let then = Box::new(self.native_literal(b"None", span));
        let ty = then.ty;
        let kind = ExprKind::Conditional { test, then, orelse: Box::new(shown) };
        let body = Box::new(Expr { ty, span, kind });
        Some(Expr { ty, span, kind: ExprKind::Let { local: kept, value: Box::new(value), body } })
    }

    /// What a cypclass object says of itself.
    pub(super) fn cyp_text(&mut self, value: Expr, method: &str, span: Span) -> Option<Expr> {
        let cyp = self.cyp_of(value.ty)?;
        let has = |c: &mut Self, name: &str| !c.cyp_methods(&cyp, name).is_empty();
        let name = match has(self, method) {
            true => method,
            false if has(self, "__repr__") => "__repr__",
            false => {
                let shown = self.cx.types.display(value.ty);
                self.report(
                    Diagnostic::error(
                        codes::E0204,
                        span,
                        format!("'{shown}' has no '{method}' to make text with"),
                    )
                    .help(format!("give the class a method 'string {method}(self)'")),
                );
                return None;
            }
        };
        let call = self.cyp_method_call(value, name, CypArgs::default(), span).ok()?;
        if let Some(class) = self.cyp_of(call.ty)
            && class.class != cyp.class
            && self.cyp_python_class(&class) == Some(common::STR)
        {
            return self.text_or_none(call, "__str__", span);
        }
        let text = self.text_shape(call.ty) == Some(Shape::Text);
        if !text && !self.cx.types.is_error(call.ty) {
            let shown = self.cx.types.display(call.ty);
            self.error(codes::E0301, span, format!("'{name}' gives '{shown}' here, not a 'string'"));
        }
        text.then_some(call)
    }

    pub(super) fn text_call(&mut self, function: &str, args: Vec<Expr>, fails: bool, span: Span) -> Expr {
        match self.std_string() {
            Some(ty) => self.text_call_of(function, args, ty, fails, span),
            None => {
                self.error(codes::E0203, span, "text without the GIL needs 'libcpp.string'");
                self.error_expr(span)
            }
        }
    }

    pub(super) fn text_call_of(
        &mut self,
        function: &str,
        args: Vec<Expr>,
        ret: TyId,
        fails: bool,
        span: Span,
    ) -> Expr {
        let exception = match fails {
            true => ExcSpec::Cpp { handler: CppHandler::Default, maybe: None },
            false => ExcSpec::None,
        };
        let sig = self.cx.types.intern_func(FuncTy {
            params: Vec::new(),
            ret,
            varargs: true,
            optional: 0,
            exception,
            nogil: true,
            with_gil: false,
        });
        let callee = Callee::CppFunc { class: None, cname: function.into(), template_args: Vec::new() };
        let nogil = self.fx_ref().nogil;
        Expr { ty: ret, span, kind: ExprKind::CCall(Box::new(CCall { callee, sig, args, nogil })) }
    }
}

fn is_empty(spec: &Spec) -> bool {
    matches!(spec, Spec::Literal(text) if text.is_empty())
}

/// A field of `%` formatting as a format specification: flags, width and precision, and the letter.
fn percent_spec(flags: &str, letter: char) -> Option<(Option<char>, String)> {
    let digits = flags.find(|c: char| !"-+ #0".contains(c)).unwrap_or(flags.len());
    let (marks, size) = flags.split_at(digits);
    if size.contains('*') {
        return None;
    }
    let number = !matches!(letter, 's' | 'r' | 'c');
    let mut spec = String::new();
    match (marks.contains('-'), size.is_empty()) {
        (true, _) => spec.push('<'),
        (false, false) if !number => spec.push('>'),
        _ => {}
    }
    if number {
        spec.extend(['+', ' '].into_iter().find(|&c| marks.contains(c)));
        spec.extend(marks.contains('#').then_some('#'));
        spec.extend((marks.contains('0') && !marks.contains('-')).then_some('0'));
    }
    spec.push_str(size);
    match letter {
        's' => Some((Some('s'), spec)),
        'r' => Some((Some('r'), spec)),
        'c' => Some((None, format!("{spec}c"))),
        'd' | 'i' | 'u' => Some((None, format!("{spec}d"))),
        'x' | 'X' | 'o' | 'e' | 'E' | 'f' | 'F' | 'g' | 'G' => Some((None, format!("{spec}{letter}"))),
        _ => None,
    }
}

/// Whether a format specification is one for such values: `[[fill]align][sign][z][#][0][width][,][.precision][type]`.
fn check_spec(spec: &str, types: &str) -> Result<(), String> {
    let chars: Vec<char> = spec.chars().collect();
    let is_align = |c: Option<&char>| c.is_some_and(|c| "<>=^".contains(*c));
    let mut at = match () {
        () if is_align(chars.get(1)) => 2,
        () if is_align(chars.first()) => 1,
        () => 0,
    };
    let what = match types.chars().next() {
        Some('s') => "str",
        Some('d') => "int",
        _ => "float",
    };
    let (text, integer) = (what == "str", what == "int");
    let eat = |at: &mut usize, which: &str| {
        let found = chars.get(*at).copied().filter(|c| which.contains(*c));
        *at += usize::from(found.is_some());
        found
    };
    let digits = |at: &mut usize| {
        let start = *at;
        while chars.get(*at).is_some_and(char::is_ascii_digit) {
            *at += 1;
        }
        *at > start
    };
    if text && at > 0 && chars[at - 1] == '=' {
        return Err("'=' alignment not allowed in string format specifier".into());
    }
    let sign = eat(&mut at, "+- ");
    let coercion = eat(&mut at, "z");
    let alternate = eat(&mut at, "#");
    for (mark, what) in
        [(sign, "Sign"), (coercion, "Negative zero coercion (z)"), (alternate, "Alternate form (#)")]
    {
        if mark.is_some() && text {
            return Err(format!("{what} not allowed in string format specifier"));
        }
    }
    digits(&mut at);
    let group = eat(&mut at, ",_");
    if group.is_some() && text {
        return Err("Cannot specify ',' or '_' with 's'.".into());
    }
    let precision = eat(&mut at, ".").is_some();
    if precision && !digits(&mut at) {
        return Err("Format specifier missing precision".into());
    }
    let letter = chars.get(at).copied();
    if at + usize::from(letter.is_some()) < chars.len() {
        return Err(format!("Invalid format specifier '{spec}'"));
    }
    if let Some(letter) = letter {
        if !types.contains(letter) {
            return Err(format!("Unknown format code '{letter}' for object of type '{what}'"));
        }
        if let Some(group) = group
            && ("cn".contains(letter) || (group == ',' && "boxX".contains(letter)))
        {
            return Err(format!("Cannot specify '{group}' with '{letter}'."));
        }
    }
    // Integers may be formatted as floating point numbers.
    if integer && letter.is_none_or(|letter| "dnboxXc".contains(letter)) {
        if precision {
            return Err("Precision not allowed in integer format specifier".into());
        }
        if coercion.is_some() {
            return Err("Negative zero coercion (z) not allowed in integer format specifier".into());
        }
    }
    if letter == Some('c') && (sign.is_some() || alternate.is_some()) {
        let what = if sign.is_some() { "Sign" } else { "Alternate form (#)" };
        return Err(format!("{what} not allowed with integer format specifier 'c'"));
    }
    Ok(())
}

/// What `repr` gives of bytes.
fn bytes_repr(data: &[u8]) -> String {
    let quote = if data.contains(&b'\'') && !data.contains(&b'"') { b'"' } else { b'\'' };
    let mut out = format!("b{}", char::from(quote));
    for &byte in data {
        match byte {
            b'\t' => out.push_str("\\t"),
            b'\n' => out.push_str("\\n"),
            b'\r' => out.push_str("\\r"),
            b'\\' => out.push_str("\\\\"),
            _ if byte == quote => out.extend(['\\', char::from(byte)]),
            b' '..=b'~' => out.push(char::from(byte)),
            _ => out.push_str(&format!("\\x{byte:02x}")),
        }
    }
    out.push(char::from(quote));
    out
}
