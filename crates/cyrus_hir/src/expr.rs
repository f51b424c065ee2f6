//! Expressions.

use crate::*;
use cyrus_source::Span;
use cyrus_types::{Capability, ClassId, FuncTyId, TyId};

/// A typed expression.
#[derive(Clone, Debug)]
pub struct Expr {
    pub ty: TyId,
    pub span: Span,
    pub kind: ExprKind,
}

impl Expr {
    /// Whether the expression says where a value is kept: a variable, a field, an item, what a pointer refers to. Reading it
    /// leaves the value there, and it can have an address. What a C or C++ function gives a reference to is a place by its type, not by its kind.
    pub fn is_place(&self) -> bool {
        matches!(
            self.kind,
            ExprKind::Local(_)
                | ExprKind::Outer { .. }
                | ExprKind::CVar(_)
                | ExprKind::ExtField { .. }
                | ExprKind::CypField { .. }
                | ExprKind::Member { .. }
                | ExprKind::CItem { .. }
                | ExprKind::CppItem { .. }
                | ExprKind::Deref(_)
                | ExprKind::CTupleItem { .. }
        )
    }

    /// A place that is there after the expression: no part of a struct or tuple that is but a value, as in `f().x`.
    pub fn is_lasting_place(&self) -> bool {
        match &self.kind {
            ExprKind::Member { object, arrow: false, .. } | ExprKind::CTupleItem { tuple: object, .. } => {
                object.is_lasting_place()
            }
            _ => self.is_place(),
        }
    }
}

/// A string constant of the program.
#[derive(Clone, PartialEq, Eq, Hash, Debug)]
pub enum StrConst {
    /// Unicode text (WTF-8 where it holds lone surrogates).
    Text(Vec<u8>),
    Bytes(Vec<u8>),
}

#[derive(Clone, Debug)]
pub enum ExprKind {
    // ---- constants
    None,
    /// Python `True`/`False` when the type is an object, C 1/0 when `bint`.
    Bool(bool),
    Ellipsis,
    Null,
    /// A C integer (type decides) or, when the type is an object, a Python int.
    Int(i128),
    /// A Python int too large for C, as decimal or prefixed literal text; or a C integer literal that
    /// must keep its suffix.
    BigInt(Name),
    /// C or Python float: literal text.
    Float(Name),
    /// `1j`: text of the imaginary part.
    Imaginary(Name),
    /// `str`/`bytes` object (type object), interned when it looks like an identifier; or a C string
    /// when the type is a `char` pointer.
    Str(StrConst),
    /// A C character constant.
    Char(u8),
    /// Value of an enum item or other named C constant.
    CConst(Name),

    // ---- names
    Local(LocalId),
    /// A captured variable of an enclosing function, `depth` ≥ 1 functions up.
    Outer {
        depth: u32,
        local: LocalId,
    },
    /// Python module global, falling back to builtins.
    Global(Name),
    /// A builtin that cannot be rebound here (the compiler may assume its identity).
    Builtin(Name),
    /// In a Python class body: namespace, then global, then builtin.
    ClassName {
        namespace: LocalId,
        name: Name,
    },
    CVar(CVarId),
    /// A C function as a value (function pointer).
    CFunc(CFuncId),
    /// The type object of a class as a Python object.
    TypeObject(TyId),
    /// The module object itself.
    ThisModule,

