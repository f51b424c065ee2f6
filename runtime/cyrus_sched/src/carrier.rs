//! What a worker's thread does outside of coroutines: it resumes them, and looks for work when its own queues are empty.
//!
//! Searching, timers, files and sleeping happen here, on the thread's own large stack, so that the stacks of
//! coroutines, which keep the pages that they have touched, stay small.
#![allow(unsafe_code, reason = "resumes coroutines")]

use crate::barrier;
use crate::company::{GLANCE, Pace, SMALL, WINDOW};
use crate::fiber::{Fiber, Order, Switch};
use crate::stack;
use crate::worker::{Next, Queued, Worker, dispatch, unpark};
use crate::{inspect, overflow};
use cyrus_sync::job::more_done;
use cyrus_sync::sync::atomic::Ordering;
use std::cell::Cell;
use std::ptr::NonNull;
use std::time::{Duration, Instant};

/// How many idle coroutines a worker keeps.
const KEEP: usize = 256;
/// How often a worker looks again before it sleeps, and how many pauses of the processor lie in between: some 20 µs at most.
const FEWEST_LOOKS: u32 = 4;
const MOST_LOOKS: u32 = 128;
const PAUSES: u32 = 8;
/// How long a sleeper waits before it looks whether a job is stuck in a slot.
const FIRST_WATCH: Duration = Duration::from_micros(500);
const LAST_WATCH: Duration = Duration::from_millis(10);

struct Carrier<'a> {
    worker: &'a Worker,
    idle: Vec<NonNull<Fiber>>,
    /// How many jobs each worker had ended when a job in its slot was seen; for stealing from slots.
    seen: Vec<u64>,
    watch: Cell<Duration>,
    looks: Cell<u32>,
    /// Whether it has watched the slots since it last found work.
    watched: Cell<bool>,
    /// When this worker began to run after it had nothing to do, and how much it had done then.
    began: Cell<Option<(Instant, u64)>>,
    /// The same of all workers together, and how many they were.
    together: Cell<Option<(Instant, u64, usize)>>,
    /// Whether it has just come back from looking away.
    back: Cell<bool>,
}

/// Runs a worker until its scheduler stops, or, in a seeded scheduler, until nothing can run any more.
pub(crate) fn run(worker: &Worker) {
    let _signals = overflow::watch();
    let seen = vec![u64::MAX; worker.shared.remotes.len()];
    let watch = Cell::new(FIRST_WATCH);
    let mut carrier = Carrier {
        worker,
        idle: Vec::new(),
        seen,
        watch,
        looks: Cell::new(MOST_LOOKS),
        watched: Cell::new(false),
        began: Cell::new(None),
        together: Cell::new(None),
        back: Cell::new(false),
    };
    let mut next = carrier.find();
    while let Some(work) = next {
        let (fiber, order) = match work {
            Next::Job(job) => (carrier.loop_for_job(), Order::Run(job)),
            Next::Resume(fiber) => {
                // SAFETY: it was on a list, so it lives.
                unsafe { fiber.as_ref() }.state.end_park();
                (fiber, Order::Continue)
            }
        };
        worker.set_current(Some(fiber));
        // SAFETY: an idle loop, or a coroutine from a list.
        let switch = unsafe { Fiber::resume(fiber, order) };
        worker.set_current(None);
        next = match switch {
            Some(Switch::Idle(other)) => {
                carrier.retire(fiber);
                other.map(Next::Resume)
            }
            Some(Switch::Yielded) => {
                // SAFETY: it has not ended.
                unsafe { fiber.as_ref() }.state.make_ready();
                worker.push_ready(fiber);
                worker.next_quick()
            }
            Some(Switch::Parked) | None => worker.next_quick(),
        };
        if next.is_none() {
            next = carrier.find();
        }
    }
    for fiber in carrier.idle.drain(..) {
        // SAFETY: an idle loop.
        unsafe { Fiber::resume(fiber, Order::End) };
    }
}

