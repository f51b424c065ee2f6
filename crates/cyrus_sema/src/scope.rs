//! Scopes and the entries in them.
//!
//! Module, class and builtin scopes are long-lived tables of [`Entry`]s; names local to functions are
//! kept by [`crate::check::FnCx`] while the function is checked. Entries point into the type universe
//! and the HIR tables; they hold no syntax.

use cyrus_arena::define_id;
use cyrus_hir as hir;
use cyrus_source::Span;
use cyrus_syntax::Name;
use cyrus_types::{ClassId, CppClassId, CypClassId, TyId};
use indexmap::IndexMap;

define_id!(
    /// A long-lived scope.
    pub struct ScopeId
);
define_id!(
    /// A C function whose signature mentions fused types; specialisations are made on demand.
    pub struct FusedFuncId
);

/// A table of names.
#[derive(Debug)]
pub struct Scope {
    pub kind: ScopeKind,
    /// Where lookup goes on.
    pub parent: Option<ScopeId>,
    pub entries: IndexMap<Name, Entry, rustc_hash::FxBuildHasher>,
    /// Attributes and methods of the class whose body this is, by name. They are not entries: bodies of
    /// methods do not see them.
    pub members: IndexMap<Name, Member, rustc_hash::FxBuildHasher>,
}

/// A name declared in a class body.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Member {
    pub span: Span,
    pub kind: MemberKind,
}

#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum MemberKind {
    /// A C attribute.
    Field,
    /// A `cdef` or `cpdef` method.
    CMethod,
    /// A `def` method.
    PyMethod,
    Property,
    /// A Python-level class attribute.
    PyAttr,
}

#[derive(Clone, PartialEq, Debug)]
pub enum ScopeKind {
    /// Python's builtins and Cython's builtin types.
    Builtin,
    /// A module: the one being compiled, or one known through its pxd.
    Module {
        name: Name,
        /// The one being compiled.
        main: bool,
    },
    /// Body of an extension type.
    Ext(ClassId),
    /// Body of a C++ class (nested types, enums).
    Cpp(CppClassId),
    /// Body of a cypclass.
    Cyp(CypClassId),
    /// Template parameters of the function or class being declared.
    Template,
    /// Types and constants declared inside a function.
    Function,
}

/// A name and what it stands for.
#[derive(Clone, Debug)]
pub struct Entry {
    pub name: Name,
    /// Where it was declared; `None` for builtins.
    pub span: Option<Span>,
    pub kind: EntryKind,
    /// Also bound as a Python name of the module (extension types, cpdef functions and enums).
    pub in_python: bool,
    /// Declared by a pxd and not yet defined by the implementation.
    pub from_pxd: bool,
    /// The Python name that an import bound here, when it is one with a meaning at compile time:
    /// `typing`, `typing.Optional`, `dataclasses.dataclass` …
    pub known: Option<Name>,
}

/// What a name stands for.
#[derive(Clone, Debug)]
pub enum EntryKind {
    /// A Python object in the module's dict.
    PyGlobal,
    /// A Python builtin.
    PyBuiltin,
    CVar(hir::CVarId),
    /// Overloads of a C or C++ function; one for plain C.
    CFunc(Vec<hir::CFuncId>),
    FusedFunc(FusedFuncId),
    /// Any type that needs no arguments.
    Type(TyId),
    /// A C++ class template.
    CppTemplate(CppClassId),
    /// A generic cypclass.
    CypTemplate(CypClassId),
    /// A named C constant (enum item, macro constant declared as such).
    Const(ConstEntry),
    /// A cimported module.
    Module(ScopeId),
    /// The `cython` module or a part of it, by dotted path: `cython`, `cython.parallel`, `cython.int`.
    Cython(Name),
}

/// A named C constant.
#[derive(Clone, Debug)]
pub struct ConstEntry {
    pub cname: Name,
    pub ty: TyId,
    pub value: Option<i128>,
}

impl Scope {
    /// An empty scope.
    pub fn new(kind: ScopeKind, parent: Option<ScopeId>) -> Scope {
        Scope { kind, parent, entries: IndexMap::default(), members: IndexMap::default() }
    }

    /// The entry in this very scope.
    pub fn get(&self, name: &str) -> Option<&Entry> {
        self.entries.get(name)
    }
}

impl Entry {
    /// An entry that is only known at C level.
    pub fn new(name: Name, span: Option<Span>, kind: EntryKind) -> Entry {
        Entry { name, span, kind, in_python: false, from_pxd: false, known: None }
    }

    /// The type, when the entry is one.
    pub fn as_type(&self) -> Option<TyId> {
        match self.kind {
            EntryKind::Type(ty) => Some(ty),
            _ => None,
        }
    }
}
