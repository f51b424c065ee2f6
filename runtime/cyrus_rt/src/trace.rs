//! Recording what the runtime does, in the format of Chrome's and Perfetto's trace viewers; or passing it on.
//!
//! `CYRUS_TRACE=FILE` records from the first scheduler on. Each thread has a buffer, which it writes to the file when it is full;
//! what is left is written when the recording or the process ends.
#![allow(unsafe_code, reason = "functions and names given by C")]

use crate::abi::{CYRUS_RT_OK, CYRUS_RT_REFUSED, CYRUS_RT_SYSTEM};
use cyrus_sync::trace::{Event, listen};
use std::cell::RefCell;
use std::ffi::{CStr, c_char};
use std::fmt::Write as _;
use std::fs::File;
use std::io::Write as _;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{Arc, Mutex, MutexGuard, Once, PoisonError};
use std::time::Instant;

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

/// How much a thread keeps before it writes.
const BUFFER: usize = 64 << 10;

static LISTENER: AtomicUsize = AtomicUsize::new(0);
static RECORDING: Mutex<Option<Recording>> = Mutex::new(None);

struct Recording {
    file: File,
    start: Instant,
    // Those of all threads that have told something.
    buffers: Vec<Arc<Mutex<String>>>,
}

struct OfThread {
    number: usize,
    start: Instant,
    buffer: Arc<Mutex<String>>,
    // Of which recording.
    recording: usize,
}

static RECORDINGS: AtomicUsize = AtomicUsize::new(0);
static THREADS: AtomicUsize = AtomicUsize::new(0);

thread_local!(static THREAD: RefCell<Option<OfThread>> = const { RefCell::new(None) });

fn lock<T>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}

fn pass_on(event: Event, subject: usize, name: Option<&'static CStr>) {
    let listener = LISTENER.load(Ordering::Acquire);
    if listener != 0 {
        // SAFETY: only `listen` below writes here.
        let listener = unsafe {
            std::mem::transmute::<usize, unsafe extern "C-unwind" fn(u32, usize, *const c_char)>(listener)
        };
        // SAFETY: as the one who gave it says.
        unsafe { listener(event as u32, subject, name.map_or(std::ptr::null(), CStr::as_ptr)) };
    }
}

/// Has a function told what happens, on the thread where it does: `CYRUS_RT_TRACE_…`, of whom (an address, for telling apart only), and its name or
/// NULL. It must not wait. NULL: nobody. Ends a recording.
///
/// # Safety
///
/// The function may be called on any thread, and a little longer after it was replaced.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn cyrus_rt_trace_listen(
    listener: Option<unsafe extern "C-unwind" fn(u32, usize, *const c_char)>,
) {
    cyrus_rt_trace_stop();
    LISTENER.store(listener.map_or(0, |listener| listener as usize), Ordering::Release);
    listen(listener.map(|_| pass_on as _));
}

/// Records what happens in a file, for trace viewers. CYRUS_RT_REFUSED when a recording is under way, CYRUS_RT_SYSTEM when there is no such file.
///
/// # Safety
///
/// `path` is a string.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn cyrus_rt_trace_start(path: *const c_char) -> i32 {
    // SAFETY: as the caller says.
    start(&unsafe { CStr::from_ptr(path) }.to_string_lossy())
}

fn start(path: &str) -> i32 {
    let mut recording = lock(&RECORDING);
    if recording.is_some() {
        return CYRUS_RT_REFUSED;
    }
    let Ok(mut file) = File::create(path) else { return CYRUS_RT_SYSTEM };
    if file.write_all(b"[\n").is_err() {
        return CYRUS_RT_SYSTEM;
    }
    *recording = Some(Recording { file, start: Instant::now(), buffers: Vec::new() });
    RECORDINGS.fetch_add(1, Ordering::Release);
    listen(Some(record));
    CYRUS_RT_OK
}

/// Ends the recording.
#[unsafe(no_mangle)]
pub extern "C" fn cyrus_rt_trace_stop() {
    listen(None);
    if let Some(mut recording) = lock(&RECORDING).take() {
        for buffer in std::mem::take(&mut recording.buffers) {
            let text = std::mem::take(&mut *lock(&buffer));
            let _ = recording.file.write_all(text.as_bytes());
        }
        let _ = recording.file.write_all(b"{}]\n");
    }
}

/// Begins a recording if `CYRUS_TRACE` says so.
pub(crate) fn begin_by_environment() {
    static ASKED: Once = Once::new();
    extern "C" fn at_exit() {
        cyrus_rt_trace_stop();
    }
    ASKED.call_once(|| {
        if let Ok(path) = std::env::var("CYRUS_TRACE")
            && !path.is_empty()
        {
            if start(&path) != CYRUS_RT_OK {
                eprintln!("CYRUS_TRACE: cannot write {path}");
            }
            // SAFETY: a function that stays.
            unsafe { libc::atexit(at_exit) };
        }
    });
}

// The thread's buffer in the present recording.
fn of_thread() -> Option<OfThread> {
    let mut recording = lock(&RECORDING);
    let recording = recording.as_mut()?;
    let buffer = Arc::new(Mutex::new(String::new()));
    recording.buffers.push(buffer.clone());
    let number = THREADS.fetch_add(1, Ordering::Relaxed) + 1;
    Some(OfThread { number, start: recording.start, buffer, recording: RECORDINGS.load(Ordering::Acquire) })
}

fn record(event: Event, subject: usize, name: Option<&'static CStr>) {
    // At the end of a thread there is nobody to tell.
    let _ = THREAD.try_with(|thread| {
        let Ok(mut thread) = thread.try_borrow_mut() else { return };
        if thread.as_ref().is_none_or(|thread| thread.recording != RECORDINGS.load(Ordering::Relaxed)) {
            *thread = of_thread();
        }
        let Some(thread) = thread.as_ref() else { return };
        let mut buffer = lock(&thread.buffer);
        write(&mut buffer, thread, event, subject, name);
        if buffer.len() >= BUFFER {
            let text = std::mem::take(&mut *buffer);
            drop(buffer);
            if let Some(recording) = lock(&RECORDING).as_mut() {
                let _ = recording.file.write_all(text.as_bytes());
            }
        }
    });
}

fn write(to: &mut String, thread: &OfThread, event: Event, subject: usize, name: Option<&'static CStr>) {
    let (phase, what) = match event {
        Event::TurnBegins => ('B', "actor"),
        Event::TurnEnds => ('E', "actor"),
        Event::MessageBegins => ('B', "message"),
        Event::MessageEnds => ('E', "message"),
        Event::TaskBegins => ('B', "task"),
        Event::TaskEnds => ('E', "task"),
        Event::Parks => ('b', "waits"),
        Event::GoesOn => ('e', "waits"),
        Event::InterpreterAwaited => ('B', "waits for the interpreter"),
        Event::InterpreterAttached => ('E', "waits for the interpreter"),
    };
    let micros = thread.start.elapsed().as_nanos() as f64 / 1000.0;
    let shown =
        name.map_or_else(|| what.into(), |name| name.to_string_lossy().replace(['"', '\\', '\n'], "?"));
    let shown: &str = &shown;
    let _ = writeln!(
        to,
        "{{\"ph\":\"{phase}\",\"name\":\"{shown}\",\"cat\":\"{what}\",\"ts\":{micros:.3},\"pid\":{},\"tid\":{},\"id\":\"{subject:#x}\",\"args\":{{\"of\":\"{subject:#x}\"}}}},",
        std::process::id(),
        thread.number,
    );
}
