//! Tokens: what the lexer hands to the grammar.
//!
//! A [`Token`] is a kind and a byte range; the text stays in the source. Reserved words have kinds of their
//! own; words that are special only in some places are [`Tok::Name`] with a [`Soft`] tag, so that the grammar
//! asks for them without comparing text and they remain usable as names everywhere else.

/// One token: a byte range with a kind.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Token {
    pub(crate) kind: Tok,
    /// Which soft keyword a [`Tok::Name`] spells.
    pub(crate) soft: Soft,
    pub(crate) start: u32,
    pub(crate) end: u32,
}

macro_rules! tokens {
    ($( $name:ident = $text:literal ),* $(,)?) => {
        /// Kinds of tokens.
        #[derive(Clone, Copy, PartialEq, Eq, Debug)]
        pub(crate) enum Tok { $( $name, )* }

        impl Tok {
            /// How messages name the token, except names, whose own text is shown.
            pub(crate) fn describe(self) -> &'static str {
                match self { $( Tok::$name => $text, )* }
            }
        }
    };
}

tokens! {
    Name = "IDENT", Int = "INT", Float = "FLOAT", Imag = "IMAG",
    // A whole literal with prefix and quotes; `UnclosedStr` lacks the closing quote.
    Str = "BEGIN_STRING", UnclosedStr = "BEGIN_STRING",
    // f"…": start with its quote, literal text, closing quote; fields between them are ordinary tokens.
    FStart = "BEGIN_FT_STRING", FMiddle = "CHARS", FEnd = "END_FT_STRING",
    // Stands where an f-string ends without its closing quote.
    FUnclosed = "None",
    Newline = "NEWLINE", Indent = "INDENT", Dedent = "DEDENT", Eof = "EOF",
    // Text that is no token; the message is in the lexer's table of errors.
    Error = "ERROR",

    LParen = "(", RParen = ")", LBracket = "[", RBracket = "]", LBrace = "{", RBrace = "}",
    Colon = ":", Comma = ",", Semi = ";", Plus = "+", Minus = "-", Star = "*", Slash = "/",
    Pipe = "|", Amp = "&", Less = "<", Greater = ">", Assign = "=", Dot = ".", Percent = "%",
    Backquote = "`", Tilde = "~", Caret = "^", Question = "?", Bang = "!", At = "@",
    EqEq = "==", LtGt = "<>", NotEq = "!=", LessEq = "<=", GreaterEq = ">=", LShift = "<<",
    RShift = ">>", StarStar = "**", SlashSlash = "//", PlusEq = "+=", MinusEq = "-=", StarEq = "*=",
    SlashEq = "/=", PercentEq = "%=", PipeEq = "|=", CaretEq = "^=", AmpEq = "&=", LShiftEq = "<<=",
    RShiftEq = ">>=", StarStarEq = "**=", SlashSlashEq = "//=", Arrow = "->", AtEq = "@=",
    AmpAmp = "&&", PipePipe = "||", ColonEq = ":=", Ellipsis = "...",

    Global = "global", Nonlocal = "nonlocal", Def = "def", Class = "class", Print = "print",
    Del = "del", Pass = "pass", Break = "break", Continue = "continue", Return = "return",
    Raise = "raise", Import = "import", Exec = "exec", Try = "try", Except = "except",
    Finally = "finally", While = "while", If = "if", Elif = "elif", Else = "else", For = "for",
    In = "in", Assert = "assert", And = "and", Or = "or", Not = "not", Is = "is",
    Lambda = "lambda", From = "from", Yield = "yield", With = "with",
    Include = "include", Ctypedef = "ctypedef", Cdef = "cdef", Cpdef = "cpdef",
    Cimport = "cimport", CtDef = "DEF", CtIf = "IF", CtElif = "ELIF", CtElse = "ELSE",
}

/// Names that mean something in certain places.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(crate) enum Soft {
    /// An ordinary name.
    No,
    As,
    Async,
    Await,
    Match,
    Case,
    Type,
    Underscore,
    None,
    True,
    False,
    Null,
    Property,
    By,
    // Declarations
    Extern,
    Public,
    Readonly,
    Inline,
    Api,
    Namespace,
    Struct,
    Union,
    Enum,
    Packed,
    Fused,
    Cppclass,
    Cypclass,
    Activable,
    Operator,
    Template,
    Object,
    CheckSize,
    CallingConvention,
    // Function tails
    Nogil,
    Gil,
    Noexcept,
    // Types
    Const,
    Volatile,
    Restrict,
    Complex,
    Void,
    Char,
    Int,
    Float,
    Double,
    Bint,
    Short,
    Long,
    Signed,
    Unsigned,
    /// `size_t`, `Py_ssize_t` and the others that are always types.
    TypedefType,
    // Cython+
    Iso,
    Lock,
    Active,
    Locked,
    Immutable,
    Weak,
    Mutable,
    Wlocked,
    Rlocked,
    Consume,
    Go,
    Select,
    // Expressions
    Sizeof,
    New,
}

impl Soft {
    /// `short`, `long`, `signed`, `unsigned`.
    pub(crate) fn is_sign_or_length(self) -> bool {
        matches!(self, Soft::Short | Soft::Long | Soft::Signed | Soft::Unsigned)
    }

    /// A word that says how an object is held: `lock Item`.
    pub(crate) fn is_qualifier(self) -> bool {
        matches!(
            self,
            Soft::Iso
                | Soft::Lock
                | Soft::Active
                | Soft::Locked
                | Soft::Immutable
                | Soft::Weak
                | Soft::Mutable
        )
    }

    /// A word that can only begin a type.
    pub(crate) fn starts_base_type(self) -> bool {
        self.is_sign_or_length()
            || matches!(
                self,
                Soft::Void
                    | Soft::Char
                    | Soft::Int
                    | Soft::Float
                    | Soft::Double
                    | Soft::Bint
                    | Soft::TypedefType
            )
    }

    /// `struct`, `union`, `enum`, `packed`.
    pub(crate) fn is_struct_or_enum(self) -> bool {
        matches!(self, Soft::Struct | Soft::Union | Soft::Enum | Soft::Packed)
    }
}
