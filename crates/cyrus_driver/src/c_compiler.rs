//! Runs the C or C++ compiler.
//!
//! Which one: `$CC`/`$CXX`, else the one Python was built with, else `cc`/`c++`, `gcc`/`g++`,
//! `clang`/`clang++` of PATH, else the one in the Python package `ziglang`.

use crate::header_comment::BuildSettings;
use crate::interpreter::Answer;
use crate::runtime_library::{linked_library, runtime_library};
use std::path::{Path, PathBuf};
use std::process::Command;

/// A compiler as the words of its command.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct CCompiler {
    pub words: Vec<String>,
}

/// Why a compilation did not give an extension module.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct CFailure {
    /// The command as it could be typed.
    pub command: String,
    /// What it printed.
    pub output: String,
}

/// What to make.
#[derive(Clone, Debug)]
pub struct CRequest<'a> {
    /// The generated file.
    pub source: &'a Path,
    pub target: &'a Path,
    pub cplus: bool,
    /// Directories for `#include "…"`.
    pub include_dirs: &'a [PathBuf],
    pub settings: &'a BuildSettings,
    /// `0` … `3`, `s`
    pub optimize: &'a str,
    pub debug: bool,
    /// Where to write the list of headers used.
    pub dependencies: Option<&'a Path>,
    /// Make a program, not an extension module.
    pub program: bool,
}

impl CCompiler {
    /// Finds the compiler; the error says what to do.
    pub fn find(cplus: bool, python: &Answer) -> Result<CCompiler, String> {
        let (variable, names): (&str, [&str; 3]) =
            if cplus { ("CXX", ["c++", "g++", "clang++"]) } else { ("CC", ["cc", "gcc", "clang"]) };
        if let Ok(text) = std::env::var(variable)
            && !text.trim().is_empty()
        {
            let words = split_command(&text);
            if exists(&words) {
                return Ok(CCompiler { words });
            }
            return Err(format!(
                "the compiler that {variable} names, {text:?}, is not there: correct or unset {variable}"
            ));
        }
        let configured = split_command(python.var(variable));
        let candidates = std::iter::once(configured).chain(names.iter().map(|n| vec![(*n).to_string()]));
        if let Some(words) = candidates.into_iter().find(|w| exists(w)) {
            // Flags after the program belong to Python's own build.
            return Ok(CCompiler { words: words[..1].to_vec() });
        }
        let module = Command::new(&python.executable).args(["-c", "import ziglang"]).output();
        if module.is_ok_and(|o| o.status.success()) {
            let driver = if cplus { "c++" } else { "cc" };
            let words = [&*python.executable.to_string_lossy(), "-m", "ziglang", driver];
            return Ok(CCompiler { words: words.map(str::to_string).to_vec() });
        }
        Err(format!(
            "no {} compiler found. Install one (for example with `apt install gcc g++`, `xcode-select --install` or \
             `pip install ziglang`), or name it in the environment variable {variable}",
            if cplus { "C++" } else { "C" }
        ))
    }

