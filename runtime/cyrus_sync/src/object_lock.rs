//! The lock of an object: one writer or many readers, re-entrant, in one word of the object's header.
//!
//! The fast paths are in generated code; this is the whole protocol, with the slow paths. It parks coroutines and
//! threads in the [`ParkTable`], by the word's address.
//!
//! *Protocol.* The word: bit 0 a writer holds it, bit 1 somebody is parked, bit 2 the readers are of several holders; 17 bits that count
//! the holds; the other 44 say who writes, or was the first to read. Free: no holds.
//! - The writer may lock again either way. A reader that wants to write is refused, or waits until it is the only one, if it insists, and
//!   stays the writer until its last hold ends: two that insist wait for ever.
//! - Readers do not wait for parked writers, for they may hold the lock already.
//! - The bit «parked» is set before one parks, and cleared under the bucket's mutex by the one who finds nobody left. While it
//!   is set every last unlock goes through the table: it wakes the first in the queue (with a reader the readers behind it). The word is
//!   free meanwhile, so that a running holder can take it again without a switch; one who has been woken
//!   `PATIENCE` times in vain gets the lock handed over.
//! - Who ends one of several holds wakes those who wait to become the writer, and those for whom no hold could be counted any more.

use crate::sync::atomic::{AtomicU64, Ordering};
use crate::table::{Choice, Chosen, ParkTable, Parked, Until};

/// A writer holds the lock.
pub const WRITER: u64 = 1;
/// Somebody is parked, or about to.
pub const PARKED: u64 = 2;
/// The readers are of several holders.
pub const MIXED: u64 = 4;
/// One hold.
pub const HOLD: u64 = 8;
/// The field that counts the holds.
pub const HOLDS: u64 = 0xF_FFF8;
/// Where the holder's number begins.
pub const OWNER_SHIFT: u32 = 20;

/// How often one is woken in vain before the lock is handed over.
const PATIENCE: u32 = 16;
/// The token that says that the lock was handed over.
const HANDED: usize = 1;
#[cfg(not(loom))]
const SPINS: u32 = 10;
#[cfg(loom)]
const SPINS: u32 = 0;

// What a waiter's tag says; the holder's number is above, as in the word.
const TAG_WRITE: u64 = 1;
const TAG_UPGRADE: u64 = 2;
const TAG_STARVED: u64 = 4;
const TAG_ROOM: u64 = 8;

/// Who holds or wants a lock: a number of 44 bits, not 0, of a thread or a coroutine.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Holder(u64);

impl Holder {
    /// The lower 44 bits of `id`.
    pub const fn new(id: u64) -> Holder {
        Holder(id << OWNER_SHIFT >> OWNER_SHIFT)
    }

    /// A number for the coroutine or thread that runs here. Generated code has numbers of its own.
    #[cfg(not(loom))]
    pub fn current() -> Holder {
        thread_local!(static PLACE: u64 = const { 0 });
        match crate::wait::current_task() {
            Some(task) => Holder::new(task.as_ptr().as_ptr() as u64 >> 4),
            None => PLACE.with(|place| Holder::new(std::ptr::from_ref(place) as u64 >> 3)),
        }
    }

    /// The number.
    pub const fn id(self) -> u64 {
        self.0
    }

    const fn field(self) -> u64 {
        self.0 << OWNER_SHIFT
    }
}

/// What is wanted of the lock.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Access {
    /// Beside other readers.
    Read,
    /// Alone.
    Write,
}

/// One who reads wanted to write.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct UpgradeRefused;

/// The word. All zero: free.
#[repr(transparent)]
#[derive(Debug)]
pub struct ObjectLock(AtomicU64);

impl Default for ObjectLock {
    fn default() -> Self {
        ObjectLock::new()
    }
}

impl ObjectLock {
    /// A free lock.
    #[cfg(not(loom))]
    pub const fn new() -> ObjectLock {
        ObjectLock(AtomicU64::new(0))
    }

