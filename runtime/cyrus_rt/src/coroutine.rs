//! Coroutines that exchange values with who resumes them: at the start, at each yield, and at the end.
//!
//! A coroutine is a task of the scheduler; it runs on a worker while who resumed it waits.
//!
//! *Protocol.* `phase` says whose turn it is: RESTING, the resumer's; RUNNING, the coroutine's; DONE. `value` belongs to whose turn it is, and goes to
//! the other with the turn (release and acquire). Each waits for the phase in the table: the coroutine by the address of `phase`, the resumer by that of
//! `value`. The structure has two references, the owner's and the task's.
#![allow(unsafe_code, reason = "pointers of C, and values that change hands with a word")]

use crate::abi::{
    CYRUS_RT_CANCELLED, CYRUS_RT_CLOSED, CYRUS_RT_EXCEPTION, CYRUS_RT_OK, CYRUS_RT_REFUSED,
    CYRUS_RT_TIMED_OUT, cyrus_rt_exception,
};
use crate::python::{detached, waiting};
use crate::scheduler::cyrus_rt_scheduler;
use cyrus_actors::future::unobserved;
use cyrus_sync::foreign::call;
use cyrus_sync::table::{ParkTable, Parked, Until};
use std::cell::UnsafeCell;
use std::ffi::c_void;
use std::ptr;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, AtomicU32, Ordering};

const RESTING: u32 = 0;
const RUNNING: u32 = 1;
const DONE: u32 = 2;

/// The body: gets the coroutine, the value of the first resume, and room for an exception; its result is the last value.
#[allow(non_camel_case_types, reason = "names of C")]
pub type cyrus_rt_coroutine_run =
    unsafe extern "C-unwind" fn(*mut cyrus_rt_coroutine, *mut c_void, *mut cyrus_rt_exception) -> *mut c_void;

/// A coroutine.
#[allow(non_camel_case_types, reason = "names of C")]
pub struct cyrus_rt_coroutine {
    phase: AtomicU32,
    // Its owner has gone: it is to end.
    abandoned: AtomicBool,
    value: UnsafeCell<*mut c_void>,
    raised: UnsafeCell<cyrus_rt_exception>,
    run: cyrus_rt_coroutine_run,
    // Until it is started.
    scheduler: UnsafeCell<Option<&'static cyrus_rt_scheduler>>,
}

// SAFETY: the cells belong to whose turn it is, by `phase`.
unsafe impl Send for cyrus_rt_coroutine {}
// SAFETY: likewise.
unsafe impl Sync for cyrus_rt_coroutine {}

impl cyrus_rt_coroutine {
    fn coroutine_key(&self) -> usize {
        ptr::from_ref(&self.phase) as usize
    }

    fn resumer_key(&self) -> usize {
        ptr::from_ref(&self.value) as usize
    }

    fn to_resumer(&self, value: *mut c_void, phase: u32) {
        // SAFETY: it is the coroutine's turn.
        unsafe { *self.value.get() = value };
        self.phase.store(phase, Ordering::Release);
        ParkTable::global().unpark_all(self.resumer_key(), 0);
    }

    // Waits in the coroutine for its turn; false when it is to end.
    fn await_turn(&self) -> bool {
        loop {
            if self.abandoned.load(Ordering::Acquire) {
                return false;
            }
            if self.phase.load(Ordering::Acquire) == RUNNING {
                return true;
            }
            let validate =
                || self.phase.load(Ordering::Relaxed) != RUNNING && !self.abandoned.load(Ordering::Relaxed);
            let parked = ParkTable::global().park(self.coroutine_key(), 0, Until::Deadline(None), validate);
            if parked == Parked::Cancelled {
                return false;
            }
        }
    }
}

/// A coroutine that has not begun, on a scheduler (NULL: that of the caller, or the process's own).
///
/// # Safety
///
/// The scheduler is NULL or the caller has a reference.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn cyrus_rt_coroutine_new(
    scheduler: *mut cyrus_rt_scheduler,
    run: cyrus_rt_coroutine_run,
) -> *mut cyrus_rt_coroutine {
    let scheduler = cyrus_rt_scheduler::retained(scheduler);
    let it = cyrus_rt_coroutine {
        phase: AtomicU32::new(RESTING),
        abandoned: AtomicBool::new(false),
        value: UnsafeCell::new(ptr::null_mut()),
        raised: UnsafeCell::new(cyrus_rt_exception::NONE),
        run,
        scheduler: UnsafeCell::new(Some(scheduler)),
    };
    Arc::into_raw(Arc::new(it)).cast_mut()
}

fn body(coroutine: &Arc<cyrus_rt_coroutine>) {
    // SAFETY: it is the coroutine's turn: it was resumed.
    let first = unsafe { *coroutine.value.get() };
    let at = Arc::as_ptr(coroutine).cast_mut();
    // SAFETY: as the one who made it says.
    let last = call(|| unsafe { (coroutine.run)(at, first, coroutine.raised.get()) });
    coroutine.to_resumer(last, DONE);
}

