//! Values that belong to the running task, or to the message that an actor handles, as thread-locals belong to a thread.
#![allow(unsafe_code, reason = "values are opaque pointers with destructors")]

use crate::task::Locals;
use crate::worker;
use cyrus_sync::foreign::call;
use cyrus_sync::job::on_piece_end;
use std::ffi::c_void;
use std::ptr;
use std::sync::atomic::{AtomicUsize, Ordering};

/// Names a value that each task has one of.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct LocalKey(usize);

impl LocalKey {
    /// A new key.
    pub fn new() -> Self {
        static LAST: AtomicUsize = AtomicUsize::new(0);
        LocalKey(LAST.fetch_add(1, Ordering::Relaxed) + 1)
    }

    /// What tells it from the others.
    pub fn number(self) -> usize {
        self.0
    }

    /// The key with that number, which [`LocalKey::number`] gave.
    pub fn from_number(number: usize) -> Self {
        LocalKey(number)
    }

    /// The running task's value; null when it has none, or no task runs here.
    pub fn get(self) -> *mut c_void {
        let Some((_, fiber)) = worker::current() else { return ptr::null_mut() };
        // SAFETY: the list belongs to the running task.
        let Some(locals) = (unsafe { fiber.locals.get().as_ref() }) else { return ptr::null_mut() };
        locals.iter().find(|(key, ..)| *key == self.0).map_or(ptr::null_mut(), |(_, value, _)| *value)
    }

    /// Sets the running task's value, which `free` destroys when the task ends; the one before is destroyed now. False
    /// when no task runs here.
    ///
    /// # Safety
    ///
    /// `free` may be called once with `value`, on this thread.
    pub unsafe fn set(self, value: *mut c_void, free: unsafe extern "C-unwind" fn(*mut c_void)) -> bool {
        let Some((_, fiber)) = worker::current() else { return false };
        if fiber.locals.get().is_null() {
            fiber.locals.set(Box::into_raw(Box::default()));
            on_piece_end(worker::piece_ends);
        }
        // SAFETY: not null, and the list belongs to the running task.
        let locals = unsafe { &mut *fiber.locals.get() };
        let old = locals.iter().position(|(key, ..)| *key == self.0).map(|at| locals.swap_remove(at));
        locals.push((self.0, value, free));
        if let Some((_, value, free)) = old {
            // SAFETY: promised by who set it. The list is not borrowed any more, should `free` use it.
            call(|| unsafe { free(value) });
        }
        true
    }
}

impl Default for LocalKey {
    fn default() -> Self {
        Self::new()
    }
}

/// Destroys the values of a task that has ended.
#[cold]
pub(crate) fn destroy(locals: *mut Locals) {
    // SAFETY: made by `Box` in `set`, and taken from the coroutine.
    for (_, value, free) in *unsafe { Box::from_raw(locals) } {
        // SAFETY: promised by who set it.
        call(|| unsafe { free(value) });
    }
}
