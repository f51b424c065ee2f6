//! Waiting for the first of several channels; sending and receiving are the case of one.
//!
//! *Protocol.* All channels are locked, in the order of their addresses, and each case is tried, from a place that changes each time. If none
//! is possible each gets an `Op` of one selection before the locks are given back: so none can become possible unseen.
//! Who wakes has its case done by the one who claimed it ([`crate::channel`]), and takes its other ops out of their queues.
#![allow(unsafe_code, reason = "operations that others do for who waits")]

use crate::channel::{DONE, Op, RawChannel, Role, Selection, Step, WAITING, WITHDRAWN};
use cyrus_sync::sync::atomic::{AtomicU32, Ordering};
use cyrus_sync::table::ParkTable;
use cyrus_sync::wait::{Waiter, Wake, yield_now};
use std::cell::{Cell, UnsafeCell};
use std::mem::MaybeUninit;
use std::time::Instant;

/// Cases for which no memory is allocated.
const FEW: usize = 8;

/// One operation of several.
#[derive(Clone, Copy)]
pub struct Case<'a> {
    channel: &'a RawChannel,
    role: Role,
    data: *mut u8,
}

impl<'a> Case<'a> {
    /// Sends the value at `data`; it is moved when the case is chosen and the channel not closed.
    pub fn send(channel: &'a RawChannel, data: *const u8) -> Case<'a> {
        Case { channel, role: Role::Send, data: data.cast_mut() }
    }

    /// Receives a value to `data`.
    pub fn receive(channel: &'a RawChannel, data: *mut u8) -> Case<'a> {
        Case { channel, role: Role::Receive, data }
    }

    /// Waits for the channel to be closed; nothing is moved.
    pub fn watch(channel: &'a RawChannel) -> Case<'a> {
        Case { channel, role: Role::Watch, data: std::ptr::null_mut() }
    }
}

/// How long to wait.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Wait {
    /// Not at all.
    No,
    /// Until the deadline, if there is one.
    Until(Option<Instant>),
}

impl Wait {
    /// As long as it takes.
    pub const FOREVER: Wait = Wait::Until(None);
}

/// Why nothing was sent or received.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Ended {
    /// The channel is closed (and empty, for who receives).
    Closed,
    /// It would have had to wait.
    NotReady,
    /// The deadline has passed.
    TimedOut,
    /// The one who waits is being cancelled.
    Cancelled,
}

/// The case that was done.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Selected {
    /// Its index.
    pub index: usize,
    /// Its channel is closed, nothing was moved.
    pub closed: bool,
}

/// Does one operation.
///
/// # Safety
///
/// The data of the case is an element of the channel that may be moved, or has room for one.
///
/// # Errors
///
/// The channel is closed, or waiting has ended.
#[inline]
pub unsafe fn one(table: &ParkTable, case: Case<'_>, wait: Wait) -> Result<(), Ended> {
    let mut wake = None;
    case.channel.lock(table);
    // SAFETY: locked; the caller vouches for the data.
    let step = unsafe { attempt(&case, &mut wake) };
    if step.is_none() && wait != Wait::No {
        // SAFETY: likewise.
        let selected = unsafe { park(table, &[case], &[0], wait) }?;
        return if selected.closed { Err(Ended::Closed) } else { Ok(()) };
    }
    case.channel.unlock(table);
    if let Some(waiter) = wake {
        waiter.unpark();
    }
    match step {
        Some(Step::Done) => Ok(()),
        Some(Step::Closed) => Err(Ended::Closed),
        None => Err(Ended::NotReady),
    }
}

