//! `numpy.import_array()`, which a module that cimports `numpy` must call before anything else of its C interface, and which is
//! called for a module that does not mention it (Cython 3.0, "numpy.import_array() is called automatically").

use super::Checker;
use crate::scope::EntryKind;
use cyrus_hir as hir;

impl Checker<'_, '_> {
    /// The call, where it is needed. Comes after the check of all that might mention the function.
    pub(super) fn import_numpy(&mut self) -> hir::Block {
        if !self.cx.cimports_numpy || self.cx.calls_import_array {
            return Vec::new();
        }
        let Some(Some(scope)) = self.cx.modules.get("numpy").copied() else { return Vec::new() };
        let is_function = |name: &str| {
            self.cx.scopes[scope].get(name).is_some_and(|entry| matches!(entry.kind, EntryKind::CFunc(_)))
        };
        // Any other module may be called `numpy`.
        if !is_function("_import_array") {
            return Vec::new();
        }
        let text = "try:\n    _import_array()\nexcept Exception:\n    raise ImportError('numpy._core.multiarray failed to import')\n";
        let tree = self.parse_text("import of numpy", text);
        let outer = std::mem::replace(&mut self.fx().scope, scope);
        let call = self.block(&tree.body);
        self.fx().scope = outer;
        call
    }
}
