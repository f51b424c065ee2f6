//! [`Ty`] and its interner.

use crate::*;
use cyrus_arena::{Id as _, IndexVec, define_id};
use rustc_hash::FxHashMap;

define_id!(
    /// An interned type; equality of ids is equality of types.
    pub struct TyId
);

/// A type.
#[derive(Clone, PartialEq, Eq, Hash, Debug)]
pub enum Ty {
    /// Something was wrong and has been reported; compatible with everything.
    Error,
    /// A local variable whose type is still to be inferred. Never reaches the HIR.
    Unspecified,
    Void,
    /// The type of `NULL`: converts to every pointer and cypclass reference.
    Null,

    // ---- Python objects
    /// Any Python object.
    Object,
    /// A builtin class known to the compiler; `None` is allowed unless flow says otherwise.
    Builtin(Builtin),
    /// A `cdef class`.
    Ext(ClassId),
    /// A builtin container with known items, `dict[str, int]`: behaves as the container.
    Items(Box<ItemsTy>),

    // ---- C values
    /// C `int` used as a truth value; becomes `bool` in Python.
    Bint,
    Int(IntTy),
    Float(FloatTy),
    Complex(FloatTy),
    Typedef(TypedefId),
    Enum(EnumId),
    /// Struct or union.
    Struct(StructId),
    /// `cdef class X nogil`: a plain struct with methods.
    NogilClass(ClassId),
    Ptr(TyId),
    /// Element type and length (`None`: incomplete, `[]`).
    Array(TyId, Option<ArrayLen>),
    /// C++ `T&`
    Ref(TyId),
    /// C++ `T&&`
    RvalueRef(TyId),
    Const(TyId),
    Volatile(TyId),
    Func(FuncTyId),
    /// `(int, double)`: a C struct whose members are `f0`, `f1` …
    CTuple(Vec<TyId>),
    /// A set of types that a function is specialised over.
    Fused(FusedId),
    /// Typed memoryview `T[:, ::1]`.
    MemView(MemViewTy),
    /// Old buffer syntax `object[T, ndim=n]` / `ndarray[T]`: a Python object with a declared buffer.
    Buffer(Box<BufferTy>),

    // ---- C++
    /// A C++ class. The arguments of enclosing templates come before its own; fewer than the parameters
    /// leave the rest to C++ defaults.
    Cpp(CppClassId, Vec<TyId>),
    /// A template parameter inside its class or function, unsubstituted.
    TemplateParam(TemplateParamId),
    /// `weak T` of a parameter of a generic cypclass.
    WeakParam(TemplateParamId),

    // ---- Cython+
    /// A reference to a cypclass object.
    Cyp(CypTy),
}

/// A builtin container and what its items are declared to be. Python does not hold them to it.
#[derive(Clone, PartialEq, Eq, Hash, Debug)]
pub struct ItemsTy {
    pub container: TyId,
    /// One type, of a dictionary two, of a tuple one for each item.
    pub items: Vec<TyId>,
    /// `tuple[T, ...]`: any number of items of one type.
    pub uniform: bool,
}

/// How many elements an array has.
#[derive(Clone, PartialEq, Eq, Hash, Debug)]
pub enum ArrayLen {
    Known(u64),
    /// A constant expression of C, whose value only the C compiler knows.
    C(Name),
}

impl ArrayLen {
    /// The number, where it is known.
    pub fn known(&self) -> Option<u64> {
        match self {
            ArrayLen::Known(n) => Some(*n),
            ArrayLen::C(_) => None,
        }
    }
}

impl std::fmt::Display for ArrayLen {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match self {
            ArrayLen::Known(n) => write!(f, "{n}"),
            ArrayLen::C(text) => f.write_str(text),
        }
    }
}

/// Integer types. `Char` is C's plain `char`, whose signedness the platform decides.
#[derive(Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Debug)]
pub enum IntTy {
    Char,
    SChar,
    UChar,
    Short,
    UShort,
    Int,
    UInt,
    Long,
    ULong,
    LongLong,
    ULongLong,
    SizeT,
    /// `Py_ssize_t`
    SSizeT,
    /// POSIX `ssize_t`
    PosixSSizeT,
    PtrDiff,
    /// `Py_hash_t`
    Hash,
    /// `Py_UCS4`: becomes a one-character `str`.
    Ucs4,
    /// `Py_UNICODE`
    PyUnicode,
}

