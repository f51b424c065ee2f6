//! The command that compiles the C or C++ text of one test.
//!
//! Plain options for speed (`-O0`, no warnings) and what the test's header asks for.

use super::Setup;
use super::collect::{Language, Mode, Test};
use regex::Regex;
use std::path::Path;
use std::process::Command;

/// The command that makes `output` from `input`; a shared object for tests that run, else an object file.
pub(crate) fn command(setup: &Setup, test: &Test, work_dir: &Path, input: &Path, output: &Path) -> Command {
    let (variable, default) = match test.language {
        Language::C => ("CC", "gcc"),
        Language::Cpp => ("CXX", "g++"),
    };
    let mut command = Command::new(std::env::var(variable).unwrap_or_else(|_| default.to_owned()));
    command.current_dir(work_dir);
    command.args(["-O0", "-w", "-fwrapv", "-fPIC", "-pthread", "-DNDEBUG"]);
    if let Some(tool) = setup.watch {
        command.args(["-g", "-O1"]).args(tool.c_options());
    }
    command.args(macros(test)).args(standard_and_options(test));
    let mut libraries = Vec::new();
    for dir in test.header.setting("include_dirs") {
        command.arg(format!("-I{dir}"));
    }
    for dir in
        [test.directory(), work_dir].into_iter().chain(setup.interpreter.include.iter().map(AsRef::as_ref))
    {
        command.arg("-I").arg(dir);
    }
    if let Some(numpy) = setup.interpreter.numpy.as_ref().filter(|_| test.header.has_tag("numpy")) {
        command.arg("-I").arg(&numpy.include).arg("-DNPY_NO_DEPRECATED_API=NPY_1_7_API_VERSION");
        libraries.extend(numpy.libraries.iter().map(|dir| format!("-L{}", dir.display())));
        libraries.extend(["-lnpymath".to_owned(), "-lm".to_owned()]);
    }
    command.arg(if test.mode == Mode::Run { "-shared" } else { "-c" }).arg(input).arg("-o").arg(output);
    if test.mode == Mode::Run {
        for name in ["sources", "extra_objects", "extra_link_args"] {
            command.args(test.header.setting(name));
        }
        command.args(test.header.setting("library_dirs").iter().map(|dir| format!("-L{dir}")));
        command.args(test.header.setting("libraries").iter().map(|name| format!("-l{name}")));
        command.args(libraries);
    }
    command
}

fn macros(test: &Test) -> Vec<String> {
    let given = test.header.setting("define_macros");
    let mut macros: Vec<String> = given.iter().map(|definition| format!("-D{definition}")).collect();
    // Tracebacks name the line of the C file only where a test asks for it.
    if !given.iter().any(|definition| definition.contains("CYTHON_CLINE_IN_TRACEBACK")) {
        let suffix = if test.header.has_tag("traceback") { "_RUNTIME" } else { "" };
        macros.push(format!("-DCYTHON_CLINE_IN_TRACEBACK{suffix}=1"));
    }
    if test.header.has_tag("trace") {
        macros.push("-DCYTHON_TRACE=1".to_owned());
    }
    macros
}

/// The test's own options, with the language standard raised to what its tags ask for.
fn standard_and_options(test: &Test) -> Vec<String> {
    let mut options = test.header.setting("extra_compile_args").to_vec();
    if test.header.has_tag("openmp") {
        options.push("-fopenmp".to_owned());
    }
    let standard = Regex::new(r"^-std=\D*(\d+)").ok();
    let year = |option: &String| -> Option<u32> { standard.as_ref()?.captures(option)?[1].parse().ok() };
    for (tag, name, wanted) in
        [("cpp11", "c++11", 11), ("cpp17", "c++17", 17), ("cpp20", "c++20", 20), ("c11", "c11", 11)]
    {
        let given = options.iter().filter_map(year).max().unwrap_or(0);
        if test.header.has_tag(tag) && given < wanted {
            options.retain(|option| year(option).is_none());
            options.push(format!("-std={name}"));
        }
    }
    options
}
