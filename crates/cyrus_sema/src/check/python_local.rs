//! Why a variable without a declaration is a Python object, for errors about code that does not hold the GIL.
//!
//! Comes in: what inference found of the variable's values. Goes out: labels and help for the first error at each of
//! these values. Only variables of which no value is an object are explained: where one is, the error is at that value.

use super::Checker;
use crate::cx::Cx;
use cyrus_diagnostics::Diagnostic;
use cyrus_hir::LocalId;
use cyrus_source::Span;
use cyrus_syntax::Name;
use cyrus_types::{Builtin, Ty, TyId, common};

/// What made a variable an object.
#[derive(Clone, Debug)]
enum Cause {
    /// Values of two types that no C type holds.
    Types([(Span, TyId); 2]),
    /// `None`, beside a value of a C type.
    None((Span, TyId), Span),
    /// Arithmetic whose result may not fit.
    Overflow(Vec<Span>),
}

/// A variable that is an object, with the reason.
#[derive(Clone, Debug)]
pub struct PythonLocal {
    name: Name,
    cause: Cause,
}

/// Whether the values of a variable, as inference goes through them, come to need a Python object.
#[derive(Default)]
pub(super) struct Meeting {
    values: Vec<(Span, TyId)>,
    none: Option<Span>,
    cause: Option<Cause>,
}

impl Meeting {
    /// Another value of this type, where there was `before` and is `after` now.
    pub(super) fn value(&mut self, at: Option<Span>, ty: TyId, before: Option<TyId>, after: TyId) {
        let Some(at) = at else { return };
        if before.is_some_and(|before| before != common::OBJECT)
            && after == common::OBJECT
            && ty != common::OBJECT
        {
            self.cause = self.values.first().map(|&first| Cause::Types([first, (at, ty)]));
        }
        if ty != common::UNSPECIFIED {
            self.values.push((at, ty));
        }
    }

    pub(super) fn none(&mut self, at: Span) {
        self.none.get_or_insert(at);
    }
}

impl Checker<'_, '_> {
    /// Remembers why a variable is an object, if `safe`, the type for all its values, is one.
    pub(super) fn explain_local(&mut self, local: LocalId, name: &Name, meeting: Meeting, safe: TyId) {
        let types = &self.cx.types;
        let cause = match (meeting.cause, meeting.none, meeting.values.first()) {
            (Some(cause), ..) if safe == common::OBJECT => Some(cause),
            (None, Some(none), Some(&first)) if safe == common::OBJECT && !types.is_object(first.1) => {
                Some(Cause::None(first, none))
            }
            (None, None, Some(&(_, first)))
                if !types.is_object(first)
                    && matches!(types.get(safe), Ty::Builtin(Builtin::Int))
                    && self.fx_ref().bindings.may_overflow.contains(name) =>
            {
                Some(Cause::Overflow(meeting.values.iter().map(|(at, _)| *at).collect()))
            }
            _ => None,
        };
        let fx = self.fx();
        match cause {
            Some(cause) => {
                fx.python_locals.insert(local, PythonLocal { name: name.clone(), cause });
            }
            None => {
                fx.python_locals.remove(&local);
            }
        }
    }
}

impl PythonLocal {
    /// Whether this explains an error at that place.
    fn is_at(&self, error: Span) -> bool {
        match &self.cause {
            Cause::Types(values) => values.iter().any(|(at, _)| at.contains(error)),
            Cause::None((at, _), none) => at.contains(error) || none.contains(error),
            Cause::Overflow(values) => values.iter().any(|at| at.contains(error)),
        }
    }

    fn tell(&self, cx: &Cx<'_>, error: Diagnostic) -> Diagnostic {
        let name = &self.name;
        let show = |ty: TyId| cx.types.display_written(ty);
        match self.cause {
            Cause::Types([(first, a), (second, b)]) => error
                .label(first, format!("'{name}' gets a value of type '{}' here", show(a)))
                .label(second, format!("and of type '{}' here, so it is a Python object", show(b)))
                .help(format!("give the two values variables of their own, or declare '{name}'")),
            Cause::None((first, ty), none) => error
                .label(first, format!("'{name}' gets a value of type '{}' here", show(ty)))
                .label(none, "and None here, so it is a Python object")
                .help(format!("declare '{name}', and say what it is instead of None")),
            Cause::Overflow(_) => error.help(format!(
                "'{name}' is a Python int, as it is computed and might not fit in a C integer: declare it, as in 'cdef long {name}'"
            )),
        }
    }
}

/// What is known of the variables of functions that the program has written.
#[derive(Default)]
pub(super) struct Explanations(Vec<PythonLocal>);

impl Explanations {
    pub(super) fn of(cx: &mut Cx<'_>) -> Explanations {
        Explanations(std::mem::take(&mut cx.python_locals))
    }

    /// An error with the explanation of what is at its place, which is given once.
    pub(super) fn add(&mut self, cx: &Cx<'_>, at: Span, error: Diagnostic) -> Diagnostic {
        match self.0.iter().position(|local| local.is_at(at)) {
            Some(found) => self.0.remove(found).tell(cx, error),
            None => error,
        }
    }
}
