//! A lock for short sections, which costs next to nothing as long as one thread takes it: coroutines of one worker that share a channel.
//!
//! *Protocol.* Beneath is a [`RawLock`]. A thread that has taken that [`IN_A_ROW`] times becomes the owner: from then on it says that it is inside, by a
//! plain store, and looks whether it still is the owner; [`light`](crate::barrier::light) lies in between. Anybody else takes the
//! lock beneath, says that there is no owner, runs [`heavy`](crate::barrier::heavy), and waits until the owner is not inside. So either the owner sees that it
//! is none any more, or the other sees that it is inside.
//! - The owner is made under the lock beneath, once; who has lost it never gets it back, so that a lock costs one heavy barrier at most.
//! - `inside` is written by the owner's thread alone, and found set only by others: nobody is suspended who holds the lock, as who
//!   waits for one blocks its thread.
//! - Where barriers cost the same on both sides nobody becomes an owner.
//!
//! Not re-entrant, not fair.
#![allow(unsafe_code, reason = "how the lock was taken is kept under the lock")]

use crate::barrier;
use crate::raw_lock::RawLock;
use crate::sync::atomic::{AtomicU32, AtomicUsize, Ordering};
use crate::sync::{spin_loop, thread};
use crate::table::ParkTable;
#[cfg(not(loom))]
use crate::thread_slot;
use std::cell::{Cell, UnsafeCell};
use std::sync::atomic::AtomicUsize as Count;

/// As an owner: there has been none yet.
const NOBODY: usize = 0;
/// There was one.
const NEVER: usize = usize::MAX;
/// How many times in a row a thread takes it before it is the owner.
const IN_A_ROW: u32 = 64;
/// How long one spins before it lets others run.
const SPINS: u32 = 100;

static THREADS: Count = Count::new(NOBODY);

#[cfg(not(loom))]
thread_slot!(static ME: usize, cyrus_sync_biased_lock_me);
#[cfg(loom)]
loom::thread_local!(static ME: Cell<usize> = Cell::new(NOBODY));

/// The number of the thread.
#[inline]
fn me() -> usize {
    ME.with(|me| if me.get() == NOBODY { number(me) } else { me.get() })
}

#[cold]
fn number(me: &Cell<usize>) -> usize {
    me.set(THREADS.fetch_add(1, Ordering::Relaxed) + 1);
    me.get()
}

/// What belongs to who holds the lock.
#[derive(Debug)]
struct Held {
    as_owner: bool,
    last: usize,
    in_a_row: u32,
}

/// The lock.
#[derive(Debug)]
pub struct BiasedLock {
    beneath: RawLock,
    owner: AtomicUsize,
    inside: AtomicU32,
    held: UnsafeCell<Held>,
}

// SAFETY: `held` belongs to who holds the lock.
unsafe impl Sync for BiasedLock {}

impl Default for BiasedLock {
    fn default() -> Self {
        BiasedLock::new()
    }
}

impl BiasedLock {
    /// A free lock.
    pub fn new() -> BiasedLock {
        BiasedLock {
            beneath: RawLock::new(),
            owner: AtomicUsize::new(NOBODY),
            inside: AtomicU32::new(0),
            held: UnsafeCell::new(Held { as_owner: false, last: NOBODY, in_a_row: 0 }),
        }
    }

    /// Takes the lock.
    #[inline]
    pub fn lock(&self, table: &ParkTable) {
        let me = me();
        if self.owner.load(Ordering::Relaxed) != me || !self.enter(me) {
            self.beneath.lock(table);
            self.have_beneath(me);
        }
    }

    /// By the owner, if it still is: whether it holds the lock.
    #[inline]
    fn enter(&self, me: usize) -> bool {
        if self.inside.load(Ordering::Relaxed) != 0 {
            return false;
        }
        self.inside.store(1, Ordering::Relaxed);
        barrier::light();
        if self.owner.load(Ordering::Relaxed) == me {
            // SAFETY: the lock is held.
            unsafe { (*self.held.get()).as_owner = true };
            return true;
        }
        // Release: as in `unlock`, for who waits to see it.
        self.inside.store(0, Ordering::Release);
        false
    }

    /// The lock beneath is held.
    #[inline(never)]
    fn have_beneath(&self, me: usize) {
        let owner = self.owner.load(Ordering::Relaxed);
        if owner != NOBODY && owner != NEVER {
            self.dispossess();
        }
        // SAFETY: the lock is held, as there is no owner inside.
        let held = unsafe { &mut *self.held.get() };
        held.as_owner = false;
        if owner != NOBODY {
            return;
        }
        if held.last != me {
            (held.last, held.in_a_row) = (me, 0);
        }
        held.in_a_row += 1;
        if held.in_a_row == IN_A_ROW && barrier::is_asymmetric() {
            // Others see it when they have the lock beneath.
            self.owner.store(me, Ordering::Relaxed);
        }
    }

