//! One source file through all stages.

use crate::finder::Finder;
use crate::header_comment::{self, BuildSettings};
use crate::interpreter::Interpreter;
use crate::module_name::{Located, is_module_name, keyword_in, locate, shown_path};
use crate::{guard, source_text};
use cyrus_diagnostics::{Diagnostic, Diagnostics, codes};
use cyrus_emit::{EmitOptions, Emitted, emit};
use cyrus_hir as hir;
use cyrus_mir as mir;
use cyrus_parser::ParseOptions;
use cyrus_sema::{CheckOptions, SourceUnit};
use cyrus_source::SourceMap;
use cyrus_syntax::Name;
use cyrus_syntax::ast::{self, LanguageLevel, SourceKind};
use std::path::{Path, PathBuf};

/// How to compile.
#[derive(Clone, Debug)]
pub struct CompileOptions {
    pub language_level: LanguageLevel,
    pub cplus: bool,
    /// Let `# distutils: language = c++` choose C++, as builds do.
    pub cplus_by_comment: bool,
    pub include_dirs: Vec<PathBuf>,
    /// `-X name=value`
    pub directives: Vec<(String, String)>,
    /// `-E name=value`
    pub compile_time_env: Vec<(String, String)>,
    pub lenient: bool,
    /// Warnings are errors.
    pub werror: bool,
    /// Leave docstrings out.
    pub no_docstrings: bool,
    pub comments: bool,
    pub line_directives: bool,
    /// Name of the program's entry function.
    pub embed: Option<String>,
    /// Report the first syntax error only.
    pub first_error_only: bool,
    /// Instead of the name that the path gives.
    pub module_name: Option<String>,
    /// Say of every `consume` whether it is checked at run time, and why.
    pub explain: bool,
    /// Which stages to run.
    pub until: Stage,
}

/// The last stage to run.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Debug)]
pub enum Stage {
    Parse,
    /// Names, types and the checks on the control-flow graph; no output.
    Check,
    Lower,
    Emit,
}

impl Default for CompileOptions {
    fn default() -> Self {
        CompileOptions {
            language_level: LanguageLevel::Py3,
            cplus: false,
            cplus_by_comment: false,
            include_dirs: Vec::new(),
            directives: Vec::new(),
            compile_time_env: Vec::new(),
            lenient: false,
            werror: false,
            no_docstrings: false,
            comments: true,
            line_directives: false,
            embed: None,
            first_error_only: false,
            module_name: None,
            explain: false,
            until: Stage::Emit,
        }
    }
}

/// The outcome of a compilation.
#[derive(Debug, Default)]
pub struct Compiled {
    pub sources: SourceMap,
    pub diagnostics: Diagnostics,
    /// `None` when there were errors or an earlier stage was the last one.
    pub module: Option<CompiledModule>,
    pub tree: Option<ast::Module>,
    pub hir: Option<hir::Module>,
    pub mir: Option<mir::Program>,
    /// Files on disk that the output depends on, the source itself first.
    pub dependencies: Vec<PathBuf>,
    /// A stage broke one of its own rules.
    pub internal_error: bool,
}

/// A compiled module.
#[derive(Clone, Debug)]
pub struct CompiledModule {
    /// Fully qualified.
    pub name: String,
    pub cplus: bool,
    pub emitted: Emitted,
    pub settings: BuildSettings,
}

/// Compiles one file. Whatever is wrong is in the diagnostics.
pub fn compile(path: &Path, options: &CompileOptions, interpreter: &Interpreter) -> Compiled {
    let mut compiled = Compiled::default();
    let result = guard::guarded(|| {
        let mut compiled = Compiled::default();
        stages(path, options, interpreter, &mut compiled);
        compiled
    });
    match result {
        Ok(done) => compiled = done,
        Err(message) => {
            compiled.internal_error = true;
            compiled.diagnostics.push(
                Diagnostic::error(
                    codes::E0001,
                    None,
                    format!("{}: internal error: {message}", path.display()),
                )
                .help(
                    "this is a mistake of the compiler, not of the program; please report it with the file",
                ),
            );
        }
    }
    if options.werror {
        compiled.diagnostics.promote_warnings();
    }
    if compiled.diagnostics.has_errors() {
        compiled.module = None;
    }
    compiled.internal_error |= compiled.diagnostics.iter().any(|d| d.code == codes::E0001);
    compiled
}

