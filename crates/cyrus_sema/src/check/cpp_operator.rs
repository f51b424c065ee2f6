//! Operators of C++ classes, their own and free ones.

use super::Checker;
use super::comparison::cmp_text;
use super::operator::binop_text;
use cyrus_diagnostics::codes;
use cyrus_hir::{BinOp, CmpOp, Coercion, Expr, ExprKind, Target, UnOp};
use cyrus_source::Span;
use cyrus_syntax::ast;
use cyrus_types::{ExcSpec, FuncTyId, Ty, TyId, common};

impl<'a> Checker<'_, 'a> {
    /// An operator of a class, as a method.
    fn operator_sig(&mut self, class: TyId, name: &str, args: &[TyId]) -> Option<FuncTyId> {
        let candidates: Vec<_> =
            self.cpp_methods(class, name).into_iter().map(|m| (m.sig, m.template_params)).collect();
        self.pick(&candidates, args).map(|(_, sig)| sig)
    }

    /// An operator as a free function: of the module, or declared beside one of the classes or in it.
    fn free_operator(&mut self, name: &str, args: &[TyId]) -> Option<FuncTyId> {
        let mut candidates = Vec::new();
        let mut scopes = vec![self.fx_ref().scope];
        for &arg in args {
            let mut class = self.cpp_class(arg).map(|(id, _)| id);
            while let Some(id) = class {
                if let Some(&scope) = self.cx.class_scopes.get(&crate::cx::ClassKey::Cpp(id)) {
                    scopes.push(scope);
                }
                class = self.cx.types.cpp_classes[id].outer;
            }
        }
        for scope in scopes {
            if let Some(entry) = self.cx.lookup(scope, name)
                && let crate::scope::EntryKind::CFunc(overloads) = &entry.kind
            {
                for id in overloads.clone() {
                    let params =
                        self.cx.csignatures.get(&id).map(|s| s.template_params.clone()).unwrap_or_default();
                    candidates.push((self.cx.cfuncs[id].sig, params));
                }
            }
        }
        // Declared inside a class, with all its operands.
        for &arg in args {
            let methods = self.cpp_methods(arg, name);
            candidates.extend(
                methods
                    .into_iter()
                    .filter(|m| self.cx.types.funcs[m.sig].params.len() == args.len())
                    .map(|m| (m.sig, m.template_params)),
            );
        }
        self.pick(&candidates, args).map(|(_, sig)| sig)
    }

    pub(super) fn cpp_operator(&mut self, name: &str, operands: Vec<Expr>, span: Span) -> Expr {
        let full = format!("operator{name}");
        let tys: Vec<TyId> = operands.iter().map(|o| o.ty).collect();
        let class = self.cx.types.resolved(tys[0]);
        let sig = self.operator_sig(class, &full, &tys[1..]).or_else(|| self.free_operator(&full, &tys));
        let Some(sig) = sig else {
            let shown: Vec<String> = tys.iter().map(|&t| self.cx.types.display(t)).collect();
            let message = match shown.len() {
                1 => format!("'{name}' operator not defined for {}", shown[0]),
                _ => format!("Invalid operand types for '{name}' ({})", shown.join("; ")),
            };
            self.error(codes::E0302, span, message);
            return self.error_expr(span);
        };
        let func = self.cx.types.funcs[sig].clone();
        let member = func.params.len() + 1 == operands.len();
        let mut converted = Vec::new();
        for (i, operand) in operands.into_iter().enumerate() {
            let param =
                if member { i.checked_sub(1).and_then(|i| func.params.get(i)) } else { func.params.get(i) };
            converted.push(match param {
                Some(p) => self.coerce(operand, p.ty),
                None => operand,
            });
        }
        Expr {
            ty: func.ret,
            span,
            kind: ExprKind::CppOperator { name: name.into(), operands: converted, sig: Some(sig) },
        }
    }

    /// `place op= right` by an operator that the class of C++ declares for that.
    pub fn cpp_inplace(&mut self, op: BinOp, place: &Expr, right: &Expr, span: Span) -> Option<Expr> {
        let name = format!("{}=", binop_text(op));
        let class = self.cx.types.resolved(place.ty);
        self.operator_sig(class, &format!("operator{name}"), &[right.ty])?;
        Some(self.cpp_operator(&name, vec![place.clone(), right.clone()], span))
    }

    /// An assignment by an `operator=` that may raise: a call of it.
    pub fn raising_assignment(&mut self, target: &Target, value: &Expr, span: Span) -> Option<Expr> {
        if !matches!(self.cx.types.kind(target.ty), Ty::Cpp(..)) {
            return None;
        }
        let class = self.cx.types.resolved(target.ty);
        // What was to be made of the value first may be assigned as it is.
        let value = match &value.kind {
            ExprKind::Coerce { kind: Coercion::CCast, value: inner }
                if self.operator_sig(class, "operator=", &[inner.ty]).is_some() =>
            {
                inner
            }
            _ => value,
        };
        let sig = self.operator_sig(class, "operator=", &[value.ty])?;
        if !matches!(self.cx.types.funcs[sig].exception, ExcSpec::Cpp { .. }) {
            return None;
        }
        let place = self.target_to_expr(target);
        if matches!(place.kind, ExprKind::Error) {
            return None;
        }
        Some(self.cpp_operator("=", vec![place, value.clone()], span))
    }

    /// `object[index]`
    pub fn cpp_subscript(&mut self, object: Expr, index: &'a ast::Expr, span: Span) -> Expr {
        let class = self.cx.types.resolved(object.ty);
        if matches!(index.kind, ast::ExprKind::Slice { .. }) && self.cpp_is_string(class) {
            // A part of a string is one of the bytes it becomes.
            let bytes = self.coerce(object, common::BYTES);
            return self.py_subscript(bytes, index, span);
        }
        let index = self.expr(index);
        let Some(sig) = self.operator_sig(class, "operator[]", &[index.ty]) else {
            if self.cpp_to_py(class) && self.cpp_methods(class, "operator[]").is_empty() {
                self.error(
                    codes::E0305,
                    span,
                    format!("Attempting to index non-array type '{}'", self.cx.types.display(class)),
                );
            } else {
                let (a, b) = (self.cx.types.display(class), self.cx.types.display(index.ty));
                self.error(codes::E0302, span, format!("Indexing '{a}' not supported for index type '{b}'"));
            }
            return self.error_expr(span);
        };
        let func = self.cx.types.funcs[sig].clone();
        let index = match func.params.first() {
            Some(p) => self.coerce(index, p.ty),
            None => index,
        };
        let ret = self.item_of_constant(object.ty, class, func.ret);
        if !matches!(func.exception, ExcSpec::None) {
            let operands = vec![object, index];
            return Expr {
                ty: ret,
                span,
                kind: ExprKind::CppOperator { name: "[]".into(), operands, sig: Some(sig) },
            };
        }
        Expr { ty: ret, span, kind: ExprKind::CppItem { object: Box::new(object), index: Box::new(index) } }
    }

    pub fn cpp_binary(&mut self, op: BinOp, left: Expr, right: Expr, span: Span) -> Expr {
        let text = match op {
            BinOp::FloorDiv => "/",
            other => binop_text(other),
        };
        self.cpp_operator(text, vec![left, right], span)
    }

    pub fn cpp_unary(&mut self, op: UnOp, value: Expr, span: Span) -> Expr {
        let text = match op {
            UnOp::Neg => "-",
            UnOp::Pos => "+",
            UnOp::Invert => "~",
        };
        self.cpp_operator(text, vec![value], span)
    }

    /// `not object` of a class that has `operator!`.
    pub fn cpp_not(&mut self, operand: &'a ast::Expr, span: Span) -> Option<Expr> {
        let ty = self.speculate(|c| c.expr(operand).ty);
        if !matches!(self.cx.types.kind(ty), Ty::Cpp(..)) || self.cpp_methods(ty, "operator!").is_empty() {
            return None;
        }
        let object = self.expr(operand);
        let result = self.cpp_operator("!", vec![object], span);
        Some(result)
    }

    pub fn cpp_compare(&mut self, op: CmpOp, left: Expr, right: Expr, span: Span) -> Expr {
        self.cpp_operator(cmp_text(op), vec![left, right], span)
    }

    /// `cython.operator.comma(left, right)`
    pub fn comma(&mut self, left: Expr, right: Expr, span: Span) -> Expr {
        let is_class = |e: &Expr| matches!(self.cx.types.kind(e.ty), Ty::Cpp(..));
        if is_class(&left) || is_class(&right) {
            return self.cpp_operator(",", vec![left, right], span);
        }
        let ty = right.ty;
        let local = self.temp(left.ty, span);
        Expr { ty, span, kind: ExprKind::Let { local, value: Box::new(left), body: Box::new(right) } }
    }

    /// `&object` of a class that overloads it.
    pub fn cpp_address(&mut self, object: Expr, span: Span) -> Result<Expr, Expr> {
        let class = self.cx.types.resolved(object.ty);
        if self.operator_sig(class, "operator&", &[]).is_none() {
            return Err(object);
        }
        Ok(self.cpp_operator("&", vec![object], span))
    }

    /// Increment and decrement of `cython.operator`.
    pub fn cpp_increment(&mut self, text: &str, value: Expr, postfix: bool, span: Span) -> Expr {
        if matches!(self.cx.types.kind(value.ty), Ty::Cpp(..)) {
            let name = if postfix { format!("{text} post") } else { text.to_string() };
            let class = self.cx.types.resolved(value.ty);
            let full = format!("operator{text}");
            let methods = self.cpp_methods(class, &full);
            let wanted = usize::from(postfix);
            let fits = methods.iter().any(|m| self.cx.types.funcs[m.sig].params.len() == wanted);
            if !fits {
                let shown = self.cx.types.display(class);
                let message = if postfix {
                    format!("No '{full}(int)' declared for postfix '{text}' (operand type is '{shown}')")
                } else {
                    format!("No match for '{full}' (operand type is '{shown}')")
                };
                self.error(codes::E0302, span, message);
                return self.error_expr(span);
            }
            let sig = self.operator_sig(class, &full, &[]);
            let ty = sig.map_or(value.ty, |s| self.cx.types.funcs[s].ret);
            return Expr {
                ty,
                span,
                kind: ExprKind::CppOperator { name: name.into(), operands: vec![value], sig },
            };
        }
        let name = if postfix { format!("{text} post") } else { text.to_string() };
        let ty = value.ty;
        Expr { ty, span, kind: ExprKind::CppOperator { name: name.into(), operands: vec![value], sig: None } }
    }

    /// `*pointer`, of C pointers and of classes with `operator*`.
    pub fn deref(&mut self, pointer: Expr, span: Span) -> Expr {
        if matches!(self.cx.types.kind(pointer.ty), Ty::Cpp(..)) {
            return self.cpp_operator("*", vec![pointer], span);
        }
        match self.cx.types.pointee(pointer.ty) {
            Some(ty) => Expr { ty, span, kind: ExprKind::Deref(Box::new(pointer)) },
            None => {
                let shown = self.cx.types.display(pointer.ty);
                self.error(codes::E0302, span, format!("Invalid operand type for '*' ({shown})"));
                self.error_expr(span)
            }
        }
    }
}
