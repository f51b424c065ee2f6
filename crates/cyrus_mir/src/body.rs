//! Bodies, places, operands, statements, terminators.

use crate::*;
use cyrus_arena::{IndexVec, define_id};
use cyrus_hir as hir;
use cyrus_source::Span;
use cyrus_types::{ClassId, Counting, CppHandler, ExcValue, FuncTyId, TyId};
use rustc_hash::FxHashSet;

define_id!(
    /// A body; one C function.
    pub struct BodyId
);
define_id!(
    /// A basic block.
    pub struct BlockId
);
define_id!(
    /// A MIR local: parameter, user variable or temporary. One C variable.
    pub struct MLocal
);
define_id!(
    /// Layout of a scope object (closure or generator frame).
    pub struct ScopeId
);
define_id!(
    /// A static argument-parsing table.
    pub struct ArgSpecId
);

/// All bodies of a module.
#[derive(Clone, Debug, Default)]
pub struct Program {
    pub bodies: IndexVec<BodyId, Body>,
    /// The body with the C signature of each HIR function; generators have a second one, `cpdef`
    /// functions a Python-callable one (of a vectorcall ABI).
    pub body_of_func: Vec<(hir::FuncId, BodyId)>,
    /// `cpdef` methods that a Python subclass may override: the body that asks for an override first. It
    /// is what the vtable slot holds; the body of [`Program::body_of_func`] never dispatches.
    pub dispatchers: Vec<(hir::FuncId, BodyId)>,
    pub consts: ConstPool,
    pub scopes: IndexVec<ScopeId, ScopeLayout>,
    pub argspecs: IndexVec<ArgSpecId, ArgSpec>,
    /// Variables of the generated file that no program names ([`PlaceBase::Static`]); zero at first.
    pub statics: Vec<StaticVar>,
    /// Parameters of cypclass methods (by number, without `self`) that are not declared `iso`, and whose references callers hand over all the same.
    pub taken: FxHashSet<(hir::CypMethodRef, usize)>,
}

/// A variable of the generated file.
#[derive(Clone, Debug)]
pub struct StaticVar {
    pub name: Name,
    pub ty: CTy,
}

/// One C function.
#[derive(Clone, Debug)]
pub struct Body {
    pub name: Name,
    /// Shown in tracebacks.
    pub qualname: Name,
    pub cname: Name,
    pub func: hir::FuncId,
    pub abi: BodyAbi,
    /// Locals that are C parameters: all of them for `C`; `[self]` for `Fastcall`, `NoArgs` and
    /// `TupleDict` (the argument vector belongs to [`StmtKind::ParseArgs`]); `[self, arg]` for `OneArg`;
    /// `[generator, sent, frame]` for `GeneratorStep`, where `frame`
    /// is no C parameter: the emitter sets it to the generator's scope object at every entry; none for `ModuleExec`.
    pub params: Vec<MLocal>,
    /// C return type.
    pub ret: CTy,
    pub locals: IndexVec<MLocal, LocalDecl>,
    pub blocks: IndexVec<BlockId, Block>,
    /// Runs without the GIL from the start.
    pub nogil: bool,
    pub span: Span,
    /// For generator bodies: the frame.
    pub frame: Option<ScopeId>,
    /// Its `with gil` blocks that are C functions of their own.
    pub parts: Vec<GilPart>,
}

/// A `with gil` block of a body without the GIL, or several that share statements: a C function, which may run on another stack.
#[derive(Clone, Debug)]
pub struct GilPart {
    /// The blocks outside that lead to it, each with its first block: they end in [`GilOp::Ensure`].
    pub entries: Vec<(BlockId, BlockId)>,
    pub blocks: FxHashSet<BlockId>,
    /// The locals it gets from the body around, but for those whose address is taken.
    pub given: Vec<MLocal>,
    /// Where it goes on behind, each with the locals that it has changed for what follows there.
    pub exits: Vec<(BlockId, Vec<MLocal>)>,
    /// Locals it mentions that are used in place.
    pub addressed: Vec<MLocal>,
}

