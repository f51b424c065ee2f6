//! Names of generated C entities that the lowering invents.

use cyrus_hir as hir;
use hir::{Func, Name};

/// The struct of a function's scope object.
pub(crate) fn scope_struct(func: &Func) -> Name {
    Name::from(format!("__cyrus_scope_{}", func.cname))
}

/// A C identifier from a user's name, with a number that makes it unique.
pub(crate) fn field_name(name: &str, number: u32) -> Name {
    let plain = !name.is_empty() && name.bytes().all(|b| b.is_ascii_alphanumeric() || b == b'_');
    if plain { Name::from(format!("v{number}_{name}")) } else { Name::from(format!("v{number}")) }
}

/// The second body of a generator.
pub(crate) fn generator_step(func: &Func) -> Name {
    Name::from(format!("{}_step", func.cname))
}

/// The variable with a default value that is evaluated when the function is defined.
pub(crate) fn default_value(func: &Func, index: usize) -> Name {
    Name::from(format!("__cyrus_default_{}_{index}", func.cname))
}

/// Suffix of the C body behind a `cpdef` function's Python face.
pub(crate) fn python_wrapper(func: &Func) -> Name {
    Name::from(format!("{}_py", func.cname))
}
