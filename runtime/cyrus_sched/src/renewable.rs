//! A static behind a lock, which the child of a fork can begin anew: another thread may have held the lock at that moment.
#![allow(unsafe_code, reason = "a leaked box in a static")]

use cyrus_sync::sync::{Mutex, MutexGuard, lock};
use std::ptr;
use std::sync::atomic::{AtomicPtr, Ordering};

pub(crate) struct Renewable<T: 'static>(AtomicPtr<Mutex<T>>);

impl<T: Default> Renewable<T> {
    pub(crate) const fn new() -> Self {
        Renewable(AtomicPtr::new(ptr::null_mut()))
    }

    pub(crate) fn lock(&'static self) -> MutexGuard<'static, T> {
        let mut current = self.0.load(Ordering::Acquire);
        if current.is_null() {
            let new = Box::into_raw(Box::<Mutex<T>>::default());
            match self.0.compare_exchange(ptr::null_mut(), new, Ordering::AcqRel, Ordering::Acquire) {
                Ok(_) => current = new,
                Err(first) => {
                    // SAFETY: ours alone.
                    drop(unsafe { Box::from_raw(new) });
                    current = first;
                }
            }
        }
        // SAFETY: a leaked box.
        lock(unsafe { &*current })
    }

    /// Forgets what is there, which stays where it is.
    pub(crate) fn renew(&self) {
        self.0.store(ptr::null_mut(), Ordering::Release);
    }
}
