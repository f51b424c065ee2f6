//! The queue of an actor: many send, one worker at a time takes; and the turns in which it does.
//!
//! *Protocol.* The word `head` is the actor's state: IDLE; BUSY, scheduled or running, nothing has arrived; STUCK (see
//! `stuck`); else a list of what has arrived, newest first, and BUSY too. A sender pushes by compare-and-swap (release: the turn sees
//! the message) and schedules the actor if it was idle or stuck, so once for each time it becomes busy. A turn belongs
//! to one worker: it takes all that has arrived with one swap (acquire), turns the list around into `pending`, which only turns use, and runs
//! from there. When nothing is left it goes from BUSY to IDLE (release: the next turn sees what this one did to the actor; acquire by
//! the sender that wakes it). A batch that is full is scheduled again behind the others, with the rest in `pending`.
//!
//! A message that has come alone runs where it is: `head` goes from it to IDLE. What arrives meanwhile is linked to it, so
//! its memory is given back only when `head` has left it, or another message at the same address could pass for it.
//!
//! While busy the actor is kept alive by one reference: the sender that finds it idle takes it, the turn that goes idle gives it back
//! as its last act (see `leaving`). Senders hold a reference of their own.
//!
//! A bounded mailbox counts its messages in `room`, times 2; bit 0 says that senders are parked (table, by the address of `room`).
//! Messages that the actor sends to itself do not wait, for nobody but itself could make room.
//!
//! A mailbox that was stopped drops its messages in the turns that would have run them.
//!
//! Who looks for actors that nobody refers to any more *claims* their mailboxes: from IDLE to BUSY, but without a turn. What arrives meanwhile
//! waits. The claim ends as a turn does, and with what has arrived the actor becomes busy just then.
#![allow(unsafe_code, reason = "lists of messages, and turns that own what the state says they own")]

use crate::message::Message;
use crate::owner::Owner;
use crate::stuck;
use cyrus_sync::foreign::call;
use cyrus_sync::job::{Executor, RawJob, Sent};
#[cfg(not(loom))]
use cyrus_sync::object_lock::Holder;
use cyrus_sync::sync::atomic::{AtomicPtr, AtomicU32, AtomicU64, AtomicUsize, Ordering};
#[cfg(not(loom))]
use cyrus_sync::table::{ParkTable, Parked, Until};
use cyrus_sync::trace::{Event, is_listened, tell_named};
use std::cell::UnsafeCell;
use std::ffi::c_void;
use std::ptr::{self, NonNull};
use std::time::Instant;
use turn::{Pending, turn};

mod turn;

/// How many messages a turn runs before others get theirs.
pub const BATCH: u32 = 128;

const IDLE: *mut Message = ptr::null_mut();
const BUSY: *mut Message = ptr::without_provenance_mut(1);
const STUCK: *mut Message = ptr::without_provenance_mut(2);

// Its senders may have to wait.
const BOUNDED: u32 = 1;
// Its messages are dropped.
const STOPPED: u32 = 2;

/// How a mailbox behaves.
#[derive(Clone, Copy, Debug)]
pub struct Options {
    /// Messages in a turn; at least 1.
    pub batch: u32,
    /// Messages that may wait before senders have to; 0: any number.
    pub maxsize: u32,
}

impl Default for Options {
    fn default() -> Self {
        Options { batch: BATCH, maxsize: 0 }
    }
}

/// Why a message was not sent.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum NotSent {
    /// There is no room, and the deadline has passed.
    Full,
    /// The sender is being cancelled.
    Cancelled,
}

/// The queue.
#[repr(C)]
pub struct Mailbox {
    job: RawJob,
    head: AtomicPtr<Message>,
    pending: UnsafeCell<Pending>,
    owner: Owner,
    executor: &'static dyn Executor,
    batch: u32,
    maxsize: u32,
    // BOUNDED and STOPPED.
    unusual: AtomicU32,
    room: AtomicUsize,
    // Who runs the turn, of a bounded mailbox.
    runner: AtomicU64,
}

// SAFETY: senders use the atomics only; `pending` is used by the one turn that the state allows. `owner` is passed on to
// functions that its maker declared fit for all threads.
unsafe impl Send for Mailbox {}
// SAFETY: likewise.
unsafe impl Sync for Mailbox {}

