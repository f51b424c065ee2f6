//! Recording what the runtime does, in the format of Chrome's and Perfetto's trace viewers.
//!
//! `CYRUS_TRACE=FILE` records from the first scheduler on. Each thread has a buffer, which it writes to the file when it is full;
//! what is left is written when the recording or the process ends. The child of a fork records nothing.
//!
//! *Slices.* Viewers pair beginnings and ends on each thread as brackets. When a coroutine parks in the middle, its brackets are closed, and opened
//! again when it goes on; so a slice is time on the processor, and what lies between is an arrow-less "waits" of its own.
//!
//! *Arrows.* From where a message is sent to where it is handled: each has a number, which is found again by the message's address. Viewers want arrows to
//! begin in a slice, so one that is sent outside of all gets a slice for that.
#![allow(unsafe_code, reason = "a function for the end of the process")]

use crate::abi::{CYRUS_RT_OK, CYRUS_RT_REFUSED, CYRUS_RT_SYSTEM};
use crate::names;
use crate::trace::{Listener, tell_to};
use cyrus_sync::renewable::Renewable;
use cyrus_sync::trace::Event;
use std::borrow::Cow;
use std::cell::RefCell;
use std::collections::HashMap;
use std::ffi::CStr;
use std::fmt::Write as _;
use std::fs::File;
use std::io::Write as _;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{Arc, Mutex, MutexGuard, Once, PoisonError};
use std::time::Instant;

// The numbers of messages that are under way, by address. Those of messages that nobody handles stay until the address is used again.
#[derive(Debug, Default)]
struct Sent {
    last: u64,
    numbers: HashMap<usize, u64>,
}

/// How much a thread keeps before it writes.
const BUFFER: usize = 64 << 10;

static RECORDING: Renewable<Option<Recording>> = Renewable::new();
static SENT: Renewable<Sent> = Renewable::new();
static RECORDINGS: AtomicUsize = AtomicUsize::new(0);
static THREADS: AtomicUsize = AtomicUsize::new(0);

struct Recording {
    file: File,
    start: Instant,
    process: u32,
    // Those of all threads that have told something.
    buffers: Vec<Arc<Mutex<String>>>,
}

// Something that has begun on this thread.
#[derive(Clone, Debug)]
struct Open {
    kind: &'static str,
    subject: usize,
    name: String,
}

struct OfThread {
    number: usize,
    start: Instant,
    process: u32,
    buffer: Arc<Mutex<String>>,
    // Of which recording.
    recording: usize,
    open: Vec<Open>,
    // Where in the buffer the last message began, and what is after that.
    last_message: Option<(usize, usize)>,
    // What coroutines that are parked had open.
    parked: HashMap<usize, Vec<Open>>,
    // Functions of tasks, by address.
    names: HashMap<usize, String>,
}

// Boxed: the less room the library's thread-locals take, the faster they are found (`thread_slot`).
thread_local!(static THREAD: RefCell<Option<Box<OfThread>>> = const { RefCell::new(None) });

fn lock<T>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}

/// Begins a recording.
pub(crate) fn start(path: &str) -> i32 {
    let mut recording = RECORDING.lock();
    if recording.is_some() {
        return CYRUS_RT_REFUSED;
    }
    let Ok(mut file) = File::create(path) else { return CYRUS_RT_SYSTEM };
    let process = std::process::id();
    let head = format!(
        "[\n{{\"ph\":\"M\",\"name\":\"process_name\",\"cat\":\"__metadata\",\"ts\":0,\"pid\":{process},\"tid\":0,\"args\":{{\"name\":\"{}\"}}}}",
        escaped(&command())
    );
    if file.write_all(head.as_bytes()).is_err() {
        return CYRUS_RT_SYSTEM;
    }
    *SENT.lock() = Sent::default();
    *recording = Some(Recording { file, start: Instant::now(), process, buffers: Vec::new() });
    RECORDINGS.fetch_add(1, Ordering::Release);
    tell_to(Listener::Recording, true);
    CYRUS_RT_OK
}

