//! Messages between actors, beside tokio's channels and tasks: ping-pong between two, and 1M messages to 1000. ns for each message: on the
//! clock, and of all processors together, which a busy machine disturbs less.
//!
//! `actors [rounds]`. The Go program in `peers/` does the same.

use cyrus_actors::actor::Address;
use cyrus_actors::channel::Channel;
use cyrus_actors::mailbox::Options;
use cyrus_actors::select::Wait;
use cyrus_sched::{Config, Scheduler};
const MESSAGES: u64 = 1_000_000;
const ACTORS: usize = 1000;

// Nanoseconds on the clock and of the process.
type Took = (u128, u128);

struct Clock(std::time::Instant, u128);

impl Clock {
    fn now() -> Clock {
        Clock(std::time::Instant::now(), cpu())
    }

    fn elapsed(&self) -> Took {
        (self.0.elapsed().as_nanos(), cpu() - self.1)
    }
}

fn cpu() -> u128 {
    let mut time = libc::timespec { tv_sec: 0, tv_nsec: 0 };
    // SAFETY: writes to `time`.
    unsafe { libc::clock_gettime(libc::CLOCK_PROCESS_CPUTIME_ID, &raw mut time) };
    time.tv_sec as u128 * 1_000_000_000 + time.tv_nsec as u128
}

fn scheduler(workers: usize) -> &'static Scheduler {
    let config = Config { workers, ..Config::default() };
    Box::leak(Box::new(Scheduler::new(&config).expect("the system starts threads")))
}

struct Player {
    other: Option<Address<Player>>,
    left: u64,
}

fn hit(player: &mut Player) {
    if player.left > 0 {
        player.left -= 1;
        if let Some(other) = &player.other {
            let _ = other.tell(hit);
        }
    }
}

fn ping_pong(scheduler: &'static Scheduler) -> Took {
    let new = || Address::new(scheduler, Player { other: None, left: MESSAGES / 2 }, Options::default());
    let (a, b) = (new(), new());
    for (one, other) in [(&a, &b), (&b, &a)] {
        let other = other.clone();
        let _ = one.tell(move |player| player.other = Some(other));
    }
    scheduler.finish(None);
    let start = Clock::now();
    let _ = a.tell(hit);
    scheduler.finish(None);
    let took = start.elapsed();
    for one in [&a, &b] {
        let _ = one.tell(|player| player.other = None);
    }
    scheduler.finish(None);
    took
}

// One task sends to all in turn, and each adds up.
fn fan_out(scheduler: &'static Scheduler) -> Took {
    let actors: Vec<_> = (0..ACTORS).map(|_| Address::new(scheduler, 0u64, Options::default())).collect();
    let start = Clock::now();
    let sender = scheduler.spawn(move || {
        for i in 0..MESSAGES {
            let _ = actors[i as usize % ACTORS].tell(|count| *count += 1);
        }
        actors
    });
    let actors = sender.join().expect("nothing fails");
    scheduler.finish(None);
    let took = start.elapsed();
    let total: u64 = actors.iter().map(|actor| actor.ask(|count| *count).unwrap().wait(None).unwrap()).sum();
    assert_eq!(total, MESSAGES);
    took
}

fn channels(scheduler: &'static Scheduler, capacity: usize) -> Took {
    let (a, b) = (Channel::new(capacity), Channel::new(capacity));
    let (back, there) = (a.clone(), b.clone());
    let start = Clock::now();
    let echo = scheduler.spawn(move || {
        for value in &there {
            if back.send(value + 1, Wait::FOREVER).is_err() {
                break;
            }
        }
    });
    let main = scheduler.spawn(move || {
        let mut value = 0u64;
        for _ in 0..MESSAGES / 2 {
            let _ = b.send(value, Wait::FOREVER);
            value = a.receive(Wait::FOREVER).unwrap_or(0);
        }
        b.close();
        value
    });
    assert_eq!(main.join().ok(), Some(MESSAGES / 2));
    assert!(echo.join().is_ok());
    start.elapsed()
}

fn runtime(workers: usize) -> tokio::runtime::Runtime {
    tokio::runtime::Builder::new_multi_thread()
        .worker_threads(workers)
        .build()
        .expect("the system starts threads")
}

fn tokio_ping_pong(runtime: &tokio::runtime::Runtime) -> Took {
    let start = Clock::now();
    runtime.block_on(async {
        let (to_a, mut a) = tokio::sync::mpsc::unbounded_channel::<u64>();
        let (to_b, mut b) = tokio::sync::mpsc::unbounded_channel::<u64>();
        let echo = tokio::spawn(async move {
            while let Some(value) = b.recv().await {
                if to_a.send(value + 1).is_err() {
                    break;
                }
            }
        });
        let main = tokio::spawn(async move {
            let mut value = 0;
            for _ in 0..MESSAGES / 2 {
                let _ = to_b.send(value);
                value = a.recv().await.unwrap_or(0);
            }
            value
        });
        assert_eq!(main.await.ok(), Some(MESSAGES / 2));
        let _ = echo.await;
    });
    start.elapsed()
}

