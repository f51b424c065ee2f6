//! The scheduler beside tokio and rayon: `sched MEASURE SYSTEM WORKERS`. Prints one number, ns or bytes for each operation.
//!
//! Measures: `spawn` a million tasks and join each; `yield` between two coroutines; `wake`: two coroutines wake each other;
//! `memory` of a million parked coroutines; `queens`: 13 queens, a task for each placing of the first two; `jobs`: two jobs that
//! schedule each other, as actors do. Go does the same in `peers/sched.go`.

use cyrus_sched::{Config, Scheduler, spawn, yield_now};
use cyrus_sync::job::{Executor, RawJob};
use cyrus_sync::wait::Waiter;
use std::ptr::NonNull;
use std::sync::atomic::{AtomicBool, AtomicU64, AtomicUsize, Ordering};
use std::sync::{Arc, Mutex};
use std::time::{Duration, Instant};

const MILLION: u64 = 1_000_000;

fn main() {
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    let [measure, system, workers] = &arguments[..] else { panic!("sched MEASURE SYSTEM WORKERS") };
    let workers: usize = workers.parse().expect("a number of workers");
    let result = match (measure.as_str(), system.as_str()) {
        ("spawn", "cyrus") => in_cyrus(workers, cyrus_spawn),
        ("spawn", "tokio") => in_tokio(workers, tokio_spawn()),
        ("spawn", "rayon") => rayon_spawn(workers),
        ("yield", "cyrus") => in_cyrus(workers, cyrus_yield),
        ("yield", "tokio") => in_tokio(workers, tokio_yield()),
        ("wake", "cyrus") => in_cyrus(workers, cyrus_wake),
        ("wake", "tokio") => in_tokio(workers, tokio_wake()),
        ("memory", "cyrus") => cyrus_memory(workers),
        ("memory", "tokio") => tokio_memory(workers),
        ("queens", "cyrus") => in_cyrus(workers, cyrus_queens),
        ("queens", "rayon") => rayon_queens(workers),
        ("jobs", "cyrus") => cyrus_jobs(workers),
        _ => panic!("no such measure of this system"),
    };
    println!("{result:.1}");
}

fn each(start: Instant, count: u64) -> f64 {
    start.elapsed().as_nanos() as f64 / count as f64
}

fn scheduler(workers: usize) -> Scheduler {
    Scheduler::new(&Config { workers, ..Config::default() }).expect("threads")
}

fn in_cyrus(workers: usize, measure: fn() -> f64) -> f64 {
    scheduler(workers).spawn(measure).join().expect("no panic")
}

fn in_tokio(workers: usize, measure: impl Future<Output = f64> + Send + 'static) -> f64 {
    let runtime = tokio::runtime::Builder::new_multi_thread().worker_threads(workers).enable_all().build();
    let runtime = runtime.expect("threads");
    runtime.block_on(runtime.spawn(measure)).expect("no panic")
}

fn cyrus_spawn() -> f64 {
    let start = Instant::now();
    let tasks: Vec<_> = (0..MILLION).map(|number| spawn(move || number)).collect();
    let sum: u64 = tasks.into_iter().map(|task| task.join().expect("no panic")).sum();
    assert_eq!(sum, MILLION * (MILLION - 1) / 2);
    each(start, MILLION)
}

async fn tokio_spawn() -> f64 {
    let start = Instant::now();
    let tasks: Vec<_> = (0..MILLION).map(|number| tokio::spawn(async move { number })).collect();
    let mut sum = 0;
    for task in tasks {
        sum += task.await.expect("no panic");
    }
    assert_eq!(sum, MILLION * (MILLION - 1) / 2);
    each(start, MILLION)
}

fn rayon_spawn(workers: usize) -> f64 {
    let pool = rayon::ThreadPoolBuilder::new().num_threads(workers).build().expect("threads");
    let sum = AtomicU64::new(0);
    let start = Instant::now();
    pool.scope(|scope| {
        for number in 0..MILLION {
            let sum = &sum;
            scope.spawn(move |_| {
                sum.fetch_add(number, Ordering::Relaxed);
            });
        }
    });
    assert_eq!(sum.into_inner(), MILLION * (MILLION - 1) / 2);
    each(start, MILLION)
}

