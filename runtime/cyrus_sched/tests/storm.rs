//! Everything at once: tasks that park, sleep, wake each other, are cancelled, panic, fork and block, on more workers than
//! processors. Nothing may be lost, and in the end nothing may be left.

use cyrus_sched::{Config, Scheduler, TaskGroup, blocking, set_unhandled, sleep, spawn, yield_now};
use cyrus_sync::wait::{Waiter, Wake};
use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{Arc, Mutex};
use std::time::{Duration, Instant};

struct Dice(u64);

impl Dice {
    fn roll(&mut self, sides: u64) -> u64 {
        self.0 ^= self.0 << 13;
        self.0 ^= self.0 >> 7;
        self.0 ^= self.0 << 17;
        self.0 % sides
    }
}

fn life(seed: u64, depth: u32, others: &Arc<Mutex<Vec<Waiter>>>, ended: &Arc<AtomicUsize>) {
    struct Ends<'a>(&'a AtomicUsize);
    impl Drop for Ends<'_> {
        fn drop(&mut self) {
            self.0.fetch_add(1, Ordering::SeqCst);
        }
    }
    let _ends = Ends(ended);
    let mut dice = Dice(seed.wrapping_mul(0x9e37_79b9_7f4a_7c15) | 1);
    for _ in 0..8 {
        match dice.roll(9) {
            0 => yield_now(),
            1 => drop(sleep(Duration::from_micros(dice.roll(500)))),
            2 => others.lock().unwrap().push(Waiter::current()),
            3 => {
                let other = {
                    let mut others = others.lock().unwrap();
                    let count = others.len().max(1) as u64;
                    let chosen = dice.roll(count) as usize;
                    if chosen < others.len() { Some(others.swap_remove(chosen)) } else { None }
                };
                if let Some(other) = other {
                    other.unpark();
                }
            }
            4 => drop(Waiter::current().park(Some(Instant::now() + Duration::from_micros(dice.roll(300))))),
            5 if depth > 0 => {
                let (others, ended) = (others.clone(), ended.clone());
                let seed = dice.roll(u64::MAX);
                let task = spawn(move || life(seed, depth - 1, &others, &ended));
                match dice.roll(3) {
                    0 => drop(task),
                    1 => task.cancel(),
                    _ => drop(task.join()),
                }
            }
            6 if depth > 0 => {
                let group = TaskGroup::new();
                for _ in 0..3 {
                    let (others, ended) = (others.clone(), ended.clone());
                    let seed = dice.roll(u64::MAX);
                    group.spawn(move || {
                        life(seed, depth - 1, &others, &ended);
                        Ok(())
                    });
                }
                drop(group.join());
            }
            7 if dice.roll(20) == 0 => {
                blocking(|| std::thread::sleep(Duration::from_micros(200)));
            }
            8 if dice.roll(30) == 0 => panic!("in the storm"),
            _ => {}
        }
    }
}

fn storm(workers: usize, tasks: u64) {
    set_unhandled(|_, _| {});
    std::panic::set_hook(Box::new(|_| {}));
    let scheduler = Scheduler::new(&Config { workers, ..Config::default() }).unwrap();
    for round in 0..3 {
        let (others, ended) = (Arc::<Mutex<Vec<Waiter>>>::default(), Arc::new(AtomicUsize::new(0)));
        for seed in 0..tasks {
            let (others, ended) = (others.clone(), ended.clone());
            let task = scheduler.spawn(move || life(seed + 1000 * round, 3, &others, &ended));
            if seed % 13 == 0 {
                task.cancel();
            }
        }
        let deadline = Instant::now() + Duration::from_secs(60);
        assert_eq!(scheduler.finish(Some(deadline)), Wake::Notified, "{} left", scheduler.in_flight());
        assert_eq!(scheduler.in_flight(), 0);
        assert_eq!(Arc::strong_count(&ended), 1, "every task has dropped what it held");
    }
}

#[test]
fn on_one_worker() {
    storm(1, 1000);
}

#[test]
fn on_two_workers() {
    storm(2, 2000);
}

#[test]
fn on_five_workers() {
    storm(5, 2000);
}
