//! Counting what is in flight, without a counter that all workers fight over.
//!
//! Each worker counts what it has begun and what it has ended in two words that only it writes. Neither ever goes down.
//!
//! *Why the sum is right.* All ended-counters are read first, then all begun-counters. A job's ending is written after
//! everything that the job began, so whoever sees (acquire) the ending of a job sees the beginnings of all that it
//! has scheduled. If both sums are equal, the jobs seen begun are exactly those seen ended: a set closed under "was scheduled by",
//! which holds everything that the reader itself has scheduled. Nothing of it is left, and nobody is left who could add to it.

use cyrus_sync::sync::atomic::{AtomicU64, Ordering};

/// The counters of one worker, or of all threads that are none.
#[derive(Debug)]
pub(crate) struct Flight {
    begun: AtomicU64,
    ended: AtomicU64,
    // What jobs have done beyond one piece of work each; see `cyrus_sync::job::did_more`.
    more: AtomicU64,
}

impl Flight {
    pub(crate) fn new() -> Self {
        Flight { begun: AtomicU64::new(0), ended: AtomicU64::new(0), more: AtomicU64::new(0) }
    }

    /// By the owner.
    #[inline]
    pub(crate) fn begin(&self) {
        self.begun.store(self.begun.load(Ordering::Relaxed) + 1, Ordering::Relaxed);
    }

    /// By the owner.
    #[inline]
    pub(crate) fn end(&self) {
        // Release: see above.
        self.ended.store(self.ended.load(Ordering::Relaxed) + 1, Ordering::Release);
    }

    /// By anybody, on counters without an owner.
    pub(crate) fn begin_shared(&self) {
        self.begun.fetch_add(1, Ordering::SeqCst);
    }

    /// By anybody, on counters without an owner.
    pub(crate) fn end_shared(&self) {
        self.ended.fetch_add(1, Ordering::SeqCst);
    }

    /// How many jobs have ended; stands still while a job runs.
    pub(crate) fn ended(&self) -> u64 {
        self.ended.load(Ordering::Relaxed)
    }

    /// By the owner: what its jobs have done beyond one piece each.
    #[inline]
    pub(crate) fn publish(&self, more: u64) {
        self.more.store(more, Ordering::Relaxed);
    }

    /// How much has been done, as far as it is known by now; for comparison with an earlier answer.
    pub(crate) fn done(&self) -> u64 {
        self.ended().wrapping_add(self.more.load(Ordering::Relaxed))
    }

    pub(crate) fn reset(&self) {
        self.begun.store(0, Ordering::Relaxed);
        self.ended.store(0, Ordering::Relaxed);
        self.more.store(0, Ordering::Relaxed);
    }
}

/// How much is in flight; exact when it is 0, or when all is still.
pub(crate) fn in_flight<'a>(counters: impl Iterator<Item = &'a Flight> + Clone) -> u64 {
    let ended: u64 = counters.clone().map(|flight| flight.ended.load(Ordering::Acquire)).sum();
    let begun: u64 = counters.map(|flight| flight.begun.load(Ordering::Acquire)).sum();
    begun - ended
}

#[cfg(all(test, loom))]
mod models {
    use super::*;
    use cyrus_sync::sync::Arc;

    /// The first worker runs a job that schedules another, which the second worker runs: never "nothing in flight" before its end.
    #[test]
    fn nothing_in_flight_is_never_claimed_early() {
        loom::model(|| {
            let flights = Arc::new([Flight::new(), Flight::new()]);
            let queue = Arc::new(AtomicU64::new(0));
            let done = Arc::new(AtomicU64::new(0));
            flights[0].begin();
            let first = {
                let (flights, queue) = (flights.clone(), queue.clone());
                loom::thread::spawn(move || {
                    flights[0].begin();
                    queue.store(1, Ordering::Release);
                    flights[0].end();
                })
            };
            let second = {
                let (flights, queue, done) = (flights.clone(), queue.clone(), done.clone());
                loom::thread::spawn(move || {
                    if queue.load(Ordering::Acquire) == 1 {
                        done.store(1, Ordering::Relaxed);
                        flights[1].end();
                    }
                })
            };
            if in_flight(flights.iter()) == 0 {
                assert_eq!(done.load(Ordering::Relaxed), 1);
            }
            first.join().unwrap();
            second.join().unwrap();
        });
    }
}