#[derive(Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Debug)]
pub enum FloatTy {
    Float,
    Double,
    LongDouble,
}

/// A typed memoryview.
#[derive(Clone, PartialEq, Eq, Hash, Debug)]
pub struct MemViewTy {
    pub elem: TyId,
    pub axes: Vec<Axis>,
}

impl MemViewTy {
    /// Some dimension may be reached through pointers: the view keeps suboffsets.
    pub fn is_indirect(&self) -> bool {
        self.axes.iter().any(|a| a.access != AxisAccess::Direct)
    }

    /// The order in which the elements lie without gaps, when the type promises one.
    pub fn order(&self) -> Option<char> {
        let (first, last) = (self.axes.first()?, self.axes.last()?);
        if self.is_indirect() {
            return None;
        }
        let rest_follows = |axes: &[Axis]| axes.iter().all(|a| a.packing == AxisPacking::Follow);
        let n = self.axes.len();
        if last.packing == AxisPacking::Contig && rest_follows(&self.axes[..n - 1]) {
            Some('C')
        } else if first.packing == AxisPacking::Contig && rest_follows(&self.axes[1..]) {
            Some('F')
        } else {
            None
        }
    }
}

/// How one dimension is reached and packed (Cython docs, "Specifying more general memory layouts").
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug)]
pub struct Axis {
    pub access: AxisAccess,
    pub packing: AxisPacking,
}

#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug)]
pub enum AxisAccess {
    Direct,
    Ptr,
    Full,
}

#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug)]
pub enum AxisPacking {
    Strided,
    Contig,
    Follow,
}

/// `base[elem, ndim=…, mode=…, cast=…, negative_indices=…]`
#[derive(Clone, PartialEq, Eq, Hash, Debug)]
pub struct BufferTy {
    /// The Python type behind (`object` or an extension type).
    pub base: TyId,
    pub elem: TyId,
    pub ndim: u32,
    pub mode: BufferMode,
    pub cast: bool,
    pub negative_indices: bool,
}

#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug)]
pub enum BufferMode {
    Full,
    Strided,
    C,
    Fortran,
}

/// A reference to a cypclass instantiation with its capability.
#[derive(Clone, PartialEq, Eq, Hash, Debug)]
pub struct CypTy {
    pub class: CypClassId,
    /// Template arguments, those of enclosing generic classes first; empty for plain classes.
    pub args: Vec<TyId>,
    pub cap: Capability,
    /// `const T`: this reference does not write.
    pub is_const: bool,
}

/// Reference capabilities.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug, Default)]
pub enum Capability {
    /// Thread-local.
    #[default]
    Local,
    Iso,
    /// An isolated object that no name refers to any more: the result of `consume`.
    Consumed,
    /// `iso->`: seen through an isolated reference; may be used in place, not aliased.
    IsoArrow,
    Lock,
    /// `lock->`: seen through a lock; may be used in place, not aliased.
    LockArrow,
    /// A `lock` reference while its lock is held.
    Locked,
    Active,
    Immutable,
    Weak,
}

/// All types and definitions of a compilation.
#[derive(Clone, Debug)]
pub struct Types {
    tys: IndexVec<TyId, Ty>,
    ids: FxHashMap<Ty, TyId>,
    func_ids: FxHashMap<FuncTy, FuncTyId>,
    pub funcs: IndexVec<FuncTyId, FuncTy>,
    pub typedefs: IndexVec<TypedefId, TypedefDef>,
    /// Complex types over integers.
    int_complexes: FxHashMap<TyId, IntTy>,
    pub enums: IndexVec<EnumId, EnumDef>,
    pub structs: IndexVec<StructId, StructDef>,
    pub fused: IndexVec<FusedId, FusedTypeDef>,
    pub classes: IndexVec<ClassId, ClassDef>,
    pub cpp_classes: IndexVec<CppClassId, CppClassDef>,
    pub cyp_classes: IndexVec<CypClassId, CypClassDef>,
    pub template_params: IndexVec<TemplateParamId, TemplateParamDef>,
    /// The module is C++: references to cypclass objects inside ctuples count themselves there, so that
    /// ctuples can be elements of containers.
    pub cplus: bool,
}

