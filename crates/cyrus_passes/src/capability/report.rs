//! What the analyses found, as messages.

use super::isolation::{Doubt, Exposed, FrozenWrite, Owner, Proof, ReadOnly, Site, Stray, Way};
use super::module_variables::Search;
use cyrus_diagnostics::{Diagnostic, Severity, codes};
use cyrus_source::Span;

/// A reference that must not be followed any more, and is.
#[derive(Clone, PartialEq, Eq, Debug)]
pub(super) struct Misuse {
    pub(super) span: Span,
    pub(super) name: Option<String>,
    /// What happens to it: used, stored, passed on.
    pub(super) how: &'static str,
    pub(super) consumed: Span,
    pub(super) kind: MisuseKind,
}

#[derive(Clone, PartialEq, Eq, Debug)]
pub(super) enum MisuseKind {
    Taken,
    Alias { made: Span, of: Option<String> },
    Inside { made: Span, of: Option<String> },
}

impl Misuse {
    pub(super) fn diagnostic(&self) -> Diagnostic {
        let name = match &self.name {
            Some(name) => format!("'{name}'"),
            None => "the variable".into(),
        };
        let earlier = self.consumed.start < self.span.start;
        match &self.kind {
            MisuseKind::Taken => {
                let message = format!("{name} is {} after its object was consumed", self.how);
                let consumed = match earlier {
                    true => "consumed here: the variable is NULL from here on",
                    false => "consumed here, in an earlier round of the loop",
                };
                Diagnostic::error(codes::E0602, self.span, message)
                    .primary_label(format!("{} here", self.how))
                    .label(self.consumed, consumed)
                    .help(format!(
                        "do this before the consume, give {name} a new value first, or use the variable that took the object over"
                    ))
            }
            MisuseKind::Alias { made, of } => {
                let of = of.as_ref().map_or("the object".into(), |of| format!("'{of}'"));
                let message = format!(
                    "{name} is {} though the object it refers to was consumed through {of}",
                    self.how
                );
                Diagnostic::error(codes::E0603, self.span, message)
                    .primary_label(format!("{} here", self.how))
                    .label(*made, format!("{name} became a second name of the object here"))
                    .label(self.consumed, "consumed here: nothing else may refer to the object")
                    .note("the consume fails as long as another reference exists")
                    .help(format!("use 'del' on {name} before the consume, or work with one name only"))
            }
            MisuseKind::Inside { made, of } => {
                let of = of.as_ref().map_or("the object".into(), |of| format!("'{of}'"));
                let message =
                    format!("{name} is {} though it lies inside what was consumed through {of}", self.how);
                Diagnostic::error(codes::E0603, self.span, message)
                    .primary_label(format!("{} here", self.how))
                    .label(*made, "read from the object here")
                    .label(self.consumed, "consumed here, with all that it leads to")
                    .note("the consume fails as long as something outside refers into the object")
                    .help(format!(
                        "use 'del' on {name} before the consume, or take it out of the object first"
                    ))
            }
        }
    }
}

/// A consume that another variable makes fail.
#[derive(Clone, PartialEq, Eq, Debug)]
pub(super) struct Doomed {
    pub(super) consume: Span,
    pub(super) alias: String,
    pub(super) made: Span,
}

impl Doomed {
    pub(super) fn diagnostic(&self) -> Diagnostic {
        let alias = &self.alias;
        let message = format!("this 'consume' raises TypeError: '{alias}' refers to the object as well");
        Diagnostic::warning(codes::W0601, self.consume, message)
            .label(self.made, format!("'{alias}' got the object here"))
            .help(format!("'del {alias}' first, or do without the second name"))
    }
}

/// An immutable object in the hands of something that may write it.
pub(super) fn frozen_write(write: &FrozenWrite) -> Diagnostic {
    let (code, what, note, help) = match write.read_only {
        ReadOnly::Immutable => (
            codes::E0605,
            "what this immutable object leads to, or keep a plain reference",
            "'const self' alone is about the object's own fields; for an immutable object all of it counts",
            "call a method that only reads, or make a copy to change",
        ),
        ReadOnly::Reader => (
            codes::E0703,
            "what this object leads to, or keep a plain reference, while its lock is held for reading only",
            "'const self' alone is about the object's own fields; other readers may look at the rest",
            "use 'with wlocked …:'",
        ),
    };
    let message = format!("{} may write to {what}", write.callee);
    let diagnostic = Diagnostic::error(code, write.span, message).note(note).help(help);
    match write.at {
        Some(at) => diagnostic.label(at, "this is where it writes"),
        None => diagnostic,
    }
}

