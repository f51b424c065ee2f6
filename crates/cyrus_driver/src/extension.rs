//! Extension modules, or programs, from source files: compile, call the C compiler, put the result in place.
//!
//! What the C compiler made is kept in the cache directory under a name that covers everything it depends
//! on: the C text, the command, the interpreter, and the content of every header outside the system's
//! directories. A second build of the same thing is a copy.

use crate::c_compiler::{CCompiler, CFailure, CRequest};
use crate::compile::{CompileOptions, Compiled, CompiledModule, compile};
use crate::interpreter::{Answer, Interpreter};
use crate::module_name::locate;
use crate::runtime_library::linked_library;
use crate::{cache, output};
use cyrus_diagnostics::{Diagnostic, codes};
use std::collections::HashMap;
use std::fs;
use std::path::{Path, PathBuf};
use std::time::SystemTime;

/// How to build.
#[derive(Clone, Debug)]
pub struct BuildOptions {
    pub compile: CompileOptions,
    /// `0` … `3`, `s`
    pub optimize: String,
    pub debug: bool,
    /// Call the C compiler even when the cache has the result.
    pub force: bool,
    /// Keep the C file beside the source.
    pub keep_c: bool,
    /// Make a program that has the interpreter in it, not an extension module; `compile` says that there is a `main`.
    pub program: bool,
}

/// Where the extension module goes.
#[derive(Clone, PartialEq, Eq, Debug)]
pub enum Placement {
    /// Beside the source.
    InPlace,
    /// Into this directory, below directories for its packages.
    Directory(PathBuf),
}

/// A built extension module.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Extension {
    pub path: PathBuf,
    /// Fully qualified name of the module.
    pub name: String,
    pub from_cache: bool,
}

/// Builds one module. Without an extension the diagnostics of `Compiled` say why.
pub fn build(
    source: &Path,
    options: &BuildOptions,
    placement: &Placement,
    interpreter: &Interpreter,
) -> (Option<Extension>, Compiled) {
    let mut compiled = compile(source, &options.compile, interpreter);
    let Some(module) = compiled.module.clone() else { return (None, compiled) };
    let built = match interpreter.ask() {
        Ok(python) => make(source, &module, options, placement, python),
        Err(error) => Err(Diagnostic::error(codes::E0105, None, error)),
    };
    match built {
        Ok(extension) => (Some(extension), compiled),
        Err(diagnostic) => {
            compiled.diagnostics.push(diagnostic);
            (None, compiled)
        }
    }
}

fn failure(message: impl Into<String>) -> Diagnostic {
    Diagnostic::error(codes::E0105, None, message)
}

