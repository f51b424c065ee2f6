//! Tests of channels and of waiting for several.
#![allow(unsafe_code, reason = "cases with pointers to values")]

use crate::channel::{Channel, NotSent, UNBOUNDED};
use crate::select::{Case, Ended, Selected, Wait, select};
use cyrus_sync::table::ParkTable;
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::time::{Duration, Instant};

const ROUNDS: usize = if cfg!(miri) { 30 } else { 10_000 };

fn soon() -> Wait {
    Wait::Until(Some(Instant::now() + Duration::from_millis(3)))
}

#[test]
fn the_buffer_has_room_for_so_many() {
    let channel = Channel::new(2);
    assert_eq!(channel.receive(Wait::No), Err(Ended::NotReady));
    assert_eq!(channel.send(1, Wait::No), Ok(()));
    assert_eq!(channel.send(2, Wait::FOREVER), Ok(()));
    assert_eq!(channel.send(3, Wait::No), Err(NotSent(3, Ended::NotReady)));
    assert_eq!(channel.send(3, soon()), Err(NotSent(3, Ended::TimedOut)));
    assert_eq!(channel.len(), 2);
    assert_eq!((channel.receive(soon()), channel.receive(soon())), (Ok(1), Ok(2)));
    assert_eq!(channel.receive(soon()), Err(Ended::TimedOut));
}

#[test]
fn values_come_in_order_while_the_buffer_grows() {
    let channel = Channel::new(UNBOUNDED);
    let mut next = 0;
    for i in 0..1000 {
        assert_eq!(channel.send(i, Wait::No), Ok(()));
        if i % 3 == 0 {
            assert_eq!(channel.receive(Wait::No), Ok(next));
            next += 1;
        }
    }
    channel.close();
    assert!(channel.eq(next..1000));
}

#[test]
fn what_was_sent_before_closing_arrives() {
    let channel = Channel::new(3);
    assert_eq!(channel.send(1, Wait::No), Ok(()));
    assert!(channel.close() && !channel.close());
    assert_eq!(channel.send(2, Wait::FOREVER), Err(NotSent(2, Ended::Closed)));
    assert_eq!(channel.receive(Wait::FOREVER), Ok(1));
    assert_eq!(channel.receive(Wait::FOREVER), Err(Ended::Closed));
}

#[test]
fn closing_wakes_those_who_wait() {
    let (empty, full) = (Channel::<u8>::new(0), Channel::<u8>::new(0));
    std::thread::scope(|scope| {
        let receives = scope.spawn(|| empty.receive(Wait::FOREVER));
        let sends = scope.spawn(|| full.send(1, Wait::FOREVER));
        std::thread::sleep(Duration::from_millis(3));
        empty.close();
        full.close();
        assert_eq!(receives.join().ok(), Some(Err(Ended::Closed)));
        assert_eq!(sends.join().ok(), Some(Err(NotSent(1, Ended::Closed))));
    });
}

#[test]
fn nothing_is_lost_between_many() {
    for capacity in [0, 1, 16, UNBOUNDED] {
        let channel = Channel::new(capacity);
        let (sum, count) = (AtomicUsize::new(0), AtomicUsize::new(0));
        std::thread::scope(|scope| {
            for _ in 0..2 {
                scope.spawn(|| {
                    for value in &channel {
                        sum.fetch_add(value, Ordering::Relaxed);
                        count.fetch_add(1, Ordering::Relaxed);
                    }
                });
            }
            let senders = [0, 1].map(|sender| {
                let channel = channel.clone();
                scope.spawn(move || {
                    for i in 0..ROUNDS {
                        assert_eq!(channel.send(2 * i + sender, Wait::FOREVER), Ok(()));
                    }
                })
            });
            for sender in senders {
                assert!(sender.join().is_ok());
            }
            channel.close();
        });
        assert_eq!(count.load(Ordering::Relaxed), 2 * ROUNDS);
        assert_eq!(sum.load(Ordering::Relaxed), (2 * ROUNDS - 1) * ROUNDS);
    }
}

#[test]
fn values_that_nobody_receives_are_dropped() {
    let value = Arc::new(());
    let channel = Channel::new(UNBOUNDED);
    for _ in 0..20 {
        assert!(channel.send(value.clone(), Wait::No).is_ok());
    }
    assert!(channel.receive(Wait::No).is_ok());
    drop(channel);
    assert_eq!(Arc::strong_count(&value), 1);
}

#[test]
fn each_case_has_its_chance() {
    let channels = [0, 1, 2].map(|i| {
        let channel = Channel::new(UNBOUNDED);
        for _ in 0..300 {
            assert_eq!(channel.send(i, Wait::No), Ok(()));
        }
        channel
    });
    let mut counts = [0; 3];
    for _ in 0..300 {
        match Channel::receive_any(&channels.each_ref(), None) {
            Ok((index, value)) => {
                assert_eq!(index, value);
                counts[index] += 1;
            }
            Err(ended) => panic!("{ended:?}"),
        }
    }
    assert!(counts.iter().all(|&count| count > 50), "{counts:?}");
}

