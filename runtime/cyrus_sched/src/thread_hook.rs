//! What is called where threads of schedulers begin and end, for those who keep something for each thread.

use std::sync::OnceLock;

static HOOKS: OnceLock<(fn(), fn())> = OnceLock::new();

/// Has `starts` called by each thread that a scheduler starts from now on, before its first task, and `ends` at its end. Only the first
/// call counts.
pub fn set_thread_hooks(starts: fn(), ends: fn()) {
    let _ = HOOKS.set((starts, ends));
}

/// Calls them, the second one when it is dropped.
pub(crate) struct Running(Option<fn()>);

impl Running {
    pub(crate) fn new() -> Running {
        let hooks = HOOKS.get();
        if let Some((starts, _)) = hooks {
            starts();
        }
        Running(hooks.map(|(_, ends)| *ends))
    }
}

impl Drop for Running {
    fn drop(&mut self) {
        if let Some(ends) = self.0 {
            ends();
        }
    }
}
