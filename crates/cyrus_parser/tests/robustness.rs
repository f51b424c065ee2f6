//! The parser neither panics nor runs out of stack or time, whatever it is given.
//!
//! Hostile nesting is written out below; everything else starts from the sources of `tests/trees/`, changed at random
//! with a fixed seed. `CYRUS_MUTATIONS=n` runs more of them.

use cyrus_diagnostics::Diagnostics;
use cyrus_parser::{ParseOptions, decode_source, parse};
use cyrus_source::FileId;
use cyrus_syntax::ast::{LanguageLevel, Module, SourceKind};
use cyrus_syntax::dump;
use std::path::Path;
use std::time::{Duration, Instant};

fn parse_text(text: &str, kind: SourceKind, level: LanguageLevel) -> (Module, Diagnostics) {
    let mut options = ParseOptions::new(kind);
    options.language_level = level;
    let mut diagnostics = Diagnostics::new();
    let module = parse(FileId(0), text, &options, &mut diagnostics);
    (module, diagnostics)
}

/// Parses, prints and checks what must hold of every tree.
fn check(text: &str, kind: SourceKind, level: LanguageLevel) -> bool {
    let (module, diagnostics) = parse_text(text, kind, level);
    let shown = dump::module(&module);
    assert!(
        diagnostics.has_errors() || !shown.contains("<error>"),
        "a statement was given up without a message: {text:?}"
    );
    for diagnostic in diagnostics.iter() {
        if let Some(span) = diagnostic.primary {
            assert!(span.start <= span.end && span.end as usize <= text.len(), "{span:?} in {text:?}");
            assert!(text.is_char_boundary(span.start as usize) && text.is_char_boundary(span.end as usize));
        }
    }
    diagnostics.has_errors()
}

#[test]
fn deep_nesting_is_an_error() {
    const N: usize = 50_000;
    let blocks: String = (0..400).map(|i| format!("{}if x:\n", " ".repeat(i))).collect();
    let defs: String = (0..400).map(|i| format!("{}def f():\n", " ".repeat(i))).collect();
    let classes: String = (0..400).map(|i| format!("{}cypclass A:\n", " ".repeat(i + 1))).collect();
    let fields: String = (0..300).map(|i| if i % 2 == 0 { "f'{" } else { "f\"{" }).collect();
    let cases = [
        "(".repeat(N),
        "[".repeat(N),
        "{".repeat(N),
        "{1:".repeat(N),
        "f(".repeat(N),
        "f(x=".repeat(N),
        "a[".repeat(N),
        "(".repeat(N) + &")".repeat(N),
        "not ".repeat(N) + "x",
        "-".repeat(N) + "x",
        "&".repeat(N) + "x",
        "<int>".repeat(N) + "x",
        "consume ".repeat(N) + "x",
        "a**".repeat(N) + "x",
        "lambda: ".repeat(N) + "x",
        "lambda x=".repeat(N) + "x",
        "a if b else ".repeat(N) + "x",
        "a + ".repeat(N) + "x",
        "a < ".repeat(N) + "x",
        "a and ".repeat(N) + "x",
        "a or b and ".repeat(N) + "x",
        "a".to_owned() + &".a".repeat(N),
        "a".to_owned() + &"()".repeat(N),
        "a".to_owned() + &"[0]".repeat(N),
        "cdef int ".to_owned() + &"*".repeat(N) + "x",
        "cdef int ".to_owned() + &"(*".repeat(N) + "x",
        "cdef int x".to_owned() + &"[1]".repeat(N),
        "cdef int x".to_owned() + &"()".repeat(N),
        "cdef int f(".to_owned() + &"int (*)(".repeat(N),
        "cdef ".to_owned() + &"vector[".repeat(N) + "int",
        "cdef ".to_owned() + &"(".repeat(N) + "int",
        "cdef ".to_owned() + &"const int[".repeat(N) + "int",
        "cdef Foo".to_owned() + &"[int]".repeat(N) + " x",
        "cdef Foo".to_owned() + &"[int].b".repeat(N) + " x",
        "cdef ".to_owned() + &"iso ".repeat(N) + " x",
        "sizeof(".repeat(N),
        "sizeof(".to_owned() + &"a[".repeat(N),
        "new a[".repeat(N),
        "`".repeat(N),
        "yield ".repeat(N),
        "x = ".repeat(N) + "1",
        "f'{x:".repeat(N),
        "f'{x:{".repeat(N),
        fields,
        "f'".repeat(N),
        "match x:\n case ".to_owned() + &"(".repeat(N),
        "match x:\n case ".to_owned() + &"[".repeat(N),
        "match x:\n case ".to_owned() + &"A(".repeat(N),
        "match x:\n case ".to_owned() + &"{1:".repeat(N),
        "match x:\n case a".to_owned() + &".a".repeat(N),
        "match ".repeat(N),
        "with (".repeat(N),
        "with a, ".repeat(N),
        "@".repeat(N),
        "async ".repeat(N),
        "if x: ".repeat(N),
        "(yield".repeat(N),
        "[x for x in ".repeat(N),
        "\\\n".repeat(N),
        ";".repeat(N),
        "'a' ".repeat(N),
        "(\n".repeat(N) + "def f(): pass\n",
        "(\ndef\n".repeat(2_000),
        "x = (\n".repeat(2_000),
        "$\n".repeat(N),
        blocks,
        defs,
        "cdef cypclass A:\n".to_owned() + &classes,
        "cdef:\n".to_owned(),
        " x\n  y\n z\n".repeat(2_000),
    ];
    for case in cases {
        let start = Instant::now();
        parse_text(&case, SourceKind::Pyx, LanguageLevel::Py3);
        parse_text(&case, SourceKind::Py, LanguageLevel::Py2);
        let head: String = case.chars().take(30).collect();
        assert!(start.elapsed() < Duration::from_secs(10), "{head:?} took {:?}", start.elapsed());
    }
}

