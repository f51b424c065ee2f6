//! Actors: mailboxes and the messages in them.
//!
//! A message is a header, [`cyrus_rt_message`], with whatever the sender puts behind it. Its memory comes from
//! [`cyrus_rt_message_new`], or from elsewhere: its kind says how it is given back, for instance by [`cyrus_rt_message_free`].
#![allow(unsafe_code, reason = "pointers of C")]

use crate::abi::{CYRUS_RT_CANCELLED, CYRUS_RT_NOT_READY, CYRUS_RT_OK, CYRUS_RT_TIMED_OUT};
use crate::channel::{CYRUS_RT_NO_WAIT, CYRUS_RT_UNLESS_ATTACHED};
use crate::python::{courteous, is_attached, waiting};
use crate::scheduler::cyrus_rt_scheduler;
use cyrus_actors::leaving::wait_until_left;
use cyrus_actors::mailbox::{BATCH, Mailbox, NotSent, Options, stuck_mailboxes, sync_changed};
use cyrus_actors::message::{Message, MessageOps, TELLS_ITSELF};
use cyrus_actors::owner::{Counting, Owner};
use cyrus_actors::pool;
use cyrus_sync::job::Sent;
use cyrus_sync::trace::{Event, is_listened, tell, tell_named};
use std::ffi::{c_char, c_void};
use std::ptr::{self, NonNull};

/// The header of a message.
#[repr(C)]
#[allow(non_camel_case_types, reason = "names of C")]
#[derive(Debug)]
pub struct cyrus_rt_message {
    /// For the mailbox.
    pub next: *mut cyrus_rt_message,
    /// What it does; static data.
    pub ops: *const cyrus_rt_message_ops,
}

/// What messages of one kind do.
#[repr(C)]
#[allow(non_camel_case_types, reason = "names of C")]
#[derive(Debug)]
pub struct cyrus_rt_message_ops {
    /// Does what the message says, to the actor, with what is in the message. Exceptions are its own matter: they go to a future.
    pub run: unsafe extern "C-unwind" fn(*mut cyrus_rt_message, *mut c_void),
    /// The message will not run: what is in it goes.
    pub drop: unsafe extern "C-unwind" fn(*mut cyrus_rt_message),
    /// Whether it may run now; until then it keeps its place. NULL: always.
    pub activable: Option<unsafe extern "C-unwind" fn(*mut cyrus_rt_message) -> bool>,
    /// What traces call it; may be NULL.
    pub name: *const c_char,
    /// Gives the memory of a message back that has run or was dropped; not before, as others may be linked to it. `cyrus_rt_message_free` will do.
    pub free: unsafe extern "C-unwind" fn(*mut cyrus_rt_message, usize),
    /// What `free` is told.
    pub size: usize,
}

const _: () = assert!(size_of::<cyrus_rt_message>() == size_of::<Message>());
const _: () = assert!(size_of::<cyrus_rt_message_ops>() == size_of::<MessageOps>());

/// How references to actors of a kind are counted, in a word of theirs.
#[repr(C)]
#[allow(non_camel_case_types, reason = "names of C")]
#[derive(Debug)]
pub struct cyrus_rt_counting {
    /// What one reference adds to the word. Flags are below.
    pub one: u64,
    /// The flag of actors whose last result is there, but whose turn is not over; 0 where there is none. The turn's end takes it away.
    pub leaving: u64,
    /// The flags with which the end of a turn may give a reference back that is not the last one, by subtraction; otherwise `leave` does it.
    pub plain: u64,
    /// Something is to be done between turns, by `see`, when this is not 0.
    pub due: *const u64,
    /// Takes a reference.
    pub retain: unsafe extern "C-unwind" fn(*mut c_void),
    /// Gives one back.
    pub release: unsafe extern "C-unwind" fn(*mut c_void),
    /// After a reference was taken for messages of an actor that is leaving: waits until it has left.
    pub wait: unsafe extern "C-unwind" fn(*mut c_void),
    /// Like `release`, when it has no more messages, and has perhaps got new ones since. Also says whether its last message has set the flag: then
    /// that goes.
    pub leave: unsafe extern "C-unwind" fn(*mut c_void, bool),
    /// See `due`.
    pub see: unsafe extern "C-unwind" fn(),
}

const _: () = assert!(size_of::<cyrus_rt_counting>() == size_of::<Counting>());

