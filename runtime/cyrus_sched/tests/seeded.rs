//! Deterministic runs and the report of deadlocks.

use cyrus_sched::{run_seeded, sleep, spawn, yield_now};
use cyrus_sync::wait::Waiter;
use std::sync::{Arc, Mutex};
use std::time::{Duration, Instant};

fn order(seed: u64) -> Vec<u32> {
    let run = run_seeded(seed, || {
        let order = Arc::new(Mutex::new(Vec::new()));
        let tasks: Vec<_> = (0..5)
            .map(|number| {
                let order = order.clone();
                spawn(move || {
                    for step in 0..3 {
                        order.lock().unwrap().push(number * 10 + step);
                        yield_now();
                    }
                })
            })
            .collect();
        for task in tasks {
            task.join().unwrap();
        }
        Arc::into_inner(order).unwrap().into_inner().unwrap()
    });
    assert!(run.stuck.is_empty(), "{run}");
    run.result.unwrap().unwrap()
}

#[test]
fn a_seed_gives_one_order_and_another_seed_another() {
    assert_eq!(order(1), order(1));
    let orders: std::collections::HashSet<_> = (0..50).map(order).collect();
    assert!(orders.len() > 30);
}

#[test]
fn time_jumps() {
    let start = Instant::now();
    let run = run_seeded(3, || {
        let long = spawn(|| sleep(Duration::from_secs(3600)));
        sleep(Duration::from_secs(10));
        long.join().unwrap();
        5
    });
    assert_eq!(run.result.unwrap().unwrap(), 5);
    assert!(start.elapsed() < Duration::from_secs(3600));
}

#[test]
fn a_deadlock_is_told() {
    let run = run_seeded(9, || {
        let task = spawn(|| {
            Waiter::current().park(None);
        });
        task.join().unwrap();
    });
    assert!(run.result.is_none());
    assert_eq!(run.stuck.len(), 2);
    let text = run.to_string();
    assert!(
        text.contains("seed 9: deadlock") && text.contains("seeded.rs") && text.contains("park"),
        "{text}"
    );
}

#[test]
fn a_panic_in_a_seeded_run_is_the_result() {
    let run = run_seeded(0, || spawn(|| panic!("seeded")).join().unwrap());
    assert!(matches!(run.result, Some(Err(_))));
}
