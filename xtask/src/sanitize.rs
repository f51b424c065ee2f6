//! `cargo xtask sanitize`: the language tests of cypclasses under AddressSanitizer and ThreadSanitizer.
//!
//! In: the tests of `tests/lang` whose path contains the filter. Out: what the test runner says; a finding makes a test fail.
//! For ThreadSanitizer the runtime's library is compiled with it as well, by the nightly toolchain with its `rust-src`; without that,
//! modules that use the library are compiled only. (Its own parts have `cargo xtask loom`, too.)
//! Objects come from malloc in such builds, not from the pool, so that a use after the end of an object is seen.

use std::path::{Path, PathBuf};
use std::process::Command;

/// What the compiler calls in place of the functions of C, and gcc's library, which watches these, does not have.
const NAMES: &str = "#include <string.h>\n\
void *__tsan_memcpy(void *to, const void *from, size_t n) { return memcpy(to, from, n); }\n\
void *__tsan_memmove(void *to, const void *from, size_t n) { return memmove(to, from, n); }\n\
void *__tsan_memset(void *to, int byte, size_t n) { return memset(to, byte, n); }\n";

/// The command line of `cargo xtask sanitize`.
#[derive(clap::Args)]
pub(crate) struct Options {
    /// Only tests whose path contains this
    #[arg(default_value = "cypclass/")]
    filter: String,
    /// One sanitizer instead of both
    #[arg(long, value_parser = ["address", "thread"])]
    only: Option<String>,
}

/// Runs the chore.
pub(crate) fn run(options: &Options) -> Result<bool, String> {
    let mut good = true;
    for sanitizer in ["address", "thread"] {
        if options.only.as_deref().is_some_and(|only| only != sanitizer) {
            continue;
        }
        println!("-fsanitize={sanitizer}");
        let mut tests = Command::new(env!("CARGO"));
        tests
            .args(["test", "-q", "-p", "cyrus_mdtest", "--test", "lang", "--", &options.filter])
            .env("CYRUS_SANITIZE", sanitizer);
        if sanitizer == "thread" {
            match watched_runtime(&crate::project_root()) {
                Ok(library) => drop(tests.env("CYRUS_RT", library)),
                Err(e) => println!("modules that use the runtime are compiled only: {e}"),
            }
        }
        let status = tests.status().map_err(|e| format!("cargo test: {e}"))?;
        good &= status.success();
    }
    Ok(good)
}

/// The runtime's library, compiled with ThreadSanitizer.
fn watched_runtime(root: &Path) -> Result<PathBuf, String> {
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