    #[cold]
    fn dispossess(&self) {
        self.owner.store(NEVER, Ordering::Relaxed);
        barrier::heavy();
        let mut spins = 0;
        // Acquire: what the owner did inside is seen.
        while self.inside.load(Ordering::Acquire) != 0 {
            spins += 1;
            if spins < SPINS {
                spin_loop();
            } else {
                thread::yield_now();
            }
        }
    }

    /// Frees the lock, which the caller has taken.
    #[inline]
    pub fn unlock(&self, table: &ParkTable) {
        // SAFETY: the lock is held.
        if unsafe { (*self.held.get()).as_owner } {
            // Release: who has taken it from the owner sees what that did.
            self.inside.store(0, Ordering::Release);
        } else {
            self.beneath.unlock(table);
        }
    }
}

#[cfg(all(test, loom))]
mod models {
    use super::*;
    use crate::sync::Arc;
    use loom::cell::UnsafeCell as Checked;

    struct Shared(BiasedLock, ParkTable, Checked<u32>);

    // SAFETY: what the model checks.
    unsafe impl Sync for Shared {}
    // SAFETY: likewise.
    unsafe impl Send for Shared {}

    impl Shared {
        fn add(&self) {
            self.0.lock(&self.1);
            // SAFETY: the lock is held.
            self.2.with_mut(|value| unsafe { *value += 1 });
            self.0.unlock(&self.1);
        }
    }

    fn model(others: usize, owner_adds: u32) {
        let mut builder = loom::model::Builder::new();
        builder.preemption_bound = Some(3);
        builder.check(move || {
            let shared = Arc::new(Shared(BiasedLock::new(), ParkTable::new(0), Checked::new(0)));
            // As if it had taken it often enough.
            shared.0.owner.store(me(), Ordering::Relaxed);
            let threads: Vec<_> = (0..others)
                .map(|_| {
                    let shared = shared.clone();
                    loom::thread::spawn(move || shared.add())
                })
                .collect();
            (0..owner_adds).for_each(|_| shared.add());
            for thread in threads {
                thread.join().unwrap();
            }
            // SAFETY: alone.
            assert_eq!(shared.2.with(|value| unsafe { *value }), owner_adds + others as u32);
        });
    }

    #[test]
    fn the_owner_and_another() {
        model(1, 2);
    }

    #[test]
    fn the_owner_and_two_others() {
        model(2, 1);
    }
}

#[cfg(all(test, not(loom)))]
mod tests {
    use super::*;
    use std::sync::atomic::AtomicBool;

    struct Counter(BiasedLock, UnsafeCell<u64>);

    // SAFETY: counted under the lock.
    unsafe impl Sync for Counter {}

    impl Counter {
        fn add(&self, times: u64) {
            for _ in 0..times {
                self.0.lock(ParkTable::global());
                // SAFETY: the lock is held.
                unsafe { *self.1.get() += 1 };
                self.0.unlock(ParkTable::global());
            }
        }
    }

    #[test]
    fn an_owner_is_dispossessed_in_the_middle() {
        barrier::prepare();
        for _ in 0..200 {
            let counter = Counter(BiasedLock::new(), UnsafeCell::new(0));
            let owned = AtomicBool::new(false);
            std::thread::scope(|scope| {
                scope.spawn(|| {
                    counter.add(u64::from(IN_A_ROW));
                    owned.store(true, Ordering::Release);
                    counter.add(2000);
                });
                for _ in 0..2 {
                    scope.spawn(|| {
                        while !owned.load(Ordering::Acquire) {
                            std::hint::spin_loop();
                        }
                        counter.add(500);
                    });
                }
            });
            assert_eq!(counter.1.into_inner(), u64::from(IN_A_ROW) + 3000);
            let owner = counter.0.owner.into_inner();
            assert!(owner == NEVER || !barrier::is_asymmetric());
        }
    }

    #[test]
    fn one_thread_owns_it() {
        barrier::prepare();
        let counter = Counter(BiasedLock::new(), UnsafeCell::new(0));
        counter.add(1000);
        assert_eq!(counter.0.owner.load(Ordering::Relaxed) == me(), barrier::is_asymmetric());
        assert_eq!(counter.1.into_inner(), 1000);
    }
}
