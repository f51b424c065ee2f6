//! What the workers of one scheduler share.

use crate::company::Company;
use crate::idle::Idle;
use crate::inspect::Inspection;
use crate::poll::Driver;
use crate::quiescence::{Flight, in_flight};
use crate::remote::Remote;
use crate::worker::{self, Queued, Worker};
use crate::{barrier, carrier, fork, stack, thread_hook};
use crossbeam_deque::{Injector, Stealer};
use cyrus_sync::sync::atomic::{AtomicU32, AtomicUsize, Ordering, fence};
use cyrus_sync::sync::{Arc, Mutex, lock};
use cyrus_sync::wait::Waiter;
use std::{io, thread};

/// One scheduler.
pub(crate) struct Shared {
    /// How many workers take part; those behind them stand in for blocked ones.
    pub(crate) workers: usize,
    pub(crate) stack_size: usize,
    generation: u32,
    pub(crate) remotes: Vec<&'static Remote>,
    pub(crate) stealers: Vec<Stealer<Queued>>,
    /// Queues of workers that have no thread yet.
    pub(crate) queues: Mutex<Vec<Option<crossbeam_deque::Worker<Queued>>>>,
    pub(crate) injector: Injector<Queued>,
    pub(crate) idle: Idle,
    pub(crate) company: Company,
    pub(crate) driver: Arc<Driver>,
    /// What threads that are no workers have begun and ended.
    pub(crate) outside: Flight,
    pub(crate) threads: Mutex<Vec<thread::JoinHandle<()>>>,
    finishers: Mutex<Finishers>,
    finishing: AtomicUsize,
    pub(crate) started: AtomicUsize,
    pub(crate) blocked: AtomicUsize,
    pub(crate) watching: AtomicU32,
    stopping: AtomicU32,
    cancelling: AtomicU32,
    pub(crate) inspection: Mutex<Inspection>,
    /// The number of the last question.
    pub(crate) question: AtomicU32,
    /// Orders delayed jobs of the same time.
    pub(crate) number: AtomicUsize,
}

#[derive(Default)]
struct Finishers {
    waiting: Vec<Finisher>,
    last: u64,
}

struct Finisher {
    number: u64,
    waiter: Waiter,
    /// A task of this scheduler, and so in flight itself.
    is_task: bool,
}

/// What the threads of workers have: Python code runs there.
const THREAD_STACK: usize = 8 << 20;

impl Shared {
    pub(crate) fn new(workers: usize, spares: usize, stack_size: usize) -> Self {
        barrier::prepare();
        fork::prepare();
        worker::install();
        let count = workers + spares;
        let queues: Vec<_> = (0..count).map(|_| crossbeam_deque::Worker::new_fifo()).collect();
        Shared {
            workers,
            stack_size,
            generation: fork::generation(),
            remotes: (0..count).map(|_| Remote::take()).collect(),
            stealers: queues.iter().map(crossbeam_deque::Worker::stealer).collect(),
            queues: Mutex::new(queues.into_iter().map(Some).collect()),
            injector: Injector::new(),
            idle: Idle::new(),
            company: Company::new(),
            driver: Arc::new(Driver::new()),
            outside: Flight::new(),
            threads: Mutex::default(),
            finishers: Mutex::default(),
            finishing: AtomicUsize::new(0),
            started: AtomicUsize::new(0),
            blocked: AtomicUsize::new(0),
            watching: AtomicU32::new(0),
            stopping: AtomicU32::new(0),
            cancelling: AtomicU32::new(0),
            inspection: Mutex::default(),
            question: AtomicU32::new(0),
            number: AtomicUsize::new(0),
        }
    }

    /// How many workers have threads.
    pub(crate) fn started(&self) -> usize {
        self.started.load(Ordering::Acquire)
    }

    /// Whether the worker that asks is the only one, and nobody else can start another.
    #[inline]
    pub(crate) fn has_one_thread(&self) -> bool {
        // Relaxed: of one worker only that itself starts more, in `blocking`.
        self.workers == 1 && self.started.load(Ordering::Relaxed) == 1
    }

