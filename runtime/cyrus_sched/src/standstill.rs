//! Whether anything can still happen in the process.
//!
//! Threads that wait without a deadline ask this now and then. Nothing can happen when every worker of every scheduler sleeps without work, timers,
//! files or blocked stand-ins, and every other thread of the process waits in the runtime without a deadline, too. A thread that the runtime does not
//! know may be about to wake somebody; so there is no answer then, unless the asker says that such threads do not matter. Nor is there one before
//! the same has been seen for [`QUIET`].

use crate::elsewhere;
use crate::inspect::Parked;
use crate::scheduler::Scheduler;
use crate::shared::Shared;
use cyrus_sync::renewable::Renewable;
use cyrus_sync::sync::Arc;
use cyrus_sync::sync::atomic::{AtomicUsize, Ordering};
use cyrus_sync::wait::{Endless, QUIET};
use std::fmt;
use std::sync::Weak;
use std::time::Instant;

/// Everybody waits, and nobody is left to wake them.
#[derive(Debug)]
pub struct Standstill {
    /// How many threads wait.
    pub threads: usize,
    /// Which tasks and actors.
    pub parked: Vec<Parked>,
}

impl fmt::Display for Standstill {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let (threads, parked) = (self.threads, self.parked.len());
        let wait = if threads == 1 { "thread waits" } else { "threads wait" };
        write!(f, "deadlock: {threads} {wait} and {parked} tasks are parked, nobody is left to wake them")?;
        for parked in &self.parked {
            write!(f, "\n- {parked}")?;
        }
        Ok(())
    }
}

static SCHEDULERS: Renewable<Vec<Weak<Shared>>> = Renewable::new();
static SEEN: Renewable<Seen> = Renewable::new();
/// Threads of the runtime that neither run tasks nor wake any.
static BYSTANDERS: AtomicUsize = AtomicUsize::new(0);

#[derive(Default)]
struct Seen {
    /// What was counted, and since when it has been the same.
    counts: (u64, usize),
    since: Option<Instant>,
    told: bool,
}

impl Seen {
    /// Whether it has not been told before.
    fn tell(&mut self) -> bool {
        !std::mem::replace(&mut self.told, true)
    }
}

/// A scheduler has begun.
pub(crate) fn register(shared: &Arc<Shared>) {
    let mut schedulers = SCHEDULERS.lock();
    schedulers.retain(|known| known.strong_count() > 0);
    schedulers.push(Arc::downgrade(shared));
}

/// In the child of a fork.
pub(crate) fn start_anew() {
    SCHEDULERS.renew();
    SEEN.renew();
    BYSTANDERS.store(0, Ordering::Relaxed);
}

/// A thread has begun that does not matter here, and never ends.
pub fn bystander() {
    BYSTANDERS.fetch_add(1, Ordering::Relaxed);
}

/// All schedulers of the process.
pub fn schedulers() -> Vec<Scheduler> {
    SCHEDULERS.lock().iter().filter_map(Weak::upgrade).map(Scheduler::of).collect()
}

/// By a thread that waits without a deadline: whether nothing can happen any more. Said once. Threads that the runtime does not know
/// count as `able` to wake others.
pub fn standstill(able: bool) -> Option<Standstill> {
    let (schedulers, threads) = at_rest(able, Seen::tell)?;
    // All sleep, so they answer; on a busy machine it takes long to find the names in their stacks.
    let deadline = Some(Instant::now() + 60 * QUIET);
    let parked = schedulers.iter().flat_map(|scheduler| scheduler.parked(true, deadline).0).collect();
    Some(Standstill { threads, parked })
}

/// Likewise, again and again.
pub fn is_standstill(able: bool) -> bool {
    at_rest(able, |_| true).is_some()
}

/// Whether the same has been seen long enough, and `wanted` says so.
fn at_rest(able: bool, wanted: impl FnOnce(&mut Seen) -> bool) -> Option<(Vec<Scheduler>, usize)> {
    let schedulers = schedulers();
    let threads = Endless::count();
    let spare = elsewhere::at_rest()?;
    if !schedulers.iter().all(|scheduler| scheduler.shared().rests()) {
        return None;
    }
    let workers: usize = schedulers.iter().map(|scheduler| scheduler.shared().started()).sum();
    if able && process_threads() != Some(workers + threads + spare + BYSTANDERS.load(Ordering::Relaxed)) {
        return None;
    }
    let ended = schedulers.iter().map(|scheduler| scheduler.shared().ended()).fold(0, u64::wrapping_add);
    {
        let mut seen = SEEN.lock();
        if seen.since.is_none() || seen.counts != (ended, threads) {
            *seen = Seen { counts: (ended, threads), since: Some(Instant::now()), told: false };
        }
        if seen.since.is_none_or(|since| since.elapsed() < QUIET) || !wanted(&mut seen) {
            return None;
        }
    }
    Some((schedulers, threads))
}

#[cfg(target_os = "linux")]
fn process_threads() -> Option<usize> {
    Some(std::fs::read_dir("/proc/self/task").ok()?.count())
}

#[cfg(not(target_os = "linux"))]
fn process_threads() -> Option<usize> {
    None
}

impl Shared {
    /// Whether all its workers sleep with nothing to wake them but other threads.
    fn rests(&self) -> bool {
        let workers = &self.remotes[..self.started()];
        self.blocked.load(Ordering::SeqCst) == 0
            && !self.has_work()
            && !self.driver.is_needed()
            && workers
                .iter()
                .all(|remote| remote.rests() && remote.inbox.0.is_empty() && remote.lifo.0.is_empty())
    }

    /// How many jobs have ended, for seeing whether it was more last time.
    fn ended(&self) -> u64 {
        self.remotes.iter().map(|remote| remote.flight.0.ended()).fold(0, u64::wrapping_add)
    }
}
