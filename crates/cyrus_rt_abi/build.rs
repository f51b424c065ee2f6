//! Turns `support/**/*.c` and `support/*.abi` into static Rust tables.
//!
//! In: the fragment files (format: `support/README.md`). Out: `$OUT_DIR/tables.rs` with `FRAGMENTS` (sorted by
//! name) and `FUNCTIONS` (sorted by name), so that a translation looks things up without parsing anything.
//! A malformed fragment fails the build with file and line: nothing wrong gets as far as a user.

use std::collections::BTreeMap;
use std::fmt::Write as _;
use std::path::{Path, PathBuf};
use std::{env, fs};

#[derive(Default)]
struct Fragment {
    name: String,
    area: String,
    requires: Vec<String>,
    includes: Vec<String>,
    strings: Vec<String>,
    inits: Vec<String>,
    cxx_only: bool,
    proto: String,
    code: String,
}

struct Function {
    name: String,
    params: Vec<String>,
    ret: &'static str,
    ret_text: String,
    error: &'static str,
    nogil: bool,
    pure: bool,
    fragment: Option<String>,
}

fn main() {
    let root = PathBuf::from(env::var_os("CARGO_MANIFEST_DIR").expect("cargo sets it")).join("support");
    println!("cargo:rerun-if-changed=support");
    println!("cargo:rerun-if-changed=build.rs");

    let mut files = Vec::new();
    collect(&root, &mut files);
    files.sort();

    let mut fragments: BTreeMap<String, Fragment> = BTreeMap::new();
    let mut functions: BTreeMap<String, Function> = BTreeMap::new();
    for path in &files {
        let text = fs::read_to_string(path).unwrap_or_else(|e| panic!("{}: {e}", path.display()));
        match path.extension().and_then(|e| e.to_str()) {
            Some("c") => {
                let fragment = parse_fragment(path, &text, &mut functions);
                if let Some(old) = fragments.insert(fragment.name.clone(), fragment) {
                    panic!("{}: a second fragment named `{}`", path.display(), old.name);
                }
            }
            Some("abi") => {
                for (number, line) in text.lines().enumerate() {
                    let line = line.trim();
                    if line.is_empty() || line.starts_with('#') {
                        continue;
                    }
                    let at = format!("{}:{}", path.display(), number + 1);
                    let Some(rest) = line.strip_prefix("fn ") else {
                        panic!("{at}: expected `fn name(...) -> ...`")
                    };
                    add_function(&at, rest, None, &mut functions);
                }
            }
            _ => {}
        }
    }
    for fragment in fragments.values() {
        for need in &fragment.requires {
            assert!(fragments.contains_key(need), "fragment `{}` requires unknown `{need}`", fragment.name);
        }
    }
    check_cycles(&fragments);

    let mut out = String::new();
    let index: BTreeMap<&str, usize> = fragments.keys().enumerate().map(|(i, n)| (n.as_str(), i)).collect();
    writeln!(out, "pub(crate) static FRAGMENTS: [Fragment; {}] = [", fragments.len()).unwrap();
    for f in fragments.values() {
        let requires: Vec<usize> = f.requires.iter().map(|n| index[n.as_str()]).collect();
        writeln!(
            out,
            "Fragment {{ name: {:?}, area: {:?}, requires: &{:?}, includes: &{:?}, strings: &{:?}, inits: &{:?}, cxx_only: {}, proto: {:?}, code: {:?} }},",
            f.name, f.area, requires, f.includes, f.strings, f.inits, f.cxx_only, f.proto, f.code
        )
        .unwrap();
    }
    writeln!(out, "];\npub(crate) static FUNCTIONS: [RtFn; {}] = [", functions.len()).unwrap();
    for f in functions.values() {
        writeln!(
            out,
            "RtFn {{ name: {:?}, params: &[{}], ret: Ret::{}{}, error: ErrorKind::{}, nogil: {}, pure: {}, fragment: {:?} }},",
            f.name,
            f.params.join(", "),
            f.ret,
            f.ret_text,
            f.error,
            f.nogil,
            f.pure,
            f.fragment
        )
        .unwrap();
    }
    out.push_str("];\n");
    let target = PathBuf::from(env::var_os("OUT_DIR").expect("cargo sets it")).join("tables.rs");
    fs::write(&target, out).unwrap_or_else(|e| panic!("{}: {e}", target.display()));
}

