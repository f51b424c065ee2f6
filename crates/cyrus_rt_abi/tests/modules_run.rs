//! Hand-written extension modules that use the fragments as generated code would, exercised from Python.
//!
//! `modules/NAME.c` is the user code of the module `m_NAME`: `//@use` names fragments, `//@k` interned constants (in `__cyrus_k`,
//! in order); it defines `static int user_exec(void)`, which runs when the module executes; or else it consists of
//! `FUNCTION(name) { … }` blocks, each a Python function with the arguments `a[0]` … `a[n - 1]`. `modules/NAME.py` imports
//! it and asserts. Each runs under the oldest, the newest and CPython 3.11, as C; and once as C++.
//! `CYRUS_FRAGMENTS_ALL=1` runs it under all, as both.

mod common;

use std::path::{Path, PathBuf};
use std::process::Command;

use common::{Python, everything, generated_file, pythons};
use cyrus_rt_abi::Assembly;

const INIT: &str = r#"
static int module_exec(PyObject *m) {
    __cyrus_m = m;
    __cyrus_d = PyModule_GetDict(m);
    __cyrus_b = PyImport_AddModule("builtins");
    __cyrus_empty_tuple = PyTuple_New(0);
    for (int i = 0; i < (int)(sizeof(strings) / sizeof(*strings)); i++)
        __cyrus_k[i] = PyUnicode_InternFromString(strings[i]);
    return inits() < 0 ? -1 : user_exec();
}
static PyModuleDef_Slot module_slots[] = {{Py_mod_exec, (void *)module_exec}, {0, NULL}};
static PyModuleDef module_def = {PyModuleDef_HEAD_INIT, MODULE, NULL, 0, NULL, module_slots, NULL, NULL, NULL};
#ifdef __cplusplus
extern "C"
#endif
PyMODINIT_FUNC INIT(void);
PyMODINIT_FUNC INIT(void) { return PyModuleDef_Init(&module_def); }
"#;

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
    let assembly = Assembly::of(&list(source, "//@use "));
    let constants = list(source, "//@k ");
    let mut text =
        generated_file(&assembly, &constants, &format!("{FUNCTION}{source}{}", test_functions(source)));
    let strings: Vec<String> = constants
        .iter()
        .chain(&assembly.strings)
        .map(|s| format!("{s:?}"))
        .chain(["\"\"".to_owned()])
        .collect();
    text.push_str(&format!("static const char *const strings[] = {{{}}};\n", strings.join(", ")));
    let calls: String = assembly.inits.iter().map(|f| format!("if ({f}() < 0) return -1; ")).collect();
    text.push_str(&format!("static int inits(void) {{ {calls}return 0; }}\n"));
    text.push_str(&format!("#define MODULE \"m_{name}\"\n#define INIT PyInit_m_{name}\n{INIT}"));
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
        .args(["-Wno-missing-field-initializers", "-Wno-unused-variable", "-Wno-cast-function-type"])
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
    let last = pythons.len().saturating_sub(1);
    for path in &files {
        if only.as_ref().is_some_and(|o| !path.file_stem().is_some_and(|s| s.to_string_lossy() == **o)) {
            continue;
        }
        for (i, (version, python)) in pythons.iter().enumerate() {
            let representative = version == "3.11";
            for cxx in [false, true] {
                if everything()
                    || (cxx && representative)
                    || (!cxx && (representative || i == 0 || i == last))
                {
                    if let Err(e) = run(path, version, python, cxx) {
                        errors.push_str(&format!("{}, CPython {version}, C++: {cxx}\n{e}\n", path.display()));
                    }
                }
            }
        }
    }
    assert!(errors.is_empty(), "{errors}");
}
