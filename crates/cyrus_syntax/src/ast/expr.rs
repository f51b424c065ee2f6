//! Expressions.

use super::{Ident, Param, Params, TypeExpr};
use crate::{Name, NodeId};
use cyrus_source::Span;

/// An expression.
#[derive(Clone, Debug)]
pub struct Expr {
    pub id: NodeId,
    pub span: Span,
    /// Byte offset at which messages about this node point, as users of Cython know them: the operator
    /// of a binary operation or comparison, the dot of an attribute, the opening bracket of a call or
    /// subscript, the first element of a parenthesised tuple; otherwise the start.
    pub anchor: u32,
    pub kind: ExprKind,
}

impl Expr {
    /// The span that messages about this node point at: from [`Expr::anchor`] to the end.
    pub fn anchor_span(&self) -> Span {
        Span::new(self.span.file, self.anchor, self.span.end.max(self.anchor))
    }
}

/// What an expression is.
#[derive(Clone, Debug)]
pub enum ExprKind {
    Name(Name),
    NoneLit,
    True,
    False,
    /// `...`
    Ellipsis,
    /// `NULL`
    Null,
    Int(IntLit),
    /// Source text without underscores.
    Float(Name),
    /// `1.5j`: source text without the `j`.
    Imaginary(Name),
    Str(StrLit),
    FString(FString),

    Tuple(Vec<Expr>),
    List(Vec<Expr>),
    Set(Vec<Expr>),
    Dict(Vec<DictItem>),
    ListComp(Box<Comprehension>),
    SetComp(Box<Comprehension>),
    /// The element is `key: value`, held in [`Comprehension::key`] and `element`; without a key it is
    /// `**element` (PEP 798).
    DictComp(Box<Comprehension>),
    GeneratorExp(Box<Comprehension>),

    Attribute(Box<Expr>, Ident),
    /// `value[index]`; several indices are a [`ExprKind::Tuple`], slices [`ExprKind::Slice`].
    Subscript(Box<Expr>, Box<Expr>),
    Slice {
        lower: Option<Box<Expr>>,
        upper: Option<Box<Expr>>,
        step: Option<Box<Expr>>,
    },
    Call(Box<Call>),

    Unary(UnaryOp, Box<Expr>),
    Binary(BinaryOp, Box<Expr>, Box<Expr>),
    /// `a and b` / `a or b`; chains nest to the right as written by the grammar, left to right.
    Bool(BoolOp, Box<Expr>, Box<Expr>),
    /// `a < b <= c`: first operand, then (operator, operand) pairs; at least one pair.
    Compare(Box<Expr>, Vec<(CompareOp, Expr)>),
    /// `then if test else orelse`
    Conditional {
        test: Box<Expr>,
        then: Box<Expr>,
        orelse: Box<Expr>,
    },
    Lambda(Box<Lambda>),
    Await(Box<Expr>),
    Yield(Option<Box<Expr>>),
    YieldFrom(Box<Expr>),
    /// `*x` in a display, call or target.
    Starred(Box<Expr>),
    /// `name := value`
    Walrus(Ident, Box<Expr>),

    // ---- Cython
    /// `<T> x`, or `<T?> x` when `checked`.
    Cast {
        ty: Box<TypeExpr>,
        value: Box<Expr>,
        checked: bool,
    },
    SizeOf(SizeOfArg),
    /// `&x`
    AddressOf(Box<Expr>),
    /// `typeof(x)`: the type's name as text, known at compile time.
    TypeOf(Box<Expr>),
    /// `new T(args)` / `new T[U](args)`: the class and the call.
    New {
        class: Box<TypeExpr>,
        args: Vec<Arg>,
    },
    /// `` `x` `` of language level 2: `repr(x)`.
    Backquote(Box<Expr>),
    /// A type where the grammar allows one among expressions: `vector[int*]`, `f[unsigned int]`.
    Type(Box<TypeExpr>),

    // ---- Cython+
    Consume(Box<Expr>),

    // ---- Cyrus
    /// `go f(args)`: starts a task; the operand is the call, or what stands in its place.
    Go(Box<Expr>),

    /// Stands where the parser reported an error.
    Error,
}

/// An integer literal.
#[derive(Clone, PartialEq, Debug)]
pub struct IntLit {
    /// As written, underscores and suffix removed, prefix (`0x`, `0o`, `0b`, level-2 `0`) kept.
    pub text: Name,
    /// `U` suffix.
    pub unsigned: bool,
    /// Number of `L`s in the suffix: 0, 1 or 2.
    pub longness: u8,
}

/// How a string literal was prefixed.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum StrKind {
    /// No prefix: `str`; its meaning depends on the language level.
    Plain,
    /// `u''`
    Unicode,
    /// `b''`
    Bytes,
    /// `c'x'`: a C character constant.
    Char,
}

