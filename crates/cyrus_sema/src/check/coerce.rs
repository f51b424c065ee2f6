//! The one table of conversions: what may be assigned to what, and how.
//!
//! Source: Cython docs, "Language basics: Automatic type conversions". Every implicit conversion of the
//! language passes through [`Checker::coerce`].

use super::Checker;
use cyrus_diagnostics::codes;
use cyrus_hir::{Coercion, Expr, ExprKind, StrConst};
use cyrus_syntax::ast;
use cyrus_types::{Builtin, FuncTyId, IntTy, Origin, Ty, TyId, common};

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
            (Ty::Int(_), Ty::Int(_)) if let Some(number) = self.int_of_text_as(&value, to_plain) => {
                Ok(number)
            }
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
