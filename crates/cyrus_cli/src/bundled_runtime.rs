//! The runtime library as a part of the program, so that `cargo install` is enough.
//!
//! The library is a dependency of this crate for nothing but being made before it. Only optimised programs have it in them; others find it beside
//! themselves, where cargo leaves it.

/// Hands the library to the driver, which writes it to a file when it finds no other.
pub(crate) fn bring() {
    #[cfg(all(not(debug_assertions), not(windows)))]
    cyrus_driver::runtime_library::bring(LIBRARY);
}

#[cfg(all(not(debug_assertions), target_os = "macos"))]
static LIBRARY: &[u8] = include_bytes!(concat!(env!("OUT_DIR"), "/../../../deps/libcyrus_rt.dylib"));
#[cfg(all(not(debug_assertions), not(windows), not(target_os = "macos")))]
static LIBRARY: &[u8] = include_bytes!(concat!(env!("OUT_DIR"), "/../../../deps/libcyrus_rt.so"));
