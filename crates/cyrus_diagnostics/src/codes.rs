//! The registry of diagnostic codes.
//!
//! Each row: code, slug, default severity, what it is about. A code is never reused or renumbered; a
//! retired one stays in the table with "retired" in its text. Each code has a page `docs/errors/CODE.md`
//! (the tidy check insists).
//!
//! Families: E00 internal, E01 syntax, E02 names and imports, E03 types, E04 C and C++ interop, E05 GIL and
//! exceptions, E06 capabilities, E07 actors and locks; W likewise for warnings and performance hints.
//!
//! To add one: add a row at the end of its family, write its page, use it.

use crate::Severity;
use std::fmt;

/// One row of the registry.
#[derive(Clone, Copy)]
pub struct Code {
    /// `E0301`.
    pub id: &'static str,
    /// A short name in kebab case, for people and for configuration.
    pub slug: &'static str,
    /// What a diagnostic with this code is unless its stage says otherwise.
    pub severity: Severity,
    /// One phrase that says what it is about.
    pub summary: &'static str,
}

impl Code {
    /// The registered code with this id (`E0301`).
    pub fn find(id: &str) -> Option<Code> {
        ALL.iter().find(|code| code.id == id).copied()
    }
}

// Ids are unique (tested below), so they stand for the whole row.
impl PartialEq for Code {
    fn eq(&self, other: &Code) -> bool {
        self.id == other.id
    }
}
impl Eq for Code {}

impl PartialOrd for Code {
    fn partial_cmp(&self, other: &Code) -> Option<std::cmp::Ordering> {
        Some(self.cmp(other))
    }
}
impl Ord for Code {
    fn cmp(&self, other: &Code) -> std::cmp::Ordering {
        self.id.cmp(other.id)
    }
}

impl fmt::Display for Code {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.id)
    }
}

impl fmt::Debug for Code {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.id)
    }
}

macro_rules! registry {
    ($($id:ident $slug:literal $severity:ident $summary:literal;)*) => {
        $(
            #[doc = $summary]
            pub const $id: Code = Code {
                id: stringify!($id),
                slug: $slug,
                severity: Severity::$severity,
                summary: $summary,
            };
        )*

        /// Every registered code, in the order of the table.
        pub const ALL: &[Code] = &[$($id),*];
    };
}

registry! {
    E0001 "internal-error" Error "the compiler broke one of its own rules";
    E0002 "not-yet-supported" Error "a construct that this version does not compile yet";

    E0101 "syntax-error" Error "the text does not follow the grammar";
    E0102 "bad-literal" Error "a number, string or character literal is malformed";
    E0103 "bad-indentation" Error "indentation does not match any open block";
    E0104 "bad-encoding" Error "the file's bytes do not fit its declared encoding";
    E0105 "unreadable-file" Error "a file cannot be read";

    E0201 "undeclared-name" Error "a name that is declared nowhere in reach";
    E0202 "redeclared" Error "a name declared twice, or in two incompatible ways";
    E0203 "cimport-not-found" Error "no .pxd file for a cimported module";
    E0204 "no-such-member" Error "an attribute or member that its type or module does not have";
    E0205 "circular-definition" Error "a definition that needs itself";
    E0206 "unset-variable" Error "a variable that has no value where it is read";

    E0301 "type-mismatch" Error "a value cannot be assigned or converted to the wanted type";
    E0302 "invalid-operands" Error "an operator does not apply to these operand types";
    E0303 "argument-count" Error "a call with too few, too many or wrongly named arguments";
    E0304 "not-callable" Error "calling something that is not callable";
    E0305 "not-indexable" Error "indexing or slicing something that has no items";
    E0306 "invalid-declaration" Error "a declaration that its type or its place does not allow";
    E0307 "invalid-target" Error "assigning to, deleting or taking the address of something unsuitable";
    E0308 "invalid-directive" Error "a compiler directive that is unknown, misplaced or has a wrong value";
    E0309 "class-rule" Error "a class definition that breaks a rule of its kind of class";
    E0310 "nogil-class-rule" Error "something that a nogil class, a plain C struct, cannot have or do";
    E0311 "copied-value" Error "a copy of a value of which there can be only one";

    E0401 "extern-interop" Error "a declaration of C or C++ code that cannot be used this way";
    E0402 "template" Error "template arguments that do not fit";
    E0403 "overload-resolution" Error "no overload fits a call, or more than one does";

    E0501 "needs-gil" Error "an operation on Python objects where the GIL is not held";
    E0502 "exception-specification" Error "an exception specification that does not fit its function";
    E0503 "gil-statement" Error "a gil or nogil statement where it cannot stand";

    E0601 "not-isolated" Error "consuming something that is not known to be isolated";
    E0602 "use-after-consume" Error "using a variable whose object was consumed";
    E0603 "aliased-isolated" Error "a second reference to an isolated object";
    E0604 "not-sendable" Error "passing a thread-local object across a domain";
    E0605 "capability-mismatch" Error "a reference capability that does not convert to the wanted one";
    E0606 "misplaced-capability" Error "a reference capability where it cannot stand";
    E0607 "unprotected-variable" Error "a module variable of cypclass type in code that several threads may run";

    E0701 "not-activable" Error "activating a class that is not activable";
    E0702 "not-lockable" Error "a lock statement on something that is not a lock reference";
    E0703 "unlocked-access" Error "touching a lock object's contents while its lock is not held";
    E0704 "parks-with-gil" Error "an operation that may park while the GIL is held";
    E0705 "not-startable" Error "'go' before something that cannot run as a task";

    W0101 "syntax-warning" Warning "valid text that probably means something else";
    W0201 "suspicious-name" Warning "a name that is unused, undeclared or hides another";
    W0202 "maybe-unset-variable" Warning "a variable that may have no value where it is read";
    W0301 "suspicious-type" Warning "types that work but are probably not meant";
    W0501 "performance-hint" PerformanceHint "code that is slower than it needs to be";
    W0601 "consume-fails" Warning "a consume that cannot succeed, since something else refers to the object";
    W0602 "isolation-check" Note "whether a consume is checked at run time, and why";
    W0603 "unchecked-escape" Warning "a cast that takes a part out of an isolated object";
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::collections::BTreeSet;

    #[test]
    fn ids_and_slugs_are_unique_and_well_formed() {
        let ids: BTreeSet<_> = ALL.iter().map(|c| c.id).collect();
        let slugs: BTreeSet<_> = ALL.iter().map(|c| c.slug).collect();
        assert_eq!((ids.len(), slugs.len()), (ALL.len(), ALL.len()));
        for code in ALL {
            let (family, digits) = code.id.split_at(1);
            assert!(matches!(family, "E" | "W") && digits.len() == 4, "{code}");
            assert!(digits.bytes().all(|b| b.is_ascii_digit()), "{code}");
            assert_eq!(family == "E", code.severity == Severity::Error, "{code}");
            assert!(code.slug.bytes().all(|b| b.is_ascii_lowercase() || b == b'-'), "{code}");
        }
        assert!(ALL.windows(2).all(|w| w[0].id < w[1].id), "the table is sorted");
        assert_eq!(Code::find("E0301"), Some(E0301));
    }
}
