//! Cypclasses that stand for values of a Python class, such as the text and bytes of `libcyrus`.
//!
//! A class says so by static methods; each conversion that has its method is made without being asked for:
//! - `PyObject *__to_str__(T)` and `T __from_str__(PyObject *)` (or `bytes` instead of `str`): to and from Python, in place of a proxy.
//!   They are called with the GIL, and give a new reference or NULL with an exception;
//! - `T __from_literal__(const char *, size_t)`: string literals of that kind;
//! - `T __from_string__(string)`: C++ strings, and so what f-strings make without the GIL.
//!
//! The conversions of Python's objects are the emitter's (`cyrus_emit::convert`).

use super::Checker;
use super::cyp::CypCandidate;
use super::cyp_call::CypArgs;
use cyrus_hir::{CypCall, Expr, ExprKind, StrConst};
use cyrus_source::Span;
use cyrus_syntax::ast::{self, Arg};
use cyrus_types::{CypTy, Ty, TyId, common};

impl<'a> Checker<'_, 'a> {
    /// The Python class whose values the objects of a cypclass are.
    pub fn cyp_python_class(&self, cyp: &CypTy) -> Option<TyId> {
        let has = |name| self.cx.types.cyp_classes[cyp.class].value_method(name).is_some();
        [("__from_str__", common::STR), ("__from_bytes__", common::BYTES)]
            .into_iter()
            .find(|(name, _)| has(name))
            .map(|(_, ty)| ty)
    }

    /// A literal or C++ string as an object of the class `to`; `None` when there is no such conversion.
    pub fn value_as_cyp(&mut self, value: &Expr, to: TyId) -> Option<Expr> {
        let cyp = self.cyp_of(to)?;
        let class = self.cyp_python_class(&cyp)?;
        let span = value.span;
        let (method, args) = match &value.kind {
            ExprKind::Str(literal) => {
                let text = match literal {
                    StrConst::Text(text) if class == common::STR => text.clone(),
                    StrConst::Bytes(bytes) if class == common::BYTES => bytes.clone(),
                    StrConst::Text(_) | StrConst::Bytes(_) => return None,
                };
                let size = self.int_expr(text.len() as i128, span);
                let kind = ExprKind::Str(StrConst::Bytes(text));
                ("__from_literal__", vec![Expr { ty: common::CONST_CHAR_PTR, span, kind }, size])
            }
            _ if matches!(self.cx.types.kind(value.ty), Ty::Cpp(..)) && self.cpp_is_string(value.ty) => {
                ("__from_string__", vec![value.clone()])
            }
            _ => return None,
        };
        let [found] = self.cyp_methods(&cyp, method)[..] else { return None };
        self.use_cyp(to);
        self.value_call(found, args, &cyp, span)
    }

    /// A literal whose method is called where Python's methods are out of reach: in modules that use `libcyrus.text` or `libcyrus.bytes` an
    /// object of theirs has it.
    pub(super) fn literal_receiver(&mut self, object: &'a ast::Expr, method: &str) -> Option<Expr> {
        if !self.makes_native_text() {
            return None;
        }
        if !matches!(object.kind, ast::ExprKind::Str(_)) {
            return self.string_receiver(object, method);
        }
        let literal = self.expr(object);
        let (module, class) = match &literal.kind {
            ExprKind::Str(StrConst::Text(_)) => ("libcyrus.text", "Str"),
            ExprKind::Str(StrConst::Bytes(_)) => ("libcyrus.bytes", "Bytes"),
            _ => return None,
        };
        if !self.cx.pxd_loaded.contains_key(module) {
            return None;
        }
        let scope = crate::declare::pxd::load(self.cx, module)?;
        let own = self.cx.scopes[scope].get(class)?.as_type()?;
        let cyp = self.cyp_of(own)?;
        if self.cyp_methods(&cyp, method).is_empty() {
            return None;
        }
        self.value_as_cyp(&literal, own)
    }

    /// A `std::string` as a `Str`, where the method is one of `Str` and not of C++; what an f-string makes is one at once.
    fn string_receiver(&mut self, object: &'a ast::Expr, method: &str) -> Option<Expr> {
        let module = "libcyrus.text";
        if !self.cx.pxd_loaded.contains_key(module) || self.scope_of(object).is_some() {
            return None;
        }
        let string = self.std_string()?;
        let ty = self.type_of(object);
        if self.cx.types.resolved(ty) != self.cx.types.resolved(string) {
            return None;
        }
        let class = self.cx.types.resolved(string);
        let of_cpp = !self.cpp_methods(class, method).is_empty();
        if of_cpp && !matches!(object.kind, ast::ExprKind::FString(_)) {
            return None;
        }
        let scope = crate::declare::pxd::load(self.cx, module)?;
        let own = self.cx.scopes[scope].get("Str")?.as_type()?;
        let cyp = self.cyp_of(own)?;
        if self.cyp_methods(&cyp, method).is_empty() {
            return None;
        }
        let value = self.expr(object);
        Some(self.coerce(value, own))
    }

    pub(super) fn value_call(
        &mut self,
        method: CypCandidate,
        args: Vec<Expr>,
        cyp: &CypTy,
        span: Span,
    ) -> Option<Expr> {
        let args = self.cyp_bind(method.sig, CypArgs::typed(args), cyp, span)?;
        let ty = self.cx.types.funcs[method.sig].ret;
        let (method, sig) = (method.method, method.sig);
        let call = CypCall { method, sig, object: None, args, direct: true, lock: None };
        Some(Expr { ty, span, kind: ExprKind::CypCall(Box::new(call)) })
    }

    /// `a == b` of texts or bytes, either of which may be None: as Python compares it. `None` where other values are compared.
    pub(super) fn value_equality(
        &mut self,
        op: ast::CompareOp,
        left: &Expr,
        right: &Expr,
        span: Span,
    ) -> Option<Expr> {
        let negated = match op {
            ast::CompareOp::Eq => false,
            ast::CompareOp::Ne => true,
            _ => return None,
        };
        let class = |c: &Self, e: &Expr| c.cyp_of(e.ty).filter(|cyp| c.cyp_python_class(cyp).is_some());
        let cyp = class(self, left).or_else(|| class(self, right))?;
        let [found] = self.cyp_methods(&cyp, "_equal")[..] else { return None };
        let own = self.cx.types.funcs[found.sig].params.first()?.ty;
        let mut args = Vec::new();
        for value in [left, right] {
            let same = self.cyp_of(value.ty).is_some_and(|c| c.class == cyp.class);
            args.push(match value.kind {
                ExprKind::None | ExprKind::Null => self.cyp_null(own, value.span),
                _ if same => value.clone(),
                _ => self.value_as_cyp(value, own)?,
            });
        }
        let equal = self.value_call(found, args, &cyp, span)?;
        if !negated {
            return Some(equal);
        }
        Some(Expr { ty: common::BINT, span, kind: ExprKind::Not(Box::new(equal)) })
    }

    /// `T(value)` where the class converts such values: the conversion. Numbers, C strings and others go to constructors.
    pub fn cyp_converted(&mut self, class: TyId, args: &'a [Arg]) -> Option<Expr> {
        let [Arg::Positional(arg)] = args else { return None };
        let cyp = self.cyp_of(class)?;
        let python = self.cyp_python_class(&cyp)?;
        let own = self.cx.types.cyp_mention(cyp.class, cyp.args.clone());
        let ty = self.speculate(|c| c.expr(arg).ty);
        let literal = matches!(arg.kind, ast::ExprKind::Str(_) | ast::ExprKind::FString(_));
        let object = self.cx.types.is_object(ty) && (ty == common::OBJECT || ty == python);
        let same = self.cyp_of(ty).is_some_and(|c| c.class == cyp.class);
        (literal || object || same).then(|| self.expr_as(arg, own))
    }

    /// `object[lower:upper:step]`: `__getslice__`, with the smallest number for what is not there.
    pub fn cyp_slice(&mut self, object: Expr, index: &'a ast::Expr, span: Span) -> Result<Expr, Expr> {
        if !matches!(index.kind, ast::ExprKind::Slice { .. }) || !self.cyp_has(object.ty, "__getslice__") {
            return Err(object);
        }
        let args = self.cyp_slice_bounds(index, span);
        self.cyp_method_call(object, "__getslice__", CypArgs::typed(args), span)
    }

    /// `object[lower:upper] = value` as a call of `__setslice__`, where the class has it.
    pub(super) fn cyp_slice_assign(
        &mut self,
        target: &'a ast::Expr,
        value: &'a ast::Expr,
        span: Span,
    ) -> Option<Expr> {
        let ast::ExprKind::Subscript(base, index) = &target.kind else { return None };
        let ast::ExprKind::Slice { step, .. } = &index.kind else { return None };
        let ty = self.type_of(base);
        let cyp = self.cyp_of(ty)?;
        let candidates = self.cyp_methods(&cyp, "__setslice__");
        let params = |c: &Self, sig| c.cx.types.funcs[sig].params.len();
        let count = if step.is_some() { 4 } else { 3 };
        let Some(method) = candidates.iter().find(|m| params(self, m.sig) == count) else {
            let whole = step.as_ref().map_or(span, |step| step.span);
            self.cx.unsupported(whole, "assignment to such a slice of this class");
            return Some(self.error_expr(span));
        };
        let want = self.cx.types.funcs[method.sig].params.get(count - 1)?.ty;
        let object = self.expr(base);
        let mut args = self.cyp_slice_bounds(index, span);
        args.truncate(count - 1);
        args.push(self.expr_as(value, want));
        Some(
            self.cyp_method_call(object, "__setslice__", CypArgs::typed(args), span)
                .unwrap_or_else(|_| self.error_expr(span)),
        )
    }

    /// The three bounds of a slice, with the smallest number for what is not there.
    pub(super) fn cyp_slice_bounds(&mut self, index: &'a ast::Expr, span: Span) -> Vec<Expr> {
        let ast::ExprKind::Slice { lower, upper, step } = &index.kind else { return Vec::new() };
        let absent = i128::from(i64::MIN);
        let mut args = Vec::new();
        for (bound, none) in [(lower, absent), (upper, absent), (step, 1)] {
            args.push(match bound.as_deref() {
                Some(e) if !matches!(e.kind, ast::ExprKind::NoneLit) => self.expr_as(e, common::SSIZE_T),
                _ => {
                    let number = self.int_expr(none, span);
                    self.coerce(number, common::SSIZE_T)
                }
            });
        }
        args
    }
}
