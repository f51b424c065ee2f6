//! Locks that are taken in opposite orders: warned of before it comes to a deadlock. For modules compiled by `cyrus build -g`.
//!
//! Whoever holds a lock and wants another makes a *step* from the one to the other, remembered with its stack. When steps lead back to where one
//! began, made with locks that exclude each other, and no third lock is held all the way that keeps them apart, then some timing deadlocks.
//! Locks that are taken together (`with wlocked a, b`) have one order for all, and locks that were only tried never wait.
//!
//! An address stands for an object until another is made there.
#![allow(unsafe_code, reason = "names given by C")]

use crate::python::detached;
use cyrus_sched::{in_seeded_run, yield_now};
use cyrus_sync::object_lock::Holder;
use cyrus_sync::renewable::Renewable;
use std::collections::{HashMap, HashSet};
use std::ffi::{CStr, c_char, c_void};
use std::fmt::Write as _;
use std::sync::atomic::{AtomicU64, Ordering};

/// An object has been made here: what was before is forgotten.
pub const CYRUS_RT_LOCK_NEW: i32 = 0;
/// A lock is about to be taken, by a reader.
pub const CYRUS_RT_LOCK_READ: i32 = 1;
/// Likewise, by a writer.
pub const CYRUS_RT_LOCK_WRITE: i32 = 2;
/// One hold ends, or did not come about.
pub const CYRUS_RT_LOCK_RELEASED: i32 = 3;
/// A lock was taken without waiting.
pub const CYRUS_RT_LOCK_TRIED: i32 = 4;

/// How many steps a circle has at most, and how many warnings a process gets.
const LONGEST: usize = 6;
const MOST: usize = 20;

#[derive(Clone, Copy, Debug)]
struct Held {
    lock: usize,
    write: bool,
    // Its class.
    name: &'static CStr,
}

#[derive(Debug)]
struct Step {
    // Whether some that stood here wrote what they held, and wanted to write what they went for.
    holds_to_write: bool,
    wants_to_write: bool,
    // What else was held, by a writer, each time.
    guards: Vec<usize>,
    stack: backtrace::Backtrace,
    names: [&'static CStr; 2],
}

#[derive(Default)]
struct Order {
    held: HashMap<u64, Vec<Held>>,
    steps: HashMap<usize, HashMap<usize, Step>>,
    // Which pairs of places were warned of.
    told: HashSet<(Vec<usize>, Vec<usize>)>,
}

static ORDER: Renewable<Option<Order>> = Renewable::new();
/// For each of many groups of addresses, whether one of the group is known: most new objects are not.
static KNOWN: [AtomicU64; 1024] = [const { AtomicU64::new(0) }; 1024];

fn bit(object: usize) -> (&'static AtomicU64, u64) {
    let hash = (object >> 4).wrapping_mul(0x9e37_79b9_7f4a_7c15_u64 as usize) >> 48;
    (&KNOWN[hash % KNOWN.len()], 1 << (hash / KNOWN.len() % 64))
}

/// Tells of an object's lock, `what` being one of `CYRUS_RT_LOCK_…`; `name` is its class. Warns of locks that are taken in opposite orders.
///
/// # Safety
///
/// `name` is a static string, or NULL.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn cyrus_rt_lock_order(object: *const c_void, name: *const c_char, what: i32) {
    let lock = object.addr();
    let (word, mask) = bit(lock);
    if what == CYRUS_RT_LOCK_NEW && word.load(Ordering::Relaxed) & mask == 0 {
        return;
    }
    if matches!(what, CYRUS_RT_LOCK_READ | CYRUS_RT_LOCK_WRITE) && in_seeded_run() {
        // Others may come first, also where nobody has the lock.
        detached(yield_now);
    }
    let holder = Holder::current().id();
    // SAFETY: as the caller says.
    let name = if name.is_null() { c"object" } else { unsafe { CStr::from_ptr(name) } };
    let warning = {
        let mut order = ORDER.lock();
        let order = order.get_or_insert_with(Order::default);
        match what {
            CYRUS_RT_LOCK_NEW => {
                order.forget(lock);
                None
            }
            CYRUS_RT_LOCK_RELEASED => {
                order.released(holder, lock);
                None
            }
            CYRUS_RT_LOCK_TRIED => {
                order.held.entry(holder).or_default().push(Held { lock, write: true, name });
                None
            }
            _ => {
                word.fetch_or(mask, Ordering::Relaxed);
                order.wanted(holder, Held { lock, write: what == CYRUS_RT_LOCK_WRITE, name })
            }
        }
    };
    if let Some(circle) = warning {
        // Finding names needs more stack than a coroutine has.
        let _ = std::thread::Builder::new()
            .spawn(move || eprintln!("{}", told(circle)))
            .map(std::thread::JoinHandle::join);
    }
}

