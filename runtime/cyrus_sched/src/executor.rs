//! Running the jobs of actors: [`Executor`] for schedulers.
#![allow(unsafe_code, reason = "the trait's contract is about raw jobs")]

use crate::scheduler::Scheduler;
use crate::worker::{self, Delayed, Queued};
use cyrus_sync::job::{Executor, RawJob, Sent};
use cyrus_sync::sync::atomic::Ordering;
use std::ptr::NonNull;
use std::time::{Duration, Instant};

// SAFETY: every queue gives out each job once, with release and acquire, and `dispatch` does not touch a job after its run.
unsafe impl Executor for Scheduler {
    #[inline]
    unsafe fn schedule(&self, job: NonNull<RawJob>) -> Sent {
        match self.worker() {
            Some(worker) => worker.schedule(job),
            None => {
                self.inject(job);
                Sent::BehindOthers
            }
        }
    }

    unsafe fn schedule_fair(&self, job: NonNull<RawJob>) {
        match self.worker() {
            Some(worker) => worker.schedule_fair(job),
            None => self.inject(job),
        }
    }

    unsafe fn schedule_after(&self, job: NonNull<RawJob>, delay: Duration) -> bool {
        let number = self.shared().number.fetch_add(1, Ordering::Relaxed) as u64;
        match self.worker() {
            Some(worker) => {
                worker.remote.flight.0.begin();
                let when = worker.now() + delay;
                worker.delayed.borrow_mut().push(Delayed { when, number, job: Queued(job) });
            }
            None => {
                let when = Instant::now() + delay;
                let delayed = Delayed { when, number, job: Queued(job) };
                // Timers belong to workers: one of them takes it.
                drop(self.spawn_named("timer", move || {
                    if let Some(worker) = worker::here() {
                        worker.remote.flight.0.begin();
                        worker.delayed.borrow_mut().push(delayed);
                    }
                }));
            }
        }
        true
    }

    fn hold(&self) {
        match self.worker() {
            Some(worker) => worker.remote.flight.0.begin(),
            None => self.shared().outside.begin_shared(),
        }
    }

    fn release(&self) {
        match self.worker() {
            // It looks whether all is done when it runs out of work.
            Some(worker) => worker.remote.flight.0.end(),
            None => {
                self.shared().outside.end_shared();
                crate::barrier::heavy();
                self.shared().wake_finishers();
            }
        }
    }
}
