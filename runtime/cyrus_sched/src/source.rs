//! A file that is waited for often, as a socket: registered once, so that waiting needs no system call.

use crate::poll::{Interest, Readiness};
use crate::scheduler::Scheduler;
use crate::worker;
use cyrus_sync::sync::Arc;
use cyrus_sync::wait::Wake;
use std::io;
use std::os::fd::{AsFd, AsRawFd};
use std::time::Instant;

/// A file registered with a scheduler. It should not block.
///
/// Read or write first, and wait only when that would block: being ready is told once for each change. One coroutine at a time should
/// wait for each direction.
pub struct Source<F: AsFd> {
    file: F,
    index: usize,
    readiness: Arc<Readiness>,
    scheduler: Scheduler,
}

impl<F: AsFd> Source<F> {
    /// Registers `file` with the scheduler that runs this code, or else with the process's own.
    pub fn new(file: F) -> io::Result<Self> {
        let scheduler = Scheduler::current().unwrap_or_else(|| crate::global::scheduler().clone());
        let (index, readiness) = scheduler.shared().driver.register(file.as_fd())?;
        Ok(Source { file, index, readiness, scheduler })
    }

    /// The file.
    pub fn get_ref(&self) -> &F {
        &self.file
    }

    /// The file.
    pub fn get_mut(&mut self) -> &mut F {
        &mut self.file
    }

    /// Waits until the file is ready, or looks so.
    pub fn wait(&self, interest: Interest, deadline: Option<Instant>) -> io::Result<Wake> {
        if worker::current().is_none() {
            return crate::poll::wait_on_thread(self.file.as_fd().as_raw_fd(), interest, deadline);
        }
        let shared = self.scheduler.shared();
        Ok(shared.driver.wait_source(&self.readiness, interest, deadline, || shared.see_to_files()))
    }

    /// Does what may block, waiting before each further try. When the wait ends otherwise than with the file being ready, the error is
    /// of the kind `TimedOut` or `Interrupted`.
    pub fn retry<R>(
        &mut self,
        interest: Interest,
        deadline: Option<Instant>,
        mut action: impl FnMut(&mut F) -> io::Result<R>,
    ) -> io::Result<R> {
        loop {
            match action(&mut self.file) {
                Err(error) if error.kind() == io::ErrorKind::WouldBlock => {}
                Err(error) if error.kind() == io::ErrorKind::Interrupted => continue,
                result => return result,
            }
            match self.wait(interest, deadline)? {
                Wake::Notified => {}
                Wake::TimedOut => return Err(io::ErrorKind::TimedOut.into()),
                Wake::Cancelled => return Err(io::ErrorKind::Interrupted.into()),
            }
        }
    }
}

impl<F: AsFd> Drop for Source<F> {
    fn drop(&mut self) {
        self.scheduler.shared().driver.withdraw(self.index, self.file.as_fd());
    }
}

impl<F: AsFd + std::fmt::Debug> std::fmt::Debug for Source<F> {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_tuple("Source").field(&self.file).finish()
    }
}
