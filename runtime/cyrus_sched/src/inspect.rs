//! Looking at a running scheduler: who is parked and where, what its workers do.
//!
//! *Protocol.* Only its home worker may touch a parked coroutine. So a question is put where all workers look between two jobs; each
//! answers for its own coroutines once, by the number of the question, and the last wakes who asked.
#![allow(unsafe_code, reason = "looks at parked coroutines")]

use crate::fiber::Fiber;
use crate::scheduler::{IN_PLACE_OF_A_THREAD, Scheduler};
use crate::shared::Shared;
use crate::stack;
use crate::task::{Running, TaskInfo};
use crate::worker::Worker;
use cyrus_sync::sync::atomic::Ordering;
use cyrus_sync::sync::{Arc, Mutex, lock};
use cyrus_sync::wait::{Waiter, Wake};
use std::fmt;
use std::ptr::{self, NonNull};
use std::time::Instant;

/// A task that waits.
#[derive(Clone, Debug)]
pub struct Parked {
    /// The task; nothing for a job, as of an actor.
    pub task: Option<TaskInfo>,
    /// Where it waits, if that was asked for.
    pub stack: String,
}

impl fmt::Display for Parked {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match &self.task {
            Some(task) => write!(f, "{task}")?,
            None => write!(f, "a message")?,
        }
        if self.stack.is_empty() { Ok(()) } else { write!(f, "\n{}", self.stack.trim_end()) }
    }
}

/// What a worker is doing.
#[derive(Clone, Copy, Debug)]
pub struct WorkerStatus {
    /// Jobs and tasks in its queue.
    pub queued: usize,
    /// Jobs and tasks that it has run to their end.
    pub ended: u64,
    /// Whether it has nothing to do.
    pub sleeps: bool,
}

#[derive(Default)]
pub(crate) struct Inspection {
    pub(crate) number: u32,
    question: Option<Question>,
}

struct Question {
    answers: Arc<Mutex<Vec<Parked>>>,
    pending: usize,
    stacks: bool,
    waiter: Waiter,
}

impl Scheduler {
    /// Who is parked, with their stacks if asked for. A worker whose job does not end before the deadline is left out; then the second
    /// value is false.
    pub fn parked(&self, stacks: bool, deadline: Option<Instant>) -> (Vec<Parked>, bool) {
        let shared = self.shared();
        if self.worker().is_some_and(|worker| worker.seeded.is_some()) {
            // Its only worker runs the code that asks; the report comes at the end of the run.
            return (Vec::new(), false);
        }
        let answers = Arc::<Mutex<Vec<Parked>>>::default();
        let waiter = Waiter::current();
        let number = {
            let mut inspection = lock(&shared.inspection);
            inspection.number += 1;
            let pending = shared.started();
            let waiter = waiter.clone();
            inspection.question = Some(Question { answers: answers.clone(), pending, stacks, waiter });
            shared.question.store(inspection.number, Ordering::SeqCst);
            inspection.number
        };
        for remote in &shared.remotes {
            remote.wake_surely();
        }
        // Whether all have answered; nothing when another question has come in between.
        let done = || {
            let inspection = lock(&shared.inspection);
            (inspection.number == number).then_some(inspection.question.is_none())
        };
        while done() == Some(false) && waiter.park(deadline) == Wake::Notified {}
        let complete = done() == Some(true);
        let parked = std::mem::take(&mut *lock(&answers));
        (parked, complete)
    }

    /// How many jobs and tasks have come from outside and wait for a worker.
    pub fn injected(&self) -> usize {
        self.shared().injector.len()
    }

    /// What each worker is doing.
    pub fn status(&self) -> Vec<WorkerStatus> {
        let shared = self.shared();
        let sleepers = shared.idle.sleepers();
        (0..shared.started())
            .map(|index| WorkerStatus {
                queued: shared.stealers[index].len() + usize::from(!shared.remotes[index].lifo.0.is_empty()),
                ended: shared.remotes[index].flight.0.ended(),
                sleeps: sleepers.contains(&index),
            })
            .collect()
    }
}

/// By a worker, outside of coroutines: answers the question that it has not answered yet.
#[cold]
pub(crate) fn answer(worker: &Worker) {
    let shared: &Shared = &worker.shared;
    let stacks = {
        let inspection = lock(&shared.inspection);
        worker.answered.set(inspection.number);
        inspection.question.as_ref().map(|question| (inspection.number, question.stacks))
    };
    let Some((number, stacks)) = stacks else { return };
    let mut own = Vec::new();
    stack::each_fiber(|fiber| {
        if fiber.state.is_parked() && fiber.home().is_some_and(|home| ptr::eq(home, worker.remote)) {
            own.push(ptr::from_ref(fiber));
        }
    });
    let stands_in = |fiber: &Fiber| {
        // SAFETY: a task outlives its running, and it is parked here.
        unsafe { fiber.task().as_ref() }.is_some_and(|task| task.info().name == IN_PLACE_OF_A_THREAD)
    };
    let told: Vec<_> = own
        .into_iter()
        .map(stack::still)
        .filter(|fiber| !stands_in(fiber))
        .map(|fiber| tell(fiber, stacks))
        .collect();
    let mut inspection = lock(&shared.inspection);
    if inspection.number != number {
        return;
    }
    let Some(question) = &mut inspection.question else { return };
    lock(&question.answers).extend(told);
    question.pending -= 1;
    if question.pending == 0
        && let Some(question) = inspection.question.take()
    {
        question.waiter.unpark();
    }
}

/// By the home worker: about one that is parked, or has just become ready.
pub(crate) fn tell(fiber: &Fiber, stacks: bool) -> Parked {
    // SAFETY: a task outlives its running, and only this worker resumes the coroutine.
    let task = unsafe { fiber.task().as_ref() }.map(Running::info);
    // SAFETY: parked, and this is its home.
    let stack = if stacks { unsafe { Fiber::stack_of(NonNull::from(fiber)) } } else { String::new() };
    Parked { task, stack }
}