// A step of a circle, for the warning.
struct Part {
    names: [&'static CStr; 2],
    stack: backtrace::Backtrace,
}

impl Order {
    fn forget(&mut self, lock: usize) {
        self.steps.remove(&lock);
        self.steps.values_mut().for_each(|steps| drop(steps.remove(&lock)));
    }

    fn released(&mut self, holder: u64, lock: usize) {
        if let Some(held) = self.held.get_mut(&holder) {
            if let Some(at) = held.iter().rposition(|held| held.lock == lock) {
                held.remove(at);
            }
            if held.is_empty() {
                self.held.remove(&holder);
            }
        }
    }

    // Makes the steps to a lock that is about to be taken; the circle that one of them closes.
    fn wanted(&mut self, holder: u64, wanted: Held) -> Option<Vec<Part>> {
        let held = self.held.entry(holder).or_default().clone();
        self.held.entry(holder).or_default().push(wanted);
        // Who holds it already does not wait.
        if held.iter().any(|held| held.lock == wanted.lock) {
            return None;
        }
        let mut circle = None;
        for (at, from) in held.iter().enumerate() {
            let guards = held.iter().enumerate().filter(|(other, guard)| *other != at && guard.write);
            let guards: Vec<usize> = guards.map(|(_, guard)| guard.lock).collect();
            let new = self.step(*from, wanted, guards);
            if new && circle.is_none() {
                circle = self.circle(from.lock, wanted.lock);
            }
        }
        circle
    }

    // Whether it says anything new.
    fn step(&mut self, from: Held, to: Held, guards: Vec<usize>) -> bool {
        if let Some(known) = self.steps.get_mut(&from.lock).and_then(|steps| steps.get_mut(&to.lock)) {
            let before = (known.holds_to_write, known.wants_to_write, known.guards.len());
            known.holds_to_write |= from.write;
            known.wants_to_write |= to.write;
            known.guards.retain(|guard| guards.contains(guard));
            return before != (known.holds_to_write, known.wants_to_write, known.guards.len());
        }
        let step = Step {
            holds_to_write: from.write,
            wants_to_write: to.write,
            guards,
            stack: backtrace::Backtrace::new_unresolved(),
            names: [from.name, to.name],
        };
        self.steps.entry(from.lock).or_default().insert(to.lock, step);
        true
    }

    // The steps of a circle through this one.
    fn circle(&mut self, from: usize, to: usize) -> Option<Vec<Part>> {
        if self.told.len() >= MOST {
            return None;
        }
        let mut way = vec![from, to];
        if !self.leads_back(&mut way) {
            return None;
        }
        let parts: Vec<Part> = way
            .windows(2)
            .filter_map(|pair| self.steps.get(&pair[0])?.get(&pair[1]))
            .map(|step| Part { names: step.names, stack: step.stack.clone() })
            .collect();
        let places = |part: &Part| {
            part.stack.frames().iter().take(12).map(|frame| frame.ip().addr()).collect::<Vec<_>>()
        };
        let (first, last) = (places(parts.first()?), places(parts.last()?));
        let pair = if first <= last { (first, last) } else { (last, first) };
        self.told.insert(pair).then_some(parts)
    }

    fn leads_back(&self, way: &mut Vec<usize>) -> bool {
        let (Some(&start), Some(&here)) = (way.first(), way.last()) else { return false };
        let Some(steps) = self.steps.get(&here) else { return false };
        if steps.contains_key(&start) {
            way.push(start);
            if self.can_deadlock(way) {
                return true;
            }
            way.pop();
        }
        if way.len() > LONGEST {
            return false;
        }
        for &next in steps.keys().filter(|next| !way.contains(next)).collect::<Vec<_>>() {
            way.push(next);
            if self.leads_back(way) {
                return true;
            }
            way.pop();
        }
        false
    }

