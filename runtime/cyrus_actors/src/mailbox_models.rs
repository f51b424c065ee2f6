//! Models of the mailbox, for loom: `RUSTFLAGS="--cfg loom" cargo test --target-dir target/loom -p cyrus_actors`.
#![allow(unsafe_code, reason = "messages and mailboxes by hand")]

use crate::mailbox::{Mailbox, Options, Owner};
use crate::message::{Message, MessageOps};
use crate::testing::Manual;
use loom::cell::UnsafeCell;
use loom::sync::Arc;
use std::ffi::c_void;
use std::ptr::NonNull;

// An actor that adds, and loom watches whether two do at once.
struct Sum {
    mailbox: Mailbox,
}

#[repr(C)]
struct Add(Message, usize);

static ADD: MessageOps = MessageOps { run: add, drop: gone, activable: None, name: std::ptr::null() };

unsafe extern "C-unwind" fn add(message: *mut Message, actor: *mut c_void) {
    // SAFETY: sent by `send`, to a `Sum`.
    unsafe {
        let it = Box::from_raw(message.cast::<Add>());
        (*actor.cast::<UnsafeCell<usize>>()).with_mut(|value| *value = *value * 10 + it.1);
    }
}

unsafe extern "C-unwind" fn gone(message: *mut Message) {
    // SAFETY: sent by `send`.
    drop(unsafe { Box::from_raw(message.cast::<Add>()) });
}

fn send(sum: &Sum, number: usize) {
    let message = NonNull::from(Box::leak(Box::new(Add(Message::new(&ADD), number)))).cast();
    // SAFETY: just made; the model keeps the mailbox.
    unsafe { sum.mailbox.send(message, None) }.unwrap();
}

#[test]
fn two_senders_and_who_finds_work_does_it() {
    let mut builder = loom::model::Builder::new();
    // All interleavings take a minute; nearly all faults show with two preemptions.
    builder.preemption_bound = Some(2);
    builder.check(|| {
        let manual = Manual::leaked();
        let value = Box::leak(Box::new(UnsafeCell::new(0)));
        let owner = Owner { actor: std::ptr::from_mut(value).cast(), retain: None, release: None };
        // SAFETY: no functions; kept until the end.
        let mailbox = unsafe { Mailbox::new(manual, owner, Options { batch: 1, maxsize: 0 }) };
        let sum = Arc::new(Sum { mailbox });
        let other = sum.clone();
        let thread = loom::thread::spawn(move || {
            send(&other, 1);
            send(&other, 2);
            manual.run_all();
        });
        send(&sum, 3);
        manual.run_all();
        thread.join().unwrap();
        manual.run_all();
        assert!(sum.mailbox.is_idle());
        // SAFETY: nobody else is left.
        let value = value.with(|value| unsafe { *value });
        assert!([123, 132, 312].contains(&value), "{value}");
    });
}
