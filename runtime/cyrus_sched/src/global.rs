//! The process's own scheduler, which starts when it is first asked for.
#![allow(unsafe_code, reason = "a static that the child of a fork replaces")]

use crate::scheduler::{Config, Scheduler};
use std::ptr;
use std::sync::OnceLock;
use std::sync::atomic::{AtomicPtr, Ordering};

static GLOBAL: AtomicPtr<Scheduler> = AtomicPtr::new(ptr::null_mut());

static ON_START: OnceLock<fn()> = OnceLock::new();

/// Has `call` called before the process's own scheduler starts, whoever asks for it. The first that is set stays.
pub fn on_start(call: fn()) {
    let _ = ON_START.set(call);
}

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
    if let Some(call) = ON_START.get() {
        call();
    }
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

/// In the child of a fork: the next use starts another.
pub(crate) fn start_anew() {
    GLOBAL.store(ptr::null_mut(), Ordering::Release);
}
