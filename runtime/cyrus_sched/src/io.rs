//! Waiting for files, from anywhere.

pub use crate::poll::Interest;
use crate::{poll, worker};
use cyrus_sync::wait::Wake;
use std::io;
use std::os::fd::RawFd;
use std::time::Instant;

/// Waits until `file`, which should not block, is ready, or looks so: whoever reads or writes then must be prepared to wait again.
pub fn wait_for(file: RawFd, interest: Interest, deadline: Option<Instant>) -> io::Result<Wake> {
    match worker::current() {
        Some((worker, _)) => {
            let shared = &worker.shared;
            shared.driver.wait(file, interest, deadline, || shared.see_to_files())
        }
        None => poll::wait_on_thread(file, interest, deadline),
    }
}

/// Waits until there is something to read.
pub fn wait_readable(file: RawFd, deadline: Option<Instant>) -> io::Result<Wake> {
    wait_for(file, Interest::Readable, deadline)
}

/// Waits until there is room to write.
pub fn wait_writable(file: RawFd, deadline: Option<Instant>) -> io::Result<Wake> {
    wait_for(file, Interest::Writable, deadline)
}
