//! Reference capabilities in the checker: what a reference may become, what is seen through it, what may be
//! done with it. The rules and why they are sound: `docs/capabilities.md`.
//!
//! What depends on the flow of a function (use after `consume`) is not here but in
//! `cyrus_passes::capability`.

pub mod algorithm_items;
mod copies;
pub mod isolated_items;
mod locked_body;
mod locked_path;
pub mod mismatch;
pub mod receiver;
mod suspension;
mod viewed_loop;
pub mod viewed_parts;
pub mod viewpoint;
pub mod write;

pub use locked_body::LockedBody;