/// The C signature family of a body.
#[derive(Clone, PartialEq, Eq, Debug)]
pub enum BodyAbi {
    /// `int (void)`: executes the module's statements; -1 on error.
    ModuleExec,
    /// `PyObject *(PyObject *self, PyObject *const *args, Py_ssize_t nargs, PyObject *kwnames)`
    Fastcall,
    /// `PyObject *(PyObject *self, PyObject *unused)`
    NoArgs,
    /// `PyObject *(PyObject *self, PyObject *arg)`
    OneArg,
    /// As `Fastcall`, returning [`Body::ret`]: bodies of slots that CPython calls with a tuple and a dict
    /// (`__init__`, `__call__`, `__cinit__`). The emitter writes the slot around it, and calls the body
    /// directly where it can.
    TupleDict,
    /// The parameters as declared, C return type as declared; a cdef function, a slot, a cypclass
    /// method, a helper.
    C,
    /// `PyObject *(__cyrus_gen *gen, PyObject *sent)`: one step of a generator.
    GeneratorStep,
}

/// The C type of a local.
#[derive(Clone, PartialEq, Eq, Hash, Debug)]
pub enum CTy {
    Ty(TyId),
    /// A C type of the support library or CPython, as text: `__cyrus_iter`, `PyThreadState *`.
    Text(Name),
}

#[derive(Clone, Debug)]
pub struct LocalDecl {
    /// The user's name, for readable C.
    pub name: Option<Name>,
    pub ty: CTy,
    pub kind: LocalKind,
    /// Set to NULL/0 at entry, because some path reads or drops it before it is written.
    pub zeroed: bool,
    /// A C++ object that only has to be there: kept although no statement mentions it.
    pub kept: bool,
    /// For generators: lives in the frame, under this field (with `zeroed`: unset when the frame is made).
    pub frame_field: Option<Name>,
    /// A C++ object in storage of its own, in which [`StmtKind::CppDestroy`] ends it.
    pub ends: bool,
}

#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum LocalKind {
    Param,
    Variable,
    Temp,
}

#[derive(Clone, Debug)]
pub struct Block {
    pub stmts: Vec<Stmt>,
    pub term: Terminator,
    pub term_span: Span,
    /// On the error path only: placed after the function's normal code.
    pub cold: bool,
}

/// A memory location.
#[derive(Clone, PartialEq, Debug)]
pub struct Place {
    pub base: PlaceBase,
    pub proj: Vec<Proj>,
}

#[derive(Clone, PartialEq, Debug)]
pub enum PlaceBase {
    Local(MLocal),
    CVar(hir::CVarId),
    /// A static of the generated file (cached globals and the like), C text.
    Static(Name),
}

#[derive(Clone, PartialEq, Debug)]
pub enum Proj {
    /// `*p`
    Deref,
    /// `.name` (after a `Deref`: `->name`)
    Field(Name),
    /// `[i]`
    Index(Operand),
    /// `((T)x)`: reinterpret a pointer before dereferencing it. An extension type stands for a pointer
    /// to its instance struct here (everywhere else such values are plain `PyObject *`), a
    /// generator's or closure's scope for its own struct.
    Cast(CTy),
    /// The element of this type at an address: `*(T *)p`.
    Element(TyId),
    /// Attribute of an extension type, by its number in `class`, a class of the object's chain; applies
    /// to the object's pointer.
    ExtField(ClassId, u32),
    /// Field of a cypclass object (the plain reference type `object`): number `field` of `owner`, an instance
    /// in the linearisation of the object's type; applies to the reference.
    CypField { object: TyId, owner: TyId, field: u32 },
    /// Field of a scope object, by its number; applies to the scope object's pointer.
    ScopeField(ScopeId, u32),
    /// The enclosing scope object ([`ScopeLayout::outer`]) of a scope object of this layout.
    ScopeOuter(ScopeId),
}

impl Place {
    /// The whole local.
    pub fn local(local: MLocal) -> Place {
        Place { base: PlaceBase::Local(local), proj: Vec::new() }
    }

    /// This place with one more step.
    pub fn then(mut self, step: Proj) -> Place {
        self.proj.push(step);
        self
    }

    /// The local, when the place is just that.
    pub fn as_local(&self) -> Option<MLocal> {
        match self.base {
            PlaceBase::Local(l) if self.proj.is_empty() => Some(l),
            _ => None,
        }
    }
}

/// A value without side effects.
#[derive(Clone, PartialEq, Debug)]
pub enum Operand {
    /// Read a place. Whether that moves or borrows is said by the statements around it.
    Copy(Place),
    Const(Const),
}

impl Operand {
    pub fn local(local: MLocal) -> Operand {
        Operand::Copy(Place::local(local))
    }
}

