//! Runs a stage where it cannot hurt: on a thread with much stack, with panics caught.

use std::cell::RefCell;
use std::panic::{self, AssertUnwindSafe, PanicHookInfo};
use std::sync::Once;

/// Address space for the stack of a compilation; only what is used becomes memory.
const STACK: usize = 512 << 20;

thread_local! {
    /// Where the last panic of this thread happened and what it said. `Some` while a guard is active.
    static CAUGHT: RefCell<Option<String>> = const { RefCell::new(None) };
}

static HOOK: Once = Once::new();

/// Runs `work` on a thread of its own; a panic becomes its message.
pub fn guarded<T: Send>(work: impl FnOnce() -> T + Send) -> Result<T, String> {
    install_hook();
    std::thread::scope(|scope| {
        let thread = std::thread::Builder::new().stack_size(STACK).spawn_scoped(scope, move || {
            CAUGHT.with(|c| *c.borrow_mut() = Some(String::new()));
            panic::catch_unwind(AssertUnwindSafe(work))
                .map_err(|_| CAUGHT.with(|c| c.borrow_mut().take()).unwrap_or_default())
        });
        match thread {
            Ok(thread) => match thread.join() {
                Ok(result) => result,
                Err(_) => Err("the compiler's thread died".into()),
            },
            Err(error) => Err(format!("cannot start a thread: {error}")),
        }
    })
}

/// Replaces the message that Rust prints for a panic, for threads under guard only.
fn install_hook() {
    HOOK.call_once(|| {
        let previous = panic::take_hook();
        panic::set_hook(Box::new(move |info: &PanicHookInfo<'_>| {
            let guarded = CAUGHT.with(|caught| match caught.borrow_mut().as_mut() {
                Some(message) => {
                    *message = describe(info);
                    true
                }
                None => false,
            });
            if !guarded {
                previous(info);
            }
        }));
    });
}

fn describe(info: &PanicHookInfo<'_>) -> String {
    let payload = info.payload();
    let text = payload
        .downcast_ref::<&str>()
        .map(|s| (*s).to_string())
        .or_else(|| payload.downcast_ref::<String>().cloned())
        .unwrap_or_else(|| "unknown".into());
    // The crate and file are what a report needs; the path to them depends on where it was built.
    let place = info.location().map(|l| {
        let file = l.file().replace('\\', "/");
        let file = file.rfind("crates/").map_or(file.as_str(), |i| &file[i..]).to_string();
        format!(" ({file}:{})", l.line())
    });
    format!("{text}{}", place.unwrap_or_default())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_panic_becomes_text_and_deep_recursion_fits() {
        let caught = guarded(|| -> u32 { panic!("no {}", "way") });
        assert!(caught.is_err_and(|e| e.starts_with("no way (")));
        fn depth(n: u64) -> u64 {
            let pad = [n; 64];
            if n == 0 { 0 } else { 1 + depth(std::hint::black_box(pad)[3] - 1) }
        }
        assert_eq!(guarded(|| depth(100_000)), Ok(100_000));
    }
}
