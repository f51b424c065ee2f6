//! Calls on active objects whose messages are letters in a mailbox of the runtime's.
//!
//! For each method that is called so (with a number of arguments, and with or without use of the result) a class without instances
//! is written as Cython text, parsed and declared like one of the user's: the struct of the letter, `send`, and what the runtime
//! calls. The call itself becomes a call of the static method `send`. See the support fragment `rt_actor` for what
//! is agreed with it.
//!
//! - The actor is not counted for the call, if nothing in it can change the variable or field that it is in: until it has its message,
//!   nobody else runs who could.
//! - References are moved into the letter and out of it, without being counted where that can be. C++ objects travel in parcels.
//! - `send` gives a future, or nothing where the result is not used; then there is no future at all.

use super::Checker;
use super::cyp_error_hook::{ErrorHook, hook_text};
use cyrus_hir::{Expr, ExprKind};
use cyrus_types::{Capability, Ty, TyId};
use std::fmt::Write as _;

/// What is needed to write the class.
pub(super) struct Letter<'t> {
    pub name: &'t str,
    pub shown: &'t str,
    pub method: &'t str,
    pub params: &'t [TyId],
    pub ret: TyId,
    pub wanted: bool,
    /// It is sent after so many seconds, the second argument of `send`.
    pub later: bool,
    /// What the class has to say when the method raises.
    pub on_error: Option<ErrorHook>,
}

/// The class as text. `__cyrus_T0` is the class of the actor, `__cyrus_T1` what the method returns, `__cyrus_T2` what the future gives; the
/// types of the parameters follow.
pub(super) fn letter_text(c: &Checker<'_, '_>, letter: &Letter<'_>) -> String {
    let Letter { name, shown, method, wanted, .. } = letter;
    let (hook, hook_text) = hook_text(name, letter.on_error);
    let types = &c.cx.types;
    let (mut fields, mut owners, mut takes) = (String::new(), String::new(), String::new());
    let (mut stores, mut loads, mut gives) = (String::new(), String::new(), String::new());
    let mut packs = String::new();
    for (i, &ty) in letter.params.iter().enumerate() {
        let t = format!("__cyrus_T{}", i + 3);
        let comma = if i == 0 { "" } else { ", " };
        if types.is_cpp_value(ty) {
            let parcel = format!("__cyrus_P{}", i + 3);
            let _ = writeln!(fields, "        void *arg{i}");
            let _ = write!(takes, ", {t} arg{i}");
            let _ = writeln!(packs, "        cdef {parcel} packed{i}\n        packed{i}.put(arg{i})");
            let _ = writeln!(stores, "        letter.arg{i} = packed{i}.release()");
            let _ =
                writeln!(loads, "        cdef {parcel} arg{i}\n        arg{i}.hold((<Letter *> at).arg{i})");
            let _ = write!(gives, "{comma}arg{i}.take()");
            continue;
        }
        let Some(cap) = types.as_cyp(ty).map(|cyp| cyp.cap) else {
            let _ = writeln!(fields, "        {t} arg{i}");
            let _ = write!(takes, ", {t} arg{i}");
            let _ = writeln!(stores, "        letter.arg{i} = arg{i}");
            let _ = writeln!(loads, "        cdef {t} arg{i} = (<Letter *> at).arg{i}");
            let _ = write!(gives, "{comma}arg{i}");
            continue;
        };
        let _ = writeln!(fields, "        void *arg{i}");
        // What was moved here belongs to the method, which may consume it.
        let own = if cap == Capability::Local { format!("iso {t}") } else { t.clone() };
        let moved = matches!(cap, Capability::Iso | Capability::Consumed | Capability::Local);
        if moved {
            let _ = write!(
                owners,
                "    @staticmethod\n    {own} own{i}(void *at) noexcept:\n        cdef {own} it = NULL\n        \
                 (<void **> &it)[0] = at\n        return __cyrus_moved(it)\n"
            );
            let _ = writeln!(loads, "        cdef void *arg{i} = (<Letter *> at).arg{i}");
            let _ = write!(gives, "{comma}{name}.own{i}(arg{i})");
        } else {
            let _ = writeln!(
                loads,
                "        cdef {t} arg{i} = NULL\n        (<void **> &arg{i})[0] = (<Letter *> at).arg{i}"
            );
            let _ = write!(gives, "{comma}arg{i}");
        }
        if moved {
            let _ = write!(takes, ", {own} arg{i}");
            let _ = writeln!(
                stores,
                "        cdef {own} moved{i} = consume arg{i}\n        letter.arg{i} = (<void **> &moved{i})[0]\n        \
                 (<void **> &moved{i})[0] = NULL"
            );
        } else {
            let _ = write!(takes, ", {t} arg{i}");
            let _ = writeln!(stores, "        Cy_INCREF(arg{i})\n        letter.arg{i} = <void *> arg{i}");
        }
    }
    let drops: String = letter
        .params
        .iter()
        .enumerate()
        .filter(|(_, ty)| {
            types
                .as_cyp(**ty)
                .is_some_and(|c| matches!(c.cap, Capability::Iso | Capability::Consumed | Capability::Local))
        })
        .map(|(i, _)| format!("            {name}.own{i}(arg{i})\n"))
        .collect();
    let call = format!("(<__cyrus_T0> actor).{method}({gives})");
    let (run, room, kind) = match result_kind(c, letter.ret) {
        // The result is a Python object, which is given up at once.
        _ if !wanted && types.is_object(letter.ret) => (format!("with gil:\n            {call}"), "NULL", 0),
        _ if !wanted => (call, "NULL", 0),
        None => (format!("{call}\n        (<bint *> result)[0] = True"), "&value", 0),
        Some(0) => (format!("(<__cyrus_T1 *> result)[0] = {call}"), "&value", 0),
        Some(kind @ (3 | 4)) => (format!("(<__cyrus_P2 *> result)[0].put({call})"), "&value", kind),
        Some(kind) => (
            format!(
                "cdef __cyrus_T1 value = {call}\n        (<void **> result)[0] = (<void **> &value)[0]\n        \
                 (<void **> &value)[0] = NULL"
            ),
            "&value",
            kind,
        ),
    };
    let value = match (wanted, kind) {
        (false, _) => "",
        (true, 0 | 3 | 4) => "        cdef __cyrus_P2 value\n",
        (true, _) => "        cdef void *value = NULL\n",
    };
    let (suffix, when, delay) = match letter.later {
        true => ("_later", ", target, after", ", double after"),
        false => ("", "", ""),
    };
    let (gives, send) = match (wanted, kind) {
        (false, _) => (
            "void",
            format!(
                "        __cyrus_letter_send{suffix}((<__cyrus_T0> target)._mailbox, <void *> letter, b\"{shown}.{method}\"{when})\n"
            ),
        ),
        (true, _) => (
            "future[__cyrus_T2]",
            format!(
                "        cdef void *raw = {}\n        \
                 __cyrus_letter_ask{suffix}((<__cyrus_T0> target)._mailbox, <void *> letter, b\"{shown}.{method}\", raw{when})\n        \
                 return future[__cyrus_T2](raw)\n",
                new_future(kind)
            ),
        ),
    };
    format!(
        "cdef cyrus_rt_message_ops {name}_kind\n\n\
         cdef cypclass {name}:\n    struct Letter:\n        cyrus_rt_message head\n        void *future\n{fields}{owners}    \
         @staticmethod\n    int call(void *at, void *actor, void *result) except -1:\n{loads}        \
         if actor == NULL:\n{drops}            return 0\n        \
         {run}\n        return 0\n    \
         @staticmethod\n    void run(cyrus_rt_message *head, void *actor) noexcept:\n{value}        \
         __cyrus_letter_run(<void *> head, actor, <void *> {name}.call, <void *> {room}, {kind}, {hook})\n{hook_text}    \
         @staticmethod\n    void drop(cyrus_rt_message *head) noexcept:\n        \
         __cyrus_letter_drop(<void *> head, <void *> {name}.call)\n    \
         @staticmethod\n    {gives} send(void *target{delay}{takes}) except *:\n        \
         if target == NULL:\n            with gil:\n                raise AttributeError(\"active reference is NULL and has no '{method}'\")\n\
         {packs}        cdef Letter *letter = <Letter *> __cyrus_letter_new(<void *> &{name}_kind, sizeof(Letter), <void *> {name}.run, \
         <void *> {name}.drop, b\"{shown}.{method}\")\n{stores}{send}"
    )
}