/// The actor that a mailbox belongs to.
#[repr(C)]
#[allow(non_camel_case_types, reason = "names of C")]
#[derive(Clone, Copy, Debug)]
pub struct cyrus_rt_owner {
    /// What messages get.
    pub actor: *mut c_void,
    /// The word with its references: it gets some while it has messages.
    pub count: *mut u64,
    /// How they are counted; it stays. NULL: the actor outlives its messages anyway.
    pub counting: *const cyrus_rt_counting,
}

/// The queue of an actor.
#[allow(non_camel_case_types, reason = "names of C")]
pub struct cyrus_rt_mailbox {
    pub(crate) mailbox: Mailbox,
    scheduler: &'static cyrus_rt_scheduler,
}

/// Memory for a message of `size` bytes, header included, whose header is filled in.
///
/// # Safety
///
/// `ops` stays as it is.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn cyrus_rt_message_new(
    size: usize,
    ops: *const cyrus_rt_message_ops,
) -> *mut cyrus_rt_message {
    let at: NonNull<cyrus_rt_message> = pool::take(size.max(size_of::<cyrus_rt_message>())).cast();
    // SAFETY: large and aligned enough.
    unsafe { at.write(cyrus_rt_message { next: ptr::null_mut(), ops }) };
    at.as_ptr()
}

/// Gives the memory of a message back.
///
/// # Safety
///
/// It came from `cyrus_rt_message_new` with the same size, and nobody uses it any more.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn cyrus_rt_message_free(message: *mut cyrus_rt_message, size: usize) {
    if let Some(message) = NonNull::new(message) {
        // SAFETY: as the caller says.
        unsafe { pool::give(message.cast(), size.max(size_of::<cyrus_rt_message>())) };
    }
}

/// A mailbox whose actor runs on a scheduler (NULL: that of the caller, or the process's own). `batch`: how many messages run before others
/// get their turn, 0 for the usual number; `maxsize`: how many may wait before senders have to, 0 for any number.
///
/// # Safety
///
/// The owner's functions may be called on any thread, and its actor is valid until `cyrus_rt_mailbox_free`.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn cyrus_rt_mailbox_new(
    scheduler: *mut cyrus_rt_scheduler,
    owner: cyrus_rt_owner,
    batch: u32,
    maxsize: u32,
) -> *mut cyrus_rt_mailbox {
    let scheduler = cyrus_rt_scheduler::retained(scheduler);
    let options = Options { batch: if batch == 0 { BATCH } else { batch }, maxsize };
    // SAFETY: NULL or a table that stays, of the same layout.
    let counting = unsafe { owner.counting.cast::<Counting>().as_ref() };
    let owner = Owner { actor: owner.actor, count: owner.count.cast_const().cast(), counting };
    // SAFETY: boxed, so it stays in place; the rest is as the caller says.
    let mailbox = unsafe { Mailbox::new(&scheduler.scheduler, owner, options) };
    Box::into_raw(Box::new(cyrus_rt_mailbox { mailbox, scheduler }))
}

/// The end of a mailbox, with its actor. Messages that are left are dropped.
///
/// # Safety
///
/// Nobody uses it any more: no references to the actor are left, those included that were retained.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn cyrus_rt_mailbox_free(mailbox: *mut cyrus_rt_mailbox) {
    // SAFETY: made by `new`, and the caller's.
    unsafe {
        let scheduler = ptr::from_ref((*mailbox).scheduler);
        drop(Box::from_raw(mailbox));
        cyrus_rt_scheduler::release(scheduler);
    }
}

/// Sends a message. One who sends a great many lets others run now and then. If the mailbox is full, waits for room: CYRUS_RT_TIMED_OUT or CYRUS_RT_CANCELLED when there was none; then the
/// message remains the caller's. So it does with CYRUS_RT_NOT_READY (see CYRUS_RT_UNLESS_ATTACHED).
///
/// # Safety
///
/// The mailbox is alive and the caller has a reference to its actor; the message is whole.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn cyrus_rt_mailbox_send(
    mailbox: *mut cyrus_rt_mailbox,
    message: *mut cyrus_rt_message,
    timeout: i64,
) -> i32 {
    // SAFETY: as the caller says. The header is that of a `Message`.
    unsafe {
        let mailbox = &(*mailbox).mailbox;
        let message = NonNull::new_unchecked(message.cast::<Message>());
        if !mailbox.is_usual() {
            return send_with_all(mailbox, message, timeout);
        }
        match mailbox.send_to_idle(message) {
            Some(Sent::Next) => CYRUS_RT_OK,
            Some(Sent::BehindOthers) => behind_others(),
            None => send_to_busy(mailbox, message),
        }
    }
}

