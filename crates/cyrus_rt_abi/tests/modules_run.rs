//! Hand-written extension modules that use the fragments as generated code would, exercised from Python.
//!
//! `modules/NAME.c` is the user code of the module `m_NAME`: `//@use` names fragments, `//@k` interned constants (in `__cyrus_k`,
//! in order); it defines `static int user_exec(void)`, which runs when the module executes; or else it consists of
//! `FUNCTION(name) { … }` blocks, each a Python function with the arguments `a[0]` … `a[n - 1]`. `modules/NAME.py` imports
//! it and asserts. Each runs as C under 3.9, 3.11 and 3.13, and once as C++.
//! `CYRUS_FRAGMENTS_ALL=1` runs it under all, as both.

mod common;

use std::path::{Path, PathBuf};
use std::process::Command;

use common::{Python, everything, generated_file, pythons};
use cyrus_rt_abi::Assembly;

const FUNCTION: &str = "#define FUNCTION(name) static PyObject *t_##name(PyObject *self __CYRUS_UNUSED, \
    PyObject *const *a __CYRUS_UNUSED, Py_ssize_t n __CYRUS_UNUSED)\n";

/// A `user_exec` that makes the `FUNCTION` blocks functions of the module; nothing if there are none.
fn test_functions(source: &str) -> String {
    let names =
        source.lines().filter_map(|l| l.strip_prefix("FUNCTION(")).filter_map(|l| l.split(')').next());
    let rows: String = names
        .map(|n| format!("{{\"{n}\", (PyCFunction)(void (*)(void))t_{n}, METH_FASTCALL, NULL}},\n"))
        .collect();
    if rows.is_empty() {
        return String::new();
    }
    format!(
        "static PyMethodDef test_methods[] = {{\n{rows}{{NULL, NULL, 0, NULL}}}};\n\
         static int user_exec(void) {{ return PyModule_AddFunctions(__cyrus_m, test_methods); }}\n"
    )
}

fn list<'a>(text: &'a str, directive: &str) -> Vec<&'a str> {
    let lines = text.lines().filter_map(|l| l.strip_prefix(directive));
    lines.flat_map(|l| l.split([',', ' '])).map(str::trim).filter(|s| !s.is_empty()).collect()
}

fn module_text(name: &str, source: &str) -> String {
    let mut names = list(source, "//@use ");
    names.extend(["module_init", "constants"]);
    let assembly = Assembly::of(&names);
    let constants = list(source, "//@k ");
    let mut text = format!("#define __CYRUS_MODULE \"m_{name}\"\n#define __CYRUS_INIT PyInit_m_{name}\n");
    let user_code = format!("{FUNCTION}{source}{}", test_functions(source));
    text.push_str(&generated_file(&assembly, &constants, &user_code));
    let table: String = constants
        .iter()
        .chain(&assembly.strings)
        .map(|s| format!("    __CYRUS_CONST('i', {s:?}),\n"))
        .collect();
    text.push_str(&format!("static const __cyrus_constant table[] = {{\n{table}    {{NULL, 0, 0}}}};\n"));
    let calls: String = assembly.inits.iter().map(|f| format!("    if ({f}() < 0) return -1;\n")).collect();
    text.push_str("static int __cyrus_exec(void) {\n");
    text.push_str(
        "    if (__cyrus_constants_init(table, (int)(sizeof table / sizeof *table) - 1) < 0) return -1;\n",
    );
    text.push_str(&format!("{calls}    return user_exec();\n}}\n"));
    text
}

fn run(path: &Path, version: &str, python: &Python, cxx: bool) -> Result<(), String> {
    let name = path.file_stem().and_then(|s| s.to_str()).ok_or("a strange file name")?;
    let source = std::fs::read_to_string(path).map_err(|e| e.to_string())?;
    let folder = Path::new(env!("CARGO_TARGET_TMPDIR"))
        .join(format!("modules-{version}{}", if cxx { "-cxx" } else { "" }));
    std::fs::create_dir_all(&folder).map_err(|e| e.to_string())?;
    let text_path = folder.join(format!("{name}.{}", if cxx { "cpp" } else { "c" }));
    std::fs::write(&text_path, module_text(name, &source)).map_err(|e| e.to_string())?;
    let (compiler, standard) = if cxx { ("g++", "-std=c++17") } else { ("gcc", "-std=c11") };
    let built = Command::new(compiler)
        .args([
            standard,
            "-g",
            "-O1",
            "-fPIC",
            "-shared",
            "-Werror",
            "-Wall",
            "-Wextra",
            "-Wno-unused-function",
        ])
        .args([
            "-Wno-missing-field-initializers",
            "-Wno-unused",
            "-Wno-unused-parameter",
            "-Wno-cast-function-type",
        ])
        .arg("-isystem")
        .arg(&python.include)
        .arg("-o")
        .arg(folder.join(format!("m_{name}.so")))
        .arg(&text_path)
        .output();
    let Ok(built) = built else { return Ok(()) }; // No such compiler here.
    if !built.status.success() {
        let errors = String::from_utf8_lossy(&built.stderr).into_owned();
        return Err(errors.lines().take(30).collect::<Vec<_>>().join("\n"));
    }
    let output = Command::new(&python.executable)
        .args(["-X", "dev", "-X", "faulthandler"])
        .arg(path.with_extension("py"))
        .env("PYTHONPATH", &folder)
        .env("PYTHONDONTWRITEBYTECODE", "1")
        .output()
        .map_err(|e| e.to_string())?;
    if output.status.success() {
        return Ok(());
    }
    Err(format!("{}{}", String::from_utf8_lossy(&output.stdout), String::from_utf8_lossy(&output.stderr)))
}

#[test]
fn modules_run() {
    let pythons = pythons();
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/modules");
    let mut files: Vec<PathBuf> = std::fs::read_dir(&folder)
        .map(|entries| {
            entries.flatten().map(|e| e.path()).filter(|p| p.extension().is_some_and(|e| e == "c")).collect()
        })
        .unwrap_or_default();
    files.sort();
    // `CYRUS_MODULE=name` restricts the run to one module.
    let only = std::env::var("CYRUS_MODULE").ok();
    let mut errors = String::new();
    for path in &files {
        if only.as_ref().is_some_and(|o| path.file_stem().is_none_or(|s| s.to_string_lossy() != **o)) {
            continue;
        }
        for (version, python) in &pythons {
            let representative = ["3.9", "3.11", "3.13"].contains(&version.as_str());
            for cxx in [false, true] {
                let wanted = everything() || if cxx { version == "3.11" } else { representative };
                if !wanted {
                    continue;
                }
                if let Err(e) = run(path, version, python, cxx) {
                    errors.push_str(&format!("{}, CPython {version}, C++: {cxx}\n{e}\n", path.display()));
                }
            }
        }
    }
    assert!(errors.is_empty(), "{errors}");
}