    // ---- attributes and items
    Attr {
        object: Box<Expr>,
        name: Name,
    },
    ExtField {
        object: Box<Expr>,
        class: ClassId,
        field: u32,
        none_check: bool,
    },
    /// Field of a cypclass object: number `field` of `owner`, an instance of a cypclass in the linearisation
    /// of the object's type.
    CypField {
        object: Box<Expr>,
        owner: TyId,
        field: u32,
    },
    /// Member of a C struct, union or C++ object; through a pointer when `arrow`.
    Member {
        object: Box<Expr>,
        cname: Name,
        arrow: bool,
    },
    /// A C method of an extension type as a bound-free function pointer: vtable lookup.
    ExtMethod {
        object: Box<Expr>,
        class: ClassId,
        method: u32,
    },
    /// Python subscript, object index.
    Item {
        object: Box<Expr>,
        index: Box<Expr>,
    },
    /// Python sequence subscript with a `Py_ssize_t` index.
    ItemInt {
        object: Box<Expr>,
        index: Box<Expr>,
        wraparound: bool,
        boundscheck: bool,
    },
    /// Character of a `str` (`Py_UCS4`) or byte of `bytes`/`bytearray` (`char`/`unsigned char`).
    CharAt {
        string: Box<Expr>,
        index: Box<Expr>,
        wraparound: bool,
        boundscheck: bool,
    },
    /// Python slice; `None` bounds absent; bounds are `Py_ssize_t` C values.
    SliceInt {
        object: Box<Expr>,
        lower: Option<Box<Expr>>,
        upper: Option<Box<Expr>>,
    },
    /// `slice(a, b, c)` object.
    SliceObject {
        lower: Box<Expr>,
        upper: Box<Expr>,
        step: Box<Expr>,
    },
    /// Element of a C array or pointer (an lvalue).
    CItem {
        object: Box<Expr>,
        index: Box<Expr>,
    },
    /// Bytes (or other type by the expression's type) made from `pointer[lower:upper]` of chars, or a
    /// list from a C array slice.
    CSlice {
        object: Box<Expr>,
        lower: Option<Box<Expr>>,
        upper: Option<Box<Expr>>,
    },
    /// C++ `object[index]`; may be an lvalue.
    CppItem {
        object: Box<Expr>,
        index: Box<Expr>,
    },
    Deref(Box<Expr>),
    AddressOf(Box<Expr>),
    /// Element `n` of a ctuple.
    CTupleItem {
        tuple: Box<Expr>,
        index: u32,
    },
    MemViewItem {
        view: Box<Expr>,
        indices: Vec<Expr>,
        boundscheck: bool,
        wraparound: bool,
    },
    MemViewSlice {
        view: Box<Expr>,
        indices: Vec<MemViewIndex>,
    },
    MemViewTranspose(Box<Expr>),
    /// `view.shape`, `.strides`, `.suboffsets` (pointer to `Py_ssize_t`).
    MemViewAttr {
        view: Box<Expr>,
        attr: Name,
    },
    MemViewCopy {
        view: Box<Expr>,
        fortran: bool,
    },
    BufferItem {
        buffer: LocalId,
        indices: Vec<Expr>,
        boundscheck: bool,
        wraparound: bool,
        none_check: bool,
    },
    /// A memoryview, or an object of an extension type whose method is called, that must not be None for what is done
    /// with it (`nonecheck=True`).
    NotNone {
        view: Box<Expr>,
        refused: ViewUse,
    },

    // ---- calls
    /// Python call with positional arguments, possibly with keywords.
    PyCall {
        func: Box<Expr>,
        args: Vec<Expr>,
        keywords: Vec<(Name, Expr)>,
    },
    /// `object.name(args)`: no bound method is made.
    PyMethodCall {
        object: Box<Expr>,
        name: Name,
        args: Vec<Expr>,
        keywords: Vec<(Name, Expr)>,
    },
    /// Call with stars: `args` is a tuple-typed expression, `kwargs` a dict or absent.
    PyCallEx {
        func: Box<Expr>,
        args: Box<Expr>,
        kwargs: Option<Box<Expr>>,
    },
    /// C call. The signature's exception specification says how errors show.
    CCall(Box<CCall>),
    /// A compiler-known runtime function (`__cyrus_…` or CPython API) by name, for builtin functions and
    /// methods optimised by type: `len(x)` on a list, `list.append` …; arguments have the types it wants.
    Runtime {
        name: Name,
        args: Vec<Expr>,
    },
    /// `T(args)` of a C++ class by value, or a struct built from its fields.
    CppConstruct {
        class: TyId,
        args: Vec<Expr>,
        /// The constructor, when it was declared.
        sig: Option<FuncTyId>,
    },
    /// `new T(args)`
    CppNew {
        class: TyId,
        args: Vec<Expr>,
        sig: Option<FuncTyId>,
    },
    /// `Struct(a=1, b=2)` / dict display assigned to a struct: (member C name, value).
    StructLiteral {
        fields: Vec<(Name, Expr)>,
    },
    CTuple(Vec<Expr>),
    /// C array initialiser from a list display.
    CArrayLiteral(Vec<Expr>),
    /// `Cls.__new__(Cls)` of an extension type known here, bypassing argument tuples.
    ExtNew {
        class: ClassId,
        args: Option<Box<Expr>>,
    },