fn collect(folder: &Path, files: &mut Vec<PathBuf>) {
    let entries = fs::read_dir(folder).unwrap_or_else(|e| panic!("{}: {e}", folder.display()));
    for entry in entries {
        let path = entry.expect("a readable directory entry").path();
        if path.is_dir() {
            collect(&path, files);
        } else {
            files.push(path);
        }
    }
}

fn parse_fragment(path: &Path, text: &str, functions: &mut BTreeMap<String, Function>) -> Fragment {
    #[derive(PartialEq)]
    enum Part {
        Head,
        Proto,
        Code,
    }
    let stem = path.file_stem().and_then(|s| s.to_str()).expect("a utf-8 file name").to_owned();
    let area = path.parent().and_then(|p| p.file_name()).and_then(|s| s.to_str()).unwrap_or("").to_owned();
    let mut fragment = Fragment { name: stem.clone(), area, ..Fragment::default() };
    let (mut proto, mut code) = (String::new(), String::new());
    let mut part = Part::Head;
    let mut documented = false;
    for (number, line) in text.lines().enumerate() {
        let at = format!("{}:{}", path.display(), number + 1);
        if let Some(directive) = line.strip_prefix("//@") {
            let (word, rest) = directive.split_once(' ').unwrap_or((directive, ""));
            let rest = rest.trim();
            match word {
                "requires" => {
                    fragment
                        .requires
                        .extend(rest.split(',').map(|s| s.trim().to_owned()).filter(|s| !s.is_empty()));
                }
                "include" => fragment.includes.push(rest.to_owned()),
                "str" => fragment
                    .strings
                    .extend(rest.split([',', ' ']).filter(|s| !s.is_empty()).map(str::to_owned)),
                "init" => fragment.inits.push(rest.to_owned()),
                "cxx" => fragment.cxx_only = true,
                "fn" => add_function(&at, rest, Some(&stem), functions),
                "proto" => part = Part::Proto,
                "code" => part = Part::Code,
                other => panic!("{at}: unknown directive `//@{other}`"),
            }
            continue;
        }
        if line.starts_with("//!") {
            documented = true;
            continue;
        }
        let target = match part {
            Part::Head if line.trim().is_empty() => continue,
            Part::Head => panic!("{at}: text before `//@proto` or `//@code`"),
            Part::Proto => &mut proto,
            Part::Code => &mut code,
        };
        target.push_str(line);
        target.push('\n');
    }
    assert!(documented, "{}: a fragment opens with `//!` lines saying what it is", path.display());
    if stem != "base" && !fragment.requires.iter().any(|r| r == "base") {
        fragment.requires.insert(0, "base".to_owned());
    }
    fragment.proto = compact(&proto);
    fragment.code = compact(&code);
    fragment
}

/// Removes comments and blank lines, and narrows indentation (a tab for four columns) and alignment: they serve
/// the reader of the fragment, and would otherwise be paid for in every generated file. Literals stay as they are.
fn compact(text: &str) -> String {
    let bytes = text.as_bytes();
    let mut out: Vec<u8> = Vec::with_capacity(bytes.len());
    let mut i = 0;
    while i < bytes.len() {
        match bytes[i] {
            b'/' if bytes.get(i + 1) == Some(&b'/') => {
                while i < bytes.len() && bytes[i] != b'\n' {
                    i += 1;
                }
            }
            b'/' if bytes.get(i + 1) == Some(&b'*') => {
                i += 2;
                while i + 1 < bytes.len() && !(bytes[i] == b'*' && bytes[i + 1] == b'/') {
                    i += 1;
                }
                i += 2;
                out.push(b' ');
            }
            quote @ (b'"' | b'\'') => {
                out.push(quote);
                i += 1;
                while i < bytes.len() && bytes[i] != quote && bytes[i] != b'\n' {
                    if bytes[i] == b'\\' {
                        out.push(bytes[i]);
                        i += 1;
                    }
                    out.push(bytes[i]);
                    i += 1;
                }
                if i < bytes.len() {
                    out.push(bytes[i]);
                    i += 1;
                }
            }
            b' ' if out.last().is_some_and(|&c| c != b'\n' && c != b' ') => {
                out.push(b' ');
                while i < bytes.len() && bytes[i] == b' ' {
                    i += 1;
                }
            }
            other => {
                out.push(other);
                i += 1;
            }
        }
    }
    let stripped = String::from_utf8(out).expect("only whole ascii comments were cut");
    let mut result = String::with_capacity(stripped.len());
    for line in stripped.lines() {
        let line = line.trim_end();
        if !line.is_empty() {
            let text = line.trim_start();
            let columns = line.len() - text.len();
            result.extend(std::iter::repeat_n('\t', columns.div_ceil(4)));
            result.push_str(text);
            result.push('\n');
        }
    }
    result
}

