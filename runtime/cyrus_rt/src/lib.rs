//! The runtime's C interface: one shared library for all modules of a process, or a static one for executables.
//!
//! What is in it is in the crates below; here are the names, `cyrus_rt_…`, that C calls. The header `include/cyrus_rt.h` is made
//! from these sources and checked by a test (`CYRUS_BLESS=1 cargo test -p cyrus_rt` writes it). Modules that get the library by
//! a capsule use [`table`], the same functions as a structure of pointers.
//!
//! *Conventions.* Functions that may fail give a `CYRUS_RT_…` number, 0 for good. Times are nanoseconds; as a timeout 0 means
//! not to wait, a negative number to wait as long as it takes. What waits parks the coroutine, or where there is none, the thread. Nothing
//! here is linked to Python; see [`python`].

pub mod abi;
pub mod actor;
pub mod channel;
pub mod coroutine;
mod count;
mod deadlock;
pub mod delayed;
pub mod future;
pub mod inspect;
pub mod lock;
pub mod lock_order;
mod names;
pub mod python;
mod record;
pub mod run_queue;
pub mod scheduler;
pub mod seeded;
pub mod source;
pub mod table;
pub mod task;
mod top;
pub mod trace;
