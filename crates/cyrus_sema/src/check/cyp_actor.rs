//! Active objects: how a class wants its messages sent, and `activate`.
//!
//! A class may bring a queue and result objects of its own, by setting `_active_queue_class` and `_active_result_class` in its
//! methods; everything else is decided by that:
//! - without either, messages are letters ([`super::cyp_letter`]) in a mailbox of the runtime's, and results are futures;
//! - with a queue, or where the methods are in another module and not seen, messages are objects
//!   ([`super::cyp_message`]), which go to the queue or, without one, to the mailbox;
//! - with a class of results, these are what calls give.

use super::Checker;
use cyrus_diagnostics::{Diagnostic, codes};
use cyrus_hir::{CypCall, Expr, ExprKind};
use cyrus_source::Span;
use cyrus_syntax::Name;
use cyrus_syntax::ast::{self, Arg};
use cyrus_syntax::walk;
use cyrus_types::{Capability, CypClassId, CypTy, Ty, TyId, common};

/// The module of the functions that text of messages uses.
const ACTOR: &str = "libcyrus.actor";
/// The module of futures.
const FUTURE: &str = "libcyrus.future";
const QUEUE: &str = "_active_queue_class";
const RESULT: &str = "_active_result_class";

/// What a class brings along for its messages.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct OwnParts {
    /// It has a queue of its own.
    pub queue: bool,
    /// It has result objects of its own.
    pub result: bool,
    /// That is not known: its constructor is in another module.
    pub unseen: bool,
}

