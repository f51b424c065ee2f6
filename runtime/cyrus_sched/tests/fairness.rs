//! Nobody waits for ever because others are always ready.
#![allow(unsafe_code, reason = "schedules jobs")]

use cyrus_sched::{Config, Scheduler, Shutdown, sleep, spawn, wait_readable, yield_now};
use cyrus_sync::job::{Executor, RawJob};
use std::io::Write;
use std::os::fd::AsRawFd;
use std::os::unix::net::UnixStream;
use std::ptr::NonNull;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, AtomicPtr, AtomicUsize, Ordering};
use std::time::{Duration, Instant};

/// Two jobs that schedule each other until told to stop.
#[repr(C)]
struct Player {
    job: RawJob,
    scheduler: Scheduler,
    other: AtomicPtr<RawJob>,
    stop: Arc<AtomicBool>,
    turns: AtomicUsize,
}

/// # Safety
///
/// `job` is the head of a `Player` that stays.
unsafe extern "C" fn hit(job: NonNull<RawJob>) {
    // SAFETY: the head of a player, which is leaked.
    let player = unsafe { job.cast::<Player>().as_ref() };
    player.turns.fetch_add(1, Ordering::Relaxed);
    if !player.stop.load(Ordering::Relaxed)
        && let Some(other) = NonNull::new(player.other.load(Ordering::Relaxed))
    {
        // SAFETY: only one of the two is scheduled at a time.
        unsafe { player.scheduler.schedule(other) };
    }
}

/// A scheduler that has always something to do, in the ways there are.
fn busy(workers: usize) -> (Scheduler, Arc<AtomicBool>) {
    let scheduler = Scheduler::new(&Config { workers, ..Config::default() }).unwrap();
    let stop = Arc::new(AtomicBool::new(false));
    for _ in 0..workers {
        let players = [0, 1].map(|_| {
            Box::leak(Box::new(Player {
                job: RawJob::new(hit),
                scheduler: scheduler.clone(),
                other: AtomicPtr::default(),
                stop: stop.clone(),
                turns: AtomicUsize::new(0),
            }))
        });
        let [first, second] = players;
        first.other.store(&raw mut second.job, Ordering::Relaxed);
        second.other.store(&raw mut first.job, Ordering::Relaxed);
        // SAFETY: leaked.
        unsafe { scheduler.schedule(NonNull::from(&mut *first).cast()) };
        let stop = stop.clone();
        drop(scheduler.spawn(move || {
            while !stop.load(Ordering::Relaxed) {
                yield_now();
            }
        }));
    }
    (scheduler, stop)
}

/// Fails when `done` does not end, while the scheduler stays busy.
fn is_served(done: impl FnOnce() + Send + 'static) {
    let (ended, has_ended) = std::sync::mpsc::channel();
    std::thread::spawn(move || {
        done();
        ended.send(()).unwrap();
    });
    assert!(has_ended.recv_timeout(Duration::from_secs(50)).is_ok());
}

#[test]
fn those_who_come_from_outside_are_served() {
    let (scheduler, stop) = busy(1);
    for _ in 0..20 {
        let scheduler = scheduler.clone();
        is_served(move || drop(scheduler.spawn(|| spawn(|| ()).join()).join()));
    }
    stop.store(true, Ordering::Relaxed);
    scheduler.finish(None);
}

#[test]
fn timers_are_served() {
    let (scheduler, stop) = busy(1);
    let sleeper = scheduler.spawn(|| sleep(Duration::from_millis(5)));
    is_served(move || drop(sleeper.join()));
    stop.store(true, Ordering::Relaxed);
    scheduler.finish(None);
}

#[test]
fn files_are_served() {
    let (scheduler, stop) = busy(2);
    let (mut near, far) = UnixStream::pair().unwrap();
    let task = scheduler.spawn(move || wait_readable(far.as_raw_fd(), None).unwrap());
    is_served(move || {
        near.write_all(b"x").unwrap();
        task.join().unwrap();
    });
    stop.store(true, Ordering::Relaxed);
    scheduler.finish(None);
}

/// A job in the slot of a worker that computes for long is taken over by another.
#[test]
fn a_slot_is_not_a_trap() {
    #[repr(C)]
    struct Flag(RawJob, AtomicBool);
    /// # Safety
    ///
    /// `job` is the head of a `Flag` that stays.
    unsafe extern "C" fn set(job: NonNull<RawJob>) {
        // SAFETY: the head of a flag, which is leaked.
        unsafe { job.cast::<Flag>().as_ref() }.1.store(true, Ordering::Release);
    }
    let scheduler = Scheduler::new(&Config { workers: 2, ..Config::default() }).unwrap();
    for _ in 0..5 {
        let ran = scheduler.spawn(|| {
            let flag: &Flag = Box::leak(Box::new(Flag(RawJob::new(set), AtomicBool::new(false))));
            let Some(scheduler) = Scheduler::current() else { return false };
            // SAFETY: leaked, scheduled once.
            unsafe { scheduler.schedule(NonNull::from(flag).cast()) };
            let start = Instant::now();
            while !flag.1.load(Ordering::Acquire) && start.elapsed() < Duration::from_secs(50) {
                std::hint::spin_loop();
            }
            flag.1.load(Ordering::Acquire)
        });
        assert!(ran.join().unwrap());
    }
    assert!(scheduler.shutdown(Shutdown::Drain, None));
}
