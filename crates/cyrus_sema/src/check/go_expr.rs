//! `go f(args)`: a call that runs as a task.
//!
//! The call is checked like any other, and taken apart: what it calls, and its arguments. For each target a class
//! is written as Cython text, parsed and declared like one of the user's (as for messages, see [`super::cyp_message`]): its
//! function `body` makes the call with arguments that it finds in the task's memory, `start`, `launch` and `launch_in` put them there.
//!
//! What is agreed with the runtime and `libcyrus.task`:
//! - references lie in the task's memory as counted pointers, C++ objects as pointers of parcels (`libcyrus.parcel`); `drop` gives
//!   both back if the task never begins;
//! - a result fits into `CYRUS_RT_RESULT` bytes, or the task gives a pointer to it; one that is a reference or lies elsewhere goes along with
//!   what destroys it, in place of an exception;
//! - an exception is taken out of the thread's state, and raised again by who joins.

use super::Checker;
use super::cyp_call::CypArgs;
use crate::declare::concurrency::LIBRARY;
use crate::scope::{Entry, EntryKind, Scope, ScopeId, ScopeKind};
use cyrus_diagnostics::{Diagnostic, codes};
use cyrus_hir::{self as hir, CypCall, CypMethodRef, Expr, ExprKind};
use cyrus_source::Span;
use cyrus_syntax::Name;
use cyrus_syntax::ast::{self};
use cyrus_types::{Capability, Ty, TyId, common};
use std::fmt::Write as _;

/// What a task runs.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub enum GoTarget {
    Func(hir::CFuncId),
    Method(CypMethodRef),
    Static(CypMethodRef),
}

/// Which class of tasks it is: what is called, with these arguments.
pub type GoKey = (GoTarget, Vec<TyId>);

/// How a task is started.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Start {
    /// For its handle.
    Handle,
    /// By itself.
    Alone,
    /// In the group around.
    InGroup,
}

/// A call taken apart.
struct Parts {
    target: GoTarget,
    /// The function's name.
    name: Name,
    sig: cyrus_types::FuncTyId,
    /// The receiver first, where there is one.
    args: Vec<Expr>,
    takes: Vec<TyId>,
}

