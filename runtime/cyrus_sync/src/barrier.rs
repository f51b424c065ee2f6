//! A memory barrier that costs the frequent side nothing.
//!
//! Two threads that each write a word and then read the other's need a full barrier in between, or both may read the
//! old values. Here one side is frequent (work was added: does anybody sleep?) and the other rare (going to sleep: was work
//! added?). On Linux the rare side can have the kernel run the barrier on every processor where the process runs, and
//! the frequent side then only has to keep the compiler from reordering. Elsewhere both sides pay for a fence.
//!
//! Invariant: [`prepare`] has returned before anything is shared between two threads that use [`light`] and [`heavy`].
#![allow(unsafe_code, reason = "a system call")]

use crate::sync::atomic::fence;
use std::sync::atomic::{AtomicBool, Ordering, compiler_fence};

// In a model both sides are fences.
static ASYMMETRIC: AtomicBool = AtomicBool::new(false);

#[cfg(target_os = "linux")]
mod kernel {
    const REGISTER_PRIVATE_EXPEDITED: libc::c_int = 1 << 4;
    const PRIVATE_EXPEDITED: libc::c_int = 1 << 3;

    fn membarrier(command: libc::c_int) -> bool {
        // SAFETY: takes three integers and touches no memory of ours.
        unsafe { libc::syscall(libc::SYS_membarrier, command, 0, 0) == 0 }
    }

    pub(super) fn register() -> bool {
        membarrier(REGISTER_PRIVATE_EXPEDITED)
    }

    pub(super) fn everywhere() -> bool {
        // A child of `fork` may have to register anew.
        membarrier(PRIVATE_EXPEDITED) || (register() && membarrier(PRIVATE_EXPEDITED))
    }
}

#[cfg(not(target_os = "linux"))]
mod kernel {
    pub(super) fn register() -> bool {
        false
    }

    pub(super) fn everywhere() -> bool {
        false
    }
}

/// Finds out what the system offers.
pub fn prepare() {
    if kernel::register() && kernel::everywhere() {
        // Relaxed: who still reads `false` uses fences, which are right on the light side; the heavy side is
        // called on threads started after this.
        ASYMMETRIC.store(true, Ordering::Relaxed);
    }
}

/// Whether the frequent side costs nothing.
pub fn is_asymmetric() -> bool {
    cfg!(loom) || ASYMMETRIC.load(Ordering::Relaxed)
}

/// The frequent side.
#[inline]
pub fn light() {
    if ASYMMETRIC.load(Ordering::Relaxed) {
        compiler_fence(Ordering::SeqCst);
    } else {
        fence(Ordering::SeqCst);
    }
}

/// The rare side.
pub fn heavy() {
    fence(Ordering::SeqCst);
    if ASYMMETRIC.load(Ordering::Relaxed) && !kernel::everywhere() {
        // The kernel has offered it before; nothing on record makes it refuse later but memory pressure, which passes.
        while !kernel::everywhere() {
            std::thread::yield_now();
        }
    }
}
