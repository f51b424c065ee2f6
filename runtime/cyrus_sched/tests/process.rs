//! What concerns the whole process: forks, overflows, memory given back.
#![allow(unsafe_code, reason = "system calls")]

use cyrus_sched::{Config, Scheduler, blocking, scheduler, spawn, yield_now};
use cyrus_sync::table::{ParkTable, Until};
use cyrus_sync::wait::{Endless, Waiter};
use std::process::Command;
use std::ptr;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, AtomicUsize, Ordering};
use std::time::{Duration, Instant};

#[test]
fn the_child_of_a_fork_has_a_scheduler_of_its_own() {
    let parked = scheduler().spawn(|| Waiter::current().park(None));
    assert_eq!(scheduler().spawn(|| 1).join().unwrap(), 1);
    for _ in 0..5 {
        // SAFETY: the child only uses what is made for that, and leaves.
        let child = unsafe { libc::fork() };
        if child == 0 {
            let sum = scheduler().spawn(|| spawn(|| 2).join().unwrap() + 3).join();
            let code = if matches!(sum, Ok(5)) { 0 } else { 1 };
            // SAFETY: ends the child.
            unsafe { libc::_exit(code) };
        }
        let mut status = 0;
        // SAFETY: our child.
        assert_eq!(unsafe { libc::waitpid(child, &raw mut status, 0) }, child);
        assert_eq!(status, 0);
    }
    assert_eq!(scheduler().spawn(|| 4).join().unwrap(), 4);
    parked.cancel();
    parked.join().unwrap();
}

#[test]
fn a_task_may_fork() {
    let code = scheduler()
        .spawn(|| {
            // SAFETY: as above.
            let child = unsafe { libc::fork() };
            if child == 0 {
                let sum = spawn(|| 2).join();
                // SAFETY: as above.
                unsafe { libc::_exit(if matches!(sum, Ok(2)) { 0 } else { 1 }) };
            }
            let mut status = 0;
            // SAFETY: our child.
            unsafe { libc::waitpid(child, &raw mut status, 0) };
            status
        })
        .join();
    assert_eq!(code.unwrap(), 0);
}

/// Without memory for the stack of another thread.
#[test]
fn a_thread_that_does_not_start_is_not_counted() {
    if std::env::var_os("CYRUS_TEST_CHILD").is_none() {
        let mut child = Command::new(std::env::current_exe().unwrap());
        child.args(["--exact", "a_thread_that_does_not_start_is_not_counted", "--test-threads=1"]);
        assert!(child.env("CYRUS_TEST_CHILD", "1").status().unwrap().success());
        return;
    }
    let scheduler = Arc::new(Scheduler::new(&Config { workers: 1, ..Config::default() }).unwrap());
    assert_eq!(scheduler.spawn(|| 1).join().unwrap(), 1);
    let mut old = libc::rlimit { rlim_cur: 0, rlim_max: 0 };
    // SAFETY: gets and sets numbers.
    unsafe {
        assert_eq!(libc::getrlimit(libc::RLIMIT_AS, &raw mut old), 0);
        let none = libc::rlimit { rlim_cur: 1 << 20, ..old };
        assert_eq!(libc::setrlimit(libc::RLIMIT_AS, &raw const none), 0);
    }
    let asking = scheduler.clone();
    let workers = scheduler.spawn(move || blocking(|| asking.status().len())).join();
    // SAFETY: likewise.
    assert_eq!(unsafe { libc::setrlimit(libc::RLIMIT_AS, &raw const old) }, 0);
    assert_eq!(workers.unwrap(), 1);
    assert!(scheduler.parked(false, None).1);
    // Now it can be had.
    let asking = scheduler.clone();
    let workers =
        scheduler.spawn(move || blocking(|| asking.spawn(|| ()).join().map(|()| asking.status().len())));
    assert_eq!(workers.join().unwrap().unwrap(), 2);
}

fn overflow(depth: usize) -> usize {
    let frame = std::hint::black_box([depth; 64]);
    if depth == usize::MAX { 0 } else { overflow(depth + 1) + frame[1] }
}

#[test]
fn an_overflow_is_told() {
    if std::env::var_os("OVERFLOW").is_some() {
        let scheduler = Scheduler::new(&Config { workers: 1, ..Config::default() }).unwrap();
        let task = scheduler.spawn_named("digger", || {
            yield_now();
            overflow(0)
        });
        unreachable!("{:?}", task.join());
    }
    let output = Command::new(std::env::current_exe().unwrap())
        .args(["--exact", "an_overflow_is_told", "--nocapture"])
        .env("OVERFLOW", "1")
        .output()
        .unwrap();
    let text = String::from_utf8_lossy(&output.stderr);
    assert!(!output.status.success());
    assert!(text.contains("stack overflow in a coroutine of 256 KiB: digger, spawned at"), "{text}");
}

fn resident() -> usize {
    let text = std::fs::read_to_string("/proc/self/statm").unwrap();
    text.split(' ').nth(1).unwrap().parse::<usize>().unwrap() * 4096
}

