//! A scheduler as its users see it.

use crate::fiber::{Fiber, LARGE};
use crate::shared::Shared;
use crate::task::{self, JoinHandle};
use crate::worker::{self, Queued, Worker};
use crate::{barrier, stack, standstill};
use cyrus_sync::job::RawJob;
use cyrus_sync::sync::{Arc, lock};
use cyrus_sync::wait::{self, Waiter, Wake};
use std::io;
use std::ptr::{self, NonNull};
use std::thread;
use std::time::{Duration, Instant};

/// How a scheduler is made.
#[derive(Clone, Debug)]
pub struct Config {
    /// How many workers run at the same time.
    pub workers: usize,
    /// How many further threads may stand in for workers that block.
    pub spares: usize,
    /// The size of a coroutine's stack in bytes; memory is used only as far as it is touched.
    pub stack_size: usize,
}

impl Default for Config {
    /// One worker per processor, unless `CYRUS_WORKERS` says otherwise; stacks of 256 KiB, or `CYRUS_STACK_SIZE` bytes.
    fn default() -> Self {
        let number =
            |name| std::env::var(name).ok().and_then(|text: String| text.trim().parse::<usize>().ok());
        let workers = number("CYRUS_WORKERS")
            .filter(|&workers| workers > 0)
            .unwrap_or_else(|| thread::available_parallelism().map_or(1, usize::from));
        let stack_size = number("CYRUS_STACK_SIZE").unwrap_or(256 << 10);
        Config { workers: workers.min(1024), spares: 32, stack_size }
    }
}

/// What happens to unfinished work when a scheduler ends.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Shutdown {
    /// It is finished first.
    Drain,
    /// It is cancelled: parked tasks are told so, those not begun never begin.
    Cancel,
}

/// How long dropping a scheduler waits for cancelled tasks.
const PATIENCE: Duration = Duration::from_secs(2);

/// A scheduler. Clones are the same one; it ends with [`Scheduler::shutdown`], or when the last clone of what
/// [`Scheduler::new`] gave is dropped.
#[derive(Clone)]
pub struct Scheduler {
    shared: Arc<Shared>,
    /// Ends the scheduler when it is dropped.
    #[allow(dead_code, reason = "held for its drop")]
    owner: Option<Arc<Owner>>,
}

struct Owner(Arc<Shared>);

impl Drop for Owner {
    fn drop(&mut self) {
        let scheduler = Scheduler { shared: self.0.clone(), owner: None };
        if !self.0.is_stopping() && !self.0.is_of_parent() {
            scheduler.shutdown(Shutdown::Cancel, Some(Instant::now() + PATIENCE));
        }
    }
}

impl std::fmt::Debug for Scheduler {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Scheduler")
            .field("workers", &self.workers())
            .field("in_flight", &self.in_flight())
            .finish_non_exhaustive()
    }
}

impl Scheduler {
    /// Starts a scheduler.
    pub fn new(config: &Config) -> io::Result<Self> {
        let workers = config.workers.max(1);
        let shared = Arc::new(Shared::new(workers, config.spares, stack::rounded(config.stack_size)));
        standstill::register(&shared);
        let scheduler = Scheduler { owner: Some(Arc::new(Owner(shared.clone()))), shared };
        for _ in 0..workers {
            scheduler.shared.start_worker()?;
        }
        Ok(scheduler)
    }

    /// The scheduler whose worker runs this code. What it gives does not keep the scheduler from ending.
    pub fn current() -> Option<Self> {
        worker::here().map(|worker| Scheduler { shared: worker.shared.clone(), owner: None })
    }

    pub(crate) fn of(shared: Arc<Shared>) -> Self {
        Scheduler { shared, owner: None }
    }

    pub(crate) fn shared(&self) -> &Arc<Shared> {
        &self.shared
    }

