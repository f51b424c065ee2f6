//! Schedulers, and what code that runs on one can ask of it: time, yielding, files.
#![allow(unsafe_code, reason = "pointers of C")]

use crate::abi::{
    CYRUS_RT_CANCELLED, CYRUS_RT_INTERRUPTED, CYRUS_RT_OK, CYRUS_RT_SYSTEM, CYRUS_RT_TIMED_OUT, deadline,
};
use crate::python::{detached, waiting, waiting_outside};
use cyrus_sched::{Config, Scheduler, Shutdown, blocking, elsewhere};
use cyrus_sync::foreign::call;
use cyrus_sync::wait::{Waiter, Wake, current_task};
use std::ffi::c_void;
use std::io;
use std::sync::OnceLock;
use std::sync::atomic::{AtomicPtr, AtomicUsize, Ordering};
use std::time::Instant;

/// A scheduler. Where NULL is passed for one, the one that runs the caller is meant, or else the process's own.
#[allow(non_camel_case_types, reason = "names of C")]
#[derive(Debug)]
pub struct cyrus_rt_scheduler {
    refs: AtomicUsize,
    // Where it was made.
    process: u32,
    pub(crate) scheduler: Scheduler,
}

/// What variables of the environment want of a process with a scheduler.
pub(crate) fn begin_by_environment() {
    crate::record::begin_by_environment();
    crate::top::begin_by_environment();
    crate::deadlock::prepare();
}

impl cyrus_rt_scheduler {
    fn leaked(scheduler: Scheduler) -> &'static cyrus_rt_scheduler {
        begin_by_environment();
        Box::leak(Box::new(cyrus_rt_scheduler {
            refs: AtomicUsize::new(1),
            process: std::process::id(),
            scheduler,
        }))
    }

    /// The process's own; the child of a fork has another one.
    fn own() -> &'static cyrus_rt_scheduler {
        static OWN: AtomicPtr<cyrus_rt_scheduler> = AtomicPtr::new(std::ptr::null_mut());
        let seen = OWN.load(Ordering::Acquire);
        // SAFETY: null, or leaked below with a reference that is never given back.
        if let Some(own) = unsafe { seen.as_ref() }
            && own.process == std::process::id()
        {
            return own;
        }
        let new = cyrus_rt_scheduler::leaked(cyrus_sched::scheduler().clone());
        let at = std::ptr::from_ref(new).cast_mut();
        match OWN.compare_exchange(seen, at, Ordering::AcqRel, Ordering::Acquire) {
            Ok(_) => new,
            Err(first) => {
                // SAFETY: ours alone; another thread was quicker, with one that stays.
                unsafe {
                    cyrus_rt_scheduler::release(at);
                    &*first
                }
            }
        }
    }

    /// The scheduler that a pointer of C means.
    pub(crate) fn at(scheduler: *mut cyrus_rt_scheduler) -> Scheduler {
        // SAFETY: the callers have a reference.
        match unsafe { scheduler.as_ref() } {
            Some(it) => it.scheduler.clone(),
            None => Scheduler::current().unwrap_or_else(|| cyrus_sched::scheduler().clone()),
        }
    }

    /// The scheduler that a pointer of C means, with a reference that the caller gives back by [`cyrus_rt_scheduler::release`].
    pub(crate) fn retained(scheduler: *mut cyrus_rt_scheduler) -> &'static cyrus_rt_scheduler {
        // SAFETY: the callers have a reference.
        let it = match unsafe { scheduler.as_ref() } {
            Some(it) => it,
            None => match Scheduler::current() {
                Some(current) => return cyrus_rt_scheduler::leaked(current),
                None => cyrus_rt_scheduler::own(),
            },
        };
        it.retain();
        it
    }

    fn retain(&self) {
        // Relaxed: the caller has a reference.
        self.refs.fetch_add(1, Ordering::Relaxed);
    }

    /// Gives a reference back.
    ///
    /// # Safety
    ///
    /// The caller has one.
    pub(crate) unsafe fn release(this: *const cyrus_rt_scheduler) {
        // SAFETY: alive until the last reference is gone. AcqRel: the last sees what the others did.
        unsafe {
            if (*this).refs.fetch_sub(1, Ordering::AcqRel) == 1 {
                // The workers end, for which they need the interpreter.
                let last = Box::from_raw(this.cast_mut());
                crate::python::detached(|| drop(last));
            }
        }
    }
}

