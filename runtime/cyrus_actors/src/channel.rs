//! Channels: queues of values between coroutines and threads, bounded, unbounded, or without any room (rendezvous).
//!
//! [`RawChannel`] has elements of a size known at run time, for generated code; [`Channel`] is the same for Rust. Waiting for several is in
//! [`crate::select`], of which sending and receiving are the case of one.
//!
//! *Protocol.* A lock for each channel guards all of it. Who must wait leaves an `Op`, which lies on its own stack, in the queue
//! of receivers or senders, in the order in which they came. Whoever makes an operation possible does it for the one who waits: claims its
//! `Selection`, moves the value, says so, and wakes it. So a value is never between two, and receivers wait only if the buffer
//! is empty, senders only if it is full.
//! - An `Op` in a queue is alive; it leaves the queue under the channel's lock, by who claims it or by its owner.
//! - A selection goes from WAITING to CLAIMED (one who holds a channel's lock) to DONE, or to WITHDRAWN (its owner). DONE is the claimer's
//!   last access. Who finds a selection claimed by another forgets that `Op`.
//! - A selection of a single operation changes under its channel's lock alone, and is claimed and done before that is given back.
//! - Closing wakes all that wait. What is in the buffer can still be received; sending is an error.
#![allow(
    unsafe_code,
    reason = "values of a size known at run time; lists of those who wait, on their stacks"
)]

use crate::select::Ended;
#[cfg(not(loom))]
use crate::select::{Case, Wait, one, select};
use cyrus_sync::biased_lock::BiasedLock;
use cyrus_sync::foreign::call;
use cyrus_sync::sync::atomic::{AtomicU32, AtomicUsize, Ordering};
use cyrus_sync::table::ParkTable;
use cyrus_sync::wait::Waiter;
use std::alloc::{Layout, alloc, dealloc, handle_alloc_error};
use std::cell::UnsafeCell;
use std::marker::PhantomData;
#[cfg(not(loom))]
use std::mem::{ManuallyDrop, MaybeUninit};
use std::ptr::{self, NonNull};
#[cfg(not(loom))]
use std::time::Instant;

/// The capacity of a channel without bound.
pub const UNBOUNDED: usize = usize::MAX;
const ALIGN: usize = 16;

pub(crate) const WAITING: u32 = 0;
const CLAIMED: u32 = 1;
pub(crate) const DONE: u32 = 2;
pub(crate) const WITHDRAWN: u32 = 3;

/// The elements of a channel.
#[repr(C)]
#[derive(Clone, Copy, Debug)]
pub struct Element {
    /// Their size in bytes; their alignment is at most 16.
    pub size: usize,
    /// Destroys one that nobody has received; None when there is nothing to destroy.
    pub drop: Option<unsafe extern "C-unwind" fn(*mut u8)>,
}

/// One who waits, for one or several operations.
pub(crate) struct Selection {
    pub(crate) state: AtomicU32,
    /// It has a single operation.
    pub(crate) single: bool,
    // Written by the claimer, before DONE: which operation, and whether its channel was closed.
    pub(crate) won: UnsafeCell<(usize, bool)>,
    pub(crate) waiter: Waiter,
}

/// An operation in a queue.
pub(crate) struct Op {
    next: *mut Op,
    before: *mut Op,
    queued: bool,
    pub(crate) selection: *const Selection,
    pub(crate) index: usize,
    // Where the value is, or is to go.
    pub(crate) data: *mut u8,
}

impl Op {
    pub(crate) fn new(selection: *const Selection, index: usize, data: *mut u8) -> Op {
        Op { next: ptr::null_mut(), before: ptr::null_mut(), queued: false, selection, index, data }
    }
}

struct Queue {
    first: *mut Op,
    last: *mut Op,
}

const NOBODY: Queue = Queue { first: ptr::null_mut(), last: ptr::null_mut() };

// All under the lock of the channel whose queue it is.
impl Queue {
    /// # Safety
    ///
    /// The lock of the channel is held; `op` is in no queue, and lives until it is out of this one.
    unsafe fn push(&mut self, op: *mut Op) {
        // SAFETY: ops in a queue are alive, and nobody else holds the lock.
        unsafe {
            (*op).queued = true;
            (*op).next = ptr::null_mut();
            (*op).before = self.last;
            match NonNull::new(self.last) {
                Some(last) => (*last.as_ptr()).next = op,
                None => self.first = op,
            }
            self.last = op;
        }
    }