    // ---- operators
    /// C arithmetic; operands have equal types (shifts aside). Division and modulo follow `flavour`.
    CBinary {
        op: BinOp,
        left: Box<Expr>,
        right: Box<Expr>,
        flavour: Arith,
    },
    CUnary {
        op: UnOp,
        operand: Box<Expr>,
    },
    /// C comparison giving `bint`.
    CCompare {
        op: CmpOp,
        left: Box<Expr>,
        right: Box<Expr>,
    },
    /// C++ operator on class types: `a + b`, `-a`, `++a`; `name` is the C++ operator text.
    CppOperator {
        name: Name,
        operands: Vec<Expr>,
        sig: Option<FuncTyId>,
    },
    PyBinary {
        op: BinOp,
        left: Box<Expr>,
        right: Box<Expr>,
        inplace: bool,
    },
    PyUnary {
        op: UnOp,
        operand: Box<Expr>,
    },
    /// Python comparison: the result is an object, or `bint` when the type says so (`==`, `in` … used
    /// as a condition).
    PyCompare {
        op: CmpOp,
        left: Box<Expr>,
        right: Box<Expr>,
    },
    /// Identity of objects, pointers or cypclass references; type `bint`.
    Is {
        left: Box<Expr>,
        right: Box<Expr>,
        negated: bool,
    },
    /// `not x`; operand is a C truth value; type `bint`.
    Not(Box<Expr>),
    /// `a and b`: both have the result type. With an object type the truth of `a` is tested at run time.
    BoolOp {
        and: bool,
        left: Box<Expr>,
        right: Box<Expr>,
    },
    Conditional {
        test: Box<Expr>,
        then: Box<Expr>,
        orelse: Box<Expr>,
    },
    Let {
        local: LocalId,
        value: Box<Expr>,
        body: Box<Expr>,
    },
    /// `name := value`; the value is also the result.
    Walrus {
        target: Box<Target>,
        value: Box<Expr>,
    },
    /// Conversion from the operand's type to this expression's type.
    Coerce {
        kind: Coercion,
        value: Box<Expr>,
    },
    /// C `sizeof`
    SizeOf(TyId),

    // ---- displays
    Tuple(Vec<Expr>),
    List(Vec<Expr>),
    Set(Vec<Expr>),
    Dict(Vec<(Expr, Expr)>),
    /// Displays with `*`/`**` parts; the type (list, tuple, set, dict) says which. Keys only for dicts.
    Merge(Vec<MergePart>),
    /// A comprehension run in place: the accumulator is a fresh container bound to `acc`; `body` is the
    /// loop nest ending in [`StmtKind::CompAppend`]; the value is the container.
    Comprehension {
        kind: CompKind,
        acc: LocalId,
        body: Block,
    },
    /// `any(...)`, `all(...)`, `sum` … over an inlined generator: run `body`, the value is `result`.
    Inlined {
        init: Option<Box<Expr>>,
        result: LocalId,
        body: Block,
    },
    /// f-string: parts are `str`-typed.
    JoinStr(Vec<Expr>),
    /// `format(value, spec)` after conversion, giving `str`. C numbers are formatted directly where
    /// the spec allows.
    FormatValue {
        value: Box<Expr>,
        conversion: Option<char>,
        spec: Option<Box<Expr>>,
    },

    // ---- functions
    /// Make the function object of a `def` or lambda.
    MakeFunction(Box<MakeFunction>),
    /// Call the generator expression's function on its first iterator source.
    MakeGenerator {
        func: FuncId,
        source: Box<Expr>,
    },
    /// A fused function's dispatcher object over its specialisations: (signature key, function).
    FusedFunction {
        main: Box<MakeFunction>,
        variants: Vec<(Name, MakeFunction)>,
    },
    Yield(Option<Box<Expr>>),
    YieldFrom(Box<Expr>),
    Await(Box<Expr>),
    /// Value sent by an `async for`/`async with` protocol step is awaited by the lowering itself.
    /// `super()` with the class cell and first argument found by the checker.
    ZeroArgSuper {
        class: Box<Expr>,
        object: Box<Expr>,
    },
    /// `locals()`, `globals()`, `vars()`, `dir()` in functions: names and values known here.
    LocalsDict(Vec<(Name, Expr)>),

    // ---- imports
    /// `__import__(name, …, fromlist, level)`; `fromlist` empty means the top package is returned.
    /// With `submodule` the last component is returned (`import a.b as c`).
    Import {
        module: Name,
        fromlist: Vec<Name>,
        level: i32,
        submodule: bool,
    },
    /// `from module import name` on an imported module.
    ImportFrom {
        module: Box<Expr>,
        name: Name,
    },

