//! Construction of cypclass objects.
//!
//! `T(args)` calls the `__new__` that fits, if the class has one, and then (on an instance of T) the
//! `__init__` that fits the same arguments. Without `__new__` the object is allocated. An `__init__`
//! without parameters that does nothing is always there.

use super::Checker;
use super::cyp_call::CypArgs;
use cyrus_diagnostics::codes;
use cyrus_hir::{CypNew, CypNewCall, Expr, ExprKind};
use cyrus_source::Span;
use cyrus_syntax::ast::{self, Arg};
use cyrus_types::{Capability, TyId};

impl<'a> Checker<'_, 'a> {
    /// `T(args)`
    pub fn cyp_construct(&mut self, class: TyId, args: &'a [Arg], span: Span) -> Expr {
        let class = self.cyp_plain(class);
        let Some(cyp) = self.cyp_of(class) else { return self.error_expr(span) };
        self.use_cyp(class);
        let args = self.cyp_args(args);
        let news = self.cyp_methods(&cyp, "__new__");
        let inits = self.cyp_methods(&cyp, "__init__");
        for init in news.iter().chain(&inits) {
            if self.cx.types.funcs[init.sig].varargs {
                let message = "Cypclass cannot handle variable arguments constructors, but you can use optional \
                               arguments (arg=some_value)";
                self.error(codes::E0306, span, message);
                return Expr { ty: class, ..self.error_expr(span) };
            }
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
                None
            } else if inits.is_empty() {
                let shown = self.cx.types.display(class);
                self.error(codes::E0303, span, format!("'{shown}' has no __init__ that takes arguments"));
                return Expr { ty: class, ..self.error_expr(span) };
            } else {
                let Some(chosen) = self.cyp_choose(&inits, &args, "__init__", span) else {
                    return Expr { ty: class, ..self.error_expr(span) };
                };
                let Some(args) = self.cyp_bind(chosen.sig, args, Capability::Local, span) else {
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
        let Some(bound) = self.cyp_bind(chosen.sig, args, Capability::Local, span) else {
            return Expr { ty: class, ..self.error_expr(span) };
        };
        let ret = self.cx.types.funcs[chosen.sig].ret;
        let makes_instance = match self.cyp_of(ret) {
            Some(made) => self.cyp_is_subclass(&made, &cyp) || self.cyp_is_subclass(&cyp, &made),
            None => false,
        };
        let ty = self.cyp_returned(ret);
        let wants_init = makes_instance && !inits.is_empty();
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
        let args = CypArgs::typed(reads.clone());
        let init = match self.cyp_overload(&inits, &args) {
            Some(init) => {
                let Some(args) = self.cyp_bind(init.sig, args, Capability::Local, span) else {
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

    /// `new T()`: allocation alone. `None` when the type is no cypclass.
    pub fn cyp_new(&mut self, class: &'a ast::TypeExpr, args: &'a [Arg], span: Span) -> Option<Expr> {
        let scope = self.fx_ref().scope;
        let before = self.cx.diags.len();
        let ty = super::declared::resolve_type(self.cx, scope, class);
        let Some(cyp) = self.cyp_of(ty) else {
            self.cx.diags.truncate(before);
            return None;
        };
        self.use_cyp(ty);
        if let Some(Arg::Positional(e) | Arg::Keyword(_, e) | Arg::Star(e) | Arg::DoubleStar(e)) =
            args.first()
        {
            self.error(codes::E0303, e.span, "'new' only allocates: it takes no arguments");
        }
        let alloc = self.cyp_methods(&cyp, "__alloc__").first().filter(|m| m.is_static).map(|m| m.method);
        let class = self.cyp_plain(ty);
        let new = CypNew { class, new: None, alloc, init: None };
        Some(Expr { ty: class, span, kind: ExprKind::CypNew(Box::new(new)) })
    }
}