    // Whether those who make these steps at the same time exclude each other, and nothing else keeps them apart.
    fn can_deadlock(&self, way: &[usize]) -> bool {
        let steps: Vec<&Step> =
            way.windows(2).filter_map(|pair| self.steps.get(&pair[0])?.get(&pair[1])).collect();
        let excluded = (0..steps.len()).all(|at| {
            let next = steps[(at + 1) % steps.len()];
            steps[at].wants_to_write || next.holds_to_write
        });
        let common = steps[0].guards.iter().any(|guard| steps.iter().all(|step| step.guards.contains(guard)));
        excluded && !common
    }
}

fn told(circle: Vec<Part>) -> String {
    let mut text =
        "cyrus: warning: locks are taken in an order that can end in a deadlock; `with wlocked a, b` takes them together".to_owned();
    for part in circle {
        let mut stack = part.stack;
        stack.resolve();
        let [from, to] = part.names.map(CStr::to_string_lossy);
        let _ = write!(text, "\n- the lock of one {to} while that of one {from} is held, at\n");
        let calls = cyrus_sched::readable(&shown(&stack));
        // The first is this.
        text.push_str(calls.split_once('\n').map_or("", |(_, calls)| calls).trim_end());
    }
    text
}

// As `std::backtrace` writes it.
fn shown(stack: &backtrace::Backtrace) -> String {
    let mut text = String::new();
    for (number, symbol) in stack.frames().iter().flat_map(backtrace::BacktraceFrame::symbols).enumerate() {
        let name = symbol.name().map_or_else(|| "<unknown>".to_owned(), |name| format!("{name:#}"));
        let _ = writeln!(text, "{number}: {name}");
        if let (Some(file), Some(line)) = (symbol.filename(), symbol.lineno()) {
            let _ = writeln!(text, "at {}:{line}", file.display());
        }
    }
    text
}

#[cfg(test)]
mod tests {
    use super::*;

    fn want(order: &mut Order, holder: u64, lock: usize, write: bool) -> bool {
        order.wanted(holder, Held { lock, write, name: c"Account" }).is_some()
    }

    fn nested(order: &mut Order, locks: &[(usize, bool)]) -> bool {
        let warned = locks.iter().map(|&(lock, write)| want(order, 1, lock, write)).fold(false, |a, b| a | b);
        locks.iter().rev().for_each(|&(lock, _)| order.released(1, lock));
        assert!(order.held.is_empty());
        warned
    }

    #[test]
    fn opposite_orders() {
        let mut order = Order::default();
        assert!(!nested(&mut order, &[(16, true), (32, true)]));
        assert!(!nested(&mut order, &[(16, true), (32, true)]));
        assert!(nested(&mut order, &[(32, true), (16, true)]));
    }

    #[test]
    fn classes_are_those_of_the_locks() {
        let mut order = Order::default();
        let of = |lock, name| Held { lock, write: true, name };
        assert!(order.wanted(1, of(16, c"Account")).is_none());
        assert!(order.wanted(1, of(32, c"Bank")).is_none());
        assert!(order.wanted(2, of(32, c"Bank")).is_none());
        let Some(circle) = order.wanted(2, of(16, c"Account")) else { panic!("no warning") };
        let names: Vec<_> = circle.iter().map(|part| part.names).collect();
        assert_eq!(names, [[c"Bank", c"Account"], [c"Account", c"Bank"]]);
    }

    #[test]
    fn a_longer_circle() {
        let mut order = Order::default();
        assert!(!nested(&mut order, &[(16, true), (32, true)]));
        assert!(!nested(&mut order, &[(32, true), (48, true)]));
        assert!(nested(&mut order, &[(48, true), (16, true)]));
    }

    #[test]
    fn readers_do_not_exclude_each_other() {
        let mut order = Order::default();
        assert!(!nested(&mut order, &[(16, false), (32, false)]));
        assert!(!nested(&mut order, &[(32, false), (16, false)]));
        assert!(nested(&mut order, &[(32, true), (16, true)]));
    }

    #[test]
    fn a_lock_around_both_keeps_them_apart() {
        let mut order = Order::default();
        assert!(!nested(&mut order, &[(64, true), (16, true), (32, true)]));
        assert!(!nested(&mut order, &[(64, true), (32, true), (16, true)]));
        // And then once without it.
        assert!(nested(&mut order, &[(32, true), (16, true)]));
    }

    #[test]
    fn an_object_made_at_the_same_place_is_another() {
        let mut order = Order::default();
        assert!(!nested(&mut order, &[(16, true), (32, true)]));
        order.forget(32);
        assert!(!nested(&mut order, &[(32, true), (16, true)]));
    }

    #[test]
    fn who_holds_it_takes_it_again() {
        let mut order = Order::default();
        assert!(!nested(&mut order, &[(16, true), (32, true), (16, true)]));
    }
}