impl<'a> Checker<'_, 'a> {
    /// `go f(args)` for its handle.
    pub fn go_expr(&mut self, operand: &'a ast::Expr, span: Span) -> Expr {
        if self.fx_ref().task_groups.last().is_some() && self.speculating == 0 {
            let message = "in a task group 'go' is a statement: the group joins the task, nobody else can";
            self.report(
                Diagnostic::error(codes::E0705, span, message)
                    .help("send the result through a channel, or start the task outside the 'with' block"),
            );
        }
        self.go(operand, span, Start::Handle)
    }

    /// `go f(args)` as a statement: the task belongs to the group around, or to nobody.
    pub fn go_stmt(&mut self, operand: &'a ast::Expr, span: Span) -> Expr {
        match self.fx_ref().task_groups.is_empty() {
            true => self.go(operand, span, Start::Alone),
            false => self.go(operand, span, Start::InGroup),
        }
    }

    fn go(&mut self, operand: &'a ast::Expr, span: Span, start: Start) -> Expr {
        if let ast::ExprKind::Call(call) = &operand.kind
            && let ast::ExprKind::Attribute(value, _) = &call.func.kind
            && self.is_active(value)
        {
            if start == Start::Handle {
                let message = "a call on an active object is under way without 'go'";
                self.report(
                    Diagnostic::error(codes::E0705, span, message)
                        .help("leave out 'go': the call itself gives what its result can be waited for with"),
                );
                return self.error_expr(span);
            }
            return self.expr(operand);
        }
        let before = self.cx.diags.error_count();
        let call = self.expr(operand);
        if self.cx.diags.error_count() > before {
            return self.error_expr(span);
        }
        let Some(parts) = self.go_parts(call, span) else { return self.error_expr(span) };
        let ret = self.cx.types.funcs[parts.sig].ret;
        let problem = self.unsendable(ret);
        if start == Start::Handle
            && let Some(problem) = problem
        {
            let message =
                format!("the result of '{}' comes from another thread, but {}", parts.name, problem.why);
            self.report(Diagnostic::error(codes::E0604, span, message).help(problem.help));
            return self.error_expr(span);
        }
        let Some(library) = crate::declare::pxd::load(self.cx, LIBRARY) else { return self.error_expr(span) };
        let handle = match problem {
            // Nobody gets the result.
            Some(_) => Some(common::VOID),
            None => self.go_handle(library, ret),
        };
        let Some(handle) = handle else { return self.error_expr(span) };
        let result = if start == Start::Handle { handle } else { common::VOID };
        let blank = Expr { ty: result, ..self.error_expr(span) };
        if self.speculating > 0 {
            return blank;
        }
        let key = (parts.target.clone(), parts.takes.clone());
        let class = match self.go_classes.get(&key) {
            Some(&known) => known,
            None => {
                let Some(class) = self.go_class(library, &parts, handle) else { return blank };
                self.go_classes.insert(key, class);
                class
            }
        };
        let Some(cyp) = self.cyp_of(class) else { return blank };
        let name = match start {
            Start::Handle => "start",
            Start::Alone => "launch",
            Start::InGroup => "launch_in",
        };
        let [method] = self.cyp_methods(&cyp, name)[..] else { return blank };
        self.use_cyp(class);
        let mut args = parts.args;
        if start == Start::InGroup
            && let Some(&open) = self.fx_ref().task_groups.last()
        {
            args.insert(0, self.local_expr(open.group, span));
        }
        let Some(args) = self.cyp_bind(method.sig, CypArgs::typed(args), &cyp, span) else { return blank };
        let call =
            CypCall { method: method.method, sig: method.sig, object: None, args, direct: true, lock: None };
        Expr { ty: result, span, kind: ExprKind::CypCall(Box::new(call)) }
    }

    /// Reports a case of a `select` that is about something else than a channel (see [`crate::expand`]).
    pub fn no_channel(&mut self, value: &Expr, method: &str) -> Option<Expr> {
        let operation = match method {
            "_receiving" => "recv",
            "_sending" => "send",
            "_closing" => "closed",
            _ => return None,
        };
        if !self.cx.types.is_error(value.ty) {
            let shown = self.cx.types.display(value.ty);
            let message = format!("'{operation}' in a case of 'select' is about channels, not '{shown}'");
            self.error(codes::E0301, value.span, message);
        }
        Some(self.error_expr(value.span))
    }

    fn is_active(&mut self, e: &'a ast::Expr) -> bool {
        let ty = self.speculate(|c| c.expr(e).ty);
        self.cyp_of(ty).is_some_and(|c| c.cap == Capability::Active)
    }

    /// What the call calls and with what, if a task can do that.
    fn go_parts(&mut self, call: Expr, span: Span) -> Option<Parts> {
        let refuse = |c: &mut Self, message: &str, help: &str| {
            c.report(Diagnostic::error(codes::E0705, span, message).help(help));
            None
        };
        match call.kind {
            ExprKind::Error => None,
            ExprKind::CCall(call) => {
                let hir::Callee::Func(id) = call.callee else {
                    return refuse(
                        self,
                        "'go' starts functions and methods by name, not what a pointer or another kind of call leads to",
                        "call it in a function of its own, and start that",
                    );
                };
                let func = &self.cx.types.funcs[call.sig];
                if !func.nogil && !func.with_gil {
                    return refuse(
                        self,
                        "a task begins without the GIL, and this function needs it",
                        "declare it 'nogil' or 'with gil'",
                    );
                }
                let name = self.cx.cfuncs[id].name.clone();
                self.go_arguments(GoTarget::Func(id), name, call.sig, None, call.args)
            }
            ExprKind::CypCall(call) => {
                let owner = self.cyp_of(call.method.owner)?.class;
                let name = self.cx.types.cyp_classes[owner].methods[call.method.method as usize].name.clone();
                let target = match &call.object {
                    Some(_) => GoTarget::Method(call.method),
                    None => GoTarget::Static(call.method),
                };
                self.go_arguments(target, name, call.sig, call.object, call.args)
            }
            _ if self.cx.types.is_object(call.ty) => refuse(
                self,
                "'go' starts C functions and methods of cypclasses; this is a call of a Python object",
                "write a 'cdef … with gil' function that makes the call",
            ),
            _ => refuse(
                self,
                "'go' starts functions and methods; this is another kind of call",
                "make the call in a function of its own, and start that",
            ),
        }
    }

    /// The arguments as they are sent. Reports those that may not be.
    fn go_arguments(
        &mut self,
        target: GoTarget,
        name: Name,
        sig: cyrus_types::FuncTyId,
        object: Option<Expr>,
        args: Vec<Expr>,
    ) -> Option<Parts> {
        let func = self.cx.types.funcs[sig].clone();
        // The declaration has been reported; the task's own text would be wrong in ways that nobody has written.
        if self.cx.types.is_error(func.ret) || func.params.iter().any(|p| self.cx.types.is_error(p.ty)) {
            return None;
        }
        let mut parts = Parts { target, name, sig, args: Vec::new(), takes: Vec::new() };
        if let Some(object) = object {
            let ty = object.ty;
            self.go_argument(object, ty, "the object of the call", &mut parts)?;
        }
        for (i, arg) in args.into_iter().enumerate() {
            let (ty, what) = match func.params.get(i) {
                Some(p) => match &p.name {
                    Some(name) => (p.ty, format!("argument '{name}'")),
                    None => (p.ty, format!("argument {}", i + 1)),
                },
                // A variable argument.
                None => (arg.ty, format!("argument {}", i + 1)),
            };
            self.go_argument(arg, ty, &what, &mut parts)?;
        }
        Some(parts)
    }

    fn go_argument(&mut self, arg: Expr, takes: TyId, what: &str, parts: &mut Parts) -> Option<()> {
        if let Ty::Ref(to) = *self.cx.types.get(takes)
            && !matches!(self.cx.types.get(to), Ty::Const(_))
        {
            let message =
                format!("{what} of a task is a reference, by which nothing of this function can be changed");
            self.report(
                Diagnostic::error(codes::E0604, arg.span, message)
                    .help("let the function take a value, or a reference that is 'const'; send back what it makes as its result"),
            );
            return None;
        }
        let takes = self.cx.types.unqualified(takes);
        let given = match arg.kind {
            ExprKind::Coerce { kind: hir::Coercion::Capability(_) | hir::Coercion::CypUpcast, ref value } => {
                value.ty
            }
            _ => arg.ty,
        };
        let cap = self.cyp_of(given).map(|c| c.cap);
        // What was consumed goes over isolated, whatever the function makes of it.
        if self.cyp_of(takes).is_some()
            && (cap == Some(Capability::Consumed) || matches!(arg.kind, ExprKind::Null))
        {
            let keeps = self.cyp_of(takes).is_some_and(|c| {
                matches!(c.cap, Capability::Lock | Capability::Active | Capability::Immutable)
            });
            let ty = if keeps { takes } else { self.cyp_with(takes, Capability::Iso) };
            let arg = match arg.kind {
                ExprKind::Coerce { kind: hir::Coercion::Capability(_), value } if !keeps => {
                    self.coerce(*value, ty)
                }
                _ => Expr { ty, ..arg },
            };
            parts.args.push(arg);
            parts.takes.push(ty);
            return Some(());
        }
        if let Some(problem) = self.unsendable(given) {
            let diagnostic = Diagnostic::error(
                codes::E0604,
                arg.span,
                format!("{what} of a task goes to another thread, but {}", problem.why),
            )
            .help(problem.help);
            let declaration = self.reference_declaration(&arg);
            self.report(match declaration {
                Some((at, text)) => diagnostic.label(at, text),
                None => diagnostic,
            });
            return None;
        }
        parts.takes.push(takes);
        parts.args.push(arg);
        Some(())
    }

    /// The class of handles for tasks with a result.
    fn go_handle(&mut self, library: ScopeId, ret: TyId) -> Option<TyId> {
        if matches!(self.cx.types.kind(ret), Ty::Void) {
            return self.cx.lookup(library, "voidtask")?.as_type();
        }
        let EntryKind::CypTemplate(class) = self.cx.lookup(library, "task")?.kind else { return None };
        let ret = self.cx.types.unqualified(ret);
        Some(self.cx.types.cyp_mention(class, vec![ret]))
    }

    fn go_class(&mut self, library: ScopeId, parts: &Parts, handle: TyId) -> Option<TyId> {
        let number = self.go_classes.len();
        let name = Name::from(format!("__cyrus_go{number}_{}", parts.name));
        let ret = self.cx.types.funcs[parts.sig].ret;
        let keeps = handle != common::VOID;
        let text = go_text(self, &name, parts, ret, keeps);
        let around = self.cx.scopes.push(Scope::new(ScopeKind::Template, Some(self.cx.main_scope)));
        let names: Vec<Entry> = self.cx.scopes[library].entries.values().cloned().collect();
        for entry in names {
            self.cx.enter(around, Entry { in_python: false, ..entry });
        }
        let enter = |c: &mut Self, name: &str, kind| c.cx.enter(around, Entry::new(name.into(), None, kind));
        for (i, &ty) in parts.takes.iter().enumerate() {
            enter(self, &format!("__cyrus_T{i}"), EntryKind::Type(ty));
        }
        enter(self, "__cyrus_R", EntryKind::Type(ret));
        enter(self, "__cyrus_handle", EntryKind::Type(handle));
        match &parts.target {
            GoTarget::Func(id) => enter(self, "__cyrus_f", EntryKind::CFunc(vec![*id])),
            GoTarget::Static(method) => enter(self, "__cyrus_C", EntryKind::Type(method.owner)),
            GoTarget::Method(_) => {}
        }
        self.declare_text(&format!("go {}", parts.name), &text, around, &name)
    }
}

