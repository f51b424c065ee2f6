//! Models of the mailbox, for loom: `RUSTFLAGS="--cfg loom" cargo test --target-dir target/loom -p cyrus_actors`.
#![allow(unsafe_code, reason = "messages and mailboxes by hand")]

use crate::mailbox::{Mailbox, Options};
use crate::message::{Message, MessageOps};
use crate::owner::Owner;
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

static ADD: MessageOps = MessageOps {
    run: add,
    drop: nothing,
    activable: None,
    name: std::ptr::null(),
    free,
    size: size_of::<Add>(),
};

unsafe extern "C-unwind" fn add(message: *mut Message, actor: *mut c_void) {
    // SAFETY: sent by `send`, to a `Sum`.
    unsafe {
        let number = (*message.cast::<Add>()).1;
        (*actor.cast::<UnsafeCell<usize>>()).with_mut(|value| *value = *value * 10 + number);
    }
}

unsafe extern "C-unwind" fn nothing(_: *mut Message) {}

unsafe extern "C-unwind" fn free(message: *mut Message, _: usize) {
    // SAFETY: sent by `send`.
    drop(unsafe { Box::from_raw(message.cast::<Add>()) });
}

fn send(sum: &Sum, number: usize) {
    let message = NonNull::from(Box::leak(Box::new(Add(Message::new(&ADD), number)))).cast();
    // SAFETY: just made; the model keeps the mailbox.
    unsafe { sum.mailbox.send(message, None) }.unwrap();
}

// A mailbox whose messages add to the value.
fn sum() -> (&'static Manual, &'static UnsafeCell<usize>, Arc<Sum>) {
    let manual = Manual::leaked();
    let value: &UnsafeCell<usize> = Box::leak(Box::new(UnsafeCell::new(0)));
    let actor = std::ptr::from_ref(value).cast_mut().cast();
    let owner = Owner { actor, count: std::ptr::null(), counting: None };
    // SAFETY: nothing is counted; kept until the end.
    let mailbox = unsafe { Mailbox::new(manual, owner, Options { batch: 1, maxsize: 0 }) };
    (manual, value, Arc::new(Sum { mailbox }))
}

