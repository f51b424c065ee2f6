//! Actors written in Rust: a value that nobody touches but the closures sent to it, one after the other.
//!
//! A panic in a closure leaves the actor as it is; it goes to who waits for the result, or else to the hook for exceptions that
//! nobody has seen. An [`Address`] is a counted reference. The value is dropped by whoever gives up the last one, which is the actor's
//! last turn if messages are left: all that were sent are run.
#![allow(unsafe_code, reason = "one allocation for mailbox, count and value; messages with closures in them")]

use crate::future::{Exception, unobserved};
#[cfg(not(loom))]
use crate::future::{Future, future};
use crate::mailbox::{Mailbox, NotSent, Options};
use crate::message::{Message, MessageOps};
use crate::owner::{Counting, NEVER_DUE, Owner};
use crate::pool;
use cyrus_sync::courtesy::{has_handed_out_many, let_others_run};
use cyrus_sync::job::{Executor, Sent};
use cyrus_sync::sync::atomic::{AtomicU64, Ordering, fence};
use std::alloc::Layout;
use std::any::Any;
use std::cell::UnsafeCell;
use std::ffi::c_void;
use std::mem::ManuallyDrop;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::ptr::{self, NonNull};
use std::time::Instant;

struct Inner<A> {
    mailbox: Mailbox,
    refs: AtomicU64,
    value: UnsafeCell<A>,
}

impl<A> Inner<A> {
    const COUNTING: Counting = Counting {
        one: 1,
        leaving: 0,
        plain: 0,
        due: &raw const NEVER_DUE,
        retain: retain::<A>,
        release: release::<A>,
        wait: nothing_to_wait_for,
        leave: leave::<A>,
        see: nothing_to_see_to,
    };
}

/// # Safety
///
/// None: it is unsafe for its place in the table only.
unsafe extern "C-unwind" fn nothing_to_wait_for(_: *mut c_void) {}

/// # Safety
///
/// None: it is unsafe for its place in the table only.
unsafe extern "C-unwind" fn nothing_to_see_to() {}

/// A reference to an actor.
pub struct Address<A>(NonNull<Inner<A>>);

// SAFETY: the value is used by one turn at a time and may move to the thread that runs it, or drops it.
unsafe impl<A: Send> Send for Address<A> {}
// SAFETY: an address gives no access to the value.
unsafe impl<A: Send> Sync for Address<A> {}

impl<A: Send + 'static> Address<A> {
    /// Makes an actor of a value.
    pub fn new(executor: &'static dyn Executor, value: A, options: Options) -> Address<A> {
        let at: NonNull<Inner<A>> = match Layout::new::<Inner<A>>().align() {
            // The pool's alignment.
            0..=16 => pool::take(size_of::<Inner<A>>()).cast(),
            _ => panic!("an actor with an alignment of more than 16"),
        };
        // SAFETY: in the block, which is large and aligned enough.
        let count = unsafe { &raw const (*at.as_ptr()).refs };
        let owner = Owner { actor: at.as_ptr().cast(), count, counting: Some(&Inner::<A>::COUNTING) };
        // SAFETY: the functions count atomically. The mailbox is dropped with the last reference.
        let mailbox = unsafe { Mailbox::new(executor, owner, options) };
        // SAFETY: the block is large and aligned enough.
        unsafe { at.write(Inner { mailbox, refs: AtomicU64::new(1), value: UnsafeCell::new(value) }) };
        Address(at)
    }

    /// Has the actor run a closure; waits while its mailbox is full. One who sends a great many lets others run now and then.
    ///
    /// # Errors
    ///
    /// The sender is being cancelled; the closure is dropped.
    pub fn tell(&self, what: impl FnOnce(&mut A) + Send + 'static) -> Result<(), NotSent> {
        self.send(what, None)
    }

    /// Likewise, until the deadline.
    ///
    /// # Errors
    ///
    /// There was no room in time, or the sender is being cancelled; the closure is dropped.
    pub fn tell_until(
        &self,
        deadline: Instant,
        what: impl FnOnce(&mut A) + Send + 'static,
    ) -> Result<(), NotSent> {
        self.send(what, Some(deadline))
    }

    /// Has the actor run a closure; the result, or the panic as an exception, comes by the future. The closure is not run if
    /// the future is cancelled before its turn.
    ///
    /// # Errors
    ///
    /// The sender is being cancelled; the closure is dropped.
    #[cfg(not(loom))]
    pub fn ask<R: Send + 'static>(
        &self,
        what: impl FnOnce(&mut A) -> R + Send + 'static,
    ) -> Result<Future<R>, NotSent> {
        let (promise, future) = future();
        self.tell(move |value| {
            if !promise.is_cancelled() {
                match catch_unwind(AssertUnwindSafe(|| what(value))) {
                    Ok(result) => drop(promise.complete(result)),
                    Err(panic) => promise.fail(panic_exception(panic)),
                }
            }
        })?;
        Ok(future)
    }

    /// Whether it has nothing to do.
    pub fn is_idle(&self) -> bool {
        self.inner().mailbox.is_idle()
    }

    #[inline]
    fn send<F: FnOnce(&mut A) + Send + 'static>(
        &self,
        what: F,
        deadline: Option<Instant>,
    ) -> Result<(), NotSent> {
        let message = Closure::<A, F>::make(what);
        // SAFETY: whole and ours; `self` is a reference.
        let sent = unsafe { self.inner().mailbox.send(message, deadline) };
        if sent.is_err() {
            // SAFETY: not sent, so still ours.
            unsafe { ((*message.as_ptr()).ops.drop)(message.as_ptr()) };
        }
        if sent? == Sent::BehindOthers && has_handed_out_many() {
            let_others_run();
        }
        Ok(())
    }

    fn inner(&self) -> &Inner<A> {
        // SAFETY: alive while there are references.
        unsafe { self.0.as_ref() }
    }
}

