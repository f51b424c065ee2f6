//! Calls of C functions: arguments against signatures, overloads, varargs.

use super::Checker;
use cyrus_diagnostics::{Diagnostic, codes};
use cyrus_hir::{self as hir, CCall, Callee, Expr, ExprKind, ViewUse};
use cyrus_source::Span;
use cyrus_syntax::ast::{self, Arg};
use cyrus_types::{Builtin, FuncTyId, Ty, TyId, common};

/// An argument of a call.
#[derive(Clone)]
pub struct Given<'a> {
    pub name: Option<&'a ast::Ident>,
    pub value: GivenValue<'a>,
    /// `*value` or `**value`
    starred: bool,
    span: Span,
}

/// An argument's value, as written or already checked.
#[derive(Clone)]
pub enum GivenValue<'a> {
    Written(&'a ast::Expr),
    Checked(Expr),
}

impl<'a> Given<'a> {
    /// An argument that has been checked.
    pub fn checked(value: Expr) -> Given<'a> {
        let span = value.span;
        Given { name: None, value: GivenValue::Checked(value), starred: false, span }
    }

    /// Arguments as written.
    pub fn of_args(args: &'a [Arg]) -> Vec<Given<'a>> {
        args.iter()
            .map(|arg| {
                let (name, e, starred) = match arg {
                    Arg::Positional(e) => (None, e, false),
                    Arg::Keyword(name, e) => (Some(name), e, false),
                    Arg::Star(e) | Arg::DoubleStar(e) => (None, e, true),
                };
                Given { name, value: GivenValue::Written(e), starred, span: e.span }
            })
            .collect()
    }
}

