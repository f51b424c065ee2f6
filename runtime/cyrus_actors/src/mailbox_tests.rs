//! Tests of mailboxes and actors: order, bounds, conditions, lifetime.

use crate::actor::Address;
use crate::future::Failure;
use crate::mailbox::{Mailbox, NotSent, Options, stuck_mailboxes, sync_changed};
use crate::message::{Message, MessageOps};
use crate::owner::Owner;
use crate::testing::{Manual, Threads};
use std::ffi::c_void;
use std::ptr::{self, NonNull};
use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::{Duration, Instant};

const ROUNDS: usize = if cfg!(miri) { 50 } else { 20_000 };

#[test]
fn messages_of_one_sender_keep_their_order() {
    let threads = Threads::leaked(2);
    let seen: Arc<Mutex<Vec<(usize, usize)>>> = Arc::default();
    let actor = Address::new(threads, seen.clone(), Options { batch: 7, ..Options::default() });
    std::thread::scope(|scope| {
        for sender in 0..3 {
            let actor = &actor;
            scope.spawn(move || {
                for i in 0..ROUNDS {
                    let sent = actor.tell(move |seen| seen.lock().unwrap().push((sender, i)));
                    assert_eq!(sent, Ok(()));
                }
            });
        }
    });
    threads.finish();
    assert!(actor.is_idle());
    let seen = seen.lock().unwrap();
    assert_eq!(seen.len(), 3 * ROUNDS);
    let mut next = [0; 3];
    for &(sender, i) in seen.iter() {
        assert_eq!(i, next[sender]);
        next[sender] += 1;
    }
}

#[test]
fn an_actor_runs_one_message_at_a_time_without_locks() {
    let threads = Threads::leaked(2);
    let actors: Vec<Address<usize>> =
        (0..50).map(|_| Address::new(threads, 0, Options { batch: 3, ..Options::default() })).collect();
    for i in 0..ROUNDS {
        let to = actors[i % 50].clone();
        let next = actors[(i * 7 + 1) % 50].clone();
        let _ = to.tell(move |count| {
            *count += 1;
            let _ = next.tell(|count| *count += 1);
        });
    }
    threads.finish();
    let total = Arc::new(AtomicUsize::new(0));
    for actor in actors {
        let total = total.clone();
        let _ = actor.tell(move |count| {
            total.fetch_add(*count, Ordering::Relaxed);
        });
    }
    threads.finish();
    assert_eq!(total.load(Ordering::Relaxed), 2 * ROUNDS);
}

// The pool hands the memory of the last message out first: it must not come back while the mailbox still leads to it.
#[test]
fn what_a_lone_message_sends_to_its_own_actor_comes_after_it() {
    let manual = Manual::leaked();
    let actor = Address::new(manual, Vec::new(), Options::default());
    for first in [0, 10, 20] {
        let own = actor.clone();
        let sent = actor.tell(move |seen| {
            for i in 1..4 {
                assert_eq!(own.tell(move |seen: &mut Vec<usize>| seen.push(first + i)), Ok(()));
            }
            seen.push(first);
        });
        assert_eq!(sent, Ok(()));
        manual.run_all();
    }
    assert!(actor.is_idle());
    let seen = actor.ask(std::mem::take);
    manual.run_all();
    assert_eq!(seen.unwrap().wait(None).unwrap(), [0, 1, 2, 3, 10, 11, 12, 13, 20, 21, 22, 23]);
}

#[test]
fn a_full_batch_lets_others_run() {
    let manual = Manual::leaked();
    let order: Arc<Mutex<Vec<u8>>> = Arc::default();
    let options = Options { batch: 2, ..Options::default() };
    let (a, b) = (Address::new(manual, order.clone(), options), Address::new(manual, order.clone(), options));
    for _ in 0..3 {
        let _ = a.tell(|order| order.lock().unwrap().push(1));
    }
    let _ = b.tell(|order| order.lock().unwrap().push(2));
    manual.run_all();
    assert_eq!(*order.lock().unwrap(), [1, 1, 2, 1]);
}