fn wake(wake: Wake) -> i32 {
    match wake {
        Wake::Notified => CYRUS_RT_OK,
        Wake::TimedOut => CYRUS_RT_TIMED_OUT,
        Wake::Cancelled => CYRUS_RT_CANCELLED,
    }
}

/// Starts a scheduler with so many workers (0: one for each processor), with one reference; NULL when the system gives no threads. Within a deterministic run
/// it is that one once more, for other threads are none of its business.
#[unsafe(no_mangle)]
pub extern "C" fn cyrus_rt_scheduler_new(workers: usize) -> *mut cyrus_rt_scheduler {
    if let Some(seeded) = Scheduler::current().filter(Scheduler::is_seeded) {
        return std::ptr::from_ref(cyrus_rt_scheduler::leaked(seeded)).cast_mut();
    }
    let mut config = Config::default();
    if workers > 0 {
        config.workers = workers;
    }
    match Scheduler::new(&config) {
        Ok(scheduler) => std::ptr::from_ref(cyrus_rt_scheduler::leaked(scheduler)).cast_mut(),
        Err(_) => std::ptr::null_mut(),
    }
}

/// The process's own scheduler, which is started when it is first asked for. Its reference is not the caller's.
#[unsafe(no_mangle)]
pub extern "C" fn cyrus_rt_scheduler_own() -> *mut cyrus_rt_scheduler {
    std::ptr::from_ref(cyrus_rt_scheduler::own()).cast_mut()
}

/// One more reference.
///
/// # Safety
///
/// The caller has one, here and in all functions below.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn cyrus_rt_scheduler_retain(scheduler: *mut cyrus_rt_scheduler) {
    // SAFETY: as the caller says.
    if let Some(scheduler) = unsafe { scheduler.as_ref() } {
        scheduler.retain();
    }
}

/// Gives a reference back. With the last, what is unfinished is cancelled and the workers end.
///
/// # Safety
///
/// See `cyrus_rt_scheduler_retain`.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn cyrus_rt_scheduler_release(scheduler: *mut cyrus_rt_scheduler) {
    if !scheduler.is_null() {
        // SAFETY: the caller's.
        unsafe { cyrus_rt_scheduler::release(scheduler) };
    }
}

/// How many workers it has.
///
/// # Safety
///
/// See `cyrus_rt_scheduler_retain`; or NULL, here and in all functions below.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn cyrus_rt_scheduler_workers(scheduler: *mut cyrus_rt_scheduler) -> usize {
    cyrus_rt_scheduler::at(scheduler).workers()
}

/// How much is in flight: tasks that have not ended, actors that have messages. A guess while anything runs.
///
/// # Safety
///
/// See `cyrus_rt_scheduler_workers`.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn cyrus_rt_scheduler_in_flight(scheduler: *mut cyrus_rt_scheduler) -> u64 {
    cyrus_rt_scheduler::at(scheduler).in_flight()
}

/// Waits until nothing is in flight; returns at once when that is so. The scheduler can be used again after that.
///
/// # Safety
///
/// See `cyrus_rt_scheduler_workers`.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn cyrus_rt_scheduler_finish(scheduler: *mut cyrus_rt_scheduler, timeout: i64) -> i32 {
    let scheduler = cyrus_rt_scheduler::at(scheduler);
    waiting(timeout, |deadline| wake(scheduler.finish(deadline)))
}