/// Does one of several operations, the first that is possible; if several are, each has its chance.
///
/// # Safety
///
/// As [`one`], for each case.
///
/// # Errors
///
/// Waiting has ended. Without cases it never ends by itself.
pub unsafe fn select(table: &ParkTable, cases: &[Case<'_>], wait: Wait) -> Result<Selected, Ended> {
    // The channels' cases in the order of addresses, each channel once.
    let mut few = [0usize; FEW];
    let mut many = Vec::new();
    let order: &mut [usize] = if cases.len() <= FEW {
        &mut few[..cases.len()]
    } else {
        many.resize(cases.len(), 0);
        &mut many
    };
    for (i, place) in order.iter_mut().enumerate() {
        *place = i;
    }
    let address = |i: usize| std::ptr::from_ref(cases[i].channel) as usize;
    order.sort_unstable_by_key(|&i| address(i));
    let mut distinct = 0;
    for i in 0..order.len() {
        if i == 0 || address(order[i]) != address(order[i - 1]) {
            order[distinct] = order[i];
            distinct += 1;
        }
    }
    let order = &order[..distinct];
    for &i in order {
        cases[i].channel.lock(table);
    }
    let start = turn() % cases.len().max(1);
    for i in (start..cases.len()).chain(0..start) {
        let mut wake = None;
        // SAFETY: locked; the caller vouches for the data.
        if let Some(step) = unsafe { attempt(&cases[i], &mut wake) } {
            unlock(table, cases, order);
            if let Some(waiter) = wake {
                waiter.unpark();
            }
            return Ok(Selected { index: i, closed: step == Step::Closed });
        }
    }
    if wait == Wait::No {
        unlock(table, cases, order);
        return Err(Ended::NotReady);
    }
    // SAFETY: all are locked, and none is possible.
    unsafe { park(table, cases, order, wait) }
}

// Where to begin, another place each time.
fn turn() -> usize {
    // A model has to be the same each time.
    if cfg!(loom) {
        return 0;
    }
    thread_local!(static TURN: Cell<u32> = const { Cell::new(1) });
    TURN.with(|turn| {
        // Marsaglia's xorshift.
        let mut x = turn.get();
        x ^= x << 13;
        x ^= x >> 17;
        x ^= x << 5;
        turn.set(x);
        x as usize
    })
}

fn unlock(table: &ParkTable, cases: &[Case<'_>], order: &[usize]) {
    for &i in order.iter().rev() {
        cases[i].channel.unlock(table);
    }
}

unsafe fn attempt(case: &Case<'_>, wake: &mut Option<Waiter>) -> Option<Step> {
    // SAFETY: the caller has locked the channel and vouches for the data.
    unsafe {
        match case.role {
            Role::Receive => case.channel.step_receive(case.data, wake),
            Role::Send => case.channel.step_send(case.data, wake),
            Role::Watch => case.channel.step_watch(),
        }
    }
}

// Waits with all channels locked, and unlocks them.
#[cold]
unsafe fn park(
    table: &ParkTable,
    cases: &[Case<'_>],
    order: &[usize],
    wait: Wait,
) -> Result<Selected, Ended> {
    let selection = Selection {
        state: AtomicU32::new(WAITING),
        won: UnsafeCell::new((0, false)),
        waiter: Waiter::current(),
    };
    let mut few: [MaybeUninit<Op>; FEW] = [const { MaybeUninit::uninit() }; FEW];
    let mut many = Vec::new();
    let ops: *mut Op = if cases.len() <= FEW {
        few.as_mut_ptr().cast()
    } else {
        many.reserve_exact(cases.len());
        many.as_mut_ptr()
    };
    // SAFETY: there is room for an op of each case, which stays in place until the end of this function; the channels are locked.
    unsafe {
        for (i, case) in cases.iter().enumerate() {
            let op = ops.add(i);
            op.write(Op::new(&raw const selection, i, case.data));
            case.channel.enqueue(op, case.role);
        }
    }
    unlock(table, cases, order);
    let ended = wait_for(&selection, wait);
    // SAFETY: once DONE, `won` is written, and nobody else uses the selection; else it was never claimed. Ops that are in
    // queues still are taken out; the one that was claimed is not.
    unsafe {
        if cases.len() > 1 || ended.is_some() {
            for (i, case) in cases.iter().enumerate() {
                case.channel.lock(table);
                case.channel.dequeue(ops.add(i), case.role);
                case.channel.unlock(table);
            }
        }
        match ended {
            Some(ended) => Err(ended),
            None => {
                let (index, closed) = *selection.won.get();
                Ok(Selected { index, closed })
            }
        }
    }
}

// Until the selection is done (None) or withdrawn.
fn wait_for(selection: &Selection, wait: Wait) -> Option<Ended> {
    let deadline = match wait {
        Wait::No => None,
        Wait::Until(deadline) => deadline,
    };
    loop {
        // Acquire: what the claimer has moved is seen.
        if selection.state.load(Ordering::Acquire) == DONE {
            return None;
        }
        let ended = match selection.waiter.park(deadline) {
            Wake::Notified => continue,
            Wake::TimedOut => Ended::TimedOut,
            Wake::Cancelled => Ended::Cancelled,
        };
        if selection.state.compare_exchange(WAITING, WITHDRAWN, Ordering::Relaxed, Ordering::Relaxed).is_ok()
        {
            return Some(ended);
        }
        // Claimed: it is about to be done.
        while selection.state.load(Ordering::Acquire) != DONE {
            yield_now();
        }
        return None;
    }
}
