//! `on_error`: what an activable class does when a method that a message has called raises.
//!
//! The method has no arguments, or one: the exception, for which it is `with gil`. It runs on the actor in the turn of the message, before anything else does, and
//! says by a true result that nobody else has to be told. A method of that name with other arguments is a method like any other.

use super::Checker;
use cyrus_types::{Ty, TyId};

/// How `on_error` is called.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct ErrorHook {
    /// With the exception.
    takes_error: bool,
    /// It says whether the exception has been seen to.
    answers: bool,
}

impl Checker<'_, '_> {
    /// The `on_error` of a class of actors, if it has one.
    pub(super) fn error_hook(&mut self, target: TyId) -> Option<ErrorHook> {
        let cyp = self.cyp_of(target)?;
        self.cyp_methods(&cyp, "on_error").into_iter().find_map(|candidate| {
            let func = &self.cx.types.funcs[candidate.sig];
            let takes_error = match &func.params[..] {
                [] => false,
                [error] if self.cx.types.is_object(error.ty) => true,
                _ => return None,
            };
            let answers = match self.cx.types.kind(func.ret) {
                Ty::Void => false,
                Ty::Bint | Ty::Int(_) => true,
                _ => return None,
            };
            (!candidate.is_static).then_some(ErrorHook { takes_error, answers })
        })
    }
}

/// The hook as an argument, and the static method that it is, in the class of a message. `__cyrus_T0` is the class of the actor.
pub(super) fn hook_text(name: &str, hook: Option<ErrorHook>) -> (String, String) {
    let Some(ErrorHook { takes_error, answers }) = hook else { return ("NULL".into(), String::new()) };
    let (parameter, gil, argument) = match takes_error {
        true => ("object error", " with gil", "error"),
        false => ("void *error", "", ""),
    };
    let call = format!("(<__cyrus_T0> actor).on_error({argument})");
    let call = match answers {
        true => format!("if {call}:\n            return 1"),
        false => call,
    };
    let text = format!(
        "    @staticmethod\n    int on_error(void *actor, {parameter}) except -1{gil}:\n        {call}\n        return 0\n"
    );
    (format!("<void *> {name}.on_error"), text)
}
