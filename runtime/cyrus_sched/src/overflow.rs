//! Stack overflow in a coroutine: says so, shows where, and ends the process.
//!
//! Generated code notices before it comes to this. Other code runs into the guard at the end of its stack, and the handler here knows
//! which coroutine it was. All other faults go to whoever handled them before.
//!
//! Invariant: the handler allocates nothing and takes no lock, but for the backtrace, after which nothing happens any more.
#![allow(unsafe_code, reason = "signals")]

use crate::backtrace::of_overflow;
use crate::{stack, worker};
use std::backtrace::Backtrace;
use std::fmt::Write;
use std::mem::MaybeUninit;
use std::ptr;
use std::sync::Once;
use std::sync::OnceLock;

/// Names of functions are found there.
const ALTERNATE: usize = 512 << 10;
/// How many seconds that may take.
const PATIENCE: u32 = 20;

static BEFORE: OnceLock<libc::sigaction> = OnceLock::new();

/// The stack on which a worker's thread handles signals, for it may have none left; and the one that it had before.
pub(crate) struct SignalStack {
    memory: *mut libc::c_void,
    before: libc::stack_t,
}

/// Prepares this thread, and at the first call the process.
pub(crate) fn watch() -> SignalStack {
    static INSTALL: Once = Once::new();
    INSTALL.call_once(install);
    let protection = libc::PROT_READ | libc::PROT_WRITE;
    let flags = libc::MAP_PRIVATE | libc::MAP_ANONYMOUS;
    // SAFETY: a new mapping.
    let memory = unsafe { libc::mmap(ptr::null_mut(), ALTERNATE, protection, flags, -1, 0) };
    let mut before = libc::stack_t { ss_sp: ptr::null_mut(), ss_flags: libc::SS_DISABLE, ss_size: ALTERNATE };
    if memory == libc::MAP_FAILED {
        // Overflows are then reported by the kernel alone.
        return SignalStack { memory: ptr::null_mut(), before };
    }
    let stack = libc::stack_t { ss_sp: memory, ss_flags: 0, ss_size: ALTERNATE };
    // SAFETY: mapped until `drop` takes it back.
    unsafe { libc::sigaltstack(&raw const stack, &raw mut before) };
    SignalStack { memory, before }
}

impl Drop for SignalStack {
    fn drop(&mut self) {
        if self.memory.is_null() {
            return;
        }
        // SAFETY: no handler runs on it: we are here. The one before is the thread's own affair again.
        unsafe {
            libc::sigaltstack(&raw const self.before, ptr::null_mut());
            libc::munmap(self.memory, ALTERNATE);
        }
    }
}

fn install() {
    // SAFETY: zeros are a valid `sigaction`; the handler is a function that stays.
    unsafe {
        let mut before = MaybeUninit::zeroed();
        if libc::sigaction(libc::SIGSEGV, ptr::null(), before.as_mut_ptr()) != 0 {
            return;
        }
        let _ = BEFORE.set(before.assume_init());
        let mut action: libc::sigaction = MaybeUninit::zeroed().assume_init();
        action.sa_sigaction = on_fault as *const () as usize;
        action.sa_flags = libc::SA_SIGINFO | libc::SA_ONSTACK;
        libc::sigaction(libc::SIGSEGV, &raw const action, ptr::null_mut());
    }
}

struct StandardError;

impl Write for StandardError {
    fn write_str(&mut self, text: &str) -> std::fmt::Result {
        // SAFETY: our own text.
        unsafe { libc::write(2, text.as_ptr().cast(), text.len()) };
        Ok(())
    }
}

/// # Safety
///
/// Called by the kernel, as the handler of a signal with `SA_SIGINFO`.
unsafe extern "C" fn on_fault(signal: libc::c_int, info: *mut libc::siginfo_t, context: *mut libc::c_void) {
    // SAFETY: the kernel's.
    let address = unsafe { (*info).si_addr() }.addr();
    if let Some((worker, fiber)) = worker::current()
        && stack::is_overflow(address, fiber.limit_here())
    {
        // SAFETY: the task that runs is alive.
        let task = unsafe { fiber.task().as_ref() };
        let size = fiber.size_here(worker.shared.stack_size) >> 10;
        let _ = match task {
            Some(task) => {
                writeln!(StandardError, "stack overflow in a coroutine of {size} KiB: {}", task.info())
            }
            None => writeln!(StandardError, "stack overflow in a coroutine of {size} KiB: a message"),
        };
        let _ = writeln!(StandardError, "a larger stack: CYRUS_STACK_SIZE=BYTES");
        // What was interrupted may hold locks that names of functions need: then this ends all the same.
        // SAFETY: default actions.
        unsafe {
            libc::signal(libc::SIGSEGV, libc::SIG_DFL);
            libc::signal(libc::SIGALRM, libc::SIG_DFL);
            libc::alarm(PATIENCE);
        }
        let _ = StandardError.write_str(&of_overflow(&Backtrace::force_capture().to_string()));
        std::process::abort();
    }
    match BEFORE.get() {
        Some(before) if before.sa_flags & libc::SA_SIGINFO != 0 => {
            // SAFETY: installed by somebody as a handler of this form.
            unsafe {
                let handler: extern "C" fn(libc::c_int, *mut libc::siginfo_t, *mut libc::c_void) =
                    std::mem::transmute(before.sa_sigaction);
                handler(signal, info, context);
            }
        }
        Some(before) if before.sa_sigaction != libc::SIG_DFL && before.sa_sigaction != libc::SIG_IGN => {
            // SAFETY: as above.
            unsafe {
                let handler: extern "C" fn(libc::c_int) = std::mem::transmute(before.sa_sigaction);
                handler(signal);
            }
        }
        // The instruction is tried again, and then has the default effect.
        // SAFETY: the default action.
        _ => unsafe {
            libc::signal(libc::SIGSEGV, libc::SIG_DFL);
        },
    }
}
