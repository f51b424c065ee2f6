//! The one table of conversions: what may be assigned to what, and how.
//!
//! Source: Cython docs, "Language basics: Automatic type conversions". Every implicit conversion of the
//! language passes through [`Checker::coerce`].

use super::Checker;
use cyrus_diagnostics::codes;
use cyrus_hir::{Coercion, Expr, ExprKind, StrConst};
use cyrus_source::Span;
use cyrus_syntax::ast;
use cyrus_types::{Builtin, Capability, FuncTyId, IntTy, Origin, Ty, TyId, common};

impl<'a> Checker<'_, 'a> {
    /// Checks an expression and converts it to `ty`; literals may take the type directly.
    pub fn expr_as(&mut self, expr: &'a ast::Expr, ty: TyId) -> Expr {
        let mut value = self.expr_expecting(expr, ty);
        // Where a C integer is wanted, the bytes of an unprefixed literal count.
        if let (ast::ExprKind::Str(lit), ExprKind::Str(StrConst::Text(text))) = (&expr.kind, &value.kind)
            && lit.kind == ast::StrKind::Plain
            && let Some(bytes) = &lit.bytes
            && !text.is_ascii()
            && (matches!(self.cx.types.kind(ty), Ty::Int(i) if !matches!(i, IntTy::Ucs4 | IntTy::PyUnicode))
                || self.cx.types.is_c_string(ty) && !self.fx_ref().directives.language_level.is_py3())
        {
            value.kind = ExprKind::Str(StrConst::Bytes(bytes.clone()));
        }
        self.coerce(value, ty)
    }

    /// A C truth value for a condition.
    pub fn cond(&mut self, expr: &'a ast::Expr) -> Expr {
        if let ast::ExprKind::Name(name) = &expr.kind
            && let super::names::Resolved::Entry(entry) = self.resolve(name)
            && let crate::scope::EntryKind::Type(ty) = entry.kind
            && matches!(self.cx.types.kind(ty), Ty::Struct(_))
        {
            let shown = self.cx.types.display(ty);
            self.error(codes::E0301, expr.span, format!("Type '{shown}' not acceptable as a boolean"));
        }
        // Only the truth of the operands matters here, so they need no common type.
        if let ast::ExprKind::Bool(op, left, right) = &expr.kind
            && self.static_cond(expr).is_none()
        {
            let (left, right) = (self.cond(left), self.cond(right));
            let kind = ExprKind::BoolOp {
                and: *op == ast::BoolOp::And,
                left: Box::new(left),
                right: Box::new(right),
            };
            return Expr { ty: common::BINT, span: expr.span, kind };
        }
        let value = self.expr(expr);
        self.truth(value)
    }

    /// Converts a value to a C truth value.
    pub fn truth(&mut self, value: Expr) -> Expr {
        let span = value.span;
        let ty = value.ty;
        if matches!(self.cx.types.kind(ty), Ty::Cpp(..)) {
            let class = self.cx.types.resolved(ty);
            let has = |this: &mut Self, name: &str| !this.cpp_methods(class, name).is_empty();
            // `!x` is all that `not x` needs.
            if !has(self, "operator bool") && !has(self, "operator!") {
                let shown = self.cx.types.display(ty);
                self.error(codes::E0301, span, format!("Type '{shown}' not acceptable as a boolean"));
                return self.error_expr(span);
            }
            let sigs: Vec<_> = self.cpp_methods(class, "operator bool").into_iter().map(|m| m.sig).collect();
            let raises = |sig: &FuncTyId| {
                matches!(self.cx.types.funcs[*sig].exception, cyrus_types::ExcSpec::Cpp { .. })
            };
            if let Some(sig) = sigs.into_iter().find(raises) {
                let kind =
                    ExprKind::CppOperator { name: "bool".into(), operands: vec![value], sig: Some(sig) };
                return Expr { ty: common::BINT, span, kind };
            }
        }
        match (&value.kind, self.cx.types.kind(ty)) {
            (_, Ty::Bint | Ty::Error) => value,
            (ExprKind::Bool(_), _) => Expr { ty: common::BINT, ..value },
            (ExprKind::None, _) => Expr { ty: common::BINT, span, kind: ExprKind::Bool(false) },
            // Comparisons of objects give the truth value directly.
            (ExprKind::PyCompare { .. }, Ty::Object | Ty::Builtin(Builtin::Bool)) => {
                Expr { ty: common::BINT, ..value }
            }
            (ExprKind::Coerce { kind: Coercion::ToObject, value: inner }, _)
                if self.cx.types.is_numeric(inner.ty) =>
            {
                let inner = (**inner).clone();
                self.truth(inner)
            }
            (ExprKind::BoolOp { .. }, _) => match value.kind {
                ExprKind::BoolOp { and, left, right } => {
                    let left = Box::new(self.truth(*left));
                    let right = Box::new(self.truth(*right));
                    Expr { ty: common::BINT, span, kind: ExprKind::BoolOp { and, left, right } }
                }
                kind => Expr { ty, span, kind },
            },
            (_, Ty::Void) => {
                self.error(codes::E0301, span, "Type 'void' not acceptable as a boolean");
                self.error_expr(span)
            }
            (_, Ty::Struct(_) | Ty::NogilClass(_) | Ty::CTuple(_) | Ty::Array(..) | Ty::MemView(_))
                if !matches!(self.cx.types.kind(ty), Ty::Array(..)) =>
            {
                if matches!(self.cx.types.kind(ty), Ty::CTuple(_)) {
                    let object = self.coerce(value, common::OBJECT);
                    return self.coercion(Coercion::Truth, object, common::BINT);
                }
                let shown = self.cx.types.display(ty);
                self.error(codes::E0301, span, format!("Type '{shown}' not acceptable as a boolean"));
                self.error_expr(span)
            }
            (_, Ty::Cyp(_)) => match self.cyp_truth(value) {
                Ok(done) => done,
                Err(value) => self.coercion(Coercion::Truth, value, common::BINT),
            },
            _ => self.coercion(Coercion::Truth, value, common::BINT),
        }
    }

    /// A [`ExprKind::Coerce`] node.
    pub fn coercion(&mut self, kind: Coercion, value: Expr, ty: TyId) -> Expr {
        Expr { ty, span: value.span, kind: ExprKind::Coerce { kind, value: Box::new(value) } }
    }

    /// Converts `value` to `to`, reporting when that is impossible.
    pub fn coerce(&mut self, value: Expr, to: TyId) -> Expr {
        let span = value.span;
        let value = self.power_for(value, to);
        let value = if self.cx.types.is_object(to) { self.apart(value) } else { value };
        if let Some(message) = self.literal_misfit(&value, to) {
            self.error(codes::E0301, span, message);
            return self.error_expr(span);
        }
        if self.is_pymutex(to)
            && !matches!(self.cx.types.get(to), Ty::Ref(_))
            && self.copied_mutex(value.ty, span)
        {
            return self.error_expr(span);
        }
        if self.copied_unique(&value, to) || self.copies_isolated(&value, to) {
            return self.error_expr(span);
        }
        // Whoever has a reference to the place may write to it.
        if let Ty::Ref(inner) = *self.cx.types.get(to)
            && !matches!(self.cx.types.get(inner), Ty::Const(_))
        {
            self.check_cyp_write(&value, span);
        }
        let name = match &value.kind {
            ExprKind::CFunc(id) => Some(self.cx.cfuncs[*id].name.clone()),
            ExprKind::CVar(id) => Some(self.cx.cvars[*id].name.clone()),
            ExprKind::Local(id) => {
                self.fx_ref().locals.get(*id).map(|l| l.name.clone()).filter(|n| !n.is_empty())
            }
            _ => None,
        };
        let is_cyp = self.cx.types.is_cyp(value.ty);
        let reference = if is_cyp { self.reference_name(&value) } else { None };
        let declared = if is_cyp { self.reference_declaration(&value) } else { None };
        match self.try_coerce(value, to) {
            Ok(value) => value,
            Err(from) => {
                if let Some(diagnostic) = self.capability_mismatch(from, to, reference.as_deref(), span) {
                    self.report(match declared {
                        Some((at, what)) => diagnostic.label(at, what),
                        None => diagnostic,
                    });
                } else {
                    self.assign_error_of(from, to, name.as_deref(), span);
                }
                self.error_expr(span)
            }
        }
    }

    /// Reports that one type cannot be assigned to another.
    pub fn assign_error(&mut self, from: TyId, to: TyId, span: Span) {
        self.assign_error_of(from, to, None, span);
    }

    /// The same for a value with a name.
    fn assign_error_of(&mut self, from: TyId, to: TyId, name: Option<&str>, span: Span) {
        let (f, t) = crate::declare::items::misfit(self.cx, from, to).unwrap_or((from, to));
        if let Some(message) = self.string_mismatch(f, t) {
            self.error(codes::E0301, span, message);
            return;
        }
        let (shown_from, shown_to) = (self.cx.types.display(from), self.cx.types.display(to));
        let message = match (self.cx.types.is_object(from), self.cx.types.is_object(to)) {
            (true, false)
                if !matches!(self.cx.types.kind(to), Ty::Ptr(_) | Ty::Func(_))
                    || !self.cx.types.is_object(from) =>
            {
                format!("Cannot convert Python object to '{shown_to}'")
            }
            (true, false) => format!("Cannot convert Python object to '{shown_to}'"),
            (false, true) if to == common::OBJECT => {
                format!("Cannot convert '{shown_from}' to Python object")
            }
            _ if self.view_ty(from).is_some() && self.view_ty(to).is_some() => {
                format!("Memoryview '{shown_from}' not conformable to memoryview '{shown_to}'.")
            }
            _ => {
                let (from_alias, to_alias) = (self.alias_of(from), self.alias_of(to));
                let reason = self.exception_mismatch(from, to, name);
                format!("Cannot assign type '{shown_from}'{from_alias} to '{shown_to}'{to_alias}{reason}")
            }
        };
        self.error(codes::E0301, span, message);
    }

    /// ` (alias of 'int')` for a typedef.
    fn alias_of(&self, ty: TyId) -> String {
        match self.cx.types.get(ty) {
            Ty::Typedef(_) => format!(" (alias of '{}')", self.cx.types.display(self.cx.types.resolved(ty))),
            _ => String::new(),
        }
    }

    /// The rest of the sentence when functions differ in nothing but their exception values.
    fn exception_mismatch(&mut self, from: TyId, to: TyId, name: Option<&str>) -> String {
        let (Some(f), Some(g)) = (self.func_sig(from), self.func_sig(to)) else { return String::new() };
        let mut same = self.cx.types.funcs[f].clone();
        let wanted = self.cx.types.funcs[g].exception.clone();
        let silent = matches!(wanted, cyrus_types::ExcSpec::None);
        same.exception = wanted;
        let same = self.cx.types.intern_func(same);
        if !self.funcs_convert(same, g) {
            return String::new();
        }
        let advice = match (silent, name) {
            (false, _) => String::new(),
            (true, Some(name)) => format!(" Suggest adding 'noexcept' to the type of '{name}'."),
            (true, None) => " Suggest adding 'noexcept' to the type of the value being assigned.".to_string(),
        };
        format!(". Exception values are incompatible.{advice}")
    }

    /// Converts `value` to `to`, or gives back its type when there is no conversion.
    pub fn try_coerce(&mut self, value: Expr, to: TyId) -> Result<Expr, TyId> {
        let from = value.ty;
        let to_plain = match self.cx.types.get(to) {
            Ty::Const(inner) | Ty::Volatile(inner) => *inner,
            _ => to,
        };
        if let (Some(f), Some(t)) = (self.cyp_of(from), self.cyp_of(to_plain)) {
            let to = self.cx.types.resolved(to_plain);
            return self.cyp_coerce(value, &f, to, &t);
        }
        if from == to || from == to_plain {
            return Ok(value);
        }
        if let Some(number) = Checker::magnitude(&value)
            && self.holds_magnitude(to_plain, from)
        {
            return self.try_coerce(number.clone(), to);
        }
        if from == common::SOFT_COMPLEX && !self.cx.types.is_object(to) && !self.cx.types.is_complex(to) {
            let value = self.hard(value);
            return self.try_coerce(value, to);
        }
        if let Some(literal) = self.literal_as_cpp_string(&value, to_plain) {
            return Ok(literal);
        }
        if let Some(made) = self.value_as_cyp(&value, to_plain) {
            return Ok(made);
        }
        // A reference parameter takes the place itself, or a converted temporary.
        if let Ty::Ref(inner) | Ty::RvalueRef(inner) = *self.cx.types.get(to_plain) {
            if self.cx.types.unqualified(from) == self.cx.types.unqualified(inner) {
                return Ok(value);
            }
            return self.try_coerce(value, inner);
        }
        if self.cx.types.is_error(from) || self.cx.types.is_error(to) {
            return Ok(Expr { ty: to, ..value });
        }
        if from == common::UNSPECIFIED || to == common::UNSPECIFIED {
            return Ok(Expr { ty: to, ..value });
        }
        let value = match self.constant_as(value, to_plain) {
            Ok(done) => return Ok(done),
            Err(value) => value,
        };
        let (from_kind, to_kind) = (self.cx.types.kind(from).clone(), self.cx.types.kind(to_plain).clone());
        let done = |this: &mut Self, kind| Ok(this.coercion(kind, value.clone(), to_plain));
        match (&from_kind, &to_kind) {
            // ---- to Python
            (_, Ty::Object) if self.cx.types.is_object(from) => {
                Ok(self.coercion(Coercion::Reinterpret, value, to))
            }
            (_, Ty::Object)
                if let ExprKind::ExtMethod { object, class, method } = &value.kind
                    && self.cx.types.classes[*class].methods[*method as usize].overridable =>
            {
                let name = self.cx.types.classes[*class].methods[*method as usize].name.clone();
                let kind = ExprKind::Attr { object: object.clone(), name };
                Ok(Expr { ty: common::OBJECT, span: value.span, kind })
            }
            // A `cpdef` function is the module's global of that name.
            (_, Ty::Object)
                if let ExprKind::CFunc(id) = value.kind
                    && self.cx.cfuncs[id].origin == Origin::Here
                    && self.cx.cfuncs[id].class.is_none()
                    && self.is_python_name(id) =>
            {
                let kind = ExprKind::Global(self.cx.cfuncs[id].name.clone());
                Ok(Expr { ty: common::OBJECT, span: value.span, kind })
            }
            (_, Ty::Object) => self.object_from_value(value),
            (Ty::Builtin(a), Ty::Builtin(b)) => {
                if a == b && !crate::declare::items::fit(self.cx, value.ty, to) {
                    Err(from)
                } else if a == b || builtin_is_subclass(*a, *b) {
                    Ok(self.coercion(Coercion::Reinterpret, value, to))
                } else if builtin_is_subclass(*b, *a) || tested_when_run(&value, *a) {
                    done(self, Coercion::TypeTest { allow_none: true })
                } else {
                    Err(from)
                }
            }
            (Ty::Object, Ty::Builtin(_) | Ty::Ext(_)) | (Ty::Buffer(_), Ty::Ext(_)) => {
                if matches!(value.kind, ExprKind::None) {
                    return Ok(Expr { ty: to, ..value });
                }
                done(self, Coercion::TypeTest { allow_none: true })
            }
            (Ty::Ext(a), Ty::Ext(b)) => {
                if self.cx.types.is_subclass(*a, *b) {
                    Ok(self.coercion(Coercion::Reinterpret, value, to))
                } else {
                    // A Python class may derive from both.
                    done(self, Coercion::TypeTest { allow_none: true })
                }
            }
            // `ctypedef class __builtin__.list [object PyListObject]` is the builtin with its struct in sight.
            (Ty::Builtin(b), Ty::Ext(class)) if self.is_builtin_struct(*class, *b) => {
                Ok(self.coercion(Coercion::Reinterpret, value, to))
            }
            (Ty::Ext(class), Ty::Builtin(b)) if self.is_builtin_struct(*class, *b) => {
                Ok(self.coercion(Coercion::Reinterpret, value, to))
            }
            (Ty::Ext(class), Ty::Builtin(b)) => {
                // A class derived from a builtin is one.
                if self.builtin_base(*class) == Some(*b) {
                    Ok(self.coercion(Coercion::Reinterpret, value, to))
                } else {
                    done(self, Coercion::TypeTest { allow_none: true })
                }
            }
            (Ty::Complex(_), Ty::Ext(class)) if self.is_builtin_struct(*class, Builtin::Complex) => {
                let object = self.object_from_value(value)?;
                Ok(self.coercion(Coercion::Reinterpret, object, to))
            }
            (Ty::Bint | Ty::Int(_) | Ty::Enum(_) | Ty::Float(_), Ty::Ext(_)) => {
                let object = self.object_from_value(value)?;
                Ok(self.coercion(Coercion::TypeTest { allow_none: true }, object, to_plain))
            }
            (Ty::Builtin(Builtin::Type), Ty::Ext(_)) => done(self, Coercion::TypeTest { allow_none: true }),
            (Ty::Object | Ty::Builtin(_) | Ty::Ext(_) | Ty::Buffer(_), Ty::Buffer(_)) => {
                done(self, Coercion::TypeTest { allow_none: true })
            }
            (_, Ty::Builtin(b)) if !self.cx.types.is_object(from) => {
                if *b == Builtin::Str && self.cx.types.is_c_string(from) && !self.encodes_strings() {
                    return Err(from);
                }
                // C value → its natural Python class.
                let natural = self.natural_builtin(from);
                if natural == Some(*b)
                    || *b == Builtin::Bytes && self.cx.types.is_c_string(from)
                    || matches!(b, Builtin::Str | Builtin::ByteArray) && self.cx.types.is_c_string(from)
                {
                    if self.cx.types.is_c_string(from) {
                        return done(self, Coercion::CStringToObject);
                    }
                    let object = self.object_from_value(value)?;
                    return Ok(Expr { ty: to, ..object });
                }
                if *b == Builtin::Float && self.cx.types.is_integer(from)
                    || *b == Builtin::Complex && self.cx.types.is_numeric(from)
                {
                    let via = if *b == Builtin::Float { common::DOUBLE } else { common::DOUBLE_COMPLEX };
                    let number = self.try_coerce(value, via)?;
                    let object = self.object_from_value(number)?;
                    return Ok(Expr { ty: to, ..object });
                }
                if *b == Builtin::Tuple && natural == Some(Builtin::List) {
                    let span = value.span;
                    let list = self.object_from_value(value)?;
                    let kind = ExprKind::Runtime { name: "PySequence_Tuple".into(), args: vec![list] };
                    return Ok(Expr { ty: to, span, kind });
                }
                if *b == Builtin::Bytes
                    && matches!(self.cx.types.kind(from), Ty::Int(IntTy::Char | IntTy::SChar | IntTy::UChar))
                {
                    let span = value.span;
                    let kind =
                        ExprKind::Runtime { name: "__cyrus_bytes_from_char".into(), args: vec![value] };
                    return Ok(Expr { ty: to, span, kind });
                }
                if *b == Builtin::Bytes
                    && !matches!(value.kind, ExprKind::Int(_))
                    && matches!(self.cx.types.kind(from), Ty::Int(i) if !matches!(i, IntTy::Ucs4 | IntTy::PyUnicode))
                {
                    let span = value.span;
                    let number = self.coercion(Coercion::CCast, value, common::LONGLONG);
                    let kind =
                        ExprKind::Runtime { name: "__cyrus_bytes_from_int".into(), args: vec![number] };
                    return Ok(Expr { ty: to, span, kind });
                }
                if matches!(b, Builtin::Bytes | Builtin::ByteArray) && self.cpp_is_string(from) {
                    return Ok(self.cpp_string_as(value, *b, to));
                }
                let object = self.object_from_value(value)?;
                if natural.is_none() {
                    return self.try_coerce(object, to);
                }
                // No value of that class is one, but that is said when it happens.
                Ok(self.coercion(Coercion::TypeTest { allow_none: true }, object, to_plain))
            }
            // A literal is its bytes to a C++ string.
            (Ty::Builtin(Builtin::Str), Ty::Cpp(..))
                if self.cpp_is_string(to_plain)
                    && matches!(&value.kind, ExprKind::Str(StrConst::Text(t)) if t.is_ascii()) =>
            {
                let ExprKind::Str(StrConst::Text(text)) = value.kind else { return Err(from) };
                let kind = ExprKind::Str(StrConst::Bytes(text));
                self.value_from_object(Expr { ty: common::BYTES, span: value.span, kind }, to_plain)
            }
            // ---- from Python
            (Ty::Object | Ty::Builtin(_) | Ty::Ext(_) | Ty::Buffer(_), _) => {
                if let Some(number) = self.int_call_as(&value, to_plain) {
                    return Ok(number);
                }
                self.value_from_object(value, to_plain)
            }
            // ---- C numbers
            (Ty::Bint | Ty::Int(_) | Ty::Enum(_) | Ty::Float(_), Ty::Bint | Ty::Int(_) | Ty::Float(_)) => {
                if matches!(to_kind, Ty::Bint) && matches!(from_kind, Ty::Float(_)) {
                    return done(self, Coercion::Truth);
                }
                if matches!(from_kind, Ty::Float(_)) && !matches!(to_kind, Ty::Float(_)) {
                    return Err(from);
                }
                done(self, Coercion::CCast)
            }
            (Ty::Int(_) | Ty::Bint | Ty::Enum(_), Ty::Enum(_)) => {
                if self.cx.cplus && matches!(from_kind, Ty::Enum(_)) {
                    Err(from)
                } else {
                    done(self, Coercion::CCast)
                }
            }
            // Parts are not cut off but by a cast.
            (Ty::Float(_) | Ty::Complex(_), Ty::Complex(_))
                if self.cx.types.int_complex_part(to_plain).is_some()
                    && self.cx.types.int_complex_part(from).is_none() =>
            {
                Err(from)
            }
            (Ty::Bint | Ty::Int(_) | Ty::Enum(_) | Ty::Float(_), Ty::Complex(_)) => {
                done(self, Coercion::RealToComplex)
            }
            (Ty::Complex(_), Ty::Complex(_)) => done(self, Coercion::CCast),
            // ---- pointers
            (Ty::Null, Ty::Ptr(_) | Ty::Cyp(_)) => Ok(Expr { ty: to_plain, ..value }),
            (Ty::Array(..), Ty::MemView(_)) => self.array_to_view(value, to_plain),
            // Without a cast C++ sees what a template takes: dynamic_cast[T](object).
            (Ty::Ptr(a), Ty::Ptr(b))
                if matches!(self.cx.types.get(*a), Ty::Cpp(..))
                    && matches!(self.cx.types.get(*b), Ty::Void) =>
            {
                Ok(Expr { ty: to_plain, ..value })
            }
            (Ty::Array(a, _), Ty::Ptr(b)) | (Ty::Ptr(a), Ty::Ptr(b)) => {
                if self.pointers_convert(*a, *b) {
                    done(self, Coercion::CCast)
                } else {
                    Err(from)
                }
            }
            (Ty::Func(f), Ty::Ptr(b))
                if matches!(&value.kind, ExprKind::ExtMethod { object, .. }
                    if !matches!(object.kind, ExprKind::TypeObject(_)))
                    && matches!(*self.cx.types.kind(*b), Ty::Func(g) if self.funcs_convert(*f, g)) =>
            {
                // What the object's table holds is a pointer already.
                Ok(Expr { ty: to_plain, ..value })
            }
            (Ty::Func(_), _) if matches!(&value.kind, ExprKind::ExtMethod { .. }) => Err(from),
            (Ty::Func(f), Ty::Ptr(b)) => {
                let (f, target) = (*f, *b);
                match self.cx.types.kind(target).clone() {
                    Ty::Func(g) if self.funcs_convert(f, g) => done(self, Coercion::CCast),
                    Ty::Void => done(self, Coercion::CCast),
                    Ty::Func(g) if self.becomes_noexcept(&value, g) => done(self, Coercion::CCast),
                    _ => Err(from),
                }
            }
            (Ty::Array(a, n), Ty::Array(b, m)) if a == b && (n == m || n.is_none() || m.is_none()) => {
                Ok(value)
            }
            (Ty::CTuple(a), Ty::CTuple(b)) if a.len() == b.len() => self.ctuple_to_ctuple(value, to_plain),
            (_, Ty::Buffer(buffer)) if !self.cx.types.is_object(from) => {
                let object = self.try_coerce(value, buffer.base)?;
                Ok(Expr { ty: to, ..object })
            }
            (Ty::MemView(a), Ty::MemView(b)) => {
                if self.view_conforms(a, b) {
                    done(self, Coercion::MemViewToMemView)
                } else {
                    Err(from)
                }
            }
            (Ty::Struct(a), Ty::Struct(b)) if a == b => Ok(Expr { ty: to, ..value }),
            // ---- C++
            (Ty::Cpp(..), Ty::Cpp(..)) if self.cpp_converts(from, to_plain) => Ok(Expr { ty: to, ..value }),
            (_, Ty::Cpp(..)) | (Ty::Cpp(..), _) if self.cpp_converts(from, to_plain) => {
                done(self, Coercion::CCast)
            }
            (_, Ty::TemplateParam(_)) | (Ty::TemplateParam(_), _) => Ok(Expr { ty: to, ..value }),
            _ if self.cx.types.resolved(from) == self.cx.types.resolved(to_plain) => {
                Ok(Expr { ty: to, ..value })
            }
            _ => Err(from),
        }
    }

    /// A constant that takes the wanted type without run-time work.
    fn constant_as(&mut self, value: Expr, to: TyId) -> Result<Expr, Expr> {
        let to_kind = self.cx.types.kind(to).clone();
        let kind = match (&value.kind, &to_kind) {
            (ExprKind::Int(_) | ExprKind::BigInt(_), Ty::Object | Ty::Builtin(Builtin::Int))
            | (ExprKind::Float(_), Ty::Object | Ty::Builtin(Builtin::Float))
            | (ExprKind::Bool(_), Ty::Object | Ty::Builtin(Builtin::Bool)) => value.kind,
            (ExprKind::Imaginary(_), Ty::Object | Ty::Builtin(Builtin::Complex)) => value.kind,
            (ExprKind::Int(_), Ty::Int(IntTy::Ucs4 | IntTy::PyUnicode)) => return Err(value),
            (ExprKind::Int(_), Ty::Int(_)) if !self.cx.types.is_object(value.ty) => value.kind,
            // Beyond the signed types: what an unsigned one of 64 bits holds.
            (ExprKind::BigInt(text), Ty::Int(IntTy::ULong | IntTy::ULongLong | IntTy::SizeT)) => {
                match super::constant::parse_int(text).filter(|v| u64::try_from(*v).is_ok()) {
                    Some(number) => ExprKind::Int(number),
                    None => return Err(value),
                }
            }
            (ExprKind::Int(i), Ty::Float(_)) if !self.cx.types.is_object(value.ty) => {
                ExprKind::Float(format!("{i}.0").into())
            }
            (ExprKind::Int(i), Ty::Bint) => ExprKind::Bool(*i != 0),
            (ExprKind::Bool(b), Ty::Int(_)) => ExprKind::Int(i128::from(*b)),
            (ExprKind::Float(_), Ty::Float(_)) => value.kind,
            (ExprKind::None, Ty::Object | Ty::Builtin(_) | Ty::Ext(_) | Ty::Buffer(_)) => value.kind,
            (ExprKind::Str(s), _) => match self.string_as(s, &to_kind, to) {
                Some(kind) => kind,
                None => return Err(value),
            },
            (ExprKind::Char(c), Ty::Object | Ty::Builtin(Builtin::Bytes)) if to_kind != Ty::Object => {
                ExprKind::Str(StrConst::Bytes(vec![*c]))
            }
            _ => return Err(value),
        };
        Ok(Expr { ty: to, span: value.span, kind })
    }

    /// Whether text and C strings become each other: `c_string_encoding`.
    pub fn encodes_strings(&self) -> bool {
        !self.fx_ref().directives.c_string_encoding.is_empty()
            || !self.cx.directives.c_string_encoding.is_empty()
    }

    /// What to say about strings of different kinds.
    fn string_mismatch(&self, from: TyId, to: TyId) -> Option<String> {
        let types = &self.cx.types;
        Some(match (types.kind(from), types.kind(to)) {
            (Ty::Builtin(Builtin::Str), Ty::Builtin(Builtin::Bytes)) => {
                "Cannot convert Unicode string to 'bytes' implicitly, encoding required.".into()
            }
            (Ty::Builtin(Builtin::Bytes), Ty::Builtin(Builtin::Str)) => {
                "Cannot convert 'bytes' object to str implicitly, decoding required".into()
            }
            (_, Ty::Builtin(Builtin::Str)) if from == common::CHAR_PTR => {
                "Cannot convert 'char*' to unicode implicitly, decoding required".into()
            }
            (_, Ty::Builtin(Builtin::Str)) if types.is_c_string(from) => {
                format!(
                    "default encoding required for conversion from '{}' to 'str object'",
                    types.display(from)
                )
            }
            (Ty::Builtin(Builtin::Bytes), _) if types.is_wide_string(to) => {
                "Cannot convert 'bytes' object to Py_UNICODE*, use 'str'.".into()
            }
            (Ty::Builtin(Builtin::Str), _) if types.is_c_string(to) => {
                "Unicode objects only support coercion to Py_UNICODE*.".into()
            }
            _ => return None,
        })
    }

    /// String literals become C strings and single characters.
    fn string_as(&self, s: &StrConst, to_kind: &Ty, to: TyId) -> Option<ExprKind> {
        match to_kind {
            Ty::Int(IntTy::Char | IntTy::SChar | IntTy::UChar) => match s {
                StrConst::Bytes(b) if b.len() == 1 => Some(ExprKind::Char(b[0])),
                StrConst::Text(t) if t.len() == 1 => Some(ExprKind::Char(t[0])),
                _ => None,
            },
            Ty::Int(kind) if !matches!(kind, IntTy::Ucs4 | IntTy::PyUnicode) => match s {
                StrConst::Bytes(b) if b.len() == 1 => Some(ExprKind::Int(i128::from(b[0]))),
                StrConst::Text(t) if t.len() == 1 => Some(ExprKind::Int(i128::from(t[0]))),
                _ => None,
            },
            Ty::Int(IntTy::Ucs4 | IntTy::PyUnicode) => match s {
                StrConst::Text(t) => {
                    let text = std::str::from_utf8(t).ok()?;
                    let mut chars = text.chars();
                    let c = chars.next()?;
                    chars.next().is_none().then_some(ExprKind::Int(c as i128))
                }
                StrConst::Bytes(_) => None,
            },
            Ty::Ptr(pointee)
                if self.cx.types.is_c_string(to) || matches!(self.cx.types.kind(*pointee), Ty::Void) =>
            {
                match s {
                    StrConst::Bytes(_) => Some(ExprKind::Str(s.clone())),
                    StrConst::Text(t) if t.is_ascii() => Some(ExprKind::Str(StrConst::Bytes(t.clone()))),
                    StrConst::Text(t) if !self.cx.directives.c_string_encoding.is_empty() => {
                        Some(ExprKind::Str(StrConst::Bytes(t.clone())))
                    }
                    StrConst::Text(_) => None,
                }
            }
            Ty::Ptr(pointee) => self.wide_literal(s, *pointee),
            _ => None,
        }
    }

    /// C value → Python object.
    fn object_from_value(&mut self, value: Expr) -> Result<Expr, TyId> {
        let from = value.ty;
        let object = common::OBJECT;
        if from == common::SOFT_COMPLEX {
            let (span, name) = (value.span, "__cyrus_soft_complex_to_py".into());
            return Ok(Expr { ty: object, span, kind: ExprKind::Runtime { name, args: vec![value] } });
        }
        match self.cx.types.kind(from).clone() {
            Ty::Ptr(to) if matches!(self.cx.types.kind(to), Ty::Func(_)) => self.cfunc_to_object(value),
            Ty::Ptr(_) if self.cx.types.is_c_string(from) => {
                let ty =
                    if self.fx_ref().directives.c_string_type == "bytes" { common::BYTES } else { object };
                let made = self.coercion(Coercion::CStringToObject, value, ty);
                Ok(made)
            }
            Ty::Array(..) if self.cx.types.is_c_string(from) => {
                Ok(self.coercion(Coercion::CStringToObject, value, common::BYTES))
            }
            Ty::Ptr(_) | Ty::Array(..) if self.cx.types.is_wide_string(from) => {
                let span = value.span;
                Ok(self.wide_slice(value, None, None, span))
            }
            Ty::Func(_) => self.cfunc_to_object(value),
            Ty::Void | Ty::Null | Ty::Ptr(_) | Ty::NogilClass(_) | Ty::TemplateParam(_) => Err(from),
            Ty::MemView(_) => Ok(self.coercion(Coercion::MemViewToObject, value, object)),
            Ty::Cyp(cyp) if cyp.cap == Capability::Active => self.active_to_object(value),
            Ty::Cyp(cyp) if self.is_future(&cyp) => match self.future_for_python(&cyp) {
                Some(result) => Ok(self.future_to_object(value, result)),
                None => Err(from),
            },
            Ty::Cyp(cyp) if self.is_channel(&cyp) => Ok(self.channel_to_object(value, &cyp)),
            Ty::Cyp(cyp) => match cyp.cap {
                Capability::Local | Capability::Consumed => {
                    self.use_cyp(from);
                    Ok(self.coercion(Coercion::CypToObject, value, object))
                }
                // No reference to such an object is of another kind: one that Python holds is neither.
                cap if cap == self.cx.types.cyp_classes[cyp.class].own_cap
                    && (!cyp.is_const || cap == Capability::Immutable) =>
                {
                    self.use_cyp(from);
                    let (ty, span) = (self.cyp_plain(from), value.span);
                    let kind = ExprKind::CypCast { value: Box::new(value), checked: false };
                    Ok(self.coercion(Coercion::CypToObject, Expr { ty, span, kind }, object))
                }
                _ => Err(from),
            },
            Ty::Cpp(..) if !self.cpp_to_py(from) => Err(from),
            Ty::Cpp(..) => Ok(self.coercion(Coercion::CppToObject, value, object)),
            // `view.shape` is what it is for the memoryview object.
            Ty::Array(..) if matches!(value.kind, ExprKind::MemViewAttr { .. }) => {
                let span = value.span;
                let list = self.coercion(Coercion::ToObject, value, object);
                let kind = ExprKind::Runtime { name: "PySequence_Tuple".into(), args: vec![list] };
                Ok(Expr { ty: common::TUPLE, span, kind })
            }
            Ty::Array(elem, Some(_)) => {
                let probe = Expr { ty: elem, span: value.span, kind: ExprKind::Error };
                self.object_from_value(probe).map_err(|_| from)?;
                Ok(self.coercion(Coercion::ToObject, value, object))
            }
            // A slice whose end is known becomes a list.
            Ty::Array(elem, None) => match &value.kind {
                ExprKind::CSlice { object: base, upper, .. }
                    if upper.is_some() || matches!(self.cx.types.kind(base.ty), Ty::Array(_, Some(_))) =>
                {
                    let probe = Expr { ty: elem, span: value.span, kind: ExprKind::Error };
                    self.object_from_value(probe).map_err(|_| from)?;
                    Ok(Expr { ty: common::LIST, ..value })
                }
                _ => Err(from),
            },
            Ty::Struct(_) if self.is_pymutex(from) => Err(from),
            Ty::Struct(id) => {
                let fields: Vec<TyId> = self.cx.types.structs[id].fields.iter().map(|f| f.ty).collect();
                // Reading a union through a pointer that it does not hold would crash.
                if self.cx.types.structs[id].is_union {
                    let pointers: Vec<TyId> =
                        fields.iter().copied().filter(|&t| self.cx.types.is_pointer(t)).collect();
                    let mixed = pointers.len() < fields.len()
                        || pointers
                            .iter()
                            .any(|&t| self.cx.types.resolved(t) != self.cx.types.resolved(pointers[0]));
                    if !pointers.is_empty() && mixed {
                        return Err(from);
                    }
                }
                for ty in fields {
                    let probe = Expr { ty, span: value.span, kind: ExprKind::Error };
                    if !self.cx.types.is_object(ty) {
                        self.object_from_value(probe).map_err(|_| from)?;
                    }
                }
                Ok(self.coercion(Coercion::ToObject, value, object))
            }
            _ => Ok(self.coercion(Coercion::ToObject, value, object)),
        }
    }

    /// Python object → C value.
    fn value_from_object(&mut self, value: Expr, to: TyId) -> Result<Expr, TyId> {
        let from = value.ty;
        match self.cx.types.kind(to).clone() {
            Ty::Bint => Ok(self.truth(value)),
            Ty::Int(_) | Ty::Enum(_) if from == common::PYFLOAT => Err(from),
            Ty::CTuple(_) if !self.cyp_comes_from_python(to) => Err(from),
            Ty::Int(_) | Ty::Enum(_) | Ty::Float(_) | Ty::Complex(_) | Ty::Struct(_) | Ty::CTuple(_) => {
                Ok(self.coercion(Coercion::FromObject, value, to))
            }
            Ty::Ptr(_) if self.cx.types.is_c_string(to) => {
                if from == common::STR && !self.encodes_strings() {
                    return Err(from);
                }
                Ok(self.coercion(Coercion::ObjectToCString, value, to))
            }
            Ty::Ptr(_)
                if self.cx.types.is_wide_string(to)
                    && matches!(self.cx.types.kind(from), Ty::Object | Ty::Builtin(Builtin::Str)) =>
            {
                Ok(self.wide_of_str(value, to))
            }
            Ty::Array(_, Some(_)) => Ok(self.coercion(Coercion::FromObject, value, to)),
            Ty::Ptr(_) if matches!(value.kind, ExprKind::None) => Err(from),
            Ty::MemView(_) => Ok(self.coercion(Coercion::ObjectToMemView, value, to)),
            Ty::Cpp(..) if self.cpp_to_py(to) => Ok(self.coercion(Coercion::CppFromObject, value, to)),
            Ty::Cyp(cyp) if cyp.cap == Capability::Local => {
                self.use_cyp(to);
                Ok(self.coercion(Coercion::CypFromObject, value, to))
            }
            Ty::Cyp(cyp) if cyp.cap == Capability::Active => self.active_from_object(value, to),
            Ty::Cyp(cyp) if self.is_channel(&cyp) => Ok(self.channel_from_object(value, to, &cyp)),
            Ty::Cyp(cyp) if self.is_future(&cyp) => match self.future_for_python(&cyp) {
                Some(result) => Ok(self.future_from_object(value, to, result)),
                None => Err(from),
            },
            Ty::Cyp(cyp) if cyp.cap == self.cx.types.cyp_classes[cyp.class].own_cap => {
                self.use_cyp(to);
                let (plain, span) = (self.cyp_plain(to), value.span);
                let made = self.coercion(Coercion::CypFromObject, value, plain);
                let kind = ExprKind::CypCast { value: Box::new(made), checked: false };
                Ok(Expr { ty: to, span, kind })
            }
            Ty::TemplateParam(_) => Ok(Expr { ty: to, ..value }),
            _ => Err(from),
        }
    }

    /// The Python class that values of a C type become.
    pub fn natural_builtin(&self, ty: TyId) -> Option<Builtin> {
        match self.cx.types.kind(ty) {
            Ty::Bint => Some(Builtin::Bool),
            Ty::Int(IntTy::Ucs4 | IntTy::PyUnicode) => Some(Builtin::Str),
            Ty::Int(_) => Some(Builtin::Int),
            Ty::Enum(_) => Some(Builtin::Int),
            Ty::Float(_) => Some(Builtin::Float),
            Ty::Complex(_) => Some(Builtin::Complex),
            Ty::CTuple(_) => Some(Builtin::Tuple),
            Ty::Struct(_) => Some(Builtin::Dict),
            Ty::Builtin(b) => Some(*b),
            Ty::Ptr(_) if self.cx.types.is_c_string(ty) => None,
            Ty::Ptr(_) | Ty::Array(..) if self.cx.types.is_wide_string(ty) => Some(Builtin::Str),
            Ty::Array(..) if !self.cx.types.is_c_string(ty) => Some(Builtin::List),
            _ => None,
        }
    }

    /// Whether the extension type declares the struct of a builtin: `ctypedef class builtins.list [object PyListObject]`.
    pub(super) fn is_builtin_struct(&self, class: cyrus_types::ClassId, builtin: Builtin) -> bool {
        let (module, name) = match self.cx.types.classes[class].qualified.rsplit_once('.') {
            Some(parts) => parts,
            None => return false,
        };
        matches!(module, "__builtin__" | "builtins") && name == builtin.name()
    }

    fn builtin_base(&self, class: cyrus_types::ClassId) -> Option<Builtin> {
        let top = *self.cx.types.class_chain(class).last()?;
        match self.cx.types.kind(self.cx.types.classes[top].base?) {
            Ty::Builtin(b) => Some(*b),
            _ => None,
        }
    }
}

/// Values whose class is known and yet only compared when the program runs.
fn tested_when_run(value: &Expr, class: Builtin) -> bool {
    class == Builtin::Int
        || matches!(value.kind, ExprKind::Tuple(_) | ExprKind::Builtin(_) | ExprKind::TypeObject(_))
}

fn builtin_is_subclass(sub: Builtin, base: Builtin) -> bool {
    match (sub, base) {
        (Builtin::Bool, Builtin::Int) => true,
        (Builtin::Exception(sub), Builtin::Exception(base)) => sub.chain().any(|c| c == base),
        _ => false,
    }
}
