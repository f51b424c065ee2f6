//! Waiting for files to become readable or writable.
//!
//! One [`Driver`] per scheduler. A worker without work that gets its turn sleeps in the poller instead of parking; busy
//! workers look now and then. Interest is one-shot: registered when a coroutine waits, gone when it is met.
//!
//! Invariant: a waiter is in `table` from its registration until its event, or until it withdraws. `waiting` counts them.

use cyrus_sync::sync::atomic::{AtomicUsize, Ordering};
use cyrus_sync::sync::{Mutex, lock};
use cyrus_sync::wait::{Waiter, Wake};
use polling::{Event, Events, Poller};
use std::io;
use std::os::fd::{BorrowedFd, RawFd};
use std::sync::OnceLock;
use std::time::{Duration, Instant};

/// What to wait for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Interest {
    /// There is something to read, or the other side has closed.
    Readable,
    /// There is room to write.
    Writable,
}

#[derive(Default)]
struct Entry {
    known: bool,
    readers: Vec<(u64, Waiter)>,
    writers: Vec<(u64, Waiter)>,
}

impl Entry {
    fn of(&mut self, interest: Interest) -> &mut Vec<(u64, Waiter)> {
        match interest {
            Interest::Readable => &mut self.readers,
            Interest::Writable => &mut self.writers,
        }
    }
}

#[derive(Default)]
struct Table {
    /// By the number of the file.
    entries: Vec<Entry>,
    last: u64,
}

pub(crate) struct Driver {
    poller: OnceLock<Poller>,
    table: Mutex<Table>,
    waiting: AtomicUsize,
    turn: Mutex<Option<Events>>,
}

impl Driver {
    pub(crate) fn new() -> Self {
        Driver {
            poller: OnceLock::new(),
            table: Mutex::new(Table::default()),
            waiting: AtomicUsize::new(0),
            turn: Mutex::new(None),
        }
    }

    /// Whether somebody waits.
    #[inline]
    pub(crate) fn is_needed(&self) -> bool {
        self.waiting.load(Ordering::Relaxed) > 0
    }

    pub(crate) fn notify(&self) {
        if let Some(poller) = self.poller.get() {
            // Fails only when the poller is broken; then its user finds out by itself.
            let _ = poller.notify();
        }
    }

    /// Looks for events, at most for `timeout`, and wakes who waits for them. False when another has its turn.
    /// `before` is asked once the turn is ours; when it refuses, nobody waits.
    pub(crate) fn poll(&self, timeout: Option<Duration>, before: impl FnOnce() -> bool) -> bool {
        let (Some(poller), Ok(mut turn)) = (self.poller.get(), self.turn.try_lock()) else { return false };
        if !before() {
            return true;
        }
        let events = turn.get_or_insert_with(Events::new);
        events.clear();
        // An interrupted or failed wait is one without events.
        let _ = poller.wait(events, timeout);
        let mut woken = Vec::new();
        if !events.is_empty() {
            let mut table = lock(&self.table);
            for event in events.iter() {
                self.met(poller, &mut table, event, &mut woken);
            }
        }
        drop(turn);
        for (_, waiter) in woken {
            waiter.unpark();
        }
        true
    }

    fn met(&self, poller: &Poller, table: &mut Table, event: Event, woken: &mut Vec<(u64, Waiter)>) {
        let Some(entry) = table.entries.get_mut(event.key) else { return };
        let before = woken.len();
        if event.readable {
            woken.append(&mut entry.readers);
        }
        if event.writable {
            woken.append(&mut entry.writers);
        }
        self.waiting.fetch_sub(woken.len() - before, Ordering::Relaxed);
        if !(entry.readers.is_empty() && entry.writers.is_empty()) {
            // One shot met half of the interest. If the file is gone, so is the wait.
            if arm(poller, event.key as RawFd, entry).is_err() {
                self.waiting.fetch_sub(entry.readers.len() + entry.writers.len(), Ordering::Relaxed);
                woken.append(&mut entry.readers);
                woken.append(&mut entry.writers);
            }
        }
    }