impl Carrier<'_> {
    fn loop_for_job(&mut self) -> NonNull<Fiber> {
        if let Some(fiber) = self.idle.pop() {
            return fiber;
        }
        let worker = self.worker;
        let usual = worker.shared.stack_size;
        let size = worker.seeded.as_ref().map_or(usual, |seeded| seeded.stack_size(usual));
        for _ in 0..100 {
            match Fiber::make(size, worker.remote, dispatch) {
                Ok(fiber) => return fiber,
                // Coroutines that end elsewhere give their stacks back.
                Err(_) => std::thread::sleep(Duration::from_millis(10)),
            }
        }
        eprintln!("no memory for the stack of a coroutine");
        std::process::abort()
    }

    fn retire(&mut self, fiber: NonNull<Fiber>) {
        if self.idle.len() < KEEP {
            self.idle.push(fiber);
        } else {
            // SAFETY: an idle loop.
            unsafe { Fiber::resume(fiber, Order::End) };
        }
    }

    /// The next work, however long it takes; nothing when the worker should end.
    fn find(&mut self) -> Option<Next> {
        if self.worker.seeded.is_some() {
            return self.find_seeded();
        }
        loop {
            if self.worker.is_orphan() {
                return None;
            }
            self.worker.remote.flight.0.publish(more_done());
            self.consider();
            let found = self.look();
            if let Some(next) = found {
                return Some(self.found(next));
            }
            if self.worker.shared.is_stopping() {
                return None;
            }
            if !self.doze() {
                self.sleep();
            }
        }
    }

    /// Now and then, while it works: whether the others do as much without this worker.
    fn consider(&self) {
        let shared = &self.worker.shared;
        let workers = shared.at_work();
        if workers < 2 {
            self.together.set(None);
            return;
        }
        let now = Instant::now();
        let Some((start, done, before)) = self.together.get() else {
            self.together.set(Some((now, shared.done(), workers)));
            return;
        };
        let pace = Pace { pieces: shared.done().wrapping_sub(done), time: now.duration_since(start) };
        if pace.time < WINDOW {
            if self.back.get()
                && pace.time >= GLANCE
                && let Some(time) = shared.company.judge_early(pace, self.worker.index)
            {
                self.together.set(None);
                self.nap(time);
            }
            return;
        }
        self.together.set(None);
        if workers != before || self.back.take() {
            return;
        }
        if !pace.is_within(SMALL, workers) {
            shared.company.was_large();
        } else if let Some(time) = shared.company.judge(pace, self.worker.index, workers, now) {
            self.nap(time);
        }
    }

    /// Instead of sleeping, when there was only small work to be taken from others: looks away for a moment, without being woken
    /// for each piece. They are done sooner where their data are; meanwhile there may come enough to be worth it.
    fn doze(&self) -> bool {
        let shared = &self.worker.shared;
        self.together.set(None);
        let Some((began, done)) = self.began.take() else { return false };
        let pace =
            Pace { pieces: self.worker.remote.flight.0.done().wrapping_sub(done), time: began.elapsed() };
        pace.is_within(SMALL, 1) && self.nap(shared.company.nothing_but_small())
    }

    /// Looks away for so long, if others are at work, and none of it has to be done here.
    fn nap(&self, time: Duration) -> bool {
        let (worker, shared, remote) = (self.worker, &self.worker.shared, self.worker.remote);
        if !worker.ready.is_empty() || shared.driver.is_needed() || !shared.takes_part(worker.index) {
            return false;
        }
        let end = self.next_time();
        self.back.set(true);
        let look_away = |time: Duration| {
            if worker.searching.take() {
                // Whether or not others search: this one looks again.
                shared.idle.found();
            }
            worker.hand_over();
            shared.wake_finishers();
            let start = Instant::now();
            let time = end.map_or(time, |end| time.min(end.saturating_duration_since(start)));
            if !shared.is_stopping() && remote.fall_asleep(false) {
                std::thread::park_timeout(time);
            }
            remote.wake_up();
            start.elapsed() >= time && !shared.is_stopping()
        };
        shared.company.nap(worker.index, shared.awake(), time, || shared.done(), look_away)
    }

    fn found(&self, next: Next) -> Next {
        let shared = &self.worker.shared;
        self.watch.set(FIRST_WATCH);
        if self.began.get().is_none() {
            self.began.set(Some((Instant::now(), self.worker.remote.flight.0.done())));
        }
        if self.worker.searching.take() && shared.idle.found() {
            // Who added work until now has left it to this worker to wake somebody. What is not seen yet, a sleeper that watches finds.
            if shared.is_unwatched() {
                barrier::heavy();
            }
            if shared.has_work() {
                shared.work_added();
            }
        }
        // Jobs in slots and files need somebody else's eyes now.
        if self.watched.take() && shared.is_unwatched() && shared.slot_is_filled() {
            shared.rouse();
        }
        shared.see_to_files();
        next
    }

    fn look(&mut self) -> Option<Next> {
        let worker = self.worker;
        let shared = &worker.shared;
        if shared.question.load(Ordering::SeqCst) != worker.answered.get() {
            inspect::answer(worker);
        }
        self.fire();
        if shared.driver.is_needed() {
            shared.driver.glance();
        }
        let takes_part = shared.takes_part(worker.index);
        if takes_part && let Some(Queued(job)) = shared.injector.steal_batch_and_pop(&worker.queue).success()
        {
            // Before the own queue: it may never run empty.
            return Some(Next::Job(job));
        }
        if let Some(next) = worker.next_own(1) {
            return Some(next);
        }
        if !takes_part {
            return None;
        }
        if !worker.searching.get() {
            worker.searching.set(shared.idle.begin_search(shared.awake()));
        }
        if !worker.searching.get() {
            return None;
        }
        if let Some(job) = self.steal() {
            return Some(Next::Job(job));
        }
        // Sleeping and being woken costs more than looking again for a while, for both sides. Who runs may soon have more.
        if worker.posted.take() || shared.others_run() {
            // As long as it was worth it lately: on a busy machine the others may not really run.
            let looks = self.looks.get();
            for _ in 0..looks {
                (0..PAUSES).for_each(|_| std::hint::spin_loop());
                if self.sees_work() {
                    self.looks.set((2 * looks).min(MOST_LOOKS));
                    return worker.next_own(1).or_else(|| self.steal().map(Next::Job));
                }
            }
            self.looks.set((looks / 2).max(FEWEST_LOOKS));
        }
        None
    }

    fn steal(&mut self) -> Option<NonNull<cyrus_sync::job::RawJob>> {
        let worker = self.worker;
        let shared = &worker.shared;
        let count = shared.started();
        let first = worker.next_random() as usize % count;
        let mut again = true;
        while again {
            again = false;
            for victim in (first..count).chain(0..first).filter(|&victim| victim != worker.index) {
                match shared.stealers[victim].steal_batch_and_pop(&worker.queue) {
                    crossbeam_deque::Steal::Success(Queued(job)) => return Some(job),
                    crossbeam_deque::Steal::Retry => again = true,
                    crossbeam_deque::Steal::Empty => {}
                }
            }
            match shared.injector.steal_batch_and_pop(&worker.queue) {
                crossbeam_deque::Steal::Success(Queued(job)) => return Some(job),
                crossbeam_deque::Steal::Retry => again = true,
                crossbeam_deque::Steal::Empty => {}
            }
        }
        // A job in a slot is taken only when its owner has run one and the same job since the last look.
        for victim in (0..count).filter(|&victim| victim != worker.index) {
            let remote = shared.remotes[victim];
            if remote.lifo.0.is_empty() {
                self.seen[victim] = u64::MAX;
                continue;
            }
            let ended = remote.flight.0.ended();
            if std::mem::replace(&mut self.seen[victim], ended) == ended
                && let Some(job) = remote.lifo.0.take()
            {
                return Some(job);
            }
        }
        None
    }

    /// Wakes those whose time has come.
    fn fire(&self) {
        let worker = self.worker;
        if worker.timers.borrow().is_empty() && worker.delayed.borrow().is_empty() {
            return;
        }
        let now = worker.now();
        worker.timers.borrow_mut().advance(now, |node| {
            // SAFETY: only coroutines are armed.
            let fiber = unsafe { Fiber::of_fired(node) };
            // SAFETY: armed until now, so it lives.
            unpark(unsafe { fiber.as_ref() });
        });
        loop {
            let mut delayed = worker.delayed.borrow_mut();
            if delayed.peek().is_none_or(|first| first.when > now) {
                return;
            }
            let due = delayed.pop();
            drop(delayed);
            if let Some(due) = due {
                worker.schedule_counted(due.job.0);
            }
        }
    }

    /// When this worker's next timer is due.
    fn next_time(&self) -> Option<Instant> {
        let timer = self.worker.timers.borrow().next();
        let delayed = self.worker.delayed.borrow().peek().map(|first| first.when);
        timer.into_iter().chain(delayed).min()
    }

    fn sleep(&mut self) {
        let worker = self.worker;
        let (shared, remote) = (&worker.shared, worker.remote);
        let takes_part = shared.takes_part(worker.index);
        let watch = || takes_part && shared.watching.swap(1, Ordering::Relaxed) == 0;
        // Before others count this one among the sleepers: they would wake it to watch.
        let mut watches = shared.others_run() && watch();
        shared.idle.register(worker.index, worker.searching.take());
        barrier::heavy();
        // One that has been woken meanwhile may have filled its slot before it could see that somebody sleeps.
        watches = watches || (shared.awake() > 0 && watch());
        if !takes_part && shared.is_unwatched() && shared.slot_is_filled() {
            // It may have been this one that was woken to watch, when it still took part.
            shared.rouse();
        }
        shared.wake_finishers();
        let mut trim = None;
        while !self.sees_work() {
            trim = stack::trim();
            if trim != Some(Duration::ZERO) {
                break;
            }
        }
        if !self.sees_work() {
            let until = self.next_time().map(|time| time.saturating_duration_since(Instant::now()));
            let watch = watches.then(|| self.watch.replace((self.watch.get() * 2).min(LAST_WATCH)));
            let timeout = until.into_iter().chain(watch).chain(trim).min();
            if until.is_none() {
                remote.rest();
            }
            let polled =
                shared.driver.is_needed() && shared.driver.attend(timeout, || remote.fall_asleep(true));
            if !polled && remote.fall_asleep(false) {
                match timeout {
                    Some(timeout) => std::thread::park_timeout(timeout),
                    None => std::thread::park(),
                }
            }
            remote.wake_up();
        }
        worker.searching.set(shared.idle.unregister(worker.index));
        if watches {
            shared.watching.store(0, Ordering::Relaxed);
            self.watched.set(true);
            if !shared.takes_part(worker.index) && shared.others_run() {
                shared.rouse();
            }
        }
    }

    fn sees_work(&self) -> bool {
        let worker = self.worker;
        let shared = &worker.shared;
        if shared.is_stopping() || !worker.remote.inbox.0.is_empty() || !worker.ready.is_empty() {
            return true;
        }
        if !shared.has_work() {
            return false;
        }
        let takes_part = shared.takes_part(worker.index);
        if !takes_part {
            // Perhaps nobody was woken for it because this one searched, or it was woken for it itself, too late: whom it
            // stood in for is back.
            shared.work_added();
        }
        takes_part
    }

    fn find_seeded(&self) -> Option<Next> {
        let worker = self.worker;
        let seeded = worker.seeded.as_ref()?;
        loop {
            worker.take_mail();
            if seeded.has_ended() {
                return None;
            }
            if let Some(next) = seeded.choose() {
                return Some(next);
            }
            worker.shared.wake_finishers();
            if !seeded.is_empty() {
                continue;
            }
            if let Some(time) = self.next_time() {
                seeded.advance(time);
                self.fire();
            } else if worker.shared.driver.is_needed() {
                worker.shared.driver.attend(None, || true);
            } else {
                return None;
            }
        }
    }
}
