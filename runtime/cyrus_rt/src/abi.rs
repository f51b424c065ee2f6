//! What all functions of the C interface have in common: results, time, exceptions.

use cyrus_actors::future::Exception;
use cyrus_actors::select::Ended;
use std::ffi::c_void;
use std::ptr;
use std::time::{Duration, Instant};

/// Done.
pub const CYRUS_RT_OK: i32 = 0;
/// The channel is closed.
pub const CYRUS_RT_CLOSED: i32 = 1;
/// It would have had to wait.
pub const CYRUS_RT_NOT_READY: i32 = 2;
/// The time is over.
pub const CYRUS_RT_TIMED_OUT: i32 = 3;
/// The coroutine that called is being cancelled; or, of a future or task, that it was.
pub const CYRUS_RT_CANCELLED: i32 = 4;
/// There is an exception instead of a value.
pub const CYRUS_RT_EXCEPTION: i32 = 5;
/// A Python signal handler has raised, in the thread that waited.
pub const CYRUS_RT_INTERRUPTED: i32 = 6;
/// It cannot be done; the object is complete, held by others, or of another kind.
pub const CYRUS_RT_REFUSED: i32 = 7;
/// The system said no; see errno.
pub const CYRUS_RT_SYSTEM: i32 = 8;

/// Some wait for what nobody will do.
pub const CYRUS_RT_STUCK: i32 = 9;

/// An exception, and how to give it up. `object` NULL: none.
#[repr(C)]
#[allow(non_camel_case_types, reason = "names of C")]
#[derive(Clone, Copy, Debug)]
pub struct cyrus_rt_exception {
    /// The exception.
    pub object: *mut c_void,
    /// Gives it up, on any thread; may be NULL.
    pub drop: Option<unsafe extern "C-unwind" fn(*mut c_void)>,
}

impl cyrus_rt_exception {
    /// No exception.
    pub const NONE: cyrus_rt_exception = cyrus_rt_exception { object: ptr::null_mut(), drop: None };

    pub(crate) fn is_set(&self) -> bool {
        !self.object.is_null()
    }

    pub(crate) fn into_owned(self) -> Exception {
        Exception { object: self.object, drop: self.drop }
    }

    pub(crate) fn of(exception: Exception) -> cyrus_rt_exception {
        let exception = std::mem::ManuallyDrop::new(exception);
        cyrus_rt_exception { object: exception.object, drop: exception.drop }
    }
}

/// The end of a wait of so many nanoseconds; None, for ever, when negative.
pub(crate) fn deadline(timeout: i64) -> Option<Instant> {
    let timeout = Duration::from_nanos(u64::try_from(timeout).ok()?);
    cyrus_sync::wait::now().checked_add(timeout)
}

pub(crate) fn status(ended: Ended) -> i32 {
    match ended {
        Ended::Closed => CYRUS_RT_CLOSED,
        Ended::NotReady => CYRUS_RT_NOT_READY,
        Ended::TimedOut => CYRUS_RT_TIMED_OUT,
        Ended::Cancelled => CYRUS_RT_CANCELLED,
    }
}