/// An object with an owner in the hands of something that passes it by.
pub(super) fn exposed(found: &Exposed) -> Diagnostic {
    let Exposed { callee, exposure, .. } = found;
    let (message, help) = match exposure.way {
        Way::Out => (
            format!(
                "{callee} puts a plain reference to what this object leads to where others find it, past its owner"
            ),
            "hand out what it holds, or a copy; or consume an 'iso' part",
        ),
        Way::In => (
            format!(
                "{callee} puts a plain reference that others have into what this object leads to, past its owner"
            ),
            "store a copy, or make what is shared 'lock' or 'immutable'",
        ),
        Way::Result => (
            format!("{callee} gives a plain reference that others have as if it were a part of this object"),
            "give a copy, or make what is shared 'lock' or 'immutable'",
        ),
    };
    let owner = match found.owner {
        Owner::Lock => "only who holds the lock of the object may touch what it leads to",
        Owner::Actor => "only the actor itself may touch what it leads to, while it handles a message",
    };
    Diagnostic::error(codes::E0604, found.span, message)
        .label(exposure.at, exposure.how.clone())
        .note(owner)
        .help(help)
}

/// What the GIL protects, used without it.
pub(super) fn stray(found: &Stray, threads: &Search<'_, '_>) -> Diagnostic {
    let name = match &found.name {
        Some(name) => format!("'{name}'"),
        None => "this".into(),
    };
    let (does, mut help) = match found.dropped {
        true => ("given up", String::from("'del' the name while the GIL is held")),
        false => (
            "used",
            "do this in 'with gil:', make a copy there, or make what is shared 'lock' or 'immutable'".into(),
        ),
    };
    if let Some(shared) = found.shared.as_ref().filter(|_| !found.dropped) {
        help += &format!(" (and this name, too: '{shared}')");
    }
    let message = format!(
        "{name} may refer to what a variable of the module or Python leads to, and is {does} without the GIL by code that \
         several threads may run"
    );
    threads.why(Diagnostic::error(codes::E0607, found.span, message), found.body).help(help)
}

/// What `cyrus check --explain` says of a consume.
pub(super) fn explanation(site: &Site) -> Diagnostic {
    let what = match &site.name {
        Some(name) => format!("'{name}'"),
        None => "the object".into(),
    };
    let base =
        |message: String| Diagnostic::new(codes::W0602, site.span, message).with_severity(Severity::Note);
    let checked = |reason: &str| base(format!("isolation is checked at run time: {reason}"));
    match &site.proof {
        Proof::Isolated => base(format!("{what} is proved to be isolated: nothing is checked at run time")),
        Proof::Escaped { at, how } => {
            let note = checked(&format!("{what} may be reachable from elsewhere"));
            match at {
                Some(at) => note.label(*at, how.clone()),
                None => note.note(how.clone()),
            }
        }
        Proof::Param { name } => {
            checked(&format!("'{name}' is a parameter, so the caller may keep a reference"))
                .help(format!("declare '{name}' as 'iso' and let callers consume"))
        }
        Proof::Aliased { name } => checked(&format!("'{name}' may still refer to it or into it"))
            .help(format!("use 'del' on {name} before, or build the object in a function of its own")),
        Proof::Inside => {
            checked(&format!("{what} is taken out of another object, which may hold more of it"))
        }
        Proof::Part => base(format!(
            "{what} is isolated by its type: only its own count is looked at, not what it leads to"
        )),
        Proof::DoubtfulPart(doubt) => {
            let what = "an isolated reference is taken out of its place";
            match doubt {
                Doubt::Kept { at, callee } => {
                    checked(&format!("{what}, and {callee} may keep a part of such an object"))
                        .label(*at, "called here on an isolated object in place")
                }
                Doubt::Reentered { at, callee } => {
                    checked(&format!("{what}, which may happen while such an object is used"))
                        .label(*at, format!("{callee} may lead to this 'consume'"))
                }
                Doubt::InUse => checked(&format!("{what} while such an object is used")),
                Doubt::Exported => {
                    checked(&format!("{what}, and other modules may use objects of its class"))
                }
                Doubt::Hidden => {
                    checked(&format!("{what}, and a '__dealloc__', '__hash__' or '__eq__' may keep it"))
                }
            }
        }
        Proof::Shared => checked("it is counted whether this is the last reference to a shared object"),
        Proof::NotFollowed { what } => checked(&format!("references are not followed in {what}")),
    }
}
