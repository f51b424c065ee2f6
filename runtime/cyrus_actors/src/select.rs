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
pub const FEW: usize = 8;

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
    /// A coroutine as long as it takes, a thread not at all.
    InCoroutine,
}

impl Wait {
    /// As long as it takes.
    pub const FOREVER: Wait = Wait::Until(None);
}

/// What surrounds a wait. Types, as each call between a coroutine and the switch to another one costs it a return that no processor foresees.
pub trait Around {
    /// Calls `wait` once, and gives what that gives: why it has ended without a result, if it has.
    fn surround(self, wait: impl FnOnce() -> Option<Ended>) -> Option<Ended>;
}

/// Nothing does.
#[derive(Clone, Copy, Debug)]
pub struct Nothing;

impl Around for Nothing {
    #[inline(always)]
    fn surround(self, wait: impl FnOnce() -> Option<Ended>) -> Option<Ended> {
        wait()
    }
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
// Always in line, with all that is done at once: then the case is in registers.
#[inline(always)]
pub unsafe fn one(table: &ParkTable, case: Case<'_>, wait: Wait) -> Result<(), Ended> {
    // SAFETY: as the caller says.
    unsafe { one_around(table, case, wait, Nothing) }
}

/// As [`one`], with `around` around a wait.
///
/// # Safety
///
/// As [`one`].
///
/// # Errors
///
/// As [`one`].
#[inline(always)]
pub unsafe fn one_around(
    table: &ParkTable,
    case: Case<'_>,
    wait: Wait,
    around: impl Around,
) -> Result<(), Ended> {
    let mut wake = None;
    case.channel.lock(table);
    // SAFETY: locked; the caller vouches for the data.
    let step = unsafe { attempt(&case, &mut wake) };
    if step.is_none() && wait != Wait::No {
        // SAFETY: likewise.
        let selected = unsafe { park(table, &[case], &[0], wait, around) }?;
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
    // SAFETY: as the caller says.
    unsafe { in_order(cases, |order| ordered(table, cases, order, wait, Nothing)) }
}

/// How the channels of some cases are locked, and which case is tried first.
#[derive(Clone, Copy, Debug)]
pub struct Order<'a> {
    // The cases by the addresses of their channels, each channel once.
    distinct: &'a [usize],
    start: usize,
}

/// Calls `then` with an order for these cases: for [`ordered`], as often as it takes.
pub fn in_order<R>(cases: &[Case<'_>], then: impl FnOnce(Order<'_>) -> R) -> R {
    let mut few = [0usize; FEW];
    let mut many = Vec::new();
    let order: &mut [usize] = if cases.len() <= FEW {
        &mut few[..cases.len()]
    } else {
        many.resize(cases.len(), 0);
        &mut many
    };
    let address = |i: usize| std::ptr::from_ref(cases[i].channel).addr();
    // They are few, or in order already.
    let mut distinct = 0;
    for i in 0..cases.len() {
        let mut place = distinct;
        while place > 0 && address(order[place - 1]) > address(i) {
            place -= 1;
        }
        if place > 0 && address(order[place - 1]) == address(i) {
            continue;
        }
        order.copy_within(place..distinct, place + 1);
        order[place] = i;
        distinct += 1;
    }
    let start = if cases.len() > 1 { ((u64::from(turn()) * cases.len() as u64) >> 32) as usize } else { 0 };
    then(Order { distinct: &order[..distinct], start })
}

/// As [`select`], with the order that [`in_order`] has found, and `around` around a wait.
///
/// # Safety
///
/// As [`one`], for each case; the order is that of these cases.
///
/// # Errors
///
/// As [`select`].
pub unsafe fn ordered(
    table: &ParkTable,
    cases: &[Case<'_>],
    order: Order<'_>,
    wait: Wait,
    around: impl Around,
) -> Result<Selected, Ended> {
    let Order { distinct: order, start: mut i } = order;
    for &i in order {
        cases[i].channel.lock(table);
    }
    let count = cases.len();
    for _ in 0..count {
        let mut wake = None;
        // SAFETY: locked; the caller vouches for the data.
        if let Some(step) = unsafe { attempt(&cases[i], &mut wake) } {
            unlock(table, cases, order);
            if let Some(waiter) = wake {
                waiter.unpark();
            }
            return Ok(Selected { index: i, closed: step == Step::Closed });
        }
        i = if i + 1 == count { 0 } else { i + 1 };
    }
    if wait == Wait::No {
        unlock(table, cases, order);
        return Err(Ended::NotReady);
    }
    // SAFETY: all are locked, and none is possible.
    unsafe { park(table, cases, order, wait, around) }
}

// Where to begin, as a part of 2³²: steps of the golden ratio, so that each of several selections that take turns begins
// everywhere equally often.
fn turn() -> u32 {
    // A model has to be the same each time.
    if cfg!(loom) {
        return 0;
    }
    thread_local!(static TURN: Cell<u32> = const { Cell::new(0) });
    TURN.with(|turn| {
        turn.set(turn.get().wrapping_add(0x9E37_79B9));
        turn.get()
    })
}

fn unlock(table: &ParkTable, cases: &[Case<'_>], order: &[usize]) {
    for &i in order.iter().rev() {
        cases[i].channel.unlock(table);
    }
}

/// # Safety
///
/// The channel of `case` is locked; the value at its data may be moved from there, or written there.
#[inline(always)]
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

/// Waits with all channels locked, and unlocks them.
///
/// # Safety
///
/// All channels are locked, in `order`; the values at the data of the cases may be moved from there, or written there, until this returns.
unsafe fn park(
    table: &ParkTable,
    cases: &[Case<'_>],
    order: &[usize],
    wait: Wait,
    around: impl Around,
) -> Result<Selected, Ended> {
    let waiter = Waiter::current();
    if wait == Wait::InCoroutine && !waiter.is_task() {
        unlock(table, cases, order);
        return Err(Ended::NotReady);
    }
    let selection = Selection {
        state: AtomicU32::new(WAITING),
        single: cases.len() == 1,
        won: UnsafeCell::new((0, false)),
        waiter,
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
    let withdraw = || match cases {
        // SAFETY: it was enqueued there, in this role.
        [case] => unsafe { take_out(table, case, ops) },
        _ => {
            selection.state.compare_exchange(WAITING, WITHDRAWN, Ordering::Relaxed, Ordering::Relaxed).is_ok()
        }
    };
    let ended = around.surround(|| wait_for(&selection, wait, withdraw));
    // SAFETY: once DONE, `won` is written, and nobody else uses the selection; else it was never claimed. Ops that are in
    // queues still are taken out; the one that was claimed is not.
    unsafe {
        let won = match ended {
            Some(ended) => Err(ended),
            None => {
                let (index, closed) = *selection.won.get();
                Ok(Selected { index, closed })
            }
        };
        if cases.len() > 1 {
            for (i, case) in cases.iter().enumerate() {
                if !won.as_ref().is_ok_and(|won| won.index == i) {
                    take_out(table, case, ops.add(i));
                }
            }
        }
        won
    }
}

/// Takes an op out of its queue, if it is there still; whether it was.
///
/// # Safety
///
/// `op` was put into the queue of the channel of `case`, in its role, by the caller, and lives.
unsafe fn take_out(table: &ParkTable, case: &Case<'_>, op: *mut Op) -> bool {
    case.channel.lock(table);
    // SAFETY: locked; the caller has enqueued it there, in this role.
    let waited = unsafe { case.channel.dequeue(op, case.role) };
    case.channel.unlock(table);
    waited
}

// Until the selection is done (None) or withdrawn, which it may be too late for.
#[inline(always)]
fn wait_for(selection: &Selection, wait: Wait, withdraw: impl Fn() -> bool) -> Option<Ended> {
    let deadline = match wait {
        Wait::No | Wait::InCoroutine => None,
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
        if withdraw() {
            return Some(ended);
        }
        // Claimed: it is about to be done.
        while selection.state.load(Ordering::Acquire) != DONE {
            yield_now();
        }
        return None;
    }
}
