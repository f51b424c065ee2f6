//! Waiting for an address: a table in which threads and coroutines park until somebody names the same key.
//!
//! A structure that can be waited for needs but a bit («somebody waits») in a word of its own; who waits is here, in
//! lists found by the hash of the key, most often the word's address.
//!
//! *Protocol.* A bucket's mutex guards its list, and the fields of the nodes in it, which lie on the stacks of
//! those who wait. [`ParkTable::park`] calls `validate` under that mutex, [`ParkTable::unpark`] calls `settle` under it: so
//! if both look at the word there, no wake-up is lost. A node leaves the list either by `unpark`, which takes the waiter out
//! of it and then stores the token as its last access, or by its owner, whose deadline has passed. Only once a token is stored, or the node has been
//! taken out, its owner returns.
#![allow(unsafe_code, reason = "lists of nodes on the stacks of those who wait")]

use crate::sync::atomic::{AtomicUsize, Ordering};
use crate::sync::{Mutex, lock};
use crate::wait::{Waiter, Wake};
use std::ptr;
use std::time::Instant;

/// How a park has ended.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Parked {
    /// By [`ParkTable::unpark`], with what its `settle` returned.
    Woken(usize),
    /// `validate` said no; nobody has waited.
    Invalid,
    /// The deadline has passed.
    TimedOut,
    /// The coroutine is being cancelled.
    Cancelled,
}

/// What may end a park besides a wake-up.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Until {
    /// Nothing, not even cancellation.
    Woken,
    /// Cancellation, and the deadline if there is one.
    Deadline(Option<Instant>),
}

/// What [`ParkTable::unpark`] does with one who waits.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Choice {
    /// Wakes it and goes on to the next.
    Wake,
    /// Leaves it where it is and goes on.
    Leave,
    /// Leaves it and all behind it.
    Stop,
}

/// What [`ParkTable::unpark`] has chosen.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Chosen {
    /// How many are about to be woken.
    pub woken: usize,
    /// Whether others wait for the same key.
    pub more: bool,
}

struct Node {
    key: usize,
    tag: usize,
    next: *mut Node,
    // None once it has been taken out by `unpark`.
    waiter: Option<Waiter>,
    // 0 while it waits, then the token plus one.
    token: AtomicUsize,
}

struct Queue {
    first: *mut Node,
    last: *mut Node,
}

// SAFETY: the nodes are reached under the bucket's mutex only, from whichever thread.
unsafe impl Send for Queue {}

#[repr(align(64))]
struct Bucket(Mutex<Queue>);

#[cfg(not(loom))]
static TABLE: crate::sync::atomic::AtomicPtr<ParkTable> =
    crate::sync::atomic::AtomicPtr::new(ptr::null_mut());

/// The table.
pub struct ParkTable {
    buckets: Vec<Bucket>,
}

impl ParkTable {
    /// A table of `1 << bits` lists.
    pub fn new(bits: u32) -> ParkTable {
        let empty = || Bucket(Mutex::new(Queue { first: ptr::null_mut(), last: ptr::null_mut() }));
        ParkTable { buckets: (0..1usize << bits).map(|_| empty()).collect() }
    }

