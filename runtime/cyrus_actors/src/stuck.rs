//! Mailboxes that hold messages of which none may run yet.
//!
//! What makes a message «activable» is not known here, so all of them look again whenever something may have
//! changed it: after each message that had such a condition, and when somebody says so ([`sync_changed`]).
//!
//! *Protocol.* A mailbox in the list is in the state «stuck»: not scheduled, with all its messages in the turn's own list. Who takes
//! the state from «stuck» to «busy» has to schedule it: a sender, or `changed`. The mutex guards the list; a turn takes its mailbox
//! out before anything else, so those in the list are alive. No change is missed: a turn that finds nothing to run counts
//! itself in `COUNT`, notes `EPOCH`, and only then looks again; one who changes something looks at `COUNT` after that, and counts `EPOCH` up under
//! the mutex if somebody is there. (A fence on both sides: one of the two sees the other.) A turn enters the list only if `EPOCH` is still
//! what it noted. So a change costs a fence while nobody is stuck.
#![allow(unsafe_code, reason = "a list of mailboxes that their actors own")]

use crate::mailbox::Mailbox;
use cyrus_sync::renewable::Renewable;
use std::sync::atomic::{AtomicU64, AtomicUsize, Ordering, fence};

struct Stuck(*const Mailbox);

// SAFETY: a mailbox may be used by all threads, and those in the list are alive: see the protocol.
unsafe impl Send for Stuck {}

static LIST: Renewable<Vec<Stuck>> = Renewable::new();
static COUNT: AtomicUsize = AtomicUsize::new(0);
static EPOCH: AtomicU64 = AtomicU64::new(0);

/// A turn has found nothing to run: counts it, and gives what [`enter`] wants to know. To be called before it looks again.
pub(crate) fn announce() -> u64 {
    COUNT.fetch_add(1, Ordering::Relaxed);
    fence(Ordering::SeqCst);
    EPOCH.load(Ordering::Acquire)
}

/// It has found something after all.
pub(crate) fn retract() {
    COUNT.fetch_sub(1, Ordering::Relaxed);
}

/// How many mailboxes wait for [`sync_changed`]. Those are not among them whose messages are still being asked, or are asked again.
pub(crate) fn count() -> usize {
    // SAFETY: in the list, so alive.
    LIST.lock().iter().filter(|stuck| unsafe { (*stuck.0).is_stuck() }).count()
}

/// Enters a mailbox none of whose messages could run after [`announce`]. False when it has to look again.
pub(crate) fn enter(mailbox: &Mailbox, epoch: u64) -> bool {
    let mut list = LIST.lock();
    if EPOCH.load(Ordering::Relaxed) != epoch || !mailbox.mark_stuck() {
        return false;
    }
    list.push(Stuck(mailbox));
    true
}

/// At the beginning of a turn of a mailbox that was stuck.
pub(crate) fn leave(mailbox: &Mailbox) {
    let mut list = LIST.lock();
    if let Some(at) = list.iter().position(|stuck| std::ptr::eq(stuck.0, mailbox)) {
        list.swap_remove(at);
        retract();
    }
}

/// What messages wait for may have changed.
pub(crate) fn changed() {
    fence(Ordering::SeqCst);
    if COUNT.load(Ordering::Relaxed) == 0 {
        return;
    }
    let list = LIST.lock();
    EPOCH.fetch_add(1, Ordering::Release);
    for stuck in list.iter() {
        // SAFETY: in the list, so alive.
        unsafe { (*stuck.0).unstick() };
    }
}
