//! Looking at a running scheduler, and running a program deterministically; values of tasks.
#![allow(unsafe_code, reason = "pointers of C")]

use crate::abi::{CYRUS_RT_OK, CYRUS_RT_REFUSED, CYRUS_RT_STUCK, CYRUS_RT_TIMED_OUT, deadline};
use crate::scheduler::{clock_starts, cyrus_rt_scheduler};
use cyrus_sched::{LocalKey, run_seeded};
use cyrus_sync::foreign::call;
use std::ffi::{c_char, c_void};
use std::fmt::Write as _;

// Gives a text to C: the function gets its argument, the text (without a 0 at the end) and its length.
#[derive(Clone, Copy)]
pub(crate) struct Writer(
    pub(crate) Option<unsafe extern "C-unwind" fn(*mut c_void, *const c_char, usize)>,
    pub(crate) *mut c_void,
);

impl Writer {
    pub(crate) fn write(self, text: &str) {
        if let Some(write) = self.0 {
            // SAFETY: as the one who gave it says.
            call(|| unsafe { write(self.1, text.as_ptr().cast(), text.len()) });
        }
    }
}

/// Writes what the workers do and which tasks are parked, with their stacks if `stacks`. CYRUS_RT_TIMED_OUT when a worker was too busy to
/// tell of its tasks. `write` gets `to`, a text without a 0 at its end, and the length of that.
///
/// # Safety
///
/// The scheduler is NULL or the caller has a reference; `write` may be called with `to`.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn cyrus_rt_scheduler_report(
    scheduler: *mut cyrus_rt_scheduler,
    stacks: bool,
    timeout: i64,
    write: Option<unsafe extern "C-unwind" fn(*mut c_void, *const c_char, usize)>,
    to: *mut c_void,
) -> i32 {
    let scheduler = cyrus_rt_scheduler::at(scheduler);
    let mut text = String::new();
    for (number, worker) in scheduler.status().iter().enumerate() {
        let does = if worker.sleeps { "sleeps" } else { "runs" };
        let _ = writeln!(text, "worker {number} {does}, {} waiting, {} done", worker.queued, worker.ended);
    }
    let (parked, complete) = scheduler.parked(stacks, deadline(timeout));
    let _ = writeln!(text, "{} parked", parked.len());
    for task in parked {
        let _ = writeln!(text, "- {task}");
    }
    Writer(write, to).write(&text);
    if complete { CYRUS_RT_OK } else { CYRUS_RT_TIMED_OUT }
}

// The main function of a deterministic run.
pub(crate) struct Main(unsafe extern "C-unwind" fn(*mut c_void), *mut c_void);
// SAFETY: it runs on the thread that gave it, or on one that the giver allows.
unsafe impl Send for Main {}

impl Main {
    pub(crate) fn new(run: unsafe extern "C-unwind" fn(*mut c_void), argument: *mut c_void) -> Self {
        Main(run, argument)
    }

    pub(crate) fn run(&self) {
        // SAFETY: as the one who gave it says.
        call(|| unsafe { (self.0)(self.1) });
    }
}

/// Runs a function, and all that it starts on its scheduler (NULL), on this thread; what runs next is chosen by the seed, time jumps while everybody waits. The
/// same seed gives the same run. CYRUS_RT_STUCK when some wait for ever, who are told to `write`, as for `cyrus_rt_scheduler_report`; CYRUS_RT_REFUSED within a
/// scheduler.
///
/// # Safety
///
/// `run` may be called with `argument`, `write` with `to`.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn cyrus_rt_run_seeded(
    seed: u64,
    run: unsafe extern "C-unwind" fn(*mut c_void),
    argument: *mut c_void,
    write: Option<unsafe extern "C-unwind" fn(*mut c_void, *const c_char, usize)>,
    to: *mut c_void,
) -> i32 {
    if cyrus_sched::Scheduler::current().is_some() {
        return CYRUS_RT_REFUSED;
    }
    clock_starts();
    let main = Main::new(run, argument);
    let ended = run_seeded(seed, move || main.run());
    if ended.stuck.is_empty() {
        return CYRUS_RT_OK;
    }
    Writer(write, to).write(&ended.to_string());
    CYRUS_RT_STUCK
}

/// A name for a value that each task, and each message of an actor, has one of.
#[unsafe(no_mangle)]
pub extern "C" fn cyrus_rt_local_new() -> usize {
    LocalKey::new().number()
}

/// The running task's value of that name; NULL when it has none, or no task runs here.
#[unsafe(no_mangle)]
pub extern "C" fn cyrus_rt_local_get(key: usize) -> *mut c_void {
    LocalKey::from_number(key).get()
}

/// Sets the running task's value, which `free` destroys when the task ends; the one before is destroyed now. CYRUS_RT_REFUSED when no task
/// runs here.
///
/// # Safety
///
/// `free` may be called once with `value`, on this thread.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn cyrus_rt_local_set(
    key: usize,
    value: *mut c_void,
    free: unsafe extern "C-unwind" fn(*mut c_void),
) -> i32 {
    // SAFETY: as the caller says.
    if unsafe { LocalKey::from_number(key).set(value, free) } { CYRUS_RT_OK } else { CYRUS_RT_REFUSED }
}