fn tokio_fan_out(runtime: &tokio::runtime::Runtime) -> Took {
    let start = Clock::now();
    runtime.block_on(async {
        let (mut senders, mut tasks) = (Vec::new(), Vec::new());
        for _ in 0..ACTORS {
            let (sender, mut receiver) = tokio::sync::mpsc::unbounded_channel::<u64>();
            senders.push(sender);
            tasks.push(tokio::spawn(async move {
                let mut sum = 0;
                while let Some(value) = receiver.recv().await {
                    sum += value;
                }
                sum
            }));
        }
        let sender = tokio::spawn(async move {
            for i in 0..MESSAGES {
                let _ = senders[i as usize % ACTORS].send(1);
            }
        });
        let _ = sender.await;
        let mut total = 0;
        for task in tasks {
            total += task.await.unwrap_or(0);
        }
        assert_eq!(total, MESSAGES);
    });
    start.elapsed()
}

// A token passed round 503 tasks.
fn tokio_thread_ring(runtime: &tokio::runtime::Runtime) -> Took {
    const RING: usize = 503;
    let start = Clock::now();
    runtime.block_on(async {
        let (done, mut last) = tokio::sync::mpsc::unbounded_channel::<usize>();
        let (first, mut input) = tokio::sync::mpsc::unbounded_channel::<u64>();
        for number in 1..=RING {
            let (next, after) = tokio::sync::mpsc::unbounded_channel::<u64>();
            let output = if number == RING { first.clone() } else { next };
            let (mut own, done) = (std::mem::replace(&mut input, after), done.clone());
            tokio::spawn(async move {
                while let Some(left) = own.recv().await {
                    if left == 0 {
                        let _ = done.send(number);
                        return;
                    }
                    let _ = output.send(left - 1);
                }
            });
        }
        let _ = first.send(MESSAGES);
        assert_eq!(last.recv().await, Some(MESSAGES as usize % RING + 1));
    });
    start.elapsed()
}

// Ten meet in pairs at a broker: four messages for each meeting.
fn tokio_chameneos(runtime: &tokio::runtime::Runtime) -> Took {
    type Answer = tokio::sync::mpsc::UnboundedSender<i32>;
    let start = Clock::now();
    runtime.block_on(async {
        let (to_broker, mut broker) = tokio::sync::mpsc::unbounded_channel::<(i32, Answer)>();
        let creatures: Vec<_> = (0..10)
            .map(|number| {
                let to_broker = to_broker.clone();
                tokio::spawn(async move {
                    let (answer, mut own) = tokio::sync::mpsc::unbounded_channel();
                    let (mut colour, mut met) = (number % 3, 0u64);
                    let _ = to_broker.send((colour, answer.clone()));
                    while let Some(other) = own.recv().await.filter(|&other| other >= 0) {
                        met += 1;
                        if other != colour {
                            colour = 3 - colour - other;
                        }
                        let _ = to_broker.send((colour, answer.clone()));
                    }
                    met
                })
            })
            .collect();
        let meet = tokio::spawn(async move {
            for _ in 0..MESSAGES / 4 {
                let (Some(one), Some(two)) = (broker.recv().await, broker.recv().await) else { return };
                let _ = one.1.send(two.0);
                let _ = two.1.send(one.0);
            }
            for _ in 0..10 {
                if let Some((_, answer)) = broker.recv().await {
                    let _ = answer.send(-1);
                }
            }
        });
        let _ = meet.await;
        let mut total = 0;
        for creature in creatures {
            total += creature.await.unwrap_or(0);
        }
        assert_eq!(total, MESSAGES / 2);
    });
    start.elapsed()
}

fn main() {
    // Only one measure, for a profiler.
    if std::env::args().nth(2).is_some() {
        let ours = scheduler(1);
        for _ in 0..20 {
            println!("{:?}", fan_out(ours));
        }
        return;
    }
    let rounds = std::env::args().nth(1).and_then(|n| n.parse().ok()).unwrap_or(5);
    for _ in 0..rounds {
        for workers in [1, 2] {
            let say = |name: &str, (wall, cpu): Took| {
                let each = |time: u128| time as f64 / MESSAGES as f64;
                println!("{name},{workers},{:.1},{:.1}", each(wall), each(cpu));
            };
            let ours = scheduler(workers);
            say("ping-pong cyrus actors", ping_pong(ours));
            say("fan-out cyrus actors", fan_out(ours));
            say("ping-pong cyrus channels", channels(ours, 1));
            say("ping-pong cyrus channels rendezvous", channels(ours, 0));
            ours.shutdown(cyrus_sched::Shutdown::Drain, None);
            let tokio = runtime(workers);
            say("ping-pong tokio", tokio_ping_pong(&tokio));
            say("fan-out tokio", tokio_fan_out(&tokio));
            say("threadring tokio", tokio_thread_ring(&tokio));
            say("chameneos tokio", tokio_chameneos(&tokio));
        }
    }
}
