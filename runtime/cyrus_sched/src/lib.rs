//! The scheduler: workers, coroutines, timers, files.
//!
//! A [`Scheduler`] runs *jobs* – anything with a [`RawJob`](cyrus_sync::job::RawJob) header, such as actors; see [`Executor`](cyrus_sync::job::Executor) – and
//! *tasks*, functions whose result a [`JoinHandle`] gives. Both run to their end on a stack that the worker
//! has at hand, and take it along only if they park; so what never waits costs no coroutine. Work that has not begun goes to
//! whichever worker is free; what has begun stays on its thread.
//!
//! | to | use |
//! |---|---|
//! | have a scheduler | [`Scheduler::new`], [`scheduler`] for the process's own, [`Scheduler::current`] |
//! | start tasks | [`spawn`], [`Scheduler::spawn`], [`TaskGroup`] |
//! | wait for them | [`JoinHandle::join`], [`TaskGroup::join`], [`Scheduler::finish`] for everything |
//! | wait for time, files | [`sleep`], [`sleep_until`], [`wait_readable`], [`wait_writable`]; [`Source`] for files used often |
//! | wait for anything else | [`Waiter`](cyrus_sync::wait::Waiter), on which locks, futures and channels are built |
//! | block a thread | [`elsewhere`]; this one: [`blocking`], [`on_thread_stack`] for code that needs a large stack |
//! | cancel | [`JoinHandle::cancel`], [`TaskGroup::cancel`], [`Scheduler::shutdown`]; [`is_cancelled`] |
//! | keep values per task | [`LocalKey`] |
//! | look at it | [`Scheduler::parked`], [`Scheduler::status`] |
//! | find deadlocks | [`standstill`] |
//! | test | [`run_seeded`]: one thread, chosen by seed, with a report of deadlocks |
//!
//! A panic ends its task, never a worker; it arrives with who joins the task, or at [`set_unhandled`]. A stack overflow in a
//! coroutine ends the process with a message; generated code checks [`stack_limit`] before that.
//!
//! # Inside
//!
//! `fiber` coroutines and their states, `stack` their memory; `worker` queues as their owner sees them, `carrier` the thread's loop, `company` whether one worker more is worth it, `remote` and
//! `shared` what others may touch; `state`, `task_state`, `sleep`, `lifo`, `inbox`, `idle`, `quiescence` the lock-free parts, each with a loom model
//! (`RUSTFLAGS="--cfg loom" cargo test -p cyrus_sched --release --lib`).

#![cfg_attr(loom, allow(dead_code, reason = "models use parts only"))]

#[cfg(not(loom))]
use cyrus_sync::barrier;

mod idle;
mod inbox;
mod lifo;
mod quiescence;
mod sleep;
mod state;
mod task_state;

#[cfg(not(loom))]
mod backtrace;
#[cfg(not(loom))]
mod blocking;
#[cfg(not(loom))]
mod carrier;
#[cfg(not(loom))]
mod company;
#[cfg(not(loom))]
mod elsewhere;
#[cfg(not(loom))]
mod executor;
#[cfg(not(loom))]
mod explore;
#[cfg(not(loom))]
mod fiber;
#[cfg(not(loom))]
mod fork;
#[cfg(not(loom))]
mod global;
#[cfg(not(loom))]
mod group;
#[cfg(not(loom))]
mod inspect;
#[cfg(not(loom))]
mod io;
#[cfg(not(loom))]
mod local;
#[cfg(not(loom))]
mod overflow;
#[cfg(not(loom))]
mod poll;
#[cfg(not(loom))]
mod remote;
#[cfg(not(loom))]
mod scheduler;
#[cfg(not(loom))]
mod seeded;
#[cfg(not(loom))]
mod shared;
#[cfg(not(loom))]
mod source;
#[cfg(not(loom))]
mod stack;
#[cfg(not(loom))]
mod standstill;
#[cfg(not(loom))]
mod task;
#[cfg(not(loom))]
mod thread_hook;
#[cfg(not(loom))]
mod timer;
#[cfg(not(loom))]
mod valgrind;
#[cfg(not(loom))]
mod worker;

#[cfg(not(loom))]
pub use crate::{
    backtrace::{plain, readable},
    blocking::blocking,
    elsewhere::elsewhere,
    explore::{Run, run_seeded},
    global::{on_start, scheduler},
    group::TaskGroup,
    inspect::{Parked, WorkerStatus},
    io::{Interest, wait_for, wait_readable, wait_writable},
    local::LocalKey,
    scheduler::{
        Config, Scheduler, Shutdown, has_had_its_turn, in_seeded_run, is_cancelled, on_large_stack,
        on_thread_stack, sleep, sleep_until, spawn, spawn_in_place, stack_limit, stack_limit_slot, yield_now,
    },
    source::Source,
    standstill::{Standstill, bystander, is_standstill, schedulers, standstill},
    task::{Failure, JoinHandle, OpaqueError, TaskInfo, set_unhandled},
    thread_hook::set_thread_hooks,
};