impl Mailbox {
    // The job, which is the first field; a turn makes the whole of it again.
    #[inline]
    fn as_job(&self) -> NonNull<RawJob> {
        NonNull::from(self).cast()
    }

    /// An idle mailbox without messages.
    ///
    /// # Safety
    ///
    /// The functions of `owner` may be called on any thread. The mailbox is in place, and dropped there, from the
    /// first message on. It is not dropped while the owner has a reference that was retained.
    pub unsafe fn new(executor: &'static dyn Executor, owner: Owner, options: Options) -> Mailbox {
        Mailbox {
            job: RawJob::new(turn),
            head: AtomicPtr::new(IDLE),
            pending: UnsafeCell::new(Pending::NONE),
            owner,
            executor,
            batch: options.batch.max(1),
            maxsize: options.maxsize,
            unusual: AtomicU32::new(if options.maxsize == 0 { 0 } else { BOUNDED }),
            room: AtomicUsize::new(0),
            runner: AtomicU64::new(0),
        }
    }

    /// Whether messages need neither be counted, told nor dropped.
    #[inline]
    pub fn is_usual(&self) -> bool {
        // Acquire: as in `is_stopped`.
        self.unusual.load(Ordering::Acquire) == 0 && !is_listened()
    }

    /// Sends a message to a mailbox that is usual and idle; None when it is not idle: then it was not sent.
    ///
    /// # Safety
    ///
    /// As [`Mailbox::send`].
    #[inline]
    pub unsafe fn send_to_idle(&self, message: NonNull<Message>) -> Option<Sent> {
        let at = message.as_ptr();
        if self.head.load(Ordering::Relaxed) != IDLE {
            return None;
        }
        // SAFETY: the message is ours until it is in the list.
        unsafe { *(*at).next.get() = ptr::null_mut() };
        self.head.compare_exchange(IDLE, at, Ordering::AcqRel, Ordering::Relaxed).ok()?;
        // SAFETY: idle until now.
        Some(unsafe { self.becomes_busy() })
    }

    /// Sends a message to a mailbox that is usual.
    ///
    /// # Safety
    ///
    /// As [`Mailbox::send`].
    #[inline]
    pub unsafe fn send_usually(&self, message: NonNull<Message>) -> Sent {
        // SAFETY: the caller keeps the contract.
        unsafe { self.link(message) }
    }

    /// Sends a message; waits while a bounded mailbox is full.
    ///
    /// # Safety
    ///
    /// The message is whole, and the mailbox' from now on; the caller has a reference to the actor. If it is not sent it remains the caller's.
    ///
    /// # Errors
    ///
    /// The deadline has passed, or the sender is being cancelled.
    #[inline]
    pub unsafe fn send(&self, message: NonNull<Message>, deadline: Option<Instant>) -> Result<Sent, NotSent> {
        if self.maxsize != 0 {
            self.make_room(deadline)?;
        }
        // SAFETY: the caller keeps the contract.
        Ok(unsafe { self.push(message) })
    }

    /// Sends a message that may exceed the bound.
    ///
    /// # Safety
    ///
    /// As [`Mailbox::send`].
    #[inline]
    pub unsafe fn send_now(&self, message: NonNull<Message>) -> Sent {
        if self.maxsize != 0 {
            self.room.fetch_add(2, Ordering::Relaxed);
        }
        // SAFETY: the caller keeps the contract.
        unsafe { self.push(message) }
    }

    /// # Safety
    ///
    /// As [`Mailbox::link`].
    unsafe fn push(&self, message: NonNull<Message>) -> Sent {
        if is_listened() {
            // SAFETY: ours until it is in the list.
            let ops = unsafe { message.as_ref().ops };
            if ops.is_told() {
                tell_named(Event::MessageSent, message.as_ptr() as usize, ops.name);
            }
        }
        // SAFETY: the caller keeps the contract.
        unsafe { self.link(message) }
    }

