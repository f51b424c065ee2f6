//! Extension types (`cdef class`) and cypclasses, as declarations.
//!
//! Bodies of methods are functions of the HIR; here is what other modules and the type checker see.

use crate::*;
use cyrus_arena::define_id;
use cyrus_source::Span;

define_id!(
    /// A `cdef class` (or `cdef class … nogil`).
    pub struct ClassId
);
define_id!(
    /// A cypclass definition (generic ones once, not per instantiation).
    pub struct CypClassId
);

/// A `cdef class`.
#[derive(Clone, Debug)]
pub struct ClassDef {
    pub name: Name,
    /// `module.Class`, as Python shows it.
    pub qualified: Name,
    pub origin: Origin,
    /// Tag of the instance struct; for an extern struct the whole type: `struct Foo`, or the name of a
    /// typedef (`ctypedef class`).
    pub struct_cname: Name,
    /// Name of the static `PyTypeObject` of a class defined here; of the `PyTypeObject *` variable for an
    /// imported one.
    pub type_cname: Name,
    /// Tag of the vtable struct.
    pub vtab_cname: Name,
    /// The extension or builtin base; `None` for `object`. Further bases are Python classes.
    pub base: Option<TyId>,
    /// Number of further (Python) bases, kept by the checker for the HIR class.
    pub extra_bases: u32,
    /// Own attributes, in order.
    pub fields: Vec<ExtField>,
    /// Own C methods: new slots and overrides, in order of declaration.
    pub methods: Vec<ExtMethod>,
    pub complete: bool,
    /// Declared in the module's own pxd: importable by others.
    pub in_pxd: bool,
    pub public: bool,
    pub api: bool,
    /// Extern class: struct layout comes from a header.
    pub extern_struct: bool,
    pub check_size: CheckSize,
    pub final_: bool,
    /// `cdef class X nogil`
    pub nogil: bool,
    pub span: Span,
    pub flags: ClassFlags,
}

/// Class-level directives that change the type object.
#[derive(Clone, Debug, Default)]
pub struct ClassFlags {
    pub no_gc: bool,
    pub no_gc_clear: bool,
    pub trashcan: bool,
    /// `@cython.freelist(n)`
    pub freelist: u32,
    pub auto_pickle: Option<bool>,
    pub collection_type: Option<Name>,
    /// `@cython.type_version_tag(False)`
    pub no_version_tag: bool,
    pub total_ordering: bool,
    pub dataclass: bool,
    pub internal: bool,
}

#[derive(Clone, Copy, PartialEq, Eq, Debug, Default)]
pub enum CheckSize {
    #[default]
    Warn,
    Error,
    Ignore,
}

/// An attribute of an extension type or cypclass.
#[derive(Clone, Debug)]
pub struct ExtField {
    pub name: Name,
    pub cname: Name,
    pub ty: TyId,
    /// A C++ object in storage that is filled later (`cpp_locals`).
    pub late: bool,
    pub access: FieldAccess,
    pub span: Span,
}

/// Visibility from Python.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum FieldAccess {
    Private,
    ReadOnly,
    Public,
}

/// A C method of an extension type.
#[derive(Clone, Debug)]
pub struct ExtMethod {
    pub name: Name,
    /// C name of the implementation, when it is in this module.
    pub cname: Name,
    /// Includes `self` unless static.
    pub sig: FuncTyId,
    /// Defaults of the optional parameters exist (`sig.optional`).
    pub is_static: bool,
    /// `cpdef`
    pub overridable: bool,
    pub final_: bool,
    pub inline: bool,
    /// Overrides a base method of this name: uses its slot. Slot in the vtable otherwise new.
    pub overrides: bool,
    pub span: Span,
}

impl Types {
    /// The chain from this class to its topmost extension base, this one first.
    pub fn class_chain(&self, class: ClassId) -> Vec<ClassId> {
        let mut chain = vec![class];
        let mut current = class;
        while let Some(base) = self.classes[current].base {
            match *self.kind(base) {
                Ty::Ext(id) | Ty::NogilClass(id) if !chain.contains(&id) => {
                    chain.push(id);
                    current = id;
                }
                _ => break,
            }
        }
        chain
    }