#[test]
fn who_sends_many_goes_on() {
    let manual = Manual::leaked();
    let actor = Address::new(manual, 0usize, Options::default());
    let sent = if cfg!(miri) { 10 } else { 20_000 };
    for _ in 0..sent {
        assert_eq!(actor.tell(|count| *count += 1), Ok(()));
    }
    manual.run_all();
    let count = actor.ask(|count| *count).unwrap();
    manual.run_all();
    assert_eq!(count.take(), Some(sent));
}

struct Flag(Arc<AtomicUsize>);

impl Drop for Flag {
    fn drop(&mut self) {
        self.0.fetch_add(1, Ordering::Relaxed);
    }
}

#[test]
fn an_actor_lives_until_its_messages_are_done() {
    let manual = Manual::leaked();
    let (dropped, ran) = (Arc::new(AtomicUsize::new(0)), Arc::new(AtomicUsize::new(0)));
    let actor = Address::new(manual, Flag(dropped.clone()), Options::default());
    for _ in 0..3 {
        let ran = ran.clone();
        let _ = actor.tell(move |_| {
            ran.fetch_add(1, Ordering::Relaxed);
        });
    }
    drop(actor);
    assert_eq!(dropped.load(Ordering::Relaxed), 0);
    manual.run_all();
    assert_eq!(dropped.load(Ordering::Relaxed), 1);
    assert_eq!(ran.load(Ordering::Relaxed), 3);
}

#[test]
fn a_full_mailbox_makes_senders_wait() {
    let manual = Manual::leaked();
    let actor = Address::new(manual, 0usize, Options { maxsize: 2, ..Options::default() });
    assert_eq!(actor.tell(|_| ()), Ok(()));
    assert_eq!(actor.tell(|_| ()), Ok(()));
    let soon = Instant::now() + Duration::from_millis(3);
    assert_eq!(actor.tell_until(soon, |_| ()), Err(NotSent::Full));
    std::thread::scope(|scope| {
        let waits = scope.spawn(|| actor.tell(|_| ()));
        std::thread::sleep(Duration::from_millis(2));
        manual.run_all();
        assert_eq!(waits.join().ok(), Some(Ok(())));
        manual.run_all();
    });
}

#[test]
fn back_pressure_bounds_what_waits() {
    let threads = Threads::leaked(1);
    let actor = Address::new(threads, 0usize, Options { maxsize: 8, ..Options::default() });
    let (sent, done) = (Arc::new(AtomicUsize::new(0)), Arc::new(AtomicUsize::new(0)));
    std::thread::scope(|scope| {
        for _ in 0..3 {
            scope.spawn(|| {
                for _ in 0..ROUNDS / 10 {
                    let (sent, done) = (sent.clone(), done.clone());
                    let begun = sent.clone();
                    let told = actor.tell(move |_| {
                        // Those counted but not yet in the mailbox are the three senders' own, and one is running.
                        let waiting = sent.load(Ordering::Relaxed) - done.fetch_add(1, Ordering::Relaxed);
                        assert!(waiting <= 8 + 3 + 1, "{waiting}");
                    });
                    begun.fetch_add(1, Ordering::Relaxed);
                    assert_eq!(told, Ok(()));
                }
            });
        }
    });
    threads.finish();
    assert_eq!(done.load(Ordering::Relaxed), 3 * (ROUNDS / 10));
}

#[test]
fn an_actor_may_exceed_its_own_bound() {
    let threads = Threads::leaked(1);
    let actor: Address<Option<Address<usize>>> =
        Address::new(threads, None, Options { maxsize: 1, ..Options::default() });
    let me = actor.clone();
    let ran = Arc::new(AtomicUsize::new(0));
    let counted = ran.clone();
    let _ = actor.tell(move |_| {
        for _ in 0..3 {
            let ran = counted.clone();
            let _ = me.tell(move |_| {
                ran.fetch_add(1, Ordering::Relaxed);
            });
        }
    });
    threads.finish();
    assert_eq!(ran.load(Ordering::Relaxed), 3);
}

