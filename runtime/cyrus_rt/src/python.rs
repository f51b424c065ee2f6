//! The little that the runtime has to know of Python, as functions that somebody gives it.
//!
//! Nothing here is linked to Python: whoever loads the runtime into an interpreter calls [`cyrus_rt_python_install`]. With it, a
//! thread that waits gives up the interpreter meanwhile, and looks for signals now and then; exceptions that nobody has seen are reported.
#![allow(unsafe_code, reason = "functions given by C")]

use crate::abi::{CYRUS_RT_INTERRUPTED, CYRUS_RT_TIMED_OUT, deadline};
use crate::deadlock;
use cyrus_actors::future::{Exception, set_unobserved_hook};
use cyrus_sched::set_thread_hooks;
use cyrus_sync::courtesy::{has_handed_out_many, let_others_run};
use cyrus_sync::foreign::call;
use cyrus_sync::trace::{Event, tell};
use cyrus_sync::wait::{Endless, current_task};
use std::cell::Cell;
use std::ffi::{c_int, c_void};
use std::sync::atomic::{AtomicPtr, Ordering};
use std::time::{Duration, Instant};

/// How long a signal may wait for a thread that waits.
pub(crate) const SIGNALS: Duration = Duration::from_millis(50);

/// What the interpreter can do. All may be called on any thread.
#[repr(C)]
#[allow(non_camel_case_types, reason = "names of C")]
#[derive(Debug)]
pub struct cyrus_rt_python {
    /// The size of this structure. Members are only ever added, at the end.
    pub size: usize,
    /// Whether the thread is attached to the interpreter.
    pub attached: unsafe extern "C-unwind" fn() -> bool,
    /// Detaches the thread from the interpreter, if it is attached, and puts a raised exception aside; the result is for `attach`. NULL: there
    /// was neither.
    pub detach: unsafe extern "C-unwind" fn() -> *mut c_void,
    /// As it was before.
    pub attach: unsafe extern "C-unwind" fn(*mut c_void),
    /// Runs the handlers of signals that have come, attached; not 0: one has raised. On other threads than the main one it does nothing.
    pub check_signals: unsafe extern "C-unwind" fn() -> c_int,
    /// Reports an exception that nobody will see, and gives it up. Called detached.
    pub unraisable: unsafe extern "C-unwind" fn(*mut c_void),
    /// A thread of the runtime begins, which will run tasks.
    pub thread_starts: unsafe extern "C-unwind" fn(),
    /// It ends.
    pub thread_ends: unsafe extern "C-unwind" fn(),
    /// Whether this is the thread that handles signals; there `check_signals` may also be called detached.
    pub handles_signals: unsafe extern "C-unwind" fn() -> bool,
}

static PYTHON: AtomicPtr<cyrus_rt_python> = AtomicPtr::new(std::ptr::null_mut());

fn python() -> Option<&'static cyrus_rt_python> {
    // SAFETY: null, or what `install` got, which stays; acquired, so its contents are seen.
    unsafe { PYTHON.load(Ordering::Acquire).as_ref() }
}

/// Makes the interpreter known; NULL makes it forgotten (at its end). -1, and nothing has changed: the structure is of an older version, which
/// lacks something.
///
/// # Safety
///
/// The structure stays as it is for as long as the process lives.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn cyrus_rt_python_install(hooks: *const cyrus_rt_python) -> c_int {
    // SAFETY: null, or a structure of some version, which begins with its size.
    if !hooks.is_null() && unsafe { (&raw const (*hooks).size).read() } < size_of::<cyrus_rt_python>() {
        return -1;
    }
    PYTHON.store(hooks.cast_mut(), Ordering::Release);
    set_unobserved_hook(report);
    set_thread_hooks(thread_starts, thread_ends);
    0
}

/// This thread will run tasks: it gets what exceptions in them are kept in, unless it has that.
pub(crate) fn thread_starts() {
    if let Some(python) = python() {
        // SAFETY: may be called anywhere.
        unsafe { (python.thread_starts)() };
    }
}

/// It runs none any more.
pub(crate) fn thread_ends() {
    if let Some(python) = python() {
        // SAFETY: may be called anywhere.
        call(|| unsafe { (python.thread_ends)() });
    }
}

