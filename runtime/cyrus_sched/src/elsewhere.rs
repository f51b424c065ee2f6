//! Calls that may block, on threads of their own: the coroutine that makes one parks, and its worker goes on with others.
//!
//! In a [`blocking`](crate::blocking) section another thread takes over what the worker has not begun, but its coroutines that have started wait: they belong to
//! the thread. So that is for when there are none, or when the call has to be made on this thread.
//!
//! *Protocol.* A call lies on the stack of who makes it, which parks, whatever comes, until `done` is set; so it is alive until then. The thread
//! that runs it sets `done` as its last access, having taken out the waiter, which it wakes after that. Threads end when nothing has come for [`IDLE`]; in the child of a
//! fork there are none.
#![allow(unsafe_code, reason = "what is called lies on the stack of who waits for it")]

use crate::{blocking, worker};
use cyrus_sync::renewable::Renewable;
use cyrus_sync::wait::Waiter;
use std::collections::VecDeque;
use std::mem;
use std::ptr::NonNull;
use std::sync::atomic::{AtomicU32, Ordering};
use std::sync::{Condvar, PoisonError};
use std::thread;
use std::time::Duration;

/// So many may block at a time; further calls wait for one of them.
const MOST: usize = 512;
/// How long a thread waits for the next call.
const IDLE: Duration = Duration::from_secs(10);

struct Call<'a> {
    run: Option<Box<dyn FnOnce() + 'a>>,
    waiter: Waiter,
    done: AtomicU32,
}

struct Waiting(NonNull<Call<'static>>);

// SAFETY: the call is left alone by who makes it until it is done, and what it runs may go to another thread (see `elsewhere`).
unsafe impl Send for Waiting {}

#[derive(Default)]
struct Pool {
    waiting: VecDeque<Waiting>,
    threads: usize,
    idle: usize,
}

static POOL: Renewable<Pool> = Renewable::new();
static ARRIVED: Condvar = Condvar::new();

/// How many threads there are for such calls, if none of them is at work.
pub(crate) fn at_rest() -> Option<usize> {
    let pool = POOL.lock();
    (pool.waiting.is_empty() && pool.idle == pool.threads).then_some(pool.threads)
}

/// Runs `f`, which may block a thread: not this one, if other coroutines have started there.
pub fn elsewhere<R: Send>(f: impl FnOnce() -> R + Send) -> R {
    match worker::current() {
        Some((worker, _)) if worker.seeded.is_none() && worker.has_other_coroutines() => {}
        _ => return blocking(f),
    }
    let mut result = None;
    let place = &mut result;
    let waiter = Waiter::current();
    let mut call = Call {
        run: Some(Box::new(move || *place = Some(f()))),
        waiter: waiter.clone(),
        done: AtomicU32::new(0),
    };
    let at = NonNull::from(&mut call);
    // SAFETY: the lifetime alone is another; see the protocol.
    let given = Waiting(unsafe { mem::transmute::<NonNull<Call<'_>>, NonNull<Call<'static>>>(at) });
    if !hand_out(given) {
        if let Some(run) = call.run.take() {
            blocking(run);
        }
    } else {
        // SAFETY: the call stays here, and this field of it is shared. Acquire: what the thread did is seen.
        while unsafe { &(*at.as_ptr()).done }.load(Ordering::Acquire) == 0 {
            waiter.park_shielded(None);
        }
    }
    drop(call);
    match result {
        Some(result) => result,
        None => unreachable!("the call has been made"),
    }
}

/// False: no thread can be had.
fn hand_out(call: Waiting) -> bool {
    let mut pool = POOL.lock();
    if pool.idle <= pool.waiting.len() && pool.threads < MOST {
        match thread::Builder::new().name("cyrus-blocking".to_owned()).spawn(serve) {
            Ok(_) => pool.threads += 1,
            Err(_) if pool.threads == 0 => return false,
            Err(_) => {}
        }
    }
    pool.waiting.push_back(call);
    drop(pool);
    ARRIVED.notify_one();
    true
}

fn serve() {
    let mut pool = POOL.lock();
    loop {
        if let Some(Waiting(call)) = pool.waiting.pop_front() {
            drop(pool);
            run(call);
            pool = POOL.lock();
            continue;
        }
        pool.idle += 1;
        let (locked, waited) = ARRIVED.wait_timeout(pool, IDLE).unwrap_or_else(PoisonError::into_inner);
        pool = locked;
        pool.idle -= 1;
        if waited.timed_out() && pool.waiting.is_empty() {
            pool.threads -= 1;
            return;
        }
    }
}

fn run(call: NonNull<Call<'static>>) {
    /// Who has made the call waits for ever if it unwinds.
    struct Unwinds;
    impl Drop for Unwinds {
        fn drop(&mut self) {
            std::process::abort();
        }
    }
    let unwinds = Unwinds;
    let at = call.as_ptr();
    // SAFETY: alive until `done` is set; these fields are this thread's until then.
    let waiter = unsafe {
        let run = (*at).run.take();
        if let Some(run) = run {
            run();
        }
        (*at).waiter.clone()
    };
    // SAFETY: likewise. Release: who waits sees what was done.
    unsafe { &(*at).done }.store(1, Ordering::Release);
    waiter.unpark();
    mem::forget(unwinds);
}
