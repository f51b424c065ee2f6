//! A worker as its own thread sees it: queues, the running coroutine, and what running code asks of it.
//!
//! *Order of work.* The slot of the job scheduled last, the worker's queue, and its ready coroutines take turns; every
//! [`ROUND`] steps the worker looks at timers, files and the queue from outside. Jobs taken from the slot one after the
//! other are bounded by [`STREAK`], so that two actors that talk to each other do not keep the others waiting.
//!
//! Invariant: `WORKER` is set while the thread runs [`carrier::run`](crate::carrier::run), and a started coroutine never leaves its thread, so what
//! compilers keep of thread-local addresses across a switch stays right.
#![allow(unsafe_code, reason = "follows the pointers of the running worker")]

use crate::barrier;
use crate::fiber::{Fiber, Order, Switch};
use crate::remote::Remote;
use crate::seeded::Seeded;
use crate::shared::Shared;
use crate::task::{Running, TaskMeta};
use crate::timer::Wheel;
use cyrus_sync::courtesy::begun;
use cyrus_sync::job::{RawJob, Sent};
use cyrus_sync::sync::Arc;
use cyrus_sync::sync::atomic::Ordering;
use cyrus_sync::thread_slot;
use cyrus_sync::wait::{self, Hooks, TaskRef, Wake};
use std::cell::{Cell, RefCell};
use std::collections::BinaryHeap;
use std::ptr::{self, NonNull};
use std::time::Instant;

/// A job on its way through queues.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Queued(pub(crate) NonNull<RawJob>);

// SAFETY: scheduled jobs may run on any thread; that is what scheduling means.
unsafe impl Send for Queued {}

/// How many steps until a worker looks outside.
const ROUND: u32 = 64;
/// How many jobs in a row may come from the slot.
const STREAK: u32 = 32;
/// After how many operations that may wait a coroutine that never had to lets others run.
const TURN: u32 = 128;

/// What to run next.
#[derive(Clone, Copy, Debug)]
pub(crate) enum Next {
    Job(NonNull<RawJob>),
    Resume(NonNull<Fiber>),
}

/// A list of coroutines linked through themselves, first in, first out.
#[derive(Default)]
pub(crate) struct Line {
    first: Cell<Option<NonNull<Fiber>>>,
    last: Cell<Option<NonNull<Fiber>>>,
}

impl Line {
    pub(crate) fn push(&self, fiber: NonNull<Fiber>) {
        use crate::inbox::Linked;
        // SAFETY: those in the line live.
        unsafe {
            fiber.as_ref().link().store(ptr::null_mut(), Ordering::Relaxed);
            match self.last.replace(Some(fiber)) {
                Some(last) => last.as_ref().link().store(fiber.as_ptr(), Ordering::Relaxed),
                None => self.first.set(Some(fiber)),
            }
        }
    }

    pub(crate) fn pop(&self) -> Option<NonNull<Fiber>> {
        use crate::inbox::Linked;
        let first = self.first.get()?;
        // SAFETY: those in the line live.
        let next = NonNull::new(unsafe { first.as_ref() }.link().load(Ordering::Relaxed));
        self.first.set(next);
        if next.is_none() {
            self.last.set(None);
        }
        Some(first)
    }

    pub(crate) fn is_empty(&self) -> bool {
        self.first.get().is_none()
    }
}

/// A job that is scheduled later.
pub(crate) struct Delayed {
    pub(crate) when: Instant,
    pub(crate) number: u64,
    pub(crate) job: Queued,
}

impl PartialEq for Delayed {
    fn eq(&self, other: &Self) -> bool {
        self.cmp(other).is_eq()
    }
}

impl Eq for Delayed {}

impl PartialOrd for Delayed {
    fn partial_cmp(&self, other: &Self) -> Option<std::cmp::Ordering> {
        Some(self.cmp(other))
    }
}

impl Ord for Delayed {
    /// The earliest is the greatest, as heaps want it.
    fn cmp(&self, other: &Self) -> std::cmp::Ordering {
        (other.when, other.number).cmp(&(self.when, self.number))
    }
}