/// The class as text. `__cyrus_T0` … are the types of the arguments, `__cyrus_R` that of the result; `keeps`: somebody
/// may have it.
fn go_text(c: &Checker<'_, '_>, name: &str, parts: &Parts, ret: TyId, keeps: bool) -> String {
    let types = &c.cx.types;
    let (mut fields, mut takes, mut drops, mut params, mut puts) = Default::default();
    let mut gives: Vec<String> = Vec::new();
    let any_ref = parts.takes.iter().any(|&ty| types.is_cyp(ty) || types.is_cpp_value(ty));
    let in_parcels = parts.takes.iter().any(|&ty| types.is_cpp_value(ty));
    write_arguments(
        types,
        &parts.takes,
        [&mut fields, &mut takes, &mut drops, &mut params, &mut puts],
        &mut gives,
    );
    let callee = match &parts.target {
        GoTarget::Func(_) => "__cyrus_f".to_string(),
        GoTarget::Static(_) => format!("__cyrus_C.{}", parts.name),
        GoTarget::Method(_) => format!("a0.{}", parts.name),
    };
    if matches!(parts.target, GoTarget::Method(_)) {
        gives.remove(0);
    }
    let call = format!("{callee}({})", gives.join(", "));
    let (run, kept) = match types.kind(ret) {
        Ty::Void => (format!("        {call}\n"), ""),
        _ if !keeps => (format!("        {call}\n"), ""),
        Ty::Cyp(_) => (
            format!(
                "        value = {call}\n        (<void **> result)[0] = <void *> value\n        Cy_INCREF(value)\n"
            ),
            "        else:\n            exception[0].object = NULL\n            exception[0].drop = <task_drop> __cyrus_handle._forget\n",
        ),
        _ if types.is_cpp_value(ret) => (
            "        cdef parcel[__cyrus_R] out\n        out.put({call})\n        (<void **> result)[0] = out.release()\n".replace("{call}", &call),
            "        else:\n            exception[0].object = NULL\n            exception[0].drop = <task_drop> __cyrus_handle._forget\n",
        ),
        _ if may_be_large(types, ret) => (
            format!("        __cyrus_handle._keep(result, {call})\n"),
            "        elif sizeof(__cyrus_R) > CYRUS_RT_RESULT:\n            exception[0].object = NULL\n            exception[0].drop = <task_drop> __cyrus_handle._forget_large\n",
        ),
        _ => (format!("        (<__cyrus_R *> result)[0] = {call}\n"), ""),
    };
    let given = if parts.takes.is_empty() { "NULL, 0" } else { "&given, sizeof(given)" };
    let unused = if parts.takes.is_empty() { "" } else { "        cdef given_t given\n" };
    let struct_text =
        if parts.takes.is_empty() { String::new() } else { format!("    struct given_t:\n{fields}") };
    let taken = if parts.takes.is_empty() {
        String::new()
    } else {
        format!("        cdef given_t *given = <given_t *> arguments\n{takes}")
    };
    let drop = if any_ref { format!("<task_drop> {name}.drop") } else { "NULL".into() };
    let drop_text = if any_ref {
        format!(
            "    @staticmethod\n    void drop(void *arguments) noexcept:\n        cdef given_t *given = <given_t *> arguments\n{drops}"
        )
    } else {
        String::new()
    };
    let run_pointer = format!("<cyrus_rt_run> {name}.run");
    let first = params.strip_prefix(", ").unwrap_or(&params);
    let raises = if in_parcels { " except *" } else { "" };
    let mut text = format!(
        "cdef cypclass {name}:\n{struct_text}    @staticmethod\n    int body(void *arguments, void *result) except -1:\n{taken}{run}        return 0\n    \
         @staticmethod\n    void run(void *arguments, void *result, cyrus_rt_exception *exception) noexcept:\n        \
         quiet = <task_body> {name}.body\n        \
         if call_body(quiet, arguments, result) != 0:\n            exception[0] = take_exception()\n{kept}    \
         @staticmethod\n    void run_in_group(void *arguments, void *result, cyrus_rt_exception *exception) noexcept:\n        \
         quiet = <task_body> {name}.body\n        \
         if call_body(quiet, arguments, result) != 0:\n            exception[0] = failure_in_group()\n{kept}{drop_text}    \
         @staticmethod\n    void launch({first}){raises}:\n{unused}{puts}        cyrus_rt_go(NULL, {run_pointer}, {given}, {drop})\n    \
         @staticmethod\n    void launch_in(taskgroup group{params}) except *:\n{unused}        group._open()\n{puts}        cyrus_rt_group_spawn(group._raw, {run_pointer}_in_group, {given}, {drop})\n"
    );
    if keeps {
        let _ = write!(
            text,
            "    @staticmethod\n    __cyrus_handle start({first}) except *:\n{unused}        handle = __cyrus_handle()\n{puts}        \
             handle._raw = cyrus_rt_spawn(NULL, {run_pointer}, {given}, {drop})\n        return handle\n"
        );
    }
    text
}

