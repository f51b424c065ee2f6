//! Parts of a coroutine or thread that others may cancel by themselves: the block of a task group.
//!
//! Who enters a scope is cancelled in it, as far as waiting goes, once somebody has asked so: [`Waiter::park`](crate::wait::Waiter::park) returns
//! [`Wake::Cancelled`](crate::wait::Wake::Cancelled) until the scope is left. Threads have their scopes here, coroutines where their scheduler keeps them.
//!
//! *Protocol.* The chain of scopes belongs to who runs in them. Others have a scope by an `Arc`: they set its flag and then unpark; a parker
//! looks at the flags of its chain before it parks, and again when it wakes, so the token of the unpark is not lost.

use crate::sync::Arc;
use crate::sync::atomic::{AtomicU32, Ordering};
use crate::wait::Waiter;
use std::cell::RefCell;

/// One part.
#[derive(Debug)]
pub struct Scope {
    asked: AtomicU32,
    // Not 0: who runs in it has been told.
    told: AtomicU32,
    waiter: Waiter,
    outer: Option<Arc<Scope>>,
}

impl Scope {
    /// Asks who runs in it to leave it. Later calls, and those after the end, do nothing but wake.
    pub fn cancel(&self) {
        // SeqCst: as for tasks, the parker looks at the flag once it counts as parked.
        self.asked.store(1, Ordering::SeqCst);
        self.waiter.unpark();
    }

    /// Whether a wait in it has been given up for that.
    pub fn was_told(&self) -> bool {
        self.told.load(Ordering::Relaxed) != 0
    }
}

/// The scopes that a coroutine or thread is in. Zeros are valid: none.
#[derive(Debug, Default)]
pub struct Scopes(RefCell<Option<Arc<Scope>>>);

impl Scopes {
    /// In none.
    pub const fn new() -> Scopes {
        Scopes(RefCell::new(None))
    }

    /// A scope begins, for the coroutine or thread that calls.
    pub fn enter(&self) -> Arc<Scope> {
        let outer = self.0.take();
        let (asked, told) = (AtomicU32::new(0), AtomicU32::new(0));
        let scope = Arc::new(Scope { asked, told, waiter: Waiter::current(), outer });
        self.0.replace(Some(scope.clone()));
        scope
    }

    /// It ends, and what has begun in it. Where it did not begin nothing happens.
    pub fn leave(&self, scope: &Arc<Scope>) {
        let mut inner = self.0.borrow().clone();
        while let Some(at) = inner {
            if Arc::ptr_eq(&at, scope) {
                self.0.replace(scope.outer.clone());
                return;
            }
            inner = at.outer.clone();
        }
    }

    /// All of them end.
    pub fn clear(&self) {
        self.0.replace(None);
    }

    /// Whether somebody has asked that one of them be left; who runs in it is told by this.
    #[inline]
    pub fn are_cancelled(&self) -> bool {
        let innermost = self.0.borrow();
        match &*innermost {
            None => false,
            Some(scope) => any_asked(scope),
        }
    }
}

#[cold]
fn any_asked(scope: &Arc<Scope>) -> bool {
    let (mut any, mut at) = (false, Some(scope));
    while let Some(scope) = at {
        if scope.asked.load(Ordering::SeqCst) != 0 {
            scope.told.store(1, Ordering::Relaxed);
            any = true;
        }
        at = scope.outer.as_ref();
    }
    any
}

thread_local!(static THREAD: Scopes = const { Scopes::new() });

/// Calls `f` with the scopes of the thread.
pub fn of_thread<R>(f: impl FnOnce(&Scopes) -> R) -> R {
    THREAD.with(f)
}

/// Whether the thread is in a scope that is cancelled.
pub fn thread_is_cancelled() -> bool {
    THREAD.try_with(Scopes::are_cancelled).unwrap_or(false)
}

#[cfg(all(test, not(loom)))]
mod tests {
    use super::*;
    use crate::wait::Wake;
    use std::time::{Duration, Instant};

    fn soon() -> Option<Instant> {
        Some(Instant::now() + Duration::from_millis(5))
    }

    fn park() -> Wake {
        let waiter = Waiter::current();
        let deadline = soon();
        loop {
            match waiter.park(deadline) {
                Wake::Notified => {}
                wake => return wake,
            }
        }
    }

    #[test]
    fn a_scope_ends_waits_until_it_is_left() {
        let outer = of_thread(Scopes::enter);
        let inner = of_thread(Scopes::enter);
        inner.cancel();
        assert_eq!(park(), Wake::Cancelled);
        of_thread(|all| all.leave(&inner));
        assert_eq!(park(), Wake::TimedOut);
        assert!(inner.was_told() && !outer.was_told());
        outer.cancel();
        assert_eq!(park(), Wake::Cancelled);
        of_thread(|all| all.leave(&outer));
        assert_eq!(park(), Wake::TimedOut);
    }

    #[test]
    fn a_thread_that_waits_is_woken() {
        let scope = of_thread(Scopes::enter);
        let other = scope.clone();
        let thread = std::thread::spawn(move || other.cancel());
        let waiter = Waiter::current();
        while waiter.park(None) != Wake::Cancelled {}
        assert!(thread.join().is_ok());
        of_thread(|all| all.leave(&scope));
    }
}
