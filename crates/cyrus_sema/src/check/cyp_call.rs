//! Calls of cypclass methods: arguments, receivers, locks.

use super::Checker;
use super::cfunction::function_params;
use super::cyp::CypCandidate;
use super::cyp_message::Sending;
use super::cyp_overload::Literal;
use crate::scope::ScopeKind;
use cyrus_diagnostics::codes;
use cyrus_hir::{Coercion, ConsumeKind, CypCall, Expr, ExprKind, StrConst};
use cyrus_source::Span;
use cyrus_syntax::Name;
use cyrus_syntax::ast::{self, Arg};
use cyrus_types::{Capability, CypTy, FuncParamTy, FuncTyId, Ty, TyId, common};

/// An argument: still to be checked against its parameter, or checked.
#[derive(Clone, Debug)]
pub enum CypArg<'a> {
    Ast(&'a ast::Expr),
    Typed(Expr),
}

/// The arguments of a call.
#[derive(Clone, Debug, Default)]
pub struct CypArgs<'a> {
    pub positional: Vec<CypArg<'a>>,
    pub keywords: Vec<(ast::Ident, CypArg<'a>)>,
    /// The result is an iterator or view that a loop goes along, and nothing else gets.
    pub of_loop: bool,
}

impl<'a> CypArgs<'a> {
    /// Checked arguments.
    pub fn typed(args: Vec<Expr>) -> CypArgs<'a> {
        CypArgs { positional: args.into_iter().map(CypArg::Typed).collect(), ..CypArgs::default() }
    }

    pub fn count(&self) -> usize {
        self.positional.len() + self.keywords.len()
    }
}

