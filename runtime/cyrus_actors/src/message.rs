//! Messages: a header, followed by whatever the sender put there.
//!
//! What a message does is in its [`MessageOps`], one table for all messages of a kind. A message has one owner at a time: the
//! sender until it is sent, then the mailbox.
#![allow(unsafe_code, reason = "messages by raw pointers")]

use cyrus_sync::foreign::call;
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

/// What messages of one kind do. Each message is run or dropped, and then freed.
///
/// A message that has come alone stays in the mailbox while it runs, and what arrives meanwhile is linked to it. So its memory must not go, and
/// come back with the next message, before `free`.
#[repr(C)]
#[derive(Debug)]
pub struct MessageOps {
    /// Does what the message says, to the actor, with what is in the message.
    pub run: unsafe extern "C-unwind" fn(*mut Message, actor: *mut c_void),
    /// The message will not run; what is in it goes.
    pub drop: unsafe extern "C-unwind" fn(*mut Message),
    /// Whether it may run now. Until it may, it keeps its place, and those behind it that may run go first. None: always.
    pub activable: Option<unsafe extern "C-unwind" fn(*mut Message) -> bool>,
    /// What traces call it, a static string; may be null.
    pub name: *const c_char,
    /// Gives the memory back.
    pub free: unsafe extern "C-unwind" fn(*mut Message, size: usize),
    /// How much `free` is told that it is.
    pub size: usize,
}

/// The address of this is the name of messages that tell of themselves when they are sent, begin and end.
pub static TELLS_ITSELF: c_char = 0;

impl MessageOps {
    /// Gives the memory of a message of this kind back.
    ///
    /// # Safety
    ///
    /// It has run or was dropped, and nobody uses it any more.
    #[inline]
    pub unsafe fn free(&self, message: *mut Message) {
        // SAFETY: as the caller says.
        call(|| unsafe { (self.free)(message, self.size) });
    }

    /// Whether the mailbox tells what becomes of the message.
    #[inline]
    pub(crate) fn is_told(&self) -> bool {
        !ptr::eq(self.name, &raw const TELLS_ITSELF)
    }
}

// SAFETY: nobody writes to the string.
unsafe impl Sync for MessageOps {}