    /// Waits for `file`; `started` is called when the first waiter has registered, so that somebody polls.
    pub(crate) fn wait(
        &self,
        file: RawFd,
        interest: Interest,
        deadline: Option<Instant>,
        started: impl FnOnce(),
    ) -> io::Result<Wake> {
        let index = usize::try_from(file).map_err(|_| io::Error::from_raw_os_error(libc::EBADF))?;
        let poller = match self.poller.get() {
            Some(poller) => poller,
            None => {
                let poller = Poller::new()?;
                self.poller.get_or_init(|| poller)
            }
        };
        let waiter = Waiter::current();
        let id = {
            let mut table = lock(&self.table);
            table.last += 1;
            let id = table.last;
            if table.entries.len() <= index {
                table.entries.resize_with(index + 1, Entry::default);
            }
            let entry = &mut table.entries[index];
            entry.of(interest).push((id, waiter.clone()));
            if let Err(error) = arm(poller, file, entry) {
                entry.of(interest).pop();
                return Err(error);
            }
            id
        };
        if self.waiting.fetch_add(1, Ordering::Relaxed) == 0 {
            started();
        }
        loop {
            let wake = waiter.park(deadline);
            let mut table = lock(&self.table);
            let waiters = table.entries[index].of(interest);
            let Some(position) = waiters.iter().position(|(other, _)| *other == id) else {
                return Ok(Wake::Notified);
            };
            if wake != Wake::Notified {
                waiters.remove(position);
                self.waiting.fetch_sub(1, Ordering::Relaxed);
                return Ok(wake);
            }
        }
    }
}

#[allow(unsafe_code, reason = "files are given by number")]
fn arm(poller: &Poller, file: RawFd, entry: &mut Entry) -> io::Result<()> {
    let interest = Event::new(file as usize, !entry.readers.is_empty(), !entry.writers.is_empty());
    if entry.known {
        // SAFETY: used in this call only; a number that is no file is refused by the kernel.
        match poller.modify(unsafe { BorrowedFd::borrow_raw(file) }, interest) {
            // Closed and opened anew since: the kernel has forgotten it.
            Err(error) if error.kind() == io::ErrorKind::NotFound => entry.known = false,
            result => return result,
        }
    }
    // SAFETY: polled files are closed without telling us: the kernel then forgets them by itself, and the next
    // `modify` of the number says so.
    let added = unsafe { poller.add(file, interest) };
    entry.known = added.is_ok();
    added
}

/// Waits on the thread itself, outside of coroutines.
#[allow(unsafe_code, reason = "a system call")]
pub(crate) fn wait_on_thread(file: RawFd, interest: Interest, deadline: Option<Instant>) -> io::Result<Wake> {
    let events = match interest {
        Interest::Readable => libc::POLLIN,
        Interest::Writable => libc::POLLOUT,
    };
    loop {
        let rest = deadline.map(|deadline| deadline.saturating_duration_since(Instant::now()));
        let timeout =
            rest.map_or(-1, |rest| i32::try_from(rest.as_micros().div_ceil(1000)).unwrap_or(i32::MAX));
        let mut request = libc::pollfd { fd: file, events, revents: 0 };
        // SAFETY: one request, ours.
        match unsafe { libc::poll(&raw mut request, 1, timeout) } {
            0 if rest.is_some_and(|rest| rest.is_zero()) => return Ok(Wake::TimedOut),
            0 => {}
            1.. if request.revents & libc::POLLNVAL != 0 => {
                return Err(io::Error::from_raw_os_error(libc::EBADF));
            }
            1.. => return Ok(Wake::Notified),
            _ => {
                let error = io::Error::last_os_error();
                if error.kind() != io::ErrorKind::Interrupted {
                    return Err(error);
                }
            }
        }
    }
}
