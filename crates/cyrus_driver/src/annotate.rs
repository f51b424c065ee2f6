//! Annotated sources: a page that shows which lines work with Python objects, and the C code of each line.
//!
//! In: a compilation that reached the end. Out: HTML that stands alone, without scripts. The C text is made once more with
//! `#line` directives, which say exactly which line each part of it belongs to. A line is as dark as it has
//! operations on Python objects: calls of CPython, and of support functions that need the GIL.

use crate::compile::Compiled;
use cyrus_emit::{EmitOptions, emit};
use cyrus_rt_abi::rt_fn;
use std::collections::BTreeMap;
use std::fmt::Write as _;

/// What one line of the source became.
#[derive(Default)]
struct Line {
    c: String,
    /// Operations on Python objects, weighed.
    weight: u32,
}

/// The page of the compiled file; `None` where there is no C code. `full_c` puts the whole C text at its end.
pub fn page(compiled: &Compiled, full_c: bool) -> Option<String> {
    let (module, program) = (compiled.hir.as_ref()?, compiled.mir.as_ref()?);
    let options = EmitOptions { line_directives: true, comments: false, ..EmitOptions::default() };
    let traced = emit(module, program, &compiled.sources, &options).ok()?.source;
    let file = compiled.sources.file(module.file);
    let lines = lines_of(&traced, &file.path.display().to_string());
    let title = escape(&file.path.file_name().unwrap_or_default().to_string_lossy());
    let mut out = format!(
        "<!DOCTYPE html>\n<html lang=\"en\"><head><meta charset=\"utf-8\"><title>{title}</title>\n<style>\n\
         body {{ font-family: monospace; background: #fff; color: #000 }}\n\
         summary, .plain {{ white-space: pre; padding-left: 1em }}\n\
         summary {{ list-style: none; cursor: pointer }}\n\
         pre {{ margin: 0 0 0 5em; color: #555 }}\n</style></head><body>\n\
         <p>{title}: the darker a line, the more it works with Python objects; a click shows its C code.</p>\n"
    );
    for (text, number) in file.text.lines().zip(1..) {
        let shown = format!("{number:4} {}", escape(text));
        match lines.get(&number) {
            Some(line) => {
                let _ = writeln!(
                    out,
                    "<details><summary{}>{shown}</summary><pre>{}</pre></details>",
                    style(line.weight),
                    escape(line.c.trim_end())
                );
            }
            None => {
                let _ = writeln!(out, "<div class=\"plain\">{shown}</div>");
            }
        }
    }
    if full_c {
        let source = compiled.module.as_ref().map_or("", |m| &m.emitted.source);
        let _ = writeln!(out, "<h2>Complete C code</h2>\n<pre>{}</pre>", escape(source));
    }
    out.push_str("</body></html>\n");
    Some(out)
}

/// The C code of each line of a file, by the `#line` directives. What follows the end of a function belongs to no line.
fn lines_of(c: &str, path: &str) -> BTreeMap<u32, Line> {
    let mut lines: BTreeMap<u32, Line> = BTreeMap::new();
    let mut current = None;
    let quoted = cyrus_emit::bytes_literal(path.as_bytes());
    for text in c.lines() {
        if let Some(directive) = text.strip_prefix("#line ") {
            let parts = directive.split_once(' ');
            current = parts.filter(|(_, name)| *name == quoted).and_then(|(number, _)| number.parse().ok());
        } else if text == "}" {
            current = None;
        } else if let Some(number) = current {
            let line = lines.entry(number).or_default();
            line.weight += weight(text);
            line.c.push_str(text);
            line.c.push('\n');
        }
    }
    lines
}

/// How much a piece of C works with Python objects. Counts are cheap; what only happens after an error costs nothing.
fn weight(c: &str) -> u32 {
    calls(c)
        .map(|name| match name {
            "PyErr_Occurred" | "__cyrus_add_traceback" => 0,
            "Py_INCREF" | "Py_DECREF" | "Py_XINCREF" | "Py_XDECREF" | "Py_CLEAR" | "Py_NewRef" => 1,
            name if name.starts_with("Py") => 5,
            name if rt_fn(name).is_some_and(|f| !f.nogil) => 5,
            _ => 0,
        })
        .sum()
}

/// The names that stand before an opening parenthesis.
fn calls(c: &str) -> impl Iterator<Item = &str> {
    let is_part = |ch: char| ch.is_ascii_alphanumeric() || ch == '_';
    c.match_indices('(').map(move |(at, _)| {
        let before = &c[..at];
        &before[before.rfind(|ch| !is_part(ch)).map_or(0, |i| i + 1)..]
    })
}

fn style(weight: u32) -> String {
    if weight == 0 {
        return String::new();
    }
    // From pale to full yellow; another operation matters less the more there are.
    let blue = 225 - 225 * weight / (weight + 20);
    format!(" style=\"background: rgb(255,255,{blue})\"")
}

fn escape(text: &str) -> String {
    text.replace('&', "&amp;").replace('<', "&lt;").replace('>', "&gt;")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn code_belongs_to_the_line_before_it() {
        let c = "int f(void) {\n#line 2 \"m.pyx\"\n  t = PyLong_FromLong(a);\n#line 1 \"other.pxi\"\n  g(PyNo());\n\
                 #line 3 \"m.pyx\"\n  b = c + sin(d);\n}\nPyAfter();\n";
        let lines = lines_of(c, "m.pyx");
        let found: Vec<(u32, u32, &str)> = lines.iter().map(|(n, l)| (*n, l.weight, l.c.trim())).collect();
        assert_eq!(found, [(2, 5, "t = PyLong_FromLong(a);"), (3, 0, "b = c + sin(d);")]);
    }
}
