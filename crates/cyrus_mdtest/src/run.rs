//! Carries out a [`Plan`]: writes the files, compiles, imports, compares.
//!
//! The compiler is asked for its diagnostics as JSON (`--message-format=json`, one object a line on the
//! error output). The generated C is compiled without optimisation. One Python process runs all examples.

use crate::plan::{Expected, Plan, Program};
use crate::process;
use serde_json::{Value, json};
use std::collections::BTreeSet;
use std::path::{Path, PathBuf};
use std::process::Command;
use std::sync::OnceLock;
use std::time::Duration;

const TIME_LIMIT: Duration = Duration::from_secs(60);

/// The programs that tests use.
#[derive(Clone, Debug)]
pub struct Tools {
    pub compiler: PathBuf,
    pub python: PathBuf,
    /// The runtime library, for modules that use it.
    pub runtime: Option<PathBuf>,
    /// What gcc's `-fsanitize` takes, to run the programs under.
    pub sanitizer: Option<String>,
    /// For how many seconds examples are run again and again.
    pub seconds: Option<u32>,
}

impl Tools {
    /// `CYRUS_BIN` or the debug build; `CYRUS_PYTHON` or `python3`; `CYRUS_RT` or the newest beside the compiler; `CYRUS_SANITIZE` (`address`,
    /// `thread` or `undefined`); `CYRUS_STORM` (see `cargo xtask storm`).
    pub fn from_environment() -> Tools {
        let target = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../target");
        let target = std::env::var_os("CARGO_TARGET_DIR").map_or(target, PathBuf::from);
        let compiler = std::env::var_os("CYRUS_BIN").map_or(target.join("debug/cyrus"), PathBuf::from);
        Tools {
            runtime: std::env::var_os("CYRUS_RT").map(PathBuf::from).or_else(|| runtime_beside(&compiler)),
            compiler,
            python: std::env::var_os("CYRUS_PYTHON").map_or("python3".into(), PathBuf::from),
            sanitizer: std::env::var("CYRUS_SANITIZE").ok().filter(|name| !name.is_empty()),
            seconds: std::env::var("CYRUS_STORM").ok().and_then(|seconds| seconds.parse().ok()),
        }
    }
}

/// Cargo leaves a library beside the programs that were asked for, or with what they were made of.
fn runtime_beside(compiler: &Path) -> Option<PathBuf> {
    let folder = compiler.parent()?;
    let libraries = [folder.join("libcyrus_rt.so"), folder.join("deps/libcyrus_rt.so")];
    let made = |path: &PathBuf| path.metadata().and_then(|data| data.modified()).ok();
    libraries.into_iter().filter(|path| path.is_file()).max_by_key(made)?.canonicalize().ok()
}

/// What the interpreter says about building modules for it.
struct Interpreter {
    /// The program itself: what was named may be a script that looks for it.
    executable: String,
    include: String,
    suffix: String,
}

fn interpreter(tools: &Tools) -> Result<&'static Interpreter, String> {
    static FACTS: OnceLock<Result<Interpreter, String>> = OnceLock::new();
    let facts = FACTS.get_or_init(|| {
        let script = "import sys, sysconfig as s; \
                      print(sys.executable, s.get_path('include'), s.get_config_var('EXT_SUFFIX'), sep='\\n')";
        let outcome = process::run(Command::new(&tools.python).args(["-c", script]), TIME_LIMIT)?;
        let mut lines = outcome.stdout.lines().map(str::to_owned);
        match (lines.next(), lines.next(), lines.next()) {
            (Some(executable), Some(include), Some(suffix)) => Ok(Interpreter { executable, include, suffix }),
            _ => Err(format!("{}: {}", tools.python.display(), outcome.stderr)),
        }
    });
    facts.as_ref().map_err(Clone::clone)
}

