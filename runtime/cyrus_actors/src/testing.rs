//! Executors for tests: one with threads of its own, and one whose jobs the test runs.
#![allow(unsafe_code, reason = "an executor")]

use cyrus_sync::job::{Executor, RawJob, Sent};
use std::collections::VecDeque;
use std::ptr::NonNull;

struct Ready(NonNull<RawJob>);

// SAFETY: an executor may run a job on any thread.
unsafe impl Send for Ready {}

impl Ready {
    fn run(self) {
        // SAFETY: scheduled once and run once.
        unsafe { (self.0.as_ref().run)(self.0) }
    }
}

/// Jobs that `run_all` runs, on whichever thread calls it.
#[derive(Default)]
pub(crate) struct Manual(cyrus_sync::sync::Mutex<VecDeque<Ready>>);

impl Manual {
    /// One that lives for ever.
    pub(crate) fn leaked() -> &'static Manual {
        Box::leak(Box::new(Manual(cyrus_sync::sync::Mutex::new(VecDeque::new()))))
    }

    /// Runs one job; false when there is none.
    pub(crate) fn run_one(&self) -> bool {
        let ready = cyrus_sync::sync::lock(&self.0).pop_front();
        ready.map(Ready::run).is_some()
    }

    /// Runs until there are none.
    pub(crate) fn run_all(&self) {
        while self.run_one() {}
    }
}

// SAFETY: each job is run once by `run_one`; the mutex orders.
unsafe impl Executor for Manual {
    unsafe fn schedule(&self, job: NonNull<RawJob>) -> Sent {
        cyrus_sync::sync::lock(&self.0).push_back(Ready(job));
        Sent::BehindOthers
    }
}

#[cfg(not(loom))]
mod threads {
    use super::Ready;
    use cyrus_sync::job::{Executor, RawJob, Sent};
    use std::collections::VecDeque;
    use std::ptr::NonNull;
    use std::sync::{Condvar, Mutex, MutexGuard, PoisonError};

    #[derive(Default)]
    struct State {
        ready: VecDeque<Ready>,
        // Scheduled, running or held.
        open: usize,
    }

    /// Runs jobs on threads of its own.
    #[derive(Default)]
    pub(crate) struct Threads {
        state: Mutex<State>,
        changed: Condvar,
    }

    impl Threads {
        /// One with `count` threads that live as long as the process.
        pub(crate) fn leaked(count: usize) -> &'static Threads {
            let threads: &'static Threads = Box::leak(Box::default());
            for _ in 0..count {
                std::thread::spawn(move || threads.work());
            }
            threads
        }

        fn state(&self) -> MutexGuard<'_, State> {
            self.state.lock().unwrap_or_else(PoisonError::into_inner)
        }

        fn work(&self) {
            let mut state = self.state();
            loop {
                if let Some(ready) = state.ready.pop_front() {
                    drop(state);
                    ready.run();
                    self.release();
                    state = self.state();
                } else {
                    state = self.changed.wait(state).unwrap_or_else(PoisonError::into_inner);
                }
            }
        }

        /// Waits until nothing is scheduled, running or held.
        pub(crate) fn finish(&self) {
            let mut state = self.state();
            while state.open > 0 {
                state = self.changed.wait(state).unwrap_or_else(PoisonError::into_inner);
            }
        }
    }

    // SAFETY: each job is run once by `work`; the mutex orders.
    unsafe impl Executor for Threads {
        unsafe fn schedule(&self, job: NonNull<RawJob>) -> Sent {
            let mut state = self.state();
            state.ready.push_back(Ready(job));
            state.open += 1;
            self.changed.notify_all();
            Sent::BehindOthers
        }

        fn hold(&self) {
            self.state().open += 1;
        }

        fn release(&self) {
            self.state().open -= 1;
            self.changed.notify_all();
        }
    }
}
#[cfg(not(loom))]
pub(crate) use threads::Threads;
