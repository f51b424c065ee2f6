//! Automatic pickling: `__reduce_cython__` and `__setstate_cython__`.

use super::ClassWriter;

impl ClassWriter<'_, '_> {
    /// Whether the class gets generated pickle methods.
    pub(super) fn has_pickle(&self) -> bool {
        false
    }

    /// The functions.
    pub(super) fn pickle(&mut self) {}

    /// Rows of the method table.
    pub(super) fn pickle_rows(&mut self) -> String {
        String::new()
    }
}
