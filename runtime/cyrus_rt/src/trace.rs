//! What happens, told to whoever wants to know: a recording ([`crate::record`]), the counts of `cyrus top` ([`crate::count`]), or a function given by C.
#![allow(unsafe_code, reason = "functions and names given by C")]

use crate::{count, record, top};
use cyrus_sync::trace::{Event, listen};
use std::ffi::{CStr, c_char};
use std::sync::Once;
use std::sync::atomic::{AtomicU32, AtomicUsize, Ordering};

/// A turn of an actor begins.
pub const CYRUS_RT_TRACE_TURN_BEGINS: u32 = 1;
/// It ends.
pub const CYRUS_RT_TRACE_TURN_ENDS: u32 = 2;
/// A message begins to run.
pub const CYRUS_RT_TRACE_MESSAGE_BEGINS: u32 = 3;
/// It has run.
pub const CYRUS_RT_TRACE_MESSAGE_ENDS: u32 = 4;
/// A task begins.
pub const CYRUS_RT_TRACE_TASK_BEGINS: u32 = 5;
/// It has ended.
pub const CYRUS_RT_TRACE_TASK_ENDS: u32 = 6;
/// A coroutine parks or yields.
pub const CYRUS_RT_TRACE_PARKS: u32 = 7;
/// It goes on.
pub const CYRUS_RT_TRACE_GOES_ON: u32 = 8;
/// The interpreter is waited for.
pub const CYRUS_RT_TRACE_INTERPRETER_AWAITED: u32 = 9;
/// It is there.
pub const CYRUS_RT_TRACE_INTERPRETER_ATTACHED: u32 = 10;

/// A lock is waited for.
pub const CYRUS_RT_TRACE_LOCK_AWAITED: u32 = 11;
/// The wait is over.
pub const CYRUS_RT_TRACE_LOCK_WAIT_ENDS: u32 = 12;

/// A message, whose address is told, is sent.
pub const CYRUS_RT_TRACE_MESSAGE_SENT: u32 = 13;
/// That message is handled; told after the beginning.
pub const CYRUS_RT_TRACE_MESSAGE_TAKEN: u32 = 14;
/// A message that had begun may not run yet; told before its end.
pub const CYRUS_RT_TRACE_MESSAGE_REFUSED: u32 = 15;

/// Who listens.
#[derive(Clone, Copy, Debug)]
pub(crate) enum Listener {
    /// A function given by C.
    Given = 1,
    /// The recording.
    Recording = 2,
    /// The counts.
    Counts = 4,
}

static LISTENING: AtomicU32 = AtomicU32::new(0);
static GIVEN: AtomicUsize = AtomicUsize::new(0);

/// Begins or ends to tell somebody.
pub(crate) fn tell_to(listener: Listener, begin: bool) {
    static FORKS_NOTICED: Once = Once::new();
    // SAFETY: the handler is a function, which stays.
    FORKS_NOTICED.call_once(|| unsafe {
        libc::pthread_atfork(None, None, Some(in_child));
    });
    switch(listener, begin);
}

fn switch(listener: Listener, begin: bool) {
    let bit = listener as u32;
    let left = if begin {
        LISTENING.fetch_or(bit, Ordering::AcqRel) | bit
    } else {
        LISTENING.fetch_and(!bit, Ordering::AcqRel) & !bit
    };
    listen((left != 0).then_some(everybody as _));
}

extern "C" fn in_child() {
    record::forget();
    count::forget();
    top::forget();
    switch(Listener::Recording, false);
    switch(Listener::Counts, false);
}

fn everybody(event: Event, subject: usize, name: Option<&'static CStr>) {
    let listening = LISTENING.load(Ordering::Acquire);
    if listening & Listener::Recording as u32 != 0 {
        record::record(event, subject, name);
    }
    if listening & Listener::Counts as u32 != 0 {
        count::count(event, subject, name);
    }
    if listening & Listener::Given as u32 != 0 {
        pass_on(event, subject, name);
        if event == Event::MessageRefused {
            // For those who pair beginnings and ends.
            pass_on(Event::MessageEnds, subject, name);
        }
    }
}

fn pass_on(event: Event, subject: usize, name: Option<&'static CStr>) {
    let listener = GIVEN.load(Ordering::Acquire);
    if listener != 0 {
        // SAFETY: only `cyrus_rt_trace_listen` writes here.
        let listener = unsafe {
            std::mem::transmute::<usize, unsafe extern "C-unwind" fn(u32, usize, *const c_char)>(listener)
        };
        // SAFETY: as the one who gave it says.
        unsafe { listener(event as u32, subject, name.map_or(std::ptr::null(), CStr::as_ptr)) };
    }
}

/// Has a function told what happens, on the thread where it does: `CYRUS_RT_TRACE_…`, of whom (an address, for telling apart only), and its name or
/// NULL. It must not wait. NULL: nobody.
///
/// # Safety
///
/// The function may be called on any thread, and a little longer after it was replaced.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn cyrus_rt_trace_listen(
    listener: Option<unsafe extern "C-unwind" fn(u32, usize, *const c_char)>,
) {
    GIVEN.store(listener.map_or(0, |listener| listener as usize), Ordering::Release);
    tell_to(Listener::Given, listener.is_some());
}

/// Records what happens in a file, for trace viewers. CYRUS_RT_REFUSED when a recording is under way, CYRUS_RT_SYSTEM when there is no such file.
///
/// # Safety
///
/// `path` is a string.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn cyrus_rt_trace_start(path: *const c_char) -> i32 {
    // SAFETY: as the caller says.
    record::start(&unsafe { CStr::from_ptr(path) }.to_string_lossy())
}

/// Ends the recording.
#[unsafe(no_mangle)]
pub extern "C" fn cyrus_rt_trace_stop() {
    record::stop();
}

/// Tells what generated code does itself: that it waits for the interpreter, and has it.
#[unsafe(no_mangle)]
pub extern "C" fn cyrus_rt_trace_interpreter(attached: bool) {
    cyrus_sync::trace::tell(if attached { Event::InterpreterAttached } else { Event::InterpreterAwaited }, 0);
}
