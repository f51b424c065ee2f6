//! Tasks: functions that run as coroutines, one by one or in groups.
//!
//! The function gets a copy of its arguments, which lies in the task, room for a result of [`CYRUS_RT_RESULT`] bytes, and a place to put an
//! exception. Larger results go to a future, or to memory that the arguments lead to.
#![allow(unsafe_code, reason = "pointers of C")]

use crate::abi::{
    CYRUS_RT_CANCELLED, CYRUS_RT_EXCEPTION, CYRUS_RT_INTERRUPTED, CYRUS_RT_OK, CYRUS_RT_TIMED_OUT,
    cyrus_rt_exception, deadline,
};
use crate::deadlock;
use crate::python::{courteous, detached, handles_signals, waiting};
use crate::scheduler::cyrus_rt_scheduler;
use cyrus_actors::future::{Exception, unobserved};
use cyrus_actors::pool;
use cyrus_sched::{Failure, JoinHandle, OpaqueError, TaskGroup};
use cyrus_sync::foreign::call;
use cyrus_sync::trace::{Event, tell};
use cyrus_sync::wait::{Endless, QUIET};
use std::ffi::c_void;
use std::mem::ManuallyDrop;
use std::ptr::{self, NonNull};
use std::time::Instant;

/// The size of a task's result.
pub const CYRUS_RT_RESULT: usize = 16;

/// A function that runs as a task: its arguments, room for its result, and for the exception it may raise. The arguments are its own.
/// Without an exception, `drop` in its place is what destroys the result if nobody takes it.
#[allow(non_camel_case_types, reason = "names of C")]
pub type cyrus_rt_run = unsafe extern "C-unwind" fn(*mut c_void, *mut c_void, *mut cyrus_rt_exception);

/// The right to the result of a task.
#[allow(non_camel_case_types, reason = "names of C")]
#[derive(Debug)]
pub struct cyrus_rt_task(());

/// Tasks that end before their group does; the first exception is the group's, and cancels the others.
#[allow(non_camel_case_types, reason = "names of C")]
#[derive(Debug)]
pub struct cyrus_rt_group(TaskGroup);

// The arguments, in the task; dropped if it never begins.
#[repr(C, align(16))]
struct Arguments<const SIZE: usize> {
    bytes: [u8; SIZE],
    function: Function,
}

// Those that are too large, in a block of their own.
struct LargeArguments {
    block: NonNull<u8>,
    size: usize,
    function: Function,
}

#[derive(Clone, Copy)]
struct Function {
    run: cyrus_rt_run,
    drop: Option<unsafe extern "C-unwind" fn(*mut c_void)>,
}

// SAFETY: who spawns vouches that the arguments may go to another thread.
unsafe impl<const SIZE: usize> Send for Arguments<SIZE> {}
// SAFETY: likewise.
unsafe impl Send for LargeArguments {}

impl Function {
    // The arguments are given up.
    fn call(self, arguments: *mut u8) -> Outcome {
        let mut outcome = Outcome { value: [0; 2], raised: cyrus_rt_exception::NONE };
        tell(Event::TaskBegins, self.run as usize);
        // SAFETY: as the one who spawned says; there is room for the result.
        call(|| unsafe {
            (self.run)(arguments.cast(), outcome.value.as_mut_ptr().cast(), &raw mut outcome.raised)
        });
        tell(Event::TaskEnds, self.run as usize);
        outcome
    }

    // The task never begins.
    fn drop(self, arguments: *mut u8) {
        if let Some(drop) = self.drop {
            // SAFETY: the arguments are as they were given.
            call(|| unsafe { drop(arguments.cast()) });
        }
    }
}

impl<const SIZE: usize> Arguments<SIZE> {
    fn call(self) -> Outcome {
        let mut it = ManuallyDrop::new(self);
        it.function.call(it.bytes.as_mut_ptr())
    }
}

impl<const SIZE: usize> Drop for Arguments<SIZE> {
    fn drop(&mut self) {
        self.function.drop(self.bytes.as_mut_ptr());
    }
}

impl LargeArguments {
    fn call(self) -> Outcome {
        let it = ManuallyDrop::new(self);
        let outcome = it.function.call(it.block.as_ptr());
        // SAFETY: from the pool, and not used any more.
        unsafe { pool::give(it.block, it.size) };
        outcome
    }
}

impl Drop for LargeArguments {
    fn drop(&mut self) {
        self.function.drop(self.block.as_ptr());
        // SAFETY: from the pool, and not used any more.
        unsafe { pool::give(self.block, self.size) };
    }
}