    /// # Safety
    ///
    /// The lock of the channel is held; `op` lives, and is in this queue or none.
    unsafe fn remove(&mut self, op: *mut Op) {
        // SAFETY: as for `push`.
        unsafe {
            if !(*op).queued {
                return;
            }
            (*op).queued = false;
            match NonNull::new((*op).before) {
                Some(before) => (*before.as_ptr()).next = (*op).next,
                None => self.first = (*op).next,
            }
            match NonNull::new((*op).next) {
                Some(next) => (*next.as_ptr()).before = (*op).before,
                None => self.last = (*op).before,
            }
        }
    }

    /// Takes out the first whose owner is still waiting, and claims it.
    ///
    /// # Safety
    ///
    /// The lock of the channel is held.
    unsafe fn claim(&mut self) -> Option<NonNull<Op>> {
        while let Some(op) = NonNull::new(self.first) {
            // SAFETY: as for `push`; the selection of an op in a queue is alive.
            unsafe {
                self.remove(op.as_ptr());
                let Selection { state, single, .. } = &*op.as_ref().selection;
                if *single {
                    return Some(op);
                }
                // Acquire: its owner has written the value to send.
                if state.compare_exchange(WAITING, CLAIMED, Ordering::Acquire, Ordering::Relaxed).is_ok() {
                    return Some(op);
                }
            }
        }
        None
    }
}

/// The operation, which the caller has claimed, is done; the result is to be woken, without the lock.
///
/// # Safety
///
/// `op` was claimed by the caller, who finishes it once.
unsafe fn finish(op: NonNull<Op>, closed: bool) -> Waiter {
    // SAFETY: claimed, the selection is alive until DONE is stored, and `won` is the claimer's. Release: what was moved is seen.
    unsafe {
        let selection = op.as_ref().selection;
        *(*selection).won.get() = (op.as_ref().index, closed);
        let waiter = (*selection).waiter.clone();
        (*selection).state.store(DONE, Ordering::Release);
        waiter
    }
}

struct State {
    buffer: *mut u8,
    slots: usize,
    head: usize,
    len: usize,
    closed: bool,
    receivers: Queue,
    senders: Queue,
    // Those who wait for nothing but its end.
    watchers: Queue,
}

/// What an operation does with a channel.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Role {
    Receive,
    Send,
    Watch,
}

impl State {
    fn queue(&mut self, role: Role) -> &mut Queue {
        match role {
            Role::Receive => &mut self.receivers,
            Role::Send => &mut self.senders,
            Role::Watch => &mut self.watchers,
        }
    }
}

/// A channel.
pub struct RawChannel {
    refs: AtomicUsize,
    lock: BiasedLock,
    state: UnsafeCell<State>,
    element: Element,
    capacity: usize,
}

// SAFETY: the state is used under the lock; values go from one thread to another by promise of those who send them.
unsafe impl Send for RawChannel {}
// SAFETY: likewise.
unsafe impl Sync for RawChannel {}

/// What an operation has come to.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Step {
    Done,
    Closed,
}

impl RawChannel {
    /// A channel with one reference. Capacity 0: who sends waits for who receives; [`UNBOUNDED`]: no limit.
    pub fn make(element: Element, capacity: usize) -> NonNull<RawChannel> {
        let state = State {
            buffer: ptr::null_mut(),
            slots: 0,
            head: 0,
            len: 0,
            closed: false,
            receivers: NOBODY,
            senders: NOBODY,
            watchers: NOBODY,
        };
        let it = RawChannel {
            refs: AtomicUsize::new(1),
            lock: BiasedLock::new(),
            state: UnsafeCell::new(state),
            element,
            capacity,
        };
        NonNull::from(Box::leak(Box::new(it)))
    }

    /// One more reference.
    pub fn retain(&self) {
        // Relaxed: the caller has a reference.
        self.refs.fetch_add(1, Ordering::Relaxed);
    }

    /// Gives a reference back; the last destroys what nobody has received.
    ///
    /// # Safety
    ///
    /// The caller has one, and does not use the channel any more.
    pub unsafe fn release(this: NonNull<RawChannel>) {
        // SAFETY: alive until the last reference is gone. AcqRel: the last sees all that was done.
        unsafe {
            if this.as_ref().refs.fetch_sub(1, Ordering::AcqRel) == 1 {
                drop(Box::from_raw(this.as_ptr()));
            }
        }
    }