    // ---- cypclass
    /// Method of a cypclass.
    CypCall(Box<CypCall>),
    /// `T(args)` and `new T()`.
    CypNew(Box<CypNew>),
    /// A static method of a C++ class as a function.
    CppFunc {
        class: TyId,
        cname: Name,
    },
    /// A static method as a function pointer.
    CypFunc(CypMethodRef),
    /// The function pointer that `T.__alloc__` is: takes nothing, gives a new object.
    CypAlloc(TyId),
    /// `value`, evaluated while the object (which is not NULL) is locked.
    CypLocked {
        write: bool,
        object: Box<Expr>,
        value: Box<Expr>,
    },
    /// `consume x`: moves out of the place.
    Consume {
        value: Box<Expr>,
        kind: ConsumeKind,
    },
    /// Up- or downcast between cypclass references, run-time checked when `checked`; NULL if it fails.
    CypCast {
        value: Box<Expr>,
        checked: bool,
    },
    /// `isinstance(obj, T)` for cypclasses; `bint`.
    CypIsInstance {
        value: Box<Expr>,
        class: TyId,
    },
    /// `Cy_GETREF(x)` and relatives.
    CypRefCount(Box<Expr>),
    /// `lock()` of a weak reference: the object, or NULL when it is gone.
    CypPromote(Box<Expr>),
    /// `activate(consume x)`
    Activate(Box<Expr>),

    /// An expression in which an error was reported.
    Error,
}

impl ExprKind {
    /// NULL, perhaps of another type.
    pub fn is_null(&self) -> bool {
        match self {
            ExprKind::Null => true,
            ExprKind::Coerce { value, .. } | ExprKind::CypCast { value, .. } => value.kind.is_null(),
            _ => false,
        }
    }

    /// A compile-time constant.
    pub fn is_constant(&self) -> bool {
        match self {
            ExprKind::None
            | ExprKind::Bool(_)
            | ExprKind::Ellipsis
            | ExprKind::Null
            | ExprKind::Int(_)
            | ExprKind::BigInt(_)
            | ExprKind::Float(_)
            | ExprKind::Imaginary(_)
            | ExprKind::Str(_)
            | ExprKind::Char(_)
            | ExprKind::CConst(_) => true,
            ExprKind::Coerce { value, .. } => value.kind.is_constant(),
            ExprKind::CUnary { operand, .. } => operand.kind.is_constant(),
            _ => false,
        }
    }
}

/// What is done with a memoryview.
#[derive(Clone, PartialEq, Eq, Debug)]
pub enum ViewUse {
    Index,
    Slice,
    /// `view[...]`
    Whole,
    Assign,
    Transpose,
    Attribute(Name),
}

/// One index of a memoryview slice expression.
#[derive(Clone, Debug)]
pub enum MemViewIndex {
    Int(Expr),
    Slice {
        lower: Option<Expr>,
        upper: Option<Expr>,
        step: Option<Expr>,
    },
    /// `None`
    NewAxis,
}

/// A C call.
#[derive(Clone, Debug)]
pub struct CCall {
    pub callee: Callee,
    pub sig: FuncTyId,
    /// Arguments in order, coerced. Fewer than the parameters when trailing ones are optional.
    pub args: Vec<Expr>,
    /// The GIL is not held at the call.
    pub nogil: bool,
}

#[derive(Clone, Debug)]
pub enum Callee {
    Func(CFuncId),
    /// Function pointer value.
    Pointer(Expr),
    /// Method of an extension type through its vtable; the object is also `args[0]`.
    Virtual {
        class: ClassId,
        method: u32,
    },
    /// A known implementation without dispatch (final class or method, `Base.method(self)`).
    Direct {
        class: ClassId,
        method: u32,
    },
    /// C++ method call `object.name(args)` or `object->name(args)`.
    CppMethod {
        object: Expr,
        /// The method of this very class, not one that overrides it: `object->Base::name(args)`.
        base: Option<TyId>,
        cname: Name,
        arrow: bool,
        template_args: Vec<TyId>,
    },
    /// C++ function template or static method with explicit text.
    CppFunc {
        /// The class, of a static method.
        class: Option<TyId>,
        cname: Name,
        template_args: Vec<TyId>,
    },
}

/// A method: number `method` among the methods of the cypclass that `owner` is an instance of.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug)]
pub struct CypMethodRef {
    pub owner: TyId,
    pub method: u32,
}

#[derive(Clone, Debug)]
pub struct CypCall {
    pub method: CypMethodRef,
    /// Arguments substituted, without the receiver.
    pub sig: FuncTyId,
    /// The receiver; for `__new__` the allocation function. A static method has none, or has one that only
    /// decides which implementation is called.
    pub object: Option<Expr>,
    /// Fewer than the parameters when trailing ones are optional.
    pub args: Vec<Expr>,
    /// This very implementation: `Base.method(self)`, `Class.static()`.
    pub direct: bool,
    /// Lock for the duration of the call: the receiver is a `lock` reference outside a locked block.
    pub lock: Option<CypLock>,
}

