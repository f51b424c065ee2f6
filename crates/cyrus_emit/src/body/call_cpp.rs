//! Calls that only C++ has.

use super::{BodyWriter, list};
use crate::c_text::{CExpr, Prec, bytes_literal};
use crate::types::type_text;
use cyrus_mir::{Callee, Operand};
use cyrus_types::{CppHandler, FuncTyId, Ty, TyId};

impl BodyWriter<'_, '_> {
    /// Methods, constructors and operators.
    pub(super) fn cpp_call(&mut self, callee: &Callee, args: &[Operand]) -> CExpr {
        match callee {
            Callee::CppMethod { object, base, cname, arrow, template_args, sig } => {
                let args = self.cpp_args(Some(*sig), args);
                let base = base.map(|b| format!("{}::", type_text(self.cx, b))).unwrap_or_default();
                let object = self.operand(object);
                let template_args = self.template_args(template_args);
                let access = if *arrow { "->" } else { "." };
                let call = format!(
                    "{}{access}{base}{cname}{template_args}({})",
                    object.at(Prec::Postfix),
                    list(&args)
                );
                // A pxd need not say that a const object gives pointers to const.
                let ret = self.cx.types.funcs[*sig].ret;
                match self.cx.types.pointee(ret).map(|to| self.cx.types.kind(to)) {
                    Some(Ty::Int(_) | Ty::Float(_) | Ty::Void | Ty::Struct(_)) => {
                        CExpr::new(format!("({}){call}", type_text(self.cx, ret)), Prec::Unary)
                    }
                    _ => CExpr::primary(call),
                }
            }
            Callee::CppFunc { class, cname, template_args, sig } => {
                if cname == "__cyrus_typeid" {
                    self.cx.fragment("cpp_typeid");
                } else if cname == "__cyrus_text_format" {
                    self.cx.fragment("cpp_text_format");
                } else if cname.starts_with("__cyrus_round_") {
                    self.cx.fragment("cpp_round");
                } else if cname == "__cyrus_text_caught" {
                    self.cx.fragment("cpp_text_caught");
                } else if cname.starts_with("__cyrus_text_") {
                    self.cx.fragment("cpp_text");
                }
                let class = class.map(|c| format!("{}::", type_text(self.cx, c)));
                let class = class.unwrap_or_default();
                let class = class.trim_start_matches("typename ");
                let args = self.cpp_args(Some(*sig), args);
                let template_args = self.template_args(template_args);
                CExpr::primary(format!("{class}{cname}{template_args}({})", list(&args)))
            }
            Callee::CppConstruct(ty, sig) => {
                let args = self.cpp_args(*sig, args);
                CExpr::primary(format!("{}({})", type_text(self.cx, *ty), list(&args)))
            }
            Callee::CppNew(ty, sig) => {
                let args = self.cpp_args(*sig, args);
                CExpr::new(format!("new {}({})", type_text(self.cx, *ty), list(&args)), Prec::Unary)
            }
            Callee::CppDelete => {
                let args = self.args(args);
                CExpr::new(format!("delete {}", list(&args)), Prec::Unary)
            }
            Callee::CppOperator(op) => self.cpp_operator(op, args),
            _ => {
                self.cx.internal(format!("in {}: not a C++ call", self.body.name));
                CExpr::primary("0")
            }
        }
    }

    fn cpp_args(&mut self, sig: Option<FuncTyId>, args: &[Operand]) -> Vec<CExpr> {
        match sig {
            Some(sig) => {
                let sig = &self.cx.types.funcs[sig];
                args.iter().enumerate().map(|(i, arg)| self.argument(sig, i, arg)).collect()
            }
            None => self.args(args),
        }
    }

    fn template_args(&mut self, args: &[TyId]) -> String {
        if args.is_empty() {
            return String::new();
        }
        let args: Vec<String> = args.iter().map(|&t| type_text(self.cx, t)).collect();
        format!("<{}>", args.join(", "))
    }

    /// An operator applied to values of class type.
    fn cpp_operator(&mut self, op: &str, args: &[Operand]) -> CExpr {
        let args = self.args(args);
        match (op, args.as_slice()) {
            ("[]", [object, index]) => {
                CExpr::primary(format!("{}[{}]", object.at(Prec::Postfix), index.text))
            }
            ("()", [object, rest @ ..]) => {
                CExpr::primary(format!("{}({})", object.at(Prec::Postfix), list(rest)))
            }
            ("++ post" | "-- post", [object]) => {
                CExpr::primary(format!("{}{}", object.at(Prec::Postfix), &op[..2]))
            }
            // The second operand of a postfix operator is a dummy.
            ("++" | "--", [object, _]) => CExpr::primary(format!("{}{op}", object.at(Prec::Postfix))),
            ("bool", [object]) => CExpr::cast("bool", object),
            (",", [left, right]) => {
                CExpr::primary(format!("({}, {})", left.at(Prec::Conditional), right.at(Prec::Conditional)))
            }
            (_, [operand]) => CExpr::unary(op, operand),
            (_, [left, right]) => CExpr::new(
                format!("{} {op} {}", left.at(Prec::Unary), right.at(Prec::Unary)),
                Prec::Conditional,
            ),
            _ => {
                self.cx.internal(format!(
                    "in {}: operator {op} with {} operands",
                    self.body.name,
                    args.len()
                ));
                CExpr::primary("0")
            }
        }
    }

    /// The statement that makes a Python exception of the C++ exception being handled.
    pub(super) fn cpp_translation(&mut self, handler: &CppHandler) -> String {
        match handler {
            // Both leave alone what the C++ code raised in Python.
            CppHandler::Default | CppHandler::Star => {
                let name = self.cx.runtime("__cyrus_cpp_exception").to_string();
                format!("{name}();")
            }
            CppHandler::Exception(exception) => {
                let name = self.cx.runtime("__cyrus_cpp_exception_as").to_string();
                format!("{name}(PyExc_{exception});")
            }
            CppHandler::Function(function) => {
                // The handler raises; when it forgot, say so.
                let forgot = bytes_literal(b"Error converting c++ exception.");
                format!("{function}(); if (!PyErr_Occurred()) PyErr_SetString(PyExc_RuntimeError, {forgot});")
            }
        }
    }
}