/// Whether values of a type may have more than `CYRUS_RT_RESULT` bytes.
fn may_be_large(types: &cyrus_types::Types, ty: TyId) -> bool {
    match types.kind(ty) {
        Ty::Struct(_) | Ty::CTuple(_) | Ty::Array(..) | Ty::Complex(_) => true,
        Ty::Float(_) => types.unqualified(ty) == common::LONG_DOUBLE,
        _ => false,
    }
}

/// Fields of the task's memory, how they are read, destroyed, taken as parameters and stored; and the arguments of the call.
fn write_arguments(
    known: &cyrus_types::Types,
    types: &[TyId],
    [fields, takes, drops, params, puts]: [&mut String; 5],
    gives: &mut Vec<String>,
) {
    let mut keeps = String::new();
    for (i, &ty) in types.iter().enumerate() {
        let _ = write!(params, ", __cyrus_T{i} a{i}");
        gives.push(format!("__cyrus_moved(a{i})"));
        if known.is_cpp_value(ty) {
            let _ = writeln!(fields, "        void *a{i}");
            let take = format!("        cdef parcel[__cyrus_T{i}] a{i}\n        a{i}.hold(given.a{i})\n");
            takes.push_str(&take);
            drops.push_str(&take);
            // Moving may raise, so it comes before anything is in the task's memory.
            let _ = writeln!(keeps, "        cdef parcel[__cyrus_T{i}] p{i}\n        p{i}.put(a{i})");
            let _ = writeln!(puts, "        given.a{i} = p{i}.release()");
        } else if known.is_cyp(ty) {
            let _ = writeln!(fields, "        void *a{i}");
            let take = format!("        cdef __cyrus_T{i} a{i}\n        (<void **> &a{i})[0] = given.a{i}\n");
            takes.push_str(&take);
            drops.push_str(&take);
            // References move: once the task runs, an isolated object is its own, and nobody else may count.
            let _ = writeln!(
                puts,
                "        given.a{i} = (<void **> &a{i})[0]\n        (<void **> &a{i})[0] = NULL"
            );
        } else {
            let _ = writeln!(fields, "        __cyrus_T{i} a{i}");
            let _ = writeln!(takes, "        a{i} = given.a{i}");
            let _ = writeln!(puts, "        given.a{i} = a{i}");
        }
    }
    puts.insert_str(0, &keeps);
}