    /// A free lock.
    #[cfg(loom)]
    pub fn new() -> ObjectLock {
        ObjectLock(AtomicU64::new(0))
    }

    fn key(&self) -> usize {
        std::ptr::from_ref(self) as usize
    }

    /// Whether somebody holds it.
    pub fn is_held(&self) -> bool {
        self.0.load(Ordering::Relaxed) & HOLDS != 0
    }

    /// Takes the lock, as a reader or the writer; waits as long as needed.
    #[inline]
    pub fn lock(&self, table: &ParkTable, holder: Holder, access: Access) {
        if !self.lock_free(holder, access) {
            let _ = self.lock_slow(table, holder, access, 0, false);
        }
    }

    // Takes the lock if nobody holds or awaits it.
    #[inline]
    fn lock_free(&self, holder: Holder, access: Access) -> bool {
        let taken = holder.field() | HOLD | if access == Access::Write { WRITER } else { 0 };
        // Acquire: what the last holder did is seen.
        self.0.compare_exchange(0, taken, Ordering::Acquire, Ordering::Relaxed).is_ok()
    }

    /// Takes the lock if that is possible at once.
    pub fn try_lock(&self, holder: Holder, access: Access) -> bool {
        let mut seen = self.0.load(Ordering::Relaxed);
        while let Some(next) = next(seen, holder, access, 0) {
            match self.0.compare_exchange_weak(seen, next, Ordering::Acquire, Ordering::Relaxed) {
                Ok(_) => return true,
                Err(now) => seen = now,
            }
        }
        false
    }

    /// What follows when the word was not free. `own_reads` of its holds are those of `holder` as a reader; if it reads
    /// and wants to write, it is refused, or waits until the others are gone.
    ///
    /// # Errors
    ///
    /// [`UpgradeRefused`], if `refuse`.
    #[cold]
    pub fn lock_slow(
        &self,
        table: &ParkTable,
        holder: Holder,
        access: Access,
        own_reads: u64,
        refuse: bool,
    ) -> Result<(), UpgradeRefused> {
        let (mut spins, mut vain) = (0, 0);
        loop {
            let seen = self.0.load(Ordering::Relaxed);
            let upgrades = own_reads > 0 && access == Access::Write && seen & WRITER == 0;
            if upgrades && refuse {
                return Err(UpgradeRefused);
            }
            if let Some(next) = next(seen, holder, access, own_reads) {
                if self.0.compare_exchange_weak(seen, next, Ordering::Acquire, Ordering::Relaxed).is_ok() {
                    return Ok(());
                }
                continue;
            }
            // If others are parked already, spinning would only overtake them.
            if seen & PARKED == 0 {
                if spins < SPINS {
                    pause(spins);
                    spins += 1;
                    continue;
                }
                if self
                    .0
                    .compare_exchange_weak(seen, seen | PARKED, Ordering::Relaxed, Ordering::Relaxed)
                    .is_err()
                {
                    continue;
                }
            }
            let tag = holder.field()
                | if access == Access::Write { TAG_WRITE } else { 0 }
                | if upgrades { TAG_UPGRADE } else { 0 }
                | if vain >= PATIENCE { TAG_STARVED } else { 0 }
                | if seen & HOLDS == HOLDS { TAG_ROOM } else { 0 };
            let validate = || {
                let seen = self.0.load(Ordering::Relaxed);
                seen & PARKED != 0 && next(seen, holder, access, own_reads).is_none()
            };
            // The tag is as wide as the word.
            match table.park(self.key(), tag as usize, Until::Woken, validate) {
                Parked::Woken(HANDED) => return Ok(()),
                Parked::Woken(_) => vain += 1,
                Parked::Invalid | Parked::TimedOut | Parked::Cancelled => {}
            }
            spins = 0;
        }
    }