fn make(
    source: &Path,
    module: &CompiledModule,
    options: &BuildOptions,
    placement: &Placement,
    python: &Answer,
) -> Result<Extension, Diagnostic> {
    let compiler = CCompiler::find(module.cplus, python).map_err(failure)?;
    let target = target(source, module, placement, ending(options, python))?;
    let directory = source.parent().filter(|p| !p.as_os_str().is_empty()).unwrap_or(Path::new("."));
    let root = locate(source).root;
    let mut include_dirs = vec![directory.to_path_buf()];
    for other in std::iter::once(&root).chain(&options.compile.include_dirs) {
        if !include_dirs.contains(other) {
            include_dirs.push(other.clone());
        }
    }
    let suffix = if module.cplus { "cpp" } else { "c" };
    if options.keep_c {
        let beside = source.with_extension(suffix);
        output::write(&beside, module.emitted.source.as_bytes()).map_err(|e| {
            failure(format!("{}: cannot be written: {}", beside.display(), output::reason(&e)))
        })?;
    }
    // The same names in every build of the same thing, so that the command is part of the key.
    let request =
        |source: &Path, target: &Path, dependencies: Option<&Path>, run: &mut dyn FnMut(&CRequest)| {
            run(&CRequest {
                source,
                target,
                cplus: module.cplus,
                include_dirs: &include_dirs,
                settings: &module.settings,
                optimize: &options.optimize,
                debug: options.debug,
                dependencies,
                program: options.program,
            });
        };
    let mut command = Vec::new();
    request(Path::new("source"), Path::new("target"), None, &mut |r| command = compiler.command(r, python));
    let key = cache::digest(&[
        module.emitted.source.as_bytes(),
        command.join("\0").as_bytes(),
        compiler_identity(&compiler).as_bytes(),
        format!("{:?}", options.program.then(linked_library).flatten().map(|library| age(&library)))
            .as_bytes(),
        format!("{:?} {}", python.version, python.extension_suffix()).as_bytes(),
        std::path::absolute(directory).unwrap_or_default().as_os_str().as_encoded_bytes(),
    ]);
    let short = module.name.rsplit('.').next().unwrap_or(&module.name);
    let file_name = format!("{short}{}", ending(options, python));
    let kept = cache::place(&format!("build/{key}/{file_name}"));
    if !options.force
        && let Some(kept) = &kept
        && kept.is_file()
        && headers_unchanged(&kept.with_file_name("headers"))
    {
        place(kept, &target)?;
        return Ok(Extension { path: target, name: module.name.clone(), from_cache: true });
    }
    // Without a cache directory the work is done in a temporary one.
    let work = match &kept {
        Some(kept) => kept.parent().map(Path::to_path_buf).unwrap_or_default(),
        None => output::temporary_directory().map_err(failure)?,
    };
    let unique = std::process::id();
    let c_file = work.join(format!("{short}.{unique}.{suffix}"));
    let list = work.join(format!("{short}.{unique}.d"));
    let made = work.join(format!("{short}.{unique}.so"));
    let cannot = |path: &Path, e: std::io::Error| {
        failure(format!("{}: cannot be written: {}", path.display(), output::reason(&e)))
    };
    if let Err(error) = fs::write(&c_file, &module.emitted.source) {
        let _ = fs::remove_file(&c_file);
        if kept.is_none() {
            let _ = fs::remove_dir(&work);
        }
        return Err(cannot(&c_file, error));
    }
    let mut result: Result<(), CFailure> = Ok(());
    request(&c_file, &made, Some(&list), &mut |r| result = compiler.run(r, python));
    let result = result.map_err(|f| {
        let message = format!("{}: the C compiler failed\n{}", source.display(), f.output.trim_end());
        Diagnostic::error(codes::E0401, None, message.trim_end())
            .note(format!("the command was: {}", f.command))
            .help(advice(&f.output))
    });
    let headers = fs::read_to_string(&list).unwrap_or_default();
    let _ = fs::remove_file(&list);
    // When the compiler failed the file stays: its messages refer to it. What it had begun to write goes.
    if result.is_err() {
        let _ = fs::remove_file(&made);
    }
    result?;
    let _ = fs::remove_file(&c_file);
    if !made.is_file() {
        let compiler = compiler.words.join(" ");
        return Err(failure(format!(
            "{}: the C compiler ({compiler}) reported no error but wrote no file",
            source.display()
        ))
        .help("see whether it is a C compiler, and what CC, CFLAGS and LDFLAGS say"));
    }
    let kept = match kept {
        Some(kept) => {
            write_headers(&kept.with_file_name("headers"), &headers, &c_file);
            fs::rename(&made, &kept).map_err(|e| cannot(&kept, e))?;
            kept
        }
        None => {
            let placed = place(&made, &target);
            let _ = fs::remove_dir_all(&work);
            placed?;
            return Ok(Extension { path: target, name: module.name.clone(), from_cache: false });
        }
    };
    place(&kept, &target)?;
    Ok(Extension { path: target, name: module.name.clone(), from_cache: false })
}

/// What to do about a failure of the C compiler, by what it printed.
fn advice(output: &str) -> &'static str {
    let missing = output.contains("No such file or directory") || output.contains("file not found");
    if missing && output.contains("Python.h") {
        "install the headers of Python (on Debian: apt install python3-dev)"
    } else if output.contains("undefined reference") || output.contains("cannot find -l") {
        "name the library in the source: # distutils: libraries = NAME"
    } else if missing {
        "install what the missing file belongs to, or name its directory with -I"
    } else if output.contains(".pyx") || output.contains("error: ") {
        "a declaration in `cdef extern` may not fit the header; if there is none, please report it with the source"
    } else {
        "see whether the command works by itself, and what CC, CFLAGS and LDFLAGS say"
    }
}

/// What the name of the file ends with.
fn ending<'a>(options: &BuildOptions, python: &'a Answer) -> &'a str {
    if options.program { std::env::consts::EXE_SUFFIX } else { python.extension_suffix() }
}

/// Path of the extension module or program.
fn target(
    source: &Path,
    module: &CompiledModule,
    placement: &Placement,
    ending: &str,
) -> Result<PathBuf, Diagnostic> {
    let mut target = target_stem(source, &module.name, placement).into_os_string();
    target.push(ending);
    let target = PathBuf::from(target);
    if let (Placement::Directory(_), Some(directory)) = (placement, target.parent()) {
        fs::create_dir_all(directory).map_err(|e| {
            failure(format!("{}: cannot be made: {}", directory.display(), output::reason(&e)))
                .help("name a directory that can be written to with --build-dir")
        })?;
    }
    Ok(target)
}

