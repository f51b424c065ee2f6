//! Messages between actors on one worker whose next job is the last that was scheduled: what mailbox, messages and
//! their memory cost without a scheduler. ns for each message.

use cyrus_actors::actor::Address;
use cyrus_actors::mailbox::Options;
use cyrus_sync::job::{Executor, RawJob, Sent};
use std::cell::RefCell;
use std::ptr::NonNull;
use std::time::Instant;

const MESSAGES: u64 = 1_000_000;

thread_local!(static READY: RefCell<Vec<NonNull<RawJob>>> = const { RefCell::new(Vec::new()) });

struct Here;
// SAFETY: all jobs run on the one thread, once each.
unsafe impl Executor for Here {
    unsafe fn schedule(&self, job: NonNull<RawJob>) -> Sent {
        READY.with_borrow_mut(|ready| ready.push(job));
        Sent::Next
    }
}

fn run_all() {
    while let Some(job) = READY.with_borrow_mut(Vec::pop) {
        // SAFETY: scheduled once.
        unsafe { (job.as_ref().run)(job) };
    }
}

struct Player {
    other: Option<Address<Player>>,
    left: u64,
}

fn hit(player: &mut Player) {
    if player.left > 0 {
        player.left -= 1;
        if let Some(other) = &player.other {
            let _ = other.tell(hit);
        }
    }
}

fn ping_pong() -> u64 {
    let new = || Address::new(&Here, Player { other: None, left: MESSAGES / 2 }, Options::default());
    let (a, b) = (new(), new());
    for (one, other) in [(&a, &b), (&b, &a)] {
        let other = other.clone();
        let _ = one.tell(move |player| player.other = Some(other));
    }
    run_all();
    let start = Instant::now();
    let _ = a.tell(hit);
    run_all();
    let took = start.elapsed().as_nanos() as u64;
    for one in [&a, &b] {
        let _ = one.tell(|player| player.other = None);
    }
    run_all();
    took
}

fn fan_out() -> u64 {
    let actors: Vec<_> = (0..1000).map(|_| Address::new(&Here, 0u64, Options::default())).collect();
    let start = Instant::now();
    for i in 0..MESSAGES {
        let _ = actors[i as usize % 1000].tell(|count| *count += 1);
    }
    run_all();
    start.elapsed().as_nanos() as u64
}

fn main() {
    for _ in 0..5 {
        println!("cyrus mailbox ping-pong,1,{:.2}", ping_pong() as f64 / MESSAGES as f64);
        println!("cyrus mailbox fan-out,1,{:.2}", fan_out() as f64 / MESSAGES as f64);
    }
}