    /// Ends one hold.
    #[inline]
    pub fn unlock(&self, table: &ParkTable) {
        let seen = self.0.load(Ordering::Relaxed);
        // Release: the next holder sees what this one did.
        if seen & (HOLDS | PARKED) != HOLD
            || self.0.compare_exchange(seen, 0, Ordering::Release, Ordering::Relaxed).is_err()
        {
            self.unlock_slow(table);
        }
    }

    /// Ends one hold, when others remain or somebody is parked.
    #[cold]
    pub fn unlock_slow(&self, table: &ParkTable) {
        let mut seen = self.0.load(Ordering::Relaxed);
        loop {
            let last = seen & HOLDS == HOLD;
            if last && seen & PARKED != 0 {
                return self.wake_next(table);
            }
            let next = if last { 0 } else { seen - HOLD };
            match self.0.compare_exchange_weak(seen, next, Ordering::Release, Ordering::Relaxed) {
                Ok(_) => break,
                Err(now) => seen = now,
            }
        }
        if seen & PARKED != 0 && seen & WRITER == 0 {
            // Among those who stay may be one who waits to become the writer; a hold more can be counted.
            let choose = |tag| match tag as u64 & (TAG_UPGRADE | TAG_ROOM) {
                0 => Choice::Leave,
                _ => Choice::Wake,
            };
            table.unpark(self.key(), choose, |chosen| {
                if !chosen.more {
                    self.0.fetch_and(!PARKED, Ordering::Relaxed);
                }
                0
            });
        }
    }

    // The last hold ends while others are parked.
    fn wake_next(&self, table: &ParkTable) {
        // The tag of the first in the queue.
        let heir = std::cell::Cell::new(None);
        let choose = |tag: usize| {
            let tag = tag as u64;
            match heir.get() {
                None => {
                    heir.set(Some(tag));
                    Choice::Wake
                }
                Some(first) if (first | tag) & TAG_WRITE == 0 && first & TAG_STARVED == 0 => Choice::Wake,
                Some(_) => Choice::Stop,
            }
        };
        let settle = |chosen: Chosen| {
            let rest = if chosen.more { PARKED } else { 0 };
            let mut seen = self.0.load(Ordering::Relaxed);
            loop {
                // Meanwhile another reader may have come.
                let last = seen & HOLDS == HOLD;
                let handed = heir.get().filter(|tag: &u64| last && tag & TAG_STARVED != 0);
                let next = match handed {
                    Some(tag) => {
                        let writer = if tag & TAG_WRITE != 0 { WRITER } else { 0 };
                        tag >> OWNER_SHIFT << OWNER_SHIFT | HOLD | writer | rest
                    }
                    None if last => rest,
                    None => (seen - HOLD) & !PARKED | rest,
                };
                match self.0.compare_exchange_weak(seen, next, Ordering::AcqRel, Ordering::Relaxed) {
                    Ok(_) => return if handed.is_some() { HANDED } else { 0 },
                    Err(now) => seen = now,
                }
            }
        };
        table.unpark(self.key(), choose, settle);
    }
}

// The word after the wanted access, or None when it is not possible now.
fn next(seen: u64, holder: Holder, access: Access, own_reads: u64) -> Option<u64> {
    let mine = holder.field();
    let same = seen >> OWNER_SHIFT == holder.0;
    let write = access == Access::Write;
    if seen & HOLDS == 0 {
        return Some(seen & PARKED | mine | HOLD | if write { WRITER } else { 0 });
    }
    if seen & HOLDS == HOLDS {
        return None;
    }
    if seen & WRITER != 0 {
        return same.then(|| seen + HOLD);
    }
    if !write {
        return Some((seen + HOLD) | if same { 0 } else { MIXED });
    }
    if same && seen & MIXED == 0 {
        return Some((seen + HOLD) | WRITER);
    }
    if own_reads > 0 && (seen & HOLDS) / HOLD == own_reads {
        return Some(((seen & (HOLDS | PARKED)) + HOLD) | mine | WRITER);
    }
    None
}

// A little longer each time: first on the processor, then letting others run.
fn pause(round: u32) {
    if round < 4 {
        for _ in 0..2u32 << round {
            crate::sync::spin_loop();
        }
    } else {
        crate::wait::yield_now();
    }
}

