//! What other threads may touch of a worker.
//!
//! Late wake-ups may come here when the scheduler is gone. So a `Remote` is never freed: a scheduler that has ended leaves its
//! remotes to the next one.

use crate::fiber::Fiber;
use crate::inbox::Inbox;
use crate::lifo::LifoSlot;
use crate::poll::Driver;
use crate::quiescence::Flight;
use crate::sleep::{Bell, Sleep};
use cyrus_sync::renewable::Renewable;
use cyrus_sync::sync::atomic::{AtomicU32, Ordering};
use cyrus_sync::sync::{Arc, Mutex, lock};
use std::thread::Thread;

/// Words of different writers must not share a cache line.
#[repr(align(128))]
pub(crate) struct Apart<T>(pub(crate) T);

pub(crate) struct Remote {
    pub(crate) inbox: Apart<Inbox<Fiber>>,
    sleep: Sleep,
    /// Whether the owner sleeps without a timer of its own.
    rests: AtomicU32,
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
            sleep: Sleep::new(),
            rests: AtomicU32::new(0),
            bell: Mutex::new(None),
            lifo: Apart(LifoSlot::new()),
            flight: Apart(Flight::new()),
        }))
    }

    /// The scheduler has ended.
    pub(crate) fn give_back(&'static self) {
        *lock(&self.bell) = None;
        self.flight.0.reset();
        self.sleep.wake_up();
        self.inbox.0.drain(|_| ());
        let _ = self.lifo.0.take();
        IDLE.lock().push(self);
    }

    /// By the owner, at its start.
    pub(crate) fn answer(&self, driver: &Arc<Driver>) {
        *lock(&self.bell) = Some((std::thread::current(), driver.clone()));
    }

    /// Wakes the owner if it sleeps.
    #[inline]
    pub(crate) fn wake(&self) {
        if let Some(bell) = self.sleep.wake() {
            self.ring(bell);
        }
    }

    /// Likewise, also when the owner is just about to sleep.
    pub(crate) fn wake_surely(&self) {
        if let Some(bell) = self.sleep.wake_surely() {
            self.ring(bell);
        }
    }

    #[cold]
    fn ring(&self, which: Bell) {
        let bell = lock(&self.bell);
        match (which, &*bell) {
            (Bell::Thread, Some((thread, _))) => thread.unpark(),
            (Bell::Poller, Some((_, driver))) => driver.notify(),
            (_, None) => {}
        }
    }

    /// By the owner: says how it is about to wait. False when it has been woken already, or has mail.
    pub(crate) fn fall_asleep(&self, polling: bool) -> bool {
        self.sleep.fall_asleep(polling, || !self.inbox.0.is_empty())
    }

    /// By the owner.
    pub(crate) fn wake_up(&self) {
        self.sleep.wake_up();
        self.rests.store(0, Ordering::Relaxed);
    }

    /// By the owner: it is about to sleep, until others wake it.
    pub(crate) fn rest(&self) {
        self.rests.store(1, Ordering::Relaxed);
    }

    pub(crate) fn rests(&self) -> bool {
        self.rests.load(Ordering::Relaxed) != 0
    }
}