impl<'a> Checker<'_, 'a> {
    /// What the class of an active object and its ancestors bring along.
    pub(super) fn cyp_own_parts(&mut self, cyp: &CypTy) -> OwnParts {
        let mut all = OwnParts::default();
        for ancestor in self.cyp_mro(cyp) {
            let Some(class) = self.cx.types.as_cyp(ancestor).map(|c| c.class) else { continue };
            let own = match self.cyp_own_parts.get(&class) {
                Some(&known) => known,
                None => {
                    let own = self.own_parts_of(class);
                    self.cyp_own_parts.insert(class, own);
                    own
                }
            };
            all.queue |= own.queue;
            all.result |= own.result;
            all.unseen |= own.unseen;
        }
        all
    }

    fn own_parts_of(&self, class: CypClassId) -> OwnParts {
        let mut own = OwnParts::default();
        for (i, method) in self.cx.types.cyp_classes[class].methods.iter().enumerate() {
            match self.cx.cyp_methods.get(&(class, i as u32)).and_then(|def| def.body.as_ref()) {
                Some(body) => in_block(body, &mut own),
                None => own.unseen |= method.name == "__init__",
            }
        }
        own
    }

    /// `future[ty]`
    pub(super) fn future_of(&mut self, ty: TyId) -> Option<TyId> {
        self.cx.needs_runtime = true;
        let scope = crate::declare::pxd::load(self.cx, FUTURE)?;
        let class = match self.cx.scopes[scope].get("future")?.kind {
            crate::scope::EntryKind::CypTemplate(id) => id,
            _ => return None,
        };
        let future = self.cx.types.cyp(class, vec![ty]);
        Some(self.cyp_with(future, Capability::Immutable))
    }

    /// What a future gives for a method's result: its type, or the `True` that says that a method without result has run.
    pub(super) fn future_value(&mut self, ret: TyId, method: &Name, span: Span) -> Option<TyId> {
        let resolved = self.cx.types.resolved(ret);
        let problem = match self.cx.types.get(resolved) {
            Ty::Void => return Some(common::BINT),
            // Has been reported.
            Ty::Error => return None,
            Ty::Cyp(cyp) => match cyp.cap {
                Capability::Iso | Capability::Lock | Capability::Active | Capability::Immutable => {
                    return Some(ret);
                }
                _ => "is a plain reference into the actor",
            },
            _ if self.is_plain_data(resolved) => return Some(ret),
            _ if self.cx.types.is_cpp_value(resolved) => match self.unsendable(ret) {
                None => return Some(self.cx.types.unqualified(ret)),
                Some(problem) => {
                    let message =
                        format!("the result of '{method}' comes from another thread, but {}", problem.why);
                    self.report(Diagnostic::error(codes::E0604, span, message).help(problem.help));
                    return None;
                }
            },
            _ => "cannot be sent",
        };
        let shown = self.cx.types.display(ret);
        self.report(
            Diagnostic::error(codes::E0604, span, format!("the result of '{method}', of type '{shown}', {problem}"))
                .help("give a number, a struct, or a reference that is 'iso', 'lock', 'active' or 'immutable'; or do not use the result"),
        );
        None
    }

    /// `__cyrus_is_isolated(R)`, `__cyrus_is_shared(R)`, `__cyrus_is_lent(R)` in the text of futures, `__cyrus_in_parcel(T)` there and
    /// in that of channels and tasks: known for each type.
    pub(super) fn future_kind_test(
        &mut self,
        scope: crate::scope::ScopeId,
        call: &ast::Call,
    ) -> Option<bool> {
        let (ast::ExprKind::Name(name), [Arg::Positional(class)]) = (&call.func.kind, &call.args[..]) else {
            return None;
        };
        let kinds = match name.as_str() {
            "__cyrus_is_isolated" => &[2, 4][..],
            "__cyrus_is_shared" => &[1],
            "__cyrus_is_lent" => &[3],
            "__cyrus_in_parcel" => &[3, 4],
            _ => return None,
        };
        let ty = super::declared::expr_as_type(self.cx, scope, class)?;
        Some(super::cyp_letter::result_kind(self, ty).is_some_and(|is| kinds.contains(&is)))
    }

    /// Whether values of the type are their bytes: numbers, pointers that lead to no plain references, structs of such.
    pub(super) fn is_plain_data(&self, ty: TyId) -> bool {
        let resolved = self.cx.types.resolved(ty);
        match self.cx.types.get(resolved) {
            Ty::Bint | Ty::Int(_) | Ty::Float(_) | Ty::Complex(_) | Ty::Enum(_) => true,
            Ty::Ptr(_) => true,
            Ty::Const(inner) => self.is_plain_data(*inner),
            Ty::CTuple(items) => items.iter().all(|&t| self.is_plain_data(t)),
            Ty::Struct(id) => self.cx.types.structs[*id].fields.iter().all(|f| self.is_plain_data(f.ty)),
            Ty::Array(item, _) => self.is_plain_data(*item),
            _ => false,
        }
    }

    /// The names that the text of messages is written with, in a scope of its own; those of the runtime only if it takes part.
    /// `__cyrus_T0` … are the types, `__cyrus_P0` … what values of them travel as.
    pub(super) fn actor_scope(&mut self, types: &[TyId], runtime: bool) -> crate::scope::ScopeId {
        use crate::scope::{Entry, EntryKind, Scope, ScopeKind};
        let around = self.cx.scopes.push(Scope::new(ScopeKind::Template, Some(self.cx.main_scope)));
        self.cx.needs_runtime |= runtime;
        for module in ["libcyrus.rt", ACTOR, FUTURE].into_iter().filter(|_| runtime) {
            if let Some(scope) = crate::declare::pxd::load(self.cx, module) {
                let entries: Vec<Entry> = self.cx.scopes[scope].entries.values().cloned().collect();
                for entry in entries {
                    if self.cx.scopes[around].get(&entry.name).is_none() {
                        self.cx.enter(around, Entry { span: None, in_python: false, ..entry });
                    }
                }
            }
        }
        for (i, &ty) in types.iter().enumerate() {
            let parcel = self.parcel_of(ty);
            for (letter, ty) in [('T', ty), ('P', parcel)] {
                let name = Name::from(format!("__cyrus_{letter}{i}"));
                self.cx.enter(around, Entry::new(name, None, EntryKind::Type(ty)));
            }
        }
        around
    }

    /// `activate(object)`, and where and how its messages are handled: `scheduler=`, `batch=`, `maxsize=`.
    pub(super) fn cyp_activate_call(&mut self, args: &'a [Arg], span: Span) -> Option<Expr> {
        let (first, options) = args.split_first()?;
        let Arg::Positional(value) = first else { return None };
        let value = self.expr(value);
        let mut given: [Option<Expr>; 3] = [None, None, None];
        for option in options {
            let place = match option {
                Arg::Keyword(name, value) => match name.name.as_str() {
                    "scheduler" => Some((0, value)),
                    "batch" => Some((1, value)),
                    "maxsize" => Some((2, value)),
                    _ => None,
                },
                _ => None,
            };
            let Some((place, value)) = place else {
                let message =
                    "activate() takes an object, and the options 'scheduler', 'batch' and 'maxsize'";
                self.error(codes::E0303, span, message);
                continue;
            };
            given[place] = Some(match place {
                0 => self.actor_scheduler(value),
                _ => self.expr_as(value, common::LONGLONG),
            });
        }
        Some(self.cyp_activate(value, given, span))
    }

    // A scheduler is passed on as what the runtime knows.
    fn actor_scheduler(&mut self, value: &'a ast::Expr) -> Expr {
        let span = value.span;
        let object = self.expr(value);
        if !self.cx.types.is_cyp(object.ty) {
            return self.coerce(object, common::VOID_PTR);
        }
        match self.cyp_method_call(object, "_raw", super::cyp_call::CypArgs::default(), span) {
            Ok(raw) => self.coerce(raw, common::VOID_PTR),
            Err(object) => {
                let shown = self.cx.types.display(object.ty);
                self.error(codes::E0301, span, format!("'{shown}' is not a scheduler"));
                self.error_expr(span)
            }
        }
    }

    fn cyp_activate(&mut self, value: Expr, options: [Option<Expr>; 3], span: Span) -> Expr {
        if value.ty == common::UNSPECIFIED {
            // Of the variable whose type is being inferred.
            return Expr { ty: common::UNSPECIFIED, ..self.error_expr(span) };
        }
        let Some(cyp) = self.cyp_of(value.ty) else {
            let shown = self.cx.types.display(value.ty);
            self.error(codes::E0701, span, format!("'{shown}' cannot be activated"));
            return self.error_expr(span);
        };
        if !self.cyp_activable(&cyp) {
            let shown = self.cx.types.display(value.ty);
            let class = self.cx.types.cyp_classes[cyp.class].span;
            let message = format!("Cannot activate '{shown}': its class is not activable");
            self.report(
                Diagnostic::error(codes::E0701, span, message)
                    .label(class, "the class is defined here")
                    .help("write 'activable' behind the name of the class"),
            );
            return self.error_expr(span);
        }
        let want = self.cyp_with(value.ty, Capability::Iso);
        let value = self.coerce(value, want);
        let ty = self.cyp_with(want, Capability::Active);
        let active = Expr { ty, span, kind: ExprKind::Activate(Box::new(value)) };
        if self.speculating > 0 {
            return active;
        }
        if self.cyp_own_parts(&cyp).queue {
            if let Some(option) = options.iter().flatten().next() {
                let plain = self.cyp_plain(ty);
                let shown = self.cx.types.display(plain);
                let message = format!(
                    "the options of activate() are for the runtime's mailbox, and '{shown}' has a queue of its own"
                );
                let class = self.cx.types.cyp_classes[cyp.class].span;
                self.report(
                    Diagnostic::error(codes::E0701, option.span, message)
                        .label(class, "this class, or a base, sets '_active_queue_class'")
                        .help("leave them out, and let the queue do this; or do without the queue"),
                );
            }
            return active;
        }
        self.actor_started(active, options, span)
    }

    /// Gives a new active object its mailbox.
    fn actor_started(&mut self, active: Expr, options: [Option<Expr>; 3], span: Span) -> Expr {
        let ty = active.ty;
        let around = std::mem::replace(&mut self.cx.activating, true);
        let module = crate::declare::pxd::load(self.cx, ACTOR);
        self.cx.activating = around;
        let found = module
            .and_then(|scope| self.cx.scopes[scope].get("__cyrus_actors"))
            .and_then(crate::scope::Entry::as_type)
            .and_then(|class| Some((class, self.cyp_of(class)?)));
        let Some((class, cyp)) = found else { return active };
        // Where the class's methods are not seen, only the object tells whether they are for it.
        let name = if options.iter().any(Option::is_some) { "start_with" } else { "start" };
        let [start] = self.cyp_methods(&cyp, name)[..] else { return active };
        self.use_cyp(class);
        let params: Vec<TyId> = self.cx.types.funcs[start.sig].params.iter().map(|p| p.ty).collect();
        let cast = |value: Expr, ty: TyId| Expr {
            ty,
            span,
            kind: ExprKind::CypCast { value: Box::new(value), checked: false },
        };
        let mut args = vec![cast(active, params[0])];
        for ((option, &want), name) in options.into_iter().zip(&params[1..]).zip(["", "batch", "maxsize"]) {
            args.push(match option {
                Some(value) => self.actor_number(&cyp, name, value),
                None if want == common::VOID_PTR => Expr { ty: want, span, kind: ExprKind::Null },
                None => Expr { ty: want, span, kind: ExprKind::Int(0) },
            });
        }
        let ret = self.cx.types.funcs[start.sig].ret;
        let call =
            CypCall { method: start.method, sig: start.sig, object: None, args, direct: true, lock: None };
        cast(Expr { ty: ret, span, kind: ExprKind::CypCall(Box::new(call)) }, ty)
    }

    /// A number among the options, which is looked at when it is known.
    fn actor_number(&mut self, actors: &CypTy, option: &str, value: Expr) -> Expr {
        let [check] = self.cyp_methods(actors, option)[..] else { return value };
        let (ty, span) = (self.cx.types.funcs[check.sig].ret, value.span);
        let call = CypCall {
            method: check.method,
            sig: check.sig,
            object: None,
            args: vec![value],
            direct: true,
            lock: None,
        };
        Expr { ty, span, kind: ExprKind::CypCall(Box::new(call)) }
    }

    fn cyp_activable(&mut self, cyp: &CypTy) -> bool {
        self.cyp_mro(cyp)
            .iter()
            .any(|&t| self.cx.types.as_cyp(t).is_some_and(|c| self.cx.types.cyp_classes[c.class].activable))
    }
}

