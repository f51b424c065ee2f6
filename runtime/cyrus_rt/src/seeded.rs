//! Deterministic runs on a thread of their own, for those who cannot give theirs: Python's test functions.
//!
//! Who is stuck at the end of a run may be the main function itself, deep in somebody's interpreter. Its thread then ends without returning
//! from there, which only a thread that nobody else needs can do. Who waits for the run does so in steps, and looks for signals in between.
#![allow(unsafe_code, reason = "pointers of C")]

use crate::abi::{CYRUS_RT_EXCEPTION, CYRUS_RT_OK, CYRUS_RT_STUCK, CYRUS_RT_TIMED_OUT, deadline};
use crate::inspect::{Main, Writer};
use crate::python::{detached, thread_ends, thread_starts};
use crate::scheduler::clock_starts;
use cyrus_sched::{Scheduler, run_seeded};
use std::ffi::{c_char, c_void};
use std::sync::{Arc, Condvar, Mutex, MutexGuard, PoisonError};
use std::time::Instant;

/// What the thread of a run has, its coroutines aside.
const STACK: usize = 1 << 20;

/// A deterministic run.
#[allow(non_camel_case_types, reason = "names of C")]
#[derive(Debug)]
pub struct cyrus_rt_seeded(Arc<Run>);

#[derive(Debug, Default)]
struct Run {
    state: Mutex<State>,
    ended: Condvar,
}

#[derive(Debug, Default)]
struct State {
    // While it runs.
    scheduler: Option<Scheduler>,
    cancelled: bool,
    // Whether the function has come back.
    returned: bool,
    // How it has ended, and what there is to say.
    ended: Option<(i32, String)>,
}

impl Run {
    fn state(&self) -> MutexGuard<'_, State> {
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }

    // The whole run, on its thread.
    fn run(&self, seed: u64, main: Main) {
        let own = std::ptr::from_ref(self).expose_provenance();
        thread_starts();
        let run = run_seeded(seed, move || {
            // SAFETY: the thread that runs this has a reference, and returns from `run_seeded` first.
            let this = unsafe { &*std::ptr::with_exposed_provenance::<Run>(own) };
            {
                let mut state = this.state();
                if state.cancelled {
                    return;
                }
                state.scheduler = Scheduler::current();
            }
            main.run();
            // The interpreter may have come only now. Other tasks go on.
            thread_starts();
            this.state().returned = true;
        });
        // A function that is left behind goes on using it.
        if self.state().returned {
            thread_ends();
        }
        let mut state = self.state();
        state.scheduler = None;
        state.ended = Some(match run.result {
            _ if !run.stuck.is_empty() => (CYRUS_RT_STUCK, run.to_string()),
            Some(Ok(())) | None => (CYRUS_RT_OK, String::new()),
            Some(Err(failure)) => (CYRUS_RT_EXCEPTION, format!("seed {seed}: {failure:?}")),
        });
        self.ended.notify_all();
    }
}

/// Begins to run a function as `cyrus_rt_run_seeded` does, on a thread of its own; NULL when the system gives none. The handle is given back by
/// `cyrus_rt_seeded_free`.
///
/// # Safety
///
/// `run` may be called with `argument` on another thread, and both remain valid until `run` has returned. It never returns if it is stuck where cancelling does not
/// reach it: at a lock.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn cyrus_rt_seeded_start(
    seed: u64,
    run: unsafe extern "C-unwind" fn(*mut c_void),
    argument: *mut c_void,
) -> *mut cyrus_rt_seeded {
    crate::record::begin_by_environment();
    clock_starts();
    let main = Main::new(run, argument);
    let shared = Arc::<Run>::default();
    let own = shared.clone();
    let thread = std::thread::Builder::new().name("cyrus-seeded".to_owned()).stack_size(STACK);
    match thread.spawn(move || own.run(seed, main)) {
        Ok(_) => Box::into_raw(Box::new(cyrus_rt_seeded(shared))),
        Err(_) => std::ptr::null_mut(),
    }
}

/// Waits for the end of the run: CYRUS_RT_OK; CYRUS_RT_STUCK, with a report as by `cyrus_rt_run_seeded`; CYRUS_RT_EXCEPTION when the function
/// has panicked; or CYRUS_RT_TIMED_OUT. May be called again.
///
/// # Safety
///
/// The handle is the caller's; `write` may be called with `to`.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn cyrus_rt_seeded_wait(
    seeded: *mut cyrus_rt_seeded,
    timeout: i64,
    write: Option<unsafe extern "C-unwind" fn(*mut c_void, *const c_char, usize)>,
    to: *mut c_void,
) -> i32 {
    // SAFETY: as the caller says.
    let run = unsafe { &(*seeded).0 };
    let end = deadline(timeout);
    let ended = detached(|| {
        let mut state = run.state();
        loop {
            if state.ended.is_some() {
                return state.ended.clone();
            }
            state = match end.map(|end| end.saturating_duration_since(Instant::now())) {
                Some(rest) if rest.is_zero() => return None,
                Some(rest) => run.ended.wait_timeout(state, rest).unwrap_or_else(PoisonError::into_inner).0,
                None => run.ended.wait(state).unwrap_or_else(PoisonError::into_inner),
            };
        }
    });
    let Some((status, text)) = ended else { return CYRUS_RT_TIMED_OUT };
    if !text.is_empty() {
        Writer(write, to).write(&text);
    }
    status
}

/// Gives the handle back. A run that has not ended is cancelled, and goes on by itself until it notices.
///
/// # Safety
///
/// The handle is the caller's.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn cyrus_rt_seeded_free(seeded: *mut cyrus_rt_seeded) {
    if seeded.is_null() {
        return;
    }
    // SAFETY: as the caller says.
    let run = unsafe { Box::from_raw(seeded) };
    let mut state = run.0.state();
    state.cancelled = true;
    if let Some(scheduler) = &state.scheduler {
        scheduler.cancel();
    }
}
