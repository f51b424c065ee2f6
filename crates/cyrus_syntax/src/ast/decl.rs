//! C types, declarators and Cython declarations.

use super::*;
use crate::{Name, NodeId};

/// A type as written.
#[derive(Clone, Debug)]
pub struct TypeExpr {
    pub span: Span,
    pub kind: TypeExprKind,
}

#[derive(Clone, Debug)]
pub enum TypeExprKind {
    /// `Foo`, `module.Foo`, `object`, `list`, `size_t` … anything that is one (dotted) name.
    Name(DottedName),
    /// `unsigned long int`, `double complex`, `char` … : C's keyword types.
    Basic(BasicType),
    /// `vector[int]`, `Box[T]`; also old buffer syntax `ndarray[int, ndim=2]`.
    Template {
        base: Box<TypeExpr>,
        args: Vec<TypeArg>,
    },
    /// `vector[int].iterator`: a member of a template instance.
    Member(Box<TypeExpr>, Ident),
    Const(Box<TypeExpr>),
    Volatile(Box<TypeExpr>),
    /// `iso T`, `lock T`, `active T`, `locked T`, `immutable T`, `weak T`, `mutable T`.
    Qualified(Qualifier, Box<TypeExpr>),
    /// `(int, double)`
    Tuple(Vec<TypeExpr>),
    /// `int[:, ::1]`: each axis a slice expression.
    MemoryView {
        base: Box<TypeExpr>,
        axes: Vec<Expr>,
    },
    /// A type followed by an abstract declarator: `int*`, `char[10]`, `int (*)(int)`, `T&`.
    Declared(Box<TypeExpr>, Box<Declarator>),
    /// `auto`-like absence is not a type; this is recovery only.
    Error,
}

/// C's keyword types.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct BasicType {
    pub signed: Signedness,
    /// -1 `short`, 0, 1 `long`, 2 `long long`
    pub longness: i8,
    pub base: BasicBase,
    pub complex: bool,
}

#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Signedness {
    Unspecified,
    Signed,
    Unsigned,
}

/// The name among the keyword types; `Int` when only `unsigned`, `long` … was written.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum BasicBase {
    Void,
    Char,
    Int,
    Float,
    Double,
    Bint,
    /// `Py_ssize_t`, `size_t`, `ptrdiff_t`, `Py_UCS4` … are plain [`TypeExprKind::Name`]s.
    Complex,
}

/// An argument inside `T[...]`.
#[derive(Clone, Debug)]
pub enum TypeArg {
    Type(TypeExpr),
    /// A number or other expression, where the grammar cannot tell or it is no type.
    Expr(Expr),
    /// `ndim=2`, `mode="c"`
    Keyword(Ident, Expr),
}

/// Reference capabilities and related qualifiers of Cython+.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug)]
pub enum Qualifier {
    Iso,
    Lock,
    Active,
    Locked,
    Immutable,
    Weak,
    Mutable,
}

/// The part of a C declaration around the name.
#[derive(Clone, Debug)]
pub struct Declarator {
    pub span: Span,
    /// Byte offset at which messages point: the opening bracket of a function or array part, otherwise
    /// the start.
    pub anchor: u32,
    pub kind: DeclaratorKind,
}

#[derive(Clone, Debug)]
pub enum DeclaratorKind {
    /// The name, with an optional C name string: `foo "c_foo"`. Operators are named `operator+` …
    Name {
        name: Option<Ident>,
        cname: Option<String>,
    },
    Pointer {
        inner: Box<Declarator>,
        /// `* const p`
        is_const: bool,
        /// `* restrict p`
        is_restrict: bool,
    },
    Reference(Box<Declarator>),
    RvalueReference(Box<Declarator>),
    Array {
        inner: Box<Declarator>,
        dim: Option<Box<Expr>>,
    },
    Function(Box<FuncDeclarator>),
}