impl<'a> Checker<'_, 'a> {
    /// Calls a C function, function pointer or C method value.
    pub fn c_call(&mut self, func: Expr, sig: FuncTyId, call: &'a ast::Call, span: Span) -> Expr {
        // Only Python can leave out an optional argument before one that is named.
        if self.leaves_gap(&func, sig, call)
            && let Ok(object) = self.try_coerce(func.clone(), common::OBJECT)
        {
            return self.py_call(object, call, span);
        }
        let mut receiver = None;
        let callee = match func.kind {
            ExprKind::CFunc(id) => Callee::Func(id),
            ExprKind::ExtMethod { object, class, method } => {
                let m = &self.cx.types.classes[class].methods[method as usize];
                let direct = m.final_ || m.is_static || self.cx.types.classes[class].final_;
                if !m.is_static {
                    let name = m.name.clone();
                    receiver = Some(match self.may_be_none(&object) {
                        true => Expr {
                            ty: object.ty,
                            span: object.span,
                            kind: ExprKind::NotNone { view: object, refused: ViewUse::Attribute(name) },
                        },
                        false => *object,
                    });
                }
                match self.direct_callee(class, method) {
                    Callee::Direct { .. } if !direct => Callee::Virtual { class, method },
                    callee => callee,
                }
            }
            kind => Callee::Pointer(Expr { kind, ..func }),
        };
        self.finish_c_call(callee, sig, receiver, call, span)
    }

    /// The implementation of a method, without dispatch.
    pub(super) fn direct_callee(&self, class: cyrus_types::ClassId, method: u32) -> Callee {
        match self.cx.static_methods.get(&(class, method)) {
            Some(&id) => Callee::Func(id),
            None => Callee::Direct { class, method },
        }
    }

    /// Whether a `cpdef` function or method is called with a keyword that stands after an argument left out.
    fn leaves_gap(&self, func: &Expr, sig: FuncTyId, call: &ast::Call) -> bool {
        let first = match func.kind {
            ExprKind::ExtMethod { class, method, .. } => {
                let method = &self.cx.types.classes[class].methods[method as usize];
                if !method.overridable {
                    return false;
                }
                usize::from(!method.is_static)
            }
            ExprKind::CFunc(id) if self.is_python_name(id) => 0,
            _ => return false,
        };
        let params = &self.cx.types.funcs[sig].params;
        let place = |name: &ast::Ident| params.iter().position(|p| p.name.as_ref() == Some(&name.name));
        let mut named = Vec::new();
        let mut given = first;
        for arg in &call.args {
            match arg {
                Arg::Positional(_) => given += 1,
                Arg::Keyword(name, _) => named.extend(place(name)),
                Arg::Star(_) | Arg::DoubleStar(_) => return false,
            }
        }
        let required = params.len() - self.cx.types.funcs[sig].optional as usize;
        let last = named.iter().copied().max().unwrap_or(0);
        (given.max(required)..last).any(|index| !named.contains(&index))
    }

    /// Checks arguments against a signature and makes the call.
    pub fn finish_c_call(
        &mut self,
        callee: Callee,
        sig: FuncTyId,
        receiver: Option<Expr>,
        call: &'a ast::Call,
        span: Span,
    ) -> Expr {
        self.c_call_with(callee, sig, receiver, Given::of_args(&call.args), span)
    }

    /// The same with arguments that may have been checked already.
    pub fn c_call_with(
        &mut self,
        callee: Callee,
        sig: FuncTyId,
        receiver: Option<Expr>,
        given: Vec<Given<'a>>,
        span: Span,
    ) -> Expr {
        if let Callee::Func(id) = callee {
            self.cx.use_cfunc(id);
        }
        let func = self.cx.types.funcs[sig].clone();
        let mut args: Vec<Option<Expr>> = Vec::new();
        let mut order = Vec::new();
        if let Some(receiver) = receiver {
            let want = func.params.first().map_or(receiver.ty, |p| p.ty);
            args.push(Some(self.coerce(receiver, want)));
        }
        let first = args.len();
        let required = func.params.len() - func.optional as usize;
        let mut named_wrongly = false;
        for arg in given {
            match arg.name {
                _ if arg.starred => {
                    self.error(codes::E0303, arg.span, "C function cannot be called with * or ** arguments");
                    return self.error_expr(span);
                }
                None => {
                    let index = args.len();
                    let value = match func.params.get(index) {
                        // An array as parameter is a pointer, which any pointer to such elements can be.
                        Some(p) if matches!(self.cx.types.kind(p.ty), Ty::Array(..)) => {
                            let ty = self.decayed(p.ty);
                            self.given_as(arg.value, ty)
                        }
                        Some(p) if self.is_std_move(&callee) => self.given_to_move(arg.value, p.ty),
                        Some(p) if index >= required => self.given_optional(arg.value, p.ty),
                        Some(p) => self.given_as(arg.value, p.ty),
                        None => {
                            let value = match arg.value {
                                GivenValue::Written(e) => self.expr(e),
                                GivenValue::Checked(value) => value,
                            };
                            if !(self.is_lent(&callee, func.ret) || self.may_hold(func.ret, value.ty)) {
                                let shown = self.cx.types.display(value.ty);
                                let message = format!(
                                    "'{shown}' cannot be passed where any argument is taken as it is"
                                );
                                self.error(codes::E0603, value.span, message);
                            }
                            self.vararg(value)
                        }
                    };
                    args.push(Some(value));
                }
                Some(name) => {
                    let index = func.params.iter().position(|p| p.name.as_ref() == Some(&name.name));
                    match index {
                        Some(index) => {
                            while args.len() <= index {
                                args.push(None);
                            }
                            if args[index].is_some() {
                                named_wrongly = true;
                                self.error(
                                    codes::E0303,
                                    name.span,
                                    format!("argument '{}' passed twice", name.name),
                                );
                            }
                            order.push(index);
                            let ty = func.params[index].ty;
                            args[index] = Some(match index >= required {
                                true => self.given_optional(arg.value, ty),
                                false => self.given_as(arg.value, ty),
                            });
                        }
                        None => {
                            named_wrongly = true;
                            self.error(
                                codes::E0303,
                                name.span,
                                format!("C function got unexpected keyword argument '{}'", name.name),
                            );
                        }
                    }
                }
            }
        }
        if named_wrongly {
            return Expr { ty: func.ret, ..self.error_expr(span) };
        }
        if let Callee::Func(id) = callee {
            for (at, arg) in args.iter_mut().enumerate().skip(required) {
                if arg.is_none()
                    && let Some(value) = self.cx.literal_defaults.get(&(id, at)).copied()
                {
                    let value = self.value_or_none_as(value, func.params[at].ty);
                    *arg = Some(Expr { span, ..value });
                }
            }
        }
        let max = func.params.len();
        let min = max - func.optional as usize;
        let given = args.len();
        if let Some(missing) = args.iter().position(Option::is_none) {
            let name = func.params[missing].name.as_deref().unwrap_or("?").to_owned();
            let diagnostic = Diagnostic::error(
                codes::E0303,
                span,
                format!("C function call is missing argument '{name}'"),
            );
            self.report(match missing >= required {
                true => diagnostic.help(
                    "this default is no literal, so it is for calls that end before it: pass the argument",
                ),
                false => diagnostic,
            });
            return Expr { ty: func.ret, ..self.error_expr(span) };
        }
        if given > max && !func.varargs || given < min {
            let expected = if func.optional > 0 || func.varargs {
                format!(
                    "at {} {}",
                    if given < min { "least" } else { "most" },
                    if given < min { min - first } else { max - first }
                )
            } else {
                (max - first).to_string()
            };
            self.error(
                codes::E0303,
                span,
                format!("Call with wrong number of arguments (expected {expected}, got {})", given - first),
            );
            return Expr { ty: func.ret, ..self.error_expr(span) };
        }
        let mut args: Vec<Expr> = args.into_iter().flatten().collect();
        // Keywords out of order are evaluated as written.
        let mut lets = Vec::new();
        if !order.is_sorted() {
            for index in order {
                if !args[index].kind.is_constant() {
                    let local = self.temp(args[index].ty, span);
                    let read = self.local_expr(local, span);
                    lets.push((local, std::mem::replace(&mut args[index], read)));
                }
            }
        }
        self.check_items_between(&callee, &args, span);
        let nogil = self.fx_ref().nogil;
        let ty = func.ret;
        let mut result =
            Expr { ty, span, kind: ExprKind::CCall(Box::new(CCall { callee, sig, args, nogil })) };
        for (local, value) in lets.into_iter().rev() {
            result = Expr {
                ty,
                span,
                kind: ExprKind::Let { local, value: Box::new(value), body: Box::new(result) },
            };
        }
        result
    }

    /// The argument of a parameter with a default: `None` may stand for no object.
    fn given_optional(&mut self, value: GivenValue<'a>, ty: TyId) -> Expr {
        let none = match &value {
            GivenValue::Written(e) => self.none_as_no_object(e, ty),
            GivenValue::Checked(_) => None,
        };
        none.unwrap_or_else(|| self.given_as(value, ty))
    }

    fn given_as(&mut self, value: GivenValue<'a>, ty: TyId) -> Expr {
        match value {
            GivenValue::Written(e) if self.is_cpp_value(ty) => {
                let from = self.type_of(e);
                if self.constructs_from_number(from, ty) {
                    let (given, wanted) = (self.cx.types.display(from), self.argument_text(ty));
                    self.error(codes::E0301, e.span, format!("Cannot assign type '{given}' to '{wanted}'"));
                    return self.error_expr(e.span);
                }
                self.expr_as(e, ty)
            }
            GivenValue::Written(e) => self.expr_as(e, ty),
            GivenValue::Checked(value) => self.coerce(value, ty),
        }
    }

    /// An argument matched by `...`: default promotions; of Python objects those with one C form.
    pub(super) fn vararg(&mut self, value: Expr) -> Expr {
        let ty = value.ty;
        if self.cx.types.is_object(ty) {
            let plain = match self.cx.types.kind(ty) {
                _ if matches!(value.kind, ExprKind::Str(_)) => Some(common::CHAR_PTR),
                Ty::Builtin(Builtin::Bytes | Builtin::ByteArray) => Some(common::CHAR_PTR),
                Ty::Builtin(Builtin::Float) => Some(common::DOUBLE),
                Ty::Builtin(Builtin::Bool) => Some(common::BINT),
                _ => None,
            };
            if let Some(plain) = plain {
                return self.coerce(value, plain);
            }
            self.error(codes::E0303, value.span, "Python object cannot be passed as a varargs parameter");
            return value;
        }
        match *self.cx.types.kind(ty) {
            Ty::Array(elem, _) => {
                let ptr = self.cx.types.ptr(elem);
                self.coerce(value, ptr)
            }
            _ => value,
        }
    }

    pub(super) fn overloaded_call(
        &mut self,
        overloads: &[hir::CFuncId],
        call: &'a ast::Call,
        e: &'a ast::Expr,
    ) -> Expr {
        let span = e.anchor_span();
        let args: Vec<TyId> = call
            .args
            .iter()
            .map(|a| {
                let (Arg::Positional(a) | Arg::Keyword(_, a) | Arg::Star(a) | Arg::DoubleStar(a)) = a;
                self.type_of(a)
            })
            .collect();
        let candidates: Vec<_> =
            overloads.iter().map(|&id| (self.cx.cfuncs[id].sig, self.template_params(id).to_vec())).collect();
        match self.pick(&candidates, &args) {
            Some((index, sig)) => self.finish_c_call(Callee::Func(overloads[index]), sig, None, call, span),
            None => {
                self.no_overload(overloads.len(), span);
                self.error_expr(span)
            }
        }
    }

    /// The overload whose parameters need the least conversion.
    pub fn best_overload(&mut self, sigs: &[FuncTyId], args: &[TyId]) -> Option<usize> {
        let mut best: Option<(u32, usize)> = None;
        for (index, &sig) in sigs.iter().enumerate() {
            let func = self.cx.types.funcs[sig].clone();
            let max = func.params.len();
            if args.len() > max && !func.varargs || args.len() + (func.optional as usize) < max {
                continue;
            }
            let mut cost = 0;
            let mut fits = true;
            for (arg, param) in args.iter().zip(&func.params) {
                match self.conversion_cost(*arg, param.ty) {
                    Some(c) => cost += c,
                    None => {
                        fits = false;
                        break;
                    }
                }
            }
            if fits && best.is_none_or(|(c, _)| cost < c) {
                best = Some((cost, index));
            }
        }
        best.map(|(_, index)| index)
    }

    /// Whether a number would become an argument of a C++ class by a constructor of that class, which is never
    /// done unasked.
    fn constructs_from_number(&self, from: TyId, to: TyId) -> bool {
        self.cx.types.is_numeric(from) && self.is_cpp_value(to)
    }

    fn is_cpp_value(&self, ty: TyId) -> bool {
        let ty = self.cx.types.resolved(ty);
        let ty = match *self.cx.types.get(ty) {
            Ty::Ref(inner) | Ty::RvalueRef(inner) => self.cx.types.resolved(inner),
            _ => ty,
        };
        matches!(self.cx.types.kind(self.cx.types.unqualified(ty)), Ty::Cpp(..))
    }

    /// The type that an argument has for a parameter: what a reference refers to.
    fn argument_text(&self, ty: TyId) -> String {
        match *self.cx.types.get(ty) {
            Ty::Ref(inner) | Ty::RvalueRef(inner) => self.cx.types.display(inner),
            _ => self.cx.types.display(ty),
        }
    }

    pub fn conversion_cost(&mut self, from: TyId, to: TyId) -> Option<u32> {
        let (rf, rt) = (self.cx.types.resolved(from), self.cx.types.resolved(to));
        if rf == rt {
            return Some(0);
        }
        if self.constructs_from_number(from, to) {
            return None;
        }
        // A literal, for all that is known here; other text is refused when it is converted.
        if from == common::STR && self.cx.types.is_c_string(to) {
            return Some(100);
        }
        let probe = Expr { ty: from, span: Span::default(), kind: ExprKind::Error };
        self.try_coerce(probe, to).ok()?;
        let types = &self.cx.types;
        Some(match (types.kind(from), types.kind(to)) {
            (Ty::Int(a), Ty::Int(b)) => 1 + a.rank().abs_diff(b.rank()),
            (Ty::Float(_), Ty::Float(_)) => 1,
            (Ty::Int(_) | Ty::Bint | Ty::Enum(_), Ty::Float(_)) => 10,
            // Bytes are text before they are the number of their only character.
            (_, Ty::Ptr(_)) if types.is_object(from) => 50,
            (Ty::Builtin(Builtin::Float), Ty::Float(_)) | (Ty::Builtin(Builtin::Int), Ty::Int(_)) => 50,
            _ if types.is_object(from) != types.is_object(to) => 100,
            // Any pointer is a `void *`, but a pointer to a base says more.
            (Ty::Ptr(_), Ty::Ptr(base)) if matches!(types.kind(*base), Ty::Void) => 6,
            // `char *` is a `const char *` before a `string` is made of it.
            (Ty::Ptr(_), Ty::Ptr(_)) => 4,
            _ => 5,
        })
    }
}
