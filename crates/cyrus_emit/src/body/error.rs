//! Calls with their error checks.

use super::BodyWriter;
use crate::c_text::{CExpr, Prec};
use cyrus_mir::{Callee, ErrorCheck, LocalKind, Operand, Place, Stmt};
use cyrus_types::{CppHandler, ExcValue, Ty, TyId};

/// When a call has failed, in terms of its result.
enum Failed {
    Never,
    Always,
    /// The condition for success and that for failure, of which one is the shorter.
    Unless(String),
    If(String),
}

impl BodyWriter<'_, '_> {
    /// A call statement.
    pub(super) fn call(
        &mut self,
        stmt: &Stmt,
        dest: Option<&Place>,
        callee: &Callee,
        args: &[Operand],
        error: &ErrorCheck,
    ) {
        self.call_span = stmt.span;
        self.cx.at = stmt.span;
        self.calls_method = matches!(callee, Callee::Cyp { .. });
        // The result of a call of which only success matters.
        let filled = matches!(callee, Callee::FromPy(ty) if self.is_filled(&cyrus_mir::CTy::Ty(*ty)));
        let dest = dest.filter(|d| filled || d.as_local().is_none_or(|l| !self.fold.is_unread(l)));
        self.call_prefix.clear();
        let call = self.call_expr(callee, args, dest);
        let prefix = std::mem::take(&mut self.call_prefix);
        self.call_effect(dest);
        if let Callee::FromPy(ty) = callee
            && self.is_filled(&cyrus_mir::CTy::Ty(*ty))
        {
            // The function fills the destination, which is its last argument.
            if let Some(local) = dest.and_then(Place::as_local) {
                self.read.insert(local);
            }
            let fail = self.fail(stmt.span, stmt.unwind);
            self.line(&format!("if (__CYRUS_UNLIKELY({} < 0)) {fail}", call.text));
            return;
        }
        if let ErrorCheck::Cpp { handler, nogil } = error {
            self.guarded_cpp(stmt, dest, &call, handler, *nogil);
            return;
        }
        let Some(dest) = dest else {
            let line = self.unassigned(stmt, callee, &call, error);
            let given = self.return_ty(callee);
            let line = self.unless_nothing(stmt, given, error, line);
            self.statement(&prefix, &line);
            return;
        };
        // A destination that somebody may read after a failure must keep its value then.
        let keeps = match dest.as_local() {
            Some(local) => {
                let decl = &self.body.locals[local];
                decl.kind != LocalKind::Temp || decl.frame_field.is_some()
            }
            None => true,
        };
        let may_fail = !matches!(error, ErrorCheck::None | ErrorCheck::Always);
        if keeps && may_fail {
            let Some(ty) = self.place_type_text(dest) else {
                self.cx
                    .internal(format!("in {}: a call stores into a place of unknown type", self.body.name));
                return;
            };
            let result = CExpr::primary("r");
            let place = self.write_place(dest);
            let check = self.check(stmt, &result, Some(&ty), error);
            let object = self.place_ty(dest).is_some_and(|t| matches!(self.cx.types.get(t), Ty::Cpp(..)));
            let moved = if object {
                self.cx.cplus_header("<utility>");
                CExpr::primary("std::move(r)")
            } else {
                result.clone()
            };
            let store = self.store(dest, &place, &moved);
            let declared = crate::types::join(&ty, "r");
            let line = format!("{{ {prefix}{declared} = {}; {check} {store} }}", call.text);
            let given = self.place_ty(dest);
            let line = self.unless_nothing(stmt, given, error, line);
            self.line(&line);
            return;
        }
        let ty = self.place_type_text(dest);
        let place = self.write_place(dest);
        let store = self.store(dest, &place, &call);
        let result = self.stored(dest, &place);
        if may_fail && let Some(local) = dest.as_local() {
            self.read.insert(local);
        }
        let check = self.check(stmt, &result, ty.as_deref(), error);
        let line = format!("{store} {check}").trim_end().to_string();
        let given = self.place_ty(dest);
        let line = self.unless_nothing(stmt, given, error, line);
        self.statement(&prefix, &line);
    }

