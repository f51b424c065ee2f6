//! Deterministic runs: one thread, a seed that decides what runs next, time that jumps.
//!
//! The same seed gives the same run, as long as the program itself does nothing random. When nothing can run any more and tasks are left,
//! they are stuck: each is told with its stack.

use crate::carrier;
use crate::inspect::{self, Parked};
use crate::scheduler::{Config, Scheduler};
use crate::seeded::Seeded;
use crate::shared::Shared;
use crate::stack;
use crate::task::{self, Failure};
use crate::worker::{self, Worker};
use cyrus_sync::sync::atomic::Ordering;
use cyrus_sync::sync::{Arc, lock};
use std::fmt;

/// How many turns those who were cancelled get, beside some for each.
const AT_THE_END: u64 = 10_000;

/// How a deterministic run has ended.
#[derive(Debug)]
pub struct Run<T> {
    /// What it was run with.
    pub seed: u64,
    /// What the main task gave; nothing when it is stuck.
    pub result: Option<Result<T, Failure>>,
    /// Who was left.
    pub stuck: Vec<Parked>,
}

impl<T> fmt::Display for Run<T> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        if self.stuck.is_empty() {
            return write!(f, "seed {}: all tasks have ended", self.seed);
        }
        writeln!(f, "seed {}: deadlock, {} waiting and nobody can wake them", self.seed, self.stuck.len())?;
        for stuck in &self.stuck {
            writeln!(f, "- {stuck}")?;
        }
        Ok(())
    }
}

/// Runs `main` and all that it starts on this thread.
///
/// # Panics
///
/// Within a scheduler.
#[track_caller]
pub fn run_seeded<F, T>(seed: u64, main: F) -> Run<T>
where
    F: FnOnce() -> T + Send + 'static,
    T: Send + 'static,
{
    assert!(worker::here().is_none(), "a deterministic run inside a scheduler");
    let shared = Arc::new(Shared::new(1, 0, stack::rounded(Config::default().stack_size)));
    let Some(queue) = lock(&shared.queues)[0].take() else { unreachable!("nobody else has it") };
    shared.started.store(1, Ordering::Release);
    let worker = Worker::new(shared, 0, queue, Some(Seeded::new(seed)));
    worker.remote.answer(&worker.shared.driver);
    worker.enter(|| {
        let (handle, job) = task::make("main", main);
        worker.schedule_fair(job);
        carrier::run(&worker);
        let mut stuck = Vec::new();
        let Some(scheduler) = Scheduler::current() else { unreachable!("entered") };
        scheduler.each_parked(|fiber| stuck.push(inspect::tell(fiber, true)));
        // What can end does, and gives back what it holds. Actors that answer each other for ever are left behind.
        if let Some(seeded) = &worker.seeded {
            seeded.end_after(AT_THE_END + 16 * stuck.len() as u64);
        }
        scheduler.cancel();
        carrier::run(&worker);
        let finished = stuck.iter().all(|stuck| stuck.task.is_none_or(|task| task.name != "main"));
        let result = (finished && handle.is_finished()).then(|| handle.join());
        scheduler.each_parked(|fiber| fiber.state.end());
        Run { seed, result, stuck }
    })
}
