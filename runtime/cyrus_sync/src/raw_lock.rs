//! A lock for short sections inside the runtime's own structures; who finds it taken spins a little, then blocks its thread.
//!
//! *Protocol.* 0 free, 1 taken, 2 taken and perhaps somebody is parked (in the table, by the lock's address). Who has parked takes it with
//! 2, since others may be parked still. Not re-entrant, not fair, no poisoning.
//! - A coroutine does not park for it: where it stands it may hold the interpreter, or have calls of Python on its stack, which only those put aside who know that they
//!   wait. As nobody is suspended who holds one, it is held by a thread that runs: waiting for it is short, and never for a coroutine of one's own thread.

use crate::sync::atomic::{AtomicU32, Ordering};
use crate::table::{ParkTable, Until};
use crate::wait::Waiter;

const FREE: u32 = 0;
const TAKEN: u32 = 1;
const AWAITED: u32 = 2;
#[cfg(not(loom))]
const SPINS: u32 = 8;
#[cfg(loom)]
const SPINS: u32 = 0;

/// The lock.
#[derive(Debug)]
pub struct RawLock(AtomicU32);

impl Default for RawLock {
    fn default() -> Self {
        RawLock::new()
    }
}

impl RawLock {
    /// A free lock.
    #[cfg(not(loom))]
    pub const fn new() -> RawLock {
        RawLock(AtomicU32::new(FREE))
    }

    /// A free lock.
    #[cfg(loom)]
    pub fn new() -> RawLock {
        RawLock(AtomicU32::new(FREE))
    }

    fn key(&self) -> usize {
        std::ptr::from_ref(self) as usize
    }

    /// Takes the lock.
    #[inline]
    pub fn lock(&self, table: &ParkTable) {
        // Acquire: what the last holder did is seen.
        if self.0.compare_exchange(FREE, TAKEN, Ordering::Acquire, Ordering::Relaxed).is_err() {
            self.lock_slow(table);
        }
    }

    #[cold]
    fn lock_slow(&self, table: &ParkTable) {
        for round in 0..SPINS {
            if self.0.load(Ordering::Relaxed) == FREE
                && self.0.compare_exchange(FREE, TAKEN, Ordering::Acquire, Ordering::Relaxed).is_ok()
            {
                return;
            }
            for _ in 0..2u32 << round.min(5) {
                crate::sync::spin_loop();
            }
        }
        while self.0.swap(AWAITED, Ordering::Acquire) != FREE {
            table.park_waiter(Waiter::thread(), self.key(), 0, Until::Woken, || {
                self.0.load(Ordering::Relaxed) == AWAITED
            });
        }
    }

    /// Frees the lock, which the caller has taken.
    #[inline]
    pub fn unlock(&self, table: &ParkTable) {
        // Release: the next holder sees what this one did.
        if self.0.swap(FREE, Ordering::Release) == AWAITED {
            table.unpark_one(self.key(), |_| 0);
        }
    }
}

#[cfg(all(test, loom))]
mod models {
    use super::*;
    use crate::sync::Arc;
    use loom::cell::UnsafeCell;

    #[test]
    fn three_in_turn() {
        let mut builder = loom::model::Builder::new();
        builder.preemption_bound = Some(2);
        builder.check(|| {
            let shared = Arc::new((RawLock::new(), ParkTable::new(0), UnsafeCell::new(0)));
            let add = |shared: &(RawLock, ParkTable, UnsafeCell<i32>)| {
                shared.0.lock(&shared.1);
                #[allow(unsafe_code, reason = "what the lock is for")]
                // SAFETY: the lock is held.
                shared.2.with_mut(|value| unsafe { *value += 1 });
                shared.0.unlock(&shared.1);
            };
            let threads =
                [shared.clone(), shared.clone()].map(|shared| loom::thread::spawn(move || add(&shared)));
            add(&shared);
            for thread in threads {
                thread.join().unwrap();
            }
        });
    }
}
