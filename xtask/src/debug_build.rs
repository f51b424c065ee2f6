//! The compiler and its runtime library as `cargo build` makes them: what is tested unless another compiler is named.

use std::path::PathBuf;
use std::process::Command;

/// The compiler, which `build` makes.
pub(crate) fn compiler() -> PathBuf {
    crate::project_root().join("target/debug/cyrus")
}

/// Makes both, or brings them up to date; fails with a message where they do not build.
pub(crate) fn build() -> Result<(), String> {
    let mut build = Command::new(std::env::var_os("CARGO").unwrap_or_else(|| "cargo".into()));
    build
        .args(["build", "--quiet", "--package", "cyrus_cli", "--package", "cyrus_rt"])
        .current_dir(crate::project_root());
    let status = build.status().map_err(|e| format!("cargo: {e}"))?;
    if status.success() { Ok(()) } else { Err("the compiler does not build".to_owned()) }
}