impl Default for Types {
    fn default() -> Self {
        Self::new()
    }
}

impl Types {
    /// A universe with the common types interned at the ids of [`common`].
    pub fn new() -> Self {
        let mut types = Types {
            tys: IndexVec::new(),
            ids: FxHashMap::default(),
            func_ids: FxHashMap::default(),
            funcs: IndexVec::new(),
            typedefs: IndexVec::new(),
            int_complexes: FxHashMap::default(),
            enums: IndexVec::new(),
            structs: IndexVec::new(),
            fused: IndexVec::new(),
            classes: IndexVec::new(),
            cpp_classes: IndexVec::new(),
            cyp_classes: IndexVec::new(),
            template_params: IndexVec::new(),
            cplus: false,
        };
        // What a power of floats is: a complex number that is a float to Python when it can be.
        types.typedefs.push(TypedefDef {
            name: "soft double complex".into(),
            cname: "__cyrus_complex_double".into(),
            base: common::DOUBLE_COMPLEX,
            origin: Origin::Extern,
            span: Default::default(),
        });
        for ty in common::ALL {
            types.intern(ty.clone());
        }
        types
    }

    /// The id of a type.
    pub fn intern(&mut self, mut ty: Ty) -> TyId {
        if let Ty::Cyp(cyp) = &mut ty
            && let Some(isolated) = self.cyp_classes[cyp.class].isolated
            && cyp.args.last().and_then(|&item| self.as_cyp(item)).is_some_and(|c| c.cap == Capability::Iso)
        {
            cyp.class = isolated;
        }
        if let Some(plain) = self.parcel_of_plain(&ty) {
            return plain;
        }
        if let Some(&id) = self.ids.get(&ty) {
            return id;
        }
        let id = self.tys.push(ty.clone());
        self.ids.insert(ty, id);
        id
    }

    /// The id of a type, if something is of that type.
    pub fn find(&self, ty: &Ty) -> Option<TyId> {
        self.ids.get(ty).copied()
    }

    /// The type with this id.
    pub fn get(&self, id: TyId) -> &Ty {
        &self.tys[id]
    }

    /// The id of a function type.
    pub fn intern_func(&mut self, func: FuncTy) -> FuncTyId {
        if let Some(&id) = self.func_ids.get(&func) {
            return id;
        }
        let id = self.funcs.push(func.clone());
        self.func_ids.insert(func, id);
        id
    }

    pub fn func_ty(&mut self, func: FuncTy) -> TyId {
        let id = self.intern_func(func);
        self.intern(Ty::Func(id))
    }

    pub fn ptr(&mut self, to: TyId) -> TyId {
        self.intern(Ty::Ptr(to))
    }

    pub fn array(&mut self, elem: TyId, len: Option<u64>) -> TyId {
        self.intern(Ty::Array(elem, len.map(ArrayLen::Known)))
    }

    pub fn constant(&mut self, ty: TyId) -> TyId {
        match self.get(ty) {
            Ty::Const(_) | Ty::Error => ty,
            // Of a fused type: a reference to an object has no constant form.
            _ if self.is_object(ty) => ty,
            _ => self.intern(Ty::Const(ty)),
        }
    }

    /// Whether two methods take the same arguments, capabilities and `const` aside: one overrides the
    /// other.
    pub fn same_cyp_params(&self, a: FuncTyId, b: FuncTyId) -> bool {
        let (a, b) = (&self.funcs[a], &self.funcs[b]);
        a.params.len() == b.params.len()
            && a.optional == b.optional
            && a.varargs == b.varargs
            && a.params.iter().zip(&b.params).all(|(x, y)| match (self.kind(x.ty), self.kind(y.ty)) {
                (Ty::Cyp(x), Ty::Cyp(y)) => x.class == y.class && x.args == y.args,
                (x, y) => x == y,
            })
    }