/// Ends the scheduler: what is unfinished is finished first, or cancelled. CYRUS_RT_TIMED_OUT when something was left.
///
/// # Safety
///
/// See `cyrus_rt_scheduler_workers`.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn cyrus_rt_scheduler_shutdown(
    scheduler: *mut cyrus_rt_scheduler,
    cancel: bool,
    timeout: i64,
) -> i32 {
    let scheduler = cyrus_rt_scheduler::at(scheduler);
    if scheduler.is_seeded() {
        // It ends with its run; other parts of the program may have got it as theirs.
        return waiting(timeout, |deadline| wake(scheduler.finish(deadline)));
    }
    let end = deadline(timeout);
    let how = if cancel { Shutdown::Cancel } else { Shutdown::Drain };
    if !cancel {
        // A signal may end this, and then nothing is shut down yet.
        let finished = waiting(timeout, |deadline| wake(scheduler.finish(deadline)));
        if finished == CYRUS_RT_INTERRUPTED {
            return finished;
        }
    }
    let done = detached(|| scheduler.shutdown(how, end));
    if done { CYRUS_RT_OK } else { CYRUS_RT_TIMED_OUT }
}

/// At the end of the program: cancels all tasks of all schedulers, none begins any more, and waits until they have ended; CYRUS_RT_TIMED_OUT when some are
/// left, which then stop wherever the end of the process finds them.
#[unsafe(no_mangle)]
pub extern "C" fn cyrus_rt_cancel_all(timeout: i64) -> i32 {
    let end = deadline(timeout);
    let schedulers = cyrus_sched::schedulers();
    for scheduler in &schedulers {
        scheduler.cancel();
    }
    let done = detached(|| schedulers.iter().all(|scheduler| scheduler.finish(end) == Wake::Notified));
    if done { CYRUS_RT_OK } else { CYRUS_RT_TIMED_OUT }
}

/// Whether a coroutine runs here, so that waiting parks it and not the thread.
#[unsafe(no_mangle)]
pub extern "C" fn cyrus_rt_in_coroutine() -> bool {
    current_task().is_some()
}

/// Whether the coroutine that runs here is being cancelled.
#[unsafe(no_mangle)]
pub extern "C" fn cyrus_rt_is_cancelled() -> bool {
    cyrus_sched::is_cancelled()
}

/// Lets others run first.
#[unsafe(no_mangle)]
pub extern "C" fn cyrus_rt_yield_now() {
    detached(cyrus_sched::yield_now);
}

/// Below this a time may be over before the coroutine has parked: in nanoseconds.
const MOMENT: i64 = 100_000;

/// Waits so many nanoseconds, and lets others run in any case; CYRUS_RT_CANCELLED when the coroutine is cancelled meanwhile.
#[unsafe(no_mangle)]
pub extern "C" fn cyrus_rt_sleep(nanoseconds: i64) -> i32 {
    let in_task = current_task().is_some();
    if in_task && (0..MOMENT).contains(&nanoseconds) {
        detached(cyrus_sched::yield_now);
    }
    // A thread that only lets others run looks for signals, too, which those do not who must not wait.
    let timeout = if in_task || nanoseconds != 0 { nanoseconds } else { 1 };
    let status = waiting(timeout, |deadline| {
        let waiter = Waiter::current();
        loop {
            match waiter.park(deadline) {
                Wake::Notified => {}
                ended @ (Wake::TimedOut | Wake::Cancelled) => return wake(ended),
            }
        }
    });
    if status == CYRUS_RT_TIMED_OUT { CYRUS_RT_OK } else { status }
}

/// Nanoseconds on a clock that never goes back.
#[unsafe(no_mangle)]
pub extern "C" fn cyrus_rt_now() -> i64 {
    let now = cyrus_sync::wait::now();
    i64::try_from(now.saturating_duration_since(clock_starts()).as_nanos()).unwrap_or(i64::MAX)
}

