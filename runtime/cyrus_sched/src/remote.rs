//! What other threads may touch of a worker.
//!
//! Late wake-ups may come here when the scheduler is gone. So a `Remote` is never freed: a scheduler that has ended leaves its
//! remotes to the next one.
//!
//! *Protocol of sleeping.* The owner says in `sleep` how it is about to wait, looks into its inbox, and waits; who pushed to the inbox
//! then looks at `sleep`. Both words are SeqCst, so one of the two sees what the other wrote.

use crate::fiber::Fiber;
use crate::inbox::Inbox;
use crate::lifo::LifoSlot;
use crate::poll::Driver;
use crate::quiescence::Flight;
use crate::renewable::Renewable;
use cyrus_sync::sync::atomic::{AtomicU32, Ordering};
use cyrus_sync::sync::{Arc, Mutex, lock};
use std::thread::Thread;

const AWAKE: u32 = 0;
const PARKED: u32 = 1;
const POLLING: u32 = 2;
const NOTIFIED: u32 = 3;

/// Words of different writers must not share a cache line.
#[repr(align(128))]
pub(crate) struct Apart<T>(pub(crate) T);

pub(crate) struct Remote {
    pub(crate) inbox: Apart<Inbox<Fiber>>,
    sleep: AtomicU32,
    /// How to wake the owner.
    bell: Mutex<Option<(Thread, Arc<Driver>)>>,
    pub(crate) lifo: Apart<LifoSlot>,
    pub(crate) flight: Apart<Flight>,
}

static IDLE: Renewable<Vec<&'static Remote>> = Renewable::new();

/// In the child of a fork.
pub(crate) fn start_anew() {
    IDLE.renew();
}

impl Remote {
    pub(crate) fn take() -> &'static Remote {
        if let Some(remote) = IDLE.lock().pop() {
            return remote;
        }
        Box::leak(Box::new(Remote {
            inbox: Apart(Inbox::new()),
            sleep: AtomicU32::new(AWAKE),
            bell: Mutex::new(None),
            lifo: Apart(LifoSlot::new()),
            flight: Apart(Flight::new()),
        }))
    }

    /// The scheduler has ended.
    pub(crate) fn give_back(&'static self) {
        *lock(&self.bell) = None;
        self.flight.0.reset();
        self.sleep.store(AWAKE, Ordering::SeqCst);
        self.inbox.0.drain(|_| ());
        let _ = self.lifo.0.take();
        IDLE.lock().push(self);
    }

    /// By the owner, at its start.
    pub(crate) fn answer(&self, driver: &Arc<Driver>) {
        *lock(&self.bell) = Some((std::thread::current(), driver.clone()));
    }

    /// Wakes the owner if it sleeps.
    pub(crate) fn wake(&self) {
        if self.sleep.load(Ordering::SeqCst) == AWAKE {
            return;
        }
        match self.sleep.swap(NOTIFIED, Ordering::SeqCst) {
            PARKED => {
                if let Some((thread, _)) = &*lock(&self.bell) {
                    thread.unpark();
                }
            }
            POLLING => {
                if let Some((_, driver)) = &*lock(&self.bell) {
                    driver.notify();
                }
            }
            _ => {}
        }
    }

    /// Likewise, also when the owner is just about to sleep.
    pub(crate) fn wake_surely(&self) {
        if self.sleep.compare_exchange(AWAKE, NOTIFIED, Ordering::SeqCst, Ordering::SeqCst).is_err() {
            self.wake();
        }
    }

    /// By the owner: says how it is about to wait. False when it has been woken already, or has mail.
    pub(crate) fn fall_asleep(&self, polling: bool) -> bool {
        let how = if polling { POLLING } else { PARKED };
        let ready = self.sleep.compare_exchange(AWAKE, how, Ordering::SeqCst, Ordering::SeqCst).is_ok()
            && self.inbox.0.is_empty();
        if !ready {
            self.wake_up();
        }
        ready
    }

    /// By the owner.
    pub(crate) fn wake_up(&self) {
        self.sleep.store(AWAKE, Ordering::SeqCst);
    }
}