/// A small random number generator, so that failures repeat.
struct Random(u64);

impl Random {
    fn below(&mut self, limit: usize) -> usize {
        self.0 ^= self.0 << 13;
        self.0 ^= self.0 >> 7;
        self.0 ^= self.0 << 17;
        (self.0 % limit.max(1) as u64) as usize
    }
}

fn corpus() -> Vec<String> {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/trees");
    let mut files: Vec<_> = std::fs::read_dir(folder).unwrap().map(|e| e.unwrap().path()).collect();
    files.sort();
    let mut sources = Vec::new();
    for path in files {
        let text = std::fs::read_to_string(path).unwrap();
        for case in text.split("====\n") {
            sources.push(case.split("----\n").next().unwrap_or_default().to_owned());
        }
    }
    sources
}

const PIECES: &[&str] = &[
    "(",
    ")",
    "[",
    "]",
    "{",
    "}",
    ":",
    ",",
    ".",
    "...",
    "*",
    "**",
    "=",
    "==",
    ":=",
    "->",
    "@",
    "<",
    ">",
    "&",
    "&&",
    "~",
    "+",
    "-",
    "!",
    "?",
    ";",
    "`",
    "\\",
    "\n",
    "\n    ",
    "\n\t",
    "\r\n",
    "\r",
    "\t",
    " ",
    "'",
    "\"",
    "'''",
    "\"\"\"",
    "f'",
    "f\"{",
    "t'''",
    "{x!r:>{y}}",
    "}}",
    "{{",
    "b'",
    "c'",
    "ur'",
    "\\N{",
    "\\x4",
    "\\u12",
    "#",
    "\0",
    "é",
    "\u{feff}",
    "0x",
    "1_",
    "1e",
    "1.",
    "1j",
    "0777",
    "10UL",
    "cdef ",
    "cpdef ",
    "ctypedef ",
    "class ",
    "def ",
    "cppclass ",
    "cypclass ",
    "struct ",
    "enum ",
    "union ",
    "packed ",
    "fused ",
    "extern ",
    "from ",
    "import ",
    "cimport ",
    "include ",
    "nogil ",
    "gil ",
    "with ",
    "except ",
    "except+",
    "noexcept ",
    "operator",
    "const ",
    "iso ",
    "lock ",
    "active ",
    "consume ",
    "wlocked ",
    "property ",
    "public ",
    "api ",
    "inline ",
    "sizeof(",
    "new ",
    "NULL",
    "None",
    "not ",
    "or ",
    "and ",
    "in ",
    "is ",
    "if ",
    "else ",
    "elif ",
    "for ",
    "while ",
    "try:",
    "finally:",
    "lambda ",
    "yield ",
    "await ",
    "async ",
    "match ",
    "case ",
    "type ",
    "print ",
    "exec ",
    "raise ",
    "return ",
    "del ",
    "pass",
    "IF ",
    "DEF ",
    "ELSE:",
    "int ",
    "unsigned ",
    "x",
    "T[int]",
    "int*",
];

