//! Channels, and waiting for the first of several.
#![allow(unsafe_code, reason = "pointers of C")]

use crate::abi::{CYRUS_RT_CLOSED, CYRUS_RT_OK, status};
use crate::deadlock;
use crate::future::cyrus_rt_type;
use crate::python::{detached, is_attached, waiting};
use cyrus_actors::channel::{Element, RawChannel};
use cyrus_actors::select::{Around, Case, Ended, FEW, Wait, in_order, one, one_around, ordered};
use cyrus_sync::table::ParkTable;
use std::ffi::c_void;
use std::mem::MaybeUninit;
use std::ptr::NonNull;

/// A channel.
#[allow(non_camel_case_types, reason = "names of C")]
#[derive(Debug)]
pub struct cyrus_rt_channel(());

/// The capacity of a channel without bound.
pub const CYRUS_RT_UNBOUNDED: usize = usize::MAX;

/// Do not wait at all, as a timeout.
pub const CYRUS_RT_NO_WAIT: i64 = 0;
/// Wait as long as it takes, as a timeout.
pub const CYRUS_RT_FOREVER: i64 = -1;

/// As CYRUS_RT_FOREVER, but who is attached to the interpreter does not wait for room in a mailbox: CYRUS_RT_NOT_READY.
pub const CYRUS_RT_UNLESS_ATTACHED: i64 = -2;

/// One operation of several.
#[repr(C)]
#[allow(non_camel_case_types, reason = "names of C")]
#[derive(Clone, Copy, Debug)]
pub struct cyrus_rt_case {
    /// The channel; NULL: a case that is never chosen.
    pub channel: *mut cyrus_rt_channel,
    /// The value to send, or where to put the one received. NULL: the case waits for the channel to be closed, and moves nothing.
    pub data: *mut c_void,
    /// Whether it is to be received.
    pub receives: bool,
}

fn raw<'a>(channel: *mut cyrus_rt_channel) -> &'a RawChannel {
    // SAFETY: the callers have a reference.
    match unsafe { channel.cast::<RawChannel>().as_ref() } {
        Some(channel) => channel,
        None => std::process::abort(),
    }
}

/// A channel with one reference, for values of a type. Capacity 0: who sends waits for who receives.
///
/// # Safety
///
/// `of` is valid.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn cyrus_rt_channel_new(
    of: *const cyrus_rt_type,
    capacity: usize,
) -> *mut cyrus_rt_channel {
    // SAFETY: as the caller says.
    let of = unsafe { &*of };
    RawChannel::make(Element { size: of.size, drop: of.drop }, capacity).as_ptr().cast()
}

/// One more reference.
///
/// # Safety
///
/// The caller has one, here and in all functions below.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn cyrus_rt_channel_retain(channel: *mut cyrus_rt_channel) {
    raw(channel).retain();
}

/// Gives a reference back; the last destroys what nobody has received.
///
/// # Safety
///
/// See `cyrus_rt_channel_retain`.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn cyrus_rt_channel_release(channel: *mut cyrus_rt_channel) {
    // SAFETY: the caller's reference.
    unsafe { RawChannel::release(NonNull::from(raw(channel))) };
}

// A coroutine waits without the interpreter, which others take meanwhile.
struct Detached;

impl Around for Detached {
    #[inline(always)]
    fn surround(self, wait: impl FnOnce() -> Option<Ended>) -> Option<Ended> {
        deadlock::prepare();
        detached(wait)
    }
}

// What is tried first: a coroutine that waits without a deadline does all of it at once.
fn first(timeout: i64) -> Wait {
    if timeout < 0 { Wait::InCoroutine } else { Wait::No }
}

#[inline(always)]
fn operation(case: Case<'_>, timeout: i64) -> i32 {
    // SAFETY: the callers vouch for the data.
    match unsafe { one_around(ParkTable::global(), case, first(timeout), Detached) } {
        Ok(()) => {
            // Who does not want to wait may hold the interpreter, and is not suspended.
            if timeout != CYRUS_RT_NO_WAIT && cyrus_sched::has_had_its_turn() {
                detached(cyrus_sched::yield_now);
            }
            CYRUS_RT_OK
        }
        Err(Ended::NotReady) if timeout != CYRUS_RT_NO_WAIT => operation_waits(case, timeout),
        Err(ended) => status(ended),
    }
}

#[cold]
fn operation_waits(case: Case<'_>, timeout: i64) -> i32 {
    waiting(timeout, |deadline| {
        // SAFETY: the callers vouch for the data.
        match unsafe { one(ParkTable::global(), case, Wait::Until(deadline)) } {
            Ok(()) => CYRUS_RT_OK,
            Err(ended) => status(ended),
        }
    })
}

