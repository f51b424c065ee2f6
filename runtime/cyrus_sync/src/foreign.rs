//! Calls into code that is not the runtime's, and may have to do with Python.
//!
//! Before version 3.14, CPython ends each thread that asks for the interpreter after its end, by `pthread_exit`: the stack is unwound. Rust cannot
//! let that pass, and there is nothing to go back to: the process is about to end. So the thread stays where it is, for ever.
//!
//! An exception of C++ that comes here has nobody to catch it: it ends the process, as everywhere else.
//!
//! Function pointers that are called here are `extern "C-unwind"`, or the compiler takes it that nothing can happen.
#![allow(unsafe_code, reason = "a question to the library of C++")]

use std::ffi::CStr;

struct Stay;

impl Drop for Stay {
    fn drop(&mut self) {
        // A panic of ours, or a coroutine that ends from within, may pass.
        if !std::thread::panicking() {
            if exception_of_cpp() {
                eprintln!(
                    "cyrus: an exception of C++ has left a function that the runtime called; what raises it has to be declared with `except +`"
                );
                std::process::abort();
            }
            loop {
                std::thread::park();
            }
        }
    }
}

/// Whether one is on its way through this thread. The library of C++, which knows, is there if modules brought it, though not for everybody to see.
#[cfg(unix)]
fn exception_of_cpp() -> bool {
    // `std::uncaught_exception`
    const KNOWS: &CStr = c"_ZSt18uncaught_exceptionv";
    const LIBRARIES: [&CStr; 2] = [c"libstdc++.so.6", c"libc++abi.so.1"];
    let in_library = |name: &&CStr| {
        // SAFETY: the name is a C string; nothing is loaded.
        let library = unsafe { libc::dlopen(name.as_ptr(), libc::RTLD_NOW | libc::RTLD_NOLOAD) };
        // SAFETY: a library, which stays open as others have it open.
        (!library.is_null()).then(|| unsafe { libc::dlsym(library, KNOWS.as_ptr()) })
    };
    // SAFETY: the name is a C string.
    let everywhere = unsafe { libc::dlsym(libc::RTLD_DEFAULT, KNOWS.as_ptr()) };
    let mut found = std::iter::once(everywhere).chain(LIBRARIES.iter().filter_map(in_library));
    found.find(|at| !at.is_null()).is_some_and(|at| {
        // SAFETY: that is its type.
        let knows = unsafe { std::mem::transmute::<*mut libc::c_void, extern "C" fn() -> bool>(at) };
        knows()
    })
}

#[cfg(not(unix))]
fn exception_of_cpp() -> bool {
    false
}

/// Calls `f`, whose unwinding by anybody but Rust ends here.
#[inline(always)]
pub fn call<R>(f: impl FnOnce() -> R) -> R {
    let stay = Stay;
    let result = f();
    std::mem::forget(stay);
    result
}