// Also when the turn was about to end, but another message has come.
#[test]
fn an_actor_may_exceed_its_own_bound_while_others_send() {
    let threads = Threads::leaked(1);
    let actor: Address<usize> = Address::new(threads, 0, Options { maxsize: 1, ..Options::default() });
    let (done, is_done) = std::sync::mpsc::channel();
    std::thread::spawn(move || {
        for _ in 0..4 * ROUNDS {
            let me = actor.clone();
            let told = actor.tell(move |_| {
                for _ in 0..2 {
                    let _ = me.tell(|count| *count += 1);
                }
            });
            assert_eq!(told, Ok(()));
        }
        let count = actor.ask(|count| *count).unwrap().wait(None);
        done.send(count.ok()).unwrap();
    });
    let count = is_done.recv_timeout(Duration::from_secs(50));
    assert!(matches!(count, Ok(Some(_))), "the actor waits for itself");
}

#[test]
fn results_and_panics_come_by_futures() {
    let threads = Threads::leaked(1);
    let actor = Address::new(threads, 20, Options::default());
    let ask = |what: fn(&mut i32) -> i32| actor.ask(what).unwrap().wait(None);
    assert!(matches!(ask(|value| *value + 1), Ok(21)));
    assert!(matches!(ask(|_| panic!("as the test wants")), Err(Failure::Exception(_))));
    assert!(matches!(ask(|value| *value + 2), Ok(22)));
}

// A message that waits for `count` to reach `from`, and notes its number.
#[repr(C)]
struct Conditional {
    message: Message,
    number: usize,
    from: usize,
    noted: *const Noted,
}

#[derive(Default)]
struct Noted {
    count: AtomicUsize,
    // How many mailboxes were stuck when a message was asked, at most.
    stuck: AtomicUsize,
    order: Mutex<Vec<usize>>,
}

impl Conditional {
    #[allow(unsafe_code, reason = "a message by hand")]
    const OPS: &'static MessageOps = &MessageOps {
        run: Self::run,
        drop: Self::gone,
        activable: Some(Self::activable),
        name: ptr::null(),
        free: Self::free,
        size: 0,
    };

    fn make(noted: &Noted, number: usize, from: usize) -> NonNull<Message> {
        let it = Conditional { message: Message::new(Self::OPS), number, from, noted };
        NonNull::from(Box::leak(Box::new(it))).cast()
    }

    /// # Safety
    ///
    /// `message` is a `Conditional`, and the test keeps what it notes in.
    #[allow(unsafe_code, reason = "a message by hand")]
    unsafe extern "C-unwind" fn run(message: *mut Message, _: *mut c_void) {
        // SAFETY: made by `make`; the test keeps `noted` alive.
        unsafe {
            let it = message.cast::<Conditional>();
            (*(*it).noted).order.lock().unwrap().push((*it).number);
            (*(*it).noted).count.fetch_add(1, Ordering::Relaxed);
        }
    }

    /// # Safety
    ///
    /// None: nothing is used.
    #[allow(unsafe_code, reason = "a message by hand")]
    unsafe extern "C-unwind" fn gone(_: *mut Message) {}

    /// # Safety
    ///
    /// `message` is from `make`, and not used again.
    #[allow(unsafe_code, reason = "a message by hand")]
    unsafe extern "C-unwind" fn free(message: *mut Message, _: usize) {
        // SAFETY: made by `make`.
        drop(unsafe { Box::from_raw(message.cast::<Conditional>()) });
    }

    /// # Safety
    ///
    /// As `run`.
    #[allow(unsafe_code, reason = "a message by hand")]
    unsafe extern "C-unwind" fn activable(message: *mut Message) -> bool {
        // SAFETY: as for `run`.
        unsafe {
            let it = message.cast::<Conditional>();
            (*(*it).noted).stuck.fetch_max(stuck_mailboxes(), Ordering::Relaxed);
            (*(*it).noted).count.load(Ordering::Relaxed) >= (*it).from
        }
    }
}

// Held by tests with stuck mailboxes, of which there is one list.
fn alone() -> MutexGuard<'static, ()> {
    static ALONE: Mutex<()> = Mutex::new(());
    ALONE.lock().unwrap_or_else(PoisonError::into_inner)
}

#[allow(unsafe_code, reason = "a mailbox by hand")]
fn bare(executor: &'static dyn cyrus_sync::job::Executor) -> Mailbox {
    let owner = Owner { actor: ptr::null_mut(), count: ptr::null(), counting: None };
    // SAFETY: nothing is counted; the tests keep the mailbox until all is run.
    unsafe { Mailbox::new(executor, owner, Options::default()) }
}