    /// May this worker take work that others could do?
    pub(crate) fn takes_part(&self, index: usize) -> bool {
        index < self.workers + self.blocked.load(Ordering::Relaxed)
    }

    pub(crate) fn has(&self, remote: &Remote) -> bool {
        self.remotes.iter().any(|own| std::ptr::eq(*own, remote))
    }

    pub(crate) fn awake(&self) -> usize {
        self.started().saturating_sub(self.idle.sleeping())
    }

    /// How many workers are awake and do not look away.
    pub(crate) fn at_work(&self) -> usize {
        self.awake().saturating_sub(self.company.napping())
    }

    /// How much all workers have done, as far as it is known by now.
    pub(crate) fn done(&self) -> u64 {
        self.remotes[..self.started()].iter().map(|remote| remote.flight.0.done()).fold(0, u64::wrapping_add)
    }

    /// Whether a worker other than the one that asks, which is awake, is awake.
    pub(crate) fn others_run(&self) -> bool {
        self.awake() > 1
    }

    pub(crate) fn has_work(&self) -> bool {
        !self.injector.is_empty() || self.stealers[..self.started()].iter().any(|queue| !queue.is_empty())
    }

    /// There is more work that others may take. After a barrier.
    #[inline]
    pub(crate) fn work_added(&self) {
        if self.idle.wants_waking() {
            self.wake_one();
        }
    }

    #[cold]
    fn wake_one(&self) {
        // A worker that blocks counts itself and then looks for work; we add work and then look who takes part.
        fence(Ordering::SeqCst);
        if let Some(index) = self.idle.pick(|index| self.takes_part(index)) {
            self.remotes[index].wake_surely();
        }
    }

    /// A job went into an empty slot: if all others sleep for good, somebody should watch whether it is stuck there.
    #[inline]
    pub(crate) fn slot_filled(&self) {
        if self.is_unwatched() {
            self.rouse();
        }
    }

    /// Has a sleeper look round, and sleep again if there is nothing for it.
    #[cold]
    pub(crate) fn rouse(&self) {
        // As in `wake_one`.
        fence(Ordering::SeqCst);
        let sleeper = self.idle.any(|index| self.takes_part(index));
        if let Some(index) = sleeper {
            self.remotes[index].wake_surely();
        }
    }

    /// Whether somebody sleeps, and nobody watches the slots.
    #[inline]
    pub(crate) fn is_unwatched(&self) -> bool {
        self.idle.sleeping() > 0 && self.watching.load(Ordering::Relaxed) == 0
    }

    /// Whether a job waits in a slot.
    pub(crate) fn slot_is_filled(&self) -> bool {
        self.remotes[..self.started()].iter().any(|remote| !remote.lifo.0.is_empty())
    }

    /// By who does something else from now on: if somebody waits for files and nobody looks for events, one who sleeps does.
    #[inline]
    pub(crate) fn see_to_files(&self) {
        if self.driver.is_needed() && !self.driver.is_attended() {
            // Who has registered and then did not get its turn, because this one had it, is seen.
            fence(Ordering::SeqCst);
            if self.idle.sleeping() > 0 {
                self.rouse();
            }
        }
    }

    pub(crate) fn is_stopping(&self) -> bool {
        self.stopping.load(Ordering::SeqCst) != 0
    }

    /// Whether this process is a child, and the scheduler its parent's.
    pub(crate) fn is_of_parent(&self) -> bool {
        self.generation != fork::generation()
    }

    pub(crate) fn is_cancelling(&self) -> bool {
        self.cancelling.load(Ordering::SeqCst) != 0
    }

    pub(crate) fn begin_cancelling(&self) {
        self.cancelling.store(1, Ordering::SeqCst);
    }

    pub(crate) fn stop(&self) {
        self.stopping.store(1, Ordering::SeqCst);
        for remote in &self.remotes {
            remote.wake_surely();
        }
    }

    pub(crate) fn in_flight(&self) -> u64 {
        in_flight(self.remotes.iter().map(|remote| &remote.flight.0).chain([&self.outside]))
    }

