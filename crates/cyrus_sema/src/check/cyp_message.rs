//! Calls on active objects: messages.
//!
//! `actor.method(sync, args)` puts an object into the actor's queue which, once it is activated, calls the method
//! and hands over the result. For each method (and number of arguments) that is called so, a class derived from
//! `ActhonMessageInterface` is written as Cython text, parsed and declared like one of the user's; the call itself becomes a
//! call of that class's static method `send`.
//!
//! What is agreed with user-written queues, synchronisation and result objects:
//! - `send` asks the actor's `_active_result_class` for a result object, locks its `_active_queue_class` and pushes;
//!   without a queue it raises.
//! - `activate` gives False, having done nothing, while the synchronisation object (looked at under a reader's lock)
//!   says that it is too early.
//! - An `int` goes to `pushIntResult`, everything else to `pushVoidStarResult`, with the result object locked; a
//!   reference goes along with an object. Numbers that are not integers are passed as their bits.
//! - Whoever sent the message and whoever activates it may be different threads: message and result object count
//!   atomically (`__cyrus_share`).
//! - An exception of the method is one of `activate`.

use super::Checker;
use super::cyp::CypCandidate;
use super::cyp_call::CypArgs;
use crate::declare::cyp_class;
use crate::declare::place::Place;
use crate::scope::{Entry, EntryKind, Scope, ScopeKind};
use cyrus_hir::{CypCall, Expr, ExprKind};
use cyrus_source::Span;
use cyrus_syntax::Name;
use cyrus_syntax::ast::{self, SourceKind};
use cyrus_types::{Capability, Ty, TyId, common};
use std::fmt::Write as _;

impl<'a> Checker<'_, 'a> {
    /// A call of a method on an active object, its arguments being checked.
    pub fn cyp_send(
        &mut self,
        object: Expr,
        method: CypCandidate,
        args: Vec<Expr>,
        sync: Expr,
        span: Span,
    ) -> Expr {
        let result = self.cyp_message_result(self.cx.types.funcs[method.sig].ret);
        let blank = Expr { ty: result, ..self.error_expr(span) };
        if self.speculating > 0 {
            return blank;
        }
        let target = self.cyp_plain(object.ty);
        let Some(class) = self.cyp_message_class(target, method, args.len()) else { return blank };
        let Some(cyp) = self.cyp_of(class) else { return blank };
        let [send] = self.cyp_methods(&cyp, "send")[..] else { return blank };
        self.use_cyp(class);
        let kind = ExprKind::CypCast { value: Box::new(object), checked: false };
        let mut given = vec![Expr { ty: target, span, kind }, sync];
        // They fit the actor; the message sees them as the method does.
        let wanted: Vec<TyId> = self.cx.types.funcs[send.sig].params.iter().skip(2).map(|p| p.ty).collect();
        for (arg, ty) in args.into_iter().zip(wanted) {
            given.push(match self.cyp_of(arg.ty) {
                Some(_) if arg.ty != ty => {
                    let span = arg.span;
                    Expr { ty, span, kind: ExprKind::CypCast { value: Box::new(arg), checked: false } }
                }
                _ => arg,
            });
        }
        let Some(args) = self.cyp_bind(send.sig, CypArgs::typed(given), &cyp, span) else {
            return blank;
        };
        let call =
            CypCall { method: send.method, sig: send.sig, object: None, args, direct: true, lock: None };
        Expr { ty: result, span, kind: ExprKind::CypCall(Box::new(call)) }
    }

    /// What a call on an active object gives: a result object, or nothing.
    fn cyp_message_result(&mut self, ret: TyId) -> TyId {
        if matches!(self.cx.types.kind(ret), Ty::Void) {
            return ret;
        }
        self.cx
            .lookup(self.cx.builtin_scope, "ActhonResultInterface")
            .and_then(Entry::as_type)
            .unwrap_or(common::ERROR)
    }

    /// The class of the messages that call a method with so many arguments.
    fn cyp_message_class(&mut self, target: TyId, method: CypCandidate, given: usize) -> Option<TyId> {
        let key = (target, method.method, given);
        if let Some(&known) = self.cyp_messages.get(&key) {
            return Some(known);
        }
        let number = self.cyp_messages.len();
        let owner = self.cx.types.as_cyp(method.method.owner)?.class;
        let decl = &self.cx.types.cyp_classes[owner].methods[method.method.method as usize];
        let name = Name::from(format!("__cyrus_message{number}_{}", decl.name));
        let method_name = decl.name.clone();
        let func = self.cx.types.funcs[method.sig].clone();
        let params: Vec<TyId> = func.params[..given.min(func.params.len())].iter().map(|p| p.ty).collect();
        let text = message_text(self, &name, &method_name, &params, func.ret);
        let mut types = vec![target, func.ret];
        types.extend(&params);

        let around = self.cx.scopes.push(Scope::new(ScopeKind::Template, Some(self.cx.main_scope)));
        for (i, &ty) in types.iter().enumerate() {
            let name = Name::from(format!("__cyrus_T{i}"));
            self.cx.enter(around, Entry::new(name, None, EntryKind::Type(ty)));
        }
        let shown = self.cx.types.display(target);
        let file = self.cx.sources.add(format!("<{shown}.{method_name}>"), text.as_str());
        let options = cyrus_parser::ParseOptions {
            language_level: ast::LanguageLevel::Py3,
            cpp: self.cx.cplus,
            ..cyrus_parser::ParseOptions::new(SourceKind::Pyx)
        };
        let tree = cyrus_parser::parse(file, &text, &options, self.cx.diags);
        let tree = self.cx.adopt(tree);
        let place = Place::module(around, false);
        for stmt in &tree.body {
            if let ast::StmtKind::CypClass(def) = &stmt.kind {
                cyp_class::forward(self.cx, &place, def);
                cyp_class::declare(self.cx, &place, def);
            }
        }
        cyp_class::linearise(self.cx);
        let class = self.cx.scopes[around].get(&name).and_then(Entry::as_type)?;
        self.cyp_messages.insert(key, class);
        Some(class)
    }
}