    /// A call and its check, where a function that fails may have no object to give.
    fn unless_nothing(
        &mut self,
        stmt: &Stmt,
        given: Option<TyId>,
        error: &ErrorCheck,
        line: String,
    ) -> String {
        let asks = matches!(error, ErrorCheck::Occurred | ErrorCheck::OccurredNogil);
        let made_of_nothing = |ty| super::local::is_made_of_nothing(self.cx.types, ty);
        if !asks || given.is_none_or(made_of_nothing) {
            return line;
        }
        crate::convert::slot_template(self.cx);
        let fail = self.fail(stmt.span, stmt.unwind);
        format!("try {{ {line} }} catch (const __cyrus_no_value &) {{ {fail} }}")
    }

    /// The stored result, to be looked at.
    fn stored(&mut self, dest: &Place, place: &CExpr) -> CExpr {
        if let Some(local) = dest.as_local()
            && super::local::held(self.cx.types, &self.body.locals[local]) != super::local::Held::Plain
        {
            return CExpr::new(format!("*{}", place.text), Prec::Unary);
        }
        place.clone()
    }

    /// A line, in a block of its own when there are declarations.
    fn statement(&mut self, prefix: &str, text: &str) {
        if prefix.is_empty() {
            self.line(text);
        } else {
            self.line(&format!("{{ {prefix}{text} }}"));
        }
    }

    /// A call whose result nobody stores.
    fn unassigned(&mut self, stmt: &Stmt, callee: &Callee, call: &CExpr, error: &ErrorCheck) -> String {
        match error {
            ErrorCheck::None => format!("{};", self.discard(callee, call)),
            ErrorCheck::Always => {
                let fail = self.fail(stmt.span, stmt.unwind);
                format!("{}; {fail}", self.discard(callee, call))
            }
            ErrorCheck::Occurred | ErrorCheck::OccurredNogil => {
                let call = self.discard(callee, call);
                let check = self.check(stmt, &CExpr::primary(""), None, error);
                format!("{call}; {check}")
            }
            _ => {
                let ty = self.return_type(callee);
                self.check(stmt, call, ty.as_deref(), error)
            }
        }
    }

    /// The call as a statement; macros of CPython may be expressions whose value must be dropped aloud.
    fn discard(&mut self, callee: &Callee, call: &CExpr) -> String {
        let noisy = match callee {
            Callee::Runtime(name) => !name.starts_with("__cyrus_") && self.return_type(callee).is_some(),
            Callee::ExtMethod { .. } => true,
            _ => false,
        };
        if noisy { format!("(void){}", call.at(Prec::Unary)) } else { call.text.clone() }
    }

    /// `if (failed) { … goto … }`, or nothing.
    fn check(&mut self, stmt: &Stmt, result: &CExpr, ty: Option<&str>, error: &ErrorCheck) -> String {
        let test = match self.failed(result, ty, error) {
            Failed::Never => return String::new(),
            Failed::Always => return self.fail(stmt.span, stmt.unwind),
            Failed::Unless(ok) => {
                CExpr::not(&CExpr::new(
                    ok,
                    if result.prec == Prec::Postfix { Prec::Postfix } else { Prec::Conditional },
                ))
                .text
            }
            Failed::If(bad) => bad,
        };
        let fail = self.fail(stmt.span, stmt.unwind);
        format!("if (__CYRUS_UNLIKELY({test})) {fail}")
    }

    fn failed(&mut self, result: &CExpr, ty: Option<&str>, error: &ErrorCheck) -> Failed {
        let r = result.at(Prec::Additive);
        match error {
            ErrorCheck::None => Failed::Never,
            ErrorCheck::Always => Failed::Always,
            ErrorCheck::Null | ErrorCheck::Zero => Failed::Unless(result.text.clone()),
            ErrorCheck::Neg1 => Failed::If(format!("{r} == {}", typed_minus_one(ty))),
            ErrorCheck::Neg => Failed::If(format!("{r} < 0")),
            ErrorCheck::Value(value) => Failed::If(self.equals(&r, ty, value)),
            ErrorCheck::Maybe(value) => {
                Failed::If(format!("{} && PyErr_Occurred()", self.equals(&r, ty, value)))
            }
            ErrorCheck::MaybeNogil(value) => {
                let occurred = self.occurred_nogil();
                Failed::If(format!("{} && {occurred}()", self.equals(&r, ty, value)))
            }
            ErrorCheck::Occurred => Failed::If("PyErr_Occurred()".into()),
            ErrorCheck::OccurredNogil => {
                let occurred = self.occurred_nogil();
                Failed::If(format!("{occurred}()"))
            }
            ErrorCheck::Cpp { .. } => Failed::Never,
        }
    }

