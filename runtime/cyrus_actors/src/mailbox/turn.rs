//! The side of the worker: turns, which take messages out of a mailbox and run them. The protocol is that of [`mailbox`](super).

use super::{BUSY, IDLE, Mailbox};
use crate::leaving::Leaving;
use crate::message::{Message, MessageOps};
use crate::stuck;
use cyrus_sync::courtesy::begun;
use cyrus_sync::foreign::call;
use cyrus_sync::job::{RawJob, did_more, piece_ends};
#[cfg(not(loom))]
use cyrus_sync::object_lock::Holder;
use cyrus_sync::sync::atomic::Ordering;
use cyrus_sync::trace::{Event, is_listened, tell, tell_named};
use std::ffi::c_void;
use std::ptr::{self, NonNull};

// What only turns use: the messages in the order in which they came.
pub(super) struct Pending {
    pub(super) first: *mut Message,
    // The message that runs, if it is still in `head`, at the end of what has arrived.
    pub(super) running: *mut Message,
    pub(super) was_stuck: bool,
}

impl Pending {
    pub(super) const NONE: Pending =
        Pending { first: ptr::null_mut(), running: ptr::null_mut(), was_stuck: false };

    fn is_empty(&self) -> bool {
        // What was stuck has messages that wait.
        debug_assert!(!self.was_stuck || !self.first.is_null());
        self.first.is_null()
    }
}

impl Mailbox {
    /// Ends a turn that has nothing left to do. False when something has arrived meanwhile: the turn goes on.
    ///
    /// # Safety
    ///
    /// This worker's is the turn, nothing is pending, and the mailbox is not used afterwards when the result says that the turn is over.
    unsafe fn end_turn(&self) -> bool {
        let owner = self.owner;
        let _leaving = Leaving::begins(owner.actor);
        // SAFETY: until the mailbox is idle `pending` is the turn's, and after that it has its reference; the contract of `new`.
        unsafe {
            let refs = owner.refs();
            self.runs_here(false);
            if self.head.compare_exchange(BUSY, IDLE, Ordering::Release, Ordering::Relaxed).is_err() {
                self.runs_here(true);
                return false;
            }
            // The reference that was taken when the actor became busy. The mailbox may go with it.
            owner.leave(refs);
        }
        true
    }

    /// Likewise, of a turn that has run nothing but the message in `head`, which is freed.
    ///
    /// # Safety
    ///
    /// As for `end_turn`; `message` has been run, and was the only one.
    #[inline(always)]
    unsafe fn end_lone_turn(&self, message: *mut Message, ops: &'static MessageOps) -> bool {
        let owner = self.owner;
        let _leaving = Leaving::begins(owner.actor);
        // SAFETY: until the mailbox is idle, the turn has its reference.
        let refs = unsafe { owner.refs() };
        if self.head.compare_exchange(message, IDLE, Ordering::Release, Ordering::Relaxed).is_err() {
            return false;
        }
        // SAFETY: nobody finds the message any more; the rest as above.
        unsafe {
            ops.free(message);
            owner.leave(refs);
        }
        true
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

    /// One message, by the turn.
    ///
    /// # Safety
    ///
    /// The turn is this worker's; `message` is taken out of the list, is the turn's, and has these `ops`.
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

    /// Moves what has arrived, after `end` if that is a message, to the end of `pending`; false when nothing has.
    ///
    /// # Safety
    ///
    /// The turn is this worker's, `pending` is this mailbox's, and `end` is null or a message that the turn has taken already.
    pub(super) unsafe fn take_arrived(&self, pending: *mut Pending, end: *mut Message) -> bool {
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
        if self.messages > 1 {
            did_more(self.messages - 1);
            // The first one was not behind others, or the scheduler knows.
            begun(self.messages - 1);
        }
        tell(Event::TurnEnds, self.actor as usize);
    }
}

/// One turn. The job is the first field of its mailbox.
///
/// # Safety
///
/// `job` is that of a mailbox that became busy, and runs once for that.
pub(super) unsafe extern "C" fn turn(job: NonNull<RawJob>) {
    let at: NonNull<Mailbox> = job.cast();
    // SAFETY: while the actor is busy it is alive; the state says that the turn is this worker's, and so is `pending`.
    let (mailbox, pending) = unsafe { (at.as_ref(), at.as_ref().pending.get()) };
    // Acquire: what is in a message that has come alone.
    let message = mailbox.head.load(Ordering::Acquire);
    // SAFETY: the message is this turn's until it is freed, though others may link to it.
    unsafe {
        if message == BUSY || !mailbox.is_usual() || !(*pending).is_empty() || !is_lone(message) {
            return whole_turn(at);
        }
        let ops = (*message).ops;
        (*pending).running = message;
        call(|| (ops.run)(message, mailbox.owner.actor));
        (*pending).running = ptr::null_mut();
        if !mailbox.end_lone_turn(message, ops) {
            lone_no_more(at, message, ops);
        }
    }
}

/// The message has run; others have come meanwhile.
///
/// # Safety
///
/// As for [`turn`], of which it is the rest: `message` was run with these `ops`, and others came behind it.
#[inline(never)]
unsafe fn lone_no_more(at: NonNull<Mailbox>, message: *mut Message, ops: &'static MessageOps) {
    // SAFETY: as in `turn`.
    unsafe {
        let (mailbox, pending) = (at.as_ref(), at.as_ref().pending.get());
        did_more(1);
        mailbox.take_arrived(pending, message);
        ops.free(message);
        piece_ends();
        whole_turn(at);
    }
}

/// Whether a message may run at once, and no other has come.
///
/// # Safety
///
/// `message` is the turn's.
#[inline]
unsafe fn is_lone(message: *mut Message) -> bool {
    // SAFETY: the caller's message.
    unsafe { (*(*message).next.get()).is_null() && (*message).ops.activable.is_none() }
}

/// A turn with all that may happen.
///
/// # Safety
///
/// As for [`turn`].
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
                if mailbox.end_turn() {
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
            piece_ends();
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

/// The first message that may run, taken out; None when the turn is over because none may: then the mailbox is not to be touched.
///
/// # Safety
///
/// As for [`turn`].
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
            owner.retain();
            // The turn is over for those who wait for that. Its reference stays with the messages.
            owner.retain();
            owner.leave(owner.refs());
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
        // SAFETY: the reference just taken.
        unsafe { owner.release() };
        if entered {
            return None;
        }
    }
}
