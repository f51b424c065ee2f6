//! Extension modules: compile, run the C compiler, put the module in its place.

use crate::compile::{CompileOptions, compile};
use crate::module_name::identify;
use crate::toolchain::{BuildSettings, Toolchain};
use cyrus_diagnostics::{Diagnostic, Diagnostics, codes};
use cyrus_source::SourceMap;
use sha2::{Digest as _, Sha256};
use std::path::{Path, PathBuf};

/// The result of building one module.
#[derive(Debug)]
pub struct Built {
    /// The extension module; `None` when something failed.
    pub module: Option<PathBuf>,
    pub name: String,
    pub diagnostics: Diagnostics,
    pub sources: SourceMap,
}

/// The source files that paths name: files as they are, directories with all `.pyx` below them.
///
/// # Errors
/// A sentence about a path that does not exist or a directory without sources.
pub fn source_files(paths: &[PathBuf]) -> Result<Vec<PathBuf>, String> {
    let mut files = Vec::new();
    for path in paths {
        if path.is_dir() {
            let before = files.len();
            collect(path, &mut files);
            if files.len() == before {
                return Err(format!("{}: no .pyx files in this directory", path.display()));
            }
        } else if path.is_file() {
            files.push(path.clone());
        } else {
            return Err(format!("{}: no such file or directory", path.display()));
        }
    }
    Ok(files)
}

fn collect(dir: &Path, files: &mut Vec<PathBuf>) {
    let mut entries: Vec<PathBuf> =
        std::fs::read_dir(dir).into_iter().flatten().flatten().map(|e| e.path()).collect();
    entries.sort();
    for path in entries {
        let hidden = path.file_name().is_some_and(|n| n.to_string_lossy().starts_with('.'));
        if path.is_dir() && !hidden {
            collect(&path, files);
        } else if path.extension().is_some_and(|e| e == "pyx") {
            files.push(path);
        }
    }
}

/// Builds a module in place, beside its source.
pub fn build_beside(file: &Path, options: &CompileOptions, toolchain: &Toolchain, optimise: &str) -> Built {
    let dir = file.parent().filter(|d| !d.as_os_str().is_empty()).unwrap_or(Path::new("."));
    build_in(file, dir, options, toolchain, optimise)
}

/// Builds a module in the user's cache directory, keyed by source, compiler and interpreter.
pub fn build_cached(file: &Path, options: &CompileOptions, toolchain: &Toolchain) -> Built {
    let mut hash = Sha256::new();
    hash.update(std::fs::read(file).unwrap_or_default());
    hash.update(std::path::absolute(file).unwrap_or_default().to_string_lossy().as_bytes());
    hash.update(toolchain.ext_suffix.as_bytes());
    hash.update(env!("CARGO_PKG_VERSION"));
    if let Ok(exe) = std::env::current_exe()
        && let Ok(meta) = exe.metadata()
        && let Ok(changed) = meta.modified()
    {
        hash.update(format!("{changed:?}"));
    }
    let key: String = hash.finalize().iter().take(16).map(|b| format!("{b:02x}")).collect();
    let dir = cache_dir().join(key);
    build_in(file, &dir, options, toolchain, "-O2")
}

fn cache_dir() -> PathBuf {
    let base = std::env::var_os("XDG_CACHE_HOME").map(PathBuf::from).or_else(|| {
        std::env::var_os("HOME").map(|home| PathBuf::from(home).join(".cache"))
    });
    base.unwrap_or_else(std::env::temp_dir).join("cyrus")
}

fn build_in(
    file: &Path,
    dir: &Path,
    options: &CompileOptions,
    toolchain: &Toolchain,
    optimise: &str,
) -> Built {
    let identity = identify(file);
    let stem = identity.name.rsplit('.').next().unwrap_or_default().to_string();
    let module = dir.join(format!("{stem}{}", toolchain.ext_suffix));
    let mut built = Built {
        module: None,
        name: identity.name,
        diagnostics: Diagnostics::new(),
        sources: SourceMap::new(),
    };
    let fail = |built: &mut Built, message: String| {
        built.diagnostics.push(Diagnostic::error(codes::E0105, None, message));
    };
    if let Err(error) = std::fs::create_dir_all(dir) {
        fail(&mut built, format!("{}: cannot be created: {error}", dir.display()));
        return built;
    }
    let work = match tempfile::Builder::new().prefix(".cyrus").tempdir_in(dir) {
        Ok(work) => work,
        Err(error) => {
            fail(&mut built, format!("{}: cannot be written to: {error}", dir.display()));
            return built;
        }
    };
    let settings = settings_of(file);
    let c_file = work.path().join(format!("{stem}.{}", if settings.cplus { "cpp" } else { "c" }));
    let mut options = options.clone();
    options.cplus |= settings.cplus;
    options.output = Some(c_file.clone());
    let compiled = compile(file, &options);
    built.diagnostics = compiled.diagnostics;
    built.sources = compiled.sources;
    if compiled.output.is_none() {
        return built;
    }
    let linked = work.path().join("module.so");
    let mut command = toolchain.command(&c_file, &linked, &settings, optimise);
    let shown = format!("{command:?}");
    match command.output() {
        Err(error) => fail(&mut built, format!("the C compiler did not start: {error}\n  {shown}")),
        Ok(out) if !out.status.success() => {
            let text = String::from_utf8_lossy(&out.stderr);
            let text: Vec<&str> = text.lines().take(20).collect();
            fail(&mut built, format!("the C compiler failed on {}:\n{}\n  {shown}", file.display(), text.join("\n")));
        }
        Ok(_) => match std::fs::rename(&linked, &module) {
            Ok(()) => built.module = Some(module),
            Err(error) => fail(&mut built, format!("{}: cannot be written: {error}", module.display())),
        },
    }
    built
}

/// What the file's `# distutils:` comments ask of the C compiler.
fn settings_of(file: &Path) -> BuildSettings {
    let mut settings = BuildSettings::default();
    let dir = file.parent().unwrap_or(Path::new(""));
    for line in std::fs::read_to_string(file).unwrap_or_default().lines() {
        let line = line.trim();
        if !line.is_empty() && !line.starts_with('#') {
            break;
        }
        let Some(rest) = line.trim_start_matches('#').trim_start().strip_prefix("distutils:") else { continue };
        let Some((name, value)) = rest.split_once('=') else { continue };
        let words = || value.trim().trim_matches(['[', ']']).split([' ', ',']).map(str::trim).filter(|w| !w.is_empty()).map(str::to_string);
        let paths = || words().map(|w| dir.join(w).display().to_string());
        match name.trim() {
            "language" => settings.cplus = value.trim() == "c++",
            "include_dirs" => settings.include_dirs.extend(paths()),
            "sources" => settings.sources.extend(paths()),
            "libraries" => settings.libraries.extend(words()),
            "library_dirs" => settings.library_dirs.extend(paths()),
            "define_macros" => settings.define_macros.extend(words()),
            "extra_compile_args" => settings.extra_compile_args.extend(words()),
            "extra_link_args" => settings.extra_link_args.extend(words()),
            "extra_objects" => settings.extra_objects.extend(paths()),
            _ => {}
        }
    }
    settings
}