    /// The function that asks for an exception; methods of cypclasses leave a mark that is cheap to look at.
    fn occurred_nogil(&mut self) -> String {
        if self.calls_method {
            self.cx.fragment("cyp_object");
            return "__cyrus_cyp_raised".into();
        }
        self.cx.runtime("__cyrus_err_occurred_nogil").to_string()
    }

    /// `r == value`, with the value in the type of the result.
    fn equals(&mut self, r: &str, ty: Option<&str>, value: &ExcValue) -> String {
        // What a reference refers to is compared.
        let ty = ty.map(|t| t.trim_end_matches('&').trim_end());
        let float = ty.is_some_and(|t| matches!(t, "float" | "double" | "long double"));
        match value {
            ExcValue::Null => format!("!{r}"),
            ExcValue::Int(v) if float => format!("{r} == {v}.0"),
            ExcValue::Int(-1) => format!("{r} == {}", typed_minus_one(ty)),
            ExcValue::Int(v) if *v < 0 => match ty {
                Some(ty) => format!("{r} == ({ty})({v})"),
                None => format!("{r} == {v}"),
            },
            ExcValue::Int(v) => match ty {
                // Enums of C++ compare with their own type only.
                Some(ty) if self.cx.cplus() && !is_plain_number(ty) => format!("{r} == ({ty}){v}"),
                _ => format!("{r} == {}", crate::c_text::int_literal(*v, None, false)),
            },
            ExcValue::CText(text) if super::operand::is_special_float(text) => {
                // Nothing equals NaN, not even itself.
                if text.ends_with("nan") {
                    format!("{r} != {r}")
                } else {
                    format!("{r} == {}", super::operand::special_float(text).text)
                }
            }
            // A named constant may be NaN.
            ExcValue::CText(text) if float && !text.starts_with(|c: char| c.is_ascii_digit() || c == '-') => {
                format!("({r} == {text} || ({r} != {r} && {text} != {text}))")
            }
            ExcValue::CText(text) => match ty {
                Some(ty) if !is_plain_number(ty) => format!("{r} == ({ty})({text})"),
                _ => format!("{r} == ({text})"),
            },
        }
    }

    /// `try { call } catch (...) { translate; goto }`
    fn guarded_cpp(
        &mut self,
        stmt: &Stmt,
        dest: Option<&Place>,
        call: &CExpr,
        handler: &CppHandler,
        nogil: bool,
    ) {
        let body = match dest {
            Some(dest) => {
                let place = self.write_place(dest);
                self.store(dest, &place, call)
            }
            None => format!("{};", call.text),
        };
        let translate = self.cpp_translation(handler);
        let fail = self.fail(stmt.span, stmt.unwind);
        let translate = if nogil {
            format!("{{ PyGILState_STATE gil = PyGILState_Ensure(); {translate} PyGILState_Release(gil); }}")
        } else {
            translate
        };
        self.line(&format!("try {{ {body} }} catch (...) {{ {translate} {fail} }}"));
    }
}

fn is_plain_number(ty: &str) -> bool {
    matches!(
        ty,
        "int"
            | "long"
            | "short"
            | "char"
            | "signed char"
            | "long long"
            | "Py_ssize_t"
            | "double"
            | "float"
            | "long double"
            | "Py_hash_t"
            | "ssize_t"
            | "ptrdiff_t"
    )
}

/// -1 in the type of the result, so that unsigned results compare.
fn typed_minus_one(ty: Option<&str>) -> String {
    match ty {
        Some(ty) if !is_plain_number(ty) => format!("({ty})-1"),
        _ => "-1".into(),
    }
}
