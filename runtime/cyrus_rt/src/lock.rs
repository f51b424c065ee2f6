//! Locks of objects: the slow paths of what generated code does in line. The word: see `cyrus_sync::object_lock`.
#![allow(unsafe_code, reason = "words in objects of C")]

use crate::abi::{CYRUS_RT_OK, CYRUS_RT_REFUSED};
use crate::deadlock;
use crate::python::{SIGNALS, detached, handles_signals};
use cyrus_sync::object_lock::{Access, Holder, ObjectLock};
use cyrus_sync::table::{ParkTable, Parked, Until};
use cyrus_sync::trace::{Event, tell};
use cyrus_sync::wait::{Endless, current_task};
use std::sync::atomic::{AtomicU64, Ordering};
use std::time::Instant;

/// A number for the coroutine or thread that runs here, as holder of locks: 44 bits, not 0. A thread's is another than that of any of
/// its coroutines.
#[unsafe(no_mangle)]
pub extern "C" fn cyrus_rt_holder() -> u64 {
    Holder::current().id()
}

fn access(write: bool) -> Access {
    if write { Access::Write } else { Access::Read }
}

/// Takes the lock in `word`. `own_reads` of its holds are the holder's, as a reader; if it reads and wants to write
/// it is refused, if `refuse`, or waits until it is the only one.
///
/// # Safety
///
/// `word` is the lock's, and stays in place.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn cyrus_rt_lock(
    word: *mut u64,
    holder: u64,
    write: bool,
    own_reads: u64,
    refuse: bool,
) -> i32 {
    // SAFETY: a word that all use by atomic operations; the types have the same layout.
    let lock = unsafe { &*word.cast::<ObjectLock>() };
    let (holder, access) = (Holder::new(holder), access(write));
    if (own_reads == 0 || !refuse) && lock.try_lock(holder, access) {
        return CYRUS_RT_OK;
    }
    deadlock::prepare();
    // No signal ends this: who locks cannot fail.
    awaiting(word as usize, || match lock.lock_slow(ParkTable::global(), holder, access, own_reads, refuse) {
        Ok(()) => CYRUS_RT_OK,
        Err(_) => CYRUS_RT_REFUSED,
    })
}

// Waits for a lock, and tells of it.
fn awaiting<R>(word: usize, wait: impl FnOnce() -> R) -> R {
    tell(Event::LockAwaited, word);
    let result = detached(wait);
    tell(Event::LockWaitEnds, word);
    result
}

/// Takes the lock if that is possible at once.
///
/// # Safety
///
/// As `cyrus_rt_lock`.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn cyrus_rt_try_lock(word: *mut u64, holder: u64, write: bool) -> bool {
    // SAFETY: as above.
    unsafe { &*word.cast::<ObjectLock>() }.try_lock(Holder::new(holder), access(write))
}

/// Ends one hold.
///
/// # Safety
///
/// As `cyrus_rt_lock`; the caller has a hold.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn cyrus_rt_unlock(word: *mut u64) {
    // SAFETY: as above.
    unsafe { &*word.cast::<ObjectLock>() }.unlock(ParkTable::global());
}

/// Waits until `cyrus_rt_word_wake` is called for the word, if it has the value `seen` still; for locks whose protocol is generated code's.
/// May return without reason, and on the thread that handles signals does so soon enough for those.
///
/// # Safety
///
/// All use the word by atomic operations.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn cyrus_rt_word_wait(word: *const u64, seen: u64) {
    deadlock::prepare();
    let looks_for_signals = current_task().is_none() && handles_signals();
    let _endless = looks_for_signals.then(Endless::begin);
    awaiting(word as usize, || {
        // SAFETY: the caller says so.
        let word = unsafe { &*word.cast::<AtomicU64>() };
        let validate = || word.load(Ordering::Relaxed) == seen;
        // Clean-up needs locks too, so cancellation does not end this. Signals are the caller's matter.
        let until = match looks_for_signals {
            true => Until::Deadline(Some(Instant::now() + SIGNALS)),
            false => Until::Woken,
        };
        let parked = ParkTable::global().park(word as *const AtomicU64 as usize, 0, until, validate);
        if matches!(parked, Parked::TimedOut) {
            deadlock::look();
        }
    });
}

/// Wakes all that wait for the word, after its value has changed.
#[unsafe(no_mangle)]
pub extern "C" fn cyrus_rt_word_wake(word: *const u64) {
    ParkTable::global().unpark_all(word as usize, 0);
}
