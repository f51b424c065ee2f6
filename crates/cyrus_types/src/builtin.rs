//! Builtin Python classes that the compiler knows as types.

use crate::Name;

/// A builtin class. A value typed so is an instance (exact or, where [`Builtin::is_exact`] says no,
/// of a subclass) or `None`.
#[derive(Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Debug)]
pub enum Builtin {
    Type,
    List,
    Tuple,
    Dict,
    /// `dict` itself where Python has no `frozendict`.
    FrozenDict,
    Set,
    FrozenSet,
    Str,
    Bytes,
    ByteArray,
    MemoryView,
    Int,
    Float,
    Bool,
    Complex,
    Slice,
    Range,
    Property,
    StaticMethod,
    ClassMethod,
    Super,
    Enumerate,
    Reversed,
    /// An exception class such as `ValueError`: instances of it or of subclasses.
    Exception(ExceptionClass),
    /// `BaseException` subclasses aside, the rest of `builtins` types are plain objects.
    CodeType,
    Date,
}

/// Builtin exception classes, by index into [`EXCEPTION_NAMES`].
#[derive(Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Debug)]
pub struct ExceptionClass(pub u8);

/// Names of the builtin exception classes (all exist in CPython 3.9).
pub const EXCEPTION_NAMES: &[&str] = &[
    "BaseException",
    "Exception",
    "GeneratorExit",
    "KeyboardInterrupt",
    "SystemExit",
    "ArithmeticError",
    "AssertionError",
    "AttributeError",
    "BufferError",
    "EOFError",
    "FloatingPointError",
    "ImportError",
    "IndexError",
    "KeyError",
    "LookupError",
    "MemoryError",
    "ModuleNotFoundError",
    "NameError",
    "NotImplementedError",
    "OSError",
    "OverflowError",
    "RecursionError",
    "ReferenceError",
    "RuntimeError",
    "StopAsyncIteration",
    "StopIteration",
    "SyntaxError",
    "IndentationError",
    "SystemError",
    "TabError",
    "TypeError",
    "UnboundLocalError",
    "UnicodeDecodeError",
    "UnicodeEncodeError",
    "UnicodeError",
    "UnicodeTranslateError",
    "ValueError",
    "ZeroDivisionError",
    "BlockingIOError",
    "BrokenPipeError",
    "ChildProcessError",
    "ConnectionAbortedError",
    "ConnectionError",
    "ConnectionRefusedError",
    "ConnectionResetError",
    "FileExistsError",
    "FileNotFoundError",
    "InterruptedError",
    "IsADirectoryError",
    "NotADirectoryError",
    "PermissionError",
    "ProcessLookupError",
    "TimeoutError",
    "Warning",
    "UserWarning",
    "DeprecationWarning",
    "PendingDeprecationWarning",
    "SyntaxWarning",
    "RuntimeWarning",
    "FutureWarning",
    "ImportWarning",
    "UnicodeWarning",
    "BytesWarning",
    "ResourceWarning",
];

impl ExceptionClass {
    /// The class of this name.
    pub fn from_name(name: &str) -> Option<ExceptionClass> {
        EXCEPTION_NAMES.iter().position(|&n| n == name).map(|i| ExceptionClass(i as u8))
    }

    /// The class that it derives from; `None` for `BaseException`.
    pub fn base(self) -> Option<ExceptionClass> {
        let base = match EXCEPTION_NAMES[self.0 as usize] {
            "BaseException" => return None,
            "Exception" | "GeneratorExit" | "KeyboardInterrupt" | "SystemExit" => "BaseException",
            "FloatingPointError" | "OverflowError" | "ZeroDivisionError" => "ArithmeticError",
            "IndexError" | "KeyError" => "LookupError",
            "ModuleNotFoundError" => "ImportError",
            "NotImplementedError" | "RecursionError" => "RuntimeError",
            "IndentationError" => "SyntaxError",
            "TabError" => "IndentationError",
            "UnboundLocalError" => "NameError",
            "UnicodeError" => "ValueError",
            "UnicodeDecodeError" | "UnicodeEncodeError" | "UnicodeTranslateError" => "UnicodeError",
            "BrokenPipeError"
            | "ConnectionAbortedError"
            | "ConnectionRefusedError"
            | "ConnectionResetError" => "ConnectionError",
            "BlockingIOError" | "ChildProcessError" | "ConnectionError" | "FileExistsError"
            | "FileNotFoundError" | "InterruptedError" | "IsADirectoryError" | "NotADirectoryError"
            | "PermissionError" | "ProcessLookupError" | "TimeoutError" => "OSError",
            "Warning" => "Exception",
            name if name.ends_with("Warning") => "Warning",
            _ => "Exception",
        };
        ExceptionClass::from_name(base)
    }

    /// Itself and the classes it derives from, nearest first.
    pub fn chain(self) -> impl Iterator<Item = ExceptionClass> {
        std::iter::successors(Some(self), |c| c.base())
    }
}

