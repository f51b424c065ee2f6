//! Statements and assignment targets.

use crate::*;
use cyrus_source::Span;
use cyrus_types::{ClassId, CypClassId, TyId};

pub type Block = Vec<Stmt>;

#[derive(Clone, Debug)]
pub struct Stmt {
    pub span: Span,
    pub kind: StmtKind,
}

#[derive(Clone, Debug)]
pub enum StmtKind {
    /// Evaluate and drop.
    Expr(Expr),
    /// The value has the target's type. Several targets of one statement are bound by `Let`.
    Assign {
        target: Target,
        value: Expr,
    },
    /// Evaluate into a temporary that lives until the end of `body`.
    Let {
        local: LocalId,
        value: Expr,
        body: Block,
    },
    /// `del target`
    Delete(Target),
    /// C++ `del pointer`.
    CppDelete(Expr),
    /// Condition is a C truth value (`bint` or any C scalar usable in `if`).
    If {
        test: Expr,
        then: Block,
        orelse: Block,
    },
    While {
        test: Expr,
        body: Block,
        orelse: Block,
    },
    For(Box<For>),
    Break,
    Continue,
    Return(Option<Expr>),
    Raise {
        exc: Option<Expr>,
        value: Option<Expr>,
        traceback: Option<Expr>,
        cause: Option<Expr>,
    },
    Assert {
        test: Expr,
        message: Option<Expr>,
    },
    Try(Box<Try>),
    /// `with` over a Python context manager.
    With(Box<With>),
    /// `with nogil` / `with gil`. `condition` false at compile time: the checker removed the statement.
    Gil {
        acquire: bool,
        body: Block,
    },
    /// `with wlocked` / `with rlocked`: lock all objects (in address order), run, unlock.
    Locked {
        write: bool,
        objects: Vec<Expr>,
        body: Block,
    },
    /// `with parallel():` and the body of each thread.
    Parallel(Box<Parallel>),
    /// `for i in prange(...)`
    Prange(Box<Prange>),
    /// Append to the result of the innermost enclosing [`ExprKind::Comprehension`] bound to `acc`.
    CompAppend {
        acc: LocalId,
        kind: CompKind,
        key: Option<Expr>,
        value: Expr,
    },
    /// `class` statement: make the namespace, run the body, call the metaclass, bind the name.
    PyClass(Box<PyClass>),
    /// Evaluate the default values of a function with a C signature, where its definition stands. Those of methods are
    /// evaluated with their class, except for [`crate::ExtClass::late_defaults`].
    Defaults(FuncId),
    /// Ready an extension type and bind its name in the module, where its definition stands.
    SetupExtClass(ClassId),
    /// The same for a cypclass exposed to Python.
    SetupCypClass(CypClassId),
    /// `import *` into the module's dict: `module` is the imported module object, `types` a tuple of names that it may not bring.
    ImportStar {
        module: Expr,
        types: Expr,
    },
    /// Level-2 `print`.
    Print {
        dest: Option<Expr>,
        values: Vec<Expr>,
        newline: bool,
    },
    /// Level-2 `exec`.
    Exec {
        code: Expr,
        globals: Option<Expr>,
        locals: Option<Expr>,
    },
    /// Statements in sequence without a scope of their own.
    Block(Block),
}

/// Something that can be assigned, bound by a loop, or deleted.
#[derive(Clone, Debug)]
pub struct Target {
    pub span: Span,
    /// Type of the values it accepts.
    pub ty: TyId,
    pub kind: TargetKind,
}