    /// The whole command.
    pub fn command(&self, request: &CRequest, python: &Answer) -> Vec<String> {
        let mut words = self.words.clone();
        let mut add = |word: &str| words.push(word.to_string());
        let settings = request.settings;
        add(&format!("-O{}", request.optimize));
        if request.debug {
            add("-g");
            add("-DCYRUS_LOCK_ORDER");
        } else {
            add("-DNDEBUG");
        }
        // Signed overflow wraps, as CPython's own flags say.
        for flag in ["-fPIC", "-fwrapv", "-fno-strict-aliasing"] {
            add(flag);
        }
        if request.cplus && !settings.extra_compile_args.iter().any(|a| a.starts_with("-std=")) {
            add("-std=c++17");
        }
        for directory in request.include_dirs.iter().chain(&settings.include_dirs) {
            add(&format!("-I{}", directory.display()));
        }
        for directory in &python.include {
            add("-isystem");
            add(&directory.display().to_string());
        }
        let linked = if request.program { linked_library() } else { None };
        if linked.is_some() {
            add("-DCYRUS_RT_STATIC");
        } else if let Some(library) = runtime_library() {
            add(&format!("-DCYRUS_RT_PATH=\"{}\"", library.display()));
        }
        for define in &settings.define_macros {
            add(&format!("-D{define}"));
        }
        environment("CPPFLAGS")
            .iter()
            .chain(&environment(if request.cplus { "CXXFLAGS" } else { "CFLAGS" }))
            .for_each(|f| add(f));
        settings.extra_compile_args.iter().for_each(|a| add(a));
        if let Some(dependencies) = request.dependencies {
            for word in ["-MMD", "-MF", &dependencies.display().to_string()] {
                add(word);
            }
        }
        if !request.program {
            let shared: &[&str] = if cfg!(target_os = "macos") {
                &["-bundle", "-undefined", "dynamic_lookup"]
            } else {
                &["-shared"]
            };
            shared.iter().for_each(|w| add(w));
        }
        add("-o");
        add(&request.target.display().to_string());
        add(&request.source.display().to_string());
        settings.sources.iter().chain(&settings.extra_objects).for_each(|p| add(&p.display().to_string()));
        for directory in &settings.library_dirs {
            add(&format!("-L{}", directory.display()));
        }
        for directory in &settings.runtime_library_dirs {
            add(&format!("-Wl,-rpath,{}", directory.display()));
        }
        settings.libraries.iter().for_each(|l| add(&format!("-l{l}")));
        environment("LDFLAGS").iter().for_each(|f| add(f));
        settings.extra_link_args.iter().for_each(|a| add(a));
        if let Some(library) = linked {
            add(&library.display().to_string());
        }
        if request.program {
            // For modules that the program imports: the interpreter and the runtime may be parts of it.
            add("-rdynamic");
            let libdir = python.var("LIBDIR");
            add(&format!("-L{libdir}"));
            add(&format!("-Wl,-rpath,{libdir}"));
            add(&format!("-lpython{}", python.var("LDVERSION")));
            split_command(python.var("LIBS")).iter().for_each(|l| add(l));
            split_command(python.var("SYSLIBS")).iter().for_each(|l| add(l));
        }
        words
    }

    /// Runs it.
    pub fn run(&self, request: &CRequest, python: &Answer) -> Result<(), CFailure> {
        let words = self.command(request, python);
        let shown = words.iter().map(|w| quote(w)).collect::<Vec<_>>().join(" ");
        let output = Command::new(&words[0])
            .args(&words[1..])
            .env("LC_ALL", "C")
            .output()
            .map_err(|e| CFailure { command: shown.clone(), output: format!("cannot be started: {e}") })?;
        if output.status.success() {
            return Ok(());
        }
        let mut text = String::from_utf8_lossy(&output.stderr).into_owned();
        text.push_str(&String::from_utf8_lossy(&output.stdout));
        // One that is killed, or fails without a word, has told nothing yet.
        if output.status.code().is_none() || text.trim().is_empty() {
            text.push_str(&format!("it ended with {}", output.status));
        }
        Err(CFailure { command: shown, output: text })
    }
}

fn environment(name: &str) -> Vec<String> {
    std::env::var(name).map(|v| split_command(&v)).unwrap_or_default()
}

/// Whether the program of a command exists.
fn exists(words: &[String]) -> bool {
    let Some(program) = words.first() else { return false };
    let path = Path::new(program);
    if path.components().count() > 1 {
        return path.is_file();
    }
    std::env::var_os("PATH").is_some_and(|p| {
        std::env::split_paths(&p)
            .any(|d| d.join(program).is_file() || d.join(format!("{program}.exe")).is_file())
    })
}

/// Words of a command line, with a shell's quotes.
pub fn split_command(text: &str) -> Vec<String> {
    let mut words = Vec::new();
    let mut word = String::new();
    let mut started = false;
    let mut quote = None;
    for c in text.chars() {
        match quote {
            Some(q) if c == q => quote = None,
            Some(_) => word.push(c),
            None if c == '"' || c == '\'' => {
                quote = Some(c);
                started = true;
            }
            None if c.is_whitespace() => {
                if started || !word.is_empty() {
                    words.push(std::mem::take(&mut word));
                }
                started = false;
            }
            None => word.push(c),
        }
    }
    if started || !word.is_empty() {
        words.push(word);
    }
    words
}

/// A word as a shell wants it.
pub fn quote(word: &str) -> String {
    let plain = |c: char| c.is_ascii_alphanumeric() || "-_./=+,:@%".contains(c);
    if !word.is_empty() && word.chars().all(plain) {
        return word.to_string();
    }
    format!("'{}'", word.replace('\'', "'\\''"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn commands_survive_splitting_and_quoting() {
        assert_eq!(split_command("gcc -DX='a b'  -O2 \"\""), ["gcc", "-DX=a b", "-O2", ""]);
        assert_eq!(quote("a b"), "'a b'");
        assert_eq!(quote("-I/usr/include"), "-I/usr/include");
    }
}