#[test]
fn two_senders_and_who_finds_work_does_it() {
    let mut builder = loom::model::Builder::new();
    // All interleavings take a minute; nearly all faults show with two preemptions.
    builder.preemption_bound = Some(2);
    builder.check(|| {
        let (manual, value, sum) = sum();
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

/// Who claims the mailbox has the actor alone; what is sent meanwhile is handled afterwards.
#[test]
fn one_who_claims_is_alone() {
    let mut builder = loom::model::Builder::new();
    builder.preemption_bound = Some(2);
    builder.check(|| {
        let (manual, value, sum) = sum();
        let other = sum.clone();
        let thread = loom::thread::spawn(move || {
            send(&other, 1);
            manual.run_all();
            send(&other, 2);
            manual.run_all();
        });
        if sum.mailbox.claim() {
            value.with_mut(|value| {
                // SAFETY: claimed; loom watches.
                unsafe { *value *= 1 }
            });
            // SAFETY: claimed here; the actor lives as long as the model.
            unsafe { sum.mailbox.unclaim() };
        }
        manual.run_all();
        thread.join().unwrap();
        manual.run_all();
        assert!(sum.mailbox.is_idle());
        // SAFETY: nobody else is left.
        assert_eq!(value.with(|value| unsafe { *value }), 12);
    });
}

/// An object that is counted as compiled code counts actors: a mark says that a turn is about to give its reference back, so that whoever has all results
/// can wait for being the only one.
mod alone {
    use super::*;
    use crate::owner::{Counting, NEVER_DUE};
    use cyrus_sync::job::{Executor, RawJob, Sent};
    use loom::sync::atomic::{AtomicU64, Ordering};
    use loom::sync::{Condvar, Mutex};

    const LEAVING: u64 = 1;
    const ONE: u64 = 2;

    struct Counted {
        refs: AtomicU64,
        results: Mutex<usize>,
        came: Condvar,
    }

    // Each turn has a thread.
    struct ThreadForEach;

    struct Job(NonNull<RawJob>);

    // SAFETY: an executor may run a job on any thread.
    unsafe impl Send for Job {}

    impl Job {
        fn run(self) {
            // SAFETY: scheduled once and run once.
            unsafe { (self.0.as_ref().run)(self.0) }
        }
    }

    // SAFETY: each job is run once, by its thread, which begins after this.
    unsafe impl Executor for ThreadForEach {
        unsafe fn schedule(&self, job: NonNull<RawJob>) -> Sent {
            let job = Job(job);
            loom::thread::spawn(move || job.run());
            Sent::BehindOthers
        }
    }

    unsafe fn counted<'a>(actor: *mut c_void) -> &'a Counted {
        // SAFETY: the caller has it from the owner below; it is leaked.
        unsafe { &*actor.cast::<Counted>() }
    }

    fn wait(it: &Counted) {
        while it.refs.load(Ordering::Acquire) & LEAVING != 0 {
            loom::thread::yield_now();
        }
    }

    unsafe extern "C-unwind" fn retain(actor: *mut c_void) {
        // SAFETY: of the owner below.
        unsafe { counted(actor) }.refs.fetch_add(ONE, Ordering::Relaxed);
    }

    unsafe extern "C-unwind" fn release(actor: *mut c_void) {
        // SAFETY: of the owner below.
        unsafe { counted(actor) }.refs.fetch_sub(ONE, Ordering::AcqRel);
    }

    unsafe extern "C-unwind" fn wait_for(actor: *mut c_void) {
        // SAFETY: of the owner below.
        wait(unsafe { counted(actor) });
    }

    // Where somebody else counts at the same time.
    unsafe extern "C-unwind" fn leave(actor: *mut c_void, answered: bool) {
        // SAFETY: of the owner below.
        let refs = &unsafe { counted(actor) }.refs;
        let mark = if answered { LEAVING } else { 0 };
        let _ = refs.fetch_update(Ordering::AcqRel, Ordering::Relaxed, |refs| Some((refs - ONE) & !mark));
    }

    unsafe extern "C-unwind" fn nothing_to_see_to() {}

    static COUNTING: Counting = Counting {
        one: ONE,
        leaving: LEAVING,
        plain: 0,
        due: &raw const NEVER_DUE,
        retain,
        release,
        wait: wait_for,
        leave,
        see: nothing_to_see_to,
    };

    unsafe extern "C-unwind" fn answer(_: *mut Message, actor: *mut c_void) {
        // SAFETY: of the owner below.
        let it = unsafe { counted(actor) };
        it.refs.fetch_and(!LEAVING, Ordering::AcqRel);
        it.refs.fetch_or(LEAVING, Ordering::AcqRel);
        *it.results.lock().unwrap() += 1;
        it.came.notify_all();
    }

    unsafe extern "C-unwind" fn forget(message: *mut Message, _: usize) {
        // SAFETY: made below.
        drop(unsafe { Box::from_raw(message) });
    }

    const ASK: MessageOps = MessageOps {
        run: answer,
        drop: nothing,
        activable: None,
        name: std::ptr::null(),
        free: forget,
        size: 0,
    };

    unsafe extern "C-unwind" fn hear(_: *mut Message, actor: *mut c_void) {
        // SAFETY: of the owner below.
        unsafe { counted(actor) }.refs.fetch_and(!LEAVING, Ordering::AcqRel);
    }

    static ASKS: MessageOps = ASK;
    static TELL: MessageOps = MessageOps { run: hear, ..ASK };

    // Asks, keeping the actor alive meanwhile if `held`, and waits until there are so many results.
    fn ask(it: &Counted, mailbox: &Mailbox, held: bool, results: usize) {
        let message = NonNull::from(Box::leak(Box::new(Message::new(&ASKS))));
        {
            let _held = held.then(|| mailbox.hold());
            // SAFETY: just made; the model keeps the mailbox.
            unsafe { mailbox.send_now(message) };
        }
        let mut there = it.results.lock().unwrap();
        while *there < results {
            there = it.came.wait(there).unwrap();
        }
    }

    fn who_has_the_result_is_alone(told: bool, asked: usize, held: bool) {
        let mut builder = loom::model::Builder::new();
        builder.preemption_bound = Some(3);
        builder.check(move || {
            let it: &Counted = Box::leak(Box::new(Counted {
                refs: AtomicU64::new(ONE),
                results: Mutex::new(0),
                came: Condvar::new(),
            }));
            let owner = Owner {
                actor: std::ptr::from_ref(it).cast_mut().cast(),
                count: &raw const it.refs,
                counting: Some(&COUNTING),
            };
            // SAFETY: the functions count atomically; kept until the end.
            let mailbox = unsafe { Mailbox::new(&ThreadForEach, owner, Options { batch: 1, maxsize: 0 }) };
            // The threads may not have left it when the model ends.
            let mailbox: &Mailbox = Box::leak(Box::new(mailbox));
            if told {
                let message = NonNull::from(Box::leak(Box::new(Message::new(&TELL))));
                // SAFETY: just made; the model keeps the mailbox.
                unsafe { mailbox.send_now(message) };
            }
            for results in 1..=asked {
                ask(it, mailbox, held, results);
            }
            wait(it);
            crate::leaving::wait_until_left(owner.actor);
            assert_eq!(it.refs.load(Ordering::Acquire), ONE);
        });
    }

    #[test]
    fn who_waited_for_room_and_has_the_result_is_alone() {
        who_has_the_result_is_alone(false, 1, true);
    }

    #[test]
    fn who_asked_twice_is_alone() {
        who_has_the_result_is_alone(false, 2, false);
    }

    // The turn that only heard something must not take away the mark of the next one.
    #[test]
    fn who_told_and_asked_is_alone() {
        who_has_the_result_is_alone(true, 1, false);
    }
}