// Something that starts a task.
trait Start {
    type Started;
    fn start(self, function: impl FnOnce() -> Outcome + Send + 'static) -> Self::Started;
}

/// Starts a function with a copy of its arguments.
///
/// # Safety
///
/// `function` may be called with a copy of the `size` bytes at `from`, on another thread.
unsafe fn with_arguments<S: Start>(
    by: S,
    function: Function,
    from: *const c_void,
    size: usize,
) -> S::Started {
    // SAFETY: the caller's memory is as large as it says, and so is ours.
    unsafe {
        if size <= 16 {
            let mut bytes = [0; 16];
            ptr::copy_nonoverlapping(from.cast(), bytes.as_mut_ptr(), size);
            let arguments = Arguments { bytes, function };
            by.start(move || arguments.call())
        } else if size <= 64 {
            let mut bytes = [0; 64];
            ptr::copy_nonoverlapping(from.cast(), bytes.as_mut_ptr(), size);
            let arguments = Arguments { bytes, function };
            by.start(move || arguments.call())
        } else {
            let block = pool::take(size);
            ptr::copy_nonoverlapping(from.cast(), block.as_ptr(), size);
            let arguments = LargeArguments { block, size, function };
            by.start(move || arguments.call())
        }
    }
}

#[repr(C, align(16))]
struct Outcome {
    value: [u64; 2],
    raised: cyrus_rt_exception,
}

// SAFETY: who spawns vouches that results and exceptions may go to other threads.
unsafe impl Send for Outcome {}

impl Drop for Outcome {
    // Nobody has joined.
    fn drop(&mut self) {
        let raised = std::mem::replace(&mut self.raised, cyrus_rt_exception::NONE);
        if raised.is_set() {
            unobserved(raised.into_owned());
        } else if let Some(drop) = raised.drop {
            let value = self.value.as_mut_ptr().cast();
            // SAFETY: the task's function said that its result is destroyed so.
            call(|| unsafe { drop(value) });
        }
    }
}

struct On(*mut cyrus_rt_scheduler);

impl Start for On {
    type Started = JoinHandle<Outcome>;

    fn start(self, function: impl FnOnce() -> Outcome + Send + 'static) -> JoinHandle<Outcome> {
        if self.0.is_null() {
            cyrus_sched::spawn(function)
        } else {
            cyrus_rt_scheduler::at(self.0).spawn(function)
        }
    }
}

impl Start for &TaskGroup {
    type Started = ();

    fn start(self, function: impl FnOnce() -> Outcome + Send + 'static) {
        self.spawn(move || match function().raised() {
            None => Ok(()),
            // SAFETY: boxed here, and freed by `free_exception`.
            Some(raised) => Err(Failure::Error(unsafe {
                OpaqueError::new(Box::into_raw(Box::new(raised.into_owned())).cast(), free_exception)
            })),
        });
    }
}

/// # Safety
///
/// `exception` is a boxed `Exception`, the caller's.
unsafe extern "C" fn free_exception(exception: *mut c_void) {
    // SAFETY: boxed above.
    unobserved(*unsafe { Box::from_raw(exception.cast::<Exception>()) });
}

impl Outcome {
    // The exception, moved out; a result is destroyed.
    fn raised(mut self) -> Option<cyrus_rt_exception> {
        let set = self.raised.is_set();
        set.then(|| std::mem::replace(&mut self.raised, cyrus_rt_exception::NONE))
    }

    // The result was moved out.
    fn taken(&mut self) {
        if !self.raised.is_set() {
            self.raised.drop = None;
        }
    }
}

// Between the pointer that C has and the handle.
fn to_c(handle: JoinHandle<Outcome>) -> *mut cyrus_rt_task {
    handle.into_raw().as_ptr().cast()
}

/// # Safety
///
/// `task` is from `to_c`, and the caller gives it up.
unsafe fn from_c(task: *mut cyrus_rt_task) -> JoinHandle<Outcome> {
    match NonNull::new(task.cast()) {
        // SAFETY: from `to_c`, as the callers say.
        Some(task) => unsafe { JoinHandle::from_raw(task) },
        None => std::process::abort(),
    }
}

fn failure(failure: Failure) -> (i32, Option<Exception>) {
    match failure {
        Failure::Error(error) => {
            // SAFETY: boxed by `Start for &TaskGroup`, the only one that makes such errors.
            let exception = *unsafe { Box::from_raw(error.into_raw().cast::<Exception>()) };
            (CYRUS_RT_EXCEPTION, Some(exception))
        }
        // Code in Rust that was called has panicked, which was reported there.
        Failure::Panic(_) => (CYRUS_RT_EXCEPTION, None),
        Failure::Cancelled | Failure::Interrupted => (CYRUS_RT_CANCELLED, None),
        Failure::TimedOut => (CYRUS_RT_TIMED_OUT, None),
    }
}

/// Starts a task with a copy of `size` bytes of arguments. `drop` is called with them in place of `run` if the task is cancelled before it
/// begins; may be NULL.
///
/// # Safety
///
/// The scheduler is NULL or the caller has a reference. Arguments, result and exception may go to other threads.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn cyrus_rt_spawn(
    scheduler: *mut cyrus_rt_scheduler,
    run: cyrus_rt_run,
    arguments: *const c_void,
    size: usize,
    drop: Option<unsafe extern "C-unwind" fn(*mut c_void)>,
) -> *mut cyrus_rt_task {
    // SAFETY: as the caller says.
    let task = to_c(unsafe { with_arguments(On(scheduler), Function { run, drop }, arguments, size) });
    courteous();
    task
}

