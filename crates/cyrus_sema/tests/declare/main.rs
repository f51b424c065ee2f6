//! Declarations, end to end: source text in, entries and messages out as text.

mod harness;

mod classes;
mod compile_time;
mod cpp;
mod functions;
mod imports;
mod includes;
mod pure;
mod types;
