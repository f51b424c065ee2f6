//! What `cyrus top` shows of this process: served on a Unix socket while `CYRUS_TOP=1` is in the environment.
//!
//! *Where.* `cyrus-top-PID.sock` in `$XDG_RUNTIME_DIR`, or else in `/tmp/cyrus-UID`, a directory of this user that nobody else may enter; nothing is
//! served when there is no such place.
//!
//! *Protocol.* For each line that the other side sends, one line of JSON. So it decides how often.
#![allow(unsafe_code, reason = "system calls")]

use crate::count;
use crate::record::{command, escaped};
use crate::trace::{Listener, tell_to};
use cyrus_sched::{Scheduler, bystander, schedulers};
use cyrus_sync::renewable::Renewable;
use std::fmt::Write as _;
use std::fs::{self, DirBuilder};
use std::io::{self, BufRead, BufReader, Write as _};
use std::os::unix::fs::{DirBuilderExt, MetadataExt, PermissionsExt};
use std::os::unix::net::{UnixListener, UnixStream};
use std::path::{Path, PathBuf};
use std::sync::Mutex;
use std::sync::atomic::{AtomicU32, Ordering};
use std::thread;
use std::time::{Duration, Instant};

/// How many actors are named, and how many functions of tasks.
const MOST: usize = 200;
/// How long the tasks of a worker may keep an answer waiting.
const PATIENCE: Duration = Duration::from_millis(200);

/// The process that serves.
static SERVING: AtomicU32 = AtomicU32::new(0);

/// Begins to serve if `CYRUS_TOP` says so. The child of a fork that uses the runtime serves for itself.
pub(crate) fn begin_by_environment() {
    let own = std::process::id();
    if SERVING.load(Ordering::Relaxed) == own || SERVING.swap(own, Ordering::Relaxed) == own {
        return;
    }
    let wanted = std::env::var_os("CYRUS_TOP").is_some_and(|value| !value.is_empty() && value != "0");
    if wanted && let Err(error) = serve() {
        eprintln!("CYRUS_TOP: {error}");
    }
}

fn own_directory() -> io::Result<PathBuf> {
    if let Some(place) = std::env::var_os("XDG_RUNTIME_DIR").map(PathBuf::from)
        && is_private(&place)
    {
        return Ok(place);
    }
    // SAFETY: cannot fail.
    let place = PathBuf::from(format!("/tmp/cyrus-{}", unsafe { libc::geteuid() }));
    match DirBuilder::new().mode(0o700).create(&place) {
        Err(error) if error.kind() != io::ErrorKind::AlreadyExists => return Err(error),
        _ => {}
    }
    if is_private(&place) {
        return Ok(place);
    }
    Err(io::Error::other(format!("{} belongs to somebody else, or others may enter it", place.display())))
}

// Whether it is a directory, no link, of this user's alone.
fn is_private(place: &Path) -> bool {
    // SAFETY: cannot fail.
    let own = unsafe { libc::geteuid() };
    fs::symlink_metadata(place).is_ok_and(|it| it.is_dir() && it.uid() == own && it.mode() & 0o077 == 0)
}

fn serve() -> io::Result<()> {
    let place = own_directory()?.join(format!("cyrus-top-{}.sock", std::process::id()));
    // Left by a process that had this number before.
    let _ = fs::remove_file(&place);
    let listener = UnixListener::bind(&place)?;
    fs::set_permissions(&place, fs::Permissions::from_mode(0o600))?;
    thread::Builder::new().name("cyrus-top".to_owned()).stack_size(1 << 20).spawn(move || {
        bystander();
        let begin = Instant::now();
        for stream in listener.incoming().flatten() {
            let _ = thread::Builder::new().name("cyrus-top".to_owned()).spawn(move || {
                let _watched = Watched::begin();
                answer(&stream, begin);
            });
        }
    })?;
    remove_at_exit(place);
    Ok(())
}

/// In the child of a fork: nobody looks.
pub(crate) fn forget() {
    WATCHERS.renew();
}

// While somebody looks, it is counted who does what.
struct Watched;

static WATCHERS: Renewable<usize> = Renewable::new();

impl Watched {
    fn begin() -> Watched {
        Watched::more(1);
        Watched
    }