impl<A> Clone for Address<A> {
    fn clone(&self) -> Self {
        // SAFETY: `self` is a reference.
        unsafe { retain::<A>(self.0.as_ptr().cast()) };
        Address(self.0)
    }
}

impl<A> Drop for Address<A> {
    fn drop(&mut self) {
        // SAFETY: `self` is a reference, and no more.
        unsafe { release::<A>(self.0.as_ptr().cast()) };
    }
}

/// # Safety
///
/// `actor` is an `Inner<A>`, and a reference to it keeps it meanwhile.
unsafe extern "C-unwind" fn retain<A>(actor: *mut c_void) {
    // SAFETY: the caller has a reference, or one is implied by the state of the mailbox. Relaxed: nothing is read through the new one
    // that the old one could not.
    unsafe { (*actor.cast::<Inner<A>>()).refs.fetch_add(1, Ordering::Relaxed) };
}

/// # Safety
///
/// `actor` is an `Inner<A>`; one reference to it is the caller's, and gone afterwards.
unsafe extern "C-unwind" fn release<A>(actor: *mut c_void) {
    let inner: *mut Inner<A> = actor.cast();
    // SAFETY: the caller's reference. Release, and acquire by the last: all that was done to the actor is seen by its drop.
    unsafe {
        if (*inner).refs.fetch_sub(1, Ordering::Release) == 1 {
            fence(Ordering::Acquire);
            ptr::drop_in_place(inner);
            pool::give(NonNull::new_unchecked(inner).cast(), size_of::<Inner<A>>());
        }
    }
}

/// # Safety
///
/// As [`release`].
unsafe extern "C-unwind" fn leave<A>(actor: *mut c_void, _: bool) {
    // SAFETY: as the caller says.
    unsafe { release::<A>(actor) };
}

/// A panic as an exception: `object` is a `Box<Box<dyn Any + Send>>`.
fn panic_exception(panic: Box<dyn Any + Send>) -> Exception {
    /// # Safety
    ///
    /// `object` was made by the function around, and is not used again.
    unsafe extern "C-unwind" fn drop_panic(object: *mut c_void) {
        // SAFETY: made below.
        drop(unsafe { Box::from_raw(object.cast::<Box<dyn Any + Send>>()) });
    }
    Exception { object: Box::into_raw(Box::new(panic)).cast(), drop: Some(drop_panic) }
}

// A message that runs a closure on an actor of type A.
#[repr(C)]
struct Closure<A, F> {
    message: Message,
    what: ManuallyDrop<F>,
    actor: std::marker::PhantomData<fn(A)>,
}

impl<A, F: FnOnce(&mut A)> Closure<A, F> {
    const OPS: &'static MessageOps = &MessageOps {
        run: Self::run,
        drop: Self::drop_unrun,
        activable: None,
        name: ptr::null(),
        free: Self::free,
        size: size_of::<Self>(),
    };

    #[inline]
    fn make(what: F) -> NonNull<Message> {
        const { assert!(align_of::<F>() <= 16) };
        let at: NonNull<Self> = pool::take(size_of::<Self>()).cast();
        let it = Closure {
            message: Message::new(Self::OPS),
            what: ManuallyDrop::new(what),
            actor: std::marker::PhantomData,
        };
        // SAFETY: the block is large and aligned enough.
        unsafe { at.write(it) };
        at.cast()
    }

    /// Takes the closure out.
    ///
    /// # Safety
    ///
    /// `message` is a `Self`, the caller's, and has not been unpacked.
    #[inline]
    unsafe fn unpack(message: *mut Message) -> F {
        // SAFETY: the message was made by `make`, is ours, and is unpacked once.
        unsafe { ManuallyDrop::take(&mut (*message.cast::<Self>()).what) }
    }

    /// # Safety
    ///
    /// `message` is a `Self` of `size` bytes from the pool, the caller's, and what it had is taken or dropped.
    unsafe extern "C-unwind" fn free(message: *mut Message, size: usize) {
        // SAFETY: as for `unpack`, and not used any more.
        unsafe { pool::give(NonNull::new_unchecked(message).cast(), size) };
    }

    /// # Safety
    ///
    /// `message` is a `Self`, not unpacked yet, and `actor` an `Inner<A>` whose turn this is.
    unsafe extern "C-unwind" fn run(message: *mut Message, actor: *mut c_void) {
        // SAFETY: the mailbox of an actor of type A has messages for it only, and runs one at a time.
        unsafe {
            let what = Self::unpack(message);
            let value = &mut *(*actor.cast::<Inner<A>>()).value.get();
            if let Err(panic) = catch_unwind(AssertUnwindSafe(|| what(value))) {
                unobserved(panic_exception(panic));
            }
        }
    }

    /// # Safety
    ///
    /// `message` is a `Self`, the caller's, and has not been unpacked.
    unsafe extern "C-unwind" fn drop_unrun(message: *mut Message) {
        // SAFETY: as for `run`.
        drop(unsafe { Self::unpack(message) });
    }
}
