//! Functions and their local variables.

use crate::*;
use cyrus_arena::{IndexVec, define_id};
use cyrus_source::Span;
use cyrus_types::{ClassId, FuncTyId, TyId};

define_id!(
    /// A function with a body in this module.
    pub struct FuncId
);
define_id!(
    /// A local variable of one function.
    pub struct LocalId
);

/// The local variable that has the operand of an operator of a cypclass, in the function that Python calls for it.
pub const CYP_OPERAND: &str = "__cyrus_operand";

/// A function with a body: `def`, `cdef`, `cpdef`, lambda, generator expression, method, class body
/// helper or the module's own body.
#[derive(Clone, Debug)]
pub struct Func {
    pub name: Name,
    /// `Class.method`, `outer.<locals>.inner`
    pub qualname: Name,
    /// C name of the function with the C signature (for Python-only functions: of the wrapper).
    pub cname: Name,
    pub kind: FuncKind,
    pub span: Span,
    /// The name alone, for diagnostics.
    pub name_span: Span,
    pub doc: Option<StrConst>,
    /// Parameters in order of numbering: positional, `*args`, keyword-only, `**kwargs`. Each is also a
    /// local. For methods `self` is the first.
    pub params: Vec<Param>,
    pub locals: IndexVec<LocalId, Local>,
    /// Type of the value that `return` gives: object for Python functions.
    pub ret: TyId,
    pub body: Block,
    /// The function whose locals this one may reach through [`ExprKind::Outer`].
    pub parent: Option<FuncId>,
    /// Some inner function (or this one, being a generator) needs this function's variables on the
    /// heap: it has a scope object, which holds the locals marked `captured`.
    pub needs_scope: bool,
    /// Reads variables of `parent` or beyond, so its function object carries the scope.
    pub uses_outer: bool,
    pub coroutine: CoroutineKind,
    pub directives: FuncDirectives,
    /// Return annotation, as Python sees it.
    pub return_annotation: Option<Expr>,
}

/// What kind of function, and how it is called.
#[derive(Clone, Debug)]
pub enum FuncKind {
    /// The module's statements, run at import.
    ModuleInit,
    /// A `def`: reached through Python only.
    Def(DefInfo),
    /// A `cdef` function or method with a C signature.
    C(CFuncInfo),
    /// `cpdef`: the C function; `wrapper` information serves its Python face.
    CPdef(CFuncInfo, DefInfo),
    /// Special method of an extension type that fills a slot with a fixed C signature, e.g.
    /// `__getitem__`, `__init__`, `__add__`.
    Slot { class: ClassId, slot: Name, def: DefInfo },
    /// Body of a generator expression; its single parameter is the outermost iterator's source.
    GeneratorExpr,
    /// A method of a cypclass.
    Cyp(CypMethodRef),
}

impl FuncKind {
    /// Whether it has a C signature, and with that a variable for each default value that is not a constant.
    pub fn is_c(&self) -> bool {
        match self {
            FuncKind::C(_) | FuncKind::CPdef(..) => true,
            FuncKind::ModuleInit
            | FuncKind::Def(_)
            | FuncKind::Slot { .. }
            | FuncKind::GeneratorExpr
            | FuncKind::Cyp(_) => false,
        }
    }
}

/// What a Python-callable function shows to Python.
#[derive(Clone, Debug, Default)]
pub struct DefInfo {
    /// Extension class whose type dict holds it.
    pub class: Option<ClassId>,
    pub is_static: bool,
    pub is_class_method: bool,
    /// A lambda.
    pub is_lambda: bool,
    /// `binding=True`: a function object with attributes; else a plain builtin function.
    pub binding: bool,
    /// A method in a Python class body (its first argument may be any object).
    pub in_py_class: bool,
    /// `self` is implicit: passed by the method protocol, not in the argument vector.
    pub implicit_self: bool,
    /// Must not be exposed to Python (`__cinit__`, `__dealloc__`).
    pub hidden: bool,
    /// A binary operator whose first argument may be any object, the second the instance (`c_api_binop_methods`).
    pub any_operand: bool,
    /// Errors in converting arguments name what was converted.
    pub told_as: Option<ArgumentText>,
    /// Of a `cpdef` function that gives a cypclass object: a variable for the result, and what Python gets of it.
    pub result: Option<(LocalId, Box<crate::Expr>)>,
}

/// How an error in converting an argument calls it.
#[derive(Clone, PartialEq, Eq, Debug)]
pub enum ArgumentText {
    /// This text, then the parameter's name in quotes.
    Parameters(Name),
    /// This text: the function sets an attribute.
    Attribute(Name),
}