/// Takes several locks in the order of their addresses, so that no two who do this wait for each other. Sorts the slice.
pub fn lock_all(locks: &mut [&ObjectLock], table: &ParkTable, holder: Holder, access: Access) {
    locks.sort_unstable_by_key(|lock| lock.key());
    for lock in locks {
        lock.lock(table, holder, access);
    }
}

#[cfg(all(test, not(loom)))]
mod tests {
    use super::*;
    use std::cell::UnsafeCell;
    use std::time::Duration;

    struct Guarded(ObjectLock, UnsafeCell<u64>);
    #[allow(unsafe_code, reason = "what the lock is for")]
    // SAFETY: the tests use the cell only while they hold the lock.
    unsafe impl Sync for Guarded {}

    impl Guarded {
        #[allow(unsafe_code, reason = "what the lock is for")]
        fn add(&self, by: u64) -> u64 {
            // SAFETY: the lock is held as the writer; with `by` 0 at least as a reader.
            unsafe {
                if by > 0 {
                    *self.1.get() += by;
                }
                *self.1.get()
            }
        }
    }

    #[test]
    fn holds_nest() {
        let (lock, table) = (ObjectLock::new(), ParkTable::new(0));
        let (me, other) = (Holder::new(1), Holder::new(2));
        lock.lock(&table, me, Access::Write);
        lock.lock(&table, me, Access::Write);
        lock.lock(&table, me, Access::Read);
        assert!(!lock.try_lock(other, Access::Read));
        for _ in 0..3 {
            assert!(lock.is_held());
            lock.unlock(&table);
        }
        assert!(lock.try_lock(other, Access::Write));
    }

    #[test]
    fn a_reader_is_refused_or_insists() {
        let (lock, table) = (ObjectLock::new(), ParkTable::new(0));
        let (me, other) = (Holder::new(1), Holder::new(2));
        lock.lock(&table, other, Access::Read);
        lock.lock(&table, me, Access::Read);
        assert_eq!(lock.lock_slow(&table, me, Access::Write, 1, true), Err(UpgradeRefused));
        lock.unlock(&table);
        assert_eq!(lock.lock_slow(&table, me, Access::Write, 1, true), Err(UpgradeRefused));
        assert_eq!(lock.lock_slow(&table, me, Access::Write, 1, false), Ok(()));
        assert!(!lock.try_lock(other, Access::Read));
        lock.unlock(&table);
        lock.unlock(&table);
        assert!(!lock.is_held());
    }

    #[test]
    fn who_cannot_be_counted_waits() {
        let (lock, table) = (ObjectLock(AtomicU64::new(HOLDS | MIXED)), ParkTable::new(0));
        assert!(!lock.try_lock(Holder::new(1), Access::Read));
        std::thread::scope(|scope| {
            let reader = scope.spawn(|| lock.lock(&table, Holder::new(1), Access::Read));
            std::thread::sleep(Duration::from_millis(5));
            lock.unlock(&table);
            assert!(reader.join().is_ok());
        });
        assert_eq!(lock.0.load(Ordering::Relaxed) & HOLDS, HOLDS);
    }

    #[test]
    fn an_insisting_reader_waits_for_the_others() {
        let (lock, table) = (ObjectLock::new(), ParkTable::new(0));
        lock.lock(&table, Holder::new(2), Access::Read);
        std::thread::scope(|scope| {
            let upgrade = scope.spawn(|| {
                lock.lock(&table, Holder::new(1), Access::Read);
                lock.lock_slow(&table, Holder::new(1), Access::Write, 1, false)
            });
            std::thread::sleep(Duration::from_millis(5));
            lock.unlock(&table);
            assert_eq!(upgrade.join().ok(), Some(Ok(())));
        });
    }

