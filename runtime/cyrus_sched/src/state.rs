//! Whether a coroutine runs or waits.
//!
//! *Protocol.* The word has one of these values; everybody may move it along the arrows, the rest belongs to the home worker.
//!
//! - `FREE` (0, what fresh memory holds): nobody lives here; wake-ups are ignored.
//! - `RUNNING`: lives, and does not wait. → `NOTIFIED` by unpark: the token. A loop without a job is in this state too.
//! - `NOTIFIED`: → `RUNNING` by park, which returns at once.
//! - `PARKED`: set by the home worker on behalf of the running job, just before it switches away; only it resumes coroutines, so nobody
//!   can run the stack too early. → `READY` by whoever wakes, who then puts the coroutine on its home's list.
//! - `READY`: on a list. → `RUNNING` by the home worker, which resumes it.
//!
//! Each step that wakes is a read-modify-write with release, even when the token is there already, and each step that consumes acquires: what
//! happened before an unpark happens before the return of the park.

use cyrus_sync::sync::atomic::{AtomicU32, Ordering};

const FREE: u32 = 0;
const RUNNING: u32 = 1;
const NOTIFIED: u32 = 2;
const PARKED: u32 = 3;
const READY: u32 = 4;

/// Zeros are `FREE`.
#[derive(Debug)]
#[repr(transparent)]
pub(crate) struct State(AtomicU32);

impl State {
    #[cfg(all(test, loom))]
    fn new() -> Self {
        State(AtomicU32::new(RUNNING))
    }

    /// Somebody lives here from now on.
    pub(crate) fn begin(&self) {
        self.0.store(RUNNING, Ordering::Release);
    }

    /// Nobody does any more.
    pub(crate) fn end(&self) {
        self.0.store(FREE, Ordering::SeqCst);
    }

    /// By the coroutine: takes the token, if it is set.
    #[inline]
    pub(crate) fn take_token(&self) -> bool {
        self.0.load(Ordering::Relaxed) == NOTIFIED
            && self.0.compare_exchange(NOTIFIED, RUNNING, Ordering::Acquire, Ordering::Relaxed).is_ok()
    }

    /// By the coroutine, about to switch away. False when the token was set, which is taken.
    #[inline]
    pub(crate) fn begin_park(&self) -> bool {
        // SeqCst: a canceller writes its flag and then looks who is parked; we, the other way round.
        if self.0.compare_exchange(RUNNING, PARKED, Ordering::SeqCst, Ordering::Relaxed).is_ok() {
            return true;
        }
        self.0.swap(RUNNING, Ordering::Acquire);
        false
    }

    /// By the coroutine, which does not want to switch away after all. False when it is already on its way to the list: then it must.
    pub(crate) fn abandon_park(&self) -> bool {
        self.0.compare_exchange(PARKED, RUNNING, Ordering::Acquire, Ordering::Relaxed).is_ok()
    }

    /// By the home worker: resumed from a list.
    #[inline]
    pub(crate) fn end_park(&self) {
        self.0.swap(RUNNING, Ordering::Acquire);
    }

    /// By the home worker: a job that yields goes on a list without having been parked.
    pub(crate) fn make_ready(&self) {
        // A token set meanwhile is lost in READY, which is a wake-up by itself: `yield_now` may return for any reason.
        self.0.swap(READY, Ordering::AcqRel);
    }

    /// Sets the token. True when it was parked: then it is ready, and the caller puts it on its home's list.
    pub(crate) fn notify(&self) -> bool {
        let mut state = self.0.load(Ordering::Relaxed);
        loop {
            let next = match state {
                FREE => return false,
                RUNNING | NOTIFIED => NOTIFIED,
                _ => READY,
            };
            match self.0.compare_exchange_weak(state, next, Ordering::SeqCst, Ordering::Relaxed) {
                Ok(PARKED) => return true,
                Ok(_) => return false,
                Err(now) => state = now,
            }
        }
    }

    pub(crate) fn is_parked(&self) -> bool {
        self.0.load(Ordering::Acquire) == PARKED
    }
}

#[cfg(all(test, loom))]
mod models {
    use super::*;
    use cyrus_sync::sync::Arc;
    use loom::thread;

    /// Loops that wait make models large.
    fn bounded(model: impl Fn() + Sync + Send + 'static) {
        let mut builder = loom::model::Builder::new();
        builder.preemption_bound = Some(2);
        builder.check(model);
    }

    /// The coroutine waits for a condition that another sets: it sees it, or is put on the list, once.
    #[test]
    fn no_token_is_lost() {
        bounded(|| {
            let shared = Arc::new((State::new(), AtomicU32::new(0), AtomicU32::new(0)));
            let waker = {
                let shared = shared.clone();
                thread::spawn(move || {
                    let (state, condition, listed) = &*shared;
                    for _ in 0..2 {
                        condition.fetch_add(1, Ordering::Relaxed);
                        if state.notify() {
                            listed.fetch_add(1, Ordering::Release);
                        }
                    }
                })
            };
            let (state, condition, listed) = &*shared;
            let mut resumed = 0;
            while condition.load(Ordering::Relaxed) < 2 {
                if state.take_token() || !state.begin_park() {
                    continue;
                }
                // The home worker waits for it to come onto the list.
                while listed.load(Ordering::Acquire) == resumed {
                    thread::yield_now();
                }
                resumed += 1;
                state.end_park();
            }
            waker.join().unwrap();
            assert!(listed.load(Ordering::Relaxed) <= resumed + 1);
        });
    }

    /// A canceller sets its flag and wakes who is parked; the parker looks at the flag once it counts as parked.
    #[test]
    fn a_cancellation_reaches_the_parked() {
        bounded(|| {
            let shared = Arc::new((State::new(), AtomicU32::new(0), AtomicU32::new(0)));
            let canceller = {
                let shared = shared.clone();
                thread::spawn(move || {
                    let (state, cancelled, listed) = &*shared;
                    cancelled.store(1, Ordering::SeqCst);
                    if state.notify() {
                        listed.store(1, Ordering::Release);
                    }
                })
            };
            let (state, cancelled, listed) = &*shared;
            while cancelled.load(Ordering::SeqCst) == 0 {
                let parked =
                    state.begin_park() && !(cancelled.load(Ordering::SeqCst) != 0 && state.abandon_park());
                if parked {
                    while listed.load(Ordering::Acquire) == 0 {
                        thread::yield_now();
                    }
                    state.end_park();
                }
            }
            canceller.join().unwrap();
        });
    }
}
