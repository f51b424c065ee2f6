//! The runtime's library, compiled with a sanitizer: by the nightly toolchain with its `rust-src`.

use super::tool::Tool;
use std::path::{Path, PathBuf};
use std::process::Command;

/// What the compiler calls in place of the functions of C, and gcc's library for threads, which watches these, does not have.
const NAMES: &str = "#include <string.h>\n\
void *__tsan_memcpy(void *to, const void *from, size_t n) { return memcpy(to, from, n); }\n\
void *__tsan_memmove(void *to, const void *from, size_t n) { return memmove(to, from, n); }\n\
void *__tsan_memset(void *to, int byte, size_t n) { return memset(to, byte, n); }\n";

/// The library for programs under this tool. Valgrind and the sanitizer of undefined behaviour take the usual one; what watches
/// addresses sees all memory that the usual one asks for, too, and does not follow coroutines, which it would have to be told of.
pub(crate) fn runtime(root: &Path, tool: Tool) -> Result<PathBuf, String> {
    match tool {
        Tool::Thread => with_threads(root),
        Tool::Address | Tool::Undefined | Tool::Valgrind => Ok(root.join("target/debug/libcyrus_rt.so")),
    }
}

fn with_threads(root: &Path) -> Result<PathBuf, String> {
    let place = root.join("target/tsan");
    std::fs::create_dir_all(&place).map_err(|e| format!("{}: {e}", place.display()))?;
    let (source, names) = (place.join("names.c"), place.join("names.o"));
    std::fs::write(&source, NAMES).map_err(|e| format!("{}: {e}", source.display()))?;
    let mut gcc = Command::new("gcc");
    gcc.args(["-O1", "-fno-builtin", "-fPIC", "-c"]).arg(&source).arg("-o").arg(&names);
    run_quietly(&mut gcc)?;
    let target = "x86_64-unknown-linux-gnu";
    let flags = format!(
        "-Zsanitizer=thread --cfg cyrus_tsan -Cunsafe-allow-abi-mismatch=sanitizer -Clink-arg={}",
        names.display()
    );
    let mut cargo = Command::new("rustup");
    cargo
        .args([
            "run",
            "nightly",
            "cargo",
            "build",
            "-q",
            "-Zbuild-std=std,panic_abort",
            "--target",
            target,
            "-p",
            "cyrus_rt",
        ])
        .current_dir(root)
        .env("RUSTFLAGS", flags)
        .env("CARGO_TARGET_DIR", &place)
        .env_remove("RUSTUP_TOOLCHAIN")
        .env_remove("RUSTC")
        .env_remove("CARGO");
    run_quietly(&mut cargo)?;
    let library = place.join(target).join("debug/libcyrus_rt.so");
    library.exists().then_some(library).ok_or_else(|| "the library was not made".into())
}

fn run_quietly(command: &mut Command) -> Result<(), String> {
    let output = command.output().map_err(|e| format!("{}: {e}", command.get_program().display()))?;
    if output.status.success() {
        return Ok(());
    }
    let text = String::from_utf8_lossy(&output.stderr);
    Err(text.lines().find(|l| l.starts_with("error")).unwrap_or("it failed").to_string())
}