    /// # Safety
    ///
    /// The caller has a reference to the actor; `message` is whole, one of this actor's, and the mailbox's from now on.
    #[inline]
    unsafe fn link(&self, message: NonNull<Message>) -> Sent {
        let message = message.as_ptr();
        let mut seen = self.head.load(Ordering::Relaxed);
        loop {
            let rest = if seen == IDLE || seen == BUSY || seen == STUCK { ptr::null_mut() } else { seen };
            // SAFETY: the message is ours until it is in the list.
            unsafe { *(*message).next.get() = rest };
            match self.head.compare_exchange_weak(seen, message, Ordering::AcqRel, Ordering::Relaxed) {
                Ok(_) => break,
                Err(now) => seen = now,
            }
        }
        if seen == IDLE {
            // SAFETY: idle until now.
            return unsafe { self.becomes_busy() };
        }
        if seen == STUCK {
            // SAFETY: stuck, so not scheduled.
            unsafe { self.executor.schedule(self.as_job()) };
        }
        Sent::BehindOthers
    }

    /// By the sender that has found it idle, and has a reference.
    ///
    /// # Safety
    ///
    /// The caller has a reference to the actor, and has just made the mailbox busy from idle.
    #[inline]
    unsafe fn becomes_busy(&self) -> Sent {
        // SAFETY: the caller has a reference, and the contract of `new`. Idle, so not scheduled; it stays in place while the reference is held.
        unsafe {
            self.owner.enter();
            self.executor.schedule(self.as_job())
        }
    }

    /// Whom messages are for.
    pub fn actor(&self) -> *mut c_void {
        self.owner.actor
    }

    /// Whether senders may have to wait.
    #[inline]
    pub fn is_bounded(&self) -> bool {
        self.maxsize != 0
    }

    /// Keeps the actor, to which the caller has a reference, alive.
    pub fn hold(&self) -> impl Drop + use<> {
        struct Held(Owner);
        impl Drop for Held {
            fn drop(&mut self) {
                // SAFETY: the reference that `hold` took.
                unsafe { self.0.release() };
            }
        }
        // SAFETY: the caller has a reference.
        unsafe { self.owner.retain() };
        Held(self.owner)
    }

    /// Whether neither messages are waiting nor one is running.
    pub fn is_idle(&self) -> bool {
        self.head.load(Ordering::Acquire) == IDLE
    }

    /// Something will be sent: until [`Mailbox::expected`] the executor is not idle.
    pub fn expect(&self) {
        self.executor.hold();
    }

    /// It was sent, or will not be.
    pub fn expected(&self) {
        self.executor.release();
    }

    /// Makes an idle mailbox busy without a turn, so that nothing uses its actor; false when it is not idle. Until [`Mailbox::unclaim`]
    /// the executor is held: what is sent meanwhile counts as work to be done.
    pub fn claim(&self) -> bool {
        // First, as a sender may wait for the end of all work once it has sent.
        self.executor.hold();
        // Acquire: what the last turn did to the actor.
        let claimed = self.head.compare_exchange(IDLE, BUSY, Ordering::Acquire, Ordering::Relaxed).is_ok();
        if !claimed {
            self.executor.release();
        }
        claimed
    }

    /// Whether something was sent since the mailbox was claimed.
    pub fn has_arrived(&self) -> bool {
        self.head.load(Ordering::Acquire) != BUSY
    }

    /// Ends a claim; what was sent meanwhile is handled now.
    ///
    /// # Safety
    ///
    /// The mailbox is claimed by the caller, and its actor alive.
    pub unsafe fn unclaim(&self) {
        let executor = self.executor;
        if self.head.compare_exchange(BUSY, IDLE, Ordering::Release, Ordering::Relaxed).is_err() {
            // SAFETY: busy, not scheduled, and the actor is alive, as the caller says.
            unsafe { self.becomes_busy() };
        }
        // The mailbox may be gone.
        executor.release();
    }

    /// From now on messages are dropped, also those that wait.
    pub fn stop(&self) {
        // Release: who finds it stopped sees what was done before.
        self.unusual.fetch_or(STOPPED, Ordering::Release);
        // Those whose condition has not come true are to be looked at.
        stuck::changed();
    }

    /// Whether messages are dropped.
    #[inline]
    pub fn is_stopped(&self) -> bool {
        self.unusual.load(Ordering::Acquire) & STOPPED != 0
    }

