//! The functions as a structure of pointers, for modules that are not linked to the library but get it through a capsule.
//!
//! The header has the structure with typed members, `cyrus_rt_api`, in this order. Functions are only ever added, at the end of [`ORDER`]; what
//! would break that gets another [`CYRUS_RT_VERSION`].
#![allow(unsafe_code, reason = "a table for C")]

use std::ffi::c_void;

/// Counted up when a table is not a longer version of its predecessor.
pub const CYRUS_RT_VERSION: u32 = 6;

macro_rules! functions {
    ($($module:ident: $($name:ident),+;)+) => {
        const COUNT: usize = [$($(stringify!($name)),+),+].len();

        /// The names of the functions, in the order of the table.
        pub const ORDER: [&str; COUNT] = [$($(stringify!($name)),+),+];

        static TABLE: Table = Table {
            version: CYRUS_RT_VERSION,
            count: COUNT as u32,
            functions: [$($(crate::$module::$name as *const c_void),+),+],
        };
    };
}

#[repr(C)]
struct Table {
    version: u32,
    count: u32,
    functions: [*const c_void; COUNT],
}

// SAFETY: pointers to functions.
unsafe impl Sync for Table {}

functions! {
    lock: cyrus_rt_holder, cyrus_rt_lock, cyrus_rt_try_lock, cyrus_rt_unlock, cyrus_rt_word_wait, cyrus_rt_word_wake;
    future: cyrus_rt_future_new, cyrus_rt_future_retain, cyrus_rt_future_release, cyrus_rt_future_complete, cyrus_rt_future_fail, cyrus_rt_future_cancel, cyrus_rt_future_poll, cyrus_rt_future_wait, cyrus_rt_future_value, cyrus_rt_future_take, cyrus_rt_future_take_exception, cyrus_rt_future_exception, cyrus_rt_future_on_done, cyrus_rt_future_notify_fd;
    channel: cyrus_rt_channel_new, cyrus_rt_channel_retain, cyrus_rt_channel_release, cyrus_rt_channel_send, cyrus_rt_channel_receive, cyrus_rt_channel_close, cyrus_rt_channel_is_closed, cyrus_rt_channel_length, cyrus_rt_select;
    scheduler: cyrus_rt_scheduler_new, cyrus_rt_scheduler_own, cyrus_rt_scheduler_retain, cyrus_rt_scheduler_release, cyrus_rt_scheduler_workers, cyrus_rt_scheduler_in_flight, cyrus_rt_scheduler_finish, cyrus_rt_scheduler_shutdown, cyrus_rt_in_coroutine, cyrus_rt_is_cancelled, cyrus_rt_yield_now, cyrus_rt_sleep, cyrus_rt_now, cyrus_rt_stack_limit, cyrus_rt_blocking, cyrus_rt_on_thread_stack, cyrus_rt_wait_readable, cyrus_rt_wait_writable;
    task: cyrus_rt_spawn, cyrus_rt_go, cyrus_rt_task_join, cyrus_rt_task_is_done, cyrus_rt_task_cancel, cyrus_rt_task_detach, cyrus_rt_group_new, cyrus_rt_group_spawn, cyrus_rt_group_cancel, cyrus_rt_group_join;
    actor: cyrus_rt_message_new, cyrus_rt_message_free, cyrus_rt_mailbox_new, cyrus_rt_mailbox_free, cyrus_rt_mailbox_send, cyrus_rt_mailbox_send_now, cyrus_rt_mailbox_activate, cyrus_rt_mailbox_is_idle, cyrus_rt_sync_changed, cyrus_rt_stuck_mailboxes;
    coroutine: cyrus_rt_coroutine_new, cyrus_rt_coroutine_resume, cyrus_rt_coroutine_await, cyrus_rt_coroutine_yield, cyrus_rt_coroutine_is_done, cyrus_rt_coroutine_free;
    run_queue: cyrus_rt_run_queue_new, cyrus_rt_run_queue_add, cyrus_rt_run_queue_run, cyrus_rt_run_queue_free, cyrus_rt_coro_yield, cyrus_rt_coro_defer;
    python: cyrus_rt_python_install;
    trace: cyrus_rt_trace_listen, cyrus_rt_trace_start, cyrus_rt_trace_stop;
    inspect: cyrus_rt_scheduler_report, cyrus_rt_run_seeded, cyrus_rt_local_new, cyrus_rt_local_get, cyrus_rt_local_set;
    scheduler: cyrus_rt_stack_limit_slot;
    source: cyrus_rt_source_new, cyrus_rt_source_wait, cyrus_rt_source_free;
    seeded: cyrus_rt_seeded_start, cyrus_rt_seeded_wait, cyrus_rt_seeded_free;
    scheduler: cyrus_rt_cancel_all;
    trace: cyrus_rt_trace_interpreter;
    lock_order: cyrus_rt_lock_order;
    task: cyrus_rt_group_timeout;
    channel: cyrus_rt_channel_put_back;
    actor: cyrus_rt_mailbox_stop, cyrus_rt_mailbox_is_stopped, cyrus_rt_mailbox_activate_named;
    actor: cyrus_rt_mailbox_claim, cyrus_rt_mailbox_has_arrived, cyrus_rt_mailbox_unclaim;
    actor: cyrus_rt_actor_left;
    scheduler: cyrus_rt_on_large_stack;
    task: cyrus_rt_group_enter, cyrus_rt_group_leave;
    delayed: cyrus_rt_mailbox_expect, cyrus_rt_mailbox_expected, cyrus_rt_mailbox_delay;
}

/// The table for those who know that version of it, or NULL. It starts with the version and the number of functions (32 bits each).
#[unsafe(no_mangle)]
pub extern "C" fn cyrus_rt_api_get(version: u32) -> *const c_void {
    // Before whatever the caller starts by these functions.
    cyrus_sched::on_start(crate::scheduler::begin_by_environment);
    if version == CYRUS_RT_VERSION { (&raw const TABLE).cast() } else { std::ptr::null() }
}
