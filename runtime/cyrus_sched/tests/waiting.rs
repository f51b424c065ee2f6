//! Parking, waking, timers, files, blocking sections.
#![allow(unsafe_code, reason = "values per task are opaque pointers")]

use cyrus_sched::{
    Config, Interest, LocalKey, Scheduler, Source, blocking, elsewhere, on_thread_stack, run_seeded, sleep,
    spawn, stack_limit, stack_limit_slot, wait_readable, yield_now,
};
use cyrus_sync::biased_lock::BiasedLock;
use cyrus_sync::table::ParkTable;
use cyrus_sync::wait::{Waiter, Wake, now};
use std::ffi::c_void;
use std::io::{Read, Write};
use std::os::fd::AsRawFd;
use std::os::unix::net::UnixStream;
use std::sync::atomic::{AtomicBool, AtomicUsize, Ordering};
use std::sync::{Arc, Mutex};
use std::time::{Duration, Instant};

fn scheduler(workers: usize) -> Scheduler {
    Scheduler::new(&Config { workers, ..Config::default() }).unwrap()
}

#[test]
fn a_token_is_not_lost() {
    let scheduler = scheduler(1);
    let task = scheduler.spawn(|| {
        let waiter = Waiter::current();
        waiter.unpark();
        waiter.unpark();
        let first = waiter.park(None);
        let second = waiter.park(Some(Instant::now() + Duration::from_millis(5)));
        (first, second)
    });
    assert_eq!(task.join().unwrap(), (Wake::Notified, Wake::TimedOut));
}

/// Two coroutines hand a number to and fro.
fn ping_pong(workers: usize, rounds: usize) {
    let scheduler = scheduler(workers);
    let turn = Arc::new(AtomicUsize::new(0));
    let waiters: Arc<Mutex<[Option<Waiter>; 2]>> = Arc::default();
    let tasks: Vec<_> = (0..2)
        .map(|own| {
            let (turn, waiters) = (turn.clone(), waiters.clone());
            scheduler.spawn(move || {
                let waiter = Waiter::current();
                waiters.lock().unwrap()[own] = Some(waiter.clone());
                let other = loop {
                    if let Some(other) = waiters.lock().unwrap()[1 - own].clone() {
                        break other;
                    }
                    yield_now();
                };
                for _ in 0..rounds {
                    while turn.load(Ordering::Acquire) % 2 != own {
                        waiter.park(None);
                    }
                    turn.fetch_add(1, Ordering::Release);
                    other.unpark();
                }
            })
        })
        .collect();
    for task in tasks {
        task.join().unwrap();
    }
    assert_eq!(turn.load(Ordering::Relaxed), 2 * rounds);
}

#[test]
fn ping_pong_on_one_worker() {
    ping_pong(1, 20_000);
}

#[test]
fn ping_pong_on_several_workers() {
    ping_pong(3, 5_000);
}

#[test]
fn threads_wake_coroutines() {
    let scheduler = scheduler(2);
    for _ in 0..200 {
        let (sender, receiver) = std::sync::mpsc::channel();
        let flag = Arc::new(AtomicBool::new(false));
        let task = scheduler.spawn({
            let flag = flag.clone();
            move || {
                sender.send(Waiter::current()).unwrap();
                while !flag.load(Ordering::Acquire) {
                    Waiter::current().park(None);
                }
            }
        });
        let waiter = receiver.recv().unwrap();
        flag.store(true, Ordering::Release);
        waiter.unpark();
        task.join().unwrap();
    }
}

#[test]
fn sleepers_wake_in_order() {
    let woken = Arc::new(Mutex::new(Vec::new()));
    let start_all = |woken: Arc<Mutex<Vec<u32>>>| {
        let start = now() + Duration::from_millis(100);
        for number in (0..20_u32).rev() {
            let woken = woken.clone();
            drop(spawn(move || {
                let time = start + Duration::from_millis(10) * number;
                assert_eq!(Waiter::current().park(Some(time)), Wake::TimedOut);
                assert!(now() >= time);
                woken.lock().unwrap().push(number);
            }));
        }
    };
    let scheduler = scheduler(1);
    let (by_real_time, by_jumps) = (woken.clone(), Arc::<Mutex<Vec<u32>>>::default());
    scheduler.spawn(move || start_all(by_real_time)).join().unwrap();
    assert_eq!(scheduler.finish(None), Wake::Notified);
    // On a busy machine several may be late, and then come in any order.
    assert_eq!(woken.lock().unwrap().len(), 20);
    let jumps = by_jumps.clone();
    assert!(run_seeded(1, move || start_all(jumps)).stuck.is_empty());
    assert_eq!(*by_jumps.lock().unwrap(), (0..20).collect::<Vec<_>>());
}

