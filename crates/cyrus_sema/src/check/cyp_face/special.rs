//! What Python expects of methods with special names, where it differs from what Cython+ lets them be.
//!
//! Invariants: names are those of the compiled class; [`python_name`] gives the one under which Python looks.

/// Methods that are not Python's business.
pub(super) const HIDDEN: &[&str] = &["__init__", "__new__", "__alloc__", "__dealloc__", "begin", "end"];

/// `+` and its like: what has no answer for the other operand leaves it to that operand.
pub(super) fn is_operator(name: &str) -> bool {
    const NAMES: &[&str] = &[
        "add", "sub", "mul", "truediv", "floordiv", "mod", "divmod", "pow", "lshift", "rshift", "and", "or",
        "xor", "matmul",
    ];
    let Some(inner) = name.strip_prefix("__").and_then(|n| n.strip_suffix("__")) else { return false };
    matches!(inner, "eq" | "ne" | "lt" | "le" | "gt" | "ge")
        || NAMES.contains(&inner)
        || inner.strip_prefix(['r', 'i']).is_some_and(|n| NAMES.contains(&n))
}

/// `+=` and its like, which give the object itself.
pub(super) fn is_in_place(name: &str) -> bool {
    name.strip_prefix("__i").is_some_and(|n| is_operator(&format!("__{n}")) && n != "__" && !is_comparison(n))
}

/// `__ilt__` is no operator.
fn is_comparison(rest: &str) -> bool {
    matches!(rest, "eq__" | "ne__" | "lt__" | "le__" | "gt__" | "ge__")
}

/// The name under which Python looks for a method.
pub(super) fn python_name(name: &str) -> &str {
    match name {
        "__double__" => "__float__",
        other => other,
    }
}

/// What the function for a special method returns, given the call of the method.
pub(super) fn result(name: &str, call: &str) -> String {
    match name {
        "__bool__" => format!("cdef bint __cyrus_result = {call}\n    return __cyrus_result"),
        "__float__" => format!("return float({call})"),
        // C strings are bytes for Python.
        "__str__" | "__repr__" | "__format__" => format!(
            "cdef object __cyrus_result = {call}\n    if isinstance(__cyrus_result, bytes):\n        return __cyrus_result.decode()\n    return __cyrus_result"
        ),
        _ => format!("return {call}"),
    }
}