    #[inline]
    pub(crate) fn lock(&self, table: &ParkTable) {
        self.lock.lock(table);
    }

    #[inline]
    pub(crate) fn unlock(&self, table: &ParkTable) {
        self.lock.unlock(table);
    }

    /// The size and the destructor of its elements.
    pub fn element(&self) -> Element {
        self.element
    }

    /// How many values are in the buffer.
    pub fn len(&self, table: &ParkTable) -> usize {
        self.lock(table);
        // SAFETY: locked.
        let len = unsafe { (*self.state.get()).len };
        self.unlock(table);
        len
    }

    /// Whether the buffer is empty.
    pub fn is_empty(&self, table: &ParkTable) -> bool {
        self.len(table) == 0
    }

    /// Nothing more will be sent; false when that is known already.
    pub fn close(&self, table: &ParkTable) -> bool {
        let mut woken = Vec::new();
        self.lock(table);
        // SAFETY: locked; what is claimed is finished.
        let first = unsafe {
            let state = &mut *self.state.get();
            while let Some(op) = state.receivers.claim() {
                woken.push(finish(op, true));
            }
            while let Some(op) = state.senders.claim() {
                woken.push(finish(op, true));
            }
            while let Some(op) = state.watchers.claim() {
                woken.push(finish(op, true));
            }
            !std::mem::replace(&mut state.closed, true)
        };
        self.unlock(table);
        woken.iter().for_each(Waiter::unpark);
        first
    }

    /// Whether it was closed.
    pub fn is_closed(&self, table: &ParkTable) -> bool {
        self.lock(table);
        // SAFETY: locked.
        let closed = unsafe { (*self.state.get()).closed };
        self.unlock(table);
        closed
    }

    /// Sends the value if that is possible now.
    ///
    /// # Safety
    ///
    /// The channel is locked; `data` is an element, which is moved if the result is `Done`.
    #[inline(always)]
    pub(crate) unsafe fn step_send(&self, data: *const u8, wake: &mut Option<Waiter>) -> Option<Step> {
        // SAFETY: locked. What is claimed is alive and has room for an element.
        unsafe {
            let state = &mut *self.state.get();
            if state.closed {
                return Some(Step::Closed);
            }
            if let Some(op) = state.receivers.claim() {
                self.copy(data, op.as_ref().data);
                *wake = Some(finish(op, false));
                return Some(Step::Done);
            }
            if state.len < self.capacity {
                self.put(state, data);
                return Some(Step::Done);
            }
        }
        None
    }

    /// Receives a value if there is one.
    ///
    /// # Safety
    ///
    /// The channel is locked; `data` has room for an element, which is there if the result is `Done`.
    #[inline(always)]
    pub(crate) unsafe fn step_receive(&self, data: *mut u8, wake: &mut Option<Waiter>) -> Option<Step> {
        // SAFETY: locked. What is claimed is alive and has an element.
        unsafe {
            let state = &mut *self.state.get();
            if state.len > 0 {
                self.copy(self.slot(state, state.head), data);
                state.head = if state.head + 1 == state.slots { 0 } else { state.head + 1 };
                state.len -= 1;
                // What was put back may exceed the capacity.
                if state.len < self.capacity
                    && let Some(op) = state.senders.claim()
                {
                    self.put(state, op.as_ref().data);
                    *wake = Some(finish(op, false));
                }
                return Some(Step::Done);
            }
            if let Some(op) = state.senders.claim() {
                self.copy(op.as_ref().data, data);
                *wake = Some(finish(op, false));
                return Some(Step::Done);
            }
            state.closed.then_some(Step::Closed)
        }
    }

    /// Gives a value back that was received: it is the next that will be, whatever the capacity.
    ///
    /// # Safety
    ///
    /// `data` is an element, which is moved.
    pub unsafe fn put_back(&self, table: &ParkTable, data: *const u8) {
        self.lock(table);
        // SAFETY: locked; what is claimed has room for an element.
        let waiter = unsafe {
            let state = &mut *self.state.get();
            if let Some(op) = state.receivers.claim() {
                ptr::copy_nonoverlapping(data, op.as_ref().data, self.element.size);
                Some(finish(op, false))
            } else {
                if state.len == state.slots {
                    self.grow(state, state.slots + 1);
                }
                state.head = if state.head == 0 { state.slots - 1 } else { state.head - 1 };
                ptr::copy_nonoverlapping(data, self.slot(state, state.head), self.element.size);
                state.len += 1;
                None
            }
        };
        self.unlock(table);
        if let Some(waiter) = waiter {
            waiter.unpark();
        }
    }

