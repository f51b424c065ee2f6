//! Who owns what of a task, and when.
//!
//! *Protocol.* The queue and the handle each hold the cell. The word collects these bits, each set once:
//!
//! - `CLAIMED`: somebody runs it, and owns its body until `DONE`; set by the queue's end or by the joiner, whoever is first.
//! - `DONE`: the result is there; the body belongs to the handle.
//! - `WAITING`: the handle has put a waiter into `waiter`, which belongs to who sets `DONE` after it. Taken back when the
//!   joiner gives up.
//! - `CANCELLED`: the task should end.
//! - `HANDLE_GONE`, `QUEUE_GONE`: the handle, the queue, have ended with the cell. Who completes all of these and `DONE` frees it.
#![allow(unsafe_code, reason = "a cell that changes hands with a word")]

use cyrus_sync::sync::atomic::{AtomicU32, Ordering};
use cyrus_sync::wait::Waiter;
use std::cell::UnsafeCell;

const CLAIMED: u32 = 1;
pub(crate) const DONE: u32 = 2;
const HANDLE_GONE: u32 = 4;
const QUEUE_GONE: u32 = 8;
const WAITING: u32 = 16;
const CANCELLED: u32 = 32;

/// What the queue has to do with the cell when it goes; the result first.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Duty {
    /// Destroys the result.
    pub(crate) discard: bool,
    /// Frees the cell.
    pub(crate) free: bool,
}

pub(crate) struct TaskState {
    bits: AtomicU32,
    /// The number of the task's name, which fits in here.
    pub(crate) name: u32,
    waiter: UnsafeCell<Option<Waiter>>,
}

// SAFETY: the waiter belongs to one side at a time, by the bits.
unsafe impl Sync for TaskState {}

fn ended(bits: u32) -> bool {
    const ALL: u32 = DONE | HANDLE_GONE | QUEUE_GONE;
    bits & ALL == ALL
}

impl TaskState {
    pub(crate) fn new(name: u32) -> Self {
        TaskState { bits: AtomicU32::new(0), name, waiter: UnsafeCell::new(None) }
    }

    pub(crate) fn is_done(&self) -> bool {
        self.bits.load(Ordering::Acquire) & DONE != 0
    }

    pub(crate) fn is_cancelled(&self) -> bool {
        // SeqCst: see `Fiber::begin_park`.
        self.bits.load(Ordering::SeqCst) & CANCELLED != 0
    }

    pub(crate) fn cancel(&self) {
        self.bits.fetch_or(CANCELLED, Ordering::SeqCst);
    }

    /// Whether the caller is the one who runs it.
    #[inline]
    pub(crate) fn claim(&self) -> bool {
        self.bits.load(Ordering::Relaxed) & CLAIMED == 0
            && self.bits.fetch_or(CLAIMED, Ordering::AcqRel) & CLAIMED == 0
    }

    /// By the queue, which has run it: the result is there, and the queue goes.
    #[inline]
    pub(crate) fn complete_and_leave(&self) -> Duty {
        let mut bits = self.bits.load(Ordering::Relaxed);
        // The usual case in one step: nobody waits yet.
        while bits & WAITING == 0 {
            let next = bits | DONE | QUEUE_GONE;
            match self.bits.compare_exchange_weak(bits, next, Ordering::AcqRel, Ordering::Relaxed) {
                Ok(_) => return Duty { discard: ended(next), free: ended(next) },
                Err(now) => bits = now,
            }
        }
        let before = self.bits.fetch_or(DONE, Ordering::AcqRel);
        let mut discard = false;
        if before & WAITING != 0 {
            // SAFETY: `WAITING` was set before `DONE`: the waiter is ours.
            if let Some(waiter) = unsafe { (*self.waiter.get()).take() } {
                waiter.unpark();
            }
        } else {
            // The handle went without the result.
            discard = before & HANDLE_GONE != 0;
        }
        if discard {
            // Only the queue is left, and it has both to do.
            return Duty { discard, free: true };
        }
        self.leave_queue()
    }

    /// By the queue, where the joiner runs it.
    pub(crate) fn leave_queue(&self) -> Duty {
        // Whoever set `HANDLE_GONE` after `DONE` had the result.
        let free = ended(self.bits.fetch_or(QUEUE_GONE, Ordering::AcqRel) | QUEUE_GONE);
        Duty { discard: false, free }
    }

    /// By the joiner, which has run it and stays.
    pub(crate) fn complete(&self) {
        self.bits.fetch_or(DONE, Ordering::AcqRel);
    }

    /// By the joiner: whether it is done already, and there is nothing to wait for.
    pub(crate) fn begin_wait(&self, waiter: Waiter) -> bool {
        // SAFETY: ours until `WAITING` is set.
        unsafe { *self.waiter.get() = Some(waiter) };
        self.bits.fetch_or(WAITING, Ordering::AcqRel) & DONE != 0
    }