#[derive(Clone, Debug)]
pub enum TargetKind {
    /// Evaluate and drop (`_` of generated code).
    Discard,
    Local(LocalId),
    /// A captured variable of an enclosing function; `depth` ≥ 1 functions up.
    Outer {
        depth: u32,
        local: LocalId,
    },
    /// A Python name of module scope (module dict).
    Global(Name),
    /// A name in the body of the class whose namespace is this local; `ext` when that is the dict of an
    /// extension type, whose `__set_name__` hooks run at each assignment.
    ClassName {
        namespace: LocalId,
        name: Name,
        ext: Option<TyId>,
    },
    CVar(CVarId),
    /// Python attribute.
    Attr {
        object: Expr,
        name: Name,
    },
    /// Attribute of an extension type's struct; the object has the extension type.
    ExtField {
        object: Expr,
        class: ClassId,
        field: u32,
        none_check: bool,
    },
    /// Field of a cypclass object, as in [`ExprKind::CypField`].
    CypField {
        object: Expr,
        owner: TyId,
        field: u32,
    },
    /// `object[index] = value` by the method, whose last parameter takes the value.
    CypItem {
        object: Expr,
        index: Expr,
        method: CypMethodRef,
        sig: cyrus_types::FuncTyId,
    },
    /// A call that takes what is assigned as the temporary `value`.
    CSetter {
        value: LocalId,
        call: Expr,
    },
    /// Member of a struct or union *lvalue*, or through a pointer when `arrow`.
    Member {
        object: Expr,
        cname: Name,
        arrow: bool,
    },
    /// Python subscript with an object index.
    Item {
        object: Expr,
        index: Expr,
    },
    /// Python sequence subscript with a C integer index (type `Py_ssize_t`).
    ItemInt {
        object: Expr,
        index: Expr,
        wraparound: bool,
        boundscheck: bool,
    },
    /// Python slice with C bounds (`Py_ssize_t`) where given; objects otherwise use `Item`.
    SliceInt {
        object: Expr,
        lower: Option<Expr>,
        upper: Option<Expr>,
    },
    /// C array or pointer element.
    CItem {
        object: Expr,
        index: Expr,
    },
    /// C array slice assigned from a sequence or another slice: lengths are checked.
    CSlice {
        object: Expr,
        lower: Option<Expr>,
        upper: Option<Expr>,
        len: Option<cyrus_types::ArrayLen>,
    },
    /// `p[0]`, `deref(p)`, C++ references: assign through this pointer-typed expression.
    Deref(Expr),
    /// C++ `container[index]` returning a reference.
    CppItem {
        object: Expr,
        index: Expr,
    },
    /// `view[i, j]`
    MemViewItem {
        view: Expr,
        indices: Vec<Expr>,
        boundscheck: bool,
        wraparound: bool,
    },
    /// `view[...] = value`: broadcast copy; the object is a memoryview slice expression.
    MemViewAssign {
        view: Expr,
    },
    /// Old-style buffer element.
    BufferItem {
        buffer: LocalId,
        indices: Vec<Expr>,
        boundscheck: bool,
        wraparound: bool,
        none_check: bool,
    },
    /// `a, *b, c`: at most one star; elements take Python objects (or the types of a ctuple).
    Unpack {
        before: Vec<Target>,
        star: Option<Box<Target>>,
        after: Vec<Target>,
    },
}

/// A loop.
#[derive(Clone, Debug)]
pub struct For {
    pub iter: ForIter,
    pub body: Block,
    pub orelse: Block,
}

/// What a loop runs over. Loop variables are assigned before each run of the body.
#[derive(Clone, Debug)]
pub enum ForIter {
    /// The general protocol. `source` is a Python object.
    Iterator { target: Target, source: Expr, is_async: bool },
    /// C integer range, as `for i in range(...)` on a C variable and `for i from`: the target is
    /// assigned from a hidden counter of type `ty`. Stops at `upper` exclusive or, with `inclusive`,
    /// inclusive. `step` is a constant of known sign, or any expression whose sign is tested at run time.
    Range {
        target: Target,
        ty: TyId,
        lower: Expr,
        upper: Expr,
        step: Expr,
        /// `None`: the sign is only known at run time.
        ascending: Option<bool>,
        inclusive: bool,
        /// `for … from`: the target itself is the counter and keeps C semantics after the loop
        /// (it is read back at each turn).
        from_loop: bool,
    },
    /// Elements of a C array or pointer slice: pointer to the first, and the number of elements.
    CArray { target: Target, pointer: Expr, len: Expr },
    /// `for k, v in d.items()` and the like on an exact dict.
    Dict { dict: Expr, key: Option<Target>, value: Option<Target>, item: Option<Target> },
    /// Exact set or frozenset.
    Set { target: Target, set: Expr },
    /// Characters of a `str` as `Py_UCS4`, or of `bytes` as `char`.
    Chars { target: Target, string: Expr },
    /// C++ container or cypclass with `begin()`/`end()`: expressions calling them on the bound
    /// container, increment and dereference are operators of the iterator type. Without a target the
    /// body binds the item itself.
    CppRange {
        target: Option<Target>,
        container: LocalId,
        value: Expr,
        begin: Expr,
        end: Expr,
        iterator: TyId,
        item: Expr,
        iter_local: LocalId,
        end_local: LocalId,
    },
    /// Elements of a one-dimensional memoryview.
    MemView { target: Target, view: Expr },
    /// A cypclass with `__iter__`/`__next__`: `next` is evaluated before each turn with `iterator`
    /// bound; iteration ends when the exception state holds `StopIteration`.
    CypIter { target: Target, iterator: LocalId, source: Expr, next: Expr, item_local: LocalId, item: Expr },
    /// Several beside each other, without Python objects, until one of them has no more. The target of a `CypIter` among them
    /// is a variable that nothing else uses.
    Zip {
        parts: Vec<ForIter>,
        /// All have to end together (`strict=True`).
        strict: bool,
    },
    /// The elements after which `turn` does not `continue`: those that a `filter` takes.
    Where { iter: Box<ForIter>, turn: Block },
}

