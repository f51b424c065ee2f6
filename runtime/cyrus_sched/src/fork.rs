//! What `fork` does to schedulers.
//!
//! The child has none of their threads. The process's own starts anew there when it is used; what the old one had to do is left to the
//! parent. Other schedulers of the parent are of no use in the child, and dropping them does nothing. A task that forks goes on in
//! the child as a plain thread, which ends when the task does.
#![allow(unsafe_code, reason = "a system call")]

use crate::{global, remote, stack, standstill, worker};
use std::sync::Once;
use std::sync::atomic::{AtomicU32, Ordering};

static GENERATION: AtomicU32 = AtomicU32::new(0);

/// How many forks lie between this process and the first that had a scheduler.
pub(crate) fn generation() -> u32 {
    GENERATION.load(Ordering::Relaxed)
}

/// Has forks noticed from now on.
pub(crate) fn prepare() {
    static ONCE: Once = Once::new();
    ONCE.call_once(|| {
        // SAFETY: the handler is a function, which stays.
        unsafe { libc::pthread_atfork(None, None, Some(in_child)) };
    });
}

extern "C" fn in_child() {
    GENERATION.fetch_add(1, Ordering::Relaxed);
    global::start_anew();
    // Other threads may have held their locks.
    stack::start_anew();
    remote::start_anew();
    standstill::start_anew();
    if let Some(worker) = worker::here() {
        worker.abandon();
    }
}