    /// Whether a template parameter occurs in the type.
    pub fn has_template_param(&self, ty: TyId) -> bool {
        match self.get(ty) {
            Ty::TemplateParam(_) | Ty::WeakParam(_) => true,
            Ty::Ptr(t) | Ty::Array(t, _) | Ty::Ref(t) | Ty::RvalueRef(t) | Ty::Const(t) | Ty::Volatile(t) => {
                self.has_template_param(*t)
            }
            Ty::MemView(m) => self.has_template_param(m.elem),
            Ty::CTuple(items) | Ty::Cpp(_, items) => items.iter().any(|&t| self.has_template_param(t)),
            Ty::Cyp(cyp) => cyp.args.iter().any(|&t| self.has_template_param(t)),
            Ty::Struct(id) => self.structs[*id].outer.is_some_and(|outer| self.has_template_param(outer)),
            Ty::Func(id) => {
                let f = &self.funcs[*id];
                self.has_template_param(f.ret) || f.params.iter().any(|p| self.has_template_param(p.ty))
            }
            _ => false,
        }
    }

    /// Whether Python may hold such a reference: a plain or weak one, or the only kind that its class has.
    pub fn python_holds(&self, cyp: &CypTy) -> bool {
        matches!(cyp.cap, Capability::Local | Capability::Weak)
            || cyp.cap == self.cyp_classes[cyp.class].own_cap
    }

    /// What the name of a cypclass means as a type: a plain reference, or of the capability that the class declares.
    pub fn cyp_mention(&mut self, class: CypClassId, args: Vec<TyId>) -> TyId {
        let cap = self.cyp_classes[class].own_cap;
        self.intern(Ty::Cyp(CypTy { class, args, cap, is_const: false }))
    }

    /// A plain reference to instances of a cypclass.
    pub fn cyp(&mut self, class: CypClassId, args: Vec<TyId>) -> TyId {
        self.intern(Ty::Cyp(CypTy { class, args, cap: Capability::Local, is_const: false }))
    }

    pub fn builtin(&mut self, builtin: Builtin) -> TyId {
        self.intern(Ty::Builtin(builtin))
    }

    /// Without `const`, `volatile` and references, at the top.
    pub fn unqualified(&self, mut ty: TyId) -> TyId {
        while let Ty::Const(inner) | Ty::Volatile(inner) | Ty::Ref(inner) | Ty::RvalueRef(inner) =
            *self.get(ty)
        {
            ty = inner;
        }
        ty
    }

    /// Without typedefs, `const`, `volatile` and references at the top: the type that decides
    /// behaviour.
    pub fn resolved(&self, mut ty: TyId) -> TyId {
        loop {
            ty = match *self.get(ty) {
                Ty::Const(inner) | Ty::Volatile(inner) | Ty::Ref(inner) | Ty::RvalueRef(inner) => inner,
                Ty::Typedef(id) => self.typedefs[id].base,
                Ty::Items(ref of) => of.container,
                _ => return ty,
            }
        }
    }

    /// What is known of the items of a container.
    pub fn items(&self, ty: TyId) -> Option<&ItemsTy> {
        match self.get(self.unqualified(ty)) {
            Ty::Items(of) => Some(of),
            Ty::Typedef(id) => self.items(self.typedefs[*id].base),
            _ => None,
        }
    }

    /// The complex type over an integer type: values of one over floats, whose parts are always whole numbers.
    pub fn int_complex(&mut self, part: IntTy) -> TyId {
        if let Some((&ty, _)) = self.int_complexes.iter().find(|(_, p)| **p == part) {
            return ty;
        }
        let wide = part.rank() >= IntTy::Long.rank();
        let id = self.typedefs.push(TypedefDef {
            name: format!("{} complex", part.c_name()).into(),
            cname: if wide { "__cyrus_complex_long_double".into() } else { "__cyrus_complex_double".into() },
            base: if wide { common::LONG_DOUBLE_COMPLEX } else { common::DOUBLE_COMPLEX },
            origin: Origin::Extern,
            span: Default::default(),
        });
        let ty = self.intern(Ty::Typedef(id));
        self.int_complexes.insert(ty, part);
        ty
    }

    /// The type of the parts of a complex type over integers.
    pub fn int_complex_part(&self, ty: TyId) -> Option<IntTy> {
        self.int_complexes.get(&self.unqualified(ty)).copied()
    }

