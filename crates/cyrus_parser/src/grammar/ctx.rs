//! Where a statement stands, which decides what is allowed.

use cyrus_syntax::ast::{CModifiers, Visibility};

/// The kind of suite around a statement.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(crate) enum Level {
    /// A suite of a compound statement.
    Other,
    Module,
    ModulePxd,
    Function,
    Class,
    CClass,
    CClassPxd,
    /// The body of a `cppclass` or `cypclass`.
    CppClass,
    Property,
    /// Fields of a struct or union.
    Struct,
}

impl Level {
    /// Whether the suite belongs to a declaration file.
    pub(crate) fn is_pxd(self) -> bool {
        matches!(self, Level::ModulePxd | Level::CClassPxd)
    }
}

/// What surrounds a statement.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Ctx {
    pub(crate) level: Level,
    pub(crate) visibility: Visibility,
    /// Inside a `cdef:` or `cdef extern` block: statements are declarations without `cdef`.
    pub(crate) cdef: bool,
    pub(crate) typedef: bool,
    pub(crate) api: bool,
    pub(crate) overridable: bool,
    pub(crate) nogil: bool,
    pub(crate) inline: bool,
    /// Inside a template class or function.
    pub(crate) templates: bool,
    /// Inside a `cypclass`.
    pub(crate) cypclass: bool,
}

impl Ctx {
    pub(crate) fn new(level: Level) -> Self {
        Ctx {
            level,
            visibility: Visibility::Private,
            cdef: false,
            typedef: false,
            api: false,
            overridable: false,
            nogil: false,
            inline: false,
            templates: false,
            cypclass: false,
        }
    }

    /// The modifiers of a declaration that stands here.
    pub(crate) fn modifiers(&self) -> CModifiers {
        CModifiers {
            visibility: self.visibility,
            api: self.api,
            inline: self.inline,
            nogil: self.nogil,
            overridable: self.overridable,
            is_static: false,
            in_pxd: self.level.is_pxd(),
        }
    }
}
