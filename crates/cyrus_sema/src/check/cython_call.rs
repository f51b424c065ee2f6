//! Calls of names of the `cython` module: casts, `sizeof`, `typeof`, operators.

use super::Checker;
use crate::scope::EntryKind;
use cyrus_diagnostics::codes;
use cyrus_hir::{self as hir, Expr, ExprKind};
use cyrus_source::Span;
use cyrus_syntax::ast::{self, Arg, ExprKind as Ast};
use cyrus_types::{Builtin, Ty, common};

impl<'a> Checker<'_, 'a> {
    pub(super) fn cython_call(&mut self, path: &str, call: &'a ast::Call, e: &'a ast::Expr) -> Expr {
        let span = e.span;
        let scope = self.fx_ref().scope;
        let args: Vec<&'a ast::Expr> = call
            .args
            .iter()
            .filter_map(|a| match a {
                Arg::Positional(e) => Some(e),
                _ => None,
            })
            .collect();
        match (path, &args[..]) {
            ("cython.cast", [ty, value]) => {
                let Some(to) = super::declared::expr_as_type(self.cx, scope, ty) else {
                    let at = call.func.anchor_span();
                    self.error(codes::E0301, at, "Unable to determine the type to cast to");
                    return self.error_expr(span);
                };
                let checked = call.args.iter().any(|a| matches!(a, Arg::Keyword(n, v) if n.name == "typecheck" && matches!(v.kind, Ast::True)));
                let value = self.expr_expecting(value, to);
                self.cast(value, to, checked, span)
            }
            ("cython.sizeof", [arg]) => {
                let ty = match super::declared::expr_as_type(self.cx, scope, arg) {
                    Some(ty) => ty,
                    None => self.expr(arg).ty,
                };
                Expr { ty: common::SIZE_T, span, kind: ExprKind::SizeOf(ty) }
            }
            ("cython.parallel.prange", _) => {
                self.error(codes::E0303, e.anchor_span(), "prange() can only be used as part of a for loop");
                self.error_expr(span)
            }
            ("cython.typeof", [arg]) => {
                let mut ty = self.type_of(arg);
                let written = self.speculate(|c| c.expr(arg));
                let is_ref = matches!(self.cx.types.get(written.ty), Ty::Ref(_));
                if matches!(self.cx.types.get(written.ty), Ty::Func(_) | Ty::Const(_) | Ty::Array(..)) {
                    ty = written.ty;
                }
                let mut shown = self.cx.types.display(ty);
                match written.kind {
                    // What a call refers to is kept in a pointer.
                    ExprKind::CCall(_) if is_ref => shown.push_str(" [&]"),
                    // Read as one, with room for an error; variables for it are of the byte's type.
                    ExprKind::CharAt { string, .. }
                        if matches!(self.cx.types.kind(string.ty), Ty::Builtin(Builtin::ByteArray)) =>
                    {
                        shown = "int".to_string();
                    }
                    _ if is_ref => shown.push_str(" &"),
                    _ => {}
                }
                self.text_expr(&shown, span)
            }
            ("cython.cdiv" | "cython.cmod", [left, right]) => {
                let saved = std::mem::replace(&mut self.fx().directives.cdivision, true);
                let (left, right) = (self.expr(left), self.expr(right));
                let op = if path == "cython.cdiv" { hir::BinOp::FloorDiv } else { hir::BinOp::Mod };
                let value = self.binary(op, left, right, false, span);
                self.fx().directives.cdivision = saved;
                value
            }
            // Conditions take them away.
            ("cython.likely" | "cython.unlikely", [_]) => {
                let message = format!("'{}' not a valid cython language construct", &path["cython.".len()..]);
                self.error(codes::E0301, span, message);
                self.error_expr(span)
            }
            ("cython.declare", [ty, value]) => match super::declared::expr_as_type(self.cx, scope, ty) {
                Some(to) => {
                    let value = self.expr_expecting(value, to);
                    self.coerce(value, to)
                }
                None => {
                    self.error(codes::E0301, ty.span, "not a type");
                    self.error_expr(span)
                }
            },
            ("cython.cast", [ty, _, _, ..]) => {
                // A struct from its members.
                let to = super::declared::expr_as_type(self.cx, scope, ty);
                match to.map(|to| (to, self.cx.types.kind(to).clone())) {
                    Some((to, Ty::Struct(id))) => {
                        let def = self.cx.types.structs[id].clone();
                        let fields = def
                            .fields
                            .iter()
                            .zip(&args[1..])
                            .map(|(field, &value)| (field.cname.clone(), self.expr_as(value, field.ty)))
                            .collect();
                        Expr { ty: to, span, kind: ExprKind::StructLiteral { fields } }
                    }
                    _ => {
                        self.error(codes::E0303, span, "cast() takes exactly one type and one value");
                        self.error_expr(span)
                    }
                }
            }
            ("cython.operator.comma", [left, right]) => {
                let (left, right) = (self.expr(left), self.expr(right));
                self.comma(left, right, span)
            }
            ("cython.address" | "cython.operator.address", [arg]) => {
                let value = self.lvalue(arg);
                let value = match self.cpp_address(value, span) {
                    Ok(done) => return done,
                    Err(value) => value,
                };
                let ty = self.cx.types.ptr(value.ty);
                Expr { ty, span, kind: ExprKind::AddressOf(Box::new(value)) }
            }
            ("cython.parallel.threadid", []) => {
                let kind = ExprKind::Runtime { name: "__cyrus_omp_thread_num".into(), args: Vec::new() };
                Expr { ty: common::INT, span, kind }
            }
            ("cython.operator.dereference", [arg]) => {
                let value = self.expr(arg);
                self.deref(value, span)
            }
            ("cython.operator.typeid", [arg]) => self.typeid(arg, span),
            ("cython.operator.preincrement", [arg]) => self.increment("++", arg, false, e.anchor_span()),
            ("cython.operator.predecrement", [arg]) => self.increment("--", arg, false, e.anchor_span()),
            ("cython.operator.postincrement", [arg]) => self.increment("++", arg, true, e.anchor_span()),
            ("cython.operator.postdecrement", [arg]) => self.increment("--", arg, true, e.anchor_span()),
            _ => {
                if let Some(ty) = super::declared::expr_as_type(self.cx, scope, &call.func) {
                    let entry = crate::scope::Entry::new(path.into(), None, EntryKind::Type(ty));
                    return self.type_call(ty, &entry, call, e);
                }
                self.cx.unsupported(span, &format!("'{path}()'"));
                self.error_expr(span)
            }
        }
    }

    pub(super) fn increment(&mut self, text: &str, arg: &'a ast::Expr, postfix: bool, span: Span) -> Expr {
        let value = self.lvalue(arg);
        self.cpp_increment(text, value, postfix, span)
    }
}