fn in_block(block: &[ast::Stmt], own: &mut OwnParts) {
    for stmt in block {
        let (mut exprs, mut blocks) = (Vec::new(), Vec::new());
        walk::stmt_children(stmt, &mut |e| exprs.push(e), &mut |b| blocks.push(b));
        exprs.into_iter().for_each(|e| in_expr(e, own));
        blocks.into_iter().for_each(|b| in_block(b, own));
    }
}

fn in_expr(e: &ast::Expr, own: &mut OwnParts) {
    if let ast::ExprKind::Attribute(_, name) = &e.kind {
        own.queue |= name.name == QUEUE;
        own.result |= name.name == RESULT;
    }
    walk::expr_children(e, &mut |e| in_expr(e, own));
}

/// What functions of the runtime's support, called by name in the library's own text, give.
pub(super) fn support_result(name: &str) -> Option<TyId> {
    Some(match name {
        "__cyrus_channel_of"
        | "__cyrus_future_of"
        | "__cyrus_actor_mailbox"
        | "__cyrus_letter_new"
        | "__cyrus_future_new"
        | "__cyrus_future_made"
        | "__cyrus_future_kept"
        | "__cyrus_message_name" => common::VOID_PTR,
        "__cyrus_actor_end"
        | "__cyrus_letter_run"
        | "__cyrus_letter_drop"
        | "__cyrus_message_run"
        | "__cyrus_message_gone"
        | "__cyrus_exception_report"
        | "__cyrus_exception_drop"
        | "__cyrus_future_fail"
        | "__cyrus_future_free" => common::VOID,
        "__cyrus_future_object" | "__cyrus_channel_object" => common::OBJECT,
        "__cyrus_letter_send"
        | "__cyrus_letter_send_later"
        | "__cyrus_letter_ask_later"
        | "__cyrus_rt_status_raise"
        | "__cyrus_letter_ask"
        | "__cyrus_message_try"
        | "__cyrus_exception_raise"
        | "__cyrus_future_get"
        | "__cyrus_future_set"
        | "__cyrus_future_state"
        | "__cyrus_future_cancel" => common::INT,
        _ => return None,
    })
}
