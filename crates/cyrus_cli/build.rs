//! Nothing to do: that there is a build script gives the crate a place below the target directory, from which it knows where the runtime library
//! is made (see `bundled_runtime.rs`).

fn main() {
    println!("cargo::rerun-if-changed=build.rs");
}
