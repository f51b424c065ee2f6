//! C signatures of the special methods of extension types.
//!
//! The body of a HIR function of kind `Slot` has exactly this signature: the lowering gives it these
//! parameters, the emitter combines such bodies into the functions of the type object. A method that
//! Python reaches by its name only (`__reduce__`, `__format__` …) is no slot: it is a plain `def`.
//!
//! Properties: the getter is `PyObject *(self)`, the setter `int (self, value)`, the deleter
//! `int (self)`; all have [`BodyAbi::C`].

use crate::BodyAbi;

/// The type of a C parameter of a special method.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum SlotParam {
    /// A borrowed Python object, never NULL (the first is `self`).
    Object,
    /// A borrowed object or NULL.
    ObjectOrNull,
    /// The operator of `__richcmp__`, the flags of `__getbuffer__`.
    Int,
    /// `Py_buffer *`
    Buffer,
}

/// What a special method returns, and how that shows an error.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum SlotRet {
    /// A new reference; NULL is an error (`__next__`: or the end).
    Object,
    /// `int`, -1 is an error: truth values and statuses.
    Int,
    /// `Py_ssize_t`, -1 is an error.
    Size,
    /// `Py_hash_t`, -1 is an error.
    Hash,
    /// Errors are written as unraisable.
    Void,
}

/// Signature of a special method.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct SlotSig {
    pub params: &'static [SlotParam],
    pub ret: SlotRet,
    /// Arguments come as a tuple and a dict ([`BodyAbi::TupleDict`]); `params` then is `self` alone.
    pub tuple_dict: bool,
}

impl SlotSig {
    /// The signature family of the body.
    pub fn abi(self) -> BodyAbi {
        if self.tuple_dict { BodyAbi::TupleDict } else { BodyAbi::C }
    }
}

/// The signature of the special method `name`, or `None` when Python finds it by name alone.
pub fn slot_signature(name: &str) -> Option<SlotSig> {
    use SlotParam::{Buffer, Int, Object, ObjectOrNull};
    const UNARY: &[SlotParam] = &[Object];
    const BINARY: &[SlotParam] = &[Object, Object];
    const TERNARY: &[SlotParam] = &[Object, Object, Object];
    let sig = |params, ret| Some(SlotSig { params, ret, tuple_dict: false });
    let call = |ret| Some(SlotSig { params: UNARY, ret, tuple_dict: true });
    match name {
        "__cinit__" | "__init__" => call(SlotRet::Int),
        "__call__" => call(SlotRet::Object),
        "__dealloc__" | "__del__" => sig(UNARY, SlotRet::Void),
        "__repr__" | "__str__" | "__iter__" | "__next__" | "__await__" | "__aiter__" | "__anext__"
        | "__neg__" | "__pos__" | "__abs__" | "__invert__" | "__int__" | "__float__" | "__index__"
        | "__long__" | "__oct__" | "__hex__" => sig(UNARY, SlotRet::Object),
        "__bool__" | "__nonzero__" => sig(UNARY, SlotRet::Int),
        "__len__" => sig(UNARY, SlotRet::Size),
        "__hash__" => sig(UNARY, SlotRet::Hash),
        "__contains__" | "__delitem__" | "__delattr__" => sig(BINARY, SlotRet::Int),
        "__setitem__" | "__setattr__" | "__set__" => sig(TERNARY, SlotRet::Int),
        "__delete__" => sig(BINARY, SlotRet::Int),
        "__getitem__" | "__getattr__" | "__getattribute__" => sig(BINARY, SlotRet::Object),
        // An absent instance or owner arrives as None.
        "__get__" => sig(TERNARY, SlotRet::Object),
        "__eq__" | "__ne__" | "__lt__" | "__le__" | "__gt__" | "__ge__" => sig(BINARY, SlotRet::Object),
        "__richcmp__" => sig(&[Object, Object, Int], SlotRet::Object),
        // The third operand is None when absent; it arrives even where the method does not declare it.
        "__pow__" | "__rpow__" | "__ipow__" => sig(TERNARY, SlotRet::Object),
        "__getbuffer__" => sig(&[ObjectOrNull, Buffer, Int], SlotRet::Int),
        "__releasebuffer__" => sig(&[ObjectOrNull, Buffer], SlotRet::Void),
        _ => {
            let base = name.strip_prefix("__")?.strip_suffix("__")?;
            let known = |b: &str| BINARY_OPERATORS.contains(&b);
            let reflected = base.strip_prefix('r').is_some_and(known);
            let in_place = base != "idivmod" && base.strip_prefix('i').is_some_and(known);
            if known(base) || reflected || in_place { sig(BINARY, SlotRet::Object) } else { None }
        }
    }
}

/// Binary operators other than power, by the middle of their names.
pub const BINARY_OPERATORS: &[&str] = &[
    "add", "sub", "mul", "matmul", "truediv", "floordiv", "div", "mod", "divmod", "lshift", "rshift", "and",
    "or", "xor",
];

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn operators_have_their_reflected_and_in_place_forms() {
        for name in ["__add__", "__radd__", "__iadd__", "__rdivmod__", "__and__", "__iand__"] {
            assert_eq!(slot_signature(name).map(|s| s.params.len()), Some(2), "{name}");
        }
        assert_eq!(slot_signature("__idivmod__"), None);
        assert_eq!(slot_signature("__reduce__"), None);
        assert_eq!(slot_signature("__init__").map(SlotSig::abi), Some(BodyAbi::TupleDict));
    }
}
