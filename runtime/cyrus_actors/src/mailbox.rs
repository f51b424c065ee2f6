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
//! as its last act. Senders hold a reference of their own.
//!
//! A bounded mailbox counts its messages in `room`, times 2; bit 0 says that senders are parked (table, by the address of `room`).
//! Messages that the actor sends to itself do not wait, for nobody but itself could make room.
//!
//! A mailbox that was stopped drops its messages in the turns that would have run them.
//!
//! Who looks for actors that nobody refers to any more *claims* their mailboxes: from IDLE to BUSY, but without a turn. What arrives meanwhile
//! waits. The claim ends as a turn does, and with what has arrived the actor becomes busy just then.
#![allow(unsafe_code, reason = "lists of messages, and turns that own what the state says they own")]

use crate::leaving::Leaving;
use crate::message::{Message, MessageOps};
use crate::stuck;
use cyrus_sync::courtesy::begun;
use cyrus_sync::foreign::call;
use cyrus_sync::job::{Executor, RawJob, did_more};
#[cfg(not(loom))]
use cyrus_sync::object_lock::Holder;
use cyrus_sync::sync::atomic::{AtomicPtr, AtomicU32, AtomicU64, AtomicUsize, Ordering};
#[cfg(not(loom))]
use cyrus_sync::table::{ParkTable, Parked, Until};
use cyrus_sync::trace::{Event, is_listened, tell, tell_named};
use std::cell::UnsafeCell;
use std::ffi::c_void;
use std::ptr::{self, NonNull};
use std::time::Instant;

/// How many messages a turn runs before others get theirs.
pub const BATCH: u32 = 128;

const IDLE: *mut Message = ptr::null_mut();
const BUSY: *mut Message = ptr::without_provenance_mut(1);
const STUCK: *mut Message = ptr::without_provenance_mut(2);

/// The actor that a mailbox belongs to.
#[repr(C)]
#[derive(Clone, Copy, Debug)]
pub struct Owner {
    /// What messages get.
    pub actor: *mut c_void,
    /// Takes a reference to the actor; None when it outlives its messages anyway.
    pub retain: Option<unsafe extern "C-unwind" fn(*mut c_void)>,
    /// Gives it back.
    pub release: Option<unsafe extern "C-unwind" fn(*mut c_void)>,
    /// Like `retain`, when the actor becomes busy. The turn before may not have come to its `leave`. None: as `retain`.
    pub enter: Option<unsafe extern "C-unwind" fn(*mut c_void)>,
    /// Like `release`, at the end of the last turn; the next one may have begun. Also says whether the last message was not a quiet one. None: as `release`.
    pub leave: Option<unsafe extern "C-unwind" fn(*mut c_void, bool)>,
}

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

// What only turns use: the messages in the order in which they came.
struct Pending {
    first: *mut Message,
    // The message that runs, if it is still in `head`, at the end of what has arrived.
    running: *mut Message,
    was_stuck: bool,
    // The last message was not quiet.
    answered: bool,
}

impl Pending {
    const NONE: Pending =
        Pending { first: ptr::null_mut(), running: ptr::null_mut(), was_stuck: false, answered: false };