/// A (possibly concatenated) string literal, escapes resolved.
#[derive(Clone, PartialEq, Debug)]
pub struct StrLit {
    pub kind: StrKind,
    /// The text reading as WTF-8: valid UTF-8 unless `\\ud800`-like escapes put lone surrogates in it.
    /// literals with non-ASCII escapes.
    pub text: Option<Vec<u8>>,
    /// The bytes reading (`\u` escapes are not interpreted; non-ASCII text is in the file's
    /// encoding). `None` for `u''` literals.
    pub bytes: Option<Vec<u8>>,
}

/// `f"..."` (or `t"..."` when `template`), adjacent literals concatenated.
#[derive(Clone, Debug)]
pub struct FString {
    pub template: bool,
    pub parts: Vec<FStringPart>,
}

/// One piece of an f-string.
#[derive(Clone, Debug)]
pub enum FStringPart {
    Literal(String),
    Field(FStringField),
}

/// `{value!conversion:format}`; `{value=}` gives a literal part with the source text before it
/// (and conversion `r` unless a format or conversion was given).
#[derive(Clone, Debug)]
pub struct FStringField {
    pub value: Expr,
    /// `'r'`, `'s'`, `'a'`, Cython's `'d'` (integer), or `None`.
    pub conversion: Option<char>,
    /// Format spec, itself made of literals and fields.
    pub format: Option<Vec<FStringPart>>,
    /// The expression's source text, kept for the fields of a template string.
    pub source: Option<Name>,
    pub span: Span,
}

/// An item of a dict display.
#[derive(Clone, Debug)]
pub enum DictItem {
    Pair(Expr, Expr),
    /// `**mapping`
    Unpack(Expr),
}

/// A comprehension or generator expression.
#[derive(Clone, Debug)]
pub struct Comprehension {
    /// Only for dict comprehensions.
    pub key: Option<Expr>,
    pub element: Expr,
    pub clauses: Vec<CompClause>,
}

/// `[async] for target in iter` with its conditions.
#[derive(Clone, Debug)]
pub struct CompClause {
    pub is_async: bool,
    pub target: Expr,
    /// [`ExprKind::Error`] when `from_range` is given.
    pub iter: Expr,
    /// `for i from 0 <= i < n` of Cython, in place of `in iter`.
    pub from_range: Option<Box<FromRange>>,
    pub conditions: Vec<Expr>,
    pub span: Span,
}

/// `lower <= i < upper by step` of a for-from clause.
#[derive(Clone, Debug)]
pub struct FromRange {
    pub lower: Expr,
    /// `<`, `<=`, `>` or `>=`
    pub lower_op: CompareOp,
    pub upper_op: CompareOp,
    pub upper: Expr,
    pub step: Option<Expr>,
}

impl FromRange {
    /// Its expressions, in order of evaluation.
    pub fn parts(&self) -> impl Iterator<Item = &Expr> {
        [&self.lower, &self.upper].into_iter().chain(&self.step)
    }
}

impl CompClause {
    /// What is evaluated to find the values: the iterable, or the bounds.
    pub fn sources(&self) -> impl Iterator<Item = &Expr> {
        let iter = self.from_range.is_none().then_some(&self.iter);
        iter.into_iter().chain(self.from_range.iter().flat_map(|range| range.parts()))
    }
}

/// A call.
#[derive(Clone, Debug)]
pub struct Call {
    pub func: Expr,
    pub args: Vec<Arg>,
}

/// One argument of a call or class statement, in source order.
#[derive(Clone, Debug)]
pub enum Arg {
    Positional(Expr),
    Keyword(Ident, Expr),
    /// `*args`
    Star(Expr),
    /// `**kwargs`
    DoubleStar(Expr),
}

/// `lambda params: body`
#[derive(Clone, Debug)]
pub struct Lambda {
    pub id: NodeId,
    pub params: Params,
    pub body: Expr,
}

impl Lambda {
    /// All parameters in order of declaration, stars included.
    pub fn all_params(&self) -> impl Iterator<Item = &Param> {
        self.params.all()
    }
}

/// Operand of `sizeof`.
#[derive(Clone, Debug)]
pub enum SizeOfArg {
    Type(Box<TypeExpr>),
    /// Could be a type name or a variable: the checker decides.
    Expr(Box<Expr>),
}

#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug)]
pub enum UnaryOp {
    Not,
    Neg,
    Pos,
    Invert,
    /// C++ `preincrement`-like operators reached through `cython.operator` are calls, not syntax;
    /// kept here so that the checker can reuse the operator tables.
    Deref,
}

#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug)]
pub enum BinaryOp {
    Add,
    Sub,
    Mul,
    /// `@`
    MatMul,
    /// `/`
    Div,
    /// `//`
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
pub enum BoolOp {
    And,
    Or,
}

#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug)]
pub enum CompareOp {
    Lt,
    Le,
    Gt,
    Ge,
    Eq,
    /// `!=`, and `<>` of language level 2.
    Ne,
    Is,
    IsNot,
    In,
    NotIn,
}