/// The class as text. `__cyrus_T0` is the class of the actor, `__cyrus_T1` what the method returns; the types of the
/// parameters follow.
fn message_text(c: &Checker<'_, '_>, name: &str, method: &str, params: &[TyId], ret: TyId) -> String {
    let types = &c.cx.types;
    let mut fields = String::new();
    let (mut takes, mut stores, mut gives) = (String::new(), String::new(), String::new());
    for (i, &ty) in params.iter().enumerate() {
        let moved = match types.as_cyp(ty).map(|cyp| cyp.cap) {
            Some(Capability::Iso | Capability::Consumed) => "consume ",
            _ => "",
        };
        let _ = writeln!(fields, "    __cyrus_T{} arg{i}", i + 2);
        let _ = write!(takes, ", __cyrus_T{} arg{i}", i + 2);
        let _ = writeln!(stores, "        message.arg{i} = {moved}arg{i}");
        let _ = write!(gives, "{}{moved}self.arg{i}", if i == 0 { "" } else { ", " });
    }
    let call = format!("self.target.{method}({gives})");
    let (run, push) = match types.kind(ret) {
        Ty::Void => (call, None),
        kind => {
            let push = match kind {
                _ if ret == common::INT => "result.pushIntResult(value)",
                Ty::Cyp(_) => {
                    "Cy_INCREF(value)\n                result.pushVoidStarResult((<void **> &value)[0])"
                }
                Ty::Float(_) => {
                    "(<__cyrus_T1 *> &bits)[0] = value\n                result.pushVoidStarResult(bits)"
                }
                _ => "result.pushVoidStarResult(<void *> value)",
            };
            (format!("value = {call}"), Some(push))
        }
    };
    let result = if push.is_some() { "ActhonResultInterface" } else { "void" };
    let value = if push.is_some() { "cdef __cyrus_T1 value\n        " } else { "" };
    let mut text = format!(
        "cdef cypclass {name}(ActhonMessageInterface):\n    __cyrus_T0 target\n{fields}    \
         bint activate(self):\n        cdef void *bits = NULL\n        sync = self._sync_method\n        \
         if sync is not NULL:\n            with rlocked sync:\n                if not sync.isActivable():\n                    \
         return False\n        {value}__cyrus_hold(1)\n        try:\n            {run}\n        \
         finally:\n            __cyrus_hold(-1)\n"
    );
    if let Some(push) = push {
        let _ = write!(
            text,
            "        result = self._result\n        if result is not NULL:\n            with wlocked result:\n                {push}\n"
        );
    }
    let _ = write!(
        text,
        "        return True\n\n    @staticmethod\n    {result} send(__cyrus_T0 target, lock ActhonSyncInterface sync{takes}) except *:\n        \
         if target is NULL:\n            with gil:\n                raise AttributeError(\"active reference is NULL and has no '{method}'\")\n        \
         cdef lock ActhonQueueInterface queue = target._active_queue_class\n        \
         cdef ActhonResultInterface result = NULL\n        \
         if queue is NULL:\n            with gil:\n                raise RuntimeError(\"no queue to push to for the remote call of '{method}'\")\n        \
         message = new {name}()\n        message.target = target\n        message._sync_method = sync\n{stores}"
    );
    if push.is_some() {
        text.push_str(
            "        if target._active_result_class is not NULL:\n            \
             result = target._active_result_class()\n            \
             message._result = __cyrus_share(result)\n",
        );
    }
    text.push_str("        __cyrus_share(message)\n        with wlocked queue:\n            queue.push(<iso ActhonMessageInterface> <void *> message)\n");
    if push.is_some() {
        text.push_str("        return result\n");
    }
    text
}