    /// [`Types::resolved`], but a number that a header defines stays its typedef: size and sign are the header's.
    pub fn represented(&self, mut ty: TyId) -> TyId {
        let decides = self.resolved(ty);
        if !self.is_numeric(decides) {
            return decides;
        }
        loop {
            ty = match *self.get(ty) {
                Ty::Const(inner) | Ty::Volatile(inner) | Ty::Ref(inner) | Ty::RvalueRef(inner) => inner,
                Ty::Typedef(id) if self.typedefs[id].origin != Origin::Extern => self.typedefs[id].base,
                _ => return ty,
            }
        }
    }

    /// [`Types::resolved`], as a type.
    pub fn kind(&self, ty: TyId) -> &Ty {
        self.get(self.resolved(ty))
    }

    /// A Python object of any kind: reference-counted by CPython.
    pub fn is_object(&self, ty: TyId) -> bool {
        matches!(self.kind(ty), Ty::Object | Ty::Builtin(_) | Ty::Ext(_) | Ty::Buffer(_))
    }

    pub fn is_cyp(&self, ty: TyId) -> bool {
        matches!(self.kind(ty), Ty::Cyp(_))
    }

    /// Whether this is a pointer to where references to cypclass objects are kept.
    pub fn points_to_cyp(&self, ty: TyId) -> bool {
        matches!(self.get(ty), Ty::Ptr(to) if self.is_cyp(*to))
    }

    /// The reference-counting discipline of values of this type.
    pub fn counting(&self, ty: TyId) -> Counting {
        // A reference to what exists once holds nothing.
        if matches!(self.get(ty), Ty::Ref(_) | Ty::RvalueRef(_)) && self.is_unique(ty) {
            return Counting::None;
        }
        match self.kind(ty) {
            Ty::Object | Ty::Builtin(_) | Ty::Ext(_) | Ty::Buffer(_) => Counting::Python,
            Ty::Cyp(_) => Counting::Cyp,
            Ty::MemView(_) => Counting::MemView,
            Ty::CTuple(items)
                if items.iter().any(|&t| match self.counting(t) {
                    Counting::None => false,
                    Counting::Cyp => !self.cplus,
                    Counting::Python | Counting::MemView | Counting::Members => true,
                }) =>
            {
                Counting::Members
            }
            Ty::Array(elem, _) if self.counting(*elem) != Counting::None => Counting::Members,
            Ty::Struct(id)
                if !self.structs[*id].is_union
                    && self.structs[*id].fields.iter().any(|f| self.counts_as_member(f.ty)) =>
            {
                Counting::Members
            }
            Ty::NogilClass(id)
                if self.dealloc_flag(*id).is_some()
                    || self
                        .class_chain(*id)
                        .iter()
                        .any(|&c| self.classes[c].fields.iter().any(|f| self.counts_as_member(f.ty))) =>
            {
                Counting::Members
            }
            _ => Counting::None,
        }
    }

    /// Whether a member of this type makes the struct around it one with counted members.
    fn counts_as_member(&self, ty: TyId) -> bool {
        matches!(self.counting(ty), Counting::Cyp | Counting::Members)
    }

    /// Whether a variable has C++ objects in it, which are to be constructed and destroyed.
    pub fn holds_cpp(&self, ty: TyId) -> bool {
        match self.kind(ty) {
            Ty::Cpp(..) => true,
            Ty::Struct(id) => {
                let def = &self.structs[*id];
                !def.is_union
                    && def.origin != Origin::Extern
                    && def.fields.iter().any(|f| self.holds_cpp(f.ty))
            }
            Ty::Array(elem, Some(ArrayLen::Known(_))) => self.holds_cpp(*elem),
            // In C++ the references in a tuple count themselves.
            Ty::CTuple(items) => {
                items.iter().any(|&t| self.holds_cpp(t) || self.cplus && self.as_cyp(t).is_some())
            }
            _ => false,
        }
    }

    /// Whether a C++ object or a tuple has references to cypclass objects in it, which count themselves.
    pub fn holds_cyp(&self, ty: TyId) -> bool {
        match self.kind(ty) {
            Ty::Cpp(_, items) | Ty::CTuple(items) => {
                items.iter().any(|&t| self.is_cyp(t) || self.holds_cyp(t))
            }
            _ => false,
        }
    }

