//! Tasks: results, panics, joining, cancelling, groups.

use cyrus_sched::{Config, Failure, Scheduler, Shutdown, TaskGroup, is_cancelled, sleep, spawn, yield_now};
use cyrus_sync::wait::{Waiter, Wake};
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::time::{Duration, Instant};

fn scheduler(workers: usize) -> Scheduler {
    Scheduler::new(&Config { workers, ..Config::default() }).unwrap()
}

#[test]
fn results_come_from_outside_and_inside() {
    let scheduler = scheduler(2);
    assert_eq!(scheduler.spawn(|| 6 * 7).join().unwrap(), 42);
    let inner = scheduler.spawn(|| spawn(|| spawn(|| "deep").join().unwrap()).join().unwrap());
    assert_eq!(inner.join().unwrap(), "deep");
    assert!(scheduler.shutdown(Shutdown::Drain, None));
}

#[test]
fn many_tasks() {
    for workers in [1, 2, 4] {
        let scheduler = scheduler(workers);
        let sum = scheduler.spawn(|| {
            let handles: Vec<_> = (0..20_000_u64).map(|number| spawn(move || number)).collect();
            handles.into_iter().map(|handle| handle.join().unwrap()).sum::<u64>()
        });
        assert_eq!(sum.join().unwrap(), 20_000 * 19_999 / 2);
    }
}

#[test]
fn a_tree_of_tasks() {
    fn fibonacci(n: u64) -> u64 {
        if n < 2 {
            return n;
        }
        let other = spawn(move || fibonacci(n - 1));
        let own = fibonacci(n - 2);
        own + other.join().unwrap()
    }
    let scheduler = scheduler(2);
    assert_eq!(scheduler.spawn(|| fibonacci(20)).join().unwrap(), 6765);
}

#[test]
fn a_panic_arrives_and_kills_no_worker() {
    let scheduler = scheduler(1);
    for _ in 0..10 {
        match scheduler.spawn(|| panic!("by design")).join() {
            Err(Failure::Panic(payload)) => assert_eq!(payload.downcast_ref(), Some(&"by design")),
            other => panic!("{other:?}"),
        }
    }
    assert_eq!(scheduler.spawn(|| 1).join().unwrap(), 1);
}

#[test]
fn a_panic_after_parking_arrives() {
    let scheduler = scheduler(1);
    let task = scheduler.spawn(|| {
        sleep(Duration::from_millis(1));
        panic!("late");
    });
    assert!(matches!(task.join(), Err(Failure::Panic(_))));
}

#[test]
fn a_parked_task_is_cancelled() {
    let scheduler = scheduler(2);
    let (begun, has_begun) = std::sync::mpsc::channel();
    let task = scheduler.spawn(move || {
        begun.send(()).unwrap();
        let wake = sleep(Duration::from_secs(1000));
        (wake, is_cancelled())
    });
    has_begun.recv().unwrap();
    std::thread::sleep(Duration::from_millis(5));
    task.cancel();
    assert_eq!(task.join().unwrap(), (Wake::Cancelled, true));
}

#[test]
fn a_task_not_begun_never_begins() {
    let scheduler = scheduler(1);
    let (release, released) = std::sync::mpsc::channel();
    let blocked = scheduler.spawn(move || released.recv().unwrap());
    let second = scheduler.spawn(|| unreachable!());
    second.cancel();
    release.send(()).unwrap();
    assert!(matches!(second.join(), Err(Failure::Cancelled)));
    blocked.join().unwrap();
}

#[test]
fn joining_with_a_deadline() {
    let scheduler = scheduler(1);
    let (release, released) = std::sync::mpsc::channel();
    let mut task = scheduler.spawn(move || {
        released.recv().unwrap();
        sleep(Duration::from_millis(1))
    });
    assert!(!task.wait(Some(Instant::now() + Duration::from_millis(5))).unwrap());
    release.send(()).unwrap();
    assert!(task.wait(None).unwrap());
    assert_eq!(task.join().unwrap(), Wake::TimedOut);
}