#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum CypLock {
    Read,
    Write,
}

#[derive(Clone, Debug)]
pub struct CypNew {
    /// The plain reference type to what is made.
    pub class: TyId,
    /// What gives the object: a `__new__` and its arguments, or just an allocation. Its result is that of
    /// this expression.
    pub new: Option<CypNewCall>,
    /// A user-written `__alloc__`, static.
    pub alloc: Option<CypMethodRef>,
    /// The `__init__` to call on what was made, unless that is NULL.
    pub init: Option<CypNewCall>,
}

/// A call during construction.
#[derive(Clone, Debug)]
pub struct CypNewCall {
    pub method: CypMethodRef,
    pub sig: FuncTyId,
    pub args: Vec<Expr>,
}

#[derive(Clone, Debug)]
pub enum MergePart {
    /// Plain elements.
    Items(Vec<Expr>),
    /// `*x`, converted by iteration.
    Unpack(Expr),
    Pairs(Vec<(Expr, Expr)>),
    /// `**x`: in calls a duplicate key is an error, in displays it overrides.
    UnpackDict(Expr),
}

#[derive(Clone, Debug)]
pub struct MakeFunction {
    pub func: FuncId,
    /// Positional defaults that are not compiled in, and keyword ones, as Python objects in order of
    /// the parameters: all defaults visible to Python (`__defaults__`, `__kwdefaults__`).
    pub defaults: Vec<Expr>,
    pub kwdefaults: Vec<(Name, Expr)>,
    pub annotations: Vec<(Name, Expr)>,
}

#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug)]
pub enum CompKind {
    List,
    Set,
    Dict,
}

/// How C arithmetic behaves at its edges.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Default)]
pub struct Arith {
    /// Division truncates as C does and is not checked (`cdivision=True`).
    pub cdivision: bool,
    /// `//` and `%` of operands of different signs warn (`cdivision_warnings=True`).
    pub division_warnings: bool,
    /// Overflow raises (`overflowcheck=True`).
    pub overflow_check: bool,
    /// Integer power with a non-negative exponent stays an integer (`cpow=True`).
    pub cpow: bool,
}

#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug)]
pub enum BinOp {
    Add,
    Sub,
    Mul,
    MatMul,
    Div,
    FloorDiv,
    Mod,
    Pow,
    LShift,
    RShift,
    BitAnd,
    BitOr,
    BitXor,
}

#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug)]
pub enum UnOp {
    Neg,
    Pos,
    Invert,
}

#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug)]
pub enum CmpOp {
    Lt,
    Le,
    Gt,
    Ge,
    Eq,
    Ne,
    In,
    NotIn,
}

/// What a [`ExprKind::Coerce`] does. Source and destination types are those of the two expressions.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug)]
pub enum Coercion {
    /// C value → Python object.
    ToObject,
    /// Python object → C value, with the errors of the destination type.
    FromObject,
    /// Object → builtin or extension type, tested at run time; `None` passes if `allow_none`.
    TypeTest {
        allow_none: bool,
    },
    /// Same pointer, other static type (upcasts, checked elsewhere, `<object>` casts).
    Reinterpret,
    /// C conversion that needs a cast expression or none: numbers, pointers, enums.
    CCast,
    /// Anything → C truth value.
    Truth,
    /// `float` object from a C number kept as C, complex from real …
    RealToComplex,
    /// `cdef` function → Python callable wrapping it.
    FuncToObject,
    /// `<object> ptr`: `void *` reinterpreted as an object, new reference.
    PtrToObject,
    /// `<void *> obj`: the object's address, borrowed.
    ObjectToPtr,
    /// C string ↔ `str`/`bytes` with the module's encoding directives.
    CStringToObject,
    ObjectToCString,
    /// Python object ↔ memoryview slice.
    ObjectToMemView,
    MemViewToObject,
    MemViewToMemView,
    /// C++ conversions by the generated code of container coercions.
    CppFromObject,
    CppToObject,
    /// Between cypclass references and Python objects.
    CypToObject,
    CypFromObject,
    /// Change of capability that was found legal; no code.
    Capability(Capability),
    /// Cypclass conversion operator `__int__` … is a call; this is its no-op upcast.
    CypUpcast,
    /// Drop the value, give `void`.
    Discard,
}

/// What has to hold of an object that is consumed.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum ConsumeKind {
    /// It is isolated.
    Isolated,
    /// The same, as the text that says it knows.
    Known,
    /// Nothing: it stays what it is, in another place.
    Moved,
}