/// A constant operand.
#[derive(Clone, PartialEq, Debug)]
pub enum Const {
    Int(i128, TyId),
    /// C literal or constant expression text: `1.5`, `'x'`, `EOF`, `Color::red`.
    Text(Name, TyId),
    Null,
    /// A C string literal of these bytes.
    CStr(Vec<u8>),
    /// Borrowed, immortal for the module's life.
    None,
    True,
    False,
    Ellipsis,
    /// An interned constant of the pool; borrowed.
    Py(ConstId),
    /// Address of a C function.
    CFunc(hir::CFuncId),
    Body(BodyId),
    /// `PyTypeObject *` of an extension or builtin type as `PyObject *`; borrowed.
    TypeObject(TyId),
    Module,
    ModuleDict,
    Builtins,
    EmptyTuple,
    /// A builtin exception or other object reached by a C expression of type `PyObject *`; borrowed.
    Object(Name),
    /// Address of a static argument table.
    ArgSpec(ArgSpecId),
    /// Address of the static description of a Python function (name, flags, code information).
    FuncDef(hir::FuncId),
    /// Address of a scope layout's description.
    ScopeDesc(ScopeId),
    /// Address of the description of a memoryview type (`const __cyrus_view_spec *`), of an element type
    /// (`const __cyrus_dtype *`).
    ViewSpec(TyId),
    DType(TyId),
    /// Address of the type descriptor of a cypclass instantiation.
    CypDesc(TyId),
    /// A static method of a C++ class.
    CppFunc(TyId, Name),
    /// Address of a static method of a cypclass.
    CypFunc(hir::CypMethodRef),
    /// Address of the function that allocates instances of a cypclass.
    CypAlloc(TyId),
    SizeOf(CTy),
    /// The line and the file of a place in the source, as tracebacks name them.
    Line(Span),
    File(Span),
    /// Cached slot of a global or builtin name lookup (emitter allocates it).
    NameCache(Name),
}

/// The right side of an assignment; cannot fail.
#[derive(Clone, PartialEq, Debug)]
pub enum Rvalue {
    Use(Operand),
    Unary(CUnOp, Operand),
    Binary(CBinOp, Operand, Operand),
    Cast(CTy, Operand),
    AddressOf(Place),
    /// `cond ? a : b`
    Select(Operand, Operand, Operand),
    /// Struct, union or ctuple from (member, value).
    Aggregate(CTy, Vec<(Name, Operand)>),
    /// C++: a default- or copy-constructed temporary that cannot throw.
    CppConstruct(TyId, Vec<Operand>),
}

#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum CUnOp {
    Neg,
    Pos,
    BitNot,
    Not,
}

/// C operators with C semantics.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum CBinOp {
    Add,
    Sub,
    Mul,
    Div,
    Rem,
    Shl,
    Shr,
    BitAnd,
    BitOr,
    BitXor,
    Lt,
    Le,
    Gt,
    Ge,
    Eq,
    Ne,
    /// Both evaluated: operands have no effects.
    And,
    Or,
}

impl CBinOp {
    /// Whether the result is a truth value, whatever the operands are.
    pub fn is_comparison(self) -> bool {
        match self {
            Self::Lt | Self::Le | Self::Gt | Self::Ge | Self::Eq | Self::Ne | Self::And | Self::Or => true,
            Self::Add
            | Self::Sub
            | Self::Mul
            | Self::Div
            | Self::Rem
            | Self::Shl
            | Self::Shr
            | Self::BitAnd
            | Self::BitOr
            | Self::BitXor => false,
        }
    }
}

#[derive(Clone, Debug)]
pub struct Stmt {
    pub kind: StmtKind,
    pub span: Span,
    /// Where control goes when the statement fails; `None` when it cannot.
    pub unwind: Option<BlockId>,
}

