//! The syntax tree of Python, Cython and Cython+ source.
//!
//! Comes in: nothing (data only). Goes out: [`ast`], the tree that the parser builds and that the
//! checker reads; [`dump`], the tree as text.
//!
//! Invariants: the tree stays as parsed; no stage writes types or names onto it. Every node has a
//! [`cyrus_source::Span`]. Nodes that later stages attach facts to carry a [`NodeId`], unique within
//! one parsed file.

pub mod ast;
pub mod dump;
pub mod walk;

pub use smol_str::SmolStr as Name;

/// Identifies a node inside one parsed file, for side tables.
#[derive(Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Debug, Default)]
pub struct NodeId(pub u32);
