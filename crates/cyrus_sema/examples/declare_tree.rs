//! Declares every Cython file below the given paths and prints the errors, with `-w` the warnings too:
//! `declare_tree [-w] PATH...`.
//!
//! Nothing but declarations is done, so a clean run says that types, functions and classes of the files
//! are understood, not that they compile.

use cyrus_diagnostics::{Diagnostics, plain};
use cyrus_parser::{ParseOptions, decode_source, parse};
use cyrus_sema::cx::Cx;
use cyrus_sema::{CheckOptions, FoundFile, ModuleFinder, SourceUnit, declare, expand};
use cyrus_source::SourceMap;
use cyrus_syntax::ast::{LanguageLevel, SourceKind};
use elsa::FrozenVec;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::path::{Path, PathBuf};

/// Looks beside the file, in the directories above it, and among our includes.
struct Disk {
    dirs: Vec<PathBuf>,
}

impl ModuleFinder for Disk {
    fn find_pxd(&mut self, module: &str) -> Option<FoundFile> {
        let path = module.replace('.', "/");
        for dir in &self.dirs {
            for (name, is_package) in [
                (format!("{path}.pxd"), false),
                (format!("{module}.pxd"), false),
                (format!("{path}/__init__.pxd"), true),
            ] {
                let file = dir.join(&name);
                if let Some(text) = read(&file) {
                    return Some(FoundFile { path: file, text, is_package });
                }
            }
        }
        None
    }

    fn is_package(&mut self, module: &str) -> bool {
        let path = module.replace('.', "/");
        self.dirs.iter().any(|d| d.join(&path).is_dir())
    }

    fn find_include(&mut self, from: &Path, name: &str) -> Option<FoundFile> {
        let beside = from.parent().map(Path::to_path_buf);
        for dir in beside.iter().chain(&self.dirs) {
            let file = dir.join(name);
            if let Some(text) = read(&file) {
                return Some(FoundFile { path: file, text, is_package: false });
            }
        }
        None
    }
}

fn read(path: &Path) -> Option<String> {
    let bytes = std::fs::read(path).ok()?;
    Some(decode_source(&bytes).ok()?.0)
}

fn collect(path: &Path, out: &mut Vec<PathBuf>) {
    if path.is_dir() {
        let Ok(entries) = std::fs::read_dir(path) else { return };
        let mut entries: Vec<PathBuf> = entries.flatten().map(|e| e.path()).collect();
        entries.sort();
        entries.iter().for_each(|p| collect(p, out));
    } else if matches!(path.extension().and_then(|e| e.to_str()), Some("pyx" | "py")) {
        out.push(path.to_path_buf());
    }
}

fn declare_file(path: &Path) -> Vec<String> {
    let Some(text) = read(path) else { return vec!["cannot be read".into()] };
    let level = if text.contains("language_level=3") || text.contains("language_level = 3") {
        LanguageLevel::Py3
    } else {
        LanguageLevel::Py2
    };
    let head: String = text.lines().take(30).collect::<Vec<_>>().join("\n");
    let cplus = head.contains("tag: cpp")
        || head.contains("mode: cpp")
        || head.contains(", cpp")
        || head.contains("cpp,");
    let options = CheckOptions { language_level: level, cplus, ..CheckOptions::default() };
    let kind = if path.extension().is_some_and(|e| e == "py") { SourceKind::Py } else { SourceKind::Pyx };
    let parse_options = ParseOptions { language_level: level, cpp: cplus, ..ParseOptions::new(kind) };
    let mut sources = SourceMap::new();
    let mut diags = Diagnostics::new();
    let file = sources.add(path, text.as_str());
    let tree = parse(file, &text, &parse_options, &mut diags);
    if diags.has_errors() {
        // Cython stops after syntax errors too.
        return shown(&diags, &sources);
    }
    let dir = path.parent().unwrap_or(Path::new(".")).to_path_buf();
    let includes = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../includes");
    let mut dirs = vec![dir.clone()];
    dirs.extend(dir.parent().map(Path::to_path_buf));
    dirs.push(includes);
    let mut finder = Disk { dirs };
    let name = path.file_stem().map(|s| s.to_string_lossy().into_owned()).unwrap_or_default();
    let unit = SourceUnit { name: name.as_str().into(), path: path.to_path_buf(), tree, is_package: false };
    let result = catch_unwind(AssertUnwindSafe(|| {
        let trees = FrozenVec::new();
        let mut cx = Cx::new(&unit, &mut finder, &options, &mut sources, &mut diags, &trees);
        let mut tree = unit.tree.clone();
        expand::module(&mut cx, &mut tree);
        let tree = cx.adopt(tree);
        declare::module(&mut cx, tree);
    }));
    let mut lines = shown(&diags, &sources);
    if result.is_err() {
        lines.push(format!("{}: PANIC", path.display()));
    }
    lines
}

fn shown(diags: &Diagnostics, sources: &SourceMap) -> Vec<String> {
    let warnings = std::env::args().any(|a| a == "-w");
    diags.sorted().iter().filter(|d| warnings || d.is_error()).map(|d| plain::line(d, sources)).collect()
}

#[expect(clippy::print_stdout, reason = "a tool for the terminal")]
fn main() {
    let mut files = Vec::new();
    std::env::args().skip(1).filter(|a| a != "-w").for_each(|arg| collect(Path::new(&arg), &mut files));
    let mut bad = 0;
    for file in &files {
        let errors = declare_file(file);
        if !errors.is_empty() {
            bad += 1;
            errors.iter().for_each(|e| println!("{e}"));
        }
    }
    println!("{} files, {bad} with errors", files.len());
}