#[derive(Clone, Debug)]
pub enum StmtKind {
    Assign {
        dest: Place,
        value: Rvalue,
    },
    Call {
        dest: Option<Place>,
        callee: Callee,
        args: Vec<Operand>,
        error: ErrorCheck,
    },
    /// One more reference to the value. With `nullable` a NULL is skipped.
    Incref {
        value: Operand,
        kind: Counting,
        nullable: bool,
    },
    /// Drop one reference. `kept`: the object is referred to by another one that lives on, so that this cannot
    /// be what makes it part of a cycle that is garbage.
    Decref {
        value: Operand,
        kind: Counting,
        nullable: bool,
        kept: bool,
    },
    /// Drop the old value of a place and set it to NULL (safe against re-entrance).
    Clear {
        place: Place,
        kind: Counting,
    },
    /// Run destructors of / zero a C++ local before reuse: not needed for scalars.
    CppDestroy {
        place: Place,
        ty: TyId,
    },
    /// Fail with the error of [`UnboundKind`] when the place is NULL.
    CheckBound {
        place: Place,
        name: Name,
        kind: UnboundKind,
    },
    Gil(GilOp, MLocal),
    /// Parse Python-level arguments into locals (borrowed references; absent ones NULL).
    ParseArgs {
        spec: ArgSpecId,
        dests: Vec<MLocal>,
        star: Option<MLocal>,
        double_star: Option<MLocal>,
    },
    /// Append a traceback entry for the current position of this function.
    Traceback {
        nogil: bool,
    },
    /// Print and drop the current exception (`noexcept` functions).
    WriteUnraisable {
        nogil: bool,
    },
    /// Go to the error edge when the operand is true (an exception is set by then, or known to be set).
    Fail {
        when: Operand,
    },
    /// Unpack an iterable into exactly as many owned values as there are destinations; the one at `star`
    /// takes a list of the rest. On failure nothing is written.
    Unpack {
        value: Operand,
        dests: Vec<MLocal>,
        star: Option<usize>,
    },
    /// Save and restore the position that the next [`StmtKind::Traceback`] reports, around code on the
    /// error path that may itself fail (`finally`). The local is a C `int`.
    SaveLine(MLocal),
    RestoreLine(MLocal),
    /// An OpenMP region: the blocks from `entry` up to those that reach `exit`.
    Parallel(Box<ParallelRegion>),
    Nop,
}

#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum UnboundKind {
    Local,
    /// A free variable of a closure.
    Free,
    Global,
    /// A memoryview attribute of an object.
    View,
    /// A C++ attribute of an object.
    CppAttribute,
    /// A C++ variable of the module.
    CppGlobal,
}

/// GIL operations; the local holds the saved state.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum GilOp {
    /// `PyEval_SaveThread`; local: `PyThreadState *`.
    Release,
    /// `PyEval_RestoreThread`
    Reacquire,
    /// `PyGILState_Ensure`; local: `PyGILState_STATE`.
    Ensure,
    /// `PyGILState_Release`
    Unensure,
}

/// Who is called.
#[derive(Clone, Debug)]
pub enum Callee {
    /// A function of the support library or CPython, described by the runtime table.
    Runtime(Name),
    CFunc(hir::CFuncId),
    Body(BodyId),
    Pointer(Operand),
    /// The bare name of something declared extern, as a statement: a macro does what it does.
    Macro(Name),
    /// Through the vtable of the object, which is also the first argument.
    Virtual {
        class: ClassId,
        method: u32,
    },
    /// The implementation in `class`, through its own vtable constant or directly.
    Direct {
        class: ClassId,
        method: u32,
    },
    CppMethod {
        object: Operand,
        /// The class whose own method is meant.
        base: Option<TyId>,
        cname: Name,
        arrow: bool,
        template_args: Vec<TyId>,
        sig: FuncTyId,
    },
    CppFunc {
        /// The class, of a static method.
        class: Option<TyId>,
        cname: Name,
        template_args: Vec<TyId>,
        sig: FuncTyId,
    },
    /// `T(args)`; `new T(args)`; `delete p`.
    CppConstruct(TyId, Option<FuncTyId>),
    CppNew(TyId, Option<FuncTyId>),
    CppDelete,
    /// C++ operator applied to the arguments: `+`, `[]`, `++`, `*`.
    CppOperator(Name),
    /// Python call: callable, positional arguments, then one value for each name in `keywords`. All
    /// borrowed; the result is new; NULL is an error.
    PyCall {
        keywords: Vec<Name>,
    },
    /// `object.name(args)` without making a bound method: object, positional arguments, keyword values.
    PyMethodCall {
        /// The type that the object has unless it is None.
        class: Option<cyrus_types::Builtin>,
        name: Name,
        keywords: Vec<Name>,
    },
    /// A new scope object with empty fields; the argument is the enclosing scope object, if the layout
    /// has one (borrowed; the new object keeps it).
    NewScope(ScopeId),
    /// The function object of a HIR function. Arguments, borrowed, NULL where absent: the scope object it
    /// closes over, the defaults (tuple), the keyword-only defaults (dict), the annotations (dict).
    MakeFunction(hir::FuncId),
    /// A generator, coroutine … not yet started: the frame (a scope object, taken over).
    NewGenerator {
        step: BodyId,
        kind: hir::CoroutineKind,
    },
    /// A `str` of the arguments, which are `str` objects (borrowed); a new object or NULL.
    JoinStr,
    /// A tuple or list of the arguments, whose references it takes over, also when it fails.
    Build(BuildKind),
    /// Integer arithmetic instantiated for a C type (the template fragments of the support library).
    CArith {
        op: CArithOp,
        ty: TyId,
    },
    /// Conversion by generated code between a Python object and a C type of any kind. `FromPy` signals
    /// with -1 (integers, enums, floats: `Maybe`), NULL (pointers), or by the exception alone (structs,
    /// complex numbers, ctuples, C++ values, arrays, memoryviews: `Occurred`; the destination is required
    /// and, for the last two, a place with an address).
    FromPy(TyId),
    ToPy(TyId),
    /// Ready the type object of an extension class defined here, and bind it in the module: -1 on error.
    /// One argument, the tuple of all bases, when there are Python bases beyond the first.
    SetupExtClass(ClassId),
    /// The same for a cypclass.
    SetupCypClass(cyrus_types::CypClassId),
    /// `Cls.__new__(Cls, *args)` of an extension class defined here: one argument (a tuple) or none; a
    /// new object or NULL.
    ExtNew(ClassId),
    /// Address of the vtable entry as a function pointer value: the object.
    ExtMethod {
        class: ClassId,
        method: u32,
    },
    /// Method of a cypclass, `direct` or as the dynamic type of the object says: the first argument, which
    /// for static methods is only looked at and not passed on.
    Cyp {
        method: hir::CypMethodRef,
        direct: bool,
    },
}

