//! Definitions behind named C types: typedefs, enums, structs, fused types, C++ classes.

use crate::*;
use cyrus_arena::define_id;
use cyrus_source::Span;

define_id!(
    /// A `ctypedef`.
    pub struct TypedefId
);
define_id!(
    /// An enum.
    pub struct EnumId
);
define_id!(
    /// A struct or union.
    pub struct StructId
);
define_id!(
    /// A fused type.
    pub struct FusedId
);
define_id!(
    /// A C++ class declared with `cppclass`.
    pub struct CppClassId
);
define_id!(
    /// A template parameter.
    pub struct TemplateParamId
);

/// Where a definition comes from; decides whether the emitter writes it out.
#[derive(Clone, PartialEq, Eq, Debug, Default)]
pub enum Origin {
    /// Defined by the module being compiled.
    #[default]
    Here,
    /// Defined by another Cython module, whose pxd was cimported (dotted module name).
    Module(Name),
    /// Declared in a `cdef extern` block: a header defines it.
    Extern,
}

/// A typedef. An extern typedef of an integer may be wider or narrower than its base says.
#[derive(Clone, Debug)]
pub struct TypedefDef {
    pub name: Name,
    pub cname: Name,
    pub base: TyId,
    pub origin: Origin,
    pub span: Span,
}

#[derive(Clone, Debug)]
pub struct EnumDef {
    /// Empty for anonymous enums.
    pub name: Name,
    pub cname: Name,
    pub items: Vec<EnumItem>,
    /// `cpdef enum`: also a Python enum.
    pub python: bool,
    /// C++ `enum class`.
    pub scoped: bool,
    pub underlying: Option<TyId>,
    /// `ctypedef enum`: the C name stands without `enum`.
    pub typedef: bool,
    /// Of an enum inside a class template of C++: the instance of the class that it belongs to.
    pub outer: Option<TyId>,
    pub origin: Origin,
    pub doc: Option<Vec<u8>>,
    pub span: Span,
}

#[derive(Clone, Debug)]
pub struct EnumItem {
    pub name: Name,
    pub cname: Name,
    /// The value as C text, where written.
    pub value: Option<Name>,
    /// The value where the compiler could compute it.
    pub known: Option<i128>,
}

#[derive(Clone, Debug)]
pub struct StructDef {
    pub name: Name,
    pub cname: Name,
    pub is_union: bool,
    pub packed: bool,
    /// `ctypedef struct`: the C name stands without `struct`.
    pub typedef: bool,
    /// A C++ struct with methods is a [`CppClassDef`]; this marks `cpp` only for naming.
    pub complete: bool,
    pub fields: Vec<Field>,
    /// Of a struct inside a generic cypclass that depends on its parameters: the instance of the class that it belongs to.
    pub outer: Option<TyId>,
    pub origin: Origin,
    pub public: bool,
    pub span: Span,
}

impl StructDef {
    /// The field with this name.
    pub fn field(&self, name: &str) -> Option<(usize, &Field)> {
        self.fields.iter().enumerate().find(|(_, f)| f.name == name)
    }
}

#[derive(Clone, Debug)]
pub struct Field {
    pub name: Name,
    pub cname: Name,
    pub ty: TyId,
    pub span: Span,
}

#[derive(Clone, Debug)]
pub struct FusedTypeDef {
    pub name: Name,
    pub types: Vec<TyId>,
    pub span: Span,
}

#[derive(Clone, Debug)]
pub struct TemplateParamDef {
    pub name: Name,
    /// Has a C++ default.
    pub optional: bool,
    /// The type of this name in the class, which stands for it where the default is taken.
    pub stand_in: Option<CppClassId>,
    /// A generic cypclass says `weak T` of it.
    pub weak: bool,
}

/// A C++ class as declared (or, rarely, defined) in Cython.
#[derive(Clone, Debug)]
pub struct CppClassDef {
    pub name: Name,
    /// C++ name; may contain `%s` holes for template arguments.
    pub cname: Name,
    pub namespace: Option<Name>,
    pub params: Vec<TemplateParamId>,
    /// Base classes, in terms of `params`.
    pub bases: Vec<TyId>,
    pub fields: Vec<Field>,
    /// Methods, operators (`operator+`), static methods; constructors are named `<init>`,
    /// destructors `<del>`.
    pub methods: Vec<CppMethod>,
    /// Nested types by name, in terms of `params`.
    pub nested: Vec<(Name, TyId)>,
    pub complete: bool,
    pub origin: Origin,
    pub span: Span,
    /// For a class nested in a template instance: the enclosing class.
    pub outer: Option<CppClassId>,
    /// From `cdef extern … nogil` or declared `nogil`.
    pub nogil: bool,
}

#[derive(Clone, Debug)]
pub struct CppMethod {
    pub name: Name,
    pub cname: Name,
    pub sig: FuncTyId,
    /// Names and defaults are not needed for C++ calls: `sig.optional` says how many may be left out.
    pub template_params: Vec<TemplateParamId>,
    pub is_static: bool,
    pub const_self: bool,
    /// Of a method written in Cython: its position among the C functions. That function takes `this` as
    /// its first parameter, unless the method is static.
    pub func: Option<u32>,
    pub span: Span,
}