#[test]
fn a_group_waits_and_fails_together() {
    let scheduler = scheduler(2);
    let ended = Arc::new(AtomicUsize::new(0));
    let result = scheduler.spawn({
        let ended = ended.clone();
        move || {
            let group = TaskGroup::new();
            for _ in 0..10 {
                let ended = ended.clone();
                group.spawn(move || {
                    let wake = sleep(Duration::from_secs(1000));
                    ended.fetch_add(1, Ordering::SeqCst);
                    assert_eq!(wake, Wake::Cancelled);
                    Err(Failure::Cancelled)
                });
            }
            yield_now();
            group.spawn(|| panic!("one of them"));
            group.join()
        }
    });
    assert!(matches!(result.join().unwrap(), Err(Failure::Panic(_))));
    assert!(ended.load(Ordering::SeqCst) <= 10);
    assert_eq!(scheduler.finish(None), Wake::Notified);
}

#[test]
fn a_failure_cancels_the_child_that_is_waited_for() {
    let scheduler = scheduler(2);
    let result = scheduler.spawn(|| {
        let group = TaskGroup::new();
        group.spawn(|| {
            sleep(Duration::from_millis(1));
            panic!("the first of them")
        });
        // The last one is waited for first.
        group.spawn(|| match sleep(Duration::from_secs(1000)) {
            Wake::Cancelled => Err(Failure::Cancelled),
            _ => Ok(()),
        });
        yield_now();
        group.join()
    });
    assert!(matches!(result.join().unwrap(), Err(Failure::Panic(_))));
}

#[test]
fn a_cancelled_group_owner_cancels_its_children() {
    let scheduler = scheduler(2);
    let (begun, has_begun) = std::sync::mpsc::channel();
    let owner = scheduler.spawn(move || {
        let group = TaskGroup::new();
        group.spawn(move || {
            begun.send(()).unwrap();
            assert_eq!(sleep(Duration::from_secs(1000)), Wake::Cancelled);
            Ok(())
        });
        sleep(Duration::from_millis(5));
        group.join()
    });
    has_begun.recv().unwrap();
    owner.cancel();
    assert!(matches!(owner.join().unwrap(), Err(Failure::Cancelled)));
}

#[test]
fn shutdown_cancels_what_is_parked() {
    let scheduler = scheduler(2);
    let tasks: Vec<_> = (0..100).map(|_| scheduler.spawn(|| Waiter::current().park(None))).collect();
    std::thread::sleep(Duration::from_millis(20));
    assert!(scheduler.shutdown(Shutdown::Cancel, Some(Instant::now() + Duration::from_secs(5))));
    for task in tasks {
        match task.join() {
            Ok(wake) => assert_eq!(wake, Wake::Cancelled),
            Err(failure) => assert!(matches!(failure, Failure::Cancelled)),
        }
    }
}

#[test]
fn dropping_the_scheduler_ends_it() {
    let ran = Arc::new(AtomicUsize::new(0));
    for _ in 0..20 {
        let scheduler = scheduler(2);
        let ran = ran.clone();
        drop(scheduler.spawn(move || ran.fetch_add(1, Ordering::SeqCst)));
        scheduler.finish(None);
    }
    assert_eq!(ran.load(Ordering::SeqCst), 20);
}

#[test]
fn who_joins_passes_a_cancellation_on() {
    let scheduler = scheduler(1);
    let (sender, receiver) = std::sync::mpsc::channel();
    // On one worker the child has not begun when it is joined: it runs on the stack of its joiner.
    let owner = scheduler.spawn(move || {
        let child = spawn(move || {
            sender.send(()).unwrap();
            sleep(Duration::from_secs(1000))
        });
        child.join()
    });
    receiver.recv().unwrap();
    std::thread::sleep(Duration::from_millis(5));
    owner.cancel();
    assert!(matches!(owner.join().unwrap(), Ok(Wake::Cancelled)));
}

#[test]
fn a_scheduler_dropped_with_work_left_does_no_harm() {
    let (sender, receiver) = std::sync::mpsc::channel();
    let waiter = {
        let scheduler = scheduler(1);
        drop(scheduler.spawn(move || {
            let waiter = Waiter::current();
            sender.send(waiter.clone()).unwrap();
            loop {
                waiter.park_shielded(None);
            }
        }));
        let waiter = receiver.recv().unwrap();
        let _ = scheduler.shutdown(Shutdown::Drain, Some(Instant::now() + Duration::from_millis(20)));
        waiter
    };
    let scheduler = scheduler(1);
    waiter.unpark();
    assert_eq!(scheduler.spawn(|| 3).join().unwrap(), 3);
    waiter.unpark();
}
