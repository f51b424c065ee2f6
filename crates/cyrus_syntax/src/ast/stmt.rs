//! Statements and Python definitions.

use super::*;
use crate::NodeId;

/// A statement.
#[derive(Clone, Debug)]
pub struct Stmt {
    pub span: Span,
    pub kind: StmtKind,
}

/// A suite.
pub type Block = Vec<Stmt>;

/// What a statement is.
#[derive(Clone, Debug)]
pub enum StmtKind {
    Expr(Expr),
    /// `a = b = value`: targets left to right.
    Assign {
        targets: Vec<Expr>,
        value: Expr,
    },
    AugAssign {
        target: Expr,
        op: BinaryOp,
        value: Expr,
    },
    /// `target: annotation [= value]`
    AnnAssign {
        target: Expr,
        annotation: Expr,
        value: Option<Expr>,
    },
    Delete(Vec<Expr>),
    Pass,
    Break,
    Continue,
    Return(Option<Expr>),
    Raise(Raise),
    Global(Vec<Ident>),
    Nonlocal(Vec<Ident>),
    Assert {
        test: Expr,
        message: Option<Expr>,
    },
    Import(Vec<ImportAlias>),
    ImportFrom(ImportFrom),
    If {
        branches: Vec<(Expr, Block)>,
        orelse: Option<Block>,
    },
    While {
        test: Expr,
        body: Block,
        orelse: Option<Block>,
    },
    For(Box<For>),
    /// `for i from lower <= i < upper by step:`
    ForFrom(Box<ForFrom>),
    Try(Box<Try>),
    With {
        is_async: bool,
        items: Vec<WithItem>,
        body: Block,
    },
    Match {
        subject: Expr,
        cases: Vec<MatchCase>,
    },
    FuncDef(Box<FuncDef>),
    ClassDef(Box<ClassDef>),
    /// `type X[T] = value` (PEP 695). The value is a lambda over the type parameters.
    TypeAlias {
        name: Ident,
        type_params: Vec<TypeParam>,
        value: Expr,
    },
    /// `print a, b` of language level 2.
    Print {
        dest: Option<Expr>,
        values: Vec<Expr>,
        newline: bool,
    },
    /// `exec code [in globals [, locals]]`
    Exec {
        code: Expr,
        globals: Option<Expr>,
        locals: Option<Expr>,
    },

    // ---- Cython
    CImport(Vec<ImportAlias>),
    CImportFrom(ImportFrom),
    /// `include "file.pxi"`; replaced by the file's statements when names are resolved.
    Include {
        path: String,
    },
    /// `DEF name = value`
    CompileTimeDef {
        name: Ident,
        value: Expr,
    },
    /// `IF … ELIF … ELSE`
    CompileTimeIf {
        branches: Vec<(Expr, Block)>,
        orelse: Option<Block>,
    },
    /// `cdef int a, *b = NULL`
    CVar(Box<CVarDef>),
    /// `cdef`/`cpdef` function: with a body, or a declaration inside `cdef class` of a pxd.
    CFunc(Box<CFuncDef>),
    CTypedef(Box<CTypedef>),
    CStruct(Box<CStructDef>),
    CEnum(Box<CEnumDef>),
    Fused(Box<FusedDef>),
    CClass(Box<CClassDef>),
    CppClass(Box<CppClassDef>),
    Extern(Box<ExternBlock>),
    /// Several declarations under one `cdef:`; each already carries the block's modifiers.
    CdefBlock(Block),
    /// `property name:` of an extension type.
    Property(Box<PropertyDef>),
    /// `with nogil:` / `with gil:`, optionally `(condition)`.
    Gil {
        kind: GilKind,
        condition: Option<Expr>,
        body: Block,
    },

    // ---- Cython+
    CypClass(Box<CypClassDef>),
    /// `with wlocked x:` / `with rlocked x:`; several objects are locked together.
    Locked {
        kind: LockKind,
        items: Vec<Expr>,
        body: Block,
    },