pub(crate) struct Worker {
    pub(crate) shared: Arc<Shared>,
    pub(crate) remote: &'static Remote,
    pub(crate) index: usize,
    pub(crate) queue: crossbeam_deque::Worker<Queued>,
    pub(crate) ready: Line,
    pub(crate) current: Cell<Option<NonNull<Fiber>>>,
    pub(crate) timers: RefCell<Wheel>,
    pub(crate) delayed: RefCell<BinaryHeap<Delayed>>,
    /// The number of the last question about this worker's coroutines that it has answered.
    pub(crate) answered: Cell<u32>,
    step: Cell<u32>,
    streak: Cell<u32>,
    /// How many operations that may wait its coroutines have done.
    operations: Cell<u32>,
    pub(crate) searching: Cell<bool>,
    /// Whether it has woken a coroutine of another worker since it last ran out of work: an answer may come soon.
    pub(crate) posted: Cell<bool>,
    pub(crate) random: Cell<u64>,
    pub(crate) seeded: Option<Seeded>,
    /// No short way to the next job: a seeded scheduler chooses, or this is the child of a fork, which runs nothing any more.
    slow: Cell<bool>,
    /// How many of its coroutines have parked and not gone on.
    parked: Cell<usize>,
    orphan: Cell<bool>,
}

thread_slot!(static WORKER: *const Worker, cyrus_sched_worker);
thread_slot!(static LIMIT: usize, cyrus_sched_limit);

/// Where this thread keeps the limit of the stack it runs on; see [`crate::stack_limit_slot`].
pub(crate) fn limit_slot() -> *const usize {
    LIMIT.with(Cell::as_ptr)
}

/// The worker of this thread.
#[inline]
pub(crate) fn here<'a>() -> Option<&'a Worker> {
    // SAFETY: set for as long as the worker lives, on whose thread we are; callers are code that it runs.
    unsafe { WORKER.get().as_ref() }
}

impl Worker {
    pub(crate) fn new(
        shared: Arc<Shared>,
        index: usize,
        queue: crossbeam_deque::Worker<Queued>,
        seeded: Option<Seeded>,
    ) -> Self {
        let remote = shared.remotes[index];
        Worker {
            remote,
            index,
            queue,
            ready: Line::default(),
            current: Cell::new(None),
            timers: RefCell::new(Wheel::new(Instant::now())),
            delayed: RefCell::new(BinaryHeap::new()),
            answered: Cell::new(0),
            step: Cell::new(0),
            streak: Cell::new(0),
            operations: Cell::new(0),
            searching: Cell::new(false),
            posted: Cell::new(false),
            random: Cell::new(0x9e37_79b9_7f4a_7c15 ^ ((index as u64 + 1) << 32)),
            slow: Cell::new(seeded.is_some()),
            parked: Cell::new(0),
            orphan: Cell::new(false),
            seeded,
            shared,
        }
    }

    /// Makes this the worker of the thread while `f` runs.
    pub(crate) fn enter<R>(&self, f: impl FnOnce() -> R) -> R {
        struct Leave(*const Worker);
        impl Drop for Leave {
            fn drop(&mut self) {
                WORKER.set(self.0);
            }
        }
        let _leave = Leave(WORKER.replace(self));
        f()
    }

    /// The time, as timers see it.
    pub(crate) fn now(&self) -> Instant {
        match &self.seeded {
            Some(seeded) => seeded.now(),
            None => Instant::now(),
        }
    }

    /// Has a job run soon, next if possible.
    #[inline]
    pub(crate) fn schedule(&self, job: NonNull<RawJob>) -> Sent {
        self.remote.flight.0.begin();
        if self.seeded.is_none() && self.remote.lifo.0.put_alone(job) {
            self.shared.slot_filled();
            return Sent::Next;
        }
        self.schedule_among_others(job)
    }

