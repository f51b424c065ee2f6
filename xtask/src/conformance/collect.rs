//! The tests of a suite: which files, in which variants, and which of them cannot run here.
//!
//! The rules are those of Cython's own runner. An id is `SUITE/FILE`, with `+VARIANT` for each variant:
//! `run/x.pyx`, `cyplus/errors/y.pyx`, `run/z.pyx+def_to_cdef`, `run/w.pyx+cy3`.

use super::header::Header;
use super::interpreter::{self, Interpreter};
use super::messages;
use regex::{Regex, RegexBuilder};
use std::path::{Path, PathBuf};

/// The names of all suites. Those of Cython are directories of its `tests`, but for `srctree`: tests of several files, which are
/// in several directories.
pub(crate) const SUITES: [&str; 7] =
    ["run", "compile", "errors", "memoryview", "buffers", "srctree", "cyplus"];

/// What is expected of a test.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(crate) enum Mode {
    /// It compiles, and its doctests pass.
    Run,
    /// It compiles, down to an object file.
    Compile,
    /// The compiler rejects it with the messages that the file lists.
    Error,
    /// The commands of a test of several files succeed.
    Commands,
}

impl Mode {
    pub(crate) fn name(self) -> &'static str {
        match self {
            Mode::Run => "run",
            Mode::Compile => "compile",
            Mode::Error => "error",
            Mode::Commands => "srctree",
        }
    }
}

/// The language of the generated file.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(crate) enum Language {
    C,
    Cpp,
}

impl Language {
    /// Also the extension of generated files.
    pub(crate) fn name(self) -> &'static str {
        match self {
            Language::C => "c",
            Language::Cpp => "cpp",
        }
    }
}

/// One test: a file in one of its variants.
#[derive(Debug)]
pub(crate) struct Test {
    pub(crate) id: String,
    pub(crate) suite: String,
    pub(crate) mode: Mode,
    pub(crate) language: Language,
    /// The file.
    pub(crate) path: PathBuf,
    /// The module's name.
    pub(crate) module: String,
    /// The unpacked corpus.
    pub(crate) root: PathBuf,
    pub(crate) header: std::sync::Arc<Header>,
    /// Whether warnings are errors.
    pub(crate) warnings_are_errors: bool,
    /// The language level, where a test runs at several.
    pub(crate) level: Option<u8>,
    pub(crate) preparse: String,
    /// Why it is not run here.
    pub(crate) skip: Option<String>,
}

impl Test {
    pub(crate) fn directory(&self) -> &Path {
        self.path.parent().unwrap_or(Path::new("."))
    }

    /// One line for `--list`.
    pub(crate) fn describe(&self) -> String {
        let skip = self.skip.as_ref().map(|reason| format!("skip: {reason}")).unwrap_or_default();
        format!("{:<60} {:<8} {:<4} {skip}", self.id, self.mode.name(), self.language.name())
            .trim_end()
            .to_owned()
    }
}

/// All tests of one suite, sorted by file name.
pub(crate) fn collect(suite: &str, root: &Path, interpreter: &Interpreter) -> Result<Vec<Test>, String> {
    let rules = SkipRules::new(root, interpreter)?;
    let own = [suite];
    let contexts: &[&str] = match suite {
        "cyplus" => &["run", "compile", "errors"],
        "srctree" => &["run", "compile", "memoryview", "build"],
        _ => &own,
    };
    let mut tests = Vec::new();
    for context in contexts {
        let directory = root.join("tests").join(context);
        let entries = std::fs::read_dir(&directory).map_err(|e| format!("{}: {e}", directory.display()))?;
        let mut names: Vec<String> =
            entries.flatten().map(|entry| entry.file_name().to_string_lossy().into_owned()).collect();
        names.sort();
        for name in names {
            let Some((module, extension)) = name.rsplit_once('.') else { continue };
            let wanted =
                if suite == "srctree" { extension == "srctree" } else { matches!(extension, "py" | "pyx") };
            if !wanted || module.is_empty() || (suite == "cyplus" && !name.starts_with("cypclass_")) {
                continue;
            }
            let path = directory.join(&name);
            let bytes = std::fs::read(&path).map_err(|e| format!("{}: {e}", path.display()))?;
            let stem = match contexts {
                [_] => format!("{suite}/{name}"),
                _ => format!("{suite}/{context}/{name}"),
            };
            tests.extend(variants(suite, context, &stem, module, &path, root, &bytes, &rules));
        }
    }
    Ok(tests)
}

