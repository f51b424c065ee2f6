//! Turns that are over, but have not given their reference to the actor back yet.
//!
//! An actor goes idle before its turn gives the reference back, so the next turn may begin and end meanwhile, on another worker. Who then has the result of that, and
//! has no business with other references, asks here whether the one in its way is only late.
//!
//! *Protocol.* Each thread that ends turns has a word. It holds the actor from before the mailbox goes idle until the reference is given back. The result
//! of the next turn comes from a sender that saw the mailbox idle, so whoever has it sees the word, too.
#![allow(unsafe_code, reason = "words of other threads")]

use cyrus_sync::sync::atomic::{AtomicUsize, Ordering};
use std::ffi::c_void;
use words::{any_is, pause, word};

const NOTHING: usize = 1;

#[cfg(not(loom))]
mod words {
    use cyrus_sync::renewable::Renewable;
    use cyrus_sync::thread_slot;
    use std::cell::Cell;
    use std::ptr;
    use std::sync::atomic::{AtomicUsize, Ordering};
    pub(super) use std::thread::yield_now as pause;

    // 0: nobody knows it yet.
    thread_slot!(static LEAVES: usize, cyrus_actors_leaving);

    // The words of all threads that end turns; of the child of a fork, those of its own.
    static ALL: Renewable<Vec<usize>> = Renewable::new();

    struct Known(usize);

    impl Drop for Known {
        fn drop(&mut self) {
            ALL.lock().retain(|&word| word != self.0);
        }
    }

    thread_local!(static KNOWN: Cell<Option<Known>> = const { Cell::new(None) });

    #[inline]
    fn at<'a>(address: usize) -> &'a AtomicUsize {
        // SAFETY: the word of a thread, which takes it out of the list before it ends.
        unsafe { &*(address as *const AtomicUsize) }
    }

    /// This thread's.
    #[inline(always)]
    pub(super) fn word() -> &'static AtomicUsize {
        let address = LEAVES.with(|word| ptr::from_ref(word) as usize);
        let word = at(address);
        if word.load(Ordering::Relaxed) == 0 {
            make_known(address);
        }
        word
    }

    #[cold]
    fn make_known(address: usize) {
        ALL.lock().push(address);
        KNOWN.set(Some(Known(address)));
    }

    /// Whether a thread's is this.
    pub(super) fn any_is(value: usize) -> bool {
        ALL.lock().iter().any(|&address| at(address).load(Ordering::Acquire) == value)
    }
}

#[cfg(loom)]
mod words {
    use loom::sync::atomic::{AtomicUsize, Ordering};
    use loom::sync::{Arc, Mutex};
    pub(super) use loom::thread::yield_now as pause;

    loom::lazy_static! {
        static ref ALL: Mutex<Vec<Arc<AtomicUsize>>> = Mutex::new(Vec::new());
    }

    // For a turn, which is all that its thread does.
    pub(super) fn word() -> Arc<AtomicUsize> {
        let word = Arc::new(AtomicUsize::new(0));
        ALL.lock().unwrap().push(word.clone());
        word
    }

    pub(super) fn any_is(value: usize) -> bool {
        ALL.lock().unwrap().iter().any(|word| word.load(Ordering::Acquire) == value)
    }
}

/// The end of a turn, from before its mailbox goes idle.
pub(crate) struct Leaving {
    #[cfg(not(loom))]
    word: &'static AtomicUsize,
    #[cfg(loom)]
    word: loom::sync::Arc<AtomicUsize>,
}

impl Leaving {
    #[inline(always)]
    pub(crate) fn begins(actor: *mut c_void) -> Leaving {
        let word = word();
        // Relaxed: the mailbox, which goes idle next, is released.
        word.store(actor as usize, Ordering::Relaxed);
        Leaving { word }
    }
}

impl Drop for Leaving {
    #[inline]
    fn drop(&mut self) {
        // Release: the reference has been given back.
        self.word.store(NOTHING, Ordering::Release);
    }
}

/// Waits until all turns of an actor that are over have given their references back. No code of programs runs meanwhile, but what destroys an actor.
pub fn wait_until_left(actor: *mut c_void) {
    while any_is(actor as usize) {
        pause();
    }
}