    /// Whether it was closed; nothing is moved.
    ///
    /// # Safety
    ///
    /// The channel is locked.
    pub(crate) unsafe fn step_watch(&self) -> Option<Step> {
        // SAFETY: locked.
        unsafe { (*self.state.get()).closed.then_some(Step::Closed) }
    }

    /// Lets an operation wait.
    ///
    /// # Safety
    ///
    /// The channel is locked. The op and its selection stay in place until it is taken out.
    pub(crate) unsafe fn enqueue(&self, op: *mut Op, role: Role) {
        // SAFETY: locked.
        unsafe {
            (*self.state.get()).queue(role).push(op);
        }
    }

    /// Takes an operation out, if it waits still; whether it did.
    ///
    /// # Safety
    ///
    /// The channel is locked, and the op was enqueued in it, in this role.
    pub(crate) unsafe fn dequeue(&self, op: *mut Op, role: Role) -> bool {
        // SAFETY: locked.
        unsafe {
            let waits = (*op).queued;
            (*self.state.get()).queue(role).remove(op);
            waits
        }
    }

    /// Moves an element.
    ///
    /// # Safety
    ///
    /// An element can be read from `from` and written to `to`, which do not overlap; it is the caller's to move.
    #[inline]
    unsafe fn copy(&self, from: *const u8, to: *mut u8) {
        // SAFETY: as the caller says. The usual size without a call.
        unsafe {
            if self.element.size == 8 {
                to.cast::<u64>().write_unaligned(from.cast::<u64>().read_unaligned());
            } else {
                ptr::copy_nonoverlapping(from, to, self.element.size);
            }
        }
    }

    fn slot(&self, state: &State, index: usize) -> *mut u8 {
        state.buffer.wrapping_add(index * self.element.size)
    }

    /// There is room by the capacity, though perhaps not yet by the slots.
    ///
    /// # Safety
    ///
    /// The lock is held, so that `state` is the caller's; `data` is an element that it gives away, and there is room for one more.
    unsafe fn put(&self, state: &mut State, data: *const u8) {
        if state.len == state.slots {
            self.grow(state, self.capacity);
        }
        let place = state.head + state.len;
        let place = if place >= state.slots { place - state.slots } else { place };
        // SAFETY: a free slot.
        unsafe { self.copy(data, self.slot(state, place)) };
        state.len += 1;
    }

    #[cold]
    fn grow(&self, state: &mut State, most: usize) {
        let slots = (state.slots * 2).max(8).min(most);
        let layout = self.layout(slots);
        // SAFETY: the size is not 0. The elements are moved, those at the head first, and the old buffer goes.
        unsafe {
            let buffer = alloc(layout);
            if buffer.is_null() {
                handle_alloc_error(layout);
            }
            let size = self.element.size;
            let first = state.len.min(state.slots - state.head);
            if state.len > 0 {
                ptr::copy_nonoverlapping(self.slot(state, state.head), buffer, first * size);
                ptr::copy_nonoverlapping(state.buffer, buffer.add(first * size), (state.len - first) * size);
            }
            self.free_buffer(state);
            (state.buffer, state.slots, state.head) = (buffer, slots, 0);
        }
    }

    fn layout(&self, slots: usize) -> Layout {
        let bytes = slots.checked_mul(self.element.size).map(|bytes| bytes.max(1));
        match bytes.and_then(|bytes| Layout::from_size_align(bytes, ALIGN).ok()) {
            Some(layout) => layout,
            None => panic!("a channel larger than the address space"),
        }
    }

    /// # Safety
    ///
    /// `state` is that of this channel, and its buffer is not used again.
    unsafe fn free_buffer(&self, state: &State) {
        if !state.buffer.is_null() {
            // SAFETY: from `grow`, with that layout.
            unsafe { dealloc(state.buffer, self.layout(state.slots)) };
        }
    }
}

impl Drop for RawChannel {
    fn drop(&mut self) {
        let state = self.state.get();
        // SAFETY: nobody else has a reference, so nobody waits.
        unsafe {
            if let Some(drop) = self.element.drop {
                for i in 0..(*state).len {
                    call(|| drop(self.slot(&*state, ((*state).head + i) % (*state).slots)));
                }
            }
            self.free_buffer(&*state);
        }
    }
}