    fn is_empty(&self) -> bool {
        self.first.is_null() && !self.was_stuck
    }
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
    // Not 0: dropped.
    stopped: AtomicU32,
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
        let owner = Owner { enter: owner.enter.or(owner.retain), ..owner };
        Mailbox {
            job: RawJob::new(turn),
            head: AtomicPtr::new(IDLE),
            pending: UnsafeCell::new(Pending::NONE),
            owner,
            executor,
            batch: options.batch.max(1),
            maxsize: options.maxsize,
            stopped: AtomicU32::new(0),
            room: AtomicUsize::new(0),
            runner: AtomicU64::new(0),
        }
    }

    /// Sends a message where nobody listens; false when somebody does, or the mailbox is bounded: then it was not sent.
    ///
    /// # Safety
    ///
    /// As [`Mailbox::send`].
    #[inline]
    pub unsafe fn send_plainly(&self, message: NonNull<Message>) -> bool {
        let plain = self.maxsize == 0 && !is_listened();
        if plain {
            // SAFETY: the caller keeps the contract.
            unsafe { self.link(message) };
        }
        plain
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
    pub unsafe fn send(&self, message: NonNull<Message>, deadline: Option<Instant>) -> Result<(), NotSent> {
        if self.maxsize != 0 {
            self.make_room(deadline)?;
        }
        // SAFETY: the caller keeps the contract.
        unsafe { self.push(message) };
        Ok(())
    }

    /// Sends a message that may exceed the bound.
    ///
    /// # Safety
    ///
    /// As [`Mailbox::send`].
    #[inline]
    pub unsafe fn send_now(&self, message: NonNull<Message>) {
        if self.maxsize != 0 {
            self.room.fetch_add(2, Ordering::Relaxed);
        }
        // SAFETY: the caller keeps the contract.
        unsafe { self.push(message) };
    }

    unsafe fn push(&self, message: NonNull<Message>) {
        if is_listened() {
            // SAFETY: ours until it is in the list.
            let ops = unsafe { message.as_ref().ops };
            if ops.is_told() {
                tell_named(Event::MessageSent, message.as_ptr() as usize, ops.name);
            }
        }
        // SAFETY: the caller keeps the contract.
        unsafe { self.link(message) };
    }

    #[inline]
    unsafe fn link(&self, message: NonNull<Message>) {
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
            if let Some(enter) = self.owner.enter {
                // SAFETY: the caller has a reference, and the contract of `new`.
                call(|| unsafe { enter(self.owner.actor) });
            }
            // SAFETY: idle, so not scheduled; it stays in place while the reference is held.
            unsafe { self.executor.schedule(self.as_job()) };
        } else if seen == STUCK {
            // SAFETY: stuck, so not scheduled.
            unsafe { self.executor.schedule(self.as_job()) };
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
                if let Some(release) = self.0.release {
                    // SAFETY: the reference that `hold` took.
                    unsafe { release(self.0.actor) };
                }
            }
        }
        if let Some(retain) = self.owner.retain {
            // SAFETY: the caller has a reference, and the contract of `new`.
            unsafe { retain(self.owner.actor) };
        }
        Held(self.owner)
    }

    /// Whether neither messages are waiting nor one is running.
    pub fn is_idle(&self) -> bool {
        self.head.load(Ordering::Acquire) == IDLE
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
            if let Some(enter) = self.owner.enter {
                // SAFETY: the actor is alive, as the caller says; the contract of `new`.
                call(|| unsafe { enter(self.owner.actor) });
            }
            // SAFETY: busy, and not scheduled; it stays in place while the reference is held.
            unsafe { executor.schedule(self.as_job()) };
        }
        // The mailbox may be gone.
        executor.release();
    }

    /// From now on messages are dropped, also those that wait.
    pub fn stop(&self) {
        // Release: who finds it stopped sees what was done before.
        self.stopped.store(1, Ordering::Release);
        // Those whose condition has not come true are to be looked at.
        stuck::changed();
    }

    /// Whether messages are dropped.
    #[inline]
    pub fn is_stopped(&self) -> bool {
        self.stopped.load(Ordering::Acquire) != 0
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

    // Ends a turn that has nothing left to do, with `head` as it was: BUSY, or the message that has run, which is freed. False when something has
    // arrived meanwhile: the turn goes on, and nothing is freed.
    #[inline(always)]
    unsafe fn end_turn(&self, head: *mut Message) -> bool {
        let actor = self.owner.actor;
        let _leaving = Leaving::begins(actor);
        // SAFETY: until the mailbox is idle `pending` is the turn's, and after that it has its reference; the contract of `new`.
        unsafe {
            let answered = (*self.pending.get()).answered;
            self.runs_here(false);
            if self.head.compare_exchange(head, IDLE, Ordering::Release, Ordering::Relaxed).is_err() {
                self.runs_here(true);
                return false;
            }
            if head != BUSY {
                (*head).ops.free(head);
            }
            // The reference that was taken when the actor became busy. The mailbox may go with it.
            match (self.owner.leave, self.owner.release) {
                (Some(leave), _) => call(|| leave(actor, answered)),
                (None, Some(release)) => call(|| release(actor)),
                (None, None) => {}
            }
        }
        true
    }

    // Whether a turn need not look at bounds, whether it was stopped, and who listens.
    #[inline]
    fn is_plain(&self) -> bool {
        self.maxsize == 0 && !is_listened() && !self.is_stopped()
    }

    #[cfg(loom)]
    fn runs_here(&self, _: bool) {}

    // By the turn: whether messages that are sent here are the actor's own.
    #[cfg(not(loom))]
    #[inline]
    fn runs_here(&self, here: bool) {
        if self.maxsize != 0 {
            let runner = if here { Holder::current().id() } else { 0 };
            self.runner.store(runner, Ordering::Relaxed);
        }
    }

    // One message, by the turn.
    #[inline]
    unsafe fn handle(&self, message: *mut Message, ops: &'static MessageOps) {
        let actor = self.owner.actor;
        // SAFETY: the turn's.
        unsafe {
            if self.is_stopped() {
                call(|| (ops.drop)(message));
                return;
            }
            if is_listened() && ops.is_told() {
                tell_named(Event::MessageBegins, actor as usize, ops.name);
                tell(Event::MessageTaken, message as usize);
            }
            call(|| (ops.run)(message, actor));
            if is_listened() && ops.is_told() {
                tell_named(Event::MessageEnds, actor as usize, ops.name);
            }
        }
    }

    // Moves what has arrived, after `end` if that is a message, to the end of `pending`; false when nothing has.
    unsafe fn take_arrived(&self, pending: *mut Pending, end: *mut Message) -> bool {
        if self.head.load(Ordering::Relaxed) == BUSY {
            return false;
        }
        let mut arrived = self.head.swap(BUSY, Ordering::Acquire);
        let mut first = ptr::null_mut();
        // SAFETY: `pending` is this turn's, and so are the messages that were taken out of the shared list.
        unsafe {
            while arrived != end {
                let next = (*arrived).next.get();
                let rest = *next;
                *next = first;
                first = arrived;
                arrived = rest;
            }
            let mut place = &raw mut (*pending).first;
            while !(*place).is_null() {
                place = (**place).next.get();
            }
            *place = first;
        }
        true
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

// Tells of a turn, when it begins and when it ends, and counts what it has run.
struct Turn {
    actor: *mut c_void,
    messages: u32,
}

impl Turn {
    #[inline]
    fn begins(actor: *mut c_void) -> Turn {
        tell(Event::TurnBegins, actor as usize);
        Turn { actor, messages: 0 }
    }
}

impl Drop for Turn {
    #[inline]
    fn drop(&mut self) {
        begun(self.messages);
        if self.messages > 1 {
            did_more(self.messages - 1);
        }
        tell(Event::TurnEnds, self.actor as usize);
    }
}

// One turn. The job is the first field of its mailbox.
unsafe extern "C" fn turn(job: NonNull<RawJob>) {
    let at: NonNull<Mailbox> = job.cast();
    // SAFETY: while the actor is busy it is alive; the state says that the turn is this worker's, and so is `pending`.
    let (mailbox, pending) = unsafe { (at.as_ref(), at.as_ref().pending.get()) };
    // Acquire: what is in a message that has come alone.
    let message = mailbox.head.load(Ordering::Acquire);
    // SAFETY: the message is this turn's until it is freed, though others may link to it.
    unsafe {
        if message != BUSY && mailbox.is_plain() && (*pending).is_empty() && is_lone(message) {
            let ops = (*message).ops;
            (*pending).running = message;
            call(|| (ops.run)(message, mailbox.owner.actor));
            (*pending).running = ptr::null_mut();
            (*pending).answered = !ops.quiet;
            begun(1);
            if mailbox.end_turn(message) {
                return;
            }
            did_more(1);
            mailbox.take_arrived(pending, message);
            ops.free(message);
        }
        whole_turn(at);
    }
}

// Whether a message may run at once, and no other has come.
#[inline]
unsafe fn is_lone(message: *mut Message) -> bool {
    // SAFETY: the caller's message.
    unsafe { (*(*message).next.get()).is_null() && (*message).ops.activable.is_none() }
}

// A turn with all that may happen.
#[inline(never)]
unsafe fn whole_turn(at: NonNull<Mailbox>) {
    // SAFETY: as in `turn`.
    let (mailbox, pending) = unsafe { (at.as_ref(), at.as_ref().pending.get()) };
    // SAFETY: likewise.
    if std::mem::take(unsafe { &mut (*pending).was_stuck }) {
        stuck::leave(mailbox);
        mailbox.executor.release();
    }
    mailbox.runs_here(true);
    let mut turn = Turn::begins(mailbox.owner.actor);
    for _ in 0..mailbox.batch {
        // SAFETY: `pending` and the messages in it are this turn's.
        let message = unsafe {
            if (*pending).first.is_null() && !mailbox.take_arrived(pending, ptr::null_mut()) {
                if mailbox.end_turn(BUSY) {
                    return;
                }
                mailbox.take_arrived(pending, ptr::null_mut());
            }
            let first = (*pending).first;
            if (*first).ops.activable.is_none() || mailbox.is_stopped() {
                (*pending).first = *(*first).next.get();
                first
            } else {
                match next_activable(at) {
                    Some(message) => message.as_ptr(),
                    None => return,
                }
            }
        };
        // SAFETY: the message is the turn's.
        unsafe {
            let ops = (*message).ops;
            mailbox.handle(message, ops);
            ops.free(message);
            (*pending).answered = !ops.quiet;
            turn.messages += 1;
            if ops.activable.is_some() {
                stuck::changed();
            }
        }
        if mailbox.maxsize != 0 {
            mailbox.one_less();
        }
    }
    mailbox.runs_here(false);
    // SAFETY: the turn is over, the mailbox is busy and not scheduled.
    unsafe { mailbox.executor.schedule_fair(at.cast()) };
}

// The first message that may run, taken out; None when the turn is over because none may: then the mailbox is not to be touched.
#[cold]
unsafe fn next_activable(at: NonNull<Mailbox>) -> Option<NonNull<Message>> {
    // SAFETY: called by the turn, whose mailbox is alive, and `pending` its.
    let (mailbox, pending) = unsafe { (at.as_ref(), at.as_ref().pending.get()) };
    let owner = mailbox.owner;
    let mut announced = None;
    loop {
        // SAFETY: `pending` and the messages in it are this turn's.
        unsafe {
            let mut place = &raw mut (*pending).first;
            while let Some(message) = NonNull::new(*place) {
                let next = (*message.as_ptr()).next.get();
                if (*message.as_ptr())
                    .ops
                    .activable
                    .is_none_or(|activable| call(|| activable(message.as_ptr())))
                {
                    *place = *next;
                    if announced.is_some() {
                        stuck::retract();
                    }
                    return Some(message);
                }
                place = next;
            }
            if mailbox.take_arrived(pending, ptr::null_mut()) {
                continue;
            }
        }
        let Some(epoch) = announced else {
            announced = Some(stuck::announce());
            continue;
        };
        // Once others see the mailbox as stuck, the next turn may begin and end, on another worker; this keeps it in place.
        // SAFETY: the actor is alive, and `pending` the turn's.
        unsafe {
            (*pending).was_stuck = true;
            if let Some(retain) = owner.retain {
                call(|| retain(owner.actor));
                // The turn is over for those who wait for that. Its reference stays with the messages.
                if let Some(leave) = owner.leave {
                    call(|| retain(owner.actor));
                    call(|| leave(owner.actor, true));
                }
            }
        }
        mailbox.executor.hold();
        mailbox.runs_here(false);
        let entered = stuck::enter(mailbox, epoch);
        if !entered {
            mailbox.runs_here(true);
            // SAFETY: the turn goes on.
            unsafe { (*pending).was_stuck = false };
            mailbox.executor.release();
            stuck::retract();
            announced = None;
        }
        if let Some(release) = owner.release {
            // SAFETY: the reference just taken.
            call(|| unsafe { release(owner.actor) });
        }
        if entered {
            return None;
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