    fn more(by: isize) {
        let mut watchers = WATCHERS.lock();
        *watchers = watchers.saturating_add_signed(by);
        tell_to(Listener::Counts, *watchers > 0);
    }
}

impl Drop for Watched {
    fn drop(&mut self) {
        Watched::more(-1);
    }
}

fn remove_at_exit(place: PathBuf) {
    static PLACE: Mutex<Option<(u32, PathBuf)>> = Mutex::new(None);
    extern "C" fn at_exit() {
        if let Ok(place) = PLACE.try_lock()
            && let Some((process, place)) = &*place
            && *process == std::process::id()
        {
            let _ = fs::remove_file(place);
        }
    }
    if let Ok(mut known) = PLACE.lock() {
        *known = Some((std::process::id(), place));
    }
    // SAFETY: a function that stays.
    unsafe { libc::atexit(at_exit) };
}

// Until the other side has gone.
fn answer(stream: &UnixStream, begin: Instant) {
    for line in BufReader::new(stream).lines() {
        if line.is_err() {
            return;
        }
        let text = snapshot(begin);
        let mut stream = stream;
        if stream.write_all(text.as_bytes()).is_err() {
            return;
        }
    }
}

fn resident() -> u64 {
    let pages = fs::read_to_string("/proc/self/statm").ok();
    let pages = pages.and_then(|text| text.split(' ').nth(1)?.parse::<u64>().ok());
    // SAFETY: a number of the system.
    pages.unwrap_or(0) * u64::try_from(unsafe { libc::sysconf(libc::_SC_PAGESIZE) }).unwrap_or(0)
}

fn snapshot(begin: Instant) -> String {
    let mut out = format!(
        "{{\"pid\":{},\"command\":\"{}\",\"time\":{:.6},\"resident\":{},\"stuck_mailboxes\":{},\"schedulers\":[",
        std::process::id(),
        escaped(&command()),
        begin.elapsed().as_secs_f64(),
        resident(),
        cyrus_actors::mailbox::stuck_mailboxes(),
    );
    for (number, scheduler) in schedulers().iter().enumerate() {
        out.push_str(if number > 0 { "," } else { "" });
        put_scheduler(&mut out, scheduler);
    }
    let counts = count::total();
    let mut actors: Vec<_> = counts.actors.iter().collect();
    actors.sort_unstable_by_key(|(_, actor)| std::cmp::Reverse(actor.messages));
    let _ = write!(
        out,
        "],\"interpreter_wait\":{:.6},\"actor_count\":{},\"actors\":[",
        counts.interpreter.as_secs_f64(),
        actors.len()
    );
    for (number, (at, actor)) in actors.iter().take(MOST).enumerate() {
        let name = actor.name.map(|name| escaped(&name.to_string_lossy())).unwrap_or_default();
        let _ = write!(
            out,
            "{}{{\"id\":\"{at:#x}\",\"message\":\"{name}\",\"messages\":{},\"busy\":{:.6}}}",
            if number > 0 { "," } else { "" },
            actor.messages,
            actor.busy.as_secs_f64(),
        );
    }
    out.push_str("],\"tasks\":[");
    for (number, (name, count)) in count::by_name(&counts.tasks).iter().take(MOST).enumerate() {
        let comma = if number > 0 { "," } else { "" };
        let _ = write!(out, "{comma}{{\"name\":\"{}\",\"count\":{count}}}", escaped(name));
    }
    out.push_str("]}\n");
    out
}

fn put_scheduler(out: &mut String, scheduler: &Scheduler) {
    let (parked, complete) = scheduler.parked(false, Some(Instant::now() + PATIENCE));
    let _ = write!(
        out,
        "{{\"in_flight\":{},\"injected\":{},\"parked\":{},\"parked_complete\":{complete},\"workers\":[",
        scheduler.in_flight(),
        scheduler.injected(),
        parked.len(),
    );
    for (number, worker) in scheduler.status().iter().enumerate() {
        let _ = write!(
            out,
            "{}{{\"queued\":{},\"done\":{},\"sleeps\":{}}}",
            if number > 0 { "," } else { "" },
            worker.queued,
            worker.ended,
            worker.sleeps
        );
    }
    out.push_str("]}");
}
