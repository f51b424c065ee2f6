//! A function that runs once, and whose result somebody may wait for.
//!
//! A task is a job in one allocation with the function, later its result. Who joins a task that nobody has begun runs it right there, on
//! its own stack: it would wait anyway. So forking and joining costs no switch unless the work is really shared. Cancelling
//! who joins cancels the joined, too, so that it makes no difference where that one runs.
//!
//! Who owns the cell and what is in it, the queue or the handle: see [`crate::task_state`].
#![allow(unsafe_code, reason = "shared ownership by state bits")]

use crate::fiber::Fiber;
use crate::task_state::{DONE, TaskState};
use crate::worker;
use cyrus_sync::job::RawJob;
use cyrus_sync::renewable::Renewable;
use cyrus_sync::sync::atomic::{AtomicPtr, Ordering};
use cyrus_sync::wait::{Waiter, Wake};
use std::any::Any;
use std::cell::UnsafeCell;
use std::ffi::c_void;
use std::fmt;
use std::marker::PhantomData;
use std::mem::{ManuallyDrop, MaybeUninit};
use std::panic::{AssertUnwindSafe, Location, catch_unwind};
use std::ptr::{self, NonNull};
use std::sync::atomic::AtomicUsize;
use std::time::Instant;

/// How much of its stack a joiner must have left to run another task there.
const ROOM_TO_RUN: usize = 32 << 10;

/// An error that only those who made it understand: a Python exception, for instance.
#[derive(Debug)]
pub struct OpaqueError {
    error: *mut c_void,
    free: unsafe extern "C" fn(*mut c_void),
}

// SAFETY: promised by who makes it, see `new`.
unsafe impl Send for OpaqueError {}

impl OpaqueError {
    /// Wraps `error`.
    ///
    /// # Safety
    ///
    /// `error` may go to other threads, and `free` may be called with it once, on any thread.
    pub unsafe fn new(error: *mut c_void, free: unsafe extern "C" fn(*mut c_void)) -> Self {
        OpaqueError { error, free }
    }

    /// The error, to be freed by the caller.
    pub fn into_raw(self) -> *mut c_void {
        ManuallyDrop::new(self).error
    }
}

impl Drop for OpaqueError {
    fn drop(&mut self) {
        // SAFETY: promised to `new`; `into_raw` skips this.
        unsafe { (self.free)(self.error) }
    }
}

/// Why there is no result.
pub enum Failure {
    /// The task panicked with this.
    Panic(Box<dyn Any + Send>),
    /// The task said so.
    Error(OpaqueError),
    /// The task was cancelled before it had a result.
    Cancelled,
    /// Who waited was cancelled; the task goes on.
    Interrupted,
    /// The tasks of a group were cancelled at its deadline.
    TimedOut,
}

impl fmt::Debug for Failure {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Failure::Panic(_) => "Panic",
            Failure::Error(_) => "Error",
            Failure::Cancelled => "Cancelled",
            Failure::Interrupted => "Interrupted",
            Failure::TimedOut => "TimedOut",
        })
    }
}

/// What a task is called, for reports.
#[derive(Clone, Copy, Debug)]
pub struct TaskInfo {
    /// Given by the program; may be empty.
    pub name: &'static str,
    /// Where it was spawned.
    pub place: &'static Location<'static>,
}

impl fmt::Display for TaskInfo {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let name = if self.name.is_empty() { "task" } else { self.name };
        // Code in C has no places, and neither has what a deterministic run begins with; its stack tells more.
        let file = self.place.file();
        if file.ends_with("cyrus_rt/src/task.rs") || file.ends_with("cyrus_sched/src/explore.rs") {
            return f.write_str(name);
        }
        write!(f, "{name}, spawned at {}", self.place)
    }
}

type Report = fn(TaskInfo, Failure);

static UNHANDLED: AtomicUsize = AtomicUsize::new(0);

/// Sets what is told of failures of tasks that nobody waits for; by default they are written to standard error.
pub fn set_unhandled(report: Report) {
    UNHANDLED.store(report as usize, Ordering::Release);
}

