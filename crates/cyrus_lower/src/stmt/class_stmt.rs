//! `class` statements of Python.

use crate::builder::FnBuilder;
use cyrus_hir::PyClass;

impl FnBuilder<'_, '_> {
    pub(crate) fn class_stmt(&mut self, class: &PyClass) {
        let _ = self.unsupported(self.span, &format!("the Python class '{}'", class.name));
    }
}