    #[inline(never)]
    fn schedule_among_others(&self, job: NonNull<RawJob>) -> Sent {
        if let Some(seeded) = &self.seeded {
            seeded.add(Next::Job(job));
        } else if let Some(displaced) = self.remote.lifo.0.put(job) {
            self.enqueue(displaced);
        } else {
            self.shared.slot_filled();
        }
        Sent::BehindOthers
    }

    /// Has a job run after the others.
    #[inline]
    pub(crate) fn schedule_fair(&self, job: NonNull<RawJob>) {
        self.remote.flight.0.begin();
        if let Some(seeded) = &self.seeded {
            seeded.add(Next::Job(job));
            return;
        }
        self.enqueue(job);
    }

    #[inline]
    fn enqueue(&self, job: NonNull<RawJob>) {
        self.queue.push(Queued(job));
        barrier::light();
        self.shared.work_added();
    }

    /// A job of this worker has become runnable that was counted before.
    pub(crate) fn schedule_counted(&self, job: NonNull<RawJob>) {
        match &self.seeded {
            Some(seeded) => seeded.add(Next::Job(job)),
            None => self.enqueue(job),
        }
    }

    /// Puts a coroutine of this worker, which is ready, on its list.
    pub(crate) fn push_ready(&self, fiber: NonNull<Fiber>) {
        match &self.seeded {
            Some(seeded) => seeded.add(Next::Resume(fiber)),
            None => self.ready.push(fiber),
        }
    }

    /// The next thing to run from this worker's own queues; nothing when it should look outside.
    #[inline]
    pub(crate) fn next_quick(&self) -> Option<Next> {
        let step = self.step.get().wrapping_add(1);
        self.step.set(step);
        if step.is_multiple_of(ROUND) || self.slow.get() {
            return None;
        }
        self.next_own(step)
    }

    #[inline]
    pub(crate) fn next_own(&self, step: u32) -> Option<Next> {
        if !self.remote.inbox.0.is_empty() {
            self.take_mail();
        }
        // Two turns of three are for jobs.
        if step.is_multiple_of(3)
            && let Some(fiber) = self.ready.pop()
        {
            return Some(Next::Resume(fiber));
        }
        let slot = &self.remote.lifo.0;
        if let Some(job) = if self.shared.has_one_thread() { slot.take_alone() } else { slot.take() } {
            let streak = self.streak.get();
            if streak < STREAK {
                self.streak.set(streak + 1);
                return Some(Next::Job(job));
            }
            self.streak.set(0);
            if let Some(older) = self.next_queued() {
                self.queue.push(Queued(job));
                return Some(Next::Job(older));
            }
            if let Some(fiber) = self.ready.pop() {
                self.queue.push(Queued(job));
                return Some(Next::Resume(fiber));
            }
            return Some(Next::Job(job));
        }
        self.streak.set(0);
        if let Some(job) = self.next_queued() {
            return Some(Next::Job(job));
        }
        self.ready.pop().map(Next::Resume)
    }

    fn next_queued(&self) -> Option<NonNull<RawJob>> {
        let Queued(job) = self.queue.pop()?;
        // Who has put it behind others, if on this thread, has counted it.
        begun(1);
        Some(job)
    }

    /// In the child of a fork, whose other workers are gone: the thread is none any more.
    pub(crate) fn abandon(&self) {
        self.slow.set(true);
        self.orphan.set(true);
        WORKER.set(ptr::null());
    }

    pub(crate) fn is_orphan(&self) -> bool {
        self.orphan.get()
    }

    /// Takes what others have woken.
    #[cold]
    pub(crate) fn take_mail(&self) {
        self.remote.inbox.0.drain(|fiber| self.push_ready(fiber));
    }

    /// Moves the job in the slot to where others look for work.
    pub(crate) fn empty_slot(&self) {
        if let Some(job) = self.remote.lifo.0.take() {
            self.enqueue(job);
        }
    }