#[test]
fn many_parked_coroutines() {
    let scheduler = scheduler(2);
    let waiters = Arc::new(Mutex::new(Vec::new()));
    let go = Arc::new(AtomicBool::new(false));
    let tasks: Vec<_> = (0..10_000)
        .map(|_| {
            let (waiters, go) = (waiters.clone(), go.clone());
            scheduler.spawn(move || {
                waiters.lock().unwrap().push(Waiter::current());
                while !go.load(Ordering::Acquire) {
                    Waiter::current().park(None);
                }
            })
        })
        .collect();
    while waiters.lock().unwrap().len() < 10_000 {
        std::thread::sleep(Duration::from_millis(1));
    }
    go.store(true, Ordering::Release);
    for waiter in waiters.lock().unwrap().iter() {
        waiter.unpark();
    }
    for task in tasks {
        task.join().unwrap();
    }
}

#[test]
fn a_coroutine_stays_on_its_thread() {
    let scheduler = scheduler(4);
    let tasks: Vec<_> = (0..200)
        .map(|_| {
            scheduler.spawn(|| {
                let thread = std::thread::current().id();
                for _ in 0..50 {
                    yield_now();
                    assert_eq!(std::thread::current().id(), thread);
                }
            })
        })
        .collect();
    for task in tasks {
        task.join().unwrap();
    }
}

#[test]
fn files_wake_coroutines() {
    let scheduler = scheduler(2);
    let (mut near, far) = UnixStream::pair().unwrap();
    far.set_nonblocking(true).unwrap();
    let task = scheduler.spawn(move || {
        let mut far = far;
        let mut all = Vec::new();
        let mut buffer = [0; 64];
        loop {
            match far.read(&mut buffer) {
                Ok(0) => return all,
                Ok(length) => all.extend_from_slice(&buffer[..length]),
                Err(_) => assert_eq!(wait_readable(far.as_raw_fd(), None).unwrap(), Wake::Notified),
            }
        }
    });
    for _ in 0..20 {
        near.write_all(b"word ").unwrap();
        std::thread::sleep(Duration::from_millis(1));
    }
    drop(near);
    assert_eq!(task.join().unwrap(), b"word ".repeat(20));
}

#[test]
fn waiting_for_a_file_times_out_and_is_cancelled() {
    let scheduler = scheduler(1);
    let (near, far) = UnixStream::pair().unwrap();
    let file = far.as_raw_fd();
    let soon = Instant::now() + Duration::from_millis(10);
    let task = scheduler.spawn(move || wait_readable(file, Some(soon)).unwrap());
    assert_eq!(task.join().unwrap(), Wake::TimedOut);
    let (begun, has_begun) = std::sync::mpsc::channel();
    let task = scheduler.spawn(move || {
        begun.send(()).unwrap();
        wait_readable(file, None).unwrap()
    });
    has_begun.recv().unwrap();
    std::thread::sleep(Duration::from_millis(5));
    task.cancel();
    assert_eq!(task.join().unwrap(), Wake::Cancelled);
    assert_eq!(wait_readable(file, Some(Instant::now())).unwrap(), Wake::TimedOut);
    drop((near, far));
    assert!(scheduler.spawn(move || wait_readable(file, None)).join().unwrap().is_err());
}

#[test]
fn another_thread_works_while_one_blocks() {
    let scheduler = scheduler(1);
    let released = Arc::new(AtomicBool::new(false));
    let blocked = scheduler.spawn({
        let released = released.clone();
        move || {
            blocking(|| {
                while !released.load(Ordering::Acquire) {
                    std::thread::sleep(Duration::from_millis(1));
                }
            });
            7
        }
    });
    let other = scheduler.spawn(move || released.store(true, Ordering::Release));
    assert_eq!(blocked.join().unwrap(), 7);
    other.join().unwrap();
}