fn cyrus_yield() -> f64 {
    let start = Instant::now();
    let tasks: Vec<_> = (0..2).map(|_| spawn(|| (0..MILLION).for_each(|_| yield_now()))).collect();
    tasks.into_iter().for_each(|task| task.join().expect("no panic"));
    each(start, 2 * MILLION)
}

async fn tokio_yield() -> f64 {
    let start = Instant::now();
    let tasks: Vec<_> = (0..2)
        .map(|_| {
            tokio::spawn(async {
                for _ in 0..MILLION {
                    tokio::task::yield_now().await;
                }
            })
        })
        .collect();
    for task in tasks {
        task.await.expect("no panic");
    }
    each(start, 2 * MILLION)
}

fn cyrus_wake() -> f64 {
    const ROUNDS: usize = 500_000;
    let turn = Arc::new(AtomicUsize::new(0));
    let waiters: Arc<Mutex<[Option<Waiter>; 2]>> = Arc::default();
    let start = Instant::now();
    let tasks: Vec<_> = (0..2)
        .map(|own| {
            let (turn, waiters) = (turn.clone(), waiters.clone());
            spawn(move || {
                let waiter = Waiter::current();
                waiters.lock().expect("no panic")[own] = Some(waiter.clone());
                let other = loop {
                    if let Some(other) = waiters.lock().expect("no panic")[1 - own].clone() {
                        break other;
                    }
                    yield_now();
                };
                for _ in 0..ROUNDS {
                    while turn.load(Ordering::Acquire) % 2 != own {
                        waiter.park(None);
                    }
                    turn.fetch_add(1, Ordering::Release);
                    other.unpark();
                }
            })
        })
        .collect();
    tasks.into_iter().for_each(|task| task.join().expect("no panic"));
    each(start, 2 * ROUNDS as u64)
}

async fn tokio_wake() -> f64 {
    const ROUNDS: u64 = 500_000;
    let start = Instant::now();
    let (to_b, mut at_b) = tokio::sync::mpsc::channel(1);
    let (to_a, mut at_a) = tokio::sync::mpsc::channel(1);
    let a = tokio::spawn(async move {
        for number in 0..ROUNDS {
            to_b.send(number).await.expect("open");
            at_a.recv().await;
        }
    });
    let b = tokio::spawn(async move {
        while let Some(number) = at_b.recv().await {
            let _ = to_a.send(number).await;
        }
    });
    a.await.expect("no panic");
    b.await.expect("no panic");
    each(start, 2 * ROUNDS)
}

fn resident() -> u64 {
    let text = std::fs::read_to_string("/proc/self/statm").expect("Linux");
    let pages: u64 = text.split(' ').nth(1).and_then(|pages| pages.parse().ok()).expect("a number");
    pages * 4096
}

fn cyrus_memory(workers: usize) -> f64 {
    let scheduler = scheduler(workers);
    let before = resident();
    let parked = Arc::new(AtomicU64::new(0));
    let go = Arc::new(AtomicBool::new(false));
    let start = Instant::now();
    let tasks: Vec<_> = (0..MILLION)
        .map(|_| {
            let (parked, go) = (parked.clone(), go.clone());
            scheduler.spawn(move || {
                let waiter = Waiter::current();
                parked.fetch_add(1, Ordering::Relaxed);
                while !go.load(Ordering::Relaxed) {
                    waiter.park(None);
                }
            })
        })
        .collect();
    while parked.load(Ordering::Relaxed) < MILLION {
        std::thread::sleep(Duration::from_millis(10));
    }
    std::thread::sleep(Duration::from_millis(50));
    eprintln!("{:.0} ns to start and park each", each(start, MILLION));
    let each = (resident() - before) as f64 / MILLION as f64;
    go.store(true, Ordering::Relaxed);
    let start = Instant::now();
    tasks.iter().for_each(|task| task.cancel());
    tasks.into_iter().for_each(|task| task.join().expect("no panic"));
    eprintln!("{:.0} ns to wake and join each", self::each(start, MILLION));
    std::thread::sleep(Duration::from_millis(500));
    eprintln!("{:.0} bytes each stay resident", (resident() - before) as f64 / MILLION as f64);
    each
}