/// What [`Callee::Build`] makes.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum BuildKind {
    Tuple,
    List,
}

/// Arithmetic on C integers (and, for `FloorDiv` and `Mod`, floating point numbers) beyond C's operators.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug)]
pub enum CArithOp {
    /// `(a, b)`: fails (`!neg1`, sets the exception, any GIL state) for division by zero and for the
    /// smallest value divided by -1. Integers only.
    DivCheck,
    /// `(a, b)`: likewise, for division by zero only: the smallest value has a remainder by -1.
    ZeroCheck,
    /// Python's `//`; `DivCheck` has passed.
    FloorDiv,
    /// Python's `%`; `ZeroCheck` has passed.
    Mod,
    /// `**`, wrapping, exponent of the same type.
    Pow,
    /// `(a, b, &overflow)`: the wrapped result; sets `overflow` to 1 when it did not fit.
    CheckedAdd,
    CheckedSub,
    CheckedMul,
    CheckedShl,
    /// `(a)`: whether `-a` overflows.
    NegOverflows,
    /// `abs(a)`
    Abs,
}

/// How a failed call shows.
#[derive(Clone, PartialEq, Debug)]
pub enum ErrorCheck {
    None,
    /// Result is NULL.
    Null,
    /// Result == -1.
    Neg1,
    /// Result < 0.
    Neg,
    /// Result == 0.
    Zero,
    /// Result == value.
    Value(ExcValue),
    /// Result == value and an exception is set.
    Maybe(ExcValue),
    /// An exception is set.
    Occurred,
    /// The same two, without holding the GIL.
    MaybeNogil(ExcValue),
    OccurredNogil,
    /// C++ exceptions are caught and translated.
    Cpp {
        handler: CppHandler,
        nogil: bool,
    },
    /// Always fails (raise helpers).
    Always,
}

#[derive(Clone, Debug)]
pub enum Terminator {
    Goto(BlockId),
    If {
        cond: Operand,
        then: BlockId,
        orelse: BlockId,
        /// Which way is expected, where known.
        likely: Option<bool>,
    },
    Switch {
        value: Operand,
        arms: Vec<(i128, BlockId)>,
        default: BlockId,
    },
    /// Owned value for counted return types. In a [`BodyAbi::GeneratorStep`] it finishes the generator with
    /// this value (owned), or with the exception that is set when the value is NULL.
    Return(Option<Operand>),
    /// Give `value` (owned) to the caller; on resumption store what was sent (borrowed, NULL = an
    /// exception was thrown in and is set) in `sent` and go on at `resume`.
    Yield {
        value: Operand,
        sent: MLocal,
        resume: BlockId,
    },
    Unreachable,
}