    /// Whether dropping a value takes the GIL.
    pub fn drop_needs_gil(&self, ty: TyId) -> bool {
        match self.counting(ty) {
            Counting::None | Counting::Cyp => false,
            Counting::Python | Counting::MemView => true,
            Counting::Members => match self.kind(ty) {
                Ty::CTuple(items) => items.iter().any(|&t| self.drop_needs_gil(t)),
                Ty::Array(elem, _) => self.drop_needs_gil(*elem),
                // Neither structs nor nogil classes hold objects.
                _ => false,
            },
        }
    }

    pub fn is_error(&self, ty: TyId) -> bool {
        matches!(self.get(ty), Ty::Error)
    }

    /// Integer-like C types: `Bint`, `Int`, enums (and typedefs of them).
    pub fn is_integer(&self, ty: TyId) -> bool {
        matches!(self.kind(ty), Ty::Bint | Ty::Int(_) | Ty::Enum(_))
    }

    pub fn is_float(&self, ty: TyId) -> bool {
        matches!(self.kind(ty), Ty::Float(_))
    }

    pub fn is_complex(&self, ty: TyId) -> bool {
        matches!(self.kind(ty), Ty::Complex(_))
    }

    /// Integer, floating point or complex C number.
    pub fn is_numeric(&self, ty: TyId) -> bool {
        matches!(self.kind(ty), Ty::Bint | Ty::Int(_) | Ty::Enum(_) | Ty::Float(_) | Ty::Complex(_))
    }

    pub fn is_pointer(&self, ty: TyId) -> bool {
        matches!(self.kind(ty), Ty::Ptr(_) | Ty::Null | Ty::Array(..))
    }

    /// What a pointer or array points to.
    pub fn pointee(&self, ty: TyId) -> Option<TyId> {
        match *self.kind(ty) {
            Ty::Ptr(to) | Ty::Array(to, _) => Some(to),
            _ => None,
        }
    }

    /// Pointer to or array of `char` (any signedness): converts to `bytes`/`str`.
    pub fn is_c_string(&self, ty: TyId) -> bool {
        self.pointee(ty)
            .is_some_and(|p| matches!(self.kind(p), Ty::Int(IntTy::Char | IntTy::SChar | IntTy::UChar)))
    }

    /// Pointer to or array of `Py_UNICODE`: converts to `str`.
    pub fn is_wide_string(&self, ty: TyId) -> bool {
        self.pointee(ty).is_some_and(|p| matches!(self.kind(p), Ty::Int(IntTy::PyUnicode)))
    }

    /// The function type behind a function or pointer to function.
    pub fn as_func(&self, ty: TyId) -> Option<&FuncTy> {
        match *self.kind(ty) {
            Ty::Func(id) => Some(&self.funcs[id]),
            Ty::Ptr(to) => match *self.kind(to) {
                Ty::Func(id) => Some(&self.funcs[id]),
                _ => None,
            },
            _ => None,
        }
    }

    pub fn as_ext(&self, ty: TyId) -> Option<ClassId> {
        match *self.kind(ty) {
            Ty::Ext(id) => Some(id),
            _ => None,
        }
    }

    pub fn as_struct(&self, ty: TyId) -> Option<StructId> {
        match *self.kind(ty) {
            Ty::Struct(id) => Some(id),
            _ => None,
        }
    }

    pub fn as_cyp(&self, ty: TyId) -> Option<&CypTy> {
        match self.kind(ty) {
            Ty::Cyp(cyp) => Some(cyp),
            _ => None,
        }
    }

    /// Whether any part of the type is fused.
    pub fn is_fused(&self, ty: TyId) -> bool {
        match self.get(ty) {
            Ty::Fused(_) => true,
            Ty::Ptr(t) | Ty::Array(t, _) | Ty::Ref(t) | Ty::RvalueRef(t) | Ty::Const(t) | Ty::Volatile(t) => {
                self.is_fused(*t)
            }
            Ty::MemView(m) => self.is_fused(m.elem),
            Ty::Buffer(b) => self.is_fused(b.elem),
            Ty::CTuple(items) | Ty::Cpp(_, items) => items.iter().any(|&t| self.is_fused(t)),
            Ty::Func(id) => {
                let f = &self.funcs[*id];
                self.is_fused(f.ret) || f.params.iter().any(|p| self.is_fused(p.ty))
            }
            _ => false,
        }
    }

    /// Number of interned types.
    pub fn len(&self) -> usize {
        self.tys.len()
    }