/// Carries out the plan of a Markdown file.
pub fn run(markdown: &Path, plan: &Plan, tools: &Tools) -> Result<(), String> {
    let directory = Directory::new(markdown)?;
    for (name, text) in &plan.files {
        let file = directory.path.join(name);
        if let Some(parent) = file.parent() {
            std::fs::create_dir_all(parent).map_err(|e| format!("{}: {e}", parent.display()))?;
        }
        std::fs::write(&file, text).map_err(|e| format!("{}: {e}", file.display()))?;
    }
    let mut problems = Vec::new();
    for program in &plan.rejects {
        problems.extend(check_messages(program, &translate(&directory.path, program, tools)?));
    }
    let mut built = true;
    for program in &plan.modules {
        let translated = translate(&directory.path, program, tools)?;
        let wrong = check_messages(program, &translated);
        if wrong.is_empty() {
            if let Err(problem) = compile_c(&directory.path, program, tools) {
                problems.push(problem);
                built = false;
            }
        } else {
            problems.extend(wrong);
            built = false;
        }
    }
    if built && let Some(main) = plan.main.as_ref().filter(|_| !hides_threads(&directory.path, plan, tools)) {
        problems.extend(check_c_lines(&directory.path, main, plan));
        problems.extend(run_examples(markdown, &directory.path, main, plan, tools, true)?);
        if plan.run_uncompiled {
            problems.extend(run_examples(markdown, &directory.path, main, plan, tools, false)?);
        }
    }
    if problems.is_empty() { Ok(()) } else { Err(problems.join("\n")) }
}

/// Whether ThreadSanitizer would take for races what the runtime's library hands from thread to thread, where that was compiled without
/// it. Such modules are translated and compiled only.
fn hides_threads(directory: &Path, plan: &Plan, tools: &Tools) -> bool {
    tools.sanitizer.as_deref() == Some("thread")
        && !tools.runtime.as_deref().is_some_and(is_watched)
        && plan.modules.iter().any(|program| {
            std::fs::read_to_string(directory.join(c_file(program))).is_ok_and(|c| c.contains("__cyrus_rt->"))
        })
}

/// Whether a library tells ThreadSanitizer what it does (`cargo xtask sanitize` makes such a one).
fn is_watched(library: &Path) -> bool {
    let name = b"__tsan_func_entry";
    std::fs::read(library).is_ok_and(|bytes| bytes.windows(name.len()).any(|part| part == name))
}

/// What a run of the compiler gave.
struct Translated {
    diagnostics: Vec<Value>,
    succeeded: bool,
    /// How it ended, and output that is no diagnostic.
    rest: String,
}

fn c_file(program: &Program) -> String {
    let stem = program.file.rsplit_once('.').map_or(program.file.as_str(), |(stem, _)| stem);
    format!("{stem}.{}", if program.cplus { "cpp" } else { "c" })
}

fn translate(directory: &Path, program: &Program, tools: &Tools) -> Result<Translated, String> {
    let mut command = Command::new(&tools.compiler);
    command.current_dir(directory).args(["compile", "--message-format=json"]);
    command.arg(match program.level.as_str() {
        "2" => "-2",
        "3str" => "--3str",
        _ => "-3",
    });
    if program.cplus {
        command.arg("--cplus");
    }
    for directive in &program.directives {
        command.args(["-X", directive]);
    }
    command.args(["-I", ".", &program.file, "-o", &c_file(program)]);
    let outcome = process::run(&mut command, TIME_LIMIT)?;
    let mut diagnostics = Vec::new();
    let mut rest = String::new();
    for line in outcome.stderr.lines() {
        match serde_json::from_str::<Value>(line) {
            Ok(value) if value.get("code").is_some() => diagnostics.push(value),
            _ => rest += &format!("{line}\n"),
        }
    }
    if !outcome.succeeded() {
        rest = format!("{}\n{rest}", outcome.ending());
    }
    Ok(Translated { diagnostics, succeeded: outcome.succeeded(), rest })
}