#[test]
fn a_stuck_slot_is_taken_over() {
    let scheduler = scheduler(2);
    let task = scheduler.spawn(|| {
        let ran = Arc::new(AtomicBool::new(false));
        let flag = ran.clone();
        drop(spawn(move || flag.store(true, Ordering::Release)));
        let start = Instant::now();
        while !ran.load(Ordering::Acquire) && start.elapsed() < Duration::from_secs(50) {
            std::hint::spin_loop();
        }
        ran.load(Ordering::Acquire)
    });
    assert!(task.join().unwrap());
}

#[test]
fn a_large_stack_for_a_moment() {
    fn deep(depth: usize) -> usize {
        let frame = std::hint::black_box([depth; 1024]);
        if depth == 0 { frame[0] } else { deep(depth - 1) + frame[1] }
    }
    let scheduler = scheduler(1);
    let sum = scheduler.spawn(|| {
        assert_ne!(stack_limit(), 0);
        yield_now();
        on_thread_stack(|| {
            assert_eq!(stack_limit(), 0);
            deep(200)
        })
    });
    assert_eq!(sum.join().unwrap(), 20_100);
    assert_eq!(stack_limit(), 0);
}

/// # Safety
///
/// The pointer is what was given along with this function.
unsafe extern "C-unwind" fn count(value: *mut c_void) {
    // SAFETY: the tests pass counters that live on.
    unsafe { &*value.cast::<AtomicUsize>() }.fetch_add(1, Ordering::SeqCst);
}

#[test]
fn values_per_task() {
    static FREED: AtomicUsize = AtomicUsize::new(0);
    let key = LocalKey::new();
    let scheduler = scheduler(2);
    let tasks: Vec<_> = (0..10)
        .map(|_| {
            scheduler.spawn(move || {
                assert!(key.get().is_null());
                // SAFETY: a static.
                assert!(unsafe { key.set((&raw const FREED).cast_mut().cast(), count) });
                sleep(Duration::from_millis(2));
                assert!(!key.get().is_null());
            })
        })
        .collect();
    for task in tasks {
        task.join().unwrap();
    }
    assert_eq!(FREED.load(Ordering::SeqCst), 10);
}

#[test]
fn sources_wake_coroutines() {
    const ROUNDS: usize = 500;
    let scheduler = scheduler(2);
    let (near, far) = UnixStream::pair().unwrap();
    let echo = scheduler.spawn(move || {
        far.set_nonblocking(true).unwrap();
        let mut far = Source::new(far).unwrap();
        let mut buffer = [0; 64];
        loop {
            let length = far.retry(Interest::Readable, None, |file| file.read(&mut buffer)).unwrap();
            if length == 0 {
                return;
            }
            far.retry(Interest::Writable, None, |file| file.write_all(&buffer[..length])).unwrap();
        }
    });
    let asker = scheduler.spawn(move || {
        near.set_nonblocking(true).unwrap();
        let mut near = Source::new(near).unwrap();
        let mut buffer = [0; 64];
        for _ in 0..ROUNDS {
            near.get_mut().write_all(b"hello").unwrap();
            let length = near.retry(Interest::Readable, None, |file| file.read(&mut buffer)).unwrap();
            assert_eq!(&buffer[..length], b"hello");
        }
        let soon = Some(Instant::now() + Duration::from_millis(5));
        let error = near.retry(Interest::Readable, soon, |file| file.read(&mut buffer)).unwrap_err();
        assert_eq!(error.kind(), std::io::ErrorKind::TimedOut);
    });
    asker.join().unwrap();
    echo.join().unwrap();
}

#[test]
fn the_limit_of_the_stack_is_kept_for_the_thread() {
    let scheduler = scheduler(1);
    let task = scheduler.spawn(|| {
        let slot = stack_limit_slot();
        // SAFETY: this thread's.
        let read = || unsafe { slot.read() };
        let own = stack_limit();
        assert_eq!(read(), own);
        yield_now();
        assert_eq!(read(), own);
        blocking(|| assert_eq!(read(), 0));
        sleep(Duration::from_millis(1));
        assert_eq!(read(), own);
        (&raw const own).addr() - own
    });
    assert!(task.join().unwrap() < 256 << 10);
}