    /// The table of the process.
    #[cfg(not(loom))]
    #[inline]
    pub fn global() -> &'static ParkTable {
        // SAFETY: null, or a box leaked below.
        match unsafe { TABLE.load(Ordering::Acquire).as_ref() } {
            Some(table) => table,
            None => ParkTable::begin(),
        }
    }

    /// In the child of a fork again: who waited is gone, and so may be who held a list.
    #[cfg(not(loom))]
    #[cold]
    fn begin() -> &'static ParkTable {
        static FORKS: std::sync::Once = std::sync::Once::new();
        FORKS.call_once(|| crate::fork::in_child(|| TABLE.store(ptr::null_mut(), Ordering::Release)));
        let new = Box::into_raw(Box::new(ParkTable::new(10)));
        match TABLE.compare_exchange(ptr::null_mut(), new, Ordering::AcqRel, Ordering::Acquire) {
            // SAFETY: just leaked.
            Ok(_) => unsafe { &*new },
            Err(first) => {
                // SAFETY: ours alone; another thread was quicker.
                drop(unsafe { Box::from_raw(new) });
                // SAFETY: leaked by that thread.
                unsafe { &*first }
            }
        }
    }

    fn bucket(&self, key: usize) -> &Mutex<Queue> {
        // Fibonacci hashing: the upper bits of the product depend on all bits of the key.
        let hash = (key as u64).wrapping_mul(0x9E37_79B9_7F4A_7C15) >> 32;
        &self.buckets[hash as usize & (self.buckets.len() - 1)].0
    }

    /// Waits for `key`, if `validate` still finds it necessary. `tag` is what [`ParkTable::unpark`] sees of the waiter.
    pub fn park(&self, key: usize, tag: usize, until: Until, validate: impl FnOnce() -> bool) -> Parked {
        self.park_waiter(Waiter::current(), key, tag, until, validate)
    }

    /// Likewise, but `waiter` waits, which is the coroutine or the thread that calls.
    pub(crate) fn park_waiter(
        &self,
        waiter: Waiter,
        key: usize,
        tag: usize,
        until: Until,
        validate: impl FnOnce() -> bool,
    ) -> Parked {
        let mut node = Node {
            key,
            tag,
            next: ptr::null_mut(),
            waiter: Some(waiter.clone()),
            token: AtomicUsize::new(0),
        };
        let at = &raw mut node;
        {
            let mut queue = lock(self.bucket(key));
            if !validate() {
                return Parked::Invalid;
            }
            // SAFETY: the nodes in the list are alive, and the bucket's mutex is held.
            unsafe { queue.push(at) };
        }
        loop {
            let ended = match until {
                Until::Woken => {
                    waiter.park_shielded(None);
                    None
                }
                Until::Deadline(deadline) => match waiter.park(deadline) {
                    Wake::Notified => None,
                    Wake::TimedOut => Some(Parked::TimedOut),
                    Wake::Cancelled => Some(Parked::Cancelled),
                },
            };
            // SAFETY: the node is alive; the token is an atomic. Acquire: what the waker did before is seen.
            let token = unsafe { &(*at).token };
            let found = token.load(Ordering::Acquire);
            if found != 0 {
                return Parked::Woken(found - 1);
            }
            if let Some(ended) = ended {
                let mut queue = lock(self.bucket(key));
                // SAFETY: likewise, the mutex is held.
                if unsafe { queue.remove(at) } {
                    return ended;
                }
                drop(queue);
                // `unpark` has taken it out and is about to store the token.
                loop {
                    match token.load(Ordering::Acquire) {
                        0 => crate::sync::spin_loop(),
                        found => return Parked::Woken(found - 1),
                    }
                }
            }
        }
    }

    /// Wakes those among the waiters for `key` that `choose` chooses by their tags, in the order in which they came.
    /// `settle` is called before anybody runs, with the bucket locked, and gives the token.
    pub fn unpark(
        &self,
        key: usize,
        mut choose: impl FnMut(usize) -> Choice,
        settle: impl FnOnce(Chosen) -> usize,
    ) -> usize {
        let mut chosen = Chosen { woken: 0, more: false };
        let mut taken: *mut Node = ptr::null_mut();
        let mut taken_last: *mut *mut Node = &raw mut taken;
        let mut guard = lock(self.bucket(key));
        // By pointers only, which a new reference to the queue would make invalid.
        let queue: *mut Queue = &raw mut *guard;
        // SAFETY: nodes in the list are alive, and stay so after they are taken out until their token is stored below.
        // The bucket's mutex is held while they are linked.
        unsafe {
            let mut place: *mut *mut Node = &raw mut (*queue).first;
            let mut before: *mut Node = ptr::null_mut();
            while !(*place).is_null() {
                let node = *place;
                if (*node).key == key {
                    let choice = choose((*node).tag);
                    if choice == Choice::Wake {
                        *place = (*node).next;
                        if (*queue).last == node {
                            (*queue).last = before;
                        }
                        (*node).next = ptr::null_mut();
                        *taken_last = node;
                        taken_last = &raw mut (*node).next;
                        chosen.woken += 1;
                        continue;
                    }
                    chosen.more = true;
                    if choice == Choice::Stop {
                        break;
                    }
                }
                before = node;
                place = &raw mut (*node).next;
            }
        }
        let token = settle(chosen);
        drop(guard);
        while !taken.is_null() {
            // SAFETY: out of the list but without a token, the node is alive and ours. The link is read and the waiter taken
            // before the token is stored; after that the node is not touched. Release: see `park`.
            let waiter = unsafe {
                let node = taken;
                taken = (*node).next;
                let waiter = (*node).waiter.take();
                (*node).token.store(token + 1, Ordering::Release);
                waiter
            };
            if let Some(waiter) = waiter {
                waiter.unpark();
            }
        }
        chosen.woken
    }

    /// Wakes all that wait for `key`.
    pub fn unpark_all(&self, key: usize, token: usize) -> usize {
        self.unpark(key, |_| Choice::Wake, |_| token)
    }

    /// Wakes the one who has waited longest for `key`.
    pub fn unpark_one(&self, key: usize, settle: impl FnOnce(Chosen) -> usize) -> bool {
        let mut one = false;
        let choose = |_| if std::mem::replace(&mut one, true) { Choice::Stop } else { Choice::Wake };
        self.unpark(key, choose, settle) > 0
    }

    /// Shows each one that waits: key and tag. For reports; the list changes meanwhile.
    pub fn for_each(&self, mut show: impl FnMut(usize, usize, &Waiter)) {
        for bucket in &self.buckets {
            let queue = lock(&bucket.0);
            let mut node = queue.first;
            while !node.is_null() {
                // SAFETY: nodes in the list are alive while the bucket's mutex is held.
                let it = unsafe { &*node };
                if let Some(waiter) = &it.waiter {
                    show(it.key, it.tag, waiter);
                }
                node = it.next;
            }
        }
    }
}