fn variants(
    suite: &str,
    context: &str,
    stem: &str,
    module: &str,
    path: &Path,
    root: &Path,
    bytes: &[u8],
    rules: &SkipRules<'_>,
) -> Vec<Test> {
    let header = std::sync::Arc::new(Header::parse(bytes));
    let cpp = header.has_tag("cpp") || header.setting("language") == ["c++"];
    if cpp && header.has_tag("no-cpp") {
        return Vec::new();
    }
    let given = header.values("mode").first().map_or("run", String::as_str);
    let mode = match given {
        _ if suite == "srctree" => Mode::Commands,
        // An error test that lists no errors has to compile.
        "error" if messages::expects_errors(bytes) => Mode::Error,
        "error" | "compile" | "compilewarn" => Mode::Compile,
        _ => Mode::Run,
    };
    let skip = rules.reason(stem, &format!("{context}.{module}"), &header);
    let forms = match header.values("preparse") {
        [] => vec!["id".to_owned()],
        forms => forms.to_vec(),
    };
    let levels = if header.has_tag("all_language_levels") { vec![Some(2), Some(3)] } else { vec![None] };
    let mut tests = Vec::new();
    for preparse in &forms {
        for &level in &levels {
            let mut id = stem.to_owned();
            if preparse != "id" {
                id = format!("{id}+{preparse}");
            }
            if let Some(level) = level {
                id = format!("{id}+cy{level}");
            }
            tests.push(Test {
                id,
                suite: suite.to_owned(),
                mode,
                language: if cpp { Language::Cpp } else { Language::C },
                path: path.to_path_buf(),
                module: module.to_owned(),
                root: root.to_path_buf(),
                header: header.clone(),
                warnings_are_errors: given == "error" && header.has_tag("werror"),
                level,
                preparse: preparse.clone(),
                skip: skip.clone(),
            });
        }
    }
    tests
}

/// Why Cython's runner leaves tests out.
struct SkipRules<'a> {
    interpreter: &'a Interpreter,
    has_gdb: bool,
    /// Patterns of the corpus' list of known bugs.
    bugs: Vec<Regex>,
}

/// Tests of things that have no option on the command line: internal warning levels, tree assertions, …
const UNOBSERVABLE: [&str; 6] = [
    "errors/syntax_warnings.pyx",
    "errors/tree_assert.pyx",
    "errors/w_numpy_arr_as_cppvec_ref.pyx",
    "errors/w_python_list_as_cppset_ref.pyx",
    "run/annotate_html.pyx",
    "run/clear_to_null.pyx",
];

impl<'a> SkipRules<'a> {
    fn new(root: &Path, interpreter: &'a Interpreter) -> Result<Self, String> {
        let file = root.join("tests/bugs.txt");
        let text = std::fs::read_to_string(&file).map_err(|e| format!("{}: {e}", file.display()))?;
        let bugs = text
            .lines()
            .filter(|line| !line.starts_with('#'))
            .filter_map(|line| line.split_whitespace().next())
            .filter_map(|pattern| RegexBuilder::new(pattern).case_insensitive(true).build().ok())
            .collect();
        Ok(SkipRules { interpreter, has_gdb: super::process::find_program("gdb").is_ok(), bugs })
    }

    /// The reason for a test, `name` being its qualified name such as `run.strings`.
    fn reason(&self, stem: &str, name: &str, header: &Header) -> Option<String> {
        let python = self.interpreter;
        let mut missing: Vec<&str> = header
            .values("tag")
            .iter()
            .filter_map(|tag| interpreter::module_of_tag(tag, python.version))
            .filter(|module| python.lacks(module))
            .collect();
        let lower = name.to_lowercase();
        if missing.is_empty() && lower.contains("coverage") && python.lacks("Cython.Coverage") {
            missing.push("Cython.Coverage");
        }
        if !missing.is_empty() {
            return Some(format!("needs module {}", missing.join(" ")));
        }
        if lower.contains("ipython") || lower.contains("jedi") {
            return Some("tests of IPython and Jedi are switched off".to_owned());
        }
        let version_excludes: &[&str] = if python.version < [3, 11] {
            &["run.test_except_star", "run.test_except_star_misc"]
        } else if python.version >= [3, 12] {
            &["run.py_unicode_strings", "compile.pylong", "run.longintrepr", "run.line_trace"]
        } else {
            &[]
        };
        if name == "run.initial_file_path" || version_excludes.contains(&name) {
            return Some(format!("excluded on Python {}.{}", python.version[0], python.version[1]));
        }
        let py312 = python.version == [3, 12];
        let excluded = |tag: &str| match tag {
            "pstats" | "monitoring" | "trace" => py312,
            "coverage" => py312 || !python.is_final,
            "gdb" => !self.has_gdb,
            "embed" => python.is_debug,
            "cppexecpolicies" => !python.has_tbb,
            "pythran" => python.machine.starts_with("arm") || python.machine.starts_with("aarch"),
            _ => false,
        };
        if let Some(tag) = header.values("tag").iter().find(|tag| excluded(tag)) {
            return Some(format!("tag {tag} is excluded here"));
        }
        if self.bugs.iter().any(|bug| bug.is_match(name)) {
            return Some("on the corpus' list of known bugs".to_owned());
        }
        UNOBSERVABLE.contains(&stem).then(|| "cannot be seen through the command line".to_owned())
    }
}

/// Whether a message is left out of the comparison, because stock Cython shows it only inside its own runner.
pub(crate) fn is_hidden_message(id: &str, text: &str) -> bool {
    match id {
        "errors/e_cython_parallel.pyx" | "errors/w_cdef_override.pyx" => text.contains("redeclared"),
        "errors/pure_errors.py" => {
            text.contains("redeclared") || text.contains("does not change previous value")
        }
        _ => false,
    }
}
