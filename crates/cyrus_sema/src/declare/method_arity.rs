//! How many parameters the methods of a `cdef class` must have: slots fix those of special methods.

use super::special_method;
use crate::cx::Cx;
use cyrus_diagnostics::codes;
use cyrus_syntax::ast;

/// The parameters that a slot passes, `self` among them.
struct Arity {
    min: usize,
    max: usize,
    /// More may follow, as in a Python function.
    open: bool,
}

/// Methods whose slot takes two arguments: `self` and another.
const BINARY: &[&str] = &[
    "__contains__",
    "__delitem__",
    "__getitem__",
    "__getattr__",
    "__getattribute__",
    "__delattr__",
    "__delete__",
    "__releasebuffer__",
];

/// Methods whose slot takes three.
const TERNARY: &[&str] =
    &["__setitem__", "__setattr__", "__get__", "__set__", "__getbuffer__", "__richcmp__", "__delslice__"];

/// Methods whose slot takes `self` alone.
const UNARY: &[&str] = &[
    "__neg__",
    "__pos__",
    "__abs__",
    "__bool__",
    "__nonzero__",
    "__invert__",
    "__int__",
    "__long__",
    "__float__",
    "__index__",
    "__len__",
    "__await__",
    "__aiter__",
    "__anext__",
    "__repr__",
    "__str__",
    "__hash__",
    "__iter__",
    "__next__",
    "__dealloc__",
    "__del__",
];

/// Operators of two operands, without underscores; `r` and `i` may stand before them.
const OPERATORS: &[&str] = &[
    "add", "sub", "mul", "mod", "divmod", "lshift", "rshift", "and", "xor", "or", "floordiv", "truediv",
    "matmul",
];

fn arity(name: &str) -> Arity {
    let exactly = |n| Arity { min: n, max: n, open: false };
    let inner = name.trim_matches('_');
    let operator = |n: &str| OPERATORS.contains(&n);
    if UNARY.contains(&name) {
        exactly(1)
    } else if BINARY.contains(&name) || special_method::COMPARISONS.contains(&name) {
        exactly(2)
    } else if TERNARY.contains(&name) {
        exactly(3)
    } else if name == "__setslice__" {
        exactly(4)
    } else if matches!(name, "__pow__" | "__rpow__" | "__ipow__") {
        Arity { min: 2, max: 3, open: false }
    } else if special_method::is_special(name)
        && (operator(inner)
            || inner.strip_prefix('r').is_some_and(operator)
            || inner.strip_prefix('i').is_some_and(|n| n != "divmod" && operator(n)))
    {
        exactly(2)
    } else {
        Arity { min: 1, max: 1, open: true }
    }
}

/// Reports parameters that the slot of the method `def` cannot fill. Static methods are free.
pub fn check(cx: &mut Cx<'_>, def: &ast::FuncDef) {
    let name = def.name.name.as_str();
    let Arity { min, max, open } = arity(name);
    let items = &def.params.items;
    let special = special_method::is_special(name);
    if !special && items.is_empty() && def.params.star.is_some() {
        return;
    }
    if items.len() < min || items.len() > max && !open {
        let expected = match (open, max > min) {
            (true, _) => format!("{min} or more"),
            (_, true) => format!("{min} to {max}"),
            _ => min.to_string(),
        };
        let what = if special { "Special method" } else { "Method" };
        let message = format!(
            "{what} {name} has wrong number of arguments ({} declared, {expected} expected)",
            items.len()
        );
        cx.error(codes::E0303, def.span, message);
    }
}
