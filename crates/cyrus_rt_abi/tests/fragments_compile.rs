//! Every fragment compiles alone (with what it requires) and all of them compile together, without a warning,
//! as C11 and as C++17, against the headers of every CPython found.
//!
//! Alone is checked against one CPython (3.11 if present), which finds missing requirements; together is
//! checked against all, which finds what a version lacks. All cores compile. `CYRUS_FRAGMENTS_ALL=1` checks every combination.
//! A text that compiled before is not compiled again: stamps lie in the target directory.

mod common;

use std::collections::hash_map::DefaultHasher;
use std::hash::{Hash as _, Hasher as _};
use std::io::Write as _;
use std::path::Path;
use std::process::{Command, Stdio};
use std::sync::Mutex;
use std::sync::atomic::{AtomicUsize, Ordering};

use common::{everything, generated_file, pythons};
use cyrus_rt_abi::{Assembly, Param, Ret, RtFn, fragments, functions, rt_fn};

/// The fragments with all they require, and checks that their ABI lines agree with the C declarations.
fn translation_unit(names: &[&str]) -> String {
    let assembly = Assembly::of(names);
    let mut out = generated_file(&assembly, &[], "static int __cyrus_exec(void) { return 0; }\n");
    for function in functions() {
        if function.fragment.is_some_and(|f| assembly.fragments.iter().any(|g| g.name == f)) {
            out.push_str(&prototype_check(function));
        }
    }
    out
}

/// A static initialiser that only compiles when the declared signature is the real one; for a macro a function of
/// that signature that calls it.
fn prototype_check(function: &RtFn) -> String {
    let ret = match function.ret {
        Ret::New | Ret::NewOrNull | Ret::Borrowed | Ret::BorrowedOrNull => "PyObject *",
        Ret::Void => "void",
        Ret::C(text) => text,
    };
    let params: Vec<&str> = function
        .params
        .iter()
        .map(|p| match p {
            Param::Obj | Param::ObjOrNull | Param::Steal | Param::StealOrNull => "PyObject *",
            Param::C(text) => text,
        })
        .collect();
    let name = function.name;
    let arguments: Vec<String> = (0..params.len()).map(|n| format!("a{n}")).collect();
    let named: Vec<String> = params.iter().zip(&arguments).map(|(p, a)| format!("{p} {a}")).collect();
    let or_void = |list: Vec<String>| if list.is_empty() { "void".to_owned() } else { list.join(", ") };
    let (arguments, named) = (arguments.join(", "), or_void(named));
    let params = or_void(params.into_iter().map(str::to_owned).collect());
    let back = if ret == "void" { "" } else { "return " };
    format!(
        "#ifdef {name}\nstatic {ret} __cyrus_check_{name}({named}) {{ {back}{name}({arguments}); }}\n#else\n\
         extern {ret} (*__cyrus_check_{name})({params}); {ret} (*__cyrus_check_{name})({params}) = {name};\n#endif\n"
    )
}

