//! Actors, futures and channels, for any scheduler: what runs is handed to an [`Executor`](cyrus_sync::job::Executor), who waits
//! does so by a [`Waiter`](cyrus_sync::wait::Waiter). Nothing here knows Python.
//!
//! | module | what |
//! |---|---|
//! | [`pool`] | memory of messages and futures |
//! | [`message`], [`mailbox`] | messages, and the queue in which an actor gets them |
//! | [`leaving`] | ends of turns, for those who take an actor back |
//! | [`future`] | results that are not there yet |
//! | [`channel`], [`select`] | queues between coroutines and threads, and waiting for the first of several |
//! | [`actor`] | actors written in Rust: a value, and closures sent to it |
//!
//! The raw structures (`Mailbox`, `Message`) are what generated code uses, through C; the typed ones are for Rust.

pub mod actor;
pub mod channel;
pub mod future;
pub mod leaving;
pub mod mailbox;
pub mod message;
pub mod owner;
pub mod pool;
pub mod select;
mod stuck;

#[cfg(all(test, loom))]
mod channel_models;
#[cfg(all(test, not(loom)))]
mod channel_tests;
#[cfg(all(test, loom))]
mod mailbox_models;
#[cfg(all(test, not(loom)))]
mod mailbox_tests;
#[cfg(test)]
mod testing;