/// As `cyrus_rt_spawn`, for a task that nobody will join: an exception is reported.
///
/// # Safety
///
/// As `cyrus_rt_spawn`.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn cyrus_rt_go(
    scheduler: *mut cyrus_rt_scheduler,
    run: cyrus_rt_run,
    arguments: *const c_void,
    size: usize,
    drop: Option<unsafe extern "C-unwind" fn(*mut c_void)>,
) {
    // SAFETY: as the caller says.
    std::mem::drop(unsafe { with_arguments(On(scheduler), Function { run, drop }, arguments, size) });
    courteous();
}

/// Waits for a task, and gives its result: CYRUS_RT_OK, CYRUS_RT_EXCEPTION (into `exception`), or CYRUS_RT_CANCELLED if it never began. Then
/// the task is gone. CYRUS_RT_TIMED_OUT or CYRUS_RT_INTERRUPTED: it is not, and may be waited for again. CYRUS_RT_CANCELLED may also mean that the
/// caller is cancelled (`cyrus_rt_is_cancelled`); the task then goes on by itself.
///
/// # Safety
///
/// The task is the caller's. `result` has room for CYRUS_RT_RESULT bytes or is NULL, `exception` may be NULL.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn cyrus_rt_task_join(
    task: *mut cyrus_rt_task,
    timeout: i64,
    result: *mut c_void,
    exception: *mut cyrus_rt_exception,
) -> i32 {
    // SAFETY: as the caller says.
    let mut handle = unsafe { from_c(task) };
    let status = waiting(timeout, |deadline| match handle.wait(deadline) {
        Ok(true) => CYRUS_RT_OK,
        Ok(false) => CYRUS_RT_TIMED_OUT,
        Err(_) => CYRUS_RT_CANCELLED,
    });
    if status == CYRUS_RT_CANCELLED {
        return status;
    }
    if status != CYRUS_RT_OK {
        // The caller keeps it.
        let _ = to_c(handle);
        return status;
    }
    match handle.join() {
        Ok(mut outcome) => {
            if !result.is_null() {
                // SAFETY: room for a result.
                unsafe {
                    ptr::copy_nonoverlapping(
                        outcome.value.as_ptr().cast(),
                        result.cast::<u8>(),
                        CYRUS_RT_RESULT,
                    )
                };
                outcome.taken();
            }
            match outcome.raised() {
                None => CYRUS_RT_OK,
                Some(raised) => {
                    // SAFETY: the caller's place.
                    unsafe { give(raised.into_owned(), exception) };
                    CYRUS_RT_EXCEPTION
                }
            }
        }
        Err(failed) => failure(failed).0,
    }
}

/// Gives an exception to the caller, if it wants it.
///
/// # Safety
///
/// `place` is null or may be written.
unsafe fn give(raised: Exception, place: *mut cyrus_rt_exception) {
    if place.is_null() {
        unobserved(raised);
    } else {
        // SAFETY: the caller's place.
        unsafe { *place = cyrus_rt_exception::of(raised) };
    }
}

/// Whether the task has ended.
///
/// # Safety
///
/// The task is the caller's, here and below.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn cyrus_rt_task_is_done(task: *mut cyrus_rt_task) -> bool {
    // SAFETY: as the caller says.
    ManuallyDrop::new(unsafe { from_c(task) }).is_finished()
}

/// Asks the task to end: it is told so where it waits next. If it has not begun, it never does.
///
/// # Safety
///
/// See `cyrus_rt_task_is_done`.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn cyrus_rt_task_cancel(task: *mut cyrus_rt_task) {
    // SAFETY: as the caller says.
    ManuallyDrop::new(unsafe { from_c(task) }).cancel();
}

/// Lets the task go on by itself.
///
/// # Safety
///
/// See `cyrus_rt_task_is_done`.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn cyrus_rt_task_detach(task: *mut cyrus_rt_task) {
    // SAFETY: as the caller says.
    drop(unsafe { from_c(task) });
}

/// An empty group.
///
/// # Safety
///
/// The scheduler is NULL or the caller has a reference.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn cyrus_rt_group_new(scheduler: *mut cyrus_rt_scheduler) -> *mut cyrus_rt_group {
    let group = if scheduler.is_null() {
        TaskGroup::new()
    } else {
        TaskGroup::on(&cyrus_rt_scheduler::at(scheduler))
    };
    Box::into_raw(Box::new(cyrus_rt_group(group)))
}