    /// By the joiner, which has had enough: whether it is done all the same.
    pub(crate) fn end_wait(&self) -> bool {
        self.bits.fetch_and(!WAITING, Ordering::AcqRel) & DONE != 0
    }

    /// By the handle, which has taken the result and goes, perhaps completing what it has run itself (`bits`): whether it frees the cell.
    pub(crate) fn leave_with_result(&self, bits: u32) -> bool {
        let bits = bits | HANDLE_GONE;
        ended(self.bits.fetch_or(bits, Ordering::AcqRel) | bits)
    }

    /// By the handle, which goes without the result: whether it frees the cell. A result that is there is the handle's, which destroys it
    /// first: once it is gone the queue may free the cell at any time.
    pub(crate) fn leave_without_result(&self, discard: impl FnOnce()) -> bool {
        let mut bits = self.bits.load(Ordering::Acquire);
        while bits & DONE == 0 {
            match self.bits.compare_exchange_weak(
                bits,
                bits | HANDLE_GONE,
                Ordering::AcqRel,
                Ordering::Acquire,
            ) {
                // The queue is still to come.
                Ok(_) => return false,
                Err(now) => bits = now,
            }
        }
        discard();
        self.leave_with_result(0)
    }
}

#[cfg(all(test, loom))]
mod models {
    use super::*;
    use cyrus_sync::sync::Arc;
    use cyrus_sync::sync::atomic::AtomicUsize;
    use loom::cell::UnsafeCell as Checked;

    /// A task whose result is a number behind a cell that the model watches.
    struct Task {
        state: TaskState,
        result: Checked<u32>,
        taken: AtomicUsize,
        freed: AtomicUsize,
    }

    // SAFETY: what the model checks.
    unsafe impl Sync for Task {}
    // SAFETY: likewise.
    unsafe impl Send for Task {}

    impl Task {
        fn run(&self) {
            // SAFETY: claimed by the caller.
            self.result.with_mut(|result| unsafe { *result += 1 });
        }

        fn take(&self) {
            // SAFETY: done, and the caller's.
            self.result.with_mut(|result| unsafe {
                assert_eq!(*result, 1);
                *result = 100;
            });
            assert_eq!(self.taken.fetch_add(1, Ordering::Relaxed), 0);
        }

        fn free_if(&self, free: bool) {
            if free {
                // SAFETY: nobody else has it.
                self.result.with_mut(|result| unsafe { assert_eq!(*result, 100) });
                assert_eq!(self.freed.fetch_add(1, Ordering::Relaxed), 0);
            }
        }

        fn goes_with_result(&self, bits: u32) {
            self.take();
            self.free_if(self.state.leave_with_result(bits));
        }

        fn goes(&self) {
            self.free_if(self.state.leave_without_result(|| self.take()));
        }

        fn queue(&self) {
            let duty = if self.state.claim() {
                self.run();
                self.state.complete_and_leave()
            } else {
                self.state.leave_queue()
            };
            if duty.discard {
                self.take();
            }
            self.free_if(duty.free);
        }
    }

    fn model(handle: fn(&Task)) {
        loom::model(move || {
            let task = Arc::new(Task {
                state: TaskState::new(0),
                result: Checked::new(0),
                taken: AtomicUsize::new(0),
                freed: AtomicUsize::new(0),
            });
            let queued = task.clone();
            let queue = loom::thread::spawn(move || queued.queue());
            handle(&task);
            queue.join().unwrap();
            assert_eq!(task.taken.load(Ordering::Relaxed), 1);
            assert_eq!(task.freed.load(Ordering::Relaxed), 1);
        });
    }

    fn wait(task: &Task) {
        let waiter = Waiter::current();
        if !task.state.begin_wait(waiter.clone()) {
            while !task.state.is_done() {
                waiter.park(None);
            }
        }
    }

    #[test]
    fn who_waits_gets_the_result() {
        model(|task| {
            wait(task);
            task.goes_with_result(0);
        });
    }

    #[test]
    fn a_handle_that_goes_leaves_the_result() {
        model(|task| task.goes());
    }

    #[test]
    fn who_gives_up_waiting_may_go_or_wait_again() {
        model(|task| {
            if !task.state.begin_wait(Waiter::current()) && !task.state.end_wait() {
                return task.goes();
            }
            task.goes_with_result(0);
        });
        model(|task| {
            if !task.state.begin_wait(Waiter::current()) && !task.state.end_wait() {
                wait(task);
            }
            task.goes_with_result(0);
        });
    }

    #[test]
    fn the_joiner_runs_what_nobody_has_begun() {
        model(|task| {
            if task.state.claim() {
                task.run();
                return task.goes_with_result(DONE);
            }
            wait(task);
            task.goes_with_result(0);
        });
        model(|task| {
            if task.state.claim() {
                task.run();
                task.state.complete();
            } else {
                wait(task);
            }
            task.goes();
        });
    }

    #[test]
    fn a_cancellation_comes_between() {
        model(|task| {
            task.state.cancel();
            task.goes();
            assert!(task.state.is_cancelled());
        });
    }
}
