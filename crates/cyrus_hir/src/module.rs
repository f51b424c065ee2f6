//! A module: everything the emitter has to produce.

use crate::*;
use cyrus_arena::{IndexVec, define_id};
use cyrus_source::{FileId, Span};
use cyrus_types::{ClassId, FuncTyId, TyId, Types};

define_id!(
    /// A C-level function that can be called by name: defined here, in another module or by a header.
    pub struct CFuncId
);
define_id!(
    /// A C-level variable of module scope.
    pub struct CVarId
);

/// One module, checked.
#[derive(Clone, Debug)]
pub struct Module {
    /// Fully qualified name.
    pub name: Name,
    pub file: FileId,
    pub doc: Option<StrConst>,
    pub types: Types,
    pub funcs: IndexVec<FuncId, Func>,
    pub cfuncs: IndexVec<CFuncId, CFunc>,
    pub cvars: IndexVec<CVarId, CVar>,
    /// The module's statements.
    pub init: FuncId,
    pub classes: Vec<ExtClass>,
    /// Instances of cypclasses that are made here, each after its ancestors.
    pub cyp_instances: Vec<CypInstance>,
    /// Typedefs, structs, enums … defined here, in source order, for the emitter to write out.
    pub type_defs: Vec<TypeDefRef>,
    /// Text to place verbatim and headers to include, in source order.
    pub c_preamble: Vec<CPreamble>,
    /// What follows the declarations of the module's own types and functions, which it may name.
    pub late_preamble: Vec<CPreamble>,
    /// Not just for objects that are activated and never called: it cannot do without the runtime library.
    pub needs_runtime: bool,
    /// Extension types imported from other modules at module init.
    pub imported_types: Vec<ImportedType>,
    /// C functions and variables imported from other modules' capsule tables.
    pub imported_symbols: Vec<ImportedSymbol>,
    pub cplus: bool,
    pub language_level: u8,
    pub directives: ModuleDirectives,
    /// Names cimported so that `__all__`-style star import or `cpdef enum` exposure is known.
    pub uses_python: bool,
}

/// Module-wide directives that the emitter needs.
#[derive(Clone, Debug)]
pub struct ModuleDirectives {
    pub emit_code_comments: bool,
    pub embed_pos: bool,
    pub c_string_type: Name,
    pub c_string_encoding: Name,
    pub freethreading_compatible: bool,
    pub subinterpreters_compatible: Name,
    pub auto_test_dict: bool,
    pub auto_cpdef: bool,
    /// `(name, qualname key)` pairs of doctests for `__test__`.
    pub test_dict: bool,
}

impl Default for ModuleDirectives {
    fn default() -> Self {
        ModuleDirectives {
            emit_code_comments: true,
            embed_pos: false,
            c_string_type: "bytes".into(),
            c_string_encoding: Name::default(),
            freethreading_compatible: false,
            subinterpreters_compatible: "no".into(),
            auto_test_dict: true,
            auto_cpdef: false,
            test_dict: true,
        }
    }
}

/// Something textual before the definitions.
#[derive(Clone, PartialEq, Eq, Debug)]
pub enum CPreamble {
    /// `#include` of this header; `<...>` kept, otherwise quoted.
    Include(Name),
    Verbatim(String),
}

/// A type definition to write out, in dependency order found by the emitter.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum TypeDefRef {
    Typedef(cyrus_types::TypedefId),
    Enum(cyrus_types::EnumId),
    Struct(cyrus_types::StructId),
    Cpp(cyrus_types::CppClassId),
}

/// A C function by name.
#[derive(Clone, Debug)]
pub struct CFunc {
    pub name: Name,
    pub cname: Name,
    /// C++ namespace, without trailing `::`.
    pub namespace: Option<Name>,
    pub sig: FuncTyId,
    pub origin: cyrus_types::Origin,
    /// The body, when defined here.
    pub func: Option<FuncId>,
    /// A method of this class called directly (not through the vtable).
    pub class: Option<ClassId>,
    /// C macro-like: never take its address, declare nothing.
    pub visibility: CVisibility,
    /// Declared in the module's pxd: exported through the capsule table.
    pub shared: bool,
    pub api: bool,
    pub inline: bool,
    /// A specialisation of a function over fused types: `function[int,double]`, its other name for other modules.
    pub specialised: Option<Name>,
    pub span: Span,
}