/// Starts the coroutine, or has it go on, with a value; waits until it yields one (CYRUS_RT_OK) or ends (CYRUS_RT_CLOSED, with its result; or
/// CYRUS_RT_EXCEPTION), and puts that into `to`. CYRUS_RT_REFUSED when it is running or has ended. When the caller is cancelled or the time is over, the
/// coroutine runs on; `cyrus_rt_coroutine_await` waits again.
///
/// # Safety
///
/// The coroutine is the caller's, and resumed by one at a time. `to` and `exception` may be NULL.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn cyrus_rt_coroutine_resume(
    coroutine: *mut cyrus_rt_coroutine,
    value: *mut c_void,
    to: *mut *mut c_void,
    exception: *mut cyrus_rt_exception,
    timeout: i64,
) -> i32 {
    // SAFETY: as the caller says.
    let it = unsafe { &*coroutine };
    if it.phase.load(Ordering::Acquire) != RESTING {
        return CYRUS_RT_REFUSED;
    }
    // SAFETY: resting, so it is the resumer's turn.
    let start = unsafe {
        *it.value.get() = value;
        (*it.scheduler.get()).take()
    };
    it.phase.store(RUNNING, Ordering::Release);
    match start {
        Some(scheduler) => {
            // SAFETY: made by `new`; the task gets a reference.
            let task = unsafe {
                Arc::increment_strong_count(coroutine);
                Arc::from_raw(coroutine)
            };
            drop(scheduler.scheduler.spawn(move || body(&task)));
            // SAFETY: the reference taken by `new`.
            unsafe { cyrus_rt_scheduler::release(scheduler) };
        }
        None => {
            ParkTable::global().unpark_all(it.coroutine_key(), 0);
        }
    }
    // SAFETY: as the caller says.
    unsafe { cyrus_rt_coroutine_await(coroutine, to, exception, timeout) }
}

/// Waits for the coroutine that was resumed; see `cyrus_rt_coroutine_resume`.
///
/// # Safety
///
/// See `cyrus_rt_coroutine_resume`.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn cyrus_rt_coroutine_await(
    coroutine: *mut cyrus_rt_coroutine,
    to: *mut *mut c_void,
    exception: *mut cyrus_rt_exception,
    timeout: i64,
) -> i32 {
    // SAFETY: as the caller says.
    let it = unsafe { &*coroutine };
    let status = waiting(timeout, |deadline| {
        loop {
            if it.phase.load(Ordering::Acquire) != RUNNING {
                return CYRUS_RT_OK;
            }
            let validate = || it.phase.load(Ordering::Relaxed) == RUNNING;
            match ParkTable::global().park(it.resumer_key(), 0, Until::Deadline(deadline), validate) {
                Parked::Woken(_) | Parked::Invalid => {}
                Parked::TimedOut => return CYRUS_RT_TIMED_OUT,
                Parked::Cancelled => return CYRUS_RT_CANCELLED,
            }
        }
    });
    if status != CYRUS_RT_OK {
        return status;
    }
    // SAFETY: it is the resumer's turn; the caller's places.
    unsafe {
        let raised = std::mem::replace(&mut *it.raised.get(), cyrus_rt_exception::NONE);
        if raised.is_set() {
            match exception.as_mut() {
                Some(exception) => *exception = raised,
                None => unobserved(raised.into_owned()),
            }
            return CYRUS_RT_EXCEPTION;
        }
        if let Some(to) = to.as_mut() {
            *to = *it.value.get();
        }
    }
    if it.phase.load(Ordering::Acquire) == DONE { CYRUS_RT_CLOSED } else { CYRUS_RT_OK }
}

/// In the coroutine: gives a value to who resumed it, and waits for the value of the next resume, which comes into `to`. CYRUS_RT_CANCELLED: there
/// will be none, the function should return.
///
/// # Safety
///
/// Called by the coroutine itself; `to` may be NULL.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn cyrus_rt_coroutine_yield(
    coroutine: *mut cyrus_rt_coroutine,
    value: *mut c_void,
    to: *mut *mut c_void,
) -> i32 {
    // SAFETY: the task has a reference.
    let it = unsafe { &*coroutine };
    it.to_resumer(value, RESTING);
    if !detached(|| it.await_turn()) {
        return CYRUS_RT_CANCELLED;
    }
    // SAFETY: it is the coroutine's turn; the caller's place.
    unsafe {
        if let Some(to) = to.as_mut() {
            *to = *it.value.get();
        }
    }
    CYRUS_RT_OK
}

/// Whether it has ended.
///
/// # Safety
///
/// The coroutine is the caller's.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn cyrus_rt_coroutine_is_done(coroutine: *mut cyrus_rt_coroutine) -> bool {
    // SAFETY: as the caller says.
    unsafe { &*coroutine }.phase.load(Ordering::Acquire) == DONE
}

/// Gives the coroutine up. If it has not ended it is told so where it yields.
///
/// # Safety
///
/// The coroutine is the caller's, and nobody is resuming it.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn cyrus_rt_coroutine_free(coroutine: *mut cyrus_rt_coroutine) {
    // SAFETY: made by `new`, and the caller's reference.
    let it = unsafe { Arc::from_raw(coroutine) };
    it.abandoned.store(true, Ordering::Release);
    ParkTable::global().unpark_all(it.coroutine_key(), 0);
    if it.phase.load(Ordering::Acquire) == RESTING
        // SAFETY: resting, and nobody is resuming it: the cell is the caller's.
        && let Some(scheduler) = unsafe { (*it.scheduler.get()).take() }
    {
        // SAFETY: the reference taken by `new`.
        unsafe { cyrus_rt_scheduler::release(scheduler) };
    }
}
