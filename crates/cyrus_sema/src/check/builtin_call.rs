//! Calls of builtins whose meaning is known: `len`, `isinstance`, `min`, `super()`, `locals()` …

use super::Checker;
use cyrus_diagnostics::codes;
use cyrus_hir::{self as hir, Coercion, Expr, ExprKind};
use cyrus_source::Span;
use cyrus_syntax::Name;
use cyrus_syntax::ast::{self, Arg};
use cyrus_types::{Ty, TyId, common};

impl<'a> Checker<'_, 'a> {
    /// Builtin functions whose meaning is known; `None` leaves an ordinary call.
    pub(super) fn builtin_call(&mut self, name: &str, call: &'a ast::Call, e: &'a ast::Expr) -> Option<Expr> {
        let span = e.span;
        if let Some(value) = self.native_builtin(name, call, span) {
            return Some(value);
        }
        let mut args = Vec::new();
        for arg in &call.args {
            match arg {
                Arg::Positional(e) => args.push(e),
                _ => return None,
            }
        }
        if let [first, rest @ ..] = &args[..]
            && let Some(done) = self.cyp_builtin(name, first, rest, span)
        {
            return Some(done);
        }
        match (name, &args[..]) {
            ("super", []) => Some(self.zero_arg_super(span)),
            ("len", [arg]) => {
                let value = self.expr(arg);
                let value = self.literal_object(value);
                if self.cx.types.is_error(value.ty) {
                    return Some(value);
                }
                if self.cx.types.is_wide_string(value.ty) {
                    return Some(self.wide_len(value, span));
                }
                if let Ty::Array(_, Some(n)) = self.cx.types.kind(value.ty).clone() {
                    return Some(self.array_len(&n, span));
                }
                if self.view_ty(value.ty).is_some() {
                    return Some(self.memview_len(value, span));
                }
                let value = match self.native_len(value, span) {
                    Ok(len) => return Some(len),
                    Err(value) => value,
                };
                let (ty, function) = match self.cx.types.kind(value.ty) {
                    Ty::Ptr(_) if self.cx.types.is_c_string(value.ty) => {
                        return Some(Expr {
                            ty: common::SSIZE_T,
                            span,
                            kind: ExprKind::Runtime { name: "__cyrus_strlen".into(), args: vec![value] },
                        });
                    }
                    _ => (common::SSIZE_T, "PyObject_Length"),
                };
                let value = self.coerce(value, common::OBJECT);
                Some(Expr { ty, span, kind: ExprKind::Runtime { name: function.into(), args: vec![value] } })
            }
            ("isinstance", [value, class]) => Some(self.isinstance_call(value, class, span)),
            ("hasattr", [object, attr]) => {
                Some(self.objects_runtime("__cyrus_hasattr", &[object, attr], common::BINT, span))
            }
            ("getattr", [object, attr]) => {
                Some(self.objects_runtime("PyObject_GetAttr", &[object, attr], common::OBJECT, span))
            }
            ("getattr", [object, attr, other]) => {
                let args = [*object, *attr, *other];
                Some(self.objects_runtime("__cyrus_getattr_default", &args, common::OBJECT, span))
            }
            ("sorted", [value]) => Some(self.object_runtime("__cyrus_sorted", value, common::LIST, span)),
            ("reversed", [arg]) => self.reversed_slice(arg, span),
            ("any", [arg]) => self.any_or_all(arg, true, span),
            ("all", [arg]) => self.any_or_all(arg, false, span),
            ("next", [value, other]) => {
                Some(self.objects_runtime("__cyrus_next_default", &[value, other], common::OBJECT, span))
            }
            ("type", [value]) => {
                let value = self.expr_as(value, common::OBJECT);
                Some(Expr {
                    ty: common::TYPE,
                    span,
                    kind: ExprKind::Runtime { name: "PyObject_Type".into(), args: vec![value] },
                })
            }
            ("locals" | "vars", []) => Some(self.locals_dict(span)),
            ("bool", [value]) => {
                let ty = self.type_of(value);
                // The text counts, not the pointer; and how long a view is.
                let by_object =
                    self.cx.types.is_c_string(ty) || matches!(self.cx.types.kind(ty), Ty::MemView(_));
                let value = if by_object {
                    let value = self.expr_as(value, common::OBJECT);
                    self.truth(value)
                } else {
                    self.cond(value)
                };
                Some(value)
            }
            ("float", []) => Some(self.float_call(None, span)),
            ("float", [value]) => {
                let value = self.expr(value);
                Some(self.float_call(Some(value), span))
            }
            ("int", []) => Some(self.int_call(None, span)),
            ("int", [value]) => {
                let value = self.expr(value);
                Some(self.int_call(Some(value), span))
            }
            // In an extension type, of a method that is one already.
            ("classmethod", [method]) => {
                Some(self.objects_runtime("__cyrus_classmethod", &[method], common::OBJECT, span))
            }
            ("abs", [value]) => {
                let value = self.expr(value);
                self.c_abs(value, span)
            }
            ("ord", [value]) => {
                let value = self.expr(value);
                if let ExprKind::Str(text) = &value.kind
                    && let Some(code) = code_point(text)
                {
                    return Some(Expr { ty: common::LONG, span, kind: ExprKind::Int(code.into()) });
                }
                match self.cx.types.kind(value.ty) {
                    Ty::Int(cyrus_types::IntTy::Ucs4 | cyrus_types::IntTy::PyUnicode) => {
                        Some(self.coercion(Coercion::CCast, value, common::LONG))
                    }
                    _ => {
                        let value = self.coerce(value, common::OBJECT);
                        let kind = ExprKind::Runtime { name: "__cyrus_ord".into(), args: vec![value] };
                        Some(Expr { ty: common::LONG, span, kind })
                    }
                }
            }
            ("next", [value]) => Some(self.object_runtime("__cyrus_next", value, common::OBJECT, span)),
            ("divmod", [left, right]) => {
                for arg in [left, right] {
                    let ty = self.type_of(arg);
                    if !self.cx.types.is_integer(ty) && !self.cx.types.is_float(ty) {
                        return None;
                    }
                }
                let (left, right) = (self.expr(left), self.expr(right));
                self.c_divmod(left, right, span)
            }
            ("min" | "max", [_, _, ..]) => self.c_min_max(name == "max", &args, span),
            ("repr", [value]) => Some(self.object_runtime("PyObject_Repr", value, common::STR, span)),
            ("hash", [value])
                if self.fx_ref().nogil && {
                    let ty = self.type_of(value);
                    self.has_native_hash(ty)
                } =>
            {
                let value = self.expr(value);
                Some(self.native_hash(value, span))
            }
            ("hash", [value]) => Some(self.object_runtime("PyObject_Hash", value, common::HASH, span)),
            ("iter", [value]) => Some(self.object_runtime("PyObject_GetIter", value, common::OBJECT, span)),
            ("str" | "unicode", [value]) => {
                let value = self.expr_as(value, common::OBJECT);
                Some(Expr {
                    ty: common::STR,
                    span,
                    kind: ExprKind::Runtime { name: "PyObject_Str".into(), args: vec![value] },
                })
            }
            ("list", [value]) => Some(self.object_runtime("PySequence_List", value, common::LIST, span)),
            ("tuple", [value]) => Some(self.object_runtime("PySequence_Tuple", value, common::TUPLE, span)),
            ("list", []) => Some(Expr { ty: common::LIST, span, kind: ExprKind::List(Vec::new()) }),
            ("tuple", []) => Some(Expr { ty: common::TUPLE, span, kind: ExprKind::Tuple(Vec::new()) }),
            ("dict", []) => Some(Expr { ty: common::DICT, span, kind: ExprKind::Dict(Vec::new()) }),
            ("set", []) => Some(Expr { ty: common::SET, span, kind: ExprKind::Set(Vec::new()) }),
            ("set", [value]) => Some(self.object_runtime("PySet_New", value, common::SET, span)),
            (
                "dict" | "frozenset" | "bytes" | "bytearray" | "slice" | "range" | "memoryview" | "complex",
                _,
            ) => {
                let ty = cyrus_types::Builtin::from_name(name)?;
                let ty = self.cx.types.builtin(ty);
                let func = Expr { ty: common::TYPE, span, kind: ExprKind::Builtin(name.into()) };
                let value = self.py_call(func, call, span);
                Some(Expr { ty, ..value })
            }
            ("ascii" | "bin" | "chr" | "hex" | "oct" | "unichr", [_]) | ("format", _) => {
                Some(self.builtin_giving(name, call, common::STR, span))
            }
            ("dir", []) => Some(self.names_here(span)),
            ("dir", _) => Some(self.builtin_giving(name, call, common::LIST, span)),
            ("globals", []) => Some(self.globals_dict(span)),
            ("eval" | "exec", [code]) => Some(self.eval_here(name, code, span)),
            _ => None,
        }
    }

    /// A call of a builtin function whose results have a known class.
    fn builtin_giving(&mut self, name: &str, call: &'a ast::Call, ty: TyId, span: Span) -> Expr {
        let func = self.builtin_expr(&Name::from(name), span);
        Expr { ty, ..self.py_call(func, call, span) }
    }

    fn objects_runtime(&mut self, function: &str, args: &[&'a ast::Expr], ty: TyId, span: Span) -> Expr {
        let args = args.iter().map(|arg| self.expr_as(arg, common::OBJECT)).collect();
        Expr { ty, span, kind: ExprKind::Runtime { name: function.into(), args } }
    }

    pub(super) fn object_runtime(
        &mut self,
        function: &str,
        value: &'a ast::Expr,
        ty: TyId,
        span: Span,
    ) -> Expr {
        let value = self.expr_as(value, common::OBJECT);
        Expr { ty, span, kind: ExprKind::Runtime { name: function.into(), args: vec![value] } }
    }

    pub(super) fn c_abs(&mut self, value: Expr, span: Span) -> Option<Expr> {
        let ty = value.ty;
        let name = match self.cx.types.kind(ty) {
            Ty::Complex(float) => {
                let (name, ty) = (complex_function(*float, "abs"), Ty::Float(*float));
                let ty = self.cx.types.intern(ty);
                return Some(Expr { ty, span, kind: ExprKind::Runtime { name, args: vec![value] } });
            }
            Ty::Float(cyrus_types::FloatTy::Float) => "fabsf",
            Ty::Float(cyrus_types::FloatTy::Double) => "fabs",
            Ty::Float(cyrus_types::FloatTy::LongDouble) => "fabsl",
            Ty::Object | Ty::Builtin(_) | Ty::Ext(_) => {
                return Some(Expr {
                    ty: common::OBJECT,
                    span,
                    kind: ExprKind::Runtime { name: "PyNumber_Absolute".into(), args: vec![value] },
                });
            }
            Ty::Int(kind)
                if !matches!(
                    kind,
                    cyrus_types::IntTy::Ucs4 | cyrus_types::IntTy::PyUnicode | cyrus_types::IntTy::Char
                ) =>
            {
                let kind = *kind;
                return Some(self.c_int_abs(kind, value, span));
            }
            _ => {
                let value = self.coerce(value, common::OBJECT);
                return Some(Expr {
                    ty: common::OBJECT,
                    span,
                    kind: ExprKind::Runtime { name: "PyNumber_Absolute".into(), args: vec![value] },
                });
            }
        };
        Some(Expr { ty, span, kind: ExprKind::Runtime { name: name.into(), args: vec![value] } })
    }

    /// `abs` of a C integer, of its own type as it goes on to be compared and computed with. The number itself
    /// is unsigned, so that the smallest integer has an answer for Python (see [`Checker::magnitude`]).
    fn c_int_abs(&mut self, kind: cyrus_types::IntTy, value: Expr, span: Span) -> Expr {
        use cyrus_types::IntTy;
        if !kind.is_signed() {
            return value;
        }
        if self.fx_ref().directives.overflowcheck {
            let ty = value.ty;
            let local = self.temp(ty, span);
            let read = self.local_expr(local, span);
            let zero = self.coerce(self.int_expr(0, span), ty);
            let negative = self.compare_pair(ast::CompareOp::Lt, read.clone(), zero.clone(), span);
            let negated = self.binary(hir::BinOp::Sub, zero, read.clone(), false, span);
            let ty = negated.ty;
            let read = self.coercion(Coercion::CCast, read, ty);
            let kind = ExprKind::Conditional {
                test: Box::new(negative),
                then: Box::new(negated),
                orelse: Box::new(read),
            };
            let body = Box::new(Expr { ty, span, kind });
            return Expr { ty, span, kind: ExprKind::Let { local, value: Box::new(value), body } };
        }
        let (name, from, ty) = if kind.rank() <= IntTy::Int.rank() {
            ("__cyrus_abs_int", common::INT, common::UINT)
        } else if kind.rank() <= IntTy::Long.rank() {
            ("__cyrus_abs_long", common::LONG, common::ULONG)
        } else {
            ("__cyrus_abs_longlong", common::LONGLONG, common::ULONGLONG)
        };
        let own = if kind.rank() < IntTy::Int.rank() { common::INT } else { value.ty };
        let value = self.coercion(Coercion::CCast, value, from);
        let kind = ExprKind::Runtime { name: name.into(), args: vec![value] };
        self.coercion(Coercion::CCast, Expr { ty, span, kind }, own)
    }

    /// Whether a type has room for what `abs` gives for all numbers of the type `from`.
    pub fn holds_magnitude(&self, to: TyId, from: TyId) -> bool {
        match (self.cx.types.kind(to), self.cx.types.kind(from)) {
            (Ty::Int(to), Ty::Int(from)) => to.rank() > from.rank(),
            (Ty::Float(_), _) => true,
            _ => self.cx.types.is_object(to),
        }
    }

    /// The unsigned number in a call of `abs`.
    pub fn magnitude(value: &Expr) -> Option<&Expr> {
        let ExprKind::Coerce { kind: Coercion::CCast, value } = &value.kind else { return None };
        matches!(&value.kind, ExprKind::Runtime { name, .. } if name.starts_with("__cyrus_abs_"))
            .then_some(value)
    }

    /// `divmod(a, b)` of C numbers: a ctuple of their quotient and remainder, as Python divides.
    fn c_divmod(&mut self, left: Expr, right: Expr, span: Span) -> Option<Expr> {
        let types = &self.cx.types;
        let real = |t: TyId| types.is_integer(t) && t != common::BINT || types.is_float(t);
        if !real(left.ty) || !real(right.ty) {
            return None;
        }
        let ty = self.arithmetic_type(left.ty, right.ty);
        let ty = if self.cx.types.is_float(ty) { common::DOUBLE } else { ty };
        let (left, right) = (self.coerce(left, ty), self.coerce(right, ty));
        let (a, b) = (self.temp(ty, span), self.temp(ty, span));
        let mut parts = Vec::new();
        for op in [hir::BinOp::FloorDiv, hir::BinOp::Mod] {
            let (x, y) = (self.local_expr(a, span), self.local_expr(b, span));
            let mut part = self.binary(op, x, y, false, span);
            if let ExprKind::CBinary { flavour, .. } = &mut part.kind {
                flavour.cdivision = false;
            }
            // A zero has the sign that Python gives it.
            if self.cx.types.is_float(ty) {
                let (x, y) = (self.local_expr(a, span), self.local_expr(b, span));
                let sign = match op {
                    hir::BinOp::Mod => y,
                    _ => self.binary(hir::BinOp::Mul, x, y, false, span),
                };
                let kind = ExprKind::Runtime { name: "__cyrus_signed_zero".into(), args: vec![part, sign] };
                part = Expr { ty, span, kind };
            }
            parts.push(part);
        }
        let pair = self.cx.types.intern(Ty::CTuple(parts.iter().map(|p| p.ty).collect()));
        let body = Expr { ty: pair, span, kind: ExprKind::CTuple(parts) };
        let kind = ExprKind::Let { local: b, value: Box::new(right), body: Box::new(body) };
        let inner = Expr { ty: pair, span, kind };
        Some(Expr {
            ty: pair,
            span,
            kind: ExprKind::Let { local: a, value: Box::new(left), body: Box::new(inner) },
        })
    }

    /// `min(a, b, …)` of two or more arguments: comparisons in place, each evaluated once.
    pub(super) fn c_min_max(&mut self, max: bool, args: &[&'a ast::Expr], span: Span) -> Option<Expr> {
        let mut values: Vec<Expr> = args.iter().map(|a| self.expr(a)).collect();
        // Literals are texts.
        if self.loops_natively() && values.iter().any(|v| matches!(v.kind, ExprKind::Str(_))) {
            values = values.into_iter().map(|v| self.literal_object(v)).collect();
        }
        // `n = max(n, x)`, while the type of `n` is looked for: no reason for an object where there are none.
        if self.loops_natively() && values.iter().any(|v| v.ty == common::UNSPECIFIED) {
            return Some(Expr { ty: common::UNSPECIFIED, ..self.error_expr(span) });
        }
        let mut ty = self.storage_ty(values[0].ty);
        for v in &values[1..] {
            let t = self.storage_ty(v.ty);
            let truths = [ty, t].map(|ty| *self.cx.types.kind(ty) == Ty::Bint);
            ty = if truths[0] != truths[1] {
                // Truth values and numbers show differently.
                common::OBJECT
            } else if self.cx.types.is_numeric(ty) && self.cx.types.is_numeric(t) {
                self.arithmetic_type(ty, t)
            } else {
                self.spanning(ty, t)
            };
        }
        let mut locals = Vec::new();
        for v in values {
            let v = self.coerce(v, ty);
            locals.push((self.temp(ty, span), v));
        }
        let mut best = self.local_expr(locals[0].0, span);
        let mut lets = Vec::new();
        let op = if max { ast::CompareOp::Gt } else { ast::CompareOp::Lt };
        for (local, _) in &locals[1..] {
            let candidate = self.local_expr(*local, span);
            let test = self.compare_pair(op, candidate.clone(), best.clone(), span);
            let test = Box::new(self.truth(test));
            let value = Expr {
                ty,
                span,
                kind: ExprKind::Conditional { test, then: Box::new(candidate), orelse: Box::new(best) },
            };
            let next = self.temp(ty, span);
            best = self.local_expr(next, span);
            lets.push((next, value));
        }
        let mut result = best;
        for (local, value) in locals.into_iter().chain(lets).rev() {
            result = Expr {
                ty,
                span,
                kind: ExprKind::Let { local, value: Box::new(value), body: Box::new(result) },
            };
        }
        Some(result)
    }

    /// `locals()` of a function: its variables that are set; of a module: its dict.
    pub(super) fn locals_dict(&mut self, span: Span) -> Expr {
        if let Some(class) = self.fx_ref().class_bodies.last() {
            let namespace = class.namespace;
            return Expr { ty: common::OBJECT, span, kind: ExprKind::Local(namespace) };
        }
        if self.fx_ref().kind == super::fncx::FnKind::Module {
            return self.globals_dict(span);
        }
        let mut names: Vec<(Name, hir::LocalId)> =
            self.fx_ref().names.iter().map(|(n, l)| (n.clone(), *l)).collect();
        names.sort_by_key(|(_, l)| l.0);
        let mut items = Vec::new();
        for (name, local) in names {
            self.infer_local(local);
            let value = self.local_expr(local, span);
            if let Ok(value) = self.try_coerce(value, common::OBJECT) {
                items.push((name, value));
            }
        }
        if self.fx_ref().bindings.uses_class
            && !items.iter().any(|(name, _)| name == "__class__")
            && let Some(class) = self.class_cell(span)
        {
            items.push(("__class__".into(), self.coerce(class, common::OBJECT)));
        }
        Expr { ty: common::DICT, span, kind: ExprKind::LocalsDict(items) }
    }

    /// `globals()`: the dict of this module.
    pub(super) fn globals_dict(&mut self, span: Span) -> Expr {
        let kind = ExprKind::Runtime { name: "__cyrus_module_dict".into(), args: Vec::new() };
        Expr { ty: common::DICT, span, kind }
    }

    /// `dir()`
    fn names_here(&mut self, span: Span) -> Expr {
        let func = self.builtin_expr(&Name::new_static("sorted"), span);
        let names = self.locals_dict(span);
        let kind = ExprKind::PyCall {
            func: Box::new(func),
            args: vec![self.coerce(names, common::OBJECT)],
            keywords: Vec::new(),
        };
        Expr { ty: common::LIST, span, kind }
    }

    /// `eval(code)` and `exec(code)` see the names that are visible here.
    fn eval_here(&mut self, name: &str, code: &'a ast::Expr, span: Span) -> Expr {
        let func = self.builtin_expr(&Name::from(name), span);
        let code = self.expr_as(code, common::OBJECT);
        let globals = self.globals_dict(span);
        let locals = self.locals_dict(span);
        let args = vec![code, self.coerce(globals, common::OBJECT), self.coerce(locals, common::OBJECT)];
        let kind = ExprKind::PyCall { func: Box::new(func), args, keywords: Vec::new() };
        Expr { ty: common::OBJECT, span, kind }
    }

    /// `super()` inside a method.
    pub(super) fn zero_arg_super(&mut self, span: Span) -> Expr {
        let object = common::OBJECT;
        let Some(first) = self.fx_ref().first_param else {
            self.error(codes::E0303, span, "super(): no arguments");
            return self.error_expr(span);
        };
        if let Some(class) = self.fx_ref().class {
            let ty = self.cx.types.intern(Ty::Ext(class));
            let class = Box::new(Expr { ty: common::TYPE, span, kind: ExprKind::TypeObject(ty) });
            let this = self.local_expr(first, span);
            let value = Box::new(self.coerce(this, object));
            return Expr { ty: object, span, kind: ExprKind::ZeroArgSuper { class, object: value } };
        }
        match self.class_cell(span) {
            Some(class) => {
                let this = self.local_expr(first, span);
                let value = Box::new(self.coerce(this, object));
                Expr {
                    ty: object,
                    span,
                    kind: ExprKind::ZeroArgSuper { class: Box::new(class), object: value },
                }
            }
            None => {
                self.error(codes::E0303, span, "super(): no arguments");
                self.error_expr(span)
            }
        }
    }

    /// The variable that holds the class around the current method.
    pub fn class_cell(&mut self, span: Span) -> Option<Expr> {
        let top = self.fns.len() - 1;
        for level in (0..=top).rev() {
            let around = self.fns[level].class_bodies.last().filter(|_| level < top);
            let ext = match around {
                Some(body) => body.ext,
                None => self.fns[level].class,
            };
            if let Some(class) = ext {
                let ty = self.cx.types.intern(Ty::Ext(class));
                return Some(Expr { ty: common::TYPE, span, kind: ExprKind::TypeObject(ty) });
            }
            if around.is_none() {
                continue;
            }
            let existing = self.fns[level].class_bodies.last().and_then(|c| c.class_cell);
            let cell = match existing {
                Some(cell) => cell,
                None => {
                    let fx = &mut self.fns[level];
                    let cell =
                        fx.add_local("__class__".into(), common::OBJECT, hir::LocalKind::Variable, span);
                    if let Some(class) = fx.class_bodies.last_mut() {
                        class.class_cell = Some(cell);
                    }
                    cell
                }
            };
            self.fns[level].locals[cell].captured = true;
            self.fns[level].needs_scope = true;
            for fx in &mut self.fns[level + 1..] {
                fx.uses_outer = true;
            }
            let depth = (top - level) as u32;
            return Some(Expr { ty: common::OBJECT, span, kind: ExprKind::Outer { depth, local: cell } });
        }
        None
    }
}

/// A function of the support code on C complex numbers.
pub(super) fn complex_function(float: cyrus_types::FloatTy, what: &str) -> Name {
    format!("__cyrus_complex_{}_{what}", float.c_name().replace(' ', "_")).into()
}

/// The number of a literal of one character.
fn code_point(text: &hir::StrConst) -> Option<u32> {
    match text {
        hir::StrConst::Text(text) => {
            let mut chars = std::str::from_utf8(text).ok()?.chars();
            let first = chars.next()?;
            chars.next().is_none().then_some(first.into())
        }
        hir::StrConst::Bytes(bytes) => match bytes[..] {
            [byte] => Some(byte.into()),
            _ => None,
        },
    }
}