/// Starts a task in the group; its result is not used, an exception is the group's. In a cancelled group it does not begin.
///
/// # Safety
///
/// The group is alive; else as `cyrus_rt_spawn`.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn cyrus_rt_group_spawn(
    group: *mut cyrus_rt_group,
    run: cyrus_rt_run,
    arguments: *const c_void,
    size: usize,
    drop: Option<unsafe extern "C-unwind" fn(*mut c_void)>,
) {
    // SAFETY: as the caller says.
    unsafe { with_arguments(&(*group).0, Function { run, drop }, arguments, size) };
    courteous();
}

/// Asks all tasks of the group to end.
///
/// # Safety
///
/// The group is alive.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn cyrus_rt_group_cancel(group: *mut cyrus_rt_group) {
    // SAFETY: as the caller says.
    unsafe { &*group }.0.cancel();
}

/// Gives the group so long (nanoseconds): tasks that have not ended then are cancelled, and joining says CYRUS_RT_TIMED_OUT.
///
/// # Safety
///
/// The group is alive.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn cyrus_rt_group_timeout(group: *mut cyrus_rt_group, timeout: i64) {
    if let Some(deadline) = deadline(timeout) {
        // SAFETY: as the caller says.
        unsafe { &*group }.0.cancel_at(deadline);
    }
}

/// The caller is about to start tasks, and to wait for other things, too: when a task fails, or the time is over, its waits end by CYRUS_RT_CANCELLED, until it
/// leaves the group. It leaves what it enters in the coroutine, or the thread, where it has entered it.
///
/// # Safety
///
/// The group is alive.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn cyrus_rt_group_enter(group: *mut cyrus_rt_group) {
    // SAFETY: as the caller says.
    unsafe { &*group }.0.enter();
}

/// Leaves the group, before joining it: whether a wait has ended, or the caller has been told by `cyrus_rt_is_cancelled`, because of the group alone. False where
/// nobody has entered it.
///
/// # Safety
///
/// The group is alive.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn cyrus_rt_group_leave(group: *mut cyrus_rt_group) -> bool {
    // SAFETY: as the caller says.
    let told = unsafe { &*group }.0.leave();
    told && !cyrus_sched::is_cancelled()
}

// A signal handler has raised.
pub(crate) struct Interrupted;

// Waits for a group. When a signal handler raises meanwhile, the group is cancelled and waited for all the same.
pub(crate) fn join(group: TaskGroup) -> Result<Result<(), Failure>, Interrupted> {
    if !handles_signals() || cyrus_sync::wait::current_task().is_some() {
        return Ok(detached(|| group.join()));
    }
    // Joining cannot be left off, but a task that joins can: cancelling it cancels the group.
    let mut joining = cyrus_sched::spawn_in_place(move || group.join());
    let status = waiting(-1, |deadline| match joining.wait(deadline) {
        Ok(true) => CYRUS_RT_OK,
        Ok(false) => CYRUS_RT_TIMED_OUT,
        Err(_) => CYRUS_RT_CANCELLED,
    });
    if status == CYRUS_RT_OK {
        return Ok(joining.join().and_then(|joined| joined));
    }
    joining.cancel();
    if status == CYRUS_RT_CANCELLED {
        // The thread is in the block of a group that has failed.
        detached(|| joining.wait_shielded(None));
        return Ok(joining.join().and_then(|joined| joined));
    }
    detached(|| {
        let _endless = Endless::begin();
        while !joining.wait_shielded(Some(Instant::now() + QUIET)) {
            deadlock::end_if_hopeless();
        }
    });
    Err(Interrupted)
}

/// Waits for all tasks of the group, and frees it: CYRUS_RT_OK, CYRUS_RT_EXCEPTION (the first, into `exception`), CYRUS_RT_TIMED_OUT (after
/// `cyrus_rt_group_timeout`), or
/// CYRUS_RT_CANCELLED (CYRUS_RT_INTERRUPTED) when the caller was cancelled (a signal handler has raised), and the tasks with it.
///
/// # Safety
///
/// The group is the caller's; `exception` may be NULL.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn cyrus_rt_group_join(
    group: *mut cyrus_rt_group,
    exception: *mut cyrus_rt_exception,
) -> i32 {
    // SAFETY: made by `new`, and the caller's.
    let group = *unsafe { Box::from_raw(group) };
    let (status, raised) = match join(group.0) {
        Ok(Ok(())) => (CYRUS_RT_OK, None),
        Ok(Err(failed)) => failure(failed),
        Err(Interrupted) => (CYRUS_RT_INTERRUPTED, None),
    };
    if let Some(raised) = raised {
        // SAFETY: the caller's place.
        unsafe { give(raised, exception) };
    }
    status
}