/// Sends a value, which is moved if the result is CYRUS_RT_OK. Timeout 0: does not wait (CYRUS_RT_NOT_READY); negative: as long as it takes.
///
/// # Safety
///
/// See `cyrus_rt_channel_retain`; `value` is one of the channel's type that may go to other threads.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn cyrus_rt_channel_send(
    channel: *mut cyrus_rt_channel,
    value: *const c_void,
    timeout: i64,
) -> i32 {
    operation(Case::send(raw(channel), value.cast()), timeout)
}

/// Receives a value to `to`. CYRUS_RT_CLOSED once the channel is closed and empty.
///
/// # Safety
///
/// See `cyrus_rt_channel_retain`; `to` has room.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn cyrus_rt_channel_receive(
    channel: *mut cyrus_rt_channel,
    to: *mut c_void,
    timeout: i64,
) -> i32 {
    operation(Case::receive(raw(channel), to.cast()), timeout)
}

/// Nothing more will be sent: wakes all that wait. CYRUS_RT_CLOSED when it was closed before.
///
/// # Safety
///
/// See `cyrus_rt_channel_retain`.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn cyrus_rt_channel_close(channel: *mut cyrus_rt_channel) -> i32 {
    if raw(channel).close(ParkTable::global()) { CYRUS_RT_OK } else { CYRUS_RT_CLOSED }
}

/// Whether it was closed.
///
/// # Safety
///
/// See `cyrus_rt_channel_retain`.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn cyrus_rt_channel_is_closed(channel: *mut cyrus_rt_channel) -> bool {
    raw(channel).is_closed(ParkTable::global())
}

/// Gives a value back that was received, as the next to be received, whatever the capacity.
///
/// # Safety
///
/// As for `cyrus_rt_channel_send`; the value is moved.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn cyrus_rt_channel_put_back(channel: *mut cyrus_rt_channel, value: *const c_void) {
    // SAFETY: as the caller says.
    unsafe { raw(channel).put_back(ParkTable::global(), value.cast()) };
}

/// How many values wait to be received.
///
/// # Safety
///
/// See `cyrus_rt_channel_retain`.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn cyrus_rt_channel_length(channel: *mut cyrus_rt_channel) -> usize {
    raw(channel).len(ParkTable::global())
}

/// Does the first of the operations that is possible, and puts its index into `chosen`. CYRUS_RT_OK, or CYRUS_RT_CLOSED when the chosen one's channel
/// is closed; or why none was chosen. Timeouts as for `cyrus_rt_channel_send`.
///
/// # Safety
///
/// As for the single operations, for each case.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn cyrus_rt_select(
    cases: *const cyrus_rt_case,
    count: usize,
    timeout: i64,
    chosen: *mut usize,
) -> i32 {
    let given = if count == 0 {
        &[]
    } else {
        // SAFETY: as the caller says.
        unsafe { std::slice::from_raw_parts(cases, count) }
    };
    let present = |case: &&cyrus_rt_case| !case.channel.is_null();
    let operations = given.iter().filter(present).map(|case| {
        if case.data.is_null() {
            Case::watch(raw(case.channel))
        } else if case.receives {
            Case::receive(raw(case.channel), case.data.cast())
        } else {
            Case::send(raw(case.channel), case.data.cast())
        }
    });
    let (mut few, mut many) = ([const { MaybeUninit::uninit() }; FEW], Vec::new());
    let list: &[Case<'_>] = if count <= FEW {
        let mut length = 0;
        for operation in operations {
            few[length].write(operation);
            length += 1;
        }
        // SAFETY: so many are written.
        unsafe { few[..length].assume_init_ref() }
    } else {
        many.extend(operations);
        &many
    };
    in_order(list, |order| {
        let attempt = |wait| {
            // SAFETY: as the caller says.
            match unsafe { ordered(ParkTable::global(), list, order, wait, Detached) } {
                Ok(selected) => {
                    // Its number among all that were given.
                    let number =
                        given.iter().enumerate().filter(|(_, case)| present(case)).nth(selected.index);
                    // SAFETY: the caller's place.
                    unsafe { *chosen = number.map_or(0, |(number, _)| number) };
                    if selected.closed { CYRUS_RT_CLOSED } else { CYRUS_RT_OK }
                }
                Err(ended) => status(ended),
            }
        };
        let first = attempt(first(timeout));
        // Also in a `select` that does not wait: loops around such look for work.
        if cyrus_sched::has_had_its_turn() && !is_attached() {
            detached(cyrus_sched::yield_now);
        }
        if first != crate::abi::CYRUS_RT_NOT_READY || timeout == CYRUS_RT_NO_WAIT {
            return first;
        }
        waiting(timeout, |deadline| attempt(Wait::Until(deadline)))
    })
}
