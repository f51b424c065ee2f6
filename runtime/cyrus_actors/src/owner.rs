//! The actors that mailboxes belong to, and the references that turns have to them.
//!
//! References are counted in a word of the actor's, of which a mailbox knows enough to count its own without a call; what is out of the ordinary
//! is done by functions of the actor's kind.
#![allow(unsafe_code, reason = "words and functions of others")]

use cyrus_sync::foreign::call;
use cyrus_sync::sync::atomic::{AtomicU64, Ordering};
use std::ffi::c_void;
use std::sync::atomic::Ordering::Relaxed;

/// How references to actors of a kind are counted.
#[repr(C)]
#[derive(Debug)]
pub struct Counting {
    /// What one reference adds to the word. Flags are below.
    pub one: u64,
    /// The flag of actors whose last result is there, but whose turn is not over; 0 where there is none. The turn's end takes it away.
    pub leaving: u64,
    /// The flags with which the end of a turn may give a reference back that is not the last one; otherwise `leave` does it.
    pub plain: u64,
    /// Something is to be done between turns, by `see`, when this is not 0.
    pub due: *const Due,
    /// Takes a reference.
    pub retain: unsafe extern "C-unwind" fn(*mut c_void),
    /// Gives one back.
    pub release: unsafe extern "C-unwind" fn(*mut c_void),
    /// After a reference was taken for messages of an actor that is leaving: waits until it has left.
    pub wait: unsafe extern "C-unwind" fn(*mut c_void),
    /// Like `release`, at the end of the last turn; the next one may have begun. Also says whether the turn has set the flag: then that goes.
    pub leave: unsafe extern "C-unwind" fn(*mut c_void, bool),
    /// See `due`.
    pub see: unsafe extern "C-unwind" fn(),
}

/// A word that is not 0 when something is due.
pub type Due = std::sync::atomic::AtomicU64;

// SAFETY: the word is atomic, and the functions are declared fit for all threads.
unsafe impl Sync for Counting {}

impl Counting {
    #[cold]
    fn see_to(&self) {
        // SAFETY: may be called between turns.
        call(|| unsafe { (self.see)() });
    }

    /// # Safety
    ///
    /// The caller has a reference to the actor, which is gone afterwards.
    #[inline(never)]
    unsafe fn leave_with_care(&self, actor: *mut c_void, answered: bool) {
        // SAFETY: the caller has a reference.
        call(|| unsafe { (self.leave)(actor, answered) });
    }
}

/// What is never due.
pub static NEVER_DUE: Due = Due::new(0);

/// The actor that a mailbox belongs to.
#[repr(C)]
#[derive(Clone, Copy, Debug)]
pub struct Owner {
    /// What messages get.
    pub actor: *mut c_void,
    /// The word with its references.
    pub count: *const AtomicU64,
    /// How they are counted; None when it outlives its messages anyway.
    pub counting: Option<&'static Counting>,
}

impl Owner {
    /// Takes a reference for the turns to come. The turn before may not have come to its `leave`.
    ///
    /// # Safety
    ///
    /// The caller has a reference.
    #[inline]
    pub(crate) unsafe fn enter(&self) {
        let Some(counting) = self.counting else { return };
        // SAFETY: the actor is alive.
        unsafe {
            // Relaxed: the sender has a reference.
            if (*self.count).fetch_add(counting.one, Ordering::Relaxed) & counting.leaving != 0 {
                call(|| (counting.wait)(self.actor));
            }
        }
    }

    /// The word, as it is at the end of a turn: whether it has the flag of those that are leaving is for that turn to say.
    ///
    /// # Safety
    ///
    /// The caller has a reference.
    #[inline(always)]
    pub(crate) unsafe fn refs(&self) -> u64 {
        if self.counting.is_none() {
            return 0;
        }
        // SAFETY: the caller's reference keeps the actor, and with it its count.
        unsafe { (*self.count).load(Ordering::Relaxed) }
    }

    /// Gives the reference back, when the last of these turns is over; the next one may have begun. `refs` is what [`Owner::refs`] said before that was possible.
    ///
    /// # Safety
    ///
    /// The reference is the caller's. The actor may be gone afterwards.
    #[inline(always)]
    pub(crate) unsafe fn leave(self, refs: u64) {
        let Some(counting) = self.counting else { return };
        let rest = refs.wrapping_sub(counting.one);
        if rest >= counting.one
            && refs & (counting.plain | counting.leaving) == counting.plain
            // SAFETY: the actor is alive. Release: who gives the last reference back sees what the turn did.
            && unsafe { &*self.count }
                .compare_exchange(refs, rest, Ordering::Release, Ordering::Relaxed)
                .is_ok()
        {
            // SAFETY: a word that stays.
            if unsafe { (*counting.due).load(Relaxed) } != 0 {
                counting.see_to();
            }
        } else {
            // SAFETY: the reference is the caller's.
            unsafe { counting.leave_with_care(self.actor, refs & counting.leaving != 0) };
        }
    }

    /// Takes a reference.
    ///
    /// # Safety
    ///
    /// The caller has one.
    pub(crate) unsafe fn retain(&self) {
        if let Some(counting) = self.counting {
            // SAFETY: as the caller says.
            call(|| unsafe { (counting.retain)(self.actor) });
        }
    }

    /// Gives one back.
    ///
    /// # Safety
    ///
    /// It is the caller's. The actor may be gone afterwards.
    pub(crate) unsafe fn release(&self) {
        if let Some(counting) = self.counting {
            // SAFETY: as the caller says.
            call(|| unsafe { (counting.release)(self.actor) });
        }
    }
}