pub(crate) fn unhandled(info: TaskInfo, failure: Failure) {
    let report = UNHANDLED.load(Ordering::Acquire);
    if report != 0 {
        // SAFETY: only `set_unhandled` writes here.
        let report = unsafe { std::mem::transmute::<usize, Report>(report) };
        // A report that panics must not kill a worker.
        let _ = catch_unwind(AssertUnwindSafe(|| report(info, failure)));
        return;
    }
    let text = match &failure {
        Failure::Panic(payload) => payload
            .downcast_ref::<&str>()
            .copied()
            .or_else(|| payload.downcast_ref::<String>().map(String::as_str))
            .unwrap_or("panic"),
        Failure::Error(_) => "an error",
        Failure::Cancelled | Failure::Interrupted | Failure::TimedOut => return,
    };
    eprintln!("a task that nobody waits for failed ({info}): {text}");
    let _ = catch_unwind(AssertUnwindSafe(|| drop(failure)));
}

/// Values that belong to the running task: by key, each with its destructor.
pub(crate) type Locals = Vec<(usize, *mut c_void, unsafe extern "C-unwind" fn(*mut c_void))>;

/// A task as it runs on some stack, on which this lies.
pub(crate) struct Running<'a> {
    task: &'a TaskMeta,
    /// The one that joins it, and runs it for that.
    outer: *const Running<'a>,
}

impl Running<'_> {
    pub(crate) fn new<'a>(task: &'a TaskMeta, outer: *const Running<'a>) -> Running<'a> {
        Running { task, outer }
    }

    fn outer(&self) -> Option<&Self> {
        // SAFETY: it lies further up on the same stack.
        unsafe { self.outer.as_ref() }
    }

    /// Whether it should end, or the one that joins it.
    pub(crate) fn is_cancelled(&self) -> bool {
        self.task.is_cancelled() || self.outer().is_some_and(Self::is_cancelled)
    }

    /// It is about to park on `fiber`.
    pub(crate) fn parks_on(&self, fiber: &Fiber) {
        let pointer = ptr::from_ref(fiber).cast_mut();
        if self.task.fiber.load(Ordering::Relaxed) != pointer {
            self.task.fiber.store(pointer, Ordering::SeqCst);
        }
        if let Some(outer) = self.outer() {
            outer.parks_on(fiber);
        }
    }

    pub(crate) fn info(&self) -> TaskInfo {
        self.task.info()
    }
}

/// Names of tasks by number; few programs have more than a handful.
static NAMES: Renewable<Vec<&'static str>> = Renewable::new();

fn number_of(name: &'static str) -> u32 {
    if name.is_empty() {
        return 0;
    }
    let mut names = NAMES.lock();
    let known = names.iter().position(|other| *other == name);
    let index = known.unwrap_or_else(|| {
        names.push(name);
        names.len() - 1
    });
    index as u32 + 1
}

/// Small, for there may be millions.
pub(crate) struct TaskMeta {
    state: TaskState,
    /// The coroutine that it has parked on; its block stays readable, so this may be out of date.
    fiber: AtomicPtr<Fiber>,
    place: &'static Location<'static>,
    table: &'static Table,
}

struct Table {
    /// Runs the function of a claimed task and puts the result in its place. Never unwinds.
    run: unsafe fn(NonNull<TaskMeta>),
    /// Moves the result of a task that is done to where the pointer says.
    take: unsafe fn(NonNull<TaskMeta>, *mut ()),
    /// Drops the result of a task that is done, reporting a failure.
    discard: unsafe fn(NonNull<TaskMeta>),
    /// Frees the cell, whose result is gone.
    free: unsafe fn(NonNull<TaskMeta>),
}

union Body<F, T> {
    function: ManuallyDrop<F>,
    result: ManuallyDrop<Result<T, Failure>>,
}

#[repr(C)]
struct Cell<F, T> {
    job: RawJob,
    meta: TaskMeta,
    body: UnsafeCell<Body<F, T>>,
}