/// A parallel construct around a single-entry region of blocks.
#[derive(Clone, Debug)]
pub struct ParallelRegion {
    pub kind: ParallelKind,
    pub entry: BlockId,
    /// Reached when one iteration (or the region) ends normally, and when it ends with an error.
    pub exit: BlockId,
    pub error_exit: BlockId,
    pub num_threads: Option<Operand>,
    pub condition: Option<Operand>,
    /// Declared inside the region.
    pub private: Vec<MLocal>,
    /// Written inside the region, and declared outside: what reads them afterwards sees it.
    pub shared: Vec<MLocal>,
    pub first_private: Vec<MLocal>,
    pub last_private: Vec<MLocal>,
    pub reductions: Vec<(MLocal, CBinOp)>,
    /// The threads need Python thread states: something may fail or take the GIL.
    pub attaches: bool,
}

#[derive(Clone, Debug)]
pub enum ParallelKind {
    /// `#pragma omp parallel`
    Team,
    /// `#pragma omp parallel for` or, inside a team, `#pragma omp for`; or tasks of the runtime.
    Loop {
        scheduler: hir::Scheduler,
        counter: MLocal,
        count: Operand,
        schedule: Option<Name>,
        chunk: Option<Operand>,
        own_team: bool,
    },
}

/// Layout of a scope object: a heap object with an optional link to the enclosing scope.
#[derive(Clone, Debug)]
pub struct ScopeLayout {
    pub cname: Name,
    pub outer: Option<ScopeId>,
    /// Counted fields first decide traversal; the emitter orders them.
    pub fields: Vec<ScopeField>,
}

#[derive(Clone, Debug)]
pub struct ScopeField {
    pub name: Name,
    pub ty: CTy,
    /// The scope object drops (and shows to the garbage collector) what the field holds. Otherwise the
    /// body that uses it does, on every path.
    pub managed: bool,
}

/// Description for [`StmtKind::ParseArgs`].
#[derive(Clone, PartialEq, Debug)]
pub struct ArgSpec {
    /// Shown in error messages.
    pub func_name: Name,
    /// All named parameters in order: positional-only, normal, keyword-only.
    pub names: Vec<Name>,
    pub positional_only: u32,
    /// Positional-only and normal.
    pub positional: u32,
    pub required_positional: u32,
    /// For each keyword-only parameter whether it is required.
    pub required_keyword_only: Vec<bool>,
    pub star: bool,
    pub double_star: bool,
}

impl Body {
    /// An empty body with an unreachable entry block.
    pub fn new(name: Name, cname: Name, func: hir::FuncId, abi: BodyAbi, ret: CTy, span: Span) -> Body {
        let mut blocks = IndexVec::new();
        blocks.push(Block { stmts: Vec::new(), term: Terminator::Unreachable, term_span: span, cold: false });
        Body {
            qualname: name.clone(),
            name,
            cname,
            func,
            abi,
            params: Vec::new(),
            ret,
            locals: IndexVec::new(),
            blocks,
            nogil: false,
            span,
            frame: None,
            parts: Vec::new(),
        }
    }

    /// The block where execution starts.
    pub fn entry(&self) -> BlockId {
        BlockId(0)
    }
}

impl Terminator {
    /// Successors on the normal path.
    pub fn successors(&self) -> Vec<BlockId> {
        match self {
            Terminator::Goto(b) => vec![*b],
            Terminator::If { then, orelse, .. } => vec![*then, *orelse],
            Terminator::Switch { arms, default, .. } => {
                arms.iter().map(|(_, b)| *b).chain([*default]).collect()
            }
            Terminator::Yield { resume, .. } => vec![*resume],
            Terminator::Return(_) | Terminator::Unreachable => vec![],
        }
    }

    /// Changes the successors on the normal path.
    pub fn redirect(&mut self, mut f: impl FnMut(&mut BlockId)) {
        match self {
            Terminator::Goto(b) => f(b),
            Terminator::If { then, orelse, .. } => {
                f(then);
                f(orelse);
            }
            Terminator::Switch { arms, default, .. } => {
                arms.iter_mut().for_each(|(_, b)| f(b));
                f(default);
            }
            Terminator::Yield { resume, .. } => f(resume),
            Terminator::Return(_) | Terminator::Unreachable => {}
        }
    }
}

impl Block {
    /// All successors: the terminator's and the error edges of the statements.
    pub fn successors(&self) -> Vec<BlockId> {
        let mut all: Vec<BlockId> = self.stmts.iter().filter_map(|s| s.unwind).collect();
        for stmt in &self.stmts {
            if let StmtKind::Parallel(region) = &stmt.kind {
                all.push(region.entry);
            }
        }
        all.extend(self.term.successors());
        all.sort_unstable();
        all.dedup();
        all
    }
}