    /// The worker of this thread, if it is one of this scheduler.
    #[inline]
    pub(crate) fn worker<'a>(&self) -> Option<&'a Worker> {
        worker::here().filter(|worker| Arc::ptr_eq(&worker.shared, &self.shared))
    }

    /// How many workers run at the same time.
    pub fn workers(&self) -> usize {
        self.shared.workers
    }

    /// Whether this is the scheduler of a deterministic run, asked within that.
    pub fn is_seeded(&self) -> bool {
        self.worker().is_some_and(|worker| worker.seeded.is_some())
    }

    /// Whether this scheduler is being shut down by cancelling what is left.
    pub fn is_cancelling(&self) -> bool {
        self.shared.is_cancelling()
    }

    /// Starts a task.
    #[track_caller]
    pub fn spawn<F, T>(&self, function: F) -> JoinHandle<T>
    where
        F: FnOnce() -> T + Send + 'static,
        T: Send + 'static,
    {
        self.spawn_named("", function)
    }

    /// Starts a task that reports call by this name.
    #[track_caller]
    pub fn spawn_named<F, T>(&self, name: &'static str, function: F) -> JoinHandle<T>
    where
        F: FnOnce() -> T + Send + 'static,
        T: Send + 'static,
    {
        let (handle, job) = task::make(name, function);
        match self.worker() {
            Some(worker) => worker.schedule_fair(job),
            None => self.inject(job),
        }
        handle
    }

    /// Schedules a job from outside of this scheduler's workers.
    pub(crate) fn inject(&self, job: NonNull<RawJob>) {
        self.shared.outside.begin_shared();
        self.shared.injector.push(Queued(job));
        barrier::light();
        self.shared.work_added();
    }

    /// Waits until nothing is in flight: no job scheduled or running, no task unfinished, nothing held. Returns at once when
    /// that is so. Within a task of this scheduler, the tasks that wait here do not count. May be called again and again.
    ///
    /// Says how the wait ended: [`Wake::Notified`] when nothing is in flight.
    pub fn finish(&self, deadline: Option<Instant>) -> Wake {
        let waiter = Waiter::current();
        let is_task = self.worker().is_some();
        let Some(number) = self.shared.add_finisher(&waiter, is_task) else { return Wake::Notified };
        loop {
            let wake = waiter.park(deadline);
            if !self.shared.still_waits(number, wake != Wake::Notified) {
                return Wake::Notified;
            }
            if wake != Wake::Notified {
                return wake;
            }
        }
    }

    /// How much is in flight; a guess while anything runs.
    pub fn in_flight(&self) -> u64 {
        self.shared.in_flight()
    }

    /// Ends the scheduler, which may not be given new work from outside any more. False when work was left at the deadline; its
    /// threads are left alone then. Also false when called by one of its own tasks, which cannot wait for its own thread.
    pub fn shutdown(&self, how: Shutdown, deadline: Option<Instant>) -> bool {
        if how == Shutdown::Cancel {
            self.cancel();
        }
        let inside = self.worker().is_some();
        let finished = self.finish(deadline) == Wake::Notified;
        self.shared.stop();
        let threads = std::mem::take(&mut *lock(&self.shared.threads));
        if finished && !inside {
            for thread in threads {
                // Panics of workers have been reported where they happened.
                let _ = thread.join();
            }
        }
        finished && !inside
    }

    /// Tells all tasks to end, and has no new one begin.
    pub fn cancel(&self) {
        self.shared.begin_cancelling();
        self.each_parked(worker::unpark);
    }

    /// Calls `see` with each coroutine that is parked; they may run on meanwhile.
    pub(crate) fn each_parked(&self, mut see: impl FnMut(&Fiber)) {
        let mut parked = Vec::new();
        stack::each_fiber(|fiber| {
            if fiber.state.is_parked() && fiber.home().is_some_and(|home| self.shared.has(home)) {
                parked.push(ptr::from_ref(fiber));
            }
        });
        for fiber in parked {
            see(stack::still(fiber));
        }
    }
}

/// What tasks are called that wait in place of a thread; reports count the thread only.
pub(crate) const IN_PLACE_OF_A_THREAD: &str = "(a thread waits)";

/// Starts a task that waits for something in place of the calling thread, which waits for the task.
#[track_caller]
pub fn spawn_in_place<F, T>(function: F) -> JoinHandle<T>
where
    F: FnOnce() -> T + Send + 'static,
    T: Send + 'static,
{
    crate::global::scheduler().spawn_named(IN_PLACE_OF_A_THREAD, function)
}

/// Starts a task on the scheduler that runs this code, or else on the process's own.
#[track_caller]
pub fn spawn<F, T>(function: F) -> JoinHandle<T>
where
    F: FnOnce() -> T + Send + 'static,
    T: Send + 'static,
{
    match worker::here() {
        Some(worker) => {
            let (handle, job) = task::make("", function);
            worker.schedule_fair(job);
            handle
        }
        None => crate::global::scheduler().spawn(function),
    }
}

/// Waits until `deadline`; sooner only when the task is cancelled.
pub fn sleep_until(deadline: Instant) -> Wake {
    let waiter = Waiter::current();
    loop {
        let wake = waiter.park(Some(deadline));
        if wake != Wake::Notified {
            return wake;
        }
    }
}

/// Waits for `time`; sooner only when the task is cancelled.
pub fn sleep(time: Duration) -> Wake {
    sleep_until(wait::now() + time)
}

/// Lets others run first.
pub fn yield_now() {
    wait::yield_now();
}

/// Whether a coroutine of a deterministic run is running here.
pub fn in_seeded_run() -> bool {
    worker::current().is_some_and(|(worker, _)| worker.seeded.is_some())
}

/// To be asked after an operation in which the running coroutine may wait: whether it is time for [`yield_now`], so that those that never have to wait do
/// not keep their worker for themselves.
#[inline]
pub fn has_had_its_turn() -> bool {
    worker::has_had_its_turn()
}

/// Whether the running task has been asked to end, or a [scope](cyrus_sync::scope) that it is in, or the thread.
pub fn is_cancelled() -> bool {
    match worker::current() {
        Some((worker, fiber)) => worker.is_cancelled(fiber),
        None => cyrus_sync::scope::thread_is_cancelled(),
    }
}

/// Calls `f` with the scopes of the coroutine that runs here, or else the thread.
pub(crate) fn with_scopes<R>(f: impl FnOnce(&cyrus_sync::scope::Scopes) -> R) -> R {
    match worker::current() {
        Some((_, fiber)) => f(&fiber.scopes),
        None => cyrus_sync::scope::of_thread(f),
    }
}

/// The lowest address that the stack of the running coroutine may reach; 0 where no coroutine runs.
pub fn stack_limit() -> usize {
    worker::current().map_or(0, |(_, fiber)| fiber.limit())
}

/// Where this thread keeps what [`stack_limit`] gives: generated code reads it without a call. The place belongs to the thread, and stays
/// for as long as the thread does.
pub fn stack_limit_slot() -> *const usize {
    worker::limit_slot()
}

/// Runs `f` on a large stack, where it may wait as anywhere in the coroutine: for code that expects as much as threads have. Without a coroutine, or in one that
/// has as much, it is a plain call.
pub fn on_large_stack<R>(f: impl FnOnce() -> R) -> R {
    match worker::current() {
        Some((worker, fiber)) if worker.shared.stack_size < LARGE => fiber.on_large_stack(f),
        _ => f(),
    }
}

/// Runs `f` on the large stack of the worker's thread. Where `f` waits, it blocks the thread. Without a coroutine it is a plain call.
pub fn on_thread_stack<R>(f: impl FnOnce() -> R + Send) -> R {
    match worker::current() {
        Some((worker, fiber)) => worker.without_coroutine(|| fiber.on_thread_stack(f)),
        None => f(),
    }
}