    fn is_quiescent(&self, finishers: &Finishers) -> bool {
        let tasks = finishers.waiting.iter().filter(|finisher| finisher.is_task).count();
        self.in_flight() <= tasks as u64
    }

    /// Registers one who waits for nothing to be in flight; nothing when that is so already.
    pub(crate) fn add_finisher(&self, waiter: &Waiter, is_task: bool) -> Option<u64> {
        let mut finishers = lock(&self.finishers);
        finishers.last += 1;
        let number = finishers.last;
        finishers.waiting.push(Finisher { number, waiter: waiter.clone(), is_task });
        self.finishing.store(finishers.waiting.len(), Ordering::SeqCst);
        // The last worker ends its job and then looks whether somebody waits; we, the other way round.
        barrier::heavy();
        if !self.is_quiescent(&finishers) {
            return Some(number);
        }
        finishers.waiting.pop();
        // Others may have waited for just this.
        self.wake_all(&mut finishers);
        None
    }

    /// Whether the finisher still waits; with `give_up` it does not any more.
    pub(crate) fn still_waits(&self, number: u64, give_up: bool) -> bool {
        let mut finishers = lock(&self.finishers);
        let position = finishers.waiting.iter().position(|finisher| finisher.number == number);
        if let Some(position) = position
            && give_up
        {
            finishers.waiting.remove(position);
            self.finishing.store(finishers.waiting.len(), Ordering::SeqCst);
        }
        position.is_some()
    }

    /// By who may have ended the last job, after a barrier: releases who waits for that.
    pub(crate) fn wake_finishers(&self) {
        if self.finishing.load(Ordering::SeqCst) == 0 {
            return;
        }
        let mut finishers = lock(&self.finishers);
        if self.is_quiescent(&finishers) {
            self.wake_all(&mut finishers);
        }
    }

    fn wake_all(&self, finishers: &mut Finishers) {
        self.finishing.store(0, Ordering::SeqCst);
        for finisher in finishers.waiting.drain(..) {
            finisher.waiter.unpark();
        }
    }

    /// Starts the thread of the next worker, if there may be one more.
    pub(crate) fn start_worker(self: &Arc<Self>) -> io::Result<()> {
        let mut queues = lock(&self.queues);
        let free = queues.iter_mut().enumerate().find(|(_, queue)| queue.is_some());
        let Some((index, queue)) = free.and_then(|(index, queue)| Some((index, queue.take()?))) else {
            return Ok(());
        };
        let shared = self.clone();
        // It answers the questions that count on it; none comes before it is known whether there is a thread.
        let inspection = lock(&self.inspection);
        let answered = inspection.number;
        // First, so that the worker counts itself.
        self.started.store(index + 1, Ordering::Release);
        let given = Arc::new(Mutex::new(Some(queue)));
        let taken = given.clone();
        let started =
            thread::Builder::new().name(format!("cyrus-{index}")).stack_size(THREAD_STACK).spawn(move || {
                let _hooks = thread_hook::Running::new();
                let Some(queue) = lock(&taken).take() else { return };
                let worker = Worker::new(shared, index, queue, None);
                worker.answered.set(answered);
                worker.remote.answer(&worker.shared.driver);
                worker.enter(|| carrier::run(&worker));
            });
        if started.is_err() {
            // It may be tried again. Who has counted on this worker meanwhile is for the caller to replace.
            self.started.store(index, Ordering::Release);
            queues[index] = lock(&given).take();
        }
        drop(inspection);
        lock(&self.threads).push(started?);
        Ok(())
    }
}

impl Drop for Shared {
    fn drop(&mut self) {
        if self.is_of_parent() {
            return;
        }
        if self.in_flight() > 0 {
            // What is parked will never run again. Its stack is lost: others may point into it.
            stack::each_fiber(|fiber| {
                if fiber.home().is_some_and(|home| self.has(home)) {
                    fiber.state.end();
                }
            });
        }
        for remote in &self.remotes {
            remote.give_back();
        }
    }
}