/// A channel of values of type T, and a reference to it.
pub struct Channel<T>(NonNull<RawChannel>, PhantomData<T>);

// SAFETY: values go from one thread to another, nothing else is shared.
unsafe impl<T: Send> Send for Channel<T> {}
// SAFETY: likewise.
unsafe impl<T: Send> Sync for Channel<T> {}

/// Why a value was not sent; here it is.
#[derive(Debug, PartialEq, Eq)]
pub struct NotSent<T>(pub T, pub Ended);

impl<T: Send> Channel<T> {
    /// A channel with room for `capacity` values.
    pub fn new(capacity: usize) -> Channel<T> {
        const { assert!(align_of::<T>() <= ALIGN) };
        /// # Safety
        ///
        /// `at` is a `T` that is dropped here and nowhere else.
        unsafe extern "C-unwind" fn drop_one<T>(at: *mut u8) {
            // SAFETY: an element that nobody has received.
            unsafe { ptr::drop_in_place(at.cast::<T>()) };
        }
        let drop =
            std::mem::needs_drop::<T>().then_some(drop_one::<T> as unsafe extern "C-unwind" fn(*mut u8));
        Channel(RawChannel::make(Element { size: size_of::<T>(), drop }, capacity), PhantomData)
    }

    /// The raw channel, which this reference keeps alive.
    pub fn raw(&self) -> &RawChannel {
        // SAFETY: alive while there are references.
        unsafe { self.0.as_ref() }
    }
}

#[cfg(not(loom))]
impl<T: Send> Channel<T> {
    /// Sends a value; waits for room, or for who receives it.
    ///
    /// # Errors
    ///
    /// The channel is closed, or waiting has ended.
    pub fn send(&self, value: T, wait: Wait) -> Result<(), NotSent<T>> {
        let value = ManuallyDrop::new(value);
        // SAFETY: an element, forgotten here if it was moved.
        let sent =
            unsafe { one(ParkTable::global(), Case::send(self.raw(), (&raw const value).cast()), wait) };
        sent.map_err(|ended| NotSent(ManuallyDrop::into_inner(value), ended))
    }

    /// Receives a value; waits until there is one.
    ///
    /// # Errors
    ///
    /// The channel is closed and empty, or waiting has ended.
    pub fn receive(&self, wait: Wait) -> Result<T, Ended> {
        let mut value = MaybeUninit::<T>::uninit();
        // SAFETY: room for an element, which is there if nothing went wrong.
        unsafe {
            one(ParkTable::global(), Case::receive(self.raw(), value.as_mut_ptr().cast()), wait)?;
            Ok(value.assume_init())
        }
    }

    /// Nothing more will be sent.
    pub fn close(&self) -> bool {
        self.raw().close(ParkTable::global())
    }

    /// How many values wait to be received.
    pub fn len(&self) -> usize {
        self.raw().len(ParkTable::global())
    }

    /// Whether no value waits.
    pub fn is_empty(&self) -> bool {
        self.len() == 0
    }

    /// The first value of any of the channels, with its index, until the deadline.
    ///
    /// # Errors
    ///
    /// The first that can be received from is closed and empty, or waiting has ended.
    pub fn receive_any(channels: &[&Channel<T>], deadline: Option<Instant>) -> Result<(usize, T), Ended> {
        let mut value = MaybeUninit::<T>::uninit();
        let place = value.as_mut_ptr().cast();
        let cases: Vec<Case> = channels.iter().map(|channel| Case::receive(channel.raw(), place)).collect();
        // SAFETY: one case is done; then there is a value.
        unsafe {
            let chosen = select(ParkTable::global(), &cases, Wait::Until(deadline))?;
            if chosen.closed { Err(Ended::Closed) } else { Ok((chosen.index, value.assume_init())) }
        }
    }
}

#[cfg(not(loom))]
impl<T: Send> Iterator for &Channel<T> {
    type Item = T;

    /// Receives until the channel is closed and empty, or the receiver cancelled.
    fn next(&mut self) -> Option<T> {
        self.receive(Wait::FOREVER).ok()
    }
}

impl<T> Clone for Channel<T> {
    fn clone(&self) -> Self {
        // SAFETY: alive.
        unsafe { self.0.as_ref() }.retain();
        Channel(self.0, PhantomData)
    }
}

impl<T> Drop for Channel<T> {
    fn drop(&mut self) {
        // SAFETY: we have a reference, and give it up.
        unsafe { RawChannel::release(self.0) };
    }
}
