//! Lock, increment, unlock: one thread alone, and two on one lock. ns for each increment, of all threads together: on the clock, and of all
//! processors.
//!
//! `lock [rounds]`. The C++ and Go programs beside it count in the same way.

use cyrus_sync::object_lock::{Access, Holder, ObjectLock};
use cyrus_sync::table::ParkTable;
use std::cell::UnsafeCell;
use std::time::Instant;

const ADDS: u64 = 5_000_000;

struct Shared<L>(L, UnsafeCell<u64>);
// SAFETY: the cell is used under the lock.
unsafe impl<L: Sync> Sync for Shared<L> {}

fn cpu() -> f64 {
    let mut time = libc::timespec { tv_sec: 0, tv_nsec: 0 };
    // SAFETY: writes to `time`.
    unsafe { libc::clock_gettime(libc::CLOCK_PROCESS_CPUTIME_ID, &raw mut time) };
    time.tv_sec as f64 * 1e9 + time.tv_nsec as f64
}

fn run<L: Sync>(name: &str, threads: u64, lock: L, locked: impl Fn(&L, u64, &dyn Fn()) + Sync) {
    let shared = Shared(lock, UnsafeCell::new(0));
    let (start, used) = (Instant::now(), cpu());
    std::thread::scope(|scope| {
        for id in 1..=threads {
            let (shared, locked) = (&shared, &locked);
            scope.spawn(move || {
                for _ in 0..ADDS {
                    // SAFETY: called under the lock.
                    locked(&shared.0, id, &|| unsafe { *shared.1.get() += 1 });
                }
            });
        }
    });
    let all = threads * ADDS;
    // SAFETY: the threads have ended.
    assert_eq!(unsafe { *shared.1.get() }, all);
    let (took, used) = (start.elapsed().as_nanos() as f64, cpu() - used);
    println!("{name},{threads},{:.2},{:.2}", took / all as f64, used / all as f64);
}

fn main() {
    let rounds = std::env::args().nth(1).and_then(|n| n.parse().ok()).unwrap_or(5);
    let table = ParkTable::global();
    for _ in 0..rounds {
        for threads in [1, 2] {
            run("cyrus object lock", threads, ObjectLock::new(), |lock, id, add| {
                lock.lock(table, Holder::new(id), Access::Write);
                add();
                lock.unlock(table);
            });
            run("parking_lot", threads, parking_lot::Mutex::new(()), |lock, _, add| {
                let _guard = lock.lock();
                add();
            });
            run("std", threads, std::sync::Mutex::new(()), |lock, _, add| {
                let _guard = lock.lock();
                add();
            });
        }
    }
}
