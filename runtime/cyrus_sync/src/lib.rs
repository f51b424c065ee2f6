//! What the runtime is built on: waiting, for threads and coroutines alike, and what can be said about it without
//! knowing a scheduler.
//!
//! Nothing here knows Python, a scheduler or an actor. Coroutines come in by the hooks of [`wait`], jobs by
//! the trait of [`job`].

pub mod barrier;
pub mod biased_lock;
pub mod courtesy;
pub mod foreign;
pub mod fork;
pub mod job;
pub mod object_lock;
pub mod raw_lock;
pub mod renewable;
#[cfg(not(loom))]
pub mod scope;
pub mod sync;
pub mod table;
pub mod thread_slot;
pub mod trace;
pub mod wait;