/// What a C function is to the linker and to classes.
#[derive(Clone, Debug)]
pub struct CFuncInfo {
    pub sig: FuncTyId,
    pub visibility: CVisibility,
    pub api: bool,
    pub inline: bool,
    /// Extension class it is a method of.
    pub class: Option<ClassId>,
    pub is_static: bool,
    /// Parameters of the class template that it is a method of.
    pub templates: Vec<cyrus_types::TemplateParamId>,
}

#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum CVisibility {
    /// `static` in C.
    Private,
    /// `public`: a global C symbol. Also what `extern` declares without a header, which we then declare.
    Public,
}

#[derive(Clone, Copy, PartialEq, Eq, Debug, Default)]
pub enum CoroutineKind {
    #[default]
    None,
    Generator,
    Coroutine,
    AsyncGenerator,
    /// `@types.coroutine`-like generator usable with `await`.
    IterableCoroutine,
}

/// Directives that change the code of a function (Cython docs, "Compiler directives").
#[derive(Clone, Debug)]
pub struct FuncDirectives {
    pub boundscheck: bool,
    pub wraparound: bool,
    pub initializedcheck: bool,
    /// C++ variables are not there before something is assigned to them.
    pub cpp_locals: bool,
    pub nonecheck: bool,
    /// Using a cypclass reference that is NULL raises.
    pub nullcheck: bool,
    pub cdivision: bool,
    pub cdivision_warnings: bool,
    pub overflowcheck: bool,
    pub overflowcheck_fold: bool,
    pub profile: bool,
    pub linetrace: bool,
    pub always_allow_keywords: bool,
    pub language_level: u8,
    /// `StopIteration` that leaves a generator is a `RuntimeError` (PEP 479).
    pub generator_stop: bool,
    pub c_string_encoding: Name,
    pub cpow: Option<bool>,
    pub unraisable_tracebacks: bool,
    pub iterable_coroutine: bool,
    pub optimize_unpack_method_calls: bool,
    pub optimize_use_switch: bool,
}

impl Default for FuncDirectives {
    fn default() -> Self {
        FuncDirectives {
            boundscheck: true,
            wraparound: true,
            initializedcheck: true,
            cpp_locals: false,
            nonecheck: false,
            nullcheck: false,
            cdivision: false,
            cdivision_warnings: false,
            overflowcheck: false,
            overflowcheck_fold: true,
            profile: false,
            linetrace: false,
            always_allow_keywords: true,
            language_level: 3,
            generator_stop: true,
            c_string_encoding: Name::default(),
            cpow: None,
            unraisable_tracebacks: true,
            iterable_coroutine: false,
            optimize_unpack_method_calls: true,
            optimize_use_switch: true,
        }
    }
}

/// A parameter.
#[derive(Clone, Debug)]
pub struct Param {
    pub local: LocalId,
    pub name: Name,
    pub ty: TyId,
    pub kind: ParamKind,
    /// The default, of the parameter's type. Constants are compiled in; others are evaluated when the
    /// function object is made.
    pub default: Option<ParamDefault>,
    pub annotation: Option<Expr>,
    /// Whether `None` is accepted for a parameter of extension, builtin or memoryview type.
    pub accepts_none: bool,
    /// Needs a run-time type test when called from Python (extension and builtin types).
    pub type_test: bool,
    /// An annotation has given the type, which is what the message of a failed test speaks of.
    pub type_from_annotation: bool,
    pub span: Span,
}

#[derive(Clone, Debug)]
pub enum ParamDefault {
    /// A C or Python constant: [`ExprKind::is_constant`] holds.
    Constant(Expr),
    /// Evaluated once, where the definition is executed. Of a Python function it is a Python object of the function
    /// object's defaults. Of one with a C signature it has the parameter's type, and a variable of the generated file
    /// keeps it for all calls: see [`crate::StmtKind::Defaults`].
    Dynamic(Expr),
    /// Declared in a pxd as `=*`.
    Unknown,
}

#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum ParamKind {
    PositionalOnly,
    Normal,
    Star,
    KeywordOnly,
    DoubleStar,
}

/// A local variable, parameter, or synthetic temporary.
#[derive(Clone, Debug)]
pub struct Local {
    pub name: Name,
    pub ty: TyId,
    pub kind: LocalKind,
    /// Lives in the function's scope object because an inner function uses it.
    pub captured: bool,
    /// Reading it before assignment must be checked at run time (decided by flow later; the checker
    /// sets it for Python objects and other types with an unset state).
    pub maybe_unbound: bool,
    /// Its type was written, not inferred.
    pub declared: bool,
    pub span: Span,
}

#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum LocalKind {
    Param,
    /// Without a name it is the compiler's: some statements use it, a `Delete` empties it if it holds anything.
    Variable,
    /// Bound once by a `Let`; never rebound, never unbound, invisible to users.
    Temp,
}