/// # Safety
///
/// As `cyrus_rt_mailbox_send`.
#[inline(never)]
unsafe fn send_to_busy(mailbox: &Mailbox, message: NonNull<Message>) -> i32 {
    // SAFETY: as in `cyrus_rt_mailbox_send`.
    if unsafe { mailbox.send_usually(message) } == Sent::BehindOthers {
        courteous();
    }
    CYRUS_RT_OK
}

#[inline(never)]
fn behind_others() -> i32 {
    courteous();
    CYRUS_RT_OK
}

/// Where the mailbox is bounded or stopped, or somebody listens.
///
/// # Safety
///
/// As `cyrus_rt_mailbox_send`.
#[inline(never)]
unsafe fn send_with_all(mailbox: &Mailbox, message: NonNull<Message>, timeout: i64) -> i32 {
    // SAFETY: as in `cyrus_rt_mailbox_send`.
    unsafe {
        let status = if mailbox.is_bounded() {
            // While the caller waits, who lent it the reference may give it up.
            let _held = mailbox.hold();
            let unless_full = timeout == CYRUS_RT_UNLESS_ATTACHED && is_attached();
            let timeout = if unless_full { CYRUS_RT_NO_WAIT } else { timeout };
            let sent = waiting(timeout, |deadline| match mailbox.send(message, deadline) {
                Ok(_) => CYRUS_RT_OK,
                Err(NotSent::Full) => CYRUS_RT_TIMED_OUT,
                Err(NotSent::Cancelled) => CYRUS_RT_CANCELLED,
            });
            if unless_full && sent == CYRUS_RT_TIMED_OUT { CYRUS_RT_NOT_READY } else { sent }
        } else {
            mailbox.send_now(message);
            CYRUS_RT_OK
        };
        courteous();
        status
    }
}

/// Sends a message that may exceed the bound; never waits.
///
/// # Safety
///
/// As `cyrus_rt_mailbox_send`.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn cyrus_rt_mailbox_send_now(
    mailbox: *mut cyrus_rt_mailbox,
    message: *mut cyrus_rt_message,
) {
    // SAFETY: as the caller says.
    unsafe { (*mailbox).mailbox.send_now(NonNull::new_unchecked(message.cast::<Message>())) };
}

#[repr(C)]
struct Activation {
    message: Message,
    activate: unsafe extern "C-unwind" fn(*mut c_void) -> bool,
    drop: unsafe extern "C-unwind" fn(*mut c_void),
    object: *mut c_void,
    // For traces.
    actor: usize,
    name: *const c_char,
}

impl Activation {
    const OPS: &'static MessageOps = &MessageOps {
        run: Self::run,
        drop: Self::gone,
        activable: Some(Self::activate),
        name: &raw const TELLS_ITSELF,
        free: Self::free,
        size: size_of::<Activation>(),
    };

    /// «May it run» is answered by having run.
    ///
    /// # Safety
    ///
    /// `message` is a `Self` whose object is there still.
    unsafe extern "C-unwind" fn activate(message: *mut Message) -> bool {
        // SAFETY: made below.
        unsafe {
            let it = message.cast::<Activation>();
            if !is_listened() {
                return ((*it).activate)((*it).object);
            }
            let Activation { actor, name, .. } = *it;
            tell_named(Event::MessageBegins, actor, name);
            let has_run = ((*it).activate)((*it).object);
            if has_run {
                tell(Event::MessageTaken, message as usize);
                tell_named(Event::MessageEnds, actor, name);
            } else {
                tell(Event::MessageRefused, actor);
            }
            has_run
        }
    }

    /// # Safety
    ///
    /// `message` is a `Self` whose object is there still, and gone afterwards.
    unsafe extern "C-unwind" fn run(message: *mut Message, _: *mut c_void) {
        // SAFETY: made below.
        unsafe { Self::gone(message) };
    }

    /// # Safety
    ///
    /// `message` is a `Self` whose object is there still, and gone afterwards.
    unsafe extern "C-unwind" fn gone(message: *mut Message) {
        let it = message.cast::<Activation>();
        // SAFETY: made below.
        unsafe { ((*it).drop)((*it).object) };
    }

    /// # Safety
    ///
    /// `message` is a `Self` of `size` bytes from the pool, without its object.
    unsafe extern "C-unwind" fn free(message: *mut Message, size: usize) {
        // SAFETY: made below, and not used any more.
        unsafe { pool::give(NonNull::new_unchecked(message).cast(), size) };
    }
}

