//! What the child of a fork begins with: it has the memory of all threads of the parent, but only the one that forked.
//!
//! Whatever others may have held or changed at that moment is forgotten there, before anything else runs.
#![allow(unsafe_code, reason = "a system call, and a list that is never freed")]

use std::ptr;
use std::sync::Once;
use std::sync::atomic::{AtomicPtr, Ordering};

struct Forgetting {
    forget: Box<dyn Fn() + Sync>,
    next: *mut Forgetting,
}

static ALL: AtomicPtr<Forgetting> = AtomicPtr::new(ptr::null_mut());

/// Has `forget` called in each child from now on. It must neither wait nor allocate.
pub fn in_child(forget: impl Fn() + Sync + 'static) {
    static FORKS_NOTICED: Once = Once::new();
    #[cfg(unix)]
    // SAFETY: the handler is a function, which stays.
    FORKS_NOTICED.call_once(|| unsafe {
        libc::pthread_atfork(None, None, Some(forget_all));
    });
    let new = Box::into_raw(Box::new(Forgetting { forget: Box::new(forget), next: ptr::null_mut() }));
    let mut first = ALL.load(Ordering::Relaxed);
    loop {
        // SAFETY: made above, and nobody else's until it is in the list.
        unsafe { (*new).next = first };
        // Release: who reads the list sees what is in it.
        match ALL.compare_exchange_weak(first, new, Ordering::Release, Ordering::Relaxed) {
            Ok(_) => break,
            Err(now) => first = now,
        }
    }
}

extern "C" fn forget_all() {
    let mut at = ALL.load(Ordering::Acquire);
    // SAFETY: null, or leaked above.
    while let Some(one) = unsafe { at.as_ref() } {
        (one.forget)();
        at = one.next;
    }
}
