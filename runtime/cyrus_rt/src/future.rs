//! Futures: results that are not there yet.
#![allow(unsafe_code, reason = "pointers of C")]

use crate::abi::{
    CYRUS_RT_CANCELLED, CYRUS_RT_EXCEPTION, CYRUS_RT_NOT_READY, CYRUS_RT_OK, CYRUS_RT_REFUSED,
    CYRUS_RT_TIMED_OUT, cyrus_rt_exception,
};
use crate::python::waiting;
use cyrus_actors::future::{Callback, FutureType, NotYet, Outcome, RawFuture, unobserved};
use cyrus_sync::table::ParkTable;
use std::ffi::c_void;
use std::ptr::{self, NonNull};

/// A future.
#[allow(non_camel_case_types, reason = "names of C")]
#[derive(Debug)]
pub struct cyrus_rt_future(());

/// The type of a future's value, or of a channel's elements; static data.
#[repr(C)]
#[allow(non_camel_case_types, reason = "names of C")]
#[derive(Debug)]
pub struct cyrus_rt_type {
    /// The size in bytes; the alignment is at most 16.
    pub size: usize,
    /// Destroys a value that nobody took; may be NULL.
    pub drop: Option<unsafe extern "C-unwind" fn(*mut u8)>,
}

/// Something to be called when a future is complete. The structure belongs to the future from `cyrus_rt_future_on_done` until it is called.
#[repr(C)]
#[allow(non_camel_case_types, reason = "names of C")]
#[derive(Debug)]
pub struct cyrus_rt_callback {
    /// For the future.
    pub next: *mut cyrus_rt_callback,
    /// Called on the thread that completes the future. It must not wait.
    pub run: Option<unsafe extern "C-unwind" fn(*mut cyrus_rt_callback)>,
}

// The structures of C are those of the crates below.
const _: () = assert!(size_of::<cyrus_rt_type>() == size_of::<FutureType>());
const _: () = assert!(size_of::<cyrus_rt_callback>() == size_of::<Callback>());

/// The future behind a pointer that C has. NULL is a mistake of the caller that ends the process.
pub(crate) fn raw(future: *mut cyrus_rt_future) -> NonNull<RawFuture> {
    match NonNull::new(future.cast()) {
        Some(future) => future,
        None => std::process::abort(),
    }
}

fn outcome(outcome: Outcome) -> i32 {
    match outcome {
        Outcome::Value => CYRUS_RT_OK,
        Outcome::Exception => CYRUS_RT_EXCEPTION,
        Outcome::Cancelled => CYRUS_RT_CANCELLED,
    }
}

/// A pending future, with one reference.
///
/// # Safety
///
/// `of` stays as it is.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn cyrus_rt_future_new(of: *const cyrus_rt_type) -> *mut cyrus_rt_future {
    // SAFETY: static data, with the layout of a `FutureType`.
    RawFuture::make(unsafe { &*of.cast::<FutureType>() }).as_ptr().cast()
}

/// One more reference.
///
/// # Safety
///
/// The caller has one, here and in all functions below.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn cyrus_rt_future_retain(future: *mut cyrus_rt_future) {
    // SAFETY: alive.
    unsafe { raw(future).as_ref() }.retain();
}

/// Gives a reference back. With the last the value goes; an exception that nobody has seen is reported.
///
/// # Safety
///
/// See `cyrus_rt_future_retain`.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn cyrus_rt_future_release(future: *mut cyrus_rt_future) {
    // SAFETY: the caller's reference.
    unsafe { RawFuture::release(raw(future)) };
}

/// Completes with a value, which is moved. CYRUS_RT_REFUSED when it was complete (or cancelled); then the value remains the caller's.
///
/// # Safety
///
/// See `cyrus_rt_future_retain`; `value` is one of the future's type that may go to other threads.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn cyrus_rt_future_complete(future: *mut cyrus_rt_future, value: *const c_void) -> i32 {
    // SAFETY: as the caller says.
    let done = unsafe { RawFuture::complete(raw(future), ParkTable::global(), value.cast()) };
    if done { CYRUS_RT_OK } else { CYRUS_RT_REFUSED }
}

/// Completes with an exception, which is given up; CYRUS_RT_REFUSED when it was complete, and then the exception is reported as seen by nobody.
///
/// # Safety
///
/// See `cyrus_rt_future_retain`; the exception may go to other threads.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn cyrus_rt_future_fail(
    future: *mut cyrus_rt_future,
    exception: cyrus_rt_exception,
) -> i32 {
    // SAFETY: as the caller says.
    match unsafe { RawFuture::fail(raw(future), ParkTable::global(), exception.into_owned()) } {
        Ok(()) => CYRUS_RT_OK,
        Err(exception) => {
            unobserved(exception);
            CYRUS_RT_REFUSED
        }
    }
}

/// Nobody wants the value any more, or none will come; CYRUS_RT_REFUSED when it was complete.
///
/// # Safety
///
/// See `cyrus_rt_future_retain`.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn cyrus_rt_future_cancel(future: *mut cyrus_rt_future) -> i32 {
    // SAFETY: alive.
    let cancelled = unsafe { raw(future).as_ref() }.cancel(ParkTable::global());
    if cancelled { CYRUS_RT_OK } else { CYRUS_RT_REFUSED }
}