impl Builtin {
    /// Whether an object's truth is that it is not empty, which its memory shows.
    pub fn has_size(self) -> bool {
        matches!(
            self,
            Builtin::List
                | Builtin::Tuple
                | Builtin::Dict
                | Builtin::Set
                | Builtin::FrozenSet
                | Builtin::Str
                | Builtin::Bytes
                | Builtin::ByteArray
        )
    }

    /// Its name in Python.
    pub fn name(self) -> &'static str {
        match self {
            Builtin::Type => "type",
            Builtin::List => "list",
            Builtin::Tuple => "tuple",
            Builtin::Dict => "dict",
            Builtin::FrozenDict => "frozendict",
            Builtin::Set => "set",
            Builtin::FrozenSet => "frozenset",
            Builtin::Str => "str",
            Builtin::Bytes => "bytes",
            Builtin::ByteArray => "bytearray",
            Builtin::MemoryView => "memoryview",
            Builtin::Int => "int",
            Builtin::Float => "float",
            Builtin::Bool => "bool",
            Builtin::Complex => "complex",
            Builtin::Slice => "slice",
            Builtin::Range => "range",
            Builtin::Property => "property",
            Builtin::StaticMethod => "staticmethod",
            Builtin::ClassMethod => "classmethod",
            Builtin::Super => "super",
            Builtin::Enumerate => "enumerate",
            Builtin::Reversed => "reversed",
            Builtin::Exception(e) => EXCEPTION_NAMES[e.0 as usize],
            Builtin::CodeType => "code",
            Builtin::Date => "date",
        }
    }

    /// The class that a type name means in source; `unicode` is `str`, `basestring` is no type.
    pub fn from_name(name: &str) -> Option<Builtin> {
        const PLAIN: &[Builtin] = &[
            Builtin::Type,
            Builtin::List,
            Builtin::Tuple,
            Builtin::Dict,
            Builtin::FrozenDict,
            Builtin::Set,
            Builtin::FrozenSet,
            Builtin::Str,
            Builtin::Bytes,
            Builtin::ByteArray,
            Builtin::MemoryView,
            Builtin::Int,
            Builtin::Float,
            Builtin::Bool,
            Builtin::Complex,
            Builtin::Slice,
            Builtin::Range,
            Builtin::Property,
            Builtin::StaticMethod,
            Builtin::ClassMethod,
            Builtin::Super,
            Builtin::Enumerate,
            Builtin::Reversed,
        ];
        if name == "unicode" {
            return Some(Builtin::Str);
        }
        if let Some(&b) = PLAIN.iter().find(|b| b.name() == name) {
            return Some(b);
        }
        ExceptionClass::from_name(name).map(Builtin::Exception)
    }

    /// The C expression of the type object (`PyTypeObject *`-compatible `PyObject *` global for
    /// exceptions).
    pub fn type_object(self) -> Name {
        match self {
            Builtin::Type => "PyType_Type".into(),
            Builtin::List => "PyList_Type".into(),
            Builtin::Tuple => "PyTuple_Type".into(),
            Builtin::Dict => "PyDict_Type".into(),
            Builtin::FrozenDict => "__cyrus_FrozenDict_Type".into(),
            Builtin::Set => "PySet_Type".into(),
            Builtin::FrozenSet => "PyFrozenSet_Type".into(),
            Builtin::Str => "PyUnicode_Type".into(),
            Builtin::Bytes => "PyBytes_Type".into(),
            Builtin::ByteArray => "PyByteArray_Type".into(),
            Builtin::MemoryView => "PyMemoryView_Type".into(),
            Builtin::Int => "PyLong_Type".into(),
            Builtin::Float => "PyFloat_Type".into(),
            Builtin::Bool => "PyBool_Type".into(),
            Builtin::Complex => "PyComplex_Type".into(),
            Builtin::Slice => "PySlice_Type".into(),
            Builtin::Range => "PyRange_Type".into(),
            Builtin::Property => "PyProperty_Type".into(),
            Builtin::StaticMethod => "PyStaticMethod_Type".into(),
            Builtin::ClassMethod => "PyClassMethod_Type".into(),
            Builtin::Super => "PySuper_Type".into(),
            Builtin::Enumerate => "PyEnum_Type".into(),
            Builtin::Reversed => "PyReversed_Type".into(),
            Builtin::Exception(e) => Name::from(format!("PyExc_{}", EXCEPTION_NAMES[e.0 as usize])),
            Builtin::CodeType => "PyCode_Type".into(),
            Builtin::Date => "PyDateTime_DateType".into(),
        }
    }

    /// Whether a value of this static type is never an instance of a subclass (Cython docs,
    /// "Automatic type conversions": `int` and `float` allow subclasses only as declared there).
    pub fn is_exact(self) -> bool {
        !matches!(self, Builtin::Type | Builtin::Exception(_) | Builtin::Super)
    }
}