fn report(exception: Exception) {
    if let Some(python) = python() {
        let exception = std::mem::ManuallyDrop::new(exception);
        // SAFETY: given up here, to the hook.
        call(|| unsafe { (python.unraisable)(exception.object) });
    }
}

/// Whether this thread should look for signals while it waits.
pub(crate) fn handles_signals() -> bool {
    // SAFETY: may be called anywhere.
    python().is_some_and(|python| unsafe { (python.handles_signals)() })
}

/// Whether the thread is attached to the interpreter.
pub(crate) fn is_attached() -> bool {
    // SAFETY: may be called anywhere.
    python().is_some_and(|python| unsafe { (python.attached)() })
}

/// After handing out a piece of work: one who has handed out a great deal lets others run, unless it holds the interpreter.
#[inline]
pub(crate) fn courteous() {
    if has_handed_out_many() && !is_attached() {
        detached(let_others_run);
    }
}

/// Waits by `wait` without the interpreter, whatever signals come.
#[inline(always)]
pub(crate) fn detached<R>(wait: impl FnOnce() -> R) -> R {
    let Some(python) = python() else { return wait() };
    // SAFETY: may be called anywhere.
    let state = unsafe { (python.detach)() };
    let result = wait();
    // SAFETY: detached above, on this thread: coroutines stay there.
    unsafe { attach(python, state) };
    result
}

/// As it was before `detach`.
///
/// # Safety
///
/// `state` is null, or what detaching gave this thread, which has not attached since.
unsafe fn attach(python: &cyrus_rt_python, state: *mut c_void) {
    if !state.is_null() {
        tell(Event::InterpreterAwaited, 0);
        // SAFETY: as the caller says.
        call(|| unsafe { (python.attach)(state) });
        tell(Event::InterpreterAttached, 0);
    }
}

/// Waits by `wait`, until the timeout (in nanoseconds; negative: for ever), without the interpreter. `wait` says
/// [`CYRUS_RT_TIMED_OUT`] at its deadline, and may be called again then.
pub(crate) fn waiting(timeout: i64, wait: impl FnMut(Option<Instant>) -> i32) -> i32 {
    waiting_for(timeout, timeout < 0, wait)
}

/// Likewise, for a file: others than this process may end that, so it is no deadlock.
pub(crate) fn waiting_outside(timeout: i64, wait: impl FnMut(Option<Instant>) -> i32) -> i32 {
    waiting_for(timeout, false, wait)
}

// When this thread has looked for signals.
thread_local!(static LOOKED: Cell<Option<Instant>> = const { Cell::new(None) });

// Whether it has not for some time; then it does now.
fn look_is_due() -> bool {
    let now = Instant::now();
    let due = LOOKED.get().is_some_and(|looked| now - looked >= SIGNALS);
    if due || LOOKED.get().is_none() {
        LOOKED.set(Some(now));
    }
    due
}

fn waiting_for(timeout: i64, endless: bool, mut wait: impl FnMut(Option<Instant>) -> i32) -> i32 {
    let end = deadline(timeout);
    deadlock::prepare();
    let Some(python) = python() else { return wait(end) };
    if current_task().is_some() || !handles_signals() {
        return detached(|| wait(end));
    }
    // Who waits again and again for a short time only, as one who is served all the time, is reached by signals too.
    // SAFETY: this thread handles signals.
    if timeout != 0 && look_is_due() && call(|| unsafe { (python.check_signals)() }) != 0 {
        return CYRUS_RT_INTERRUPTED;
    }
    // SAFETY: may be called anywhere.
    let mut state = unsafe { (python.detach)() };
    let _endless = endless.then(Endless::begin);
    loop {
        let look = Instant::now() + SIGNALS;
        let last = end.is_some_and(|end| end <= look);
        let status = wait(if last { end } else { Some(look) });
        if status == CYRUS_RT_TIMED_OUT && endless {
            deadlock::look();
        }
        // SAFETY: detached before, on this thread.
        unsafe { attach(python, state) };
        if status != CYRUS_RT_TIMED_OUT || last {
            return status;
        }
        LOOKED.set(Some(Instant::now()));
        // SAFETY: this thread handles signals.
        if call(|| unsafe { (python.check_signals)() }) != 0 {
            return CYRUS_RT_INTERRUPTED;
        }
        // SAFETY: may be called anywhere.
        state = unsafe { (python.detach)() };
    }
}