/// A C variable of module scope.
#[derive(Clone, Debug)]
pub struct CVar {
    pub name: Name,
    pub cname: Name,
    pub namespace: Option<Name>,
    pub ty: TyId,
    /// A C++ object in storage that is filled later (`cpp_locals`).
    pub late: bool,
    pub origin: cyrus_types::Origin,
    pub visibility: CVisibility,
    /// Declared in the module's pxd: exported through the capsule table.
    pub shared: bool,
    pub api: bool,
    /// Constant initialiser evaluated statically; others are assignments in the module body.
    pub span: Span,
}

/// An extension type defined here.
#[derive(Clone, Debug)]
pub struct ExtClass {
    pub class: ClassId,
    pub doc: Option<StrConst>,
    /// `def` methods, slots, and Python faces of `cpdef` methods, in order.
    pub methods: Vec<FuncId>,
    pub properties: Vec<Property>,
    /// Docstrings of C attributes that Python sees.
    pub field_docs: Vec<(Name, StrConst)>,
    /// Python base classes beyond the first.
    pub extra_bases: Vec<Expr>,
    /// Methods whose default values speak of names of the body: a statement of it evaluates them
    /// ([`crate::StmtKind::Defaults`]).
    pub late_defaults: Vec<FuncId>,
    /// Binary operator methods are the slots of the C API themselves, called for either operand
    /// (`c_api_binop_methods=True`).
    pub c_operators: bool,
    /// First base, when it is a Python-level expression rather than a known type.
    pub cinit: Option<FuncId>,
    pub dealloc: Option<FuncId>,
    /// The type is set up before the module's statements, or where these reach [`StmtKind::SetupExtClass`]: see
    /// [`Module::is_early`].
    pub span: Span,
}

/// A property of an extension type: `property x:` blocks, or `@property` decorators.
#[derive(Clone, Debug)]
pub struct Property {
    pub name: Name,
    pub doc: Option<StrConst>,
    pub get: Option<FuncId>,
    pub set: Option<FuncId>,
    pub del: Option<FuncId>,
}

/// One instantiation of a cypclass.
#[derive(Clone, Debug)]
pub struct CypInstance {
    /// The plain reference type.
    pub ty: TyId,
    pub doc: Option<StrConst>,
    /// Linearisation, this type first; and the direct bases. All of them are instances of their own.
    pub mro: Vec<TyId>,
    pub bases: Vec<TyId>,
    /// Types of the fields of [`cyrus_types::CypClassDef::fields`], parameters replaced.
    pub fields: Vec<TyId>,
    /// Signatures of [`cyrus_types::CypClassDef::methods`], parameters replaced, and their functions.
    pub sigs: Vec<FuncTyId>,
    pub methods: Vec<Option<FuncId>>,
    /// Whether this module makes the Python type.
    pub faced: bool,
}

#[derive(Clone, Debug)]
pub struct ImportedType {
    pub module: Name,
    /// `None`: the module has types, of which none is used. It is imported all the same, in its place, as Cython does:
    /// modules that import each other depend on the order.
    pub class: Option<ClassId>,
}

#[derive(Clone, Debug)]
pub struct ImportedSymbol {
    pub module: Name,
    pub symbol: ImportedSymbolKind,
}

#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum ImportedSymbolKind {
    Func(CFuncId),
    Var(CVarId),
}

/// The header of the runtime library. Generated files do not include it: they say what it says and find the library by themselves.
pub const RUNTIME_HEADER: &str = "cyrus_rt.h";

impl Module {
    /// Whether it uses the runtime library.
    pub fn uses_runtime(&self) -> bool {
        self.c_preamble.iter().any(|p| matches!(p, CPreamble::Include(name) if name == RUNTIME_HEADER))
    }

    /// Whether an extension type is made before the module imports others and runs, as Cython does: modules that import
    /// each other find its types. One with Python classes among its bases has to wait for these.
    pub fn is_early(&self, class: ClassId) -> bool {
        self.types
            .class_chain(class)
            .into_iter()
            .all(|id| self.classes.iter().find(|c| c.class == id).is_none_or(|c| c.extra_bases.is_empty()))
    }
}
