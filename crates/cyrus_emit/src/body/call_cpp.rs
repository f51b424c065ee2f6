//! Calls that only C++ has.

use super::{BodyWriter, list};
use crate::c_text::{CExpr, Prec, bytes_literal};
use crate::cx::Cx;
use crate::types::type_text;
use cyrus_mir::{Callee, Operand};
use cyrus_types::{CppHandler, FuncTy, FuncTyId, Ty, TyId, Types};

impl BodyWriter<'_, '_> {
    /// Methods, constructors and operators.
    pub(super) fn cpp_call(&mut self, callee: &Callee, args: &[Operand]) -> CExpr {
        match callee {
            Callee::CppMethod { object, base, cname, arrow, template_args, sig } => {
                let class = self.operand_ty(object);
                let args = self.cpp_args(Some(*sig), args);
                let args = self.of_template(class, template_args, *sig, args);
                let base = base.map(|b| format!("{}::", type_text(self.cx, b))).unwrap_or_default();
                let object = self.operand(object);
                let template_args = self.function_template_args(template_args, *sig);
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
                let args = self.of_template(None, template_args, *sig, args);
                let template_args = self.function_template_args(template_args, *sig);
                CExpr::primary(format!("{class}{cname}{template_args}({})", list(&args)))
            }
            Callee::CppConstruct(ty, sig) => {
                let args = self.constructor_args(*ty, *sig, args);
                CExpr::primary(format!("{}({})", type_text(self.cx, *ty), list(&args)))
            }
            Callee::CppNew(ty, sig) => {
                let args = self.constructor_args(*ty, *sig, args);
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

    fn constructor_args(&mut self, class: TyId, sig: Option<FuncTyId>, args: &[Operand]) -> Vec<CExpr> {
        let texts = self.cpp_args(sig, args);
        match sig {
            Some(sig) => self.of_template(Some(class), &[], sig, texts),
            None => texts,
        }
    }

    /// Arguments of a template. To it, a pointer to references is one to what counts: it assigns and copies.
    fn of_template(
        &mut self,
        class: Option<TyId>,
        template_args: &[TyId],
        sig: FuncTyId,
        args: Vec<CExpr>,
    ) -> Vec<CExpr> {
        let sig = &self.cx.types.funcs[sig];
        let mut out = Vec::with_capacity(args.len());
        for (i, text) in args.into_iter().enumerate() {
            let param = sig.params.get(i).map(|p| p.ty).filter(|&p| self.cx.types.points_to_cyp(p));
            out.push(match param {
                Some(param) if template_args.contains(&param) && only_by_value(self.cx.types, param, sig) => {
                    CExpr::cast(&template_arg(self.cx, param), &text)
                }
                Some(param) if class.is_some_and(|c| holds_pointee(self.cx.types, c, param)) => {
                    CExpr::cast(&template_arg(self.cx, param), &text)
                }
                _ => text,
            });
        }
        out
    }

    fn function_template_args(&mut self, args: &[TyId], sig: FuncTyId) -> String {
        if args.is_empty() {
            return String::new();
        }
        let sig = &self.cx.types.funcs[sig];
        let args: Vec<String> = args
            .iter()
            .map(|&t| {
                let types = self.cx.types;
                let counted = match types.is_cyp(t) {
                    true => !only_by_itself(types, t, sig),
                    false => types.points_to_cyp(t) && only_by_value(types, t, sig),
                };
                if counted { template_arg(self.cx, t) } else { type_text(self.cx, t) }
            })
            .collect();
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

/// A reference, or a pointer to references, as what counts.
pub(super) fn template_arg(cx: &mut Cx, ty: TyId) -> String {
    match cx.types.pointee(ty) {
        Some(to) => format!("{} *", crate::cyp::reference(cx, to)),
        None => crate::cyp::reference(cx, ty),
    }
}

/// Whether a function takes and gives values of a type only as such, as algorithms do with iterators.
fn only_by_value(types: &Types, ty: TyId, sig: &FuncTy) -> bool {
    sig.params.iter().map(|p| p.ty).chain([sig.ret]).all(|t| t == ty || !mentions(types, t, ty))
}

/// Whether no C++ class that a function takes or gives has a reference as an argument: those count.
fn only_by_itself(types: &Types, reference: TyId, sig: &FuncTy) -> bool {
    let class = |t: TyId| matches!(types.kind(t), Ty::Cpp(_, args) if args.contains(&reference));
    !sig.params.iter().map(|p| p.ty).chain([sig.ret]).any(class)
}

fn mentions(types: &Types, whole: TyId, part: TyId) -> bool {
    whole == part
        || match types.get(whole) {
            Ty::Ref(to) | Ty::RvalueRef(to) | Ty::Const(to) | Ty::Ptr(to) => mentions(types, *to, part),
            Ty::Cpp(_, args) => args.iter().any(|&a| mentions(types, a, part)),
            _ => false,
        }
}

/// Whether a class holds what a pointer points to, and no such pointers.
fn holds_pointee(types: &Types, class: TyId, pointer: TyId) -> bool {
    let class = match types.kind(class) {
        Ty::Ptr(to) => types.kind(*to),
        kind => kind,
    };
    let (Ty::Cpp(_, args), Some(to)) = (class, types.pointee(pointer)) else { return false };
    args.contains(&to) && !args.contains(&pointer)
}