/// `inner(params) except … nogil`
#[derive(Clone, Debug)]
pub struct FuncDeclarator {
    pub inner: Declarator,
    pub params: Params,
    pub exception: ExceptionSpec,
    pub nogil: bool,
    pub with_gil: bool,
    /// `f[T](…)`: template parameters of a C++ function.
    pub template_params: Vec<TemplateParam>,
    /// `__stdcall`, `__cdecl` or `__fastcall` before the name.
    pub calling_convention: Option<Name>,
}

/// `except …` as written.
#[derive(Clone, Debug, Default)]
pub enum ExceptionSpec {
    /// Nothing written: the defaults of the language apply.
    #[default]
    Unspecified,
    /// `noexcept`
    NoExcept,
    /// `except value`
    Value(Expr),
    /// `except? value`
    MaybeValue(Expr),
    /// `except *`
    Always,
    /// `except +`, `except +handler`, `except +*` (handler is the `*` expression-less form)
    Cpp { handler: Option<Expr>, star: bool, maybe_value: Option<Expr> },
    /// `except ~` of Cython+: exceptions are signalled beside the return value.
    Beside,
}

impl Declarator {
    /// The declared name, if any.
    pub fn name(&self) -> Option<&Ident> {
        match &self.kind {
            DeclaratorKind::Name { name, .. } => name.as_ref(),
            DeclaratorKind::Pointer { inner, .. }
            | DeclaratorKind::Reference(inner)
            | DeclaratorKind::RvalueReference(inner)
            | DeclaratorKind::Array { inner, .. } => inner.name(),
            DeclaratorKind::Function(f) => f.inner.name(),
        }
    }

    /// The C name string, if given.
    pub fn cname(&self) -> Option<&str> {
        match &self.kind {
            DeclaratorKind::Name { cname, .. } => cname.as_deref(),
            DeclaratorKind::Pointer { inner, .. }
            | DeclaratorKind::Reference(inner)
            | DeclaratorKind::RvalueReference(inner)
            | DeclaratorKind::Array { inner, .. } => inner.cname(),
            DeclaratorKind::Function(f) => f.inner.cname(),
        }
    }
}

/// `T` or `T=*` (a defaulted C++ template parameter) in a class or function head.
#[derive(Clone, Debug)]
pub struct TemplateParam {
    pub name: Ident,
    pub optional: bool,
}

/// `private` (default), `public`, `readonly`, `extern`.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug, Default)]
pub enum Visibility {
    #[default]
    Private,
    Public,
    Readonly,
    Extern,
}

/// Modifiers that stand between `cdef` and the declared thing, or come from the enclosing block.
#[derive(Clone, Debug, Default)]
pub struct CModifiers {
    pub visibility: Visibility,
    pub api: bool,
    pub inline: bool,
    /// From `cdef extern from … nogil:` or `cdef … nogil:` blocks.
    pub nogil: bool,
    /// `cpdef`
    pub overridable: bool,
    /// `mutable` attribute of a cypclass or `static` C++ member …
    pub is_static: bool,
    /// Written in a pxd, or inside a class body of a pxd.
    pub in_pxd: bool,
}

#[derive(Clone, Debug)]
pub struct CVarDef {
    pub mods: CModifiers,
    /// An empty span and the name `object` when no type was written (`cdef x`).
    pub ty: TypeExpr,
    pub declarators: Vec<(Declarator, Option<Expr>)>,
    /// Decorators are allowed by the grammar on declarations in pxd files.
    pub decorators: Vec<Expr>,
}

#[derive(Clone, Debug)]
pub struct CFuncDef {
    pub id: NodeId,
    pub mods: CModifiers,
    pub decorators: Vec<Expr>,
    /// `None` when no return type was written.
    pub ty: Option<TypeExpr>,
    /// Its kind is [`DeclaratorKind::Function`], possibly inside pointers of the return type.
    pub declarator: Declarator,
    /// `None` for a declaration.
    pub body: Option<Block>,
    /// `const self` methods of Cython+, `f() const` methods of C++ classes. The parameter `self` itself is
    /// then written without a type.
    pub const_self: bool,
    /// `locked self` and the like: a qualifier on the `self` parameter, which itself has no type then.
    pub self_qualifier: Option<Qualifier>,
    pub span: Span,
}

