//! Whether a worker's thread sleeps, and how to wake it.
//!
//! *Protocol.* The owner says how it is about to wait, then looks at its mail, and waits; who has put mail there then looks at this word.
//! All is SeqCst, so one of the two sees what the other wrote. Who takes the word out of `PARKED` or `POLLING` rings the bell that
//! belongs to it; the bell keeps one ring, should the owner not wait yet.

use cyrus_sync::sync::atomic::{AtomicU32, Ordering};

const AWAKE: u32 = 0;
const PARKED: u32 = 1;
const POLLING: u32 = 2;
const NOTIFIED: u32 = 3;

/// What the one who wakes must ring.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Bell {
    Thread,
    Poller,
}

/// Models know the one order of all SeqCst accesses only through fences.
#[inline]
fn total_order() {
    #[cfg(loom)]
    cyrus_sync::sync::atomic::fence(Ordering::SeqCst);
}

#[derive(Debug)]
pub(crate) struct Sleep(AtomicU32);

impl Sleep {
    pub(crate) fn new() -> Self {
        Sleep(AtomicU32::new(AWAKE))
    }

    /// Wakes the owner if it sleeps.
    #[inline]
    pub(crate) fn wake(&self) -> Option<Bell> {
        total_order();
        if self.0.load(Ordering::SeqCst) == AWAKE {
            return None;
        }
        match self.0.swap(NOTIFIED, Ordering::SeqCst) {
            PARKED => Some(Bell::Thread),
            POLLING => Some(Bell::Poller),
            _ => None,
        }
    }

    /// Likewise, also when the owner is just about to sleep.
    pub(crate) fn wake_surely(&self) -> Option<Bell> {
        match self.0.swap(NOTIFIED, Ordering::SeqCst) {
            PARKED => Some(Bell::Thread),
            POLLING => Some(Bell::Poller),
            _ => None,
        }
    }

    /// By the owner: says how it is about to wait. False when it has been woken already, or has mail.
    pub(crate) fn fall_asleep(&self, polling: bool, has_mail: impl Fn() -> bool) -> bool {
        let how = if polling { POLLING } else { PARKED };
        let free = self.0.compare_exchange(AWAKE, how, Ordering::SeqCst, Ordering::SeqCst).is_ok();
        total_order();
        let ready = free && !has_mail();
        if !ready {
            self.wake_up();
        }
        ready
    }

    /// By the owner.
    pub(crate) fn wake_up(&self) {
        self.0.store(AWAKE, Ordering::SeqCst);
    }
}

#[cfg(all(test, loom))]
mod models {
    use super::*;
    use cyrus_sync::sync::Arc;

    /// Mail is put, then the owner woken: it sees the mail before it sleeps, or the bell rings.
    #[test]
    fn mail_is_seen_or_the_bell_rings() {
        loom::model(|| {
            let shared = Arc::new((Sleep::new(), AtomicU32::new(0)));
            let sender = {
                let shared = shared.clone();
                loom::thread::spawn(move || {
                    shared.1.store(1, Ordering::SeqCst);
                    shared.0.wake()
                })
            };
            let sleeps = shared.0.fall_asleep(false, || shared.1.load(Ordering::SeqCst) != 0);
            let bell = sender.join().unwrap();
            assert!(!sleeps || bell == Some(Bell::Thread));
        });
    }

    /// One who is picked from the sleepers wakes, wherever it is on its way to sleep.
    #[test]
    fn who_is_picked_wakes() {
        loom::model(|| {
            let sleep = Arc::new(Sleep::new());
            let other = sleep.clone();
            let waker = loom::thread::spawn(move || other.wake_surely());
            let sleeps = sleep.fall_asleep(true, || false);
            let bell = waker.join().unwrap();
            // Asleep without a ring is right only if the wake-up is still to be found in the word.
            let found = sleep.0.load(Ordering::SeqCst) == NOTIFIED;
            assert!(!sleeps || bell == Some(Bell::Poller) || found);
        });
    }
}
