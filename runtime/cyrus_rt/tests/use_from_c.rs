//! The C programs beside this file, compiled against the header, linked to the shared library, and run.

use std::path::{Path, PathBuf};
use std::process::Command;

fn library() -> PathBuf {
    // Beside this test.
    let this = std::env::current_exe().unwrap_or_default();
    this.parent().map(Path::to_path_buf).unwrap_or_default()
}

fn compile_and_run(compiler: &str, options: &[&str]) {
    let root = Path::new(env!("CARGO_MANIFEST_DIR"));
    let library = library();
    let out = std::env::temp_dir().join(format!("cyrus_rt_use_{compiler}_{}", std::process::id()));
    let compiled = Command::new(compiler)
        .args(options)
        .args(["-Wall", "-Wextra", "-Werror", "-g", "-o"])
        .arg(&out)
        .arg("-I")
        .arg(root.join("include"))
        .arg(root.join("tests/use.c"))
        .arg("-L")
        .arg(&library)
        .arg(format!("-Wl,-rpath,{}", library.display()))
        .args(["-lcyrus_rt", "-lpthread"])
        .output();
    let Ok(compiled) = compiled else {
        eprintln!("there is no {compiler} here; nothing tested");
        return;
    };
    assert!(compiled.status.success(), "{}", String::from_utf8_lossy(&compiled.stderr));
    // Cargo's path may lead to an older library.
    let ran = Command::new(&out).env_remove("LD_LIBRARY_PATH").output();
    let _ = std::fs::remove_file(&out);
    match ran {
        Ok(ran) => {
            let said = String::from_utf8_lossy(&ran.stderr);
            assert!(ran.status.success(), "{}: {said}", ran.status);
        }
        Err(error) => panic!("{error}"),
    }
}

#[test]
fn a_program_in_c() {
    compile_and_run("cc", &["-std=gnu11"]);
}

#[test]
fn the_same_in_cpp() {
    compile_and_run("c++", &["-x", "c++", "-std=c++17"]);
}