#[test]
fn cases_of_both_kinds_with_default_and_deadline() {
    let (to, from) = (Channel::<u64>::new(1), Channel::<u64>::new(1));
    let value = 5u64;
    let mut got = 0u64;
    let table = ParkTable::global();
    let cases =
        [Case::send(to.raw(), (&raw const value).cast()), Case::receive(from.raw(), (&raw mut got).cast())];
    // SAFETY: an element to send, room for one to receive.
    let next = |wait| unsafe { select(table, &cases, wait) };
    assert_eq!(next(Wait::No), Ok(Selected { index: 0, closed: false }));
    assert_eq!(next(Wait::No), Err(Ended::NotReady));
    assert_eq!(next(soon()), Err(Ended::TimedOut));
    assert_eq!(from.send(6, Wait::No), Ok(()));
    assert_eq!(next(Wait::FOREVER), Ok(Selected { index: 1, closed: false }));
    assert_eq!((got, to.receive(Wait::No)), (6, Ok(5)));
    from.close();
    assert_eq!(to.send(1, Wait::No), Ok(()));
    // SAFETY: likewise.
    assert_eq!(unsafe { select(table, &cases, Wait::FOREVER) }, Ok(Selected { index: 1, closed: true }));
}

#[test]
fn many_who_wait_for_several() {
    let channels: [Channel<usize>; 3] = [Channel::new(0), Channel::new(1), Channel::new(UNBOUNDED)];
    let sum = AtomicUsize::new(0);
    std::thread::scope(|scope| {
        for _ in 0..2 {
            scope.spawn(|| {
                while let Ok((_, value)) = Channel::receive_any(&channels.each_ref(), None) {
                    sum.fetch_add(value, Ordering::Relaxed);
                }
            });
        }
        let senders: Vec<_> = channels
            .iter()
            .map(|channel| {
                scope.spawn(move || (1..=ROUNDS / 3).all(|i| channel.send(i, Wait::FOREVER).is_ok()))
            })
            .collect();
        assert!(senders.into_iter().all(|sender| sender.join().is_ok_and(|sent| sent)));
        while channels.iter().any(|channel| !channel.is_empty()) {
            std::thread::yield_now();
        }
        // Closing any ends a receiver; closing all ends both.
        assert!(channels.iter().all(Channel::close));
    });
    let one = (ROUNDS / 3) * (ROUNDS / 3 + 1) / 2;
    assert_eq!(sum.load(Ordering::Relaxed), 3 * one);
}

#[test]
fn selects_against_selects() {
    let (a, b) = (Channel::<u64>::new(0), Channel::<u64>::new(0));
    let table = ParkTable::global();
    let run = |first: &Channel<u64>, second: &Channel<u64>| {
        let mut total = 0;
        for _ in 0..ROUNDS / 4 {
            let (one, mut got) = (1u64, 0u64);
            let cases = [
                Case::send(first.raw(), (&raw const one).cast()),
                Case::receive(second.raw(), (&raw mut got).cast()),
            ];
            // SAFETY: an element to send, room for one to receive.
            let selected = unsafe { select(table, &cases, Wait::FOREVER) };
            assert!(selected.is_ok());
            total += got;
        }
        total
    };
    let total: u64 = std::thread::scope(|scope| {
        let one = scope.spawn(|| run(&a, &b));
        let two = scope.spawn(|| run(&b, &a));
        one.join().unwrap_or(0) + two.join().unwrap_or(0)
    });
    assert_eq!(total, (ROUNDS / 4) as u64);
}

#[test]
fn the_end_of_a_channel_is_a_case() {
    let (values, done) = (Channel::<u64>::new(1), Channel::<u64>::new(1));
    let mut got = 0u64;
    let table = ParkTable::global();
    let cases = [Case::receive(values.raw(), (&raw mut got).cast()), Case::watch(done.raw())];
    // SAFETY: room for one to receive.
    assert_eq!(unsafe { select(table, &cases, Wait::No) }, Err(Ended::NotReady));
    std::thread::scope(|scope| {
        // SAFETY: likewise.
        let waits = scope.spawn(|| unsafe { select(table, &[Case::watch(done.raw())], Wait::FOREVER) });
        // A value is not the end, and stays.
        assert_eq!(done.send(1, Wait::No), Ok(()));
        std::thread::sleep(Duration::from_millis(5));
        assert!(done.close());
        assert_eq!(waits.join().unwrap(), Ok(Selected { index: 0, closed: true }));
    });
    // SAFETY: likewise.
    assert_eq!(unsafe { select(table, &cases, soon()) }, Ok(Selected { index: 1, closed: true }));
    assert_eq!(done.receive(Wait::No), Ok(1));
}

#[test]
fn what_is_put_back_is_received_next() {
    for capacity in [0, 1, 3, 100] {
        let channel = Channel::<u64>::new(capacity);
        let table = ParkTable::global();
        let mut sent = 0;
        while channel.send(sent, Wait::No).is_ok() {
            sent += 1;
        }
        let given = [1001u64, 1002, 1003];
        for value in &given {
            // SAFETY: an element.
            unsafe { channel.raw().put_back(table, std::ptr::from_ref(value).cast()) };
        }
        assert!(channel.send(7, Wait::No).is_err());
        channel.close();
        for value in given.iter().rev() {
            assert_eq!(channel.receive(Wait::No), Ok(*value));
        }
        for value in 0..sent {
            assert_eq!(channel.receive(Wait::No), Ok(value));
        }
        assert_eq!(channel.receive(Wait::No), Err(Ended::Closed));
    }
}