    // ---- Cyrus
    /// `select:` over operations of channels.
    Select {
        cases: Vec<SelectCase>,
        orelse: Option<Block>,
    },

    /// Stands where the parser reported an error.
    Error,
}

/// `case [target =] operation:`
#[derive(Clone, Debug)]
pub struct SelectCase {
    pub span: Span,
    pub target: Option<Expr>,
    pub operation: Expr,
    pub body: Block,
}

#[derive(Clone, Debug)]
pub struct Raise {
    pub exc: Option<Expr>,
    /// Second and third operand of the level-2 form.
    pub value: Option<Expr>,
    pub traceback: Option<Expr>,
    /// `from cause`
    pub cause: Option<Expr>,
}

/// `a.b.c [as name]`
#[derive(Clone, Debug)]
pub struct ImportAlias {
    pub name: DottedName,
    pub asname: Option<Ident>,
}

/// `from ..module import names` (or `cimport`).
#[derive(Clone, Debug)]
pub struct ImportFrom {
    /// Number of leading dots.
    pub level: u32,
    /// `None` for `from . import x`.
    pub module: Option<DottedName>,
    pub names: ImportNames,
}

#[derive(Clone, Debug)]
pub enum ImportNames {
    Star(Span),
    Names(Vec<(Ident, Option<Ident>)>),
}

#[derive(Clone, Debug)]
pub struct For {
    pub is_async: bool,
    pub target: Expr,
    pub iter: Expr,
    pub body: Block,
    pub orelse: Option<Block>,
}

#[derive(Clone, Debug)]
pub struct ForFrom {
    /// The loop variable (an expression because any target may stand there).
    pub target: Expr,
    pub lower: Expr,
    /// `<`, `<=`, `>` or `>=`
    pub lower_op: CompareOp,
    pub upper_op: CompareOp,
    pub upper: Expr,
    pub step: Option<Expr>,
    pub body: Block,
    pub orelse: Option<Block>,
}

#[derive(Clone, Debug)]
pub struct Try {
    pub body: Block,
    pub handlers: Vec<ExceptHandler>,
    /// `except*` handlers.
    pub is_star: bool,
    pub orelse: Option<Block>,
    pub finalbody: Option<Block>,
}

#[derive(Clone, Debug)]
pub struct ExceptHandler {
    pub span: Span,
    /// `None` for a bare `except:`.
    pub ty: Option<Expr>,
    /// `as name`, or the level-2 `except T, target`.
    pub target: Option<Expr>,
    pub body: Block,
}

#[derive(Clone, Debug)]
pub struct WithItem {
    pub context: Expr,
    pub target: Option<Expr>,
}

#[derive(Clone, Debug)]
pub struct MatchCase {
    pub span: Span,
    pub pattern: Pattern,
    pub guard: Option<Expr>,
    pub body: Block,
}

#[derive(Clone, Debug)]
pub struct Pattern {
    pub span: Span,
    pub kind: PatternKind,
}

/// Patterns of PEP 634.
#[derive(Clone, Debug)]
pub enum PatternKind {
    /// `_`
    Wildcard,
    Capture(Ident),
    /// A literal or dotted name, compared with `==`.
    Value(Expr),
    /// `None`, `True`, `False`: compared with `is`.
    Singleton(Expr),
    Sequence(Vec<Pattern>),
    /// `*name` or `*_` (`None`) inside a sequence.
    Star(Option<Ident>),
    Mapping {
        items: Vec<(Expr, Pattern)>,
        rest: Option<Ident>,
    },
    Class {
        class: Expr,
        positional: Vec<Pattern>,
        keywords: Vec<(Ident, Pattern)>,
    },
    Or(Vec<Pattern>),
    As(Box<Pattern>, Ident),
}

