//! Calls on active objects whose messages are objects: where the class has a queue or results of its own, or a condition has to
//! be met first.
//!
//! `actor.method(sync, args)` puts an object into the actor's queue which, once it is activated, calls the method
//! and hands over the result. For each method (and number of arguments) that is called so, a class derived from
//! `ActhonMessageInterface` is written as Cython text, parsed and declared like one of the user's; the call itself becomes a
//! call of that class's static method `send`. Where nothing of all that is needed, messages are letters ([`super::cyp_letter`]).
//!
//! What is agreed with user-written queues, synchronisation and result objects:
//! - `send` asks the actor's `_active_result_class` for a result object, locks its `_active_queue_class` and pushes;
//!   without a queue the message goes to the mailbox that the actor has from `activate`.
//! - `activate` gives False, having done nothing, while the synchronisation object (looked at under a reader's lock)
//!   says that it is too early.
//! - An `int` goes to `pushIntResult`, everything else to `pushVoidStarResult`, with the result object locked; a
//!   reference goes along with an object. Numbers that are not integers are passed as their bits.
//! - Where the class has no result objects of its own, a future brings the result or the exception.
//! - Whoever sent the message and whoever activates it may be different threads: message and result object count
//!   atomically (`__cyrus_share`). Messages are nobody's: a queue may hand them out, and who activates one of an actor that handles another
//!   just now waits for that one (`__cyrus_actor_turn`).
//! - An exception of the method is one of `activate`, if there is no future.

use super::Checker;
use super::cyp::CypCandidate;
use super::cyp_call::CypArgs;
use super::cyp_error_hook::{ErrorHook, hook_text};
use super::cyp_letter::{Letter, is_calm, letter_text, new_future, result_kind};
use crate::scope::Entry;
use cyrus_diagnostics::{Diagnostic, codes};
use cyrus_hir::{CypCall, Expr, ExprKind};
use cyrus_source::Span;
use cyrus_syntax::Name;
use cyrus_types::{Capability, Ty, TyId, common};
use std::fmt::Write as _;

/// What a call on an active object says beside its arguments.
#[derive(Debug)]
pub struct Sending {
    /// The condition that has to be met first; NULL for none.
    pub sync: Expr,
    /// The seconds after which it is sent.
    pub after: Option<Expr>,
}

/// How a message is sent.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct MessageKind {
    /// As a letter; otherwise as an object.
    letter: bool,
    /// The result comes by a future; otherwise by a result object of the class's own.
    future: bool,
    /// The future is used.
    wanted: bool,
    /// The class has a queue of its own; no mailbox stands in for it.
    queue: bool,
    /// Some time after the call.
    later: bool,
}

impl MessageKind {
    /// Whether the runtime takes part. Programs that bring all themselves, as those of Cython+ do, run without it.
    fn needs_runtime(self) -> bool {
        self.letter || self.future || !self.queue
    }
}