    /// The attribute `name` and the class of the chain that declares it.
    pub fn find_field(&self, class: ClassId, name: &str) -> Option<(ClassId, &ExtField)> {
        self.class_chain(class)
            .into_iter()
            .find_map(|c| self.classes[c].fields.iter().find(|f| f.name == name).map(|f| (c, f)))
    }

    /// The C method `name` and the class of the chain whose declaration is nearest.
    pub fn find_method(&self, class: ClassId, name: &str) -> Option<(ClassId, &ExtMethod)> {
        self.class_chain(class)
            .into_iter()
            .find_map(|c| self.classes[c].methods.iter().find(|m| m.name == name).map(|m| (c, m)))
    }

    /// Whether `class` is `base` or derives from it.
    pub fn is_subclass(&self, class: ClassId, base: ClassId) -> bool {
        self.class_chain(class).contains(&base)
    }

    /// Whether the class (or a base) has a vtable.
    pub fn has_vtable(&self, class: ClassId) -> bool {
        self.class_chain(class).iter().any(|&c| self.classes[c].methods.iter().any(|m| !m.is_static))
    }
}

/// A cypclass.
#[derive(Clone, Debug)]
pub struct CypClassDef {
    pub name: Name,
    pub qualified: Name,
    pub cname: Name,
    /// The name after it, in quotes, by which C++ text knows it.
    pub native: Option<Name>,
    pub origin: Origin,
    pub params: Vec<TemplateParamId>,
    /// Direct bases ([`Ty::Cyp`] in terms of `params`).
    pub bases: Vec<TyId>,
    pub fields: Vec<ExtField>,
    /// Own methods with all overloads, operators and conversions under their Python names.
    pub methods: Vec<CypMethod>,
    /// Fields declared `mutable`: written through `const` references too.
    pub mutable_fields: Vec<Name>,
    /// Nested types.
    pub nested: Vec<(Name, TyId)>,
    /// The class this one is nested in.
    pub outer: Option<CypClassId>,
    /// The class that stands for this one where the last argument is an isolated reference, of which it has one each.
    pub isolated: Option<CypClassId>,
    pub activable: bool,
    /// `cdef immutable cypclass`: what the class's name means as a type is a reference of this capability.
    pub own_cap: Capability,
    pub complete: bool,
    pub extern_: bool,
    /// Declared in a pxd: other modules may derive from it.
    pub in_pxd: bool,
    pub span: Span,
    /// Linearisation by C3 including the class itself; `None` until computed or when impossible.
    pub mro: Option<Vec<TyId>>,
}

impl CypClassDef {
    /// The number of the static method that makes a conversion of its own for the class, such as `__from_str__`.
    pub fn value_method(&self, name: &str) -> Option<u32> {
        self.methods.iter().position(|m| m.is_static && m.name == name).map(|i| i as u32)
    }

    /// Which of the library's containers this is, which Python knows as its own kinds of containers.
    pub fn container(&self) -> Option<CypContainer> {
        match self.qualified.as_str() {
            "libcythonplus.list.cyplist" => Some(CypContainer::List),
            "libcythonplus.dict.cypdict" => Some(CypContainer::Dict),
            "libcythonplus.set.cypset" => Some(CypContainer::Set),
            _ => None,
        }
    }
}

/// A container of the library.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum CypContainer {
    List,
    Dict,
    Set,
}

#[derive(Clone, Debug)]
pub struct CypMethod {
    pub name: Name,
    pub cname: Name,
    /// Without `self`.
    pub sig: FuncTyId,
    pub is_static: bool,
    pub const_self: bool,
    /// Used as an attribute is: `@property`, `@name.setter`.
    pub property: bool,
    /// `cpdef`: derived Python classes may override it.
    pub overridable: bool,
    /// Qualifier written on `self`, e.g. `iso self`.
    pub self_cap: Option<Capability>,
    pub template_params: Vec<TemplateParamId>,
    /// Position among the functions with bodies; set by the checker for methods defined here.
    pub func: Option<u32>,
    pub inline: bool,
    pub span: Span,
}
