//! `cargo xtask loom`: models of the runtime's lock-free parts, in every order of events that the memory model allows.
//!
//! `Ok(true)` when no order breaks one. They are the tests of `runtime/` that exist only with `--cfg loom`; built apart, in `target/loom`.
//! What Miri can run is checked by `MIRIFLAGS="-Zmiri-disable-isolation -Zmiri-permissive-provenance -Zmiri-ignore-leaks"
//! cargo +nightly miri test -p cyrus_sync -p cyrus_actors --lib`.

use std::process::Command;

/// Runs the models.
pub(crate) fn run() -> Result<bool, String> {
    let root = crate::project_root();
    let mut tests = Command::new(std::env::var_os("CARGO").unwrap_or_else(|| "cargo".into()));
    tests.args(["test", "--release", "--lib"]);
    for package in ["cyrus_sync", "cyrus_sched", "cyrus_actors"] {
        tests.args(["--package", package]);
    }
    let status = tests
        .current_dir(&root)
        .env("RUSTFLAGS", "--cfg loom")
        .env("CARGO_TARGET_DIR", root.join("target/loom"))
        .status()
        .map_err(|e| format!("cargo: {e}"))?;
    Ok(status.success())
}