fn compile(text: &str, label: &str, version: &str, include: &Path, cxx: bool) -> Result<(), String> {
    let mut hasher = DefaultHasher::new();
    (text, version, cxx, "1").hash(&mut hasher);
    let stamps = Path::new(env!("CARGO_TARGET_TMPDIR")).join("fragment-stamps");
    let stamp = stamps.join(format!("{:016x}", hasher.finish()));
    if stamp.exists() {
        return Ok(());
    }
    let (compiler, language, standard) =
        if cxx { ("g++", "c++", "-std=c++17") } else { ("gcc", "c", "-std=c11") };
    let child = Command::new(compiler)
        .args(["-x", language, standard, "-O0", "-S", "-o", "/dev/null", "-Werror", "-Wall", "-Wextra"])
        .args(["-Wno-unused-function", "-Wno-missing-field-initializers", "-Wno-unused-variable"])
        .arg("-isystem")
        .arg(include)
        .arg("-")
        .stdin(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn();
    let Ok(mut child) = child else { return Ok(()) }; // No such compiler here.
    let mut input = child.stdin.take().expect("stdin is piped");
    // A compiler that stops reading early reports why on stderr.
    let _ = input.write_all(text.as_bytes());
    drop(input);
    let output = child.wait_with_output().map_err(|e| e.to_string())?;
    if output.status.success() {
        let _ = std::fs::create_dir_all(&stamps);
        let _ = std::fs::write(&stamp, "");
        return Ok(());
    }
    let kept =
        Path::new(env!("CARGO_TARGET_TMPDIR")).join(format!("{label}.{}", if cxx { "cpp" } else { "c" }));
    let _ = std::fs::write(&kept, text);
    let errors = String::from_utf8_lossy(&output.stderr);
    let shown: String = errors.lines().take(30).collect::<Vec<_>>().join("\n");
    Err(format!("{label}, CPython {version}, {compiler} (text kept in {}):\n{shown}\n", kept.display()))
}

#[test]
fn fragments_compile() {
    let pythons = pythons();
    let main = pythons.get_key_value("3.11").or_else(|| pythons.iter().next());
    let mut units: Vec<(Vec<&str>, &str, &str, &Path, bool)> = Vec::new();
    for fragment in fragments() {
        for (version, python) in &pythons {
            if everything() || main.is_some_and(|(v, _)| v == version) {
                let languages: &[bool] = if fragment.cxx_only { &[true] } else { &[true, false] };
                units.extend(languages.iter().map(|&cxx| {
                    (vec![fragment.name], fragment.name, version.as_str(), python.include.as_path(), cxx)
                }));
            }
        }
    }
    let all: Vec<&str> = fragments().iter().map(|f| f.name).collect();
    let c_only: Vec<&str> = fragments().iter().filter(|f| !f.cxx_only).map(|f| f.name).collect();
    for (version, python) in &pythons {
        units.push((all.clone(), "all", version, &python.include, true));
        units.push((c_only.clone(), "all", version, &python.include, false));
    }
    // As many compilers at once as there are cores; the errors in the order of the units.
    let next = AtomicUsize::new(0);
    let errors: Vec<Mutex<String>> = units.iter().map(|_| Mutex::default()).collect();
    let cores = std::thread::available_parallelism().map_or(1, usize::from);
    std::thread::scope(|scope| {
        for _ in 0..cores {
            scope.spawn(|| {
                while let at = next.fetch_add(1, Ordering::Relaxed)
                    && let Some((names, label, version, include, cxx)) = units.get(at)
                {
                    if let Err(e) = compile(&translation_unit(names), label, version, include, *cxx) {
                        *errors[at].lock().expect("no thread panics") = e;
                    }
                }
            });
        }
    });
    let errors: String = errors.into_iter().map(|e| e.into_inner().expect("no thread panics")).collect();
    assert!(errors.is_empty(), "{errors}");
}

#[test]
fn cpython_functions_exist() {
    let mut text =
        "#define PY_SSIZE_T_CLEAN\n#include <Python.h>\nvoid probe(void);\nvoid probe(void) {\n".to_owned();
    for function in functions().iter().filter(|f| f.fragment.is_none()) {
        let args: Vec<String> = function
            .params
            .iter()
            .map(|p| match p {
                Param::Obj | Param::ObjOrNull | Param::Steal | Param::StealOrNull => {
                    "(PyObject *)0".to_owned()
                }
                Param::C(text) => format!("({text})0"),
            })
            .collect();
        let call = format!("{}({})", function.name, args.join(", "));
        match function.ret {
            Ret::New | Ret::NewOrNull | Ret::Borrowed | Ret::BorrowedOrNull => {
                text.push_str(&format!("{{ PyObject *r = {call}; (void)r; }}\n"));
            }
            Ret::Void => text.push_str(&format!("{call};\n")),
            Ret::C(ret) => text.push_str(&format!("{{ {ret} r = {call}; (void)r; }}\n")),
        }
    }
    text.push_str("}\n");
    let mut errors = String::new();
    for (version, python) in pythons() {
        if let Err(e) = compile(&text, "cpython_abi", &version, &python.include, false) {
            errors.push_str(&e);
        }
    }
    assert!(errors.is_empty(), "{errors}");
}

#[test]
fn lookup_and_order() {
    assert!(rt_fn("PyNumber_Add").is_some_and(|f| f.ret == Ret::New && f.params.len() == 2));
    assert!(rt_fn("no_such_function").is_none());
    for fragment in fragments() {
        let order: Vec<&str> = cyrus_rt_abi::fragments_for(&[fragment.name]).iter().map(|f| f.name).collect();
        assert_eq!(order.first(), Some(&"base"));
        assert_eq!(order.last(), Some(&fragment.name));
    }
}
