//! Parking and waking, the same for an operating system thread and for a coroutine.
//!
//! Whoever has to wait takes its [`Waiter`], shows it to those who may wake it, and parks. The scheduler installs
//! [`Hooks`], by which a coroutine is recognised; without them, and outside of coroutines, the thread waits.
//!
//! *Protocol.* As `std::thread::park`: each waiter has one token. [`Waiter::unpark`] sets it, [`Waiter::park`] takes it or waits
//! for it; parking may also return without reason, so every wait is a loop around a condition. What happened before
//! `unpark` happens before the return of the `park` that took its token. A waiter may be unparked by somebody who is late, even when what it
//! waited for is over or the coroutine has ended: the hooks must take that as a wake-up without reason, of whichever
//! coroutine lives in its place now, or ignore it. So whoever waits owes nothing to those who wake it.

#[cfg(not(loom))]
use crate::sync::atomic::{AtomicPtr, Ordering};
use crate::sync::thread;
use crate::trace::{Event, tell};
use std::ptr::NonNull;
#[cfg(not(loom))]
use std::sync::atomic::AtomicUsize;
use std::time::{Duration, Instant};

/// Identifies a coroutine; what is behind the pointer only the scheduler knows.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct TaskRef(NonNull<()>);

#[allow(unsafe_code, reason = "an identity that nobody but the scheduler follows")]
mod shareable {
    // SAFETY: the pointer is only compared and given back to the scheduler that made it.
    unsafe impl Send for super::TaskRef {}
    // SAFETY: likewise.
    unsafe impl Sync for super::TaskRef {}
}

impl TaskRef {
    /// For schedulers: the coroutine that this pointer stands for.
    pub const fn from_ptr(task: NonNull<()>) -> Self {
        TaskRef(task)
    }

    /// What `from_ptr` got.
    pub const fn as_ptr(self) -> NonNull<()> {
        self.0
    }
}

/// Why a park has returned.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Wake {
    /// By [`Waiter::unpark`], or without reason.
    Notified,
    /// The deadline has passed.
    TimedOut,
    /// The coroutine is being cancelled; from then on each of its parks returns this at once. Or a [scope](crate::scope) is that it is in, or the
    /// thread: then until that is left.
    Cancelled,
}

/// How a scheduler waits.
#[derive(Debug)]
pub struct Hooks {
    /// The time: a scheduler that tests may have its own.
    pub now: fn() -> Instant,
    /// The coroutine that runs on this thread.
    pub current: fn() -> Option<TaskRef>,
    /// Parks the current coroutine.
    pub park: fn(Option<Instant>) -> Wake,
    /// Likewise, whether or not the coroutine is being cancelled: for locks, which clean-up needs too.
    pub park_shielded: fn(Option<Instant>),
    /// Wakes a coroutine; see the protocol.
    pub unpark: fn(TaskRef),
    /// Lets others run in place of the current coroutine.
    pub yield_now: fn(),
}

#[cfg(not(loom))]
static HOOKS: AtomicPtr<Hooks> = AtomicPtr::new(std::ptr::null_mut());

/// Makes coroutines known. The last call counts; a process has one scheduler library.
#[cfg(not(loom))]
pub fn install(hooks: &'static Hooks) {
    HOOKS.store(std::ptr::from_ref(hooks).cast_mut(), Ordering::Release);
}

#[cfg(not(loom))]
#[allow(unsafe_code, reason = "a static reference kept in an atomic")]
#[inline]
fn hooks() -> Option<&'static Hooks> {
    // SAFETY: null, or a `&'static Hooks` given to `install`; acquired, so its contents are seen.
    unsafe { HOOKS.load(Ordering::Acquire).as_ref() }
}

#[cfg(loom)]
fn hooks() -> Option<&'static Hooks> {
    None
}

/// The coroutine that runs here, if one does.
#[inline]
pub fn current_task() -> Option<TaskRef> {
    hooks().and_then(|hooks| (hooks.current)())
}

/// The time by which deadlines are made and judged: that of the scheduler that runs this code, which in tests is not the real one.
pub fn now() -> Instant {
    hooks().map_or_else(Instant::now, |hooks| (hooks.now)())
}

/// Lets others run first.
pub fn yield_now() {
    if let Some(hooks) = hooks()
        && let Some(task) = (hooks.current)()
    {
        tell(Event::Parks, task.0.as_ptr() as usize);
        (hooks.yield_now)();
        tell(Event::GoesOn, task.0.as_ptr() as usize);
    } else {
        thread::yield_now();
    }
}

/// One who waits, or may: a thread or a coroutine.
#[derive(Clone, Debug)]
pub struct Waiter(Kind);

#[derive(Clone, Debug)]
enum Kind {
    Task(TaskRef),
    Thread(thread::Thread),
}

impl Waiter {
    /// The coroutine that runs here, or else the thread.
    pub fn current() -> Waiter {
        Waiter(match current_task() {
            Some(task) => Kind::Task(task),
            None => Kind::Thread(thread::current()),
        })
    }

    /// The thread, also where a coroutine runs on it.
    pub fn thread() -> Waiter {
        Waiter(Kind::Thread(thread::current()))
    }

    /// Whether this is a coroutine.
    pub fn is_task(&self) -> bool {
        matches!(self.0, Kind::Task(_))
    }

