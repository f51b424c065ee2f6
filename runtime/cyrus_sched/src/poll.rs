//! Waiting for files to become readable or writable.
//!
//! One [`Driver`] per scheduler. A worker without work that gets its turn sleeps in the poller instead of parking: it attends to the files. Busy
//! workers glance at them now and then. Interest in a plain file is one-shot: registered when a coroutine waits, gone when it is met. A
//! [`Source`](crate::Source) is registered once, and told of each change.
//!
//! *Who attends.* While somebody waits for files and a worker that takes part sleeps, one that sleeps attends, or somebody who was awake when there was
//! a change is about to see to it. Changes are: the first one waits; a worker stops attending, or glances, so that one who would attend does not get its turn. Both of
//! these look, before they do something else, whether somebody attends, and wake a sleeper if not
//! (`Shared::see_to_files`); so does a worker that blocks, in whose place another takes part. A sleeper has registered before it tries to get its turn.
//!
//! Invariant: a waiter is in `table` from its registration until its event, or until it withdraws. `waiting` counts them, and those who wait
//! for a source. Keys of events are even for files, odd for sources.

use cyrus_sync::sync::atomic::{AtomicU32, AtomicUsize, Ordering};
use cyrus_sync::sync::{Arc, Mutex, lock};
use cyrus_sync::wait::{Waiter, Wake};
use polling::{Event, Events, PollMode, Poller};
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
    sources: Vec<Option<Arc<Readiness>>>,
    free: Vec<usize>,
}

/// What is known of a source.
#[derive(Default)]
pub(crate) struct Readiness {
    read: Direction,
    write: Direction,
}

/// *Protocol.* `ready` is set by an event, and taken by who waits. A waiter is put in place under the lock, after which
/// `ready` is looked at once more; the event sets `ready` first and then looks for the waiter under the lock. A waiter that has
/// given up may be left behind: it is woken without reason.
#[derive(Default)]
struct Direction {
    ready: AtomicU32,
    waiter: Mutex<Option<Waiter>>,
}

impl Direction {
    fn met(&self) {
        self.ready.store(1, Ordering::SeqCst);
        if let Some(waiter) = lock(&self.waiter).take() {
            waiter.unpark();
        }
    }

    fn wait(&self, deadline: Option<Instant>) -> Wake {
        let waiter = Waiter::current();
        loop {
            *lock(&self.waiter) = Some(waiter.clone());
            if self.ready.swap(0, Ordering::SeqCst) != 0 {
                return Wake::Notified;
            }
            let wake = waiter.park(deadline);
            if wake != Wake::Notified {
                return wake;
            }
        }
    }
}

impl Readiness {
    fn of(&self, interest: Interest) -> &Direction {
        match interest {
            Interest::Readable => &self.read,
            Interest::Writable => &self.write,
        }
    }
}

pub(crate) struct Driver {
    poller: OnceLock<Poller>,
    table: Mutex<Table>,
    waiting: AtomicUsize,
    turn: Mutex<Option<Events>>,
    /// Not 0: somebody attends. Changed by who has the turn.
    attended: AtomicU32,
}

impl Driver {
    pub(crate) fn new() -> Self {
        Driver {
            poller: OnceLock::new(),
            table: Mutex::new(Table::default()),
            waiting: AtomicUsize::new(0),
            turn: Mutex::new(None),
            attended: AtomicU32::new(0),
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

    /// Whether one who sleeps looks for events.
    #[inline]
    pub(crate) fn is_attended(&self) -> bool {
        self.attended.load(Ordering::SeqCst) != 0
    }

    /// Waits for events, at most for `timeout`, and wakes who waits for them. False when another has its turn.
    /// `before` is asked once the turn is ours; when it refuses, nobody waits.
    pub(crate) fn attend(&self, timeout: Option<Duration>, before: impl FnOnce() -> bool) -> bool {
        self.poll(|poller, events| {
            if before() {
                self.attended.store(1, Ordering::SeqCst);
                // An interrupted or failed wait is one without events.
                let _ = poller.wait(events, timeout);
                self.attended.store(0, Ordering::SeqCst);
            }
        })
    }

    /// Looks for events that are there already, unless another has its turn.
    pub(crate) fn glance(&self) {
        self.poll(|poller, events| {
            let _ = poller.wait(events, Some(Duration::ZERO));
        });
    }

    /// Takes the turn, if it is free, and wakes those for whom `wait` finds events.
    fn poll(&self, wait: impl FnOnce(&Poller, &mut Events)) -> bool {
        let (Some(poller), Ok(mut turn)) = (self.poller.get(), self.turn.try_lock()) else { return false };
        let events = turn.get_or_insert_with(Events::new);
        events.clear();
        wait(poller, events);
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
        if event.key % 2 == 1 {
            if let Some(Some(source)) = table.sources.get(event.key / 2) {
                if event.readable {
                    source.read.met();
                }
                if event.writable {
                    source.write.met();
                }
            }
            return;
        }
        let file = event.key / 2;
        let Some(entry) = table.entries.get_mut(file) else { return };
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
            if arm(poller, file as RawFd, entry).is_err() {
                self.waiting.fetch_sub(entry.readers.len() + entry.writers.len(), Ordering::Relaxed);
                woken.append(&mut entry.readers);
                woken.append(&mut entry.writers);
            }
        }
    }

    fn poller(&self) -> io::Result<&Poller> {
        if let Some(poller) = self.poller.get() {
            return Ok(poller);
        }
        let poller = Poller::new()?;
        Ok(self.poller.get_or_init(|| poller))
    }

    /// Registers a source: its key, and where its events arrive.
    #[allow(unsafe_code, reason = "the caller withdraws before the file is closed")]
    pub(crate) fn register(&self, file: BorrowedFd<'_>) -> io::Result<(usize, Arc<Readiness>)> {
        let poller = self.poller()?;
        let readiness = Arc::new(Readiness::default());
        let mut table = lock(&self.table);
        let index = table.free.pop().unwrap_or(table.sources.len());
        if index == table.sources.len() {
            table.sources.push(None);
        }
        // SAFETY: withdrawn by `withdraw` while the file is open; a file closed before is forgotten by the kernel.
        if let Err(error) = unsafe { poller.add_with_mode(&file, Event::all(index * 2 + 1), PollMode::Edge) }
        {
            table.free.push(index);
            return Err(error);
        }
        table.sources[index] = Some(readiness.clone());
        Ok((index, readiness))
    }

    /// The source is gone.
    pub(crate) fn withdraw(&self, index: usize, file: BorrowedFd<'_>) {
        let mut table = lock(&self.table);
        if let Some(poller) = self.poller.get() {
            // A closed file is not there any more.
            let _ = poller.delete(file);
        }
        table.sources[index] = None;
        table.free.push(index);
    }

    /// Waits for a source.
    pub(crate) fn wait_source(
        &self,
        readiness: &Readiness,
        interest: Interest,
        deadline: Option<Instant>,
        started: impl FnOnce(),
    ) -> Wake {
        let direction = readiness.of(interest);
        if direction.ready.swap(0, Ordering::SeqCst) != 0 {
            return Wake::Notified;
        }
        if self.waiting.fetch_add(1, Ordering::Relaxed) == 0 {
            started();
        }
        let wake = direction.wait(deadline);
        self.waiting.fetch_sub(1, Ordering::Relaxed);
        wake
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
        let poller = self.poller()?;
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
    let interest = Event::new(file as usize * 2, !entry.readers.is_empty(), !entry.writers.is_empty());
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
