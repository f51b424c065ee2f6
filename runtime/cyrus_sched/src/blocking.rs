//! Sections that block the thread: waiting for Python's lock, or a call that may take long.
//!
//! *Protocol.* While `blocked` workers are in such a section, as many spare workers take part. What the blocked worker has queued can be
//! stolen; the job in its slot is put where it can be, too; if nobody looks for events, a spare worker does. Coroutines that have started there wait: they belong to the thread.

use crate::worker::{self, Worker};
use cyrus_sync::sync::atomic::{Ordering, fence};

/// Runs `f`, which may block the thread. Where `f` waits by the means of this crate, it blocks the thread as well.
pub fn blocking<R>(f: impl FnOnce() -> R) -> R {
    match worker::here() {
        Some(worker) if worker.seeded.is_none() => {
            let _section = Section::enter(worker);
            worker.without_coroutine(f)
        }
        _ => f(),
    }
}

struct Section<'a>(&'a Worker);

impl<'a> Section<'a> {
    fn enter(worker: &'a Worker) -> Self {
        let shared = &worker.shared;
        let stand_in = shared.workers + shared.blocked.fetch_add(1, Ordering::SeqCst);
        worker.empty_slot();
        if stand_in >= shared.started() {
            // Without another thread the work waits; that is slow, but not wrong.
            let _ = shared.start_worker();
        }
        // Who adds work, or stops looking for events, and then finds nobody to wake is seen here, or sees that one more takes part.
        fence(Ordering::SeqCst);
        if shared.has_work() {
            shared.work_added();
        }
        shared.see_to_files();
        Section(worker)
    }
}

impl Drop for Section<'_> {
    fn drop(&mut self) {
        self.0.shared.blocked.fetch_sub(1, Ordering::SeqCst);
    }
}
