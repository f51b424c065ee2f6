//! The `preparse` forms of a test: the same file compiled once more after a change of its text.
//!
//! `def_to_cdef` tests C functions with the tests written for Python functions: each `def` at module level
//! becomes a `cdef` function with a `_c` name, and a `def` with the same docstring that calls it.

use regex::{Captures, Regex};

/// Applies a preparse form; `None` if there is none with this name.
pub(crate) fn preparse(form: &str, source: &str) -> Option<String> {
    match form {
        "id" => Some(source.to_owned()),
        "def_to_cdef" => def_to_cdef(source),
        _ => None,
    }
}

fn def_to_cdef(source: &str) -> Option<String> {
    // Decorators of module-level definitions, with their continuation lines, cannot stay on a cdef function.
    let decorator = Regex::new(r"(?m)^@.*\n(?: .*\n)*").ok()?;
    let definition = Regex::new(concat!(
        r"(?m)^def (?<name>\w+)\((?<arguments>[^()*]*)\):\n",
        r#"(?<docstring>[^\n]*"""(?s:.*?)"""[^\n]*\n)?"#
    ))
    .ok()?;
    let source = decorator.replace_all(source, "");
    let rewritten = definition.replace_all(&source, |found: &Captures<'_>| {
        let (name, arguments) = (&found["name"], &found["arguments"]);
        let docstring = found.name("docstring").map_or("", |text| text.as_str());
        let names: Vec<&str> = match arguments {
            "" => Vec::new(),
            _ => arguments
                .split(',')
                .map(|argument| argument.split_whitespace().last().unwrap_or_default())
                .collect(),
        };
        let names = names.join(", ");
        format!(
            "def {name}({names}):\n{docstring}    return {name}_c({names})\n\ncdef {name}_c({arguments}):\n"
        )
    });
    Some(rewritten.into_owned())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn splits_functions_in_two() {
        let source = "@decorated\ndef f(int a, b):\n    \"\"\"\n    >>> f(1, 2)\n    \"\"\"\n    return a\n";
        let expected = "def f(a, b):\n    \"\"\"\n    >>> f(1, 2)\n    \"\"\"\n    return f_c(a, b)\n\n\
                        cdef f_c(int a, b):\n    return a\n";
        assert_eq!(preparse("def_to_cdef", source).as_deref(), Some(expected));
    }
}
