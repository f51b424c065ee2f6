//! Messages: a header, followed by whatever the sender put there.
//!
//! What a message does is in its [`MessageOps`], one table for all messages of a kind. A message has one owner at a time: the
//! sender until it is sent, then the mailbox, then `run` or `drop`.

use std::cell::UnsafeCell;
use std::ffi::{c_char, c_void};
use std::ptr;

/// The header of a message.
#[repr(C)]
#[derive(Debug)]
pub struct Message {
    /// For the mailbox.
    pub(crate) next: UnsafeCell<*mut Message>,
    /// What the message does.
    pub ops: &'static MessageOps,
}

impl Message {
    /// The header of a message that is not sent yet.
    pub const fn new(ops: &'static MessageOps) -> Message {
        Message { next: UnsafeCell::new(ptr::null_mut()), ops }
    }
}

/// What messages of one kind do.
#[repr(C)]
#[derive(Debug)]
pub struct MessageOps {
    /// Does what the message says, to the actor; then the message is gone, with its memory.
    pub run: unsafe extern "C-unwind" fn(*mut Message, actor: *mut c_void),
    /// The message will not run; it goes, with its memory.
    pub drop: unsafe extern "C-unwind" fn(*mut Message),
    /// Whether it may run now. Until it may, it keeps its place, and those behind it that may run go first. None: always.
    pub activable: Option<unsafe extern "C-unwind" fn(*mut Message) -> bool>,
    /// What traces call it, a static string; may be null.
    pub name: *const c_char,
}

/// The address of this is the name of messages that tell of themselves when they are sent, begin and end.
pub static TELLS_ITSELF: c_char = 0;

impl MessageOps {
    /// Whether the mailbox tells what becomes of the message.
    #[inline]
    pub(crate) fn is_told(&self) -> bool {
        !ptr::eq(self.name, &raw const TELLS_ITSELF)
    }
}

#[allow(unsafe_code, reason = "a pointer to a static string")]
// SAFETY: nobody writes to the string.
unsafe impl Sync for MessageOps {}