/// When the clock started: in real time, and so before the first deterministic run, which has a time of its own.
pub(crate) fn clock_starts() -> Instant {
    static START: OnceLock<Instant> = OnceLock::new();
    *START.get_or_init(Instant::now)
}

/// The lowest address that the stack of the running coroutine may reach; 0 where none runs.
#[unsafe(no_mangle)]
pub extern "C" fn cyrus_rt_stack_limit() -> usize {
    cyrus_sched::stack_limit()
}

/// Where this thread keeps what `cyrus_rt_stack_limit` gives, to be read without a call. While a coroutine runs here no other in the process has the same
/// number, so it also tells coroutines apart. The place stays for as long as the thread does.
#[unsafe(no_mangle)]
pub extern "C" fn cyrus_rt_stack_limit_slot() -> *const usize {
    cyrus_sched::stack_limit_slot()
}

struct Argument(*mut c_void);
// SAFETY: passed on to a function that expects it, on the same thread or on one that its caller waits for.
unsafe impl Send for Argument {}

impl Argument {
    fn get(&self) -> *mut c_void {
        self.0
    }
}

/// Calls a function that may block a thread: in a coroutine another one than this, if other coroutines wait to go on here. It must not be one that asks for the
/// interpreter.
///
/// # Safety
///
/// `run` may be called with `argument`.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn cyrus_rt_blocking(
    run: unsafe extern "C-unwind" fn(*mut c_void),
    argument: *mut c_void,
) {
    let argument = Argument(argument);
    // SAFETY: as the caller says.
    let run = move || call(|| unsafe { run(argument.get()) });
    if current_task().is_some() { detached(|| elsewhere(run)) } else { blocking(run) }
}

/// Calls a function that needs a large stack, on that of the worker's thread. It must not wait.
///
/// # Safety
///
/// `run` may be called with `argument`.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn cyrus_rt_on_thread_stack(
    run: unsafe extern "C-unwind" fn(*mut c_void),
    argument: *mut c_void,
) {
    let argument = Argument(argument);
    // SAFETY: as the caller says.
    cyrus_sched::on_thread_stack(move || call(|| unsafe { run(argument.get()) }));
}

/// Calls a function that needs as much stack as threads have, as Python does: in a coroutine on a large one, from which it may wait as before.
///
/// # Safety
///
/// `run` may be called with `argument`.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn cyrus_rt_on_large_stack(
    run: unsafe extern "C-unwind" fn(*mut c_void),
    argument: *mut c_void,
) {
    // SAFETY: as the caller says.
    cyrus_sched::on_large_stack(move || call(|| unsafe { run(argument) }));
}

pub(crate) fn io_result(result: io::Result<Wake>) -> i32 {
    match result {
        Ok(ended) => wake(ended),
        Err(error) => {
            set_errno(error.raw_os_error().unwrap_or(libc::EIO));
            CYRUS_RT_SYSTEM
        }
    }
}

#[cfg(target_os = "linux")]
pub(crate) fn set_errno(number: i32) {
    // SAFETY: the thread's own.
    unsafe { *libc::__errno_location() = number };
}

#[cfg(not(target_os = "linux"))]
pub(crate) fn set_errno(_: i32) {}

/// Waits until the file can be read from without blocking.
#[cfg(unix)]
#[unsafe(no_mangle)]
pub extern "C" fn cyrus_rt_wait_readable(file: i32, timeout: i64) -> i32 {
    waiting_outside(timeout, |deadline| io_result(cyrus_sched::wait_readable(file, deadline)))
}

/// Waits until the file can be written to without blocking.
#[cfg(unix)]
#[unsafe(no_mangle)]
pub extern "C" fn cyrus_rt_wait_writable(file: i32, timeout: i64) -> i32 {
    waiting_outside(timeout, |deadline| io_result(cyrus_sched::wait_writable(file, deadline)))
}