/// Runs the test of this name again, in a process where no other test uses memory; whether this is that one.
fn is_alone(test: &str) -> bool {
    if std::env::var_os("ALONE").is_some() {
        return true;
    }
    let mut again = Command::new(std::env::current_exe().unwrap());
    assert!(again.args(["--exact", test]).env("ALONE", "1").status().unwrap().success());
    false
}

#[test]
fn memory_comes_back() {
    if !is_alone("memory_comes_back") {
        return;
    }
    const COUNT: usize = 20_000;
    let scheduler = Scheduler::new(&Config { workers: 2, ..Config::default() }).unwrap();
    let before = resident();
    for _ in 0..2 {
        let (parked, go) = (Arc::new(AtomicUsize::new(0)), Arc::new(AtomicBool::new(false)));
        let tasks: Vec<_> = (0..COUNT)
            .map(|_| {
                let (parked, go) = (parked.clone(), go.clone());
                scheduler.spawn(move || {
                    parked.fetch_add(1, Ordering::Relaxed);
                    while !go.load(Ordering::Relaxed) {
                        Waiter::current().park(None);
                    }
                })
            })
            .collect();
        while parked.load(Ordering::Relaxed) < COUNT {
            std::thread::sleep(Duration::from_millis(1));
        }
        assert!((resident() - before) / COUNT < 2 * 4608);
        go.store(true, Ordering::Relaxed);
        tasks.iter().for_each(|task| task.cancel());
        tasks.into_iter().for_each(|task| drop(task.join()));
    }
    let start = Instant::now();
    // The stacks were twice as much.
    while resident().saturating_sub(before) > 44 << 20 {
        assert!(
            start.elapsed() < Duration::from_secs(100),
            "{} KiB stay",
            resident().saturating_sub(before) >> 10
        );
        std::thread::sleep(Duration::from_millis(50));
    }
}

#[test]
fn a_running_scheduler_tells_who_waits() {
    let scheduler = Scheduler::new(&Config { workers: 2, ..Config::default() }).unwrap();
    let tasks: Vec<_> =
        (0..5).map(|_| scheduler.spawn_named("waits for ever", || Waiter::current().park(None))).collect();
    let deadline = Some(Instant::now() + Duration::from_secs(10));
    loop {
        let (parked, complete) = scheduler.parked(true, deadline);
        assert!(complete);
        if parked.len() == 5 {
            assert!(parked[0].to_string().contains("waits for ever, spawned at"), "{}", parked[0]);
            assert!(parked[0].stack.contains("park"), "{}", parked[0].stack);
            break;
        }
    }
    let (from_inside, complete) =
        scheduler.spawn(|| Scheduler::current().unwrap().parked(false, None)).join().unwrap();
    assert!(complete && from_inside.len() >= 5);
    assert_eq!(scheduler.status().len(), 2);
    tasks.iter().for_each(|task| task.cancel());
    tasks.into_iter().for_each(|task| drop(task.join()));
}

/// Runs `f` in a child; whether it gives true, in time.
fn holds_in_child(f: impl FnOnce() -> bool) -> bool {
    // SAFETY: the child only uses what is made for that, and leaves.
    let child = unsafe { libc::fork() };
    if child == 0 {
        // SAFETY: ends the child should it wait for ever, and ends it.
        unsafe {
            libc::alarm(10);
            libc::_exit(if f() { 0 } else { 1 });
        }
    }
    let mut status = 0;
    // SAFETY: our child.
    unsafe { libc::waitpid(child, &raw mut status, 0) };
    status == 0
}

#[test]
fn a_child_does_not_wait_for_lists_that_others_held() {
    let (entered, leave) = (AtomicBool::new(false), AtomicBool::new(false));
    let key = ptr::from_ref(&entered).addr();
    std::thread::scope(|scope| {
        scope.spawn(|| {
            // With the list locked.
            ParkTable::global().park(key, 0, Until::Woken, || {
                entered.store(true, Ordering::Release);
                while !leave.load(Ordering::Acquire) {
                    std::thread::yield_now();
                }
                false
            });
        });
        while !entered.load(Ordering::Acquire) {
            std::thread::yield_now();
        }
        let good = holds_in_child(|| ParkTable::global().unpark_all(key, 0) == 0);
        leave.store(true, Ordering::Release);
        assert!(good);
    });
}

#[test]
fn threads_that_wait_are_not_in_the_child() {
    let (entered, leave) = (AtomicBool::new(false), AtomicBool::new(false));
    std::thread::scope(|scope| {
        scope.spawn(|| {
            let _endless = Endless::begin();
            entered.store(true, Ordering::Release);
            while !leave.load(Ordering::Acquire) {
                std::thread::yield_now();
            }
        });
        while !entered.load(Ordering::Acquire) {
            std::thread::yield_now();
        }
        let good = holds_in_child(|| Endless::count() == 0);
        leave.store(true, Ordering::Release);
        assert!(good);
    });
}