fn tokio_memory(workers: usize) -> f64 {
    in_tokio(workers, async {
        let before = resident();
        let parked = Arc::new(AtomicU64::new(0));
        let gate = Arc::new(tokio::sync::Notify::new());
        for _ in 0..MILLION {
            let (parked, gate) = (parked.clone(), gate.clone());
            tokio::spawn(async move {
                let waits = gate.notified();
                parked.fetch_add(1, Ordering::Relaxed);
                waits.await;
            });
        }
        while parked.load(Ordering::Relaxed) < MILLION {
            tokio::time::sleep(Duration::from_millis(10)).await;
        }
        (resident() - before) as f64 / MILLION as f64
    })
}

const QUEENS: u32 = 13;

fn queens(row: u32, columns: u32, left: u32, right: u32) -> u64 {
    if row == QUEENS {
        return 1;
    }
    let mut free = !(columns | left | right) & ((1 << QUEENS) - 1);
    let mut found = 0;
    while free != 0 {
        let bit = free & free.wrapping_neg();
        free ^= bit;
        found += queens(row + 1, columns | bit, (left | bit) << 1, (right | bit) >> 1);
    }
    found
}

fn placings() -> impl Iterator<Item = (u32, u32, u32)> {
    (0..QUEENS * QUEENS).filter_map(|place| {
        let (first, second) = (1 << (place / QUEENS), 1 << (place % QUEENS));
        let (columns, left, right) = (first, first << 1, first >> 1);
        ((columns | left | right) & second == 0).then_some((
            columns | second,
            (left | second) << 1,
            (right | second) >> 1,
        ))
    })
}

fn cyrus_queens() -> f64 {
    let start = Instant::now();
    let tasks: Vec<_> = placings().map(|(c, l, r)| spawn(move || queens(2, c, l, r))).collect();
    let found: u64 = tasks.into_iter().map(|task| task.join().expect("no panic")).sum();
    assert_eq!(found, 73712);
    each(start, 1)
}

fn rayon_queens(workers: usize) -> f64 {
    let pool = rayon::ThreadPoolBuilder::new().num_threads(workers).build().expect("threads");
    let found = AtomicU64::new(0);
    let start = Instant::now();
    pool.scope(|scope| {
        for (c, l, r) in placings() {
            let found = &found;
            scope.spawn(move |_| {
                found.fetch_add(queens(2, c, l, r), Ordering::Relaxed);
            });
        }
    });
    assert_eq!(found.into_inner(), 73712);
    each(start, 1)
}

#[repr(C)]
struct Player {
    job: RawJob,
    scheduler: Scheduler,
    other: AtomicUsize,
    left: AtomicU64,
}

unsafe extern "C" fn hit(job: NonNull<RawJob>) {
    // SAFETY: the head of a player, which the measure keeps.
    let player = unsafe { job.cast::<Player>().as_ref() };
    let left = player.left.load(Ordering::Relaxed);
    if left > 0 {
        player.left.store(left - 1, Ordering::Relaxed);
        let other = NonNull::new(player.other.load(Ordering::Relaxed) as *mut RawJob).expect("set");
        // SAFETY: kept; it has ended, and is scheduled by nobody else.
        unsafe { player.scheduler.schedule(other) };
    }
}

fn cyrus_jobs(workers: usize) -> f64 {
    let scheduler = scheduler(workers);
    let new = || {
        Box::leak(Box::new(Player {
            job: RawJob::new(hit),
            scheduler: scheduler.clone(),
            other: AtomicUsize::new(0),
            left: AtomicU64::new(5 * MILLION),
        }))
    };
    let (a, b) = (new(), new());
    a.other.store(&raw const *b as usize, Ordering::Relaxed);
    b.other.store(&raw const *a as usize, Ordering::Relaxed);
    let start = Instant::now();
    // SAFETY: leaked, and scheduled once.
    unsafe { scheduler.schedule(NonNull::from(&*a).cast()) };
    scheduler.finish(None);
    each(start, 10 * MILLION)
}
