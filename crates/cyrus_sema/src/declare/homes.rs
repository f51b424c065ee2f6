//! Where well-known names come from, to say so when a program has not asked for them.

use cyrus_diagnostics::{Code, Diagnostic};
use cyrus_source::Span;

// By module, ours first.
const HOMES: &[(&str, &[&str])] = &[
    ("libcythonplus.list", &["cyplist"]),
    ("libcythonplus.dict", &["cypdict"]),
    ("libcythonplus.set", &["cypset"]),
    ("libcyrus.text", &["Str"]),
    ("libcyrus.bytes", &["Bytes", "Buffer"]),
    ("libcyrus.task", &["sleep", "yield_now", "is_cancelled", "chan", "task", "taskgroup", "voidtask"]),
    ("libcyrus.future", &["future"]),
    ("libcyrus.net", &["Socket", "Listener"]),
    ("libcyrus.random", &["Random", "randint", "uniform"]),
    ("libcyrus.time", &["monotonic", "perf_counter"]),
    ("libcyrus.file", &["exists", "makedirs"]),
    ("libcpp.vector", &["vector"]),
    ("libcpp.deque", &["deque"]),
    ("libcpp.utility", &["pair"]),
    ("libcpp.unordered_map", &["unordered_map"]),
    ("libcpp.unordered_set", &["unordered_set"]),
    ("libcpp.memory", &["shared_ptr", "unique_ptr", "make_shared", "make_unique"]),
    ("libcpp.optional", &["optional"]),
    ("libcpp.atomic", &["atomic"]),
    ("libc.stdlib", &["malloc", "calloc", "realloc", "free"]),
    ("libc.stdio", &["printf", "puts", "fprintf", "FILE"]),
    ("libc.string", &["memcpy", "memset", "strlen", "strcmp"]),
    ("libc.math", &["sqrt", "sin", "cos", "exp", "log", "pow", "floor", "ceil", "fabs", "M_PI"]),
    (
        "libc.stdint",
        &[
            "int8_t",
            "int16_t",
            "int32_t",
            "int64_t",
            "uint8_t",
            "uint16_t",
            "uint32_t",
            "uint64_t",
            "intptr_t",
            "uintptr_t",
        ],
    ),
    ("libc.limits", &["INT_MAX", "INT_MIN", "LONG_MAX", "LONG_MIN", "UINT_MAX"]),
];

/// The module that a well-known name is in.
pub fn home(name: &str) -> Option<&'static str> {
    HOMES.iter().find(|(_, names)| names.contains(&name)).map(|(module, _)| *module)
}

/// A name that is not declared, with where it can be had if that is known.
pub fn undeclared(code: Code, span: Span, message: String, name: &str) -> Diagnostic {
    let found = Diagnostic::error(code, span, message);
    match home(name) {
        Some(module) => found.help(format!("from {module} cimport {name}")),
        None => found,
    }
}

#[cfg(test)]
mod tests {
    use super::HOMES;

    #[test]
    fn the_names_are_there() {
        let includes = std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join("../../includes");
        for (module, names) in HOMES {
            let path = includes.join(module.replace('.', "/")).with_extension("pxd");
            let text = std::fs::read_to_string(&path).unwrap_or_else(|e| panic!("{}: {e}", path.display()));
            for name in *names {
                let part = |c: char| c.is_alphanumeric() || c == '_';
                assert!(text.split(|c| !part(c)).any(|word| word == *name), "{name} is not in {module}");
            }
        }
    }
}
