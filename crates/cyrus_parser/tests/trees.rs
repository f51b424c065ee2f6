//! Source to tree, construct by construct.
//!
//! Each file of `tests/trees/` holds cases separated by lines of `====`. A case is source text, a line of `----` and
//! what the parser makes of it: the dump of the tree, then messages as `! line:column: text`. A first line
//! `@ kind level` (such as `@ pxd 3`) sets the kind of file and the language level; without it the case is a `.pyx`
//! at level 3. Run with `CYRUS_BLESS=1` to write the present results into the files, and read the difference.

use cyrus_diagnostics::Diagnostics;
use cyrus_parser::{ParseOptions, parse};
use cyrus_source::SourceMap;
use cyrus_syntax::ast::{LanguageLevel, SourceKind};
use cyrus_syntax::dump;
use std::path::Path;

fn render(source: &str) -> String {
    let mut options = ParseOptions::new(SourceKind::Pyx);
    let mut text = source;
    if let Some(rest) = source.strip_prefix("@ ")
        && let Some((line, rest)) = rest.split_once('\n')
    {
        for word in line.split_whitespace() {
            match word {
                "py" => options.kind = SourceKind::Py,
                "pxd" => options.kind = SourceKind::Pxd,
                "pxi" => options.kind = SourceKind::Pxi,
                "pyx" => {}
                "first" => options.first_error_only = true,
                level => options.language_level = LanguageLevel::parse(level).expect("a level"),
            }
        }
        text = rest;
    }
    let mut sources = SourceMap::new();
    let file = sources.add("case", text);
    let mut diagnostics = Diagnostics::new();
    let module = parse(file, text, &options, &mut diagnostics);
    let mut out = dump::module(&module);
    for diagnostic in diagnostics.sorted() {
        let (_, line, column) = diagnostic.position(&sources).unwrap_or_default();
        out.push_str(&format!("! {line}:{column}: {}\n", diagnostic.message));
    }
    out
}

#[test]
fn trees_are_as_written() {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/trees");
    let bless = std::env::var_os("CYRUS_BLESS").is_some();
    let mut wrong = Vec::new();
    let mut files: Vec<_> = std::fs::read_dir(&folder).unwrap().map(|e| e.unwrap().path()).collect();
    files.sort();
    for path in files {
        let text = std::fs::read_to_string(&path).unwrap();
        let mut rewritten = Vec::new();
        for case in text.split("====\n") {
            let (source, expected) = case.split_once("----\n").unwrap_or((case, ""));
            let actual = render(source);
            if actual != expected {
                wrong.push(format!("{}:\n{source}--- expected\n{expected}--- got\n{actual}", path.display()));
            }
            rewritten.push(format!("{source}----\n{actual}"));
        }
        if bless {
            std::fs::write(&path, rewritten.join("====\n")).unwrap();
        }
    }
    assert!(bless || wrong.is_empty(), "{}", wrong.join("\n"));
}
