//! The special methods that fill slots of an extension type.

/// Methods with a slot, or otherwise special in a `cdef class`.
const SPECIAL: &[&str] = &[
    "__cinit__",
    "__init__",
    "__dealloc__",
    "__new__",
    "__del__",
    "__repr__",
    "__str__",
    "__hash__",
    "__call__",
    "__getattr__",
    "__getattribute__",
    "__setattr__",
    "__delattr__",
    "__lt__",
    "__le__",
    "__eq__",
    "__ne__",
    "__gt__",
    "__ge__",
    "__richcmp__",
    "__iter__",
    "__next__",
    "__get__",
    "__set__",
    "__delete__",
    "__add__",
    "__radd__",
    "__sub__",
    "__rsub__",
    "__mul__",
    "__rmul__",
    "__matmul__",
    "__rmatmul__",
    "__div__",
    "__rdiv__",
    "__truediv__",
    "__rtruediv__",
    "__floordiv__",
    "__rfloordiv__",
    "__mod__",
    "__rmod__",
    "__divmod__",
    "__rdivmod__",
    "__pow__",
    "__rpow__",
    "__neg__",
    "__pos__",
    "__abs__",
    "__bool__",
    "__nonzero__",
    "__invert__",
    "__lshift__",
    "__rlshift__",
    "__rshift__",
    "__rrshift__",
    "__and__",
    "__rand__",
    "__xor__",
    "__rxor__",
    "__or__",
    "__ror__",
    "__coerce__",
    "__int__",
    "__long__",
    "__float__",
    "__oct__",
    "__hex__",
    "__index__",
    "__iadd__",
    "__isub__",
    "__imul__",
    "__imatmul__",
    "__idiv__",
    "__itruediv__",
    "__ifloordiv__",
    "__imod__",
    "__ipow__",
    "__ilshift__",
    "__irshift__",
    "__iand__",
    "__ixor__",
    "__ior__",
    "__len__",
    "__getitem__",
    "__setitem__",
    "__delitem__",
    "__getslice__",
    "__setslice__",
    "__delslice__",
    "__contains__",
    "__getbuffer__",
    "__releasebuffer__",
    "__getreadbuffer__",
    "__getwritebuffer__",
    "__getsegcount__",
    "__getcharbuffer__",
    "__await__",
    "__aiter__",
    "__anext__",
];

/// Those of Python 2 that fill no slot now, and `__new__`.
const WITHOUT_SLOT: &[&str] = &[
    "__coerce__",
    "__delslice__",
    "__getcharbuffer__",
    "__getreadbuffer__",
    "__getsegcount__",
    "__getslice__",
    "__getwritebuffer__",
    "__hex__",
    "__new__",
    "__oct__",
    "__rdiv__",
    "__setslice__",
];

/// Whether a `def` of this name in an extension type fills a slot of its type object.
pub fn is_slot(name: &str) -> bool {
    is_special(name) && !WITHOUT_SLOT.contains(&name)
}

/// Whether the name is reserved for a special method.
pub fn is_special(name: &str) -> bool {
    SPECIAL.contains(&name)
}

/// Methods of the left operand of a binary operator.
pub fn is_binary_operator(name: &str) -> bool {
    matches!(
        name,
        "__add__"
            | "__sub__"
            | "__mul__"
            | "__matmul__"
            | "__truediv__"
            | "__floordiv__"
            | "__mod__"
            | "__divmod__"
            | "__pow__"
            | "__lshift__"
            | "__rshift__"
            | "__and__"
            | "__xor__"
            | "__or__"
    )
}

/// Comparison methods, which exclude `__richcmp__`.
pub const COMPARISONS: &[&str] = &["__eq__", "__ne__", "__lt__", "__gt__", "__le__", "__ge__"];
