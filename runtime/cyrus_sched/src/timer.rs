//! A hierarchical timing wheel for the coroutines of one worker: arming and disarming take a few instructions at any number.
//!
//! Time is counted in ticks of 2¹⁶ ns since the wheel was made. Seven levels of 64 slots reach 9 years; what is later fires early,
//! as a wake-up without reason. A node never fires before its tick: deadlines are rounded up.
//!
//! *Protocol.* Wheel and nodes belong to one worker. A node is in the wheel or not (`armed`); it is part of a control block, which
//! stays in place while it is armed, because an armed coroutine is parked.
#![allow(unsafe_code, reason = "intrusive lists")]

use std::cell::Cell;
use std::ptr;
use std::time::{Duration, Instant};

const LEVELS: usize = 7;
const SLOTS: usize = 64;
const TICK_BITS: u32 = 16;

/// The part of a control block by which it is in the wheel; valid as zeros.
#[derive(Debug)]
pub(crate) struct Node {
    previous: Cell<*const Node>,
    next: Cell<*const Node>,
    when: Cell<u64>,
    place: Cell<u16>,
    armed: Cell<bool>,
}

impl Node {
    pub(crate) fn is_armed(&self) -> bool {
        self.armed.get()
    }

    #[cfg(test)]
    fn new() -> Self {
        Node {
            previous: Cell::new(ptr::null()),
            next: Cell::new(ptr::null()),
            when: Cell::new(0),
            place: Cell::new(0),
            armed: Cell::new(false),
        }
    }
}

pub(crate) struct Wheel {
    start: Instant,
    now: u64,
    occupied: [u64; LEVELS],
    heads: Box<[*const Node; LEVELS * SLOTS]>,
    armed: usize,
}

impl Wheel {
    pub(crate) fn new(start: Instant) -> Self {
        Wheel {
            start,
            now: 0,
            occupied: [0; LEVELS],
            heads: Box::new([ptr::null(); LEVELS * SLOTS]),
            armed: 0,
        }
    }

    pub(crate) fn is_empty(&self) -> bool {
        self.armed == 0
    }

    fn tick(&self, time: Instant) -> u64 {
        u64::try_from(time.saturating_duration_since(self.start).as_nanos() >> TICK_BITS).unwrap_or(u64::MAX)
    }

    fn time(&self, tick: u64) -> Instant {
        self.start + Duration::from_nanos(tick << TICK_BITS)
    }

    /// Puts `node` in, to fire at `deadline`; false when it is due already.
    ///
    /// # Safety
    ///
    /// The node is not armed, and stays in place until it has fired or is disarmed.
    pub(crate) unsafe fn arm(&mut self, node: &Node, deadline: Instant) -> bool {
        let when = self.tick(deadline).saturating_add(1);
        if when <= self.now {
            return false;
        }
        let horizon = self.now | ((1 << (6 * LEVELS)) - 1);
        node.when.set(when.min(horizon));
        self.insert(node);
        self.armed += 1;
        node.armed.set(true);
        true
    }

    /// Takes an armed node out.
    pub(crate) fn disarm(&mut self, node: &Node) {
        self.unlink(node);
        self.armed -= 1;
        node.armed.set(false);
    }

    /// When to look again; not later than the next node is due.
    pub(crate) fn next(&self) -> Option<Instant> {
        self.next_slot().map(|(_, _, tick)| self.time(tick))
    }

    /// Takes out all nodes that are due and gives them to `fire`.
    pub(crate) fn advance(&mut self, time: Instant, mut fire: impl FnMut(&Node)) {
        let target = self.tick(time);
        while let Some((level, slot, tick)) = self.next_slot() {
            if tick > target {
                break;
            }
            self.now = self.now.max(tick);
            let place = level * SLOTS + slot;
            while let Some(node) = {
                // SAFETY: an armed node is in place.
                unsafe { self.heads[place].as_ref() }
            } {
                self.unlink(node);
                if node.when.get() <= self.now {
                    self.armed -= 1;
                    node.armed.set(false);
                    fire(node);
                } else {
                    self.insert(node);
                }
            }
        }
        self.now = self.now.max(target);
    }

    /// The first slot that holds nodes, and the tick at which it begins.
    fn next_slot(&self) -> Option<(usize, usize, u64)> {
        // A lower level is always due before a higher one: it holds what differs from `now` in lower digits only.
        let level = self.occupied.iter().position(|&slots| slots != 0)?;
        let shift = 6 * level as u32;
        let slot = self.occupied[level].trailing_zeros() as usize;
        let above = (self.now >> shift >> 6) << 6;
        let begins = (above | slot as u64) << shift;
        Some((level, slot, begins))
    }

    fn insert(&mut self, node: &Node) {
        let when = node.when.get();
        let level = ((63 - ((when ^ self.now) | 63).leading_zeros()) / 6) as usize;
        let level = level.min(LEVELS - 1);
        let slot = (when >> (6 * level)) as usize % SLOTS;
        let place = level * SLOTS + slot;
        let head = self.heads[place];
        node.previous.set(ptr::null());
        node.next.set(head);
        // SAFETY: an armed node is in place.
        if let Some(head) = unsafe { head.as_ref() } {
            head.previous.set(node);
        }
        self.heads[place] = node;
        self.occupied[level] |= 1 << slot;
        node.place.set(place as u16);
    }

    fn unlink(&mut self, node: &Node) {
        let (previous, next) = (node.previous.get(), node.next.get());
        let place = usize::from(node.place.get());
        // SAFETY: the neighbours are armed, so in place.
        match unsafe { previous.as_ref() } {
            Some(previous) => previous.next.set(next),
            None => {
                self.heads[place] = next;
                if next.is_null() {
                    self.occupied[place / SLOTS] &= !(1 << (place % SLOTS));
                }
            }
        }
        // SAFETY: as above.
        if let Some(next) = unsafe { next.as_ref() } {
            next.previous.set(previous);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn nodes_fire_in_order_and_never_early() {
        let start = Instant::now();
        let mut wheel = Wheel::new(start);
        let mut state = 12345_u64;
        let nodes: Vec<(Node, Duration)> = (0..2000)
            .map(|_| {
                state = state.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1);
                (Node::new(), Duration::from_nanos((state >> 20) % (1 << (10 + state % 34))))
            })
            .collect();
        for (node, after) in &nodes {
            // SAFETY: the vector is not touched before all have fired.
            assert!(unsafe { wheel.arm(node, start + *after) });
        }
        wheel.disarm(&nodes[7].0);
        let mut fired = 1;
        while let Some(next) = wheel.next() {
            wheel.advance(next, |node| {
                let (_, after) = nodes.iter().find(|(other, _)| ptr::eq(other, node)).unwrap();
                assert!(start + *after <= next);
                assert!(next - (start + *after) < Duration::from_micros(132));
                fired += 1;
            });
        }
        assert_eq!(fired, nodes.len());
        assert!(wheel.is_empty());
    }

    #[test]
    fn far_future_is_no_trouble() {
        let start = Instant::now();
        let mut wheel = Wheel::new(start);
        let node = Node::new();
        // SAFETY: disarmed below.
        assert!(unsafe { wheel.arm(&node, start + Duration::from_secs(1 << 33)) });
        assert!(wheel.next().is_some());
        wheel.disarm(&node);
    }
}
