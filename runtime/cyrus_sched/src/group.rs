//! Task groups: children that end before their group does.
//!
//! The first child that fails has the others cancelled, and its failure is the group's. Who has [entered](TaskGroup::enter) the group is cancelled, too,
//! until it leaves it.
#![allow(unsafe_code, reason = "a child that is waited for is cancelled by others")]

use crate::scheduler::{self, Scheduler};
use crate::task::{Canceller, Failure, JoinHandle};
use cyrus_sync::scope::Scope;
use cyrus_sync::sync::atomic::{AtomicU32, Ordering};
use cyrus_sync::sync::{Arc, Mutex, lock};
use cyrus_sync::wait::Wake;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::time::Instant;

#[derive(Debug, Default)]
struct Members {
    children: Mutex<Children>,
    failure: Mutex<Option<Failure>>,
    cancelled: AtomicU32,
    // The deadline has passed while children were at work.
    late: AtomicU32,
    // Who starts the children, while that one can be cancelled.
    body: Mutex<Option<Arc<Scope>>>,
    // Not 0: its time is over. Changed while the lock of `children` is held.
    over: AtomicU32,
}

#[derive(Debug, Default)]
struct Children {
    all: Vec<JoinHandle<()>>,
    // The one that `join` has taken out and waits for.
    awaited: Option<Canceller>,
}

impl Children {
    fn unfinished(&self) -> usize {
        let waiting = self.all.iter().filter(|child| !child.is_finished()).count();
        waiting + usize::from(self.awaited.is_some())
    }
}

impl Members {
    fn cancel(&self) {
        self.cancelled.store(1, Ordering::SeqCst);
        let children = lock(&self.children);
        children.all.iter().for_each(JoinHandle::cancel);
        children.awaited.iter().for_each(Canceller::cancel);
    }

    fn unfinished(&self) -> usize {
        lock(&self.children).unfinished()
    }

    fn cancel_body(&self) {
        let body = lock(&self.body).clone();
        if let Some(body) = body {
            body.cancel();
        }
    }

    // Its time is over. Children that come later are cancelled, too.
    fn end_of_time(&self) {
        let children = lock(&self.children);
        self.over.store(1, Ordering::SeqCst);
        self.cancel_body();
        if children.unfinished() > 0 {
            self.late.store(1, Ordering::SeqCst);
            drop(children);
            self.cancel();
        }
    }

    fn fail(&self, failure: Failure) {
        lock(&self.failure).get_or_insert(failure);
        self.cancel();
        self.cancel_body();
    }
}

/// A group of tasks. Dropping it without [`TaskGroup::join`] cancels them.
#[derive(Debug)]
pub struct TaskGroup {
    members: Arc<Members>,
    scheduler: Option<Scheduler>,
    // The task that sleeps until the deadline.
    timer: Mutex<Option<JoinHandle<()>>>,
}

impl TaskGroup {
    /// An empty group on the scheduler that runs this code, or else on the process's own.
    pub fn new() -> Self {
        TaskGroup { members: Arc::default(), scheduler: None, timer: Mutex::default() }
    }

    /// An empty group whose tasks run on `scheduler`.
    pub fn on(scheduler: &Scheduler) -> Self {
        TaskGroup { members: Arc::default(), scheduler: Some(scheduler.clone()), timer: Mutex::default() }
    }

    /// Starts a child. When it fails or panics, the others are cancelled. In a cancelled group it does not begin.
    #[track_caller]
    pub fn spawn<F>(&self, function: F)
    where
        F: FnOnce() -> Result<(), Failure> + Send + 'static,
    {
        let members = self.members.clone();
        let child = move || match catch_unwind(AssertUnwindSafe(function)) {
            Ok(Ok(()) | Err(Failure::Cancelled)) => {}
            Ok(Err(failure)) => members.fail(failure),
            Err(payload) => members.fail(Failure::Panic(payload)),
        };
        let handle = match &self.scheduler {
            Some(scheduler) => scheduler.spawn(child),
            None => scheduler::spawn(child),
        };
        let mut children = lock(&self.members.children);
        if self.members.over.load(Ordering::SeqCst) != 0 {
            self.members.late.store(1, Ordering::SeqCst);
            handle.cancel();
        }
        if self.members.cancelled.load(Ordering::SeqCst) != 0 {
            handle.cancel();
        }
        // A group that lives long does not collect what has ended.
        let all = &mut children.all;
        if all.len() == all.capacity() {
            all.retain(|child| !child.is_finished());
        }
        all.push(handle);
    }

    /// Asks all children to end.
    pub fn cancel(&self) {
        self.members.cancel();
    }

    /// Has the children cancelled that have not ended by then; [`TaskGroup::join`] fails by [`Failure::TimedOut`].
    pub fn cancel_at(&self, deadline: Instant) {
        let members = self.members.clone();
        let timer = move || {
            if scheduler::sleep_until(deadline) != Wake::Cancelled {
                members.end_of_time();
            }
        };
        let timer = match &self.scheduler {
            Some(scheduler) => scheduler.spawn(timer),
            None => scheduler::spawn(timer),
        };
        if let Some(before) = lock(&self.timer).replace(timer) {
            before.cancel();
        }
    }

    /// The caller is about to start children, and to wait for other things, too: when one fails, or the time is over, its waits are given up, until it
    /// leaves the group.
    pub fn enter(&self) {
        let scope = scheduler::with_scopes(cyrus_sync::scope::Scopes::enter);
        lock(&self.members.body).replace(scope);
        // The time may have been over before.
        if self.members.over.load(Ordering::SeqCst) != 0 || lock(&self.members.failure).is_some() {
            self.members.cancel_body();
        }
    }

    /// By the one who entered: whether one of its waits was given up because of the group. Before [`TaskGroup::join`].
    pub fn leave(&self) -> bool {
        let Some(scope) = lock(&self.members.body).take() else { return false };
        scheduler::with_scopes(|scopes| scopes.leave(&scope));
        let told = scope.was_told();
        if told && self.members.over.load(Ordering::SeqCst) != 0 {
            self.members.late.store(1, Ordering::SeqCst);
        }
        told
    }

    /// How many children have not ended yet.
    pub fn unfinished(&self) -> usize {
        self.members.unfinished()
    }

    /// Waits for all children; gives the failure of the first that failed. When the task that waits is cancelled, so are
    /// the children, which are waited for all the same.
    pub fn join(self) -> Result<(), Failure> {
        let mut interrupted = false;
        loop {
            let mut children = lock(&self.members.children);
            let Some(mut child) = children.all.pop() else { break };
            // SAFETY: forgotten below, while the handle is there.
            children.awaited = Some(unsafe { child.canceller() });
            drop(children);
            if child.join_by_ref().is_err() {
                interrupted = true;
                self.members.cancel();
                child.wait_shielded(None);
            }
            lock(&self.members.children).awaited = None;
        }
        if let Some(timer) = lock(&self.timer).take() {
            timer.cancel();
        }
        match lock(&self.members.failure).take() {
            Some(failure) => Err(failure),
            None if self.members.late.load(Ordering::SeqCst) != 0 => Err(Failure::TimedOut),
            None if interrupted => Err(Failure::Cancelled),
            None => Ok(()),
        }
    }
}

impl Default for TaskGroup {
    fn default() -> Self {
        Self::new()
    }
}

impl Drop for TaskGroup {
    fn drop(&mut self) {
        self.cancel();
        if let Some(timer) = lock(&self.timer).take() {
            timer.cancel();
        }
    }
}
