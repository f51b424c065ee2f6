//! Quiescence: `finish` returns when, and only when, nothing is left.
#![allow(unsafe_code, reason = "schedules jobs")]

use cyrus_sched::{Config, Scheduler, sleep, spawn};
use cyrus_sync::job::{Executor, RawJob};
use cyrus_sync::wait::Wake;
use std::ptr::NonNull;
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::time::{Duration, Instant};

fn scheduler(workers: usize) -> Scheduler {
    Scheduler::new(&Config { workers, ..Config::default() }).unwrap()
}

#[test]
fn at_once_when_nothing_was_posted() {
    let scheduler = scheduler(2);
    assert_eq!(scheduler.finish(None), Wake::Notified);
    // Also when there is no time to wait.
    assert_eq!(scheduler.finish(Some(Instant::now())), Wake::Notified);
}

#[test]
fn never_before_the_end() {
    let scheduler = scheduler(2);
    for round in 1..=200 {
        let ran = Arc::new(AtomicUsize::new(0));
        for _ in 0..10 {
            let ran = ran.clone();
            drop(scheduler.spawn(move || {
                for _ in 0..10 {
                    let ran = ran.clone();
                    drop(spawn(move || {
                        if ran.fetch_add(1, Ordering::SeqCst) == 17 && round % 50 == 0 {
                            sleep(Duration::from_millis(1));
                        }
                    }));
                }
            }));
        }
        assert_eq!(scheduler.finish(None), Wake::Notified);
        assert_eq!(ran.load(Ordering::SeqCst), 100, "round {round}");
        assert_eq!(scheduler.in_flight(), 0);
    }
}

#[test]
fn a_task_may_wait_for_the_others() {
    let scheduler = scheduler(2);
    let ran = Arc::new(AtomicUsize::new(0));
    let task = scheduler.spawn({
        let (scheduler, ran) = (Scheduler::current(), ran.clone());
        assert!(scheduler.is_none());
        move || {
            for _ in 0..100 {
                let ran = ran.clone();
                drop(spawn(move || ran.fetch_add(1, Ordering::SeqCst)));
            }
            Scheduler::current().unwrap().finish(None);
            ran.load(Ordering::SeqCst)
        }
    });
    assert_eq!(task.join().unwrap(), 100);
}

#[test]
fn a_deadline_and_something_held() {
    let scheduler = scheduler(2);
    scheduler.hold();
    assert_eq!(scheduler.finish(Some(Instant::now() + Duration::from_millis(5))), Wake::TimedOut);
    std::thread::scope(|scope| {
        scope.spawn(|| {
            std::thread::sleep(Duration::from_millis(10));
            scheduler.release();
        });
        assert_eq!(scheduler.finish(None), Wake::Notified);
    });
}

/// A job that counts its turns and schedules itself until there have been enough.
#[repr(C)]
struct Turns {
    job: RawJob,
    scheduler: Scheduler,
    count: AtomicUsize,
    fair: bool,
}

/// # Safety
///
/// `job` is the head of a `Turns` that stays.
unsafe extern "C" fn turn(job: NonNull<RawJob>) {
    // SAFETY: the job is the head of `Turns`, which the test keeps.
    let turns = unsafe { job.cast::<Turns>().as_ref() };
    if turns.count.fetch_add(1, Ordering::SeqCst) < 1000 {
        // SAFETY: it runs now, so it is not scheduled.
        unsafe {
            if turns.fair {
                turns.scheduler.schedule_fair(job);
            } else {
                turns.scheduler.schedule(job);
            }
        }
    }
}

#[test]
fn jobs_that_schedule_themselves() {
    let scheduler = scheduler(2);
    let turns: Vec<_> = (0..20)
        .map(|number| {
            Box::new(Turns {
                job: RawJob::new(turn),
                scheduler: scheduler.clone(),
                count: AtomicUsize::new(0),
                fair: number % 2 == 0,
            })
        })
        .collect();
    for turns in &turns {
        // SAFETY: kept until all are done.
        unsafe { scheduler.schedule(NonNull::from(&**turns).cast()) };
    }
    scheduler.finish(None);
    for turns in &turns {
        assert_eq!(turns.count.load(Ordering::SeqCst), 1001);
    }
}

#[test]
fn a_job_scheduled_later() {
    let scheduler = scheduler(2);
    let turns = Box::new(Turns {
        job: RawJob::new(turn),
        scheduler: scheduler.clone(),
        count: AtomicUsize::new(1000),
        fair: false,
    });
    let start = Instant::now();
    // SAFETY: kept until all is done.
    assert!(unsafe { scheduler.schedule_after(NonNull::from(&*turns).cast(), Duration::from_millis(20)) });
    scheduler.finish(None);
    assert!(start.elapsed() >= Duration::from_millis(20));
    assert_eq!(turns.count.load(Ordering::SeqCst), 1001);
}