    pub fn is_empty(&self) -> bool {
        self.tys.is_empty()
    }

    /// All ids in order of interning.
    pub fn ids(&self) -> impl Iterator<Item = TyId> + use<> {
        (0..self.tys.len()).map(TyId::from_index)
    }
}

/// How values of a type are counted.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug)]
pub enum Counting {
    None,
    /// `Py_INCREF` / `Py_DECREF`; needs the GIL.
    Python,
    /// Counts in the cypclass object header.
    Cyp,
    /// Acquisition count of a memoryview slice.
    MemView,
    /// A struct, array or ctuple with counted members.
    Members,
}

/// Ids of types that every universe interns first.
pub mod common {
    use super::*;

    macro_rules! common {
        ($($name:ident = $ty:expr;)*) => {
            common!(@consts 0u32; $($name)*);
            pub(super) const ALL: &[Ty] = &[$($ty),*];
        };
        (@consts $n:expr; $name:ident $($rest:ident)*) => {
            pub const $name: TyId = TyId($n);
            common!(@consts $n + 1u32; $($rest)*);
        };
        (@consts $n:expr;) => {};
    }

    common! {
        ERROR = Ty::Error;
        UNSPECIFIED = Ty::Unspecified;
        VOID = Ty::Void;
        NULL = Ty::Null;
        OBJECT = Ty::Object;
        BINT = Ty::Bint;
        CHAR = Ty::Int(IntTy::Char);
        SCHAR = Ty::Int(IntTy::SChar);
        UCHAR = Ty::Int(IntTy::UChar);
        SHORT = Ty::Int(IntTy::Short);
        USHORT = Ty::Int(IntTy::UShort);
        INT = Ty::Int(IntTy::Int);
        UINT = Ty::Int(IntTy::UInt);
        LONG = Ty::Int(IntTy::Long);
        ULONG = Ty::Int(IntTy::ULong);
        LONGLONG = Ty::Int(IntTy::LongLong);
        ULONGLONG = Ty::Int(IntTy::ULongLong);
        SIZE_T = Ty::Int(IntTy::SizeT);
        SSIZE_T = Ty::Int(IntTy::SSizeT);
        PTRDIFF = Ty::Int(IntTy::PtrDiff);
        HASH = Ty::Int(IntTy::Hash);
        UCS4 = Ty::Int(IntTy::Ucs4);
        PY_UNICODE = Ty::Int(IntTy::PyUnicode);
        FLOAT = Ty::Float(FloatTy::Float);
        DOUBLE = Ty::Float(FloatTy::Double);
        LONG_DOUBLE = Ty::Float(FloatTy::LongDouble);
        FLOAT_COMPLEX = Ty::Complex(FloatTy::Float);
        DOUBLE_COMPLEX = Ty::Complex(FloatTy::Double);
        LONG_DOUBLE_COMPLEX = Ty::Complex(FloatTy::LongDouble);
        LIST = Ty::Builtin(Builtin::List);
        TUPLE = Ty::Builtin(Builtin::Tuple);
        DICT = Ty::Builtin(Builtin::Dict);
        SET = Ty::Builtin(Builtin::Set);
        FROZENSET = Ty::Builtin(Builtin::FrozenSet);
        STR = Ty::Builtin(Builtin::Str);
        BYTES = Ty::Builtin(Builtin::Bytes);
        BYTEARRAY = Ty::Builtin(Builtin::ByteArray);
        PYINT = Ty::Builtin(Builtin::Int);
        PYFLOAT = Ty::Builtin(Builtin::Float);
        PYBOOL = Ty::Builtin(Builtin::Bool);
        PYCOMPLEX = Ty::Builtin(Builtin::Complex);
        TYPE = Ty::Builtin(Builtin::Type);
        SLICE = Ty::Builtin(Builtin::Slice);
        CHAR_PTR = Ty::Ptr(CHAR);
        VOID_PTR = Ty::Ptr(VOID);
        CONST_CHAR = Ty::Const(CHAR);
        CONST_CHAR_PTR = Ty::Ptr(CONST_CHAR);
        SSIZE_T_PTR = Ty::Ptr(SSIZE_T);
        SOFT_COMPLEX = Ty::Typedef(TypedefId(0));
    }
}
