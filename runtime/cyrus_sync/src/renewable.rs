//! A static behind a lock, which begins anew in the child of a fork: another thread may have held the lock at that moment.
//!
//! *Protocol.* The pointer is null, or to a box that is never freed; who finds null makes one.
#![allow(unsafe_code, reason = "a leaked box in a static")]

use crate::fork;
use std::ptr;
use std::sync::atomic::{AtomicBool, AtomicPtr, Ordering};
use std::sync::{Mutex, MutexGuard, PoisonError};

/// A value behind a lock, made when it is first used.
#[allow(missing_debug_implementations, reason = "behind a lock")]
pub struct Renewable<T: 'static> {
    current: AtomicPtr<Mutex<T>>,
    /// Whether forks forget it already.
    known: AtomicBool,
}

impl<T: Default + Send> Default for Renewable<T> {
    fn default() -> Self {
        Self::new()
    }
}

impl<T: Default + Send> Renewable<T> {
    /// One whose value is the default, until it is changed.
    pub const fn new() -> Self {
        Renewable { current: AtomicPtr::new(ptr::null_mut()), known: AtomicBool::new(false) }
    }

    /// The value, for this thread alone.
    #[inline]
    pub fn lock(&'static self) -> MutexGuard<'static, T> {
        let mut current = self.current.load(Ordering::Acquire);
        if current.is_null() {
            current = self.make();
        }
        // SAFETY: a leaked box.
        unsafe { &*current }.lock().unwrap_or_else(PoisonError::into_inner)
    }

    #[cold]
    fn make(&'static self) -> *mut Mutex<T> {
        if !self.known.swap(true, Ordering::Relaxed) {
            fork::in_child(|| self.renew());
        }
        let new = Box::into_raw(Box::<Mutex<T>>::default());
        match self.current.compare_exchange(ptr::null_mut(), new, Ordering::AcqRel, Ordering::Acquire) {
            Ok(_) => new,
            Err(first) => {
                // SAFETY: ours alone.
                drop(unsafe { Box::from_raw(new) });
                first
            }
        }
    }

    /// Forgets what is there, which stays where it is.
    pub fn renew(&self) {
        self.current.store(ptr::null_mut(), Ordering::Release);
    }
}
