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
        let mut args = Vec::new();
        for arg in &call.args {
            match arg {
                Arg::Positional(e) => args.push(e),
                _ => return None,
            }
        }
        match (name, &args[..]) {
            ("super", []) => Some(self.zero_arg_super(span)),
            ("len", [arg]) => {
                let value = self.expr(arg);
                if let Ty::Array(_, Some(n)) = self.cx.types.kind(value.ty).clone() {
                    return Some(self.array_len(&n, span));
                }
                if self.view_ty(value.ty).is_some() {
                    return Some(self.memview_len(value, span));
                }
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
            ("isinstance", [value, class]) => {
                let value = self.expr_as(value, common::OBJECT);
                let class = self.expr_as(class, common::OBJECT);
                let kind = ExprKind::Runtime { name: "PyObject_IsInstance".into(), args: vec![value, class] };
                Some(Expr { ty: common::BINT, span, kind })
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
            ("globals", []) => Some(globals_dict(span)),
            ("dir", []) => {
                let names = self.locals_dict(span);
                Some(Expr {
                    ty: common::LIST,
                    span,
                    kind: ExprKind::Runtime { name: "__cyrus_sorted".into(), args: vec![names] },
                })
            }
            // Without namespaces the function would look into those of the caller in Python.
            ("eval", [code]) => {
                let func = Expr { ty: common::OBJECT, span, kind: ExprKind::Builtin("eval".into()) };
                let args =
                    vec![self.expr_as(code, common::OBJECT), globals_dict(span), self.locals_dict(span)];
                Some(Expr {
                    ty: common::OBJECT,
                    span,
                    kind: ExprKind::PyCall { func: Box::new(func), args, keywords: Vec::new() },
                })
            }
            ("bool", [value]) => {
                let value = self.cond(value);
                Some(value)
            }
            ("abs", [value]) => {
                let value = self.expr(value);
                self.c_abs(value, span)
            }
            ("ord", [value]) => {
                let value = self.expr(value);
                match self.cx.types.kind(value.ty) {
                    Ty::Int(cyrus_types::IntTy::Ucs4 | cyrus_types::IntTy::PyUnicode) => {
                        Some(self.coercion(Coercion::CCast, value, common::LONG))
                    }
                    _ => {
                        let func = Expr { ty: common::OBJECT, span, kind: ExprKind::Builtin("ord".into()) };
                        let value = self.coerce(value, common::OBJECT);
                        Some(Expr {
                            ty: common::OBJECT,
                            span,
                            kind: ExprKind::PyCall {
                                func: Box::new(func),
                                args: vec![value],
                                keywords: Vec::new(),
                            },
                        })
                    }
                }
            }
            ("min" | "max", [_, _, ..]) => self.c_min_max(name == "max", &args, span),
            ("repr", [value]) => Some(self.object_runtime("PyObject_Repr", value, common::STR, span)),
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
            _ => None,
        }
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

    /// `min(a, b, …)` of two or more arguments: comparisons in place, each evaluated once.
    pub(super) fn c_min_max(&mut self, max: bool, args: &[&'a ast::Expr], span: Span) -> Option<Expr> {
        let values: Vec<Expr> = args.iter().map(|a| self.expr(a)).collect();
        let mut ty = self.storage_ty(values[0].ty);
        for v in &values[1..] {
            let t = self.storage_ty(v.ty);
            ty = if self.cx.types.is_numeric(ty) && self.cx.types.is_numeric(t) {
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
            return globals_dict(span);
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
        Expr { ty: common::DICT, span, kind: ExprKind::LocalsDict(items) }
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
            if self.fns[level].class_bodies.is_empty() || level == top {
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

/// `globals()`: the dict of the module. The builtin would give that of the caller in Python.
fn globals_dict(span: Span) -> Expr {
    Expr {
        ty: common::DICT,
        span,
        kind: ExprKind::Runtime { name: "__cyrus_module_dict".into(), args: Vec::new() },
    }
}