/// A worker that stood in for a blocked one, and is woken when that is back, does not keep the wake-up for itself.
#[test]
fn stand_ins_that_are_woken_too_late_wake_another() {
    let scheduler = scheduler(2);
    let (done, is_done) = std::sync::mpsc::channel();
    std::thread::spawn(move || {
        for round in 0..3_000 {
            let tasks: Vec<_> = (0..3)
                .map(|n| {
                    scheduler.spawn(move || {
                        blocking(|| {
                            if (round + n) % 2 == 0 {
                                std::thread::yield_now()
                            }
                        });
                    })
                })
                .collect();
            for task in tasks {
                task.join().unwrap();
            }
        }
        done.send(()).unwrap();
    });
    assert!(is_done.recv_timeout(Duration::from_secs(50)).is_ok(), "a job lies where nobody looks");
}

/// Another coroutine of the thread could wait for the first lock in a way that stops the thread, and so for ever.
#[test]
fn who_holds_a_lock_of_the_runtime_keeps_its_thread() {
    let scheduler = scheduler(1);
    let locks = Arc::new((BiasedLock::new(), BiasedLock::new()));
    let table = ParkTable::global();
    let (has_one, order) = (Arc::new(AtomicBool::new(false)), Arc::new(Mutex::new(Vec::new())));
    locks.1.lock(table);
    let first = scheduler.spawn({
        let (locks, has_one, order) = (locks.clone(), has_one.clone(), order.clone());
        move || {
            locks.0.lock(table);
            has_one.store(true, Ordering::Release);
            locks.1.lock(table);
            order.lock().unwrap().push("has both");
            locks.1.unlock(table);
            locks.0.unlock(table);
        }
    });
    while !has_one.load(Ordering::Acquire) {
        std::thread::yield_now();
    }
    let second = scheduler.spawn({
        let order = order.clone();
        move || order.lock().unwrap().push("runs")
    });
    // Long enough for the other one to begin, if it could.
    std::thread::sleep(Duration::from_millis(20));
    locks.1.unlock(table);
    first.join().unwrap();
    second.join().unwrap();
    assert_eq!(*order.lock().unwrap(), ["has both", "runs"]);
}

/// Its thread may hold the interpreter, or have calls of Python on the coroutine's stack.
#[test]
fn who_waits_for_a_lock_of_the_runtime_keeps_its_thread() {
    let scheduler = scheduler(1);
    let lock = Arc::new(BiasedLock::new());
    let table = ParkTable::global();
    let (begins, order) = (Arc::new(AtomicBool::new(false)), Arc::new(Mutex::new(Vec::new())));
    lock.lock(table);
    let first = scheduler.spawn({
        let (lock, begins, order) = (lock.clone(), begins.clone(), order.clone());
        move || {
            begins.store(true, Ordering::Release);
            lock.lock(table);
            order.lock().unwrap().push("has it");
            lock.unlock(table);
        }
    });
    while !begins.load(Ordering::Acquire) {
        std::thread::yield_now();
    }
    let second = scheduler.spawn({
        let order = order.clone();
        move || order.lock().unwrap().push("runs")
    });
    // Long enough for the other one to begin, if it could.
    std::thread::sleep(Duration::from_millis(20));
    lock.unlock(table);
    first.join().unwrap();
    second.join().unwrap();
    assert_eq!(*order.lock().unwrap(), ["has it", "runs"]);
}

#[test]
fn a_call_that_blocks_leaves_the_thread_to_its_coroutines() {
    let scheduler = scheduler(1);
    let steps = Arc::new(AtomicUsize::new(0));
    let counting = scheduler.spawn({
        let steps = steps.clone();
        move || {
            for _ in 0..5 {
                sleep(Duration::from_millis(1));
                steps.fetch_add(1, Ordering::SeqCst);
            }
        }
    });
    // Each of them waits for one that has started on the same thread.
    let blocking: Vec<_> = (0..20)
        .map(|i| {
            let steps = steps.clone();
            scheduler.spawn(move || {
                sleep(Duration::from_micros(100 * i));
                elsewhere(|| {
                    while steps.load(Ordering::SeqCst) < 5 {
                        std::thread::sleep(Duration::from_micros(100));
                    }
                    i
                })
            })
        })
        .collect();
    counting.join().unwrap();
    for (i, task) in blocking.into_iter().enumerate() {
        assert_eq!(task.join().unwrap(), i as u64);
    }
    // Nobody else has started there, or nothing runs here at all.
    let thread = || std::thread::current().id();
    assert!(scheduler.spawn(move || elsewhere(thread) == thread()).join().unwrap());
    assert_eq!(elsewhere(thread), thread());
}
