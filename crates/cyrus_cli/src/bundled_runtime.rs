//! The runtime library as a part of the program, so that `cargo install` is enough: the one that modules load, and the one that programs
//! (`--embed`) are linked to.
//!
//! The libraries are a dependency of this crate for nothing but being made before it. Only optimised programs have them in them; others find them beside
//! themselves, where cargo leaves them.

/// Hands the libraries to the driver, which writes one to a file when it finds no other.
pub(crate) fn bring() {
    #[cfg(all(not(debug_assertions), not(windows)))]
    cyrus_driver::runtime_library::bring(cyrus_driver::runtime_library::Brought {
        loaded: LOADED,
        linked: LINKED,
    });
}

#[cfg(all(not(debug_assertions), target_os = "macos"))]
static LOADED: &[u8] = include_bytes!(concat!(env!("OUT_DIR"), "/../../../deps/libcyrus_rt.dylib"));
#[cfg(all(not(debug_assertions), not(windows), not(target_os = "macos")))]
static LOADED: &[u8] = include_bytes!(concat!(env!("OUT_DIR"), "/../../../deps/libcyrus_rt.so"));
#[cfg(all(not(debug_assertions), not(windows)))]
static LINKED: &[u8] = include_bytes!(concat!(env!("OUT_DIR"), "/../../../deps/libcyrus_rt.a"));
