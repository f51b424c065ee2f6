//! Files that are waited for often, sockets above all: known to the scheduler once, so that waiting needs no system call.
#![cfg(unix)]
#![allow(unsafe_code, reason = "pointers of C")]

use crate::python::waiting_outside;
use crate::scheduler::{io_result, set_errno};
use cyrus_sched::{Interest, Source};
use std::os::fd::BorrowedFd;

/// A file that is waited for often.
#[allow(non_camel_case_types, reason = "names of C")]
#[derive(Debug)]
pub struct cyrus_rt_source {
    source: Source<BorrowedFd<'static>>,
}

/// Makes a file that does not block known to the scheduler that runs the caller, or else to the process's own; NULL when the system refuses, see
/// errno. It is waited for by `cyrus_rt_source_wait`, after reading or writing has said that it would block.
///
/// # Safety
///
/// The file stays open until `cyrus_rt_source_free`.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn cyrus_rt_source_new(file: i32) -> *mut cyrus_rt_source {
    if file < 0 {
        set_errno(libc::EBADF);
        return std::ptr::null_mut();
    }
    // SAFETY: open, as the caller says.
    let file = unsafe { BorrowedFd::borrow_raw(file) };
    match Source::new(file) {
        Ok(source) => Box::into_raw(Box::new(cyrus_rt_source { source })),
        Err(error) => {
            set_errno(error.raw_os_error().unwrap_or(libc::EIO));
            std::ptr::null_mut()
        }
    }
}

/// Waits until the file may be ready to be read from, or to be written to.
///
/// # Safety
///
/// The source is alive; one waits for each direction at a time.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn cyrus_rt_source_wait(
    source: *const cyrus_rt_source,
    write: bool,
    timeout: i64,
) -> i32 {
    // SAFETY: alive, as the caller says.
    let source = &unsafe { &*source }.source;
    let interest = if write { Interest::Writable } else { Interest::Readable };
    waiting_outside(timeout, |deadline| io_result(source.wait(interest, deadline)))
}

/// The file will not be waited for any more; it is still open.
///
/// # Safety
///
/// Nobody uses the source any more.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn cyrus_rt_source_free(source: *mut cyrus_rt_source) {
    if !source.is_null() {
        // SAFETY: made by `cyrus_rt_source_new`, freed once.
        drop(unsafe { Box::from_raw(source) });
    }
}