    #[test]
    fn readers_and_writers_exclude_each_other() {
        let guarded = Guarded(ObjectLock::new(), UnsafeCell::new(0));
        let rounds = if cfg!(miri) { 20 } else { 20_000 };
        let table = ParkTable::global();
        std::thread::scope(|scope| {
            for id in 1..=4 {
                let guarded = &guarded;
                scope.spawn(move || {
                    let holder = Holder::new(id);
                    for round in 0..rounds {
                        if round % 4 == 0 {
                            guarded.0.lock(table, holder, Access::Read);
                            let seen = guarded.add(0);
                            assert_eq!(guarded.add(0), seen);
                        } else {
                            guarded.0.lock(table, holder, Access::Write);
                            guarded.add(1);
                        }
                        guarded.0.unlock(table);
                    }
                });
            }
        });
        assert_eq!(guarded.add(0), 3 * rounds);
        assert!(!guarded.0.is_held());
        assert_eq!(guarded.0.0.load(Ordering::Relaxed) & PARKED, 0);
    }

    // A holder who unlocks and locks without pause does not shut the others out.
    #[test]
    fn nobody_starves() {
        let (lock, table) = (ObjectLock::new(), ParkTable::global());
        let done = AtomicU64::new(0);
        std::thread::scope(|scope| {
            scope.spawn(|| {
                while done.load(Ordering::Relaxed) == 0 {
                    lock.lock(table, Holder::new(1), Access::Write);
                    for _ in 0..100 {
                        std::hint::spin_loop();
                    }
                    lock.unlock(table);
                }
            });
            for _ in 0..50 {
                lock.lock(table, Holder::new(2), Access::Write);
                lock.unlock(table);
            }
            done.store(1, Ordering::Relaxed);
        });
    }

    #[test]
    fn locks_in_the_order_of_addresses() {
        let (locks, table) = ([const { ObjectLock::new() }; 2], ParkTable::global());
        std::thread::scope(|scope| {
            for id in 1..=2u64 {
                let locks = &locks;
                scope.spawn(move || {
                    for _ in 0..200 {
                        let mut order = if id == 1 { [&locks[0], &locks[1]] } else { [&locks[1], &locks[0]] };
                        lock_all(&mut order, table, Holder::new(id), Access::Write);
                        order.iter().for_each(|lock| lock.unlock(table));
                    }
                });
            }
        });
    }
}

#[cfg(all(test, loom))]
mod models {
    use super::*;
    use crate::sync::Arc;
    use loom::cell::UnsafeCell;

    #[test]
    fn two_writers() {
        loom::model(|| {
            let shared = Arc::new((ObjectLock::new(), ParkTable::new(0), UnsafeCell::new(0)));
            let other = shared.clone();
            let add = |shared: &(ObjectLock, ParkTable, UnsafeCell<i32>), id| {
                shared.0.lock(&shared.1, Holder::new(id), Access::Write);
                #[allow(unsafe_code, reason = "what the lock is for")]
                // SAFETY: the writer's lock is held.
                shared.2.with_mut(|value| unsafe { *value += 1 });
                shared.0.unlock(&shared.1);
            };
            let thread = loom::thread::spawn(move || add(&other, 2));
            add(&shared, 1);
            thread.join().unwrap();
            add(&shared, 1);
            assert!(!shared.0.is_held());
        });
    }

    #[test]
    fn a_reader_upgrades_beside_another() {
        loom::model(|| {
            let shared = Arc::new((ObjectLock::new(), ParkTable::new(0)));
            let other = shared.clone();
            shared.0.lock(&shared.1, Holder::new(2), Access::Read);
            let thread = loom::thread::spawn(move || {
                other.0.lock(&other.1, Holder::new(1), Access::Read);
                assert_eq!(other.0.lock_slow(&other.1, Holder::new(1), Access::Write, 1, false), Ok(()));
                other.0.unlock(&other.1);
                other.0.unlock(&other.1);
            });
            shared.0.unlock(&shared.1);
            thread.join().unwrap();
            assert!(!shared.0.is_held());
        });
    }
}