fn add_function(at: &str, text: &str, fragment: Option<&str>, functions: &mut BTreeMap<String, Function>) {
    let function = parse_function(at, text, fragment);
    if let Some(old) = functions.insert(function.name.clone(), function) {
        panic!("{at}: `{}` is declared twice", old.name);
    }
}

fn parse_function(at: &str, text: &str, fragment: Option<&str>) -> Function {
    let open = text.find('(').unwrap_or_else(|| panic!("{at}: no parameter list"));
    let name = text[..open].trim().to_owned();
    let valid = |c: char| c.is_ascii_alphanumeric() || c == '_';
    assert!(!name.is_empty() && name.chars().all(valid), "{at}: bad name `{name}`");
    let mut depth = 0;
    let mut close = None;
    let mut cuts = vec![open];
    for (i, c) in text.char_indices().skip_while(|&(i, _)| i < open) {
        match c {
            '(' => depth += 1,
            ')' => {
                depth -= 1;
                if depth == 0 {
                    close = Some(i);
                    break;
                }
            }
            ',' if depth == 1 => cuts.push(i),
            _ => {}
        }
    }
    let close = close.unwrap_or_else(|| panic!("{at}: unclosed parameter list"));
    cuts.push(close);
    let params = cuts
        .windows(2)
        .map(|pair| text[pair[0] + 1..pair[1]].trim())
        .filter(|p| !p.is_empty() && *p != "void")
        .map(|p| match p {
            "obj" => "Param::Obj".to_owned(),
            "obj?" => "Param::ObjOrNull".to_owned(),
            "steal" => "Param::Steal".to_owned(),
            "steal?" => "Param::StealOrNull".to_owned(),
            other => format!("Param::C({other:?})"),
        })
        .collect();

    let tail = text[close + 1..].trim();
    let Some(tail) = tail.strip_prefix("->") else { panic!("{at}: expected `->` after the parameters") };
    let (mut nogil, mut pure) = (false, false);
    let mut error = None;
    let mut words: Vec<&str> = tail.split_whitespace().collect();
    while let Some(&last) = words.last() {
        match last {
            "nogil" => nogil = true,
            "pure" => pure = true,
            contract if contract.starts_with('!') => {
                error = Some(match contract {
                    "!neg1" => "Neg1",
                    "!neg" => "Neg",
                    "!neg1occ" => "Neg1Occ",
                    "!occ" => "Occ",
                    "!null" => "Null",
                    "!zero" => "Zero",
                    other => panic!("{at}: unknown error contract `{other}`"),
                });
            }
            _ => break,
        }
        words.pop();
    }
    let (ret, ret_text, implied) = match words.join(" ").as_str() {
        "new" => ("New", String::new(), "Null"),
        "new?" => ("NewOrNull", String::new(), "None"),
        "borrowed" => ("Borrowed", String::new(), "Null"),
        "borrowed?" => ("BorrowedOrNull", String::new(), "None"),
        "void" => ("Void", String::new(), "None"),
        "" => panic!("{at}: no return type"),
        c => ("C", format!("({c:?})"), "None"),
    };
    let error = error.unwrap_or(implied);
    Function { name, params, ret, ret_text, error, nogil, pure, fragment: fragment.map(str::to_owned) }
}

fn check_cycles(fragments: &BTreeMap<String, Fragment>) {
    fn visit<'a>(
        name: &'a str,
        all: &'a BTreeMap<String, Fragment>,
        path: &mut Vec<&'a str>,
        done: &mut Vec<&'a str>,
    ) {
        if done.contains(&name) {
            return;
        }
        assert!(!path.contains(&name), "fragments require each other: {path:?} -> {name}");
        path.push(name);
        for need in &all[name].requires {
            visit(need, all, path, done);
        }
        path.pop();
        done.push(name);
    }
    let mut done = Vec::new();
    for name in fragments.keys() {
        visit(name, fragments, &mut Vec::new(), &mut done);
    }
}