#[derive(Clone, Debug)]
pub struct Try {
    pub body: Block,
    pub handlers: Vec<Handler>,
    pub orelse: Block,
    /// `None` when there is no `finally`.
    pub finally: Option<Block>,
}

#[derive(Clone, Debug)]
pub struct Handler {
    pub span: Span,
    /// `None` for a bare `except:`. A class or tuple expression.
    pub matches: Option<Expr>,
    /// Bound at entry; deleted at exit when it is a name (Python 3).
    pub target: Option<Target>,
    pub delete_target: bool,
    pub body: Block,
}

#[derive(Clone, Debug)]
pub struct With {
    pub manager: Expr,
    /// The call of a C method `__enter__`, and the local that holds the manager for it.
    pub enter: Option<(LocalId, Expr)>,
    pub target: Option<Target>,
    pub is_async: bool,
    pub body: Block,
}

/// A `class` statement.
#[derive(Clone, Debug)]
pub struct PyClass {
    pub name: Name,
    pub qualname: Name,
    pub doc: Option<StrConst>,
    /// A tuple-typed expression of bases (starred ones allowed), evaluated first.
    pub bases: Expr,
    /// Keywords, or a dict expression; `None` when there are none.
    pub keywords: Option<Expr>,
    /// Temporary bound to the namespace while the body runs.
    pub namespace: LocalId,
    /// A method uses `super()` or `__class__`: this captured local receives the class.
    pub class_cell: Option<LocalId>,
    /// Level 2: look for `__metaclass__` in the namespace and allow classic style.
    pub py2: bool,
    pub body: Block,
    /// Decorators were applied by the checker around this: the result is bound here.
    pub result: LocalId,
}

/// A `with parallel` block.
#[derive(Clone, Debug)]
pub struct Parallel {
    pub num_threads: Option<Expr>,
    pub condition: Option<Expr>,
    /// Assigned inside: private to each thread.
    pub private: Vec<LocalId>,
    pub body: Block,
}

/// Who runs the iterations of a parallel loop.
#[derive(Clone, Copy, PartialEq, Eq, Default, Debug)]
pub enum Scheduler {
    /// The threads of OpenMP, where the C compiler has it.
    #[default]
    OpenMp,
    /// Tasks of the runtime: `scheduler="cyrus"`.
    Runtime,
}

/// A `prange` loop.
#[derive(Clone, Debug)]
pub struct Prange {
    pub scheduler: Scheduler,
    pub target: Target,
    pub ty: TyId,
    pub start: Expr,
    pub stop: Expr,
    pub step: Expr,
    pub schedule: Option<Name>,
    pub chunksize: Option<Expr>,
    pub num_threads: Option<Expr>,
    pub condition: Option<Expr>,
    pub nogil: bool,
    /// Enclosed by a `parallel` block: a worksharing loop without a team of its own.
    pub in_parallel: bool,
    pub last_private: Vec<LocalId>,
    /// Variables combined with this operator.
    pub reductions: Vec<(LocalId, BinOp)>,
    pub body: Block,
    pub orelse: Block,
}