impl<F: FnOnce() -> T + Send + 'static, T: Send + 'static> Cell<F, T> {
    const TABLE: Table = Table { run: Self::run, take: Self::take, discard: Self::discard, free: Self::free };

    fn of(meta: NonNull<TaskMeta>) -> NonNull<Self> {
        // SAFETY: the meta part of such a cell.
        unsafe { meta.byte_sub(std::mem::offset_of!(Self, meta)).cast() }
    }

    fn body(meta: NonNull<TaskMeta>) -> *mut Body<F, T> {
        // SAFETY: the cell is alive, as its holder asks.
        unsafe { (*Self::of(meta).as_ptr()).body.get() }
    }

    /// # Safety
    ///
    /// `meta` is that of a `Self` that the caller has claimed, and which has not run.
    unsafe fn run(meta: NonNull<TaskMeta>) {
        let body = Self::body(meta);
        // SAFETY: claimed by us, not run yet.
        let function = unsafe { ManuallyDrop::take(&mut (*body).function) };
        // SAFETY: alive.
        let cancelled = unsafe { meta.as_ref() }.is_cancelled() || crate::scheduler::is_cancelled();
        let result = catch_unwind(AssertUnwindSafe(move || (!cancelled).then(function)));
        let result = match result {
            Ok(Some(value)) => Ok(value),
            Ok(None) => Err(Failure::Cancelled),
            Err(payload) => Err(Failure::Panic(payload)),
        };
        // SAFETY: still ours; the function has been moved out.
        unsafe { (*body).result = ManuallyDrop::new(result) };
    }

    /// # Safety
    ///
    /// `meta` is that of a `Self` that is done and whose result nobody has taken; `to` has room for it.
    unsafe fn take(meta: NonNull<TaskMeta>, to: *mut ()) {
        // SAFETY: done, so there is a result, and the caller takes it once.
        let result = unsafe { ManuallyDrop::take(&mut (*Self::body(meta)).result) };
        // SAFETY: the caller has room for it there.
        unsafe { to.cast::<Result<T, Failure>>().write(result) };
    }

    /// # Safety
    ///
    /// `meta` is that of a `Self` that is done and whose result nobody has taken.
    unsafe fn discard(meta: NonNull<TaskMeta>) {
        // SAFETY: as in `take`.
        let result = unsafe { ManuallyDrop::take(&mut (*Self::body(meta)).result) };
        match result {
            // A value whose drop panics must not kill a worker.
            Ok(value) => drop(catch_unwind(AssertUnwindSafe(|| drop(value)))),
            // SAFETY: alive.
            Err(failure) => unhandled(unsafe { meta.as_ref() }.info(), failure),
        }
    }

    /// # Safety
    ///
    /// `meta` is that of a `Self` that nobody uses any more.
    unsafe fn free(meta: NonNull<TaskMeta>) {
        // SAFETY: nobody holds it any more; made by `Box`, and `body` has no drop of its own.
        drop(unsafe { Box::from_raw(Self::of(meta).as_ptr()) });
    }
}

impl TaskMeta {
    pub(crate) fn is_cancelled(&self) -> bool {
        self.state.is_cancelled()
    }

    fn info(&self) -> TaskInfo {
        // A name that a task has brought along from the parent of a fork is not known.
        let index = (self.state.name as usize).checked_sub(1);
        let name = index.and_then(|index| NAMES.lock().get(index).copied()).unwrap_or_default();
        TaskInfo { name, place: self.place }
    }

    fn cancel(&self) {
        self.state.cancel();
        // SAFETY: control blocks stay readable; at worst another coroutine is woken without reason.
        if let Some(fiber) = unsafe { self.fiber.load(Ordering::SeqCst).as_ref() } {
            worker::unpark(fiber);
        }
    }
}

/// The queue's end of a task.
///
/// # Safety
///
/// `job` is the start of a cell that was put into a queue, and is called once for that.
unsafe extern "C" fn run_queued<F: FnOnce() -> T + Send + 'static, T: Send + 'static>(job: NonNull<RawJob>) {
    let cell = job.cast::<Cell<F, T>>();
    // SAFETY: the queue holds the cell until it sets `QUEUE_GONE`.
    let meta = unsafe { NonNull::from(&(*cell.as_ptr()).meta) };
    // SAFETY: as above.
    unsafe { leave_queue(meta) };
}