impl<'a> Checker<'_, 'a> {
    /// A call of a method on an active object, its arguments being checked.
    pub fn cyp_send(
        &mut self,
        object: Expr,
        method: CypCandidate,
        args: Vec<Expr>,
        sending: Sending,
        span: Span,
    ) -> Expr {
        let Sending { sync, after } = sending;
        let ret = self.cx.types.funcs[method.sig].ret;
        let target = self.cyp_plain(object.ty);
        let parts = self.cyp_of(target).map(|cyp| self.cyp_own_parts(&cyp)).unwrap_or_default();
        let kind = MessageKind {
            letter: !(parts.queue || parts.result || parts.unseen)
                && matches!(sync.kind, ExprKind::Null)
                && args.iter().all(|a| {
                    self.cx.types.is_cyp(a.ty) || self.cx.types.is_cpp_value(a.ty) || self.is_plain_data(a.ty)
                }),
            future: !parts.result,
            wanted: !parts.result && self.discarded != Some(span),
            queue: parts.queue && !parts.unseen,
            later: after.is_some(),
        };
        let result = match self.message_result(ret, method, kind, span) {
            Some(result) => result,
            None => return self.error_expr(span),
        };
        let blank = Expr { ty: result, ..self.error_expr(span) };
        if self.speculating > 0 {
            return blank;
        }
        if !self.check_letter_arguments(method, &args) {
            return blank;
        }
        if kind.later && !kind.letter {
            let message = "a message with a condition, or to a class with a queue or results of its own, is sent at once";
            self.report(
                Diagnostic::error(codes::E0705, span, message)
                    .help("start a task that sleeps, and then makes the call"),
            );
            return blank;
        }
        let Some(class) = self.cyp_message_class(target, method, args.len(), kind) else { return blank };
        let Some(cyp) = self.cyp_of(class) else { return blank };
        let [send] = self.cyp_methods(&cyp, "send")[..] else { return blank };
        self.use_cyp(class);
        // Where something may run before the message is sent, the actor is held meanwhile.
        let held = (kind.letter
            && !(is_calm(self, &object) && args.iter().chain(&after).all(|a| is_calm(self, a))))
        .then(|| self.temp(object.ty, span));
        let receiver = match held {
            Some(local) => self.local_expr(local, span),
            None => object.clone(),
        };
        let ty = if kind.letter { common::VOID_PTR } else { target };
        let cast = ExprKind::CypCast { value: Box::new(receiver), checked: false };
        let mut given = vec![Expr { ty, span, kind: cast }];
        if !kind.letter {
            given.push(sync);
        }
        given.extend(after);
        // They fit the actor; the message sees them as the method does.
        let own = given.len();
        let wanted: Vec<TyId> = self.cx.types.funcs[send.sig].params.iter().skip(own).map(|p| p.ty).collect();
        for (arg, ty) in args.into_iter().zip(wanted) {
            given.push(match self.cyp_of(arg.ty) {
                Some(_) if arg.ty != ty => {
                    // What the actor takes whole was consumed.
                    let ty = match self.cyp_of(ty).map(|c| c.cap) {
                        Some(Capability::Iso) => self.cyp_with(ty, Capability::Consumed),
                        _ => ty,
                    };
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
        let call = Expr { ty: result, span, kind: ExprKind::CypCall(Box::new(call)) };
        match held {
            Some(local) => {
                let (value, body) = (Box::new(object), Box::new(call));
                Expr { ty: result, span, kind: ExprKind::Let { local, value, body } }
            }
            None => call,
        }
    }

    /// Whether the arguments of a message may be sent; reports those that may not. References were looked at as those of any call.
    fn check_letter_arguments(&mut self, method: CypCandidate, args: &[Expr]) -> bool {
        for (i, arg) in args.iter().enumerate() {
            if self.cx.types.is_object(arg.ty) {
                let shown = self.cx.types.display(arg.ty);
                let message = format!("a Python object ('{shown}') cannot be sent in a message");
                self.report(
                    Diagnostic::error(codes::E0604, arg.span, message)
                        .help("send a number, a struct, or a reference to a cypclass object, and let the method make the Python object"),
                );
                return false;
            }
            if self.cx.types.is_cyp(arg.ty) {
                continue;
            }
            let takes = self.cx.types.funcs[method.sig].params.get(i).map(|p| p.ty);
            let problem = match takes.map(|ty| self.cx.types.get(ty)) {
                Some(Ty::Ref(to)) if !matches!(self.cx.types.get(*to), Ty::Const(_)) => Some((
                    "a reference, by which nothing of the sender can be changed, cannot be sent in a message"
                        .to_string(),
                    "let the method take a value, or a reference that is 'const', and return what it makes",
                )),
                _ => self.unsendable(arg.ty).map(|problem| {
                    (
                        format!("an argument of a message goes to another thread, but {}", problem.why),
                        problem.help,
                    )
                }),
            };
            if let Some((message, help)) = problem {
                self.report(Diagnostic::error(codes::E0604, arg.span, message).help(help));
                return false;
            }
        }
        true
    }

    /// What a call on an active object gives: a future, a result object of the class's own, or nothing.
    fn message_result(
        &mut self,
        ret: TyId,
        method: CypCandidate,
        kind: MessageKind,
        span: Span,
    ) -> Option<TyId> {
        if !kind.future {
            if matches!(self.cx.types.kind(ret), Ty::Void) {
                return Some(ret);
            }
            if self.cx.types.is_cpp_value(ret) {
                let shown = self.cx.types.display(ret);
                let message =
                    format!("a result object of the class's own has no room for a C++ object ('{shown}')");
                self.report(
                    Diagnostic::error(codes::E0604, span, message)
                        .help("leave '_active_result_class' out, for a future, or return a pointer or a cypclass object"),
                );
                return None;
            }
            let own = self.cx.lookup(self.cx.builtin_scope, "ActhonResultInterface");
            return Some(own.and_then(Entry::as_type).unwrap_or(common::ERROR));
        }
        if !kind.wanted {
            return Some(common::VOID);
        }
        let name = self.cyp_method_name(method)?;
        let value = self.future_value(ret, &name, span)?;
        self.future_of(value)
    }

    fn cyp_method_name(&self, method: CypCandidate) -> Option<Name> {
        let owner = self.cx.types.as_cyp(method.method.owner)?.class;
        Some(self.cx.types.cyp_classes[owner].methods[method.method.method as usize].name.clone())
    }

    /// The class of the messages that call a method with so many arguments.
    fn cyp_message_class(
        &mut self,
        target: TyId,
        method: CypCandidate,
        given: usize,
        kind: MessageKind,
    ) -> Option<TyId> {
        let key = (target, method.method, given, kind);
        if let Some(&known) = self.cyp_messages.get(&key) {
            return Some(known);
        }
        let number = self.cyp_messages.len();
        let method_name = self.cyp_method_name(method)?;
        let name = Name::from(format!("__cyrus_message{number}_{method_name}"));
        let func = self.cx.types.funcs[method.sig].clone();
        let params = func.params[..given.min(func.params.len())].iter();
        let params: Vec<TyId> = params.map(|p| self.cx.types.unqualified(p.ty)).collect();
        let shown = self.cx.types.display(target);
        let value = match self.cx.types.kind(func.ret) {
            Ty::Void => common::BINT,
            _ => func.ret,
        };
        let on_error = self.error_hook(target);
        let text = match kind.letter {
            true => letter_text(
                self,
                &Letter {
                    name: &name,
                    shown: &shown,
                    method: &method_name,
                    params: &params,
                    ret: func.ret,
                    wanted: kind.wanted,
                    later: kind.later,
                    on_error,
                },
            ),
            false => message_text(self, &name, &method_name, &params, func.ret, kind, on_error),
        };
        let mut types = vec![target, func.ret, value];
        types.extend(&params);
        let around = self.actor_scope(&types, kind.needs_runtime());
        let class = self.declare_text(&format!("{shown}.{method_name}"), &text, around, &name)?;
        self.cyp_messages.insert(key, class);
        Some(class)
    }
}

/// The actor that a message is for, as its methods see it. The message itself holds it as anybody may, so that it is isolated, and a queue
/// may consume it.
const TARGET: &str = "(<__cyrus_T0> <void *> self.target)";

/// The class as text. `__cyrus_T0` is the class of the actor, `__cyrus_T1` what the method returns, `__cyrus_T2` what a future gives; the
/// types of the parameters follow.
fn message_text(
    c: &Checker<'_, '_>,
    name: &str,
    method: &str,
    params: &[TyId],
    ret: TyId,
    kind: MessageKind,
    on_error: Option<ErrorHook>,
) -> String {
    let types = &c.cx.types;
    let mut fields = String::new();
    let (mut takes, mut stores, mut gives) = (String::new(), String::new(), String::new());
    // References that who waits for the future may want to be the last one of.
    let mut dropped = String::new();
    for (i, &ty) in params.iter().enumerate() {
        let (own, moved) = match types.as_cyp(ty).map(|cyp| cyp.cap) {
            Some(Capability::Iso | Capability::Consumed) => ("", "consume "),
            // Only what has been moved here can be moved on.
            Some(Capability::Local) => ("iso ", "consume "),
            _ => ("", ""),
        };
        if types.is_cpp_value(ty) {
            let _ = writeln!(fields, "    __cyrus_P{} arg{i}", i + 3);
            let _ = write!(takes, ", __cyrus_T{} arg{i}", i + 3);
            let _ = writeln!(stores, "        message.arg{i}.put(arg{i})");
            let _ = write!(gives, "{}self.arg{i}.take()", if i == 0 { "" } else { ", " });
            continue;
        }
        if types.is_cyp(ty) && moved.is_empty() {
            let _ = writeln!(dropped, "        self.arg{i} = NULL");
        }
        let t = format!("{own}__cyrus_T{}", i + 3);
        let _ = writeln!(fields, "    {t} arg{i}");
        let _ = write!(takes, ", {t} arg{i}");
        let _ = writeln!(stores, "        message.arg{i} = {moved}arg{i}");
        let _ = write!(gives, "{}{moved}self.arg{i}", if i == 0 { "" } else { ", " });
    }
    let call = format!("{TARGET}.{method}({gives})");
    let is_void = matches!(types.kind(ret), Ty::Void);
    let Parts { result, activate, methods, before } = match kind.future {
        true => future_parts(c, name, &call, &dropped, ret, kind, on_error),
        false => result_parts(c, &call, ret, is_void),
    };
    let after = if result == "void" { "" } else { "        return result\n" };
    if kind.future {
        fields.push_str("    void *future\n");
    }
    let mut text = format!(
        "cdef cypclass {name}(ActhonMessageInterface):\n    active __cyrus_T0 target\n{fields}    \
         bint activate(self):\n        sync = self._sync_method\n        \
         if sync is not NULL:\n            with rlocked sync:\n                if not sync.isActivable():\n                    \
         return False\n{activate}        return True\n{methods}"
    );
    let (none, push) = match kind.queue {
        true => ("queue is NULL", "        "),
        false => (
            "queue is NULL and target._mailbox == NULL",
            "        if queue is NULL:\n            __cyrus_actors.push(target._mailbox, <ActhonMessageInterface> message)\n        el",
        ),
    };
    let _ = write!(
        text,
        "\n    @staticmethod\n    {result} send(__cyrus_T0 target, lock ActhonSyncInterface sync{takes}) except *:\n        \
         if target is NULL:\n            with gil:\n                raise AttributeError(\"active reference is NULL and has no '{method}'\")\n        \
         cdef lock ActhonQueueInterface queue = target._active_queue_class\n        \
         if {none}:\n            with gil:\n                raise RuntimeError(\"no queue to push to for the remote call of '{method}'\")\n        \
         message = new {name}()\n        message.target = <active __cyrus_T0> <void *> target\n        message._sync_method = sync\n{stores}{before}        \
         __cyrus_share(message)\n{push}if queue is not NULL:\n            with wlocked queue:\n                queue.push(__cyrus_moved(message))\n{after}"
    );
    text
}

/// What depends on how results come back: the type of `send`, the end of `activate`, more methods, and what `send` does before pushing.
struct Parts {
    result: &'static str,
    activate: String,
    methods: String,
    before: String,
}

/// Results come by objects of the class's own.
fn result_parts(c: &Checker<'_, '_>, call: &str, ret: TyId, is_void: bool) -> Parts {
    let push = match c.cx.types.kind(ret) {
        _ if ret == common::INT => "result.pushIntResult(value)",
        Ty::Cyp(_) => "Cy_INCREF(value)\n                result.pushVoidStarResult((<void **> &value)[0])",
        Ty::Float(_) => "(<__cyrus_T1 *> &bits)[0] = value\n                result.pushVoidStarResult(bits)",
        _ => "result.pushVoidStarResult(<void *> value)",
    };
    let (declared, assigned) = match is_void {
        true => ("", ""),
        false => ("        cdef void *bits = NULL\n        cdef __cyrus_T1 value\n", "value = "),
    };
    let mut activate = format!(
        "{declared}        __cyrus_actor_turn({TARGET})\n        try:\n            {assigned}{call}\n        finally:\n            \
         __cyrus_actor_turn_over({TARGET})\n"
    );
    let (mut result, mut before) = ("void", String::new());
    if !is_void {
        result = "ActhonResultInterface";
        let _ = write!(
            activate,
            "        result = self._result\n        if result is not NULL:\n            with wlocked result:\n                {push}\n"
        );
        before.push_str(
            "        cdef ActhonResultInterface result = NULL\n        \
             if target._active_result_class is not NULL:\n            \
             result = target._active_result_class()\n            \
             message._result = __cyrus_share(result)\n",
        );
    }
    Parts { result, activate, methods: String::new(), before }
}

/// Results come by futures.
fn future_parts(
    c: &Checker<'_, '_>,
    name: &str,
    call: &str,
    dropped: &str,
    ret: TyId,
    kind: MessageKind,
    on_error: Option<ErrorHook>,
) -> Parts {
    let (hook, hook_text) = hook_text(name, on_error);
    let number = result_kind(c, ret);
    let give = match number {
        _ if !kind.wanted && c.cx.types.is_object(ret) => format!("with gil:\n            {call}"),
        _ if !kind.wanted => call.to_string(),
        None => format!("{call}\n        (<bint *> result)[0] = True"),
        Some(0) => format!("(<__cyrus_T1 *> result)[0] = {call}"),
        Some(3 | 4) => format!("(<__cyrus_P2 *> result)[0].put({call})"),
        Some(_) => format!(
            "cdef __cyrus_T1 value = {call}\n        (<void **> result)[0] = (<void **> &value)[0]\n        \
             (<void **> &value)[0] = NULL"
        ),
    };
    let number = number.unwrap_or(0);
    let room = match number {
        0 | 3 | 4 if kind.wanted => "__cyrus_P2 value",
        _ => "void *value = NULL",
    };
    let posted = if kind.queue { "0".to_string() } else { format!("{TARGET}._active_queue_class is NULL") };
    let activate = format!(
        "        cdef {room}\n        cdef void *future = self.future\n        self.future = NULL\n        \
         __cyrus_message_run(<void *> self, future, <void *> {name}.call, <void *> &value, {number}, <void *> self.target, {hook}, {posted})\n"
    );
    let called = match dropped.is_empty() {
        true => format!("(<{name}> at).called(result)\n"),
        false => format!(
            "try:\n            (<{name}> at).called(result)\n        finally:\n            (<{name}> at).dropped()\n"
        ),
    };
    let drop = match dropped.is_empty() {
        true => String::new(),
        false => format!("    void dropped(self) noexcept:\n{dropped}"),
    };
    let methods = format!(
        "{drop}    __dealloc__(self):\n        __cyrus_message_gone(self.future)\n    \
         @staticmethod\n    int call(void *at, void *actor, void *result) except -1:\n        \
         {called}        return 0\n    \
         void called(self, void *result) except *:\n        {give}\n{hook_text}"
    );
    if !kind.wanted {
        return Parts { result: "void", activate, methods, before: String::new() };
    }
    let before = format!(
        "        cdef void *raw = {}\n        \
         result = future[__cyrus_T2](raw)\n        message.future = __cyrus_future_kept(raw)\n",
        new_future(number)
    );
    Parts { result: "future[__cyrus_T2]", activate, methods, before }
}