#[derive(Clone, Debug)]
pub struct CTypedef {
    pub mods: CModifiers,
    pub ty: TypeExpr,
    pub declarators: Vec<Declarator>,
}

#[derive(Clone, Debug)]
pub struct CStructDef {
    pub mods: CModifiers,
    pub is_union: bool,
    /// `cdef packed struct`
    pub packed: bool,
    pub cpp: bool,
    pub name: Ident,
    pub cname: Option<String>,
    /// `ctypedef struct`
    pub typedef: bool,
    /// `None` for a forward declaration. Fields are [`StmtKind::CVar`]s (and nested definitions).
    pub fields: Option<Block>,
    pub span: Span,
}

#[derive(Clone, Debug)]
pub struct CEnumDef {
    pub mods: CModifiers,
    /// Anonymous enums have none.
    pub name: Option<Ident>,
    pub cname: Option<String>,
    /// `cpdef enum`
    pub python: bool,
    /// `enum class` of C++.
    pub scoped: bool,
    pub underlying: Option<TypeExpr>,
    pub typedef: bool,
    pub items: Option<Vec<EnumItem>>,
    pub doc: Option<StrLit>,
    pub span: Span,
}

#[derive(Clone, Debug)]
pub struct EnumItem {
    pub name: Ident,
    pub cname: Option<String>,
    pub value: Option<Expr>,
}

/// `ctypedef fused name:`
#[derive(Clone, Debug)]
pub struct FusedDef {
    pub name: Ident,
    pub types: Vec<TypeExpr>,
    pub span: Span,
}

/// `cdef class`
#[derive(Clone, Debug)]
pub struct CClassDef {
    pub id: NodeId,
    pub mods: CModifiers,
    pub decorators: Vec<Expr>,
    /// `ctypedef class`: the C struct's name stands without `struct`.
    pub typedef: bool,
    /// `module.path` before the name in extern classes.
    pub module: Option<DottedName>,
    pub name: Ident,
    /// `as name`
    pub asname: Option<Ident>,
    pub bases: Vec<TypeExpr>,
    /// `[object Struct, type Type, check_size opt]`
    pub object_struct: Option<Ident>,
    pub type_object: Option<Ident>,
    pub check_size: Option<Ident>,
    /// `cdef class X nogil:` (seed design of the GIL-free struct class)
    pub nogil: bool,
    /// `None` for a forward declaration.
    pub body: Option<Block>,
    pub span: Span,
}

/// `cdef cppclass`
#[derive(Clone, Debug)]
pub struct CppClassDef {
    pub id: NodeId,
    pub mods: CModifiers,
    pub name: Ident,
    pub cname: Option<String>,
    pub template_params: Vec<TemplateParam>,
    pub bases: Vec<TypeExpr>,
    pub body: Option<Block>,
    pub decorators: Vec<Expr>,
    pub span: Span,
}

/// `cdef cypclass`
#[derive(Clone, Debug)]
pub struct CypClassDef {
    pub id: NodeId,
    pub mods: CModifiers,
    pub name: Ident,
    pub cname: Option<String>,
    pub template_params: Vec<TemplateParam>,
    pub bases: Vec<TypeExpr>,
    /// `activable`
    pub activable: bool,
    /// Qualifiers written before the name, such as `lock`.
    pub qualifier: Option<Qualifier>,
    pub body: Option<Block>,
    pub decorators: Vec<Expr>,
    pub span: Span,
}

/// `cdef extern from "header.h" namespace "ns" nogil:`
#[derive(Clone, Debug)]
pub struct ExternBlock {
    /// `None` for `from *`; `<header>` keeps its angle brackets.
    pub header: Option<String>,
    pub namespace: Option<String>,
    /// A docstring in the block: text copied into the generated file.
    pub verbatim: Option<String>,
    /// Declarations; modifiers of the block are already in each.
    pub body: Block,
    pub mods: CModifiers,
    pub span: Span,
}

/// `property name:` with `__get__`, `__set__`, `__del__`.
#[derive(Clone, Debug)]
pub struct PropertyDef {
    pub name: Ident,
    pub doc: Option<StrLit>,
    pub body: Block,
    pub span: Span,
}