/// Compares the diagnostics with those expected: errors exactly, warnings and hints where some are expected.
fn check_messages(program: &Program, translated: &Translated) -> Vec<String> {
    let mut problems = Vec::new();
    let mut found: BTreeSet<Expected> = BTreeSet::new();
    for diagnostic in &translated.diagnostics {
        let line = diagnostic["span"]["line"].as_u64().unwrap_or(0) as usize;
        let code = diagnostic["code"].as_str().unwrap_or_default().to_owned();
        let message = diagnostic["message"].as_str().unwrap_or_default();
        let expected = Expected { line, code };
        if diagnostic["severity"] == "error" && !program.expected.contains(&expected) {
            problems.push(format!("line {line}: unexpected error {}: {message}", expected.code));
        }
        found.insert(expected);
    }
    for expected in program.expected.iter().filter(|expected| !found.contains(expected)) {
        problems.push(format!("line {}: {} is not reported", expected.line, expected.code));
    }
    let should_fail = program.expected.iter().any(|expected| expected.code.starts_with('E'));
    if problems.is_empty() && translated.succeeded == should_fail {
        problems.push(format!("{}: the compiler ended with {}", program.file, translated.rest.trim()));
    }
    problems
}

fn compile_c(directory: &Path, program: &Program, tools: &Tools) -> Result<(), String> {
    let facts = interpreter(tools)?;
    let (variable, default) = if program.cplus { ("CXX", "g++") } else { ("CC", "gcc") };
    let compiler = std::env::var(variable).unwrap_or_else(|_| default.to_owned());
    let stem = program.file.rsplit_once('.').map_or(program.file.as_str(), |(stem, _)| stem);
    let mut command = Command::new(compiler);
    command.current_dir(directory).args(["-O0", "-w", "-fwrapv", "-fPIC", "-shared", "-pthread", "-I"]);
    command.args([&facts.include, "-I.", &c_file(program), "-o"]).arg(format!("{stem}{}", facts.suffix));
    if let Some(sanitizer) = &tools.sanitizer {
        command.args(["-g1", &format!("-fsanitize={sanitizer}")]);
    }
    let outcome = process::run(&mut command, TIME_LIMIT)?;
    if outcome.succeeded() {
        return Ok(());
    }
    let lines: Vec<&str> = outcome.stderr.lines().filter(|line| line.contains("error")).take(5).collect();
    Err(format!("{}: the C compiler rejects the generated file\n{}", program.file, lines.join("\n")))
}

fn check_c_lines(directory: &Path, main: &str, plan: &Plan) -> Vec<String> {
    let program = plan.modules.iter().find(|program| program.file.starts_with(&format!("{main}.")));
    let text = program
        .and_then(|program| std::fs::read_to_string(directory.join(c_file(program))).ok())
        .unwrap_or_default();
    let mut lines = text.lines().map(str::trim);
    let missing = plan.c_lines.iter().find(|wanted| !lines.any(|line| line == wanted.as_str()));
    missing
        .map(|line| format!("the generated file has no line (or not in this order): {line}"))
        .into_iter()
        .collect()
}