    /// Moves all jobs to where others look before they run out of work.
    pub(crate) fn hand_over(&self) {
        let jobs = std::iter::from_fn(|| self.queue.pop());
        let mut any = false;
        for job in jobs.chain(self.remote.lifo.0.take().map(Queued)) {
            self.shared.injector.push(job);
            any = true;
        }
        if any {
            barrier::light();
            self.shared.work_added();
        }
    }

    /// By the carrier: what runs on this thread from now on.
    #[inline]
    pub(crate) fn set_current(&self, fiber: Option<NonNull<Fiber>>) {
        self.current.set(fiber);
        // SAFETY: it lives.
        LIMIT.set(fiber.map_or(0, |fiber| unsafe { fiber.as_ref() }.limit()));
    }

    /// Whether there are started coroutines besides the one that runs.
    pub(crate) fn has_other_coroutines(&self) -> bool {
        self.parked.get() > 0 || !self.ready.is_empty()
    }

    /// Runs `f` as if no coroutine ran here: who waits in it blocks the thread.
    pub(crate) fn without_coroutine<R>(&self, f: impl FnOnce() -> R) -> R {
        struct Restore<'a>(&'a Worker, Option<NonNull<Fiber>>);
        impl Drop for Restore<'_> {
            fn drop(&mut self) {
                self.0.set_current(self.1);
            }
        }
        let _restore = Restore(self, self.current.get());
        self.set_current(None);
        f()
    }

    pub(crate) fn next_random(&self) -> u64 {
        let mut x = self.random.get();
        x ^= x << 13;
        x ^= x >> 7;
        x ^= x << 17;
        self.random.set(x);
        x
    }

    pub(crate) fn is_cancelled(&self, fiber: &Fiber) -> bool {
        fiber.scopes.are_cancelled()
            || self.shared.is_cancelling()
            // SAFETY: a task outlives its running.
            || unsafe { fiber.task().as_ref() }.is_some_and(Running::is_cancelled)
    }

    // In line, as all that lies between a coroutine and the switch: the returns after that are foreseen by no processor.
    #[inline(always)]
    fn park(&self, fiber: &Fiber, deadline: Option<Instant>, shielded: bool) -> Wake {
        if !shielded && self.is_cancelled(fiber) {
            return Wake::Cancelled;
        }
        if fiber.state.take_token() {
            return Wake::Notified;
        }
        // SAFETY: as above.
        if let Some(task) = unsafe { fiber.task().as_ref() } {
            task.parks_on(fiber);
        }
        let mut armed = false;
        if let Some(deadline) = deadline {
            // SAFETY: a node is armed only while its coroutine is parked; disarmed below.
            armed = self.now() < deadline && unsafe { self.timers.borrow_mut().arm(fiber.timer(), deadline) };
            if !armed {
                return Wake::TimedOut;
            }
        }
        // The canceller writes its flag and looks who is parked; so look once more, now that we are.
        fiber.set_timed_out(false);
        let stays = fiber.state.begin_park()
            && !(!shielded && self.is_cancelled(fiber) && fiber.state.abandon_park());
        if stays {
            self.parked.set(self.parked.get() + 1);
            fiber.switch(Switch::Parked);
            self.parked.set(self.parked.get() - 1);
        }
        if armed && fiber.timer().is_armed() {
            self.timers.borrow_mut().disarm(fiber.timer());
        }
        if !shielded && self.is_cancelled(fiber) {
            Wake::Cancelled
        } else if stays && fiber.timed_out() {
            Wake::TimedOut
        } else {
            Wake::Notified
        }
    }
}

/// Wakes a coroutine, from anywhere.
pub(crate) fn unpark(fiber: &Fiber) {
    if !fiber.state.notify() {
        return;
    }
    let Some(home) = fiber.home() else { return };
    match here() {
        Some(worker) if ptr::eq(worker.remote, home) => worker.push_ready(NonNull::from(fiber)),
        other => {
            if let Some(worker) = other {
                worker.posted.set(true);
            }
            // SAFETY: we have made it ready, so it is in no list, and lives until its home has resumed it.
            unsafe { home.inbox.0.push(NonNull::from(fiber)) };
            home.wake();
        }
    }
}

