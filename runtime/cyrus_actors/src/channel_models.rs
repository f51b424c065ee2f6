//! Models of channels, for loom.
#![allow(unsafe_code, reason = "cases with pointers to values")]

use crate::channel::{Element, RawChannel};
use crate::select::{Case, Ended, Wait, one, select};
use cyrus_sync::table::ParkTable;
use loom::sync::Arc;
use std::ptr::NonNull;

const U64: Element = Element { size: 8, drop: None };

struct Shared([NonNull<RawChannel>; 2], ParkTable);
// SAFETY: channels and the table are used by reference.
unsafe impl Send for Shared {}
// SAFETY: likewise.
unsafe impl Sync for Shared {}

impl Shared {
    fn new(capacity: usize) -> Arc<Shared> {
        // Their order is that in which select locks them; a model has to be the same each time.
        let mut channels = [0, 1].map(|_| RawChannel::make(U64, capacity));
        channels.sort_unstable();
        Arc::new(Shared(channels, ParkTable::new(0)))
    }

    fn channel(&self, i: usize) -> &RawChannel {
        // SAFETY: alive until `free`.
        unsafe { self.0[i].as_ref() }
    }

    fn send(&self, i: usize, value: u64) -> Result<(), Ended> {
        // SAFETY: an element.
        unsafe { one(&self.1, Case::send(self.channel(i), (&raw const value).cast()), Wait::FOREVER) }
    }

    fn receive(&self, i: usize) -> Result<u64, Ended> {
        let mut value = 0u64;
        // SAFETY: room for an element.
        unsafe { one(&self.1, Case::receive(self.channel(i), (&raw mut value).cast()), Wait::FOREVER)? };
        Ok(value)
    }

    fn free(&self) {
        for channel in self.0 {
            // SAFETY: the end of the model.
            unsafe { RawChannel::release(channel) };
        }
    }
}

fn model(f: impl Fn() + Send + Sync + 'static) {
    let mut builder = loom::model::Builder::new();
    builder.preemption_bound = Some(2);
    builder.check(f);
}

#[test]
fn one_sends_one_receives_one_closes() {
    model(|| {
        let shared = Shared::new(0);
        let other = shared.clone();
        let sends = loom::thread::spawn(move || {
            let sent = other.send(0, 7);
            other.channel(0).close(&other.1);
            sent
        });
        assert_eq!(shared.receive(0), Ok(7));
        assert_eq!(shared.receive(0), Err(Ended::Closed));
        assert_eq!(sends.join().unwrap(), Ok(()));
        shared.free();
    });
}

#[test]
fn a_select_gets_one_of_two_and_leaves_the_other() {
    model(|| {
        let shared = Shared::new(1);
        let senders = [0, 1].map(|i| {
            let shared = shared.clone();
            loom::thread::spawn(move || shared.send(i, i as u64 + 1))
        });
        let mut values = [0u64; 2];
        let cases =
            [0, 1].map(|i| Case::receive(shared.channel(i), values.as_mut_ptr().wrapping_add(i).cast()));
        // SAFETY: room for an element each.
        let selected = unsafe { select(&shared.1, &cases, Wait::FOREVER) }.unwrap();
        assert_eq!(values[selected.index], selected.index as u64 + 1);
        assert_eq!(values[1 - selected.index], 0);
        let other = 1 - selected.index;
        assert_eq!(shared.receive(other), Ok(other as u64 + 1));
        for sender in senders {
            assert_eq!(sender.join().unwrap(), Ok(()));
        }
        shared.free();
    });
}

#[test]
fn the_end_of_a_channel_wakes_who_watches_it() {
    model(|| {
        let shared = Shared::new(1);
        let other = shared.clone();
        let closes = loom::thread::spawn(move || {
            assert_eq!(other.send(0, 7), Ok(()));
            other.channel(0).close(&other.1)
        });
        let mut value = 0u64;
        let cases =
            [Case::watch(shared.channel(0)), Case::receive(shared.channel(1), (&raw mut value).cast())];
        // SAFETY: room for an element.
        let selected = unsafe { select(&shared.1, &cases, Wait::FOREVER) }.unwrap();
        assert_eq!((selected.index, selected.closed), (0, true));
        assert!(closes.join().unwrap());
        assert_eq!(shared.receive(0), Ok(7));
        shared.free();
    });
}

#[test]
fn what_is_put_back_reaches_who_waits() {
    model(|| {
        let shared = Shared::new(0);
        let other = shared.clone();
        let receives = loom::thread::spawn(move || other.receive(0));
        let value = 7u64;
        // SAFETY: an element.
        unsafe { shared.channel(0).put_back(&shared.1, (&raw const value).cast()) };
        assert_eq!(receives.join().unwrap(), Ok(7));
        shared.free();
    });
}
