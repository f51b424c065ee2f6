//! Actors, futures, channels and locks on the real scheduler: in many deterministic runs, which find what depends on the order and
//! who waits for ever, and on two workers.

use cyrus_actors::actor::Address;
use cyrus_actors::channel::{Channel, UNBOUNDED};
use cyrus_actors::future::{Failure, future};
use cyrus_actors::mailbox::{NotSent, Options};
use cyrus_actors::select::{Ended, Wait};
use cyrus_sched::{Config, JoinHandle, Scheduler, run_seeded, sleep, spawn, yield_now};
use cyrus_sync::object_lock::{Access, Holder, ObjectLock};
use cyrus_sync::table::ParkTable;
use cyrus_sync::wait::now;
use std::sync::atomic::{AtomicU64, AtomicUsize, Ordering};
use std::sync::{Arc, Mutex};
use std::time::Duration;

/// In deterministic runs and on two workers.
fn everywhere(main: fn()) {
    for seed in 0..60 {
        let run = run_seeded(seed, main);
        assert!(run.stuck.is_empty() && matches!(run.result, Some(Ok(()))), "{run}");
    }
    let scheduler = Scheduler::new(&Config { workers: 2, ..Config::default() });
    let Ok(scheduler) = scheduler else { panic!("no threads") };
    for _ in 0..20 {
        assert!(scheduler.spawn(main).join().is_ok());
    }
}

/// The scheduler that runs the test, for actors.
fn here() -> &'static Scheduler {
    match Scheduler::current() {
        Some(scheduler) => Box::leak(Box::new(scheduler)),
        None => panic!("outside of a scheduler"),
    }
}

fn join<T>(tasks: impl IntoIterator<Item = JoinHandle<T>>) -> Vec<T> {
    tasks.into_iter().map(|task| task.join().unwrap_or_else(|failure| panic!("{failure:?}"))).collect()
}

#[test]
fn coroutines_take_turns_at_a_lock_and_may_wait_while_they_hold_it() {
    everywhere(|| {
        let shared = Arc::new((ObjectLock::new(), AtomicU64::new(0)));
        let tasks: Vec<_> = (0..5)
            .map(|i| {
                let shared = shared.clone();
                spawn(move || {
                    for round in 0..5 {
                        let access = if (i + round) % 3 == 0 { Access::Read } else { Access::Write };
                        shared.0.lock(ParkTable::global(), Holder::current(), access);
                        shared.0.lock(ParkTable::global(), Holder::current(), access);
                        let seen = shared.1.load(Ordering::Relaxed);
                        yield_now();
                        match access {
                            Access::Read => assert_eq!(shared.1.load(Ordering::Relaxed), seen),
                            Access::Write => shared.1.store(seen + 1, Ordering::Relaxed),
                        }
                        shared.0.unlock(ParkTable::global());
                        yield_now();
                        shared.0.unlock(ParkTable::global());
                    }
                })
            })
            .collect();
        join(tasks);
        let writes =
            (0..5).flat_map(|i| (0..5).map(move |round| (i + round) % 3)).filter(|&kind| kind != 0).count();
        assert_eq!(shared.1.load(Ordering::Relaxed), writes as u64);
        assert!(!shared.0.is_held());
    });
}

#[test]
fn a_pipeline_of_channels() {
    everywhere(|| {
        for capacity in [0, 1, UNBOUNDED] {
            let (a, b) = (Channel::new(capacity), Channel::new(capacity));
            let (from_a, to_b, to_a) = (a.clone(), b.clone(), a.clone());
            let doubler = spawn(move || {
                for value in &from_a {
                    assert_eq!(to_b.send(2 * value, Wait::FOREVER), Ok(()));
                }
                to_b.close();
            });
            let source = spawn(move || {
                for value in 0..20 {
                    assert_eq!(to_a.send(value, Wait::FOREVER), Ok(()));
                }
                to_a.close();
            });
            assert!((&b).eq((0..20).map(|value| 2 * value)));
            join([doubler, source]);
        }
    });
}

#[test]
fn receivers_of_several_channels_share_what_comes() {
    everywhere(|| {
        let channels = Arc::new([Channel::new(0), Channel::new(1), Channel::new(UNBOUNDED)]);
        let received = Arc::new(AtomicUsize::new(0));
        let receivers: Vec<_> = (0..2)
            .map(|_| {
                let (channels, received) = (channels.clone(), received.clone());
                spawn(move || {
                    let until = now() + Duration::from_secs(5);
                    while let Ok((_, value)) = Channel::receive_any(&channels.each_ref(), Some(until)) {
                        received.fetch_add(value, Ordering::Relaxed);
                    }
                })
            })
            .collect();
        let senders: Vec<_> = (0..3)
            .map(|i| {
                let channels = channels.clone();
                spawn(move || (0..10).all(|_| channels[i].send(1, Wait::FOREVER).is_ok()))
            })
            .collect();
        assert!(join(senders).into_iter().all(|sent| sent));
        while received.load(Ordering::Relaxed) < 30 {
            yield_now();
        }
        channels.iter().for_each(|channel| assert!(channel.close()));
        join(receivers);
    });
}

