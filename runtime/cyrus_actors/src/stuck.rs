//! Mailboxes that hold messages of which none may run yet.
//!
//! What makes a message «activable» is not known here, so all of them look again whenever something may have
//! changed it: after each message that had such a condition, and when somebody says so ([`sync_changed`]).
//!
//! *Protocol.* A mailbox in the list is in the state «stuck»: not scheduled, with all its messages in the turn's own list. Who takes
//! the state from «stuck» to «busy» has to schedule it: a sender, or `sync_changed`. The mutex guards the list and each mailbox' mark
//! that it is in there; a turn takes its mailbox out before anything else, so those in the list are alive. No change is missed: one
//! who enters first counts itself and then looks at `EPOCH`; one who changes counts `EPOCH` up, then looks at the count.
#![allow(unsafe_code, reason = "a list of mailboxes that their actors own")]

use crate::mailbox::Mailbox;
use std::sync::atomic::{AtomicU64, AtomicUsize, Ordering};
use std::sync::{Mutex, PoisonError};

struct Stuck(*const Mailbox);

// SAFETY: a mailbox may be used by all threads, and those in the list are alive: see the protocol.
unsafe impl Send for Stuck {}

static LIST: Mutex<Vec<Stuck>> = Mutex::new(Vec::new());
static COUNT: AtomicUsize = AtomicUsize::new(0);
static EPOCH: AtomicU64 = AtomicU64::new(0);

/// To be read before looking for messages that may run.
pub(crate) fn epoch() -> u64 {
    EPOCH.load(Ordering::SeqCst)
}

/// How many mailboxes wait for [`sync_changed`].
pub(crate) fn count() -> usize {
    COUNT.load(Ordering::Relaxed)
}

/// Enters a mailbox none of whose messages could run at `epoch`. False when it has to look again.
pub(crate) fn enter(mailbox: &Mailbox, epoch: u64) -> bool {
    let mut list = LIST.lock().unwrap_or_else(PoisonError::into_inner);
    COUNT.fetch_add(1, Ordering::SeqCst);
    if EPOCH.load(Ordering::SeqCst) != epoch || !mailbox.mark_stuck() {
        COUNT.fetch_sub(1, Ordering::Relaxed);
        return false;
    }
    list.push(Stuck(mailbox));
    true
}

/// At the beginning of a turn of a mailbox that was stuck.
pub(crate) fn leave(mailbox: &Mailbox) {
    let mut list = LIST.lock().unwrap_or_else(PoisonError::into_inner);
    if let Some(at) = list.iter().position(|stuck| std::ptr::eq(stuck.0, mailbox)) {
        list.swap_remove(at);
        COUNT.fetch_sub(1, Ordering::Relaxed);
    }
}

/// What messages wait for may have changed.
pub(crate) fn changed() {
    EPOCH.fetch_add(1, Ordering::SeqCst);
    if COUNT.load(Ordering::SeqCst) == 0 {
        return;
    }
    let list = LIST.lock().unwrap_or_else(PoisonError::into_inner);
    for stuck in list.iter() {
        // SAFETY: in the list, so alive.
        unsafe { (*stuck.0).unstick() };
    }
}