impl Queue {
    /// # Safety
    ///
    /// The nodes of the list and `node` are alive, and nobody else uses them.
    unsafe fn push(&mut self, node: *mut Node) {
        if self.first.is_null() {
            self.first = node;
        } else {
            // SAFETY: `last` is in the list.
            unsafe { (*self.last).next = node };
        }
        self.last = node;
    }

    /// Takes the node out; false when it is not there.
    ///
    /// # Safety
    ///
    /// As for `push`.
    unsafe fn remove(&mut self, node: *mut Node) -> bool {
        let mut before: *mut Node = ptr::null_mut();
        let mut at = self.first;
        while !at.is_null() {
            // SAFETY: nodes of the list.
            unsafe {
                if at == node {
                    if before.is_null() {
                        self.first = (*node).next;
                    } else {
                        (*before).next = (*node).next;
                    }
                    if self.last == node {
                        self.last = before;
                    }
                    return true;
                }
                before = at;
                at = (*at).next;
            }
        }
        false
    }
}

#[cfg(all(test, not(loom)))]
mod tests {
    use super::*;
    use std::sync::atomic::{AtomicUsize, Ordering};

    fn wait_for(parked: usize) {
        loop {
            let mut found = 0;
            ParkTable::global().for_each(|key, _, _| found += usize::from(key == parked));
            if found > 0 {
                return;
            }
            std::thread::yield_now();
        }
    }

    #[test]
    fn an_invalid_wait_does_not_begin() {
        assert_eq!(ParkTable::global().park(1, 0, Until::Woken, || false), Parked::Invalid);
    }

    #[test]
    fn the_deadline_takes_the_node_out() {
        let table = ParkTable::new(0);
        let soon = Instant::now() + std::time::Duration::from_millis(3);
        assert_eq!(table.park(2, 0, Until::Deadline(Some(soon)), || true), Parked::TimedOut);
        assert_eq!(table.unpark_all(2, 0), 0);
    }

    #[test]
    fn the_token_arrives() {
        std::thread::scope(|scope| {
            let waiting = scope.spawn(|| ParkTable::global().park(3, 0, Until::Woken, || true));
            wait_for(3);
            assert_eq!(ParkTable::global().unpark_all(3, 7), 1);
            assert_eq!(waiting.join().ok(), Some(Parked::Woken(7)));
        });
    }

    #[test]
    fn keys_of_one_bucket_are_told_apart_and_tags_chosen() {
        let table = ParkTable::new(0);
        let woken = AtomicUsize::new(0);
        std::thread::scope(|scope| {
            for (key, tag) in [(1, 1), (2, 1), (1, 2), (1, 1)] {
                let (table, woken) = (&table, &woken);
                scope.spawn(move || {
                    table.park(key, tag, Until::Woken, || true);
                    woken.fetch_add(key * 10 + tag, Ordering::Relaxed);
                });
            }
            let count = || {
                let mut waiting = 0;
                table.for_each(|_, _, _| waiting += 1);
                waiting
            };
            while count() < 4 {
                std::thread::yield_now();
            }
            let more = |chosen: Chosen| {
                assert_eq!(chosen, Chosen { woken: 2, more: true });
                0
            };
            table.unpark(1, |tag| if tag == 1 { Choice::Wake } else { Choice::Leave }, more);
            assert_eq!(count(), 2);
            table.unpark_all(1, 0);
            table.unpark_all(2, 0);
        });
        assert_eq!(woken.load(Ordering::Relaxed), 11 + 21 + 12 + 11);
    }
}
