//! Who sleeps, who searches: how many workers to wake, so that none sleeps while there is work, and few search in vain.
//!
//! *Protocol.* A worker without work counts as searching while it looks at the others' queues; then it registers as a
//! sleeper, runs [`heavy`](crate::barrier::heavy), looks once more, and only then sleeps. Whoever adds work runs
//! [`light`](crate::barrier::light) and wakes a sleeper, unless somebody is searching: that one will find the work, or will
//! look once more after it has registered. A woken worker counts as searching from the moment it is picked. The last
//! searcher that finds work wakes the next one, because the work it found need not be the only one. One that may not take
//! what it would find (it stood in for a worker that is back) registers too, and then wakes another if there is work.
//! Invariant: `sleeping` is the length of `sleepers`, which is changed under its lock only.

use cyrus_sync::sync::atomic::{AtomicUsize, Ordering, fence};
use cyrus_sync::sync::{Mutex, lock};

#[derive(Debug)]
pub(crate) struct Idle {
    searching: AtomicUsize,
    sleeping: AtomicUsize,
    sleepers: Mutex<Vec<usize>>,
}

impl Idle {
    pub(crate) fn new() -> Self {
        Idle {
            searching: AtomicUsize::new(0),
            sleeping: AtomicUsize::new(0),
            sleepers: Mutex::new(Vec::new()),
        }
    }

    /// Whether a sleeper should be woken for new work. After a barrier.
    #[inline]
    pub(crate) fn wants_waking(&self) -> bool {
        self.sleeping.load(Ordering::Relaxed) > 0 && self.searching.load(Ordering::Relaxed) == 0
    }

    #[inline]
    pub(crate) fn sleeping(&self) -> usize {
        self.sleeping.load(Ordering::Relaxed)
    }

    /// Takes a sleeper out, to be woken by the caller; `suits` says which may be taken. It counts as searching now.
    pub(crate) fn pick(&self, suits: impl Fn(usize) -> bool) -> Option<usize> {
        let mut sleepers = lock(&self.sleepers);
        if self.searching.load(Ordering::Relaxed) > 0 {
            return None;
        }
        let position = sleepers.iter().rposition(|&worker| suits(worker))?;
        let worker = sleepers.remove(position);
        self.sleeping.fetch_sub(1, Ordering::Relaxed);
        // SeqCst, as all changes of this counter: one order of "nobody searches" and "I look once more".
        self.searching.fetch_add(1, Ordering::SeqCst);
        Some(worker)
    }

    /// A sleeper, which stays one; `suits` says which may be named.
    pub(crate) fn any(&self, suits: impl Fn(usize) -> bool) -> Option<usize> {
        lock(&self.sleepers).iter().rev().copied().find(|&worker| suits(worker))
    }

    /// Who sleeps.
    pub(crate) fn sleepers(&self) -> Vec<usize> {
        lock(&self.sleepers).clone()
    }

    /// May another worker search? Half of those awake at most.
    pub(crate) fn begin_search(&self, awake: usize) -> bool {
        if 2 * self.searching.load(Ordering::Relaxed) >= awake.max(1) {
            return false;
        }
        self.searching.fetch_add(1, Ordering::SeqCst);
        true
    }

    /// A searcher has found work. True when it was the last one: it should wake another.
    pub(crate) fn found(&self) -> bool {
        self.searching.fetch_sub(1, Ordering::SeqCst) == 1
    }

    /// Registers a sleeper; it must look once more after this and a barrier.
    pub(crate) fn register(&self, worker: usize, searched: bool) {
        let mut sleepers = lock(&self.sleepers);
        sleepers.push(worker);
        self.sleeping.fetch_add(1, Ordering::Relaxed);
        if searched {
            self.searching.fetch_sub(1, Ordering::SeqCst);
        }
        drop(sleepers);
        fence(Ordering::SeqCst);
    }

    /// A registered worker goes on by itself. True when it has been picked meanwhile and so counts as searching.
    pub(crate) fn unregister(&self, worker: usize) -> bool {
        let mut sleepers = lock(&self.sleepers);
        match sleepers.iter().position(|&sleeper| sleeper == worker) {
            Some(position) => {
                sleepers.remove(position);
                self.sleeping.fetch_sub(1, Ordering::Relaxed);
                false
            }
            None => true,
        }
    }
}

#[cfg(all(test, loom))]
mod models {
    use super::*;
    use cyrus_sync::sync::Arc;

    /// One adds work and wakes, one runs out of work and goes to sleep: at the end the work is seen, or the sleeper was picked.
    #[test]
    fn no_wake_up_is_lost() {
        loom::model(|| {
            let idle = Arc::new(Idle::new());
            let queue = Arc::new(AtomicUsize::new(0));
            let (idle2, queue2) = (idle.clone(), queue.clone());
            let sleeper = loom::thread::spawn(move || {
                let searched = idle2.begin_search(2);
                if queue2.load(Ordering::Acquire) == 1 {
                    return true;
                }
                idle2.register(0, searched);
                fence(Ordering::SeqCst);
                queue2.load(Ordering::Acquire) == 1
            });
            queue.store(1, Ordering::Release);
            fence(Ordering::SeqCst);
            let picked = idle.wants_waking() && idle.pick(|_| true).is_some();
            let seen = sleeper.join().unwrap();
            assert!(seen || picked);
        });
    }

    /// Two add work; the one sleeper is picked once.
    #[test]
    fn a_sleeper_is_picked_once() {
        loom::model(|| {
            let idle = Arc::new(Idle::new());
            idle.register(7, false);
            let other = idle.clone();
            let thread = loom::thread::spawn(move || other.pick(|_| true).is_some());
            let here = idle.pick(|_| true).is_some();
            assert!(here ^ thread.join().unwrap());
            assert_eq!(idle.sleeping(), 0);
        });
    }
}