/// Sends a message that is an object of the program's: `activate` runs it, or says false when it may not run yet, and is called again when
/// that may have changed; then `drop` gives the object up. Does not wait.
///
/// # Safety
///
/// As `cyrus_rt_mailbox_send`; the functions may be called with the object on any thread.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn cyrus_rt_mailbox_activate(
    mailbox: *mut cyrus_rt_mailbox,
    object: *mut c_void,
    activate: unsafe extern "C-unwind" fn(*mut c_void) -> bool,
    drop: unsafe extern "C-unwind" fn(*mut c_void),
) {
    // SAFETY: as the caller says.
    unsafe { cyrus_rt_mailbox_activate_named(mailbox, object, activate, drop, ptr::null()) };
}

/// Likewise, with what traces call the message, a string that stays.
///
/// # Safety
///
/// As `cyrus_rt_mailbox_activate`.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn cyrus_rt_mailbox_activate_named(
    mailbox: *mut cyrus_rt_mailbox,
    object: *mut c_void,
    activate: unsafe extern "C-unwind" fn(*mut c_void) -> bool,
    drop: unsafe extern "C-unwind" fn(*mut c_void),
    name: *const c_char,
) {
    let at: NonNull<Activation> = pool::take(size_of::<Activation>()).cast();
    // SAFETY: large and aligned enough; the rest is as the caller says.
    unsafe {
        let mailbox = &(*mailbox).mailbox;
        let message = Message::new(Activation::OPS);
        let actor = mailbox.actor() as usize;
        at.write(Activation { message, activate, drop, object, actor, name });
        tell_named(Event::MessageSent, at.as_ptr() as usize, name);
        mailbox.send_now(at.cast());
    }
}

/// Whether no message waits and none is running.
///
/// # Safety
///
/// The mailbox is alive.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn cyrus_rt_mailbox_is_idle(mailbox: *mut cyrus_rt_mailbox) -> bool {
    // SAFETY: as the caller says.
    unsafe { (*mailbox).mailbox.is_idle() }
}

/// Makes an idle mailbox busy, so that nobody uses its actor; false when it is not idle. What is sent meanwhile waits for
/// `cyrus_rt_mailbox_unclaim`.
///
/// # Safety
///
/// The mailbox is alive.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn cyrus_rt_mailbox_claim(mailbox: *mut cyrus_rt_mailbox) -> bool {
    // SAFETY: as the caller says.
    unsafe { (*mailbox).mailbox.claim() }
}

/// Whether something was sent to a mailbox since it was claimed.
///
/// # Safety
///
/// The mailbox is alive.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn cyrus_rt_mailbox_has_arrived(mailbox: *mut cyrus_rt_mailbox) -> bool {
    // SAFETY: as the caller says.
    unsafe { (*mailbox).mailbox.has_arrived() }
}

/// Ends a claim; what was sent meanwhile is handled now.
///
/// # Safety
///
/// The caller has claimed the mailbox, and its actor is alive.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn cyrus_rt_mailbox_unclaim(mailbox: *mut cyrus_rt_mailbox) {
    // SAFETY: as the caller says.
    unsafe { (*mailbox).mailbox.unclaim() };
}

/// Waits until the turns of an actor that are over have given back their references, which they may be late with. It does not wait for turns that
/// are not over.
#[unsafe(no_mangle)]
pub extern "C" fn cyrus_rt_actor_left(actor: *mut c_void) {
    wait_until_left(actor);
}

/// The actor handles no more messages: those that wait, and those that come, are dropped. One that is being handled goes on.
///
/// # Safety
///
/// The mailbox is alive.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn cyrus_rt_mailbox_stop(mailbox: *mut cyrus_rt_mailbox) {
    // SAFETY: as the caller says.
    unsafe { (*mailbox).mailbox.stop() };
    crate::delayed::stopped(mailbox);
}

/// Whether it was stopped.
///
/// # Safety
///
/// The mailbox is alive.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn cyrus_rt_mailbox_is_stopped(mailbox: *mut cyrus_rt_mailbox) -> bool {
    // SAFETY: as the caller says.
    unsafe { (*mailbox).mailbox.is_stopped() }
}

/// What messages wait for may have changed, other than by a message that had a condition itself.
#[unsafe(no_mangle)]
pub extern "C" fn cyrus_rt_sync_changed() {
    sync_changed();
}

/// How many mailboxes have only messages that may not run yet.
#[unsafe(no_mangle)]
pub extern "C" fn cyrus_rt_stuck_mailboxes() -> usize {
    stuck_mailboxes()
}
