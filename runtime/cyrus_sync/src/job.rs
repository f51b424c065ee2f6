//! The work that a scheduler runs besides coroutines: a job is run once each time it is scheduled, on some worker.
//!
//! A job is a header in somebody else's structure (an actor's mailbox), so scheduling allocates nothing.
//!
//! *Protocol.* Between [`Executor::schedule`] and the start of `run` the header belongs to the executor, which may link
//! jobs through `next`. From the start of `run` on it belongs to the job's owner again, who may free it or have it
//! scheduled anew, even before `run` returns: the executor does not touch it any more. A job that is scheduled is
//! not scheduled a second time before it has begun to run.
#![allow(unsafe_code, reason = "jobs are linked through raw pointers")]

use crate::thread_slot;
use std::cell::UnsafeCell;
use std::ptr::{self, NonNull};
use std::time::Duration;

/// The header of something that can be scheduled.
#[repr(C)]
#[derive(Debug)]
pub struct RawJob {
    /// Runs the job; it may park, as everything that runs on a worker may.
    pub run: unsafe extern "C" fn(NonNull<RawJob>),
    /// For the executor, while the job is scheduled.
    pub next: UnsafeCell<*mut RawJob>,
}

impl RawJob {
    /// A job that is not scheduled yet.
    pub const fn new(run: unsafe extern "C" fn(NonNull<RawJob>)) -> Self {
        RawJob { run, next: UnsafeCell::new(ptr::null_mut()) }
    }
}

thread_slot!(static PIECES: u64, cyrus_sync_job_pieces);

/// By a job that does several pieces of work at a time, such as messages: how many more than one it has done. Executors that compare how fast
/// work is done in different ways count pieces and not jobs.
#[inline]
pub fn did_more(pieces: u32) {
    PIECES.with(|all| all.set(all.get().wrapping_add(u64::from(pieces))));
}

// Told at the end of each piece of work but the last of its job, once something on this thread has asked for that.
thread_slot!(static PIECE_ENDS: Option<fn()>, cyrus_sync_job_piece_ends);

/// By a job that goes on to another piece of work: what the one before has kept for itself goes.
#[inline]
pub fn piece_ends() {
    if let Some(told) = PIECE_ENDS.get() {
        told();
    }
}

/// By executors: from now on `told` is called on this thread when a job goes on to another piece of work.
pub fn on_piece_end(told: fn()) {
    PIECE_ENDS.set(Some(told));
}

/// What [`did_more`] has been told on this thread, in all.
#[inline]
pub fn more_done() -> u64 {
    PIECES.get()
}

/// Where work was put.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Sent {
    /// It is next.
    Next,
    /// Other work is before it, or nobody knows: who goes on like this piles it up.
    BehindOthers,
}

/// Something that runs jobs.
///
/// # Safety
///
/// Each call of `schedule` or `schedule_fair` leads to exactly one call of the job's `run`, on any thread, not from within
/// the call itself, and what happened before the call happens before `run`. The job is not touched once `run` has begun.
pub unsafe trait Executor: Sync {
    /// Has the job run soon; if called on a worker preferably there, next, for what it needs is in the cache. Says whether others were waiting there.
    ///
    /// # Safety
    ///
    /// The job stays in place until its `run` is called, and is not scheduled already.
    unsafe fn schedule(&self, job: NonNull<RawJob>) -> Sent;

    /// Has the job run after the others that are ready: it has had its turn.
    ///
    /// # Safety
    ///
    /// As [`Executor::schedule`].
    unsafe fn schedule_fair(&self, job: NonNull<RawJob>) {
        // SAFETY: the caller keeps the contract.
        unsafe { self.schedule(job) };
    }

    /// Has the job run once `delay` is over; false when the executor has no timers, and then the job is not scheduled.
    ///
    /// # Safety
    ///
    /// As [`Executor::schedule`].
    unsafe fn schedule_after(&self, job: NonNull<RawJob>, delay: Duration) -> bool {
        let _ = (job, delay);
        false
    }

    /// Something is unfinished though no job of it is scheduled: the executor is not idle until [`Executor::release`].
    fn hold(&self) {}

    /// Ends one [`Executor::hold`].
    fn release(&self) {}
}