/// A future for results of a kind, as text.
pub(super) fn new_future(kind: u8) -> &'static str {
    match kind {
        0 => "__cyrus_future_new(sizeof(__cyrus_T2), 0)",
        1 => "__cyrus_future_new(sizeof(void *), 1)",
        2 => "__cyrus_future_new(sizeof(void *), 2)",
        _ => "__cyrus_future_made(__cyrus_P2.type())",
    }
}

/// Whether evaluating an expression runs no code of the program's: variables, fields of objects they refer to, and what is computed of them.
pub(super) fn is_calm(c: &Checker<'_, '_>, e: &Expr) -> bool {
    match &e.kind {
        ExprKind::Local(_) => true,
        ExprKind::CypField { object: value, .. }
        | ExprKind::CypCast { value, .. }
        | ExprKind::Consume { value, .. }
        | ExprKind::CUnary { operand: value, .. } => is_calm(c, value),
        // Python objects convert by code of theirs.
        ExprKind::Coerce { value, .. } => !c.cx.types.is_object(value.ty) && is_calm(c, value),
        ExprKind::CItem { object: left, index: right } | ExprKind::CBinary { left, right, .. } => {
            is_calm(c, left) && is_calm(c, right)
        }
        kind => kind.is_constant(),
    }
}

/// What a result is in a future, as `rt_actor` numbers it; `None`: there is none.
pub(super) fn result_kind(c: &Checker<'_, '_>, ret: TyId) -> Option<u8> {
    match c.cx.types.kind(ret) {
        Ty::Void => None,
        Ty::Cyp(cyp) if matches!(cyp.cap, Capability::Iso | Capability::Consumed) => Some(2),
        Ty::Cyp(_) => Some(1),
        _ if c.cx.types.is_cpp_value(ret) => Some(if c.only_moves(ret) { 4 } else { 3 }),
        _ => Some(0),
    }
}