/// A `def` function.
#[derive(Clone, Debug)]
pub struct FuncDef {
    pub id: NodeId,
    pub name: Ident,
    pub decorators: Vec<Expr>,
    pub is_async: bool,
    pub type_params: Vec<TypeParam>,
    pub params: Params,
    pub returns: Option<Expr>,
    /// The docstring stays the first statement of the body.
    pub body: Block,
    pub span: Span,
}

/// A Python class.
#[derive(Clone, Debug)]
pub struct ClassDef {
    pub id: NodeId,
    pub name: Ident,
    pub decorators: Vec<Expr>,
    pub type_params: Vec<TypeParam>,
    /// Bases and keywords in source order.
    pub args: Vec<Arg>,
    pub body: Block,
    pub span: Span,
}

/// `T`, `T: bound`, `*Ts`, `**P`, each with an optional default (PEP 695, PEP 696). Bounds and defaults are lambdas over
/// all parameters, as none is evaluated before somebody asks for it; of a starred default, what stands after the star.
#[derive(Clone, Debug)]
pub struct TypeParam {
    pub name: Ident,
    pub kind: TypeParamKind,
    pub bound: Option<Expr>,
    pub default: Option<Expr>,
}

impl TypeParam {
    /// Its bound and its default, the latter without a star.
    pub fn exprs(&self) -> impl Iterator<Item = &Expr> {
        let plain = |e| match e {
            &Expr { kind: super::ExprKind::Starred(ref inner), .. } => &**inner,
            e => e,
        };
        self.bound.iter().chain(self.default.iter().map(plain))
    }
}

#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum TypeParamKind {
    TypeVar,
    TypeVarTuple,
    ParamSpec,
}

/// Parameters of any function.
#[derive(Clone, Debug, Default)]
pub struct Params {
    /// Positional-only, normal and keyword-only parameters in order.
    pub items: Vec<Param>,
    /// `*args`
    pub star: Option<Param>,
    /// A bare `*` stands before the keyword-only parameters.
    pub bare_star: bool,
    /// `**kwargs`
    pub double_star: Option<Param>,
    /// `...` of C functions.
    pub ellipsis: bool,
    pub span: Span,
}

impl Params {
    /// All parameters in the order Python numbers them: positional, `*args`, keyword-only, `**kwargs`.
    pub fn all(&self) -> impl Iterator<Item = &Param> {
        let split =
            self.items.iter().position(|p| p.kind == ParamKind::KeywordOnly).unwrap_or(self.items.len());
        self.items[..split]
            .iter()
            .chain(self.star.iter())
            .chain(self.items[split..].iter())
            .chain(self.double_star.iter())
    }
}

/// One parameter.
#[derive(Clone, Debug)]
pub struct Param {
    pub span: Span,
    pub kind: ParamKind,
    /// C type before the name. `None` when there is none **or** when a single name stands there: in
    /// `cdef` declarations that name (then in `declarator`) may turn out to be a type.
    pub ty: Option<TypeExpr>,
    /// Name and pointer/array/function parts; the name may be missing in C declarations.
    pub declarator: Declarator,
    pub annotation: Option<Expr>,
    pub default: Option<ParamDefault>,
    pub none: NoneSpec,
}

impl Param {
    /// The parameter's name, if it has one.
    pub fn name(&self) -> Option<&Ident> {
        self.declarator.name()
    }
}

#[derive(Clone, Debug)]
pub enum ParamDefault {
    Value(Expr),
    /// `=*` or `=?` in a pxd: there is a default, its value is elsewhere.
    Unknown,
}

#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug)]
pub enum ParamKind {
    PositionalOnly,
    Normal,
    KeywordOnly,
    /// `*args` / `**kwargs`
    Variadic,
}

/// `not None` / `or None` after a parameter.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug, Default)]
pub enum NoneSpec {
    #[default]
    Unspecified,
    NotNone,
    OrNone,
}

#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug)]
pub enum GilKind {
    Gil,
    NoGil,
}

#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug)]
pub enum LockKind {
    /// `wlocked`
    Write,
    /// `rlocked`
    Read,
}