/// Ends the recording.
pub(crate) fn stop() {
    tell_to(Listener::Recording, false);
    if let Some(mut recording) = RECORDING.lock().take()
        && recording.process == std::process::id()
    {
        for buffer in std::mem::take(&mut recording.buffers) {
            let text = std::mem::take(&mut *lock(&buffer));
            let _ = recording.file.write_all(text.as_bytes());
        }
        let _ = recording.file.write_all(b"\n]\n");
    }
}

/// In the child of a fork: there is none. Other threads of the parent may have held locks.
pub(crate) fn forget() {
    RECORDING.renew();
    SENT.renew();
    let _ = THREAD.try_with(|thread| {
        if let Ok(mut thread) = thread.try_borrow_mut() {
            *thread = None;
        }
    });
}

/// Begins a recording if `CYRUS_TRACE` says so.
pub(crate) fn begin_by_environment() {
    static ASKED: Once = Once::new();
    extern "C" fn at_exit() {
        stop();
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

/// The command line of this process.
pub(crate) fn command() -> String {
    std::env::args_os().map(|argument| argument.to_string_lossy().into_owned()).collect::<Vec<_>>().join(" ")
}

/// A text as it may stand between quotes in JSON.
pub(crate) fn escaped(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    for c in text.chars() {
        match c {
            '"' | '\\' => out.extend(['\\', c]),
            c if c < ' ' => {
                let _ = write!(out, "\\u{:04x}", c as u32);
            }
            c => out.push(c),
        }
    }
    out
}

// The thread's buffer in the present recording.
fn of_thread() -> Option<OfThread> {
    let mut recording = RECORDING.lock();
    let recording = recording.as_mut().filter(|recording| recording.process == std::process::id())?;
    let number = THREADS.fetch_add(1, Ordering::Relaxed) + 1;
    let thread = std::thread::current();
    let name = escaped(thread.name().unwrap_or(if number == 1 { "main" } else { "thread" }));
    let process = recording.process;
    let buffer = Arc::new(Mutex::new(format!(
        ",\n{{\"ph\":\"M\",\"name\":\"thread_name\",\"cat\":\"__metadata\",\"ts\":0,\"pid\":{process},\"tid\":{number},\"args\":{{\"name\":\"{name}\"}}}}"
    )));
    recording.buffers.push(buffer.clone());
    Some(OfThread {
        number,
        start: recording.start,
        process,
        buffer,
        recording: RECORDINGS.load(Ordering::Acquire),
        open: Vec::new(),
        last_message: None,
        parked: HashMap::new(),
        names: HashMap::new(),
    })
}

/// Records an event.
pub(crate) fn record(event: Event, subject: usize, name: Option<&'static CStr>) {
    // At the end of a thread there is nobody to tell.
    let _ = THREAD.try_with(|thread| {
        let Ok(mut thread) = thread.try_borrow_mut() else { return };
        if thread.as_ref().is_none_or(|thread| thread.recording != RECORDINGS.load(Ordering::Relaxed)) {
            *thread = of_thread().map(Box::new);
        }
        let Some(thread) = thread.as_mut() else { return };
        let buffer = thread.buffer.clone();
        let mut buffer = lock(&buffer);
        thread.write(&mut buffer, event, subject, name);
        if buffer.len() >= BUFFER {
            let text = std::mem::take(&mut *buffer);
            drop(buffer);
            thread.last_message = None;
            if let Some(recording) = RECORDING.lock().as_mut()
                && recording.process == std::process::id()
            {
                let _ = recording.file.write_all(text.as_bytes());
            }
        }
    });
}

impl OfThread {
    fn write(&mut self, to: &mut String, event: Event, subject: usize, name: Option<&'static CStr>) {
        match event {
            Event::TurnBegins => self.begin(to, "actor", subject, "actor".to_owned()),
            Event::MessageBegins => {
                let name =
                    name.map_or_else(|| "message".to_owned(), |name| name.to_string_lossy().into_owned());
                let before = to.len();
                self.begin(to, "message", subject, name);
                self.last_message = Some((before, to.len()));
            }
            Event::MessageRefused => {
                // As if it had not been tried, unless something was told meanwhile.
                match self.last_message.take() {
                    Some((before, after)) if after == to.len() => {
                        to.truncate(before);
                        self.open.pop();
                    }
                    _ => self.end(to, "message"),
                }
            }
            Event::TaskBegins => {
                let name = self.names.entry(subject).or_insert_with(|| names::of_task(subject)).clone();
                self.begin(to, "task", subject, name);
            }
            Event::InterpreterAwaited => {
                self.begin(to, "interpreter", subject, "waits for the interpreter".to_owned());
            }
            Event::TurnEnds => self.end(to, "actor"),
            Event::MessageEnds => self.end(to, "message"),
            Event::TaskEnds => self.end(to, "task"),
            Event::InterpreterAttached => self.end(to, "interpreter"),
            Event::Parks => {
                let open = std::mem::take(&mut self.open);
                for open in open.iter().rev() {
                    self.put(to, 'E', open);
                }
                self.parked.insert(subject, open);
                self.put(to, 'b', &Open { kind: "waits", subject, name: "waits".to_owned() });
            }
            Event::GoesOn => {
                self.put(to, 'e', &Open { kind: "waits", subject, name: "waits".to_owned() });
                self.open = self.parked.remove(&subject).unwrap_or_default();
                for open in &self.open {
                    self.put(to, 'B', open);
                }
            }
            Event::MessageSent => self.sent(to, subject, name),
            Event::MessageTaken => {
                if let Some(number) = SENT.lock().numbers.remove(&subject) {
                    self.arrow(to, 'f', number);
                }
            }
            Event::LockAwaited => self.put(to, 'b', &self.lock_wait(subject)),
            Event::LockWaitEnds => self.put(to, 'e', &self.lock_wait(subject)),
        }
    }

    fn sent(&mut self, to: &mut String, message: usize, name: Option<&CStr>) {
        let outside = self.open.is_empty();
        if outside {
            let name = name.map_or(Cow::Borrowed("message"), CStr::to_string_lossy);
            self.begin(to, "send", message, format!("sends {name}"));
        }
        let number = {
            let mut sent = SENT.lock();
            sent.last += 1;
            let number = sent.last;
            sent.numbers.insert(message, number);
            number
        };
        self.arrow(to, 's', number);
        if outside {
            self.end(to, "send");
        }
    }

    // The end belongs to the slice around it, not to the next one.
    fn arrow(&self, to: &mut String, phase: char, number: u64) {
        let micros = self.micros();
        let binding = if phase == 'f' { ",\"bp\":\"e\"" } else { "" };
        let _ = write!(
            to,
            ",\n{{\"ph\":\"{phase}\",\"name\":\"message\",\"cat\":\"sent\",\"ts\":{micros:.3},\"pid\":{},\"tid\":{},\"id\":\"{number:#x}\"{binding}}}",
            self.process, self.number,
        );
    }

    fn micros(&self) -> f64 {
        self.start.elapsed().as_nanos() as f64 / 1000.0
    }

    // Told apart by who waits, for several may wait for one lock.
    fn lock_wait(&self, word: usize) -> Open {
        let who = cyrus_sync::object_lock::Holder::current().id() as usize;
        Open {
            kind: "lock",
            subject: word.rotate_left(20) ^ who,
            name: format!("waits for the lock {word:#x}"),
        }
    }

    fn begin(&mut self, to: &mut String, kind: &'static str, subject: usize, name: String) {
        let open = Open { kind, subject, name };
        self.put(to, 'B', &open);
        self.open.push(open);
    }

    // What began before the recording has no end in it.
    fn end(&mut self, to: &mut String, kind: &'static str) {
        let Some(at) = self.open.iter().rposition(|open| open.kind == kind) else { return };
        for open in self.open.split_off(at).iter().rev() {
            self.put(to, 'E', open);
        }
    }

    fn put(&self, to: &mut String, phase: char, open: &Open) {
        let micros = self.micros();
        let Open { kind, subject, name } = open;
        let _ = write!(
            to,
            ",\n{{\"ph\":\"{phase}\",\"name\":\"{}\",\"cat\":\"{kind}\",\"ts\":{micros:.3},\"pid\":{},\"tid\":{},\"id\":\"{subject:#x}\",\"args\":{{\"of\":\"{subject:#x}\"}}}}",
            escaped(name),
            self.process,
            self.number,
        );
    }
}
