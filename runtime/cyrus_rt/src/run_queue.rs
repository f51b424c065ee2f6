//! The first coroutines that Cython had: functions are added, then all run until they have ended; each may yield to the others.
//!
//! `includes` give them the names of that time (`scheduler_t`, `coro_t`, `coro_yield` …).
//!
//! A coroutine ends by returning, or by yielding [`CYRUS_RT_CORO_FINISHED`], from which it does not return: its frames are
//! unwound like those of a thread that is cancelled. So a compiler must have made unwinding tables for them, which is the
//! default where this is supported.
#![allow(unsafe_code, reason = "pointers of C")]

use crate::abi::{CYRUS_RT_INTERRUPTED, CYRUS_RT_OK};
use crate::python::detached;
use crate::scheduler::cyrus_rt_scheduler;
use cyrus_sched::TaskGroup;
use cyrus_sync::foreign::call;
use std::ffi::{c_int, c_void};
use std::panic::{AssertUnwindSafe, catch_unwind, resume_unwind};

/// As an argument of `cyrus_rt_coro_yield`: ends the coroutine, something went wrong.
pub const CYRUS_RT_CORO_ABORT: i32 = -1;
/// Goes on later.
pub const CYRUS_RT_CORO_MAY_RESUME: i32 = 0;
/// Ends the coroutine.
pub const CYRUS_RT_CORO_FINISHED: i32 = 1;

/// The body of a coroutine.
#[allow(non_camel_case_types, reason = "names of C")]
pub type cyrus_rt_coro_run = unsafe extern "C-unwind" fn(*mut cyrus_rt_coro, *mut c_void) -> c_int;

/// A coroutine, as its body sees it.
#[allow(non_camel_case_types, reason = "names of C")]
#[derive(Debug)]
pub struct cyrus_rt_coro {
    // What is to be done at its end, the last first.
    deferred: Vec<(unsafe extern "C-unwind" fn(*mut c_void), *mut c_void)>,
}

/// Coroutines that are to run.
#[allow(non_camel_case_types, reason = "names of C")]
#[derive(Debug, Default)]
pub struct cyrus_rt_run_queue {
    added: Vec<(cyrus_rt_coro_run, *mut c_void)>,
}

// Ends a coroutine from within.
struct Finished;

struct Body(cyrus_rt_coro_run, *mut c_void);
// SAFETY: who adds it vouches that the argument may go to another thread.
unsafe impl Send for Body {}

impl Body {
    fn run(self) {
        let mut coroutine = cyrus_rt_coro { deferred: Vec::new() };
        let at = &raw mut coroutine;
        // SAFETY: as the one who added it says.
        let ended = catch_unwind(AssertUnwindSafe(|| call(|| unsafe { (self.0)(at, self.1) })));
        // SAFETY: the body has ended, nobody else uses it.
        while let Some((run, argument)) = unsafe { (*at).deferred.pop() } {
            // SAFETY: as the body said.
            call(|| unsafe { run(argument) });
        }
        if let Err(panic) = ended
            && !panic.is::<Finished>()
        {
            resume_unwind(panic);
        }
    }
}

/// An empty queue.
#[unsafe(no_mangle)]
pub extern "C" fn cyrus_rt_run_queue_new() -> *mut cyrus_rt_run_queue {
    Box::into_raw(Box::default())
}

/// Adds a coroutine.
///
/// # Safety
///
/// The queue is alive. The argument may go to other threads.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn cyrus_rt_run_queue_add(
    queue: *mut cyrus_rt_run_queue,
    run: cyrus_rt_coro_run,
    argument: *mut c_void,
) {
    // SAFETY: as the caller says.
    unsafe { (*queue).added.push((run, argument)) };
}

/// Runs all that were added, on a scheduler (NULL: the usual one), until they have ended. CYRUS_RT_INTERRUPTED when a signal handler has raised
/// meanwhile: then they were cancelled.
///
/// # Safety
///
/// The queue is the caller's; the scheduler is NULL or the caller has a reference.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn cyrus_rt_run_queue_run(
    queue: *mut cyrus_rt_run_queue,
    scheduler: *mut cyrus_rt_scheduler,
) -> i32 {
    // SAFETY: as the caller says.
    let added = std::mem::take(unsafe { &mut (*queue).added });
    let group = TaskGroup::on(&cyrus_rt_scheduler::at(scheduler));
    for (run, argument) in added {
        let body = Body(run, argument);
        group.spawn(move || {
            body.run();
            Ok(())
        });
    }
    // Bodies have no way to fail; a panic in what they call was reported.
    match crate::task::join(group) {
        Ok(_) => CYRUS_RT_OK,
        Err(_) => CYRUS_RT_INTERRUPTED,
    }
}

/// The end of a queue; what was added and not run is forgotten.
///
/// # Safety
///
/// The queue is the caller's.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn cyrus_rt_run_queue_free(queue: *mut cyrus_rt_run_queue) {
    // SAFETY: made by `new`.
    drop(unsafe { Box::from_raw(queue) });
}

/// Lets others run; or ends the coroutine, and then it does not return. One that is being cancelled ends in any case.
///
/// # Safety
///
/// Called by the coroutine itself.
#[unsafe(no_mangle)]
pub unsafe extern "C-unwind" fn cyrus_rt_coro_yield(coroutine: *mut cyrus_rt_coro, how: c_int) -> c_int {
    let _ = coroutine;
    if how == CYRUS_RT_CORO_MAY_RESUME {
        detached(cyrus_sched::yield_now);
        // Bodies need not look at what they are given.
        if !cyrus_sched::is_cancelled() {
            return how;
        }
    }
    resume_unwind(Box::new(Finished))
}

/// Has a function called when the coroutine has ended, the last one first.
///
/// # Safety
///
/// Called by the coroutine itself.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn cyrus_rt_coro_defer(
    coroutine: *mut cyrus_rt_coro,
    run: unsafe extern "C-unwind" fn(*mut c_void),
    argument: *mut c_void,
) {
    // SAFETY: as the caller says.
    unsafe { (*coroutine).deferred.push((run, argument)) };
}