    /// Waits for the token, at most until the deadline. To be called where [`Waiter::current`] was.
    #[inline(always)]
    pub fn park(&self, deadline: Option<Instant>) -> Wake {
        match (&self.0, hooks()) {
            (Kind::Task(task), Some(hooks)) => {
                tell(Event::Parks, task.0.as_ptr() as usize);
                let wake = (hooks.park)(deadline);
                tell(Event::GoesOn, task.0.as_ptr() as usize);
                wake
            }
            (Kind::Task(_) | Kind::Thread(_), _) => park_thread_in_scopes(deadline),
        }
    }

    /// Likewise, but a cancelled coroutine waits as any other. True when the deadline has passed.
    pub fn park_shielded(&self, deadline: Option<Instant>) -> bool {
        match (&self.0, hooks()) {
            (Kind::Task(task), Some(hooks)) => {
                tell(Event::Parks, task.0.as_ptr() as usize);
                (hooks.park_shielded)(deadline);
                tell(Event::GoesOn, task.0.as_ptr() as usize);
                deadline.is_some_and(|deadline| now() >= deadline)
            }
            (Kind::Task(_) | Kind::Thread(_), _) => park_thread(deadline) == Wake::TimedOut,
        }
    }

    /// Sets the token, and wakes the waiter if it waits.
    pub fn unpark(&self) {
        match (&self.0, hooks()) {
            (Kind::Task(task), Some(hooks)) => (hooks.unpark)(*task),
            (Kind::Task(_), None) => {}
            (Kind::Thread(thread), _) => thread.unpark(),
        }
    }
}

/// How long a thread waits before it looks whether anything still happens.
pub const QUIET: Duration = Duration::from_secs(1);

#[cfg(not(loom))]
static ENDLESS: AtomicUsize = AtomicUsize::new(0);
#[cfg(not(loom))]
static ON_QUIET: AtomicUsize = AtomicUsize::new(0);

/// Counts a thread among those that wait without a deadline, as long as this lives. Its single parks may have one.
#[cfg(not(loom))]
#[derive(Debug)]
pub struct Endless(());

#[cfg(not(loom))]
impl Endless {
    /// The calling thread begins to wait.
    pub fn begin() -> Endless {
        static FORKS: std::sync::Once = std::sync::Once::new();
        FORKS.call_once(|| crate::fork::in_child(|| ENDLESS.store(0, Ordering::SeqCst)));
        ENDLESS.fetch_add(1, Ordering::SeqCst);
        Endless(())
    }

    /// How many threads wait so.
    pub fn count() -> usize {
        ENDLESS.load(Ordering::SeqCst)
    }
}

#[cfg(not(loom))]
impl Drop for Endless {
    fn drop(&mut self) {
        // Zero in the child of a fork that began within.
        let _ = ENDLESS.fetch_update(Ordering::SeqCst, Ordering::SeqCst, |count| count.checked_sub(1));
    }
}

/// Has `look` called by threads that wait without a deadline, whenever that has taken [`QUIET`].
#[cfg(not(loom))]
pub fn on_quiet(look: fn()) {
    ON_QUIET.store(look as usize, Ordering::Release);
}

#[cfg(not(loom))]
#[allow(unsafe_code, reason = "a function kept in an atomic")]
fn park_endlessly() {
    let _endless = Endless::begin();
    let look = ON_QUIET.load(Ordering::Acquire);
    if look == 0 {
        return thread::park();
    }
    let start = Instant::now();
    thread::park_timeout(QUIET);
    if start.elapsed() >= QUIET {
        // SAFETY: only `on_quiet` writes here.
        let look = unsafe { std::mem::transmute::<usize, fn()>(look) };
        // A token that comes meanwhile may be lost to it; who waits looks at the condition again.
        look();
    }
}

#[cfg(loom)]
fn park_endlessly() {
    thread::park();
}

/// Likewise, unless the thread is in a scope that is cancelled.
#[cfg(not(loom))]
fn park_thread_in_scopes(deadline: Option<Instant>) -> Wake {
    use crate::scope::thread_is_cancelled;
    if thread_is_cancelled() {
        return Wake::Cancelled;
    }
    let wake = park_thread(deadline);
    if thread_is_cancelled() { Wake::Cancelled } else { wake }
}

#[cfg(loom)]
fn park_thread_in_scopes(deadline: Option<Instant>) -> Wake {
    park_thread(deadline)
}

#[inline(never)]
fn park_thread(deadline: Option<Instant>) -> Wake {
    let Some(deadline) = deadline else {
        park_endlessly();
        return Wake::Notified;
    };
    #[cfg(loom)]
    {
        let _ = deadline;
        panic!("models have no time");
    }
    #[cfg(not(loom))]
    {
        let rest = deadline.saturating_duration_since(Instant::now());
        if rest.is_zero() {
            return Wake::TimedOut;
        }
        thread::park_timeout(rest);
        if Instant::now() >= deadline { Wake::TimedOut } else { Wake::Notified }
    }
}

#[cfg(all(test, not(loom)))]
mod tests {
    use super::*;
    use std::time::Duration;

    #[test]
    fn a_token_set_before_is_taken() {
        let waiter = Waiter::current();
        waiter.unpark();
        assert_eq!(waiter.park(None), Wake::Notified);
    }

    #[test]
    fn a_deadline_passes() {
        let waiter = Waiter::current();
        let deadline = Instant::now() + Duration::from_millis(5);
        while waiter.park(Some(deadline)) != Wake::TimedOut {}
        assert!(Instant::now() >= deadline);
    }

    #[test]
    fn another_thread_wakes() {
        let waiter = Waiter::current();
        let other = waiter.clone();
        let thread = std::thread::spawn(move || other.unpark());
        assert_eq!(waiter.park(None), Wake::Notified);
        assert!(thread.join().is_ok());
    }
}