/// What has become of it: CYRUS_RT_OK (a value), CYRUS_RT_EXCEPTION, CYRUS_RT_CANCELLED, or CYRUS_RT_NOT_READY.
///
/// # Safety
///
/// See `cyrus_rt_future_retain`.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn cyrus_rt_future_poll(future: *mut cyrus_rt_future) -> i32 {
    // SAFETY: alive.
    unsafe { raw(future).as_ref() }.outcome().map_or(CYRUS_RT_NOT_READY, outcome)
}

/// Waits for it, in a coroutine or a thread; as `cyrus_rt_future_poll`, or CYRUS_RT_TIMED_OUT. When the caller is itself cancelled,
/// CYRUS_RT_CANCELLED too: `cyrus_rt_future_poll` says which.
///
/// # Safety
///
/// See `cyrus_rt_future_retain`.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn cyrus_rt_future_wait(future: *mut cyrus_rt_future, timeout: i64) -> i32 {
    let future = raw(future);
    // SAFETY: alive.
    let it = unsafe { future.as_ref() };
    if let Some(done) = it.outcome() {
        return outcome(done);
    }
    waiting(timeout, |deadline| match it.wait(ParkTable::global(), deadline) {
        Ok(done) => outcome(done),
        Err(NotYet::TimedOut) => CYRUS_RT_TIMED_OUT,
        Err(NotYet::Cancelled) => CYRUS_RT_CANCELLED,
    })
}

/// Where the value is; NULL when there is none. It stays there while the caller has its reference and nobody takes it.
///
/// # Safety
///
/// See `cyrus_rt_future_retain`.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn cyrus_rt_future_value(future: *mut cyrus_rt_future) -> *const c_void {
    let future = raw(future);
    // SAFETY: alive.
    match unsafe { future.as_ref() }.outcome() {
        Some(Outcome::Value) => RawFuture::payload(future).cast(),
        Some(Outcome::Exception | Outcome::Cancelled) | None => ptr::null(),
    }
}

/// Moves the value to `to`; CYRUS_RT_REFUSED when there is none, or it was taken before.
///
/// # Safety
///
/// See `cyrus_rt_future_retain`; `to` has room.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn cyrus_rt_future_take(future: *mut cyrus_rt_future, to: *mut c_void) -> i32 {
    // SAFETY: as the caller says.
    let taken = unsafe { RawFuture::take_value(raw(future), to.cast()) };
    if taken { CYRUS_RT_OK } else { CYRUS_RT_REFUSED }
}

/// Moves the exception out; `object` is NULL when there is none, or it was taken before.
///
/// # Safety
///
/// See `cyrus_rt_future_retain`.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn cyrus_rt_future_take_exception(future: *mut cyrus_rt_future) -> cyrus_rt_exception {
    // SAFETY: as the caller says.
    unsafe { RawFuture::take_exception(raw(future)) }.map_or(cyrus_rt_exception::NONE, cyrus_rt_exception::of)
}

/// The exception, which stays where it is and counts as seen; NULL when there is none.
///
/// # Safety
///
/// See `cyrus_rt_future_retain`; nobody takes the exception meanwhile.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn cyrus_rt_future_exception(future: *mut cyrus_rt_future) -> *mut c_void {
    // SAFETY: as the caller says.
    unsafe {
        RawFuture::exception(raw(future))
            .map_or(ptr::null_mut(), |exception| exception.as_ref().object.cast())
    }
}

/// Has the callback called when the future is complete; at once if it is.
///
/// # Safety
///
/// See `cyrus_rt_future_retain`; the callback stays in place until it is called.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn cyrus_rt_future_on_done(
    future: *mut cyrus_rt_future,
    callback: *mut cyrus_rt_callback,
) {
    if let Some(callback) = NonNull::new(callback.cast::<Callback>()) {
        // SAFETY: as the caller says.
        unsafe { raw(future).as_ref().on_done(callback) };
    }
}

/// Has 1 added to an eventfd (or 8 bytes written to a pipe) when the future is complete, for those who wait in a loop of their own. The
/// descriptor must be open then.
///
/// # Safety
///
/// See `cyrus_rt_future_retain`.
#[cfg(unix)]
#[unsafe(no_mangle)]
pub unsafe extern "C" fn cyrus_rt_future_notify_fd(future: *mut cyrus_rt_future, descriptor: i32) {
    #[repr(C)]
    struct Notify(Callback, i32);
    /// # Safety
    ///
    /// `callback` is a boxed `Notify`, which is called once.
    unsafe extern "C-unwind" fn notify(callback: *mut Callback) {
        // SAFETY: boxed below, called once. Nothing can be done when nobody reads the descriptor any more.
        unsafe {
            let it = Box::from_raw(callback.cast::<Notify>());
            let one = 1u64.to_ne_bytes();
            let _ = libc::write(it.1, one.as_ptr().cast(), one.len());
        }
    }
    let notify = Box::new(Notify(Callback { next: ptr::null_mut(), run: notify }, descriptor));
    // SAFETY: the callback is the box' until it is called.
    unsafe { raw(future).as_ref().on_done(NonNull::from(Box::leak(notify)).cast()) };
}
