//! The slot for the job that a worker runs next: the one that was scheduled last, whose data is still in the cache.
//!
//! *Protocol.* Only the owner puts a job in; anybody takes one out. So when the owner finds the slot empty it stays
//! empty, and a plain store fills it; taking is a swap, because a thief may be quicker, but where there is no other worker.

use cyrus_sync::job::RawJob;
use cyrus_sync::sync::atomic::{AtomicPtr, Ordering};
use std::ptr::{self, NonNull};

#[derive(Debug)]
pub(crate) struct LifoSlot(AtomicPtr<RawJob>);

impl LifoSlot {
    pub(crate) fn new() -> Self {
        LifoSlot(AtomicPtr::new(ptr::null_mut()))
    }

    /// By the owner: puts `job` in, unless there is one already.
    #[inline]
    pub(crate) fn put_alone(&self, job: NonNull<RawJob>) -> bool {
        let empty = self.is_empty();
        if empty {
            // Release: who takes the job sees what was written before it was scheduled.
            self.0.store(job.as_ptr(), Ordering::Release);
        }
        empty
    }

    /// By the owner: puts `job` in and gives back the one that it displaces.
    #[inline]
    pub(crate) fn put(&self, job: NonNull<RawJob>) -> Option<NonNull<RawJob>> {
        if self.put_alone(job) {
            return None;
        }
        // Acquire: the displaced job is handed on by us, though we put it there ourselves.
        NonNull::new(self.0.swap(job.as_ptr(), Ordering::AcqRel))
    }

    /// By anybody.
    #[inline]
    pub(crate) fn take(&self) -> Option<NonNull<RawJob>> {
        if self.is_empty() {
            return None;
        }
        // Acquire: pairs with the release of `put`.
        NonNull::new(self.0.swap(ptr::null_mut(), Ordering::Acquire))
    }

    /// By the owner, while nobody else is there to take anything.
    #[inline]
    pub(crate) fn take_alone(&self) -> Option<NonNull<RawJob>> {
        let job = NonNull::new(self.0.load(Ordering::Relaxed))?;
        self.0.store(ptr::null_mut(), Ordering::Relaxed);
        Some(job)
    }

    #[inline]
    pub(crate) fn is_empty(&self) -> bool {
        self.0.load(Ordering::Relaxed).is_null()
    }
}

#[cfg(all(test, loom))]
#[allow(unsafe_code, reason = "a job needs a function")]
mod models {
    use super::*;
    use cyrus_sync::sync::Arc;

    unsafe extern "C" fn nothing(_: NonNull<RawJob>) {}

    fn job() -> NonNull<RawJob> {
        NonNull::from(Box::leak(Box::new(RawJob::new(nothing))))
    }

    #[test]
    fn each_job_is_taken_once() {
        loom::model(|| {
            let slot = Arc::new(LifoSlot::new());
            let (first, second) = (job(), job());
            let thief = {
                let slot = slot.clone();
                loom::thread::spawn(move || slot.take().map(|job| job.as_ptr() as usize))
            };
            let mut got = Vec::new();
            got.extend(slot.put(first));
            got.extend(slot.put(second));
            got.extend(slot.take());
            let mut got: Vec<usize> = got.iter().map(|job| job.as_ptr() as usize).collect();
            got.extend(thief.join().unwrap());
            got.sort_unstable();
            let mut expected = vec![first.as_ptr() as usize, second.as_ptr() as usize];
            expected.sort_unstable();
            assert_eq!(got, expected);
        });
    }

    // The only worker, at which others look, until it starts another one.
    #[test]
    fn a_lone_owner_takes_what_no_thief_gets_later() {
        loom::model(|| {
            let slot = Arc::new(LifoSlot::new());
            let (first, second, third) = (job(), job(), job());
            let observer = {
                let slot = slot.clone();
                loom::thread::spawn(move || slot.is_empty())
            };
            assert_eq!(slot.take_alone(), None);
            assert_eq!(slot.put(first), None);
            assert_eq!(slot.put(second), Some(first));
            assert_eq!(slot.take_alone(), Some(second));
            assert_eq!(slot.put(third), None);
            let thief = {
                let slot = slot.clone();
                loom::thread::spawn(move || slot.take().map(|job| job.as_ptr() as usize))
            };
            let mut got: Vec<usize> = slot.take().iter().map(|job| job.as_ptr() as usize).collect();
            got.extend(thief.join().unwrap());
            assert_eq!(got, [third.as_ptr() as usize]);
            observer.join().unwrap();
        });
    }
}