#[test]
fn random_changes_do_no_harm() {
    let rounds = std::env::var("CYRUS_MUTATIONS").ok().and_then(|n| n.parse().ok()).unwrap_or(4_000usize);
    let sources = corpus();
    let mut random = Random(0x9e37_79b9_7f4a_7c15);
    for _ in 0..rounds {
        let mut text = sources[random.below(sources.len())].clone();
        for _ in 0..=random.below(4) {
            let mut at = random.below(text.len() + 1);
            while !text.is_char_boundary(at) {
                at -= 1;
            }
            match random.below(4) {
                0 => text.insert_str(at, PIECES[random.below(PIECES.len())]),
                1 => {
                    let mut end = (at + random.below(8)).min(text.len());
                    while !text.is_char_boundary(end) {
                        end -= 1;
                    }
                    text.replace_range(at..end.max(at), "");
                }
                2 => text.truncate(at),
                _ => {
                    let other = &sources[random.below(sources.len())];
                    let mut from = random.below(other.len() + 1);
                    while !other.is_char_boundary(from) {
                        from -= 1;
                    }
                    text.insert_str(at, &other[from..]);
                }
            }
        }
        let kind = [SourceKind::Pyx, SourceKind::Pxd, SourceKind::Pxi, SourceKind::Py][random.below(4)];
        let level = [LanguageLevel::Py2, LanguageLevel::Py3Str, LanguageLevel::Py3][random.below(3)];
        let shown = text.clone();
        let result = std::panic::catch_unwind(|| check(&text, kind, level));
        assert!(result.is_ok(), "panicked on {kind:?} {level:?}:\n{shown:?}");
    }
}

#[test]
fn bytes_of_any_kind_are_decoded_or_refused() {
    let mut random = Random(77);
    for _ in 0..2_000 {
        let mut bytes: Vec<u8> = (0..random.below(60)).map(|_| random.below(256) as u8).collect();
        if random.below(2) == 0 {
            let names = [
                "utf-8",
                "latin-1",
                "ascii",
                "cp1252",
                "euc-jp",
                "shift_jis",
                "utf-16",
                "koi8-r",
                "gb18030",
                "x",
            ];
            let mut head = format!("# coding: {}\n", names[random.below(names.len())]).into_bytes();
            head.append(&mut bytes);
            bytes = head;
        }
        if let Ok((text, _)) = decode_source(&bytes) {
            check(&text, SourceKind::Pyx, LanguageLevel::Py3);
        }
    }
}

#[test]
fn every_prefix_of_the_sources_is_read() {
    for source in corpus() {
        for (at, _) in source.char_indices() {
            check(&source[..at], SourceKind::Pyx, LanguageLevel::Py3);
        }
    }
}
