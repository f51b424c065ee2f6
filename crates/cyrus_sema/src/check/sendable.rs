//! What may go to another thread: as an argument of a task, through a channel, as a result.

use super::Checker;
use super::sendable_cpp::cpp_problem;
use cyrus_diagnostics::{Diagnostic, codes};
use cyrus_types::{Capability, CypClassId, CypTy, Ty, TyId, Types};

/// Classes of the library whose values go from thread to thread.
const CARRIERS: [&str; 3] = ["libcyrus.future.future", "libcyrus.task.chan", "libcyrus.task.task"];

/// Why values of a type stay where they are, and what to do about it.
#[derive(Clone, Debug)]
pub struct Unsendable {
    /// Behind "but".
    pub why: String,
    pub help: &'static str,
}

/// Why values of a type may not go to another thread; `None` when they may. C data is as safe as in C.
pub fn unsendable(types: &Types, ty: TyId) -> Option<Unsendable> {
    let shown = types.display(ty);
    let refuse = |why: String, help| Some(Unsendable { why, help });
    if types.is_object(ty) {
        return refuse(
            format!("'{shown}' is a Python object, which belongs to those who hold the GIL"),
            "pass C values or cypclass objects (one may have the Python object in a field), or take the GIL there and look it up",
        );
    }
    match types.kind(ty) {
        Ty::Cyp(cyp) => reference(cyp, &shown),
        Ty::MemView(_) | Ty::Buffer(_) => refuse(
            format!("'{shown}' refers to a Python object"),
            "pass a pointer to the first element and the number of elements",
        ),
        Ty::Cpp(..) => cpp_problem(types, ty, &mut Vec::new()),
        Ty::Array(..) => refuse(
            format!("the array '{shown}' would be a pointer into this function's memory"),
            "put it into a struct or a cypclass",
        ),
        // Tuples of C++ are values, whose parts are looked at.
        Ty::CTuple(items) if types.cplus && items.iter().any(|&t| matches!(types.kind(t), Ty::Cyp(_))) => {
            cpp_problem(types, ty, &mut Vec::new())
        }
        Ty::Struct(_) | Ty::CTuple(_) | Ty::Ptr(_)
            if leads_to_reference(types, ty, &|_| true, &mut Vec::new()) =>
        {
            refuse(
                format!("'{shown}' leads to cypclass objects past their capabilities"),
                "send the objects themselves, or make it a cypclass and 'consume' it",
            )
        }
        Ty::Struct(_) | Ty::CTuple(_) => cpp_problem(types, ty, &mut Vec::new()),
        _ => None,
    }
}

fn reference(cyp: &CypTy, shown: &str) -> Option<Unsendable> {
    let (why, help) = match cyp.cap {
        Capability::Iso
        | Capability::Consumed
        | Capability::Lock
        | Capability::Active
        | Capability::Immutable => return None,
        Capability::Local => (
            format!("a plain '{shown}' belongs to this one"),
            "'consume' it where nothing else refers to it, or make it 'lock', 'active' or 'immutable'",
        ),
        Capability::Weak => (
            format!("'{shown}' gives its object to whoever asks"),
            "ask for the object by lock(), and send what may be sent of it",
        ),
        Capability::IsoArrow | Capability::LockArrow => (
            format!("'{shown}' is part of an object that is kept apart"),
            "'consume' the whole object, or take the part out of it",
        ),
        Capability::Locked => (
            format!("'{shown}' says that this thread holds the lock now"),
            "pass the 'lock' reference: the task takes the lock for itself",
        ),
    };
    Some(Unsendable { why, help })
}

/// Whether values of a type are, have in them, or behind them, references that one thread has for itself.
pub fn leads_to_plain(types: &Types, ty: TyId) -> bool {
    let stays = |cyp: &CypTy| reference(cyp, "").is_some() || cyp.cap == Capability::Iso;
    leads_to_reference(types, ty, &stays, &mut Vec::new())
}

/// Whether values of a type have such references in them, or behind them.
fn leads_to_reference(types: &Types, ty: TyId, such: &dyn Fn(&CypTy) -> bool, seen: &mut Vec<TyId>) -> bool {
    let ty = types.resolved(ty);
    if seen.contains(&ty) {
        return false;
    }
    seen.push(ty);
    match types.get(ty) {
        Ty::Cyp(cyp) => such(cyp),
        Ty::Ptr(to)
        | Ty::Array(to, _)
        | Ty::Ref(to)
        | Ty::RvalueRef(to)
        | Ty::Const(to)
        | Ty::Volatile(to) => leads_to_reference(types, *to, such, seen),
        Ty::CTuple(items) => items.iter().any(|&t| leads_to_reference(types, t, such, seen)),
        Ty::Cpp(_, args) => args.iter().any(|&t| leads_to_reference(types, t, such, seen)),
        Ty::Struct(id) => {
            types.structs[*id].fields.iter().any(|f| leads_to_reference(types, f.ty, such, seen))
        }
        _ => false,
    }
}

/// What is wrong with an instance of a class of the library that hands values over, for types that must not go
/// to other threads.
pub fn carrier_problem(types: &Types, class: CypClassId, args: &[TyId]) -> Option<(String, &'static str)> {
    let def = &types.cyp_classes[class];
    if !CARRIERS.contains(&def.qualified.as_str()) {
        return None;
    }
    let problem =
        args.iter().filter(|&&a| !types.has_template_param(a)).find_map(|&a| unsendable(types, a))?;
    Some((format!("what a '{}' holds goes to other threads, but {}", def.name, problem.why), problem.help))
}

impl Checker<'_, '_> {
    /// [`unsendable`]
    pub fn unsendable(&self, ty: TyId) -> Option<Unsendable> {
        unsendable(&self.cx.types, ty)
    }

    /// Whether an instance hands over what may be handed over. Its mention was looked at; one that only a generic class
    /// mentions is reported here.
    pub fn check_carrier(&mut self, cyp: &CypTy) -> bool {
        let Some((message, help)) = carrier_problem(&self.cx.types, cyp.class, &cyp.args) else {
            return true;
        };
        if !self.cx.diags.has_errors() {
            let span = self.cx.types.cyp_classes[cyp.class].span;
            self.report(Diagnostic::error(codes::E0604, span, message).help(help));
        }
        false
    }
}