#[test]
fn who_waits_is_cancelled_and_nothing_is_lost() {
    everywhere(|| {
        let channel = Channel::new(0);
        let (promise, result) = future::<u32>();
        let (from, result) = (channel.clone(), Arc::new(result));
        let awaited = result.clone();
        let receiver = spawn(move || from.receive(Wait::FOREVER));
        let waiter =
            spawn(move || awaited.wait(None).is_err_and(|why| matches!(why, Failure::WaiterCancelled)));
        yield_now();
        sleep(Duration::from_millis(1));
        receiver.cancel();
        waiter.cancel();
        // One that was cancelled before it began has no result.
        if let Ok(received) = receiver.join() {
            assert_eq!(received, Err(Ended::Cancelled));
        }
        assert!(waiter.join().unwrap_or(true));
        assert_eq!(channel.send(5, Wait::No).map_err(|not| not.1), Err(Ended::NotReady));
        let other = channel.clone();
        let receiver = spawn(move || other.receive(Wait::FOREVER));
        assert_eq!(channel.send(6, Wait::FOREVER), Ok(()));
        assert_eq!(receiver.join().ok(), Some(Ok(6)));
        assert!(promise.complete(7).is_ok());
        assert!(matches!(result.wait(None), Ok(7)));
    });
}

#[test]
fn senders_wait_for_room_and_the_actor_may_wait_in_its_turn() {
    everywhere(|| {
        let order: Arc<Mutex<Vec<u32>>> = Arc::default();
        let options = Options { maxsize: 2, batch: 3 };
        let actor = Address::new(here(), order.clone(), options);
        let senders: Vec<_> = (0..3)
            .map(|sender| {
                let actor = actor.clone();
                spawn(move || {
                    for i in 0..8 {
                        let told = actor.tell(move |order| {
                            yield_now();
                            if let Ok(mut order) = order.lock() {
                                order.push(sender * 100 + i);
                            }
                        });
                        assert_eq!(told, Ok(()));
                    }
                })
            })
            .collect();
        join(senders);
        let count = actor.ask(|order| order.lock().map_or(0, |order| order.len()));
        assert!(matches!(count.map(|count| count.wait(None)), Ok(Ok(24))));
        let order = order.lock().map(|order| order.clone()).unwrap_or_default();
        for sender in 0..3 {
            assert!(order.iter().filter(|&&it| it / 100 == sender).map(|it| it % 100).eq(0..8));
        }
    });
}

#[test]
fn a_cancelled_sender_does_not_send() {
    everywhere(|| {
        let actor = Address::new(here(), 0u32, Options { maxsize: 1, ..Options::default() });
        // Time goes on in a deterministic run only while everybody waits.
        let go = Channel::<()>::new(0);
        let gate = go.clone();
        let held = actor.tell(move |_| assert_eq!(gate.receive(Wait::FOREVER), Err(Ended::Closed)));
        assert_eq!(held, Ok(()));
        let sender = {
            let actor = actor.clone();
            spawn(move || actor.tell(|count| *count += 1))
        };
        sleep(Duration::from_millis(1));
        sender.cancel();
        let sent = sender.join();
        go.close();
        let count = actor.ask(|count| *count).map(|count| count.wait(None));
        match sent {
            Ok(Ok(())) => assert!(matches!(count, Ok(Ok(1)))),
            Ok(Err(why)) => {
                assert_eq!(why, NotSent::Cancelled);
                assert!(matches!(count, Ok(Ok(0))));
            }
            Err(_) => assert!(matches!(count, Ok(Ok(0)))),
        }
    });
}

#[test]
fn actors_that_ask_each_other() {
    everywhere(|| {
        let adders: Vec<_> = (1..=3u64).map(|by| Address::new(here(), by, Options::default())).collect();
        let chain = adders.clone();
        let sum = adders[0].ask(move |first| {
            // Waits in its turn for the others.
            chain[1..].iter().fold(*first, |sum, adder| {
                sum + adder.ask(|by| *by).ok().and_then(|by| by.wait(None).ok()).unwrap_or(1000)
            })
        });
        assert!(matches!(sum.map(|sum| sum.wait(None)), Ok(Ok(6))));
    });
}

#[test]
fn two_who_wait_for_each_other_are_found() {
    let run = run_seeded(1, || {
        let (a, b) = (Channel::<u8>::new(0), Channel::<u8>::new(0));
        let (other_a, other_b) = (a.clone(), b.clone());
        let other = spawn(move || {
            let _ = other_b.receive(Wait::FOREVER);
            other_a.send(1, Wait::FOREVER).is_ok()
        });
        let _ = a.receive(Wait::FOREVER);
        let _ = b.send(1, Wait::FOREVER);
        other.join().is_ok()
    });
    assert_eq!(run.stuck.len(), 2, "{run}");
}