#[allow(unsafe_code, reason = "messages by hand")]
fn send(mailbox: &Mailbox, message: NonNull<Message>) {
    // SAFETY: just made; the mailbox outlives its messages.
    assert!(unsafe { mailbox.send(message, None) }.is_ok());
}

#[test]
fn what_may_not_run_yet_keeps_its_place() {
    let _alone = alone();
    let (manual, noted) = (Manual::leaked(), Noted::default());
    let mailbox = bare(manual);
    // 0 and 2 wait for the first, 1 and 3 do not.
    for (number, from) in [(0, 1), (1, 0), (2, 1), (3, 0)] {
        send(&mailbox, Conditional::make(&noted, number, from));
    }
    manual.run_all();
    assert_eq!(*noted.order.lock().unwrap(), [1, 0, 2, 3]);
    assert!(mailbox.is_idle());
}

#[test]
fn a_stuck_mailbox_wakes_by_a_change_or_a_message() {
    let _alone = alone();
    let (threads, noted) = (Threads::leaked(2), Noted::default());
    let (first, second) = (bare(threads), bare(threads));
    send(&first, Conditional::make(&noted, 0, 1));
    while stuck_mailboxes() == 0 {
        std::thread::yield_now();
    }
    // A message of another mailbox changes what the first waits for.
    send(&second, Conditional::make(&noted, 1, 0));
    threads.finish();
    assert_eq!(*noted.order.lock().unwrap(), [1, 0]);
    // One of the same.
    send(&first, Conditional::make(&noted, 2, 3));
    send(&first, Conditional::make(&noted, 3, 0));
    threads.finish();
    assert_eq!(*noted.order.lock().unwrap(), [1, 0, 3, 2]);
    // A change from outside.
    send(&first, Conditional::make(&noted, 4, 5));
    std::thread::sleep(Duration::from_millis(1));
    noted.count.fetch_add(1, Ordering::Relaxed);
    sync_changed();
    threads.finish();
    assert_eq!(noted.order.lock().unwrap().len(), 5);
    assert!(first.is_idle() && second.is_idle());
}

// One whose messages are still being asked may have some that run.
#[test]
fn a_mailbox_is_not_stuck_before_all_its_messages_were_asked() {
    let _alone = alone();
    let (manual, noted) = (Manual::leaked(), Noted::default());
    let mailbox = bare(manual);
    for number in 0..3 {
        send(&mailbox, Conditional::make(&noted, number, 1));
    }
    manual.run_all();
    assert_eq!((noted.stuck.load(Ordering::Relaxed), stuck_mailboxes()), (0, 1));
    noted.count.fetch_add(1, Ordering::Relaxed);
    sync_changed();
    manual.run_all();
    assert_eq!((noted.stuck.load(Ordering::Relaxed), stuck_mailboxes()), (0, 0));
    assert_eq!(*noted.order.lock().unwrap(), [0, 1, 2]);
}

#[test]
fn messages_that_never_ran_are_dropped_with_the_mailbox() {
    let _alone = alone();
    let (manual, noted) = (Manual::leaked(), Noted::default());
    let mailbox = bare(manual);
    send(&mailbox, Conditional::make(&noted, 0, 1));
    send(&mailbox, Conditional::make(&noted, 1, 1));
    drop(mailbox);
    assert!(noted.order.lock().unwrap().is_empty());
}

#[test]
fn a_stopped_mailbox_drops_what_waits_and_what_comes() {
    let _alone = alone();
    let (manual, noted) = (Manual::leaked(), Noted::default());
    let mailbox = bare(manual);
    send(&mailbox, Conditional::make(&noted, 0, usize::MAX));
    send(&mailbox, Conditional::make(&noted, 1, 0));
    manual.run_all();
    assert!(!mailbox.is_idle());
    mailbox.stop();
    manual.run_all();
    send(&mailbox, Conditional::make(&noted, 2, 0));
    manual.run_all();
    assert!(mailbox.is_stopped() && mailbox.is_idle());
    assert_eq!(*noted.order.lock().unwrap(), [1]);
}
