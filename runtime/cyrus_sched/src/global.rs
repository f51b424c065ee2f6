//! The process's own scheduler, and what `fork` does to it.
//!
//! It starts when it is first asked for. The child of a fork has none of its threads; there it starts anew, and whatever the old one
//! had to do is left to the parent. A task that forks goes on in the child as a plain thread, which ends when the task does.
#![allow(unsafe_code, reason = "a static that the child of a fork replaces")]

use crate::scheduler::{Config, Scheduler};
use crate::{remote, stack, worker};
use std::ptr;
use std::sync::Once;
use std::sync::atomic::{AtomicPtr, Ordering};

static GLOBAL: AtomicPtr<Scheduler> = AtomicPtr::new(ptr::null_mut());

/// The process's own scheduler, with the default configuration.
///
/// # Panics
///
/// When the system refuses to start threads.
pub fn scheduler() -> &'static Scheduler {
    // SAFETY: null, or a box leaked below.
    if let Some(scheduler) = unsafe { GLOBAL.load(Ordering::Acquire).as_ref() } {
        return scheduler;
    }
    start()
}

#[cold]
fn start() -> &'static Scheduler {
    static WATCH_FORKS: Once = Once::new();
    WATCH_FORKS.call_once(|| {
        // SAFETY: the handler is a function, which stays.
        unsafe { libc::pthread_atfork(None, None, Some(in_child)) };
    });
    let scheduler = Scheduler::new(&Config::default()).expect("the system starts threads");
    let new = Box::into_raw(Box::new(scheduler));
    match GLOBAL.compare_exchange(ptr::null_mut(), new, Ordering::AcqRel, Ordering::Acquire) {
        // SAFETY: just leaked.
        Ok(_) => unsafe { &*new },
        Err(first) => {
            // SAFETY: ours alone; another thread was quicker.
            drop(unsafe { Box::from_raw(new) });
            // SAFETY: leaked by that thread.
            unsafe { &*first }
        }
    }
}

extern "C" fn in_child() {
    GLOBAL.store(ptr::null_mut(), Ordering::Release);
    // Other threads may have held these at the fork.
    stack::start_anew();
    remote::start_anew();
    if let Some(worker) = worker::here() {
        worker.abandon();
    }
}
