//! Calls into code that is not the runtime's, and may have to do with Python.
//!
//! Before version 3.14, CPython ends each thread that asks for the interpreter after its end, by `pthread_exit`: the stack is unwound. Rust cannot
//! let that pass, and there is nothing to go back to: the process is about to end. So the thread stays where it is, for ever.
//!
//! Function pointers that are called here are `extern "C-unwind"`, or the compiler takes it that nothing can happen.

struct Stay;

impl Drop for Stay {
    fn drop(&mut self) {
        // A panic of ours, or a coroutine that ends from within, may pass.
        if !std::thread::panicking() {
            loop {
                std::thread::park();
            }
        }
    }
}

/// Calls `f`, whose unwinding by anybody but Rust ends here.
#[inline]
pub fn call<R>(f: impl FnOnce() -> R) -> R {
    let stay = Stay;
    let result = f();
    std::mem::forget(stay);
    result
}
