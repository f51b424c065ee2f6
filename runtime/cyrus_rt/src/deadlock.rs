//! Deadlocks of ordinary runs: told on standard error, once, while the threads go on waiting.
//!
//! `CYRUS_DEADLOCK` says what happens: `0` nothing; `1` threads that the runtime does not know are taken not to wake anybody, where by default they
//! keep it from being sure; `abort` a deadlock also ends the process.

use cyrus_sched::{readable, standstill};
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
