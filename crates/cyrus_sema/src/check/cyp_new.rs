//! Construction of cypclass objects.
//!
//! `T(args)` calls the `__new__` that fits, if the class has one, and then (on an instance of T) the
//! `__init__` that fits the same arguments. Without `__new__` the object is allocated. An `__init__`
//! without parameters that does nothing is always there.

use super::Checker;
use super::cfunction::function_params;
use super::cyp::CypCandidate;
use super::cyp_call::CypArgs;
use cyrus_diagnostics::{Diagnostic, codes};
use cyrus_hir::{Coercion, ConsumeKind, CypNew, CypNewCall, Expr, ExprKind};
use cyrus_source::Span;
use cyrus_syntax::ast::{self, Arg};
use cyrus_types::{Capability, CypTy, TyId};

impl<'a> Checker<'_, 'a> {
    /// `T(args)`
    pub fn cyp_construct(&mut self, class: TyId, args: &'a [Arg], span: Span) -> Expr {
        let scope = self.fx_ref().scope;
        let class = super::declared::need_arguments(self.cx, scope, class, span);
        let class = self.cyp_plain(class);
        if let Some(converted) = self.cyp_converted(class, args) {
            return Expr { span, ..converted };
        }
        let args = self.cyp_args(args);
        self.cyp_construct_with(class, args, span)
    }

    /// `T(values)`
    pub(super) fn cyp_construct_of(&mut self, class: TyId, values: Vec<Expr>, span: Span) -> Expr {
        let class = self.cyp_plain(class);
        if let [value] = &values[..]
            && let Some(cyp) = self.cyp_of(class)
            && self.cyp_python_class(&cyp).is_some()
            && self.cyp_of(value.ty).is_some_and(|c| c.class == cyp.class)
        {
            return value.clone();
        }
        self.cyp_construct_with(class, CypArgs::typed(values), span)
    }

    fn cyp_construct_with(&mut self, class: TyId, args: CypArgs<'a>, span: Span) -> Expr {
        let made = self.cyp_construct_plain(class, args, span);
        let Some(cyp) = self.cyp_of(made.ty).filter(|c| c.cap == Capability::Local) else { return made };
        let own = self.cx.types.cyp_classes[cyp.class].own_cap;
        if own == Capability::Local || self.cyp_of(class).is_none_or(|c| c.class != cyp.class) {
            return made;
        }
        // The class has all its objects so: finished, this one is given away at once.
        let consumed = self.cyp_with(made.ty, Capability::Consumed);
        let kind = ExprKind::Consume { value: Box::new(made), kind: ConsumeKind::Isolated };
        let taken = Expr { ty: consumed, span, kind };
        let ty = self.cyp_with(consumed, own);
        self.coercion(Coercion::Capability(own), taken, ty)
    }

    /// [`Checker::cyp_construct`] of a plain reference.
    fn cyp_construct_plain(&mut self, class: TyId, args: CypArgs<'a>, span: Span) -> Expr {
        let Some(cyp) = self.cyp_of(class) else { return self.error_expr(span) };
        self.use_cyp(class);
        let news = self.cyp_news(&cyp);
        let inits = self.cyp_methods(&cyp, "__init__");
        if self.cyp_bad_constructors.contains(&cyp.class) {
            return Expr { ty: class, ..self.error_expr(span) };
        }
        let alloc = self.cyp_methods(&cyp, "__alloc__").first().filter(|m| m.is_static).map(|m| m.method);
        if news.is_empty() {
            let none = args.positional.is_empty() && args.keywords.is_empty();
            let fits_none = |c: &Self| {
                inits.iter().any(|i| {
                    let f = &c.cx.types.funcs[i.sig];
                    f.params.len() == f.optional as usize
                })
            };
            let init = if none && !fits_none(self) {
                if !inits.is_empty() {
                    let shown = self.cx.types.display(class);
                    let message = format!("no __init__ of '{shown}' takes no arguments: none is called");
                    let help = format!("write 'new {shown}()' if that is meant, or give the arguments");
                    self.report(Diagnostic::warning(codes::W0301, span, message).help(help));
                }
                None
            } else if inits.is_empty() {
                let shown = self.cx.types.display(class);
                self.error(codes::E0303, span, format!("'{shown}' has no __init__ that takes arguments"));
                return Expr { ty: class, ..self.error_expr(span) };
            } else {
                let Some(chosen) = self.cyp_choose(&inits, &args, "__init__", span) else {
                    return Expr { ty: class, ..self.error_expr(span) };
                };
                let Some(args) = self.cyp_bind_method(chosen, args, &cyp, span) else {
                    return Expr { ty: class, ..self.error_expr(span) };
                };
                Some(CypNewCall { method: chosen.method, sig: chosen.sig, args })
            };
            let new = CypNew { class, new: None, alloc, init };
            return Expr { ty: class, span, kind: ExprKind::CypNew(Box::new(new)) };
        }
        let Some(chosen) = self.cyp_choose(&news, &args, "__new__", span) else {
            return Expr { ty: class, ..self.error_expr(span) };
        };
        let Some(bound) = self.cyp_bind_method(chosen, args, &cyp, span) else {
            return Expr { ty: class, ..self.error_expr(span) };
        };
        let ret = self.cx.types.funcs[chosen.sig].ret;
        let makes_instance = match self.cyp_of(ret) {
            Some(made) => self.cyp_is_subclass(&made, &cyp) || self.cyp_is_subclass(&cyp, &made),
            None => false,
        };
        let ty = self.cyp_returned(ret);
        // What `__new__` gives is immutable already.
        let finished = self.cx.types.cyp_classes[cyp.class].own_cap != Capability::Local;
        let wants_init = makes_instance && !inits.is_empty() && !finished;
        if !wants_init {
            let new = Some(CypNewCall { method: chosen.method, sig: chosen.sig, args: bound });
            let new = CypNew { class, new, alloc, init: None };
            return Expr { ty, span, kind: ExprKind::CypNew(Box::new(new)) };
        }
        // Both calls get the arguments, which are evaluated once.
        let mut bindings = Vec::new();
        let mut reads = Vec::new();
        for value in bound {
            if value.kind.is_constant() {
                reads.push(value);
                continue;
            }
            let local = self.temp(value.ty, value.span);
            reads.push(self.local_expr(local, value.span));
            bindings.push((local, value));
        }
        let init = match self.cyp_init_for(&inits, chosen, &reads, span) {
            Some((init, args)) => {
                let Some(args) = self.cyp_bind_method(init, args, &cyp, span) else {
                    return Expr { ty, ..self.error_expr(span) };
                };
                Some(CypNewCall { method: init.method, sig: init.sig, args })
            }
            None if reads.is_empty() => None,
            None => {
                let shown = self.cx.types.display(class);
                let message = format!("no __init__ of '{shown}' takes the arguments of its __new__");
                self.error(codes::E0403, span, message);
                None
            }
        };
        let new = Some(CypNewCall { method: chosen.method, sig: chosen.sig, args: reads });
        let new = CypNew { class, new, alloc, init };
        let mut result = Expr { ty, span, kind: ExprKind::CypNew(Box::new(new)) };
        for (local, value) in bindings.into_iter().rev() {
            let (value, body) = (Box::new(value), Box::new(result));
            result = Expr { ty, span, kind: ExprKind::Let { local, value, body } };
        }
        result
    }

    /// What says how objects of a class are made: the `__new__` of the nearest class that has one, which hides those of others.
    pub fn cyp_news(&mut self, cyp: &CypTy) -> Vec<CypCandidate> {
        let mut news = self.cyp_methods(cyp, "__new__");
        if let Some(owner) = news.first().map(|n| n.method.owner) {
            news.retain(|n| n.method.owner == owner);
        }
        news
    }

    /// The `__init__` that goes with a `__new__`, and its arguments: those that were given, and as many of the
    /// defaults of `__new__` as it cannot do without.
    fn cyp_init_for(
        &mut self,
        inits: &[CypCandidate],
        new: CypCandidate,
        given: &[Expr],
        span: Span,
    ) -> Option<(CypCandidate, CypArgs<'a>)> {
        let mut values = given.to_vec();
        let defaults = self.cyp_defaults(new, span);
        loop {
            let args = CypArgs::typed(values.clone());
            if let Some(init) = self.cyp_overload(inits, &args) {
                return Some((init, args));
            }
            values.push(defaults.get(values.len())?.clone()?);
        }
    }

    /// The default values of a method's parameters, as far as they are known.
    pub(super) fn cyp_defaults(&mut self, of: CypCandidate, span: Span) -> Vec<Option<Expr>> {
        let params = self.cx.types.funcs[of.sig].params.clone();
        let owner = self.cyp_of(of.method.owner);
        let def = owner
            .as_ref()
            .and_then(|owner| self.cx.cyp_methods.get(&(owner.class, of.method.method)).copied());
        let (Some(owner), Some(declared)) = (owner, def.and_then(|d| function_params(&d.declarator))) else {
            return vec![None; params.len()];
        };
        // Static methods have no `self`.
        let first = declared.all().count().saturating_sub(params.len());
        let written = declared.all().skip(first).zip(&params);
        written
            .map(|(p, param)| match &p.default {
                Some(ast::ParamDefault::Value(e)) => {
                    let value = self.cyp_default_value(&owner, e, param.ty);
                    self.is_repeatable(e, &value).then_some(Expr { span, ..value })
                }
                Some(ast::ParamDefault::Unknown) | None => None,
            })
            .collect()
    }

    /// Checks the constructors of a class: no variable arguments; and where `__new__` may leave arguments out that
    /// `__init__` needs, the two must mean the same by those that both may leave out.
    pub fn cyp_check_constructors(&mut self, class: TyId) {
        let Some(cyp) = self.cyp_of(class) else { return };
        let news = self.cyp_news(&cyp);
        let inits = self.cyp_methods(&cyp, "__init__");
        for of in news.iter().chain(&inits).filter(|c| c.method.owner == class) {
            if self.cx.types.funcs[of.sig].varargs {
                let at = self.cx.types.cyp_classes[cyp.class].methods[of.method.method as usize].span;
                let body =
                    self.cx.cyp_defs.get(&cyp.class).and_then(|d| d.body.as_deref()).unwrap_or_default();
                let def = body.iter().find_map(|s| match &s.kind {
                    ast::StmtKind::CFunc(f) if f.span == at => Some(f),
                    _ => None,
                });
                let first = def.and_then(|d| function_params(&d.declarator)).and_then(|p| p.all().next());
                let span = first.map_or(at, |p| p.span);
                let message = "Cypclass cannot handle variable arguments constructors, but you can use optional \
                               arguments (arg=some_value)";
                self.error(codes::E0306, span, message);
                self.cyp_bad_constructors.insert(cyp.class);
            }
        }
        for &new in &news {
            let func = self.cx.types.funcs[new.sig].clone();
            let required = func.params.len() - func.optional as usize;
            let full =
                func.params.iter().map(|p| Expr { ty: p.ty, span: Span::default(), kind: ExprKind::Error });
            let args = CypArgs::typed(full.collect());
            let Some(init) = self.cyp_overload(&inits, &args) else { continue };
            let wanted =
                self.cx.types.funcs[init.sig].params.len() - self.cx.types.funcs[init.sig].optional as usize;
            if required >= wanted {
                continue;
            }
            let span = Span::default();
            let (ours, theirs) = (self.cyp_defaults(new, span), self.cyp_defaults(init, span));
            let agree = |at: usize| match (ours.get(at), theirs.get(at)) {
                // Needed by `__init__`: what `__new__` says must be known.
                (Some(ours), _) if at < wanted => ours.is_some(),
                (Some(Some(a)), Some(Some(b))) => format!("{:?}", a.kind) == format!("{:?}", b.kind),
                _ => true,
            };
            if (required..func.params.len()).all(agree) {
                continue;
            }
            let place = |c: &Self, m: CypCandidate| {
                let owner = c.cyp_of(m.method.owner).map_or(cyp.class, |o| o.class);
                c.cx.types.cyp_classes[owner].methods[m.method.method as usize].span
            };
            let (init_span, new_span) = (place(self, init), place(self, new));
            self.error(
                codes::E0403,
                init_span,
                "Could not call this __init__ function because the corresponding __new__ wrapper isn't aware of \
                 default values",
            );
            self.error(
                codes::E0403,
                new_span,
                "Wrapped __new__ is here (some args passed to __init__ could be at their default values)",
            );
            self.cyp_bad_constructors.insert(cyp.class);
        }
    }

    /// `new T()`: allocation alone, not by the class's own `__alloc__`, which may use this. `None` when the type is no cypclass.
    pub fn cyp_new(&mut self, class: &'a ast::TypeExpr, args: &'a [Arg], span: Span) -> Option<Expr> {
        let scope = self.fx_ref().scope;
        let before = self.cx.diags.len();
        let ty = super::declared::resolve_type(self.cx, scope, class);
        if self.cyp_of(ty).is_none() {
            self.cx.diags.truncate(before);
            return None;
        }
        self.use_cyp(ty);
        if let Some(Arg::Positional(e) | Arg::Keyword(_, e) | Arg::Star(e) | Arg::DoubleStar(e)) =
            args.first()
        {
            self.error(codes::E0303, e.span, "'new' only allocates: it takes no arguments");
        }
        let class = self.cyp_plain(ty);
        let new = CypNew { class, new: None, alloc: None, init: None };
        Some(Expr { ty: class, span, kind: ExprKind::CypNew(Box::new(new)) })
    }
}
