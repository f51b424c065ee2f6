//! While somebody waits for a file, and a worker sleeps, one of those who sleep looks for events.

use cyrus_sched::{Config, Interest, Scheduler, Source, blocking};
use std::io::{Read, Write};
use std::os::unix::net::UnixStream;
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::mpsc;
use std::time::Duration;

fn scheduler(workers: usize) -> Scheduler {
    Scheduler::new(&Config { workers, ..Config::default() }).unwrap()
}

/// Calls `run` on a thread of its own, and fails when that hangs.
fn ends(run: impl FnOnce() + Send + 'static) {
    let (done, is_done) = mpsc::channel();
    std::thread::spawn(move || {
        run();
        done.send(()).unwrap();
    });
    assert!(is_done.recv_timeout(Duration::from_secs(50)).is_ok(), "nobody looks for events");
}

fn wait_until(condition: impl Fn() -> bool) {
    while !condition() {
        std::thread::yield_now();
    }
}

/// Counts the bytes that come, until the other end is closed.
fn count_bytes(from: UnixStream, count: &AtomicUsize) {
    from.set_nonblocking(true).unwrap();
    let mut from = Source::new(from).unwrap();
    let mut buffer = [0; 1];
    while from.retry(Interest::Readable, None, |file| file.read(&mut buffer)).unwrap() > 0 {
        count.fetch_add(1, Ordering::SeqCst);
    }
}

/// Two of three workers are busy until a byte has come to the third, whichever of them has looked for events before.
#[test]
fn who_leaves_for_work_is_relieved() {
    const WORKERS: usize = 3;
    const ROUNDS: usize = 2_000;
    ends(|| {
        let scheduler = scheduler(WORKERS);
        let (begun, bytes) = (Arc::new(AtomicUsize::new(0)), Arc::new(AtomicUsize::new(0)));
        let mut ends = Vec::new();
        let mut readers = Vec::new();
        for _ in 0..WORKERS {
            let (near, far) = UnixStream::pair().unwrap();
            ends.push(near);
            let (begun, bytes) = (begun.clone(), bytes.clone());
            readers.push(scheduler.spawn(move || {
                // So that each has a worker of its own.
                begun.fetch_add(1, Ordering::SeqCst);
                wait_until(|| begun.load(Ordering::SeqCst) == WORKERS);
                count_bytes(far, &bytes);
            }));
        }
        wait_until(|| begun.load(Ordering::SeqCst) == WORKERS);
        for round in 0..ROUNDS {
            let before = bytes.load(Ordering::SeqCst);
            let busy = Arc::new(AtomicUsize::new(0));
            let jobs: Vec<_> = (1..WORKERS)
                .map(|_| {
                    let (busy, bytes) = (busy.clone(), bytes.clone());
                    let job = scheduler.spawn(move || {
                        busy.fetch_add(1, Ordering::SeqCst);
                        wait_until(|| bytes.load(Ordering::SeqCst) > before);
                    });
                    (0..round % 64 * 64).for_each(|_| std::hint::spin_loop());
                    job
                })
                .collect();
            wait_until(|| busy.load(Ordering::SeqCst) == WORKERS - 1);
            for end in &mut ends {
                end.write_all(b".").unwrap();
            }
            for job in jobs {
                job.join().unwrap();
            }
            wait_until(|| bytes.load(Ordering::SeqCst) == before + WORKERS);
        }
        drop(ends);
        for reader in readers {
            reader.join().unwrap();
        }
    });
}

/// The only worker blocks, after it has looked for events; what it waits for is done by one that has stood in for it before, and sleeps.
#[test]
fn a_stand_in_looks_for_events() {
    ends(|| {
        let scheduler = scheduler(1);
        let (begun, bytes) = (Arc::new(AtomicUsize::new(0)), Arc::new(AtomicUsize::new(0)));
        let (near, far) = UnixStream::pair().unwrap();
        let reader = {
            let (begun, bytes, spawner) = (begun.clone(), bytes.clone(), scheduler.clone());
            let first = scheduler.spawn(move || {
                let begins = begun.clone();
                let reader = spawner.spawn(move || {
                    begins.fetch_add(1, Ordering::SeqCst);
                    count_bytes(far, &bytes);
                });
                blocking(|| wait_until(|| begun.load(Ordering::SeqCst) == 1));
                reader
            });
            first.join().unwrap()
        };
        for _ in 0..200 {
            // Both come to rest.
            std::thread::sleep(Duration::from_millis(1));
            let (mut near, bytes) = (near.try_clone().unwrap(), bytes.clone());
            let job = scheduler.spawn(move || {
                let before = bytes.load(Ordering::SeqCst);
                blocking(|| {
                    near.write_all(b".").unwrap();
                    wait_until(|| bytes.load(Ordering::SeqCst) > before);
                });
            });
            job.join().unwrap();
        }
        drop(near);
        reader.join().unwrap();
    });
}