    /// Whether it has messages, none of which may run.
    pub(crate) fn is_stuck(&self) -> bool {
        // Acquire: what the last turn did is seen.
        self.head.load(Ordering::Acquire) == STUCK
    }

    /// From busy to stuck; false when something has arrived.
    pub(crate) fn mark_stuck(&self) -> bool {
        // Release: the next turn sees `pending`.
        self.head.compare_exchange(BUSY, STUCK, Ordering::Release, Ordering::Relaxed).is_ok()
    }

    /// From stuck to busy, and scheduled.
    ///
    /// # Safety
    ///
    /// The caller has a reference to the actor.
    pub(crate) unsafe fn unstick(&self) {
        if self.head.compare_exchange(STUCK, BUSY, Ordering::AcqRel, Ordering::Relaxed).is_ok() {
            // SAFETY: stuck, so not scheduled.
            unsafe { self.executor.schedule(self.as_job()) };
        }
    }

    #[cfg(loom)]
    fn make_room(&self, _: Option<Instant>) -> Result<(), NotSent> {
        panic!("models have unbounded mailboxes")
    }

    #[cfg(not(loom))]
    fn make_room(&self, deadline: Option<Instant>) -> Result<(), NotSent> {
        let full = |seen: usize| seen / 2 >= self.maxsize as usize;
        let own = || self.runner.load(Ordering::Relaxed) == Holder::current().id();
        let mut seen = self.room.load(Ordering::Relaxed);
        loop {
            if !full(seen) || own() {
                match self.room.compare_exchange_weak(seen, seen + 2, Ordering::Relaxed, Ordering::Relaxed) {
                    Ok(_) => return Ok(()),
                    Err(now) => seen = now,
                }
                continue;
            }
            if seen & 1 == 0 {
                match self.room.compare_exchange_weak(seen, seen | 1, Ordering::Relaxed, Ordering::Relaxed) {
                    Ok(_) => {}
                    Err(now) => {
                        seen = now;
                        continue;
                    }
                }
            }
            let key = ptr::from_ref(&self.room) as usize;
            let validate = || {
                let seen = self.room.load(Ordering::Relaxed);
                seen & 1 != 0 && full(seen)
            };
            match ParkTable::global().park(key, 0, Until::Deadline(deadline), validate) {
                Parked::Woken(_) | Parked::Invalid => {}
                Parked::TimedOut => return Err(NotSent::Full),
                Parked::Cancelled => return Err(NotSent::Cancelled),
            }
            seen = self.room.load(Ordering::Relaxed);
        }
    }

    #[cfg(loom)]
    fn one_less(&self) {}

    #[cfg(not(loom))]
    fn one_less(&self) {
        if self.room.fetch_sub(2, Ordering::Relaxed) & 1 != 0 {
            ParkTable::global().unpark_one(ptr::from_ref(&self.room) as usize, |chosen| {
                if !chosen.more {
                    self.room.fetch_and(!1, Ordering::Relaxed);
                }
                0
            });
        }
    }
}

impl Drop for Mailbox {
    // Nobody has a reference any more, so nothing is sent or running; messages are left only when the executor was shut down.
    fn drop(&mut self) {
        let pending = self.pending.get();
        // SAFETY: nobody else uses the mailbox.
        unsafe {
            if (*pending).was_stuck {
                stuck::leave(self);
                self.executor.release();
            }
            let head = self.head.load(Ordering::Acquire);
            let running = (*pending).running;
            if head != IDLE && head != STUCK {
                self.take_arrived(pending, running);
            }
            if !running.is_null() {
                (*running).ops.free(running);
            }
            while let Some(message) = NonNull::new((*pending).first) {
                (*pending).first = *message.as_ref().next.get();
                let ops = message.as_ref().ops;
                call(|| (ops.drop)(message.as_ptr()));
                ops.free(message.as_ptr());
            }
        }
    }
}

/// What conditions of messages depend on may have changed: mailboxes with messages that could not run look again. Those who
/// wait are found at once after each message with a condition; others who change something call this.
pub fn sync_changed() {
    stuck::changed();
}

/// How many mailboxes have messages none of which may run.
pub fn stuck_mailboxes() -> usize {
    stuck::count()
}