fn run_examples(
    markdown: &Path,
    directory: &Path,
    main: &str,
    plan: &Plan,
    tools: &Tools,
    compiled: bool,
) -> Result<Vec<String>, String> {
    let facts = interpreter(tools)?;
    let file = if compiled { format!("{main}{}", facts.suffix) } else { format!("{main}.py") };
    let examples: Vec<Value> =
        plan.examples.iter().map(|example| json!({"line": example.line, "text": example.text})).collect();
    let job = json!({
        "module": main,
        "file": directory.join(file).display().to_string(),
        "name": markdown.file_name().map(|name| name.to_string_lossy()),
        "examples": examples,
        "seconds": tools.seconds.filter(|_| compiled),
    });
    let job_file = directory.join("examples.json");
    std::fs::write(&job_file, job.to_string()).map_err(|e| format!("{}: {e}", job_file.display()))?;
    let script = Path::new(env!("CARGO_MANIFEST_DIR")).join("python/run_examples.py");
    let mut command = Command::new(&facts.executable);
    command.current_dir(directory).arg(script).arg(job_file);
    command.env("PYTHONIOENCODING", "utf8").env("PYTHONDONTWRITEBYTECODE", "1").env("PYTHONHASHSEED", "0");
    if let Some(runtime) = &tools.runtime {
        command.env("CYRUS_RT", runtime);
    }
    if let Some(sanitizer) = &tools.sanitizer {
        sanitize(&mut command, sanitizer)?;
    }
    let limit = TIME_LIMIT + Duration::from_secs(tools.seconds.unwrap_or(0).into());
    let with_stacks = tools.seconds.is_some();
    let late = move |number| if with_stacks { stacks_of(number) } else { String::new() };
    let outcome = process::run_watched(&mut command, limit, late)?;
    if outcome.succeeded() {
        return Ok(Vec::new());
    }
    let how = if compiled { "" } else { "without compiling: " };
    let ending = match outcome.status.and_then(|status| status.code()) {
        Some(1) => String::new(), // the script's own report says all
        _ => format!("{}\n", outcome.ending()),
    };
    Ok(vec![format!("{how}{ending}{}{}", outcome.stdout, outcome.stderr)])
}

/// Where the threads of a process are, as far as gdb is there to tell.
fn stacks_of(number: u32) -> String {
    let mut gdb = Command::new("gdb");
    gdb.args(["-batch", "-ex", "thread apply all backtrace 16", "-p", &number.to_string()]);
    process::run(&mut gdb, TIME_LIMIT).map_or_else(|problem| problem, |outcome| outcome.stdout)
}

/// The interpreter was not compiled with the sanitizer, so its library has to be there first; that of C++, whose exceptions it
/// watches, next. What is never released (Python has much of that) is left to valgrind.
fn sanitize(command: &mut Command, sanitizer: &str) -> Result<(), String> {
    let library = |name: &str| -> Result<String, String> {
        let file = format!("-print-file-name=lib{name}.so");
        Ok(process::run(Command::new("gcc").arg(file), TIME_LIMIT)?.stdout.trim().to_owned())
    };
    let short = match sanitizer {
        "address" => "asan",
        "thread" => "tsan",
        "undefined" => {
            command.env("UBSAN_OPTIONS", "print_stacktrace=1:halt_on_error=1");
            return Ok(());
        }
        other => return Err(format!("CYRUS_SANITIZE is '{other}', not 'address', 'thread' or 'undefined'")),
    };
    command.env("LD_PRELOAD", format!("{} {}", library(short)?, library("stdc++")?));
    let known = Path::new(env!("CARGO_MANIFEST_DIR")).join("python/races.supp");
    let races = format!("halt_on_error=1:suppressions={}", known.display());
    command.env("ASAN_OPTIONS", "detect_leaks=0").env("TSAN_OPTIONS", races);
    Ok(())
}

/// A directory for one test, removed afterwards unless `CYRUS_KEEP` is set.
struct Directory {
    path: PathBuf,
}

impl Directory {
    fn new(markdown: &Path) -> Result<Directory, String> {
        let name: String = markdown
            .to_string_lossy()
            .chars()
            .map(|c| if c.is_ascii_alphanumeric() { c } else { '_' })
            .collect();
        let tail: String = name.chars().rev().take(60).collect::<Vec<_>>().into_iter().rev().collect();
        let path = std::env::temp_dir().join(format!("cyrus-mdtest-{}-{tail}", std::process::id()));
        std::fs::create_dir_all(&path).map_err(|e| format!("{}: {e}", path.display()))?;
        Ok(Directory { path })
    }
}

impl Drop for Directory {
    fn drop(&mut self) {
        if std::env::var_os("CYRUS_KEEP").is_none() {
            let _ = std::fs::remove_dir_all(&self.path);
        }
    }
}