fn stages(path: &Path, options: &CompileOptions, interpreter: &Interpreter, compiled: &mut Compiled) {
    let Some(kind) = source_kind(path, compiled) else { return };
    let source = match source_text::read(path) {
        Ok(source) => source,
        Err(error) => return compiled.diagnostics.push(error),
    };
    compiled.dependencies.push(path.to_path_buf());
    let settings = header_comment::read(&source.text, path);
    let cplus = options.cplus || (options.cplus_by_comment && settings.cplus);
    let file = compiled.sources.add(path, source.text);
    let text = compiled.sources.file(file).text.clone();
    let parse_options = ParseOptions {
        language_level: options.language_level,
        cpp: cplus,
        encoding: source.encoding,
        first_error_only: options.first_error_only,
        ..ParseOptions::new(kind)
    };
    let tree = cyrus_parser::parse(file, &text, &parse_options, &mut compiled.diagnostics);
    if compiled.diagnostics.has_errors() || options.until == Stage::Parse {
        compiled.tree = Some(tree);
        return;
    }
    let located = match &options.module_name {
        Some(name) => Located { name: name.clone(), ..locate(path) },
        None => locate(path),
    };
    if !is_module_name(&located.name) {
        let message = format!("{}: '{}' is not a name that a module can have", path.display(), located.name);
        let help = "rename the file: letters, digits and underscores, not beginning with a digit";
        return compiled.diagnostics.push(Diagnostic::error(codes::E0105, None, message).help(help));
    }
    if let Some(word) = keyword_in(&located.name) {
        let message = format!(
            "{}: 'import' cannot name this module, since '{word}' is a keyword of Python",
            path.display()
        );
        let help = "rename it, or import it with importlib.import_module()";
        compiled.diagnostics.push(Diagnostic::warning(codes::W0201, None, message).help(help));
    }
    let Some(mut module) = check(path, &located, tree, options, cplus, interpreter, compiled) else { return };
    if compiled.diagnostics.has_errors() {
        return;
    }
    if options.no_docstrings {
        drop_docstrings(&mut module);
    }
    let (mut program, lowering) = cyrus_lower::lower(&module);
    compiled.diagnostics.extend(lowering);
    let capabilities = cyrus_passes::capability::check(&module, &mut program);
    compiled.diagnostics.extend(capabilities.diagnostics);
    if options.explain {
        // Of the module and its `.pxd`: what the library does is not for its users to change.
        let sources = &compiled.sources;
        let own = |d: &Diagnostic| {
            d.primary.is_some_and(|s| sources.file(s.file).path.with_extension("") == path.with_extension(""))
        };
        compiled.diagnostics.extend(capabilities.explanations.into_iter().filter(own));
    }
    if compiled.diagnostics.has_errors() || options.until == Stage::Check {
        return;
    }
    cyrus_passes::run(&module, &mut program);
    if options.until == Stage::Emit {
        let emit_options = EmitOptions {
            source_name: shown_path(path, &located.root),
            comments: options.comments && module.directives.emit_code_comments,
            line_directives: options.line_directives,
            embed: options.embed.clone(),
        };
        match emit(&module, &program, &compiled.sources, &emit_options) {
            Ok(emitted) => {
                let cplus = module.cplus;
                compiled.module = Some(CompiledModule { name: located.name, cplus, emitted, settings });
            }
            Err(errors) => compiled.diagnostics.extend(errors),
        }
    }
    compiled.hir = Some(module);
    compiled.mir = Some(program);
}

/// What kind of file the suffix says it is.
fn source_kind(path: &Path, compiled: &mut Compiled) -> Option<SourceKind> {
    match path.extension().and_then(|e| e.to_str()) {
        Some("pyx") => Some(SourceKind::Pyx),
        Some("py") => Some(SourceKind::Py),
        // Checked alone: an error in it is an error of every module that uses it.
        Some("pxd") => Some(SourceKind::Pxd),
        Some("pxi") => Some(SourceKind::Pxi),
        // The reader has the better message.
        _ if path.is_dir() => Some(SourceKind::Pyx),
        _ if path.exists() => {
            compiled.diagnostics.push(
                Diagnostic::error(codes::E0105, None, format!("{}: not a source file", path.display()))
                    .help("sources end in .pyx or .py"),
            );
            None
        }
        _ => Some(SourceKind::Pyx),
    }
}

fn check(
    path: &Path,
    located: &Located,
    tree: ast::Module,
    options: &CompileOptions,
    cplus: bool,
    interpreter: &Interpreter,
    compiled: &mut Compiled,
) -> Option<hir::Module> {
    let unit = SourceUnit {
        name: located.name.as_str().into(),
        path: path.to_path_buf(),
        tree,
        is_package: located.is_package,
    };
    let pair = |(name, value): &(String, String)| (Name::from(name.as_str()), Name::from(value.as_str()));
    let check_options = CheckOptions {
        language_level: options.language_level,
        cplus,
        directives: options.directives.iter().map(pair).collect(),
        compile_time_env: options.compile_time_env.iter().map(pair).collect(),
        lenient: options.lenient,
        check_only: options.until < Stage::Lower,
    };
    let mut finder = Finder::new(located.root.clone(), options.include_dirs.clone(), interpreter);
    let module = cyrus_sema::check(
        unit,
        &mut finder,
        &check_options,
        &mut compiled.sources,
        &mut compiled.diagnostics,
    );
    compiled.dependencies.append(&mut finder.dependencies);
    compiled.diagnostics.extend(finder.errors);
    module
}

/// `-D`: what Python would show as documentation is left out.
fn drop_docstrings(module: &mut hir::Module) {
    module.doc = None;
    for func in module.funcs.iter_mut() {
        func.doc = None;
    }
    for class in &mut module.classes {
        class.doc = None;
        for property in &mut class.properties {
            property.doc = None;
        }
    }
}
