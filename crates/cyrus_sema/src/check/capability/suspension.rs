//! Where a function may be suspended: not while it holds a lock, which the thread that took it gives back, nor in a critical
//! section, which ends before the function does, nor in one thread of several.

use super::super::Checker;
use cyrus_diagnostics::{Diagnostic, codes};
use cyrus_source::Span;

impl Checker<'_, '_> {
    /// Reports `yield` or `await` inside of a block that holds something.
    pub fn check_suspension(&mut self, word: &str, span: Span) {
        if !self.fx_ref().regions.is_empty() {
            self.error(codes::E0306, span, format!("'{word}' not allowed in parallel sections"));
        }
        if let Some(&at) = self.fx_ref().critical.last() {
            self.error(codes::E0306, at, "Cannot yield while in a cython.critical_section.");
        }
        if let Some(&at) = self.fx_ref().locked.last() {
            let message = "A function cannot be suspended while it holds a lock";
            self.report(
                Diagnostic::error(codes::E0703, span, message)
                    .primary_label("another thread, or another task of this one, may run from here on")
                    .label(at, "the lock is held in this block")
                    .help("take out of the block what is needed, and suspend after it"),
            );
        }
    }
}