/// Runs `f` as the given task, on the current coroutine, in place of the one that runs there.
pub(crate) fn as_task(task: &TaskMeta, f: impl FnOnce()) {
    let fiber = here().and_then(|worker| worker.current.get());
    let Some(fiber) = fiber else { return f() };
    // SAFETY: the running coroutine lives.
    let fiber = unsafe { fiber.as_ref() };
    let (outer, locals) = (fiber.task(), fiber.locals.replace(ptr::null_mut()));
    let running = Running::new(task, outer);
    fiber.set_task((&raw const running).cast());
    f();
    drop_locals(fiber);
    fiber.set_task(outer);
    fiber.locals.set(locals);
}

/// Destroys what the job that has ended kept with [`crate::local`], and what the destructors have kept.
#[inline]
pub(crate) fn drop_locals(fiber: &Fiber) {
    loop {
        let locals = fiber.locals.replace(ptr::null_mut());
        if locals.is_null() {
            return;
        }
        crate::local::destroy(locals);
    }
}

/// The running job goes on to another piece of its work.
pub(crate) fn piece_ends() {
    if let Some((_, fiber)) = current() {
        drop_locals(fiber);
    }
}

/// The current coroutine, unless code runs on the thread's own stack.
#[inline]
pub(crate) fn current<'a>() -> Option<(&'a Worker, &'a Fiber)> {
    let worker = here()?;
    // SAFETY: the running coroutine lives.
    worker.current.get().map(|fiber| (worker, unsafe { fiber.as_ref() }))
}

/// A coroutine has done an operation in which it may wait, whether or not it had to: whether it is time for [`yield_now`](wait::yield_now). Otherwise one
/// that always finds something to receive would keep the worker for itself.
#[inline]
pub(crate) fn has_had_its_turn() -> bool {
    current().is_some_and(|(worker, _)| {
        let operations = worker.operations.get().wrapping_add(1);
        worker.operations.set(operations);
        operations.is_multiple_of(TURN)
    })
}

/// Whether another task may run on top of the current one.
pub(crate) fn may_run_inline(room: usize) -> bool {
    current().is_some_and(|(worker, fiber)| {
        let marker = 0_u8;
        worker.seeded.is_none() && (&raw const marker).addr().saturating_sub(fiber.limit_here()) >= room
    })
}

/// The dispatch loop that every coroutine runs.
pub(crate) fn dispatch(fiber: &Fiber, first: Order) {
    let mut order = first;
    while let Order::Run(mut job) = order {
        let Some(worker) = here() else { return };
        loop {
            // SAFETY: taken from a queue, so scheduled and not run yet.
            unsafe { (job.as_ref().run)(job) };
            drop_locals(fiber);
            worker.remote.flight.0.end();
            match worker.next_quick() {
                Some(Next::Job(next)) => job = next,
                Some(Next::Resume(other)) => {
                    order = fiber.switch(Switch::Idle(Some(other)));
                    break;
                }
                None => {
                    order = fiber.switch(Switch::Idle(None));
                    break;
                }
            }
        }
    }
}

static HOOKS: Hooks = Hooks {
    now: || here().map_or_else(Instant::now, Worker::now),
    current: || current().map(|(_, fiber)| TaskRef::from_ptr(NonNull::from(fiber).cast())),
    park: |deadline| match current() {
        Some((worker, fiber)) => worker.park(fiber, deadline, false),
        None => Wake::Notified,
    },
    park_shielded: |deadline| {
        if let Some((worker, fiber)) = current() {
            worker.park(fiber, deadline, true);
        }
    },
    unpark: |task| {
        // SAFETY: control blocks stay readable for ever.
        unpark(unsafe { task.as_ptr().cast::<Fiber>().as_ref() });
    },
    yield_now: || {
        if let Some((_, fiber)) = current() {
            fiber.switch(Switch::Yielded);
        }
    },
};

/// Makes coroutines known to everything that waits.
pub(crate) fn install() {
    wait::install(&HOOKS);
}