/// Path of the extension module or program, without its ending.
fn target_stem(source: &Path, name: &str, placement: &Placement) -> PathBuf {
    let short = name.rsplit('.').next().unwrap_or(name);
    let is_package = source.file_stem().is_some_and(|s| s == "__init__");
    let stem = if is_package { "__init__" } else { short };
    match placement {
        Placement::InPlace => source.with_file_name(stem),
        Placement::Directory(directory) => {
            let packages = name.split('.').count() - usize::from(!is_package);
            let mut target = directory.clone();
            target.extend(name.split('.').take(packages));
            target.join(stem)
        }
    }
}

/// Two sources that would be built into the same file, in words for the user.
pub fn clash(sources: &[PathBuf], placement: &Placement) -> Option<String> {
    let mut taken: HashMap<PathBuf, &Path> = HashMap::new();
    for source in sources {
        let target = target_stem(source, &locate(source).name, placement);
        let target = std::path::absolute(&target).unwrap_or(target);
        if let Some(other) = taken.insert(target, source) {
            return Some(format!(
                "{} and {} would become the same file: rename one, make packages of their directories (with an \
                 __init__.py each), or build them one by one",
                other.display(),
                source.display()
            ));
        }
    }
    None
}

/// Copies a kept file to where it belongs, unless it is there already.
fn place(kept: &Path, target: &Path) -> Result<(), Diagnostic> {
    let same =
        fs::metadata(target).and_then(|t| fs::metadata(kept).map(|k| k.len() == t.len())).unwrap_or(false)
            && fs::read(target).ok() == fs::read(kept).ok();
    if same {
        return Ok(());
    }
    output::copy(kept, target).map_err(|e| {
        let help = match e.kind() {
            std::io::ErrorKind::StorageFull => "make room, or build into another directory with --build-dir",
            _ => "make the directory writable, or build into another one with --build-dir",
        };
        failure(format!("{}: cannot be written: {}", target.display(), output::reason(&e))).help(help)
    })
}

/// Program and age of the compiler.
fn compiler_identity(compiler: &CCompiler) -> String {
    let program = Path::new(&compiler.words[0]);
    let path = if program.components().count() > 1 {
        Some(program.to_path_buf())
    } else {
        std::env::var_os("PATH")
            .and_then(|p| std::env::split_paths(&p).map(|d| d.join(program)).find(|p| p.is_file()))
    };
    format!("{path:?} {:?}", path.as_deref().and_then(age))
}

fn age(file: &Path) -> Option<SystemTime> {
    fs::metadata(file).ok()?.modified().ok()
}

/// Keeps the names and digests of the headers that the C compiler read.
fn write_headers(list: &Path, rule: &str, c_file: &Path) {
    let text: String = header_names(rule)
        .into_iter()
        .filter(|name| Path::new(name) != c_file)
        .filter_map(|name| {
            let content = fs::read(&name).ok()?;
            let absolute = std::path::absolute(&name).ok()?;
            Some(format!("{} {}\n", cache::digest(&[&content]), absolute.display()))
        })
        .collect();
    let _ = output::write(list, text.as_bytes());
}

/// Whether all headers are what they were.
fn headers_unchanged(list: &Path) -> bool {
    let Ok(text) = fs::read_to_string(list) else { return false };
    text.lines().all(|line| {
        line.split_once(' ')
            .is_some_and(|(digest, name)| fs::read(name).is_ok_and(|c| cache::digest(&[&c]) == digest))
    })
}

/// Names after the colon of a make rule; a backslash keeps a space in a name.
fn header_names(rule: &str) -> Vec<String> {
    let rule = rule.replace("\\\n", " ");
    let Some((_, names)) = rule.split_once(": ") else { return Vec::new() };
    let mut out = Vec::new();
    let mut word = String::new();
    let mut chars = names.chars();
    while let Some(c) = chars.next() {
        match c {
            '\\' => word.extend(chars.next()),
            c if c.is_whitespace() => {
                if !word.is_empty() {
                    out.push(std::mem::take(&mut word));
                }
            }
            c => word.push(c),
        }
    }
    if !word.is_empty() {
        out.push(word);
    }
    out
}

#[cfg(test)]
mod tests {
    #[test]
    fn names_of_a_make_rule() {
        let rule = "target: /x/a.c \\\n include/my\\ file.h b.h\n";
        assert_eq!(super::header_names(rule), ["/x/a.c", "include/my file.h", "b.h"]);
    }
}
