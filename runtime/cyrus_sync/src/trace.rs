//! What happens, told to whoever wants to know: one function, which may be changed at any time.
//!
//! With nobody listening an event costs a load. Who listens is called on the thread where it happens, and must neither wait nor use
//! what it is told about.

use std::ffi::{CStr, c_char};
use std::sync::atomic::{AtomicUsize, Ordering};

/// What has happened. Beginnings and ends belong together on each thread; while something is parked, other things happen there.
#[repr(u32)]
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Event {
    /// A turn of an actor begins; the subject is the actor.
    TurnBegins = 1,
    /// It ends.
    TurnEnds = 2,
    /// A message begins to run; the subject is the actor.
    MessageBegins = 3,
    /// It has run.
    MessageEnds = 4,
    /// A task begins; the subject is its function.
    TaskBegins = 5,
    /// It has ended.
    TaskEnds = 6,
    /// A coroutine parks, or yields; the subject is the coroutine.
    Parks = 7,
    /// It goes on.
    GoesOn = 8,
    /// The interpreter is waited for.
    InterpreterAwaited = 9,
    /// It is there.
    InterpreterAttached = 10,
    /// A lock is waited for; the subject is its address.
    LockAwaited = 11,
    /// The wait is over.
    LockWaitEnds = 12,
    /// A message is sent; the subject is the message, whose address is another's as soon as it has run.
    MessageSent = 13,
    /// That message is handled, which has begun just now.
    MessageTaken = 14,
    /// A message that had begun may not run yet: as if it had not; the subject is the actor.
    MessageRefused = 15,
}

/// One who listens: gets the event, its subject (an address, for telling apart only), and perhaps a name.
pub type Listener = fn(Event, usize, Option<&'static CStr>);

static LISTENER: AtomicUsize = AtomicUsize::new(0);

/// Has events told to `listener`, or to nobody.
pub fn listen(listener: Option<Listener>) {
    LISTENER.store(listener.map_or(0, |listener| listener as usize), Ordering::Release);
}

/// Tells an event.
#[inline]
pub fn tell(event: Event, subject: usize) {
    let listener = LISTENER.load(Ordering::Relaxed);
    if listener != 0 {
        tell_now(event, subject, None);
    }
}

/// Whether anybody listens.
#[inline]
pub fn is_listened() -> bool {
    LISTENER.load(Ordering::Relaxed) != 0
}

/// Tells an event of something that has a name, a static C string or null.
#[inline]
pub fn tell_named(event: Event, subject: usize, name: *const c_char) {
    if is_listened() {
        tell_now(event, subject, name_at(name));
    }
}

#[allow(unsafe_code, reason = "a name given by C")]
fn name_at(name: *const c_char) -> Option<&'static CStr> {
    // SAFETY: the callers' names are static.
    (!name.is_null()).then(|| unsafe { CStr::from_ptr(name) })
}

#[cold]
#[allow(unsafe_code, reason = "a function kept in an atomic")]
fn tell_now(event: Event, subject: usize, name: Option<&'static CStr>) {
    let listener = LISTENER.load(Ordering::Acquire);
    if listener != 0 {
        // SAFETY: only `listen` writes here.
        let listener = unsafe { std::mem::transmute::<usize, Listener>(listener) };
        listener(event, subject, name);
    }
}