/// # Safety
///
/// The caller is the queue's end.
unsafe fn leave_queue(pointer: NonNull<TaskMeta>) {
    // SAFETY: held by the queue.
    let meta = unsafe { pointer.as_ref() };
    let duty = if meta.state.claim() {
        worker::as_task(meta, || {
            // SAFETY: claimed.
            unsafe { (meta.table.run)(pointer) }
        });
        meta.state.complete_and_leave()
    } else {
        meta.state.leave_queue()
    };
    // SAFETY: given by the state: nobody else has the result, or the cell.
    unsafe {
        if duty.discard {
            (meta.table.discard)(pointer);
        }
        if duty.free {
            (meta.table.free)(pointer);
        }
    }
}

/// Makes a task and the job that runs it, which is to be scheduled once.
#[track_caller]
pub(crate) fn make<F, T>(name: &'static str, function: F) -> (JoinHandle<T>, NonNull<RawJob>)
where
    F: FnOnce() -> T + Send + 'static,
    T: Send + 'static,
{
    let cell = NonNull::from(Box::leak(Box::new(Cell::<F, T> {
        job: RawJob::new(run_queued::<F, T>),
        meta: TaskMeta {
            state: TaskState::new(number_of(name)),
            fiber: AtomicPtr::new(ptr::null_mut()),
            place: Location::caller(),
            table: const { &Cell::<F, T>::TABLE },
        },
        body: UnsafeCell::new(Body { function: ManuallyDrop::new(function) }),
    })));
    // SAFETY: the parts of a live cell, with the provenance of the whole.
    let meta = unsafe { cell.byte_add(std::mem::offset_of!(Cell<F, T>, meta)).cast::<TaskMeta>() };
    (JoinHandle { meta, result: PhantomData }, cell.cast())
}

/// See [`JoinHandle::canceller`].
#[derive(Debug)]
pub(crate) struct Canceller(NonNull<TaskMeta>);

// SAFETY: to cancel is an atomic operation on the task, which lives by the contract of `canceller`.
unsafe impl Send for Canceller {}

impl Canceller {
    pub(crate) fn cancel(&self) {
        // SAFETY: as above.
        unsafe { self.0.as_ref() }.cancel();
    }
}

/// The right to the result of a task. Dropping it lets the task run on its own.
#[derive(Debug)]
pub struct JoinHandle<T> {
    meta: NonNull<TaskMeta>,
    result: PhantomData<fn() -> T>,
}

// SAFETY: a handle may go to other threads as its result may; the cell is shared by the protocol above.
unsafe impl<T: Send> Send for JoinHandle<T> {}
// SAFETY: by reference one can only look at atomics and cancel.
unsafe impl<T: Send> Sync for JoinHandle<T> {}

impl<T> JoinHandle<T> {
    fn meta(&self) -> &TaskMeta {
        // SAFETY: held until `HANDLE_GONE`.
        unsafe { self.meta.as_ref() }
    }

    /// The handle as a pointer, for [`JoinHandle::from_raw`].
    pub fn into_raw(self) -> NonNull<c_void> {
        ManuallyDrop::new(self).meta.cast()
    }

    /// The handle that was made into this pointer.
    ///
    /// # Safety
    ///
    /// It comes from `into_raw` of a handle for the same type, and is used once.
    pub unsafe fn from_raw(handle: NonNull<c_void>) -> Self {
        JoinHandle { meta: handle.cast(), result: PhantomData }
    }

    /// Whether the result is there.
    pub fn is_finished(&self) -> bool {
        self.meta().state.is_done()
    }

    /// Asks the task to end: where it parks next, or parks now, it is told so. One that has not begun never does.
    pub fn cancel(&self) {
        self.meta().cancel();
    }

    /// What cancels the task for others than the handle's owner.
    ///
    /// # Safety
    ///
    /// It is not used once the handle is gone.
    pub(crate) unsafe fn canceller(&self) -> Canceller {
        Canceller(self.meta)
    }

    /// What the task is called.
    pub fn info(&self) -> TaskInfo {
        self.meta().info()
    }

    /// Waits for the task to end: false when the deadline comes first, [`Failure::Interrupted`] when the caller is cancelled.
    pub fn wait(&mut self, deadline: Option<Instant>) -> Result<bool, Failure> {
        self.wait_by(|waiter| waiter.park(deadline))
    }

    /// Waits for the task to end, even when the caller is cancelled: false when the deadline comes first.
    pub fn wait_shielded(&mut self, deadline: Option<Instant>) -> bool {
        let ended = self.wait_by(|waiter| match waiter.park_shielded(deadline) {
            true => Wake::TimedOut,
            false => Wake::Notified,
        });
        !matches!(ended, Ok(false))
    }

    fn wait_by(&mut self, park: impl Fn(&Waiter) -> Wake) -> Result<bool, Failure> {
        if self.is_finished() {
            return Ok(true);
        }
        let meta = self.meta();
        let waiter = Waiter::current();
        if meta.state.begin_wait(waiter.clone()) {
            return Ok(true);
        }
        while !meta.state.is_done() {
            let wake = park(&waiter);
            if wake == Wake::Notified || meta.state.end_wait() {
                continue;
            }
            return if wake == Wake::TimedOut { Ok(false) } else { Err(Failure::Interrupted) };
        }
        Ok(true)
    }

    /// Waits for the result. When the caller is cancelled, so is the task, and the failure is [`Failure::Interrupted`].
    pub fn join(mut self) -> Result<T, Failure> {
        if !self.is_finished() {
            if self.run_here() {
                return self.take(DONE);
            }
            self.wait_or_pass_on()?;
        }
        self.take(0)
    }

    fn wait_or_pass_on(&mut self) -> Result<(), Failure> {
        self.wait(None).map(drop).inspect_err(|_| self.meta().cancel())
    }

    /// As `join`, but leaves the result.
    pub(crate) fn join_by_ref(&mut self) -> Result<(), Failure> {
        if self.is_finished() {
            return Ok(());
        }
        if self.run_here() {
            self.meta().state.complete();
            return Ok(());
        }
        self.wait_or_pass_on()
    }

    /// The result, of a task that is done; `bits` are set in its state by the way.
    fn take(self, bits: u32) -> Result<T, Failure> {
        let this = ManuallyDrop::new(self);
        let mut result = MaybeUninit::<Result<T, Failure>>::uninit();
        // SAFETY: done and not taken, for taking consumes the handle; the result fits.
        let result = unsafe {
            (this.meta().table.take)(this.meta, result.as_mut_ptr().cast());
            result.assume_init()
        };
        if this.meta().state.leave_with_result(bits) {
            // SAFETY: nobody else holds it.
            unsafe { (this.meta().table.free)(this.meta) };
        }
        result
    }

    /// Runs a task that nobody has begun on the joiner's stack; if so, its result is there, and `DONE` is still to be set.
    fn run_here(&self) -> bool {
        if !worker::may_run_inline(ROOM_TO_RUN) {
            return false;
        }
        let meta = self.meta();
        if !meta.state.claim() {
            return false;
        }
        worker::as_task(meta, || {
            // SAFETY: claimed.
            unsafe { (meta.table.run)(self.meta) }
        });
        true
    }
}

impl<T> Drop for JoinHandle<T> {
    fn drop(&mut self) {
        let meta = self.meta();
        // SAFETY: done and not taken, so the result is the handle's.
        let free = meta.state.leave_without_result(|| unsafe { (meta.table.discard)(self.meta) });
        if free {
            // SAFETY: nobody else holds it.
            unsafe { (meta.table.free)(self.meta) };
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_small_task_is_small() {
        assert!(size_of::<Cell<fn() -> u64, u64>>() <= 88);
    }
}