impl<'a> Checker<'_, 'a> {
    /// The arguments as written; stars are no arguments of such calls.
    pub fn cyp_args(&mut self, args: &'a [Arg]) -> CypArgs<'a> {
        let mut result = CypArgs::default();
        for arg in args {
            match arg {
                Arg::Positional(e) => result.positional.push(CypArg::Ast(e)),
                Arg::Keyword(name, e) => result.keywords.push((name.clone(), CypArg::Ast(e))),
                Arg::Star(e) | Arg::DoubleStar(e) => {
                    self.error(
                        codes::E0303,
                        e.span,
                        "a cypclass method cannot be called with * or ** arguments",
                    );
                }
            }
        }
        result
    }

    pub fn cyp_arg_ty(&mut self, arg: &CypArg<'a>) -> TyId {
        match arg {
            CypArg::Ast(e) => self.speculate(|c| c.expr(e).ty),
            CypArg::Typed(e) => e.ty,
        }
    }

    pub(super) fn cyp_arg_literal(&self, arg: &CypArg<'a>) -> Literal {
        let of_text = |text: &[u8]| match text.len() {
            _ if text.contains(&0) => Literal::HoldsNul,
            0..=4 if std::str::from_utf8(text).is_ok_and(|text| text.chars().count() == 1) => Literal::Yes,
            1 => Literal::Yes,
            _ => Literal::Text,
        };
        match arg {
            CypArg::Ast(e) => match &e.kind {
                ast::ExprKind::Int(_) => Literal::Yes,
                ast::ExprKind::Tuple(_)
                | ast::ExprKind::List(_)
                | ast::ExprKind::ListComp(_)
                | ast::ExprKind::GeneratorExp(_) => Literal::Display,
                ast::ExprKind::Str(literal) => {
                    of_text(literal.text.as_deref().or(literal.bytes.as_deref()).unwrap_or_default())
                }
                ast::ExprKind::Conditional { then, orelse, .. } => {
                    self.cyp_arg_literal(&CypArg::Ast(then)).or(self.cyp_arg_literal(&CypArg::Ast(orelse)))
                }
                _ => Literal::No,
            },
            CypArg::Typed(e) => match &e.kind {
                ExprKind::Str(StrConst::Text(text) | StrConst::Bytes(text)) => of_text(text),
                kind if kind.is_constant() => Literal::Yes,
                _ => Literal::No,
            },
        }
    }

    /// Checks arguments against the parameters of the chosen method, seen through `cap`.
    pub fn cyp_bind(
        &mut self,
        sig: FuncTyId,
        args: CypArgs<'a>,
        through: &CypTy,
        span: Span,
    ) -> Option<Vec<Expr>> {
        let slots = self.cyp_bind_slots(sig, args, through, span)?;
        if slots.iter().any(Option::is_none) {
            self.error(codes::E0303, span, "an argument before the last one given is missing");
            return None;
        }
        Some(slots.into_iter().flatten().collect())
    }

    /// [`Checker::cyp_bind`] for a method that is known: arguments that are left out before one given by its name have
    /// their defaults.
    pub(super) fn cyp_bind_method(
        &mut self,
        chosen: CypCandidate,
        args: CypArgs<'a>,
        through: &CypTy,
        span: Span,
    ) -> Option<Vec<Expr>> {
        let slots = self.cyp_bind_slots(chosen.sig, args, through, span)?;
        if slots.iter().all(Option::is_some) {
            return Some(slots.into_iter().flatten().collect());
        }
        let defaults = self.cyp_defaults(chosen, span);
        let same = self.defaults_of_overrides_agree(chosen);
        let mut bound = Vec::new();
        for (i, slot) in slots.into_iter().enumerate() {
            let default = defaults.get(i).cloned().flatten().filter(|_| same);
            let Some(value) = slot.or(default) else {
                let name = self.cx.types.funcs[chosen.sig].params[i].name.clone().unwrap_or_default();
                let message = format!("argument '{name}', which stands before one that is given, is missing");
                self.error(codes::E0303, span, message);
                return None;
            };
            bound.push(value);
        }
        Some(bound)
    }

    /// Whether the methods that override one have the same defaults, as they are written.
    fn defaults_of_overrides_agree(&self, chosen: CypCandidate) -> bool {
        let Some(owner) = self.cyp_of(chosen.method.owner) else { return false };
        let written = |class, method: u32| {
            let def = self.cx.cyp_methods.get(&(class, method)).copied()?;
            let params = function_params(&def.declarator)?;
            let text = |p: &ast::Param| match &p.default {
                Some(ast::ParamDefault::Value(e)) => Some(self.cx.sources.text(e.span).to_string()),
                Some(ast::ParamDefault::Unknown) => Some("*".to_string()),
                None => None,
            };
            Some(params.all().skip(1).map(text).collect::<Vec<_>>())
        };
        let decl = &self.cx.types.cyp_classes[owner.class].methods[chosen.method.method as usize];
        let own = written(owner.class, chosen.method.method);
        let (is_static, count) = (decl.is_static, self.cx.types.funcs[decl.sig].params.len());
        if is_static || decl.name == "__init__" || decl.name == "__new__" {
            return true;
        }
        let name = decl.name.clone();
        self.cx.types.cyp_classes.ids().all(|class| {
            let methods = &self.cx.types.cyp_classes[class].methods;
            methods.iter().enumerate().all(|(i, m)| {
                let overrides = m.name == name
                    && class != owner.class
                    && self.cx.types.funcs[m.sig].params.len() == count
                    && self.cx.types.cyp_classes[class]
                        .mro
                        .iter()
                        .flatten()
                        .any(|base| self.cyp_of(*base).is_some_and(|base| base.class == owner.class));
                !overrides || written(class, i as u32) == own
            })
        })
    }

    /// The arguments at their places; those that are left out before the last one given are missing.
    fn cyp_bind_slots(
        &mut self,
        sig: FuncTyId,
        args: CypArgs<'a>,
        through: &CypTy,
        span: Span,
    ) -> Option<Vec<Option<Expr>>> {
        let func = self.cx.types.funcs[sig].clone();
        let max = func.params.len();
        let given = args.count();
        let min = max - func.optional as usize;
        if given > max && !func.varargs || given < min {
            let expected = match func.optional {
                0 => max.to_string(),
                _ if given < min => format!("at least {min}"),
                _ => format!("at most {max}"),
            };
            self.error(
                codes::E0303,
                span,
                format!("Call with wrong number of arguments (expected {expected}, got {given})"),
            );
            return None;
        }
        let written = args.positional.iter().map(|a| matches!(a, CypArg::Ast(_)));
        if let Some((param, _)) = func.params.iter().zip(written).find(|(p, written)| p.keyword && *written)
            && !self.passes_all_by_place()
        {
            let name = param.name.clone().unwrap_or_default();
            self.error(codes::E0303, span, format!("argument '{name}' has to be given by its name"));
            return None;
        }
        let positional = args.positional.len();
        let named =
            |p: &FuncParamTy| args.keywords.iter().any(|(name, _)| p.name.as_ref() == Some(&name.name));
        let taken: Vec<TyId> = func
            .params
            .iter()
            .enumerate()
            .filter(|(i, p)| *i < positional || named(p))
            .map(|(_, p)| p.ty)
            .collect();
        for ty in taken {
            // Single references are adapted.
            if !self.cx.types.is_cyp(ty) || self.is_cpp_reference(ty) {
                self.check_holder(ty, through, "an argument", span);
            }
        }
        if !args.of_loop {
            self.check_holder(func.ret, through, "a result", span);
        }
        let mut slots: Vec<Option<Expr>> = Vec::new();
        for (i, arg) in args.positional.into_iter().enumerate() {
            let want = func.params.get(i).map(|p| self.cyp_view_param(p.ty, through));
            slots.push(Some(self.cyp_arg_of(arg, want, i >= min)));
        }
        for (name, arg) in args.keywords {
            let Some(i) = func.params.iter().position(|p| p.name.as_ref() == Some(&name.name)) else {
                self.error(
                    codes::E0303,
                    name.span,
                    format!("the method has no parameter named '{}'", name.name),
                );
                return None;
            };
            let want = self.cyp_view_param(func.params[i].ty, through);
            while slots.len() <= i {
                slots.push(None);
            }
            if slots[i].is_some() {
                self.error(codes::E0303, name.span, format!("argument '{}' passed twice", name.name));
                return None;
            }
            slots[i] = Some(self.cyp_arg_of(arg, Some(want), i >= min));
        }
        Some(slots)
    }

    /// Whether this is the text of a message or task, which has all arguments at their places.
    pub(super) fn passes_all_by_place(&self) -> bool {
        match self.cx.scopes[self.fx_ref().scope].kind {
            ScopeKind::Cyp(class) => self.cx.types.cyp_classes[class].name.starts_with("__cyrus_"),
            _ => false,
        }
    }

    /// The argument of a parameter. `None` for one with a default, of a class that stands for a Python type, is no object, as in calls
    /// from Python.
    fn cyp_arg_of(&mut self, arg: CypArg<'a>, want: Option<TyId>, optional: bool) -> Expr {
        if let (CypArg::Ast(e), Some(ty)) = (&arg, want)
            && optional
            && matches!(e.kind, ast::ExprKind::NoneLit)
            && let Some(cyp) = self.cyp_of(ty)
            && self.cyp_python_class(&cyp).is_some()
        {
            return Expr { ty, span: e.anchor_span(), kind: ExprKind::Null };
        }
        self.cyp_arg(arg, want)
    }

    fn cyp_arg(&mut self, arg: CypArg<'a>, want: Option<TyId>) -> Expr {
        match (arg, want) {
            (CypArg::Ast(e), Some(ty)) => self.expr_as(e, ty),
            (CypArg::Ast(e), None) => self.expr(e),
            (CypArg::Typed(e), Some(ty)) => self.coerce(e, ty),
            (CypArg::Typed(e), None) => e,
        }
    }

    /// `object.name(args)`, or `None` when the class has no such method.
    pub fn cyp_method_call(
        &mut self,
        object: Expr,
        name: &str,
        mut args: CypArgs<'a>,
        span: Span,
    ) -> Result<Expr, Expr> {
        let Some(cyp) = self.cyp_of(object.ty) else { return Err(object) };
        if cyp.cap == Capability::Weak {
            return Ok(self.cyp_promote(object, name, &args, span));
        }
        let candidates = self.cyp_methods(&cyp, name);
        if candidates.is_empty() {
            return Err(object);
        }
        self.use_cyp(object.ty);
        let message = match cyp.cap {
            Capability::Active => {
                let after = self.cyp_after_arg(&candidates, &mut args);
                Some(Sending { sync: self.cyp_sync_arg(&candidates, &mut args, span), after })
            }
            _ => None,
        };
        let Some(chosen) = self.cyp_choose(&candidates, &args, name, span) else {
            return Ok(self.error_expr(span));
        };
        Ok(self.cyp_call(object, &cyp, chosen, args, message, span))
    }

    /// `weak.lock()`
    fn cyp_promote(&mut self, object: Expr, name: &str, args: &CypArgs<'a>, span: Span) -> Expr {
        let ty = self.cyp_with(object.ty, Capability::Local);
        if name != "lock" || args.count() > 0 {
            let message =
                "a weak reference can only be asked for its object, by lock(), which gives it or NULL";
            self.error(codes::E0605, span, message);
            return Expr { ty, ..self.error_expr(span) };
        }
        Expr { ty, span, kind: ExprKind::CypPromote(Box::new(object)) }
    }

    /// Whose signature a call of the method has. In a class whose objects are immutable the methods see their object as callers do:
    /// their plain references lead to other objects.
    fn cyp_seen_from(&self, cyp: &CypTy, chosen: CypCandidate) -> CypTy {
        let owner = self.cx.types.as_cyp(chosen.method.owner).map_or(cyp.class, |c| c.class);
        match (cyp.cap, self.cx.types.cyp_classes[owner].own_cap) {
            (Capability::Immutable, Capability::Immutable) => CypTy { cap: Capability::Local, ..cyp.clone() },
            _ => cyp.clone(),
        }
    }

    /// A call of a chosen method.
    fn cyp_call(
        &mut self,
        object: Expr,
        cyp: &CypTy,
        chosen: CypCandidate,
        args: CypArgs<'a>,
        message: Option<Sending>,
        span: Span,
    ) -> Expr {
        let signature = self.cyp_seen_from(cyp, chosen);
        let Some(args) = self.cyp_bind_method(chosen, args, &signature, span) else {
            let ret = self.cx.types.funcs[chosen.sig].ret;
            return Expr { ty: ret, ..self.error_expr(span) };
        };
        let own = &self.cx.types.cyp_classes
            [self.cx.types.as_cyp(chosen.method.owner).map_or(cyp.class, |c| c.class)];
        let decl = &own.methods[chosen.method.method as usize];
        let (name, self_cap) = (decl.name.clone(), decl.self_cap);
        if !chosen.is_static {
            self.check_held(&object, span);
            self.check_receiver(&object, cyp, &name, self_cap, chosen.const_self, span);
        }
        let lock = self.cyp_call_lock(cyp, chosen);
        if let Some(sending) = message {
            return self.cyp_send(object, chosen, args, sending, span);
        }
        let ret = self.cx.types.funcs[chosen.sig].ret;
        let ret = self.cyp_view(ret, &signature);
        let ty = self.cyp_returned(ret);
        let call = CypCall {
            method: chosen.method,
            sig: chosen.sig,
            object: Some(object),
            args,
            // Constructors are in no table.
            direct: matches!(name.as_str(), "__init__" | "__new__" | "__alloc__" | "__dealloc__"),
            lock,
        };
        Expr { ty, span, kind: ExprKind::CypCall(Box::new(call)) }
    }

    /// `Class.name(args)`: a static method, or the implementation of this class on an object.
    pub fn cyp_class_call(
        &mut self,
        class: TyId,
        name: &Name,
        call: &'a ast::Call,
        span: Span,
    ) -> Option<Expr> {
        let class = self.cyp_plain(class);
        let cyp = self.cyp_of(class)?;
        let candidates = self.cyp_methods(&cyp, name);
        if candidates.is_empty() {
            return None;
        }
        self.use_cyp(class);
        let mut args = self.cyp_args(&call.args);
        if candidates.iter().all(|c| c.is_static) {
            let Some(chosen) = self.cyp_choose(&candidates, &args, name, span) else {
                return Some(self.error_expr(span));
            };
            return Some(self.cyp_direct(chosen, None, args, &cyp, span));
        }
        if args.positional.is_empty() {
            self.error(codes::E0303, span, format!("'{name}' needs an object as its first argument"));
            return Some(self.error_expr(span));
        }
        let first = args.positional.remove(0);
        let (object, through) = if name == "__new__" {
            let sig = self.cyp_alloc_sig(class);
            let want = self.cx.types.func_ty(self.cx.types.funcs[sig].clone());
            let want = self.cx.types.ptr(want);
            (self.cyp_arg(first, Some(want)), cyp.clone())
        } else {
            let object = self.cyp_arg(first, None);
            let through = self.cyp_of(object.ty).unwrap_or_else(|| cyp.clone());
            let want = self.cyp_with(class, through.cap);
            let converts = match self.cyp_of(object.ty) {
                Some(from) => self.cyp_is_subclass(&from, &cyp),
                None => self.cx.types.is_error(object.ty),
            };
            if !converts {
                self.assign_error(object.ty, want, object.span);
                return Some(self.error_expr(span));
            }
            (object, through)
        };
        let Some(chosen) = self.cyp_choose(&candidates, &args, name, span) else {
            return Some(self.error_expr(span));
        };
        Some(self.cyp_direct(chosen, Some(object), args, &through, span))
    }

    /// A call of this very implementation.
    fn cyp_direct(
        &mut self,
        chosen: CypCandidate,
        object: Option<Expr>,
        args: CypArgs<'a>,
        through: &CypTy,
        span: Span,
    ) -> Expr {
        let ret = self.cx.types.funcs[chosen.sig].ret;
        let signature = self.cyp_seen_from(through, chosen);
        let Some(args) = self.cyp_bind_method(chosen, args, &signature, span) else {
            return Expr { ty: ret, ..self.error_expr(span) };
        };
        let ret = self.cyp_view(ret, &signature);
        let ty = self.cyp_returned(ret);
        let lock = self.cyp_call_lock(through, chosen);
        let object = if chosen.is_static { None } else { object };
        if let (Some(object), Some(owner)) = (&object, self.cyp_of(chosen.method.owner)) {
            let decl = &self.cx.types.cyp_classes[owner.class].methods[chosen.method.method as usize];
            let (name, self_cap) = (decl.name.clone(), decl.self_cap);
            if name != "__new__" {
                self.check_held(object, span);
                self.check_receiver(object, through, &name, self_cap, chosen.const_self, span);
            }
        }
        let call = CypCall { method: chosen.method, sig: chosen.sig, object, args, direct: true, lock };
        Expr { ty, span, kind: ExprKind::CypCall(Box::new(call)) }
    }

    /// Takes the synchronisation object off the arguments of a call on an active object.
    fn cyp_sync_arg(&mut self, candidates: &[CypCandidate], args: &mut CypArgs<'a>, span: Span) -> Expr {
        let fits = |c: &Self, count: usize| {
            candidates.iter().any(|candidate| {
                let func = &c.cx.types.funcs[candidate.sig];
                let most = func.params.len();
                (most - func.optional as usize..=most).contains(&count)
            })
        };
        let sync = self.cyp_sync_ty();
        let first_is_sync = match args.positional.first() {
            None => false,
            // Without it there would be too few arguments, or with it too many.
            Some(_) if !fits(self, args.count() - 1) && fits(self, args.count()) => false,
            // A number is no such object: there are too many arguments.
            Some(first) if !fits(self, args.count()) => {
                let ty = self.cyp_arg_ty(first);
                !self.cx.types.is_numeric(ty)
            }
            Some(first) => {
                let ty = self.cyp_arg_ty(first);
                matches!(self.cx.types.get(ty), Ty::Null)
                    || match (self.cyp_of(ty), sync.and_then(|s| self.cyp_of(s))) {
                        (Some(from), Some(to)) => self.cyp_is_subclass(&from, &to),
                        _ => false,
                    }
            }
        };
        match sync {
            Some(ty) if first_is_sync => {
                let first = args.positional.remove(0);
                self.cyp_arg(first, Some(ty))
            }
            _ if first_is_sync => {
                args.positional.remove(0);
                Expr { ty: common::NULL, span, kind: ExprKind::Null }
            }
            _ => Expr { ty: common::NULL, span, kind: ExprKind::Null },
        }
    }

    /// `after=seconds` of a call on an active object, unless that is a parameter of the method.
    fn cyp_after_arg(&mut self, candidates: &[CypCandidate], args: &mut CypArgs<'a>) -> Option<Expr> {
        let at = args.keywords.iter().position(|(name, _)| name.name == "after")?;
        let own = |candidate: &CypCandidate| {
            let func = &self.cx.types.funcs[candidate.sig];
            func.params.iter().any(|p| p.name.as_ref().is_some_and(|name| name == "after"))
        };
        if candidates.iter().any(own) {
            return None;
        }
        let (_, seconds) = args.keywords.remove(at);
        Some(self.cyp_arg(seconds, Some(common::DOUBLE)))
    }

    /// `lock ActhonSyncInterface`
    fn cyp_sync_ty(&mut self) -> Option<TyId> {
        let ty = self.cx.lookup(self.cx.builtin_scope, "ActhonSyncInterface")?.as_type()?;
        Some(self.cyp_with(ty, Capability::Lock))
    }

    /// Functions that know cypclasses: `isinstance`, `isinstanceof[T]`, `activate`, `Cy_GETREF`, `Cy_COLLECT`.
    pub fn cyp_special_call(&mut self, call: &'a ast::Call, e: &'a ast::Expr) -> Option<Expr> {
        let span = e.span;
        match &call.func.kind {
            ast::ExprKind::Subscript(base, class) if matches!(&base.kind, ast::ExprKind::Name(n) if n == "isinstanceof") =>
            {
                let [Arg::Positional(value)] = &call.args[..] else { return None };
                let Some(class) = super::declared::expr_as_type(self.cx, self.fx_ref().scope, class) else {
                    self.error(codes::E0301, class.span, "not a cypclass");
                    return Some(self.error_expr(span));
                };
                let value = self.expr(value);
                let answer = self.cyp_isinstance(value, class, span);
                // 0 or 1, also as a Python object, as in Cython+.
                Some(self.coerce(answer, common::INT))
            }
            ast::ExprKind::Name(name) => match (name.as_str(), &call.args[..]) {
                ("isinstance", [Arg::Positional(value), Arg::Positional(class)]) => {
                    if !self.is_builtin("isinstance") {
                        return None;
                    }
                    let ty = self.cyp_named(class)?;
                    let value_ty = self.speculate(|c| c.expr(value).ty);
                    if !self.cx.types.is_cyp(value_ty) {
                        return None;
                    }
                    let value = self.expr(value);
                    Some(self.cyp_isinstance(value, ty, span))
                }
                ("Cy_GETREF", [Arg::Positional(value)]) => {
                    let value = self.expr(value);
                    if !self.cx.types.is_cyp(value.ty) && !self.cx.types.is_error(value.ty) {
                        let shown = self.cx.types.display(value.ty);
                        self.error(codes::E0301, span, format!("'{shown}' is not a cypclass type"));
                    }
                    Some(Expr { ty: common::INT, span, kind: ExprKind::CypRefCount(Box::new(value)) })
                }
                (name, [Arg::Positional(value)]) if let Some((function, ty)) = object_function(name) => {
                    let value = self.expr(value);
                    if !self.cx.types.is_cyp(value.ty) && !self.cx.types.is_error(value.ty) {
                        let shown = self.cx.types.display(value.ty);
                        self.error(codes::E0301, span, format!("'{shown}' is not a cypclass type"));
                    }
                    let kind = ExprKind::Runtime { name: function.into(), args: vec![value] };
                    Some(Expr { ty, span, kind })
                }
                ("Cy_COLLECT", []) => {
                    let kind = ExprKind::Runtime { name: "__cyrus_cyp_collect_now".into(), args: Vec::new() };
                    Some(Expr { ty: common::LONG, span, kind })
                }
                // Only in the text of messages: around what an actor does for one. It has its lock meanwhile.
                ("__cyrus_actor_turn" | "__cyrus_actor_turn_over", [Arg::Positional(actor)]) => {
                    let actor = self.expr(actor);
                    let function = match name.as_str() {
                        "__cyrus_actor_turn" => "__cyrus_cyp_wlock",
                        _ => "__cyrus_cyp_unlock",
                    };
                    let kind = ExprKind::Runtime { name: function.into(), args: vec![actor] };
                    Some(Expr { ty: common::VOID, span, kind })
                }
                // Only at the beginning of methods that Python may override.
                ("__cyrus_overridden", [Arg::Positional(value), Arg::Positional(name)]) => {
                    let (value, name) = (self.expr(value), self.expr(name));
                    let name = self.coerce(name, common::CONST_CHAR_PTR);
                    let kind =
                        ExprKind::Runtime { name: "__cyrus_cyp_overridden".into(), args: vec![value, name] };
                    Some(Expr { ty: common::BINT, span: e.span, kind })
                }
                // Only in the library and in text written here: a value on its way, whatever its type. A reference
                // that may be the only one is taken out of the variable, which is the only one, as that text knows.
                ("__cyrus_moved", [Arg::Positional(value)]) => {
                    let value = self.expr(value);
                    if self.cx.types.is_parcel(value.ty) {
                        return self.taken_out(value, span);
                    }
                    let only = |cap| matches!(cap, Capability::Iso | Capability::Local);
                    if !self.cyp_of(value.ty).is_some_and(|c| only(c.cap)) {
                        return Some(value);
                    }
                    let ty = self.cyp_with(value.ty, Capability::Consumed);
                    Some(Expr {
                        ty,
                        span,
                        kind: ExprKind::Consume { value: Box::new(value), kind: ConsumeKind::Known },
                    })
                }
                // Only in what `select` stands for: whether a channel is none.
                ("__cyrus_is_null", [Arg::Positional(value)]) => {
                    let value = self.expr(value);
                    if !self.cx.types.is_cyp(value.ty) {
                        return Some(Expr { ty: common::BINT, span, kind: ExprKind::Bool(false) });
                    }
                    let null = Expr { ty: common::VOID_PTR, span, kind: ExprKind::Null };
                    Some(self.compare_pair(ast::CompareOp::Is, value, null, span))
                }
                // Only in the text of messages: what another thread may reach counts atomically from here on.
                ("__cyrus_share", [Arg::Positional(value)]) => {
                    let value = self.expr(value);
                    let ty = self.cyp_with(value.ty, Capability::Lock);
                    Some(self.coercion(Coercion::Capability(Capability::Lock), value, ty))
                }
                // Only in the text of futures: what a value is there, and the bytes that it has.
                ("__cyrus_future_kind", [Arg::Positional(class)]) => {
                    let ty = super::declared::expr_as_type(self.cx, self.fx_ref().scope, class)?;
                    let kind = super::cyp_letter::result_kind(self, ty).unwrap_or(0);
                    Some(Expr { ty: common::INT, span, kind: ExprKind::Int(kind.into()) })
                }
                // Only in the library's own text.
                (name, _) if let Some(ty) = super::cyp_actor::support_result(name) => {
                    let mut args = Vec::new();
                    for arg in &call.args {
                        let Arg::Positional(arg) = arg else { return None };
                        args.push(match arg.kind {
                            ast::ExprKind::Str(_) => self.expr_as(arg, common::CONST_CHAR_PTR),
                            _ => self.expr(arg),
                        });
                    }
                    Some(Expr { ty, span, kind: ExprKind::Runtime { name: Name::from(name), args } })
                }
                ("activate", [Arg::Positional(_), ..])
                    if matches!(self.resolve("activate"), super::names::Resolved::Undeclared) =>
                {
                    self.cyp_activate_call(&call.args, e.anchor_span())
                }
                _ => None,
            },
            _ => None,
        }
    }

    fn cyp_isinstance(&mut self, value: Expr, class: TyId, span: Span) -> Expr {
        if !self.cx.types.is_cyp(class) || !self.cx.types.is_cyp(value.ty) {
            if !self.cx.types.is_error(value.ty) {
                self.error(codes::E0301, span, "isinstanceof[T](object) is about cypclasses");
            }
            return Expr { ty: common::BINT, ..self.error_expr(span) };
        }
        self.use_cyp(class);
        let class = self.cyp_plain(class);
        Expr { ty: common::BINT, span, kind: ExprKind::CypIsInstance { value: Box::new(value), class } }
    }
}

/// What counts references and takes locks by hand: the support function behind the name, and its type.
fn object_function(name: &str) -> Option<(&'static str, TyId)> {
    Some(match name {
        "Cy_INCREF" => ("__cyrus_cyp_xincref", common::VOID),
        "Cy_DECREF" | "Cy_XDECREF" => ("__cyrus_cyp_xdecref_cyclic", common::VOID),
        "Cy_RLOCK" => ("__cyrus_cyp_rlock", common::VOID),
        "Cy_WLOCK" => ("__cyrus_cyp_wlock", common::VOID),
        "Cy_UNRLOCK" | "Cy_UNWLOCK" => ("__cyrus_cyp_unlock", common::VOID),
        // These give 0 when they got the lock.
        "Cy_TRYRLOCK" => ("__cyrus_cyp_tryrlock", common::INT),
        "Cy_TRYWLOCK" => ("__cyrus_cyp_trywlock", common::INT),
        _ => return None,
    })
}
