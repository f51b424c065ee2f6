//! Deadlocks of ordinary runs: told on standard error, once, while the threads go on waiting.
//!
//! `CYRUS_DEADLOCK` says what happens: `0` nothing; `1` threads that the runtime does not know are taken not to wake anybody, where by default they
//! keep it from being sure; `abort` a deadlock also ends the process.
#![allow(unsafe_code, reason = "a signal")]

use cyrus_sched::{is_standstill, readable, standstill};
use cyrus_sync::wait::on_quiet;
use std::backtrace::Backtrace;
use std::fmt::Write as _;
use std::sync::OnceLock;

#[derive(Debug)]
struct Choice {
    looks: bool,
    // Whether unknown threads may wake somebody.
    able: bool,
    aborts: bool,
}

static CHOICE: OnceLock<Choice> = OnceLock::new();

fn choice() -> &'static Choice {
    CHOICE.get_or_init(|| {
        let chosen = std::env::var("CYRUS_DEADLOCK").unwrap_or_default();
        Choice { looks: chosen != "0", able: chosen != "1", aborts: chosen == "abort" }
    })
}

/// Has threads that wait look for deadlocks.
pub(crate) fn prepare() {
    if CHOICE.get().is_none() && choice().looks {
        on_quiet(look);
    }
}

/// By a thread that was interrupted, and waits for tasks that it has cancelled: ends the process when they never end. What waits for a lock does
/// not look whether it is cancelled, since what cleans up needs locks too; and who has started tasks cannot go on without them, which may
/// have pointers to what is on its stack.
pub(crate) fn end_if_hopeless() {
    if is_standstill(choice().able) {
        eprintln!(
            "cyrus: interrupted in a deadlock, which cancelling the tasks has not ended: the process ends"
        );
        // SAFETY: as if nobody had handled the signal that has interrupted.
        unsafe {
            libc::signal(libc::SIGINT, libc::SIG_DFL);
            libc::raise(libc::SIGINT);
        }
        std::process::abort();
    }
}

/// By a thread that waits without a deadline, now and then.
pub(crate) fn look() {
    let choice = choice();
    if !choice.looks {
        return;
    }
    let Some(found) = standstill(choice.able) else { return };
    let mut text = format!("cyrus: {found}");
    match cyrus_actors::mailbox::stuck_mailboxes() {
        0 => {}
        count => {
            let _ = write!(text, "\n- {count} actors have only messages that are not activable");
        }
    }
    let _ = write!(text, "\n- this thread waits at\n{}", readable(&Backtrace::force_capture().to_string()));
    eprintln!("{}", text.trim_end());
    if choice.aborts {
        std::process::abort();
    }
}
