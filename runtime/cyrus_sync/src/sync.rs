//! Atomics, locks and threads: those of `std`, or of `loom` when a model is checked (`--cfg loom`).
//!
//! Everything that a model should see goes through here.

#[cfg(not(loom))]
pub use std::sync::{Arc, Mutex, MutexGuard};

#[cfg(loom)]
pub use loom::sync::{Arc, Mutex, MutexGuard};

/// Atomic types.
pub mod atomic {
    #[cfg(loom)]
    pub use loom::sync::atomic::{AtomicPtr, AtomicU32, AtomicU64, AtomicUsize, Ordering, fence};
    #[cfg(not(loom))]
    pub use std::sync::atomic::{AtomicPtr, AtomicU32, AtomicU64, AtomicUsize, Ordering, fence};
}

/// Threads and their parking.
pub mod thread {
    #[cfg(loom)]
    pub use loom::thread::{Thread, current, park, yield_now};
    #[cfg(not(loom))]
    pub use std::thread::{Thread, current, park, park_timeout, yield_now};
}

/// Tells the processor, or the model, that the thread waits for another.
#[inline]
pub fn spin_loop() {
    #[cfg(loom)]
    loom::thread::yield_now();
    #[cfg(not(loom))]
    std::hint::spin_loop();
}

/// Locks, whether or not a thread has panicked while it held the lock: what it guards is changed in single steps.
pub fn lock<T>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(std::sync::PoisonError::into_inner)
}
